package line_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"truce.example/desk"
	"truce.example/desk/desktest"
	"truce.example/desk/line"
	"truce.example/record"
)

func (r *room) message(priority string) int64 {
	r.T.Helper()
	do := flash("EXERCISE")
	do.Priority = priority
	return r.do(birch, do)
}

func (r *room) acknowledge(n int64) {
	r.T.Helper()
	r.do(relay, &line.Repeat{Message: n, Positions: []string{"32.730, 36.200"}})
	r.do(relay, &line.Acknowledge{Message: n})
}

func TestEachPriorityHasItsTimeAndTheWholeOfIt(t *testing.T) {
	for priority, limit := range map[string]time.Duration{"FLASH": 2 * time.Minute, "IMMEDIATE": 10 * time.Minute, "PRIORITY": 30 * time.Minute, "ROUTINE": 120 * time.Minute} {
		r := newRoom(t)
		n := r.message(priority)
		if got := r.Advance(limit); len(got) != 0 {
			t.Errorf("%s rings in its time: %v", priority, kindsOf(got))
		}
		r.acknowledge(n)
		if p := r.page(birch, n); p.Late {
			t.Errorf("%s acknowledged in its last millisecond is late", priority)
		}
		late := r.message(priority)
		got := r.Advance(limit + time.Millisecond)
		if !slices.Equal(kindsOf(got), []string{"overdue", "rang"}) {
			t.Fatalf("%s: %v", priority, kindsOf(got))
		}
		if o := got[0].Fact.(*line.Overdue); o.Due != r.page(birch, late).Due || o.OwedBy != "desk" {
			t.Errorf("%s: %+v", priority, o)
		}
		r.acknowledge(late)
		if p := r.page(birch, late); !p.Late {
			t.Errorf("%s acknowledged a millisecond after its time is on time", priority)
		}
	}
}

// The roster: each post in turn, three times, and then both ends are told.
func TestTheNextPostIsRungAndNeverAKnownPerson(t *testing.T) {
	r := newRoom(t)
	n := r.message("FLASH")
	if told := r.Entries[n].Fact.(*line.Sent).Told; told != "role:deconfliction_desk" {
		t.Errorf("first %s is rung", told)
	}
	var posts []record.Audience
	var last *line.Rang
	for _, e := range r.Advance(time.Hour) {
		if f, ok := e.Fact.(*line.Rang); ok {
			posts, last = append(posts, f.Post), f
		}
	}
	desk, duty := record.Audience("role:deconfliction_desk"), record.Audience("role:duty_officer")
	if want := []record.Audience{duty, desk, duty, desk, duty, desk}; !slices.Equal(posts, want) {
		t.Errorf("%v are rung", posts)
	}
	if last.Next.Known() || last.Told == "" {
		t.Errorf("the last ring is %+v", last)
	}
	again := r.message("FLASH")
	r.Advance(3 * time.Minute)
	r.do(heron, &line.Repeat{Message: again, Positions: []string{"32.730, 36.200"}}) // whoever is there
	r.do(heron, &line.Acknowledge{Message: again})
	if got := r.Advance(time.Hour); len(got) != 0 {
		t.Errorf("it goes on ringing: %v", kindsOf(got))
	}
}

// A server that was down over the deadline says the deadline's own time, and does not ring for what it slept through.
func TestAfterASleepOneRingIsRungAndTheDeadlineIsTrue(t *testing.T) {
	r := newRoom(t)
	n := r.message("FLASH")
	due := r.page(birch, n).Due
	r.Now = r.Now.Add(36 * time.Hour) // down
	if p := r.page(relay, n); !p.Late {
		t.Error("what is late is late also while the machine is off")
	}
	r.Refold()
	got := r.Advance(0)
	if !slices.Equal(kindsOf(got), []string{"overdue", "rang"}) {
		t.Fatalf("%v", kindsOf(got))
	}
	if o := got[0].Fact.(*line.Overdue); o.Due != due || got[0].Recorded != record.At(r.Now) {
		t.Errorf("%+v recorded %s", o, got[0].Recorded)
	}
	if f := got[1].Fact.(*line.Rang); f.Next != record.At(r.Now.Add(2*time.Minute)) {
		t.Errorf("the next is rung at %s", f.Next)
	}
	r.acknowledge(n)
	if c := r.totals(relay); c.Late != 1 || c.OnTime != 0 {
		t.Errorf("%+v", c)
	}
}

// A suspended line: who says so, what still goes through, and that no running clock is moved by it.
func TestASuspendedLineKeepsItsEmergencyPath(t *testing.T) {
	r := newRoom(t)
	running := r.message("FLASH")
	r.do(birch, &line.SetState{Line: "L1", State: "suspended", Reason: "EXERCISE by order"})
	got := r.Advance(2*time.Minute + time.Millisecond)
	if !slices.Equal(kindsOf(got), []string{"overdue", "rang"}) || got[0].Fact.(*line.Overdue).State != "suspended" {
		t.Errorf("%v", kindsOf(got))
	}
	r.acknowledge(running)
	for _, row := range []struct {
		priority, kind string
		through        bool
	}{
		{"FLASH", "warning", true}, {"IMMEDIATE", "incident", true}, {"PRIORITY", "warning", false}, {"FLASH", "query", false}, {"IMMEDIATE", "notice", false}, {"ROUTINE", "test", false},
	} {
		do := flash("x")
		do.Priority, do.Type = row.priority, row.kind
		if row.kind == "test" {
			do.Positions = nil
		}
		entries, err := r.Tell(relay, "line", do)
		if (err == nil) != row.through {
			t.Errorf("%s %s: %v", row.priority, row.kind, err)
		}
		if err == nil && !entries[0].Fact.(*line.Sent).Emergency {
			t.Errorf("%s %s is not marked", row.priority, row.kind)
		}
	}
	r.Refuses(desk.Conflict, birch, "line", &line.SetState{Line: "L1", State: "suspended", Reason: "again"})
	r.Refuses(desk.Conflict, relay, "line", &line.SetState{Line: "L1", State: "open", Reason: "we want it open"}) // its own word was open
	r.do(cedar, &line.SetState{Line: "L1", State: "degraded", Reason: "EXERCISE noise"})
	lines := r.MustAsk(quartz, "line/lines")
	var answer struct{ Lines []line.Line }
	if err := json.Unmarshal([]byte(lines), &answer); err != nil {
		t.Fatal(err)
	}
	if l := answer.Lines[0]; l.State != "suspended" || len(l.Words) != 2 || l.Words[0].By != "G2" || l.Words[0].Reason != "EXERCISE by order" || l.Words[1].By != "mission" {
		t.Errorf("%s", lines)
	}
	r.Refold()
	r.do(birch, &line.SetState{Line: "L1", State: "open", Reason: "EXERCISE lifted"})
	q := flash("x")
	q.Type = "query"
	r.do(relay, q) // degraded, and open for all
}

// A correction in time stops the clock of what it corrects, which is then neither on time nor late.
func TestACorrectionStopsTheOldClock(t *testing.T) {
	r := newRoom(t)
	n := r.message("IMMEDIATE")
	c := flash("x")
	c.Type, c.Corrects = "correction", n
	m := r.do(birch, c)
	if got := kindsOf(r.Advance(2*time.Minute + time.Millisecond)); !slices.Equal(got, []string{"overdue", "rang"}) {
		t.Errorf("%v", got)
	}
	r.acknowledge(m)
	if got := r.Advance(time.Hour); len(got) != 0 {
		t.Errorf("the old one rings: %v", kindsOf(got))
	}
	if got := r.totals(relay); got.Late != 1 || got.OnTime != 0 || got.Messages != 2 || got.Again != 0 {
		t.Errorf("%+v", got)
	}
}

func TestAnAnswerThatDoesNotComeIsSaid(t *testing.T) {
	r := newRoom(t)
	do := flash("x")
	do.Priority, do.ReplyBy = "ROUTINE", record.At(r.Now.Add(3*time.Hour))
	n := r.do(birch, do)
	r.acknowledge(n)
	got := r.Advance(4 * time.Hour)
	if len(got) != 1 || got[0].Fact.(*line.Overdue).What != "reply" {
		t.Errorf("%v", kindsOf(got))
	}
	r.do(relay, &line.Answer{Message: n, Outcome: "answered", Text: "x"})
}

// In Damascus the clock was put forward on 31 March 2017 and back on 27 October: between two tests at nine lie 23 and 25
// hours, and a FLASH in the hour that is there twice has two minutes.
func TestOverAChangeOfTheClock(t *testing.T) {
	for _, row := range []struct {
		begin string
		hours float64
	}{{"2017-03-29T10:00:00+02:00", 23}, {"2017-10-25T10:00:00+03:00", 25}, {"2017-07-09T10:00:00+03:00", 24}} {
		begin, err := time.Parse(time.RFC3339, row.begin)
		if err != nil {
			t.Fatal(err)
		}
		r := &room{desktest.New(t, line.New(law(t)))}
		r.Now = begin.UTC()
		r.do(relay, l1("09:00"))
		got := r.Advance(24 * time.Hour)
		if len(got) != 1 {
			t.Fatalf("%s: %v", row.begin, kindsOf(got))
		}
		missed := got[0].Fact.(*line.TestMissed)
		if apart := missed.Next.Time().Sub(missed.Due.Time()).Hours(); apart != row.hours {
			t.Errorf("%s: the tests are %v hours apart", row.begin, apart)
		}
		if h, m, _ := missed.Next.Time().In(mustZone(t)).Clock(); h != 9 || m != 0 {
			t.Errorf("%s: due at %02d:%02d", row.begin, h, m)
		}
	}
	r := newRoom(t)
	r.Now = time.Date(2017, 10, 26, 20, 59, 0, 0, time.UTC) // 23:59; at midnight it is eleven again
	n := r.message("FLASH")
	if due := r.page(birch, n).Due.Time(); due.Sub(r.Now) != 2*time.Minute {
		t.Errorf("due %s", due)
	}
	if got := r.Advance(2 * time.Minute); len(got) != 0 {
		t.Errorf("%v", kindsOf(got))
	}
	if got := r.Advance(time.Millisecond); len(got) != 2 {
		t.Errorf("%v", kindsOf(got))
	}
}

func mustZone(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Damascus")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// A test a day: made, answered, missed, and not asked for while the line is shut.
func TestTheDailyTestHasALog(t *testing.T) {
	r := &room{desktest.New(t, line.New(law(t)))}
	r.do(relay, l1("13:00")) // 10:00 UTC, an hour from now
	n := r.do(relay, &line.Send{Line: "L1", Priority: "ROUTINE", Type: "test", Text: "EXERCISE test"})
	r.Advance(6 * time.Minute)
	r.do(birch, &line.Repeat{Message: n, Text: "test"})
	r.do(birch, &line.Acknowledge{Message: n})
	if got := r.Advance(24 * time.Hour); len(got) != 0 {
		t.Errorf("made ahead of its hour, it counts for it: %v", kindsOf(got))
	}
	got := r.Advance(24 * time.Hour)
	if !slices.Equal(kindsOf(got), []string{"test_missed"}) {
		t.Fatalf("%v", kindsOf(got))
	}
	r.Now = r.Now.Add(30 * 24 * time.Hour) // off for a month: it is said once
	if got := r.Advance(0); len(got) != 1 {
		t.Errorf("%v", kindsOf(got))
	}
	r.do(birch, &line.SetState{Line: "L1", State: "closed", Reason: "EXERCISE"})
	if got := r.Advance(72 * time.Hour); len(got) != 0 {
		t.Errorf("a line that is closed is tested: %v", kindsOf(got))
	}
	r.do(birch, &line.SetState{Line: "L1", State: "open", Reason: "EXERCISE"})
	if got := r.Advance(24 * time.Hour); len(got) != 1 {
		t.Errorf("%v", kindsOf(got))
	}
	var log struct{ Tests []line.Test }
	if err := json.Unmarshal([]byte(r.MustAsk(quartz, "line/tests")), &log); err != nil {
		t.Fatal(err)
	}
	var results []string
	for _, l := range log.Tests {
		results = append(results, l.Result)
	}
	if !slices.Equal(results, []string{"missed", "missed", "missed", "good"}) || *log.Tests[3].Minutes != 6 {
		t.Errorf("%+v", log.Tests)
	}
}
