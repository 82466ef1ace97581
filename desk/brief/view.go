package brief

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
	"truce.example/view"
)

//go:embed view.sql
var schema string

// newView returns the desk's tables: what every desk's facts tell by their traits. A row has the audience of the fact that
// told it. What was forgotten is in none of them.
func newView() *view.View {
	return &view.View{Name: "brief", Version: 2, Schema: schema, Apply: apply}
}

func apply(tx *view.Tx, e record.Entry) error {
	if e.Fact == nil || e.Status == record.Forgotten {
		return nil
	}
	audience, err := tx.Audience(e.Audience)
	if err != nil {
		return err
	}
	w := writer{tx, e, audience}
	if f, ok := e.Fact.(desk.TellsReport); ok {
		if err := w.report(f); err != nil {
			return err
		}
	}
	if f, ok := e.Fact.(desk.TellsJudgement); ok {
		if err := w.judgement(f.Held()); err != nil {
			return err
		}
	}
	if f, ok := e.Fact.(desk.TellsRemarks); ok {
		for _, r := range f.Remarks() {
			if err := w.remark(r); err != nil {
				return err
			}
		}
	}
	if f, ok := e.Fact.(desk.TellsCoverage); ok {
		for _, c := range f.Coverage() {
			if err := w.insert("brief_coverage", view.Lat(c.Place), view.Lon(c.Place), c.PlaceName, int64(c.From), int64(c.To)); err != nil {
				return err
			}
		}
	}
	if f, ok := e.Fact.(desk.TellsTallies); ok {
		for i, t := range f.Tallies() {
			if err := w.tally(i, t); err != nil {
				return err
			}
		}
	}
	if f, ok := e.Fact.(record.Tombstone); ok {
		return w.insert("brief_gone", f.Erases())
	}
	if f, ok := e.Fact.(*Corrected); ok {
		return w.insert("brief_correction", f.Of, int64(e.Recorded), view.Doc(f))
	}
	if f, ok := e.Fact.(*Published); ok {
		p := f.Parameters
		return w.insert("brief_published", f.Number, p.Kind, p.Edition, int64(p.From), int64(p.To), p.Known, f.Of, view.Doc(f))
	}
	return nil
}

// A writer writes what one entry tells.
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

func (w writer) report(f desk.TellsReport) error {
	r, ok := f.Said()
	if !ok {
		return nil
	}
	harmed := ""
	if len(r.Harmed) > 0 {
		harmed = view.Doc(r.Harmed)
	}
	return w.insert("brief_report", r.Whole, r.Form, r.Channel, r.Source, r.Dataset, r.ExternalID, r.Basis, r.Type, r.Accused,
		int64(r.Start), int64(r.End), view.Lat(r.Place), view.Lon(r.Place), r.UncertaintyM, r.PlaceName, r.Severity, r.Level, r.Minutes,
		harmed, int64(w.entry.Recorded))
}

func (w writer) judgement(j desk.Judgement) error {
	report, err := w.entry.RefEntry(j.Report)
	if err != nil {
		return fmt.Errorf("a judgement without its report: %w", err)
	}
	if report < w.entry.Number-int64(w.entry.Part) { // a report of the same command has no judgement before this one
		if err := w.Exec("update brief_judgement set ended = ? where report = ? and ended is null", w.entry.Number, report); err != nil {
			return err
		}
	}
	return w.insert("brief_judgement", nil, report, j.Outcome, j.Reason, j.Clause, j.Side, j.Certainty, j.Excluded)
}

func (w writer) remark(r desk.Remark) error {
	report := w.entry.Number
	if r.Report != nil {
		report = *r.Report
	}
	if r.Level != nil {
		if err := w.Exec("update brief_level set ended = ? where report = ? and ended is null", w.entry.Number, report); err != nil {
			return err
		}
		if err := w.insert("brief_level", nil, report, *r.Level); err != nil {
			return err
		}
	}
	if r.Retracted {
		if err := w.insert("brief_retraction", report); err != nil {
			return err
		}
	}
	if r.Relation != "" {
		return w.insert("brief_relation", report, r.Other, r.Relation)
	}
	return nil
}

func (w writer) tally(place int, t desk.Tally) error {
	of := w.entry.Number
	if t.Of != nil {
		of = *t.Of
	}
	at := w.entry.Happened
	if !at.Known() {
		at = w.entry.Recorded
	}
	return w.insert("brief_tally", place, t.What, t.Code, t.Side, of, t.Part, int64(at), int64(t.Due), t.Late, t.Minutes)
}

// A reading is the tables as one reader sees them, up to an entry, narrowed to what all of an audience may read.
type reading struct {
	ctx   context.Context
	view  view.Reader
	known int64
	as    string // condition on the column audience, or "1 = 1"
}

// read begins a reading. Of an audience that is not empty, each member may read every row of it.
func read(ctx context.Context, v view.Reader, known int64, as record.Audience) (reading, error) {
	r := reading{ctx: ctx, view: v, known: known, as: "1 = 1"}
	if as == record.Nobody {
		return r, nil
	}
	rows, err := v.Query(ctx, "select id, name from audience order by id")
	ids, err := view.Collect(rows, err, func(read view.Scan) (string, error) {
		var id, name string
		if err := read(&id, &name); err != nil {
			return "", err
		}
		if !covers(record.Audience(name), as) {
			return "", nil
		}
		return id, nil
	})
	if err != nil {
		return r, err
	}
	var those []string
	for _, id := range ids {
		if id != "" {
			those = append(those, id)
		}
	}
	r.as = "audience in (" + strings.Join(those, ", ") + ")"
	return r, nil
}

// covers says whether everybody in the audience as is in the audience of a row, as far as the words alone tell.
func covers(row, as record.Audience) bool {
	has := map[string]bool{}
	for _, t := range row.Terms() {
		has[t] = true
	}
	for _, t := range as.Terms() {
		switch {
		case has["public"], has[t]:
		case has["parties"] && t != "public": // everybody who is signed in
		case has["mission"] && strings.HasPrefix(t, "role:"): // roles of the mission
		default:
			return false
		}
	}
	return as != record.Nobody
}

// where narrows a table, by its alias, to what is read.
func (r reading) where(alias string) string {
	as := r.as
	if as != "1 = 1" {
		as = alias + "." + as
	}
	return fmt.Sprintf("%s.entry < %d and %s", alias, r.known, as)
}

// reports are the reports that condition narrows to, as they stood when the reading's last entry was recorded. Of a report
// that the reader may read as a whole, the shared parts are left out.
func (r reading) reports(condition string, args ...any) ([]Row, error) {
	query := fmt.Sprintf(`select r.entry, r.external_id, r.type, r.basis, r.accused, coalesce(j.side, ''), coalesce(j.certainty, ''), coalesce(j.outcome, ''),
		coalesce(j.reason, ''), coalesce(j.clause, ''), coalesce(j.excluded, ''), r.start_ms, r.end_ms, coalesce(l.level, r.level), r.severity, r.minutes,
		exists (select 1 from brief_retraction x where x.report = r.entry and %s), r.lat, r.lon, r.uncertainty_m, r.form, r.channel, r.source, r.dataset,
		r.place_name, r.harmed, r.recorded_ms
		from brief_report r
		left join brief_judgement j on j.report = r.entry and %s and (j.ended is null or j.ended >= %[4]d)
		left join brief_level l on l.report = r.entry and %[3]s and (l.ended is null or l.ended >= %[4]d)
		where %s and (r.whole is null or not exists (select 1 from brief_report w where w.entry = r.whole and %s)) and %s order by r.entry`,
		r.where("x"), r.where("j"), r.where("l"), r.known, r.where("r"), r.where("w"), condition)
	rows, err := r.view.Query(r.ctx, query, args...)
	return view.Collect(rows, err, func(read view.Scan) (Row, error) {
		var c Row
		var lat, lon *int32
		var harmed string
		err := read(&c.Entry, &c.ExternalID, &c.Type, &c.Basis, &c.Accused, &c.Side, &c.Certainty, &c.Outcome, &c.Reason, &c.Clause, &c.Excluded,
			&c.StartMs, &c.EndMs, &c.Level, &c.Severity, &c.Minutes, &c.Retracted, &lat, &lon, &c.UncertaintyM, &c.Form, &c.Channel, &c.Source,
			&c.Dataset, &c.PlaceName, &harmed, &c.RecordedMs)
		if err != nil {
			return c, err
		}
		if lat != nil && lon != nil {
			c.Place = &geo.Point{Lat: *lat, Lon: *lon}
		}
		if harmed != "" {
			err = json.Unmarshal([]byte(harmed), &c.Harmed)
		}
		return c, err
	})
}

// pairs are the reports that speak of one event.
func (r reading) pairs() ([][2]int64, error) {
	rows, err := r.view.Query(r.ctx, "select from_entry, to_entry from brief_relation p where relation in ('duplicate_of', 'account_of') and "+r.where("p")+" order by entry")
	return view.Collect(rows, err, func(read view.Scan) ([2]int64, error) {
		var p [2]int64
		err := read(&p[0], &p[1])
		return p, err
	})
}

// answers are the links that say that a report, which began at some time of [from, to), answers another in kind.
func (r reading) answers(from, to record.Moment) ([][3]int64, error) {
	rows, err := r.view.Query(r.ctx, `select p.entry, a.start_ms, b.start_ms from brief_relation p
		join brief_report a on a.entry = p.from_entry join brief_report b on b.entry = p.to_entry
		where p.relation = 'retaliation_of' and a.start_ms >= ? and a.start_ms < ? and `+r.where("p")+" and "+r.where("a")+" and "+r.where("b")+" order by p.entry",
		int64(from), int64(to))
	return view.Collect(rows, err, func(read view.Scan) ([3]int64, error) {
		var p [3]int64
		err := read(&p[0], &p[1], &p[2])
		return p, err
	})
}

// watched is where the mission watched at some time of [from, to).
func (r reading) watched(from, to record.Moment) ([]Watch, error) {
	rows, err := r.view.Query(r.ctx, `select entry, lat, lon, place_name, from_ms, to_ms from brief_coverage c
		where from_ms < ? and (to_ms >= ? or to_ms = 0 and from_ms >= ?) and `+r.where("c")+" order by entry, from_ms", int64(to), int64(from), int64(from))
	return view.Collect(rows, err, func(read view.Scan) (Watch, error) {
		var w Watch
		var lat, lon *int32
		err := read(&w.Entry, &lat, &lon, &w.PlaceName, &w.FromMs, &w.ToMs)
		if lat != nil && lon != nil {
			w.Place = &geo.Point{Lat: *lat, Lon: *lon}
		}
		return w, err
	})
}

// tallies are all that were told before a moment.
func (r reading) tallies(to record.Moment) ([]Told, error) {
	rows, err := r.view.Query(r.ctx, `select entry, place, what, code, side, of_entry, part, at_ms, due_ms, late, minutes from brief_tally t
		where at_ms < ? and `+r.where("t")+" order by entry, place", int64(to))
	return view.Collect(rows, err, func(read view.Scan) (Told, error) {
		var t Told
		err := read(&t.Entry, &t.Place, &t.What, &t.Code, &t.Side, &t.Of, &t.Part, &t.AtMs, &t.DueMs, &t.Late, &t.Minutes)
		return t, err
	})
}

// gone are the entries below known that were forgotten, whenever that was.
func gone(ctx context.Context, v view.Reader, known int64) ([]int64, error) {
	rows, err := v.Query(ctx, "select distinct gone from brief_gone where gone < ? order by gone", known)
	return view.Collect(rows, err, func(read view.Scan) (int64, error) {
		var n int64
		err := read(&n)
		return n, err
	})
}

// An Issue is a line in the list of published briefs.
type Issue struct {
	Entry     int64       `json:"entry"`
	Fact      Published   `json:"fact"`
	Corrected *Correction `json:"corrected,omitempty"` // the newest, while nothing has taken the brief's place
}

// issues are the published briefs that the reader may read, newest first.
func issues(ctx context.Context, v view.Reader, condition string, args ...any) ([]Issue, error) {
	rows, err := v.Query(ctx, "select entry, doc from brief_published where "+condition+" order by entry desc limit 1000", args...)
	found, err := view.Collect(rows, err, func(read view.Scan) (Issue, error) {
		var i Issue
		var fact string
		if err := read(&i.Entry, &fact); err != nil {
			return i, err
		}
		return i, json.Unmarshal([]byte(fact), &i.Fact)
	})
	if err != nil || len(found) == 0 {
		return found, err
	}
	newest, err := corrections(ctx, v)
	for n := range found {
		found[n].Corrected = newest[found[n].Entry]
	}
	return found, err
}

// corrections are the newest of each brief that nothing has taken the place of.
func corrections(ctx context.Context, v view.Reader) (map[int64]*Correction, error) {
	rows, err := v.Query(ctx, `select entry, recorded_ms, doc from brief_correction where entry in (select max(entry) from brief_correction group by of_entry)
		and of_entry not in (select of_entry from brief_published where of_entry is not null)`)
	list, err := view.Collect(rows, err, func(read view.Scan) (Correction, error) {
		var c Correction
		var fact string
		if err := read(&c.Entry, &c.Recorded, &fact); err != nil {
			return c, err
		}
		return c, json.Unmarshal([]byte(fact), &c.Fact)
	})
	newest := map[int64]*Correction{}
	for i := range list {
		newest[list[i].Fact.Of] = &list[i]
	}
	return newest, err
}
