package overlay

import "fmt"

// MostLayers is how many layers an overlay can have.
const MostLayers = 64

// A Set is layers: bit n stands for layer n.
type Set uint64

// Has says whether the layer is in the set.
func (s Set) Has(layer int) bool { return s>>layer&1 != 0 }

// A Size is how large the places are that are covered by exactly these layers.
type Size struct {
	Layers   Set
	SquareCm int64
}

// Sizes are the sizes of all parts into which the layers divide each other, on the ellipsoid in square centimetres. This
// is quicker than [Lay] and rounds less: no outline is made.
func Sizes(layers ...Area) ([]Size, error) {
	s, err := lay(sizes, layers)
	if err != nil {
		return nil, err
	}
	return s.parts(), nil
}

// A Lain is layers that lie over each other.
type Lain struct{ sheet *sheet }

// Lay lays areas over each other so that outlines can be asked for.
func Lay(layers ...Area) (Lain, error) {
	s, err := lay(points, layers)
	return Lain{s}, err
}

// Sizes are the sizes of the parts, as their outlines have them.
func (l Lain) Sizes() []Size { return l.sheet.parts() }

// Where is the area of the places whose covering layers are wanted. What nothing covers is never wanted.
func (l Lain) Where(wanted func(Set) bool) Area {
	t := l.sheet.turns
	is := make([]bool, len(t.counts))
	for c := range t.counts {
		set := t.set(cover(c))
		is[c] = set != 0 && wanted(set)
	}
	return Area{l.sheet.outline(func(c cover) bool { return is[c] })}
}

func lay(at scale, layers []Area) (*sheet, error) {
	if len(layers) > MostLayers {
		return nil, fmt.Errorf("%d layers are too many; an overlay takes %d", len(layers), MostLayers)
	}
	n := noder{turns: newTurns(len(layers), at)}
	for i, a := range layers {
		n.draw(i, a)
	}
	return n.sheet()
}

func (t *turns) set(c cover) Set {
	var out Set
	for i, n := range t.counts[c] {
		if n > 0 {
			out |= 1 << i
		}
	}
	return out
}

// parts sums the sizes by which layers cover; those that cover nothing are left out.
func (s *sheet) parts() []Size {
	var out []Size
	at := map[Set]int{}
	for c, size := range s.sizes() {
		set := s.turns.set(cover(c))
		if set == 0 || size == 0 {
			continue
		}
		i, ok := at[set]
		if !ok {
			i, at[set] = len(out), len(out)
			out = append(out, Size{Layers: set})
		}
		out[i].SquareCm += size
	}
	return out
}
