package statements

import (
	"truce.example/geo"
	"truce.example/record"
)

// A Range is bytes of an article's text, end exclusive.
type Range struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

// A Day is a time as far as it is known.
type Day struct {
	Value     string `json:"value,omitempty"`     // 2017-07-05, 2017-07, 2017, or two of them with a slash between
	Precision string `json:"precision,omitempty"` // day, month, year, interval …
	Basis     string `json:"basis,omitempty"`     // how it is known
}

// Taken says that an article was taken in. Its words are its outlet's.
type Taken struct {
	Title     string `json:"title"`
	Outlet    string `json:"outlet"`
	Author    string `json:"author,omitempty"`
	Address   string `json:"address,omitempty"`
	Published Day    `json:"published"`
	Language  string `json:"language,omitempty"`
	Form      string `json:"form"`             // html, text, pdf, feed or paste
	SHA256    string `json:"sha256,omitempty"` // of the file, in hex
	Basis     string `json:"basis"`            // F real, I invented for an exercise
	Text      string `json:"text"`
}

// Said is what an article says that somebody said, as a person accepted it.
type Said struct {
	Article   int64    `json:"article"`
	Proposal  string   `json:"proposal,omitempty"` // key of the reader's proposal that it came from
	Mended    bool     `json:"mended,omitempty"`   // the person changed something in it
	Kind      string   `json:"kind"`
	Speaker   string   `json:"speaker"`
	Side      string   `json:"side,omitempty"` // party or guarantor of the agreement for which the speaker speaks
	Role      string   `json:"role,omitempty"`
	Chain     []string `json:"chain"` // speaker, outlets in between, outlet of the article
	Said      Day      `json:"said"`
	Place     string   `json:"place,omitempty"`
	Hearers   string   `json:"hearers,omitempty"`
	Medium    string   `json:"medium,omitempty"`
	Topic     string   `json:"topic,omitempty"`
	Words     string   `json:"words"` // as in the article; of reported speech the sentence
	Quotes    []Range  `json:"quotes,omitempty"`
	Sentence  Range    `json:"sentence"`
	Denial    bool     `json:"denial,omitempty"`
	Rating    string   `json:"rating,omitempty"` // Admiralty: A1 to F6
	Basis     string   `json:"basis"`            // of its article
	Published string   `json:"published,omitempty"`
}

// SetAside says that a proposal of the reader is wrong or of no use.
type SetAside struct {
	Article  int64  `json:"article"`
	Proposal string `json:"proposal"`
	Reason   string `json:"reason,omitempty"`
}

// Undertaken says who is to do what.
type Undertaken struct {
	Statement   int64         `json:"statement,omitempty"` // entry; 0 for a clause of a text
	Article     int64         `json:"article,omitempty"`
	Proposal    string        `json:"proposal,omitempty"`
	Kind        string        `json:"kind"`
	By          string        `json:"by"` // who says so
	Obliged     string        `json:"obliged"`
	Side        string        `json:"side,omitempty"` // party or guarantor that is obliged
	Act         string        `json:"act"`
	Beneficiary string        `json:"beneficiary,omitempty"`
	Condition   string        `json:"condition,omitempty"`
	Deadline    record.Moment `json:"deadline,omitempty"` // end of its last day; zero for none
	Words       string        `json:"words,omitempty"`
	Basis       string        `json:"basis"`
}

// StatusSet says what became of a commitment, in a person's judgement. The evidence are the fact's further references.
type StatusSet struct {
	Commitment int64  `json:"commitment"`
	Turn       int64  `json:"turn"` // 1, 2, …
	Status     string `json:"status"`
	Reason     string `json:"reason"`
}

// Linked joins two statements.
type Linked struct {
	Type   string `json:"type"`
	A      int64  `json:"a"`
	B      int64  `json:"b"`
	Reason string `json:"reason,omitempty"`
}

// TalkPlanned says that people will meet, or met.
type TalkPlanned struct {
	Name      string        `json:"name"`
	Place     string        `json:"place,omitempty"`
	Start     record.Moment `json:"start"`
	End       record.Moment `json:"end,omitempty"`
	With      []string      `json:"with,omitempty"`
	Agenda    string        `json:"agenda,omitempty"`
	Statement int64         `json:"statement,omitempty"` // that announces it
	Basis     string        `json:"basis"`
}

// TalkHeld says what came of a meeting.
type TalkHeld struct {
	Talk     int64   `json:"talk"`
	Outcome  string  `json:"outcome"` // held, postponed or cancelled
	Text     string  `json:"text,omitempty"`
	Promises []int64 `json:"promises,omitempty"` // commitments made there, to be followed up at the next
}

// Claimed says that somebody said in advance what would happen.
type Claimed struct {
	Statement int64         `json:"statement"`
	What      string        `json:"what"`
	By        string        `json:"by"` // who is said to prepare it
	PlaceName string        `json:"place_name,omitempty"`
	Place     *geo.Point    `json:"place,omitempty"`
	Until     record.Moment `json:"until,omitempty"` // by when it was to happen; zero when not said
	Evidence  string        `json:"evidence"`        // offered or none
	Basis     string        `json:"basis"`
}

// OutcomeSet says what came of a claim. The evidence are the fact's further references.
type OutcomeSet struct {
	Claim   int64  `json:"claim"`
	Outcome string `json:"outcome"`
	Reason  string `json:"reason"`
}

// Residues: numbers, statuses and links stay; words and names go.

// Residue keeps the basis.
func (f Taken) Residue() any { return Taken{Form: f.Form, Basis: f.Basis} }

// IsDerived makes what repeats an article's words go with it.
func (Said) IsDerived() {}

// Residue keeps the article and the proposal.
func (f Said) Residue() any {
	return Said{Article: f.Article, Proposal: f.Proposal, Kind: f.Kind, Basis: f.Basis}
}

// Residue keeps the proposal.
func (f SetAside) Residue() any { f.Reason = ""; return f }

// IsDerived makes what repeats a statement's words go with it.
func (Undertaken) IsDerived() {}

// Residue keeps the deadline.
func (f Undertaken) Residue() any {
	return Undertaken{Statement: f.Statement, Article: f.Article, Proposal: f.Proposal, Kind: f.Kind, Deadline: f.Deadline, Basis: f.Basis}
}

// Residue blanks the reason.
func (f StatusSet) Residue() any { f.Reason = ""; return f }

// Residue blanks the reason.
func (f Linked) Residue() any { f.Reason = ""; return f }

// Residue keeps the times.
func (f TalkPlanned) Residue() any { return TalkPlanned{Start: f.Start, End: f.End, Basis: f.Basis} }

// Residue blanks the words.
func (f TalkHeld) Residue() any { f.Text = ""; return f }

// IsDerived makes what repeats a statement's words go with it.
func (Claimed) IsDerived() {}

// Residue keeps the statement.
func (f Claimed) Residue() any {
	return Claimed{Statement: f.Statement, Until: f.Until, Basis: f.Basis}
}

// Residue blanks the reason.
func (f OutcomeSet) Residue() any { f.Reason = ""; return f }
