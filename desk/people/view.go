package people

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"strings"

	"truce.example/record"
	"truce.example/view"
)

//go:embed view.sql
var schema string

func tables() *view.View {
	return &view.View{Name: deskName, Version: 2, Schema: schema, Apply: follow}
}

func follow(tx *view.Tx, e record.Entry) error {
	if e.Status != record.Forgotten {
		if err := said(tx, e); err != nil {
			return err
		}
	}
	at := int64(e.Recorded)
	switch f := e.Fact.(type) {
	case *Enrolled:
		return insert(tx, e, "insert into people_member values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			f.Member, f.CodeName, f.Kind, f.Party, joined(f.Roles), joined(f.Languages), at, 0)
	case *Introduced:
		return insert(tx, e, "insert into people_name values (?, ?, ?, ?, ?, ?)", f.Member, f.CodeName, f.Kind, f.Party)
	case *RolesChanged:
		return tx.Exec("update people_member set roles = ? where member = ?", joined(f.Roles), f.Member)
	case *Left:
		return tx.Exec("update people_member set left_at = ?, roles = '' where member = ?", at, f.Member)
	case *DeviceAdded:
		return insert(tx, e, "insert into people_device values (?, ?, ?, ?, ?, ?, ?)", f.Device, f.Member, f.Label, f.SigningKey, 0)
	case *DeviceLost:
		return tx.Exec("update people_device set lost_at = ? where device = ?", at, f.Device)
	case *LinkIssued:
		return insertAccess(tx, e, f.Link, "link", f.Member, f.Purpose, f.Expires)
	case *SessionOpened:
		return insertAccess(tx, e, f.Session, "session", f.Member, "", f.Expires)
	case *TokenIssued:
		return insertAccess(tx, e, f.Token, "token", f.Member, f.Purpose, f.Expires)
	case *LinkUsed:
		return endAccess(tx, e, f.Link)
	case *SessionClosed:
		return endAccess(tx, e, f.Session)
	case *TokenRevoked:
		return endAccess(tx, e, f.Token)
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

func insertAccess(tx *view.Tx, e record.Entry, id, sort, member, purpose string, expires record.Moment) error {
	return insert(tx, e, "insert into people_access values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		id, sort, member, purpose, int64(e.Recorded), int64(expires), 0)
}

func endAccess(tx *view.Tx, e record.Entry, id string) error {
	return tx.Exec("update people_access set ended = ? where id = ?", int64(e.Recorded), id)
}

func joined(list []string) string { return strings.Join(list, ",") }

func split(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

// A Person is a member as the reader may know them: with roles, or by code name only.
type Person struct {
	Entry     int64         `json:"entry"`
	Member    string        `json:"member"`
	CodeName  string        `json:"code_name"`
	Kind      string        `json:"kind"`
	Party     string        `json:"party,omitempty"`
	Roles     []string      `json:"roles,omitempty"`
	Languages []string      `json:"languages,omitempty"`
	Enrolled  record.Moment `json:"enrolled,omitzero"`
	Left      record.Moment `json:"left,omitzero"`
}

// persons lists members from the newest on, below the entry before (0: all).
func persons(ctx context.Context, r view.Reader, before int64, limit int) ([]Person, error) {
	return rows(ctx, r, func(found *sql.Rows) (Person, error) {
		var p Person
		var roles, languages string
		err := found.Scan(&p.Entry, &p.Member, &p.CodeName, &p.Kind, &p.Party, &roles, &languages, &p.Enrolled, &p.Left)
		p.Roles, p.Languages = split(roles), split(languages)
		return p, err
	}, `select * from (
			select entry, member, code_name, kind, party, roles, languages, enrolled, left_at from people_member
			union all
			select entry, member, code_name, kind, party, '', '', 0, 0 from people_name
			where member not in (select member from people_member)
		) where ? = 0 or entry < ? order by entry desc limit ?`, before, before, limit)
}

// A Device is what is known of a member's device.
type Device struct {
	Entry      int64         `json:"entry"`
	Device     string        `json:"device"`
	Member     string        `json:"member"`
	Label      string        `json:"label,omitempty"`
	SigningKey []byte        `json:"signing_key"`
	Lost       record.Moment `json:"lost,omitzero"`
}

func devices(ctx context.Context, r view.Reader) ([]Device, error) {
	return rows(ctx, r, func(found *sql.Rows) (Device, error) {
		var d Device
		err := found.Scan(&d.Entry, &d.Device, &d.Member, &d.Label, &d.SigningKey, &d.Lost)
		return d, err
	}, "select entry, device, member, label, signing_key, lost_at from people_device order by entry desc limit 1000")
}

// An Access is a link, session or token, without its secret.
type Access struct {
	Entry   int64         `json:"entry"`
	ID      string        `json:"id"`
	Sort    string        `json:"sort"` // link, session or token
	Member  string        `json:"member"`
	Purpose string        `json:"purpose,omitempty"`
	Issued  record.Moment `json:"issued"`
	Expires record.Moment `json:"expires"`
	Ended   record.Moment `json:"ended,omitzero"` // used, closed or revoked
}

// accesses lists those of one member, or of all for "".
func accesses(ctx context.Context, r view.Reader, member string) ([]Access, error) {
	return rows(ctx, r, func(found *sql.Rows) (Access, error) {
		var a Access
		err := found.Scan(&a.Entry, &a.ID, &a.Sort, &a.Member, &a.Purpose, &a.Issued, &a.Expires, &a.Ended)
		return a, err
	}, `select entry, id, sort, member, purpose, issued, expires, ended from people_access
		where ? = '' or member = ? order by entry desc limit 1000`, member, member)
}

// rows reads a list, one item by one.
func rows[T any](ctx context.Context, r view.Reader, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	found, err := r.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read the tables of people: %w", err)
	}
	defer found.Close()
	list := []T{}
	for found.Next() {
		item, err := scan(found)
		if err != nil {
			return nil, fmt.Errorf("read the tables of people: %w", err)
		}
		list = append(list, item)
	}
	return list, found.Err()
}
