package maps

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"truce.example/geo"
	"truce.example/internal/decimal"
)

// A Place is one row of a table: who is said to hold a named place. Two rows speak of the same place if name and position
// are the same as written; towns of one name are many.
type Place struct {
	Name   string
	Lat    string // as written; empty if the table has none
	Lon    string
	Holder string // as written, without blanks around it; may be empty
	Day    string // 2022-03-01, if the table has a column for it
	PCode  string // of a unit, if the table has a column for it
	Status string // likewise
}

// At is the position, and whether there is a sound one.
func (p Place) At() (geo.Point, bool) {
	lat, ok := decimal.Parse(p.Lat, 7)
	lon, also := decimal.Parse(p.Lon, 7)
	if !ok || !also {
		return geo.Point{}, false
	}
	at, err := geo.NewPoint(lat, lon)
	return at, err == nil
}

// A Table is the places of one file.
type Table struct {
	Places []Place
	Notes  []Note
}

// The names under which tables have their columns, without case and blanks.
var columns = struct{ name, holder, lat, lon, day, pcode, status []string }{
	name:   []string{"name", "town", "place", "place_as_written", "settlement"},
	holder: []string{"heldby", "held_by", "holder", "claimed_holder", "control"},
	lat:    []string{"lat", "latitude"},
	lon:    []string{"lon", "lng", "longitude"},
	day:    []string{"date", "day", "date_from"},
	pcode:  []string{"pcode", "cod_pcode", "p-code", "adm3_pcode", "adm4_pcode"},
	status: []string{"status", "control_status"},
}

// ParseTable reads a CSV table of places with its names of columns in the first line. The property names the column of the
// holder; if it is empty, the usual names are looked for. The error is that it is no such table.
func ParseTable(text []byte, property string) (Table, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	r.FieldsPerRecord = -1
	head, err := r.Read()
	if err != nil {
		return Table{}, fmt.Errorf("is not a table: %w", err)
	}
	find := func(names ...string) int {
		return slices.IndexFunc(head, func(h string) bool {
			return slices.Contains(names, strings.ToLower(strings.ReplaceAll(strings.TrimSpace(h), " ", "")))
		})
	}
	name, holder := find(columns.name...), find(columns.holder...)
	if property != "" {
		holder = slices.Index(head, property)
	}
	pcode, status := find(columns.pcode...), find(columns.status...)
	if name < 0 && pcode < 0 || holder < 0 {
		return Table{}, fmt.Errorf("is no table of places: it has no column for the name or for the holder among %q; name it with --holder", head)
	}
	lat, lon, day := find(columns.lat...), find(columns.lon...), find(columns.day...)
	var t Table
	for row := 1; ; row++ {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return Table{}, fmt.Errorf("is not a table: %w", err)
		}
		field := func(i int) string {
			if i < 0 || i >= len(fields) {
				return ""
			}
			return fields[i]
		}
		p := Place{Name: field(name), Lat: field(lat), Lon: field(lon), Holder: strings.TrimSpace(field(holder)), Day: field(day), PCode: strings.TrimSpace(field(pcode)), Status: strings.TrimSpace(field(status))}
		if strings.TrimSpace(p.Name) == "" && p.PCode == "" {
			t.Notes = append(t.Notes, Note{Feature: row, Refused: true, Text: "the row names no place"})
			continue
		}
		t.Places = append(t.Places, p)
	}
}

// A Turn is a place that another holds in the later of two tables. Nobody, "", is a holder too: the table had the place
// and left the holder out.
type Turn struct {
	Name string `json:"place"`
	Lat  string `json:"lat,omitempty"`
	Lon  string `json:"lon,omitempty"`
	From string `json:"from"`
	To   string `json:"to"`
}

type placeKey struct{ name, lat, lon string }

func (t Table) holders() map[placeKey]string {
	out := map[placeKey]string{}
	for _, p := range t.Places {
		out[placeKey{p.Name, p.Lat, p.Lon}] = p.Holder // who stands last in the table stands
	}
	return out
}

// Turns are the places that both tables have and that changed hands, by name.
func Turns(before, after Table) []Turn {
	was := before.holders()
	var out []Turn
	for k, now := range after.holders() {
		if then, ok := was[k]; ok && then != now {
			out = append(out, Turn{strings.TrimSpace(k.name), k.lat, k.lon, then, now})
		}
	}
	slices.SortFunc(out, func(a, b Turn) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Lat, b.Lat), cmp.Compare(a.Lon, b.Lon))
	})
	return out
}

// DayOf finds a day in the name of a file, such as control_20240708.geojson or 2022-03-01.csv, and gives it as
// 2024-07-08. It is empty if there is none, or more than one.
func DayOf(name string) string {
	found := ""
	for i := 0; i < len(name); {
		if name[i] < '0' || name[i] > '9' {
			i++
			continue
		}
		digits, n := "", i
		for n < len(name) && (name[n] >= '0' && name[n] <= '9' || (name[n] == '-' || name[n] == '_') && (len(digits) == 4 || len(digits) == 6)) {
			if name[n] >= '0' && name[n] <= '9' {
				digits += name[n : n+1]
			}
			n++
		}
		i = n
		if len(digits) != 8 || digits < "19000101" || digits[4:6] < "01" || digits[4:6] > "12" || digits[6:] < "01" || digits[6:] > "31" {
			continue
		}
		if found != "" {
			return ""
		}
		found = digits[:4] + "-" + digits[4:6] + "-" + digits[6:]
	}
	return found
}
