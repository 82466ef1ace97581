//go:build linux

// Territory measures the engine of the desk territory beside PostGIS, in the same run on the same drawings: laying maps of
// 50,000 corners over each other, taking in a year of daily maps, change between any two of 769 days, a curve of areas,
// and whether places were connected.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"time"

	"truce.example/bench/internal/yard"
	"truce.example/desk/territory/change"
	"truce.example/desk/territory/corridor"
	"truce.example/desk/territory/maps"
	"truce.example/desk/territory/overlay"
	"truce.example/desk/territory/overlay/drawings"
	"truce.example/geo"
)

var (
	runs    = flag.Int("runs", 5, "how many times each figure is measured")
	toFile  = flag.String("golden", "", "write what PostGIS says of the nasty drawings to this file, and measure nothing")
	corners = flag.Int("corners", 50_000, "corners of a map that is laid over another")
	alone   = flag.Bool("served", false, "measure only what a server answers")
)

func main() {
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	p, err := start(ctx)
	if errors.Is(err, errAbsent) && *toFile == "" {
		fmt.Println("#", err)
	} else {
		yard.Check(err)
		defer p.stop()
	}
	if *toFile != "" {
		if err := golden(ctx, p, *toFile); err != nil {
			p.stop()
			yard.Check(err)
		}
		return
	}
	if *alone {
		yard.Check(served(ctx, nil))
		return
	}
	for _, measure := range []func(context.Context, *cluster) error{overlays, year, anyTwo, served, connected} {
		if err := measure(ctx, p); err != nil {
			if p != nil {
				p.stop()
			}
			yard.Check(err)
		}
	}
}

// took is how many milliseconds something takes. What was thrown away before is collected first.
func took(f func()) float64 {
	runtime.GC()
	began := time.Now()
	f()
	return float64(time.Since(began).Microseconds()) / 1000
}

// worked is like took, and adds the milliseconds of processor time to a list.
func worked(cpu *[]float64, f func()) float64 {
	return took(func() {
		before := yard.CPU()
		f()
		*cpu = append(*cpu, 1000*(yard.CPU()-before))
	})
}

func area(drawn [][]geo.Ring) overlay.Area {
	a, _, err := overlay.NewArea(drawn)
	yard.Check(err)
	return a
}

func outline(a overlay.Area) [][]geo.Ring {
	var out [][]geo.Ring
	for _, p := range a.Polygons() {
		out = append(out, p)
	}
	return out
}

const three = "three operations: both, only the earlier, only the later"

func overlays(ctx context.Context, p *cluster) error {
	before := area(drawings.Fronts(*corners, 1))
	for _, c := range []struct {
		name  string
		after overlay.Area
	}{{"edited", area(drawings.Edited(outline(before), 1))}, {"redrawn", area(drawings.Redrawn(outline(before), 600, 1))}} {
		sizes := yard.Figure{Name: fmt.Sprintf("overlay, %d corners %s, sizes", *corners, c.name), Unit: "ms", Peer: "PostGIS, st_area of " + three, Goal: "ratio <= 0.2"}
		outlines := yard.Figure{Name: fmt.Sprintf("overlay, %d corners %s, outlines", *corners, c.name), Unit: "ms", Peer: "PostGIS, " + three, Goal: "ratio <= 1"}
		cpu := yard.Figure{Name: "  processor time of the sizes", Unit: "ms"}
		if p != nil {
			if _, err := p.sql(ctx, fmt.Sprintf("drop table if exists m; create table m as select st_geomfromtext('%s') a, st_geomfromtext('%s') b;", drawings.WKT(outline(before)), drawings.WKT(outline(c.after)))); err != nil {
				return err
			}
		}
		var ours []overlay.Size
		for range *runs {
			sizes.Runs = append(sizes.Runs, worked(&cpu.Runs, func() {
				var err error
				ours, err = overlay.Sizes(before, c.after)
				yard.Check(err)
			}))
			outlines.Runs = append(outlines.Runs, took(func() {
				l, err := overlay.Lay(before, c.after)
				yard.Check(err)
				for want := overlay.Set(1); want <= 3; want++ {
					l.Where(func(s overlay.Set) bool { return s == want })
				}
			}))
			if p == nil {
				continue
			}
			said, ms, err := p.timed(ctx, "select st_area(st_intersection(a, b)), st_area(st_difference(a, b)), st_area(st_difference(b, a)) from m")
			if err != nil {
				return err
			}
			sizes.Peers = append(sizes.Peers, ms)
			if err := alike(said, ours); err != nil {
				return err
			}
			_, ms, err = p.timed(ctx, "select st_npoints(st_intersection(a, b)) + st_npoints(st_difference(a, b)) + st_npoints(st_difference(b, a)) from m")
			if err != nil {
				return err
			}
			outlines.Peers = append(outlines.Peers, ms)
		}
		sizes.Print()
		cpu.Print()
		outlines.Print()
	}
	return nil
}

// alike holds our sizes, in cm² on the ellipsoid, roughly against PostGIS's, in square degrees: that both did the same. How
// exactly they agree is a test of the overlay.
func alike(said string, ours []overlay.Size) error {
	words := strings.Split(said, "|")
	for _, s := range ours {
		their, err := strconv.ParseFloat(words[map[overlay.Set]int{3: 0, 1: 1, 2: 2}[s.Layers]], 64)
		if err != nil {
			return err
		}
		if km2 := float64(s.SquareCm) / 1e10; km2/their < 8_000 || km2/their > 13_000 { // a square degree at 33 degrees north is 10,400
			return fmt.Errorf("part %d has %.2f km² with us and %g square degrees with PostGIS", s.Layers, km2, their)
		}
	}
	return nil
}

// days are texts of daily maps of two holders: some 3,000 corners each, of which some move every day.
func days(n int) [][]byte {
	west, east := drawings.Fronts(1500, 2), drawings.Fronts(1500, 3)
	for _, rings := range east {
		for i := range rings[0] {
			rings[0][i].Lat += 25_000_000
		}
	}
	var out [][]byte
	for day := range n {
		west, east = drawings.Edited(west, uint64(day)), drawings.Redrawn(east, 200, uint64(day))
		if day%50 == 0 { // what only ever moved north would leave the others
			west = drawings.Fronts(1500, 2)
		}
		out = append(out, written(map[string][][]geo.Ring{"A": west, "B": east}))
	}
	return out
}

func written(holders map[string][][]geo.Ring) []byte {
	b := []byte(`{"type":"FeatureCollection","features":[`)
	for i, name := range []string{"A", "B"} {
		if i > 0 {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, `{"type":"Feature","properties":{"holder":%q},"geometry":{"type":"MultiPolygon","coordinates":[`, name)
		for k, rings := range holders[name] {
			if k > 0 {
				b = append(b, ',')
			}
			b = append(b, '[')
			for j, r := range rings {
				if j > 0 {
					b = append(b, ',')
				}
				b = append(b, '[')
				for n, q := range r {
					if n > 0 {
						b = append(b, ',')
					}
					lat, lon, _ := strings.Cut(q.String(), ", ")
					b = append(b, "["+lon+","+lat+"]"...)
				}
				b = append(b, ']')
			}
			b = append(b, ']')
		}
		b = append(b, "]}}"...)
	}
	return append(b, "]}"...)
}

func read(text []byte) maps.Map {
	m, err := maps.Parse(text, "holder")
	yard.Check(err)
	return m
}

func year(ctx context.Context, p *cluster) error {
	texts := days(365)
	f := yard.Figure{Name: "365 daily maps of 3,000 corners taken in", Unit: "ms", Peer: "PostGIS, the same GeoJSON, st_makevalid and st_union by holder"}
	cpu := yard.Figure{Name: "  processor time", Unit: "ms"}
	for range min(*runs, 2) {
		f.Runs = append(f.Runs, worked(&cpu.Runs, func() {
			for _, text := range texts {
				read(text)
			}
		}))
		if p == nil {
			continue
		}
		if len(f.Peers) == 0 {
			var b strings.Builder
			b.WriteString("create table file (day int, text jsonb);\ncopy file from stdin;\n")
			for i, text := range texts {
				fmt.Fprintf(&b, "%d\t%s\n", i, text)
			}
			b.WriteString("\\.\n")
			if _, err := p.sql(ctx, b.String()); err != nil {
				return err
			}
		}
		_, ms, err := p.timed(ctx, `drop table if exists daily; create table daily as select day, f -> 'properties' ->> 'holder' holder, st_union(st_makevalid(st_geomfromgeojson(f -> 'geometry'))) g
			from file, jsonb_array_elements(text -> 'features') f group by 1, 2`)
		if err != nil {
			return err
		}
		f.Peers = append(f.Peers, ms)
	}
	f.Print()
	cpu.Print()
	return nil
}

func anyTwo(ctx context.Context, p *cluster) error {
	texts := days(769)
	all := make([]maps.Map, len(texts))
	for i, text := range texts {
		all[i] = read(text)
	}
	rnd := rand.New(rand.NewPCG(4, 4))
	cold := yard.Figure{Name: "change between any two of 769 days, from files", Unit: "ms"}
	cpu := yard.Figure{Name: "  its processor time", Unit: "ms"}
	warm := yard.Figure{Name: "the same, maps in memory", Unit: "ms", Goal: "< 100"}
	quick := yard.Figure{Name: "the same, sizes alone", Unit: "ms"}
	for range 10 * *runs {
		i, j := rnd.IntN(len(all)), rnd.IntN(len(all))
		cold.Runs = append(cold.Runs, took(func() {
			_, err := change.Between(read(texts[i]), read(texts[j]), 100)
			yard.Check(err)
		}))
		warm.Runs = append(warm.Runs, worked(&cpu.Runs, func() {
			_, err := change.Between(all[i], all[j], 100)
			yard.Check(err)
		}))
		quick.Runs = append(quick.Runs, took(func() {
			_, err := change.Sizes(all[i], all[j])
			yard.Check(err)
		}))
	}
	cold.Print()
	warm.Print()
	cpu.Print()
	fmt.Printf("  the 99th percentile, maps in memory: %.1f ms\n", yard.Quantile(warm.Runs, 0.99))
	quick.Print()
	curve := yard.Figure{Name: "curve of areas over 769 days, two holders", Unit: "ms"}
	for range *runs {
		curve.Runs = append(curve.Runs, took(func() {
			for _, m := range all {
				for _, h := range m.Holders {
					h.Area.SquareCm()
				}
			}
		}))
	}
	curve.Print()
	return nil
}

// connected asks on 10,000 polygons, a skewed chess board with a fifth of the fields left out.
func connected(ctx context.Context, p *cluster) error {
	const side = 100
	rnd := rand.New(rand.NewPCG(5, 5))
	corner := func(i, j int) geo.Point {
		r := rand.New(rand.NewPCG(uint64(i), uint64(j)))
		return geo.Point{Lat: 320_000_000 + int32(j)*100_000 + r.Int32N(60_000), Lon: 360_000_000 + int32(i)*100_000 + r.Int32N(60_000)}
	}
	holders := map[string][][]geo.Ring{}
	for i := range side {
		for j := range side {
			name := []string{"A", "A", "B", "B", "C"}[rnd.IntN(5)]
			r := geo.Ring{corner(i, j), corner(i+1, j), corner(i+1, j+1), corner(i, j+1), corner(i, j)}
			holders[name] = append(holders[name], []geo.Ring{r})
		}
	}
	m := maps.Map{}
	for _, name := range []string{"A", "B", "C"} {
		m.Holders = append(m.Holders, maps.Holding{Holder: name, Area: area(holders[name])})
	}
	from, to := geo.Point{Lat: 320_500_000, Lon: 360_500_000}, geo.Point{Lat: 329_500_000, Lon: 369_500_000}
	f := yard.Figure{Name: "corridor, 10,000 polygons", Unit: "ms", Peer: "PostGIS: st_union, st_dump and both points in one part"}
	var ours bool
	if p != nil {
		var b strings.Builder
		b.WriteString("create table field (holder text, g geometry);\ncopy field from stdin;\n")
		for name, polygons := range holders {
			for _, rings := range polygons {
				fmt.Fprintf(&b, "%s\t%s\n", name, drawings.WKT([][]geo.Ring{rings}))
			}
		}
		b.WriteString("\\.\n")
		if _, err := p.sql(ctx, b.String()); err != nil {
			return err
		}
	}
	for range *runs {
		f.Runs = append(f.Runs, took(func() {
			var err error
			ours, _, err = corridor.Connected(m, []string{"A", "B"}, from, to)
			yard.Check(err)
		}))
		if p == nil {
			continue
		}
		said, ms, err := p.timed(ctx, fmt.Sprintf(`select exists (select from (select (st_dump(st_union(g))).geom from field where holder in ('A', 'B')) u
			where st_intersects(geom, st_point(%g, %g)) and st_intersects(geom, st_point(%g, %g)))`, 36.05, 32.05, 36.95, 32.95))
		if err != nil {
			return err
		}
		if (said == "t") != ours {
			return fmt.Errorf("PostGIS says %s, and we %t", said, ours)
		}
		f.Peers = append(f.Peers, ms)
	}
	f.Print()
	return nil
}
