package maps

import (
	"encoding/json"
	"fmt"
	"strconv"

	"truce.example/geo"
	"truce.example/internal/decimal"
)

type geometry struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
	Geometries  []geometry      `json:"geometries"`
}

type feature struct {
	Type       string                     `json:"type"`
	Properties map[string]json.RawMessage `json:"properties"`
	Geometry   *geometry                  `json:"geometry"`
}

// ParseGeoJSON reads a FeatureCollection or a Feature whose polygons are areas of the holder that the property names. A
// feature that is no area is refused and noted.
func ParseGeoJSON(text []byte, property string) (Map, error) {
	var collection struct {
		feature
		Features []json.RawMessage `json:"features"`
	}
	if err := json.Unmarshal(text, &collection); err != nil {
		return Map{}, fmt.Errorf("is not GeoJSON: %w", err)
	}
	r := newReading()
	switch collection.Type {
	case "FeatureCollection":
		for _, raw := range collection.Features {
			r.count++
			var f feature
			if err := json.Unmarshal(raw, &f); err != nil {
				r.refuse("cannot be read: %s", err)
				continue
			}
			r.feature(f, property)
		}
	case "Feature":
		r.count++
		r.feature(collection.feature, property)
	default:
		return Map{}, fmt.Errorf("is a %q; a map is a FeatureCollection", collection.Type)
	}
	return r.done()
}

func (r *reading) feature(f feature, property string) {
	if f.Geometry == nil {
		r.refuse("it has no geometry")
		return
	}
	polygons, err := f.Geometry.polygons(0)
	if err != nil {
		r.refuse("%s", err)
		return
	}
	uncertainty, _ := decimal.Parse(wordOf(f.Properties["uncertainty_m"]), 0)
	r.take(wordOf(f.Properties[property]), max(uncertainty, 0), polygons)
}

// wordOf is a JSON text or number as text, and nothing for null and all else.
func wordOf(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	var number json.Number
	if json.Unmarshal(raw, &number) == nil {
		return number.String()
	}
	return ""
}

// deepest is how far geometry collections may be nested.
const deepest = 8

func (g geometry) polygons(depth int) ([][]geo.Ring, error) {
	switch g.Type {
	case "Polygon", "MultiPolygon":
		p := positions{text: g.Coordinates}
		if g.Type == "Polygon" {
			rings, err := listOf(&p, (*positions).ring)
			return [][]geo.Ring{rings}, err
		}
		return listOf(&p, func(p *positions) ([]geo.Ring, error) { return listOf(p, (*positions).ring) })
	case "GeometryCollection":
		if depth == deepest {
			return nil, fmt.Errorf("its collections are nested too deeply")
		}
		var out [][]geo.Ring
		for _, part := range g.Geometries {
			polygons, err := part.polygons(depth + 1)
			if err != nil {
				return nil, err
			}
			out = append(out, polygons...)
		}
		return out, nil
	}
	return nil, fmt.Errorf("a %q is no area; a Polygon or MultiPolygon is needed", g.Type)
}

// positions reads the coordinates of a geometry, exactly and without making anything between. The text is known to be
// sound JSON.
type positions struct {
	text []byte
	at   int
}

// skip passes white space and one byte if it is there, and says whether it was.
func (p *positions) skip(b byte) bool {
	for p.at < len(p.text) && (p.text[p.at] == ' ' || p.text[p.at] == '\n' || p.text[p.at] == '\t' || p.text[p.at] == '\r') {
		p.at++
	}
	if p.at < len(p.text) && p.text[p.at] == b {
		p.at++
		return true
	}
	return false
}

func listOf[T any](p *positions, item func(*positions) (T, error)) ([]T, error) {
	if !p.skip('[') {
		return nil, fmt.Errorf("its coordinates are not lists of lists of positions")
	}
	var out []T
	if p.skip(']') {
		return out, nil
	}
	for {
		one, err := item(p)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
		if p.skip(']') {
			return out, nil
		}
		if !p.skip(',') {
			return nil, fmt.Errorf("its coordinates are not lists of lists of positions")
		}
	}
}

func (p *positions) ring() (geo.Ring, error) { return listOf(p, (*positions).point) }

// point reads longitude and latitude; what follows, a height, is left out.
func (p *positions) point() (geo.Point, error) {
	numbers, err := listOf(p, (*positions).number)
	if err != nil {
		return geo.Point{}, err
	}
	if len(numbers) < 2 {
		return geo.Point{}, fmt.Errorf("a position has %d numbers; it is [longitude, latitude]", len(numbers))
	}
	return geo.NewPoint(numbers[1], numbers[0])
}

func (p *positions) number() (int64, error) {
	p.skip(0)
	from := p.at
	for p.at < len(p.text) && p.text[p.at] != ',' && p.text[p.at] != ']' && p.text[p.at] > ' ' {
		p.at++
	}
	text := p.text[from:p.at]
	if v, ok := decimal.Parse(text, 7); ok {
		return v, nil
	}
	if v, err := strconv.ParseFloat(string(text), 64); err == nil && v > -1e6 && v < 1e6 { // with an exponent
		if v, ok := decimal.Parse(strconv.FormatFloat(v, 'f', 9, 64), 7); ok {
			return v, nil
		}
	}
	return 0, fmt.Errorf("%.40q is not a number of degrees", text)
}
