package notify

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"

	"truce.example/record"
	"truce.example/view"
)

//go:embed view.sql
var schema string

func tables() *view.View {
	return &view.View{Name: deskName, Version: 2, Schema: schema, Apply: follow}
}

const stateShown = "shown"

func follow(tx *view.Tx, e record.Entry) error {
	if err := alarmed(tx, e); err != nil {
		return err
	}
	at := int64(e.Recorded)
	move := func(intent, state string, attempt int64, next record.Moment, answer string) error {
		return tx.Exec("update notify_intent set state = ?, attempt = ?, next_at = ?, answer = ?, changed_at = ? where intent = ?",
			state, attempt, int64(next), answer, at, intent)
	}
	switch f := e.Fact.(type) {
	case *AddressSet:
		if err := tx.Exec("delete from notify_address where member = ? and way = ?", f.Member, f.Way); err != nil {
			return err
		}
		return insert(tx, e, "insert into notify_address values (?, ?, ?, ?, ?, ?)", f.Address, f.Member, f.Way, f.Target)
	case *AddressRemoved:
		return tx.Exec("delete from notify_address where member = ? and way = ?", f.Member, f.Way)
	case *TakenUp:
		asked, _ := e.RefEntry(0)
		return insert(tx, e, "insert into notify_notice values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			f.Notice, asked, f.Subject, f.Text, int64(f.Answer), f.Priority, at)
	case *Intended:
		state := stateIntended
		if f.Way == WayConsole {
			state = stateShown
		}
		return insert(tx, e, "insert into notify_intent values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			f.Intent, f.Notice, f.Member, f.Way, f.Priority, state, 0, 0, "", at)
	case *Sending:
		return move(f.Intent, stateSending, f.Attempt, 0, "")
	case *Sent:
		return move(f.Intent, stateSent, f.Attempt, 0, f.Answer)
	case *Failed:
		return move(f.Intent, stateFailed, f.Attempt, f.Next, f.Answer)
	case *PerhapsSent:
		return move(f.Intent, statePerhaps, f.Attempt, 0, f.Answer)
	case *GivenUp:
		answer := f.Reason
		if f.Answer != "" {
			answer += ": " + f.Answer
		}
		return move(f.Intent, stateGivenUp, f.Attempt, 0, answer)
	case *OrderedAgain:
		return tx.Exec("update notify_intent set state = ?, changed_at = ? where intent = ?", stateIntended, at, f.Intent)
	case *Read:
		return insert(tx, e, "insert into notify_read values (?, ?, ?, ?)", f.Intent, at)
	case record.Tombstone:
		return forget(tx, f.Erases())
	}
	return nil
}

// forget drops the text of what was asked for by a forgotten fact. What was forgotten itself is read again without it.
func forget(tx *view.Tx, entry int64) error {
	if err := tx.Exec("delete from notify_alarm where about = ? or entry = ?", entry, entry); err != nil {
		return err
	}
	if err := tx.Exec("update notify_notice set subject = '', body = '' where asked = ? or entry = ?", entry, entry); err != nil {
		return err
	}
	return tx.Exec("update notify_address set target = '' where entry = ?", entry)
}

// insert runs a statement whose first two values are the entry and its audience.
func insert(tx *view.Tx, e record.Entry, query string, values ...any) error {
	audience, err := tx.Audience(e.Audience)
	if err != nil {
		return err
	}
	return tx.Exec(query, append([]any{e.Number, audience}, values...)...)
}

// A Told is a notice in somebody's inbox.
type Told struct {
	Entry    int64         `json:"entry"` // of the intent; ask for what came since
	Intent   string        `json:"intent"`
	Notice   int64         `json:"notice"` // entry of the notice
	About    int64         `json:"about"`  // entry that asked for it; it may be closed to the reader
	Subject  string        `json:"subject"`
	Text     string        `json:"text"`
	Answer   record.Moment `json:"answer_by,omitzero"`
	Priority string        `json:"priority"`
	Told     record.Moment `json:"told"`
	Read     record.Moment `json:"read,omitzero"`
}

// inboxOf lists what a member was told, the newest first: above the entry since, below before (0: all).
func inboxOf(ctx context.Context, r view.Reader, member string, since, before int64, unread bool, limit int) ([]Told, error) {
	return rows(ctx, r, func(found *sql.Rows) (Told, error) {
		var t Told
		err := found.Scan(&t.Entry, &t.Intent, &t.Notice, &t.About, &t.Subject, &t.Text, &t.Answer, &t.Priority, &t.Told, &t.Read)
		return t, err
	}, `select i.entry, i.intent, n.entry, n.asked, n.subject, n.body, n.answer_by, n.priority, n.told_at, coalesce(r.read_at, 0)
		from notify_intent i join notify_notice n on n.notice = i.notice left join notify_read r on r.intent = i.intent
		where i.member = ? and i.way = ? and i.entry > ? and (? = 0 or i.entry < ?) and (? = 0 or r.read_at is null)
		order by i.entry desc limit ?`, member, WayConsole, since, before, before, number(unread), limit)
}

func number(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// unreadOf counts what a member has not read.
func unreadOf(ctx context.Context, r view.Reader, member string) (int64, error) {
	var n int64
	err := r.QueryRow(ctx, `select count(*) from notify_intent i join notify_notice n on n.notice = i.notice
		left join notify_read r on r.intent = i.intent
		where i.member = ? and i.way = ? and r.read_at is null`, member, WayConsole).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("read the tables of notify: %w", err)
	}
	return n, nil
}

// An Item is an intent in the outbox. The subject is there for who was told as well.
type Item struct {
	Entry    int64         `json:"entry"`
	Intent   string        `json:"intent"`
	Member   string        `json:"member"`
	Way      string        `json:"way"`
	Priority string        `json:"priority"`
	State    string        `json:"state"`
	Attempt  int64         `json:"attempt"`
	Next     record.Moment `json:"next,omitzero"`
	Answer   string        `json:"answer,omitempty"`
	Changed  record.Moment `json:"changed"`
	Subject  string        `json:"subject,omitempty"`
}

// outbox lists intents from the newest on, below the entry before (0: all), in one state or all.
func outbox(ctx context.Context, r view.Reader, state string, before int64, limit int) ([]Item, error) {
	return rows(ctx, r, func(found *sql.Rows) (Item, error) {
		var i Item
		err := found.Scan(&i.Entry, &i.Intent, &i.Member, &i.Way, &i.Priority, &i.State, &i.Attempt, &i.Next, &i.Answer, &i.Changed, &i.Subject)
		return i, err
	}, `select i.entry, i.intent, i.member, i.way, i.priority, i.state, i.attempt, i.next_at, i.answer, i.changed_at, coalesce(n.subject, '')
		from notify_intent i left join notify_notice n on n.notice = i.notice
		where (? = '' or i.state = ?) and (? = 0 or i.entry < ?) order by i.entry desc limit ?`, state, state, before, before, limit)
}

// An Address is where a member is told.
type Address struct {
	Entry   int64  `json:"entry"`
	Address string `json:"address"`
	Member  string `json:"member"`
	Way     string `json:"way"`
	Target  string `json:"target"`
}

func addresses(ctx context.Context, r view.Reader, member string) ([]Address, error) {
	return rows(ctx, r, func(found *sql.Rows) (Address, error) {
		var a Address
		err := found.Scan(&a.Entry, &a.Address, &a.Member, &a.Way, &a.Target)
		return a, err
	}, "select entry, address, member, way, target from notify_address where ? = '' or member = ? order by entry desc limit 10000", member, member)
}

// rows reads a list, one item by one.
func rows[T any](ctx context.Context, r view.Reader, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	found, err := r.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read the tables of notify: %w", err)
	}
	defer found.Close()
	list := []T{}
	for found.Next() {
		item, err := scan(found)
		if err != nil {
			return nil, fmt.Errorf("read the tables of notify: %w", err)
		}
		list = append(list, item)
	}
	return list, found.Err()
}
