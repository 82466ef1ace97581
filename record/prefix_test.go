package record

import (
	"errors"
	"fmt"
	"testing"
)

func TestAPathGivesTheRootsOfTheWholeAndOfThePrefix(t *testing.T) {
	var tree = NewTree()
	roots := []Hash{tree.Root()}
	none := noTiles{}
	for n := range int64(200) {
		tree.Append(LeafHash(fmt.Append(nil, "leaf ", n)))
		roots = append(roots, tree.Root())
		for older := int64(1); older <= n+1; older++ {
			path, err := tree.Inclusion(none, older-1)
			if err != nil {
				t.Fatal(err)
			}
			a, b, err := PrefixRoots(path, n+1, older, LeafHash(fmt.Append(nil, "leaf ", older-1)))
			if err != nil || a != roots[older] || b != roots[n+1] {
				t.Fatalf("the first %d of %d: %v", older, n+1, err)
			}
			if len(path) > 0 {
				path[len(path)/2][0] ^= 1
				if _, b, err := PrefixRoots(path, n+1, older, LeafHash(fmt.Append(nil, "leaf ", older-1))); err == nil && b == roots[n+1] {
					t.Fatalf("a changed path of the first %d of %d still leads to the root", older, n+1)
				}
			}
		}
	}
	for _, bad := range [][2]int64{{5, 0}, {5, 6}, {0, 0}, {-1, -1}} {
		if _, _, err := PrefixRoots(nil, bad[0], bad[1], Hash{}); err == nil {
			t.Errorf("the first %d of %d have a root", bad[1], bad[0])
		}
	}
}

type noTiles struct{}

func (noTiles) FullTile(level int, n int64) (*Tile, error) { return nil, errors.New("no tile is full") }
