package line

import (
	"container/heap"
	"time"

	"truce.example/record"
)

// A clockID names a clock: what for, and which message or line it belongs to. There is one of a name at a time.
type clockID struct {
	what    string
	message int64
	line    string
}

// A wall keeps the running clocks in the order in which they ring. One that was stopped or moved stays in the queue until
// its turn, and is passed over then. Moments are milliseconds in UTC: no change of the local clock moves a deadline.
type wall struct {
	running map[clockID]record.Moment
	queue   ringing
}

type rung struct {
	due record.Moment
	id  clockID
}

type ringing []rung

func (r ringing) Len() int { return len(r) }
func (r ringing) Less(i, j int) bool {
	a, b := r[i], r[j]
	switch {
	case a.due != b.due:
		return a.due < b.due
	case a.id.message != b.id.message:
		return a.id.message < b.id.message
	case a.id.line != b.id.line:
		return a.id.line < b.id.line
	}
	return a.id.what < b.id.what
}
func (r ringing) Swap(i, j int) { r[i], r[j] = r[j], r[i] }
func (r *ringing) Push(x any)   { *r = append(*r, x.(rung)) }
func (r *ringing) Pop() any {
	old := *r
	last := old[len(old)-1]
	*r = old[:len(old)-1]
	return last
}

func newWall() wall { return wall{running: map[clockID]record.Moment{}} }

// set starts a clock, or moves it; without a time it stops.
func (w *wall) set(id clockID, due record.Moment) {
	if due == 0 {
		delete(w.running, id)
		return
	}
	if w.running[id] == due {
		return
	}
	w.running[id] = due
	heap.Push(&w.queue, rung{due, id})
}

func (w *wall) stop(id clockID) { delete(w.running, id) }

// next is the first deadline, or 0.
func (w *wall) next() record.Moment {
	for len(w.queue) > 0 {
		if first := w.queue[0]; w.running[first.id] == first.due {
			return first.due
		}
		heap.Pop(&w.queue)
	}
	return 0
}

// over lists the clocks whose deadline has passed, in order. The deadline itself still belongs to who owes.
func (w *wall) over(now record.Moment) []rung {
	var out []rung
	for {
		due := w.next()
		if due == 0 || due >= now {
			break
		}
		out = append(out, heap.Pop(&w.queue).(rung))
	}
	for _, r := range out { // they stay until their facts are recorded
		heap.Push(&w.queue, r)
	}
	return out
}

// nextTest is the first moment after m at which the local clock of a zone shows the hour: on a day on which the clock
// changes the day between two tests has 23 or 25 hours. An hour that the change leaves out is an hour later that day.
func nextTest(m record.Moment, at, zone string) record.Moment {
	hour, err := time.Parse("15:04", at)
	if err != nil {
		return 0
	}
	place, err := time.LoadLocation(zone)
	if err != nil {
		return 0
	}
	local := m.Time().In(place)
	for day := 0; ; day++ {
		t := time.Date(local.Year(), local.Month(), local.Day()+day, hour.Hour(), hour.Minute(), 0, 0, place)
		if next := record.At(t); next > m {
			return next
		}
	}
}
