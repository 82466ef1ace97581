package keys

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"truce.example/record"
)

func cut(t *testing.T, quorum int, of ...string) (dir string, shares []Share) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "keys")
	r, _, err := Create(dir, "test.example/log", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.Current(record.Mission); err != nil {
		t.Fatal(err)
	}
	shares, err = Cut(dir, "test.example/log", nil, quorum, of, 1_700_000_000_000)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range shares {
		b, err := s.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if shares[i], err = ParseShare(b); err != nil {
			t.Fatal(err)
		}
	}
	return dir, shares
}

func TestAnyQuorumOpensAndFewerDoNot(t *testing.T) {
	dir, shares := cut(t, 3, "A", "G1", "G2", "G3", "B")
	for _, pick := range [][]int{{0, 1, 2}, {4, 2, 0}, {1, 3, 4}, {0, 1, 2, 3, 4}, {2, 2, 1, 0}} {
		var some []Share
		for _, i := range pick {
			some = append(some, shares[i])
		}
		if err := Recover(dir, "test.example/log", some, nil); err != nil {
			t.Fatalf("%v: %v", pick, err)
		}
		r, err := Open(dir, nil)
		if err != nil || len(r.Epochs()) != 1 || len(r.Damage()) != 0 {
			t.Fatalf("%v: %v", pick, err)
		}
	}
	for _, pick := range [][]int{{}, {0}, {0, 1}, {3, 3, 3}} {
		var some []Share
		for _, i := range pick {
			some = append(some, shares[i])
		}
		if _, err := join(some); err == nil {
			t.Errorf("%v are enough", pick)
		}
	}
	_, others := cut(t, 3, "A", "G1", "G2", "G3", "B")
	if _, err := join([]Share{shares[0], shares[1], others[2]}); err == nil || !strings.Contains(err.Error(), "two sets") {
		t.Errorf("shares of two sets: %v", err)
	}
	if err := Recover(dir, "test.example/log", others[:3], nil); err == nil {
		t.Error("shares of another key replaced this one")
	}
	if _, err := Open(dir, nil); err != nil {
		t.Errorf("after a refusal the folder is another: %v", err)
	}
	if err := Recover(dir, "other.example/log", shares[:3], nil); err == nil {
		t.Error("shares of one record open another")
	}
}

func TestAnAlteredShareIsFoundByItsHolder(t *testing.T) {
	_, shares := cut(t, 2, "G1", "G2", "G3")
	for what, change := range map[string]func(s *Share){
		"its value":        func(s *Share) { s.Value = append([]byte{s.Value[0] ^ 1}, s.Value[1:]...) },
		"its number":       func(s *Share) { s.Index, s.Holder = 2, "G2" },
		"a commitment":     func(s *Share) { s.Commitments[1] = s.Commitments[0] },
		"the quorum":       func(s *Share) { s.Quorum = 1 },
		"whose it is":      func(s *Share) { s.Holder = "G3" },
		"no value":         func(s *Share) { s.Value = nil },
		"too few of those": func(s *Share) { s.Of = s.Of[:1] },
	} {
		b, err := json.Marshal(shares[0])
		if err != nil {
			t.Fatal(err)
		}
		var s Share
		if err := json.Unmarshal(b, &s); err != nil {
			t.Fatal(err)
		}
		change(&s)
		if b, err = s.Bytes(); err != nil {
			t.Fatal(err)
		}
		if _, err := ParseShare(b); err == nil {
			t.Errorf("%s was changed, and the share is taken", what)
		}
	}
	sealed := shares[0]
	sealed.Sealed = bytes.Clone(sealed.Sealed)
	sealed.Sealed[20] ^= 1
	if _, err := join([]Share{sealed, {Set: sealed.Set}}); err == nil {
		t.Error("another sealed key is opened")
	}
}

func FuzzParseShare(f *testing.F) {
	f.Add([]byte(`{"format":"truce-share-1","origin":"o","set":"00000000000000000000000000000000","made":null,"holder":"G1","quorum":2,"of":["G1","G2"],"index":1,"value":"","commitments":["",""],"sealed":""}`))
	if b, err := os.ReadFile(filepath.Join("testdata", "share.json")); err == nil {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := ParseShare(data)
		if err != nil {
			return
		}
		join([]Share{s, s})
	})
}
