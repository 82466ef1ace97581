package maps

import (
	"encoding/json"
	"fmt"

	"truce.example/desk/territory/overlay"
	"truce.example/geo"
	"truce.example/internal/decimal"
)

// A Unit is a district, a neighbourhood or a town of a file of outlines.
type Unit struct {
	PCode, Name, NameAr, Parent string
	People                      int64
	Point                       *geo.Point
	Area                        overlay.Area // empty for a point
}

// UnitNames are the properties under which a file has what a unit says of itself; an empty name is not looked for.
type UnitNames struct{ PCode, Name, NameAr, Parent, People string }

// ParseUnits reads a FeatureCollection of polygons or points with codes. A feature without a code, or that is drawn wrongly, is
// refused and noted. The error is that the text is no such file.
func ParseUnits(text []byte, names UnitNames) ([]Unit, []Note, error) {
	var collection struct {
		Type     string            `json:"type"`
		Features []json.RawMessage `json:"features"`
	}
	if err := json.Unmarshal(text, &collection); err != nil {
		return nil, nil, fmt.Errorf("is not GeoJSON: %w", err)
	}
	if collection.Type != "FeatureCollection" {
		return nil, nil, fmt.Errorf("is a %.40q; outlines are a FeatureCollection", collection.Type)
	}
	r := newReading()
	var out []Unit
	for _, raw := range collection.Features {
		r.count++
		var f feature
		if err := json.Unmarshal(raw, &f); err != nil {
			r.refuse("cannot be read: %s", err)
			continue
		}
		if u, ok := r.unit(f, names); ok {
			out = append(out, u)
		}
	}
	return out, r.m.Notes, nil
}

func (r *reading) unit(f feature, names UnitNames) (Unit, bool) {
	say := func(name string) string {
		if name == "" {
			return ""
		}
		if word := wordOf(f.Properties[name]); word != "<Null>" { // as some published shapefiles write nothing
			return word
		}
		return ""
	}
	u := Unit{PCode: say(names.PCode), Name: say(names.Name), NameAr: say(names.NameAr), Parent: say(names.Parent)}
	if people, ok := decimal.Parse(say(names.People), 0); ok && people > 0 {
		u.People = people
	}
	if u.PCode == "" {
		r.refuse("it has no code")
		return u, false
	}
	if f.Geometry == nil {
		r.refuse("%s has no geometry", u.PCode)
		return u, false
	}
	if f.Geometry.Type == "Point" {
		p := positions{text: f.Geometry.Coordinates}
		at, err := p.point()
		if err != nil {
			r.refuse("%s: %s", u.PCode, err)
			return u, false
		}
		u.Point = &at
		return u, true
	}
	polygons, err := f.Geometry.polygons(0)
	if err == nil {
		var faults []overlay.Fault
		u.Area, faults, err = overlay.NewArea(polygons)
		for _, fault := range faults {
			r.m.Notes = append(r.m.Notes, Note{Feature: r.count, Text: fmt.Sprintf("%s, near %s: %s", u.PCode, fault.At, fault.Text)})
		}
	}
	if err != nil {
		r.refuse("%s: %s", u.PCode, err)
		return u, false
	}
	return u, true
}
