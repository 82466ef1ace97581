package record

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// memTiles keeps full tiles in memory.
type memTiles map[[2]int64]*Tile

func (m memTiles) FullTile(level int, n int64) (*Tile, error) {
	if t, ok := m[[2]int64{int64(level), n}]; ok {
		return t, nil
	}
	return nil, fmt.Errorf("no tile %d/%d", level, n)
}

func (m memTiles) keep(ts []*Tile) {
	for _, t := range ts {
		m[[2]int64{int64(t.Level), t.N}] = t
	}
}

func TestTreeAgreesWithTlogAtEverySize(t *testing.T) {
	tree, tiles := NewTree(), memTiles{}
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(ix []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(ix))
		for i, x := range ix {
			out[i] = stored[x]
		}
		return out, nil
	})
	for n := range int64(66_000) {
		leaf := fmt.Appendf(nil, "leaf %d", n)
		stored = append(stored, must(tlog.StoredHashes(n, leaf, reader))...)
		tiles.keep(tree.Append(LeafHash(leaf)))
		if n < 600 || n%997 == 0 || n > 65_500 && n < 65_600 {
			want := must(tlog.TreeHash(n+1, reader))
			if got := tree.Root(); got != Hash(want) {
				t.Fatalf("root of %d leaves: got %s, want %s", n+1, got, Hash(want))
			}
			for _, i := range []int64{0, n / 2, n} {
				p := must(tree.Inclusion(tiles, i))
				if err := CheckInclusion(p, n+1, tree.Root(), i, LeafHash(fmt.Appendf(nil, "leaf %d", i))); err != nil {
					t.Fatalf("inclusion of %d in %d: %v", i, n+1, err)
				}
			}
			older := n/3 + 1
			p := must(tree.Consistency(tiles, older))
			if err := CheckConsistency(p, n+1, tree.Root(), older, Hash(must(tlog.TreeHash(older, reader)))); err != nil {
				t.Fatalf("consistency of %d with %d: %v", older, n+1, err)
			}
		}
	}
}

type said struct {
	Text  string `json:"text"`
	Count int    `json:"count,omitempty"`
	When  Moment `json:"when,omitzero"`
}

func testKinds(t testing.TB) *Kinds {
	ks, err := NewKinds(KindOf("test.said/1", "Somebody said something.", said{Text: "hello"}))
	if err != nil {
		t.Fatal(err)
	}
	return ks
}

func testBody(t testing.TB, ks *Kinds) Body {
	d := Draft{Fact: said{Text: "two bursts north of the line", Count: 2}, Audience: Mission, Happened: 1499590800000, Refs: []Ref{Local(0)}}
	b, err := ks.NewBody(bytes.Repeat([]byte{7}, SeedSize), Submission{Author: Author{Member: "m1", Known: BySession}, Client: "c-1"}, 1, d)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBodySealsOpensAndDecodes(t *testing.T) {
	ks := testKinds(t)
	b := testBody(t, ks)
	key := must(NewEpochKey(NewID(), bytes.Repeat([]byte{1}, EpochKeySize)))
	s, err := Seal("test.example/log", key, NewID(), b)
	if err != nil {
		t.Fatal(err)
	}
	leaf := s.Leaf(1499590800123)
	parsed, err := ParseLeaf(leaf.Bytes())
	if err != nil || parsed != leaf {
		t.Fatalf("leaf does not read back: %v", err)
	}
	got, err := Unseal("test.example/log", key, leaf, s.Body)
	if err != nil {
		t.Fatal(err)
	}
	e := Entry{Number: 5}
	if err := ks.Decode(got, &e); err != nil {
		t.Fatal(err)
	}
	if f := e.Fact.(*said); f.Text != "two bursts north of the line" || f.Count != 2 || e.Audience != Mission || e.Part != 1 || e.Happened != 1499590800000 {
		t.Fatalf("decoded %+v with %+v", e, f)
	}
	if n, err := e.RefEntry(0); err != nil || n != 4 {
		t.Fatalf("local reference resolves to %d, %v", n, err)
	}
	if _, err := Unseal("other.example/log", key, leaf, s.Body); err == nil {
		t.Fatal("a body opened in a record it was not sealed for")
	}
	for i := range s.Body {
		flipped := bytes.Clone(s.Body)
		flipped[i] ^= 1
		if _, err := Unseal("test.example/log", key, leaf, flipped); err == nil {
			t.Fatalf("a body with byte %d changed opened", i)
		}
	}
}

func TestOneFieldIsShownAndProvenAlone(t *testing.T) {
	ks := testKinds(t)
	b := testBody(t, ks)
	root := must(b.Commitment())
	for _, f := range b.Fields {
		d, err := b.Disclose(f.Path)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Check(root); err != nil {
			t.Fatal(err)
		}
		d.Value = append(bytes.Clone(d.Value), 0)
		if d.Check(root) == nil {
			t.Fatalf("a changed value of %s passed", f.Path)
		}
	}
	if _, err := b.Disclose("fact/none"); err == nil {
		t.Fatal("a field that does not exist was disclosed")
	}
}

func testReceipt(t testing.TB, withBody bool) (Receipt, note.Verifier) {
	ks := testKinds(t)
	b := testBody(t, ks)
	key := must(NewEpochKey(NewID(), bytes.Repeat([]byte{1}, EpochKeySize)))
	s := must(Seal("test.example/log", key, NewID(), b))
	tree, tiles := NewTree(), memTiles{}
	leaf := s.Leaf(1499590800123)
	for i := range 300 {
		l := leaf
		if i != 200 {
			l.Event = NewID()
		}
		tiles.keep(tree.Append(LeafHash(l.Bytes())))
	}
	skey, vkey, err := note.GenerateKey(rand.Reader, "test.example/log")
	if err != nil {
		t.Fatal(err)
	}
	c := must(Sign("test.example/log", tree.Size(), tree.Root(), must(note.NewSigner(skey))))
	var body *Body
	if withBody {
		body = &b
	}
	return NewReceipt(200, must(tree.Inclusion(tiles, 200)), leaf, c, vkey, body), must(note.NewVerifier(vkey))
}

func TestReceiptVerifiesAndEveryChangedByteIsNoticed(t *testing.T) {
	for _, withBody := range []bool{false, true} {
		r, v := testReceipt(t, withBody)
		data := r.Bytes()
		back, err := ParseReceipt(data)
		if err != nil {
			t.Fatal(err)
		}
		p, err := back.Verify(v)
		if err != nil {
			t.Fatal(err)
		}
		if (p.Body != nil) != withBody || p.Index != 200 {
			t.Fatalf("proven %+v", p)
		}
		for i := range data {
			for _, bit := range []byte{1, 0x20} {
				changed := bytes.Clone(data)
				changed[i] ^= bit
				back, err := ParseReceipt(changed)
				if err != nil {
					continue
				}
				// The key a receipt states is only a hint: it is not what is verified.
				back.Extra.Key = r.Extra.Key
				if bytes.Equal(back.Bytes(), data) {
					continue
				}
				if _, err := back.Verify(v); err == nil {
					t.Fatalf("byte %d changed by %#x went unnoticed", i, bit)
				}
			}
		}
	}
}

func TestAudienceHasOneForm(t *testing.T) {
	for a, ok := range map[Audience]bool{
		"": true, "public": true, "mission,party:A": true, "party:A,mission": false, "party:": false, "everyone": false,
		"mission,mission": false, "role:chair": true, "member:a b": false,
	} {
		if got := a.Check() == nil; got != ok {
			t.Errorf("%q: valid %v, want %v", a, got, ok)
		}
	}
	if got := Audiences(ToParty("A"), Mission, ToParty("A")); got != "mission,party:A" {
		t.Errorf("joined %q", got)
	}
}

func FuzzParseLeaf(f *testing.F) {
	f.Add(Leaf{Version: 1}.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		if l, err := ParseLeaf(b); err == nil && !bytes.Equal(l.Bytes(), b) {
			t.Fatal("an accepted leaf has two forms")
		}
	})
}

func FuzzParseReceipt(f *testing.F) {
	r, _ := testReceipt(f, true)
	f.Add(r.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		if r, err := ParseReceipt(b); err == nil && !bytes.Equal(r.Bytes(), b) {
			t.Fatal("an accepted receipt has two forms")
		}
	})
}

func FuzzParseBody(f *testing.F) {
	f.Add(testBody(f, testKinds(f)).bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		body, err := parseBody(b)
		if err != nil {
			return
		}
		body.Commitment() // must not panic
	})
}

func BenchmarkSeal(b *testing.B) {
	ks := testKinds(b)
	key := must(NewEpochKey(NewID(), bytes.Repeat([]byte{1}, EpochKeySize)))
	for b.Loop() {
		body := testBody(b, ks)
		must(Seal("test.example/log", key, NewID(), body))
	}
}
