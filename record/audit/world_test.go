package audit_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"truce.example/desk"
	"truce.example/mission"
	"truce.example/record"
	"truce.example/record/audit"
	"truce.example/record/keys"
	"truce.example/record/store"
)

const origin = "test.example/exercise/audit"

type noted struct {
	Text string `json:"text"`
	On   int64  `json:"on,omitempty"`
}

func (n noted) Residue() any { return noted{On: n.On} }

type wiped struct {
	Entry int64  `json:"entry"`
	Kind  string `json:"kind"`
	Left  []byte `json:"left"`
}

func (w wiped) Erases() int64  { return w.Entry }
func (w wiped) Of(n int64) any { w.Entry = n; return w }
func (w wiped) WithResidue(kind string, fact []byte) any {
	w.Kind, w.Left = kind, fact
	return w
}
func (w wiped) Remains() (string, []byte) { return w.Kind, w.Left }

type sayCmd struct {
	Text string          `json:"text"`
	For  record.Audience `json:"for"`
	On   int64           `json:"on"`
	Also bool            `json:"also"`
	Wipe int64           `json:"wipe"`
}

type notebook struct{}

func (notebook) Reset()             {}
func (notebook) Apply(record.Entry) {}
func (notebook) Decide(_ time.Time, _ desk.Who, do any) ([]record.Draft, error) {
	c := do.(*sayCmd)
	if c.Wipe > 0 {
		return []record.Draft{{Fact: wiped{Entry: c.Wipe}, Audience: record.Mission}}, nil
	}
	ds := []record.Draft{{Fact: noted{Text: c.Text, On: c.On}, Audience: c.For, Refs: []record.Ref{record.To(c.On)}}}
	if c.Also {
		ds = append(ds, record.Draft{Fact: noted{Text: "judged"}, Audience: c.For, Refs: []record.Ref{record.Local(0)}})
	}
	return ds, nil
}

var alice = desk.Who{Member: "alice", Kind: "mission", Roles: []string{"duty_officer"}, Known: record.BySession}

func config(dir string) mission.Config {
	return mission.Config{Dir: dir, Log: slog.New(slog.DiscardHandler), Desks: []desk.Desk{{
		Name: "note", State: notebook{},
		Facts: []record.Kind{record.KindOf("note.noted/1", "Noted.", noted{}), record.KindOf("note.wiped/1", "Wiped.", wiped{})},
	}}}
}

// A world is a small record with some of everything.
type world struct {
	dir, public string
	kinds       *record.Kinds
	receipts    [][]byte
	midway      []byte // a checkpoint from the middle
	file        string // an evidence file
}

func newWorld(t testing.TB, commands int) world {
	t.Helper()
	w := world{dir: filepath.Join(t.TempDir(), "m")}
	var err error
	if w.public, err = mission.Init(config(w.dir), origin); err != nil {
		t.Fatal(err)
	}
	m, err := mission.Open(config(w.dir))
	if err != nil {
		t.Fatal(err)
	}
	w.kinds = m.Kinds()
	for i := range commands {
		c := sayCmd{Text: strings.Repeat("two bursts ", i%7), For: record.Mission, On: int64(i / 2), Also: i%3 == 0}
		if i%2 == 0 {
			c.For = record.ToParty("A")
		}
		w.receipts = append(w.receipts, submit(t, m, fmt.Sprintf("c%d", i), c))
		if i == commands/2 {
			w.midway = m.Snapshot().Checkpoint.Signed
			w.take(t, m)
			submit(t, m, "wipe", sayCmd{Wipe: 5})
		}
	}
	submit(t, m, "wipe2", sayCmd{Wipe: 6})
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return w
}

func submit(t testing.TB, m *mission.Mission, id string, c sayCmd) []byte {
	t.Helper()
	r, err := m.Submit(context.Background(), alice, desk.Command{Desk: "note", ID: id, Do: &c})
	if err != nil {
		t.Fatal(err)
	}
	return r[0].Proof
}

func (w *world) take(t testing.TB, m *mission.Mission) {
	t.Helper()
	for _, r := range m.Desks()[0].Routes {
		if r.Path != "files" {
			continue
		}
		_, err := r.Do(context.Background(), desk.Question{
			Who: alice, Params: url.Values{"audience": {"mission"}, "name": {"crater.jpg"}}, ID: "f1",
			Body: bytes.NewReader(bytes.Repeat([]byte("crater"), 5000)), Form: "image/jpeg",
		}, m)
		if err != nil {
			t.Fatal(err)
		}
	}
	names, err := filepath.Glob(filepath.Join(w.dir, "evidence", "*.age"))
	if err != nil || len(names) != 1 {
		t.Fatal(names, err)
	}
	w.file = names[0]
}

func (w world) options() audit.Options { return audit.Options{Kinds: w.kinds} }

func verify(t testing.TB, dir string, o audit.Options) audit.Report {
	t.Helper()
	r, err := audit.Dir(context.Background(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func wantOK(t testing.TB, r audit.Report) {
	t.Helper()
	for _, f := range r.Findings {
		t.Errorf("found: %s", f)
	}
}

// wantFound wants a finding that has all the words.
func wantFound(t testing.TB, fs []audit.Finding, words ...string) {
	t.Helper()
next:
	for _, f := range fs {
		for _, w := range words {
			if !strings.Contains(f.String(), w) {
				continue next
			}
		}
		return
	}
	t.Errorf("nothing found with %q among %v", words, fs)
}

// copyDir copies what a record promises.
func copyDir(t testing.TB, from string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return to
}

func alter(t testing.TB, dir string, stmts ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "record.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range stmts {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// bigRecord makes a folder with n sealed entries, as quickly as the store takes them.
func bigRecord(t testing.TB, dir string, n int) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(dir, "record.db")); err == nil {
		return
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	ring, public, err := keys.Create(filepath.Join(dir, "keys"), origin, nil)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ring.Signer()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "record.db")
	if err := store.Create(path, origin, public, signer); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ks, err := record.NewKinds(record.KindOf("note.noted/1", "Noted.", noted{}))
	if err != nil {
		t.Fatal(err)
	}
	fill(t, s, ring, ks, signer, n)
}

func fill(t testing.TB, s *store.Store, ring *keys.Ring, ks *record.Kinds, signer note.Signer, n int) {
	key, _, err := ring.Current(record.Mission)
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < n; {
		b := store.Batch{Recorded: record.Moment(1_600_000_000_000 + at), Signer: signer}
		for ; len(b.Sealed) < 2000 && at < n; at++ {
			client := fmt.Sprint("c", at)
			sub := record.Submission{Author: record.Author{Member: "alice", Known: record.BySession, Device: "s1"}, Client: client, Digest: record.Hash{byte(at)}}
			d := record.Draft{Fact: noted{Text: strings.Repeat("two bursts north of the line ", 8), On: int64(at)}, Audience: record.Mission, Happened: 1_500_000_000_000}
			if at > 0 && len(b.Sealed) == 0 {
				h, err := s.LeafHash(context.Background(), int64(at/2))
				if err != nil {
					t.Fatal(err)
				}
				d.Refs = []record.Ref{{Entry: int64(at / 2), Leaf: h}}
			}
			body, err := ks.NewBody(record.NewSeed(), sub, 0, d)
			if err != nil {
				t.Fatal(err)
			}
			sealed, err := record.Seal(origin, key, record.NewID(), body)
			if err != nil {
				t.Fatal(err)
			}
			c := store.Command{Key: record.CommandKey("alice", client), First: int64(len(b.Sealed)), Count: 1}
			copy(c.Digest[:], sub.Digest[:])
			b.Commands = append(b.Commands, c)
			b.Sealed = append(b.Sealed, sealed)
		}
		if _, err := s.Append(b); err != nil {
			t.Fatal(err)
		}
	}
}

// answers is all that readers of a record answer, or the error with which they refuse.
func answers(dir string, ks *record.Kinds) (out string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	ring, err := keys.Open(filepath.Join(dir, "keys"), nil)
	if err != nil {
		return "", err
	}
	s, err := store.Open(filepath.Join(dir, "record.db"))
	if err != nil {
		return "", err
	}
	defer s.Close()
	var b strings.Builder
	ls, err := s.Keys()
	fmt.Fprintf(&b, "%s %v %q\n", s.Origin(), ls, s.Now().Checkpoint.Signed)
	if err != nil {
		return "", err
	}
	err = s.Scan(context.Background(), 0, s.Now().Tree.Size(), func(r store.Raw) error { return decoded(&b, s, ring, ks, r) })
	if err != nil {
		return "", err
	}
	err = filepath.WalkDir(filepath.Join(dir, "evidence"), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		f, err := os.ReadFile(path)
		fmt.Fprintf(&b, "%s %x\n", e.Name(), f)
		return err
	})
	return b.String(), err
}

func decoded(out io.Writer, s *store.Store, ring *keys.Ring, ks *record.Kinds, r store.Raw) error {
	leaf, err := record.ParseLeaf(r.Leaf)
	if err != nil {
		return err
	}
	e := record.Entry{Number: r.Number, Event: leaf.Event, Recorded: leaf.Recorded}
	if r.Body == nil {
		fmt.Fprintf(out, "%d %v %d\n", r.Number, leaf, r.Erased)
		return nil
	}
	key, _, ok := ring.Key(leaf.Compartment)
	if !ok {
		return errors.New("no key")
	}
	body, err := record.Peek(s.Origin(), key, leaf, r.Body)
	if err != nil {
		return err
	}
	if err := ks.Decode(body, &e); err != nil {
		return err
	}
	c, found, err := s.FindCommand(record.CommandKey(e.Author.Member, e.Client))
	fmt.Fprintf(out, "%d %v %+v %+v %v %v\n", r.Number, leaf, e.Refs, e.Fact, c, found)
	return err
}

// more continues a mission by one command.
func more(t testing.TB, dir, text string) string {
	t.Helper()
	m, err := mission.Open(config(dir))
	if err != nil {
		t.Fatal(err)
	}
	submit(t, m, text, sayCmd{Text: text, For: record.Mission})
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}
