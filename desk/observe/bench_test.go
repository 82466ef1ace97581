package observe

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/exercise"
	"truce.example/record"
	"truce.example/view"
)

// BenchmarkApply shows the tables 64 reports with their judgements, in one transaction.
func BenchmarkApply(b *testing.B) {
	a, problems := agreement.Load(exercise.SouthwestSyria())
	if a == nil {
		b.Fatal(problems)
	}
	terms := agreement.NewTerms(a, exercise.StatusHistory(), nil, 0)
	s := newState(func(record.Moment, int64) *agreement.Terms { return terms })
	now := time.Date(2017, 7, 14, 0, 0, 0, 0, time.UTC)
	do := &Allege{Channel: "ngo", Text: "Three mortar rounds fell near the silo.", PlaceName: "Dar'a", Place: examplePlace, UncertaintyM: 500, Start: record.At(now.Add(-time.Hour)), Type: "mortar", Accused: "A"}
	drafts, err := s.Decide(now, desk.Who{Member: "heron", Kind: "mission"}, do)
	if err != nil {
		b.Fatal(err)
	}
	alleged, judged := drafts[0].Fact.(Alleged), drafts[1].Fact.(Judged)
	engine, err := view.Open(filepath.Join(b.TempDir(), "views.db"), newView())
	if err != nil {
		b.Fatal(err)
	}
	defer engine.Close()
	b.ReportAllocs()
	for b.Loop() {
		var entries []record.Entry
		for range 64 {
			n := engine.Entry() + int64(len(entries))
			entries = append(entries,
				record.Entry{Number: n, Status: record.Open, Kind: "observe.alleged/1", Audience: drafts[0].Audience, Fact: &alleged},
				record.Entry{Number: n + 1, Part: 1, Status: record.Open, Kind: "observe.judged/1", Audience: drafts[1].Audience, Fact: &judged, Refs: []record.Ref{{Entry: n}}})
		}
		if err := engine.Apply(context.Background(), entries); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(64*b.N), "µs/report")
}
