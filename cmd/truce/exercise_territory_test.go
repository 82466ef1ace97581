package main

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"truce.example/desk"
	"truce.example/desk/inquiry"
	"truce.example/desk/territory"
	"truce.example/exercise"
	"truce.example/mission"
	"truce.example/record"
)

// K-01 to K-05 give the alerts that the scenario has, and no others: an indicator when Group X takes the hill, and what Side B
// retakes is agreed. No case comes of them.
func TestTheLedgerOfControlOfTheExercise(t *testing.T) {
	clock := &demoClock{}
	m, err := openDemo(newHouse(), t.TempDir()+"/centre", clock)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	p := &player{ctx: t.Context(), m: m, clock: clock, who: map[string]desk.Who{"host": desk.Host()}}
	for _, part := range []func() error{p.enrol, p.agree, p.control} {
		if err := part(); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.work(instant(exercise.StatusHistory()[2].At).AddDate(0, 0, 60)); err != nil {
		t.Fatal(err)
	}
	if err := m.WaitView(t.Context(), m.Head().Size); err != nil {
		t.Fatal(err)
	}
	quartz := desk.Who{Member: "quartz", Kind: "mission", Roles: []string{"analyst"}, Known: record.BySystem}
	alerts := territoryAsks(t, m, quartz, "alerts", nil)["alerts"].([]territory.AlertLine)
	var got []string
	for i := range alerts {
		a := alerts[len(alerts)-1-i]
		got = append(got, fmt.Sprintf("%s %s %s", a.Kind, a.Holder, a.Outcome))
	}
	if text := strings.Join(got, ", "); text != "reappeared X indicator, passed B not_covered" {
		t.Errorf("the claims give rise to: %s", text)
	}
	if n := len(asked[inquiry.CaseList](t, m, quartz, "cases", url.Values{}).Cases); n != 0 {
		t.Errorf("%d cases come of the ledger of control", n)
	}
	// What the test of clause C13 says: a unit of Side A that enters the hill is an alert.
	p.n = 9000
	who := desk.Who{Member: "quartz", Kind: "mission", Roles: []string{"analyst"}, Known: record.BySystem}
	hill, err := exercise.Controls()
	if err != nil {
		t.Fatal(err)
	}
	claim := claimOfControl(hill[1])
	claim.Holder = "A"
	do := &territory.MakeClaim{Claim: claim, SeenAt: record.At(m.Now()), Source: "OP-3", Level: 2, Basis: "observed"}
	if _, err := m.Submit(t.Context(), who, desk.Command{Desk: "territory", ID: "c13", Do: do}); err != nil {
		t.Fatal(err)
	}
	if err := m.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := m.WaitView(t.Context(), m.Head().Size); err != nil {
		t.Fatal(err)
	}
	cases := asked[inquiry.CaseList](t, m, quartz, "cases", url.Values{}).Cases
	if len(cases) != 1 || cases[0].Clauses[0] != "C13" {
		t.Errorf("Side A on freed ground: %+v", cases)
	}
}

func territoryAsks(t *testing.T, m *mission.Mission, who desk.Who, path string, params url.Values) map[string]any {
	t.Helper()
	answer, err := ask(t.Context(), m, who, "territory", path, params)
	if err != nil {
		t.Fatal(err)
	}
	return answer.(map[string]any)
}
