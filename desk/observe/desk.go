package observe

import (
	_ "embed"

	"truce.example/desk"
)

//go:embed api.yaml
var api []byte

var _ desk.Due = (*state)(nil) // patrols have clocks

// New returns the desk. The law says which agreement was known at an entry for a moment; with a nil law, or where it
// gives none, reports are recorded all the same and judged "no_law".
func New(law Law) desk.Desk {
	return desk.Desk{
		Name:   "observe",
		Facts:  kinds(),
		State:  newState(law),
		View:   newView(),
		Routes: routes(law),
		Layers: layers(),
		API:    api,
		Dates:  dates,
		Sheets: sheets(law),
	}
}
