package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"truce.example/desk/territory/change"
	"truce.example/desk/territory/corridor"
	"truce.example/desk/territory/maps"
	"truce.example/desk/territory/overlay"
	"truce.example/geo"
)

var territoryVerb = verb{
	use:   "territory diff BEFORE AFTER [--holder PROPERTY] [--uncertainty METRES] [--json | --geojson | --csv | --png FILE | --svg FILE] | territory corridor FILE… --from POINT --to POINT --holder NAME… [--json]",
	about: "say what changed between two maps of who holds what; whether places were connected",
	help: `
    truce territory diff 2017-07-06.geojson 2017-07-20.geojson --holder holder --png change.png

Compares two maps (GeoJSON or KML) without a server: what each holder gained, lost and kept in km², what went from whom to
whom, and in how many pieces. Areas are those on the ellipsoid of WGS 84, edges straight in longitude and latitude.
--holder is the property that names the holder; "holder" if it is not given. --uncertainty is how far off the edges of each
map may be; what is nowhere wider than that of both maps together is "no reliable change". The property uncertainty_m of a
file counts if it is more. --geojson writes every piece that moved, --csv the table of the holders, --png and --svg a picture; names in
Arabic letters need the second.

    truce territory diff 2022-03-01.csv 2022-04-01.csv

Compares two tables of places (CSV with columns for name and holder) and lists the places that changed hands.

    truce territory corridor control_*.geojson --property holder --from "32.62,36.10" --to "32.71,36.56" --holder A

Says whether two places were connected through areas of the given holders, and over several maps since when. Only days that
are past are answered, from --date for one map or from the names of the files; no width and no cut place is told. --property
is the property that names the holder; "holder" if it is not given.

What a file has that cannot be read is said on stderr. Exit code 1 if anything was refused.`,
	run: runTerritory,
}

func runTerritory(_ context.Context, c *console, args []string) error {
	if len(args) > 0 {
		switch args[0] {
		case "diff":
			return runTerritoryDiff(c, args[1:])
		case "corridor":
			return runTerritoryCorridor(c, args[1:])
		}
	}
	f := c.flags()
	if _, err := c.parse(f, args, -1); err != nil {
		return err
	}
	return usagef("territory knows diff and corridor")
}

// territoryDiff is the result. Sizes are in km² with two decimals.
type territoryDiff struct {
	Before       string            `json:"before"`
	After        string            `json:"after"`
	Method       string            `json:"method"`
	UncertaintyM int64             `json:"uncertainty_m,omitempty"` // of both maps together
	Holders      []territoryHolder `json:"holders"`
	Moves        []territoryMove   `json:"moves"`
	Refused      int               `json:"refused"`
	Notes        []string          `json:"notes,omitempty"`
}

type territoryHolder struct {
	Holder         string     `json:"holder"`
	Before         change.Km2 `json:"before_km2"`
	After          change.Km2 `json:"after_km2"`
	Gained         change.Km2 `json:"gained_km2"`
	Lost           change.Km2 `json:"lost_km2"`
	Kept           change.Km2 `json:"kept_km2"`
	DoubtfulGained change.Km2 `json:"gained_no_reliable_change_km2"`
	DoubtfulLost   change.Km2 `json:"lost_no_reliable_change_km2"`
}

type territoryMove struct {
	From     string     `json:"from"`
	To       string     `json:"to"`
	SquareKm change.Km2 `json:"area_km2"`
	Doubtful change.Km2 `json:"no_reliable_change_km2"`
	Pieces   int        `json:"pieces"`
}

func runTerritoryDiff(c *console, args []string) error {
	f := c.flags()
	property := f.String("holder", "", "")
	uncertainty := f.Int64("uncertainty", 0, "")
	asGeoJSON := f.Bool("geojson", false, "")
	asCSV := f.Bool("csv", false, "")
	picture := f.String("png", "", "")
	drawing := f.String("svg", "", "")
	names, err := c.parse(f, args, 2)
	if err != nil {
		return err
	}
	if *uncertainty < 0 || *uncertainty > 1_000_000 {
		return usagef("--uncertainty is from 0 to 1000000 metres")
	}
	if isTable(names[0]) != isTable(names[1]) {
		return usagef("two maps can be compared, or two tables, but not one with the other")
	}
	if isTable(names[0]) {
		if *asGeoJSON || *asCSV || *picture != "" || *drawing != "" {
			return usagef("tables of places have no areas: --geojson, --csv, --png and --svg are for maps")
		}
		return diffTables(c, names, *property)
	}
	out := territoryDiff{Method: change.Method, Holders: []territoryHolder{}, Moves: []territoryMove{}}
	before, err := readMap(c, names[0], *property, &out.Notes)
	if err != nil {
		return err
	}
	after, err := readMap(c, names[1], *property, &out.Notes)
	if err != nil {
		return err
	}
	r, err := change.Between(before, after, *uncertainty)
	if err != nil {
		return err
	}
	r.Before, r.After = called(names[0]), called(names[1])
	out.add(r)
	out.Refused = before.Refused() + after.Refused()
	if *picture != "" {
		text, err := r.PNG()
		if err != nil {
			return err
		}
		if err := os.WriteFile(*picture, text, 0o644); err != nil {
			return err
		}
		c.say("the picture is in %s", *picture)
	}
	if *drawing != "" {
		if err := os.WriteFile(*drawing, r.SVG(), 0o644); err != nil {
			return err
		}
		c.say("the picture is in %s", *drawing)
	}
	switch {
	case *asGeoJSON:
		_, err = c.out.Write(r.GeoJSON())
	case *asCSV:
		_, err = c.out.Write(r.CSV())
	default:
		err = c.result(out, out.words)
	}
	if err == nil && out.Refused > 0 {
		return errFails
	}
	return err
}

func (d *territoryDiff) add(r change.Result) {
	d.Before, d.After, d.UncertaintyM = r.Before, r.After, r.UncertaintyM
	for _, h := range r.Holders {
		d.Holders = append(d.Holders, territoryHolder{h.Name, change.Km2(h.Had), change.Km2(h.Has), change.Km2(h.Gained), change.Km2(h.Lost), change.Km2(h.Kept), change.Km2(h.DoubtfulGained), change.Km2(h.DoubtfulLost)})
	}
	for _, m := range r.Moves {
		d.Moves = append(d.Moves, territoryMove{m.From, m.To, change.Km2(m.SquareCm), change.Km2(m.Doubtful), m.Pieces})
	}
}

func (d territoryDiff) words(w io.Writer) {
	fmt.Fprintf(w, "from %s to %s, in km²; %s\n\n", d.Before, d.After, d.Method)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	km := func(k change.Km2) string { return overlay.SquareKm(int64(k)) }
	fmt.Fprintln(t, "before\tafter\tgained\tlost\tkept\t  holder")
	for _, h := range d.Holders {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t  %s\n", km(h.Before), km(h.After), km(h.Gained), km(h.Lost), km(h.Kept), h.Holder)
	}
	t.Flush()
	if len(d.Moves) == 0 {
		fmt.Fprintln(w, "\nnothing moved")
		return
	}
	fmt.Fprintln(w)
	for _, m := range d.Moves {
		fmt.Fprintf(w, "%s km² in %s from %s to %s", km(m.SquareKm), numbered(m.Pieces, "piece", "pieces"), m.From, m.To)
		if m.Doubtful > 0 {
			fmt.Fprintf(w, "; of it no reliable change: %s km²", km(m.Doubtful))
		}
		fmt.Fprintln(w)
	}
	if d.UncertaintyM > 0 {
		fmt.Fprintf(w, "\nno reliable change: pieces nowhere wider than %d m, the uncertainty of both maps together\n", d.UncertaintyM)
	} else {
		fmt.Fprintln(w, "\nthe maps state no uncertainty; give --uncertainty to tell which changes are reliable")
	}
}

func numbered(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

type territoryTurns struct {
	Before  string      `json:"before"`
	After   string      `json:"after"`
	Turns   []maps.Turn `json:"changed_hands"`
	Refused int         `json:"refused"`
}

func diffTables(c *console, names []string, property string) error {
	var tables [2]maps.Table
	out := territoryTurns{Before: called(names[0]), After: called(names[1])}
	for i, name := range names {
		text, err := readPlain(name)
		if err != nil {
			return err
		}
		if tables[i], err = maps.ParseTable(text, property); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, n := range tables[i].Notes {
			c.say("%s: refused: row %d: %s", name, n.Feature, n.Text)
			out.Refused++
		}
	}
	if out.Turns = maps.Turns(tables[0], tables[1]); out.Turns == nil {
		out.Turns = []maps.Turn{}
	}
	err := c.result(out, func(w io.Writer) {
		for _, t := range out.Turns {
			fmt.Fprintf(w, "%s: from %s to %s\n", t.Name, cmp.Or(t.From, change.Nobody), cmp.Or(t.To, change.Nobody))
		}
		fmt.Fprintf(w, "%s changed hands from %s to %s\n", numbered(len(out.Turns), "place", "places"), out.Before, out.After)
	})
	if err == nil && out.Refused > 0 {
		return errFails
	}
	return err
}

func isTable(name string) bool {
	return strings.HasSuffix(strings.TrimSuffix(strings.ToLower(name), ".gz"), ".csv")
}

// called is the day in a file's name, or the name.
func called(name string) string {
	base := filepath.Base(name)
	return cmp.Or(maps.DayOf(base), base)
}

func readMap(c *console, name, property string, notes *[]string) (maps.Map, error) {
	text, err := readPlain(name)
	if err != nil {
		return maps.Map{}, err
	}
	m, err := maps.Parse(text, property)
	if err != nil {
		return m, fmt.Errorf("%s: %w", name, err)
	}
	for _, n := range m.Notes {
		word := "assumed"
		if n.Refused {
			word = "refused"
		}
		line := fmt.Sprintf("%s: %s: %s", filepath.Base(name), word, n)
		c.say("%s", line)
		if notes != nil {
			*notes = append(*notes, line)
		}
	}
	if len(m.Holders) == 0 {
		return m, fmt.Errorf("%s has no area that can be read", name)
	}
	if len(m.Holders) == 1 && m.Holders[0].Holder == maps.Unnamed && property != "" {
		return m, fmt.Errorf("no feature of %s has the property %q", name, property)
	}
	return m, nil
}

type territoryCorridor struct {
	From      geo.Point          `json:"from"`
	To        geo.Point          `json:"to"`
	Holders   []string           `json:"holders"`
	Method    string             `json:"method"`
	Stretches []corridor.Stretch `json:"stretches"`
	Refused   int                `json:"refused"`
}

func runTerritoryCorridor(c *console, args []string) error {
	f := c.flags()
	out := territoryCorridor{Method: corridor.Method}
	f.Func("holder", "", func(name string) error { out.Holders = append(out.Holders, name); return nil })
	property := f.String("property", "", "")
	date := f.String("date", "", "")
	from, to := f.String("from", "", ""), f.String("to", "", "")
	names, err := c.parse(f, args, -1)
	if err != nil {
		return err
	}
	if len(names) == 0 || len(out.Holders) == 0 || *from == "" || *to == "" {
		return usagef("territory corridor needs a file, --from, --to and --holder")
	}
	if *date != "" && len(names) > 1 {
		return usagef("--date is for one map; the days of several come from the names of their files")
	}
	if _, err := time.Parse(time.DateOnly, *date); *date != "" && err != nil {
		return usagef("--date %q is not a day such as 2017-07-20", *date)
	}
	if out.From, err = geo.ParsePoint(*from); err != nil {
		return usagef("--from: %s", err)
	}
	if out.To, err = geo.ParsePoint(*to); err != nil {
		return usagef("--to: %s", err)
	}
	today := time.Now().UTC().Format(time.DateOnly)
	var series []corridor.Dated
	for _, name := range names {
		d := corridor.Dated{Day: cmp.Or(*date, maps.DayOf(filepath.Base(name)))}
		if err := corridor.Past(d.Day, today); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if d.Map, err = readMap(c, name, *property, nil); err != nil {
			return err
		}
		out.Refused += d.Map.Refused()
		series = append(series, d)
	}
	if out.Stretches, err = corridor.Over(series, out.Holders, out.From, out.To); err != nil {
		return err
	}
	err = c.result(out, out.words)
	if err == nil && out.Refused > 0 {
		return errFails
	}
	return err
}

func (t territoryCorridor) words(w io.Writer) {
	for _, s := range t.Stretches {
		word := "not connected"
		if s.Connected {
			word = "connected"
		}
		days := s.From
		if s.To != s.From {
			days = fmt.Sprintf("%s to %s (%d maps)", s.From, s.To, s.Maps)
		}
		fmt.Fprintf(w, "%s: %s through %s; %s\n", days, word, strings.Join(t.Holders, ", "), s.Why)
	}
	if last := t.Stretches[len(t.Stretches)-1]; last.Connected {
		fmt.Fprintf(w, "connected since %s, as the maps given have it\n", last.From)
	}
	fmt.Fprintln(w, t.Method)
}
