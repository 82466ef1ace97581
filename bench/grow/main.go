// Command grow measures how a record bears its size. It lets a record grow by the writer's own path, two facts a command,
// and at each size opens it (which folds every State again), rebuilds the tables and verifies everything, each in a
// process of its own, so that the most memory each ever held is known.
//
//	go run ./bench/grow -sizes 100000,300000,1000000
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"truce.example/bench/internal/yard"
	"truce.example/desk"
	"truce.example/record"
	"truce.example/record/audit"
)

var (
	sizes = flag.String("sizes", "30000,100000,300000", "entries at which to measure, rising")
	works = flag.String("works", "open,rebuild,verify", "what to measure")
	do    = flag.String("do", "", "for the program itself: do one piece of work")
	in    = flag.String("in", "", "for the program itself: the record's folder; else where to grow one")
)

func main() {
	flag.Parse()
	if *do != "" {
		yard.Check(work(*do, *in))
		return
	}
	dir := *in
	if dir == "" {
		tmp, err := os.MkdirTemp("", "truce-bench-")
		yard.Check(err)
		defer os.RemoveAll(tmp)
		dir = filepath.Join(tmp, "record")
	}
	for i, text := range strings.Split(*sizes, ",") {
		size, err := strconv.ParseInt(text, 10, 64)
		yard.Check(err)
		rate, memory, err := grow(dir, i == 0, size)
		yard.Check(err)
		yard.One(fmt.Sprintf("grow to %s entries", text), "entries/s", rate, "")
		yard.One(fmt.Sprintf("grow to %s entries, peak memory", text), "MB", memory, "")
		for _, what := range strings.Split(*works, ",") {
			d, err := apart(what, dir)
			yard.Check(err)
			yard.One(fmt.Sprintf("%s %s entries", what, text), "s", d.Seconds, "")
			yard.One(fmt.Sprintf("%s %s entries, CPU each", what, text), "µs", d.CPU*1e6/float64(d.Entries), "the same at every size")
			yard.One(fmt.Sprintf("%s %s entries, peak memory", what, text), "MB", d.Peak, "the same at every size")
		}
	}
}

// window is how many commands are on their way at once, as in an import.
const window = 256

// grow submits reports until the record has size entries, and answers the rate and the most memory held.
func grow(dir string, fresh bool, size int64) (rate, memory float64, err error) {
	m, err := yard.Open(dir, fresh)
	if err != nil {
		return 0, 0, err
	}
	who := desk.Host()
	who.Known = record.ByImport
	from, began := m.Head().Size, time.Now()
	next := atomic.Int64{}
	next.Store(from)
	var wg sync.WaitGroup
	for range window {
		wg.Go(func() {
			for n := next.Add(2); n <= size; n = next.Add(2) {
				_, err := m.Submit(context.Background(), who, desk.Command{Desk: "observe", ID: fmt.Sprint("grow-", n), Do: yard.Allegation(int(n))})
				yard.Check(err)
			}
		})
	}
	wg.Wait()
	if err := m.WaitView(context.Background(), m.Head().Size); err != nil {
		return 0, 0, err
	}
	rate = float64(m.Head().Size-from) / time.Since(began).Seconds()
	return rate, yard.Memory("self", "VmHWM"), m.Close()
}

// Done says what a piece of work cost.
type Done struct {
	Entries int64
	Seconds float64
	CPU     float64 // s
	Peak    float64 // MB
}

// apart does a piece of work in another process.
func apart(what, dir string) (Done, error) {
	self, err := os.Executable()
	if err != nil {
		return Done{}, err
	}
	c := exec.Command(self, "-do", what, "-in", dir)
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		return Done{}, fmt.Errorf("%s: %w", what, err)
	}
	var d Done
	return d, json.Unmarshal(out, &d)
}

func work(what, dir string) error {
	ctx, began, before := context.Background(), time.Now(), 0.0
	var d Done
	switch what {
	case "open", "rebuild":
		m, err := yard.Open(dir, false)
		if err != nil {
			return err
		}
		d.Entries = m.Head().Size
		if what == "rebuild" {
			began, before = time.Now(), yard.CPU()
			if err := m.Rebuild(ctx, nil); err != nil {
				return err
			}
		}
		d.Seconds = time.Since(began).Seconds()
		if err := m.Close(); err != nil {
			return err
		}
	case "verify":
		kinds, err := yard.Kinds()
		if err != nil {
			return err
		}
		r, err := audit.Dir(ctx, dir, audit.Options{Kinds: kinds})
		if err != nil {
			return err
		}
		if !r.OK() {
			return fmt.Errorf("the record does not verify: %v", r.Findings[0])
		}
		d.Entries, d.Seconds = r.Entries, time.Since(began).Seconds()
	default:
		return fmt.Errorf("there is no work %q", what)
	}
	d.CPU = yard.CPU() - before
	d.Peak = yard.Memory("self", "VmHWM")
	return json.NewEncoder(os.Stdout).Encode(d)
}
