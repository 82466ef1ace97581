package line

import (
	"slices"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
)

// A Law gives the agreement as it is known at an entry of the record for a moment in time; nil when none is loaded.
type Law func(event record.Moment, known int64) *agreement.Terms

// state is what deciding needs. It is owned by the writer.
type state struct {
	law      Law
	entries  int64 // how many entries were applied; the law is asked as known there
	lines    map[string]*wire
	messages map[int64]*message
	wall     desk.Ringing[clockID]
}

// A wire is one line.
type wire struct {
	Opened
	words   map[string]string // who says what of its state
	turns   int64
	numbers int64
	test    record.Moment // when the next test is due; 0 for none
}

// A message is all that is remembered of one. Its places are kept until it is acknowledged, for the read-back.
type message struct {
	line      *wire
	entry     int64
	counted   int64
	number    int64
	from, to  int // ends
	priority  string
	kind      string
	sent, due record.Moment
	reply     record.Moment
	places    []geo.Point
	flagged   bool
	corrects  int64
	corrected int64 // the message that took its place
	tries     int64 // read-backs
	agreed    bool
	acked     bool
	answered  bool
	closed    bool
	ring      int64 // how often a post was rung
}

func newState(law Law) *state {
	s := &state{law: law}
	s.Reset()
	return s
}

// Reset forgets everything.
func (s *state) Reset() {
	*s = state{law: s.law, lines: map[string]*wire{}, messages: map[int64]*message{}, wall: newWall()}
}

// Apply remembers of a fact what later decisions ask for.
func (s *state) Apply(e record.Entry) {
	s.entries = e.Number + 1
	switch f := e.Fact.(type) {
	case *Opened:
		s.lines[f.Line] = &wire{Opened: *f, words: map[string]string{}}
		s.test(s.lines[f.Line], f.TestDue)
	case *StateSet:
		if l := s.lines[f.Line]; l != nil {
			l.words[f.By], l.turns = f.State, f.Turn
			s.test(l, f.TestDue)
		}
	case *Sent:
		s.sent(e, f)
	case *Counted:
		if n, err := e.RefEntry(0); err == nil && f.Step == stepSent && s.messages[n] != nil {
			s.messages[n].counted = e.Number
		}
	case *ReadBack:
		s.change(f.Message, func(m *message) { m.tries, m.agreed = f.Try, m.agreed || f.Agrees })
	case *Acknowledged:
		s.change(f.Message, func(m *message) {
			m.acked, m.places = true, nil
			s.wall.Stop(clockID{what: clockAck, message: f.Message})
			s.wall.Stop(clockID{what: clockRing, message: f.Message})
		})
	case *Answered:
		s.change(f.Message, func(m *message) {
			m.answered = true
			s.wall.Stop(clockID{what: clockReply, message: f.Message})
		})
	case *Closed:
		s.change(f.Message, func(m *message) { m.closed = true; s.still(m) })
	case *Overdue:
		s.wall.Stop(clockID{what: f.What, message: f.Message})
	case *Rang:
		s.change(f.Message, func(m *message) {
			m.ring = f.Ring
			s.wall.Set(clockID{what: clockRing, message: f.Message}, f.Next)
		})
	case *TestMissed:
		if l := s.lines[f.Line]; l != nil {
			s.test(l, f.Next)
		}
	}
}

func (s *state) test(l *wire, due record.Moment) {
	l.test = due
	s.wall.Set(clockID{what: clockTest, line: l.Line}, due)
}

func (s *state) change(entry int64, how func(*message)) {
	if m := s.messages[entry]; m != nil {
		how(m)
	}
}

func (s *state) sent(e record.Entry, f *Sent) {
	l := s.lines[f.Line]
	if l == nil {
		return
	}
	m := &message{
		line: l, entry: e.Number, number: f.Number, from: l.end(f.From), to: l.end(f.To), priority: f.Priority, kind: f.Type,
		sent: e.Recorded, due: f.Due, reply: f.ReplyBy, flagged: f.Flagged, corrects: f.Corrects,
	}
	for _, p := range f.Positions {
		m.places = append(m.places, p.Point)
	}
	l.numbers = f.Number
	s.messages[e.Number] = m
	s.wall.Set(clockID{what: clockAck, message: e.Number}, f.Due)
	s.wall.Set(clockID{what: clockReply, message: e.Number}, f.ReplyBy)
	if f.Type == typeTest {
		s.test(l, f.TestDue)
	}
	if old := s.messages[f.Corrects]; f.Corrects != 0 && old != nil {
		old.corrected = e.Number
		s.still(old)
	}
}

// still stops all clocks of a message.
func (s *state) still(m *message) {
	for _, what := range []string{clockAck, clockRing, clockReply} {
		s.wall.Stop(clockID{what: what, message: m.entry})
	}
}

// end is the index of an end by its id, or -1.
func (l *wire) end(id string) int {
	return slices.IndexFunc(l.Ends, func(e End) bool { return e.ID == id })
}

// readers are all at both ends, and the role through which the line goes.
func (l *wire) readers() record.Audience {
	return record.Audiences(l.posts(0), l.posts(1), l.Through)
}

func (l *wire) posts(end int) record.Audience { return record.Audiences(l.Ends[end].Posts...) }

// endOf is the end at which who speaks, or -1.
func (l *wire) endOf(who desk.Who) int {
	for i := range l.Ends {
		if who.Sees(l.posts(i)) {
			return i
		}
	}
	return -1
}

// holds is the gravest of what is said of the line.
func (l *wire) holds() string {
	worst := 0
	for _, word := range l.words {
		worst = max(worst, slices.Index(lineStates, word))
	}
	return lineStates[worst]
}

// shut says that only emergencies go through.
func (l *wire) shut() bool { return l.holds() == lineSuspended || l.holds() == lineClosed }

// Next is the moment after the first deadline: the deadline itself still belongs to who owes.
func (s *state) Next() time.Time {
	due := s.wall.Next()
	if due == 0 {
		return time.Time{}
	}
	return (due + 1).Time()
}

// Due rings for what is over. A command asked twice is the same command, by its id.
func (s *state) Due(at time.Time) []desk.Command {
	var out []desk.Command
	for _, r := range s.wall.Rung(record.At(at) - 1) {
		m := s.messages[r.ID.message]
		switch r.ID.what {
		case clockAck, clockRing:
			out = append(out, due(&ring{Message: m.entry, Ring: m.ring + 1}, "ring", m.entry, m.ring+1))
		case clockReply:
			out = append(out, due(&lapse{Message: m.entry}, "lapse", m.entry, int64(r.Due)))
		case clockTest:
			out = append(out, desk.Command{Desk: "line", ID: "test " + r.ID.line + " " + r.Due.String(), Do: &missTest{Line: r.ID.line, Due: r.Due}})
		}
	}
	return out
}
