package air

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
	"truce.example/view"
)

// layers are the tables that the console shows, and the same with places. Protected zones, and events in them, stand in none:
// what is in a layer leaves by map tiles, files and feeds.
func layers() []desk.Layer {
	return []desk.Layer{
		{
			ID: "air.flights", Title: "Flights", Right: desk.RightAnybody, Rows: flightRows, Features: flightFeatures,
			Drawn: []string{"state", "purpose"}, Counted: []string{"state"},
			Columns: []desk.Column{
				{Name: "flight", Title: "Flight", Type: "integer"}, {Name: "call_sign", Title: "Call sign", Type: "text"}, {Name: "purpose", Title: "Purpose", Type: "text"},
				{Name: "state", Title: "State", Type: "text"}, {Name: "departure", Title: "From place", Type: "text"}, {Name: "destination", Title: "To place", Type: "text"},
				{Name: "from", Title: "Window from", Type: "time"}, {Name: "to", Title: "Window to", Type: "time"}, {Name: "levels", Title: "Levels", Type: "text"},
				{Name: "side", Title: "Asked by", Type: "text"}, {Name: "version", Title: "Version", Type: "integer"},
			},
		},
		{
			ID: "air.events", Title: "Events in the air", Right: desk.RightAnybody, Rows: eventRows, Features: eventFeatures,
			Drawn: []string{"class", "zone", "outcome"}, Counted: []string{"class"},
			Columns: []desk.Column{
				{Name: "start", Title: "When", Type: "time"}, {Name: "end", Title: "Until", Type: "time"}, {Name: "class", Title: "How sure", Type: "text"},
				{Name: "zone", Title: "Zone", Type: "text"}, {Name: "height", Title: "Height", Type: "text"}, {Name: "uncertainty_m", Title: "Within metres", Type: "integer"},
				{Name: "source", Title: "Source", Type: "text"}, {Name: "aircraft", Title: "Aircraft", Type: "text"}, {Name: "flight", Title: "Flight", Type: "integer"},
				{Name: "outcome", Title: "Judged", Type: "text"}, {Name: "clause", Title: "Clause", Type: "text"}, {Name: "why", Title: "Why", Type: "text"},
			},
		},
		{
			ID: "air.sightings", Title: "Aircraft heard or seen", Right: desk.RightAnybody, Rows: sightingRows, Features: sightingFeatures,
			Drawn: []string{"means", "outcome"}, Counted: []string{"means"},
			Columns: []desk.Column{
				{Name: "start", Title: "When", Type: "time"}, {Name: "end", Title: "Until", Type: "time"}, {Name: "means", Title: "How", Type: "text"},
				{Name: "aircraft", Title: "Aircraft", Type: "text"}, {Name: "place_name", Title: "Where", Type: "text"}, {Name: "uncertainty_m", Title: "Within metres", Type: "integer"},
				{Name: "team", Title: "Team", Type: "text"}, {Name: "outcome", Title: "Judged", Type: "text"}, {Name: "clause", Title: "Clause", Type: "text"},
			},
		},
		{
			ID: "air.tracks", Title: "Tracks kept as evidence", Right: desk.RightAnybody, Rows: trackRows, Features: trackFeatures,
			Drawn: []string{"source_kind"}, Counted: []string{"source_kind"},
			Columns: []desk.Column{
				{Name: "start", Title: "When", Type: "time"}, {Name: "end", Title: "Until", Type: "time"}, {Name: "source", Title: "Source", Type: "text"},
				{Name: "source_kind", Title: "Kind of source", Type: "text"}, {Name: "aircraft", Title: "Aircraft", Type: "text"}, {Name: "positions", Title: "Positions", Type: "integer"},
			},
		},
		{
			ID: "air.zones", Title: "Imported zones of the air", Right: desk.RightAnybody, Rows: zoneRows, Features: zoneFeatures,
			Drawn: []string{"class"}, Counted: []string{"class"},
			Columns: []desk.Column{
				{Name: "zone", Title: "Zone", Type: "text"}, {Name: "name", Title: "Name", Type: "text"}, {Name: "class", Title: "Class", Type: "text"},
				{Name: "floor", Title: "Floor", Type: "text"}, {Name: "ceiling", Title: "Ceiling", Type: "text"}, {Name: "from", Title: "In force from", Type: "time"},
				{Name: "to", Title: "In force until", Type: "time"}, {Name: "source", Title: "Source", Type: "text"},
			},
		},
		{
			ID: "air.clocks", Title: "Flights: who owes an answer", Right: desk.RightAnybody, Rows: clockRows,
			Columns: []desk.Column{
				{Name: "due", Title: "Until", Type: "time"}, {Name: "side", Title: "Side", Type: "text"}, {Name: "what", Title: "What", Type: "text"},
				{Name: "flight", Title: "Flight", Type: "integer"}, {Name: "call_sign", Title: "Call sign", Type: "text"}, {Name: "late", Title: "Late", Type: "boolean"},
			},
		},
	}
}

// notProtected keeps out of layers what tells where a protected zone is.
const notProtected = "protected = 0"

// below narrows a layer to what lies before an entry; 0 is the newest.
func below(column string, before int64) *desk.Filter {
	f := desk.NewFilter(nil)
	if before > 0 {
		f.Where(column+" < ?", before)
	}
	return f
}

func rowsOf[T any](list []T, err error, row func(T) desk.Row) ([]desk.Row, error) {
	rows := []desk.Row{}
	for _, item := range list {
		rows = append(rows, row(item))
	}
	return rows, err
}

func flightRows(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	list, err := listFlights(ctx, q, below("f.flight", before), int64(limit))
	return rowsOf(list, err, func(f Flight) desk.Row { return desk.Row{Entry: f.Flight, Values: flightValues(f)} })
}

func flightValues(f Flight) map[string]any {
	return map[string]any{
		"flight": f.Flight, "call_sign": f.CallSign, "purpose": f.Purpose, "state": f.State, "departure": f.Departure, "destination": f.Destination,
		"from": f.From, "to": f.To, "levels": levels(f.Form), "side": f.Side, "version": f.Version,
	}
}

// levels are the levels as a pilot writes them.
func levels(f Form) string {
	var out []string
	if f.Low != nil {
		out = append(out, levelOf(*f.Low).String())
	}
	if f.High != nil && (f.Low == nil || *f.High != *f.Low) {
		out = append(out, levelOf(*f.High).String())
	}
	return strings.Join(out, " – ")
}

func eventRows(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	f := below("entry", before)
	f.Where(notProtected)
	list, err := listEvents(ctx, q, f, int64(limit))
	return rowsOf(list, err, func(e Event) desk.Row { return desk.Row{Entry: e.Entry, Values: eventValues(e)} })
}

func eventValues(e Event) map[string]any {
	var flight *int64
	if len(e.Fact.Matches) > 0 {
		flight = &e.Fact.Matches[0].Flight
	}
	return map[string]any{
		"start": e.Fact.From, "end": e.Fact.To, "class": e.Class, "zone": e.Fact.Zone, "height": e.Fact.Height.String(), "uncertainty_m": e.Fact.DoubtM, "source": e.Fact.Source,
		"aircraft": e.Fact.Aircraft, "flight": flight, "outcome": e.Outcome, "clause": e.Clause, "why": gist(e.Fact.Why),
	}
}

// telling are the sentences that decide how sure an event is; the page of the event has them all.
var telling = []string{
	"proven", "no_height", "edge", "tolerance", "integrity", "human_source", "second_source", "exempt", "partly", "unidentified",
	"time_early", "time_late", "corridor_left", "identity_differs", "level_left", "not_allowed", "explains_another", "condition_broken",
}

// gist is why an event is as sure as it is, in few words.
func gist(why []Sentence) string {
	var out []Sentence
	for _, s := range why {
		if slices.Contains(telling, s.Key) {
			out = append(out, s)
		}
	}
	return spoken(out, "en")
}

// String is the height for people, in feet.
func (h *HeightSpan) String() string {
	switch {
	case h == nil:
		return ""
	case h.Datum == "SFC":
		return "SFC"
	case h.Datum == "FL":
		return figure(h.LowFt) + " – " + figure(h.HighFt) + " ft 1013.25 hPa"
	}
	return figure(h.LowFt) + " – " + figure(h.HighFt) + " ft " + h.Datum
}

func sightingRows(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	list, err := listSightings(ctx, q, below("entry", before), int64(limit))
	return rowsOf(list, err, func(s Sighting) desk.Row { return desk.Row{Entry: s.Entry, Values: sightingValues(s)} })
}

func sightingValues(s Sighting) map[string]any {
	return map[string]any{
		"start": s.Fact.Start, "end": s.Fact.End, "means": s.Fact.Means, "aircraft": s.Fact.Aircraft, "place_name": s.Fact.PlaceName,
		"uncertainty_m": s.Fact.DoubtM, "team": s.Fact.Team, "outcome": s.Outcome, "clause": s.Clause,
	}
}

func trackRows(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	list, err := listTracks(ctx, q, below("entry", before), int64(limit))
	return rowsOf(list, err, func(t Track) desk.Row { return desk.Row{Entry: t.Entry, Values: trackValues(t)} })
}

func trackValues(t Track) map[string]any {
	return map[string]any{"start": t.From, "end": t.To, "source": t.Source, "source_kind": t.Kind, "aircraft": t.Aircraft, "positions": t.Count}
}

func zoneRows(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	f := below("entry", before)
	f.Where(notProtected)
	rows, err := q.View.Query(ctx, "select "+zoneColumns+" from air_zone where "+f.SQL()+" order by entry desc, part limit ?", append(f.Args, limit)...)
	list, err := view.Collect(rows, err, scanZone)
	return rowsOf(list, err, func(z Zone) desk.Row { return desk.Row{Entry: z.Entry, Values: zoneValues(z)} })
}

func zoneValues(z Zone) map[string]any {
	return map[string]any{"zone": z.Zone, "name": z.Name, "class": z.Class, "floor": z.Floor, "ceiling": z.Ceiling, "from": z.From, "to": z.To, "source": z.Source}
}

func clockRows(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	f := below("c.entry", before)
	f.Where("c.ended is null")
	list, err := listClocks(ctx, q, f, int64(limit))
	return rowsOf(list, err, func(c Clock) desk.Row {
		return desk.Row{Entry: c.Entry, Values: map[string]any{"due": c.Due, "side": c.Side, "what": c.What, "flight": c.Flight, "call_sign": c.Call, "late": c.Late}}
	})
}

// wanted narrows features to a window, by the names that the columns have in a table.
type wanted struct {
	entry, start, end, changed string
	box                        [4]string // south, north, west, east
}

func (w wanted) filter(want desk.Window) (*desk.Filter, bool) {
	f := desk.NewFilter(nil)
	if want.ID != "" {
		n, err := strconv.ParseInt(want.ID, 10, 64)
		if err != nil || strconv.FormatInt(n, 10) != want.ID {
			return f, false
		}
		f.Where(w.entry+" = ?", n)
	}
	if want.After > 0 {
		f.Where(w.entry+" > ?", want.After)
	}
	if want.Since > 0 {
		f.Where(w.changed+" >= ?", want.Since)
	}
	if b := want.Box; b != nil { // a first look; what is drawn as a line or an area is looked at again
		f.Where(w.box[1]+" >= ? and "+w.box[0]+" <= ? and "+w.box[3]+" >= ? and "+w.box[2]+" <= ?", b.South, b.North, b.West, b.East)
	}
	if want.From != 0 {
		f.Where(w.start+" <> 0 and max("+w.start+", "+w.end+") >= ?", int64(want.From))
	}
	if want.To != 0 {
		f.Where(w.start+" <> 0 and "+w.start+" < ?", int64(want.To))
	}
	return f, true
}

// each gives the features of a query, those that touch the box, up to the limit.
func each[T any](rows *sql.Rows, err error, want desk.Window, read func(view.Scan) (T, error), feature func(T) desk.Feature, give func(desk.Feature) error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for n := 0; rows.Next(); {
		item, err := read(rows.Scan)
		if err != nil {
			return err
		}
		f := feature(item)
		if want.Box != nil && !geo.Touches(f.Geometry, *want.Box) {
			continue
		}
		if err := give(f); err != nil {
			return err
		}
		if n++; want.Limit > 0 && n >= want.Limit {
			return nil
		}
	}
	return rows.Err()
}

// featureOf puts a row and its place together. What is not known is left out.
func featureOf(entry, changed int64, start, end record.Moment, geometry any, values map[string]any) desk.Feature {
	for name, v := range values {
		switch v := v.(type) {
		case record.Moment:
			if !v.Known() {
				delete(values, name)
			}
		case *int64:
			delete(values, name)
			if v != nil {
				values[name] = *v
			}
		}
	}
	return desk.Feature{ID: strconv.FormatInt(entry, 10), Entry: entry, Changed: changed, Start: start, End: end, Geometry: geometry, Values: values}
}

// drawn is a line, or nothing where it has no points.
func drawn(l geo.Line) any {
	if len(l.Points()) < 2 {
		return nil
	}
	return l
}

func flightFeatures(ctx context.Context, q desk.Question, want desk.Window, give func(desk.Feature) error) error {
	changed := "max(f.entry, coalesce((select max(s.entry) from air_step s where s.flight = f.flight and s.state <> ''), 0))"
	f, ok := wanted{"f.flight", "f.from_ms", "f.to_ms", changed, [4]string{"f.south", "f.north", "f.west", "f.east"}}.filter(want)
	if !ok {
		return nil
	}
	rows, err := q.View.Query(ctx, "select "+flightColumns+" from air_flight f where "+fullest+" and "+f.SQL()+" order by f.flight", f.Args...)
	return each(rows, err, want, scanFlight, func(f Flight) desk.Feature {
		return featureOf(f.Flight, f.changed, f.From, f.To, drawn(f.line()), flightValues(f))
	}, give)
}

func eventFeatures(ctx context.Context, q desk.Question, want desk.Window, give func(desk.Feature) error) error {
	f, ok := wanted{"entry", "from_ms", "to_ms", "changed", [4]string{"lat", "lat", "lon", "lon"}}.filter(want)
	if !ok {
		return nil
	}
	f.Where(notProtected)
	rows, err := q.View.Query(ctx, "select "+eventColumns+" from air_event where "+f.SQL()+" order by entry", f.Args...)
	return each(rows, err, want, scanEvent, func(e Event) desk.Feature {
		return featureOf(e.Entry, e.changed, e.Fact.From, e.Fact.To, e.Fact.place(), eventValues(e))
	}, give)
}

func sightingFeatures(ctx context.Context, q desk.Question, want desk.Window, give func(desk.Feature) error) error {
	f, ok := wanted{"entry", "from_ms", "to_ms", "changed", [4]string{"lat", "lat", "lon", "lon"}}.filter(want)
	if !ok {
		return nil
	}
	rows, err := q.View.Query(ctx, "select entry, outcome, clause, doc, changed from air_sighting where "+f.SQL()+" order by entry", f.Args...)
	return each(rows, err, want, scanSighting, func(s Sighting) desk.Feature {
		var place any
		if s.Fact.Place != nil {
			place = *s.Fact.Place
		}
		return featureOf(s.Entry, s.changed, s.Fact.Start, s.Fact.End, place, sightingValues(s))
	}, give)
}

func trackFeatures(ctx context.Context, q desk.Question, want desk.Window, give func(desk.Feature) error) error {
	f, ok := wanted{"entry", "from_ms", "to_ms", "entry", [4]string{"south", "north", "west", "east"}}.filter(want)
	if !ok {
		return nil
	}
	rows, err := q.View.Query(ctx, "select "+trackColumns+", doc from air_track where "+f.SQL()+" order by entry", f.Args...)
	return each(rows, err, want, func(read view.Scan) (Track, error) {
		var text string
		t, err := scanTrack(func(into ...any) error { return read(append(into, &text)...) })
		if err != nil {
			return t, err
		}
		return t, json.Unmarshal([]byte(text), &t.Fixes)
	}, func(t Track) desk.Feature {
		return featureOf(t.Entry, t.Entry, t.From, t.To, drawn(wayOf(t.Fixes)), trackValues(t))
	}, give)
}

// zoneFeatures gives each imported zone under the name that it has, which is its set's and its own.
func zoneFeatures(ctx context.Context, q desk.Question, want desk.Window, give func(desk.Feature) error) error {
	id := want.ID
	want.ID = ""
	end := "case to_ms when 0 then 9007199254740991 else to_ms end"
	f, _ := wanted{"entry", "from_ms", end, "changed", [4]string{"south", "north", "west", "east"}}.filter(want)
	f.Where(notProtected)
	rows, err := q.View.Query(ctx, "select "+zoneColumns+" from air_zone where "+f.SQL()+" order by entry, part", f.Args...)
	list, err := view.Collect(rows, err, scanZone)
	if err != nil {
		return err
	}
	// Within an entry features go by their ids.
	slices.SortStableFunc(list, func(a, b Zone) int {
		if a.Entry != b.Entry {
			return int(min(1, max(-1, a.Entry-b.Entry)))
		}
		return strings.Compare(a.id(), b.id())
	})
	n := 0
	for _, z := range list {
		if id != "" && z.id() != id || want.Box != nil && !geo.Touches(*z.Area, *want.Box) {
			continue
		}
		feature := featureOf(z.Entry, z.changed, z.From, z.To, *z.Area, zoneValues(z))
		feature.ID = z.id()
		if err := give(feature); err != nil {
			return err
		}
		if n++; want.Limit > 0 && n >= want.Limit {
			return nil
		}
	}
	return nil
}

// id tells a zone of one import from that of the same name of another.
func (z Zone) id() string { return figure(z.Entry) + "/" + z.Zone }
