package view

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"truce.example/record"
)

type viewer []record.Audience

func (v viewer) Sees(a record.Audience) bool {
	for _, x := range v {
		if x == a {
			return true
		}
	}
	return false
}

func (v viewer) ViewerKey() string {
	var s []string
	for _, a := range v {
		s = append(s, string(a))
	}
	return strings.Join(s, " ")
}

func notes(version int) *View {
	return &View{
		Name: "test", Version: version,
		Schema: "create table test_note (entry bigint not null, audience integer not null, text text not null)",
		Apply: func(tx *Tx, e record.Entry) error {
			aud, err := tx.Audience(e.Audience)
			if err != nil {
				return err
			}
			return tx.Exec("insert into test_note values (?, ?, ?)", e.Number, aud, e.Kind)
		},
	}
}

func entries(from int64, as ...record.Audience) []record.Entry {
	var out []record.Entry
	for i, a := range as {
		out = append(out, record.Entry{Number: from + int64(i), Audience: a, Kind: "n" + string(a)})
	}
	return out
}

func count(t *testing.T, e *Engine, who Viewer, query string) int {
	t.Helper()
	var n int
	if err := e.For(who).QueryRow(context.Background(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAReaderSeesOnlyItsAudiences(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "views.db")
	e, err := Open(path, notes(1))
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Apply(ctx, entries(0, "mission", "party:A", "party:B", "", "public", "mission")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		who  viewer
		rows int
	}{
		{viewer{"public"}, 1}, {viewer{"public", "party:A"}, 2}, {viewer{"public", "mission"}, 3}, {viewer{}, 0},
	} {
		if n := count(t, e, c.who, "select count(*) from test_note"); n != c.rows {
			t.Errorf("%v sees %d rows, want %d", c.who, n, c.rows)
		}
		if n := count(t, e, c.who, "select count(*) from audience"); n != len(c.who) {
			t.Errorf("%v sees the names of %d audiences, want %d", c.who, n, len(c.who))
		}
	}
	a := viewer{"public", "party:A", "party:A,party:B"}
	if n := count(t, e, a, "select count(*) from test_note"); n != 2 {
		t.Fatalf("before: %d", n)
	}
	if err := e.Apply(ctx, entries(6, "party:A,party:B")); err != nil {
		t.Fatal(err)
	}
	if n := count(t, e, a, "select count(*) from test_note"); n != 3 {
		t.Errorf("a new audience is not seen by its member: %d rows", n)
	}
	if err := e.For(a).QueryRow(ctx, "insert into test_note values (1,1,'x') returning 1").Scan(new(int)); err == nil {
		t.Error("a reader could write")
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(path, notes(1))
	if err != nil {
		t.Fatal(err)
	}
	if again.Entry() != 7 {
		t.Errorf("reopened at %d", again.Entry())
	}
	again.Close()
	other, err := Open(path, notes(2))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if other.Entry() != 0 {
		t.Errorf("another version did not begin again: at %d", other.Entry())
	}
}

// Applying holds the one connection that writes; whoever comes to read for the first time meanwhile must not wait for it.
func TestAReaderComesWhileEntriesAreApplied(t *testing.T) {
	var e *Engine
	v := notes(1)
	apply := v.Apply
	v.Apply = func(tx *Tx, entry record.Entry) error {
		e.For(viewer{"public", record.Audience(fmt.Sprintf("party:%d", entry.Number))})
		return apply(tx, entry)
	}
	e, err := Open(filepath.Join(t.TempDir(), "v.db"), v)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if err := e.Apply(context.Background(), entries(0, "public", "public")); err != nil {
		t.Fatal(err)
	}
}

func TestATableThatCannotBeFilteredIsRefused(t *testing.T) {
	v := &View{Name: "bad", Version: 1, Schema: "create table bad_open (entry bigint not null, text text)"}
	if e, err := Open(filepath.Join(t.TempDir(), "v.db"), v); err == nil {
		e.Close()
		t.Fatal("a table without audience was taken")
	}
}

func TestAGapIsRefusedAndAFailedBatchLeavesNothing(t *testing.T) {
	ctx := context.Background()
	e, err := Open(filepath.Join(t.TempDir(), "v.db"), notes(1))
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if e.Apply(ctx, entries(3, "public")) == nil {
		t.Fatal("a gap was taken")
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if e.Apply(cancelled, entries(0, "public")) == nil {
		t.Fatal("applied after the end")
	}
	if n := count(t, e, viewer{"public"}, "select count(*) from test_note"); n != 0 || e.Entry() != 0 {
		t.Fatalf("half a batch: %d rows at %d", n, e.Entry())
	}
	if err := e.Apply(ctx, entries(0, "public")); err != nil {
		t.Fatal(err)
	}
}
