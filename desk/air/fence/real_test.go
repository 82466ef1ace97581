package fence_test

import (
	"slices"
	"testing"

	"truce.example/desk/air/feed"
	"truce.example/desk/air/feed/tracks"
	"truce.example/desk/air/fence"
	"truce.example/desk/air/track"
	"truce.example/desk/air/zones"
	"truce.example/internal/collected"
)

// A day over Switzerland against real zones and 10,000 invented ones: every entry and exit agrees with the slow check, to
// the millisecond and the centimetre. One aircraft in forty: the slow check is slow.
func TestSwitzerland(t *testing.T) {
	const every = 40
	reports, _, err := tracks.ParseTraffic(collected.File(t, "aircraft/switzerland.json.gz"))
	if err != nil {
		t.Fatal(err)
	}
	slices.SortStableFunc(reports, func(a, b feed.Report) int { return int(a.Ms - b.Ms) })
	var real []*fence.Zone
	for name, text := range collected.Files(t, "airspace/military_orbits_geojson/DE*") {
		f, err := zones.Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		real = append(real, f.Fences()...)
	}
	all := append(real, fence.Invented(10_000)...)
	set, err := fence.NewSet(all...)
	if err != nil {
		t.Fatal(err)
	}
	book := track.NewBook(track.Config{})
	e, check := fence.NewEngine(set), fence.NewSlow(all)
	var fast, slowly []fence.Event
	n := 0
	for i := range reports {
		if reports[i].Address%every != 0 {
			continue
		}
		s, ok := book.Take(&reports[i])
		if !ok {
			continue
		}
		n++
		fast = e.Update(s.Aircraft, &s.Fix, fast)
		slowly = append(slowly, check(s.Aircraft, s.Fix)...)
	}
	fence.Compare(t, fast, slowly)
	t.Logf("%d positions, %d zones, %d events", n, len(all), len(fast))
	if len(fast) < 1000 {
		t.Error("that is too few to prove anything")
	}
}
