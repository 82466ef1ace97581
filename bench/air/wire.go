package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"sync"
	"time"

	"truce.example/bench/internal/yard"
	"truce.example/desk/air/feed"
	"truce.example/desk/air/feed/beast"
	"truce.example/desk/air/feed/modes"
	"truce.example/desk/air/feed/sbs"
	"truce.example/desk/air/fence"
	"truce.example/desk/air/track"
	"truce.example/desk/air/watch"
)

// wire measures the whole path: bytes, messages, tracks, fence, crossings. Each worker has a feed of its own, as if each
// listened to one receiver.
func wire(set *fence.Set) {
	rounds := 300
	var sbsText, beastText [][]byte
	positions := 0
	for w := range *workers {
		s, b, n := feeds(w, rounds)
		sbsText, beastText, positions = append(sbsText, s), append(beastText, b), positions+n
	}
	for _, c := range []struct {
		name, goal string
		run        func(io.Reader, *fence.Set) (int64, int64)
		text       [][]byte
		tcp        bool
	}{
		{"SBS-1 from a file to crossings", "1,000,000", fromSBS, sbsText, false},
		{"Beast from a file to crossings", "1,000,000", fromBeast, beastText, false},
		{"SBS-1 over TCP to crossings", "500,000", fromSBS, sbsText, true},
		{"Beast over TCP to crossings", "500,000", fromBeast, beastText, true},
	} {
		f := yard.Figure{Name: c.name, Unit: "positions/s", Goal: ">= " + c.goal}
		perCPU := yard.Figure{Name: "  the same for each second of processor time", Unit: "positions"}
		for range *runs {
			cpu := yard.CPU()
			took, n, _ := runWire(c.text, c.tcp, set, c.run)
			f.Runs = append(f.Runs, float64(n)/took)
			perCPU.Runs = append(perCPU.Runs, float64(n)/(yard.CPU()-cpu))
		}
		f.Print()
		perCPU.Print()
	}
	before := heap()
	w := watch.New(set, track.Config{})
	in := bytes.NewReader(sbsText[0])
	take(in, w)
	yard.One("memory for each aircraft that is tracked", "bytes", float64(heap()-before)/float64(w.Book.Len()), "")
	runtime.KeepAlive(w)
	runtime.KeepAlive([2][][]byte{sbsText, beastText})
}

// feeds writes what the flights of one worker report, in both formats.
func feeds(worker, rounds int) (sbsText, beastText []byte, positions int) {
	all := flights(aircraft)
	var s, b bytes.Buffer
	out := []byte(nil)
	for k := range rounds {
		ms := startMs + int64(k)*1000
		at := time.UnixMilli(ms).UTC()
		day, clock := at.Format("2006/01/02"), at.Format("15:04:05.000")
		for i := range all {
			all[i].step()
			if i%*workers != worker {
				continue
			}
			f := &all[i]
			feet := int(f.height/30.48/25) * 25
			fmt.Fprintf(&s, "MSG,3,1,1,%06X,1,%s,%s,%s,%s,,%d,,,%.5f,%.5f,,,0,0,0,0\r\n", 0x400000+i, day, clock, day, clock, feet, f.lat/1e7, f.lon/1e7)
			out = beast.Append(out[:0], beast.Frame{Type: '3', Ticks: uint64(1+k) * 12_000_000, Signal: 200, Data: modes.Squitter(uint32(0x400000+i), f.lat/1e7, f.lon/1e7, feet, k%2 == 1)})
			b.Write(out)
			positions++
		}
	}
	return s.Bytes(), b.Bytes(), positions
}

func runWire(texts [][]byte, tcp bool, set *fence.Set, run func(io.Reader, *fence.Set) (int64, int64)) (seconds float64, positions, crossings int64) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	began := time.Now()
	for _, text := range texts {
		wg.Go(func() {
			var in io.Reader = bytes.NewReader(text)
			if tcp {
				conn := send(&wg, text)
				defer conn.Close()
				in = conn
			}
			n, found := run(in, set)
			mu.Lock()
			positions += n
			crossings += found
			mu.Unlock()
		})
	}
	wg.Wait()
	return time.Since(began).Seconds(), positions, crossings
}

// send serves the text on a port of the loopback and returns a connection to it.
func send(wg *sync.WaitGroup, text []byte) net.Conn {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	yard.Check(err)
	wg.Go(func() {
		c, err := l.Accept()
		yard.Check(err)
		_, err = c.Write(text)
		yard.Check(errors.Join(err, c.Close(), l.Close()))
	})
	conn, err := net.Dial("tcp", l.Addr().String())
	yard.Check(err)
	return conn
}

func fromSBS(in io.Reader, set *fence.Set) (positions, crossings int64) {
	return take(in, watch.New(set, track.Config{}))
}

func take(in io.Reader, w *watch.Watch) (positions, crossings int64) {
	var p sbs.Parser
	var r feed.Report
	var out []watch.Crossing
	lines := bufio.NewReaderSize(in, 1<<16)
	for {
		line, err := lines.ReadSlice('\n')
		if err != nil {
			return positions, crossings
		}
		if p.Parse(line, &r) != nil {
			continue
		}
		out = w.Take(&r, out[:0])
		positions++
		crossings += int64(len(out))
	}
}

func fromBeast(in io.Reader, set *fence.Set) (positions, crossings int64) {
	w := watch.New(set, track.Config{})
	var d modes.Decoder
	var r feed.Report
	var f beast.Frame
	var out []watch.Crossing
	clock := beast.Clock{StartMs: startMs}
	frames := beast.NewReader(in)
	for frames.Next(&f) == nil {
		ms, _ := clock.Ms(f.Ticks)
		if !d.Decode(ms, f.Data, &r) {
			continue
		}
		if r.Says(feed.Place) {
			positions++
		}
		out = w.Take(&r, out[:0])
		crossings += int64(len(out))
	}
	return positions, crossings
}
