package inquiry_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/desk/inquiry"
	"truce.example/record"
)

// owed brings a side into debt: what it owes, and what it does after all.
type owed struct {
	reason string
	within time.Duration
	begin  func(r *room, side string) (no int64, settle func())
}

func debts() []owed {
	acceptAs := func(r *room, side string) int64 {
		no, _ := r.report(swift, side)
		r.do(heron, &inquiry.Triage{Case: no, Outcome: "accepted", Reason: "a clause may apply"})
		return no
	}
	return []owed{
		{"formal_ack", 24 * time.Hour, func(r *room, side string) (int64, func()) {
			no := acceptAs(r, side)
			n := r.do(heron, &inquiry.Serve{Case: no})
			return no, func() { r.do(olive, &inquiry.Acknowledge{Notice: n, Level: "formal"}) }
		}},
		{"comment", 72 * time.Hour, func(r *room, side string) (int64, func()) {
			no := acceptAs(r, side)
			r.do(heron, &inquiry.Assign{Case: no, Team: "P-05", Analyst: "quartz"})
			r.do(quartz, &inquiry.Draft{Case: no, Question: "?", Paragraphs: []string{"Three rounds fell."}, Clause: "C3", Level: 3})
			return no, func() { r.do(olive, &inquiry.Comment{Case: no, Text: "No."}) }
		}},
		{"measure", 30 * time.Hour, func(r *room, side string) (int64, func()) {
			no := acceptAs(r, side)
			m := r.do(cedar, &inquiry.SetMeasure{Case: no, Code: "local_calm", Text: "No fire.", To: []string{side}, Due: record.At(r.Now.Add(30 * time.Hour))})
			return no, func() { r.do(olive, &inquiry.ReportMeasure{Measure: m, Outcome: "done", Text: "Kept."}) }
		}},
	}
}

func asked(entries []record.Entry, reason string) (items []record.Entry) {
	for _, e := range entries {
		if f, ok := e.Fact.(*inquiry.GuarantorAsked); ok && f.Reason == reason {
			items = append(items, e)
		}
	}
	return items
}

func reminders(entries []record.Entry) (out []*inquiry.Reminded) {
	for _, e := range entries {
		if f, ok := e.Fact.(*inquiry.Reminded); ok {
			out = append(out, f)
		}
	}
	return out
}

// What a side owes goes to its guarantor at the deadline, is called to mind as the agreement says, and then is the chair's.
func TestWhatASideOwesGoesToItsGuarantorAndThenToTheChair(t *testing.T) {
	for _, debt := range debts() {
		t.Run(debt.reason, func(t *testing.T) {
			r := newRoom(t, func(a *agreement.Agreement) {
				a.Deadlines.Guarantor, a.Deadlines.Remind, a.Deadlines.Reminders = 12*60, 6*60, 3
			})
			no, _ := debt.begin(r, "A")
			deadline := record.At(r.Now.Add(debt.within))
			if early := asked(r.Advance(debt.within-time.Millisecond), debt.reason); len(early) != 0 {
				t.Fatalf("a millisecond before the deadline came %+v", early[0].Fact)
			}
			items := asked(r.Advance(time.Millisecond), debt.reason)
			if len(items) != 1 {
				t.Fatalf("at the deadline came %d items", len(items))
			}
			f := items[0].Fact.(*inquiry.GuarantorAsked)
			if f.Guarantor != "G2" || f.Party != "A" || f.Case != no || f.Since != deadline || items[0].Happened != deadline || f.Due != deadline+12*3_600_000 || f.Text == "" {
				t.Errorf("the item is %+v, happened at %s", f, items[0].Happened)
			}
			if n := f.Notices(); len(n) != 1 || n[0].To != "guarantor:G2" || n[0].Answer != f.Due {
				t.Errorf("told is %+v", n)
			}
			queue := r.MustAsk(birch, "inquiry/queue")
			if !strings.Contains(queue, fmt.Sprintf(`"item":%d`, items[0].Number)) || !strings.Contains(queue, fmt.Sprintf(`"reason":%q`, debt.reason)) {
				t.Errorf("the guarantor reads %s", queue)
			}
			if got := r.MustAsk(harbour, "inquiry/queue"); strings.Contains(got, `"item"`) {
				t.Errorf("another guarantor reads %s", got)
			}

			first := of("guarantor", overdue(r.Advance(12*time.Hour)))
			if len(first) != 1 || first[0].Escalated != record.Nobody || first[0].Due != f.Due || first[0].Next != f.Due+6*3_600_000 {
				t.Fatalf("at the item's deadline came %+v", first)
			}
			r.Refold()
			series := reminders(r.Advance(1000 * time.Hour))
			if len(series) != 3 {
				t.Fatalf("%d reminders came after the deadline's own", len(series))
			}
			for i, want := range []struct {
				number    int64
				after     record.Moment
				escalated record.Audience
			}{{2, 6, record.Nobody}, {3, 12, record.Nobody}, {4, 18, "role:chair"}} {
				got := series[i]
				if got.Number != want.number || got.Due != f.Due+want.after*3_600_000 || got.Escalated != want.escalated || (got.Next == 0) != (want.escalated != record.Nobody) {
					t.Errorf("reminder %d is %+v", i, got)
				}
				checkTold(t, got, record.Audiences("guarantor:G2", want.escalated))
			}
			if got := r.MustAsk(cedar, "inquiry/queue"); !strings.Contains(got, `"escalated":`) || !strings.Contains(got, `"reminded":3`) {
				t.Errorf("the chair reads %s", got)
			}
			r.do(birch, &inquiry.AnswerItem{Item: items[0].Number, Outcome: "acted", Text: "It will come."})
		})
	}
}

// What the side does after all takes the item from the queue, with its reminders, whenever that is.
func TestTheItemIsSettledWhenTheSideHasActed(t *testing.T) {
	for _, debt := range debts() {
		for name, late := range map[string]time.Duration{"before the item is due": time.Hour, "between two reminders": 30 * time.Hour, "when the chair has it": 500 * time.Hour} {
			t.Run(debt.reason+", "+name, func(t *testing.T) {
				r := newRoom(t)
				_, settle := debt.begin(r, "A")
				item := asked(r.Advance(debt.within), debt.reason)[0].Number
				r.Advance(late)
				settle()
				if got := r.MustAsk(birch, "inquiry/queue?open=no"); !strings.Contains(got, fmt.Sprintf(`"item":%d`, item)) || !strings.Contains(got, `"outcome":"settled"`) {
					t.Errorf("the guarantor reads %s", got)
				}
				if got := r.MustAsk(birch, "inquiry/clocks"); strings.Contains(got, `"what":"guarantor"`) || strings.Contains(got, `"what":"reminder"`) {
					t.Errorf("clocks that run: %s", got)
				}
				r.Refold()
				for _, e := range r.Advance(2000 * time.Hour) {
					switch f := e.Fact.(type) {
					case *inquiry.Reminded:
						t.Errorf("reminded all the same: %+v", f)
					case *inquiry.Overdue:
						if f.What == "guarantor" {
							t.Errorf("overdue all the same: %+v", f)
						}
					}
				}
			})
		}
	}
}

func TestWhoDoesItInTimeTroublesNoGuarantor(t *testing.T) {
	for _, debt := range debts() {
		t.Run(debt.reason, func(t *testing.T) {
			r := newRoom(t)
			_, settle := debt.begin(r, "A")
			settle()
			if items := asked(r.Advance(2000*time.Hour), debt.reason); len(items) != 0 {
				t.Errorf("came %+v", items[0].Fact)
			}
		})
	}
}

// With the server down over deadlines it acts once at the restart: dated by the deadline, recorded then. The guarantor's own
// time begins when it is asked; of reminders that passed comes the newest.
func TestAServerThatWasDownAsksAndRemindsOnce(t *testing.T) {
	for _, debt := range debts() {
		t.Run(debt.reason, func(t *testing.T) {
			r := newRoom(t)
			debt.begin(r, "A")
			deadline := record.At(r.Now.Add(debt.within))
			r.Now = r.Now.Add(debt.within + 200*time.Hour)
			r.Refold()
			items := asked(r.Advance(0), debt.reason)
			if len(items) != 1 || items[0].Happened != deadline || items[0].Recorded != record.At(r.Now) {
				t.Fatalf("at the restart came %+v", items)
			}
			f := items[0].Fact.(*inquiry.GuarantorAsked)
			if f.Since != deadline || f.Due != record.At(r.Now.Add(24*time.Hour)) {
				t.Errorf("the item is %+v", f)
			}
			if again := asked(r.Advance(time.Hour), debt.reason); len(again) != 0 {
				t.Errorf("asked again: %+v", again[0].Fact)
			}

			r.Advance(23 * time.Hour) // the item's own deadline: the first reminder
			r.Now = r.Now.Add(50 * time.Hour)
			r.Refold()
			got := reminders(r.Advance(0))
			if len(got) != 1 || got[0].Number != 3 || got[0].Due != f.Due+48*3_600_000 || got[0].Next != f.Due+72*3_600_000 {
				t.Fatalf("after 50 hours came %+v", got)
			}
			r.Now = r.Now.Add(1000 * time.Hour)
			r.Refold()
			if got := reminders(r.Advance(0)); len(got) != 1 || got[0].Escalated != "role:chair" || got[0].Due != f.Due+72*3_600_000 {
				t.Fatalf("after the last came %+v", got)
			}
		})
	}
	t.Run("over the whole series", func(t *testing.T) {
		r := newRoom(t)
		debt := debts()[0]
		debt.begin(r, "A")
		r.Advance(debt.within)
		r.Now = r.Now.Add(1000 * time.Hour)
		r.Refold()
		entries := r.Advance(0)
		if got := of("guarantor", overdue(entries)); len(got) != 1 || got[0].Escalated != "role:chair" || got[0].Next != 0 {
			t.Errorf("came %+v", got)
		}
		if got := reminders(entries); len(got) != 0 {
			t.Errorf("and %+v", got[0])
		}
	})
}

// In the night to 27 October 2017 the clocks of Damascus went back: every span counts hours that pass.
func TestAChangeOfTheLocalClockMovesNoReminder(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Damascus")
	if err != nil {
		t.Fatal(err)
	}
	for _, debt := range debts() {
		t.Run(debt.reason, func(t *testing.T) {
			for _, before := range []time.Duration{0, 24 * time.Hour, 48 * time.Hour} { // which span the change falls into
				r := newRoom(t)
				r.Now = time.Date(2017, 10, 26, 22, 30, 0, 0, zone).UTC().Add(-debt.within - before)
				debt.begin(r, "A")
				item := asked(r.Advance(debt.within), debt.reason)[0]
				f := item.Fact.(*inquiry.GuarantorAsked)
				if f.Due-item.Happened != 24*3_600_000 {
					t.Errorf("the guarantor has %d ms", f.Due-item.Happened)
				}
				series := reminders(r.Advance(500 * time.Hour))
				for i, got := range series {
					if got.Due != f.Due+record.Moment(i+1)*24*3_600_000 {
						t.Errorf("reminder %d is due %s, the item was %s", i, got.Due, f.Due)
					}
				}
				if len(series) != 3 {
					t.Errorf("%d reminders", len(series))
				}
			}
		})
	}
}

// A side for which nobody answers, such as a guarantor, goes to the chair at its own deadline.
func TestASideWithoutGuarantorGoesToTheChair(t *testing.T) {
	for _, debt := range debts() {
		for _, side := range []string{"A", "G1"} {
			t.Run(debt.reason+" of "+side, func(t *testing.T) {
				r := newRoom(t, func(a *agreement.Agreement) {
					for i := range a.Parties {
						a.Parties[i].Guarantors = nil
					}
				})
				debt.begin(r, side)
				entries := r.Advance(debt.within)
				if items := asked(entries, debt.reason); len(items) != 0 {
					t.Errorf("asked is %+v", items[0].Fact)
				}
				got := of(debt.reason, overdue(entries))
				if len(got) != 1 || got[0].Escalated != "role:chair" {
					t.Fatalf("came %+v", got)
				}
				checkTold(t, got[0], "role:chair")
			})
		}
	}
}

// A case that ends, or a draft that gives the side its time again, takes the items with it.
func TestItemsEndWithWhatTheyAreAbout(t *testing.T) {
	r := newRoom(t)
	no, _ := debts()[1].begin(r, "A")
	r.Advance(72 * time.Hour)
	r.do(quartz, &inquiry.Draft{Case: no, Question: "?", Paragraphs: []string{"Two rounds fell."}, Clause: "C3", Level: 3})
	if got := r.MustAsk(birch, "inquiry/queue"); strings.Contains(got, `"reason":"comment"`) {
		t.Errorf("after a new draft the guarantor reads %s", got)
	}
	r.Advance(72 * time.Hour)
	if got := r.MustAsk(birch, "inquiry/queue"); strings.Count(got, `"reason":"comment"`) != 1 {
		t.Errorf("after its time the guarantor reads %s", got)
	}
	r.do(swift, &inquiry.Withdraw{Case: no, Reason: "It was thunder."})
	if got := r.MustAsk(birch, "inquiry/queue"); strings.Contains(got, `"item"`) {
		t.Errorf("after the withdrawal the guarantor reads %s", got)
	}
}
