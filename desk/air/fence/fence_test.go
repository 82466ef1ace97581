package fence

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"truce.example/geo"
)

// star makes a polygon round a place, with corners at random distances.
func star(r *rand.Rand, lat, lon, reach float64, corners int) geo.Ring {
	var ring geo.Ring
	for i := range corners {
		a := 2 * math.Pi * (float64(i) + 0.8*r.Float64()) / float64(corners)
		d := reach * (0.3 + 0.7*r.Float64())
		ring = append(ring, geo.Point{Lat: int32(lat + d*math.Sin(a)), Lon: int32(lon + d*math.Cos(a))})
	}
	return append(ring, ring[0])
}

func polygon(t testing.TB, rings ...geo.Ring) geo.MultiPolygon {
	t.Helper()
	p, err := geo.NewPolygon(rings[0], rings[1:]...)
	if err != nil {
		t.Fatal(err)
	}
	return geo.MultiPolygon{p}
}

func ring(points ...int32) geo.Ring {
	var r geo.Ring
	for i := 0; i < len(points); i += 2 {
		r = append(r, geo.Point{Lat: points[i+1], Lon: points[i]})
	}
	return append(r, r[0])
}

// someZones makes zones in a land of this many degrees, with floors, ceilings and times.
func someZones(r *rand.Rand, n int, degrees, least, most float64) []*Zone {
	var out []*Zone
	for len(out) < n {
		g, err := geo.NewPolygon(star(r, 42e7+r.Float64()*degrees*1e7, 5e7+r.Float64()*degrees*1e7, (least+(most-least)*r.Float64())*1e7/2, 8+r.IntN(57)))
		if err != nil {
			continue
		}
		z := &Zone{ID: fmt.Sprint("Z", len(out)), Area: geo.MultiPolygon{g}, Floor: someLevel(r, 0, 3000_00), Ceiling: someLevel(r, 3001_00, 12000_00)}
		if r.IntN(4) == 0 {
			at := int64(r.IntN(900_000))
			z.Active = []Window{{at, at + 1 + int64(r.IntN(300_000))}, {at + 400_000, 0}}
		}
		if z.Check() == nil {
			out = append(out, z)
		}
	}
	return out
}

func someLevel(r *rand.Rand, low, high int64) Level {
	cm := low + r.Int64N(high-low)
	switch d := Datum(r.IntN(6)); d {
	case AGL, AMSL, Standard:
		return Level{d, cm}
	default:
		return Level{Datum: d}
	}
}

// flights moves aircraft about and calls f with each fix, in the order in which they are reported.
func flights(r *rand.Rand, aircraft, fixes int, degrees float64, f func(aircraft int, x Fix)) {
	type plane struct{ lat, lon, course, speed, height, climb float64 }
	planes := make([]plane, aircraft)
	for i := range planes {
		planes[i] = plane{42e7 + r.Float64()*degrees*1e7, 5e7 + r.Float64()*degrees*1e7, r.Float64() * 7, 500 + 2500*r.Float64(), r.Float64() * 11000_00, 0}
	}
	for k := range fixes {
		for i := range planes {
			p := &planes[i]
			step := int64(1000)
			if r.IntN(20) == 0 {
				p.course, p.climb = r.Float64()*7, (r.Float64()-0.5)*2000
			}
			p.lat += p.speed * 10 * math.Cos(p.course)
			p.lon += p.speed * 14 * math.Sin(p.course)
			p.height = math.Abs(p.height + p.climb)
			x := Fix{Ms: int64(k)*step + int64(i%7), At: geo.Point{Lat: int32(p.lat), Lon: int32(p.lon)}, Pressure: Around(int64(p.height), 15_00), AMSL: Around(int64(p.height), 300_00)}
			switch r.IntN(30) {
			case 0:
				x.Pressure, x.AMSL = Anywhere, Anywhere
			case 1:
				x.AMSL = Around(int64(p.height)+50_00, 30_00)
			case 2:
				x.Apart = true
			}
			f(i, x)
		}
	}
}

func compare(t *testing.T, fast, slow []Event) {
	t.Helper()
	fast, slow = sorted(slices.Clone(fast)), sorted(slices.Clone(slow))
	for i := range min(len(fast), len(slow)) {
		if !same(fast[i], slow[i]) {
			t.Fatalf("event %d of %d/%d: %s, and slowly %s", i, len(fast), len(slow), describe(fast[i]), describe(slow[i]))
		}
	}
	if len(fast) != len(slow) {
		t.Fatalf("%d events, and slowly %d", len(fast), len(slow))
	}
}

func describe(e Event) string {
	return fmt.Sprintf("aircraft %d %ss %s at %d ms, %s", e.Aircraft, e.Kind, e.Zone.ID, e.Ms, e.At)
}

func TestAgreesWithTheSlowCheck(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	total := 0
	for round := range 4 {
		zones := someZones(r, 40, 1, 0.05, 0.6)
		s, err := NewSet(zones...)
		if err != nil {
			t.Fatal(err)
		}
		e, check := NewEngine(s), newSlow(zones)
		var fast, slowly []Event
		flights(r, 12, 60*(1+round%2), 1, func(aircraft int, x Fix) {
			x.At.Lat += int32(round % 2 * int(x.Ms) * 50) // some rounds with great strides
			fast = e.Update(aircraft, &x, fast)
			slowly = append(slowly, check.update(aircraft, x)...)
		})
		compare(t, fast, slowly)
		total += len(fast)
	}
	if t.Log(total, "events"); total < 200 {
		t.Errorf("only %d events: this proves little", total)
	}
}

// Straight ways and bent ones, in steps of every length, standing, and trembling on the spot, through many small zones: what
// an aircraft keeps of the land along its course leaves out nothing.
func TestAgreesWithTheSlowCheckAlongEveryCourse(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	total := 0
	for round := range 16 {
		degrees := 0.02 * math.Pow(4, float64(round%4))
		zones := someZones(r, 25, degrees, degrees/10, degrees/2)
		if round%8 == 7 { // more edges than a lane has room for
			zones = someZones(r, 100, degrees, degrees/5, degrees/2)
		}
		s, err := NewSet(zones...)
		if err != nil {
			t.Fatal(err)
		}
		e, check := NewEngine(s), newSlow(zones)
		var fast, slowly []Event
		land := 1e7 * degrees
		stride := func() float64 { return land * math.Pow(10, -4+3*r.Float64()) }
		for aircraft := range 6 {
			lat, lon := 42e7+land*r.Float64(), 5e7+land*r.Float64()
			course, step := 7*r.Float64(), stride()
			for k := range 120 {
				switch r.IntN(25) {
				case 0:
					course = 7 * r.Float64()
				case 1:
					step = stride()
				case 2:
					step = 0
				case 3:
					course += math.Pi // back the way it came
				}
				course += float64(aircraft%3) * 0.02 // some fly in circles
				lat, lon = lat+step*math.Sin(course), lon+step*math.Cos(course)
				if lat < 42e7 || lat > 42e7+land || lon < 5e7 || lon > 5e7+land {
					course = math.Atan2(42e7+land/2-lat, 5e7+land/2-lon)
				}
				x := Fix{Ms: int64(k) * 1000, At: geo.Point{Lat: int32(lat) + int32(r.IntN(5)), Lon: int32(lon) + int32(r.IntN(5))}, Pressure: Anywhere, AMSL: Anywhere}
				fast = e.Update(aircraft, &x, fast)
				slowly = append(slowly, check.update(aircraft, x)...)
			}
		}
		compare(t, fast, slowly)
		total += len(fast)
	}
	if t.Log(total, "events"); total < 1000 {
		t.Errorf("only %d events: this proves little", total)
	}
}

// Corners, edges and ways on few lines, so that everything that can lie on a line does.
func TestAgreesWithTheSlowCheckOnALattice(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 200 {
		var zones []*Zone
		step := int32(256) << r.IntN(4)
		for len(zones) < 5 {
			var points []int32
			for range 3 + r.IntN(5) {
				points = append(points, int32(r.IntN(9))*step, int32(r.IntN(9))*step)
			}
			g, err := geo.NewPolygon(ring(points...))
			if err != nil {
				continue
			}
			z := &Zone{ID: fmt.Sprint("Z", len(zones)), Area: geo.MultiPolygon{g}, Floor: Level{AMSL, int64(r.IntN(4))}, Ceiling: Level{AMSL, int64(4 + r.IntN(4))}}
			if r.IntN(3) == 0 {
				z.Active = []Window{{int64(r.IntN(6)), int64(6 + r.IntN(6))}, {int64(12 + r.IntN(2)), 0}}
			}
			if len(zones) > 0 && r.IntN(6) == 0 {
				z.Area = append(z.Area, zones[0].Area...)
			}
			zones = append(zones, z)
		}
		s, err := NewSet(zones...)
		if err != nil {
			t.Fatal(err)
		}
		e, check := NewEngine(s), newSlow(zones)
		var fast, slowly []Event
		ms := int64(0)
		for range 30 {
			x := Fix{Ms: ms, At: geo.Point{Lat: int32(r.IntN(17)) * step / 2, Lon: int32(r.IntN(17)) * step / 2}, Pressure: Anywhere, AMSL: Around(int64(r.IntN(9)), int64(r.IntN(2)))}
			ms += int64(r.IntN(3))
			fast = e.Update(0, &x, fast)
			slowly = append(slowly, check.update(0, x)...)
		}
		compare(t, fast, slowly)
	}
}

func TestAHoleIsOutsideAndItsEdgeInside(t *testing.T) {
	z := &Zone{ID: "Z", Area: polygon(t, ring(0, 0, 9000, 0, 9000, 9000, 0, 9000), ring(3000, 3000, 3000, 6000, 6000, 6000, 6000, 3000)), Floor: Level{Datum: Surface}, Ceiling: Level{Datum: Unlimited}}
	s, err := NewSet(z)
	if err != nil {
		t.Fatal(err)
	}
	e := NewEngine(s)
	var got []string
	for i, x := range []Fix{{At: geo.Point{Lat: 4500, Lon: -9000}}, {At: geo.Point{Lat: 4500, Lon: 18000}}} {
		x.Ms, x.AMSL, x.Pressure = int64(i)*2700, Anywhere, Anywhere
		for _, ev := range e.Update(0, &x, nil) {
			got = append(got, fmt.Sprint(ev.Kind, ev.Ms, ev.At.Lon, ev.Sure, ev.Why))
		}
	}
	want := []string{"enter 900 0 true crossed the edge", "exit 1200 3000 true crossed the edge", "enter 1500 6000 true crossed the edge", "exit 1800 9000 true crossed the edge"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestHeights(t *testing.T) {
	area := polygon(t, ring(0, 0, 9000, 0, 9000, 9000, 0, 9000))
	for _, c := range []struct {
		name           string
		floor, ceiling Level
		fix            Fix
		want           geo.Relation
	}{
		{"between two heights above the sea", Level{AMSL, 1000}, Level{AMSL, 2000}, Fix{AMSL: Around(1500, 100), Pressure: Anywhere}, geo.Inside},
		{"too low", Level{AMSL, 1000}, Level{AMSL, 2000}, Fix{AMSL: Around(800, 100), Pressure: Anywhere}, geo.Outside},
		{"perhaps too low", Level{AMSL, 1000}, Level{AMSL, 2000}, Fix{AMSL: Around(950, 100), Pressure: Anywhere}, geo.Possible},
		{"at the ceiling exactly", Level{AMSL, 1000}, Level{AMSL, 2000}, Fix{AMSL: Around(2000, 0), Pressure: Anywhere}, geo.Inside},
		{"without a height", Level{AMSL, 1000}, Level{AMSL, 2000}, Fix{AMSL: Anywhere, Pressure: Anywhere}, geo.Possible},
		{"without a height, from the ground to no end", Level{Datum: Surface}, Level{Datum: Unlimited}, Fix{AMSL: Anywhere, Pressure: Anywhere}, geo.Inside},
		{"a flight level asks for the pressure", Level{Standard, 3000_00}, Level{Datum: Unlimited}, Fix{AMSL: Around(9000_00, 0), Pressure: Around(2900_00, 15_00)}, geo.Outside},
		{"an unset ceiling proves nothing", Level{Datum: Surface}, Level{}, Fix{AMSL: Around(100, 0), Pressure: Around(100, 0)}, geo.Possible},
		{"above ground that is not known", Level{Datum: Surface}, Level{AGL, 300_00}, Fix{AMSL: Around(500_00, 0), Pressure: Anywhere}, geo.Possible},
		{"above any ground there is", Level{Datum: Surface}, Level{AGL, 300_00}, Fix{AMSL: Around(9500_00, 0), Pressure: Anywhere}, geo.Outside},
	} {
		z := &Zone{ID: "Z", Area: area, Floor: c.floor, Ceiling: c.ceiling}
		if got := z.Level(c.fix); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	flat := &Zone{ID: "Z", Area: area, Floor: Level{Datum: Surface}, Ceiling: Level{AGL, 300_00}, Ground: Span{400_00, 450_00}}
	if got := flat.Level(Fix{AMSL: Around(500_00, 0), Pressure: Anywhere}); got != geo.Inside {
		t.Errorf("above known ground: %s", got)
	}
}

func TestZonesChangeWhileAircraftFly(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	zones := someZones(r, 300, 1, 0.05, 0.6)
	s, err := NewSet(zones...)
	if err != nil {
		t.Fatal(err)
	}
	e := NewEngine(s)
	inside := map[int]map[string]bool{}
	apply := func(events []Event) {
		for _, ev := range events {
			if inside[ev.Aircraft] == nil {
				inside[ev.Aircraft] = map[string]bool{}
			}
			if inside[ev.Aircraft][ev.Zone.ID] == (ev.Kind == Enter) {
				t.Fatalf("%s twice", describe(ev))
			}
			inside[ev.Aircraft][ev.Zone.ID] = ev.Kind == Enter
		}
	}
	last := map[int]Fix{}
	n := 0
	flights(r, 10, 300, 1, func(aircraft int, x Fix) {
		if n++; n%97 == 0 {
			changed := *zones[r.IntN(len(zones))]
			fresh := someZones(r, 1, 1, 0.05, 0.6)[0]
			fresh.ID = fmt.Sprint("N", n)
			changed.Area = fresh.Area
			next, err := e.Set().With([]*Zone{&changed, fresh}, []string{zones[r.IntN(len(zones))].ID})
			if err != nil {
				t.Fatal(err)
			}
			apply(e.Use(next, nil))
		}
		apply(e.Update(aircraft, &x, nil))
		last[aircraft] = x
		want := 0
		for _, z := range e.Set().All() {
			if z.Area.Contains(x.At) && z.ActiveAt(x.Ms) && z.Level(x) != geo.Outside {
				want++
				if !inside[aircraft][z.ID] {
					t.Fatalf("aircraft %d is in %s and nobody said so", aircraft, z.ID)
				}
			}
		}
		if got := len(e.Inside(aircraft)); got != want {
			t.Fatalf("aircraft %d is in %d zones, and the engine says %d", aircraft, want, got)
		}
	})
}

func TestANewZoneTakesEffectAtOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	s, err := NewSet(someZones(r, 2000, 10, 0.05, 0.7)...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.With([]*Zone{{ID: "bad"}}, nil); err == nil {
		t.Error("a zone without an area is taken")
	}
	fresh := someZones(r, 1, 10, 1, 2)[0]
	fresh.ID = "fresh"
	next, err := s.With([]*Zone{fresh}, []string{"Z1"})
	if err != nil {
		t.Fatal(err)
	}
	if s.Zone("fresh") != nil || next.Zone("fresh") == nil || next.Zone("Z1") != nil || next.Len() != 2000 {
		t.Error("the old set changed, or the new one did not")
	}
}

// What one aircraft does to another is nothing: any share of the work gives the same.
func TestAircraftDoNotDependOnEachOther(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	zones := someZones(r, 100, 1, 0.05, 0.6)
	s, err := NewSet(zones...)
	if err != nil {
		t.Fatal(err)
	}
	type report struct {
		aircraft int
		fix      Fix
	}
	var reports []report
	flights(r, 20, 100, 1, func(a int, x Fix) { reports = append(reports, report{a, x}) })
	var first []Event
	for _, workers := range []int{1, 2, 3, 7} {
		var all []Event
		for w := range workers {
			e := NewEngine(s)
			for _, rep := range reports {
				if rep.aircraft%workers == w {
					all = e.Update(rep.aircraft, &rep.fix, all)
				}
			}
		}
		all = sorted(all)
		if first == nil {
			first = all
		}
		if !slices.Equal(all, first) {
			t.Errorf("with %d workers it is not the same", workers)
		}
	}
}

// FuzzFence gives a way and a zone and wants the slow check's answer.
func FuzzFence(f *testing.F) {
	f.Add([]byte("a zone and a way, whatever comes, in two bytes a coordinate."))
	f.Fuzz(func(t *testing.T, b []byte) {
		next := func() int32 {
			if len(b) < 2 {
				return 0
			}
			v := int32(int16(binary.LittleEndian.Uint16(b)))
			b = b[2:]
			return v
		}
		var points []int32
		for range 4 {
			points = append(points, next(), next())
		}
		g, err := geo.NewPolygon(ring(points...))
		if err != nil {
			return
		}
		z := &Zone{ID: "Z", Area: geo.MultiPolygon{g}, Floor: Level{AMSL, int64(next())}, Ceiling: Level{Standard, int64(next())}, Active: []Window{{int64(next()), 0}}}
		s, err := NewSet(z)
		if err != nil {
			return
		}
		e, check := NewEngine(s), newSlow([]*Zone{z})
		var fast, slowly []Event
		ms := int64(0)
		for len(b) > 2 {
			ms += int64(abs(int64(next())))
			x := Fix{Ms: ms, At: geo.Point{Lat: next() * 3, Lon: next() * 3}, AMSL: Around(int64(next()), 5), Pressure: Around(int64(next()), 0)}
			fast = e.Update(0, &x, fast)
			slowly = append(slowly, check.update(0, x)...)
		}
		compare(t, fast, slowly)
	})
}

func BenchmarkFence(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	s, err := NewSet(someZones(r, 10_000, 10, 0.05, 0.8)...)
	if err != nil {
		b.Fatal(err)
	}
	var fixes []Fix
	var who []int
	flights(r, 2000, 200, 10, func(a int, x Fix) { fixes, who = append(fixes, x), append(who, a) })
	e := NewEngine(s)
	out := make([]Event, 0, 1<<12)
	n := 0
	b.ResetTimer()
	for i := range b.N {
		k := i % len(fixes)
		if k == 0 {
			e = NewEngine(s)
		}
		out = e.Update(who[k], &fixes[k], out[:0])
		n += len(out)
	}
	b.ReportMetric(float64(n)/float64(b.N), "events/op")
	b.ReportMetric(float64(s.Bytes())/1e6, "MB")
}
