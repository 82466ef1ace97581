package inquiry

import (
	"fmt"
	"slices"
	"strings"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

// Deadlines that an agreement does not state, in minutes.
const (
	informationWithin agreement.Span = 48 * 60 // an answer by who reported
	objectWithin      agreement.Span = 24 * 60 // an objection to publication
	guarantorWithin   agreement.Span = 24 * 60 // a guarantor acts with its side
	remindEvery       agreement.Span = 24 * 60 // a guarantor is reminded of that
)

// openingOf is the command by which a report gets its case, once.
func openingOf(report int64) desk.Command {
	return desk.Command{Desk: "inquiry", ID: fmt.Sprintf("inquiry-open-%d", report), Do: &OpenByRule{Report: report}}
}

func (q *question) isProgram() bool {
	return q.who.Member == desk.System().Member && q.who.Known == record.BySystem
}

// openByRule opens a case from a report that tells of an incident. The first look is due from when the report was
// recorded, not from when this machine came to it.
func (q *question) openByRule(c OpenByRule) ([]record.Draft, error) {
	if !q.isProgram() {
		return nil, desk.Refuse(desk.NotAllowed, "the program does this by itself; open a case by hand")
	}
	i := slices.IndexFunc(q.pending, func(p pending) bool { return p.report == c.Report })
	if i < 0 {
		return nil, desk.Refuse(desk.Conflict, "report %d waits for no case", c.Report)
	}
	p := q.pending[i]
	in := p.incident
	q.terms = q.at(in.Start)
	o := Opened{
		Reports: []int64{p.report}, Reporter: p.by, Type: in.Type, Side: in.Side, Clauses: in.Clauses, Start: in.Start, End: in.End,
		Place: in.Place, UncertaintyM: in.UncertaintyM, TriageDue: after(p.recorded, q.deadlines().Triage),
	}
	return q.openAs(o), nil
}

func (q *question) openAs(o Opened) []record.Draft {
	if o.PlaceName == "" && o.Place != nil {
		o.PlaceName = nearestNamed(q.terms, *o.Place, namedWithinM)
	}
	if q.terms != nil {
		if t := q.terms.EventType(o.Type); t != nil {
			o.Severity = t.Severity
		}
	}
	o.Title = title(q.terms, o.Type, o.PlaceName, o.Start)
	d := record.Draft{Fact: o, Audience: record.Mission, Happened: o.Start}
	for _, r := range o.Reports {
		d.Refs = append(d.Refs, record.To(r))
	}
	return one(d)
}

// open opens a case by hand: for a report that the rules passed over, or for what no report tells.
func (q *question) open(c Open) ([]record.Draft, error) {
	if err := q.mission(); err != nil {
		return nil, err
	}
	q.Text("text", c.Text)
	q.Line("type", c.Type)
	if q.terms != nil && c.Type != "" && q.terms.EventType(c.Type) == nil {
		q.Say("type", "%q is not a type of the agreement; see its code list", short(c.Type))
	}
	if c.Side != "" {
		q.side("side", c.Side)
	}
	q.clauses("clauses", c.Clauses)
	q.past("start", c.Start)
	q.past("end", c.End)
	if !c.End.Known() {
		c.End = c.Start
	}
	if c.End < c.Start {
		q.Say("end", "end (%s) is before start (%s); exchange them", c.End, c.Start)
	}
	q.entriesExist("reports", c.Reports)
	by := Reporter{Member: q.who.Member}
	for i, r := range c.Reports {
		t, known := q.told[r]
		switch {
		case known && t.caseNo != 0:
			q.Say(fmt.Sprintf("reports[%d]", i), "report %d is in case %d already; work on that one", r, t.caseNo)
		case known:
			by = t.by
		}
	}
	if c.UncertaintyM < 0 {
		q.Say("uncertainty_m", "uncertainty_m is below zero; give the radius in metres")
	}
	q.Words("place_name", c.PlaceName, desk.LongestLine)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	if c.Start.Known() {
		q.terms = q.at(c.Start)
	}
	return q.openAs(Opened{
		Reports: c.Reports, Reporter: by, ByHand: true, Type: c.Type, Side: c.Side, Clauses: c.Clauses, Start: c.Start, End: c.End,
		Place: c.Place, UncertaintyM: c.UncertaintyM, PlaceName: c.PlaceName, Text: c.Text, TriageDue: after(q.now, q.deadlines().Triage),
	}), nil
}

func (q *question) clauses(field string, nos []string) {
	q.atMost(field, len(nos))
	for i, no := range nos {
		q.clause(fmt.Sprintf("%s[%d]", field, i), no)
	}
}

func (q *question) clause(field, no string) {
	if q.terms == nil || q.terms.Clause(no) == nil {
		q.Say(field, "%q is no clause of the agreement in force; look it up there", short(no))
	}
}

// joinReport adds a report to a case. A report is in one case at a time.
func (q *question) joinReport(c Join) ([]record.Draft, error) {
	k, err := q.kase(c.Case)
	if err != nil {
		return nil, err
	}
	if k.state == closed || k.state == withdrawn || k.state == duplicate {
		return nil, desk.Refuse(desk.Conflict, "case %d is %s; reopen it, or join the report to the case that goes on", k.no, words(k.state))
	}
	q.Text("reason", c.Reason)
	q.entriesExist("report", []int64{c.Report})
	t, known := q.told[c.Report]
	if !known {
		q.Say("report", "entry %d is no report that tells of an incident", c.Report)
	}
	if t.caseNo != 0 {
		q.Say("report", "report %d is in case %d already; mark that case as a duplicate of this one", c.Report, t.caseNo)
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return one(q.about(k.no, Joined{Case: k.no, Report: c.Report, Reporter: t.by, Reason: c.Reason}, record.Mission, c.Report)), nil
}

// triage is the first look: by the duty officer or the chair.
func (q *question) triage(c Triage) ([]record.Draft, error) {
	k, err := q.kase(c.Case)
	if err != nil {
		return nil, err
	}
	if err := q.has("duty_officer", "chair"); err != nil {
		return nil, err
	}
	if err := inState(k, "triage", reported, waitsInfo); err != nil {
		return nil, err
	}
	q.code("outcome", c.Outcome, triageOutcomes)
	q.Text("reason", c.Reason)
	q.duplicateOf(k, c)
	if c.Outcome == waitsInfo {
		if k.state == waitsInfo {
			return nil, desk.Refuse(desk.Conflict, "case %d waits for information already; wait for it, or decide without it", k.no)
		}
		q.Text("question", c.Question)
	} else if c.Question != "" {
		q.Say("question", "a question goes with insufficient_info; leave it out")
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := Triaged{Case: k.no, Outcome: c.Outcome, Of: c.Of, Reason: c.Reason}
	if c.Outcome == accepted {
		q.accept(k, &f)
	}
	refs := []int64{}
	if c.Of != 0 {
		refs = append(refs, c.Of)
	}
	drafts := one(q.about(k.no, f, record.Mission, refs...))
	if c.Outcome == waitsInfo {
		drafts = append(drafts, q.askReporter(k, c.Question))
	}
	return drafts, nil
}

func (q *question) duplicateOf(k *kase, c Triage) {
	if c.Outcome != duplicate {
		if c.Of != 0 {
			q.Say("of", "of goes with duplicate_of; leave it out")
		}
		return
	}
	to, ok := q.cases[c.Of]
	switch {
	case !ok:
		q.Say("of", "there is no case %d; give the case that goes on", c.Of)
	case to == k:
		q.Say("of", "case %d is no duplicate of itself; give another one", k.no)
	case to.state == duplicate || to.state == withdrawn:
		q.Say("of", "case %d is %s itself; give the case that goes on", to.no, words(to.state))
	}
}

// accept sets the clocks that run from acceptance. Where no side is accused there is nobody to be told.
func (q *question) accept(k *kase, f *Triaged) {
	d := q.deadlines()
	f.AssignDue, f.FindingDue = after(q.now, d.Assign), after(q.now, d.Finding)
	if kind := q.kindOf(k.opened.Side); kind != "" {
		f.Side, f.SideKind, f.NoticeDue = k.opened.Side, kind, after(q.now, d.Notice)
	}
}

func (q *question) askReporter(k *kase, what string) record.Draft {
	by := Reporter{}
	if len(k.by) > 0 {
		by = k.by[0]
	}
	f := InformationAsked{Case: k.no, Reporter: by, Kind: q.kindOf(by.Side), Question: what, Due: after(q.now, informationWithin)}
	if f.Kind == "" {
		f.Kind = "mission"
	}
	var refs []int64
	if len(k.reports) > 0 {
		f.Report = k.reports[0]
		refs = append(refs, f.Report)
	}
	return q.about(k.no, f, missionAnd(audienceOf(by, f.Kind)), refs...)
}

// inform answers the mission's question. Only who reported, the side that did, or the mission for them may.
func (q *question) inform(c Inform) ([]record.Draft, error) {
	k, ok := q.cases[c.Case]
	if !ok || !q.mayInform(k) {
		return nil, noCase(c.Case)
	}
	if err := inState(k, "an answer", waitsInfo); err != nil {
		return nil, err
	}
	q.Text("text", c.Text)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := InformationGiven{Case: k.no, Text: c.Text, TriageDue: after(q.now, q.deadlines().Triage)}
	return one(q.about(k.no, f, withMission(q.own()))), nil
}

func (q *question) mayInform(k *kase) bool {
	return q.who.Kind == "mission" || slices.ContainsFunc(k.by, func(r Reporter) bool { return r.Side != "" && r.Side == q.who.Party })
}

// own is the audience of the side that acts; nobody for the mission.
func (q *question) own() record.Audience {
	switch q.who.Kind {
	case "party", "guarantor":
		return sideAudience(q.who.Kind, q.who.Party)
	}
	return record.Nobody
}

// withdraw ends a case whose reporter takes the report back. A case that rests on others' reports too goes on.
func (q *question) withdraw(c Withdraw) ([]record.Draft, error) {
	no := c.Case
	if t, ok := q.told[c.Report]; ok && no == 0 {
		no = t.caseNo
	}
	k, ok := q.cases[no]
	if !ok || !slices.ContainsFunc(k.by, q.isMine) {
		return nil, desk.Refuse(desk.NotFound, "there is no case that rests on a report of yours under that number; give the number of your report")
	}
	if k.state == withdrawn || k.state == closed || k.state == duplicate {
		return nil, desk.Refuse(desk.Conflict, "the case is %s already", words(k.state))
	}
	if slices.ContainsFunc(k.by, func(r Reporter) bool { return !q.isMine(r) }) {
		return nil, desk.Refuse(desk.Conflict, "the case rests on reports of others too and goes on; retract your own report at the observation desk")
	}
	q.Text("reason", c.Reason)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := Withdrawn{Case: k.no, Reason: c.Reason}
	var refs []int64
	if len(k.reports) > 0 {
		f.Report = k.reports[0]
		refs = k.reports
	}
	return one(q.about(k.no, f, withMission(q.own()), refs...)), nil
}

// isMine says whether a report is that of who acts: the member's own, or the side's.
func (q *question) isMine(r Reporter) bool {
	if r.Side != "" {
		return q.who.Party == r.Side
	}
	return q.who.Kind == "mission" && r.Member == q.who.Member
}

// lapseOf is the command by which a deadline is recorded as passed, once.
func lapseOf(c clock) desk.Command {
	return desk.Command{
		Desk: "inquiry", ID: fmt.Sprintf("inquiry-overdue-%s-%d-%d-%d", c.what, c.item, c.part, int64(c.due)),
		Do: &Lapse{What: c.what, Item: c.item, Part: c.part, Due: c.due},
	}
}

// lapse records that a deadline passed, with the deadline's own time however late the program comes to it.
//
// Art. 12
func (q *question) lapse(c Lapse) ([]record.Draft, error) {
	if !q.isProgram() {
		return nil, desk.Refuse(desk.NotAllowed, "the program keeps the clocks by itself")
	}
	id := clockID{c.What, c.Item, c.Part}
	clock, ok := q.wall.running[id]
	if !ok || clock.due != c.Due || c.Due > q.now {
		return nil, desk.Refuse(desk.Conflict, "no such deadline has passed")
	}
	if c.What == clockReminder {
		return q.remind(clock)
	}
	f := Overdue{Case: clock.caseNo, What: c.What, Item: c.Item, Part: c.Part, Due: c.Due, OwedBy: clock.owedBy, Waiting: clock.waiting}
	items, nobody := q.itemsOf(clock)
	if k, ok := q.cases[clock.caseNo]; ok {
		f.Title = k.opened.Title
	}
	if nobody {
		f.Escalated = chair
	}
	switch c.What {
	case clockGuarantor:
		_, f.Next = q.items[c.Item].step(q.now)
		if f.Next == 0 {
			f.Escalated = chair
		}
	case clockInformation, clockAction: // the title would tell of a case that its debtor does not see
		f.Title = ""
	}
	d := record.Draft{Fact: f, Audience: missionAnd(clock.owedBy), Happened: c.Due, Refs: []record.Ref{record.To(c.Item)}}
	if clock.caseNo != 0 && clock.caseNo != c.Item {
		d.Refs = append(d.Refs, record.To(clock.caseNo))
	}
	return append(one(d), items...), nil
}

// missionAnd is the mission and the sides of an audience; roles and members of the mission are in it anyhow.
func missionAnd(a record.Audience) record.Audience {
	out := []record.Audience{record.Mission}
	for _, t := range a.Terms() {
		if strings.HasPrefix(t, "party:") || strings.HasPrefix(t, "guarantor:") {
			out = append(out, record.Audience(t))
		}
	}
	return record.Audiences(out...)
}
