package geo

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// vincenty returns the length of the geodesic on WGS 84 in metres: the oracle for the integers.
func vincenty(a, b Point) float64 {
	const major, f = 6378137.0, 1 / 298.257223563
	minor := major * (1 - f)
	lat1, lon1 := a.floatDegrees()
	lat2, lon2 := b.floatDegrees()
	u1, u2 := math.Atan((1-f)*math.Tan(radian(lat1))), math.Atan((1-f)*math.Tan(radian(lat2)))
	difference := radian(lon2 - lon1)
	lambda := difference
	for range 100 {
		sin := math.Hypot(math.Cos(u2)*math.Sin(lambda), math.Cos(u1)*math.Sin(u2)-math.Sin(u1)*math.Cos(u2)*math.Cos(lambda))
		if sin == 0 {
			return 0
		}
		cos := math.Sin(u1)*math.Sin(u2) + math.Cos(u1)*math.Cos(u2)*math.Cos(lambda)
		sigma := math.Atan2(sin, cos)
		sinAlpha := math.Cos(u1) * math.Cos(u2) * math.Sin(lambda) / sin
		cos2Alpha := 1 - sinAlpha*sinAlpha
		middle := cos
		if cos2Alpha > 0 {
			middle = cos - 2*math.Sin(u1)*math.Sin(u2)/cos2Alpha
		}
		c := f / 16 * cos2Alpha * (4 + f*(4-3*cos2Alpha))
		before := lambda
		lambda = difference + (1-c)*f*sinAlpha*(sigma+c*sin*(middle+c*cos*(-1+2*middle*middle)))
		if math.Abs(lambda-before) > 1e-13 {
			continue
		}
		square := cos2Alpha * (major*major - minor*minor) / (minor * minor)
		k := 1 + square/16384*(4096+square*(-768+square*(320-175*square)))
		l := square / 1024 * (256 + square*(-128+square*(74-47*square)))
		correction := l * sin * (middle + l/4*(cos*(-1+2*middle*middle)-l/6*middle*(-3+4*sin*sin)*(-3+4*middle*middle)))
		return minor * k * (sigma - correction)
	}
	return math.NaN()
}

func TestDistanceAgreesWithVincenty(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	worst := 0.0
	for range 20_000 {
		a := Point{Lat: int32((random.Float64()*140 - 70) * 1e7), Lon: int32((random.Float64()*340 - 170) * 1e7)}
		reach := math.Pow(10, random.Float64()*6) / 111_000 // up to about 10 degrees before the cut at 200 km
		heading := random.Float64() * 2 * math.Pi
		lat := float64(a.Lat) + math.Sin(heading)*reach*1e7
		lon := float64(a.Lon) + math.Cos(heading)*reach*1e7
		b := Point{Lat: int32(lat), Lon: int32(lon)}
		want := vincenty(a, b)
		if math.Abs(lat) > 70e7 || want > 200_000 || want < 10 {
			continue
		}
		got := float64(DistanceCm(a, b)) / 100
		worst = max(worst, (math.Abs(got-want)-0.02)/want)
		if DistanceCm(a, b) != DistanceCm(b, a) {
			t.Fatalf("%v to %v is not as long as back", a, b)
		}
	}
	t.Logf("worst error %.4f %%", 100*worst)
	if worst > 0.0003 {
		t.Errorf("worst error %.4f %% is above 0.03 %%", 100*worst)
	}
}

func TestDistanceOfKnownPlaces(t *testing.T) {
	tests := []struct {
		name   string
		a, b   Point
		wantCm int64
	}{
		{"the same point", Point{326190000, 361020000}, Point{326190000, 361020000}, 0},
		{"one unit of latitude", Point{0, 0}, Point{1, 0}, 1},
		{"a degree of longitude on the equator", Point{0, 0}, Point{0, 1e7}, 11_131_950},
		{"across the 180th meridian", Point{0, 1799999000}, Point{0, -1799999000}, 2226},
		{"a degree of latitude from the equator", Point{0, 0}, Point{1e7, 0}, 11_057_439},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := DistanceCm(test.a, test.b); got < test.wantCm-300 || got > test.wantCm+300 || test.wantCm < 5000 && got != test.wantCm {
				t.Errorf("%d cm, want %d", got, test.wantCm)
			}
		})
	}
}

func TestCosine(t *testing.T) {
	for lat := int64(-maxLat); lat <= maxLat; lat += 123_457 {
		want := math.Cos(float64(lat) / unitsPerDegree * math.Pi / 180)
		if got := float64(cosine(lat)) / one; math.Abs(got-want) > 4e-9 {
			t.Fatalf("cosine of %d is %.10f, want %.10f", lat, got, want)
		}
	}
}

// TestLineDistance compares with the nearest of many points set along the line.
func TestLineDistance(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		a := Point{Lat: int32(32e7 + random.Int32N(2e7)), Lon: int32(35e7 + random.Int32N(2e7))}
		b := Point{Lat: a.Lat + random.Int32N(4e6) - 2e6, Lon: a.Lon + random.Int32N(4e6) - 2e6}
		p := Point{Lat: a.Lat + random.Int32N(6e6) - 3e6, Lon: a.Lon + random.Int32N(6e6) - 3e6}
		line, err := NewLine([]Point{a, b})
		if err != nil {
			t.Fatal(err)
		}
		nearest := math.Inf(1)
		const steps = 2000
		for i := range int64(steps + 1) {
			q := Point{
				Lat: a.Lat + int32(int64(b.Lat-a.Lat)*i/steps),
				Lon: a.Lon + int32(int64(b.Lon-a.Lon)*i/steps),
			}
			nearest = min(nearest, vincenty(p, q))
		}
		if got := float64(line.DistanceCm(p)) / 100; math.Abs(got-nearest) > 0.001*nearest+10 {
			t.Fatalf("from %v to %v–%v: %.1f m, want %.1f", p, a, b, got, nearest)
		}
	}
}

func TestPointOnTheLineIsAtNoDistance(t *testing.T) {
	line, err := NewLine([]Point{{326000000, 360000000}, {328000000, 364000000}})
	if err != nil {
		t.Fatal(err)
	}
	if got := line.DistanceCm(Point{327000000, 362000000}); got != 0 {
		t.Errorf("%d cm", got)
	}
}

func TestLineDistanceIsThatOfItsNearestEdge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		point := rapid.Custom(func(t *rapid.T) Point {
			return Point{Lat: rapid.Int32Range(-maxLat, maxLat).Draw(t, "lat"), Lon: rapid.Int32Range(-maxLon, maxLon).Draw(t, "lon")}
		})
		points, p := rapid.SliceOfN(point, 2, 8).Draw(t, "line"), point.Draw(t, "p")
		line, err := NewLine(points)
		if err != nil {
			t.Fatal(err)
		}
		nearest := int64(math.MaxInt64)
		for i := 1; i < len(points); i++ {
			nearest = min(nearest, segmentDistanceCm(points[i-1], points[i], p))
		}
		if got := line.DistanceCm(p); got != nearest {
			t.Fatalf("%d cm, want %d", got, nearest)
		}
	})
}

func BenchmarkDistanceCm(b *testing.B) {
	p, q := Point{326190000, 361020000}, Point{330719000, 361832000}
	for b.Loop() {
		DistanceCm(p, q)
	}
}
