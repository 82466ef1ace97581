package api

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"sort"
	"strconv"
	"strings"
	"time"

	"truce.example/desk"
	"truce.example/record"
)

// Plain pages: without a script, for every layer a table, for every entry a page, and the description of the doors. They
// stand beside the console for slow lines and old browsers, and in its place where it was not built.

//go:embed pages
var pageFiles embed.FS

var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"cell": cell, "spans": spans, "anchor": anchor, "prose": prose,
}).ParseFS(pageFiles, "pages/*.html"))

func (f *Face) pageRoutes() {
	f.handle("GET /layers/{id}", f.layer)
	f.handle("GET /entries/{n}", f.entryPage)
	f.handle("GET /docs", f.docs)
	f.handle("GET /enter", f.plain("Sign in", "enter.html"))
	f.handle("GET /leave", f.plain("Sign out", "leave.html"))
	f.handle("GET /pages/{name}", func(w http.ResponseWriter, r *http.Request) error {
		name := r.PathValue("name")
		if !strings.HasSuffix(name, ".css") && !strings.HasSuffix(name, ".js") {
			return desk.Refuse(desk.NotFound, "there is no page %q", cut(name))
		}
		w.Header().Set("Cache-Control", "max-age=300")
		http.ServeFileFS(w, r, pageFiles, "pages/"+name)
		return nil
	})
	f.handle("/", func(w http.ResponseWriter, r *http.Request) error {
		return desk.Refuse(desk.NotFound, "there is nothing at %s; the doors are described at /docs", cut(r.URL.Path))
	})
}

// frame is what every page shows.
type frame struct {
	Status
	Who    desk.Who
	Title  string
	Layers []desk.Layer // that the reader may open
	Built  bool         // the console is part of this program
}

func (f *Face) frame(r *http.Request, title string) (frame, error) {
	who, err := f.who(r)
	if err != nil {
		return frame{}, err
	}
	fr := frame{Status: f.now(), Who: who, Title: title, Built: f.Console != nil}
	for _, id := range f.order {
		if f.allow(who, f.layers[id].Right) == nil {
			fr.Layers = append(fr.Layers, f.layers[id])
		}
	}
	return fr, nil
}

func (f *Face) page(w http.ResponseWriter, status int, name string, data any) error {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, data); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes())
	return nil
}

// plain serves a page that needs nothing but its frame.
func (f *Face) plain(title, name string) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		fr, err := f.frame(r, title)
		if err != nil {
			return err
		}
		return f.page(w, http.StatusOK, name, fr)
	}
}

const layerPage = 100

func (f *Face) layer(w http.ResponseWriter, r *http.Request) error {
	l, ok := f.layers[r.PathValue("id")]
	if !ok {
		return desk.Refuse(desk.NotFound, "there is no layer %q", cut(r.PathValue("id")))
	}
	q, err := f.question(r, l.Right)
	if err != nil {
		return err
	}
	before, err := startOf(r)
	if err != nil {
		return err
	}
	rows, err := l.Rows(r.Context(), q, before, layerPage)
	if err != nil {
		return err
	}
	fr, err := f.frame(r, l.Title)
	if err != nil {
		return err
	}
	older := int64(0)
	if len(rows) == layerPage {
		older = rows[len(rows)-1].Entry
	}
	return f.page(w, http.StatusOK, "layer.html", struct {
		frame
		Layer desk.Layer
		Rows  []desk.Row
		Older int64
	}{fr, l, rows, older})
}

func startOf(r *http.Request) (int64, error) {
	text := r.URL.Query().Get("before")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, desk.Refuse(desk.Invalid, "before= takes an entry number, not %q", cut(text))
	}
	return n, nil
}

func (f *Face) entryPage(w http.ResponseWriter, r *http.Request) error {
	who, n, err := f.whoAndNumber(r)
	if err != nil {
		return err
	}
	e, err := f.readable(r.Context(), who, n)
	if err != nil {
		return err
	}
	fr, err := f.frame(r, fmt.Sprintf("Entry %d", n))
	if err != nil {
		return err
	}
	fact, err := factFields(e)
	if err != nil {
		return err
	}
	return f.page(w, http.StatusOK, "entry.html", struct {
		frame
		Entry record.Entry
		Fact  []field
		Refs  []int64
	}{fr, e, fact, resolved(e)})
}

type field struct{ Name, Value string }

// factFields lists a fact's fields as people read them.
func factFields(e record.Entry) ([]field, error) {
	if e.Fact == nil {
		return nil, nil
	}
	b, err := json.Marshal(e.Fact)
	if err != nil {
		return nil, err
	}
	var m map[string]json.RawMessage
	if err := json.Unmarshal(b, &m); err != nil {
		return nil, err
	}
	var out []field
	for k, v := range m {
		var s string
		if json.Unmarshal(v, &s) != nil {
			var pretty bytes.Buffer
			json.Indent(&pretty, v, "", "  ")
			s = pretty.String()
		}
		out = append(out, field{k, s})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out, nil
}

func resolved(e record.Entry) []int64 {
	var out []int64
	for i := range e.Refs {
		if n, err := e.RefEntry(i); err == nil {
			out = append(out, n)
		}
	}
	return out
}

// A door is one operation of the OpenAPI document, for the page that describes them.
type door struct {
	Method, Path, Summary, Description, Example string
}

func (f *Face) docs(w http.ResponseWriter, r *http.Request) error {
	fr, err := f.frame(r, "The doors")
	if err != nil {
		return err
	}
	var doc struct {
		Info  struct{ Description string }
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(f.doc, &doc); err != nil {
		return err
	}
	groups := map[string][]door{}
	for path, ops := range doc.Paths {
		for method, raw := range ops {
			if d, ok := doorOf(method, path, raw); ok {
				g := strings.Split(strings.TrimPrefix(path, "/api"), "/")[1]
				groups[g] = append(groups[g], d)
			}
		}
	}
	for _, ds := range groups {
		sort.Slice(ds, func(i, j int) bool { return ds[i].Path+ds[i].Method < ds[j].Path+ds[j].Method })
	}
	return f.page(w, http.StatusOK, "docs.html", struct {
		frame
		About    []string
		Groups   map[string][]door
		Refusals map[desk.Refusal]string
	}{fr, strings.Split(strings.TrimSpace(doc.Info.Description), "\n\n"), groups, refusalWords()})
}

func doorOf(method, path string, raw json.RawMessage) (door, bool) {
	var op struct {
		Summary, Description string
		RequestBody          struct {
			Content map[string]struct {
				Example  json.RawMessage
				Examples map[string]struct{ Value json.RawMessage }
			}
		} `json:"requestBody"`
	}
	if json.Unmarshal(raw, &op) != nil || method == "parameters" {
		return door{}, false
	}
	d := door{Method: strings.ToUpper(method), Path: path, Summary: op.Summary, Description: op.Description}
	for _, c := range op.RequestBody.Content {
		example := c.Example
		for _, e := range c.Examples {
			example = e.Value
		}
		var pretty bytes.Buffer
		if json.Indent(&pretty, example, "", "  ") == nil {
			d.Example = pretty.String()
		}
	}
	return d, true
}

func refusalWords() map[desk.Refusal]string {
	out := map[desk.Refusal]string{}
	for kind, s := range statuses {
		out[kind] = fmt.Sprintf("%s (%d)", s.title, s.status)
	}
	return out
}

func anchor(method, path string) string {
	return strings.ToLower(method) + strings.NewReplacer("/", "-", "{", "", "}", "").Replace(path)
}

// prose is a paragraph in which what stands between backquotes is code.
func prose(text string) template.HTML {
	var b strings.Builder
	for i, part := range strings.Split(text, "`") {
		escaped := template.HTMLEscapeString(part)
		if i%2 == 1 {
			escaped = "<code>" + escaped + "</code>"
		}
		b.WriteString(escaped)
	}
	return template.HTML(b.String())
}

// cell writes a cell of a table; a moment stays on one line.
func cell(v any) template.HTML {
	text := show(v)
	escaped := template.HTMLEscapeString(text)
	if _, err := time.Parse(time.RFC3339, text); err == nil {
		escaped = "<time>" + escaped + "</time>"
	}
	return template.HTML(escaped)
}

// show is a value in words.
func show(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case fmt.Stringer:
		return v.String()
	case []string:
		return strings.Join(v, ", ")
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	if string(b) == "null" {
		return ""
	}
	return strings.Trim(string(b), `"`)
}

// wantsPage says whether a browser asks for something to look at.
func wantsPage(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.Contains(r.Header.Get("Accept"), "text/html") && !strings.HasPrefix(r.URL.Path, "/api/")
}

func (f *Face) problemPage(w http.ResponseWriter, r *http.Request, p Problem) {
	fr, err := f.frame(r, p.Title)
	if err == nil {
		err = f.page(w, p.Status, "problem.html", struct {
			frame
			Problem Problem
		}{fr, p})
	}
	if err != nil {
		http.Error(w, p.Detail, p.Status)
	}
}
