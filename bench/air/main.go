// Command air measures the air desk's engines: the fence alone, with 100, 10,000 and 100,000 zones; the whole path from
// the bytes of a feed to crossings, from memory as a file and over TCP; how long that takes at 50,000 positions a second;
// memory, in a week too; and how soon a changed zone holds. Its peers, on the same zones and positions and in the same run, are PostGIS, in a cluster of its own that is gone at the
// end, where Debian's is installed; and Tile38, where -tile38 or TILE38_SERVER names the program.
//
// Everything runs on as many goroutines as -workers says, each with its own aircraft, as a server would share them.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"sync"
	"time"

	"truce.example/bench/internal/yard"
	"truce.example/desk/air/fence"
	"truce.example/geo"
)

var (
	runs    = flag.Int("runs", 3, "how many runs of each")
	length  = flag.Float64("seconds", 1, "length of one run")
	workers = flag.Int("workers", runtime.GOMAXPROCS(0), "how many goroutines share the aircraft")
	tile38  = flag.String("tile38", os.Getenv("TILE38_SERVER"), "the program tile38-server")
	only    = flag.String("only", "", "measure only these parts, by name, separated by commas")
	profile = flag.String("cpuprofile", "", "write where the processor time went to this file")
)

func main() {
	flag.Parse()
	if *profile != "" {
		f, err := os.Create(*profile)
		yard.Check(err)
		defer f.Close()
		yard.Check(pprof.StartCPUProfile(f))
		defer pprof.StopCPUProfile()
	}
	ctx, stop := context.WithTimeout(context.Background(), 10*time.Minute)
	defer stop()
	many := invent(10_000, 0.05, 0.8)
	for _, part := range []struct {
		name string
		run  func()
	}{
		{"fence-100", func() { alone("fence alone, 100 zones of 5 to 80 km", invent(100, 0.05, 0.8), "50,000,000") }},
		{"fence-10000", func() { alone("fence alone, 10,000 zones of 5 to 80 km", many, "6,000,000") }},
		{"fence-100000", func() { alone("fence alone, 100,000 zones of 5 to 80 km", invent(100_000, 0.05, 0.8), "400,000") }},
		{"change", func() { soon(made(many)) }},
		{"wire", func() { wire(made(many)) }},
		{"flood", func() { flood(made(many)) }},
		{"delay", func() { delay(made(many)) }},
		{"week", week},
		{"postgis", func() { say("PostGIS", postgis(ctx, many)) }},
		{"tile38", func() { say("Tile38", tile(ctx, many)) }},
	} {
		if *only == "" || slices.Contains(strings.Split(*only, ","), part.name) {
			part.run()
		}
	}
}

func made(zones []*fence.Zone) *fence.Set {
	set, err := fence.NewSet(zones...)
	yard.Check(err)
	return set
}

var errAbsent = errors.New("is not here; not measured")

func say(peer string, err error) {
	if err != nil {
		fmt.Printf("%s: %s\n", peer, err)
	}
}

// The land: ten degrees by ten.
const (
	south, west, span = 42.0, 5.0, 10.0
	aircraft          = 2000
)

// invent makes zones with 8 to 64 corners, heights and times.
func invent(n int, least, most float64) []*fence.Zone {
	r := rand.New(rand.NewPCG(uint64(n), 7))
	out := make([]*fence.Zone, 0, n)
	for len(out) < n {
		lat, lon := (south+span*r.Float64())*1e7, (west+span*r.Float64())*1e7
		reach := (least + (most-least)*r.Float64()) * 1e7 / 2
		var ring geo.Ring
		corners := 8 + r.IntN(57)
		for i := range corners {
			a := 2 * math.Pi * (float64(i) + 0.8*r.Float64()) / float64(corners)
			d := reach * (0.6 + 0.4*r.Float64())
			ring = append(ring, geo.Point{Lat: int32(lat + d*math.Sin(a)), Lon: int32(lon + d*1.4*math.Cos(a))})
		}
		g, err := geo.NewPolygon(append(ring, ring[0]))
		if err != nil {
			continue
		}
		z := &fence.Zone{
			ID: fmt.Sprint("Z", len(out)), Area: geo.MultiPolygon{g},
			Floor: fence.Level{Datum: fence.AMSL, Cm: int64(r.IntN(6000_00))}, Ceiling: fence.Level{Datum: fence.Standard, Cm: int64(6000_00 + r.IntN(6000_00))},
		}
		if r.IntN(4) == 0 {
			z.Active = []fence.Window{{FromMs: startMs, ToMs: startMs + int64(r.IntN(600_000)) + 1}}
		}
		out = append(out, z)
	}
	return out
}

const startMs = 1_500_000_000_000

// A flight is one aircraft on its way, one position a second, turned back at the edge of the land.
type flight struct {
	lat, lon, north, east, height, climb float64
}

func flights(n int) []flight {
	r := rand.New(rand.NewPCG(3, 4))
	out := make([]flight, n)
	for i := range out {
		course, speed := 2*math.Pi*r.Float64(), 60+190*r.Float64()
		out[i] = flight{(south + span*r.Float64()) * 1e7, (west + span*r.Float64()) * 1e7, speed * 90 * math.Cos(course), speed * 126 * math.Sin(course), 12000_00 * r.Float64(), 8_00 * (r.Float64() - 0.5)}
	}
	return out
}

func (f *flight) step() {
	if f.lat += f.north; f.lat < south*1e7 || f.lat > (south+span)*1e7 {
		f.north = -f.north
	}
	if f.lon += f.east; f.lon < west*1e7 || f.lon > (west+span)*1e7 {
		f.east = -f.east
	}
	if f.height += f.climb; f.height < 0 || f.height > 12000_00 {
		f.climb = -f.climb
	}
}

func (f *flight) fix(ms int64) fence.Fix {
	return fence.Fix{Ms: ms, At: geo.Point{Lat: int32(f.lat), Lon: int32(f.lon)}, Pressure: fence.Around(int64(f.height), 38_10), AMSL: fence.Around(int64(f.height), 155_00)}
}

// tape is what many flights report, made before it is measured: rounds of one position from each.
func tape(n, rounds int) [][]fence.Fix {
	all := flights(n)
	out := make([][]fence.Fix, rounds)
	for k := range out {
		out[k] = make([]fence.Fix, n)
		for i := range all {
			all[i].step()
			out[k][i] = all[i].fix(startMs + int64(k)*1000)
		}
	}
	return out
}

// alone measures the fence without a feed.
func alone(name string, zones []*fence.Zone, goal string) {
	before := heap()
	began := time.Now()
	set, err := fence.NewSet(zones...)
	yard.Check(err)
	built := time.Since(began).Seconds()
	f := yard.Figure{Name: name, Unit: "positions/s", Goal: ">= " + goal}
	perCPU := yard.Figure{Name: "  the same for each second of processor time", Unit: "positions"}
	crossings := 0.0
	positions := tape(aircraft, 120)
	for range *runs {
		cpu := yard.CPU()
		rate, events := drive(set, positions)
		f.Runs = append(f.Runs, rate.wall)
		perCPU.Runs = append(perCPU.Runs, float64(rate.n)/(yard.CPU()-cpu))
		crossings = float64(events) / float64(rate.n)
	}
	f.Print()
	perCPU.Print()
	yard.One("  crossings for each position", "", crossings, "")
	yard.One("  time to build", "s", built, "")
	yard.One("  memory of the tables", "MB", float64(set.Bytes())/1e6, "")
	yard.One("  what the heap grew by, without the zones' corners", "MB", float64(heap()-before)/1e6, "")
	runtime.KeepAlive(set)
}

type rate struct {
	wall float64
	n    int64
}

// drive sends the positions again and again, later each time, for the length of a run.
func drive(set *fence.Set, positions [][]fence.Fix) (rate, int) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	total, events := int64(0), 0
	began := time.Now()
	for w := range *workers {
		wg.Go(func() {
			e := fence.NewEngine(set)
			out := make([]fence.Event, 0, 1<<12)
			n, found := int64(0), 0
			var x fence.Fix
			for lap := int64(0); time.Since(began).Seconds() < *length; lap++ {
				for k := range positions {
					row := positions[k]
					if lap%2 == 1 { // there and back, so that no aircraft jumps
						row = positions[len(positions)-1-k]
					}
					at := startMs + (lap*int64(len(positions))+int64(k))*1000
					for i := w; i < len(row); i += *workers {
						x = row[i]
						x.Ms = at
						out = e.Update(i / *workers, &x, out[:0])
						found += len(out)
						n++
					}
				}
			}
			mu.Lock()
			total += n
			events += found
			mu.Unlock()
		})
	}
	wg.Wait()
	return rate{float64(total) / time.Since(began).Seconds(), total}, events
}

// soon measures how long a changed zone takes to hold, for 20,000 aircraft in sight.
func soon(set *fence.Set) {
	e := fence.NewEngine(set)
	rows := tape(20_000, 1)
	for i := range rows[0] {
		e.Update(i, &rows[0][i], nil)
	}
	f := yard.Figure{Name: "zone added or changed, until it holds for 20,000", Unit: "ms", Goal: "<= 100"}
	fresh := invent(20, 0.5, 0.8)
	for i, z := range fresh {
		began := time.Now()
		z.ID = fmt.Sprint("N", i)
		next, err := e.Set().With([]*fence.Zone{z}, []string{fmt.Sprint("Z", i)})
		yard.Check(err)
		e.Use(next, nil)
		f.Runs = append(f.Runs, time.Since(began).Seconds()*1000)
	}
	f.Print()
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
