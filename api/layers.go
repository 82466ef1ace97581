package api

import (
	"net/http"
	"strconv"

	"truce.example/desk"
	"truce.example/geo"
)

// layerRoutes say which layers there are and what is in them, for a reader that knows no desk: a desk without a page of
// its own in the console gets its table from here.
func (f *Face) layerRoutes() {
	f.handle("GET /api/layers", f.layerList)
	f.handle("GET /api/layers/{id}", f.layerRows)
	f.handle("GET /api/position", f.position)
}

// A LayerInfo describes a layer that the asker may open.
type LayerInfo struct {
	ID      string       `json:"id"`
	Desk    string       `json:"desk"`
	Title   string       `json:"title"`
	Places  bool         `json:"places"` // it has features, and can be drawn
	Columns []ColumnInfo `json:"columns"`
}

// A ColumnInfo describes a column of a layer.
type ColumnInfo struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Type  string `json:"type"` // text, integer, boolean or time
}

func (f *Face) layerList(w http.ResponseWriter, r *http.Request) error {
	who, err := f.who(r)
	if err != nil {
		return err
	}
	list := []LayerInfo{}
	for _, d := range f.Mission.Desks() {
		for _, l := range d.Layers {
			if f.allow(who, l.Right) != nil {
				continue
			}
			info := LayerInfo{ID: l.ID, Desk: d.Name, Title: l.Title, Places: l.Features != nil, Columns: []ColumnInfo{}}
			for _, c := range l.Columns {
				if c.Type == "" {
					c.Type = "text"
				}
				info.Columns = append(info.Columns, ColumnInfo(c))
			}
			list = append(list, info)
		}
	}
	return write(w, http.StatusOK, list)
}

// A LayerPage is a part of a layer's table, newest first.
type LayerPage struct {
	Rows []desk.Row `json:"rows"`
	Next int64      `json:"next,omitempty"` // go on with before=next
}

func (f *Face) layerRows(w http.ResponseWriter, r *http.Request) error {
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
	w.Header().Set(headerEntry, strconv.FormatInt(q.View.Entry(), 10))
	rows, err := l.Rows(r.Context(), q, before, layerPage)
	if err != nil {
		return err
	}
	page := LayerPage{Rows: rows}
	if page.Rows == nil {
		page.Rows = []desk.Row{}
	}
	if len(rows) == layerPage {
		page.Next = rows[len(rows)-1].Entry
	}
	return write(w, http.StatusOK, page)
}

// A Position is a written position as the program understands it.
type Position struct {
	Point        geo.Point `json:"point"`
	MGRS         string    `json:"mgrs"`
	DMS          string    `json:"dms"`
	UncertaintyM int       `json:"uncertainty_m,omitempty"` // half the side of the square that a grid reference names
}

// position reads a position as people write it, so that every form understands the same and a page needs no parser of
// its own.
func (f *Face) position(w http.ResponseWriter, r *http.Request) error {
	text := r.URL.Query().Get("text")
	p, err := geo.ParsePoint(text)
	if err != nil {
		return desk.Refuse(desk.Invalid, "%v", err)
	}
	answer := Position{Point: p, MGRS: p.MGRS(5), DMS: p.DMS()}
	if _, size, err := geo.ParseMGRS(text); err == nil {
		answer.UncertaintyM = (size + 1) / 2
	}
	return write(w, http.StatusOK, answer)
}
