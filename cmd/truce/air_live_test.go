package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"truce.example/desk/air"
	"truce.example/desk/air/feed/beast"
	"truce.example/desk/air/feed/modes"
)

// The program as it runs in a room: it listens to receivers over TCP, and is killed.

// A station is a record in a folder, and the program that serves it.
type station struct {
	t          *testing.T
	bin, dir   string
	state, key string
	args       []string // of serve

	cmd    *exec.Cmd
	base   string
	tokens map[string]string
}

// newStation makes a record of the exercise's agreement, with an airspace desk, a duty officer and a liaison officer, and one
// zone: half a degree round 32.75, 36.25, up to FL200.
func newStation(t *testing.T, args ...string) *station {
	t.Helper()
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := &station{t: t, bin: filepath.Join(t.TempDir(), "truce"), dir: filepath.Join(t.TempDir(), "centre"), state: t.TempDir(), args: args, tokens: map[string]string{}}
	if err := os.Symlink(own, s.bin); err != nil {
		t.Fatal(err)
	}
	var made struct{ Key, Admin string }
	if err := json.Unmarshal(s.run("init", s.dir, "--exercise", "--agreement", "../../exercise/swsyria2017", "--json"), &made); err != nil {
		t.Fatal(err)
	}
	s.key = made.Key
	s.serve()
	var entered struct{ Session string }
	_, secret, _ := strings.Cut(made.Admin, "#")
	s.post("", "people/enter", "application/json", fmt.Sprintf(`{"secret":%q}`, secret), &entered)
	s.tokens["admin"] = entered.Session
	for member, role := range map[string]string{"sextant": "airspace_desk", "heron": "duty_officer", "swift": "observer"} {
		s.post("admin", "people/members", "application/json", fmt.Sprintf(`{"member":%q,"code_name":%q,"roles":[%q]}`, member, member, role), nil)
		var issued struct{ Secret string }
		s.post("admin", "people/tokens", "application/json", fmt.Sprintf(`{"member":%q,"purpose":"test"}`, member), &issued)
		s.tokens[member] = issued.Secret
	}
	zone := "AC R\nAN BOX\nAL SFC\nAH FL200\nDP 32:30:00 N 036:00:00 E\nDP 33:00:00 N 036:00:00 E\nDP 33:00:00 N 036:30:00 E\nDP 32:30:00 N 036:30:00 E\n"
	from := time.Now().Add(-2 * time.Hour).UTC().Format(time.RFC3339)
	s.post("sextant", "air/zones/file?name=test&source=test&from="+from, "text/plain", zone, nil)
	return s
}

func (s *station) command(args ...string) *exec.Cmd {
	c := exec.Command(s.bin, args...)
	c.Env = append(os.Environ(), "TRUCE_STATE="+s.state)
	return c
}

func (s *station) run(args ...string) []byte {
	s.t.Helper()
	c := s.command(args...)
	var said bytes.Buffer
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		s.t.Fatalf("truce %v: %v\n%s%s", args, err, out, said.Bytes())
	}
	return out
}

// serve starts the program and waits for its address.
func (s *station) serve() {
	s.t.Helper()
	c := s.command(append([]string{"serve", s.dir, "--listen", "127.0.0.1:0"}, s.args...)...)
	stderr, err := c.StderrPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.cmd, s.base = c, ""
	s.t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	lines := bufio.NewReader(stderr)
	for s.base == "" {
		line, err := lines.ReadString('\n')
		if _, after, ok := strings.Cut(line, " at http"); ok {
			s.base = "http" + strings.TrimSpace(after)
		} else if err != nil {
			s.t.Fatalf("the program does not serve: %s", line)
		}
	}
	go io.Copy(io.Discard, lines)
}

// end ends the program and waits for it.
func (s *station) end(with os.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(with); err != nil {
		s.t.Fatal(err)
	}
	s.cmd.Wait()
}

func (s *station) send(member, method, path, form, body string) (int, []byte) {
	s.t.Helper()
	r, err := http.NewRequest(method, s.base+"/api/"+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	if form != "" {
		r.Header.Set("Content-Type", form)
	}
	if token := s.tokens[member]; token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return a.StatusCode, text
}

func (s *station) post(member, path, form, body string, into any) {
	s.t.Helper()
	status, text := s.send(member, "POST", path, form, body)
	if status >= 300 {
		s.t.Fatalf("POST %s: %d %s", path, status, text)
	}
	if into != nil {
		if err := json.Unmarshal(text, into); err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *station) get(member, path string, into any) {
	s.t.Helper()
	status, text := s.send(member, "GET", path, "", "")
	if status != 200 {
		s.t.Fatalf("GET %s: %d %s", path, status, text)
	}
	if err := json.Unmarshal(text, into); err != nil {
		s.t.Fatal(err)
	}
}

func (s *station) events() []air.Event {
	s.t.Helper()
	var list air.EventList
	s.get("sextant", "air/events?limit=1000", &list)
	return list.Events
}

func (s *station) picture(member string) air.Picture {
	s.t.Helper()
	var p air.Picture
	s.get(member, "air/live", &p)
	return p
}

// until waits until it holds; the machine may be slow.
func (s *station) until(what string, holds func() bool) {
	s.t.Helper()
	for late := time.Now().Add(time.Minute); !holds(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(late) {
			s.t.Fatalf("it does not come that %s", what)
		}
	}
}

// dump1090, the program that stands behind most masts, is played a tape of Beast frames, and the server listens to it: both
// aircraft are in the air, and the one that flew into the zone makes an alarm and an event.
func TestARealReceiverIsListenedTo(t *testing.T) {
	path, err := exec.LookPath("dump1090-mutability")
	if err != nil {
		if os.Getenv("TRUCE_CI") != "" {
			t.Fatal("dump1090-mutability is not installed")
		}
		t.Skip("dump1090-mutability is not installed")
	}
	in, out := freePort(t), freePort(t)
	s := newStation(t, "--air-feed", fmt.Sprintf("mast=beast://127.0.0.1:%d#near=32.7,36.1&range_m=250000", out))
	c := exec.Command(path, "--net-only", "--quiet", "--net-bind-address", "127.0.0.1", "--net-ri-port", "0", "--net-heartbeat", "0", "--net-sbs-port", "0", "--net-ro-port", "0",
		"--net-bi-port", strconv.Itoa(in), "--net-bo-port", strconv.Itoa(out))
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { c.Process.Kill(); c.Wait() }()
	s.until("the server is connected to dump1090", func() bool {
		p := s.picture("sextant")
		return len(p.Sources) == 1 && p.Sources[0].State == "connected"
	})
	conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", in))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	// One flies into the zone from the south, at 222 m/s; the other flies along outside of it.
	began := time.Now()
	played := func() bool {
		past := time.Since(began)
		for i, lon := range []float64{36.25, 35.5} {
			for _, odd := range []bool{false, true} {
				f := modes.Squitter(0x4ca2d5+uint32(i), 32.495+0.002*past.Seconds(), lon, 4_000, odd)
				if _, err := conn.Write(beast.Append(nil, beast.Frame{Type: '3', Ticks: uint64(past.Microseconds()) * 12, Signal: 200, Data: f})); err != nil {
					t.Fatal(err)
				}
			}
		}
		return len(s.events()) > 0
	}
	s.until("the crossing is recorded", played)
	p := s.picture("heron")
	if len(p.Aircraft) != 2 {
		t.Fatalf("%+v", p)
	}
	for _, a := range p.Aircraft {
		inside := a.Aircraft == "4ca2d5"
		if inside != (len(a.Zones) == 1) || a.HeightFt == nil || *a.HeightFt < 3_970 || *a.HeightFt > 4_000 || a.Datum != "FL" {
			t.Errorf("%+v", a)
		}
	}
	if p := s.picture("swift"); len(p.Aircraft)+len(p.Sources) > 0 {
		t.Errorf("an observer sees %+v", p)
	}
	events := s.events()
	if e := events[0].Fact; len(events) != 1 || e.Aircraft != "4ca2d5" || e.Zone != "test/BOX" || e.Source != "mast" || e.Class != "probable" && e.Class != "possible" {
		t.Errorf("%+v", events)
	}
	var list air.AlertList
	s.get("heron", "air/alerts", &list)
	if len(list.Alerts) != 1 || list.Alerts[0].Kind != "event" || len(list.Coverage.Sensors) != 1 || list.Coverage.Sensors[0].State != "up" {
		t.Errorf("%+v", list)
	}
	s.end(os.Interrupt)
}

func freePort(t *testing.T) int {
	t.Helper()
	for range 1000 {
		port := 20_000 + rand.IntN(12_000)
		if l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			l.Close()
			return port
		}
	}
	t.Fatal("no port is free")
	return 0
}

// A mast plays SBS-1 to whoever listens. Its time goes by six seconds with each look that somebody hears, and by a minute
// while nobody does: however slow the machine is, the same is heard.
type mast struct {
	began time.Time // of its own time
	addr  string

	mu   sync.Mutex
	past time.Duration
}

func newMast(t *testing.T) *mast {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	m := &mast{began: time.Now().Add(-80 * time.Minute), addr: l.Addr().String()}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			m.play(c)
			m.turn(time.Minute)
		}
	}()
	return m
}

// turn lets its time go on, and gives how far it is.
func (m *mast) turn(by time.Duration) time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.past += by
	return m.past
}

// fleet is how many aircraft fly, one every half minute, each for eighteen minutes from south to north.
const fleet = 10

func (m *mast) play(c net.Conn) {
	defer c.Close()
	for {
		now := m.began.Add(m.turn(6 * time.Second))
		stamp := now.UTC().Format("2006/01/02,15:04:05.000")
		for i := range fleet {
			past := now.Sub(m.began.Add(time.Duration(i+1) * 30 * time.Second)).Minutes()
			if past < 0 || past > 18 {
				continue
			}
			lat := 32.2 + 0.06*past
			text := fmt.Sprintf("MSG,4,1,1,4CA2%02X,1,%s,%s,,,216,0,,,0,,,,,0\r\nMSG,3,1,1,4CA2%02X,1,%s,%s,,4000,,,%.5f,36.25,,,0,0,0,0\r\n", i, stamp, stamp, i, stamp, stamp, lat)
			if _, err := io.WriteString(c, text); err != nil {
				return
			}
		}
		time.Sleep(30 * time.Millisecond)
	}
}

// The server is killed again and again while aircraft come and go. Afterwards each was in the zone once, and the record holds.
func TestKilledWhileItListens(t *testing.T) {
	m := newMast(t)
	s := newStation(t, "--air-feed", "mast=sbs://"+m.addr)
	for n := range 4 {
		s.until("something is recorded", func() bool { return len(s.events()) > n })
		time.Sleep(time.Duration(rand.IntN(200)) * time.Millisecond)
		s.end(os.Kill)
		s.serve()
	}
	over := func() bool { return m.turn(0) > (fleet/2+22)*time.Minute }
	s.until("the last has flown", over)
	var events []air.Event
	s.until("each visit is recorded to its end", func() bool {
		events = s.events()
		left := 0
		for _, e := range events {
			ended := e.Fact.Exit != nil
			if !ended {
				var whole air.Event
				s.get("sextant", fmt.Sprintf("air/events/%d", e.Entry), &whole)
				for _, more := range whole.More {
					ended = ended || more.Fact.Exit != nil
				}
			}
			if ended {
				left++
			}
		}
		return left >= fleet
	})
	once := map[string]int{}
	for _, e := range events {
		once[e.Fact.Aircraft]++
	}
	for i := range fleet {
		if key := fmt.Sprintf("4ca2%02x", i); once[key] != 1 {
			t.Errorf("%s has %d events", key, once[key])
		}
	}
	s.end(os.Interrupt)
	s.run("verify", s.dir, "--key", s.key)
	s.run("judge", s.dir, "--recompute")
}
