package observe

import (
	"truce.example/record"
	"truce.example/view"
)

// patrol writes what an entry changes about patrols and calls for help.
func (w writer) patrol() error {
	switch f := w.entry.Fact.(type) {
	case *PatrolPlanned:
		return w.insert("observe_patrol", f.Team, f.Mode, planned.String(), int64(f.Departure), int64(f.Return), f.AlarmMinutes, 0, 0, nil, view.Doc(f))
	case *PatrolDeparted:
		return w.step(f.Patrol, "departed", f.At, departed)
	case *PatrolCheckedIn:
		return w.step(f.Patrol, "checked_in", f.At, departed)
	case *PatrolReturned:
		if err := w.step(f.Patrol, "returned", f.At, returned); err != nil {
			return err
		}
		return w.Exec("update observe_patrol set report_due_ms = ? where entry = ?", int64(f.ReportDue), f.Patrol)
	case *PatrolReported:
		return w.step(f.Patrol, "reported", w.entry.Recorded, reported)
	case *ContactMissed:
		if err := w.insert("observe_patrol_step", f.Patrol, "contact_missed", int64(f.Deadline), view.Doc(f)); err != nil {
			return err
		}
		return w.Exec("update observe_patrol set missed = ? where entry = ?", w.entry.Number, f.Patrol)
	case *SOSRaised:
		return w.insert("observe_sos", nil, f.Patrol, f.Team, f.Danger, int64(f.At), "", view.Doc(f))
	case *CraterMeasured:
		return w.insert("observe_crater", f.Crater, f.Team, int64(f.At), view.Lat(f.Place), view.Lon(f.Place), view.Doc(f))
	case *SOSClosed:
		return w.Exec("update observe_sos set ended = ?, outcome = ? where entry = ?", w.entry.Number, f.Outcome, f.SOS)
	}
	return nil
}

// step notes a step of a patrol. A report comes after the way and is no contact.
func (w writer) step(patrol int64, step string, at record.Moment, now patrolState) error {
	if err := w.insert("observe_patrol_step", patrol, step, int64(at), view.Doc(w.entry.Fact)); err != nil {
		return err
	}
	if now == reported {
		return w.Exec("update observe_patrol set state = ? where entry = ?", now.String(), patrol)
	}
	return w.Exec(`update observe_patrol set state = ?, missed = null,
		last_contact_ms = case when last_contact_ms < ? then ? else last_contact_ms end where entry = ?`,
		now.String(), int64(at), int64(at), patrol)
}
