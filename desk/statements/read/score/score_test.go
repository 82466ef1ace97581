package score

import (
	"os"
	"path/filepath"
	"testing"

	"truce.example/desk/statements/read"
)

// The aims that the reader was built to; what it reaches stands in docs/proof.md.
func TestTheArticlesAreReadAsWellAsWasAimedAt(t *testing.T) {
	dir := "../../../../../shared/articles"
	b, err := os.ReadFile(filepath.Join(dir, "gold.json"))
	if err != nil {
		if os.Getenv("TRUCE_CI") != "" {
			t.Fatal(err)
		}
		t.Skip("the articles are not here:", err)
	}
	gold, err := Read(b)
	if err != nil {
		t.Fatal(err)
	}
	var table Table
	var docs []*read.Document
	names := []string{"000", "001", "004"}
	for _, n := range names {
		d := gold.Documents[n]
		text, err := os.ReadFile(filepath.Join(dir, d.File))
		if err != nil {
			t.Fatal(err)
		}
		doc, err := read.Read(string(text), d.About())
		if err != nil {
			t.Fatal(err)
		}
		table.Article(d, doc)
		docs = append(docs, doc)
	}
	table.Links(gold, names, docs)
	for field, least := range map[string]float64{
		"quotations (span, strict)": 0.98, "reported speech (sentence, strict)": 0.75, "date expressions (span, strict)": 0.95, "events (words overlap by half)": 0.70,
		"commitments and demands (words overlap)": 0.65, "links across articles: quotations, statements, events (pairs)": 0.85,
	} {
		if r := table.row(field, false); r.Gold == 0 || r.F1() < least {
			t.Errorf("%s: F1 %.3f of %d, below %.2f: not found %q, wrong %q", field, r.F1(), r.Gold, least, r.Missed, r.Wrong)
		}
	}
	for field, least := range map[string]float64{"… speaker right, of the quotations found": 0.95, "… day said right, of the quotations found (value, strict)": 0.90} {
		if r := table.row(field, true); r.Gold == 0 || r.Recall() < least {
			t.Errorf("%s: %.3f of %d, below %.2f: %q", field, r.Recall(), r.Gold, least, r.Missed)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"documents":{"a":{"published":"2017-07-06","statements":[{"quotes":[{"byte_span":[0,3]}],"sentence":{"byte_span":[9,1]}}]}},"links":[{"type":"same_event","members":["a","b"]}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		g, err := Read(b)
		if err != nil {
			return
		}
		doc, err := read.Read("“We go,” she said.", read.About{})
		if err != nil {
			t.Fatal(err)
		}
		var table Table
		for _, d := range g.Documents {
			table.Article(d, doc)
		}
	})
}

func FuzzParseWikinews(f *testing.F) {
	f.Add([]byte("<text title=\"A &amp; B\">\n<p>\nHe\tPRP\nsaid\tVBD\n</p>\n</date>"), []byte(`<rst><body><segment relname="attribution-positive">He said</segment></body></rst>`))
	f.Fuzz(func(t *testing.T, words, clauses []byte) {
		if w, err := ParseWikinews(words, clauses); err == nil {
			for _, s := range w.Sources {
				if s[0] < 0 || s[1] > len(w.Text) {
					t.Fatal(s)
				}
			}
		}
	})
}
