package overlay

import (
	"cmp"
	"slices"

	"truce.example/geo"
)

// A way is an edge walked so that what is wanted lies on its left.
type way struct {
	from, to spot
	edge     int32 // in the list of boundary edges
	end      int32 // the number of the spot to which it leads
}

// outline walks round the places whose cover is wanted. Every polygon is connected within: where only a corner touches,
// there are two. Rings are simple; holes may touch their outer ring, or another hole, in a corner.
func (s *sheet) outline(wanted func(cover) bool) []Polygon {
	var edges []edge
	var forward []bool
	for i, e := range s.edges {
		if left := wanted(s.left[i]); left != wanted(s.right[i]) {
			edges, forward = append(edges, e), append(forward, left)
		}
	}
	below := make([]int32, len(edges)) // the next lower edge just right of where an edge begins
	starts, ends, spots := make([]int32, len(edges)), make([]int32, len(edges)), int32(0)
	sweep(edges, func(ended []int32, under, first, end int32) {
		for _, e := range ended {
			ends[e] = spots
		}
		for e := first; e < end; e++ {
			below[e], starts[e] = under, spots
			under = e
		}
		spots++
	})
	w := walker{first: make([]int32, spots+1), ways: make([]way, len(edges)), used: make([]bool, len(edges)), ringOf: make([]int32, len(edges))}
	for e := range edges {
		if !forward[e] {
			starts[e], ends[e] = ends[e], starts[e]
		}
		w.first[starts[e]+1]++
	}
	for p := range spots {
		w.first[p+1] += w.first[p]
	}
	free := slices.Clone(w.first)
	for i, e := range edges {
		v := way{e.a, e.b, int32(i), ends[i]}
		if !forward[i] {
			v.from, v.to = e.b, e.a
		}
		w.ways[free[starts[i]]] = v
		free[starts[i]]++
	}
	for at := range spots {
		for i := w.first[at]; i < w.first[at+1]; i++ {
			if !w.used[i] {
				w.walk(i, at)
			}
		}
	}
	return w.polygons(below, s.turns.scale)
}

type walker struct {
	ways   []way   // by where they begin
	first  []int32 // of the ways that begin at a spot
	used   []bool
	ringOf []int32
	rings  []ring
}

type ring struct {
	spots  []spot // the first once more at the end; the first is the most western, then southern
	lowest int32  // the lower of the two edges at the first spot
	hole   bool
}

// walk goes round what lies left of one way, which begins at a spot. Whenever it comes to a spot where it was before,
// what lies between is a ring.
func (w *walker) walk(i, at int32) {
	var path []way
	seen := map[spot]int{} // spots with several ways out: where in the path one was taken
	for {
		here := w.ways[i]
		if w.first[at+1]-w.first[at] > 1 {
			if since, ok := seen[here.from]; ok {
				for _, p := range path[since:] {
					delete(seen, p.from)
				}
				w.close(path[since:])
				path = path[:since]
			}
			seen[here.from] = len(path)
		}
		if w.used[i] {
			break // round: back at the start
		}
		w.used[i] = true
		path = append(path, here)
		i, at = w.next(here), here.end
	}
	if len(path) > 0 {
		w.close(path)
	}
}

// next is the way out, at the end of a way, that comes first when one turns clockwise from where one came.
func (w *walker) next(v way) int32 {
	best := w.first[v.end]
	for i := best + 1; i < w.first[v.end+1]; i++ {
		if sooner(v.to, v.from, w.ways[i].to, w.ways[best].to) {
			best = i
		}
	}
	return best
}

// sooner says whether, seen from o and turning clockwise from the direction of back, one meets p before q.
func sooner(o, back, p, q spot) bool {
	pLeft, qLeft := side(o, back, p) > 0, side(o, back, q) > 0
	if pOn := side(o, back, p) == 0; pOn { // straight ahead: exactly half a turn
		return qLeft
	}
	if qOn := side(o, back, q) == 0; qOn {
		return !pLeft
	}
	if pLeft != qLeft {
		return qLeft
	}
	return side(o, p, q) < 0
}

// close makes a ring of a path that comes back to its beginning.
func (w *walker) close(path []way) {
	west := 0
	for i, p := range path {
		if compareSpots(p.from, path[west].from) < 0 {
			west = i
		}
	}
	r := ring{spots: make([]spot, 0, len(path)+1)}
	for i := range path {
		r.spots = append(r.spots, path[(west+i)%len(path)].from)
	}
	r.spots = append(r.spots, r.spots[0])
	leaving, arriving := path[west], path[(west+len(path)-1)%len(path)]
	r.hole = side(leaving.from, leaving.to, arriving.from) < 0
	r.lowest = leaving.edge
	if r.hole {
		r.lowest = arriving.edge
	}
	for _, p := range path {
		w.ringOf[p.edge] = int32(len(w.rings))
	}
	w.rings = append(w.rings, r)
}

// polygons puts holes into their outer rings: what lies next below the most western corner of a hole belongs to the
// polygon around it, as its outer ring or as another of its holes.
func (w *walker) polygons(below []int32, s scale) []Polygon {
	order := make([]int32, len(w.rings))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int {
		a, b := &w.rings[i], &w.rings[j]
		if c := compareSpots(a.spots[0], b.spots[0]); c != 0 {
			return c
		}
		return cmp.Compare(a.lowest, b.lowest)
	})
	polygonOf := make([]int, len(w.rings))
	var out []Polygon
	for _, i := range order {
		r := &w.rings[i]
		if !r.hole {
			polygonOf[i] = len(out)
			out = append(out, Polygon{pointsOf(r.spots, s)})
			continue
		}
		p := polygonOf[w.ringOf[below[r.lowest]]]
		polygonOf[i] = p
		out[p] = append(out[p], pointsOf(r.spots, s))
	}
	return out
}

func pointsOf(spots []spot, s scale) geo.Ring {
	out := make(geo.Ring, len(spots))
	for i, p := range spots {
		out[i] = s.point(p)
	}
	return out
}
