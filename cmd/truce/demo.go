package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"truce.example/desk"
	"truce.example/exercise"
	"truce.example/mission"
	"truce.example/record"
)

var demoVerb = verb{
	use:   "demo [--dir DIR] [--listen ADDR] [--once] [--json]",
	about: "load a sixty-day exercise and serve it",
	help: `
    truce demo

Makes a record of the exercise "Southwest Syria 2017", with its agreement, its people and its ledger, and serves it, with
one sign-in link per role. Everything in it is marked EXERCISE; most of it is invented. Without --dir the record is made in
a new temporary folder. --once ends when it is loaded, and with --json prints its totals.`,
	run: runDemo,
}

// A demoResult is what --json prints.
type demoResult struct {
	Dir     string            `json:"dir"`
	Origin  string            `json:"origin"`
	Key     string            `json:"key"`
	Entries int64             `json:"entries"`
	Root    record.Hash       `json:"root"`
	Seconds float64           `json:"seconds"`
	Totals  json.RawMessage   `json:"totals"`
	Aid     json.RawMessage   `json:"aid"`  // as the humanitarian desk sees it
	Line    lineResult        `json:"line"` // the messages between the forces
	Links   map[string]string `json:"links,omitempty"`
}

func runDemo(ctx context.Context, c *console, args []string) error {
	f := c.flags()
	dir := f.String("dir", "", "")
	listen := f.String("listen", "127.0.0.1:8417", "")
	once := f.Bool("once", false, "")
	if _, err := c.parse(f, args, 0); err != nil {
		return err
	}
	if *dir == "" {
		tmp, err := os.MkdirTemp("", "truce-demo-")
		if err != nil {
			return err
		}
		*dir = filepath.Join(tmp, "record")
	}
	began := time.Now()
	clock := &demoClock{}
	h := newHouse()
	m, err := openDemo(h, *dir, clock)
	if err != nil {
		return err
	}
	err = serveDemo(ctx, c, h, m, clock, demoOptions{dir: *dir, listen: *listen, once: *once, began: began})
	return errors.Join(err, m.Close())
}

type demoOptions struct {
	dir, listen string
	once        bool
	began       time.Time
}

func openDemo(h house, dir string, clock *demoClock) (*mission.Mission, error) {
	origin := "truce.invalid/exercise/sw-syria-2017-" + record.NewID().String()[:8]
	clock.set(demoBegins)
	cfg, err := h.config(dir, secrets{})
	if err != nil {
		return nil, err
	}
	cfg.Clock = clock.now
	cfg.Seen = "" // an exercise is made anew each time; there is nothing to go on from
	if _, err := mission.Init(cfg, origin); err != nil {
		return nil, err
	}
	return mission.Open(cfg)
}

func serveDemo(ctx context.Context, c *console, h house, m *mission.Mission, clock *demoClock, o demoOptions) error {
	if err := playExercise(ctx, m, clock); err != nil {
		return err
	}
	clock.run() // from here on the clock is the machine's: who signs in now does so today
	out, err := demoTotals(ctx, m, o)
	if err != nil {
		return err
	}
	if o.once {
		return c.result(out, func(w io.Writer) { demoWords(w, out) })
	}
	srv := &server{house: h, m: m, dir: o.dir, beside: rolesOf(m)}
	if !onLoopback(o.listen) {
		srv.beside = nil // who can reach this machine must not be whoever they like
	}
	var failed error
	err = srv.run(ctx, c, o.listen, func(base string) {
		if out.Links, failed = demoLinks(ctx, m, base); failed == nil {
			failed = c.result(out, func(w io.Writer) { demoWords(w, out); demoInvite(w, out, base) })
		}
	})
	return errors.Join(err, failed)
}

// demoTotals asks for the scenario's totals through the same door as anybody, as the duty officer sees them.
func demoTotals(ctx context.Context, m *mission.Mission, o demoOptions) (demoResult, error) {
	head := m.Head()
	out := demoResult{Dir: o.dir, Origin: m.Origin(), Key: m.PublicKey(), Entries: head.Size, Root: head.Root}
	if err := m.WaitView(ctx, head.Size); err != nil {
		return out, err
	}
	officer := desk.Who{Member: "heron", Kind: "mission", Roles: []string{"duty_officer"}, Known: record.BySystem}
	totals, err := ask(ctx, m, officer, "brief", "totals", nil)
	if err != nil {
		return out, err
	}
	if out.Totals, err = json.Marshal(totals); err != nil {
		return out, err
	}
	relief := desk.Who{Member: "lantern", Kind: "mission", Roles: []string{"humanitarian_desk"}, Known: record.BySystem}
	if totals, err = ask(ctx, m, relief, "aid", "totals", nil); err != nil {
		return out, err
	}
	if out.Aid, err = json.Marshal(totals); err != nil {
		return out, err
	}
	out.Line, err = lineTotals(ctx, m)
	out.Seconds = time.Since(o.began).Round(time.Millisecond).Seconds()
	return out, err
}

// ask puts a question to a desk's door as who.
func ask(ctx context.Context, m *mission.Mission, who desk.Who, name, path string, params url.Values) (any, error) {
	for _, d := range m.Desks() {
		for _, r := range d.Routes {
			if d.Name == name && r.Path == path && r.Ask != nil {
				return r.Ask(ctx, desk.Question{Who: who, At: m.Now(), View: m.View(who), Head: m.Head(), Params: params, Path: func(string) string { return "" }})
			}
		}
	}
	return nil, fmt.Errorf("desk %s has no question %q", name, path)
}

// demoLinks makes one link for each member of the exercise.
func demoLinks(ctx context.Context, m *mission.Mission, base string) (map[string]string, error) {
	people, err := exercise.People()
	if err != nil {
		return nil, err
	}
	links := map[string]string{}
	for _, p := range people {
		path, err := newLink(ctx, m, p.ID, "exercise")
		if err != nil {
			return nil, err
		}
		links[p.ID] = base + path
	}
	return links, nil
}

func demoWords(w io.Writer, out demoResult) {
	var t struct {
		Rows, Candidates, Public int64
	}
	json.Unmarshal(out.Totals, &t)
	fmt.Fprintf(w, "EXERCISE Southwest Syria 2017: %d rows, %d candidate violations, %d events in the public number\n", t.Rows, t.Candidates, t.Public)
	var a struct {
		Convoys int64
		People  struct{ Planned, Reached int64 }
	}
	json.Unmarshal(out.Aid, &a)
	fmt.Fprintf(w, "%d convoys, %d people reached of %d planned\n", a.Convoys, a.People.Reached, a.People.Planned)
	fmt.Fprintf(w, "%d messages on the lines, %d acknowledged on time, %d corrected\n", out.Line.Messages, out.Line.OnTime, out.Line.Corrections)
	fmt.Fprintf(w, "%d entries in %s, loaded in %.1f s\nkey %s\n", out.Entries, out.Dir, out.Seconds, out.Key)
}

func demoInvite(w io.Writer, out demoResult, base string) {
	people, err := exercise.People()
	if err != nil {
		return
	}
	fmt.Fprintf(w, "\nSign in at %s, once per link:\n", base)
	for _, p := range people {
		side := p.Side
		if side != "" {
			side = " for " + side
		}
		fmt.Fprintf(w, "  %-34s %s\n", p.Roles[0]+side, out.Links[p.ID])
	}
	fmt.Fprintln(w, "\nStop with Ctrl-C.")
}

// A demoClock stands where the exercise puts it, and then runs with the machine's clock.
type demoClock struct{ at atomic.Int64 } // milliseconds; 0 runs

func (c *demoClock) set(t time.Time) { c.at.Store(t.UnixMilli()) }
func (c *demoClock) run()            { c.at.Store(0) }

func (c *demoClock) now() time.Time {
	if at := c.at.Load(); at != 0 {
		return time.UnixMilli(at).UTC()
	}
	return time.Now().UTC()
}
