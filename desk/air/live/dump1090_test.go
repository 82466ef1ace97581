package live

import (
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"

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

// freePort is one that no connection is given by chance while dump1090 is away: below those that the system hands out.
func freePort(t *testing.T) int {
	for range 1000 {
		port := 20_000 + rand.IntN(12_000)
		if l, err := net.Listen("tcp", local(port)); err == nil {
			l.Close()
			return port
		}
	}
	t.Fatal("no port is free")
	return 0
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

// dump1090 plays the tape to three feeds over TCP, is killed in between, and plays it again: each feed comes back and hears
// it again.
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
			for late := time.Now().Add(long); f.Health().Connects <= int64(round) || f.Health().State != Connected; time.Sleep(10 * time.Millisecond) {
				if time.Now().After(late) {
					t.Fatalf("%s does not connect: %+v", kind, f.Health())
				}
			}
		}
		// dump1090 takes who connects in its own time: the tape is played until each feed has heard most of it.
		before := map[Kind]int{}
		for kind, b := range baskets {
			before[kind] = len(b.reports())
		}
		heard := func() bool {
			for kind, b := range baskets {
				if len(b.reports()) < before[kind]+1500 { // of 2,230 frames
					return false
				}
			}
			return true
		}
		late := time.Now().Add(long)
		for !heard() {
			if time.Now().After(late) {
				t.Fatal("the feeds do not hear the tape")
			}
			r.play(t, text)
			for n := 0; n < 20 && !heard(); n++ {
				time.Sleep(100 * time.Millisecond)
			}
		}
		for kind, f := range feeds {
			if h := f.Health(); h.Places < 300*int64(round+1) {
				t.Errorf("%s: %d places", kind, h.Places)
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
