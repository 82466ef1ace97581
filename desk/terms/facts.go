package terms

import (
	"truce.example/agreement"
	"truce.example/record"
)

// A Move is what all changes of status have in common.
type Move struct {
	Effective record.Moment `json:"effective"`         // from when it holds
	History   bool          `json:"history,omitempty"` // it held before it was recorded here; Reason says why it was loaded
	Reason    string        `json:"reason,omitempty"`
}

// Offered says that a text was laid before the parties.
type Offered struct {
	Move
	Agreement string `json:"agreement"` // its id
	Version   int64  `json:"version"`
	Title     string `json:"title"`
	Pack      []byte `json:"pack"`   // the canonical form of the whole text
	Digest    string `json:"digest"` // SHA-256 of the pack, in hex
}

// Agreed says which signatories accepted the text with that digest. The agreement is agreed when nobody is missing.
type Agreed struct {
	Move
	Version int64    `json:"version"`
	Digest  string   `json:"digest"`
	By      []string `json:"by"`                // parties and guarantors
	Missing []string `json:"missing,omitempty"` // signatories who have not accepted yet
}

// CameIntoForce says from when the clauses bind.
type CameIntoForce struct {
	Move
	Version int64  `json:"version"`
	Digest  string `json:"digest"`
}

// Suspended says that the clauses do not bind for a while, at whose notice and under which clause.
type Suspended struct {
	Move
	By     string        `json:"by"` // the party or guarantor that gave notice
	Clause string        `json:"clause"`
	Notice record.Moment `json:"notice"` // when notice was given
}

// Resumed says that the clauses bind again.
type Resumed struct {
	Move
	By string `json:"by,omitempty"` // who lifted the suspension, if one side did
}

// Ended says that the agreement is over for good.
type Ended struct {
	Move
	By     string `json:"by,omitempty"`     // who denounced it, if one side did
	Clause string `json:"clause,omitempty"` // under which clause
}

// Amended says that another version of the text holds from a moment on, and what differs.
type Amended struct {
	Move
	Version  int64    `json:"version"`
	Title    string   `json:"title"`
	Pack     []byte   `json:"pack"`
	Digest   string   `json:"digest"`
	SignedBy []string `json:"signed_by"`
	Clauses  []string `json:"clauses,omitempty"` // added, removed or changed, by number
	Zones    []string `json:"zones,omitempty"`   // the same for zones and lines, by id
	Other    []string `json:"other,omitempty"`   // other parts of the text that differ, by name
}

// WindowSet says when and where works are to go on in silence, and who has guaranteed it. It replaces an earlier window
// of the same id.
type WindowSet struct {
	agreement.Window
	History bool   `json:"history,omitempty"`
	Reason  string `json:"reason,omitempty"`
	// Request is what form F19 says beside place and time; nil where nobody was asked by it.
	Request *WindowRequest `json:"request,omitempty"`
	Missing []Sided        `json:"missing,omitempty"` // sides that were asked and have not guaranteed it yet: they are told
}

// A WindowRequest says who works for whom, and whose guarantee is asked.
type WindowRequest struct {
	Operator   string   `json:"operator"` // a function or an office, no private person
	Asked      []string `json:"asked"`    // parties and guarantors
	Utility    string   `json:"utility,omitempty"`
	Population int64    `json:"population,omitempty"` // how many people it serves; 0 when not known
	Observers  string   `json:"observers,omitempty"`
}

// A Sided is a party or a guarantor.
type Sided struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
}

// WindowStepped says what became of a window: opened, paused, broken, closed in order, overrun or cancelled.
type WindowStepped struct {
	ID     string        `json:"id"`
	Step   string        `json:"step"`
	At     record.Moment `json:"at"`
	Text   string        `json:"text,omitempty"`
	Report int64         `json:"report,omitempty"` // entry of the report that says so, which is the fact's reference
}

// Residue keeps the step.
func (f WindowStepped) Residue() any { f.Text = ""; return f }

// Adhered is a line in the adherence register: that a party, guarantor or local force was told of the agreement, that
// somebody accepted for it, or both.
type Adhered struct {
	Side       string        `json:"side"`
	Party      string        `json:"party,omitempty"` // whose local force it is
	ToldAt     record.Moment `json:"told_at,omitempty"`
	Channel    string        `json:"channel,omitempty"` // how it was told
	AcceptedAt record.Moment `json:"accepted_at,omitempty"`
	AcceptedBy string        `json:"accepted_by,omitempty"` // the function of who accepted; no private person's name
	Note       string        `json:"note,omitempty"`
}

// ReadyChecked says that somebody ticked an item of the start-day list, or took the tick back.
type ReadyChecked struct {
	Item string `json:"item"`
	Done bool   `json:"done"`
	By   string `json:"by"` // member
	Note string `json:"note,omitempty"`
}

// ForgettingProposed says that the content of an entry should be destroyed, and why.
type ForgettingProposed struct {
	Entry  int64  `json:"entry"`
	Reason string `json:"reason"`
	By     string `json:"by"` // member
}

// ForgettingAgreed says that one whose agreement is needed has given it.
type ForgettingAgreed struct {
	Entry int64  `json:"entry"`
	By    string `json:"by"` // party or guarantor
}

// Forgotten says that everybody whose agreement is needed has given it: the writer destroys the content of the entry,
// and keeps here what later decisions need of it.
type Forgotten struct {
	Entry       int64    `json:"entry"`
	Reason      string   `json:"reason"`
	By          []string `json:"by"` // parties and guarantors who agreed
	Residue     []byte   `json:"residue,omitempty"`
	ResidueKind string   `json:"residue_kind,omitempty"`
}

// Erases is the entry whose content goes. It makes the fact a record.Tombstone.
func (f Forgotten) Erases() int64 { return f.Entry }

// Of is the same for another entry: what was concluded from the content goes with it.
func (f Forgotten) Of(entry int64) any { f.Entry = entry; return f }

// WithResidue returns the fact with what remains of the erased one.
func (f Forgotten) WithResidue(kind string, fact []byte) any {
	f.ResidueKind, f.Residue = kind, fact
	return f
}

// Remains is what WithResidue was given.
func (f Forgotten) Remains() (kind string, fact []byte) { return f.ResidueKind, f.Residue }

// exampleDigest stands for a text in the examples.
const exampleDigest = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"

func facts() []record.Kind {
	noon := record.Moment(1499590800000) // 2017-07-09T09:00:00Z
	move := Move{Effective: noon}
	return []record.Kind{
		record.KindOf("terms.offered/1", "A text was laid before the parties.",
			Offered{Move: move, Agreement: "AGR-1", Version: 1, Title: "EXERCISE: memorandum", Pack: []byte("{}"), Digest: exampleDigest}),
		record.KindOf("terms.agreed/1", "Signatories accepted the text; it is agreed when nobody is missing.",
			Agreed{Move: move, Version: 1, Digest: exampleDigest, By: []string{"G1"}, Missing: []string{"G2"}}),
		record.KindOf("terms.came_into_force/1", "The clauses bind from a moment on.",
			CameIntoForce{Move: move, Version: 1, Digest: exampleDigest}),
		record.KindOf("terms.suspended/1", "The clauses do not bind for a while, at somebody's notice.",
			Suspended{Move: move, By: "G1", Clause: "C12", Notice: noon}),
		record.KindOf("terms.resumed/1", "The clauses bind again.",
			Resumed{Move: move, By: "G1"}),
		record.KindOf("terms.ended/1", "The agreement is over for good.",
			Ended{Move: move, By: "A", Clause: "C13"}),
		record.KindOf("terms.amended/1", "Another version of the text holds from a moment on.",
			Amended{Move: move, Version: 2, Title: "EXERCISE: memorandum", Pack: []byte("{}"), Digest: exampleDigest, SignedBy: []string{"G1", "G2"}, Clauses: []string{"C4"}}),
		record.KindOf("terms.window_set/1", "Works go on in silence at a place and time, as far as guaranteed.",
			WindowSet{Window: agreement.Window{ID: "W-1", Work: "water pipe", RadiusM: 500, From: agreement.Instant(noon), To: agreement.Instant(noon) + 4*3600*1000, Guarantees: []string{"A"}},
				Request: &WindowRequest{Operator: "water board", Asked: []string{"A", "B"}, Utility: "water", Population: 120_000, Observers: "a team of the mission"}, Missing: []Sided{{"B", "party"}}}),
		record.KindOf("terms.window_stepped/1", "What became of a window of silence: opened, paused, broken, closed in order, overrun or cancelled.",
			WindowStepped{ID: "W-1", Step: windowBroken, At: noon, Text: "Bursts while the bus drove.", Report: 41}),
		record.KindOf("terms.adhered/1", "A side or a local force was told of the agreement, or accepted it.",
			Adhered{Side: "B-DARA", Party: "B", ToldAt: noon, Channel: "radio"}),
		record.KindOf("terms.ready_checked/1", "An item of the start-day list was ticked, or the tick taken back.",
			ReadyChecked{Item: "line-test", Done: true, By: "heron"}),
		record.KindOf("terms.forgetting_proposed/1", "The content of an entry should be destroyed.",
			ForgettingProposed{Entry: 17, Reason: "it names a witness", By: "ward"}),
		record.KindOf("terms.forgetting_agreed/1", "One whose agreement to forgetting is needed has given it.",
			ForgettingAgreed{Entry: 17, By: "G1"}),
		record.KindOf("terms.forgotten/1", "All have agreed: the content of the entry is destroyed.",
			Forgotten{Entry: 17, Reason: "it names a witness", By: []string{"G1", "G2"}}),
	}
}
