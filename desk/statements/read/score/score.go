// Package score holds what the reader found against what people marked: precision, recall and F1 for each field.
//
// Spans are compared strictly, byte for byte, where the gold standard has them for what the reader finds: quotations, sentences
// of reported speech, expressions of time. Values are compared as resolved: 2017-07-05 is not 2017-07. What is looser is counted
// in a row of its own and says so.
package score

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"truce.example/desk/statements/read"
)

// Gold is a gold standard, as far as it is compared.
type Gold struct {
	Documents map[string]GoldDocument `json:"documents"`
	Links     []GoldLink              `json:"links"`
}

// GoldDocument is one article of it.
type GoldDocument struct {
	File        string           `json:"file"`
	Title       string           `json:"title"`
	Outlet      string           `json:"outlet"`
	Address     string           `json:"address"`
	Published   string           `json:"published"`
	Dates       []GoldDate       `json:"date_expressions"`
	Statements  []GoldStatement  `json:"statements"`
	Events      []GoldEvent      `json:"events"`
	Commitments []GoldCommitment `json:"commitments"`
}

// GoldSpan is a range of bytes.
type GoldSpan struct {
	Bytes read.Span `json:"byte_span"`
}

// GoldDate is an expression of time.
type GoldDate struct {
	Expression string    `json:"expression"`
	Span       read.Span `json:"byte_span"`
	Resolved   string    `json:"resolved"`
	Precision  string    `json:"precision"`
}

// GoldStatement is one of them.
type GoldStatement struct {
	ID       string     `json:"id"`
	Kind     string     `json:"kind"`
	Speaker  string     `json:"speaker"`
	Via      string     `json:"via"`
	Date     string     `json:"date_said"`
	Basis    string     `json:"date_basis"`
	Quotes   []GoldSpan `json:"quotes"`
	Sentence *GoldSpan  `json:"sentence"`
}

// GoldEvent is one of them.
type GoldEvent struct {
	ID       string     `json:"id"`
	Date     string     `json:"date"`
	Status   string     `json:"status"`
	Mentions []GoldSpan `json:"mentions"`
}

// GoldCommitment is one of them.
type GoldCommitment struct {
	ID        string     `json:"id"`
	Kind      string     `json:"kind"`
	Obliged   string     `json:"obliged"`
	What      string     `json:"what"`
	Statement string     `json:"statement"`
	Mentions  []GoldSpan `json:"mentions"`
}

// GoldLink joins items of documents.
type GoldLink struct {
	ID      string   `json:"id"`
	Type    string   `json:"type"`
	Members []string `json:"members"`
}

// Read reads a gold standard.
func Read(b []byte) (*Gold, error) {
	var g Gold
	if err := json.Unmarshal(b, &g); err != nil {
		return nil, fmt.Errorf("this is no gold standard: %w", err)
	}
	if len(g.Documents) == 0 {
		return nil, fmt.Errorf("the gold standard has no documents")
	}
	return &g, nil
}

// About is what the gold standard says of an article beside what is to be found: its day of publication, title and outlet.
func (g GoldDocument) About() read.About {
	return read.About{Title: g.Title, Outlet: g.Outlet, Address: g.Address, Published: read.Date{Value: g.Published, Precision: "day", Basis: "given"}}
}

// A Row of the result.
type Row struct {
	Field              string
	Found, Gold, Right int  // Right: found and in the gold standard
	share              bool // a share of Gold, without precision and recall
	Missed, Wrong      []string
}

// Precision of what was found.
func (r Row) Precision() float64 { return ratio(r.Right, r.Found) }

// Recall of what is there.
func (r Row) Recall() float64 { return ratio(r.Right, r.Gold) }

// F1 is the harmonic mean of both.
func (r Row) F1() float64 { return ratio(2*r.Right, r.Found+r.Gold) }

func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

// Table is a result in the order in which it is printed.
type Table struct{ Rows []*Row }

func (t *Table) row(field string, share bool) *Row {
	for _, r := range t.Rows {
		if r.Field == field {
			return r
		}
	}
	r := &Row{Field: field, share: share}
	t.Rows = append(t.Rows, r)
	return r
}

// Write prints the table, and with every word what was missed and what was wrong.
func (t *Table) Write(w io.Writer, every bool) {
	fmt.Fprintf(w, "%-62s %6s %6s %6s %9s %7s %6s\n", "field", "found", "gold", "right", "precision", "recall", "F1")
	for _, r := range t.Rows {
		if r.share {
			fmt.Fprintf(w, "%-62s %6s %6d %6d %9s %7.3f %6s\n", r.Field, "", r.Gold, r.Right, "", r.Recall(), "")
		} else {
			fmt.Fprintf(w, "%-62s %6d %6d %6d %9.3f %7.3f %6.3f\n", r.Field, r.Found, r.Gold, r.Right, r.Precision(), r.Recall(), r.F1())
		}
		if every {
			for _, m := range r.Missed {
				fmt.Fprintf(w, "    not found: %s\n", m)
			}
			for _, m := range r.Wrong {
				fmt.Fprintf(w, "    not in gold: %s\n", m)
			}
		}
	}
}

// A Result is the table as it is written for programs.
type Result struct {
	Field     string   `json:"field"`
	Found     int      `json:"found"`
	Gold      int      `json:"gold"`
	Right     int      `json:"right"`
	Precision *float64 `json:"precision,omitempty"` // left out where only a share of what was found is counted
	Recall    float64  `json:"recall"`
	F1        *float64 `json:"f1,omitempty"`
}

// Result gives the rows as values.
func (t *Table) Result() []Result {
	var out []Result
	for _, r := range t.Rows {
		v := Result{Field: r.Field, Found: r.Found, Gold: r.Gold, Right: r.Right, Recall: r.Recall()}
		if !r.share {
			p, f := r.Precision(), r.F1()
			v.Precision, v.F1 = &p, &f
		}
		out = append(out, v)
	}
	return out
}

// Article scores one article.
func (t *Table) Article(gold GoldDocument, doc *read.Document) {
	t.quotations(gold, doc)
	t.reported(gold, doc)
	t.dates(gold, doc)
	t.events(gold, doc)
	t.commitments(gold, doc)
}

func cut(text string, s read.Span) string {
	if s[0] < 0 || s[1] > len(text) || s[0] >= s[1] {
		return ""
	}
	v := strings.ToValidUTF8(text[s[0]:s[1]], "")
	if len(v) > 110 {
		v = strings.ToValidUTF8(v[:110], "") + "…"
	}
	return strings.ReplaceAll(v, "\n", " ")
}

func overlap(a, b read.Span) int { return max(0, min(a[1], b[1])-max(a[0], b[0])) }

// quotations: every range between quotation marks, strictly; of those found, the speaker and the day.
func (t *Table) quotations(gold GoldDocument, doc *read.Document) {
	row, speaker, date := t.row("quotations (span, strict)", false), t.row("… speaker right, of the quotations found", true), t.row("… day said right, of the quotations found (value, strict)", true)
	near := t.row("… the same, or the gold day lies in the time that is given", true)
	found := map[read.Span]*read.Statement{}
	for i := range doc.Statements {
		for _, q := range doc.Statements[i].Quotes {
			found[q] = &doc.Statements[i]
		}
	}
	row.Found += len(found)
	for _, s := range gold.Statements {
		for _, q := range s.Quotes {
			row.Gold++
			f := found[q.Bytes]
			if f == nil {
				row.Missed = append(row.Missed, s.ID+" "+cut(doc.Text, q.Bytes))
				continue
			}
			row.Right++
			delete(found, q.Bytes)
			t.attribution(s, f, speaker, date, near)
		}
	}
	for q := range found {
		row.Wrong = append(row.Wrong, cut(doc.Text, q))
	}
	slices.Sort(row.Wrong)
}

func (t *Table) attribution(s GoldStatement, f *read.Statement, speaker, date, near *Row) {
	speaker.Gold++
	if same(s.Speaker, f.Speaker) {
		speaker.Right++
	} else {
		speaker.Missed = append(speaker.Missed, fmt.Sprintf("%s %s; found %q (%s)", s.ID, s.Speaker, f.Speaker, f.How))
	}
	date.Gold++
	near.Gold++
	switch {
	case s.Date == f.Said.Value:
		date.Right++
		near.Right++
	case within(s.Date, f.Said.Value):
		near.Right++
		fallthrough
	default:
		date.Missed = append(date.Missed, fmt.Sprintf("%s %q; found %q (%s)", s.ID, s.Date, f.Said.Value, f.Said.Basis))
	}
}

// within says whether a gold time lies in the time that was found.
func within(gold, found string) bool {
	from, to, ok := strings.Cut(found, "/")
	if !ok {
		return gold != "" && found != "" && strings.HasPrefix(gold, found)
	}
	g0, g1, isInterval := strings.Cut(gold, "/")
	if !isInterval {
		g1 = g0
	}
	return gold != "" && from <= g0 && g1 <= to+"~"
}

// same compares names: equal after folding, or one is the other with more words.
func same(gold, found string) bool {
	clean := func(s string) []string {
		s = strings.ToLower(strings.NewReplacer("’", "", "'", "", "\"", "", ".", "", "-", " ", "(collective)", "").Replace(s))
		var out []string
		for _, w := range strings.Fields(s) {
			if w != "the" && w != "a" {
				out = append(out, w)
			}
		}
		return out
	}
	g, f := clean(gold), clean(found)
	if len(g) == 0 || len(f) == 0 {
		return len(g) == len(f)
	}
	in := func(a, b []string) bool {
		for _, w := range a {
			if !slices.Contains(b, w) {
				return false
			}
		}
		return true
	}
	return in(g, f) || in(f, g)
}

// reported: sentences in which somebody says something without quotation marks, strictly by the span of the sentence.
func (t *Table) reported(gold GoldDocument, doc *read.Document) {
	row, speaker, date := t.row("reported speech (sentence, strict)", false), t.row("… speaker right, of those found", true), t.row("… day said right, of those found (value, strict)", true)
	near := t.row("… the same, or the gold day lies in the time that is given (reported)", true)
	found := map[read.Span][]*read.Statement{}
	for i := range doc.Statements {
		if s := &doc.Statements[i]; len(s.Quotes) == 0 && s.Kind != read.Headline {
			found[s.Sentence] = append(found[s.Sentence], s)
			row.Found++
		}
	}
	for _, s := range gold.Statements {
		if s.Sentence == nil || s.Kind == "headline" {
			continue
		}
		row.Gold++
		list := found[s.Sentence.Bytes]
		if len(list) == 0 {
			row.Missed = append(row.Missed, s.ID+" "+cut(doc.Text, s.Sentence.Bytes))
			continue
		}
		k := max(0, slices.IndexFunc(list, func(f *read.Statement) bool { return same(s.Speaker, f.Speaker) }))
		row.Right++
		t.attribution(s, list[k], speaker, date, near)
		found[s.Sentence.Bytes] = slices.Delete(slices.Clone(list), k, k+1)
	}
	for _, list := range found {
		for _, f := range list {
			row.Wrong = append(row.Wrong, f.Speaker+" | "+cut(doc.Text, f.Sentence))
		}
	}
	slices.Sort(row.Wrong)
}

func (t *Table) dates(gold GoldDocument, doc *read.Document) {
	row, loose, value := t.row("date expressions (span, strict)", false), t.row("date expressions (spans overlap)", false), t.row("… resolved right, of those found (value, strict)", true)
	near := t.row("… the same, or the gold time lies in the time that is given (dates)", true)
	row.Found += len(doc.Dates)
	loose.Found += len(doc.Dates)
	used := map[int]bool{}
	for _, g := range gold.Dates {
		row.Gold++
		loose.Gold++
		k := slices.IndexFunc(doc.Dates, func(e read.Expression) bool { return e.Span == g.Span })
		if k >= 0 {
			row.Right++
		} else if k = slices.IndexFunc(doc.Dates, func(e read.Expression) bool { return overlap(e.Span, g.Span) > 0 }); k >= 0 {
			row.Missed = append(row.Missed, fmt.Sprintf("%q; found %q", g.Expression, doc.Dates[k].Text))
		}
		if k < 0 {
			row.Missed = append(row.Missed, g.Expression)
			loose.Missed = append(loose.Missed, g.Expression)
			continue
		}
		loose.Right++
		used[k] = true
		value.Gold++
		near.Gold++
		if f := doc.Dates[k]; f.Value == g.Resolved {
			value.Right++
			near.Right++
		} else {
			if within(g.Resolved, f.Value) {
				near.Right++
			}
			value.Missed = append(value.Missed, fmt.Sprintf("%q %s; found %s", g.Expression, g.Resolved, f.Value))
		}
	}
	for k, e := range doc.Dates {
		if !used[k] {
			loose.Wrong = append(loose.Wrong, e.Text)
		}
	}
}

// events match where the words overlap by half of the shorter; one found event answers to one of the gold standard.
func (t *Table) events(gold GoldDocument, doc *read.Document) {
	row, status, date := t.row("events (words overlap by half)", false), t.row("… status right, of those found", true), t.row("… time right or around the gold time, of those found", true)
	row.Found += len(doc.Events)
	used := map[int]bool{}
	for _, g := range gold.Events {
		row.Gold++
		best, score := -1, 0
		for k, e := range doc.Events {
			for _, m := range g.Mentions {
				if n := overlap(e.Span, m.Bytes); !used[k] && 2*n >= min(e.Span[1]-e.Span[0], m.Bytes[1]-m.Bytes[0]) && n > score {
					best, score = k, n
				}
			}
		}
		if best < 0 {
			row.Missed = append(row.Missed, g.ID+" "+cut(doc.Text, first(g.Mentions)))
			continue
		}
		used[best] = true
		row.Right++
		e := doc.Events[best]
		status.Gold++
		if e.Status == g.Status {
			status.Right++
		} else {
			status.Missed = append(status.Missed, fmt.Sprintf("%s %s; found %s", g.ID, g.Status, e.Status))
		}
		date.Gold++
		if e.Date.Value == g.Date || within(g.Date, e.Date.Value) {
			date.Right++
		} else {
			date.Missed = append(date.Missed, fmt.Sprintf("%s %s; found %q", g.ID, g.Date, e.Date.Value))
		}
	}
	for k, e := range doc.Events {
		if !used[k] {
			row.Wrong = append(row.Wrong, e.Type+" | "+cut(doc.Text, e.Span))
		}
	}
}

func first(m []GoldSpan) read.Span {
	if len(m) == 0 {
		return read.Span{}
	}
	return m[0].Bytes
}

// commitments match where the words overlap with the gold mention (or, without one, with the words of the statement that it names, or
// share words with its summary), and the obliged have a word in common.
func (t *Table) commitments(gold GoldDocument, doc *read.Document) {
	row, obliged := t.row("commitments and demands (words overlap)", false), t.row("… obliged right, of those found", true)
	row.Found += len(doc.Commitments)
	spans := map[string][]read.Span{}
	for _, s := range gold.Statements {
		for _, q := range s.Quotes {
			spans[s.ID] = append(spans[s.ID], q.Bytes)
		}
		if s.Sentence != nil {
			spans[s.ID] = append(spans[s.ID], s.Sentence.Bytes)
		}
	}
	used := map[int]bool{}
	for _, g := range gold.Commitments {
		row.Gold++
		where := spans[g.Statement]
		for _, m := range g.Mentions {
			where = append([]read.Span{m.Bytes}, where...)
		}
		best, score := -1, 0
		for k, c := range doc.Commitments {
			if used[k] {
				continue
			}
			n := sharedWords(g.What, c.Act) * 10
			if same(firstOf(g.Obliged), c.Obliged) || shares(g.Obliged, c.Obliged) {
				n += 5
			}
			near := false
			for _, w := range where {
				near = near || overlap(w, c.Span) > 0
			}
			if near {
				n += 3
			}
			if (near || len(where) == 0 && n >= 25) && n > score {
				best, score = k, n
			}
		}
		if best < 0 {
			row.Missed = append(row.Missed, g.ID+" "+g.Kind+" | "+g.Obliged+" | "+g.What)
			continue
		}
		used[best] = true
		row.Right++
		obliged.Gold++
		if c := doc.Commitments[best]; same(firstOf(g.Obliged), c.Obliged) || shares(g.Obliged, c.Obliged) {
			obliged.Right++
		} else {
			obliged.Missed = append(obliged.Missed, fmt.Sprintf("%s %s; found %q", g.ID, g.Obliged, c.Obliged))
		}
	}
	for k, c := range doc.Commitments {
		if !used[k] {
			row.Wrong = append(row.Wrong, c.Kind+" | "+c.Obliged+" | "+cut(doc.Text, c.Span))
		}
	}
}

func firstOf(s string) string {
	s, _, _ = strings.Cut(s, ";")
	s, _, _ = strings.Cut(s, "(")
	return s
}

func shares(a, b string) bool { return sharedWords(a, b) > 0 }

var hollow = map[string]bool{"the": true, "of": true, "to": true, "a": true, "and": true, "in": true, "for": true, "with": true, "on": true, "by": true, "is": true, "no": true, "not": true, "that": true, "from": true, "or": true, "at": true, "be": true}

func sharedWords(a, b string) int {
	words := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(a), func(r rune) bool { return strings.ContainsRune(" .,;:()’'\"-", r) }) {
		if !hollow[w] {
			words[stem(w)] = true
		}
	}
	n := 0
	for _, w := range strings.FieldsFunc(strings.ToLower(b), func(r rune) bool { return strings.ContainsRune(" .,;:()’'\"-", r) }) {
		if words[stem(w)] {
			delete(words, stem(w))
			n++
		}
	}
	return n
}

func stem(w string) string {
	if len(w) > 6 {
		return w[:6]
	}
	return w
}
