package conflict_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"truce.example/desk/aid/conflict"
	"truce.example/geo"
)

const (
	minute = int64(60_000)
	hour   = 60 * minute
	day    = 24 * hour
	noon   = 2_000_000_000_000
)

func at(lat, lon int32) geo.Point { return geo.Point{Lat: 326_000_000 + lat, Lon: 361_000_000 + lon} }

// road goes 0.2 degrees to the east in two hours.
func road() conflict.Plan {
	return conflict.Plan{ID: 1, RadiusM: 100, High: &conflict.Level{Metres: 10}, Legs: []conflict.Leg{
		{A: at(0, 0), B: at(0, 1_000_000), Span: conflict.Span{From: noon, To: noon + hour}},
		{A: at(0, 1_000_000), B: at(0, 2_000_000), Span: conflict.Span{From: noon + hour, To: noon + 2*hour}, Part: 1},
	}}
}

func spot(p geo.Point, radius int64, from, to int64) conflict.Plan {
	return conflict.Plan{ID: 2, RadiusM: radius, Legs: []conflict.Leg{{A: p, B: p, Span: conflict.Span{From: from, To: to}}}}
}

func TestPlansMeetInPlaceHeightAndTime(t *testing.T) {
	square, err := geo.NewPolygon(geo.Ring{at(-50_000, 1_400_000), at(-50_000, 1_600_000), at(50_000, 1_600_000), at(50_000, 1_400_000), at(-50_000, 1_400_000)})
	if err != nil {
		t.Fatal(err)
	}
	level := func(m int64, d conflict.Datum) *conflict.Level { return &conflict.Level{Metres: m, From: d} }
	near := at(50_000, 500_000) // 554 m north of the first leg
	for _, c := range []struct {
		name   string
		change func(a, b *conflict.Plan)
		want   string // sure, possible or ""
		part   int
	}{
		{"near, at the time", func(_, b *conflict.Plan) {}, "sure", 0},
		{"too far", func(_, b *conflict.Plan) { b.RadiusM = 400 }, "", 0},
		{"too far, but not surely", func(_, b *conflict.Plan) { b.RadiusM, b.DoubtM = 400, 100 }, "possible", 0},
		{"an hour late", func(_, b *conflict.Plan) { b.Legs[0].From, b.Legs[0].To = noon+2*hour+1, noon+3*hour }, "", 0},
		{"when the second leg is driven", func(_, b *conflict.Plan) { b.Legs[0].From = noon + hour + 1 }, "", 0},
		{"late, but for the slack", func(a, b *conflict.Plan) {
			b.Legs[0].From, b.Legs[0].To = noon+hour+20*minute, noon+2*hour
			a.SlackMs = 30 * minute
		}, "possible", 0},
		{"at its last moment", func(_, b *conflict.Plan) { b.Legs[0].From, b.Legs[0].To = noon-hour, noon }, "sure", 0},
		{"from then on for ever", func(_, b *conflict.Plan) { b.Legs[0].From, b.Legs[0].To = noon-90*day, 0 }, "sure", 0},
		{"high above the ground", func(_, b *conflict.Plan) { b.Low = level(300, conflict.AboveGround) }, "", 0},
		{"down to the ground", func(_, b *conflict.Plan) {
			b.Low, b.High = level(0, conflict.AboveGround), level(900, conflict.AboveGround)
		}, "sure", 0},
		{"above the sea, over land that is not known", func(_, b *conflict.Plan) { b.Low = level(900, conflict.AboveSea) }, "possible", 0},
		{"above the sea, over land that lies below it", func(a, b *conflict.Plan) {
			b.Low, a.Ground = level(900, conflict.AboveSea), &conflict.Ground{LowM: 400, HighM: 700}
		}, "", 0},
		{"above the sea, over land as high", func(a, b *conflict.Plan) {
			b.Low, a.Ground = level(900, conflict.AboveSea), &conflict.Ground{LowM: 800, HighM: 1000}
		}, "possible", 0},
		{"by pressure, far above all land", func(_, b *conflict.Plan) { b.Low = level(10_000, conflict.ByPressure) }, "", 0},
		{"a height that nobody stated", func(_, b *conflict.Plan) { b.Vague = true }, "possible", 0},
		{"in a zone on the second leg", func(_, b *conflict.Plan) {
			b.Legs, b.RadiusM, b.Area, b.Over = nil, 0, geo.MultiPolygon{square}, conflict.Span{From: noon, To: 0}
		}, "sure", 1},
		{"in a zone that ends before", func(_, b *conflict.Plan) {
			b.Legs, b.RadiusM, b.Area, b.Over = nil, 0, geo.MultiPolygon{square}, conflict.Span{From: noon, To: noon + hour - 1}
		}, "", 0},
	} {
		a, b := road(), spot(near, 500, noon, noon+2*hour)
		c.change(&a, &b)
		m, ok := conflict.Between(&a, &b)
		got := ""
		if ok {
			if got = "possible"; m.Sure {
				got = "sure"
			}
		}
		if got != c.want || ok && m.Part != c.part {
			t.Errorf("%s: %q in part %d, want %q in part %d (%+v)", c.name, got, m.Part, c.want, c.part, m)
		}
	}
}

func drawn(t *rapid.T, id int64) conflict.Plan {
	p := conflict.Plan{
		ID: id, RadiusM: rapid.Int64Range(0, 30_000).Draw(t, "radius"), DoubtM: rapid.SampledFrom([]int64{0, 0, 5_000}).Draw(t, "doubt"),
		SlackMs: rapid.SampledFrom([]int64{0, hour, 3 * day}).Draw(t, "slack"),
	}
	point := func() geo.Point {
		return geo.Point{Lat: rapid.SampledFrom([]int32{326_000_000, -1_000_000, 880_000_000}).Draw(t, "lat") + rapid.Int32Range(0, 3_000_000).Draw(t, "dlat"),
			Lon: rapid.SampledFrom([]int32{361_000_000, -1_000_000, 1_796_000_000}).Draw(t, "lon") + rapid.Int32Range(0, 3_000_000).Draw(t, "dlon")}
	}
	for range rapid.IntRange(1, 3).Draw(t, "legs") {
		from := noon + rapid.Int64Range(-40*day, 40*day).Draw(t, "from")
		l := conflict.Leg{A: point(), B: point(), Span: conflict.Span{From: from, To: from + rapid.SampledFrom([]int64{hour, 2 * day, 60 * day}).Draw(t, "long")}}
		if rapid.Bool().Draw(t, "open") {
			l.To = 0
		}
		p.Legs = append(p.Legs, l)
	}
	if rapid.IntRange(0, 3).Draw(t, "area") == 0 {
		p.Area, p.Over = area(point(), rapid.Int32Range(1_000, 900_000).Draw(t, "size")), p.Legs[0].Span
		p.Legs = nil
	}
	return p
}

func area(corner geo.Point, size int32) geo.MultiPolygon {
	polygon, err := geo.NewPolygon(geo.Ring{corner, {Lat: corner.Lat, Lon: corner.Lon + size}, {Lat: corner.Lat + size, Lon: corner.Lon + size}, corner})
	if err != nil {
		panic(err)
	}
	return geo.MultiPolygon{polygon}
}

// The grid finds what looking at each finds, in the same order, whatever was there before.
func TestTheGridFindsWhatLookingAtEachFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, all := conflict.New(), map[int64]conflict.Plan{}
		for n := range rapid.Int64Range(1, 12).Draw(t, "plans") {
			id := n % 7
			all[id] = drawn(t, id)
			x.Add(all[id])
		}
		if rapid.Bool().Draw(t, "remove") {
			delete(all, 0)
			x.Remove(0)
		}
		asked := drawn(t, 100)
		var want []conflict.Meeting
		for id := range all {
			p := all[id]
			if m, ok := conflict.Between(&asked, &p); ok {
				want = append(want, m)
			}
		}
		conflict.Sort(want)
		if got := x.Meet(asked); !slices.Equal(got, want) {
			t.Fatalf("the grid finds %+v, looking at each %+v", got, want)
		}
		if x.Len() != len(all) {
			t.Fatalf("%d plans are kept of %d", x.Len(), len(all))
		}
	})
}

// Many are so many plans, zones and windows over a land of 300 by 300 km, within a month.
func many(n int) []conflict.Plan {
	random := rand.New(rand.NewPCG(1, 2))
	var out []conflict.Plan
	for i := range n {
		p := geo.Point{Lat: 320_000_000 + random.Int32N(27_000_000), Lon: 350_000_000 + random.Int32N(32_000_000)}
		from := noon + random.Int64N(30*day)
		plan := conflict.Plan{ID: int64(i), RadiusM: 200 + random.Int64N(3_000), SlackMs: 30 * minute}
		switch i % 10 {
		case 0: // a zone
			plan.Area, plan.Over = area(p, 20_000+random.Int32N(300_000)), conflict.Span{From: noon - 90*day}
		case 1, 2: // a window, an operation
			plan.Legs = []conflict.Leg{{A: p, B: p, Span: conflict.Span{From: from, To: from + 6*hour}}}
		default: // a journey of ten legs
			for part := range 10 {
				q := geo.Point{Lat: p.Lat + random.Int32N(100_000) - 50_000, Lon: p.Lon + random.Int32N(160_000) - 80_000}
				plan.Legs = append(plan.Legs, conflict.Leg{A: p, B: q, Span: conflict.Span{From: from, To: from + hour/2}, Part: part})
				p, from = q, from+hour/2
			}
		}
		out = append(out, plan)
	}
	return out
}

func BenchmarkMeet(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			x := conflict.New()
			for _, p := range many(n) {
				x.Add(p)
			}
			asked := many(2_000)
			found := 0
			b.ResetTimer()
			for i := range b.N {
				p := asked[i%len(asked)]
				p.ID = -1
				found += len(x.Meet(p))
			}
			b.ReportMetric(float64(found)/float64(b.N), "meetings/op")
		})
	}
}
