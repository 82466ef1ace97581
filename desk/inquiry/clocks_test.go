package inquiry_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/inquiry"
	"truce.example/record"
)

// Every clock of the desk: what starts it, when it rings, who owes and what stops it.
func TestEveryClockRingsOnceAtItsDeadline(t *testing.T) {
	accept := func(r *room) int64 {
		no, _ := r.report(swift, "A")
		r.do(heron, &inquiry.Triage{Case: no, Outcome: "accepted", Reason: "a clause may apply"})
		return no
	}
	assign := func(r *room, no int64) {
		r.do(heron, &inquiry.Assign{Case: no, Team: "P-05", Analyst: "quartz"})
	}
	for _, row := range []struct {
		name   string
		what   string
		after  time.Duration
		owedBy record.Audience
		begin  func(r *room) func() // starts the clock; what it returns stops it
	}{
		{"the first look is due two hours after the report", "triage", 2 * time.Hour, "role:duty_officer", func(r *room) func() {
			no, _ := r.report(swift, "A")
			return func() {
				r.do(heron, &inquiry.Triage{Case: no, Outcome: "not_covered", Reason: "an exemption holds"})
			}
		}},
		{"who reported answers within two days", "information", 48 * time.Hour, "party:B", func(r *room) func() {
			no, _ := r.report(almond, "A")
			r.do(heron, &inquiry.Triage{Case: no, Outcome: "insufficient_info", Reason: "no hour", Question: "When?"})
			return func() { r.do(almond, &inquiry.Inform{Case: no, Text: "At ten."}) }
		}},
		{"a case is assigned within six hours of acceptance", "assign", 6 * time.Hour, "role:duty_officer", func(r *room) func() {
			no := accept(r)
			return func() { assign(r, no) }
		}},
		{"the accused is told within two hours of acceptance", "notice", 2 * time.Hour, "role:duty_officer", func(r *room) func() {
			no := accept(r)
			return func() { r.do(heron, &inquiry.Serve{Case: no}) }
		}},
		{"its duty officer acknowledges within an hour", "ack", time.Hour, "party:A", func(r *room) func() {
			n := r.do(heron, &inquiry.Serve{Case: accept(r)})
			return func() { r.do(olive, &inquiry.Acknowledge{Notice: n, Level: "duty"}) }
		}},
		{"it acknowledges formally within a day", "formal_ack", 24 * time.Hour, "party:A", func(r *room) func() {
			n := r.do(heron, &inquiry.Serve{Case: accept(r)})
			return func() { r.do(olive, &inquiry.Acknowledge{Notice: n, Level: "formal"}) }
		}},
		{"the place is visited within two days of the assignment", "visit", 48 * time.Hour, "role:team_leader", func(r *room) func() {
			no := accept(r)
			assign(r, no)
			return func() { r.do(falcon, &inquiry.Visit{Case: no, Outcome: "made", Method: []string{"went there"}}) }
		}},
		{"a visit that is postponed is due at its new hour", "visit", 60 * time.Hour, "role:team_leader", func(r *room) func() {
			no := accept(r)
			assign(r, no)
			r.do(falcon, &inquiry.Visit{Case: no, Outcome: "postponed", Until: record.At(r.Now.Add(60 * time.Hour)), Reason: "mines"})
			return func() { r.do(falcon, &inquiry.Visit{Case: no, Outcome: "dropped", Reason: "mines"}) }
		}},
		{"the sides comment within three days", "comment", 72 * time.Hour, "party:A", func(r *room) func() {
			no := r.until("party_comment")
			return func() { r.do(olive, &inquiry.Comment{Case: no, Text: "No."}) }
		}},
		{"the finding is due ten days after acceptance", "finding", 240 * time.Hour, "role:panel_member", func(r *room) func() {
			no := r.until("panel")
			return func() { r.do(basalt, &inquiry.Find{Case: no, Kind: "none", Reason: "no quorum"}) }
		}},
		{"objections are due a day after the announcement", "objection", 24 * time.Hour, "guarantor:G1,guarantor:G2,guarantor:G3,party:A", func(r *room) func() {
			no := r.until("finding")
			r.do(cedar, &inquiry.Announce{Case: no, Edition: "published", To: record.Parties})
			return func() {}
		}},
		{"a measure is due at its hour", "measure", 48 * time.Hour, "party:A", func(r *room) func() {
			no := r.until("finding")
			m := r.do(cedar, &inquiry.SetMeasure{Case: no, Code: "clarification", Text: "Explain.", To: []string{"A"}, Due: record.At(r.Now.Add(48 * time.Hour))})
			return func() { r.do(olive, &inquiry.ReportMeasure{Measure: m, Outcome: "done", Text: "Explained."}) }
		}},
		{"a guarantor acts within a day", "guarantor", 24 * time.Hour, "guarantor:G2", func(r *room) func() {
			i := r.do(heron, &inquiry.AskGuarantor{Case: accept(r), Text: "Let the site be opened."})
			return func() { r.do(birch, &inquiry.AnswerItem{Item: i, Outcome: "acted", Text: "Opened."}) }
		}},
		{"an action of the minutes is due at its hour", "action", 30 * time.Hour, "party:B", func(r *room) func() {
			n := r.do(cedar, &inquiry.Minute{Body: "commission", Present: []string{"A", "B"}, Items: []string{"calm"}, Actions: []inquiry.ActionAsked{{Owner: "B", Text: "open the road", Due: record.At(r.Now.Add(30 * time.Hour))}}})
			return func() { r.do(almond, &inquiry.FinishAction{Minutes: n, Action: 1, Text: "Open."}) }
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := newRoom(t)
			row.begin(r)
			due := record.At(r.Now.Add(row.after))
			if early := of(row.what, overdue(r.Advance(row.after-time.Millisecond))); len(early) != 0 {
				t.Fatalf("a millisecond before the deadline: %+v", early[0])
			}
			rang := of(row.what, overdue(r.Advance(time.Millisecond)))
			if len(rang) != 1 || rang[0].Due != due || rang[0].OwedBy != row.owedBy {
				t.Fatalf("at the deadline %s came %+v", due, rang)
			}
			checkTold(t, rang[0], row.owedBy)
			r.Refold()
			if again := of(row.what, overdue(r.Advance(2000*time.Hour))); len(again) != 0 {
				t.Errorf("it rang again: %+v", again[0])
			}
		})
		if row.what == "objection" { // only time ends it
			continue
		}
		t.Run(row.name+", and not when it was done", func(t *testing.T) {
			r := newRoom(t)
			row.begin(r)()
			if rang := of(row.what, overdue(r.Advance(2000*time.Hour))); len(rang) != 0 && row.what != "triage" {
				t.Errorf("it rang all the same: %+v", rang[0])
			}
		})
	}
}

func of(what string, list []*inquiry.Overdue) []*inquiry.Overdue {
	var out []*inquiry.Overdue
	for _, f := range list {
		if f.What == what {
			out = append(out, f)
		}
	}
	return out
}

// checkTold wants who owes to be told of the deadline that passed.
func checkTold(t *testing.T, told desk.TellsNotice, owedBy record.Audience) {
	t.Helper()
	if len(told.Notices()) != 1 {
		t.Fatalf("%T tells nobody", told)
	}
	n := told.Notices()[0]
	for _, term := range owedBy.Terms() {
		if !strings.Contains(string(n.To), term) {
			t.Errorf("%s is told, and not %s", n.To, term)
		}
	}
	if err := n.To.Check(); err != nil || n.Subject == "" || n.Text == "" || n.Key == "" {
		t.Errorf("the notice %+v: %v", n, err)
	}
}

// A deadline that passed while the server was down is recorded at the next start, with its own time.
func TestADeadlineThatPassedWhileTheServerWasDown(t *testing.T) {
	r := newRoom(t)
	no := r.until("under_inquiry")
	due := record.At(r.Now.Add(time.Hour))
	r.Now = r.Now.Add(9 * time.Hour) // nobody asked in between
	r.Refold()
	rang := of("ack", overdue(r.Advance(0)))
	if len(rang) != 1 || rang[0].Due != due || rang[0].Case != no {
		t.Fatalf("after the start came %+v", rang)
	}
	e := r.Entries[len(r.Entries)-1]
	if e.Happened != due || e.Recorded != record.At(r.Now) {
		t.Errorf("it happened at %s and was recorded at %s; the deadline was %s", e.Happened, e.Recorded, due)
	}
}

// A report that came in just before the server went down has its first look due from its own time.
func TestACaseThatOpensLateIsLateFromItsReportOn(t *testing.T) {
	r := newRoom(t)
	r.MustTell(swift, "stub", r.shelling("A"))
	due := record.At(r.Now.Add(2 * time.Hour))
	r.Now = r.Now.Add(5 * time.Hour)
	r.Refold()
	if rang := of("triage", overdue(r.Advance(0))); len(rang) != 1 || rang[0].Due != due {
		t.Errorf("came %+v, due was %s", rang, due)
	}
}

// In the night to 27 October 2017 the clocks of Damascus went back from midnight: 23:00 came twice. A deadline counts hours
// that pass, not those on the wall.
func TestAChangeOfTheLocalClockMovesNoDeadline(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Damascus")
	if err != nil {
		t.Fatal(err) // package agreement brings the zones along
	}
	r := newRoom(t)
	evening := time.Date(2017, 10, 26, 22, 30, 0, 0, zone)
	r.Now = evening.UTC()
	no, _ := r.report(swift, "A")
	r.do(heron, &inquiry.Triage{Case: no, Outcome: "accepted", Reason: "a clause may apply"})
	n := r.do(heron, &inquiry.Serve{Case: no})
	served := r.Entries[n].Fact.(*inquiry.NoticeServed)
	if got := served.AckDue - record.At(r.Now); got != 3_600_000 {
		t.Errorf("the hour has %d ms", got)
	}
	if got := served.FormalDue.Time().In(zone).Format("2 Jan 15:04"); got != "27 Oct 21:30" {
		t.Errorf("24 hours later it is %s at the place", got)
	}
	if rang := of("ack", overdue(r.Advance(time.Hour))); len(rang) != 1 {
		t.Errorf("after an hour rang %d", len(rang))
	}
}

func TestTheAgreementsOwnDeadlinesHold(t *testing.T) {
	r := newRoom(t, func(a *agreement.Agreement) { a.Deadlines.Triage = 30 })
	no, _ := r.report(swift, "A")
	opened := r.Entries[no].Fact.(*inquiry.Opened)
	if got := opened.TriageDue - record.At(r.Now); got != 30*60_000 {
		t.Errorf("the first look is due after %d ms", got)
	}
}

func TestTheBoardSaysWhoWaitsForWhom(t *testing.T) {
	r := newRoom(t)
	no := r.until("under_inquiry")
	board := r.MustAsk(heron, "inquiry/clocks?what=ack")
	if !strings.Contains(board, `"owed_by":"party:A","waiting":"role:duty_officer"`) || !strings.Contains(board, `"late":false`) {
		t.Error(board)
	}
	r.Advance(2 * time.Hour)
	if late := r.MustAsk(heron, "inquiry/clocks?late=yes&case="+fmt.Sprint(no)); !strings.Contains(late, `"what":"ack"`) || strings.Contains(late, `"overdue":0`) {
		t.Error(late)
	}
	if own := r.MustAsk(olive, "inquiry/clocks"); !strings.Contains(own, `"what":"formal_ack"`) || strings.Contains(own, `"what":"finding"`) {
		t.Errorf("the side sees %s", own)
	}
	if got := r.MustAsk(almond, "inquiry/clocks"); !strings.Contains(got, `"clocks":[]`) {
		t.Errorf("the other side sees %s", got)
	}
}
