// Package watch joins tracks and the fence: reports go in, crossings come out, each with how sure it is and why.
package watch

import (
	"math"
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
	open   []visits // by aircraft
}

// The visits of an aircraft that are going on.
type visits struct {
	set   *fence.Set // of which the zones are
	stays []stay
}

// A stay is the best that is known of one visit so far.
type stay struct {
	zone      *fence.Zone
	relation  geo.Relation
	doubt     track.Doubt
	gone      bool        // the zone is no longer there
	deep      bool        // the relation is Inside: it cannot become any surer
	possible  bool        // the relation is Possible
	proof     fence.Proof // this and the next two are the zone's, so that it need not be touched
	tolerance int64
	outer     geo.Ring
	side      int // of the outer ring: near which the aircraft was when somebody last looked
}

func newStay(z *fence.Zone, d track.Doubt) stay {
	v := stay{zone: z, doubt: d, proof: z.Proof(), tolerance: z.ToleranceCm}
	if len(z.Area) > 0 {
		v.outer = z.Area[0].Outer()
	}
	v.set(geo.Possible)
	return v
}

func (v *stay) set(r geo.Relation) {
	v.relation, v.possible, v.deep = r, r == geo.Possible, r == geo.Inside
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
		w.open = append(w.open, visits{})
	}
	open := &w.open[s.Aircraft]
	if s.New {
		w.Engine.Forget(s.Aircraft)
		open.stays = open.stays[:0]
	}
	w.events = w.Engine.Update(s.Aircraft, &s.Fix, w.events[:0])
	if set := w.Engine.Set(); open.set != set {
		open.use(set)
	}
	for i := range w.events {
		out = open.judge(s, &w.events[i], out)
	}
	open.deepen(s)
	return out
}

// Use goes on with another set of zones, and appends the crossings that the change itself makes: as of the last position of
// each aircraft, why "zone changed". It takes time for the zones that changed, if the set came of [fence.Set.With].
func (w *Watch) Use(set *fence.Set, out []Crossing) []Crossing {
	w.events = w.Engine.Use(set, w.events[:0])
	for i := range w.events {
		e := &w.events[i]
		if s, ok := w.Book.Last(e.Aircraft); ok && e.Aircraft < len(w.open) {
			out = w.open[e.Aircraft].judge(&s, e, out)
		}
	}
	return out
}

// use takes the zones as they are in another set.
func (o *visits) use(set *fence.Set) {
	o.set = set
	for i := range o.stays {
		v := &o.stays[i]
		z := set.Zone(v.zone.ID)
		if v.gone = z == nil; !v.gone && z != v.zone {
			relation := v.relation
			*v = newStay(z, v.doubt)
			v.set(relation)
		}
	}
}

func (o *visits) judge(s *track.Step, e *fence.Event, out []Crossing) []Crossing {
	c := Crossing{Event: *e, Key: s.Key, Call: s.Call, DoubtCm: s.DoubtCm, Doubt: s.Doubt, Ground: s.Ground}
	if e.Kind == fence.Enter {
		v := newStay(e.Zone, s.Doubt)
		if !v.undecided(s) {
			if r := relate(e.Zone, s); r != geo.Outside { // else it was in and out again between two positions
				v.set(r)
			}
		}
		o.stays = append(o.stays, v)
		c.Confidence = confidence(v.relation, e, s.Doubt)
		return append(out, c)
	}
	relation := geo.Possible
	for i := range o.stays {
		if v := &o.stays[i]; v.zone == e.Zone || v.zone.ID == e.Zone.ID {
			relation = v.relation
			c.Doubt |= v.doubt
			o.stays = append(o.stays[:i], o.stays[i+1:]...)
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
func (o *visits) deepen(s *track.Step) {
	for i := range o.stays {
		v := &o.stays[i]
		if v.deep || v.gone || v.undecided(s) {
			continue
		}
		if r := relate(v.zone, s); r != geo.Outside && geo.Weaker(r, v.relation) == v.relation {
			v.set(r)
		}
	}
}

// undecided says, cheaply, that the position makes nothing surer of the visit than Possible or than it is: because its
// height does not prove it, or because the zone's edge is surely within its doubt.
func (v *stay) undecided(s *track.Step) bool {
	if v.possible && v.tolerance == 0 && !v.proof.By(&s.Fix) {
		return true
	}
	if v.possible && v.tolerance > 0 && s.DoubtCm <= v.tolerance {
		return false
	}
	return near(v.outer, s.Fix.At, s.DoubtCm, &v.side)
}

// near says that a ring surely has a place within the distance of p; it may have one too if near does not say so. It looks
// at the side first at which it found one the last time. Measured on the plane of p, in floating point, and with a margin
// for both: within 20 km and 70 degrees of the equator, where a hundredth is plenty.
func near(ring geo.Ring, p geo.Point, cm int64, side *int) bool {
	const most, farthest = 20_000_00, 700_000_000
	if cm <= 0 || cm > most || p.Lat > farthest || p.Lat < -farthest || len(ring) < 2 {
		return false
	}
	const unitCm = 1.1132
	east := math.Cos(float64(p.Lat) * (math.Pi / 180e7))
	reach := 0.98 * float64(cm) / unitCm
	for i := range len(ring) - 1 {
		k := i
		if i == 0 {
			k = min(*side, len(ring)-2)
		} else if i <= *side {
			k = i - 1
		}
		ax, ay := float64(int64(ring[k].Lon)-int64(p.Lon))*east, float64(int64(ring[k].Lat)-int64(p.Lat))
		bx, by := float64(int64(ring[k+1].Lon)-int64(p.Lon))*east, float64(int64(ring[k+1].Lat)-int64(p.Lat))
		if ax > reach && bx > reach || ax < -reach && bx < -reach || ay > reach && by > reach || ay < -reach && by < -reach {
			continue
		}
		dx, dy := bx-ax, by-ay
		t := 0.0
		if square := dx*dx + dy*dy; square > 0 {
			t = min(max(-(ax*dx+ay*dy)/square, 0), 1)
		}
		if x, y := ax+t*dx, ay+t*dy; x*x+y*y < reach*reach {
			*side = k
			return true
		}
	}
	return false
}

// Expire forgets what was not heard for long.
func (w *Watch) Expire(nowMs int64) {
	for _, n := range w.Book.Expire(nowMs) {
		w.Engine.Forget(n)
		w.open[n] = visits{}
	}
}
