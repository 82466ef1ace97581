package mission

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/record/store"
)

// decode turns a stored entry into what desks see: open, closed (no key), erased, or forgotten with a residue. A body
// that is damaged is an error: nobody may decide on a record that is not whole.
func (m *Mission) decode(ctx context.Context, raw store.Raw) (record.Entry, error) {
	e, _, err := m.decodeBody(ctx, raw)
	return e, err
}

func (m *Mission) decodeBody(ctx context.Context, raw store.Raw) (record.Entry, *record.Body, error) {
	leaf, err := record.ParseLeaf(raw.Leaf)
	if err != nil {
		return record.Entry{}, nil, damaged(raw.Number, err)
	}
	e := record.Entry{Number: raw.Number, Event: leaf.Event, Recorded: leaf.Recorded, Status: record.Closed}
	if raw.Body == nil && raw.Erased < 0 && m.store.IsCopy() { // it was not handed to this copy
		return e, nil, nil
	}
	if raw.Body == nil {
		return m.remains(ctx, e, raw.Erased)
	}
	key, _, ok := m.ring.Key(leaf.Compartment)
	if !ok {
		return e, nil, nil
	}
	body, err := record.Peek(m.store.Origin(), key, leaf, raw.Body)
	if err != nil {
		return e, nil, damaged(raw.Number, err)
	}
	if err := m.kinds.Decode(body, &e); err != nil {
		return e, nil, damaged(raw.Number, err)
	}
	return e, &body, nil
}

func damaged(n int64, err error) error {
	return fmt.Errorf("entry %d is damaged; run 'truce verify' and restore a backup: %w", n, err)
}

// remains fills an erased entry with what its tombstone kept.
func (m *Mission) remains(ctx context.Context, e record.Entry, tombstone int64) (record.Entry, *record.Body, error) {
	e.Status = record.Erased
	if tombstone < 0 {
		return e, nil, damaged(e.Number, fmt.Errorf("its body is gone and no tombstone says why"))
	}
	raw, err := m.store.Entry(ctx, tombstone)
	if err != nil {
		return e, nil, err
	}
	stone, err := m.decode(ctx, raw)
	if err != nil {
		return e, nil, err
	}
	t, ok := stone.Fact.(record.Tombstone)
	if !ok || t.Erases() != e.Number {
		return e, nil, nil // the tombstone cannot be read here
	}
	kind, fact := t.Remains()
	if kind == "" {
		return e, nil, nil
	}
	if e.Fact, err = m.kinds.DecodeFact(kind, fact); err != nil {
		return e, nil, damaged(e.Number, err)
	}
	e.Kind, e.Status, e.Audience = kind, record.Forgotten, stone.Audience
	return e, nil, nil
}

// entries decodes from <= n < to on all processors and calls f for each in order. While f is called, the next ones are
// read and decoded.
func (m *Mission) entries(ctx context.Context, from, to int64, f func(record.Entry) error) error {
	const page = 1024
	ctx, cancel := context.WithCancel(ctx)
	pages := make(chan []record.Entry, 1)
	var g errgroup.Group
	g.Go(func() error {
		defer close(pages)
		for ; from < to; from += page {
			es, err := m.page(ctx, from, min(to, from+page))
			if err != nil {
				return err
			}
			select {
			case pages <- es:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	var failed error
	for es := range pages {
		for i := 0; i < len(es) && failed == nil; i++ {
			failed = f(es[i])
		}
		if failed != nil {
			break
		}
	}
	cancel()
	if err := g.Wait(); failed == nil {
		return err
	}
	return failed
}

// page reads and decodes from <= n < to.
func (m *Mission) page(ctx context.Context, from, to int64) ([]record.Entry, error) {
	raws := make([]store.Raw, 0, to-from)
	err := m.store.Scan(ctx, from, to, func(r store.Raw) error { raws = append(raws, r); return nil })
	if err != nil {
		return nil, err
	}
	if want := to - from; int64(len(raws)) != want {
		return nil, fmt.Errorf("entries %d to %d should be %d and are %d; run 'truce verify'", from, from+want-1, want, len(raws))
	}
	return m.decodeAll(ctx, raws)
}

func (m *Mission) decodeAll(ctx context.Context, raws []store.Raw) ([]record.Entry, error) {
	out := make([]record.Entry, len(raws))
	g, ctx := errgroup.WithContext(ctx)
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		g.Go(func() error {
			for i := w; i < len(raws); i += workers {
				e, err := m.decode(ctx, raws[i])
				if err != nil {
					return err
				}
				out[i] = e
			}
			return nil
		})
	}
	return out, g.Wait()
}

// fold brings every State up to the newest durable entry, from nothing.
func (m *Mission) fold(ctx context.Context) error {
	m.folding.Store(true)
	defer m.folding.Store(false)
	for _, d := range m.desks {
		if d.State != nil {
			d.State.Reset()
		}
	}
	return m.entries(ctx, 0, m.Readable(), func(e record.Entry) error {
		m.apply(e)
		return nil
	})
}

func (m *Mission) apply(e record.Entry) {
	for _, d := range m.desks {
		if d.State != nil {
			d.State.Apply(e)
		}
	}
}

// Entry reads one entry as the program sees it, without regard to who asks.
func (m *Mission) Entry(ctx context.Context, n int64) (record.Entry, error) {
	raw, err := m.store.Entry(ctx, n)
	if err == nil && n >= m.Readable() && m.store.IsCopy() {
		raw.Body, raw.Erased = nil, -1 // it has come half
	}
	if errors.Is(err, store.ErrNoEntry) {
		return record.Entry{}, desk.Refuse(desk.NotFound, "the record has no entry %d", n)
	}
	if err != nil {
		return record.Entry{}, err
	}
	return m.decode(ctx, raw)
}

// Entries reads from <= n < to in order, without regard to who asks: recent ones from memory.
func (m *Mission) Entries(ctx context.Context, from, to int64, f func(record.Entry) error) error {
	if held := m.recent.from(from, to); held != nil {
		for _, e := range held {
			if err := f(e); err != nil {
				return err
			}
		}
		return nil
	}
	return m.entries(ctx, from, to, f)
}
