package inquiry

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"truce.example/desk"
	"truce.example/record"
)

// An answer is read from the view.
type answer = func(ctx context.Context, q desk.Question) (any, error)

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

func (f *filter) is(name, column string) {
	if v := f.value(name); v != "" {
		f.where(column+" = ?", v)
	}
}

func (f *filter) number(name string) (int64, bool) {
	text := f.value(name)
	if text == "" {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		f.say(name, "%s is %q, which is no number of an entry", name, short(text))
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

// page narrows to entries below "before" and gives the size of the page.
func (f *filter) page(column string) int64 {
	if before, ok := f.number("before"); ok {
		f.where(column+" < ?", before)
	}
	return f.limit()
}

func (f *filter) limit() int64 {
	limit, ok := f.number("limit")
	if !ok {
		return usualPage
	}
	if limit < 1 || limit > mostPage {
		f.say("limit", "limit is %d; it goes from 1 to %d", limit, mostPage)
	}
	return limit
}

// refusal refuses wrong and unknown parameters: one that is mistyped would silently narrow nothing.
func (f *filter) refusal() error {
	for name := range f.params {
		if !f.known[name] {
			f.say(name, "the parameter %q is not known here; see the description of this question", short(name))
		}
	}
	return desk.RefuseFields(f.wrong)
}

func (f *filter) sql() string { return strings.Join(f.wheres, " and ") }

func orZero(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}
