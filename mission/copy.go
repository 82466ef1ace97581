package mission

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"truce.example/internal/durable"
	"truce.example/record"
	"truce.example/view"
)

// A follower's copy is opened as a reading copy is. What is different: another program (truce follow) writes it, under a
// lock of its own, while this one reads. So in the place of the writer stands a watch, which shows States and tables what
// has come. When something below that changed, a body that came late or one that was forgotten, everything made from
// entries is made again.

// watchEvery is how often a copy is looked at.
const watchEvery = 500 * time.Millisecond

// A reach is how far a copy has been read, and which state of it. It belongs to the watch.
type reach struct{ through, again int64 }

// Readable is the number of entries that can be read here: all of a record; of a follower's copy as many as its bodies
// were asked for.
func (m *Mission) Readable() int64 {
	if !m.store.IsCopy() {
		return m.store.Now().Tree.Size()
	}
	return m.through.Load()
}

// IsCopy says whether this is a follower's copy.
func (m *Mission) IsCopy() bool { return m.store.IsCopy() }

// Writes says whether this mission takes something in.
func (m *Mission) Writes() bool { return m.signer != nil }

// openReach finds out how far the copy reaches, before anything is made from it.
func (m *Mission) openReach() (err error) {
	if !m.store.IsCopy() {
		return nil
	}
	if m.reach.through, m.reach.again, err = m.store.Reach(context.Background()); err != nil {
		return err
	}
	m.through.Store(m.reach.through)
	if m.builtFrom() == m.reach.again {
		return nil
	}
	return errors.Join(view.Remove(filepath.Join(m.cfg.Dir, "views.db")), m.noteBuilt(m.reach.again))
}

// The file views.again says from which state of the copy the tables were made.

func (m *Mission) builtFrom() int64 {
	b, err := os.ReadFile(filepath.Join(m.cfg.Dir, "views.again"))
	if err != nil {
		return -1
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

func (m *Mission) noteBuilt(again int64) error {
	return durable.WriteFile(filepath.Join(m.cfg.Dir, "views.again"), strconv.AppendInt(nil, again, 10), 0o600)
}

// watch shows States and tables what the follower brings, until ctx ends.
func (m *Mission) watch(ctx context.Context) {
	for ctx.Err() == nil {
		if err := m.lookAgain(ctx); err != nil && ctx.Err() == nil {
			m.log.Error("the copy could not be read further; it is tried again", "error", err)
		}
		pause(ctx, watchEvery)
	}
}

func (m *Mission) lookAgain(ctx context.Context) error {
	if err := m.store.Refresh(); err != nil {
		return err
	}
	through, again, err := m.store.Reach(ctx)
	if err != nil || m.reach == (reach{through, again}) {
		return err
	}
	if err := m.ring.Refresh(); err != nil {
		return err
	}
	if again != m.reach.again {
		return m.makeAgain(ctx, reach{through, again})
	}
	err = m.entries(ctx, m.reach.through, through, func(e record.Entry) error {
		m.apply(e)
		m.reach.through = e.Number + 1
		m.through.Store(e.Number + 1)
		m.recent.add([]record.Entry{e})
		return nil
	})
	return err
}

// makeAgain forgets what was made from an older state of the copy, and makes it anew.
func (m *Mission) makeAgain(ctx context.Context, now reach) error {
	if err := m.noteBuilt(-1); err != nil { // until it is done
		return err
	}
	m.through.Store(now.through)
	if err := m.fold(ctx); err != nil {
		return err
	}
	m.recent.clear(now.through)
	if err := m.Rebuild(ctx, nil); err != nil {
		return err
	}
	m.reach = now
	return m.noteBuilt(now.again)
}
