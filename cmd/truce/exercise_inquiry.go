package main

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"time"

	"truce.example/desk/inquiry"
	"truce.example/desk/observe"
	"truce.example/exercise"
	"truce.example/record"
)

// The cases of the exercise. They open by themselves; what people do with them is put on the agenda and played at its
// hour, between the reports. What lies behind the last report is not played: those cases are open when the exercise ends,
// and their clocks run.

// A task is something that somebody in the exercise does at its hour.
type task struct {
	at time.Time
	do func() error
}

// later puts a task on the agenda.
func (p *player) later(at time.Time, do func() error) { p.agenda = append(p.agenda, task{at, do}) }

// says puts a command on the agenda.
func (p *player) says(at time.Time, member string, do any) {
	p.later(at, func() error {
		_, err := p.tell(member, "inquiry", do)
		return err
	})
}

// work plays the agenda up to a moment. Deadlines are looked at every hour, so that what is overdue is recorded soon
// after its deadline, as in a mission.
func (p *player) work(until time.Time) error {
	for len(p.agenda) > 0 {
		slices.SortStableFunc(p.agenda, func(a, b task) int { return cmp.Compare(a.at.UnixMilli(), b.at.UnixMilli()) })
		next := p.agenda[0]
		if next.at.After(until) {
			break
		}
		p.agenda = p.agenda[1:]
		if err := p.pass(next.at); err != nil {
			return err
		}
		if err := next.do(); err != nil {
			return err
		}
	}
	return p.pass(until)
}

// pass lets time pass.
func (p *player) pass(until time.Time) error {
	for now := p.clock.now(); now.Before(until); {
		now = now.Add(time.Hour)
		if now.After(until) {
			now = until
		}
		p.clock.set(now)
		if err := p.m.Tick(p.ctx); err != nil {
			return err
		}
	}
	return nil
}

// caseOf finds the case that opened from a report, or 0.
func (p *player) caseOf(report int64) (int64, error) {
	if err := p.m.Tick(p.ctx); err != nil {
		return 0, err
	}
	if err := p.m.WaitView(p.ctx, p.m.Head().Size); err != nil {
		return 0, err
	}
	answer, err := ask(p.ctx, p.m, p.who["heron"], "inquiry", "cases", url.Values{"report": {fmt.Sprint(report)}})
	if err != nil {
		return 0, err
	}
	list := answer.(inquiry.CaseList).Cases
	if len(list) == 0 {
		return 0, nil
	}
	return list[0].Case, nil
}

// inquire puts on the agenda what becomes of a report's case.
func (p *player) inquire(row exercise.Row, report int64) error {
	no, err := p.caseOf(report)
	if err != nil || no == 0 {
		return err
	}
	began := p.clock.now()
	in := func(d time.Duration) time.Time { return began.Add(d) }
	switch {
	case row.ID == "E-41":
		p.caseM = no
		p.playCaseM(no, began)
	case row.ID == "E-42" || row.ID == "E-43":
		p.says(in(10*time.Minute), "heron", &inquiry.Triage{Case: no, Outcome: "duplicate_of", Of: p.caseM, Reason: "EXERCISE: a party's account of the convoy struck on 12 August (CASE M)"})
	case row.Level < 2 && row.ID != "E-40":
		p.says(in(20*time.Minute), "heron", &inquiry.Triage{
			Case: no, Outcome: "insufficient_info", Reason: "EXERCISE: one source, and no second one", Question: "Is there a second source, a picture, or an hour?",
		})
		p.says(in(72*time.Hour), "cedar", &inquiry.Close{Case: no, Reason: "EXERCISE: no second source within the time; it can be reopened"})
	default:
		p.playUsualCase(no, row, began)
	}
	return nil
}

// playUsualCase plays a case as most go: served, acknowledged, visited, drafted, waived; the exercise invents no finding.
func (p *player) playUsualCase(no int64, row exercise.Row, began time.Time) {
	in := func(d time.Duration) time.Time { return began.Add(d) }
	p.says(in(20*time.Minute), "heron", &inquiry.Triage{Case: no, Outcome: "accepted", Reason: "EXERCISE: " + row.Clause + " may apply"})
	p.says(in(40*time.Minute), "heron", &inquiry.Assign{Case: no, Team: "P-07", Lead: "falcon", Analyst: "quartz", Custodian: "keystone"})
	sides := []string{"A", "B"}
	if side := accusedSide(row); side != "" {
		sides = []string{side}
		p.serve(no, side, in(time.Hour), 30*time.Minute)
	}
	p.says(in(30*time.Hour), "falcon", &inquiry.Visit{Case: no, Outcome: "made", Method: []string{"EXERCISE: went to the place"}})
	p.says(in(50*time.Hour), "quartz", &inquiry.Draft{Case: no, Question: "EXERCISE: what happened?", Paragraphs: []string{"EXERCISE: the report as it stands."}, Level: row.Level})
	for i, side := range sides {
		p.says(in(60*time.Hour+time.Duration(i)*time.Hour), liaison(side), &inquiry.Comment{Case: no, Waive: true})
	}
	p.says(in(100*time.Hour), "basalt", &inquiry.Convene{Case: no, Present: []inquiry.Seat{{Member: "basalt"}}, Absent: []inquiry.Absence{{Who: "guarantors", Cause: "EXERCISE: not played"}}})
	p.says(in(101*time.Hour), "basalt", &inquiry.Find{Case: no, Kind: "none", Reason: "EXERCISE: the exercise invents no finding in this case"})
}

// serve plays a notice that is acknowledged: by the duty officer after a while, formally in the evening.
func (p *player) serve(no int64, side string, at time.Time, ack time.Duration) {
	p.later(at, func() error {
		receipts, err := p.tell("heron", "inquiry", &inquiry.Serve{Case: no, Side: side})
		if err != nil {
			return err
		}
		p.says(at.Add(ack), liaison(side), &inquiry.Acknowledge{Notice: receipts[0].Entry, Level: "duty"})
		p.says(at.Add(6*time.Hour), liaison(side), &inquiry.Acknowledge{Notice: receipts[0].Entry, Level: "formal"})
		return nil
	})
}

func liaison(side string) string {
	if side == "A" {
		return "olive"
	}
	return "almond"
}

// accusedSide is the side that a case of the row accuses.
func accusedSide(row exercise.Row) string {
	switch row.Accused {
	case "A", "A?", "A allied":
		return "A"
	case "B", "B?":
		return "B"
	}
	return ""
}

// playCaseM plays CASE M as the scenario has it: two accounts, a site that was closed for 26 hours, no joint finding, two
// separate ones, and 48 hours without fire round the site. Side B is late with its acknowledgement, and gives it by voice.
func (p *player) playCaseM(no int64, began time.Time) {
	in := func(d time.Duration) time.Time { return began.Add(d) }
	day := 24 * time.Hour
	p.says(in(10*time.Minute), "heron", &inquiry.Triage{Case: no, Outcome: "accepted", Reason: "EXERCISE: a convoy was struck; C9 may apply"})
	p.says(in(20*time.Minute), "heron", &inquiry.Assign{Case: no, Team: "P-05", Lead: "falcon", Analyst: "quartz", Custodian: "keystone"})
	p.serve(no, "A", in(40*time.Minute), 25*time.Minute)
	p.later(in(45*time.Minute), func() error { return p.lateAcknowledgement(no, in(45*time.Minute)) })
	p.playRivals(no, began)

	p.says(in(20*time.Hour), "falcon", &inquiry.Visit{Case: no, Outcome: "postponed", Until: record.At(in(2*day + 4*time.Hour)), Reason: "EXERCISE: the site is closed"})
	p.says(in(20*time.Hour+10*time.Minute), "heron", &inquiry.AskGuarantor{Case: no, Party: "A", Guarantor: "G2", Text: "EXERCISE: act with your side: let the site be opened."})
	p.later(in(45*time.Hour), p.answerQueue)
	p.says(in(45*time.Hour+30*time.Minute), "cedar", &inquiry.Minute{
		Body: "joint monitoring centre", Present: []string{"chair", "A", "B", "G1", "G2", "G3"}, Items: []string{"EXERCISE: the convoy struck on 12 August"},
		Decisions: []string{"EXERCISE: no fire round the site for 48 hours", "EXERCISE: convoys take LX-3"},
		Actions:   []inquiry.ActionAsked{{Owner: "humanitarian_desk", Text: "EXERCISE: change the route to LX-3", Due: record.At(in(3 * day))}},
		Cases:     []int64{no}, Next: record.At(in(9 * day)),
	})
	p.later(in(46*time.Hour), func() error { return p.localCalm(no, in(46*time.Hour)) })
	p.says(in(50*time.Hour), "falcon", &inquiry.Visit{
		Case: no, Outcome: "made", Method: []string{"EXERCISE: measured three craters"}, Physical: []string{"EXERCISE: azimuth 205 degrees, 15 either way"},
		Interviews: []string{"I-1", "I-2", "I-3", "I-4", "I-5"}, Limits: []string{"EXERCISE: the site was closed for 26 hours"},
	})
	p.says(in(3*day), "quartz", &inquiry.Draft{
		Case: no, Question: "EXERCISE: who struck convoy H-05?", Level: 4, Clause: "C9", Ask: []string{"A", "B"},
		Paragraphs: []string{"EXERCISE: one driver died and three people were wounded.", "EXERCISE: the direction is south-south-west, 15 degrees either way.", "EXERCISE: the site was closed for 26 hours."},
	})
	p.says(in(4*day), "olive", &inquiry.Comment{Case: no, Text: "EXERCISE: the fire came from the side of B.", Objections: []inquiry.Objection{{Paragraph: 3, Text: "EXERCISE: it was closed for safety."}}, Waive: true})
	p.says(in(4*day+time.Hour), "almond", &inquiry.Comment{Case: no, Text: "EXERCISE: the fire came from the side of A.", Objections: []inquiry.Objection{{Paragraph: 2, Text: "EXERCISE: craters do not tell the owner."}}, Waive: true})
	p.says(in(6*day), "basalt", &inquiry.Convene{Case: no, Present: []inquiry.Seat{{Member: "basalt"}}, Quorum: true})
	p.says(in(6*day+time.Hour), "basalt", &inquiry.Find{Case: no, Kind: "none", Level: 4, Reason: "EXERCISE: no joint finding. Two explanations remain, and for 26 hours nobody watched the site."})
	p.says(in(6*day+2*time.Hour), "harbour", &inquiry.FindSeparately{Case: no, Verdict: "undetermined", Level: 3, Text: "EXERCISE: the gap of 26 hours forbids a conclusion."})
	p.says(in(6*day+3*time.Hour), "birch", &inquiry.FindSeparately{Case: no, Verdict: "undetermined", Level: 3, Text: "EXERCISE: the craters do not tell whose weapon it was."})
	p.says(in(7*day), "cedar", &inquiry.Announce{Case: no, Edition: "published", To: record.Public})
	p.says(in(8*day+time.Hour), "cedar", &inquiry.Publish{Case: no})
	p.says(in(8*day+2*time.Hour), "cedar", &inquiry.ReleaseAnalysis{Case: no})
}

// lateAcknowledgement serves the notice on B, which does not answer within the hour, and then by voice.
func (p *player) lateAcknowledgement(no int64, at time.Time) error {
	receipts, err := p.tell("heron", "inquiry", &inquiry.Serve{Case: no, Side: "B"})
	if err != nil {
		return err
	}
	notice := receipts[0].Entry
	p.later(at.Add(100*time.Minute), func() error {
		receipts, err := p.tell("heron", "inquiry", &inquiry.RecordAck{
			Notice: notice, Level: "duty", Means: "voice", GivenBy: "duty officer of B", Language: "ar", Text: "وصلنا الإشعار",
			Translation: &inquiry.Translation{Language: "en", Text: "EXERCISE: we have the notice.", Translator: "interpreter T-2", Confidence: "high"},
		})
		if err != nil {
			return err
		}
		p.says(at.Add(105*time.Minute), "falcon", &inquiry.ConfirmAck{Recorded: receipts[0].Entry})
		return nil
	})
	p.says(at.Add(20*time.Hour), "almond", &inquiry.Acknowledge{Notice: notice, Level: "formal"})
	return nil
}

// answerQueue lets guarantor G2 answer, an hour after the item went to the chair.
func (p *player) answerQueue() error {
	if err := p.m.WaitView(p.ctx, p.m.Head().Size); err != nil {
		return err
	}
	answer, err := ask(p.ctx, p.m, p.who["birch"], "inquiry", "queue", nil)
	if err != nil {
		return err
	}
	items, ok := answer.(map[string]any)["items"].([]inquiry.Item)
	if !ok || len(items) == 0 {
		return fmt.Errorf("the queue of G2 is empty")
	}
	_, err = p.tell("birch", "inquiry", &inquiry.AnswerItem{Item: items[0].Item, Outcome: "acted", Text: "EXERCISE: the site is open from noon."})
	return err
}

func (p *player) localCalm(no int64, at time.Time) error {
	due := at.Add(48 * time.Hour)
	receipts, err := p.tell("cedar", "inquiry", &inquiry.SetMeasure{
		Case: no, Code: "local_calm", Text: "EXERCISE: no fire round the site for 48 hours.", To: []string{"A", "B"}, Due: record.At(due.Add(time.Hour)),
	})
	if err != nil {
		return err
	}
	p.says(due, "cedar", &inquiry.ReportMeasure{Measure: receipts[0].Entry, Outcome: "done", Text: "EXERCISE: no fire was recorded round the site."})
	return nil
}

// pair says that one report answers another: the fire of 25 August came within a day of that of 24 August.
func (p *player) pair(entries map[string]int64) error {
	do := &observe.Relate{From: entries["E-54"], To: entries["E-53"], Relation: "retaliation_of", Reason: "EXERCISE: within 24 hours, the other way"}
	_, err := p.tell("heron", "observe", do)
	return err
}
