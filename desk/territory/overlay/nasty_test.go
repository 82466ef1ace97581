package overlay

import (
	"fmt"
	"math"
	"math/rand/v2"

	"truce.example/geo"
)

// Drawings for tests: random and nasty ones. A kind of a pair is named so that a failure says what it was.

// A pair is two drawings to be laid over each other.
type pair struct {
	kind string
	a, b [][]geo.Ring
}

func at(lon, lat float64) geo.Point {
	return geo.Point{Lat: int32(math.Round(lat * 1e7)), Lon: int32(math.Round(lon * 1e7))}
}

func ringOf(xy ...float64) geo.Ring {
	var r geo.Ring
	for i := 0; i < len(xy); i += 2 {
		r = append(r, at(xy[i], xy[i+1]))
	}
	return append(r, r[0])
}

// star is a simple ring with n corners round a place.
func star(rnd *rand.Rand, lon, lat, radius float64, n int) geo.Ring {
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
func lattice(rnd *rand.Rand, side, n int, unit float64) geo.Ring {
	var r geo.Ring
	for range n {
		r = append(r, at(36+unit*float64(rnd.IntN(side)), 33+unit*float64(rnd.IntN(side))))
	}
	return append(r, r[0])
}

// jittered moves some corners a little.
func jittered(rnd *rand.Rand, r geo.Ring, share float64, by int32) geo.Ring {
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

func box(lon, lat, wide, high float64) geo.Ring {
	return ringOf(lon, lat, lon+wide, lat, lon+wide, lat+high, lon, lat+high)
}

// nasty makes the n-th pair. The same number gives the same pair.
func nasty(n int) pair {
	rnd := rand.New(rand.NewPCG(uint64(n), 7))
	f := rnd.Float64
	switch n % 16 {
	case 0:
		return pair{"stars", [][]geo.Ring{{star(rnd, 36, 33, 1, 3+rnd.IntN(40))}}, [][]geo.Ring{{star(rnd, 36+f(), 33+f(), 1, 3+rnd.IntN(40))}}}
	case 1:
		r := star(rnd, 36, 33, 1, 50+rnd.IntN(150))
		return pair{"edited", [][]geo.Ring{{r}}, [][]geo.Ring{{jittered(rnd, r, 0.1, 100_000)}}}
	case 2:
		r := star(rnd, 36, 33, 1, 50+rnd.IntN(150))
		return pair{"slivers", [][]geo.Ring{{r}}, [][]geo.Ring{{jittered(rnd, r, 1, 3)}}}
	case 3:
		hole := star(rnd, 36, 33, 0.3, 5+rnd.IntN(9))
		return pair{"holes", [][]geo.Ring{{box(35, 32, 2, 2), hole}}, [][]geo.Ring{{hole}, {star(rnd, 36.5, 33.2, 0.5, 12), star(rnd, 36.5, 33.2, 0.15, 7)}}}
	case 4:
		x := 35 + f()
		return pair{"touching edges", [][]geo.Ring{{box(35, 32, x-35, 1)}}, [][]geo.Ring{{box(x, 32.25, 0.5, 0.5)}, {box(x, 31, 0.3, 1)}}}
	case 5:
		return pair{"small lattice", [][]geo.Ring{{lattice(rnd, 4, 3+rnd.IntN(8), 0.25)}}, [][]geo.Ring{{lattice(rnd, 4, 3+rnd.IntN(8), 0.25)}}}
	case 6:
		return pair{"lattice of units", [][]geo.Ring{{lattice(rnd, 9, 3+rnd.IntN(9), 1e-7)}}, [][]geo.Ring{{lattice(rnd, 9, 3+rnd.IntN(9), 1e-7)}}}
	case 7:
		return pair{"self-crossing", [][]geo.Ring{{lattice(rnd, 1000, 4+rnd.IntN(12), 0.001)}}, [][]geo.Ring{{lattice(rnd, 1000, 4+rnd.IntN(12), 0.001)}}}
	case 8:
		x, y := 35+f(), 32+f()
		spike := ringOf(35, 32, 37, 32, 37, 34, x, 34, x, 34+f(), x, 34, 35, 34)
		return pair{"spikes", [][]geo.Ring{{spike}}, [][]geo.Ring{{ringOf(34, y, 38, y, 38, y+1e-7, 34, y+1e-7)}}}
	case 9:
		k := 1 + rnd.IntN(9)
		return pair{"combs", [][]geo.Ring{{comb(35, 32, 10*k)}}, [][]geo.Ring{{comb(35.003*f()+0.997*35, 32.1, 8*k)}}}
	case 10:
		return pair{"at the 180th meridian", [][]geo.Ring{{star(rnd, 179.2, -17, 0.8, 20)}, {star(rnd, -179.2, -17, 0.8, 20)}}, [][]geo.Ring{{box(178.5, -17.5, 1.5, f())}, {box(-180, -17.5, 1, f())}}}
	case 11:
		return pair{"overlapping polygons of one map", [][]geo.Ring{{star(rnd, 36, 33, 1, 30)}, {star(rnd, 36.4, 33, 1, 30)}}, [][]geo.Ring{{star(rnd, 36.2, 33.3, 1, 30)}, {star(rnd, 36.3, 33.1, 0.5, 30)}}}
	case 12:
		y := 32 + f()
		return pair{"nearly parallel", [][]geo.Ring{{ringOf(30, y, 40, y+1e-7, 40, y+1)}}, [][]geo.Ring{{ringOf(30, y, 40, y+2e-7, 40, y+1.1), box(39, y+0.3, 0.2, 0.2)}}}
	case 13:
		return pair{"large", [][]geo.Ring{{star(rnd, 0, 0, 80, 30)}}, [][]geo.Ring{{star(rnd, 40*f(), 5*f(), 80, 30)}}}
	case 14:
		a := star(rnd, 36, 33, 1, 40)
		return pair{"the same, and the same drawn the other way", [][]geo.Ring{{a}}, [][]geo.Ring{{reversed(a)}}}
	}
	var a, b [][]geo.Ring
	for i := range 5 {
		for j := range 5 {
			if (i+j+n/16)%2 == 0 {
				a = append(a, []geo.Ring{box(35+0.2*float64(i), 32+0.2*float64(j), 0.2, 0.2)})
			} else {
				b = append(b, []geo.Ring{box(35+0.2*float64(i), 32+0.2*float64(j), 0.2, 0.2+0.1*f())})
			}
		}
	}
	return pair{"chess board", a, b}
}

func (p pair) String() string { return fmt.Sprintf("%s: %v and %v", p.kind, p.a, p.b) }
