package aid

import (
	"cmp"
	"slices"
	"time"

	"truce.example/desk"
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

// A wall keeps the running clocks.
type wall struct {
	desk.Ringing[clockID]
	running map[clockID]*clock
}

func newWall() wall {
	return wall{running: map[clockID]*clock{}, Ringing: desk.NewRinging(func(a, b clockID) int {
		return cmp.Or(cmp.Compare(a.item, b.item), cmp.Compare(a.side, b.side), cmp.Compare(a.what, b.what))
	})}
}

func (w *wall) stop(id clockID) {
	w.Stop(id)
	delete(w.running, id)
}

func (w *wall) apply(c clocks) {
	for _, id := range c.stop {
		w.stop(id)
	}
	if c.ended != nil {
		for id := range w.running {
			if id.item == c.ended.item && slices.Contains(c.ended.whats, id.what) {
				w.stop(id)
			}
		}
	}
	for i := range c.start {
		if one := c.start[i]; !one.silent {
			w.running[one.clockID] = &one
			w.Set(one.clockID, one.due)
		}
	}
}
