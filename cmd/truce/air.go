package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"truce.example/desk/air/feed"
	"truce.example/desk/air/feed/avr"
	"truce.example/desk/air/feed/beast"
	"truce.example/desk/air/feed/cot"
	"truce.example/desk/air/feed/modes"
	"truce.example/desk/air/feed/opensky"
	"truce.example/desk/air/feed/readsb"
	"truce.example/desk/air/feed/sbs"
	"truce.example/desk/air/feed/tracks"
	"truce.example/desk/air/fence"
	"truce.example/desk/air/track"
	"truce.example/desk/air/watch"
	"truce.example/desk/air/zones"
)

var airVerb = verb{
	use:   "air replay --zones FILE… --tracks FILE [--as FORMAT] [--json] | air zones FILE… --to geojson|openair|kml",
	about: "hold tracks against zones of the air; convert zones",
	help: `
    truce air replay --zones nfz.geojson --zones openair.txt --tracks day.sbs

Reads zones (OpenAir, GeoJSON, KML) and tracks without a server, and prints each crossing on one line: time, enter or
exit, zone, aircraft, place, height and its datum, how sure it is, and why. The same files give the same lines, byte for
byte, with any number of --workers.

--as names the format of the tracks if it is not plain from the file: sbs, beast, avr, aircraft (readsb's aircraft.json),
trace (readsb's trace_full), opensky, cot, csv, geojson, gpx, traffic. Files that end in .gz are unpacked. --start is
when a file without times begins (2017-07-11T06:00:00Z). --qnh is the pressure at sea level in hectopascals, if it is known.

    truce air zones openair.txt --to geojson

Converts, to stdout. What is refused or assumed is said on stderr, with the line. Exit code 1 when a zone is refused.`,
	run: runAir,
}

func runAir(ctx context.Context, c *console, args []string) error {
	if len(args) > 0 {
		switch args[0] {
		case "replay":
			return runAirReplay(ctx, c, args[1:])
		case "zones":
			return runAirZones(c, args[1:])
		}
	}
	f := c.flags()
	if _, err := c.parse(f, args, -1); err != nil {
		return err
	}
	return usagef("air knows replay and zones")
}

// A crossing as the verb gives it out.
type airCrossing struct {
	Time       string  `json:"time"`
	Event      string  `json:"event"`
	Zone       string  `json:"zone"`
	ZoneName   string  `json:"zone_name"`
	Class      string  `json:"class"`
	Aircraft   string  `json:"aircraft"`
	Call       string  `json:"call,omitempty"`
	Lat        string  `json:"lat"`
	Lon        string  `json:"lon"`
	DoubtM     int64   `json:"uncertainty_m"`
	Height     *height `json:"height,omitempty"` // absent if none is known
	Confidence string  `json:"confidence"`
	Why        string  `json:"why"`
}

type height struct {
	LowM  int64  `json:"low_m"`
	HighM int64  `json:"high_m"`
	Datum string `json:"datum"`
}

type airReplay struct {
	Crossings []airCrossing `json:"crossings"`
	Reports   int           `json:"reports"`
	Used      int64         `json:"used"`
	NoPlace   int64         `json:"without_place"`
	Repeated  int64         `json:"repeated"`
	Late      int64         `json:"late"`
	Doubtful  int64         `json:"doubtful"`
	Zones     int           `json:"zones"`
	Notes     []string      `json:"notes,omitempty"`
}

func runAirReplay(ctx context.Context, c *console, args []string) error {
	f := c.flags()
	var zoneFiles []string
	f.Func("zones", "", func(name string) error { zoneFiles = append(zoneFiles, name); return nil })
	trackFile := f.String("tracks", "", "")
	as := f.String("as", "", "")
	start := f.String("start", "1970-01-01T00:00:00Z", "")
	qnh := f.Float64("qnh", 0, "")
	workers := f.Int("workers", runtime.GOMAXPROCS(0), "")
	more, err := c.parse(f, args, -1)
	if err != nil {
		return err
	}
	zoneFiles = append(zoneFiles, more...)
	if len(zoneFiles) == 0 || *trackFile == "" {
		return usagef("air replay needs --zones FILE and --tracks FILE")
	}
	if *workers < 1 || *workers > 1024 {
		return usagef("--workers is from 1 to 1024")
	}
	begin, err := time.Parse(time.RFC3339, *start)
	if err != nil {
		return usagef("--start %q is not a time such as 2017-07-11T06:00:00Z", *start)
	}
	out := airReplay{Crossings: []airCrossing{}}
	set, err := loadZones(c, zoneFiles, &out)
	if err != nil {
		return err
	}
	text, err := readPlain(*trackFile)
	if err != nil {
		return err
	}
	reports, notes, err := loadTracks(text, *as, begin.UnixMilli())
	if err != nil {
		return fmt.Errorf("%s: %w", *trackFile, err)
	}
	for _, n := range notes {
		out.Notes = append(out.Notes, *trackFile+": "+n)
	}
	cfg := track.Config{Most: math.MaxInt}
	if *qnh > 0 {
		cfg.HasQNH, cfg.QNHdPa = true, int64(math.Round(*qnh*10))
	}
	out.Reports = len(reports)
	crossings := out.replay(ctx, set, cfg, reports, *workers)
	for i := range crossings {
		out.Crossings = append(out.Crossings, tell(&crossings[i]))
	}
	if !c.json {
		for _, n := range out.Notes {
			c.say("%s", n)
		}
		c.say("%d reports, %d used, %d without a place, %d repeated, %d late, %d doubtful; %d zones", out.Reports, out.Used, out.NoPlace, out.Repeated, out.Late, out.Doubtful, out.Zones)
	}
	return c.result(out, func(w io.Writer) {
		for _, x := range out.Crossings {
			fmt.Fprintln(w, x.line())
		}
	})
}

// replay shares the aircraft among workers and puts what they find in one order, which does not depend on their number.
func (out *airReplay) replay(ctx context.Context, set *fence.Set, cfg track.Config, reports []feed.Report, workers int) []watch.Crossing {
	slices.SortStableFunc(reports, func(a, b feed.Report) int { return cmp.Compare(a.Ms, b.Ms) })
	found := make([][]watch.Crossing, workers)
	counts := make([]track.Counts, workers)
	var wg sync.WaitGroup
	for n := range workers {
		wg.Go(func() {
			w := watch.New(set, cfg)
			for i := range reports {
				if share(&reports[i], workers) == n && ctx.Err() == nil {
					found[n] = w.Take(&reports[i], found[n])
				}
			}
			counts[n] = w.Book.Counts
		})
	}
	wg.Wait()
	for _, k := range counts {
		out.Used += k.Steps
		out.NoPlace += k.NoPlace
		out.Repeated += k.Repeated
		out.Late += k.Late
		out.Doubtful += k.Doubtful
	}
	all := slices.Concat(found...)
	slices.SortStableFunc(all, func(a, b watch.Crossing) int {
		return cmp.Or(cmp.Compare(a.Ms, b.Ms), cmp.Compare(a.Key, b.Key))
	})
	return all
}

func share(r *feed.Report, workers int) int {
	if r.ID == "" {
		return int(r.Address*2654435761>>8) % workers
	}
	h := fnv.New32a()
	io.WriteString(h, r.ID) // a hash takes everything
	return int(h.Sum32() % uint32(workers))
}

func tell(x *watch.Crossing) airCrossing {
	lat, lon, _ := strings.Cut(x.At.String(), ", ")
	return airCrossing{
		Time: time.UnixMilli(x.Ms).UTC().Format("2006-01-02T15:04:05.000Z"), Event: x.Kind.String(), Zone: x.Zone.ID, ZoneName: x.Zone.Name,
		Class: x.Zone.Class, Aircraft: x.Key, Call: x.Call, Lat: lat, Lon: lon, DoubtM: (x.DoubtCm + 99) / 100, Height: heightOf(x),
		Confidence: x.Confidence, Why: x.Why(),
	}
}

// heightOf is the height that the zone's bounds ask for: by pressure for flight levels, above the sea otherwise.
func heightOf(x *watch.Crossing) *height {
	span, datum := x.AMSL, "AMSL"
	byLevel := x.Zone.Floor.Datum == fence.Standard || x.Zone.Ceiling.Datum == fence.Standard
	bySea := x.Zone.Floor.Datum == fence.AMSL || x.Zone.Floor.Datum == fence.AGL || x.Zone.Ceiling.Datum == fence.AMSL || x.Zone.Ceiling.Datum == fence.AGL
	if byLevel && !bySea || !span.Known() {
		span, datum = x.Pressure, "1013.25 hPa"
	}
	if x.Ground {
		return &height{Datum: "ground"}
	}
	if !span.Known() {
		return nil
	}
	return &height{int64(math.Floor(float64(span.LowCm) / 100)), int64(math.Ceil(float64(span.HighCm) / 100)), datum}
}

func (x airCrossing) line() string {
	name := x.Zone
	if x.ZoneName != "" && x.ZoneName != x.Zone {
		name += " (" + x.ZoneName + ")"
	}
	who := x.Aircraft
	if x.Call != "" {
		who += " " + x.Call
	}
	high := "no height"
	switch {
	case x.Height != nil && x.Height.Datum == "ground":
		high = "on the ground"
	case x.Height != nil:
		high = fmt.Sprintf("%d to %d m %s", x.Height.LowM, x.Height.HighM, x.Height.Datum)
	}
	return fmt.Sprintf("%s\t%s\t%s\t%s\t%s, %s ±%d m\t%s\t%s\t%s", x.Time, x.Event, name, who, x.Lat, x.Lon, x.DoubtM, high, x.Confidence, x.Why)
}

func loadZones(c *console, names []string, out *airReplay) (*fence.Set, error) {
	var all zones.File
	for _, name := range names {
		file, err := readZones(name)
		if err != nil {
			return nil, err
		}
		for _, n := range file.Notes {
			word := "assumed: "
			if n.Refused {
				word = "refused: "
			}
			out.Notes = append(out.Notes, name+": "+word+n.String())
		}
		for _, z := range file.Zones {
			id := z.ID
			for n := 2; slices.ContainsFunc(all.Zones, func(o zones.Zone) bool { return o.ID == z.ID }); n++ {
				z.ID = fmt.Sprintf("%s (%d)", id, n)
			}
			all.Zones = append(all.Zones, z)
		}
	}
	out.Zones = len(all.Zones)
	return fence.NewSet(all.Fences()...)
}

func readZones(name string) (zones.File, error) {
	text, err := readPlain(name)
	if err != nil {
		return zones.File{}, err
	}
	file, err := zones.Parse(text)
	if err != nil {
		return file, fmt.Errorf("%s: %w", name, err)
	}
	return file, nil
}

// readPlain reads a file, unpacked if it is packed, of at most 2 GB.
func readPlain(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var in io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		z, err := gzip.NewReader(f)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		in = z
	}
	const most = 2 << 30
	b, err := io.ReadAll(io.LimitReader(in, most+1))
	if err == nil && len(b) > most {
		err = errors.New("is larger than 2 GB; cut it into parts")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return b, nil
}

// loadTracks reads tracks in the format named, or in the one that their first bytes show.
func loadTracks(text []byte, as string, startMs int64) (reports []feed.Report, notes []string, err error) {
	if as == "" {
		if as = guess(text); as == "" {
			return nil, nil, errors.New("the format is not plain from the file; name it with --as")
		}
	}
	var bad []tracks.Bad
	switch as {
	case "sbs":
		reports, notes = loadSBS(text)
	case "beast", "avr":
		reports, notes, err = loadRaw(text, as, startMs)
	case "aircraft":
		reports, err = readsb.ParseAircraft(text)
	case "trace":
		reports, err = readsb.ParseTrace(text)
	case "opensky":
		reports, err = opensky.Parse(text)
	case "cot":
		err = cot.Each(bytes.NewReader(text), func(r feed.Report, why error) {
			if why != nil {
				notes = append(notes, "refused: "+why.Error())
				return
			}
			reports = append(reports, r)
		})
	case "csv":
		reports, bad, err = tracks.ParseCSV(text)
	case "geojson":
		reports, bad, err = tracks.ParseGeoJSON(text)
	case "gpx":
		reports, bad, err = tracks.ParseGPX(text)
	case "traffic":
		reports, bad, err = tracks.ParseTraffic(text)
	default:
		return nil, nil, usagef("--as %q is none of sbs, beast, avr, aircraft, trace, opensky, cot, csv, geojson, gpx, traffic", as)
	}
	for _, b := range bad {
		notes = append(notes, fmt.Sprintf("refused: row %d: %s", b.Row, b.Text))
	}
	if err != nil && len(reports) > 0 { // some rows are left out, and the rest is good
		notes, err = append(notes, err.Error()), nil
	}
	return reports, notes, err
}

func guess(text []byte) string {
	head := bytes.TrimLeft(text[:min(len(text), 4096)], " \t\r\n\ufeff")
	has := func(s string) bool { return bytes.Contains(head, []byte(s)) }
	switch {
	case len(head) == 0:
		return ""
	case head[0] == 0x1a:
		return "beast"
	case head[0] == '*' || head[0] == '@':
		return "avr"
	case bytes.HasPrefix(head, []byte("MSG,")) || bytes.HasPrefix(head, []byte("SEL,")) || bytes.HasPrefix(head, []byte("AIR,")) || bytes.HasPrefix(head, []byte("ID,")) || bytes.HasPrefix(head, []byte("STA,")):
		return "sbs"
	case head[0] == '<' && has("<gpx"):
		return "gpx"
	case head[0] == '<' && has("<event"):
		return "cot"
	case head[0] == '[':
		return "traffic"
	case head[0] == '{' && has(`"FeatureCollection"`):
		return "geojson"
	case head[0] == '{' && has(`"aircraft"`):
		return "aircraft"
	case head[0] == '{' && has(`"trace"`):
		return "trace"
	case head[0] == '{' && has(`"states"`):
		return "opensky"
	case head[0] == '{':
		return "traffic"
	case has("timestamp") && has(","):
		return "csv"
	}
	return ""
}

func loadSBS(text []byte) (reports []feed.Report, notes []string) {
	var p sbs.Parser
	bad, other := 0, 0
	for line := range bytes.Lines(text) {
		var r feed.Report
		switch err := p.Parse(line, &r); {
		case err == nil:
			reports = append(reports, r)
		case !bytes.HasPrefix(line, []byte("MSG,")):
			other++ // SEL, ID, AIR, STA, CLK: of the receiver's user, not of aircraft
		default:
			bad++
		}
	}
	if bad > 0 {
		notes = append(notes, fmt.Sprintf("refused: %d lines of MSG that cannot be read", bad))
	}
	return reports, notes
}

// rawStepMs is how far apart messages are taken to be when neither the file nor the receiver has a clock.
const rawStepMs = 50

func loadRaw(text []byte, as string, startMs int64) (reports []feed.Report, notes []string, err error) {
	d := modes.Decoder{Most: math.MaxInt}
	clock := beast.Clock{StartMs: startMs}
	n, bad, timeless := int64(0), 0, false
	take := func(message []byte, ticks uint64) {
		ms, ok := clock.Ms(ticks)
		if !ok {
			timeless = true
			ms = startMs + n*rawStepMs
		}
		n++
		var r feed.Report
		if d.Decode(max(ms, 1), message, &r) {
			reports = append(reports, r)
		}
	}
	if as == "beast" {
		in := beast.NewReader(bytes.NewReader(text))
		var f beast.Frame
		for in.Next(&f) == nil {
			if f.Type != '1' {
				take(f.Data, f.Ticks)
			}
		}
	} else {
		var store [14]byte
		for line := range bytes.Lines(text) {
			m, ticks, err := avr.Parse(line, &store)
			if err != nil {
				bad++
				continue
			}
			take(m, ticks)
		}
	}
	if bad > 0 {
		notes = append(notes, fmt.Sprintf("refused: %d lines that are no raw message", bad))
	}
	if timeless {
		notes = append(notes, fmt.Sprintf("assumed: the messages have no time; they are taken to come %d ms apart from --start on", rawStepMs))
	}
	if d.BadParity > 0 {
		notes = append(notes, fmt.Sprintf("refused: %d messages whose parity does not fit", d.BadParity))
	}
	if d.Jumps > 0 {
		notes = append(notes, fmt.Sprintf("refused: %d positions that no aircraft could have reached", d.Jumps))
	}
	return reports, notes, nil
}

func runAirZones(c *console, args []string) error {
	f := c.flags()
	to := f.String("to", "", "")
	names, err := c.parse(f, args, -1)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return usagef("air zones needs a file")
	}
	var all []zones.Zone
	refused := 0
	for _, name := range names {
		file, err := readZones(name)
		if err != nil {
			return err
		}
		refused += file.Refused()
		for _, n := range file.Notes {
			word := "assumed"
			if n.Refused {
				word = "refused"
			}
			c.say("%s: %s: %s", name, word, n)
		}
		all = append(all, file.Zones...)
	}
	var text []byte
	switch *to {
	case "geojson":
		text = zones.GeoJSON(all)
	case "kml":
		text = zones.KML(all)
	case "openair":
		var notes []zones.Note
		text, notes = zones.OpenAir(all)
		for _, n := range notes {
			c.say("written: %s", n)
		}
	default:
		return usagef("--to is geojson, openair or kml")
	}
	if _, err := c.out.Write(text); err != nil {
		return err
	}
	c.say("%d zones, %d refused", len(all), refused)
	if refused > 0 {
		return errFails
	}
	return nil
}
