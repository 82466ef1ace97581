// Command follow measures how quickly a follower takes over a whole record from a host on the same machine: entries,
// tiles and bodies, all checked, opened and stored durably. Its peer in the same run copies the same bytes over HTTP into
// files, and checks nothing. Each runs in a process of its own. It needs the built program.
//
//	go run ./bench/follow -truce bin/truce -entries 100000
package main

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"truce.example/bench/internal/yard"
	"truce.example/desk"
	"truce.example/record"
	"truce.example/record/tiles"
)

var (
	program = flag.String("truce", "bin/truce", "the program")
	entries = flag.Int64("entries", 100_000, "entries of the record")
	runs    = flag.Int("runs", 3, "how many runs")
	copyOf  = flag.String("copy", "", "for the program itself: the address to copy from")
	token   = flag.String("token", "", "for the program itself: who asks for bodies")
	to      = flag.String("to", "", "for the program itself: the folder to copy to")
)

// member is a duty officer, who may read nearly all of what is measured.
const member = "heron"

func main() {
	flag.Parse()
	if *copyOf != "" {
		yard.Check(mirror(*copyOf, *token, *to))
		return
	}
	dir, err := os.MkdirTemp("", "truce-bench-")
	yard.Check(err)
	defer os.RemoveAll(dir)
	m, err := yard.Open(filepath.Join(dir, "host"), true)
	yard.Check(err)
	yard.Check(grow(m, *entries))
	base, err := serve(m)
	yard.Check(err)
	secret, err := m.Token(member)
	yard.Check(err)

	var rate, peerRate, cpu, peerCPU, bytes, peerBytes []float64
	for i := range *runs {
		link, err := m.Link(member)
		yard.Check(err)
		p := yard.Program{Path: *program, State: filepath.Join(dir, "state")}
		copied := filepath.Join(dir, fmt.Sprint("copy-", i))
		ran := run(p.Command("follow", base, copied, "--once", "--link", base+link, "--json"))
		self, err := os.Executable()
		yard.Check(err)
		plain := filepath.Join(dir, fmt.Sprint("plain-", i))
		peer := run(exec.Command(self, "-copy", base, "-token", secret, "-to", plain))
		n := float64(m.Head().Size)
		rate, peerRate = append(rate, n/ran.seconds), append(peerRate, n/peer.seconds)
		cpu, peerCPU = append(cpu, ran.cpu*1e6/n), append(peerCPU, peer.cpu*1e6/n)
		bytes, peerBytes = append(bytes, size(copied)/n), append(peerBytes, size(plain)/n)
		if i == 0 {
			var v struct {
				Findings        []any
				Entries, Opened int64
			}
			_, err := p.Run(&v, "verify", copied, "--json")
			yard.Check(err)
			if len(v.Findings) > 0 || float64(v.Opened) < 0.9*float64(v.Entries) {
				yard.Check(fmt.Errorf("the copy has %d bodies of %d entries, and %d findings", v.Opened, v.Entries, len(v.Findings)))
			}
		}
		yard.Check(errors.Join(os.RemoveAll(copied), os.RemoveAll(plain)))
	}
	what := "the same bytes copied over HTTP into files, unchecked"
	name := fmt.Sprintf("follow %d entries", *entries)
	yard.Figure{Name: name, Unit: "entries/s", Peer: what, Runs: rate, Peers: peerRate}.Print()
	yard.Figure{Name: name + ", CPU each", Unit: "µs", Peer: what, Runs: cpu, Peers: peerCPU}.Print()
	yard.Figure{Name: name + ", on disk each", Unit: "bytes", Peer: what, Runs: bytes, Peers: peerBytes}.Print()
	yard.Check(m.Close())
}

// grow submits reports until the record has size entries, as an import does.
func grow(m yard.Mission, size int64) error {
	who := desk.Host()
	who.Known = record.ByImport
	var next atomic.Int64
	next.Store(m.Head().Size)
	var wg sync.WaitGroup
	for range 256 {
		wg.Go(func() {
			for n := next.Add(2); n <= size; n = next.Add(2) {
				_, err := m.Submit(context.Background(), who, desk.Command{Desk: "observe", ID: fmt.Sprint("grow-", n), Do: yard.Allegation(int(n))})
				yard.Check(err)
			}
		})
	}
	wg.Wait()
	return m.WaitView(context.Background(), m.Head().Size)
}

func serve(m yard.Mission) (string, error) {
	face, err := m.Face()
	if err != nil {
		return "", err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	go http.Serve(l, face.Handler())
	return "http://" + l.Addr().String(), nil
}

type ran struct{ seconds, cpu float64 }

func run(c *exec.Cmd) ran {
	c.Stderr = os.Stderr
	began := time.Now()
	yard.Check(c.Run())
	return ran{time.Since(began).Seconds(), (c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Seconds()}
}

func size(dir string) (total float64) {
	yard.Check(filepath.Walk(dir, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			total += float64(info.Size())
		}
		return err
	}))
	return total
}

// mirror copies what the follower copies: checkpoint, bundles of entries, full tiles, bodies. Each file is synced.
func mirror(base, token, dir string) error {
	var status struct{ Size int64 }
	b, err := get(base+"/api/record/status", token)
	if err == nil {
		err = json.Unmarshal(b, &status)
	}
	if err != nil {
		return err
	}
	var g errgroup.Group
	g.SetLimit(8)
	put := func(path, name string) {
		g.Go(func() error {
			b, err := get(base+path, token)
			if err != nil {
				return err
			}
			return write(filepath.Join(dir, name), b)
		})
	}
	put("/log/checkpoint", "checkpoint")
	for n := int64(0); n*record.TileWidth < status.Size; n++ {
		t := tiles.Tile{Entries: true, N: n, Width: int(min(record.TileWidth, status.Size-n*record.TileWidth))}
		put("/log/"+t.String(), t.String())
	}
	for level, count := 0, status.Size/record.TileWidth; count > 0; level, count = level+1, count/record.TileWidth {
		for n := range count {
			t := tiles.Tile{Level: level, N: n, Width: record.TileWidth}
			put("/log/"+t.String(), t.String())
		}
	}
	for at := int64(0); at < status.Size; {
		b, err := get(fmt.Sprintf("%s/api/record/bodies?from=%d&to=%d", base, at, status.Size), token)
		if err != nil {
			return err
		}
		if err := write(filepath.Join(dir, "bodies", fmt.Sprint(at)), b); err != nil {
			return err
		}
		if len(b) < 12 || binary.BigEndian.Uint32(b[len(b)-4:]) != math.MaxUint32 {
			return errors.New("the bodies were cut off")
		}
		at = int64(binary.BigEndian.Uint64(b[len(b)-12:]))
	}
	return g.Wait()
}

func get(url, token string) ([]byte, error) {
	r, err := http.NewRequest("GET", url, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer a.Body.Close()
	if a.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", url, a.Status)
	}
	return io.ReadAll(a.Body)
}

func write(name string, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close())
}
