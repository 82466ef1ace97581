package mvt

// Lines and areas are cut at a margin around their tile, in units of the tile's grid. Where an edge is cut, the place is
// rounded to the grid; neighbours round alike, and the margin hides what remains.

// buffer is the margin around a tile, so that outlines do not show at its edges.
const buffer = 64

// A corner is a place in a tile's grid.
type corner struct{ x, y int64 }

// A side is one of the four lines at which shapes are cut.
type side struct {
	upright bool  // it is a line of one x
	at      int64 // x or y
	below   bool  // what is below it stays
}

var sides = [4]side{{true, -buffer, false}, {true, extent + buffer, true}, {false, -buffer, false}, {false, extent + buffer, true}}

func (s side) keeps(c corner) bool {
	v := c.y
	if s.upright {
		v = c.x
	}
	return s.below && v <= s.at || !s.below && v >= s.at
}

// meet is where the way from a to b, which lie on both sides, crosses the line.
func (s side) meet(a, b corner) corner {
	if s.upright {
		return corner{s.at, a.y + part(b.y-a.y, s.at-a.x, b.x-a.x)}
	}
	return corner{a.x + part(b.x-a.x, s.at-a.y, b.y-a.y), s.at}
}

// part is length*of/whole, rounded.
func part(length, of, whole int64) int64 {
	v := float64(length) * (float64(of) / float64(whole))
	if v < 0 {
		return int64(v - 0.5)
	}
	return int64(v + 0.5)
}

// clipRing cuts a ring, given without its last point, by the way of Sutherland and Hodgman: what lies outside is folded onto
// the margin. The result may be empty.
func clipRing(ring []corner) []corner {
	for _, s := range sides {
		if len(ring) == 0 {
			return nil
		}
		var kept []corner
		last := ring[len(ring)-1]
		for _, c := range ring {
			if s.keeps(c) != s.keeps(last) {
				kept = append(kept, s.meet(last, c))
			}
			if s.keeps(c) {
				kept = append(kept, c)
			}
			last = c
		}
		ring = kept
	}
	return tidy(ring, true)
}

// clipLine cuts a line into the pieces that lie inside.
func clipLine(line []corner) [][]corner {
	var pieces [][]corner
	var piece []corner
	end := func() {
		if piece = tidy(piece, false); len(piece) > 1 {
			pieces = append(pieces, piece)
		}
		piece = nil
	}
	for i := 1; i < len(line); i++ {
		a, b, ok := clipEdge(line[i-1], line[i])
		if !ok {
			end()
			continue
		}
		if len(piece) == 0 || piece[len(piece)-1] != a {
			end()
			piece = append(piece, a)
		}
		piece = append(piece, b)
	}
	end()
	return pieces
}

// clipEdge cuts one edge; false when nothing of it lies inside.
func clipEdge(a, b corner) (corner, corner, bool) {
	for _, s := range sides {
		switch in, out := s.keeps(a), s.keeps(b); {
		case !in && !out:
			return a, b, false
		case !in:
			a = s.meet(a, b)
		case !out:
			b = s.meet(a, b)
		}
	}
	return a, b, true
}

// tidy leaves out corners that stand where the one before them stands.
func tidy(path []corner, closed bool) []corner {
	var out []corner
	for _, c := range path {
		if len(out) == 0 || out[len(out)-1] != c {
			out = append(out, c)
		}
	}
	for closed && len(out) > 1 && out[0] == out[len(out)-1] {
		out = out[:len(out)-1]
	}
	return out
}

// area is twice the area of a ring, above zero when it runs clockwise as a screen shows it (y grows to the south).
func area(ring []corner) int64 {
	var sum int64
	for i, c := range ring {
		d := ring[(i+1)%len(ring)]
		sum += c.x*d.y - d.x*c.y
	}
	return sum
}
