package inquiry

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
	"truce.example/view"
)

// A Case is one row of the list, as far as the reader may see it.
type Case struct {
	Case         int64         `json:"case"`
	Entry        int64         `json:"entry"` // that made this part of it
	Part         string        `json:"part"`  // whole, published or served
	Opened       record.Moment `json:"opened"`
	Title        string        `json:"title"`
	Type         string        `json:"type,omitempty"`
	Side         string        `json:"side,omitempty"`
	Clauses      []string      `json:"clauses,omitempty"`
	Severity     int64         `json:"severity,omitempty"`
	Start        record.Moment `json:"start"`
	End          record.Moment `json:"end"`
	Place        *geo.Point    `json:"place,omitempty"`
	UncertaintyM int64         `json:"uncertainty_m,omitempty"`
	PlaceName    string        `json:"place_name,omitempty"`
	State        string        `json:"state"`
	Round        int64         `json:"round"`
	Result       string        `json:"result,omitempty"`
	Verdict      string        `json:"verdict,omitempty"`
	Level        *int64        `json:"level,omitempty"`
	Of           int64         `json:"duplicate_of,omitempty"`
}

// A CaseList is the answer to GET cases.
type CaseList struct {
	Cases []Case `json:"cases"`
	Next  int64  `json:"next,omitempty"` // go on with before=next
}

// caseColumns are read by scanCase; state is an expression.
func caseColumns(state string) string {
	return "case_no, entry, part, opened_ms, title, type, side, clauses, severity, start_ms, end_ms, lat, lon, uncertainty_m, place_name, " + state +
		", round, result, verdict, level, of_case"
}

// fullest keeps of every case the fullest part that the reader sees, and of that the newest.
const fullest = `c.ended is null and not exists (select 1 from inquiry_case fuller where fuller.case_no = c.case_no and fuller.ended is null
	and (fuller.part < c.part or fuller.part = c.part and fuller.entry > c.entry))`

func scanCase(read view.Scan) (Case, error) {
	var c Case
	var part int
	var opened, start, end int64
	var lat, lon *int32
	var clauses string
	var of *int64
	err := read(&c.Case, &c.Entry, &part, &opened, &c.Title, &c.Type, &c.Side, &clauses, &c.Severity, &start, &end, &lat, &lon, &c.UncertaintyM,
		&c.PlaceName, &c.State, &c.Round, &c.Result, &c.Verdict, &c.Level, &of)
	c.Part = []string{"whole", "published", "served"}[part]
	c.Opened, c.Start, c.End, c.Of = record.Moment(opened), record.Moment(start), record.Moment(end), orZero(of)
	if lat != nil && lon != nil {
		c.Place = &geo.Point{Lat: *lat, Lon: *lon}
	}
	if clauses != "" {
		c.Clauses = strings.Split(clauses, ",")
	}
	return c, err
}

func askCases(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	state := "state"
	if n, ok := f.Entry("known"); ok {
		f.Where("entry < ?", n)
		state = `coalesce((select s.state from inquiry_state s where s.case_no = c.case_no and s.part = c.part and s.entry < ` +
			strconv.FormatInt(n, 10) + ` order by s.entry desc limit 1), state)`
	}
	if v := f.Value("state"); v != "" {
		f.Where(state+" = ?", v)
	}
	f.Is("type", "type")
	f.Is("side", "side")
	f.Is("result", "result")
	if clause := f.Value("clause"); clause != "" {
		f.Where("',' || clauses || ',' like ?", "%,"+clause+",%")
	}
	if n, ok := f.Entry("report"); ok {
		f.Where("case_no in (select case_no from inquiry_report where report = ? and ended is null)", n)
	}
	if m, ok := f.Moment("from"); ok {
		f.Where("start_ms >= ?", int64(m))
	}
	if m, ok := f.Moment("to"); ok {
		f.Where("start_ms < ? and start_ms <> 0", int64(m))
	}
	limit := f.Page("case_no")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	cases, err := listCases(ctx, q, f, state, limit)
	if err != nil {
		return nil, err
	}
	list := CaseList{Cases: cases}
	if int64(len(cases)) == limit {
		list.Next = cases[limit-1].Case
	}
	return list, nil
}

func listCases(ctx context.Context, q desk.Question, f *desk.Filter, state string, limit int64) ([]Case, error) {
	query := "select " + caseColumns(state) + " from inquiry_case c where " + fullest + " and " + f.SQL() + " order by case_no desc limit ?"
	rows, err := q.View.Query(ctx, query, append(f.Args, limit)...)
	return view.Collect(rows, err, scanCase)
}

// A Step is one fact of a case.
type Step struct {
	Entry    int64         `json:"entry"`
	Kind     string        `json:"kind"`
	Recorded record.Moment `json:"recorded"`
	By       string        `json:"by,omitempty"` // member; shown to the mission only
	BySide   string        `json:"by_side,omitempty"`

	Forgotten bool            `json:"forgotten,omitempty"` // the fact is what remains of it
	Fact      json.RawMessage `json:"fact"`
}

// A CaseReport is a report that a case rests on.
type CaseReport struct {
	Report   int64    `json:"report"`
	Reporter Reporter `json:"reporter"`
}

// A CasePage is all that the reader may see of one case.
type CasePage struct {
	Case
	Reports  []CaseReport `json:"reports"`
	Clocks   []Clock      `json:"clocks"`
	Comments []Part       `json:"comments"`
	Findings []Part       `json:"findings"` // of all rounds, the panel's and the guarantors'
	Measures []Part       `json:"measures"`
	Steps    []Step       `json:"steps"`
}

// A Part is one comment, finding or measure of a case.
type Part struct {
	Entry   int64           `json:"entry"`
	Ended   int64           `json:"ended,omitempty"`   // entry that reported a measure
	Outcome string          `json:"outcome,omitempty"` // of a measure
	Fact    json.RawMessage `json:"fact"`
}

func askCase(ctx context.Context, q desk.Question) (any, error) {
	c, err := readable(ctx, q)
	if err != nil {
		return nil, err
	}
	page, no := CasePage{Case: c}, c.Case
	rows, err := q.View.Query(ctx, "select report, reporter, reporter_side from inquiry_report where case_no = ? and ended is null order by report", no)
	page.Reports, err = view.Collect(rows, err, func(read view.Scan) (CaseReport, error) {
		var r CaseReport
		err := read(&r.Report, &r.Reporter.Member, &r.Reporter.Side)
		return r, err
	})
	if err != nil {
		return nil, err
	}
	f := desk.NewFilter(nil)
	f.Where("case_no = ? and ended is null", no)
	if page.Clocks, err = listClocks(ctx, q, f, desk.MostPage); err != nil {
		return nil, err
	}
	for _, part := range []struct {
		columns string
		into    *[]Part
	}{
		{"entry, ended, '', doc from inquiry_comment", &page.Comments},
		{"entry, ended, '', doc from inquiry_finding", &page.Findings},
		{"entry, ended, outcome, doc from inquiry_measure", &page.Measures},
	} {
		rows, err := q.View.Query(ctx, "select "+part.columns+" where case_no = ? order by entry", no)
		if *part.into, err = view.Collect(rows, err, scanPart); err != nil {
			return nil, err
		}
	}
	page.Steps, err = steps(ctx, q, no)
	return page, err
}

func scanPart(read view.Scan) (Part, error) {
	var p Part
	var ended *int64
	var doc string
	err := read(&p.Entry, &ended, &p.Outcome, &doc)
	p.Ended, p.Fact = orZero(ended), json.RawMessage(doc)
	return p, err
}

func steps(ctx context.Context, q desk.Question, no int64) ([]Step, error) {
	rows, err := q.View.Query(ctx, "select entry, kind, recorded_ms, by_member, by_side, forgotten, doc from inquiry_step where case_no = ? order by entry", no)
	return view.Collect(rows, err, func(read view.Scan) (Step, error) {
		var s Step
		var recorded int64
		var doc string
		err := read(&s.Entry, &s.Kind, &recorded, &s.By, &s.BySide, &s.Forgotten, &doc)
		s.Recorded, s.Fact = record.Moment(recorded), json.RawMessage(doc)
		if q.Who.Kind != "mission" {
			s.By = ""
		}
		return s, err
	})
}
