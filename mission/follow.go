package mission

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"time"

	"truce.example/record"
	"truce.example/view"
)

// Wait returns the number after the newest entry as soon as that is above n: the doorbell of the live stream.
func (m *Mission) Wait(ctx context.Context, n int64) (int64, error) { return m.recent.wait(ctx, n) }

// fullPause is how long the tables wait for room on a full disk before they try again.
const fullPause = time.Second

// When much comes at once the tables let some more gather: one transaction for many entries costs the writer's machine
// less than many for few, and a reader who needs an entry asks to wait for it.
const (
	busyBatch = 64
	busyPause = 100 * time.Millisecond
)

// follow shows the views every durable entry, in order, until ctx ends. On a full disk it waits for room: the record
// refuses what it cannot keep, and answers say meanwhile how far they have read.
func (m *Mission) follow(ctx context.Context) {
	full := false
	for {
		next, err := m.recent.wait(ctx, m.ViewEntry())
		if err != nil {
			return
		}
		m.rebuilding.Lock()
		before := m.ViewEntry()
		err = m.catchUp(ctx, m.views.Load(), next)
		m.rebuilding.Unlock()
		if err == nil && next-before >= busyBatch {
			pause(ctx, busyPause)
		}
		if ctx.Err() != nil {
			return
		}
		if errors.Is(err, view.ErrFull) {
			if !full { // once: the log may be on the same disk
				m.log.Error("the disk is full; the tables wait for room", "error", err)
			}
			full = true
			pause(ctx, fullPause)
			continue
		}
		full = false
		if err != nil {
			m.log.Error("the tables no longer follow the record; answers say how far they have read", "error", err)
			m.failed <- err
			return
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// catchUp shows an engine the entries below next, about a thousand in a transaction.
func (m *Mission) catchUp(ctx context.Context, to *view.Engine, next int64) error {
	const batch = 1024
	var es []record.Entry
	flush := func() error {
		err := to.Apply(ctx, es)
		es = es[:0]
		return err
	}
	err := m.Entries(ctx, to.Entry(), next, func(e record.Entry) error {
		if es = append(es, e); len(es) == batch {
			return flush()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return flush()
}

// Failed gives the error with which the tables stopped following, if they do.
func (m *Mission) Failed() <-chan error { return m.failed }

// Rebuild reads the whole record into new tables beside the old ones and swaps them. Questions are answered from the old
// tables meanwhile.
func (m *Mission) Rebuild(ctx context.Context, progress func(done, of int64)) error {
	m.rebuilding.Lock()
	defer m.rebuilding.Unlock()
	path := filepath.Join(m.cfg.Dir, "views.db")
	fresh, err := view.OpenNew(path+".new", viewsOf(m.desks)...)
	if err != nil {
		return err
	}
	size := m.Readable()
	for at := int64(0); at < size; {
		at = min(size, at+8192)
		if err := m.catchUp(ctx, fresh, at); err != nil {
			fresh.Close()
			return fmt.Errorf("rebuild the tables: %w", err)
		}
		if progress != nil {
			progress(at, size)
		}
	}
	return m.swapViews(fresh, path)
}

// swapViews puts new tables in the place of the old ones, on the disk and for readers.
func (m *Mission) swapViews(fresh *view.Engine, path string) error {
	if err := fresh.Close(); err != nil {
		return err
	}
	old := m.views.Load()
	if runtime.GOOS == "windows" { // where a file in use cannot be replaced: questions fail for a moment
		if err := old.Close(); err != nil {
			return err
		}
	}
	if err := view.Replace(path, path+".new"); err != nil {
		return err
	}
	engine, err := view.Open(path, viewsOf(m.desks)...)
	if err != nil {
		return err
	}
	m.views.Store(engine)
	m.done.Go(func() { m.retire(old) })
	return nil
}

// retire closes tables that others took the place of, when the questions that began on them have had time to end.
func (m *Mission) retire(old *view.Engine) {
	select {
	case <-time.After(30 * time.Second):
	case <-m.ended:
	}
	if err := old.Close(); err != nil {
		m.log.Warn("old tables could not be closed", "error", err)
	}
}
