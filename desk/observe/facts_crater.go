package observe

import (
	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
)

// CraterMeasured is what somebody measured at a crater or an impact (form F7). It says from where something came as far as the ground
// shows it; who fired is another question.
type CraterMeasured struct {
	Crater       string        `json:"crater"`
	Receiver     string        `json:"receiver"`
	Team         string        `json:"team"`
	Analyst      string        `json:"analyst,omitempty"`
	Patrol       *int64        `json:"patrol,omitempty"` // entry of the plan
	Report       *int64        `json:"report,omitempty"` // entry of the report that it belongs to
	At           record.Moment `json:"at"`
	PlaceName    string        `json:"place_name,omitempty"`
	Place        *geo.Point    `json:"place"`
	UncertaintyM int64         `json:"uncertainty_m"`

	DiameterCm   *int64 `json:"diameter_cm,omitempty"` // left out: not measured
	DepthCm      *int64 `json:"depth_cm,omitempty"`
	AzimuthDeg   *int64 `json:"azimuth_deg,omitempty"` // true, towards where it came from
	AzimuthPmDeg *int64 `json:"azimuth_uncertainty_deg,omitempty"`
	Surface      string `json:"surface"`
	Remnants     string `json:"remnants"`
	Calibre      string `json:"suspected_calibre,omitempty"`
	Type         string `json:"suspected_type,omitempty"`
	RangeM       *int64 `json:"range_m,omitempty"`
	Text         string `json:"text,omitempty"`

	desk.Carried
}

// Residue keeps who measured, for who may weigh it, and its number.
func (c CraterMeasured) Residue() any {
	return CraterMeasured{Receiver: c.Receiver, Carried: c.Remains()}
}
