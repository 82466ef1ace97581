package maps

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"truce.example/geo"
	"truce.example/internal/decimal"
)

type placemark struct {
	Name  string `xml:"name"`
	Parts shapes `xml:",any"`
	Data  []struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value"`
	} `xml:"ExtendedData>Data"`
	Simple []struct {
		Name  string `xml:"name,attr"`
		Value string `xml:",chardata"`
	} `xml:"ExtendedData>SchemaData>SimpleData"`
}

// shapes are the polygons in a placemark, however its collections are nested; of what is none, only the names.
type shapes struct {
	polygons []polygon
	others   []string
}

type polygon struct {
	Outer string   `xml:"outerBoundaryIs>LinearRing>coordinates"`
	Inner []string `xml:"innerBoundaryIs>LinearRing>coordinates"`
}

// UnmarshalXML takes one element of a placemark.
func (s *shapes) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	switch start.Name.Local {
	case "Polygon":
		var p polygon
		if err := d.DecodeElement(&p, &start); err != nil {
			return err
		}
		s.polygons = append(s.polygons, p)
		return nil
	case "MultiGeometry":
		var inner struct {
			Parts shapes `xml:",any"`
		}
		if err := d.DecodeElement(&inner, &start); err != nil {
			return err
		}
		s.polygons = append(s.polygons, inner.Parts.polygons...)
		s.others = append(s.others, inner.Parts.others...)
		return nil
	case "Point", "LineString", "LinearRing", "Model", "Track":
		s.others = append(s.others, start.Name.Local)
	}
	return d.Skip()
}

// ParseKML reads the polygons of a KML document. The holder is the extended data of the property's name, or the name of
// the placemark if the property is "name".
func ParseKML(text []byte, property string) (Map, error) {
	d := xml.NewDecoder(bytes.NewReader(text))
	r := newReading()
	seen := false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Map{}, fmt.Errorf("is not KML: %w", err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if !seen && start.Name.Local != "kml" {
			return Map{}, fmt.Errorf("is not KML: it begins with <%s>", start.Name.Local)
		}
		seen = true
		if start.Name.Local != "Placemark" {
			continue
		}
		r.count++
		var p placemark
		if err := d.DecodeElement(&p, &start); err != nil {
			return Map{}, fmt.Errorf("is not KML: %w", err)
		}
		r.placemark(p, property)
	}
	if !seen {
		return Map{}, errors.New("is not KML: it has no element")
	}
	return r.done()
}

func (r *reading) placemark(p placemark, property string) {
	said := map[string]string{"name": p.Name}
	for _, d := range p.Data {
		said[d.Name] = d.Value
	}
	for _, d := range p.Simple {
		said[d.Name] = d.Value
	}
	if len(p.Parts.polygons) == 0 {
		what := "nothing"
		if len(p.Parts.others) > 0 {
			what = strings.Join(p.Parts.others, ", ")
		}
		r.refuse("it draws %s, and no Polygon", what)
		return
	}
	var polygons [][]geo.Ring
	for _, q := range p.Parts.polygons {
		rings, err := q.rings()
		if err != nil {
			r.refuse("%s", err)
			return
		}
		polygons = append(polygons, rings)
	}
	uncertainty, _ := decimal.Parse(strings.TrimSpace(said["uncertainty_m"]), 0)
	r.take(said[property], max(uncertainty, 0), polygons)
}

func (p polygon) rings() ([]geo.Ring, error) {
	var out []geo.Ring
	for _, text := range append([]string{p.Outer}, p.Inner...) {
		ring, err := coordinates(text)
		if err != nil {
			return nil, err
		}
		out = append(out, ring)
	}
	return out, nil
}

// coordinates reads KML's tuples of longitude, latitude and perhaps a height, which is left out.
func coordinates(text string) (geo.Ring, error) {
	var out geo.Ring
	for _, tuple := range strings.Fields(text) {
		parts := strings.Split(tuple, ",")
		if len(parts) < 2 || len(parts) > 3 {
			return nil, fmt.Errorf("%.40q is not longitude,latitude", tuple)
		}
		lon, ok := decimal.Parse(parts[0], 7)
		lat, also := decimal.Parse(parts[1], 7)
		if !ok || !also {
			return nil, fmt.Errorf("%.40q is not longitude,latitude", tuple)
		}
		p, err := geo.NewPoint(lat, lon)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}
