package agreement

import (
	"slices"
	"time"

	"truce.example/geo"
)

// An Agreement is one version of the law: everything that the parties agreed and that a report is held against.
// It comes from [Load] or [Unpack], and nobody changes it afterwards; an amendment is another Agreement with a
// higher Version. The JSON names are also the keys of agreement.yaml.
type Agreement struct {
	ID             string          `json:"id"`
	Version        int64           `json:"version"` // 1 for the text first agreed, one more for each amendment
	Title          Text            `json:"title"`
	Origin         string          `json:"origin"`              // who wrote the data and from what; holds EXERCISE if it is one
	InstrumentKind string          `json:"instrument_kind"`     // memorandum, declaration, resolution ...
	Publicity      string          `json:"publicity,omitempty"` // public, confidential or restricted: the text itself, not this data
	Languages      []string        `json:"languages"`           // the authentic languages, the first being the working one
	Supersedes     string          `json:"supersedes,omitempty"`
	Parties        []Party         `json:"parties"`
	Guarantors     []Guarantor     `json:"guarantors"`
	Signatories    []string        `json:"signatories"` // ids of parties and guarantors
	ExcludedGroups []ExcludedGroup `json:"excluded_groups,omitempty"`
	Mandate        Mandate         `json:"mandate"`
	Area           Area            `json:"area"`
	EntryIntoForce LocalInstant    `json:"entry_into_force"`
	End            *Instant        `json:"end,omitempty"` // exclusive; nothing is judged from it on
	Renewal        Renewal         `json:"renewal"`
	Tolerances     Tolerances      `json:"tolerances"`
	Deadlines      Deadlines       `json:"deadlines"`
	Severity       Severity        `json:"severity"`
	Zones          []Zone          `json:"zones,omitempty"`
	Lines          []Line          `json:"lines,omitempty"`
	Exemptions     []Exemption     `json:"exemptions,omitempty"`
	Clauses        []Clause        `json:"clauses"`
	EventTypes     []EventType     `json:"event_types,omitempty"` // after Load complete: the standard table with the agreement's own rows over it
	Windows        []Window        `json:"windows,omitempty"`     // windows agreed with the text; later ones are in Terms
	Places         []NamedPlace    `json:"places,omitempty"`
	Posts          []Post          `json:"posts,omitempty"`
	Crossings      []Crossing      `json:"crossings,omitempty"`
	Briefs         *Briefs         `json:"briefs,omitempty"`
	Aid            *Aid            `json:"aid,omitempty"`
	Air            *Air            `json:"air,omitempty"`
	Witnesses      *Witnesses      `json:"witnesses,omitempty"`
	Recovery       *Recovery       `json:"recovery,omitempty"`
	Forgetting     Forgetting      `json:"forgetting"`
	Rights         []Right         `json:"rights"`
	Readiness      []ReadinessItem `json:"readiness,omitempty"`
	Territory      *Territory      `json:"territory,omitempty"`
}

// A Text is a short text in the languages of the mission. English is always there; the others may be missing.
type Text struct {
	En string `json:"en"`
	Ar string `json:"ar,omitempty"`
	Ru string `json:"ru,omitempty"`
}

// In returns the text in the language "en", "ar" or "ru", and the English one if that is missing.
func (t Text) In(language string) string {
	switch {
	case language == "ar" && t.Ar != "":
		return t.Ar
	case language == "ru" && t.Ru != "":
		return t.Ru
	}
	return t.En
}

// A Party has undertaken the clauses. Aliases are the names by which reports call it.
type Party struct {
	ID          string       `json:"id"`
	Name        Text         `json:"name"`
	Aliases     []string     `json:"aliases,omitempty"`
	Guarantors  []string     `json:"guarantors,omitempty"` // who answers for it
	LocalForces []LocalForce `json:"local_forces,omitempty"`
}

// A LocalForce fights for a party and has to be told, and to accept, by itself.
type LocalForce struct {
	ID      string   `json:"id"`
	Name    Text     `json:"name"`
	Aliases []string `json:"aliases,omitempty"`
}

// A Guarantor answers for a party. It is also a side when a report accuses it.
type Guarantor struct {
	ID      string   `json:"id"`
	Name    Text     `json:"name"`
	Aliases []string `json:"aliases,omitempty"`
}

// An ExcludedGroup stands outside the agreement: what it does is nobody's violation.
type ExcludedGroup struct {
	ID       string   `json:"id"`
	Name     Text     `json:"name"`
	Aliases  []string `json:"aliases,omitempty"`
	Zones    []string `json:"zones,omitempty"` // zones of kind excluded in which it is claimed to be
	SignedBy []string `json:"signed_by"`       // guarantors who signed the list that names it
}

// A Mandate says what the mission may conclude.
type Mandate struct {
	MayAttribute    bool   `json:"may_attribute"` // false: forms and reports must not offer to attribute to units
	StandardOfProof string `json:"standard_of_proof"`
	DecisionRule    string `json:"decision_rule,omitempty"`
}

// Area is where the agreement holds. No clause reaches beyond it.
type Area struct {
	Name     Text             `json:"name"`
	Version  int64            `json:"version"`
	Geometry geo.MultiPolygon `json:"geometry"`
}

// A LocalInstant is a moment as the text of an agreement states it: on the clock of a place. Load checks that UTC,
// Local and TZ say the same.
type LocalInstant struct {
	UTC   Instant `json:"utc"`
	Local string  `json:"local"` // 2017-07-09T12:00, without an offset
	TZ    string  `json:"tz"`    // IANA name such as Asia/Damascus
}

// A Renewal says how the agreement goes on after its end.
type Renewal struct {
	Rule   string `json:"rule"`             // none, automatic or consensus
	Period string `json:"period,omitempty"` // in the words of the text, such as "6 months"
	Notice *Span  `json:"notice,omitempty"` // how long before the end one must speak
}

// Tolerances are the widths, in metres on either side, within which the agreement draws no distinction. A zone or
// a line may state its own.
type Tolerances struct {
	AreaM int64 `json:"area_m"`
	ZoneM int64 `json:"zone_m"`
	LineM int64 `json:"line_m"`
}

// Deadlines count from the step before them, except where noted.
type Deadlines struct {
	Triage        Span `json:"triage"`         // first look at a report
	Assign        Span `json:"assign"`         // somebody is responsible
	Notice        Span `json:"notice"`         // the accused party is told
	Ack           Span `json:"ack"`            // its duty officer acknowledges
	FormalAck     Span `json:"formal_ack"`     // the party acknowledges
	Visit         Span `json:"visit"`          // the place is visited
	Comment       Span `json:"comment"`        // the parties comment on the draft
	Finding       Span `json:"finding"`        // from acceptance to finding
	SelfDefence   Span `json:"self_defence"`   // return fire is reported, from the fire
	HeavyWeapons  Span `json:"heavy_weapons"`  // weapons found out of place are moved
	NewPositions  Span `json:"new_positions"`  // works found out of place are removed
	MissedContact Span `json:"missed_contact"` // a patrol that is not heard of for this long raises an alarm

	// What a side owes and has not done goes to the guarantors who answer for it. Left out, the usual practice holds.
	Guarantor Span  `json:"guarantor,omitempty"` // a guarantor acts with its side, from when it is asked
	Remind    Span  `json:"remind,omitempty"`    // between two reminders of that, from the deadline before on
	Reminders int64 `json:"reminders,omitempty"` // so many, the deadline's own among them, before the chair takes it up
}

// Severity holds the weights of levels 1 to 5 in the weighted index.
type Severity struct {
	Weights [5]int64 `json:"weights"`
}

// Weight returns the weight of a severity level from 1 to 5, and 0 for any other.
func (s Severity) Weight(level int64) int64 {
	if level < 1 || level > int64(len(s.Weights)) {
		return 0
	}
	return s.Weights[level-1]
}

// A Height is a level in feet above a stated datum.
type Height struct {
	Ft    int64  `json:"ft"`
	Datum string `json:"datum"` // SFC, AGL, AMSL, or FL for pressure altitude
}

// A Zone is a part of the area to which clauses refer. With no floor it begins at the surface, with no ceiling it
// has no top.
type Zone struct {
	ID               string           `json:"id"`
	Kind             string           `json:"kind"` // one of ZoneKinds
	Name             Text             `json:"name"`
	Version          int64            `json:"version"`
	Geometry         geo.MultiPolygon `json:"geometry"`
	Floor            *Height          `json:"floor,omitempty"`
	Ceiling          *Height          `json:"ceiling,omitempty"`
	ValidFrom        *Instant         `json:"valid_from,omitempty"` // inclusive; missing means always
	ValidTo          *Instant         `json:"valid_to,omitempty"`   // exclusive; missing means always
	Precision        string           `json:"precision"`            // surveyed, map_derived, described or approximate
	ToleranceM       *int64           `json:"tolerance_m,omitempty"`
	ControllingParty string           `json:"controlling_party,omitempty"`
	Publicity        string           `json:"publicity,omitempty"`
	Source           string           `json:"source,omitempty"`
}

// A Line divides, marks or routes. SideA and SideB are the parties to the left and to the right of it, in the
// order of its points.
type Line struct {
	ID         string   `json:"id"`
	Kind       string   `json:"kind"` // one of LineKinds
	Name       Text     `json:"name"`
	SideA      string   `json:"side_a,omitempty"`
	SideB      string   `json:"side_b,omitempty"`
	ToleranceM *int64   `json:"tolerance_m,omitempty"`
	Version    int64    `json:"version"`
	ValidFrom  *Instant `json:"valid_from,omitempty"`
	ValidTo    *Instant `json:"valid_to,omitempty"`
	Precision  string   `json:"precision"`
	Source     string   `json:"source,omitempty"`
	Geometry   geo.Line `json:"geometry"`
}

// A Clause is one numbered article. Judging looks at its Tests only; the text is what was signed.
type Clause struct {
	No         string   `json:"no"`
	Text       Text     `json:"text"`
	Type       string   `json:"type"`              // prohibition, permission, duty, exception or procedure
	Subject    []string `json:"subject,omitempty"` // ids of parties and guarantors, or "all"
	Tests      []Test   `json:"tests,omitempty"`
	Exemptions []string `json:"exemptions,omitempty"`
	Evidence   []string `json:"evidence,omitempty"` // what a finding under this clause needs
	Measure    *Measure `json:"measure,omitempty"`
}

// A Test is one way in which a clause may be breached: one of these acts, there, then, with that. Every condition
// that is given must hold. What a report does not say is held not to exclude the test.
type Test struct {
	Acts         []Act      `json:"acts"`
	Subject      []string   `json:"subject,omitempty"` // narrows the clause's subject
	Place        Place      `json:"place"`
	DuringWindow bool       `json:"during_window,omitempty"` // only inside a guaranteed window of silence, in place and time
	From         *Instant   `json:"from,omitempty"`
	To           *Instant   `json:"to,omitempty"` // exclusive
	Weapons      []string   `json:"weapons,omitempty"`
	Threshold    *Threshold `json:"threshold,omitempty"`
}

// A Place says where a test holds. Exactly one of Anywhere, Inside, Of and Beyond is given; always only within the area.
type Place struct {
	Anywhere bool     `json:"anywhere,omitempty"` // anywhere in the area
	Inside   []string `json:"inside,omitempty"`   // in any of these zones
	WithinM  int64    `json:"within_m,omitempty"` // within so many metres ...
	Of       []string `json:"of,omitempty"`       // ... of any of these lines or zones
	Beyond   []string `json:"beyond,omitempty"`   // on the side of any of these lines that is not the actor's own
}

// A Threshold is a figure that must be exceeded: "more than 15 minutes of delay".
type Threshold struct {
	Quantity string `json:"quantity"` // a key of Input.Quantities, such as delay_minutes
	MoreThan int64  `json:"more_than"`
}

// A Measure is what the clause provides for when a breach was found.
type Measure struct {
	Code string `json:"code"` // such as demarche, inquiry, clarification
	Text Text   `json:"text"`
	Due  *Span  `json:"due,omitempty"`
}

// An Exemption lifts the clauses that list it when all conditions given here hold. One with Named set counts only
// if the report names it, as a notified flight does; the others apply by themselves.
type Exemption struct {
	ID        string   `json:"id"`
	Text      Text     `json:"text"`
	Acts      []Act    `json:"acts,omitempty"`
	Parties   []string `json:"parties,omitempty"` // who may use it; empty for everyone
	Target    string   `json:"target,omitempty"`  // the excluded group acted against
	Inside    []string `json:"inside,omitempty"`  // zones one of which surely holds the place
	MinNotice *Span    `json:"min_notice,omitempty"`
	Named     bool     `json:"named,omitempty"`
}

// An EventType says what a kind of report is about.
type EventType struct {
	Code     string `json:"code"`
	Name     Text   `json:"name"`
	Acts     []Act  `json:"acts,omitempty"` // the act that characterises it first
	Severity int64  `json:"severity"`       // default, 1 to 5
	Counting string `json:"counting"`       // CountAct, CountNotAnAct or CountLeftOut
}

// A Window is a time and place of silence for work on water, power or health. It binds only when every party has
// guaranteed it.
type Window struct {
	ID         string    `json:"id"`
	Work       string    `json:"work,omitempty"`
	Centre     geo.Point `json:"centre"`
	RadiusM    int64     `json:"radius_m"`
	From       Instant   `json:"from"`
	To         Instant   `json:"to"` // exclusive
	Guarantees []string  `json:"guarantees"`
}

// A NamedPlace is an entry of the mission's gazetteer.
type NamedPlace struct {
	ID      string    `json:"id"`
	Name    Text      `json:"name"`
	Aliases []string  `json:"aliases,omitempty"`
	Point   geo.Point `json:"point"`
	Basis   string    `json:"basis,omitempty"` // where the position comes from
}

// A Post is an observation post, a checkpoint or a sensor of the mission.
type Post struct {
	ID    string    `json:"id"`
	Kind  string    `json:"kind"` // observation_post or checkpoint
	Name  Text      `json:"name"`
	Point geo.Point `json:"point"`
}

// A Crossing is a place where people and goods pass a line or a border.
type Crossing struct {
	ID     string    `json:"id"`
	Kind   string    `json:"kind"`   // border or line
	Status string    `json:"status"` // open, authorised or closed, when the agreement was written
	Name   Text      `json:"name"`
	Point  geo.Point `json:"point"`
}

// Briefs says how the mission reports. It may be missing: then a day ends at midnight on the agreement's clock, and the
// public edition is the usual one.
type Briefs struct {
	CutOff string        `json:"cut_off,omitempty"` // local time at which the daily brief is cut off, such as 19:30
	Public *PublicBriefs `json:"public,omitempty"`
}

// PublicBriefs says what everybody may learn from a brief.
type PublicBriefs struct {
	Counts     string   `json:"counts"`                // public: reports that everybody may read; mission: all that the mission may read, as numbers only
	Delay      Span     `json:"delay"`                 // what is younger is not in it
	GridM      int64    `json:"grid_m"`                // places are shown as squares of this size: 1000, 10000 or 100000
	MinPersons int64    `json:"min_persons"`           // fewer persons are not shown in one cell
	LeaveOut   []string `json:"leave_out,omitempty"`   // event types that are not in it, such as those at notified sites
	NoZones    []string `json:"leave_zones,omitempty"` // zones that are not named in it
}

// UsualPublicBriefs is what holds where the agreement says nothing.
func UsualPublicBriefs() PublicBriefs {
	return PublicBriefs{Counts: "public", Delay: 24 * 60, GridM: 10_000, MinPersons: 5}
}

// PublicBriefs are the rules of the public edition.
func (a *Agreement) PublicBriefs() PublicBriefs {
	if a == nil || a.Briefs == nil || a.Briefs.Public == nil {
		return UsualPublicBriefs()
	}
	return *a.Briefs.Public
}

// CutOff is when the agreement's day ends, in minutes after midnight of its clock; 0 is midnight.
func (a *Agreement) CutOff() int64 {
	if a == nil || a.Briefs == nil {
		return 0
	}
	minutes, _ := dayMinutes(a.Briefs.CutOff)
	return minutes
}

// dayMinutes reads a time of day such as 19:30; the empty text is midnight.
func dayMinutes(text string) (int64, bool) {
	if text == "" {
		return 0, true
	}
	t, err := time.Parse("15:04", text)
	return int64(t.Hour()*60 + t.Minute()), err == nil
}

// Forgetting says whose signatures the destruction of a fact's content needs.
type Forgetting struct {
	ProposedBy []string `json:"proposed_by"` // roles
	AgreedBy   []string `json:"agreed_by"`   // ids of parties and guarantors, each of whom must agree
}

// A Right lets a role do some actions, and says who may read what comes of it. Audience is an audience in the
// grammar of the record: terms joined by commas; the empty one is nobody.
type Right struct {
	Role     string   `json:"role"`
	Actions  []string `json:"actions"` // desk.verb
	Audience string   `json:"audience"`
}

// May reports whether the rights table lets a role do an action, and who may read what comes of it.
func (a *Agreement) May(role, action string) (audience string, allowed bool) {
	for _, right := range a.Rights {
		if right.Role == role && slices.Contains(right.Actions, action) {
			return right.Audience, true
		}
	}
	return "", false
}

// A ReadinessItem is one thing to have in order on the day of entry into force. Needs is one of the Needs
// constants; Of says whom or what it is needed of.
type ReadinessItem struct {
	ID    string   `json:"id"`
	Text  Text     `json:"text"`
	Needs string   `json:"needs"`
	Of    []string `json:"of,omitempty"`
	Todo  Text     `json:"todo"` // what to do when it is missing
}
