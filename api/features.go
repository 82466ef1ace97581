package api

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
)

// Every layer with places is a collection of OGC API – Features, Part 1: Core (OGC 17-069r4, 1.0.1), which map programs
// read. The face knows features and columns, and no subject.

const ogcRoot = "/ogc"

// conformance lists the requirements classes that are met.
var conformance = []string{
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
}

// crs84 is longitude and latitude on WGS 84, the only coordinates that are served.
const crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

func (f *Face) featureRoutes() error {
	var err error
	if f.ogcDoc, err = f.ogcDocument(); err != nil {
		return err
	}
	f.handle("GET "+ogcRoot, f.ogcLanding)
	f.handle("GET "+ogcRoot+"/{$}", f.ogcLanding)
	f.handle("GET "+ogcRoot+"/api", f.ogcAPI)
	f.handle("GET "+ogcRoot+"/conformance", f.ogcConformance)
	f.handle("GET "+ogcRoot+"/collections", f.collections)
	f.handle("GET "+ogcRoot+"/collections/{id}", f.collection)
	f.handle("GET "+ogcRoot+"/collections/{id}/items", f.items)
	f.handle("GET "+ogcRoot+"/collections/{id}/items/{feature}", f.item)
	f.handle("GET "+ogcRoot+"/collections/{id}/{file}", f.downloadFile)
	f.handle("OPTIONS "+ogcRoot+"/{path...}", func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Allow", "GET, HEAD, OPTIONS")
		w.WriteHeader(http.StatusNoContent)
		return nil
	})
	return nil
}

// A Link is one of RFC 8288, as OGC API documents write it.
type Link struct {
	Href  string `json:"href"`
	Rel   string `json:"rel"`
	Type  string `json:"type,omitempty"`
	Title string `json:"title,omitempty"`
}

// Media types.
const (
	jsonType    = "application/json"
	geojsonType = "application/geo+json"
	htmlType    = "text/html"
	openapiType = "application/vnd.oai.openapi+json;version=3.0"
)

// base is where the doors for map programs are, as a whole address, because map programs want that.
func base(r *http.Request) string { return site(r) + ogcRoot }

// selfAndOther links a document to itself and to its other form.
func selfAndOther(r *http.Request, jsonForm string, form string) []Link {
	q := r.URL.Query()
	address := func(f string) string {
		q.Set("f", f)
		return base(r) + strings.TrimPrefix(r.URL.EscapedPath(), ogcRoot) + "?" + q.Encode()
	}
	links := []Link{
		{Href: address("json"), Rel: "self", Type: jsonForm, Title: "this document"},
		{Href: address("html"), Rel: "alternate", Type: htmlType, Title: "this document as a page"},
	}
	if form == "html" {
		links[0].Rel, links[1].Rel = "alternate", "self"
	}
	return links
}

// formOf finds out in which form an answer is wanted: by f=, else by the header Accept.
func formOf(r *http.Request, forms ...string) (string, error) {
	wanted := r.URL.Query().Get("f")
	if wanted == "" {
		if strings.Contains(r.Header.Get("Accept"), htmlType) {
			return "html", nil
		}
		return "json", nil
	}
	for _, f := range forms {
		if f == wanted {
			return f, nil
		}
	}
	return "", desk.Refuse(desk.Invalid, "f= is one of %s, not %q", strings.Join(forms, ", "), cut(wanted))
}

// plainQuery refuses parameters where there are none to give but f and wait.
func plainQuery(r *http.Request) error {
	for name := range r.URL.Query() {
		if name != "f" && name != "wait" {
			return desk.Refuse(desk.Invalid, "there is no parameter %q here; leave it out", cut(name))
		}
	}
	return nil
}

// seen is what a question through these doors stands on: who asks, in which form, and from which entry on the answer is.
type seen struct {
	q     desk.Question
	form  string
	entry int64
}

// see begins every answer: it finds out who asks, and says how far the tables have read. It returns done if the asker has
// the same answer already.
//
// The tag is made of who the reader is, the entry and the address, so that what was kept for one reader is never given to
// another; and of the minute, because some values go by the clock.
func (f *Face) see(w http.ResponseWriter, r *http.Request, right string, forms ...string) (s seen, done bool, err error) {
	if s.form, err = formOf(r, forms...); err != nil {
		return s, false, err
	}
	if s.q, err = f.question(r, right); err != nil {
		return s, false, err
	}
	s.entry = s.q.View.Entry()
	mac := hmac.New(sha256.New, f.tagKey)
	fmt.Fprintf(mac, "%q %d %d %q %q %q", s.q.Who.ViewerKey(), s.entry, s.q.At.Unix()/60, r.Host, r.URL.RequestURI(), s.form)
	tag := `W/"` + hex.EncodeToString(mac.Sum(nil)[:12]) + `"`
	h := w.Header()
	h.Set(headerEntry, strconv.FormatInt(s.entry, 10))
	h.Set("ETag", tag)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", "Accept, Authorization, Cookie")
	for _, have := range strings.Split(r.Header.Get("If-None-Match"), ",") {
		if strings.TrimSpace(have) == tag {
			w.WriteHeader(http.StatusNotModified)
			return s, true, nil
		}
	}
	return s, false, nil
}

func (f *Face) ogcLanding(w http.ResponseWriter, r *http.Request) error {
	if err := plainQuery(r); err != nil {
		return err
	}
	s, done, err := f.see(w, r, desk.RightAnybody, "json", "html")
	if err != nil || done {
		return err
	}
	links := append(selfAndOther(r, jsonType, s.form),
		Link{base(r) + "/api", "service-desc", openapiType, "the description of these doors"},
		Link{base(r) + "/api?f=html", "service-doc", htmlType, "the description of these doors, for people"},
		Link{base(r) + "/conformance", "conformance", jsonType, "what is conformed to"},
		Link{base(r) + "/collections", "data", jsonType, "the collections"})
	title := "Features for map programs"
	about := "What the mission's tables show, with places: OGC API – Features. You see what you may see."
	if record.IsExercise(f.Mission.Origin()) {
		about = "EXERCISE. " + about
	}
	if s.form == "html" {
		return f.linksPage(w, r, title, []string{about}, links)
	}
	return write(w, http.StatusOK, struct {
		Title       string `json:"title"`
		Description string `json:"description"`
		Links       []Link `json:"links"`
	}{title, about, links})
}

func (f *Face) ogcConformance(w http.ResponseWriter, r *http.Request) error {
	if err := plainQuery(r); err != nil {
		return err
	}
	s, done, err := f.see(w, r, desk.RightAnybody, "json", "html")
	if err != nil || done {
		return err
	}
	if s.form == "html" {
		return f.linksPage(w, r, "What is conformed to", conformance, selfAndOther(r, jsonType, s.form))
	}
	return write(w, http.StatusOK, map[string][]string{"conformsTo": conformance})
}

func (f *Face) ogcAPI(w http.ResponseWriter, r *http.Request) error {
	if err := plainQuery(r); err != nil {
		return err
	}
	s, done, err := f.see(w, r, desk.RightAnybody, "json", "html")
	if err != nil || done {
		return err
	}
	if s.form == "html" {
		return f.ogcDocs(w, r)
	}
	w.Header().Set("Content-Type", openapiType)
	w.Write(f.ogcDoc)
	return nil
}

// A Collection describes one layer with places.
type Collection struct {
	ID          string   `json:"id"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Links       []Link   `json:"links"`
	ItemType    string   `json:"itemType"`
	CRS         []string `json:"crs"`
}

func (f *Face) collectionOf(r *http.Request, l desk.Layer) Collection {
	at := base(r) + "/collections/" + l.ID
	return Collection{
		ID: l.ID, Title: f.marked(l.Title), Description: "The rows of the layer that you may see, with their places.", ItemType: "feature", CRS: []string{crs84},
		Links: []Link{
			{at, "self", jsonType, l.Title},
			{at + "?f=html", "alternate", htmlType, l.Title + " as a page"},
			{at + "/items", "items", geojsonType, l.Title + ": the features"},
			{at + "/items?f=html", "items", htmlType, l.Title + ": the features as a page"},
			{at + "/download.geojson", "enclosure", geojsonType, l.Title + " as GeoJSON"},
			{at + "/download.kml", "enclosure", kmlType, l.Title + " as KML"},
			{at + "/download.gpkg", "enclosure", gpkgType, l.Title + " as GeoPackage"},
		},
	}
}

// featureLayers are the layers with places that somebody may open.
func (f *Face) featureLayers(who desk.Who) []desk.Layer {
	var out []desk.Layer
	for _, id := range f.order {
		if l := f.layers[id]; l.Features != nil && f.allow(who, l.Right) == nil {
			out = append(out, l)
		}
	}
	return out
}

func (f *Face) collections(w http.ResponseWriter, r *http.Request) error {
	if err := plainQuery(r); err != nil {
		return err
	}
	s, done, err := f.see(w, r, desk.RightAnybody, "json", "html")
	if err != nil || done {
		return err
	}
	list := []Collection{}
	for _, l := range f.featureLayers(s.q.Who) {
		list = append(list, f.collectionOf(r, l))
	}
	if s.form == "html" {
		return f.collectionsPage(w, r, list)
	}
	return write(w, http.StatusOK, struct {
		Links       []Link       `json:"links"`
		Collections []Collection `json:"collections"`
	}{selfAndOther(r, jsonType, s.form), list})
}

func (f *Face) collection(w http.ResponseWriter, r *http.Request) error {
	if err := plainQuery(r); err != nil {
		return err
	}
	l, err := f.layerOf(r)
	if err != nil {
		return err
	}
	s, done, err := f.see(w, r, l.Right, "json", "html")
	if err != nil || done {
		return err
	}
	c := f.collectionOf(r, l)
	if s.form == "html" {
		return f.collectionsPage(w, r, []Collection{c})
	}
	return write(w, http.StatusOK, c)
}

func (f *Face) layerOf(r *http.Request) (desk.Layer, error) {
	l, ok := f.layers[r.PathValue("id")]
	if !ok || l.Features == nil {
		return l, desk.Refuse(desk.NotFound, "there is no collection %q; %s/collections lists them", cut(r.PathValue("id")), ogcRoot)
	}
	return l, nil
}

// item serves one feature.
func (f *Face) item(w http.ResponseWriter, r *http.Request) error {
	if err := plainQuery(r); err != nil {
		return err
	}
	l, err := f.layerOf(r)
	if err != nil {
		return err
	}
	s, done, err := f.see(w, r, l.Right, "json", "html")
	if err != nil || done {
		return err
	}
	id := r.PathValue("feature")
	var found []desk.Feature
	err = l.Features(r.Context(), s.q, desk.Window{ID: id, Limit: 1}, func(one desk.Feature) error {
		found = append(found, one)
		return nil
	})
	if err != nil {
		return err
	}
	if id == "" || len(found) == 0 {
		return desk.Refuse(desk.NotFound, "there is no feature %q in %s that you may see", cut(id), l.ID)
	}
	links := append(selfAndOther(r, geojsonType, s.form), Link{base(r) + "/collections/" + l.ID, "collection", jsonType, l.Title})
	if s.form == "html" {
		return f.featurePage(w, r, l, found[0])
	}
	out, err := appendFeature(nil, l, found[0])
	if err != nil {
		return err
	}
	more, err := json.Marshal(links)
	if err != nil {
		return err
	}
	out = append(append(append(out[:len(out)-1], `,"links":`...), more...), "}\n"...)
	w.Header().Set("Content-Type", geojsonType)
	w.Header().Set("Content-Length", strconv.Itoa(len(out)))
	w.Write(out)
	return nil
}

// page bounds.
const (
	usualItems = 100
	mostItems  = 10_000
)

// items serves a page of features.
func (f *Face) items(w http.ResponseWriter, r *http.Request) error {
	l, err := f.layerOf(r)
	if err != nil {
		return err
	}
	want, err := parseItems(r.URL.Query(), l.Columns)
	if err != nil {
		return err
	}
	s, done, err := f.see(w, r, l.Right, "json", "html", "kml", "gpkg")
	if err != nil || done {
		return err
	}
	if s.form == "kml" || s.form == "gpkg" {
		return f.download(w, r, l, s, want, s.form)
	}
	pages := &pager{layer: l, q: s.q, want: want, entry: s.entry}
	if s.form == "html" {
		want.limit = min(want.limit, layerPage)
		list, more, err := pages.next(r.Context(), want.limit)
		if err != nil {
			return err
		}
		return f.itemsPage(w, r, l, list, f.nextLink(r, pages, more))
	}
	return f.streamItems(w, r, pages)
}

// streamItems writes a page of features as it is read. No more than a chunk of it is in memory, and no table is held while
// the reader takes its time.
func (f *Face) streamItems(w http.ResponseWriter, r *http.Request, pages *pager) error {
	left := pages.want.limit
	first := pages.want.after == cursor{}
	list, more, err := pages.next(r.Context(), min(left, chunk))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", geojsonType)
	out := []byte(`{"type":"FeatureCollection","features":[`)
	given := 0
	for {
		for _, one := range list {
			if given++; given > 1 {
				out = append(out, ",\n"...)
			}
			if out, err = appendFeature(out, pages.layer, one); err != nil {
				return broken(given, err)
			}
		}
		left -= len(list)
		if left == 0 || !more || pages.tired() {
			break
		}
		if _, err := w.Write(out); err != nil {
			return nil // the reader went away
		}
		out = out[:0]
		if list, more, err = pages.next(r.Context(), min(left, chunk)); err != nil {
			f.Log.Error("a page of features broke off", "collection", pages.layer.ID, "error", err)
			panic(http.ErrAbortHandler) // the reader sees a broken transfer, not a short page
		}
	}
	links := selfAndOther(r, geojsonType, "json")
	if next := f.nextLink(r, pages, more); next != "" {
		links = append(links, Link{next, "next", geojsonType, "the next page"})
	}
	tail := struct {
		Links    []Link `json:"links"`
		Time     string `json:"timeStamp"`
		Matched  *int   `json:"numberMatched,omitempty"`
		Returned int    `json:"numberReturned"`
		Truce    origin `json:"truce"`
	}{Links: links, Time: f.Mission.Now().UTC().Format(time.RFC3339), Returned: given, Truce: f.provenance(pages.entry)}
	if first && !more {
		tail.Matched = &given
	}
	b, err := json.Marshal(tail)
	if err != nil {
		return broken(given, err)
	}
	out = append(append(append(out, `],`...), b[1:]...), '\n')
	w.Write(out)
	return nil
}

// broken ends an answer of which a part may have been sent.
func broken(given int, err error) error {
	if given > chunk {
		panic(http.ErrAbortHandler)
	}
	return err
}

func (f *Face) nextLink(r *http.Request, pages *pager, more bool) string {
	if !more {
		return ""
	}
	q := r.URL.Query()
	q.Set("after", pages.want.after.String())
	q.Del("wait")
	return base(r) + strings.TrimPrefix(r.URL.EscapedPath(), ogcRoot) + "?" + q.Encode()
}

// origin says from what a page or file was made.
type origin struct {
	Origin     string      `json:"origin"`
	Exercise   bool        `json:"exercise"`
	Known      int64       `json:"entry"` // all entries below it are in; of later ones perhaps some
	Checkpoint int64       `json:"checkpoint_size"`
	Root       record.Hash `json:"checkpoint_root"`
}

// sentence is what people read of it.
func (o origin) sentence() string {
	mark := ""
	if o.Exercise {
		mark = "EXERCISE. "
	}
	return fmt.Sprintf("%sFrom %s. All entries below %d are in it. Checkpoint: %d entries, root %s.", mark, o.Origin, o.Known, o.Checkpoint, o.Root)
}

func (f *Face) provenance(entry int64) origin {
	c := f.Mission.Head()
	return origin{c.Origin, record.IsExercise(c.Origin), entry, c.Size, c.Root}
}

// chunk is how many features are read at once.
const chunk = 500

// mostScanned is how many features one request looks at when it asks for values that no index finds. A page may then be
// short, and says where to go on.
const mostScanned = 50_000

// A pager reads features from a cursor on, a chunk at a time.
type pager struct {
	layer   desk.Layer
	q       desk.Question
	want    itemsWanted
	entry   int64 // up to which the tables had read when the page began
	scanned int
}

func (p *pager) tired() bool { return p.scanned >= mostScanned }

// errEnough stops a layer that has given what is needed.
var errEnough = errors.New("enough")

// next gives the next n features, moves the cursor to the last of them, and says whether there may be more.
func (p *pager) next(ctx context.Context, n int) ([]desk.Feature, bool, error) {
	var list []desk.Feature
	more := false
	for _, box := range p.want.boxes() {
		part, partMore, err := p.read(ctx, box, n)
		if err != nil {
			return nil, false, err
		}
		more = more || partMore
		list = merge(list, part)
	}
	if len(list) > n {
		list, more = list[:n], true
	}
	if len(list) > 0 {
		p.want.after = cursorAt(list[len(list)-1])
	}
	return list, more, nil
}

// read gives up to n features of one box. Without a feature to stand on, a tired search moves the cursor itself.
func (p *pager) read(ctx context.Context, w desk.Window, n int) ([]desk.Feature, bool, error) {
	var list []desk.Feature
	more := false
	at := p.want.after
	w.After = at.entry - 1
	if at.id == strconv.FormatInt(at.entry, 10) { // an entry makes one feature
		w.After = at.entry
	}
	err := p.layer.Features(ctx, p.q, w, func(one desk.Feature) error {
		if !at.before(one) {
			return nil
		}
		p.scanned++
		if !p.want.has(one) {
			if p.tired() && len(p.want.boxes()) == 1 {
				more = true
				if len(list) == 0 {
					p.want.after = cursorAt(one)
				}
				return errEnough
			}
			return nil
		}
		if len(list) == n {
			more = true
			return errEnough
		}
		list = append(list, one)
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return list, more, err
}

// merge puts two lists in order together, each feature once.
func merge(a, b []desk.Feature) []desk.Feature {
	if len(a) == 0 {
		return b
	}
	var out []desk.Feature
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].Entry == b[0].Entry && a[0].ID == b[0].ID:
			out, a, b = append(out, a[0]), a[1:], b[1:]
		case cursorAt(a[0]).before(b[0]):
			out, a = append(out, a[0]), a[1:]
		default:
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// A cursor is a place in a list of features: after the feature id of an entry. The zero cursor is before all. It names
// what stands for ever, so that a page begins where the one before it ended, however much the record has grown.
type cursor struct {
	entry int64
	id    string
}

func cursorAt(f desk.Feature) cursor { return cursor{f.Entry, f.ID} }

// before says whether the feature comes after the cursor.
func (c cursor) before(f desk.Feature) bool {
	return c.id == "" || f.Entry > c.entry || f.Entry == c.entry && f.ID > c.id
}

func (c cursor) String() string { return strconv.FormatInt(c.entry, 10) + "." + c.id }

func parseCursor(text string) (cursor, bool) {
	number, id, ok := strings.Cut(text, ".")
	n, err := strconv.ParseInt(number, 10, 64)
	return cursor{n, id}, ok && err == nil && n >= 0 && id != ""
}

// appendFeature writes a feature as GeoJSON (RFC 7946): every column of its layer, null where the value is not known, and
// the entries that made and last changed it.
func appendFeature(out []byte, l desk.Layer, one desk.Feature) ([]byte, error) {
	id, err := json.Marshal(one.ID)
	if err != nil {
		return nil, err
	}
	out = append(append(append(out, `{"type":"Feature","id":`...), id...), `,"geometry":`...)
	out = geo.AppendGeometry(out, one.Geometry)
	out = append(out, `,"properties":{"entry":`...)
	out = strconv.AppendInt(out, one.Entry, 10)
	out = append(out, `,"changed":`...)
	out = strconv.AppendInt(out, one.Changed, 10)
	for _, c := range l.Columns {
		out = append(append(append(out, ',', '"'), c.Name...), '"', ':')
		if out, err = appendValue(out, one.Values[c.Name]); err != nil {
			return nil, fmt.Errorf("the value %q of %s: %w", c.Name, l.ID, err)
		}
	}
	return append(out, "}}"...), nil
}

func appendValue(out []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(out, "null"...), nil
	case int64:
		return strconv.AppendInt(out, v, 10), nil
	case bool:
		return strconv.AppendBool(out, v), nil
	case record.Moment:
		if !v.Known() {
			return append(out, "null"...), nil
		}
		return append(append(append(out, '"'), v.String()...), '"'), nil
	}
	b, err := json.Marshal(textOr(v))
	return append(out, b...), err
}

// textOr is a value as the columns' types have it; what is neither number nor boolean is text.
func textOr(v any) any {
	switch v := v.(type) {
	case int64, bool, string:
		return v
	case int:
		return int64(v)
	}
	return show(v)
}
