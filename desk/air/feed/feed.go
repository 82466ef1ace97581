// Package feed holds what every source of tracks speaks: the Report. Each source has a folder of its own, which turns the
// bytes of one format into reports, cites its standard, and knows nothing of zones.
package feed

import (
	"fmt"
	"strconv"
	"strings"

	"truce.example/geo"
)

// A Field is one thing that a report may say.
type Field uint16

// The fields. What a report does not say is not zero but unknown.
const (
	Place Field = 1 << iota
	Pressure
	Geometric
	OnGround // the report says whether the aircraft is on the ground
	Speed
	Course
	Climb
	Call
	Squawk
	Integrity
	Time // the report carries its own time; otherwise Ms is the time of reception, or zero
)

// A Report is what one message of a source says of one aircraft.
type Report struct {
	Has     Field
	Address uint32 // 24-bit address, with Other set if it is not one that a state gave out
	Other   bool
	ID      string // what the source calls the track, where it has no address
	Ms      int64  // milliseconds UTC since 1970

	Place       geo.Point
	PressureCm  int32 // above 1013.25 hPa, by the aircraft's own instrument
	GeometricCm int32 // by satellite, above the ellipsoid WGS 84, or above the sea if AMSL is set
	AMSL        bool
	Ground      bool
	SpeedCms    int32 // over the ground, in centimetres a second
	CourseCdeg  int32 // over the ground, hundredths of a degree clockwise from true north
	ClimbCms    int32
	Call        string
	Squawk      uint16 // four octal digits

	// What the aircraft says of its own navigation, DO-260B: see RadiusCm. Meaningful with Integrity, each -1 if unknown.
	NIC, NACp, SIL int8

	// UncertaintyCm is how far the place may be off as the source states it; zero if it does not.
	UncertaintyCm int32
}

// Says reports whether the report has all these fields.
func (r *Report) Says(f Field) bool { return r.Has&f == f }

// Key names the aircraft: six hexadecimal digits of its address, with a tilde before one that no state gave out, as
// readsb writes it; or the source's own id.
func (r *Report) Key() string {
	if r.ID != "" {
		return r.ID
	}
	key := fmt.Sprintf("%06x", r.Address)
	if r.Other {
		return "~" + key
	}
	return key
}

// ParseAddress reads a key of six hexadecimal digits.
func ParseAddress(text string) (address uint32, other, ok bool) {
	text, other = strings.CutPrefix(text, "~")
	n, err := strconv.ParseUint(text, 16, 24)
	return uint32(n), other, err == nil && len(text) == 6
}

// containment is the radius in centimetres within which the aircraft surely is, by NIC (DO-260B table 2-69); accuracy the
// radius within which it is in 95 of 100 cases, by NACp (table 2-71).
var (
	containment = [...]int32{0: 0, 1: 3_704_000, 2: 1_481_600, 3: 740_800, 4: 370_400, 5: 185_200, 6: 111_120, 7: 37_040, 8: 18_520, 9: 7_500, 10: 2_500, 11: 750}
	accuracy    = [...]int32{0: 0, 1: 1_852_000, 2: 740_800, 3: 370_400, 4: 185_200, 5: 92_600, 6: 55_560, 7: 18_520, 8: 9_260, 9: 3_000, 10: 1_000, 11: 300}
)

// RadiusCm is how far the place may be off: the larger of what the source states and what the aircraft's own figures say.
// ok is false if the aircraft itself says that its navigation is not to be relied on, or nothing is known.
func (r *Report) RadiusCm() (cm int32, ok bool) {
	cm, ok = r.UncertaintyCm, r.UncertaintyCm > 0
	if r.Has&Integrity == 0 {
		return cm, ok
	}
	switch {
	case r.NIC >= 0 && int(r.NIC) < len(containment):
		return max(cm, containment[r.NIC]), containment[r.NIC] > 0 && r.SIL != 0
	case r.NACp >= 0 && int(r.NACp) < len(accuracy):
		return max(cm, 2*accuracy[r.NACp]), accuracy[r.NACp] > 0 && r.SIL != 0
	}
	return cm, ok
}
