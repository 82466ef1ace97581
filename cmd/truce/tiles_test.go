package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	foreign "github.com/paulmach/orb/encoding/mvt"

	"truce.example/desk"
	"truce.example/geo"
	"truce.example/geo/mvt"
	"truce.example/record"
)

// The tiles of every layer are compared with the layer itself, asked as the same reader: what the atlas keeps may never be
// more, less or older than what the reader's own view shows.

// seenIn reads a tile: the ids of what it draws, and how many features it draws or counts.
func seenIn(t testing.TB, b []byte) (ids []string, total int) {
	t.Helper()
	layers, err := foreign.Unmarshal(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range layers {
		for _, f := range l.Features {
			n, many := f.Properties["point_count"].(float64)
			name, named := f.Properties["id"].(string)
			switch {
			case l.Name == "thinned":
			case many:
				total += int(n)
			case named:
				ids, total = append(ids, name), total+1
			default:
				ids, total = append(ids, strconv.FormatFloat(f.ID.(float64), 'f', -1, 64)), total+1
			}
		}
	}
	slices.Sort(ids)
	return ids, total
}

func (c *centre) layer(id string) desk.Layer {
	for _, d := range c.m.Desks() {
		for _, l := range d.Layers {
			if l.ID == id {
				return l
			}
		}
	}
	c.t.Fatalf("there is no layer %s", id)
	return desk.Layer{}
}

// plainly asks the layer itself what of it a tile should show: its points that lie there, and its areas and lines near it.
func (c *centre) plainly(who desk.Who, l desk.Layer, tile mvt.Tile, from, to record.Moment) (points, near []string) {
	c.t.Helper()
	q := desk.Question{Who: who, At: c.m.Now(), View: c.m.View(who), Params: map[string][]string{}, Path: func(string) string { return "" }}
	box := tile.Box()
	err := l.Features(context.Background(), q, desk.Window{After: -1, From: from, To: to}, func(f desk.Feature) error {
		at, isPoint := f.Geometry.(geo.Point)
		switch {
		case isPoint && tile.Holds(at):
			points = append(points, f.ID)
		case !isPoint && f.Geometry != nil && geo.Touches(f.Geometry, box):
			near = append(near, f.ID)
		}
		return nil
	})
	if err != nil {
		c.t.Fatal(err)
	}
	slices.Sort(points)
	slices.Sort(near)
	return points, near
}

// holdTile asks for one tile as one member, and holds it against the layer.
func (c *centre) holdTile(member string, l desk.Layer, tile mvt.Tile, from, to record.Moment) int {
	c.t.Helper()
	path := fmt.Sprintf("/tiles/%s/%s.mvt?", l.ID, tile)
	if from != 0 {
		path += "&from=" + from.String()
	}
	if to != 0 {
		path += "&to=" + to.String()
	}
	a := c.knock(member, "GET", path, nil)
	points, near := c.plainly(c.who[member], l, tile, from, to)
	if a.Code == 204 {
		if len(points) > 0 {
			c.t.Errorf("%s as %s is empty, and %v lie there", path, member, points)
		}
		return 0
	}
	if a.Code != 200 || a.Header().Get("Content-Type") != "application/vnd.mapbox-vector-tile" {
		c.t.Fatalf("%s as %s: %d %s %s", path, member, a.Code, a.Header(), a.Body)
	}
	ids, total := seenIn(c.t, a.Body.Bytes())
	thinned := a.Header().Get("Truce-Thinned") != ""
	if total < len(points) || total > len(points)+len(near) || !thinned && total != len(ids) {
		c.t.Errorf("%s as %s: %d features, want %d and at most %d near", path, member, total, len(points), len(near))
	}
	for _, id := range ids {
		if !slices.Contains(points, id) && !slices.Contains(near, id) {
			c.t.Errorf("%s as %s shows %s, which does not lie there or is not for them", path, member, id)
		}
	}
	if !thinned {
		for _, id := range points {
			if !slices.Contains(ids, id) {
				c.t.Errorf("%s as %s hides %s", path, member, id)
			}
		}
	}
	return total
}

func TestTilesShowEachReaderWhatTheLayersSay(t *testing.T) {
	c := newCentre(t)
	c.mark()
	c.read()
	r := rand.New(rand.NewPCG(1, 1))
	shown := map[string]int{}
	for _, d := range c.m.Desks() {
		for _, l := range d.Layers {
			if l.Features == nil {
				continue
			}
			for member := range c.who {
				if member == "" && l.Right == desk.RightSignedIn {
					continue // its door is closed, tiles and all
				}
				for range 6 {
					z := uint8(r.IntN(14))
					lat, lon := 325_000_000+r.Int32N(4_000_000), 358_000_000+r.Int32N(8_000_000)
					tile := tileAt(geo.Point{Lat: lat, Lon: lon}, z)
					var from, to record.Moment
					if r.IntN(2) == 0 {
						from = record.Moment(1_499_000_000_000 + r.Int64N(5_000_000_000))
					}
					if r.IntN(2) == 0 {
						to = record.Moment(1_499_000_000_000 + r.Int64N(5_000_000_000))
					}
					shown[l.ID] += c.holdTile(member, l, tile, from, to)
				}
			}
		}
	}
	for _, id := range []string{"observe.reports", "observe.restrictions", "observe.weapons", "inquiry.cases", "terms.zones", "terms.lines"} {
		if shown[id] == 0 {
			t.Errorf("no tile showed anything of %s: %v", id, shown)
		}
	}
}

func tileAt(p geo.Point, z uint8) mvt.Tile {
	var t mvt.Tile
	for t.Z < z {
		for i := range uint32(4) {
			if next := (mvt.Tile{Z: t.Z + 1, X: 2*t.X + i%2, Y: 2*t.Y + i/2}); next.Holds(p) {
				t = next
				break
			}
		}
	}
	return t
}

// allege records a report at a place and gives its entry, when the tables have read it.
func (c *centre) allege(member string, lat, lon float64, text string) int64 {
	c.t.Helper()
	do := map[string]any{
		"source": "agency", "language": "en", "text": text, "place_name": "al-Naima",
		"place": map[string]any{"lat": lat, "lon": lon}, "start": c.m.Now().Add(-time.Hour).Format(time.RFC3339), "type": "mortar", "accused": "A",
	}
	if c.who[member].Kind == "mission" {
		do["channel"] = "agency"
	}
	n := c.tell(member, "observe/allegations", do)
	c.read()
	return n
}

// crowd records so many reports that a sheet follows the record by what changed, and is not read again whole.
func (c *centre) crowd() {
	c.t.Helper()
	for i := range 520 {
		c.tell("heron", "observe/allegations", map[string]any{
			"channel": "agency", "source": "agency", "language": "en", "text": fmt.Sprint("Report ", i), "place_name": "al-Naima", "audience": "mission,party:A",
			"place": map[string]any{"lat": 32.62 + float64(i%40)/2000, "lon": 36.17 + float64(i/40)/2000},
			"start": c.m.Now().Add(-time.Hour).Format(time.RFC3339), "type": "mortar", "accused": "A",
		})
	}
	c.read()
}

func TestTilesFollowTheRecordAndForget(t *testing.T) {
	c := newCentre(t)
	c.crowd()
	l := c.layer("observe.reports")
	tile := tileAt(geo.Point{Lat: 326_200_000, Lon: 361_700_000}, 8)
	path := "/tiles/observe.reports/" + tile.String() + ".mvt"
	shows := func(member string, n int64) bool {
		c.holdTile(member, l, tile, 0, 0)
		a := c.knock(member, "GET", path, nil)
		if a.Code == 204 {
			return false
		}
		ids, _ := seenIn(t, a.Body.Bytes())
		return slices.Contains(ids, fmt.Sprint(n))
	}
	for _, member := range []string{"heron", "olive", "almond", ""} {
		shows(member, 0) // a sheet for each, before anything comes
	}
	n := c.allege("heron", 32.62, 36.17, "Three rounds.")
	if !shows("heron", n) || shows("olive", n) || shows("", n) {
		t.Error("a report of the mission is shown to the wrong readers")
	}
	own := c.allege("olive", 32.621, 36.171, "Fire.")
	if !shows("olive", own) || shows("almond", own) || shows("", own) {
		t.Error("a report of a side is shown to the wrong readers")
	}
	before := c.knock("heron", "GET", path, nil)
	c.tell("heron", "observe/retractions", map[string]any{"report": n, "reason": "entered twice"})
	c.read()
	after := c.knock("heron", "GET", path, nil)
	if bytes.Equal(before.Body.Bytes(), after.Body.Bytes()) || before.Header().Get("ETag") == after.Header().Get("ETag") {
		t.Error("the tile does not say that the report was retracted")
	}
	c.forget(own)
	c.read()
	if shows("olive", own) || shows("heron", own) {
		t.Error("what was forgotten is still shown")
	}
}

// forget has an entry forgotten, as the exercise's agreement demands.
func (c *centre) forget(n int64) {
	c.t.Helper()
	c.tell("ward", "terms/forgetting", map[string]any{"entry": n, "reason": "it names a person"})
	for _, side := range []string{"olive", "almond", "harbour", "birch", "wadi"} {
		c.tell(side, "terms/forgetting/agree", map[string]any{"entry": n})
	}
}

func TestATileOverHTTP(t *testing.T) {
	c := newCentre(t)
	c.read()
	path := "/tiles/observe.reports/8/153/103.mvt"
	plain := c.knock("heron", "GET", path, nil)
	if plain.Code != 200 || plain.Header().Get("Cache-Control") != "private, no-cache" || plain.Header().Get("Truce-Entry") != fmt.Sprint(c.size()) {
		t.Fatalf("%d %v", plain.Code, plain.Header())
	}
	packed := c.knock("heron", "GET", path, nil, "Accept-Encoding: br, gzip;q=0.8")
	z, err := gzip.NewReader(packed.Body)
	if err != nil || packed.Header().Get("Content-Encoding") != "gzip" {
		t.Fatal(err, packed.Header())
	}
	if b, err := io.ReadAll(z); err != nil || !bytes.Equal(b, plain.Body.Bytes()) {
		t.Errorf("the compressed tile is another: %v", err)
	}
	tag := plain.Header().Get("ETag")
	for etag, want := range map[string]int{tag: 304, `"x", W/` + tag: 304, "*": 304, `"x"`: 200, packed.Header().Get("ETag"): 200} {
		if a := c.knock("heron", "GET", path, nil, "If-None-Match: "+etag); a.Code != want || want == 304 && a.Body.Len() > 0 {
			t.Errorf("If-None-Match %s: %d", etag, a.Code)
		}
	}
	if other := c.knock("", "GET", path, nil); other.Header().Get("ETag") == tag {
		t.Error("two readers who see different things have one tag")
	}
	for path, want := range map[string]int{
		"/tiles/observe.reports/8/0/0.mvt":                           204,
		"/tiles/observe.reports/8/153/103.png":                       404,
		"/tiles/observe.reports/8/256/103.mvt":                       404,
		"/tiles/observe.reports/08/153/103.mvt":                      404,
		"/tiles/observe.reports/21/0/0.mvt":                          404,
		"/tiles/observe.patrols/8/153/103.mvt":                       404,
		"/tiles/nothing/8/153/103.mvt":                               404,
		"/tiles/observe.reports/8/153/103.mvt?known=4":               422,
		"/tiles/observe.reports/8/153/103.mvt?from=yesterday":        422,
		"/tiles/observe.reports/8/153/103.mvt?colour=red":            422,
		"/tiles/observe.reports/8/153/103.mvt?type=a&type=b":         422,
		"/tiles/observe.reports/8/153/103.mvt?type=mortar,airstrike": 200,
		"/tiles/observe.reports/8/153/103.mvt?type=no_such_type":     204,
		"/tiles/observe.reports":                                     404,
	} {
		if a := c.knock("heron", "GET", path, nil); a.Code != want {
			t.Errorf("%s: %d, want %d: %s", path, a.Code, want, a.Body)
		}
	}
	var doc struct {
		TileJSON     string
		Tiles        []string
		Bounds       []float64
		VectorLayers []struct {
			ID     string
			Fields map[string]string
		} `json:"vector_layers"`
	}
	a := c.knock("heron", "GET", "/tiles/observe.reports.json", nil)
	if err := json.Unmarshal(a.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.TileJSON != "3.0.0" || doc.Tiles[0] != "http://truce.test/tiles/observe.reports/{z}/{x}/{y}.mvt" || len(doc.Bounds) != 4 ||
		doc.VectorLayers[0].Fields["type"] != "String" || doc.VectorLayers[0].Fields["retracted"] != "Boolean" {
		t.Errorf("%s", a.Body)
	}
}

// Readers of all sides draw while reports come in. Run it with -race.
func TestManyDrawWhileReportsComeIn(t *testing.T) {
	c := newCentre(t)
	c.crowd()
	l := c.layer("observe.reports")
	var wg sync.WaitGroup
	stop := make(chan struct{})
	end := sync.OnceFunc(func() { close(stop); wg.Wait() })
	defer end()
	for _, member := range []string{"heron", "olive", "almond", "swift", ""} {
		wg.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				tile := tileAt(geo.Point{Lat: 326_200_000, Lon: 361_700_000}, uint8(i%13))
				if a := c.knock(member, "GET", fmt.Sprintf("/tiles/observe.reports/%s.mvt?from=2017-07-%02dT00:00:00Z", tile, 1+i%28), nil); a.Code >= 400 {
					t.Errorf("as %s: %d %s", member, a.Code, a.Body)
				}
			}
		})
	}
	for i := range 30 {
		c.allege([]string{"heron", "olive", "almond"}[i%3], 32.62+float64(i)/5000, 36.17+float64(i)/5000, "Rounds fell.")
	}
	end()
	for member := range c.who {
		for z := range uint8(12) {
			c.holdTile(member, l, tileAt(geo.Point{Lat: 326_100_000, Lon: 361_100_000}, z), 0, 0)
		}
	}
}

// A program that we have not written reads a tile of the zones, and one of the reports.
func TestGDALReadsTiles(t *testing.T) {
	if _, err := exec.LookPath("ogrinfo"); err != nil {
		if os.Getenv("TRUCE_CI") != "" {
			t.Fatal("ogrinfo (Debian package gdal-bin) is needed")
		}
		t.Skip("ogrinfo (Debian package gdal-bin) is not here")
	}
	c := newCentre(t)
	c.read()
	for layer, kind := range map[string]string{"terms.zones": "Polygon", "observe.reports": "Point"} {
		path := "/6/38/25.mvt"
		a := c.knock("heron", "GET", "/tiles/"+layer+path, nil)
		_, total := seenIn(t, a.Body.Bytes())
		file := filepath.Join(t.TempDir(), "25.mvt")
		if err := os.WriteFile(file, a.Body.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command("ogrinfo", "-ro", "-al", "-so", "-oo", "X=38", "-oo", "Y=25", "-oo", "Z=6", file).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "Layer name: "+layer) || !strings.Contains(string(out), kind) || !strings.Contains(string(out), fmt.Sprint("Feature Count: ", total)) {
			t.Errorf("%s with %d features: %v\n%s", layer, total, err, out)
		}
	}
}
