package main

import (
	"encoding/json"
	"testing"

	"truce.example/desk"
	"truce.example/desk/aid"
	"truce.example/record"
)

// The convoys and sites of the exercise come to the totals that its authors wrote down.
func TestTheAidOfTheExercise(t *testing.T) {
	m, _, _, _ := played(t)
	out, err := demoTotals(t.Context(), m, demoOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var got aid.Totals
	if err := json.Unmarshal(out.Aid, &got); err != nil {
		t.Fatal(err)
	}
	rate := func(name string, r aid.Rate, planned, reached, permille int64) {
		if r.Planned != planned || r.Reached != reached || r.Permille == nil || *r.Permille != permille {
			t.Errorf("%s: %+v; the scenario has %d of %d, %d thousandths", name, r, reached, planned, permille)
		}
	}
	rate("people", got.People, 67_500, 43_940, 651)
	rate("cross-border", got.CrossBorder, 31_500, 28_940, 919)
	rate("cross-line", got.CrossLine, 36_000, 15_000, 417)
	if a := got.Notifications; a.Sent != 60 || a.InTime != 57 || a.Late != 3 {
		t.Errorf("acknowledgements %+v; the scenario has 57 of 60, and three late", a)
	}
	if r := got.Removed; r.MedicalLoaded != 12 || r.MedicalRemoved != 9 {
		t.Errorf("removed %+v; the scenario has 9 of 12 health kits", r)
	}
	if got.Convoys != 8 || got.NoReply != 1 || got.ByOutcome["attacked"] != 1 || got.ByOutcome["returned"] != 1 || got.ByOutcome["no_reply"] != 1 {
		t.Errorf("%+v", got)
	}
	lantern := desk.Who{Member: "lantern", Kind: "mission", Roles: []string{"humanitarian_desk"}, Known: record.BySystem}
	answer, err := ask(t.Context(), m, lantern, "aid", "strikes", nil)
	if err != nil {
		t.Fatal(err)
	}
	confirmed, caseM := 0, false
	for _, s := range answer.(aid.StrikeList).Strikes {
		for _, a := range s.Assessed {
			if a.Outcome == "confirmed" && len(s.Queries) == 3 {
				confirmed++
			}
		}
		for _, f := range s.Found {
			caseM = caseM || f.Kind == "movement"
		}
	}
	if confirmed != 1 || !caseM {
		t.Errorf("%d confirmed strikes, and the convoy of CASE M was found: %v", confirmed, caseM)
	}
	for _, member := range []string{"olive", "heron"} { // who is no named role sees none of it
		who := desk.Who{Member: member, Kind: map[string]string{"olive": "party", "heron": "mission"}[member], Party: map[string]string{"olive": "A"}[member], Known: record.BySystem}
		if answer, err := ask(t.Context(), m, who, "aid", "strikes", nil); err != nil || len(answer.(aid.StrikeList).Strikes) != 0 {
			t.Errorf("%s sees %v, %v", member, answer, err)
		}
	}
}
