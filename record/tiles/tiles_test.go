package tiles

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"truce.example/record"
	"truce.example/record/store"
)

const origin = "test.example/exercise/tiles"

func newStore(t *testing.T, n int) *store.Store {
	t.Helper()
	path := filepath.Join(t.TempDir(), "record.db")
	secret, public, err := record.NewLogKey(origin)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Create(path, origin, public, signer); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	batch := store.Batch{Recorded: 7, Sealed: make([]record.Sealed, n), Signer: signer}
	for i := range batch.Sealed {
		batch.Sealed[i] = record.Sealed{Event: record.NewID(), Body: []byte{1}}
	}
	if _, err := s.Append(batch); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestTilesAreThoseOfTlog compares every tile of a record with what package tlog computes from the leaves.
func TestTilesAreThoseOfTlog(t *testing.T) {
	const size = 66_000
	s := newStore(t, size)
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(ix []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(ix))
		for i, x := range ix {
			out[i] = stored[x]
		}
		return out, nil
	})
	var leaves [][]byte
	for n := int64(0); n < size; n += 256 {
		b, immutable, err := Path(s, Tile{Entries: true, N: n / 256, Width: int(min(256, size-n))}.String())
		if err != nil || !immutable {
			t.Fatal(err)
		}
		ls, err := SplitEntries(b)
		if err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, ls...)
	}
	for i, l := range leaves {
		hs, err := tlog.StoredHashes(int64(i), l, reader)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, hs...)
	}
	for _, tile := range tlog.NewTiles(8, 0, size) {
		want, err := tlog.ReadTileData(tile, reader)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range []int{1, tile.W/2 + 1, tile.W} {
			p := Tile{Level: tile.L, N: tile.N, Width: w}.String()
			got, immutable, err := Path(s, p)
			if err != nil || !immutable || !bytes.Equal(got, want[:w*32]) {
				t.Fatalf("%s: %d bytes, %v", p, len(got), err)
			}
		}
	}
	for _, p := range []string{"tile/0/257.p/209", "tile/0/258", "tile/1/001.p/2", "tile/2/000", "tile/2/000.p/2", "tile/63/000.p/1", "tile/entries/257.p/209"} {
		if _, _, err := Path(s, p); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v", p, err)
		}
	}
	if b, immutable, err := Path(s, "checkpoint"); err != nil || immutable || !strings.HasPrefix(string(b), fmt.Sprintf("%s\n%d\n", origin, size)) {
		t.Errorf("checkpoint: %q %v", b, err)
	}
}

func TestPathsHaveOneForm(t *testing.T) {
	for path, want := range map[string]Tile{
		"tile/0/000":                                {Width: 256},
		"tile/0/x001/x234/067":                      {N: 1234067, Width: 256},
		"tile/3/999.p/255":                          {Level: 3, N: 999, Width: 255},
		"tile/entries/x001/000.p/1":                 {Entries: true, N: 1000, Width: 1},
		"tile/63/000":                               {Level: 63, Width: 256},
		"tile/entries/x036/x028/x797/x018/x963/967": {Entries: true, N: 36028797018963967, Width: 256},
	} {
		got, err := Parse(path)
		if err != nil || got != want || got.String() != path {
			t.Errorf("%s: %+v, %v", path, got, err)
		}
	}
	for _, path := range []string{
		"", "/", "tile", "tile/", "tile/0", "tile/0/", "tile/0/0", "tile/0/1234", "tile/00/000", "tile/64/000", "tile/-1/000", "tile/+1/000",
		"tile/0/x000/000", "tile/0/x001/x002", "tile/0/001/002", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/",
		"tile/0/000.p/1/", "tile/0/000/", "tile/0/000.p", "tile/0/0\u0660\u0660", "tile/Entries/000", "tile/0/../000", "/tile/0/000",
		"tile/entries/x999/x999/x999/x999/x999/x999/999", "tile/0/000.p/1.p/1", "checkpoint/", "tile/0/000?x",
	} {
		if got, err := Parse(path); !errors.Is(err, ErrNotFound) {
			t.Errorf("%q was read as %+v, %v", path, got, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("tile/0/x001/x234/067.p/5")
	f.Add("tile/entries/000")
	f.Fuzz(func(t *testing.T, path string) {
		tile, err := Parse(path)
		if err != nil {
			return
		}
		if tile.String() != path {
			t.Fatalf("%q is also written %q", path, tile)
		}
		tile.within(1 << 40) // must not panic
		if tile.N < 0 || tile.Width < 1 || tile.Width > 256 || tile.Level < 0 || tile.Level > 63 {
			t.Fatalf("%q gave %+v", path, tile)
		}
	})
}

func FuzzSplitEntries(f *testing.F) {
	f.Add([]byte("\x00\x02ab\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		parts, err := SplitEntries(b)
		if err != nil {
			return
		}
		n := 0
		for _, p := range parts {
			n += 2 + len(p)
		}
		if n != len(b) {
			t.Fatalf("%d bytes became %d", len(b), n)
		}
	})
}
