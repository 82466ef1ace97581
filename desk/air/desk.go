package air

import (
	_ "embed"

	"truce.example/desk"
)

//go:embed api.yaml
var api []byte

var _ desk.Due = (*state)(nil) // requests have clocks

// New returns the desk. The law says which agreement was known at an entry for a moment; with a nil law, or where it gives
// none, no zone of an agreement is in force and no flight is exempt. The Config says to which sources it listens.
func New(law Law, cfg Config) desk.Desk {
	s := newState(law)
	l := &listener{cfg: cfg, law: law, sky: s.sky}
	return desk.Desk{
		Name:   deskName,
		Facts:  kinds(),
		State:  s,
		View:   newView(),
		Routes: routes(law, s.sky),
		Layers: layers(),
		API:    api,
		Dates:  dates,
		Run:    l.run,
	}
}
