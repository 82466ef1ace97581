package zones

import (
	"bytes"
	"fmt"
	"strings"

	"truce.example/desk/air/fence"
	"truce.example/geo"
)

// A Zone is a zone with what its file says besides.
type Zone struct {
	fence.Zone
	Kind      string // as the file writes it: OpenAir's AY, such as TMA
	Code      string // as the file writes the class: OpenAir's AC, such as R
	Frequency string // in MHz, as written
	Station   string // who answers there
	Squawk    string
	Circle    *Circle // if it is one
	Line      int     // where it begins in its file
}

// A Circle is how a zone was drawn.
type Circle struct {
	Centre   geo.Point
	RadiusCm int64
}

// A Note is something to know about one place of a file.
type Note struct {
	Line    int    `json:"line"`
	Zone    string `json:"zone,omitempty"`
	Refused bool   `json:"refused"` // the zone was not taken; otherwise it was, and the note says what was assumed
	Text    string `json:"text"`
}

// String is the note as a line of text.
func (n Note) String() string {
	if n.Zone == "" {
		return fmt.Sprintf("line %d: %s", n.Line, n.Text)
	}
	return fmt.Sprintf("line %d: %s: %s", n.Line, n.Zone, n.Text)
}

// A File is what was found in a file.
type File struct {
	Zones []Zone
	Notes []Note
}

// Refused counts the zones that were not taken.
func (f File) Refused() int {
	n := 0
	for _, note := range f.Notes {
		if note.Refused {
			n++
		}
	}
	return n
}

// Fences returns the zones as the fence takes them.
func (f File) Fences() []*fence.Zone {
	var out []*fence.Zone
	for i := range f.Zones {
		out = append(out, &f.Zones[i].Zone)
	}
	return out
}

// The classes that the mission distinguishes.
const (
	NoFly          = "no_fly"
	Restricted     = "restricted"
	Danger         = "danger"
	Identification = "identification"
	Corridor       = "corridor"
	Protected      = "protected"
	Controlled     = "controlled"
	Other          = "other"
)

// classOf maps what OpenAir writes, AC and AY.
func classOf(code, kind string) string {
	switch code = strings.ToUpper(code); {
	case code == "P" || code == "NFZ" || kind == "P":
		return NoFly
	case code == "R" || kind == "R" || kind == "TRA" || kind == "TSA" || kind == "TFR":
		return Restricted
	case code == "Q" || code == "DA" || kind == "Q":
		return Danger
	case code == "ADIZ" || kind == "ADIZ":
		return Identification
	case kind == "CORRIDOR":
		return Corridor
	case kind == "PROTECTED":
		return Protected
	case code == "CTR" || code == "TMA" || len(code) == 1 && code >= "A" && code <= "G":
		return Controlled
	}
	return Other
}

// Parse reads a file in whatever format its first bytes show.
func Parse(text []byte) (File, error) {
	head := bytes.TrimLeft(bytes.TrimPrefix(text, []byte("\ufeff")), " \t\r\n")
	switch {
	case len(head) == 0:
		return File{}, fmt.Errorf("the file is empty")
	case head[0] == '{':
		return ParseGeoJSON(text)
	case head[0] == '<':
		return ParseKML(text)
	}
	return ParseOpenAir(text), nil
}

// keep takes a zone if it is sound, with an id that no other has.
func (f *File) keep(z Zone) {
	if z.Name == "" {
		z.Name = z.ID
	}
	id := z.ID
	if id == "" {
		id = z.Name
	}
	if id == "" {
		id = fmt.Sprintf("line %d", z.Line)
	}
	z.ID = id
	for n := 2; f.has(z.ID); n++ {
		z.ID = fmt.Sprintf("%s (%d)", id, n)
	}
	if err := z.Check(); err != nil {
		f.refuse(z.Line, z.Name, "%s", strings.TrimPrefix(err.Error(), "zone "+z.ID+": "))
		return
	}
	if z.Floor.Datum == fence.Unset || z.Ceiling.Datum == fence.Unset {
		f.note(z.Line, z.Name, "%s is not given and stays unset", unset(z))
	}
	f.Zones = append(f.Zones, z)
}

func unset(z Zone) string {
	switch {
	case z.Floor.Datum != fence.Unset:
		return "the ceiling"
	case z.Ceiling.Datum != fence.Unset:
		return "the floor"
	}
	return "neither floor nor ceiling"
}

func (f *File) has(id string) bool {
	for i := len(f.Zones) - 1; i >= 0; i-- {
		if f.Zones[i].ID == id {
			return true
		}
	}
	return false
}

func (f *File) refuse(line int, zone, format string, args ...any) {
	f.Notes = append(f.Notes, Note{Line: line, Zone: zone, Refused: true, Text: fmt.Sprintf(format, args...)})
}

func (f *File) note(line int, zone, format string, args ...any) {
	f.Notes = append(f.Notes, Note{Line: line, Zone: zone, Text: fmt.Sprintf(format, args...)})
}
