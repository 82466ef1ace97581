package notify

import (
	"fmt"

	"truce.example/desk"
	"truce.example/record"
)

// The ways in which somebody is told.
const (
	WayMail    = "mail"
	WayWebhook = "webhook"
	WayConsole = "console"
)

// AddressSet says where a member is told from now on, in one way.
type AddressSet struct {
	Address string `json:"address"` // id, drawn anew each time
	Member  string `json:"member"`
	Way     string `json:"way"`    // mail or webhook
	Target  string `json:"target"` // a mail address, or a URL
}

// Residue keeps that there was an address, and not where it led.
func (f AddressSet) Residue() any { f.Target = ""; return f }

// AddressRemoved says that a member is no longer told in a way.
type AddressRemoved struct {
	Address string `json:"address"`
	Member  string `json:"member"`
	Way     string `json:"way"`
}

// Residue keeps everything.
func (f AddressRemoved) Residue() any { return f }

// TakenUp says what is told to the audience of this fact. Its first reference is the fact that asked for it.
type TakenUp struct {
	Notice   string        `json:"notice"` // id, from the desk and the key
	Key      string        `json:"key"`    // what cannot be said twice, with the asking desk's name
	Subject  string        `json:"subject"`
	Text     string        `json:"text"`
	Answer   record.Moment `json:"answer,omitzero"` // until when an answer is due
	Priority string        `json:"priority"`
	Told     int64         `json:"told"` // to how many
}

// IsDerived makes the text go with the fact that asked for it.
func (TakenUp) IsDerived() {}

// Residue keeps that the notice was taken up, so that it is not told again.
func (f TakenUp) Residue() any {
	return TakenUp{Notice: f.Notice, Key: f.Key, Answer: f.Answer, Priority: f.Priority, Told: f.Told}
}

// Intended says that one member is to be told in one way. Its first reference is the notice.
type Intended struct {
	Intent   string `json:"intent"` // id of the message on every attempt
	Notice   string `json:"notice"`
	Member   string `json:"member"`
	Way      string `json:"way"`
	Priority string `json:"priority"`
}

// Residue keeps everything.
func (f Intended) Residue() any { return f }

// Sending says that an attempt begins. If nothing follows, the program stopped during it.
type Sending struct {
	Intent  string `json:"intent"`
	Attempt int64  `json:"attempt"`
}

// Residue keeps everything.
func (f Sending) Residue() any { return f }

// Sent says that the receiver took the message over.
type Sent struct {
	Intent  string `json:"intent"`
	Attempt int64  `json:"attempt"`
	Answer  string `json:"answer"`
}

// Residue keeps that it was sent.
func (f Sent) Residue() any { f.Answer = ""; return f }

// Failed says that an attempt did not reach the receiver, and when the next is due.
type Failed struct {
	Intent  string        `json:"intent"`
	Attempt int64         `json:"attempt"`
	Answer  string        `json:"answer"`
	Next    record.Moment `json:"next"`
}

// Residue keeps when the next attempt is due.
func (f Failed) Residue() any { f.Answer = ""; return f }

// PerhapsSent says that nobody can tell whether a mail was taken over. It is not sent again unless somebody orders it.
type PerhapsSent struct {
	Intent  string `json:"intent"`
	Attempt int64  `json:"attempt"`
	Answer  string `json:"answer"`
}

// Residue keeps that it is not known.
func (f PerhapsSent) Residue() any { f.Answer = ""; return f }

// Notices tells those who can order it again.
func (f PerhapsSent) Notices() []desk.Notice {
	return alarm("perhaps_sent", f.Intent, f.Attempt, "A notice was perhaps not delivered",
		"Nobody can say whether the mail with the intent %s was taken over. Find out from the receiver; if it did not arrive, order it again.")
}

// Why an intent is given up.
const (
	GaveUpScheduleEnded = "schedule_ended" // the last attempt failed
	GaveUpRefused       = "refused"        // the receiver refused it for good
	GaveUpNoAddress     = "no_address"     // the address was removed
	GaveUpLeft          = "left_audience"  // the member has left, or is no longer among those who are told
	GaveUpForgotten     = "forgotten"      // the text was forgotten
)

// GivenUp says that no further attempt is made, and why.
type GivenUp struct {
	Intent  string `json:"intent"`
	Attempt int64  `json:"attempt"`
	Reason  string `json:"reason"`
	Answer  string `json:"answer,omitempty"`
}

// Residue keeps that it was given up.
func (f GivenUp) Residue() any { f.Answer = ""; return f }

// Notices tells those who can help, unless there is nothing to help with.
func (f GivenUp) Notices() []desk.Notice {
	if f.Reason == GaveUpLeft || f.Reason == GaveUpForgotten {
		return nil
	}
	return alarm("given_up", f.Intent, f.Attempt, "A notice could not be delivered",
		"The notice with the intent %s was given up. See the outbox, tell the receiver in another way, and order it again when the way is mended.")
}

// alarm is told to the admins and the duty officers; notices of this desk stay in the console.
func alarm(what, intent string, attempt int64, subject, text string) []desk.Notice {
	return []desk.Notice{{
		Key: fmt.Sprintf("%s/%s/%d", what, intent, attempt), To: watchers(),
		Subject: subject, Text: fmt.Sprintf(text, intent), Priority: "PRIORITY",
	}}
}

// watchers look after the outbox.
func watchers() record.Audience {
	return record.Audiences(record.ToRole("admin"), record.ToRole("duty_officer"))
}

// OrderedAgain says that somebody ordered another attempt of what was given up or perhaps sent.
type OrderedAgain struct {
	Intent string `json:"intent"`
	Reason string `json:"reason"`
}

// Residue keeps the order.
func (f OrderedAgain) Residue() any { f.Reason = ""; return f }

// Read says that a member opened a notice in the console. It is no acknowledgement.
type Read struct {
	Intent string `json:"intent"`
	Member string `json:"member"`
}

// Residue keeps everything.
func (f Read) Residue() any { return f }

func facts() []record.Kind {
	const noon = record.Moment(1499590800000) // 2017-07-09T09:00:00Z
	const id = "4f2a91c07be355d84f2a91c07be355d8"
	return []record.Kind{
		record.KindOf("notify.address_set/1", "A member is told at this address.",
			AddressSet{Address: "a1", Member: "swift", Way: WayMail, Target: "swift@example.org"}),
		record.KindOf("notify.address_removed/1", "A member is no longer told at this address.",
			AddressRemoved{Address: "a1", Member: "swift", Way: WayMail}),
		record.KindOf("notify.taken_up/1", "Somebody is told something.",
			TakenUp{Notice: id, Key: "inquiry/served/12", Subject: "A notice was served", Text: "Answer within three days.", Answer: noon, Priority: "IMMEDIATE", Told: 1}),
		record.KindOf("notify.intended/1", "A member is to be told in one way.",
			Intended{Intent: id, Notice: id, Member: "swift", Way: WayMail, Priority: "IMMEDIATE"}),
		record.KindOf("notify.sending/1", "An attempt to tell a member begins.", Sending{Intent: id, Attempt: 1}),
		record.KindOf("notify.sent/1", "The receiver took a message over.", Sent{Intent: id, Attempt: 1, Answer: "250 ok"}),
		record.KindOf("notify.failed/1", "An attempt did not reach the receiver.",
			Failed{Intent: id, Attempt: 1, Answer: "451 try later", Next: noon}),
		record.KindOf("notify.perhaps_sent/1", "Nobody can say whether a mail was taken over.",
			PerhapsSent{Intent: id, Attempt: 1, Answer: "the connection broke before the answer"}),
		record.KindOf("notify.given_up/1", "No further attempt is made.",
			GivenUp{Intent: id, Attempt: 7, Reason: GaveUpScheduleEnded, Answer: "451 try later"}),
		record.KindOf("notify.ordered_again/1", "Another attempt was ordered.",
			OrderedAgain{Intent: id, Reason: "the receiver has nothing"}),
		record.KindOf("notify.read/1", "A member opened a notice in the console.", Read{Intent: id, Member: "swift"}),
	}
}
