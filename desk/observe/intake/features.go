package intake

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// features is a GeoJSON FeatureCollection, read feature by feature. A feature's columns are its properties and, from a
// point, longitude and latitude.
type features struct {
	json   *json.Decoder
	budget *budget
	inside bool // within the array of features
	number int
}

func newFeatures(text *bufio.Reader) *features {
	b := &budget{r: text, left: maxRow}
	return &features{json: json.NewDecoder(b), budget: b}
}

// A feature is what is read of one.
type feature struct {
	Properties map[string]json.RawMessage `json:"properties"`
	Geometry   *struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	} `json:"geometry"`

	longitude, latitude string
}

func (f feature) get(column string) string {
	if raw, ok := f.Properties[column]; ok {
		return plain(raw)
	}
	switch column {
	case "longitude":
		return f.longitude
	case "latitude":
		return f.latitude
	}
	return ""
}

func (f feature) columns() []string {
	names := []string{"longitude", "latitude"}
	for name := range f.Properties {
		names = append(names, name)
	}
	return names
}

// plain is a JSON value as a cell of a table would hold it.
func plain(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return strings.TrimSpace(text) // null leaves it empty
	}
	return string(raw)
}

func (f *features) next() (int, []string, cells, string, error) {
	f.budget.refill()
	if !f.inside {
		if err := f.enter(); err != nil {
			return 0, nil, nil, "", err
		}
		f.inside = true
	}
	if !f.json.More() {
		return 0, nil, nil, "", f.leave()
	}
	f.number++
	var raw json.RawMessage
	if err := f.json.Decode(&raw); err != nil {
		return 0, nil, nil, "", fmt.Errorf("feature %d cannot be read: %w", f.number, err)
	}
	if !utf8.Valid(raw) {
		return f.number, []string{string(raw)}, nil, notUTF8, nil
	}
	one, err := parseFeature(raw)
	if err != nil {
		return f.number, []string{string(raw)}, nil, err.Error(), nil
	}
	return f.number, []string{string(raw)}, one, "", nil
}

// enter reads up to the first feature.
func (f *features) enter() error {
	if _, err := f.json.Token(); err != nil {
		return fmt.Errorf("the file is not JSON: %w", err)
	}
	for f.json.More() {
		key, err := f.json.Token()
		if err != nil {
			return fmt.Errorf("the file is not JSON: %w", err)
		}
		if key == "features" {
			return f.openArray()
		}
		var other json.RawMessage
		if err := f.json.Decode(&other); err != nil {
			return fmt.Errorf("the file is not JSON: %w", err)
		}
	}
	return errors.New("the file has no \"features\"; it must be a GeoJSON FeatureCollection")
}

func (f *features) openArray() error {
	bracket, err := f.json.Token()
	if err != nil || bracket != json.Delim('[') {
		return errors.New("\"features\" is not an array; the file must be a GeoJSON FeatureCollection")
	}
	return nil
}

// leave makes sure that the array ended and was not cut off.
func (f *features) leave() error {
	if _, err := f.json.Token(); err != nil {
		return fmt.Errorf("the file ends after feature %d, inside the list; fetch it again", f.number)
	}
	return io.EOF
}

func parseFeature(raw []byte) (feature, error) {
	var f feature
	if err := json.Unmarshal(raw, &f); err != nil {
		return f, errors.New("the feature is not an object with properties and geometry")
	}
	if f.Geometry == nil {
		return f, nil
	}
	var position []json.Number
	if f.Geometry.Type != "Point" || json.Unmarshal(f.Geometry.Coordinates, &position) != nil || len(position) < 2 {
		return f, fmt.Errorf("the geometry is a %q; only points can be reports", shorten(f.Geometry.Type))
	}
	f.longitude, f.latitude = position[0].String(), position[1].String()
	return f, nil
}
