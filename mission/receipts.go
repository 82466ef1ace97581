package mission

import (
	"context"
	"fmt"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/record/store"
)

// receipts makes the receipts of a command. It runs in the submitter's goroutine: the writer goes on meanwhile.
func (m *Mission) receipts(ctx context.Context, who desk.Who, a answer) ([]desk.Receipt, error) {
	if a.err != nil {
		return nil, a.err
	}
	if a.again > 0 {
		return m.receiptsAgain(ctx, who, a)
	}
	var out []desk.Receipt
	for i, e := range a.plan.facts {
		leaf := a.seals[i].Leaf(e.Recorded)
		r, err := m.receipt(a.at, e.Number, leaf, &a.plan.bodies[i])
		if err != nil {
			return nil, err
		}
		out = append(out, desk.Receipt{Entry: e.Number, Event: e.Event, Kind: e.Kind, Recorded: e.Recorded, Leaf: record.LeafHash(leaf.Bytes()), Proof: r})
	}
	return out, nil
}

func (m *Mission) receiptsAgain(ctx context.Context, who desk.Who, a answer) ([]desk.Receipt, error) {
	var out []desk.Receipt
	for n := a.first; n < a.first+int64(a.again); n++ {
		r, err := m.Receipt(ctx, who, n)
		if err != nil {
			return nil, err
		}
		r.Again = true
		out = append(out, r)
	}
	return out, nil
}

func (m *Mission) receipt(at *store.Snapshot, n int64, leaf record.Leaf, body *record.Body) ([]byte, error) {
	proof, err := at.Tree.Inclusion(m.store, n)
	if err != nil {
		return nil, fmt.Errorf("receipt of entry %d: %w", n, err)
	}
	return record.NewReceipt(n, proof, leaf, at.Checkpoint, m.public, body).Bytes(), nil
}

// Receipt makes a receipt of an entry against the newest checkpoint. It carries the body if who is in its audience or is
// its author.
func (m *Mission) Receipt(ctx context.Context, who desk.Who, n int64) (desk.Receipt, error) {
	now := m.store.Now()
	at := &store.Snapshot{Tree: now.Tree, Checkpoint: m.countersignedBy(now.Checkpoint), Recorded: now.Recorded}
	if n < 0 || n >= at.Tree.Size() {
		return desk.Receipt{}, desk.Refuse(desk.NotFound, "the record has no entry %d; the newest is %d", n, at.Tree.Size()-1)
	}
	raw, err := m.store.Entry(ctx, n)
	if err != nil {
		return desk.Receipt{}, err
	}
	e, body, err := m.decodeBody(ctx, raw)
	if err != nil {
		return desk.Receipt{}, err
	}
	leaf, err := record.ParseLeaf(raw.Leaf)
	if err != nil {
		return desk.Receipt{}, err
	}
	r := desk.Receipt{Entry: n, Event: e.Event, Recorded: e.Recorded, Leaf: record.LeafHash(raw.Leaf)}
	if who.MayRead(e) {
		r.Kind = e.Kind
	} else {
		body = nil
	}
	r.Proof, err = m.receipt(at, n, leaf, body)
	return r, err
}
