package near_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"truce.example/desk/aid/near"
	"truce.example/geo"
)

func point(t *rapid.T, label string) geo.Point {
	lat := rapid.Int64Range(-899_000_000, 899_000_000).Draw(t, label+" lat")
	lon := rapid.Int64Range(-1_799_000_000, 1_799_000_000).Draw(t, label+" lon")
	if rapid.Bool().Draw(t, label+" here") {
		lat, lon = 326_000_000+lat%3_000_000, 361_000_000+lon%3_000_000
	}
	p, err := geo.NewPoint(lat, lon)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The grid finds what looking at each finds.
func TestTheGridFindsWhatLookingAtEachFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, all := near.New(), map[int64]near.Shape{}
		for id := range rapid.Int64Range(1, 12).Draw(t, "shapes") {
			s := near.Shape{RadiusM: rapid.Int64Range(0, 60_000).Draw(t, "radius")}
			first := point(t, "first")
			s.Points = append(s.Points, first)
			for range rapid.IntRange(0, 3).Draw(t, "more") {
				q, err := geo.NewPoint(int64(first.Lat)/2+rapid.Int64Range(-900_000, 900_000).Draw(t, "lat")+int64(first.Lat)/2, min(1_799_999_999, int64(first.Lon)+rapid.Int64Range(1, 900_000).Draw(t, "lon")))
				if err == nil && q != s.Points[len(s.Points)-1] {
					s.Points = append(s.Points, q)
				}
			}
			x.Add(id, s)
			all[id] = s
		}
		for id := range all {
			if rapid.Bool().Draw(t, "gone") {
				x.Remove(id)
				delete(all, id)
			}
		}
		p, radius := point(t, "asked"), rapid.Int64Range(0, 50_000).Draw(t, "uncertainty")
		var want, got []int64
		for id, s := range all {
			if s.DistanceCm(p) <= (s.RadiusM+radius)*100 {
				want = append(want, id)
			}
		}
		for _, h := range x.Find(p, radius) {
			got = append(got, h.ID)
			if h.DistanceCm != all[h.ID].DistanceCm(p) || h.Inside && h.DistanceCm+radius*100 > all[h.ID].RadiusM*100 {
				t.Fatalf("hit %+v of %+v", h, all[h.ID])
			}
		}
		slices.Sort(want)
		if !slices.Equal(want, got) {
			t.Fatalf("found %v; there are %v", got, want)
		}
	})
}

func hundredThousand() *near.Index {
	r, x := rand.New(rand.NewPCG(1, 2)), near.New()
	for id := range int64(100_000) {
		p, _ := geo.NewPoint(300_000_000+r.Int64N(80_000_000), 330_000_000+r.Int64N(100_000_000))
		x.Add(id, near.Shape{Points: []geo.Point{p}, RadiusM: 100 + r.Int64N(900)})
	}
	return x
}

// BenchmarkFind compares an incident, known to 5 km, with 100,000 notified places in a country of 900 by 900 km.
func BenchmarkFind(b *testing.B) {
	x, r := hundredThousand(), rand.New(rand.NewPCG(3, 4))
	hits := 0
	for b.Loop() {
		p, _ := geo.NewPoint(300_000_000+r.Int64N(80_000_000), 330_000_000+r.Int64N(100_000_000))
		hits += len(x.Find(p, 5_000))
	}
	b.ReportMetric(float64(hits)/float64(b.N), "hits/op")
}
