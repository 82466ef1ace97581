package desk

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"truce.example/record"
)

// Sizes of a page of an answer.
const (
	UsualPage = 100
	MostPage  = 1000
)

// A Filter is what a question narrows its answer to: conditions in SQL, joined by and, with their values. Wrong parameters
// are collected and refused together. It filters nothing by audience: the view does.
type Filter struct {
	Args   []any // of the conditions, in order
	params url.Values
	known  map[string]bool
	wheres []string
	wrong  []FieldError
}

// NewFilter reads parameters; nil has none.
func NewFilter(params url.Values) *Filter {
	return &Filter{params: params, known: map[string]bool{}, wheres: []string{"1 = 1"}}
}

// Value is a parameter by name; asking for it makes it known.
func (f *Filter) Value(name string) string {
	f.known[name] = true
	return f.params.Get(name)
}

// Where adds a condition. Values go into args, never into its text.
func (f *Filter) Where(condition string, args ...any) {
	f.wheres, f.Args = append(f.wheres, condition), append(f.Args, args...)
}

// Say adds what is wrong with a parameter.
func (f *Filter) Say(field, format string, args ...any) {
	f.wrong = append(f.wrong, FieldError{Field: field, Sentence: fmt.Sprintf(format, args...)})
}

// Is narrows to rows whose column has the value of the parameter.
func (f *Filter) Is(name, column string) {
	if v := f.Value(name); v != "" {
		f.Where(column+" = ?", v)
	}
}

// AtLeast narrows to rows whose column has at least the value of the parameter.
func (f *Filter) AtLeast(name, column string) {
	if n, ok := f.Number(name); ok {
		f.Where(column+" >= ?", n)
	}
}

// Number is a parameter that is a whole number.
func (f *Filter) Number(name string) (int64, bool) {
	text := f.Value(name)
	if text == "" {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		f.Say(name, "%s is %q, which is no whole number", name, shorten(text))
		return 0, false
	}
	return n, true
}

// Entry is a parameter that is the number of an entry.
func (f *Filter) Entry(name string) (int64, bool) {
	n, ok := f.Number(name)
	if ok && n < 0 {
		f.Say(name, "%s is %d, which is no number of an entry", name, n)
	}
	return n, ok && n >= 0
}

// Moment is a parameter that is a moment.
func (f *Filter) Moment(name string) (record.Moment, bool) {
	text := f.Value(name)
	if text == "" {
		return 0, false
	}
	m, err := record.ParseMoment(text)
	if err != nil {
		f.Say(name, "%v", err)
		return 0, false
	}
	return m, true
}

// Page narrows to entries of a column below "before" and gives the size of the page.
func (f *Filter) Page(column string) int64 {
	if before, ok := f.Entry("before"); ok {
		f.Where(column+" < ?", before)
	}
	return f.Limit()
}

// Limit is the size of the page.
func (f *Filter) Limit() int64 {
	limit, ok := f.Number("limit")
	if !ok {
		return UsualPage
	}
	if limit < 1 || limit > MostPage {
		f.Say("limit", "limit is %d; it goes from 1 to %d", limit, MostPage)
	}
	return limit
}

// Refusal refuses wrong and unknown parameters: one that is mistyped would silently narrow nothing.
func (f *Filter) Refusal() error {
	for name := range f.params {
		if !f.known[name] {
			f.Say(name, "the parameter %q is not known here; see the description of this question", shorten(name))
		}
	}
	return RefuseFields(f.wrong)
}

// SQL is all conditions as one.
func (f *Filter) SQL() string { return strings.Join(f.wheres, " and ") }

func shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
