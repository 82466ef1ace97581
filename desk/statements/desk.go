package statements

import (
	_ "embed"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

//go:embed api.yaml
var api []byte

// A Law gives the agreement as it is known at an entry of the record for a moment in time; nil when none is loaded.
type Law func(event record.Moment, known int64) *agreement.Terms

// New returns the desk. Without a law no area is known, and statements are held against no events.
func New(law Law) desk.Desk {
	return desk.Desk{
		Name:   "statements",
		Facts:  kinds(),
		State:  newState(law),
		View:   newView(),
		Routes: routes(law),
		Layers: layers(),
		API:    api,
		Dates:  dates,
	}
}
