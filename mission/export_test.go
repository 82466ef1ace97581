package mission

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/record/audit"
)

// exportable is a mission with notes, an evidence file and something forgotten; it runs until the test ends.
func exportable(t *testing.T) (dir string, m *Mission, receipts [][]byte) {
	t.Helper()
	dir = newTest(t)
	m, _ = openTest(t, dir)
	ctx := context.Background()
	for i := range 300 {
		r, err := m.Submit(ctx, alice, say(fmt.Sprint("c", i), "note"))
		if err != nil {
			t.Fatal(err)
		}
		receipts = append(receipts, r[0].Proof)
	}
	if _, err := m.Submit(ctx, alice, desk.Command{Desk: "note", ID: "w", Do: &wipeCmd{Entry: 3}}); err != nil {
		t.Fatal(err)
	}
	_, err := m.takeFile(ctx, desk.Question{
		Who: alice, Params: url.Values{"audience": {"mission"}, "name": {"crater.jpg"}}, ID: "f", Form: "image/jpeg",
		Body: strings.NewReader(strings.Repeat("crater", 9000)),
	}, m)
	if err != nil {
		t.Fatal(err)
	}
	return dir, m, receipts
}

func audited(t *testing.T, dir string, o audit.Options) audit.Report {
	t.Helper()
	if o.Kinds == nil {
		ks, err := kindsOf([]desk.Desk{office(nil), testDesk(&notebook{})})
		if err != nil {
			t.Fatal(err)
		}
		o.Kinds = ks
	}
	r, err := audit.Dir(context.Background(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func wantSound(t *testing.T, r audit.Report) {
	t.Helper()
	if !r.OK() {
		t.Fatalf("found %v", r.Findings)
	}
}

func TestAnExportIsRestoredAndReads(t *testing.T) {
	dir, m, receipts := exportable(t)
	defer m.Close()
	ctx := context.Background()
	at := t.TempDir()
	file := filepath.Join(at, "record.truce")
	made, err := Export(ctx, dir, file, ExportOptions{}) // while the mission runs
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Export(ctx, dir, file, ExportOptions{}); err == nil {
		t.Error("an export was written over")
	}
	copied := filepath.Join(at, "copy")
	got, err := Restore(ctx, file, copied)
	if err != nil || got.Checkpoint != made.Checkpoint || got.Entries != m.Snapshot().Tree.Size() {
		t.Fatalf("%+v %v", got, err)
	}
	if left, err := os.ReadDir(at); err != nil || len(left) != 2 {
		t.Errorf("beside file and copy there is %v %v", left, err)
	}
	if _, err := os.Stat(filepath.Join(copied, "keys", "log")); err == nil {
		t.Error("the log key was exported")
	}
	r := audited(t, copied, audit.Options{Pins: audit.Pins{Key: m.PublicKey()}, Receipts: receipts})
	wantSound(t, r)
	if r.Files != 1 || r.Erased != 1 || r.Opened == 0 {
		t.Errorf("%+v", r)
	}
	c, _ := openTest(t, copied)
	defer c.Close()
	if e, err := c.Entry(ctx, 10); err != nil || e.Status != record.Open {
		t.Errorf("%+v %v", e, err)
	}
	if _, err := c.Submit(ctx, alice, say("x", "y")); err == nil {
		t.Error("a reading copy took something in")
	}
	if _, err := Restore(ctx, file, copied); err == nil {
		t.Error("a folder that is not empty was restored into")
	}
}

func TestAnExportWithoutKeysProvesAndTellsNothing(t *testing.T) {
	dir, m, _ := exportable(t)
	defer m.Close()
	file := filepath.Join(t.TempDir(), "bare")
	if _, err := Export(context.Background(), dir, file, ExportOptions{WithoutKeys: true}); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "copy")
	if _, err := Restore(context.Background(), file, copied); err != nil {
		t.Fatal(err)
	}
	r := audited(t, copied, audit.Options{})
	wantSound(t, r)
	if r.Opened != 0 || r.Files != 1 {
		t.Errorf("%+v", r)
	}
}

// rezip writes an export again, with one file changed.
func rezip(t *testing.T, from string, change func(name string, b []byte) (string, []byte, uint16)) string {
	t.Helper()
	z, err := zip.OpenReader(from)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		name, b, method := change(f.Name, b)
		if name == "" {
			continue
		}
		g, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		if err != nil {
			t.Fatal(err)
		}
		g.Write(b)
	}
	w.Close()
	to := filepath.Join(t.TempDir(), "changed")
	if err := os.WriteFile(to, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}

func TestADamagedOrMaliciousExportLeavesNothing(t *testing.T) {
	dir, m, _ := exportable(t)
	defer m.Close()
	file := filepath.Join(t.TempDir(), "good")
	if _, err := Export(context.Background(), dir, file, ExportOptions{}); err != nil {
		t.Fatal(err)
	}
	on := func(name string, do func(b []byte) (string, []byte, uint16)) func(string, []byte) (string, []byte, uint16) {
		return func(n string, b []byte) (string, []byte, uint16) {
			if n == name {
				return do(b)
			}
			return n, b, zip.Store
		}
	}
	for what, change := range map[string]func(string, []byte) (string, []byte, uint16){
		"a bit flipped in the record": on("record.db", func(b []byte) (string, []byte, uint16) {
			b[len(b)/2] ^= 1
			return "record.db", b, zip.Store
		}),
		"the record missing":  on("record.db", func(b []byte) (string, []byte, uint16) { return "", nil, 0 }),
		"the record longer":   on("record.db", func(b []byte) (string, []byte, uint16) { return "record.db", append(b, 0), zip.Store }),
		"the record deflated": on("record.db", func(b []byte) (string, []byte, uint16) { return "record.db", b, zip.Deflate }),
		"a file renamed":      on("README.txt", func(b []byte) (string, []byte, uint16) { return "../README.txt", b, zip.Store }),
		"no manifest":         on("manifest.json", func(b []byte) (string, []byte, uint16) { return "", nil, 0 }),
		"a name that leads out": func(n string, b []byte) (string, []byte, uint16) {
			if n == "manifest.json" {
				return n, bytes.Replace(b, []byte(`"README.txt"`), []byte(`"../README.txt"`), 1), zip.Store
			}
			return strings.Replace(n, "README", "../README", 1), b, zip.Store
		},
	} {
		t.Run(what, func(t *testing.T) {
			at := t.TempDir()
			to := filepath.Join(at, "a", "copy")
			if _, err := Restore(context.Background(), rezip(t, file, change), to); err == nil {
				t.Fatal("it was restored")
			}
			if left, _ := filepath.Glob(filepath.Join(at, "*", "*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// TestATakeoverIsFinishedFromWhereverItStopped stops after each step and starts again.
func TestATakeoverIsFinishedFromWhereverItStopped(t *testing.T) {
	dir, m, receipts := exportable(t)
	oldKey := m.PublicKey()
	size := m.Snapshot().Tree.Size()
	file := filepath.Join(t.TempDir(), "export")
	if _, err := Export(context.Background(), dir, file, ExportOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := Takeover(context.Background(), Config{Dir: dir}, "why"); err == nil {
		t.Error("a running mission was taken over")
	}
	m.Close()
	if _, err := Takeover(context.Background(), Config{Dir: dir}, "why"); err == nil {
		t.Error("a record that has its key was taken over")
	}
	for stopAfter := range 4 {
		t.Run(fmt.Sprint("stopped after step ", stopAfter), func(t *testing.T) {
			cfg := Config{Dir: filepath.Join(t.TempDir(), "copy"), Desks: []desk.Desk{testDesk(&notebook{})}}
			if _, err := Restore(context.Background(), file, cfg.Dir); err != nil {
				t.Fatal(err)
			}
			if stopAfter > 0 {
				if _, err := beginTakeover(cfg, "the host is gone"); err != nil {
					t.Fatal(err)
				}
				if m, err := Open(cfg); err == nil {
					m.Close()
					t.Fatal("opened in the middle of a takeover")
				}
				if _, err := Export(context.Background(), cfg.Dir, filepath.Join(t.TempDir(), "x"), ExportOptions{}); err == nil {
					t.Error("exported in the middle of a takeover")
				}
			}
			if stopAfter > 1 {
				if _, err := giveLogKey(cfg); err != nil {
					t.Fatal(err)
				}
				if stopAfter == 2 && audited(t, cfg.Dir, audit.Options{}).OK() {
					t.Error("an unfinished takeover went unnoticed")
				}
			}
			if stopAfter > 2 { // recorded, but the file is still there
				p, err := beginTakeover(cfg, "")
				if err != nil {
					t.Fatal(err)
				}
				public, err := giveLogKey(cfg)
				if err != nil {
					t.Fatal(err)
				}
				name := filepath.Join(cfg.Dir, pendingFile)
				b, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				if err := recordTakeover(context.Background(), cfg, p, public); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(name, b, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			newKey, err := Takeover(context.Background(), cfg, "the host is gone")
			if err != nil {
				t.Fatal(err)
			}
			c, _ := openTest(t, cfg.Dir)
			if _, err := c.Submit(context.Background(), alice, say("after", "the takeover")); err != nil {
				t.Fatal(err)
			}
			e, err := c.Entry(context.Background(), size)
			if f, ok := e.Fact.(*TakenOver); err != nil || !ok || f.Key != newKey || f.Reason != "the host is gone" || c.Snapshot().Tree.Size() != size+3 {
				t.Errorf("%+v %v, %d entries", e, err, c.Snapshot().Tree.Size())
			}
			c.Close()
			wantSound(t, audited(t, cfg.Dir, audit.Options{Pins: audit.Pins{Key: newKey}, Receipts: receipts}))
			old := audited(t, cfg.Dir, audit.Options{Pins: audit.Pins{Key: oldKey}})
			if len(old.Findings) != 1 || !strings.Contains(old.Findings[0].What, fmt.Sprintf("until entry %d", size)) {
				t.Errorf("with the old key pinned: %v", old.Findings)
			}
			if r, err := audit.Receipt(receipts[0], audit.Pins{Key: oldKey}); err != nil || !r.OK() {
				t.Errorf("an old receipt: %+v %v", r, err)
			}
		})
	}
}
