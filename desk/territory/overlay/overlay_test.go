package overlay

import (
	"math"
	"math/rand/v2"
	"testing"

	"truce.example/desk/territory/overlay/drawings"
	"truce.example/geo"
)

func areaOf(t testing.TB, drawn [][]geo.Ring) (Area, []Fault) {
	t.Helper()
	a, faults, err := NewArea(drawn)
	if err != nil {
		t.Fatalf("%v: %s", drawn, err)
	}
	check(t, a)
	return a, faults
}

// check holds an area to what is promised of it.
func check(t testing.TB, a Area) {
	t.Helper()
	type link struct{ a, b geo.Point }
	seen := map[link]bool{}
	n := noder{turns: newTurns(1, points)}
	n.draw(0, a)
	before := len(n.edges)
	if err := n.node(); err != nil {
		t.Fatal(err)
	}
	if n.met || n.double != nil || len(n.edges) != before {
		t.Fatalf("the edges of an area meet: %v", a)
	}
	for _, p := range a.polygons {
		if p.SquareCm() < 0 {
			t.Fatalf("a polygon encloses %d: %v", p.SquareCm(), p)
		}
		for i, r := range p {
			if r[0] != r[len(r)-1] || len(r) < 4 {
				t.Fatalf("a ring is not closed: %v", r)
			}
			if size := (Polygon{r}).SquareCm(); i == 0 && size < 0 || i > 0 && size > 0 {
				t.Fatalf("ring %d turns the wrong way: %v", i, p)
			}
			corners := map[geo.Point]bool{}
			for _, q := range r[1:] {
				if corners[q] {
					t.Fatalf("a ring comes to %s twice: %v", q, r)
				}
				corners[q] = true
			}
			for k := 1; k < len(r); k++ {
				l := link{r[k-1], r[k]}
				if seen[l] || seen[link{l.b, l.a}] {
					t.Fatalf("an edge is there twice: %v", l)
				}
				seen[l] = true
			}
		}
	}
}

func winds(rings []geo.Ring, p spot) bool {
	in := false
	for _, r := range rings {
		for i := 1; i < len(r); i++ {
			a, b := points.spot(r[i-1]), points.spot(r[i])
			// in half units, so that p lies on no edge's end
			a, b = spot{2 * a.x, 2 * a.y}, spot{2 * b.x, 2 * b.y}
			if (a.y > p.y) != (b.y > p.y) && (side(a, b, p) > 0) == (b.y > a.y) {
				in = !in
			}
		}
	}
	return in
}

func covers(polygons [][]geo.Ring, p spot) bool {
	for _, rings := range polygons {
		if winds(rings, p) {
			return true
		}
	}
	return false
}

func outlineOf(a Area) [][]geo.Ring {
	var out [][]geo.Ring
	for _, p := range a.polygons {
		out = append(out, p)
	}
	return out
}

// Every part that comes out is valid, the parts make up the whole, and a random place is in the parts that it should be in.
func TestNastyPairs(t *testing.T) {
	for n := range 1600 {
		p := drawings.Nasty(n)
		a, _, err := NewArea(p.A)
		if err != nil {
			continue // encloses nothing: a lattice may
		}
		b, _, err := NewArea(p.B)
		if err != nil {
			continue
		}
		check(t, a)
		check(t, b)
		l, err := Lay(a, b)
		if err != nil {
			t.Fatalf("%d %s: %s", n, p.Kind, err)
		}
		kept, lost, gained := l.Where(func(s Set) bool { return s == 3 }), l.Where(func(s Set) bool { return s == 1 }), l.Where(func(s Set) bool { return s == 2 })
		for _, part := range []Area{kept, lost, gained} {
			check(t, part)
		}
		sizes, err := Sizes(a, b)
		if err != nil {
			t.Fatalf("%d %s: %s", n, p.Kind, err)
		}
		var by [4]int64
		for _, s := range sizes {
			by[s.Layers] = s.SquareCm
		}
		edges := int64(a.Corners() + b.Corners())
		if off := (by[2] - by[1]) - (b.SquareCm() - a.SquareCm()); distance(off) > edges+(a.SquareCm()+b.SquareCm())/1_000_000_000 {
			t.Fatalf("%d %s: gains less losses are off by %d cm²", n, p.Kind, off)
		}
		rnd := rand.New(rand.NewPCG(uint64(n), 9))
		for range 200 {
			ring := p.A[rnd.IntN(len(p.A))][0]
			if rnd.IntN(2) == 0 {
				ring = p.B[rnd.IntN(len(p.B))][0]
			}
			near, wide := ring[rnd.IntN(len(ring))], int64(1)<<rnd.IntN(26)
			q := spot{2*int64(near.Lon) + rnd.Int64N(2*wide) - wide | 1, 2*int64(near.Lat) + rnd.Int64N(2*wide) - wide | 1}
			inA, inB := covers(p.A, q), covers(p.B, q)
			if doubtful(p, q) {
				continue
			}
			for _, c := range []struct {
				name string
				part Area
				want bool
			}{{"a", a, inA}, {"b", b, inB}, {"kept", kept, inA && inB}, {"lost", lost, inA && !inB}, {"gained", gained, inB && !inA}} {
				if covers(outlineOf(c.part), q) != c.want {
					t.Fatalf("%d: %v (halves of units) lies in %s: want %t\n%s", n, q, c.name, c.want, p)
				}
			}
		}
	}
}

// doubtful says whether a place, in half units, is so near an edge that rounding may put it on either side.
func doubtful(p drawings.Pair, q spot) bool {
	for _, rings := range append(append([][]geo.Ring(nil), p.A...), p.B...) {
		for _, r := range rings {
			for i := 1; i < len(r); i++ {
				ax, ay := float64(2*int64(r[i-1].Lon)-q.x), float64(2*int64(r[i-1].Lat)-q.y)
				dx, dy := float64(2*(int64(r[i].Lon)-int64(r[i-1].Lon))), float64(2*(int64(r[i].Lat)-int64(r[i-1].Lat)))
				t := 0.0
				if l := dx*dx + dy*dy; l > 0 {
					t = max(0, min(1, -(ax*dx+ay*dy)/l))
				}
				if math.Hypot(ax+t*dx, ay+t*dy) < 5 {
					return true
				}
			}
		}
	}
	return false
}

func TestSizesOnTheEllipsoid(t *testing.T) {
	for _, c := range []struct {
		what string
		ring geo.Ring
		want float64 // km², from PROJ: the cylindrical equal-area projection of the same ellipsoid
	}{
		{"an eighth of the globe", drawings.Ring(0, 0, 90, 0, 90, 90, 0, 90), 510_065_621.724 / 8},
		{"a square degree at the equator", drawings.Box(0, 0, 1, 1), 12_308.778361},
		{"a square degree at 60 degrees north", drawings.Box(10, 60, 1, 1), 6_122.9},
	} {
		a, _ := areaOf(t, [][]geo.Ring{{c.ring}})
		got := float64(a.SquareCm()) / 1e10
		if math.Abs(got/c.want-1) > 2e-3 {
			t.Errorf("%s has %.6f km², want %.6f", c.what, got, c.want)
		}
		t.Logf("%s: %.9f km²", c.what, got)
	}
}
