package terms

import (
	"context"
	"database/sql"
	"fmt"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

// maxDates is how many windows are given; who gets so many is asked to narrow the time.
const maxDates = 2001

// dates are the agreement's entry into force and end, until when one must speak for or against its renewal, and windows of silence.
func (k *Keeper) dates(ctx context.Context, q desk.Question, from, to record.Moment) ([]desk.Date, error) {
	out, err := rows(ctx, q.View, func(found *sql.Rows) (desk.Date, error) {
		d := desk.Date{Category: "window of silence"}
		var id string
		err := found.Scan(&d.Entry, &id, &d.Text, &d.Start, &d.End, &d.Changed)
		d.ID, d.Title = "terms/window/"+id, "Window of silence "+id
		return d, err
	}, windowDates, int64(to), int64(from), maxDates)
	if err != nil {
		return nil, err
	}
	owed, err := k.owed(ctx, q, from, to)
	if err != nil {
		return nil, err
	}
	out = append(out, owed...)
	terms, _, err := k.law(ctx, q)
	if refused, ok := desk.Refused(err); ok && refused.Kind == desk.NotFound {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	return append(out, ofText(terms.Agreement(), from, to)...), nil
}

const windowDates = `select entry, id, work, begins, ends, (select count(*) from terms_window o where o.id = w.id and o.entry < w.entry)
	from terms_window w where begins < ? and ends > ?
	and not exists (select 1 from terms_window o where o.id = w.id and o.entry > w.entry) order by begins, entry limit ?`

// owed are the guarantees that windows still wait for, until they begin.
func (k *Keeper) owed(ctx context.Context, q desk.Question, from, to record.Moment) ([]desk.Date, error) {
	answer, err := k.askWindows(ctx, q)
	if refused, ok := desk.Refused(err); ok && refused.Kind == desk.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []desk.Date
	for _, w := range answer.([]Window) {
		if begins := record.Moment(w.From); len(w.Missing) > 0 && begins >= from && begins < to && w.Entry > 0 {
			out = append(out, desk.Date{
				ID: "terms/guarantee/" + w.ID, Entry: w.Entry, Start: begins, Category: "deadline", Title: "Due: guarantee of the window " + w.ID + ", " + joined(w.Missing),
				Cancelled: w.State == windowCancelled,
			})
		}
	}
	return out, nil
}

func ofText(a *agreement.Agreement, from, to record.Moment) []desk.Date {
	var out []desk.Date
	add := func(what, title string, at record.Moment) {
		if at.Known() && at >= from && at < to {
			out = append(out, desk.Date{
				ID: fmt.Sprintf("terms/agreement/%s/%s", a.ID, what), Entry: -1, Changed: a.Version - 1, Start: at, Title: title, Category: "agreement",
			})
		}
	}
	add("force", "The agreement enters into force", record.Moment(a.EntryIntoForce.UTC))
	if a.End == nil {
		return out
	}
	end := record.Moment(*a.End)
	add("end", "The agreement ends, by its text", end)
	if a.Renewal.Notice != nil {
		add("renewal", "Last day to speak about renewal", end-record.Moment(*a.Renewal.Notice)*60_000)
	}
	return out
}
