package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"truce.example/bench/internal/yard"
	"truce.example/desk/air/feed"
	"truce.example/desk/air/feed/beast"
	"truce.example/desk/air/feed/modes"
	"truce.example/desk/air/fence"
	"truce.example/desk/air/live"
	"truce.example/desk/air/track"
	"truce.example/desk/air/watch"
	"truce.example/geo"
)

// The load of the measurement of delays.
const (
	crowd   = 50_000 // aircraft, each of which reports once a second
	warm    = 3      // seconds that do not count: each aircraft is seen for the first time, in some eight zones
	counted = 5
	slice   = 2 * time.Millisecond // what is sent at a time is what comes in so long
)

// delay measures how long it takes from the bytes of a report at the sender to its crossings, at 50,000 reports a second
// over TCP, while every quarter of a second a zone is added and another removed; and how long that takes to hold.
func delay(set *fence.Set) {
	for _, kind := range []live.Kind{live.SBS, live.Beast} {
		middle := yard.Figure{Name: fmt.Sprintf("%s, 50,000/s over TCP, bytes to crossing, p50", kind), Unit: "ms"}
		p99 := yard.Figure{Name: "  p99", Unit: "ms", Goal: "< 20"}
		longest := yard.Figure{Name: "  longest", Unit: "ms"}
		soonest := yard.Figure{Name: "  zone changed meanwhile, until all in sight are told", Unit: "ms", Goal: "<= 100"}
		busy := yard.Figure{Name: "  processors used, the sender's share with it", Unit: ""}
		lag := yard.Figure{Name: "  the sender itself was late by, p99", Unit: "ms"}
		tapes := crowdTapes(kind)
		for range *runs {
			d := runDelay(kind, set, tapes)
			middle.Runs = append(middle.Runs, yard.Quantile(d.delays, 0.5))
			p99.Runs = append(p99.Runs, yard.Quantile(d.delays, 0.99))
			longest.Runs = append(longest.Runs, yard.Quantile(d.delays, 1))
			soonest.Runs = append(soonest.Runs, d.changes...)
			busy.Runs = append(busy.Runs, d.cpu/counted)
			lag.Runs = append(lag.Runs, yard.Quantile(d.late, 0.99))
		}
		for _, f := range []yard.Figure{middle, p99, longest, soonest, busy, lag} {
			f.Print()
		}
	}
}

// crowdTapes are what all aircraft report, second by second, cut into slices.
func crowdTapes(kind live.Kind) (out [][]byte) {
	all := flights(crowd)
	each := crowd * int(slice) / int(time.Second)
	for k := range warm + counted {
		at := time.UnixMilli(startMs + int64(k)*1000).UTC()
		stamp := at.Format("2006/01/02,15:04:05.000")
		for from := 0; from < crowd; from += each {
			var b bytes.Buffer
			for i := from; i < from+each; i++ {
				f := &all[i]
				f.step()
				feet := int(f.height/30.48/25) * 25
				if kind == live.SBS {
					fmt.Fprintf(&b, "MSG,3,1,1,%06X,1,%s,%s,,%d,,,%.5f,%.5f,,,0,0,0,0\r\n", 0x400000+i, stamp, stamp, feet, f.lat/1e7, f.lon/1e7)
				} else {
					b.Write(beast.Append(nil, beast.Frame{Type: '3', Ticks: uint64(1+k) * 12_000_000, Signal: 200, Data: modes.Squitter(uint32(0x400000+i), f.lat/1e7, f.lon/1e7, feet, k%2 == 1)}))
				}
			}
			out = append(out, b.Bytes())
		}
	}
	return out
}

type delays struct {
	delays, changes, late []float64 // milliseconds
	cpu                   float64   // seconds, of those that count
}

func runDelay(kind live.Kind, set *fence.Set, tapes [][]byte) (d delays) {
	var sent [crowd]atomic.Int64 // by aircraft, in nanoseconds
	began := time.Now()
	now := func() int64 { return int64(time.Since(began)) }
	var counting atomic.Bool
	var mu sync.Mutex
	told := map[string]int64{} // by zone, when the last was told of it
	checker := live.NewChecker(set, live.CheckerConfig{Workers: *workers}, func(found []watch.Crossing) {
		at := now()
		mu.Lock()
		defer mu.Unlock()
		for i := range found {
			x := &found[i]
			if x.Event.Why == fence.ByZone {
				told[x.Zone.ID] = at
				continue
			}
			if address, _, ok := feed.ParseAddress(x.Key); ok && counting.Load() {
				d.delays = append(d.delays, float64(at-sent[address-0x400000].Load())/1e6)
			}
		}
	})
	defer checker.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	yard.Check(err)
	defer l.Close()
	f, err := live.Open(context.Background(), live.Source{Name: "bench", Kind: kind, Address: l.Addr().String(), ByTicks: true}, live.Config{}, checker.Take)
	yard.Check(err)
	defer f.Close()
	conn, err := l.Accept()
	yard.Check(err)
	defer conn.Close()

	var changes sync.WaitGroup
	over := make(chan struct{})
	changes.Go(func() {
		fresh := invent(200, 0.5, 0.8)
		for i := 0; ; i++ {
			select {
			case <-over:
				return
			case <-time.After(250 * time.Millisecond):
			}
			if !counting.Load() {
				continue
			}
			z := fresh[i%len(fresh)]
			z.ID, z.Floor, z.Ceiling, z.Active = fmt.Sprint("N", i), fence.Level{Datum: fence.Surface}, fence.Level{Datum: fence.Unlimited}, nil
			asked := now()
			yard.Check(checker.Change([]*fence.Zone{z}, []string{fmt.Sprint("N", i-1)}))
			time.Sleep(200 * time.Millisecond)
			mu.Lock()
			if at, ok := told[z.ID]; ok {
				d.changes = append(d.changes, float64(at-asked)/1e6)
			}
			mu.Unlock()
		}
	})
	each := crowd * int(slice) / int(time.Second)
	start := time.Now()
	for n, text := range tapes {
		if n == warm*int(time.Second/slice) {
			for f.Health().Bytes < total(tapes[:n]) {
				time.Sleep(time.Millisecond)
			}
			checker.Counts() // nothing of the beginning is left
			counting.Store(true)
			d.cpu = -yard.CPU()
			start = time.Now().Add(-time.Duration(n) * slice)
		}
		due := start.Add(time.Duration(n) * slice)
		time.Sleep(time.Until(due))
		if !counting.Load() {
			due = time.Now()
		}
		d.late = append(d.late, float64(time.Since(due))/1e6)
		at := now()
		from := n * each % crowd
		for i := from; i < from+each; i++ {
			sent[i].Store(at)
		}
		_, err := conn.Write(text)
		yard.Check(err)
	}
	for f.Health().Bytes < total(tapes) {
		time.Sleep(time.Millisecond)
	}
	close(over)
	changes.Wait()
	checker.Counts()
	d.cpu += yard.CPU()
	mu.Lock()
	defer mu.Unlock()
	return d
}

func total(texts [][]byte) (n int64) {
	for _, t := range texts {
		n += int64(len(t))
	}
	return n
}

// week flies twenty thousand aircraft a day for a week, nearly all of them new each day, through a thousand zones, and
// looks at the memory at the end of each day.
func week() {
	const each, steps = 20_000, 20
	checker := live.NewChecker(made(invent(1000, 0.05, 0.8)), live.CheckerConfig{Workers: *workers, Track: track.Config{}}, func([]watch.Crossing) {})
	defer checker.Close()
	r := rand.New(rand.NewPCG(5, 6))
	before := heap()
	began := time.Now()
	var days []string
	var second, last float64
	reports := int64(0)
	batch := make([]feed.Report, 0, 1024)
	for day := range int64(7) {
		for hour := range int64(24) {
			first := uint32(day*each + hour*each/24)
			all := flights(each / 24)
			for i := range all { // other ways each hour
				all[i].lat, all[i].lon = (south+span*r.Float64())*1e7, (west+span*r.Float64())*1e7
			}
			for k := range int64(steps) {
				for i := range all {
					f := &all[i]
					f.step()
					x := feed.Report{Has: feed.Place | feed.Pressure | feed.Time, Address: first + uint32(i), Ms: startMs + ((day*24+hour)*3600+k*4)*1000 + int64(i%1000), NIC: -1, NACp: -1, SIL: -1}
					x.Place, x.PressureCm = geo.Point{Lat: int32(f.lat), Lon: int32(f.lon)}, int32(f.height)
					if batch = append(batch, x); len(batch) == cap(batch) {
						checker.Take(batch)
						reports += int64(len(batch))
						batch = batch[:0]
					}
				}
			}
			checker.Expire(startMs + (day*24+hour+1)*3600_000)
		}
		checker.Counts()
		last = float64(heap()-before) / 1e6
		if day == 1 {
			second = last
		}
		days = append(days, fmt.Sprintf("%.1f", last))
	}
	yard.One("a week of 20,000 aircraft a day: it grew by, last day over second", "", last/second, "<= 1.1")
	fmt.Printf("  MB after each day: %s; %d reports in %.1f s\n", strings.Join(days, " "), reports, time.Since(began).Seconds())
	runtime.KeepAlive(checker)

	// All of them at once.
	before = heap()
	for i := range each {
		f := flight{lat: (south + span*r.Float64()) * 1e7, lon: (west + span*r.Float64()) * 1e7, height: 3000_00, north: 9000, east: 9000}
		for k := range int64(3) {
			f.step()
			checker.Take([]feed.Report{{Has: feed.Place | feed.Pressure, Address: 0xA00000 + uint32(i), Ms: startMs + 8*86_400_000 + k*1000, Place: geo.Point{Lat: int32(f.lat), Lon: int32(f.lon)}, PressureCm: int32(f.height), NIC: -1, NACp: -1, SIL: -1}})
		}
	}
	n := checker.Counts().Aircraft
	yard.One("  memory for each of 20,000 at once", "bytes", float64(heap()-before)/float64(n), "")
}

// flood measures one source over TCP that brings as much as is taken, through a feed and a checker.
func flood(set *fence.Set) {
	var tapes [2][]byte
	positions := 0
	for w := range *workers { // the aircraft of all, each second's one after the other
		s, b, n := feeds(w, 100)
		tapes[0], tapes[1], positions = append(tapes[0], s...), append(tapes[1], b...), positions+n
	}
	for i, kind := range []live.Kind{live.SBS, live.Beast} {
		f := yard.Figure{Name: fmt.Sprintf("%s over TCP, one source, feed and checker", kind), Unit: "positions/s", Goal: ">= 500,000"}
		perCPU := yard.Figure{Name: "  the same for each second of processor time", Unit: "positions"}
		for range *runs {
			checker := live.NewChecker(set, live.CheckerConfig{Workers: *workers}, func([]watch.Crossing) {})
			var wg sync.WaitGroup
			l, err := net.Listen("tcp", "127.0.0.1:0")
			yard.Check(err)
			cpu, began := yard.CPU(), time.Now()
			source, err := live.Open(context.Background(), live.Source{Name: "bench", Kind: kind, Address: l.Addr().String(), ByTicks: true}, live.Config{}, checker.Take)
			yard.Check(err)
			wg.Go(func() {
				c, err := l.Accept()
				yard.Check(err)
				_, err = c.Write(tapes[i])
				yard.Check(err)
			})
			for source.Health().Bytes < int64(len(tapes[i])) {
				time.Sleep(time.Millisecond)
			}
			wg.Wait()
			source.Close()
			checker.Counts()
			f.Runs = append(f.Runs, float64(positions)/time.Since(began).Seconds())
			perCPU.Runs = append(perCPU.Runs, float64(positions)/(yard.CPU()-cpu))
			checker.Close()
			l.Close()
		}
		f.Print()
		perCPU.Print()
	}
}
