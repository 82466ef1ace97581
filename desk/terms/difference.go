package terms

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"truce.example/agreement"
)

// A difference lists what two versions do not share.
type difference struct{ clauses, zones, other []string }

func compare(old, text *agreement.Agreement) difference {
	var d difference
	d.clauses = differing(old.Clauses, text.Clauses, func(c agreement.Clause) string { return c.No })
	d.zones = append(
		differing(old.Zones, text.Zones, func(z agreement.Zone) string { return z.ID }),
		differing(old.Lines, text.Lines, func(l agreement.Line) string { return l.ID })...)
	x, y := reflect.ValueOf(*old), reflect.ValueOf(*text)
	for i := range x.NumField() {
		name, _, _ := strings.Cut(x.Type().Field(i).Tag.Get("json"), ",")
		switch name {
		case "version", "clauses", "zones", "lines":
			continue
		}
		if !same(x.Field(i).Interface(), y.Field(i).Interface()) {
			d.other = append(d.other, name)
		}
	}
	return d
}

// differing lists the ids of items that were added, removed or changed.
func differing[T any](old, text []T, id func(T) string) []string {
	before := map[string]T{}
	for _, item := range old {
		before[id(item)] = item
	}
	var ids []string
	for _, item := range text {
		if was, had := before[id(item)]; !had || !same(was, item) {
			ids = append(ids, id(item))
		}
		delete(before, id(item))
	}
	for name := range before {
		ids = append(ids, name)
	}
	slices.Sort(ids)
	return ids
}

// same compares what the canonical form shows.
func same(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
