package inquiry

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/exercise"
	"truce.example/record"
)

// A line is one writer with a State: enough to fold and to measure.
type line struct {
	t       testing.TB
	s       *state
	now     time.Time
	entries []record.Entry
}

func newLine(t testing.TB) *line {
	t.Helper()
	a, problems := agreement.Load(exercise.SouthwestSyria())
	if a == nil {
		t.Fatal(problems)
	}
	terms := agreement.NewTerms(a, exercise.StatusHistory(), nil, 0)
	l := &line{t: t, s: newState(func(record.Moment, int64) *agreement.Terms { return terms }), now: time.Date(2017, 8, 12, 12, 0, 0, 0, time.UTC)}
	l.add(record.Entry{})
	return l
}

func (l *line) add(e record.Entry) {
	e.Number = int64(len(l.entries))
	l.entries = append(l.entries, e)
	l.s.Apply(e)
}

// tell records what a command becomes, as the writer does, and returns the first entry.
func (l *line) tell(member, kind, party, role string, do any) int64 {
	l.t.Helper()
	who := desk.Who{Member: member, Kind: kind, Party: party, Roles: []string{role}, Known: record.BySession}
	drafts, err := l.s.Decide(l.now, who, do)
	if err != nil {
		l.t.Fatalf("%T: %v", do, err)
	}
	first := int64(len(l.entries))
	for i, d := range drafts {
		fact := reflect.New(reflect.TypeOf(d.Fact))
		fact.Elem().Set(reflect.ValueOf(d.Fact))
		l.add(record.Entry{Part: i, Audience: d.Audience, Happened: d.Happened, Recorded: record.At(l.now), Refs: d.Refs, Author: who.Author(), Fact: fact.Interface()})
	}
	return first
}

// run takes one case from its opening to its closing: 14 transitions.
func (l *line) run() {
	l.t.Helper()
	start := record.At(l.now.Add(-time.Hour))
	no := l.tell("swift", "mission", "", "duty_officer", &Open{Type: "mortar", Side: "A", Clauses: []string{"C3"}, Start: start, Text: "Rounds fell."})
	l.tell("heron", "mission", "", "duty_officer", &Triage{Case: no, Outcome: accepted, Reason: "may apply"})
	l.tell("heron", "mission", "", "duty_officer", &Assign{Case: no, Team: "P-05", Lead: "falcon", Analyst: "quartz", Custodian: "keystone"})
	n := l.tell("heron", "mission", "", "duty_officer", &Serve{Case: no})
	l.tell("olive", "party", "A", "party_liaison", &Acknowledge{Notice: n, Level: "formal"})
	l.tell("falcon", "mission", "", "team_leader", &Visit{Case: no, Outcome: "made", Method: []string{"went there"}})
	l.tell("quartz", "mission", "", "analyst", &Draft{Case: no, Question: "?", Paragraphs: []string{"Rounds fell."}, Clause: "C3", Level: 3})
	l.tell("olive", "party", "A", "party_liaison", &Comment{Case: no, Waive: true})
	l.tell("basalt", "mission", "", "panel_member", &Convene{Case: no, Present: []Seat{{Member: "basalt"}}, Quorum: true})
	l.tell("basalt", "mission", "", "panel_member", &Find{Case: no, Kind: "joint", Question: "?", Verdict: violation, Clause: "C3", Level: 4, Text: "Rounds fell."})
	l.tell("harbour", "guarantor", "G1", "guarantor", &FindSeparately{Case: no, Verdict: "undetermined", Level: 2, Text: "Not established."})
	l.tell("cedar", "mission", "", "chair", &Announce{Case: no, Edition: published, To: record.Public})
	l.now = l.now.Add(24 * time.Hour)
	l.tell("cedar", "mission", "", "chair", &Publish{Case: no})
	l.tell("cedar", "mission", "", "chair", &Close{Case: no, Reason: "done"})
}

const transitions = 14

// same compares what decisions rest on. The queue of the wall may differ in what it passes over.
func same(t *testing.T, live, folded *state) {
	t.Helper()
	for _, pair := range []struct {
		name string
		a, b any
	}{
		{"cases", live.cases, folded.cases}, {"clocks", live.wall.running, folded.wall.running}, {"reports", live.told, folded.told},
		{"pending", live.pending, folded.pending}, {"notices", live.notices, folded.notices}, {"acknowledgements", live.acks, folded.acks},
		{"measures", live.measures, folded.measures}, {"items", live.items, folded.items}, {"actions", live.actions, folded.actions}, {"asks", live.asks, folded.asks},
	} {
		if !reflect.DeepEqual(pair.a, pair.b) {
			t.Errorf("%s: live %s, folded %s", pair.name, plain(pair.a), plain(pair.b))
		}
	}
	if live.Next() != folded.Next() {
		t.Errorf("live rings next at %s, folded at %s", live.Next(), folded.Next())
	}
}

func plain(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprintf("%+v", v)
	}
	return string(b)
}

func TestFoldedAgainTheStateIsTheSame(t *testing.T) {
	l := newLine(t)
	l.run()
	l.run()
	no := l.tell("swift", "mission", "", "duty_officer", &Open{Type: "mortar", Side: "A", Text: "Rounds fell."})
	l.tell("heron", "mission", "", "duty_officer", &Triage{Case: no, Outcome: accepted, Reason: "may apply"})
	n := l.tell("heron", "mission", "", "duty_officer", &Serve{Case: no})
	l.tell("heron", "mission", "", "duty_officer", &RecordAck{Notice: n, Level: "duty", Means: "voice", GivenBy: "A"})
	l.tell("heron", "mission", "", "duty_officer", &AskGuarantor{Case: no, Text: "Act."})
	folded := newState(l.s.law)
	for _, e := range l.entries {
		folded.Apply(e)
	}
	same(t, l.s, folded)
	folded.Reset()
	for _, e := range l.entries {
		folded.Apply(e)
	}
	same(t, l.s, folded)
}

// Each fact of the desk, forgotten, leaves what later decisions ask for and none of its words.
func TestForgettingChangesNoDeadlineAndLeavesNoWords(t *testing.T) {
	for _, k := range kinds() {
		fact, ok := k.Example.(desk.Residue)
		if !ok {
			t.Errorf("%s leaves nothing; a case would come apart", k.Name)
			continue
		}
		residue := fact.Residue()
		if reflect.TypeOf(residue) != reflect.TypeOf(k.Example) {
			t.Errorf("the residue of %s is a %T", k.Name, residue)
			continue
		}
		for _, field := range []string{"Text", "Reason", "Title", "Place", "PlaceName", "Question", "OwnFinding"} {
			if f := reflect.ValueOf(residue).FieldByName(field); f.IsValid() && !f.IsZero() {
				t.Errorf("%s keeps its %s", k.Name, field)
			}
		}
		whole, left := pointer(k.Example), pointer(residue)
		a := ring(record.Entry{Number: 41, Fact: whole})
		b := ring(record.Entry{Number: 41, Fact: left})
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%s: forgotten it moves the clocks otherwise: %+v, %+v", k.Name, a, b)
		}
	}
}

func pointer(fact any) any {
	p := reflect.New(reflect.TypeOf(fact))
	p.Elem().Set(reflect.ValueOf(fact))
	return p.Interface()
}

func TestNoticesAreNeutralAndHaveAKeyOfTheirOwn(t *testing.T) {
	keys := map[string]string{}
	for _, k := range kinds() {
		told, ok := k.Example.(desk.TellsNotice)
		if !ok {
			continue
		}
		for _, n := range told.Notices() {
			if n.Subject == "" || n.Text == "" || n.To == record.Nobody || n.Priority == "" || keys[n.Key] != "" {
				t.Errorf("%s tells %+v", k.Name, n)
			}
			if err := n.To.Check(); err != nil {
				t.Errorf("%s tells %s: %v", k.Name, n.To, err)
			}
			keys[n.Key] = k.Name
		}
	}
	if len(keys) < 8 {
		t.Errorf("only %d facts tell anybody", len(keys))
	}
}

func TestTitlesAreNeutral(t *testing.T) {
	l := newLine(t)
	terms := l.s.law(0, 0)
	at := record.At(time.Date(2017, 8, 12, 11, 25, 0, 0, time.UTC))
	for _, row := range []struct {
		name, kind, place string
		at                record.Moment
		want              string
	}{
		{"the convoy of CASE M", "aid_attacked", "Khirbet Ghazaleh", at, "Convoy struck near Khirbet Ghazaleh, 12 Aug 2017"},
		{"after midnight at the place, before it in UTC", "mortar", "al-Sahari (Dar'a)", record.At(time.Date(2017, 7, 24, 21, 30, 0, 0, time.UTC)), "Mortar fire near al-Sahari (Dar'a), 25 Jul 2017"},
		{"no place", "artillery", "", at, "Artillery fire, 12 Aug 2017"},
		{"no time", "artillery", "Nawa", 0, "Artillery fire near Nawa"},
		{"a type that the agreement does not know", "odd_thing", "Nawa", 0, "Odd thing near Nawa"},
	} {
		if got := title(terms, row.kind, row.place, row.at); got != row.want {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
	}
}

func BenchmarkTransitions(b *testing.B) {
	l := newLine(b)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		l.run()
		n += transitions
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "transitions/s")
}

// BenchmarkDueAmongManyClocks asks for deadlines while a hundred thousand cases wait.
func BenchmarkDueAmongManyClocks(b *testing.B) {
	l := newLine(b)
	for range 100_000 {
		l.add(record.Entry{Recorded: record.At(l.now), Fact: &Opened{TriageDue: record.At(l.now.Add(time.Hour))}})
	}
	b.ReportAllocs()
	for b.Loop() {
		l.s.Next()
		l.s.Due(l.now)
	}
}

// BenchmarkNearAmongManyPictures looks for pictures that look like one among a hundred thousand.
func BenchmarkNearAmongManyPictures(b *testing.B) {
	looks := make([]look, 100_000)
	for i := range looks {
		looks[i] = look{item: int64(i), hash: uint64(i+1) * 0x9e3779b97f4a7c15}
	}
	b.ReportAllocs()
	for b.Loop() {
		near(-1, "3c3e1e0e0f0f87c3", looks)
	}
}
