package line

import (
	"context"
	"strconv"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/view"
)

// layers are the tables that the console shows. Messages stand at their first position; both ends see them, nobody else.
func layers() []desk.Layer {
	return []desk.Layer{
		{
			ID: "line.messages", Title: "Messages on the lines", Right: desk.RightAnybody, Rows: messageLayer, Features: messageFeatures,
			Drawn: []string{"line", "priority", "type", "state"}, Counted: []string{"priority"},
			Columns: []desk.Column{
				{Name: "line", Title: "Line", Type: "text"}, {Name: "number", Title: "Number", Type: "integer"}, {Name: "from", Title: "From", Type: "text"}, {Name: "to", Title: "To", Type: "text"},
				{Name: "priority", Title: "Priority", Type: "text"}, {Name: "type", Title: "Type", Type: "text"}, {Name: "state", Title: "State", Type: "text"},
				{Name: "sent", Title: "Sent", Type: "time"}, {Name: "due", Title: "Until", Type: "time"}, {Name: "acknowledged", Title: "Acknowledged", Type: "time"},
				{Name: "place_name", Title: "Where", Type: "text"}, {Name: "apart_m", Title: "Forms apart, metres", Type: "integer"}, {Name: "text", Title: "Text", Type: "text"},
			},
		},
		{
			ID: "line.counters", Title: "Messages, counted", Right: desk.RightSignedIn, Rows: counterLayer,
			Columns: []desk.Column{
				{Name: "line", Title: "Line", Type: "text"}, {Name: "number", Title: "Number", Type: "integer"}, {Name: "from", Title: "From", Type: "text"}, {Name: "to", Title: "To", Type: "text"},
				{Name: "priority", Title: "Priority", Type: "text"}, {Name: "type", Title: "Type", Type: "text"}, {Name: "sent", Title: "Sent", Type: "time"}, {Name: "due", Title: "Until", Type: "time"},
				{Name: "minutes", Title: "Minutes", Type: "integer"}, {Name: "late", Title: "Late", Type: "boolean"},
			},
		},
	}
}

func messageLayer(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	list, err := listMessages(ctx, q, below(before), int64(limit))
	rows := []desk.Row{}
	for _, m := range list {
		values := messageValues(m)
		values["place"] = m.Place
		rows = append(rows, desk.Row{Entry: m.Message, Values: values})
	}
	return rows, err
}

// below narrows a layer to what lies before an entry; 0 is the newest.
func below(before int64) *desk.Filter {
	f := desk.NewFilter(nil)
	if before > 0 {
		f.Where("entry < ?", before)
	}
	return f
}

func messageValues(m Message) map[string]any {
	return map[string]any{
		"line": m.Line, "number": m.Number, "from": m.From, "to": m.To, "priority": m.Priority, "type": m.Type, "state": m.State,
		"sent": m.Sent, "due": m.Due, "acknowledged": m.Acked, "place_name": m.PlaceName, "apart_m": m.ApartM, "text": m.Text,
	}
}

func messageFeatures(ctx context.Context, q desk.Question, want desk.Window, each func(desk.Feature) error) error {
	f := desk.NewFilter(nil)
	if want.ID != "" {
		n, err := strconv.ParseInt(want.ID, 10, 64)
		if err != nil || strconv.FormatInt(n, 10) != want.ID {
			return nil
		}
		f.Where("entry = ?", n)
	}
	if want.After > 0 {
		f.Where("entry > ?", want.After)
	}
	if b := want.Box; b != nil {
		f.Where("lat >= ? and lat <= ? and lon >= ? and lon <= ?", b.South, b.North, b.West, b.East)
	}
	if want.From != 0 {
		f.Where("sent_ms >= ?", int64(want.From))
	}
	if want.To != 0 {
		f.Where("sent_ms < ?", int64(want.To))
	}
	if want.Since > 0 {
		f.Where("changed >= ?", want.Since)
	}
	query := "select " + messageColumns + " from line_message where " + f.SQL() + " order by entry"
	if want.Limit > 0 {
		query, f.Args = query+" limit ?", append(f.Args, want.Limit)
	}
	rows, err := q.View.Query(ctx, query, f.Args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		m, err := scanMessage(record.At(q.At))(rows.Scan)
		if err != nil {
			return err
		}
		if err := each(messageFeature(m)); err != nil {
			return err
		}
	}
	return rows.Err()
}

func messageFeature(m Message) desk.Feature {
	f := desk.Feature{ID: strconv.FormatInt(m.Message, 10), Entry: m.Message, Changed: m.changed, Start: m.Sent, End: m.Sent, Values: messageValues(m)}
	if m.Place != nil {
		f.Geometry = *m.Place
	}
	if !m.Acked.Known() {
		delete(f.Values, "acknowledged")
	}
	return f
}

func counterLayer(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	f := below(before)
	rows, err := q.View.Query(ctx, "select entry, line, number, from_end, to_end, priority, type, sent_ms, due_ms, acked_ms, minutes, late from line_count where "+f.SQL()+" order by entry desc limit ?", append(f.Args, limit)...)
	return view.Collect(rows, err, func(read view.Scan) (desk.Row, error) {
		var r desk.Row
		var line, from, to, priority, kind string
		var number, sent, due, acked, minutes int64
		var late bool
		err := read(&r.Entry, &line, &number, &from, &to, &priority, &kind, &sent, &due, &acked, &minutes, &late)
		r.Values = map[string]any{
			"line": line, "number": number, "from": from, "to": to, "priority": priority, "type": kind, "sent": record.Moment(sent), "due": record.Moment(due),
			"minutes": nil, "late": late || acked == 0 && record.Moment(due) < record.At(q.At),
		}
		if acked != 0 {
			r.Values["minutes"] = minutes
		}
		return r, err
	})
}
