package record_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"truce.example/record"
)

const cosignedOrigin = "test.example/exercise/cosign"

// signedBy makes a checkpoint of a made-up tree.
func signedBy(t *testing.T, signer note.Signer, size int64, root byte) record.Checkpoint {
	t.Helper()
	c, err := record.Sign(cosignedOrigin, size, record.Hash{root}, signer)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func logKey(t *testing.T) (note.Signer, note.Verifier) {
	t.Helper()
	secret, public, err := record.NewLogKey(cosignedOrigin)
	if err != nil {
		t.Fatal(err)
	}
	s, err1 := note.NewSigner(secret)
	v, err2 := note.NewVerifier(public)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	return s, v
}

func cosigner(t *testing.T, name string, kind byte) *record.CosignerSecret {
	t.Helper()
	text, err := record.NewCosignerSecret(name, kind)
	if err != nil {
		t.Fatal(err)
	}
	s, err := record.OpenCosignerSecret(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestACountersignatureHoldsForOneCheckpointNameAndTime(t *testing.T) {
	signer, log := logKey(t)
	c := signedBy(t, signer, 7, 1)
	for _, kind := range []byte{record.CosignEd25519, record.CosignMLDSA44} {
		s := cosigner(t, "g1.example/witness", kind)
		line, err := s.Cosign(c, 1_700_000_000_999)
		if err != nil {
			t.Fatal(err)
		}
		opened, err := record.OpenCheckpoint(c.WithCosignatures(line).Signed, log)
		if err != nil {
			t.Fatal(err)
		}
		k, err := record.ParseCosigner(s.Public().String())
		if err != nil {
			t.Fatal(err)
		}
		known := []*record.Cosigner{cosigner(t, "g1.example/witness", kind).Public(), k}
		found, err := record.Cosignatures(opened, known)
		if err != nil || len(found) != 1 || found[0].At != 1_700_000_000_000 || found[0].By != k || found[0].Line != line {
			t.Fatalf("kind %d: %v %v", kind, found, err)
		}
		if !bytes.Equal(opened.Bare().Signed, c.Signed) {
			t.Error("without it the checkpoint is another one")
		}
		for _, other := range []record.Checkpoint{signedBy(t, signer, 7, 2), signedBy(t, signer, 8, 1)} {
			if _, err := record.Cosignatures(other.WithCosignatures(line), known); err == nil {
				t.Error("it holds for another checkpoint")
			}
		}
		other := strings.Replace(line, "g1.example", "g2.example", 1)
		if found, err := record.Cosignatures(c.WithCosignatures(other), known); err != nil || len(found) != 0 {
			t.Errorf("under another name it should be unknown: %v %v", found, err)
		}
	}
}

func TestCountersignedCheckpointsComeApartAsTheyWereWritten(t *testing.T) {
	signer, _ := logKey(t)
	s := cosigner(t, "w", record.CosignEd25519)
	for n := range 4 {
		var all []record.Checkpoint
		for i := range n {
			c := signedBy(t, signer, int64(i), 3)
			line, err := s.Cosign(c, record.Moment(i)*1000)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, c.WithCosignatures(line))
		}
		parts, err := record.ParseCosigned(record.FormatCosigned(all))
		if err != nil || len(parts) != n {
			t.Fatalf("%d of %d: %v", len(parts), n, err)
		}
		for i, p := range parts {
			if !bytes.Equal(p, all[i].Signed) {
				t.Errorf("%d of %d is another one:\n%q\n%q", i, n, p, all[i].Signed)
			}
		}
	}
}

func TestThePolicyCountsGuarantorsAndNotMachines(t *testing.T) {
	signer, _ := logKey(t)
	const hour = 3600_000
	now := record.Moment(1_700_000_000_000)
	a1, a2, b, c := cosigner(t, "a1", record.CosignEd25519), cosigner(t, "a2", record.CosignMLDSA44), cosigner(t, "b", record.CosignEd25519), cosigner(t, "c", record.CosignEd25519)
	policy := record.WitnessPolicy{Quorum: 2, Fresh: time.Hour, Witnesses: []record.Witness{{"A", a1.Public(), ""}, {"A", a2.Public(), ""}, {"B", b.Public(), ""}, {"C", c.Public(), ""}}}
	of := func(size int64, at record.Moment, by ...*record.CosignerSecret) record.Checkpoint {
		cp := signedBy(t, signer, size, byte(size))
		for _, s := range by {
			line, err := s.Cosign(cp, at)
			if err != nil {
				t.Fatal(err)
			}
			cp = cp.WithCosignatures(line)
		}
		return cp
	}
	for _, x := range []struct {
		what         string
		have         []record.Checkpoint
		fresh, whole int
	}{
		{"nobody", nil, 0, 0},
		{"two machines of one guarantor", []record.Checkpoint{of(9, now, a1, a2)}, 1, 1},
		{"two guarantors, one behind", []record.Checkpoint{of(9, now, a1), of(5, now, b)}, 2, 1},
		{"one too old", []record.Checkpoint{of(9, now, a1), of(9, now-2*hour, b)}, 1, 1},
		{"the newer of two counts", []record.Checkpoint{of(5, now-2*hour, b), of(9, now, b), of(4, now-3*hour, b)}, 1, 1},
		{"a time to come", []record.Checkpoint{of(9, now+hour, a1)}, 0, 0},
		{"more entries than the record has", []record.Checkpoint{of(10, now, a1)}, 0, 0},
		{"all", []record.Checkpoint{of(9, now, a2, b, c)}, 3, 3},
	} {
		s := policy.Judge(x.have, 9, now, now)
		if s.Fresh != x.fresh || s.Whole != x.whole || s.Of != 3 || len(s.Each) != 4 || s.OK() != (x.fresh >= 2) {
			t.Errorf("%s: %+v", x.what, s)
		}
	}
}
