package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"testing"

	"truce.example/desk"
	"truce.example/desk/inquiry"
	"truce.example/mission"
	"truce.example/record"
)

// The exercise's cases come to the states that its authors wrote down.
func TestTheCasesOfTheExercise(t *testing.T) {
	m, _, _, _ := played(t)
	if err := m.WaitView(t.Context(), m.Head().Size); err != nil {
		t.Fatal(err)
	}
	officer := desk.Who{Member: "heron", Kind: "mission", Roles: []string{"duty_officer"}, Known: record.BySystem}
	all := asked[inquiry.CaseList](t, m, officer, "cases", url.Values{"limit": {"1000"}}).Cases
	byState := map[string]int{}
	for _, c := range all {
		byState[c.State]++
	}
	t.Log(byState)
	if len(all) != 50 {
		t.Errorf("%d cases, one for each candidate would be 50", len(all))
	}
	i := slices.IndexFunc(all, func(c inquiry.Case) bool { return c.Title == "Convoy struck near Khirbet Ghazaleh, 12 Aug 2017" })
	if i < 0 {
		t.Fatal("CASE M is not there under its neutral title")
	}
	caseM := all[i]
	if caseM.State != "published" || caseM.Result != "none" || caseM.Verdict != "" {
		t.Errorf("CASE M is %s with result %q and verdict %q", caseM.State, caseM.Result, caseM.Verdict)
	}
	if byState["duplicate_of"] != 2 {
		t.Errorf("%d duplicates; the two papers of CASE M are", byState["duplicate_of"])
	}
	open := desk.Who{}
	public := asked[inquiry.CaseList](t, m, open, "cases", nil).Cases
	if len(public) != 1 || public[0].Place == nil || *public[0].Place == *caseM.Place || public[0].UncertaintyM != 5000 {
		t.Errorf("the public sees %+v", public)
	}
	checkAcknowledgements(t, m, officer, caseM.Case)
	checkRivals(t, m, caseM.Case)
	strike := slices.IndexFunc(all, func(c inquiry.Case) bool { return c.Type == "airstrike" })
	if strike < 0 || all[strike].Clauses[0] != "C6" {
		t.Error("the strike announced 90 minutes before is no C6 case")
	}
}

// checkRivals wants both accounts under the neutral title for either side, and H1 and H3 to stay for the public.
func checkRivals(t *testing.T, m *mission.Mission, no int64) {
	t.Helper()
	for _, side := range []string{"A", "B"} {
		liaison := desk.Who{Member: "liaison", Kind: "party", Party: side, Roles: []string{"party_liaison"}, Known: record.BySystem}
		steps := stepsFor(t, m, liaison, no)
		released := map[string]bool{}
		for _, s := range steps {
			var f inquiry.AccountReleased
			if s.Kind == "inquiry.account_released/1" && json.Unmarshal(s.Fact, &f) == nil {
				released[f.Account.Side] = len(f.Account.Claims) == 2
			}
		}
		if !released["A"] || !released["B"] {
			t.Errorf("%s reads the accounts of %v", side, released)
		}
	}
	for _, s := range stepsFor(t, m, desk.Who{}, no) {
		var f inquiry.AnalysisReleased
		if s.Kind == "inquiry.analysis_released/1" && json.Unmarshal(s.Fact, &f) == nil {
			if fmt.Sprint(f.Weighed.Leading) != "[1 3]" || f.Craters == nil || f.Craters.Common.From != 190 || f.Craters.Common.To != 220 {
				t.Errorf("the public reads %+v", f)
			}
			return
		}
	}
	t.Error("the public does not read what was weighed")
}

// stepsFor are the steps of a case as somebody reads them.
func stepsFor(t *testing.T, m *mission.Mission, who desk.Who, no int64) []inquiry.Step {
	t.Helper()
	for _, d := range m.Desks() {
		for _, r := range d.Routes {
			if d.Name != "inquiry" || r.Path != "cases/{case}" {
				continue
			}
			answer, err := r.Ask(t.Context(), desk.Question{Who: who, At: m.Now(), View: m.View(who), Path: func(string) string { return fmt.Sprint(no) }})
			if err != nil {
				t.Fatal(err)
			}
			return answer.(inquiry.CasePage).Steps
		}
	}
	return nil
}

func checkAcknowledgements(t *testing.T, m *mission.Mission, officer desk.Who, caseM int64) {
	t.Helper()
	notices := asked[map[string]any](t, m, officer, "notices", url.Values{"limit": {"1000"}})["notices"].([]inquiry.Notice)
	for _, n := range notices {
		if n.Case != caseM {
			continue
		}
		late := n.Ack > n.AckDue
		if want := n.Side == "B"; late != want || !n.Ack.Known() {
			t.Errorf("side %s acknowledged at %s, due %s", n.Side, n.Ack, n.AckDue)
		}
	}
}

func asked[T any](t *testing.T, m *mission.Mission, who desk.Who, path string, params url.Values) T {
	t.Helper()
	answer, err := ask(context.Background(), m, who, "inquiry", path, params)
	if err != nil {
		t.Fatal(err)
	}
	return answer.(T)
}
