package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/api"
	"truce.example/desk"
	"truce.example/desk/people"
	"truce.example/exercise"
	"truce.example/mission"
	"truce.example/record"
)

// A centre is a whole mission in this process, with every desk, the exercise played to its end, and its face.
type centre struct {
	t    testing.TB
	m    *mission.Mission
	face http.Handler
	law  *agreement.Agreement
	who  map[string]desk.Who
	keys map[string]string // a token of each member
	dir  string
	n    int

	clock *demoClock
}

// afterwards is what stands on the disk when the exercise was played, by file, and the moment at which it ended. It is played
// once for all tests of a run; each takes a copy of its own.
var afterwards = sync.OnceValues(func() (end struct {
	files map[string][]byte
	at    time.Time
}, err error) {
	dir, err := os.MkdirTemp("", "truce-played-")
	if err != nil {
		return end, err
	}
	defer os.RemoveAll(dir)
	clock := &demoClock{}
	clock.set(demoBegins)
	_, cfg := quietHouse(dir, clock)
	if _, err := mission.Init(cfg, "test.example/exercise/walk"); err != nil {
		return end, err
	}
	m, err := mission.Open(cfg)
	if err != nil {
		return end, err
	}
	err = playExercise(context.Background(), m, clock)
	if err == nil {
		err = m.WaitView(context.Background(), m.Head().Size)
	}
	end.at, end.files = clock.now(), map[string][]byte{}
	if err := errors.Join(err, m.Close()); err != nil {
		return end, err
	}
	return end, filepath.WalkDir(cfg.Dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		end.files[strings.TrimPrefix(path, cfg.Dir)] = b
		return err
	})
})

func quietHouse(dir string, clock *demoClock) (house, mission.Config) {
	h := newHouse()
	return h, mission.Config{Dir: dir + "/centre", Desks: h.desks, Clock: clock.now, Log: slog.New(slog.DiscardHandler), Holders: h.who.Holders}
}

// played opens a mission in which the exercise was played to its end. Its clock stands there.
func played(t testing.TB) (*mission.Mission, house, *demoClock, string) {
	t.Helper()
	end, err := afterwards()
	if err != nil {
		t.Fatal(err)
	}
	clock := &demoClock{}
	clock.set(end.at)
	h, cfg := quietHouse(t.TempDir(), clock)
	for name, b := range end.files {
		if err := os.MkdirAll(filepath.Dir(cfg.Dir+name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(cfg.Dir+name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	m, err := mission.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	return m, h, clock, cfg.Dir
}

func newCentre(t testing.TB) *centre {
	t.Helper()
	m, h, clock, dir := played(t)
	clock.run()
	face, err := api.New(api.Config{Mission: m, Identity: h.who, Rights: h.law, Version: "test", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	c := &centre{t: t, dir: dir, m: m, clock: clock, face: face.Handler(), who: map[string]desk.Who{}, keys: map[string]string{"": ""}}
	if c.law, err = exerciseAgreement(); err != nil {
		t.Fatal(err)
	}
	c.enrolled()
	return c
}

// enrolled gives every member of the exercise a token.
func (c *centre) enrolled() {
	c.t.Helper()
	members, err := exercise.People()
	if err != nil {
		c.t.Fatal(err)
	}
	for _, p := range members {
		secret, hash := people.NewSecret()
		do := &people.IssueToken{Token: people.NewID(), Member: p.ID, Secret: hash, Expires: record.At(c.m.Now().Add(20 * 24 * time.Hour)), Purpose: "walk of " + p.ID}
		if err := submit(context.Background(), c.m, "people", "token-"+p.ID, do); err != nil {
			c.t.Fatal(err)
		}
		c.keys[p.ID] = secret
		c.who[p.ID] = desk.Who{Member: p.ID, Party: p.Side, Kind: kindOfSide(c.law, p.Side), Roles: p.Roles}
	}
	c.who[""] = desk.Who{}
}

// knock sends a request as a member ("" is nobody) and gives the whole answer.
func (c *centre) knock(member, method, path string, body []byte, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://truce.test"+path, bytes.NewReader(body))
	if key := c.keys[member]; key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	if method == "POST" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	c.face.ServeHTTP(w, r)
	return w
}

// tell sends a command that has to be taken, and gives the entry that it became first.
func (c *centre) tell(member, path string, do map[string]any) int64 {
	c.t.Helper()
	body, err := json.Marshal(do)
	if err != nil {
		c.t.Fatal(err)
	}
	w := c.knock(member, "POST", "/api/"+path, body)
	if w.Code >= 300 {
		c.t.Fatalf("POST %s by %s: %d %s", path, member, w.Code, w.Body)
	}
	var out struct{ Entries []struct{ Entry int64 } }
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		c.t.Fatal(err)
	}
	if len(out.Entries) == 0 {
		return -1
	}
	return out.Entries[0].Entry
}

// size is how many entries the record has.
func (c *centre) size() int64 { return c.m.Head().Size }

// read waits until the tables have read the whole record.
func (c *centre) read() {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := c.m.WaitView(ctx, c.size()); err != nil {
		c.t.Fatal(err)
	}
}

// The face's own word in a question reaches no desk, which would refuse it as unknown.
func TestEveryQuestionMayWaitForAnEntry(t *testing.T) {
	c := newCentre(t)
	var list struct{ Reports []struct{ Entry int64 } }
	c.get("heron", "/api/observe/reports?limit=1", &list)
	report := fmt.Sprintf("/api/observe/reports/%d", list.Reports[0].Entry)
	for _, path := range []string{"/api/observe/reports", report, "/api/inquiry/cases", "/api/line/messages", "/api/brief/totals", "/api/terms/clauses", "/api/people/members"} {
		if w := c.knock("heron", "GET", path+"?wait=3", nil); w.Code != 200 {
			t.Errorf("GET %s?wait=3: %d %.200s", path, w.Code, w.Body)
		}
	}
}
