package live

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"truce.example/desk/air/feed"
	"truce.example/desk/air/feed/avr"
	"truce.example/desk/air/feed/beast"
	"truce.example/desk/air/feed/modes"
	"truce.example/desk/air/feed/readsb"
	"truce.example/desk/air/feed/sbs"
	"truce.example/internal/collected"
)

// long is how long a test waits for what must come. It only bounds a failure.
const long = 30 * time.Second

// A basket takes reports.
type basket struct {
	mu   sync.Mutex
	all  []feed.Report
	more chan struct{}
}

func newBasket() *basket { return &basket{more: make(chan struct{}, 1)} }

func (b *basket) take(r []feed.Report) {
	b.mu.Lock()
	b.all = append(b.all, r...)
	b.mu.Unlock()
	select {
	case b.more <- struct{}{}:
	default:
	}
}

func (b *basket) reports() []feed.Report {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.all)
}

// wait waits for so many reports.
func (b *basket) wait(t *testing.T, n int) []feed.Report {
	t.Helper()
	late := time.After(long)
	for {
		if all := b.reports(); len(all) >= n {
			return all
		}
		select {
		case <-b.more:
		case <-late:
			t.Fatalf("%d reports came, and not %d", len(b.reports()), n)
		}
	}
}

// A server gives each connection what is written to it.
type server struct {
	l     net.Listener
	conns chan net.Conn
}

func serve(t *testing.T, address string) *server {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{l, make(chan net.Conn, 8)}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.conns <- c
		}
	}()
	t.Cleanup(func() { l.Close() })
	return s
}

func (s *server) next(t *testing.T) net.Conn {
	t.Helper()
	select {
	case c := <-s.conns:
		t.Cleanup(func() { c.Close() })
		return c
	case <-time.After(long):
		t.Fatal("nobody connects")
	}
	return nil
}

func write(t *testing.T, to io.Writer, text []byte) {
	t.Helper()
	if _, err := to.Write(text); err != nil {
		t.Fatal(err)
	}
}

// A sleeper stands in for pauses: it says how long each would be, and ends it when it is told.
type sleeper struct{ asked, wake chan time.Duration }

func newSleeper() sleeper { return sleeper{make(chan time.Duration), make(chan time.Duration)} }

func (s sleeper) sleep(ctx context.Context, d time.Duration) error {
	select {
	case s.asked <- d:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-s.wake:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s sleeper) pause(t *testing.T) time.Duration {
	t.Helper()
	d := s.begins(t)
	s.wake <- 0
	return d
}

// begins waits for a pause, which then goes on.
func (s sleeper) begins(t *testing.T) time.Duration {
	t.Helper()
	select {
	case d := <-s.asked:
		return d
	case <-time.After(long):
		t.Fatal("it does not pause")
	}
	return 0
}

func line1(n int) []byte {
	return fmt.Appendf(nil, "MSG,3,1,1,4B%04X,1,2017/07/11,06:00:%02d.000,2017/07/11,06:00:%02d.000,,10000,,,32.5,36.1,,,0,0,0,0\r\n", n, n, n)
}

func open(t *testing.T, s Source, cfg Config, take func([]feed.Report)) *Feed {
	t.Helper()
	f, err := Open(context.Background(), s, cfg, take)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

// A server that is killed and started again: the feed comes back, with pauses that grow and are bounded.
func TestAServerIsKilledAndStartedAgain(t *testing.T) {
	first := serve(t, local(freePort(t))) // which it gets again
	address := first.l.Addr().String()
	pauses := newSleeper()
	b := newBasket()
	f := open(t, Source{Name: "mast", Kind: SBS, Address: address}, Config{Sleep: pauses.sleep, Share: func() float64 { return 0.5 }, Most: 4 * time.Second}, b.take)
	conn := first.next(t)
	write(t, conn, line1(1))
	write(t, conn, line1(2)[:40]) // the other half never comes
	b.wait(t, 1)
	if h := f.Health(); h.State != Connected || h.Connects != 1 || h.Places != 1 || h.LastTime.UnixMilli() != 1499752801000 {
		t.Errorf("%+v", h)
	}
	first.l.Close()
	conn.Close()
	var got []time.Duration
	for range 5 {
		got = append(got, pauses.pause(t))
	}
	if want := []time.Duration{750 * time.Millisecond, 1500 * time.Millisecond, 3 * time.Second, 3 * time.Second, 3 * time.Second}; !slices.Equal(got, want) {
		t.Errorf("pauses %v, want %v", got, want)
	}
	pauses.begins(t)
	second := serve(t, address)
	pauses.wake <- 0
	conn = second.next(t)
	write(t, conn, line1(3))
	all := b.wait(t, 2)
	if all[0].Address != 0x4b0001 || all[1].Address != 0x4b0003 {
		t.Errorf("%+v", all)
	}
	if h := f.Health(); h.State != Connected || h.Connects != 2 || h.Errors < 6 || h.LastErr == "" || h.Refused != 0 {
		t.Errorf("%+v", h)
	}
	conn.Close()
	if d := pauses.pause(t); d != 750*time.Millisecond {
		t.Errorf("after it worked again the pause is %s", d)
	}
	f.Close()
	if h := f.Health(); h.State != Closed {
		t.Errorf("%+v", h)
	}
}

func TestASilentLineIsGivenUp(t *testing.T) {
	s := serve(t, "127.0.0.1:0")
	pauses := newSleeper()
	f := open(t, Source{Name: "mast", Kind: Beast, Address: s.l.Addr().String()}, Config{Sleep: pauses.sleep, Idle: time.Millisecond}, newBasket().take)
	s.next(t)
	pauses.pause(t)
	if h := f.Health(); h.LastErr != "nothing came for 1ms" {
		t.Errorf("%+v", h)
	}
}

const stream = "aircraft/wire_formats/same_stream_dump1090-mutability/"

// What comes over a line is what is in the file.
func TestEachKindBringsWhatTheFileSays(t *testing.T) {
	now := time.UnixMilli(1_500_000_000_000)
	cfg := Config{Now: func() time.Time { return now }}
	for _, c := range []struct {
		source Source
		file   string
		want   func(text []byte) []feed.Report
	}{
		{Source{Kind: SBS}, "sbs1.csv", func(text []byte) (out []feed.Report) {
			var p sbs.Parser
			for l := range bytes.Lines(text) {
				var r feed.Report
				if p.Parse(l, &r) == nil {
					out = append(out, r)
				}
			}
			return out
		}},
		{Source{Kind: AVR}, "avr.txt", func(text []byte) (out []feed.Report) {
			var d modes.Decoder
			var store [14]byte
			for l := range bytes.Lines(text) {
				var r feed.Report
				if m, _, err := avr.Parse(l, &store); err == nil && d.Decode(now.UnixMilli(), m, &r) {
					out = append(out, r)
				}
			}
			return out
		}},
		{Source{Kind: Beast, ByTicks: true}, "beast.bin", func(text []byte) (out []feed.Report) {
			var d modes.Decoder
			clock := beast.Clock{StartMs: now.UnixMilli()}
			in := beast.NewReader(bytes.NewReader(text))
			var f beast.Frame
			for in.Next(&f) == nil {
				var r feed.Report
				ms, _ := clock.Ms(f.Ticks)
				if d.Decode(ms, f.Data, &r) {
					out = append(out, r)
				}
			}
			return out
		}},
	} {
		t.Run(string(c.source.Kind), func(t *testing.T) {
			text := collected.File(t, stream+c.file)
			s := serve(t, "127.0.0.1:0")
			c.source.Address = s.l.Addr().String()
			b := newBasket()
			f := open(t, c.source, cfg, b.take)
			want := c.want(text)
			write(t, s.next(t), text)
			if got := b.wait(t, len(want)); !slices.Equal(got, want) {
				t.Errorf("%d reports, and %d in the file, or others", len(got), len(want))
			}
			f.Close()
			h := f.Health()
			t.Logf("%d messages, %d reports, %d places, %d refused, %d bytes", h.Messages, h.Reports, h.Places, h.Refused, h.Bytes)
			if h.Reports != int64(len(want)) || h.Places == 0 || h.Bytes != int64(len(text)) {
				t.Errorf("%+v", h)
			}
		})
	}
}

func TestAircraftIsAskedForAgainAndAgain(t *testing.T) {
	var mu sync.Mutex
	answers := [][]byte{collected.File(t, stream+"aircraft_600.json"), []byte("no such thing"), collected.File(t, stream+"aircraft_1900.json")}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		w.Write(answers[0])
		answers = append(answers[1:], answers[len(answers)-1])
	}))
	defer s.Close()
	var want []feed.Report
	for _, i := range []int{0, 2} {
		r, err := readsb.ParseAircraft(answers[i])
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, r...)
	}
	pauses := newSleeper()
	b := newBasket()
	f := open(t, Source{Name: "web", Kind: Aircraft, Address: s.URL, Every: 5 * time.Second}, Config{Sleep: pauses.sleep, Share: func() float64 { return 0 }}, b.take)
	if d := pauses.pause(t); d != 5*time.Second {
		t.Errorf("asked again after %s", d)
	}
	if d := pauses.pause(t); d != 500*time.Millisecond {
		t.Errorf("after an error asked again after %s", d)
	}
	if got := b.wait(t, len(want)); !slices.Equal(got[:len(want)], want) {
		t.Error("the reports are not those of the files")
	}
	if h := f.Health(); h.Errors != 1 || h.Connects != 2 {
		t.Errorf("%+v", h)
	}
}

func event(uid string) []byte {
	return fmt.Appendf(nil, `<?xml version="1.0"?><event version="2.0" uid=%q type="a-f-A-M-F" time="2017-07-11T06:00:00Z" start="2017-07-11T06:00:00Z" stale="2017-07-11T06:01:00Z" how="m-g"><point lat="32.5" lon="36.1" hae="1500" ce="20" le="30"/><detail/></event>`, uid)
}

func TestCursorOnTargetComesToUs(t *testing.T) {
	b := newBasket()
	f := open(t, Source{Name: "tak", Kind: CoT, Address: "127.0.0.1:0"}, Config{}, b.take)
	for i := range 3 {
		c, err := net.Dial("tcp", f.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		write(t, c, event(fmt.Sprint("T", i)))
		write(t, c, []byte("<event>what is this</event>"))
		b.wait(t, i+1)
	}
	u := open(t, Source{Name: "tak", Kind: CoTUDP, Address: "127.0.0.1:0"}, Config{}, b.take)
	c, err := net.Dial("udp", u.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	write(t, c, []byte{0xbf, 1, 0xbf, 7}) // TAK's other protocol
	write(t, c, event("U"))
	if all := b.wait(t, 4); all[3].ID != "U" {
		t.Errorf("%+v", all)
	}
	u.Close()
	if h := u.Health(); h.Refused != 1 || h.Reports != 1 {
		t.Errorf("%+v", h)
	}
}

func TestHealthKnowsRateAndGaps(t *testing.T) {
	at := time.Unix(1_500_000_000, 0)
	v := newVitals(Source{}, Config{Now: func() time.Time { return at }, Quiet: 10 * time.Second})
	v.state(Connected)
	for range 120 {
		at = at.Add(time.Second)
		v.add(counts{messages: 8, reports: 5})
	}
	if h := v.health(); h.Rate != 5 || len(h.Gaps) != 0 || h.Reports != 600 {
		t.Errorf("%+v", h)
	}
	began := at
	at = at.Add(25 * time.Second)
	if h := v.health(); len(h.Gaps) != 1 || h.Gaps[0].From != began || !h.Gaps[0].To.IsZero() || h.Rate >= 5 {
		t.Errorf("in the gap: %+v", h)
	}
	v.add(counts{messages: 1})
	at = at.Add(time.Hour)
	v.add(counts{refused: 1}) // what cannot be read ends no silence
	v.add(counts{messages: 1, reports: 1})
	if h := v.health(); len(h.Gaps) != 2 || h.Gaps[0] != (Gap{began, began.Add(25 * time.Second)}) || h.Gaps[1].To != at || h.Rate != 0 {
		t.Errorf("after it: %+v", h)
	}
	for range 100 {
		at = at.Add(time.Minute)
		v.add(counts{messages: 1})
	}
	if h := v.health(); len(h.Gaps) != mostGaps {
		t.Errorf("%d gaps are kept", len(h.Gaps))
	}
}

func TestSourcesThatCannotBe(t *testing.T) {
	for _, s := range []Source{{Kind: "fax", Address: "x:1"}, {Kind: SBS, Address: "no port"}, {Kind: Aircraft, Address: "ftp://x/y"}, {Kind: CoT, Address: "256.0.0.1:1"}, {Kind: Aircraft, Address: "http://x/", Every: -1}} {
		if f, err := Open(context.Background(), s, Config{}, nil); err == nil {
			f.Close()
			t.Errorf("%+v is followed", s)
		}
	}
}

// Whatever comes, a sink neither stops nor keeps more than a reading.
func FuzzSources(f *testing.F) {
	f.Add(uint8(0), []byte("MSG,3,1,1,4B0001,1,2017/07/11,06:00:01.000,2017/07/11,06:00:01.000,,10000,,,32.5,36.1,,,0,0,0,0\r\n"))
	f.Add(uint8(1), []byte("\x1a3\x00\x00\x00\x00\x00\x01\xc8\x8d\x40\x6b\x90\x99\x45\xde\x10\x00\x04\x05\x99\x9b\xe4"))
	f.Add(uint8(2), []byte("*8D406B909945DE10000405999BE4;\n"))
	f.Add(uint8(3), event("X"))
	f.Fuzz(func(t *testing.T, kind uint8, text []byte) {
		kinds := []Kind{SBS, Beast, AVR, CoT}
		n := 0
		fd := &Feed{source: Source{Kind: kinds[int(kind)%len(kinds)]}, cfg: Config{}.filled(), take: func(r []feed.Report) { n += len(r) }}
		fd.vitals = newVitals(fd.source, fd.cfg)
		a, b := net.Pipe()
		go func() {
			b.Write(text) // the reader may have gone
			b.Close()
		}()
		if err := fd.read(fd.newSink(), a); err != nil && errors.Is(err, io.ErrNoProgress) {
			t.Error(err)
		}
		a.Close()
		if h := fd.Health(); int(h.Reports) != n {
			t.Errorf("%d reports were counted, and %d given", h.Reports, n)
		}
	})
}
