package aid

import (
	"fmt"

	"truce.example/desk"
	"truce.example/record"
)

// What people are told. No text holds a position, and Compared tells nobody: what a report sets off must not show.

const (
	immediate = "IMMEDIATE"
	priority  = "PRIORITY"
	routine   = "ROUTINE"
)

func notify(n desk.Notice) []desk.Notice {
	if n.To == record.Nobody {
		return nil
	}
	return []desk.Notice{n}
}

// stamp writes a moment for people, in UTC.
func stamp(m record.Moment) string { return m.Time().Format("2 Jan 2006 15:04 UTC") }

// Notices tells the recipient.
func (f Transmitted) Notices() []desk.Notice {
	return notify(desk.Notice{
		Key: fmt.Sprintf("aid.transmitted/%d/%d/%s/%s", f.Site, f.Version, f.Change, f.Side), To: sideAudience(f.SideKind, f.Side),
		Subject: fmt.Sprintf("Notification %d, version %d: %s", f.Site, f.Version, f.Change), Text: f.Text, Answer: f.AckDue, Priority: priority,
	})
}

// Notices tells who waits, and who owed it.
func (f Lapsed) Notices() []desk.Notice {
	subject, text := "", ""
	switch f.What {
	case clockAck:
		subject = fmt.Sprintf("Notification %d: not acknowledged by %s", f.Item, f.Side)
		text = fmt.Sprintf("%s was told and has not acknowledged by %s. It counts as told and not as acknowledged.", f.Side, stamp(f.Due))
	case clockConfirm:
		subject = fmt.Sprintf("Notification %d has lapsed", f.Item)
		text = fmt.Sprintf("It was to be confirmed by %s, and was not. Its recipients are told. Notify it again if it is still there; that it is on no list takes no protection from it.", stamp(f.Due))
	case clockAnswer:
		subject = fmt.Sprintf("Convoy %s: no reply of %s", f.Title, f.Side)
		text = fmt.Sprintf("The answer was due on %s.", stamp(f.Due))
	}
	return notify(desk.Notice{Key: fmt.Sprintf("aid.lapsed/%s/%d/%s/%d", f.What, f.Item, f.Side, f.Due), To: record.Audience(f.Told), Subject: subject, Text: text, Priority: priority})
}

// Notices asks each side for its answer.
func (f Requested) Notices() []desk.Notice {
	var out []desk.Notice
	for _, c := range f.Cells {
		out = append(out, notify(desk.Notice{
			Key: fmt.Sprintf("aid.requested/%d/%s", f.Convoy, c.Side), To: sideAudience(c.Kind, c.Side), Subject: "Clearance asked: convoy " + f.Plan.Name,
			Text:   fmt.Sprintf("A convoy is put to %s: %d trucks for %d people. Answer by %s: approve, approve with conditions, or refuse with a reason.", c.Side, f.Plan.Trucks, f.Plan.People, stamp(c.Due)),
			Answer: c.Due, Priority: priority,
		})...)
	}
	return out
}

// Notices tells the desk that asked.
func (f Answered) Notices() []desk.Notice {
	return notify(desk.Notice{
		Key: fmt.Sprintf("aid.answered/%d/%s/%s/%d", f.Convoy, f.Side, f.Answer, f.Minutes), To: record.ToRole("humanitarian_desk"),
		Subject: fmt.Sprintf("Convoy %d: answer of %s", f.Convoy, f.Side), Text: words(f.Answer) + ".", Priority: routine,
	})
}

// Notices puts the query to the recipient.
func (f Queried) Notices() []desk.Notice {
	return notify(desk.Notice{
		Key: fmt.Sprintf("aid.queried/%d/%d/%s", f.Compared, f.Site, f.Side), To: sideAudience(f.Kind, f.Side),
		Subject: fmt.Sprintf("Query on notification %d", f.Site), Text: f.Text, Answer: f.Due, Priority: immediate,
	})
}

// Notices tells of an authority that ends.
func (f AuthorityEnds) Notices() []desk.Notice {
	text := fmt.Sprintf("The authority for %s (%s) ends on %s.", f.Crossing, f.By, stamp(f.Until))
	if f.Days == 0 {
		text = fmt.Sprintf("The authority for %s (%s) has ended. No convoy leaves by it until a new one is recorded.", f.Crossing, f.By)
	}
	return notify(desk.Notice{
		Key: fmt.Sprintf("aid.authority/%s/%d/%d", f.Crossing, f.Until, f.Days), To: record.ToRole("humanitarian_desk"),
		Subject: fmt.Sprintf("Crossing %s: %d days of authority left", f.Crossing, f.Days), Text: text, Priority: priority,
	})
}

// What repeats another fact is forgotten with it.

// IsDerived: it says where what was notified lies.
func (Placed) IsDerived() {}

// IsDerived: it repeats what was notified.
func (Transmitted) IsDerived() {}

// IsDerived: it repeats the position.
func (PositionGiven) IsDerived() {}

// IsDerived: it says how far the report's place lies from what was notified.
func (Compared) IsDerived() {}

// IsDerived: it repeats the plan.
func (Requested) IsDerived() {}

// What remains of a fact that is forgotten: numbers, sides and deadlines; no words, no places. Of Placed and of
// PositionGiven nothing remains.

// Residue keeps who is told, and the deadline.
func (f Notified) Residue() any {
	return Notified{Site: f.Site, Version: f.Version, Owner: f.Owner, Kind: f.Kind, Function: f.Function, From: f.From, To: f.To, Share: f.Share, Confirm: f.Confirm}
}

// Residue keeps that it was told.
func (f Transmitted) Residue() any { f.Area, f.Text = "", ""; return f }

// Residue keeps the outcome.
func (f Acknowledged) Residue() any { f.Reason = ""; return f }

// Residue keeps the deadline.
func (f Confirmed) Residue() any { return f }

// Residue keeps that it ended.
func (f Withdrawn) Residue() any { f.Reason = ""; return f }

// Residue keeps that it was compared.
func (f Compared) Residue() any { return Compared{Report: f.Report} }

// Residue keeps the deadline.
func (f Queried) Residue() any { f.Text = ""; return f }

// Residue keeps that it was answered.
func (f Explained) Residue() any { f.Text = ""; return f }

// Residue keeps the outcome.
func (f Assessed) Residue() any { f.Text = ""; return f }

// Residue keeps the numbers.
func (f StrikesPublished) Residue() any { return f }

// Residue keeps the deadline.
func (f Lapsed) Residue() any { f.Title = ""; return f }

// bare is a plan without words.
func (p Plan) bare() Plan {
	out := Plan{Month: p.Month, Mode: p.Mode, Crossing: p.Crossing, Access: p.Access, Trucks: p.Trucks, People: p.People, Departs: p.Departs, Arrives: p.Arrives}
	for _, i := range p.Items {
		out.Items = append(out.Items, Item{Code: i.Code, Unit: i.Unit, Planned: i.Planned, Medical: i.Medical})
	}
	return out
}

// Residue keeps the numbers.
func (f Planned) Residue() any { return Planned{f.Plan.bare()} }

// Residue keeps the numbers, the sides and the deadlines.
func (f Requested) Residue() any { f.Plan = f.Plan.bare(); return f }

// Residue keeps the answer.
func (f Answered) Residue() any { f.Text, f.Conditions = "", nil; return f }

// Residue keeps the step.
func (f Stepped) Residue() any { f.Actor, f.Text = "", ""; return f }

// Residue keeps the quantities.
func (f Loaded) Residue() any {
	out := Loaded{Convoy: f.Convoy, Verified: f.Verified}
	for _, t := range f.Trucks {
		out.Trucks = append(out.Trucks, Truck{Items: t.Items})
	}
	return out
}

// Residue keeps the hour.
func (f Dispatched) Residue() any { f.Escort = ""; return f }

// Residue keeps the hours and quantities.
func (f Checkpointed) Residue() any {
	out := Checkpointed{Convoy: f.Convoy, Arrived: f.Arrived, Left: f.Left, Seals: f.Seals, Held: f.Held, Outcome: f.Outcome}
	for _, r := range f.Removed {
		out.Removed = append(out.Removed, Removal{Code: r.Code, Quantity: r.Quantity, Reason: r.Reason})
	}
	return out
}

// Residue keeps the hour.
func (f Crossed) Residue() any { return f }

// Residue keeps the numbers.
func (f Delivered) Residue() any { f.Receiver, f.Complaints, f.Text = "", "", ""; return f }

// Residue keeps the outcome.
func (f Monitored) Residue() any { f.Text = ""; return f }

// Residue keeps that it ended.
func (f Closed) Residue() any { f.Reason = ""; return f }

// Residue keeps the day.
func (f Authorised) Residue() any { return f }

// Residue keeps the day.
func (f AuthorityEnds) Residue() any { return f }
