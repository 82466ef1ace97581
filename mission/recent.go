package mission

import (
	"context"
	"sync"

	"truce.example/record"
)

// recent keeps the newest entries decoded, for the follower and the live stream, and rings when there are more. A missed
// ring does no harm: whoever listens has a cursor.
type recent struct {
	mu    sync.RWMutex
	held  []record.Entry // ring buffer; the entry n stands at n % len
	next  int64          // number after the newest
	first int64          // oldest held
	bell  chan struct{}  // closed when next moves
}

const recentEntries = 4096

func newRecent(next int64) *recent {
	return &recent{held: make([]record.Entry, recentEntries), next: next, first: next, bell: make(chan struct{})}
}

func (r *recent) add(es []record.Entry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range es {
		r.held[e.Number%recentEntries] = e
		r.next = e.Number + 1
	}
	r.first = max(r.first, r.next-recentEntries)
	close(r.bell)
	r.bell = make(chan struct{})
}

// clear forgets what is held, which may be more than was recorded, or erased since.
func (r *recent) clear(next int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.held)
	r.first, r.next = next, next
	close(r.bell)
	r.bell = make(chan struct{})
}

// from gives the entries from <= n < to, or nil when they are not all held.
func (r *recent) from(from, to int64) []record.Entry {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if from < r.first || to > r.next || from >= to {
		return nil
	}
	out := make([]record.Entry, 0, to-from)
	for n := from; n < to; n++ {
		out = append(out, r.held[n%recentEntries])
	}
	return out
}

// wait returns the number after the newest entry as soon as that is above n.
func (r *recent) wait(ctx context.Context, n int64) (int64, error) {
	for {
		r.mu.RLock()
		next, bell := r.next, r.bell
		r.mu.RUnlock()
		if next > n {
			return next, nil
		}
		select {
		case <-bell:
		case <-ctx.Done():
			return next, ctx.Err()
		}
	}
}
