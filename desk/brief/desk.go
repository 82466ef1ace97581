package brief

import (
	_ "embed"

	"truce.example/desk"
)

//go:embed api.yaml
var api []byte

// New returns the desk. The law gives the zones, weights, clocks and names with which reports are counted; with a nil law,
// or where it gives none, they are counted all the same.
func New(law Law) desk.Desk {
	o := office{law}
	return desk.Desk{
		Name:   "brief",
		Facts:  facts(),
		State:  newShelf(),
		View:   newView(),
		Routes: o.routes(),
		Layers: layers(),
		API:    api,
		Run:    o.run,
	}
}
