package notify

import (
	"context"
	_ "embed"
	"log/slog"
	"time"

	"truce.example/desk"
	"truce.example/record"
)

const deskName = "notify"

//go:embed api.yaml
var api []byte

// Config says how people are told. Member is needed; with the zero value of the rest notices reach the console, and mail
// and webhooks wait, recorded, for a server that has the means.
type Config struct {
	// Member finds a member who has not left; the desk that knows who is who has it, and must stand before this one in
	// the list of desks.
	Member func(id string) (desk.Who, bool)

	Mail    Sender  // nil sends no mail
	Webhook Sender  // nil sends no webhooks
	Secrets Secrets // of webhooks; nil lets nobody register one

	// Exercise marks every subject. A record that was born for an exercise is marked without it.
	Exercise bool

	// Grace is how long an attempt that is under way may still take when the program is asked to stop; 0 is ten seconds.
	Grace time.Duration

	Log *slog.Logger // nil is slog.Default
}

// A Sender brings a letter to its receiver, and is safe for concurrent use. It returns when the receiver has answered or
// cannot be expected to, or soon after ctx ends.
type Sender interface {
	Send(ctx context.Context, l Letter) Outcome
}

// A Letter is what one receiver is told in one way.
type Letter struct {
	ID       string // of the intent: the same for every attempt, and never another's
	Address  string // id of the address
	Target   string // the address itself
	Subject  string // one line; marked when it is an exercise
	Text     string
	Priority string
	Answer   record.Moment // until when an answer is due; zero for none
	Told     record.Moment // when the notice was taken up
	Exercise bool
}

// An Outcome is what became of one attempt.
type Outcome struct {
	Result string // one of the results below
	Answer string // what the receiver answered, or a few words; scrubbed before it is recorded
}

// The results of an attempt.
const (
	ResultSent        = "sent"         // the receiver has taken it over
	ResultFailed      = "failed"       // it has certainly not, or may be given it again without harm
	ResultRefused     = "refused"      // it has not, and will not
	ResultPerhaps     = "perhaps_sent" // nobody can say, and sending again might be twice
	resultInterrupted = "interrupted"  // the program stopped during it
)

// Secrets keeps what webhooks are signed with, outside the record.
type Secrets interface {
	// New makes and keeps a secret for an address, and returns it in the form in which its receiver needs it.
	New(address string) (string, error)
	// Drop forgets it; one that is not kept is no error.
	Drop(address string) error
}

// New returns the desk. Put it behind all desks whose notices it carries.
func New(cfg Config) desk.Desk {
	b := newBook(cfg.Member)
	d := desk.Desk{
		Name:   deskName,
		Facts:  facts(),
		State:  b,
		View:   tables(),
		Routes: doors{cfg.Secrets}.routes(),
		Layers: layers(),
		API:    api,

		Warnings: warnings,
	}
	if cfg.Mail != nil || cfg.Webhook != nil {
		d.Run = newPostman(cfg, b).run
	}
	return d
}
