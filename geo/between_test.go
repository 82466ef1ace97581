package geo

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestTwoLegsAreAsFarApartAsTheirNearestPlaces(t *testing.T) {
	at := func(lat, lon int32) Point { return Point{Lat: 326_000_000 + lat, Lon: 361_000_000 + lon} }
	for _, c := range []struct {
		name       string
		a, b, c, d Point
		want, give int64 // cm, and how much is forgiven
	}{
		{"they cross", at(0, 0), at(100_000, 100_000), at(0, 100_000), at(100_000, 0), 0, 0},
		{"they share an end", at(0, 0), at(100_000, 0), at(100_000, 0), at(100_000, 9), 0, 0},
		{"one begins on the other", at(0, 0), at(0, 200_000), at(0, 100_000), at(50_000, 100_000), 0, 0},
		{"side by side, 0.01 degrees of latitude", at(0, 0), at(0, 200_000), at(100_000, 0), at(100_000, 200_000), 110_892, 30},
		{"a point and a leg", at(100_000, 50_000), at(100_000, 50_000), at(0, 0), at(0, 200_000), 110_892, 30},
		{"two points", at(0, 0), at(0, 0), at(100_000, 0), at(100_000, 0), 110_892, 30},
	} {
		for _, got := range []int64{BetweenCm(c.a, c.b, c.c, c.d), BetweenCm(c.c, c.d, c.a, c.b), BetweenCm(c.b, c.a, c.d, c.c)} {
			if got < c.want-c.give || got > c.want+c.give {
				t.Errorf("%s: %d cm, want %d", c.name, got, c.want)
			}
		}
	}
}

// Between legs, and between a leg and an area, no place is nearer than is said; and one is as near.
func TestNoPlaceOfALegIsNearerThanIsSaid(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 5))
	point := func() Point {
		return Point{Lat: 326_000_000 + random.Int32N(2_000_000), Lon: 361_000_000 + random.Int32N(2_000_000)}
	}
	along := func(a, b Point, i, n int64) Point {
		return Point{Lat: a.Lat + int32(int64(b.Lat-a.Lat)*i/n), Lon: a.Lon + int32(int64(b.Lon-a.Lon)*i/n)}
	}
	const steps = 60
	for range 300 {
		a, b, c, d := point(), point(), point(), point()
		said, seen := BetweenCm(a, b, c, d), int64(math.MaxInt64)
		for i := range int64(steps + 1) {
			seen = min(seen, segmentDistanceCm(c, d, along(a, b, i, steps)))
		}
		if step := DistanceCm(a, b) / steps; said > seen+seen/1000+1 || seen > said+step+said/1000+1 {
			t.Fatalf("from %s–%s to %s–%s: %d cm is said and %d seen", a, b, c, d, said, seen)
		}
		corner := point()
		square, err := NewPolygon(Ring{corner, {Lat: corner.Lat, Lon: corner.Lon + 300_000}, {Lat: corner.Lat + 200_000, Lon: corner.Lon + 300_000}, {Lat: corner.Lat + 200_000, Lon: corner.Lon}, corner})
		if err != nil {
			t.Fatal(err)
		}
		area := MultiPolygon{square}
		said, seen = area.BetweenCm(a, b), int64(math.MaxInt64)
		for i := range int64(steps + 1) {
			p := along(a, b, i, steps)
			if area.Contains(p) {
				seen = 0
			}
			seen = min(seen, area.EdgeDistanceCm(p))
		}
		if step := DistanceCm(a, b) / steps; said > seen+seen/1000+1 || seen > said+step+said/1000+1 {
			t.Fatalf("from %s–%s to the area at %s: %d cm is said and %d seen", a, b, corner, said, seen)
		}
	}
	if MultiPolygon(nil).BetweenCm(point(), point()) != math.MaxInt64 {
		t.Error("a leg is near to nothing")
	}
}
