package live

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"truce.example/desk/air/feed"
)

func reportAt(ms int64) feed.Report {
	return feed.Report{Has: feed.Time, Address: 0x4ca2d5, Ms: ms, NIC: -1, NACp: -1, SIL: -1}
}

// A table that was torn by a kill is gone on with, and what it held is read back.
func TestASpoolGoesOnAfterAKill(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mast")
	at := time.Date(2026, 11, 21, 12, 59, 58, 0, time.UTC)
	open := func() *Spool {
		s, err := OpenSpool(dir)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open()
	s.Add(at, []feed.Report{reportAt(at.UnixMilli()), reportAt(at.UnixMilli() + 1000)})
	if err := s.Flush(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "2026-11-21T12Z.csv")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text[:len(text)-9], 0o600); err != nil { // half of the last line
		t.Fatal(err)
	}
	s = open()
	s.Add(at.Add(time.Second), []feed.Report{reportAt(at.UnixMilli() + 1500)})
	s.Add(at.Add(3*time.Second), []feed.Report{reportAt(at.UnixMilli() + 3000)})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := s.Tail(2000)
	if err != nil {
		t.Fatal(err)
	}
	var times []int64
	for _, r := range got {
		times = append(times, r.Ms-at.UnixMilli())
	}
	if len(times) < 2 || times[len(times)-1] != 3000 || times[len(times)-2] != 1500 {
		t.Errorf("%v", times)
	}
	whole, err := s.Whole(at.Add(time.Hour))
	if err != nil || len(whole) != 1 || whole[0].Path != path {
		t.Fatalf("%v, %v", whole, err)
	}
	if err := s.Done(whole[0]); err != nil {
		t.Fatal(err)
	}
	if again, err := s.Whole(at.Add(time.Hour)); err != nil || len(again) != 0 {
		t.Errorf("%v, %v", again, err)
	}
	if got, err := s.Tail(1 << 40); err != nil || len(got) != 3 { // the torn line is gone
		t.Errorf("%v, %v", got, err)
	}
}
