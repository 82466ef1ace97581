package observe_test

import (
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

// shelling10 is a shelling as an officer enters it from a telephone call.
func shelling10() *observe.Allege {
	c := shelling()
	c.Channel, c.Source = "ngo", "a relief worker"
	return c
}
