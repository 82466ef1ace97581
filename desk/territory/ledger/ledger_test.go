package ledger

import (
	"math/rand/v2"
	"strings"
	"testing"

	"truce.example/desk/territory/overlay"
	"truce.example/geo"
)

func square(t *testing.T, lat, lon, size int32) overlay.Area {
	t.Helper()
	a, _, err := overlay.NewArea([][]geo.Ring{{{{Lat: lat, Lon: lon}, {Lat: lat, Lon: lon + size}, {Lat: lat + size, Lon: lon + size}, {Lat: lat + size, Lon: lon}, {Lat: lat, Lon: lon}}}})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// What all places have together is what lies within reach of any: no cell overlaps another, and none leaves a gap.
func TestCellsDivideWhatLiesWithinReach(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	var places []geo.Point
	for range 300 {
		places = append(places, geo.Point{Lat: 480_000_000 + rnd.Int32N(20_000_000), Lon: 350_000_000 + rnd.Int32N(30_000_000)})
	}
	places = append(places, places[0])
	const reach = 12_000
	cells, err := Cells(places, reach)
	if err != nil {
		t.Fatal(err)
	}
	if !cells[300].Empty() {
		t.Error("a place on another has a cell of its own")
	}
	var sum int64
	for i, c := range cells[:300] {
		if c.Empty() {
			t.Errorf("place %d has no cell", i)
		}
		sum += c.SquareCm()
	}
	whole, err := Union(cells[:300]...)
	if err != nil {
		t.Fatal(err)
	}
	// where a common edge ends at the reach of both it ends for each at its own corner, and is straight on the map between them
	if d := sum - whole.SquareCm(); d < -sum/1e6 || d > sum/1e6 {
		t.Errorf("the cells have %d cm², and cover %d", sum, whole.SquareCm())
	}
	for range 2_000 {
		p := geo.Point{Lat: 481_000_000 + rnd.Int32N(18_000_000), Lon: 351_000_000 + rnd.Int32N(28_000_000)}
		best, nearest, second := -1, int64(1<<62), int64(1<<62)
		for i, q := range places[:300] {
			if d := geo.DistanceCm(p, q); d < nearest {
				best, nearest, second = i, d, nearest
			} else if d < second {
				second = d
			}
		}
		if second-nearest < nearest/100 || nearest > reach*99 && nearest < reach*101 {
			continue // on an edge, where sphere and ellipsoid may differ
		}
		in := false
		for _, g := range cells[best].Polygons() {
			in = in || g.Contains(p)
		}
		if in != (nearest <= reach*100) {
			t.Errorf("%s is %d cm from its nearest place, and in its cell: %t", p, nearest, in)
		}
	}
}

// However claims lie, no ground is on the map twice, and none that is claimed is missing.
func TestFacesDivideWhatIsClaimed(t *testing.T) {
	rnd := rand.New(rand.NewPCG(2, 2))
	for range 20 {
		var claims []*Claim
		var areas []overlay.Area
		for i := range 25 {
			a := square(t, 320_000_000+rnd.Int32N(1_000_000), 360_000_000+rnd.Int32N(1_000_000), 100_000+rnd.Int32N(400_000))
			areas = append(areas, a)
			claims = append(claims, &Claim{
				ID: ID{int64(i), 0}, Source: string(rune('p' + rnd.IntN(4))), Holders: []string{string(rune('A' + rnd.IntN(3)))}, Status: "controlled_uncontested",
				SeenMs: rnd.Int64N(40), Area: a,
			})
		}
		m, err := Consolidate(Rule{ConflictMs: 10, ReachM: 1000}, overlay.Area{}, claims)
		if err != nil {
			t.Fatal(err)
		}
		var sum int64
		for _, f := range m.Faces {
			sum += f.Area.SquareCm()
			if len(f.Claims) == 0 || len(f.Holders) == 0 {
				t.Errorf("a face of nobody: %+v", f)
			}
			if contested := len(f.Holders) > 1; contested != (f.Status == "contested") {
				t.Errorf("%v is %s", f.Holders, f.Status)
			}
		}
		whole, err := Union(areas...)
		if err != nil {
			t.Fatal(err)
		}
		// every cut moves a corner by up to 8 mm
		if d := sum - whole.SquareCm(); d < -sum/1e6 || d > sum/1e6 {
			t.Errorf("the faces have %d cm², the claims cover %d", sum, whole.SquareCm())
		}
		again, err := Consolidate(Rule{ConflictMs: 10, ReachM: 1000}, overlay.Area{}, reversed(claims))
		if err != nil || words(again) != words(m) {
			t.Errorf("in another order: %v\n%s\n%s", err, words(m), words(again))
		}
	}
}

func reversed(list []*Claim) []*Claim {
	var out []*Claim
	for i := len(list) - 1; i >= 0; i-- {
		out = append(out, list[i])
	}
	return out
}

func words(m Map) string {
	var b strings.Builder
	for _, f := range m.Faces {
		b.WriteString(strings.Join(f.Holders, "+") + " " + overlay.SquareKm(f.Area.SquareCm()) + "\n")
	}
	return b.String()
}
