package air

import (
	"slices"
	"strings"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

// What the program itself says of the sources that it follows. Nobody gives these commands through a door.

// TakeVisit records one visit of one aircraft in one zone, as a live source shows it, with the positions so far: as an event,
// or as more of an event whose visit goes on.
type TakeVisit struct {
	Source   string `json:"source"`
	Kind     string `json:"source_kind"`
	Aircraft string `json:"aircraft"` // as in TakeTrack
	Track    string `json:"track"`    // of the aircraft: another one for each place from which its address reports
	Zone     string `json:"zone"`
	Entered  int64  `json:"entered"` // milliseconds, as it was seen live
	Fixes    []Fix  `json:"fixes"`
}

// WarnApproach records the alarm before an entry.
type WarnApproach struct {
	Fact ApproachWarned `json:"fact"`
}

// KeepBundle records that the stream of an hour was taken in as a file.
type KeepBundle struct {
	Fact BundleKept `json:"fact"`
}

// AcknowledgeAlert says that somebody has seen an alarm.
type AcknowledgeAlert struct {
	Alert int64  `json:"alert"`
	Text  string `json:"text,omitempty"`
}

// needToKnow is who reads of flights that may fly, or are for the sick, for aid or for the mission: the desk that keeps them
// apart from the others, and nobody else.
var needToKnow = record.ToRole("airspace_desk")

// guarded lists the purposes of flights of which nobody else learns where they are.
var guarded = []string{"HUM", "MEDEVAC", "CASEVAC", "SAR", "OBSERVER", "VIP"}

// resumed is how long after what was last seen of a visit it is still the same one, where its end was not seen: so long the
// program, or a line, may have been down.
const resumed = 10 * minuteMs

func (q *question) itself() error {
	if q.who.Member != desk.System().Member {
		return desk.Refuse(desk.NotAllowed, "the program itself records what its sources show; send a track of your own as a track")
	}
	return nil
}

// takeVisit records a visit, or more of it. What says nothing new is refused, and leaves nothing.
func (q *question) takeVisit(c TakeVisit) ([]record.Draft, error) {
	if err := q.itself(); err != nil {
		return nil, err
	}
	taken := TakeTrack{Source: c.Source, Kind: c.Kind, Aircraft: c.Aircraft, Fixes: c.Fixes}
	q.track(&taken)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	in, err := q.inquest(taken)
	if err != nil {
		return nil, err
	}
	reports, digest, err := kept(in.aircraft, in.fixes)
	if err != nil {
		return nil, err
	}
	visits, flown := in.visits(reports)
	v := nearest(visits, c)
	if v == nil {
		return nil, desk.Refuse(desk.Invalid, "by its positions the track of %s was not in zone %s; nothing is recorded", short(c.Aircraft), short(c.Zone))
	}
	found := in.event(v, flown, digest)
	readers := q.withMission()
	switch {
	case found.Class == exempt:
		readers = needToKnow
	case in.zones[found.Zone].protected:
		readers = zoneKeepers
	}
	evidence := record.Draft{
		Fact:     TrackKept{Source: c.Source, Kind: c.Kind, Aircraft: c.Aircraft, Fixes: taken.Fixes, Digest: digest},
		Audience: evidenceReaders, Happened: record.Moment(taken.Fixes[0].Ms),
	}
	if found.Class == exempt {
		evidence.Audience = needToKnow
	}
	before := q.visited(&found)
	if before == nil || before.Class == exempt && found.Class != exempt { // who may fly strays, and that is for others to read
		return in.asEvent(found, evidence, readers), nil
	}
	return q.asFollowed(before, found, evidence, in.terms)
}

// nearest is the visit that is meant: of that zone, and of those the one that begins nearest to the moment. Of two at the same
// moment it is the one of that track: where an address reports from several places, these are told apart by the order in
// which they came, which may be another in a part of what was reported.
func nearest(visits []*visit, c TakeVisit) *visit {
	var best *visit
	off := func(v *visit) int64 {
		n := 2 * max(v.enter.Ms-c.Entered, c.Entered-v.enter.Ms)
		if v.key != c.Track {
			n++
		}
		return n
	}
	for _, v := range visits {
		if v.zone.ID == c.Zone && (best == nil || off(v) < off(best)) {
			best = v
		}
	}
	return best
}

// oneAddress drops what tells apart the places from which one address reports.
func oneAddress(track string) string {
	if n := len(track); n > 2 && track[n-2] == '/' && track[n-1] >= '2' && track[n-1] <= '9' {
		return track[:n-2]
	}
	return track
}

// visited is the newest event of the same visit: of that source, aircraft and zone, whose time overlaps, or whose end was not
// seen and which lies not far back. After the program, or a line, was down, a visit goes on under its own number.
func (q *question) visited(found *EventFound) *event {
	recent := q.lately()
	for i := len(recent) - 1; i >= 0; i-- {
		e := q.events[recent[i]]
		if e.Source != found.Source || oneAddress(e.Aircraft) != oneAddress(found.Aircraft) || e.zone != found.Zone || !e.live {
			continue
		}
		until := e.To
		if !e.left {
			until += resumed
		}
		if found.From <= until && found.To >= e.From {
			return e
		}
	}
	return nil
}

// asEvent records a visit that nothing is known of.
func (in *inquest) asEvent(found EventFound, evidence record.Draft, readers record.Audience) []record.Draft {
	out := []record.Draft{evidence, {Fact: found, Audience: readers, Happened: found.From, Refs: []record.Ref{record.Local(0)}}}
	if found.Class != exempt {
		j := Judged{Judgement: agreement.Judge(in.terms, found.input()), Class: found.Class}
		out = append(out, record.Draft{Fact: j, Audience: readers, Happened: found.From, Refs: []record.Ref{record.Local(1)}})
	}
	return out
}

// sureness orders the classes.
var sureness = []string{exempt, possible, probable, confirmed}

// asFollowed records more of a visit: its end, that it is surer now, or that it goes on.
func (q *question) asFollowed(before *event, found EventFound, evidence record.Draft, terms *agreement.Terms) ([]record.Draft, error) {
	class := before.Class
	surer := !before.withdrawn && slices.Index(sureness, found.Class) > slices.Index(sureness, class)
	if surer {
		class = found.Class
	}
	ends := found.Exit != nil && !before.left
	if before.left || !surer && !ends && found.To < before.To+5*minuteMs {
		return nil, desk.Refuse(desk.Conflict, "nothing more is known of event %d than is recorded", before.Entry)
	}
	about := record.To(before.Entry)
	evidence.Audience = evidenceReaders
	if before.readers == needToKnow && !surer {
		evidence.Audience = needToKnow
	}
	out := []record.Draft{evidence, {
		Fact: EventFollowed{Event: before.Entry, Class: class, Found: found}, Audience: before.readers, Happened: found.From,
		Refs: []record.Ref{about, record.Local(0)},
	}}
	if surer && class != exempt {
		j := Judged{Judgement: agreement.Judge(terms, found.input()), Class: class}
		out = append(out, record.Draft{Fact: j, Audience: before.readers, Happened: found.From, Refs: []record.Ref{about}})
	}
	return out, nil
}

// warnApproach records the alarm before an entry. Of a zone that is protected only its keepers learn, and of a flight that is
// like one of those that are guarded only their desk.
func (q *question) warnApproach(c WarnApproach) ([]record.Draft, error) {
	if err := q.itself(); err != nil {
		return nil, err
	}
	f := c.Fact
	q.Line("source", f.Source)
	q.code("source_kind", f.Kind, sourceKinds)
	q.Line("aircraft", f.Aircraft)
	q.Words("call", f.Call, 20)
	q.Line("zone", f.Zone)
	f.At = q.past("at", f.At)
	if f.Seconds < 0 || f.Seconds > 3600 {
		q.Say("seconds", "%d is no warning; it goes to an hour", f.Seconds)
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	readers := evidenceReaders
	if q.protects(f.Zone) {
		readers = zoneKeepers
	}
	for _, h := range q.heldAgainst(f.Source, f.Aircraft, f.At, f.At) {
		if slices.Contains(guarded, h.form.Purpose) && sameName(h.form, f.Call, f.Aircraft) {
			readers = needToKnow
		}
	}
	return one(f, readers, f.At), nil
}

func (q *question) keepBundle(c KeepBundle) ([]record.Draft, error) {
	if err := q.itself(); err != nil {
		return nil, err
	}
	f := c.Fact
	q.Line("source", f.Source)
	q.code("source_kind", f.Kind, sourceKinds)
	q.entriesExist("file", f.File)
	if f.To <= f.From || f.Positions < 0 {
		q.Say("to", "an hour ends after it begins, and holds no fewer than no positions")
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return one(f, evidenceReaders, f.From, record.To(f.File)), nil
}

// sameName says that a track goes by the name or address of a flight.
func sameName(f Form, call, address string) bool {
	return call != "" && plainName(call) == plainName(f.CallSign) || f.Address != "" && strings.EqualFold(address, f.Address)
}

// protects says whether a zone is of a protected import.
func (s *state) protects(zone string) bool {
	set, _, ok := strings.Cut(zone, "/")
	i := s.imports[set]
	return ok && i != nil && i.fact.Protected
}

func (q *question) acknowledgeAlert(c AcknowledgeAlert) ([]record.Draft, error) {
	if err := q.mission(); err != nil {
		return nil, err
	}
	a := q.alerts[c.Alert]
	if a == nil || !q.who.Sees(a.readers) {
		return nil, desk.Refuse(desk.NotFound, "there is no alarm of the air with the number %d; look it up in the list of alarms", c.Alert)
	}
	q.Words("text", c.Text, desk.LongestText)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	if a.seen {
		return nil, desk.Refuse(desk.Conflict, "alarm %d was acknowledged already", c.Alert)
	}
	return one(AlertAcknowledged(c), a.readers, q.now, record.To(c.Alert)), nil
}
