package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"truce.example/internal/durable"
	"truce.example/record"
)

// A follower's copy has the tables of a record and three differences. A body may also be null because it was not handed
// to this copy; then no tombstone stands for it. The table of commands is empty. The table meta says besides how far
// bodies were asked for, and how often an entry below that has changed since.
//
// It grows in two steps, each of them one transaction: leaves, tiles and the host's signed checkpoint; then bodies.

// ErrCopy means that a follower's copy was to be written as a record: its bodies are not all there.
var ErrCopy = errors.New("this is a follower's copy, which lacks what its member may not read; it cannot become the record. Restore an export of the record instead")

// ErrOtherRoot means that leaves do not lead to the root of the checkpoint that should cover them. Nothing was written.
var ErrOtherRoot = errors.New("the entries do not lead to the root that the checkpoint promises")

// Names in the table meta of a copy.
const (
	metaThrough = "through"
	metaAgain   = "again"
)

// CreateCopy makes the file of an empty copy of the record that origin names and the key signs. After a crash the file is
// there whole or not at all.
func CreateCopy(path, origin, public string) error {
	if err := record.CheckOrigin(origin); err != nil {
		return err
	}
	if _, err := os.Stat(path); err == nil {
		return fmt.Errorf("%s exists already", path)
	}
	making := path + ".making"
	for _, ending := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(making + ending); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	if err := durable.CreateFile(making, nil, 0o600); err != nil {
		return err
	}
	if err := fillCopy(making, origin, public); err != nil {
		return fmt.Errorf("create copy: %w", err)
	}
	if err := os.Rename(making, path); err != nil {
		return err
	}
	return durable.SyncDir(filepath.Dir(path))
}

func fillCopy(path, origin, public string) (err error) {
	db, err := open(path, "rw", 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.Begin()
	if err != nil {
		return outcome(err)
	}
	defer tx.Rollback()
	for _, q := range []struct {
		text string
		args []any
	}{
		{schema, nil},
		{"insert into meta values ('format', ?), ('origin', ?), ('through', '0'), ('again', '0')", []any{CopyVersion, origin}},
		{"insert into logkey values (0, ?)", []any{public}},
		{"insert into head values (1, x'')", nil},
	} {
		if _, err := tx.Exec(q.text, q.args...); err != nil {
			return outcome(err)
		}
	}
	return outcome(tx.Commit())
}

// IsCopy says whether this is a follower's copy.
func (s *Store) IsCopy() bool { return s.copied }

// Reach is how far a copy may be read. Through is the number of entries whose bodies were asked for: those that this copy
// may read are there. Again counts how often an entry below that changed since: a body came late, or was forgotten. A
// record reaches to its end, and its entries never change.
func (s *Store) Reach(ctx context.Context) (through, again int64, err error) {
	if !s.copied {
		return s.Now().Tree.Size(), 0, nil
	}
	for name, to := range map[string]*int64{metaThrough: &through, metaAgain: &again} {
		var text string
		if err := s.read.QueryRowContext(ctx, "select value from meta where name = ?", name).Scan(&text); err != nil {
			return 0, 0, fmt.Errorf("how far the copy reaches: %w", err)
		}
		if *to, err = strconv.ParseInt(text, 10, 64); err != nil {
			return 0, 0, fmt.Errorf("how far the copy reaches: %w", err)
		}
	}
	return min(through, s.Now().Tree.Size()), again, nil
}

// Grow appends leaves to a copy, under a checkpoint whose signature was checked. Each calls add with every leaf in order.
// Taken names the key of a takeover that is among them. On ErrOtherRoot, and on any error of each, nothing was written.
func (s *Store) Grow(head record.Checkpoint, taken []LogKey, each func(add func(leaf []byte) error) error) error {
	if !s.copied {
		return errors.New("a record grows by its own writer only")
	}
	was := s.now.Load()
	tree := was.Tree.Clone()
	ctx := context.Background()
	if _, err := s.conn.ExecContext(ctx, "begin immediate"); err != nil {
		return outcome(err)
	}
	open := true
	defer func() {
		if open {
			s.conn.ExecContext(ctx, "rollback")
		}
	}()
	err := each(func(leaf []byte) error {
		if _, err := s.insert.entry.ExecContext(ctx, tree.Size(), leaf, nil); err != nil {
			return outcome(err)
		}
		for _, t := range tree.Append(record.LeafHash(leaf)) {
			if _, err := s.insert.tile.ExecContext(ctx, t.Level, t.N, t.Bytes()); err != nil {
				return outcome(err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if tree.Size() != head.Size || tree.Root() != head.Root {
		return ErrOtherRoot
	}
	for _, k := range taken {
		if _, err := s.conn.ExecContext(ctx, "insert into logkey (from_size, public) values (?, ?)", k.FromSize, k.Public); err != nil {
			return outcome(err)
		}
	}
	if _, err := s.insert.head.ExecContext(ctx, head.Signed); err != nil {
		return outcome(err)
	}
	if _, err := s.conn.ExecContext(ctx, "commit"); err != nil {
		return outcome(err)
	}
	open = false
	return s.Reload()
}

// Refresh looks whether another program let the copy grow.
func (s *Store) Refresh() error {
	var signed []byte
	if err := s.read.QueryRow("select signed from head").Scan(&signed); err != nil {
		return fmt.Errorf("the copy's checkpoint cannot be read: %w", err)
	}
	if bytes.Equal(signed, s.Now().Checkpoint.Signed) {
		return nil
	}
	return s.Reload()
}

// A Filling is what one step adds to the bodies of a copy.
type Filling struct {
	Bodies  []Raw           // sealed bodies that were checked against their leaves; Number and Body count
	Erased  map[int64]int64 // entries that were forgotten, and by which tombstone
	Through int64           // entries whose bodies have been asked for; never falls
}

// Fill stores bodies in a copy, and removes those that were forgotten. A forgotten one does not come back.
func (s *Store) Fill(f Filling) error {
	if !s.copied {
		return errors.New("a record's bodies come with its entries")
	}
	ctx := context.Background()
	through, again, err := s.Reach(ctx)
	if err != nil {
		return err
	}
	tx, err := s.conn.BeginTx(ctx, nil)
	if err != nil {
		return outcome(err)
	}
	defer tx.Rollback()
	late := false
	for _, b := range f.Bodies {
		done, err := tx.Exec("update entry set body = ? where n = ? and body is null and n not in (select n from tombstone)", b.Body, b.Number)
		if err != nil {
			return outcome(err)
		}
		if n, err := done.RowsAffected(); err == nil && n > 0 && b.Number < through {
			late = true
		}
	}
	for n, by := range f.Erased {
		if _, err := tx.Exec("update entry set body = null where n = ?", n); err != nil {
			return outcome(err)
		}
		done, err := tx.Exec("insert into tombstone (n, by) values (?, ?) on conflict (n) do nothing", n, by)
		if err != nil {
			return outcome(err)
		}
		if rows, err := done.RowsAffected(); err == nil && rows > 0 && n < through {
			late = true
		}
	}
	if late {
		again++
	}
	for name, value := range map[string]int64{metaThrough: max(through, f.Through), metaAgain: again} {
		if _, err := tx.Exec("update meta set value = ? where name = ?", strconv.FormatInt(value, 10), name); err != nil {
			return outcome(err)
		}
	}
	if err := tx.Commit(); err != nil {
		return outcome(err)
	}
	if len(f.Erased) > 0 { // also from the write-ahead log
		_, err = s.conn.ExecContext(ctx, "pragma wal_checkpoint(truncate)")
	}
	return err
}

// NotHeld calls f with the number and leaf of every entry of a copy whose body was asked for and is not here, though it
// was not forgotten.
func (s *Store) NotHeld(ctx context.Context, f func(n int64, leaf []byte) error) error {
	through, _, err := s.Reach(ctx)
	if err != nil {
		return err
	}
	rows, err := s.read.QueryContext(ctx, "select n, leaf from entry where body is null and n < ? and n not in (select n from tombstone) order by n", through)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		var leaf []byte
		if err := rows.Scan(&n, &leaf); err != nil {
			return err
		}
		if err := f(n, leaf); err != nil {
			return err
		}
	}
	return rows.Err()
}
