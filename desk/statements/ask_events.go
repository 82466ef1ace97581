package statements

import (
	"context"
	"strings"
	"time"

	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
	"truce.example/view"
)

// A Span is a time beside a statement.
type Span struct {
	Name    string        `json:"name"` // before, after or until
	From    record.Moment `json:"from"`
	To      record.Moment `json:"to"` // exclusive
	Days    int64         `json:"days"`
	Events  int64         `json:"events"`  // without those of excluded groups
	Outside int64         `json:"outside"` // by or against groups outside the agreement
	Deaths  *int64        `json:"deaths"`  // best figures added up, of events that have one; null where none has
	Unknown int64         `json:"deaths_unknown"`
	List    []Beside      `json:"list"`
	Cut     bool          `json:"cut"` // there are more than are listed; the numbers count all
}

// A Beside is one event beside a statement.
type Beside struct {
	Report       int64         `json:"report"` // entry
	Mark         string        `json:"mark"`   // EXERCISE, or empty
	Start        record.Moment `json:"start"`
	End          record.Moment `json:"end,omitzero"`
	HourInvented bool          `json:"hour_invented"`
	Type         string        `json:"type"`
	Accused      string        `json:"accused,omitempty"`
	Place        string        `json:"place,omitempty"`
	Source       string        `json:"source,omitempty"`
	Dataset      string        `json:"dataset,omitempty"`
	External     string        `json:"external_id,omitempty"`
	UncertaintyM int64         `json:"uncertainty_m"`
	Deaths       *int64        `json:"deaths"`
	Outside      string        `json:"outside,omitempty"` // the group
}

// A Comparison sets a statement beside the events of the area.
type Comparison struct {
	Statement Statement     `json:"statement"`
	Mark      string        `json:"mark"` // EXERCISE, or empty for what is real
	Area      string        `json:"area"`
	InForce   record.Moment `json:"in_force"`
	Said      record.Moment `json:"said"` // end of the day of the words
	Sources   []Source      `json:"sources"`
	Spans     []Span        `json:"spans"`
	NoPlace   int64         `json:"no_place"` // events of the time whose place is not known; they are in no number
	Taken     int64         `json:"retracted"`
	Limits    []Limit       `json:"limits"`
}

// A Source of the events, and what time they cover.
type Source struct {
	Dataset string        `json:"dataset"`
	Events  int64         `json:"events"` // of the whole record, of this basis
	First   record.Moment `json:"first"`
	Last    record.Moment `json:"last"`
}

const (
	spanDays = 60
	maxList  = 500
	aDay     = record.Moment(24 * time.Hour / time.Millisecond)
)

// askEvents sets what was said beside the events of the agreement's area: 60 days before it came into force, 60 days after, and until
// the day of the words. Real words are held against real events, and words of the exercise against the exercise; nothing is concluded.
func askEvents(law Law) func(context.Context, desk.Question) (any, error) {
	return func(ctx context.Context, q desk.Question) (any, error) {
		n, err := pathEntry(q, "statement")
		if err != nil {
			return nil, err
		}
		if err := desk.NewFilter(q.Params).Refusal(); err != nil {
			return nil, err
		}
		s, err := statement(ctx, q, n)
		if err != nil {
			return nil, err
		}
		if s.Forgotten {
			return nil, desk.Refuse(desk.Conflict, "the statement was forgotten; there is nothing to hold against anything")
		}
		day := s.Said.Said.Value
		if i := strings.IndexByte(day, '/'); i >= 0 {
			day = day[i+1:]
		}
		said, err := time.Parse(time.DateOnly, day)
		if err != nil {
			return nil, desk.Refuse(desk.Conflict, "the day of the words is not known to the day; mend the statement, and ask again")
		}
		if law == nil {
			return nil, desk.Refuse(desk.TooEarly, "no agreement is known; take one in first")
		}
		terms := law(record.At(q.At), q.Head.Size)
		if terms == nil {
			return nil, desk.Refuse(desk.TooEarly, "no agreement is known; take one in first")
		}
		a := terms.Agreement()
		zone, err := time.LoadLocation(a.EntryIntoForce.TZ)
		if err != nil {
			zone = time.UTC
		}
		began := record.Moment(a.EntryIntoForce.UTC)
		end := record.At(time.Date(said.Year(), said.Month(), said.Day()+1, 0, 0, 0, 0, zone))
		c := &Comparison{Statement: s, Area: a.Area.Name.En, InForce: began, Said: end, Sources: []Source{}, Limits: []Limit{}}
		basis := "basis = '' and dataset <> ''"
		if s.Basis == basisExercise {
			c.Mark, basis = "EXERCISE", "basis <> ''"
		}
		c.Spans = []Span{
			{Name: "before", From: began - spanDays*aDay, To: began, Days: spanDays},
			{Name: "after", From: began, To: began + spanDays*aDay, Days: spanDays},
			{Name: "until", From: began, To: max(end, began), Days: int64(max(end-began, 0) / aDay)},
		}
		if err := c.sources(ctx, q, basis); err != nil {
			return nil, err
		}
		if err := c.fill(ctx, q, basis, a.Area.Geometry); err != nil {
			return nil, err
		}
		c.say()
		return c, nil
	}
}

func (c *Comparison) sources(ctx context.Context, q desk.Question, basis string) error {
	rows, err := q.View.Query(ctx, "select dataset, count(*), min(start_ms), max(start_ms) from statements_event where "+basis+" group by dataset order by dataset limit 100")
	list, err := view.Collect(rows, err, func(read view.Scan) (Source, error) {
		var s Source
		var first, last int64
		err := read(&s.Dataset, &s.Events, &first, &last)
		s.First, s.Last = record.Moment(first), record.Moment(last)
		return s, err
	})
	if list != nil {
		c.Sources = list
	}
	return err
}

// fill reads the events of all spans once, in the order of time.
func (c *Comparison) fill(ctx context.Context, q desk.Question, basis string, area geo.MultiPolygon) error {
	from, to := c.Spans[0].From, max(c.Spans[1].To, c.Spans[2].To)
	rows, err := q.View.Query(ctx, `select e.entry, e.start_ms, e.end_ms, e.hour_invented, e.type, e.accused, e.place, e.source, e.dataset, e.external, e.uncertainty_m, e.deaths, e.lat, e.lon,
			coalesce((select max(o.who) from statements_outside o where o.report = e.entry), ''), exists (select 1 from statements_retracted r where r.report = e.entry)
		from statements_event e where `+basis+` and e.start_ms >= ? and e.start_ms < ? order by e.start_ms, e.entry`, int64(from), int64(to))
	if err != nil {
		return err
	}
	defer rows.Close()
	for i := range c.Spans {
		c.Spans[i].List = []Beside{}
	}
	for rows.Next() {
		var b Beside
		var start, end int64
		var lat, lon *int64
		var retracted bool
		if err := rows.Scan(&b.Report, &start, &end, &b.HourInvented, &b.Type, &b.Accused, &b.Place, &b.Source, &b.Dataset, &b.External, &b.UncertaintyM, &b.Deaths, &lat, &lon, &b.Outside, &retracted); err != nil {
			return err
		}
		b.Start, b.End, b.Mark = record.Moment(start), record.Moment(end), c.Mark
		switch {
		case retracted:
			c.Taken++
			continue
		case lat == nil || lon == nil:
			c.NoPlace++
			continue
		case !area.Contains(geo.Point{Lat: int32(*lat), Lon: int32(*lon)}):
			continue
		}
		for i := range c.Spans {
			if s := &c.Spans[i]; b.Start >= s.From && b.Start < s.To {
				s.add(b)
			}
		}
	}
	return rows.Err()
}

func (s *Span) add(b Beside) {
	if b.Outside != "" {
		s.Outside++
	} else {
		s.Events++
		if b.Deaths == nil {
			s.Unknown++
		} else {
			n := *b.Deaths
			if s.Deaths != nil {
				n += *s.Deaths
			}
			s.Deaths = &n
		}
	}
	if len(s.List) >= maxList {
		s.Cut = true
		return
	}
	s.List = append(s.List, b)
}

// A Limit says what the numbers do not show: a code for the console, and the sentence in English.
type Limit struct {
	Code     string        `json:"code"` // exercise, real, reports, nothing, coverage, before or outside
	Sentence string        `json:"sentence"`
	Dataset  string        `json:"dataset,omitempty"` // of coverage
	First    record.Moment `json:"first,omitzero"`
	Last     record.Moment `json:"last,omitzero"`
}

// say writes down what the numbers do not show.
func (c *Comparison) say() {
	add := func(code, sentence string) { c.Limits = append(c.Limits, Limit{Code: code, Sentence: sentence}) }
	if c.Mark != "" {
		add("exercise", "EXERCISE: these events are of an exercise. Some happened and were given an invented hour, most are invented; each says which.")
	} else {
		add("real", "Real events of the data sets named here, as far as they were imported and as far as you may see them. UCDP has events with at least one death only: shelling without dead is not in it.")
		add("reports", "Two events may be reports of one, and reports may be missing. The place of many is known to the district only; their distance from it stands beside each.")
	}
	if len(c.Sources) == 0 {
		add("nothing", "There is no such event in the record: that is not the same as quiet. Import a data set first.")
	}
	for _, s := range c.Sources {
		if s.First > c.Spans[0].From || s.Last < c.Spans[1].To {
			c.Limits = append(c.Limits, Limit{"coverage", "The events of " + either(s.Dataset, "no data set") + " begin " + s.First.Time().Format(time.DateOnly) + " and end " + s.Last.Time().Format(time.DateOnly) + ": a part of the time may not be covered.", s.Dataset, s.First, s.Last})
		}
	}
	if c.Spans[2].Days == 0 {
		add("before", "The words were said before the agreement came into force.")
	}
	add("outside", "Action by groups outside the agreement is counted apart, as far as a judgement says so. What is set beside the words proves nothing about who said them.")
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
