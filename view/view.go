// Package view keeps tables up to date with the record. A view is a reading of the record that may be thrown away: it
// writes its own tables and nothing else, sees entries in order, and keeps its cursor in the same transaction.
//
// Who may see what is enforced here and nowhere else: a desk reads through a [Reader], in which every table shows only
// the rows whose audience includes the reader, also in counts and joins.
package view

import (
	"context"
	"database/sql"
	"slices"

	"truce.example/record"
)

// A View is one desk's tables and how they follow the record.
type View struct {
	Name    string // the desk's name; tables begin with it and an underscore
	Version int    // of schema and meaning; another version means: read the record again from entry zero
	// Schema creates the tables, in SQL that both SQLite and PostgreSQL take. Every table has a column
	// "entry bigint not null" (the fact that made the row) and a column "audience integer not null", the number that
	// Tx.Audience gives; a table without it is refused when the view is opened.
	Schema string
	// Apply writes what the entry changes. It is shown every fact of every desk; an entry whose body cannot be read has
	// a nil Fact. It asks neither the clock nor the outside.
	Apply func(tx *Tx, e record.Entry) error
}

// A Reader answers queries as one person sees the tables: a table's name in a query means the rows of it whose audience
// includes that person.
type Reader interface {
	// Query runs one select. Write table names plainly; placeholders are ?.
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	// QueryRow is Query for at most one row.
	QueryRow(ctx context.Context, query string, args ...any) *sql.Row
	// Search finds what entries say in words (see Tx.Text), in the reader's audiences alone.
	Search(ctx context.Context, s Search) (Found, error)
	// Entry is the number of entries that the tables have read: every entry below it is in them.
	Entry() int64
	// Sight says what this reader sees, for who keeps what was read.
	Sight() Sight
}

// A Sight says which rows a reader sees. Readers with equal sights see the same. Audiences get their numbers in the order
// in which the record first names them, so all rows of a number above Known are of entries at or after the one that the
// tables had read when the sight was taken.
type Sight struct {
	Tables  uint64  // which tables: those made anew have a higher number
	Known   int64   // the highest number of an audience that there was
	Visible []int64 // the audiences seen, rising
}

// Equal says whether both see the same, and always will.
func (s Sight) Equal(t Sight) bool {
	return s.Tables == t.Tables && s.Known == t.Known && slices.Equal(s.Visible, t.Visible)
}

// Grows says whether a reader with the sight t sees, of the audiences that s knew, those that s sees: what was read with s
// and brought up to date with t is what t sees.
func (s Sight) Grows(t Sight) bool {
	if s.Tables != t.Tables || s.Known > t.Known {
		return false
	}
	n, _ := slices.BinarySearch(t.Visible, s.Known+1)
	return slices.Equal(s.Visible, t.Visible[:n])
}
