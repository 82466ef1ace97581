package agreement

import (
	"fmt"
	"slices"
)

// Air says how flights are asked for. It may be missing: then no flight is exempt by asking.
type Air struct {
	Ask       []string      `json:"ask"`        // ids of parties and guarantors, each of whom must approve a flight
	Ack       Span          `json:"ack"`        // within this a side says that it has the request
	Decide    Span          `json:"decide"`     // within this it decides; what silence means is said by the class
	Early     Span          `json:"early"`      // how much earlier or later than its window a flight may be and still be that flight
	CorridorM int64         `json:"corridor_m"` // how far from its route, either side, where a request states no width
	Classes   []FlightClass `json:"classes"`
}

// A FlightClass is a purpose for which flights may be asked. A purpose that no class names is not exempt: it is refused.
type FlightClass struct {
	Purpose         string `json:"purpose"`                    // one of FlightPurposes
	Exemption       string `json:"exemption"`                  // id of the exemption by which such a flight is exempt
	NotifyOnly      bool   `json:"notify_only,omitempty"`      // the sides are told, and not asked
	SilenceConsents bool   `json:"silence_consents,omitempty"` // a side that does not decide in time has approved; otherwise it never has
}

// FlightPurposes lists what a flight may be for. It is published; do not change it.
var FlightPurposes = []Meaning{
	{"HUM", "humanitarian"},
	{"MEDEVAC", "medical evacuation"},
	{"CASEVAC", "evacuation of casualties without medical crew"},
	{"SAR", "search and rescue"},
	{"OBSERVER", "of the mission"},
	{"VIP", "of persons who are protected by the agreement"},
	{"CIVIL", "civil"},
	{"STATE", "of a state, not military"},
	{"MIL_EXEMPT", "military, claimed to be exempt"},
}

// FlightClass returns the class of a purpose, or false if flights for it are not exempt.
func (a *Agreement) FlightClass(purpose string) (FlightClass, bool) {
	if a == nil || a.Air == nil {
		return FlightClass{}, false
	}
	i := slices.IndexFunc(a.Air.Classes, func(c FlightClass) bool { return c.Purpose == purpose })
	if i < 0 {
		return FlightClass{}, false
	}
	return a.Air.Classes[i], true
}

func (c *checker) checkAir() {
	air := c.a.Air
	if air == nil {
		return
	}
	c.refersAll("air.ask", "party or guarantor", air.Ask, c.sides)
	if air.CorridorM < 1 || air.CorridorM > 100_000 {
		c.flaw("air.corridor_m", "%d metres is no width of a corridor; write it from 1 to 100000", air.CorridorM)
	}
	var seen []string
	for i, class := range air.Classes {
		path := fmt.Sprintf("air.classes[%d]", i)
		c.oneOf(path+".purpose", class.Purpose, codes(FlightPurposes)...)
		if slices.Contains(seen, class.Purpose) {
			c.flaw(path+".purpose", "%s has a class already; keep one", class.Purpose)
		}
		seen = append(seen, class.Purpose)
		c.refers(path+".exemption", "exemption", class.Exemption, c.exemptions)
		if class.NotifyOnly && class.SilenceConsents {
			c.flaw(path+".silence_consents", "a flight of which the sides are only told needs no consent; leave one of the two out")
		}
	}
}
