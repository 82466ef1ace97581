package aid

import (
	"slices"

	"truce.example/record"
)

// A Convoy is what is known of a convoy. The State and the tables fold it by the same steps.
type Convoy struct {
	Convoy   int64         `json:"convoy"`
	State    string        `json:"state"`
	Plan     Plan          `json:"plan"`
	Asked    record.Moment `json:"asked"`
	Cells    []Cell        `json:"cells"`
	Steps    []Done        `json:"steps"`
	Items    []Chain       `json:"items"`
	Seals    int64         `json:"seals"` // how many were set
	Posts    []Post        `json:"checkpoints"`
	Departed record.Moment `json:"departed"`
	Ended    record.Moment `json:"ended"`
	Outcome  string        `json:"outcome,omitempty"`
	Reached  int64         `json:"reached"` // people
	Changed  int64         `json:"changed"`
	Reason   string        `json:"reason,omitempty"` // why it was closed
}

// A Done is one step: who did what when, and how long after the step before.
type Done struct {
	Entry   int64         `json:"entry"`
	At      record.Moment `json:"at"`
	Step    string        `json:"step"`
	Actor   string        `json:"actor"` // a side, an office, or the mission
	Outcome string        `json:"outcome,omitempty"`
	Minutes int64         `json:"minutes"` // since the step before
}

// A Chain is what became of an item. Planned may differ from loaded; removed, delivered and lost never exceed it.
type Chain struct {
	Item
	Loaded    int64  `json:"loaded"`
	Removed   int64  `json:"removed"`
	Delivered int64  `json:"delivered"`
	Lost      int64  `json:"lost"`
	Removals  []Gone `json:"removals,omitempty"`
}

// A Gone is a removal with its place and hour.
type Gone struct {
	Removal
	Place string        `json:"place"`
	At    record.Moment `json:"at"`
	Entry int64         `json:"entry"`
}

// A Post is a checkpoint as it was recorded.
type Post struct {
	Entry int64 `json:"entry"`
	Checkpointed
}

func (c *Convoy) cell(side string) *Cell {
	for i := range c.Cells {
		if c.Cells[i].Side == side {
			return &c.Cells[i]
		}
	}
	return nil
}

func (c *Convoy) item(code string) *Chain {
	for i := range c.Items {
		if c.Items[i].Code == code {
			return &c.Items[i]
		}
	}
	return nil
}

// clone is a copy that shares nothing that take changes.
func (c Convoy) clone() Convoy {
	c.Cells, c.Steps, c.Posts = slices.Clone(c.Cells), slices.Clone(c.Steps), slices.Clone(c.Posts)
	c.Items = slices.Clone(c.Items)
	for i := range c.Items {
		c.Items[i].Removals = slices.Clone(c.Items[i].Removals)
	}
	return c
}

// take folds one fact into what is known of the convoy.
func (c *Convoy) take(e record.Entry) {
	c.Changed = e.Number
	switch f := e.Fact.(type) {
	case *Planned:
		*c = Convoy{Convoy: e.Number, State: planned, Plan: f.Plan, Changed: e.Number, Cells: []Cell{}, Steps: []Done{}, Items: []Chain{}, Posts: []Post{}}
		for _, i := range f.Plan.Items {
			c.Items = append(c.Items, Chain{Item: i})
		}
		c.step(e, "planned", "", "")
	case *Requested:
		c.State, c.Cells, c.Asked = requested, slices.Clone(f.Cells), e.Recorded
		c.step(e, "requested", "", "")
	case *Answered:
		if cell := c.cell(f.Side); cell != nil {
			cell.Answer, cell.Conditions, cell.Reason, cell.Text, cell.At, cell.Minutes, cell.Late = f.Answer, f.Conditions, f.Reason, f.Text, e.Recorded, f.Minutes, f.Late
		}
		c.step(e, "answered", f.Side, f.Answer)
		c.cleared()
	case *Lapsed:
		if cell := c.cell(f.Side); cell != nil && cell.Answer == "" {
			cell.Answer = noReply
		}
		c.step(e, noReply, f.Side, "")
		c.cleared()
	case *Stepped:
		c.step(e, f.Step, f.Actor, f.Outcome)
		if c.State != approved && c.onPaper() {
			if c.State = letters; f.Step == committee {
				c.State = committee
			}
		}
	case *Loaded:
		c.load(e, f)
	case *Dispatched:
		c.State, c.Departed = dispatched, f.At
		c.step(e, dispatched, "", "")
	case *Checkpointed:
		c.pass(e, f)
	case *Crossed:
		c.State = crossed
		c.step(e, crossed, f.Crossing, "")
	default:
		c.end(e)
	}
}

func (c *Convoy) load(e record.Entry, f *Loaded) {
	for _, t := range f.Trucks {
		c.Seals += int64(len(t.Seals))
		for _, q := range t.Items {
			if i := c.item(q.Code); i != nil {
				i.Loaded += q.Quantity
			}
		}
	}
	if c.State = loading; f.Verified {
		c.State = verified
	}
	c.step(e, c.State, f.Checker, "")
}

func (c *Convoy) pass(e record.Entry, f *Checkpointed) {
	c.Posts = append(c.Posts, Post{e.Number, *f})
	for _, r := range f.Removed {
		if i := c.item(r.Code); i != nil {
			i.Removed += r.Quantity
			i.Removals = append(i.Removals, Gone{r, f.Place, f.Arrived, e.Number})
		}
	}
	if c.State = atPost; f.Outcome == "passed" {
		c.State = dispatched
	}
	c.step(e, atPost, f.Holder, f.Outcome)
}

// end folds what comes behind the way.
func (c *Convoy) end(e record.Entry) {
	switch f := e.Fact.(type) {
	case *Delivered:
		c.State, c.Outcome, c.Ended, c.Reached = f.Outcome, f.Outcome, f.At, f.Reached
		for _, r := range f.Items {
			if i := c.item(r.Code); i != nil {
				i.Delivered, i.Lost = r.Delivered, r.Lost
			}
		}
		c.step(e, unloading, f.Receiver, f.Outcome)
	case *Monitored:
		c.State = monitored
		c.step(e, monitored, "", f.Diversion)
	case *Closed:
		if c.Outcome == "" {
			c.Outcome = c.State // refused or without a reply: what it came to before it was closed
		}
		c.State, c.Reason = closed, f.Reason
		c.step(e, closed, "", c.Outcome)
	}
}

func (c *Convoy) step(e record.Entry, step, actor, outcome string) {
	if actor == "" {
		if actor = e.Author.Party; actor == "" {
			actor = "mission"
		}
	}
	d := Done{Entry: e.Number, At: e.Recorded, Step: step, Actor: actor, Outcome: outcome}
	if n := len(c.Steps); n > 0 {
		d.Minutes = int64(e.Recorded-c.Steps[n-1].At) / 60_000
	}
	c.Steps = append(c.Steps, d)
}

// cleared moves a request on by its cells: all approve; one refuses; one was silent; or it is still waited for. An answer
// counts whenever it comes, until the convoy is loaded.
func (c *Convoy) cleared() {
	if !c.onPaper() {
		return
	}
	all, no, silent := true, false, false
	for _, cell := range c.Cells {
		switch cell.Answer {
		case answerApprove, answerConditions:
			continue
		case answerRefuse:
			no = true
		case noReply:
			silent = true
		}
		all = false
	}
	switch {
	case all:
		c.State = approved
	case no:
		c.State = refused
	case silent:
		c.State = noReply
	case c.State == refused || c.State == noReply || c.State == approved:
		c.State = requested
	}
}

// onPaper says whether the convoy is still on paper.
func (c *Convoy) onPaper() bool {
	return slices.Contains([]string{planned, requested, approved, refused, noReply, letters, committee}, c.State)
}

// convoyOf says which convoy a fact belongs to; 0 for none.
func convoyOf(e record.Entry) int64 {
	switch f := e.Fact.(type) {
	case *Planned:
		return e.Number
	case *Requested:
		return f.Convoy
	case *Answered:
		return f.Convoy
	case *Stepped:
		return f.Convoy
	case *Loaded:
		return f.Convoy
	case *Dispatched:
		return f.Convoy
	case *Checkpointed:
		return f.Convoy
	case *Crossed:
		return f.Convoy
	case *Delivered:
		return f.Convoy
	case *Monitored:
		return f.Convoy
	case *Closed:
		return f.Convoy
	case *Lapsed:
		if f.What == clockAnswer {
			return f.Item
		}
	}
	return 0
}
