package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"sort"
	"strconv"
	"time"

	"truce.example/desk"
	"truce.example/desk/brief"
	"truce.example/mission"
	"truce.example/record"
)

var briefVerb = verb{
	use:   "brief DIR --from DATE --to DATE [--html|--json|--csv|--text] [--lang en|ar|ru] [--kind KIND] [--edition public]",
	about: "count and report what happened between two dates",
	help: `
    truce brief /srv/centre --from 2017-07-09 --to 2017-09-07
    truce brief /srv/centre --from 2017-07-09 --to 2017-09-07 --html --lang ar > brief.html
    truce brief /srv/centre --kind weekly --day 2017-07-16 --html > week.html
    truce brief /srv/centre --kind flash --report 57 --text

Counts what happened from the first day up to, and without, the last: rows, candidates, by clause, accused, level, week,
zone and month, with what was left out and why, and what the mission watched. Dates are days in UTC, or moments such as
2017-07-09T12:00:00+03:00. --kind is flash or spot (about one --report), daily or weekly (up to the cut-off of --day), or
period. --before DATE compares with an earlier time of equal length. --at says as of when deadlines are held; left out, the
end of the time. --edition public is late, coarse and without names, as the agreement sets. The page prints to A4. Works on
a folder, or through the server that holds it. Nothing is recorded: briefs are published at /api/brief/publish.`,
	run: runBrief,
}

// A briefResult is the counts of a time, with what they stand on.
type briefResult struct {
	Origin   string        `json:"origin"`
	Exercise bool          `json:"exercise"`
	From     record.Moment `json:"from"`
	To       record.Moment `json:"to"`
	Entries  int64         `json:"entries"` // the record was read up to here
	Root     record.Hash   `json:"root"`
	Totals   brief.Totals  `json:"totals"`
	Brief    brief.Brief   `json:"brief"`
	Document []byte        `json:"document,omitempty"` // in the form asked for
}

func runBrief(ctx context.Context, c *console, args []string) error {
	f := c.flags()
	var s secrets
	s.flags(f)
	q := url.Values{}
	texts := map[string]*string{}
	for _, name := range []string{"kind", "edition", "lang", "day", "report", "before", "at", "zone", "type", "side", "dataset", "channel", "source", "as"} {
		texts[name] = f.String(name, "", "")
	}
	from, to := f.String("from", "", ""), f.String("to", "", "")
	asHTML, asCSV, asText := f.Bool("html", false, ""), f.Bool("csv", false, ""), f.Bool("text", false, "")
	things, err := c.parse(f, args, 1)
	if err != nil {
		return err
	}
	for name, text := range texts {
		if *text != "" {
			q.Set(name, *text)
		}
	}
	kind := q.Get("kind")
	if kind == "" || kind == brief.Period || *from != "" || *to != "" {
		if err := setDays(q, *from, *to); err != nil {
			return err
		}
	}
	for form, asked := range map[string]bool{"html": *asHTML, "csv": *asCSV, "text": *asText} {
		if asked {
			q.Set("form", form)
		}
	}
	b, err := briefOf(ctx, things[0], s, q)
	if err != nil {
		return err
	}
	if len(b.Document) > 0 {
		_, err := c.out.Write(b.Document)
		return err
	}
	return c.result(b, func(w io.Writer) { briefWords(w, b) })
}

// setDays reads the days from which and up to which is counted.
func setDays(q url.Values, from, to string) error {
	first, err := day(from)
	if err != nil {
		return usagef("--from: %s", err)
	}
	last, err := day(to)
	if err != nil {
		return usagef("--to: %s", err)
	}
	if first >= last {
		return usagef("--from must be before --to")
	}
	q.Set("from", first.String())
	q.Set("to", last.String())
	return nil
}

// briefOf makes it in the folder, or asks the server that holds it.
func briefOf(ctx context.Context, dir string, s secrets, q url.Values) (b briefResult, err error) {
	m, err := newHouse().look(dir, s)
	if held(err) {
		err = overSocket(ctx, dir, "/brief", q, nil, func(l localLine) error { b = *l.Brief; return nil })
		return b, err
	}
	if err != nil {
		return b, err
	}
	b, err = makeBrief(ctx, dir, m, q)
	return b, errors.Join(err, m.Close())
}

// makeBrief asks the desk, as the host or whose copy it is.
func makeBrief(ctx context.Context, dir string, m *mission.Mission, q url.Values) (briefResult, error) {
	var out briefResult
	if err := m.WaitView(ctx, m.Readable()); err != nil {
		return out, err
	}
	who, err := readerOf(dir)
	if err != nil {
		return out, err
	}
	if q.Get("at") == "" && q.Get("to") != "" && q.Get("edition") != brief.Public {
		q.Set("at", q.Get("to")) // the same brief of the same record comes out the same tomorrow
	}
	form := q.Get("form")
	q.Del("form")
	answer, err := ask(ctx, m, who, "brief", "draft", q)
	if err != nil {
		return out, err
	}
	b, err := brief.Open(answer.(desk.Document).Body)
	if err != nil {
		return out, err
	}
	out = briefResult{Origin: b.Origin, Exercise: b.Exercise, From: b.From, To: b.To, Entries: b.Known, Root: b.Root, Totals: b.Totals, Brief: b}
	if form == "" {
		return out, nil
	}
	q.Set("form", form)
	q.Set("known", strconv.FormatInt(b.Known, 10))
	q.Set("at", b.At.String())
	if answer, err = ask(ctx, m, who, "brief", "draft", q); err == nil {
		out.Document = answer.(desk.Document).Body
	}
	return out, err
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
func (b briefResult) lines() [][3]string {
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

// method is what the counts say about themselves.
func (b briefResult) method() string {
	return fmt.Sprintf("Candidates are reports that a clause may cover; none of them is a finding. Counting method %d, read up to entry %d, root %s.", b.Totals.MethodVersion, b.Entries, b.Root)
}

// mark is EXERCISE for an exercise and nothing for the rest.
func (b briefResult) mark() string {
	if b.Exercise {
		return "EXERCISE "
	}
	return ""
}

func briefWords(w io.Writer, b briefResult) {
	fmt.Fprintf(w, "%sfrom %s up to %s\n", b.mark(), b.From, b.To)
	for _, l := range b.lines() {
		fmt.Fprintf(w, "%-36s %-36s %8s\n", l[0], l[1], l[2])
	}
	fmt.Fprintln(w, b.method())
}
