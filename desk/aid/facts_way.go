package aid

import (
	"truce.example/geo"
	"truce.example/record"
)

// A Way is where a convoy drives, as far as it is drawn. Who reads the plan reads it.
type Way struct {
	Stops        []Stop `json:"stops"`
	CorridorM    int64  `json:"corridor_m"`               // to either side
	SpeedKmh     int64  `json:"speed_kmh,omitempty"`      // 0: spread over the time between departure and arrival
	SlackMinutes int64  `json:"slack_minutes,omitempty"`  // so much earlier or later it may be anywhere
	GroundLowM   *int64 `json:"ground_low_m,omitempty"`   // the lowest land on the way, above the sea; nil when not known
	GroundHighM  *int64 `json:"ground_high_m,omitempty"`  // and the highest
	HaltMinutes  int64  `json:"halt_minutes,omitempty"`   // standing so long where no stop is planned is told; 0: 30
	SilentMin    int64  `json:"silent_minutes,omitempty"` // so long without a position is told; 0: 60
}

// A Stop is a place on the way. One with a radius is a checkpoint: reaching it is told.
type Stop struct {
	Name        string    `json:"name,omitempty"`
	Place       geo.Point `json:"place"`
	StayMinutes int64     `json:"stay_minutes,omitempty"`
	RadiusM     int64     `json:"radius_m,omitempty"`
}

// A Conflict is something that is planned where and when a convoy drives.
type Conflict struct {
	What      string        `json:"what"`            // zone, window, operation, flight, convoy or movement
	Entry     int64         `json:"entry,omitempty"` // that announced it; 0 for what stands in the agreement
	Name      string        `json:"name,omitempty"`  // of the zone, the window, the flight, the convoy
	By        string        `json:"by,omitempty"`
	Leg       int64         `json:"leg"`        // 1 is from the first stop to the second
	DistanceM int64         `json:"distance_m"` // from the way; 0 where they cross
	ReachM    int64         `json:"reach_m"`    // corridor and radius together
	Relation  string        `json:"relation"`   // meets or possible
	From      record.Moment `json:"from"`       // of the time that both are there
	To        record.Moment `json:"to"`
	Text      string        `json:"text,omitempty"` // the reason in words, in answers; facts hold none
}

// Checked says what a convoy meets on its way: of a request with all that is planned, or of an announcement with the convoys that
// are on their way or will be. It is recorded for each request and each announcement, for the same readers, whatever is found.
type Checked struct {
	Of      int64     `json:"of"`                // entry of the request or the announcement
	Convoy  int64     `json:"convoy,omitempty"`  // of a request
	Against int64     `json:"against"`           // how many plans, zones and windows were looked at
	Found   []Meeting `json:"found,omitempty"`   // of a request: its own
	NoWay   bool      `json:"no_way,omitempty"`  // the request draws no way, so nothing could be compared
	Expired bool      `json:"expired,omitempty"` // it was over when the check was made
}

// A Meeting is what one convoy meets.
type Meeting struct {
	Convoy int64 `json:"convoy"`
	Conflict
}

// IsDerived: it repeats where others will be.
func (Checked) IsDerived() {}

// Residue keeps that it was checked.
func (f Checked) Residue() any {
	return Checked{Of: f.Of, Convoy: f.Convoy, Against: f.Against, NoWay: f.NoWay, Expired: f.Expired}
}
