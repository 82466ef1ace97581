// Package conflict finds which of many plans meet another one: in place, in height and in time.
//
// A [Plan] is legs of a way, each with its hours, or an area; with a radius around it, and with what is not known of it. Two plans
// meet surely when their legs come as near as both radii, at a time and a height that they share; they meet possibly when they
// would within what is not known. An [Index] only decides what is looked at: a grid of places and days. Distances are whole
// centimetres from package geo, so that every machine and every order of the plans gives the same answer.
package conflict

import (
	"cmp"
	"math"
	"slices"

	"truce.example/geo"
)

// A Plan is where something is to be, when, and how high.
type Plan struct {
	ID      int64
	Legs    []Leg
	Area    geo.MultiPolygon // in place of legs
	Over    Span             // of the area
	RadiusM int64            // around the legs or the area
	DoubtM  int64            // so much farther it may reach
	SlackMs int64            // so much earlier or later it may be there
	Low     *Level           // nil: from the ground
	High    *Level           // nil: without a top
	Ground  *Ground          // of the land beneath; nil when not known
	Vague   bool             // its height or its hours were not stated: it meets nothing surely
}

// A Leg is straight, and its ends may be one place. The whole leg counts for all its time.
type Leg struct {
	A, B geo.Point
	Span
	Part int // of the way: several legs may stand for one
}

// A Span is a time in milliseconds UTC, both ends included. A last moment of 0 is never.
type Span struct{ From, To int64 }

func (s Span) last() int64 {
	if s.To == 0 {
		return math.MaxInt64 / 4
	}
	return s.To
}

// shared is what two spans have in common, each end moved by a slack.
func (s Span) shared(t Span, slack int64) (Span, bool) {
	out := Span{max(s.From, t.From), min(s.last(), t.last())}
	return out, out.From-slack <= out.To
}

// A Datum is what a height is measured from.
type Datum int

// The datums that plans use.
const (
	AboveGround Datum = iota
	AboveSea
	ByPressure // the standard pressure level of aviation
)

// A Level is a height in metres.
type Level struct {
	Metres int64
	From   Datum
}

// Ground is between which heights above the sea the land lies, in metres.
type Ground struct{ LowM, HighM int64 }

const (
	lowestLandM   = -430
	highestLandM  = 8_849
	pressureDoubt = 600 // metres: how far a pressure level lies from its height above the sea, on a day that is not extreme
)

// aboveSea is between which heights above the sea a level lies.
func (l Level) aboveSea(g Ground) (least, most int64) {
	switch l.From {
	case AboveSea:
		return l.Metres, l.Metres
	case ByPressure:
		return l.Metres - pressureDoubt, l.Metres + pressureDoubt
	}
	return g.LowM + l.Metres, g.HighM + l.Metres
}

// above says whether a level lies above another one: surely, or possibly.
func above(low, high *Level, g Ground) (surely, possibly bool) {
	if high == nil {
		return false, false
	}
	if low == nil {
		low = &Level{}
	}
	if low.From == high.From {
		return low.Metres > high.Metres, low.Metres > high.Metres
	}
	lowLeast, lowMost := low.aboveSea(g)
	highLeast, highMost := high.aboveSea(g)
	return lowLeast > highMost, lowMost > highLeast
}

// heights says whether two plans share a height: at all, and surely.
func heights(a, b *Plan) (shared, surely bool) {
	g := Ground{lowestLandM, highestLandM}
	if a.Ground != nil {
		g = *a.Ground
	} else if b.Ground != nil {
		g = *b.Ground
	}
	over, perhapsOver := above(a.Low, b.High, g)
	under, perhapsUnder := above(b.Low, a.High, g)
	return !over && !under, !perhapsOver && !perhapsUnder
}

// A Meeting is that a plan meets the one that was asked for.
type Meeting struct {
	ID         int64 // of the other plan
	Part       int   // of the way that was asked for: where they are nearest
	DistanceCm int64 // between the legs, or from the area; no radius is taken off
	Sure       bool
	During     Span // time that they share; where it is only possible, the first may come after the last
}

// better says whether m says more than n: sure before possible, near before far, early before late.
func (m Meeting) better(n Meeting) bool {
	if m.Sure != n.Sure {
		return m.Sure
	}
	return cmp.Or(cmp.Compare(m.DistanceCm, n.DistanceCm), cmp.Compare(m.During.From, n.During.From), cmp.Compare(m.Part, n.Part)) < 0
}

// Between says how b meets the plan a that was asked for.
func Between(a, b *Plan) (Meeting, bool) {
	shared, surely := heights(a, b)
	if !shared {
		return Meeting{}, false
	}
	surely = surely && !a.Vague && !b.Vague
	reach, doubt, slack := (a.RadiusM+b.RadiusM)*100, (a.DoubtM+b.DoubtM)*100, a.SlackMs+b.SlackMs
	best, found, during := Meeting{ID: b.ID}, false, Span{math.MaxInt64, 0}
	each(a, b, func(part int, one, other Span, distance func() int64) {
		span, ok := one.shared(other, slack)
		if !ok {
			return
		}
		d := distance()
		if d > reach+doubt {
			return
		}
		m := Meeting{ID: b.ID, Part: part, DistanceCm: d, Sure: surely && d <= reach && span.From <= span.To, During: span}
		if !found || m.better(best) {
			best = m
		}
		during.From, during.To, found = min(during.From, span.From), max(during.To, span.To), true
	})
	if found && during.From <= during.To {
		best.During = during
	}
	return best, found
}

// each goes through all pairs of parts of two plans.
func each(a, b *Plan, pair func(part int, one, other Span, distance func() int64)) {
	switch {
	case len(a.Area) == 0 && len(b.Area) == 0:
		for i := range a.Legs {
			for j := range b.Legs {
				l, k := &a.Legs[i], &b.Legs[j]
				pair(l.Part, l.Span, k.Span, func() int64 { return geo.BetweenCm(l.A, l.B, k.A, k.B) })
			}
		}
	case len(a.Area) == 0:
		for i := range a.Legs {
			l := &a.Legs[i]
			pair(l.Part, l.Span, b.Over, func() int64 { return b.Area.BetweenCm(l.A, l.B) })
		}
	case len(b.Area) == 0:
		for j := range b.Legs {
			k := &b.Legs[j]
			pair(0, a.Over, k.Span, func() int64 { return a.Area.BetweenCm(k.A, k.B) })
		}
	default:
		pair(0, a.Over, b.Over, func() int64 { return apartCm(a.Area, b.Area) })
	}
}

// apartCm is the distance between two areas.
func apartCm(a, b geo.MultiPolygon) int64 {
	nearest := int64(math.MaxInt64)
	for _, polygon := range b {
		for i, ring := 1, polygon.Outer(); i < len(ring); i++ {
			nearest = min(nearest, a.BetweenCm(ring[i-1], ring[i]))
		}
	}
	for _, polygon := range a { // one may lie within the other
		if ring := polygon.Outer(); len(ring) > 0 && b.Contains(ring[0]) {
			return 0
		}
	}
	return nearest
}

// Sort puts meetings in the order in which people read them: sure before possible, then by time, then by number.
func Sort(list []Meeting) {
	slices.SortFunc(list, func(m, n Meeting) int {
		if m.Sure != n.Sure {
			if m.Sure {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(m.During.From, n.During.From), cmp.Compare(m.ID, n.ID))
	})
}
