package terms

import (
	_ "embed"

	"truce.example/desk"
)

const deskName = "terms"

//go:embed api.yaml
var api []byte

// Desk returns the desk that keeps k. Call it once.
func (k *Keeper) Desk() desk.Desk {
	return desk.Desk{
		Name:   deskName,
		Facts:  facts(),
		State:  k,
		View:   tables(),
		Routes: k.routes(),
		Layers: k.layers(),
		API:    api,
		Names:  k.names,
		Dates:  k.dates,
	}
}
