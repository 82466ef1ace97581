package live

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"truce.example/desk/air/feed"
	"truce.example/desk/air/fence"
	"truce.example/desk/air/track"
	"truce.example/desk/air/watch"
	"truce.example/geo"
)

// round makes a zone about a place, without floor and ceiling.
func round(t testing.TB, id string, lat, lon, reach float64) *fence.Zone {
	var ring geo.Ring
	for k := range 12 {
		a := 2 * math.Pi * float64(k) / 12
		ring = append(ring, geo.Point{Lat: int32((lat + reach*math.Sin(a)) * 1e7), Lon: int32((lon + reach*math.Cos(a)) * 1e7)})
	}
	g, err := geo.NewPolygon(append(ring, ring[0]))
	if err != nil {
		t.Fatal(err)
	}
	return &fence.Zone{ID: id, Area: geo.MultiPolygon{g}, Floor: fence.Level{Datum: fence.Surface}, Ceiling: fence.Level{Datum: fence.Unlimited}}
}

func someZones(t testing.TB, r *rand.Rand, n int) (out []*fence.Zone) {
	for i := range n {
		out = append(out, round(t, fmt.Sprint("Z", i), 32+r.Float64()/2, 36+r.Float64()/2, 0.02+0.1*r.Float64()))
	}
	return out
}

// where is where an aircraft is at a second: on a circle of its own.
func where(aircraft, second int) feed.Report {
	a := float64(second)/60 + float64(aircraft)
	return feed.Report{
		Has: feed.Place | feed.Pressure, Address: uint32(aircraft), Ms: 1_500_000_000_000 + int64(second)*1000, PressureCm: 3000_00, NIC: -1, NACp: -1, SIL: -1,
		Place: geo.Point{Lat: int32((32.25 + 0.25*math.Sin(a+float64(aircraft%7))) * 1e7), Lon: int32((36.25 + 0.25*math.Cos(a)) * 1e7)},
	}
}

func TestCrossingsDoNotDependOnTheWorkers(t *testing.T) {
	set, err := fence.NewSet(someZones(t, rand.New(rand.NewPCG(1, 2)), 60)...)
	if err != nil {
		t.Fatal(err)
	}
	var want []watch.Crossing
	for _, n := range []int{1, 2, 5} {
		var got []watch.Crossing
		c := NewChecker(set, CheckerConfig{Workers: n}, func(found []watch.Crossing) { got = append(got, found...) })
		var batch []feed.Report
		for second := range 300 {
			batch = batch[:0]
			for a := range 40 {
				batch = append(batch, where(a, second))
			}
			c.Take(batch)
		}
		if k := c.Counts(); k.Aircraft != 40 || k.Steps != 300*40 {
			t.Errorf("with %d workers: %+v", n, k)
		}
		c.Close()
		c.Take(batch) // nothing
		for i := range got {
			got[i].Aircraft = 0 // a worker's own number
		}
		slices.SortStableFunc(got, func(a, b watch.Crossing) int {
			return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Ms, b.Ms))
		})
		if want == nil {
			want = got
		}
		if len(want) < 500 || !slices.Equal(got, want) {
			t.Errorf("with %d workers %d crossings, and with one %d", n, len(got), len(want))
		}
	}
}

// Zones are added, changed and removed while reports go on: what was told is at the end what is so, and each change reached
// the aircraft in sight without waiting for their next report.
func TestZonesChangeWhileReportsGoOn(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	zones := someZones(t, r, 40)
	set, err := fence.NewSet(zones...)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	inside := map[string]map[string]bool{}
	byZone := make(chan watch.Crossing, 100_000)
	c := NewChecker(set, CheckerConfig{Workers: 2}, func(found []watch.Crossing) {
		mu.Lock()
		defer mu.Unlock()
		for _, x := range found {
			if inside[x.Key] == nil {
				inside[x.Key] = map[string]bool{}
			}
			if inside[x.Key][x.Zone.ID] == (x.Kind == fence.Enter) {
				t.Errorf("%s: %s of %s twice", x.Key, x.Kind, x.Zone.ID)
			}
			inside[x.Key][x.Zone.ID] = x.Kind == fence.Enter
			if x.Event.Why == fence.ByZone {
				byZone <- x
			}
		}
	})
	defer c.Close()
	const aircraft = 50
	var reports sync.WaitGroup
	reports.Go(func() {
		for second := range 400 {
			for a := range aircraft {
				c.Take([]feed.Report{where(a, second)})
			}
		}
	})
	for i := range 60 {
		fresh := someZones(t, r, 1)[0]
		fresh.ID = fmt.Sprint("Z", r.IntN(60))
		if err := c.Change([]*fence.Zone{fresh, round(t, fmt.Sprint("N", i), 32.25, 36.25, 0.1)}, []string{fmt.Sprint("Z", r.IntN(60))}); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Change([]*fence.Zone{{ID: "bad"}}, nil); err == nil {
		t.Error("a zone without an area is taken")
	}
	reports.Wait()
	// Nobody reports any more: a change must still be told.
	for len(byZone) > 0 {
		<-byZone
	}
	if err := c.Change([]*fence.Zone{round(t, "all", 32.25, 36.25, 1)}, nil); err != nil {
		t.Fatal(err)
	}
	for n := 0; n < aircraft; {
		select {
		case x := <-byZone:
			if x.Zone.ID == "all" {
				n++
			}
		case <-time.After(long):
			t.Fatalf("%d aircraft were told of the new zone", n)
		}
	}
	bytes := c.Set().Bytes()
	if ok, err := c.Rebuild(); !ok || err != nil || c.Set().Bytes() >= bytes {
		t.Errorf("rebuilt: %t, %v, from %d to %d bytes", ok, err, bytes, c.Set().Bytes())
	}
	c.Counts() // the workers have done what they were given
	if len(byZone) > 0 {
		t.Errorf("rebuilding moved aircraft: %+v", <-byZone)
	}
	for a := range aircraft {
		x := where(a, 399)
		for _, z := range c.Set().All() {
			is := z.Area.Contains(x.Place)
			if was := inside[x.Key()][z.ID]; was != is {
				t.Errorf("%s in %s: told %t, and it is %t", x.Key(), z.ID, was, is)
			}
		}
		for id, in := range inside[x.Key()] {
			if in && c.Set().Zone(id) == nil {
				t.Errorf("%s is still in %s, which is gone", x.Key(), id)
			}
		}
	}
}

func TestWhatWasNotHeardIsForgotten(t *testing.T) {
	set, err := fence.NewSet()
	if err != nil {
		t.Fatal(err)
	}
	c := NewChecker(set, CheckerConfig{Track: track.Config{ForgetMs: 60_000}}, func([]watch.Crossing) {})
	defer c.Close()
	for a := range 100 {
		c.Take([]feed.Report{where(a, a)})
	}
	c.Expire(where(0, 110).Ms)
	if n := c.Counts().Aircraft; n != 50 {
		t.Errorf("%d aircraft are remembered", n)
	}
}
