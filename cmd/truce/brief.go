package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/url"
	"sort"
	"strconv"
	"time"

	"truce.example/desk/observe"
	"truce.example/mission"
	"truce.example/record"
)

var briefVerb = verb{
	use:   "brief DIR --from DATE --to DATE [--html|--json|--csv]",
	about: "count the reports between two dates",
	help: `
    truce brief /srv/centre --from 2017-07-09 --to 2017-09-07

Counts what happened from the first day up to, and without, the last: rows, candidates, by clause, accused, level, week,
zone and month, with what was left out and why. Dates are days in UTC, or moments such as 2017-07-09T12:00:00+03:00.
Works on a folder, or through the server that holds it.`,
	run: runBrief,
}

// A brief is the counts of a time, with what they stand on.
type brief struct {
	Origin   string         `json:"origin"`
	Exercise bool           `json:"exercise"`
	From     record.Moment  `json:"from"`
	To       record.Moment  `json:"to"`
	Entries  int64          `json:"entries"` // the record was read up to here
	Root     record.Hash    `json:"root"`
	Totals   observe.Totals `json:"totals"`
}

func runBrief(ctx context.Context, c *console, args []string) error {
	f := c.flags()
	var s secrets
	s.flags(f)
	from, to := f.String("from", "", ""), f.String("to", "", "")
	asHTML, asCSV := f.Bool("html", false, ""), f.Bool("csv", false, "")
	things, err := c.parse(f, args, 1)
	if err != nil {
		return err
	}
	b := brief{}
	if b.From, err = day(*from); err != nil {
		return usagef("--from: %s", err)
	}
	if b.To, err = day(*to); err != nil {
		return usagef("--to: %s", err)
	}
	if b.From >= b.To {
		return usagef("--from must be before --to")
	}
	if b, err = briefOf(ctx, things[0], s, b.From, b.To); err != nil {
		return err
	}
	switch {
	case *asCSV:
		return briefCSV(c.out, b)
	case *asHTML:
		return briefPage.Execute(c.out, b)
	}
	return c.result(b, func(w io.Writer) { briefWords(w, b) })
}

// briefOf counts in the folder, or asks the server that holds it.
func briefOf(ctx context.Context, dir string, s secrets, from, to record.Moment) (b brief, err error) {
	m, err := newHouse().look(dir, s)
	if held(err) {
		q := url.Values{"from": {from.String()}, "to": {to.String()}}
		err = overSocket(ctx, dir, "/brief", q, nil, func(l localLine) error { b = *l.Brief; return nil })
		return b, err
	}
	if err != nil {
		return b, err
	}
	b, err = countBrief(ctx, dir, m, from, to)
	return b, errors.Join(err, m.Close())
}

func countBrief(ctx context.Context, dir string, m *mission.Mission, from, to record.Moment) (brief, error) {
	head := m.Head()
	b := brief{Origin: head.Origin, Exercise: record.IsExercise(head.Origin), From: from, To: to, Entries: m.Readable(), Root: head.Root}
	if err := m.WaitView(ctx, b.Entries); err != nil {
		return b, err
	}
	// To is the first moment that no longer counts; the door counts up to and with the last.
	q := url.Values{"from": {from.String()}, "to": {(to - 1).String()}}
	who, err := readerOf(dir)
	if err != nil {
		return b, err
	}
	answer, err := ask(ctx, m, who, "observe", "totals", q)
	if err != nil {
		return b, err
	}
	b.Totals = answer.(observe.Totals)
	return b, nil
}

// day reads a date or a moment.
func day(text string) (record.Moment, error) {
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return record.At(t), nil
	}
	m, err := record.ParseMoment(text)
	if err != nil {
		return 0, fmt.Errorf("%q is neither a day such as 2017-07-09 nor a moment such as 2017-07-09T12:00:00+03:00", text)
	}
	return m, nil
}

// lines are the counts as a table: what, of which kind, how many.
func (b brief) lines() [][3]string {
	t := b.Totals
	out := [][3]string{
		{"reports", "", number(t.Rows)}, {"reports", "taken back", number(t.Retracted)},
		{"candidate violations", "", number(t.Candidates)}, {"candidate violations", "accounts of one event counted once", number(t.Public)},
		{"candidate violations", "level 2 and up", number(t.LevelTwoUp)}, {"weighted index", "all", number(t.Weighted.All)},
		{"weighted index", "level 2 and up", number(t.Weighted.LevelTwoUp)}, {"minutes observers were held up", "", number(t.MinutesLost)},
	}
	for _, group := range []struct {
		name   string
		counts map[string]int64
	}{{"by clause", t.ByClause}, {"by accused as first reported", t.ByAccused}, {"by level", t.ByLevel}, {"not a candidate", t.NotCovered}} {
		for _, k := range sorted(group.counts) {
			out = append(out, [3]string{group.name, k, number(group.counts[k])})
		}
	}
	for _, w := range t.ByWeek {
		out = append(out, [3]string{"by week since entry into force", number(w.Week), number(w.Count)})
	}
	for _, z := range t.ByZoneMonth {
		out = append(out, [3]string{"reports by zone and month", z.Zone + " " + z.Month, number(z.Rows)})
	}
	for _, x := range t.LeftOut {
		out = append(out, [3]string{"left out by type, beside the total", x.Type, x.ExternalID})
	}
	return out
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

func sorted(m map[string]int64) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// method is what every form of the brief says about its numbers.
func (b brief) Method() string {
	return fmt.Sprintf("Candidates are reports that a clause may cover; none of them is a finding. Counting method %d, read up to entry %d, root %s.", b.Totals.MethodVersion, b.Entries, b.Root)
}

// Mark is EXERCISE for an exercise and nothing for the rest.
func (b brief) Mark() string {
	if b.Exercise {
		return "EXERCISE "
	}
	return ""
}

// Lines are lines, for the page.
func (b brief) Lines() [][3]string { return b.lines() }

func briefWords(w io.Writer, b brief) {
	fmt.Fprintf(w, "%sfrom %s up to %s\n", b.Mark(), b.From, b.To)
	for _, l := range b.lines() {
		fmt.Fprintf(w, "%-36s %-36s %8s\n", l[0], l[1], l[2])
	}
	fmt.Fprintln(w, b.Method())
}

func briefCSV(out io.Writer, b brief) error {
	w := csv.NewWriter(out)
	w.Write([]string{"mark", "from", "to", "what", "kind", "number"})
	for _, l := range b.lines() {
		w.Write([]string{b.Mark(), b.From.String(), b.To.String(), l[0], l[1], l[2]})
	}
	w.Flush()
	return w.Error()
}

var briefPage = template.Must(template.New("brief").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{.Mark}}Counts {{.From}} to {{.To}}</title>
<style>
body { font: 11pt/1.4 system-ui, sans-serif; margin: 2rem; }
h1 { font-size: 16pt; } table { border-collapse: collapse; } td, th { text-align: start; padding: .2rem .8rem; border-bottom: 1px solid #999; }
td:last-child, th:last-child { text-align: end; } @page { size: A4; margin: 18mm; } tr { break-inside: avoid; }
</style></head><body>
<h1>{{.Mark}}Counts from {{.From}} up to {{.To}}</h1>
<p>{{.Method}}</p>
<table><thead><tr><th>What</th><th>Of which</th><th>Number</th></tr></thead><tbody>
{{range .Lines}}<tr><td>{{index . 0}}</td><td>{{index . 1}}</td><td>{{index . 2}}</td></tr>
{{end}}</tbody></table>
<p>{{.Origin}}</p></body></html>
`))
