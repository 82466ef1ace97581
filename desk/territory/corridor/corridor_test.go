package corridor

import (
	"encoding/json"
	"strings"
	"testing"

	"truce.example/desk/territory/maps"
	"truce.example/desk/territory/overlay"
	"truce.example/desk/territory/overlay/drawings"
	"truce.example/geo"
)

func drawn(t *testing.T, areas map[string][]geo.Ring) maps.Map {
	t.Helper()
	var m maps.Map
	for _, name := range []string{"A", "B", "C"} {
		var polygons [][]geo.Ring
		for _, r := range areas[name] {
			polygons = append(polygons, []geo.Ring{r})
		}
		a, _, err := overlay.NewArea(polygons)
		if err != nil {
			t.Fatal(err)
		}
		m.Holders = append(m.Holders, maps.Holding{Holder: name, Area: a})
	}
	return m
}

var (
	west = geo.Point{Lat: 325_000_000, Lon: 360_500_000}
	east = geo.Point{Lat: 325_000_000, Lon: 389_500_000}
)

func TestConnected(t *testing.T) {
	a, b, gap := drawings.Box(36, 32, 1, 1), drawings.Box(38, 32, 1, 1), drawings.Box(37, 32, 1, 1)
	for _, c := range []struct {
		what    string
		areas   map[string][]geo.Ring
		holders string
		want    bool
		why     string
	}{
		{"one beside the other", map[string][]geo.Ring{"A": {a, gap, b}}, "A", true, "one connected area"},
		{"through another's area, which is not asked for", map[string][]geo.Ring{"A": {a, b}, "B": {gap}}, "A", false, "not connected"},
		{"through another's area, which is", map[string][]geo.Ring{"A": {a, b}, "B": {gap}}, "A,B", true, "one connected area"},
		{"a common corner", map[string][]geo.Ring{"A": {a, drawings.Box(37, 33, 1, 1), b}}, "A", false, "not connected"},
		{"a gap of a unit", map[string][]geo.Ring{"A": {a, drawings.Box(37.0000001, 32, 0.9999999, 1), b}}, "A", false, "not connected"},
		{"areas that overlap", map[string][]geo.Ring{"A": {a, b}, "B": {drawings.Box(36.9, 32.4, 1.2, 0.1)}}, "A,B", true, "one connected area"},
		{"the first place is not theirs", map[string][]geo.Ring{"A": {b}}, "A", false, "the first place was not"},
		{"the second is not", map[string][]geo.Ring{"A": {a}}, "A", false, "the second place was not"},
		{"neither is", map[string][]geo.Ring{"A": {gap}}, "A", false, "neither place"},
		{"nobody of that name", map[string][]geo.Ring{"A": {a, gap, b}}, "D", false, "names none"},
	} {
		got, why, err := Connected(drawn(t, c.areas), strings.Split(c.holders, ","), west, east)
		if err != nil || got != c.want || !strings.Contains(why, c.why) {
			t.Errorf("%s: %t, %s, %v", c.what, got, why, err)
		}
	}
}

func TestASeriesSaysSinceWhen(t *testing.T) {
	open := drawn(t, map[string][]geo.Ring{"A": {drawings.Box(36, 32, 3, 1)}})
	cut := drawn(t, map[string][]geo.Ring{"A": {drawings.Box(36, 32, 1, 1), drawings.Box(38, 32, 1, 1)}})
	got, err := Over([]Dated{{"2017-07-20", open}, {"2017-07-06", cut}, {"2017-07-08", cut}, {"2017-07-13", open}, {"2017-07-21", open}}, []string{"A"}, west, east)
	if err != nil || len(got) != 2 || got[0].Connected || got[0].Maps != 2 || !got[1].Connected || got[1].From != "2017-07-13" || got[1].To != "2017-07-21" {
		t.Errorf("%+v, %v", got, err)
	}
	// what is told has no place and no length in it
	text, err := json.Marshal(got)
	if err != nil || strings.ContainsAny(strings.NewReplacer("2017-07-", "").Replace(string(text)), ".") || strings.Contains(string(text), "lat") {
		t.Errorf("%s", text)
	}
}

func TestOnlyPastDays(t *testing.T) {
	for day, ok := range map[string]bool{"2017-07-20": true, "2017-07-21": false, "2018-01-01": false, "": false} {
		if err := Past(day, "2017-07-21"); (err == nil) != ok {
			t.Errorf("%q: %v", day, err)
		}
	}
}
