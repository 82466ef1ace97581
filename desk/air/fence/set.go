package fence

import (
	"fmt"
	"math"
	"slices"

	"truce.example/geo"
)

// A Set is the zones that hold together, made ready for asking. It never changes and may be shared by any number of
// engines.
type Set struct {
	zones  []*Zone // by slot; nil where one was removed or replaced since the base was built
	limits []limits
	times  []times
	slots  map[string]uint32
	base   *grid // the zones of the slots below young, some of which may be gone
	young  uint32
	newer  *grid // the zones added since
	reach  int64 // how far ahead an aircraft's lane may lead, in 1e-7 degree
}

// limits are what the engine compares of a zone, packed so that little memory is touched: beyond floor and ceiling an
// aircraft is ruled out.
type limits struct {
	floor, ceiling int32
	proof          Proof
	flags          uint8
	times          uint32 // where its times of activity are, if it is timed
}

const (
	floorByPressure uint8 = 1 << iota
	ceilingByPressure
	timed // it is not active at all times
	apart // its area is more than one polygon
)

// times are from when to when a zone may be active; many says that there are pauses between.
type times struct {
	from, until int64
	many        bool
}

// NewSet returns the set of the zones, in this order, or what is wrong with one of them. It takes a second or two for ten
// thousand zones with many corners.
func NewSet(zones ...*Zone) (*Set, error) {
	s := &Set{slots: map[string]uint32{}, newer: &grid{}}
	for _, z := range zones {
		if err := z.Check(); err != nil {
			return nil, err
		}
		if _, twice := s.slots[z.ID]; twice {
			return nil, fmt.Errorf("zone %s is there twice", z.ID)
		}
		s.add(z)
	}
	s.young = uint32(len(s.zones))
	s.base = newGrid(s.zones, s.alive(0))
	s.reach = s.base.reach()
	return s, nil
}

// With returns the set with zones added, in place of those of the same id, and without those named in remove. It takes
// time for what changed since the set was built whole, and not for what stayed. After very many changes build a new one.
func (s *Set) With(add []*Zone, remove []string) (*Set, error) {
	next := &Set{
		zones: slices.Clone(s.zones), limits: slices.Clone(s.limits), times: slices.Clone(s.times), slots: make(map[string]uint32, len(s.slots)+len(add)),
		base: s.base, young: s.young, reach: s.reach,
	}
	for id, slot := range s.slots {
		next.slots[id] = slot
	}
	for _, id := range remove {
		next.drop(id)
	}
	for _, z := range add {
		if err := z.Check(); err != nil {
			return nil, err
		}
		next.drop(z.ID)
		next.add(z)
	}
	next.newer = newGrid(next.zones, next.alive(next.young))
	return next, nil
}

func (s *Set) add(z *Zone) {
	s.slots[z.ID] = uint32(len(s.zones))
	s.zones = append(s.zones, z)
	floor, ceiling := z.floorBound(), z.ceilingBound()
	l := limits{floor: floor.outer, ceiling: ceiling.outer, proof: z.Proof()}
	if floor.pressure {
		l.flags |= floorByPressure
	}
	if ceiling.pressure {
		l.flags |= ceilingByPressure
	}
	if len(z.Area) > 1 {
		l.flags |= apart
	}
	if z.Dormant || len(z.Active) > 0 {
		l.flags |= timed
		l.times = uint32(len(s.times))
		s.times = append(s.times, timesOf(z))
	}
	s.limits = append(s.limits, l)
}

func timesOf(z *Zone) times {
	if z.Dormant {
		return times{from: math.MaxInt64, until: math.MinInt64}
	}
	t := times{from: z.Active[0].FromMs, until: z.Active[len(z.Active)-1].ToMs, many: len(z.Active) > 1}
	if t.until == 0 {
		t.until = math.MaxInt64
	}
	return t
}

func (s *Set) drop(id string) {
	if slot, ok := s.slots[id]; ok {
		s.zones[slot] = nil
		delete(s.slots, id)
	}
}

// alive lists the slots from first on that hold a zone.
func (s *Set) alive(first uint32) []uint32 {
	var out []uint32
	for slot := first; slot < uint32(len(s.zones)); slot++ {
		if s.zones[slot] != nil {
			out = append(out, slot)
		}
	}
	return out
}

// Len is how many zones there are.
func (s *Set) Len() int { return len(s.slots) }

// Zone returns the zone with the id, or nil.
func (s *Set) Zone(id string) *Zone {
	if slot, ok := s.slots[id]; ok {
		return s.zones[slot]
	}
	return nil
}

// All lists the zones, oldest first.
func (s *Set) All() []*Zone {
	var out []*Zone
	for _, z := range s.zones {
		if z != nil {
			out = append(out, z)
		}
	}
	return out
}

// Bytes is what the set's tables take in memory, without the zones themselves.
func (s *Set) Bytes() int {
	return s.base.bytes() + s.newer.bytes() + 28*len(s.limits) + 24*len(s.times) + 8*len(s.zones)
}

// Over lists the zones whose area holds the place, whatever the height and the time.
func (s *Set) Over(p geo.Point) []*Zone {
	var out []*Zone
	for _, slot := range s.over(p, nil) {
		out = append(out, s.zones[slot])
	}
	return out
}

// In lists the zones in which an aircraft at f is, or may be for all that its heights say.
func (s *Set) In(f Fix) []*Zone {
	var out []*Zone
	for _, slot := range s.over(f.At, nil) {
		if s.holds(slot, &f) {
			out = append(out, s.zones[slot])
		}
	}
	return out
}

// over appends the living slots over a place, in order.
func (s *Set) over(p geo.Point, out []uint32) []uint32 {
	first := len(out)
	out = s.base.over(s.zones, p, out)
	if len(s.newer.edges) > 0 {
		out = s.newer.over(s.zones, p, out)
	}
	kept := out[:first]
	for _, slot := range out[first:] {
		if s.zones[slot] != nil {
			kept = append(kept, slot)
		}
	}
	slices.Sort(kept[first:])
	return kept
}

// holds says whether height and time do not rule the zone out, for an aircraft over its area.
func (s *Set) holds(slot uint32, f *Fix) bool {
	h := s.hold(slot, f.Ms)
	in, _ := h.steady(f, f)
	return in
}

// activity says what the zone's own does, for most zones without touching it.
func (s *Set) activity(slot uint32, ms int64) (active bool, until int64) {
	l := &s.limits[slot]
	if l.flags&timed == 0 {
		return true, math.MaxInt64
	}
	switch t := &s.times[l.times]; {
	case ms >= t.until:
		return false, math.MaxInt64
	case ms < t.from:
		return false, t.from
	case t.many:
		return s.zones[slot].activity(ms)
	default:
		return true, t.until
	}
}

// A hold is a zone over whose area an aircraft is, with what its limits are compared with: kept with the aircraft, so that
// little memory is touched however many zones there are.
type hold struct {
	slot           uint32
	flags          uint8
	in, active     bool // whether the aircraft is in the zone, and the zone active
	floor, ceiling int32
	until          int64 // when the zone's activity changes
}

// hold makes the hold of a zone as of a moment, for an aircraft that is not yet known to be in it.
func (s *Set) hold(slot uint32, ms int64) hold {
	l := &s.limits[slot]
	h := hold{slot: slot, flags: l.flags, floor: l.floor, ceiling: l.ceiling}
	h.active, h.until = s.activity(slot, ms)
	return h
}

// steady says whether the limits of height and time hold an aircraft in all along the piece from p to q, or rule it out all
// along. Neither may be the case.
func (h *hold) steady(p, q *Fix) (in, out bool) {
	floor, ceiling := h.flags&floorByPressure != 0, h.flags&ceilingByPressure != 0
	high, alsoHigh, low, alsoLow := p.of(floor).HighCm, q.of(floor).HighCm, p.of(ceiling).LowCm, q.of(ceiling).LowCm
	calm := q.Ms < h.until
	in = calm && h.active && min(high, alsoHigh) >= h.floor && max(low, alsoLow) <= h.ceiling
	out = calm && !h.active || max(high, alsoHigh) < h.floor || min(low, alsoLow) > h.ceiling
	return in, out
}

// A quiet is what may change without changing in which of some zones an aircraft is.
type quiet struct {
	// By datum (0: above the sea, 1: pressure), where the lower and the upper limit of the height may lie.
	lowFrom, lowTo, highFrom, highTo [2]int32
	until                            int64
}

func everQuiet() quiet {
	const least, most = math.MinInt32, math.MaxInt32
	return quiet{
		lowFrom: [2]int32{least, least}, lowTo: [2]int32{most, most},
		highFrom: [2]int32{least, least}, highTo: [2]int32{most, most}, until: math.MaxInt64,
	}
}

// holds says whether nothing changes up to f.
func (q *quiet) holds(f *Fix) bool {
	return f.AMSL.LowCm >= q.lowFrom[0] && f.AMSL.LowCm <= q.lowTo[0] && f.AMSL.HighCm >= q.highFrom[0] && f.AMSL.HighCm <= q.highTo[0] &&
		f.Pressure.LowCm >= q.lowFrom[1] && f.Pressure.LowCm <= q.lowTo[1] && f.Pressure.HighCm >= q.highFrom[1] && f.Pressure.HighCm <= q.highTo[1] &&
		f.Ms < q.until
}

// narrow takes one more zone into account, over which an aircraft is at f, and notes in its hold whether it is in the zone.
func (q *quiet) narrow(s *Set, h *hold, f *Fix) {
	if f.Ms >= h.until {
		h.active, h.until = s.activity(h.slot, f.Ms)
	}
	h.in = h.active
	d := h.flags & floorByPressure
	high := f.of(d != 0).HighCm
	if high >= h.floor {
		q.highFrom[d] = max(q.highFrom[d], h.floor)
	} else {
		q.highTo[d] = min(q.highTo[d], h.floor-1)
		h.in = false
	}
	d = h.flags & ceilingByPressure >> 1
	low := f.of(d != 0).LowCm
	if low <= h.ceiling {
		q.lowTo[d] = min(q.lowTo[d], h.ceiling)
	} else {
		q.lowFrom[d] = max(q.lowFrom[d], h.ceiling+1)
		h.in = false
	}
	q.until = min(q.until, h.until)
}
