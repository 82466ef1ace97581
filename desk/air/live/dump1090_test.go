package live

import (
	"context"
	"net"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"

	"truce.example/desk/air/feed"
	"truce.example/internal/collected"
)

// A receiver is dump1090, the program that stands behind most masts: what is written to its Beast input comes out of its
// outputs.
type receiver struct {
	program            string
	in, beast, sbs, ro int
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	path, err := exec.LookPath("dump1090-mutability")
	if err != nil {
		if os.Getenv("TRUCE_CI") != "" {
			t.Fatal("dump1090-mutability is not installed")
		}
		t.Skip("dump1090-mutability is not installed")
	}
	return &receiver{path, freePort(t), freePort(t), freePort(t), freePort(t)}
}

func freePort(t *testing.T) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func local(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// start runs it until it is stopped.
func (r *receiver) start(t *testing.T) (stop func()) {
	t.Helper()
	c := exec.Command(r.program, "--net-only", "--quiet", "--net-bind-address", "127.0.0.1", "--net-ri-port", "0", "--net-heartbeat", "0",
		"--net-bi-port", strconv.Itoa(r.in), "--net-bo-port", strconv.Itoa(r.beast), "--net-sbs-port", strconv.Itoa(r.sbs), "--net-ro-port", strconv.Itoa(r.ro))
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	stop = func() {
		c.Process.Signal(syscall.SIGKILL)
		c.Wait()
	}
	t.Cleanup(stop)
	return stop
}

// play writes a tape to its input.
func (r *receiver) play(t *testing.T, text []byte) {
	t.Helper()
	for range 300 {
		if c, err := net.Dial("tcp", local(r.in)); err == nil {
			write(t, c, text)
			t.Cleanup(func() { c.Close() })
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("dump1090 does not listen")
}

// dump1090 plays the tape to three feeds over TCP, is killed in between, and plays it again: each feed comes back and goes on.
func TestDump1090(t *testing.T) {
	text := collected.File(t, stream+"beast.bin")
	r := newReceiver(t)
	stop := r.start(t)
	cfg := Config{First: 10 * time.Millisecond, Most: 100 * time.Millisecond}
	feeds := map[Kind]*Feed{}
	baskets := map[Kind]*basket{}
	for kind, port := range map[Kind]int{Beast: r.beast, SBS: r.sbs, AVR: r.ro} {
		baskets[kind] = newBasket()
		feeds[kind] = open(t, Source{Name: string(kind), Kind: kind, Address: local(port)}, cfg, baskets[kind].take)
	}
	for round := range 2 {
		for kind, f := range feeds {
			for late := time.Now().Add(long); f.Health().Connects != int64(round+1); time.Sleep(10 * time.Millisecond) {
				if time.Now().After(late) {
					t.Fatalf("%s does not connect: %+v", kind, f.Health())
				}
			}
		}
		r.play(t, text)
		for kind, b := range baskets {
			// Of 2,230 frames some 1,500 say something of an aircraft. dump1090 itself drops a few on a busy machine.
			least := 1000 * (round + 1)
			b.wait(t, least)
			settle(b)
			places := 0
			for _, r := range b.reports() {
				if r.Says(feed.Place) {
					places++
				}
			}
			if places < 400*(round+1) {
				t.Errorf("%s: %d places", kind, places)
			}
		}
		if round == 0 {
			stop()
			for kind, f := range feeds {
				for late := time.Now().Add(long); f.Health().State == Connected; time.Sleep(10 * time.Millisecond) {
					if time.Now().After(late) {
						t.Fatalf("%s does not notice that dump1090 is gone", kind)
					}
				}
			}
			r.start(t)
		}
	}
	for kind, f := range feeds {
		f.Close()
		h := f.Health()
		t.Logf("%s: %d connections, %d messages, %d reports, %d places, %d refused, %d errors", kind, h.Connects, h.Messages, h.Reports, h.Places, h.Refused, h.Errors)
		if h.Refused > 0 {
			t.Errorf("%s: %d messages of dump1090 are refused", kind, h.Refused)
		}
	}
}

// settle waits until nothing more comes, and returns how much came.
func settle(b *basket) int {
	n := len(b.reports())
	for {
		ctx, stop := context.WithTimeout(context.Background(), time.Second)
		select {
		case <-b.more:
		case <-ctx.Done():
		}
		stop()
		if now := len(b.reports()); now == n {
			return n
		} else {
			n = now
		}
	}
}
