package inquiry

import (
	"context"
	"fmt"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/view"
)

// maxDates is how many dates of one sort are given; who gets so many is asked to narrow the time.
const maxDates = 2001

// dates are deadlines, as far as the reader sees their clocks, and meetings of the joint commission.
func dates(ctx context.Context, q desk.Question, from, to record.Moment) ([]desk.Date, error) {
	rows, err := q.View.Query(ctx, `select c.entry, c.what, c.item, c.part, c.due_ms, c.title, c.ended,
			(select count(*) from inquiry_clock o where o.what = c.what and o.item = c.item and o.part = c.part and o.entry < c.entry)
		from inquiry_clock c where c.due_ms >= ? and c.due_ms < ?
			and not exists (select 1 from inquiry_clock o where o.what = c.what and o.item = c.item and o.part = c.part and o.entry > c.entry)
		order by c.due_ms, c.entry, c.part limit ?`, int64(from), int64(to), maxDates)
	out, err := view.Collect(rows, err, func(read view.Scan) (desk.Date, error) {
		var d desk.Date
		var what, title string
		var item, part int64
		var ended *int64
		err := read(&d.Entry, &what, &item, &part, &d.Start, &title, &ended, &d.Changed)
		d.ID = fmt.Sprintf("inquiry/clock/%s/%d/%d", what, item, part)
		d.Title, d.Category = "Due: "+whats[what], "deadline"
		if isRight(what) {
			d.Title = "Ends: time for " + whats[what]
		}
		if title != "" {
			d.Text = title
		}
		if ended != nil {
			d.Cancelled = true
			d.Changed++
		}
		return d, err
	})
	if err != nil {
		return nil, err
	}
	rows, err = q.View.Query(ctx, "select entry, body, next_ms from inquiry_minutes where next_ms >= ? and next_ms < ? order by next_ms limit ?", int64(from), int64(to), maxDates)
	meetings, err := view.Collect(rows, err, func(read view.Scan) (desk.Date, error) {
		var d desk.Date
		var body string
		err := read(&d.Entry, &body, &d.Start)
		d.ID, d.Title, d.Category = fmt.Sprintf("inquiry/meeting/%d", d.Entry), "Next meeting: "+body, "meeting"
		return d, err
	})
	return append(out, meetings...), err
}
