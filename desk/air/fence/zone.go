package fence

import (
	"errors"
	"fmt"
	"math"

	"truce.example/geo"
)

// A Datum is what a height is measured from.
type Datum uint8

// The datums. The zero Datum is that nothing was said, which is neither the ground nor zero.
const (
	Unset     Datum = iota
	Surface         // the ground or water itself
	AGL             // above the ground
	AMSL            // above mean sea level
	Standard        // above the pressure level 1013.25 hPa: a flight level
	Unlimited       // no bound
)

var datumNames = [...]string{"unset", "SFC", "AGL", "AMSL", "FL", "UNL"}

// String is the name in use on charts: SFC, AGL, AMSL, FL, UNL; or "unset".
func (d Datum) String() string {
	if int(d) >= len(datumNames) {
		return "unset"
	}
	return datumNames[d]
}

// A Level is a height in centimetres above its datum. Cm is zero for Unset, Surface and Unlimited.
type Level struct {
	Datum Datum
	Cm    int64
}

// Feet returns so many hundredths of a foot as centimetres. A foot is 30.48 cm exactly; the result is rounded half away
// from zero.
func Feet(hundredths int64) int64 {
	if hundredths < 0 {
		return -Feet(-hundredths)
	}
	return (hundredths*3048 + 5000) / 10_000
}

// String writes the level as a chart does: "FL195", "2500 ft AMSL", "SFC".
func (l Level) String() string {
	feet := (l.Cm*100 + sign(l.Cm)*1524) / 3048
	switch l.Datum {
	case AGL, AMSL:
		return fmt.Sprintf("%d ft %s", feet, l.Datum)
	case Standard:
		return fmt.Sprintf("FL%03d", (feet+50)/100)
	}
	return l.Datum.String()
}

func sign(x int64) int64 {
	if x < 0 {
		return -1
	}
	return 1
}

// A Window is a time of activity in milliseconds UTC since 1970: from From on, and no longer at To. A zero To has no end.
type Window struct{ FromMs, ToMs int64 }

// A Zone is a part of the air. It does not change after it went into a [Set].
type Zone struct {
	ID      string // tells zones apart, and says which is a newer form of which
	Name    string
	Class   string // as the source says, or as zones.Class says
	Area    geo.MultiPolygon
	Floor   Level
	Ceiling Level
	Active  []Window // in order and apart; none: always
	Dormant bool     // active at no time until somebody says so: by notice

	// The lowest and the highest ground under the area, above mean sea level. Bounds above ground are taken to lie
	// somewhere between; if nothing is known of the ground it is that of the whole earth.
	Ground      Span
	ToleranceCm int64 // how near to the edge the agreement draws no distinction; used by Relate
}

// A Span is two limits of a height, in centimetres. The zero Span is the height 0 exactly; use Anywhere if unknown.
type Span struct{ LowCm, HighCm int32 }

// Anywhere is a height of which nothing is known.
var Anywhere = Span{math.MinInt32, math.MaxInt32}

// Earth is the ground of the whole earth: from the Dead Sea to the highest mountain.
var Earth = Span{-450_00, 8_850_00}

// Grounded is the height of an aircraft that stands or rolls on the ground, wherever that is: it is above no floor but the
// surface, and under every ceiling.
var Grounded = Span{Earth.LowCm, Earth.LowCm}

// Around returns the span of a height known to within doubt.
func Around(cm, doubtCm int64) Span {
	return Span{int32(clampCm(cm - doubtCm)), int32(clampCm(cm + doubtCm))}
}

// Known says whether anything is known of the height.
func (s Span) Known() bool { return s != Anywhere }

// maxCm bounds heights: a thousand kilometres, so that sums and differences stay far from the ends of an int32.
const maxCm = 1_000_000_00

func clampCm(cm int64) int64 { return max(-maxCm, min(maxCm, cm)) }

// Check says what is wrong with the zone, in a sentence.
func (z *Zone) Check() error {
	switch {
	case z.ID == "":
		return errors.New("the zone has no id")
	case len(z.Area) == 0:
		return fmt.Errorf("zone %s has no area", z.ID)
	case z.Ground.LowCm > z.Ground.HighCm:
		return fmt.Errorf("zone %s: its lowest ground is above its highest", z.ID)
	case z.Floor.Datum == z.Ceiling.Datum && z.Floor.Cm > z.Ceiling.Cm:
		return fmt.Errorf("zone %s: the floor %s is above the ceiling %s", z.ID, z.Floor, z.Ceiling)
	}
	for i, w := range z.Active {
		if w.ToMs != 0 && w.ToMs <= w.FromMs {
			return fmt.Errorf("zone %s: a time of activity ends before it begins", z.ID)
		}
		if i > 0 && (z.Active[i-1].ToMs == 0 || z.Active[i-1].ToMs > w.FromMs) {
			return fmt.Errorf("zone %s: times of activity are out of order or overlap", z.ID)
		}
	}
	return nil
}

// ActiveAt says whether the zone is active at a moment.
func (z *Zone) ActiveAt(ms int64) bool {
	active, _ := z.activity(ms)
	return active
}

// activity says whether the zone is active, and from when on that may be otherwise.
func (z *Zone) activity(ms int64) (active bool, until int64) {
	switch {
	case z.Dormant:
		return false, math.MaxInt64
	case len(z.Active) == 0:
		return true, math.MaxInt64
	}
	for _, w := range z.Active {
		if ms < w.FromMs {
			return false, w.FromMs
		}
		if w.ToMs == 0 {
			return true, math.MaxInt64
		}
		if ms < w.ToMs {
			return true, w.ToMs
		}
	}
	return false, math.MaxInt64
}

// A bound is a floor or a ceiling as the engine compares it: with the pressure height or with the height above the sea.
type bound struct {
	outer, inner int32 // beyond outer the bound rules the aircraft out; not beyond inner it proves nothing against it
	pressure     bool
}

// floor returns the least height that is not ruled out, and the least that is proven to be above.
func (z *Zone) floorBound() bound {
	switch z.Floor.Datum {
	case Surface, Unlimited:
		return bound{outer: math.MinInt32, inner: math.MinInt32}
	case AGL:
		g := z.ground()
		return bound{outer: int32(clampCm(int64(g.LowCm) + z.Floor.Cm)), inner: int32(clampCm(int64(g.HighCm) + z.Floor.Cm))}
	case AMSL, Standard:
		at := int32(clampCm(z.Floor.Cm))
		return bound{outer: at, inner: at, pressure: z.Floor.Datum == Standard}
	}
	return bound{outer: math.MinInt32, inner: math.MaxInt32}
}

func (z *Zone) ceilingBound() bound {
	switch z.Ceiling.Datum {
	case Unlimited:
		return bound{outer: math.MaxInt32, inner: math.MaxInt32}
	case Surface, AGL:
		g := z.ground()
		return bound{outer: int32(clampCm(int64(g.HighCm) + z.Ceiling.Cm)), inner: int32(clampCm(int64(g.LowCm) + z.Ceiling.Cm))}
	case AMSL, Standard:
		at := int32(clampCm(z.Ceiling.Cm))
		return bound{outer: at, inner: at, pressure: z.Ceiling.Datum == Standard}
	}
	return bound{outer: math.MaxInt32, inner: math.MinInt32}
}

func (z *Zone) ground() Span {
	if z.Ground == (Span{}) {
		return Earth
	}
	return z.Ground
}

// A Proof is what heights must be to prove that an aircraft is between a zone's floor and ceiling: [Zone.Level] is then
// Inside, and otherwise not. It is small, so that whoever asks often need not touch the zone.
type Proof struct {
	floor, ceiling                     int32
	floorByPressure, ceilingByPressure bool
	always                             bool // from the ground without end: no height is needed
}

// Proof returns the proof for the zone.
func (z *Zone) Proof() Proof {
	floor, ceiling := z.floorBound(), z.ceilingBound()
	return Proof{
		floor: floor.inner, ceiling: ceiling.inner, floorByPressure: floor.pressure, ceilingByPressure: ceiling.pressure,
		always: floor.inner == math.MinInt32 && ceiling.inner == math.MaxInt32,
	}
}

// By says whether the heights of f are the proof.
func (p *Proof) By(f *Fix) bool {
	return p.always || f.of(p.floorByPressure).LowCm >= p.floor && f.of(p.ceilingByPressure).HighCm <= p.ceiling
}

// Level says how the heights of a position lie to the zone's floor and ceiling: inside if they prove it, outside if they
// rule it out, possible otherwise.
func (z *Zone) Level(f Fix) geo.Relation {
	floor, ceiling := z.floorBound(), z.ceilingBound()
	low, high := f.of(floor.pressure), f.of(ceiling.pressure)
	switch {
	case low.HighCm < floor.outer || high.LowCm > ceiling.outer:
		return geo.Outside
	case floor.inner == math.MinInt32 && ceiling.inner == math.MaxInt32:
		return geo.Inside // from the ground without end: no height is needed
	case low.LowCm >= floor.inner && high.HighCm <= ceiling.inner:
		return geo.Inside
	}
	return geo.Possible
}

// Relate says how a position lies to the zone at its moment, with the doubt of place and height together, and how far it
// is from the zone's edge on the ground. A zone that is not active is outside.
func (z *Zone) Relate(f Fix, uncertaintyCm int64) (relation geo.Relation, edgeCm int64) {
	across, edgeCm := geo.Relate(z.Area, f.At, uncertaintyCm, z.ToleranceCm)
	if !z.ActiveAt(f.Ms) {
		return geo.Outside, edgeCm
	}
	return geo.Weaker(across, z.Level(f)), edgeCm
}
