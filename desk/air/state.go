package air

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/air/fence"
	"truce.example/record"
)

// A Law gives the agreement as it is known at an entry of the record for a moment in time; nil when none is loaded.
type Law func(event record.Moment, known int64) *agreement.Terms

func (l Law) at(event record.Moment, known int64) *agreement.Terms {
	if l == nil {
		return nil
	}
	return l(event, known)
}

// state is what deciding needs. It is owned by the writer.
type state struct {
	law     Law
	entries int64 // how many entries were applied; the law is asked as known there

	flights map[int64]*flight
	events  map[int64]*event
	recent  []int64 // events in order, for a second source
	imports map[string]*imported
	sets    map[setKey]*fence.Set // zones made ready, by the law and the imports that they come from
	alerts  map[int64]*alert
	sky     *sky // what those who listen to sources need of it
}

// An alert is an alarm that somebody should see.
type alert struct {
	readers record.Audience
	seen    bool
}

// An event is all that is remembered of one.
type event struct {
	Other
	zone      string
	by        string          // who took it in
	readers   record.Audience // of the event, and of all that is said of it
	flight    int64           // that explains it; 0 for none
	law       *agreement.Judgement
	withdrawn bool
	live      bool // a source on the network showed it, and the program itself recorded it
	left      bool // the end of the visit was seen
}

// An imported set of zones.
type imported struct {
	entry int64
	fact  *ZonesImported
	ended record.Moment // zero while it holds
}

// A setKey names zones that hold together. They are made ready once.
type setKey struct {
	agreement *agreement.Agreement
	imports   string
}

func newState(law Law) *state {
	s := &state{law: law, sky: newSky()}
	s.Reset()
	return s
}

// Reset forgets everything.
func (s *state) Reset() {
	*s = state{
		law: s.law, flights: map[int64]*flight{}, events: map[int64]*event{}, imports: map[string]*imported{}, sets: map[setKey]*fence.Set{}, alerts: map[int64]*alert{}, sky: s.sky,
	}
	s.sky.reset()
}

// Apply remembers of a fact what later decisions ask for.
func (s *state) Apply(e record.Entry) {
	s.entries = e.Number + 1
	s.apply(e)
	s.sky.follow(s, e)
}

func (s *state) apply(e record.Entry) {
	switch f := e.Fact.(type) {
	case *FlightRequested:
		asker := record.Nobody
		if e.Author.Party != "" {
			asker = e.Audience
		}
		fl := &flight{no: e.Number, asker: asker, requested: e.Recorded}
		s.flights[e.Number] = fl
		fl.begin(e, f.Version, f.Form, f)
	case *EventFound:
		s.events[e.Number] = &event{
			Other: Other{Entry: e.Number, Source: f.Source, Aircraft: f.Aircraft, Class: f.Class, From: f.From, To: f.To, Place: f.place()},
			zone:  f.Zone, by: e.Author.Member, readers: e.Audience, live: liveEvent(e), left: f.Exit != nil,
		}
		if liveEvent(e) && f.Class != exempt {
			s.alerts[e.Number] = &alert{readers: e.Audience}
		}
		if f.Class == exempt {
			s.events[e.Number].flight = f.Matches[0].Flight
		}
		s.recent = append(s.recent, e.Number)
	case *Judged:
		if ev := s.eventOf(e); ev != nil {
			j := f.Judgement
			ev.law = &j
		}
	case *EventRated:
		if ev := s.eventOf(e); ev != nil {
			ev.Class, ev.withdrawn = f.Class, f.Class == withdrawn
		}
	case *EventFollowed:
		if ev := s.events[f.Event]; ev != nil {
			ev.Class, ev.To, ev.left = f.Class, max(ev.To, f.Found.To), ev.left || f.Found.Exit != nil
		}
	case *ApproachWarned:
		s.alerts[e.Number] = &alert{readers: e.Audience}
	case *AlertAcknowledged:
		if a := s.alerts[f.Alert]; a != nil {
			a.seen = true
		}
	case *ZonesImported:
		s.imports[f.Name] = &imported{entry: e.Number, fact: f, ended: f.To}
	case *ZonesWithdrawn:
		if i := s.imports[f.Name]; i != nil {
			i.ended = f.At
		}
	default:
		s.advance(e)
	}
}

// liveEvent says that the program itself recorded the event, from a source that it follows.
func liveEvent(e record.Entry) bool { return e.Author.Member == desk.System().Member }

// eventOf is the event that an entry's first reference names, or nil.
func (s *state) eventOf(e record.Entry) *event {
	n, err := e.RefEntry(0)
	if err != nil {
		return nil // every such fact has one; without it there is nothing to remember
	}
	return s.events[n]
}

// advance moves a flight on.
func (s *state) advance(e record.Entry) {
	n, err := e.RefEntry(0)
	fl := s.flights[n]
	if err != nil || fl == nil {
		return
	}
	switch f := e.Fact.(type) {
	case *FlightAmended:
		fl.begin(e, f.Version, f.Form, f)
		return
	case *FlightSent:
		fl.sent, fl.cells = f, map[string]*cell{}
		for _, side := range f.Sides {
			fl.cells[side.ID] = &cell{side: side, told: map[string]bool{}}
		}
	case *FlightAcknowledged:
		if c := fl.cells[f.Side]; c != nil {
			c.acked = true
		}
	case *FlightAnswered:
		if c := fl.cells[f.Side]; c != nil {
			c.acked, c.answer = true, f
		}
	case *FlightOverdue:
		if c := fl.cells[f.Side]; c != nil {
			c.told[f.What] = true
		}
	case *FlightSettled:
		fl.settled = f
	case *FlightDeparted, *FlightEnded:
	default:
		return
	}
	fl.state = after(fl.state, e.Fact)
}

// begin is a new version of a flight.
func (f *flight) begin(e record.Entry, version int64, form Form, fact any) {
	f.entry, f.version, f.form = e.Number, version, form
	f.sent, f.cells, f.settled = nil, nil, nil
	f.state = after("", fact)
}

// Next is when the first deadline passes.
func (s *state) Next() time.Time {
	var next record.Moment
	for _, f := range s.flights {
		for _, d := range f.dues() {
			if next == 0 || d.at < next {
				next = d.at
			}
		}
	}
	return next.Time()
}

// Due asks for the facts of deadlines that have passed, in order.
func (s *state) Due(at time.Time) []desk.Command {
	var late []due
	for _, f := range s.flights {
		for _, d := range f.dues() {
			if d.at <= record.At(at) {
				late = append(late, d)
			}
		}
	}
	slices.SortFunc(late, func(a, b due) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.flight, b.flight), cmp.Compare(a.side.ID, b.side.ID), cmp.Compare(a.what, b.what))
	})
	var out []desk.Command
	for _, d := range late {
		out = append(out, desk.Command{
			Desk: deskName, ID: fmt.Sprintf("air-lapse-%d-%d-%s-%s", d.flight, d.version, d.side.ID, d.what),
			Do: &Lapse{Flight: d.flight, Version: d.version, Side: d.side.ID, What: d.what, Due: d.at},
		})
	}
	return out
}

const deskName = "air"

// Decide answers a command with facts or a refusal.
func (s *state) Decide(at time.Time, who desk.Who, do any) ([]record.Draft, error) {
	q := &question{state: s, now: record.At(at), who: who, terms: s.law.at(record.At(at), s.entries)}
	switch c := do.(type) {
	case *Request:
		return q.request(*c)
	case *Amend:
		return q.amend(*c)
	case *Check:
		return q.check(*c)
	case *Acknowledge:
		return q.acknowledge(*c)
	case *Answer:
		return q.answer(*c)
	case *Cancel:
		return q.cancel(*c)
	case *Depart:
		return q.depart(*c)
	case *End:
		return q.end(*c)
	case *Lapse:
		return q.lapse(*c)
	case *TakeTrack:
		return q.takeTrack(*c)
	case *TakeVisit:
		return q.takeVisit(*c)
	case *WarnApproach:
		return q.warnApproach(*c)
	case *KeepBundle:
		return q.keepBundle(*c)
	case *AcknowledgeAlert:
		return q.acknowledgeAlert(*c)
	case *Rate:
		return q.rate(*c)
	case *Warn:
		return q.warn(*c)
	case *Sight:
		return q.sight(*c)
	case *Import:
		return q.importZones(*c)
	case *WithdrawZones:
		return q.withdrawZones(*c)
	case *StateSensor:
		return q.stateSensor(*c)
	}
	return nil, desk.Refuse(desk.Invalid, "the air desk does not know %T; use one of its doors", do)
}
