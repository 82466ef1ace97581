// Package tiles gives the bytes of a record under the paths of C2SP tlog-tiles, so that foreign tools can mirror and
// check it. It speaks no HTTP.
//
//	checkpoint                 the newest signed checkpoint; the only path whose answer changes
//	tile/<L>/<N>               a full tile of 256 hashes
//	tile/<L>/<N>.p/<W>         its first W hashes
//	tile/entries/<N>[.p/<W>]   leaves, each after its length in two bytes
//
// <N> is written in groups of three digits, all but the last with an x before them: 1234067 is x001/x234/067.
package tiles

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"truce.example/record"
	"truce.example/record/store"
)

// ErrNotFound means that the path is none of the protocol's, or that the record does not reach so far. It is an
// fs.ErrNotExist.
var ErrNotFound = fmt.Errorf("the log has no such tile: %w", fs.ErrNotExist)

// Path gives the bytes of one path, without a slash at its beginning. Immutable says that the answer will never be
// another one. Safe for concurrent use with the store's writer.
func Path(s *store.Store, path string) (data []byte, immutable bool, err error) {
	if path == "checkpoint" {
		return s.Now().Checkpoint.Signed, false, nil
	}
	t, err := Parse(path)
	if err != nil {
		return nil, false, err
	}
	size := s.Now().Tree.Size()
	if !t.within(size) {
		return nil, false, fmt.Errorf("%w: %s, at %d entries", ErrNotFound, path, size)
	}
	if t.Entries {
		data, err = entries(s, t)
	} else {
		data, err = hashes(s, t)
	}
	return data, err == nil, err
}

// A Tile is a parsed path.
type Tile struct {
	Entries bool  // a bundle of entries; Level is 0
	Level   int   // 0 to 63
	N       int64 // index in the level
	Width   int   // 1 to 256; 256 is a full tile
}

const (
	maxLevel = 63
	maxN     = 1 << 55 // beyond, N*256 would not be an entry number
)

// Parse reads a tile's path strictly: what it accepts is written in its one form.
func Parse(path string) (Tile, error) {
	t := Tile{Width: record.TileWidth}
	rest, ok := strings.CutPrefix(path, "tile/")
	level, rest, ok2 := strings.Cut(rest, "/")
	if !ok || !ok2 || len(path) > 128 {
		return t, notFound(path)
	}
	if level == "entries" {
		t.Entries = true
	} else if t.Level, ok = number(level, maxLevel); !ok {
		return t, notFound(path)
	}
	index, width, partial := strings.Cut(rest, ".p/")
	if partial {
		if t.Width, ok = number(width, record.TileWidth-1); !ok || t.Width == 0 {
			return t, notFound(path)
		}
	}
	if t.N, ok = parseIndex(index); !ok {
		return t, notFound(path)
	}
	return t, nil
}

func notFound(path string) error {
	if len(path) > 80 {
		path = path[:80] + "…"
	}
	return fmt.Errorf("%w: %q", ErrNotFound, path)
}

// number reads a decimal number without sign or leading zeros.
func number(s string, most int) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0 && n <= most && strconv.Itoa(n) == s
}

func parseIndex(s string) (int64, bool) {
	n := int64(0)
	groups := strings.Split(s, "/")
	for i, g := range groups {
		if i < len(groups)-1 {
			var ok bool
			if g, ok = strings.CutPrefix(g, "x"); !ok {
				return 0, false
			}
		}
		if len(g) != 3 || n > maxN/1000 {
			return 0, false
		}
		for _, c := range []byte(g) {
			if c < '0' || c > '9' {
				return 0, false
			}
			n = n*10 + int64(c-'0')
		}
	}
	return n, n <= maxN && formatIndex(n) == s
}

func formatIndex(n int64) string {
	s := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		s = fmt.Sprintf("x%03d/%s", n%1000, s)
	}
	return s
}

// String is the tile's path.
func (t Tile) String() string {
	level := "entries"
	if !t.Entries {
		level = strconv.Itoa(t.Level)
	}
	s := "tile/" + level + "/" + formatIndex(t.N)
	if t.Width < record.TileWidth {
		s += ".p/" + strconv.Itoa(t.Width)
	}
	return s
}

// within says whether a tree of that size has all of the tile.
func (t Tile) within(size int64) bool {
	if t.Level*record.TileHeight >= 63 {
		return false
	}
	return t.N*record.TileWidth+int64(t.Width) <= size>>(t.Level*record.TileHeight)
}

func hashes(s *store.Store, t Tile) ([]byte, error) {
	tile := s.Now().Tree.Edge(t.Level)
	if tile == nil || tile.N != t.N {
		var err error
		if tile, err = s.FullTile(t.Level, t.N); err != nil {
			return nil, err
		}
	}
	return tile.Bytes()[:t.Width*tlog.HashSize], nil
}

func entries(s *store.Store, t Tile) ([]byte, error) {
	from := t.N * record.TileWidth
	leaves, err := s.Leaves(context.Background(), from, from+int64(t.Width))
	if err != nil {
		return nil, err
	}
	if len(leaves) != t.Width {
		return nil, fmt.Errorf("entries from %d should be %d and are %d; run 'truce verify'", from, t.Width, len(leaves))
	}
	var out []byte
	for _, l := range leaves {
		out = append(binary.BigEndian.AppendUint16(out, uint16(len(l))), l...)
	}
	return out, nil
}

// SplitEntries takes a bundle of entries apart. The parts point into b.
func SplitEntries(b []byte) ([][]byte, error) {
	var out [][]byte
	for len(b) > 0 {
		if len(b) < 2 || len(b) < 2+int(binary.BigEndian.Uint16(b)) {
			return nil, errors.New("the bundle of entries is cut off")
		}
		n := 2 + int(binary.BigEndian.Uint16(b))
		out = append(out, b[2:n:n])
		b = b[n:]
	}
	return out, nil
}
