package audit_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"truce.example/mission"
	"truce.example/record"
	"truce.example/record/audit"
)

func TestAWholeRecordVerifies(t *testing.T) {
	w := newWorld(t, 300)
	o := w.options()
	o.Checkpoints, o.Receipts, o.Pins = [][]byte{w.midway}, w.receipts, audit.Pins{Key: w.public}
	r := verify(t, w.dir, o)
	wantOK(t, r)
	if r.Opened != r.Bodies || r.Erased != 2 || r.Closed != 0 || r.Files != 1 || r.KeyFirstSeen || r.Entries != 1+300+100+1+2 {
		t.Errorf("report %+v", r)
	}
	left, err := filepath.Glob(filepath.Join(w.dir, "record.db-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("verifying left %v", left)
	}
	if err := os.RemoveAll(filepath.Join(w.dir, "keys")); err != nil {
		t.Fatal(err)
	}
	r = verify(t, w.dir, audit.Options{})
	wantOK(t, r)
	if r.Opened != 0 || r.Closed != r.Bodies || !r.KeyFirstSeen || !strings.Contains(fmt.Sprint(r.Notes), "no keys here") {
		t.Errorf("without keys: %+v", r)
	}
}

func TestWhatIsWrongIsNamed(t *testing.T) {
	w := newWorld(t, 300)
	leaf := "update entry set leaf = (select leaf from entry where n = 9) where n = 8"
	for _, c := range []struct {
		name  string
		do    func(t *testing.T, dir string)
		words []string
	}{
		{"a leaf replaced", sqlOf(leaf), []string{"tile 0/0", "entry 8"}},
		{"an event id twice", sqlOf(leaf), []string{"entry 9", "event id of entry 8"}},
		{"an entry removed", sqlOf("delete from entry where n = 100"), []string{"entry 100", "missing"}},
		{"the last entry removed", sqlOf("delete from entry where n = 403"), []string{"entry 403", "ends here"}},
		{"an entry added", sqlOf("insert into entry values (404, (select leaf from entry where n = 1), x'00')"), []string{"entry 404", "beyond"}},
		{"a body changed", sqlOf("update entry set body = x'010203' where n = 20"), []string{"entry 20", "hash"}},
		{"a body removed", sqlOf("update entry set body = null where n = 20"), []string{"entry 20", "no tombstone"}},
		{"a body removed with a false tombstone", sqlOf("update entry set body = null where n = 20", "insert into tombstone values (20, 30)"), []string{"entry 30", "tombstone of entry 20"}},
		{"a tombstone removed", sqlOf("delete from tombstone where n = 6"), []string{"entry 6", "no tombstone"}},
		{"a tombstone of nothing", sqlOf("insert into tombstone values (5000, 6000)"), []string{"tombstone", "3 rows"}},
		{"a tile changed", sqlOf("update tile set hashes = zeroblob(8192)"), []string{"tile 0/0", "hash 0"}},
		{"a tile removed", sqlOf("delete from tile"), []string{"tile 0/0", "missing"}},
		{"a tile too many", sqlOf("insert into tile values (0, 1, zeroblob(8192))"), []string{"tile 0/1", "no tree"}},
		{"a command removed", sqlOf("delete from command where first = (select max(first) from command)"), []string{"command of entry 403", "no row"}},
		{"a command's digest changed", sqlOf("update command set digest = zeroblob(16) where first = 1"), []string{"command of entry 1", "digest"}},
		{"a command's count changed", sqlOf("update command set count = 3 where first = 1"), []string{"command of entry 1", "counts 3"}},
		{"a command's key changed", sqlOf("update command set key = zeroblob(16) where first = 1"), []string{"command of entry 1", "another key"}},
		{"a command too many", sqlOf("insert into command values (zeroblob(16), 2, 1, zeroblob(16))"), []string{"command of entry 2", "no command begins"}},
		{"another origin", sqlOf("update meta set value = 'other' where name = 'origin'"), []string{"logkey", "other"}},
		{"another key", sqlOf("update logkey set public = '" + newKey(t) + "'"), []string{"checkpoint", "not signed"}},
		{"a takeover that never was", sqlOf("insert into logkey select 10, public from logkey"), []string{"entry 10", "no takeover"}},
		{"a table added", sqlOf("create table more (x)"), []string{"not defined as they should"}},
		{"an evidence file removed", func(t *testing.T, dir string) { os.Remove(w.evidence(dir)) }, []string{"entry", "is missing"}},
		{"an evidence file cut", func(t *testing.T, dir string) { os.Truncate(w.evidence(dir), 300) }, []string{"evidence/", "altered"}},
		{"a reading key removed", func(t *testing.T, dir string) { os.Truncate(filepath.Join(dir, "keys", "reading"), 0) }, []string{"entry 0", "no key"}},
		{"a file that is no database", func(t *testing.T, dir string) {
			os.WriteFile(filepath.Join(dir, "record.db"), bytes.Repeat([]byte("x"), 9000), 0o600)
		}, []string{"record.db", "not a database"}},
		{"half a file", func(t *testing.T, dir string) { os.Truncate(filepath.Join(dir, "record.db"), 100_000) }, []string{"record.db"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := copyDir(t, w.dir)
			c.do(t, dir)
			wantFound(t, verify(t, dir, w.options()).Findings, c.words...)
		})
	}
}

func (w world) evidence(dir string) string {
	return filepath.Join(dir, "evidence", filepath.Base(w.file))
}

func sqlOf(stmts ...string) func(*testing.T, string) {
	return func(t *testing.T, dir string) { alter(t, dir, stmts...) }
}

func newKey(t *testing.T) string {
	_, public, err := record.NewLogKey(origin)
	if err != nil {
		t.Fatal(err)
	}
	return public
}

func TestARecordIsHeldToWhatOthersKept(t *testing.T) {
	w, other := newWorld(t, 30), newWorld(t, 30)
	o := w.options()
	o.Checkpoints, o.Receipts = [][]byte{other.midway}, other.receipts[:1]
	r := verify(t, w.dir, o)
	wantFound(t, r.Findings, "given checkpoint 1", "not signed")
	wantFound(t, r.Findings, "given receipt 1", "not signed")

	// The same host, with another history: a copy that was continued differently.
	dir := copyDir(t, w.dir)
	pins := audit.Pins{Folder: t.TempDir()}
	wantOK(t, verify(t, more(t, w.dir, "this"), audit.Options{Kinds: w.kinds, Pins: pins}))
	r = verify(t, more(t, dir, "that"), audit.Options{Kinds: w.kinds, Pins: pins})
	wantFound(t, r.Findings, "remembered checkpoint", "does not continue")
	kept, err := filepath.Glob(filepath.Join(pins.Folder, "*.fork-*"))
	if err != nil || len(kept) != 2 {
		t.Errorf("kept as evidence: %v %v", kept, err)
	}
}

func TestTheFirstKeySeenIsHeldTo(t *testing.T) {
	w, other := newWorld(t, 12), newWorld(t, 12)
	pins := audit.Pins{Folder: filepath.Join(t.TempDir(), "pins")}
	first, err := audit.Receipt(w.receipts[0], pins)
	if err != nil || !first.OK() || !first.KeyFirstSeen || first.Kind != "note.noted/1" {
		t.Fatalf("%+v %v", first, err)
	}
	again, err := audit.Receipt(w.receipts[1], pins)
	if err != nil || !again.OK() || again.KeyFirstSeen {
		t.Fatalf("%+v %v", again, err)
	}
	foreign, err := audit.Receipt(other.receipts[0], pins)
	if err != nil {
		t.Fatal(err)
	}
	wantFound(t, foreign.Findings, keyName(t, w.public), keyName(t, other.public))
	r := verify(t, other.dir, audit.Options{Pins: pins})
	wantFound(t, r.Findings, "key", keyName(t, w.public), keyName(t, other.public))
	r = verify(t, other.dir, audit.Options{Pins: audit.Pins{Key: w.public}})
	wantFound(t, r.Findings, "key", keyName(t, w.public), keyName(t, other.public))
	if err := pins.Trust(other.public); err != nil {
		t.Fatal(err)
	}
	wantOK(t, verify(t, other.dir, audit.Options{Pins: pins}))
	if old, err := audit.Receipt(w.receipts[1], pins); err != nil || !old.OK() {
		t.Errorf("a receipt of the key before: %+v %v", old, err)
	}
	bad := bytes.Clone(w.receipts[0])
	bad[len(bad)-10] ^= 1
	if r, err := audit.Receipt(bad, audit.Pins{}); err != nil || r.OK() {
		t.Errorf("a changed receipt: %+v %v", r, err)
	}
}

func keyName(t *testing.T, public string) string {
	v, err := note.NewVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	return record.KeyName(v)
}

var (
	entries = flag.Int("entries", 20_000, "entries of the record that BenchmarkVerify makes")
	keep    = flag.String("keep", "", "folder in which BenchmarkVerify keeps its record")
)

// BenchmarkVerify: go test -bench Verify -entries 1000000 -benchtime 1x ./record/audit
func BenchmarkVerify(b *testing.B) {
	dir := *keep
	if dir == "" {
		dir = filepath.Join(b.TempDir(), "m")
	}
	bigRecord(b, dir, *entries)
	for b.Loop() {
		r, err := audit.Dir(context.Background(), dir, audit.Options{})
		if err != nil || !r.OK() || r.Opened != int64(*entries) {
			b.Fatalf("%+v %v", r, err)
		}
	}
	b.ReportMetric(float64(*entries*b.N)/b.Elapsed().Seconds(), "entries/s")
}

func TestARecordInUseVerifies(t *testing.T) {
	w := newWorld(t, 30)
	m, err := mission.Open(config(w.dir))
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	stop, stopped := make(chan bool), make(chan bool)
	go func() {
		defer close(stopped)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				submit(t, m, fmt.Sprint("more", i), sayCmd{Text: "while it is verified", For: record.Mission, Also: true})
			}
		}
	}()
	last := int64(0)
	for range 10 {
		r := verify(t, w.dir, w.options())
		wantOK(t, r)
		if r.Entries < last {
			t.Errorf("%d entries after %d", r.Entries, last)
		}
		last = r.Entries
	}
	close(stop)
	<-stopped
	if last < 50 {
		t.Errorf("only %d entries were verified: nothing was written meanwhile", last)
	}
}

func TestAFolderOnAMediumThatCannotBeWrittenVerifies(t *testing.T) {
	w := newWorld(t, 30)
	if err := os.Remove(filepath.Join(w.dir, "lock")); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(w.dir, 0o500); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(w.dir, 0o700)
	wantOK(t, verify(t, w.dir, w.options()))
}
