package live

import (
	"sync"
	"time"
)

// A State is what a feed is doing.
type State string

// The states.
const (
	Connecting State = "connecting"
	Connected  State = "connected" // for what listens: it listens
	Waiting    State = "waiting"   // before the next attempt
	Closed     State = "closed"
)

// Health is how a feed does. Times are those of its clock; a zero time is never.
type Health struct {
	Source  Source
	State   State
	Since   time.Time // of the state
	NextTry time.Time // while it waits

	Connects    int64 // how often a connection was made
	LastByte    time.Time
	LastMessage time.Time // when a message was last read that could be
	LastTime    time.Time // what the last message gave as its own time, if it did: compare it with LastMessage

	Bytes    int64
	Messages int64   // lines, frames, events or rows that could be read
	Refused  int64   // those that could not
	Reports  int64   // messages that said something of an aircraft
	Places   int64   // reports with a place
	Rate     float64 // reports a second, over the last whole minute or what there is of it

	Errors  int64 // broken lines, failed attempts, refused answers
	LastErr string
	ErrAt   time.Time

	Gaps []Gap // when nothing was heard, oldest first; at most the last sixteen. An open one has no To.
}

// A Gap is a time in which a source was silent for longer than Config.Quiet. No track in it is not no flight.
type Gap struct{ From, To time.Time }

const mostGaps = 16

// vitals keep a Health while the feed runs.
type vitals struct {
	mu      sync.Mutex
	now     func() time.Time
	quiet   time.Duration
	h       Health
	buckets [60]int64 // reports, by second
	second  int64     // of the newest bucket
	first   int64     // when it began to count
}

func newVitals(s Source, cfg Config) *vitals {
	v := &vitals{now: cfg.Now, quiet: cfg.Quiet}
	at := cfg.Now()
	v.h = Health{Source: s, State: Connecting, Since: at}
	v.second, v.first = at.Unix(), at.Unix()
	return v
}

func (v *vitals) state(s State) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.h.State, v.h.Since, v.h.NextTry = s, v.now(), time.Time{}
	if s == Connected {
		v.h.Connects++
	}
}

func (v *vitals) wait(d time.Duration) {
	v.state(Waiting)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.h.NextTry = v.h.Since.Add(d)
}

func (v *vitals) fail(err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.h.Errors++
	v.h.LastErr, v.h.ErrAt = err.Error(), v.now()
}

func (v *vitals) bytes(n int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.h.Bytes += int64(n)
	v.h.LastByte = v.now()
}

// counts are what one reading brought.
type counts struct {
	messages, refused, reports, places int64
	lastMs                             int64
}

func (v *vitals) add(c counts) {
	if c == (counts{}) {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	at := v.now()
	v.h.Messages += c.messages
	v.h.Refused += c.refused
	v.h.Reports += c.reports
	v.h.Places += c.places
	if c.lastMs != 0 {
		v.h.LastTime = time.UnixMilli(c.lastMs)
	}
	if c.messages == 0 {
		return
	}
	last := v.h.LastMessage
	if last.IsZero() {
		last = time.Unix(v.first, 0)
	}
	if at.Sub(last) > v.quiet {
		v.h.Gaps = append(v.h.Gaps, Gap{last, at})
		if len(v.h.Gaps) > mostGaps {
			v.h.Gaps = append(v.h.Gaps[:0], v.h.Gaps[1:]...)
		}
	}
	v.h.LastMessage = at
	v.turn(at.Unix())
	v.buckets[v.second%60] += c.reports
}

// turn empties the buckets of the seconds that passed.
func (v *vitals) turn(second int64) {
	for v.second < second {
		if v.second < second-60 {
			v.second = second - 60
		}
		v.second++
		v.buckets[v.second%60] = 0
	}
}

func (v *vitals) health() Health {
	v.mu.Lock()
	defer v.mu.Unlock()
	h := v.h
	at := v.now()
	h.Gaps = append([]Gap(nil), v.h.Gaps...)
	last := h.LastMessage
	if last.IsZero() {
		last = time.Unix(v.first, 0)
	}
	if h.State != Closed && at.Sub(last) > v.quiet {
		h.Gaps = append(h.Gaps, Gap{From: last})
	}
	v.turn(at.Unix())
	sum := int64(0)
	for i, n := range v.buckets {
		if int64(i) != v.second%60 { // the second that is not over
			sum += n
		}
	}
	if seconds := min(v.second-v.first, 59); seconds > 0 {
		h.Rate = float64(sum) / float64(seconds)
	}
	return h
}
