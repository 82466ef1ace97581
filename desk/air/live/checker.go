package live

import (
	"hash/maphash"
	"runtime"
	"sync"
	"sync/atomic"

	"truce.example/desk/air/feed"
	"truce.example/desk/air/fence"
	"truce.example/desk/air/track"
	"truce.example/desk/air/watch"
)

// A Checker holds the reports of many sources against the zones, on several workers. Each aircraft belongs to one of them,
// so what is found of one aircraft depends on no other, and not on how many workers there are. Its methods may be called
// from any goroutine.
type Checker struct {
	set     atomic.Pointer[fence.Set]
	change  sync.Mutex // one change of zones at a time
	workers []*worker
	tell    func([]watch.Crossing)
	telling sync.Mutex
	seed    maphash.Seed
	spare   sync.Pool
	wait    sync.WaitGroup
	gate    sync.RWMutex // held to write for closing
	closed  bool
}

// CheckerConfig is how a Checker works.
type CheckerConfig struct {
	Workers int // as many as processors if zero
	Track   track.Config
}

// A worker owns its aircraft.
type worker struct {
	watch   *watch.Watch
	jobs    chan job
	changed chan struct{}
}

// A job is something to do in turn: reports, or to forget what was not heard until a moment, or a question.
type job struct {
	reports  []feed.Report
	expireMs int64
	answer   chan<- Counts
}

// Counts are what a Checker holds and what became of its reports.
type Counts struct {
	track.Counts
	Aircraft int // in sight
}

// queue is how many batches wait for a worker at most.
const queue = 4

// NewChecker returns a checker of the zones in set, which calls tell with what it finds: with the crossings of one or more
// reports, those of one aircraft in order, from one goroutine at a time. tell must not keep the slice; whatever it waits for
// the reports wait for too; and of the checker it may call Set, Use and Change only.
func NewChecker(set *fence.Set, cfg CheckerConfig, tell func([]watch.Crossing)) *Checker {
	if cfg.Workers <= 0 {
		cfg.Workers = runtime.GOMAXPROCS(0)
	}
	c := &Checker{tell: tell, seed: maphash.MakeSeed()}
	c.spare.New = func() any { b := make([]feed.Report, 0, batchSize); return &b }
	c.set.Store(set)
	for range cfg.Workers {
		w := &worker{
			watch: watch.New(set, cfg.Track), jobs: make(chan job, queue), changed: make(chan struct{}, 1),
		}
		c.workers = append(c.workers, w)
		c.wait.Go(func() { c.work(w) })
	}
	return c
}

// Take takes reports, and waits while the workers are behind. It copies what it needs. After Close it does nothing.
func (c *Checker) Take(reports []feed.Report) {
	c.gate.RLock()
	defer c.gate.RUnlock()
	if c.closed || len(reports) == 0 {
		return
	}
	var few [16]*[]feed.Report
	parts := few[:0]
	if len(c.workers) > len(few) {
		parts = make([]*[]feed.Report, 0, len(c.workers))
	}
	parts = parts[:len(c.workers)]
	for i := range reports {
		w := c.share(&reports[i])
		if parts[w] == nil {
			parts[w] = c.spare.Get().(*[]feed.Report)
		}
		*parts[w] = append(*parts[w], reports[i])
	}
	for w, p := range parts {
		if p != nil {
			c.workers[w].jobs <- job{reports: *p}
		}
	}
}

// share says to whom an aircraft belongs.
func (c *Checker) share(r *feed.Report) int {
	if r.ID != "" {
		return int(maphash.String(c.seed, r.ID) % uint64(len(c.workers)))
	}
	return int(uint64(r.Address*2654435761>>8) % uint64(len(c.workers)))
}

// Set returns the zones in use.
func (c *Checker) Set() *fence.Set { return c.set.Load() }

// Use goes on with other zones. The next report that a worker takes is held against them; the workers do not stop, and what
// the change itself makes of the aircraft in sight is told at once.
func (c *Checker) Use(set *fence.Set) {
	c.change.Lock()
	defer c.change.Unlock()
	c.use(set)
}

// Change adds zones, in place of those of the same id, and removes those named in remove. An error changes nothing.
func (c *Checker) Change(add []*fence.Zone, remove []string) error {
	c.change.Lock()
	defer c.change.Unlock()
	next, err := c.set.Load().With(add, remove)
	if err == nil {
		c.use(next)
	}
	return err
}

// Rebuild makes the tables of the zones anew, as they should be after some hundred changes: each change costs a little more
// than the one before, in time and memory, until then. It takes as long as [fence.NewSet], while checks and changes go on.
// It is false if the zones changed meanwhile; nothing is then different, and it may be tried again.
func (c *Checker) Rebuild() (bool, error) {
	before := c.set.Load()
	fresh, err := fence.NewSet(before.All()...)
	if err != nil {
		return false, err
	}
	c.change.Lock()
	defer c.change.Unlock()
	if c.set.Load() != before {
		return false, nil
	}
	c.use(fresh)
	return true, nil
}

func (c *Checker) use(set *fence.Set) {
	c.set.Store(set)
	for _, w := range c.workers {
		select {
		case w.changed <- struct{}{}:
		default: // it was told already, and will look
		}
	}
}

// Expire forgets the aircraft that were not heard for as long as [track.Config] says, by the clock of the reports.
func (c *Checker) Expire(nowMs int64) {
	c.gate.RLock()
	defer c.gate.RUnlock()
	if c.closed {
		return
	}
	for _, w := range c.workers {
		w.jobs <- job{expireMs: nowMs}
	}
}

// Counts adds up what the workers hold, after all that they were given before.
func (c *Checker) Counts() (sum Counts) {
	c.gate.RLock()
	defer c.gate.RUnlock()
	if c.closed {
		return sum
	}
	answer := make(chan Counts)
	for _, w := range c.workers {
		w.jobs <- job{answer: answer}
		n := <-answer
		sum.Aircraft += n.Aircraft
		sum.Steps += n.Steps
		sum.NoPlace += n.NoPlace
		sum.Late += n.Late
		sum.Repeated += n.Repeated
		sum.Doubtful += n.Doubtful
	}
	return sum
}

// Close lets the workers finish what they were given, and waits for them.
func (c *Checker) Close() {
	c.gate.Lock()
	if !c.closed {
		c.closed = true
		for _, w := range c.workers {
			close(w.jobs)
		}
	}
	c.gate.Unlock()
	c.wait.Wait()
}

func (c *Checker) work(w *worker) {
	var found []watch.Crossing
	for {
		var next job
		ok := true
		select {
		case next, ok = <-w.jobs:
		case <-w.changed:
		}
		if !ok {
			return
		}
		found = found[:0]
		if set := c.set.Load(); set != w.watch.Engine.Set() {
			found = w.watch.Use(set, found)
		}
		for i := range next.reports {
			found = w.watch.Take(&next.reports[i], found)
		}
		if len(found) > 0 {
			c.telling.Lock()
			c.tell(found)
			c.telling.Unlock()
		}
		switch {
		case next.reports != nil:
			empty := next.reports[:0]
			c.spare.Put(&empty)
		case next.expireMs != 0:
			w.watch.Expire(next.expireMs)
		case next.answer != nil:
			next.answer <- Counts{w.watch.Book.Counts, w.watch.Book.Len()}
		}
	}
}
