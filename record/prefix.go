package record

import (
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// PrefixRoots computes two roots from the path of one leaf: of the tree of size leaves, and of the tree of its first
// older leaves, whose last one the leaf is. Everything left of the path belongs to both. So who holds a signed root of the
// larger tree, and a path that leads to it, knows what the root of the smaller one must have been; another signed root of
// that size proves a fork, to anybody, offline.
//
// An RFC 6962 consistency proof does not do: where the smaller tree is a complete subtree it leaves its root out.
func PrefixRoots(path []Hash, size, older int64, leaf Hash) (olderRoot, root Hash, err error) {
	if older < 1 || older > size {
		return olderRoot, root, fmt.Errorf("a tree of %d entries has no first %d", size, older)
	}
	if want := pathLength(older-1, size); len(path) != want {
		return olderRoot, root, fmt.Errorf("the path has %d hashes, not %d", len(path), want)
	}
	a, b := prefixRoots(path, 0, size, older-1, leaf)
	return a, b, nil
}

func pathLength(n, size int64) int {
	length := 0
	for size > 1 {
		length++
		if half := halfOf(size); n < half {
			size = half
		} else {
			n, size = n-half, size-half
		}
	}
	return length
}

// halfOf is the largest power of two below size, where RFC 6962 splits a tree.
func halfOf(size int64) int64 { return 1 << (bits.Len64(uint64(size-1)) - 1) }

func prefixRoots(path []Hash, from, to, n int64, leaf Hash) (older, all Hash) {
	if to-from == 1 {
		return leaf, leaf
	}
	top, rest := path[len(path)-1], path[:len(path)-1]
	middle := from + halfOf(to-from)
	if n < middle {
		older, all = prefixRoots(rest, from, middle, n, leaf)
		return older, Hash(tlog.NodeHash(tlog.Hash(all), tlog.Hash(top)))
	}
	older, all = prefixRoots(rest, middle, to, n, leaf)
	return Hash(tlog.NodeHash(tlog.Hash(top), tlog.Hash(older))), Hash(tlog.NodeHash(tlog.Hash(top), tlog.Hash(all)))
}
