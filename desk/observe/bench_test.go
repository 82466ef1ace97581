package observe

import (
	"context"
	"flag"
	"math/rand/v2"
	"net/url"
	"path/filepath"
	"strconv"
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

var rows = flag.Int("rows", 20_000, "reports of BenchmarkHistogram")

// BenchmarkHistogram counts many reports of four years, of which the reader may see nine in ten.
func BenchmarkHistogram(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	d := newView()
	path := filepath.Join(b.TempDir(), "views.db")
	engine, err := view.OpenNew(path+".new", d)
	if err != nil {
		b.Fatal(err)
	}
	for n := int64(0); n < int64(*rows)*2; {
		var entries []record.Entry
		for range 4096 {
			start, at := record.Moment(1_400_000_000_000+r.Int64N(126_000_000)*1000), examplePlace
			audience := record.Audience("mission")
			if r.IntN(10) == 0 {
				audience = "party:B"
			}
			entries = append(entries,
				record.Entry{Number: n, Status: record.Open, Kind: "observe.alleged/1", Audience: audience, Recorded: start, Fact: &Alleged{Type: "mortar", Start: start, End: start, Place: at, Text: "Three rounds fell."}},
				record.Entry{Number: n + 1, Part: 1, Status: record.Open, Kind: "observe.judged/1", Audience: audience, Refs: []record.Ref{{Entry: n}}, Fact: &Judged{
					Judgement: agreement.Judgement{Outcome: agreement.Candidate, Primary: "C" + strconv.Itoa(1+r.IntN(9))},
				}})
			n += 2
		}
		if err := engine.Apply(context.Background(), entries); err != nil {
			b.Fatal(err)
		}
	}
	if err := engine.Close(); err != nil {
		b.Fatal(err)
	}
	if err := view.Replace(path, path+".new"); err != nil {
		b.Fatal(err)
	}
	if engine, err = view.Open(path, d); err != nil {
		b.Fatal(err)
	}
	defer engine.Close()
	who := desk.Who{Member: "heron", Kind: "mission"}
	for _, query := range []string{"", "bin=week&primary=C3", "bin=hour&from=2016-05-01T00:00:00Z&to=2016-05-05T00:00:00Z"} {
		b.Run(query, func(b *testing.B) {
			for b.Loop() {
				params, _ := url.ParseQuery(query)
				if _, err := askHistogram(b.Context(), desk.Question{View: engine.For(who), Params: params}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
