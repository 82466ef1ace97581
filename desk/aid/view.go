package aid

import (
	"database/sql"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/view"
)

//go:embed view.sql
var schema string

// newView returns the desk's tables. A notification and a convoy are folded as in the State, and kept whole in one row.
func newView() *view.View {
	return &view.View{Name: "aid", Version: 2, Schema: schema, Apply: apply}
}

func apply(tx *view.Tx, e record.Entry) error {
	told, plan := e.Fact.(desk.TellsPlan)
	if e.Fact == nil || !plan && !strings.HasPrefix(e.Kind, "aid.") {
		return nil
	}
	audience, err := tx.Audience(e.Audience)
	if err != nil {
		return err
	}
	w := writer{tx, e, audience}
	if plan {
		return w.announced(told)
	}
	for _, write := range []func() error{w.clocks, w.convoy, w.site, w.sent, w.place, w.strike, w.crossing, w.checked, w.track, w.taken, w.said} {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}

// A writer writes what one entry changes.
type writer struct {
	*view.Tx
	entry    record.Entry
	audience int64
}

// insert adds a row: the entry, its audience, and the values of the table's other columns in order.
func (w writer) insert(table string, values ...any) error {
	marks := strings.Repeat(", ?", len(values))
	return w.Exec("insert into "+table+" values (?, ?"+marks+")", append([]any{w.entry.Number, w.audience}, values...)...)
}

// kept reads a row's document; false when there is none.
func (w writer) kept(table string, entry int64, into any) (bool, error) {
	var text string
	err := w.QueryRow("select doc from "+table+" where entry = ?", entry).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("%s %d: %w", table, entry, err)
	}
	return true, json.Unmarshal([]byte(text), into)
}

// clocks starts and stops what the State's wall does, and the clocks that are only shown.
func (w writer) clocks() error {
	c := ring(w.entry)
	lapsed, _ := w.entry.Fact.(*Lapsed)
	for _, id := range c.stop {
		set, args := "ended = ?", []any{w.entry.Number}
		if lapsed != nil {
			set, args = "ended = ?, lapsed = ?", append(args, w.entry.Number)
		}
		if err := w.Exec("update aid_clock set "+set+" where what = ? and item = ? and side = ? and ended is null", append(args, id.what, id.item, id.side)...); err != nil {
			return err
		}
	}
	if c.ended != nil {
		for _, what := range c.ended.whats {
			if err := w.Exec("update aid_clock set ended = ? where what = ? and item = ? and ended is null", w.entry.Number, what, c.ended.item); err != nil {
				return err
			}
		}
	}
	for _, k := range c.start {
		if err := w.Exec("update aid_clock set ended = ? where what = ? and item = ? and side = ? and ended is null", w.entry.Number, k.what, k.item, k.side); err != nil {
			return err
		}
		if err := w.insert("aid_clock", nil, k.what, k.item, k.side, int64(k.due), string(k.owedBy), string(k.waiting), nil); err != nil {
			return err
		}
	}
	return nil
}

func (w writer) convoy() error {
	no := convoyOf(w.entry)
	if no == 0 {
		return nil
	}
	var c Convoy
	known, err := w.kept("aid_convoy", no, &c)
	if err != nil {
		return err
	}
	if _, first := w.entry.Fact.(*Planned); !known && !first {
		return nil // its plan was forgotten whole
	}
	c.take(w.entry)
	if !known {
		return w.insert("aid_convoy", c.Plan.Name, c.Plan.Mode, c.State, int64(c.Plan.Departs), int64(c.Ended), c.Changed, view.Doc(c))
	}
	// Whoever reads the newest fact reads the convoy: the mission, and after the request the sides that clear it.
	return w.Exec("update aid_convoy set audience = ?, state = ?, ended_ms = ?, changed = ?, doc = ? where entry = ?",
		w.audience, c.State, int64(c.Ended), c.Changed, view.Doc(c), no)
}

func (w writer) site() error {
	no := siteOf(w.entry)
	if no == 0 {
		return nil
	}
	var s Site
	known, err := w.kept("aid_site", no, &s)
	if err != nil {
		return err
	}
	f, notified := w.entry.Fact.(*Notified)
	if !known && !notified {
		return nil
	}
	s.take(w.entry)
	if !known {
		return w.insert("aid_site", w.entry.Number, s.State, s.Kind, s.Function, s.Changed, view.Doc(s))
	}
	if notified {
		if err := w.Exec("update aid_site set notified = ?, kind = ?, function = ? where entry = ?", w.entry.Number, f.Kind, f.Function, no); err != nil {
			return err
		}
	}
	return w.Exec("update aid_site set state = ?, changed = ?, doc = ? where entry = ?", s.State, s.Changed, view.Doc(s), no)
}

// sent keeps what each recipient was told, in a row of its own: a recipient does not read of the others.
func (w writer) sent() error {
	switch f := w.entry.Fact.(type) {
	case *Transmitted:
		if err := w.Exec("update aid_sent set ended = ? where site = ? and side = ? and ended is null", w.entry.Number, f.Site, f.Side); err != nil {
			return err
		}
		first := f.Change == changeNotified || f.Change == changeAmended
		return w.insert("aid_sent", nil, f.Site, f.Side, f.Kind, int64(w.entry.Recorded), int64(f.AckDue), "", 0, f.Change, first, view.Doc(sentOf(w.entry, f)))
	case *Acknowledged:
		return w.answered(f.Site, f.Side)
	case *Lapsed:
		if f.What == clockAck {
			return w.answered(f.Item, f.Side)
		}
	}
	return nil
}

func (w writer) answered(site int64, side string) error {
	var entry int64
	err := w.QueryRow("select entry from aid_sent where site = ? and side = ? and ended is null", site, side).Scan(&entry)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("what %s was told of %d: %w", side, site, err)
	}
	var t Sent
	if _, err := w.kept("aid_sent", entry, &t); err != nil {
		return err
	}
	t.take(w.entry)
	return w.Exec("update aid_sent set outcome = ?, late = ?, doc = ? where entry = ?", t.Outcome, t.Late, view.Doc(t), entry)
}

func (w writer) place() error {
	switch f := w.entry.Fact.(type) {
	case *Placed:
		notified, err := w.entry.RefEntry(0)
		if err != nil {
			return nil // it names nothing, as a fact that was forgotten
		}
		var site int64
		err = w.QueryRow("select entry from aid_site where notified = ?", notified).Scan(&site)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("the notification of entry %d: %w", notified, err)
		}
		if err := w.Exec("delete from aid_place where site = ?", site); err != nil {
			return err
		}
		return w.insert("aid_place", site, view.Doc(f))
	case *PositionGiven:
		return w.insert("aid_given", f.Site, int64(w.entry.Recorded), view.Doc(f))
	}
	return nil
}

func (w writer) strike() error {
	switch f := w.entry.Fact.(type) {
	case *Compared:
		if len(f.Found) == 0 {
			return nil
		}
		return w.insert("aid_found", f.Report, int64(w.entry.Recorded), view.Doc(f))
	case *Queried:
		return w.insert("aid_query", f.Compared, f.Site, f.Side, int64(w.entry.Recorded), nil, "", view.Doc(f))
	case *Explained:
		return w.Exec("update aid_query set answered = ?, answer = ? where entry = ?", w.entry.Number, f.Text, f.Query)
	case *Assessed:
		return w.insert("aid_assessed", f.Compared, f.Site, int64(w.entry.Recorded), view.Doc(f))
	case *StrikesPublished:
		return w.insert("aid_published", view.Doc(f))
	}
	return nil
}

// announced keeps what another desk announces, for those who read the announcement. The newest that a reader sees counts.
func (w writer) announced(t desk.TellsPlan) error {
	p, ok := t.Plan()
	if !ok || w.entry.Status == record.Forgotten {
		return nil
	}
	root, before := w.entry.Number, p.Supersedes
	if p.Again {
		before, _ = w.entry.RefEntry(0)
	}
	if before != 0 {
		root = before
		err := w.QueryRow("select root from aid_announced where entry = ?", before).Scan(&root)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("what entry %d announced: %w", before, err)
		}
	}
	return w.insert("aid_announced", root, p.Over, int64(p.Start)-unstatedMs, int64(max(p.Start, p.End))+unstatedMs, view.Doc(p))
}

func (w writer) checked() error {
	f, ok := w.entry.Fact.(*Checked)
	if !ok {
		return nil
	}
	convoys := map[int64]bool{}
	for _, m := range f.Found {
		if !convoys[m.Convoy] {
			convoys[m.Convoy] = true
			if err := w.insert("aid_met", m.Convoy); err != nil {
				return err
			}
		}
	}
	return w.insert("aid_checked", f.Of, f.Convoy, len(f.Found), int64(w.entry.Recorded), view.Doc(f))
}

func (w writer) taken() error {
	switch f := w.entry.Fact.(type) {
	case *CorridorsTaken:
		for _, c := range f.Corridors {
			if err := w.insert("aid_corridor", f.Dataset, c.Day, c.Result, view.Doc(c)); err != nil {
				return err
			}
		}
	case *ClosuresTaken:
		for i, c := range f.Closures {
			b, ok := closureThing(w.entry.Number, i, c).box()
			if !ok {
				continue
			}
			if err := w.insert("aid_closure", f.Dataset, i, b.South, b.West, b.North, b.East, view.Doc(c)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w writer) track() error {
	switch f := w.entry.Fact.(type) {
	case *Located:
		for _, x := range f.Fixes {
			if err := w.insert("aid_position", f.Convoy, int64(x.At), view.Doc(Position{Entry: w.entry.Number, Source: f.Source, Fix: x})); err != nil {
				return err
			}
		}
	case *Noticed:
		return w.insert("aid_noticed", f.Convoy, view.Doc(f))
	}
	return nil
}

func (w writer) crossing() error {
	switch f := w.entry.Fact.(type) {
	case *Authorised:
		if err := w.Exec("update aid_crossing set ended = ? where crossing = ? and ended is null", w.entry.Number, f.Crossing); err != nil {
			return err
		}
		return w.insert("aid_crossing", nil, f.Crossing, f.By, int64(f.Until), nil)
	case *AuthorityEnds:
		return w.Exec("update aid_crossing set warned = ? where crossing = ? and ended is null", f.Days, f.Crossing)
	}
	return nil
}

// said lets an entry be found by its words. Where something lies is not among them.
func (w writer) said() error {
	if w.entry.Status == record.Forgotten {
		return nil
	}
	text := func(kind, title string, lines ...string) error {
		return w.Text(w.entry, view.Text{Desk: "aid", Kind: kind, At: w.entry.Recorded, Title: title, Text: view.Lines(lines...)})
	}
	switch f := w.entry.Fact.(type) {
	case *Notified:
		return text("notification", "Notification: "+words(f.Function), f.Org, f.Reference, f.Area, f.Consent.Text)
	case *Transmitted:
		return text("notification", "Notified: "+words(f.Function), f.Text)
	case *Acknowledged:
		return text("acknowledgement", "Notification: "+words(f.Outcome), f.Reason)
	case *Withdrawn:
		return text("withdrawal", "Notification withdrawn", f.Reason)
	case *PositionGiven:
		return text("position", "Position taken", f.Reason)
	case *Queried:
		return text("query", "Query on a notification", f.Text)
	case *Explained:
		return text("answer", "Answer to a query", f.Text)
	case *Assessed:
		return text("assessment", "Assessment: "+words(f.Outcome), f.Text)
	case *Planned:
		return text("convoy", "Convoy "+f.Plan.Name, f.Plan.words()...)
	case *Requested:
		return text("request", "Convoy "+f.Plan.Name+": clearance asked", f.Plan.words()...)
	case *Answered:
		return text("clearance", "Convoy: "+words(f.Answer), f.Text, view.Lines(f.Conditions...))
	case *Stepped:
		return text("step", "Convoy: "+words(f.Step), f.Actor, f.Text)
	case *Checkpointed:
		return text("checkpoint", "Convoy at a checkpoint", f.Place, f.Holder, f.Demands, f.Text)
	case *Loaded:
		return text("loading", "Convoy loaded", f.Checker, f.Deviations)
	case *Noticed:
		return text("convoy", "Convoy "+f.Name+": "+words(f.What), f.StopName)
	case *Delivered:
		return text("delivery", "Convoy: "+words(f.Outcome), f.Receiver, f.Complaints, f.Text)
	case *Monitored:
		return text("monitoring", "Convoy monitored", f.Text)
	case *Closed:
		return text("closing", "Convoy closed", f.Reason)
	}
	return nil
}

// words are what a plan says in words.
func (p Plan) words() []string {
	out := []string{p.Name, p.Hub, p.To, p.Justification, p.Escort, p.Contact}
	for _, i := range p.Items {
		out = append(out, i.Name)
	}
	return append(append(out, p.Partners...), p.Route...)
}
