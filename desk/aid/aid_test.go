package aid_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/aid"
	"truce.example/desk/desktest"
	"truce.example/exercise"
	"truce.example/geo"
	"truce.example/record"
)

// The people of the tests.
var (
	lantern = mission("lantern", "humanitarian_desk")
	cedar   = mission("cedar", "chair")
	heron   = mission("heron", "duty_officer")
	swift   = mission("swift", "observer")
	olive   = side("olive", "party", "A", "party_liaison")
	almond  = side("almond", "party", "B", "party_liaison")
	harbour = side("harbour", "guarantor", "G1", "guarantor")
	birch   = side("birch", "guarantor", "G2", "guarantor")
	wadi    = side("wadi", "guarantor", "G3", "guarantor")
	public  = desk.Who{}

	everybody = []desk.Who{lantern, cedar, heron, swift, olive, almond, harbour, birch, wadi, public}
)

func mission(member string, roles ...string) desk.Who {
	return desk.Who{Member: member, Kind: "mission", Roles: roles, Known: record.BySession}
}

func side(member, kind, party, role string) desk.Who {
	return desk.Who{Member: member, Kind: kind, Party: party, Roles: []string{role}, Known: record.BySession}
}

// reported are reports of some desk that this one does not know.
type reported struct {
	Type         string        `json:"type"`
	Start        record.Moment `json:"start,omitempty"`
	Place        *geo.Point    `json:"place,omitempty"`
	UncertaintyM int64         `json:"uncertainty_m,omitempty"`
}

func (r reported) Said() (desk.Report, bool) {
	return desk.Report{Form: "alleged", Type: r.Type, Start: r.Start, End: r.Start, Place: r.Place, UncertaintyM: r.UncertaintyM}, true
}

type many struct{ Reports []reported }

type reporting struct{}

func (reporting) Reset()             {}
func (reporting) Apply(record.Entry) {}
func (reporting) Decide(at time.Time, who desk.Who, do any) ([]record.Draft, error) {
	var out []record.Draft
	if a, ok := do.(*announce); ok {
		for _, p := range a.Said {
			d := record.Draft{Fact: told{p}, Audience: a.To, Happened: record.At(at)}
			if a.Again != 0 {
				d.Refs = []record.Ref{record.To(a.Again)}
			}
			out = append(out, d)
		}
		return out, nil
	}
	for _, r := range do.(*many).Reports {
		to := record.Mission
		if who.Kind == "party" {
			to = record.Audiences(to, record.ToParty(who.Party))
		}
		out = append(out, record.Draft{Fact: r, Audience: to, Happened: record.At(at)})
	}
	return out, nil
}

func reports() desk.Desk {
	return desk.Desk{Name: "stub", State: reporting{}, Facts: []record.Kind{
		record.KindOf("stub.reported/1", "Somebody saw something.", reported{Type: "mortar"}), record.KindOf("stub.told/1", "Something was announced.", told{}),
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

// A room is a world with the desk of aid and one that reports.
type room struct{ *desktest.World }

func newRoom(t testing.TB, changes ...func(a *agreement.Agreement)) *room {
	t.Helper()
	r := &room{desktest.New(t, reports(), aid.New(law(t, changes...)))}
	r.statements(2) // so that nothing has the number 0
	return r
}

func (r *room) statements(n int) {
	for range n {
		r.MustTell(heron, "stub", &many{[]reported{{Type: "statement"}}})
	}
}

func (r *room) do(who desk.Who, do any) int64 {
	r.T.Helper()
	n := r.MustTell(who, "aid", do)[0].Number
	r.Advance(0)
	return n
}

// shelled reports a shelling an hour ago, as far from the pumping station as is said, and gives the comparison.
func (r *room) shelled(who desk.Who, place geo.Point, uncertaintyM int64) (report int64, c *aid.Compared, no int64) {
	r.T.Helper()
	report = r.MustTell(who, "stub", &many{[]reported{{"mortar", record.At(r.Now.Add(-time.Hour)), &place, uncertaintyM}}})[0].Number
	for _, e := range r.Advance(0) {
		if f, ok := e.Fact.(*aid.Compared); ok && f.Report == report {
			return report, f, e.Number
		}
	}
	r.T.Fatal("it was compared with nothing")
	return 0, nil, 0
}

var station = geo.Point{Lat: 326_135_000, Lon: 360_910_000}

func notify(changes ...func(*aid.Notify)) *aid.Notify {
	place := station
	n := &aid.Notify{
		Kind: "site", Reference: "N-21", Org: "Water board", Function: "water", Name: "pumping station", Area: "Dar'a district", Place: &place, Footprint: 150, Precision: "gps",
		Measured: "engineer", Staff: "11-50", Contact: "duty telephone", Consent: &aid.Consent{By: "director", At: record.At(desktest.Start.Add(-48 * time.Hour))},
		Share: []aid.ShareWith{{Side: "A", Scope: "exact"}, {Side: "B", Scope: "area"}, {Side: "G1", Scope: "existence"}},
	}
	for _, change := range changes {
		change(n)
	}
	return n
}

func (r *room) site(no int64) aid.WholeSite {
	r.T.Helper()
	var s aid.WholeSite
	if err := json.Unmarshal([]byte(r.MustAsk(lantern, fmt.Sprintf("aid/sites/%d", no))), &s); err != nil {
		r.T.Fatal(err)
	}
	return s
}

func (r *room) convoy(who desk.Who, no int64) aid.Convoy {
	r.T.Helper()
	var c aid.Convoy
	if err := json.Unmarshal([]byte(r.MustAsk(who, fmt.Sprintf("aid/convoys/%d", no))), &c); err != nil {
		r.T.Fatal(err)
	}
	return c
}

// examplesInOrder are the doors in the order in which their examples make one story.
var examplesInOrder = []struct {
	door string
	who  desk.Who
	then func(r *room)
}{
	{"crossings", lantern, nil}, {"convoys", lantern, nil}, {"convoys/request", lantern, nil},
	{"convoys/answer", olive, func(r *room) {
		r.do(almond, &aid.Answer{Convoy: 3, Answer: "approve"})
		r.do(wadi, &aid.Answer{Convoy: 3, Answer: "approve"})
	}},
	{"convoys/step", heron, nil}, {"convoys/load", swift, nil}, {"convoys/dispatch", heron, nil}, {"convoys/positions", swift, nil}, {"convoys/checkpoint", swift, nil}, {"convoys/cross", swift, nil},
	{"convoys/deliver", swift, nil},
	{"sites", lantern, nil}, {"sites/acknowledge", olive, nil}, {"positions", olive, nil},
	{"sites/confirm", lantern, func(r *room) { r.Advance(2 * time.Hour); r.shelled(heron, station, 50) }},
	{"queries", lantern, nil}, {"queries/answer", olive, nil}, {"assessments", cedar, func(r *room) { r.Advance(62 * 24 * time.Hour) }},
	{"published", lantern, nil}, {"convoys/monitor", lantern, nil}, {"convoys/close", lantern, nil}, {"sites/withdraw", lantern, nil},
}

// sendExamples sends every example of api.yaml.
func sendExamples(t *testing.T, r *room) {
	t.Helper()
	examples := desktest.API(t, r.Desk("aid"))
	for _, e := range examplesInOrder {
		if _, err := r.Post(e.who, "aid/"+e.door, examples["POST aid/"+e.door]); err != nil {
			t.Fatalf("%s, as entry %d: %v", e.door, len(r.Entries), err)
		}
		r.Advance(0)
		if e.then != nil {
			e.then(r)
		}
		delete(examples, "POST aid/"+e.door)
	}
	for _, door := range []string{"convoys/{convoy}/track", "corridors", "closures", "cargo"} { // they take files
		delete(examples, "POST aid/"+door)
	}
	for door := range examples {
		t.Errorf("nobody sent the example of %s", door)
	}
}

func TestTheExamplesInTheDescriptionAreTaken(t *testing.T) {
	r := newRoom(t)
	sendExamples(t, r)
	r.CheckLayers("aid", everybody...)
	before := r.MustAsk(lantern, "aid/sites") + r.MustAsk(heron, "aid/convoys") + r.MustAsk(lantern, "aid/totals")
	r.Refold()
	if after := r.MustAsk(lantern, "aid/sites") + r.MustAsk(heron, "aid/convoys") + r.MustAsk(lantern, "aid/totals"); before != after {
		t.Error("a restart changes the answers")
	}
}

func TestTheDescriptionNamesTheFieldsOfEveryCommand(t *testing.T) {
	desktest.DescribesCommands(t, aid.New(nil), "Aid",
		reflect.TypeFor[aid.Plan](), reflect.TypeFor[aid.Way](), reflect.TypeFor[aid.Stop](), reflect.TypeFor[aid.Fix](), reflect.TypeFor[aid.Item](), reflect.TypeFor[aid.Truck](), reflect.TypeFor[aid.Removal](), reflect.TypeFor[aid.Vehicle]())
}

func TestGolden(t *testing.T) {
	desktest.Golden(t, aid.New(law(t)), func(w *desktest.World) {
		r := &room{w}
		r.statements(2)
		sendExamples(t, r)
		r.do(lantern, notify()) // nobody acknowledges, and nobody confirms
		no := r.do(lantern, &aid.MakePlan{Plan: plan()})
		r.do(lantern, &aid.Request{Convoy: no})
		r.onTheRoad() // and is never heard of
		r.MustPost(lantern, "aid/corridors?dataset=corridors", corridorFile)
		r.MustPost(lantern, "aid/closures?dataset=closures", closureFile)
		r.Advance(240 * 24 * time.Hour)
	}, reports())
}

func plan() aid.Plan {
	return aid.Plan{
		Name: "H-22", Month: "2031-06", Mode: "cross_line", Hub: "Damascus", To: "Nawa", Access: "other", Trucks: 2, People: 500,
		Items:   []aid.Item{{Code: "flour", Name: "flour", Unit: "sack", Planned: 100}, {Code: "insulin", Name: "insulin", Unit: "box", Planned: 12, Medical: true}},
		Departs: record.At(desktest.Start.Add(20 * 24 * time.Hour)), Arrives: record.At(desktest.Start.Add(21 * 24 * time.Hour)), Contact: "duty telephone", Justification: "It is needed.",
	}
}
