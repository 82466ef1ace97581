package inquiry

import (
	"context"
	"strconv"

	"truce.example/desk"
	"truce.example/view"
)

// layers are the tables that the console shows. A case has its place, where it has one, under "place": the point for the
// mission, the middle of a square for everybody else.
func layers() []desk.Layer {
	return []desk.Layer{
		{
			ID: "inquiry.cases", Title: "Cases", Right: desk.RightAnybody, Rows: caseLayer, Features: caseFeatures,
			Drawn: []string{"state", "side", "clause", "verdict", "level"}, Counted: []string{"state"},
			Columns: []desk.Column{
				{Name: "case", Title: "Case", Type: "integer"}, {Name: "title", Title: "About", Type: "text"}, {Name: "state", Title: "State", Type: "text"},
				{Name: "side", Title: "Accused, as reported", Type: "text"}, {Name: "clause", Title: "Clause", Type: "text"},
				{Name: "result", Title: "Result", Type: "text"}, {Name: "verdict", Title: "Verdict", Type: "text"}, {Name: "level", Title: "Level", Type: "integer"},
				{Name: "opened", Title: "Opened", Type: "time"}, {Name: "start", Title: "When", Type: "time"},
				{Name: "place_name", Title: "Where", Type: "text"}, {Name: "uncertainty_m", Title: "Within metres", Type: "integer"},
			},
		},
		{
			ID: "inquiry.clocks", Title: "Who waits for whom", Right: desk.RightAnybody, Rows: clockLayer,
			Columns: []desk.Column{
				{Name: "due", Title: "Until", Type: "time"}, {Name: "what", Title: "What", Type: "text"}, {Name: "owed_by", Title: "Owed by", Type: "text"},
				{Name: "waiting", Title: "Waiting", Type: "text"}, {Name: "title", Title: "About", Type: "text"}, {Name: "late", Title: "Late", Type: "boolean"},
			},
		},
		{
			ID: "inquiry.queue", Title: "Guarantors: act with your side", Right: desk.RightAnybody, Rows: queueLayer,
			Columns: []desk.Column{
				{Name: "due", Title: "Until", Type: "time"}, {Name: "guarantor", Title: "Guarantor", Type: "text"}, {Name: "party", Title: "Side", Type: "text"},
				{Name: "title", Title: "About", Type: "text"}, {Name: "text", Title: "Asked", Type: "text"}, {Name: "late", Title: "Late", Type: "boolean"},
				{Name: "escalated", Title: "With the chair", Type: "boolean"}, {Name: "outcome", Title: "Answer", Type: "text"},
				{Name: "reason", Title: "Owed", Type: "text"}, {Name: "since", Title: "Since", Type: "time"}, {Name: "reminded", Title: "Reminded", Type: "integer"},
			},
		},
	}
}

// below narrows a layer to what lies before an entry; 0 is the newest.
func below(column string, before int64) *desk.Filter {
	f := desk.NewFilter(nil)
	if before > 0 {
		f.Where(column+" < ?", before)
	}
	return f
}

// rowsOf turns the rows of a list into those of a layer.
func rowsOf[T any](list []T, err error, row func(T) desk.Row) ([]desk.Row, error) {
	rows := []desk.Row{}
	for _, item := range list {
		rows = append(rows, row(item))
	}
	return rows, err
}

func caseLayer(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	cases, err := listCases(ctx, q, below("case_no", before), "state", int64(limit))
	return rowsOf(cases, err, func(c Case) desk.Row { return desk.Row{Entry: c.Case, Values: caseValues(c)} })
}

func caseValues(c Case) map[string]any {
	clause := ""
	if len(c.Clauses) > 0 {
		clause = c.Clauses[0]
	}
	return map[string]any{
		"case": c.Case, "title": c.Title, "state": c.State, "side": c.Side, "clause": clause, "result": c.Result, "verdict": c.Verdict, "level": c.Level,
		"opened": c.Opened, "start": c.Start, "place": c.Place, "place_name": c.PlaceName, "uncertainty_m": c.UncertaintyM,
		"part": c.Part, "type": c.Type, "severity": c.Severity, "end": c.End,
	}
}

// caseFeatures gives every case once, as its reader may see it: with the point for the mission, with the middle of a
// square where it was published, and without a place for a side that was served.
func caseFeatures(ctx context.Context, q desk.Question, want desk.Window, each func(desk.Feature) error) error {
	f := desk.NewFilter(nil)
	if want.ID != "" {
		n, err := strconv.ParseInt(want.ID, 10, 64)
		if err != nil || strconv.FormatInt(n, 10) != want.ID {
			return nil
		}
		f.Where("case_no = ?", n)
	}
	if want.After > 0 {
		f.Where("case_no > ?", want.After)
	}
	if b := want.Box; b != nil {
		f.Where("lat >= ? and lat <= ? and lon >= ? and lon <= ?", b.South, b.North, b.West, b.East)
	}
	if want.From != 0 {
		f.Where("start_ms <> 0 and max(start_ms, end_ms) >= ?", int64(want.From))
	}
	if want.To != 0 {
		f.Where("start_ms <> 0 and start_ms < ?", int64(want.To))
	}
	if want.Since > 0 {
		f.Where("changed >= ?", want.Since)
	}
	query := "select " + caseColumns("state") + ", changed from inquiry_case c where " + fullest + " and " + f.SQL() + " order by case_no"
	if want.Limit > 0 {
		query, f.Args = query+" limit ?", append(f.Args, want.Limit)
	}
	rows, err := q.View.Query(ctx, query, f.Args...)
	return eachRow(rows, err, scanCaseFeature, each)
}

func scanCaseFeature(read view.Scan) (desk.Feature, error) {
	var changed int64
	c, err := scanCase(func(into ...any) error { return read(append(into, &changed)...) })
	f := desk.Feature{ID: strconv.FormatInt(c.Case, 10), Entry: c.Case, Changed: changed, Start: c.Start, Values: caseValues(c)}
	if c.Place != nil {
		f.Geometry = *c.Place
	}
	for _, name := range []string{"place", "part", "type", "severity", "end"} { // of the row, and of no column
		delete(f.Values, name)
	}
	if c.Start.Known() {
		f.End = max(c.Start, c.End)
	} else {
		delete(f.Values, "start")
	}
	delete(f.Values, "level")
	if c.Level != nil {
		f.Values["level"] = *c.Level
	}
	return f, err
}

func clockLayer(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	f := below("entry", before)
	f.Where("ended is null")
	rows, err := q.View.Query(ctx, "select entry, case_no, what, item, part, due_ms, owed_by, waiting, title, overdue, escalated from inquiry_clock where "+
		f.SQL()+" order by entry desc, due_ms limit ?", append(f.Args, limit)...)
	clocks, err := view.Collect(rows, err, scanClock(q))
	return rowsOf(clocks, err, func(c Clock) desk.Row {
		return desk.Row{Entry: c.Entry, Values: map[string]any{
			"case": c.Case, "what": c.What, "due": c.Due, "owed_by": c.OwedBy, "waiting": c.Waiting, "title": c.Title, "late": c.Late, "overdue": c.Overdue,
		}}
	})
}

func queueLayer(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	items, err := listItems(ctx, q, below("entry", before), int64(limit))
	return rowsOf(items, err, func(i Item) desk.Row {
		return desk.Row{Entry: i.Item, Values: map[string]any{
			"case": i.Case, "guarantor": i.Guarantor, "party": i.Party, "title": i.Title, "text": i.Text, "due": i.Due, "late": i.Late,
			"escalated": i.Escalated != 0, "outcome": i.Outcome, "reason": i.Reason, "since": i.Since, "reminded": i.Reminded,
		}}
	})
}
