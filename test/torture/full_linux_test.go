package torture

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A full disk is a bad day and no disaster: commands are refused with a sentence, nothing is half there, and when there
// is room again the same commands are taken.
func TestFullDiskRefusesAndRecovers(t *testing.T) {
	disk := smallDisk(t, "12m")
	c := begin(t, filepath.Join(disk, "centre"))
	l := &load{c: c}
	s := c.serve()
	defer func() { s.stop() }()

	before := l.allegation(0)
	l.sent = append(l.sent, before)
	l.settle(s)

	ballast := filepath.Join(disk, "ballast")
	fill(t, ballast)
	refused := l.untilFull(s)
	size := l.size(s)
	for range 5 { // it goes on refusing, and goes on answering questions
		if a := l.try(s, refused); a.status != 507 {
			t.Errorf("with a full disk the answer is %d %s", a.status, a.body)
		}
	}
	if now := l.size(s); now != size {
		t.Errorf("refused commands made the record grow from %d to %d", size, now)
	}
	l.recheck(s)

	// The program can end and begin while the disk is full, or says why not; and it loses nothing.
	s.kill()
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	l.verify()
	s = c.serve()
	if a := l.try(s, refused); a.status != 201 {
		t.Errorf("with room again the same command is answered with %d %s", a.status, a.body)
	}
	l.settle(s)
	if now := l.size(s); now < size+2 { // a desk may add what follows from the report
		t.Errorf("the record should grow by the report and its judgement from %d, and has %d", size, now)
	}

	// The same without an end in between, with a little more room left each time: so that the disk is full now for the
	// record, now for the tables that follow it.
	for room := range int64(6) {
		fill(t, ballast)
		shrink(t, ballast, room*24<<10)
		refused = l.untilFull(s)
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
		if a := l.try(s, refused); a.status != 201 {
			t.Fatalf("with room again the running program answers with %d %s", a.status, a.body)
		}
		l.follows(s, refused)
	}
	s.stop()
	l.verify()
	l.whole()
	s = c.serve()
}

// A program that starts on a full disk serves, or says why not; it loses nothing, and with room it starts as before.
func TestServeStartsOnAFullDisk(t *testing.T) {
	disk := smallDisk(t, "12m")
	c := begin(t, filepath.Join(disk, "centre"))
	ballast := filepath.Join(disk, "ballast")
	for i, how := range []string{"stopped", "killed", "without tables"} {
		s := c.serve()
		l := &load{c: c}
		x := l.allegation(i)
		if a := l.try(s, x); a.status != 201 {
			t.Fatalf("%d %s", a.status, a.body)
		}
		size := l.size(s)
		if how == "killed" {
			s.kill()
		} else {
			s.stop()
		}
		if how == "without tables" {
			for _, ending := range []string{"", "-wal", "-shm"} {
				os.Remove(filepath.Join(c.dir, "views.db"+ending))
			}
		}
		fill(t, ballast)
		c.startsOrSays()
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
		c.sound()
		s = c.serve()
		if now := l.size(s); now < size {
			t.Errorf("%s, then started on a full disk, the record has %d entries of %d", how, now, size)
		}
		l.follows(s, x)
		s.stop()
	}
}

// startsOrSays starts the program and gives it a moment: it serves until it is told to stop, or ends with a sentence.
func (c *centre) startsOrSays() {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.bin, "serve", c.dir, "--listen", "127.0.0.1:0")
	cmd.Env = append(os.Environ(), "TRUCE_STATE="+c.state)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 20 * time.Second
	out, err := cmd.CombinedOutput()
	said := string(out)
	if strings.Contains(said, "panic") || strings.Contains(said, "goroutine") {
		c.t.Errorf("on a full disk it says\n%s", said)
	}
	if served := strings.Contains(said, "serving "); !served && (err == nil || !strings.Contains(said, "full")) {
		c.t.Errorf("on a full disk it neither serves nor says that the disk is full: %v\n%s", err, said)
	}
	c.t.Logf("served %v: %s", strings.Contains(said, "serving "), said)
}

// A follower whose disk is full says so, keeps what it has, and goes on when there is room.
func TestFollowerOnAFullDisk(t *testing.T) {
	disk := smallDisk(t, "6m")
	c := begin(t, filepath.Join(t.TempDir(), "centre"))
	copied := c.copyOf(filepath.Join(disk, "copy"), "heron")
	s := c.serve()
	defer func() { s.stop() }()
	l := &load{c: c}
	for range 40 {
		l.sent = append(l.sent, l.allegation(len(l.sent)))
	}
	l.settle(s)
	ballast := filepath.Join(disk, "ballast")
	for room := range int64(6) {
		fill(t, ballast)
		shrink(t, ballast, room*16<<10)
		cmd := c.command("follow", s.base, copied.dir, "--once")
		out, err := cmd.CombinedOutput()
		if err == nil && room == 0 || err != nil && (cmd.ProcessState.ExitCode() != 1 || strings.Contains(string(out), "panic")) {
			t.Errorf("with %d bytes of room: %v\n%s", room*16<<10, err, out)
		}
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
		copied.sound()
	}
	c.follow(s.base, copied.dir)
	copied.sound()
	if r := copied.report(); r.Entries != l.size(s) {
		t.Errorf("the copy has %d entries of %d", r.Entries, l.size(s))
	}
}

// smallDisk mounts a file system of its own, if that is permitted here.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		if os.Getenv("TRUCE_CI") != "" {
			t.Fatalf("the joint build must be able to mount a small file system: %v", err)
		}
		t.Skipf("a small file system cannot be mounted here (%v); the full disk is not tested", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fill takes all the room that is left.
func fill(t *testing.T, name string) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for block := make([]byte, 1<<16); len(block) > 0; {
		if _, err := f.Write(block); errors.Is(err, unix.ENOSPC) {
			block = block[:len(block)/2]
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// shrink gives some room back.
func shrink(t *testing.T, name string, by int64) {
	t.Helper()
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(name, max(0, info.Size()-by)); err != nil {
		t.Fatal(err)
	}
}

// follows asks the tables for what was just recorded.
func (l *load) follows(s *server, x *sending) {
	l.c.t.Helper()
	n := x.got[len(x.got)-1].Entry
	a, err := l.c.get(s.base, l.c.members[0], fmt.Sprintf("/api/observe/reports/%d?wait=%d", x.got[0].Entry, n))
	if err != nil || a.status != 200 {
		l.c.t.Fatalf("the tables do not follow to entry %d: %v %d %s", n, err, a.status, a.body)
	}
}

// untilFull sends new commands until one is refused for want of room, and gives that one.
func (l *load) untilFull(s *server) *sending {
	l.c.t.Helper()
	for range 20_000 {
		x := l.allegation(len(l.sent))
		l.sent = append(l.sent, x)
		a := l.try(s, x)
		if a.status == 201 {
			continue
		}
		var p struct{ Title, Detail string }
		if err := json.Unmarshal(a.body, &p); err != nil || a.status != 507 || a.form != "application/problem+json" || !strings.Contains(p.Detail, "make room, then send the same again") {
			l.c.t.Fatalf("a full disk is answered with %d %s %s", a.status, a.form, a.body)
		}
		return x
	}
	l.c.t.Fatal("the disk does not fill up")
	return nil
}

// try sends a command once and keeps its receipts if it was taken.
func (l *load) try(s *server, x *sending) answer {
	l.c.t.Helper()
	a, err := l.c.post(context.Background(), s.base, x.who, "observe/allegations", x.id, x.body)
	if err != nil {
		l.c.t.Fatal(err)
	}
	var got struct{ Entries []receipt }
	if a.status == 201 {
		if err := json.Unmarshal(a.body, &got); err != nil {
			l.c.t.Fatal(err)
		}
		x.got = got.Entries
	}
	return a
}

// size is how many entries the record has.
func (l *load) size(s *server) int64 {
	l.c.t.Helper()
	a, err := l.c.get(s.base, &member{}, "/api/record/status")
	if err != nil {
		l.c.t.Fatal(err)
	}
	var status struct{ Size int64 }
	if err := json.Unmarshal(a.body, &status); err != nil {
		l.c.t.Fatalf("%v in %s", err, a.body)
	}
	return status.Size
}
