package inquiry

import (
	"truce.example/geo"
	"truce.example/record"
)

// Open opens a case by hand.
type Open struct {
	Reports      []int64       `json:"reports,omitempty"`
	Type         string        `json:"type"`
	Side         string        `json:"side,omitempty"` // accused, as reported: an id of the agreement; left out if nobody is
	Clauses      []string      `json:"clauses,omitempty"`
	Start        record.Moment `json:"start,omitzero"`
	End          record.Moment `json:"end,omitzero"`
	Place        *geo.Point    `json:"place,omitempty"`
	UncertaintyM int64         `json:"uncertainty_m,omitempty"`
	PlaceName    string        `json:"place_name,omitempty"` // left out: the nearest named place
	Text         string        `json:"text"`
}

// Join adds a report to a case.
type Join struct {
	Case   int64  `json:"case"`
	Report int64  `json:"report"`
	Reason string `json:"reason"`
}

// Triage looks at a case first.
type Triage struct {
	Case     int64  `json:"case"`
	Outcome  string `json:"outcome"`
	Of       int64  `json:"of,omitempty"` // for duplicate_of
	Reason   string `json:"reason"`
	Question string `json:"question,omitempty"` // for insufficient_info
}

// Inform answers what the mission asked of who reported.
type Inform struct {
	Case int64  `json:"case"`
	Text string `json:"text"`
}

// Assign says who inquires.
type Assign struct {
	Case      int64  `json:"case"`
	Team      string `json:"team"`
	Lead      string `json:"lead,omitempty"`
	Analyst   string `json:"analyst"`
	Custodian string `json:"custodian,omitempty"`
}

// Serve serves the notice. Its text is made by rule; only translations are given.
type Serve struct {
	Case         int64         `json:"case"`
	Side         string        `json:"side,omitempty"` // left out: the accused
	Translations []Translation `json:"translations,omitempty"`
}

// Acknowledge is the side's own acknowledgement.
type Acknowledge struct {
	Notice int64  `json:"notice"`
	Level  string `json:"level"` // duty or formal
	Text   string `json:"text,omitempty"`
}

// RecordAck writes down an acknowledgement by voice or on paper.
type RecordAck struct {
	Notice      int64         `json:"notice"`
	Level       string        `json:"level"`
	Means       string        `json:"means"`
	GivenBy     string        `json:"given_by"`
	At          record.Moment `json:"at,omitzero"` // left out: now
	Language    string        `json:"language,omitempty"`
	Text        string        `json:"text,omitempty"`
	Translation *Translation  `json:"translation,omitempty"`
}

// ConfirmAck is the second person's word on it.
type ConfirmAck struct {
	Recorded int64 `json:"recorded"`
}

// Visit files what became of the visit.
type Visit struct {
	Case       int64         `json:"case"`
	Outcome    string        `json:"outcome"` // made, postponed or dropped
	At         record.Moment `json:"at,omitzero"`
	Until      record.Moment `json:"until,omitzero"`
	Reason     string        `json:"reason,omitempty"`
	Method     []string      `json:"method,omitempty"`
	Physical   []string      `json:"physical,omitempty"`
	Interviews []string      `json:"interviews,omitempty"`
	Evidence   []int64       `json:"evidence,omitempty"`
	Limits     []string      `json:"limits,omitempty"`
}

// Draft drafts the finding and puts it to the sides for comment.
type Draft struct {
	Case       int64    `json:"case"`
	Question   string   `json:"question"`
	Paragraphs []string `json:"paragraphs"`
	Clause     string   `json:"clause,omitempty"`
	Level      int64    `json:"level"`
	Limits     []string `json:"limits,omitempty"`
	Ask        []string `json:"ask,omitempty"` // sides; left out: the accused, or every party if nobody is
}

// Comment is form F8: a side's comment on the draft that was put to it.
type Comment struct {
	Case        int64        `json:"case"`
	Side        string       `json:"side,omitempty"` // for a guarantor: the party that it speaks for
	Language    string       `json:"language,omitempty"`
	Text        string       `json:"text,omitempty"`
	Translation *Translation `json:"translation,omitempty"`
	Objections  []Objection  `json:"objections,omitempty"`
	Evidence    []int64      `json:"evidence,omitempty"`
	OwnFinding  string       `json:"own_finding,omitempty"`
	Revisit     bool         `json:"revisit,omitempty"`
	Waive       bool         `json:"waive,omitempty"`
}

// Convene says who sits on the panel.
type Convene struct {
	Case    int64     `json:"case"`
	Present []Seat    `json:"present"`
	Absent  []Absence `json:"absent,omitempty"`
	Quorum  bool      `json:"quorum"`
}

// Find is form F9: what the panel came to.
type Find struct {
	Case        int64        `json:"case"`
	Kind        string       `json:"kind"`
	Reason      string       `json:"reason,omitempty"`
	Question    string       `json:"question,omitempty"`
	Verdict     string       `json:"verdict,omitempty"`
	Clause      string       `json:"clause,omitempty"`
	Side        string       `json:"side,omitempty"`
	Level       int64        `json:"level,omitempty"`
	Attribution *Attribution `json:"attribution,omitempty"`
	Standard    string       `json:"standard,omitempty"` // left out: the mandate's
	Text        string       `json:"text,omitempty"`
	Evidence    []int64      `json:"evidence,omitempty"`
	Dissent     []Dissent    `json:"dissent,omitempty"`
}

// FindSeparately is a guarantor's own finding.
type FindSeparately struct {
	Case     int64  `json:"case"`
	Verdict  string `json:"verdict"`
	Clause   string `json:"clause,omitempty"`
	Side     string `json:"side,omitempty"`
	Level    int64  `json:"level,omitempty"`
	Standard string `json:"standard,omitempty"`
	Text     string `json:"text"`
}

// Announce announces a publication, or that the result is kept to some.
type Announce struct {
	Case    int64           `json:"case"`
	Edition string          `json:"edition"` // published or restricted
	To      record.Audience `json:"to"`

	PublicNames []string `json:"public_names,omitempty"` // names in the result that are of public office-holders or of places
}

// Object objects to a publication that was announced.
type Object struct {
	Case int64  `json:"case"`
	Text string `json:"text"`
}

// Publish publishes what was announced.
type Publish struct {
	Case    int64  `json:"case"`
	Despite string `json:"despite,omitempty"` // needed if a side objected

	PublicNames []string `json:"public_names,omitempty"` // more of them; those of the announcement hold
}

// SetMeasure sets a step of the ladder.
type SetMeasure struct {
	Case int64         `json:"case"`
	Code string        `json:"code"`
	Text string        `json:"text"`
	To   []string      `json:"to"`
	Due  record.Moment `json:"due"`
}

// ReportMeasure says what became of it.
type ReportMeasure struct {
	Measure  int64         `json:"measure"`
	Outcome  string        `json:"outcome"`
	At       record.Moment `json:"at,omitzero"`
	Evidence []int64       `json:"evidence,omitempty"`
	Text     string        `json:"text"`
}

// Close ends a case.
type Close struct {
	Case   int64  `json:"case"`
	Reason string `json:"reason"`
}

// AskReopen asks for another round.
type AskReopen struct {
	Case     int64   `json:"case"`
	Reason   string  `json:"reason"`
	Evidence []int64 `json:"evidence,omitempty"`
}

// Reopen begins one.
type Reopen struct {
	Case   int64  `json:"case"`
	Asked  int64  `json:"asked,omitempty"` // the entry that asked for it
	Reason string `json:"reason"`
}

// Withdraw takes back a report and the case that rests on it. Who does not see cases gives the report.
type Withdraw struct {
	Case   int64  `json:"case,omitempty"`
	Report int64  `json:"report,omitempty"`
	Reason string `json:"reason"`
}

// AskGuarantor puts an item into a guarantor's queue.
type AskGuarantor struct {
	Case      int64         `json:"case"`
	Guarantor string        `json:"guarantor,omitempty"` // left out: the one guarantor of the party
	Party     string        `json:"party,omitempty"`     // left out: the accused
	Text      string        `json:"text"`
	Due       record.Moment `json:"due,omitzero"` // left out: in 24 hours
}

// AnswerItem answers an item of the queue.
type AnswerItem struct {
	Item    int64  `json:"item"`
	Outcome string `json:"outcome"`
	Text    string `json:"text"`
}

// Minute is form F20.
type Minute struct {
	Body       string          `json:"body"`
	At         record.Moment   `json:"at,omitzero"` // left out: now
	Present    []string        `json:"present"`
	Absent     []Absence       `json:"absent,omitempty"`
	Items      []string        `json:"items"`
	Decisions  []string        `json:"decisions,omitempty"`
	Actions    []ActionAsked   `json:"actions,omitempty"`
	Statements []string        `json:"statements,omitempty"`
	Cases      []int64         `json:"cases,omitempty"`
	Next       record.Moment   `json:"next,omitzero"`
	Audience   record.Audience `json:"audience,omitempty"` // left out: the mission
}

// ActionAsked is an action as the meeting decided on it. The owner is the id of a side, or a role.
type ActionAsked struct {
	Owner string        `json:"owner"`
	Text  string        `json:"text"`
	Due   record.Moment `json:"due"`
}

// FinishAction says that an action was done.
type FinishAction struct {
	Minutes int64  `json:"minutes"`
	Action  int64  `json:"action"` // counted from 1
	Text    string `json:"text"`
}

// Override lets one member do in one case what the separation of duties forbids.
type Override struct {
	Case   int64  `json:"case"`
	Rule   string `json:"rule"`
	Member string `json:"member"`
	Reason string `json:"reason"`
}

// OpenByRule is the program's own command: a fact told of an incident.
type OpenByRule struct {
	Report int64 `json:"report"`
}

// Lapse is the program's own command: a deadline passed.
type Lapse struct {
	What string        `json:"what"`
	Item int64         `json:"item"`
	Part int64         `json:"part,omitempty"`
	Due  record.Moment `json:"due"`
}
