package api

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"mime"
	"net/http"
	"os"
	"strconv"
	"strings"

	"truce.example/desk"
	"truce.example/geo"
	"truce.example/internal/gpkg"
	"truce.example/record"
)

// Files to download: GeoJSON (RFC 7946), KML 2.2 (OGC 07-147r2) and GeoPackage 1.3. Each is written to a temporary file
// from one reading of the tables, so that it shows one state of them, and a reader who takes an hour holds no table.

const (
	kmlType  = "application/vnd.google-earth.kml+xml"
	gpkgType = "application/geopackage+sqlite3"
)

// mostDownloads is how many files are made at once; who comes then is asked to come again.
const mostDownloads = 2

// fileForms are the forms of a file by the end of its name.
var fileForms = map[string]struct{ form, media string }{
	"download.geojson": {"geojson", geojsonType}, "download.kml": {"kml", kmlType}, "download.gpkg": {"gpkg", gpkgType},
}

func (f *Face) downloadFile(w http.ResponseWriter, r *http.Request) error {
	file, ok := fileForms[r.PathValue("file")]
	if !ok {
		return desk.Refuse(desk.NotFound, "there is no file %q; there are download.geojson, download.kml and download.gpkg", cut(r.PathValue("file")))
	}
	l, err := f.layerOf(r)
	if err != nil {
		return err
	}
	if r.URL.Query().Has("f") {
		return desk.Refuse(desk.Invalid, "the form stands in the name of the file; leave f= out")
	}
	want, err := parseItems(r.URL.Query(), l.Columns)
	if err != nil {
		return err
	}
	s, done, err := f.see(w, r, l.Right)
	if err != nil || done {
		return err
	}
	return f.download(w, r, l, s, want, file.form)
}

// download makes a file of all that the reader may see and the parameters leave, and sends it.
func (f *Face) download(w http.ResponseWriter, r *http.Request, l desk.Layer, s seen, want itemsWanted, form string) error {
	file, n, err := f.makeFile(r.Context(), l, s, want, form)
	if err != nil {
		return err
	}
	defer file.Close()
	f.Log.Info("file made", "collection", l.ID, "form", form, "features", n)
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	name := strings.ReplaceAll(strings.ToLower(f.marked(l.ID)), " ", "-") + fmt.Sprintf("-%d.%s", s.entry, form)
	h := w.Header()
	h.Set("Content-Type", map[string]string{"geojson": geojsonType, "kml": kmlType, "gpkg": gpkgType}[form])
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	if _, err := io.Copy(w, file); err != nil {
		panic(http.ErrAbortHandler) // the reader sees a broken transfer, not a short file
	}
	return nil
}

// makeFile writes a file that has no name any more when it is given back.
func (f *Face) makeFile(ctx context.Context, l desk.Layer, s seen, want itemsWanted, form string) (*os.File, int, error) {
	select {
	case f.downloads <- struct{}{}: // until it is made, and not until it is read: a slow reader keeps nobody waiting
		defer func() { <-f.downloads }()
	default:
		return nil, 0, desk.Refuse(desk.Busy, "other files are being made; ask again in a moment")
	}
	file, err := os.CreateTemp("", "truce-features-*") // readable by nobody else
	if err != nil {
		return nil, 0, err
	}
	n, err := f.fill(ctx, file, l, s, want, form)
	if form == "gpkg" && err == nil { // SQLite wrote beside our handle, in the same file
		err = file.Sync()
	}
	if removed := os.Remove(file.Name()); err == nil {
		err = removed
	}
	if err != nil {
		file.Close()
		return nil, 0, err
	}
	return file, n, nil
}

// A sink takes the features of one file.
type sink interface {
	add(desk.Feature) error
	end() error
}

func (f *Face) fill(ctx context.Context, file *os.File, l desk.Layer, s seen, want itemsWanted, form string) (int, error) {
	about, err := json.Marshal(f.provenance(s.entry))
	if err != nil {
		return 0, err
	}
	var to sink
	switch form {
	case "geojson":
		to, err = newGeoJSONFile(file, l, about)
	case "kml":
		to, err = newKMLFile(file, l, f.marked(l.Title), record.IsExercise(f.Mission.Origin()), f.provenance(s.entry))
	case "gpkg":
		to, err = newGpkgFile(ctx, file.Name(), l, gpkg.Table{
			Title: f.marked(l.Title), Description: f.provenance(s.entry).sentence(), Metadata: string(about), Made: s.q.At,
		})
	}
	if err != nil {
		return 0, err
	}
	n := 0
	err = everyFeature(ctx, l, s.q, want, func(one desk.Feature) error {
		n++
		return to.add(one)
	})
	if ended := to.end(); err == nil {
		err = ended
	}
	return n, err
}

// everyFeature reads all features in one go. A box across the 180th meridian is read twice; what touches both halves is
// given with the first.
func everyFeature(ctx context.Context, l desk.Layer, q desk.Question, want itemsWanted, each func(desk.Feature) error) error {
	boxes := want.boxes()
	for i, w := range boxes {
		err := l.Features(ctx, q, w, func(one desk.Feature) error {
			if !want.has(one) || !want.after.before(one) || i > 0 && geo.Touches(one.Geometry, *boxes[0].Box) {
				return nil
			}
			return each(one)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// A geoJSONFile is a FeatureCollection with what it was made from in a member of its own.
type geoJSONFile struct {
	out   *bufio.Writer
	layer desk.Layer
	n     int
}

func newGeoJSONFile(w io.Writer, l desk.Layer, about []byte) (*geoJSONFile, error) {
	g := &geoJSONFile{bufio.NewWriter(w), l, 0}
	_, err := fmt.Fprintf(g.out, `{"type":"FeatureCollection","truce":%s,"features":[`, about)
	return g, err
}

func (g *geoJSONFile) add(one desk.Feature) error {
	out, err := appendFeature(nil, g.layer, one)
	if err != nil {
		return err
	}
	if g.n++; g.n > 1 {
		g.out.WriteString(",\n")
	}
	_, err = g.out.Write(out)
	return err
}

func (g *geoJSONFile) end() error {
	g.out.WriteString("]}\n")
	return g.out.Flush()
}

// A kmlFile shows every feature in one neutral style, with its time.
type kmlFile struct {
	out   *bufio.Writer
	layer desk.Layer
	mark  string
}

func newKMLFile(w io.Writer, l desk.Layer, title string, exercise bool, about origin) (*kmlFile, error) {
	k := &kmlFile{bufio.NewWriter(w), l, ""}
	if exercise {
		k.mark = "EXERCISE "
	}
	k.out.WriteString(xml.Header + `<kml xmlns="http://www.opengis.net/kml/2.2"><Document id="` + escaped(l.ID) + `"><name>` + escaped(title) + "</name>\n")
	k.out.WriteString("<description>" + escaped(about.sentence()) + "</description>\n")
	k.out.WriteString(`<Style id="plain"><IconStyle><color>ff555555</color><scale>0.8</scale></IconStyle><LabelStyle><scale>0</scale></LabelStyle>` +
		`<LineStyle><color>ff555555</color><width>2</width></LineStyle><PolyStyle><color>33888888</color></PolyStyle></Style>` + "\n")
	k.out.WriteString(`<Schema name="columns" id="columns">`)
	for _, c := range append([]desk.Column{{Name: "entry", Type: "integer"}, {Name: "changed", Type: "integer"}}, l.Columns...) {
		kind := "string"
		switch c.Type {
		case "integer":
			kind = "int" // KML knows no wider one; readers take a double or text where it does not fit
		case "boolean":
			kind = "bool"
		}
		fmt.Fprintf(k.out, `<SimpleField type="%s" name="%s"><displayName>%s</displayName></SimpleField>`, kind, escaped(c.Name), escaped(c.Title))
	}
	k.out.WriteString("</Schema>\n<ExtendedData>")
	for _, d := range [][2]string{
		{"exercise", strconv.FormatBool(about.Exercise)}, {"origin", about.Origin}, {"entry", fmt.Sprint(about.Known)},
		{"checkpoint_size", fmt.Sprint(about.Checkpoint)}, {"checkpoint_root", about.Root.String()},
	} {
		fmt.Fprintf(k.out, `<Data name="%s"><value>%s</value></Data>`, d[0], escaped(d[1]))
	}
	_, err := k.out.WriteString("</ExtendedData>\n")
	return k, err
}

func (k *kmlFile) add(one desk.Feature) error {
	fmt.Fprintf(k.out, `<Placemark id="%s"><name>%s</name>`, escaped("f-"+one.ID), escaped(k.mark+k.layer.Title+" "+one.ID))
	switch {
	case one.Start.Known() && one.End == one.Start:
		k.out.WriteString("<TimeStamp><when>" + one.Start.String() + "</when></TimeStamp>")
	case one.Start.Known():
		k.out.WriteString("<TimeSpan><begin>" + one.Start.String() + "</begin>")
		if one.End.Known() {
			k.out.WriteString("<end>" + one.End.String() + "</end>")
		}
		k.out.WriteString("</TimeSpan>")
	}
	fmt.Fprintf(k.out, `<styleUrl>#plain</styleUrl><ExtendedData><SchemaData schemaUrl="#columns"><SimpleData name="entry">%d</SimpleData><SimpleData name="changed">%d</SimpleData>`, one.Entry, one.Changed)
	for _, c := range k.layer.Columns {
		if v, ok := one.Values[c.Name]; ok {
			fmt.Fprintf(k.out, `<SimpleData name="%s">%s</SimpleData>`, escaped(c.Name), escaped(show(v)))
		}
	}
	k.out.WriteString("</SchemaData></ExtendedData>")
	kmlGeometry(k.out, one.Geometry)
	_, err := k.out.WriteString("</Placemark>\n")
	return err
}

func (k *kmlFile) end() error {
	k.out.WriteString("</Document></kml>\n")
	return k.out.Flush()
}

func escaped(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s)) // what XML cannot hold becomes U+FFFD
	return b.String()
}

func kmlGeometry(w *bufio.Writer, geometry any) {
	switch g := geometry.(type) {
	case geo.Point:
		w.WriteString("<Point><coordinates>" + kmlPath([]geo.Point{g}) + "</coordinates></Point>")
	case geo.Line:
		w.WriteString("<LineString><coordinates>" + kmlPath(g.Points()) + "</coordinates></LineString>")
	case geo.Polygon:
		w.WriteString("<Polygon><outerBoundaryIs><LinearRing><coordinates>" + kmlPath(g.Outer()) + "</coordinates></LinearRing></outerBoundaryIs>")
		for _, hole := range g.Holes() {
			w.WriteString("<innerBoundaryIs><LinearRing><coordinates>" + kmlPath(hole) + "</coordinates></LinearRing></innerBoundaryIs>")
		}
		w.WriteString("</Polygon>")
	case geo.MultiPolygon:
		w.WriteString("<MultiGeometry>")
		for _, polygon := range g {
			kmlGeometry(w, polygon)
		}
		w.WriteString("</MultiGeometry>")
	}
}

func kmlPath(points []geo.Point) string {
	var b strings.Builder
	for i, p := range points {
		if i > 0 {
			b.WriteByte(' ')
		}
		lat, lon := degreesOf(p)
		b.WriteString(strconv.FormatFloat(lon, 'f', -1, 64) + "," + strconv.FormatFloat(lat, 'f', -1, 64))
	}
	return b.String()
}

func degreesOf(p geo.Point) (lat, lon float64) { return float64(p.Lat) / 1e7, float64(p.Lon) / 1e7 }

// A gpkgFile is a table of a GeoPackage.
type gpkgFile struct {
	out   *gpkg.Writer
	layer desk.Layer
}

func newGpkgFile(ctx context.Context, path string, l desk.Layer, t gpkg.Table) (*gpkgFile, error) {
	columns := []gpkg.Column{{Name: "id", Type: "text"}, {Name: "entry", Type: "integer"}, {Name: "changed", Type: "integer"}}
	for _, c := range l.Columns {
		columns = append(columns, gpkg.Column(c))
	}
	t.Name, t.Columns = strings.ReplaceAll(l.ID, ".", "_"), columns
	out, err := gpkg.Create(ctx, path, t)
	return &gpkgFile{out, l}, err
}

func (g *gpkgFile) add(one desk.Feature) error {
	values := []any{one.ID, one.Entry, one.Changed}
	for _, c := range g.layer.Columns {
		v, ok := one.Values[c.Name]
		switch m := v.(type) {
		case record.Moment:
			v = m.Time()
			ok = m.Known()
		default:
			v = textOr(v)
		}
		if !ok {
			v = nil
		}
		values = append(values, v)
	}
	around, ok := geo.BoxOf(one.Geometry)
	if !ok {
		return g.out.Add(nil, gpkg.Envelope{}, values)
	}
	south, west := degreesOf(geo.Point{Lat: around.South, Lon: around.West})
	north, east := degreesOf(geo.Point{Lat: around.North, Lon: around.East})
	return g.out.Add(appendWKB(nil, one.Geometry), gpkg.Envelope{West: west, East: east, South: south, North: north}, values)
}

func (g *gpkgFile) end() error { return g.out.Close() }

// appendWKB writes a geometry as little-endian well-known binary, longitude first.
func appendWKB(out []byte, geometry any) []byte {
	head := func(kind uint32) { out = binary.LittleEndian.AppendUint32(append(out, 1), kind) }
	count := func(n int) { out = binary.LittleEndian.AppendUint32(out, uint32(n)) }
	points := func(list []geo.Point) {
		for _, p := range list {
			lat, lon := degreesOf(p)
			out = binary.LittleEndian.AppendUint64(out, math.Float64bits(lon))
			out = binary.LittleEndian.AppendUint64(out, math.Float64bits(lat))
		}
	}
	switch g := geometry.(type) {
	case geo.Point:
		head(1)
		points([]geo.Point{g})
	case geo.Line:
		head(2)
		count(len(g.Points()))
		points(g.Points())
	case geo.Polygon:
		head(3)
		rings := append([]geo.Ring{g.Outer()}, g.Holes()...)
		count(len(rings))
		for _, ring := range rings {
			count(len(ring))
			points(ring)
		}
	case geo.MultiPolygon:
		head(6)
		count(len(g))
		for _, polygon := range g {
			out = appendWKB(out, polygon)
		}
	}
	return out
}
