package agreement_test

import (
	"strconv"
	"strings"
	"testing"

	"truce.example/agreement"
	"truce.example/exercise"
)

// exerciseTerms returns the scenario's law after its last change.
func exerciseTerms(t testing.TB) *agreement.Terms {
	t.Helper()
	a, problems := agreement.Load(exercise.SouthwestSyria())
	for _, p := range problems {
		t.Error(p)
	}
	if len(problems) > 0 {
		t.FailNow()
	}
	windows, err := exercise.Windows()
	if err != nil {
		t.Fatal(err)
	}
	return agreement.NewTerms(a, exercise.StatusHistory(), windows, 7)
}

func exerciseLedger(t testing.TB) []exercise.Row {
	t.Helper()
	rows, err := exercise.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestLedger judges the whole scenario and holds it against the totals that its authors counted by hand.
func TestLedger(t *testing.T) {
	law := exerciseTerms(t)
	weight := law.Agreement().Severity.Weight
	var candidates, weightedAll, weightedFirm int64
	accused, levels := map[string]int{}, map[int64]int{}
	weeks := make([]int, 9)

	rows := exerciseLedger(t)
	if len(rows) != 62 {
		t.Fatalf("%d rows, want 62", len(rows))
	}
	for _, row := range rows {
		j := agreement.Judge(law, row.Input())
		if want := expectedReason(row); want != "" {
			if j.Outcome != agreement.NotCovered || j.Reason != want {
				t.Errorf("%s: %s, %s (%s), want not covered, %s", row.ID, j.Outcome, j.Reason, j.Why.Text, want)
			}
			continue
		}
		if j.Outcome != agreement.Candidate || j.Primary != row.Clause {
			t.Errorf("%s %s: %s %s %s, want candidate of %s", row.ID, row.Type, j.Outcome, j.Primary, j.Why.Text, row.Clause)
		}
		candidates++
		accused[accusedForm(row.Accused)]++
		levels[row.Level]++
		weightedAll += weight(row.Severity)
		if row.Level >= 2 {
			weightedFirm += weight(row.Severity)
		}
		day, err := strconv.Atoi(strings.TrimPrefix(row.Day, "D+"))
		if err != nil {
			t.Fatal(err)
		}
		weeks[day/7]++
	}

	if candidates != 50 || weightedAll != 262 || weightedFirm != 146 {
		t.Errorf("%d candidates weighing %d, %d at level 2 and above; want 50, 262 and 146", candidates, weightedAll, weightedFirm)
	}
	for form, want := range map[string]int{"A": 20, "B": 9, "unknown": 17, "other": 4} {
		if accused[form] != want {
			t.Errorf("accused %s: %d, want %d", form, accused[form], want)
		}
	}
	for level, want := range map[int64]int{3: 19, 2: 8, 1: 18, 0: 5} {
		if levels[level] != want {
			t.Errorf("level %d: %d, want %d", level, levels[level], want)
		}
	}
	for week, want := range []int{8, 6, 9, 8, 5, 4, 5, 3, 2} {
		if weeks[week] != want {
			t.Errorf("week %d: %d, want %d", week+1, weeks[week], want)
		}
	}
}

// expectedReason returns why a row is not covered, or "" if it is a candidate.
func expectedReason(row exercise.Row) agreement.Reason {
	switch row.ID {
	case "E-01":
		return agreement.BeforeForce
	case "E-38", "E-39", "E-57":
		return agreement.ByExcluded
	case "E-36", "E-37":
		return agreement.LeftOutType
	case "E-10", "E-16", "E-45", "E-47", "E-52", "E-62":
		return agreement.NotAnAct
	}
	return ""
}

func accusedForm(accused string) string {
	switch accused {
	case "A", "B":
		return accused
	case "?":
		return "unknown"
	}
	return "other"
}

// TestLedgerReasons holds the sentences of the reports that the scenario's demonstration stops at.
func TestLedgerReasons(t *testing.T) {
	law := exerciseTerms(t)
	want := map[string]string{
		"E-01": "not yet in force",
		"E-15": "within 1000 m of line_west",
		"E-40": "notice was 90 minutes, and 120 are needed",
		"E-48": "window of silence W-01",
		"E-61": "possibly inside",
	}
	for _, row := range exerciseLedger(t) {
		j := agreement.Judge(law, row.Input())
		t.Logf("%s %s", row.ID, j.Why.Text)
		if fragment := want[row.ID]; !strings.Contains(j.Why.Text, fragment) {
			t.Errorf("%s: %q does not say %q", row.ID, j.Why.Text, fragment)
		}
	}
}
