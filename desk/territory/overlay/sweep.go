package overlay

import (
	"fmt"
	"slices"
	"sort"
)

// sweep goes over edges that meet only at their ends, in order, from west to east. For every spot it calls visit with the
// edges that end there and those that begin there, from first to before end, both in order from the lowest, and the edge
// next below the spot, or -1. At a spot where the edges do not fit it stops: they were not cut everywhere.
func sweep(edges []edge, visit func(ended []int32, below, first, end int32)) (at spot, ok bool) {
	ends := make([]int32, len(edges))
	for i := range ends {
		ends[i] = int32(i)
	}
	slices.SortFunc(ends, func(i, j int32) int { return compareSpots(edges[i].b, edges[j].b) })
	var front []int32 // the edges that the sweep is crossing, from the lowest
	next, group := int32(0), []int32(nil)
	for done := 0; done < len(ends); {
		at = edges[ends[done]].b
		if int(next) < len(edges) && compareSpots(edges[next].a, at) < 0 {
			at = edges[next].a
		}
		lo := sort.Search(len(front), func(k int) bool {
			e := &edges[front[k]]
			return side(e.a, e.b, at) <= 0
		})
		hi := lo
		for hi < len(front) && edges[front[hi]].b == at {
			hi++
			done++
		}
		if done < len(ends) && edges[ends[done]].b == at {
			return at, false // an edge ends here that does not lie here
		}
		first := next
		for group = group[:0]; int(next) < len(edges) && edges[next].a == at; next++ {
			group = append(group, next)
		}
		below := int32(-1)
		if lo > 0 {
			below = front[lo-1]
		}
		visit(front[lo:hi], below, first, next)
		front = slices.Replace(front, lo, hi, group...)
	}
	return at, len(front) == 0
}

// A sheet is what lies on both sides of every edge.
type sheet struct {
	turns       *turns
	edges       []edge
	right, left []cover
}

// spread finds what covers the sides of edges that were cut.
func spread(t *turns, edges []edge) (*sheet, error) {
	s := &sheet{turns: t, edges: edges, right: make([]cover, len(edges)), left: make([]cover, len(edges))}
	at, ok := sweep(edges, func(_ []int32, below, first, end int32) {
		over := cover(0)
		if below >= 0 {
			over = s.left[below]
		}
		for e := first; e < end; e++ {
			s.right[e] = over
			over = t.over(over, edges[e].turn)
			s.left[e] = over
		}
	})
	if !ok {
		return nil, fmt.Errorf("near %s: %w", t.scale.point(at), errTangled)
	}
	return s, nil
}

// sizes are the areas of the places with each cover, in square centimetres.
func (s *sheet) sizes() []int64 {
	g := s.turns.scale.globe()
	out := make([]int64, len(s.turns.counts))
	for i := range s.edges {
		under := g.under(s.edges[i].a, s.edges[i].b)
		out[s.left[i]] -= under
		out[s.right[i]] += under
	}
	out[0] = 0 // the rest of the world
	return out
}
