package score

import (
	"slices"

	"truce.example/desk/statements/across"
	"truce.example/desk/statements/read"
)

// linkTypes are the links of a gold standard that the reader looks for, pair by pair across articles.
var linkTypes = []string{across.SameQuotation, across.Fragment, across.Drift, across.SameStatement, across.SameEvent, across.PositionChange}

// Links scores the links between articles. names are the keys of the documents in the gold standard. A pair is right where both
// ends are the statements or events of the gold standard; which found statement is which is decided by their words.
func (t *Table) Links(gold *Gold, names []string, docs []*read.Document) {
	row := t.row("links across articles: quotations, statements, events (pairs)", false)
	other := t.row("links across articles: positions that changed (pairs)", false)
	byName := map[string]map[string][]string{} // document: gold item: found items
	for d, n := range names {
		byName[n] = match(gold.Documents[n], docs[d])
	}
	type pair [3]string
	want := map[pair]bool{}
	name := func(id string) string { return id[:3] }
	for _, l := range gold.Links {
		if !slices.Contains(linkTypes, l.Type) {
			continue
		}
		for i, a := range l.Members {
			for _, b := range l.Members[i+1:] {
				if name(a) == name(b) {
					continue
				}
				if a > b {
					a, b = b, a
				}
				want[pair{l.Type, a, b}] = true
			}
		}
	}
	back := map[string]map[string]string{}
	for n, m := range byName {
		back[n] = map[string]string{}
		for g, list := range m {
			for _, f := range list {
				back[n][f] = g
			}
		}
	}
	found := map[pair]bool{}
	unknown := map[string]int{}
	for _, l := range across.Links(docs) {
		if l.A.Article == l.B.Article || l.Type == across.Denial {
			continue
		}
		a, okA := back[names[l.A.Article]][l.A.ID]
		b, okB := back[names[l.B.Article]][l.B.ID]
		if !okA || !okB {
			unknown[l.Type]++
			continue
		}
		if a > b {
			a, b = b, a
		}
		found[pair{l.Type, a, b}] = true
	}
	pick := func(kind string) *Row {
		if kind == across.PositionChange {
			return other
		}
		return row
	}
	for p := range want {
		pick(p[0]).Gold++
		if found[p] {
			pick(p[0]).Right++
		} else {
			pick(p[0]).Missed = append(pick(p[0]).Missed, p[0]+" "+p[1]+" "+p[2])
		}
	}
	for p := range found {
		pick(p[0]).Found++
		if !want[p] {
			pick(p[0]).Wrong = append(pick(p[0]).Wrong, p[0]+" "+p[1]+" "+p[2])
		}
	}
	for kind, n := range unknown {
		pick(kind).Found += n
		pick(kind).Wrong = append(pick(kind).Wrong, kind+" between items that the gold standard does not have")
	}
	slices.Sort(row.Missed)
	slices.Sort(row.Wrong)
}

// match says which found statements and events are which of the gold standard.
func match(gold GoldDocument, doc *read.Document) map[string][]string {
	out := map[string][]string{}
	taken := map[string]bool{}
	for _, s := range gold.Statements {
		for _, f := range doc.Statements {
			hit := false
			for _, q := range s.Quotes {
				hit = hit || slices.Contains(f.Quotes, q.Bytes)
			}
			if s.Sentence != nil && len(f.Quotes) == 0 && f.Sentence == s.Sentence.Bytes && s.Kind != "headline" && f.Kind != read.Headline {
				hit = true
			}
			if hit && !taken[f.ID] {
				taken[f.ID] = true
				out[s.ID] = append(out[s.ID], f.ID)
				break
			}
		}
	}
	for _, e := range gold.Events {
		for _, f := range doc.Events {
			hit := false
			for _, m := range e.Mentions {
				hit = hit || 2*overlap(m.Bytes, f.Span) >= min(m.Bytes[1]-m.Bytes[0], f.Span[1]-f.Span[0])
			}
			if hit && !taken[f.ID] {
				taken[f.ID] = true
				out[e.ID] = append(out[e.ID], f.ID)
				break
			}
		}
	}
	return out
}
