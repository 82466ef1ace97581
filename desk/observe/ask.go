package observe

import (
	"context"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"truce.example/desk"
	"truce.example/geo"
)

// A question is answered from the view.
type question = func(ctx context.Context, q desk.Question) (any, error)

// A filter is a desk's filter with the questions of this one.
type filter struct{ *desk.Filter }

func newFilter(params url.Values) *filter { return &filter{desk.NewFilter(params)} }

// time narrows to what may have happened from "from" (included) to "to" (not included).
func (f *filter) time() {
	if m, ok := f.Moment("from"); ok {
		f.Where("end_ms >= ?", int64(m))
	}
	if m, ok := f.Moment("to"); ok {
		f.Where("start_ms < ? and start_ms <> 0", int64(m))
	}
}

// box narrows reports to points in "west,south,east,north", in degrees.
func (f *filter) box() {
	text := f.Value("box")
	if text == "" {
		return
	}
	parts := strings.Split(text, ",")
	var units [4]int64
	for i := range units {
		if len(parts) != len(units) {
			f.Say("box", "box is %q; write west,south,east,north in degrees, such as 35.8,32.3,37.0,33.3", shorten(text))
			return
		}
		degrees, err := strconv.ParseFloat(strings.TrimSpace(parts[i]), 64)
		if err != nil || math.IsNaN(degrees) || math.Abs(degrees) > 180 {
			f.Say("box", "%q is no number of degrees; write west,south,east,north, such as 35.8,32.3,37.0,33.3", shorten(parts[i]))
			return
		}
		units[i] = int64(math.Round(degrees * 1e7))
	}
	f.Where("lon >= ? and lat >= ? and lon <= ? and lat <= ?", units[0], units[1], units[2], units[3])
	if b, ok := boxOf(units); ok {
		w := inBox("observe_report", b)
		f.Where("entry in ("+w.entries+")", w.args...)
	}
}

// boxOf is a box in 1e-7 degree, if it is one.
func boxOf(units [4]int64) (geo.Box, bool) {
	west, south, east, north := units[0], units[1], units[2], units[3]
	b := geo.Box{South: int32(max(south, -900_000_000)), West: int32(west), North: int32(min(north, 900_000_000)), East: int32(east)}
	return b, b.South <= b.North && b.West <= b.East
}

// asKnown narrows to what was recorded below entry "known", and says how level and retraction stood then. Without it
// they are as they stand now.
func (f *filter) asKnown() (level, ended string) {
	n, ok := f.Number("known")
	if !ok {
		return "level", "ended"
	}
	f.Where("entry < ?", n)
	level = fmt.Sprintf(`coalesce((select rating.level from observe_rating rating
		where rating.report = r.entry and rating.entry < %d order by rating.entry desc limit 1), level_given)`, n)
	return level, fmt.Sprintf("case when ended < %d then ended end", n)
}

// languages of sentences; the first is that of the record.
var languages = []string{"en", "ar", "ru"}

// language is that in which sentences are asked for: the parameter lang, or English.
func (f *filter) language() string {
	asked := f.Value("lang")
	if asked == "" {
		return languages[0]
	}
	if !slices.Contains(languages, asked) {
		f.Say("lang", "lang is %q; use one of %s", shorten(asked), strings.Join(languages, ", "))
	}
	return asked
}

// entryOf reads the entry number in a path.
func entryOf(q desk.Question) (int64, error) {
	n, err := strconv.ParseInt(q.Path("entry"), 10, 64)
	if err != nil || n < 0 {
		return 0, desk.Refuse(desk.Invalid, "%q is no entry number; write the number of a report, such as 17", shorten(q.Path("entry")))
	}
	return n, nil
}

// pointOf is the point of a row, if it has one.
func pointOf(lat, lon *int32) *geo.Point {
	if lat == nil || lon == nil {
		return nil
	}
	return &geo.Point{Lat: *lat, Lon: *lon}
}
