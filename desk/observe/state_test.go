package observe

import (
	"reflect"
	"runtime"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/exercise"
	"truce.example/geo"
	"truce.example/record"
)

// applied is a state that has been shown n reports of fifty members.
func applied(n int) *state {
	s := newState(nil)
	members := [...]string{"heron", "falcon", "swift", "olive", "almond"}
	for i := range n {
		fact := &Alleged{Receiver: members[i%len(members)], Accuser: "B", Type: "mortar"}
		s.Apply(record.Entry{Number: int64(2 * i), Audience: "mission,party:B", Fact: fact})
	}
	return s
}

func TestAReportTakesLittleMemory(t *testing.T) {
	const reports = 300_000
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	s := applied(reports)
	runtime.GC()
	runtime.ReadMemStats(&after)
	each := float64(after.HeapAlloc-before.HeapAlloc) / reports
	t.Logf("%.1f bytes per report", each)
	if each > 64 {
		t.Errorf("a report takes %.1f bytes, more than 64", each)
	}
	if r, ok := s.report(2 * (reports - 1)); !ok || s.names.text(r.receiver) != "almond" {
		t.Error("the last report is not found")
	}
}

func TestForgettingAReportChangesNoLaterDecision(t *testing.T) {
	whole := Alleged{Receiver: "heron", Accuser: "B", Type: "mortar", Text: "secret", Note: "secret"}
	residue := whole.Residue().(Alleged)
	if residue.Text != "" || residue.Note != "" {
		t.Errorf("content stays behind: %+v", residue)
	}
	remember := func(fact Alleged) report {
		s := newState(nil)
		s.Apply(record.Entry{Number: 7, Audience: record.Mission, Fact: &fact})
		return s.reports[0]
	}
	if live, folded := remember(whole), remember(residue); live != folded {
		t.Errorf("live %+v, folded after forgetting %+v", live, folded)
	}
}

func TestFoldedAgainTheStateIsTheSame(t *testing.T) {
	facts := []any{
		&Alleged{Receiver: "heron", Type: "mortar"}, &Retracted{Report: 0}, &PatrolPlanned{Team: "P-1", AlarmMinutes: 90},
		&PatrolDeparted{Patrol: 2, At: 1000}, &ContactMissed{Patrol: 2, Deadline: 5_401_000}, &SOSRaised{Team: "P-1"},
		&WeaponsDeclared{Party: "A"}, &WithdrawalSet{Party: "A"},
	}
	show := func(s *state) {
		for i, f := range facts {
			s.Apply(record.Entry{Number: int64(i), Audience: record.Mission, Fact: f})
		}
	}
	live := newState(nil)
	show(live)
	folded := newState(nil)
	show(folded)
	folded.Reset()
	show(folded)
	if !reflect.DeepEqual(live, folded) {
		t.Errorf("live %+v, folded %+v", live, folded)
	}
}

func TestACoarsePlaceHidesTheExactOne(t *testing.T) {
	for _, row := range []struct {
		name string
		p    geo.Point
	}{
		{"in the Levant", geo.Point{Lat: 326_212_345, Lon: 361_712_345}},
		{"far north", geo.Point{Lat: 690_000_001, Lon: 330_000_001}},
		{"south and west", geo.Point{Lat: -326_212_345, Lon: -701_712_345}},
		{"at the pole", geo.Point{Lat: 900_000_000, Lon: 5}},
	} {
		const size = 5_000
		coarse := coarsened(row.p, size)
		if away := geo.DistanceCm(row.p, coarse); away > size*71 {
			t.Errorf("%s: the middle of the square is %d m away", row.name, away/100)
		}
		if again := coarsened(coarse, size); again != coarse {
			t.Errorf("%s: the middle of the square lies in another one, %s and %s", row.name, coarse, again)
		}
	}
}

func BenchmarkDecide(b *testing.B) {
	a, problems := agreement.Load(exercise.SouthwestSyria())
	if a == nil {
		b.Fatal(problems)
	}
	terms := agreement.NewTerms(a, exercise.StatusHistory(), nil, 0)
	s := newState(func(record.Moment, int64) *agreement.Terms { return terms })
	officer := desk.Who{Member: "heron", Kind: "mission"}
	place := examplePlace
	now := time.Date(2017, 7, 14, 0, 0, 0, 0, time.UTC)
	do := &Allege{Channel: "ngo", Text: "Three mortar rounds fell.", PlaceName: "Dar'a", Place: place, UncertaintyM: 500, Start: record.At(now.Add(-time.Hour)), Type: "mortar", Accused: "A"}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Decide(now, officer, do); err != nil {
			b.Fatal(err)
		}
	}
}
