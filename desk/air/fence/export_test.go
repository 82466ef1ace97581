package fence

import (
	"math/rand/v2"
	"testing"

	"truce.example/geo"
)

// Invented makes zones of 5 to 30 km over Switzerland, for tests from outside.
func Invented(n int) []*Zone {
	r := rand.New(rand.NewPCG(21, 22))
	var out []*Zone
	for _, z := range someZones(r, n, 4, 0.05, 0.3) {
		moved := *z
		var ring geo.Ring
		for _, p := range z.Area[0].Outer() {
			ring = append(ring, geo.Point{Lat: p.Lat + 3e7, Lon: p.Lon + 5e6})
		}
		g, err := geo.NewPolygon(ring)
		if err != nil {
			continue
		}
		moved.Area = geo.MultiPolygon{g}
		for i := range moved.Active { // the day of the tracks
			moved.Active[i].FromMs = 1533099600000 + moved.Active[i].FromMs*60
			if moved.Active[i].ToMs != 0 {
				moved.Active[i].ToMs = 1533099600000 + moved.Active[i].ToMs*60
			}
		}
		out = append(out, &moved)
	}
	return out
}

// NewSlow is the slow check.
func NewSlow(zones []*Zone) func(aircraft int, f Fix) []Event { return newSlow(zones).update }

// Compare wants two lists of events to be the same.
func Compare(t *testing.T, fast, slow []Event) { t.Helper(); compare(t, fast, slow) }
