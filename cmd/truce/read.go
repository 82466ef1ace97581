package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"truce.example/desk/statements/across"
	"truce.example/desk/statements/read"
	"truce.example/desk/statements/read/page"
	"truce.example/desk/statements/read/score"
)

var readVerb = verb{
	use:   "read FILE… [--published DAY] [--outlet NAME] [--address URL] [--links] [--score GOLD [--every]] [--json]",
	about: "read articles: who said what, when; what happened; who promised what",
	help: `
    truce read speech.html --json
    truce read a.txt b.txt --published 2017-07-06 --links
    truce read --score gold.json articles/*.txt
    truce read --score gum/

Reads HTML, text or PDF and proposes statements, events, commitments, numbers of people hurt, places and actors, each with the bytes
of the text where it stands. Nothing is recorded: a person says yes in the console. A day that is not stated ("Tuesday", "last
month") is counted from the day on which the article appeared: from the page, from its address, or from --published.

--links holds the articles against one another: the same quotation, one utterance in two articles, a position that changed.
--score compares with a gold standard (its day of publication, title and address are taken from there) and prints precision, recall and F1
for each field; --every lists what was missed and what was wrong. A folder with xml and rs4 of the GUM corpus is read as such.`,
	run: runRead,
}

// readLimit bounds what is taken of a file; one byte more tells that it is longer.
const readLimit = page.MaxFile + 1

func runRead(_ context.Context, c *console, args []string) error {
	f := c.flags()
	var about read.About
	published := f.String("published", "", "")
	f.StringVar(&about.Outlet, "outlet", "", "")
	f.StringVar(&about.Address, "address", "", "")
	links := f.Bool("links", false, "")
	gold := f.String("score", "", "")
	every := f.Bool("every", false, "")
	files, err := c.parse(f, args, -1)
	switch {
	case err != nil:
		return err
	case *gold != "":
		return scoreFiles(c, *gold, files, *every)
	case len(files) == 0:
		return usagef("read needs a file")
	}
	if *published != "" {
		about.Published = read.Date{Value: *published, Precision: "day", Basis: "given"}
		if !read.IsDay(*published) {
			return usagef("%q is no day; write it as 2017-07-06", *published)
		}
	}
	var docs []*read.Document
	failed := false
	for _, name := range files {
		doc, err := readFile(name, about)
		if err != nil {
			c.say("%s: %s", name, err)
			failed = true
			continue
		}
		docs = append(docs, doc)
	}
	var out struct {
		Documents []*read.Document `json:"documents"`
		Links     []across.Link    `json:"links,omitempty"`
	}
	out.Documents = append([]*read.Document{}, docs...)
	if *links {
		out.Links = across.Links(docs)
	}
	err = c.result(out, func(w io.Writer) {
		for _, d := range docs {
			writeDocument(w, d)
		}
		for _, l := range out.Links {
			fmt.Fprintf(w, "%s: %d %s, %d %s (%s)\n", l.Type, l.A.Article+1, l.A.ID, l.B.Article+1, l.B.ID, l.Why)
		}
	})
	if err == nil && failed {
		err = errFails
	}
	return err
}

// readFile reads one article; about fills what its file does not say.
func readFile(name string, about read.About) (*read.Document, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, errors.New("it cannot be opened: " + causeOf(err))
	}
	defer file.Close()
	b, err := io.ReadAll(io.LimitReader(file, readLimit))
	if err != nil {
		return nil, errors.New("it cannot be read: " + causeOf(err))
	}
	p, err := page.Open(b)
	if err != nil {
		return nil, err
	}
	doc, err := read.Read(p.Text, page.Merge(p.About, about))
	if err != nil {
		return nil, err
	}
	doc.Notes = append(p.Notes, doc.Notes...)
	return doc, nil
}

func causeOf(err error) string {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

func writeDocument(w io.Writer, d *read.Document) {
	fmt.Fprintf(w, "%s\n  %s, %s (%s)\n", or(d.Title, "(no title)"), or(d.Outlet, "outlet not known"), or(d.Published.Value, "day not known"), or(d.Published.Basis, "not stated"))
	for _, n := range d.Notes {
		fmt.Fprintf(w, "  note: %s\n", n)
	}
	for _, s := range d.Statements {
		fmt.Fprintf(w, "  %s %-9s %s, %s: ", s.ID, s.Kind, or(s.Speaker, "nobody named"), or(s.Said.Value, "day not known"))
		if len(s.Quotes) == 0 {
			fmt.Fprintf(w, "%s\n", oneLine(d.Text[s.Sentence[0]:s.Sentence[1]]))
			continue
		}
		for i, q := range s.Quotes {
			if i > 0 {
				fmt.Fprint(w, " […] ")
			}
			fmt.Fprintf(w, "“%s”", oneLine(d.Text[q[0]:q[1]]))
		}
		fmt.Fprintln(w)
	}
	for _, e := range d.Events {
		fmt.Fprintf(w, "  %s %s %s, %s: %s\n", e.ID, e.Status, e.Type, or(e.Date.Value, "day not known"), oneLine(d.Text[e.Span[0]:e.Span[1]]))
	}
	for _, k := range d.Commitments {
		fmt.Fprintf(w, "  %s %s of %s by %s: %s\n", k.ID, k.Kind, or(k.Obliged, "nobody named"), k.AssertedBy, oneLine(k.Act))
	}
	for _, k := range d.Casualties {
		fmt.Fprintf(w, "  %s %s (%s), by %s\n", oneLine(k.Text), k.Harm, k.Status, k.By)
	}
	fmt.Fprintf(w, "  %d expressions of time, %d mentions of places, %d of actors\n", len(d.Dates), len(d.Places), len(d.Actors))
}

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// scoreFiles compares with a gold standard. Files are told apart by their names, as the gold standard has them.
func scoreFiles(c *console, gold string, files []string, every bool) error {
	var t score.Table
	if info, err := os.Stat(gold); err == nil && info.IsDir() {
		if err := scoreWikinews(&t, gold); err != nil {
			return err
		}
	} else {
		b, err := os.ReadFile(gold)
		if err != nil {
			return fmt.Errorf("the gold standard cannot be read: %w", err)
		}
		g, err := score.Read(b)
		if err != nil {
			return err
		}
		var docs []*read.Document
		var names []string
		for _, name := range slices.Sorted(maps.Keys(g.Documents)) {
			want := g.Documents[name]
			k := slices.IndexFunc(files, func(f string) bool { return filepath.Base(f) == want.File })
			if k < 0 {
				c.say("%s is not among the files; it is left out", want.File)
				continue
			}
			doc, err := readFile(files[k], want.About())
			if err != nil {
				return fmt.Errorf("%s: %w", files[k], err)
			}
			t.Article(want, doc)
			docs, names = append(docs, doc), append(names, name)
		}
		if len(docs) == 0 {
			return usagef("none of the files is in the gold standard")
		}
		if len(docs) > 1 {
			t.Links(g, names, docs)
		}
	}
	return c.result(t.Result(), func(w io.Writer) { t.Write(w, every) })
}

func scoreWikinews(t *score.Table, dir string) error {
	names, err := filepath.Glob(filepath.Join(dir, "rs4", "*.rs4"))
	if err != nil || len(names) == 0 {
		return usagef("there are no files rs4/*.rs4 in %s", dir)
	}
	for _, clauses := range names {
		b, err := os.ReadFile(clauses)
		if err != nil {
			return err
		}
		base := strings.TrimSuffix(filepath.Base(clauses), ".rs4")
		x, err := os.ReadFile(filepath.Join(dir, "xml", base+".xml"))
		if err != nil {
			return err
		}
		w, err := score.ParseWikinews(x, b)
		if err != nil {
			return fmt.Errorf("%s: %w", base, err)
		}
		doc, err := read.Read(w.Text, read.About{Title: w.Title})
		if err != nil {
			return fmt.Errorf("%s: %w", base, err)
		}
		kind := "interviews"
		if strings.Contains(base, "_news_") {
			kind = "news"
		}
		t.Wikinews(kind, w, doc)
	}
	return nil
}
