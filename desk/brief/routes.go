package brief

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

// routes are the doors. The counts need no right: everybody sees what their audience shows them.
func (o office) routes() []desk.Route {
	get := func(path, right string, ask func(context.Context, desk.Question) (any, error)) desk.Route {
		return desk.Route{Method: "GET", Path: path, Right: right, Ask: ask}
	}
	return []desk.Route{
		get("totals", desk.RightAnybody, o.askTotals),
		get("draft", desk.RightAnybody, o.askDraft),
		get("entries", desk.RightAnybody, o.askEntries),
		get("published", desk.RightAnybody, askPublished),
		get("published/{entry}", desk.RightAnybody, o.askIssue),
		{Method: "POST", Path: "publish", Right: "brief.publish", Do: o.publish},
	}
}

// layers shows the published briefs as a table.
func layers() []desk.Layer {
	return []desk.Layer{{
		ID: "brief.published", Title: "Briefs", Right: desk.RightAnybody,
		Columns: []desk.Column{
			{Name: "number", Title: "No.", Type: "integer"}, {Name: "kind", Title: "Kind", Type: "text"}, {Name: "edition", Title: "Edition", Type: "text"},
			{Name: "from", Title: "From", Type: "time"}, {Name: "to", Title: "Up to", Type: "time"}, {Name: "known", Title: "Read up to entry", Type: "integer"},
			{Name: "replaces", Title: "Takes the place of", Type: "text"}, {Name: "page", Title: "Page", Type: "text"},
		},
		Rows: publishedRows,
	}}
}

func publishedRows(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	where, args := "1 = 1", []any{}
	if before > 0 {
		where, args = "entry < ?", []any{before}
	}
	list, err := issues(ctx, q.View, where, args...)
	if err != nil {
		return nil, err
	}
	rows := []desk.Row{}
	for _, i := range list[:min(limit, len(list))] {
		p := i.Fact.Parameters
		values := map[string]any{
			"number": i.Fact.Number, "kind": p.Kind, "edition": p.Edition, "from": p.From, "to": p.To, "known": p.Known,
			"page": "/api/brief/published/" + strconv.FormatInt(i.Entry, 10) + "?form=html",
		}
		if i.Fact.Of != nil {
			values["replaces"] = "entry " + strconv.FormatInt(*i.Fact.Of, 10)
		}
		rows = append(rows, desk.Row{Entry: i.Entry, Values: values})
	}
	return rows, nil
}

// Publish asks to make a brief of the record as it stands and to give it to an audience. What a reissue is made of is what
// the brief was made of whose place it takes.
type Publish struct {
	Kind      string          `json:"kind,omitempty"`
	Edition   string          `json:"edition,omitempty"`
	Day       string          `json:"day,omitempty"` // of a daily or weekly brief: the last one
	From      string          `json:"from,omitempty"`
	To        string          `json:"to,omitempty"`
	Before    string          `json:"before,omitempty"`
	Report    *int64          `json:"report,omitempty"`
	Zone      string          `json:"zone,omitempty"`
	Type      string          `json:"type,omitempty"`
	Side      string          `json:"side,omitempty"`
	Dataset   string          `json:"dataset,omitempty"`
	Channel   string          `json:"channel,omitempty"`
	Source    string          `json:"source,omitempty"`
	Languages []string        `json:"languages,omitempty"` // left out: all
	Audience  record.Audience `json:"audience,omitempty"`  // left out: the mission; of a public edition everybody
	Of        *int64          `json:"of,omitempty"`        // entry of the brief whose place it takes
	Reason    string          `json:"reason,omitempty"`    // for that
}

const maxOrder = 64 << 10

// publish makes a brief and its hashes, and has it recorded.
func (o office) publish(ctx context.Context, q desk.Question, clerk desk.Clerk) (any, error) {
	body, err := io.ReadAll(io.LimitReader(q.Body, maxOrder+1))
	if err != nil {
		return nil, err
	}
	order, err := readOrder(body)
	if err != nil {
		return nil, err
	}
	known := q.Head.Size
	if q.View.Entry() < known {
		return nil, desk.Refuse(desk.Behind, "the tables have read %d of %d entries; publish in a moment", q.View.Entry(), known)
	}
	fact, audience, terms, err := o.order(ctx, q, order, known)
	if err != nil {
		return nil, err
	}
	b, err := o.make(ctx, q, fact.Parameters, terms, q.Head.Root)
	if err != nil {
		return nil, err
	}
	if fact.Of != nil {
		if err := o.changes(ctx, q, &fact, b); err != nil {
			return nil, err
		}
	}
	if b.Rules != nil && b.Rules.Counts == "mission" {
		fact.Body = canonical(b)
	}
	for _, form := range []string{"json", "csv", "html"} {
		for _, language := range fact.Languages {
			if form == "json" {
				language = ""
			}
			made, err := output(b, &fact, form, language)
			if err != nil {
				return nil, err
			}
			fact.Outputs = append(fact.Outputs, made)
			if form == "json" {
				break
			}
		}
	}
	receipts, err := clerk.Submit(ctx, q.Who, desk.Command{Desk: "brief", ID: q.ID, Do: &publish{fact, audience}, Submitted: sha256.Sum256(body)})
	return Taken{receipts}, err
}

// Taken answers a publication.
type Taken struct {
	Entries []desk.Receipt `json:"entries"`
}

// readOrder reads the body of a publication strictly.
func readOrder(body []byte) (Publish, error) {
	var order Publish
	if len(body) > maxOrder {
		return order, desk.Refuse(desk.Invalid, "the request has more than %d bytes; send less", maxOrder)
	}
	d := json.NewDecoder(strings.NewReader(string(body)))
	d.DisallowUnknownFields()
	if err := d.Decode(&order); err != nil {
		return order, desk.Refuse(desk.Invalid, "the request does not fit: %v; mend it and send it again", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return order, desk.Refuse(desk.Invalid, "there is something after the JSON object; send one object")
	}
	return order, nil
}

// order says what is to be made, for whom.
func (o office) order(ctx context.Context, q desk.Question, order Publish, known int64) (Published, record.Audience, *agreement.Terms, error) {
	fact := Published{Origin: q.Head.Origin, Root: q.Head.Root, Method: MethodVersion, Layout: LayoutVersion, Languages: order.Languages, Of: order.Of, Reason: order.Reason}
	if len(fact.Languages) == 0 {
		fact.Languages = languages
	}
	for _, l := range fact.Languages {
		if !slices.Contains(languages, l) {
			return fact, "", nil, desk.RefuseFields([]desk.FieldError{{Field: "languages", Sentence: "languages are en, ar and ru; leave the others out"}})
		}
	}
	values := url.Values{}
	if order.Of != nil {
		old, err := o.issue(ctx, q, *order.Of)
		if err != nil {
			return fact, "", nil, err
		}
		values = old.Fact.Parameters.values()
		values.Del("known")
		values.Del("at")
		values.Del("as")
		values.Del("persons")
		if order.Audience == record.Nobody {
			order.Audience = old.Fact.Parameters.As
		}
		if old.Fact.Parameters.Edition == Public {
			order.Audience = ""
		}
	}
	for name, value := range map[string]string{
		"kind": order.Kind, "edition": order.Edition, "day": order.Day, "from": order.From, "to": order.To, "before": order.Before,
		"zone": order.Zone, "type": order.Type, "side": order.Side, "dataset": order.Dataset, "channel": order.Channel, "source": order.Source,
	} {
		if value != "" && order.Of == nil {
			values.Set(name, value)
		}
	}
	if order.Report != nil {
		values.Set("report", strconv.FormatInt(*order.Report, 10))
	}
	values.Set("as", string(order.Audience))
	if order.Audience == record.Nobody {
		values.Set("as", string(record.Mission))
	}
	values.Set("known", strconv.FormatInt(known, 10))
	q.Params = values
	p, terms, err := o.parameters(newForm(values), q)
	if err != nil {
		return fact, "", nil, err
	}
	audience := p.As
	if p.Edition == Public {
		audience = record.Public
		if p.Persons, err = firstWithPersons(ctx, q, p); err != nil {
			return fact, "", nil, err
		}
	}
	fact.Parameters = p
	return fact, audience, terms, nil
}

// firstWithPersons says whether no public edition gave the persons of any of this time before.
func firstWithPersons(ctx context.Context, q desk.Question, p Parameters) (bool, error) {
	earlier, err := issues(ctx, q.View, "edition = ? and from_ms < ? and to_ms > ?", Public, int64(p.To), int64(p.From))
	for _, i := range earlier {
		if i.Fact.Parameters.Persons {
			return false, err
		}
	}
	return true, err
}

// changes lists what is other than in the brief whose place is taken.
func (o office) changes(ctx context.Context, q desk.Question, fact *Published, now Brief) error {
	old, err := o.issue(ctx, q, *fact.Of)
	if err != nil {
		return err
	}
	again, err := o.reprint(ctx, q, old)
	if err != nil {
		return err
	}
	p := old.Fact.Parameters
	fact.Compare = &Standing{old.Fact.Origin, p.Known, old.Fact.Root}
	fact.Changes = changesBetween(again.Brief, now)
	if now.Rules != nil && now.Rules.Counts == "mission" {
		return nil // which reports, is the mission's
	}
	was, err := o.counted(ctx, q, p)
	if err != nil {
		return err
	}
	is, err := o.counted(ctx, q, fact.Parameters)
	fact.Added, fact.Withdrawn = without(is, was), without(was, is)
	return err
}

// counted are the reports that stand in a brief.
func (o office) counted(ctx context.Context, q desk.Question, p Parameters) ([]int64, error) {
	r, err := read(ctx, q.View, p.Known, p.As)
	if err != nil {
		return nil, err
	}
	m, err := r.matter(p, "", o.law.at(p.At, p.Known-1))
	if err != nil {
		return nil, err
	}
	return m.entries(Select{Of: ofStanding}), nil
}

// without are the numbers of a that b lacks; both are in order.
func without(a, b []int64) []int64 {
	var out []int64
	for _, n := range a {
		if _, found := slices.BinarySearch(b, n); !found {
			out = append(out, n)
		}
	}
	return out
}

// changesBetween lists the numbers of two briefs that differ.
func changesBetween(was, is Brief) []Change {
	type key struct{ table, kind, code, column string }
	before := map[key]Figure{}
	each := func(b Brief, f func(k key, l Label, x Figure)) {
		for _, t := range b.Tables {
			for _, l := range t.Lines {
				for i, c := range l.Cells {
					column := ""
					if i < len(t.Columns) {
						column = t.Columns[i]
					} else if h := i - len(t.Columns); h < len(t.Heads) {
						column = t.Heads[h].Code
					}
					c.Query = ""
					f(key{t.ID, l.Label.Kind, l.Label.Code, column}, l.Label, c)
				}
			}
		}
	}
	each(was, func(k key, _ Label, x Figure) { before[k] = x })
	var out []Change
	each(is, func(k key, l Label, x Figure) {
		old, ok := before[k]
		if !ok {
			old = Figure{Unit: x.Unit}
		}
		if (old.Value != x.Value || old.State != x.State) && len(out) < 500 {
			out = append(out, Change{Table: k.table, Line: l, Column: k.column, Was: old, Is: x})
		}
		delete(before, k)
	})
	each(was, func(k key, l Label, x Figure) { // lines that are no longer there
		if _, left := before[k]; left && len(out) < 500 && (x.Value != 0 || x.State != "") {
			out = append(out, Change{Table: k.table, Line: l, Column: k.column, Was: x, Is: Figure{Unit: x.Unit}})
		}
	})
	return out
}
