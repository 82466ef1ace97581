package air

import (
	_ "embed"

	"truce.example/desk"
)

//go:embed api.yaml
var api []byte

var _ desk.Due = (*state)(nil) // requests have clocks

// New returns the desk. The law says which agreement was known at an entry for a moment; with a nil law, or where it gives
// none, no zone of an agreement is in force and no flight is exempt.
func New(law Law) desk.Desk {
	return desk.Desk{
		Name:   deskName,
		Facts:  kinds(),
		State:  newState(law),
		View:   newView(),
		Routes: routes(law),
		Layers: layers(),
		API:    api,
		Dates:  dates,
	}
}
