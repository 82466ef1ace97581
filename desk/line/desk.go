package line

import (
	_ "embed"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

//go:embed api.yaml
var api []byte

var _ desk.Due = (*state)(nil) // messages have clocks

// New returns the desk. The law says which agreement was known at an entry for a moment; it may be nil, or give none: then
// no name of a place is looked up.
func New(law func(event record.Moment, known int64) *agreement.Terms) desk.Desk {
	return desk.Desk{
		Name:   "line",
		Facts:  kinds(),
		State:  newState(law),
		View:   newView(),
		Routes: routes(),
		Layers: layers(),
		API:    api,
	}
}
