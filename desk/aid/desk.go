package aid

import (
	_ "embed"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

//go:embed api.yaml
var api []byte

var _ desk.Due = (*state)(nil) // recipients are told, reports are compared and clocks ring by themselves

// New returns the desk. The law says which agreement was known at an entry for a moment; it may be nil, or give none: then
// nobody's clearance is asked, and the usual lead times hold.
func New(law func(event record.Moment, known int64) *agreement.Terms) desk.Desk {
	return desk.Desk{
		Name:   "aid",
		Facts:  kinds(),
		State:  newState(law),
		View:   newView(),
		Routes: routes(law),
		Layers: layers(),
		API:    api,
		Dates:  dates,
	}
}
