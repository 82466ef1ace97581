package agreement

import "truce.example/geo"

// An Input is all that judging looks at. It is listed in the judgement, so that anyone can judge again and compare.
type Input struct {
	Type      string `json:"type"`       // code of an event type
	StartMs   int64  `json:"start_ms"`   // first moment at which it may have happened, milliseconds UTC
	EndMs     int64  `json:"end_ms"`     // last such moment, included; equal to StartMs if the moment is known
	TimeKnown bool   `json:"time_known"` // false: StartMs and EndMs mean nothing

	HasPlace     bool      `json:"has_place"`
	Place        geo.Point `json:"place"`         // means nothing without HasPlace
	UncertaintyM int64     `json:"uncertainty_m"` // radius in metres in which the true place lies; 5,000 for the name of a town

	Accused       string `json:"accused,omitempty"`        // as reported: "A", "A?", "A allied", "both", a name, "?" or "-"
	Target        string `json:"target,omitempty"`         // id or name of the excluded group acted against
	NoticeMinutes *int64 `json:"notice_minutes,omitempty"` // how long before the act it was announced; nil if nobody knows of a notice
	Exemption     string `json:"exemption,omitempty"`      // id of the exemption that the report claims
	Weapon        string `json:"weapon,omitempty"`         // weapon class; empty if not reported

	Height *StatedHeight `json:"height,omitempty"` // nil if none is stated; judged since version 2 of the rules

	Quantities map[string]int64 `json:"quantities,omitempty"` // figures for thresholds, such as delay_minutes
}

// An Outcome is what judging comes to. None of them is a finding.
type Outcome string

// The outcomes.
const (
	Candidate    Outcome = "candidate"    // at least one clause may be breached
	NotCovered   Outcome = "not_covered"  // no clause applies; Reason says why
	Undetermined Outcome = "undetermined" // too little is known; Reason says of what
)

// A Reason is the code of why a judgement came out as it did. A candidate's reason is its relation.
type Reason string

// The reasons of reports that are not candidates.
const (
	NoLaw         Reason = "no_law"         // there is no agreement
	NotAnAct      Reason = "not_an_act"     // a meeting, an agreement, a statement
	LeftOutType   Reason = "left_out_type"  // counted beside the total, not in it
	BeforeForce   Reason = "before_force"   // before entry into force
	WhenSuspended Reason = "suspended"      // while suspended
	AfterEnd      Reason = "after_end"      // after the end
	ByExcluded    Reason = "excluded_group" // by a group that is outside the agreement
	NoClause      Reason = "no_clause"      // no clause speaks of such an act by such a side
	OutsidePlace  Reason = "outside"        // outside the area, or outside every place that the clauses name
	Exempt        Reason = "exempt"         // an exemption holds
	TimeUnclear   Reason = "time_unclear"   // the time is not known well enough
	PlaceUnknown  Reason = "place_unknown"  // the place is not known
	OutsideHeight Reason = "outside_height" // above or below every zone that the clauses name there
	HeightUnclear Reason = "height_unclear" // the height is stated above a datum that does not compare with the zone's
)

// A Hit is one clause that may be breached.
type Hit struct {
	Clause      string       `json:"clause"`
	Act         Act          `json:"act"`
	Zone        string       `json:"zone,omitempty"`         // zone, line or window that the test names; empty for the area
	ZoneVersion int64        `json:"zone_version,omitempty"` // version of that zone or line, or of the area
	Relation    geo.Relation `json:"relation"`               // weaker of the relations to that zone and to the area
	DistanceCm  int64        `json:"distance_cm"`            // from the place to the zone's edge, or to the line for a test of distance
	LimitCm     int64        `json:"limit_cm,omitempty"`     // the distance that the test names
	ToleranceCm int64        `json:"tolerance_cm"`
	Why         Why          `json:"why"`
}

// A Judgement is the answer to one Input under one law.
type Judgement struct {
	Outcome Outcome `json:"outcome"`
	Reason  Reason  `json:"reason"`
	Why     Why     `json:"why"`
	Clauses []Hit   `json:"clauses,omitempty"` // most specific first
	Primary string  `json:"primary,omitempty"` // the first of Clauses

	Side          string        `json:"side,omitempty"` // id of the accused party or guarantor; empty if not one is known
	SideCertainty SideCertainty `json:"side_certainty"`
	ExcludedGroup string        `json:"excluded_group,omitempty"` // id, if the accused is one

	AgreementID      string `json:"agreement_id,omitempty"`
	AgreementVersion int64  `json:"agreement_version,omitempty"`
	TermsEntry       int64  `json:"terms_entry"`
	Law              string `json:"law,omitempty"` // digest of the agreement, hexadecimal SHA-256
	RuleVersion      int    `json:"rule_version"`

	Inputs Input `json:"inputs"`
}
