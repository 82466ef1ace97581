// Command submit measures what a member sees: a report sent over HTTP, with a token, until its durable receipt is back.
//
//	go run ./bench/submit -seconds 5 -runs 5 -profile /tmp/submit.pprof
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"runtime/pprof"
	"sync"
	"time"

	"truce.example/bench/internal/yard"
)

var (
	clients = flag.Int("clients", 64, "how many send at once")
	seconds = flag.Float64("seconds", 4, "length of one run")
	runs    = flag.Int("runs", 5, "how many runs")
	profile = flag.String("profile", "", "write a CPU profile to this file")
	where   = flag.Bool("where", false, "take a CPU profile and say where the time went")
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
	face, err := m.Face()
	yard.Check(err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	yard.Check(err)
	server := &http.Server{Handler: face.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 60 * time.Second}
	go server.Serve(l)
	defer server.Close()

	members := []string{"heron", "falcon", "swift", "sextant", "relay"}
	var all []*client
	for i := range *clients {
		secret, err := m.Token(members[i%len(members)])
		yard.Check(err)
		c, err := dial(l.Addr().String(), secret, i, 2)
		yard.Check(err)
		all = append(all, c)
	}
	plain, err := newPeer(dir)
	yard.Check(err)
	length := time.Duration(*seconds * float64(time.Second))
	run(all, time.Second) // to warm up
	plain.run(time.Second)
	var rate, p50, p99, cpu, cores, behind []float64
	var peerRate, peerCPU []float64
	for range *runs {
		others, work := plain.run(length)
		peerRate, peerCPU = append(peerRate, others), append(peerCPU, work)
		before := yard.CPU()
		took, times := run(all, length)
		rate = append(rate, float64(len(times))/took.Seconds())
		used := yard.CPU() - before
		cpu, cores = append(cpu, 1000*used/float64(len(times))), append(cores, used/took.Seconds())
		p50, p99 = append(p50, yard.Quantile(times, 0.50)), append(p99, yard.Quantile(times, 0.99))
		behind = append(behind, float64(m.Head().Size-m.ViewEntry()))
	}
	if *profile != "" || *where { // in a run of its own, in which the peer has no part
		stop := startProfile(dir)
		run(all, 2*length)
		stop()
	}
	const peer = "net/http, JSON, one plain row"
	name := fmt.Sprintf("submit over HTTP, %d clients", *clients)
	yard.Figure{Name: name, Unit: "/s", Peer: peer, Goal: ">= 3000", Runs: rate, Peers: peerRate}.Print()
	yard.Figure{Name: name + ", p50", Unit: "ms", Runs: p50}.Print()
	yard.Figure{Name: name + ", p99", Unit: "ms", Goal: "< 100", Runs: p99}.Print()
	yard.Figure{Name: name + ", CPU a report", Unit: "ms", Peer: peer, Goal: "< 0.667 for 3000/s on 2 cores", Runs: cpu, Peers: peerCPU}.Print()
	yard.Figure{Name: name + ", cores it got", Runs: cores}.Print()
	yard.Figure{Name: "entries the tables were behind", Runs: behind}.Print()
	if *where {
		yard.Check(printWhere(*profile))
	}
}

// A client sends one report after another over a connection of its own.
type client struct {
	conn   net.Conn
	r      *bufio.Reader
	answer bytes.Buffer
	secret string
	proofs int // in each answer
	n      int
	at     int
}

func dial(addr, secret string, n, proofs int) (*client, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &client{conn: conn, r: bufio.NewReaderSize(conn, 16<<10), secret: secret, n: n, proofs: proofs}, nil
}

// send sends a report and checks that the receipts of report and judgement are back.
func (c *client) send() error {
	n := c.at**clients + c.n
	c.at++
	body, err := json.Marshal(yard.Allegation(n))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "POST /api/observe/allegations HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer %s\r\nIdempotency-Key: b-%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", c.secret, n, len(body), body)
	if _, err := c.conn.Write(b.Bytes()); err != nil {
		return err
	}
	resp, err := http.ReadResponse(c.r, nil)
	if err != nil {
		return err
	}
	c.answer.Reset()
	if _, err := c.answer.ReadFrom(resp.Body); err != nil {
		return err
	}
	if answer := c.answer.Bytes(); resp.StatusCode != http.StatusCreated || bytes.Count(answer, []byte("c2sp.org/tlog-proof@v1")) != c.proofs {
		return fmt.Errorf("report %d: %s: %.300s", n, resp.Status, answer)
	}
	return nil
}

// run lets all clients send for a while, and returns how long each answer took, in milliseconds.
func run(all []*client, length time.Duration) (time.Duration, []float64) {
	began := time.Now()
	times := make([][]float64, len(all))
	var wg sync.WaitGroup
	for i, c := range all {
		wg.Go(func() {
			for time.Since(began) < length {
				sent := time.Now()
				yard.Check(c.send())
				times[i] = append(times[i], float64(time.Since(sent).Microseconds())/1000)
			}
		})
	}
	wg.Wait()
	var together []float64
	for _, t := range times {
		together = append(together, t...)
	}
	return time.Since(began), together
}

func startProfile(dir string) (stop func()) {
	if *profile == "" {
		*profile = filepath.Join(dir, "cpu.pprof")
	}
	f, err := os.Create(*profile)
	yard.Check(err)
	yard.Check(pprof.StartCPUProfile(f))
	return func() { pprof.StopCPUProfile(); yard.Check(f.Close()) }
}
