package audit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver

	"truce.example/internal/filelock"
	"truce.example/record/store"
)

// A file is record.db, open for reading only, seen as it was at one moment.
type file struct {
	db   *sql.DB
	scan *sql.Conn // holds the moment
	look *sql.Conn // for single rows while scan streams
	leaf *sql.Stmt
	tile *sql.Stmt
}

// openFile opens the file without changing it. A file without a write-ahead log is in nobody's use; if quiet, nobody
// begins to use it either, and SQLite is told so: it then leaves no files beside it and works on media that cannot be
// written.
func openFile(ctx context.Context, path string, quiet bool) (*file, error) {
	if quiet {
		return openWith(ctx, path, "1")
	}
	return openWith(ctx, path, "")
}

// stillness keeps others from beginning to write a folder that nobody has in use, and says whether nobody has.
func stillness(dir string) (quiet bool, release func() error) {
	nothing := func() error { return nil }
	if info, err := os.Stat(filepath.Join(dir, "record.db-wal")); err == nil && info.Size() > 0 {
		return false, nothing
	}
	var held []*filelock.Lock
	release = func() error {
		var errs []error
		for _, l := range held {
			errs = append(errs, l.Release())
		}
		return errors.Join(errs...)
	}
	// A record is written under one lock, a follower's copy under another.
	for _, name := range []string{"lock", "follow.lock"} {
		lock := filepath.Join(dir, name)
		if _, err := os.Stat(lock); err != nil {
			continue // it was never opened so
		}
		l, err := filelock.Take(lock)
		switch {
		case errors.Is(err, filelock.ErrHeld):
			release()
			return false, nothing
		case err != nil: // a medium that cannot be written
			continue
		}
		held = append(held, l)
	}
	return true, release
}

func openWith(ctx context.Context, path, immutable string) (*file, error) {
	q := url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(10000)", "query_only(on)", "trusted_schema(off)", "cell_size_check(on)", "cache_size(-8192)", "mmap_size(0)"}}
	if immutable != "" {
		q.Set("immutable", immutable)
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String())
	if err != nil {
		return nil, err
	}
	f := &file{db: db}
	if err := f.begin(ctx); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func (f *file) begin(ctx context.Context) error {
	for _, c := range []**sql.Conn{&f.scan, &f.look} {
		var err error
		if *c, err = f.db.Conn(ctx); err != nil {
			return err
		}
		if _, err := (*c).ExecContext(ctx, "begin"); err != nil {
			return err
		}
		var n int
		if err := (*c).QueryRowContext(ctx, "select count(*) from sqlite_schema").Scan(&n); err != nil {
			return err
		}
	}
	return nil
}

func (f *file) Close() error {
	for _, st := range []*sql.Stmt{f.leaf, f.tile} {
		if st != nil {
			st.Close()
		}
	}
	for _, c := range []*sql.Conn{f.scan, f.look} {
		if c != nil {
			c.Close()
		}
	}
	return f.db.Close()
}

// checkImage lets SQLite check its own pages, and compares the schema.
func (f *file) checkImage(ctx context.Context, b *book) error {
	rows, err := f.scan.QueryContext(ctx, "pragma quick_check(20)")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return err
		}
		if s != "ok" {
			b.find("record.db", "SQLite finds the file damaged: %s", strings.TrimSpace(s))
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return f.checkSchema(ctx, b)
}

const schemaQuery = "select type, name, tbl_name, coalesce(sql, '') from sqlite_schema order by type, name"

func (f *file) checkSchema(ctx context.Context, b *book) error {
	fresh, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return err
	}
	defer fresh.Close()
	fresh.SetMaxOpenConns(1)
	if _, err := fresh.ExecContext(ctx, store.Schema()); err != nil {
		return err
	}
	want, err := listSchema(fresh.QueryContext(ctx, schemaQuery))
	if err != nil {
		return err
	}
	got, err := listSchema(f.scan.QueryContext(ctx, schemaQuery))
	if err != nil {
		return err
	}
	if got != want {
		b.find("record.db", "the tables are not defined as they should be")
	}
	return nil
}

func listSchema(rows *sql.Rows, err error) (string, error) {
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var out strings.Builder
	for rows.Next() {
		var a, b, c, d string
		if err := rows.Scan(&a, &b, &c, &d); err != nil {
			return "", err
		}
		fmt.Fprintf(&out, "%q %q %q %q\n", a, b, c, d)
	}
	return out.String(), rows.Err()
}

func (f *file) meta(ctx context.Context) (map[string]string, error) {
	rows, err := f.scan.QueryContext(ctx, "select name, value from meta limit 100")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var k, v string
		if err := rows.Scan(&k, &v); err != nil {
			return nil, err
		}
		out[k] = v
	}
	return out, rows.Err()
}

func (f *file) logKeys(ctx context.Context) ([]logKey, error) {
	rows, err := f.scan.QueryContext(ctx, "select from_size, public from logkey order by from_size limit 10000")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []logKey
	for rows.Next() {
		var k logKey
		if err := rows.Scan(&k.from, &k.public); err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, rows.Err()
}

func (f *file) head(ctx context.Context) ([]byte, error) {
	n, err := f.count(ctx, "select count(*) from head")
	if err != nil {
		return nil, err
	}
	if n != 1 {
		return nil, fmt.Errorf("the table head has %d rows, not 1", n)
	}
	var signed []byte
	err = f.scan.QueryRowContext(ctx, "select signed from head where one = 1").Scan(&signed)
	return signed, err
}

func (f *file) count(ctx context.Context, query string, args ...any) (int64, error) {
	var n int64
	err := f.scan.QueryRowContext(ctx, query, args...).Scan(&n)
	return n, err
}

// stream sends every entry in order. The slices are only good until send returns.
func (f *file) stream(ctx context.Context, send func(raw) error) error {
	rows, err := f.scan.QueryContext(ctx, `select e.n, e.leaf, e.body, coalesce(t.by, -1)
		from entry e left join tombstone t on t.n = e.n order by e.n`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var r raw
		var leaf, body sql.RawBytes
		if err := rows.Scan(&r.n, &leaf, &body, &r.by); err != nil {
			return err
		}
		r.leaf, r.body = leaf, body
		if err := send(r); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (f *file) leafOf(ctx context.Context, n int64) (leaf []byte, err error) {
	if f.leaf == nil {
		if f.leaf, err = f.look.PrepareContext(ctx, "select leaf from entry where n = ?"); err != nil {
			return nil, err
		}
	}
	err = f.leaf.QueryRowContext(ctx, n).Scan(&leaf)
	return leaf, err
}

func (f *file) tileOf(ctx context.Context, level int, n int64) (hashes []byte, err error) {
	if f.tile == nil {
		if f.tile, err = f.look.PrepareContext(ctx, "select hashes from tile where level = ? and n = ?"); err != nil {
			return nil, err
		}
	}
	err = f.tile.QueryRowContext(ctx, level, n).Scan(&hashes)
	return hashes, err
}

func (f *file) entry(ctx context.Context, n int64) (raw, error) {
	r := raw{n: n, by: -1}
	err := f.scan.QueryRowContext(ctx, "select leaf, body from entry where n = ?", n).Scan(&r.leaf, &r.body)
	return r, err
}
