package agreement_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"truce.example/agreement"
	"truce.example/exercise"
	"truce.example/geo"
)

// ms returns a moment in milliseconds.
func ms(t testing.TB, text string) int64 {
	t.Helper()
	instant, err := agreement.ParseInstant(text)
	if err != nil {
		t.Fatal(err)
	}
	return int64(instant)
}

func place(t testing.TB, text string) geo.Point {
	t.Helper()
	p, err := geo.ParsePoint(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// mortarAtNoon is a report that is a candidate of C3; the tests change one thing in it.
func mortarAtNoon(t testing.TB) agreement.Input {
	noon := ms(t, "2017-08-01T09:00Z")
	return agreement.Input{
		Type: "mortar", StartMs: noon, EndMs: noon, TimeKnown: true,
		HasPlace: true, Place: place(t, "32.62, 36.17"), UncertaintyM: 100, Accused: "A",
	}
}

func TestJudge(t *testing.T) {
	minutes := func(n int64) *int64 { return &n }
	strikeOnX := func(in *agreement.Input) {
		in.Type, in.Target, in.Place, in.NoticeMinutes = "airstrike", "X", place(t, "32.80, 35.92"), minutes(120)
	}
	tests := []struct {
		name    string
		change  func(*agreement.Input)
		outcome agreement.Outcome
		reason  agreement.Reason
		clause  string
	}{
		{"fire inside the area", func(*agreement.Input) {}, agreement.Candidate, "inside", "C3"},
		{"an unknown type", func(in *agreement.Input) { in.Type = "rumour" }, agreement.NotCovered, agreement.NoClause, ""},
		{"a type that no clause speaks of", func(in *agreement.Input) { in.Type = "looting" }, agreement.NotCovered, agreement.NoClause, ""},
		{"a statement", func(in *agreement.Input) { in.Type = "statement" }, agreement.NotCovered, agreement.NotAnAct, ""},
		{"an excluded group by its alias", func(in *agreement.Input) { in.Accused = "islamic  state" }, agreement.NotCovered, agreement.ByExcluded, ""},
		{"the last millisecond before force", func(in *agreement.Input) {
			in.StartMs = ms(t, "2017-07-09T09:00Z") - 1
			in.EndMs = in.StartMs
		}, agreement.NotCovered, agreement.BeforeForce, ""},
		{"the first millisecond in force", func(in *agreement.Input) {
			in.StartMs = ms(t, "2017-07-09T09:00Z")
			in.EndMs = in.StartMs
		}, agreement.Candidate, "inside", "C3"},
		{"a day on which it came into force", func(in *agreement.Input) {
			in.StartMs, in.EndMs = ms(t, "2017-07-08T21:00Z"), ms(t, "2017-07-09T20:59Z")
		}, agreement.Undetermined, agreement.TimeUnclear, ""},
		{"such a day, but by an excluded group", func(in *agreement.Input) {
			in.StartMs, in.EndMs, in.Accused = ms(t, "2017-07-08T21:00Z"), ms(t, "2017-07-09T20:59Z"), "X"
		}, agreement.NotCovered, agreement.ByExcluded, ""},
		{"such a day, but far outside", func(in *agreement.Input) {
			in.StartMs, in.EndMs, in.Place = ms(t, "2017-07-08T21:00Z"), ms(t, "2017-07-09T20:59Z"), place(t, "35.438, 36.651")
		}, agreement.NotCovered, agreement.OutsidePlace, ""},
		{"no time", func(in *agreement.Input) { in.TimeKnown = false }, agreement.Undetermined, agreement.TimeUnclear, ""},
		{"no place", func(in *agreement.Input) { in.HasPlace = false }, agreement.Undetermined, agreement.PlaceUnknown, ""},
		{"no place, but before force", func(in *agreement.Input) {
			in.HasPlace, in.StartMs, in.EndMs = false, ms(t, "2017-01-01T00:00Z"), ms(t, "2017-01-02T00:00Z")
		}, agreement.NotCovered, agreement.BeforeForce, ""},
		{"the moment of the end", func(in *agreement.Input) {
			in.StartMs = ms(t, "2018-01-09T09:00Z")
			in.EndMs = in.StartMs
		}, agreement.NotCovered, agreement.AfterEnd, ""},
		{"outside the area", func(in *agreement.Input) { in.Place = place(t, "31.954, 35.931") }, agreement.NotCovered, agreement.OutsidePlace, ""},
		{"a trench 2.8 km from the line, exactly placed", func(in *agreement.Input) {
			in.Type, in.Place = "position_new", place(t, "33.13, 36.05")
		}, agreement.NotCovered, agreement.OutsidePlace, ""},
		{"the same trench, placed by a town", func(in *agreement.Input) {
			in.Type, in.Place, in.UncertaintyM = "position_new", place(t, "33.13, 36.05"), 5000
		}, agreement.Candidate, "possible", "C5"},
		{"a trench within the tolerance of the kilometre", func(in *agreement.Input) {
			in.Type, in.Place, in.UncertaintyM = "position_new", place(t, "33.1192, 36.034"), 10
		}, agreement.Candidate, "within_tolerance", "C5"},
		{"a foreign force of a side that the clause does not bind", func(in *agreement.Input) {
			in.Type, in.Accused = "foreign_force_seen", "B"
		}, agreement.NotCovered, agreement.NoClause, ""},
		{"a foreign force of nobody knows whom", func(in *agreement.Input) {
			in.Type, in.Accused = "foreign_force_seen", "?"
		}, agreement.Candidate, "inside", "C12"},
		{"observers held up for 15 minutes", func(in *agreement.Input) {
			in.Type, in.Quantities = "observer_obstruction", map[string]int64{"delay_minutes": 15}
		}, agreement.NotCovered, agreement.NoClause, ""},
		{"observers held up for 16 minutes", func(in *agreement.Input) {
			in.Type, in.Quantities = "observer_obstruction", map[string]int64{"delay_minutes": 16}
		}, agreement.Candidate, "inside", "C10"},
		{"action against the group in its polygon with notice", strikeOnX, agreement.NotCovered, agreement.Exempt, ""},
		{"with a minute's notice too little", func(in *agreement.Input) {
			strikeOnX(in)
			in.NoticeMinutes = minutes(119)
		}, agreement.Candidate, "inside", "C6"},
		{"with no notice known", func(in *agreement.Input) {
			strikeOnX(in)
			in.NoticeMinutes = nil
		}, agreement.Candidate, "inside", "C6"},
		{"with notice, but outside the polygon", func(in *agreement.Input) {
			strikeOnX(in)
			in.Place = place(t, "32.89, 36.04")
		}, agreement.Candidate, "inside", "C6"},
		{"with notice, but perhaps outside the polygon", func(in *agreement.Input) {
			strikeOnX(in)
			in.UncertaintyM = 20_000
		}, agreement.Candidate, "possible", "C6"},
		{"with notice, but against nobody named", func(in *agreement.Input) {
			strikeOnX(in)
			in.Target = ""
		}, agreement.Candidate, "inside", "C6"},
		{"a notified humanitarian flight", func(in *agreement.Input) {
			in.Type, in.Exemption, in.NoticeMinutes = "air_event", "EX-HUM", minutes(360)
		}, agreement.NotCovered, agreement.Exempt, ""},
		{"a flight that claims the exemption of guarantors", func(in *agreement.Input) {
			in.Type, in.Exemption, in.NoticeMinutes = "air_event", "EX-GUARANTOR", minutes(360)
		}, agreement.Candidate, "inside", "C6"},
		{"Side B enters the ground that Annex 3 names it for", func(in *agreement.Input) {
			in.Type, in.Accused, in.Place = "advance", "B", place(t, "32.80, 35.92")
		}, agreement.NotCovered, agreement.Exempt, ""},
		{"Side A enters it", func(in *agreement.Input) {
			in.Type, in.Place = "advance", place(t, "32.80, 35.92")
		}, agreement.Candidate, "inside", "C13"},
		{"fire in an open window of silence", func(in *agreement.Input) {
			in.StartMs = ms(t, "2017-08-16T05:00Z")
			in.EndMs, in.Place = in.StartMs, place(t, "32.612, 36.094")
		}, agreement.Candidate, "inside", "C8"},
		{"fire as the window has closed", func(in *agreement.Input) {
			in.StartMs = ms(t, "2017-08-16T11:00Z")
			in.EndMs, in.Place = in.StartMs, place(t, "32.612, 36.094")
		}, agreement.Candidate, "inside", "C3"},
		{"an attack on aid is first of all one on aid", func(in *agreement.Input) { in.Type = "aid_attacked" }, agreement.Candidate, "inside", "C9"},
	}
	law := exerciseTerms(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			in := mortarAtNoon(t)
			test.change(&in)
			j := agreement.Judge(law, in)
			if j.Outcome != test.outcome || j.Reason != test.reason || j.Primary != test.clause {
				t.Errorf("%s, %s, %q: %s", j.Outcome, j.Reason, j.Primary, j.Why.Text)
			}
			if strings.Contains(j.Why.Text, "{") || j.Why.Text == "" {
				t.Errorf("the reason has a gap: %q", j.Why.Text)
			}
		})
	}
}

func TestJudgeListsEveryClauseThatIsTouched(t *testing.T) {
	in := mortarAtNoon(t)
	in.Type = "aid_attacked"
	var clauses []string
	for _, hit := range agreement.Judge(exerciseTerms(t), in).Clauses {
		clauses = append(clauses, hit.Clause)
	}
	if !slices.Equal(clauses, []string{"C9", "C3"}) {
		t.Errorf("clauses %v, want C9 and C3", clauses)
	}
}

func TestJudgeWhileSuspended(t *testing.T) {
	changes := append(exercise.StatusHistory(),
		agreement.StatusChange{Status: agreement.Suspended, At: agreement.Instant(ms(t, "2017-08-01T00:00Z"))},
		agreement.StatusChange{Status: agreement.InForce, At: agreement.Instant(ms(t, "2017-08-02T00:00Z"))})
	law := agreement.NewTerms(exerciseTerms(t).Agreement(), changes, nil, 9)
	in := mortarAtNoon(t)
	if j := agreement.Judge(law, in); j.Reason != agreement.WhenSuspended {
		t.Errorf("while suspended: %s, %s", j.Outcome, j.Reason)
	}
	in.EndMs = ms(t, "2017-08-02T00:00Z")
	if j := agreement.Judge(law, in); j.Reason != agreement.TimeUnclear {
		t.Errorf("until the moment of resumption: %s, %s", j.Outcome, j.Reason)
	}
	in.StartMs = in.EndMs
	if j := agreement.Judge(law, in); j.Outcome != agreement.Candidate || j.TermsEntry != 9 {
		t.Errorf("after it was resumed: %s, %s by entry %d", j.Outcome, j.Reason, j.TermsEntry)
	}
}

func TestWindowBindsOnlyWhenBothSidesGuaranteeIt(t *testing.T) {
	windows, err := exercise.Windows()
	if err != nil {
		t.Fatal(err)
	}
	windows[0].Guarantees = []string{"A"}
	law := agreement.NewTerms(exerciseTerms(t).Agreement(), exercise.StatusHistory(), windows, 8)
	in := mortarAtNoon(t)
	in.StartMs = ms(t, "2017-08-16T05:00Z")
	in.EndMs, in.Place = in.StartMs, windows[0].Centre
	if j := agreement.Judge(law, in); j.Primary != "C3" {
		t.Errorf("the window of one side counts: %s", j.Why.Text)
	}
}

func TestSides(t *testing.T) {
	law := exerciseTerms(t)
	tests := []struct {
		accused   string
		side      string
		certainty agreement.SideCertainty
	}{
		{"A", "A", agreement.SideReported},
		{"government of syria", "A", agreement.SideReported},
		{"B-DARA", "B", agreement.SideReported},
		{"الطرف ب", "B", agreement.SideReported},
		{"G1", "G1", agreement.SideReported},
		{"A?", "A", agreement.SideUncertain},
		{"B ?", "B", agreement.SideUncertain},
		{"A allied", "A", agreement.SideAllied},
		{"both", "", agreement.SideSeveral},
		{"?", "", agreement.SideUnknown},
		{"", "", agreement.SideUnknown},
		{"-", "", agreement.SideNone},
		{"Civilians", "", agreement.SideUnlisted},
		{"X?", "", agreement.SideExcluded},
		{"HTS, IS", "", agreement.SideExcluded},
		{"Southern Front, Syrian insurgents", "B", agreement.SideReported},
		{"HTS, Southern Front", "", agreement.SideSeveral},
		{"Civilians, Nobody", "", agreement.SideUnlisted},
		{",", "", agreement.SideUnknown},
	}
	for _, test := range tests {
		in := mortarAtNoon(t)
		in.Accused = test.accused
		if j := agreement.Judge(law, in); j.Side != test.side || j.SideCertainty != test.certainty {
			t.Errorf("%q is side %q, %s; want %q, %s", test.accused, j.Side, j.SideCertainty, test.side, test.certainty)
		}
	}
}

func TestJudgeWithoutLaw(t *testing.T) {
	if j := agreement.Judge(nil, mortarAtNoon(t)); j.Outcome != agreement.NotCovered || j.Reason != agreement.NoLaw {
		t.Errorf("%s, %s", j.Outcome, j.Reason)
	}
}

func TestJudgeAsAnUnknownVersion(t *testing.T) {
	if _, known := agreement.JudgeAs(agreement.RuleVersion+1, nil, agreement.Input{}); known {
		t.Error("a version of the future is known")
	}
	law, in := exerciseTerms(t), mortarAtNoon(t)
	if j, known := agreement.JudgeAs(agreement.RuleVersion, law, in); !known || !reflect.DeepEqual(j, agreement.Judge(law, in)) {
		t.Error("the current version judges otherwise by its number")
	}
}

// TestJudgementsSurviveTheirEncodings judges the ledger again from what was stored, by a law that was stored too.
func TestJudgementsSurviveTheirEncodings(t *testing.T) {
	law := exerciseTerms(t)
	stored, err := agreement.Unpack(law.Agreement().Pack())
	if err != nil {
		t.Fatal(err)
	}
	again := agreement.NewTerms(stored, law.Changes(), law.Windows(), law.Entry())
	for _, row := range exerciseLedger(t) {
		j := agreement.Judge(law, row.Input())
		packed, err := cbor.Marshal(j)
		if err != nil {
			t.Fatal(err)
		}
		var fromCBOR, fromJSON agreement.Judgement
		if err := cbor.Unmarshal(packed, &fromCBOR); err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(j)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &fromJSON); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(fromCBOR, j) || !reflect.DeepEqual(fromJSON, j) {
			t.Errorf("%s: read back as %+v and %+v", row.ID, fromCBOR, fromJSON)
		}
		if second := agreement.Judge(again, fromCBOR.Inputs); !reflect.DeepEqual(second, j) {
			t.Errorf("%s: judged again as %+v", row.ID, second)
		}
	}
}

func BenchmarkJudge(b *testing.B) {
	law, in := exerciseTerms(b), mortarAtNoon(b)
	in.Type = "position_new"
	for b.Loop() {
		agreement.Judge(law, in)
	}
}
