package fence

import (
	"cmp"
	"math/big"
	"slices"

	"truce.example/geo"
)

// The slow check is the definition written down: on each straight piece it lists every moment at which anything could
// change, asks at each of them and in the middle between any two whether the aircraft is in the zone, and notes the
// changes. It knows no grid and no state, and reckons in fractions without bounds.
type slow struct {
	zones []*Zone
	last  map[int]Fix
	in    map[int]map[string]bool
	boxes map[*Zone][4]int64
}

func newSlow(zones []*Zone) *slow {
	s := &slow{zones: zones, last: map[int]Fix{}, in: map[int]map[string]bool{}, boxes: map[*Zone][4]int64{}}
	for _, z := range zones {
		s.boxes[z] = boxOf(z)
	}
	return s
}

func rat(x int64) *big.Rat { return big.NewRat(x, 1) }

func mix(x, y int64, t *big.Rat) *big.Rat {
	r := new(big.Rat).Mul(rat(y-x), t)
	return r.Add(r, rat(x))
}

func round(x, y int64, t *big.Rat) int64 {
	d := new(big.Rat).Mul(rat(abs(y-x)), t)
	d.Add(d, big.NewRat(1, 2))
	n := new(big.Int).Quo(d.Num(), d.Denom()).Int64()
	if y < x {
		return x - n
	}
	return x + n
}

func (s *slow) update(aircraft int, f Fix) []Event {
	last, seen := s.last[aircraft]
	if seen && f.Ms <= last.Ms {
		return nil
	}
	s.last[aircraft] = f
	if !seen {
		s.in[aircraft] = map[string]bool{}
	}
	in := s.in[aircraft]
	var out []Event
	if !seen || f.Apart {
		for _, z := range s.zones {
			if b := s.boxes[z]; !in[z.ID] && (int64(f.At.Lat) < b[0] || int64(f.At.Lon) < b[1] || int64(f.At.Lat) > b[2] || int64(f.At.Lon) > b[3]) {
				continue
			}
			is := inside(z, f, f, rat(1))
			if is != in[z.ID] {
				out = append(out, event(aircraft, z, is, f, f, rat(1)))
			}
			in[z.ID] = is
		}
		return out
	}
	south, west, north, east := int64(min(last.At.Lat, f.At.Lat))-1e6, int64(min(last.At.Lon, f.At.Lon))-1e6, int64(max(last.At.Lat, f.At.Lat))+1e6, int64(max(last.At.Lon, f.At.Lon))+1e6
	var near []*Zone // a great circle bends less than a tenth of a degree aside here
	for _, z := range s.zones {
		if b := s.boxes[z]; b[0] <= north && b[1] <= east && b[2] >= south && b[3] >= west {
			near = append(near, z)
		}
	}
	Way(&last, &f, func(p, q *Fix) {
		for _, z := range near {
			piece := s.piece(aircraft, z, *p, *q, in)
			out = append(out, piece...)
		}
	})
	return out
}

func (s *slow) piece(aircraft int, z *Zone, p, q Fix, in map[string]bool) []Event {
	b := s.boxes[z]
	if int64(max(p.At.Lat, q.At.Lat)) < b[0] || int64(max(p.At.Lon, q.At.Lon)) < b[1] || int64(min(p.At.Lat, q.At.Lat)) > b[2] || int64(min(p.At.Lon, q.At.Lon)) > b[3] {
		return nil // far away, before and after
	}
	reported := q
	p.Pressure, q.Pressure = level(p.Pressure, q.Pressure)
	p.AMSL, q.AMSL = level(p.AMSL, q.AMSL)
	moments := []*big.Rat{rat(0), rat(1)}
	add := func(t *big.Rat) {
		if t.Sign() >= 0 && t.Cmp(rat(1)) <= 0 {
			moments = append(moments, t)
		}
	}
	line := func(x, y int64) { // where something even is nought
		if x != y {
			add(big.NewRat(x, x-y))
		}
	}
	for _, g := range z.Area {
		for _, r := range append([]geo.Ring{g.Outer()}, g.Holes()...) {
			for i := 1; i < len(r); i++ {
				for _, t := range intersections(p.At, q.At, r[i-1], r[i]) {
					add(t)
				}
			}
		}
	}
	floor, ceiling := z.floorBound(), z.ceilingBound()
	line(int64(p.of(floor.pressure).HighCm)-int64(floor.outer), int64(q.of(floor.pressure).HighCm)-int64(floor.outer))
	line(int64(p.of(ceiling.pressure).LowCm)-int64(ceiling.outer), int64(q.of(ceiling.pressure).LowCm)-int64(ceiling.outer))
	for _, w := range z.Active {
		line(p.Ms-w.FromMs, q.Ms-w.FromMs)
		line(p.Ms-w.ToMs, q.Ms-w.ToMs)
	}
	slices.SortFunc(moments, (*big.Rat).Cmp)
	moments = slices.CompactFunc(moments, func(a, b *big.Rat) bool { return a.Cmp(b) == 0 })
	var out []Event
	was := in[z.ID]
	note := func(is bool, at *big.Rat) {
		if is != was {
			out = append(out, event(aircraft, z, is, p, q, at))
		}
		was = is
	}
	for i, t := range moments {
		note(inside(z, p, q, t), t)
		if i+1 < len(moments) {
			m := new(big.Rat).Add(t, moments[i+1])
			note(inside(z, p, q, m.Quo(m, rat(2))), t)
		}
	}
	// The last answer is for the fix as it was reported.
	if is := inside(z, reported, reported, rat(1)); is != was {
		panic("a height that is known at one end changes the end")
	}
	in[z.ID] = was
	return out
}

func event(aircraft int, z *Zone, is bool, p, q Fix, t *big.Rat) Event {
	e := Event{Aircraft: aircraft, Zone: z, Kind: Exit, Ms: round(p.Ms, q.Ms, t),
		At: geo.Point{Lat: int32(round(int64(p.At.Lat), int64(q.At.Lat), t)), Lon: int32(round(int64(p.At.Lon), int64(q.At.Lon), t))}}
	if is {
		e.Kind = Enter
	}
	return e
}

// inside asks the definition, at a moment.
func inside(z *Zone, p, q Fix, t *big.Rat) bool {
	floor, ceiling := z.floorBound(), z.ceilingBound()
	high := mix(int64(p.of(floor.pressure).HighCm), int64(q.of(floor.pressure).HighCm), t)
	low := mix(int64(p.of(ceiling.pressure).LowCm), int64(q.of(ceiling.pressure).LowCm), t)
	if high.Cmp(rat(int64(floor.outer))) < 0 || low.Cmp(rat(int64(ceiling.outer))) > 0 {
		return false
	}
	now := mix(p.Ms, q.Ms, t)
	active := len(z.Active) == 0
	for _, w := range z.Active {
		active = active || now.Cmp(rat(w.FromMs)) >= 0 && (w.ToMs == 0 || now.Cmp(rat(w.ToMs)) < 0)
	}
	if !active || z.Dormant {
		return false
	}
	x, y := mix(int64(p.At.Lon), int64(q.At.Lon), t), mix(int64(p.At.Lat), int64(q.At.Lat), t)
	under := new(big.Int).Div(y.Num(), y.Denom()).Int64()
	for _, g := range z.Area {
		on, winding := false, 0
		for _, r := range append([]geo.Ring{g.Outer()}, g.Holes()...) {
			for i := 1; i < len(r); i++ {
				// How far the place is to the left of the edge, and whether its parallel cuts it.
				a, b := r[i-1], r[i]
				if int64(min(a.Lat, b.Lat)) > under+1 || int64(max(a.Lat, b.Lat)) < under {
					continue
				}
				left := new(big.Rat).Sub(
					new(big.Rat).Mul(rat(int64(b.Lon)-int64(a.Lon)), new(big.Rat).Sub(y, rat(int64(a.Lat)))),
					new(big.Rat).Mul(rat(int64(b.Lat)-int64(a.Lat)), new(big.Rat).Sub(x, rat(int64(a.Lon))))).Sign()
				box := x.Cmp(rat(int64(min(a.Lon, b.Lon)))) >= 0 && x.Cmp(rat(int64(max(a.Lon, b.Lon)))) <= 0 &&
					y.Cmp(rat(int64(min(a.Lat, b.Lat)))) >= 0 && y.Cmp(rat(int64(max(a.Lat, b.Lat)))) <= 0
				on = on || left == 0 && box
				if y.Cmp(rat(int64(a.Lat))) >= 0 != (y.Cmp(rat(int64(b.Lat))) >= 0) {
					if (left > 0) == (b.Lat > a.Lat) {
						winding++
					}
				}
			}
		}
		if on || winding%2 == 1 {
			return true
		}
	}
	return false
}

// intersections lists where the way meets the edge; of a common part, both ends.
func intersections(p, q, a, b geo.Point) []*big.Rat {
	if max(p.Lon, q.Lon) < min(a.Lon, b.Lon) || min(p.Lon, q.Lon) > max(a.Lon, b.Lon) || max(p.Lat, q.Lat) < min(a.Lat, b.Lat) || min(p.Lat, q.Lat) > max(a.Lat, b.Lat) {
		return nil
	}
	dx, dy := int64(q.Lon)-int64(p.Lon), int64(q.Lat)-int64(p.Lat)
	ex, ey := int64(b.Lon)-int64(a.Lon), int64(b.Lat)-int64(a.Lat)
	ax, ay := int64(a.Lon)-int64(p.Lon), int64(a.Lat)-int64(p.Lat)
	of := new(big.Int).Sub(new(big.Int).Mul(big.NewInt(dx), big.NewInt(ey)), new(big.Int).Mul(big.NewInt(dy), big.NewInt(ex)))
	part := new(big.Int).Sub(new(big.Int).Mul(big.NewInt(ax), big.NewInt(ey)), new(big.Int).Mul(big.NewInt(ay), big.NewInt(ex)))
	if of.Sign() != 0 {
		t := new(big.Rat).SetFrac(part, of)
		u := new(big.Int).Sub(new(big.Int).Mul(big.NewInt(ax), big.NewInt(dy)), new(big.Int).Mul(big.NewInt(ay), big.NewInt(dx)))
		if v := new(big.Rat).SetFrac(u, of); v.Sign() >= 0 && v.Cmp(rat(1)) <= 0 {
			return []*big.Rat{t}
		}
		return nil
	}
	if part.Sign() != 0 || dx == 0 && dy == 0 {
		return nil
	}
	var out []*big.Rat
	for _, end := range []geo.Point{a, b} {
		if dx != 0 {
			out = append(out, big.NewRat(int64(end.Lon)-int64(p.Lon), dx))
		} else {
			out = append(out, big.NewRat(int64(end.Lat)-int64(p.Lat), dy))
		}
	}
	return out
}

// sorted puts events of the two checks in one order.
func sorted(events []Event) []Event {
	slices.SortStableFunc(events, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.Aircraft, b.Aircraft), cmp.Compare(a.Zone.ID, b.Zone.ID), cmp.Compare(a.Ms, b.Ms))
	})
	return events
}

func same(a, b Event) bool {
	return a.Aircraft == b.Aircraft && a.Zone == b.Zone && a.Kind == b.Kind && a.Ms == b.Ms && a.At == b.At
}
