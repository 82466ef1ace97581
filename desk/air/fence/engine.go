package fence

import (
	"cmp"
	"slices"

	"truce.example/geo"
)

// A Kind says whether an aircraft came in or went out.
type Kind uint8

// The kinds.
const (
	Enter Kind = iota
	Exit
)

// String is "enter" or "exit".
func (k Kind) String() string {
	if k == Enter {
		return "enter"
	}
	return "exit"
}

// A Why says what brought an aircraft into a zone, or out of it.
type Why uint8

// The reasons.
const (
	ByEdge   Why = iota // it crossed the edge on the ground
	ByHeight            // it climbed or descended through the floor or the ceiling, or its height became known
	ByTime              // the zone's time of activity began or ended
	ByFirst             // it was first seen there
	ByGap               // it happened somewhere since the last position; when and where is not known
	ByZone              // the zone was added, changed or removed
)

var whyWords = [...]string{"crossed the edge", "height", "activation", "first seen inside", "unknown way since the last position", "zone changed"}

// String says it in words.
func (w Why) String() string { return whyWords[w] }

// An Event is one aircraft's way into a zone or out of it.
type Event struct {
	Aircraft int // as the engine was told
	Zone     *Zone
	Kind     Kind
	Why      Why
	Sure     bool      // its height proves that it is between floor and ceiling; false if it may only be
	Ms       int64     // to the nearest millisecond
	At       geo.Point // to 1e-7 degree
	Pressure Span      // its heights then
	AMSL     Span
}

// An Engine follows many aircraft through the zones of a set. Aircraft are numbered by the caller, from 0 on and without
// great gaps. It belongs to one goroutine.
type Engine struct {
	set      *Set
	aircraft []state

	// Used again and again.
	out     []Event
	touched []contact
	runs    []run
	across  []run
	next    []hold
	slots   []uint32
	found   gathering
	here    int
}

// A state is what the engine keeps of one aircraft.
type state struct {
	last  Fix
	seen  bool
	lane  lane // of which last is in the clear, or outside, or it holds nothing
	quiet quiet
	over  []hold // the zones over whose area it is, by slot
}

// NewEngine returns an engine that has seen nothing.
func NewEngine(s *Set) *Engine { return &Engine{set: s} }

// Set returns the zones in use.
func (e *Engine) Set() *Set { return e.set }

// Aircraft is how many aircraft the engine keeps room for.
func (e *Engine) Aircraft() int { return len(e.aircraft) }

// Forget drops what is known of an aircraft, and says nothing of the zones in which it was.
func (e *Engine) Forget(aircraft int) {
	if aircraft < len(e.aircraft) {
		e.aircraft[aircraft] = state{}
	}
}

// Inside lists the zones in which an aircraft was at its last fix.
func (e *Engine) Inside(aircraft int) []*Zone {
	var out []*Zone
	if aircraft < len(e.aircraft) {
		for _, h := range e.aircraft[aircraft].over {
			if h.in {
				out = append(out, e.set.zones[h.slot])
			}
		}
	}
	return out
}

// Use makes the engine go on with another set, and appends what that changes for the aircraft in sight: as of each one's
// last fix, by the id of the zone. With a set that came of With it takes time for the zones that changed, and not for
// those that stayed.
func (e *Engine) Use(s *Set, out []Event) []Event {
	old := e.set
	e.set = s
	added, related := s.since(old)
	boxes := make([][4]int64, len(added))
	for i, slot := range added {
		boxes[i] = boxOf(s.zones[slot])
	}
	for i := range e.aircraft {
		st := &e.aircraft[i]
		if !st.seen {
			continue
		}
		e.here, e.out = i, out
		before := st.over
		if related {
			if slices.ContainsFunc(boxes, func(b [4]int64) bool { return st.lane.touches(&b) }) {
				st.lane.leave() // it would leave out the new edges
			}
			e.adjust(st, added)
		} else {
			before = slices.Clone(before)
			st.lane.leave()
			e.place(st, &st.last)
		}
		for _, h := range before {
			if !h.in || related && s.zones[h.slot] != nil {
				continue
			}
			slot, still := s.slots[old.zones[h.slot].ID]
			if !still || !isIn(st.over, slot) {
				e.emit(old, h.slot, Exit, ByZone, &st.last, &st.last, atEnd)
			}
		}
		for _, h := range st.over {
			if !h.in || related && int(h.slot) < len(old.zones) {
				continue
			}
			slot, already := old.slots[s.zones[h.slot].ID]
			if !already || !isIn(before, slot) {
				e.emit(s, h.slot, Enter, ByZone, &st.last, &st.last, atEnd)
			}
		}
		out = e.out
	}
	e.out = nil
	return out
}

// since lists the slots that a set has more than an older one, and says whether the older one's slots still mean the same.
func (s *Set) since(old *Set) (added []uint32, related bool) {
	if s.base != old.base || len(s.zones) < len(old.zones) {
		return nil, false
	}
	return s.alive(uint32(len(old.zones))), true
}

// adjust takes dropped zones out of what an aircraft is over, and added ones in. What may change quietly only narrows.
func (e *Engine) adjust(st *state, added []uint32) {
	isGone := func(h hold) bool { return e.set.zones[h.slot] == nil }
	over := st.over
	if slices.ContainsFunc(over, isGone) {
		over = slices.DeleteFunc(slices.Clone(over), isGone)
	}
	for _, slot := range added {
		if !e.set.zones[slot].Area.Contains(st.last.At) {
			continue
		}
		h := e.set.hold(slot, st.last.Ms)
		st.quiet.narrow(e.set, &h, &st.last)
		over = append(over[:len(over):len(over)], h)
	}
	st.over = over
}

// find returns where the hold of a slot is or would be, and whether it is there.
func find(over []hold, slot uint32) (int, bool) {
	return slices.BinarySearchFunc(over, slot, func(h hold, slot uint32) int { return cmp.Compare(h.slot, slot) })
}

func isIn(over []hold, slot uint32) bool {
	i, found := find(over, slot)
	return found && over[i].in
}

// place sets in which zones an aircraft is from nothing but where it is.
func (e *Engine) place(st *state, f *Fix) {
	e.slots = e.set.over(f.At, e.slots[:0])
	st.over = st.over[:0]
	st.quiet = everQuiet()
	for _, slot := range e.slots {
		h := e.set.hold(slot, f.Ms)
		st.quiet.narrow(e.set, &h, f)
		st.over = append(st.over, h)
	}
}

// Update takes the next fix of an aircraft and appends what happened on the way to it, in order of time and then of the
// zones. A fix that is not later than the last one changes nothing: ordering is the caller's.
func (e *Engine) Update(aircraft int, f *Fix, out []Event) []Event {
	for aircraft >= len(e.aircraft) {
		e.aircraft = append(e.aircraft, state{})
	}
	st := &e.aircraft[aircraft]
	if st.goesOn(f) {
		return out
	}
	switch {
	case !st.seen:
		return e.appear(aircraft, st, f, ByFirst, out)
	case f.Ms <= st.last.Ms:
		return out
	case f.Apart || abs(int64(f.At.Lon)-int64(st.last.At.Lon)) > 1_800_000_000:
		return e.appear(aircraft, st, f, ByGap, out)
	}
	e.here, e.out = aircraft, out
	if straight(&st.last, f) {
		e.advance(st, f)
	} else {
		from := st.last
		Way(&from, f, func(_, to *Fix) { e.advance(st, to) })
	}
	out, e.out = e.out, nil
	return out
}

// goesOn takes a fix before which nothing can have happened. Most are of this kind.
func (st *state) goesOn(f *Fix) bool {
	if f.Ms <= st.last.Ms || f.Apart || !st.lane.clear(f.At) || !st.quiet.holds(f) {
		return false
	}
	if north, east := abs(int64(f.At.Lat)-int64(st.last.At.Lat)), abs(int64(f.At.Lon)-int64(st.last.At.Lon)); !short(north, east) {
		return false
	}
	st.last = *f
	return true
}

// appear takes a fix to which no way leads.
func (e *Engine) appear(aircraft int, st *state, f *Fix, why Why, out []Event) []Event {
	e.here, e.out = aircraft, out
	st.lane.leave()
	before := slices.Clone(st.over)
	e.place(st, f)
	for _, h := range before {
		if h.in && !isIn(st.over, h.slot) {
			e.emit(e.set, h.slot, Exit, why, f, f, atEnd)
		}
	}
	for _, h := range st.over {
		if h.in && !isIn(before, h.slot) {
			e.emit(e.set, h.slot, Enter, why, f, f, atEnd)
		}
	}
	st.last, st.seen = *f, true
	out, e.out = e.out, nil
	return out
}

// advance takes one straight piece of way.
func (e *Engine) advance(st *state, f *Fix) {
	e.touched = e.touched[:0]
	e.search(st, f.At)
	switch quiet := st.quiet.holds(f); {
	case !quiet:
		e.cross(st, f)
	case len(e.touched) > 0:
		e.crossEdges(st, f)
	}
	st.last = *f
}

// search collects the edges that the way from an aircraft's last place to q meets.
func (e *Engine) search(st *state, q geo.Point) {
	p, l := st.last.At, &st.lane
	if l.clear(q) {
		return
	}
	if !l.holds(q) && !l.enter(e.set, p, q, &e.found) {
		e.searchCells(e.set.base, p, q)
		e.searchCells(e.set.newer, p, q)
		return
	}
	from, _ := l.at(p)
	to, _ := l.at(q)
	if from > to {
		from, to = to, from
	}
	for i := range l.near {
		if n := &l.near[i]; int64(n.from) <= to && int64(n.to) >= from {
			e.touch(&n.edge, p, q)
		}
	}
	l.clearAbout(q)
}

// searchCells looks for them in the cells under the way.
func (e *Engine) searchCells(g *grid, p, q geo.Point) {
	if len(g.edges) == 0 {
		return
	}
	left, right, low, high := min(p.Lon, q.Lon), max(p.Lon, q.Lon), min(p.Lat, q.Lat), max(p.Lat, q.Lat)
	g.cellsOf(int64(p.Lon), int64(p.Lat), int64(q.Lon), int64(q.Lat), func(row, col int64) {
		cell := row*g.cols + col
		edges := g.edges[g.edgesOf[cell]:g.edgesOf[cell+1]]
		for i := range edges {
			d := &edges[i]
			if d.ax < left && d.bx < left || d.ax > right && d.bx > right || d.ay < low && d.by < low || d.ay > high && d.by > high {
				continue // most of them: far from the way
			}
			e.touch(d, p, q)
		}
	})
}

// touch notes the edge if the way from p to q meets it, once, although it may stand in several cells.
func (e *Engine) touch(d *edge, p, q geo.Point) {
	c, met := meet(p, q, d)
	if met && e.set.zones[d.slot] != nil && !slices.ContainsFunc(e.touched, func(t contact) bool { return t.edge == c.edge }) {
		e.touched = append(e.touched, c)
	}
}

// cross works out what happens on a piece of way on which something may.
func (e *Engine) cross(st *state, f *Fix) {
	p, q := st.last, *f
	// A height that is known at one end only is that height all along.
	p.Pressure, q.Pressure = level(p.Pressure, q.Pressure)
	p.AMSL, q.AMSL = level(p.AMSL, q.AMSL)
	e.sortTouched()
	first := len(e.out)
	e.next = e.next[:0]
	quiet := everQuiet()
	touched := e.touched
	over := st.over
	for len(over) > 0 || len(touched) > 0 {
		var h hold
		already := len(over) > 0 && (len(touched) == 0 || over[0].slot <= touched[0].edge.slot)
		if already {
			h, over = over[0], over[1:]
		} else {
			h = e.set.hold(touched[0].edge.slot, p.Ms)
		}
		n := 0
		for n < len(touched) && touched[n].edge.slot == h.slot {
			n++
		}
		still := e.zone(&h, already, touched[:n], &p, &q)
		touched = touched[n:]
		if still {
			quiet.narrow(e.set, &h, f)
			e.next = append(e.next, h)
		}
	}
	st.over = append(st.over[:0], e.next...)
	st.quiet = quiet
	e.inOrder(first)
}

// crossEdges does the same where height and time change nothing: then only the zones whose edges were met matter, however
// many others lie under the way.
func (e *Engine) crossEdges(st *state, f *Fix) {
	p, q := st.last, *f
	p.Pressure, q.Pressure = level(p.Pressure, q.Pressure)
	p.AMSL, q.AMSL = level(p.AMSL, q.AMSL)
	e.sortTouched()
	first := len(e.out)
	for touched := e.touched; len(touched) > 0; {
		slot := touched[0].edge.slot
		n := 1
		for n < len(touched) && touched[n].edge.slot == slot {
			n++
		}
		i, already := find(st.over, slot)
		var h hold
		if already {
			h = st.over[i]
		} else {
			h = e.set.hold(slot, p.Ms)
		}
		still := e.zone(&h, already, touched[:n], &p, &q)
		touched = touched[n:]
		switch {
		case still:
			st.quiet.narrow(e.set, &h, f)
			if !already {
				st.over = slices.Insert(st.over, i, h)
			}
			st.over[i] = h
		case already:
			st.over = slices.Delete(st.over, i, i+1)
		}
	}
	e.inOrder(first)
}

func (e *Engine) sortTouched() {
	if len(e.touched) < 2 {
		return
	}
	slices.SortFunc(e.touched, func(a, b contact) int {
		if c := cmp.Compare(a.edge.slot, b.edge.slot); c != 0 || a.bare || b.bare {
			return c
		}
		return a.at.compare(b.at)
	})
}

// inOrder puts the events of one piece in the order of time; those of one moment stay in the order of the zones.
func (e *Engine) inOrder(first int) {
	if len(e.out) > first+1 {
		slices.SortStableFunc(e.out[first:], func(a, b Event) int { return cmp.Compare(a.Ms, b.Ms) })
	}
}

// level makes two heights of which only one is known the same.
func level(p, q Span) (Span, Span) {
	if p.Known() != q.Known() {
		return q, q
	}
	return p, q
}

// zone works out what happens with one zone on a piece of way, and returns whether the aircraft ends over its area; over is
// whether it begins there.
func (e *Engine) zone(h *hold, over bool, touched []contact, p, q *Fix) (still bool) {
	slot, inside := h.slot, h.in
	in, out := h.steady(p, q)
	once := len(touched) == 1 && !touched[0].bare && h.flags&apart == 0
	switch { // most, without more ado
	case len(touched) == 0 && (in && inside || out && !inside):
		return true
	case once && out && !inside:
		return !over
	case once && in && inside == over:
		kind := Enter
		if over {
			kind = Exit
		}
		e.emit(e.set, slot, kind, ByEdge, p, q, touched[0].at)
		return !over
	}
	z := e.set.zones[slot]
	switch {
	case len(touched) == 0:
		e.across = append(e.across[:0], run{from: atStart, to: atEnd})
	case len(z.Area) > 1 || slices.ContainsFunc(touched, func(c contact) bool { return c.bare }):
		e.across = closely(z.Area, p.At, q.At, e.across[:0])
	default:
		e.across = toggled(over, touched, e.across[:0])
	}
	still = len(e.across) > 0 && e.across[len(e.across)-1].to.compare(atEnd) == 0
	e.runs = e.set.clip(slot, e.across, p, q, e.runs[:0])
	for i, r := range e.runs {
		starts := r.from.compare(atStart) == 0
		if i == 0 && inside && !starts {
			e.emit(e.set, slot, Exit, e.why(slot, atStart, p, q), p, q, atStart)
			inside = false
		}
		if !inside {
			e.emit(e.set, slot, Enter, e.why(slot, r.from, p, q), p, q, r.from)
		}
		inside = !r.open && r.to.compare(atEnd) == 0
		if !inside {
			e.emit(e.set, slot, Exit, e.why(slot, r.to, p, q), p, q, r.to)
		}
	}
	if len(e.runs) == 0 && inside {
		e.emit(e.set, slot, Exit, e.why(slot, atStart, p, q), p, q, atStart)
	}
	return still
}

// clip cuts the runs over an area to where height and time do not rule the zone out.
func (s *Set) clip(slot uint32, across []run, p, q *Fix, out []run) []run {
	from, to, ok := s.between(slot, p, q)
	if !ok {
		return out
	}
	z := s.zones[slot]
	for _, r := range across {
		start, end := latest(r.from, from), earliest(r.to, to)
		if end.before(start) {
			continue
		}
		switch {
		case z.Dormant:
		case len(z.Active) == 0:
			out = append(out, run{from: start, to: end})
		default:
			out = active(z.Active, start, end, p.Ms, q.Ms, out)
		}
	}
	return out
}

// active cuts a run to a zone's times of activity.
func active(windows []Window, start, end fraction, fromMs, toMs int64, out []run) []run {
	for _, w := range windows {
		if w.FromMs > toMs || w.ToMs != 0 && w.ToMs <= fromMs {
			continue
		}
		r := run{from: start, to: end}
		if w.FromMs > fromMs {
			r.from = latest(start, fraction{w.FromMs - fromMs, toMs - fromMs})
		}
		if w.ToMs != 0 && w.ToMs <= toMs {
			if stop := (fraction{w.ToMs - fromMs, toMs - fromMs}); stop.compare(end) <= 0 {
				r.to, r.open = stop, true
			}
		}
		if c := r.from.compare(r.to); c > 0 || c == 0 && r.open {
			continue
		}
		if last := len(out) - 1; last >= 0 && out[last].open && out[last].to.compare(r.from) == 0 {
			out[last].to, out[last].open = r.to, r.open // two times of activity that follow each other
			continue
		}
		out = append(out, r)
	}
	return out
}

// between returns the part of the piece that floor and ceiling do not rule out. Heights change evenly, so it is one part.
func (s *Set) between(slot uint32, p, q *Fix) (from, to fraction, ok bool) {
	l := &s.limits[slot]
	floor, ceiling := l.flags&floorByPressure != 0, l.flags&ceilingByPressure != 0
	from, to, ok = atLeast(int64(p.of(floor).HighCm)-int64(l.floor), int64(q.of(floor).HighCm)-int64(l.floor), atStart, atEnd)
	if ok {
		from, to, ok = atLeast(int64(l.ceiling)-int64(p.of(ceiling).LowCm), int64(l.ceiling)-int64(q.of(ceiling).LowCm), from, to)
	}
	return from, to, ok
}

// atLeast cuts a part of the piece to where something that is x at its beginning and y at its end is not negative.
func atLeast(x, y int64, from, to fraction) (fraction, fraction, bool) {
	switch {
	case x < 0 && y < 0:
		return from, to, false
	case x < 0:
		from = latest(from, fraction{-x, y - x})
	case y < 0:
		to = earliest(to, fraction{x, x - y})
	}
	return from, to, !to.before(from)
}

// why says which of the three limits an event at this moment is due to: that of height or time if it changes there, else
// the edge.
func (e *Engine) why(slot uint32, at fraction, p, q *Fix) Why {
	for _, r := range e.across {
		if r.from.compare(at) == 0 && atStart.before(at) || r.to.compare(at) == 0 && r.to.before(atEnd) {
			return ByEdge
		}
	}
	z := e.set.zones[slot]
	if from, to, ok := e.set.between(slot, p, q); !ok || at.compare(from) == 0 && atStart.before(from) || at.compare(to) == 0 && to.before(atEnd) {
		return ByHeight
	}
	ms := at.between(p.Ms, q.Ms)
	for _, w := range z.Active {
		if ms == w.FromMs || ms == w.ToMs {
			return ByTime
		}
	}
	if len(e.across) > 0 && e.across[0].from.compare(at) == 0 {
		return ByHeight
	}
	return ByEdge
}

func (e *Engine) emit(s *Set, slot uint32, k Kind, why Why, p, q *Fix, at fraction) {
	x := *q
	if at.part != at.of {
		x = Fix{
			Ms:       at.between(p.Ms, q.Ms),
			At:       geo.Point{Lat: int32(at.between(int64(p.At.Lat), int64(q.At.Lat))), Lon: int32(at.between(int64(p.At.Lon), int64(q.At.Lon)))},
			Pressure: at.span(p.Pressure, q.Pressure), AMSL: at.span(p.AMSL, q.AMSL),
		}
	}
	e.out = append(e.out, Event{Aircraft: e.here, Zone: s.zones[slot], Kind: k, Why: why, Sure: s.limits[slot].proof.By(&x), Ms: x.Ms, At: x.At, Pressure: x.Pressure, AMSL: x.AMSL})
}

func (a fraction) span(p, q Span) Span {
	if !p.Known() || !q.Known() {
		return Anywhere
	}
	return Span{int32(a.between(int64(p.LowCm), int64(q.LowCm))), int32(a.between(int64(p.HighCm), int64(q.HighCm)))}
}
