package observe

import (
	"context"
	"fmt"
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
	b, err := geo.ParseBox(text)
	if err != nil {
		f.Say("box", "box is not understood: %v", err)
		return
	}
	f.Where("lon >= ? and lat >= ? and lon <= ? and lat <= ?", b.West, b.South, b.East, b.North)
	if b.South <= b.North && b.West <= b.East {
		w := inBox("observe_report", b)
		f.Where("entry in ("+w.entries+")", w.args...)
	}
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
