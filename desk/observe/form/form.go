// Package form is the intake form of a report as people and files fill it in (form F1 of the mission's practice). It
// stands apart from the desk so that the parsers of files can fill in the form without knowing the desk's rules, and
// the desk can take files in.
package form

import (
	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
)

// Allege asks to take in a report of something that happened. Whatever is not known is left out: no field has a
// default that looks like knowledge. What is left out and derived (the point of a listed place, the radius that goes
// with a precision) is marked as derived in the fact.
type Allege struct {
	Channel    string        `json:"channel"`                // how it reached the mission; one of the desk's channels
	ReceivedAt record.Moment `json:"received_at,omitzero"`   // when the mission heard of it; left out: now
	OnBehalfOf string        `json:"on_behalf_of,omitempty"` // the team or post that reported by radio
	Source     string        `json:"source,omitempty"`       // who says so
	// Reliability of the source is A to F and credibility of what it says 1 to 6, as in the Admiralty scale.
	Reliability string `json:"reliability,omitempty"`
	Credibility int64  `json:"credibility,omitempty"`
	Sources     int64  `json:"sources,omitempty"` // how many sources a data set counts; they need not be independent
	Consent     string `json:"consent,omitempty"` // yes, no, unknown: may the source be named?

	Language    string       `json:"language,omitempty"` // of the text; a BCP 47 tag
	Text        string       `json:"text"`               // as given, in the original language
	Translation *Translation `json:"translation,omitempty"`

	PlaceName      string     `json:"place_name,omitempty"` // as given
	Place          *geo.Point `json:"place,omitempty"`
	PlaceMGRS      string     `json:"place_mgrs,omitempty"`      // square of the military grid, such as 37SBS 27895 13275; it must hold Place if both are given
	PlacePrecision int64      `json:"place_precision,omitempty"` // 1 the place itself, 2 near it, 3 the region
	UncertaintyM   int64      `json:"uncertainty_m,omitempty"`   // radius in which the true place lies

	// How high it was, as stated. Left out is not known, which is not zero.
	HeightFt            *int64 `json:"height_ft,omitempty"`
	HeightDatum         string `json:"height_datum,omitempty"` // SFC or AGL above ground, AMSL above the sea, FL for pressure altitude in feet
	HeightUncertaintyFt int64  `json:"height_uncertainty_ft,omitempty"`

	TimeText      string        `json:"time_text,omitempty"` // as given, or "unknown"; a date-time group such as 081200CJUL17 gives Start
	Start         record.Moment `json:"start,omitzero"`      // first moment at which it may have happened
	End           record.Moment `json:"end,omitzero"`        // last such moment; left out: the same as start
	TimePrecision int64         `json:"time_precision,omitempty"`
	HourInvented  bool          `json:"hour_invented,omitempty"` // exercise only: the page gives the day, not the hour

	Type       string           `json:"type"` // code of an event type of the agreement
	Weapon     string           `json:"weapon,omitempty"`
	Count      *Count           `json:"count,omitempty"`
	Direction  string           `json:"direction,omitempty"`
	Quantities map[string]int64 `json:"quantities,omitempty"` // figures that clauses ask for, such as delay_minutes

	Accuser       string `json:"accuser,omitempty"` // the side that accuses
	Accused       string `json:"accused,omitempty"` // as reported: A, A?, A allied, both, ? or a name; - for nobody
	Target        string `json:"target,omitempty"`  // who or what was acted against
	NoticeMinutes *int64 `json:"notice_minutes,omitempty"`
	Exemption     string `json:"exemption,omitempty"` // the exemption that is claimed

	Casualties []Casualties `json:"casualties,omitempty"`
	Severity   int64        `json:"severity,omitempty"` // 1 to 5; left out: the default of the type
	Level      int64        `json:"level,omitempty"`    // verification level at entry; the mission only

	ExternalID string `json:"external_id,omitempty"` // its number where it comes from
	Dataset    string `json:"dataset,omitempty"`
	Links      []Link `json:"links,omitempty"` // to reports already recorded
	FactBasis  string `json:"fact_basis,omitempty"`
	Note       string `json:"note,omitempty"`

	ConfirmFar   bool `json:"confirm_far,omitempty"`   // the place is far from the area, and that is right
	ConfirmPlace bool `json:"confirm_place,omitempty"` // the point is far from the listed place of that name, and that is right

	// PublicNames are names in the texts that somebody answers for: of public office-holders, or of places. They matter where
	// everybody may read the report; every other name of a person is refused there.
	PublicNames []string `json:"public_names,omitempty"`

	// Audience, for the mission only, says who may read the report when the usual answer is not right.
	Audience record.Audience `json:"audience,omitempty"`

	desk.Carried
}

// A Translation stands beside the original and never replaces it.
type Translation struct {
	Language   string `json:"language"`
	Text       string `json:"text"`
	Translator string `json:"translator"`
	Confidence string `json:"confidence"` // low, moderate or high
}

// A Count is how many shots, vehicles or people were reported. "Several" is three with AtLeast.
type Count struct {
	N       int64  `json:"n"`
	AtLeast bool   `json:"at_least,omitempty"`
	Of      string `json:"of,omitempty"` // rounds, bursts, vehicles …
}

// Casualties are the dead or the wounded of one kind as one source gives them. A number that is not known is null,
// which is not zero.
type Casualties struct {
	Harm   string `json:"harm"`             // dead or wounded
	Status string `json:"status,omitempty"` // civilian, combatant, observer, aid_worker or unknown
	Low    *int64 `json:"low"`
	Best   *int64 `json:"best"`
	High   *int64 `json:"high"`
	Source string `json:"source,omitempty"`
}

// A Link says how a report is related to another one.
type Link struct {
	Report   int64  `json:"report"` // entry number
	Relation string `json:"relation"`
}
