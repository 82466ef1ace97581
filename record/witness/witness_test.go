package witness_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"truce.example/record"
	"truce.example/record/audit"
	"truce.example/record/store"
	"truce.example/record/tiles"
	"truce.example/record/witness"
)

const origin = "test.example/exercise/witness"

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A log is a tree that grows, and its host's key.
type log struct {
	t      testing.TB
	store  *store.Store
	signer note.Signer
	public string
}

func newLog(t testing.TB) *log {
	t.Helper()
	secret, public, err := record.NewLogKey(origin)
	must(t, err)
	signer, err := note.NewSigner(secret)
	must(t, err)
	return (&log{t: t, signer: signer, public: public}).another(func(path string) error { return store.Create(path, origin, public, signer) })
}

func (l log) another(create func(path string) error) *log {
	l.t.Helper()
	path := filepath.Join(l.t.TempDir(), "record.db")
	must(l.t, create(path))
	s, err := store.Open(path)
	must(l.t, err)
	l.t.Cleanup(func() { s.Close() })
	l.store = s
	return &l
}

// forked is the same log under the same key, to go another way from here on.
func (l *log) forked() *log {
	return l.another(func(path string) error { return l.store.Snapshot(context.Background(), path) })
}

func (l *log) grow(n int) record.Checkpoint {
	l.t.Helper()
	b := store.Batch{Recorded: 1_500_000_000_000, Signer: l.signer}
	for range n {
		b.Sealed = append(b.Sealed, record.Sealed{Event: record.NewID(), Compartment: record.NewID(), Body: []byte("sealed")})
	}
	_, err := l.store.Append(b)
	must(l.t, err)
	return l.head()
}

func (l *log) head() record.Checkpoint { return l.store.Now().Checkpoint }

func (l *log) consistency(older int64) ([]record.Hash, error) {
	return l.store.Now().Tree.Consistency(l.store, older)
}

func (l *log) request(old int64) []byte {
	l.t.Helper()
	proof, err := l.consistency(old)
	must(l.t, err)
	return witness.Request{Old: old, Proof: proof, Checkpoint: l.head().Signed}.Bytes()
}

func (l *log) serve() string {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _, err := tiles.Path(l.store, strings.TrimPrefix(r.URL.Path, "/log/"))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Write(b)
	}))
	l.t.Cleanup(srv.Close)
	return srv.URL
}

func newSecrets(t testing.TB, name string) []string {
	t.Helper()
	var out []string
	for _, kind := range []byte{record.CosignEd25519, record.CosignMLDSA44} {
		s, err := record.NewCosignerSecret(name, kind)
		must(t, err)
		out = append(out, s)
	}
	return out
}

func open(t testing.TB, cfg witness.Config, secrets []string) *witness.Witness {
	t.Helper()
	w, err := witness.Open(cfg, secrets)
	must(t, err)
	return w
}

// Every status of the protocol, in the words of C2SP tlog-witness.
func TestAddCheckpointAnswersAsTheProtocolSays(t *testing.T) {
	l, ctx := newLog(t), context.Background()
	l.grow(5)
	w := open(t, witness.Config{Dir: t.TempDir()}, newSecrets(t, "w"))
	defer w.Close()
	must(t, w.Watch(witness.Log{Keys: []string{l.public}}, false))
	strange := newLog(t)
	strange.grow(5)
	at5 := l.request(0)
	fork := l.forked()
	fork.grow(4)
	l.grow(4)
	at9 := l.request(5)
	bad := strings.Replace(string(l.request(5)), "\n", "\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", 1)
	for _, x := range []struct {
		what   string
		body   []byte
		status int
		answer string
	}{
		{"no request", []byte("hello"), 400, ""},
		{"the old size with a zero before it", []byte("old 00\n\n" + string(l.head().Signed)), 400, ""},
		{"too many hashes", []byte("old 0\n" + strings.Repeat("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", 64) + "\n" + string(l.head().Signed)), 400, ""},
		{"an unknown log", []byte(strings.Replace(string(at5), origin+"\n5", "other.example\n5", 1)), 404, ""},
		{"another key", strange.request(0), 403, ""},
		{"an old size above the new one", []byte(strings.Replace(string(at5), "old 0", "old 6", 1)), 400, ""},
		{"a proof from nothing", []byte(strings.Replace(string(at5), "old 0\n", "old 0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", 1)), 422, ""},
		{"the first", at5, 200, "— w "},
		{"the same again, from nothing", at5, 409, "5\n"},
		{"the same again", []byte(strings.Replace(string(at5), "old 0", "old 5", 1)), 200, "— w "},
		{"a wrong proof", []byte(bad), 422, ""},
		{"the next", at9, 200, "— w "},
		{"the one before, late", at5, 409, "9\n"},
		{"another tree of that size", fork.request(5), 409, "9\n"},
		{"another tree of that size, as if it were a repetition", []byte("old 9\n\n" + string(fork.head().Signed)), 409, "9\n"},
	} {
		a := w.AddCheckpoint(ctx, x.body)
		if a.Status != x.status || !strings.HasPrefix(string(a.Body), x.answer) {
			t.Errorf("%s: %d %q, not %d %q", x.what, a.Status, a.Body, x.status, x.answer)
		}
		if a.Status == 409 && a.Type != "text/x.tlog.size" {
			t.Errorf("%s: the size comes as %q", x.what, a.Type)
		}
	}
}

func TestAWitnessSignsNoForkAndKeepsTheProof(t *testing.T) {
	for _, x := range []struct {
		what         string
		honest, liar int
	}{{"of one size", 6, 6}, {"of a larger size", 6, 9}} {
		t.Run(x.what, func(t *testing.T) {
			l := newLog(t)
			l.grow(300)
			fork := l.forked()
			l.grow(x.honest)
			fork.grow(x.liar)
			var told []witness.Event
			dir := t.TempDir()
			w := open(t, witness.Config{Dir: dir, Tell: func(e witness.Event) { told = append(told, e) }}, newSecrets(t, "w"))
			defer w.Close()
			must(t, w.Watch(witness.Log{Keys: []string{l.public}, URL: fork.serve()}, false))
			if a := w.AddCheckpoint(context.Background(), l.request(0)); a.Status != 200 {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
			if a := w.AddCheckpoint(context.Background(), fork.request(306)); a.Status == 200 {
				t.Fatal("it signed a fork")
			}
			last := told[len(told)-1]
			if last.Event != "refused" || last.Evidence == "" {
				t.Fatalf("told %+v", told)
			}
			r, report, err := audit.JudgeRefusal(last.Evidence, audit.Pins{Key: l.public})
			must(t, err)
			if !r.Proves() || !report.OK() {
				t.Errorf("it proves nothing: %s %v", r.Kind, report.Findings)
			}
		})
	}
}

func TestTheHostsSideCatchesUpWithAWitness(t *testing.T) {
	l, ctx := newLog(t), context.Background()
	l.grow(3)
	dir, secrets := t.TempDir(), newSecrets(t, "g1.example/w")
	w := open(t, witness.Config{Dir: dir}, secrets)
	must(t, w.Watch(witness.Log{Keys: []string{l.public}}, false))
	var mu sync.Mutex
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		body := make([]byte, witness.MaxRequest)
		n, _ := bufio.NewReaderSize(r.Body, witness.MaxRequest).Read(body)
		a := w.AddCheckpoint(r.Context(), body[:n])
		rw.WriteHeader(a.Status)
		rw.Write(a.Body)
	}))
	defer srv.Close()
	var keys []*record.Cosigner
	for _, text := range w.Keys() {
		k, err := record.ParseCosigner(text)
		must(t, err)
		keys = append(keys, k)
	}
	ask := func(k *record.Cosigner) (record.Checkpoint, error) {
		return (&witness.Asker{Key: k, URL: srv.URL}).Ask(ctx, l.head(), l.consistency) // a new asker knows no size
	}
	for range 3 {
		l.grow(2)
		for _, k := range keys {
			c, err := ask(k)
			must(t, err)
			if found, err := record.Cosignatures(c, keys); err != nil || len(found) != 1 || found[0].By != k {
				t.Fatalf("%v %v", found, err)
			}
		}
	}
	other := open(t, witness.Config{Dir: t.TempDir()}, newSecrets(t, "g1.example/w"))
	defer other.Close()
	stranger, err := record.ParseCosigner(other.Keys()[0])
	must(t, err)
	if _, err := ask(stranger); err == nil {
		t.Error("another key's signature was taken for the one that was asked for")
	}
	must(t, w.Close())

	fork := newLog(t)
	fork.signer, fork.public = l.signer, l.public
	fork = fork.another(func(path string) error { return store.Create(path, origin, l.public, l.signer) })
	fork.grow(20)
	mu.Lock()
	w = open(t, witness.Config{Dir: dir}, secrets) // it remembers over a restart
	mu.Unlock()
	defer w.Close()
	if _, err := (&witness.Asker{Key: keys[0], URL: srv.URL}).Ask(ctx, fork.head(), fork.consistency); !errors.Is(err, witness.ErrRefused) {
		t.Errorf("a fork is answered with %v", err)
	}
	short := fork.another(func(path string) error { return store.Create(path, origin, l.public, l.signer) })
	short.grow(2)
	if _, err := (&witness.Asker{Key: keys[0], URL: srv.URL}).Ask(ctx, short.head(), short.consistency); !errors.Is(err, witness.ErrAhead) {
		t.Errorf("an older state is answered with %v", err)
	}
}

func TestAWitnessThatForgotDoesNotSign(t *testing.T) {
	l := newLog(t)
	l.grow(3)
	dir, secrets := t.TempDir(), newSecrets(t, "w")
	w := open(t, witness.Config{Dir: dir}, secrets)
	must(t, w.Watch(witness.Log{Keys: []string{l.public}}, false))
	w.AddCheckpoint(context.Background(), l.request(0))
	names, err := filepath.Glob(filepath.Join(dir, "logs", "*.checkpoint"))
	must(t, err)
	must(t, os.WriteFile(names[0], []byte("gone\n"), 0o600))
	l.grow(1)
	if a := w.AddCheckpoint(context.Background(), l.request(3)); a.Status == 200 {
		t.Error("it signs without knowing what it signed before")
	}
	must(t, w.Close())
	if _, err := witness.Open(witness.Config{Dir: dir}, secrets); err == nil {
		t.Error("it opens without knowing what it signed before")
	}
}

// Two requests at once, and two programs at once: one of each is signed.
func TestOneAfterTheOther(t *testing.T) {
	l := newLog(t)
	l.grow(4)
	fork := l.forked()
	l.grow(1)
	fork.grow(1)
	dir, secrets := t.TempDir(), newSecrets(t, "w")
	w := open(t, witness.Config{Dir: dir}, secrets)
	defer w.Close()
	must(t, w.Watch(witness.Log{Keys: []string{l.public}}, false))
	if _, err := witness.Open(witness.Config{Dir: dir}, secrets); err == nil {
		t.Fatal("two witnesses in one folder")
	}
	var signed [2]bool
	var both sync.WaitGroup
	for i, r := range [][]byte{l.request(0), fork.request(0)} {
		both.Go(func() { signed[i] = w.AddCheckpoint(context.Background(), r).Status == 200 })
	}
	both.Wait()
	if signed[0] == signed[1] {
		t.Errorf("of two histories it signed %v", signed)
	}
}

// A witness is killed again and again while it signs. What it signed it knows afterwards: it never signs a smaller tree or
// another one of the same size.
func TestKilledWhileItSigns(t *testing.T) {
	if dir := os.Getenv("TRUCE_WITNESS_CHILD"); dir != "" {
		child(t, dir)
		return
	}
	l := newLog(t)
	dir, secrets := t.TempDir(), newSecrets(t, "w")
	w := open(t, witness.Config{Dir: dir}, secrets)
	must(t, w.Watch(witness.Log{Keys: []string{l.public}}, false))
	must(t, w.Close())
	must(t, os.WriteFile(filepath.Join(dir, "secrets"), []byte(strings.Join(secrets, "\n")), 0o600))
	var requests strings.Builder
	for range 200 {
		old := l.head().Size
		l.grow(1)
		fmt.Fprintf(&requests, "%q\n", l.request(old))
	}
	must(t, os.WriteFile(filepath.Join(dir, "requests"), []byte(requests.String()), 0o600))
	said := int64(0)
	for round := range 6 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestKilledWhileItSigns$")
		cmd.Env = append(os.Environ(), "TRUCE_WITNESS_CHILD="+dir)
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		lines := bufio.NewScanner(out)
		for n := 0; lines.Scan(); {
			var size int64
			if k, _ := fmt.Sscanf(lines.Text(), "signed %d", &size); k == 1 {
				if size < said {
					t.Fatalf("round %d: it signed %d entries after %d", round, size, said)
				}
				said = size
				if n++; n == 5+round {
					must(t, cmd.Process.Kill())
				}
			}
		}
		cmd.Wait() // it was killed
		w := open(t, witness.Config{Dir: dir}, secrets)
		last := w.AddCheckpoint(context.Background(), witness.Request{Old: 0, Checkpoint: l.head().Signed}.Bytes())
		must(t, w.Close())
		var held int64
		if _, err := fmt.Sscanf(string(last.Body), "%d", &held); err != nil || held < said {
			t.Fatalf("round %d: it said that it signed %d entries, and knows of %q", round, said, last.Body)
		}
	}
	if said == 0 {
		t.Error("it never signed")
	}
}

func child(t *testing.T, dir string) {
	secrets, err := os.ReadFile(filepath.Join(dir, "secrets"))
	must(t, err)
	file, err := os.Open(filepath.Join(dir, "requests"))
	must(t, err)
	w := open(t, witness.Config{Dir: dir}, strings.Split(string(secrets), "\n"))
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for size := 1; lines.Scan(); size++ {
		var r string
		if _, err := fmt.Sscanf(lines.Text(), "%q", &r); err != nil {
			t.Fatal(err)
		}
		if w.AddCheckpoint(context.Background(), []byte(r)).Status == 200 {
			fmt.Printf("signed %d\n", size)
		}
	}
	time.Sleep(time.Minute) // until it is killed
}

func FuzzParseRequest(f *testing.F) {
	f.Add([]byte("old 3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\no\n4\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— o AAAAAAA=\n"))
	f.Add([]byte("old 0\n\nx"))
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := witness.ParseRequest(body)
		if err == nil && string(r.Bytes()) != string(body) {
			t.Fatalf("%q is not written as it was read: %q", body, r.Bytes())
		}
	})
}
