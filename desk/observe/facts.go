package observe

import (
	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/observe/form"
	"truce.example/geo"
	"truce.example/record"
)

// Alleged says that somebody reported something. It does not say that it happened.
type Alleged struct {
	Channel     string        `json:"channel"`
	ReceivedAt  record.Moment `json:"received_at"`
	Receiver    string        `json:"receiver"` // the member who entered it
	OnBehalfOf  string        `json:"on_behalf_of,omitempty"`
	Source      string        `json:"source,omitempty"`
	Reliability string        `json:"reliability,omitempty"`
	Credibility int64         `json:"credibility,omitempty"`
	Sources     int64         `json:"sources,omitempty"`
	Consent     string        `json:"consent"`

	Language    string            `json:"language,omitempty"`
	Text        string            `json:"text"`
	Translation *form.Translation `json:"translation,omitempty"`
	LoadedWords []string          `json:"loaded_words,omitempty"`           // found outside quotations; a warning to whoever quotes
	NoSpeaker   int64             `json:"quotes_without_speaker,omitempty"` // quotations in Text of which it does not say whose words they are; a warning too

	PlaceName      string     `json:"place_name,omitempty"`
	Place          *geo.Point `json:"place,omitempty"`
	PlaceMGRS      string     `json:"place_mgrs,omitempty"`     // the square as given; it holds Place
	PlaceUnlisted  bool       `json:"place_unlisted,omitempty"` // the agreement lists places, and none of this name
	PlaceBasis     string     `json:"place_basis"`              // given, gazetteer, bearing or unknown
	PlacePrecision int64      `json:"place_precision,omitempty"`
	UncertaintyM   int64      `json:"uncertainty_m,omitempty"`

	// How high it was, as stated. Left out is not known, which is not zero.
	HeightFt            *int64 `json:"height_ft,omitempty"`
	HeightDatum         string `json:"height_datum,omitempty"` // SFC or AGL above ground, AMSL above the sea, FL for pressure altitude in feet
	HeightUncertaintyFt int64  `json:"height_uncertainty_ft,omitempty"`

	TimeText      string        `json:"time_text,omitempty"`
	Start         record.Moment `json:"start,omitempty"`
	End           record.Moment `json:"end,omitempty"`
	TimePrecision int64         `json:"time_precision,omitempty"`
	HourInvented  bool          `json:"hour_invented,omitempty"`

	Type       string           `json:"type"`
	Weapon     string           `json:"weapon,omitempty"`
	Count      *form.Count      `json:"count,omitempty"`
	Direction  string           `json:"direction,omitempty"`
	Quantities map[string]int64 `json:"quantities,omitempty"`

	Accuser       string `json:"accuser,omitempty"`
	Accused       string `json:"accused"`
	Target        string `json:"target,omitempty"`
	NoticeMinutes *int64 `json:"notice_minutes,omitempty"`
	Exemption     string `json:"exemption,omitempty"`

	Casualties []form.Casualties `json:"casualties,omitempty"`
	Severity   int64             `json:"severity"`
	Level      int64             `json:"level"`

	ExternalID string      `json:"external_id,omitempty"`
	Dataset    string      `json:"dataset,omitempty"`
	Links      []form.Link `json:"links,omitempty"`
	FactBasis  string      `json:"fact_basis,omitempty"`
	Note       string      `json:"note,omitempty"`

	PublicNames []string `json:"public_names,omitempty"` // names that the author answers for as public

	desk.Carried
}

// Residue keeps what later decisions ask of a report: who entered it, which side accuses, and its type.
func (a Alleged) Residue() any {
	return Alleged{Receiver: a.Receiver, Accuser: a.Accuser, Type: a.Type, Carried: a.Remains()}
}

// Observed says what a team of the mission saw, heard or recorded: a row of a ceasefire-violation table.
type Observed struct {
	Receiver   string `json:"receiver"`
	OnBehalfOf string `json:"on_behalf_of,omitempty"`
	Team       string `json:"team"`
	Sensor     string `json:"sensor,omitempty"`

	ObserverName  string     `json:"observer_name,omitempty"`
	ObserverPlace *geo.Point `json:"observer_place,omitempty"`
	BearingDeg    *int64     `json:"bearing_deg,omitempty"` // true, from the observer
	DistanceM     *int64     `json:"distance_m,omitempty"`  // estimated, from the observer

	PlaceName     string     `json:"place_name,omitempty"`
	Place         *geo.Point `json:"place,omitempty"`
	PlaceMGRS     string     `json:"place_mgrs,omitempty"`
	PlaceUnlisted bool       `json:"place_unlisted,omitempty"` // the agreement lists places, and none of this name
	PlaceBasis    string     `json:"place_basis"`
	UncertaintyM  int64      `json:"uncertainty_m,omitempty"`

	// How high it was, as stated. Left out is not known, which is not zero.
	HeightFt            *int64 `json:"height_ft,omitempty"`
	HeightDatum         string `json:"height_datum,omitempty"` // SFC or AGL above ground, AMSL above the sea, FL for pressure altitude in feet
	HeightUncertaintyFt int64  `json:"height_uncertainty_ft,omitempty"`

	Start record.Moment `json:"start"`
	End   record.Moment `json:"end"`

	Type        string      `json:"type"`
	Means       string      `json:"means"`
	Count       *form.Count `json:"count,omitempty"`
	Observation string      `json:"observation"`
	Description string      `json:"description"`
	Weapon      string      `json:"weapon,omitempty"`
	Calibre     string      `json:"calibre,omitempty"`
	Direction   string      `json:"direction,omitempty"`
	Confidence  string      `json:"confidence"`

	Accused     string   `json:"accused"`
	Text        string   `json:"text,omitempty"`
	LoadedWords []string `json:"loaded_words,omitempty"`
	NoSpeaker   int64    `json:"quotes_without_speaker,omitempty"`
	Severity    int64    `json:"severity"`
	Level       int64    `json:"level"` // always 3: observed by the mission
	ExternalID  string   `json:"external_id,omitempty"`
	Dataset     string   `json:"dataset,omitempty"`

	desk.Carried
}

// Residue keeps what later decisions ask of a report.
func (o Observed) Residue() any {
	return Observed{Receiver: o.Receiver, Type: o.Type, Carried: o.Remains()}
}

// Restricted says that observers could not move or see as they are entitled to. Cause tells a party's act from the
// mission's own care for its people: only the former is held against the clauses.
type Restricted struct {
	Receiver      string        `json:"receiver"`
	OnBehalfOf    string        `json:"on_behalf_of,omitempty"`
	Team          string        `json:"team,omitempty"`
	Patrol        *int64        `json:"patrol,omitempty"` // entry of the plan
	Kind          string        `json:"kind"`
	Cause         string        `json:"cause"` // party or own_safety
	Effect        string        `json:"effect"`
	Holder        string        `json:"holder"` // who holds the place, as reported
	RefusedBy     string        `json:"refused_by,omitempty"`
	ReasonQuote   string        `json:"reason_quoted,omitempty"`
	PlaceName     string        `json:"place_name,omitempty"`
	Place         *geo.Point    `json:"place,omitempty"`
	PlaceMGRS     string        `json:"place_mgrs,omitempty"`
	PlaceUnlisted bool          `json:"place_unlisted,omitempty"` // the agreement lists places, and none of this name
	PlaceBasis    string        `json:"place_basis"`
	UncertaintyM  int64         `json:"uncertainty_m,omitempty"`
	Start         record.Moment `json:"start"`
	End           record.Moment `json:"end,omitempty"`
	Minutes       *int64        `json:"minutes,omitempty"` // how long it lasted; null if nobody knows
	ProtestTo     string        `json:"protest_to,omitempty"`
	Answer        string        `json:"answer,omitempty"`
	Alternative   string        `json:"alternative,omitempty"`
	Resolved      bool          `json:"resolved,omitempty"`
	Type          string        `json:"type,omitempty"` // event type by which it was judged; empty for own safety
	Severity      int64         `json:"severity,omitempty"`
	Text          string        `json:"text,omitempty"`
	ExternalID    string        `json:"external_id,omitempty"`
	Dataset       string        `json:"dataset,omitempty"`

	desk.Carried
}

// Residue keeps what later decisions ask of a report.
func (r Restricted) Residue() any {
	return Restricted{Receiver: r.Receiver, Type: r.Type, Carried: r.Remains()}
}

// Judged says how a report was held against the clauses in force at its moment and place. Its first reference is the
// report, and it has the report's audience. It is not a finding.
type Judged struct {
	agreement.Judgement
}

// Incident is what the report says happened, if a clause may cover it.
func (j Judged) Incident() (desk.Incident, bool) {
	in := j.Inputs
	i := desk.Incident{Type: in.Type, Side: j.Side, UncertaintyM: in.UncertaintyM}
	if in.TimeKnown {
		i.Start, i.End = record.Moment(in.StartMs), record.Moment(in.EndMs)
	}
	if in.HasPlace {
		i.Place = &in.Place
	}
	for _, hit := range j.Clauses {
		i.Clauses = append(i.Clauses, hit.Clause)
	}
	return i, j.Outcome == agreement.Candidate
}

// IsDerived makes a judgement go with its report: its inputs repeat the place.
func (Judged) IsDerived() {}

// Rated says that somebody who did not enter the report set its verification level.
type Rated struct {
	Report   int64    `json:"report"`
	Level    int64    `json:"level"`
	Origins  []string `json:"origins,omitempty"` // independent origins of what is known; two that quote one are one
	Physical bool     `json:"physical,omitempty"`
	Reason   string   `json:"reason"`
}

// Linked says how one report is related to another. It is a person's judgement; no program makes links.
type Linked struct {
	From     int64  `json:"from"`
	To       int64  `json:"to"`
	Relation string `json:"relation"`
	Reason   string `json:"reason"`
}

// Retracted says that a report no longer stands. The report stays visible, with the reason beside it.
type Retracted struct {
	Report int64  `json:"report"`
	Reason string `json:"reason"`
}

// Residue keeps which report no longer stands.
func (r Retracted) Residue() any { return Retracted{Report: r.Report} }

// Shared releases the chosen part of a report to more people than may read the report. The exact place stays closed if
// CoarseM is given.
type Shared struct {
	Report       int64         `json:"report"`
	SharedBy     string        `json:"shared_by"`
	Text         string        `json:"text"`
	Type         string        `json:"type,omitempty"`
	Accused      string        `json:"accused,omitempty"`
	PlaceName    string        `json:"place_name,omitempty"`
	Place        *geo.Point    `json:"place,omitempty"`
	CoarseM      int64         `json:"coarse_m,omitempty"` // the place was moved to the middle of a square of this size
	UncertaintyM int64         `json:"uncertainty_m,omitempty"`
	Start        record.Moment `json:"start,omitempty"`
	End          record.Moment `json:"end,omitempty"`
	Severity     int64         `json:"severity,omitempty"`
	Level        int64         `json:"level,omitempty"`
	PublicNames  []string      `json:"public_names,omitempty"` // names that who shared it answers for as public
}

// IsDerived makes a shared part go with its report.
func (Shared) IsDerived() {}

// HandedOver is a line in the log of the operations room: one shift tells the next what is open.
type HandedOver struct {
	From       string        `json:"from"`
	To         string        `json:"to"`
	ShiftStart record.Moment `json:"shift_start"`
	ShiftEnd   record.Moment `json:"shift_end"`
	Open       []int64       `json:"open,omitempty"` // entries that need attention
	Text       string        `json:"text"`
}
