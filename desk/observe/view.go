package observe

import (
	_ "embed"
	"fmt"
	"strings"
	"unicode/utf8"

	"truce.example/geo"
	"truce.example/record"
	"truce.example/view"
)

//go:embed view.sql
var schema string

// newView returns the desk's tables. They show what is recorded and nothing that is not: a judgement, a rating and a
// retraction have the audience of their report, so that a row changed by them betrays nothing to its readers.
func newView() *view.View {
	return &view.View{Name: "observe", Version: 6, Schema: schema, Apply: apply}
}

func apply(tx *view.Tx, e record.Entry) error {
	if e.Fact == nil || e.Status == record.Forgotten {
		return nil // what was forgotten is shown to nobody; its residue serves decisions only
	}
	audience, err := tx.Audience(e.Audience)
	if err != nil {
		return err
	}
	w := writer{tx, e, audience}
	if err := w.said(); err != nil {
		return err
	}
	if err := w.away(); err != nil {
		return err
	}
	switch f := e.Fact.(type) {
	case *Alleged:
		return w.alleged(f)
	case *Observed:
		return w.observed(f)
	case *Restricted:
		return w.restricted(f)
	case *Shared:
		return w.shared(f)
	case *Judged:
		return w.judged(f)
	case *Rated:
		return w.rated(f)
	case *Linked:
		return w.link(f.From, f.To, f.Relation, f.Reason)
	case *Retracted:
		return w.retracted(f)
	case *HandedOver:
		return w.insert("observe_handover", f.From, f.To, int64(f.ShiftStart), int64(f.ShiftEnd), view.Doc(f))
	}
	if err := w.patrol(); err != nil {
		return err
	}
	return w.weapons()
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

// A reportRow is a row of observe_report before it is judged.
type reportRow struct {
	kind, channel, source, receiver, accuser, accused, eventType string
	ofEntry                                                      *int64
	start, end                                                   record.Moment
	place                                                        *geo.Point
	uncertaintyM                                                 int64
	placeName                                                    string
	severity, level                                              int64
	minutes                                                      *int64
	basis, dataset, externalID, text                             string
}

func (w writer) report(r reportRow) error {
	return w.insert("observe_report",
		nil, r.kind, r.ofEntry, int64(w.entry.Recorded), r.receiver, r.channel, r.source, r.accuser, r.accused, r.eventType,
		int64(r.start), int64(r.end), view.Lat(r.place), view.Lon(r.place), r.uncertaintyM, r.placeName, r.severity, r.level, r.level, r.minutes,
		r.basis, r.dataset, r.externalID, summary(r.text),
		nil, "", "", "", "", "", "", "", view.Doc(w.entry.Fact), "", w.entry.Number, view.Cell(r.place))
}

func (w writer) alleged(f *Alleged) error {
	row := reportRow{
		kind: "alleged", channel: f.Channel, source: f.Source, receiver: f.Receiver, accuser: f.Accuser, accused: f.Accused, eventType: f.Type,
		start: f.Start, end: f.End, place: f.Place, uncertaintyM: f.UncertaintyM, placeName: f.PlaceName, severity: f.Severity, level: f.Level,
		basis: f.FactBasis, dataset: f.Dataset, externalID: f.ExternalID, text: f.Text,
	}
	if n, ok := f.Quantities["delay_minutes"]; ok {
		row.minutes = &n
	}
	if err := w.report(row); err != nil {
		return err
	}
	for _, l := range f.Links {
		if err := w.link(w.entry.Number, l.Report, l.Relation, ""); err != nil {
			return err
		}
	}
	return nil
}

func (w writer) observed(f *Observed) error {
	return w.report(reportRow{
		kind: "observed", channel: "own", source: f.Team, receiver: f.Receiver, accused: f.Accused, eventType: f.Type,
		start: f.Start, end: f.End, place: f.Place, uncertaintyM: f.UncertaintyM, placeName: f.PlaceName, severity: f.Severity, level: f.Level,
		dataset: f.Dataset, externalID: f.ExternalID, text: f.Text,
	})
}

// restricted writes every restriction to its own table, and those by a party among the reports too.
func (w writer) restricted(f *Restricted) error {
	err := w.insert("observe_restriction", nil, f.Kind, f.Cause, f.Effect, f.Holder, int64(f.Start), int64(f.End), f.Minutes,
		f.PlaceName, view.Lat(f.Place), view.Lon(f.Place), f.Patrol, view.Doc(f), w.entry.Number)
	if err != nil || f.Cause != causeParty {
		return err
	}
	return w.report(reportRow{
		kind: "restricted", channel: "own", source: f.Team, receiver: f.Receiver, accused: f.Holder, eventType: f.Type,
		start: f.Start, end: max(f.Start, f.End), place: f.Place, uncertaintyM: f.UncertaintyM, placeName: f.PlaceName,
		severity: f.Severity, level: levelObserved, minutes: f.Minutes, dataset: f.Dataset, externalID: f.ExternalID, text: f.Text,
	})
}

func (w writer) shared(f *Shared) error {
	return w.report(reportRow{
		kind: "shared", ofEntry: &f.Report, receiver: f.SharedBy, accused: f.Accused, eventType: f.Type, start: f.Start, end: f.End,
		place: f.Place, uncertaintyM: f.UncertaintyM, placeName: f.PlaceName, severity: f.Severity, level: f.Level, text: f.Text,
	})
}

// judged adds the judgement to its report's row and lists its clauses.
func (w writer) judged(f *Judged) error {
	report, err := w.entry.RefEntry(0)
	if err != nil {
		return fmt.Errorf("a judgement without its report: %w", err)
	}
	zone := ""
	if len(f.Clauses) > 0 {
		zone = f.Clauses[0].Zone
	}
	err = w.Exec(`update observe_report set judged = ?, outcome = ?, reason = ?, clause = ?, zone = ?, side = ?, certainty = ?, why = ?, judgement = ?, changed = ? where entry = ?`,
		w.entry.Number, string(f.Outcome), string(f.Reason), f.Primary, zone, f.Side, string(f.SideCertainty), f.Why.Text, view.Doc(f), w.entry.Number, report)
	if err != nil {
		return err
	}
	if report < w.entry.Number-int64(w.entry.Part) { // a report of the same command has no judgement before this one
		if err := w.Exec("update observe_hit set ended = ? where report = ? and ended is null", w.entry.Number, report); err != nil {
			return err
		}
	}
	for i, h := range f.Clauses {
		err := w.insert("observe_hit", nil, report, i, h.Clause, string(h.Act), h.Zone, h.ZoneVersion, string(h.Relation),
			h.DistanceCm, h.LimitCm, h.ToleranceCm, f.Inputs.StartMs, h.Why.Text)
		if err != nil {
			return err
		}
	}
	return nil
}

func (w writer) rated(f *Rated) error {
	if err := w.Exec("update observe_rating set ended = ? where report = ? and ended is null", w.entry.Number, f.Report); err != nil {
		return err
	}
	if err := w.Exec("update observe_report set level = ?, changed = ? where entry = ?", f.Level, w.entry.Number, f.Report); err != nil {
		return err
	}
	return w.insert("observe_rating", nil, f.Report, f.Level, w.entry.Author.Member, view.Doc(f))
}

func (w writer) link(from, to int64, relation, reason string) error {
	return w.insert("observe_link", from, to, relation, reason)
}

func (w writer) retracted(f *Retracted) error {
	for _, table := range []string{"observe_report", "observe_restriction"} {
		if err := w.Exec("update "+table+" set ended = ?, changed = ? where entry = ?", w.entry.Number, w.entry.Number, f.Report); err != nil {
			return err
		}
	}
	return w.insert("observe_retraction", f.Report, w.entry.Author.Member, f.Reason)
}

// summary is the beginning of a text, as a list shows it.
func summary(text string) string {
	const longest = 160
	line, _, _ := strings.Cut(text, "\n")
	if utf8.RuneCountInString(line) <= longest {
		return line
	}
	return string([]rune(line)[:longest]) + "…"
}
