package observe

import (
	"truce.example/desk"
	"truce.example/desk/observe/form"
	"truce.example/geo"
	"truce.example/record"
)

// Allege takes in a report; see [form.Allege].
type Allege = form.Allege

// Observe records what a team of the mission saw, heard or recorded. The place is given, or follows from the
// observer's position with bearing and distance.
type Observe struct {
	OnBehalfOf string `json:"on_behalf_of,omitempty"`
	Team       string `json:"team"`
	Sensor     string `json:"sensor,omitempty"`

	ObserverName  string     `json:"observer_name,omitempty"` // a post of the mission, or the name of a place
	ObserverPlace *geo.Point `json:"observer_place,omitempty"`
	BearingDeg    *int64     `json:"bearing_deg,omitempty"`
	DistanceM     *int64     `json:"distance_m,omitempty"`

	PlaceName    string     `json:"place_name,omitempty"`
	Place        *geo.Point `json:"place,omitempty"`
	PlaceMGRS    string     `json:"place_mgrs,omitempty"`
	UncertaintyM int64      `json:"uncertainty_m,omitempty"`

	// How high it was, as stated. Left out is not known, which is not zero.
	HeightFt            *int64 `json:"height_ft,omitempty"`
	HeightDatum         string `json:"height_datum,omitempty"` // SFC or AGL above ground, AMSL above the sea, FL for pressure altitude in feet
	HeightUncertaintyFt int64  `json:"height_uncertainty_ft,omitempty"`

	Start record.Moment `json:"start"`
	End   record.Moment `json:"end,omitzero"`

	Type        string      `json:"type"`
	Means       string      `json:"means"`
	Count       *form.Count `json:"count,omitempty"`
	Observation string      `json:"observation"`
	Description string      `json:"description"`
	Weapon      string      `json:"weapon,omitempty"`
	Calibre     string      `json:"calibre,omitempty"`
	Direction   string      `json:"direction,omitempty"`
	Confidence  string      `json:"confidence"`

	Accused    string `json:"accused,omitempty"`
	Text       string `json:"text,omitempty"`
	Severity   int64  `json:"severity,omitempty"`
	ExternalID string `json:"external_id,omitempty"`
	Dataset    string `json:"dataset,omitempty"`

	ConfirmFar   bool            `json:"confirm_far,omitempty"`
	ConfirmPlace bool            `json:"confirm_place,omitempty"`
	Audience     record.Audience `json:"audience,omitempty"`

	desk.Carried
}

// Restrict records that observers were kept from moving or seeing.
type Restrict struct {
	OnBehalfOf   string          `json:"on_behalf_of,omitempty"`
	Team         string          `json:"team,omitempty"`
	Patrol       *int64          `json:"patrol,omitempty"`
	Kind         string          `json:"kind"`
	Cause        string          `json:"cause,omitempty"` // only where the kind leaves it open
	Effect       string          `json:"effect"`
	Holder       string          `json:"holder"`
	RefusedBy    string          `json:"refused_by,omitempty"`
	ReasonQuote  string          `json:"reason_quoted,omitempty"`
	PlaceName    string          `json:"place_name,omitempty"`
	Place        *geo.Point      `json:"place,omitempty"`
	PlaceMGRS    string          `json:"place_mgrs,omitempty"`
	UncertaintyM int64           `json:"uncertainty_m,omitempty"`
	Start        record.Moment   `json:"start"`
	End          record.Moment   `json:"end,omitzero"`
	Minutes      *int64          `json:"minutes,omitempty"` // left out: from start and end
	ProtestTo    string          `json:"protest_to,omitempty"`
	Answer       string          `json:"answer,omitempty"`
	Alternative  string          `json:"alternative,omitempty"`
	Resolved     bool            `json:"resolved,omitempty"`
	Severity     int64           `json:"severity,omitempty"`
	Text         string          `json:"text,omitempty"`
	ExternalID   string          `json:"external_id,omitempty"`
	Dataset      string          `json:"dataset,omitempty"`
	ConfirmFar   bool            `json:"confirm_far,omitempty"`
	ConfirmPlace bool            `json:"confirm_place,omitempty"`
	Audience     record.Audience `json:"audience,omitempty"`

	desk.Carried
}

// Rate sets the verification level of a report that somebody else entered.
type Rate struct {
	Report   int64    `json:"report"`
	Level    int64    `json:"level"`
	Origins  []string `json:"origins,omitempty"`
	Physical bool     `json:"physical,omitempty"`
	Reason   string   `json:"reason"`
}

// Relate links two reports.
type Relate struct {
	From     int64  `json:"from"`
	To       int64  `json:"to"`
	Relation string `json:"relation"`
	Reason   string `json:"reason"`
}

// Retract takes a report back; it stays visible.
type Retract struct {
	Report int64  `json:"report"`
	Reason string `json:"reason"`
}

// Share releases the chosen part of a report to the audience.
type Share struct {
	Report       int64           `json:"report"`
	Audience     record.Audience `json:"audience"`
	Text         string          `json:"text"`
	Type         string          `json:"type,omitempty"`
	Accused      string          `json:"accused,omitempty"`
	PlaceName    string          `json:"place_name,omitempty"`
	Place        *geo.Point      `json:"place,omitempty"`
	CoarseM      int64           `json:"coarse_m,omitempty"`
	UncertaintyM int64           `json:"uncertainty_m,omitempty"`
	Start        record.Moment   `json:"start,omitzero"`
	End          record.Moment   `json:"end,omitzero"`
	Severity     int64           `json:"severity,omitempty"`
	Level        int64           `json:"level,omitempty"`
	PublicNames  []string        `json:"public_names,omitempty"` // of public office-holders or of places
}

// HandOver writes the line of one shift for the next.
type HandOver struct {
	To         string        `json:"to"`
	ShiftStart record.Moment `json:"shift_start"`
	ShiftEnd   record.Moment `json:"shift_end"`
	Open       []int64       `json:"open,omitempty"`
	Text       string        `json:"text"`
}

// PlanPatrol announces a patrol.
type PlanPatrol struct {
	Team            string        `json:"team"`
	Mode            string        `json:"mode"`
	Members         []Crew        `json:"members"`
	Vehicles        []string      `json:"vehicles,omitempty"`
	Route           []Stop        `json:"route"`
	Departure       record.Moment `json:"departure"`
	Return          record.Moment `json:"return"`
	Purpose         string        `json:"purpose"`
	IntervalMinutes int64         `json:"contact_interval_minutes,omitempty"` // left out: the agreement's limit of silence holds
	MedicalPlan     string        `json:"medical_plan"`
	Notified        []string      `json:"notified,omitempty"`
	Weather         string        `json:"weather,omitempty"`
	Escort          string        `json:"escort,omitempty"`

	desk.Carried
}

// Depart starts a planned patrol.
type Depart struct {
	Patrol int64         `json:"patrol"`
	At     record.Moment `json:"at,omitzero"` // left out: now
	Text   string        `json:"text,omitempty"`

	desk.Carried
}

// CheckIn says that a patrol was heard of.
type CheckIn struct {
	Patrol    int64         `json:"patrol"`
	At        record.Moment `json:"at,omitzero"` // left out: now
	Means     string        `json:"means,omitempty"`
	State     string        `json:"state"`
	PlaceName string        `json:"place_name,omitempty"`
	Place     *geo.Point    `json:"place,omitempty"`
	Text      string        `json:"text,omitempty"`

	desk.Carried
}

// Return ends a patrol's way.
type Return struct {
	Patrol int64         `json:"patrol"`
	At     record.Moment `json:"at,omitzero"` // left out: now
	Text   string        `json:"text,omitempty"`

	desk.Carried
}

// ReportPatrol files the report of a patrol that has returned.
type ReportPatrol struct {
	Patrol       int64    `json:"patrol"`
	Visits       []Visit  `json:"visits"`
	Incidents    []int64  `json:"incidents,omitempty"`
	Restrictions []int64  `json:"restrictions,omitempty"`
	PersonsMet   []string `json:"persons_met,omitempty"`
	VehicleState string   `json:"vehicle_state"`
	CommsState   string   `json:"comms_state"`
	Mood         string   `json:"mood,omitempty"`
	Next         string   `json:"next,omitempty"`
	Text         string   `json:"text,omitempty"`

	desk.Carried
}

// MeasureCrater is a sheet of measures of a crater or an impact (form F7).
type MeasureCrater struct {
	Crater       string        `json:"crater"` // its number on the patrol's sketch
	Team         string        `json:"team"`
	Analyst      string        `json:"analyst,omitempty"` // by code
	Patrol       *int64        `json:"patrol,omitempty"`
	Report       *int64        `json:"report,omitempty"` // entry of the report that it belongs to
	At           record.Moment `json:"at,omitzero"`      // of measuring; left out: now
	PlaceName    string        `json:"place_name,omitempty"`
	Place        *geo.Point    `json:"place"`
	UncertaintyM int64         `json:"uncertainty_m,omitempty"`

	DiameterCm   *int64 `json:"diameter_cm,omitempty"`
	DepthCm      *int64 `json:"depth_cm,omitempty"`
	AzimuthDeg   *int64 `json:"azimuth_deg,omitempty"` // true, towards where it came from
	AzimuthPmDeg *int64 `json:"azimuth_uncertainty_deg,omitempty"`
	Surface      string `json:"surface"`
	Remnants     string `json:"remnants"` // what was found, or "none found"
	Calibre      string `json:"suspected_calibre,omitempty"`
	Type         string `json:"suspected_type,omitempty"`
	RangeM       *int64 `json:"range_m,omitempty"`
	Text         string `json:"text,omitempty"`
	ConfirmFar   bool   `json:"confirm_far,omitempty"`

	desk.Carried
}

// MissContact is the program's own command: the patrol's clock ran out.
type MissContact struct {
	Patrol   int64         `json:"patrol"`
	Deadline record.Moment `json:"deadline"`
}

// RaiseSOS calls for help.
type RaiseSOS struct {
	Patrol    *int64        `json:"patrol,omitempty"`
	Team      string        `json:"team"`
	At        record.Moment `json:"at,omitzero"` // left out: now
	Danger    string        `json:"danger"`
	PlaceName string        `json:"place_name,omitempty"`
	Place     *geo.Point    `json:"place,omitempty"`
	Need      string        `json:"need,omitempty"`
	Text      string        `json:"text,omitempty"`

	desk.Carried
}

// CloseSOS says how a call for help ended.
type CloseSOS struct {
	SOS     int64         `json:"sos"`
	At      record.Moment `json:"at,omitzero"` // left out: now
	Outcome string        `json:"outcome"`
	Text    string        `json:"text"`
}

// DeclareWeapons says what a storage site holds.
type DeclareWeapons struct {
	Site         string          `json:"site"`
	Party        string          `json:"party"`
	Class        string          `json:"class"`
	Count        int64           `json:"count"`
	SealNo       string          `json:"seal_no,omitempty"`
	PlaceName    string          `json:"place_name,omitempty"`
	Place        *geo.Point      `json:"place,omitempty"`
	PlaceMGRS    string          `json:"place_mgrs,omitempty"`
	UncertaintyM int64           `json:"uncertainty_m,omitempty"`
	At           record.Moment   `json:"at,omitzero"` // left out: now
	Text         string          `json:"text,omitempty"`
	ConfirmFar   bool            `json:"confirm_far,omitempty"`
	ConfirmPlace bool            `json:"confirm_place,omitempty"`
	Audience     record.Audience `json:"audience,omitempty"`
}

// VerifyWeapons says what a visit to a storage site found.
type VerifyWeapons struct {
	Declaration int64         `json:"declaration"`
	At          record.Moment `json:"at,omitzero"` // left out: now
	Team        string        `json:"team"`
	Verdict     string        `json:"verdict"`
	Counted     *int64        `json:"counted,omitempty"`
	SealIntact  *bool         `json:"seal_intact,omitempty"`
	Reason      string        `json:"reason,omitempty"`
	Report      *int64        `json:"report,omitempty"`
	Restriction *int64        `json:"restriction,omitempty"`
	Text        string        `json:"text,omitempty"`
}

// SetWithdrawal sets a withdrawal.
type SetWithdrawal struct {
	Party     string        `json:"party"`
	Class     string        `json:"class"`
	Line      string        `json:"line"`
	DistanceM int64         `json:"distance_m"`
	Count     *int64        `json:"count,omitempty"`
	Due       record.Moment `json:"due"`
	Text      string        `json:"text,omitempty"`
}

// ReportWithdrawal says how far a withdrawal has come.
type ReportWithdrawal struct {
	Withdrawal int64         `json:"withdrawal"`
	At         record.Moment `json:"at,omitzero"` // left out: now
	Basis      string        `json:"basis"`
	Moved      *int64        `json:"moved,omitempty"`
	Complete   bool          `json:"complete"`
	Text       string        `json:"text,omitempty"`
}
