package overlay

import (
	"math"
	"math/rand/v2"
	"strings"
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
	for n := range 480 {
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
		if off := (by[2] - by[1]) - (b.SquareCm() - a.SquareCm()); distance(off) > edges+(a.SquareCm()+b.SquareCm())/100_000_000 { // a crossing moves by up to 0.05 mm, and bends edges of 100 km
			t.Fatalf("%d %s: gains less losses are off by %d cm²", n, p.Kind, off)
		}
		rnd := rand.New(rand.NewPCG(uint64(n), 9))
		for range 100 {
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

func TestAnEighthOfTheGlobe(t *testing.T) {
	a, _ := areaOf(t, [][]geo.Ring{{drawings.Ring(0, 0, 90, 0, 90, 90, 0, 90)}})
	if off := float64(a.SquareCm())/1e10/(510_065_621.724088/8) - 1; math.Abs(off) > 1e-12 {
		t.Errorf("it is off by %.2g", off)
	}
}

func TestWhatCannotBeUnderstoodIsRefusedWithItsPlace(t *testing.T) {
	for _, c := range []struct {
		what  string
		drawn []geo.Ring
		want  string
	}{
		{"a line there and back", []geo.Ring{drawings.Ring(36, 32, 37, 33)}, "polygon 1: near 32, 36: a ring has fewer than three corners"},
		{"three corners on a line", []geo.Ring{drawings.Ring(36, 32, 37, 33, 36.5, 32.5)}, "polygon 1: near 32, 36: it encloses nothing"},
		{"the way round a pole", []geo.Ring{drawings.Ring(-120, 80, 0, 80, 120, 80)}, "polygon 1: near 80, -120: it goes round a pole; cut it at the 180th meridian"},
		{"no ring", nil, "polygon 1: has no ring"},
	} {
		if _, _, err := NewArea([][]geo.Ring{c.drawn}); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v", c.what, err)
		}
	}
}

func TestWhatIsRepairedIsSaidWithItsPlace(t *testing.T) {
	degree, _ := areaOf(t, [][]geo.Ring{{drawings.Box(36, 0, 1, 1)}})
	for _, c := range []struct {
		what  string
		drawn [][]geo.Ring
		want  string
		parts int
		share float64 // of a square degree at the equator
	}{
		{"a bow tie", [][]geo.Ring{{drawings.Ring(36, 0, 37, 1, 37, 0, 36, 1)}}, "polygon 1, near 0.5, 36.5: its edges cross; what an odd number of rings wind round is taken", 2, 0.5},
		{"a spike", [][]geo.Ring{{drawings.Ring(36, 0, 37, 0, 37, 1, 36.5, 1, 36.5, 2, 36.5, 1, 36, 1)}}, "polygon 1, near 1, 36.5: an edge is drawn twice, there and back; it encloses nothing and is left out", 1, 1},
		{"two that overlap", [][]geo.Ring{{drawings.Box(36, 0, 1, 1)}, {drawings.Box(36.5, 0, 1, 1)}}, "it and another overlap by 6154.23 km²; their union is taken", 1, 1.5},
		{"over the 180th meridian", [][]geo.Ring{{drawings.Ring(179.5, 0, -179.5, 0, -179.5, 1, 179.5, 1)}}, "polygon 1, near 0, 179.5: it crosses the 180th meridian, and is cut there", 2, 1},
		{"a hole outside", [][]geo.Ring{{drawings.Box(36, 0, 1, 1), drawings.Box(38, 0, 1, 1)}}, "its rings do not nest", 2, 2},
		{"drawn the other way, not closed, with a point twice", [][]geo.Ring{{{{Lat: 0, Lon: 360_000_000}, {Lat: 10_000_000, Lon: 360_000_000}, {Lat: 10_000_000, Lon: 360_000_000}, {Lat: 10_000_000, Lon: 370_000_000}, {Lat: 0, Lon: 370_000_000}}}}, "", 1, 1},
	} {
		a, faults := areaOf(t, c.drawn)
		if c.want == "" && len(faults) > 0 || c.want != "" && (len(faults) != 1 || !strings.HasSuffix(faults[0].String(), c.want) && !strings.Contains(faults[0].String(), c.want)) {
			t.Errorf("%s: %v", c.what, faults)
		}
		if got := float64(a.SquareCm()) / float64(degree.SquareCm()); len(a.Polygons()) != c.parts || math.Abs(got-c.share) > 1e-4 {
			t.Errorf("%s: %d parts, %.6f square degrees", c.what, len(a.Polygons()), got)
		}
	}
}

func BenchmarkSizes(b *testing.B) {
	before, _ := areaOf(b, drawings.Fronts(50_000, 1))
	for _, c := range []struct {
		name  string
		drawn [][]geo.Ring
	}{{"edited", drawings.Edited(outlineOf(before), 1)}, {"redrawn", drawings.Redrawn(outlineOf(before), 600, 1)}} {
		after, _ := areaOf(b, c.drawn)
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Sizes(before, after); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkNewArea(b *testing.B) {
	drawn := drawings.Fronts(3_000, 1)
	for b.Loop() {
		if _, _, err := NewArea(drawn); err != nil {
			b.Fatal(err)
		}
	}
}
