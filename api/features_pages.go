package api

import (
	"encoding/json"
	"net/http"
	"sort"
	"strings"

	"truce.example/desk"
	"truce.example/geo"
)

// The pages of the collections, for people who came with a browser.

func (f *Face) linksPage(w http.ResponseWriter, r *http.Request, title string, about []string, links []Link) error {
	fr, err := f.frame(r, title)
	if err != nil {
		return err
	}
	return f.page(w, http.StatusOK, "ogc.html", struct {
		frame
		About []string
		Links []Link
	}{fr, about, links})
}

func (f *Face) collectionsPage(w http.ResponseWriter, r *http.Request, list []Collection) error {
	title := "Collections"
	if len(list) == 1 {
		title = list[0].Title
	}
	fr, err := f.frame(r, title)
	if err != nil {
		return err
	}
	return f.page(w, http.StatusOK, "collections.html", struct {
		frame
		Collections []Collection
	}{fr, list})
}

func (f *Face) itemsPage(w http.ResponseWriter, r *http.Request, l desk.Layer, list []desk.Feature, next string) error {
	fr, err := f.frame(r, l.Title)
	if err != nil {
		return err
	}
	return f.page(w, http.StatusOK, "items.html", struct {
		frame
		Layer    desk.Layer
		Features []desk.Feature
		Next     string
	}{fr, l, list, next})
}

func (f *Face) featurePage(w http.ResponseWriter, r *http.Request, l desk.Layer, one desk.Feature) error {
	fr, err := f.frame(r, l.Title+" "+one.ID)
	if err != nil {
		return err
	}
	return f.page(w, http.StatusOK, "feature.html", struct {
		frame
		Layer    desk.Layer
		Feature  desk.Feature
		Geometry string
	}{fr, l, one, string(geo.AppendGeometry(nil, one.Geometry))})
}

// ogcDocs shows the OpenAPI document of these doors.
func (f *Face) ogcDocs(w http.ResponseWriter, r *http.Request) error {
	var doc struct {
		Info  struct{ Description string }
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(f.ogcDoc, &doc); err != nil {
		return err
	}
	fr, err := f.frame(r, "Doors for map programs")
	if err != nil {
		return err
	}
	var doors []door
	for path, ops := range doc.Paths {
		if d, ok := doorOf("get", ogcRoot+strings.TrimSuffix(path, "/"), ops["get"]); ok {
			doors = append(doors, d)
		}
	}
	sort.Slice(doors, func(i, j int) bool { return doors[i].Path < doors[j].Path })
	return f.page(w, http.StatusOK, "ogcdocs.html", struct {
		frame
		About []string
		Doors []door
	}{fr, strings.Split(doc.Info.Description, "\n\n"), doors})
}
