package statements

import (
	"context"

	"truce.example/desk"
	"truce.example/record"
)

// layers are tables. None has features: words have no place on a map.
func layers() []desk.Layer {
	text := func(name, title string) desk.Column { return desk.Column{Name: name, Title: title, Type: "text"} }
	moment := func(name, title string) desk.Column { return desk.Column{Name: name, Title: title, Type: "time"} }
	return []desk.Layer{
		{
			ID: "statements.statements", Title: "Statements", Right: desk.RightSignedIn, Rows: saidLayer,
			Columns: []desk.Column{text("mark", "Exercise"), text("said", "Said"), text("speaker", "Speaker"), text("side", "Side"), text("kind", "Kind"), text("topic", "Topic"), text("words", "Words"), text("chain", "Through"), text("rating", "Rating")},
		},
		{
			ID: "statements.commitments", Title: "Commitments", Right: desk.RightSignedIn, Rows: promiseLayer,
			Columns: []desk.Column{text("mark", "Exercise"), text("obliged", "Obliged"), text("kind", "Kind"), text("act", "What"), text("by", "Said by"), text("condition", "If"), moment("deadline", "Until"), text("status", "Status")},
		},
	}
}

// exerciseMark stands in every row of an exercise that leaves the program.
func exerciseMark(basis string) string {
	if basis == basisExercise {
		return "EXERCISE"
	}
	return ""
}

func below(before int64) *desk.Filter {
	f := desk.NewFilter(nil)
	if before > 0 {
		f.Where("entry < ?", before)
	}
	return f
}

func saidLayer(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	f := below(before)
	rows, err := q.View.Query(ctx, "select "+saidColumns+" from statements_said where "+f.SQL()+" order by entry desc limit ?", append(f.Args, limit)...)
	out := []desk.Row{}
	if err != nil {
		return out, err
	}
	defer rows.Close()
	for rows.Next() {
		s, err := scanSaid(rows.Scan)
		if err != nil {
			return out, err
		}
		chain := ""
		for i, c := range s.Chain {
			if i > 0 {
				chain += " → "
			}
			chain += c
		}
		out = append(out, desk.Row{Entry: s.Statement, Values: map[string]any{
			"mark": exerciseMark(s.Basis), "said": s.Said.Said.Value, "speaker": s.Speaker, "side": s.Side, "kind": s.Kind, "topic": s.Topic, "words": s.Words, "chain": chain, "rating": s.Rating,
		}})
	}
	return out, rows.Err()
}

func promiseLayer(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	list, err := undertakings(ctx, q, below(before), int64(limit))
	out := []desk.Row{}
	for _, u := range list {
		var deadline any
		if u.Deadline.Known() {
			deadline = record.Moment(u.Deadline)
		}
		out = append(out, desk.Row{Entry: u.Commitment, Values: map[string]any{
			"mark": exerciseMark(u.Basis), "obliged": u.Obliged, "kind": u.Kind, "act": u.Act, "by": u.By, "condition": u.Condition, "deadline": deadline, "status": u.Status,
		}})
	}
	return out, err
}
