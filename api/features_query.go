package api

import (
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"

	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
)

// itemsWanted is what the parameters of a page of features ask for.
type itemsWanted struct {
	limit  int
	after  cursor
	window desk.Window
	areas  []geo.Box         // one, or two for a box across the 180th meridian; none for everywhere
	values map[string]string // by column, as text
	types  map[string]string // of these columns
}

// parseItems reads the parameters. What is not known is refused: a parameter that is mistyped would silently narrow
// nothing.
func parseItems(params url.Values, columns []desk.Column) (itemsWanted, error) {
	want := itemsWanted{limit: usualItems, values: map[string]string{}, types: map[string]string{}}
	var wrong []desk.FieldError
	for name, given := range params {
		say := func(format string, args ...any) {
			wrong = append(wrong, desk.FieldError{Field: name, Sentence: fmt.Sprintf(format, args...)})
		}
		if len(given) != 1 {
			say("%s stands there %d times; give it once", cut(name), len(given))
			continue
		}
		text := given[0]
		var err error
		switch name {
		case "f", "wait":
		case "limit":
			want.limit, err = parseLimit(text)
		case "bbox":
			want.areas, err = parseBoxes(text)
		case "bbox-crs":
			if text != crs84 {
				err = fmt.Errorf("bbox-crs can only be %s", crs84)
			}
		case "datetime":
			want.window.From, want.window.To, err = parseInterval(text)
		case "after":
			var ok bool
			if want.after, ok = parseCursor(text); !ok {
				err = fmt.Errorf("after= is taken from the link to the next page; follow that link")
			}
		default:
			c, ok := columnOf(columns, name)
			if !ok {
				say("there is no parameter %q here; the collection's description lists them", cut(name))
				continue
			}
			want.types[name] = c.Type
			want.values[name], err = parseValue(c, text)
		}
		if err != nil {
			say("%v", err)
		}
	}
	return want, desk.RefuseFields(wrong)
}

func columnOf(columns []desk.Column, name string) (desk.Column, bool) {
	for _, c := range columns {
		if c.Name == name {
			return c, true
		}
	}
	return desk.Column{}, false
}

// parseLimit takes what is too much as the most that is given, as the standard wants it.
func parseLimit(text string) (int, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil && !strings.Contains(err.Error(), "range") || n < 1 {
		return 0, fmt.Errorf("limit is %q; give a number from 1 to %d", cut(text), mostItems)
	}
	return int(min(n, mostItems)), nil
}

// parseBoxes reads west,south,east,north, or six numbers with heights, which are passed over. A box whose west lies east of
// its east crosses the 180th meridian and is two.
func parseBoxes(text string) ([]geo.Box, error) {
	parts := strings.Split(text, ",")
	if len(parts) != 4 && len(parts) != 6 {
		return nil, fmt.Errorf("bbox is %q; write west,south,east,north in degrees, such as 35.8,32.3,37.0,33.3", cut(text))
	}
	var degrees []float64
	for _, part := range parts {
		d, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || math.IsNaN(d) || math.IsInf(d, 0) {
			return nil, fmt.Errorf("bbox has %q where a number of degrees should be; write west,south,east,north", cut(part))
		}
		degrees = append(degrees, d)
	}
	if len(degrees) == 6 {
		if degrees[2] > degrees[5] {
			return nil, fmt.Errorf("bbox has its lower height above its upper one; exchange them")
		}
		degrees = []float64{degrees[0], degrees[1], degrees[3], degrees[4]}
	}
	west, south, east, north := degrees[0], degrees[1], degrees[2], degrees[3]
	if south > north {
		return nil, fmt.Errorf("bbox has its south %g above its north %g; write west,south,east,north", south, north)
	}
	if west <= east || east < -180 || west > 180 {
		return []geo.Box{{South: units(south, 90), West: units(west, 180), North: units(north, 90), East: units(max(east, west), 180)}}, nil
	}
	return []geo.Box{
		{South: units(south, 90), West: units(west, 180), North: units(north, 90), East: 1_800_000_000},
		{South: units(south, 90), West: -1_800_000_000, North: units(north, 90), East: units(east, 180)},
	}, nil
}

// units are degrees in 1e-7, cut at the edge of the world: a map that is zoomed out asks for more than there is.
func units(degrees, edge float64) int32 {
	return int32(math.Round(max(-edge, min(edge, degrees)) * 1e7))
}

// parseInterval reads an instant or interval of RFC 3339, half open with ".." or nothing. Its end is included, as the
// standard has it, so the window ends a millisecond later. A date is its whole day in UTC.
func parseInterval(text string) (from, to record.Moment, err error) {
	first, last, isInterval := strings.Cut(text, "/")
	if !isInterval {
		last = first
	}
	if open(first) && open(last) {
		return 0, 0, fmt.Errorf("datetime is %q; give a time such as 2017-07-09T12:00:00Z, or two with a stroke between, one of which may be ..", cut(text))
	}
	if !open(first) {
		if from, _, err = parseInstant(first); err != nil {
			return 0, 0, err
		}
	}
	if !open(last) {
		if _, to, err = parseInstant(last); err != nil {
			return 0, 0, err
		}
	}
	if from.Known() && to.Known() && from >= to {
		return 0, 0, fmt.Errorf("datetime ends before it begins; exchange the two times")
	}
	return from, to, nil
}

func open(text string) bool { return text == "" || text == ".." }

// parseInstant gives the first millisecond and the first one after. Zero would mean no bound, and nothing that is recorded
// has that time, so it gives way.
func parseInstant(text string) (from, to record.Moment, err error) {
	length := record.Moment(1)
	if len(text) == len("2017-07-09") {
		text, length = text+"T00:00:00Z", 24*60*60*1000
	}
	m, err := record.ParseMoment(text)
	if err != nil {
		return 0, 0, err
	}
	from, to = m, m+length
	if from == 0 {
		from = 1
	}
	if to == 0 {
		to = 1
	}
	return from, to, nil
}

// parseValue reads a value to compare a column with, as appendValue writes it.
func parseValue(c desk.Column, text string) (string, error) {
	switch c.Type {
	case "integer":
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return "", fmt.Errorf("%s is a whole number, not %q", c.Name, cut(text))
		}
		return strconv.FormatInt(n, 10), nil
	case "boolean":
		if text != "true" && text != "false" {
			return "", fmt.Errorf("%s is true or false, not %q", c.Name, cut(text))
		}
	case "time":
		m, err := record.ParseMoment(text)
		if err != nil {
			return "", err
		}
		return m.String(), nil
	}
	return text, nil
}

// boxes are the windows to ask for.
func (w itemsWanted) boxes() []desk.Window {
	if len(w.areas) == 0 {
		return []desk.Window{w.window}
	}
	var out []desk.Window
	for i := range w.areas {
		one := w.window
		one.Box = &w.areas[i]
		out = append(out, one)
	}
	return out
}

// has says whether a feature has the values that are asked for.
func (w itemsWanted) has(one desk.Feature) bool {
	for name, text := range w.values {
		v, known := one.Values[name]
		if !known || show(v) != text {
			return false
		}
	}
	return true
}
