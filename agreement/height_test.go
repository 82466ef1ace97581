package agreement_test

import (
	"reflect"
	"strings"
	"testing"

	"truce.example/agreement"
	"truce.example/exercise"
	"truce.example/geo"
)

// changed is the exercise's law with changes.
func changed(t testing.TB, change func(a *agreement.Agreement)) *agreement.Terms {
	t.Helper()
	a, err := agreement.Unpack(exerciseTerms(t).Agreement().Pack())
	if err != nil {
		t.Fatal(err)
	}
	change(a)
	return agreement.NewTerms(a, exercise.StatusHistory(), nil, 7)
}

func TestFlightsAreJudgedByTheHeightThatIsStated(t *testing.T) {
	ft := func(n, doubt int64, datum string) *agreement.StatedHeight {
		return &agreement.StatedHeight{Ft: n, UncertaintyFt: doubt, Datum: datum}
	}
	for _, row := range []struct {
		name           string
		floor, ceiling *agreement.Height
		height         *agreement.StatedHeight
		outcome        agreement.Outcome
		reason         agreement.Reason
		says           string
	}{
		{"no height stated: judged by the place alone", &agreement.Height{Ft: 10_000, Datum: "FL"}, nil, nil, agreement.Candidate, "inside", "NFZ-1"},
		{"zero feet is a height, and below the floor", &agreement.Height{Ft: 500, Datum: "AGL"}, nil, ft(0, 0, "SFC"), agreement.NotCovered, agreement.OutsideHeight, "the height, SFC, is not between 500 ft AGL and UNL"},
		{"below the ceiling", nil, &agreement.Height{Ft: 20_000, Datum: "FL"}, ft(15_000, 0, "FL"), agreement.Candidate, "inside", "FL150, lies between the floor SFC and the ceiling FL200"},
		{"at the ceiling", nil, &agreement.Height{Ft: 20_000, Datum: "FL"}, ft(20_000, 0, "FL"), agreement.Candidate, "inside", "ceiling FL200"},
		{"a foot above the ceiling", nil, &agreement.Height{Ft: 20_000, Datum: "FL"}, ft(20_001, 0, "FL"), agreement.NotCovered, agreement.OutsideHeight, "20001 ft FL"},
		{"at the floor", &agreement.Height{Ft: 500, Datum: "AGL"}, nil, ft(500, 0, "SFC"), agreement.Candidate, "inside", "floor 500 ft AGL"},
		{"perhaps above the ceiling", nil, &agreement.Height{Ft: 20_000, Datum: "FL"}, ft(19_800, 500, "FL"), agreement.Candidate, "possible", "FL198 ±500 ft, may lie on either side"},
		{"surely above, doubt and all", nil, &agreement.Height{Ft: 20_000, Datum: "FL"}, ft(21_000, 500, "FL"), agreement.NotCovered, agreement.OutsideHeight, "FL210 ±500 ft"},
		{"above the ground, and a ceiling in flight levels", nil, &agreement.Height{Ft: 20_000, Datum: "FL"}, ft(3_000, 0, "AGL"), agreement.Undetermined, agreement.HeightUnclear, "does not compare"},
		{"above the sea, and a ceiling above the ground", nil, &agreement.Height{Ft: 1_000, Datum: "AGL"}, ft(900, 0, "AMSL"), agreement.Undetermined, agreement.HeightUnclear, "900 ft AMSL"},
		{"above the ground from the surface to no limit", &agreement.Height{Datum: "SFC"}, nil, ft(3_000, 0, "AGL"), agreement.Candidate, "inside", "ceiling UNL"},
		{"any datum from the surface to no limit", &agreement.Height{Datum: "SFC"}, nil, ft(30_000, 0, "AMSL"), agreement.Candidate, "inside", "30000 ft AMSL"},
		{"surely below one bound, though the other does not compare", &agreement.Height{Ft: 500, Datum: "AGL"}, &agreement.Height{Ft: 20_000, Datum: "FL"}, ft(100, 0, "AGL"), agreement.NotCovered, agreement.OutsideHeight, "100 ft AGL"},
		{"a zone without heights", nil, nil, ft(50_000, 0, "AMSL"), agreement.Candidate, "inside", "NFZ-1"},
	} {
		t.Run(row.name, func(t *testing.T) {
			law := changed(t, func(a *agreement.Agreement) {
				for i := range a.Zones {
					if a.Zones[i].ID == "NFZ-1" {
						a.Zones[i].Floor, a.Zones[i].Ceiling = row.floor, row.ceiling
					}
				}
			})
			in := mortarAtNoon(t)
			in.Type, in.Height = "air_event", row.height
			j := agreement.Judge(law, in)
			if j.Outcome != row.outcome || j.Reason != row.reason || !strings.Contains(j.Why.Text, row.says) || strings.Contains(j.Why.Text, "{") {
				t.Errorf("%s, %s: %s", j.Outcome, j.Reason, j.Why.Text)
			}
			if old, _ := agreement.JudgeAs(1, law, in); old.Outcome != agreement.Candidate || old.RuleVersion != 1 {
				t.Errorf("version 1 looks at heights: %s", old.Why.Text)
			}
		})
	}
}

// What was judged by version 1 comes out the same by it, and the ledger, which states no heights, the same by both.
func TestTheLedgerIsJudgedAlikeByBothVersions(t *testing.T) {
	law := exerciseTerms(t)
	for _, row := range exerciseLedger(t) {
		first, ok1 := agreement.JudgeAs(1, law, row.Input())
		second, ok2 := agreement.JudgeAs(2, law, row.Input())
		second.RuleVersion = 1
		if !ok1 || !ok2 || !reflect.DeepEqual(first, second) {
			t.Errorf("%s: %s by version 1, %s by version 2", row.ID, first.Why.Text, second.Why.Text)
		}
	}
}

func TestForcesAreJudgedByTheSideOfTheLine(t *testing.T) {
	points := func(texts ...string) geo.Line {
		var ps []geo.Point
		for _, text := range texts {
			ps = append(ps, place(t, text))
		}
		l, err := geo.NewLine(ps)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	// The line goes north, so that its left is the west: side A's.
	law := changed(t, func(a *agreement.Agreement) {
		a.Lines = append(a.Lines, agreement.Line{ID: "north", Kind: "contact", Version: 1, SideA: "A", SideB: "B", Geometry: points("32.60, 36.20", "32.70, 36.20", "32.80, 36.20")})
		for i := range a.Clauses {
			if a.Clauses[i].No == "C2" {
				a.Clauses[i].Exemptions = nil
				a.Clauses[i].Tests = []agreement.Test{{Acts: []agreement.Act{"ADVANCE", "OCCUPY"}, Place: agreement.Place{Beyond: []string{"north"}}}}
			}
		}
	})
	for _, row := range []struct {
		name, accused, place string
		uncertaintyM         int64
		outcome              agreement.Outcome
		reason               agreement.Reason
	}{
		{"A in the west, on its own side", "A", "32.70, 36.15", 100, agreement.NotCovered, agreement.OutsidePlace},
		{"A in the east", "A", "32.70, 36.25", 100, agreement.Candidate, "inside"},
		{"B in the west", "B", "32.70, 36.15", 100, agreement.Candidate, "inside"},
		{"B in the east, on its own side", "B", "32.70, 36.25", 100, agreement.NotCovered, agreement.OutsidePlace},
		{"A on its own side as far as is known", "A", "32.70, 36.15", 6000, agreement.Candidate, "possible"},
		{"A within the tolerance of the line", "A", "32.70, 36.2005", 10, agreement.Candidate, "within_tolerance"},
		{"nobody knows whom", "?", "32.70, 36.15", 100, agreement.Candidate, "possible"},
		{"beyond the end of the line, which goes straight on", "A", "32.55, 36.25", 100, agreement.Candidate, "inside"},
	} {
		in := mortarAtNoon(t)
		in.Type, in.Accused, in.Place, in.UncertaintyM = "advance", row.accused, place(t, row.place), row.uncertaintyM
		j := agreement.Judge(law, in)
		hit := j.Clauses
		if row.outcome == agreement.Candidate {
			if len(hit) == 0 || hit[0].Clause != "C2" || j.Reason != row.reason || !strings.Contains(j.Why.Text, "beyond north") {
				t.Errorf("%s: %s, %s, %s: %s", row.name, j.Outcome, j.Reason, j.Primary, j.Why.Text)
			}
			continue
		}
		if j.Outcome != row.outcome || j.Reason != row.reason {
			t.Errorf("%s: %s, %s: %s", row.name, j.Outcome, j.Reason, j.Why.Text)
		}
	}
}
