package air

import (
	"context"
	"fmt"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/view"
)

// maxDates is how many dates of one sort are given; who gets so many is asked to narrow the time.
const maxDates = 2001

// dates are the deadlines of sides, as far as the reader sees them. A calendar is carried about: it names no way and no place.
func dates(ctx context.Context, q desk.Question, from, to record.Moment) ([]desk.Date, error) {
	rows, err := q.View.Query(ctx, "select entry, flight, side, what, due_ms, ended is not null from air_clock where due_ms >= ? and due_ms < ? order by due_ms, entry, side, what limit ?",
		int64(from), int64(to), maxDates)
	return view.Collect(rows, err, func(read view.Scan) (desk.Date, error) {
		d := desk.Date{Category: "deadline"}
		var flight int64
		var side, what string
		err := read(&d.Entry, &flight, &side, &what, &d.Start, &d.Cancelled)
		d.ID = fmt.Sprintf("air/clock/%d/%s/%s", d.Entry, side, what)
		d.Title = map[string]string{owesAck: "Due: acknowledgement of a flight request", owesAnswer: "Due: answer to a flight request"}[what]
		if d.Cancelled {
			d.Changed++
		}
		return d, err
	})
}
