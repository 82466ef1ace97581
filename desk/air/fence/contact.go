package fence

import (
	"math/big"
	"slices"

	"truce.example/geo"
)

// A contact is where a piece of way crosses an edge.
type contact struct {
	edge edge
	at   fraction
	bare bool // the way only touches, or runs along the edge, or meets its end: looked at more closely
}

// meet says whether the way from p to q and the edge meet, and where. It is exact. If an end of one lies on the line of
// the other the contact is bare, and may even be none.
func meet(p, q geo.Point, e *edge) (contact, bool) {
	if max(e.ax, e.bx) < min(p.Lon, q.Lon) || min(e.ax, e.bx) > max(p.Lon, q.Lon) || max(e.ay, e.by) < min(p.Lat, q.Lat) || min(e.ay, e.by) > max(p.Lat, q.Lat) {
		return contact{}, false
	}
	dx, dy := int64(q.Lon)-int64(p.Lon), int64(q.Lat)-int64(p.Lat)
	a := side(dx, dy, int64(e.ax)-int64(p.Lon), int64(e.ay)-int64(p.Lat))
	b := side(dx, dy, int64(e.bx)-int64(p.Lon), int64(e.by)-int64(p.Lat))
	if a*b > 0 {
		return contact{}, false
	}
	ex, ey := int64(e.bx)-int64(e.ax), int64(e.by)-int64(e.ay)
	from := side(ex, ey, int64(p.Lon)-int64(e.ax), int64(p.Lat)-int64(e.ay))
	to := side(ex, ey, int64(q.Lon)-int64(e.ax), int64(q.Lat)-int64(e.ay))
	if from*to > 0 {
		return contact{}, false
	}
	if a*b*from*to == 0 {
		return contact{edge: *e, bare: true}, true
	}
	// Both products may run over 64 bits, but not the two results: the way is shorter than 2^26 and the edge than 2^33,
	// and the crossing lies on the way.
	of := dx*ey - dy*ex
	part := (int64(e.ax)-int64(p.Lon))*ey - (int64(e.ay)-int64(p.Lat))*ex
	if of < 0 {
		part, of = -part, -of
	}
	return contact{edge: *e, at: fraction{part, of}}, true
}

// side is positive if (x, y) lies left of the direction (dx, dy), negative if right, zero if along it. Each product fits
// in 63 bits; they are compared, because their difference might not.
func side(dx, dy, x, y int64) int {
	l, r := dx*y, dy*x
	switch {
	case l > r:
		return 1
	case l < r:
		return -1
	}
	return 0
}

// A run is a part of a piece of way that lies in a zone, both ends included, unless it is open at its end.
type run struct {
	from, to fraction
	open     bool
}

// toggled lists the runs over an area that begins inside or not and changes at each of the crossings, which are in order.
func toggled(inside bool, crossings []contact, out []run) []run {
	from := atStart
	for _, c := range crossings {
		if inside {
			out = append(out, run{from: from, to: c.at})
		}
		inside, from = !inside, c.at
	}
	if inside {
		out = append(out, run{from: from, to: atEnd})
	}
	return out
}

// closely lists the runs of the way from p to q over an area where a toggle at each crossing would not do: it looks at
// every edge, and between contacts at the middle. It is slow, and needed when a place lies exactly on a line.
func closely(area geo.MultiPolygon, p, q geo.Point, out []run) []run {
	moments := []fraction{atStart, atEnd}
	for _, polygon := range area {
		for _, ring := range append([]geo.Ring{polygon.Outer()}, polygon.Holes()...) {
			for i := 1; i < len(ring); i++ {
				moments = append(moments, touches(p, q, edge{ax: ring[i-1].Lon, ay: ring[i-1].Lat, bx: ring[i].Lon, by: ring[i].Lat})...)
			}
		}
	}
	slices.SortFunc(moments, fraction.compare)
	moments = slices.CompactFunc(moments, func(a, b fraction) bool { return a.compare(b) == 0 })
	var runs []run
	for i, m := range moments {
		ends := i == 0 || i == len(moments)-1
		if !ends || i == 0 && area.Contains(p) || i == len(moments)-1 && area.Contains(q) {
			runs = append(runs, run{from: m, to: m}) // between the ends every moment is a contact, and the boundary belongs
		}
		if i+1 < len(moments) && holdsMiddle(area, p, q, m, moments[i+1]) {
			runs = append(runs, run{from: m, to: moments[i+1]})
		}
	}
	for _, r := range runs {
		if last := len(out) - 1; last >= 0 && out[last].to.compare(r.from) == 0 {
			out[last].to = r.to
			continue
		}
		out = append(out, r)
	}
	return out
}

// touches lists where the way meets an edge: nowhere, once, or where it begins and ends to run along it.
func touches(p, q geo.Point, e edge) []fraction {
	c, met := meet(p, q, &e)
	switch {
	case !met:
		return nil
	case !c.bare:
		return []fraction{c.at}
	}
	dx, dy := int64(q.Lon)-int64(p.Lon), int64(q.Lat)-int64(p.Lat)
	var out []fraction
	for _, end := range [...]geo.Point{{Lat: e.ay, Lon: e.ax}, {Lat: e.by, Lon: e.bx}} {
		x, y := int64(end.Lon)-int64(p.Lon), int64(end.Lat)-int64(p.Lat)
		if side(dx, dy, x, y) != 0 {
			continue
		}
		part, of := x, dx
		if abs(dy) > abs(dx) {
			part, of = y, dy
		}
		if of < 0 {
			part, of = -part, -of
		}
		if of > 0 && part >= 0 && part <= of {
			out = append(out, fraction{part, of})
		}
	}
	// An end of the way on the edge is the way's own end, which is looked at anyway.
	return out
}

// holdsMiddle says whether the place halfway between two moments lies in the area; it lies on no edge, or runs along one.
func holdsMiddle(area geo.MultiPolygon, p, q geo.Point, a, b fraction) bool {
	m := new(big.Rat).Add(big.NewRat(a.part, a.of), big.NewRat(b.part, b.of))
	m.Quo(m, big.NewRat(2, 1))
	coordinate := func(from, to int32) *big.Rat {
		r := new(big.Rat).Mul(m, big.NewRat(int64(to)-int64(from), 1))
		return r.Add(r, big.NewRat(int64(from), 1))
	}
	x, y := coordinate(p.Lon, q.Lon), coordinate(p.Lat, q.Lat)
	in := false
	for _, polygon := range area {
		odd := false
		for _, ring := range append([]geo.Ring{polygon.Outer()}, polygon.Holes()...) {
			for i := 1; i < len(ring); i++ {
				on, right := passes(ring[i-1], ring[i], x, y)
				if on {
					return true
				}
				odd = odd != right
			}
		}
		in = in || odd
	}
	return in
}

// passes says whether (x, y) lies on the edge from a to b, and whether a ray from it to the east crosses the edge.
func passes(a, b geo.Point, x, y *big.Rat) (on, right bool) {
	ax, ay, bx, by := big.NewRat(int64(a.Lon), 1), big.NewRat(int64(a.Lat), 1), big.NewRat(int64(b.Lon), 1), big.NewRat(int64(b.Lat), 1)
	l := new(big.Rat).Mul(new(big.Rat).Sub(bx, ax), new(big.Rat).Sub(y, ay))
	r := new(big.Rat).Mul(new(big.Rat).Sub(by, ay), new(big.Rat).Sub(x, ax))
	turn := l.Cmp(r)
	within := func(v, s, t *big.Rat) bool { return v.Cmp(s)*v.Cmp(t) <= 0 }
	if turn == 0 && within(x, ax, bx) && within(y, ay, by) {
		return true, false
	}
	up := ay.Cmp(y) <= 0 && y.Cmp(by) < 0 && turn > 0
	down := by.Cmp(y) <= 0 && y.Cmp(ay) < 0 && turn < 0
	return false, up || down
}
