package agreement

import "strconv"

// A StatedHeight is how high something was, as a report states it. A report that states none has none: that is not zero.
type StatedHeight struct {
	Ft            int64  `json:"ft"`
	Datum         string `json:"datum"`                    // SFC, AGL, AMSL, or FL for pressure altitude, as in [Height]
	UncertaintyFt int64  `json:"uncertainty_ft,omitempty"` // it was at most so much higher or lower
}

// heightRelation is how a stated height lies to the heights between which a zone exists.
type heightRelation int

const (
	heightNone     heightRelation = iota // none is stated, or the zone has no heights
	heightInside                         // surely between them; the floor and the ceiling belong to the zone
	heightPossible                       // the uncertainty reaches both sides of one
	heightUnclear                        // above another datum: nobody knows without the ground's height or the air's pressure
	heightOutside                        // surely above or below
)

// inHeight relates the report's height to a zone. Rules before version 2 do not look at it.
func (h *hearing) inHeight(zone *Zone) heightRelation {
	if h.version < 2 || h.in.Height == nil || zone.Floor == nil && zone.Ceiling == nil {
		return heightNone
	}
	// Everything is above the surface, whatever it is measured from.
	floor := heightInside
	if zone.Floor != nil && !(surface(zone.Floor.Datum) && zone.Floor.Ft <= 0) {
		floor = h.above(zone.Floor)
	}
	ceiling := heightInside
	if zone.Ceiling != nil {
		ceiling = h.below(zone.Ceiling)
	}
	return max(floor, ceiling)
}

// above says whether the report's height is surely at a floor or above it.
func (h *hearing) above(floor *Height) heightRelation {
	low, high := h.in.Height.bounds()
	switch {
	case !sameDatum(floor.Datum, h.in.Height.Datum):
		return heightUnclear
	case low >= floor.Ft:
		return heightInside
	case high < floor.Ft:
		return heightOutside
	}
	return heightPossible
}

// below says whether it is surely at a ceiling or below it.
func (h *hearing) below(ceiling *Height) heightRelation {
	low, high := h.in.Height.bounds()
	switch {
	case !sameDatum(ceiling.Datum, h.in.Height.Datum):
		return heightUnclear
	case high <= ceiling.Ft:
		return heightInside
	case low > ceiling.Ft:
		return heightOutside
	}
	return heightPossible
}

// bounds are the lowest and the highest that it may have been.
func (s StatedHeight) bounds() (low, high int64) {
	margin := max(s.UncertaintyFt, 0)
	return s.Ft - margin, s.Ft + margin
}

// surface says whether a datum is the ground itself.
func surface(datum string) bool { return datum == "SFC" || datum == "AGL" }

// sameDatum says whether heights above the two compare.
func sameDatum(a, b string) bool { return a == b || surface(a) && surface(b) }

// formatHeight writes a height as aviation does, which is the same in every language: SFC, FL200, 500 ft AGL.
func formatHeight(ft int64, datum string) string {
	switch {
	case surface(datum) && ft == 0:
		return "SFC"
	case datum == "FL" && ft >= 0 && ft%100 == 0:
		flight := strconv.FormatInt(ft/100, 10)
		return "FL" + "000"[:max(3-len(flight), 0)] + flight
	case datum == "SFC":
		datum = "AGL"
	}
	return strconv.FormatInt(ft, 10) + " ft " + datum
}

// heightWords are the arguments of sentences about heights. No floor is the surface, no ceiling is UNL, unlimited.
func (h *hearing) heightWords(zone *Zone) []string {
	floor, ceiling := "SFC", "UNL"
	if zone.Floor != nil {
		floor = formatHeight(zone.Floor.Ft, zone.Floor.Datum)
	}
	if zone.Ceiling != nil {
		ceiling = formatHeight(zone.Ceiling.Ft, zone.Ceiling.Datum)
	}
	stated := formatHeight(h.in.Height.Ft, h.in.Height.Datum)
	if h.in.Height.UncertaintyFt > 0 {
		stated += " ±" + strconv.FormatInt(h.in.Height.UncertaintyFt, 10) + " ft"
	}
	return []string{"height", stated, "floor", floor, "ceiling", ceiling}
}
