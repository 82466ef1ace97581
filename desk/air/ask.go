package air

import (
	"context"
	"encoding/json"
	"strconv"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
	"truce.example/view"
)

// A Flight is what a reader may know of a flight: whole, or the part of it that a side needs to decide.
type Flight struct {
	Flight  int64         `json:"flight"`
	Version int64         `json:"version"`
	Part    string        `json:"part"` // whole or asked
	State   string        `json:"state"`
	Since   record.Moment `json:"since"` // when it came to this state
	Form

	Steps  []Step  `json:"steps,omitempty"`
	Clocks []Clock `json:"clocks,omitempty"`
	Events []int64 `json:"events,omitempty"` // entries of events that this flight explains, or that are like it

	entry   int64
	changed int64
}

// A Step is what became of a flight.
type Step struct {
	Entry   int64           `json:"entry"`
	Version int64           `json:"version,omitempty"`
	Step    string          `json:"step"`
	State   string          `json:"state,omitempty"`
	Side    string          `json:"side,omitempty"`
	At      record.Moment   `json:"at"`
	Late    bool            `json:"late,omitempty"`
	Fact    json.RawMessage `json:"fact"`
}

// A Clock is what a side owes.
type Clock struct {
	Entry   int64         `json:"entry"`
	Flight  int64         `json:"flight"`
	Call    string        `json:"call_sign"`
	Version int64         `json:"version"`
	Side    string        `json:"side"`
	What    string        `json:"what"`
	Due     record.Moment `json:"due"`
	Ended   bool          `json:"ended"`
	Kept    bool          `json:"kept"`
	Late    bool          `json:"late"` // not kept, and the deadline has passed
}

// fullest is of each flight its newest version in the fullest part that the reader may see.
const fullest = `not exists (select 1 from air_flight o where o.flight = f.flight and (o.version > f.version or o.version = f.version and o.part > f.part))`

// flightColumns are those of a flight, with where it stands: its newest step with a state that the reader knows.
const flightColumns = `f.flight, f.version, f.part, f.entry, f.doc,
	coalesce((select s.state from air_step s where s.flight = f.flight and s.state <> '' order by s.entry desc limit 1), ''),
	coalesce((select s.at_ms from air_step s where s.flight = f.flight and s.state <> '' order by s.entry desc limit 1), 0),
	max(f.entry, coalesce((select max(s.entry) from air_step s where s.flight = f.flight and s.state <> ''), 0))`

func scanFlight(read view.Scan) (Flight, error) {
	var f Flight
	var text string
	if err := read(&f.Flight, &f.Version, &f.Part, &f.entry, &text, &f.State, &f.Since, &f.changed); err != nil {
		return f, err
	}
	return f, json.Unmarshal([]byte(text), &f.Form)
}

func listFlights(ctx context.Context, q desk.Question, f *desk.Filter, limit int64) ([]Flight, error) {
	rows, err := q.View.Query(ctx, "select "+flightColumns+" from air_flight f where "+fullest+" and "+f.SQL()+" order by f.flight desc limit ?", append(f.Args, limit)...)
	return view.Collect(rows, err, scanFlight)
}

// A Coverage is what can be said of where the mission looks. It goes with every list of what was seen.
type Coverage struct {
	Sensors []Sensor       `json:"sensors"`
	Note    agreement.Text `json:"note"` // no track is not no flight
}

// A Sensor is how a sensor does, by the newest word on it.
type Sensor struct {
	Entry   int64         `json:"entry"`
	Source  string        `json:"source"`
	Kind    string        `json:"source_kind"`
	State   string        `json:"state"`
	Since   record.Moment `json:"since"`
	Place   *geo.Point    `json:"place,omitempty"`
	RangeM  int64         `json:"range_m,omitempty"`
	FloorFt *int64        `json:"floor_ft,omitempty"`
	Text    string        `json:"text,omitempty"`
}

func coverage(ctx context.Context, q desk.Question) (Coverage, error) {
	rows, err := q.View.Query(ctx, `select entry, source, source_kind, state, at_ms, lat, lon, range_m, floor_ft, body from air_sensor s
		where not exists (select 1 from air_sensor o where o.source = s.source and o.entry > s.entry) order by source limit ?`, desk.MostPage)
	sensors, err := view.Collect(rows, err, func(read view.Scan) (Sensor, error) {
		var s Sensor
		var lat, lon *int32
		err := read(&s.Entry, &s.Source, &s.Kind, &s.State, &s.Since, &lat, &lon, &s.RangeM, &s.FloorFt, &s.Text)
		s.Place = pointOf(lat, lon)
		return s, err
	})
	return Coverage{sensors, Sentences["coverage"]}, err
}

func pointOf(lat, lon *int32) *geo.Point {
	if lat == nil || lon == nil {
		return nil
	}
	return &geo.Point{Lat: *lat, Lon: *lon}
}

// A FlightList answers GET flights.
type FlightList struct {
	Flights []Flight `json:"flights"`
}

func askFlights(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	f.Is("purpose", "f.purpose")
	f.Is("side", "f.side")
	f.Is("call_sign", "f.call_sign")
	if at, ok := f.Moment("from"); ok {
		f.Where("f.to_ms >= ?", int64(at))
	}
	if at, ok := f.Moment("to"); ok {
		f.Where("f.from_ms < ?", int64(at))
	}
	if state := f.Value("state"); state != "" {
		f.Where("(select s.state from air_step s where s.flight = f.flight and s.state <> '' order by s.entry desc limit 1) = ?", state)
	}
	limit := f.Page("f.flight")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	list, err := listFlights(ctx, q, f, limit)
	return FlightList{list}, err
}

func askFlight(ctx context.Context, q desk.Question) (any, error) {
	no, err := numberIn(q, "flight")
	if err != nil {
		return nil, err
	}
	f := desk.NewFilter(nil)
	f.Where("f.flight = ?", no)
	list, err := listFlights(ctx, q, f, 1)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, noFlight(no)
	}
	flight := list[0]
	rows, err := q.View.Query(ctx, "select entry, version, kind, state, side, at_ms, late, doc from air_step where flight = ? order by entry", no)
	flight.Steps, err = view.Collect(rows, err, func(read view.Scan) (Step, error) {
		var s Step
		var text string
		err := read(&s.Entry, &s.Version, &s.Step, &s.State, &s.Side, &s.At, &s.Late, &text)
		s.Fact = json.RawMessage(text)
		return s, err
	})
	if err != nil {
		return nil, err
	}
	of := desk.NewFilter(nil)
	of.Where("c.flight = ?", no)
	if flight.Clocks, err = listClocks(ctx, q, of, desk.MostPage); err != nil {
		return nil, err
	}
	rows, err = q.View.Query(ctx, "select entry from air_event where flight = ? order by entry", no)
	flight.Events, err = view.Collect(rows, err, func(read view.Scan) (int64, error) {
		var n int64
		err := read(&n)
		return n, err
	})
	return flight, err
}

func listClocks(ctx context.Context, q desk.Question, f *desk.Filter, limit int64) ([]Clock, error) {
	rows, err := q.View.Query(ctx, `select c.entry, c.flight, coalesce((select o.call_sign from air_flight o where o.flight = c.flight and o.version = c.version limit 1), ''),
		c.version, c.side, c.what, c.due_ms, c.ended is not null, c.kept from air_clock c where `+f.SQL()+" order by c.entry desc, c.due_ms, c.side, c.what limit ?", append(f.Args, limit)...)
	return view.Collect(rows, err, func(read view.Scan) (Clock, error) {
		var c Clock
		err := read(&c.Entry, &c.Flight, &c.Call, &c.Version, &c.Side, &c.What, &c.Due, &c.Ended, &c.Kept)
		c.Late = !c.Kept && c.Due < record.At(q.At)
		return c, err
	})
}

// A ClockList answers GET clocks.
type ClockList struct {
	Clocks []Clock `json:"clocks"`
}

func askClocks(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	f.Is("side", "c.side")
	if f.Value("all") == "" {
		f.Where("c.ended is null")
	}
	limit := f.Page("c.entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	list, err := listClocks(ctx, q, f, limit)
	return ClockList{list}, err
}

// An Event is a crossing as a reader may know it.
type Event struct {
	Entry   int64          `json:"event"`
	Class   string         `json:"class"`
	Was     string         `json:"found_as"` // by the rules, before anybody's word
	Outcome string         `json:"outcome,omitempty"`
	Clause  string         `json:"clause,omitempty"`
	Law     string         `json:"judged,omitempty"` // why, in English
	Track   int64          `json:"track"`            // entry of the evidence; it may be closed to the reader
	Words   agreement.Text `json:"why"`              // in three languages
	Fact    EventFound     `json:"fact"`
	Log     []Warning      `json:"log,omitempty"`
	More    []More         `json:"followed,omitempty"` // of the visit, as it went on

	changed int64
}

// More is what was seen of a visit after its event was recorded.
type More struct {
	Entry int64      `json:"entry"`
	Track int64      `json:"track"`
	Class string     `json:"class"` // from then on
	Fact  EventFound `json:"fact"`
}

// A Warning is a line of the log of an event.
type Warning struct {
	Entry int64         `json:"entry"`
	Step  string        `json:"step"`
	At    record.Moment `json:"at"`
	To    string        `json:"to,omitempty"`
	Text  string        `json:"text"`
}

const eventColumns = "entry, class, was, outcome, clause, why_law, track, doc, changed"

func scanEvent(read view.Scan) (Event, error) {
	var e Event
	var text string
	if err := read(&e.Entry, &e.Class, &e.Was, &e.Outcome, &e.Clause, &e.Law, &e.Track, &text, &e.changed); err != nil {
		return e, err
	}
	err := json.Unmarshal([]byte(text), &e.Fact)
	e.Words = inThree(e.Fact.Why)
	return e, err
}

func listEvents(ctx context.Context, q desk.Question, f *desk.Filter, limit int64) ([]Event, error) {
	rows, err := q.View.Query(ctx, "select "+eventColumns+" from air_event where "+f.SQL()+" order by entry desc limit ?", append(f.Args, limit)...)
	return view.Collect(rows, err, scanEvent)
}

// An EventList answers GET events.
type EventList struct {
	Events   []Event  `json:"events"`
	Coverage Coverage `json:"coverage"`
}

func askEvents(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	f.Is("class", "class")
	f.Is("zone", "zone")
	f.Is("source", "source")
	f.Is("aircraft", "aircraft")
	if n, ok := f.Entry("flight"); ok {
		f.Where("flight = ?", n)
	}
	if at, ok := f.Moment("from"); ok {
		f.Where("to_ms >= ?", int64(at))
	}
	if at, ok := f.Moment("to"); ok {
		f.Where("from_ms < ?", int64(at))
	}
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	list, err := listEvents(ctx, q, f, limit)
	if err != nil {
		return nil, err
	}
	look, err := coverage(ctx, q)
	return EventList{list, look}, err
}

func askEvent(ctx context.Context, q desk.Question) (any, error) {
	no, err := numberIn(q, "event")
	if err != nil {
		return nil, err
	}
	f := desk.NewFilter(nil)
	f.Where("entry = ?", no)
	list, err := listEvents(ctx, q, f, 1)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, noEvent(no)
	}
	e := list[0]
	rows, err := q.View.Query(ctx, "select entry, step, at_ms, called, body from air_warning where event = ? order by entry", no)
	e.Log, err = view.Collect(rows, err, func(read view.Scan) (Warning, error) {
		var w Warning
		err := read(&w.Entry, &w.Step, &w.At, &w.To, &w.Text)
		return w, err
	})
	if err != nil {
		return nil, err
	}
	rows, err = q.View.Query(ctx, "select entry, track, class, doc from air_followed where event = ? order by entry", no)
	e.More, err = view.Collect(rows, err, func(read view.Scan) (More, error) {
		var m More
		var text string
		if err := read(&m.Entry, &m.Track, &m.Class, &text); err != nil {
			return m, err
		}
		return m, json.Unmarshal([]byte(text), &m.Fact)
	})
	return e, err
}

// An Alert is an alarm: before an entry, or of an event that a live source showed.
type Alert struct {
	Entry    int64         `json:"alert"`
	Kind     string        `json:"kind"` // approach or event
	Source   string        `json:"source"`
	Aircraft string        `json:"aircraft"`
	Call     string        `json:"call_sign,omitempty"`
	Zone     string        `json:"zone"`
	At       record.Moment `json:"at"`
	Seconds  int64         `json:"seconds,omitempty"` // to the entry, from then
	Place    geo.Point     `json:"place"`
	Class    string        `json:"class,omitempty"` // of the event
	SeenBy   string        `json:"seen_by,omitempty"`
	SeenAt   record.Moment `json:"seen_at,omitzero"`
}

// An AlertList answers GET alerts.
type AlertList struct {
	Alerts   []Alert  `json:"alerts"`
	Coverage Coverage `json:"coverage"`
}

func askAlerts(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	if f.Value("all") == "" {
		f.Where("seen_by = ''")
	}
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	rows, err := q.View.Query(ctx, "select entry, kind, source, aircraft, call_sign, zone, at_ms, seconds, lat, lon, class, seen_by, seen_ms from air_alert where "+f.SQL()+" order by entry desc limit ?", append(f.Args, limit)...)
	list, err := view.Collect(rows, err, func(read view.Scan) (Alert, error) {
		var a Alert
		err := read(&a.Entry, &a.Kind, &a.Source, &a.Aircraft, &a.Call, &a.Zone, &a.At, &a.Seconds, &a.Place.Lat, &a.Place.Lon, &a.Class, &a.SeenBy, &a.SeenAt)
		return a, err
	})
	if err != nil {
		return nil, err
	}
	look, err := coverage(ctx, q)
	return AlertList{list, look}, err
}

// A Bundle is an hour of a source, taken in as a file.
type Bundle struct {
	Entry     int64         `json:"bundle"`
	Source    string        `json:"source"`
	Kind      string        `json:"source_kind"`
	From      record.Moment `json:"from"`
	To        record.Moment `json:"to"`
	Positions int64         `json:"positions"`
	Digest    string        `json:"digest"`
	File      int64         `json:"file"` // entry of the file
}

// A BundleList answers GET bundles.
type BundleList struct {
	Bundles []Bundle `json:"bundles"`
}

func askBundles(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	f.Is("source", "source")
	if at, ok := f.Moment("from"); ok {
		f.Where("to_ms > ?", int64(at))
	}
	if at, ok := f.Moment("to"); ok {
		f.Where("from_ms < ?", int64(at))
	}
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	rows, err := q.View.Query(ctx, "select entry, source, source_kind, from_ms, to_ms, positions, digest, file from air_bundle where "+f.SQL()+" order by entry desc limit ?", append(f.Args, limit)...)
	list, err := view.Collect(rows, err, func(read view.Scan) (Bundle, error) {
		var b Bundle
		err := read(&b.Entry, &b.Source, &b.Kind, &b.From, &b.To, &b.Positions, &b.Digest, &b.File)
		return b, err
	})
	return BundleList{list}, err
}

// A Sighting is what somebody heard or saw.
type Sighting struct {
	Entry   int64          `json:"sighting"`
	Class   string         `json:"class"` // possible
	Outcome string         `json:"outcome"`
	Clause  string         `json:"clause,omitempty"`
	Words   agreement.Text `json:"why"`
	Fact    Sighted        `json:"fact"`

	changed int64
}

// A SightingList answers GET sightings.
type SightingList struct {
	Sightings []Sighting `json:"sightings"`
}

func listSightings(ctx context.Context, q desk.Question, f *desk.Filter, limit int64) ([]Sighting, error) {
	rows, err := q.View.Query(ctx, "select entry, outcome, clause, doc, changed from air_sighting where "+f.SQL()+" order by entry desc limit ?", append(f.Args, limit)...)
	return view.Collect(rows, err, scanSighting)
}

func scanSighting(read view.Scan) (Sighting, error) {
	s := Sighting{Class: possible}
	var text string
	if err := read(&s.Entry, &s.Outcome, &s.Clause, &text, &s.changed); err != nil {
		return s, err
	}
	err := json.Unmarshal([]byte(text), &s.Fact)
	s.Words = inThree(s.Fact.Why)
	return s, err
}

func askSightings(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	f.Is("means", "means")
	if at, ok := f.Moment("from"); ok {
		f.Where("to_ms >= ?", int64(at))
	}
	if at, ok := f.Moment("to"); ok {
		f.Where("from_ms < ?", int64(at))
	}
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	list, err := listSightings(ctx, q, f, limit)
	return SightingList{list}, err
}

// A Track is kept evidence.
type Track struct {
	Entry    int64         `json:"track"`
	Source   string        `json:"source"`
	Kind     string        `json:"source_kind"`
	Aircraft string        `json:"aircraft"`
	From     record.Moment `json:"from"`
	To       record.Moment `json:"to"`
	Count    int64         `json:"positions"`
	Digest   string        `json:"digest"`
	Fixes    []Fix         `json:"fixes,omitempty"`
}

// A TrackList answers GET tracks.
type TrackList struct {
	Tracks []Track `json:"tracks"`
}

const trackColumns = "entry, source, source_kind, aircraft, from_ms, to_ms, fixes, digest"

func scanTrack(read view.Scan) (Track, error) {
	var t Track
	err := read(&t.Entry, &t.Source, &t.Kind, &t.Aircraft, &t.From, &t.To, &t.Count, &t.Digest)
	return t, err
}

func listTracks(ctx context.Context, q desk.Question, f *desk.Filter, limit int64) ([]Track, error) {
	rows, err := q.View.Query(ctx, "select "+trackColumns+" from air_track where "+f.SQL()+" order by entry desc limit ?", append(f.Args, limit)...)
	return view.Collect(rows, err, scanTrack)
}

func askTracks(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	f.Is("source", "source")
	f.Is("aircraft", "aircraft")
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	list, err := listTracks(ctx, q, f, limit)
	return TrackList{list}, err
}

func askTrack(ctx context.Context, q desk.Question) (any, error) {
	no, err := numberIn(q, "track")
	if err != nil {
		return nil, err
	}
	rows, err := q.View.Query(ctx, "select "+trackColumns+", doc from air_track where entry = ?", no)
	list, err := view.Collect(rows, err, func(read view.Scan) (Track, error) {
		var text string
		t, err := scanTrack(func(into ...any) error { return read(append(into, &text)...) })
		if err != nil {
			return t, err
		}
		return t, json.Unmarshal([]byte(text), &t.Fixes)
	})
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, desk.Refuse(desk.NotFound, "there is no track %d; look it up in the list of tracks", no)
	}
	return list[0], nil
}

// A Zone is a zone of the air: of the agreement in force, or imported.
type Zone struct {
	Zone      string            `json:"zone"`
	Name      string            `json:"name"`
	Names     *agreement.Text   `json:"names,omitempty"` // of the agreement's own, in three languages
	Class     string            `json:"class"`
	Version   int64             `json:"version,omitempty"` // of the agreement's zone
	Entry     int64             `json:"entry,omitempty"`   // of the import
	Source    string            `json:"source,omitempty"`
	Floor     string            `json:"floor"` // as a chart writes it: SFC, 2500 ft AMSL, FL200
	Ceiling   string            `json:"ceiling"`
	From      record.Moment     `json:"from,omitzero"`
	To        record.Moment     `json:"to,omitzero"`
	Protected bool              `json:"protected,omitempty"`
	Area      *geo.MultiPolygon `json:"area"`

	changed int64
}

// A ZoneList answers GET zones.
type ZoneList struct {
	At    record.Moment `json:"at"`
	Zones []Zone        `json:"zones"`
}

const zoneColumns = "entry, zone, name, class, floor, ceiling, from_ms, to_ms, protected, source, changed, doc"

func scanZone(read view.Scan) (Zone, error) {
	var z Zone
	var text string
	if err := read(&z.Entry, &z.Zone, &z.Name, &z.Class, &z.Floor, &z.Ceiling, &z.From, &z.To, &z.Protected, &z.Source, &z.changed, &text); err != nil {
		return z, err
	}
	var air AirZone
	if err := json.Unmarshal([]byte(text), &air); err != nil {
		return z, err
	}
	area, err := air.area()
	z.Area = &area
	return z, err
}

// askZones lists the zones in force at a moment: those of the agreement then in force, and the imports that the reader sees.
func askZones(law Law) func(context.Context, desk.Question) (any, error) {
	return func(ctx context.Context, q desk.Question) (any, error) {
		f := desk.NewFilter(q.Params)
		at, ok := f.Moment("at")
		if !ok {
			at = record.At(q.At)
		}
		if err := f.Refusal(); err != nil {
			return nil, err
		}
		f.Where("from_ms <= ? and (to_ms = 0 or to_ms > ?)", int64(at), int64(at))
		rows, err := q.View.Query(ctx, "select "+zoneColumns+" from air_zone where "+f.SQL()+" order by entry, part limit ?", append(f.Args, maxZones)...)
		imported, err := view.Collect(rows, err, scanZone)
		if err != nil {
			return nil, err
		}
		return ZoneList{at, append(agreed(law.at(at, q.View.Entry())), imported...)}, nil
	}
}

// agreed are the zones of the air of an agreement.
func agreed(terms *agreement.Terms) []Zone {
	out := []Zone{}
	if terms == nil {
		return out
	}
	a := terms.Agreement()
	for i := range a.Zones {
		z := &a.Zones[i]
		if !isAir(z.Kind) {
			continue
		}
		f := ofAgreement(a, z)
		one := Zone{Zone: z.ID, Name: z.Name.En, Names: &z.Name, Class: z.Kind, Version: z.Version, Floor: f.Floor.String(), Ceiling: f.Ceiling.String(), Source: z.Source, Area: &z.Geometry}
		if z.ValidFrom != nil {
			one.From = record.Moment(*z.ValidFrom)
		}
		if z.ValidTo != nil {
			one.To = record.Moment(*z.ValidTo)
		}
		out = append(out, one)
	}
	return out
}

func askCoverage(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	return coverage(ctx, q)
}

func numberIn(q desk.Question, name string) (int64, error) {
	n, err := strconv.ParseInt(q.Path(name), 10, 64)
	if err != nil || n < 0 {
		return 0, desk.Refuse(desk.NotFound, "%q is no number of an entry; look it up in the list", short(q.Path(name)))
	}
	return n, nil
}
