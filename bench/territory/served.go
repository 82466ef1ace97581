//go:build linux

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"truce.example/api"
	"truce.example/bench/internal/yard"
	"truce.example/desk"
	"truce.example/desk/people"
	"truce.example/desk/terms"
	"truce.example/desk/territory"
	"truce.example/mission"
)

// A centre is a mission with the desk of territory, and its face on a port of its own.
type centre struct {
	*mission.Mission
	desk desk.Desk
	face *httptest.Server
}

func open(dir string, fresh bool) centre {
	law := terms.New()
	who := people.New(law.At)
	ground := territory.New(law.At)
	cfg := mission.Config{Dir: dir, Desks: []desk.Desk{law.Desk(), who.Desk(), ground}, Log: slog.New(slog.DiscardHandler), Holders: who.Holders}
	if fresh {
		_, err := mission.Init(cfg, "bench.invalid/territory")
		yard.Check(err)
	}
	m, err := mission.Open(cfg)
	yard.Check(err)
	face, err := api.New(api.Config{Mission: m, Identity: who, Rights: law, Version: "bench"})
	yard.Check(err)
	return centre{m, ground, httptest.NewServer(face.Handler())}
}

func (c centre) close() {
	c.face.Close()
	yard.Check(c.Mission.Close())
}

// take takes in a map that everybody may read, by the door that files come through.
func (c centre) take(day string, text []byte) {
	params := url.Values{"source": {"Daily"}, "level": {"1"}, "whole": {"true"}, "history": {"true"}, "uncertainty": {"100"}, "readers": {"public"}, "seen": {day}}
	for _, r := range c.desk.Routes {
		if r.Method == "POST" && r.Path == "charts" {
			_, err := r.Do(context.Background(), desk.Question{Who: desk.Host(), At: c.Now(), View: c.View(desk.Host()), Params: params, ID: "chart-" + day, Body: bytes.NewReader(text)}, c)
			yard.Check(err)
		}
	}
}

// get asks a question as somebody who is not signed in, and gives the milliseconds.
func (c centre) get(path string) float64 {
	began := time.Now()
	answer, err := http.Get(c.face.URL + "/api/territory/" + path)
	yard.Check(err)
	text, err := io.ReadAll(answer.Body)
	yard.Check(err)
	yard.Check(answer.Body.Close())
	if answer.StatusCode != http.StatusOK || len(text) < 100 {
		yard.Check(fmt.Errorf("%s: %d %.200s", path, answer.StatusCode, text))
	}
	return float64(time.Since(began).Microseconds()) / 1000
}

// served takes 769 daily maps into a record, and asks a server what changed between any two.
func served(ctx context.Context, _ *cluster) error {
	dir, err := os.MkdirTemp("", "truce-bench-")
	yard.Check(err)
	defer os.RemoveAll(dir)
	dir = filepath.Join(dir, "record")
	texts := days(769)
	first := time.Date(2024, 7, 8, 0, 0, 0, 0, time.UTC)
	day := func(i int) string { return first.AddDate(0, 0, i).Format(time.RFC3339) }
	c := open(dir, true)
	began := time.Now()
	for i, text := range texts[:365] {
		c.take(day(i), text)
	}
	yard.One("365 daily maps of 3,000 corners into the record", "s", time.Since(began).Seconds(), "")
	for i, text := range texts[365:] {
		c.take(day(i+365), text)
	}
	yard.Check(c.WaitView(ctx, c.Head().Size))
	rnd := rand.New(rand.NewPCG(6, 6))
	two := func() string {
		i, j := rnd.IntN(len(texts)), rnd.IntN(len(texts)-1)
		if j >= i {
			j++
		}
		return "change?before=" + day(min(i, j)) + "&after=" + day(max(i, j))
	}
	cold := yard.Figure{Name: "change between any two of 769 days, served, the first answer after a start", Unit: "ms"}
	for range *runs {
		c.close()
		c = open(dir, false)
		yard.Check(c.WaitView(ctx, c.Head().Size))
		cold.Runs = append(cold.Runs, c.get(two()))
	}
	cold.Print()
	curve := yard.Figure{Name: "curve of areas over 769 days, served", Unit: "ms"}
	for range min(*runs, 3) {
		curve.Runs = append(curve.Runs, c.get("curve"))
	}
	curve.Print()
	fmt.Printf("  the first of them read all outlines: %.0f ms\n", curve.Runs[0])
	warm := yard.Figure{Name: "change between any two of 769 days, served, maps in memory", Unit: "ms", Goal: "< 100"}
	again := yard.Figure{Name: "the same two again", Unit: "ms"}
	for range 20 * *runs {
		path := two()
		warm.Runs = append(warm.Runs, c.get(path))
		again.Runs = append(again.Runs, c.get(path))
	}
	warm.Print()
	fmt.Printf("  the 99th percentile: %.1f ms\n", yard.Quantile(warm.Runs, 0.99))
	again.Print()
	c.close()
	return nil
}
