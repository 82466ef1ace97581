package geo

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// at returns a point in whole hundredths of a degree, which a reader can plot.
func at(lat, lon int32) Point { return Point{Lat: lat * 100_000, Lon: lon * 100_000} }

func ring(points ...Point) Ring { return append(points, points[0]) }

func mustPolygon(t testing.TB, outer Ring, holes ...Ring) Polygon {
	t.Helper()
	polygon, err := NewPolygon(outer, holes...)
	if err != nil {
		t.Fatal(err)
	}
	return polygon
}

// holed is a square from 0 to 10 with a hole from 4 to 6.
func holed(t testing.TB) Polygon {
	return mustPolygon(t,
		ring(at(0, 0), at(0, 10), at(10, 10), at(10, 0)),
		ring(at(4, 4), at(6, 4), at(6, 6), at(4, 6)))
}

func TestContains(t *testing.T) {
	polygon := holed(t)
	tests := []struct {
		name string
		p    Point
		want bool
	}{
		{"a point inside is inside", at(2, 2), true},
		{"a point in the hole is outside", at(5, 5), false},
		{"a corner is inside", at(0, 0), true},
		{"an edge is inside", at(0, 5), true},
		{"the edge of a hole is inside", at(4, 5), true},
		{"the corner of a hole is inside", at(6, 6), true},
		{"one unit beyond the edge is outside", Point{-1, 500_000}, false},
		{"one unit into the hole is outside", Point{400_001, 500_000}, false},
		{"a point level with corners is outside", at(10, 11), false},
		{"a point level with a hole's corner is inside", at(4, 2), true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := polygon.Contains(test.p); got != test.want {
				t.Errorf("Contains(%v) is %v", test.p, got)
			}
		})
	}
	if (Polygon{}).Contains(at(0, 0)) {
		t.Error("the empty polygon contains a point")
	}
}

// TestContainsIsExactFarApart would fail if a product overflowed.
func TestContainsIsExactFarApart(t *testing.T) {
	world := mustPolygon(t, ring(Point{-maxLat, -maxLon}, Point{-maxLat, maxLon}, Point{maxLat, maxLon}))
	if !world.Contains(Point{0, 0}) || world.Contains(Point{1, 0}) || !world.Contains(Point{-1, 0}) {
		t.Error("the diagonal of the world is not where it should be")
	}
}

func TestInsideStaysInsideWhenTheRingIsReversedOrTurned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Point{Lat: rapid.Int32Range(-100_000, 1_100_000).Draw(t, "lat"), Lon: rapid.Int32Range(-100_000, 1_100_000).Draw(t, "lon")}
		corners := []Point{at(0, 0), at(3, 9), at(10, 10), at(7, 4), at(9, 0)}
		polygon, err := NewPolygon(ring(corners...))
		if err != nil {
			t.Fatal(err)
		}
		turn := rapid.IntRange(0, len(corners)-1).Draw(t, "turn")
		turned := slices.Concat(corners[turn:], corners[:turn])
		slices.Reverse(turned)
		other, err := NewPolygon(ring(turned...))
		if err != nil {
			t.Fatal(err)
		}
		if polygon.Contains(p) != other.Contains(p) || polygon.EdgeDistanceCm(p) != other.EdgeDistanceCm(p) {
			t.Fatalf("%v is judged otherwise", p)
		}
	})
}

func TestPolygonRefuses(t *testing.T) {
	square := ring(at(0, 0), at(0, 10), at(10, 10), at(10, 0))
	tests := []struct {
		name  string
		rings []Ring
		want  string
	}{
		{"a ring that is open", []Ring{{at(0, 0), at(0, 10), at(10, 10), at(10, 0)}}, "not closed"},
		{"a ring of three points", []Ring{{at(0, 0), at(0, 10), at(0, 0)}}, "at least 4 points"},
		{"a bow tie", []Ring{ring(at(0, 0), at(10, 10), at(10, 0), at(0, 10))}, "from 0, 0 to 0.1, 0.1"},
		{"an edge that folds back", []Ring{ring(at(0, 0), at(0, 10), at(0, 5), at(5, 5))}, "touches itself"},
		{"a point twice in a row", []Ring{ring(at(0, 0), at(0, 10), at(0, 10), at(10, 0))}, "twice in a row"},
		{"a ring that touches itself in a point", []Ring{ring(at(0, 0), at(0, 10), at(5, 5), at(10, 10), at(10, 0), at(5, 5))}, "touches itself"},
		{"a hole outside", []Ring{square, ring(at(20, 20), at(20, 30), at(30, 30))}, "outside the outer ring"},
		{"a hole that crosses", []Ring{square, ring(at(5, 5), at(5, 15), at(8, 8))}, "meets another ring"},
		{"a hole in a hole", []Ring{square, ring(at(1, 1), at(1, 9), at(9, 9), at(9, 1)), ring(at(3, 3), at(3, 4), at(4, 4))}, "in another hole"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := NewPolygon(test.rings[0], test.rings[1:]...)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestRelate(t *testing.T) {
	tests := []struct {
		name                         string
		inside                       bool
		edge, uncertainty, tolerance int64
		want                         Relation
	}{
		{"deep inside", true, 1000, 100, 10, Inside},
		{"far outside", false, 1000, 100, 10, Outside},
		{"an exact point on the edge", true, 0, 0, 0, Inside},
		{"an exact point just outside", false, 1, 0, 0, Outside},
		{"the disc reaches the edge from inside", true, 100, 100, 0, Possible},
		{"the disc reaches the edge from outside", false, 100, 100, 0, Possible},
		{"an exact point in the band", false, 10, 0, 10, WithinTolerance},
		{"the disc lies wholly in the band", false, 4, 6, 10, WithinTolerance},
		{"the disc lies partly in the band and reaches the edge", false, 5, 6, 10, Possible},
		{"the disc lies partly in the band on one side", false, 8, 3, 10, WithinTolerance},
		{"the disc reaches only the band", false, 12, 3, 10, Outside},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := RelateToEdge(test.inside, test.edge, test.uncertainty, test.tolerance); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
	if relation, edgeCm := Relate(holed(t), at(5, 5), 1, 0); relation != Outside || edgeCm < 110_000 || edgeCm > 112_000 {
		t.Errorf("the middle of the hole is %s, %d cm from its edge", relation, edgeCm)
	}
}

func TestGeoJSONRoundTrip(t *testing.T) {
	line, err := NewLine([]Point{at(1, 2), {326190001, -361020001}})
	if err != nil {
		t.Fatal(err)
	}
	features := []Feature{
		{ID: "p", Geometry: at(3, 4)},
		{ID: "line", Geometry: line, Properties: map[string]json.RawMessage{"name": json.RawMessage(`"x"`)}},
		{Geometry: holed(t)},
		{ID: "many", Geometry: MultiPolygon{holed(t)}},
	}
	back, err := DecodeGeoJSON(EncodeGeoJSON(features))
	if err != nil || !reflect.DeepEqual(back, features) {
		t.Fatalf("read back %v, %v", back, err)
	}
}

func TestGeoJSONRefuses(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"not JSON", `{`, "is not GeoJSON"},
		{"a height too many", `{"type":"Point","coordinates":[1,2,3,4]}`, "has 4 numbers"},
		{"latitude first", `{"type":"Point","coordinates":[32.6,136.1]}`, "swapped"},
		{"a text for a number", `{"type":"Point","coordinates":["1",2]}`, "not a decimal"},
		{"no coordinates", `{"type":"Point","coordinates":null}`, "no coordinates"},
		{"no geometry", `{"type":"Feature","id":"a","geometry":null}`, `feature "a"`},
		{"an unknown geometry", `{"type":"MultiPoint","coordinates":[]}`, "MultiPoint"},
		{"an open ring", `{"type":"FeatureCollection","features":[{"type":"Feature","id":7,"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}}]}`, `feature "7": outer ring: is not closed`},
		{"no type", `{"coordinates":[1,2]}`, `no "type"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := DecodeGeoJSON([]byte(test.text)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v, want one with %q", err, test.want)
			}
		})
	}
	_, err := DecodeGeoJSON([]byte("{\"type\":\"FeatureCollection\",\"features\":[\n{\"type\":\"Feature\"}]}"))
	var where *FeatureError
	if !errors.As(err, &where) || where.Offset != 41 {
		t.Errorf("the error is %v at %+v", err, where)
	}
}

func FuzzGeoJSON(f *testing.F) {
	f.Add([]byte(`{"type":"Point","coordinates":[36.102,32.619]}`))
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"type":"Feature","id":"a","properties":{"x":[1]},"geometry":{"type":"LineString","coordinates":[[0,0,5],[1e1,1]]}}]}`))
	f.Add([]byte(`{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		features, err := DecodeGeoJSON(text)
		if err != nil {
			return
		}
		written := EncodeGeoJSON(features)
		back, err := DecodeGeoJSON(written)
		if err != nil {
			t.Fatalf("%s was accepted, written as %s, and refused: %v", text, written, err)
		}
		if again := EncodeGeoJSON(back); string(again) != string(written) {
			t.Fatalf("written as %s and then as %s", written, again)
		}
	})
}

func BenchmarkPolygonContains(b *testing.B) {
	polygon := holed(b)
	for b.Loop() {
		polygon.Contains(at(2, 2))
	}
}

func BenchmarkPolygonEdgeDistanceCm(b *testing.B) {
	polygon := holed(b)
	for b.Loop() {
		polygon.EdgeDistanceCm(at(2, 2))
	}
}

// The line goes east, turns north, and then west; x marks places, and the side is told from the nearest edge.
func TestALineHasTwoSides(t *testing.T) {
	line := func(texts ...string) Line {
		var ps []Point
		for _, text := range texts {
			p, err := ParsePoint(text)
			if err != nil {
				t.Fatal(err)
			}
			ps = append(ps, p)
		}
		l, err := NewLine(ps)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	bent := line("32.0, 36.0", "32.0, 36.1", "32.1, 36.1", "32.1, 36.0")
	right := line("32.1, 36.0", "32.1, 36.1", "32.0, 36.1")
	for _, row := range []struct {
		line Line
		at   string
		want int
	}{
		{bent, "32.05, 36.05", 1}, {bent, "31.95, 36.05", -1}, {bent, "32.05, 36.15", -1}, {bent, "32.15, 36.05", -1},
		{bent, "31.95, 36.15", -1}, {bent, "32.15, 36.15", -1}, // outside the corners
		{bent, "32.01, 36.09", 1},                          // inside one
		{bent, "32.01, 35.9", 1}, {bent, "31.9, 35.9", -1}, // beyond the end
		{bent, "32.0, 36.05", 0}, // on it
		{right, "32.15, 36.15", 1}, {right, "32.09, 36.09", -1}, {right, "32.05, 36.2", 1},
		{Line{}, "32, 36", 0},
	} {
		p, err := ParsePoint(row.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := row.line.Side(p); got != row.want {
			t.Errorf("%s is on side %d; want %d", row.at, got, row.want)
		}
	}
}
