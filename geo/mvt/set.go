package mvt

import (
	"cmp"
	"encoding/binary"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"unsafe"

	"truce.example/geo"
)

// A Column is something that is said of every feature.
type Column struct {
	Name string
	// Counted says that features which are drawn together are counted by this column's values.
	Counted bool
}

// A Value is what a column says: a text, a whole number, or yes or no. The zero Value is not known, and is left out.
type Value struct {
	kind   uint8
	number int64
	text   string
}

const (
	isText = 1 + iota
	isInteger
	isBoolean
)

// Text is a text as a value; the empty text is not known.
func Text(s string) Value {
	if s == "" {
		return Value{}
	}
	return Value{kind: isText, text: s}
}

// Integer is a whole number as a value.
func Integer(n int64) Value { return Value{kind: isInteger, number: n} }

// Boolean is yes or no as a value.
func Boolean(b bool) Value {
	if b {
		return Value{kind: isBoolean, number: 1}
	}
	return Value{kind: isBoolean}
}

// String is the value as a filter names it.
func (v Value) String() string {
	switch v.kind {
	case isInteger:
		return strconv.FormatInt(v.number, 10)
	case isBoolean:
		return strconv.FormatBool(v.number == 1)
	}
	return v.text
}

// A Feature is a shape and what is said of it.
type Feature struct {
	ID         string // in its set; a plain decimal number becomes the id of the tile's feature, another the value "id"
	Start, End int64  // milliseconds since 1970 UTC; 0 where it is not known or without bound
	Geometry   any    // geo.Point, geo.Line, geo.Polygon or geo.MultiPolygon; nothing is drawn of what has none
	Values     []Value
}

// A Set holds the features of one layer as one set of readers may see them. It does not change: With makes another, which
// shares with it what is the same. Drawing is safe for concurrent use; With and Compact are for one at a time, and only
// the newest Set of a line may be continued.
//
// Each point takes 44 bytes. What is said of features is kept once for each combination of values, so columns should have
// few values: how a feature is drawn, and not its text.
type Set struct {
	name    string
	columns []Column

	base   block
	gone   []uint64 // bits by place in base: changed since base was made
	fresh  block    // what came or changed since
	shapes []shape  // lines, areas, and points whose id is no number

	values  []Value // all that columns say
	styles  []style
	tallies []tally
	words   *words // of the whole line of sets
	bounds  geo.Box
	some    bool // bounds holds something
}

// A point as it is kept. Its position is its key.
type point struct {
	key        uint64
	id         int64
	start, end int64
	style      uint32
}

// A block is many points.
type block struct {
	points []point  // by key
	byID   []uint32 // places in points, by id
}

// A style is a combination of values, one for each column, and what it adds to when it is counted.
type style struct {
	values  []uint32 // by column: the place in Set.values, plus one; 0 where it is not known
	tallies []uint16
}

// A tally is a value by which a cluster counts.
type tally struct {
	key    string // "outcome:candidate"
	column int
	value  Value
}

// maxTallies bounds by how many values clusters count; what has others is counted in the whole only.
const maxTallies = 512

// words finds what was seen before. Only With and Add use it.
type words struct {
	values  map[Value]uint32
	styles  map[string]uint32
	tallies map[tally]uint16
}

// A shape is a feature that is no plain point.
type shape struct {
	id         string
	number     int64 // the id as a number, or -1
	start, end int64
	style      uint32
	kind       byte
	parts      []path
	west, east uint32 // its box
	north      uint32
	south      uint32
}

// A path is a ring or a line of a shape.
type path struct {
	spots []spot // a ring's without the last
	hole  bool
}

// New makes an empty set.
func New(name string, columns []Column) *Set {
	return &Set{name: name, columns: columns, words: &words{map[Value]uint32{}, map[string]uint32{}, map[tally]uint16{}}}
}

// A Builder takes in many features at once.
type Builder struct {
	set    *Set
	points []point
}

// NewBuilder begins a set.
func NewBuilder(name string, columns []Column) *Builder { return &Builder{set: New(name, columns)} }

// Add takes in a feature; no two have the same id.
func (b *Builder) Add(f Feature) {
	if p, ok := b.set.take(f); ok {
		b.points = append(b.points, p)
	}
}

// Len is how many features that can be drawn were taken in.
func (b *Builder) Len() int { return len(b.points) + len(b.set.shapes) }

// Set ends the building.
func (b *Builder) Set() *Set {
	b.set.base = newBlock(slices.Clip(b.points))
	b.points = nil
	return b.set
}

// take turns a feature into a point, or adds it to the shapes.
func (s *Set) take(f Feature) (point, bool) {
	if f.Geometry == nil {
		return point{}, false
	}
	st := s.style(f.Values)
	n, isNumber := number(f.ID)
	at, isPoint := f.Geometry.(geo.Point)
	if !isPoint || !isNumber {
		if sh, ok := newShape(f, n, isNumber, st); ok {
			s.shapes = append(s.shapes, sh)
			s.stretch(sh.box())
		}
		return point{}, false
	}
	where, ok := project(at)
	if !ok {
		return point{}, false
	}
	s.stretch(geo.Box{South: at.Lat, West: at.Lon, North: at.Lat, East: at.Lon})
	start, end := f.span()
	return point{where.key(), n, start, end, st}, true
}

// span is when a feature happened, its last moment included. A point without an end ended when it began; a line or an area
// without one still holds. What has no beginning happened at no time: it begins after every moment and ends before.
func (f Feature) span() (start, end int64) {
	_, isPoint := f.Geometry.(geo.Point)
	switch {
	case f.Start == 0:
		return math.MaxInt64, math.MinInt64
	case isPoint:
		return f.Start, max(f.Start, f.End)
	case f.End == 0:
		return f.Start, math.MaxInt64
	}
	return f.Start, f.End
}

func number(id string) (int64, bool) {
	n, err := strconv.ParseInt(id, 10, 64)
	return n, err == nil && n >= 0 && strconv.FormatInt(n, 10) == id
}

func (s *Set) stretch(b geo.Box) {
	if !s.some {
		s.bounds, s.some = b, true
		return
	}
	s.bounds = geo.Box{
		South: min(s.bounds.South, b.South), West: min(s.bounds.West, b.West),
		North: max(s.bounds.North, b.North), East: max(s.bounds.East, b.East),
	}
}

// style is the number of a combination of values.
func (s *Set) style(values []Value) uint32 {
	key, numbers := make([]byte, 0, 32), make([]uint32, len(s.columns))
	for i := range s.columns {
		if i < len(values) && values[i].kind != 0 {
			numbers[i] = s.word(values[i])
		}
		key = binary.AppendUvarint(key, uint64(numbers[i]))
	}
	if n, ok := s.words.styles[string(key)]; ok {
		return n
	}
	n := uint32(len(s.styles))
	s.words.styles[string(key)] = n
	st := style{values: numbers}
	for i, c := range s.columns {
		if c.Counted && i < len(values) && values[i].kind != 0 {
			st.tallies = s.tally(st.tallies, i, values[i])
		}
	}
	s.styles = append(s.styles, st)
	return n
}

// word is the number of a value.
func (s *Set) word(v Value) uint32 {
	n, ok := s.words.values[v]
	if !ok {
		s.values = append(s.values, v)
		n = uint32(len(s.values))
		s.words.values[v] = n
	}
	return n
}

func (s *Set) tally(to []uint16, column int, v Value) []uint16 {
	t := tally{s.columns[column].Name + ":" + v.String(), column, v}
	n, ok := s.words.tallies[t]
	if !ok {
		if len(s.tallies) == maxTallies {
			return to
		}
		n = uint16(len(s.tallies))
		s.words.tallies[t] = n
		s.tallies = append(s.tallies, t)
	}
	return append(to, n)
}

func newBlock(points []point) block {
	slices.SortFunc(points, func(a, b point) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.id, b.id))
	})
	b := block{points, make([]uint32, len(points))}
	for i := range b.byID {
		b.byID[i] = uint32(i)
	}
	slices.SortFunc(b.byID, func(i, j uint32) int { return cmp.Compare(points[i].id, points[j].id) })
	return b
}

// find is the place of an id.
func (b block) find(id int64) (int, bool) {
	i, ok := slices.BinarySearchFunc(b.byID, id, func(at uint32, id int64) int { return cmp.Compare(b.points[at].id, id) })
	if !ok {
		return 0, false
	}
	return int(b.byID[i]), true
}

// between is the stretch of points from lo to hi.
func (b block) between(lo, hi uint64) (from, to int) {
	from, _ = slices.BinarySearchFunc(b.points, lo, func(p point, k uint64) int { return cmp.Compare(p.key, k) })
	if hi == math.MaxUint64 {
		return from, len(b.points)
	}
	n, _ := slices.BinarySearchFunc(b.points[from:], hi+1, func(p point, k uint64) int { return cmp.Compare(p.key, k) })
	return from, from + n
}

// With is the set with features that came or changed, and where that shows. A feature without geometry is taken out.
func (s *Set) With(changed []Feature) (*Set, Trace) {
	next := *s
	next.gone = slices.Clone(s.gone)
	ids, names := map[int64]bool{}, map[string]bool{}
	for _, f := range changed {
		names[f.ID] = true
		if n, ok := number(f.ID); ok {
			ids[n] = true
		}
	}
	var trace Trace
	next.shapes = slices.DeleteFunc(slices.Clone(s.shapes), func(sh shape) bool {
		if names[sh.id] {
			trace.shapes = append(trace.shapes, sh)
		}
		return names[sh.id]
	})
	fresh := slices.DeleteFunc(slices.Clone(s.fresh.points), func(p point) bool {
		if ids[p.id] {
			trace.keys = append(trace.keys, p.key)
		}
		return ids[p.id]
	})
	for id := range ids {
		if key, ok := next.strike(id); ok {
			trace.keys = append(trace.keys, key)
		}
	}
	stay := len(next.shapes)
	for _, f := range changed {
		if p, ok := next.take(f); ok {
			fresh = append(fresh, p)
			trace.keys = append(trace.keys, p.key)
		}
	}
	trace.shapes = append(trace.shapes, next.shapes[stay:]...)
	next.fresh = newBlock(fresh)
	return &next, trace
}

// A Trace says where changes of a set show: where features were, and where they are.
type Trace struct {
	keys   []uint64
	shapes []shape
}

// Shows says whether a tile may look different.
func (tr Trace) Shows(t Tile) bool {
	lo, hi := t.stretch()
	return slices.ContainsFunc(tr.keys, func(k uint64) bool { return lo <= k && k <= hi }) ||
		slices.ContainsFunc(tr.shapes, func(sh shape) bool { return sh.near(t) })
}

// strike takes a point out of base, and says where it was.
func (s *Set) strike(id int64) (key uint64, ok bool) {
	i, ok := s.base.find(id)
	if !ok || s.isGone(i) {
		return 0, false
	}
	if s.gone == nil {
		s.gone = make([]uint64, (len(s.base.points)+63)/64)
	}
	s.gone[i/64] |= 1 << (i % 64)
	return s.base.points[i].key, true
}

func (s *Set) isGone(i int) bool { return s.gone != nil && s.gone[i/64]&(1<<(i%64)) != 0 }

// Fresh is how many points wait for Compact.
func (s *Set) Fresh() int { return len(s.fresh.points) }

// Compact is the same set with all points in one order. It reads s only, so it may run beside everything else.
func (s *Set) Compact() *Set {
	next := *s
	points := make([]point, 0, len(s.base.points)+len(s.fresh.points))
	for i, p := range s.base.points {
		if !s.isGone(i) {
			points = append(points, p)
		}
	}
	next.base, next.fresh, next.gone = newBlock(append(points, s.fresh.points...)), block{}, nil
	return &next
}

// Onto is s, with what it shares with an earlier set of its line taken from that one's compacted form.
func (s *Set) Onto(compacted, earlier *Set) *Set {
	next := *s
	next.base, next.gone = compacted.base, nil
	var fresh []point
	for _, p := range s.fresh.points {
		i, ok := earlier.fresh.find(p.id)
		if ok && earlier.fresh.points[i] == p {
			continue
		}
		fresh = append(fresh, p)
		next.strike(p.id)
	}
	for _, p := range earlier.fresh.points {
		if _, ok := s.fresh.find(p.id); !ok {
			next.strike(p.id)
		}
	}
	for i, p := range s.base.points {
		if s.isGone(i) && !earlier.isGone(i) {
			next.strike(p.id)
		}
	}
	next.fresh = newBlock(fresh)
	return &next
}

// Len is how many features the set holds.
func (s *Set) Len() int {
	n := len(s.base.points) + len(s.fresh.points) + len(s.shapes)
	for _, some := range s.gone {
		n -= bits.OnesCount64(some)
	}
	return n
}

// Bounds is a box that holds all features that the set holds or held; false for none.
func (s *Set) Bounds() (geo.Box, bool) { return s.bounds, s.some }

// Bytes is about how much memory the set takes.
func (s *Set) Bytes() int64 {
	n := int64(cap(s.base.points)+cap(s.fresh.points)) * int64(unsafe.Sizeof(point{})+4)
	for _, sh := range s.shapes {
		n += int64(unsafe.Sizeof(sh))
		for _, p := range sh.parts {
			n += int64(len(p.spots))*8 + 32
		}
	}
	for _, v := range s.values {
		n += 3*int64(unsafe.Sizeof(v)) + 2*int64(len(v.text))
	}
	for _, st := range s.styles {
		n += 160 + 4*int64(len(st.values)) + 2*int64(len(st.tallies))
	}
	return n
}
