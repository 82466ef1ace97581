package air

import (
	"truce.example/agreement"
	"truce.example/geo"
	"truce.example/record"
)

// Every fact about a flight names the flight by its first reference, which is the request.

// A Form is what is said of a flight before it is flown (F16). Points are in WGS 84.
type Form struct {
	Operator     string            `json:"operator"`
	Side         string            `json:"side,omitempty"`  // party or guarantor that asks; empty for the mission
	State        string            `json:"state,omitempty"` // of registry
	Aircraft     string            `json:"aircraft"`        // type
	Registration string            `json:"registration,omitempty"`
	CallSign     string            `json:"call_sign"`
	Address      string            `json:"address,omitempty"` // 24 bits, six hexadecimal digits
	Squawk       string            `json:"squawk,omitempty"`  // four octal digits
	Purpose      string            `json:"purpose"`           // one of agreement.FlightPurposes
	Departure    string            `json:"departure"`
	Destination  string            `json:"destination"`
	Route        []Leg             `json:"route,omitempty"`      // departure and destination included; fewer than two points say nothing
	CorridorM    int64             `json:"corridor_m,omitempty"` // either side of the route; 0 for what the agreement says
	Low          *agreement.Height `json:"low,omitempty"`
	High         *agreement.Height `json:"high,omitempty"`
	From         record.Moment     `json:"from"` // the window: not off the ground before, and down again by To
	To           record.Moment     `json:"to"`
	Basis        string            `json:"basis,omitempty"` // exemption that is claimed
	Ask          bool              `json:"ask,omitempty"`   // the sides are asked, although the class only tells them

	// What only the mission and the side that asks read.
	Cargo       string  `json:"cargo,omitempty"`
	Persons     *int64  `json:"persons,omitempty"` // nil when not said
	Contact     string  `json:"contact,omitempty"` // frequency, telephone
	Text        string  `json:"text,omitempty"`
	Attachments []int64 `json:"attachments,omitempty"` // entries of files
}

// asked is what a side needs to decide, and no more.
func (f Form) asked() Form {
	f.Cargo, f.Persons, f.Contact, f.Text, f.Attachments = "", nil, "", "", nil
	return f
}

// A Leg is a point of a route.
type Leg struct {
	Name  string    `json:"name,omitempty"`
	Point geo.Point `json:"point"`
}

// FlightRequested says that somebody asks to fly. The number of the flight is this entry.
type FlightRequested struct {
	Version int64 `json:"version"` // 1
	Form
	Refused bool `json:"refused,omitempty"` // no class of the agreement covers the purpose; a FlightSettled says so
}

// Residue keeps that there was a request, by whom and for when.
func (f FlightRequested) Residue() any {
	return FlightRequested{Version: f.Version, Form: Form{Side: f.Side, Purpose: f.Purpose, From: f.From, To: f.To}, Refused: f.Refused}
}

// FlightAmended replaces what was asked for. What was decided of the version before counts no more.
type FlightAmended struct {
	Version int64 `json:"version"`
	Form
	Reason string `json:"reason"`
}

// Residue keeps that there is such a version.
func (f FlightAmended) Residue() any {
	return FlightAmended{Version: f.Version, Form: Form{Side: f.Side, Purpose: f.Purpose, From: f.From, To: f.To}}
}

// FlightSent puts a version to the sides that are asked, or tells them. It repeats what a side needs to decide.
type FlightSent struct {
	Version         int64         `json:"version"`
	Mode            string        `json:"mode"` // approval or notify_only
	Sides           []Side        `json:"sides"`
	AckDue          record.Moment `json:"ack_due,omitzero"`
	DecideDue       record.Moment `json:"decide_due,omitzero"` // zero where the sides are only told
	SilenceConsents bool          `json:"silence_consents,omitempty"`
	Asked           Form          `json:"asked"`
}

// IsDerived makes it go with the request.
func (FlightSent) IsDerived() {}

// Residue keeps who was asked and until when.
func (f FlightSent) Residue() any {
	f.Asked = Form{Side: f.Asked.Side, Purpose: f.Asked.Purpose, From: f.Asked.From, To: f.Asked.To}
	return f
}

// A Side is a party or a guarantor.
type Side struct {
	ID   string `json:"id"`
	Kind string `json:"kind"` // party or guarantor
}

func (s Side) audience() record.Audience {
	if s.Kind == "guarantor" {
		return record.ToGuarantor(s.ID)
	}
	return record.ToParty(s.ID)
}

// FlightAcknowledged says that a side has the request. It is not said that it agrees.
type FlightAcknowledged struct {
	Version int64         `json:"version"`
	Side    string        `json:"side"`
	At      record.Moment `json:"at"`
	Late    bool          `json:"late,omitempty"`
}

// FlightAnswered is the word of one side.
type FlightAnswered struct {
	Version    int64       `json:"version"`
	Side       string      `json:"side"`
	Answer     string      `json:"answer"` // approve, approve_with_conditions, refuse; of a flight that is only told: object
	Conditions []Condition `json:"conditions,omitempty"`
	Reason     string      `json:"reason,omitempty"`
	Late       bool        `json:"late,omitempty"` // it came after the time for deciding
}

// A Condition is what a flight must keep. Within can be checked by the program; the rest is for people.
type Condition struct {
	By     string  `json:"by"` // side that set it
	Text   string  `json:"text"`
	Within *Limits `json:"within,omitempty"` // the flight stays inside
}

// Limits are all places between two corners.
type Limits struct {
	Southwest geo.Point `json:"southwest"`
	Northeast geo.Point `json:"northeast"`
}

func (l Limits) contains(p geo.Point) bool {
	return geo.Box{South: l.Southwest.Lat, West: l.Southwest.Lon, North: l.Northeast.Lat, East: l.Northeast.Lon}.Contains(p)
}

// FlightOverdue says that a side did not do by then what it was asked. It is recorded once, with the deadline's own time.
type FlightOverdue struct {
	Version int64         `json:"version"`
	Side    string        `json:"side"`
	Kind    string        `json:"kind"` // of the side
	What    string        `json:"what"` // ack or decide
	Due     record.Moment `json:"due"`
}

// FlightSettled says what came of a version.
type FlightSettled struct {
	Version    int64           `json:"version"`
	Outcome    string          `json:"outcome"` // approved, approved_with_conditions, notified, refused, expired or cancelled
	Cause      string          `json:"cause"`   // all_agreed, refused_by, no_reply, silence_consents, no_clause, at_check, told, amended or withdrawn
	By         []string        `json:"by,omitempty"`
	Conditions []Condition     `json:"conditions,omitempty"`
	Reason     string          `json:"reason,omitempty"`
	CallSign   string          `json:"call_sign"`
	Flight     int64           `json:"flight,omitempty"` // its number, where it was recorded before this command
	Told       record.Audience `json:"told,omitempty"`   // sides that are told of it
}

// IsDerived makes it go with the request: it repeats the call sign.
func (FlightSettled) IsDerived() {}

// Residue keeps what came of it.
func (f FlightSettled) Residue() any {
	f.Conditions, f.Reason, f.CallSign = nil, "", ""
	return f
}

// FlightDeparted says when a flight left the ground, by its operator's word.
type FlightDeparted struct {
	At    record.Moment `json:"at"`
	Place string        `json:"place,omitempty"`
}

// FlightEnded says how a flight ended.
type FlightEnded struct {
	Outcome string        `json:"outcome"` // completed, diverted or violated
	At      record.Moment `json:"at"`
	Place   string        `json:"place,omitempty"`
	Reason  string        `json:"reason,omitempty"` // of what was not as agreed
	Event   int64         `json:"event,omitempty"`  // for violated: the event that shows it
}
