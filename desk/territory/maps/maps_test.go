package maps

import (
	"bytes"
	"strings"
	"testing"

	"truce.example/desk/territory/overlay"
	"truce.example/geo"
)

const two = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"holder":"A","uncertainty_m":250},"geometry":{"type":"Polygon","coordinates":[[[36,32],[37,32],[37,33],[36,33],[36,32]]]}},
{"type":"Feature","properties":{"holder":"B "},"geometry":{"type":"MultiPolygon","coordinates":[[[[37,32],[38,32],[38,33.5e0,120],[37,33],[37,32]],[[37.2,32.2],[37.4,32.2],[37.4,32.4]]]]}},
{"type":"Feature","properties":{"holder":"B"},"geometry":{"type":"Point","coordinates":[36,32]}},
{"type":"Feature","properties":{"holder":"A"},"geometry":{"type":"Polygon","coordinates":[[[36,32],[36.5,32.5],[36.2,32.2],[36,32]]]}},
{"type":"Feature","properties":null,"geometry":{"type":"Polygon","coordinates":[[[40,32],[41,33],[41,32],[40,33],[40,32]]]}}]}`

func TestAMapIsReadAndWhatIsNoAreaIsRefusedWithItsPlace(t *testing.T) {
	m, err := Parse([]byte(two), "")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, h := range m.Holders {
		names = append(names, h.Holder)
	}
	if got := strings.Join(names, ","); got != "(not named),A,B" || m.UncertaintyM != 250 {
		t.Fatalf("holders %s, uncertainty %d", got, m.UncertaintyM)
	}
	b, _ := m.Area("B")
	if b.Corners() != 7 || len(b.Polygons()) != 1 || len(b.Polygons()[0]) != 2 {
		t.Errorf("B holds %v", b)
	}
	if m.Refused() != 2 {
		t.Errorf("%d refused: %v", m.Refused(), m.Notes)
	}
	for _, want := range []string{
		`feature 3: a "Point" is no area`, "feature 4: A: near 32, 36: it encloses nothing", "feature 5: (not named): near 32.5, 40.5: its edges cross",
	} {
		if !has(m.Notes, want) {
			t.Errorf("no note begins %q: %v", want, m.Notes)
		}
	}
}

func has(notes []Note, begins string) bool {
	for _, n := range notes {
		if strings.HasPrefix(n.String(), begins) {
			return true
		}
	}
	return false
}

func TestKMLSaysTheSameAsGeoJSON(t *testing.T) {
	const kml = `<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<Placemark><name>west</name><ExtendedData><Data name="holder"><value>A</value></Data><Data name="uncertainty_m"><value>250</value></Data></ExtendedData>
<MultiGeometry><MultiGeometry><Polygon><outerBoundaryIs><LinearRing><coordinates>36,32,0 37,32,0 37,33,0 36,33,0 36,32,0</coordinates></LinearRing></outerBoundaryIs></Polygon></MultiGeometry></MultiGeometry></Placemark>
<Placemark><name>east</name><ExtendedData><SchemaData><SimpleData name="holder">B</SimpleData></SchemaData></ExtendedData><Point><coordinates>1,2</coordinates></Point></Placemark>
</Document></kml>`
	m, err := Parse([]byte(kml), "holder")
	if err != nil {
		t.Fatal(err)
	}
	g, err := Parse([]byte(two), "holder")
	if err != nil {
		t.Fatal(err)
	}
	a, _ := m.Area("A")
	same, _ := g.Area("A")
	if a.SquareCm() != same.SquareCm() || m.UncertaintyM != 250 || m.Refused() != 1 || !has(m.Notes, "feature 2: it draws Point, and no Polygon") {
		t.Errorf("read %v", m)
	}
	if m, err = Parse([]byte(kml), "name"); err != nil || m.Holders[0].Holder != "west" {
		t.Errorf("by the name of the placemark: %v, %v", m, err)
	}
}

func TestWhatIsNoMapIsRefused(t *testing.T) {
	for _, text := range []string{"", " ", "name,holder", "{", `{"type":"Topology"}`, "<a/>", "<kml", "<?x?>"} {
		if _, err := Parse([]byte(text), ""); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}

func TestDaysInNamesOfFiles(t *testing.T) {
	for name, want := range map[string]string{
		"deepstatemap_data_20240708.geojson": "2024-07-08", "2022-03-01.csv": "2022-03-01", "a_2022_03_01_b": "2022-03-01", "20240732.csv": "", "map.kml": "",
		"20240101_20240102.csv": "", "v2_2024-01-05": "2024-01-05", "1234567890": "",
	} {
		if got := DayOf(name); got != want {
			t.Errorf("%s is of %q, want %q", name, got, want)
		}
	}
}

func TestTables(t *testing.T) {
	before, err := ParseTable([]byte("\ufeff\"Name\",\"Held by\",\"Lat\",\"Lon\"\nJillin,B,32.757,35.940\nTown,A ,1,2\nTown,B,3,4\nGone,A,5,6\n ,A,1,1\n"), "")
	if err != nil || len(before.Notes) != 1 {
		t.Fatal(err, before.Notes)
	}
	after, err := ParseTable([]byte("Lon,Lat,Name,Population,Held by\n35.940,32.757,Jillin,1,X\n2,1,Town,1,A\n4,3,Town,1,A\n4,3,Town,1,\n"), "")
	if err != nil {
		t.Fatal(err)
	}
	turns := Turns(before, after)
	if len(turns) != 2 || turns[0] != (Turn{"Jillin", "32.757", "35.940", "B", "X"}) || turns[1] != (Turn{"Town", "3", "4", "B", ""}) {
		t.Errorf("turns are %v", turns)
	}
	for _, text := range []string{"", "Name,Population\n", "\"", "Name,holder\n\"a"} {
		if _, err := ParseTable([]byte(text), ""); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(two))
	f.Add([]byte(`<kml><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>36,32 37,32 37,33</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>`))
	f.Add([]byte(`{"type":"Feature","geometry":{"type":"GeometryCollection","geometries":[{"type":"Polygon","coordinates":[[[179,1],[-179,1],[-179,2],[179,2]]]}]}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 4000 {
			return
		}
		m, err := Parse(text, "holder")
		if _, g := ParseGeoJSON(text, "holder"); err == nil && text[0] == '{' && g != nil {
			t.Fatal("Parse and ParseGeoJSON differ")
		}
		if _, k := ParseKML(text, "holder"); err == nil && text[0] == '<' && k != nil {
			t.Fatal("Parse and ParseKML differ")
		}
		if err != nil {
			return
		}
		for _, h := range m.Holders {
			again, faults, err := overlay.NewArea(drawn(h.Area))
			if err != nil && !h.Area.Empty() {
				t.Fatalf("what was read cannot be drawn again: %v", err)
			}
			if !h.Area.Empty() && (len(faults) > 0 || again.SquareCm() != h.Area.SquareCm()) {
				t.Fatalf("drawn again it has faults %v and %d, not %d, cm²", faults, again.SquareCm(), h.Area.SquareCm())
			}
		}
	})
}

func FuzzParseUnits(f *testing.F) {
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"PCODE":"N1","NAME":"One","POP":12},"geometry":{"type":"Point","coordinates":[36.1,32.6]}}]}`))
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"properties":{"PCODE":"N1"},"geometry":{"type":"Polygon","coordinates":[[[36,32],[37,32],[37,33],[36,32]]]}},{}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		units, _, err := ParseUnits(text, UnitNames{PCode: "PCODE", Name: "NAME", People: "POP"})
		if err != nil {
			return
		}
		for _, u := range units {
			if u.PCode == "" || u.Point == nil && u.Area.Empty() || u.People < 0 {
				t.Fatalf("%+v was taken", u)
			}
		}
	})
}

func FuzzParseTable(f *testing.F) {
	f.Add([]byte("Name,Held by,Lat,Lon\nJillin,B,32.757,35.940\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		table, err := ParseTable(text, "")
		if err != nil {
			return
		}
		if turns := Turns(table, table); len(turns) > 0 {
			t.Fatalf("a table differs from itself: %v", turns)
		}
		for _, p := range table.Places {
			p.At()
		}
	})
}

func FuzzDayOf(f *testing.F) {
	f.Add("deepstatemap_data_20240708.geojson")
	f.Fuzz(func(t *testing.T, name string) {
		if day := DayOf(name); day != "" && DayOf(day) != day {
			t.Fatalf("%q is of %q, which is of %q", name, day, DayOf(day))
		}
	})
}

func TestAMarkOfByteOrderIsPassedOver(t *testing.T) {
	if m, err := Parse(append([]byte("\ufeff"), bytes.TrimSpace([]byte(two))...), ""); err != nil || len(m.Holders) != 3 {
		t.Errorf("%v %v", m, err)
	}
}

func drawn(a overlay.Area) [][]geo.Ring {
	var out [][]geo.Ring
	for _, p := range a.Polygons() {
		out = append(out, p)
	}
	return out
}
