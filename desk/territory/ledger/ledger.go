package ledger

import (
	"cmp"
	"slices"

	"truce.example/desk/territory/maps"
	"truce.example/desk/territory/overlay"
	"truce.example/geo"
)

// An ID names a claim: the entry that recorded it, and which of the entry's claims it is.
type ID struct {
	Entry int64 `json:"entry"`
	Item  int64 `json:"item"`
}

// A Claim is what a source says of a piece of ground or of a place.
type Claim struct {
	ID           ID
	Source       string
	Holders      []string // sorted; several if the source itself says that it is contested; none: it has no word of it
	Status       string
	SeenMs       int64
	UncertaintyM int64
	Area         overlay.Area // what was drawn; empty for a place
	Place        string
	At           geo.Point // of a place
}

func (c *Claim) drawn() bool { return !c.Area.Empty() }

// A Rule is the agreement's part of the rule.
type Rule struct {
	ConflictMs int64 // sources that disagree within this time make ground contested
	ReachM     int64 // of a cell
}

// A Face is a piece of the map of which the same claims speak.
type Face struct {
	Holders      []string // one holds it; several: it is contested
	Status       string   // of the newest claim, or contested
	Claims       []*Claim // newest first
	Cell         bool     // it stands for a place: its edges are no word of anybody
	Place        string   // of a cell
	UncertaintyM int64    // of its edges, as far as stated
	Area         overlay.Area
	box          geo.Box
}

// A Map is the faces, none of which overlaps another.
type Map struct {
	Faces  []Face
	Places []Spot
}

// A Spot is a place of the map, with who is said to hold it.
type Spot struct {
	Name    string
	At      geo.Point
	Holders []string
	Status  string
	Claims  []*Claim
}

// Consolidate makes the map. Bounds cut the cells of the places in them; an empty area cuts none.
func Consolidate(rule Rule, bounds overlay.Area, claims []*Claim) (Map, error) {
	claims = slices.Clone(claims)
	slices.SortStableFunc(claims, older)
	var m Map
	for _, c := range claims {
		if !c.drawn() {
			continue
		}
		if err := m.draw(rule, c); err != nil {
			return Map{}, err
		}
	}
	m.Places = Places(rule, claims)
	if err := m.cells(rule, bounds); err != nil {
		return Map{}, err
	}
	m.Faces = slices.DeleteFunc(m.Faces, func(f Face) bool { return len(f.Holders) == 0 })
	return m, nil
}

// older orders claims by when they were seen, and by the record where that is the same.
func older(a, b *Claim) int {
	return cmp.Or(cmp.Compare(a.SeenMs, b.SeenMs), cmp.Compare(a.ID.Entry, b.ID.Entry), cmp.Compare(a.ID.Item, b.ID.Item))
}

// merge is what holds where a newer claim meets those that held before, newest first.
func merge(rule Rule, before []*Claim, c *Claim) []*Claim {
	out := []*Claim{c}
	for _, d := range before {
		switch {
		case d.Source == c.Source: // its own older word
		case slices.Equal(d.Holders, c.Holders), c.SeenMs-d.SeenMs <= rule.ConflictMs && len(c.Holders) > 0 && len(d.Holders) > 0:
			out = append(out, d)
		}
	}
	return out
}

// said is who holds by claims of which none took another's place.
func said(claims []*Claim) (holders []string, status string) {
	for _, c := range claims {
		holders = append(holders, c.Holders...)
	}
	slices.Sort(holders)
	if holders = slices.Compact(holders); len(holders) > 1 {
		return holders, "contested"
	}
	return holders, claims[0].Status
}

func face(claims []*Claim, area overlay.Area) Face {
	f := Face{Claims: claims, Area: area, box: boxOf(area)}
	f.Holders, f.Status = said(claims)
	for _, c := range claims {
		f.UncertaintyM = max(f.UncertaintyM, c.UncertaintyM)
	}
	return f
}

// draw lays a claim, the newest so far, over the map.
func (m *Map) draw(rule Rule, c *Claim) error {
	rest, box := c.Area, boxOf(c.Area)
	var out []Face
	for _, f := range m.Faces {
		both, before, after, err := parts(f.Area, f.box, rest, box)
		if err != nil {
			return err
		}
		if both.Empty() {
			out = append(out, f)
			continue
		}
		if !before.Empty() {
			out = append(out, face(f.Claims, before))
		}
		out = append(out, face(merge(rule, f.Claims, c), both))
		rest = after
	}
	if !rest.Empty() {
		out = append(out, face([]*Claim{c}, rest))
	}
	m.Faces = out
	return nil
}

// Places are who holds each place, each name at each point once. What was drawn is no place.
func Places(rule Rule, claims []*Claim) []Spot {
	claims = slices.Clone(claims)
	slices.SortStableFunc(claims, older)
	type key struct {
		name string
		at   geo.Point
	}
	at := map[key]int{}
	var out []Spot
	for _, c := range claims {
		if c.drawn() {
			continue
		}
		k := key{c.Place, c.At}
		i, ok := at[k]
		if !ok {
			i, at[k] = len(out), len(out)
			out = append(out, Spot{Name: c.Place, At: c.At})
		}
		out[i].Claims = merge(rule, out[i].Claims, c)
	}
	for i := range out {
		out[i].Holders, out[i].Status = said(out[i].Claims)
	}
	slices.SortFunc(out, func(a, b Spot) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.At.Lat, b.At.Lat), cmp.Compare(a.At.Lon, b.At.Lon))
	})
	return out
}

// cells draws the places where nothing was drawn, or only what is older.
func (m *Map) cells(rule Rule, bounds overlay.Area) error {
	var at []geo.Point
	for _, p := range m.Places {
		at = append(at, p.At)
	}
	areas, err := Cells(at, rule.ReachM)
	if err != nil {
		return err
	}
	drawn, around := len(m.Faces), boxOf(bounds)
	for i, p := range m.Places {
		rest := areas[i]
		if !rest.Empty() && slices.ContainsFunc(bounds.Polygons(), func(g overlay.Polygon) bool { return g.Contains(p.At) }) {
			if rest, _, _, err = parts(rest, boxOf(rest), bounds, around); err != nil {
				return err
			}
		}
		for k := range drawn {
			f := &m.Faces[k]
			if rest.Empty() {
				break
			}
			both, before, after, err := parts(f.Area, f.box, rest, boxOf(rest))
			if err != nil {
				return err
			}
			if both.Empty() {
				continue
			}
			rest = after
			if newest := p.Claims[0]; newest.SeenMs > f.Claims[0].SeenMs {
				over := face(merge(rule, f.Claims, newest), both)
				over.Cell, over.Place = true, p.Name
				m.Faces = append(m.Faces, over)
				f = &m.Faces[k]
				f.Area, f.box = before, boxOf(before)
			}
		}
		if !rest.Empty() {
			f := face(p.Claims, rest)
			f.Cell, f.Place = true, p.Name
			m.Faces = append(m.Faces, f)
		}
	}
	m.Faces = slices.DeleteFunc(m.Faces, func(f Face) bool { return f.Area.Empty() })
	return nil
}

// leastSquareCm is below what a piece is no more than a rounding of edges to the grid: a tenth of a square metre.
const leastSquareCm = 1_000

// parts are what two areas share, what only the first has and what only the second.
func parts(a overlay.Area, boxA geo.Box, b overlay.Area, boxB geo.Box) (both, first, second overlay.Area, err error) {
	if a.Empty() || b.Empty() || !boxA.Overlaps(boxB) {
		return overlay.Area{}, a, b, nil
	}
	l, err := overlay.Lay(a, b)
	if err != nil {
		return both, first, second, err
	}
	both = l.Where(func(s overlay.Set) bool { return s == 3 })
	if both.SquareCm() < leastSquareCm {
		return overlay.Area{}, a, b, nil
	}
	return both, l.Where(func(s overlay.Set) bool { return s == 1 }), l.Where(func(s overlay.Set) bool { return s == 2 }), nil
}

// Parts are what two areas share, what only the first has and what only the second.
func Parts(a, b overlay.Area) (both, first, second overlay.Area, err error) {
	return parts(a, boxOf(a), b, boxOf(b))
}

// Box is the smallest box around an area, and whether there is one.
func Box(a overlay.Area) (geo.Box, bool) { return boxOf(a), !a.Empty() }

func boxOf(a overlay.Area) geo.Box {
	var b geo.Box
	first := true
	for _, p := range a.Polygons() {
		for _, q := range p[0] {
			if first {
				b, first = geo.Box{South: q.Lat, North: q.Lat, West: q.Lon, East: q.Lon}, false
				continue
			}
			b.South, b.North = min(b.South, q.Lat), max(b.North, q.Lat)
			b.West, b.East = min(b.West, q.Lon), max(b.East, q.Lon)
		}
	}
	return b
}

// Union is all areas together.
func Union(areas ...overlay.Area) (overlay.Area, error) {
	switch len(areas) {
	case 0:
		return overlay.Area{}, nil
	case 1:
		return areas[0], nil
	}
	var drawn [][]geo.Ring
	for _, a := range areas {
		for _, p := range a.Polygons() {
			drawn = append(drawn, p)
		}
	}
	out, _, err := overlay.NewArea(drawn)
	return out, err
}

// Holdings are the map as a map of holders: contested ground is in the area of each who claims it.
func (m Map) Holdings() (maps.Map, error) {
	areas := map[string][]overlay.Area{}
	var out maps.Map
	for _, f := range m.Faces {
		for _, h := range f.Holders {
			areas[h] = append(areas[h], f.Area)
		}
	}
	for holder, list := range areas {
		area, err := Union(list...)
		if err != nil {
			return maps.Map{}, err
		}
		out.Holders = append(out.Holders, maps.Holding{Holder: holder, Area: area})
	}
	slices.SortFunc(out.Holders, func(a, b maps.Holding) int { return cmp.Compare(a.Holder, b.Holder) })
	return out, nil
}
