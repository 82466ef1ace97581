package territory

import (
	"cmp"
	"slices"
	"strings"

	"truce.example/agreement"
	"truce.example/desk/territory/change"
	"truce.example/desk/territory/ledger"
	"truce.example/desk/territory/overlay"
	"truce.example/geo"
	"truce.example/record"
)

// A move is ground and places that come from the same holders to one who did not hold them.
type move struct {
	from   []string
	to     string
	freed  string // excluded group that held it
	areas  []overlay.Area
	doubtM int64 // of the edges of both maps
	spots  []ledger.Spot
}

// weigh holds a claim against the map of the claims before it, and says what passed, approached or reappeared by it.
func (q *question) weigh(t *telling, c *stand, ref record.Ref) []record.Draft {
	rule := q.agreement().TerritoryRule()
	if c == nil || c.nowhere || q.terms == nil || t.level < rule.MinLevel {
		return nil
	}
	switch {
	case c.foreign:
		return q.approached(c, ref)
	case !draws(c.Status):
		return q.present(c, ref)
	}
	var out []record.Draft
	before := q.counting(rule, t.seen, t.entry)
	for _, holder := range c.Holders {
		moves, err := q.moves(rule, before, c, holder)
		if err != nil {
			continue // what cannot be laid over the map is on the map all the same, as its claim
		}
		for _, m := range moves {
			if d, ok := q.moved(rule, c, m, ref); ok {
				out = append(out, d)
			}
		}
	}
	return out
}

// moves are what a claim gives to a holder who did not have it.
func (q *question) moves(rule agreement.Territory, before []*ledger.Claim, c *stand, to string) ([]*move, error) {
	var out []*move
	add := func(from []string) *move {
		for _, m := range out {
			if slices.Equal(m.from, from) {
				return m
			}
		}
		out = append(out, &move{from: from, to: to})
		return out[len(out)-1]
	}
	m, err := q.around(rule, before, c)
	if err != nil {
		return nil, err
	}
	if c.Area.Empty() {
		if from, had := q.heldBefore(m, c); had && !slices.Contains(from, to) {
			one := add(from)
			one.spots = append(one.spots, ledger.Spot{Name: c.Place, At: c.At})
		}
	} else {
		rest := c.Area
		for _, f := range m.Faces {
			both, _, after, err := ledger.Parts(f.Area, rest)
			if err != nil {
				return nil, err
			}
			rest = after
			if both.Empty() || slices.Contains(f.Holders, to) {
				continue
			}
			one := add(f.Holders)
			one.areas, one.doubtM = append(one.areas, both), max(one.doubtM, f.UncertaintyM)
		}
		for _, z := range q.excludedZones() {
			if both, _, _, err := ledger.Parts(z.area, rest); err == nil && !both.Empty() && z.group != to {
				one := add([]string{z.group})
				one.areas = append(one.areas, both)
			}
		}
		for _, s := range m.Places {
			if len(s.Holders) > 0 && !slices.Contains(s.Holders, to) && contains(c.Area, s.At) {
				one := add(s.Holders)
				one.spots = append(one.spots, s)
			}
		}
	}
	return q.byFreed(out)
}

// around is the map where a claim lies, without cells: they are no word of anybody.
func (q *question) around(rule agreement.Territory, before []*ledger.Claim, c *stand) (ledger.Map, error) {
	box, drawn := ledger.Box(c.Area)
	if !drawn {
		box = geo.Box{South: c.At.Lat, North: c.At.Lat, West: c.At.Lon, East: c.At.Lon}
	}
	var areas, places []*ledger.Claim
	for _, b := range before {
		if around, ok := ledger.Box(b.Area); ok && around.Overlaps(box) {
			areas = append(areas, b)
		} else if !ok && box.Contains(b.At) {
			places = append(places, b)
		}
	}
	m, err := ledger.Consolidate(ruleOf(rule), overlay.Area{}, areas)
	m.Places = ledger.Places(ruleOf(rule), places)
	return m, err
}

// heldBefore is who held a place by the map of the claims before: by claims of the place itself, by ground drawn over it, or by
// a zone that the agreement calls an excluded group's.
func (q *question) heldBefore(m ledger.Map, c *stand) ([]string, bool) {
	for _, s := range m.Places {
		if s.Name == c.Place && s.At == c.At && len(s.Holders) > 0 {
			return s.Holders, true
		}
	}
	for _, f := range m.Faces {
		if contains(f.Area, c.At) {
			return f.Holders, true
		}
	}
	for _, z := range q.excludedZones() {
		if contains(z.area, c.At) {
			return []string{z.group}, true
		}
	}
	return nil, false
}

func contains(a overlay.Area, p geo.Point) bool {
	return slices.ContainsFunc(a.Polygons(), func(g overlay.Polygon) bool { return g.Contains(p) })
}

// A groupZone is a zone in which the agreement says an excluded group is.
type groupZone struct {
	group string
	area  overlay.Area
}

func (q *question) excludedZones() []groupZone {
	a := q.agreement()
	if a == nil {
		return nil
	}
	var out []groupZone
	for _, g := range a.ExcludedGroups {
		for _, id := range g.Zones {
			for i := range a.Zones {
				if a.Zones[i].ID == id {
					out = append(out, groupZone{g.ID, areaOf(a.Zones[i].Geometry)})
				}
			}
		}
	}
	return out
}

// areaOf is a geometry of the agreement as an area; empty if it is none.
func areaOf(m geo.MultiPolygon) overlay.Area {
	var drawn [][]geo.Ring
	for _, p := range m {
		drawn = append(drawn, append([]geo.Ring{p.Outer()}, p.Holes()...))
	}
	a, _, err := overlay.NewArea(drawn)
	if err != nil {
		return overlay.Area{}
	}
	return a
}

// byFreed divides moves into what an excluded group ever held and the rest, so that each is judged by itself.
func (q *question) byFreed(moves []*move) ([]*move, error) {
	var out []*move
	for _, m := range moves {
		if i := slices.IndexFunc(m.from, q.excluded); i >= 0 {
			m.freed = m.from[i]
			out = append(out, m)
			continue
		}
		for _, group := range q.groups() {
			freed := &move{from: m.from, to: m.to, freed: group, doubtM: m.doubtM}
			var rest []overlay.Area
			for _, a := range m.areas {
				was, other, err := q.everHeld(group, a)
				if err != nil {
					return nil, err
				}
				freed.areas = appendArea(freed.areas, was)
				rest = appendArea(rest, other)
			}
			var others []ledger.Spot
			for _, s := range m.spots {
				if q.everHeldAt(group, s) {
					freed.spots = append(freed.spots, s)
				} else {
					others = append(others, s)
				}
			}
			if len(freed.areas)+len(freed.spots) > 0 && group != m.to {
				m.areas, m.spots = rest, others
				out = append(out, freed)
			}
		}
		if len(m.areas)+len(m.spots) > 0 {
			out = append(out, m)
		}
	}
	return out, nil
}

func appendArea(list []overlay.Area, a overlay.Area) []overlay.Area {
	if a.Empty() {
		return list
	}
	return append(list, a)
}

func (q *question) groups() []string {
	var out []string
	if a := q.agreement(); a != nil {
		for _, g := range a.ExcludedGroups {
			out = append(out, g.ID)
		}
	}
	return out
}

// holds are the claims that count by which a group held ground at some time.
func (q *question) holds(group string) []*stand {
	rule := q.agreement().TerritoryRule()
	var out []*stand
	for _, c := range q.held[group] {
		if c.of.level >= rule.MinLevel && !c.of.withdrawn {
			out = append(out, c)
		}
	}
	return out
}

// everHeld divides an area into what a group ever held, by a claim or as its zone, and the rest.
func (q *question) everHeld(group string, a overlay.Area) (was, rest overlay.Area, err error) {
	var list []overlay.Area
	for _, c := range q.holds(group) {
		list = appendArea(list, c.Area)
	}
	for _, z := range q.excludedZones() {
		if z.group == group {
			list = append(list, z.area)
		}
	}
	rest = a
	var parts []overlay.Area
	for _, h := range list {
		both, _, after, err := ledger.Parts(h, rest)
		if err != nil {
			return was, rest, err
		}
		parts, rest = appendArea(parts, both), after
	}
	was, err = ledger.Union(parts...)
	return was, rest, err
}

func (q *question) everHeldAt(group string, s ledger.Spot) bool {
	for _, c := range q.holds(group) {
		if c.Area.Empty() && c.Place == s.Name && c.At == s.At || contains(c.Area, s.At) {
			return true
		}
	}
	return slices.ContainsFunc(q.excludedZones(), func(z groupZone) bool { return z.group == group && contains(z.area, s.At) })
}

// moved says what a move is: an indicator if an excluded group surely gains in the area, and else what the agreement makes of it.
func (q *question) moved(rule agreement.Territory, c *stand, m *move, ref record.Ref) (record.Draft, bool) {
	widthM := m.doubtM + c.UncertaintyM
	if a := q.agreement(); len(m.areas) > 0 {
		widthM += a.Tolerances.LineM
	}
	at, squareCm, reliable := q.where(rule, c, m, widthM)
	var names []string
	for _, s := range m.spots {
		names = append(names, s.Name)
	}
	slices.Sort(names)
	names = names[:min(len(names), maxNotes)]
	refs := []record.Ref{ref}
	if q.excluded(m.to) {
		f := Reappeared{Item: c.ID.Item, Group: m.to, Kind: kindNew, From: m.from, Place: &at, SquareM: squareCm / 10_000, Places: names, Seen: record.Moment(c.SeenMs)}
		if q.everHeldBy(m) {
			f.Kind = kindAgain
		}
		return record.Draft{Fact: f, Audience: record.Mission, Happened: record.Moment(c.SeenMs), Refs: refs}, reliable && q.agreement().Area.Geometry.Contains(at)
	}
	f := Passed{Item: c.ID.Item, From: m.from, To: m.to, Freed: m.freed, SquareM: squareCm / 10_000, Places: names, WidthM: widthM, Reliable: reliable}
	f.Judgement = agreement.Judge(q.terms, q.input(c, typeAdvance, m.to, at, c.UncertaintyM))
	return record.Draft{Fact: f, Audience: record.Mission, Happened: record.Moment(c.SeenMs), Refs: refs}, true
}

// everHeldBy says whether the group to which ground comes held it at some time, by a claim.
func (q *question) everHeldBy(m *move) bool {
	for _, c := range q.holds(m.to) {
		for _, a := range m.areas {
			if both, _, _, err := ledger.Parts(c.Area, a); err == nil && !both.Empty() {
				return true
			}
		}
		for _, s := range m.spots {
			if c.Area.Empty() && c.Place == s.Name && c.At == s.At || contains(c.Area, s.At) {
				return true
			}
		}
	}
	return false
}

func (q *question) input(c *stand, kind, accused string, at geo.Point, uncertaintyM int64) agreement.Input {
	in := agreement.Input{
		Type: kind, StartMs: c.SeenMs, EndMs: c.SeenMs, TimeKnown: true, HasPlace: true, Place: at, UncertaintyM: uncertaintyM, Accused: accused,
	}
	if c.from.Known() && int64(c.from) <= c.SeenMs {
		in.StartMs, in.EndMs = int64(c.from), int64(c.from)
	}
	return in
}

// where is a place well inside what moved, its size, and whether it is wider than the doubt. A place that passes is a change
// by itself.
func (q *question) where(rule agreement.Territory, c *stand, m *move, widthM int64) (at geo.Point, squareCm int64, reliable bool) {
	if len(m.spots) > 0 {
		at, reliable = m.spots[0].At, true
	}
	var pieces []overlay.Polygon
	for _, a := range m.areas {
		pieces = append(pieces, a.Polygons()...)
		squareCm += a.SquareCm()
	}
	slices.SortStableFunc(pieces, func(a, b overlay.Polygon) int { return cmp.Compare(b.SquareCm(), a.SquareCm()) })
	for i, p := range pieces {
		if i == 0 && len(m.spots) == 0 {
			at = change.Middle(p)
		}
		if p.SquareCm() < rule.MinMoveM2*10_000 {
			break
		}
		if reliable = reliable || change.WiderThan(p, widthM); reliable {
			break
		}
	}
	return at, squareCm, reliable
}

// approached judges where a force was that must keep away from a line.
func (q *question) approached(c *stand, ref record.Ref) []record.Draft {
	at, doubtM := c.At, c.UncertaintyM
	if !c.Area.Empty() {
		at, doubtM = middleOf(c.Area, doubtM)
	}
	side := strings.Join(c.Holders, " and ")
	f := Approached{Item: c.ID.Item, For: side, Judgement: agreement.Judge(q.terms, q.input(c, typeForeign, side, at, doubtM))}
	return []record.Draft{{Fact: f, Audience: record.Mission, Happened: record.Moment(c.SeenMs), Refs: []record.Ref{ref}}}
}

// middleOf is a place in an area, and how far from it somebody in the area may be.
func middleOf(a overlay.Area, doubtM int64) (geo.Point, int64) {
	polygons := a.Polygons()
	largest := slices.MaxFunc(polygons, func(a, b overlay.Polygon) int { return cmp.Compare(a.SquareCm(), b.SquareCm()) })
	at := change.Middle(largest)
	far := int64(0)
	for _, p := range polygons {
		for _, corner := range p[0] {
			far = max(far, geo.DistanceCm(at, corner))
		}
	}
	return at, doubtM + far/100
}

// present is an indicator if an excluded group is said to be in the area outside its zones, without holding ground.
func (q *question) present(c *stand, ref record.Ref) []record.Draft {
	at := c.At
	if !c.Area.Empty() {
		at, _ = middleOf(c.Area, 0)
	}
	var out []record.Draft
	for _, group := range c.Holders {
		if !q.excluded(group) || !q.agreement().Area.Geometry.Contains(at) ||
			slices.ContainsFunc(q.excludedZones(), func(z groupZone) bool { return z.group == group && contains(z.area, at) }) {
			continue
		}
		f := Reappeared{Item: c.ID.Item, Group: group, Kind: kindPresent, Place: &at, Seen: record.Moment(c.SeenMs)}
		if c.Place != "" {
			f.Places = []string{c.Place}
		}
		out = append(out, record.Draft{Fact: f, Audience: record.Mission, Happened: record.Moment(c.SeenMs), Refs: []record.Ref{ref}})
	}
	return out
}
