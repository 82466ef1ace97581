package overlay

import "encoding/binary"

// A turn is what changes by stepping over an edge, from its right to its left: how many times more, or fewer, each layer
// covers. It is a number in a table of those that occur; 0 is that nothing changes.
type turn int32

// A cover is how many times each layer covers a place, a number in a table again; 0 is that nothing does.
type cover int32

// turns are the tables. Few turns and covers occur, however many edges there are.
type turns struct {
	scale  scale
	layers int
	counts [][]int32 // of turns and covers alike
	known  map[string]int32
	added  map[[2]int32]int32
	key    []byte
}

func newTurns(layers int, s scale) *turns {
	t := &turns{scale: s, layers: layers, known: map[string]int32{}, added: map[[2]int32]int32{}}
	t.number(make([]int32, layers))
	return t
}

func (t *turns) number(counts []int32) int32 {
	t.key = t.key[:0]
	for _, n := range counts {
		t.key = binary.AppendVarint(t.key, int64(n))
	}
	if n, ok := t.known[string(t.key)]; ok {
		return n
	}
	n := int32(len(t.counts))
	t.known[string(t.key)] = n
	t.counts = append(t.counts, counts)
	return n
}

// into is the turn over an edge that has the layer on its left.
func (t *turns) into(layer int) turn {
	counts := make([]int32, t.layers)
	counts[layer] = 1
	return turn(t.number(counts))
}

func (t *turns) negative(a turn) turn {
	counts := make([]int32, t.layers)
	for i, n := range t.counts[a] {
		counts[i] = -n
	}
	return turn(t.number(counts))
}

func (t *turns) add(a, b int32) int32 {
	pair := [2]int32{a, b}
	if n, ok := t.added[pair]; ok {
		return n
	}
	counts := make([]int32, t.layers)
	for i := range counts {
		counts[i] = t.counts[a][i] + t.counts[b][i]
	}
	n := t.number(counts)
	t.added[pair] = n
	return n
}

func (t *turns) sum(a, b turn) turn { return turn(t.add(int32(a), int32(b))) }

// over is what covers the left of an edge, given what covers its right.
func (t *turns) over(right cover, by turn) cover { return cover(t.add(int32(right), int32(by))) }
