package mvt

import (
	"math"

	"truce.example/geo"
)

// newShape keeps a line, an area, or a point whose id is no number. What lies beyond the map's edge is drawn on it; false
// when there is nothing to draw.
func newShape(f Feature, n int64, isNumber bool, st uint32) (shape, bool) {
	s := shape{id: f.ID, number: n, style: st, west: math.MaxUint32, north: math.MaxUint32}
	s.start, s.end = f.span()
	if !isNumber {
		s.number = -1
	}
	switch g := f.Geometry.(type) {
	case geo.Point:
		if _, ok := project(g); !ok {
			return s, false
		}
		s.kind = kindPoint
		s.trace([]geo.Point{g}, false)
	case geo.Line:
		s.kind = kindLine
		s.trace(g.Points(), false)
	case geo.Polygon:
		s.kind = kindPolygon
		s.polygon(g)
	case geo.MultiPolygon:
		s.kind = kindPolygon
		for _, p := range g {
			s.polygon(p)
		}
	}
	return s, len(s.parts) > 0
}

func (s *shape) polygon(g geo.Polygon) {
	if outer := g.Outer(); len(outer) > 1 {
		s.trace(outer[:len(outer)-1], false)
	}
	for _, hole := range g.Holes() {
		s.trace(hole[:len(hole)-1], true)
	}
}

func (s *shape) trace(points []geo.Point, hole bool) {
	spots := make([]spot, len(points))
	for i, p := range points {
		at, _ := project(p)
		spots[i] = at
		s.west, s.east = min(s.west, at.x), max(s.east, at.x)
		s.north, s.south = min(s.north, at.y), max(s.south, at.y)
	}
	if len(spots) > 0 {
		s.parts = append(s.parts, path{spots, hole})
	}
}

func (s *shape) box() geo.Box {
	north, west := unproject(float64(s.west), float64(s.north))
	south, east := unproject(float64(s.east)+1, float64(s.south)+1)
	return geo.Box{South: south, West: west, North: north, East: east}
}

// middle is where a shape is drawn that is too small, or one of too many.
func (s *shape) middle() spot {
	return spot{uint32((uint64(s.west) + uint64(s.east)) / 2), uint32((uint64(s.north) + uint64(s.south)) / 2)}
}

// size is how far the shape reaches, to draw the largest first.
func (s *shape) size() uint64 { return uint64(s.east-s.west) + uint64(s.south-s.north) }

// near says whether the shape's box touches the tile with its margin.
func (s *shape) near(t Tile) bool {
	west, north := t.nearTile(spot{s.west, s.north})
	east, south := t.nearTile(spot{s.east, s.south})
	if s.kind == kindPoint {
		return west >= 0 && west < extent && north >= 0 && north < extent
	}
	return west <= extent+buffer && east >= -buffer && north <= extent+buffer && south >= -buffer
}

// draw gives the shape's geometry in the tile; nothing when no part of it shows there.
func (s *shape) draw(t Tile) []byte {
	var p pen
	switch s.kind {
	case kindPoint:
		x, y := t.nearTile(s.parts[0].spots[0])
		p.command(moveTo, 1)
		p.to(corner{x, y})
	case kindLine:
		s.drawLine(t, &p)
	case kindPolygon:
		s.drawPolygon(t, &p)
	}
	return p.out
}

func (s *shape) drawLine(t Tile, p *pen) {
	for _, part := range s.parts {
		for _, piece := range clipLine(t.corners(part)) {
			p.path(piece)
		}
	}
	if x, y := t.nearTile(s.middle()); len(p.out) == 0 && s.tiny(t) && inside(x, y) {
		p.path([]corner{{x, y}, {x + 1, y}})
	}
}

// drawPolygon turns outer rings clockwise and holes against it, as the specification wants; a hole follows its outer ring.
func (s *shape) drawPolygon(t Tile, p *pen) {
	drawn := false
	for _, part := range s.parts {
		if part.hole && !drawn {
			continue
		}
		ring := clipRing(t.corners(part))
		turn := int64(0)
		if len(ring) > 2 {
			turn = area(ring)
		}
		if !part.hole {
			drawn = turn != 0
		}
		if turn == 0 {
			continue
		}
		if turn > 0 == part.hole {
			reverse(ring)
		}
		p.ring(ring)
	}
	if x, y := t.nearTile(s.middle()); len(p.out) == 0 && s.tiny(t) && inside(x, y) {
		p.ring([]corner{{x, y}, {x + 1, y}, {x + 1, y + 1}, {x, y + 1}})
	}
}

// tiny says whether the whole shape is about as small as a unit of the grid: it is then drawn as one.
func (s *shape) tiny(t Tile) bool {
	west, north := t.nearTile(spot{s.west, s.north})
	east, south := t.nearTile(spot{s.east, s.south})
	return east-west <= 1 || south-north <= 1
}

func inside(x, y int64) bool { return x >= 0 && x < extent && y >= 0 && y < extent }

func (t Tile) corners(p path) []corner {
	out := make([]corner, 0, len(p.spots))
	for _, s := range p.spots {
		x, y := t.nearTile(s)
		if n := len(out); n > 0 && out[n-1] == (corner{x, y}) {
			continue
		}
		out = append(out, corner{x, y})
	}
	return out
}

func reverse(ring []corner) {
	for i, j := 0, len(ring)-1; i < j; i, j = i+1, j-1 {
		ring[i], ring[j] = ring[j], ring[i]
	}
}
