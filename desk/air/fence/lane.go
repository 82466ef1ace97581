package fence

import (
	"cmp"
	"slices"

	"truce.example/geo"
)

// A lane is a strip of land along an aircraft's course, with the edges that reach into it. It is convex: a straight piece
// of way with both ends in it lies in it, and of all edges can meet these alone. So the cells need not be looked up again
// before the aircraft leaves the lane, and no edge need be looked at while it stays in the clear part of it. A lane leaves
// out only what cannot be met; whether something is met is decided elsewhere, exactly.
//
// Along and across are measured by products with the step for which the lane was made, in integers, and shifted until
// they fit. The zero lane holds no place.
type lane struct {
	x, y                 int32 // where it begins
	east, north          int32 // the step that gave it its direction
	wide                 int32 // to either side, less than this
	clearFrom, clearTo   int32 // along: about the aircraft, where no edge is
	shift                uint8
	reachFrom, reachesTo int32 // along: the whole of it
	size                 int32 // no place of it is further than this from where it begins, each way
	near                 []nearEdge
}

// A nearEdge is an edge with the stretch along the lane on which it lies within it, at most.
type nearEdge struct {
	edge     edge
	from, to int32
}

// A gathering is the edges found for a lane: used again for each, so that a lane keeps no more room than it needs.
type gathering struct {
	near   []nearEdge
	marked [8]uint64 // a bit for each edge, by its place: one that is not marked was surely not found before
}

// found says whether the edge was found before, and marks it.
func (g *gathering) found(e *edge) bool {
	mark := (uint32(e.ax)*2654435761 ^ uint32(e.by)*2246822519 ^ e.slot*3266489917) >> 23
	word, bit := &g.marked[mark/64], uint64(1)<<(mark%64)
	if *word&bit == 0 {
		*word |= bit
		return false
	}
	for i := range g.near {
		if g.near[i].edge == *e {
			return true
		}
	}
	return false
}

const (
	maxNear  = 64      // edges of one lane
	maxSteps = 64      // its length, in steps
	longStep = 1 << 20 // a step longer than this, 11 km, gets no lane: its products might not fit
	tinyStep = 1 << 9  // a step shorter than this, 6 m, says nothing of the course
)

// at returns how far along and across the lane a place lies.
func (l *lane) at(p geo.Point) (along, across int64) {
	x, y := int64(p.Lon)-int64(l.x), int64(p.Lat)-int64(l.y)
	along = (x*int64(l.east) + y*int64(l.north)) >> l.shift
	across = (x*int64(l.north) - y*int64(l.east)) >> l.shift
	return along, across
}

// clear says that nothing is met on a piece of way to p from another place in the clear.
func (l *lane) clear(p geo.Point) bool {
	along, across := l.at(p)
	return along >= int64(l.clearFrom) && along <= int64(l.clearTo) && across < int64(l.wide) && across >= -int64(l.wide)
}

// holds says whether a place is in the lane.
func (l *lane) holds(p geo.Point) bool {
	along, across := l.at(p)
	return along >= int64(l.reachFrom) && along <= int64(l.reachesTo) && across < int64(l.wide) && across >= -int64(l.wide)
}

// touches says whether something within south, west, north, east may reach into the lane.
func (l *lane) touches(b *[4]int64) bool {
	x, y, size := int64(l.x), int64(l.y), int64(l.size)
	return l.wide > 0 && y+size >= b[0] && x+size >= b[1] && y-size <= b[2] && x-size <= b[3]
}

// leave makes the lane hold no place.
func (l *lane) leave() { l.wide, l.near = 0, l.near[:0] }

// enter makes the lane that begins at p and leads through q. It is false if there is none that holds both.
func (l *lane) enter(s *Set, p, q geo.Point, found *gathering) bool {
	l.leave()
	found.near, found.marked = found.near[:0], [8]uint64{}
	east, north := int64(q.Lon)-int64(p.Lon), int64(q.Lat)-int64(p.Lat)
	step := max(abs(east), abs(north))
	if step > longStep {
		return false
	}
	steps, back, wide := min(max(s.reach/max(step, 1), 2), maxSteps), int64(0), int64(4) // wide: quarters of a step
	if step < tinyStep {                                                                 // it stands, or as good as: a square about it
		east, north, steps, back, wide = 2*tinyStep, 0, 4, 4, 16
	}
	l.x, l.y, l.east, l.north, l.shift = p.Lon, p.Lat, int32(east), int32(north), 0
	square := east*east + north*north
	from, to := -back*square, steps*square
	for to>>l.shift >= 1<<30 {
		l.shift++
	}
	w := max(wide*square/16, 1<<l.shift)
	x, y := steps*east, steps*north
	pad := (abs(east)+abs(north))*wide/16 + 2
	l.size = int32(max(steps, back)*max(abs(east), abs(north)) + pad)
	for _, g := range [...]*grid{s.base, s.newer} {
		if len(g.edges) == 0 {
			continue
		}
		g.cellsNear(int64(p.Lon)-back*east, int64(p.Lat)-back*north, int64(p.Lon)+x, int64(p.Lat)+y, pad, func(row, col int64) {
			cell := row*g.cols + col
			edges := g.edges[g.edgesOf[cell]:g.edgesOf[cell+1]]
			for i := range edges {
				l.add(&edges[i], from, to, w, found)
			}
		})
	}
	l.reachFrom, l.reachesTo, l.wide = int32(from>>l.shift), int32(to>>l.shift), int32(w>>l.shift)
	if len(found.near) > maxNear {
		slices.SortFunc(found.near, func(a, b nearEdge) int { return cmp.Compare(a.from, b.from) })
		l.reachesTo = found.near[maxNear].from - 1
		found.near = found.near[:maxNear]
	}
	l.near = append(l.near, found.near...)
	if !l.holds(p) || !l.holds(q) {
		l.leave()
		return false
	}
	return true
}

// add takes an edge into the lane if it reaches into it.
func (l *lane) add(e *edge, from, to, wide int64, found *gathering) {
	east, north := int64(l.east), int64(l.north)
	ax, ay := int64(e.ax)-int64(l.x), int64(e.ay)-int64(l.y)
	bx, by := int64(e.bx)-int64(l.x), int64(e.by)-int64(l.y)
	a, b := ax*north-ay*east, bx*north-by*east
	wide += 1 << l.shift // the lane's own side is rounded
	if a > wide && b > wide || a < -wide && b < -wide {
		return
	}
	s, t := ax*east+ay*north, bx*east+by*north
	if a > b {
		a, b, s, t = b, a, t, s
	}
	// No product is above 2^53, so floating point is good to a unit or two; four are allowed for.
	first, last := s, t
	if a < -wide {
		first = s + int64(float64(t-s)*(float64(-wide-a)/float64(b-a)))
	}
	if b > wide {
		last = s + int64(float64(t-s)*(float64(wide-a)/float64(b-a)))
	}
	if first > last {
		first, last = last, first
	}
	first, last = max(first-4, from-1<<l.shift), min(last+4, to+1<<l.shift)
	if first > last {
		return
	}
	if !found.found(e) { // it may stand in several cells
		found.near = append(found.near, nearEdge{*e, int32(first >> l.shift), int32(last >> l.shift)})
	}
}

// clearAbout notes what is clear about a place.
func (l *lane) clearAbout(p geo.Point) {
	along, _ := l.at(p)
	here := int32(along)
	l.clearFrom, l.clearTo = l.reachFrom, l.reachesTo
	for i := range l.near {
		n := &l.near[i]
		if n.to < here {
			l.clearFrom = max(l.clearFrom, n.to+1)
		}
		if n.from > here {
			l.clearTo = min(l.clearTo, n.from-1)
		}
		if n.from <= here && n.to >= here {
			l.clearFrom, l.clearTo = 1, 0
			return
		}
	}
}
