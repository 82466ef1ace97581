package desktest

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"truce.example/desk"
)

// operation is what of an OpenAPI operation the test looks at.
type operation struct {
	Summary     string `yaml:"summary"`
	Description string `yaml:"description"`
	RequestBody struct {
		Content map[string]struct {
			Example any `yaml:"example"`
		} `yaml:"content"`
	} `yaml:"requestBody"`
	Responses map[string]any `yaml:"responses"`
	NoExample string         `yaml:"x-no-example"`
}

// API holds a desk's api.yaml to its routes: each door is described, and nothing else; each POST has an example that
// the command takes strictly, or says under x-no-example why it has none. It returns the examples by "POST terms/end",
// so that the desk's test can send them.
func API(t *testing.T, d desk.Desk) map[string]string {
	t.Helper()
	var document struct {
		Paths      map[string]map[string]operation `yaml:"paths"`
		Components map[string]any                  `yaml:"components"`
	}
	if err := yaml.Unmarshal(d.API, &document); err != nil {
		t.Fatalf("api.yaml of %s: %v", d.Name, err)
	}
	examples := map[string]string{}
	described := map[string]bool{}
	for path, methods := range document.Paths {
		for method := range methods {
			described[strings.ToUpper(method)+" "+strings.TrimPrefix(path, "/")] = true
		}
	}
	for _, r := range d.Routes {
		door := r.Method + " " + d.Name + "/" + strings.ReplaceAll(r.Path, "...}", "}")
		if !described[door] {
			t.Errorf("api.yaml does not describe %s", door)
			continue
		}
		delete(described, door)
		_, path, _ := strings.Cut(door, " ")
		op := document.Paths["/"+path][strings.ToLower(r.Method)]
		if op.Summary == "" || op.Description == "" || len(op.Responses) == 0 {
			t.Errorf("api.yaml says too little of %s: it needs summary, description and responses", door)
		}
		if r.Method == "POST" {
			examples[door] = example(t, door, op, r)
		}
	}
	for door := range described {
		t.Errorf("api.yaml describes %s, which is not a door", door)
	}
	return examples
}

func example(t *testing.T, door string, op operation, r desk.Route) string {
	t.Helper()
	given := op.RequestBody.Content["application/json"].Example
	if given == nil {
		if op.NoExample == "" {
			t.Errorf("%s has no example in api.yaml", door)
		}
		return ""
	}
	text, err := json.Marshal(given)
	if err != nil {
		t.Fatalf("%s: %v", door, err)
	}
	if r.Tell != nil {
		if err := strictly(text, r.Tell()); err != nil {
			t.Errorf("the example of %s is not taken: %v", door, err)
		}
	}
	return string(text)
}

// DescribesCommands holds the schemas in a desk's api.yaml to its commands, and to other types that commands are made of: the
// schema that is named by a prefix and the type has the type's fields, and no others.
func DescribesCommands(t *testing.T, d desk.Desk, prefix string, also ...reflect.Type) {
	t.Helper()
	var document struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]any `yaml:"properties"`
			} `yaml:"schemas"`
		} `yaml:"components"`
	}
	if err := yaml.Unmarshal(d.API, &document); err != nil {
		t.Fatal(err)
	}
	for _, r := range d.Routes {
		if r.Tell != nil {
			also = append(also, reflect.TypeOf(r.Tell()).Elem())
		}
	}
	for _, command := range also {
		var fields, described []string
		for _, f := range reflect.VisibleFields(command) {
			if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); !f.Anonymous {
				fields = append(fields, name)
			}
		}
		for name := range document.Components.Schemas[prefix+command.Name()].Properties {
			described = append(described, name)
		}
		slices.Sort(fields)
		slices.Sort(described)
		if !slices.Equal(fields, described) {
			t.Errorf("%s has the fields %v; described are %v", command.Name(), fields, described)
		}
	}
}
