package desk

import (
	"strconv"

	"truce.example/geo"
	"truce.example/record"
)

// Traits are how desks meet without knowing one another: a fact may say more about itself, and other desks listen for
// that, not for the fact's kind.

// An Incident is what a fact says happened, in the words that every desk shares.
type Incident struct {
	Report       int64         // index of the fact's reference that names the report, or -1 when the fact is the report
	Type         string        // event type code of the agreement
	Start, End   record.Moment // interval in which it happened; zero when not known
	Place        *geo.Point    // nil when not known
	UncertaintyM int64         // radius around Place
	Side         string        // accused party or guarantor, as far as one is named
	Clauses      []string      // that it may breach, most specific first; empty when none does
}

// TellsIncident is optional for a fact type: the fact says of a report that something happened which a clause may cover.
// The desk that keeps cases opens one from it, or adds it to one.
type TellsIncident interface {
	Incident() (Incident, bool)
}

// NamesMember is optional for a fact type: the words by which a member of the mission or of a side is called. Desks keep
// them out of what everybody reads. An empty word names nobody.
type NamesMember interface {
	MemberNames() []string
}

// A Notice asks that somebody be told something, once.
type Notice struct {
	Key      string          // what cannot be said twice: the same key is the same notice
	To       record.Audience // who is told
	Subject  string          // a line, neutral, without position, name or device of an observer
	Text     string          // plain text, likewise
	Answer   record.Moment   // until when an answer is due; zero for none
	Priority string          // FLASH, IMMEDIATE, PRIORITY or ROUTINE
}

// An Alarm is what a fact says of a danger, for programs that take in alerts (CAP 1.2). The fact's audience reads it.
type Alarm struct {
	// Key is what the danger is called: a later alarm of the same key changes or ends the earlier one. When it is empty
	// it is AlarmOf the fact's own entry.
	Key      string            `json:"key,omitempty"`
	Kind     string            `json:"kind"`             // one of the kinds below; it says how urgent and grave it is
	Over     bool              `json:"over,omitempty"`   // the danger has passed, or the alarm was wrong
	Headline map[string]string `json:"headline"`         // a line by language, at least "en"; neutral, without position, name or device of an observer
	Text     string            `json:"text,omitempty"`   // likewise
	Place    *geo.Point        `json:"place,omitempty"`  // nil when not known; those outside the mission are not told it
	Expires  record.Moment     `json:"expires,omitzero"` // zero when not known
}

// Kinds of alarms.
const (
	AlarmSOS       = "sos"       // people of the mission call for help
	AlarmSilence   = "silence"   // a patrol is silent for longer than planned
	AlarmFlash     = "flash"     // a notice of priority FLASH
	AlarmImmediate = "immediate" // a notice of priority IMMEDIATE
	AlarmSuspended = "suspended" // the agreement does not bind for a while
	AlarmEnded     = "ended"     // the agreement is over
)

// AlarmOf is the key of the alarm that an entry raised without a key of its own.
func AlarmOf(entry int64) string { return "entry/" + strconv.FormatInt(entry, 10) }

// TellsAlarm is optional for a fact type: the desk that tells people keeps the alarms.
type TellsAlarm interface {
	// Alarm says false when there is nothing to raise or to end.
	Alarm() (Alarm, bool)
}

// TellsNotice is optional for a fact type: the desk that tells people sends the notices, and records what became of them.
type TellsNotice interface {
	Notices() []Notice
}

// A TakenFile is a file that was taken in, as far as other desks know it.
type TakenFile struct {
	File
	Looks  string // difference hash of a picture, 16 hexadecimal digits; empty for none
	CopyOf string // content of the original of which this is a working copy, in hexadecimal digits; empty for an original
}

// TellsFile is optional for a fact type: the fact took a file in, under its own entry.
type TellsFile interface {
	TakenIn() TakenFile
}

// GuardsFile is optional for a fact type: from now on nobody opens the file of that entry without saying why.
type GuardsFile interface {
	GuardedFile() (entry int64, ok bool)
}

// OpensFile is optional for a fact type: its author says why they open the file of that entry.
type OpensFile interface {
	OpenedFile() (entry int64, ok bool)
}

// A Report is what somebody says happened, as far as it is counted.
type Report struct {
	Whole        *int64 // entry of the report of which this is a part that was shared; nil for a whole report
	Form         string // what kind of report: "alleged", "observed", "restricted", "shared" …
	Channel      string // by which it came: "own", "party", "ngo", "import" …; what is compared must have come the same way
	Source       string // who says so, as the report names it
	Dataset      string // data set it was taken from; empty for none
	ExternalID   string // its number there
	Basis        string // F for a published fact, I for one that was invented for an exercise, or empty
	Type         string // event type code of the agreement
	Accused      string // as reported
	Start, End   record.Moment
	Place        *geo.Point // nil when not known
	UncertaintyM int64      // radius around Place
	PlaceName    string
	Severity     int64 // 1 to 5; 0 when not given
	Level        int64 // of verification, when it was entered
	HourInvented bool  // the hour was made up for an exercise, whatever the event is
	Minutes      *int64
	Harmed       []Harmed
}

// Harmed are people whom one source gives as dead or wounded. A number that is not known is nil, and not zero.
type Harmed struct {
	Harm   string `json:"harm"`   // dead or wounded
	Status string `json:"status"` // civilian, combatant, observer, aid_worker or unknown
	Low    *int64 `json:"low"`
	Best   *int64 `json:"best"`
	High   *int64 `json:"high"`
}

// TellsReport is optional for a fact type: the fact is a report that somebody may count.
type TellsReport interface {
	Said() (Report, bool)
}

// A Judgement is how a report was held against the clauses, in the codes of the agreement.
type Judgement struct {
	Report    int // index of the fact's reference that names the report
	Outcome   string
	Reason    string
	Clause    string // the most specific one that may be breached
	Side      string // accused party or guarantor, as far as one is named
	Certainty string // how the report names the accused
	Excluded  string // excluded group, if the accused is one

	// Zones are the zones, lines and windows of silence that the clauses name, by id.
	Zones []string
}

// TellsJudgement is optional for a fact type: the fact says how a report was held against the clauses.
type TellsJudgement interface {
	Held() Judgement
}

// A Remark is what was said of a report after it was made. The report itself stays as it is.
type Remark struct {
	Report    *int64 // entry; nil when the fact itself is the report
	Level     *int64 // of verification, if it was set
	Retracted bool   // it no longer stands
	Relation  string // to Other: "account_of" and "duplicate_of" say that both speak of one event
	Other     int64
}

// TellsRemarks is optional for a fact type: the fact rates, takes back or relates reports.
type TellsRemarks interface {
	Remarks() []Remark
}

// Coverage is that the mission watched a place for a time: what makes a low number mean something.
type Coverage struct {
	Place     *geo.Point // nil when only the name is known
	PlaceName string
	From, To  record.Moment // To is zero when nobody wrote down the end
}

// TellsCoverage is optional for a fact type: the fact says where the mission watched.
type TellsCoverage interface {
	Coverage() []Coverage
}

// A Tally is one thing that is counted beside reports: what, of which kind, whose, and when.
type Tally struct {
	What    string // one of the words below
	Code    string // of which kind, or how it came out
	Side    string // party, guarantor or group it is about; empty for none
	Of      *int64 // entry it belongs to: the case, the notice, the duty …; nil when the fact begins it
	Part    int64  // of that entry, where it has several parts
	Due     record.Moment
	Late    bool
	Minutes *int64 // how long it took; nil when not known
}

// What a Tally may be of. A new desk uses these words where they fit, and adds others; none is removed.
const (
	TallyCaseOpened    = "case_opened"
	TallyCaseTriaged   = "case_triaged" // Code: accepted, duplicate_of, not_covered or insufficient_info
	TallyNotice        = "notice"       // a side was told and has to acknowledge
	TallyAcknowledged  = "acknowledged" // Of the notice; Code: the level; Late or not
	TallyFinding       = "finding"      // Of the case; Code: the verdict, or none
	TallySeparate      = "separate"     // a guarantor's own finding; Side: the guarantor
	TallyPublished     = "published"    // the result of a case
	TallyCaseClosed    = "case_closed"
	TallyCaseReopened  = "case_reopened"
	TallyDuty          = "duty" // somebody owes something until Due
	TallyDutyKept      = "duty_kept"
	TallyRestriction   = "restriction"    // of observers, by the Side that holds the place
	TallyOwnSafety     = "own_safety"     // of observers, by the mission's care for its people: nobody's breach
	TallyMeeting       = "meeting"        // of a joint body
	TallyAbsent        = "absent"         // Side was not at the meeting Of
	TallyContactMissed = "contact_missed" // a patrol was not heard of

	TallyMessage             = "line_message"              // on a line between forces; Side: the end that it was sent to; Code: the priority
	TallyMessageAcknowledged = "line_message_acknowledged" // Of the fact that counted it; Late or not
)

// TellsTallies is optional for a fact type: the fact counts for something beside reports.
type TellsTallies interface {
	Tallies() []Tally
}

// A Plan is something that was announced for a place and a time: an operation, a journey. Desks that keep such things apart
// from one another listen for it.
type Plan struct {
	What       string // "operation" or "flight"
	By         string // end or side that announced it
	Name       string // what it is called: a call sign; empty for none
	Places     []geo.Point
	Way        bool   // the places are gone through in order; otherwise each stands for itself
	PlaceName  string // of the first
	RadiusM    int64  // around each, or to either side of the way; 0 when not stated
	Low, High  *Level // nil when not stated
	Start, End record.Moment
	Supersedes int64 // entry of the announcement whose place it takes; 0 for none
	Again      bool  // the fact's first reference names the announcement that it repeats, changes or ends
	Over       bool  // it does not take place
}

// A Level is a height in metres above a datum: SFC or AGL for the ground, AMSL for the sea, FL for the standard pressure level.
type Level struct {
	Metres int64
	Datum  string
}

// TellsPlan is optional for a fact type: the fact announces something. False says that it does not.
type TellsPlan interface {
	Plan() (Plan, bool)
}
