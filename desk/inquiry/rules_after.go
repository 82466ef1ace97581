package inquiry

import (
	"fmt"
	"slices"

	"truce.example/desk"
	"truce.example/record"
)

// setMeasure sets a step of the ladder: the chair for any side, a guarantor for a side that it answers for. Calm round a
// site does not wait for the finding.
func (q *question) setMeasure(c SetMeasure) ([]record.Draft, error) {
	k, err := q.anyCase(c.Case)
	if err != nil {
		return nil, err
	}
	if q.who.Kind != "guarantor" {
		if err := q.has("chair"); err != nil {
			return nil, err
		}
	}
	if err := inState(k, "a measure", accepted, assigned, inquired, commenting, atPanel, found, published, restricted); err != nil {
		return nil, err
	}
	q.code("code", c.Code, ladder)
	q.Text("text", c.Text)
	q.future("due", c.Due)
	var to []record.Audience
	for i, side := range c.To {
		field := fmt.Sprintf("to[%d]", i)
		to = append(to, q.side(field, side))
		if q.who.Kind == "guarantor" && side != q.who.Party && !slices.Contains(q.guarantorsOf(side), q.who.Party) {
			q.Say(field, "%s does not answer for %s; the chair sets measures for other sides", q.who.Party, side)
		}
	}
	if len(c.To) == 0 {
		q.Say("to", "a measure is addressed to a side; name it")
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	near, _ := generalised(q.terms, k.opened)
	f := MeasureSet{
		Case: k.no, Title: title(q.terms, k.opened.Type, near, k.opened.Start), Code: c.Code, Text: c.Text, To: c.To, For: record.Audiences(to...),
		By: q.who.Party, Due: c.Due,
	}
	return one(q.about(k.no, f, withMission(append(to, q.own())...))), nil
}

// reportMeasure says what became of a measure: by the side that it is addressed to, a guarantor of it, or the chair.
func (q *question) reportMeasure(c ReportMeasure) ([]record.Draft, error) {
	m, ok := q.measures[c.Measure]
	if !ok || q.who.Kind != "mission" && !q.answersFor(m.to) {
		return nil, desk.Refuse(desk.NotFound, "no measure %d waits for your report; look it up among the measures", c.Measure)
	}
	if !c.At.Known() {
		c.At = q.now
	}
	q.code("outcome", c.Outcome, measureEnds)
	q.Text("text", c.Text)
	q.past("at", c.At)
	q.entriesExist("evidence", c.Evidence)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := MeasureReported{Measure: c.Measure, Case: m.caseNo, Outcome: c.Outcome, At: c.At, Evidence: c.Evidence, Text: c.Text}
	return one(q.about(m.caseNo, f, withMission(m.kind, q.own()), c.Measure)), nil
}

func (q *question) answersFor(sides []string) bool {
	return slices.ContainsFunc(sides, func(s string) bool {
		return s == q.who.Party || q.who.Kind == "guarantor" && slices.Contains(q.guarantorsOf(s), q.who.Party)
	})
}

// close ends a case whose result was published or restricted and whose measures are answered. One that came to nothing
// for want of information is closed too.
func (q *question) close(c Close) ([]record.Draft, error) {
	k, err := q.kase(c.Case)
	if err != nil {
		return nil, err
	}
	if err := q.has("chair"); err != nil {
		return nil, err
	}
	if k.state == found {
		return nil, desk.Refuse(desk.TooEarly, "the finding of case %d is neither published nor restricted; do one of them first", k.no)
	}
	if err := inState(k, "closing", published, restricted, waitsInfo, notCovered); err != nil {
		return nil, err
	}
	if k.measures > 0 {
		return nil, desk.Refuse(desk.TooEarly, "%d measures of case %d are open; have them reported first", k.measures, k.no)
	}
	q.Text("reason", c.Reason)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return one(q.about(k.no, Closed{Case: k.no, Reason: c.Reason}, record.Mission)), nil
}

// over are the states from which a case can be reopened.
var over = []string{found, published, restricted, closed, withdrawn, notCovered, duplicate, waitsInfo}

// askReopen takes the wish for another round, by a side that knows of the case or by an analyst.
func (q *question) askReopen(c AskReopen) ([]record.Draft, error) {
	k, err := q.anyCase(c.Case)
	if err != nil {
		return nil, err
	}
	if err := inState(k, "another round", over...); err != nil {
		return nil, err
	}
	q.Text("reason", c.Reason)
	q.entriesExist("evidence", c.Evidence)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := ReopenAsked{Case: k.no, Side: q.who.Party, Reason: c.Reason, Evidence: c.Evidence}
	return one(q.about(k.no, f, withMission(q.own()), c.Evidence...)), nil
}

// reopen begins another round. The old finding stays as it was found.
func (q *question) reopen(c Reopen) ([]record.Draft, error) {
	k, err := q.kase(c.Case)
	if err != nil {
		return nil, err
	}
	if err := q.has("panel_member", "chair"); err != nil {
		return nil, err
	}
	if err := inState(k, "another round", over...); err != nil {
		return nil, err
	}
	q.Text("reason", c.Reason)
	var refs []int64
	if c.Asked != 0 {
		if q.asks[c.Asked] != k.no {
			q.Say("asked", "entry %d does not ask for another round of case %d; leave it out or mend it", c.Asked, k.no)
		}
		refs = append(refs, c.Asked)
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	d := q.deadlines()
	f := Reopened{Case: k.no, Round: k.round + 1, Asked: c.Asked, Reason: c.Reason, AssignDue: after(q.now, d.Assign), FindingDue: after(q.now, d.Finding)}
	return one(q.about(k.no, f, record.Mission, refs...)), nil
}

// askGuarantor puts "act with your side" into a guarantor's queue, with a date.
func (q *question) askGuarantor(c AskGuarantor) ([]record.Draft, error) {
	k, err := q.kase(c.Case)
	if err != nil {
		return nil, err
	}
	if err := q.has("duty_officer", "chair"); err != nil {
		return nil, err
	}
	if k.state == reported || k.state == withdrawn || k.state == duplicate {
		return nil, desk.Refuse(desk.Conflict, "case %d is %s; a guarantor is asked about a case that was accepted", k.no, words(k.state))
	}
	if c.Party == "" {
		c.Party = k.opened.Side
	}
	guarantors := q.guarantorsOf(c.Party)
	if c.Guarantor == "" && len(guarantors) == 1 {
		c.Guarantor = guarantors[0]
	}
	q.Text("text", c.Text)
	if !slices.Contains(guarantors, c.Guarantor) {
		q.Say("guarantor", "%q does not answer for the party %q; name one of %v", short(c.Guarantor), short(c.Party), guarantors)
	}
	if c.Due.Known() {
		q.future("due", c.Due)
	} else {
		c.Due = after(q.now, guarantorWithin)
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	near, _ := generalised(q.terms, k.opened)
	f := GuarantorAsked{Case: k.no, Guarantor: c.Guarantor, Party: c.Party, Title: title(q.terms, k.opened.Type, near, k.opened.Start), Text: c.Text, Due: c.Due}
	return one(q.about(k.no, f, withMission(record.ToGuarantor(c.Guarantor)))), nil
}

// answerItem takes an item from a guarantor's queue; also after it went to the chair.
func (q *question) answerItem(c AnswerItem) ([]record.Draft, error) {
	item, ok := q.items[c.Item]
	if !ok || q.who.Kind != "guarantor" || q.who.Party != item.Guarantor {
		return nil, desk.Refuse(desk.NotFound, "there is no item %d in your queue; look it up there", c.Item)
	}
	q.code("outcome", c.Outcome, itemEnds)
	q.Text("text", c.Text)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := GuarantorAnswered{Item: c.Item, Case: item.Case, Guarantor: item.Guarantor, Outcome: c.Outcome, Text: c.Text}
	return one(q.about(item.Case, f, withMission(q.own()), c.Item)), nil
}

// minute records a meeting, form F20, and starts the clocks of its actions.
func (q *question) minute(c Minute) ([]record.Draft, error) {
	if err := q.mission(); err != nil {
		return nil, err
	}
	if !c.At.Known() {
		c.At = q.now
	}
	if c.Audience == record.Nobody {
		c.Audience = record.Mission
	}
	if err := c.Audience.Check(); err != nil {
		q.Say("audience", "%v", err)
	}
	q.Line("body", c.Body)
	q.past("at", c.At)
	q.texts("present", c.Present)
	q.texts("items", c.Items)
	q.texts("decisions", c.Decisions)
	q.texts("statements", c.Statements)
	if len(c.Present) == 0 || len(c.Items) == 0 {
		q.Say("items", "minutes name who was present and what was spoken about")
	}
	for i, a := range c.Absent {
		q.Line(fmt.Sprintf("absent[%d].who", i), a.Who)
		q.Line(fmt.Sprintf("absent[%d].cause", i), a.Cause)
	}
	if c.Next.Known() && c.Next <= c.At {
		q.Say("next", "the next meeting (%s) is not after this one (%s)", c.Next, c.At)
	}
	refs := q.casesMinuted(c.Cases)
	f := Minuted{
		Body: c.Body, At: c.At, Present: c.Present, Absent: c.Absent, Items: c.Items, Decisions: c.Decisions, Actions: q.actionsOf(c.Actions),
		Statements: c.Statements, Cases: c.Cases, Next: c.Next,
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return one(record.Draft{Fact: f, Audience: c.Audience, Happened: c.At, Refs: refs}), nil
}

func (q *question) casesMinuted(nos []int64) []record.Ref {
	q.atMost("cases", len(nos))
	var refs []record.Ref
	for i, no := range nos {
		if _, ok := q.cases[no]; !ok {
			q.Say(fmt.Sprintf("cases[%d]", i), "there is no case %d", no)
			continue
		}
		refs = append(refs, record.To(no))
	}
	return refs
}

// actionsOf finds out whom each action binds: a side, or else a role of the mission.
func (q *question) actionsOf(asked []ActionAsked) []Action {
	q.atMost("actions", len(asked))
	var out []Action
	for i, a := range asked {
		field := fmt.Sprintf("actions[%d]", i)
		q.Text(field+".text", a.Text)
		q.future(field+".due", a.Due)
		owner := record.ToRole(a.Owner)
		if kind := q.kindOf(a.Owner); kind != "" {
			owner = sideAudience(kind, a.Owner)
		} else if err := owner.Check(); err != nil {
			q.Say(field+".owner", "%q is neither a side nor a role", short(a.Owner))
		}
		out = append(out, Action{Owner: a.Owner, For: owner, Text: a.Text, Due: a.Due})
	}
	return out
}

// finishAction says that an action was done: by its owner or by the mission.
func (q *question) finishAction(c FinishAction) ([]record.Draft, error) {
	a, ok := q.actions[clockID{clockAction, c.Minutes, c.Action}]
	if !ok || q.who.Kind != "mission" && !q.who.Sees(a.For) {
		return nil, desk.Refuse(desk.NotFound, "the minutes %d have no open action %d of yours; look it up in the minutes", c.Minutes, c.Action)
	}
	q.Text("text", c.Text)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := ActionDone{Minutes: c.Minutes, Action: c.Action, Text: c.Text}
	return one(record.Draft{Fact: f, Audience: missionAnd(a.For), Happened: q.now, Refs: []record.Ref{record.To(c.Minutes)}}), nil
}

// override lets one member do in one case what the separation of duties forbids. The chair signs it with the reason, and
// not for the chair. That nobody judges their own side cannot be lifted.
func (q *question) override(c Override) ([]record.Draft, error) {
	k, err := q.kase(c.Case)
	if err != nil {
		return nil, err
	}
	if err := q.has("chair"); err != nil {
		return nil, err
	}
	q.code("rule", c.Rule, rulesLifted)
	q.Line("member", c.Member)
	q.Text("reason", c.Reason)
	if c.Member == q.who.Member {
		q.Say("member", "nobody lifts a rule for themselves; ask another chair")
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return one(q.about(k.no, Overridden{Case: k.no, Rule: c.Rule, Member: c.Member, Reason: c.Reason}, record.Mission)), nil
}
