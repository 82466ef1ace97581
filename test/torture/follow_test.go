package torture

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"truce.example/record/audit"
)

// A follower is killed again and again, and its host too, under load. Whenever it is looked at, the copy holds; and in the
// end it has what a copy has that was made in one go.
func TestTortureFollowerKilled(t *testing.T) {
	kills := number(t, "TRUCE_TORTURE", 20)/10 + 3 // of the host; the follower dies several times in each
	c := begin(t, filepath.Join(t.TempDir(), "centre"))
	copied := c.copyOf(filepath.Join(t.TempDir(), "copy"), "heron")
	l := &load{c: c}
	times := 0
	for round := range kills {
		s := c.serve()
		var followers sync.WaitGroup
		gone := make(chan struct{})
		followers.Go(func() {
			for {
				select {
				case <-gone:
					return
				default:
				}
				c.interrupt(time.Duration(rand.Int64N(int64(lifetime)))+time.Millisecond, "follow", s.base, copied.dir, "--key", c.key)
				times++
			}
		})
		l.round(s, time.Duration(rand.Int64N(int64(lifetime))))
		close(gone)
		followers.Wait()
		copied.sound()
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
	}
	s := c.serve()
	defer func() { s.stop() }()
	l.settle(s)
	fresh := c.copyOf(filepath.Join(t.TempDir(), "fresh"), "")
	c.enrol(s, fresh.dir, "heron")
	for range 2 { // signing in is recorded, so the first look of one makes the other older
		c.follow(s.base, copied.dir)
		c.follow(s.base, fresh.dir)
	}
	c.follow(s.base, copied.dir)
	a, b := copied.report(), fresh.report()
	if a.Entries != b.Entries || a.Opened != b.Opened || a.NotHeld != b.NotHeld || a.Opened == 0 {
		t.Errorf("the tortured copy has %d entries with %d bodies open and %d not held; one made in one go has %d, %d and %d", a.Entries, a.Opened, a.NotHeld, b.Entries, b.Opened, b.NotHeld)
	}
	var mine, theirs struct{ Totals struct{ Rows int } }
	c.verb(&mine, "brief", copied.dir, "--from", "2017-01-01", "--to", "2018-01-01")
	c.verb(&theirs, "brief", fresh.dir, "--from", "2017-01-01", "--to", "2018-01-01")
	if mine != theirs || mine.Totals.Rows == 0 {
		t.Errorf("the tortured copy counts %d reports, one made in one go %d", mine.Totals.Rows, theirs.Totals.Rows)
	}
	t.Logf("%d lives of the follower, %d of the host; %d entries, %d bodies", times, kills, a.Entries, a.Opened)
}

// copyOf is a follower's copy as a folder to be verified; with a member, one that is enrolled.
func (c *centre) copyOf(dir, member string) *centre {
	c.t.Helper()
	copied := &centre{t: c.t, bin: c.bin, dir: dir, state: c.t.TempDir(), key: c.key, name: c.name}
	if member != "" {
		s := c.serve()
		c.enrol(s, dir, member)
		s.stop()
	}
	return copied
}

// enrol begins a copy for a member, with a link that the host's operator makes.
func (c *centre) enrol(s *server, dir, member string) {
	c.t.Helper()
	var link struct{ Path string }
	c.verb(&link, "link", c.dir, "--member", member)
	c.follow(s.base, dir, "--link", s.base+link.Path)
}

// follow catches up once, and must.
func (c *centre) follow(base, dir string, more ...string) {
	c.t.Helper()
	args := append([]string{"follow", base, dir, "--key", c.key, "--once"}, more...)
	if out, err := c.command(args...).CombinedOutput(); err != nil {
		c.t.Fatalf("truce %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

func (c *centre) report() audit.Report {
	c.t.Helper()
	r, err := audit.Dir(context.Background(), c.dir, audit.Options{Pins: audit.Pins{Key: c.key}})
	if err != nil {
		c.t.Fatal(err)
	}
	for _, f := range r.Findings {
		c.t.Errorf("truce verify finds in the copy: %s", f)
	}
	return r
}

// A copy goes on being served and counted when its host is gone, and a follower waits for the host to come back.
func TestFollowerOutlivesItsHost(t *testing.T) {
	c := begin(t, filepath.Join(t.TempDir(), "centre"))
	copied := c.copyOf(filepath.Join(t.TempDir(), "copy"), "heron")
	s := c.serve()
	l := &load{c: c}
	for range 5 {
		l.sent = append(l.sent, l.allegation(len(l.sent)))
	}
	l.settle(s)
	c.follow(s.base, copied.dir)
	gone := s.base
	s.kill()

	if err := c.command("follow", gone, copied.dir, "--once").Run(); err == nil {
		t.Error("a host that is gone was followed")
	}
	served := copied.serve()
	var brief struct{ Totals struct{ Rows int } }
	copied.verb(&brief, "brief", copied.dir, "--from", "2017-01-01", "--to", "2018-01-01")
	if brief.Totals.Rows != 5 {
		t.Errorf("the copy that is served counts %d reports of 5", brief.Totals.Rows)
	}
	if a, err := c.get(served.base, &member{}, "/api/observe/reports"); err != nil || strings.Contains(string(a.body), "EXERCISE") {
		t.Errorf("somebody who is nobody reads %s %v", a.body, err)
	}
	// The served copy is itself a log that anybody can verify, and shows what the follower brings while it is served.
	c.holds(served.base)
	s = c.serve()
	l.sent = append(l.sent, l.allegation(len(l.sent)))
	l.settle(s)
	c.follow(s.base, copied.dir)
	for until := time.Now().Add(20 * time.Second); brief.Totals.Rows != 6 && time.Now().Before(until); wait(100 * time.Millisecond) {
		copied.verb(&brief, "brief", copied.dir, "--from", "2017-01-01", "--to", "2018-01-01")
	}
	if brief.Totals.Rows != 6 {
		t.Errorf("the served copy does not follow: it counts %d reports of 6", brief.Totals.Rows)
	}
	s.stop()
	served.stop()
	copied.sound()
}

// One host, copied with its key, goes on in two ways. Each of two followers is shown one; each alone sees nothing wrong.
func TestTwoFollowersDetectAForkedHost(t *testing.T) {
	c := begin(t, filepath.Join(t.TempDir(), "centre"))
	one := c.copyOf(filepath.Join(t.TempDir(), "one"), "heron")
	other := c.copyOf(filepath.Join(t.TempDir(), "other"), "heron")
	twin := &centre{t: t, bin: c.bin, dir: filepath.Join(t.TempDir(), "twin"), state: t.TempDir(), key: c.key, name: c.name, members: c.members}
	if err := os.CopyFS(twin.dir, os.DirFS(c.dir)); err != nil {
		t.Fatal(err)
	}
	for host, copied := range map[*centre]*centre{c: one, twin: other} {
		s := host.serve()
		l := &load{c: host}
		l.sent = append(l.sent, l.allegation(0))
		l.settle(s)
		host.follow(s.base, copied.dir)
		s.stop()
		copied.sound()
	}
	s := c.serve()
	defer s.stop()
	cmd := one.command("follow", s.base, one.dir, "--once", "--compare", other.dir)
	out, _ := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != 3 || !strings.Contains(string(out), "two histories") {
		t.Fatalf("a fork is answered with exit code %d\n%s", code, out)
	}
	folders, err := filepath.Glob(filepath.Join(one.dir, "refused", "fork-*"))
	if err != nil || len(folders) != 1 {
		t.Fatalf("the evidence is %v: %v", folders, err)
	}
	// Handed to a third party, who has nothing but the key.
	third := filepath.Join(t.TempDir(), "handed over")
	if err := os.CopyFS(third, os.DirFS(folders[0])); err != nil {
		t.Fatal(err)
	}
	if out, err := c.command("verify", third, "--key", c.key).CombinedOutput(); err != nil || !strings.Contains(string(out), "PROVEN") {
		t.Errorf("the third party sees %v\n%s", err, out)
	}
	if out, err := other.command("verify", other.dir, "--key", c.key, "--against", filepath.Join(one.dir, "checkpoint")).CombinedOutput(); err == nil {
		t.Errorf("verify --against sees nothing\n%s", out)
	}
	if again := one.command("follow", s.base, one.dir, "--once"); again.Run() == nil || again.ProcessState.ExitCode() != 3 {
		t.Error("after a proven fork the follower goes on")
	}
}
