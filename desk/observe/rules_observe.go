package observe

import (
	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
)

// Distances and bearings that a person or a sensor can state.
const (
	maxSightM     = 100_000
	bearingErrorM = 10 // an estimated distance is right to about one part in ten …
	leastErrorM   = 500
)

// observe records a row of the ceasefire-violation table and judges it.
func (s *state) observe(now record.Moment, who desk.Who, c Observe) ([]record.Draft, error) {
	if err := missionOnly(who, "an observation is made by the mission; a party reports through the allegation form"); err != nil {
		return nil, err
	}
	x, terms := s.examine(now, who, c.Start)
	place := x.observedPlace(&c)
	fact := Observed{
		Receiver: who.Member, OnBehalfOf: x.line("on_behalf_of", c.OnBehalfOf), Team: x.line("team", c.Team), Sensor: x.line("sensor", c.Sensor),
		ObserverName: x.line("observer_name", c.ObserverName), ObserverPlace: c.ObserverPlace, BearingDeg: c.BearingDeg, DistanceM: c.DistanceM,
		PlaceName: place.name, Place: place.point, PlaceMGRS: place.mgrs, PlaceBasis: place.basis, PlaceUnlisted: place.unlisted, UncertaintyM: place.uncertaintyM,
		Type: c.Type, Means: c.Means, Count: x.count("count", c.Count), Observation: c.Observation, Description: c.Description,
		Weapon: x.line("weapon", c.Weapon), Calibre: x.line("calibre", c.Calibre), Direction: x.line("direction", c.Direction),
		Confidence: c.Confidence, Accused: x.accused(c.Accused), Text: x.text("text", c.Text),
		Severity: x.severity(c.Severity, c.Type), Level: levelObserved,
		ExternalID: x.line("external_id", c.ExternalID), Dataset: x.line("dataset", c.Dataset),
		HeightFt: c.HeightFt, HeightDatum: c.HeightDatum, HeightUncertaintyFt: c.HeightUncertaintyFt,
	}
	fact.Carried = s.carried(x, c.Carried)
	x.height(c.HeightFt, c.HeightDatum, c.HeightUncertaintyFt)
	fact.LoadedWords, fact.NoSpeaker = loadedWords(fact.Text), withoutSpeaker(fact.Text)
	x.need("team", fact.Team)
	x.known("start", c.Start)
	fact.Start, fact.End = x.interval("start", "end", c.Start, c.End)
	x.code("type", c.Type, x.book.typeCodes)
	x.code("means", c.Means, means)
	x.code("observation", c.Observation, observations)
	x.code("description", c.Description, descriptions)
	x.code("confidence", c.Confidence, confidences)
	audience := x.audience(c.Audience, record.Mission)
	x.noPersons(audience, nil, publicText{"text", fact.Text}, publicText{"place_name", fact.PlaceName}, publicText{"on_behalf_of", fact.OnBehalfOf}, publicText{"accused", fact.Accused})
	if err := x.refusal(); err != nil {
		return nil, err
	}
	return judged(terms, fact, audience, fact.Start, fact.input()), nil
}

// missionOnly refuses somebody who acts for a party or a guarantor.
func missionOnly(who desk.Who, sentence string) error {
	if who.Kind == "mission" {
		return nil
	}
	return desk.Refuse(desk.NotAllowed, "%s", sentence)
}

func (x *exam) known(field string, m record.Moment) {
	if !m.Known() {
		x.say(field, "%s is required; give date, time and offset", field)
	}
}

// observedPlace is the place given, or the one that bearing and distance from the observer lead to.
func (x *exam) observedPlace(c *Observe) foundPlace {
	x.optionalNumber("bearing_deg", c.BearingDeg, 0, 359)
	x.optionalNumber("distance_m", c.DistanceM, 0, maxSightM)
	if c.ObserverPlace == nil {
		c.ObserverPlace = x.post(c.ObserverName)
	}
	if c.ObserverPlace != nil {
		x.point("observer_place", *c.ObserverPlace, c.ConfirmFar)
	}
	given := givenPlace{name: c.PlaceName, point: c.Place, mgrs: c.PlaceMGRS, uncertaintyM: c.UncertaintyM, confirmFar: c.ConfirmFar, confirmPlace: c.ConfirmPlace}
	if c.Place == nil && c.PlaceMGRS == "" && c.ObserverPlace != nil && c.BearingDeg != nil && c.DistanceM != nil {
		return x.placeByBearing(c, given)
	}
	found := x.place(given)
	if found.point == nil && found.name == "" {
		x.say("place", "the place of the event is missing; give place or place_name, or observer_place with bearing_deg and distance_m")
	}
	return found
}

func (x *exam) placeByBearing(c *Observe, given givenPlace) foundPlace {
	p, err := along(*c.ObserverPlace, *c.BearingDeg, *c.DistanceM)
	if err != nil {
		x.say("bearing_deg", "bearing and distance lead off the map (%v); give the place of the event instead", err)
		return foundPlace{}
	}
	given.point = &p
	if given.uncertaintyM == 0 {
		given.uncertaintyM = max(*c.DistanceM/bearingErrorM, leastErrorM)
	}
	found := x.place(given)
	found.basis = placeBearing
	return found
}

// post finds a post of the mission, or else a listed place, by name.
func (x *exam) post(name string) *geo.Point {
	if name == "" || x.book.agreement == nil {
		return nil
	}
	for _, p := range x.book.agreement.Posts {
		if foldName(p.ID) == foldName(name) {
			return &p.Point
		}
	}
	if listed := x.book.places[foldName(name)]; len(listed) == 1 {
		return &listed[0]
	}
	return nil
}

func (o Observed) input() agreement.Input {
	in := agreement.Input{
		Type: o.Type, StartMs: int64(o.Start), EndMs: int64(o.End), TimeKnown: true, Accused: o.Accused, Weapon: o.Weapon,
	}
	if o.Place != nil {
		in.HasPlace, in.Place, in.UncertaintyM = true, *o.Place, o.UncertaintyM
	}
	in.Height = statedHeight(o.HeightFt, o.HeightDatum, o.HeightUncertaintyFt)
	return in
}

// restrict records that observers were kept from moving or seeing. A party's act is judged; care for the mission's own
// people is not, because it is nobody's breach and would make the rate of restrictions unfair.
func (s *state) restrict(now record.Moment, who desk.Who, c Restrict) ([]record.Draft, error) {
	if err := missionOnly(who, "a restriction of the observers is recorded by the mission; a party reports through the allegation form"); err != nil {
		return nil, err
	}
	x, terms := s.examine(now, who, c.Start)
	place := x.place(givenPlace{name: c.PlaceName, point: c.Place, mgrs: c.PlaceMGRS, uncertaintyM: c.UncertaintyM, confirmFar: c.ConfirmFar, confirmPlace: c.ConfirmPlace})
	if place.point == nil && place.name == "" {
		x.say("place", "the place is missing; give place or place_name")
	}
	fact := Restricted{
		Receiver: who.Member, OnBehalfOf: x.line("on_behalf_of", c.OnBehalfOf), Team: x.line("team", c.Team), Patrol: c.Patrol,
		Kind: c.Kind, Effect: c.Effect, Holder: x.accused(c.Holder), RefusedBy: x.line("refused_by", c.RefusedBy), ReasonQuote: x.text("reason_quoted", c.ReasonQuote),
		PlaceName: place.name, Place: place.point, PlaceMGRS: place.mgrs, PlaceBasis: place.basis, PlaceUnlisted: place.unlisted, UncertaintyM: place.uncertaintyM,
		ProtestTo: x.line("protest_to", c.ProtestTo), Answer: x.text("answer", c.Answer), Alternative: x.text("alternative", c.Alternative),
		Resolved: c.Resolved, Text: x.text("text", c.Text), ExternalID: x.line("external_id", c.ExternalID), Dataset: x.line("dataset", c.Dataset),
	}
	fact.Carried = s.carried(x, c.Carried)
	if fact.ReasonQuote != "" && fact.RefusedBy == "" {
		x.say("refused_by", "a quoted reason is somebody's words; say whose in refused_by, by post or rank, or write \"unknown\"")
	}
	x.code("effect", c.Effect, effects)
	x.cause(&fact, c)
	x.duration(&fact, c)
	s.patrolExists(x, c.Patrol)
	audience := x.audience(c.Audience, record.Mission)
	x.noPersons(audience, nil, publicText{"text", fact.Text}, publicText{"place_name", fact.PlaceName}, publicText{"refused_by", fact.RefusedBy},
		publicText{"reason_quoted", fact.ReasonQuote}, publicText{"protest_to", fact.ProtestTo}, publicText{"answer", fact.Answer}, publicText{"alternative", fact.Alternative})
	if err := x.refusal(); err != nil {
		return nil, err
	}
	if fact.Cause == causeOwnSafety {
		return []record.Draft{{Fact: fact, Audience: audience, Happened: fact.Start}}, nil
	}
	return judged(terms, fact, audience, fact.Start, fact.input()), nil
}

// patrolExists checks the number of a patrol, if one is given.
func (s *state) patrolExists(x *exam, number *int64) {
	if number == nil {
		return
	}
	if _, ok := s.patrols[*number]; !ok {
		x.say("patrol", "there is no patrol with the number %d; look it up in the list of patrols", *number)
	}
}

// cause settles whether a party's act or the mission's own care kept the observers, and what follows for judging.
func (x *exam) cause(f *Restricted, c Restrict) {
	x.code("kind", c.Kind, restrictionCodes())
	kind, ok := findRestriction(c.Kind)
	if !ok {
		return
	}
	f.Cause = kind.cause
	switch {
	case kind.cause == "":
		x.code("cause", c.Cause, restrictCauses)
		f.Cause = c.Cause
	case c.Cause != "" && c.Cause != kind.cause:
		x.say("cause", "the cause of the kind %q is always %q; leave cause out", kind.code, kind.cause)
	}
	if f.Cause != causeOwnSafety {
		f.Type = kind.eventType
		f.Severity = x.severity(c.Severity, f.Type)
	}
}

// duration checks times and minutes, and works out the minutes if both ends are known.
func (x *exam) duration(f *Restricted, c Restrict) {
	x.known("start", c.Start)
	x.past("start", c.Start)
	x.past("end", c.End)
	f.Start, f.End, f.Minutes = c.Start, c.End, c.Minutes
	x.optionalNumber("minutes", c.Minutes, 0, maxCount)
	if !c.End.Known() {
		return
	}
	if c.End < c.Start {
		x.say("end", "end (%s) is before start (%s); exchange them or mend one", c.End, c.Start)
		return
	}
	minutes := int64(c.End-c.Start) / 60_000
	if c.Minutes != nil && *c.Minutes != minutes {
		x.say("minutes", "from start to end it is %d minutes, not %d; mend one of the three", minutes, *c.Minutes)
	}
	f.Minutes = &minutes
}

func (r Restricted) input() agreement.Input {
	end := max(r.End, r.Start)
	in := agreement.Input{Type: r.Type, StartMs: int64(r.Start), EndMs: int64(end), TimeKnown: true, Accused: r.Holder}
	if r.Minutes != nil {
		in.Quantities = map[string]int64{"delay_minutes": *r.Minutes}
	}
	if r.Place != nil {
		in.HasPlace, in.Place, in.UncertaintyM = true, *r.Place, r.UncertaintyM
	}
	return in
}
