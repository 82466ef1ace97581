package view

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"modernc.org/sqlite" // the embedded engine; pure Go, so that the binary stays static
	sqlite3 "modernc.org/sqlite/lib"

	"truce.example/record"
)

// An Engine keeps the tables of all views in one SQLite file, which may be thrown away and read again from the record.
// Apply belongs to one follower; reading is safe for concurrent use.
type Engine struct {
	path  string
	made  uint64 // higher than that of every engine before
	views []*View
	write *sql.DB // one connection, which Apply holds for as long as it takes: never wait for it with mu held

	tables []string // of the views; as they were made

	entry atomic.Int64 // entries read, durable in the file

	mu      sync.Mutex
	moved   chan struct{} // closed and replaced when entry moves
	closed  bool
	names   map[record.Audience]int64
	readers map[string]*reader // by the set of visible audiences
	recent  []string           // keys of readers, oldest first
	keys    map[string]visible // by viewer

	words map[audienceWord]bool // noted in text_word; belongs to Apply
}

type visible struct {
	names int    // how many audiences there were
	key   string // the set
	sight Sight
}

// engines counts the engines of this program.
var engines atomic.Uint64

// maxReaders bounds the open connections: one pool for each set of audiences that somebody reads with.
const maxReaders = 64

const engineSchema = `
create table audience (id integer primary key, name text not null unique);
create table view_version (name text primary key, version integer not null);
create table view_cursor (one integer primary key check (one = 1), entry bigint not null);
insert into view_cursor values (1, 0);
`

// Open opens the tables at path, or makes them. If a view has another version than the file was made with, the file is
// emptied, and the engine stands at entry zero.
func Open(path string, views ...*View) (*Engine, error) {
	e, err := open(path, views, inUse...)
	if err == nil || !errors.Is(err, errOtherVersion) {
		return e, err
	}
	if err := Remove(path); err != nil {
		return nil, err
	}
	return open(path, views, inUse...)
}

// OpenNew makes tables at path, in the place of what is there, to be read from a whole record, closed, and put in use by
// Replace. Until then they are worth nothing: a crash may leave them damaged.
func OpenNew(path string, views ...*View) (*Engine, error) {
	if err := Remove(path); err != nil {
		return nil, err
	}
	return open(path, views, "journal_mode(off)", "synchronous(off)", "locking_mode(exclusive)", "cache_size(-16384)")
}

// inUse is how tables are opened that are read while they follow the record. The write-ahead log may grow to 32 MB, so
// that a page which every report touches is not carried over for every few reports.
var inUse = []string{"journal_mode(wal)", "synchronous(normal)", "cache_size(-16384)", "wal_autocheckpoint(8192)"}

// Remove deletes the tables' files.
func Remove(path string) error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

var errOtherVersion = errors.New("the tables were made by other versions of the views")

func open(path string, views []*View, pragmas ...string) (*Engine, error) {
	// Made here and not by SQLite, so that nobody else may read it; its side files take over the permissions.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", dsn(path, "rwc", pragmas...))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	e := &Engine{path: path, made: engines.Add(1), views: views, write: db, moved: make(chan struct{}), names: map[record.Audience]int64{}, readers: map[string]*reader{}, keys: map[string]visible{}}
	if err := e.prepare(); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return e, nil
}

func dsn(path, mode string, pragmas ...string) string {
	q := url.Values{"mode": {mode}, "_pragma": append([]string{"busy_timeout(10000)"}, pragmas...)}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

func (e *Engine) prepare() error {
	var made int
	if err := e.write.QueryRow("select count(*) from sqlite_master where name = 'view_cursor'").Scan(&made); err != nil {
		return fmt.Errorf("open views: %w", err)
	}
	if made == 0 {
		if err := e.make(); err != nil {
			return err
		}
	}
	if err := e.checkVersions(); err != nil {
		return err
	}
	var entry int64
	if err := e.write.QueryRow("select entry from view_cursor").Scan(&entry); err != nil {
		return fmt.Errorf("open views: %w", err)
	}
	e.entry.Store(entry)
	return e.loadNames()
}

func (e *Engine) make() error {
	tx, err := e.write.Begin()
	if err != nil {
		return fmt.Errorf("make views: %w", err)
	}
	defer tx.Rollback()
	if _, err := tx.Exec(engineSchema + textSchema); err != nil {
		return fmt.Errorf("make views: %w", err)
	}
	if _, err := tx.Exec("insert into view_version values (?, ?)", textOrigin[:]...); err != nil {
		return fmt.Errorf("make views: %w", err)
	}
	for _, v := range e.views {
		if _, err := tx.Exec(v.Schema); err != nil {
			return fmt.Errorf("make the tables of %s: %w", v.Name, err)
		}
		if _, err := tx.Exec("insert into view_version values (?, ?)", v.Name, v.Version); err != nil {
			return fmt.Errorf("make the tables of %s: %w", v.Name, err)
		}
	}
	return tx.Commit()
}

func (e *Engine) checkVersions() error {
	want := map[string]int{textOrigin[0].(string): textOrigin[1].(int)}
	for _, v := range e.views {
		want[v.Name] = v.Version
	}
	rows, err := e.write.Query("select name, version from view_version")
	if err != nil {
		return fmt.Errorf("open views: %w", err)
	}
	defer rows.Close()
	n := 0
	for ; rows.Next(); n++ {
		var name string
		var version int
		if err := rows.Scan(&name, &version); err != nil {
			return err
		}
		if v, ok := want[name]; !ok || v != version {
			return errOtherVersion
		}
	}
	if n != len(want) {
		return errOtherVersion
	}
	return rows.Err()
}

func (e *Engine) loadNames() error {
	rows, err := e.write.Query("select id, name from audience")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var name string
		if err := rows.Scan(&id, &name); err != nil {
			return err
		}
		e.names[record.Audience(name)] = id
	}
	if err := rows.Err(); err != nil {
		return err
	}
	e.tables, err = e.listTables()
	return err
}

// listTables lists the views' tables, and refuses one that could not be filtered.
func (e *Engine) listTables() ([]string, error) {
	rows, err := e.write.Query(`select m.name,
		(select count(*) from pragma_table_info(m.name) where name in ('audience', 'entry'))
		from sqlite_master m where m.type = 'table' and m.name not like 'sqlite_%'
		and m.name not in ('audience', 'view_version', 'view_cursor', '` + strings.Join(engineTables, "', '") + `') order by m.name`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var name string
		var columns int
		if err := rows.Scan(&name, &columns); err != nil {
			return nil, err
		}
		if columns != 2 {
			return nil, fmt.Errorf("the table %s has no columns audience and entry, so nobody could be kept from reading it", name)
		}
		out = append(out, name)
	}
	return out, rows.Err()
}

// Close ends all reading and writing.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	var errs []error
	for _, r := range e.readers {
		errs = append(errs, r.db.Close())
	}
	e.readers = map[string]*reader{}
	if !e.closed {
		e.closed = true
		close(e.moved)
	}
	return errors.Join(append(errs, e.write.Close())...)
}

// Entry is the number of entries read.
func (e *Engine) Entry() int64 { return e.entry.Load() }

// ErrFull means that the disk has no room: nothing was applied, and the same entries can be shown again.
var ErrFull = errors.New("the disk is full")

// Apply shows entries to every view, in one transaction. They must follow those applied before, without a gap.
func (e *Engine) Apply(ctx context.Context, entries []record.Entry) error {
	err := e.apply(ctx, entries)
	var of *sqlite.Error
	if errors.As(err, &of) && of.Code()&0xff == sqlite3.SQLITE_FULL {
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	return err
}

func (e *Engine) apply(ctx context.Context, entries []record.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	if at := e.entry.Load(); entries[0].Number != at {
		return fmt.Errorf("views stand at entry %d and were shown entry %d", at, entries[0].Number)
	}
	tx, err := e.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("apply entries: %w", err)
	}
	defer tx.Rollback()
	t := &Tx{ctx: ctx, tx: tx, stmts: map[string]*sql.Stmt{}, audiences: e.copyNames(), known: e.words, words: map[audienceWord]bool{}}
	for _, entry := range entries {
		for _, v := range e.views {
			if v.Apply == nil {
				continue
			}
			if err := v.Apply(t, entry); err != nil {
				return fmt.Errorf("view %s at entry %d (%s): %w", v.Name, entry.Number, entry.Kind, err)
			}
		}
	}
	next := entries[len(entries)-1].Number + 1
	if err := t.Exec("update view_cursor set entry = ? where one = 1", next); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("apply entries: %w", err)
	}
	e.noted(t.words)
	e.move(next, t.audiences)
	return nil
}

func (e *Engine) noted(words map[audienceWord]bool) {
	if e.words == nil || len(e.words)+len(words) > maxWords {
		e.words = words
		return
	}
	maps.Copy(e.words, words)
}

func (e *Engine) copyNames() map[record.Audience]int64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := make(map[record.Audience]int64, len(e.names))
	for k, v := range e.names {
		out[k] = v
	}
	return out
}

func (e *Engine) move(next int64, names map[record.Audience]int64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.names = names
	e.entry.Store(next)
	if !e.closed {
		close(e.moved)
		e.moved = make(chan struct{})
	}
}

// ErrClosed means that the tables were closed, because others took their place or the mission ended.
var ErrClosed = errors.New("the tables are closed")

// Wait returns when every entry below n has been read, the context ends, or the tables are closed.
func (e *Engine) Wait(ctx context.Context, n int64) error {
	for {
		e.mu.Lock()
		moved, closed := e.moved, e.closed
		e.mu.Unlock()
		if e.entry.Load() >= n {
			return nil
		}
		if closed {
			return ErrClosed
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// A Viewer is somebody who reads: it says which audiences they belong to. Two viewers with the same ViewerKey see the
// same.
type Viewer interface {
	Sees(record.Audience) bool
	ViewerKey() string
}

// For gives the tables as the viewer may see them.
func (e *Engine) For(who Viewer) Reader {
	e.mu.Lock()
	defer e.mu.Unlock()
	v := e.visibleTo(who)
	return seen{e.reader(v.key), v.sight}
}

// reader is the reader of a set of audiences, kept for the next.
func (e *Engine) reader(key string) *reader {
	if r, ok := e.readers[key]; ok {
		return r
	}
	r := newReader(e, e.tables, key)
	r.visible = numbers(key)
	if len(e.recent) == maxReaders {
		oldest := e.readers[e.recent[0]]
		delete(e.readers, e.recent[0])
		e.recent = e.recent[1:]
		go oldest.db.Close() // waits for the queries that still run
	}
	e.readers[key] = r
	e.recent = append(e.recent, key)
	return r
}

// visibleTo is the viewer's set of audience numbers, also as a list for SQL.
func (e *Engine) visibleTo(who Viewer) visible {
	viewer := who.ViewerKey()
	if v, ok := e.keys[viewer]; ok && v.names == len(e.names) {
		return v
	}
	var ids []int64
	known := int64(0)
	for name, id := range e.names {
		known = max(known, id)
		if who.Sees(name) {
			ids = append(ids, id)
		}
	}
	sort.Slice(ids, func(i, j int) bool { return ids[i] < ids[j] })
	key := strings.Trim(strings.ReplaceAll(fmt.Sprint(ids), " ", ","), "[]")
	if len(e.keys) > 4096 {
		clear(e.keys)
	}
	v := visible{len(e.names), key, Sight{e.made, known, ids}}
	e.keys[viewer] = v
	return v
}

func numbers(list string) []int64 {
	var out []int64
	for _, s := range strings.Split(list, ",") {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			out = append(out, n)
		}
	}
	return out
}

// Replace puts the closed tables at from in the place of the closed tables at path.
func Replace(path, from string) error {
	f, err := os.OpenFile(from, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := Remove(path); err != nil {
		return err
	}
	if err := os.Rename(from, path); err != nil {
		return err
	}
	return Remove(from)
}
