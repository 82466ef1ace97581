// Package store keeps a record in one SQLite file: entries, the tree's tiles and the signed checkpoint, changed together
// in one transaction with synchronous=FULL. When Append returns, what it says is on the disk.
//
// The store does not know what entries mean, and holds no keys but the signer it is lent.
package store

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"golang.org/x/mod/sumdb/note"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"truce.example/internal/durable"
	"truce.example/record"
)

//go:embed schema.sql
var schema string

// Schema is the SQL that makes an empty file, for a verifier that compares.
func Schema() string { return schema }

// FormatVersion is the version of the file's layout. CopyVersion is that of a follower's copy (see copy.go).
const (
	FormatVersion = "truce-record-1"
	CopyVersion   = "truce-copy-1"
)

// ErrFull means that the disk has no room: nothing was written.
var ErrFull = errors.New("the disk is full")

// A Store is an open record. Reading is safe for concurrent use. Append, Erase and AddKey belong to one writer, who
// holds the folder's lock.
type Store struct {
	origin string
	write  *sql.DB // one connection
	read   *sql.DB
	conn   *sql.Conn
	insert struct{ entry, tile, head, command, find *sql.Stmt }

	copied bool // a follower's copy
	now    atomic.Pointer[Snapshot]
	tiles  tileCache
	faults Faults
}

// A Snapshot is the record at one checkpoint. It does not change.
type Snapshot struct {
	Tree       *record.Tree
	Checkpoint record.Checkpoint
	Recorded   record.Moment // of the newest entry
}

// Faults lets a test make a commit fail, before it happens or after. Both are nil in use.
type Faults struct {
	BeforeCommit func() error
	AfterCommit  func() error
}

// A LogKey is a public key of the log and the size from which on it signs.
type LogKey struct {
	FromSize int64
	Public   string
}

// Create makes the file for an empty record and signs its first checkpoint.
func Create(path, origin, public string, signer note.Signer) error {
	if err := record.CheckOrigin(origin); err != nil {
		return err
	}
	if _, err := os.Stat(path); err == nil {
		return fmt.Errorf("%s exists already; a record is made once", path)
	}
	// Made here and not by SQLite, so that nobody else may read it; its side files take over the permissions.
	if err := durable.CreateFile(path, nil, 0o600); err != nil {
		return err
	}
	db, err := open(path, "rw", 1)
	if err != nil {
		return err
	}
	defer db.Close()
	head, err := record.Sign(origin, 0, record.NewTree().Root(), signer)
	if err != nil {
		return err
	}
	tx, err := db.Begin()
	if err != nil {
		return fmt.Errorf("create record: %w", err)
	}
	defer tx.Rollback()
	for _, q := range []struct {
		text string
		args []any
	}{
		{schema, nil},
		{"insert into meta values ('format', ?), ('origin', ?)", []any{FormatVersion, origin}},
		{"insert into logkey values (0, ?)", []any{public}},
		{"insert into head values (1, ?)", []any{head.Signed}},
	} {
		if _, err := tx.Exec(q.text, q.args...); err != nil {
			return fmt.Errorf("create record: %w", err)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("create record: %w", err)
	}
	return durable.SyncDir(filepath.Dir(path))
}

func open(path, mode string, conns int) (*sql.DB, error) {
	q := url.Values{"mode": {mode}, "_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(10000)", "journal_mode(wal)", "synchronous(full)", "secure_delete(on)", "cache_size(-8192)",
	}}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

// Open opens an existing record.
func Open(path string) (*Store, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("there is no record at %s; 'truce init' makes one: %w", path, err)
	}
	s := &Store{}
	var err error
	if s.write, err = open(path, "rw", 1); err != nil {
		return nil, err
	}
	if s.read, err = open(path, "rw", 4); err != nil {
		return nil, errors.Join(err, s.write.Close())
	}
	if err := s.start(); err != nil {
		if err = outcome(err); errors.Is(err, ErrFull) {
			err = fmt.Errorf("%w; make room, then start again", err)
		}
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) start() error {
	ctx := context.Background()
	var format string
	if err := s.read.QueryRow("select value from meta where name = 'format'").Scan(&format); err != nil {
		return fmt.Errorf("the record's file cannot be read: %w", err)
	}
	if format != FormatVersion && format != CopyVersion {
		return fmt.Errorf("the record has format %q; this program reads %q", format, FormatVersion)
	}
	s.copied = format == CopyVersion
	if err := s.read.QueryRow("select value from meta where name = 'origin'").Scan(&s.origin); err != nil {
		return fmt.Errorf("the record's origin cannot be read: %w", err)
	}
	var err error
	if s.conn, err = s.write.Conn(ctx); err != nil {
		return err
	}
	for _, p := range []struct {
		st    **sql.Stmt
		query string
	}{
		{&s.insert.entry, "insert into entry (n, leaf, body) values (?, ?, ?)"},
		{&s.insert.tile, "insert into tile (level, n, hashes) values (?, ?, ?)"},
		{&s.insert.head, "update head set signed = ? where one = 1"},
		{&s.insert.command, "insert into command (key, first, count, digest) values (?, ?, ?, ?)"},
		{&s.insert.find, findCommand},
	} {
		if *p.st, err = s.conn.PrepareContext(ctx, p.query); err != nil {
			return err
		}
	}
	return s.Reload()
}

// Close ends all use of the store.
func (s *Store) Close() error {
	var errs []error
	// SQLite empties and removes the write-ahead log only when the last connection is really closed, and a connection
	// with open statements is not.
	for _, st := range []*sql.Stmt{s.insert.entry, s.insert.tile, s.insert.head, s.insert.command, s.insert.find} {
		if st != nil {
			errs = append(errs, st.Close())
		}
	}
	if s.conn != nil {
		errs = append(errs, s.conn.Close())
	}
	return errors.Join(append(errs, s.write.Close(), s.read.Close())...)
}

// InjectFaults is for tests of the writer.
func (s *Store) InjectFaults(f Faults) { s.faults = f }

// Reload reads size and tree edge from the disk: at the start, and after a commit whose outcome is not known.
func (s *Store) Reload() error {
	keys, err := s.Keys()
	if err != nil {
		return err
	}
	verifier, err := note.NewVerifier(keys[len(keys)-1].Public)
	if err != nil {
		return fmt.Errorf("the record's public key cannot be read: %w", err)
	}
	var signed []byte
	if err := s.read.QueryRow("select signed from head").Scan(&signed); err != nil {
		return fmt.Errorf("the record's checkpoint cannot be read: %w", err)
	}
	if s.copied && len(signed) == 0 { // a copy that has seen nothing yet
		tree := record.NewTree()
		s.now.Store(&Snapshot{Tree: tree, Checkpoint: record.Checkpoint{Origin: s.origin, Root: tree.Root()}})
		return nil
	}
	c, err := record.OpenCheckpoint(signed, verifier)
	if err != nil {
		return err
	}
	tree, recorded, err := s.edge(c.Size)
	if err != nil {
		return err
	}
	if tree.Root() != c.Root {
		return fmt.Errorf("the stored hashes do not lead to the checkpoint of %d entries; run 'truce verify' to see where", c.Size)
	}
	s.now.Store(&Snapshot{Tree: tree, Checkpoint: c, Recorded: recorded})
	return nil
}

// edge rebuilds the right edge of the tree: upper levels from the tiles below, the lowest from the newest leaves.
func (s *Store) edge(size int64) (*record.Tree, record.Moment, error) {
	var recorded record.Moment
	var leaves []record.Hash
	from := size / record.TileWidth * record.TileWidth
	if size > 0 && from == size {
		from-- // only for the time of the newest entry
	}
	err := s.Scan(context.Background(), from, size, func(e Raw) error {
		l, err := record.ParseLeaf(e.Leaf)
		if err != nil {
			return fmt.Errorf("entry %d: %w", e.Number, err)
		}
		recorded = l.Recorded
		leaves = append(leaves, record.LeafHash(e.Leaf))
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	if int64(len(leaves)) != size-from {
		return nil, 0, fmt.Errorf("the checkpoint counts %d entries, and the newest of them are missing", size)
	}
	if size%record.TileWidth == 0 {
		leaves = nil
	}
	tree, err := record.RestoreTree(size, leaves, s)
	return tree, recorded, err
}

// Origin names the record.
func (s *Store) Origin() string { return s.origin }

// Now is the record at its newest checkpoint.
func (s *Store) Now() *Snapshot { return s.now.Load() }

// Keys lists the log's public keys, oldest first.
func (s *Store) Keys() ([]LogKey, error) {
	rows, err := s.read.Query("select from_size, public from logkey order by from_size")
	if err != nil {
		return nil, fmt.Errorf("the record's keys cannot be read: %w", err)
	}
	defer rows.Close()
	var out []LogKey
	for rows.Next() {
		var k LogKey
		if err := rows.Scan(&k.FromSize, &k.Public); err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if len(out) == 0 {
		return nil, errors.New("the record has no public key")
	}
	return out, nil
}

// A Command says what became of a submitted command.
type Command struct {
	Key    [16]byte // of member and client id
	First  int64    // entry number of its first fact
	Count  int      // number of its facts
	Digest [16]byte // of the command as submitted
}

// A Batch is what one transaction records.
type Batch struct {
	Recorded record.Moment
	Sealed   []record.Sealed
	Commands []Command // First counts from 0 within the batch
	Signer   note.Signer
}

// Append records a batch: it is on the disk, with its checkpoint, when Append returns without error. After ErrFull
// nothing was written. After any other error the outcome may be unknown: Reload says what is there.
func (s *Store) Append(b Batch) (*Snapshot, error) {
	if s.copied {
		return nil, ErrCopy
	}
	was := s.now.Load()
	if b.Recorded < was.Recorded {
		return nil, fmt.Errorf("the clock stands at %s, before the newest entry at %s; set the clock right", b.Recorded, was.Recorded)
	}
	tree := was.Tree.Clone()
	var full []*record.Tile
	leaves := make([][]byte, len(b.Sealed))
	for i, e := range b.Sealed {
		leaves[i] = e.Leaf(b.Recorded).Bytes()
		full = append(full, tree.Append(record.LeafHash(leaves[i]))...)
	}
	head, err := record.Sign(s.origin, tree.Size(), tree.Root(), b.Signer)
	if err != nil {
		return nil, err
	}
	if err := s.commit(was.Tree.Size(), b, leaves, full, head); err != nil {
		return nil, fmt.Errorf("append %d entries at %d: %w", len(leaves), was.Tree.Size(), err)
	}
	for _, t := range full {
		s.tiles.put(t)
	}
	now := &Snapshot{Tree: tree, Checkpoint: head, Recorded: b.Recorded}
	s.now.Store(now)
	return now, nil
}

func (s *Store) commit(first int64, b Batch, leaves [][]byte, full []*record.Tile, head record.Checkpoint) error {
	// The transaction is spoken to the one connection directly: database/sql would prepare every statement again for
	// every transaction.
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
	var err error
	put := func(st *sql.Stmt, args ...any) {
		if err == nil {
			_, err = st.ExecContext(ctx, args...)
		}
	}
	for i, e := range b.Sealed {
		put(s.insert.entry, first+int64(i), leaves[i], e.Body)
	}
	for _, t := range full {
		put(s.insert.tile, t.Level, t.N, t.Bytes())
	}
	for _, c := range b.Commands {
		put(s.insert.command, c.Key[:], first+c.First, c.Count, c.Digest[:])
	}
	put(s.insert.head, head.Signed)
	if err != nil {
		return outcome(err)
	}
	if f := s.faults.BeforeCommit; f != nil {
		if err := f(); err != nil {
			return err
		}
	}
	if _, err := s.conn.ExecContext(ctx, "commit"); err != nil {
		return outcome(err)
	}
	open = false
	if f := s.faults.AfterCommit; f != nil {
		return f()
	}
	return nil
}

func outcome(err error) error {
	var e *sqlite.Error
	// Without room for its index of the write-ahead log SQLite cannot even read, and says that the disk failed.
	if errors.As(err, &e) && (e.Code()&0xff == sqlite3.SQLITE_FULL || e.Code() == sqlite3.SQLITE_IOERR_SHMSIZE) {
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	return err
}

const findCommand = "select first, count, digest from command where key = ?"

// FindCommand says what became of a command. It belongs to the writer.
func (s *Store) FindCommand(key [16]byte) (Command, bool, error) {
	return scanCommand(key, s.insert.find.QueryRow(key[:]))
}

// LookCommand is FindCommand for anybody else.
func (s *Store) LookCommand(key [16]byte) (Command, bool, error) {
	return scanCommand(key, s.read.QueryRow(findCommand, key[:]))
}

func scanCommand(key [16]byte, row *sql.Row) (Command, bool, error) {
	c := Command{Key: key}
	var digest []byte
	err := row.Scan(&c.First, &c.Count, &digest)
	if errors.Is(err, sql.ErrNoRows) {
		return c, false, nil
	}
	if err != nil || len(digest) != len(c.Digest) {
		return c, false, fmt.Errorf("look up a command: %w", err)
	}
	copy(c.Digest[:], digest)
	return c, true, nil
}

// A Raw entry is an entry as stored.
type Raw struct {
	Number int64
	Leaf   []byte
	Body   []byte // nil when it was forgotten
	Erased int64  // entry of the tombstone, or -1
}

// Scan reads entries from <= n < to in order. It does not hold a transaction open for longer than a thousand rows, so
// that a long reading does not keep the write-ahead log from being emptied.
func (s *Store) Scan(ctx context.Context, from, to int64, f func(Raw) error) error {
	const page = 1000
	for from < to {
		n, err := s.page(ctx, from, min(to, from+page), f)
		if err != nil {
			return err
		}
		if n == 0 {
			return nil
		}
		from += page
	}
	return nil
}

func (s *Store) page(ctx context.Context, from, to int64, f func(Raw) error) (int, error) {
	rows, err := s.read.QueryContext(ctx, `select e.n, e.leaf, e.body, coalesce(t.by, -1)
		from entry e left join tombstone t on t.n = e.n where e.n >= ? and e.n < ? order by e.n`, from, to)
	if err != nil {
		return 0, fmt.Errorf("read entries from %d: %w", from, err)
	}
	defer rows.Close()
	count := 0
	for ; rows.Next(); count++ {
		var r Raw
		if err := rows.Scan(&r.Number, &r.Leaf, &r.Body, &r.Erased); err != nil {
			return count, fmt.Errorf("read entries from %d: %w", from, err)
		}
		if err := f(r); err != nil {
			return count, err
		}
	}
	return count, rows.Err()
}

// ErrNoEntry means that the record has no such entry.
var ErrNoEntry = errors.New("the record has no such entry")

// Entry reads one entry.
func (s *Store) Entry(ctx context.Context, n int64) (Raw, error) {
	var out Raw
	found, err := s.page(ctx, n, n+1, func(r Raw) error { out = r; return nil })
	if err == nil && found == 0 {
		err = fmt.Errorf("entry %d: %w", n, ErrNoEntry)
	}
	return out, err
}

// Leaves reads only the leaves from <= n < to, for the entry bundles of the tile protocol.
func (s *Store) Leaves(ctx context.Context, from, to int64) ([][]byte, error) {
	rows, err := s.read.QueryContext(ctx, "select leaf from entry where n >= ? and n < ? order by n", from, to)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out [][]byte
	for rows.Next() {
		var l []byte
		if err := rows.Scan(&l); err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, rows.Err()
}

// LeafHash is the hash of an entry's leaf.
func (s *Store) LeafHash(ctx context.Context, n int64) (record.Hash, error) {
	ls, err := s.Leaves(ctx, n, n+1)
	if err != nil {
		return record.Hash{}, err
	}
	if len(ls) == 0 {
		return record.Hash{}, fmt.Errorf("entry %d: %w", n, ErrNoEntry)
	}
	return record.LeafHash(ls[0]), nil
}

// FullTile reads a full tile.
func (s *Store) FullTile(level int, n int64) (*record.Tile, error) {
	if t, ok := s.tiles.get(level, n); ok {
		return t, nil
	}
	var b []byte
	err := s.read.QueryRow("select hashes from tile where level = ? and n = ?", level, n).Scan(&b)
	if err != nil {
		return nil, fmt.Errorf("tile %d/%d: %w", level, n, err)
	}
	t, err := record.ParseTile(level, n, b)
	if err != nil {
		return nil, err
	}
	if len(t.Nodes[0]) != record.TileWidth {
		return nil, fmt.Errorf("tile %d/%d is not full", level, n)
	}
	s.tiles.put(t)
	return t, nil
}

// Erase removes an entry's body for good, on the say of the tombstone at entry by: from the table, and by emptying the
// write-ahead log also from there. The leaf stays, so every proof stays valid. Erasing twice is harmless.
func (s *Store) Erase(n, by int64) error {
	ctx := context.Background()
	tx, err := s.conn.BeginTx(ctx, nil)
	if err != nil {
		return outcome(err)
	}
	defer tx.Rollback()
	if _, err := tx.Exec("update entry set body = null where n = ?", n); err != nil {
		return outcome(err)
	}
	if _, err := tx.Exec("insert into tombstone (n, by) values (?, ?) on conflict (n) do nothing", n, by); err != nil {
		return outcome(err)
	}
	if err := tx.Commit(); err != nil {
		return outcome(err)
	}
	_, err = s.conn.ExecContext(ctx, "pragma wal_checkpoint(truncate)")
	return err
}

// AddKey begins the use of another log key, at a takeover: from the present size on it signs the checkpoints.
func (s *Store) AddKey(public string, signer note.Signer) error {
	if s.copied {
		return ErrCopy
	}
	now := s.Now()
	head, err := record.Sign(s.origin, now.Tree.Size(), now.Tree.Root(), signer)
	if err != nil {
		return err
	}
	tx, err := s.conn.BeginTx(context.Background(), nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.Exec("insert into logkey (from_size, public) values (?, ?) on conflict (from_size) do update set public = excluded.public", now.Tree.Size(), public); err != nil {
		return err
	}
	if _, err := tx.Exec("update head set signed = ? where one = 1", head.Signed); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return outcome(err)
	}
	return s.Reload()
}

// Snapshot writes a consistent copy of the whole file to path, while the store is in use.
func (s *Store) Snapshot(ctx context.Context, path string) error {
	if _, err := s.read.ExecContext(ctx, "vacuum into ?", path); err != nil {
		return fmt.Errorf("copy the record: %w", outcome(err))
	}
	return nil
}

// DB is the reading side, for the verifier's checks of the file itself.
func (s *Store) DB() *sql.DB { return s.read }

// tileCache keeps recently used full tiles, at most cacheTiles of about 16 KiB.
type tileCache struct {
	mu   sync.Mutex
	held map[[2]int64]*record.Tile
	ring [cacheTiles][2]int64
	next int
}

const cacheTiles = 256

func (c *tileCache) get(level int, n int64) (*record.Tile, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t, ok := c.held[[2]int64{int64(level), n}]
	return t, ok
}

func (c *tileCache) put(t *record.Tile) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held == nil {
		c.held = map[[2]int64]*record.Tile{}
	}
	id := [2]int64{int64(t.Level), t.N}
	if _, ok := c.held[id]; ok {
		return
	}
	if len(c.held) == cacheTiles {
		delete(c.held, c.ring[c.next])
	}
	c.held[id], c.ring[c.next] = t, id
	c.next = (c.next + 1) % cacheTiles
}
