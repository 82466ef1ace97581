package inquiry

import (
	"context"

	"truce.example/desk"
)

// layers are the tables that the console shows. A case has its place, where it has one, under "place": the point for the
// mission, the middle of a square for everybody else.
func layers() []desk.Layer {
	return []desk.Layer{
		{
			ID: "inquiry.cases", Title: "Cases", Right: desk.RightAnybody, Rows: caseLayer,
			Columns: []desk.Column{
				{Name: "case", Title: "Case"}, {Name: "title", Title: "About"}, {Name: "state", Title: "State"}, {Name: "side", Title: "Accused, as reported"},
				{Name: "clause", Title: "Clause"}, {Name: "result", Title: "Result"}, {Name: "level", Title: "Level"}, {Name: "opened", Title: "Opened"},
			},
		},
		{
			ID: "inquiry.clocks", Title: "Who waits for whom", Right: desk.RightAnybody, Rows: clockLayer,
			Columns: []desk.Column{
				{Name: "due", Title: "Until"}, {Name: "what", Title: "What"}, {Name: "owed_by", Title: "Owed by"}, {Name: "waiting", Title: "Waiting"},
				{Name: "title", Title: "About"}, {Name: "late", Title: "Late"},
			},
		},
		{
			ID: "inquiry.queue", Title: "Guarantors: act with your side", Right: desk.RightAnybody, Rows: queueLayer,
			Columns: []desk.Column{
				{Name: "due", Title: "Until"}, {Name: "guarantor", Title: "Guarantor"}, {Name: "party", Title: "Side"}, {Name: "title", Title: "About"},
				{Name: "text", Title: "Asked"}, {Name: "late", Title: "Late"}, {Name: "escalated", Title: "With the chair"}, {Name: "outcome", Title: "Answer"},
			},
		},
	}
}

// below narrows a layer to what lies before an entry; 0 is the newest.
func below(column string, before int64) *filter {
	f := newFilter(nil)
	if before > 0 {
		f.where(column+" < ?", before)
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
	return rowsOf(cases, err, func(c Case) desk.Row {
		clause := ""
		if len(c.Clauses) > 0 {
			clause = c.Clauses[0]
		}
		return desk.Row{Entry: c.Case, Values: map[string]any{
			"case": c.Case, "part": c.Part, "title": c.Title, "type": c.Type, "state": c.State, "side": c.Side, "clause": clause, "severity": c.Severity,
			"result": c.Result, "verdict": c.Verdict, "level": c.Level, "opened": c.Opened, "start": c.Start, "end": c.End, "place": c.Place,
			"place_name": c.PlaceName, "uncertainty_m": c.UncertaintyM,
		}}
	})
}

func clockLayer(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	f := below("entry", before)
	f.where("ended is null")
	rows, err := q.View.Query(ctx, "select entry, case_no, what, item, part, due_ms, owed_by, waiting, title, overdue, escalated from inquiry_clock where "+
		f.sql()+" order by entry desc, due_ms limit ?", append(f.args, limit)...)
	clocks, err := collect(rows, err, scanClock(q))
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
			"escalated": i.Escalated != 0, "outcome": i.Outcome,
		}}
	})
}
