package change

import (
	"container/heap"
	"math"

	"truce.example/desk/territory/overlay"
	"truce.example/geo"
)

const metresPerUnit = 111_195 * 1e-7 // of latitude, on a sphere; within 0.6 % of the ellipsoid

// A plane is a polygon in metres about its middle, good enough to say how wide something is.
type plane struct {
	rings      [][][2]float64
	x0, y0     float64 // of its box
	x1, y1     float64
	lat, scale float64
	lon        float64
}

func flat(p overlay.Polygon) plane {
	box, _ := boxOf(p)
	f := plane{lat: (float64(box.South) + float64(box.North)) / 2, lon: (float64(box.West) + float64(box.East)) / 2}
	f.scale = math.Cos(f.lat * 1e-7 * math.Pi / 180)
	f.x0, f.y0, f.x1, f.y1 = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, r := range p {
		var ring [][2]float64
		for _, q := range r {
			x, y := (float64(q.Lon)-f.lon)*metresPerUnit*f.scale, (float64(q.Lat)-f.lat)*metresPerUnit
			f.x0, f.y0, f.x1, f.y1 = min(f.x0, x), min(f.y0, y), max(f.x1, x), max(f.y1, y)
			ring = append(ring, [2]float64{x, y})
		}
		f.rings = append(f.rings, ring)
	}
	return f
}

func boxOf(p overlay.Polygon) (geo.Box, bool) {
	if len(p) == 0 || len(p[0]) == 0 {
		return geo.Box{}, false
	}
	b := geo.Box{South: p[0][0].Lat, North: p[0][0].Lat, West: p[0][0].Lon, East: p[0][0].Lon}
	for _, q := range p[0] {
		b.South, b.North = min(b.South, q.Lat), max(b.North, q.Lat)
		b.West, b.East = min(b.West, q.Lon), max(b.East, q.Lon)
	}
	return b, true
}

// inside is how far a place lies inside the polygon, in metres; negative outside.
func (f plane) inside(x, y float64) float64 {
	in, nearest := false, math.Inf(1)
	for _, r := range f.rings {
		for i := 1; i < len(r); i++ {
			ax, ay, bx, by := r[i-1][0], r[i-1][1], r[i][0], r[i][1]
			if (ay > y) != (by > y) && x < ax+(y-ay)*(bx-ax)/(by-ay) {
				in = !in
			}
			dx, dy := bx-ax, by-ay
			t := 0.0
			if l := dx*dx + dy*dy; l > 0 {
				t = max(0, min(1, ((x-ax)*dx+(y-ay)*dy)/l))
			}
			ex, ey := ax+t*dx-x, ay+t*dy-y
			nearest = min(nearest, ex*ex+ey*ey)
		}
	}
	if nearest = math.Sqrt(nearest); !in {
		return -nearest
	}
	return nearest
}

// A square is a part of the plane that may hold the middle of a large circle.
type square struct{ x, y, half, most float64 }

type squares []square

func (s squares) Len() int           { return len(s) }
func (s squares) Less(i, j int) bool { return s[i].most > s[j].most }
func (s squares) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }
func (s *squares) Push(x any)        { *s = append(*s, x.(square)) }
func (s *squares) Pop() any {
	last := (*s)[len(*s)-1]
	*s = (*s)[:len(*s)-1]
	return last
}

// WiderThan is Wider for whole metres, for rules, which count in integers.
func WiderThan(p overlay.Polygon, diameterM int64) bool { return Wider(p, float64(diameterM)) }

// Wider says whether somewhere in the polygon a circle of that diameter fits: whether something would be left of it with all
// its edges drawn half that distance further in. It is sure of what it denies to a tenth of the diameter; where it cannot
// tell it says yes, so that no change is doubted without need.
func Wider(p overlay.Polygon, diameterM float64) bool {
	f := flat(p)
	if min(f.x1-f.x0, f.y1-f.y0) < diameterM {
		return false
	}
	return f.widest(diameterM / 2)
}

// widest looks for a circle of the radius, by the way of Mapbox's polylabel: squares that could hold its middle are
// quartered, the most promising first.
func (f plane) widest(radius float64) bool {
	const mostSquares = 20_000
	size := min(f.x1-f.x0, f.y1-f.y0)
	if long := max(f.x1-f.x0, f.y1-f.y0); size < long/64 {
		size = long / 64
	}
	found := false
	var open squares
	add := func(x, y, half float64) {
		here := f.inside(x, y)
		found = found || here >= radius
		if most := here + half*math.Sqrt2; most > 1.1*radius {
			heap.Push(&open, square{x, y, half, most})
		}
	}
	for x := f.x0; x < f.x1; x += size {
		for y := f.y0; y < f.y1; y += size {
			add(x+size/2, y+size/2, size/2)
		}
	}
	for n := 0; len(open) > 0 && !found; n++ {
		if n == mostSquares {
			return true
		}
		s := heap.Pop(&open).(square)
		h := s.half / 2
		add(s.x-h, s.y-h, h)
		add(s.x+h, s.y-h, h)
		add(s.x-h, s.y+h, h)
		add(s.x+h, s.y+h, h)
	}
	return found
}

// Middle is a place well inside a polygon, for a label or to judge by.
func Middle(p overlay.Polygon) geo.Point {
	f := flat(p)
	at := f.deep()
	return geo.Point{Lat: int32(f.lat + at[1]/metresPerUnit), Lon: int32(f.lon + at[0]/metresPerUnit/f.scale)}
}

// deep is the place of a raster that lies deepest inside, or a corner if none does.
func (f plane) deep() [2]float64 {
	best, deepest := f.rings[0][0], 0.0
	size := max(f.x1-f.x0, f.y1-f.y0) / 24
	if size <= 0 {
		return best
	}
	for x := f.x0 + size/2; x < f.x1; x += size {
		for y := f.y0 + size/2; y < f.y1; y += size {
			if d := f.inside(x, y); d > deepest {
				best, deepest = [2]float64{x, y}, d
			}
		}
	}
	return best
}
