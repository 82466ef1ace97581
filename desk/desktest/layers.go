package desktest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"

	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
)

// Features asks a layer for its features.
func (w *World) Features(who desk.Who, layer string, want desk.Window) []desk.Feature {
	w.T.Helper()
	l := w.layer(layer)
	if l.Features == nil {
		w.T.Fatalf("the layer %s has no features", layer)
	}
	out := []desk.Feature{}
	err := l.Features(context.Background(), w.question(who), want, func(f desk.Feature) error {
		out = append(out, f)
		return nil
	})
	if err != nil {
		w.T.Fatalf("layer %s: %v", layer, err)
	}
	return out
}

func (w *World) layer(id string) desk.Layer {
	w.T.Helper()
	name, _, _ := strings.Cut(id, ".")
	for _, l := range w.Desk(name).Layers {
		if l.ID == id {
			return l
		}
	}
	w.T.Fatalf("there is no layer %q", id)
	return desk.Layer{}
}

// CheckLayers holds every layer of a desk, as each reader sees it, to what it declares: values to the types of their
// columns, and every window to what the same window leaves of all features.
func (w *World) CheckLayers(name string, readers ...desk.Who) {
	w.T.Helper()
	for _, l := range w.Desk(name).Layers {
		for _, who := range readers {
			for _, r := range w.Rows(who, l.ID, 1000) {
				for _, c := range l.Columns {
					v, ok := r.Values[c.Name]
					if !ok {
						w.T.Errorf("%s: row %d has no value for the column %q", l.ID, r.Entry, c.Name)
					}
					w.checkValue(l.ID, c, v)
				}
			}
			if l.Features != nil {
				w.checkFeatures(l, who)
			}
		}
	}
}

func (w *World) checkFeatures(l desk.Layer, who desk.Who) {
	w.T.Helper()
	all := w.Features(who, l.ID, desk.Window{})
	names := map[string]desk.Column{}
	for _, c := range l.Columns {
		names[c.Name] = c
	}
	ids := map[string]bool{}
	last, lastID := int64(-1), ""
	for _, f := range all {
		if f.ID == "" || ids[f.ID] || f.Entry < last || f.Entry == last && f.ID < lastID || f.Changed < f.Entry || f.End.Known() && f.End < f.Start {
			w.T.Errorf("%s: the feature %q of entry %d, changed by %d, is not told apart or not in order", l.ID, f.ID, f.Entry, f.Changed)
		}
		ids[f.ID], last, lastID = true, f.Entry, f.ID
		for name, v := range f.Values {
			c, ok := names[name]
			if !ok {
				w.T.Errorf("%s: the feature %s has a value %q, which is no column", l.ID, f.ID, name)
			}
			if m, is := v.(record.Moment); v == nil || is && !m.Known() {
				w.T.Errorf("%s: the feature %s has a value %q that is not known; leave it out", l.ID, f.ID, name)
			}
			w.checkValue(l.ID, c, v)
		}
	}
	for i, want := range windowsAround(all) {
		expected := pick(all, want)
		if got := w.Features(who, l.ID, want); !reflect.DeepEqual(got, expected) {
			w.T.Errorf("%s: %q is given %d features for window %d (%+v), and %d of all lie in it", l.ID, who.Member, len(got), i, want, len(expected))
		}
	}
	enough := errors.New("enough")
	n := 0
	err := l.Features(context.Background(), w.question(who), desk.Window{}, func(desk.Feature) error { n++; return enough })
	if len(all) > 0 && (!errors.Is(err, enough) || n != 1) {
		w.T.Errorf("%s: features went on after the first error: %d given, %v", l.ID, n, err)
	}
}

func (w *World) checkValue(layer string, c desk.Column, v any) {
	w.T.Helper()
	ok := v == nil
	switch v.(type) {
	case string, []string:
		ok = c.Type == "text"
	case int64, int, *int64:
		ok = c.Type == "integer"
	case bool:
		ok = c.Type == "boolean"
	case record.Moment:
		ok = c.Type == "time"
	}
	if _, named := v.(fmt.Stringer); named && c.Type == "text" {
		ok = true
	}
	if !ok {
		w.T.Errorf("%s: the column %q is declared as %q and holds a %T", layer, c.Name, c.Type, v)
	}
}

// windowsAround are windows that cut through the features: around each, before, after, and none at all.
func windowsAround(all []desk.Feature) []desk.Window {
	out := []desk.Window{{}, {Limit: 1}, {ID: "nobody"}, {ID: "-1"}, {Box: &geo.Box{South: 1, North: 2, West: 1, East: 2}}}
	for i, f := range all {
		if i > 50 {
			break
		}
		out = append(out, desk.Window{ID: f.ID}, desk.Window{After: f.Entry}, desk.Window{Since: f.Changed}, desk.Window{Since: f.Entry + 1})
		if f.Start.Known() {
			out = append(out, desk.Window{From: f.Start}, desk.Window{To: f.Start}, desk.Window{From: f.Start, To: f.Start + 1})
		}
		if f.End.Known() {
			out = append(out, desk.Window{From: f.End}, desk.Window{From: f.End + 1})
		}
		if p, ok := f.Geometry.(geo.Point); ok {
			out = append(out, desk.Window{Box: &geo.Box{South: p.Lat, North: p.Lat, West: p.Lon, East: p.Lon}},
				desk.Window{After: f.Entry - 1, Box: &geo.Box{South: p.Lat - 10_000_000, North: p.Lat, West: p.Lon - 10_000_000, East: p.Lon}, Limit: 2, To: f.Start + 1})
		}
	}
	return out
}

// pick is what a window leaves of features, said again without any table.
func pick(all []desk.Feature, want desk.Window) []desk.Feature {
	out := []desk.Feature{}
	for _, f := range all {
		end := f.End
		if !end.Known() {
			end = math.MaxInt64
		}
		switch {
		case want.ID != "" && f.ID != want.ID,
			want.After > 0 && f.Entry <= want.After,
			f.Changed < want.Since,
			want.Box != nil && !geo.Touches(f.Geometry, *want.Box),
			(want.From != 0 || want.To != 0) && !f.Start.Known(),
			want.From != 0 && end < want.From,
			want.To != 0 && f.Start >= want.To:
			continue
		}
		if out = append(out, f); want.Limit > 0 && len(out) == want.Limit {
			break
		}
	}
	return out
}
