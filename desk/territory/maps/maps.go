// Package maps reads who is said to hold what: maps of areas (GeoJSON, KML) and tables of places (CSV). It reads what is
// written and judges nothing; what cannot be read is refused with its place in the file, and the rest is taken.
package maps

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"truce.example/desk/territory/overlay"
	"truce.example/geo"
)

// Unnamed is the holder of an area of which the file does not say who holds it.
const Unnamed = "(not named)"

// A Map is who holds which area, as one file has it.
type Map struct {
	Holders      []Holding // by name
	UncertaintyM int64     // the largest that the file states with uncertainty_m; 0 if none
	Notes        []Note
}

// A Holding is what one holder holds.
type Holding struct {
	Holder string
	Area   overlay.Area
}

// A Note is something to know about one feature of a file.
type Note struct {
	Feature int    `json:"feature,omitempty"` // counted from 1; 0 if it is about a holder's area as a whole
	Holder  string `json:"holder,omitempty"`
	Refused bool   `json:"refused"` // the feature was not taken; otherwise it was, and the note says what was assumed
	Text    string `json:"text"`
}

// String is the note as a line of text.
func (n Note) String() string {
	var at []string
	if n.Feature > 0 {
		at = append(at, fmt.Sprintf("feature %d", n.Feature))
	}
	if n.Holder != "" {
		at = append(at, n.Holder)
	}
	return strings.Join(append(at, n.Text), ": ")
}

// Refused counts the features that were not taken.
func (m Map) Refused() int {
	n := 0
	for _, note := range m.Notes {
		if note.Refused {
			n++
		}
	}
	return n
}

// Area is what a holder holds, and whether the map knows the holder.
func (m Map) Area(holder string) (overlay.Area, bool) {
	for _, h := range m.Holders {
		if h.Holder == holder {
			return h.Area, true
		}
	}
	return overlay.Area{}, false
}

// Parse reads a map in whatever format its first bytes show. The property, or KML's extended data, of that name says who
// the holder is; "holder" if it is empty. The error is that the text is no map at all.
func Parse(text []byte, property string) (Map, error) {
	if property == "" {
		property = "holder"
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	head := bytes.TrimLeft(text, " \t\r\n")
	switch {
	case len(head) == 0:
		return Map{}, fmt.Errorf("the file is empty")
	case head[0] == '{':
		return ParseGeoJSON(text, property)
	case head[0] == '<':
		return ParseKML(text, property)
	}
	return Map{}, fmt.Errorf("is neither GeoJSON nor KML")
}

// A reading is a map while it is read.
type reading struct {
	m     Map
	drawn map[string][][]geo.Ring
	of    map[string][]int // by holder: the feature of each polygon
	count int
}

func newReading() *reading {
	return &reading{drawn: map[string][][]geo.Ring{}, of: map[string][]int{}}
}

func (r *reading) refuse(format string, args ...any) {
	r.m.Notes = append(r.m.Notes, Note{Feature: r.count, Refused: true, Text: fmt.Sprintf(format, args...)})
}

// take keeps the polygons of the feature that is being read.
func (r *reading) take(holder string, uncertaintyM int64, polygons [][]geo.Ring) {
	if holder = strings.TrimSpace(holder); holder == "" {
		holder = Unnamed
	}
	r.m.UncertaintyM = max(r.m.UncertaintyM, uncertaintyM)
	for _, p := range polygons {
		r.drawn[holder] = append(r.drawn[holder], p)
		r.of[holder] = append(r.of[holder], r.count)
	}
}

// area makes the area of a holder. If that fails, the polygons that are to blame are refused and the others taken.
func (r *reading) area(holder string) (overlay.Area, []overlay.Fault, error) {
	area, faults, err := overlay.NewArea(r.drawn[holder])
	if err == nil {
		return area, faults, nil
	}
	var drawn [][]geo.Ring
	var of []int
	for i, p := range r.drawn[holder] {
		if _, _, err := overlay.NewArea([][]geo.Ring{p}); err != nil {
			r.m.Notes = append(r.m.Notes, Note{Feature: r.of[holder][i], Holder: holder, Refused: true, Text: errors.Unwrap(err).Error()})
			continue
		}
		drawn, of = append(drawn, p), append(of, r.of[holder][i])
	}
	r.drawn[holder], r.of[holder] = drawn, of
	return overlay.NewArea(drawn)
}

// done makes the areas.
func (r *reading) done() (Map, error) {
	for holder := range r.drawn {
		area, faults, err := r.area(holder)
		if err != nil {
			return Map{}, fmt.Errorf("the area of %s: %w", holder, err)
		}
		for _, f := range faults {
			n := Note{Holder: holder, Text: f.String()}
			if f.Polygon > 0 {
				n.Feature, n.Text = r.of[holder][f.Polygon-1], fmt.Sprintf("near %s: %s", f.At, f.Text)
			}
			r.m.Notes = append(r.m.Notes, n)
		}
		r.m.Holders = append(r.m.Holders, Holding{holder, area})
	}
	slices.SortFunc(r.m.Holders, func(a, b Holding) int { return cmp.Compare(a.Holder, b.Holder) })
	slices.SortStableFunc(r.m.Notes, func(a, b Note) int {
		if c := cmp.Compare(a.Feature, b.Feature); c != 0 {
			return c
		}
		return cmp.Compare(a.Holder+a.Text, b.Holder+b.Text)
	})
	return r.m, nil
}
