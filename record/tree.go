package record

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// TileHeight is the height of a stored tile: 256 hashes wide, as in C2SP tlog-tiles.
const TileHeight = 8

// TileWidth is the number of hashes in a full tile.
const TileWidth = 1 << TileHeight

// A Tile is one tile of the tree with the nodes inside it. Nodes[0] are the tile's own hashes; Nodes[k] are the roots
// of complete subtrees of 2^k of them.
type Tile struct {
	Level int
	N     int64 // index of the tile in its level
	Nodes [TileHeight][]tlog.Hash
}

// Bytes are the tile's own hashes, one after the other.
func (t *Tile) Bytes() []byte {
	out := make([]byte, 0, len(t.Nodes[0])*tlog.HashSize)
	for _, h := range t.Nodes[0] {
		out = append(out, h[:]...)
	}
	return out
}

// ParseTile rebuilds a tile from its bytes.
func ParseTile(level int, n int64, b []byte) (*Tile, error) {
	if len(b) == 0 || len(b)%tlog.HashSize != 0 || len(b) > TileWidth*tlog.HashSize {
		return nil, fmt.Errorf("tile %d/%d has %d bytes, which is not 1 to 256 hashes", level, n, len(b))
	}
	t := &Tile{Level: level, N: n}
	for len(b) > 0 {
		t.add(tlog.Hash(b[:tlog.HashSize]))
		b = b[tlog.HashSize:]
	}
	return t, nil
}

// add appends a hash to the tile. When that completes the tile it returns the tile's root.
func (t *Tile) add(h tlog.Hash) (root tlog.Hash, full bool) {
	for k := range TileHeight {
		t.Nodes[k] = append(t.Nodes[k], h)
		n := len(t.Nodes[k])
		if n%2 == 1 {
			return tlog.Hash{}, false
		}
		h = tlog.NodeHash(t.Nodes[k][n-2], t.Nodes[k][n-1])
	}
	return h, true
}

// A Tree is the right edge of a Merkle tree: its size, and per level the tile that is not full yet. It is all that is
// needed to append and to know the root. A Tree that is shared must not be appended to: Clone it first.
type Tree struct {
	size int64
	edge []*Tile // edge[level]; may be empty, never full
}

// NewTree is the empty tree.
func NewTree() *Tree { return &Tree{} }

// Size is the number of leaves.
func (t *Tree) Size() int64 { return t.size }

// Clone copies the tree so that the copy can grow while the original is read.
func (t *Tree) Clone() *Tree {
	c := &Tree{size: t.size, edge: make([]*Tile, len(t.edge))}
	for i, e := range t.edge {
		ct := &Tile{Level: e.Level, N: e.N}
		for k := range e.Nodes {
			ct.Nodes[k] = append(make([]tlog.Hash, 0, TileWidth>>k), e.Nodes[k]...)
		}
		c.edge[i] = ct
	}
	return c
}

// Append adds a leaf's hash and returns the tiles that became full.
func (t *Tree) Append(leaf Hash) []*Tile {
	var full []*Tile
	h := tlog.Hash(leaf)
	for level := 0; ; level++ {
		if level == len(t.edge) {
			t.edge = append(t.edge, newEdge(level, 0))
		}
		tile := t.edge[level]
		root, done := tile.add(h)
		if !done {
			break
		}
		full = append(full, tile)
		t.edge[level] = newEdge(level, tile.N+1)
		h = root
	}
	t.size++
	return full
}

func newEdge(level int, n int64) *Tile {
	t := &Tile{Level: level, N: n}
	for k := range t.Nodes {
		t.Nodes[k] = make([]tlog.Hash, 0, TileWidth>>k)
	}
	return t
}

// Root is the tree's root hash (RFC 6962 section 2.1).
func (t *Tree) Root() Hash {
	if t.size == 0 {
		return Hash(must(tlog.TreeHash(0, nil)))
	}
	var root tlog.Hash
	have := false
	for _, tile := range t.edge {
		for k := range TileHeight {
			// The last node of an odd row is the root of a complete subtree that nothing above covers yet.
			if n := len(tile.Nodes[k]); n%2 == 1 {
				if have {
					root = tlog.NodeHash(tile.Nodes[k][n-1], root)
				} else {
					root, have = tile.Nodes[k][n-1], true
				}
			}
		}
	}
	return Hash(root)
}

// Edge is the unfilled tile of a level, or nil when that level has no hashes outside full tiles.
func (t *Tree) Edge(level int) *Tile {
	if level >= len(t.edge) || len(t.edge[level].Nodes[0]) == 0 {
		return nil
	}
	return t.edge[level]
}

// A TileSource gives full tiles.
type TileSource interface {
	FullTile(level int, n int64) (*Tile, error)
}

// Nodes reads the tree's nodes for the proofs of package tlog: from the edge, and full tiles from src.
func (t *Tree) Nodes(src TileSource) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			level, n := tlog.SplitStoredHashIndex(x)
			h, err := t.node(src, level, n)
			if err != nil {
				return nil, err
			}
			out[i] = h
		}
		return out, nil
	})
}

func (t *Tree) node(src TileSource, level int, n int64) (tlog.Hash, error) {
	tileLevel, row := level/TileHeight, level%TileHeight
	perTile := int64(TileWidth >> row)
	tile := t.Edge(tileLevel)
	if tile == nil || tile.N != n/perTile {
		var err error
		if tile, err = src.FullTile(tileLevel, n/perTile); err != nil {
			return tlog.Hash{}, err
		}
	}
	if at := n % perTile; at < int64(len(tile.Nodes[row])) {
		return tile.Nodes[row][at], nil
	}
	return tlog.Hash{}, fmt.Errorf("node %d/%d is outside the tree of %d leaves", level, n, t.size)
}

// Leaf is the hash of leaf n.
func (t *Tree) Leaf(src TileSource, n int64) (Hash, error) {
	h, err := t.node(src, 0, n)
	return Hash(h), err
}

// Inclusion proves that leaf n is in the tree.
func (t *Tree) Inclusion(src TileSource, n int64) ([]Hash, error) {
	p, err := tlog.ProveRecord(t.size, n, t.Nodes(src))
	if err != nil {
		return nil, fmt.Errorf("inclusion of entry %d in %d: %w", n, t.size, err)
	}
	out := make([]Hash, len(p))
	for i, h := range p {
		out[i] = Hash(h)
	}
	return out, nil
}

// Consistency proves that the tree of the older size is a prefix of this one.
func (t *Tree) Consistency(src TileSource, older int64) ([]Hash, error) {
	if older == 0 || older == t.size {
		return nil, nil
	}
	p, err := tlog.ProveTree(t.size, older, t.Nodes(src))
	if err != nil {
		return nil, fmt.Errorf("consistency of %d with %d: %w", older, t.size, err)
	}
	out := make([]Hash, len(p))
	for i, h := range p {
		out[i] = Hash(h)
	}
	return out, nil
}

// CheckInclusion checks an inclusion proof against a root.
func CheckInclusion(proof []Hash, size int64, root Hash, n int64, leaf Hash) error {
	return tlog.CheckRecord(tlogHashes(proof), size, tlog.Hash(root), n, tlog.Hash(leaf))
}

// CheckConsistency checks that the older tree is a prefix of the newer one.
func CheckConsistency(proof []Hash, size int64, root Hash, older int64, olderRoot Hash) error {
	if older == 0 {
		return nil
	}
	if older == size {
		if root != olderRoot {
			return fmt.Errorf("two roots for the same %d entries", size)
		}
		return nil
	}
	return tlog.CheckTree(tlogHashes(proof), size, tlog.Hash(root), older, tlog.Hash(olderRoot))
}

func tlogHashes(hs []Hash) []tlog.Hash {
	out := make([]tlog.Hash, len(hs))
	for i, h := range hs {
		out[i] = tlog.Hash(h)
	}
	return out
}

// RestoreTree rebuilds the right edge of a tree from its newest leaves (those outside full tiles) and its full tiles.
func RestoreTree(size int64, newest []Hash, src TileSource) (*Tree, error) {
	t := &Tree{size: size}
	for level, count := 0, size; count > 0; level, count = level+1, count/TileWidth {
		tile := newEdge(level, count/TileWidth)
		first := count / TileWidth * TileWidth
		for i := first; i < count; i++ {
			h, err := edgeHash(level, i, first, newest, src)
			if err != nil {
				return nil, err
			}
			tile.add(h)
		}
		t.edge = append(t.edge, tile)
	}
	return t, nil
}

func edgeHash(level int, i, first int64, newest []Hash, src TileSource) (tlog.Hash, error) {
	if level == 0 {
		if i-first >= int64(len(newest)) {
			return tlog.Hash{}, fmt.Errorf("the leaf of entry %d is missing", i)
		}
		return tlog.Hash(newest[i-first]), nil
	}
	below, err := src.FullTile(level-1, i)
	if err != nil {
		return tlog.Hash{}, err
	}
	top := below.Nodes[TileHeight-1]
	if len(top) != 2 {
		return tlog.Hash{}, fmt.Errorf("tile %d/%d is not full", level-1, i)
	}
	return tlog.NodeHash(top[0], top[1]), nil
}
