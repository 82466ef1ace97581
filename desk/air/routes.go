package air

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"truce.example/desk"
	"truce.example/desk/air/feed"
	"truce.example/desk/air/feed/readsb"
	"truce.example/desk/air/feed/sbs"
	"truce.example/desk/air/feed/tracks"
	"truce.example/desk/air/fence"
	"truce.example/desk/air/zones"
	"truce.example/geo"
	"truce.example/record"
)

// maxFile bounds a file of tracks or zones that comes in at a door, in bytes; unpacked as well.
const maxFile = 16 << 20

// routes are the doors of the desk.
func routes(law Law, now *sky) []desk.Route {
	ask := func(path string, f func(context.Context, desk.Question) (any, error)) desk.Route {
		return desk.Route{Method: "GET", Path: path, Right: desk.RightSignedIn, Ask: f}
	}
	tell := func(path, right string, command func() any) desk.Route {
		return desk.Route{Method: "POST", Path: path, Right: right, Tell: command}
	}
	see := ask("zones", askZones(law))
	see.Right = "air.see_zones"
	return []desk.Route{
		ask("flights", askFlights),
		ask("flights/{flight}", askFlight),
		ask("clocks", askClocks),
		tell("flights", "air.request", func() any { return new(Request) }),
		tell("flights/amend", "air.request", func() any { return new(Amend) }),
		tell("flights/check", "air.check", func() any { return new(Check) }),
		tell("flights/acknowledge", "air.answer", func() any { return new(Acknowledge) }),
		tell("flights/answer", "air.answer", func() any { return new(Answer) }),
		tell("flights/cancel", "air.request", func() any { return new(Cancel) }),
		tell("flights/depart", "air.request", func() any { return new(Depart) }),
		tell("flights/end", "air.request", func() any { return new(End) }),

		ask("events", askEvents),
		ask("events/{event}", askEvent),
		tell("events/rate", "air.rate", func() any { return new(Rate) }),
		tell("events/warnings", "air.warn", func() any { return new(Warn) }),

		ask("tracks", askTracks),
		ask("tracks/{track}", askTrack),
		tell("tracks", "air.take_track", func() any { return new(TakeTrack) }),
		{Method: "POST", Path: "tracks/file", Right: "air.take_track", Do: takeFile, Limit: maxFile},

		ask("bundles", askBundles),
		ask("sightings", askSightings),
		tell("sightings", "air.sight", func() any { return new(Sight) }),

		see,
		{Method: "POST", Path: "zones/file", Right: "air.import_zones", Do: takeZones, Limit: maxFile},
		tell("zones/withdraw", "air.import_zones", func() any { return new(WithdrawZones) }),

		ask("live", askLive(now)),
		ask("alerts", askAlerts),
		tell("alerts/acknowledge", "air.warn", func() any { return new(AcknowledgeAlert) }),

		ask("coverage", askCoverage),
		tell("sensors", "air.state_sensor", func() any { return new(StateSensor) }),
	}
}

// mostLive bounds how many tracks one answer has.
const mostLive = 2_000

// askLive shows what is in the air now, as the reader may know it.
func askLive(of *sky) func(context.Context, desk.Question) (any, error) {
	now := &cached{of: of}
	return func(_ context.Context, q desk.Question) (any, error) {
		f := desk.NewFilter(q.Params)
		box, err := boxIn(f.Value("bbox"))
		if err != nil {
			return nil, err
		}
		if err := f.Refusal(); err != nil {
			return nil, err
		}
		return now.picture(record.At(q.At)).For(q.Who, box, mostLive, of.protects), nil
	}
}

// boxIn reads "west,south,east,north" in degrees; nil without one.
func boxIn(text string) (*geo.Box, error) {
	if text == "" {
		return nil, nil
	}
	refused := desk.Refuse(desk.Invalid, "bbox is %q; give west,south,east,north in degrees", short(text))
	parts := strings.Split(text, ",")
	if len(parts) != 4 {
		return nil, refused
	}
	southwest, err1 := geo.ParsePoint(parts[1] + ", " + parts[0])
	northeast, err2 := geo.ParsePoint(parts[3] + ", " + parts[2])
	if err1 != nil || err2 != nil || northeast.Lat < southwest.Lat {
		return nil, refused
	}
	return &geo.Box{South: southwest.Lat, West: southwest.Lon, North: northeast.Lat, East: northeast.Lon}, nil
}

// unpacked reads a body, unpacked if it is packed with gzip.
func unpacked(in io.Reader) ([]byte, error) {
	text, err := io.ReadAll(in)
	if err != nil {
		return nil, err // the face has refused what is too long
	}
	if !bytes.HasPrefix(text, []byte{0x1f, 0x8b}) {
		return text, nil
	}
	packed, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil {
		return nil, desk.Refuse(desk.Invalid, "the file looks packed with gzip and cannot be unpacked: %v", err)
	}
	text, err = io.ReadAll(io.LimitReader(packed, maxFile+1))
	if err != nil {
		return nil, desk.Refuse(desk.Invalid, "the file is packed with gzip and damaged: %v", err)
	}
	if len(text) > maxFile {
		return nil, desk.Refuse(desk.Invalid, "the file has more than %d bytes unpacked; send it in parts", maxFile)
	}
	return text, nil
}

// Formats of files of tracks that the door reads.
var trackFormats = []string{"csv", "geojson", "gpx", "traffic", "sbs", "trace", "aircraft"}

// readTracks reads a file of tracks. Rows that cannot be read are named, and the rest is taken.
func readTracks(text []byte, format string) (reports []feed.Report, notes []Note, err error) {
	var bad []tracks.Bad
	switch format {
	case "csv":
		reports, bad, err = tracks.ParseCSV(text)
	case "geojson":
		reports, bad, err = tracks.ParseGeoJSON(text)
	case "gpx":
		reports, bad, err = tracks.ParseGPX(text)
	case "traffic":
		reports, bad, err = tracks.ParseTraffic(text)
	case "trace":
		reports, err = readsb.ParseTrace(text)
	case "aircraft":
		reports, err = readsb.ParseAircraft(text)
	case "sbs":
		var p sbs.Parser
		line := int64(0)
		for text := range bytes.Lines(text) {
			line++
			var r feed.Report
			if err := p.Parse(text, &r); err == nil {
				reports = append(reports, r)
			} else if bytes.HasPrefix(text, []byte("MSG,")) {
				notes = append(notes, Note{Line: line, Refused: true, Text: err.Error()})
			}
		}
	default:
		return nil, nil, desk.Refuse(desk.Invalid, "format %q is not read here; use one of %v", short(format), trackFormats)
	}
	for _, b := range bad {
		notes = append(notes, Note{Line: int64(b.Row), Refused: true, Text: b.Text})
	}
	if err != nil && len(reports) == 0 {
		return nil, notes, desk.Refuse(desk.Invalid, "the file cannot be read as %s: %v", format, err)
	}
	if err != nil {
		notes = append(notes, Note{Refused: true, Text: err.Error()})
	}
	return reports, notes, nil
}

// TakenTracks answers a file of tracks.
type TakenTracks struct {
	Aircraft int            `json:"aircraft"`
	Reports  int            `json:"reports"`
	Events   []desk.Receipt `json:"events"`
	Outside  []string       `json:"outside"` // aircraft of which nothing was recorded, and why
	Notes    []Note         `json:"notes,omitempty"`
	Said     string         `json:"said"` // no track is not no flight
}

// maxOutside bounds how many aircraft that crossed nothing are named.
const maxOutside = 100

// takeFile reads a file of tracks and gives each aircraft's to the rules by itself. What was in no zone leaves nothing.
func takeFile(ctx context.Context, q desk.Question, clerk desk.Clerk) (any, error) {
	f := desk.NewFilter(q.Params)
	source, kind, format, eventType := f.Value("source"), f.Value("source_kind"), f.Value("format"), f.Value("type")
	file, _ := f.Entry("file")
	report, _ := f.Entry("report")
	qnh, _ := f.Number("qnh_dpa")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	text, err := unpacked(q.Body)
	if err != nil {
		return nil, err
	}
	reports, notes, err := readTracks(text, format)
	if err != nil {
		return nil, err
	}
	out := TakenTracks{Reports: len(reports), Events: []desk.Receipt{}, Outside: []string{}, Notes: notes[:min(len(notes), maxList)], Said: Sentences["coverage"].En}
	for n, t := range byAircraft(reports) {
		out.Aircraft++
		do := &TakeTrack{Source: source, Kind: kind, Aircraft: t.key, Fixes: t.fixes, File: file, Report: report, Type: eventType, Settings: Settings{QNHdPa: qnh}}
		receipts, err := clerk.Submit(ctx, q.Who, desk.Command{Desk: deskName, ID: shortID(q.ID, n), Do: do})
		refusal, refused := desk.Refused(err)
		switch {
		case refused && (refusal.Kind == desk.Busy || refusal.Kind == desk.Full || refusal.Kind == desk.Conflict):
			return nil, err // the same file again goes on where this one stopped
		case refused:
			if len(out.Outside) < maxOutside {
				out.Outside = append(out.Outside, t.key+": "+refusal.Sentence)
			}
		case err != nil:
			return nil, err
		default:
			out.Events = append(out.Events, receipts...)
		}
	}
	return out, nil
}

// shortID is the id of one aircraft's command in a file: the same file under the same id records nothing twice.
func shortID(id string, n int) string {
	sum := sha256.Sum256([]byte(id))
	return fmt.Sprintf("air-file-%x-%d", sum[:16], n)
}

// A flownTrack is one aircraft's part of a file.
type flownTrack struct {
	key   string
	fixes []Fix
}

// byAircraft sorts reports by aircraft, each in order of time, the aircraft in the order in which they first come.
func byAircraft(reports []feed.Report) []*flownTrack {
	var out []*flownTrack
	find := map[string]*flownTrack{}
	for i := range reports {
		r := &reports[i]
		t := find[r.Key()]
		if t == nil {
			t = &flownTrack{key: r.Key()}
			find[t.key], out = t, append(out, t)
		}
		t.fixes = append(t.fixes, fixOf(r))
	}
	for _, t := range out {
		slices.SortStableFunc(t.fixes, func(a, b Fix) int { return cmp.Compare(a.Ms, b.Ms) })
	}
	return out
}

// fixOf is a report as the record keeps it; Fix.report turns it back.
func fixOf(r *feed.Report) Fix {
	f := Fix{Ms: r.Ms, AMSL: r.AMSL, DoubtCm: int64(r.UncertaintyCm)}
	number := func(field feed.Field, v int32) *int64 {
		if !r.Says(field) {
			return nil
		}
		n := int64(v)
		return &n
	}
	f.PressureCm, f.GeometricCm = number(feed.Pressure, r.PressureCm), number(feed.Geometric, r.GeometricCm)
	f.SpeedCms, f.CourseCdeg, f.ClimbCms = number(feed.Speed, r.SpeedCms), number(feed.Course, r.CourseCdeg), number(feed.Climb, r.ClimbCms)
	if r.Says(feed.Place) {
		place := r.Place
		f.Place = &place
	}
	if r.Says(feed.Call) {
		f.Call = r.Call
	}
	if r.Says(feed.OnGround) {
		ground := r.Ground
		f.Ground = &ground
	}
	if r.Says(feed.Squawk) {
		f.Squawk = fmt.Sprintf("%04x", r.Squawk)
	}
	own := func(v int8) *int64 {
		if !r.Says(feed.Integrity) || v < 0 {
			return nil
		}
		n := int64(v)
		return &n
	}
	f.NIC, f.NACp, f.SIL = own(r.NIC), own(r.NACp), own(r.SIL)
	return f
}

// takeZones reads a file of zones (OpenAir, GeoJSON, KML). Zones that cannot be read are refused by line, and the rest is
// taken, unless all=true wants all or none.
func takeZones(ctx context.Context, q desk.Question, clerk desk.Clerk) (any, error) {
	f := desk.NewFilter(q.Params)
	fact := ZonesImported{Name: f.Value("name"), Source: f.Value("source"), Protected: f.Value("protected") == "true"}
	all := f.Value("all") == "true"
	fact.From, _ = f.Moment("from")
	fact.To, _ = f.Moment("to")
	fact.File, _ = f.Entry("file")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	text, err := unpacked(q.Body)
	if err != nil {
		return nil, err
	}
	fact.Digest = sha256.Sum256(text)
	found, err := zones.Parse(text)
	if err != nil {
		return nil, desk.Refuse(desk.Invalid, "the file cannot be read as OpenAir, GeoJSON or KML: %v", err)
	}
	for _, n := range found.Notes[:min(len(found.Notes), maxList)] {
		fact.Notes = append(fact.Notes, Note{Line: int64(n.Line), Zone: n.Zone, Refused: n.Refused, Text: n.Text})
	}
	if all && found.Refused() > 0 || len(found.Zones) == 0 {
		return nil, refuseLines(fact.Notes)
	}
	for i := range found.Zones {
		fact.Zones = append(fact.Zones, airZone(&found.Zones[i].Zone))
	}
	receipts, err := clerk.Submit(ctx, q.Who, desk.Command{Desk: deskName, ID: q.ID, Do: &Import{fact}})
	if err != nil {
		return nil, err
	}
	return TakenZones{len(fact.Zones), found.Refused(), fact.Notes, receipts[0]}, nil
}

// refuseLines says what is wrong, line by line.
func refuseLines(notes []Note) error {
	var wrong []desk.FieldError
	for _, n := range notes {
		if n.Refused {
			wrong = append(wrong, desk.FieldError{Field: "line " + strconv.FormatInt(n.Line, 10), Sentence: fmt.Sprintf("line %d: %s: %s", n.Line, n.Zone, n.Text)})
		}
	}
	if err := desk.RefuseFields(wrong); err != nil {
		return err
	}
	return desk.Refuse(desk.Invalid, "the file holds no zone; nothing is recorded")
}

// TakenZones answers a file of zones.
type TakenZones struct {
	Zones   int    `json:"zones"`
	Refused int    `json:"refused"`
	Notes   []Note `json:"notes"` // what was refused or assumed, by line
	desk.Receipt
}

// airZone is a zone of the engine as the record keeps it.
func airZone(z *fence.Zone) AirZone {
	out := AirZone{ID: z.ID, Name: z.Name, Class: z.Class, Floor: boundOf(z.Floor), Ceiling: boundOf(z.Ceiling), Dormant: z.Dormant}
	for _, polygon := range z.Area {
		rings := [][]geo.Point{polygon.Outer()}
		for _, hole := range polygon.Holes() {
			rings = append(rings, hole)
		}
		out.Area = append(out.Area, rings)
	}
	for _, w := range z.Active {
		out.Active = append(out.Active, Window{record.Moment(w.FromMs), record.Moment(w.ToMs)})
	}
	return out
}

func boundOf(l fence.Level) Bound { return Bound{Cm: l.Cm, Datum: l.Datum.String()} }
