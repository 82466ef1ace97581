package air

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/air/feed"
	"truce.example/desk/air/fence"
	"truce.example/desk/air/live"
	"truce.example/desk/air/picture"
	"truce.example/geo"
	"truce.example/record"
)

// What is in the air now, and who may see it. The picture is made of the sources alone, in memory; it is in no table, and
// nothing of it is recorded but what crossed a zone or was about to. Who may see a track is decided here, once for each.

// A sky is what those who listen to sources know of the record, and what they show. Its lock is held for copying only.
type sky struct {
	mu      sync.Mutex
	entries int64
	imports map[string]imported
	flights map[int64]held
	bell    chan struct{} // rung when zones or flights changed

	look func(at record.Moment) Picture // set while sources are listened to
}

func newSky() *sky {
	s := &sky{bell: make(chan struct{}, 1)}
	s.reset()
	return s
}

func (s *sky) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.entries, s.imports, s.flights = 0, map[string]imported{}, map[int64]held{}
}

// follow takes over what an entry changed.
func (s *sky) follow(from *state, e record.Entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.entries = from.entries
	switch f := e.Fact.(type) {
	case *ZonesImported:
		s.imports[f.Name] = *from.imports[f.Name]
	case *ZonesWithdrawn:
		if i := from.imports[f.Name]; i != nil {
			s.imports[f.Name] = *i
		}
	default:
		s.followFlight(from, e)
	}
	select {
	case s.bell <- struct{}{}:
	default:
	}
}

func (s *sky) followFlight(from *state, e record.Entry) {
	no := e.Number
	if _, asked := e.Fact.(*FlightRequested); !asked {
		n, err := e.RefEntry(0)
		if err != nil {
			return
		}
		no = n
	}
	f := from.flights[no]
	if f == nil {
		return
	}
	c := Considered{Flight: f.no, Entry: f.entry, State: f.state, Notice: int64((f.form.From - f.requested) / minuteMs)}
	if f.settled != nil {
		c.Conditions = f.settled.Conditions
	}
	s.flights[no] = held{c, f.form}
}

// known is what the record says now: how far it goes, the imports, and the flights that may be in the air at a moment.
func (s *sky) known(at record.Moment) (entries int64, imports []*imported, flights []held) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range slices.Sorted(maps.Keys(s.imports)) {
		i := s.imports[name]
		imports = append(imports, &i)
	}
	for _, f := range s.flights {
		if f.form.From-60*minuteMs <= at && at <= f.form.To+60*minuteMs && slices.Contains(mayFly, f.State) {
			flights = append(flights, f)
		}
	}
	slices.SortFunc(flights, func(a, b held) int { return int(min(1, max(-1, a.Flight-b.Flight))) })
	return s.entries, imports, flights
}

// picture is what the sources show now; empty where none is listened to.
func (s *sky) picture(at record.Moment) Picture {
	s.mu.Lock()
	look := s.look
	s.mu.Unlock()
	if look == nil {
		return Picture{At: at, Note: Sentences["coverage"]}
	}
	return look(at)
}

func (s *sky) shows(look func(at record.Moment) Picture) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.look = look
}

// protects says whether a zone is of a protected import.
func (s *sky) protects(zone string) bool {
	set, _, ok := strings.Cut(zone, "/")
	s.mu.Lock()
	defer s.mu.Unlock()
	i, known := s.imports[set]
	return ok && known && i.fact.Protected
}

// A Picture is what is in the air now, as far as the reader may know it. It never changes once it is made.
type Picture struct {
	At       record.Moment  `json:"at"`
	Sources  []SourceHealth `json:"sources"`
	Aircraft []Aircraft     `json:"aircraft"`
	More     bool           `json:"more,omitempty"` // there are others; ask for a smaller box
	Note     agreement.Text `json:"note"`           // no track is not no flight
}

// SourceHealth is how a source does now.
type SourceHealth struct {
	Source   string        `json:"source"`
	Kind     string        `json:"source_kind"`
	State    string        `json:"state"` // connecting, connected, waiting or closed
	Silent   bool          `json:"silent,omitempty"`
	Heard    record.Moment `json:"heard,omitzero"`
	PerS     int64         `json:"reports_per_s"`
	Tracks   int           `json:"tracks"`
	Refused  int64         `json:"refused,omitempty"` // messages that could not be read
	Place    *geo.Point    `json:"place,omitempty"`
	RangeM   int64         `json:"range_m,omitempty"`
	Overload int64         `json:"overload,omitempty"` // visits that wait to be recorded
}

// Aircraft is one track in the air now.
type Aircraft struct {
	Aircraft string        `json:"aircraft"`
	Source   string        `json:"source"`
	Kind     string        `json:"source_kind"`
	Call     string        `json:"call_sign,omitempty"`
	Squawk   string        `json:"squawk,omitempty"`
	At       record.Moment `json:"at"`
	Place    geo.Point     `json:"place"`
	DoubtM   int64         `json:"uncertainty_m"`
	Ground   bool          `json:"ground,omitempty"`
	HeightFt *int64        `json:"height_ft,omitempty"` // nil when not known
	Datum    string        `json:"datum,omitempty"`     // FL for pressure altitude, AMSL, or WGS84 above the ellipsoid
	SpeedKt  *int64        `json:"speed_kt,omitempty"`
	Course   *int64        `json:"course_deg,omitempty"`
	ClimbFpm *int64        `json:"climb_fpm,omitempty"`
	Doubts   []string      `json:"doubts,omitempty"`
	Zones    []string      `json:"zones,omitempty"`    // in which it is
	Approach []Approaching `json:"approach,omitempty"` // that it is about to enter
	Flight   int64         `json:"flight,omitempty"`   // that it is, as agreed
	Guarded  bool          `json:"guarded,omitempty"`  // need-to-know
	Trail    [][4]int64    `json:"trail"`              // seconds before now, latitude and longitude in 1e-7 degree, feet or -1,000,000; oldest first

	readers record.Audience
}

// Approaching is a zone that an aircraft would enter if it went on as it does.
type Approaching struct {
	Zone    string `json:"zone"`
	Seconds int64  `json:"seconds"`
	Sure    bool   `json:"sure,omitempty"`
}

// noFeet stands for a height that is not known, in a trail.
const noFeet = -1_000_000

// For is the picture as a reader may see it: tracks, and of them the zones. Deny is the rule: a track without readers is
// nobody's.
func (p Picture) For(who desk.Who, box *geo.Box, limit int, closed func(zone string) bool) Picture {
	out := Picture{At: p.At, Sources: []SourceHealth{}, Aircraft: []Aircraft{}, Note: p.Note}
	if who.Sees(evidenceReaders) {
		out.Sources = append(out.Sources, p.Sources...)
	}
	keeper := who.Sees(zoneKeepers)
	for _, a := range p.Aircraft {
		if !who.Sees(a.readers) || box != nil && !box.Contains(a.Place) {
			continue
		}
		if len(out.Aircraft) == limit {
			out.More = true
			break
		}
		if !keeper {
			a.Zones = slices.DeleteFunc(slices.Clone(a.Zones), closed)
			a.Approach = slices.DeleteFunc(slices.Clone(a.Approach), func(x Approaching) bool { return closed(x.Zone) })
		}
		out.Aircraft = append(out.Aircraft, a)
	}
	return out
}

// airborne says what a track is: the flight that it is as agreed, by its name or address, and who may see it. A side sees its
// own flights, and of the others nothing.
func airborne(p *picture.Plane, flights []held, law *agreement.Agreement) (flight int64, guard bool, readers record.Audience) {
	var air *agreement.Air
	if law != nil {
		air = law.Air
	}
	step := &p.Step
	address := ""
	if addressForm.MatchString(p.Craft()) {
		address = p.Craft()
	}
	readers = evidenceReaders
	for _, f := range flights {
		named := sameName(f.form, step.Call, address)
		if step.Call != "" && address != "" && !named {
			continue
		}
		at := record.Moment(step.Fix.Ms)
		m := Compare(Flown{From: at, To: at, Fixes: []fence.Fix{step.Fix}, Call: step.Call, Address: address, Squawk: squawkOf(&p.Said), DoubtCm: step.DoubtCm}, f.form, f.Considered, air)
		if named && slices.Contains(guarded, f.form.Purpose) || m.Exempt {
			guard, readers = true, needToKnow
		}
		if m.Exempt && m.Identity == fits && !step.Doubt.Integrity() {
			flight = f.Flight
			if side := f.form.Side; side != "" {
				return flight, true, record.Audiences(needToKnow, sideOf(law, side))
			}
		}
	}
	return flight, guard, readers
}

// sideOf is who reads as a side.
func sideOf(law *agreement.Agreement, side string) record.Audience {
	if law != nil {
		for _, g := range law.Guarantors {
			if g.ID == side {
				return record.ToGuarantor(side)
			}
		}
		for _, p := range law.Parties {
			if p.ID == side {
				return record.ToParty(side)
			}
		}
	}
	return record.Nobody
}

func squawkOf(r *feed.Report) string {
	if !r.Says(feed.Squawk) {
		return ""
	}
	const digits = "0123456789abcdef"
	return string([]byte{digits[r.Squawk>>12&15], digits[r.Squawk>>8&15], digits[r.Squawk>>4&15], digits[r.Squawk&15]})
}

// aircraftOf is a track as it is shown.
func aircraftOf(p *picture.Plane, now record.Moment) Aircraft {
	step, said := &p.Step, &p.Said
	a := Aircraft{
		Aircraft: step.Key, Call: strings.TrimSpace(step.Call), Squawk: squawkOf(said), At: record.Moment(step.Fix.Ms), Place: step.Fix.At, DoubtM: (step.DoubtCm + 99) / 100, Ground: step.Ground,
		Doubts: doubtsOf(step.Doubt), Trail: make([][4]int64, 0, len(p.Trail)+1),
	}
	whole := func(v int64) *int64 { return &v }
	switch {
	case step.Ground:
	case said.Says(feed.Pressure):
		a.HeightFt, a.Datum = whole(feet(int64(said.PressureCm))), "FL"
	case said.Says(feed.Geometric) && said.AMSL:
		a.HeightFt, a.Datum = whole(feet(int64(said.GeometricCm))), "AMSL"
	case said.Says(feed.Geometric):
		a.HeightFt, a.Datum = whole(feet(int64(said.GeometricCm))), "WGS84"
	}
	if said.Says(feed.Speed) {
		a.SpeedKt = whole(int64(said.SpeedCms) * 1000 / 51_444)
	}
	if said.Says(feed.Course) {
		a.Course = whole((int64(said.CourseCdeg) + 50) / 100 % 360)
	}
	if said.Says(feed.Climb) {
		a.ClimbFpm = whole(int64(said.ClimbCms) * 6000 / 3048)
	}
	for _, t := range p.Trail {
		ft := int64(noFeet)
		if t.Known {
			ft = int64(t.Ft)
		}
		a.Trail = append(a.Trail, [4]int64{(int64(now) - t.Ms) / 1000, int64(t.At.Lat), int64(t.At.Lon), ft})
	}
	return a
}

// healthOf is how a source does, as it is shown.
func healthOf(f Feed, h live.Health, tracks int) SourceHealth {
	out := SourceHealth{Source: f.Name, Kind: f.Sensor, State: string(h.State), PerS: int64(h.Rate + 0.5), Tracks: tracks, Refused: h.Refused, RangeM: f.RangeM}
	if !h.LastMessage.IsZero() {
		out.Heard = record.At(h.LastMessage)
	}
	if n := len(h.Gaps); n > 0 && h.Gaps[n-1].To.IsZero() {
		out.Silent = true
	}
	if f.HasNear {
		at := f.Near
		out.Place = &at
	}
	return out
}
