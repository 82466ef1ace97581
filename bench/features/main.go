// Command features measures what a map program sees: pages of features over HTTP, with a token, from tables with many
// incidents. The tables are filled by the desk's own rules and view, without a record: what is measured begins at the
// tables. The record beside them is a small one.
//
//	go run ./bench/features -incidents 1000000 -seconds 5
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"runtime/debug"
	"runtime/pprof"
	"strings"
	"sync"
	"time"

	"truce.example/api"
	"truce.example/bench/internal/yard"
	"truce.example/desk"
	"truce.example/desk/observe"
	"truce.example/record"
	"truce.example/view"
)

var (
	incidents = flag.Int("incidents", 100_000, "how many incidents the tables hold")
	clients   = flag.Int("clients", 8, "how many ask at once")
	seconds   = flag.Float64("seconds", 3, "length of one run")
	keep      = flag.String("keep", "", "keep the tables in this file, and take them from there if it exists")
	profile   = flag.String("profile", "", "write a CPU profile to this file")
	only      = flag.String("only", "", "measure only what has this in its name")
)

func main() {
	flag.Parse()
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(300) // as serve does
	}
	dir, err := os.MkdirTemp("", "truce-bench-")
	yard.Check(err)
	defer os.RemoveAll(dir)
	m, err := yard.Open(filepath.Join(dir, "record"), true)
	yard.Check(err)
	defer m.Close()
	tables := *keep
	if tables == "" {
		tables = filepath.Join(dir, "tables.db")
	}
	engine, err := fill(m, tables, *incidents)
	yard.Check(err)
	defer engine.Close()
	if engine.Entry() != 2*int64(*incidents) { // tables of another version of the program are emptied when they are opened
		yard.Check(fmt.Errorf("%s holds %d entries and not %d; remove it and measure again", tables, engine.Entry(), 2**incidents))
	}

	face, err := api.New(api.Config{Mission: large{m.Mission, engine}, Identity: m.Who, Rights: m.Law, Version: "bench"})
	yard.Check(err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	yard.Check(err)
	server := &http.Server{Handler: face.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 60 * time.Second}
	go server.Serve(l)
	defer server.Close()
	token, err := m.Token("heron")
	yard.Check(err)
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = *clients
	at := "http://" + l.Addr().String() + "/ogc/collections/observe.reports/items"
	if *profile != "" {
		out, err := os.Create(*profile)
		yard.Check(err)
		yard.Check(pprof.StartCPUProfile(out))
		defer pprof.StopCPUProfile()
	}
	for _, q := range questions(*incidents) {
		if !strings.Contains(q.name, *only) {
			continue
		}
		measure(q, at, token)
	}
	yard.One("peak memory", "MB", yard.Memory("self", "VmHWM"), "")
}

// large is the mission with other tables.
type large struct {
	api.Mission
	tables *view.Engine
}

func (l large) View(who desk.Who) view.Reader { return l.tables.For(who) }
func (l large) ViewEntry() int64              { return l.tables.Entry() }

// fill decides and applies so many allegations, each with its judgement, or opens what has been filled.
func fill(m yard.Mission, path string, n int) (*view.Engine, error) {
	d := observe.New(m.Law.At)
	if _, err := os.Stat(path); err == nil {
		return view.Open(path, d.View)
	}
	engine, err := view.OpenNew(path, d.View) // as a rebuild makes them
	if err != nil {
		return nil, err
	}
	began := time.Now()
	who := desk.Host()
	who.Known = record.ByImport
	var batch []record.Entry
	number := int64(0)
	for i := range n {
		do := yard.Allegation(i)
		do.Place.Lat += 9 * (do.Place.Lat - south) // over some 100 km each way
		do.Place.Lon += 9 * (do.Place.Lon - west)
		drafts, err := d.State.Decide(m.Now(), who, do)
		if err != nil {
			return nil, err
		}
		for part, draft := range drafts {
			batch = append(batch, record.Entry{
				Number: number, Part: part, Recorded: record.At(m.Now()), Audience: audience(i), Author: who.Author(), Status: record.Open,
				Refs: draft.Refs, Fact: pointer(draft.Fact), Kind: "observe.measured/1",
			})
			number++
		}
		if len(batch) >= 4096 || i == n-1 {
			if err := engine.Apply(context.Background(), batch); err != nil {
				return nil, err
			}
			batch = batch[:0]
		}
	}
	yard.One(fmt.Sprintf("tables filled with %d incidents", n), "incidents/s", float64(n)/time.Since(began).Seconds(), "")
	if err := engine.Close(); err != nil {
		return nil, err
	}
	return view.Open(path, d.View)
}

// south and west are the corner of the area in which yard's allegations lie, in 1e-7 degree.
const south, west = 324_500_000, 357_000_000

// audience lets the mission read all, a side a tenth, and everybody a hundredth.
func audience(i int) record.Audience {
	switch {
	case i%100 == 0:
		return record.Public
	case i%10 == 1:
		return record.Audiences(record.Mission, record.ToParty("A"))
	}
	return record.Mission
}

// pointer is a fact as it comes from the record.
func pointer(fact any) any {
	if v := reflect.ValueOf(fact); v.Kind() != reflect.Pointer {
		p := reflect.New(v.Type())
		p.Elem().Set(v)
		return p.Interface()
	}
	return fact
}

// A question is asked again and again, each time a little differently.
type question struct {
	name     string
	stranger bool
	goal     string
	path     func(r *rand.Rand) string
}

func questions(n int) []question {
	box := func(r *rand.Rand, size float64) string {
		west, south := 35.7+r.Float64()*(1.1-size), 32.45+r.Float64()*(0.9-size)
		return fmt.Sprintf("bbox=%.5f,%.5f,%.5f,%.5f", west, south, west+size, south+size)
	}
	hours := func(r *rand.Rand, length int) string {
		from := time.UnixMilli(1_500_000_000_000 + int64(r.IntN(4000*600_000))).UTC()
		return "datetime=" + from.Format(time.RFC3339) + "/" + from.Add(time.Duration(length)*time.Hour).Format(time.RFC3339)
	}
	return []question{
		{"one item", false, "", func(r *rand.Rand) string { return fmt.Sprintf("/%d", 2*r.IntN(n)) }},
		{"a page of 100, anywhere", false, "", func(r *rand.Rand) string { e := 2 * r.IntN(n); return fmt.Sprintf("?limit=100&after=%d.%d", e, e) }},
		{"box of 1 km", false, "", func(r *rand.Rand) string { return "?limit=100&" + box(r, 0.01) }},
		{"box of 10 km", false, "", func(r *rand.Rand) string { return "?limit=100&" + box(r, 0.1) }},
		{"box of 50 km", false, "", func(r *rand.Rand) string { return "?limit=100&" + box(r, 0.5) }},
		{"box where nothing is", false, "", func(r *rand.Rand) string { return "?limit=100&bbox=10,10,11,11" }},
		{"an hour", false, "", func(r *rand.Rand) string { return "?limit=100&" + hours(r, 1) }},
		{"a week", false, "", func(r *rand.Rand) string { return "?limit=100&" + hours(r, 24*7) }},
		{"box of 10 km and a day", false, "", func(r *rand.Rand) string { return "?limit=100&" + box(r, 0.1) + "&" + hours(r, 24) }},
		{"a type in a box of 10 km", false, "", func(r *rand.Rand) string { return "?limit=100&type=mortar&" + box(r, 0.1) }},
		{"a stranger's box of 10 km", true, "", func(r *rand.Rand) string { return "?limit=100&" + box(r, 0.1) }},
		{"a page of 10,000", false, "", func(r *rand.Rand) string { return "?limit=10000" }},
	}
}

func measure(q question, at, token string) {
	if q.stranger {
		token = ""
	}
	began, before := time.Now(), yard.CPU()
	length := time.Duration(*seconds * float64(time.Second))
	times := make([][]float64, *clients)
	bytes := make([]int64, *clients)
	var wg sync.WaitGroup
	for i := range *clients {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(1, uint64(i)))
			for time.Since(began) < length {
				sent := time.Now()
				n, err := get(at+q.path(r), token)
				yard.Check(err)
				bytes[i] += n
				times[i] = append(times[i], float64(time.Since(sent).Microseconds())/1000)
			}
		})
	}
	wg.Wait()
	took, used := time.Since(began).Seconds(), yard.CPU()-before
	var all []float64
	var read int64
	for i := range times {
		all, read = append(all, times[i]...), read+bytes[i]
	}
	yard.One(q.name, "/s", float64(len(all))/took, q.goal)
	yard.One(q.name+", p50", "ms", yard.Quantile(all, 0.50), "")
	yard.One(q.name+", p99", "ms", yard.Quantile(all, 0.99), "")
	yard.One(q.name+", CPU each, asking included", "ms", 1000*used/float64(len(all)), "")
	yard.One(q.name+", size of an answer", "kB", float64(read)/float64(len(all))/1000, "")
}

func get(address, token string) (int64, error) {
	r, err := http.NewRequest("GET", address, nil)
	if err != nil {
		return 0, err
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	n, err := io.Copy(io.Discard, resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK && (resp.StatusCode != http.StatusNotFound || !strings.Contains(address, "/items/")) {
		err = fmt.Errorf("%s: %s", address, resp.Status)
	}
	return n, err
}
