package agreement

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"truce.example/geo"
)

// FileName is the name of the file that every agreement folder has.
const FileName = "agreement.yaml"

// maxFileSize bounds each file of a folder; an agreement is written by people.
const maxFileSize = 8 << 20

// A Problem is one thing wrong in an agreement folder, in a sentence that says what to do.
type Problem struct {
	File string `json:"file"`
	Line int    `json:"line"` // counted from 1; 0 if it concerns the whole file
	Text string `json:"text"`
}

// String returns the problem as compilers write it: file:line: text.
func (p Problem) String() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text) }

// Load reads the agreement in a folder: agreement.yaml and the GeoJSON files that it names. It is strict: an
// unknown key, an unknown reference, a shape that cannot be are problems. It returns either an agreement or at
// least one problem, in the order of the lines.
func Load(fsys fs.FS) (*Agreement, []Problem) {
	l := &loader{fsys: fsys, lines: map[string]int{}, maps: map[string]*mapFile{}}
	a := l.load()
	if len(l.problems) > 0 {
		slices.SortStableFunc(l.problems, func(p, q Problem) int {
			if c := strings.Compare(p.File, q.File); c != 0 {
				return c
			}
			return p.Line - q.Line
		})
		return nil, l.problems
	}
	return a, nil
}

// loader reads one folder. It keeps the line of every value, so that what is found wrong later can be pointed at.
type loader struct {
	fsys     fs.FS
	problems []Problem
	lines    map[string]int // by path, such as clauses[3].tests[0].acts
	maps     map[string]*mapFile
}

// mapFile is a GeoJSON file, read once. A broken one is reported once, and has no features.
type mapFile struct {
	features []geo.Feature
	broken   bool
}

func (l *loader) load() *Agreement {
	text, err := l.readFile(FileName)
	if err != nil {
		l.report(FileName, 0, "%v", err)
		return nil
	}
	root, line, err := parseYAML(text)
	if err != nil {
		l.report(FileName, line, "%v", err)
		return nil
	}
	a := new(Agreement)
	l.readRoot(root, a)
	if len(l.problems) > 0 {
		return nil
	}
	a.EventTypes = withStandardTypes(a.EventTypes)
	for _, f := range check(a) {
		l.report(FileName, l.lineOf(f.path), "%s", f.text)
	}
	return a
}

// withStandardTypes lays the agreement's rows over the standard table, and adds those that it lacks.
func withStandardTypes(own []EventType) []EventType {
	types := slices.Clone(own)
	for _, standard := range StandardEventTypes() {
		if !slices.ContainsFunc(own, func(t EventType) bool { return t.Code == standard.Code }) {
			types = append(types, standard)
		}
	}
	return types
}

func (l *loader) report(file string, line int, format string, args ...any) {
	l.problems = append(l.problems, Problem{File: file, Line: line, Text: fmt.Sprintf(format, args...)})
}

// lineOf returns the line of a value or, if the file does not have it, of what it would stand in.
func (l *loader) lineOf(path string) int {
	for {
		if line, known := l.lines[path]; known {
			return line
		}
		cut := strings.LastIndexAny(path, ".[")
		if cut < 0 {
			return l.lines[""]
		}
		path = path[:cut]
	}
}

func (l *loader) readFile(name string) ([]byte, error) {
	info, err := fs.Stat(l.fsys, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no file %s in the folder; add it", name)
	case err != nil:
		return nil, fmt.Errorf("cannot be read: %w", err)
	case info.Size() > maxFileSize:
		return nil, fmt.Errorf("is larger than %d MiB; simplify it", maxFileSize>>20)
	}
	return fs.ReadFile(l.fsys, name)
}

// parseYAML returns the one mapping that the file holds, or an error with its line.
func parseYAML(text []byte) (*yaml.Node, int, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document yaml.Node
	if err := decoder.Decode(&document); err != nil {
		return nil, yamlLine(err), fmt.Errorf("is not YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if err := decoder.Decode(new(yaml.Node)); err == nil {
		return nil, 0, errors.New("holds more than one document; leave out what follows the line ---")
	}
	root := document.Content[0]
	if root.Kind != yaml.MappingNode {
		return nil, root.Line, errors.New("must hold keys and values, beginning with id:")
	}
	return root, 0, nil
}

// yamlLine finds the line in an error of the YAML parser, which gives it only as text.
func yamlLine(err error) int {
	var line int
	if _, after, found := strings.Cut(err.Error(), "line "); found {
		_, _ = fmt.Sscanf(after, "%d", &line) // without a number the line stays 0: the whole file
	}
	return line
}

// shape finds the feature that a reference such as map.geojson#area names. A false answer has been reported.
func (l *loader) shape(ref string, line int) (any, bool) {
	file, id, hasID := strings.Cut(ref, "#")
	features, ok := l.features(file, line)
	if !ok {
		return nil, false
	}
	if !hasID {
		if len(features) == 1 {
			return features[0].Geometry, true
		}
		l.report(FileName, line, "%s has %d features; name one, as in %s#id", file, len(features), file)
		return nil, false
	}
	var ids []string
	for _, feature := range features {
		if feature.ID == id {
			return feature.Geometry, true
		}
		ids = append(ids, feature.ID)
	}
	l.report(FileName, line, "%s has no feature with the id %q%s; draw it there or correct the name", file, id, didYouMean(id, ids))
	return nil, false
}

func (l *loader) features(file string, line int) ([]geo.Feature, bool) {
	if known, read := l.maps[file]; read {
		return known.features, !known.broken
	}
	l.maps[file] = &mapFile{broken: true}
	if !fs.ValidPath(file) || path.Dir(file) != "." {
		l.report(FileName, line, "%q is not the name of a file in the folder; write as in map.geojson#area", file)
		return nil, false
	}
	text, err := l.readFile(file)
	if err != nil {
		l.report(FileName, line, "%v", err)
		return nil, false
	}
	features, err := geo.DecodeGeoJSON(text)
	if err != nil {
		l.report(file, lineInJSON(text, err), "%v", err)
		return nil, false
	}
	if id, twice := repeatedID(features); twice {
		l.report(file, 0, "two features have the id %q; give one of them another", id)
		return nil, false
	}
	l.maps[file] = &mapFile{features: features}
	return features, true
}

func repeatedID(features []geo.Feature) (string, bool) {
	seen := map[string]bool{}
	for _, feature := range features {
		if feature.ID != "" && seen[feature.ID] {
			return feature.ID, true
		}
		seen[feature.ID] = true
	}
	return "", false
}

// lineInJSON returns the line of a syntax error, or of the beginning of a wrong feature.
func lineInJSON(text []byte, err error) int {
	offset := 0
	var syntax *json.SyntaxError
	var feature *geo.FeatureError
	switch {
	case errors.As(err, &syntax):
		offset = int(syntax.Offset)
	case errors.As(err, &feature):
		offset = feature.Offset
	}
	return 1 + bytes.Count(text[:min(offset, len(text))], []byte("\n"))
}
