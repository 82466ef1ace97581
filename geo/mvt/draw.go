package mvt

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"sync"
)

const (
	// maxOwn is how many points of a tile are drawn one by one; more of them than that, and those that share a cell become one.
	maxOwn = 2048
	// cellBits makes a tile 32 cells wide and high: 16 pixels each on a map of 512 pixels to the tile.
	cellBits = 5
	cells    = 1 << (2 * cellBits)
	// MaxBytes is how large a tile may be before it is thinned.
	MaxBytes = 500_000
	// shapeBytes of it are for lines and areas, once a tile is thinned.
	shapeBytes = MaxBytes / 2
)

// A Want says which features of a set are drawn. The zero Want wants all.
type Want struct {
	From, To int64               // only what happened at some time of [From, To); 0 for no bound; what has no time is left out
	Only     map[string][]string // by column: only features whose value is one of these
}

// A Drawn is a tile.
type Drawn struct {
	Bytes   []byte // empty when nothing lies in the tile
	Count   int    // features in the tile
	Shown   int    // of them, those that are drawn by themselves; the others are counted in clusters
	Thinned bool   // some are not drawn by themselves
}

// A way of drawing gives up more than the one before.
type way int

const (
	each     way = iota // every feature by itself
	shared              // what shares a cell is one
	counted             // every cell is a count
	lastWay  = counted
	thinning = "thinned" // the layer that says that a tile was thinned
)

// Draw draws a tile: a layer of the set's name, and when it was thinned a layer "thinned" with one feature that says how
// many features there are and how many are shown. A cluster stands in the middle of its cell; it has the value
// "point_count", and for each value of the columns that are counted "column:value", the number of its features that have it.
func (s *Set) Draw(t Tile, w Want) Drawn {
	d := s.begin(t, w)
	defer d.end()
	for way := each; ; way++ {
		if out, ok := d.draw(way); ok || way == lastWay {
			return out
		}
	}
}

// A drawing is the work on one tile.
type drawing struct {
	*Set
	t      Tile
	w      Want
	pass   []bool // by style, or nil when all pass
	points []*point
	shapes []*shape
	many   bool // more points than are drawn one by one
	*scratch
}

// A scratch is used again and again.
type scratch struct {
	cells [cells]struct {
		n    uint32
		only *point
		it   *shape
	}
	tallies []uint32 // by cell and tally
	numbers []uint64 // by place in Set.values, and then by column: the number in the layer, under the number of the layer
	layers  uint32   // how many were written
	tags    []byte
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

func (s *Set) begin(t Tile, w Want) *drawing {
	d := &drawing{Set: s, t: t, w: w}
	d.scratch = scratches.Get().(*scratch)
	if len(w.Only) > 0 {
		d.pass = s.passing(w.Only)
	}
	d.everyPoint(func(p *point) bool {
		d.many = len(d.points) == maxOwn
		if !d.many {
			d.points = append(d.points, p)
		}
		return !d.many
	})
	for i := range s.shapes {
		if sh := &s.shapes[i]; sh.near(t) && d.wants(sh.style, sh.start, sh.end) {
			d.shapes = append(d.shapes, sh)
		}
	}
	return d
}

func (d *drawing) end() {
	clear(d.cells[:]) // it keeps nothing alive
	scratches.Put(d.scratch)
}

// passing says for each style whether the filter lets it through.
func (s *Set) passing(only map[string][]string) []bool {
	out := make([]bool, len(s.styles))
	for n, st := range s.styles {
		out[n] = true
		for i, c := range s.columns {
			if values, ok := only[c.Name]; ok {
				v := st.values[i]
				out[n] = out[n] && v != 0 && slices.Contains(values, s.values[v-1].String())
			}
		}
	}
	return out
}

// wants says whether a feature passes the filters.
func (d *drawing) wants(style uint32, start, end int64) bool {
	return (d.pass == nil || d.pass[style]) && d.w.holds(start, end)
}

// holds says whether something happened at some time that is wanted.
func (w Want) holds(start, end int64) bool {
	return (w.To == 0 || start < w.To) && (w.From == 0 || end >= w.From)
}

// everyPoint gives the tile's points to do until it answers false.
func (d *drawing) everyPoint(do func(*point) bool) {
	lo, hi := d.t.stretch()
	for _, b := range []*block{&d.base, &d.fresh} {
		from, to := b.between(lo, hi)
		old := b == &d.base && d.gone != nil
		for i := from; i < to; i++ {
			p := &b.points[i]
			if old && d.isGone(i) || !d.wants(p.style, p.start, p.end) {
				continue
			}
			if !do(p) {
				return
			}
		}
	}
}

// draw draws in one way; false when that is not enough.
func (d *drawing) draw(how way) (Drawn, bool) {
	if how == each && d.many {
		return Drawn{}, false
	}
	l := &layer{name: d.name}
	d.layers++
	if need := len(d.values) + len(d.columns); len(d.numbers) < need || d.layers == 0 {
		d.numbers, d.layers = make([]uint64, need), 1
	}
	var out Drawn
	if how == each {
		for _, p := range d.points {
			d.point(l, p)
		}
		for _, sh := range d.shapes {
			if g := sh.draw(d.t); len(g) > 0 {
				l.add(sh.number, d.shapeTags(l, sh), sh.kind, g)
			}
			if len(l.features) > MaxBytes {
				return out, false
			}
		}
		out.Count, out.Shown = l.n, l.n
	} else {
		out.Count = d.largest(l)
		out.Count += d.cluster()
		d.clusters(l, how, &out)
		out.Thinned = out.Shown < out.Count
	}
	out.Bytes = l.appendTo(nil)
	if out.Thinned {
		out.Bytes = said(out).appendTo(out.Bytes)
	}
	return out, len(out.Bytes) <= MaxBytes
}

// said is the layer that says that the tile was thinned.
func said(d Drawn) *layer {
	l := &layer{name: thinning}
	tags := l.tag(nil, "thinned", Boolean(true))
	tags = l.tag(tags, "count", Integer(int64(d.Count)))
	tags = l.tag(tags, "shown", Integer(int64(d.Shown)))
	l.dot(-1, tags, extent/2, extent/2)
	return l
}

func (d *drawing) point(l *layer, p *point) {
	x, y := d.t.inTile(spotOf(p.key))
	l.dot(p.id, d.styleTags(l, p.style), x, y)
}

// styleTags are the tags of a style in this tile, until the next are made.
func (d *drawing) styleTags(l *layer, n uint32) []byte {
	tags := d.tags[:0]
	for i, v := range d.styles[n].values {
		if v == 0 {
			continue
		}
		key, value := &d.numbers[len(d.values)+i], &d.numbers[v-1]
		if uint32(*key>>32) != d.layers {
			*key = uint64(d.layers)<<32 | uint64(l.key(d.columns[i].Name))
		}
		if uint32(*value>>32) != d.layers {
			*value = uint64(d.layers)<<32 | uint64(l.value(d.values[v-1]))
		}
		tags = binary.AppendUvarint(tags, *key&math.MaxUint32)
		tags = binary.AppendUvarint(tags, *value&math.MaxUint32)
	}
	d.tags = tags
	return tags
}

func (d *drawing) shapeTags(l *layer, sh *shape) []byte {
	tags := d.styleTags(l, sh.style)
	if sh.number < 0 {
		tags = l.tag(tags, "id", Text(sh.id))
	}
	return tags
}

// largest draws lines and areas, the largest first, for as long as there is room, and puts the others into their cells. It
// answers how many it drew.
func (d *drawing) largest(l *layer) int {
	d.clear()
	slices.SortStableFunc(d.shapes, func(a, b *shape) int { return cmp.Compare(b.size(), a.size()) })
	lo, hi := d.t.stretch()
	for _, sh := range d.shapes {
		if sh.kind != kindPoint && len(l.features)+len(l.values) < shapeBytes {
			if g := sh.draw(d.t); len(g) > 0 {
				l.add(sh.number, d.shapeTags(l, sh), sh.kind, g)
			}
			continue
		}
		if key := sh.middle().key(); lo <= key && key <= hi { // elsewhere its own tile counts it
			d.put(key, sh.style, nil, sh)
		}
	}
	return l.n
}

func (d *drawing) clear() {
	clear(d.cells[:]) // the way before may have used them
	if need := cells * len(d.Set.tallies); cap(d.scratch.tallies) < need {
		d.scratch.tallies = make([]uint32, need)
	} else {
		d.scratch.tallies = d.scratch.tallies[:need]
		clear(d.scratch.tallies)
	}
}

func (d *drawing) put(key uint64, style uint32, p *point, sh *shape) {
	cell := key >> (64 - 2*uint(d.t.Z) - 2*cellBits) & (cells - 1)
	c := &d.cells[cell]
	c.n++
	c.only, c.it = p, sh
	at := int(cell) * len(d.Set.tallies)
	for _, n := range d.styles[style].tallies {
		d.scratch.tallies[at+int(n)]++
	}
}

// cluster puts the points into their cells, and answers how many features stand in cells.
func (d *drawing) cluster() int {
	d.everyPoint(func(p *point) bool {
		d.put(p.key, p.style, p, nil)
		return true
	})
	n := 0
	for i := range d.cells {
		n += int(d.cells[i].n)
	}
	return n
}

// clusters draws what stands in cells, and counts what is shown by itself.
func (d *drawing) clusters(l *layer, how way, out *Drawn) {
	out.Shown = l.n
	for i := range d.cells {
		c := &d.cells[i]
		switch {
		case c.n == 0:
		case c.n == 1 && how == shared && c.only != nil:
			d.point(l, c.only)
			out.Shown++
		case c.n == 1 && how == shared && c.it.kind == kindPoint:
			l.add(-1, d.shapeTags(l, c.it), kindPoint, c.it.draw(d.t))
			out.Shown++
		default:
			d.count(l, uint64(i), c.n)
		}
	}
}

// count draws one cluster.
func (d *drawing) count(l *layer, cell uint64, n uint32) {
	tags := l.tag(nil, "point_count", Integer(int64(n)))
	at := int(cell) * len(d.Set.tallies)
	for i, t := range d.Set.tallies {
		if n := d.scratch.tallies[at+i]; n > 0 {
			tags = l.tag(tags, t.key, Integer(int64(n)))
		}
	}
	const wide = extent >> cellBits
	l.dot(-1, tags, gather(cell)*wide+wide/2, gather(cell>>1)*wide+wide/2)
}
