package observe

// The code lists of the forms. They are published in api.yaml; a code is never removed.
var (
	channels      = []string{"own", "sensor", "party", "guarantor", "agency", "ngo", "media", "public", "import", "other"}
	consents      = []string{"yes", "no", "unknown"}
	harms         = []string{"dead", "wounded"}
	statuses      = []string{"civilian", "combatant", "observer", "aid_worker", "unknown"}
	confidences   = []string{"low", "moderate", "high"}
	reliabilities = []string{"A", "B", "C", "D", "E", "F"}
	factBases     = []string{"F", "I"}

	means        = []string{"saw", "heard", "camera", "uav", "acoustic", "radar", "satellite", "other"}
	observations = []string{"explosion", "burst", "shot", "projectile", "muzzle_flash", "flare", "airburst", "impact", "vehicle", "weapon", "position", "aircraft", "other"}
	descriptions = []string{"outgoing", "incoming", "undetermined"}

	effects = []string{"denied", "delayed", "conditional", "escorted", "limited_view", "threat", "turned_back", "jammed"}

	relations = []string{duplicateOf, accountOf, related, retaliationOf}

	patrolModes    = []string{"mobile", "static", "foot", "air", "remote"}
	checkInStates  = []string{"well", "delayed", "restricted", "hold", "medevac", "trouble"}
	checkInMeans   = []string{"radio", "telephone", "satellite", "tracker", "in_person", "other"}
	dangers        = []string{"attack", "detention", "accident", "medical", "mine", "threat", "other"}
	sosOutcomes    = []string{"safe", "evacuated", "harmed", "false_alarm"}
	weaponClasses  = []string{"tank", "gun", "howitzer", "mortar", "mlrs", "anti_tank", "air_defence", "hmg", "missile", "uav", "other"}
	verdicts       = []string{verifiedPresent, missing, foundInZone, absentExplained, inaccessible}
	withdrawBasis  = []string{"claimed", "seen"}
	restrictCauses = []string{causeParty, causeOwnSafety}
)

// Relations between reports. The first two say that both speak of one event, so a public number counts it once.
const (
	duplicateOf   = "duplicate_of"
	accountOf     = "account_of"
	related       = "related"
	retaliationOf = "retaliation_of"
)

// Verdicts on a storage site.
const (
	verifiedPresent = "verified_present"
	missing         = "missing"
	foundInZone     = "found_in_zone"
	absentExplained = "absent_explained"
	inaccessible    = "inaccessible"
)

// Causes of a restriction. The mission's own care for its people is nobody's breach.
const (
	causeParty     = "party"
	causeOwnSafety = "own_safety"
)

// A restriction kind says what kept observers, whether that is a party's act (an empty cause means that the reporter
// must say), and as which event type it is judged if it is.
type restrictionKind struct{ code, cause, eventType string }

var restrictionKinds = []restrictionKind{
	{"denial", causeParty, "observer_obstruction"},
	{"delay", causeParty, "observer_obstruction"},
	{"conditional_access", causeParty, "observer_obstruction"},
	{"escort_required", causeParty, "observer_obstruction"},
	{"route_mined", "", "observer_obstruction"},
	{"uxo", "", "observer_obstruction"},
	{"weather", causeOwnSafety, ""},
	{"threat", causeParty, "observer_obstruction"},
	{"fire_on_patrol", causeParty, "observer_attacked"},
	{"uav_shot_at", causeParty, "observer_attacked"},
	{"uav_jammed", causeParty, "sensor_jam"},
	{"sensor_damaged", causeParty, "sensor_jam"},
	{"detention", causeParty, "observer_obstruction"},
	{"search_of_vehicle", causeParty, "observer_obstruction"},
	{"document_confiscation", causeParty, "observer_obstruction"},
	{"visa", causeParty, "observer_obstruction"},
	{"curfew", "", "observer_obstruction"},
	{"own_security", causeOwnSafety, ""},
	{"other", "", "observer_obstruction"},
}

func findRestriction(code string) (restrictionKind, bool) {
	for _, k := range restrictionKinds {
		if k.code == code {
			return k, true
		}
	}
	return restrictionKind{}, false
}

func restrictionCodes() []string {
	var codes []string
	for _, k := range restrictionKinds {
		codes = append(codes, k.code)
	}
	return codes
}

// placeRadiusM is the uncertainty that goes with a place precision when none is stated: the place itself, near it
// (about what the name of a town covers), the region.
var placeRadiusM = [...]int64{0, 500, 5_000, 25_000}

// namedPlaceRadiusM is the uncertainty of a place of which only the name is known.
const namedPlaceRadiusM = 5_000
