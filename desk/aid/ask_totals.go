package aid

import (
	"context"
	"encoding/json"
	"slices"

	"truce.example/desk"
	"truce.example/view"
)

// A Rate is of people, in whole numbers and in thousandths: 651 is 65.1 %. Without a plan it is not known.
type Rate struct {
	Planned  int64  `json:"planned"`
	Reached  int64  `json:"reached"`
	Permille *int64 `json:"permille"`
}

// Totals are counted over what the reader may see.
type Totals struct {
	Convoys     int64            `json:"convoys"`
	People      Rate             `json:"people"`
	CrossBorder Rate             `json:"cross_border"`
	CrossLine   Rate             `json:"cross_line"`
	ByOutcome   map[string]int64 `json:"by_outcome"`
	ByState     map[string]int64 `json:"by_state"`
	Refused     int64            `json:"refused"`  // answers of sides that refused
	NoReply     int64            `json:"no_reply"` // convoys that a side did not answer in time, and that were not cleared
	Steps       []StepTime       `json:"steps"`
	Removed     Removed          `json:"removed"`

	Notifications Acks `json:"notifications"` // of places and works
	Movements     Acks `json:"movements"`
}

// A StepTime is how long a step took, over all convoys.
type StepTime struct {
	Step    string `json:"step"`
	Times   int64  `json:"times"`
	Median  int64  `json:"median_minutes"`
	Longest int64  `json:"longest_minutes"`
}

// Removed are lines of cargo lists of which something was taken off, and of medical goods the quantities.
type Removed struct {
	Lines           int64  `json:"lines"`
	Loaded          int64  `json:"lines_loaded"`
	LinesPermille   *int64 `json:"lines_permille"`
	MedicalLoaded   int64  `json:"medical_loaded"`
	MedicalRemoved  int64  `json:"medical_removed"`
	MedicalPermille *int64 `json:"medical_permille"`
}

// Acks are notifications as each recipient was told of them: how many were sent, acknowledged in time, late, rejected.
type Acks struct {
	Sent     int64  `json:"sent"`
	InTime   int64  `json:"acknowledged_in_time"`
	Late     int64  `json:"acknowledged_late"`
	Rejected int64  `json:"rejected"`
	Silent   int64  `json:"silent"` // after the deadline
	Permille *int64 `json:"in_time_permille"`
}

// permille is part of whole in thousandths, rounded to the nearest.
func permille(part, whole int64) *int64 {
	if whole <= 0 {
		return nil
	}
	n := (part*1000 + whole/2) / whole
	return &n
}

func (r *Rate) add(planned, reached int64) {
	r.Planned, r.Reached = r.Planned+planned, r.Reached+reached
	r.Permille = permille(r.Reached, r.Planned)
}

func askTotals(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	out := Totals{ByOutcome: map[string]int64{}, ByState: map[string]int64{}, Steps: []StepTime{}}
	minutes := map[string][]int64{}
	rows, err := q.View.Query(ctx, "select doc from aid_convoy order by entry")
	_, err = view.Collect(rows, err, func(read view.Scan) (struct{}, error) {
		var text string
		var c Convoy
		if err := read(&text); err != nil {
			return struct{}{}, err
		}
		err := json.Unmarshal([]byte(text), &c)
		out.count(c, minutes)
		return struct{}{}, err
	})
	if err != nil {
		return nil, err
	}
	for step, all := range minutes {
		slices.Sort(all)
		out.Steps = append(out.Steps, StepTime{step, int64(len(all)), all[len(all)/2], all[len(all)-1]})
	}
	slices.SortFunc(out.Steps, func(a, b StepTime) int { return slices.Index(stepOrder, a.Step) - slices.Index(stepOrder, b.Step) })
	rm := &out.Removed
	rm.LinesPermille, rm.MedicalPermille = permille(rm.Lines, rm.Loaded), permille(rm.MedicalRemoved, rm.MedicalLoaded)
	return out, out.acks(ctx, q)
}

var stepOrder = []string{"planned", requested, "answered", noReply, "letter", "governor", committee, "other", loading, verified, dispatched, atPost, crossed, unloading, monitored, closed}

func (t *Totals) count(c Convoy, minutes map[string][]int64) {
	if c.Asked == 0 && c.Departed == 0 {
		return // a plan that nobody has asked for or sent is no convoy yet
	}
	t.Convoys++
	t.People.add(c.Plan.People, c.Reached)
	switch c.Plan.Mode {
	case crossBorder:
		t.CrossBorder.add(c.Plan.People, c.Reached)
	case crossLine:
		t.CrossLine.add(c.Plan.People, c.Reached)
	}
	if c.Outcome != "" {
		t.ByOutcome[c.Outcome]++
	}
	t.ByState[c.State]++
	silent, cleared := false, len(c.Cells) > 0
	for _, cell := range c.Cells {
		if cell.Answer == answerRefuse {
			t.Refused++
		}
		silent = silent || cell.Answer == noReply
		cleared = cleared && (cell.Answer == answerApprove || cell.Answer == answerConditions)
	}
	if silent && !cleared {
		t.NoReply++
	}
	for _, s := range c.Steps[min(1, len(c.Steps)):] {
		minutes[s.Step] = append(minutes[s.Step], s.Minutes)
	}
	for _, i := range c.Items {
		if i.Loaded > 0 {
			t.Removed.Loaded++
		}
		if i.Removed > 0 {
			t.Removed.Lines++
		}
		if i.Medical {
			t.Removed.MedicalLoaded += i.Loaded
			t.Removed.MedicalRemoved += i.Removed
		}
	}
}

func (t *Totals) acks(ctx context.Context, q desk.Question) error {
	rows, err := q.View.Query(ctx, "select kind, outcome, late, count(*) from aid_sent where first = 1 group by kind, outcome, late")
	_, err = view.Collect(rows, err, func(read view.Scan) (struct{}, error) {
		var kind, outcome string
		var late bool
		var n int64
		err := read(&kind, &outcome, &late, &n)
		a := &t.Notifications
		if kind == kindMovement {
			a = &t.Movements
		}
		a.Sent += n
		switch {
		case outcome == outcomeNone:
			a.Silent += n
		case outcome == outcomeRejected:
			a.Rejected += n
		case outcome == outcomeAcknowledged && late:
			a.Late += n
		case outcome == outcomeAcknowledged:
			a.InTime += n
		}
		return struct{}{}, err
	})
	for _, a := range []*Acks{&t.Notifications, &t.Movements} {
		a.Permille = permille(a.InTime, a.Sent)
	}
	return err
}
