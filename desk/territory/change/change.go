package change

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"truce.example/desk/territory/maps"
	"truce.example/desk/territory/overlay"
)

// Method is how sizes are reckoned, in a sentence for reports.
const Method = "areas on the ellipsoid of WGS 84, edges straight in longitude and latitude"

// Nobody is who holds what a map gives to no one.
const Nobody = "no claim"

// A Result is what changed. Sizes are in square centimetres.
type Result struct {
	Before, After string // the days of the maps, or what else they are called
	UncertaintyM  int64  // of the edges of both maps together, the largest anywhere; 0 if none was stated
	Holders       []Holder
	Moves         []Move
	Pieces        []Piece // the largest first
	Kept          []Kept
}

// A Holder is what one holder had, has, gained, lost and kept. Had is lost and kept; has is gained and kept. What two hold
// by the same map counts for both.
type Holder struct {
	Name                         string
	Had, Has, Gained, Lost, Kept int64
	DoubtfulGained, DoubtfulLost int64 // of those: in pieces no wider than the uncertainty
}

// A Move is what went from one holder to another, or from several that claimed it.
type Move struct {
	From, To string
	SquareCm int64
	Doubtful int64 // of that: in pieces no wider than the uncertainty
	Pieces   int
}

// A Piece is one connected part of a move.
type Piece struct {
	From, To string
	SquareCm int64
	Doubtful bool // nowhere wider than the uncertainty: no reliable change
	Outline  overlay.Polygon
}

// Kept is what both maps give to the same holder.
type Kept struct {
	Holder string
	Area   overlay.Area
}

// Between compares two maps. UncertaintyM is how far off the edges of each map may be; where a map states more, that
// counts.
func Between(before, after maps.Map, uncertaintyM int64) (Result, error) {
	both := max(uncertaintyM, before.UncertaintyM) + max(uncertaintyM, after.UncertaintyM)
	out, err := BetweenAt(before, after, func(overlay.Polygon) int64 { return both })
	out.UncertaintyM = both
	return out, err
}

// BetweenAt compares two maps whose edges are not equally sure everywhere: doubtM says how far off those of both together may be
// where a piece lies.
func BetweenAt(before, after maps.Map, doubtM func(overlay.Polygon) int64) (Result, error) {
	p, err := lay(before, after)
	if err != nil {
		return Result{}, err
	}
	var out Result
	lain, err := overlay.Lay(p.areas...)
	if err != nil {
		return Result{}, err
	}
	holders := map[string]*Holder{}
	for _, name := range p.names {
		holders[name] = &Holder{Name: name}
	}
	for _, size := range lain.Sizes() {
		p.count(holders, size)
		if !p.moved(size.Layers) {
			area := lain.Where(func(s overlay.Set) bool { return s == size.Layers })
			out.Kept = append(out.Kept, Kept{p.word(size.Layers, false), area})
			continue
		}
		out.move(p, holders, size, lain.Where(func(s overlay.Set) bool { return s == size.Layers }), doubtM)
	}
	for _, name := range p.byName() {
		out.Holders = append(out.Holders, *holders[name])
	}
	slices.SortFunc(out.Moves, func(a, b Move) int {
		return cmp.Or(cmp.Compare(b.SquareCm, a.SquareCm), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	slices.SortStableFunc(out.Pieces, func(a, b Piece) int { return cmp.Compare(b.SquareCm, a.SquareCm) })
	slices.SortFunc(out.Kept, func(a, b Kept) int { return cmp.Compare(a.Holder, b.Holder) })
	return out, nil
}

// Sizes are the holders' sizes alone, without pieces, and so without doubt: the quick answer, for curves.
func Sizes(before, after maps.Map) ([]Holder, error) {
	p, err := lay(before, after)
	if err != nil {
		return nil, err
	}
	sizes, err := overlay.Sizes(p.areas...)
	if err != nil {
		return nil, err
	}
	holders := map[string]*Holder{}
	for _, name := range p.names {
		holders[name] = &Holder{Name: name}
	}
	for _, size := range sizes {
		p.count(holders, size)
	}
	var out []Holder
	for _, name := range p.byName() {
		out = append(out, *holders[name])
	}
	return out, nil
}

// layers are the holdings of both maps, those of the earlier first.
type layers struct {
	names []string
	areas []overlay.Area
	early int
}

func lay(before, after maps.Map) (layers, error) {
	p := layers{early: len(before.Holders)}
	for _, h := range slices.Concat(before.Holders, after.Holders) {
		p.names, p.areas = append(p.names, h.Holder), append(p.areas, h.Area)
	}
	if len(p.names) > overlay.MostLayers {
		return p, fmt.Errorf("the maps name %d and %d holders; together at most %d can be compared. Name another property with --holder", p.early, len(p.names)-p.early, overlay.MostLayers)
	}
	return p, nil
}

// byName are the holders of either map, each once.
func (p layers) byName() []string { return slices.Compact(slices.Sorted(slices.Values(p.names))) }

// split gives the holders by the earlier and by the later map, by name.
func (p layers) split(s overlay.Set) (before, after []string) {
	for i, name := range p.names {
		switch {
		case !s.Has(i):
		case i < p.early:
			before = append(before, name)
		default:
			after = append(after, name)
		}
	}
	return before, after
}

func (p layers) moved(s overlay.Set) bool {
	before, after := p.split(s)
	return !slices.Equal(before, after)
}

// word names who holds a part by the earlier map, or by the later.
func (p layers) word(s overlay.Set, later bool) string {
	names, after := p.split(s)
	if later {
		names = after
	}
	switch len(names) {
	case 0:
		return Nobody
	case 1:
		return names[0]
	}
	return "contested: " + strings.Join(names, ", ")
}

func (p layers) count(holders map[string]*Holder, size overlay.Size) {
	before, after := p.split(size.Layers)
	for _, name := range before {
		h := holders[name]
		h.Had += size.SquareCm
		if slices.Contains(after, name) {
			h.Kept += size.SquareCm
		} else {
			h.Lost += size.SquareCm
		}
	}
	for _, name := range after {
		h := holders[name]
		h.Has += size.SquareCm
		if !slices.Contains(before, name) {
			h.Gained += size.SquareCm
		}
	}
}

func (r *Result) move(p layers, holders map[string]*Holder, size overlay.Size, area overlay.Area, doubtM func(overlay.Polygon) int64) {
	m := Move{From: p.word(size.Layers, false), To: p.word(size.Layers, true), SquareCm: size.SquareCm, Pieces: len(area.Polygons())}
	for _, polygon := range area.Polygons() {
		one := Piece{From: m.From, To: m.To, SquareCm: polygon.SquareCm(), Outline: polygon}
		wide := doubtM(polygon)
		r.UncertaintyM = max(r.UncertaintyM, wide)
		if wide > 0 && !Wider(polygon, float64(wide)) {
			one.Doubtful = true
			m.Doubtful += one.SquareCm
		}
		r.Pieces = append(r.Pieces, one)
	}
	r.Moves = append(r.Moves, m)
	before, after := p.split(size.Layers)
	for _, name := range before {
		if !slices.Contains(after, name) {
			holders[name].DoubtfulLost += m.Doubtful
		}
	}
	for _, name := range after {
		if !slices.Contains(before, name) {
			holders[name].DoubtfulGained += m.Doubtful
		}
	}
}
