package inquiry

import (
	"truce.example/geo"
	"truce.example/record"
)

// A Reporter is who entered a report: a member, and the side that the member speaks for; no side is the mission.
type Reporter struct {
	Member string `json:"member"`
	Side   string `json:"side,omitempty"`
}

// Opened says that there is a case. The entry's number is the case's number. It does not say that anything happened.
type Opened struct {
	Reports      []int64       `json:"reports,omitempty"`
	Reporter     Reporter      `json:"reporter"`
	ByHand       bool          `json:"by_hand,omitempty"`
	Title        string        `json:"title"` // neutral, made by rule
	Type         string        `json:"type"`
	Side         string        `json:"side,omitempty"` // accused, as reported
	Clauses      []string      `json:"clauses,omitempty"`
	Severity     int64         `json:"severity,omitempty"`
	Start        record.Moment `json:"start,omitempty"`
	End          record.Moment `json:"end,omitempty"`
	Place        *geo.Point    `json:"place,omitempty"`
	UncertaintyM int64         `json:"uncertainty_m,omitempty"`
	PlaceName    string        `json:"place_name,omitempty"` // the named place that is nearest
	Text         string        `json:"text,omitempty"`
	TriageDue    record.Moment `json:"triage_due"`
}

// Joined says that a report speaks of what a case is about.
type Joined struct {
	Case     int64    `json:"case"`
	Report   int64    `json:"report"`
	Reporter Reporter `json:"reporter"`
	Reason   string   `json:"reason"`
}

// Triaged is the first look at a case: what becomes of it, and why.
type Triaged struct {
	Case       int64         `json:"case"`
	Outcome    string        `json:"outcome"`      // accepted, duplicate_of, not_covered or insufficient_info
	Of         int64         `json:"of,omitempty"` // the case of which this one is a duplicate
	Reason     string        `json:"reason"`
	Side       string        `json:"side,omitempty"`       // to be told
	AssignDue  record.Moment `json:"assign_due,omitempty"` // the three count from acceptance
	NoticeDue  record.Moment `json:"notice_due,omitempty"` // unknown where no side is accused
	FindingDue record.Moment `json:"finding_due,omitempty"`
	SideKind   string        `json:"side_kind,omitempty"` // party or guarantor
}

// InformationAsked sends a case back to who reported it: without an answer it goes no further.
type InformationAsked struct {
	Case     int64         `json:"case"`
	Reporter Reporter      `json:"reporter"`
	Kind     string        `json:"kind"` // of the reporter: mission, party or guarantor
	Report   int64         `json:"report,omitempty"`
	Question string        `json:"question"`
	Due      record.Moment `json:"due"`
}

// InformationGiven answers it; the case is looked at again.
type InformationGiven struct {
	Case      int64         `json:"case"`
	Text      string        `json:"text"`
	TriageDue record.Moment `json:"triage_due"`
}

// Assigned says who inquires. Who keeps the evidence does not analyse it, and who reported does neither.
type Assigned struct {
	Case      int64         `json:"case"`
	Team      string        `json:"team"`
	Lead      string        `json:"lead,omitempty"`
	Analyst   string        `json:"analyst"`
	Custodian string        `json:"custodian,omitempty"`
	VisitDue  record.Moment `json:"visit_due"`
}

// A ClauseText is a clause as the notice quotes it.
type ClauseText struct {
	No   string `json:"no"`
	Text string `json:"text"`
}

// A Translation of a text. The text that it translates is authoritative.
type Translation struct {
	Language   string `json:"language"`
	Text       string `json:"text"`
	Translator string `json:"translator"`
	Confidence string `json:"confidence"` // low, moderate or high
}

// NoticeServed tells a side that it is accused, of what, and until when an answer is due. It is made by rule from the
// case: it has no field for a source, an observer, a device or a point, and its hour is rounded down.
type NoticeServed struct {
	Case         int64         `json:"case"`
	Round        int64         `json:"round"` // 1, one more for each reopening
	Side         string        `json:"side"`
	Kind         string        `json:"kind"` // of the side: party or guarantor
	Title        string        `json:"title"`
	Type         string        `json:"type"`
	Hour         record.Moment `json:"hour,omitempty"`    // in which it is said to have happened
	Near         string        `json:"near,omitempty"`    // named place
	Grid         string        `json:"grid,omitempty"`    // MGRS square of 10 km, where no named place may be told
	Clauses      []ClauseText  `json:"clauses,omitempty"` //
	Text         string        `json:"text"`              //
	Translations []Translation `json:"translations,omitempty"`
	AckDue       record.Moment `json:"ack_due"`
	FormalDue    record.Moment `json:"formal_due"`
}

// AckRecorded says that a duty officer heard or received an acknowledgement outside the console. It counts when a second
// person has confirmed it.
type AckRecorded struct {
	Notice      int64         `json:"notice"`
	Case        int64         `json:"case"`
	Side        string        `json:"side"`
	Level       string        `json:"level"`    // duty or formal
	Means       string        `json:"means"`    // voice or paper
	GivenBy     string        `json:"given_by"` // function of who gave it
	At          record.Moment `json:"at"`
	Language    string        `json:"language,omitempty"`
	Text        string        `json:"text,omitempty"` // as given
	Translation *Translation  `json:"translation,omitempty"`
}

// Acknowledged says that a side has the notice. It does not say that the side agrees.
type Acknowledged struct {
	Notice   int64         `json:"notice"`
	Case     int64         `json:"case"`
	Side     string        `json:"side"`
	Level    string        `json:"level"`
	Means    string        `json:"means"` // console, voice or paper
	At       record.Moment `json:"at"`
	Recorded int64         `json:"recorded,omitempty"` // the recording that is confirmed by this
	Text     string        `json:"text,omitempty"`
	Late     bool          `json:"late,omitempty"` // it came after its deadline
}

// Visited says what became of the visit: made, postponed or dropped, the latter two with the reason.
type Visited struct {
	Case       int64         `json:"case"`
	Outcome    string        `json:"outcome"`
	At         record.Moment `json:"at,omitempty"`
	Until      record.Moment `json:"until,omitempty"` // postponed to
	Reason     string        `json:"reason,omitempty"`
	Method     []string      `json:"method,omitempty"`
	Physical   []string      `json:"physical,omitempty"`
	Interviews []string      `json:"interviews,omitempty"` // codes, never names
	Evidence   []int64       `json:"evidence,omitempty"`
	Limits     []string      `json:"limits,omitempty"`
}

// Drafted is a draft of the finding. Its paragraphs are what the sides are asked to comment on.
type Drafted struct {
	Case       int64    `json:"case"`
	Version    int64    `json:"version"`
	Question   string   `json:"question"`
	Paragraphs []string `json:"paragraphs"`
	Clause     string   `json:"clause,omitempty"`
	Level      int64    `json:"level"` // verification, proposed
	Limits     []string `json:"limits,omitempty"`
	Asked      []string `json:"asked,omitempty"` // sides
}

// CommentRequested puts the draft to one side. It has the time until Due, or may waive it.
type CommentRequested struct {
	Case       int64         `json:"case"`
	Round      int64         `json:"round"`
	Version    int64         `json:"version"`
	Side       string        `json:"side"`
	Kind       string        `json:"kind"`
	Title      string        `json:"title"`
	Paragraphs []string      `json:"paragraphs"`
	Due        record.Moment `json:"due"`
}

// An Objection is to one paragraph of the draft, counted from 1.
type Objection struct {
	Paragraph int64  `json:"paragraph"`
	Text      string `json:"text"`
}

// Commented is a side's comment on the draft.
type Commented struct {
	Case        int64         `json:"case"`
	Request     int64         `json:"request"`
	Side        string        `json:"side"` // that was asked
	By          string        `json:"by"`   // the side that answers: the same, or its guarantor
	Language    string        `json:"language,omitempty"`
	Text        string        `json:"text,omitempty"`
	Translation *Translation  `json:"translation,omitempty"`
	Objections  []Objection   `json:"objections,omitempty"`
	Evidence    []int64       `json:"evidence,omitempty"`
	OwnFinding  string        `json:"own_finding,omitempty"`
	Revisit     bool          `json:"revisit,omitempty"` // asks for another visit
	Waived      bool          `json:"waived,omitempty"`  // needs no more time
	Late        bool          `json:"late,omitempty"`
	At          record.Moment `json:"at"`
}

// A Seat of the panel: a member, and the guarantor or party that the member comes from; none is the mission.
type Seat struct {
	Member string `json:"member"`
	Side   string `json:"side,omitempty"`
}

// An Absence with its cause.
type Absence struct {
	Who   string `json:"who"`
	Cause string `json:"cause"`
}

// PanelConvened says who sat on the panel, who was missing and why, and whether it can decide.
type PanelConvened struct {
	Case    int64     `json:"case"`
	Present []Seat    `json:"present"`
	Absent  []Absence `json:"absent,omitempty"`
	Quorum  bool      `json:"quorum"`
}

// An Attribution goes beyond the side. It is another question than whether something is verified, and only some mandates
// allow it.
type Attribution struct {
	To         string `json:"to"` // side or unit
	Unit       string `json:"unit,omitempty"`
	Confidence string `json:"confidence"` // low, moderate or high
}

// A Dissent of a member of the panel.
type Dissent struct {
	Member string `json:"member"`
	Text   string `json:"text"`
}

// Found is what the panel came to: a joint finding; that each guarantor states its own; or that there is no joint
// finding, and why.
type Found struct {
	Case        int64        `json:"case"`
	Round       int64        `json:"round"`
	Kind        string       `json:"kind"` // joint, separate or none
	Reason      string       `json:"reason,omitempty"`
	Question    string       `json:"question,omitempty"`
	Verdict     string       `json:"verdict,omitempty"` // violation, no_violation or undetermined
	Clause      string       `json:"clause,omitempty"`
	Side        string       `json:"side,omitempty"` // named by the panel
	Level       int64        `json:"level"`          // verification; says nothing about who
	Attribution *Attribution `json:"attribution,omitempty"`
	Standard    string       `json:"standard,omitempty"` // of proof
	Text        string       `json:"text,omitempty"`
	Evidence    []int64      `json:"evidence,omitempty"`
	Panel       []Seat       `json:"panel,omitempty"`
	Dissent     []Dissent    `json:"dissent,omitempty"`
}

// FoundSeparately is the finding of one guarantor, beside whatever the panel came to.
type FoundSeparately struct {
	Case      int64  `json:"case"`
	Guarantor string `json:"guarantor"`
	Verdict   string `json:"verdict"`
	Clause    string `json:"clause,omitempty"`
	Side      string `json:"side,omitempty"`
	Level     int64  `json:"level"`
	Standard  string `json:"standard,omitempty"`
	Text      string `json:"text"`
}

// PublicationAnnounced says that the result is to be published, or kept to some; sides may object until Due.
type PublicationAnnounced struct {
	Case    int64           `json:"case"`
	Round   int64           `json:"round"`
	Title   string          `json:"title"`
	Edition string          `json:"edition"` // published or restricted
	To      record.Audience `json:"to"`
	Asked   record.Audience `json:"asked"`
	Due     record.Moment   `json:"due"`

	PublicNames []string `json:"public_names,omitempty"` // names in the result that who announces answers for as public
}

// Objected is a side's objection to publication.
type Objected struct {
	Case int64  `json:"case"`
	Side string `json:"side"`
	Text string `json:"text"`
}

// A SeparatePart is a guarantor's finding as published.
type SeparatePart struct {
	Entry     int64  `json:"entry"`
	Guarantor string `json:"guarantor"`
	Verdict   string `json:"verdict"`
	Clause    string `json:"clause,omitempty"`
	Level     int64  `json:"level"`
	Text      string `json:"text"`
}

// Published is the result in the form in which more people may read it. The place is that of a square of CoarseM.
type Published struct {
	Case      int64           `json:"case"`
	Number    int64           `json:"number"` // 1, one more for each later edition
	Edition   string          `json:"edition"`
	Finding   int64           `json:"finding"`
	Title     string          `json:"title"`
	Type      string          `json:"type"`
	Day       string          `json:"day,omitempty"`
	PlaceName string          `json:"place_name,omitempty"`
	Place     *geo.Point      `json:"place,omitempty"`
	CoarseM   int64           `json:"coarse_m,omitempty"`
	Kind      string          `json:"kind"`
	Reason    string          `json:"reason,omitempty"`
	Verdict   string          `json:"verdict,omitempty"`
	Clause    string          `json:"clause,omitempty"`
	Side      string          `json:"side,omitempty"`
	Level     int64           `json:"level"`
	Standard  string          `json:"standard,omitempty"`
	Text      string          `json:"text,omitempty"`
	Dissent   []Dissent       `json:"dissent,omitempty"`
	Separate  []SeparatePart  `json:"separate,omitempty"`
	Despite   string          `json:"despite,omitempty"` // why, although a side objected
	To        record.Audience `json:"to"`

	PublicNames []string `json:"public_names,omitempty"` // names in it that the chair answers for as public
}

// MeasureSet is a step of the ladder that answers a finding.
type MeasureSet struct {
	Case  int64           `json:"case"`
	Title string          `json:"title"`
	Code  string          `json:"code"`
	Text  string          `json:"text"`
	To    []string        `json:"to"` // sides
	For   record.Audience `json:"for"`
	By    string          `json:"by,omitempty"` // the guarantor that set it; none is the chair
	Due   record.Moment   `json:"due"`
}

// MeasureReported says whether a measure was done, and what shows it.
type MeasureReported struct {
	Measure  int64         `json:"measure"`
	Case     int64         `json:"case"`
	Outcome  string        `json:"outcome"` // done or not_done
	At       record.Moment `json:"at"`
	Evidence []int64       `json:"evidence,omitempty"`
	Text     string        `json:"text"`
}

// Closed ends a case.
type Closed struct {
	Case   int64  `json:"case"`
	Reason string `json:"reason"`
}

// ReopenAsked asks for a closed question to be looked at again.
type ReopenAsked struct {
	Case     int64   `json:"case"`
	Side     string  `json:"side,omitempty"`
	Reason   string  `json:"reason"`
	Evidence []int64 `json:"evidence,omitempty"`
}

// Reopened begins another round. What was found before stays visible.
type Reopened struct {
	Case       int64         `json:"case"`
	Round      int64         `json:"round"`
	Asked      int64         `json:"asked,omitempty"`
	Reason     string        `json:"reason"`
	AssignDue  record.Moment `json:"assign_due"`
	FindingDue record.Moment `json:"finding_due"`
}

// Withdrawn says that who reported takes it back. The record stays.
type Withdrawn struct {
	Case   int64  `json:"case"`
	Report int64  `json:"report,omitempty"`
	Reason string `json:"reason"`
}

// GuarantorAsked is an item in a guarantor's queue: act with your side, until then.
type GuarantorAsked struct {
	Case      int64         `json:"case"`
	Guarantor string        `json:"guarantor"`
	Party     string        `json:"party"`
	Title     string        `json:"title"`
	Text      string        `json:"text"`
	Due       record.Moment `json:"due"`

	// Of an item that the program made because the party owes something; empty for one that an officer wrote.
	Reason    string        `json:"reason,omitempty"`         // what is owed: formal_ack, comment or measure
	Of        int64         `json:"of,omitempty"`             // the notice, the request or the measure
	Since     record.Moment `json:"since,omitempty"`          // the party's deadline
	Remind    int64         `json:"remind_minutes,omitempty"` // between two reminders
	Reminders int64         `json:"reminders,omitempty"`      // before the chair takes it up
}

// Reminded says that a guarantor was reminded of an item of its queue once more, or that the chair takes it up now. The first
// reminder is the fact Overdue of the item's own deadline.
type Reminded struct {
	Case      int64           `json:"case"`
	Item      int64           `json:"item"`
	Guarantor string          `json:"guarantor"`
	Party     string          `json:"party"`
	Title     string          `json:"title"`
	Number    int64           `json:"number"` // 2 for the first after the deadline; those that passed while the server was down are counted
	Due       record.Moment   `json:"due"`    // when it was to come, whenever this was recorded
	Next      record.Moment   `json:"next,omitempty"`
	Escalated record.Audience `json:"escalated,omitempty"` // who takes it up now
}

// GuarantorAnswered takes an item from the queue.
type GuarantorAnswered struct {
	Item      int64  `json:"item"`
	Case      int64  `json:"case"`
	Guarantor string `json:"guarantor"`
	Outcome   string `json:"outcome"` // acted, declined or handed_on
	Text      string `json:"text"`
}

// An Action that a meeting decided on. The owner is a side or a role.
type Action struct {
	Owner string          `json:"owner"`
	For   record.Audience `json:"for,omitempty"` // who the owner is
	Text  string          `json:"text"`
	Due   record.Moment   `json:"due"`
}

// Minuted are the minutes of a meeting of the joint commission.
type Minuted struct {
	Body       string        `json:"body"`
	At         record.Moment `json:"at"`
	Present    []string      `json:"present"`
	Absent     []Absence     `json:"absent,omitempty"`
	Items      []string      `json:"items"`
	Decisions  []string      `json:"decisions,omitempty"`
	Actions    []Action      `json:"actions,omitempty"`
	Statements []string      `json:"statements,omitempty"` // for the record
	Cases      []int64       `json:"cases,omitempty"`
	Next       record.Moment `json:"next,omitempty"`
}

// ActionDone says that an action, counted from 1, was done.
type ActionDone struct {
	Minutes int64  `json:"minutes"`
	Action  int64  `json:"action"`
	Text    string `json:"text"`
}

// Overdue says that a deadline passed. There is one for each deadline. Due is the deadline, whenever this was recorded.
type Overdue struct {
	Case      int64           `json:"case,omitempty"`
	Title     string          `json:"title,omitempty"`
	What      string          `json:"what"`
	Item      int64           `json:"item"`           // what the deadline belongs to: the case, the notice, the request …
	Part      int64           `json:"part,omitempty"` // of the item: the number of an action
	Due       record.Moment   `json:"due"`
	OwedBy    record.Audience `json:"owed_by"`
	Waiting   record.Audience `json:"waiting"`
	Escalated record.Audience `json:"escalated,omitempty"` // who takes it up now
	Next      record.Moment   `json:"next,omitempty"`      // the next reminder, of an item for a guarantor
}

// Overridden lets one member do in one case what the separation of duties forbids.
type Overridden struct {
	Case   int64  `json:"case"`
	Rule   string `json:"rule"` // reporter_verifies or custodian_analyses
	Member string `json:"member"`
	Reason string `json:"reason"`
}
