package observe

import (
	"context"

	"truce.example/desk"
)

// layers are the tables that the console shows, and those with places as features too. Every row has its place, where it
// has one, under "place".
func layers() []desk.Layer {
	return []desk.Layer{
		{
			ID: "observe.reports", Title: "Reports", Right: desk.RightAnybody, Rows: reportLayer, Features: reportFeatures,
			Drawn: []string{"type", "accused", "level", "severity", "outcome", "clause", "retracted"}, Counted: []string{"outcome", "clause"},
			Columns: []desk.Column{
				{Name: "start", Title: "When", Type: "time"}, {Name: "end", Title: "Until", Type: "time"},
				{Name: "place_name", Title: "Where", Type: "text"}, {Name: "uncertainty_m", Title: "Within metres", Type: "integer"},
				{Name: "type", Title: "What", Type: "text"}, {Name: "accused", Title: "Accused, as reported", Type: "text"},
				{Name: "source", Title: "Source", Type: "text"}, {Name: "level", Title: "Level", Type: "integer"},
				{Name: "severity", Title: "Severity", Type: "integer"}, {Name: "outcome", Title: "Judged", Type: "text"},
				{Name: "reason", Title: "Reason", Type: "text"}, {Name: "clause", Title: "Clause", Type: "text"}, {Name: "why", Title: "Why", Type: "text"},
				{Name: "retracted", Title: "Retracted", Type: "boolean"},
			},
		},
		{
			ID: "observe.restrictions", Title: "Restrictions of observers", Right: desk.RightAnybody, Rows: restrictionLayer, Features: restrictionFeatures,
			Drawn: []string{"kind", "cause", "effect", "holder", "retracted"}, Counted: []string{"kind"},
			Columns: []desk.Column{
				{Name: "start", Title: "When", Type: "time"}, {Name: "end", Title: "Until", Type: "time"}, {Name: "place_name", Title: "Where", Type: "text"},
				{Name: "kind", Title: "Kind", Type: "text"}, {Name: "cause", Title: "Cause", Type: "text"},
				{Name: "holder", Title: "Holder of the place", Type: "text"}, {Name: "effect", Title: "Effect", Type: "text"},
				{Name: "minutes", Title: "Minutes", Type: "integer"}, {Name: "retracted", Title: "Retracted", Type: "boolean"},
			},
		},
		{
			ID: "observe.patrols", Title: "Patrols", Right: desk.RightAnybody, Rows: patrolLayer,
			Columns: []desk.Column{
				{Name: "team", Title: "Team", Type: "text"}, {Name: "state", Title: "State", Type: "text"}, {Name: "departure", Title: "Departure", Type: "time"},
				{Name: "return", Title: "Return", Type: "time"}, {Name: "last_contact", Title: "Last contact", Type: "time"},
				{Name: "contact_missed", Title: "Contact missed", Type: "boolean"}, {Name: "report_overdue", Title: "Report overdue", Type: "boolean"},
			},
		},
		{
			ID: "observe.craters", Title: "Craters measured", Right: desk.RightAnybody, Rows: craterLayer,
			Columns: []desk.Column{
				{Name: "at", Title: "Measured", Type: "time"}, {Name: "crater", Title: "Crater", Type: "text"}, {Name: "team", Title: "Team", Type: "text"},
			},
		},
		{
			ID: "observe.weapons", Title: "Storage sites", Right: desk.RightAnybody, Rows: weaponLayer, Features: weaponFeatures,
			Drawn: []string{"party", "class", "verdict"}, Counted: []string{"verdict"},
			Columns: []desk.Column{
				{Name: "party", Title: "Party", Type: "text"}, {Name: "site", Title: "Site", Type: "text"}, {Name: "class", Title: "Class", Type: "text"},
				{Name: "declared", Title: "Declared", Type: "integer"}, {Name: "verdict", Title: "Verdict", Type: "text"},
				{Name: "verified", Title: "Verified", Type: "time"}, {Name: "next_due", Title: "Next due", Type: "time"}, {Name: "overdue", Title: "Overdue", Type: "boolean"},
			},
		},
	}
}

// below narrows a layer to what lies before an entry; 0 is the newest.
func below(before int64) *filter {
	f := newFilter(nil)
	if before > 0 {
		f.Where("entry < ?", before)
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

func reportLayer(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	reports, err := listReports(ctx, q, below(before), int64(limit))
	return rowsOf(reports, err, func(r Report) desk.Row { return desk.Row{Entry: r.Entry, Values: reportValues(r)} })
}

func reportValues(r Report) map[string]any {
	return map[string]any{
		"start": r.Start, "end": r.End, "place_name": r.PlaceName, "place": r.Place, "uncertainty_m": r.UncertaintyM, "type": r.Type,
		"accused": r.Accused, "source": r.Source, "level": r.Level, "severity": r.Severity, "outcome": r.Outcome, "reason": r.Reason,
		"clause": r.Clause, "why": r.Why, "retracted": r.Retracted != 0,
	}
}

func restrictionLayer(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	restrictions, err := listRestrictions(ctx, q, below(before), int64(limit))
	return rowsOf(restrictions, err, func(r Restriction) desk.Row { return desk.Row{Entry: r.Entry, Values: restrictionValues(r)} })
}

func restrictionValues(r Restriction) map[string]any {
	return map[string]any{
		"start": r.Start, "end": r.End, "place_name": r.PlaceName, "place": r.Place, "kind": r.Kind, "cause": r.Cause, "holder": r.Holder,
		"effect": r.Effect, "minutes": r.Minutes, "retracted": r.Retracted != 0,
	}
}

func patrolLayer(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	patrols, err := listPatrols(ctx, q, below(before), int64(limit))
	return rowsOf(patrols, err, func(p Patrol) desk.Row {
		return desk.Row{Entry: p.Entry, Values: map[string]any{
			"team": p.Team, "mode": p.Mode, "state": p.State, "departure": p.Departure, "return": p.Return, "last_contact": p.LastContact,
			"contact_missed": p.ContactMissed != 0, "report_due": p.ReportDue, "report_overdue": p.ReportOverdue,
		}}
	})
}

func weaponLayer(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	holdings, err := listHoldings(ctx, q, below(before), int64(limit))
	return rowsOf(holdings, err, func(h Holding) desk.Row { return desk.Row{Entry: h.Entry, Values: holdingValues(h)} })
}

func holdingValues(h Holding) map[string]any {
	return map[string]any{
		"party": h.Party, "site": h.Site, "class": h.Class, "declared": h.Declared, "verdict": h.Verdict, "verified": h.Verified,
		"next_due": h.NextDue, "overdue": h.Overdue, "place": h.Place,
	}
}

func craterLayer(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	craters, err := listCraters(ctx, q, below(before), int64(limit))
	return rowsOf(craters, err, func(c Crater) desk.Row {
		return desk.Row{Entry: c.Entry, Values: map[string]any{"at": c.At, "crater": c.Crater, "team": c.Team, "place": c.Place}}
	})
}
