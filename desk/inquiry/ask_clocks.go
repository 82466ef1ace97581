package inquiry

import (
	"context"
	"encoding/json"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/view"
)

// A Clock says who waits for whom until when.
type Clock struct {
	Entry     int64         `json:"entry"` // that started it
	Case      int64         `json:"case,omitempty"`
	What      string        `json:"what"`
	Item      int64         `json:"item"`
	Part      int64         `json:"part,omitempty"`
	Due       record.Moment `json:"due"`
	OwedBy    string        `json:"owed_by"`
	Waiting   string        `json:"waiting"`
	Title     string        `json:"title,omitempty"`
	Late      bool          `json:"late"` // the deadline lies behind, by the clock of the answer
	Overdue   int64         `json:"overdue,omitempty"`
	Escalated string        `json:"escalated,omitempty"`
}

// Clocks is the answer to GET clocks.
type Clocks struct {
	At     record.Moment `json:"at"`
	Clocks []Clock       `json:"clocks"`
}

// askClocks is the board: running clocks, the first due on top. A deadline that is over is late from that moment on,
// whether or not the program has come to record it.
func askClocks(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	f.Is("what", "what")
	f.Is("owed_by", "owed_by")
	if n, ok := f.Entry("case"); ok {
		f.Where("case_no = ?", n)
	}
	if n, ok := f.Entry("known"); ok {
		f.Where("entry < ? and (ended is null or ended >= ?)", n, n)
	} else {
		f.Where("ended is null")
	}
	switch late := f.Value("late"); late {
	case "":
	case "yes":
		f.Where("due_ms < ?", int64(record.At(q.At)))
	case "no":
		f.Where("due_ms >= ?", int64(record.At(q.At)))
	default:
		f.Say("late", "late is %q; write yes or no", short(late))
	}
	if m, ok := f.Moment("due_from"); ok {
		f.Where("due_ms >= ?", int64(m))
	}
	limit := f.Limit()
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	list, err := listClocks(ctx, q, f, limit)
	return Clocks{record.At(q.At), list}, err
}

func listClocks(ctx context.Context, q desk.Question, f *desk.Filter, limit int64) ([]Clock, error) {
	query := "select entry, case_no, what, item, part, due_ms, owed_by, waiting, title, overdue, escalated from inquiry_clock where " + f.SQL() + " order by due_ms, entry, part limit ?"
	rows, err := q.View.Query(ctx, query, append(f.Args, limit)...)
	return view.Collect(rows, err, scanClock(q))
}

func scanClock(q desk.Question) func(view.Scan) (Clock, error) {
	return func(read view.Scan) (Clock, error) {
		var c Clock
		var due int64
		var overdue *int64
		err := read(&c.Entry, &c.Case, &c.What, &c.Item, &c.Part, &due, &c.OwedBy, &c.Waiting, &c.Title, &overdue, &c.Escalated)
		c.Due, c.Overdue = record.Moment(due), orZero(overdue)
		c.Late = c.Due < record.At(q.At)
		return c, err
	}
}

// A Notice is one row of the list of notices.
type Notice struct {
	Notice    int64           `json:"notice"`
	Case      int64           `json:"case"`
	Side      string          `json:"side"`
	Title     string          `json:"title"`
	Served    record.Moment   `json:"served"`
	AckDue    record.Moment   `json:"ack_due"`
	Ack       record.Moment   `json:"ack"`
	AckMeans  string          `json:"ack_means,omitempty"`
	FormalDue record.Moment   `json:"formal_due"`
	Formal    record.Moment   `json:"formal"`
	Fact      json.RawMessage `json:"fact"`
}

func askNotices(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	f.Is("side", "side")
	if n, ok := f.Entry("case"); ok {
		f.Where("case_no = ?", n)
	}
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	query := "select entry, case_no, side, title, served_ms, ack_due_ms, ack_ms, ack_means, formal_due_ms, formal_ms, doc from inquiry_notice where " + f.SQL() + " order by entry desc limit ?"
	rows, err := q.View.Query(ctx, query, append(f.Args, limit)...)
	list, err := view.Collect(rows, err, func(read view.Scan) (Notice, error) {
		var n Notice
		var served, ackDue, ack, formalDue, formal int64
		var doc string
		err := read(&n.Notice, &n.Case, &n.Side, &n.Title, &served, &ackDue, &ack, &n.AckMeans, &formalDue, &formal, &doc)
		n.Served, n.AckDue, n.Ack = record.Moment(served), record.Moment(ackDue), record.Moment(ack)
		n.FormalDue, n.Formal, n.Fact = record.Moment(formalDue), record.Moment(formal), json.RawMessage(doc)
		return n, err
	})
	return map[string]any{"notices": list}, err
}

// An Item is one row of a guarantor's queue.
type Item struct {
	Item      int64         `json:"item"`
	Case      int64         `json:"case"`
	Guarantor string        `json:"guarantor"`
	Party     string        `json:"party"`
	Title     string        `json:"title"`
	Text      string        `json:"text"`
	Due       record.Moment `json:"due"`
	Late      bool          `json:"late"`
	Escalated int64         `json:"escalated,omitempty"` // entry that brought it to the chair
	Answered  int64         `json:"answered,omitempty"`
	Outcome   string        `json:"outcome,omitempty"` // of the answer, or settled when the party has done what it owed
	Answer    string        `json:"answer,omitempty"`
	Reason    string        `json:"reason,omitempty"`   // what the party owes, of an item that the program made
	Of        int64         `json:"of,omitempty"`       // the notice, the request or the measure
	Since     record.Moment `json:"since,omitzero"`     // the party's deadline
	Reminded  int64         `json:"reminded,omitempty"` // how often
}

func askQueue(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	f.Is("guarantor", "guarantor")
	switch open := f.Value("open"); open {
	case "", "yes":
		f.Where("ended is null")
	case "no":
		f.Where("ended is not null")
	case "all":
	default:
		f.Say("open", "open is %q; write yes, no or all", short(open))
	}
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	items, err := listItems(ctx, q, f, limit)
	return map[string]any{"items": items}, err
}

func listItems(ctx context.Context, q desk.Question, f *desk.Filter, limit int64) ([]Item, error) {
	query := "select entry, case_no, guarantor, party, title, text, due_ms, escalated, ended, outcome, answer, reason, of_item, since_ms, reminded from inquiry_queue where " + f.SQL() + " order by entry desc limit ?"
	rows, err := q.View.Query(ctx, query, append(f.Args, limit)...)
	return view.Collect(rows, err, func(read view.Scan) (Item, error) {
		var i Item
		var due int64
		var escalated, ended *int64
		err := read(&i.Item, &i.Case, &i.Guarantor, &i.Party, &i.Title, &i.Text, &due, &escalated, &ended, &i.Outcome, &i.Answer, &i.Reason, &i.Of, &i.Since, &i.Reminded)
		i.Due, i.Escalated, i.Answered = record.Moment(due), orZero(escalated), orZero(ended)
		i.Late = i.Answered == 0 && i.Due < record.At(q.At)
		return i, err
	})
}

// MinutesRow is one meeting.
type MinutesRow struct {
	Minutes int64           `json:"minutes"`
	Body    string          `json:"body"`
	At      record.Moment   `json:"at"`
	Next    record.Moment   `json:"next"`
	Fact    json.RawMessage `json:"fact"`
	Open    []Clock         `json:"open"` // actions that wait
}

func askMinutes(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	rows, err := q.View.Query(ctx, "select entry, body, at_ms, next_ms, doc from inquiry_minutes where "+f.SQL()+" order by entry desc limit ?", append(f.Args, limit)...)
	list, err := view.Collect(rows, err, func(read view.Scan) (MinutesRow, error) {
		var m MinutesRow
		var at, next int64
		var doc string
		err := read(&m.Minutes, &m.Body, &at, &next, &doc)
		m.At, m.Next, m.Fact = record.Moment(at), record.Moment(next), json.RawMessage(doc)
		return m, err
	})
	if err != nil {
		return nil, err
	}
	for i := range list {
		f := desk.NewFilter(nil)
		f.Where("what = 'action' and item = ? and ended is null", list[i].Minutes)
		if list[i].Open, err = listClocks(ctx, q, f, desk.MostPage); err != nil {
			return nil, err
		}
	}
	return map[string]any{"minutes": list}, nil
}
