package exercise_test

import (
	"bufio"
	"io/fs"
	"strings"
	"testing"

	"truce.example/agreement"
	"truce.example/exercise"
	"truce.example/geo"
)

func load(t *testing.T) *agreement.Agreement {
	t.Helper()
	a, problems := agreement.Load(exercise.SouthwestSyria())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return a
}

func TestTheExerciseSaysThatItIsOne(t *testing.T) {
	a := load(t)
	if !strings.Contains(a.Title.En, "EXERCISE") || !strings.Contains(a.Origin, "EXERCISE") {
		t.Errorf("title %q, origin %q", a.Title.En, a.Origin)
	}
}

func TestLedgerHasItsFactsAndInventions(t *testing.T) {
	rows, err := exercise.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	facts, obstructions := 0, 0
	for _, row := range rows {
		if row.Fact {
			facts++
		}
		if row.Type == "observer_obstruction" && row.ID != "E-17" { // turned back, so there is no delay to tell
			obstructions++
			if row.DelayMinutes == nil {
				t.Errorf("%s has no delay", row.ID)
			}
		}
		if local, err := agreement.ParseInstant(row.Local); err != nil || local != row.Happened {
			t.Errorf("%s: %s is not %s", row.ID, row.Local, row.Happened)
		}
	}
	if len(rows) != 62 || facts != 18 || obstructions != 3 {
		t.Errorf("%d rows, %d of them facts, %d delays; want 62, 18 and 3", len(rows), facts, obstructions)
	}
	if note := rows[4].Note; note != "drone heard and filmed; no exempt flight" {
		t.Errorf("the note of E-05 is %q", note)
	}
}

// TestEveryRowLiesWhereItsNameSays allows for the three decimals of the ledger.
func TestEveryRowLiesWhereItsNameSays(t *testing.T) {
	a := load(t)
	at := map[string]geo.Point{}
	for _, place := range a.Places {
		at[place.Name.En] = place.Point
	}
	rows, err := exercise.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		point, known := at[row.Place]
		if !known || geo.DistanceCm(point, row.Point) > 10_000 {
			t.Errorf("%s: %s is at %v in the gazetteer, %v in the ledger", row.ID, row.Place, point, row.Point)
		}
	}
}

// TestPlacesLieInTheArea repeats by machine what the scenario's authors checked on the map.
func TestPlacesLieInTheArea(t *testing.T) {
	a := load(t)
	var pocket geo.MultiPolygon
	for _, zone := range a.Zones {
		if zone.ID == "X1" {
			pocket = zone.Geometry
		}
	}
	inPocket := map[string]bool{"tasil": true, "ash-shajarah": true, "jillin": true, "hit": true}
	for _, place := range a.Places {
		if got := a.Area.Geometry.Contains(place.Point); got != (place.ID != "amman") {
			t.Errorf("%s lies in the area: %v", place.ID, got)
		}
		if got := pocket.Contains(place.Point); got != inPocket[place.ID] {
			t.Errorf("%s lies in the pocket: %v", place.ID, got)
		}
	}
}

func TestPlacesFileIsTheGazetteer(t *testing.T) {
	file, err := exercise.SouthwestSyria().Open("places.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Scan() // the names of the columns
	for _, place := range load(t).Places {
		if !lines.Scan() {
			t.Fatalf("places.csv ends before %s", place.ID)
		}
		columns := strings.Split(lines.Text(), ";")
		point, err := geo.ParsePoint(columns[4] + ", " + columns[5])
		if err != nil || columns[0] != place.ID || columns[1] != place.Name.En || point != place.Point {
			t.Errorf("%s stands beside %s: %v", lines.Text(), place.ID, err)
		}
	}
	if lines.Scan() {
		t.Errorf("places.csv has more: %s", lines.Text())
	}
}

func TestLinesHaveTheirLengths(t *testing.T) {
	for _, line := range load(t).Lines {
		want := map[string]int64{"line_west": 97, "line_east": 55, "line_suwayda": 65}[line.ID]
		if km := line.Geometry.LengthCm() / 100_000; km < want-2 || km > want+2 {
			t.Errorf("%s is %d km long, the scenario says about %d", line.ID, km, want)
		}
	}
}

func TestPeopleHaveCodeNamesAndSides(t *testing.T) {
	people, err := exercise.People()
	if err != nil {
		t.Fatal(err)
	}
	names, sides := map[string]bool{}, map[string]int{}
	for _, member := range people {
		if member.ID == "" || member.Name == "" || names[member.Name] || len(member.Roles) == 0 {
			t.Errorf("member %+v", member)
		}
		names[member.Name] = true
		sides[member.Side]++
	}
	for _, side := range []string{"A", "B", "G1", "G2", "G3"} {
		if sides[side] != 1 {
			t.Errorf("%d members act for %s, want 1", sides[side], side)
		}
	}
}

func TestWindowsSatisfyTheAgreement(t *testing.T) {
	windows, err := exercise.Windows()
	if err != nil || len(windows) != 1 {
		t.Fatalf("%d windows, %v", len(windows), err)
	}
	if flaws := load(t).CheckWindow(windows[0]); len(flaws) > 0 {
		t.Error(flaws)
	}
}

func TestFolderHoldsNothingElse(t *testing.T) {
	entries, err := fs.ReadDir(exercise.SouthwestSyria(), ".")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	if got := strings.Join(names, " "); got != "agreement.yaml control.csv details.csv flights.csv ledger.csv map.geojson people.yaml places.csv sites.csv tracks.csv windows.csv" {
		t.Errorf("the folder holds %s", got)
	}
}
