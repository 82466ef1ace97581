package air

import (
	"truce.example/geo"
	"truce.example/record"
)

// Commands of the desk, as their doors take them.

// Request asks for a flight.
type Request struct {
	Form
}

// Amend replaces what was asked for.
type Amend struct {
	Flight int64 `json:"flight"`
	Form
	Reason string `json:"reason"`
}

// Check is the mission's look at a request: it is put to the sides, or refused.
type Check struct {
	Flight  int64  `json:"flight"`
	Outcome string `json:"outcome"` // send or refuse
	Reason  string `json:"reason,omitempty"`
}

// Acknowledge is a side's word that it has a request.
type Acknowledge struct {
	Flight int64 `json:"flight"`
}

// Answer is a side's word on a request.
type Answer struct {
	Flight     int64       `json:"flight"`
	Answer     string      `json:"answer"`
	Conditions []Condition `json:"conditions,omitempty"`
	Reason     string      `json:"reason,omitempty"`
}

// Cancel takes a request back.
type Cancel struct {
	Flight int64  `json:"flight"`
	Reason string `json:"reason"`
}

// Depart says that a flight left the ground.
type Depart struct {
	Flight int64         `json:"flight"`
	At     record.Moment `json:"at,omitempty"` // left out: now
	Place  string        `json:"place,omitempty"`
}

// End says how a flight ended.
type End struct {
	Flight  int64         `json:"flight"`
	Outcome string        `json:"outcome"`
	At      record.Moment `json:"at,omitempty"`
	Place   string        `json:"place,omitempty"`
	Reason  string        `json:"reason,omitempty"`
	Event   int64         `json:"event,omitempty"`
}

// Lapse records that a deadline passed, and what follows of it. The program itself gives it.
type Lapse struct {
	Flight  int64         `json:"flight"`
	Version int64         `json:"version"`
	Side    string        `json:"side"`
	What    string        `json:"what"`
	Due     record.Moment `json:"due"`
}

// TakeTrack holds one aircraft's positions against the zones in force, and records what it crossed with the evidence.
type TakeTrack struct {
	Source   string   `json:"source"`
	Kind     string   `json:"source_kind"`
	Aircraft string   `json:"aircraft"` // address of six hexadecimal digits, or what the source calls it
	Fixes    []Fix    `json:"fixes"`
	File     int64    `json:"file,omitempty"`
	Report   int64    `json:"report,omitempty"` // report that speaks of the same
	Type     string   `json:"type,omitempty"`   // event type of the agreement; air_event if left out
	Settings Settings `json:"settings,omitzero"`
}

// Rate is a person's word on an event.
type Rate struct {
	Event   int64   `json:"event"`
	Class   string  `json:"class"` // confirmed or withdrawn
	Reason  string  `json:"reason"`
	Sources []int64 `json:"sources,omitempty"`
}

// Warn writes down a step of the warnings.
type Warn struct {
	Event int64         `json:"event"`
	Step  string        `json:"step"`
	At    record.Moment `json:"at,omitempty"`
	To    string        `json:"to,omitempty"`
	Text  string        `json:"text"`
}

// Sight reports an aircraft that was heard or seen.
type Sight struct {
	Team         string        `json:"team"`
	Means        string        `json:"means"`
	Aircraft     string        `json:"aircraft,omitempty"`
	Count        *int64        `json:"count,omitempty"`
	Start        record.Moment `json:"start"`
	End          record.Moment `json:"end,omitempty"`
	From         *geo.Point    `json:"from,omitempty"`
	BearingDeg   *int64        `json:"bearing_deg,omitempty"`
	DistanceM    *int64        `json:"distance_m,omitempty"`
	Place        *geo.Point    `json:"place,omitempty"`
	UncertaintyM int64         `json:"uncertainty_m,omitempty"`
	PlaceName    string        `json:"place_name,omitempty"`
	Heading      string        `json:"heading,omitempty"`
	Accused      string        `json:"accused,omitempty"` // ? if left out
	Type         string        `json:"type,omitempty"`    // air_event if left out; uav_overflight, helicopter …
	Text         string        `json:"text"`
}

// Import takes zones of the air in. The door reads the file.
type Import struct {
	Fact ZonesImported `json:"fact"`
}

// WithdrawZones ends an import.
type WithdrawZones struct {
	Name   string        `json:"name"`
	At     record.Moment `json:"at,omitempty"`
	Reason string        `json:"reason"`
}

// StateSensor says how a sensor does.
type StateSensor struct {
	SensorStated
}
