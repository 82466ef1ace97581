package audit_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"truce.example/record/audit"
	"truce.example/record/store"
	"truce.example/record/tiles"
)

// serveLog serves a record's public side; change may alter what goes out.
func serveLog(t *testing.T, dir, public string, change func(path string, b []byte) []byte) string {
	t.Helper()
	s, err := store.Open(filepath.Join(dir, "record.db"))
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.Path, "/log/")
		b, _, err := tiles.Path(s, path)
		if path == "key" {
			b, err = []byte(public+"\n"), nil
		}
		if errors.Is(err, tiles.ErrNotFound) {
			http.NotFound(w, r)
			return
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		if change != nil {
			b = change(path, bytes.Clone(b))
		}
		w.Write(b)
	}))
	t.Cleanup(func() { srv.Close(); s.Close() })
	return srv.URL
}

func TestAServedLogVerifies(t *testing.T) {
	w := newWorld(t, 300)
	pins := audit.Pins{Folder: t.TempDir()}
	check := func(base string, o audit.Options) audit.Report {
		t.Helper()
		r, err := audit.URL(context.Background(), base, o)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	r := check(serveLog(t, copyDir(t, w.dir), w.public, nil), audit.Options{Pins: pins, Receipts: w.receipts, Checkpoints: [][]byte{w.midway}})
	wantOK(t, r)
	if r.Entries != 404 || !r.KeyFirstSeen {
		t.Errorf("%+v", r)
	}
	old := copyDir(t, w.dir)
	wantOK(t, check(serveLog(t, more(t, w.dir, "this"), w.public, nil), audit.Options{Pins: pins}))
	wantFound(t, check(serveLog(t, old, w.public, nil), audit.Options{Pins: pins}).Findings, "remembered checkpoint", "shortened", "404", "405")
	wantFound(t, check(serveLog(t, more(t, copyDir(t, old), "that"), w.public, nil), audit.Options{Pins: pins}).Findings, "remembered checkpoint", "does not continue")

	for path, words := range map[string]string{
		"checkpoint": "checkpoint", "tile/0/000": "tile/0/000", "tile/0/001.p/149": "tile/0/001", "tile/1/000.p/1": "tile/1/000", "tile/entries/001.p/149": "entr",
	} {
		flip := func(p string, b []byte) []byte {
			if p == path {
				b[len(b)/2] ^= 4
			}
			return b
		}
		wantFound(t, check(serveLog(t, w.dir, w.public, flip), audit.Options{}).Findings, words)
	}
	long := func(p string, b []byte) []byte { return append(b, make([]byte, 2<<20)...) }
	wantFound(t, check(serveLog(t, w.dir, w.public, long), audit.Options{}).Findings, "more than")
}
