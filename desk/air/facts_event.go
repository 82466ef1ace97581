package air

import (
	"truce.example/agreement"
	"truce.example/geo"
	"truce.example/record"
)

// A Fix is one position as its source gave it. What it does not say is nil, and not zero.
type Fix struct {
	Ms          int64      `json:"ms"` // milliseconds UTC since 1970
	Place       *geo.Point `json:"place,omitempty"`
	Call        string     `json:"call,omitempty"`
	PressureCm  *int64     `json:"pressure_cm,omitempty"`  // above 1013.25 hPa
	GeometricCm *int64     `json:"geometric_cm,omitempty"` // above the ellipsoid, or above the sea if AMSL
	AMSL        bool       `json:"amsl,omitempty"`
	Ground      *bool      `json:"ground,omitempty"`
	SpeedCms    *int64     `json:"speed_cms,omitempty"` // over the ground, centimetres a second
	CourseCdeg  *int64     `json:"course_cdeg,omitempty"`
	ClimbCms    *int64     `json:"climb_cms,omitempty"`
	Squawk      string     `json:"squawk,omitempty"`
	NIC         *int64     `json:"nic,omitempty"` // what the aircraft says of its own navigation, DO-260B
	NACp        *int64     `json:"nacp,omitempty"`
	SIL         *int64     `json:"sil,omitempty"`
	DoubtCm     int64      `json:"doubt_cm,omitempty"` // how far the place may be off, as the source states it
}

// TrackKept is the evidence of events: one aircraft's positions as they came, whole. Its hash is the SHA-256 of the
// positions in the record's own encoding, and stands in each event that was found in them.
type TrackKept struct {
	Source   string      `json:"source"`      // sensor, such as RADAR-1
	Kind     string      `json:"source_kind"` // one of sourceKinds
	Aircraft string      `json:"aircraft"`    // address, or what the source calls it
	Fixes    []Fix       `json:"fixes"`
	Digest   record.Hash `json:"digest"`
	File     int64       `json:"file,omitempty"` // entry of the file from which they were read
}

// A Passage is where and when the way crossed a zone's edge: between two positions, found on the great circle.
type Passage struct {
	At    record.Moment `json:"at"`
	Place geo.Point     `json:"place"`
	How   string        `json:"how"` // what brought the aircraft in or out: crossed the edge, height, activation …
}

// A HeightSpan is how high an aircraft was, between two limits, and above what.
type HeightSpan struct {
	LowFt  int64  `json:"low_ft"`
	HighFt int64  `json:"high_ft"`
	Datum  string `json:"datum"` // FL for pressure altitude, AMSL, or SFC on the ground
}

// Settings are the figures that the engine judged by, so that it can be done again.
type Settings struct {
	PlaceCm int64 `json:"place_cm,omitempty"` // doubt of a place of which the source says nothing
	QNHdPa  int64 `json:"qnh_dpa,omitempty"`  // pressure at sea level, tenths of a hectopascal; 0 when not known
}

// A Considered is a flight that was held against the track: which entry says what was asked, and where it stood.
type Considered struct {
	Flight     int64       `json:"flight"`
	Entry      int64       `json:"entry"` // of the version that counted
	State      string      `json:"state"`
	Exemption  string      `json:"exemption,omitempty"` // by which it is exempt
	Notice     int64       `json:"notice_minutes"`      // from the request to the beginning of its window
	Conditions []Condition `json:"conditions,omitempty"`
	Flew       string      `json:"flew,omitempty"` // another aircraft of the same source that it explains at that time
}

// An Other is an event of another source that was known, in time and zone the same.
type Other struct {
	Entry    int64         `json:"entry"`
	Source   string        `json:"source"`
	Aircraft string        `json:"aircraft"`
	Class    string        `json:"class"`
	From     record.Moment `json:"from"`
	To       record.Moment `json:"to"`
	Place    geo.Point     `json:"place"`
}

// EventFound says that a track was in a zone, how sure that is, and whether a flight that may fly explains it. Its first
// reference is the TrackKept from which everything in it follows; see Recompute.
type EventFound struct {
	Class    string      `json:"class"` // exempt, possible, probable or confirmed
	Source   string      `json:"source"`
	Kind     string      `json:"source_kind"`
	Aircraft string      `json:"aircraft"`
	Call     string      `json:"call,omitempty"`
	Evidence record.Hash `json:"evidence"` // digest of the positions

	Zone        string        `json:"zone"`
	ZoneVersion int64         `json:"zone_version,omitempty"`
	ZoneEntry   int64         `json:"zone_entry,omitempty"` // of an imported zone
	Enter       *Passage      `json:"enter,omitempty"`
	Exit        *Passage      `json:"exit,omitempty"` // nil when the track ends in the zone
	From        record.Moment `json:"from"`           // of the visit, as far as it was seen
	To          record.Moment `json:"to"`
	Deepest     geo.Relation  `json:"deepest"` // how the surest position of the visit lies to the zone
	DoubtM      int64         `json:"uncertainty_m"`
	Height      *HeightSpan   `json:"height,omitempty"` // nil when none is known
	Doubts      []string      `json:"doubts,omitempty"` // of the source's integrity

	Unidentified bool         `json:"unidentified,omitempty"` // no call sign, no address, no flight
	LowSlow      bool         `json:"low_slow,omitempty"`     // under 5,000 ft and 140 knots throughout
	Matches      []Match      `json:"matches,omitempty"`      // flights that fit at all, the best first
	Against      []Considered `json:"against,omitempty"`
	Others       []Other      `json:"others,omitempty"`
	Why          []Sentence   `json:"why"`

	Type       string   `json:"type"`             // event type code of the agreement
	Report     int64    `json:"report,omitempty"` // report that speaks of the same; then this is its evidence and no report of its own
	Rules      int      `json:"rules"`            // version of the rules of this desk
	Settings   Settings `json:"settings,omitzero"`
	TermsEntry int64    `json:"terms_entry,omitempty"` // the agreement as it was known
	Zones      []int64  `json:"zones,omitempty"`       // entries of imports in force
}

// IsDerived makes an event go with its evidence.
func (EventFound) IsDerived() {}

// Judged says how an event or a sighting was held against the clauses. Its first reference is the event or the sighting.
// It is not a finding.
type Judged struct {
	agreement.Judgement
	Class string `json:"class"` // how sure the event is
}

// IsDerived makes a judgement go with what was judged.
func (Judged) IsDerived() {}

// EventRated is a person's word on an event: confirmed by a second source or look, or taken back.
type EventRated struct {
	Event   int64   `json:"event"`
	Class   string  `json:"class"` // confirmed or withdrawn
	Reason  string  `json:"reason"`
	Sources []int64 `json:"sources,omitempty"` // entries that bear it out
}

// Warned is one step of the log of warnings: what people did about an aircraft. The program never advises a step.
type Warned struct {
	Step string        `json:"step"` // one of warningSteps
	At   record.Moment `json:"at"`
	To   string        `json:"to,omitempty"` // who was called
	Text string        `json:"text"`
}

// Sighted is what somebody heard or saw of an aircraft. It is a report, and never more than possible.
type Sighted struct {
	Team       string        `json:"team"`
	Means      string        `json:"means"`              // seen, heard or filmed
	Aircraft   string        `json:"aircraft,omitempty"` // helicopter, jet, propeller, uav or unknown
	Count      *int64        `json:"count,omitempty"`
	Start      record.Moment `json:"start"`
	End        record.Moment `json:"end"`
	From       *geo.Point    `json:"from,omitempty"` // where the observer stood
	BearingDeg *int64        `json:"bearing_deg,omitempty"`
	DistanceM  *int64        `json:"distance_m,omitempty"`
	Place      *geo.Point    `json:"place,omitempty"` // of the aircraft: as given, or from bearing and distance
	DoubtM     int64         `json:"uncertainty_m"`
	PlaceName  string        `json:"place_name,omitempty"`
	Heading    string        `json:"heading,omitempty"`
	Accused    string        `json:"accused"`
	Type       string        `json:"type"`
	Text       string        `json:"text"`
	Why        []Sentence    `json:"why"`
	Against    []Considered  `json:"against,omitempty"`
	Matches    []Match       `json:"matches,omitempty"`
}

// ZonesImported adds zones of the air to those of the agreement, from a file. Zones of an earlier import of the same name
// hold no longer.
type ZonesImported struct {
	Name      string        `json:"name"` // of the set, such as NOTAM-17
	Source    string        `json:"source"`
	Digest    record.Hash   `json:"digest"` // SHA-256 of the file
	File      int64         `json:"file,omitempty"`
	From      record.Moment `json:"from"` // in force from then on, besides each zone's own times
	To        record.Moment `json:"to,omitzero"`
	Protected bool          `json:"protected,omitempty"` // leaves in no export
	Zones     []AirZone     `json:"zones"`
	Notes     []Note        `json:"notes,omitempty"` // what was assumed or refused, by line
}

// An AirZone is an imported zone.
type AirZone struct {
	ID      string          `json:"id"`
	Name    string          `json:"name"`
	Class   string          `json:"class"` // as in package zones
	Area    [][][]geo.Point `json:"area"`  // polygons of rings, the first of each the outer one
	Floor   Bound           `json:"floor"`
	Ceiling Bound           `json:"ceiling"`
	Active  []Window        `json:"active,omitempty"` // none: always
	Dormant bool            `json:"dormant,omitempty"`
}

// A Bound is a floor or a ceiling: centimetres above a datum (SFC, AGL, AMSL, FL, UNL or unset).
type Bound struct {
	Cm    int64  `json:"cm,omitempty"`
	Datum string `json:"datum"`
}

// A Window is a time of activity.
type Window struct {
	From record.Moment `json:"from"`
	To   record.Moment `json:"to,omitzero"`
}

// A Note is something to know about one line of a file.
type Note struct {
	Line    int64  `json:"line"`
	Zone    string `json:"zone,omitempty"`
	Refused bool   `json:"refused,omitempty"`
	Text    string `json:"text"`
}

// ZonesWithdrawn ends an import.
type ZonesWithdrawn struct {
	Name   string        `json:"name"`
	At     record.Moment `json:"at"`
	Reason string        `json:"reason"`
}

// SensorStated says how a sensor does, and where it looks. Where none looks, no track is not no flight.
type SensorStated struct {
	Source  string        `json:"source"`
	Kind    string        `json:"source_kind"`
	State   string        `json:"state"` // up, degraded or down
	At      record.Moment `json:"at"`
	Place   *geo.Point    `json:"place,omitempty"`
	RangeM  int64         `json:"range_m,omitempty"`
	FloorFt *int64        `json:"floor_ft,omitempty"` // above the ground: below it the sensor sees nothing
	Text    string        `json:"text,omitempty"`
}

// EventFollowed says that more was seen of the visit of an event, which a source on the network showed while it went on. It
// does not change what was recorded: Found is the visit as these positions show it, and Class how sure the event is from now
// on. Its first reference is the event, its second the TrackKept from which everything in Found follows.
type EventFollowed struct {
	Event int64      `json:"event"`
	Class string     `json:"class"` // a person's word stays above it
	Found EventFound `json:"found"`
}

// IsDerived makes it go with its evidence.
func (EventFollowed) IsDerived() {}

// ApproachWarned says that an aircraft was about to enter a zone, if it went on at that course, speed and climb: the alarm
// before an entry. It is not said that it entered.
type ApproachWarned struct {
	Source   string        `json:"source"`
	Kind     string        `json:"source_kind"`
	Aircraft string        `json:"aircraft"`
	Call     string        `json:"call,omitempty"`
	Zone     string        `json:"zone"`
	At       record.Moment `json:"at"`      // of the position
	Seconds  int64         `json:"seconds"` // from then to the entry
	Place    geo.Point     `json:"place"`
	Entry    geo.Point     `json:"entry"` // where it would come in
	DoubtM   int64         `json:"uncertainty_m"`
	Height   *HeightSpan   `json:"height,omitempty"`
	Sure     bool          `json:"sure,omitempty"`   // its height would prove the entry
	Doubts   []string      `json:"doubts,omitempty"` // of the source's integrity
}

// AlertAcknowledged says that somebody has seen an alarm: an ApproachWarned, or an event that came from a live source. It is
// not said what was done about it.
type AlertAcknowledged struct {
	Alert int64  `json:"alert"` // entry of the alarm
	Text  string `json:"text,omitempty"`
}

// BundleKept says that all that a source reported in an hour was taken in as a file: the raw stream from which the cuts of
// events were made. The file is a table that 'truce air replay' reads.
type BundleKept struct {
	Source    string        `json:"source"`
	Kind      string        `json:"source_kind"`
	From      record.Moment `json:"from"` // of the hour, by the clock of who received it
	To        record.Moment `json:"to"`
	Positions int64         `json:"positions"` // lines: reports of any sort
	Digest    record.Hash   `json:"digest"`    // SHA-256 of the file
	File      int64         `json:"file"`      // entry that took it in
}
