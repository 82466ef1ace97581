package mission

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"log/slog"
	"testing"

	"truce.example/desk"
	"truce.example/record"
)

// readersMoved is a fact after which other people may read.
type readersMoved struct {
	Text string `json:"text"`
}

func (readersMoved) ChangesReaders() {}

func TestKeysAreHandedOutAndRenewedWhenSomebodyLeaves(t *testing.T) {
	ctx := context.Background()
	private, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	holders := []desk.Holder{{Who: alice, Device: "phone", Key: private.PublicKey().Bytes()}}
	d := testDesk(&notebook{})
	d.Facts = append(d.Facts, record.KindOf("note.moved/1", "Readers moved.", readersMoved{}))
	m, err := Open(Config{Dir: newTest(t), Desks: []desk.Desk{d}, Log: slog.New(slog.DiscardHandler), Holders: func() []desk.Holder { return holders }})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	first := sayAndTick(t, m, "a")
	key, err := OpenGrant(m.Origin(), private, grantFor(t, m, first))
	if err != nil {
		t.Fatal(err)
	}
	leaf, body := storedAt(t, m, first.Entry)
	if _, err := record.Unseal(m.Origin(), key, leaf, body); err != nil {
		t.Fatalf("the granted key does not open what the member may read: %v", err)
	}

	holders = nil
	moved := &keep{Facts: []any{readersMoved{"left"}}, For: record.Mission}
	if _, err := m.Submit(ctx, desk.System(), desk.Command{Desk: "record", ID: "left", Do: moved}); err != nil {
		t.Fatal(err)
	}
	if err := m.Tick(ctx); err != nil {
		t.Fatal(err)
	}
	second := sayAndTick(t, m, "b")
	if leaf, _ := storedAt(t, m, second.Entry); leaf.Compartment == key.Compartment {
		t.Fatal("what came after somebody left is sealed with the key they hold")
	}
}

func sayAndTick(t *testing.T, m *Mission, id string) desk.Receipt {
	t.Helper()
	r, err := m.Submit(context.Background(), alice, say(id, "text"))
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Tick(context.Background()); err != nil {
		t.Fatal(err)
	}
	return r[0]
}

func storedAt(t *testing.T, m *Mission, n int64) (record.Leaf, []byte) {
	t.Helper()
	raw, err := m.store.Entry(context.Background(), n)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := record.ParseLeaf(raw.Leaf)
	if err != nil {
		t.Fatal(err)
	}
	return leaf, raw.Body
}

// grantFor finds the grant of the key that an entry is sealed with.
func grantFor(t *testing.T, m *Mission, r desk.Receipt) Granted {
	t.Helper()
	leaf, _ := storedAt(t, m, r.Entry)
	var found *Granted
	err := m.Entries(context.Background(), 0, m.Head().Size, func(e record.Entry) error {
		if g, ok := e.Fact.(*Granted); ok && g.Compartment == leaf.Compartment {
			found = g
		}
		return nil
	})
	if err != nil || found == nil {
		t.Fatalf("no grant of the key of entry %d: %v", r.Entry, err)
	}
	return *found
}
