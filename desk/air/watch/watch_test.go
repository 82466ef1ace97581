package watch

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"truce.example/desk/air/feed"
	"truce.example/desk/air/fence"
	"truce.example/desk/air/track"
	"truce.example/geo"
)

// someZones makes zones about 32 north, 36 east, some with a tolerance, some of two parts, some only at times.
func someZones(t testing.TB, r *rand.Rand, n int) []*fence.Zone {
	var out []*fence.Zone
	for i := range n {
		z := &fence.Zone{
			ID: fmt.Sprint("Z", i), Floor: fence.Level{Datum: fence.AMSL, Cm: r.Int64N(2000_00)}, Ceiling: fence.Level{Datum: fence.Standard, Cm: 4000_00 + r.Int64N(4000_00)},
			ToleranceCm: []int64{0, 0, 100_00, 1000_00}[r.IntN(4)],
		}
		if r.IntN(4) == 0 {
			z.Floor, z.Ceiling = fence.Level{Datum: fence.Surface}, fence.Level{Datum: fence.Unlimited}
		}
		if r.IntN(4) == 0 {
			z.Active = []fence.Window{{FromMs: r.Int64N(300_000), ToMs: 300_000 + r.Int64N(300_000)}}
		}
		lat, lon := 32e7+r.Float64()*5e6, 36e7+r.Float64()*5e6
		for range 1 + r.IntN(2) {
			var ring geo.Ring
			corners := 5 + r.IntN(20)
			reach := 1e5 + r.Float64()*1.5e6
			for k := range corners {
				a := 2 * math.Pi * float64(k) / float64(corners)
				d := reach * (0.4 + 0.6*r.Float64())
				ring = append(ring, geo.Point{Lat: int32(lat + d*math.Sin(a)), Lon: int32(lon + d*math.Cos(a))})
			}
			g, err := geo.NewPolygon(append(ring, ring[0]))
			if err != nil {
				t.Fatal(err)
			}
			z.Area = append(z.Area, g)
			lon += 5e6
		}
		out = append(out, z)
	}
	return out
}

// fly makes the reports of some aircraft, in order of time: good ones, doubtful ones, on the ground, and with gaps.
func fly(r *rand.Rand, aircraft, rounds int, f func(*feed.Report)) {
	type plane struct{ lat, lon, course, speed, height float64 }
	all := make([]plane, aircraft)
	for i := range all {
		all[i] = plane{32e7 + r.Float64()*5e6, 36e7 + r.Float64()*5e6, 7 * r.Float64(), 500 + 2000*r.Float64(), 8000_00 * r.Float64()}
	}
	for k := range rounds {
		for i := range all {
			p := &all[i]
			if r.IntN(30) == 0 {
				p.course = 7 * r.Float64()
			}
			p.lat += 9 * p.speed * math.Cos(p.course)
			p.lon += 9 * p.speed * math.Sin(p.course)
			x := feed.Report{Has: feed.Place | feed.Pressure, Address: uint32(i), Ms: 1 + int64(k)*1000 + int64(i%5)*100, Place: geo.Point{Lat: int32(p.lat), Lon: int32(p.lon)}, PressureCm: int32(p.height), NIC: -1, NACp: -1, SIL: -1}
			switch r.IntN(40) {
			case 0:
				x.Has |= feed.Integrity
				x.NIC = int8(r.IntN(12))
			case 1:
				x.Has |= feed.Geometric
				x.GeometricCm = int32(p.height) + 30_00
			case 2:
				x.UncertaintyCm = int32(r.IntN(30_000_00))
			case 3:
				x.Ms += 200_000 // as from a clock that runs ahead
			case 4:
				x.Place.Lat += 10_000_000
			}
			f(&x)
		}
	}
}

func same(t *testing.T, got, want []Crossing) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Fatalf("%d crossings, and slowly %d:\n%+v\n%+v", len(got), len(want), got, want)
	}
}

func TestAgreesWithTheSlowWatch(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 32))
	words := map[string]int{}
	for round := range 6 {
		zones := someZones(t, r, 60)
		set, err := fence.NewSet(zones...)
		if err != nil {
			t.Fatal(err)
		}
		w, slow := New(set, track.Config{}), newSlow(set)
		n := 0
		fly(r, 12, 250, func(x *feed.Report) {
			if n++; round%2 == 1 && n%211 == 0 {
				changed := *zones[r.IntN(len(zones))]
				changed.ToleranceCm = 300_00 - changed.ToleranceCm/10
				next, err := w.Engine.Set().With([]*fence.Zone{&changed, {ID: fmt.Sprint("N", n), Area: zones[r.IntN(len(zones))].Area, Ceiling: fence.Level{Datum: fence.Unlimited}}}, []string{zones[r.IntN(len(zones))].ID})
				if err != nil {
					t.Fatal(err)
				}
				same(t, w.Use(next, nil), slow.use(next))
			}
			got := w.Take(x, nil)
			same(t, got, slow.take(x))
			for i := range got {
				words[got[i].Kind.String()+" "+got[i].Confidence]++
			}
		})
	}
	t.Log(words)
	for _, k := range []string{"enter possible", "enter probable", "exit possible", "exit probable", "exit within_tolerance"} {
		if words[k] < 5 {
			t.Errorf("only %d times %q: this proves little", words[k], k)
		}
	}
}

// A number that is given to another aircraft brings nothing of the first with it.
func TestANumberGivenAnew(t *testing.T) {
	area, err := geo.NewPolygon(geo.Ring{{Lat: 32e7, Lon: 36e7}, {Lat: 32e7, Lon: 37e7}, {Lat: 33e7, Lon: 37e7}, {Lat: 33e7, Lon: 36e7}, {Lat: 32e7, Lon: 36e7}})
	if err != nil {
		t.Fatal(err)
	}
	set, err := fence.NewSet(&fence.Zone{ID: "NFZ-1", Area: geo.MultiPolygon{area}, Floor: fence.Level{Datum: fence.Surface}, Ceiling: fence.Level{Datum: fence.Unlimited}})
	if err != nil {
		t.Fatal(err)
	}
	w := New(set, track.Config{Most: 4})
	for i := range 100 {
		r := feed.Report{Has: feed.Place, Address: uint32(i), Ms: 1000 + int64(i)*1000, Place: geo.Point{Lat: 325_000_000, Lon: 355_000_000}}
		if i%2 == 0 {
			r.Place.Lon = 365_000_000
		}
		got := w.Take(&r, nil)
		if len(got) != 1-i%2 || i%2 == 0 && (got[0].Kind != fence.Enter || got[0].Event.Why != fence.ByFirst) {
			t.Fatalf("aircraft %d: %+v", i, got)
		}
	}
	if w.Book.Len() > 4 || w.Engine.Aircraft() > 5 {
		t.Errorf("%d aircraft, %d numbers", w.Book.Len(), w.Engine.Aircraft())
	}
}
