package observe_test

import (
	"strings"
	"testing"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/desktest"
	"truce.example/desk/observe"
	"truce.example/exercise"
	"truce.example/geo"
	"truce.example/record"
)

// The people of the tests.
var (
	heron  = desk.Who{Member: "heron", Kind: "mission", Roles: []string{"duty_officer"}, Known: record.BySession}
	quartz = desk.Who{Member: "quartz", Kind: "mission", Roles: []string{"analyst"}, Known: record.BySession}
	cedar  = desk.Who{Member: "cedar", Kind: "mission", Roles: []string{"chair"}, Known: record.BySession}
	olive  = desk.Who{Member: "olive", Kind: "party", Party: "A", Roles: []string{"party_liaison"}, Known: record.BySession}
	almond = desk.Who{Member: "almond", Kind: "party", Party: "B", Roles: []string{"party_liaison"}, Known: record.BySession}
)

// scenarioLaw is the exercise's agreement as it is once everything about it is known.
func scenarioLaw(t testing.TB) observe.Law {
	t.Helper()
	a, problems := agreement.Load(exercise.SouthwestSyria())
	if a == nil {
		t.Fatalf("the exercise's agreement does not load: %v", problems)
	}
	windows, err := exercise.Windows()
	if err != nil {
		t.Fatal(err)
	}
	terms := agreement.NewTerms(a, exercise.StatusHistory(), windows, 0)
	return func(record.Moment, int64) *agreement.Terms { return terms }
}

func world(t testing.TB) *desktest.World {
	t.Helper()
	return desktest.New(t, observe.New(scenarioLaw(t)))
}

func moment(text string) record.Moment {
	m, err := record.ParseMoment(text)
	if err != nil {
		panic(err)
	}
	return m
}

func point(text string) *geo.Point {
	p, err := geo.ParsePoint(text)
	if err != nil {
		panic(err)
	}
	return &p
}

// shelling is a complaint of party B that no rule objects to.
func shelling() *observe.Allege {
	return &observe.Allege{
		Text: "Three mortar rounds fell at the northern edge.", PlaceName: "al-Naima", Place: point("32.620, 36.170"), PlacePrecision: 2,
		TimeText: "about 23:50", Start: moment("2017-07-13T23:50+03:00"), Type: "mortar", Accused: "A",
	}
}

func TestAReportIsJudgedInTheSameBreath(t *testing.T) {
	w := world(t)
	entries := w.MustTell(almond, "observe", shelling())
	if len(entries) != 2 {
		t.Fatalf("a report and its judgement are two facts, not %d", len(entries))
	}
	report, judged := entries[0].Fact.(*observe.Alleged), entries[1].Fact.(*observe.Judged)
	if judged.Outcome != agreement.Candidate || judged.Primary != "C3" {
		t.Errorf("judged %s under %q: %s", judged.Outcome, judged.Primary, judged.Why.Text)
	}
	if report.Accuser != "B" || report.Channel != "party" || report.UncertaintyM != 5000 {
		t.Errorf("the report was completed as %+v", report)
	}
	for _, e := range entries {
		if e.Audience != record.Audiences(record.Mission, record.ToParty("B")) {
			t.Errorf("entry %d may be read by %q", e.Number, e.Audience)
		}
	}
	if n, err := entries[1].RefEntry(0); err != nil || n != entries[0].Number {
		t.Errorf("the judgement refers to entry %d, %v", n, err)
	}
	if page := w.MustAsk(almond, "observe/reports/0"); !strings.Contains(page, `"clause":"C3"`) {
		t.Errorf("B reads of its report: %s", page)
	}
	if _, err := w.Ask(olive, "observe/reports/0"); err == nil {
		t.Error("A reads B's report before it is shared")
	}
}
