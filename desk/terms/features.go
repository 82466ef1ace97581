package terms

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
)

// What the texts draw, as features: every zone and line in every version of the text that the reader may see, and the
// windows of silence. A zone that an amendment leaves as it was is one feature; one that it changes is two, of which the
// first ends where the second begins.

var (
	zoneColumns = []desk.Column{
		{Name: "zone", Title: "Zone", Type: "text"}, {Name: "kind", Title: "Kind", Type: "text"}, {Name: "name", Title: "Name", Type: "text"},
		{Name: "text_version", Title: "In the text's version", Type: "integer"},
		{Name: "from", Title: "From", Type: "time"}, {Name: "to", Title: "To", Type: "time"},
		{Name: "floor", Title: "Floor", Type: "text"}, {Name: "ceiling", Title: "Ceiling", Type: "text"},
		{Name: "precision", Title: "Precision", Type: "text"}, {Name: "tolerance_m", Title: "Tolerance in metres", Type: "integer"},
		{Name: "controlling_party", Title: "Controlled by", Type: "text"}, {Name: "source", Title: "Source", Type: "text"},
	}
	lineColumns = []desk.Column{
		{Name: "line", Title: "Line", Type: "text"}, {Name: "kind", Title: "Kind", Type: "text"}, {Name: "name", Title: "Name", Type: "text"},
		{Name: "text_version", Title: "In the text's version", Type: "integer"},
		{Name: "from", Title: "From", Type: "time"}, {Name: "to", Title: "To", Type: "time"},
		{Name: "side_a", Title: "To its left", Type: "text"}, {Name: "side_b", Title: "To its right", Type: "text"},
		{Name: "precision", Title: "Precision", Type: "text"}, {Name: "tolerance_m", Title: "Tolerance in metres", Type: "integer"},
		{Name: "source", Title: "Source", Type: "text"},
	}
	windowColumns = []desk.Column{
		{Name: "window", Title: "Window", Type: "text"}, {Name: "work", Title: "Work", Type: "text"}, {Name: "from", Title: "From", Type: "time"},
		{Name: "to", Title: "To", Type: "time"}, {Name: "radius_m", Title: "Radius in metres", Type: "integer"},
		{Name: "guarantees", Title: "Guaranteed by", Type: "text"}, {Name: "binds", Title: "Binds", Type: "boolean"},
	}
)

// A drawer draws a part of the law.
type drawer = func(ctx context.Context, q desk.Question) ([]desk.Feature, error)

// windowed narrows what a drawer draws. There is never so much that a table would be quicker.
func windowed(draw drawer) func(context.Context, desk.Question, desk.Window, func(desk.Feature) error) error {
	return func(ctx context.Context, q desk.Question, want desk.Window, each func(desk.Feature) error) error {
		all, err := draw(ctx, q)
		if err != nil {
			return err
		}
		given := 0
		for _, f := range all {
			if want.Limit > 0 && given == want.Limit {
				return nil
			}
			if !within(f, want) {
				continue
			}
			given++
			if err := each(f); err != nil {
				return err
			}
		}
		return nil
	}
}

func within(f desk.Feature, want desk.Window) bool {
	end := f.End
	if !end.Known() {
		end = math.MaxInt64
	}
	switch {
	case want.ID != "" && f.ID != want.ID,
		want.After > 0 && f.Entry <= want.After,
		f.Changed < want.Since,
		want.Box != nil && !geo.Touches(f.Geometry, *want.Box),
		want.From.Known() && end < want.From,
		want.To.Known() && f.Start >= want.To,
		(want.From.Known() || want.To.Known()) && !f.Start.Known():
		return false
	}
	return true
}

// rowsFrom makes a layer's table of what a drawer draws, the newest entry first.
func rowsFrom(draw drawer, columns []desk.Column) func(context.Context, desk.Question, int64, int) ([]desk.Row, error) {
	return func(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
		all, err := draw(ctx, q)
		if err != nil {
			return nil, err
		}
		var list []desk.Row
		for _, f := range all {
			row := desk.Row{Entry: f.Entry, Values: map[string]any{}}
			for _, c := range columns {
				row.Values[c.Name] = f.Values[c.Name]
			}
			list = append(list, row)
		}
		return page(list, before, limit), nil
	}
}

// A drawn is a zone or line as some text draws it.
type drawn struct {
	name     string
	shape    any // the zone or line, to compare
	geometry any
	from, to *agreement.Instant
	values   map[string]any
}

func zonesOf(text *agreement.Agreement) []drawn {
	area := map[string]any{"zone": "area", "kind": "area", "name": text.Area.Name.En}
	out := []drawn{{name: "area", shape: text.Area, geometry: text.Area.Geometry, values: area}}
	for _, z := range text.Zones {
		values := map[string]any{"zone": z.ID, "kind": z.Kind, "name": z.Name.En, "precision": z.Precision,
			"controlling_party": z.ControllingParty, "source": z.Source, "floor": heightText(z.Floor), "ceiling": heightText(z.Ceiling)}
		tolerance(values, z.ToleranceM)
		out = append(out, drawn{z.ID, z, z.Geometry, z.ValidFrom, z.ValidTo, values})
	}
	return out
}

func linesOf(text *agreement.Agreement) []drawn {
	var out []drawn
	for _, l := range text.Lines {
		values := map[string]any{"line": l.ID, "kind": l.Kind, "name": l.Name.En, "precision": l.Precision, "side_a": l.SideA, "side_b": l.SideB, "source": l.Source}
		tolerance(values, l.ToleranceM)
		out = append(out, drawn{l.ID, l, l.Geometry, l.ValidFrom, l.ValidTo, values})
	}
	return out
}

func tolerance(values map[string]any, m *int64) {
	if m != nil {
		values["tolerance_m"] = *m
	}
}

func heightText(h *agreement.Height) string {
	if h == nil {
		return ""
	}
	return fmt.Sprintf("%d ft %s", h.Ft, h.Datum)
}

// draw lists what each visible text draws that the text before it did not, in the order of entries.
func (k *Keeper) draw(of func(*agreement.Agreement) []drawn) drawer {
	return func(ctx context.Context, q desk.Question) ([]desk.Feature, error) {
		visible, err := versions(ctx, q.View)
		if err != nil {
			return nil, err
		}
		var out []desk.Feature
		holds := map[string]int{} // of a name: which of out holds
		shapes := map[string]any{}
		for _, v := range visible {
			text := k.book.Load().text(v.Version)
			if text == nil || text.Digest() != v.Digest {
				continue
			}
			still := map[string]bool{}
			for _, d := range of(text) {
				still[d.name] = true
				if i, ok := holds[d.name]; ok {
					if reflect.DeepEqual(shapes[d.name], d.shape) {
						continue
					}
					endAt(&out[i], v)
				}
				holds[d.name], shapes[d.name] = len(out), d.shape
				out = append(out, featureOf(d, v, text))
			}
			for name, i := range holds {
				if !still[name] { // the amendment left it out
					endAt(&out[i], v)
					delete(holds, name)
				}
			}
		}
		slices.SortFunc(out, inOrder)
		return out, nil
	}
}

// endAt lets a feature end where a later version of the text takes its place.
func endAt(f *desk.Feature, v Version) {
	f.Changed = v.Entry
	if !f.End.Known() || v.Effective < f.End {
		f.End = v.Effective
		f.Values["to"] = v.Effective
	}
}

func featureOf(d drawn, v Version, text *agreement.Agreement) desk.Feature {
	f := desk.Feature{
		ID: fmt.Sprintf("%s.%d", d.name, v.Version), Entry: v.Entry, Changed: v.Entry, Geometry: d.geometry, Values: d.values,
		Start: record.Moment(text.EntryIntoForce.UTC),
	}
	if v.Effective.Known() {
		f.Start = v.Effective
	}
	if d.from != nil && record.Moment(*d.from) > f.Start {
		f.Start = record.Moment(*d.from)
	}
	if d.to != nil {
		f.End = record.Moment(*d.to)
	}
	f.Values["text_version"] = v.Version
	if f.Start.Known() {
		f.Values["from"] = f.Start
	}
	if f.End.Known() {
		f.Values["to"] = f.End
	}
	return f
}

// drawWindows lists the windows of silence that the reader may see, each by its centre; the radius is a value.
func (k *Keeper) drawWindows(ctx context.Context, q desk.Question) ([]desk.Feature, error) {
	answer, err := k.askWindows(ctx, q)
	if _, refused := desk.Refused(err); refused {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	visible, err := versions(ctx, q.View)
	if err != nil {
		return nil, err
	}
	var out []desk.Feature
	for _, w := range answer.([]Window) {
		entry := w.Entry
		if entry == 0 && len(visible) > 0 { // it stands in the text
			entry = visible[len(visible)-1].Entry
		}
		out = append(out, desk.Feature{
			ID: w.ID, Entry: entry, Changed: entry, Start: record.Moment(w.From), End: record.Moment(w.To), Geometry: w.Centre,
			Values: map[string]any{"window": w.ID, "work": w.Work, "from": record.Moment(w.From), "to": record.Moment(w.To), "radius_m": w.RadiusM,
				"guarantees": strings.Join(w.Guarantees, ", "), "binds": len(w.Missing) == 0},
		})
	}
	slices.SortFunc(out, inOrder)
	return out, nil
}

// inOrder is the order of features: by entry, and within one by name.
func inOrder(a, b desk.Feature) int {
	return cmp.Or(cmp.Compare(a.Entry, b.Entry), strings.Compare(a.ID, b.ID))
}
