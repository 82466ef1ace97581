package air

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/air/feed"
	"truce.example/desk/air/fence"
	"truce.example/desk/air/track"
	"truce.example/desk/air/watch"
	"truce.example/geo"
	"truce.example/record"
)

// rules is the version of the rules by which tracks become events. It grows when the same evidence could come out
// differently; events of versions that this program does not have are not computed again.
const rules = 2

// How sure an event is. A person may confirm it or take it back.
const (
	exempt    = "exempt"    // a flight that may fly explains it
	possible  = "possible"  // the doubt reaches across the edge, the source is to be doubted, or it is like a flight that was agreed otherwise
	probable  = "probable"  // place and height prove it, for all that the source says itself, and no flight explains it
	confirmed = "confirmed" // a second, independent source shows it, or a second person looked
	withdrawn = "withdrawn" // it no longer stands
)

// sourceKinds lists what a track may come from. Only the first three measure by themselves; what people see and hear shows
// no more than a possible event.
var sourceKinds = []string{"radar", "adsb", "mlat", "visual", "acoustic", "video"}

func measured(kind string) bool { return slices.Contains(sourceKinds[:3], kind) }

// around is how far from a track in time a flight is still held against it.
const around = 12 * 60 * minuteMs

// kept is the evidence of a track as the engine takes it, and its digest.
func kept(aircraft string, fixes []Fix) ([]feed.Report, record.Hash, error) {
	text, err := record.Marshal(fixes)
	if err != nil {
		return nil, record.Hash{}, fmt.Errorf("evidence of a track: %w", err)
	}
	out := make([]feed.Report, 0, len(fixes))
	for i := range fixes {
		out = append(out, fixes[i].report(aircraft))
	}
	return out, sha256.Sum256(text), nil
}

// report is a position as the engine takes it. What is not said stays unsaid.
func (f *Fix) report(aircraft string) feed.Report {
	r := feed.Report{Has: feed.Time, Ms: f.Ms, NIC: -1, NACp: -1, SIL: -1, UncertaintyCm: int32(f.DoubtCm)}
	if address, other, ok := feed.ParseAddress(aircraft); ok {
		r.Address, r.Other = address, other
	} else {
		r.ID = aircraft
	}
	number := func(field feed.Field, from *int64, to *int32) {
		if from != nil {
			r.Has |= field
			*to = int32(*from)
		}
	}
	number(feed.Pressure, f.PressureCm, &r.PressureCm)
	number(feed.Geometric, f.GeometricCm, &r.GeometricCm)
	number(feed.Speed, f.SpeedCms, &r.SpeedCms)
	number(feed.Course, f.CourseCdeg, &r.CourseCdeg)
	number(feed.Climb, f.ClimbCms, &r.ClimbCms)
	r.AMSL = f.AMSL
	if f.Place != nil {
		r.Has, r.Place = r.Has|feed.Place, *f.Place
	}
	if f.Call != "" {
		r.Has, r.Call = r.Has|feed.Call, f.Call
	}
	if f.Ground != nil {
		r.Has, r.Ground = r.Has|feed.OnGround, *f.Ground
	}
	for _, own := range []struct {
		from *int64
		to   *int8
	}{{f.NIC, &r.NIC}, {f.NACp, &r.NACp}, {f.SIL, &r.SIL}} {
		if own.from != nil {
			r.Has |= feed.Integrity
			*own.to = int8(*own.from)
		}
	}
	return r
}

// An inquest is all from which events follow: the evidence, the zones, the flights, and what other sources showed.
type inquest struct {
	source, kind, aircraft string
	fixes                  []Fix
	atMs                   int64 // whose zones are looked at, where there are no fixes
	settings               Settings
	eventType              string
	report                 int64

	rules   int // the version to go by; those before are kept
	terms   *agreement.Terms
	set     *fence.Set
	zones   map[string]zoneOrigin
	imports []int64

	flights []held
	others  func(zone string) []Other
}

// held is a flight with what was asked for.
type held struct {
	Considered
	form Form
}

// zoneOrigin says where a zone comes from.
type zoneOrigin struct {
	version, entry int64
	protected      bool
}

// A visit is one stay of one aircraft in one zone.
type visit struct {
	zone        *fence.Zone
	key         string
	enter, exit *watch.Crossing
	doubt       track.Doubt
	steps       []track.Step // while it was inside
	before      *track.Step
	deepest     geo.Relation
}

// events finds the visits in the evidence, in order, and says of each what it is. Everything is in integers and follows from
// the inquest alone.
func (in *inquest) events() ([]EventFound, error) {
	reports, digest, err := kept(in.aircraft, in.fixes)
	if err != nil {
		return nil, err
	}
	visits, flown := in.visits(reports)
	var out []EventFound
	for _, v := range visits {
		out = append(out, in.event(v, flown, digest))
	}
	return out, nil
}

// visits runs the engine. What it says of the whole track comes with it: when it begins and ends, and how it is called.
func (in *inquest) visits(reports []feed.Report) ([]*visit, Flown) {
	cfg := track.Config{PlaceCm: in.settings.PlaceCm, QNHdPa: in.settings.QNHdPa, HasQNH: in.settings.QNHdPa != 0}
	w, book := watch.New(in.set, cfg), track.NewBook(cfg)
	var all, open []*visit
	var flown Flown
	var crossings []watch.Crossing
	last := map[string]track.Step{}
	for i := range reports {
		step, moved := book.Take(&reports[i]) // the same as within the watch; it tells how deep, too
		crossings = w.Take(&reports[i], crossings[:0])
		for c := range crossings {
			x := crossings[c]
			if x.Kind == fence.Enter {
				v := &visit{zone: x.Zone, key: x.Key, enter: &x, deepest: geo.Outside}
				if b, ok := last[x.Key]; ok {
					v.before = &b
				}
				all, open = append(all, v), append(open, v)
				continue
			}
			if n := slices.IndexFunc(open, func(v *visit) bool { return v.zone.ID == x.Zone.ID && v.key == x.Key }); n >= 0 {
				open[n].exit = &x
				open = slices.Delete(open, n, n+1)
			}
		}
		if !moved {
			continue
		}
		at := record.Moment(step.Fix.Ms)
		if flown.From == 0 {
			flown.From = at
		}
		flown.To = at
		if step.Call != "" {
			flown.Call = step.Call
		}
		for _, v := range open {
			if v.key == step.Key {
				v.steps = append(v.steps, step)
				v.doubt |= step.Doubt
			}
		}
		last[step.Key] = step
	}
	for _, f := range in.fixes {
		if f.Squawk != "" {
			flown.Squawk = f.Squawk
		}
	}
	if addressForm.MatchString(in.aircraft) {
		flown.Address = in.aircraft
	}
	for _, v := range all {
		for _, s := range v.steps {
			r, _ := v.zone.Relate(s.Fix, s.DoubtCm)
			if r != geo.Outside && (v.deepest == geo.Outside || geo.Weaker(r, v.deepest) == v.deepest) {
				v.deepest = r
			}
		}
		if v.deepest == geo.Outside {
			v.deepest = geo.Possible // in and out again between two positions
		}
		v.doubt |= v.enter.Doubt
	}
	return all, flown
}

// event says what one visit is, and why.
func (in *inquest) event(v *visit, flown Flown, digest record.Hash) EventFound {
	origin := in.zones[v.zone.ID]
	e := EventFound{
		Source: in.source, Kind: in.kind, Aircraft: v.key, Call: flown.Call, Evidence: digest,
		Zone: v.zone.ID, ZoneVersion: origin.version, ZoneEntry: origin.entry, Enter: passage(v.enter), Exit: passage(v.exit),
		From: record.Moment(v.enter.Ms), Deepest: v.deepest, Doubts: doubtsOf(v.doubt),
		Type: in.eventType, Report: in.report, Rules: in.rules, Settings: in.settings, Zones: in.imports,
	}
	if in.terms != nil {
		e.TermsEntry = in.terms.Entry()
	}
	e.To = e.From
	doubt := v.enter.DoubtCm
	fixes := []fence.Fix{{Ms: v.enter.Ms, At: v.enter.At, Pressure: v.enter.Pressure, AMSL: v.enter.AMSL}}
	for _, s := range v.steps {
		e.To, doubt = max(e.To, record.Moment(s.Fix.Ms)), max(doubt, s.DoubtCm)
		fixes = append(fixes, s.Fix)
	}
	if v.exit != nil {
		e.To = max(e.From, record.Moment(v.exit.Ms))
		fixes = append(fixes, fence.Fix{Ms: v.exit.Ms, At: v.exit.At, Pressure: v.exit.Pressure, AMSL: v.exit.AMSL})
	}
	e.DoubtM = (doubt + 99) / 100
	e.Height = heightOf(v.zone, fixes, v.enter.Ground)
	e.LowSlow = lowAndSlow(v.steps, fixes)
	flown.Fixes, flown.DoubtCm = fixes, doubt
	in.match(&e, flown)
	in.class(&e, v)
	return e
}

func passage(x *watch.Crossing) *Passage {
	if x == nil {
		return nil
	}
	return &Passage{At: record.Moment(x.Ms), Place: x.At, How: x.Event.Why.String()}
}

// doubtsOf are the doubts of the place, in the engine's words.
func doubtsOf(d track.Doubt) []string {
	if !d.Integrity() {
		return nil
	}
	words := strings.Split((d &^ track.NoHeight).String(), ", ")
	return words[1:] // the first says only that there are some
}

// heightOf is how high it was, above what the zone's bounds are measured from: by pressure for flight levels, above the sea
// otherwise.
func heightOf(z *fence.Zone, fixes []fence.Fix, ground bool) *HeightSpan {
	if ground {
		return &HeightSpan{Datum: "SFC"}
	}
	byPressure := z.Floor.Datum == fence.Standard || z.Ceiling.Datum == fence.Standard
	h := HeightSpan{Datum: "AMSL"}
	if byPressure {
		h.Datum = "FL"
	}
	known := false
	for _, f := range fixes {
		span := f.AMSL
		if byPressure {
			span = f.Pressure
		}
		if !span.Known() || span == fence.Grounded {
			continue
		}
		low, high := feet(int64(span.LowCm)), feet(int64(span.HighCm))
		if !known {
			h.LowFt, h.HighFt, known = low, high, true
		}
		h.LowFt, h.HighFt = min(h.LowFt, low), max(h.HighFt, high)
	}
	if !known {
		return nil
	}
	return &h
}

// feet is centimetres in feet, rounded down.
func feet(cm int64) int64 {
	n := cm * 100 / 3048
	if n*3048 > cm*100 {
		n--
	}
	return n
}

// lowAndSlow says whether the aircraft stayed below 5,000 ft and 140 knots, by its heights and the way it made. It is false
// where one of them is not known.
func lowAndSlow(steps []track.Step, fixes []fence.Fix) bool {
	const low, slow = 5_000 * 3048 / 100, 140 * 5144 / 100
	for _, f := range fixes {
		if !f.AMSL.Known() || int64(f.AMSL.LowCm)/2+int64(f.AMSL.HighCm)/2 > low {
			return false
		}
	}
	for i := 1; i < len(steps); i++ {
		a, b := steps[i-1].Fix, steps[i].Fix
		if ms := b.Ms - a.Ms; ms > 0 && geo.DistanceCm(a.At, b.At)*1000/ms > slow {
			return false
		}
	}
	return len(steps) > 1
}

// match holds the visit against the flights that were asked for, and says which of them explains it, or is like it.
func (in *inquest) match(e *EventFound, flown Flown) {
	var air *agreement.Air
	if in.terms != nil {
		air = in.terms.Agreement().Air
	}
	for _, f := range in.flights {
		e.Against = append(e.Against, f.Considered)
		if m := Compare(flown, f.form, f.Considered, air); m.like() {
			e.Matches = append(e.Matches, m)
		}
	}
	e.Matches = best(e.Matches)
	e.Unidentified = e.Call == "" && flown.Address == "" && len(e.Matches) == 0
}

// class says how sure the event is, and why.
func (in *inquest) class(e *EventFound, v *visit) {
	why := func(key string, args ...string) { e.Why = append(e.Why, say(key, args...)) }
	why("crossed", "zone", e.Zone, "from", moment(e.From), "to", moment(e.To))
	why(entrance(v.enter.Event.Why), "at", moment(e.Enter.At), "place", e.Enter.Place.String())
	if e.Exit == nil {
		why("still_inside")
	}
	if e.Height != nil {
		why("height", "low", figure(e.Height.LowFt), "high", figure(e.Height.HighFt), "datum", datumWords[e.Height.Datum])
	} else {
		why("no_height")
	}
	e.Class = probable
	switch {
	case v.deepest == geo.WithinTolerance:
		e.Class = possible
		why("tolerance")
	case v.deepest != geo.Inside || v.enter.Event.Why == fence.ByGap:
		e.Class = possible
		if e.Height != nil {
			why("edge", "doubt", figure(e.DoubtM))
		}
	}
	if len(e.Doubts) > 0 {
		e.Class = possible
		why("integrity", "doubts", strings.Join(e.Doubts, ", "))
	}
	if !measured(in.kind) {
		e.Class = possible
		why("human_source", "kind", in.kind)
	}
	if e.Class == probable {
		why("proven", "doubt", figure(e.DoubtM))
	}
	in.classByOthers(e, why)
	in.classByFlights(e, why)
	if e.Unidentified {
		why("unidentified")
		if e.LowSlow {
			why("low_slow")
		}
	}
}

// datumWords are what heights are measured from, as a sentence has it; the same in every language.
var datumWords = map[string]string{"FL": "1013.25 hPa", "AMSL": "AMSL", "SFC": "SFC"}

// entrance is the sentence about how it came in.
func entrance(why fence.Why) string {
	switch why {
	case fence.ByHeight:
		return "entered_height"
	case fence.ByTime, fence.ByZone:
		return "entered_time"
	case fence.ByFirst:
		return "first_seen"
	case fence.ByGap:
		return "entered_gap"
	}
	return "entered_edge"
}

// classByFlights lets a flight that may fly explain the event, and makes it no more than possible where it is like one.
func (in *inquest) classByFlights(e *EventFound, why func(string, ...string)) {
	if len(e.Matches) == 0 {
		why("no_flight", "count", figure(int64(len(e.Against))))
		return
	}
	m := e.Matches[0]
	flight, score := figure(m.Flight), figure(m.Score)
	if m.Exempt {
		e.Class = exempt
		i := slices.IndexFunc(e.Against, func(c Considered) bool { return c.Flight == m.Flight })
		why("exempt", "flight", flight, "call", m.Call, "exemption", e.Against[i].Exemption, "score", score)
	} else {
		e.Class = possible
		why("partly", "flight", flight, "call", m.Call, "score", score)
	}
	e.Why = append(e.Why, m.Why...)
}

// classByOthers confirms what is probable when another source shows it too: in the same zone, at a time in common, not
// farther away than 10 km where it was first seen.
func (in *inquest) classByOthers(e *EventFound, why func(string, ...string)) {
	if in.others == nil {
		return
	}
	for _, o := range in.others(e.Zone) {
		if o.Source == in.source || o.To < e.From || o.From > e.To {
			continue
		}
		e.Others = append(e.Others, o)
		if e.Class == probable && (o.Class == probable || o.Class == confirmed) && geo.DistanceCm(o.Place, e.place()) <= 10_000_00 {
			e.Class = confirmed
			why("second_source", "source", o.Source, "entry", figure(o.Entry))
		}
	}
}

// place is where an event is told to have been: where it came in, as far as that is known.
func (e EventFound) place() geo.Point {
	if e.Enter == nil {
		return geo.Point{}
	}
	return e.Enter.Place
}

// input is what the event is judged by. A flight that explains it, or that it is like, is claimed as its exemption only where
// it is that flight, as agreed.
func (e EventFound) input() agreement.Input {
	in := agreement.Input{
		Type: e.Type, StartMs: int64(e.From), EndMs: int64(e.To), TimeKnown: true, HasPlace: true, Place: e.place(), UncertaintyM: e.DoubtM, Accused: "?",
	}
	if e.Height != nil && e.Height.Datum != "SFC" {
		mid := (e.Height.LowFt + e.Height.HighFt) / 2
		in.Height = &agreement.StatedHeight{Ft: mid, Datum: e.Height.Datum, UncertaintyFt: e.Height.HighFt - mid}
	}
	if e.Class == exempt {
		i := slices.IndexFunc(e.Against, func(c Considered) bool { return c.Flight == e.Matches[0].Flight })
		in.Exemption, in.NoticeMinutes = e.Against[i].Exemption, &e.Against[i].Notice
	}
	return in
}

// takeTrack holds a track against the zones in force, and records each visit with the evidence. A track that was in no zone
// is refused with a sentence: nothing is recorded of a flight outside.
func (q *question) takeTrack(c TakeTrack) ([]record.Draft, error) {
	if err := q.mission(); err != nil {
		return nil, err
	}
	q.track(&c)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	in, err := q.inquest(c)
	if err != nil {
		return nil, err
	}
	events, err := in.events()
	if err != nil {
		return nil, err
	}
	if len(events) == 0 {
		return nil, desk.Refuse(desk.Invalid, "the track of %s was in no zone in force; nothing is recorded. %s", short(c.Aircraft), Sentences["coverage"].En)
	}
	if len(events) > maxList {
		return nil, desk.Refuse(desk.Invalid, "the track of %s has %d visits to zones, more than %d; send it in parts", short(c.Aircraft), len(events), maxList)
	}
	evidence := TrackKept{Source: c.Source, Kind: c.Kind, Aircraft: c.Aircraft, Fixes: c.Fixes, Digest: events[0].Evidence, File: c.File}
	refs := []record.Ref{}
	if c.File > 0 {
		refs = append(refs, record.To(c.File))
	}
	out := []record.Draft{{Fact: evidence, Audience: evidenceReaders, Happened: record.Moment(c.Fixes[0].Ms), Refs: refs}}
	for _, e := range events {
		refs := []record.Ref{record.Local(0)}
		if c.Report > 0 {
			refs = append(refs, record.To(c.Report))
		}
		at, readers := len(out), q.withMission()
		if in.zones[e.Zone].protected {
			readers = zoneKeepers // who reads the event learns where the zone is
		}
		out = append(out, record.Draft{Fact: e, Audience: readers, Happened: e.From, Refs: refs})
		if e.Report == 0 && e.Class != exempt {
			j := Judged{Judgement: agreement.Judge(in.terms, e.input()), Class: e.Class}
			out = append(out, record.Draft{Fact: j, Audience: readers, Happened: e.From, Refs: []record.Ref{record.Local(at)}})
		}
	}
	return out, nil
}

// evidenceReaders are the roles that weigh tracks.
var evidenceReaders = record.Audiences(record.ToRole("airspace_desk"), record.ToRole("duty_officer"), record.ToRole("analyst"), record.ToRole("evidence_custodian"))

// track checks what was sent. Positions are put in order of their time; the order of two of one moment stays.
func (q *question) track(c *TakeTrack) {
	q.Line("source", c.Source)
	q.code("source_kind", c.Kind, sourceKinds)
	q.Line("aircraft", c.Aircraft)
	if len(c.Fixes) == 0 || len(c.Fixes) > maxFixes {
		q.Say("fixes", "the track has %d positions; it needs one at least, and at most %d", len(c.Fixes), maxFixes)
		return
	}
	slices.SortStableFunc(c.Fixes, func(a, b Fix) int { return int(min(1, max(-1, a.Ms-b.Ms))) })
	for i := range c.Fixes {
		if len(q.Wrong) > 20 {
			break
		}
		q.fix("fixes["+strconv.Itoa(i)+"]", &c.Fixes[i])
	}
	if c.Type == "" {
		c.Type = "air_event"
	}
	if q.terms != nil && q.terms.EventType(c.Type) == nil {
		q.Say("type", "%q is not a type of the agreement; see its code list", short(c.Type))
	}
	if c.Settings.PlaceCm < 0 || c.Settings.PlaceCm > 100_000_00 {
		q.Say("settings.place_cm", "%d cm is no doubt of a place", c.Settings.PlaceCm)
	}
	if q := c.Settings.QNHdPa; q != 0 && (q < 8_000 || q > 11_000) {
		c.Settings.QNHdPa = -1
	}
	if c.Settings.QNHdPa < 0 {
		q.Say("settings.qnh_dpa", "no such pressure at sea level; give tenths of a hectopascal, such as 10132")
	}
	if c.File != 0 {
		q.entriesExist("file", c.File)
	}
	if c.Report != 0 {
		q.entriesExist("report", c.Report)
	}
}

// fix holds one position to what can be. Bounds keep the engine's figures far from the ends of their types.
func (q *question) fix(field string, f *Fix) {
	if f.Ms <= 0 || record.Moment(f.Ms) > q.now+clockSkew {
		q.Say(field+".ms", "%s is no moment of the past; give milliseconds UTC since 1970", record.Moment(f.Ms))
	}
	within := func(name string, v *int64, low, high int64) {
		if v != nil && (*v < low || *v > high) {
			q.Say(field+"."+name, "%s is %d; it goes from %d to %d", name, *v, low, high)
		}
	}
	within("pressure_cm", f.PressureCm, -1_000_00, 60_000_00)
	within("geometric_cm", f.GeometricCm, -1_000_00, 60_000_00)
	within("speed_cms", f.SpeedCms, 0, 2_000_00)
	within("course_cdeg", f.CourseCdeg, 0, 360_00)
	within("climb_cms", f.ClimbCms, -1_000_00, 1_000_00)
	within("nic", f.NIC, 0, 11)
	within("nac_p", f.NACp, 0, 11)
	within("sil", f.SIL, 0, 3)
	within("doubt_cm", &f.DoubtCm, 0, 200_000_00)
	if f.Squawk != "" && !squawkForm.MatchString(f.Squawk) {
		q.Say(field+".squawk", "%q is no code; it has four digits from 0 to 7", short(f.Squawk))
	}
	q.Words(field+".call", f.Call, 20)
}

// inquest puts together what is known now of the zones, flights and other sources of the track's time.
func (q *question) inquest(c TakeTrack) (*inquest, error) {
	first, last := record.Moment(c.Fixes[0].Ms), record.Moment(c.Fixes[len(c.Fixes)-1].Ms)
	in := &inquest{
		source: c.Source, kind: c.Kind, aircraft: c.Aircraft, fixes: c.Fixes, settings: c.Settings, eventType: c.Type, report: c.Report, rules: rules,
		terms: q.state.law.at(first, q.entries), flights: q.heldAgainst(c.Source, c.Aircraft, first, last), others: q.othersAt(first, last),
	}
	return in, q.zonesFor(in, first)
}

// heldAgainst are the flights asked for around a time, in the order of their numbers.
func (q *question) heldAgainst(source, aircraft string, from, to record.Moment) []held {
	var out []held
	for _, f := range q.flights {
		if f.form.To < from-around || f.form.From > to+around {
			continue
		}
		c := Considered{Flight: f.no, Entry: f.entry, State: f.state, Notice: int64((f.form.From - f.requested) / minuteMs)}
		if class, ok := q.law().FlightClass(f.form.Purpose); ok {
			c.Exemption = class.Exemption
		}
		if f.settled != nil {
			c.Conditions = f.settled.Conditions
		}
		c.Flew = q.flew(f.no, source, aircraft, from, to)
		out = append(out, held{c, f.form})
	}
	slices.SortFunc(out, func(a, b held) int { return int(min(1, max(-1, a.Flight-b.Flight))) })
	return out
}

// flew is another aircraft of the same source that a flight explains at that time: one flight is one aircraft.
func (q *question) flew(flight int64, source, aircraft string, from, to record.Moment) string {
	for _, n := range q.lately() {
		e := q.events[n]
		if e.flight == flight && e.Source == source && e.Aircraft != aircraft && !e.withdrawn && e.To >= from && e.From <= to {
			return e.Aircraft
		}
	}
	return ""
}

// lately are the events that came last. Older ones are not looked at again, so that deciding takes no longer as a record grows.
func (q *question) lately() []int64 { return q.recent[max(0, len(q.recent)-2_000):] }

// othersAt are the events known at a time, by zone.
func (q *question) othersAt(from, to record.Moment) func(zone string) []Other {
	return func(zone string) []Other {
		var out []Other
		for _, n := range q.lately() {
			if e := q.events[n]; e.zone == zone && !e.withdrawn && e.To >= from && e.From <= to {
				out = append(out, e.Other)
			}
		}
		return out
	}
}
