package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"truce.example/record"
)

const origin = "test.example/exercise/store"

func newStore(t testing.TB) (*Store, note.Signer, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "record.db")
	secret, public, err := record.NewLogKey(origin)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	if err := Create(path, origin, public, signer); err != nil {
		t.Fatal(err)
	}
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, signer, path
}

func sealed(n int) []record.Sealed {
	out := make([]record.Sealed, n)
	for i := range out {
		out[i] = record.Sealed{Event: record.NewID(), Body: bytes.Repeat([]byte{byte(i)}, 700)}
	}
	return out
}

func reopened(t *testing.T, s *Store, path string) *Store {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { again.Close() })
	return again
}

func TestTheEdgeSurvivesReopeningAtEverySize(t *testing.T) {
	s, signer, path := newStore(t)
	for _, n := range []int{1, 254, 1, 1, 255, 256, 700, 3} {
		if _, err := s.Append(Batch{Recorded: 5, Sealed: sealed(n), Signer: signer}); err != nil {
			t.Fatal(err)
		}
		want := s.Now()
		s = reopened(t, s, path)
		if got := s.Now(); got.Tree.Root() != want.Tree.Root() || got.Tree.Size() != want.Tree.Size() || got.Recorded != 5 {
			t.Fatalf("after %d entries the tree came back as %d, %s", want.Tree.Size(), got.Tree.Size(), got.Tree.Root())
		}
		for i := int64(0); i < want.Tree.Size(); i += 37 {
			p, err := s.Now().Tree.Inclusion(s, i)
			if err != nil {
				t.Fatal(err)
			}
			h, err := s.LeafHash(context.Background(), i)
			if err != nil {
				t.Fatal(err)
			}
			if err := record.CheckInclusion(p, want.Tree.Size(), want.Tree.Root(), i, h); err != nil {
				t.Fatalf("entry %d: %v", i, err)
			}
		}
	}
}

func TestACommitThatFailsLeavesNothingOrAll(t *testing.T) {
	s, signer, _ := newStore(t)
	boom := errors.New("boom")
	for _, stored := range []bool{false, true} {
		before := s.Now().Tree.Size()
		if stored {
			s.InjectFaults(Faults{AfterCommit: func() error { return boom }})
		} else {
			s.InjectFaults(Faults{BeforeCommit: func() error { return boom }})
		}
		cmd := Command{Key: [16]byte{1, byte(before)}, Count: 3}
		_, err := s.Append(Batch{Recorded: 1, Sealed: sealed(3), Commands: []Command{cmd}, Signer: signer})
		if !errors.Is(err, boom) {
			t.Fatalf("got %v", err)
		}
		s.InjectFaults(Faults{})
		if err := s.Reload(); err != nil {
			t.Fatal(err)
		}
		_, found, err := s.FindCommand(cmd.Key)
		if err != nil {
			t.Fatal(err)
		}
		if grew := s.Now().Tree.Size() - before; found != stored || (grew == 3) != stored {
			t.Fatalf("stored %v: command found %v, grew by %d", stored, found, grew)
		}
	}
}

func TestErasedBodiesAreGoneFromTheFile(t *testing.T) {
	s, signer, path := newStore(t)
	secret := []byte("THE-NAME-OF-THE-SOURCE")
	b := sealed(5)
	b[2].Body = bytes.Repeat(secret, 400) // several pages
	if _, err := s.Append(Batch{Recorded: 1, Sealed: b, Signer: signer}); err != nil {
		t.Fatal(err)
	}
	if err := s.Erase(2, 4); err != nil {
		t.Fatal(err)
	}
	e, err := s.Entry(context.Background(), 2)
	if err != nil || e.Body != nil || e.Erased != 4 || len(e.Leaf) == 0 {
		t.Fatalf("after erasing: %+v, %v", e, err)
	}
	for _, f := range []string{path, path + "-wal"} {
		if holds(t, f, secret) {
			t.Errorf("%s still holds the erased body", filepath.Base(f))
		}
	}
}

func TestTheClockMayNotRunBack(t *testing.T) {
	s, signer, _ := newStore(t)
	if _, err := s.Append(Batch{Recorded: 10, Sealed: sealed(1), Signer: signer}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Append(Batch{Recorded: 9, Sealed: sealed(1), Signer: signer}); err == nil {
		t.Fatal("an entry was recorded before the one before it")
	}
}

// plain is the peer of the append benchmarks: the same bytes as rows of a table, same driver and durability.
func plain(b *testing.B, perTx int) {
	db, err := open(filepath.Join(b.TempDir(), "plain.db"), "rwc", 1)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("create table entry (n integer primary key, leaf blob, body blob)"); err != nil {
		b.Fatal(err)
	}
	ctx := context.Background()
	conn, err := db.Conn(ctx)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	st, err := conn.PrepareContext(ctx, "insert into entry values (?, ?, ?)")
	if err != nil {
		b.Fatal(err)
	}
	rows := sealed(perTx)
	n := int64(0)
	for b.Loop() {
		tx, err := conn.BeginTx(ctx, nil)
		if err != nil {
			b.Fatal(err)
		}
		txst := tx.StmtContext(ctx, st)
		for _, r := range rows {
			if _, err := txst.Exec(n, r.Leaf(1).Bytes(), r.Body); err != nil {
				b.Fatal(err)
			}
			n++
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	report(b, perTx)
}

func report(b *testing.B, perTx int) {
	b.ReportMetric(float64(b.N*perTx)/b.Elapsed().Seconds(), "entries/s")
}

func BenchmarkPlain(b *testing.B) {
	for _, n := range []int{1, 64, 512} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { plain(b, n) })
	}
}

func BenchmarkAppend(b *testing.B) {
	for _, n := range []int{1, 64, 512} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s, signer, _ := newStore(b)
			rows := sealed(n)
			for b.Loop() {
				if _, err := s.Append(Batch{Recorded: 1, Sealed: rows, Signer: signer}); err != nil {
					b.Fatal(err)
				}
			}
			report(b, n)
		})
	}
}

func holds(t *testing.T, path string, secret []byte) bool {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return bytes.Contains(b, secret)
}
