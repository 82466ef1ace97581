//go:build linux

// Command tiles measures vector tiles over HTTP: incidents crowded around towns, read by the desk's own tables, of which the
// reader may see nine in ten. Its peer, in the same run on the same points with the same columns and the same audience
// filter, is PostGIS with ST_AsMVT, asked directly over a local socket: once for every point, as PostGIS is mostly used,
// and once for the same clusters as ours. Ours is asked with another filter of time for each tile, so that nothing is
// answered from what is kept, and then again for tiles that are kept.
//
// PostgreSQL and PostGIS are Debian's; the program starts a cluster of its own in a temporary folder, as an unprivileged
// user, on a socket and no port, and stops it at the end. Without them it says so, and measures without a peer.
package main

import (
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"truce.example/bench/internal/yard"
	"truce.example/geo"
	"truce.example/geo/mvt"
)

var (
	points  = flag.Int("points", 200_000, "incidents")
	areas   = flag.Int("areas", 2000, "areas")
	seconds = flag.Float64("seconds", 2, "length of one run")
	runs    = flag.Int("runs", 3, "runs of each, in turns")
	noPeer  = flag.Bool("alone", false, "measure without PostGIS")
)

var zooms = []uint8{6, 8, 10, 12, 14}

// clients ask at once.
const clients = 2

func main() {
	flag.Parse()
	runtime.LockOSThread() // the peer ends when the thread that started it does
	dir, err := os.MkdirTemp("", "truce-bench-")
	yard.Check(err)
	defer os.RemoveAll(dir)
	stopped := make(chan os.Signal, 1)
	signal.Notify(stopped, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-stopped
		os.RemoveAll(dir)
		os.Exit(1)
	}()
	all := scatter(*points)
	began := time.Now()
	h, err := open(filepath.Join(dir, "views.db"), all, squares(*areas))
	yard.Check(err)
	fmt.Printf("# %d incidents and %d areas; the desk's tables took them in in %.0f s\n", len(all), *areas, time.Since(began).Seconds())
	server := httptest.NewServer(h.face())
	defer server.Close()
	first(server.URL)
	check(server.URL, all)
	follow(h, server.URL)

	var peer *cluster
	if !*noPeer {
		if peer, err = start(dir, all, h.areas); err != nil {
			fmt.Println("# without PostGIS:", err)
			peer = nil
		}
	}
	if peer != nil {
		defer peer.stop()
	}
	for _, z := range zooms {
		measure(server.URL, z, tilesOf(all, z), peer)
	}
}

// An incident is a point with what is said of it.
type incident struct {
	at       geo.Point
	audience int // index in audiences
	start    int64
	kind     int
	accused  int
	level    int64
	severity int64
	outcome  int
	clause   int
}

var (
	audiences = []string{"mission", "mission,party:A", "party:B"}
	kinds     = []string{"mortar", "artillery", "position_new", "airstrike", "small_arms", "uav_overflight", "sniper", "movement"}
	accused   = []string{"A", "B", "A?", "?", "both"}
	outcomes  = []string{"candidate", "no_clause", "incomplete"}
	clauses   = []string{"C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10"}
)

// scatter is n incidents of four years, two in three of them around forty towns.
func scatter(n int) []incident {
	r := rand.New(rand.NewPCG(1, 2))
	var towns []geo.Point
	for range 40 {
		towns = append(towns, geo.Point{Lat: 324_500_000 + r.Int32N(45_000_000), Lon: 357_000_000 + r.Int32N(60_000_000)})
	}
	out := make([]incident, n)
	for i := range out {
		at := geo.Point{Lat: 324_500_000 + r.Int32N(45_000_000), Lon: 357_000_000 + r.Int32N(60_000_000)}
		if i%3 > 0 {
			town := towns[int(math.Abs(r.NormFloat64())*10)%len(towns)]
			at = geo.Point{Lat: town.Lat + int32(r.NormFloat64()*600_000), Lon: town.Lon + int32(r.NormFloat64()*700_000)}
		}
		out[i] = incident{
			at: at, start: 1_400_000_000_000 + r.Int64N(126_000_000)*1000, kind: r.IntN(len(kinds)), accused: r.IntN(len(accused)),
			level: r.Int64N(4), severity: 1 + r.Int64N(5), outcome: r.IntN(len(outcomes)), clause: r.IntN(len(clauses)),
		}
		if i%10 >= 7 {
			out[i].audience = 1 + i%10/9 // 7 in 10 for the mission, 2 for it and a side, 1 for the other side
		}
	}
	return out
}

// squares are areas of 25 corners, some kilometres wide.
func squares(n int) []geo.Polygon {
	r := rand.New(rand.NewPCG(3, 4))
	out := make([]geo.Polygon, n)
	for i := range out {
		lat, lon := 324_500_000+r.Int32N(45_000_000), 357_000_000+r.Int32N(60_000_000)
		var ring geo.Ring
		for k := range 25 {
			turn := 2 * math.Pi * float64(k) / 25
			wide := 300_000 + 200_000*r.Float64()
			ring = append(ring, geo.Point{Lat: lat + int32(wide*math.Sin(turn)), Lon: lon + int32(wide*math.Cos(turn))})
		}
		var err error
		out[i], err = geo.NewPolygon(append(ring, ring[0]))
		yard.Check(err)
	}
	return out
}

// tilesOf are tiles where incidents are: the more of them, the likelier.
func tilesOf(all []incident, z uint8) []mvt.Tile {
	r := rand.New(rand.NewPCG(uint64(z), 5))
	seen := map[mvt.Tile]bool{}
	var out []mvt.Tile
	for range 4000 {
		t := tileAt(all[r.IntN(len(all))].at, z)
		if !seen[t] && len(out) < 400 {
			seen[t] = true
			out = append(out, t)
		}
	}
	return out
}

func tileAt(p geo.Point, z uint8) mvt.Tile {
	n := math.Exp2(float64(z))
	lat := float64(p.Lat) / 1e7 * math.Pi / 180
	t := mvt.Tile{Z: z, X: uint32((float64(p.Lon)/3.6e9 + 0.5) * n), Y: uint32((0.5 - math.Asinh(math.Tan(lat))/(2*math.Pi)) * n)}
	return t
}

var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16, DisableCompression: true}}

// get asks for a tile as the reader, compressed.
func get(url, layer string, t mvt.Tile, query string) (status, size int, thinned string) {
	r, err := http.NewRequest("GET", fmt.Sprintf("%s/tiles/%s/%s.mvt%s", url, layer, t, query), nil)
	yard.Check(err)
	r.Header.Set("Authorization", "Bearer reader")
	r.Header.Set("Accept-Encoding", "gzip")
	a, err := client.Do(r)
	yard.Check(err)
	n, err := io.Copy(io.Discard, a.Body)
	yard.Check(err)
	a.Body.Close()
	return a.StatusCode, int(n), a.Header.Get("Truce-Thinned")
}

// first measures the first reading of the layer, and what others get meanwhile.
func first(url string) {
	before := yard.Memory("self", "VmRSS")
	began := time.Now()
	whole, near := mvt.Tile{Z: 6, X: 38, Y: 25}, mvt.Tile{Z: 15, X: 19700, Y: 13200}
	var waits []float64
	for {
		status, _, _ := get(url, layerID, whole, "")
		if status == http.StatusOK {
			break
		}
		if status != http.StatusServiceUnavailable {
			yard.Check(fmt.Errorf("the first tile is answered with %d", status))
		}
		asked := time.Now()
		get(url, layerID, near, "")
		waits = append(waits, time.Since(asked).Seconds()*1000)
		time.Sleep(50 * time.Millisecond)
	}
	yard.One("tiles, first reading of the layer", "s", time.Since(began).Seconds(), "")
	if len(waits) > 0 {
		yard.Figure{Name: "  a near tile meanwhile", Unit: "ms", Runs: waits}.Print()
	}
	yard.One("  memory that it took", "MB", yard.Memory("self", "VmRSS")-before, "")
}

// check holds some tiles against a look at every point.
func check(url string, all []incident) {
	for _, z := range zooms {
		for _, t := range tilesOf(all, z)[:3] {
			want := 0
			for _, p := range all {
				if p.audience < 2 && t.Holds(p.at) {
					want++
				}
			}
			if got := countIn(url, t); got != want {
				yard.Check(fmt.Errorf("tile %s shows or counts %d incidents, and %d lie there", t, got, want))
			}
		}
	}
}

// countIn is how many incidents a tile shows or counts: as its header says, or else its features.
func countIn(url string, t mvt.Tile) int {
	r, err := http.NewRequest("GET", fmt.Sprintf("%s/tiles/%s/%s.mvt", url, layerID, t), nil)
	yard.Check(err)
	r.Header.Set("Authorization", "Bearer reader")
	r.Header.Set("Accept-Encoding", "gzip")
	a, err := client.Do(r)
	yard.Check(err)
	defer a.Body.Close()
	if text, ok := strings.CutPrefix(a.Header.Get("Truce-Thinned"), "count="); ok {
		text, _, _ = strings.Cut(text, ",")
		n, err := strconv.Atoi(text)
		yard.Check(err)
		return n
	}
	if a.StatusCode == http.StatusNoContent {
		return 0
	}
	z, err := gzip.NewReader(a.Body)
	yard.Check(err)
	var b bytes.Buffer
	_, err = b.ReadFrom(z)
	yard.Check(err)
	return features(b.Bytes())
}

// follow measures a tile that has to take in a new incident first.
func follow(h *house, url string) {
	f := yard.Figure{Name: "tiles, with an incident that just came", Unit: "ms"}
	for i := range 20 {
		yard.Check(h.more(scatter(i + 1)[i:]))
		began := time.Now()
		get(url, layerID, mvt.Tile{Z: 12, X: 2458, Y: 1652}, "")
		f.Runs = append(f.Runs, time.Since(began).Seconds()*1000)
	}
	f.Print()
}

// A result is what one run of one way gave.
type result struct{ rate, p99, kB float64 }

// measure asks for tiles of one zoom by every way in turns.
func measure(url string, z uint8, tiles []mvt.Tile, peer *cluster) {
	n := 0
	var mu sync.Mutex
	next := func() int { mu.Lock(); defer mu.Unlock(); n++; return n }
	thinned, largest := 0, 0
	slider := func() (mvt.Tile, string) {
		i := next()
		return tiles[i%len(tiles)], "?from=" + time.Unix(int64(1_000_000_000+i), 0).UTC().Format(time.RFC3339)
	}
	kept := func() (mvt.Tile, string) { return tiles[next()%len(tiles)], "" }
	for _, t := range tiles {
		_, size, says := get(url, layerID, t, "")
		largest = max(largest, size)
		if says != "" {
			thinned++
		}
	}
	var drawn, ready, shapes []result
	var every, clustered, areas []result
	for range *runs {
		drawn = append(drawn, ask(url, layerID, slider))
		ready = append(ready, ask(url, layerID, kept))
		shapes = append(shapes, ask(url, areaID, slider))
		if peer != nil {
			every = append(every, peer.ask(z, tiles, everyPoint))
			clustered = append(clustered, peer.ask(z, tiles, inCells))
			areas = append(areas, peer.ask(z, tiles, areaQuery))
		}
	}
	goal := ""
	if z >= 8 && z <= 12 {
		goal = "ratio >= 10"
	}
	fmt.Printf("# zoom %d: %d tiles, %d of them thinned, the largest %d kB compressed\n", z, len(tiles), thinned, largest/1000)
	figure(z, "drawn", "/s", "ST_AsMVT, every point", goal, drawn, every, result.speed)
	figure(z, "drawn", "/s", "ST_AsMVT, the same clusters", "", drawn, clustered, result.speed)
	figure(z, "kept", "/s", "ST_AsMVT, every point", goal, ready, every, result.speed)
	figure(z, "areas", "/s", "ST_AsMVT", "", shapes, areas, result.speed)
	figure(z, "drawn, p99", "ms", "ST_AsMVT, every point", "< 50", drawn, every, func(r result) float64 { return r.p99 })
}

func (r result) speed() float64 { return r.rate }

func figure(z uint8, name, unit, peer, goal string, ours, theirs []result, of func(result) float64) {
	f := yard.Figure{Name: fmt.Sprintf("tiles, zoom %d, %s", z, name), Unit: unit, Goal: goal}
	for _, r := range ours {
		f.Runs = append(f.Runs, of(r))
	}
	if len(theirs) > 0 {
		f.Peer = peer
	}
	for _, r := range theirs {
		f.Peers = append(f.Peers, of(r))
	}
	f.Print()
}

// ask lets the clients ask for tiles, one after another.
func ask(url, layer string, next func() (mvt.Tile, string)) result {
	times := make([][]float64, clients)
	began := time.Now()
	var wg sync.WaitGroup
	for i := range clients {
		wg.Go(func() {
			for time.Since(began).Seconds() < *seconds {
				t, query := next()
				from := time.Now()
				if status, _, _ := get(url, layer, t, query); status >= 300 {
					yard.Check(fmt.Errorf("tile %s: %d", t, status))
				}
				times[i] = append(times[i], time.Since(from).Seconds()*1000)
			}
		})
	}
	wg.Wait()
	took := time.Since(began).Seconds()
	var all []float64
	for _, t := range times {
		all = append(all, t...)
	}
	return result{rate: float64(len(all)) / took, p99: yard.Quantile(all, 0.99)}
}
