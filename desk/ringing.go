package desk

import (
	"container/heap"

	"truce.example/record"
)

// Ringing keeps running clocks by their names, in the order in which they ring. There is one of a name at a time. A clock that was
// stopped or moved stays in the queue until its turn, and is passed over then. Moments are milliseconds in UTC: no change of a local
// clock moves a deadline.
type Ringing[ID comparable] struct {
	running map[ID]record.Moment
	queue   queue[ID]
}

// A Rung is a clock and its deadline.
type Rung[ID comparable] struct {
	Due record.Moment
	ID  ID
}

// NewRinging keeps no clock yet. Compare orders clocks that ring at one moment, so that every machine lists them alike.
func NewRinging[ID comparable](compare func(a, b ID) int) Ringing[ID] {
	return Ringing[ID]{running: map[ID]record.Moment{}, queue: queue[ID]{compare: compare}}
}

// Set starts a clock, or moves it; without a time it stops.
func (r *Ringing[ID]) Set(id ID, due record.Moment) {
	switch {
	case due == 0:
		delete(r.running, id)
	case r.running[id] != due:
		r.running[id] = due
		heap.Push(&r.queue, Rung[ID]{due, id})
	}
}

// Stop stops a clock, if it runs.
func (r *Ringing[ID]) Stop(id ID) { delete(r.running, id) }

// Due is the deadline of a clock; 0 when it does not run.
func (r *Ringing[ID]) Due(id ID) record.Moment { return r.running[id] }

// Next is the first deadline, or 0.
func (r *Ringing[ID]) Next() record.Moment {
	for len(r.queue.rungs) > 0 {
		if first := r.queue.rungs[0]; r.running[first.ID] == first.Due {
			return first.Due
		}
		heap.Pop(&r.queue)
	}
	return 0
}

// Rung lists the clocks that rang up to a moment, that moment included, in order. They run until they are stopped.
func (r *Ringing[ID]) Rung(until record.Moment) []Rung[ID] {
	var out []Rung[ID]
	for due := r.Next(); due != 0 && due <= until; due = r.Next() {
		one := heap.Pop(&r.queue).(Rung[ID])
		if n := len(out); n == 0 || out[n-1] != one { // one that was stopped and started again stands there twice
			out = append(out, one)
		}
	}
	for _, one := range out { // they stay until their facts are recorded
		heap.Push(&r.queue, one)
	}
	return out
}

// queue is a heap of clocks by their deadline.
type queue[ID comparable] struct {
	rungs   []Rung[ID]
	compare func(a, b ID) int
}

func (q *queue[ID]) Len() int { return len(q.rungs) }
func (q *queue[ID]) Less(i, j int) bool {
	a, b := q.rungs[i], q.rungs[j]
	return a.Due < b.Due || a.Due == b.Due && q.compare(a.ID, b.ID) < 0
}
func (q *queue[ID]) Swap(i, j int) { q.rungs[i], q.rungs[j] = q.rungs[j], q.rungs[i] }
func (q *queue[ID]) Push(x any)    { q.rungs = append(q.rungs, x.(Rung[ID])) }
func (q *queue[ID]) Pop() any {
	last := q.rungs[len(q.rungs)-1]
	q.rungs = q.rungs[:len(q.rungs)-1]
	return last
}
