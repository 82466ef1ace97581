package brief

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"truce.example/desk"
	"truce.example/record"
)

// The forms in which a brief is written. The same brief in the same form and language is the same bytes.
var forms = []string{"json", "html", "csv", "text"}

// canonical is the brief as JSON: the fields in their order, the keys of maps sorted.
func canonical(b Brief) []byte {
	doc, err := json.Marshal(b)
	if err != nil {
		panic(fmt.Sprintf("brief: a brief that is no JSON: %v", err)) // it is plain data
	}
	return append(doc, '\n')
}

// Open reads a brief that was written as JSON.
func Open(body []byte) (Brief, error) {
	var b Brief
	if err := json.Unmarshal(body, &b); err != nil {
		return b, fmt.Errorf("a published brief that does not read: %w", err)
	}
	return b, nil
}

// written answers with a brief in a form. again is set when it was published; what is other today is said on the page.
func written(b Brief, again *Reprint, form, language string) (any, error) {
	var fact *Published
	if again != nil {
		fact = &again.Issue.Fact
	}
	if form == "json" {
		return desk.Document{Type: "application/json", Body: canonical(b)}, nil
	}
	body, err := render(b, fact, again, form, language)
	if err != nil {
		return nil, err
	}
	d := desk.Document{Type: "text/html; charset=utf-8", Body: body}
	switch form {
	case "csv":
		d.Type, d.Name = "text/csv; charset=utf-8", fileName(b, language)+".csv"
	case "text":
		d.Type = "text/plain; charset=utf-8"
	}
	return d, nil
}

// fileName is a name by which people find a brief again.
func fileName(b Brief, language string) string {
	mark := map[bool]string{true: "EXERCISE-", false: ""}[b.Exercise]
	return fmt.Sprintf("%sbrief-%s-%s-%s", mark, b.Kind, b.From.Time().Format(time.DateOnly), language)
}

// output is a form of a published brief with its hash.
func output(b Brief, fact *Published, form, language string) (Output, error) {
	body := canonical(b)
	if form != "json" {
		var err error
		if body, err = render(b, fact, nil, form, language); err != nil {
			return Output{}, err
		}
	}
	return Output{Form: form, Language: language, SHA256: sha256.Sum256(body), Bytes: int64(len(body))}, nil
}

func render(b Brief, fact *Published, again *Reprint, form, language string) ([]byte, error) {
	switch form {
	case "csv":
		return table(b, language)
	case "text":
		return plain(b, language), nil
	}
	return page(b, fact, again, language)
}

// table is the brief as CSV: a line for each number, with what it is of in codes and in words.
func table(b Brief, language string) ([]byte, error) {
	v := speak(language, b.TimeZone)
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	mark := map[bool]string{true: "EXERCISE", false: "LIVE"}[b.Exercise]
	w.Write([]string{"mark", "from", "to", "table", "table_name", "line", "line_name", "column", "column_name", "value", "unit", "state", "entries", "query"})
	for _, t := range b.Tables {
		for _, l := range t.Lines {
			for i, c := range l.Cells {
				code, name := t.column(i, v)
				value := strconv.FormatInt(c.Value, 10)
				if c.State != "" {
					value = ""
				}
				w.Write([]string{
					mark, b.From.String(), b.To.String(), t.ID, v.Word("table." + t.ID), safe(l.Label.Code), safe(v.Label(l.Label)), code, name,
					value, c.Unit, c.State, strconv.FormatInt(c.Entries, 10), c.Query,
				})
			}
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// safe keeps a cell that begins like a formula from being one.
func safe(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) && s != "-" {
		return "'" + s
	}
	return s
}

// column is the code and the name of a column.
func (t Table) column(i int, v voice) (code, name string) {
	if i < len(t.Columns) {
		return t.Columns[i], v.Word("col." + t.Columns[i])
	}
	if h := i - len(t.Columns); h < len(t.Heads) {
		return t.Heads[h].Code, v.Label(t.Heads[h])
	}
	return "", ""
}

// plain is the brief in short lines: for a flash the short text, for the others the summary.
func plain(b Brief, language string) []byte {
	if b.Kind == Flash {
		return []byte(b.Text.In(language) + "\n")
	}
	v := speak(language, b.TimeZone)
	var out strings.Builder
	fmt.Fprintf(&out, "%s %s\n", v.mark(b), v.title(b))
	for _, s := range b.Summary {
		fmt.Fprintln(&out, v.Say(s))
	}
	for _, s := range b.Notes {
		fmt.Fprintln(&out, v.Say(s))
	}
	return []byte(out.String())
}

func (v voice) mark(b Brief) string {
	if b.Exercise {
		return v.Word("mark.exercise")
	}
	return v.Word("mark.live")
}

func (v voice) title(b Brief) string {
	if b.Kind == Period {
		return v.Fill("kind.period", v.Plural("days", b.days()))
	}
	return v.Word("kind." + b.Kind)
}

//go:embed page.html
var pageText string

//go:embed page.css
var pageStyle string

// A sheet is what the template of a page sees.
type sheet struct {
	voice
	B      Brief
	Fact   *Published
	Again  *Reprint
	Style  template.CSS
	Title  string
	Mark   string
	List   *EntryList // of the page that lists entries
	Shown  []Item
	Others []int64
}

var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"hash":  func(h record.Hash) string { return h.String() },
	"known": func(h record.Hash) bool { return h != record.Hash{} },
	"heads": func(t Table, v voice) []string {
		var out []string
		for i := range len(t.Columns) + len(t.Heads) {
			_, name := t.column(i, v)
			out = append(out, name)
		}
		return out
	},
	"chart": chart,
}).Parse(pageText))

// Voice is the voice, for functions of the template.
func (v voice) Voice() voice { return v }

// Code is the language.
func (v voice) Code() string { return v.code }

// With is the same sheet with other items.
func (s sheet) With(items []Item) sheet {
	s.Shown = items
	return s
}

// OfEntry is the entry of the brief whose place this one takes.
func (f Published) OfEntry() int64 {
	if f.Of == nil {
		return -1
	}
	return *f.Of
}

func page(b Brief, fact *Published, again *Reprint, language string) ([]byte, error) {
	v := speak(language, b.TimeZone)
	s := sheet{voice: v, B: b, Fact: fact, Style: template.CSS(pageStyle + v.pageBoxes(b)), Title: v.title(b), Mark: v.mark(b)}
	if again != nil && len(again.Differs) > 0 {
		s.Again = again
	}
	return execute("brief", s)
}

func execute(name string, s sheet) ([]byte, error) {
	var out bytes.Buffer
	if err := pages.ExecuteTemplate(&out, name, s); err != nil {
		return nil, fmt.Errorf("write the page %s: %w", name, err)
	}
	return out.Bytes(), nil
}

// pageBoxes are the margins of the printed page: the mark on top, the record and the page's number below.
func (v voice) pageBoxes(b Brief) string {
	text := func(s string) string {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ", "<", `\3c `).Replace(s) + `"`
	}
	counter := "counter(page)"
	if v.code == "ar" {
		counter = "counter(page, arabic-indic)"
	}
	start, end := "left", "right"
	if v.Dir() == "rtl" {
		start, end = end, start
	}
	return fmt.Sprintf(`@page { @top-%s { content: %s; } @top-%s { content: %s; } @bottom-%s { content: %s; } @bottom-%s { content: %s " " %s; } }
`, start, text(v.mark(b)+" | "+v.title(b)), end, text(v.Period(b)), start, text(b.Origin), end, text(v.Word("head.page")), counter)
}

// Period is the time of the brief in a few words.
func (v voice) Period(b Brief) string {
	if !b.From.Known() {
		return v.Local(b.At)
	}
	return v.Local(b.From) + " – " + v.Local(b.To)
}

// chart draws the first column of a table as bars, as SVG. Bars have one colour, and their numbers stand in the table.
func chart(t Table, v voice) template.HTML {
	const width, height, gap, foot = 680, 120, 3, 16
	most := int64(1)
	for _, l := range t.Lines {
		most = max(most, l.Cells[0].Value)
	}
	n := len(t.Lines)
	each := float64(width) / float64(n)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="chart" viewBox="0 0 %d %d" role="img" aria-label="%s"><line x1="0" y1="%d" x2="%d" y2="%d" stroke="#666" stroke-width="1"/>`,
		width, height+foot, template.HTMLEscapeString(v.Word("chart.title")), height, width, height)
	for i, l := range t.Lines {
		at := i
		if v.Dir() == "rtl" {
			at = n - 1 - i
		}
		value := l.Cells[0].Value
		h := float64(value) / float64(most) * (height - 16)
		x := float64(at)*each + gap/2.0
		fmt.Fprintf(&b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="#5b6770"/>`, x, height-h, max(1, each-gap), h)
		label := v.digits(l.Label.Code)
		if n <= 31 {
			fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" text-anchor="middle" font-size="10">%s</text>`, x+(each-gap)/2, height-h-3, v.Number(value))
			fmt.Fprintf(&b, `<text x="%.1f" y="%d" text-anchor="middle" font-size="10">%s</text>`, x+(each-gap)/2, height+12, template.HTMLEscapeString(label))
		}
	}
	b.WriteString("</svg>")
	return template.HTML(b.String())
}

// entriesPage lists the entries behind a number as a page.
func entriesPage(list EntryList, m *Matter, p Parameters, head record.Checkpoint, language string) (any, error) {
	b := Brief{Parameters: p, Origin: head.Origin, Exercise: record.IsExercise(head.Origin), TimeZone: "UTC"}
	v := speak(language, "UTC")
	s := sheet{voice: v, B: b, Style: template.CSS(pageStyle + v.pageBoxes(b)), Title: v.Word("head.entries"), Mark: v.mark(b), List: &list}
	at := map[int64]int{}
	for i := range m.Rows {
		at[m.Rows[i].Entry] = i
	}
	maker := maker{p: p, rules: &PublicRules{GridM: 10_000}}
	for _, n := range list.Entries {
		i, ok := at[n]
		if !ok || len(s.Shown) >= 2000 {
			s.Others = append(s.Others, n)
			continue
		}
		s.Shown = append(s.Shown, maker.item(&m.Rows[i]))
	}
	body, err := execute("entries", s)
	return desk.Document{Type: "text/html; charset=utf-8", Body: body}, err
}

// Entries is a list of entries in words.
func (v voice) Entries(numbers []int64) template.HTML {
	if len(numbers) == 0 {
		return template.HTML(template.HTMLEscapeString(v.Word("issue.nothing")))
	}
	var out []string
	for _, n := range numbers {
		out = append(out, fmt.Sprintf(`<a href="/entries/%d"><bdi>%s</bdi></a>`, n, v.digits(strconv.FormatInt(n, 10))))
	}
	return template.HTML(strings.Join(out, v.comma()))
}

// Parts fills HTML into a message.
func (v voice) Parts(key string, parts ...any) template.HTML {
	text := template.HTMLEscapeString(v.Word(key))
	for i, p := range parts {
		filled, ok := p.(template.HTML)
		if !ok {
			filled = template.HTML("<bdi>" + template.HTMLEscapeString(fmt.Sprint(p)) + "</bdi>")
		}
		text = strings.ReplaceAll(text, fmt.Sprintf("{%d}", i), string(filled))
	}
	return template.HTML(text)
}

// Digits writes a number that names something, such as an entry.
func (v voice) Digits(n int64) string { return v.digits(strconv.FormatInt(n, 10)) }

// Accused is whom a report accuses, as it was reported.
func (v voice) Accused(reported string) string {
	switch reported {
	case "", "?", "-":
		return v.Word("side." + cmpOr(reported, "?"))
	}
	return reported
}

// Outcome is what came of judging a report.
func (v voice) Outcome(i Item) string {
	if i.Taken {
		return v.Word("outcome.taken_back")
	}
	text := v.Word("outcome." + i.Outcome)
	if i.Outcome != "candidate" && i.Reason != "" {
		text += ": " + v.Word("reason."+i.Reason)
	}
	return text
}

// CutOff is the local time of a moment, for the head line.
func (v voice) CutOff(m record.Moment) string { return v.hour(m.Time().In(v.zone)) }
