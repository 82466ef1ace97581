package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// A lineBody gives some bytes after some waiting, by a clock of its own.
type lineBody struct {
	now, dead time.Time
	waits     []time.Duration
	bytes     int
}

func (l *lineBody) Read(p []byte) (int, error) {
	if len(l.waits) == 0 {
		return 0, io.EOF
	}
	l.now = l.now.Add(l.waits[0])
	l.waits = l.waits[1:]
	if !l.dead.IsZero() && l.now.After(l.dead) {
		return 0, fmt.Errorf("read: %w", os.ErrDeadlineExceeded)
	}
	return min(l.bytes, len(p)), nil
}

func (l *lineBody) Close() error { return nil }

func TestOnlyWaitingForABodyCounts(t *testing.T) {
	times := func(n int, d time.Duration) (out []time.Duration) {
		for range n {
			out = append(out, d)
		}
		return out
	}
	for name, row := range map[string]struct {
		line  lineBody
		works time.Duration // of the program, between two readings
		taken bool
	}{
		"a fast line, a slow program":       {lineBody{waits: times(100, time.Millisecond), bytes: 4096}, 10 * time.Minute, true},
		"an hour over a poor line":          {lineBody{waits: times(3600, time.Second), bytes: 600}, 0, true},
		"a line that pauses":                {lineBody{waits: []time.Duration{time.Second, 50 * time.Second, time.Second}, bytes: 4096}, 0, true},
		"a line that stops":                 {lineBody{waits: []time.Duration{time.Second, 2 * time.Minute}, bytes: 4096}, 0, false},
		"a byte now and then, to hold us":   {lineBody{waits: times(100, 10*time.Second), bytes: 1}, 0, false},
		"much at first, and then a trickle": {lineBody{waits: append(times(100, time.Millisecond), times(100, 10*time.Second)...), bytes: 64}, 0, false},
	} {
		line := row.line
		body := &patientBody{&line, func(t time.Time) error { line.dead = t; return nil }, func() time.Time { return line.now }, patience}
		var err error
		for p := make([]byte, 32<<10); err == nil; line.now = line.now.Add(row.works) {
			_, err = body.Read(p)
		}
		if taken := err == io.EOF; taken != row.taken {
			t.Errorf("%s: %v", name, err)
		}
		if err != io.EOF && !strings.Contains(err.Error(), "send it again") {
			t.Errorf("%s: %v", name, err)
		}
		if err == io.EOF && !line.dead.IsZero() {
			t.Errorf("%s: a deadline is left behind", name)
		}
	}
}

// A stream must outlive any limit on reading a request: by the server's own settings nothing but its headers has one.
func TestARequestHasNoLimitAsAWhole(t *testing.T) {
	began, seen := make(chan struct{}), make(chan error, 1)
	s := httpServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil || string(b) != "ab" {
			t.Errorf("%q, %v", b, err)
		}
		close(began)
		<-r.Context().Done()
		seen <- r.Context().Err()
	}))
	if s.ReadTimeout != 0 || s.WriteTimeout != 0 || s.ReadHeaderTimeout == 0 {
		t.Errorf("the limits are %v to read, %v to write, %v for headers", s.ReadTimeout, s.WriteTimeout, s.ReadHeaderTimeout)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go s.Serve(l)
	defer s.Close()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\na")
	fmt.Fprint(c, "b")
	<-began
	select {
	case err := <-seen:
		t.Errorf("it ended by itself: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	c.Close()
	<-seen // who hangs up is noticed
}
