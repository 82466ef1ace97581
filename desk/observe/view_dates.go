package observe

import (
	"context"
	"fmt"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/view"
)

// maxDates is how many dates of one sort are given; who gets so many is asked to narrow the time.
const maxDates = 2001

// dates are withdrawals and verifications that are due and, for the mission alone, when patrols are out. A calendar is carried about:
// it names no team, no route and no place.
func dates(ctx context.Context, q desk.Question, from, to record.Moment) ([]desk.Date, error) {
	rows, err := q.View.Query(ctx, `select entry, party, class, due_ms, state from observe_withdrawal where due_ms >= ? and due_ms < ? order by due_ms, entry limit ?`,
		int64(from), int64(to), maxDates)
	out, err := view.Collect(rows, err, func(read view.Scan) (desk.Date, error) {
		var d desk.Date
		var party, class, state string
		err := read(&d.Entry, &party, &class, &d.Start, &state)
		d.ID, d.Category = fmt.Sprintf("observe/withdrawal/%d", d.Entry), "withdrawal"
		d.Title = fmt.Sprintf("Due: withdrawal by %s, %s", party, class)
		if state != "set" {
			d.Changed++
		}
		d.Cancelled = state == "seen"
		return d, err
	})
	if err != nil {
		return nil, err
	}
	rows, err = q.View.Query(ctx, `select entry, next_due_ms, (select count(*) from observe_verification v where v.declaration = observe_weapon.entry)
		from observe_weapon where next_due_ms >= ? and next_due_ms < ? order by next_due_ms, entry limit ?`, int64(from), int64(to), maxDates)
	visits, err := view.Collect(rows, err, func(read view.Scan) (desk.Date, error) {
		d := desk.Date{Category: "verification", Title: "Due: verification of a storage site"}
		err := read(&d.Entry, &d.Start, &d.Changed)
		d.ID = fmt.Sprintf("observe/verification/%d", d.Entry)
		return d, err
	})
	out = append(out, visits...)
	if err != nil || q.Who.Kind != "mission" {
		return out, err
	}
	rows, err = q.View.Query(ctx, `select entry, departure_ms, return_ms, (select count(*) from observe_patrol_step s where s.patrol = observe_patrol.entry)
		from observe_patrol where departure_ms < ? and return_ms >= ? order by departure_ms, entry limit ?`, int64(to), int64(from), maxDates)
	patrols, err := view.Collect(rows, err, func(read view.Scan) (desk.Date, error) {
		var d desk.Date
		err := read(&d.Entry, &d.Start, &d.End, &d.Changed)
		d.ID, d.Title, d.Category = fmt.Sprintf("observe/patrol/%d", d.Entry), fmt.Sprintf("Patrol %d is out", d.Entry), "patrol"
		return d, err
	})
	return append(out, patrols...), err
}
