package aid

import (
	"container/heap"
	"time"

	"truce.example/record"
)

// What a clock is for.
const (
	clockAck       = "ack"       // a recipient acknowledges
	clockConfirm   = "confirm"   // the owner confirms
	clockAnswer    = "answer"    // a side answers a request
	clockAuthority = "authority" // the next warning before a crossing's authority ends
	clockOverdue   = "overdue"   // a convoy reaches its next checkpoint, or its end
	clockSilent    = "silent"    // a convoy on its way sends a position
	clockQuery     = "query"     // what was found is looked at, recipients are queried and answer
)

const day = record.Moment(24 * time.Hour / time.Millisecond)

// warnDays are how many days before the end of an authority it is said.
var warnDays = []int64{30, 14, 7, 0}

// A clockID names a clock. There is one of a name at a time. Side is a side, or a crossing.
type clockID struct {
	what string
	item int64
	side string
}

// A clock says who owes what until when, as facts say it: State and View cannot differ.
type clock struct {
	clockID
	due     record.Moment
	owedBy  record.Audience
	waiting record.Audience
	// silent: it is shown and never recorded as passed. A fact about what a report set off would show from outside.
	silent bool
}

// clocks are what a fact does to the clocks.
type clocks struct {
	start []clock
	stop  []clockID
	ended *clockStop
}

// clockStop stops all clocks of a kind and an item.
type clockStop struct {
	item  int64
	whats []string
}

// ring says which clocks an entry starts and stops.
func ring(e record.Entry) clocks {
	var c clocks
	start := func(what string, item int64, side string, due record.Moment, owed, waiting record.Audience) {
		if due.Known() {
			c.start = append(c.start, clock{clockID{what, item, side}, due, owed, waiting, what == clockQuery})
		}
	}
	stop := func(what string, item int64, side string) { c.stop = append(c.stop, clockID{what, item, side}) }
	switch f := e.Fact.(type) {
	case *Notified:
		site := f.Site
		if site == 0 {
			site = e.Number
		}
		start(clockConfirm, site, "", f.Confirm, ofOwner(f.Owner), named)
	case *Transmitted:
		stop(clockAck, f.Site, f.Side)
		start(clockAck, f.Site, f.Side, f.AckDue, sideAudience(f.SideKind, f.Side), ofOwner(f.Owner))
	case *Acknowledged:
		stop(clockAck, f.Site, f.Side)
	case *Confirmed:
		stop(clockConfirm, f.Site, "")
		if len(e.Audience.Terms()) > 0 {
			start(clockConfirm, f.Site, "", f.Confirm, e.Audience, named)
		}
	case *Withdrawn:
		c.ended = &clockStop{f.Site, []string{clockAck, clockConfirm}}
	case *Compared:
		if len(f.Found) > 0 {
			start(clockQuery, e.Number, "", f.QueryDue, named, named)
		}
	case *Assessed:
		stop(clockQuery, f.Compared, "")
	case *Requested:
		for _, cell := range f.Cells {
			start(clockAnswer, f.Convoy, cell.Side, cell.Due, sideAudience(cell.Kind, cell.Side), record.ToRole("humanitarian_desk"))
		}
	case *Answered:
		stop(clockAnswer, f.Convoy, f.Side)
	case *Followed:
		start(clockOverdue, f.Convoy, "", f.Overdue, record.Mission, ofTrack(f.Owner))
		start(clockSilent, f.Convoy, "", f.Silent, record.Mission, ofTrack(f.Owner))
	case *Located:
		if f.Silent.Known() {
			stop(clockSilent, f.Convoy, "")
			start(clockSilent, f.Convoy, "", f.Silent, record.Mission, e.Audience)
		}
	case *Noticed:
		switch f.What {
		case eventReached, eventOverdue:
			stop(clockOverdue, f.Convoy, "")
			start(clockOverdue, f.Convoy, "", f.Overdue, record.Mission, ofTrack(f.Owner))
		case eventSilent:
			stop(clockSilent, f.Convoy, "")
		}
	case *Delivered:
		c.ended = &clockStop{f.Convoy, []string{clockOverdue, clockSilent}}
	case *Closed:
		c.ended = &clockStop{f.Convoy, []string{clockAnswer, clockOverdue, clockSilent}}
	case *Lapsed:
		stop(f.What, f.Item, f.Side)
	case *Authorised:
		stop(clockAuthority, 0, f.Crossing)
		start(clockAuthority, 0, f.Crossing, warnAfter(f.Until, e.Recorded), record.ToRole("humanitarian_desk"), record.Mission)
	case *AuthorityEnds:
		stop(clockAuthority, 0, f.Crossing)
		if f.Days > 0 {
			start(clockAuthority, 0, f.Crossing, nextWarning(f.Until, f.Days), record.ToRole("humanitarian_desk"), record.Mission)
		}
	}
	return c
}

// warnAfter is the first warning that is still to come.
func warnAfter(until, now record.Moment) record.Moment {
	for _, d := range warnDays {
		if at := until - record.Moment(d)*day; at > now {
			return at
		}
	}
	return until
}

// nextWarning is the warning behind the one of so many days.
func nextWarning(until record.Moment, days int64) record.Moment {
	for _, d := range warnDays {
		if d < days {
			return until - record.Moment(d)*day
		}
	}
	return until
}

// daysLeft is which warning is due at a moment.
func daysLeft(until, now record.Moment) int64 {
	last := warnDays[0]
	for _, d := range warnDays {
		if until-record.Moment(d)*day <= now {
			last = d
		}
	}
	return last
}

// A wall keeps the running clocks in the order in which they ring. A clock that was stopped stays in the queue until its
// turn, and is passed over then.
type wall struct {
	running map[clockID]*clock
	queue   ringing
}

type rung struct {
	due record.Moment
	id  clockID
}

type ringing []rung

func (r ringing) Len() int { return len(r) }
func (r ringing) Less(i, j int) bool {
	a, b := r[i], r[j]
	switch {
	case a.due != b.due:
		return a.due < b.due
	case a.id.item != b.id.item:
		return a.id.item < b.id.item
	case a.id.side != b.id.side:
		return a.id.side < b.id.side
	}
	return a.id.what < b.id.what
}
func (r ringing) Swap(i, j int) { r[i], r[j] = r[j], r[i] }
func (r *ringing) Push(x any)   { *r = append(*r, x.(rung)) }
func (r *ringing) Pop() any {
	old := *r
	last := old[len(old)-1]
	*r = old[:len(old)-1]
	return last
}

func (w *wall) apply(c clocks) {
	for _, id := range c.stop {
		delete(w.running, id)
	}
	if c.ended != nil {
		for id := range w.running {
			for _, what := range c.ended.whats {
				if id.item == c.ended.item && id.what == what {
					delete(w.running, id)
				}
			}
		}
	}
	for i := range c.start {
		one := c.start[i]
		if one.silent {
			continue
		}
		w.running[one.clockID] = &one
		heap.Push(&w.queue, rung{one.due, one.clockID})
	}
}

// next is the first deadline, or 0.
func (w *wall) next() record.Moment {
	for len(w.queue) > 0 {
		first := w.queue[0]
		if c, ok := w.running[first.id]; ok && c.due == first.due {
			return first.due
		}
		heap.Pop(&w.queue)
	}
	return 0
}

// rings lists the clocks whose deadline has passed, in order.
func (w *wall) rings(now record.Moment) []clock {
	var out []clock
	for {
		due := w.next()
		if due == 0 || due > now {
			break
		}
		out = append(out, *w.running[w.queue[0].id])
		heap.Pop(&w.queue)
	}
	for _, c := range out { // they stay until their facts are recorded
		heap.Push(&w.queue, rung{c.due, c.clockID})
	}
	return out
}
