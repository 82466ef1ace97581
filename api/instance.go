package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
)

// A filled form as a program of OpenRosa sends it: read here, held against its sheet, and turned into the command that the sheet is
// for. What the sheet does not know is refused and not dropped.

const (
	maxInstance = 1 << 20 // bytes
	deepest     = 8
	mostNodes   = 5000
)

// A node is an element of an instance.
type node struct {
	name  string
	text  string
	inner []*node
}

func (n *node) get(path ...string) *node {
	for _, name := range path {
		i := slices.IndexFunc(n.inner, func(c *node) bool { return c.name == name })
		if i < 0 {
			return &node{}
		}
		n = n.inner[i]
	}
	return n
}

func (n *node) trimmed() string { return strings.TrimSpace(n.text) }

// An Instance is a form that somebody filled in.
type Instance struct {
	Form    string // id
	Version string
	ID      string        // of the instance, which the sending program gave it
	Started record.Moment // by the clock of the device; zero when it does not say
	Ended   record.Moment
	Files   []string // names of the files that it refers to
	root    *node
	digest  record.Hash // of the bytes that came
}

// ParseInstance reads a submission's XML.
func ParseInstance(data []byte) (*Instance, error) {
	if len(data) > maxInstance {
		return nil, desk.Refuse(desk.Invalid, "the form has more than %d bytes; send long texts as files", maxInstance)
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Entity = map[string]string{} // none but XML's own
	root := &node{}
	stack := []*node{root}
	in := Instance{digest: sha256.Sum256(data)}
	for nodes := 0; ; {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, desk.Refuse(desk.Invalid, "the form is no XML that can be read: %v", err)
		}
		top := stack[len(stack)-1]
		switch t := t.(type) {
		case xml.StartElement:
			if nodes++; nodes > mostNodes || len(stack) > deepest {
				return nil, desk.Refuse(desk.Invalid, "the form has too many elements; send it in parts")
			}
			if top == root {
				if len(root.inner) > 0 {
					return nil, desk.Refuse(desk.Invalid, "the form has two roots; send one form at a time")
				}
				for _, a := range t.Attr {
					switch a.Name.Local {
					case "id":
						in.Form = a.Value
					case "version":
						in.Version = a.Value
					}
				}
			}
			n := &node{name: t.Name.Local}
			top.inner = append(top.inner, n)
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			top.text += string(t)
		case xml.Directive:
			return nil, desk.Refuse(desk.Invalid, "the form declares a document type; leave it out")
		}
	}
	if len(root.inner) != 1 {
		return nil, desk.Refuse(desk.Invalid, "the form is empty")
	}
	in.root = root.inner[0]
	meta := in.root.get("meta")
	in.ID = meta.get("instanceID").trimmed()
	if in.Form == "" || in.ID == "" || len(in.ID) > 200 {
		return nil, desk.Refuse(desk.Invalid, "the form says no id, or no instanceID; fill it in with a program that speaks OpenRosa")
	}
	in.Started, _ = formMoment(meta.get("timeStart").trimmed()) // what cannot be read is not known
	in.Ended, _ = formMoment(meta.get("timeEnd").trimmed())
	for _, f := range in.root.inner {
		if f.name != filesElement {
			continue
		}
		for _, m := range f.inner {
			if name := m.trimmed(); name != "" && !slices.Contains(in.Files, name) {
				in.Files = append(in.Files, name)
			}
		}
	}
	return &in, nil
}

// Command is the JSON of the command that the sheet is for, with the files that came and the names of those that did not.
func (in *Instance) Command(s desk.Sheet, files []desk.File, lacking []string) ([]byte, error) {
	r := instanceReader{}
	out := r.values("", in.root, s.Blanks, "meta", filesElement)
	if err := desk.RefuseFields(r.wrong); err != nil {
		return nil, err
	}
	if len(files) > 0 {
		out["files"] = files
	}
	at := in.Ended
	if !at.Known() {
		at = in.Started
	}
	if at.Known() || len(lacking) > 0 {
		out["written"] = desk.Written{At: at, Means: "openrosa", Instance: in.ID, Lacking: lacking}
	}
	return json.Marshal(out)
}

// An instanceReader collects what is wrong.
type instanceReader struct{ wrong []desk.FieldError }

func (r *instanceReader) say(field, sentence string) {
	r.wrong = append(r.wrong, desk.FieldError{Field: field, Sentence: field + " " + sentence})
}

// values reads the blanks of an element. Elements of the names in but belong to the form and not to the sheet.
func (r *instanceReader) values(prefix string, n *node, blanks []desk.Blank, but ...string) map[string]any {
	out := map[string]any{}
	known := slices.Clone(but)
	for _, b := range blanks {
		outer, inner, nested := strings.Cut(b.Field, ".")
		known = append(known, outer)
		into, at, name := out, n.get(b.Field), b.Field
		if nested {
			at, name = n.get(outer, inner), inner
		}
		value := r.value(prefix+b.Field, b, n, at)
		if value == nil {
			continue
		}
		if nested {
			if out[outer] == nil {
				out[outer] = map[string]any{}
			}
			into = out[outer].(map[string]any)
		}
		into[name] = value
		if p, ok := value.(located); ok {
			into[name] = p.point
			if b.Radius != "" && p.within > 0 {
				out[b.Radius] = p.within
			}
		}
	}
	for _, c := range n.inner {
		if !slices.Contains(known, c.name) && (c.trimmed() != "" || len(c.inner) > 0) {
			r.say(prefix+c.name, "is not on this sheet any more; load the forms again and fill in the new one")
		}
	}
	for name, v := range out { // what is said of a number without the number says nothing
		if inside, ok := v.(map[string]any); ok && inside["n"] == nil && slices.ContainsFunc(blanks, func(b desk.Blank) bool { return b.Field == name+".n" }) {
			delete(out, name)
		}
	}
	return out
}

// located is a point with how exact it is.
type located struct {
	point  geo.Point
	within int64
}

// value reads one blank; nil is not known.
func (r *instanceReader) value(field string, b desk.Blank, parent, n *node) any {
	text := n.trimmed()
	switch b.Kind {
	case desk.BlankFixed:
		return b.Value
	case desk.BlankList:
		var list []any
		for _, c := range parent.inner {
			if c.name == b.Field {
				if v := r.values(field+".", c, b.Blanks); len(v) > 0 {
					list = append(list, v)
				}
			}
		}
		if list == nil {
			return nil
		}
		return list
	}
	if text == "" {
		return nil
	}
	switch b.Kind {
	case desk.BlankNumber, desk.BlankEntry:
		v, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			r.say(field, "takes a whole number")
			return nil
		}
		return v
	case desk.BlankMoment:
		m, ok := formMoment(text)
		if !ok {
			r.say(field, "takes a date, a time and an offset")
			return nil
		}
		return m
	case desk.BlankYes:
		return text == "yes" || text == "true" || text == "1"
	case desk.BlankLines:
		var lines []string
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); line != "" {
				lines = append(lines, line)
			}
		}
		return lines
	case desk.BlankPoint:
		p, ok := formPoint(text)
		if !ok {
			r.say(field, "takes latitude and longitude in degrees")
			return nil
		}
		return p
	}
	return text
}

// formMoment reads a time as forms have it: with fractions or without, and with an offset.
func formMoment(text string) (record.Moment, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05.000-07", "2006-01-02T15:04:05.000-0700"} {
		if t, err := time.Parse(layout, text); err == nil && t.Year() > 1900 && t.Year() < 10_000 {
			return record.At(t), true
		}
	}
	return 0, false
}

// formPoint reads a geopoint: latitude, longitude, and perhaps altitude and accuracy in metres. More digits than a ten-millionth of a
// degree are cut off: they say nothing.
func formPoint(text string) (located, bool) {
	parts := strings.Fields(text)
	if len(parts) < 2 || len(parts) > 4 {
		return located{}, false
	}
	for i := range 2 {
		if dot := strings.IndexByte(parts[i], '.'); dot >= 0 && len(parts[i]) > dot+8 {
			parts[i] = parts[i][:dot+8]
		}
	}
	p, err := geo.ParsePoint(parts[0] + ", " + parts[1])
	if err != nil {
		return located{}, false
	}
	out := located{point: p}
	if len(parts) == 4 {
		if m, err := strconv.ParseFloat(parts[3], 64); err == nil && m >= 0 && m < 1e6 {
			out.within = int64(m) + 1
		}
	}
	return out, true
}
