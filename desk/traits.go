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
