package territory

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"truce.example/desk/territory/overlay"
	"truce.example/geo"
)

// A Shape is polygons of rings, the first of each the outer one. A ring is latitude, longitude, latitude, longitude … in units
// of 1e-7 degree, closed. In JSON it is the coordinates of a GeoJSON MultiPolygon.
type Shape [][][]int32

// shapeOf is an area as the record keeps it.
func shapeOf(a overlay.Area) Shape {
	var out Shape
	for _, p := range a.Polygons() {
		var rings [][]int32
		for _, r := range p {
			flat := make([]int32, 0, 2*len(r))
			for _, q := range r {
				flat = append(flat, q.Lat, q.Lon)
			}
			rings = append(rings, flat)
		}
		out = append(out, rings)
	}
	return out
}

func (s Shape) drawn() [][]geo.Ring {
	var out [][]geo.Ring
	for _, polygon := range s {
		var rings []geo.Ring
		for _, flat := range polygon {
			ring := make(geo.Ring, 0, len(flat)/2)
			for i := 1; i < len(flat); i += 2 {
				ring = append(ring, geo.Point{Lat: flat[i-1], Lon: flat[i]})
			}
			rings = append(rings, ring)
		}
		out = append(out, rings)
	}
	return out
}

// area makes the shape an area; what had to be repaired is said.
func (s Shape) area() (overlay.Area, []overlay.Fault, error) {
	if len(s) == 0 {
		return overlay.Area{}, nil, nil
	}
	return overlay.NewArea(s.drawn())
}

// given is the area of a shape that was made of one, as all in the record are.
func (s Shape) given() overlay.Area {
	var out []overlay.Polygon
	for _, rings := range s.drawn() {
		out = append(out, rings)
	}
	return overlay.Given(out)
}

// corners counts the points.
func (s Shape) corners() int {
	n := 0
	for _, polygon := range s {
		for _, flat := range polygon {
			n += len(flat) / 2
		}
	}
	return n
}

// MarshalJSON writes the coordinates of a MultiPolygon.
func (s Shape) MarshalJSON() ([]byte, error) {
	out := []byte{'['}
	for i, polygon := range s.drawn() {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, '[')
		for k, ring := range polygon {
			if k > 0 {
				out = append(out, ',')
			}
			out = append(out, '[')
			for n, q := range ring {
				if n > 0 {
					out = append(out, ',')
				}
				out = geo.AppendPosition(out, q)
			}
			out = append(out, ']')
		}
		out = append(out, ']')
	}
	return append(out, ']'), nil
}

// UnmarshalJSON reads the coordinates of a MultiPolygon. Whether it is an area is asked later.
func (s *Shape) UnmarshalJSON(text []byte) error {
	var all [][][][]json.Number
	if err := json.Unmarshal(text, &all); err != nil {
		return errors.New("an area is written as the coordinates of a GeoJSON MultiPolygon: lists of polygons, of rings, of [longitude, latitude]")
	}
	*s = nil
	for _, polygon := range all {
		var rings [][]int32
		for _, ring := range polygon {
			flat := make([]int32, 0, 2*len(ring))
			for _, at := range ring {
				if len(at) < 2 || len(at) > 3 {
					return fmt.Errorf("a position is [longitude, latitude], and one has %d numbers", len(at))
				}
				var p geo.Point
				if err := json.Unmarshal([]byte(`{"lat":`+at[1].String()+`,"lon":`+at[0].String()+`}`), &p); err != nil {
					return err
				}
				flat = append(flat, p.Lat, p.Lon)
			}
			rings = append(rings, flat)
		}
		*s = append(*s, rings)
	}
	return nil
}

// pack writes a shape in few bytes: counts, and the steps from point to point.
func (s Shape) pack() []byte {
	out := binary.AppendUvarint(nil, uint64(len(s)))
	for _, polygon := range s {
		out = binary.AppendUvarint(out, uint64(len(polygon)))
		for _, flat := range polygon {
			out = binary.AppendUvarint(out, uint64(len(flat)/2))
			var lat, lon int64
			for i := 1; i < len(flat); i += 2 {
				out = binary.AppendVarint(out, int64(flat[i-1])-lat)
				out = binary.AppendVarint(out, int64(flat[i])-lon)
				lat, lon = int64(flat[i-1]), int64(flat[i])
			}
		}
	}
	return out
}

var errPacked = errors.New("a packed area is cut short")

// unpack reads what pack wrote.
func unpack(b []byte) (Shape, error) {
	count := func() int {
		n, size := binary.Uvarint(b)
		if size <= 0 || n > uint64(len(b)) {
			return -1
		}
		b = b[size:]
		return int(n)
	}
	step := func() (int64, bool) {
		n, size := binary.Varint(b)
		if size <= 0 {
			return 0, false
		}
		b = b[size:]
		return n, true
	}
	polygons := count()
	var out Shape
	for range polygons {
		rings := count()
		var polygon [][]int32
		for range rings {
			points := count()
			if points < 0 {
				return nil, errPacked
			}
			flat := make([]int32, 0, 2*points)
			var lat, lon int64
			for range points {
				dLat, ok := step()
				dLon, also := step()
				if !ok || !also {
					return nil, errPacked
				}
				lat, lon = lat+dLat, lon+dLon
				flat = append(flat, int32(lat), int32(lon))
			}
			polygon = append(polygon, flat)
		}
		if rings < 0 {
			return nil, errPacked
		}
		out = append(out, polygon)
	}
	if polygons < 0 {
		return nil, errPacked
	}
	return out, nil
}
