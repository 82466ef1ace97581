package follow_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"truce.example/record"
	"truce.example/record/audit"
	"truce.example/record/follow"
	"truce.example/record/store"
	"truce.example/record/tiles"
)

const origin = "test.example/exercise/follow"

// A host is a record that is served, and what a liar makes of it.
type host struct {
	t      *testing.T
	dir    string
	public string
	signer note.Signer
	*httptest.Server

	mu     sync.Mutex
	store  *store.Store
	all    []written
	cosign []byte                             // what it serves as countersigned
	change func(path string, b []byte) []byte // nil for an honest host
}

func newHost(t *testing.T, entries int) *host {
	t.Helper()
	secret, public, err := record.NewLogKey(origin)
	must(t, err)
	signer, err := note.NewSigner(secret)
	must(t, err)
	h := &host{t: t, dir: t.TempDir(), public: public, signer: signer}
	path := filepath.Join(h.dir, "record.db")
	must(t, store.Create(path, origin, public, signer))
	h.open(path)
	h.grow(entries, 1_500_000_000_000)
	h.Server = httptest.NewServer(http.HandlerFunc(h.serve))
	t.Cleanup(h.Server.Close)
	return h
}

func (h *host) open(path string) {
	h.t.Helper()
	s, err := store.Open(path)
	must(h.t, err)
	h.t.Cleanup(func() { s.Close() })
	h.store = s
}

// grow appends entries, all recorded at one moment.
func (h *host) grow(n int, at record.Moment) {
	h.t.Helper()
	b := store.Batch{Recorded: at, Signer: h.signer}
	for range n {
		b.Sealed = append(b.Sealed, record.Sealed{Event: record.NewID(), Compartment: record.NewID(), Body: []byte("sealed")})
	}
	_, err := h.store.Append(b)
	must(h.t, err)
	for _, s := range b.Sealed {
		h.all = append(h.all, written{s, at})
	}
}

// written is an entry as the host wrote it.
type written struct {
	record.Sealed
	at record.Moment
}

// copied is another host with the same record and the same key: from now on each can go its own way.
func (h *host) copied() *host {
	h.t.Helper()
	c := &host{t: h.t, dir: h.t.TempDir(), public: h.public, signer: h.signer}
	path := filepath.Join(c.dir, "record.db")
	must(h.t, h.store.Snapshot(context.Background(), path))
	c.open(path)
	c.Server = httptest.NewServer(http.HandlerFunc(c.serve))
	h.t.Cleanup(c.Server.Close)
	return c
}

func (h *host) serve(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	path := strings.TrimPrefix(r.URL.Path, "/log/")
	b, _, err := tiles.Path(h.store, path)
	switch {
	case path == "cosigned" && h.cosign != nil:
		b = h.cosign
	case path == "key":
		b = []byte(h.public + "\n")
	case errors.Is(err, fs.ErrNotExist):
		http.Error(w, `{"detail":"no such door"}`, http.StatusNotFound)
		return
	case err != nil:
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	if h.change != nil {
		b = h.change(path, append([]byte(nil), b...))
	}
	w.Write(b)
}

func (h *host) lie(change func(path string, b []byte) []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.change = change
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// step lets a follower of dir catch up once, as a program of its own would.
func step(t *testing.T, h *host, dir string, compare ...string) error {
	t.Helper()
	kinds, err := record.NewKinds()
	must(t, err)
	f, err := follow.Open(context.Background(), follow.Config{URL: h.URL, Dir: dir, Key: h.public, Kinds: kinds, Compare: compare})
	if err != nil {
		return err
	}
	err = f.Once(context.Background())
	must(t, f.Close())
	return err
}

func sizeOf(t *testing.T, dir string) int64 {
	t.Helper()
	s, err := store.Open(filepath.Join(dir, "record.db"))
	must(t, err)
	defer s.Close()
	return s.Now().Tree.Size()
}

// refused gives the one kind of refusal that was kept, and holds it to its own judge.
func refused(t *testing.T, h *host, err error, kind string) string {
	t.Helper()
	var r *follow.RefusedError
	if !errors.As(err, &r) || r.Kind != kind {
		t.Fatalf("refused as %s: %v", kind, err)
	}
	got, report, err := audit.JudgeRefusal(r.Folder, audit.Pins{Key: h.public})
	must(t, err)
	if got.Kind != kind || !report.OK() {
		t.Errorf("%s: %v %v", r.Folder, got.Kind, report.Findings)
	}
	if got.Proves() != strings.Contains(strings.Join(report.Notes, " "), "PROVEN") {
		t.Errorf("a %s is judged with %q", kind, report.Notes)
	}
	return r.Folder
}

func TestFollowsAndGoesOn(t *testing.T) {
	h := newHost(t, 300)
	dir := filepath.Join(t.TempDir(), "copy")
	for _, more := range []int{0, 1, 211, 256, 0, 3000} {
		if more > 0 {
			h.grow(more, 1_600_000_000_000)
		}
		must(t, step(t, h, dir))
		if got, want := sizeOf(t, dir), h.store.Now().Tree.Size(); got != want {
			t.Fatalf("the copy has %d entries of %d", got, want)
		}
		signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
		must(t, err)
		report, err := audit.Dir(context.Background(), dir, audit.Options{Pins: audit.Pins{Key: h.public}, Checkpoints: [][]byte{signed}})
		must(t, err)
		for _, f := range report.Findings {
			t.Error(f)
		}
	}
	h.Close() // a host that is gone is an error, and changes nothing
	if err := step(t, h, dir); err == nil {
		t.Error("a host that is gone was followed")
	}
	if sizeOf(t, dir) != h.store.Now().Tree.Size() {
		t.Error("the copy changed without its host")
	}
}

// Two parties follow one host, which tells them two histories under one key. Neither sees it alone; the first exchange of
// checkpoints, as text, as folder or by address, proves it to both, and to anybody who is handed the evidence.
func TestTwoFollowersDetectAForkedHost(t *testing.T) {
	trunk := newHost(t, 700)
	one, other := filepath.Join(t.TempDir(), "one"), filepath.Join(t.TempDir(), "other")
	must(t, step(t, trunk, one))
	must(t, step(t, trunk, other, filepath.Join(one, "checkpoint")))
	branch := trunk.copied()
	trunk.grow(40, 1_600_000_000_000)
	branch.grow(25, 1_600_000_000_000)
	must(t, step(t, trunk, one))
	must(t, step(t, branch, other))

	for name, with := range map[string]string{"a text file": filepath.Join(one, "checkpoint"), "a folder": one, "an address": trunk.URL} {
		t.Run(name, func(t *testing.T) {
			mine := filepath.Join(t.TempDir(), "mine")
			must(t, step(t, branch, mine))
			err := step(t, branch, mine, with)
			if name == "a text file" { // it is ahead of us; what stands behind it cannot be read
				must(t, err)
				branch.grow(15, 1_600_000_000_000)
				err = step(t, branch, mine, with)
			}
			folder := refused(t, trunk, err, audit.Fork)
			if !errors.Is(err, follow.ErrProven) {
				t.Errorf("a fork is proof, not %v", err)
			}
			if err := step(t, branch, mine); !errors.Is(err, follow.ErrProven) {
				t.Errorf("after a proven fork it goes on: %v", err)
			}
			must(t, os.Rename(folder, filepath.Join(t.TempDir(), "shown to the others")))
			must(t, step(t, branch, mine))
		})
	}

	// The one who is handed the other's text can ask verify, offline.
	theirs, err := os.ReadFile(filepath.Join(other, "checkpoint"))
	must(t, err)
	report, err := audit.Dir(context.Background(), one, audit.Options{Pins: audit.Pins{Key: trunk.public}, Checkpoints: [][]byte{theirs}})
	must(t, err)
	if report.OK() || !strings.Contains(report.Findings[0].What, "does not continue it") {
		t.Errorf("verify says %v", report.Findings)
	}

	// A host that changes from one branch to the other under one follower is found at once, in both directions and at the
	// same size, and its proof is tampered with in vain.
	for name, h := range map[string]*host{"longer": trunk, "shorter": trunk.copied()} {
		if name == "shorter" {
			h = branch.copied()
		}
		mine := filepath.Join(t.TempDir(), name)
		must(t, step(t, branch, mine))
		if name == "longer" {
			trunk.grow(100, 1_600_000_000_000)
		} else {
			mine = filepath.Join(t.TempDir(), "again")
			must(t, step(t, trunk, mine))
		}
		folder := refused(t, trunk, step(t, h, mine), audit.Fork)
		tamper(t, folder, trunk.public)
	}
}

// tamper changes each byte of the evidence's proof in turn: none of it may still prove a fork that is not the same one.
func tamper(t *testing.T, folder, public string) {
	t.Helper()
	name := filepath.Join(folder, audit.HeldCheckpoint)
	whole, err := os.ReadFile(name)
	must(t, err)
	for i := 0; i < len(whole); i += 7 {
		b := append([]byte(nil), whole...)
		b[i] ^= 4
		must(t, os.WriteFile(name, b, 0o600))
		if _, report, err := audit.JudgeRefusal(folder, audit.Pins{Key: public}); err == nil && report.OK() {
			t.Errorf("with byte %d of a checkpoint changed it still proves", i)
		}
	}
	must(t, os.WriteFile(name, whole, 0o600))
	_, otherKey, err := record.NewLogKey(origin)
	must(t, err)
	if _, report, err := audit.JudgeRefusal(folder, audit.Pins{Key: otherKey}); err != nil || report.OK() {
		t.Error("it proves something against a key that signed nothing")
	}
}

func TestRefusesWhatDoesNotHold(t *testing.T) {
	secret, _, err := record.NewLogKey(origin)
	must(t, err)
	stranger, err := note.NewSigner(secret)
	must(t, err)
	flipped := func(want string, fromEnd int) func(string, []byte) []byte {
		return func(path string, b []byte) []byte {
			if strings.HasPrefix(path, want) {
				b[len(b)-fromEnd] ^= 1
			}
			return b
		}
	}
	for _, x := range []struct {
		name, kind string
		lie        func(h *host) func(string, []byte) []byte
	}{
		{"a damaged checkpoint", audit.Signature, func(*host) func(string, []byte) []byte { return flipped("checkpoint", 20) }},
		{"a checkpoint of a stranger", audit.OtherKey, func(h *host) func(string, []byte) []byte {
			return func(path string, b []byte) []byte {
				if path == "checkpoint" {
					c, err := record.Sign(origin, 900, record.Hash{1}, stranger)
					must(t, err)
					return c.Signed
				}
				return b
			}
		}},
		{"a shortened log", audit.Shortened, func(h *host) func(string, []byte) []byte {
			old, err := os.ReadFile(filepath.Join(h.dir, "old"))
			must(t, err)
			return func(path string, b []byte) []byte {
				if path == "checkpoint" {
					return old
				}
				return b
			}
		}},
		{"a changed tile", audit.Tiles, func(*host) func(string, []byte) []byte { return flipped("tile/0/", 40) }},
		{"a changed entry", audit.Tiles, func(*host) func(string, []byte) []byte {
			return func(path string, b []byte) []byte {
				if strings.HasPrefix(path, "tile/entries/") {
					b[len(b)-1] ^= 1 // of the last leaf's hash of its body
				}
				return b
			}
		}},
	} {
		t.Run(x.name, func(t *testing.T) {
			h := newHost(t, 300)
			must(t, os.WriteFile(filepath.Join(h.dir, "old"), h.store.Now().Checkpoint.Signed, 0o600))
			h.grow(100, 1_500_000_000_000)
			dir := filepath.Join(t.TempDir(), "copy")
			must(t, step(t, h, dir))
			h.grow(77, 1_600_000_000_000)
			h.lie(x.lie(h))
			err := step(t, h, dir)
			if errors.Is(err, follow.ErrProven) {
				t.Errorf("%v is no proof against the key", err)
			}
			refused(t, h, err, x.kind)
			if sizeOf(t, dir) != 400 {
				t.Error("the copy took something that was refused")
			}
			h.lie(nil) // a proxy that was mended, or a host that thought better of it
			must(t, step(t, h, dir))
			if sizeOf(t, dir) != 477 {
				t.Error("the copy does not go on")
			}
		})
	}
}

// Times that fall are signed by the host: two receipts prove it.
func TestRefusesTimesThatFall(t *testing.T) {
	h := newHost(t, 300)
	dir := filepath.Join(t.TempDir(), "copy")
	must(t, step(t, h, dir))
	// A host that runs another program: the store refuses this, so it is written beside it.
	bad := record.Sealed{Event: record.NewID()}.Leaf(1_400_000_000_000).Bytes()
	tree := h.store.Now().Tree.Clone()
	tree.Append(record.LeafHash(bad))
	c, err := record.Sign(origin, tree.Size(), tree.Root(), h.signer)
	must(t, err)
	h.lie(func(path string, b []byte) []byte {
		switch {
		case path == "checkpoint":
			return c.Signed
		case path == "tile/0/001.p/45":
			return tree.Edge(0).Bytes()
		case path == "tile/1/000.p/1":
			return tree.Edge(1).Bytes()
		case path == "tile/entries/001.p/45":
			at, _, err := tiles.Path(h.store, "tile/entries/001.p/44")
			must(t, err)
			return append(append(append([]byte(nil), at...), byte(len(bad)>>8), byte(len(bad))), bad...)
		}
		return b
	})
	h.mu.Lock()
	serve := h.Config.Handler
	h.mu.Unlock()
	h.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { // those paths are beyond the real record
		if path := strings.TrimPrefix(r.URL.Path, "/log/"); strings.HasSuffix(path, ".p/45") {
			w.Write(h.change(path, nil))
			return
		}
		serve.ServeHTTP(w, r)
	})
	err = step(t, h, dir)
	refused(t, h, err, audit.OutOfTime)
	if !errors.Is(err, follow.ErrProven) {
		t.Error("signed times that fall are proof")
	}
	if sizeOf(t, dir) != 300 {
		t.Error("the copy took the entry")
	}
}

func TestAFolderThatIsNoCopyIsLeftAlone(t *testing.T) {
	h := newHost(t, 3)
	if err := step(t, h, h.dir); err == nil || !strings.Contains(err.Error(), "no follower's copy") {
		t.Errorf("it follows into a record: %v", err)
	}
	_, other, err := record.NewLogKey(origin)
	must(t, err)
	dir := filepath.Join(t.TempDir(), "copy")
	must(t, step(t, h, dir))
	kinds, err := record.NewKinds()
	must(t, err)
	if _, err := follow.Open(context.Background(), follow.Config{URL: h.URL, Dir: dir, Key: other, Kinds: kinds}); err == nil {
		t.Error("another key is taken than the copy was begun with")
	}
}

func FuzzParseBodies(f *testing.F) {
	frame := func(s string) []byte { b, err := hex.DecodeString(s); must(&testing.T{}, err); return b }
	f.Add(frame("0000000000000003ffffffff"))
	f.Add(frame("000000000000000100000002aabb0000000000000003ffffffff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		list, next, err := follow.ParseBodies(strings.NewReader(string(b)), 1, 3)
		if err == nil && (next < 1 || next > 3 || len(list) > 2) {
			t.Errorf("%d bodies, next %d", len(list), next)
		}
	})
}

func FuzzParseState(f *testing.F) {
	f.Add([]byte(`{"format":"truce-follower-1","url":"https://centre.example","owner":{"member":"olive"}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		sum := sha256.Sum256(b)
		follow.ParseState(b)
		if sum != sha256.Sum256(b) {
			t.Error("it changed what it read")
		}
	})
}
