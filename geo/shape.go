package geo

import (
	"errors"
	"fmt"
	"math"
)

// maxVertices bounds the size of one ring or line. It keeps the check for self-intersection, which looks at every
// pair of edges, well under a second; a boundary traced finer than this should be simplified first.
const maxVertices = 10_000

// A Ring is a closed sequence of points: the last equals the first, and no edge touches another except where they
// meet in order.
type Ring []Point

// A Polygon is an outer ring with holes. Its boundary, holes' edges included, belongs to it. The zero Polygon is
// empty. A Polygon does not change after it is made, so it may be shared between goroutines.
type Polygon struct {
	rings []Ring
	box   box
}

// NewPolygon checks the rings and returns their polygon, which keeps the slices. The error names the first thing
// wrong and where it is.
func NewPolygon(outer Ring, holes ...Ring) (Polygon, error) {
	rings := append([]Ring{outer}, holes...)
	for i, ring := range rings {
		if err := ring.check(); err != nil {
			return Polygon{}, fmt.Errorf("%s: %w", ringName(i), err)
		}
	}
	for i, hole := range holes {
		if err := checkHole(outer, hole, holes[:i]); err != nil {
			return Polygon{}, fmt.Errorf("%s: %w", ringName(i+1), err)
		}
	}
	return Polygon{rings: rings, box: boxOf(outer)}, nil
}

func ringName(i int) string {
	if i == 0 {
		return "outer ring"
	}
	return fmt.Sprintf("hole %d", i)
}

// Outer returns the outer ring, nil for the empty polygon. The caller must not change it.
func (g Polygon) Outer() Ring {
	if len(g.rings) == 0 {
		return nil
	}
	return g.rings[0]
}

// Holes returns the inner rings. The caller must not change them.
func (g Polygon) Holes() []Ring {
	if len(g.rings) == 0 {
		return nil
	}
	return g.rings[1:]
}

// Contains reports whether p lies in the polygon. It is exact; a point on the boundary, of a hole too, counts as
// inside.
func (g Polygon) Contains(p Point) bool {
	if len(g.rings) == 0 || !g.box.contains(p) {
		return false
	}
	switch g.rings[0].locate(p) {
	case onEdge:
		return true
	case outside:
		return false
	}
	for _, hole := range g.rings[1:] {
		switch hole.locate(p) {
		case onEdge:
			return true
		case inside:
			return false
		}
	}
	return true
}

// EdgeDistanceCm returns the distance in centimetres from p to the nearest boundary of the polygon, whichever
// side p lies on. The empty polygon is [math.MaxInt64] away. Accuracy is that of [DistanceCm].
func (g Polygon) EdgeDistanceCm(p Point) int64 {
	nearest := int64(math.MaxInt64)
	for _, ring := range g.rings {
		nearest = min(nearest, pathDistanceCm(ring, p))
	}
	return nearest
}

// A MultiPolygon is the union of its polygons, which should not overlap. The empty one contains nothing.
type MultiPolygon []Polygon

// Contains reports whether any of the polygons contains p; the boundary counts as inside.
func (m MultiPolygon) Contains(p Point) bool {
	for _, polygon := range m {
		if polygon.Contains(p) {
			return true
		}
	}
	return false
}

// EdgeDistanceCm returns the distance in centimetres from p to the nearest boundary of any of the polygons.
func (m MultiPolygon) EdgeDistanceCm(p Point) int64 {
	nearest := int64(math.MaxInt64)
	for _, polygon := range m {
		nearest = min(nearest, polygon.EdgeDistanceCm(p))
	}
	return nearest
}

// Near reports whether p lies in the bounding box of the polygons widened by margin units of 1e-7 degree on
// every side. It is a quick plausibility test, not a distance.
func (m MultiPolygon) Near(p Point, margin int64) bool {
	for _, polygon := range m {
		if len(polygon.rings) > 0 && polygon.box.widened(margin).contains(p) {
			return true
		}
	}
	return false
}

// A Line is a polyline of two or more points. The zero Line is empty. A Line does not change after it is made.
type Line struct {
	points []Point
}

// NewLine checks the points and returns their line, which keeps the slice. A line may cross itself, as a patrol's
// route does.
func NewLine(points []Point) (Line, error) {
	if len(points) < 2 {
		return Line{}, fmt.Errorf("a line needs at least 2 points, this one has %d", len(points))
	}
	if len(points) > maxVertices {
		return Line{}, fmt.Errorf("a line may have %d points, this one has %d; simplify it", maxVertices, len(points))
	}
	return Line{points: points}, nil
}

// Points returns the points in order. The caller must not change them.
func (l Line) Points() []Point { return l.points }

// DistanceCm returns the distance in centimetres from p to the nearest place on the line. The empty line is
// [math.MaxInt64] away. Accuracy is that of [DistanceCm].
func (l Line) DistanceCm(p Point) int64 { return pathDistanceCm(l.points, p) }

// Side says on which side of the line p lies: 1 to its left, in the order of its points, -1 to its right, and 0 on it or
// where the line has no sides. Beyond its ends the line is taken to go straight on.
func (l Line) Side(p Point) int {
	nearest, at := int64(math.MaxInt64), 0
	for i := 1; i < len(l.points); i++ {
		if d := segmentDistanceCm(l.points[i-1], l.points[i], p); d < nearest {
			nearest, at = d, i
		}
	}
	if at == 0 {
		return 0
	}
	side := orientation(l.points[at-1], l.points[at], p)
	if at+1 >= len(l.points) || segmentDistanceCm(l.points[at], l.points[at+1], p) > nearest {
		return side
	}
	// The corner between two edges is nearest. Where the line turns left, left is what lies left of both edges; where it
	// turns right, what lies left of either.
	next := orientation(l.points[at], l.points[at+1], p)
	if orientation(l.points[at-1], l.points[at], l.points[at+1]) > 0 {
		return min(side, next)
	}
	return max(side, next)
}

// LengthCm returns the sum of the lengths of the line's segments in centimetres.
func (l Line) LengthCm() int64 {
	var sum int64
	for i := 1; i < len(l.points); i++ {
		sum += DistanceCm(l.points[i-1], l.points[i])
	}
	return sum
}

// pathDistanceCm measures only the edges that may be nearer than those before them.
func pathDistanceCm(points []Point, p Point) int64 {
	nearest := int64(math.MaxInt64)
	least := leastScale(points, p)
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		if least.atLeastCm(a, b, p) < nearest {
			nearest = min(nearest, segmentDistanceCm(a, b, p))
		}
	}
	return nearest
}

// box is a bounding box; its edges belong to it. Its fields are wide so that it can be widened past the poles.
type box struct{ south, west, north, east int64 }

func boxOf(points []Point) box {
	b := box{south: math.MaxInt64, west: math.MaxInt64, north: math.MinInt64, east: math.MinInt64}
	for _, p := range points {
		b.south, b.north = min(b.south, int64(p.Lat)), max(b.north, int64(p.Lat))
		b.west, b.east = min(b.west, int64(p.Lon)), max(b.east, int64(p.Lon))
	}
	return b
}

func (b box) contains(p Point) bool {
	lat, lon := int64(p.Lat), int64(p.Lon)
	return b.south <= lat && lat <= b.north && b.west <= lon && lon <= b.east
}

func (b box) widened(margin int64) box {
	return box{south: b.south - margin, west: b.west - margin, north: b.north + margin, east: b.east + margin}
}

func (b box) overlaps(c box) bool {
	return b.south <= c.north && c.south <= b.north && b.west <= c.east && c.west <= b.east
}

type location int

const (
	outside location = iota
	inside
	onEdge
)

// locate counts the edges that a ray from p to the east crosses.
func (r Ring) locate(p Point) location {
	where := outside
	for i := 1; i < len(r); i++ {
		a, b := r[i-1], r[i]
		turn := orientation(a, b, p)
		if turn == 0 && boxOf(r[i-1:i+1]).contains(p) {
			return onEdge
		}
		upward := a.Lat <= p.Lat && p.Lat < b.Lat && turn > 0
		downward := b.Lat <= p.Lat && p.Lat < a.Lat && turn < 0
		if upward || downward {
			where = inside - where
		}
	}
	return where
}

// orientation is positive if c lies left of the way from a to b, negative if right, zero if on it. It is exact:
// a difference of latitudes has at most 1.8e9 units and one of longitudes 3.6e9, so each product fits in 63 bits;
// the products are compared, never subtracted, because their difference might not fit.
func orientation(a, b, c Point) int {
	left := (int64(b.Lon) - int64(a.Lon)) * (int64(c.Lat) - int64(a.Lat))
	right := (int64(b.Lat) - int64(a.Lat)) * (int64(c.Lon) - int64(a.Lon))
	switch {
	case left > right:
		return 1
	case left < right:
		return -1
	}
	return 0
}

var errNotClosed = errors.New("is not closed")

func (r Ring) check() error {
	if len(r) < 4 {
		return fmt.Errorf("needs at least 4 points, the last equal to the first; it has %d", len(r))
	}
	if len(r) > maxVertices {
		return fmt.Errorf("may have %d points, it has %d; simplify it", maxVertices, len(r))
	}
	if r[0] != r[len(r)-1] {
		return fmt.Errorf("%w: it begins at %s and ends at %s; repeat the first point at the end", errNotClosed, r[0], r[len(r)-1])
	}
	for i := 1; i < len(r); i++ {
		if r[i-1] == r[i] {
			return fmt.Errorf("point %s is there twice in a row; remove one", r[i])
		}
	}
	return r.checkSimple()
}

// checkSimple finds two edges that meet where they should not.
func (r Ring) checkSimple() error {
	edges := len(r) - 1
	for i := range edges {
		box := boxOf(r[i : i+2])
		for j := i + 1; j < edges; j++ {
			if !box.overlaps(boxOf(r[j : j+2])) {
				continue
			}
			if edgesClash(r, i, j) {
				return fmt.Errorf("crosses or touches itself: the edge from %s to %s meets the edge from %s to %s",
					r[i], r[i+1], r[j], r[j+1])
			}
		}
	}
	return nil
}

// edgesClash reports whether edges i < j of a closed ring meet elsewhere than at the point that neighbours share.
func edgesClash(r Ring, i, j int) bool {
	edges := len(r) - 1
	switch {
	case j == i+1:
		return foldsBack(r[i], r[j], r[j+1])
	case i == 0 && j == edges-1:
		return foldsBack(r[j], r[0], r[1])
	}
	return segmentsMeet(r[i], r[i+1], r[j], r[j+1])
}

// foldsBack reports whether the way from a to b to c turns straight back on itself.
func foldsBack(a, b, c Point) bool {
	if orientation(a, b, c) != 0 {
		return false
	}
	return boxOf([]Point{a, b}).contains(c) || boxOf([]Point{b, c}).contains(a)
}

func segmentsMeet(a, b, c, d Point) bool {
	abc, abd := orientation(a, b, c), orientation(a, b, d)
	cda, cdb := orientation(c, d, a), orientation(c, d, b)
	if abc*abd < 0 && cda*cdb < 0 {
		return true
	}
	ab, cd := boxOf([]Point{a, b}), boxOf([]Point{c, d})
	return abc == 0 && ab.contains(c) || abd == 0 && ab.contains(d) ||
		cda == 0 && cd.contains(a) || cdb == 0 && cd.contains(b)
}

// checkHole makes sure that a hole lies within the outer ring and apart from the holes before it.
func checkHole(outer, hole Ring, earlier []Ring) error {
	for _, other := range append([]Ring{outer}, earlier...) {
		if at, met := ringsMeet(hole, other); met {
			return fmt.Errorf("meets another ring near %s", at)
		}
	}
	if outer.locate(hole[0]) != inside {
		return fmt.Errorf("point %s lies outside the outer ring", hole[0])
	}
	for _, other := range earlier {
		if other.locate(hole[0]) == inside || hole.locate(other[0]) == inside {
			return fmt.Errorf("point %s lies in another hole", hole[0])
		}
	}
	return nil
}

func ringsMeet(r, s Ring) (Point, bool) {
	for i := 1; i < len(r); i++ {
		box := boxOf(r[i-1 : i+1])
		for j := 1; j < len(s); j++ {
			if box.overlaps(boxOf(s[j-1:j+1])) && segmentsMeet(r[i-1], r[i], s[j-1], s[j]) {
				return r[i-1], true
			}
		}
	}
	return Point{}, false
}
