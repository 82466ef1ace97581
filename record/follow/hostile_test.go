package follow_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"truce.example/record"
	"truce.example/record/audit"
	"truce.example/record/follow"
	"truce.example/record/store"
	"truce.example/record/witness"
)

// rewritten is a host with the same name and key, and another story: what an operator can do who has everything.
func (h *host) rewritten(signer note.Signer, change func(all []written) []written) *host {
	h.t.Helper()
	c := &host{t: h.t, dir: h.t.TempDir(), public: h.public, signer: signer}
	path := filepath.Join(c.dir, "record.db")
	must(h.t, store.Create(path, origin, h.public, h.signer))
	c.open(path)
	for _, e := range change(slices.Clone(h.all)) {
		_, err := c.store.Append(store.Batch{Recorded: e.at, Signer: signer, Sealed: []record.Sealed{e.Sealed}})
		must(h.t, err)
		c.all = append(c.all, e)
	}
	c.Server = httptest.NewServer(http.HandlerFunc(c.serve))
	h.t.Cleanup(c.Server.Close)
	return c
}

func another(at record.Moment) written {
	return written{record.Sealed{Event: record.NewID(), Compartment: record.NewID(), Body: []byte("sealed")}, at}
}

// What a hostile host does with its own key, and which check of a party's own machine catches it. The follower holds the
// honest record of 40 entries; the host has since served it more, and then turns.
func TestAHostileHostIsCaught(t *testing.T) {
	more := func(all []written) []written {
		for range 20 {
			all = append(all, another(1_500_000_001_000))
		}
		return all
	}
	for _, x := range []struct {
		attack, caughtBy string
		proof            bool // it convinces a third person
		story            func(all []written) []written
	}{
		{"it goes another way from entry 30 on, to the same size", audit.Fork, true, func(all []written) []written {
			all = all[:30]
			for range 10 {
				all = append(all, another(1_500_000_000_000))
			}
			return all
		}},
		{"it goes another way and is longer", audit.Fork, true, func(all []written) []written { return more(all[:30]) }},
		{"it is put back to entry 35", audit.Shortened, false, func(all []written) []written { return all[:35] }},
		{"two entries change places", audit.Fork, true, func(all []written) []written {
			all[10], all[11] = all[11], all[10]
			return more(all)
		}},
		{"an entry is dropped", audit.Fork, true, func(all []written) []written { return more(slices.Delete(all, 12, 13)) }},
		{"an entry is put in between", audit.Fork, true, func(all []written) []written {
			return more(slices.Insert(all, 12, another(1_500_000_000_000)))
		}},
		{"an entry is dated back", audit.Fork, true, func(all []written) []written {
			for i := range all[:20] {
				all[i].at -= 1000
			}
			return more(all)
		}},
		{"what an entry commits to is changed", audit.Fork, true, func(all []written) []written {
			all[7].Commitment[0] ^= 1
			return more(all)
		}},
	} {
		t.Run(x.attack, func(t *testing.T) {
			h := newHost(t, 40)
			dir := filepath.Join(t.TempDir(), "copy")
			must(t, step(t, h, dir))
			liar := h.rewritten(h.signer, x.story)
			err := step(t, liar, dir)
			folder := refused(t, h, err, x.caughtBy)
			if errors.Is(err, follow.ErrProven) != x.proof {
				t.Errorf("proof: %v", err)
			}
			if sizeOf(t, dir) != 40 {
				t.Error("the copy took it")
			}
			if x.proof {
				convinces(t, folder, h.public)
			}
			// A witness that countersigned the honest record signs none of it.
			w := witnessOf(t, h)
			a := w.AddCheckpoint(context.Background(), witness.Request{Old: 40, Checkpoint: liar.store.Now().Checkpoint.Signed}.Bytes())
			if a.Status == http.StatusOK {
				t.Error("a witness signed it")
			}
		})
	}
	t.Run("it serves under another key", func(t *testing.T) {
		h := newHost(t, 40)
		dir := filepath.Join(t.TempDir(), "copy")
		must(t, step(t, h, dir))
		secret, _, err := record.NewLogKey(origin)
		must(t, err)
		signer, err := note.NewSigner(secret)
		must(t, err)
		liar := h.rewritten(signer, more)
		refused(t, h, step(t, liar, dir), audit.OtherKey)
		if a := witnessOf(t, h).AddCheckpoint(context.Background(), witness.Request{Old: 40, Checkpoint: liar.store.Now().Checkpoint.Signed}.Bytes()); a.Status != http.StatusForbidden {
			t.Errorf("the witness answers %d", a.Status)
		}
	})
	// Who never looked before cannot know that an old checkpoint is old, but by the time in the countersignatures.
	t.Run("it serves a stale checkpoint to who is new", func(t *testing.T) {
		h := newHost(t, 40)
		now := time.Now()
		clock := now.Add(-7 * 24 * time.Hour)
		secret, err := record.NewCosignerSecret("g1.example/witness", record.CosignEd25519)
		must(t, err)
		w, err := witness.Open(witness.Config{Dir: t.TempDir(), Now: func() time.Time { return clock }}, []string{secret})
		must(t, err)
		defer w.Close()
		must(t, w.Watch(witness.Log{Keys: []string{h.public}}, false))
		key, err := record.ParseCosigner(w.Keys()[0])
		must(t, err)
		sign := func() []byte {
			c := h.store.Now().Checkpoint
			a := w.AddCheckpoint(context.Background(), witness.Request{Old: min(c.Size, known(w, c)), Checkpoint: c.Signed}.Bytes())
			if a.Status != http.StatusOK {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
			return record.FormatCosigned([]record.Checkpoint{c.WithCosignatures(string(a.Body))})
		}
		h.cosign = sign()
		cfg := follow.Config{URL: h.URL, Dir: filepath.Join(t.TempDir(), "copy"), Key: h.public, Witnesses: record.WitnessPolicy{Quorum: 1, Fresh: 24 * time.Hour, Witnesses: []record.Witness{{Guarantor: "G1", Key: key}}}}
		cfg.Kinds, err = record.NewKinds()
		must(t, err)
		once := func() error {
			f, err := follow.Open(context.Background(), cfg)
			must(t, err)
			return errors.Join(f.Once(context.Background()), f.Close())
		}
		if err := once(); !errors.Is(err, follow.ErrUnwitnessed) {
			t.Errorf("a week-old countersignature does: %v", err)
		}
		clock = now // the witness is asked again for the same entries
		h.cosign = sign()
		must(t, once())
		r, err := audit.URL(context.Background(), h.URL, audit.Options{Pins: audit.Pins{Key: h.public}, Witnesses: cfg.Witnesses})
		must(t, err)
		if !r.OK() || r.Witnesses == nil || r.Witnesses.Whole != 1 {
			t.Errorf("verify says %+v %v", r.Witnesses, r.Findings)
		}
	})
}

// known is what a witness says that it signed last.
func known(w *witness.Witness, c record.Checkpoint) int64 {
	var size int64
	a := w.AddCheckpoint(context.Background(), witness.Request{Old: c.Size, Proof: []record.Hash{{}}, Checkpoint: c.Signed}.Bytes())
	if a.Status == http.StatusConflict {
		fmt.Sscanf(string(a.Body), "%d", &size)
		return size
	}
	return c.Size
}

func witnessOf(t *testing.T, h *host) *witness.Witness {
	t.Helper()
	secret, err := record.NewCosignerSecret("g1.example/witness", record.CosignEd25519)
	must(t, err)
	w, err := witness.Open(witness.Config{Dir: t.TempDir()}, []string{secret})
	must(t, err)
	t.Cleanup(func() { w.Close() })
	must(t, w.Watch(witness.Log{Keys: []string{h.public}}, false))
	if a := w.AddCheckpoint(context.Background(), witness.Request{Checkpoint: h.store.Now().Checkpoint.Signed}.Bytes()); a.Status != http.StatusOK {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	return w
}

// convinces hands the one file to a third person who knows the key and nothing else.
func convinces(t *testing.T, folder, key string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(folder, audit.ForkFile))
	must(t, err)
	r, report, err := audit.JudgeFork(b, audit.Pins{Key: key})
	must(t, err)
	if !r.Proves() || !report.OK() {
		t.Errorf("the file proves nothing: %v", report.Findings)
	}
	_, strange, err := record.NewLogKey(origin)
	must(t, err)
	if _, report, err := audit.JudgeFork(b, audit.Pins{Key: strange}); err != nil || report.OK() {
		t.Error("it proves something against a key that signed nothing")
	}
}
