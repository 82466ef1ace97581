// Package corridor says whether two places were connected through the areas of given holders, on the days of maps that are
// past. It answers yes or no and since when. It names no width, no way and no place where a connection could be cut:
// nothing here helps to plan.
package corridor

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"truce.example/desk/territory/maps"
	"truce.example/desk/territory/overlay"
	"truce.example/geo"
)

// Method says what counts as connected, in a sentence for reports.
const Method = "areas that overlap or share an edge connect; a common corner does not, nor does a gap, however small, nor the 180th meridian"

// A Stretch is days in a row of which the maps say the same. Between its days the maps say nothing.
type Stretch struct {
	From      string `json:"from"`
	To        string `json:"to"`
	Maps      int    `json:"maps"`
	Connected bool   `json:"connected"`
	Why       string `json:"why"`
}

// Dated is a map of a day.
type Dated struct {
	Day string // 2017-07-20
	Map maps.Map
}

// Past refuses maps that are not of a day before today. Both are written 2017-07-20.
func Past(day, today string) error {
	switch {
	case day == "":
		return errors.New("the day of the map is not known; give it with --date, or in the name of the file as 2017-07-20")
	case day >= today:
		return fmt.Errorf("the map is of %s; a corridor is told for past days only", day)
	}
	return nil
}

// Connected says whether, by this map, the two places lie in one connected area of the holders.
func Connected(m maps.Map, holders []string, from, to geo.Point) (bool, string, error) {
	var areas []overlay.Area
	for _, name := range holders {
		if area, ok := m.Area(name); ok {
			areas = append(areas, area)
		}
	}
	if len(areas) == 0 {
		return false, "the map names none of these holders", nil
	}
	lain, err := overlay.Lay(areas...)
	if err != nil {
		return false, "", err
	}
	parts := lain.Where(func(overlay.Set) bool { return true }).Polygons()
	a, b := holding(parts, from), holding(parts, to)
	switch {
	case len(a) == 0 && len(b) == 0:
		return false, "neither place was held by them", nil
	case len(a) == 0:
		return false, "the first place was not held by them", nil
	case len(b) == 0:
		return false, "the second place was not held by them", nil
	}
	for _, part := range a {
		if slices.Contains(b, part) {
			return true, "both lay in one connected area of theirs", nil
		}
	}
	return false, "both were held by them, in areas that were not connected", nil
}

// holding are the parts in which a place lies; on an edge it lies inside, and in a common corner in several parts.
func holding(parts []overlay.Polygon, p geo.Point) []int {
	var out []int
	for i, part := range parts {
		if part.Contains(p) {
			out = append(out, i)
		}
	}
	return out
}

// Over answers for each of the maps, and sums up in stretches, from the earliest.
func Over(series []Dated, holders []string, from, to geo.Point) ([]Stretch, error) {
	series = slices.Clone(series)
	slices.SortStableFunc(series, func(a, b Dated) int { return cmp.Compare(a.Day, b.Day) })
	var out []Stretch
	for _, d := range series {
		connected, why, err := Connected(d.Map, holders, from, to)
		if err != nil {
			return nil, fmt.Errorf("the map of %s: %w", d.Day, err)
		}
		if last := len(out) - 1; last >= 0 && out[last].Connected == connected && out[last].Why == why {
			out[last].To = d.Day
			out[last].Maps++
			continue
		}
		out = append(out, Stretch{From: d.Day, To: d.Day, Maps: 1, Connected: connected, Why: why})
	}
	return out, nil
}

// Coarseness says what is left out on purpose, in a sentence for reports.
const Coarseness = "places are rounded to a twentieth of a degree, some five kilometres, and days to the Monday of their week, so that no gap can be felt out"

// coarse is the raster of places, in units of 1e-7 degree.
const coarse = 500_000

// Coarse is a place on the raster on which connections are told.
func Coarse(p geo.Point) geo.Point {
	round := func(n int32) int32 {
		if n < 0 {
			return (n - coarse/2) / coarse * coarse
		}
		return (n + coarse/2) / coarse * coarse
	}
	return geo.Point{Lat: round(p.Lat), Lon: round(p.Lon)}
}

// WeekOf is the first moment, in UTC, of the week of a day.
func WeekOf(t time.Time) time.Time {
	t = t.UTC()
	return time.Date(t.Year(), t.Month(), t.Day()-(int(t.Weekday())+6)%7, 0, 0, 0, 0, time.UTC)
}
