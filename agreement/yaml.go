package agreement

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"truce.example/geo"
)

// The YAML is read by hand into the types of this package rather than with yaml's own decoder: that one stops at
// the first error, forgets the lines of what it has read, and turns 12:00 into a number of minutes.

var (
	pointType = reflect.TypeFor[geo.Point]()
	areaType  = reflect.TypeFor[geo.MultiPolygon]()
	lineType  = reflect.TypeFor[geo.Line]()
	textType  = reflect.TypeFor[Text]()
)

func (l *loader) readRoot(root *yaml.Node, a *Agreement) { l.read(root, reflect.ValueOf(a).Elem(), "") }

// read fills a value from a node. Keys are the JSON names of fields; those without omitempty are required.
func (l *loader) read(node *yaml.Node, into reflect.Value, path string) {
	l.lines[path] = node.Line
	switch {
	case node.Kind == yaml.AliasNode:
		l.wrong(node, path, "is an alias (*%s); write it out, so that a reader sees it where it counts", node.Value)
	case node.Tag == "!!null":
		l.wrong(node, path, "has no value; give it one or leave the key out")
	case into.Kind() == reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		l.read(node, into.Elem(), path)
	case into.Type() == pointType:
		l.readPoint(node, into, path)
	case into.Type() == areaType || into.Type() == lineType:
		l.readShape(node, into, path)
	case into.Type() == textType && node.Kind == yaml.ScalarNode:
		into.Set(reflect.ValueOf(Text{En: node.Value}))
	case into.Kind() == reflect.Struct:
		l.readStruct(node, into, path)
	case into.Kind() == reflect.Slice:
		l.readSlice(node, into, path)
	case into.Kind() == reflect.Array:
		l.readArray(node, into, path)
	default:
		l.readScalar(node, into, path)
	}
}

func (l *loader) wrong(node *yaml.Node, path, format string, args ...any) {
	if path == "" {
		path = "the file"
	}
	l.report(FileName, node.Line, "%s %s", path, fmt.Sprintf(format, args...))
}

func (l *loader) readStruct(node *yaml.Node, into reflect.Value, path string) {
	if node.Kind != yaml.MappingNode {
		l.wrong(node, path, "must hold keys and values")
		return
	}
	fields, names := fieldsOf(into.Type())
	seen := map[string]bool{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		field, known := fields[key.Value]
		switch {
		case !known:
			l.report(FileName, key.Line, "unknown key %q%s%s", key.Value, within(path), didYouMean(key.Value, names))
			continue
		case seen[key.Value]:
			l.report(FileName, key.Line, "the key %q stands twice%s; leave one out", key.Value, within(path))
			continue
		}
		seen[key.Value] = true
		l.read(value, into.Field(field.index), join(path, key.Value))
	}
	for _, name := range names {
		if fields[name].required && !seen[name] {
			l.report(FileName, node.Line, "the key %q is missing%s; add it", name, within(path))
		}
	}
}

func within(path string) string {
	if path == "" {
		return ""
	}
	return " in " + path
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

type field struct {
	index    int
	required bool
}

// fieldsOf returns the fields of a struct by their JSON names, and those names in order.
func fieldsOf(t reflect.Type) (fields map[string]field, names []string) {
	fields = map[string]field{}
	for i := range t.NumField() {
		name, options, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		fields[name] = field{index: i, required: options != "omitempty"}
		names = append(names, name)
	}
	return fields, names
}

func (l *loader) readSlice(node *yaml.Node, into reflect.Value, path string) {
	if node.Kind != yaml.SequenceNode {
		l.wrong(node, path, "must be a list")
		return
	}
	into.Set(reflect.MakeSlice(into.Type(), len(node.Content), len(node.Content)))
	for i, item := range node.Content {
		l.read(item, into.Index(i), fmt.Sprintf("%s[%d]", path, i))
	}
}

func (l *loader) readArray(node *yaml.Node, into reflect.Value, path string) {
	if node.Kind != yaml.SequenceNode || len(node.Content) != into.Len() {
		l.wrong(node, path, "must be a list of %d", into.Len())
		return
	}
	for i, item := range node.Content {
		l.read(item, into.Index(i), fmt.Sprintf("%s[%d]", path, i))
	}
}

func (l *loader) readScalar(node *yaml.Node, into reflect.Value, path string) {
	if node.Kind != yaml.ScalarNode {
		l.wrong(node, path, "must be a single value")
		return
	}
	if reader, ok := into.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if err := reader.UnmarshalText([]byte(node.Value)); err != nil {
			l.wrong(node, path, "%v", err)
		}
		return
	}
	switch into.Kind() {
	case reflect.String:
		into.SetString(node.Value)
	case reflect.Bool:
		value, err := strconv.ParseBool(node.Value)
		if err != nil || len(node.Value) < len("true") {
			l.wrong(node, path, "is %q; write true or false", node.Value)
			return
		}
		into.SetBool(value)
	case reflect.Int64:
		value, err := strconv.ParseInt(node.Value, 10, 64)
		if err != nil {
			l.wrong(node, path, "is %q; write a whole number", node.Value)
			return
		}
		into.SetInt(value)
	default:
		panic("agreement: no way to read a " + into.Type().String())
	}
}

func (l *loader) readPoint(node *yaml.Node, into reflect.Value, path string) {
	if node.Kind != yaml.ScalarNode {
		l.wrong(node, path, "must be a position on one line, as in 32.6189, 36.1021")
		return
	}
	point, err := geo.ParsePoint(node.Value)
	if err != nil {
		l.wrong(node, path, "%v", err)
		return
	}
	into.Set(reflect.ValueOf(point))
}

// readShape follows a reference to a feature of a GeoJSON file.
func (l *loader) readShape(node *yaml.Node, into reflect.Value, path string) {
	if node.Kind != yaml.ScalarNode {
		l.wrong(node, path, "must name a feature of a GeoJSON file, as in map.geojson#area")
		return
	}
	shape, found := l.shape(node.Value, node.Line)
	if !found {
		return
	}
	if polygon, single := shape.(geo.Polygon); single && into.Type() == areaType {
		shape = geo.MultiPolygon{polygon}
	}
	if reflect.TypeOf(shape) != into.Type() {
		l.wrong(node, path, "names a %s where a %s is needed", shapeName(shape), shapeName(into.Interface()))
		return
	}
	into.Set(reflect.ValueOf(shape))
}

func shapeName(shape any) string {
	switch shape.(type) {
	case geo.Point:
		return "Point"
	case geo.Line:
		return "LineString"
	}
	return "Polygon"
}

// didYouMean suggests the candidate that is nearest to what was written, if one is near.
func didYouMean(written string, candidates []string) string {
	best, bestDistance := "", 1+max(1, len(written)/3)
	for _, c := range candidates {
		if d := editDistance(strings.ToLower(written), strings.ToLower(c)); d < bestDistance {
			best, bestDistance = c, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}

// maxSuggested is the length in bytes beyond which no suggestion is worth its computation.
const maxSuggested = 64

// editDistance counts insertions, deletions, substitutions and exchanges of neighbouring bytes.
func editDistance(a, b string) int {
	if len(a) > maxSuggested || len(b) > maxSuggested {
		return maxSuggested
	}
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			change := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}

// orList writes choices as "a, b or c".
func orList(choices []string) string {
	if len(choices) < 2 {
		return strings.Join(choices, "")
	}
	last := len(choices) - 1
	return strings.Join(slices.Clone(choices[:last]), ", ") + " or " + choices[last]
}
