// Package near finds which of many shapes lie near a point: places with a radius, and routes with a corridor. It is a grid in
// memory. The grid only decides what is looked at; distances are whole centimetres from package geo, the same on every machine.
package near

import (
	"math"
	"slices"

	"truce.example/geo"
)

// A Shape is a place or a route: everything within RadiusM of its points and of the lines between them.
type Shape struct {
	Points  []geo.Point
	RadiusM int64
}

// DistanceCm is how far a point lies from the place, or from the line of the route; the radius is not taken off.
func (s Shape) DistanceCm(p geo.Point) int64 {
	if len(s.Points) > 1 {
		if line, err := geo.NewLine(s.Points); err == nil {
			return line.DistanceCm(p)
		}
	}
	least := int64(math.MaxInt64)
	for _, q := range s.Points {
		least = min(least, geo.DistanceCm(p, q))
	}
	return least
}

// An Index holds shapes by the number that their owner gave them. It belongs to one goroutine.
type Index struct {
	shapes map[int64]Shape
	cells  map[cell][]int64
	wide   []int64 // of shapes that touch too many cells
}

type cell struct{ lat, lon int32 }

const (
	cellUnits = 200_000 // 0.02 degrees, some 2 km
	mostCells = 4_096
	unitsPerM = 91 // of latitude, a little more than there are: a box that is too large finds nothing less
)

// New is an empty index.
func New() *Index {
	return &Index{shapes: map[int64]Shape{}, cells: map[cell][]int64{}}
}

// Len is how many shapes there are.
func (x *Index) Len() int { return len(x.shapes) }

// Add puts a shape in. A shape without points is nowhere.
func (x *Index) Add(id int64, s Shape) {
	x.Remove(id)
	if len(s.Points) == 0 {
		return
	}
	x.shapes[id] = s
	cells, ok := cellsOf(s.Points, s.RadiusM)
	if !ok {
		x.wide = append(x.wide, id)
		return
	}
	for _, c := range cells {
		x.cells[c] = append(x.cells[c], id)
	}
}

// Remove takes a shape out.
func (x *Index) Remove(id int64) {
	s, ok := x.shapes[id]
	if !ok {
		return
	}
	delete(x.shapes, id)
	is := func(other int64) bool { return other == id }
	cells, ok := cellsOf(s.Points, s.RadiusM)
	if !ok {
		x.wide = slices.DeleteFunc(x.wide, is)
		return
	}
	for _, c := range cells {
		if left := slices.DeleteFunc(x.cells[c], is); len(left) > 0 {
			x.cells[c] = left
		} else {
			delete(x.cells, c)
		}
	}
}

// A Hit is a shape that a circle touches.
type Hit struct {
	ID         int64
	DistanceCm int64 // as [Shape.DistanceCm]
	Inside     bool  // the whole circle lies within the shape
}

// Find gives the shapes that the circle round p touches, in order of their numbers.
func (x *Index) Find(p geo.Point, radiusM int64) []Hit {
	var ids []int64
	cells, ok := cellsOf([]geo.Point{p}, radiusM)
	if !ok {
		for id := range x.shapes {
			ids = append(ids, id)
		}
	} else {
		for _, c := range cells {
			ids = append(ids, x.cells[c]...)
		}
		ids = append(ids, x.wide...)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	var out []Hit
	for _, id := range ids {
		s := x.shapes[id]
		d := s.DistanceCm(p)
		if d <= (s.RadiusM+radiusM)*100 {
			out = append(out, Hit{id, d, d+radiusM*100 <= s.RadiusM*100})
		}
	}
	return out
}

// cellsOf are the cells that a shape may touch; false if there are too many.
func cellsOf(points []geo.Point, radiusM int64) ([]cell, bool) {
	if radiusM > 1_000_000 {
		return nil, false
	}
	var out []cell
	for i, p := range points {
		q := p
		if i > 0 {
			q = points[i-1]
		}
		margin := radiusM*unitsPerM + 1
		south, north := int64(min(p.Lat, q.Lat))-margin, int64(max(p.Lat, q.Lat))+margin
		farthest := math.Abs(float64(max(-south, north))) / 1e7 * math.Pi / 180
		narrow := math.Cos(farthest)
		if narrow < 0.05 {
			return nil, false
		}
		aside := int64(float64(margin)/narrow) + 1
		west, east := int64(min(p.Lon, q.Lon))-aside, int64(max(p.Lon, q.Lon))+aside
		if west < -1_800_000_000 || east > 1_800_000_000 {
			return nil, false // round the 180th meridian: looked at one by one
		}
		rows, columns := floor(north)-floor(south)+1, floor(east)-floor(west)+1
		if rows*columns > mostCells || int64(len(out))+rows*columns > mostCells {
			return nil, false
		}
		for a := floor(south); a <= floor(north); a++ {
			for o := floor(west); o <= floor(east); o++ {
				out = append(out, cell{int32(a), int32(o)})
			}
		}
	}
	slices.SortFunc(out, func(a, b cell) int {
		if a.lat != b.lat {
			return int(a.lat) - int(b.lat)
		}
		return int(a.lon) - int(b.lon)
	})
	return slices.Compact(out), true
}

func floor(units int64) int64 {
	n := units / cellUnits
	if units%cellUnits < 0 {
		n--
	}
	return n
}
