package zones

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"truce.example/desk/air/fence"
	"truce.example/geo"
	"truce.example/internal/decimal"
)

// properties are what a feature says of its zone. Floor and ceiling are texts as charts have them, or objects as openAIP
// writes them.
type properties struct {
	ID        string          `json:"id,omitempty"`
	Name      string          `json:"name,omitempty"`
	Class     string          `json:"class,omitempty"`
	Code      string          `json:"code,omitempty"`
	Kind      string          `json:"type,omitempty"`
	Floor     json.RawMessage `json:"floor,omitempty"`
	Ceiling   json.RawMessage `json:"ceiling,omitempty"`
	Lower     json.RawMessage `json:"lowerCeiling,omitempty"` // openAIP's names
	Upper     json.RawMessage `json:"upperCeiling,omitempty"`
	Active    []activeTime    `json:"active,omitempty"`
	Dormant   bool            `json:"by_notice,omitempty"`
	Frequency json.RawMessage `json:"frequency,omitempty"`
	Station   string          `json:"station,omitempty"`
	RadiusM   json.Number     `json:"radius_m,omitempty"`
	WidthM    json.Number     `json:"width_m,omitempty"`
	Tolerance json.Number     `json:"tolerance_m,omitempty"`
}

type activeTime struct {
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

// ParseGeoJSON reads a FeatureCollection, each feature of which is a zone: a polygon or several; a point with the property
// radius_m; a line with width_m. A feature that is none is refused, and the others are taken. The error is that the text
// is no GeoJSON at all.
func ParseGeoJSON(text []byte) (File, error) {
	var f File
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	var collection struct {
		Type     string            `json:"type"`
		Features []json.RawMessage `json:"features"`
	}
	if err := json.Unmarshal(text, &collection); err != nil {
		return f, fmt.Errorf("is not GeoJSON: %w", err)
	}
	features := collection.Features
	if collection.Type == "Feature" {
		features = []json.RawMessage{text}
	} else if collection.Type != "FeatureCollection" {
		return f, fmt.Errorf("is a %q; zones come as a FeatureCollection", collection.Type)
	}
	offset, line := 0, 1
	for _, raw := range features {
		if at := bytes.Index(text[offset:], raw); at >= 0 {
			line += bytes.Count(text[offset:offset+at], []byte("\n"))
			offset += at
		}
		f.feature(raw, line)
	}
	return f, nil
}

func (f *File) feature(raw json.RawMessage, line int) {
	var said struct {
		ID         json.RawMessage `json:"id"`
		Properties json.RawMessage `json:"properties"`
	}
	var p properties
	if err := json.Unmarshal(raw, &said); err != nil {
		f.refuse(line, "", "%s", err)
		return
	}
	if len(said.Properties) > 0 {
		if err := json.Unmarshal(said.Properties, &p); err != nil {
			f.refuse(line, p.Name, "its properties cannot be read: %s", err)
			return
		}
	}
	z := Zone{Line: line, Code: p.Code, Kind: p.Kind, Station: p.Station}
	z.ID, z.Name, z.Class, z.Dormant = p.ID, strings.TrimSpace(p.Name), p.Class, p.Dormant
	if z.ID == "" {
		z.ID = strings.Trim(string(said.ID), `"`)
	}
	if z.ID == "null" {
		z.ID = ""
	}
	if err := z.describe(p); err != nil {
		f.refuse(line, z.Name, "%s", err)
		return
	}
	features, err := geo.DecodeGeoJSON(raw)
	if err != nil {
		if inner, ok := err.(*geo.FeatureError); ok {
			err = inner.Err
		}
		f.refuse(line, z.Name, "%s", err)
		return
	}
	if err := z.shape(features[0].Geometry, p); err != nil {
		f.refuse(line, z.Name, "%s", err)
		return
	}
	f.keep(z)
}

// describe takes everything but the shape.
func (z *Zone) describe(p properties) (err error) {
	if z.Class == "" || len(z.Class) <= 3 { // openAIP's class is a letter
		if z.Code == "" {
			z.Code = z.Class
		}
		z.Class = classOf(z.Code, strings.ToUpper(z.Kind))
	}
	if z.Floor, err = levelOf(first(p.Floor, p.Lower)); err != nil {
		return err
	}
	if z.Ceiling, err = levelOf(first(p.Ceiling, p.Upper)); err != nil {
		return err
	}
	for _, a := range p.Active {
		w, err := a.window()
		if err != nil {
			return err
		}
		z.Active = append(z.Active, w)
	}
	if json.Unmarshal(p.Frequency, &z.Frequency) != nil {
		z.Frequency = ""
	}
	if p.Tolerance != "" {
		z.ToleranceCm, err = metres(p.Tolerance)
	}
	return err
}

func (a activeTime) window() (w fence.Window, err error) {
	w.FromMs = -1 << 61
	if a.From != "" {
		if w.FromMs, err = moment(a.From); err != nil {
			return w, err
		}
	}
	if a.To != "" {
		w.ToMs, err = moment(a.To)
	}
	return w, err
}

func first(a, b json.RawMessage) json.RawMessage {
	if len(a) > 0 {
		return a
	}
	return b
}

func levelOf(raw json.RawMessage) (fence.Level, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return fence.Level{}, nil
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		l, _, err := ParseLevel(text)
		return l, err
	}
	var o struct {
		Value json.Number `json:"value"`
		Unit  string      `json:"unit"`
		Datum string      `json:"referenceDatum"`
	}
	if err := json.Unmarshal(raw, &o); err != nil {
		return fence.Level{}, fmt.Errorf("%s is not a height", raw)
	}
	switch {
	case o.Unit == "FL":
		text = "FL" + o.Value.String()
	case o.Datum == "GND" && o.Value == "0":
		text = "SFC"
	default:
		text = o.Value.String() + o.Unit + strings.Replace(o.Datum, "GND", "AGL", 1)
	}
	l, _, err := ParseLevel(text)
	return l, err
}

func metres(n json.Number) (int64, error) {
	cm, ok := decimal.Parse(n.String(), 2)
	if !ok || cm < 0 || cm > 2_000_000_00 {
		return 0, fmt.Errorf("%s is not a length in metres up to 2,000 km", n)
	}
	return cm, nil
}

func (z *Zone) shape(geometry any, p properties) (err error) {
	switch g := geometry.(type) {
	case geo.Polygon:
		z.Area = geo.MultiPolygon{g}
	case geo.MultiPolygon:
		z.Area = g
	case geo.Point:
		if p.RadiusM == "" {
			return fmt.Errorf("a point has no area; give the property radius_m")
		}
		c := Circle{Centre: g}
		if c.RadiusCm, err = metres(p.RadiusM); err != nil {
			return err
		}
		z.Circle = &c
		z.Area, err = Disc(c)
	case geo.Line:
		if p.WidthM == "" {
			return fmt.Errorf("a line has no area; give the property width_m")
		}
		width, bad := metres(p.WidthM)
		if bad != nil {
			return bad
		}
		z.Area, err = Strip(g.Points(), width)
	default:
		return fmt.Errorf("the geometry is none of polygon, point with radius_m, line with width_m")
	}
	return err
}

// GeoJSON writes the zones as a FeatureCollection that ParseGeoJSON reads back.
func GeoJSON(zones []Zone) []byte {
	var b bytes.Buffer
	b.WriteString(`{"type":"FeatureCollection","features":[`)
	for i := range zones {
		z := &zones[i]
		if i > 0 {
			b.WriteByte(',')
		}
		p := properties{
			ID: z.ID, Name: z.Name, Class: z.Class, Code: z.Code, Kind: z.Kind, Dormant: z.Dormant, Station: z.Station,
			Floor: quoted(levelText(z.Floor)), Ceiling: quoted(levelText(z.Ceiling)),
		}
		if z.Frequency != "" {
			p.Frequency = quoted(z.Frequency)
		}
		if z.ToleranceCm != 0 {
			p.Tolerance = json.Number(hundredths(z.ToleranceCm))
		}
		for _, w := range z.Active {
			p.Active = append(p.Active, activeTime{From: written(w.FromMs, -1<<60), To: written(w.ToMs, 0)})
		}
		if z.Circle != nil {
			p.RadiusM = json.Number(hundredths(z.Circle.RadiusCm))
		}
		text, _ := json.Marshal(p) // of texts and numbers that were checked
		b.WriteString("\n{\"type\":\"Feature\",\"properties\":")
		b.Write(text)
		b.WriteString(`,"geometry":`)
		if z.Circle != nil {
			fmt.Fprintf(&b, `{"type":"Point","coordinates":%s}}`, pair(z.Circle.Centre))
			continue
		}
		b.WriteString(`{"type":"MultiPolygon","coordinates":[`)
		for j, g := range z.Area {
			if j > 0 {
				b.WriteByte(',')
			}
			b.WriteByte('[')
			for k, r := range append([]geo.Ring{g.Outer()}, g.Holes()...) {
				if k > 0 {
					b.WriteByte(',')
				}
				b.WriteByte('[')
				for n, q := range r {
					if n > 0 {
						b.WriteByte(',')
					}
					b.WriteString(pair(q))
				}
				b.WriteByte(']')
			}
			b.WriteByte(']')
		}
		b.WriteString("]}}")
	}
	b.WriteString("\n]}\n")
	return b.Bytes()
}

func quoted(s string) json.RawMessage {
	text, _ := json.Marshal(s)
	return text
}

// written is a moment as text, or nothing if it is before the bound: without beginning, or without end.
func written(ms, bound int64) string {
	if ms <= bound {
		return ""
	}
	return time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.999Z07:00")
}

func pair(p geo.Point) string { return "[" + degrees(p.Lon) + "," + degrees(p.Lat) + "]" }

// degrees writes units of 1e-7 degree exactly.
func degrees(u int32) string {
	sign, v := "", int64(u)
	if v < 0 {
		sign, v = "-", -v
	}
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%s%d.%07d", sign, v/10_000_000, v%10_000_000), "0"), ".")
}
