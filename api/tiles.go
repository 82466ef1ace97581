package api

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"

	"truce.example/desk"
	"truce.example/geo"
	"truce.example/geo/mvt"
	"truce.example/record"
)

// Vector tiles of every layer with places: Mapbox Vector Tiles in the usual grid of web maps, and a TileJSON document to
// point a map at.

const tileForm = "application/vnd.mapbox-vector-tile"

// headerThinned says that a tile counts some features instead of drawing them: "count=5120, shown=310".
const headerThinned = "Truce-Thinned"

func (f *Face) tileRoutes() {
	f.handle("GET /tiles/{file}", f.tileJSON)
	f.handle("GET /tiles/{layer}/{z}/{x}/{file}", f.tile)
}

// drawnLayer is a layer that can be drawn.
func (f *Face) drawnLayer(id string) (desk.Layer, error) {
	l, ok := f.layers[id]
	if !ok {
		return l, desk.Refuse(desk.NotFound, "there is no layer %q", cut(id))
	}
	if l.Features == nil {
		return l, desk.Refuse(desk.NotFound, "the layer %q has no places, so it has no tiles; its rows are at /layers/%s", l.ID, l.ID)
	}
	return l, nil
}

func (f *Face) tile(w http.ResponseWriter, r *http.Request) error {
	l, err := f.drawnLayer(r.PathValue("layer"))
	if err != nil {
		return err
	}
	q, err := f.question(r, l.Right)
	if err != nil {
		return err
	}
	row, ok := strings.CutSuffix(r.PathValue("file"), ".mvt")
	t, err := mvt.ParseTile(r.PathValue("z"), r.PathValue("x"), row)
	if err != nil || !ok {
		return desk.Refuse(desk.NotFound, "there is no tile %q; %s", cut(r.URL.Path), tileAddress(err))
	}
	name, want, err := wanted(l, q.Params)
	if err != nil {
		return err
	}
	s, read, v, err := f.atlas.find(r.Context(), l, q.Who)
	if err != nil {
		return err
	}
	if read == nil {
		made, err := f.atlas.near(r.Context(), s, v, t, want)
		if err != nil {
			return err
		}
		return sendTile(w, r, made, v.entry)
	}
	return sendTile(w, r, f.atlas.draw(s, read, t, name, want), read.entry)
}

func tileAddress(err error) string {
	if err == nil {
		return "its address is /tiles/{layer}/{z}/{x}/{y}.mvt"
	}
	return err.Error()
}

// wanted reads the filters of a tile, and names them so that the same filters have the same name.
func wanted(l desk.Layer, params url.Values) (string, mvt.Want, error) {
	var w mvt.Want
	var names []string
	for key, values := range params {
		text := values[0]
		switch {
		case key == "wait":
			continue
		case len(values) > 1:
			return "", w, desk.Refuse(desk.Invalid, "%s= stands there twice; write several values with commas between", cut(key))
		case key == "from" || key == "to":
			m, err := record.ParseMoment(text)
			if err != nil {
				return "", w, desk.Refuse(desk.Invalid, "%s= takes a time such as 2017-07-09T12:00:00Z, not %q", key, cut(text))
			}
			if key == "from" {
				w.From = int64(m)
			} else {
				w.To = int64(m)
			}
		case key == "known":
			return "", w, desk.Refuse(desk.Invalid, "a tile shows what is known now; what was known at an entry is in the lists and pages that take known=")
		case slices.Contains(l.Drawn, key):
			if w.Only == nil {
				w.Only = map[string][]string{}
			}
			w.Only[key] = strings.Split(text, ",")
		default:
			return "", w, desk.Refuse(desk.Invalid, "there is no filter %q; a tile of this layer takes from, to, wait%s", cut(key), listed(l.Drawn))
		}
		names = append(names, key+"="+text)
	}
	sort.Strings(names)
	return strings.Join(names, "\x00"), w, nil
}

func listed(words []string) string {
	out := ""
	for _, w := range words {
		out += ", " + w
	}
	return out
}

// sendTile answers with a tile: compressed for who takes that, 304 for who has it, 204 when nothing lies there.
func sendTile(w http.ResponseWriter, r *http.Request, t *tile, entry int64) error {
	h := w.Header()
	h.Set(headerEntry, strconv.FormatInt(entry, 10))
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", "Accept-Encoding, Authorization, Cookie")
	if t.thinned != "" {
		h.Set(headerThinned, t.thinned)
	}
	if len(t.packed) == 0 {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	packed := takesGzip(r)
	etag := `"` + t.etag + `"`
	if packed {
		etag = `"` + t.etag + `-gz"`
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", etag)
	if has(r.Header.Get("If-None-Match"), etag) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", tileForm)
	if packed {
		h.Set("Content-Length", strconv.Itoa(len(t.packed)))
		w.Write(t.packed) // a client that went away is no error of ours
		return nil
	}
	b, err := unpack(t.packed)
	if err != nil {
		return err
	}
	h.Set("Content-Length", strconv.Itoa(len(b)))
	w.Write(b)
	return nil
}

func unpack(packed []byte) ([]byte, error) {
	z, err := gzip.NewReader(strings.NewReader(string(packed)))
	if err != nil {
		return nil, fmt.Errorf("unpack a tile: %w", err)
	}
	return io.ReadAll(z)
}

// takesGzip says whether the client names gzip, and does not turn it down.
func takesGzip(r *http.Request) bool {
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(part, ";")
		if strings.TrimSpace(name) != "gzip" {
			continue
		}
		weight, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(q), "q="), 64)
		return err != nil || weight > 0
	}
	return false
}

// has says whether a list of tags names the tag.
func has(tags, tag string) bool {
	for _, t := range strings.Split(tags, ",") {
		if t = strings.TrimPrefix(strings.TrimSpace(t), "W/"); t == tag || t == "*" {
			return true
		}
	}
	return false
}

// A TileJSON document, version 3.0, says where a layer's tiles are and what they say.
type TileJSON struct {
	TileJSON     string        `json:"tilejson"`
	Name         string        `json:"name"`
	Tiles        []string      `json:"tiles"`
	MinZoom      int           `json:"minzoom"`
	MaxZoom      int           `json:"maxzoom"`
	Bounds       []float64     `json:"bounds,omitempty"` // west, south, east, north of what the reader sees; none while it is being read
	VectorLayers []VectorLayer `json:"vector_layers"`
}

// A VectorLayer is a layer of a tile.
type VectorLayer struct {
	ID          string            `json:"id"`
	Description string            `json:"description"`
	Fields      map[string]string `json:"fields"`
	MinZoom     int               `json:"minzoom"`
	MaxZoom     int               `json:"maxzoom"`
}

// tileZoom is the deepest zoom that maps ask for; beyond it they draw the same tiles larger. A unit of such a tile is about
// 2 cm.
const tileZoom = 18

func (f *Face) tileJSON(w http.ResponseWriter, r *http.Request) error {
	id, ok := strings.CutSuffix(r.PathValue("file"), ".json")
	if !ok {
		return desk.Refuse(desk.NotFound, "there is nothing at %s; a layer's tiles are described at /tiles/{layer}.json", cut(r.URL.Path))
	}
	l, err := f.drawnLayer(id)
	if err != nil {
		return err
	}
	q, err := f.question(r, l.Right)
	if err != nil {
		return err
	}
	_, read, v, err := f.atlas.find(r.Context(), l, q.Who)
	if err != nil {
		return err
	}
	doc := TileJSON{
		TileJSON: "3.0.0", Name: l.Title, Tiles: []string{site(r) + "/tiles/" + l.ID + "/{z}/{x}/{y}.mvt"}, MaxZoom: tileZoom,
		VectorLayers: []VectorLayer{fields(l), {
			ID: "thinned", Description: "One feature in each tile that counts some features instead of drawing them", MaxZoom: tileZoom,
			Fields: map[string]string{"thinned": "Boolean", "count": "Number", "shown": "Number"},
		}},
	}
	entry := v.entry
	if read != nil {
		entry = read.entry
		if b, ok := read.set.Bounds(); ok {
			doc.Bounds = degrees(b)
		}
	}
	w.Header().Set("Cache-Control", "private, no-cache")
	w.Header().Set(headerEntry, strconv.FormatInt(entry, 10))
	return write(w, http.StatusOK, doc)
}

// fields says what a layer's features say.
func fields(l desk.Layer) VectorLayer {
	v := VectorLayer{ID: l.ID, Description: l.Title, MaxZoom: tileZoom, Fields: map[string]string{"point_count": "Number"}}
	kinds := map[string]string{"integer": "Number", "boolean": "Boolean"}
	for _, c := range l.Columns {
		if !slices.Contains(l.Drawn, c.Name) {
			continue
		}
		v.Fields[c.Name] = "String"
		if kind, ok := kinds[c.Type]; ok {
			v.Fields[c.Name] = kind
		}
	}
	return v
}

func degrees(b geo.Box) []float64 {
	return []float64{float64(b.West) / 1e7, float64(b.South) / 1e7, float64(b.East) / 1e7, float64(b.North) / 1e7}
}
