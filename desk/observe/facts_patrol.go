package observe

import (
	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
)

// PatrolPlanned says where a patrol means to go, and how long its silence is normal.
type PatrolPlanned struct {
	Team            string        `json:"team"`
	Mode            string        `json:"mode"`
	Members         []Crew        `json:"members"`
	Vehicles        []string      `json:"vehicles,omitempty"`
	Route           []Stop        `json:"route"`
	Departure       record.Moment `json:"departure"`
	Return          record.Moment `json:"return"`
	Purpose         string        `json:"purpose"`
	IntervalMinutes int64         `json:"contact_interval_minutes"`
	AlarmMinutes    int64         `json:"alarm_after_minutes"` // silence after which the alarm is raised
	MedicalPlan     string        `json:"medical_plan"`
	Notified        []string      `json:"notified,omitempty"`
	Weather         string        `json:"weather,omitempty"`
	Escort          string        `json:"escort,omitempty"`
	Historic        bool          `json:"historic,omitempty"` // loaded as history: it starts no clock

	desk.Carried
}

// Residue keeps the clock.
func (p PatrolPlanned) Residue() any {
	return PatrolPlanned{Team: p.Team, AlarmMinutes: p.AlarmMinutes, Historic: p.Historic, Carried: p.Remains()}
}

// A Crew member of a patrol, by code and never by name.
type Crew struct {
	Code        string `json:"code"`
	Nationality string `json:"nationality,omitempty"`
	Party       string `json:"party,omitempty"`
}

// A Stop on a planned route.
type Stop struct {
	PlaceName string        `json:"place_name"`
	Place     *geo.Point    `json:"place,omitempty"`
	Arrival   record.Moment `json:"arrival,omitzero"`
}

// PatrolDeparted starts the patrol's contact clock.
type PatrolDeparted struct {
	Patrol int64         `json:"patrol"`
	At     record.Moment `json:"at"`
	Text   string        `json:"text,omitempty"`

	desk.Carried
}

// Residue keeps the clock.
func (p PatrolDeparted) Residue() any {
	return PatrolDeparted{Patrol: p.Patrol, At: p.At, Carried: p.Remains()}
}

// PatrolCheckedIn says that a patrol was heard of, and sets its clock back.
type PatrolCheckedIn struct {
	Patrol    int64         `json:"patrol"`
	At        record.Moment `json:"at"`
	Means     string        `json:"means,omitempty"`
	State     string        `json:"state"`
	PlaceName string        `json:"place_name,omitempty"`
	Place     *geo.Point    `json:"place,omitempty"`
	Text      string        `json:"text,omitempty"`

	desk.Carried
}

// Residue keeps the clock.
func (p PatrolCheckedIn) Residue() any {
	return PatrolCheckedIn{Patrol: p.Patrol, At: p.At, Carried: p.Remains()}
}

// PatrolReturned stops the clock. The report is due two hours later.
type PatrolReturned struct {
	Patrol    int64         `json:"patrol"`
	At        record.Moment `json:"at"`
	ReportDue record.Moment `json:"report_due"`
	Text      string        `json:"text,omitempty"`

	desk.Carried
}

// Residue keeps the clock.
func (p PatrolReturned) Residue() any {
	return PatrolReturned{Patrol: p.Patrol, At: p.At, Carried: p.Remains()}
}

// PatrolReported is what a patrol did, place by place.
type PatrolReported struct {
	Patrol       int64    `json:"patrol"`
	Visits       []Visit  `json:"visits"`
	Incidents    []int64  `json:"incidents,omitempty"`    // entries of its observations
	Restrictions []int64  `json:"restrictions,omitempty"` // entries of its restrictions
	PersonsMet   []string `json:"persons_met,omitempty"`  // codes, never names
	VehicleState string   `json:"vehicle_state"`
	CommsState   string   `json:"comms_state"`
	Mood         string   `json:"mood,omitempty"`
	Next         string   `json:"next,omitempty"`
	Text         string   `json:"text,omitempty"`

	desk.Carried
}

// Residue keeps that the report was filed.
func (p PatrolReported) Residue() any { return PatrolReported{Patrol: p.Patrol, Carried: p.Remains()} }

// A Visit to one place, with the time of arrival and of departure.
type Visit struct {
	PlaceName string        `json:"place_name"`
	Place     *geo.Point    `json:"place,omitempty"`
	Arrived   record.Moment `json:"arrived"`
	Left      record.Moment `json:"left,omitzero"`
	Text      string        `json:"text,omitempty"`
}

// ContactMissed says that a patrol had been silent for longer than its plan allows. The program records it, so that it
// can be told to people and shown to have been told.
type ContactMissed struct {
	Patrol      int64         `json:"patrol"`
	Team        string        `json:"team"`
	LastContact record.Moment `json:"last_contact"`
	Deadline    record.Moment `json:"deadline"`
}

// Residue keeps which silence was reported.
func (c ContactMissed) Residue() any { return c }

// SOSRaised says that people of the mission are in danger.
type SOSRaised struct {
	Patrol    *int64        `json:"patrol,omitempty"`
	Team      string        `json:"team"`
	At        record.Moment `json:"at"`
	Danger    string        `json:"danger"`
	PlaceName string        `json:"place_name,omitempty"`
	Place     *geo.Point    `json:"place,omitempty"`
	Need      string        `json:"need,omitempty"`
	Text      string        `json:"text,omitempty"`

	desk.Carried
}

// Residue keeps that a call is open.
func (s SOSRaised) Residue() any { return SOSRaised{Team: s.Team, At: s.At, Carried: s.Remains()} }

// SOSClosed says how a call ended.
type SOSClosed struct {
	SOS     int64         `json:"sos"`
	At      record.Moment `json:"at"`
	Outcome string        `json:"outcome"`
	Text    string        `json:"text"`
}

// Residue keeps that the call is closed.
func (s SOSClosed) Residue() any { return SOSClosed{SOS: s.SOS} }
