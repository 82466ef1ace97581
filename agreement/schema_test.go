package agreement_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"truce.example/agreement"
	"truce.example/exercise"
)

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(agreement.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("agreement.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("agreement.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func exerciseYAML(t testing.TB) string {
	t.Helper()
	text, err := fs.ReadFile(exercise.SouthwestSyria(), agreement.FileName)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// asJSON turns YAML into what a validator of JSON sees; times stay as they are written.
func asJSON(t *testing.T, text string) any {
	t.Helper()
	var node yaml.Node
	if err := yaml.Unmarshal([]byte(text), &node); err != nil {
		t.Fatal(err)
	}
	timesAsText(&node)
	var value any
	if err := node.Decode(&value); err != nil {
		t.Fatal(err)
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(encoded))
	if err != nil {
		t.Fatal(err)
	}
	return document
}

func timesAsText(node *yaml.Node) {
	if node.Tag == "!!timestamp" {
		node.Tag = "!!str"
	}
	for _, child := range node.Content {
		timesAsText(child)
	}
}

func TestSchemaAcceptsTheExercise(t *testing.T) {
	schema := compiledSchema(t)
	if err := schema.Validate(asJSON(t, exerciseYAML(t))); err != nil {
		t.Errorf("agreement.yaml: %v", err)
	}
	packed, err := jsonschema.UnmarshalJSON(bytes.NewReader(exerciseTerms(t).Agreement().Pack()))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(packed); err != nil {
		t.Errorf("packed form: %v", err)
	}
}

func TestSchemaRefusesWhatLoadRefusesForItsForm(t *testing.T) {
	schema := compiledSchema(t)
	for _, m := range mutations {
		if !m.form {
			continue
		}
		t.Run(m.name, func(t *testing.T) {
			if err := schema.Validate(asJSON(t, m.apply(t))); err == nil {
				t.Error("the schema accepts it")
			}
		})
	}
}

// TestSchemaHasTheFieldsOfTheTypes keeps the schema from drifting away from the Go types, which Load reads by.
func TestSchemaHasTheFieldsOfTheTypes(t *testing.T) {
	var schema struct {
		shapeOf
		Defs map[string]shapeOf `json:"$defs"`
	}
	if err := json.Unmarshal(agreement.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	compareFields(t, reflect.TypeFor[agreement.Agreement](), schema.shapeOf)
	for _, typ := range []reflect.Type{
		reflect.TypeFor[agreement.Party](), reflect.TypeFor[agreement.Guarantor](), reflect.TypeFor[agreement.ExcludedGroup](),
		reflect.TypeFor[agreement.Mandate](), reflect.TypeFor[agreement.Area](), reflect.TypeFor[agreement.Renewal](),
		reflect.TypeFor[agreement.Tolerances](), reflect.TypeFor[agreement.Deadlines](), reflect.TypeFor[agreement.Zone](),
		reflect.TypeFor[agreement.Line](), reflect.TypeFor[agreement.Clause](), reflect.TypeFor[agreement.Test](),
		reflect.TypeFor[agreement.Place](), reflect.TypeFor[agreement.Exemption](), reflect.TypeFor[agreement.Window](),
		reflect.TypeFor[agreement.Right](), reflect.TypeFor[agreement.Forgetting](), reflect.TypeFor[agreement.Post](),
		reflect.TypeFor[agreement.Briefs](), reflect.TypeFor[agreement.Aid](), reflect.TypeFor[agreement.PublicBriefs](),
	} {
		compareFields(t, typ, schema.Defs[snake(typ.Name())])
	}
}

type shapeOf struct {
	Required   []string       `json:"required"`
	Properties map[string]any `json:"properties"`
}

func compareFields(t *testing.T, typ reflect.Type, schema shapeOf) {
	t.Helper()
	if typ.NumField() != len(schema.Properties) {
		t.Errorf("%s has %d fields, its schema %d", typ, typ.NumField(), len(schema.Properties))
	}
	for i := range typ.NumField() {
		name, options, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
		if _, there := schema.Properties[name]; !there {
			t.Errorf("the schema of %s lacks %s", typ, name)
		}
		if required := options != "omitempty"; slices.Contains(schema.Required, name) != required {
			t.Errorf("%s.%s: required is %v in the type only", typ, name, required)
		}
	}
}

// snake writes ExcludedGroup as excluded_group.
func snake(name string) string {
	var out strings.Builder
	for i, r := range name {
		if i > 0 && r >= 'A' && r <= 'Z' {
			out.WriteByte('_')
		}
		out.WriteString(strings.ToLower(string(r)))
	}
	return out.String()
}
