package overlay

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"truce.example/geo"
)

// An edge goes from a to b, where a comes first from west to east, and from south to north on one meridian. Its turn says
// what one leaves and enters by stepping over it from its right to its left.
type edge struct {
	a, b spot
	turn turn
}

func compareEdges(e, f edge) int {
	if c := compareSpots(e.a, f.a); c != 0 {
		return c
	}
	if c := -side(e.a, e.b, f.b); c != 0 { // who lies lower comes first
		return c
	}
	return compareSpots(e.b, f.b)
}

// mostRounds bounds how often pieces are looked at again. Two or three rounds are usual.
const mostRounds = 64

var errTangled = errors.New("the edges are too tangled to be told apart")

// A noder cuts edges where they meet.
type noder struct {
	edges  []edge
	dead   []bool // was cut into pieces
	cuts   []cut
	grid   grid
	later  []link  // edges that came after the grid was made, chained by cell
	newest []int32 // of each cell: its first link counted from 1, or 0
	met    bool    // two edges crossed properly; where
	metAt  spot
	turns  *turns
	double *spot // where two edges lay on each other, if any did
}

// A link names an edge in a cell, and the next link of that cell.
type link struct{ edge, next int32 }

// A cut is a place where an edge is cut.
type cut struct {
	edge int32
	at   spot
}

// node cuts the edges until they meet only at their ends, joins those that lie on each other, and sorts them. The cut of
// a crossing is rounded to the grid, which bends both edges a little; so the pieces are looked at again until nothing
// meets.
func (n *noder) node() error {
	if len(n.edges) > math.MaxInt32/8 {
		return fmt.Errorf("there are %d edges, too many for one overlay", len(n.edges))
	}
	n.dead = make([]bool, len(n.edges))
	n.grid.lay(n.edges)
	n.firstRound()
	for round := 1; len(n.cuts) > 0; round++ {
		if round == mostRounds {
			return fmt.Errorf("near %s: %w", n.turns.scale.point(n.cuts[0].at), errTangled)
		}
		n.nextRound(round)
	}
	n.join()
	return nil
}

func (n *noder) firstRound() {
	g := &n.grid
	for c := range g.cells() {
		in := g.in(int32(c))
		for i, e := range in {
			for _, f := range in[:i] {
				n.meet(e, f)
			}
		}
	}
}

// nextRound cuts what is to be cut, and holds every new piece against what lies in its cells.
func (n *noder) nextRound(round int) {
	slices.SortFunc(n.cuts, func(c, d cut) int { return cmp.Compare(c.edge, d.edge) })
	first := int32(len(n.edges))
	for len(n.cuts) > 0 {
		same := 1
		for same < len(n.cuts) && n.cuts[same].edge == n.cuts[0].edge {
			same++
		}
		n.divide(n.cuts[0].edge, n.cuts[:same])
		n.cuts = n.cuts[same:]
	}
	n.cuts = nil
	if round > 2 { // where much lies on the same few spots, pieces of pieces would double with every round
		n.edges = append(n.edges[:first], n.merged(n.edges[first:])...)
		n.dead = n.dead[:len(n.edges)]
	}
	if n.newest == nil {
		n.newest = make([]int32, n.grid.cells())
	}
	for e := first; e < int32(len(n.edges)); e++ {
		n.grid.cross(n.edges[e].a, n.edges[e].b, func(c int32) {
			for _, f := range n.grid.in(c) {
				n.meet(e, f)
			}
			for l := n.newest[c]; l > 0; l = n.later[l-1].next {
				n.meet(e, n.later[l-1].edge)
			}
			n.later = append(n.later, link{e, n.newest[c]})
			n.newest[c] = int32(len(n.later))
		})
	}
}

// divide replaces an edge by its pieces.
func (n *noder) divide(id int32, cuts []cut) {
	e := n.edges[id]
	n.dead[id] = true
	dx, dy := float64(e.b.x-e.a.x), float64(e.b.y-e.a.y)
	along := func(p spot) float64 { return float64(float64(p.x-e.a.x)*dx) + float64(float64(p.y-e.a.y)*dy) }
	slices.SortFunc(cuts, func(c, d cut) int {
		if o := cmp.Compare(along(c.at), along(d.at)); o != 0 {
			return o
		}
		return compareSpots(c.at, d.at)
	})
	from := e.a
	for _, c := range cuts {
		n.piece(from, c.at, e.turn)
		from = c.at
	}
	n.piece(from, e.b, e.turn)
}

func (n *noder) piece(a, b spot, t turn) {
	switch c := compareSpots(a, b); {
	case c < 0:
		n.edges = append(n.edges, edge{a, b, t})
	case c > 0:
		n.edges = append(n.edges, edge{b, a, n.turns.negative(t)})
	default:
		return
	}
	n.dead = append(n.dead, false)
}

// meet notes where two edges must be cut: at an end of one that lies on the other, or within half a step of the grid from
// it; or else where they cross. Ends that lie so near must draw edges to them: what is rounded later could otherwise step
// over them, again and again.
func (n *noder) meet(i, j int32) {
	e, f := &n.edges[i], &n.edges[j]
	if e.b.x < f.a.x || f.b.x < e.a.x || max(e.a.y, e.b.y) < min(f.a.y, f.b.y) || max(f.a.y, f.b.y) < min(e.a.y, e.b.y) || n.dead[i] || n.dead[j] {
		return
	}
	se, sf := e.strip(), f.strip()
	fromA, fromB := se.off(f.a), se.off(f.b)
	if fromA > se.half && fromB > se.half || fromA < -se.half && fromB < -se.half {
		return
	}
	ontoA, ontoB := sf.off(e.a), sf.off(e.b)
	if ontoA > sf.half && ontoB > sf.half || ontoA < -sf.half && ontoB < -sf.half {
		return
	}
	before := len(n.cuts)
	if math.Abs(fromA) < se.half && between(e.a, e.b, f.a) {
		n.cuts = append(n.cuts, cut{i, f.a})
	}
	if math.Abs(fromB) < se.half && between(e.a, e.b, f.b) {
		n.cuts = append(n.cuts, cut{i, f.b})
	}
	if math.Abs(ontoA) < sf.half && between(f.a, f.b, e.a) {
		n.cuts = append(n.cuts, cut{j, e.a})
	}
	if math.Abs(ontoB) < sf.half && between(f.a, f.b, e.b) {
		n.cuts = append(n.cuts, cut{j, e.b})
	}
	if len(n.cuts) == before && side(e.a, e.b, f.a)*side(e.a, e.b, f.b) < 0 && side(f.a, f.b, e.a)*side(f.a, f.b, e.b) < 0 {
		n.crossed(i, j)
	}
}

// A strip is the places within half a step of the grid, in x and y, from a line.
type strip struct{ x, y, dx, dy, half float64 }

func (e *edge) strip() strip {
	dx, dy := float64(e.b.x-e.a.x), float64(e.b.y-e.a.y)
	return strip{float64(e.a.x), float64(e.a.y), dx, dy, (math.Abs(dx) + math.Abs(dy)) / 2}
}

// off is how far a spot lies to the left of the line, in the measure in which the strip is half wide on either side. What
// is rounded here is far less than that.
func (s *strip) off(p spot) float64 {
	return float64(s.dx*(float64(p.y)-s.y)) - float64(s.dy*(float64(p.x)-s.x))
}

func (n *noder) crossed(i, j int32) {
	e, f := n.edges[i], n.edges[j]
	at := crossing(e.a, e.b, f.a, f.b)
	if !n.met {
		n.met, n.metAt = true, at
	}
	if at != e.a && at != e.b {
		n.cuts = append(n.cuts, cut{i, at})
	}
	if at != f.a && at != f.b {
		n.cuts = append(n.cuts, cut{j, at})
	}
}

// join keeps the pieces, sorted.
func (n *noder) join() {
	live := n.edges[:0]
	for i, e := range n.edges {
		if !n.dead[i] {
			live = append(live, e)
		}
	}
	n.edges = n.merged(live)
}

// merged sorts edges and makes one of those that lie on each other. What cancels goes. The list is used up.
func (n *noder) merged(edges []edge) []edge {
	slices.SortFunc(edges, compareEdges)
	out := edges[:0]
	for i := 0; i < len(edges); {
		e := edges[i]
		for i++; i < len(edges) && edges[i].a == e.a && edges[i].b == e.b; i++ {
			e.turn = n.turns.sum(e.turn, edges[i].turn)
			if n.double == nil {
				n.double = &spot{e.a.x, e.a.y}
			}
		}
		if e.turn != 0 {
			out = append(out, e)
		}
	}
	return out
}

// A scale says how many steps of the grid make one unit of a point, 1e-7 degree.
type scale int64

const (
	points scale = 1   // outlines: the grid of the points themselves
	sizes  scale = 256 // sizes: fine enough that rounding a crossing does not show
)

func (s scale) spot(p geo.Point) spot { return spot{int64(p.Lon) * int64(s), int64(p.Lat) * int64(s)} }

func (s scale) point(p spot) geo.Point {
	return geo.Point{Lat: int32(p.y / int64(s)), Lon: int32(p.x / int64(s))}
}

func (s scale) globe() globe { return globe{radiansPerUnit / float64(s)} }
