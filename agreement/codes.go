package agreement

import "slices"

// An Act is something that a clause may speak of. The code is what clauses and judgements hold.
type Act string

// The act codes, with their meaning in [ActMeanings].
const (
	FireDirect           Act = "FIRE_DIRECT"
	FireIndirect         Act = "FIRE_INDIRECT"
	AirStrike            Act = "AIR_STRIKE"
	AirOverflight        Act = "AIR_OVERFLIGHT"
	UAVOverflight        Act = "UAV_OVERFLIGHT"
	Advance              Act = "ADVANCE"
	Occupy               Act = "OCCUPY"
	Fortify              Act = "FORTIFY"
	Reinforce            Act = "REINFORCE"
	HeavyWeaponInZone    Act = "HEAVY_WPN_IN_ZONE"
	ExcludedForcePresent Act = "EXCLUDED_FORCE_PRESENT"
	ResupplyArms         Act = "RESUPPLY_ARMS"
	LayMines             Act = "MINE_LAY"
	BlockAid             Act = "SIEGE_AID_BLOCK"
	Detain               Act = "DETAIN"
	ObstructObserver     Act = "OBSTRUCT_OBSERVER"
	JamSensor            Act = "JAM_SENSOR"
	HostilePropaganda    Act = "HOSTILE_PROPAGANDA"
	WithdrawalMissed     Act = "WITHDRAWAL_MISSED"
	ReturnFireUnreported Act = "RETURN_FIRE_UNREPORTED"
	Provocation          Act = "PROVOCATION"
	DamageService        Act = "DAMAGE_SERVICE"
)

// A Meaning is a code with one line that says what it stands for.
type Meaning struct{ Code, Meaning string }

// ActMeanings lists every act code. It is published; do not change it.
var ActMeanings = []Meaning{
	{"FIRE_DIRECT", "firing a weapon at what the firer sees"},
	{"FIRE_INDIRECT", "firing or setting off a weapon at what the firer does not see: shells, rockets, mortar bombs, devices"},
	{"AIR_STRIKE", "attacking from an aircraft, with or without a crew"},
	{"AIR_OVERFLIGHT", "flying a military or unidentified aircraft over the area"},
	{"UAV_OVERFLIGHT", "flying an unmanned aircraft over the area"},
	{"ADVANCE", "moving forces forward"},
	{"OCCUPY", "taking and holding ground or a building"},
	{"FORTIFY", "making a position, trench or earthwork"},
	{"REINFORCE", "bringing more forces"},
	{"HEAVY_WPN_IN_ZONE", "having a heavy weapon where it must not be"},
	{"EXCLUDED_FORCE_PRESENT", "letting a force be where it must not be"},
	{"RESUPPLY_ARMS", "bringing arms or ammunition"},
	{"MINE_LAY", "laying a mine or a device"},
	{"SIEGE_AID_BLOCK", "cutting off, refusing, delaying, attacking or taking aid"},
	{"DETAIN", "acting against a person: seizing, holding or making an attempt on the life of someone"},
	{"OBSTRUCT_OBSERVER", "hindering the mission's people in moving or seeing"},
	{"JAM_SENSOR", "hindering the mission's sensors or navigation"},
	{"HOSTILE_PROPAGANDA", "calling for hostility"},
	{"WITHDRAWAL_MISSED", "not having withdrawn by the day agreed"},
	{"RETURN_FIRE_UNREPORTED", "firing back without reporting it in time"},
	{"PROVOCATION", "doing what is apt to draw fire, short of firing"},
	{"DAMAGE_SERVICE", "damaging works of water, power, health or school"},
}

// IsAct reports whether the code is an act code.
func IsAct(code Act) bool { return hasCode(ActMeanings, string(code)) }

func hasCode(table []Meaning, code string) bool {
	return slices.ContainsFunc(table, func(m Meaning) bool { return m.Code == code })
}

func codes(table []Meaning) []string {
	var list []string
	for _, m := range table {
		list = append(list, m.Code)
	}
	return list
}

// ZoneKinds lists what a zone may be for. It is published; do not change it.
var ZoneKinds = []Meaning{
	{"deescalation", "fighting is to cease"},
	{"separation", "no forces of either side"},
	{"limitation", "forces and weapons have a ceiling"},
	{"security_belt", "strip beside a line with rules of its own"},
	{"withdrawal", "a class of weapon is to be withdrawn from it"},
	{"nofly", "no flights but exempt ones"},
	{"restricted_air", "flights only under conditions"},
	{"danger_air", "flights are in danger"},
	{"humanitarian_corridor", "way for aid and for people"},
	{"humanitarian_pause_area", "fighting pauses for aid"},
	{"exclusion_foreign_force", "foreign forces stay out"},
	{"deconfliction_bubble", "forces of one guarantor are to be left alone"},
	{"protected_site_buffer", "round a site that is to be spared"},
	{"excluded", "held by an excluded group"},
	{"mine_hazard", "mines are known or suspected"},
	{"border_strip", "along a border"},
}

// LineKinds lists what a line may be. It is published; do not change it.
var LineKinds = []Meaning{
	{"contact", "forces of both sides face each other across it"},
	{"ceasefire", "agreed line at which fire ceased"},
	{"blue", "line confirmed by a third party for a withdrawal"},
	{"withdrawal", "forces or weapons stay behind it"},
	{"deconfliction", "operations of two forces stay apart by it"},
	{"patrol_route", "way of a patrol"},
}

// Roles lists the roles of a mission. It is published; do not change it.
var Roles = []Meaning{
	{"chair", "leads the mission"},
	{"guarantor", "represents a guarantor"},
	{"party_liaison", "speaks for a party"},
	{"duty_officer", "keeps the operations room"},
	{"team_leader", "leads a patrol"},
	{"observer", "patrols and mans posts"},
	{"analyst", "weighs evidence"},
	{"panel_member", "decides findings"},
	{"airspace_desk", "handles flights"},
	{"deconfliction_desk", "keeps the lines between forces"},
	{"humanitarian_desk", "handles aid access"},
	{"evidence_custodian", "keeps evidence and its chain of custody"},
	{"legal_adviser", "advises on the text"},
	{"public_information", "speaks to the public"},
	{"data_protection", "guards what must be forgotten"},
	{"auditor", "checks the record"},
	{"admin", "runs the machine and reads nothing more for it"},
	{"public_reader", "reads what is public"},
}

// How reports of a type are counted.
const (
	CountAct      = "act"           // an act that a clause may cover
	CountNotAnAct = "not_an_act"    // no act: a meeting, an agreement, a statement
	CountLeftOut  = "left_out_type" // shown beside the total, because the act behind it is counted by another report
)

func act(code, name string, severity int64, acts ...Act) EventType {
	return EventType{Code: code, Name: Text{En: name}, Acts: acts, Severity: severity, Counting: CountAct}
}

func notAct(code, name string) EventType {
	return EventType{Code: code, Name: Text{En: name}, Severity: 1, Counting: CountNotAnAct}
}

// StandardEventTypes returns the table that an agreement begins with; its own rows replace those with the same
// code. The packed agreement holds the whole result, so that changing this table changes no judgement of old.
func StandardEventTypes() []EventType {
	return []EventType{
		act("artillery", "artillery fire", 3, FireIndirect),
		act("mortar", "mortar fire", 3, FireIndirect),
		act("rocket", "rocket or MLRS fire", 3, FireIndirect),
		act("tank_fire", "tank fire", 3, FireDirect),
		act("small_arms", "small-arms fire", 2, FireDirect),
		act("hmg", "heavy machine-gun fire", 2, FireDirect),
		act("sniper", "sniper fire", 2, FireDirect),
		act("ied", "explosive device", 3, FireIndirect, LayMines),
		act("mine_uxo", "mine or unexploded ordnance", 3, LayMines),
		act("airstrike", "air strike", 4, AirStrike),
		act("barrel_bomb", "barrel bomb", 4, AirStrike),
		act("helicopter", "military helicopter", 2, AirOverflight),
		act("uav_attack", "attack by an unmanned aircraft", 4, AirStrike),
		act("uav_overflight", "flight of an unmanned aircraft", 2, UAVOverflight),
		act("air_event", "unidentified flight", 3, AirOverflight),
		act("missile", "missile", 4, FireIndirect),
		act("clash_ground", "exchange of fire", 4, FireDirect),
		act("ground_attack", "ground attack", 4, FireDirect, Advance),
		act("infiltration", "infiltration", 3, Advance),
		act("advance", "advance of forces", 4, Advance, Occupy),
		act("withdrawal", "withdrawal of forces", 1),
		act("position_new", "new position", 2, Fortify),
		act("fortification", "fortification", 2, Fortify),
		act("troop_concentration", "concentration of troops", 2, Reinforce),
		act("heavy_weapon_seen", "heavy weapon seen", 3, HeavyWeaponInZone),
		act("foreign_force_seen", "foreign force seen", 3, ExcludedForcePresent),
		act("arms_resupply", "resupply of arms", 3, ResupplyArms),
		act("abduction", "abduction", 3, Detain),
		act("detention", "detention", 3, Detain),
		act("assassination", "attempt on a life", 4, Detain),
		act("execution", "killing of a captive", 4, Detain),
		act("hostage", "taking of hostages", 4, Detain),
		act("siege", "siege", 3, BlockAid),
		act("siege_aid_block", "aid cut off", 3, BlockAid),
		act("aid_denied", "aid refused or delayed", 3, BlockAid),
		act("aid_looted", "aid taken", 3, BlockAid),
		act("aid_attacked", "aid attacked", 4, BlockAid, FireIndirect, FireDirect),
		act("checkpoint_harassment", "harassment of aid at a checkpoint", 2, BlockAid),
		act("forced_displacement", "forced displacement", 4),
		act("return_obstructed", "return of people obstructed", 2),
		act("looting", "looting", 2),
		act("infrastructure_damage", "damage to water, power, health or school", 3, DamageService),
		act("chemical_suspected", "suspected use of chemicals", 5, FireIndirect),
		act("cluster_suspected", "suspected cluster munition", 5, FireIndirect),
		act("incendiary_suspected", "suspected incendiary weapon", 5, FireIndirect),
		act("propaganda", "propaganda", 1, HostilePropaganda),
		act("hostile_propaganda", "call for hostility", 1, HostilePropaganda),
		act("electronic_jamming", "electronic jamming", 2, JamSensor),
		act("sensor_jam", "jamming of a mission sensor", 2, JamSensor),
		act("observer_obstruction", "observers obstructed", 3, ObstructObserver),
		act("observer_attacked", "observers attacked", 4, ObstructObserver, FireDirect),
		act("withdrawal_missed", "withdrawal not made in time", 2, WithdrawalMissed),
		act("return_fire_unreported", "return fire not reported", 2, ReturnFireUnreported),
		act("provocation", "provocation", 1, Provocation),
		act("other", "other act", 1),
		notAct("negotiation", "negotiation"),
		notAct("agreement", "agreement or meeting"),
		notAct("window_open", "window of silence opened"),
		notAct("statement", "statement"),
		{Code: "casualty_report", Name: Text{En: "report of casualties"}, Severity: 4, Counting: CountLeftOut},
	}
}

// acledTypes maps ACLED's sub-event types, in lower case, to ours. "Other" is left to the event type.
var acledTypes = map[string]string{
	"government regains territory":        "advance",
	"non-state actor overtakes territory": "advance",
	"armed clash":                         "clash_ground",
	"excessive force against protesters":  "ground_attack",
	"protest with intervention":           "other",
	"peaceful protest":                    "statement",
	"violent demonstration":               "other",
	"mob violence":                        "other",
	"chemical weapon":                     "chemical_suspected",
	"air/drone strike":                    "airstrike",
	"suicide bomb":                        "ied",
	"shelling/artillery/missile attack":   "artillery",
	"remote explosive/landmine/ied":       "ied",
	"grenade":                             "small_arms",
	"sexual violence":                     "other",
	"attack":                              "ground_attack",
	"abduction/forced disappearance":      "abduction",
	"agreement":                           "agreement",
	"arrests":                             "detention",
	"change to group/activity":            "other",
	"disrupted weapons use":               "other",
	"headquarters or base established":    "position_new",
	"looting/property destruction":        "looting",
	"non-violent transfer of territory":   "withdrawal",
}

// acledEvents maps ACLED's event types, for rows whose sub-event type is missing or unknown.
var acledEvents = map[string]string{
	"battles":                    "clash_ground",
	"explosions/remote violence": "artillery",
	"violence against civilians": "ground_attack",
	"protests":                   "statement",
	"riots":                      "other",
	"strategic developments":     "other",
}

// MapACLED returns our event type for a pair of ACLED's event_type and sub_event_type, compared without regard to
// case. It returns false if it knows neither.
func MapACLED(eventType, subEventType string) (code string, known bool) {
	if code, known = acledTypes[fold(subEventType)]; known {
		return code, true
	}
	code, known = acledEvents[fold(eventType)]
	return code, known
}

// MapUCDP returns our event type for UCDP's type_of_violence: 1 state-based, 2 non-state, 3 one-sided.
func MapUCDP(typeOfViolence int) (code string, known bool) {
	switch typeOfViolence {
	case 1, 2:
		return "clash_ground", true
	case 3:
		return "ground_attack", true
	}
	return "", false
}
