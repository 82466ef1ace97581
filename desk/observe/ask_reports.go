package observe

import (
	"context"
	"encoding/json"
	"fmt"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
	"truce.example/view"
)

// A Report is a row of the list of reports.
type Report struct {
	Entry        int64         `json:"entry"`
	Kind         string        `json:"kind"`         // alleged, observed, restricted or shared
	Of           *int64        `json:"of,omitempty"` // entry of the report of which this is the shared part
	Recorded     record.Moment `json:"recorded"`
	Channel      string        `json:"channel,omitempty"`
	Source       string        `json:"source,omitempty"`
	Accuser      string        `json:"accuser,omitempty"`
	Accused      string        `json:"accused"`
	Type         string        `json:"type"`
	Start        record.Moment `json:"start"`
	End          record.Moment `json:"end"`
	Place        *geo.Point    `json:"place"`
	UncertaintyM int64         `json:"uncertainty_m"`
	PlaceName    string        `json:"place_name"`
	Severity     int64         `json:"severity"`
	Level        int64         `json:"level"`
	Minutes      *int64        `json:"minutes,omitempty"`
	Dataset      string        `json:"dataset,omitempty"`
	ExternalID   string        `json:"external_id,omitempty"`
	Summary      string        `json:"summary"`
	Outcome      string        `json:"outcome"`
	Reason       string        `json:"reason"`
	Clause       string        `json:"clause"`
	Zone         string        `json:"zone"`
	Side         string        `json:"side"`
	Why          string        `json:"why"`
	Retracted    int64         `json:"retracted,omitempty"` // entry of the retraction
}

// reportColumns are what scanReport reads, with level and retraction as they are asked for.
func reportColumns(level, ended string) string {
	return `entry, kind, of_entry, recorded_ms, channel, source, accuser, accused, type, start_ms, end_ms, lat, lon, uncertainty_m, place_name,
		severity, ` + level + `, minutes, dataset, external_id, summary, outcome, reason, clause, zone, side, why, ` + ended
}

// unlessWholeIsSeen leaves out the shared part of a report that the reader may read as a whole.
const unlessWholeIsSeen = `(kind <> 'shared' or not exists (select 1 from observe_report whole where whole.entry = r.of_entry))`

func scanReport(read view.Scan) (Report, error) {
	var r Report
	var ended *int64
	var lat, lon *int32
	err := read(&r.Entry, &r.Kind, &r.Of, &r.Recorded, &r.Channel, &r.Source, &r.Accuser, &r.Accused, &r.Type, &r.Start, &r.End, &lat, &lon,
		&r.UncertaintyM, &r.PlaceName, &r.Severity, &r.Level, &r.Minutes, &r.Dataset, &r.ExternalID, &r.Summary,
		&r.Outcome, &r.Reason, &r.Clause, &r.Zone, &r.Side, &r.Why, &ended)
	r.Place, r.Retracted = pointOf(lat, lon), orZero(ended)
	return r, err
}

// orZero is the number of a later entry, which is never 0, or 0 if there is none.
func orZero(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

// Reports is a page of the list of reports, newest first. Next is the value of "before" for the next page, 0 if there
// is none.
type Reports struct {
	Reports []Report `json:"reports"`
	Next    int64    `json:"next,omitempty"`
}

func askReports(ctx context.Context, q desk.Question) (any, error) {
	f := newFilter(q.Params)
	level, ended := f.reports()
	language := f.language()
	order, limit := f.order()
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	reports, err := selectReports(ctx, q, reportColumns(level, ended), f, order, limit)
	if err != nil {
		return nil, err
	}
	for i := range reports {
		if err := reports[i].sayIn(ctx, q, language); err != nil {
			return nil, err
		}
	}
	page := Reports{Reports: reports}
	if int64(len(reports)) == limit {
		page.Next = reports[limit-1].Entry
	}
	return page, nil
}

// reports narrows to what is asked for, in the list and wherever reports are counted, so that the two agree. It says how
// level and retraction are read.
func (f *filter) reports() (level, ended string) {
	f.time()
	f.box()
	f.Is("type", "type")
	f.Is("outcome", "outcome")
	f.Is("reason", "reason")
	f.Is("accused", "accused")
	f.Is("dataset", "dataset")
	f.Is("external_id", "external_id")
	f.Is("kind", "kind")
	f.AtLeast("level", "level")
	if clause := f.Value("clause"); clause != "" {
		f.Where("entry in (select report from observe_hit where clause = ? and ended is null)", clause)
	}
	switch primary := f.Value("primary"); primary {
	case "":
	case "none":
		f.Where("(outcome <> ? or clause = '')", string(agreement.Candidate))
	default:
		f.Where("outcome = ? and clause = ?", string(agreement.Candidate), primary)
	}
	return f.asKnown()
}

// Orders of the list: the newest entry first, or what began last first. What began at an unknown time comes at the end.
const (
	byEntry = "entry desc"
	byStart = "start_ms desc, entry desc"
)

// order is how the list is sorted, and how long its page is. The next page of what is sorted by start begins after the
// report that is named by both "before" and "before_start".
func (f *filter) order() (string, int64) {
	switch sort := f.Value("sort"); sort {
	case "", "entry":
		return byEntry, f.Page("entry")
	case "start":
	default:
		f.Say("sort", "sort is %q; use entry or start", shorten(sort))
	}
	start, hasStart := f.Moment("before_start")
	if before, ok := f.Entry("before"); ok {
		f.Where("(start_ms < ? or start_ms = ? and entry < ?)", int64(start), int64(start), before)
	} else if hasStart {
		f.Say("before_start", "before_start goes with before, the entry of the same report")
	}
	return byStart, f.Limit()
}

func listReports(ctx context.Context, q desk.Question, f *filter, limit int64) ([]Report, error) {
	return selectReports(ctx, q, reportColumns("level", "ended"), f, byEntry, limit)
}

func selectReports(ctx context.Context, q desk.Question, columns string, f *filter, order string, limit int64) ([]Report, error) {
	query := "select " + columns + " from observe_report r where " + unlessWholeIsSeen + " and " + f.SQL() + " order by " + order + " limit ?"
	rows, err := q.View.Query(ctx, query, append(f.Args, limit)...)
	return view.Collect(rows, err, scanReport)
}

// sayIn says why a report was judged so in a language. In English it is as recorded, and stands there already.
func (r *Report) sayIn(ctx context.Context, q desk.Question, language string) error {
	if language == languages[0] || r.Why == "" {
		return nil
	}
	rows, err := q.View.Query(ctx, "select judgement from observe_report where entry = ?", r.Entry)
	found, err := view.Collect(rows, err, func(read view.Scan) (text string, err error) { return text, read(&text) })
	if err != nil || len(found) == 0 {
		return err
	}
	var j agreement.Judgement
	if err := json.Unmarshal([]byte(found[0]), &j); err != nil {
		return fmt.Errorf("judgement of report %d: %w", r.Entry, err)
	}
	r.Why = j.Why.In(language)
	return nil
}

// A ReportPage is all that the reader may see about one report.
type ReportPage struct {
	Report
	Fact       json.RawMessage `json:"fact"`
	Judgement  json.RawMessage `json:"judgement"` // null if the report is not held against the clauses
	Ratings    []RatingRow     `json:"ratings"`
	Links      []LinkRow       `json:"links"`
	Retraction *RetractionRow  `json:"retraction,omitempty"`
	Shares     []int64         `json:"shares"` // entries of its shared parts
	Files      []FileRow       `json:"files,omitempty"`
}

// A RatingRow is one setting of the verification level.
type RatingRow struct {
	Entry int64           `json:"entry"`
	Ended int64           `json:"ended,omitempty"` // entry of the next one
	Rater string          `json:"rater"`
	Fact  json.RawMessage `json:"fact"`
}

// A LinkRow is one link between two reports.
type LinkRow struct {
	Entry    int64  `json:"entry"`
	From     int64  `json:"from"`
	To       int64  `json:"to"`
	Relation string `json:"relation"`
	Reason   string `json:"reason,omitempty"`
}

// A RetractionRow says who took a report back, and why.
type RetractionRow struct {
	Entry  int64  `json:"entry"`
	By     string `json:"by"`
	Reason string `json:"reason"`
}

func askReport(ctx context.Context, q desk.Question) (any, error) {
	entry, err := entryOf(q)
	if err != nil {
		return nil, err
	}
	f := newFilter(q.Params)
	language := f.language()
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	page, err := onePage(ctx, q, entry)
	if err != nil {
		return nil, err
	}
	if err := page.sayIn(ctx, q, language); err != nil {
		return nil, err
	}
	if page.Ratings, err = ratings(ctx, q, entry); err != nil {
		return nil, err
	}
	if page.Links, err = links(ctx, q, entry); err != nil {
		return nil, err
	}
	if page.Retraction, err = retraction(ctx, q, entry); err != nil {
		return nil, err
	}
	if page.Shares, err = shares(ctx, q, entry); err != nil {
		return nil, err
	}
	page.Files, err = filesOf(ctx, q, page.Fact)
	return page, err
}

func onePage(ctx context.Context, q desk.Question, entry int64) (ReportPage, error) {
	rows, err := q.View.Query(ctx, "select "+reportColumns("level", "ended")+" from observe_report where entry = ?", entry)
	found, err := view.Collect(rows, err, scanReport)
	if err != nil {
		return ReportPage{}, err
	}
	if len(found) == 0 {
		return ReportPage{}, desk.Refuse(desk.NotFound, "there is no report with the number %d; look it up in the list of reports", entry)
	}
	page := ReportPage{Report: found[0]}
	var fact, judgement string
	err = q.View.QueryRow(ctx, "select doc, judgement from observe_report where entry = ?", entry).Scan(&fact, &judgement)
	page.Fact = json.RawMessage(fact)
	if judgement != "" {
		page.Judgement = json.RawMessage(judgement)
	}
	return page, err
}

func ratings(ctx context.Context, q desk.Question, report int64) ([]RatingRow, error) {
	rows, err := q.View.Query(ctx, "select entry, ended, rater, doc from observe_rating where report = ? order by entry", report)
	return view.Collect(rows, err, func(read view.Scan) (RatingRow, error) {
		var r RatingRow
		var ended *int64
		var fact string
		err := read(&r.Entry, &ended, &r.Rater, &fact)
		r.Ended, r.Fact = orZero(ended), json.RawMessage(fact)
		return r, err
	})
}

func links(ctx context.Context, q desk.Question, report int64) ([]LinkRow, error) {
	rows, err := q.View.Query(ctx, `select entry, from_entry, to_entry, relation, reason from observe_link
		where from_entry = ? or to_entry = ? order by entry`, report, report)
	return view.Collect(rows, err, scanLink)
}

func scanLink(read view.Scan) (LinkRow, error) {
	var l LinkRow
	err := read(&l.Entry, &l.From, &l.To, &l.Relation, &l.Reason)
	return l, err
}

func retraction(ctx context.Context, q desk.Question, report int64) (*RetractionRow, error) {
	rows, err := q.View.Query(ctx, "select entry, by_member, reason from observe_retraction where report = ?", report)
	found, err := view.Collect(rows, err, func(read view.Scan) (RetractionRow, error) {
		var r RetractionRow
		err := read(&r.Entry, &r.By, &r.Reason)
		return r, err
	})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

func shares(ctx context.Context, q desk.Question, report int64) ([]int64, error) {
	rows, err := q.View.Query(ctx, "select entry from observe_report where of_entry = ? order by entry", report)
	return view.Collect(rows, err, func(read view.Scan) (int64, error) {
		var n int64
		err := read(&n)
		return n, err
	})
}
