package api

import (
	"encoding/json"
	"fmt"

	"truce.example/desk"
)

// ogcDocument describes the doors for map programs as OpenAPI 3.0.3: the class oas30 of the standard wants 3.0, while the
// program's own document is 3.1. Every collection has paths of its own, because its columns are its parameters.
func (f *Face) ogcDocument() ([]byte, error) {
	paths := map[string]any{
		"/":            ogcPath("landing", "Where to begin", nil, jsonType),
		"/api":         ogcPath("description", "This description", nil, openapiType),
		"/conformance": ogcPath("conformance", "What is conformed to", nil, jsonType),
		"/collections": ogcPath("collections", "The collections that you may see", nil, jsonType),
	}
	for _, id := range f.order {
		l := f.layers[id]
		if l.Features == nil {
			continue
		}
		for _, c := range l.Columns {
			if columnTypes[c.Type] == "" || taken[c.Name] {
				return nil, fmt.Errorf("layer %s: the column %q has no type, or a name that means something else here", id, c.Name)
			}
		}
		at := "/collections/" + id
		paths[at] = ogcPath(id, l.Title, nil, jsonType)
		paths[at+"/items"] = ogcPath(id+".items", l.Title+": the features", append(pageParameters(), columnParameters(l)...), geojsonType)
		paths[at+"/items/{featureId}"] = ogcPath(id+".item", l.Title+": one feature", []any{
			map[string]any{"name": "featureId", "in": "path", "required": true, "schema": map[string]any{"type": "string"}}}, geojsonType)
		for name, file := range fileForms {
			paths[at+"/"+name] = ogcPath(id+"."+name, l.Title+": a file to download", append(windowParameters(), columnParameters(l)...), file.media)
		}
	}
	return json.Marshal(map[string]any{
		"openapi": "3.0.3",
		"info": map[string]any{"title": "Truce: features for map programs", "version": orDev(f.Version), "description": "OGC API - Features, Part 1. " +
			"You see what you may see: without a token, what is public.\n\nAnswers are GeoJSON, or pages with `f=html`. A page of features ends with a link " +
			"to the next; following the links gives every feature once, also while the record grows."},
		"servers": []any{map[string]any{"url": ogcRoot}},
		"paths":   paths,
		"components": map[string]any{"securitySchemes": map[string]any{
			"token":    map[string]any{"type": "http", "scheme": "bearer"},
			"password": map[string]any{"type": "http", "scheme": "basic", "description": "the token as the password, with any name"},
		}},
		"security": []any{map[string]any{}, map[string]any{"token": []any{}}, map[string]any{"password": []any{}}},
	})
}

// columnTypes are the types of columns as JSON Schema names them.
var columnTypes = map[string]string{"text": "string", "integer": "integer", "boolean": "boolean", "time": "string"}

// taken are names that a column cannot have, because a parameter, or a field of a file, has them.
var taken = map[string]bool{
	"f": true, "wait": true, "limit": true, "bbox": true, "bbox-crs": true, "datetime": true, "after": true,
	"id": true, "entry": true, "changed": true, "fid": true, "geom": true,
}

func ogcPath(id, summary string, parameters []any, media string) map[string]any {
	if parameters == nil {
		parameters = []any{}
	}
	content := map[string]any{media: map[string]any{"schema": map[string]any{"type": "object"}}}
	if media == jsonType || media == geojsonType {
		content[htmlType] = map[string]any{"schema": map[string]any{"type": "string"}}
	}
	problem := map[string]any{"description": "a problem (RFC 9457), with a sentence that says what to do",
		"content": map[string]any{"application/problem+json": map[string]any{"schema": map[string]any{"type": "object"}}}}
	return map[string]any{"get": map[string]any{
		"operationId": id, "summary": summary, "parameters": parameters,
		"responses": map[string]any{"200": map[string]any{"description": summary, "content": content}, "400": problem, "401": problem, "404": problem, "500": problem},
	}}
}

func parameter(name, description string, schema map[string]any) any {
	return map[string]any{"name": name, "in": "query", "required": false, "description": description, "schema": schema, "style": "form", "explode": false}
}

// windowParameters narrow by place and time.
func windowParameters() []any {
	return []any{
		parameter("bbox", "west, south, east, north in degrees; only what touches this box. A west beyond the east crosses the 180th meridian.",
			map[string]any{"type": "array", "oneOf": []any{map[string]any{"minItems": 4, "maxItems": 4}, map[string]any{"minItems": 6, "maxItems": 6}},
				"items": map[string]any{"type": "number"}}),
		parameter("datetime", "a time of RFC 3339, or two with a stroke between, one of which may be ..; only what happened or held at some time of it",
			map[string]any{"type": "string"}),
	}
}

func pageParameters() []any {
	return append([]any{
		parameter("limit", "how many features a page has at most", map[string]any{"type": "integer", "minimum": 1, "maximum": mostItems, "default": usualItems}),
	}, windowParameters()...)
}

// columnParameters narrow to features that have a value.
func columnParameters(l desk.Layer) []any {
	var out []any
	for _, c := range l.Columns {
		schema := map[string]any{"type": columnTypes[c.Type]}
		if c.Type == "time" {
			schema["format"] = "date-time"
		}
		out = append(out, parameter(c.Name, c.Title+": only features with this value", schema))
	}
	return out
}
