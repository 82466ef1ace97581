package inquiry

import (
	"cmp"
	"slices"

	"truce.example/desk"
	"truce.example/record"
)

// What a clock is for.
const (
	clockTriage      = "triage"
	clockInformation = "information"
	clockAssign      = "assign"
	clockNotice      = "notice"
	clockAck         = "ack"
	clockFormalAck   = "formal_ack"
	clockVisit       = "visit"
	clockComment     = "comment"
	clockFinding     = "finding"
	clockObjection   = "objection"
	clockMeasure     = "measure"
	clockGuarantor   = "guarantor"
	clockReminder    = "reminder"
	clockAction      = "action"
)

// roles that owe something, or wait.
var (
	dutyOfficer = record.ToRole("duty_officer")
	teamLeader  = record.ToRole("team_leader")
	panel       = record.ToRole("panel_member")
	chair       = record.ToRole("chair")
)

// A clockID names a clock: what for, and which entry it belongs to. There is one clock of a name at a time.
type clockID struct {
	what string
	item int64
	part int64
}

// A clock says who waits for whom until when. Everything in it comes from facts, so that the State which rings it and the
// View which shows it cannot differ. Moments are milliseconds in UTC: no change of the local clock moves a deadline.
type clock struct {
	clockID
	caseNo  int64
	due     record.Moment
	owedBy  record.Audience
	waiting record.Audience
}

// clocks are what a fact does to the clocks.
type clocks struct {
	start   []clock
	stop    []clockID
	stopAll int64 // case of which all stop; 0 for none
}

// ring says which clocks an entry starts and stops.
func ring(e record.Entry) clocks {
	var c clocks
	n := e.Number
	one := func(what string, caseNo, item int64, due record.Moment, owed, waiting record.Audience) {
		if due.Known() {
			c.start = append(c.start, clock{clockID{what, item, 0}, caseNo, due, owed, waiting})
		}
	}
	stop := func(what string, item int64) { c.stop = append(c.stop, clockID{what, item, 0}) }
	switch f := e.Fact.(type) {
	case *Opened:
		one(clockTriage, n, n, f.TriageDue, dutyOfficer, chair)
	case *Triaged:
		stop(clockTriage, f.Case)
		switch f.Outcome {
		case "accepted":
			one(clockAssign, f.Case, f.Case, f.AssignDue, dutyOfficer, chair)
			one(clockNotice, f.Case, f.Case, f.NoticeDue, dutyOfficer, chair)
			one(clockFinding, f.Case, f.Case, f.FindingDue, panel, chair)
		case "insufficient_info":
		default:
			c.stopAll = f.Case
		}
	case *InformationAsked:
		one(clockInformation, f.Case, f.Case, f.Due, audienceOf(f.Reporter, f.Kind), dutyOfficer)
	case *InformationGiven:
		stop(clockInformation, f.Case)
		one(clockTriage, f.Case, f.Case, f.TriageDue, dutyOfficer, chair)
	case *Assigned:
		stop(clockAssign, f.Case)
		one(clockVisit, f.Case, f.Case, f.VisitDue, teamLeader, panel)
	case *NoticeServed:
		stop(clockNotice, f.Case)
		side := sideAudience(f.Kind, f.Side)
		one(clockAck, f.Case, n, f.AckDue, side, dutyOfficer)
		one(clockFormalAck, f.Case, n, f.FormalDue, side, dutyOfficer)
	case *Acknowledged:
		stop(clockAck, f.Notice)
		if f.Level == "formal" {
			stop(clockFormalAck, f.Notice)
		}
	case *Visited:
		stop(clockVisit, f.Case)
		if f.Outcome == "postponed" {
			one(clockVisit, f.Case, f.Case, f.Until, teamLeader, panel)
		}
	case *CommentRequested:
		one(clockComment, f.Case, n, f.Due, sideAudience(f.Kind, f.Side), panel)
	case *Commented:
		stop(clockComment, f.Request)
	case *Found:
		stop(clockFinding, f.Case)
		stop(clockVisit, f.Case)
	case *PublicationAnnounced:
		one(clockObjection, f.Case, f.Case, f.Due, f.Asked, chair)
	case *Published:
		stop(clockObjection, f.Case)
	case *MeasureSet:
		one(clockMeasure, f.Case, n, f.Due, f.For, chair)
	case *MeasureReported:
		stop(clockMeasure, f.Measure)
	case *Closed:
		c.stopAll = f.Case
	case *Withdrawn:
		c.stopAll = f.Case
	case *Reopened:
		one(clockAssign, f.Case, f.Case, f.AssignDue, dutyOfficer, chair)
		one(clockFinding, f.Case, f.Case, f.FindingDue, panel, chair)
	case *GuarantorAsked:
		waiting := chair
		if f.Reason != "" { // the chair has time until the reminders end
			waiting = dutyOfficer
		}
		one(clockGuarantor, f.Case, n, f.Due, record.ToGuarantor(f.Guarantor), waiting)
	case *Overdue:
		one(clockReminder, f.Case, f.Item, f.Next, f.OwedBy, f.Waiting)
	case *Reminded:
		stop(clockReminder, f.Item)
		one(clockReminder, f.Case, f.Item, f.Next, record.ToGuarantor(f.Guarantor), dutyOfficer)
	case *GuarantorAnswered:
		stop(clockGuarantor, f.Item)
		stop(clockReminder, f.Item)
	case *Minuted:
		for i, a := range f.Actions {
			c.start = append(c.start, clock{clockID{clockAction, n, int64(i + 1)}, 0, a.Due, a.For, chair})
		}
	case *ActionDone:
		c.stop = append(c.stop, clockID{clockAction, f.Minutes, f.Action})
	}
	return c
}

// isRight says of a clock that its end closes somebody's right to speak: nobody is late when it ends.
func isRight(what string) bool { return what == clockComment || what == clockObjection }

func sideAudience(kind, side string) record.Audience {
	if kind == "guarantor" {
		return record.ToGuarantor(side)
	}
	return record.ToParty(side)
}

func audienceOf(r Reporter, kind string) record.Audience {
	switch kind {
	case "party", "guarantor":
		return sideAudience(kind, r.Side)
	}
	if r.Member == "" || r.Member == "system" {
		return dutyOfficer
	}
	return record.ToMember(r.Member)
}

// A wall keeps the running clocks, and which belong to a case.
type wall struct {
	desk.Ringing[clockID]
	running map[clockID]*clock
	ofCase  map[int64][]clockID
}

func newWall() wall {
	return wall{running: map[clockID]*clock{}, ofCase: map[int64][]clockID{}, Ringing: desk.NewRinging(func(a, b clockID) int {
		return cmp.Or(cmp.Compare(a.item, b.item), cmp.Compare(a.part, b.part), cmp.Compare(a.what, b.what))
	})}
}

func (w *wall) apply(c clocks) {
	for _, id := range c.stop {
		w.stop(id)
	}
	if c.stopAll != 0 {
		for _, id := range w.ofCase[c.stopAll] {
			w.Stop(id)
			delete(w.running, id)
		}
		delete(w.ofCase, c.stopAll)
	}
	for i := range c.start {
		clock := c.start[i]
		w.stop(clock.clockID)
		w.running[clock.clockID] = &clock
		if clock.caseNo != 0 {
			w.ofCase[clock.caseNo] = append(w.ofCase[clock.caseNo], clock.clockID)
		}
		w.Set(clock.clockID, clock.due)
	}
}

func (w *wall) stop(id clockID) {
	clock, ok := w.running[id]
	if !ok {
		return
	}
	w.Stop(id)
	delete(w.running, id)
	of := slices.DeleteFunc(w.ofCase[clock.caseNo], func(other clockID) bool { return other == id })
	if w.ofCase[clock.caseNo] = of; len(of) == 0 {
		delete(w.ofCase, clock.caseNo)
	}
}

// lapse takes a clock off the wall that has rung.
func (w *wall) lapse(id clockID, due record.Moment) {
	if clock, ok := w.running[id]; ok && clock.due == due {
		w.stop(id)
	}
}
