package statements

import (
	_ "embed"
	"encoding/json"
	"strings"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/view"
)

//go:embed view.sql
var schema string

// newView returns the desk's tables. It hears the reports of every desk by their traits.
func newView() *view.View {
	return &view.View{Name: "statements", Version: 1, Schema: schema, Apply: apply}
}

func apply(tx *view.Tx, e record.Entry) error {
	if e.Fact == nil {
		return nil
	}
	own := strings.HasPrefix(e.Kind, "statements.")
	if !own && !hears(e.Fact) {
		return nil
	}
	audience, err := tx.Audience(e.Audience)
	if err != nil {
		return err
	}
	w := writer{tx, e, audience}
	if !own {
		return w.heard()
	}
	return w.own()
}

func hears(fact any) bool {
	switch fact.(type) {
	case desk.TellsReport, desk.TellsJudgement, desk.TellsRemarks:
		return true
	}
	return false
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

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// evidence are the entries that the fact refers to beyond the first.
func (w writer) evidence() string {
	out := []int64{}
	for i := 1; i < len(w.entry.Refs); i++ {
		if n, err := w.entry.RefEntry(i); err == nil {
			out = append(out, n)
		}
	}
	b, _ := json.Marshal(out)
	return string(b)
}

func (w writer) own() error {
	forgotten := number(w.entry.Status == record.Forgotten)
	n, at := w.entry.Number, int64(w.entry.Recorded)
	text := func(kind, title, words string) error {
		if forgotten != 0 || strings.TrimSpace(words) == "" {
			return nil
		}
		return w.Text(w.entry, view.Text{Desk: "statements", Kind: kind, At: w.entry.Recorded, Title: title, Text: words})
	}
	switch f := w.entry.Fact.(type) {
	case *Taken:
		if err := w.insert("statements_article", f.Title, f.Outlet, f.Published.Value, f.Basis, at, forgotten, view.Doc(f)); err != nil {
			return err
		}
		return text("article", f.Title, view.Lines(f.Outlet, f.Text))
	case *Said:
		if err := w.insert("statements_said", f.Article, f.Proposal, f.Kind, f.Speaker, f.Side, f.Topic, f.Said.Value, f.Basis, number(f.Denial), forgotten, view.Doc(f)); err != nil {
			return err
		}
		return text("statement", f.Speaker, view.Lines(f.Words, f.Role, f.Topic, f.Place))
	case *SetAside:
		return w.insert("statements_aside", f.Article, f.Proposal)
	case *Undertaken:
		if err := w.insert("statements_promise", f.Article, f.Proposal, f.Statement, f.Obliged, f.Side, f.Kind, int64(f.Deadline), statusOpen, f.Basis, n, forgotten, view.Doc(f)); err != nil {
			return err
		}
		return text("commitment", f.Obliged, view.Lines(f.Act, f.Condition))
	case *StatusSet:
		if err := w.insert("statements_status", f.Commitment, f.Status, f.Reason, at, w.evidence()); err != nil {
			return err
		}
		if err := w.Exec("update statements_promise set status = ?, changed = ? where entry = ?", f.Status, n, f.Commitment); err != nil {
			return err
		}
		return text("commitment", f.Status, f.Reason)
	case *Linked:
		return w.insert("statements_link", f.Type, f.A, f.B, f.Reason)
	case *TalkPlanned:
		if err := w.insert("statements_talk", int64(f.Start), int64(f.End), "", f.Basis, n, forgotten, view.Doc(f), ""); err != nil {
			return err
		}
		return text("talk", f.Name, view.Lines(f.Place, f.Agenda))
	case *TalkHeld:
		if err := w.Exec("update statements_talk set outcome = ?, changed = ?, held = ? where entry = ?", f.Outcome, n, view.Doc(f), f.Talk); err != nil {
			return err
		}
		return text("talk", f.Outcome, f.Text)
	case *Claimed:
		if err := w.insert("statements_claim", f.Statement, "", "", f.Basis, forgotten, view.Doc(f), "[]"); err != nil {
			return err
		}
		return text("claim", f.By, view.Lines(f.What, f.PlaceName))
	case *OutcomeSet:
		if err := w.Exec("update statements_claim set outcome = ?, reason = ?, evidence = ? where entry = ?", f.Outcome, f.Reason, w.evidence(), f.Claim); err != nil {
			return err
		}
		return text("claim", f.Outcome, f.Reason)
	}
	return nil
}

// heard keeps of other desks' reports what a statement is held against: whole reports of something that happened.
func (w writer) heard() error {
	if w.entry.Status == record.Forgotten {
		return w.Exec("delete from statements_event where entry = ?", w.entry.Number)
	}
	if t, ok := w.entry.Fact.(desk.TellsReport); ok {
		if r, ok := t.Said(); ok && r.Whole == nil && r.Start.Known() {
			if err := w.event(r); err != nil {
				return err
			}
		}
	}
	if t, ok := w.entry.Fact.(desk.TellsJudgement); ok {
		if j := t.Held(); j.Excluded != "" && j.Report >= 0 {
			if n, err := w.entry.RefEntry(j.Report); err == nil {
				if err := w.insert("statements_outside", n, j.Excluded); err != nil {
					return err
				}
			}
		}
	}
	if t, ok := w.entry.Fact.(desk.TellsRemarks); ok {
		for _, r := range t.Remarks() {
			if r.Retracted && r.Report != nil {
				if err := w.insert("statements_retracted", *r.Report); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (w writer) event(r desk.Report) error {
	var lat, lon, deaths any
	if r.Place != nil {
		lat, lon = int64(r.Place.Lat), int64(r.Place.Lon)
	}
	total, known := int64(0), false
	for _, h := range r.Harmed {
		if h.Harm == "dead" && h.Best != nil {
			total, known = total+*h.Best, true
		}
	}
	if known {
		deaths = total
	}
	return w.insert("statements_event", r.Dataset, r.ExternalID, r.Basis, r.Type, r.Source, r.Accused, r.PlaceName, int64(r.Start), int64(r.End), lat, lon, r.UncertaintyM, deaths, number(r.HourInvented))
}
