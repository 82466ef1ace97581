package line

import "time"

// limits are the times within which a message of a priority is acknowledged. Domain, section 10.
var limits = map[string]time.Duration{"FLASH": 2 * time.Minute, "IMMEDIATE": 10 * time.Minute, "PRIORITY": 30 * time.Minute, "ROUTINE": 120 * time.Minute}

// priorities from the most urgent.
var priorities = []string{"FLASH", "IMMEDIATE", "PRIORITY", "ROUTINE"}

// Types of messages.
const (
	typeWarning    = "warning"
	typeIncident   = "incident"
	typeCorrection = "correction"
	typeTest       = "test"
)

var types = []string{"notice", "request", typeWarning, "query", typeIncident, typeCorrection, typeTest}

// emergencies go through on a line that is suspended or closed, with FLASH and IMMEDIATE.
var emergencies = []string{typeWarning, typeIncident, typeCorrection}

// States of a line, from the best; the gravest of what is said holds.
const (
	lineOpen      = "open"
	lineDegraded  = "degraded"
	lineSuspended = "suspended"
	lineClosed    = "closed"
)

var lineStates = []string{lineOpen, lineDegraded, lineSuspended, lineClosed}

var outcomes = []string{"answered", "actioned", "declined"}

// Steps that are counted.
const (
	stepSent  = "sent"
	stepAcked = "acknowledged"
)

// byMission is who speaks for neither end.
const byMission = "mission"

// What a clock is for.
const (
	clockAck   = "ack"
	clockRing  = "ring"
	clockReply = "reply"
	clockTest  = "test"
)

// Distances of the rules.
const (
	askAgainM  = 1_000   // the forms of a position farther apart than this need confirming
	agreesM    = 100     // a read-back within this agrees: a second of arc is 31 m
	maxRadiusM = 100_000 //
)

// rings is how often each post is rung before the program gives up.
const rings = 3
