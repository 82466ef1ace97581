package aid

import (
	"truce.example/geo"
	"truce.example/record"
)

const (
	usualHalt   = 30 // minutes
	usualSilent = 60
	standsM     = 200 // what moves less than this, stands
	usualStopM  = 300 // how near the last stop is reached
)

// A track is what deciding needs of a convoy's positions.
type track struct {
	last      Fix
	since     Fix // where and since when it has stood
	off, halt bool
	reached   map[int64]bool // stops, from 1
}

func newTrack() *track { return &track{reached: map[int64]bool{}} }

// take folds what was recorded.
func (t *track) take(e record.Entry) {
	switch f := e.Fact.(type) {
	case *Located:
		for _, x := range f.Fixes {
			t.move(x)
		}
	case *Noticed:
		t.note(f.What, f.Stop)
	}
}

// move folds a position. One that comes late, from before the newest, tells nothing of now.
func (t *track) move(x Fix) bool {
	if x.At <= t.last.At {
		return false
	}
	if !t.last.At.Known() || geo.DistanceCm(t.since.Place, x.Place) > (standsM+t.since.UncertaintyM+x.UncertaintyM)*100 {
		t.since = x
	}
	t.last = x
	return true
}

func (t *track) note(what string, stop int64) {
	switch what {
	case eventOffRoute, eventOnRoute:
		t.off = what == eventOffRoute
	case eventHalted, eventMoving:
		t.halt = what == eventHalted
	case eventReached:
		t.reached[stop] = true
	}
}

// apartCm is how far a place lies from a way.
func (w *Way) apartCm(p geo.Point) int64 {
	points := make([]geo.Point, len(w.Stops))
	for i, s := range w.Stops {
		points[i] = s.Place
	}
	line, err := geo.NewLine(points)
	if err != nil {
		return 0
	}
	return line.DistanceCm(p)
}

// near is the stop in whose reach a position lies, from 1; 0 for none.
func (w *Way) near(x Fix) int64 {
	for i, s := range w.Stops {
		if reach := w.reachM(i); geo.DistanceCm(s.Place, x.Place) <= (reach+x.UncertaintyM)*100 {
			return int64(i) + 1
		}
	}
	return 0
}

func (w *Way) reachM(stop int) int64 {
	if r := w.Stops[stop].RadiusM; r > 0 {
		return r
	}
	return usualStopM
}

// told says whether reaching a stop is told: a checkpoint, or the end of the way.
func (w *Way) told(stop int64) bool {
	return stop > 1 && (w.Stops[stop-1].RadiusM > 0 || int(stop) == len(w.Stops))
}

func orUsual(n, usual int64) record.Moment {
	if n == 0 {
		n = usual
	}
	return record.Moment(n * minuteMs)
}

// nextDue is when the next stop that is told and was not reached is overdue: its hour by the plan, from when it really left, and
// the slack. It is behind the deadline that passed last. Zero for none.
func (p Plan) nextDue(left record.Moment, reached map[int64]bool, passed record.Moment) (due record.Moment, stop int64) {
	w := p.Way
	if w == nil {
		return 0, 0
	}
	arrive := make([]int64, len(w.Stops)+1)
	for _, l := range p.legs() {
		if l.A != l.B { // the last piece of a leg ends where its stop is reached
			arrive[l.Part+2] = l.To
		}
	}
	for stop := int64(2); stop <= int64(len(w.Stops)); stop++ {
		if !w.told(stop) || reached[stop] || arrive[stop] == 0 {
			continue
		}
		due := record.Moment(arrive[stop]) + left - p.Departs + orUsual(w.SlackMinutes, usualSlack)
		if due > passed {
			return due, stop
		}
	}
	return 0, 0
}
