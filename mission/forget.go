package mission

import (
	"context"
	"fmt"
	"path/filepath"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/view"
)

// Forgetting: a tombstone is recorded first, with what must remain of the erased fact; then the body goes from the store
// and from its files, then everything that was made from it is made again without it. When the machine stops in
// between, the next start goes on.

// withResidue fills a tombstone with what remains of the fact it erases.
func (m *Mission) withResidue(fact any) (any, error) {
	t, ok := fact.(record.Tombstone)
	if !ok {
		return fact, nil
	}
	e, err := m.Entry(context.Background(), t.Erases())
	if err != nil {
		return nil, desk.Refuse(desk.NotFound, "there is no entry %d to forget", t.Erases())
	}
	switch e.Status {
	case record.Open:
	case record.Closed:
		return nil, desk.Refuse(desk.NotAllowed, "entry %d cannot be read here, so what must remain of it is not known", e.Number)
	default:
		return nil, desk.Refuse(desk.Conflict, "entry %d has been forgotten already", e.Number)
	}
	if _, isStone := e.Fact.(record.Tombstone); isStone {
		return nil, desk.Refuse(desk.NotAllowed, "entry %d is itself a tombstone and cannot be forgotten", e.Number)
	}
	r, ok := e.Fact.(desk.Residue)
	if !ok {
		return t.WithResidue("", nil), nil
	}
	left, err := record.Marshal(r.Residue())
	if err != nil {
		return nil, fmt.Errorf("residue of entry %d: %w", e.Number, err)
	}
	return t.WithResidue(e.Kind, left), nil
}

// withDerived adds, for every tombstone among drafts, tombstones for what was derived from the erased fact.
func (m *Mission) withDerived(drafts []record.Draft) ([]record.Draft, error) {
	for _, d := range drafts {
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
			drafts = append(drafts, more)
		}
	}
	return drafts, nil
}

// derivedFrom lists the entries of the same command that were derived from entry n.
func (m *Mission) derivedFrom(n int64) ([]int64, error) {
	var out []int64
	for at := n + 1; at < m.store.Now().Tree.Size(); at++ {
		e, err := m.Entry(context.Background(), at)
		if err != nil {
			return nil, err
		}
		if e.Part == 0 {
			break
		}
		from, err := e.RefEntry(0)
		if _, is := e.Fact.(desk.Derived); is && err == nil && from == n {
			out = append(out, at)
		}
	}
	return out, nil
}

// eraseTombed does what the tombstones among new facts ask for.
func (m *Mission) eraseTombed(facts []record.Entry) error {
	erased := false
	for _, e := range facts {
		if t, ok := e.Fact.(record.Tombstone); ok {
			if err := m.erase(t.Erases(), e.Number); err != nil {
				return err
			}
			erased = true
		}
	}
	if !erased {
		return nil
	}
	// Everything made from the erased bodies is made again: correct by construction, and rare enough.
	m.recent.clear(m.store.Now().Tree.Size())
	if err := m.fold(context.Background()); err != nil {
		return err
	}
	return m.Rebuild(context.Background(), nil)
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

// finishErasing goes on where an interrupted forgetting stopped: a tombstone is on the disk and its body is still there.
func (m *Mission) finishErasing() error {
	if m.signer == nil {
		return nil
	}
	ctx := context.Background()
	unfinished := false
	for _, e := range m.tombstones {
		n := e.Fact.(record.Tombstone).Erases()
		raw, err := m.store.Entry(ctx, n)
		if err != nil {
			return err
		}
		if raw.Body == nil {
			continue
		}
		if err := m.erase(n, e.Number); err != nil {
			return err
		}
		unfinished = true
	}
	if !unfinished {
		return nil
	}
	if err := m.fold(ctx); err != nil {
		return err
	}
	return view.Remove(filepath.Join(m.cfg.Dir, "views.db"))
}
