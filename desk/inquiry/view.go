package inquiry

import (
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"strings"

	"truce.example/record"
	"truce.example/view"
)

//go:embed view.sql
var schema string

// newView returns the desk's tables. A row is made for those who may read the fact that it shows: the mission has the
// whole of a case, a side the part that was served on it, everybody else what was published.
func newView() *view.View {
	return &view.View{Name: "inquiry", Version: 4, Schema: schema, Apply: apply}
}

// Parts of a case, the fullest first.
const (
	partWhole = iota
	partPublished
	partServed
)

// forgottenTitle stands where the title was forgotten.
const forgottenTitle = "Content forgotten"

// apply shows of a forgotten fact what the State keeps of it: that it was there, its case, sides, state and clocks. Readers
// and State would not agree otherwise on who has to act.
func apply(tx *view.Tx, e record.Entry) error {
	if e.Fact == nil || !strings.HasPrefix(e.Kind, "inquiry.") {
		return nil
	}
	audience, err := tx.Audience(e.Audience)
	if err != nil {
		return err
	}
	w := writer{tx, e, audience}
	for _, write := range []func() error{w.step, w.progress, w.clocks, w.settled, w.inquiry, w.result, w.said} {
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
	return w.insertFor(w.audience, table, values...)
}

func (w writer) insertFor(audience int64, table string, values ...any) error {
	marks := strings.Repeat(", ?", len(values))
	return w.Exec("insert into "+table+" values (?, ?"+marks+")", append([]any{w.entry.Number, audience}, values...)...)
}

func (w writer) step() error {
	no := caseOf(w.entry)
	if no == 0 {
		return nil
	}
	return w.insert("inquiry_step", no, w.entry.Kind, int64(w.entry.Recorded), w.entry.Author.Member, w.entry.Author.Party, w.forgotten(), view.Doc(w.entry.Fact))
}

func (w writer) forgotten() bool { return w.entry.Status == record.Forgotten }

// titled is a title as it is shown.
func (w writer) titled(title string) string {
	if title == "" && w.forgotten() {
		return forgottenTitle
	}
	return title
}

// progress keeps the rows of the case.
func (w writer) progress() error {
	switch f := w.entry.Fact.(type) {
	case *Opened:
		return w.opened(f)
	case *Joined:
		return w.insert("inquiry_report", nil, f.Case, f.Report, f.Reporter.Member, f.Reporter.Side)
	case *Triaged:
		if err := w.merged(f); err != nil {
			return err
		}
	case *NoticeServed:
		if err := w.served(f); err != nil {
			return err
		}
	case *Published:
		if err := w.published(f); err != nil {
			return err
		}
	}
	no := caseOf(w.entry)
	if no == 0 {
		return nil
	}
	if err := w.moved(no); err != nil {
		return err
	}
	return w.movedForSide(no)
}

func (w writer) opened(f *Opened) error {
	p := progress{}.after(f)
	no := w.entry.Number
	err := w.insert("inquiry_case", nil, no, partWhole, int64(w.entry.Recorded), w.titled(f.Title), f.Type, f.Side, strings.Join(f.Clauses, ","), f.Severity,
		int64(f.Start), int64(f.End), view.Lat(f.Place), view.Lon(f.Place), f.UncertaintyM, f.PlaceName, p.state, 0, 0, 1, "", "", nil, nil, w.entry.Number)
	if err != nil {
		return err
	}
	for _, r := range f.Reports {
		if err := w.insert("inquiry_report", nil, no, r, f.Reporter.Member, f.Reporter.Side); err != nil {
			return err
		}
	}
	return w.insert("inquiry_state", nil, no, partWhole, p.state, int64(w.entry.Recorded))
}

// merged moves the reports of a duplicate to the case that goes on.
func (w writer) merged(f *Triaged) error {
	if f.Outcome != duplicate {
		return nil
	}
	err := w.Exec(`insert into inquiry_report select cast(? as bigint), audience, null, cast(? as bigint), report, reporter, reporter_side
		from inquiry_report where case_no = ? and ended is null`, w.entry.Number, f.Of, f.Case)
	if err != nil {
		return err
	}
	return w.Exec("update inquiry_report set ended = ? where case_no = ? and ended is null", w.entry.Number, f.Case)
}

// served gives the side its part of the case.
func (w writer) served(f *NoticeServed) error {
	// The mission too: it sees the case whole, and this part when it looks with the side's eyes.
	side, err := w.Audience(withMission(sideAudience(f.Kind, f.Side)))
	if err != nil {
		return err
	}
	if err := w.endPart(f.Case, partServed, side); err != nil {
		return err
	}
	var nos []string
	for _, c := range f.Clauses {
		nos = append(nos, c.No)
	}
	near := f.Near
	if near == "" {
		near = f.Grid
	}
	err = w.insertFor(side, "inquiry_case", nil, f.Case, partServed, int64(w.entry.Recorded), w.titled(f.Title), f.Type, f.Side, strings.Join(nos, ","), 0,
		int64(f.Hour), int64(f.Hour), nil, nil, 0, near, "notified", 1, 0, f.Round, "", "", nil, nil, w.entry.Number)
	if err != nil {
		return err
	}
	return w.insertFor(side, "inquiry_state", nil, f.Case, partServed, "notified", int64(w.entry.Recorded))
}

// published gives its readers their part of the case.
func (w writer) published(f *Published) error {
	if err := w.endPart(f.Case, partPublished, w.audience); err != nil {
		return err
	}
	var severity int64
	level := &f.Level
	if w.forgotten() { // it is not known any more, which is not 0
		level = nil
	}
	err := w.insert("inquiry_case", nil, f.Case, partPublished, int64(w.entry.Recorded), w.titled(f.Title), f.Type, f.Side, f.Clause, severity,
		0, 0, view.Lat(f.Place), view.Lon(f.Place), f.CoarseM, f.PlaceName, f.Edition, 0, 0, f.Number, f.Kind, f.Verdict, level, nil, w.entry.Number)
	if err != nil {
		return err
	}
	return w.insert("inquiry_state", nil, f.Case, partPublished, f.Edition, int64(w.entry.Recorded))
}

func (w writer) endPart(no int64, part int, audience int64) error {
	for _, table := range []string{"inquiry_case", "inquiry_state"} {
		err := w.Exec("update "+table+" set ended = ? where case_no = ? and part = ? and audience = ? and ended is null", w.entry.Number, no, part, audience)
		if err != nil {
			return err
		}
	}
	return nil
}

// moved moves the whole case on, by the same steps as the State.
func (w writer) moved(no int64) error {
	var p progress
	var side string
	err := w.QueryRow("select state, side, served, assigned from inquiry_case where case_no = ? and part = 0", no).Scan(&p.state, &side, &p.served, &p.assigned)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // its opening was forgotten: there is no row to move
	}
	if err != nil {
		return fmt.Errorf("the case %d: %w", no, err)
	}
	p.noSide = side == ""
	next := p.after(w.entry.Fact)
	var of *int64
	if t, ok := w.entry.Fact.(*Triaged); ok && t.Of != 0 {
		of = &t.Of
	}
	if next == p && of == nil {
		return w.outcome(no)
	}
	err = w.Exec("update inquiry_case set state = ?, served = ?, assigned = ?, of_case = coalesce(?, of_case), changed = ? where case_no = ? and part = 0",
		next.state, next.served, next.assigned, of, w.entry.Number, no)
	if err != nil {
		return err
	}
	if next.state != p.state {
		if err := w.Exec("update inquiry_state set ended = ? where case_no = ? and part = 0 and ended is null", w.entry.Number, no); err != nil {
			return err
		}
		whole, err := w.Audience(record.Mission)
		if err != nil {
			return err
		}
		if err := w.insertFor(whole, "inquiry_state", nil, no, partWhole, next.state, int64(w.entry.Recorded)); err != nil {
			return err
		}
	}
	return w.outcome(no)
}

func (w writer) outcome(no int64) error {
	switch f := w.entry.Fact.(type) {
	case *Found:
		return w.Exec("update inquiry_case set result = ?, verdict = ?, level = ?, changed = ? where case_no = ? and part = 0", f.Kind, f.Verdict, f.Level, w.entry.Number, no)
	case *Reopened:
		return w.Exec("update inquiry_case set round = ?, changed = ? where case_no = ? and part = 0", f.Round, w.entry.Number, no)
	}
	return nil
}

// movedForSide moves the part of the side on by what the side itself sees.
func (w writer) movedForSide(no int64) error {
	var state, side, kind string
	switch f := w.entry.Fact.(type) {
	case *Acknowledged:
		state, side = "acknowledged", f.Side
	case *CommentRequested:
		state, side, kind = "comment_asked", f.Side, f.Kind
	case *Commented:
		state, side = "commented", f.Side
	case *AccountAsked:
		return w.firstHeard(no, withMission(sideAudience(f.Kind, f.Side)), f.Title)
	default:
		return nil
	}
	var as []record.Audience
	switch kind {
	case "":
		as = []record.Audience{withMission(record.ToParty(side)), withMission(record.ToGuarantor(side))}
	default:
		as = []record.Audience{withMission(sideAudience(kind, side))}
	}
	for _, a := range as {
		if err := w.sideState(no, a, state); err != nil {
			return err
		}
	}
	return nil
}

func (w writer) sideState(no int64, a record.Audience, state string) error {
	audience, err := w.Audience(a)
	if err != nil {
		return err
	}
	var n int
	err = w.QueryRow("select count(*) from inquiry_case where case_no = ? and part = 2 and audience = ? and ended is null", no, audience).Scan(&n)
	if err != nil {
		return err
	}
	if n == 0 {
		f, ok := w.entry.Fact.(*CommentRequested)
		if !ok {
			return nil
		}
		// A side that was not accused is asked to comment: that is the first that it hears of the case.
		return w.sidePart(no, audience, f.Title, state, f.Round)
	}
	if err := w.Exec("update inquiry_case set state = ?, changed = ? where case_no = ? and part = 2 and audience = ? and ended is null", state, w.entry.Number, no, audience); err != nil {
		return err
	}
	err = w.Exec("update inquiry_state set ended = ? where case_no = ? and part = 2 and audience = ? and ended is null", w.entry.Number, no, audience)
	if err != nil {
		return err
	}
	return w.insertFor(audience, "inquiry_state", nil, no, partServed, state, int64(w.entry.Recorded))
}

// firstHeard gives a side that was not told of a case its part of it, with the title alone.
func (w writer) firstHeard(no int64, a record.Audience, title string) error {
	audience, err := w.Audience(a)
	if err != nil {
		return err
	}
	var n int
	err = w.QueryRow("select count(*) from inquiry_case where case_no = ? and part = 2 and audience = ? and ended is null", no, audience).Scan(&n)
	if err != nil || n > 0 {
		return err
	}
	return w.sidePart(no, audience, title, "account_asked", 1)
}

func (w writer) sidePart(no, audience int64, title, state string, round int64) error {
	err := w.insertFor(audience, "inquiry_case", nil, no, partServed, int64(w.entry.Recorded), w.titled(title), "", "", "", 0,
		0, 0, nil, nil, 0, "", state, 0, 0, round, "", "", nil, nil, w.entry.Number)
	if err != nil {
		return err
	}
	return w.insertFor(audience, "inquiry_state", nil, no, partServed, state, int64(w.entry.Recorded))
}

// clocks starts and stops what the State's wall does.
func (w writer) clocks() error {
	c := ring(w.entry)
	for _, id := range c.stop {
		if err := w.stopClock(id); err != nil {
			return err
		}
	}
	if c.stopAll != 0 {
		if err := w.Exec("update inquiry_clock set ended = ? where case_no = ? and ended is null", w.entry.Number, c.stopAll); err != nil {
			return err
		}
	}
	for _, clock := range c.start {
		if err := w.stopClock(clock.clockID); err != nil {
			return err
		}
		err := w.insert("inquiry_clock", nil, clock.caseNo, clock.what, clock.item, clock.part, int64(clock.due), string(clock.owedBy), string(clock.waiting), w.titled(w.title(clock)), nil, "")
		if err != nil {
			return err
		}
	}
	if f, ok := w.entry.Fact.(*Overdue); ok {
		return w.Exec("update inquiry_clock set overdue = ?, escalated = ? where what = ? and item = ? and part = ? and due_ms = ?",
			w.entry.Number, string(f.Escalated), f.What, f.Item, f.Part, int64(f.Due))
	}
	return nil
}

func (w writer) stopClock(id clockID) error {
	return w.Exec("update inquiry_clock set ended = ? where what = ? and item = ? and part = ? and ended is null", w.entry.Number, id.what, id.item, id.part)
}

// title is what the clock is about, in words that everybody who sees the fact has seen.
func (w writer) title(c clock) string {
	switch f := w.entry.Fact.(type) {
	case *Opened:
		return f.Title
	case *NoticeServed:
		return f.Title
	case *CommentRequested:
		return f.Title
	case *MeasureSet:
		return f.Title
	case *GuarantorAsked:
		return f.Title
	case *Reminded:
		return f.Title
	case *Overdue:
		return f.Title
	case *PublicationAnnounced:
		return f.Title
	case *Minuted:
		return f.Actions[c.part-1].Text
	}
	if w.entry.Audience != record.Mission {
		return ""
	}
	var title string
	if err := w.QueryRow("select title from inquiry_case where case_no = ? and part = 0", c.caseNo).Scan(&title); err != nil {
		return ""
	}
	return title
}

// inquiry writes what goes to and comes from the sides.
func (w writer) inquiry() error {
	switch f := w.entry.Fact.(type) {
	case *NoticeServed:
		return w.insert("inquiry_notice", nil, f.Case, f.Side, w.titled(f.Title), int64(w.entry.Recorded), int64(f.AckDue), int64(f.FormalDue), nil, 0, "", nil, 0, view.Doc(f))
	case *Acknowledged:
		err := w.Exec("update inquiry_notice set ack = ?, ack_ms = ?, ack_means = ? where entry = ? and ack is null", w.entry.Number, int64(f.At), f.Means, f.Notice)
		if err != nil || f.Level != "formal" {
			return err
		}
		return w.Exec("update inquiry_notice set formal = ?, formal_ms = ? where entry = ? and formal is null", w.entry.Number, int64(f.At), f.Notice)
	case *Commented:
		return w.insert("inquiry_comment", nil, f.Case, f.Side, f.By, len(f.Objections), f.Waived, f.Late, view.Doc(f))
	case *Minuted:
		return w.insert("inquiry_minutes", nil, f.Body, int64(f.At), int64(f.Next), view.Doc(f))
	case *GuarantorAsked:
		return w.insert("inquiry_queue", nil, f.Case, f.Guarantor, f.Party, w.titled(f.Title), f.Text, int64(f.Due), nil, "", "", f.Reason, f.Of, int64(f.Since), 0)
	case *GuarantorAnswered:
		return w.Exec("update inquiry_queue set ended = ?, outcome = ?, answer = ? where entry = ?", w.entry.Number, f.Outcome, f.Text, f.Item)
	case *Overdue:
		if f.What == clockGuarantor {
			return w.reminded(f.Item, 1, f.Escalated)
		}
	case *Reminded:
		return w.reminded(f.Item, f.Number, f.Escalated)
	}
	return nil
}

// reminded counts the reminders of an item. The last gives it to the chair instead of reminding.
func (w writer) reminded(item, number int64, escalated record.Audience) error {
	if escalated != record.Nobody {
		return w.Exec("update inquiry_queue set escalated = ? where entry = ?", w.entry.Number, item)
	}
	return w.Exec("update inquiry_queue set reminded = ? where entry = ?", number, item)
}

// settled takes items from the queues as the State does.
func (w writer) settled() error {
	for _, s := range settles(w.entry) {
		const which = `case_no = ? and ended is null and reason <> '' and (? = '' or reason = ?) and (? = 0 or of_item = ?) and (? = '' or party = ?)`
		args := []any{w.entry.Number, s.caseNo, s.reason, s.reason, s.of, s.of, s.side, s.side}
		err := w.Exec("update inquiry_clock set ended = ? where ended is null and what in ('guarantor', 'reminder') and item in (select entry from inquiry_queue where "+which+")", args...)
		if err != nil {
			return err
		}
		if err := w.Exec("update inquiry_queue set outcome = 'settled', ended = ? where "+which, args...); err != nil {
			return err
		}
	}
	return nil
}

// result writes what a case came to.
func (w writer) result() error {
	switch f := w.entry.Fact.(type) {
	case *Found:
		return w.insert("inquiry_finding", nil, f.Case, f.Round, f.Kind, "", f.Verdict, f.Clause, f.Level, view.Doc(f))
	case *FoundSeparately:
		var round int64
		err := w.QueryRow("select round from inquiry_case where case_no = ? and part = 0", f.Case).Scan(&round)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("the case %d: %w", f.Case, err)
		}
		return w.insert("inquiry_finding", nil, f.Case, round, "guarantor", f.Guarantor, f.Verdict, f.Clause, f.Level, view.Doc(f))
	case *EvidenceEntered:
		if hash, ok := lookOf(f.Looks); ok {
			return w.insert("inquiry_looks", f.Case, int64(hash))
		}
	case *WarningGiven:
		return w.insert("inquiry_warning", f.By, int64(f.Said), view.Doc(f))
	case *WarningSettled:
		return w.insert("inquiry_settled", f.Warning, f.Outcome, f.Case, f.Text)
	case *MeasureSet:
		return w.insert("inquiry_measure", nil, f.Case, f.Code, strings.Join(f.To, ","), int64(f.Due), "", view.Doc(f))
	case *MeasureReported:
		return w.Exec("update inquiry_measure set ended = ?, outcome = ? where entry = ?", w.entry.Number, f.Outcome, f.Measure)
	}
	return nil
}
