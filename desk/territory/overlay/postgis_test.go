package overlay

import (
	"bytes"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"truce.example/desk/territory/overlay/drawings"
	"truce.example/geo"
)

// PostGIS answered the same questions once; bench/territory writes its answers down. It reckons in floating point and does
// not round crossings to a grid, so the two agree within a tolerance: 1e-9 of both areas together, and for drawings of a
// few centimetres what it costs that every corner that comes out lies on the grid.
const (
	share     = 1e-9
	gridUnits = 1e-7 / float64(sizes) // a step of the grid of sizes, in degrees
)

func answers(t *testing.T, kind string) [][]string {
	b, err := os.ReadFile("testdata/postgis.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for line := range bytes.Lines(b) {
		if words := strings.Split(strings.TrimSpace(string(line)), "|"); words[0] == kind {
			out = append(out, words[1:])
		}
	}
	return out
}

func number(t *testing.T, text string) float64 {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// plane are the sizes of the parts in square degrees.
func plane(t *testing.T, layers ...Area) [4]float64 {
	s, err := lay(sizes, layers)
	if err != nil {
		t.Fatal(err)
	}
	var out [4]float64
	ground := s.edges[0].a // near the drawing, so that little is lost
	add := func(c cover, v float64) { out[s.turns.set(c)] += v * gridUnits * gridUnits }
	for i, e := range s.edges {
		under := float64(e.b.x-e.a.x) * (float64(e.a.y-ground.y) + float64(e.b.y-ground.y)) / 2
		add(s.left[i], -under)
		add(s.right[i], under)
	}
	return out
}

func TestOverlaysAgreeWithPostGIS(t *testing.T) {
	worst, told, mended := 0.0, 0, 0
	for _, words := range answers(t, "overlay") {
		n, err := strconv.Atoi(words[0])
		if err != nil {
			t.Fatal(err)
		}
		p := drawings.Nasty(n)
		a, faultsA, errA := NewArea(p.A)
		b, faultsB, errB := NewArea(p.B)
		theirA, theirB := number(t, words[1]), number(t, words[2])
		if errA != nil || errB != nil {
			if theirA > 1e-13 && theirB > 1e-13 {
				t.Errorf("%d %s: %v, %v; PostGIS makes %g and %g of it", n, p.Kind, errA, errB, theirA, theirB)
			}
			continue
		}
		if p.Kind != "spikes" && (doubled(p.A) || doubled(p.B)) {
			continue
		}
		told++
		ours := plane(t, a, b)
		// Where a drawing was repaired, crossings were rounded to the points' own grid, which moves edges by up to a unit.
		repaired := 0.0
		if len(faultsA)+len(faultsB) > 0 || p.Kind == "lattice of units" {
			repaired = float64(a.Corners()+b.Corners()) * math.Sqrt(theirA+theirB) * 1e-7
			mended++
		}
		for _, c := range []struct {
			what   string
			got    float64
			wanted string
		}{{"both", ours[3], words[3]}, {"only a", ours[1], words[4]}, {"only b", ours[2], words[5]}} {
			off := math.Abs(c.got - number(t, c.wanted))
			if off > share*(theirA+theirB)+repaired {
				t.Errorf("%d %s: %s has %.17g square degrees, PostGIS has %s", n, p.Kind, c.what, c.got, c.wanted)
			}
			if repaired == 0 {
				worst = max(worst, off/(theirA+theirB))
			}
		}
	}
	if told < 1000 {
		t.Errorf("only %d pairs were compared", told)
	}
	t.Logf("%d pairs, %d of them repaired; in the others the parts differ by at most %.2g of both areas", told, mended, worst)
}

// doubled says whether a polygon draws a stretch twice. What that means is not agreed: two edges cancel with us, as the
// even rule has it, and are one edge with st_makevalid.
func doubled(drawn [][]geo.Ring) bool {
	for _, rings := range drawn {
		n := noder{turns: newTurns(1, points)}
		for _, r := range rings {
			n.ring(r, n.turns.into(0))
		}
		if n.node() != nil || n.double != nil {
			return true
		}
	}
	return false
}

func TestSizesOnTheEllipsoidAgreeWithPostGIS(t *testing.T) {
	worst := 0.0
	all := answers(t, "ellipsoid")
	for _, words := range all {
		n, err := strconv.Atoi(words[0])
		if err != nil {
			t.Fatal(err)
		}
		p := drawings.Nasty(n)
		a, _, err := NewArea(p.A)
		if err != nil {
			t.Fatal(err)
		}
		ours, theirs := float64(a.SquareCm())/squareCmPerM2, number(t, words[1])
		off := math.Abs(ours/theirs - 1)
		if p.Kind != "self-crossing" && p.Kind != "overlapping polygons of one map" {
			worst = max(worst, off)
		}
		if off > 1e-7 {
			t.Errorf("%d %s: %.3f m², PostGIS has %.3f: %.2g of it", n, p.Kind, ours, theirs, off)
		}
	}
	t.Logf("%d areas; where nothing was repaired they differ by at most %.2g", len(all), worst)
}
