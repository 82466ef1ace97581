package line

import (
	"truce.example/geo"
	"truce.example/record"
)

// Open sets up a line.
type Open struct {
	Line    string          `json:"line"`
	Name    string          `json:"name"`
	Ends    []End           `json:"ends"`
	Through record.Audience `json:"through,omitempty"`
	TestAt  string          `json:"test_at,omitempty"`
	Zone    string          `json:"zone,omitempty"` // left out: that of the agreement
}

// SetState says what an end, or the mission, holds of a line.
type SetState struct {
	Line   string `json:"line"`
	State  string `json:"state"`
	Reason string `json:"reason"`
}

// A PositionGiven is a place in three forms.
type PositionGiven struct {
	Number  string     `json:"number"` // latitude and longitude, degrees and minutes, or a grid reference
	Name    string     `json:"name"`
	Click   *geo.Point `json:"click"`
	RadiusM int64      `json:"radius_m,omitempty"`
}

// Send sends a message: form F10.
type Send struct {
	Line        string          `json:"line"`
	From        string          `json:"from,omitempty"` // needed only of the role through which the line goes
	Priority    string          `json:"priority"`
	Type        string          `json:"type"`
	Positions   []PositionGiven `json:"positions,omitempty"`
	NoPosition  string          `json:"no_position,omitempty"`
	Start       record.Moment   `json:"start,omitzero"`
	End         record.Moment   `json:"end,omitzero"`
	Text        string          `json:"text"`
	Language    string          `json:"language,omitempty"`
	Interpreter string          `json:"interpreter,omitempty"`
	Corrects    int64           `json:"corrects,omitempty"`
	ReplyBy     record.Moment   `json:"reply_by,omitzero"`
	Confirm     bool            `json:"confirm_position,omitempty"` // the positions are right although their forms are far apart
}

// Receive says that a message has come.
type Receive struct {
	Message int64 `json:"message"`
}

// Repeat reads a message back.
type Repeat struct {
	Message   int64    `json:"message"`
	Positions []string `json:"positions,omitempty"` // numbers, as they were understood, in the order of the message
	Text      string   `json:"text,omitempty"`
}

// Acknowledge answers for a message from now on.
type Acknowledge struct {
	Message int64 `json:"message"`
}

// Answer answers a message.
type Answer struct {
	Message int64  `json:"message"`
	Outcome string `json:"outcome"`
	Text    string `json:"text"`
}

// Close ends a message.
type Close struct {
	Message int64  `json:"message"`
	Reason  string `json:"reason,omitempty"`
}

// Commands of the program itself.

// ring rings the next post of the roster.
type ring struct {
	Message int64
	Ring    int64
}

// lapse says that no answer came.
type lapse struct{ Message int64 }

// missTest says that a line was not tested.
type missTest struct {
	Line string
	Due  record.Moment
}
