package live

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"

	"truce.example/desk/air/feed"
)

// Config is how feeds are followed. The zero Config is made of sensible figures and the real clock.
type Config struct {
	Now   func() time.Time                                 // time.Now
	Sleep func(ctx context.Context, d time.Duration) error // waits, unless ctx ends before
	Share func() float64                                   // the dice of the pauses: from 0 to below 1
	Dial  func(ctx context.Context, addr string) (net.Conn, error)
	HTTP  *http.Client // answers within ten seconds

	First time.Duration // the pause after a first failure; doubled each time. 1 s
	Most  time.Duration // the longest pause; 60 s
	Idle  time.Duration // a connection that brings no byte for so long is given up, and made again; 60 s
	Quiet time.Duration // a silence longer than this is a gap; 10 s
}

func (c Config) filled() Config {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Sleep == nil {
		c.Sleep = sleep
	}
	if c.Share == nil {
		c.Share = rand.Float64
	}
	if c.Dial == nil {
		d := net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}
		c.Dial = func(ctx context.Context, addr string) (net.Conn, error) { return d.DialContext(ctx, "tcp", addr) }
	}
	if c.HTTP == nil {
		c.HTTP = &http.Client{Timeout: 10 * time.Second}
	}
	set := func(d *time.Duration, to time.Duration) {
		if *d == 0 {
			*d = to
		}
	}
	set(&c.First, time.Second)
	set(&c.Most, time.Minute)
	set(&c.Idle, time.Minute)
	set(&c.Quiet, 10*time.Second)
	return c
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// A Feed is a source that is being followed.
type Feed struct {
	source Source
	cfg    Config
	take   func([]feed.Report)
	vitals *vitals
	bound  net.Addr // where it listens, if it does
	stop   context.CancelFunc
	done   chan struct{}
}

// Open follows a source until ctx ends or the feed is closed. take gets the reports as they come, some at a time, in the
// order of their reception; it is called by one goroutine at a time, and must not keep the slice. What take takes is all
// that is read ahead: while it waits, the source waits.
//
// The error is of a source that cannot be, or of an address at which nobody can listen. That a source does not answer is
// no error but part of its Health: it is tried again, after a pause that doubles up to Config.Most, each of a random length
// between the half and the whole, so that many feeds do not come back at once.
func Open(ctx context.Context, s Source, cfg Config, take func([]feed.Report)) (*Feed, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	cfg = cfg.filled()
	f := &Feed{source: s, cfg: cfg, take: take, vitals: newVitals(s, cfg), done: make(chan struct{})}
	run, err := f.runner()
	if err != nil {
		return nil, err
	}
	ctx, f.stop = context.WithCancel(ctx)
	go func() {
		defer close(f.done)
		defer f.vitals.state(Closed)
		run(ctx)
	}()
	return f, nil
}

// Health says how the feed does.
func (f *Feed) Health() Health { return f.vitals.health() }

// Addr is where the feed listens; nil for one that connects.
func (f *Feed) Addr() net.Addr { return f.bound }

// Close ends the feed, and waits until it takes nothing more.
func (f *Feed) Close() {
	f.stop()
	<-f.done
}

func (f *Feed) runner() (func(context.Context), error) {
	switch f.source.Kind {
	case CoT:
		l, err := net.Listen("tcp", f.source.Address)
		if err != nil {
			return nil, fmt.Errorf("the source %s: %w", f.source.Name, err)
		}
		f.bound = l.Addr()
		return func(ctx context.Context) { f.accept(ctx, l) }, nil
	case CoTUDP:
		c, err := listenUDP(f.source.Address)
		if err != nil {
			return nil, fmt.Errorf("the source %s: %w", f.source.Name, err)
		}
		f.bound = c.LocalAddr()
		return func(ctx context.Context) { f.datagrams(ctx, c) }, nil
	case Aircraft:
		return func(ctx context.Context) { f.again(ctx, f.poll) }, nil
	}
	return func(ctx context.Context) { f.again(ctx, f.connect) }, nil
}

func listenUDP(address string) (*net.UDPConn, error) {
	at, err := net.ResolveUDPAddr("udp", address)
	if err != nil {
		return nil, err
	}
	if at.IP != nil && at.IP.IsMulticast() {
		return net.ListenMulticastUDP("udp", nil, at)
	}
	return net.ListenUDP("udp", at)
}

// again does one thing for as long as it goes well, and over again after a pause.
func (f *Feed) again(ctx context.Context, once func(context.Context) error) {
	pause := f.cfg.First
	for ctx.Err() == nil {
		heard := f.vitals.heard()
		err := once(ctx)
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			err = errors.New("the source closed the connection")
		}
		f.vitals.fail(err)
		if f.vitals.heard() > heard {
			pause = f.cfg.First // it worked for a while
		}
		d := pause/2 + time.Duration(f.cfg.Share()*float64(pause/2))
		f.vitals.wait(d)
		if f.cfg.Sleep(ctx, d) != nil {
			return
		}
		pause = min(2*pause, f.cfg.Most)
	}
}

func (v *vitals) heard() int64 {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.h.Messages
}

// connect reads from one connection until it ends.
func (f *Feed) connect(ctx context.Context) error {
	f.vitals.state(Connecting)
	conn, err := f.cfg.Dial(ctx, f.source.Address)
	if err != nil {
		return err
	}
	defer conn.Close()
	// Where nobody listens on a port of this machine, a connection may by chance be made to itself, and would keep the
	// source from ever listening there again.
	if conn.LocalAddr().String() == conn.RemoteAddr().String() {
		return errors.New("nobody listens there")
	}
	defer context.AfterFunc(ctx, func() { conn.Close() })() // ends the reading
	f.vitals.state(Connected)
	return f.read(f.newSink(), conn)
}

// accept takes what connects, some at a time.
func (f *Feed) accept(ctx context.Context, l net.Listener) {
	const most = 16
	f.vitals.state(Connected)
	defer context.AfterFunc(ctx, func() { l.Close() })()
	var wg sync.WaitGroup
	defer wg.Wait()
	room := make(chan struct{}, most)
	var one sync.Mutex
	take := f.take
	f.take = func(r []feed.Report) { // take is for one goroutine at a time
		one.Lock()
		defer one.Unlock()
		take(r)
	}
	for {
		conn, err := l.Accept()
		if ctx.Err() != nil {
			return
		}
		if err != nil { // too many open files, as a rule: it passes
			f.vitals.fail(err)
			if f.cfg.Sleep(ctx, f.cfg.First) != nil {
				return
			}
			continue
		}
		select {
		case room <- struct{}{}:
		default:
			f.vitals.fail(fmt.Errorf("more than %d connections at a time: one was turned away", most))
			conn.Close()
			continue
		}
		wg.Go(func() {
			defer func() { <-room }()
			defer conn.Close()
			defer context.AfterFunc(ctx, func() { conn.Close() })()
			if err := f.read(f.newSink(), conn); err != nil && ctx.Err() == nil && !errors.Is(err, io.EOF) {
				f.vitals.fail(err)
			}
		})
	}
}

// datagrams takes one event from each.
func (f *Feed) datagrams(ctx context.Context, c *net.UDPConn) {
	f.vitals.state(Connected)
	defer context.AfterFunc(ctx, func() { c.Close() })()
	s := f.newSink()
	buf := make([]byte, 64<<10)
	for {
		n, err := c.Read(buf)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			f.vitals.fail(err)
			if f.cfg.Sleep(ctx, f.cfg.First) != nil {
				return
			}
			continue
		}
		f.vitals.bytes(n)
		s.cot(buf[:n])
		s.flush()
	}
}
