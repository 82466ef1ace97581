package observe

import (
	"context"

	"truce.example/desk"
)

// layers are the tables that the console shows. Every row has its place, where it has one, under "place".
func layers() []desk.Layer {
	return []desk.Layer{
		{
			ID: "observe.reports", Title: "Reports", Right: desk.RightAnybody, Rows: reportLayer,
			Columns: []desk.Column{
				{Name: "start", Title: "When"}, {Name: "place_name", Title: "Where"}, {Name: "type", Title: "What"}, {Name: "accused", Title: "Accused, as reported"},
				{Name: "source", Title: "Source"}, {Name: "level", Title: "Level"}, {Name: "severity", Title: "Severity"},
				{Name: "outcome", Title: "Judged"}, {Name: "clause", Title: "Clause"}, {Name: "why", Title: "Why"}, {Name: "retracted", Title: "Retracted"},
			},
		},
		{
			ID: "observe.restrictions", Title: "Restrictions of observers", Right: desk.RightAnybody, Rows: restrictionLayer,
			Columns: []desk.Column{
				{Name: "start", Title: "When"}, {Name: "place_name", Title: "Where"}, {Name: "kind", Title: "Kind"}, {Name: "cause", Title: "Cause"},
				{Name: "holder", Title: "Holder of the place"}, {Name: "effect", Title: "Effect"}, {Name: "minutes", Title: "Minutes"},
			},
		},
		{
			ID: "observe.patrols", Title: "Patrols", Right: desk.RightAnybody, Rows: patrolLayer,
			Columns: []desk.Column{
				{Name: "team", Title: "Team"}, {Name: "state", Title: "State"}, {Name: "departure", Title: "Departure"}, {Name: "return", Title: "Return"},
				{Name: "last_contact", Title: "Last contact"}, {Name: "contact_missed", Title: "Contact missed"}, {Name: "report_overdue", Title: "Report overdue"},
			},
		},
		{
			ID: "observe.weapons", Title: "Storage sites", Right: desk.RightAnybody, Rows: weaponLayer,
			Columns: []desk.Column{
				{Name: "party", Title: "Party"}, {Name: "site", Title: "Site"}, {Name: "class", Title: "Class"}, {Name: "declared", Title: "Declared"},
				{Name: "verdict", Title: "Verdict"}, {Name: "verified", Title: "Verified"}, {Name: "next_due", Title: "Next due"},
			},
		},
	}
}

// below narrows a layer to what lies before an entry; 0 is the newest.
func below(before int64) *filter {
	f := newFilter(nil)
	if before > 0 {
		f.where("entry < ?", before)
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
	return rowsOf(reports, err, func(r Report) desk.Row {
		return desk.Row{Entry: r.Entry, Values: map[string]any{
			"start": r.Start, "end": r.End, "place_name": r.PlaceName, "place": r.Place, "uncertainty_m": r.UncertaintyM, "type": r.Type,
			"accused": r.Accused, "source": r.Source, "level": r.Level, "severity": r.Severity, "outcome": r.Outcome, "reason": r.Reason,
			"clause": r.Clause, "why": r.Why, "retracted": r.Retracted != 0,
		}}
	})
}

func restrictionLayer(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	restrictions, err := listRestrictions(ctx, q, below(before), int64(limit))
	return rowsOf(restrictions, err, func(r Restriction) desk.Row {
		return desk.Row{Entry: r.Entry, Values: map[string]any{
			"start": r.Start, "end": r.End, "place_name": r.PlaceName, "place": r.Place, "kind": r.Kind, "cause": r.Cause, "holder": r.Holder,
			"effect": r.Effect, "minutes": r.Minutes, "retracted": r.Retracted != 0,
		}}
	})
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
	return rowsOf(holdings, err, func(h Holding) desk.Row {
		return desk.Row{Entry: h.Entry, Values: map[string]any{
			"party": h.Party, "site": h.Site, "class": h.Class, "declared": h.Declared, "verdict": h.Verdict, "verified": h.Verified,
			"next_due": h.NextDue, "overdue": h.Overdue, "place": h.Place,
		}}
	})
}
