// Package taken reads what others published about corridors and closures: tables of proposed humanitarian corridors with what
// became of them, and features of closures and checkpoints. A row that cannot be used is a note with its number, and never left out
// without a word.
package taken

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"truce.example/desk/aid/hxl"
	"truce.example/geo"
)

// Results of a corridor. A result on which its sources differ is disputed, and counts as nothing else.
const (
	Successful   = "successful"
	Unsuccessful = "unsuccessful"
	Disputed     = "disputed"
	Unknown      = "unknown"
)

// A Corridor is one that was proposed for a day, and what became of it as others say.
type Corridor struct {
	ID         string    `json:"id"`
	Day        string    `json:"day"`         // 2022-03-05
	ProposedBy string    `json:"proposed_by"` // as written; "Agreed" where several did
	Result     string    `json:"result"`
	Status     string    `json:"status,omitempty"` // the same, as written
	From       string    `json:"from"`
	FromCode   string    `json:"from_code,omitempty"` // of the province
	FromPlace  geo.Point `json:"from_place"`
	To         string    `json:"to"`
	ToCode     string    `json:"to_code,omitempty"`
	ToPlace    geo.Point `json:"to_place"`
	Link       string    `json:"link,omitempty"`
}

// A Closure is a gate, a barrier, a checkpoint or a stretch of road.
type Closure struct {
	ID    string        `json:"id"`
	Name  string        `json:"name,omitempty"`
	Kind  string        `json:"kind,omitempty"` // as written
	Lines [][]geo.Point `json:"lines"`          // a point is a line of one
}

const longest = 300 // characters of a cell that is kept

// ParseCorridors reads a table with the columns of the data set on humanitarian corridors in Ukraine, 2022.
func ParseCorridors(text []byte) (list []Corridor, notes []string, err error) {
	rows, err := hxl.ParseRows(text)
	if err != nil {
		return nil, nil, err
	}
	need := []string{"HC_ID", "date", "proposal", "status_result", "From", "from_latitude", "from_longitude", "To", "to_latitude", "to_longitude"}
	if len(rows) == 0 {
		return nil, nil, errors.New("the table is empty")
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[strings.TrimSpace(name)] = i
	}
	for _, name := range need {
		if _, ok := column[name]; !ok {
			return nil, nil, fmt.Errorf("the table has no column %s; it needs %s", name, strings.Join(need, ", "))
		}
	}
	seen := map[string]bool{}
	for n, row := range rows[1:] {
		cell := func(name string) string {
			i, ok := column[name]
			if !ok || i >= len(row) {
				return ""
			}
			return cut(strings.TrimSpace(row[i]))
		}
		c := Corridor{
			ID: cell("HC_ID"), Day: cell("date"), ProposedBy: cell("proposal"), Status: cell("status_extra"), From: cell("From"), FromCode: cell("from_adm1_code_full"),
			To: cell("To"), ToCode: cell("to_adm1_code_full"), Link: cell("Link"), Result: result(cell("status_result")),
		}
		if err := c.check(cell, seen); err != nil {
			notes = append(notes, fmt.Sprintf("row %d: %v", n+2, err))
			continue
		}
		seen[c.ID] = true
		list = append(list, c)
	}
	if len(list) == 0 {
		return nil, notes, errors.New("no row of the table can be used")
	}
	return list, notes, nil
}

func (c *Corridor) check(cell func(string) string, seen map[string]bool) error {
	var err error
	if c.FromPlace, err = geo.ParsePoint(cell("from_latitude") + ", " + cell("from_longitude")); err != nil {
		return fmt.Errorf("where it begins: %w", err)
	}
	if c.ToPlace, err = geo.ParsePoint(cell("to_latitude") + ", " + cell("to_longitude")); err != nil {
		return fmt.Errorf("where it ends: %w", err)
	}
	if _, err := time.Parse(time.DateOnly, c.Day); err != nil {
		return fmt.Errorf("the day %q is not written as 2022-03-05", c.Day)
	}
	switch {
	case c.ID == "":
		return errors.New("it has no HC_ID")
	case seen[c.ID]:
		return fmt.Errorf("the HC_ID %s stands there twice", c.ID)
	case c.Result == "":
		return fmt.Errorf("the result %q is not known here", cell("status_result"))
	}
	return nil
}

// result is a result in this program's words; empty for one that is not known.
func result(written string) string {
	switch w := strings.ToLower(written); {
	case w == "disputed":
		return Disputed
	case w == "successful":
		return Successful
	case strings.HasPrefix(w, "unsuccessful"), strings.HasPrefix(w, "disrupted"):
		return Unsuccessful
	case w == "", strings.Contains(w, "unknown"):
		return Unknown
	}
	return ""
}

// ParseClosures reads a GeoJSON collection of points, lines and multi-lines, such as those of OCHA on closures. Names and kinds are
// taken from the properties that say them in one of the usual ways.
func ParseClosures(text []byte) (list []Closure, notes []string, err error) {
	var file struct {
		Type     string `json:"type"`
		Features []struct {
			ID         json.RawMessage            `json:"id"`
			Properties map[string]json.RawMessage `json:"properties"`
			Geometry   *struct {
				Type        string          `json:"type"`
				Coordinates json.RawMessage `json:"coordinates"`
			} `json:"geometry"`
		} `json:"features"`
	}
	d := json.NewDecoder(bytes.NewReader(text))
	if err := d.Decode(&file); err != nil {
		return nil, nil, fmt.Errorf("the file is no GeoJSON that can be read: %w", err)
	}
	if len(file.Features) == 0 {
		return nil, nil, errors.New("the file holds no features; send a GeoJSON FeatureCollection")
	}
	for n, f := range file.Features {
		c := Closure{ID: strings.Trim(string(f.ID), `"`), Name: property(f.Properties, "name", "currentname", "closurename", "closure_name"), Kind: property(f.Properties, "type", "checkpoint_type", "closuretype", "closutretype")}
		if c.ID == "" || c.ID == "null" {
			c.ID = fmt.Sprintf("feature-%d", n+1)
		}
		c.ID = cut(c.ID)
		if f.Geometry == nil {
			notes = append(notes, fmt.Sprintf("feature %d has no place", n+1))
			continue
		}
		if c.Lines, err = lines(f.Geometry.Type, f.Geometry.Coordinates); err != nil {
			notes = append(notes, fmt.Sprintf("feature %d: %v", n+1, err))
			continue
		}
		list = append(list, c)
	}
	if len(list) == 0 {
		return nil, notes, errors.New("no feature of the file can be used")
	}
	return list, notes, nil
}

const maxPoints = 5_000 // of one closure

func lines(kind string, coordinates json.RawMessage) ([][]geo.Point, error) {
	var many [][][]float64
	switch kind {
	case "Point":
		many = [][][]float64{{nil}}
		if err := json.Unmarshal(coordinates, &many[0][0]); err != nil {
			return nil, errors.New("its coordinates are no numbers")
		}
	case "LineString":
		many = [][][]float64{nil}
		if err := json.Unmarshal(coordinates, &many[0]); err != nil {
			return nil, errors.New("its coordinates are no numbers")
		}
	case "MultiLineString":
		if err := json.Unmarshal(coordinates, &many); err != nil {
			return nil, errors.New("its coordinates are no numbers")
		}
	default:
		return nil, fmt.Errorf("its geometry is %q; points and lines are read here", cut(kind))
	}
	var out [][]geo.Point
	total := 0
	for _, one := range many {
		var line []geo.Point
		for _, at := range one {
			if len(at) < 2 || at[0] < -180 || at[0] > 180 || at[1] < -90 || at[1] > 90 {
				return nil, errors.New("its coordinates are no place on the earth")
			}
			p, err := geo.NewPoint(units(at[1]), units(at[0]))
			if err != nil {
				return nil, err
			}
			line = append(line, p)
		}
		if total += len(line); total > maxPoints {
			return nil, fmt.Errorf("it has more than %d points", maxPoints)
		}
		if len(line) > 0 {
			out = append(out, line)
		}
	}
	if len(out) == 0 {
		return nil, errors.New("it has no points")
	}
	return out, nil
}

func units(degrees float64) int64 {
	if degrees < 0 {
		return int64(degrees*1e7 - 0.5)
	}
	return int64(degrees*1e7 + 0.5)
}

// property is the first of some properties that is there, whatever the case of its name.
func property(all map[string]json.RawMessage, names ...string) string {
	var keys []string
	for k := range all {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, name := range names {
		for _, k := range keys {
			var v any
			if strings.EqualFold(k, name) && json.Unmarshal(all[k], &v) == nil && v != nil {
				return cut(strings.TrimSpace(fmt.Sprint(v)))
			}
		}
	}
	return ""
}

func cut(s string) string {
	if r := []rune(strings.ToValidUTF8(s, "")); len(r) > longest {
		return string(r[:longest])
	}
	return strings.ToValidUTF8(s, "")
}
