package terms

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
	"truce.example/view"
)

//go:embed view.sql
var schema string

func tables() *view.View {
	return &view.View{Name: deskName, Version: 3, Schema: schema, Apply: follow}
}

// holding is what a fact about a member says of roles, whichever desk records it. A member who left holds none.
type holding interface {
	Holds() (member string, roles []string)
}

func follow(tx *view.Tx, e record.Entry) error {
	if e.Fact == nil {
		return nil
	}
	if f, ok := e.Fact.(holding); ok {
		return followHolder(tx, e, f)
	}
	if e.Status != record.Forgotten {
		if err := said(tx, e); err != nil {
			return err
		}
	}
	if s, ok := stepOf(e); ok {
		if err := insertStep(tx, e, s); err != nil {
			return err
		}
	}
	if j, ok := e.Fact.(desk.TellsJudgement); ok {
		return insertBreaches(tx, e, j.Held())
	}
	switch f := e.Fact.(type) {
	case *Offered:
		return insertVersion(tx, e, f.Version, f.Digest, f.Title, 0, difference{})
	case *Amended:
		return insertVersion(tx, e, f.Version, f.Digest, f.Title, f.Effective, difference{f.Clauses, f.Zones, f.Other})
	case *Adhered:
		return insert(tx, e, "insert into terms_adherence values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			f.Side, int64(f.ToldAt), f.Channel, int64(f.AcceptedAt), f.AcceptedBy, e.Author.Member, f.Note)
	case *WindowStepped:
		return insert(tx, e, "insert into terms_window_step values (?, ?, ?, ?, ?, ?, ?)", f.ID, f.Step, int64(f.At), f.Text, f.Report)
	case *WindowSet:
		if f.Request != nil {
			if err := insert(tx, e, "insert into terms_window_request values (?, ?, ?, ?)", f.ID, view.Doc(f.Request)); err != nil {
				return err
			}
		}
		return insert(tx, e, "insert into terms_window values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			f.ID, f.Work, f.Centre.Lat, f.Centre.Lon, f.RadiusM, int64(f.From), int64(f.To), joined(f.Guarantees))
	case *ReadyChecked:
		return insert(tx, e, "insert into terms_tick values (?, ?, ?, ?, ?, ?)", f.Item, f.Done, f.By, f.Note)
	case *ForgettingProposed:
		return insertForgetting(tx, e, f.Entry, "proposed", f.By, f.Reason)
	case *ForgettingAgreed:
		return insertForgetting(tx, e, f.Entry, "agreed", f.By, "")
	case *Forgotten:
		return insertForgetting(tx, e, f.Entry, "forgotten", joined(f.By), f.Reason)
	}
	return nil
}

// insert runs a statement whose first two values are the entry and its audience.
func insert(tx *view.Tx, e record.Entry, query string, values ...any) error {
	audience, err := tx.Audience(e.Audience)
	if err != nil {
		return err
	}
	return tx.Exec(query, append([]any{e.Number, audience}, values...)...)
}

// insertBreaches keeps how a report was held against clauses that name zones. The newest judgement of a report counts.
func insertBreaches(tx *view.Tx, e record.Entry, j desk.Judgement) error {
	report, err := e.RefEntry(j.Report)
	if err != nil {
		return nil // it names nothing, as a fact that was forgotten
	}
	for _, zone := range j.Zones {
		if err := insert(tx, e, "insert into terms_breach values (?, ?, ?, ?, ?, ?)", zone, report, j.Side, j.Outcome); err != nil {
			return err
		}
	}
	return nil
}

func insertVersion(tx *view.Tx, e record.Entry, number int64, digest, title string, effective record.Moment, d difference) error {
	return insert(tx, e, "insert into terms_version values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		number, digest, title, int64(effective), int64(e.Recorded), joined(d.clauses), joined(d.zones), joined(d.other))
}

func insertForgetting(tx *view.Tx, e record.Entry, target int64, step, by, reason string) error {
	return insert(tx, e, "insert into terms_forgetting values (?, ?, ?, ?, ?, ?, ?)",
		target, step, by, reason, int64(e.Recorded))
}

func followHolder(tx *view.Tx, e record.Entry, f holding) error {
	member, roles := f.Holds()
	if err := tx.Exec("delete from terms_holder where member = ?", member); err != nil {
		return err
	}
	for _, role := range roles {
		if err := insert(tx, e, "insert into terms_holder values (?, ?, ?, ?)", member, role); err != nil {
			return err
		}
	}
	return nil
}

// A Step is one line of the agreement's history.
type Step struct {
	Entry     int64         `json:"entry"`
	Step      string        `json:"step"`
	Effective record.Moment `json:"effective"`
	Recorded  record.Moment `json:"recorded"`
	History   bool          `json:"history,omitempty"`
	Reason    string        `json:"reason,omitempty"`
	By        []string      `json:"by,omitempty"`
	Clause    string        `json:"clause,omitempty"`
	Notice    record.Moment `json:"notice,omitzero"`
	Version   int64         `json:"version,omitempty"`
}

func stepOf(e record.Entry) (Step, bool) {
	made := func(name string, m Move) Step {
		return Step{Entry: e.Number, Step: name, Effective: m.Effective, Recorded: e.Recorded, History: m.History, Reason: m.Reason}
	}
	var s Step
	switch f := e.Fact.(type) {
	case *Offered:
		s = made("offered", f.Move)
		s.Version = f.Version
	case *Agreed:
		s = made("signed", f.Move)
		if len(f.Missing) == 0 {
			s.Step = "agreed"
		}
		s.By, s.Version = f.By, f.Version
	case *CameIntoForce:
		s = made("came into force", f.Move)
		s.Version = f.Version
	case *Suspended:
		s = made("suspended", f.Move)
		s.By, s.Clause, s.Notice = split(f.By), f.Clause, f.Notice
	case *Resumed:
		s = made("resumed", f.Move)
		s.By = split(f.By)
	case *Ended:
		s = made("ended", f.Move)
		s.By, s.Clause = split(f.By), f.Clause
	case *Amended:
		s = made("amended", f.Move)
		s.By, s.Version = f.SignedBy, f.Version
	default:
		return s, false
	}
	return s, true
}

func insertStep(tx *view.Tx, e record.Entry, s Step) error {
	return insert(tx, e, "insert into terms_step values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		s.Step, int64(s.Effective), int64(s.Recorded), s.History, s.Reason, joined(s.By), s.Clause, int64(s.Notice), s.Version)
}

func joined(list []string) string { return strings.Join(list, ",") }

func split(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

// shows says whether the reader may see the text of that digest.
func shows(ctx context.Context, r view.Reader, digest string) (bool, error) {
	var n int
	err := r.QueryRow(ctx, "select count(*) from terms_version where digest = ?", digest).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("look up a text of the agreement: %w", err)
	}
	return n > 0, nil
}

// rows reads a list, one item by one.
func rows[T any](ctx context.Context, r view.Reader, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	found, err := r.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read the agreement's tables: %w", err)
	}
	defer found.Close()
	list := []T{}
	for found.Next() {
		item, err := scan(found)
		if err != nil {
			return nil, fmt.Errorf("read the agreement's tables: %w", err)
		}
		list = append(list, item)
	}
	return list, found.Err()
}

func steps(ctx context.Context, r view.Reader, known int64) ([]Step, error) {
	return rows(ctx, r, func(found *sql.Rows) (Step, error) {
		var s Step
		var by string
		err := found.Scan(&s.Entry, &s.Step, &s.Effective, &s.Recorded, &s.History, &s.Reason, &by, &s.Clause, &s.Notice, &s.Version)
		s.By = split(by)
		return s, err
	}, `select entry, step, effective, recorded, history, reason, by_whom, clause, notice, version
		from terms_step where ? < 0 or entry <= ? order by entry`, known, known)
}

// A Version is one text of the agreement and what it changed.
type Version struct {
	Entry     int64         `json:"entry"`
	Version   int64         `json:"version"`
	Digest    string        `json:"digest"`
	Title     string        `json:"title"`
	Effective record.Moment `json:"effective,omitzero"` // missing for the first
	Recorded  record.Moment `json:"recorded"`
	Clauses   []string      `json:"clauses_changed,omitempty"`
	Zones     []string      `json:"zones_changed,omitempty"`
	Other     []string      `json:"other_changed,omitempty"`
}

func versions(ctx context.Context, r view.Reader) ([]Version, error) {
	return rows(ctx, r, func(found *sql.Rows) (Version, error) {
		var v Version
		var clauses, zones, other string
		err := found.Scan(&v.Entry, &v.Version, &v.Digest, &v.Title, &v.Effective, &v.Recorded, &clauses, &zones, &other)
		v.Clauses, v.Zones, v.Other = split(clauses), split(zones), split(other)
		return v, err
	}, `select entry, version, digest, title, effective, recorded, clauses, zones, other from terms_version order by entry`)
}

// An Adherence is what the register says of one side.
type Adherence struct {
	Side       string         `json:"side"`
	Name       agreement.Text `json:"name"`
	Kind       string         `json:"kind"` // party, local_force or guarantor
	Party      string         `json:"party,omitempty"`
	Status     string         `json:"status"` // not informed, informed or accepted
	ToldAt     record.Moment  `json:"told_at,omitzero"`
	Channel    string         `json:"channel,omitempty"`
	AcceptedAt record.Moment  `json:"accepted_at,omitzero"`
	AcceptedBy string         `json:"accepted_by,omitempty"`
	Notes      []string       `json:"notes,omitempty"`
	Entries    []int64        `json:"entries"` // the lines that say so
}

// The statuses of the register.
const (
	notInformed = "not informed"
	informed    = "informed"
	accepted    = "accepted"
)

// adherence is the register: a line for everybody who has to be told, also for those of whom nothing is recorded.
func adherence(ctx context.Context, r view.Reader, text *agreement.Agreement) ([]Adherence, error) {
	type fact struct {
		entry      int64
		side, note string
		told, took record.Moment
		channel    string
		by         string
	}
	lines, err := rows(ctx, r, func(found *sql.Rows) (fact, error) {
		var f fact
		err := found.Scan(&f.entry, &f.side, &f.told, &f.channel, &f.took, &f.by, &f.note)
		return f, err
	}, "select entry, side, told_at, channel, accepted_at, accepted_by, note from terms_adherence order by entry")
	if err != nil {
		return nil, err
	}
	var register []Adherence
	for _, s := range sides(text) {
		a := Adherence{Side: s.id, Name: s.name, Kind: s.kind, Party: s.party, Status: notInformed, Entries: []int64{}}
		for _, f := range lines {
			if f.side != s.id {
				continue
			}
			a.Entries = append(a.Entries, f.entry)
			if f.told.Known() {
				a.ToldAt, a.Channel = f.told, f.channel
			}
			if f.took.Known() {
				a.AcceptedAt, a.AcceptedBy = f.took, f.by
			}
			if f.note != "" {
				a.Notes = append(a.Notes, f.note)
			}
		}
		switch {
		case a.AcceptedAt.Known():
			a.Status = accepted
		case a.ToldAt.Known():
			a.Status = informed
		}
		register = append(register, a)
	}
	return register, nil
}

// readyFacts is what the start-day list is measured by, as far as the reader sees it.
func readyFacts(ctx context.Context, r view.Reader, text *agreement.Agreement) (agreement.ReadyFacts, error) {
	var facts agreement.ReadyFacts
	register, err := adherence(ctx, r, text)
	if err != nil {
		return facts, err
	}
	for _, a := range register {
		if a.Status == accepted {
			facts.Accepted = append(facts.Accepted, a.Side)
		}
	}
	word := func(found *sql.Rows) (string, error) {
		var s string
		return s, found.Scan(&s)
	}
	if facts.Roles, err = rows(ctx, r, word, "select distinct role from terms_holder order by role"); err != nil {
		return facts, err
	}
	facts.Done, err = rows(ctx, r, word, `select item from terms_tick t where done = 1
		and entry = (select max(entry) from terms_tick where item = t.item) order by item`)
	return facts, err
}

// windows lists the windows of silence set by fact, the newest word on each.
func windows(ctx context.Context, r view.Reader) (map[string]int64, error) {
	type row struct {
		entry int64
		id    string
	}
	list, err := rows(ctx, r, func(found *sql.Rows) (row, error) {
		var w row
		err := found.Scan(&w.entry, &w.id)
		return w, err
	}, "select max(entry), id from terms_window group by id")
	entries := map[string]int64{}
	for _, w := range list {
		entries[w.id] = w.entry
	}
	return entries, err
}

// A ForgettingStep is one step towards forgetting an entry.
type ForgettingStep struct {
	Entry    int64         `json:"entry"`
	Target   int64         `json:"target"`
	Step     string        `json:"step"`
	By       []string      `json:"by"`
	Reason   string        `json:"reason,omitempty"`
	Recorded record.Moment `json:"recorded"`
}

func forgettings(ctx context.Context, r view.Reader) ([]ForgettingStep, error) {
	return rows(ctx, r, func(found *sql.Rows) (ForgettingStep, error) {
		var s ForgettingStep
		var by string
		err := found.Scan(&s.Entry, &s.Target, &s.Step, &by, &s.Reason, &s.Recorded)
		s.By = slices.Clone(split(by))
		return s, err
	}, "select entry, target, step, by_whom, reason, recorded from terms_forgetting order by entry")
}
