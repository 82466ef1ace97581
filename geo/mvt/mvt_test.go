package mvt

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	foreign "github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/maptile"
	"github.com/paulmach/orb/planar"

	"truce.example/geo"
)

var columns = []Column{{Name: "kind"}, {Name: "outcome", Counted: true}, {Name: "level"}, {Name: "retracted"}}

var (
	kinds    = []string{"mortar", "airstrike", "small_arms", ""}
	outcomes = []string{"candidate", "none", "incomplete"}
)

// scatter is n features, most of them crowded around a few towns.
func scatter(n int, seed uint64) []Feature {
	r := rand.New(rand.NewPCG(seed, 1))
	out := make([]Feature, n)
	for i := range out {
		lat, lon := 324_000_000+r.Int32N(10_000_000), 357_000_000+r.Int32N(10_000_000)
		if i%3 > 0 {
			lat, lon = 326_000_000+int32(i%5)*1_000_000+r.Int32N(100_000), 361_000_000+r.Int32N(100_000)
		}
		out[i] = Feature{ID: fmt.Sprint(i), Geometry: geo.Point{Lat: lat, Lon: lon}, Start: 1 + r.Int64N(1000), Values: values(i)}
		if i%4 == 0 {
			out[i].End = out[i].Start + r.Int64N(100)
		}
		if i%50 == 0 {
			out[i].Start, out[i].End = 0, 0
		}
	}
	return out
}

func values(i int) []Value {
	return []Value{Text(kinds[i%len(kinds)]), Text(outcomes[i%7%len(outcomes)]), Integer(int64(i%6) - 1), Boolean(i%9 == 0)}
}

func build(features []Feature) *Set {
	b := NewBuilder("reports", columns)
	for _, f := range features {
		b.Add(f)
	}
	return b.Set()
}

// decode reads a tile with a decoder that we have not written.
func decode(t testing.TB, b []byte) map[string]*foreign.Layer {
	t.Helper()
	layers, err := foreign.Unmarshal(b)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*foreign.Layer{}
	for _, l := range layers {
		if l.Version != 2 || l.Extent != extent {
			t.Errorf("layer %s is version %d with an extent of %d", l.Name, l.Version, l.Extent)
		}
		out[l.Name] = l
	}
	return out
}

// plainly is what a tile should show, found by looking at every feature.
func plainly(features []Feature, tile Tile, w Want) []Feature {
	var out []Feature
	for _, f := range features {
		at := f.Geometry.(geo.Point)
		from, to := w.From, w.To
		if to == 0 {
			to = math.MaxInt64
		}
		bound := w.From != 0 || w.To != 0
		if !tile.Holds(at) || bound && (f.Start == 0 || f.Start >= to || max(f.Start, f.End) < from) {
			continue
		}
		if only, ok := w.Only["outcome"]; ok && !slices.Contains(only, f.Values[1].String()) {
			continue
		}
		out = append(out, f)
	}
	return out
}

func someTile(r *rand.Rand) Tile {
	z := uint8(r.IntN(MaxZoom + 1))
	at, _ := project(geo.Point{Lat: 326_000_000 + r.Int32N(5)*1_000_000 + r.Int32N(100_000), Lon: 361_000_000 + r.Int32N(100_000)})
	return Tile{z, uint32(uint64(at.x) >> (32 - z)), uint32(uint64(at.y) >> (32 - z))}
}

func someWant(r *rand.Rand) Want {
	var w Want
	if r.IntN(2) == 0 {
		w.From = r.Int64N(1000)
	}
	if r.IntN(2) == 0 {
		w.To = w.From + r.Int64N(500)
	}
	if r.IntN(3) == 0 {
		w.Only = map[string][]string{"outcome": {"candidate", "incomplete"}}
	}
	return w
}

// Every feature is drawn where it lies or counted where it lies, with its values, and no other is.
func TestATileShowsWhatLiesInIt(t *testing.T) {
	features := scatter(20_000, 1)
	set := build(features)
	r := rand.New(rand.NewPCG(2, 2))
	own, thinned := 0, 0
	for range 300 {
		tile, w := someTile(r), someWant(r)
		if check(t, set, features, tile, w) {
			thinned++
		} else {
			own++
		}
	}
	if own < 50 || thinned < 20 {
		t.Errorf("%d tiles were drawn in full and %d thinned: the test looks at too few", own, thinned)
	}
}

func check(t *testing.T, set *Set, features []Feature, tile Tile, w Want) (thinned bool) {
	t.Helper()
	want := plainly(features, tile, w)
	got := set.Draw(tile, w)
	if got.Count != len(want) {
		t.Fatalf("%s %+v: %d features are counted, %d lie there", tile, w, got.Count, len(want))
	}
	if len(want) == 0 {
		if len(got.Bytes) != 0 {
			t.Fatalf("%s: an empty tile has %d bytes", tile, len(got.Bytes))
		}
		return false
	}
	if len(got.Bytes) > MaxBytes {
		t.Fatalf("%s has %d bytes", tile, len(got.Bytes))
	}
	layers := decode(t, got.Bytes)
	byID := map[float64]Feature{}
	for _, f := range want {
		id, _ := strconv.ParseFloat(f.ID, 64)
		byID[id] = f
	}
	total, shown, tallies := 0, 0, map[string]int{}
	for _, f := range layers["reports"].Features {
		at := f.Geometry.(orb.Point)
		if at[0] < 0 || at[0] >= extent || at[1] < 0 || at[1] >= extent {
			t.Fatalf("%s: a point stands at %v, outside", tile, at)
		}
		if n, ok := f.Properties["point_count"].(float64); ok {
			total += int(n)
			for key, n := range f.Properties {
				if outcome, ok := strings.CutPrefix(key, "outcome:"); ok {
					tallies[outcome] += int(n.(float64))
				}
			}
			continue
		}
		total, shown = total+1, shown+1
		from := byID[f.ID.(float64)]
		delete(byID, f.ID.(float64))
		if !reflect.DeepEqual(map[string]any(f.Properties), properties(from)) {
			t.Fatalf("%s: feature %v says %v, want %v", tile, f.ID, f.Properties, properties(from))
		}
		tallies[from.Values[1].text]++
		s, _ := project(from.Geometry.(geo.Point))
		if x, y := tile.inTile(s); at != (orb.Point{float64(x), float64(y)}) {
			t.Fatalf("%s: feature %v stands at %v, want %d %d", tile, f.ID, at, x, y)
		}
	}
	if total != len(want) || shown != got.Shown {
		t.Fatalf("%s: %d features drawn or counted of %d, %d of %d by themselves", tile, total, len(want), shown, got.Shown)
	}
	for _, f := range want {
		tallies[f.Values[1].text]--
	}
	for outcome, n := range tallies {
		if n != 0 {
			t.Fatalf("%s: the counts of %q are off by %d", tile, outcome, n)
		}
	}
	if got.Thinned != (got.Shown < got.Count) || got.Thinned != (layers["thinned"] != nil) {
		t.Fatalf("%s: %d of %d shown, thinned: %v", tile, got.Shown, got.Count, got.Thinned)
	}
	if got.Thinned {
		says := layers["thinned"].Features[0].Properties
		if says["thinned"] != true || says["count"] != float64(got.Count) || says["shown"] != float64(got.Shown) {
			t.Fatalf("%s says %v", tile, says)
		}
	}
	return got.Thinned
}

func properties(f Feature) map[string]any {
	out := map[string]any{}
	for i, v := range f.Values {
		switch v.kind {
		case isText:
			out[columns[i].Name] = v.text
		case isInteger:
			out[columns[i].Name] = float64(v.number)
		case isBoolean:
			out[columns[i].Name] = v.number == 1
		}
	}
	return out
}

// Each point lies in one tile of every zoom, in the one that others compute, and its box holds it.
func TestAPointLiesInOneTileOfEachZoom(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 2000 {
		p := geo.Point{Lat: r.Int32N(1_700_000_000) - 850_000_000, Lon: int32(r.Int64N(3_600_000_001) - 1_800_000_000)}
		s, ok := project(p)
		if !ok || spotOf(s.key()) != s {
			t.Fatalf("%v is at %v, %v", p, s, ok)
		}
		z := uint8(r.IntN(MaxZoom + 1))
		tile := Tile{z, uint32(uint64(s.x) >> (32 - z)), uint32(uint64(s.y) >> (32 - z))}
		if !tile.Holds(p) || !tile.Box().Contains(p) {
			t.Fatalf("tile %s does not hold %v", tile, p)
		}
		other := maptile.Fraction(orb.Point{float64(p.Lon) / 1e7, float64(p.Lat) / 1e7}, maptile.Zoom(z))
		if dx, dy := other[0]-float64(tile.X), other[1]-float64(tile.Y); dx < -0.001 || dx > 1.001 || dy < -0.001 || dy > 1.001 {
			t.Fatalf("%v lies in tile %s, and others say %v", p, tile, other)
		}
		if z > 0 && (Tile{z, tile.X ^ 1, tile.Y}).Holds(p) {
			t.Fatalf("two tiles hold %v", p)
		}
	}
	for _, lat := range []int32{900_000_000, 850_600_000, -850_600_000, -900_000_000} {
		if _, ok := project(geo.Point{Lat: lat}); ok {
			t.Errorf("latitude %d is on the map", lat)
		}
	}
}

// What grew by changes is what is built anew.
func TestChangesGiveWhatBuildingAnewGives(t *testing.T) {
	features := scatter(3000, 4)
	r := rand.New(rand.NewPCG(5, 5))
	now := slices.Clone(features[:1500])
	set := build(now)
	var compacted, from *Set
	for step := range 60 {
		var changed []Feature
		for range 1 + r.IntN(60) {
			i := r.IntN(min(len(features), len(now)+20))
			if slices.ContainsFunc(changed, func(f Feature) bool { return f.ID == fmt.Sprint(i) }) {
				continue
			}
			f := features[i]
			if r.IntN(2) == 0 { // it moved
				f.Geometry = features[r.IntN(len(features))].Geometry
				f.Values = values(r.IntN(50))
			}
			changed = append(changed, f)
			if at := slices.IndexFunc(now, func(n Feature) bool { return n.ID == f.ID }); at >= 0 {
				now[at] = f
			} else {
				now = append(now, f)
			}
		}
		before := set
		next, trace := set.With(changed)
		set = next
		switch step % 7 {
		case 2:
			compacted, from = set.Compact(), set
		case 5:
			set = set.Onto(compacted, from)
		}
		if set.Len() != len(now) {
			t.Fatalf("step %d: %d features, want %d", step, set.Len(), len(now))
		}
		for range 10 {
			tile, w := someTile(r), someWant(r)
			check(t, set, now, tile, w)
			if !trace.Shows(tile) && !reflect.DeepEqual(before.Draw(tile, w).Bytes, next.Draw(tile, w).Bytes) {
				t.Fatalf("step %d: tile %s changed, and the trace does not say so", step, tile)
			}
		}
	}
	gone, _ := set.With([]Feature{{ID: now[0].ID}})
	if gone.Len() != len(now)-1 || set.Len() != len(now) {
		t.Errorf("taken out: %d of %d are left, and %d in the set before", gone.Len(), len(now), set.Len())
	}
}

func square(south, west, size int32) geo.Ring {
	return geo.Ring{{Lat: south, Lon: west}, {Lat: south, Lon: west + size}, {Lat: south + size, Lon: west + size}, {Lat: south + size, Lon: west}, {Lat: south, Lon: west}}
}

// An area is drawn in every tile that it touches, and the pieces add up to it; its hole stays a hole.
func TestTheTilesOfAnAreaAddUpToIt(t *testing.T) {
	zone, err := geo.NewPolygon(square(325_000_000, 360_000_000, 8_000_000), square(327_000_000, 362_000_000, 2_000_000))
	if err != nil {
		t.Fatal(err)
	}
	set, _ := New("zones", []Column{{Name: "name"}}).With([]Feature{{ID: "Z-1", Geometry: geo.MultiPolygon{zone}, Values: []Value{Text("Quneitra")}}})
	whole := 0.0
	for z := uint8(7); z <= 11; z++ {
		sum := 0.0
		for x := range uint32(1) << z {
			for y := range uint32(1) << z {
				if x>>(z-4) != 9 || y>>(z-4) != 6 { // the zoom 4 tile that holds it
					continue
				}
				d := set.Draw(Tile{z, x, y}, Want{})
				if len(d.Bytes) == 0 {
					continue
				}
				for _, f := range decode(t, d.Bytes)["zones"].Features {
					if f.Properties["id"] != "Z-1" || f.Properties["name"] != "Quneitra" {
						t.Fatalf("the zone says %v", f.Properties)
					}
					sum += within(t, f.Geometry)
				}
			}
		}
		sum /= math.Exp2(2 * float64(z))
		if whole == 0 {
			whole = sum
		}
		if math.Abs(sum/whole-1) > 0.02 {
			t.Errorf("zoom %d: the pieces cover %g, want %g", z, sum, whole)
		}
	}
}

// within is the area of a geometry inside its tile, holes not counted. It wants rings as the specification does.
func within(t *testing.T, g orb.Geometry) float64 {
	t.Helper()
	var polygons orb.MultiPolygon
	switch g := g.(type) {
	case orb.Polygon:
		polygons = orb.MultiPolygon{g}
	case orb.MultiPolygon:
		polygons = g
	default:
		t.Fatalf("an area is drawn as %T", g)
	}
	sum := 0.0
	for _, p := range polygons {
		for i, ring := range p {
			if _, a := planar.CentroidArea(ring); (a > 0) != (i == 0) { // y grows to the south: clockwise is above zero
				t.Errorf("ring %d turns the wrong way", i)
			}
		}
		for x := 0.5 + 8; x < extent; x += 32 { // by sampling, which knows no margin
			for y := 0.5 + 8; y < extent; y += 32 {
				if planar.PolygonContains(p, orb.Point{x, y}) {
					sum++
				}
			}
		}
	}
	return sum
}

func TestALineIsCutAtItsTiles(t *testing.T) {
	line, err := geo.NewLine([]geo.Point{{Lat: 325_000_000, Lon: 360_000_000}, {Lat: 330_000_000, Lon: 365_000_000}, {Lat: 325_000_000, Lon: 370_000_000}})
	if err != nil {
		t.Fatal(err)
	}
	set, _ := New("routes", nil).With([]Feature{{ID: "7", Geometry: line}})
	tiles := 0
	for x := uint32(600); x < 640; x++ {
		for y := uint32(400); y < 430; y++ {
			d := set.Draw(Tile{10, x, y}, Want{})
			if len(d.Bytes) == 0 {
				continue
			}
			tiles++
			f := decode(t, d.Bytes)["routes"].Features[0]
			b := f.Geometry.Bound()
			if f.ID.(float64) != 7 || b.Min[0] < -buffer || b.Min[1] < -buffer || b.Max[0] > extent+buffer || b.Max[1] > extent+buffer {
				t.Errorf("%d/%d: %v reaches to %v", x, y, f.ID, b)
			}
		}
	}
	if tiles < 4 {
		t.Errorf("the line shows in %d tiles", tiles)
	}
}

// Nothing is too small or too many to be told of.
func TestSmallAndManyAreasAreNotDropped(t *testing.T) {
	var features []Feature
	for i := range int32(4000) {
		zone, err := geo.NewPolygon(square(325_000_000+i/64*10_000, 360_000_000+i%64*10_000, 5_000))
		if err != nil {
			t.Fatal(err)
		}
		features = append(features, Feature{ID: fmt.Sprint("zone ", i), Geometry: zone, Values: []Value{{}, Text(outcomes[i%3])}})
	}
	small, _ := New("zones", columns).With(features[:1])
	if d := small.Draw(Tile{3, 4, 3}, Want{}); d.Count != 1 || d.Shown != 1 || len(decode(t, d.Bytes)["zones"].Features) != 1 {
		t.Errorf("a small area: %+v", d)
	}
	long := slices.Clone(features)
	for i := range long {
		long[i].ID += strings.Repeat(" of a long name", 20)
	}
	for _, of := range [][]Feature{features, long} {
		set, _ := New("zones", columns).With(of)
		d := set.Draw(Tile{3, 4, 3}, Want{})
		total := 0
		for _, f := range decode(t, d.Bytes)["zones"].Features {
			if n, ok := f.Properties["point_count"].(float64); ok {
				total += int(n)
			} else {
				total++
			}
		}
		if d.Count != 4000 || total != 4000 || len(d.Bytes) > MaxBytes {
			t.Errorf("%d of %d areas in %d bytes", total, d.Count, len(d.Bytes))
		}
	}
}

func FuzzParseTile(f *testing.F) {
	f.Add("0", "0", "0")
	f.Add("20", "1048575", "3")
	f.Add("8", "0152", "103")
	f.Add("8", "256", "-1")
	set := build(scatter(50, 9))
	f.Fuzz(func(t *testing.T, z, x, y string) {
		tile, err := ParseTile(z, x, y)
		if err != nil {
			return
		}
		if tile.String() != z+"/"+x+"/"+y {
			t.Fatalf("%q %q %q is tile %s", z, x, y, tile)
		}
		if b := tile.Box(); b.South > b.North || b.West > b.East {
			t.Fatalf("the box of %s is %+v", tile, b)
		}
		if d := set.Draw(tile, Want{}); len(d.Bytes) > 0 {
			decode(t, d.Bytes)
		}
	})
}

// Shapes that strangers draw do not break a tile: what is written can be read.
func FuzzDrawPolygon(f *testing.F) {
	f.Add(int32(0), int32(0), int32(8), int32(1), int32(3), int32(9), uint8(2))
	f.Add(int32(900_000_000), int32(1_800_000_000), int32(-900_000_000), int32(-1_800_000_000), int32(5), int32(5), uint8(20))
	f.Fuzz(func(t *testing.T, a, b, c, d, e, g int32, z uint8) {
		clamp := func(v, most int32) int32 { return min(max(v, -most), most) }
		at := func(lat, lon int32) geo.Point {
			return geo.Point{Lat: clamp(lat, 900_000_000), Lon: clamp(lon, 1_800_000_000)}
		}
		ring := geo.Ring{at(a, b), at(c, d), at(e, g), at(a, b)}
		zone, err := geo.NewPolygon(ring)
		if err != nil {
			return
		}
		set, _ := New("zones", nil).With([]Feature{{ID: "1", Geometry: zone}})
		z %= MaxZoom + 1
		s, _ := project(ring[1])
		if out := set.Draw(Tile{z, uint32(uint64(s.x) >> (32 - z)), uint32(uint64(s.y) >> (32 - z))}, Want{}); len(out.Bytes) > 0 {
			decode(t, out.Bytes)
		}
	})
}

func BenchmarkDraw(b *testing.B) {
	set := build(scatter(200_000, 7))
	for _, z := range []uint8{6, 8, 10, 12, 14} {
		b.Run(fmt.Sprint("zoom ", z), func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 1))
			var tiles []Tile
			for len(tiles) < 100 {
				if tile := someTile(r); tile.Z >= z {
					tiles = append(tiles, Tile{z, tile.X >> (tile.Z - z), tile.Y >> (tile.Z - z)})
				}
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				set.Draw(tiles[i%len(tiles)], Want{})
			}
		})
	}
}
