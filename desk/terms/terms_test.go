package terms_test

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/desktest"
	"truce.example/desk/terms"
	"truce.example/geo"
	"truce.example/record"
)

func member(id, kind, party string, roles ...string) desk.Who {
	return desk.Who{Member: id, Kind: kind, Party: party, Roles: roles, Known: record.BySession}
}

var (
	chair    = member("cedar", "mission", "", "chair")
	observer = member("swift", "mission", "", "observer")
	ward     = member("ward", "mission", "", "data_protection")
	sideA    = member("olive", "party", "A", "party_liaison")
	sideB    = member("almond", "party", "B", "party_liaison")
	g1       = member("harbour", "guarantor", "G1", "guarantor")
	g2       = member("birch", "guarantor", "G2", "guarantor")
	stranger = desk.Who{}
)

func newWorld(t *testing.T) (*desktest.World, *terms.Keeper) {
	k := terms.New()
	w := desktest.New(t, k.Desk())
	w.Rights = k
	return w, k
}

// agreed is a world in which the small agreement is agreed; force brings it into force at noon.
func agreed(t *testing.T) (*desktest.World, *terms.Keeper) {
	w, k := newWorld(t)
	a := desktest.Agreement(t)
	w.MustTell(desk.Host(), "terms", &terms.Offer{Agreement: a})
	w.MustTell(chair, "terms", &terms.Agree{Digest: a.Digest(), By: []string{"A", "B", "G1", "G2"}})
	return w, k
}

func inForce(t *testing.T) (*desktest.World, *terms.Keeper) {
	w, k := agreed(t)
	w.MustTell(chair, "terms", &terms.BringIntoForce{})
	w.Advance(4 * time.Hour)
	return w, k
}

func statusNow(w *desktest.World, k *terms.Keeper) agreement.Status {
	now := record.At(w.Now)
	t := k.At(now, -1)
	if t == nil {
		return agreement.Draft
	}
	return t.StatusAt(int64(now))
}

func at(clock string) record.Moment {
	m, err := record.ParseMoment(clock)
	if err != nil {
		panic(err)
	}
	return m
}

func TestAnAgreementFromOfferToEnd(t *testing.T) {
	w, k := newWorld(t)
	a := desktest.Agreement(t)
	want := func(status agreement.Status) {
		t.Helper()
		if got := statusNow(w, k); got != status {
			t.Fatalf("at %s the agreement is %s, want %s", w.Now.Format("15:04"), got, status)
		}
	}
	if k.At(record.At(w.Now), -1) != nil {
		t.Fatal("there are terms before there is an agreement")
	}
	w.MustTell(desk.Host(), "terms", &terms.Offer{Agreement: a})
	want(agreement.Offered)
	for _, who := range []desk.Who{sideA, g1, g2} {
		w.MustTell(who, "terms", &terms.Agree{Digest: a.Digest()})
	}
	want(agreement.Offered)
	w.MustTell(chair, "terms", &terms.Agree{Digest: a.Digest(), By: []string{"B"}})
	want(agreement.Agreed)
	w.MustTell(chair, "terms", &terms.BringIntoForce{})
	want(agreement.Agreed)
	w.Advance(2*time.Hour + 59*time.Minute)
	want(agreement.Agreed)
	w.Advance(time.Minute)
	want(agreement.InForce)
	w.Advance(24 * time.Hour)
	w.MustTell(g1, "terms", &terms.Suspend{By: "G1", Clause: "C4", When: terms.When{Effective: record.At(w.Now.Add(time.Hour))}})
	want(agreement.InForce)
	w.Advance(time.Hour)
	want(agreement.Suspended)
	w.MustTell(chair, "terms", &terms.Resume{})
	want(agreement.InForce)
	w.MustTell(chair, "terms", &terms.End{By: "A"})
	want(agreement.Ended)
	w.Refuses(desk.Conflict, chair, "terms", &terms.Resume{})
	w.Refuses(desk.Conflict, chair, "terms", &terms.Offer{Agreement: a})

	var history terms.History
	if err := json.Unmarshal([]byte(w.MustAsk(chair, "terms/status")), &history); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range history.Steps {
		names = append(names, s.Step)
	}
	wantSteps := "offered signed signed signed agreed came into force suspended resumed ended"
	if got := strings.Join(names, " "); got != wantSteps {
		t.Errorf("the history tells: %s", got)
	}
}

func TestAnAgreementEndsByItself(t *testing.T) {
	w, k := inForce(t)
	w.Advance(200 * 24 * time.Hour)
	if got := statusNow(w, k); got != agreement.Ended {
		t.Errorf("after its end the agreement is %s", got)
	}
	w.Refuses(desk.Conflict, chair, "terms", &terms.Suspend{By: "G1", Clause: "C4"})
	next := desktest.Agreement(t)
	next.Version = 2
	w.Refuses(desk.Conflict, chair, "terms", &terms.Amend{Agreement: next, SignedBy: []string{"A", "B", "G1", "G2"}})
}

func TestRefusals(t *testing.T) {
	early := terms.When{Effective: at("2031-05-31T00:00:00Z")}
	digest := desktest.Agreement(t).Digest()
	broken := desktest.Agreement(t)
	broken.Signatories = []string{"nobody"}
	amended := func(change func(*agreement.Agreement)) *agreement.Agreement {
		a := desktest.Agreement(t)
		a.Version = 2
		change(a)
		return a
	}
	renewed := amended(func(a *agreement.Agreement) { *a.End += 1000 })
	all := []string{"A", "B", "G1", "G2"}
	square := geo.Point{Lat: 325000000, Lon: 365000000}
	window := terms.SetWindow{ID: "W", Centre: square, RadiusM: 500, From: agreement.Instant(at("2031-06-02T06:00Z")), To: agreement.Instant(at("2031-06-02T10:00Z"))}
	windowWith := func(change func(*terms.SetWindow)) *terms.SetWindow {
		c := window
		change(&c)
		return &c
	}
	empty, _ := newWorld(t)
	agreed, _ := agreed(t)
	inForce, _ := inForce(t)
	for _, row := range []struct {
		name  string
		world *desktest.World // a refusal leaves it as it was
		kind  desk.Refusal
		who   desk.Who
		do    any
		says  string
	}{
		{"nothing can be agreed before an offer", empty, desk.TooEarly, chair, &terms.Agree{}, "offer one"},
		{"an offer needs a text", empty, desk.Invalid, chair, &terms.Offer{}, "missing"},
		{"a text that does not hold together is not offered", empty, desk.Invalid, chair, &terms.Offer{Agreement: broken}, "signator"},
		{"an offer is not backdated", empty, desk.Invalid, chair, &terms.Offer{When: early, Agreement: desktest.Agreement(t)}, "nothing is backdated"},
		{"a member does not load history", empty, desk.NotAllowed, chair, &terms.Offer{When: terms.When{History: true, Reason: "x", Effective: early.Effective}, Agreement: desktest.Agreement(t)}, "operator"},
		{"history needs a reason", empty, desk.Invalid, desk.Host(), &terms.Offer{When: terms.When{History: true, Effective: early.Effective}, Agreement: desktest.Agreement(t)}, "reason"},
		{"the future is not history", empty, desk.Invalid, desk.Host(), &terms.Offer{When: terms.When{History: true, Reason: "x", Effective: at("2032-01-01T00:00Z")}, Agreement: desktest.Agreement(t)}, "still to come"},
		{"an agreed text is amended, not offered anew", agreed, desk.Conflict, chair, &terms.Offer{Agreement: renewed}, "amend"},
		{"an agreed text needs no more signatures", agreed, desk.Conflict, sideA, &terms.Agree{Digest: digest}, "no signature"},
		{"an agreed text is not resumed", agreed, desk.Conflict, chair, &terms.Resume{When: terms.When{Effective: at("2031-06-01T13:00Z")}}, "bring it into force"},
		{"an agreed text is not suspended", agreed, desk.Conflict, chair, &terms.Suspend{By: "G1", Clause: "C4"}, "bring it into force"},
		{"entry into force is not backdated", agreed, desk.Invalid, chair, &terms.BringIntoForce{When: early}, "backdated"},
		{"it does not come into force twice", inForce, desk.Conflict, chair, &terms.BringIntoForce{When: terms.When{Effective: at("2031-06-02T00:00Z")}}, "already"},
		{"the stated hour may have passed", inForce, desk.Invalid, chair, &terms.BringIntoForce{}, "has passed"},
		{"a suspension names a side", inForce, desk.Invalid, chair, &terms.Suspend{Clause: "C4"}, "name it in by"},
		{"a suspension names a side that exists", inForce, desk.Invalid, chair, &terms.Suspend{By: "C", Clause: "C4"}, "neither a party"},
		{"a suspension names a clause", inForce, desk.Invalid, chair, &terms.Suspend{By: "G1"}, "clause"},
		{"a suspension names a clause that exists", inForce, desk.Invalid, chair, &terms.Suspend{By: "G1", Clause: "C99"}, "C99"},
		{"a guarantor suspends at its own notice only", inForce, desk.NotAllowed, g1, &terms.Suspend{By: "G2", Clause: "C4"}, "G1 only"},
		{"a notice is not dated ahead", inForce, desk.Invalid, chair, &terms.Suspend{By: "G1", Clause: "C4", Notice: at("2031-06-05T00:00Z")}, "when it has been given"},
		{"a suspension is not backdated", inForce, desk.Invalid, chair, &terms.Suspend{When: early, By: "G1", Clause: "C4"}, "backdated"},
		{"what is in force is not resumed", inForce, desk.Conflict, chair, &terms.Resume{}, "nothing to do"},
		{"a party does not record an amendment", inForce, desk.NotAllowed, sideA, &terms.Amend{Agreement: renewed, SignedBy: all}, "chair"},
		{"an amendment is signed by all", inForce, desk.TooEarly, chair, &terms.Amend{Agreement: renewed, SignedBy: []string{"A", "G1", "G2"}}, "not signed by B"},
		{"an amendment is signed by signatories only", inForce, desk.Invalid, chair, &terms.Amend{Agreement: renewed, SignedBy: append([]string{"X"}, all...)}, "X is not a signatory"},
		{"an amendment is the next version", inForce, desk.Invalid, chair, &terms.Amend{Agreement: amended(func(a *agreement.Agreement) { a.Version = 3 }), SignedBy: all}, "must be version 2"},
		{"an amendment changes something", inForce, desk.Conflict, chair, &terms.Amend{Agreement: amended(func(*agreement.Agreement) {}), SignedBy: all}, "nothing to amend"},
		{"an amendment is not backdated", inForce, desk.Invalid, chair, &terms.Amend{When: early, Agreement: renewed, SignedBy: all}, "backdated"},
		{"a denunciation names a clause that exists", inForce, desk.Invalid, chair, &terms.End{By: "A", Clause: "C99"}, "C99"},

		{"a window has an id, a radius and an order", inForce, desk.Invalid, chair, &terms.SetWindow{Centre: square, From: 2, To: 1}, "and 2 more"},
		{"a window lies somewhere", inForce, desk.Invalid, chair, windowWith(func(w *terms.SetWindow) { w.Centre = geo.Point{} }), "no place"},
		{"a window is not endless", inForce, desk.Invalid, chair, windowWith(func(w *terms.SetWindow) { w.To = w.From + 1e10 }), "31 days"},
		{"a window is set before it begins", inForce, desk.TooEarly, chair, windowWith(func(w *terms.SetWindow) { w.From -= 1e8 }), "before it begins"},
		{"only sides guarantee", inForce, desk.Invalid, chair, windowWith(func(w *terms.SetWindow) { w.Guarantees = []string{"B-NORTH"} }), "cannot guarantee"},
		{"a party does not set a window", inForce, desk.NotAllowed, sideA, &window, "set by the mission"},

		{"the register knows its sides", inForce, desk.Invalid, chair, &terms.Adhere{Side: "B-EAST", ToldAt: 1, Channel: "radio"}, "B-EAST"},
		{"a side does not speak for the other", inForce, desk.NotAllowed, sideA, &terms.Adhere{Side: "B-NORTH", ToldAt: 1, Channel: "radio"}, "cannot speak"},
		{"a guarantor does not speak for another's party", inForce, desk.NotAllowed, g1, &terms.Adhere{Side: "B-NORTH", ToldAt: 1, Channel: "radio"}, "cannot speak"},
		{"a line says something", inForce, desk.Invalid, chair, &terms.Adhere{Side: "A"}, "neither"},
		{"told how", inForce, desk.Invalid, chair, &terms.Adhere{Side: "A", ToldAt: 1}, "channel"},
		{"accepted by whom", inForce, desk.Invalid, chair, &terms.Adhere{Side: "A", ToldAt: 1, Channel: "radio", AcceptedAt: 2}, "accepted_by"},
		{"told before accepting", inForce, desk.Invalid, chair, &terms.Adhere{Side: "A", AcceptedAt: 2, AcceptedBy: "staff"}, "was told"},
		{"accepting after being told", inForce, desk.Invalid, chair, &terms.Adhere{Side: "A", ToldAt: 3, Channel: "radio", AcceptedAt: 2, AcceptedBy: "staff"}, "before it was told"},
		{"not told tomorrow", inForce, desk.Invalid, chair, &terms.Adhere{Side: "A", ToldAt: at("2031-07-01T00:00Z"), Channel: "radio"}, "still to come"},

		{"a note is short", inForce, desk.Invalid, chair, &terms.Adhere{Side: "A", ToldAt: 1, Channel: "radio", Note: strings.Repeat("x", 2001)}, "shorten"},
		{"a reason is short", inForce, desk.Invalid, chair, &terms.End{When: terms.When{Reason: strings.Repeat("x", 2001)}}, "shorten"},
		{"a description of works is short", inForce, desk.Invalid, chair, windowWith(func(w *terms.SetWindow) { w.Work = strings.Repeat("x", 2001) }), "shorten"},

		{"the list has its items", inForce, desk.NotFound, chair, &terms.CheckReady{Item: "coffee", Done: true}, "coffee"},
		{"items that tick themselves", inForce, desk.Invalid, chair, &terms.CheckReady{Item: "agreed", Done: true}, "ticks itself"},
		{"a tick taken back that is not there", inForce, desk.Conflict, chair, &terms.CheckReady{Item: "line-test"}, "already"},

		{"forgetting is proposed by those named", inForce, desk.NotAllowed, chair, &terms.ProposeForgetting{Entry: 0, Reason: "x"}, "data_protection"},
		{"forgetting needs a reason", inForce, desk.Invalid, ward, &terms.ProposeForgetting{Entry: 0}, "reason"},
		{"forgetting needs an entry", inForce, desk.NotFound, ward, &terms.ProposeForgetting{Entry: 99, Reason: "x"}, "no entry 99"},
		{"the law is not forgotten", inForce, desk.Conflict, ward, &terms.ProposeForgetting{Entry: 0, Reason: "x"}, "is kept"},
		{"the mission does not agree to forgetting", inForce, desk.NotAllowed, chair, &terms.AgreeForgetting{Entry: 0}, "G1, G2"},
		{"a party that is not asked does not agree to forgetting", inForce, desk.NotAllowed, sideA, &terms.AgreeForgetting{Entry: 0}, "G1, G2"},

		{"what nobody knows", inForce, desk.Invalid, chair, &struct{}{}, "does not know"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if says := row.world.Refuses(row.kind, row.who, "terms", row.do); !strings.Contains(says, row.says) {
				t.Errorf("the refusal says %q, without %q", says, row.says)
			}
		})
	}
}

func TestSigning(t *testing.T) {
	w, k := newWorld(t)
	a := desktest.Agreement(t)
	w.MustTell(desk.Host(), "terms", &terms.Offer{Agreement: a})
	w.Refuses(desk.Conflict, desk.Host(), "terms", &terms.Offer{Agreement: a})
	w.Refuses(desk.Conflict, sideA, "terms", &terms.Agree{Digest: "0"})
	w.Refuses(desk.NotAllowed, sideA, "terms", &terms.Agree{Digest: a.Digest(), By: []string{"B"}})
	w.Refuses(desk.Invalid, chair, "terms", &terms.Agree{Digest: a.Digest()})
	w.Refuses(desk.Invalid, chair, "terms", &terms.Agree{Digest: a.Digest(), By: []string{"C"}})
	w.MustTell(sideA, "terms", &terms.Agree{Digest: a.Digest()})
	w.Refuses(desk.Conflict, sideA, "terms", &terms.Agree{Digest: a.Digest()})
	w.Refuses(desk.Conflict, chair, "terms", &terms.BringIntoForce{})

	other := desktest.Agreement(t)
	other.Title.En += ", revised"
	w.MustTell(desk.Host(), "terms", &terms.Offer{Agreement: other})
	w.MustTell(sideA, "terms", &terms.Agree{Digest: other.Digest()}) // the signature under the first text fell
	if got := k.At(0, -1).Digest(); got != other.Digest() {
		t.Errorf("the text on offer is %s", got)
	}
}

func TestHistoryIsLoadedByTheOperator(t *testing.T) {
	w, k := newWorld(t)
	a := desktest.Agreement(t)
	w.Advance(30 * 24 * time.Hour)
	past := func(clock string) terms.When {
		return terms.When{Effective: at(clock), History: true, Reason: "kept on paper until now"}
	}
	w.MustTell(desk.Host(), "terms", &terms.Offer{When: past("2031-05-01T00:00Z"), Agreement: a})
	w.MustTell(desk.Host(), "terms", &terms.Agree{When: past("2031-05-20T00:00Z"), Digest: a.Digest(), By: []string{"A", "B", "G1", "G2"}})
	w.Refuses(desk.Conflict, desk.Host(), "terms", &terms.BringIntoForce{When: past("2031-05-10T00:00Z")})
	w.MustTell(desk.Host(), "terms", &terms.BringIntoForce{When: terms.When{History: true, Reason: "kept on paper"}})
	for _, row := range []struct {
		moment string
		want   agreement.Status
	}{
		{"2031-04-30T23:59:59Z", agreement.Draft},
		{"2031-05-01T00:00:00Z", agreement.Offered},
		{"2031-05-20T00:00:00Z", agreement.Agreed},
		{"2031-06-01T11:59:59Z", agreement.Agreed},
		{"2031-06-01T12:00:00Z", agreement.InForce},
		{"2031-12-01T12:00:00Z", agreement.Ended},
	} {
		m := at(row.moment)
		if got := k.At(m, -1).StatusAt(int64(m)); got != row.want {
			t.Errorf("at %s the agreement is %s, want %s", row.moment, got, row.want)
		}
	}
	if !strings.Contains(w.MustAsk(chair, "terms/status"), `"reason":"kept on paper until now"`) {
		t.Error("the history does not say that it was loaded, and why")
	}
}

func TestAnAmendmentLeavesWhatHappenedUnderTheOldText(t *testing.T) {
	w, k := inForce(t)
	before := int64(len(w.Entries) - 1)
	next := desktest.Agreement(t)
	next.Version = 2
	next.Clauses[1].Text.En = "No weapon is fired, except in hunting."
	next.Clauses = append(next.Clauses, agreement.Clause{No: "C5", Type: "procedure", Text: agreement.Text{En: "Hunting is announced."}})
	next.Zones = nil
	next.Clauses[2].Tests[0].Place = agreement.Place{Anywhere: true}
	*next.End += 1000
	effective := record.At(w.Now.Add(48 * time.Hour))
	e := w.MustTell(chair, "terms", &terms.Amend{
		When: terms.When{Effective: effective}, Agreement: next, SignedBy: []string{"G2", "A", "B", "G1"},
	})[0]
	fact := e.Fact.(*terms.Amended)
	if got := fmt.Sprint(fact.Clauses, fact.Zones, fact.Other); got != "[C2 C3 C5] [NFZ] [end]" {
		t.Errorf("the amendment lists %s", got)
	}
	w.CheckLayers("terms", chair, stranger)
	if left := w.Features(chair, "terms.zones", desk.Window{ID: "NFZ.1"}); len(left) != 1 || left[0].End != effective || left[0].Changed != e.Number {
		t.Errorf("the zone that the amendment leaves out is drawn as %+v", left)
	}
	for _, row := range []struct {
		name    string
		event   record.Moment
		known   int64
		version int64
	}{
		{"before it takes effect", effective - 1, -1, 1},
		{"from when it takes effect", effective, -1, 2},
		{"not before anybody knew of it", effective, before, 1},
		{"as known right after it", effective, e.Number, 2},
		{"a moment that is not known gets the text of the day", 0, -1, 1},
	} {
		if got := k.At(row.event, row.known).Agreement().Version; got != row.version {
			t.Errorf("%s: version %d, want %d", row.name, got, row.version)
		}
	}
	if got := k.At(effective, before); got != k.At(effective, before) {
		t.Error("the same question gets another copy of the law")
	}
	if got := k.At(effective, before).Entry(); got > before {
		t.Errorf("the law known at entry %d comes from entry %d", before, got)
	}
	again := *next
	again.Version = 3
	again.Title.En = "earlier"
	w.Refuses(desk.Conflict, chair, "terms", &terms.Amend{Agreement: &again, SignedBy: []string{"A", "B", "G1", "G2"}})
	if got := w.MustAsk(chair, "terms/agreement?at="+effective.String()); !strings.Contains(got, "hunting") {
		t.Error("the new text is not shown")
	}
	if got := w.MustAsk(chair, "terms/clauses"); strings.Contains(got, "hunting") {
		t.Error("the new text is shown before it holds")
	}
}

func TestWindows(t *testing.T) {
	w, k := inForce(t)
	set := terms.SetWindow{
		ID: "W-1", Work: "pipe", Centre: geo.Point{Lat: 325000000, Lon: 365000000}, RadiusM: 500,
		From: agreement.Instant(at("2031-06-02T06:00Z")), To: agreement.Instant(at("2031-06-02T10:00Z")), Guarantees: []string{"A"},
	}
	w.MustTell(chair, "terms", &set)
	if got := w.MustAsk(chair, "terms/windows"); !strings.Contains(got, `"missing":["B"]`) {
		t.Errorf("the windows: %s", got)
	}
	withB, withoutA, moved := set, set, set
	withB.Guarantees = []string{"A", "B"}
	withoutA.Guarantees = []string{"B"}
	moved.RadiusM, moved.Guarantees = 600, []string{"A", "B"}
	w.Refuses(desk.NotAllowed, sideB, "terms", &withoutA)
	w.Refuses(desk.NotAllowed, sideB, "terms", &moved)
	w.MustTell(sideB, "terms", &withB)
	if got := w.MustAsk(chair, "terms/windows"); !strings.Contains(got, `"missing":[]`) {
		t.Errorf("the windows: %s", got)
	}
	if n := len(k.At(record.At(w.Now), -1).Windows()); n != 1 {
		t.Errorf("there are %d windows", n)
	}
	w.Advance(24 * time.Hour)
	withB.From = agreement.Instant(record.At(w.Now.Add(time.Hour)))
	withB.To = withB.From + 3600_000
	w.Refuses(desk.Conflict, chair, "terms", &withB)
}

// judged is how some desk held a report against the clauses.
type judged struct {
	Zones []string `json:"zones"`
	Side  string   `json:"side"`
}

func (j judged) Held() desk.Judgement {
	return desk.Judgement{Outcome: "candidate", Zones: j.Zones, Side: j.Side}
}

type judging struct{}

func (judging) Reset()             {}
func (judging) Apply(record.Entry) {}
func (judging) Decide(at time.Time, who desk.Who, do any) ([]record.Draft, error) {
	return []record.Draft{{Fact: *do.(*judged), Audience: record.Mission, Happened: record.At(at), Refs: []record.Ref{record.To(0)}}}, nil
}

func TestWhatBecomesOfAWindow(t *testing.T) {
	k := terms.New()
	w := desktest.New(t, k.Desk(), desk.Desk{Name: "judge", State: judging{}, Facts: []record.Kind{record.KindOf("judge.judged/1", "A report was judged.", judged{Zones: []string{"W-1"}, Side: "A"})}})
	bringIntoForce(w)
	window := func(id string) *terms.SetWindow {
		return &terms.SetWindow{
			ID: id, Work: "pipe", Centre: geo.Point{Lat: 325000000, Lon: 365000000}, RadiusM: 500, From: agreement.Instant(record.At(w.Now.Add(time.Hour))), To: agreement.Instant(record.At(w.Now.Add(3 * time.Hour))),
			Asked: []string{"A", "B", "G1"}, Operator: "water board", Utility: "water", Population: 120_000,
		}
	}
	state := func(who desk.Who, id string) terms.Window {
		t.Helper()
		answer, err := w.Ask(who, "terms/windows")
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range answer.([]terms.Window) {
			if one.ID == id {
				return one
			}
		}
		t.Fatalf("no window %s", id)
		return terms.Window{}
	}
	step := func(id, step string) {
		t.Helper()
		w.MustTell(chair, "terms", &terms.StepWindow{ID: id, Step: step, Text: "EXERCISE"})
	}
	without := window("W-1")
	without.Operator = ""
	w.Refuses(desk.Invalid, chair, "terms", without)
	set := w.MustTell(chair, "terms", window("W-1"))[0]
	if n := set.Fact.(*terms.WindowSet).Notices(); len(n) != 1 || n[0].To != "guarantor:G1,party:A,party:B" || n[0].Answer != record.At(w.Now.Add(time.Hour)) || strings.Contains(n[0].Text, "32.5") {
		t.Errorf("those who are asked are told %+v", n)
	}
	if one := state(sideB, "W-1"); one.State != "requested" || one.Request == nil || one.Request.Population != 120_000 {
		t.Errorf("%+v", one)
	}
	w.Refuses(desk.NotAllowed, chair, "terms", &terms.GuaranteeWindow{ID: "W-1"})
	w.MustTell(sideA, "terms", &terms.GuaranteeWindow{ID: "W-1", Text: "all posts are told"})
	w.Refuses(desk.Conflict, sideA, "terms", &terms.GuaranteeWindow{ID: "W-1"})
	if one := state(sideB, "W-1"); one.State != "guaranteed" || one.Request == nil {
		t.Errorf("%+v", one)
	}
	w.Advance(time.Hour)
	if s := w.Refuses(desk.Conflict, chair, "terms", &terms.StepWindow{ID: "W-1", Step: "open"}); !strings.Contains(s, "B has not guaranteed it") {
		t.Error(s)
	}
	step("W-1", "cancelled")

	// One that is guaranteed, paused, and closed in order; one that is broken; and one that nobody closes.
	for _, id := range []string{"W-2", "W-3", "W-4"} {
		w.MustTell(chair, "terms", window(id))
		w.MustTell(sideA, "terms", &terms.GuaranteeWindow{ID: id})
		w.MustTell(sideB, "terms", &terms.GuaranteeWindow{ID: id})
		w.Refuses(desk.TooEarly, chair, "terms", &terms.StepWindow{ID: id, Step: "open"})
	}
	w.Advance(time.Hour)
	for _, id := range []string{"W-2", "W-3", "W-4"} {
		w.Refuses(desk.NotAllowed, sideA, "terms", &terms.StepWindow{ID: id, Step: "open"})
		step(id, "open")
	}
	w.Refuses(desk.Conflict, chair, "terms", &terms.StepWindow{ID: "W-2", Step: "open"})
	step("W-2", "paused")
	step("W-2", "open")
	step("W-2", "closed_ok")
	w.Refuses(desk.Invalid, chair, "terms", &terms.StepWindow{ID: "W-3", Step: "broken"})
	w.MustTell(chair, "judge", &judged{Zones: []string{"W-3"}, Side: "A"})
	step("W-3", "broken")
	over := w.Advance(2 * time.Hour)
	if len(over) != 1 || over[0].Fact.(*terms.WindowStepped).ID != "W-4" || over[0].Fact.(*terms.WindowStepped).Step != "overrun" {
		t.Fatalf("when their time was over: %+v", over)
	}
	w.Refold()
	if again := w.Advance(time.Hour); len(again) != 0 {
		t.Errorf("and again: %+v", again)
	}
	for id, want := range map[string]string{"W-1": "cancelled", "W-2": "closed_ok", "W-3": "broken", "W-4": "overrun"} {
		if one := state(sideA, id); one.State != want || len(one.Steps) == 0 {
			t.Errorf("%s is %s, want %s", id, one.State, want)
		}
	}
	if one := state(chair, "W-3"); len(one.Breaches) != 1 || one.Breaches[0].Side != "A" {
		t.Errorf("the mission reads %+v", one.Breaches)
	}
	if one := state(sideB, "W-3"); len(one.Breaches) != 0 {
		t.Errorf("a side reads a judgement that is not for it: %+v", one.Breaches)
	}
	for who, want := range map[string]string{
		"chair": `{"over":3,"without_breach":2,"permille":666,"by_side":{"A":1},"by_state":{"broken":1,"cancelled":1,"closed_ok":1,"overrun":1}}`,
		"B":     `{"over":3,"without_breach":2,"permille":666,"by_side":{},"by_state":{"broken":1,"cancelled":1,"closed_ok":1,"overrun":1}}`,
	} {
		asker := chair
		if who == "B" {
			asker = sideB
		}
		if got := w.MustAsk(asker, "terms/windows/totals"); got != want {
			t.Errorf("to %s the numbers are %s", who, got)
		}
	}
}

func TestWhoWasNotToldShows(t *testing.T) {
	w, _ := inForce(t)
	now := record.At(w.Now)
	w.MustTell(sideB, "terms", &terms.Adhere{Side: "B-NORTH", ToldAt: now - 2, Channel: "courier"})
	w.MustTell(g2, "terms", &terms.Adhere{Side: "B-NORTH", AcceptedAt: now - 1, AcceptedBy: "staff officer"})
	w.MustTell(sideA, "terms", &terms.Adhere{Side: "A", ToldAt: now, Channel: "letter"})
	var register []terms.Adherence
	if err := json.Unmarshal([]byte(w.MustAsk(sideA, "terms/adherence")), &register); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range register {
		got = append(got, a.Side+": "+a.Status)
	}
	want := "A: informed, B: not informed, B-NORTH: accepted, B-SOUTH: not informed, G1: not informed, G2: not informed"
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("the register tells\n%s, want\n%s", s, want)
	}
	if rows := w.Rows(chair, "terms.adherence", 100); len(rows) != 6 || rows[0].Values["side"] != "A" {
		t.Errorf("the table shows %v", rows)
	}
	if rows := w.Rows(chair, "terms.clauses", 3); len(rows) != 3 || rows[0].Values["no"] != "C1" {
		t.Errorf("the table shows %v", rows)
	}
}

func TestStartDayList(t *testing.T) {
	w, _ := agreed(t)
	now := record.At(w.Now)
	for _, side := range []string{"A", "B"} {
		w.MustTell(chair, "terms", &terms.Adhere{Side: side, ToldAt: now, Channel: "letter", AcceptedAt: now, AcceptedBy: "delegate"})
	}
	w.MustTell(chair, "terms", &terms.CheckReady{Item: "line-test", Done: true})
	list := func(who desk.Who) string {
		var lines []terms.ReadyLine
		if err := json.Unmarshal([]byte(w.MustAsk(who, "terms/readiness")), &lines); err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, l := range lines {
			out = append(out, fmt.Sprint(l.ID, " ", l.Done, l.Missing, l.Unknown))
		}
		return strings.Join(out, "; ")
	}
	want := "agreed true [] false; accepted true [] false; manned false [duty_officer] false; line-test true [] false"
	if got := list(chair); got != want {
		t.Errorf("the mission reads %s", got)
	}
	want = strings.Replace(want, "manned false [duty_officer] false", "manned false [] true", 1)
	if got := list(sideA); got != want {
		t.Errorf("a party reads %s", got)
	}
	w.MustTell(chair, "terms", &terms.CheckReady{Item: "line-test"})
	if got := list(chair); !strings.Contains(got, "line-test false") {
		t.Errorf("with the tick taken back the mission reads %s", got)
	}
}

// The note is a fact of another desk that somebody wants to be forgotten.
type note struct {
	Text string `json:"text"`
}

type notes struct{}

func (notes) Reset()             {}
func (notes) Apply(record.Entry) {}
func (notes) Decide(time.Time, desk.Who, any) ([]record.Draft, error) {
	return []record.Draft{{Fact: note{"a name"}, Audience: record.Mission}}, nil
}

func notesDesk() desk.Desk {
	return desk.Desk{Name: "notes", State: notes{}, Facts: []record.Kind{record.KindOf("notes.noted/1", "Somebody noted something.", note{})}}
}

func TestForgettingNeedsEverybodyNamed(t *testing.T) {
	w := desktest.New(t, terms.New().Desk(), notesDesk())
	w.MustTell(desk.Host(), "terms", &terms.Offer{Agreement: desktest.Agreement(t)})
	n := w.MustTell(observer, "notes", &struct{}{})[0].Number

	w.Refuses(desk.TooEarly, g1, "terms", &terms.AgreeForgetting{Entry: n})
	w.MustTell(ward, "terms", &terms.ProposeForgetting{Entry: n, Reason: "it names a witness"})
	w.Refuses(desk.Conflict, ward, "terms", &terms.ProposeForgetting{Entry: n, Reason: "again"})
	if got := w.MustTell(g1, "terms", &terms.AgreeForgetting{Entry: n}); len(got) != 1 {
		t.Fatalf("with one agreement of two came %d facts", len(got))
	}
	w.Refuses(desk.Conflict, g1, "terms", &terms.AgreeForgetting{Entry: n})
	w.Refold()
	got := w.MustTell(g2, "terms", &terms.AgreeForgetting{Entry: n})
	if len(got) != 2 {
		t.Fatalf("with the last agreement came %d facts", len(got))
	}
	var tombstone record.Tombstone = got[1].Fact.(*terms.Forgotten)
	if tombstone.Erases() != n || got[1].Audience != record.Parties {
		t.Errorf("the tombstone erases %d for %s", tombstone.Erases(), got[1].Audience)
	}
	kept := tombstone.WithResidue("notes.noted/1", []byte{1}).(terms.Forgotten)
	if kind, fact := kept.Remains(); kind != "notes.noted/1" || len(fact) != 1 {
		t.Errorf("what remains is %s %v", kind, fact)
	}
	if ref, _ := got[1].RefEntry(2); ref != got[0].Number {
		t.Errorf("the tombstone refers to %d for the last agreement", ref)
	}
	w.Refuses(desk.Conflict, ward, "terms", &terms.ProposeForgetting{Entry: n, Reason: "again"})
	w.Refuses(desk.Conflict, g2, "terms", &terms.AgreeForgetting{Entry: n})
	w.Refuses(desk.Conflict, ward, "terms", &terms.ProposeForgetting{Entry: got[1].Number, Reason: "traces"})
	if answer := w.MustAsk(sideA, "terms/forgetting"); !strings.Contains(answer, `"by":["G1","G2"]`) {
		t.Errorf("the parties read %s", answer)
	}
	if answer := w.MustAsk(stranger, "terms/forgetting"); answer != "[]" {
		t.Errorf("a stranger reads %s", answer)
	}
}

func TestRights(t *testing.T) {
	w, k := newWorld(t)
	admin := member("anvil", "mission", "", "admin")
	for _, row := range []struct {
		who      desk.Who
		action   string
		founding bool // before there is an agreement
		after    bool
	}{
		{desk.Host(), "people.enrol", true, true},
		{desk.Host(), "terms.offer", true, true},
		{desk.Host(), "observe.allege", false, false},
		{desk.System(), "observe.allege", true, true},
		{admin, "people.enrol", true, true},
		{admin, "terms.offer", true, false},
		{chair, "terms.offer", false, true},
		{observer, "observe.observe", false, true},
		{observer, "terms.end", false, false},
		{stranger, "brief.read", false, true},
		{stranger, "observe.allege", false, false},
		{stranger, desk.RightAnybody, true, true},
		{stranger, desk.RightSignedIn, false, false},
		{observer, desk.RightSignedIn, true, true},
		{member("x", "party", "A", "admin"), "people.enrol", false, true},
	} {
		if got := k.May(w.Now, row.who, row.action); got != row.founding {
			t.Errorf("before an agreement %q may %s: %v", row.who.Member, row.action, got)
		}
		defer func() {
			if got := k.May(w.Now, row.who, row.action); got != row.after {
				t.Errorf("under the agreement %q may %s: %v", row.who.Member, row.action, got)
			}
		}()
	}
	text := desktest.Agreement(t)
	w.MustTell(desk.Host(), "terms", &terms.Offer{Agreement: text})
	if k.May(w.Now, observer, "observe.observe") || !k.May(w.Now, chair, "terms.agree") || !k.May(w.Now, admin, "people.enrol") {
		t.Error("a text that is only offered gives other rights than those to agree on it")
	}
	w.MustTell(desk.Host(), "terms", &terms.Agree{Digest: text.Digest(), By: text.Signatories})
	both := member("x", "mission", "", "observer", "guarantor")
	if a, ok := k.Scope(w.Now, both, "observe.allege"); !ok || a != "mission,parties" {
		t.Errorf("two roles give the scope %q", a)
	}
	if _, ok := k.Scope(w.Now, observer, "terms.end"); ok {
		t.Error("an observer has a scope for ending the agreement")
	}
}

// The table of an amendment holds from when the amendment does, not from when it is recorded; and one that is loaded as
// history holds at once.
func TestRightsOfAnAmendmentHoldFromItsOwnMoment(t *testing.T) {
	w, k := inForce(t)
	all := []string{"A", "B", "G1", "G2"}
	amendment := func(version int64, actions ...string) *agreement.Agreement {
		next := desktest.Agreement(t)
		next.Version = version
		for i := range next.Rights {
			if next.Rights[i].Role == "observer" {
				next.Rights[i].Actions, next.Rights[i].Audience = actions, "parties"
			}
		}
		return next
	}
	if !k.May(w.Now, observer, "observe.observe") || k.May(w.Now, observer, "observe.rate") {
		t.Fatal("the small agreement's table has changed; mend this test")
	}
	effective := w.Now.Add(48 * time.Hour)
	w.MustTell(chair, "terms", &terms.Amend{When: terms.When{Effective: record.At(effective)}, Agreement: amendment(2, "observe.rate"), SignedBy: all})
	check := func(at time.Time, action string, want bool, scope record.Audience) {
		t.Helper()
		if got := k.May(at, observer, action); got != want {
			t.Errorf("at %s an observer may %s: %v", at, action, got)
		}
		if got, ok := k.Scope(at, observer, action); ok != want || want && got != scope {
			t.Errorf("at %s the scope of %s is %q, %v", at, action, got, ok)
		}
	}
	mission, parties := record.Mission, record.Parties
	for range 2 {
		check(w.Now, "observe.observe", true, mission)
		check(w.Now, "observe.rate", false, "")
		check(effective.Add(-time.Millisecond), "observe.observe", true, mission)
		check(effective, "observe.observe", false, "")
		check(effective, "observe.rate", true, parties)
		w.Refold()
	}
	w.Advance(72 * time.Hour)
	check(w.Now, "observe.rate", true, parties)
	past := terms.When{Effective: record.At(w.Now.Add(-time.Hour)), History: true, Reason: "the message came late"}
	w.MustTell(desk.Host(), "terms", &terms.Amend{When: past, Agreement: amendment(3, "observe.link"), SignedBy: all})
	check(w.Now, "observe.link", true, parties)
	check(w.Now, "observe.rate", false, "")
}

// While the record is folded again the founding rights must not come back for a moment.
func TestNoFoundingRightsWhileFoldingAgain(t *testing.T) {
	w, k := inForce(t)
	k.Reset()
	if k.May(w.Now, member("anvil", "mission", "", "admin"), "terms.end") {
		t.Error("an admin may end an agreement that is being read again")
	}
	if !k.May(w.Now, desk.Host(), "terms.offer") {
		t.Error("the operator is shut out")
	}
}

// Every role knocks at every door: who has the right is let in, and a stranger reads nothing of a confidential text.
func TestRolesAndRoutes(t *testing.T) {
	w, k := inForce(t)
	d := w.Desk("terms")
	allowed := map[string]bool{}
	for _, r := range desktest.Agreement(t).Rights {
		for _, a := range r.Actions {
			allowed[r.Role+" "+a] = true
		}
	}
	for _, role := range agreement.Roles {
		who := member("x", "mission", "", role.Code)
		for _, r := range d.Routes {
			want := r.Right == desk.RightAnybody || allowed[role.Code+" "+r.Right]
			if got := k.May(w.Now, who, r.Right); got != want {
				t.Errorf("%s at %s %s: %v, want %v", role.Code, r.Method, r.Path, got, want)
			}
			if r.Method == "POST" && want == false {
				w.RefusesPost(desk.NotAllowed, who, "terms/"+r.Path, "{}")
			}
		}
	}
	for _, r := range d.Routes {
		if r.Method != "GET" {
			continue
		}
		answer, err := w.Ask(stranger, "terms/"+r.Path)
		if err == nil && reflect.ValueOf(answer).Len() > 0 {
			t.Errorf("a stranger reads %s: %v", r.Path, answer)
		}
	}
	for _, l := range d.Layers {
		if rows := w.Rows(stranger, l.ID, 10); len(rows) > 0 {
			t.Errorf("a stranger sees the layer %s: %v", l.ID, rows)
		}
	}
}

func TestAPublicTextIsPublic(t *testing.T) {
	w, _ := newWorld(t)
	a := desktest.Agreement(t)
	a.Publicity = "public"
	w.MustTell(desk.Host(), "terms", &terms.Offer{Agreement: a})
	if answer := w.MustAsk(stranger, "terms/zones"); !strings.Contains(answer, `"FeatureCollection"`) || !strings.Contains(answer, `"LineString"`) {
		t.Errorf("a stranger reads %s", answer)
	}
	w.CheckLayers("terms", stranger, chair)
	if zones := w.Features(stranger, "terms.zones", desk.Window{}); len(zones) != 1+len(a.Zones) {
		t.Errorf("a stranger is given %d zones", len(zones))
	}
	for _, query := range []string{"at=noon", "known=-1", "known=x"} {
		if _, err := w.Ask(stranger, "terms/agreement?"+query); err == nil {
			t.Errorf("%s is answered", query)
		}
	}
	if _, err := w.Ask(stranger, "terms/agreement?known=0"); err != nil {
		t.Error(err)
	}
}

func TestRefoldEqualsLive(t *testing.T) {
	w, k := inForce(t)
	script(w)
	answers := func() string {
		var out strings.Builder
		for known := int64(-1); known < int64(len(w.Entries)); known++ {
			for h := range 100 {
				m := record.At(desktest.Start.Add(time.Duration(h) * time.Hour))
				if law := k.At(m, known); law != nil {
					fmt.Fprintln(&out, known, h, law.Entry(), law.Digest(), law.StatusAt(int64(m)), len(law.Windows()))
				}
			}
		}
		return out.String() + w.Dump(w.Desk("terms"))
	}
	live := answers()
	w.Refold()
	if answers() != live {
		t.Error("folded again the desk answers otherwise")
	}
}

func TestReadersDoNotDisturbTheWriter(t *testing.T) {
	w, k := agreed(t)
	ctx, stop := context.WithCancel(context.Background())
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for ctx.Err() == nil {
				m := record.At(desktest.Start.Add(5 * time.Hour))
				k.At(m, -1).StatusAt(int64(m))
				k.At(m, 0)
				k.May(desktest.Start, chair, "terms.end")
				k.Scope(desktest.Start, observer, "observe.allege")
			}
		})
	}
	w.MustTell(chair, "terms", &terms.BringIntoForce{})
	w.Advance(3 * time.Hour)
	for range 20 {
		w.MustTell(chair, "terms", &terms.Suspend{By: "G1", Clause: "C4"})
		w.MustTell(chair, "terms", &terms.Resume{})
	}
	stop()
	readers.Wait()
}

// script records a fact of every kind.
func bringIntoForce(w *desktest.World) {
	a := desktest.Agreement(w.T)
	w.MustTell(desk.Host(), "terms", &terms.Offer{Agreement: a})
	w.MustTell(chair, "terms", &terms.Agree{Digest: a.Digest(), By: []string{"A", "B", "G1", "G2"}})
	w.MustTell(chair, "terms", &terms.BringIntoForce{})
	w.Advance(4 * time.Hour)
}

func script(w *desktest.World) {
	if len(w.Entries) == 0 {
		bringIntoForce(w)
	}
	now := record.At(w.Now)
	w.MustTell(sideB, "terms", &terms.Adhere{Side: "B-NORTH", ToldAt: now - 3600_000, Channel: "radio", AcceptedAt: now, AcceptedBy: "duty officer"})
	w.MustTell(chair, "terms", &terms.CheckReady{Item: "line-test", Done: true, Note: "both ends"})
	w.MustTell(chair, "terms", &terms.SetWindow{
		ID: "W-1", Work: "pipe", Centre: geo.Point{Lat: 325000000, Lon: 365000000}, RadiusM: 500,
		From: agreement.Instant(now + 3600_000), To: agreement.Instant(now + 7200_000), Guarantees: []string{"A", "B"},
	})
	next := desktest.Agreement(w.T)
	next.Version = 2
	next.Clauses[1].Text.En = "No weapon is fired at all."
	w.MustTell(chair, "terms", &terms.Amend{When: terms.When{Effective: now + 3600_000}, Agreement: next, SignedBy: []string{"A", "B", "G1", "G2"}})
	w.MustTell(g1, "terms", &terms.Suspend{By: "G1", Clause: "C4", When: terms.When{Reason: "shelling"}})
	w.Advance(24 * time.Hour)
	w.MustTell(chair, "terms", &terms.Resume{By: "G1"})
	w.MustTell(chair, "terms", &terms.End{By: "A", Clause: "C4", When: terms.When{Effective: record.At(w.Now) + 86400_000}})
}

func TestGolden(t *testing.T) {
	desktest.Golden(t, terms.New().Desk(), func(w *desktest.World) {
		script(w)
		n := w.MustTell(observer, "notes", &struct{}{})[0].Number
		w.MustTell(ward, "terms", &terms.ProposeForgetting{Entry: n, Reason: "it names a witness"})
		w.MustTell(g1, "terms", &terms.AgreeForgetting{Entry: n})
		w.MustTell(g2, "terms", &terms.AgreeForgetting{Entry: n})
		w.MustTell(chair, "terms", &terms.StepWindow{ID: "W-1", Step: "cancelled", Text: "the crew is not ready"})
	}, notesDesk())
}

func TestAPI(t *testing.T) {
	w, _ := inForce(t)
	examples := desktest.API(t, w.Desk("terms"))
	for _, send := range []struct {
		who  desk.Who
		door string
	}{
		{chair, "terms/windows"}, {sideB, "terms/windows/guarantee"}, {chair, "terms/windows/step"}, {chair, "terms/adherence"}, {chair, "terms/readiness"},
		{chair, "terms/suspend"}, {chair, "terms/resume"}, {chair, "terms/end"},
	} {
		w.MustPost(send.who, send.door, examples["POST "+send.door])
	}
	w, _ = agreed(t)
	w.MustPost(chair, "terms/force", examples["POST terms/force"])
}
