package observe_test

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"truce.example/desk"
	"truce.example/desk/desktest"
	"truce.example/desk/observe"
	"truce.example/exercise"
	"truce.example/record"
)

// ledger plays the sixty-two rows of the exercise into a world, as the demo does, and links the two accounts of case M.
func ledger(t *testing.T, w *desktest.World) {
	t.Helper()
	rows, err := exercise.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	entries := map[string]int64{}
	for _, row := range rows {
		entries[row.ID] = w.MustTell(desk.System(), "observe", ledgerReport(row))[0].Number
	}
	for _, account := range []string{"E-42", "E-43"} {
		w.MustTell(heron, "observe", &observe.Relate{From: entries[account], To: entries["E-41"], Relation: "account_of", Reason: "An account of the same shelling."})
	}
}

func ledgerReport(row exercise.Row) *observe.Allege {
	basis := "I"
	if row.Fact {
		basis = "F"
	}
	c := &observe.Allege{
		Channel: "other", Source: row.ReportedBy, Text: row.Type + " at " + row.Place, Note: row.Note, PlaceName: row.Place, Place: &row.Point,
		UncertaintyM: row.UncertaintyM, Start: record.Moment(row.Happened), Type: row.Type, Accused: row.Accused, Target: row.Target,
		NoticeMinutes: row.NoticeMinutes, Severity: row.Severity, Level: row.Level, ExternalID: row.ID, Dataset: "exercise", FactBasis: basis,
		Audience: record.Parties, ConfirmFar: true,
	}
	if row.DelayMinutes != nil {
		c.Quantities = map[string]int64{"delay_minutes": *row.DelayMinutes}
	}
	return c
}

func totals(t *testing.T, w *desktest.World, who desk.Who, query string) observe.Totals {
	t.Helper()
	var out observe.Totals
	if err := json.Unmarshal([]byte(w.MustAsk(who, "observe/totals"+query)), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTheLedgerIsCountedAsItsAuthorsExpect(t *testing.T) {
	w := world(t)
	ledger(t, w)
	got := totals(t, w, heron, "")
	for _, row := range []struct {
		what      string
		got, want int64
	}{
		{"rows", got.Rows, 62},
		{"published facts", got.Facts, 18},
		{"invented", got.Invented, 44},
		{"candidates", got.Candidates, 50},
		{"public number", got.Public, 48},
		{"candidates of level 2 and more", got.LevelTwoUp, 27},
		{"weighted", got.Weighted.All, 262},
		{"weighted from level 2", got.Weighted.LevelTwoUp, 146},
		{"before force", got.NotCovered["before_force"], 1},
		{"by the excluded group", got.NotCovered["excluded_group"], 3},
		{"no act", got.NotCovered["not_an_act"], 6},
		{"left out by type", got.NotCovered["left_out_type"], 2},
		{"obstructions", int64(len(got.Obstructions)), 4},
		{"minutes lost", got.MinutesLost, 43 + 128 + 1560},
	} {
		if row.got != row.want {
			t.Errorf("%s: %d, want %d", row.what, row.got, row.want)
		}
	}
	if want := map[string]int64{"0": 5, "1": 18, "2": 8, "3": 19}; !maps.Equal(got.ByLevel, want) {
		t.Errorf("by level %v, want %v", got.ByLevel, want)
	}
	if want := map[string]int64{"A": 20, "B": 9, "?": 17, "other": 4}; !maps.Equal(got.ByAccused, want) {
		t.Errorf("by accused %v, want %v", got.ByAccused, want)
	}
	var weeks []int64
	for _, week := range got.ByWeek {
		weeks = append(weeks, week.Count)
	}
	if want := []int64{8, 6, 9, 8, 5, 4, 5, 3, 2}; !slices.Equal(weeks, want) {
		t.Errorf("by week %v, want %v", weeks, want)
	}
	if len(got.LeftOut) != 2 || got.LeftOut[0].ExternalID != "E-36" || got.LeftOut[1].ExternalID != "E-37" {
		t.Errorf("left out by type: %v", got.LeftOut)
	}
}

func TestWhatIsRetractedIsInNoCount(t *testing.T) {
	w := world(t)
	ledger(t, w)
	report := w.MustTell(heron, "observe", shelling10())[0].Number
	before := totals(t, w, heron, "")
	w.MustTell(heron, "observe", &observe.Retract{Report: report, Reason: "Entered twice."})
	after := totals(t, w, heron, "")
	if after.Candidates != before.Candidates-1 || after.Retracted != 1 || after.Rows != before.Rows {
		t.Errorf("before %d candidates of %d rows, after %d of %d with %d retracted", before.Candidates, before.Rows, after.Candidates, after.Rows, after.Retracted)
	}
}

// shelling10 is a shelling as an officer enters it from a telephone call.
func shelling10() *observe.Allege {
	c := shelling()
	c.Channel, c.Source = "ngo", "a relief worker"
	return c
}
