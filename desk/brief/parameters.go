package brief

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

// The kinds of brief.
const (
	Flash  = "flash"  // one event
	Spot   = "spot"   // one matter: a report and all that is related to it
	Daily  = "daily"  // a day that ends at the agreement's cut-off
	Weekly = "weekly" // seven such days
	Period = "period" // any number of days
)

// The editions of a brief.
const (
	Full   = "full"
	Public = "public"
)

var (
	kindsOfBrief = []string{Flash, Spot, Daily, Weekly, Period}
	editions     = []string{Full, Public}
	languages    = []string{"en", "ar", "ru"}
)

// Parameters say of what a brief is made. With the record up to Known, and who reads, they determine it.
type Parameters struct {
	Kind    string          `json:"kind"`
	Edition string          `json:"edition"`
	From    record.Moment   `json:"from"`
	To      record.Moment   `json:"to"`              // no longer in it
	Report  *int64          `json:"report"`          // of a flash or spot brief
	Known   int64           `json:"known"`           // entries below it are read
	At      record.Moment   `json:"at"`              // when it was made: deadlines are held against it
	As      record.Audience `json:"as,omitempty"`    // only what everybody in this audience may read
	Before  record.Moment   `json:"before,omitzero"` // where the time begins with which it is compared; as long as the brief's own

	// What it is narrowed to; empty for everything.
	Zone    string `json:"zone,omitempty"`
	Type    string `json:"type,omitempty"`
	Side    string `json:"side,omitempty"` // accused, as the totals have it
	Dataset string `json:"dataset,omitempty"`
	Channel string `json:"channel,omitempty"`
	Source  string `json:"source,omitempty"`

	// Persons is false where an earlier public edition gave the persons of some of this time: the difference of two tables
	// would say what each of them hides.
	Persons bool `json:"persons"`
}

// A form collects what is wrong in a query and refuses all of it together.
type form struct {
	q     url.Values
	known map[string]bool
	wrong []desk.FieldError
}

func newForm(q url.Values) *form { return &form{q: q, known: map[string]bool{"wait": true}} }

func (f *form) value(name string) string {
	f.known[name] = true
	return f.q.Get(name)
}

func (f *form) say(field, format string, args ...any) {
	f.wrong = append(f.wrong, desk.FieldError{Field: field, Sentence: fmt.Sprintf(format, args...)})
}

func (f *form) oneOf(name, otherwise string, codes []string) string {
	v := f.value(name)
	if v == "" {
		return otherwise
	}
	if !slices.Contains(codes, v) {
		f.say(name, "%s is %q; it is one of %s", name, shorten(v), strings.Join(codes, ", "))
	}
	return v
}

func (f *form) number(name string) *int64 {
	text := f.value(name)
	if text == "" {
		return nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		f.say(name, "%s is %q, which is no number of an entry", name, shorten(text))
		return nil
	}
	return &n
}

// moment reads a moment, or a day, which begins at the cut-off before it.
func (f *form) moment(name string, c clock) record.Moment {
	text := f.value(name)
	if text == "" {
		return 0
	}
	if m, ok := c.day(text); ok {
		return m
	}
	m, err := record.ParseMoment(text)
	if err != nil {
		f.say(name, "%s is %q; write a day such as 2017-07-09, which begins at midnight where the agreement holds, or a moment such as 2017-07-09T12:00:00+03:00", name, shorten(text))
	}
	return m
}

func (f *form) refusal() error {
	for name := range f.q {
		if !f.known[name] {
			f.say(name, "the parameter %q is not known here; see the description of this question", shorten(name))
		}
	}
	slices.SortFunc(f.wrong, func(a, b desk.FieldError) int { return strings.Compare(a.Field, b.Field) })
	return desk.RefuseFields(f.wrong)
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// A clock is the agreement's: its zone, and when its day is cut off.
type clock struct {
	zone   *time.Location
	name   string
	cutOff int64 // minutes after midnight
}

func clockOf(terms *agreement.Terms) clock {
	if terms == nil {
		return clock{time.UTC, "UTC", 0}
	}
	a := terms.Agreement()
	zone, err := time.LoadLocation(a.EntryIntoForce.TZ)
	if err != nil { // Load has found it before; a program without its time zones has none
		zone, a = time.UTC, nil
	}
	return clock{zone, zone.String(), a.CutOff()}
}

// day is the local midnight with which a day such as 2017-07-09 begins.
func (c clock) day(text string) (record.Moment, bool) {
	t, err := time.ParseInLocation(time.DateOnly, text, c.zone)
	return record.At(t), err == nil
}

// cut is the moment at which a day is cut off, and the one before by so many days.
func (c clock) cut(day string, days int) (from, to record.Moment, ok bool) {
	t, err := time.ParseInLocation(time.DateOnly, day, c.zone)
	if err != nil {
		return 0, 0, false
	}
	at := func(n int) record.Moment {
		d := t.AddDate(0, 0, n)
		if c.cutOff == 0 { // the day ends at the midnight behind it
			d = d.AddDate(0, 0, 1)
		}
		return record.At(time.Date(d.Year(), d.Month(), d.Day(), int(c.cutOff/60), int(c.cutOff%60), 0, 0, c.zone))
	}
	return at(-days), at(0), true
}

// parametersOf reads the parameters of a brief that is made at a moment, of a record that was read up to known.
func parametersOf(f *form, law Law, at record.Moment, read int64) (Parameters, *agreement.Terms) {
	p := Parameters{At: at, Known: read, Persons: true}
	if n := f.number("known"); n != nil {
		p.Known = min(*n, read)
	}
	if m := f.value("at"); m != "" {
		var err error
		if p.At, err = record.ParseMoment(m); err != nil {
			f.say("at", "%v", err)
		}
	}
	terms := law.at(p.At, p.Known-1)
	c := clockOf(terms)
	p.Kind, p.Edition = f.oneOf("kind", Period, kindsOfBrief), f.oneOf("edition", Full, editions)
	p.Report = f.number("report")
	p.As = record.Audience(f.value("as"))
	if err := p.As.Check(); err != nil {
		f.say("as", "%v", err)
	}
	p.Zone, p.Type, p.Side, p.Dataset = f.value("zone"), f.value("type"), f.value("side"), f.value("dataset")
	p.Channel, p.Source = f.value("channel"), f.value("source")
	p.time(f, c)
	f.value("persons")
	p.Persons = f.q.Get("persons") != "no"
	if p.Before = f.moment("before", c); p.Before.Known() && p.Before+(p.To-p.From) > p.From {
		f.say("before", "a comparison needs two times of equal length that do not overlap; with these dates the earlier one begins at %s or before it", p.From-(p.To-p.From))
	}
	if after := f.moment("before_to", c); after.Known() && after-p.Before != p.To-p.From {
		f.say("before_to", "the two times differ in length; what is compared has equal length, the same source and the same method: leave before_to out, or end it at %s", p.Before+(p.To-p.From))
	}
	return p, terms
}

// time reads from when to when.
func (p *Parameters) time(f *form, c clock) {
	day := f.value("day")
	from, to := f.moment("from", c), f.moment("to", c)
	switch p.Kind {
	case Flash, Spot:
		if p.Report == nil {
			f.say("report", "a %s brief is about one report; give its entry number", p.Kind)
		}
		return
	case Daily, Weekly:
		if from.Known() || to.Known() { // as a published one has it
			break
		}
		if day == "" {
			day = p.At.Time().In(c.zone).Format(time.DateOnly)
		}
		days := 1
		if p.Kind == Weekly {
			days = 7
		}
		var ok bool
		if from, to, ok = c.cut(day, days); !ok {
			f.say("day", "day is %q; write a day such as 2017-07-09", shorten(day))
		}
	}
	p.From, p.To = from, to
	switch {
	case !from.Known():
		f.say("from", "a brief begins at some time; give from, such as 2017-07-09")
	case !to.Known():
		f.say("to", "a brief ends at some time; give to, such as 2017-09-07, which is the first day that is no longer in it")
	case from >= to:
		f.say("to", "to (%s) is not after from (%s); exchange or mend them", to, from)
	case to-from > 40*366*dayMs:
		f.say("to", "a brief covers at most forty years; give less")
	}
}

// values are the parameters as a query, from which parametersOf reads the same.
func (p Parameters) values() url.Values {
	q := url.Values{"kind": {p.Kind}, "known": {strconv.FormatInt(p.Known, 10)}, "at": {p.At.String()}}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	moment := func(name string, m record.Moment) {
		if m.Known() {
			q.Set(name, m.String())
		}
	}
	if p.Edition != Full {
		set("edition", p.Edition)
	}
	moment("from", p.From)
	moment("to", p.To)
	moment("before", p.Before)
	if p.Report != nil {
		set("report", strconv.FormatInt(*p.Report, 10))
	}
	set("as", string(p.As))
	set("zone", p.Zone)
	set("type", p.Type)
	set("side", p.Side)
	set("dataset", p.Dataset)
	set("channel", p.Channel)
	set("source", p.Source)
	if !p.Persons {
		set("persons", "no")
	}
	return q
}

// days is how long the brief's time is, in days of 24 hours, rounded up.
func (p Parameters) days() int64 { return (int64(p.To-p.From) + dayMs - 1) / dayMs }
