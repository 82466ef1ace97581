package api

import (
	"context"
	"net/http"
	"slices"

	"truce.example/desk"
)

// Sheets are the commands that people fill in away from the console; see desk.Sheet. The face hands them to the field app as they
// are, and to programs that speak OpenRosa as XForms (openrosa.go).

func (f *Face) sheetRoutes() {
	f.handle("GET /api/sheets", f.sheetList)
	f.openRosaRoutes()
}

func (f *Face) sheetList(w http.ResponseWriter, r *http.Request) error {
	list, err := f.sheets(r)
	if err != nil {
		return err
	}
	return write(w, http.StatusOK, map[string][]desk.Sheet{"sheets": list})
}

// sheets are those that who asks may send.
func (f *Face) sheets(r *http.Request) ([]desk.Sheet, error) {
	q, err := f.question(r, desk.RightSignedIn)
	if err != nil {
		return nil, err
	}
	return f.sheetsFor(r.Context(), q)
}

func (f *Face) sheetsFor(ctx context.Context, q desk.Question) ([]desk.Sheet, error) {
	out := []desk.Sheet{}
	for _, d := range f.Mission.Desks() {
		if d.Sheets == nil {
			continue
		}
		list, err := d.Sheets(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, s := range list {
			if door, ok := f.telling(s.Desk, s.Door); ok && f.allow(q.Who, door.Right) == nil {
				out = append(out, s)
			}
		}
	}
	return out, nil
}

// telling finds the door of a desk that takes a command.
func (f *Face) telling(name, path string) (route, bool) {
	i := slices.IndexFunc(f.routes, func(d route) bool { return d.desk == name && d.Path == path && d.Tell != nil })
	if i < 0 {
		return route{}, false
	}
	return f.routes[i], true
}
