package inquiry_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/desktest"
	"truce.example/desk/inquiry"
	"truce.example/exercise"
	"truce.example/geo"
	"truce.example/record"
)

// The people of the tests.
var (
	heron    = mission("heron", "duty_officer")
	tern     = mission("tern", "duty_officer")
	cedar    = mission("cedar", "chair")
	falcon   = mission("falcon", "team_leader")
	swift    = mission("swift", "observer")
	quartz   = mission("quartz", "analyst")
	basalt   = mission("basalt", "panel_member")
	keystone = mission("keystone", "evidence_custodian", "analyst")
	olive    = side("olive", "party", "A", "party_liaison")
	almond   = side("almond", "party", "B", "party_liaison")
	harbour  = side("harbour", "guarantor", "G1", "guarantor")
	birch    = side("birch", "guarantor", "G2", "guarantor")
	wadi     = side("wadi", "guarantor", "G3", "guarantor")
	public   = desk.Who{}
)

func mission(member string, roles ...string) desk.Who {
	return desk.Who{Member: member, Kind: "mission", Roles: roles, Known: record.BySession}
}

func side(member, kind, party, role string) desk.Who {
	return desk.Who{Member: member, Kind: kind, Party: party, Roles: []string{role}, Known: record.BySession}
}

// marker stands for what must not leave the mission.
const marker = "MARKER-OF-OBSERVER-OP-6"

// told is a report of some desk that this one does not know.
type told struct {
	Observer string        `json:"observer"`
	Type     string        `json:"type"`
	Side     string        `json:"side,omitempty"`
	Clauses  []string      `json:"clauses,omitempty"`
	Start    record.Moment `json:"start,omitempty"`
	Place    *geo.Point    `json:"place,omitempty"`
	Covered  bool          `json:"covered"`
}

// judgement tells of the report that its first reference names, as the desk of observation does.
type judgement struct {
	told
}

func (j judgement) Incident() (desk.Incident, bool) {
	return desk.Incident{Type: j.Type, Side: j.Side, Clauses: j.Clauses, Start: j.Start, End: j.Start, Place: j.Place, UncertaintyM: 300}, j.Covered
}

// rejudge judges a report again.
type rejudge struct {
	Report int64
	told
}

type reporting struct{}

func (reporting) Reset()             {}
func (reporting) Apply(record.Entry) {}
func (reporting) Decide(_ time.Time, _ desk.Who, do any) ([]record.Draft, error) {
	if again, ok := do.(*rejudge); ok {
		return []record.Draft{{Fact: judgement{again.told}, Audience: record.Mission, Refs: []record.Ref{record.To(again.Report)}}}, nil
	}
	t := *do.(*told)
	return []record.Draft{
		{Fact: t, Audience: record.Mission, Happened: t.Start},
		{Fact: judgement{t}, Audience: record.Mission, Happened: t.Start, Refs: []record.Ref{record.Local(0)}},
	}, nil
}

func reports() desk.Desk {
	example := told{Observer: marker, Type: "mortar"}
	return desk.Desk{Name: "stub", State: reporting{}, Facts: []record.Kind{
		record.KindOf("stub.told/1", "Somebody saw something.", example), record.KindOf("stub.judged/1", "A clause may cover it.", judgement{example}),
	}}
}

// law is the exercise's agreement with changes.
func law(t testing.TB, changes ...func(a *agreement.Agreement)) func(record.Moment, int64) *agreement.Terms {
	t.Helper()
	a, problems := agreement.Load(exercise.SouthwestSyria())
	if a == nil {
		t.Fatal(problems)
	}
	for _, change := range changes {
		change(a)
	}
	terms := agreement.NewTerms(a, exercise.StatusHistory(), nil, 0)
	return func(record.Moment, int64) *agreement.Terms { return terms }
}

// A room is a world with the desk of cases and one that reports.
type room struct{ *desktest.World }

func newRoom(t testing.TB, changes ...func(a *agreement.Agreement)) *room {
	t.Helper()
	w := desktest.New(t, reports(), inquiry.New(law(t, changes...)))
	w.Tell(heron, "stub", &told{Type: "statement"}) // so that no case has the number 0
	return &room{w}
}

// shelling is what falcon saw.
func (r *room) shelling(side string) *told {
	return &told{
		Observer: marker, Type: "mortar", Side: side, Clauses: []string{"C3"}, Covered: true,
		Start: record.At(r.Now.Add(-20 * time.Minute)), Place: &geo.Point{Lat: 326_201_234, Lon: 361_705_678},
	}
}

// report tells of a shelling and returns the case that opens by it, and the report.
func (r *room) report(who desk.Who, side string) (no, entry int64) {
	r.T.Helper()
	entries := r.MustTell(who, "stub", r.shelling(side))
	for _, e := range r.Advance(0) {
		if f, ok := e.Fact.(*inquiry.Opened); ok && f.Reports[0] == entries[0].Number {
			return e.Number, entries[0].Number
		}
	}
	r.T.Fatal("no case was opened")
	return 0, 0
}

func (r *room) do(who desk.Who, do any) int64 {
	r.T.Helper()
	return r.MustTell(who, "inquiry", do)[0].Number
}

func (r *room) state(no int64) string {
	r.T.Helper()
	answer, err := r.Ask(heron, fmt.Sprintf("inquiry/cases/%d", no))
	if err != nil {
		r.T.Fatal(err)
	}
	return answer.(inquiry.CasePage).State
}

// until brings a new case against A to a state, by the usual way.
func (r *room) until(state string) int64 {
	r.T.Helper()
	no, _ := r.report(swift, "A")
	for _, step := range []struct {
		who desk.Who
		do  any
	}{
		{heron, &inquiry.Triage{Case: no, Outcome: "accepted", Reason: "a clause may apply"}},
		{heron, &inquiry.Assign{Case: no, Team: "P-05", Lead: "falcon", Analyst: "quartz", Custodian: "keystone"}},
		{heron, &inquiry.Serve{Case: no}},
		{quartz, &inquiry.Draft{Case: no, Question: "Was C3 breached?", Paragraphs: []string{"Three rounds fell.", "They came from the north."}, Clause: "C3", Level: 3}},
		{olive, &inquiry.Comment{Case: no, Text: "No.", Objections: []inquiry.Objection{{Paragraph: 2, Text: "From the south."}}, Waive: true}},
		{basalt, &inquiry.Convene{Case: no, Present: []inquiry.Seat{{Member: "basalt"}, {Member: "flint", Side: "G1"}}, Quorum: true}},
		{basalt, &inquiry.Find{Case: no, Kind: "joint", Question: "Was C3 breached?", Verdict: "violation", Clause: "C3", Level: 4, Text: "Three rounds fell."}},
	} {
		if r.state(no) == state {
			return no
		}
		r.do(step.who, step.do)
	}
	if got := r.state(no); got != state {
		r.T.Fatalf("the case is %s, not %s", got, state)
	}
	return no
}

func overdue(entries []record.Entry) []*inquiry.Overdue {
	var out []*inquiry.Overdue
	for _, e := range entries {
		if f, ok := e.Fact.(*inquiry.Overdue); ok {
			out = append(out, f)
		}
	}
	return out
}

func TestAReportOpensItsCaseOnce(t *testing.T) {
	r := newRoom(t)
	no, report := r.report(swift, "A")
	opened := r.Entries[no].Fact.(*inquiry.Opened)
	if opened.Title != "Mortar fire near al-Naima, 1 Jun 2031" {
		t.Errorf("the title is %q", opened.Title)
	}
	if opened.Reporter.Member != "swift" || opened.Reports[0] != report {
		t.Errorf("the case rests on %+v by %+v", opened.Reports, opened.Reporter)
	}
	r.Refold()
	if more := r.Advance(time.Minute); len(more) != 0 {
		t.Errorf("folded again, the report opens %v", more)
	}
}

func TestHistoryStartsNoCaseAndNoClock(t *testing.T) {
	r := newRoom(t)
	importer := mission("host", "admin")
	importer.Known = record.ByImport
	r.MustTell(importer, "stub", r.shelling("A"))
	if got := r.Advance(1000 * time.Hour); len(got) != 0 {
		t.Errorf("an import of history brought %v", got)
	}
	demo := mission("swift", "observer")
	demo.Known = record.BySystem
	r.MustTell(demo, "stub", r.shelling("A"))
	if got := r.Advance(time.Minute); len(got) != 1 {
		t.Errorf("the exercise opened %d cases", len(got))
	}
}

func TestACaseGoesFromReportToClosing(t *testing.T) {
	r := newRoom(t)
	no := r.until("finding")
	r.do(cedar, &inquiry.Announce{Case: no, Edition: "published", To: record.Public})
	if s := r.Refuses(desk.TooEarly, cedar, "inquiry", &inquiry.Publish{Case: no}); !strings.Contains(s, "may object until") {
		t.Error(s)
	}
	r.Advance(24 * time.Hour)
	r.do(cedar, &inquiry.Publish{Case: no})
	if r.state(no) != "published" {
		t.Error(r.state(no))
	}
	measure := r.do(cedar, &inquiry.SetMeasure{Case: no, Code: "local_calm", Text: "No fire for 48 hours.", To: []string{"A", "B"}, Due: record.At(r.Now.Add(48 * time.Hour))})
	r.Refuses(desk.TooEarly, cedar, "inquiry", &inquiry.Close{Case: no, Reason: "done"})
	r.do(olive, &inquiry.ReportMeasure{Measure: measure, Outcome: "done", Text: "Kept."})
	r.do(cedar, &inquiry.Close{Case: no, Reason: "The measure was kept."})
	asked := r.do(olive, &inquiry.AskReopen{Case: no, Reason: "A new picture."})
	r.do(basalt, &inquiry.Reopen{Case: no, Asked: asked, Reason: "A new picture."})
	if r.state(no) != "accepted" {
		t.Error(r.state(no))
	}
	page := r.MustAsk(heron, fmt.Sprintf("inquiry/cases/%d", no))
	if !strings.Contains(page, "Three rounds fell.") || !strings.Contains(page, `"result":"joint"`) {
		t.Error("after reopening the old finding is gone")
	}
}

func TestAResultThatEverybodyReadsNamesNoPrivatePerson(t *testing.T) {
	r := newRoom(t)
	no := r.until("panel")
	r.do(basalt, &inquiry.Find{
		Case: no, Kind: "joint", Question: "What happened?", Text: "Mr Khaled Hassan was hurt. Звоните г-же Петровой.", Verdict: "undetermined", Level: 3, Standard: "balance",
	})
	announce := &inquiry.Announce{Case: no, Edition: "published", To: record.Public}
	if s := r.Refuses(desk.Invalid, cedar, "inquiry", announce); !strings.Contains(s, "Mr Khaled Hassan") {
		t.Error(s)
	}
	announce.PublicNames = []string{"Mr Khaled Hassan", "Петровой"}
	r.do(cedar, announce)
	r.do(olive, &inquiry.Object{Case: no, Text: "Not now."})
	r.Advance(24 * time.Hour)
	if s := r.Refuses(desk.Invalid, cedar, "inquiry", &inquiry.Publish{Case: no, Despite: "السيد خالد agreed."}); !strings.Contains(s, "السيد خالد") {
		t.Error(s)
	}
	f := r.Entries[r.do(cedar, &inquiry.Publish{Case: no, Despite: "The time is over."})].Fact.(*inquiry.Published)
	if len(f.PublicNames) != 2 {
		t.Errorf("who answered for which names is not in the fact: %v", f.PublicNames)
	}
}
