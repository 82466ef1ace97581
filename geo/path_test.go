package geo

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestMidpointLiesOnTheGreatCircle(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	worst := 0.0
	for range 100_000 {
		a := Point{Lat: int32(r.IntN(140e7) - 70e7), Lon: int32(r.IntN(340e7) - 170e7)}
		b := Ahead(a, int64(r.IntN(36000)), int64(r.IntN(200_000_00)))
		if math.Abs(float64(b.Lat)) > 70e7 {
			continue
		}
		got, want := Midpoint(a, b), midpointByVectors(a, b)
		if got != Midpoint(b, a) {
			t.Fatalf("the middle of %s and %s depends on their order", a, b)
		}
		worst = max(worst, float64(DistanceCm(got, want))/100)
	}
	if t.Logf("worst: %.2f m", worst); worst > 2 {
		t.Errorf("a midpoint is %.2f m from the great circle's", worst)
	}
}

func midpointByVectors(a, b Point) Point {
	x := func(p Point) (float64, float64, float64) {
		lat, lon := float64(p.Lat)/1e7*math.Pi/180, float64(p.Lon)/1e7*math.Pi/180
		return math.Cos(lat) * math.Cos(lon), math.Cos(lat) * math.Sin(lon), math.Sin(lat)
	}
	x1, y1, z1 := x(a)
	x2, y2, z2 := x(b)
	lat := math.Atan2(z1+z2, math.Hypot(x1+x2, y1+y2))
	lon := math.Atan2(y1+y2, x1+x2)
	return Point{Lat: int32(math.Round(lat * 180 / math.Pi * 1e7)), Lon: int32(math.Round(lon * 180 / math.Pi * 1e7))}
}

func TestAheadIsAsFarAsItSays(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		a := Point{Lat: int32(r.IntN(130e7) - 65e7), Lon: int32(r.IntN(340e7) - 170e7)}
		far, course := int64(1000+r.IntN(50_000_00)), r.IntN(36000)
		b := Ahead(a, int64(course), far)
		if d := DistanceCm(a, b); max(d-far, far-d) > far/500+5 {
			t.Fatalf("%d cm ahead of %s on %d lies %s, which is %d cm away", far, a, course, b, d)
		}
	}
	for _, c := range []struct {
		course      int64
		north, east int
	}{{0, 1, 0}, {9000, 0, 1}, {18000, -1, 0}, {27000, 0, -1}, {-9000, 0, -1}, {4500, 1, 1}} {
		b := Ahead(Point{Lat: 47e7, Lon: 8e7}, c.course, 1_000_00)
		if toward(b.Lat-47e7) != c.north || toward(b.Lon-8e7) != c.east {
			t.Errorf("course %d leads to %s", c.course, b)
		}
	}
}

func toward(x int32) int {
	switch {
	case x > 100:
		return 1
	case x < -100:
		return -1
	}
	return 0
}
