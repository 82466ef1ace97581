// Package drawings makes areas as people and machines draw them, random and nasty ones, for tests and measurements. The same
// number gives the same drawing, on machines of one kind at least: the sine of an angle may differ in its last bit.
package drawings

import (
	"fmt"
	"math"
	"strings"

	"truce.example/geo"
)

// Dice that fall the same every time (SplitMix64).
type dice uint64

func newDice(seed, use uint64) *dice {
	d := dice(seed<<8 | use)
	return &d
}

func (d *dice) throw() uint64 {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Float64 is from 0 to before 1.
func (d *dice) Float64() float64 { return float64(d.throw()>>11) / (1 << 53) }

// IntN is from 0 to before n.
func (d *dice) IntN(n int) int { return int(d.throw() % uint64(n)) }

// Int32N is from 0 to before n.
func (d *dice) Int32N(n int32) int32 { return int32(d.throw() % uint64(n)) }

// A Pair is two drawings to be laid over each other: polygons, each of rings. Its kind is said when a test fails.
type Pair struct {
	Kind string
	A, B [][]geo.Ring
}

func at(lon, lat float64) geo.Point {
	return geo.Point{Lat: int32(math.Round(lat * 1e7)), Lon: int32(math.Round(lon * 1e7))}
}

// Ring is a ring of degrees, longitude before latitude. It is closed.
func Ring(xy ...float64) geo.Ring {
	var r geo.Ring
	for i := 0; i < len(xy); i += 2 {
		r = append(r, at(xy[i], xy[i+1]))
	}
	return append(r, r[0])
}

// star is a simple ring with n corners round a place.
func star(rnd *dice, lon, lat, radius float64, n int) geo.Ring {
	var r geo.Ring
	for i := range n {
		turn := 2 * math.Pi * (float64(i) + 0.8*rnd.Float64()) / float64(n)
		d := radius * (0.4 + 0.6*rnd.Float64())
		r = append(r, at(lon+d*math.Cos(turn), lat+d*math.Sin(turn)))
	}
	return append(r, r[0])
}

func reversed(r geo.Ring) geo.Ring {
	out := make(geo.Ring, len(r))
	for i, p := range r {
		out[len(r)-1-i] = p
	}
	return out
}

// lattice is a ring of few places, so that corners and edges fall on each other.
func lattice(rnd *dice, side, n int, unit float64) geo.Ring {
	var r geo.Ring
	for range n {
		r = append(r, at(36+unit*float64(rnd.IntN(side)), 33+unit*float64(rnd.IntN(side))))
	}
	return append(r, r[0])
}

// jittered moves some corners a little.
func jittered(rnd *dice, r geo.Ring, share float64, by int32) geo.Ring {
	out := append(geo.Ring(nil), r...)
	for i := range out[:len(out)-1] {
		if rnd.Float64() < share {
			out[i].Lat += rnd.Int32N(2*by+1) - by
			out[i].Lon += rnd.Int32N(2*by+1) - by
		}
	}
	out[len(out)-1] = out[0]
	return out
}

func comb(lon, lat float64, teeth int) geo.Ring {
	r := geo.Ring{at(lon, lat)}
	for i := range teeth {
		x := lon + 0.02*float64(i)
		r = append(r, at(x, lat+1), at(x+0.0001, lat+1), at(x+0.0001, lat+0.001), at(x+0.02, lat+0.001))
	}
	return append(r, at(lon+0.02*float64(teeth), lat), r[0])
}

// Box is a ring along parallels and meridians, in degrees.
func Box(lon, lat, wide, high float64) geo.Ring {
	return Ring(lon, lat, lon+wide, lat, lon+wide, lat+high, lon, lat+high)
}

// Nasty makes the n-th pair, of sixteen kinds in turn.
func Nasty(n int) Pair {
	rnd := newDice(uint64(n), 7)
	f := rnd.Float64
	switch n % 16 {
	case 0:
		return Pair{"stars", [][]geo.Ring{{star(rnd, 36, 33, 1, 3+rnd.IntN(40))}}, [][]geo.Ring{{star(rnd, 36+f(), 33+f(), 1, 3+rnd.IntN(40))}}}
	case 1:
		r := star(rnd, 36, 33, 1, 50+rnd.IntN(150))
		return Pair{"edited", [][]geo.Ring{{r}}, [][]geo.Ring{{jittered(rnd, r, 0.1, 100_000)}}}
	case 2:
		r := star(rnd, 36, 33, 1, 50+rnd.IntN(150))
		return Pair{"slivers", [][]geo.Ring{{r}}, [][]geo.Ring{{jittered(rnd, r, 1, 3)}}}
	case 3:
		hole := star(rnd, 36, 33, 0.3, 5+rnd.IntN(9))
		return Pair{"holes", [][]geo.Ring{{Box(35, 32, 2, 2), hole}}, [][]geo.Ring{{hole}, {star(rnd, 36.5, 33.2, 0.5, 12), star(rnd, 36.5, 33.2, 0.15, 7)}}}
	case 4:
		x := 35 + f()
		return Pair{"touching edges", [][]geo.Ring{{Box(35, 32, x-35, 1)}}, [][]geo.Ring{{Box(x, 32.25, 0.5, 0.5)}, {Box(x, 31, 0.3, 1)}}}
	case 5:
		return Pair{"small lattice", [][]geo.Ring{{lattice(rnd, 4, 3+rnd.IntN(8), 0.25)}}, [][]geo.Ring{{lattice(rnd, 4, 3+rnd.IntN(8), 0.25)}}}
	case 6:
		return Pair{"lattice of units", [][]geo.Ring{{lattice(rnd, 9, 3+rnd.IntN(9), 1e-7)}}, [][]geo.Ring{{lattice(rnd, 9, 3+rnd.IntN(9), 1e-7)}}}
	case 7:
		return Pair{"self-crossing", [][]geo.Ring{{lattice(rnd, 1000, 4+rnd.IntN(12), 0.001)}}, [][]geo.Ring{{lattice(rnd, 1000, 4+rnd.IntN(12), 0.001)}}}
	case 8:
		x, y := 35+f(), 32+f()
		spike := Ring(35, 32, 37, 32, 37, 34, x, 34, x, 34+f(), x, 34, 35, 34)
		return Pair{"spikes", [][]geo.Ring{{spike}}, [][]geo.Ring{{Ring(34, y, 38, y, 38, y+1e-7, 34, y+1e-7)}}}
	case 9:
		k := 1 + rnd.IntN(9)
		return Pair{"combs", [][]geo.Ring{{comb(35, 32, 10*k)}}, [][]geo.Ring{{comb(35.003*f()+0.997*35, 32.1, 8*k)}}}
	case 10:
		return Pair{"at the 180th meridian", [][]geo.Ring{{star(rnd, 179.2, -17, 0.8, 20)}, {star(rnd, -179.2, -17, 0.8, 20)}}, [][]geo.Ring{{Box(178.5, -17.5, 1.5, f())}, {Box(-180, -17.5, 1, f())}}}
	case 11:
		return Pair{"overlapping polygons of one map", [][]geo.Ring{{star(rnd, 36, 33, 1, 30)}, {star(rnd, 36.4, 33, 1, 30)}}, [][]geo.Ring{{star(rnd, 36.2, 33.3, 1, 30)}, {star(rnd, 36.3, 33.1, 0.5, 30)}}}
	case 12:
		y := 32 + f()
		return Pair{"nearly parallel", [][]geo.Ring{{Ring(30, y, 40, y+1e-7, 40, y+1)}}, [][]geo.Ring{{Ring(30, y, 40, y+2e-7, 40, y+1.1), Box(39, y+0.3, 0.2, 0.2)}}}
	case 13:
		return Pair{"large", [][]geo.Ring{{star(rnd, 0, 0, 80, 30)}}, [][]geo.Ring{{star(rnd, 40*f(), 5*f(), 80, 30)}}}
	case 14:
		a := star(rnd, 36, 33, 1, 40)
		return Pair{"the same, and the same drawn the other way", [][]geo.Ring{{a}}, [][]geo.Ring{{reversed(a)}}}
	}
	var a, b [][]geo.Ring
	for i := range 5 {
		for j := range 5 {
			if (i+j+n/16)%2 == 0 {
				a = append(a, []geo.Ring{Box(35+0.2*float64(i), 32+0.2*float64(j), 0.2, 0.2)})
			} else {
				b = append(b, []geo.Ring{Box(35+0.2*float64(i), 32+0.2*float64(j), 0.2, 0.2+0.1*f())})
			}
		}
	}
	return Pair{"chess board", a, b}
}

// String is the pair in full.
func (p Pair) String() string { return fmt.Sprintf("%s: %v and %v", p.Kind, p.A, p.B) }

// Fronts is a map of seven areas with so many corners in all, whose edges wander like front lines.
func Fronts(corners int, seed uint64) [][]geo.Ring {
	rnd := newDice(seed, 1)
	var out [][]geo.Ring
	for i := range 7 {
		out = append(out, []geo.Ring{front(rnd, 36+2.2*float64(i), 33, 1, corners/7)})
	}
	return out
}

// Edited is a map with some stretches of its edges moved by about 200 m.
func Edited(drawn [][]geo.Ring, seed uint64) [][]geo.Ring {
	rnd := newDice(seed, 2)
	var out [][]geo.Ring
	for _, rings := range drawn {
		r := append(geo.Ring(nil), rings[0]...)
		for range 3 {
			from := rnd.IntN(len(r) * 9 / 10)
			for i := from; i < from+len(r)/50; i++ {
				r[i].Lat += 20_000
			}
		}
		r[len(r)-1] = r[0]
		out = append(out, []geo.Ring{r})
	}
	return out
}

// Redrawn is a map of which somebody traced every corner anew, within so many units of 1e-7 degree.
func Redrawn(drawn [][]geo.Ring, by int32, seed uint64) [][]geo.Ring {
	rnd := newDice(seed, 3)
	var out [][]geo.Ring
	for _, rings := range drawn {
		out = append(out, []geo.Ring{jittered(rnd, rings[0], 1, by)})
	}
	return out
}

func front(rnd *dice, lon, lat, radius float64, n int) geo.Ring {
	var r geo.Ring
	d := radius * 0.8
	for i := range n {
		turn := 2 * math.Pi * float64(i) / float64(n)
		d = min(max(d+radius*(rnd.Float64()-0.5)*0.004, 0.5*radius), radius)
		r = append(r, at(lon+d*math.Cos(turn), lat+d*math.Sin(turn)))
	}
	return append(r, r[0])
}

// WKT is polygons as text, in degrees.
func WKT(drawn [][]geo.Ring) string {
	var b strings.Builder
	b.WriteString("MULTIPOLYGON(")
	for i, rings := range drawn {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('(')
		for k, r := range rings {
			if k > 0 {
				b.WriteByte(',')
			}
			b.WriteByte('(')
			for j, p := range r {
				if j > 0 {
					b.WriteByte(',')
				}
				lat, lon, _ := strings.Cut(p.String(), ", ")
				b.WriteString(lon + " " + lat)
			}
			b.WriteByte(')')
		}
		b.WriteByte(')')
	}
	b.WriteByte(')')
	return b.String()
}
