package inquiry

import (
	"fmt"
	"slices"

	"truce.example/desk"
	"truce.example/record"
)

// assign says who inquires, and starts the clock of the visit.
func (q *question) assign(c Assign) ([]record.Draft, error) {
	k, err := q.kase(c.Case)
	if err != nil {
		return nil, err
	}
	if err := q.has("duty_officer", "chair"); err != nil {
		return nil, err
	}
	if err := inState(k, "an assignment", accepted, assigned, inquired); err != nil {
		return nil, err
	}
	q.Line("team", c.Team)
	q.Line("analyst", c.Analyst)
	q.Words("lead", c.Lead, desk.LongestLine)
	q.Words("custodian", c.Custodian, desk.LongestLine)
	if c.Custodian != "" && c.Custodian == c.Analyst && !k.lifts(custodianAnalyses, c.Analyst) {
		q.Say("custodian", "%s cannot keep the evidence and analyse it; name two people", c.Custodian)
	}
	for field, member := range map[string]string{"analyst": c.Analyst, "lead": c.Lead} {
		if q.reported(k, member) {
			q.Say(field, "%s reported this and cannot verify it; name somebody else, or let the chair lift the rule with a reason", member)
		}
	}
	slices.SortFunc(q.Wrong, func(a, b desk.FieldError) int { return compare(a.Field, b.Field) })
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := Assigned{Case: k.no, Team: c.Team, Lead: c.Lead, Analyst: c.Analyst, Custodian: c.Custodian}
	if k.visit == "" {
		f.VisitDue = after(q.now, q.deadlines().Visit)
	}
	return one(q.about(k.no, f, record.Mission)), nil
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// reported says whether a member of the mission entered a report of the case, and the rule was not lifted for it.
func (q *question) reported(k *kase, member string) bool {
	if k.lifts(reporterVerifies, member) {
		return false
	}
	return member != "" && slices.ContainsFunc(k.by, func(r Reporter) bool { return r.Member == member })
}

func (k *kase) lifts(rule, member string) bool { return k.lifted[rule+" "+member] }

// verifies refuses whoever reported: nobody confirms their own word.
//
// Art. 10
func (q *question) verifies(k *kase) error {
	if q.reported(k, q.who.Member) {
		return desk.Refuse(desk.NotAllowed, "you reported what case %d is about; somebody else has to verify it, or the chair lifts the rule with a reason", k.no)
	}
	return nil
}

// visited files the visit. What could not be seen is said with its reason: it is no sign that there was nothing.
func (q *question) visited(c Visit) ([]record.Draft, error) {
	k, err := q.kase(c.Case)
	if err != nil {
		return nil, err
	}
	if err := q.has("team_leader"); err != nil {
		return nil, err
	}
	if err := inState(k, "a visit", assigned, inquired, commenting); err != nil {
		return nil, err
	}
	if err := q.verifies(k); err != nil {
		return nil, err
	}
	q.code("outcome", c.Outcome, visitOutcomes)
	q.past("at", c.At)
	switch c.Outcome {
	case "made":
		if !c.At.Known() {
			c.At = q.now
		}
		if len(c.Method) == 0 {
			q.Say("method", "method is required; write what was done on the place, step by step")
		}
	case "postponed":
		q.future("until", c.Until)
		q.Text("reason", c.Reason)
	case "dropped":
		q.Text("reason", c.Reason)
	}
	if c.Outcome != "postponed" && c.Until.Known() {
		q.Say("until", "until goes with postponed; leave it out")
	}
	q.texts("method", c.Method)
	q.texts("physical", c.Physical)
	q.texts("limits", c.Limits)
	q.texts("interviews", c.Interviews)
	q.entriesExist("evidence", c.Evidence)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := Visited{
		Case: k.no, Outcome: c.Outcome, At: c.At, Until: c.Until, Reason: c.Reason, Method: c.Method, Physical: c.Physical,
		Interviews: c.Interviews, Evidence: c.Evidence, Limits: c.Limits,
	}
	return one(q.about(k.no, f, record.Mission, c.Evidence...)), nil
}

// draft drafts the finding and puts it to the sides in the same breath: nobody on the panel decides on what a side was
// not shown. A new draft gives them the whole time again.
func (q *question) draft(c Draft) ([]record.Draft, error) {
	k, err := q.kase(c.Case)
	if err != nil {
		return nil, err
	}
	if err := q.has("analyst", "panel_member"); err != nil {
		return nil, err
	}
	if err := inState(k, "a draft", assigned, inquired, commenting, atPanel); err != nil {
		return nil, err
	}
	if err := q.mayDraft(k); err != nil {
		return nil, err
	}
	q.Text("question", c.Question)
	q.texts("paragraphs", c.Paragraphs)
	if len(c.Paragraphs) == 0 {
		q.Say("paragraphs", "a draft has paragraphs; the sides object to them by number")
	}
	if c.Clause != "" {
		q.clause("clause", c.Clause)
	}
	q.level("level", c.Level, jointLevel-1)
	q.texts("limits", c.Limits)
	asked := q.toAsk(k, c.Ask)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	drafts := one(q.about(k.no, Drafted{
		Case: k.no, Version: k.version + 1, Question: c.Question, Paragraphs: c.Paragraphs, Clause: c.Clause, Level: c.Level, Limits: c.Limits, Asked: asked,
	}, record.Mission))
	near, _ := generalised(q.terms, k.opened)
	due := after(q.now, q.deadlines().Comment)
	for _, side := range asked {
		kind := q.kindOf(side)
		d := q.about(k.no, CommentRequested{
			Case: k.no, Round: k.round, Version: k.version + 1, Side: side, Kind: kind, Title: title(q.terms, k.opened.Type, near, k.opened.Start),
			Paragraphs: c.Paragraphs, Due: due,
		}, withMission(sideAudience(kind, side)))
		d.Refs = append(d.Refs, record.Local(0))
		drafts = append(drafts, d)
	}
	return drafts, nil
}

func (q *question) level(field string, level, most int64) {
	if level < leastLevel || level > most {
		q.Say(field, "%s is %d; it goes from %d to %d", field, level, leastLevel, most)
	}
}

func (q *question) mayDraft(k *kase) error {
	if err := q.verifies(k); err != nil {
		return err
	}
	keeps := q.who.Has("evidence_custodian") || k.inCase != nil && k.inCase.Custodian == q.who.Member
	if keeps && !k.lifts(custodianAnalyses, q.who.Member) {
		return desk.Refuse(desk.NotAllowed, "you keep the evidence of case %d and cannot analyse it; leave the draft to the analyst", k.no)
	}
	return nil
}

// toAsk are the sides to which a draft is put: those named; else the accused; else every party.
func (q *question) toAsk(k *kase, named []string) []string {
	for i, side := range named {
		q.side(fmt.Sprintf("ask[%d]", i), side)
	}
	accused := k.opened.Side
	if q.kindOf(accused) == "" {
		accused = ""
	}
	switch {
	case len(named) > 0 && accused != "" && !slices.Contains(named, accused):
		q.Say("ask", "the accused side %s is not asked; it has to be", accused)
	case len(named) > 0:
		named = slices.Clone(named)
		slices.Sort(named)
		return slices.Compact(named)
	case accused != "":
		return []string{accused}
	}
	var parties []string
	if q.terms != nil {
		for _, p := range q.terms.Agreement().Parties {
			parties = append(parties, p.ID)
		}
	}
	return parties
}

// comment takes a side's comment: by its liaison officer, or by a guarantor of the side.
func (q *question) comment(c Comment) ([]record.Draft, error) {
	side, err := q.speaksFor(c.Side)
	if err != nil {
		return nil, err
	}
	k, ok := q.cases[c.Case]
	if !ok || side == "" || k.asked[side] == nil {
		return nil, desk.Refuse(desk.NotFound, "no draft of a case %d was put to you; look at what you are asked", c.Case)
	}
	if err := inState(k, "a comment", commenting, atPanel); err != nil {
		return nil, err
	}
	w := k.asked[side]
	if w.waived {
		return nil, desk.Refuse(desk.Conflict, "%s has said that it needs no more time; ask the panel to reopen the question", side)
	}
	q.Words("text", c.Text, desk.LongestText)
	q.Words("own_finding", c.OwnFinding, desk.LongestText)
	if c.Text == "" && len(c.Objections) == 0 && !c.Waive {
		q.Say("text", "a comment has a text, objections, or waives; write one of them")
	}
	q.atMost("objections", len(c.Objections))
	for i, o := range c.Objections {
		if o.Paragraph < 1 || o.Paragraph > k.parts {
			q.Say(fmt.Sprintf("objections[%d].paragraph", i), "the draft has the paragraphs 1 to %d; %d is none", k.parts, o.Paragraph)
		}
		q.Text(fmt.Sprintf("objections[%d].text", i), o.Text)
	}
	q.translation("translation", c.Translation)
	q.entriesExist("evidence", c.Evidence)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := Commented{
		Case: k.no, Request: w.request, Side: side, By: q.who.Party, Language: c.Language, Text: c.Text, Translation: c.Translation,
		Objections: c.Objections, Evidence: c.Evidence, OwnFinding: c.OwnFinding, Revisit: c.Revisit, Waived: c.Waive, Late: q.now > w.due, At: q.now,
	}
	return one(q.about(k.no, f, withMission(q.own(), sideAudience(q.kindOf(side), side)), w.request)), nil
}
