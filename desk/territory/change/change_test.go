package change

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"math"
	"strings"
	"testing"

	"truce.example/desk/territory/maps"
	"truce.example/desk/territory/overlay"
	"truce.example/desk/territory/overlay/drawings"
	"truce.example/geo"
)

func drawn(t *testing.T, areas ...string) maps.Map {
	t.Helper()
	var features []string
	for _, a := range areas {
		holder, ring, _ := strings.Cut(a, " ")
		features = append(features, fmt.Sprintf(`{"type":"Feature","properties":{"holder":%q},"geometry":{"type":"Polygon","coordinates":[%s]}}`, holder, ring))
	}
	m, err := maps.Parse([]byte(`{"type":"FeatureCollection","features":[`+strings.Join(features, ",")+`]}`), "")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func box(west, south, east, north float64) string {
	return fmt.Sprintf("[[%g,%g],[%g,%g],[%g,%g],[%g,%g],[%g,%g]]", west, south, east, south, east, north, west, north, west, south)
}

func holder(t *testing.T, all []Holder, name string) Holder {
	t.Helper()
	for _, h := range all {
		if h.Name == name {
			return h
		}
	}
	t.Fatalf("no holder %s in %v", name, all)
	return Holder{}
}

// A front moves east by a hundredth of a degree; C takes an empty corner.
func TestWhatEachGainedLostAndKept(t *testing.T) {
	before := drawn(t, "A "+box(36, 32, 37, 33), "B "+box(37, 32, 38, 33))
	after := drawn(t, "A "+box(36, 32, 37.01, 33), "B "+box(37.01, 32, 38, 33), "C "+box(40, 32, 40.1, 32.1))
	r, err := Between(before, after, 0)
	if err != nil {
		t.Fatal(err)
	}
	a, b, c := holder(t, r.Holders, "A"), holder(t, r.Holders, "B"), holder(t, r.Holders, "C")
	if a.Gained != b.Lost || a.Lost != 0 || b.Gained != 0 || c.Gained != c.Has || c.Kept != 0 || a.Kept != a.Had {
		t.Errorf("A %+v, B %+v, C %+v", a, b, c)
	}
	for _, h := range r.Holders {
		if h.Gained-h.Lost != h.Has-h.Had || h.Had != h.Kept+h.Lost || h.Has != h.Kept+h.Gained {
			t.Errorf("%s does not add up: %+v", h.Name, h)
		}
	}
	if got := overlay.SquareKm(a.Gained); got != "104.21" { // at 32.5 degrees a hundredth of a degree of longitude is 0.940 km, a degree of latitude 110.9 km
		t.Errorf("A gained %s km²", got)
	}
	if len(r.Moves) != 2 || r.Moves[1].From != "B" || r.Moves[1].To != "A" || r.Moves[0].From != Nobody || r.Moves[0].To != "C" {
		t.Errorf("moves are %+v", r.Moves)
	}
	quick, err := Sizes(before, after)
	if err != nil {
		t.Fatal(err)
	}
	for i, h := range quick {
		full := r.Holders[i]
		if h.Name != full.Name || math.Abs(float64(h.Gained-full.Gained)) > 1e-9*float64(full.Has)+100 {
			t.Errorf("quick %+v, full %+v", h, full)
		}
	}
}

func TestWhatTwoHoldIsContestedAndBothAreShown(t *testing.T) {
	before := drawn(t, "A "+box(36, 32, 37, 33))
	after := drawn(t, "A "+box(36, 32, 37, 33), "B "+box(36.5, 32, 37, 33))
	r, err := Between(before, after, 0)
	if err != nil {
		t.Fatal(err)
	}
	if a := holder(t, r.Holders, "A"); a.Lost != 0 || a.Kept != a.Had {
		t.Errorf("A still claims all: %+v", a)
	}
	if len(r.Moves) != 1 || r.Moves[0].From != "A" || r.Moves[0].To != "contested: A, B" {
		t.Errorf("moves are %+v", r.Moves)
	}
}

// 0.01 degree of longitude at 32.5 degrees north is 939 m.
func TestNoReliableChangeWithinTheUncertainty(t *testing.T) {
	before := drawn(t, "A "+box(36, 32, 37, 33), "B "+box(37, 32, 38, 33))
	after := drawn(t, "A "+box(36, 32, 37.01, 33), "B "+box(37.01, 32, 38, 33))
	for _, c := range []struct {
		uncertaintyM int64 // of each map
		doubtful     bool
	}{{0, false}, {400, false}, {460, false}, {480, true}, {5000, true}} {
		r, err := Between(before, after, c.uncertaintyM)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Pieces) != 1 || r.Pieces[0].Doubtful != c.doubtful {
			t.Errorf("with %d m: %+v", c.uncertaintyM, r.Pieces)
		}
		if a := holder(t, r.Holders, "A"); (a.DoubtfulGained == a.Gained) != c.doubtful {
			t.Errorf("with %d m: %+v", c.uncertaintyM, a)
		}
	}
	before.UncertaintyM, after.UncertaintyM = 100, 5000
	if r, err := Between(before, after, 200); err != nil || r.UncertaintyM != 5200 || !r.Pieces[0].Doubtful {
		t.Errorf("what the maps state does not count: %d, %v", r.UncertaintyM, err)
	}
}

// A pocket that is enclosed by the old edge on all sides is a change all the same, and so is a bulge on a thin strip.
func TestAWidePieceIsNoDoubtWhateverItsEdges(t *testing.T) {
	for _, c := range []struct {
		what string
		ring geo.Ring
		m    float64
		want bool
	}{
		{"a square of 11 km", drawings.Box(36, 0, 0.1, 0.1), 11_000, true},
		{"the same, asked for a little more", drawings.Box(36, 0, 0.1, 0.1), 11_200, false},
		{"a strip of 11 m by 110 km", drawings.Box(36, 0, 1, 0.0001), 10, true},
		{"the same, wider", drawings.Box(36, 0, 1, 0.0001), 12, false},
		{"a strip of 110 m with a bulge of 1.1 km", drawings.Ring(36, 0, 37, 0, 37, 0.001, 36.51, 0.001, 36.51, 0.01, 36.5, 0.01, 36.5, 0.001, 36, 0.001), 1000, true},
		{"an L whose box is wide", drawings.Ring(36, 0, 37, 0, 37, 0.001, 36.001, 0.001, 36.001, 1, 36, 1), 500, false},
	} {
		if got := Wider(overlay.Polygon{c.ring}, c.m); got != c.want {
			t.Errorf("%s is wider than %.0f m: %t", c.what, c.m, got)
		}
	}
}

func TestWhatIsWrittenCanBeRead(t *testing.T) {
	before := drawn(t, "A "+box(36, 32, 37, 33), "B,\"x\" "+box(37, 32, 38, 33))
	after := drawn(t, "A "+box(36, 32, 37.2, 32.6), "B,\"x\" "+box(37.2, 32, 38, 33))
	r, err := Between(before, after, 10)
	if err != nil {
		t.Fatal(err)
	}
	r.Before, r.After = "2017-07-06", "2017-07-20"
	m, err := maps.Parse(r.GeoJSON(), "from")
	if err != nil || m.Refused() > 0 {
		t.Fatal(err, m.Notes)
	}
	for _, move := range r.Moves {
		if a, ok := m.Area(move.From); !ok || a.Empty() {
			t.Errorf("nothing of %q can be read back", move.From)
		}
	}
	if !json.Valid(r.GeoJSON()) || !strings.Contains(string(r.GeoJSON()), `"reliability":"wider than the uncertainty"`) {
		t.Errorf("%s", r.GeoJSON())
	}
	if want := "holder,before_km2,after_km2,"; !strings.HasPrefix(string(r.CSV()), want) || strings.Count(string(r.CSV()), "\n") != 3 {
		t.Errorf("%s", r.CSV())
	}
	text, err := r.PNG()
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(text))
	if err != nil || picture.Bounds().Dx() != pictureWide {
		t.Fatal(err)
	}
	again, err := r.PNG()
	if err != nil || !bytes.Equal(text, again) {
		t.Error("the same result gives another picture")
	}
}

// Letters, and hatches beside colours: a picture of nothing, and of many moves, must come out too.
func TestPicturesOfNothingAndOfMuch(t *testing.T) {
	same := drawn(t, "A "+box(36, 32, 37, 33))
	var many []string
	for i := range 20 {
		many = append(many, fmt.Sprintf("H%02d %s", i, box(36+0.05*float64(i), 32, 36.05+0.05*float64(i), 33)))
	}
	for _, after := range []maps.Map{same, drawn(t, many...), {}} {
		r, err := Between(same, after, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.PNG(); err != nil {
			t.Error(err)
		}
	}
}
