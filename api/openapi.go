package api

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed base.yaml
var baseYAML []byte

// document joins what every desk wrote about its doors into one OpenAPI 3.1 document, and fails when a door is not
// described or something described has no door.
func (f *Face) document() ([]byte, error) {
	var whole map[string]any
	if err := yaml.Unmarshal(baseYAML, &whole); err != nil {
		return nil, fmt.Errorf("api/base.yaml: %w", err)
	}
	for _, d := range f.Mission.Desks() {
		var part map[string]any
		if err := yaml.Unmarshal(d.API, &part); err != nil {
			return nil, fmt.Errorf("api.yaml of desk %s: %w", d.Name, err)
		}
		if err := join(whole, part, d.Name); err != nil {
			return nil, err
		}
	}
	paths, _ := whole["paths"].(map[string]any)
	if err := f.described(paths); err != nil {
		return nil, err
	}
	prefixed := map[string]any{}
	for p, v := range paths {
		if atTheTop(p) {
			prefixed[p] = v
		} else {
			prefixed["/api"+p] = v
		}
	}
	whole["paths"] = prefixed
	whole["info"].(map[string]any)["version"] = orDev(f.Version)
	return json.Marshal(whole)
}

// atTheTop says of a door that it does not stand below /api: programs that are not ours look for it there.
func atTheTop(path string) bool {
	for _, top := range []string{"/log/", "/cap", "/feeds/", "/calendar.ics", "/tiles/"} {
		if strings.HasPrefix(path, top) {
			return true
		}
	}
	return false
}

func orDev(v string) string {
	if v == "" {
		return "dev"
	}
	return v
}

// join adds a desk's paths and components; a name that is there already is an error.
func join(into, part map[string]any, where string) error {
	for key, v := range part {
		sub, isMap := v.(map[string]any)
		have, exists := into[key]
		switch {
		case !exists:
			into[key] = v
		case isMap:
			target, ok := have.(map[string]any)
			if !ok {
				return fmt.Errorf("api.yaml of desk %s: %q is a map here and something else elsewhere", where, key)
			}
			if err := join(target, sub, where); err != nil {
				return err
			}
		case key == "tags":
			into[key] = append(have.([]any), v.([]any)...)
		default:
			return fmt.Errorf("api.yaml of desk %s: %q is described twice", where, key)
		}
	}
	return nil
}

// described checks that doors and document agree.
func (f *Face) described(paths map[string]any) error {
	doors := map[string]bool{}
	for _, r := range f.routes {
		doors[strings.ToLower(r.Method)+" /"+r.desk+"/"+r.Path] = true
	}
	var missing []string
	for p, v := range paths {
		for method := range v.(map[string]any) {
			door := method + " " + p
			if method == "parameters" || doors[door] || atTheTop(p) || strings.HasPrefix(p, "/record/") || p == "/search" || p == "/sheets" || strings.HasPrefix(p, "/layers") || p == "/position" {
				delete(doors, door)
				continue
			}
			missing = append(missing, "described but no door: "+door)
		}
	}
	for door := range doors {
		missing = append(missing, "a door but not described: "+door)
	}
	sort.Strings(missing)
	if len(missing) > 0 {
		return fmt.Errorf("the API's description does not fit its doors: %s", strings.Join(missing, "; "))
	}
	return nil
}

func (f *Face) openAPI(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "application/vnd.oai.openapi+json;version=3.1")
	w.Write(f.doc)
	return nil
}
