package geo

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A Box is all places between two parallels and two meridians, its edges included, in 1e-7 degree WGS 84. It does not
// cross the 180th meridian: who asks across it asks twice.
type Box struct{ South, West, North, East int32 }

// ParseBox reads "west,south,east,north" in degrees of WGS 84, as map programs write a box. Latitudes beyond the poles are
// taken as the poles. A box whose west lies east of its east holds nothing.
func ParseBox(text string) (Box, error) {
	const form = "write west,south,east,north in degrees, such as 35.8,32.3,37.0,33.3"
	parts := strings.Split(text, ",")
	if len(parts) != 4 {
		return Box{}, fmt.Errorf("a box has four numbers, not %d; %s", len(parts), form)
	}
	var units [4]int32
	for i, part := range parts {
		degrees, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || math.IsNaN(degrees) || math.Abs(degrees) > 180 {
			return Box{}, fmt.Errorf("%.40q is no number of degrees; %s", part, form)
		}
		units[i] = int32(math.Round(degrees * 1e7))
	}
	const pole = 900_000_000
	return Box{West: units[0], South: max(units[1], -pole), East: units[2], North: min(units[3], pole)}, nil
}

// Contains says whether p lies in the box.
func (b Box) Contains(p Point) bool {
	return p.Lat >= b.South && p.Lat <= b.North && p.Lon >= b.West && p.Lon <= b.East
}

// Overlaps says whether the boxes share a place.
func (b Box) Overlaps(c Box) bool {
	return b.South <= c.North && c.South <= b.North && b.West <= c.East && c.West <= b.East
}

// BoxOf is the smallest box around a geometry: a Point, Line, Polygon or MultiPolygon. What is empty, or nothing, has none.
func BoxOf(geometry any) (Box, bool) {
	around := box{south: math.MaxInt64, west: math.MaxInt64, north: math.MinInt64, east: math.MinInt64}
	for _, path := range paths(geometry) {
		b := boxOf(path)
		around.south, around.north = min(around.south, b.south), max(around.north, b.north)
		around.west, around.east = min(around.west, b.west), max(around.east, b.east)
	}
	if around.south > around.north {
		return Box{}, false
	}
	return Box{int32(around.south), int32(around.west), int32(around.north), int32(around.east)}, true
}

// paths are the points, lines and rings of which a geometry is made.
func paths(geometry any) [][]Point {
	switch g := geometry.(type) {
	case Point:
		return [][]Point{{g}}
	case Line:
		return [][]Point{g.points}
	case Polygon:
		var out [][]Point
		for _, ring := range g.rings {
			out = append(out, ring)
		}
		return out
	case MultiPolygon:
		var out [][]Point
		for _, polygon := range g {
			out = append(out, paths(polygon)...)
		}
		return out
	}
	return nil
}

// Touches says whether a geometry and a box share a place; their edges belong to both. Edges are straight in degrees, as
// in GeoJSON. Nothing touches nothing.
func Touches(geometry any, b Box) bool {
	if p, ok := geometry.(Point); ok {
		return b.Contains(p)
	}
	around, ok := BoxOf(geometry)
	if !ok || !around.Overlaps(b) {
		return false
	}
	for _, path := range paths(geometry) {
		if pathTouches(path, b) {
			return true
		}
	}
	area, ok := geometry.(Area) // no edge meets the box: it lies inside wholly, or outside
	return ok && area.Contains(Point{Lat: b.South, Lon: b.West})
}

func pathTouches(path []Point, b Box) bool {
	corners := [5]Point{{b.South, b.West}, {b.South, b.East}, {b.North, b.East}, {b.North, b.West}, {b.South, b.West}}
	for i, p := range path {
		if b.Contains(p) {
			return true
		}
		if i == 0 {
			continue
		}
		for side := range 4 {
			if segmentsMeet(path[i-1], p, corners[side], corners[side+1]) {
				return true
			}
		}
	}
	return false
}
