package statements

import (
	"truce.example/geo"
	"truce.example/record"
)

// Take takes an article in.
type Take struct {
	Title     string `json:"title"`
	Outlet    string `json:"outlet"`
	Author    string `json:"author,omitempty"`
	Address   string `json:"address,omitempty"`
	Published string `json:"published,omitempty"` // a day; left out when it is not known
	Language  string `json:"language,omitempty"`
	Form      string `json:"form,omitempty"`
	SHA256    string `json:"sha256,omitempty"`
	Basis     string `json:"basis"`
	Text      string `json:"text"`
}

// Accept makes a statement of a proposal, or of a place in the text that the reader has not found.
type Accept struct {
	Article  int64    `json:"article"`
	Proposal string   `json:"proposal,omitempty"`
	Mended   bool     `json:"mended,omitempty"`
	Kind     string   `json:"kind"`
	Speaker  string   `json:"speaker"`
	Side     string   `json:"side,omitempty"`
	Role     string   `json:"role,omitempty"`
	Via      []string `json:"via,omitempty"` // outlets between the speaker and the article's
	Said     Day      `json:"said"`
	Place    string   `json:"place,omitempty"`
	Hearers  string   `json:"hearers,omitempty"`
	Medium   string   `json:"medium,omitempty"`
	Topic    string   `json:"topic,omitempty"`
	Quotes   []Range  `json:"quotes,omitempty"`
	Sentence Range    `json:"sentence"`
	Denial   bool     `json:"denial,omitempty"`
	Rating   string   `json:"rating,omitempty"`
}

// Dismiss sets a proposal aside.
type Dismiss struct {
	Article  int64  `json:"article"`
	Proposal string `json:"proposal"`
	Reason   string `json:"reason,omitempty"`
}

// Undertake puts a commitment into the register.
type Undertake struct {
	Statement   int64         `json:"statement,omitempty"`
	Article     int64         `json:"article,omitempty"`
	Proposal    string        `json:"proposal,omitempty"`
	Kind        string        `json:"kind"`
	By          string        `json:"by"`
	Obliged     string        `json:"obliged"`
	Side        string        `json:"side,omitempty"`
	Act         string        `json:"act"`
	Beneficiary string        `json:"beneficiary,omitempty"`
	Condition   string        `json:"condition,omitempty"`
	Deadline    record.Moment `json:"deadline,omitzero"`
	Basis       string        `json:"basis,omitempty"` // needed without a statement and an article
}

// SetStatus says what became of a commitment.
type SetStatus struct {
	Commitment int64   `json:"commitment"`
	Status     string  `json:"status"`
	Reason     string  `json:"reason"`
	Evidence   []int64 `json:"evidence,omitempty"` // entries of any desk
}

// Link joins two statements.
type Link struct {
	Type   string `json:"type"`
	A      int64  `json:"a"`
	B      int64  `json:"b"`
	Reason string `json:"reason,omitempty"`
}

// PlanTalk puts a meeting into the calendar.
type PlanTalk struct {
	Name      string        `json:"name"`
	Place     string        `json:"place,omitempty"`
	Start     record.Moment `json:"start"`
	End       record.Moment `json:"end,omitzero"`
	With      []string      `json:"with,omitempty"`
	Agenda    string        `json:"agenda,omitempty"`
	Statement int64         `json:"statement,omitempty"`
	Basis     string        `json:"basis"`
}

// HoldTalk says what came of a meeting.
type HoldTalk struct {
	Talk     int64   `json:"talk"`
	Outcome  string  `json:"outcome"`
	Text     string  `json:"text,omitempty"`
	Promises []int64 `json:"promises,omitempty"`
}

// Claim keeps what somebody said in advance.
type Claim struct {
	Statement int64         `json:"statement"`
	What      string        `json:"what"`
	By        string        `json:"by"`
	PlaceName string        `json:"place_name,omitempty"`
	Place     *geo.Point    `json:"place,omitempty"`
	Until     record.Moment `json:"until,omitzero"`
	Evidence  string        `json:"evidence"`
}

// SetOutcome says what came of a claim.
type SetOutcome struct {
	Claim    int64   `json:"claim"`
	Outcome  string  `json:"outcome"`
	Reason   string  `json:"reason"`
	Evidence []int64 `json:"evidence,omitempty"`
}
