package tiles

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"truce.example/record"
)

// MaxTile bounds a tile of hashes, in bytes.
const MaxTile = record.TileWidth * len(record.Hash{})

// A Remote reads the tiles of a log for proofs, and keeps what it read, for evidence. It is a tlog.TileReader; what it
// reads is believed only as far as package tlog holds it against a root.
type Remote struct {
	Ctx  context.Context
	Get  func(ctx context.Context, path string, limit int) ([]byte, error) // the bytes at a path of the log
	Read map[string][]byte                                                 // what was read, by path
}

// An AbsentError is that a tile did not come, in the middle of something that judges what comes.
type AbsentError struct{ error }

// Unwrap gives what kept it.
func (e AbsentError) Unwrap() error { return e.error }

// Nodes are the nodes of the tree with that checkpoint, each held against its root.
func (t *Remote) Nodes(c record.Checkpoint) tlog.HashReader {
	return tlog.TileHashReader(tlog.Tree{N: c.Size, Hash: tlog.Hash(c.Root)}, t)
}

// Height implements tlog.TileReader.
func (t *Remote) Height() int { return record.TileHeight }

// ReadTiles implements tlog.TileReader.
func (t *Remote) ReadTiles(want []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, w := range want {
		path := Tile{Level: w.L, N: w.N, Width: w.W}.String()
		b, err := t.Get(t.Ctx, path, MaxTile)
		if err != nil {
			return nil, AbsentError{err}
		}
		t.Read[path] = b
		if len(b) != w.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes, not %d", path, len(b), w.W*tlog.HashSize)
		}
		out = append(out, b)
	}
	return out, nil
}

// SaveTiles implements tlog.TileReader.
func (t *Remote) SaveTiles([]tlog.Tile, [][]byte) {}

// LastPath reads the leaf hash and the path of the last entry of the smaller tree within the larger one. From them follow
// both roots: record.PrefixRoots.
func LastPath(nodes tlog.HashReader, large, small int64) (record.Hash, []record.Hash, error) {
	p, err := tlog.ProveRecord(large, small-1, nodes)
	if err != nil {
		return record.Hash{}, nil, err
	}
	leaf, err := nodes.ReadHashes([]int64{tlog.StoredHashIndex(0, small-1)})
	if err != nil {
		return record.Hash{}, nil, err
	}
	path := make([]record.Hash, len(p))
	for i, h := range p {
		path[i] = record.Hash(h)
	}
	return record.Hash(leaf[0]), path, nil
}
