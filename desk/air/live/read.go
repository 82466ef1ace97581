package live

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"truce.example/desk/air/feed"
	"truce.example/desk/air/feed/avr"
	"truce.example/desk/air/feed/beast"
	"truce.example/desk/air/feed/cot"
	"truce.example/desk/air/feed/modes"
	"truce.example/desk/air/feed/readsb"
	"truce.example/desk/air/feed/sbs"
)

// A sink gathers the reports of one connection, and passes them on before the next reading, which may wait.
type sink struct {
	feed   *Feed
	batch  []feed.Report
	counts counts
	nowMs  int64 // when the last bytes came
}

// batchSize is how many reports are passed on at most at a time.
const batchSize = 1024

func (f *Feed) newSink() *sink {
	return &sink{feed: f, batch: make([]feed.Report, 0, batchSize), nowMs: f.cfg.Now().UnixMilli()}
}

// next is room for a report, which is in the batch once it is kept.
func (s *sink) next() *feed.Report {
	if len(s.batch) == cap(s.batch) {
		s.flush()
	}
	return &s.batch[:len(s.batch)+1][len(s.batch)]
}

func (s *sink) keep() {
	r := &s.batch[:len(s.batch)+1][len(s.batch)]
	s.counts.reports++
	if r.Says(feed.Place) {
		s.counts.places++
	}
	if r.Says(feed.Time) {
		s.counts.lastMs = r.Ms
	}
	s.batch = s.batch[:len(s.batch)+1]
}

func (s *sink) flush() {
	if len(s.batch) > 0 {
		s.feed.take(s.batch)
		s.batch = s.batch[:0]
	}
	s.feed.vitals.add(s.counts)
	s.counts = counts{}
}

// A line is a connection, whose reports so far are passed on before each reading.
type line struct {
	conn net.Conn
	sink *sink
}

func (l line) Read(b []byte) (int, error) {
	l.sink.flush()
	f := l.sink.feed
	if err := l.conn.SetReadDeadline(time.Now().Add(f.cfg.Idle)); err != nil { // the system's own clock, whatever ours
		return 0, err
	}
	n, err := l.conn.Read(b)
	if n > 0 {
		f.vitals.bytes(n)
		l.sink.nowMs = f.cfg.Now().UnixMilli()
	}
	var silent net.Error
	if errors.As(err, &silent) && silent.Timeout() {
		err = fmt.Errorf("nothing came for %s", f.cfg.Idle)
	}
	return n, err
}

// read reads what the source says until the connection ends.
func (f *Feed) read(s *sink, conn net.Conn) error {
	in := line{conn, s}
	defer s.flush()
	switch f.source.Kind {
	case SBS:
		p := sbs.Parser{OffsetMs: f.source.OffsetMs}
		return s.lines(in, func(text []byte) { s.sbs(&p, text) })
	case AVR:
		d := f.decoder()
		var store [14]byte
		return s.lines(in, func(text []byte) {
			if message, ticks, err := avr.Parse(text, &store); err != nil {
				s.counts.refused++
			} else {
				s.decode(d, ticks, message)
			}
		})
	case Beast:
		return s.beast(in)
	}
	return cot.Each(in, func(r feed.Report, err error) { s.event(r, err) })
}

// A decoder makes reports of the frames of one connection.
type decoder struct {
	modes.Decoder
	clock   beast.Clock
	begun   bool
	byTicks bool
}

func (f *Feed) decoder() *decoder {
	return &decoder{Decoder: modes.Decoder{Near: f.source.Near, HasNear: f.source.HasNear}, byTicks: f.source.ByTicks}
}

// farMs is how far the receiver's clock may be from ours before it is set anew.
const farMs = 2000

// ms is when a frame came, by the receiver's clock if it has one: within one reading it tells more than ours.
func (d *decoder) ms(ticks uint64, nowMs int64) int64 {
	if !d.begun {
		d.begun, d.clock = true, beast.Clock{StartMs: nowMs}
	}
	ms, ok := d.clock.Ms(ticks)
	switch {
	case !ok:
		return nowMs
	case d.byTicks || ms-nowMs <= farMs && nowMs-ms <= farMs:
		return ms
	}
	d.clock = beast.Clock{StartMs: nowMs}
	ms, _ = d.clock.Ms(ticks)
	return ms
}

// lines calls f with each line. One that is longer than any message is refused.
func (s *sink) lines(in io.Reader, f func([]byte)) error {
	r := bufio.NewReaderSize(in, 64<<10)
	long := false
	for {
		text, err := r.ReadSlice('\n')
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			long = true
			continue
		case err != nil:
			return ended(err)
		case long:
			long = false
			s.counts.refused++
			continue
		}
		f(text)
	}
}

// ended makes nothing of the proper end of a connection.
func ended(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

func (s *sink) sbs(p *sbs.Parser, text []byte) {
	if len(bytes.TrimSpace(text)) == 0 {
		return // a sign of life
	}
	switch err := p.Parse(text, s.next()); {
	case err == nil:
		s.counts.messages++
		s.keep()
	case bytes.HasPrefix(text, []byte("MSG,")):
		s.counts.refused++
	default:
		s.counts.messages++ // SEL, ID, AIR, STA, CLK: of the receiver's user, not of aircraft
	}
}

func (s *sink) beast(in io.Reader) error {
	d := s.feed.decoder()
	frames := beast.NewReader(in)
	var f beast.Frame
	for {
		if err := frames.Next(&f); err != nil {
			return ended(err)
		}
		if f.Type == '1' {
			s.counts.messages++ // Mode A/C has no address
			continue
		}
		s.decode(d, f.Ticks, f.Data)
	}
}

func (s *sink) decode(d *decoder, ticks uint64, message []byte) {
	bad := d.BadParity
	ok := d.Decode(d.ms(ticks, s.nowMs), message, s.next())
	if d.BadParity > bad {
		s.counts.refused++
		return
	}
	s.counts.messages++
	if ok {
		s.keep()
	}
}

// cot takes one event as text.
func (s *sink) cot(text []byte) {
	r, err := cot.Parse(text)
	s.event(r, err)
}

func (s *sink) event(r feed.Report, err error) {
	if err != nil {
		s.counts.refused++
		return
	}
	*s.next() = r
	s.counts.messages++
	s.keep()
}

// poll asks for aircraft.json again and again, until it once gets no good answer.
func (f *Feed) poll(ctx context.Context) error {
	every := f.source.Every
	if every == 0 {
		every = time.Second
	}
	f.vitals.state(Connecting)
	s := f.newSink()
	for first := true; ; first = false {
		text, err := f.get(ctx)
		if err != nil {
			return err
		}
		reports, err := readsb.ParseAircraft(text)
		if err != nil && len(reports) == 0 {
			return err
		}
		if err != nil {
			s.counts.refused++ // some rows
		}
		if first {
			f.vitals.state(Connected)
		}
		if len(reports) == 0 {
			s.counts.messages++ // an answer, and an empty sky
		}
		for i := range reports {
			*s.next() = reports[i]
			s.counts.messages++
			s.keep()
		}
		s.flush()
		if err := f.cfg.Sleep(ctx, every); err != nil {
			return err
		}
	}
}

func (f *Feed) get(ctx context.Context) ([]byte, error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, f.source.Address, nil)
	if err != nil {
		return nil, err
	}
	a, err := f.cfg.HTTP.Do(q)
	if err != nil {
		return nil, err
	}
	defer a.Body.Close()
	if a.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the source answers %s", a.Status)
	}
	const most = 32 << 20
	text, err := io.ReadAll(io.LimitReader(a.Body, most+1))
	if err == nil && len(text) > most {
		err = errors.New("the answer is larger than 32 MB")
	}
	f.vitals.bytes(len(text))
	return text, err
}
