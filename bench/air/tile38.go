package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"truce.example/bench/internal/yard"
	"truce.example/desk/air/fence"
)

// tile asks Tile38 which zones hold each position, from four clients that do not wait for each answer. It knows neither
// heights nor times of a zone, so it is asked for the area alone, and its answers are not compared.
func tile(ctx context.Context, zones []*fence.Zone) error {
	if *tile38 == "" {
		return errAbsent
	}
	dir, err := os.MkdirTemp("", "truce-bench-tile-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	port, err := freePort()
	if err != nil {
		return err
	}
	c := exec.CommandContext(ctx, *tile38, "-q", "-d", dir, "-h", "127.0.0.1", "-p", strconv.Itoa(port), "-appendonly", "no")
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	if err := c.Start(); err != nil {
		return err
	}
	defer func() { c.Process.Signal(syscall.SIGTERM); c.Wait() }()
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	for range 100 {
		if conn, err := net.Dial("tcp", address); err == nil {
			conn.Close()
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	var load []string
	for _, z := range zones {
		var b strings.Builder
		for k, q := range z.Area[0].Outer() {
			if k > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, "[%.7f,%.7f]", float64(q.Lon)/1e7, float64(q.Lat)/1e7)
		}
		load = append(load, resp("SET", "zones", z.ID, "OBJECT", `{"type":"Polygon","coordinates":[[`+b.String()+`]]}`))
	}
	if err := ask(address, load); err != nil {
		return err
	}
	rows := tape(aircraft, 10)
	clients := make([][]string, 4)
	n := 0
	for _, row := range rows {
		for i := range row {
			clients[i%4] = append(clients[i%4], resp("INTERSECTS", "zones", "IDS", "POINT", fmt.Sprintf("%.7f", float64(row[i].At.Lat)/1e7), fmt.Sprintf("%.7f", float64(row[i].At.Lon)/1e7)))
			n++
		}
	}
	set, err := fence.NewSet(zones...)
	if err != nil {
		return err
	}
	f := yard.Figure{Name: "fence alone, 10,000 zones, beside Tile38", Unit: "positions/s", Peer: "Tile38, INTERSECTS, 4 clients, no heights", Goal: "ratio >= 500 (fences)"}
	for range *runs {
		began := time.Now()
		var wg sync.WaitGroup
		errs := make([]error, len(clients))
		for i := range clients {
			wg.Go(func() { errs[i] = ask(address, clients[i]) })
		}
		wg.Wait()
		for _, err := range errs {
			if err != nil {
				return err
			}
		}
		f.Peers = append(f.Peers, float64(n)/time.Since(began).Seconds())
		rate, _ := drive(set, rows)
		f.Runs = append(f.Runs, rate.wall)
	}
	f.Print()
	return nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(filepath.Base(port))
}

func resp(args ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "*%d\r\n", len(args))
	for _, a := range args {
		fmt.Fprintf(&b, "$%d\r\n%s\r\n", len(a), a)
	}
	return b.String()
}

// ask sends all commands and reads as many answers.
func ask(address string, commands []string) error {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	sent := make(chan error, 1)
	go func() {
		w := bufio.NewWriter(conn)
		for _, c := range commands {
			if _, err := w.WriteString(c); err != nil {
				sent <- err
				return
			}
		}
		sent <- w.Flush()
	}()
	r := bufio.NewReaderSize(conn, 1<<16)
	for range commands {
		if err := skipAnswer(r); err != nil {
			return err
		}
	}
	return <-sent
}

func skipAnswer(r *bufio.Reader) error {
	line, err := r.ReadString('\n')
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(strings.TrimSpace(line[1:])) // a word is no number
	switch line[0] {
	case '-':
		return fmt.Errorf("Tile38 answers %s", strings.TrimSpace(line))
	case '$':
		if n >= 0 {
			_, err = r.Discard(n + 2)
		}
	case '*':
		for range n {
			if err := skipAnswer(r); err != nil {
				return err
			}
		}
	}
	return err
}
