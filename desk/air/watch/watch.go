// Package watch joins tracks and the fence: reports go in, crossings come out, each with how sure it is and why.
package watch

import (
	"strings"

	"truce.example/desk/air/feed"
	"truce.example/desk/air/fence"
	"truce.example/desk/air/track"
	"truce.example/geo"
)

// The confidence of a crossing. Nothing here is ever confirmed: that takes a second source, or a person.
const (
	Probable  = "probable"         // place and height prove it, for all that the source itself says
	Possible  = "possible"         // the doubt of place or height reaches across the zone's edge, or the source is to be doubted
	Tolerated = "within_tolerance" // not deeper in the zone than the agreement draws a distinction
)

// A Crossing is one aircraft's way into a zone or out of it.
type Crossing struct {
	fence.Event
	Key        string
	Call       string
	DoubtCm    int64 // how far the place may be off
	Doubt      track.Doubt
	Ground     bool
	Confidence string
}

// Why says in words why the crossing is as sure as it is.
func (c *Crossing) Why() string {
	words := []string{c.Event.Why.String()}
	if c.Ground {
		words = append(words, "on the ground")
	}
	if !c.Sure && c.Doubt&track.NoHeight == 0 && c.Confidence == Possible {
		words = append(words, "height not certain")
	}
	if c.Doubt != 0 {
		words = append(words, c.Doubt.String())
	}
	if c.Confidence == Possible && c.Sure && !c.Doubt.Integrity() && c.Event.Why != fence.ByGap {
		words = append(words, "place not certain")
	}
	return strings.Join(words, "; ")
}

// A Watch follows the aircraft of one source, or of one share of a source's aircraft. It belongs to one goroutine.
type Watch struct {
	Book   *track.Book
	Engine *fence.Engine
	step   track.Step // used again, so that none is allocated for each report
	events []fence.Event
	open   [][]stay // by aircraft: the visits that are going on
}

// A stay is the best that is known of one visit so far.
type stay struct {
	zone     string
	relation geo.Relation
	doubt    track.Doubt
}

// New returns a watch over the zones.
func New(set *fence.Set, cfg track.Config) *Watch {
	return &Watch{Book: track.NewBook(cfg), Engine: fence.NewEngine(set)}
}

// Take takes one report and appends the crossings that it shows. An entry is judged by the first position after it, an
// exit by the deepest that was seen of the whole visit.
func (w *Watch) Take(r *feed.Report, out []Crossing) []Crossing {
	s := &w.step
	var ok bool
	if *s, ok = w.Book.Take(r); !ok {
		return out
	}
	for s.Aircraft >= len(w.open) {
		w.open = append(w.open, nil)
	}
	w.events = w.Engine.Update(s.Aircraft, &s.Fix, w.events[:0])
	for i := range w.events {
		out = w.judge(s, &w.events[i], out)
	}
	w.deepen(s)
	return out
}

func (w *Watch) judge(s *track.Step, e *fence.Event, out []Crossing) []Crossing {
	open := &w.open[s.Aircraft]
	c := Crossing{Event: *e, Key: s.Key, Call: s.Call, DoubtCm: s.DoubtCm, Doubt: s.Doubt, Ground: s.Ground}
	if e.Kind == fence.Enter {
		relation := relate(e.Zone, s)
		if relation == geo.Outside {
			relation = geo.Possible // in and out again between two positions
		}
		*open = append(*open, stay{e.Zone.ID, relation, s.Doubt})
		c.Confidence = confidence(relation, e, s.Doubt)
		return append(out, c)
	}
	relation := geo.Possible
	for i, v := range *open {
		if v.zone == e.Zone.ID {
			relation = v.relation
			c.Doubt |= v.doubt
			*open = append((*open)[:i], (*open)[i+1:]...)
			break
		}
	}
	c.Confidence = confidence(relation, e, c.Doubt)
	return append(out, c)
}

// relate says how a position lies to a zone. Where its height alone leaves it possible, the edge need not be measured.
func relate(z *fence.Zone, s *track.Step) geo.Relation {
	if z.ToleranceCm == 0 && z.Level(s.Fix) == geo.Possible {
		return geo.Possible
	}
	relation, _ := z.Relate(s.Fix, s.DoubtCm)
	return relation
}

// confidence of a crossing, from how the visit lies to the zone.
func confidence(relation geo.Relation, e *fence.Event, d track.Doubt) string {
	switch {
	case relation == geo.WithinTolerance:
		return Tolerated
	case relation != geo.Inside || d != 0 || e.Why == fence.ByGap:
		return Possible
	}
	return Probable
}

// deepen looks whether the aircraft is now more surely inside than it was so far. Once it is, nobody looks again.
func (w *Watch) deepen(s *track.Step) {
	open := w.open[s.Aircraft]
	for i := range open {
		v := &open[i]
		if v.relation == geo.Inside {
			continue
		}
		z := w.Engine.Set().Zone(v.zone)
		if z == nil || v.relation == geo.Possible && z.Level(s.Fix) != geo.Inside && z.ToleranceCm == 0 {
			continue
		}
		if r := relate(z, s); r != geo.Outside && geo.Weaker(r, v.relation) == v.relation {
			v.relation = r
		}
	}
}

// Expire forgets what was not heard for long.
func (w *Watch) Expire(nowMs int64) {
	for _, n := range w.Book.Expire(nowMs) {
		w.Engine.Forget(n)
		w.open[n] = nil
	}
}
