package line_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/desktest"
	"truce.example/desk/line"
	"truce.example/exercise"
	"truce.example/geo"
	"truce.example/record"
)

// The people of the tests.
var (
	relay  = mission("relay", "deconfliction_desk")
	heron  = mission("heron", "duty_officer")
	cedar  = mission("cedar", "chair")
	quartz = mission("quartz", "analyst")
	olive  = side("olive", "party", "A", "party_liaison")
	almond = side("almond", "party", "B", "party_liaison")
	birch  = side("birch", "guarantor", "G2", "guarantor")
	wadi   = side("wadi", "guarantor", "G3", "guarantor")
)

func mission(member string, roles ...string) desk.Who {
	return desk.Who{Member: member, Kind: "mission", Roles: roles, Known: record.BySession}
}

func side(member, kind, party, role string) desk.Who {
	return desk.Who{Member: member, Kind: kind, Party: party, Roles: []string{role}, Known: record.BySession}
}

func law(t testing.TB) line.Law {
	t.Helper()
	a, problems := agreement.Load(exercise.SouthwestSyria())
	if a == nil {
		t.Fatal(problems)
	}
	terms := agreement.NewTerms(a, exercise.StatusHistory(), nil, 0)
	return func(record.Moment, int64) *agreement.Terms { return terms }
}

// A room is a world with the desk, and what tests do in it.
type room struct{ *desktest.World }

func newRoom(t testing.TB) *room {
	t.Helper()
	r := &room{desktest.New(t, line.New(law(t)))}
	r.do(relay, l1(""))
	return r
}

// l1 is a line from the joint desk to G2.
func l1(testAt string) *line.Open {
	return &line.Open{
		Line: "L1", Name: "Joint desk – G2", TestAt: testAt,
		Ends: []line.End{{ID: "desk", Posts: []record.Audience{"role:deconfliction_desk", "role:duty_officer"}}, {ID: "G2", Posts: []record.Audience{"guarantor:G2"}}},
	}
}

func (r *room) do(who desk.Who, do any) int64 {
	r.T.Helper()
	return r.MustTell(who, "line", do)[0].Number
}

// ghazaleh is a place of the agreement's list, in its three forms.
func ghazaleh(number string) line.PositionGiven {
	return line.PositionGiven{Number: number, Name: "Khirbet Ghazaleh", Click: &geo.Point{Lat: 327_310_000, Lon: 362_010_000}}
}

func flash(text string) *line.Send {
	return &line.Send{Line: "L1", Priority: "FLASH", Type: "warning", Text: text, Positions: []line.PositionGiven{ghazaleh("32.730, 36.200")}}
}

func (r *room) page(who desk.Who, n int64) line.MessagePage {
	r.T.Helper()
	var p line.MessagePage
	if err := json.Unmarshal([]byte(r.MustAsk(who, fmt.Sprintf("line/messages/%d", n))), &p); err != nil {
		r.T.Fatal(err)
	}
	return p
}

func (r *room) totals(who desk.Who) line.Counters {
	r.T.Helper()
	var a line.CountersAnswer
	if err := json.Unmarshal([]byte(r.MustAsk(who, "line/counters")), &a); err != nil {
		r.T.Fatal(err)
	}
	return a.Totals
}

func kindsOf(entries []record.Entry) (out []string) {
	for _, e := range entries {
		_, kind, _ := strings.Cut(e.Kind, ".")
		out = append(out, strings.TrimSuffix(kind, "/1"))
	}
	return out
}

func TestAFlashGoesFromComposeToItsEnd(t *testing.T) {
	r := newRoom(t)
	n := r.do(relay, flash("EXERCISE fire near the convoy"))
	r.Refuses(desk.NotAllowed, relay, "line", &line.Acknowledge{Message: n})
	if s := r.Refuses(desk.Conflict, birch, "line", &line.Acknowledge{Message: n}); !strings.Contains(s, "read the message back first") {
		t.Error(s)
	}
	r.do(birch, &line.Receive{Message: n})
	r.Advance(time.Minute)
	r.do(birch, &line.Repeat{Message: n, Positions: []string{"32°43'48\"N 36°12'00\"E"}, Text: "Fire near the convoy."})
	r.do(birch, &line.Acknowledge{Message: n})
	r.Refuses(desk.Conflict, birch, "line", &line.Acknowledge{Message: n})
	r.do(birch, &line.Answer{Message: n, Outcome: "actioned", Text: "Our post was told."})
	r.do(relay, &line.Close{Message: n})
	p := r.page(relay, n)
	if p.State != "closed" || p.Late || !p.Acked.Known() || len(p.Steps) != 5 || p.Mine != "from" || r.page(birch, n).Mine != "to" {
		t.Errorf("%+v", p)
	}
	if got := r.Advance(time.Hour); len(got) != 0 {
		t.Errorf("a message that was acknowledged rings: %v", kindsOf(got))
	}
	r.Refold()
	if c := r.totals(quartz); c.Messages != 1 || c.OnTime != 1 || *c.OnTimePermille != 1000 {
		t.Errorf("%+v", c)
	}
}

func TestAWrongDigitIsAskedForAgainAndCorrected(t *testing.T) {
	r := newRoom(t)
	wrong := flash("EXERCISE convoy hit")
	wrong.Positions[0].Number, wrong.Positions[0].Click = "32.370, 36.200", &geo.Point{Lat: 323_700_000, Lon: 362_000_000}
	_, err := r.Tell(relay, "line", wrong)
	refusal, _ := desk.Refused(err)
	if refusal == nil || len(refusal.Fields) != 1 || !strings.Contains(refusal.Fields[0].Sentence, "40 km from Khirbet Ghazaleh") || !strings.Contains(refusal.Fields[0].Sentence, "did you mean 32.730, 36.200?") {
		t.Fatalf("%+v", refusal)
	}
	wrong.Confirm = true
	n := r.do(relay, wrong)
	if p := r.page(birch, n); !p.Flagged || p.ApartM < 39_500 || p.ApartM > 40_500 {
		t.Errorf("it is not said that the forms are apart: %+v", p.Message)
	}
	r.do(birch, &line.Repeat{Message: n, Positions: []string{"32.370, 36.200"}})
	r.do(birch, &line.Acknowledge{Message: n})

	right := flash("EXERCISE convoy hit")
	right.Type, right.Corrects = "correction", n
	right.Priority = "ROUTINE"
	r.Refuses(desk.Invalid, relay, "line", right)
	right.Priority = "FLASH"
	c := r.do(relay, right)
	p := r.page(birch, c)
	if len(p.Differences) != 1 || p.Differences[0].Field != "positions[0]" || p.Differences[0].MovedM < 39_500 {
		t.Errorf("the difference is %+v", p.Differences)
	}
	if old := r.page(birch, n); old.State != "corrected" || old.CorrectedBy != c {
		t.Errorf("%+v", old.Message)
	}
	if s := r.Refuses(desk.Conflict, birch, "line", &line.Acknowledge{Message: n}); !strings.Contains(s, "corrected by message 2") {
		t.Error(s)
	}
	r.Refuses(desk.Conflict, birch, "line", &line.Acknowledge{Message: c}) // what was acknowledged before does not count
	r.do(birch, &line.Repeat{Message: c, Positions: []string{"32.370, 36.200"}})
	if s := r.Refuses(desk.Conflict, birch, "line", &line.Acknowledge{Message: c}); !strings.Contains(s, "does not agree") {
		t.Error(s)
	}
	r.do(birch, &line.Repeat{Message: c, Positions: []string{"32.7300, 36.2001"}})
	r.do(birch, &line.Acknowledge{Message: c})
	if got := r.totals(cedar); got.Messages != 2 || got.Corrections != 1 || got.Again != 1 || got.Flagged != 1 {
		t.Errorf("%+v", got)
	}
	again := flash("third")
	again.Type, again.Corrects = "correction", n
	r.Refuses(desk.Invalid, relay, "line", again)
}

func TestAPositionNeedsItsThreeForms(t *testing.T) {
	r := newRoom(t)
	for _, row := range []struct {
		name, say string
		mend      func(*line.Send)
	}{
		{"no place at all", "no_position", func(s *line.Send) { s.Positions = nil }},
		{"no click", "click the place", func(s *line.Send) { s.Positions[0].Click = nil }},
		{"no name", "name is required", func(s *line.Send) { s.Positions[0].Name = " " }},
		{"no number", "position", func(s *line.Send) { s.Positions[0].Number = "near the well" }},
		{"null island", "0, 0", func(s *line.Send) { s.Positions[0].Number = "0, 0" }},
		{"latitude and longitude exchanged", "latitude and longitude look exchanged, did you mean 32.73", func(s *line.Send) { s.Positions[0].Number = "36.200, 32.730" }},
		{"a click 2 km away", "the click lies", func(s *line.Send) { s.Positions[0].Click.Lat += 200_000 }},
		{"a test has none", "a test has no position", func(s *line.Send) { s.Type = "test" }},
		{"an unknown priority", "FLASH, IMMEDIATE", func(s *line.Send) { s.Priority = "URGENT" }},
		{"it ends before it begins", "before it begins", func(s *line.Send) { s.Start, s.End = record.At(r.Now), record.At(r.Now)-1 }},
		{"a correction of nothing", "there is no message 77", func(s *line.Send) { s.Type, s.Corrects = "correction", 77 }},
	} {
		do := flash("x")
		row.mend(do)
		_, err := r.Tell(relay, "line", do)
		refusal, _ := desk.Refused(err)
		if refusal == nil || !strings.Contains(fmt.Sprint(refusal.Fields), row.say) {
			t.Errorf("%s: %+v", row.name, refusal)
		}
	}
	grid := flash("x") // every form that people write
	grid.Positions[0].Number = "37SBS 37598 24886"
	if _, err := r.Tell(relay, "line", grid); err != nil {
		refusal, _ := desk.Refused(err)
		t.Errorf("a grid reference: %+v", refusal)
	}
	unlisted := flash("x")
	unlisted.Positions[0].Name = "the old mill"
	r.do(relay, unlisted)
	none := flash("x")
	none.Positions, none.NoPosition = nil, "the whole area"
	r.do(relay, none)
}

func TestALineJoinsPostsAndNeverPersons(t *testing.T) {
	r := newRoom(t)
	for name, mend := range map[string]func(*line.Open){
		"a person":           func(o *line.Open) { o.Ends[0].Posts[0] = "member:relay" },
		"everybody":          func(o *line.Open) { o.Ends[0].Posts[0] = record.Mission },
		"the public":         func(o *line.Open) { o.Ends[1].Posts[0] = record.Public },
		"one end":            func(o *line.Open) { o.Ends = o.Ends[:1] },
		"a post twice":       func(o *line.Open) { o.Ends[1].Posts[0] = "role:duty_officer" },
		"an end without":     func(o *line.Open) { o.Ends[1].Posts = nil },
		"a through of sides": func(o *line.Open) { o.Through = "party:A" },
		"an odd hour":        func(o *line.Open) { o.TestAt = "25:00" },
		"an odd zone":        func(o *line.Open) { o.TestAt, o.Zone = "09:00", "Mars/Olympus" },
	} {
		do := l1("")
		do.Line = "L9"
		mend(do)
		if _, err := r.Tell(relay, "line", do); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	r.Refuses(desk.Conflict, relay, "line", l1(""))
	r.Refuses(desk.NotAllowed, birch, "line", l1(""))
}

// Both ends read a message and nobody else does; the mission counts.
func TestContentIsForBothEndsAndCountersForTheMission(t *testing.T) {
	r := newRoom(t)
	r.do(relay, &line.Open{Line: "L3", Name: "A – B", Through: "role:deconfliction_desk", Ends: []line.End{{ID: "A", Posts: []record.Audience{"party:A"}}, {ID: "B", Posts: []record.Audience{"party:B"}}}})
	const secret = "qxsecretz"
	n := r.do(relay, flash(secret))
	between := flash(secret)
	between.Line = "L3"
	m := r.do(olive, between)
	for _, row := range []struct {
		who      desk.Who
		n        int64
		reads    bool
		messages int64 // that are counted for who
	}{
		{relay, n, true, 2}, {heron, n, true, 2}, {birch, n, true, 1}, {quartz, n, false, 2}, {cedar, n, false, 2}, {olive, n, false, 1}, {wadi, n, false, 0}, {desk.Who{}, n, false, 0},
		{olive, m, true, 1}, {almond, m, true, 1}, {relay, m, true, 2}, {heron, m, false, 2}, {birch, m, false, 1},
	} {
		_, err := r.Ask(row.who, fmt.Sprintf("line/messages/%d", row.n))
		if (err == nil) != row.reads {
			t.Errorf("%s and message %d: %v", row.who.Member, row.n, err)
		}
		if c := r.totals(row.who); c.Messages != row.messages {
			t.Errorf("%s counts %d messages, want %d", row.who.Member, c.Messages, row.messages)
		}
		if list := r.MustAsk(row.who, "line/counters") + r.MustAsk(row.who, "line/lines") + r.MustAsk(row.who, "line/tests"); strings.Contains(list, secret) {
			t.Errorf("%s reads the words in what is for all", row.who.Member)
		}
		if !row.reads {
			r.Refuses(desk.NotFound, row.who, "line", &line.Repeat{Message: row.n, Text: "x"})
		}
	}
	between.From = "B"
	r.Refuses(desk.NotAllowed, olive, "line", between)
	r.do(relay, between) // passed on for B
	r.Refuses(desk.NotAllowed, quartz, "line", flash("x"))
	r.Refuses(desk.NotFound, wadi, "line", flash("x"))
	r.CheckLayers("line", relay, heron, quartz, birch, olive, desk.Who{})
}

// What a fact tells people, and who counts it, says nothing of what the message says.
func TestNoticesSayNothing(t *testing.T) {
	r := newRoom(t)
	n := r.do(relay, flash("qxsecretz"))
	r.do(birch, &line.Repeat{Message: n, Positions: []string{"32.830, 36.200"}, Text: "qxsecretz"})
	r.Advance(20 * time.Minute)
	r.do(birch, &line.SetState{Line: "L1", State: "suspended", Reason: "qxsecretz"})
	keys, told := map[string]bool{}, 0
	for _, e := range r.Entries {
		teller, ok := e.Fact.(desk.TellsNotice)
		if !ok {
			continue
		}
		for _, n := range teller.Notices() {
			told++
			if keys[n.Key] || n.Key == "" {
				t.Errorf("the key %q is used twice", n.Key)
			}
			keys[n.Key] = true
			if all := fmt.Sprintf("%+v", n); strings.Contains(all, "qxsecretz") || strings.Contains(all, "Ghazaleh") || strings.Contains(all, "32.") {
				t.Errorf("a notice says what the message says: %s", all)
			}
		}
	}
	if told < 6 {
		t.Errorf("only %d notices", told)
	}
}

func TestAnnouncedOperationsAreToldToOtherDesks(t *testing.T) {
	r := newRoom(t)
	do := flash("EXERCISE strike on X1")
	do.Type, do.Start, do.End, do.Positions[0].RadiusM = "notice", record.At(r.Now)+1000, record.At(r.Now)+5000, 800
	n := r.do(birch, do)
	plan, ok := r.Entries[n].Fact.(desk.TellsPlan).Plan()
	if !ok || plan.By != "G2" || len(plan.Places) != 1 || plan.RadiusM != 800 || plan.End != plan.Start+4000 {
		t.Errorf("%v %+v", ok, plan)
	}
	n = r.do(relay, flash("x"))
	if _, ok := r.Entries[n].Fact.(desk.TellsPlan).Plan(); ok {
		t.Error("a warning announces something")
	}
}
