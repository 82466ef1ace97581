package territory

import (
	_ "embed"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

//go:embed api.yaml
var api []byte

// New returns the desk. The law says which agreement was known at an entry for a moment; it may be nil, or give none: then the
// usual rule makes the map, and nothing is judged.
func New(law func(event record.Moment, known int64) *agreement.Terms) desk.Desk {
	a := newAtlas(law)
	return desk.Desk{
		Name:   deskName,
		Facts:  kinds(),
		State:  newState(law),
		View:   newView(),
		Routes: a.routes(),
		Layers: a.layers(),
		API:    api,
	}
}
