package territory

import "slices"

// Statuses of control, by the mission's code list. Only some say that ground is held; the others are shown, and draw no map.
const (
	statusControlled = "controlled_uncontested"
	statusPressed    = "controlled_contested"
	statusContested  = "contested"
	statusPresence   = "presence_only"
	statusSiege      = "siege_of_other"
	statusInfluence  = "influence_tribal_local"
	statusNoData     = "no_data"
	statusExcluded   = "excluded_group"
)

var statuses = []string{statusControlled, statusPressed, statusContested, statusPresence, statusSiege, statusInfluence, statusNoData, statusExcluded}

// draws says whether a status says who holds the ground, or that nobody knows.
func draws(status string) bool {
	return slices.Contains([]string{statusControlled, statusPressed, statusContested, statusNoData, statusExcluded}, status)
}

var bases = []string{"observed", "claimed"}

// Kinds of indicators.
const (
	kindAgain   = "again"
	kindNew     = "new_ground"
	kindPresent = "present"
)

// Types of events by which what claims say is judged.
const (
	typeAdvance = "advance"
	typeForeign = "foreign_force_seen"
)

// Bounds of commands.
const (
	maxCorners = 60_000 // of one claim's area; more come as a chart
	maxClaims  = 20_000 // of a chart
	maxRadiusM = 100_000
	maxDoubtM  = 1_000_000
	maxWith    = 8
	maxNotes   = 100
	maxUnits   = 20_000
)
