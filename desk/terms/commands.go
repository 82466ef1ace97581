package terms

import (
	"truce.example/agreement"
	"truce.example/geo"
	"truce.example/record"
)

// When says from when a move holds. All of it may be left out, which means: from now on.
type When struct {
	Effective record.Moment `json:"effective,omitempty"` // now or later; earlier only with History
	History   bool          `json:"history,omitempty"`   // loading what happened before this record; the operator only
	Reason    string        `json:"reason,omitempty"`    // needed for history
}

// Offer lays a text before the parties. Until it is agreed another offer replaces it.
type Offer struct {
	When
	Agreement *agreement.Agreement `json:"agreement"`
}

// Agree accepts the offered text. Mission members record it for the signatories named; others speak for their own.
type Agree struct {
	When
	Digest string   `json:"digest"`       // of the text that was read
	By     []string `json:"by,omitempty"` // signatories; empty for one's own side
}

// BringIntoForce makes the clauses bind. Without Effective they do so at the moment that the text states.
type BringIntoForce struct {
	When
}

// Suspend records a notice of suspension.
type Suspend struct {
	When
	By     string        `json:"by"`               // the party or guarantor that gives notice
	Clause string        `json:"clause"`           // under which
	Notice record.Moment `json:"notice,omitempty"` // when it was given; empty for now
}

// Resume lifts a suspension.
type Resume struct {
	When
	By string `json:"by,omitempty"`
}

// End ends the agreement for good.
type End struct {
	When
	By     string `json:"by,omitempty"`
	Clause string `json:"clause,omitempty"`
}

// Amend brings another version of the text, signed by every signatory.
type Amend struct {
	When
	Agreement *agreement.Agreement `json:"agreement"`
	SignedBy  []string             `json:"signed_by"`
}

// SetWindow sets a window of silence, or one of the same id anew while it has not begun.
type SetWindow struct {
	ID         string            `json:"id"`
	Work       string            `json:"work,omitempty"`
	Centre     geo.Point         `json:"centre"`
	RadiusM    int64             `json:"radius_m"`
	From       agreement.Instant `json:"from"`
	To         agreement.Instant `json:"to"`
	Guarantees []string          `json:"guarantees,omitempty"` // parties and guarantors that guarantee it
	History    bool              `json:"history,omitempty"`
	Reason     string            `json:"reason,omitempty"`

	// Form F19: whose guarantee is asked, and who works for whom.
	Asked      []string `json:"asked,omitempty"`
	Operator   string   `json:"operator,omitempty"`
	Utility    string   `json:"utility,omitempty"`
	Population int64    `json:"population,omitempty"`
	Observers  string   `json:"observers,omitempty"`
}

// GuaranteeWindow is a side's own guarantee of a window as it stands.
type GuaranteeWindow struct {
	ID   string `json:"id"`
	Text string `json:"text,omitempty"`
}

// StepWindow says what became of a window.
type StepWindow struct {
	ID     string        `json:"id"`
	Step   string        `json:"step"`
	At     record.Moment `json:"at,omitzero"` // left out: now
	Text   string        `json:"text,omitempty"`
	Report int64         `json:"report,omitempty"`
}

// overrunWindow is the program's own command: the time of an open window is over.
type overrunWindow struct {
	ID string `json:"id"`
}

// Adhere enters a line in the adherence register.
type Adhere struct {
	Side       string        `json:"side"` // a party, a guarantor or a local force
	ToldAt     record.Moment `json:"told_at,omitempty"`
	Channel    string        `json:"channel,omitempty"`
	AcceptedAt record.Moment `json:"accepted_at,omitempty"`
	AcceptedBy string        `json:"accepted_by,omitempty"`
	Note       string        `json:"note,omitempty"`
}

// CheckReady ticks an item of the start-day list, or takes the tick back.
type CheckReady struct {
	Item string `json:"item"`
	Done bool   `json:"done"`
	Note string `json:"note,omitempty"`
}

// ProposeForgetting asks that the content of an entry be destroyed.
type ProposeForgetting struct {
	Entry  int64  `json:"entry"`
	Reason string `json:"reason"`
}

// AgreeForgetting agrees to a proposal for one's own side. The last agreement needed destroys the content.
type AgreeForgetting struct {
	Entry int64 `json:"entry"` // the entry to be forgotten, not the proposal
}
