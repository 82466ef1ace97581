package change

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"truce.example/desk/territory/corridor"
	"truce.example/desk/territory/maps"
	"truce.example/desk/territory/overlay"
	"truce.example/geo"
	"truce.example/internal/collected"
)

// The table of towns of 590 days has 568 changes of holder.
func TestTownsThatChangedHands(t *testing.T) {
	files := collected.Archive(t, "control/ukraine_town_control_daily_2022-2024.tar.xz")
	names := slices.Sorted(func(yield func(string) bool) {
		for name := range files {
			if maps.DayOf(name) != "" && !yield(name) {
				return
			}
		}
	})
	var before maps.Table
	turns, towns, nameless := 0, 0, 0
	for i, name := range names {
		table, err := maps.ParseTable(files[name], "")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		nameless += len(table.Notes)
		if i > 0 {
			turns += len(maps.Turns(before, table))
		}
		before, towns = table, len(table.Places)
	}
	if len(names) != 590 || turns != 568 {
		t.Errorf("%d days, %d changes of holder; want 590 and 568", len(names), turns)
	}
	t.Logf("%d towns on the last day; %d rows name no town", towns, nameless)
}

// 769 daily maps of one holder: all are read, and between any two of them what is gained less what is lost is what the area
// grew by.
func TestDailyMaps(t *testing.T) {
	files := collected.Archive(t, "control/deepstate_ukraine_daily_polygons_2024-2026.tar.xz")
	type dated struct {
		day string
		m   maps.Map
	}
	var all []dated
	notes := 0
	for name, text := range files {
		day := maps.DayOf(name)
		if day == "" {
			continue
		}
		m, err := maps.Parse(text, "")
		if err != nil || m.Refused() > 0 || len(m.Holders) != 1 {
			t.Fatalf("%s: %v %v", name, err, m.Notes)
		}
		notes += len(m.Notes)
		all = append(all, dated{day, m})
	}
	slices.SortFunc(all, func(a, b dated) int {
		if a.day < b.day {
			return -1
		}
		return 1
	})
	if len(all) != 769 || all[0].day != "2024-07-08" || all[768].day != "2026-08-22" {
		t.Fatalf("%d maps", len(all))
	}
	first, last := all[0].m.Holders[0].Area.SquareCm(), all[768].m.Holders[0].Area.SquareCm()
	if overlay.SquareKm(first) != "109361.41" || overlay.SquareKm(last) != "116995.42" {
		t.Errorf("from %s to %s km²", overlay.SquareKm(first), overlay.SquareKm(last))
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 12 {
		a, b := all[rnd.IntN(len(all))], all[rnd.IntN(len(all))]
		r, err := Between(a.m, b.m, 100)
		if err != nil {
			t.Fatal(err)
		}
		h := r.Holders[0]
		if h.Gained-h.Lost != h.Has-h.Had {
			t.Errorf("%s to %s: %+v", a.day, b.day, h)
		}
		for _, c := range [][2]int64{{h.Had, a.m.Holders[0].Area.SquareCm()}, {h.Has, b.m.Holders[0].Area.SquareCm()}} {
			// the outlines of the parts lie on the grid of points, which moves a crossing by up to 8 mm
			if math.Abs(float64(c[0]-c[1])) > 1e-8*float64(c[1]) {
				t.Errorf("%s to %s: the parts have %d cm², the map %d", a.day, b.day, c[0], c[1])
			}
		}
	}
	series := []corridor.Dated{{Day: all[0].day, Map: all[0].m}, {Day: all[768].day, Map: all[768].m}}
	way, err := corridor.Over(series, []string{maps.Unnamed}, geo.Point{Lat: 450_500_000, Lon: 345_000_000}, geo.Point{Lat: 480_000_000, Lon: 378_000_000})
	if err != nil || len(way) != 1 || !way[0].Connected {
		t.Errorf("%+v, %v", way, err)
	}
	t.Logf("%d maps, %d notes", len(all), notes)
}
