package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"truce.example/desk"
	"truce.example/record"
)

// A postman makes the attempts that the book has ready. Nothing of what it knows is needed after a stop: what it was at
// stands in the record as begun, and the next postman begins with that.
type postman struct {
	book     *book
	senders  map[string]Sender
	exercise bool
	log      *slog.Logger
	pause    time.Duration // before something that was refused is tried again
	grace    time.Duration // for an attempt under way when the program stops
}

// usualGrace is enough for a server that answers, and no annoyance to who stops the program.
const usualGrace = 10 * time.Second

// hands is how many attempts may be under way at once. One lane has one: a receiver that hangs holds up nobody else.
const hands = 16

func newPostman(cfg Config, b *book) *postman {
	p := &postman{book: b, senders: map[string]Sender{}, exercise: cfg.Exercise, log: cfg.Log, pause: time.Second, grace: cfg.Grace}
	if p.grace <= 0 {
		p.grace = usualGrace
	}
	if cfg.Mail != nil {
		p.senders[WayMail] = cfg.Mail
	}
	if cfg.Webhook != nil {
		p.senders[WayWebhook] = cfg.Webhook
	}
	if p.log == nil {
		p.log = slog.Default()
	}
	return p
}

// run tells people until ctx ends, and returns when the last attempt has.
func (p *postman) run(ctx context.Context, clerk desk.Clerk) error {
	if c, ok := clerk.(interface{ Origin() string }); ok && record.IsExercise(c.Origin()) {
		p.exercise = true
	}
	if err := p.recover(ctx, clerk); err != nil {
		return ended(err)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	var out sync.WaitGroup
	defer out.Wait()
	defer cancel(nil)
	busy, back := map[string]bool{}, make(chan string)
	for {
		for len(busy) < hands {
			j, ok := p.book.job(p.senders, busy)
			if !ok {
				break
			}
			busy[j.lane] = true
			out.Go(func() {
				if err := p.deliver(ctx, clerk, j); err != nil {
					cancel(err)
				}
				select {
				case back <- j.lane:
				case <-ctx.Done():
				}
			})
		}
		select {
		case lane := <-back:
			delete(busy, lane)
		case <-p.book.bell:
		case <-ctx.Done():
			return ended(context.Cause(ctx))
		}
	}
}

// ended turns the end that was asked for, and that of a copy which takes nothing in, into no error.
func ended(err error) error {
	if errors.Is(err, errReadOnly) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

var errReadOnly = errors.New("the record takes nothing in")

// recover reports the attempts at which the program stopped.
func (p *postman) recover(ctx context.Context, clerk desk.Clerk) error {
	for _, j := range p.book.interrupted() {
		p.log.Warn("the program stopped while a notice was under way", "intent", j.intent, "way", j.way)
		if err := p.report(ctx, clerk, j, Outcome{resultInterrupted, "the program stopped before the answer was recorded"}); err != nil {
			return err
		}
	}
	return nil
}

// deliver makes one attempt: it is recorded that it begins, it is made, and what became of it is recorded. Once begun it
// outlives the end of ctx by the grace, so that a stop does not turn a known result into an unknown one; what it came to by
// then is recorded in a fifth of that time more.
func (p *postman) deliver(stop context.Context, clerk desk.Clerk, j job) error {
	if stop.Err() != nil {
		return nil
	}
	sending, end := outlive(stop, p.grace)
	defer end()
	ctx, end := outlive(stop, p.grace+p.grace/5)
	defer end()
	begun, err := p.submit(ctx, clerk, fmt.Sprintf("send %s %d", j.intent, j.attempt), &begin{Intent: j.intent, Attempt: j.attempt})
	if err != nil || len(begun) == 0 || begun[0].Kind != "notify.sending/1" {
		return err
	}
	if begun[0].Again {
		// This attempt was begun before: an answer of the writer was lost, or the book was read while it was being folded
		// again. It must not be made twice. If it still stands as under way, it is nobody's: this lane has no other hand.
		return p.report(ctx, clerk, j, Outcome{resultInterrupted, "it is not known how far this attempt came"})
	}
	l, ok := p.book.letter(j.intent)
	if !ok {
		return p.report(ctx, clerk, j, Outcome{ResultFailed, "the text or the address is gone"})
	}
	l.Exercise = p.exercise
	if p.exercise {
		l.Subject = "EXERCISE: " + l.Subject
	}
	outcome := p.senders[j.way].Send(sending, l)
	p.log.Info("a notice was tried", "intent", j.intent, "way", j.way, "attempt", j.attempt, "result", outcome.Result)
	return p.report(ctx, clerk, j, outcome)
}

// outlive is ctx with an end that comes later by so much.
func outlive(ctx context.Context, by time.Duration) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		t := time.NewTimer(by)
		defer t.Stop()
		select {
		case <-t.C:
			cancel()
		case <-longer.Done():
		}
	})
	return longer, func() {
		stop()
		cancel()
	}
}

func (p *postman) report(ctx context.Context, clerk desk.Clerk, j job, o Outcome) error {
	_, err := p.submit(ctx, clerk, fmt.Sprintf("sent %s %d", j.intent, j.attempt),
		&report{Intent: j.intent, Attempt: j.attempt, Result: o.Result, Answer: o.Answer})
	return err
}

// submit records, and tries until it is recorded or refused for a reason that stays. A result that cannot be recorded
// because the disk is full is kept in hand: sending again instead would be twice.
func (p *postman) submit(ctx context.Context, clerk desk.Clerk, id string, do any) ([]desk.Receipt, error) {
	for {
		receipts, err := clerk.Submit(ctx, desk.System(), desk.Command{Desk: deskName, ID: id, Do: do})
		if err == nil {
			return receipts, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		refused, ok := desk.Refused(err)
		switch {
		case ok && refused.Kind == desk.NotAllowed:
			return nil, errReadOnly
		case ok && (refused.Kind == desk.Conflict || refused.Kind == desk.TooEarly):
			p.wait(ctx)
			return nil, nil
		}
		p.log.Error("what became of a notice could not be recorded yet", "error", err)
		p.wait(ctx)
	}
}

func (p *postman) wait(ctx context.Context) {
	t := time.NewTimer(p.pause)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
