package record

import (
	"bytes"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

// Property: a moment that is taken is written in one form, which is read as the same moment.
func FuzzParseMoment(f *testing.F) {
	for _, seed := range []string{"2017-07-09T12:00:00+03:00", "2017-07-09T09:00Z", "2017-07-09T09:00:00.001Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59.9999Z", "", "now"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ParseMoment(text)
		if err != nil || !m.Known() {
			return
		}
		again, err := ParseMoment(m.String())
		if err != nil || again != m {
			t.Fatalf("%q is %s, which is read again as %s: %v", text, m, again, err)
		}
	})
}

// Property: a checkpoint that is taken is one that the key signed; no other bytes are.
func FuzzOpenCheckpoint(f *testing.F) {
	secret, public, err := NewLogKey("test.example/fuzz")
	if err != nil {
		f.Fatal(err)
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		f.Fatal(err)
	}
	log, err := note.NewVerifier(public)
	if err != nil {
		f.Fatal(err)
	}
	good, err := Sign("test.example/fuzz", 7, Hash{1}, signer)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good.Signed)
	f.Add([]byte("test.example/fuzz\n7\n\n"))
	f.Fuzz(func(t *testing.T, signed []byte) {
		c, err := OpenCheckpoint(signed, log)
		if err == nil && (c.Size != good.Size || c.Root != good.Root || c.Origin != good.Origin) {
			t.Fatalf("a checkpoint of %d entries was taken that nobody signed: %q", c.Size, signed)
		}
	})
}

func FuzzParseCosigner(f *testing.F) {
	for _, kind := range []byte{CosignEd25519, CosignMLDSA44} {
		secret, err := NewCosignerSecret("g1.example/witness", kind)
		if err != nil {
			f.Fatal(err)
		}
		s, err := OpenCosignerSecret(secret)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(s.Public().String())
		f.Add(secret)
	}
	f.Fuzz(func(t *testing.T, text string) {
		OpenCosignerSecret(text)
		k, err := ParseCosigner(text)
		if err != nil {
			return
		}
		if again, err := ParseCosigner(k.String()); err != nil || again.Name != k.Name {
			t.Fatalf("it is not read as it is written: %v", err)
		}
		ReadCosignatures(Checkpoint{}, []byte(text), []*Cosigner{k})
	})
}

func FuzzParseCosigned(f *testing.F) {
	f.Add([]byte("o\n1\nAAAA\n\n— o AAAA\n\no\n2\nAAAA\n\n— o AAAA\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		parts, err := ParseCosigned(data)
		if err != nil {
			return
		}
		var all []Checkpoint
		for _, p := range parts {
			all = append(all, Checkpoint{Signed: p})
		}
		if !bytes.Equal(FormatCosigned(all), data) {
			t.Fatal("it is not written as it was read")
		}
	})
}
