package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"truce.example/api"
	"truce.example/desk"
	"truce.example/geo"
)

// The doors for map programs, as map programs use them: GDAL reads every collection over the network and every file.

// A page of features as its reader sees it.
type featurePage struct {
	Type     string
	Features []struct {
		ID         string
		Geometry   json.RawMessage
		Properties map[string]any
	}
	Links    []struct{ Rel, Href, Type string }
	Matched  *int `json:"numberMatched"`
	Returned int  `json:"numberReturned"`
	Time     string
}

func (p featurePage) next() string {
	for _, l := range p.Links {
		if l.Rel == "next" {
			u, _ := url.Parse(l.Href)
			return u.RequestURI()
		}
	}
	return ""
}

func (c *centre) featurePage(member, path string) featurePage {
	c.t.Helper()
	a := c.knock(member, "GET", path, nil)
	if a.Code != 200 || a.Header().Get("Content-Type") != "application/geo+json" {
		c.t.Fatalf("GET %s by %q: %d %s", path, member, a.Code, a.Body)
	}
	var p featurePage
	if err := json.Unmarshal(a.Body.Bytes(), &p); err != nil {
		c.t.Fatalf("GET %s: %v in %s", path, err, a.Body)
	}
	if p.Returned != len(p.Features) {
		c.t.Errorf("GET %s returns %d features and says %d", path, len(p.Features), p.Returned)
	}
	return p
}

// featureIDs follows the pages to their end.
func (c *centre) featureIDs(member, path string) []string {
	c.t.Helper()
	var ids []string
	for path != "" {
		p := c.featurePage(member, path)
		for _, one := range p.Features {
			ids = append(ids, one.ID)
		}
		path = p.next()
	}
	return ids
}

func (c *centre) featureLayers() []string {
	var out []string
	for _, d := range c.m.Desks() {
		for _, l := range d.Layers {
			if l.Features != nil {
				out = append(out, l.ID)
			}
		}
	}
	return out
}

func newMarkedCentre(t *testing.T) *centre {
	c := newCentre(t)
	c.mark()
	c.read()
	return c
}

func TestMapProgramsFindTheirWay(t *testing.T) {
	c := newMarkedCentre(t)
	for _, row := range []struct{ path, form, holds string }{
		{"/ogc", "application/json", `"rel":"service-desc"`},
		{"/ogc/", "application/json", `"rel":"conformance"`},
		{"/ogc/conformance", "application/json", "conf/oas30"},
		{"/ogc/collections", "application/json", `"id":"observe.reports"`},
		{"/ogc/collections/terms.zones", "application/json", `"rel":"items"`},
		{"/ogc/api", "application/vnd.oai.openapi+json;version=3.0", `"openapi":"3.0.3"`},
		{"/ogc?f=html", "text/html; charset=utf-8", "Features for map programs"},
		{"/ogc/api?f=html", "text/html; charset=utf-8", "/ogc/collections/observe.reports/items"},
		{"/ogc/collections?f=html", "text/html; charset=utf-8", "download.gpkg"},
		{"/ogc/collections/observe.reports/items?f=html", "text/html; charset=utf-8", "/entries/"},
		{"/layers/observe.reports", "text/html; charset=utf-8", "download.kml"},
	} {
		a := c.knock("heron", "GET", row.path, nil)
		if a.Code != 200 || a.Header().Get("Content-Type") != row.form || !strings.Contains(a.Body.String(), row.holds) {
			t.Errorf("GET %s: %d %s without %q: %.300s", row.path, a.Code, a.Header().Get("Content-Type"), row.holds, a.Body)
		}
		if head := c.knock("heron", "HEAD", row.path, nil); head.Code != 200 || head.Header().Get("Truce-Entry") == "" {
			t.Errorf("HEAD %s: %d", row.path, head.Code)
		}
	}
	if a := c.knock("heron", "OPTIONS", "/ogc/collections/observe.reports/items", nil); a.Code != 204 || !strings.Contains(a.Header().Get("Allow"), "GET") {
		t.Errorf("OPTIONS: %d %v", a.Code, a.Header())
	}
	page := c.featurePage("heron", "/ogc/collections/observe.reports/items?limit=1")
	one := c.knock("heron", "GET", "/ogc/collections/observe.reports/items/"+page.Features[0].ID, nil)
	if one.Code != 200 || !strings.Contains(one.Body.String(), `"rel":"collection"`) || !json.Valid(one.Body.Bytes()) {
		t.Errorf("one feature: %d %s", one.Code, one.Body)
	}
}

func TestWrongQuestionsOfMapProgramsAreRefused(t *testing.T) {
	c := newMarkedCentre(t)
	items := "/ogc/collections/observe.reports/items"
	for _, row := range []struct {
		path   string
		status int
		says   string
	}{
		{items + "?bbox=1,2,3", 400, "west,south,east,north"}, {items + "?bbox=1,2,3,NaN", 400, "NaN"}, {items + "?bbox=1,3,2,2", 400, "south"},
		{items + "?bbox-crs=http://example.com", 400, "CRS84"}, {items + "?limit=0", 400, "limit"}, {items + "?limit=-5", 400, "limit"},
		{items + "?datetime=yesterday", 400, "yesterday"}, {items + "?datetime=../..", 400, "datetime"}, {items + "?datetime=2018-01-01T00:00:00Z/2017-01-01T00:00:00Z", 400, "before"},
		{items + "?after=17", 400, "next page"}, {items + "?typ=mortar", 400, "typ"}, {items + "?type=mortar&type=hmg", 400, "2 times"},
		{items + "?level=high", 400, "level"}, {items + "?retracted=perhaps", 400, "retracted"}, {items + "?f=shp", 400, "shp"},
		{"/ogc/conformance?x=1", 400, "x"}, {"/ogc/collections/observe.patrols/items", 404, "observe.patrols"}, {"/ogc/collections/nothing", 404, "nothing"},
		{items + "/999999", 404, "999999"}, {items + "/-1", 404, "-1"}, {"/ogc/collections/observe.reports/download.shp", 404, "download.kml"}, {"/ogc/nowhere", 404, "/ogc/nowhere"},
	} {
		a := c.knock("heron", "GET", row.path, nil)
		if a.Code != row.status || a.Header().Get("Content-Type") != "application/problem+json" || !strings.Contains(a.Body.String(), row.says) || a.Header().Get("ETag") != "" {
			t.Errorf("GET %s: %d %s; it should say %q", row.path, a.Code, a.Body, row.says)
		}
	}
	if page := c.featurePage("heron", items+"?limit=99999999999999999999"); page.Matched == nil || *page.Matched != page.Returned {
		t.Error("too high a limit is not taken as the highest")
	}
}

func TestPagesOfFeaturesNeitherSkipNorRepeatWhileTheRecordGrows(t *testing.T) {
	c := newMarkedCentre(t)
	for _, layer := range c.featureLayers() {
		all := c.featureIDs("heron", "/ogc/collections/"+layer+"/items?limit=10000")
		small := c.featureIDs("heron", "/ogc/collections/"+layer+"/items?limit=3")
		if !slices.Equal(all, small) {
			t.Errorf("%s: pages of 3 hold %d features, one page %d", layer, len(small), len(all))
		}
	}
	path := "/ogc/collections/observe.reports/items?limit=20"
	before := c.featureIDs("heron", path)
	var ids []string
	for at := path; at != ""; {
		p := c.featurePage("heron", at)
		for _, one := range p.Features {
			ids = append(ids, one.ID)
		}
		if len(ids) < 60 {
			c.tell("heron", "observe/allegations", map[string]any{"channel": "agency", "source": "a desk", "language": "en", "text": c.word("in between"), "place_name": "al-Naima", "type": "mortar", "accused": "A", "start": c.m.Now().Add(-time.Hour).Format(time.RFC3339)})
			c.read()
		}
		at = p.next()
	}
	unique := slices.Compact(slices.Clone(ids))
	if len(unique) != len(ids) || len(ids) <= len(before) || !slices.Equal(ids[:len(before)], before) {
		t.Errorf("while the record grew, %d features (%d different) were given; there were %d before", len(ids), len(unique), len(before))
	}
}

func TestWhatIsKeptForOneReaderIsNotGivenToAnother(t *testing.T) {
	c := newMarkedCentre(t)
	path := "/ogc/collections/observe.reports/items?limit=5"
	tags := map[string]string{}
	for _, member := range []string{"heron", "olive", "almond", ""} {
		a := c.knock(member, "GET", path, nil)
		tag := a.Header().Get("ETag")
		if tag == "" || tags[tag] != "" || a.Header().Get("Cache-Control") != "private, no-cache" || !strings.Contains(a.Header().Get("Vary"), "Authorization") {
			t.Errorf("%q is given the tag %s, which %q has; %v", member, tag, tags[tag], a.Header())
		}
		tags[tag] = named(member)
		if again := c.knock(member, "GET", path, nil, "If-None-Match: "+tag); again.Code != 304 || again.Body.Len() > 0 {
			t.Errorf("%q asks again and is given %d", member, again.Code)
		}
		if other := c.knock("quartz", "GET", path, nil, "If-None-Match: "+tag); other.Code != 200 {
			t.Errorf("with the tag of %q somebody else is given %d", member, other.Code)
		}
	}
}

func TestATokenAsPasswordOpensTheDoorsOfMapProgramsOnly(t *testing.T) {
	c := newMarkedCentre(t)
	ask := func(method, path, password string) int {
		r := httptest.NewRequest(method, "http://truce.test"+path, strings.NewReader("{}"))
		r.SetBasicAuth("anything", password)
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		c.face.ServeHTTP(w, r)
		if strings.Contains(strings.ToLower(w.Header().Get("WWW-Authenticate")), "basic") {
			t.Errorf("%s %s asks a browser for a password", method, path)
		}
		return w.Code
	}
	for _, row := range []struct {
		method, path, password string
		status                 int
	}{
		{"GET", "/ogc/collections", c.keys["olive"], 200}, {"GET", "/ogc/collections", "wrong", 401},
		{"GET", "/layers/notify.inbox", c.keys["olive"], 401}, {"GET", "/ogcx", c.keys["olive"], 404},
		{"POST", "/api/observe/allegations", c.keys["heron"], 401},
	} {
		if got := ask(row.method, row.path, row.password); got != row.status {
			t.Errorf("%s %s: %d, want %d", row.method, row.path, got, row.status)
		}
	}
}

// gdal runs a tool of GDAL's against the server; key is a token or empty.
func gdal(t *testing.T, key, tool string, arguments ...string) string {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		if os.Getenv("TRUCE_CI") != "" {
			t.Fatalf("%s is not here; install gdal-bin", tool)
		}
		t.Skipf("%s is not here; install gdal-bin", tool)
	}
	cmd := exec.Command(tool, arguments...)
	cmd.Env = append(os.Environ(), "GDAL_PAM_ENABLED=NO")
	if key != "" {
		cmd.Env = append(cmd.Env, "GDAL_HTTP_USERPWD=truce:"+key)
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%s %s: %v\n%s", tool, strings.Join(arguments, " "), err, out)
	}
	if warned := regexp.MustCompile(`(?m)^(Warning|ERROR).*`).Find(out); warned != nil {
		t.Errorf("%s %s says: %s", tool, strings.Join(arguments, " "), warned)
	}
	return string(out)
}

var featureCount = regexp.MustCompile(`Feature Count: (\d+)`)

func counted(t *testing.T, out string) int {
	t.Helper()
	m := featureCount.FindStringSubmatch(out)
	if m == nil {
		t.Fatalf("no count in %s", out)
	}
	n, _ := strconv.Atoi(m[1])
	return n
}

func TestGDALReadsEveryCollection(t *testing.T) {
	c := newMarkedCentre(t)
	asked := map[string]bool{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name := range r.URL.Query() {
			asked[name] = true
		}
		c.face.ServeHTTP(w, r)
	}))
	defer server.Close()
	at := "OAPIF:" + server.URL + "/ogc"
	for _, member := range []string{"heron", "olive", "almond", ""} {
		key := c.keys[member]
		listed := gdal(t, key, "ogrinfo", "-ro", "-q", at)
		for _, layer := range c.featureLayers() {
			if !strings.Contains(listed, layer) {
				t.Errorf("as %s GDAL does not list %s: %s", named(member), layer, listed)
			}
			want := len(c.featureIDs(member, "/ogc/collections/"+layer+"/items"))
			if got := counted(t, gdal(t, key, "ogrinfo", "-ro", "-so", at, layer)); got != want {
				t.Errorf("as %s GDAL counts %d in %s; there are %d", named(member), got, layer, want)
			}
		}
	}
	for _, row := range []struct {
		name, query, parameter string
		arguments              []string
	}{
		{"a box", "bbox=36.0,32.5,36.2,32.7", "bbox", []string{"-spat", "36.0", "32.5", "36.2", "32.7"}},
		{"a time", "datetime=2017-07-12T00:00:00Z/..", "datetime", []string{"-where", "start >= '2017/07/12 00:00:00'"}},
		{"a value", "type=mortar", "type", []string{"-where", "type = 'mortar'"}},
	} {
		clear(asked)
		want := len(c.featureIDs("heron", "/ogc/collections/observe.reports/items?"+row.query))
		all := len(c.featureIDs("heron", "/ogc/collections/observe.reports/items"))
		out := gdal(t, c.keys["heron"], "ogrinfo", append(append([]string{"-ro", "-so"}, row.arguments...), at, "observe.reports")...)
		if got := counted(t, out); got != want || want == 0 || want == all {
			t.Errorf("%s: GDAL counts %d, we %d of %d", row.name, got, want, all)
		}
		if !asked[row.parameter] {
			t.Errorf("%s: GDAL did not hand %s to the server: %v", row.name, row.parameter, asked)
		}
	}
	file := filepath.Join(t.TempDir(), "reports.gpkg")
	gdal(t, c.keys["heron"], "ogr2ogr", "-f", "GPKG", file, at, "observe.reports")
	if got, want := counted(t, gdal(t, "", "ogrinfo", "-ro", "-so", file, "observe.reports")), len(c.featureIDs("heron", "/ogc/collections/observe.reports/items")); got != want {
		t.Errorf("ogr2ogr copies %d features of %d", got, want)
	}
}

// manyPoints is a desk with a layer of so many points.
func manyPoints(n int) desk.Desk {
	l := desk.Layer{ID: "test.points", Title: "Points", Right: desk.RightAnybody, Columns: []desk.Column{{Name: "n", Title: "Number", Type: "integer"}}}
	l.Features = func(ctx context.Context, q desk.Question, want desk.Window, each func(desk.Feature) error) error {
		for i := max(want.After+1, 0); i < int64(n); i++ {
			if err := each(desk.Feature{ID: strconv.FormatInt(i, 10), Entry: i, Changed: i, Geometry: geo.Point{Lat: int32(i), Lon: int32(i)}, Values: map[string]any{"n": i}}); err != nil {
				return err
			}
		}
		return nil
	}
	return desk.Desk{Name: "test", Layers: []desk.Layer{l}}
}

// withDesk is a mission with one desk more.
type withDesk struct {
	api.Mission
	more desk.Desk
}

func (m withDesk) Desks() []desk.Desk { return append(slices.Clone(m.Mission.Desks()), m.more) }

func TestGDALReadsMoreThanAPage(t *testing.T) {
	const n = 23_456
	c := newCentre(t)
	h := newHouse()
	face, err := api.New(api.Config{Mission: withDesk{c.m, manyPoints(n)}, Identity: h.who, Rights: h.law, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	var pages atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/items") {
			pages.Add(1)
		}
		face.Handler().ServeHTTP(w, r)
	}))
	defer server.Close()
	file := filepath.Join(t.TempDir(), "points.gpkg")
	gdal(t, "", "ogr2ogr", "-oo", "PAGE_SIZE=10000", "-f", "GPKG", file, "OAPIF:"+server.URL+"/ogc", "test.points")
	if got := counted(t, gdal(t, "", "ogrinfo", "-ro", "-so", file, "test.points")); got != n || pages.Load() < 3 {
		t.Errorf("GDAL copies %d features in %d pages; there are %d", got, pages.Load(), n)
	}
	if got := gdal(t, "", "ogrinfo", "-q", "-sql", `select count(distinct n) from "test.points"`, file); !strings.Contains(got, "= "+strconv.Itoa(n)) {
		t.Errorf("not every feature once: %s", got)
	}
}

func TestGDALOpensEveryFile(t *testing.T) {
	c := newMarkedCentre(t)
	dir := t.TempDir()
	for _, member := range []string{"heron", "olive", ""} {
		for _, layer := range c.featureLayers() {
			want := len(c.featureIDs(member, "/ogc/collections/"+layer+"/items"))
			for _, form := range []string{"geojson", "kml", "gpkg"} {
				a := c.knock(member, "GET", "/ogc/collections/"+layer+"/download."+form, nil)
				if a.Code != 200 || !strings.Contains(a.Header().Get("Content-Disposition"), "exercise-") {
					t.Fatalf("%s as %s: %d %v", layer, form, a.Code, a.Header())
				}
				if text := a.Body.String(); !strings.Contains(text, "checkpoint_root") || !strings.Contains(strings.ToLower(text), "exercise") || !strings.Contains(text, c.m.Head().Root.String()) {
					t.Errorf("%s as %s does not say what it is from", layer, form)
				}
				name := filepath.Join(dir, strings.ReplaceAll(layer, ".", "-")+named(member)+"."+form)
				if err := os.WriteFile(name, a.Body.Bytes(), 0o600); err != nil {
					t.Fatal(err)
				}
				if want == 0 && form != "gpkg" {
					continue // GDAL finds no layer in an empty file
				}
				if got := counted(t, gdal(t, "", "ogrinfo", "-ro", "-al", "-so", name)); got != want {
					t.Errorf("%s: GDAL counts %d in the %s file, the collection has %d", layer, got, form, want)
				}
				if form == "gpkg" {
					checkGeoPackage(t, name, strings.ReplaceAll(layer, ".", "_"))
				}
			}
		}
	}
}

// checkGeoPackage holds a file to what the standard demands of it (OGC 12-128r17), by the numbers of its requirements.
func checkGeoPackage(t *testing.T, name, table string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+name+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, row := range []struct{ requirement, query, want string }{
		{"2, application id", "pragma application_id", "1196444487"},
		{"2, version", "pragma user_version", "10300"},
		{"6, integrity", "pragma integrity_check", "ok"},
		{"7, foreign keys", "select count(*) from pragma_foreign_key_check", "0"},
		{"11, reference systems", "select group_concat(srs_id) from (select srs_id from gpkg_spatial_ref_sys order by 1)", "-1,0,4326"},
		{"14, contents", "select table_name || ' ' || data_type || ' ' || srs_id from gpkg_contents", table + " features 4326"},
		{"22, geometry columns", "select table_name || ' ' || column_name || ' ' || geometry_type_name from gpkg_geometry_columns", table + " geom GEOMETRY"},
		{"29, primary key", "select count(*) from pragma_table_info('" + table + "') where name = 'fid' and pk = 1 and type = 'INTEGER'", "1"},
		{"5, types", "select count(*) from pragma_table_info('" + table + "') where upper(type) not in ('INTEGER', 'TEXT', 'BOOLEAN', 'DATETIME', 'GEOMETRY')", "0"},
		{"5, typed values", "select count(*) from " + table + " where typeof(entry) <> 'integer' or typeof(geom) not in ('blob', 'null')", "0"},
		{"19, blobs", "select count(*) from " + table + " where geom is not null and hex(substr(geom, 1, 8)) <> '47500003E6100000'", "0"},
		{"metadata", "select count(*) from gpkg_metadata_reference where reference_scope = 'geopackage' and md_file_id = 1", "1"},
	} {
		var got string
		if err := db.QueryRow(row.query).Scan(&got); err != nil || !strings.EqualFold(got, row.want) {
			t.Errorf("%s: requirement %s: %q, want %q (%v)", name, row.requirement, got, row.want, err)
		}
	}
}
