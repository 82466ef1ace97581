package brief

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
)

// An office answers questions from the view.
type office struct{ law Law }

// askTotals counts the reports that the reader sees. The law gives weights, the first day, and the zones in which a report
// lies; what a report may breach was judged when it was recorded.
func (o office) askTotals(ctx context.Context, q desk.Question) (any, error) {
	f := newForm(q.Params)
	known := q.View.Entry()
	if n := f.number("known"); n != nil {
		known = min(*n, known)
	}
	var where conditions
	where.time(f.instant("from"), f.instant("to"))
	where.box(f)
	where.is("dataset", f.value("dataset"))
	where.is("type", f.value("type"))
	if err := f.refusal(); err != nil {
		return nil, err
	}
	r, err := read(ctx, q.View, known, record.Nobody)
	if err != nil {
		return nil, err
	}
	rows, err := r.reports(where.sql(), where.args...)
	if err != nil {
		return nil, err
	}
	pairs, err := r.pairs()
	if err != nil {
		return nil, err
	}
	terms := o.law.at(record.At(q.At), q.View.Entry())
	zones := zonesOf(terms)
	counted := make([]Counted, len(rows))
	for i := range rows {
		counted[i] = rows[i].Counted
		counted[i].Zones = zones.around(rows[i].Place)
	}
	totals := Count(counted, pairs, scaleOf(terms))
	totals.Entry = q.View.Entry()
	return totals, nil
}

// instant reads a moment with its offset.
func (f *form) instant(name string) record.Moment {
	text := f.value(name)
	if text == "" {
		return 0
	}
	m, err := record.ParseMoment(text)
	if err != nil {
		f.say(name, "%v", err)
	}
	return m
}

// conditions narrow reports, joined by and.
type conditions struct {
	parts []string
	args  []any
}

func (c *conditions) add(part string, args ...any) {
	c.parts, c.args = append(c.parts, part), append(c.args, args...)
}

func (c *conditions) sql() string {
	return strings.Join(append([]string{"1 = 1"}, c.parts...), " and ")
}

func (c *conditions) is(column, value string) {
	if value != "" {
		c.add("r."+column+" = ?", value)
	}
}

// time narrows to what may have happened from "from" (included) to "to" (not included).
func (c *conditions) time(from, to record.Moment) {
	if from.Known() {
		c.add("r.end_ms >= ?", int64(from))
	}
	if to.Known() {
		c.add("r.start_ms < ? and r.start_ms <> 0", int64(to))
	}
}

// box narrows to points in "west,south,east,north", in degrees.
func (c *conditions) box(f *form) {
	text := f.value("box")
	if text == "" {
		return
	}
	b, err := geo.ParseBox(text)
	if err != nil {
		f.say("box", "box is not understood: %v", err)
		return
	}
	c.add("r.lon >= ? and r.lat >= ? and r.lon <= ? and r.lat <= ?", b.West, b.South, b.East, b.North)
}

// narrow is what the parameters narrow reports to, in one of their times.
func (p Parameters) narrow(when string, terms *agreement.Terms) conditions {
	var c conditions
	c.is("type", p.Type)
	c.is("dataset", p.Dataset)
	c.is("channel", p.Channel)
	c.is("source", p.Source)
	from, to := p.span(when)
	if p.Edition == Public {
		rules := publicRules(p, terms)
		to = min(to, p.until(rules))
		for _, code := range rules.LeaveOut {
			c.add("r.type <> ?", code)
		}
		if p.Report != nil {
			c.add("r.start_ms < ?", int64(p.until(rules)))
		}
	}
	switch p.Kind {
	case Flash:
		c.add("r.entry = ?", *p.Report)
	case Spot:
		c.add(`r.entry in (with recursive matter (n) as (select ? union
			select case when l.from_entry = n then l.to_entry else l.from_entry end from matter join brief_relation l on l.from_entry = n or l.to_entry = n)
			select n from matter)`, *p.Report)
	default:
		c.time(from, to)
	}
	return c
}

// matter reads what a brief needs of one of its times.
func (r reading) matter(p Parameters, when string, terms *agreement.Terms) (*Matter, error) {
	m := &Matter{}
	c := p.narrow(when, terms)
	var err error
	if m.Rows, err = r.reports(c.sql(), c.args...); err != nil {
		return nil, err
	}
	if p.Zone != "" || p.Side != "" {
		zones := zonesOf(terms)
		m.Rows = slices.DeleteFunc(m.Rows, func(row Row) bool {
			return p.Zone != "" && !slices.Contains(zones.around(row.Place), p.Zone) || p.Side != "" && accusedKey(row.Counted) != p.Side
		})
	}
	if m.Pairs, err = r.pairs(); err != nil {
		return nil, err
	}
	from, to := p.span(when)
	if p.Kind == Flash || p.Kind == Spot {
		return m, nil
	}
	if p.Edition == Public {
		to = min(to, p.until(publicRules(p, terms)))
	}
	if m.Answers, err = r.answers(from, to); err != nil {
		return nil, err
	}
	if m.Watches, err = r.watched(from, to); err != nil {
		return nil, err
	}
	m.Told, err = r.tallies(to)
	return m, err
}

// make reads and makes a brief.
func (o office) make(ctx context.Context, q desk.Question, p Parameters, terms *agreement.Terms, root record.Hash) (Brief, error) {
	r, err := read(ctx, q.View, p.Known, p.As)
	if err != nil {
		return Brief{}, err
	}
	matters := map[string]*Matter{}
	for _, when := range p.matterTimes() {
		if matters[when], err = r.matter(p, when, terms); err != nil {
			return Brief{}, err
		}
	}
	if p.Report != nil && len(matters[""].Rows) == 0 {
		return Brief{}, desk.Refuse(desk.NotFound, "there is no report with the number %d that this brief may show; look it up in the list of reports", *p.Report)
	}
	if p.Kind == Spot || p.Kind == Flash {
		putFirst(matters[""].Rows, *p.Report)
	}
	return makeBrief(p, terms, Head{q.Head.Origin, root}, matters), nil
}

// putFirst puts the report that the brief is about before those that are related to it.
func putFirst(rows []Row, entry int64) {
	slices.SortStableFunc(rows, func(a, b Row) int {
		switch {
		case a.Entry == entry && b.Entry != entry:
			return -1
		case b.Entry == entry && a.Entry != entry:
			return 1
		}
		return 0
	})
}

// askDraft makes a brief for who asks. Nothing of it is recorded.
func (o office) askDraft(ctx context.Context, q desk.Question) (any, error) {
	f := newForm(q.Params)
	form, language := f.oneOf("form", "json", forms), f.oneOf("lang", "en", languages)
	p, terms, err := o.parameters(f, q)
	if err != nil {
		return nil, err
	}
	root := q.Head.Root
	if p.Known != q.Head.Size { // of fewer entries, or the tables are behind: nobody signed that
		root = record.Hash{}
	}
	b, err := o.make(ctx, q, p, terms, root)
	if err != nil {
		return nil, err
	}
	return written(b, nil, form, language)
}

// parameters are those of a question. Of a public edition everybody reads what the agreement lets everybody read; if that
// is more than what everybody may read in the record, it has to be published first.
func (o office) parameters(f *form, q desk.Question) (Parameters, *agreement.Terms, error) {
	p, terms := parametersOf(f, o.law, record.At(q.At), min(q.View.Entry(), q.Head.Size))
	if err := f.refusal(); err != nil {
		return p, nil, err
	}
	if p.Edition != Public {
		return p, terms, nil
	}
	p = p.forPublic(terms)
	if p.As == record.Mission && q.Who.Kind != "mission" {
		return p, nil, desk.Refuse(desk.NotAllowed, "the public edition is made by the mission; read the one that was published (/api/brief/published)")
	}
	return p, terms, nil
}

// An EntryList answers which entries a number stands for.
type EntryList struct {
	Of      Select  `json:"of"`
	Count   int64   `json:"count"`
	Entries []int64 `json:"entries"`
}

// askEntries lists the entries behind a number of a brief. The parameters are the brief's, so that the list is of the same
// record, and the selection is the number's.
func (o office) askEntries(ctx context.Context, q desk.Question) (any, error) {
	s := selectOf(q.Params)
	own := url.Values{}
	for name, values := range q.Params {
		own[name] = values
	}
	for _, field := range s.fields() {
		own.Del(field.name)
	}
	f := newForm(own)
	form, language := f.oneOf("form", "json", []string{"json", "html"}), f.oneOf("lang", "en", languages)
	p, terms, err := o.parameters(f, q)
	if err != nil {
		return nil, err
	}
	if s.Of == "" {
		return nil, desk.RefuseFields([]desk.FieldError{{Field: "of", Sentence: "say which number; take the address from the brief, such as of=candidates&by=A"}})
	}
	if p.Edition == Public && p.As == record.Mission {
		return nil, desk.Refuse(desk.NotAllowed, "this public edition gives numbers only; the entries behind them are the mission's")
	}
	r, err := read(ctx, q.View, p.Known, p.As)
	if err != nil {
		return nil, err
	}
	m, err := r.matter(p, s.From, terms)
	if err != nil {
		return nil, err
	}
	from, to := p.span(s.From)
	m.prepare(terms, zonesOf(terms), scaleOf(terms))
	m.clip(zonesOf(terms), from, to, p.At)
	list := EntryList{Of: s, Entries: m.entries(s)}
	list.Count = int64(len(list.Entries))
	if form == "html" {
		return entriesPage(list, m, p, q.Head, language)
	}
	return list, nil
}

// askPublished lists the published briefs, newest first.
func askPublished(ctx context.Context, q desk.Question) (any, error) {
	f := newForm(q.Params)
	where, args := "1 = 1", []any{}
	if k := f.oneOf("kind", "", kindsOfBrief); k != "" {
		where, args = where+" and kind = ?", append(args, k)
	}
	if e := f.oneOf("edition", "", editions); e != "" {
		where, args = where+" and edition = ?", append(args, e)
	}
	if n := f.number("before"); n != nil {
		where, args = where+" and entry < ?", append(args, *n)
	}
	if err := f.refusal(); err != nil {
		return nil, err
	}
	list, err := issues(ctx, q.View, where, args...)
	for i := range list {
		list[i].Fact.Body = nil
	}
	return map[string]any{"published": list}, err
}

// A Reprint is a published brief as it comes out today. It is the one that was published exactly when Differs is empty.
type Reprint struct {
	Issue   Issue    `json:"issue"`
	Differs []string `json:"differs"` // outputs whose hash is another one today
	Gone    []int64  `json:"gone"`    // entries it may have counted that were forgotten
	Brief   Brief    `json:"brief"`
}

// askIssue makes a published brief again, as it was known then, for any of its readers.
func (o office) askIssue(ctx context.Context, q desk.Question) (any, error) {
	f := newForm(q.Params)
	form, language := f.oneOf("form", "check", append([]string{"check"}, forms...)), f.value("lang")
	entry, err := strconv.ParseInt(q.Path("entry"), 10, 64)
	if err != nil {
		f.say("entry", "%q is no entry number; take one from the list of published briefs", shorten(q.Path("entry")))
	}
	if err := f.refusal(); err != nil {
		return nil, err
	}
	issue, err := o.issue(ctx, q, entry)
	if err != nil {
		return nil, err
	}
	if language == "" {
		language = issue.Fact.Languages[0]
	}
	if !slices.Contains(languages, language) {
		return nil, desk.RefuseFields([]desk.FieldError{{Field: "lang", Sentence: fmt.Sprintf("lang is %q; it is one of %s", shorten(language), strings.Join(languages, ", "))}})
	}
	again, err := o.reprint(ctx, q, issue)
	if err != nil {
		return nil, err
	}
	if form == "check" {
		again.Issue.Fact.Body = nil
		return again, nil
	}
	return written(again.Brief, &again, form, language)
}

// issue finds a published brief.
func (o office) issue(ctx context.Context, q desk.Question, entry int64) (Issue, error) {
	found, err := issues(ctx, q.View, "entry = ?", entry)
	if err != nil {
		return Issue{}, err
	}
	if len(found) == 0 {
		return Issue{}, desk.Refuse(desk.NotFound, "there is no published brief with the number %d that you may read; look it up in the list (/api/brief/published)", entry)
	}
	return found[0], nil
}

// reprint makes a published brief again and holds it against its hashes.
func (o office) reprint(ctx context.Context, q desk.Question, issue Issue) (Reprint, error) {
	fact := issue.Fact
	again := Reprint{Issue: issue, Differs: []string{}, Gone: []int64{}}
	var err error
	if len(fact.Body) > 0 {
		again.Brief, err = Open(fact.Body)
	} else {
		p := fact.Parameters
		q.Head.Origin = fact.Origin
		again.Brief, err = o.make(ctx, q, p, o.law.at(p.At, p.Known-1), fact.Root)
	}
	if err != nil {
		return again, err
	}
	for _, out := range fact.Outputs {
		made, err := output(again.Brief, &fact, out.Form, out.Language)
		if err != nil {
			return again, err
		}
		if made.SHA256 != out.SHA256 {
			again.Differs = append(again.Differs, strings.TrimSuffix(out.Form+"/"+out.Language, "/"))
		}
	}
	if len(again.Differs) > 0 {
		again.Gone, err = gone(ctx, q.View, fact.Parameters.Known)
	}
	return again, err
}
