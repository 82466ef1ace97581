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
	"truce.example/record"
)

// A question is answered from the view.
type question = func(ctx context.Context, q desk.Question) (any, error)

// Sizes of a page of an answer.
const (
	usualPage = 100
	mostPage  = 1000
)

// A filter is what a question narrows its answer to: conditions in SQL, joined by and, with their values. Wrong
// parameters are collected and refused together.
type filter struct {
	params url.Values
	known  map[string]bool
	wheres []string
	args   []any
	wrong  []desk.FieldError
}

func newFilter(params url.Values) *filter {
	return &filter{params: params, known: map[string]bool{}, wheres: []string{"1 = 1"}}
}

// value is a parameter by name; asking for it makes it known.
func (f *filter) value(name string) string {
	f.known[name] = true
	return f.params.Get(name)
}

func (f *filter) where(condition string, args ...any) {
	f.wheres, f.args = append(f.wheres, condition), append(f.args, args...)
}

func (f *filter) say(field, format string, args ...any) {
	f.wrong = append(f.wrong, desk.FieldError{Field: field, Sentence: fmt.Sprintf(format, args...)})
}

// is narrows to rows whose column has the value of the parameter.
func (f *filter) is(name, column string) {
	if v := f.value(name); v != "" {
		f.where(column+" = ?", v)
	}
}

// atLeast narrows to rows whose column has at least the value of the parameter.
func (f *filter) atLeast(name, column string) {
	if n, ok := f.number(name); ok {
		f.where(column+" >= ?", n)
	}
}

func (f *filter) number(name string) (int64, bool) {
	text := f.value(name)
	if text == "" {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		f.say(name, "%s is %q, which is no whole number", name, shorten(text))
		return 0, false
	}
	return n, true
}

func (f *filter) moment(name string) (record.Moment, bool) {
	text := f.value(name)
	if text == "" {
		return 0, false
	}
	m, err := record.ParseMoment(text)
	if err != nil {
		f.say(name, "%v", err)
		return 0, false
	}
	return m, true
}

// time narrows to what may have happened from "from" (included) to "to" (not included).
func (f *filter) time() {
	if m, ok := f.moment("from"); ok {
		f.where("end_ms >= ?", int64(m))
	}
	if m, ok := f.moment("to"); ok {
		f.where("start_ms < ? and start_ms <> 0", int64(m))
	}
}

// box narrows reports to points in "west,south,east,north", in degrees.
func (f *filter) box() {
	text := f.value("box")
	if text == "" {
		return
	}
	parts := strings.Split(text, ",")
	var units [4]int64
	for i := range units {
		if len(parts) != len(units) {
			f.say("box", "box is %q; write west,south,east,north in degrees, such as 35.8,32.3,37.0,33.3", shorten(text))
			return
		}
		degrees, err := strconv.ParseFloat(strings.TrimSpace(parts[i]), 64)
		if err != nil || math.IsNaN(degrees) || math.Abs(degrees) > 180 {
			f.say("box", "%q is no number of degrees; write west,south,east,north, such as 35.8,32.3,37.0,33.3", shorten(parts[i]))
			return
		}
		units[i] = int64(math.Round(degrees * 1e7))
	}
	f.where("lon >= ? and lat >= ? and lon <= ? and lat <= ?", units[0], units[1], units[2], units[3])
	if b, ok := boxOf(units); ok {
		w := inBox("observe_report", b)
		f.where("entry in ("+w.entries+")", w.args...)
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
	n, ok := f.number("known")
	if !ok {
		return "level", "ended"
	}
	f.where("entry < ?", n)
	level = fmt.Sprintf(`coalesce((select rating.level from observe_rating rating
		where rating.report = r.entry and rating.entry < %d order by rating.entry desc limit 1), level_given)`, n)
	return level, fmt.Sprintf("case when ended < %d then ended end", n)
}

// page narrows to entries below "before" and gives the size of the page.
func (f *filter) page() int64 {
	if before, ok := f.number("before"); ok {
		f.where("entry < ?", before)
	}
	limit, ok := f.number("limit")
	if !ok {
		return usualPage
	}
	if limit < 1 || limit > mostPage {
		f.say("limit", "limit is %d; it goes from 1 to %d", limit, mostPage)
	}
	return limit
}

// languages of sentences; the first is that of the record.
var languages = []string{"en", "ar", "ru"}

// language is that in which sentences are asked for: the parameter lang, or English.
func (f *filter) language() string {
	asked := f.value("lang")
	if asked == "" {
		return languages[0]
	}
	if !slices.Contains(languages, asked) {
		f.say("lang", "lang is %q; use one of %s", shorten(asked), strings.Join(languages, ", "))
	}
	return asked
}

// refusal refuses wrong and unknown parameters: one that is mistyped would silently narrow nothing.
func (f *filter) refusal() error {
	for name := range f.params {
		if !f.known[name] {
			f.say(name, "the parameter %q is not known here; see the description of this question", shorten(name))
		}
	}
	return desk.RefuseFields(f.wrong)
}

func (f *filter) sql() string { return strings.Join(f.wheres, " and ") }

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
