package torture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"truce.example/record/audit"
)

// interrupt starts a verb and kills it within a time, unless it is done before. It gives what the verb said.
func (c *centre) interrupt(within time.Duration, args ...string) string {
	c.t.Helper()
	cmd := c.command(args...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	wait(time.Duration(rand.Int64N(int64(within))))
	if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		c.t.Fatal(err)
	}
	cmd.Wait()
	if strings.Contains(said.String(), "panic") {
		c.t.Errorf("truce %s panicked:\n%s", strings.Join(args, " "), said.Bytes())
	}
	return said.String()
}

// sound holds a folder to the rules of a record.
func (c *centre) sound() {
	c.t.Helper()
	report, err := audit.Dir(context.Background(), c.dir, audit.Options{Pins: audit.Pins{Key: c.key}})
	if err != nil {
		c.t.Fatal(err)
	}
	for _, f := range report.Findings {
		c.t.Errorf("truce verify finds: %s", f)
	}
}

// An import that was killed is started again from the beginning, and in the end every row is there once.
func TestTortureKilledWhileImporting(t *testing.T) {
	c := begin(t, filepath.Join(t.TempDir(), "centre"))
	const rows = 600
	file := filepath.Join(t.TempDir(), "rows.csv")
	var b bytes.Buffer
	b.WriteString("external_id,channel,source,start,type,place_name,lat,lon,accused,text\n")
	for n := range rows {
		fmt.Fprintf(&b, "%d,agency,clinic,2017-07-12T%02d:%02d:00Z,mortar,al-Naima,32.62,36.17,A,EXERCISE row %d\n", n, n/60%24, n%60, n)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	for range number(t, "TRUCE_TORTURE", 40)/10 + 1 {
		c.interrupt(300*time.Millisecond, "import", c.dir, "--as", "csv", file)
		c.sound()
	}
	// The same through a server, which is killed in the middle of it.
	s := c.serve()
	cmd := c.command("import", c.dir, "--as", "csv", file)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	wait(time.Duration(rand.Int64N(int64(100 * time.Millisecond))))
	s.kill()
	cmd.Wait()
	c.sound()

	var report struct{ Rows, Recorded, Again, Rejected int }
	c.verb(&report, "import", c.dir, "--as", "csv", file)
	if report.Recorded+report.Again != rows || report.Rejected != 0 {
		t.Errorf("the import ends with %+v and should have %d rows", report, rows)
	}
	c.sound()
	var brief struct{ Totals struct{ Rows int } }
	c.verb(&brief, "brief", c.dir, "--from", "2017-07-01", "--to", "2017-08-01")
	if brief.Totals.Rows != rows {
		t.Errorf("there are %d reports of %d rows", brief.Totals.Rows, rows)
	}
}

// A record whose making was interrupted either cannot be used, and a verb says so, or it is a sound one.
func TestTortureKilledWhileMaking(t *testing.T) {
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	for _, make := range []struct {
		name   string
		within time.Duration
		args   func(dir string) []string
	}{
		{"init", 250 * time.Millisecond, func(dir string) []string { return []string{"init", dir, "--exercise", "--agreement", scenario} }},
		{"demo", 300 * time.Millisecond, func(dir string) []string { return []string{"demo", "--once", "--dir", dir} }},
	} {
		t.Run(make.name, func(t *testing.T) {
			usable := 0
			n := number(t, "TRUCE_TORTURE", 50)/10 + 5
			for range n {
				c := &centre{t: t, bin: bin, dir: filepath.Join(t.TempDir(), "centre"), state: t.TempDir()}
				c.interrupt(make.within, make.args(c.dir)...)
				if c.command("judge", c.dir, "--recompute").Run() == nil {
					usable++
					c.sound()
				} else if out, err := c.command("serve", c.dir, "--listen", "127.0.0.1:0").CombinedOutput(); err == nil || !strings.Contains(string(out), "truce: ") || strings.Contains(string(out), "panic") {
					t.Errorf("a half-made record is served with %v and %q", err, out)
				}
			}
			t.Logf("%d of %d interrupted records are usable, and sound", usable, n)
		})
	}
}
