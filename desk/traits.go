package desk

import (
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

// A Notice asks that somebody be told something, once.
type Notice struct {
	Key      string          // what cannot be said twice: the same key is the same notice
	To       record.Audience // who is told
	Subject  string          // a line, neutral, without position, name or device of an observer
	Text     string          // plain text, likewise
	Answer   record.Moment   // until when an answer is due; zero for none
	Priority string          // FLASH, IMMEDIATE, PRIORITY or ROUTINE
}

// An Alarm is what a fact says of a danger, for programs that take in alerts (CAP 1.2). It is read by the fact's audience.
type Alarm struct {
	Raised   int               // index of the fact's reference that names the alarm which this one changes or ends, or -1
	Over     bool              // the danger has passed, or the alarm was wrong
	Kind     string            // one of the Alarm… words, which say how urgent and grave it is
	Headline map[string]string // a line by language, en at least; neutral, without position, name or device of an observer
	Text     string            // in the working language, likewise; may be empty
	Place    *geo.Point        // nil when not known, or not for the fact's audience
	RadiusM  int64             // around Place
	Expires  record.Moment     // zero when not known
}

// Kinds of alarms.
const (
	AlarmSOS       = "sos"       // people call for help
	AlarmSilence   = "silence"   // a patrol is silent for longer than planned
	AlarmNotice    = "notice"    // a notice of priority FLASH or IMMEDIATE
	AlarmSuspended = "suspended" // the agreement does not bind for a while
	AlarmEnded     = "ended"     // the agreement is over
)

// TellsAlarm is optional for a fact type.
type TellsAlarm interface {
	Alarm() (Alarm, bool)
}

// TellsNotice is optional for a fact type: the desk that tells people sends the notices, and records what became of them.
type TellsNotice interface {
	Notices() []Notice
}
