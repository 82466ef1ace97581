package across

import (
	"fmt"
	"slices"
	"strings"

	"truce.example/desk/statements/read"
)

// Kinds of links.
const (
	SameQuotation  = "same_quotation_verbatim"
	Fragment       = "quotation_fragment_of" // the first is a part of the second
	Drift          = "paraphrase_drift"      // the first tells the second in other words
	SameStatement  = "same_statement"
	SameEvent      = "same_event"
	PositionChange = "position_change"
	Denial         = "denial" // the first denies or takes back what the second says
)

// An Item is a statement or an event of one of the articles.
type Item struct {
	Article int    `json:"article"`
	ID      string `json:"id"`
}

// A Link between two items of different articles, or of one.
type Link struct {
	Type string `json:"type"`
	A    Item   `json:"a"`
	B    Item   `json:"b"`
	Why  string `json:"why"`
}

type said struct {
	item  Item
	st    *read.Statement
	doc   *read.Document
	words string // all quotations
	again bool   // words that the article has quoted before: no utterance of its own
}

// repeats says whether the article has quoted these words of the same speaker before.
func repeats(all []said, s said) bool {
	words := strings.Join(Words(s.words), " ")
	for k := len(all) - 1; k >= 0 && all[k].item.Article == s.item.Article && k > len(all)-200; k-- {
		if all[k].st.Speaker == s.st.Speaker && strings.Contains(strings.Join(Words(all[k].words), " "), words) {
			return true
		}
	}
	return false
}

// Links finds what joins the articles.
func Links(docs []*read.Document) []Link {
	var all []said
	for d, doc := range docs {
		for i := range doc.Statements {
			st := &doc.Statements[i]
			if st.Kind == read.Headline {
				continue
			}
			var q []string
			for _, s := range st.Quotes {
				q = append(q, doc.Text[s[0]:s[1]])
			}
			one := said{item: Item{d, st.ID}, st: st, doc: doc, words: strings.Join(q, " ")}
			one.again = st.Kind == read.Partial && repeats(all, one)
			all = append(all, one)
		}
	}
	var out []Link
	// Quotations.
	x := &Index{}
	var owner []int
	for k, s := range all {
		for _, q := range s.st.Quotes {
			x.Add(s.doc.Text[q[0]:q[1]])
			owner = append(owner, k)
		}
	}
	joined := map[[2]int]bool{}
	for k, s := range all {
		for _, q := range s.st.Quotes {
			for _, m := range x.Search(s.doc.Text[q[0]:q[1]], 50) {
				o := owner[m.Text]
				if all[o].item.Article <= s.item.Article || joined[[2]int{k, o}] || m.Part < 0.8 {
					continue
				}
				joined[[2]int{k, o}] = true
				a, b := len(Words(s.words)), len(Words(all[o].words))
				link := Link{SameQuotation, s.item, all[o].item, fmt.Sprintf("%d words in a row", m.Shared)}
				if m.Shared*10 < 6*max(a, b) {
					link.Type = Fragment
					if a > b {
						link.A, link.B = link.B, link.A
					}
				}
				out = append(out, link)
				out = append(out, drift(s, all[o])...)
			}
		}
	}
	out = append(out, occasions(all, joined)...)
	out = append(out, events(docs)...)
	out = append(out, positions(all)...)
	out = append(out, denials(all)...)
	return out
}

// drift compares what surrounds a fragment with the whole quotation: words that the whole does not have.
func drift(a, b said) []Link {
	if a.st.Kind == read.Direct {
		a, b = b, a
	}
	if a.st.Kind != read.Partial || b.st.Kind != read.Direct {
		return nil
	}
	sentence := a.doc.Text[a.st.Sentence[0]:a.st.Sentence[1]]
	whole := content(b.words)
	var shared, only []string
	for _, w := range strings.Fields(strings.Join(Words(sentence), " ")) {
		switch {
		case len(w) < 4 || hollow[w] || strings.Contains(strings.ToLower(a.words), w):
		case whole[w]:
			shared = append(shared, w)
		default:
			only = append(only, w)
		}
	}
	if len(shared) < 3 || len(only) < 2 {
		return nil
	}
	return []Link{{Drift, a.item, b.item, "told with words that the quotation does not have: " + strings.Join(only[:min(len(only), 8)], ", ")}}
}

var hollow = map[string]bool{"that": true, "with": true, "from": true, "this": true, "said": true, "have": true, "will": true, "would": true, "their": true, "they": true, "which": true, "what": true, "when": true, "been": true, "were": true, "also": true, "than": true, "there": true, "into": true, "about": true, "could": true, "should": true, "must": true}

// content are the words of a text that carry it.
func content(text string) map[string]bool {
	out := map[string]bool{}
	for _, w := range Words(text) {
		if len(w) > 3 && !hollow[w] {
			out[w] = true
		}
	}
	return out
}

func shared(a, b map[string]bool) int {
	n := 0
	for w := range a {
		if b[w] {
			n++
		}
	}
	return n
}

// occasions joins statements of one speaker, on one day and in one form, where a quotation that both articles have shows that they
// tell of one utterance.
func occasions(all []said, joined map[[2]int]bool) []Link {
	type place struct {
		article, number int
		speaker         string
	}
	of := func(s said) place { return place{s.item.Article, s.st.Occasion, s.st.Speaker} }
	same := map[[2]place]bool{}
	for pair := range joined {
		a, b := all[pair[0]], all[pair[1]]
		if a.st.Speaker == b.st.Speaker && a.st.Said.Value == b.st.Said.Value && a.st.Occasion > 0 && b.st.Occasion > 0 {
			same[[2]place{of(a), of(b)}] = true
		}
	}
	var out []Link
	for _, a := range all {
		for _, b := range all {
			if a.item.Article < b.item.Article && !a.again && !b.again && same[[2]place{of(a), of(b)}] {
				out = append(out, Link{SameStatement, a.item, b.item, "one speaker, one day, and the articles share a quotation"})
			}
		}
	}
	return out
}

// events joins events of one type whose times touch and that share a place or two actors.
func events(docs []*read.Document) []Link {
	var out []Link
	for i, a := range docs {
		for j := i + 1; j < len(docs); j++ {
			for _, e := range a.Events {
				for _, f := range docs[j].Events {
					if e.Type != f.Type || e.Type == "statement_issued" || e.Type == "other" || e.Status == "denied" || f.Status == "denied" {
						continue
					}
					actors := 0
					for _, n := range e.Actors {
						if slices.Contains(f.Actors, n) {
							actors++
						}
					}
					precise := e.Date.Precision == "day" && f.Date.Precision == "day" && e.Date.Value == f.Date.Value
					sameTime := precise || e.Date.Value == "" && f.Date.Precision == "day" || f.Date.Value == "" && e.Date.Precision == "day"
					samePlace := e.Place != "" && e.Place == f.Place
					close := a.Published.Value != "" && b10(a.Published.Value) == b10(docs[j].Published.Value)
					if sameTime && (precise || close) && (actors >= 2 || samePlace && actors >= 1) {
						out = append(out, Link{SameEvent, Item{i, e.ID}, Item{j, f.ID}, "one kind of event, one time, and the same actors or place"})
					}
				}
			}
		}
	}
	return out
}

// b10 is the month of a day.
func b10(day string) string { return day[:min(len(day), 7)] }

var stances = map[string]int{"leave": -1, "leaves": -1, "removal": -1, "remove": -1, "no": -1, "not": -1, "never": -1, "longer": -1, "against": -1, "oppose": -1, "reject": -1, "support": 1, "supports": 1, "favour": 1, "favor": 1, "agree": 1}

// positions joins what one actor, or those who speak for it, said of one matter on different days, where the words for or against differ.
func positions(all []said) []Link {
	var out []Link
	for i, a := range all {
		for _, b := range all[i+1:] {
			if a.st.Speaker != b.st.Speaker || a.st.Said.Value == b.st.Said.Value || a.st.Said.Value == "" || b.st.Said.Value == "" {
				continue
			}
			sa, sb := a.doc.Text[a.st.Sentence[0]:a.st.Sentence[1]], b.doc.Text[b.st.Sentence[0]:b.st.Sentence[1]]
			wa, wb := content(sa), content(sb)
			if n := shared(wa, wb); n < 4 || n*4 < min(len(wa), len(wb)) || stance(sa) == stance(sb) {
				continue
			}
			first, second := a, b
			if b.st.Said.Value < a.st.Said.Value {
				first, second = b, a
			}
			out = append(out, Link{PositionChange, first.item, second.item, "the same matter on " + first.st.Said.Value + " and on " + second.st.Said.Value + ", and the words for or against it differ"})
		}
	}
	return out
}

func stance(text string) int {
	n := 0
	for _, w := range Words(text) {
		n += stances[w]
	}
	return max(-1, min(1, n))
}

// denials joins a denial with what it denies: others' earlier words, or one's own, that share most of its words.
func denials(all []said) []Link {
	var out []Link
	for _, a := range all {
		if !a.st.Denial && !a.st.Retracts {
			continue
		}
		wa := content(a.doc.Text[a.st.Sentence[0]:a.st.Sentence[1]])
		best, score := -1, 2
		for k, b := range all {
			if b.item == a.item || b.st.Denial || a.st.Retracts && a.st.Speaker != b.st.Speaker || a.st.Denial && a.st.Speaker == b.st.Speaker {
				continue
			}
			if n := shared(wa, content(b.doc.Text[b.st.Sentence[0]:b.st.Sentence[1]])); n > score && (b.item.Article != a.item.Article || b.st.Sentence != a.st.Sentence) {
				best, score = k, n
			}
		}
		if best >= 0 {
			out = append(out, Link{Denial, a.item, all[best].item, fmt.Sprintf("%s; %d words in common", a.st.Verb, score)})
		}
	}
	return out
}
