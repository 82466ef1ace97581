package overlay

import (
	"errors"
	"fmt"
	"slices"

	"truce.example/geo"
)

// A Polygon is an outer ring, counter-clockwise, and its holes, clockwise. Each ring is closed: its last point is its first.
type Polygon []geo.Ring

// SquareCm is the size of the polygon on the ellipsoid, in square centimetres.
func (p Polygon) SquareCm() int64 {
	g := points.globe()
	var sum int64
	for _, r := range p {
		for i := 1; i < len(r); i++ {
			sum -= g.under(points.spot(r[i-1]), points.spot(r[i]))
		}
	}
	return sum
}

// Corners counts the points of the polygon.
func (p Polygon) Corners() int {
	n := 0
	for _, r := range p {
		n += len(r) - 1
	}
	return n
}

// An Area is polygons that do not overlap and whose edges meet only at their ends. The zero Area is empty. An Area does
// not change after it is made, so it may be shared between goroutines.
type Area struct{ polygons []Polygon }

// Polygons are the parts of the area, from west to east. The caller must not change them.
func (a Area) Polygons() []Polygon { return a.polygons }

// Empty says whether the area covers nothing.
func (a Area) Empty() bool { return len(a.polygons) == 0 }

// Corners counts the points of the area.
func (a Area) Corners() int {
	n := 0
	for _, p := range a.polygons {
		n += p.Corners()
	}
	return n
}

// SquareCm is the size of the area on the ellipsoid, in square centimetres.
func (a Area) SquareCm() int64 {
	var sum int64
	for _, p := range a.polygons {
		sum += p.SquareCm()
	}
	return sum
}

// Given is the area of polygons that an Area had before, as when it was stored: they are not looked at again.
func Given(polygons []Polygon) Area { return Area{polygons} }

// A Fault is something in a drawing that had to be repaired.
type Fault struct {
	Polygon int // counted from 1
	At      geo.Point
	Text    string
}

// String is the fault with its place.
func (f Fault) String() string {
	return fmt.Sprintf("polygon %d, near %s: %s", f.Polygon, f.At, f.Text)
}

// NewArea makes an area of polygons as somebody drew them: rings of any direction, the first of each the outer one. A
// ring that is not closed is closed. Where the edges of one polygon cross, what an odd number of its rings wind round is
// inside, as in every drawing program; where two polygons overlap, their union is meant; both are noted. A ring that steps
// over the 180th meridian, from one point to the next by more than half the globe, is cut there. The error names the
// place of what cannot be understood.
func NewArea(drawn [][]geo.Ring) (Area, []Fault, error) {
	var whole Area
	var faults []Fault
	for i, rings := range drawn {
		polygons, found, err := mend(rings)
		if err != nil {
			return Area{}, nil, fmt.Errorf("polygon %d: %w", i+1, err)
		}
		for _, f := range found {
			f.Polygon = i + 1
			faults = append(faults, f)
		}
		whole.polygons = append(whole.polygons, polygons...)
	}
	slices.SortFunc(whole.polygons, func(p, q Polygon) int { return compareSpots(points.spot(p[0][0]), points.spot(q[0][0])) })
	if disjoint(whole.polygons) {
		return whole, faults, nil
	}
	n := noder{turns: newTurns(1, points)}
	n.draw(0, whole)
	s, err := n.sheet()
	if err != nil {
		return Area{}, nil, err
	}
	twice := func(c cover) bool { return s.turns.counts[c][0] > 1 }
	for _, p := range s.outline(twice) {
		faults = append(faults, Fault{Polygon: owner(drawn, p), At: p[0][0], Text: fmt.Sprintf("it and another overlap by %s km²; their union is taken", SquareKm(p.SquareCm()))})
	}
	return Area{s.outline(func(c cover) bool { return s.turns.counts[c][0] > 0 })}, faults, nil
}

// disjoint says whether not even the boxes around the polygons, which come from west to east, share a place.
func disjoint(polygons []Polygon) bool {
	boxes := make([]geo.Box, len(polygons))
	for i, p := range polygons {
		b := geo.Box{South: p[0][0].Lat, North: p[0][0].Lat, West: p[0][0].Lon, East: p[0][0].Lon}
		for _, q := range p[0] {
			b.South, b.North, b.East = min(b.South, q.Lat), max(b.North, q.Lat), max(b.East, q.Lon)
		}
		for k := i - 1; k >= 0; k-- {
			if boxes[k].Overlaps(b) {
				return false
			}
		}
		boxes[i] = b
	}
	return true
}

// owner is the number of the first drawn polygon that has a corner of p, or 0.
func owner(drawn [][]geo.Ring, p Polygon) int {
	for i, rings := range drawn {
		for _, r := range rings {
			if slices.ContainsFunc(p[0], func(q geo.Point) bool { return slices.Contains(r, q) }) {
				return i + 1
			}
		}
	}
	return 0
}

// SquareKm writes square centimetres as square kilometres with two decimals.
func SquareKm(squareCm int64) string {
	sign := ""
	if squareCm < 0 {
		sign, squareCm = "-", -squareCm
	}
	hundredths := (squareCm + 50_000_000) / 100_000_000
	if hundredths == 0 {
		sign = ""
	}
	return fmt.Sprintf("%s%d.%02d", sign, hundredths/100, hundredths%100)
}

var errPole = errors.New("goes round a pole; cut it at the 180th meridian")

// mend makes polygons of the rings of one drawn polygon.
func mend(rings []geo.Ring) ([]Polygon, []Fault, error) {
	if len(rings) == 0 {
		return nil, nil, errors.New("has no ring")
	}
	n := noder{turns: newTurns(1, points)}
	into := n.turns.into(0)
	var faults []Fault
	var nominal int64
	for i, r := range rings {
		r, err := closed(r)
		if err != nil {
			return nil, nil, err
		}
		parts, err := cutAt180(r)
		if err != nil {
			return nil, nil, err
		}
		if len(parts) > 1 {
			faults = append(faults, Fault{At: r[0], Text: "it crosses the 180th meridian, and is cut there"})
		}
		size := int64(0)
		for _, part := range parts {
			size += Polygon{part}.SquareCm()
			n.ring(part, into)
		}
		if i == 0 {
			nominal = distance(size)
		} else {
			nominal -= distance(size)
		}
	}
	corners := int64(len(n.edges))
	s, err := n.sheet()
	if err != nil {
		return nil, nil, err
	}
	out := s.outline(func(c cover) bool { return s.turns.counts[c][0]&1 != 0 })
	size := Area{out}.SquareCm()
	if size == 0 {
		return nil, nil, fmt.Errorf("near %s: it encloses nothing", rings[0][0])
	}
	switch {
	case n.met:
		faults = append(faults, Fault{At: points.point(n.metAt), Text: "its edges cross; what an odd number of rings wind round is taken"})
	case n.double != nil && len(faults) == 0:
		faults = append(faults, Fault{At: points.point(*n.double), Text: "an edge is drawn twice, there and back; it encloses nothing and is left out"})
	case distance(size-nominal) > corners:
		faults = append(faults, Fault{At: rings[len(rings)-1][0], Text: "its rings do not nest; what an odd number of them wind round is taken"})
	}
	return out, faults, nil
}

func distance(a int64) int64 { return max(a, -a) }

// closed gives the ring without points that repeat the one before, and closed.
func closed(r geo.Ring) (geo.Ring, error) {
	out := slices.Compact(slices.Clone(r))
	if len(out) == 0 {
		return nil, errors.New("a ring has no points")
	}
	if out[0] != out[len(out)-1] {
		out = append(out, out[0])
	}
	if len(out) < 4 {
		return nil, fmt.Errorf("near %s: a ring has fewer than three corners", out[0])
	}
	return out, nil
}

func (n *noder) ring(r geo.Ring, into turn) {
	s := n.turns.scale
	from := n.turns.negative(into)
	for i := 1; i < len(r); i++ {
		a, b := s.spot(r[i-1]), s.spot(r[i])
		switch c := compareSpots(a, b); {
		case c < 0:
			n.edges = append(n.edges, edge{a, b, into})
		case c > 0:
			n.edges = append(n.edges, edge{b, a, from})
		}
	}
}

func (n *noder) draw(layer int, a Area) {
	into := n.turns.into(layer)
	for _, p := range a.polygons {
		for _, r := range p {
			n.ring(r, into)
		}
	}
}

func (n *noder) sheet() (*sheet, error) {
	if err := n.node(); err != nil {
		return nil, err
	}
	return spread(n.turns, n.edges)
}

// Contains says whether a place lies in the polygon; on an edge, of a hole too, it does.
func (p Polygon) Contains(q geo.Point) bool {
	in, at := false, points.spot(q)
	for _, r := range p {
		for i := 1; i < len(r); i++ {
			a, b := points.spot(r[i-1]), points.spot(r[i])
			if (a.y > at.y) == (b.y > at.y) && a.y != at.y && b.y != at.y || max(a.x, b.x) < at.x {
				continue // it neither meets the way east of the place, nor the place
			}
			turn := side(a, b, at)
			if turn == 0 && (at == a || at == b || between(a, b, at)) {
				return true
			}
			if (a.y > at.y) != (b.y > at.y) && (turn > 0) == (b.y > a.y) {
				in = !in
			}
		}
	}
	return in
}
