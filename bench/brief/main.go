// Command brief measures a brief over many incidents: how long it takes to read and make it, to write its page, and how much
// memory the process needs. The record is made by the writer's own path first.
//
//	go run ./bench/brief -incidents 100000
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"truce.example/bench/internal/yard"
	"truce.example/desk"
	"truce.example/desk/brief"
)

var (
	incidents = flag.Int("incidents", 100_000, "how many reports")
	runs      = flag.Int("runs", 3, "how many runs")
	patience  = flag.Duration("patience", 5*time.Minute, "longest time to make the record; what is there by then is counted")
)

func main() {
	flag.Parse()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	dir, err := os.MkdirTemp("", "truce-bench-")
	yard.Check(err)
	defer os.RemoveAll(dir)
	m, err := yard.Open(filepath.Join(dir, "record"), true)
	yard.Check(err)
	defer m.Close()
	made := fill(m)
	yard.Check(m.WaitView(context.Background(), m.Head().Size))
	name := fmt.Sprintf("brief of %d incidents", made)
	before := yard.Memory("self", "VmHWM")
	var counts, makes, pages []float64
	for range *runs {
		counts = append(counts, ask(m, "totals", url.Values{}))
		q := url.Values{"from": {"2017-07-01"}, "to": {"2017-09-01"}}
		makes = append(makes, ask(m, "draft", q))
		q.Set("form", "html")
		pages = append(pages, ask(m, "draft", q))
	}
	yard.Figure{Name: name + ": totals", Unit: "s", Runs: counts}.Print()
	yard.Figure{Name: name + ": brief, as JSON", Unit: "s", Goal: "< 10 s", Runs: makes}.Print()
	yard.Figure{Name: name + ": brief, as a page", Unit: "s", Goal: "< 10 s", Runs: pages}.Print()
	yard.One(name+": peak memory, before", "MB", before, "")
	yard.One(name+": peak memory, after", "MB", yard.Memory("self", "VmHWM"), "")
}

// fill submits reports until there are enough, or patience ends.
func fill(m yard.Mission) int {
	ctx, cancel := context.WithTimeout(context.Background(), *patience)
	defer cancel()
	host := desk.Host()
	const lanes = 64
	done := make([]int, lanes)
	var group errgroup.Group
	for lane := range lanes {
		group.Go(func() error {
			for n := lane; n < *incidents; n += lanes {
				_, err := m.Submit(ctx, host, desk.Command{Desk: "observe", ID: fmt.Sprint("m-", n), Do: yard.Allegation(n)})
				if errors.Is(err, context.DeadlineExceeded) {
					return nil
				}
				if r, refused := desk.Refused(err); refused && r.Kind == desk.Busy && ctx.Err() != nil {
					return nil
				}
				if err != nil {
					return err
				}
				done[lane]++
			}
			return nil
		})
	}
	yard.Check(group.Wait())
	all := 0
	for _, n := range done {
		all += n
	}
	return all
}

// ask puts a question to the desk of briefs, and gives the seconds.
func ask(m yard.Mission, path string, q url.Values) float64 {
	for _, r := range brief.New(m.Law.At).Routes {
		if r.Path != path {
			continue
		}
		began := time.Now()
		_, err := r.Ask(context.Background(), desk.Question{Who: desk.Host(), At: m.Now(), View: m.View(desk.Host()), Head: m.Head(), Params: q, Path: func(string) string { return "" }})
		yard.Check(err)
		return time.Since(began).Seconds()
	}
	yard.Check(fmt.Errorf("there is no question %s", path))
	return 0
}
