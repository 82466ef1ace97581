package zones

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"truce.example/desk/air/fence"
	"truce.example/geo"
	"truce.example/internal/decimal"
)

// A placemark is the part of KML's Placemark that is read.
type placemark struct {
	ID       string    `xml:"id,attr"`
	Name     string    `xml:"name"`
	Polygons []polygon `xml:"Polygon"`
	Multi    []polygon `xml:"MultiGeometry>Polygon"`
	Line     string    `xml:"LineString>coordinates"`
	Point    string    `xml:"Point>coordinates"`
	Data     []struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value"`
	} `xml:"ExtendedData>Data"`
	Simple []struct {
		Name  string `xml:"name,attr"`
		Value string `xml:",chardata"`
	} `xml:"ExtendedData>SchemaData>SimpleData"`
}

type polygon struct {
	Outer string   `xml:"outerBoundaryIs>LinearRing>coordinates"`
	Inner []string `xml:"innerBoundaryIs>LinearRing>coordinates"`
}

// ParseKML reads the placemarks of a KML document as zones. KML has no floor and no ceiling: they are read from extended
// data named floor and ceiling, and are unset otherwise; the heights of the drawing are not taken for them. The error is
// that the text is no XML.
func ParseKML(text []byte) (File, error) {
	var f File
	d := xml.NewDecoder(bytes.NewReader(text))
	seen := false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return f, fmt.Errorf("is not KML: %w", err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if !seen && start.Name.Local != "kml" {
			return f, fmt.Errorf("is not KML: it begins with <%s>", start.Name.Local)
		}
		seen = true
		if start.Name.Local != "Placemark" {
			continue
		}
		line, _ := d.InputPos()
		var p placemark
		if err := d.DecodeElement(&p, &start); err != nil {
			return f, fmt.Errorf("is not KML: %w", err)
		}
		f.placemark(p, line)
	}
	if !seen {
		return f, errors.New("is not KML: it has no element")
	}
	return f, nil
}

func (f *File) placemark(p placemark, line int) {
	z := Zone{Line: line}
	z.ID, z.Name = p.ID, strings.TrimSpace(p.Name)
	said := map[string]string{}
	for _, d := range p.Data {
		said[d.Name] = strings.TrimSpace(d.Value)
	}
	for _, d := range p.Simple {
		said[d.Name] = strings.TrimSpace(d.Value)
	}
	if err := z.fromKML(p, said); err != nil {
		f.refuse(line, z.Name, "%s", err)
		return
	}
	f.keep(z)
}

func (z *Zone) fromKML(p placemark, said map[string]string) (err error) {
	if id := said["id"]; id != "" {
		z.ID = id
	}
	z.Code, z.Kind, z.Class, z.Dormant = said["code"], said["type"], said["class"], said["by_notice"] == "true"
	z.Frequency, z.Station = said["frequency"], said["station"]
	if z.Class == "" {
		z.Class = classOf(z.Code, z.Kind)
	}
	if z.Floor, _, err = ParseLevel(said["floor"]); err != nil {
		return err
	}
	if z.Ceiling, _, err = ParseLevel(said["ceiling"]); err != nil {
		return err
	}
	for _, text := range strings.Fields(said["active"]) {
		from, to, _ := strings.Cut(text, "/")
		w, err := activeTime{From: from, To: to}.window()
		if err != nil {
			return err
		}
		z.Active = append(z.Active, w)
	}
	if t := said["tolerance_m"]; t != "" {
		var ok bool
		if z.ToleranceCm, ok = decimal.Parse(t, 2); !ok || z.ToleranceCm < 0 {
			return fmt.Errorf("the tolerance %q is not a length in metres", t)
		}
	}
	return z.shapeKML(p, said)
}

func (z *Zone) shapeKML(p placemark, said map[string]string) error {
	if p.Line != "" || p.Point != "" {
		points, err := coordinates(p.Line + p.Point)
		if err != nil {
			return err
		}
		radius, isDisc := decimal.Parse(said["radius_m"], 2)
		width, isStrip := decimal.Parse(said["width_m"], 2)
		switch {
		case p.Line != "" && isStrip:
			z.Area, err = Strip(points, width)
		case p.Point != "" && isDisc && len(points) == 1:
			z.Circle = &Circle{points[0], radius}
			z.Area, err = Disc(*z.Circle)
		default:
			err = errors.New("a point or line has no area; give radius_m or width_m in its extended data")
		}
		return err
	}
	for _, g := range append(p.Polygons, p.Multi...) {
		outer, err := coordinates(g.Outer)
		if err != nil {
			return err
		}
		var holes []geo.Ring
		for _, inner := range g.Inner {
			hole, err := coordinates(inner)
			if err != nil {
				return err
			}
			holes = append(holes, mend(hole))
		}
		polygon, err := geo.NewPolygon(mend(outer), holes...)
		if err != nil {
			return err
		}
		z.Area = append(z.Area, polygon)
	}
	if len(z.Area) == 0 {
		return errors.New("the placemark has no polygon")
	}
	return nil
}

// coordinates reads KML's tuples of longitude, latitude and perhaps a height, which is left out.
func coordinates(text string) ([]geo.Point, error) {
	var out []geo.Point
	for _, tuple := range strings.Fields(text) {
		parts := strings.Split(tuple, ",")
		if len(parts) < 2 || len(parts) > 3 {
			return nil, fmt.Errorf("%q is not longitude,latitude", tuple)
		}
		lon, ok := decimal.Parse(parts[0], 7)
		lat, also := decimal.Parse(parts[1], 7)
		if !ok || !also {
			return nil, fmt.Errorf("%q is not longitude,latitude", tuple)
		}
		p, err := geo.NewPoint(lat, lon)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// KML writes the zones as a KML document that ParseKML reads back. Zones between heights above the sea or the ground are
// drawn at their ceiling; the extended data says what holds.
func KML(zones []Zone) []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header + `<kml xmlns="http://www.opengis.net/kml/2.2"><Document>` + "\n")
	for i := range zones {
		z := &zones[i]
		b.WriteString("<Placemark><name>" + escaped(z.Name) + "</name><ExtendedData>")
		data := func(name, value string) {
			if value != "" {
				fmt.Fprintf(&b, `<Data name="%s"><value>%s</value></Data>`, name, escaped(value))
			}
		}
		data("id", z.ID)
		data("class", z.Class)
		data("code", z.Code)
		data("type", z.Kind)
		data("floor", levelText(z.Floor))
		data("ceiling", levelText(z.Ceiling))
		data("frequency", z.Frequency)
		data("station", z.Station)
		var times []string
		for _, w := range z.Active {
			times = append(times, written(w.FromMs, -1<<60)+"/"+written(w.ToMs, 0))
		}
		data("active", strings.Join(times, " "))
		if z.Dormant {
			data("by_notice", "true")
		}
		if z.ToleranceCm > 0 {
			data("tolerance_m", hundredths(z.ToleranceCm))
		}
		if z.Circle != nil {
			data("radius_m", hundredths(z.Circle.RadiusCm))
			b.WriteString("</ExtendedData><Point><coordinates>" + tuple(z.Circle.Centre, "") + "</coordinates></Point></Placemark>\n")
			continue
		}
		b.WriteString("</ExtendedData><MultiGeometry>")
		mode, height := drawn(z.Ceiling)
		for _, g := range z.Area {
			b.WriteString("<Polygon><altitudeMode>" + mode + "</altitudeMode>")
			for k, r := range append([]geo.Ring{g.Outer()}, g.Holes()...) {
				name := "outerBoundaryIs"
				if k > 0 {
					name = "innerBoundaryIs"
				}
				b.WriteString("<" + name + "><LinearRing><coordinates>")
				for n, q := range r {
					if n > 0 {
						b.WriteByte(' ')
					}
					b.WriteString(tuple(q, height))
				}
				b.WriteString("</coordinates></LinearRing></" + name + ">")
			}
			b.WriteString("</Polygon>")
		}
		b.WriteString("</MultiGeometry></Placemark>\n")
	}
	b.WriteString("</Document></kml>\n")
	return b.Bytes()
}

func drawn(l fence.Level) (mode, height string) {
	switch l.Datum {
	case fence.AMSL:
		return "absolute", "," + hundredths(l.Cm)
	case fence.AGL:
		return "relativeToGround", "," + hundredths(l.Cm)
	}
	return "clampToGround", ""
}

func tuple(p geo.Point, height string) string { return degrees(p.Lon) + "," + degrees(p.Lat) + height }

func escaped(s string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(s)) // a Buffer takes everything
	return b.String()
}
