package air

import (
	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
)

// warningSteps are what people do about an aircraft, in the usual order. What a national authority decides lies outside the
// program: that it was told is written down, and nothing else.
var warningSteps = []string{"observed", "identified", "not_identified", "radio_call", "liaison_call", "authority_told", "outcome"}

var (
	sightMeans = []string{"seen", "heard", "filmed"}
	aircraft   = []string{"helicopter", "jet", "propeller", "uav", "unknown"}
)

// rate is a person's word on an event. Who took the track in does not confirm it: that takes a second person.
func (q *question) rate(c Rate) ([]record.Draft, error) {
	if err := q.mission(); err != nil {
		return nil, err
	}
	e := q.events[c.Event]
	if e == nil {
		return nil, noEvent(c.Event)
	}
	q.code("class", c.Class, []string{confirmed, withdrawn})
	q.Text("reason", c.Reason)
	q.entriesExist("sources", c.Sources...)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	switch {
	case e.withdrawn:
		return nil, desk.Refuse(desk.Conflict, "event %d was taken back and stays so; take the track in again if that was wrong", c.Event)
	case c.Class == e.Class:
		return nil, desk.Refuse(desk.Conflict, "event %d is %s already", c.Event, e.Class)
	case c.Class == confirmed && e.Class == exempt:
		return nil, desk.Refuse(desk.Conflict, "event %d is of a flight that may fly; there is nothing to confirm", c.Event)
	case c.Class == confirmed && e.by == q.who.Member:
		return nil, desk.Refuse(desk.NotAllowed, "you took in the track of event %d; a second person has to confirm it", c.Event)
	}
	audience, about := e.readers, []record.Ref{record.To(c.Event)}
	out := []record.Draft{{Fact: EventRated{Event: c.Event, Class: c.Class, Reason: c.Reason, Sources: c.Sources}, Audience: audience, Happened: q.now, Refs: about}}
	if c.Class == confirmed && e.law != nil { // as sure as it is now, it may be what a case is opened for
		out = append(out, record.Draft{Fact: Judged{Judgement: *e.law, Class: confirmed}, Audience: audience, Happened: e.From, Refs: about})
	}
	return out, nil
}

func noEvent(no int64) error {
	return desk.Refuse(desk.NotFound, "there is no event of the air with the number %d; look it up in the list of events", no)
}

func (q *question) warn(c Warn) ([]record.Draft, error) {
	if err := q.mission(); err != nil {
		return nil, err
	}
	e := q.events[c.Event]
	if e == nil {
		return nil, noEvent(c.Event)
	}
	q.code("step", c.Step, warningSteps)
	q.Words("to", c.To, desk.LongestLine)
	q.Text("text", c.Text)
	f := Warned{Step: c.Step, At: q.past("at", c.At), To: c.To, Text: c.Text}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return one(f, e.readers, f.At, record.To(c.Event)), nil
}

// sight takes in what somebody heard or saw. It is judged as a report is; it opens no case by itself, for it is never more
// than possible.
func (q *question) sight(c Sight) ([]record.Draft, error) {
	if err := q.mission(); err != nil {
		return nil, err
	}
	f := Sighted{
		Team: c.Team, Means: c.Means, Aircraft: c.Aircraft, Count: c.Count, Start: q.past("start", c.Start), From: c.From, BearingDeg: c.BearingDeg,
		DistanceM: c.DistanceM, Place: c.Place, DoubtM: c.UncertaintyM, PlaceName: c.PlaceName, Heading: c.Heading, Accused: c.Accused, Type: c.Type, Text: c.Text,
	}
	f.End = f.Start
	if c.End.Known() {
		f.End = q.past("end", c.End)
	}
	q.sighting(&f)
	terms := q.state.law.at(f.Start, q.entries)
	if terms != nil && terms.EventType(f.Type) == nil {
		q.Say("type", "%q is not a type of the agreement; see its code list", short(f.Type))
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f.Why = []Sentence{say("sighted", "means", f.Means)}
	for _, h := range q.heldAgainst("", "", f.Start, f.End) {
		f.Against = append(f.Against, h.Considered)
		if m, ok := f.compare(h, q.law()); ok {
			f.Matches = append(f.Matches, m)
		}
	}
	f.Matches = best(f.Matches)
	in := agreement.Input{
		Type: f.Type, StartMs: int64(f.Start), EndMs: int64(f.End), TimeKnown: true, HasPlace: f.Place != nil, UncertaintyM: f.DoubtM, Accused: f.Accused,
	}
	if f.Place != nil {
		in.Place = *f.Place
	}
	if len(f.Matches) > 0 { // neither name nor level were seen: a sighting exempts nobody
		m := f.Matches[0]
		f.Why = append(append(f.Why, say("may_be", "flight", figure(m.Flight), "call", m.Call, "score", figure(m.Score))), m.Why...)
	}
	return []record.Draft{
		{Fact: f, Audience: q.withMission(), Happened: f.Start},
		{Fact: Judged{Judgement: agreement.Judge(terms, in), Class: possible}, Audience: q.withMission(), Happened: f.Start, Refs: []record.Ref{record.Local(0)}},
	}, nil
}

// sighting checks the form, and finds the place from bearing and distance.
func (q *question) sighting(f *Sighted) {
	q.Line("team", f.Team)
	q.code("means", f.Means, sightMeans)
	if f.Aircraft != "" {
		q.code("aircraft", f.Aircraft, aircraft)
	}
	if f.Count != nil && (*f.Count < 1 || *f.Count > 1000) {
		q.Say("count", "count is %d; it goes from 1 to 1000, or is left out when not known", *f.Count)
	}
	if f.End < f.Start {
		q.Say("end", "end (%s) is before start (%s); exchange them", f.End, f.Start)
	}
	if f.BearingDeg != nil && (*f.BearingDeg < 0 || *f.BearingDeg > 359) {
		q.Say("bearing_deg", "bearing_deg is %d; it goes from 0 (north) to 359, clockwise", *f.BearingDeg)
	}
	if f.DistanceM != nil && (*f.DistanceM < 0 || *f.DistanceM > 50_000) {
		q.Say("distance_m", "distance_m is %d; it goes to 50000", *f.DistanceM)
	}
	if (f.BearingDeg != nil || f.DistanceM != nil) && f.From == nil && f.Place == nil {
		q.Say("from", "a bearing is taken from somewhere; give from, the place of the observer")
	}
	if f.DoubtM < 0 || f.DoubtM > 100_000 {
		q.Say("uncertainty_m", "uncertainty_m is %d; it goes to 100000", f.DoubtM)
	}
	q.Words("place_name", f.PlaceName, desk.LongestLine)
	q.Words("heading", f.Heading, desk.LongestLine)
	q.Words("accused", f.Accused, desk.LongestLine)
	q.Text("text", f.Text)
	if f.Accused == "" {
		f.Accused = "?"
	}
	if f.Type == "" {
		f.Type = "air_event"
	}
	if len(q.Wrong) == 0 {
		f.locate()
	}
}

// Doubts of what people judge by eye and ear: a bearing is good to ten degrees, a distance to a half.
const (
	usualDoubtM = 5_000
	unseenM     = 15_000 // how far away an aircraft may be that was only heard or seen
)

// locate finds the aircraft from bearing and distance; with neither it was somewhere round the observer.
func (f *Sighted) locate() {
	switch {
	case f.Place != nil:
		if f.DoubtM == 0 {
			f.DoubtM = usualDoubtM
		}
	case f.From == nil:
	case f.BearingDeg != nil && f.DistanceM != nil:
		at := geo.Ahead(*f.From, *f.BearingDeg*100, *f.DistanceM*100)
		f.Place, f.DoubtM = &at, max(f.DoubtM, *f.DistanceM/2+500)
	default:
		at := *f.From
		f.Place, f.DoubtM = &at, max(f.DoubtM, unseenM)
	}
}

// compare holds a sighting against a flight: it has no name and no level, so that time and way alone can fit.
func (f *Sighted) compare(h held, a *agreement.Agreement) (Match, bool) {
	if f.Place == nil {
		return Match{}, false
	}
	var air *agreement.Air
	if a != nil {
		air = a.Air
	}
	m := Compare(Flown{From: f.Start, To: f.End, Fixes: fixAt(f.Start, *f.Place), DoubtCm: f.DoubtM * 100}, h.form, h.Considered, air)
	return m, m.like()
}
