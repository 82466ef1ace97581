package geo

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A Feature is a GeoJSON feature. Geometry holds a [Point], [Line], [Polygon] or [MultiPolygon].
type Feature struct {
	ID         string // as text, also where the file has a number; empty if there is none
	Properties map[string]json.RawMessage
	Geometry   any
}

// A FeatureError says which feature of a GeoJSON text is wrong.
type FeatureError struct {
	Index  int    // counted from 0
	ID     string // empty if it has none or could not be read so far
	Offset int    // where the feature begins in the text, in bytes
	Err    error
}

// Error names the feature by its id, or else by its number counted from 1.
func (e *FeatureError) Error() string {
	if e.ID != "" {
		return fmt.Sprintf("feature %q: %v", e.ID, e.Err)
	}
	return fmt.Sprintf("feature %d: %v", e.Index+1, e.Err)
}

// Unwrap returns what is wrong with the feature.
func (e *FeatureError) Unwrap() error { return e.Err }

// DecodeGeoJSON reads a FeatureCollection, a Feature or a bare geometry (which becomes a feature without id), RFC
// 7946. Coordinates are read exactly, as [Point] is; a height, the third number of a position, is left out. The
// geometries Point, LineString, Polygon and MultiPolygon are known; others, and features without one, are refused.
// An error about one feature is a [*FeatureError].
func DecodeGeoJSON(text []byte) ([]Feature, error) {
	var collection struct {
		Type     string            `json:"type"`
		Features []json.RawMessage `json:"features"`
	}
	if err := json.Unmarshal(text, &collection); err != nil {
		return nil, fmt.Errorf("is not GeoJSON: %w", err)
	}
	if collection.Type != "FeatureCollection" {
		feature, err := decodeFeature(text, collection.Type)
		if err != nil {
			return nil, &FeatureError{ID: feature.ID, Err: err}
		}
		return []Feature{feature}, nil
	}
	features := make([]Feature, 0, len(collection.Features))
	offset := 0
	for i, raw := range collection.Features {
		if at := bytes.Index(text[offset:], raw); at >= 0 {
			offset += at
		}
		feature, err := decodeFeature(raw, "Feature")
		if err != nil {
			return nil, &FeatureError{Index: i, ID: feature.ID, Offset: offset, Err: err}
		}
		features = append(features, feature)
		offset += len(raw)
	}
	return features, nil
}

func decodeFeature(text []byte, kind string) (Feature, error) {
	if kind != "Feature" {
		geometry, err := decodeGeometry(text)
		return Feature{Geometry: geometry}, err
	}
	var raw struct {
		Type       string                     `json:"type"`
		ID         json.RawMessage            `json:"id"`
		Properties map[string]json.RawMessage `json:"properties"`
		Geometry   json.RawMessage            `json:"geometry"`
	}
	if err := json.Unmarshal(text, &raw); err != nil {
		return Feature{}, err
	}
	feature := Feature{Properties: raw.Properties}
	if raw.Type != "Feature" {
		return feature, fmt.Errorf(`its type is %q; a member of "features" has the type "Feature"`, raw.Type)
	}
	id, err := decodeID(raw.ID)
	if err != nil {
		return feature, err
	}
	feature.ID = id
	if len(raw.Geometry) == 0 || string(raw.Geometry) == "null" {
		return feature, errors.New("it has no geometry; give it one or leave the feature out")
	}
	feature.Geometry, err = decodeGeometry(raw.Geometry)
	return feature, err
}

func decodeID(raw json.RawMessage) (string, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return "", nil
	}
	if raw[0] != '"' && !strings.ContainsRune("-0123456789", rune(raw[0])) {
		return "", errors.New("its id is neither a text nor a number")
	}
	if raw[0] != '"' {
		return string(raw), nil
	}
	var id string
	err := json.Unmarshal(raw, &id)
	return id, err
}

// position is a GeoJSON position: longitude, latitude and perhaps height.
type position Point

// UnmarshalJSON reads longitude and latitude, and passes over a height.
func (p *position) UnmarshalJSON(text []byte) error {
	var numbers []json.RawMessage
	if err := json.Unmarshal(text, &numbers); err != nil {
		return err
	}
	if len(numbers) < 2 || len(numbers) > 3 {
		return fmt.Errorf("the position %s has %d numbers; write [longitude, latitude]", abridged(text), len(numbers))
	}
	var lon, lat degrees
	if err := lon.UnmarshalJSON(numbers[0]); err != nil {
		return err
	}
	if err := lat.UnmarshalJSON(numbers[1]); err != nil {
		return err
	}
	point, err := NewPoint(int64(lat), int64(lon))
	if err != nil {
		return fmt.Errorf("the position %s: %w (GeoJSON writes longitude first)", abridged(text), err)
	}
	*p = position(point)
	return nil
}

func abridged(text []byte) string {
	const enough = 60
	if len(text) > enough {
		return string(text[:enough]) + "…"
	}
	return string(text)
}

func toPoints(positions []position) []Point {
	points := make([]Point, len(positions))
	for i, p := range positions {
		points[i] = Point(p)
	}
	return points
}

func decodeGeometry(text []byte) (any, error) {
	var raw struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	}
	if err := json.Unmarshal(text, &raw); err != nil {
		return nil, err
	}
	switch raw.Type {
	case "Point":
		var at *position
		if err := json.Unmarshal(raw.Coordinates, &at); err != nil || at == nil {
			return nil, coordinatesError(err)
		}
		return Point(*at), nil
	case "LineString":
		var positions []position
		if err := json.Unmarshal(raw.Coordinates, &positions); err != nil {
			return nil, coordinatesError(err)
		}
		return orNil(NewLine(toPoints(positions)))
	case "Polygon":
		var rings [][]position
		if err := json.Unmarshal(raw.Coordinates, &rings); err != nil {
			return nil, coordinatesError(err)
		}
		return orNil(polygonOf(rings))
	case "MultiPolygon":
		var polygons [][][]position
		if err := json.Unmarshal(raw.Coordinates, &polygons); err != nil {
			return nil, coordinatesError(err)
		}
		return orNil(multiPolygonOf(polygons))
	case "":
		return nil, errors.New(`it has no "type"; write Point, LineString, Polygon or MultiPolygon`)
	}
	return nil, fmt.Errorf("geometry %q is not known here; write Point, LineString, Polygon or MultiPolygon", raw.Type)
}

func coordinatesError(err error) error {
	if err == nil {
		return errors.New("it has no coordinates")
	}
	return fmt.Errorf("coordinates: %w", err)
}

// orNil keeps a failed shape from becoming a geometry that is not nil.
func orNil[T any](shape T, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return shape, nil
}

func polygonOf(rings [][]position) (Polygon, error) {
	if len(rings) == 0 {
		return Polygon{}, errors.New("the polygon has no ring")
	}
	var holes []Ring
	for _, hole := range rings[1:] {
		holes = append(holes, toPoints(hole))
	}
	return NewPolygon(toPoints(rings[0]), holes...)
}

func multiPolygonOf(polygons [][][]position) (MultiPolygon, error) {
	if len(polygons) == 0 {
		return nil, errors.New("the multipolygon has no polygon")
	}
	var shape MultiPolygon
	for i, rings := range polygons {
		polygon, err := polygonOf(rings)
		if err != nil {
			return nil, fmt.Errorf("polygon %d: %w", i+1, err)
		}
		shape = append(shape, polygon)
	}
	return shape, nil
}

// EncodeGeoJSON writes a FeatureCollection that [DecodeGeoJSON] reads back exactly. The same features give the
// same bytes. It panics if a geometry is of another type than [Feature] allows.
func EncodeGeoJSON(features []Feature) []byte {
	out := []byte(`{"type":"FeatureCollection","features":[`)
	for i, feature := range features {
		if i > 0 {
			out = append(out, ',')
		}
		out = appendFeature(out, feature)
	}
	return append(out, `]}`...)
}

// AppendGeometry writes a geometry as GeoJSON: a Point, Line, Polygon or MultiPolygon, or null for nil. It panics if it is
// of another type.
func AppendGeometry(out []byte, geometry any) []byte {
	if geometry == nil {
		return append(out, "null"...)
	}
	return appendGeometry(out, geometry)
}

func appendFeature(out []byte, feature Feature) []byte {
	out = append(out, `{"type":"Feature",`...)
	if feature.ID != "" {
		out = append(append(append(out, `"id":`...), mustJSON(feature.ID)...), ',')
	}
	out = append(append(out, `"properties":`...), mustJSON(feature.Properties)...)
	out = append(out, `,"geometry":`...)
	out = appendGeometry(out, feature.Geometry)
	return append(out, '}')
}

// mustJSON encodes what came from JSON or is a plain text, which cannot fail.
func mustJSON(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic("geo: " + err.Error())
	}
	return text
}

func appendGeometry(out []byte, geometry any) []byte {
	switch shape := geometry.(type) {
	case Point:
		return append(appendPosition(append(out, `{"type":"Point","coordinates":`...), shape), '}')
	case Line:
		return append(appendPositions(append(out, `{"type":"LineString","coordinates":`...), shape.points), '}')
	case Polygon:
		return append(appendRings(append(out, `{"type":"Polygon","coordinates":`...), shape), '}')
	case MultiPolygon:
		out = append(out, `{"type":"MultiPolygon","coordinates":[`...)
		for i, polygon := range shape {
			if i > 0 {
				out = append(out, ',')
			}
			out = appendRings(out, polygon)
		}
		return append(out, `]}`...)
	}
	panic(fmt.Sprintf("geo: %T is not a geometry", geometry))
}

// AppendPosition writes a point as a position of GeoJSON: [longitude,latitude], exactly.
func AppendPosition(out []byte, p Point) []byte { return appendPosition(out, p) }

func appendPosition(out []byte, p Point) []byte {
	out = append(append(out, '['), formatDegrees(int64(p.Lon))...)
	out = append(append(out, ','), formatDegrees(int64(p.Lat))...)
	return append(out, ']')
}

func appendPositions(out []byte, points []Point) []byte {
	out = append(out, '[')
	for i, p := range points {
		if i > 0 {
			out = append(out, ',')
		}
		out = appendPosition(out, p)
	}
	return append(out, ']')
}

func appendRings(out []byte, g Polygon) []byte {
	out = append(out, '[')
	for i, ring := range g.rings {
		if i > 0 {
			out = append(out, ',')
		}
		out = appendPositions(out, ring)
	}
	return append(out, ']')
}

// MarshalJSON writes the polygon as a GeoJSON geometry.
func (g Polygon) MarshalJSON() ([]byte, error) { return appendGeometry(nil, g), nil }

// UnmarshalJSON reads a GeoJSON Polygon.
func (g *Polygon) UnmarshalJSON(text []byte) error { return unmarshalGeometry(text, g) }

// MarshalJSON writes the polygons as a GeoJSON geometry, a single one as a Polygon.
func (m MultiPolygon) MarshalJSON() ([]byte, error) {
	if len(m) == 1 {
		return appendGeometry(nil, m[0]), nil
	}
	return appendGeometry(nil, m), nil
}

// UnmarshalJSON reads a GeoJSON Polygon or MultiPolygon.
func (m *MultiPolygon) UnmarshalJSON(text []byte) error {
	geometry, err := decodeGeometry(text)
	if err != nil {
		return err
	}
	switch shape := geometry.(type) {
	case Polygon:
		*m = MultiPolygon{shape}
	case MultiPolygon:
		*m = slices.Clone(shape)
	default:
		return errors.New("the geometry is not an area; write a Polygon or a MultiPolygon")
	}
	return nil
}

// MarshalJSON writes the line as a GeoJSON LineString.
func (l Line) MarshalJSON() ([]byte, error) { return appendGeometry(nil, l), nil }

// UnmarshalJSON reads a GeoJSON LineString.
func (l *Line) UnmarshalJSON(text []byte) error { return unmarshalGeometry(text, l) }

func unmarshalGeometry[T any](text []byte, into *T) error {
	geometry, err := decodeGeometry(text)
	if err != nil {
		return err
	}
	shape, right := geometry.(T)
	if !right {
		return fmt.Errorf("the geometry is a %T where a %T is needed", geometry, *into)
	}
	*into = shape
	return nil
}
