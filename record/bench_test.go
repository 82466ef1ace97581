package record

import (
	"bytes"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

// A longFact has as many fields as a report of the desk observe usually has.
type longFact struct {
	Channel     string           `json:"channel"`
	ReceivedAt  Moment           `json:"received_at"`
	Receiver    string           `json:"receiver"`
	Source      string           `json:"source"`
	Reliability string           `json:"reliability"`
	Credibility int64            `json:"credibility"`
	Consent     string           `json:"consent"`
	Language    string           `json:"language"`
	Text        string           `json:"text"`
	PlaceName   string           `json:"place_name"`
	Place       map[string]int64 `json:"place"`
	PlaceBasis  string           `json:"place_basis"`
	Uncertainty int64            `json:"uncertainty_m"`
	Start       Moment           `json:"start"`
	End         Moment           `json:"end"`
	Type        string           `json:"type"`
	Accused     string           `json:"accused"`
	Severity    int64            `json:"severity"`
	Level       int64            `json:"level"`
	ExternalID  string           `json:"external_id"`
	Dataset     string           `json:"dataset"`
}

func longDraft() Draft {
	return Draft{Audience: Mission, Happened: 1_500_000_000_000, Refs: []Ref{{Entry: 7}}, Fact: longFact{
		Channel: "ngo", ReceivedAt: 1_500_000_000_000, Receiver: "heron", Source: "Horan network", Reliability: "B", Credibility: 2,
		Consent: "unknown", Language: "en", Text: "Three rounds fell near the grain silo on the eastern edge of the town.", PlaceName: "Dar'a",
		Place: map[string]int64{"lat": 326_189_000, "lon": 361_021_000}, PlaceBasis: "given", Uncertainty: 500, Start: 1_500_000_000_000,
		End: 1_500_000_000_000, Type: "mortar", Accused: "A", Severity: 3, Level: 1, ExternalID: "M-1", Dataset: "measured",
	}}
}

var longKind = KindOf("bench.long/1", "A fact of usual length.", longFact{})

func longBody(b *testing.B) (*Kinds, Body) {
	ks := must(NewKinds(longKind))
	s := Submission{Author: Author{Member: "heron", Known: ByToken, Device: "0123456789abcdef"}, Client: "client-1"}
	return ks, must(ks.NewBody(bytes.Repeat([]byte{7}, SeedSize), s, 0, longDraft()))
}

func BenchmarkNewBody(b *testing.B) {
	ks, _ := longBody(b)
	s := Submission{Author: Author{Member: "heron", Known: ByToken, Device: "0123456789abcdef"}, Client: "client-1"}
	seed, d := NewSeed(), longDraft()
	b.ReportAllocs()
	for b.Loop() {
		must(ks.NewBody(seed, s, 0, d))
	}
}

func BenchmarkSealLong(b *testing.B) {
	_, body := longBody(b)
	key := must(NewEpochKey(NewID(), bytes.Repeat([]byte{1}, EpochKeySize)))
	b.ReportAllocs()
	for b.Loop() {
		must(Seal("test.example/log", key, NewID(), body))
	}
}

// BenchmarkRead opens and decodes a sealed fact, as a refold does.
func BenchmarkRead(b *testing.B) {
	ks, body := longBody(b)
	key := must(NewEpochKey(NewID(), bytes.Repeat([]byte{1}, EpochKeySize)))
	sealed := must(Seal("test.example/log", key, NewID(), body))
	leaf := sealed.Leaf(1)
	b.ReportAllocs()
	for b.Loop() {
		got := must(Peek("test.example/log", key, leaf, sealed.Body))
		var e Entry
		if err := ks.Decode(got, &e); err != nil || e.Fact.(*longFact).Level != 1 {
			b.Fatal(err)
		}
	}
}

// BenchmarkReceipt makes a receipt in a record of 100,000 entries.
func BenchmarkReceipt(b *testing.B) {
	_, body := longBody(b)
	tree, tiles := NewTree(), memTiles{}
	leaf := Leaf{Version: LeafVersion}
	for range 100_000 {
		tiles.keep(tree.Append(LeafHash(leaf.Bytes())))
	}
	secret, _, err := NewLogKey("test.example/log")
	if err != nil {
		b.Fatal(err)
	}
	c := must(Sign("test.example/log", tree.Size(), tree.Root(), must(note.NewSigner(secret))))
	b.ReportAllocs()
	for b.Loop() {
		n := tree.Size() - 3
		NewReceipt(n, must(tree.Inclusion(tiles, n)), leaf, c, "key", &body).Bytes()
	}
}
