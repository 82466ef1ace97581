package mission

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/view"
)

// Forgetting: a tombstone is recorded first, with what must remain of the erased fact; then the body goes from the store
// and from its files, then everything that was made from it is made again without it. When the machine stops in
// between, the next start goes on.

// withResidue fills a tombstone with what remains of the fact it erases. The tombstone gets the audience of that fact:
// what remains is for nobody who could not read the whole. That something was forgotten, and who agreed to it, others
// learn from the facts that led to it.
func (m *Mission) withResidue(d record.Draft) (record.Draft, error) {
	t, ok := d.Fact.(record.Tombstone)
	if !ok {
		return d, nil
	}
	e, err := m.Entry(context.Background(), t.Erases())
	if err != nil {
		return d, err
	}
	switch e.Status {
	case record.Open:
	case record.Closed:
		return d, desk.Refuse(desk.NotAllowed, "entry %d cannot be read here, so what must remain of it is not known", e.Number)
	default:
		return d, desk.Refuse(desk.Conflict, "entry %d has been forgotten already", e.Number)
	}
	if _, isStone := e.Fact.(record.Tombstone); isStone {
		return d, desk.Refuse(desk.NotAllowed, "entry %d is itself a tombstone and cannot be forgotten", e.Number)
	}
	d.Audience = e.Audience
	r, ok := e.Fact.(desk.Residue)
	if !ok {
		d.Fact = t.WithResidue("", nil)
		return d, nil
	}
	left, err := record.Marshal(r.Residue())
	if err != nil {
		return d, fmt.Errorf("residue of entry %d: %w", e.Number, err)
	}
	d.Fact = t.WithResidue(e.Kind, left)
	return d, nil
}

// withDerived adds, for every tombstone among drafts, tombstones for what was derived from the erased fact.
func (m *Mission) withDerived(drafts []record.Draft) ([]record.Draft, error) {
	given := drafts
	for _, d := range given {
		t, ok := d.Fact.(record.Tombstone)
		if !ok {
			continue
		}
		derived, err := m.derivedFrom(t.Erases())
		if err != nil {
			return nil, err
		}
		for _, n := range derived {
			more := d
			more.Fact = t.Of(n)
			more.Refs = slices.Clone(d.Refs)
			drafts = append(drafts, more)
		}
	}
	return drafts, nil
}

// derivedFrom lists what was derived from entry n, and from that in turn. References point backwards, so one reading of
// what follows n finds all. It takes as long as a start; forgetting folds everything again anyhow.
func (m *Mission) derivedFrom(n int64) ([]int64, error) {
	var out []int64
	gone := map[int64]bool{n: true}
	err := m.entries(context.Background(), n+1, m.store.Now().Tree.Size(), func(e record.Entry) error {
		if _, is := e.Fact.(desk.Derived); !is || e.Status != record.Open {
			return nil
		}
		for i := range e.Refs {
			if from, err := e.RefEntry(i); err == nil && gone[from] {
				gone[e.Number] = true
				out = append(out, e.Number)
				break
			}
		}
		return nil
	})
	return out, err
}

// forgets says whether drafts have something forgotten.
func forgets(drafts []record.Draft) bool {
	return slices.ContainsFunc(drafts, func(d record.Draft) bool { _, ok := d.Fact.(record.Tombstone); return ok })
}

// eraseTombed does what the tombstones among new facts ask for.
func (m *Mission) eraseTombed(facts []record.Entry) error {
	for _, e := range facts {
		if _, ok := e.Fact.(record.Tombstone); ok {
			return m.refold()
		}
	}
	return nil
}

func (m *Mission) erase(n, by int64) error {
	raw, err := m.store.Entry(context.Background(), n)
	if err != nil {
		return err
	}
	if raw.Body != nil {
		e, err := m.decode(context.Background(), raw)
		if err != nil {
			return err
		}
		if f, ok := e.Fact.(*FileTaken); ok {
			if err := m.files.Remove(f.Stored); err != nil {
				return err
			}
		}
	}
	return m.store.Erase(n, by)
}

// eraseOpen does what tombstones ask for and is not done yet: they are on the disk, and a body is still there. It says
// whether there was any.
func (m *Mission) eraseOpen(ctx context.Context) (bool, error) {
	any := false
	for _, e := range m.tombstones {
		n := e.Fact.(record.Tombstone).Erases()
		raw, err := m.store.Entry(ctx, n)
		if err != nil {
			return any, err
		}
		if raw.Body == nil {
			continue
		}
		if err := m.erase(n, e.Number); err != nil {
			return any, err
		}
		any = true
	}
	return any, nil
}

// finishErasing goes on, at the start, where an interrupted forgetting stopped.
func (m *Mission) finishErasing() error {
	if m.signer == nil {
		return nil
	}
	ctx := context.Background()
	erased, err := m.eraseOpen(ctx)
	if err != nil || !erased {
		return err
	}
	if err := m.fold(ctx); err != nil {
		return err
	}
	return view.Remove(filepath.Join(m.cfg.Dir, "views.db"))
}

// refold folds again while the mission runs: what was held in memory is forgotten, and what tombstones ask for is done.
// Everything made from an erased body is made again without it: correct by construction, and rare enough.
func (m *Mission) refold() error {
	ctx := context.Background()
	if err := m.fold(ctx); err != nil {
		return err
	}
	erased, err := m.eraseOpen(ctx)
	if err != nil {
		return err
	}
	m.recent.clear(m.store.Now().Tree.Size())
	if !erased {
		return nil
	}
	if err := m.fold(ctx); err != nil {
		return err
	}
	return m.Rebuild(ctx, nil)
}
