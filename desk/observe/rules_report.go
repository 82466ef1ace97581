package observe

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/observe/form"
	"truce.example/record"
)

// Verification levels.
const (
	levelUnverifiable = -2
	levelObserved     = 3
	levelJoint        = 5
)

// allege takes in a report and judges it in the same breath, so that nobody sees one without the other.
func (s *state) allege(now record.Moment, who desk.Who, c Allege) ([]record.Draft, error) {
	x, terms := s.examine(now, who, c.Start)
	if at, ok := x.dateTimeGroup(c.TimeText, c.Start, c.End); ok && !c.Start.Known() {
		wrong := x.wrong
		c.Start = at
		x, terms = s.examine(now, who, at) // by the law of that moment
		x.wrong = wrong
	}
	place := x.place(givenPlace{
		name: c.PlaceName, point: c.Place, mgrs: c.PlaceMGRS, precision: c.PlacePrecision, uncertaintyM: c.UncertaintyM,
		confirmFar: c.ConfirmFar, confirmPlace: c.ConfirmPlace,
	})
	fact := Alleged{
		Receiver: who.Member, Dataset: x.line("dataset", c.Dataset), ExternalID: x.line("external_id", c.ExternalID),
		PlaceName: place.name, Place: place.point, PlaceMGRS: place.mgrs, PlaceBasis: place.basis, PlaceUnlisted: place.unlisted, PlacePrecision: c.PlacePrecision, UncertaintyM: place.uncertaintyM,
		HeightFt: c.HeightFt, HeightDatum: c.HeightDatum, HeightUncertaintyFt: c.HeightUncertaintyFt,
	}
	fact.Carried = s.carried(x, c.Carried)
	x.height(c.HeightFt, c.HeightDatum, c.HeightUncertaintyFt)
	x.origin(&fact, c)
	x.words(&fact, c)
	x.time(&fact, c)
	x.act(&fact, c)
	x.sides(&fact, c)
	x.standing(&fact, c)
	fact.Links = s.links(x, c.Links)
	audience := x.audience(c.Audience, x.usualAudience(fact))
	x.protectSource(fact, audience)
	fact.PublicNames = x.lines("public_names", c.PublicNames)
	x.noPersons(audience, fact.PublicNames, fact.texts()...)
	if err := x.refusal(); err != nil {
		return nil, err
	}
	return judged(terms, fact, audience, fact.Start, fact.input(x.book)), nil
}

// origin checks how the report came and from whom.
func (x *exam) origin(f *Alleged, c Allege) {
	f.Channel = c.Channel
	if side := x.partyKind(); side != "" {
		f.Channel = side
		if c.Channel != "" && c.Channel != side {
			x.say("channel", "a report by a %s has the channel %q; leave it out or mend it", side, side)
		}
	}
	x.code("channel", f.Channel, channels)
	f.ReceivedAt = x.moment("received_at", c.ReceivedAt)
	f.OnBehalfOf = x.line("on_behalf_of", c.OnBehalfOf)
	f.Source = x.line("source", c.Source)
	x.optionalCode("reliability", c.Reliability, reliabilities)
	x.number("credibility", c.Credibility, 0, 6)
	x.number("sources", c.Sources, 0, maxCount)
	f.Reliability, f.Credibility, f.Sources = c.Reliability, c.Credibility, c.Sources
	f.Consent = c.Consent
	if f.Consent == "" {
		f.Consent = "unknown"
	}
	x.code("consent", f.Consent, consents)
}

// protectSource keeps the name of a source who did not consent inside the mission.
func (x *exam) protectSource(f Alleged, audience record.Audience) {
	if f.Consent != "no" || f.Source == "" {
		return
	}
	for _, term := range audience.Terms() {
		if !insideMission(term) {
			x.say("source", "the source did not consent to being named, and %q may read this; leave source out or narrow the audience", term)
		}
	}
}

// insideMission says whether nobody outside the mission is in that part of an audience.
func insideMission(term string) bool {
	return term == string(record.Mission) || strings.HasPrefix(term, "role:") || strings.HasPrefix(term, "member:")
}

// partyKind is "party" or "guarantor" for somebody who speaks for one.
func (x *exam) partyKind() string {
	if x.who.Kind == "party" || x.who.Kind == "guarantor" {
		return x.who.Kind
	}
	return ""
}

// words checks the text, its translation and the remarks.
//
// Art. 9
func (x *exam) words(f *Alleged, c Allege) {
	f.Language = x.line("language", c.Language)
	x.need("text", c.Text)
	f.Text = x.text("text", c.Text)
	f.LoadedWords, f.NoSpeaker = loadedWords(f.Text), withoutSpeaker(f.Text)
	f.Note = x.text("note", c.Note)
	if c.Translation == nil {
		return
	}
	t := form.Translation{
		Language:   x.line("translation.language", c.Translation.Language),
		Text:       x.text("translation.text", c.Translation.Text),
		Translator: x.line("translation.translator", c.Translation.Translator),
		Confidence: c.Translation.Confidence,
	}
	x.need("translation.language", t.Language)
	x.need("translation.text", t.Text)
	x.need("translation.translator", t.Translator)
	x.code("translation.confidence", t.Confidence, confidences)
	f.Translation = &t
}

// time checks when it happened. History may be old; nothing lies in the future.
func (x *exam) time(f *Alleged, c Allege) {
	f.TimeText = x.line("time_text", c.TimeText)
	f.Start, f.End = x.interval("start", "end", c.Start, c.End)
	if !c.Start.Known() && f.TimeText == "" {
		x.say("start", "the time is missing; give start, or write \"unknown\" in time_text if nobody knows")
	}
	x.number("time_precision", c.TimePrecision, 0, 3)
	f.TimePrecision, f.HourInvented = c.TimePrecision, c.HourInvented
}

// dateTimeGroup reads the time as given where it has the form of a date-time group, by the clock of the agreement, and
// holds it against start and end if they are given as well. It reports whether there is one that can be read.
//
// Art. 1
func (x *exam) dateTimeGroup(text string, start, end record.Moment) (record.Moment, bool) {
	if !agreement.IsDTG(text) {
		return 0, false
	}
	group, err := agreement.ParseDTG(text, x.book.zone)
	if err != nil {
		x.say("time_text", "%v", err)
		return 0, false
	}
	at := record.Moment(group)
	last := at + minute - 1 // a group names a minute
	if start.Known() && (last < start || at > max(start, end)) {
		x.say("time_text", "%s is %s, and start and end say %s to %s; mend one of them", text, at, start, max(start, end))
		return 0, false
	}
	return at, true
}

// act checks what is said to have happened.
func (x *exam) act(f *Alleged, c Allege) {
	x.code("type", c.Type, x.book.typeCodes)
	f.Type = c.Type
	f.Weapon = x.line("weapon", c.Weapon)
	f.Direction = x.line("direction", c.Direction)
	f.Count = x.count("count", c.Count)
	f.Quantities = x.quantities(c.Quantities)
	f.Target = x.line("target", c.Target)
	f.Exemption = x.line("exemption", c.Exemption)
	x.optionalNumber("notice_minutes", c.NoticeMinutes, 0, maxCount)
	f.NoticeMinutes = c.NoticeMinutes
	f.Casualties = x.casualties(c.Casualties)
	f.Severity = x.severity(c.Severity, c.Type)
}

func (x *exam) count(field string, c *form.Count) *form.Count {
	if c == nil {
		return nil
	}
	x.number(field+".n", c.N, 0, maxCount)
	return &form.Count{N: c.N, AtLeast: c.AtLeast, Of: x.line(field+".of", c.Of)}
}

func (x *exam) quantities(given map[string]int64) map[string]int64 {
	x.atMost("quantities", len(given))
	for _, key := range slices.Sorted(maps.Keys(given)) {
		x.line("quantities", key)
		x.number("quantities."+shorten(key), given[key], 0, 1_000_000_000)
	}
	return maps.Clone(given)
}

// severity is the given one, or the default of the type.
func (x *exam) severity(given int64, eventType string) int64 {
	if given == 0 {
		return x.book.types[eventType].Severity
	}
	x.number("severity", given, 1, 5)
	return given
}

// casualties checks that low ≤ best ≤ high where they are known. "Dozens" is low 24 and no best; null is not zero.
//
// Art. 4
func (x *exam) casualties(given []form.Casualties) []form.Casualties {
	x.atMost("casualties", len(given))
	var out []form.Casualties
	for i, c := range given {
		field := fmt.Sprintf("casualties[%d]", i)
		x.code(field+".harm", c.Harm, harms)
		x.optionalCode(field+".status", c.Status, statuses)
		c.Source = x.line(field+".source", c.Source)
		least := int64(0)
		for _, bound := range []struct {
			name  string
			value *int64
		}{{"low", c.Low}, {"best", c.Best}, {"high", c.High}} {
			if bound.value == nil {
				continue
			}
			x.number(field+"."+bound.name, *bound.value, 0, 100*maxCount)
			if *bound.value >= 0 && *bound.value < least {
				x.say(field+"."+bound.name, "%s is %d, below %d; low, best and high must not fall; leave out what is not known", bound.name, *bound.value, least)
			}
			least = max(least, *bound.value)
		}
		out = append(out, c)
	}
	return out
}

// sides checks who accuses whom. A party speaks for itself only.
func (x *exam) sides(f *Alleged, c Allege) {
	f.Accuser = x.line("accuser", c.Accuser)
	if x.partyKind() != "" {
		if f.Accuser != "" && f.Accuser != x.who.Party {
			x.say("accuser", "you speak for %s; leave accuser out or write %q", x.who.Party, x.who.Party)
		}
		f.Accuser = x.who.Party
	}
	f.Accused = x.accused(c.Accused)
}

// accused keeps the words of the report; "?" stands for nobody named.
func (x *exam) accused(given string) string {
	if given == "" {
		return "?"
	}
	return x.line("accused", given)
}

// standing checks how well founded the report is at entry. Whoever is a side does not rate itself, and what takes more
// than one look is set later by somebody else.
func (x *exam) standing(f *Alleged, c Allege) {
	x.optionalCode("fact_basis", c.FactBasis, factBases)
	f.FactBasis = c.FactBasis
	f.Level = c.Level
	if x.partyKind() != "" && c.Level != 0 {
		x.say("level", "the verification level of a %s's report is set by the mission; leave level out", x.partyKind())
		return
	}
	x.number("level", c.Level, 0, levelObserved)
}

// links checks links given with the report. The link of a person who enters a report is theirs, like any other.
func (s *state) links(x *exam, given []form.Link) []form.Link {
	x.atMost("links", len(given))
	for i, l := range given {
		field := fmt.Sprintf("links[%d]", i)
		x.code(field+".relation", l.Relation, relations)
		if _, err := s.visibleReport(x.who, l.Report); err != nil {
			x.say(field+".report", "%v", err)
		}
	}
	return slices.Clone(given)
}

// usualAudience says who reads a report if nobody chose: public data everybody at the table, a side's own allegation
// the mission and that side until it is shared, the mission's reports the mission.
func (x *exam) usualAudience(f Alleged) record.Audience {
	switch {
	case f.Channel == "import":
		return record.Parties
	case f.Channel == "party" && (x.who.Kind == "party" || x.book.isParty(f.Accuser)):
		return record.Audiences(record.Mission, record.ToParty(f.Accuser))
	case f.Channel == "guarantor" && (x.who.Kind == "guarantor" || x.book.isGuarantor(f.Accuser)):
		return record.Audiences(record.Mission, record.ToGuarantor(f.Accuser))
	}
	return record.Mission
}

// texts are the report's free words.
func (f Alleged) texts() []publicText {
	texts := []publicText{
		{"text", f.Text}, {"note", f.Note}, {"source", f.Source}, {"on_behalf_of", f.OnBehalfOf}, {"place_name", f.PlaceName}, {"time_text", f.TimeText},
		{"accused", f.Accused}, {"target", f.Target},
	}
	if f.Translation != nil {
		texts = append(texts, publicText{"translation.text", f.Translation.Text})
	}
	return texts
}

// input lists what the report is judged by.
func (f Alleged) input(b *book) agreement.Input {
	in := agreement.Input{
		Type: f.Type, StartMs: int64(f.Start), EndMs: int64(f.End), TimeKnown: f.Start.Known(),
		Accused: b.sides.accusedForJudging(f.Accused), Target: f.Target, NoticeMinutes: f.NoticeMinutes, Exemption: f.Exemption, Weapon: f.Weapon,
		Quantities: maps.Clone(f.Quantities),
	}
	if f.Place != nil {
		in.HasPlace, in.Place, in.UncertaintyM = true, *f.Place, f.UncertaintyM
	}
	in.Height = statedHeight(f.HeightFt, f.HeightDatum, f.HeightUncertaintyFt)
	return in
}

// statedHeight is the height that judging looks at: none where none is stated.
func statedHeight(ft *int64, datum string, uncertaintyFt int64) *agreement.StatedHeight {
	if ft == nil {
		return nil
	}
	return &agreement.StatedHeight{Ft: *ft, Datum: datum, UncertaintyFt: uncertaintyFt}
}

// judged makes the report and its judgement, which have one audience.
func judged(terms *agreement.Terms, fact any, audience record.Audience, happened record.Moment, in agreement.Input) []record.Draft {
	return []record.Draft{
		{Fact: fact, Audience: audience, Happened: happened},
		{Fact: Judged{agreement.Judge(terms, in)}, Audience: audience, Happened: happened, Refs: []record.Ref{record.Local(0)}},
	}
}
