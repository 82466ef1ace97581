package people

import (
	_ "embed"

	"truce.example/desk"
)

const deskName = "people"

//go:embed api.yaml
var api []byte

// Desk returns the desk that keeps r. Call it once.
func (r *Registry) Desk() desk.Desk {
	return desk.Desk{
		Name:   deskName,
		Facts:  facts(),
		State:  r,
		View:   tables(),
		Routes: r.routes(),
		Layers: layers(),
		API:    api,
	}
}
