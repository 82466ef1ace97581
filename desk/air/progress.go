package air

import (
	"slices"

	"truce.example/record"
)

// The states of a flight.
const (
	submitted    = "submitted"
	sent         = "sent"
	approved     = "approved"
	approvedWith = "approved_with_conditions"
	notified     = "notified"
	refused      = "refused"
	expired      = "expired"
	cancelled    = "cancelled"
	active       = "active"
	completed    = "completed"
	diverted     = "diverted"
	violated     = "violated"
)

// over lists the states from which a flight goes no further. A refused or expired request may be amended.
var over = []string{cancelled, completed, diverted, violated}

// after is the state of a flight when a fact of it was recorded. The State which decides by it and the View which shows it
// use the same step.
func after(state string, fact any) string {
	switch f := fact.(type) {
	case *FlightRequested, *FlightAmended:
		return submitted
	case *FlightSent:
		return sent
	case *FlightSettled:
		return f.Outcome
	case *FlightDeparted:
		return active
	case *FlightEnded:
		return f.Outcome
	}
	return state
}

// How a side is asked.
const (
	byApproval = "approval"
	byNotice   = "notify_only"
)

// What a side may answer.
const (
	yes     = "approve"
	yesWith = "approve_with_conditions"
	no      = "refuse"
	objects = "object"
)

// What a side owes.
const (
	owesAck    = "ack"
	owesAnswer = "decide"
)

// A flight is all that is remembered of one.
type flight struct {
	no        int64
	entry     int64 // of the version that counts
	version   int64
	form      Form
	state     string
	asker     record.Audience
	requested record.Moment
	sent      *FlightSent
	cells     map[string]*cell
	settled   *FlightSettled
}

// A cell is one side's part in a decision.
type cell struct {
	side   Side
	acked  bool
	answer *FlightAnswered
	told   map[string]bool // what is overdue, and was recorded as that
}

// granted says whether the flight may fly.
func (f *flight) granted() bool { return slices.Contains(mayFly, f.state) }

// asks says which sides have not answered.
func (f *flight) open() []string {
	var out []string
	for _, s := range f.sent.Sides {
		if c := f.cells[s.ID]; c != nil && c.answer == nil {
			out = append(out, s.ID)
		}
	}
	return out
}

// A due is a deadline of a cell.
type due struct {
	at      record.Moment
	flight  int64
	version int64
	side    Side
	what    string
}

// dues are the deadlines of a flight that were not kept and not yet recorded.
func (f *flight) dues() []due {
	if f.sent == nil || f.sent.Version != f.version || f.state == cancelled || f.settled != nil && f.sent.Mode == byApproval {
		return nil
	}
	var out []due
	for _, s := range f.sent.Sides {
		c := f.cells[s.ID]
		if !c.acked && !c.told[owesAck] && f.sent.AckDue.Known() {
			out = append(out, due{f.sent.AckDue, f.no, f.version, s, owesAck})
		}
		if f.sent.DecideDue.Known() && c.answer == nil && !c.told[owesAnswer] {
			out = append(out, due{f.sent.DecideDue, f.no, f.version, s, owesAnswer})
		}
	}
	return out
}
