package territory

import (
	_ "embed"
	"strings"

	"truce.example/desk/territory/ledger"
	"truce.example/geo"
	"truce.example/record"
	"truce.example/view"
)

//go:embed view.sql
var schema string

// newView returns the desk's tables.
func newView() *view.View {
	return &view.View{Name: deskName, Version: 1, Schema: schema, Apply: apply}
}

// How a claim came, in the column chart.
const (
	single     = 0
	ofChart    = 1
	ofWholeMap = 2
	ofTable    = 3
)

func apply(tx *view.Tx, e record.Entry) error {
	if e.Fact == nil || !strings.HasPrefix(e.Kind, deskName+".") {
		return nil
	}
	audience, err := tx.Audience(e.Audience)
	if err != nil {
		return err
	}
	w := writer{tx, e, audience}
	switch f := e.Fact.(type) {
	case *Claimed:
		return w.claim(0, single, f.Source, f.SeenAt, f.Level, f.Basis, f.Claim, f)
	case *Charted:
		return w.charted(f)
	case *Rated:
		if err := w.Exec("insert into territory_claim select entry, audience, item, ?, null, chart, source, holder, status, place, pcode, lat, lon, seen_ms, from_ms, ?, basis, drawn, south, north, west, east, author_side, forgotten, doc from territory_claim where entry = ? and ended is null", e.Number, f.Level, f.Claim); err != nil {
			return err
		}
		return w.Exec("update territory_claim set ended = ? where entry = ? and since < ? and ended is null", e.Number, f.Claim, e.Number)
	case *Withdrawn:
		if err := w.Exec("update territory_claim set ended = ? where entry = ? and ended is null", e.Number, f.Claim); err != nil {
			return err
		}
		return w.Exec("update territory_chart set ended = ? where entry = ? and ended is null", e.Number, f.Claim)
	case *Outlined:
		return w.outlined(f)
	case *Passed:
		outcome := string(f.Judgement.Outcome)
		if !f.Reliable {
			outcome = "not_reliable"
		}
		return w.alert(f.Item, "passed", f.To, outcome, f.Judgement.Primary, &f.Judgement.Inputs.Place, f)
	case *Approached:
		return w.alert(f.Item, "approached", f.For, string(f.Judgement.Outcome), f.Judgement.Primary, &f.Judgement.Inputs.Place, f)
	case *Reappeared:
		return w.alert(f.Item, "reappeared", f.Group, "indicator", "", f.Place, f)
	}
	return nil
}

// A writer writes what one entry changes.
type writer struct {
	*view.Tx
	entry    record.Entry
	audience int64
}

// insert adds a row: the entry, its audience, and the values of the table's other columns in order.
func (w writer) insert(table string, values ...any) error {
	marks := strings.Repeat(", ?", len(values))
	return w.Exec("insert into "+table+" values (?, ?"+marks+")", append([]any{w.entry.Number, w.audience}, values...)...)
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func (w writer) forgotten() bool { return w.entry.Status == record.Forgotten }

// claim writes one claim. Its document is the fact, or of a chart the claim, without the area.
func (w writer) claim(item, chart int64, source string, seen record.Moment, level int64, basis string, c Claim, doc any) error {
	area := c.Area
	c.Area = nil
	if f, ok := doc.(*Claimed); ok {
		slim := *f
		slim.Area = nil
		doc = slim
	} else {
		doc = c
	}
	from := c.From
	if !from.Known() || from > seen {
		from = seen
	}
	var south, north, west, east any
	drawn := len(area) > 0
	box, ok := area.box()
	if !drawn && c.Point != nil && c.RadiusM > 0 {
		disc, err := ledger.Disc(*c.Point, c.RadiusM)
		if err == nil {
			area = shapeOf(disc)
			box, ok = area.box()
		}
		drawn = true
	}
	if ok {
		south, north, west, east = box.South, box.North, box.West, box.East
	}
	err := w.insert("territory_claim", item, w.entry.Number, nil, chart, source, c.Holder, c.Status, c.Place, c.PCode, view.Lat(c.Point), view.Lon(c.Point), int64(seen), int64(from),
		level, basis, number(drawn || c.PCode != ""), south, north, west, east, w.entry.Author.Party, number(w.forgotten()), view.Doc(doc))
	if err != nil || w.forgotten() {
		return err
	}
	if len(area) > 0 {
		if err := w.insert("territory_shape", item, area.pack()); err != nil {
			return err
		}
	}
	if chart != single {
		return nil
	}
	return w.Text(w.entry, view.Text{Desk: deskName, Kind: "claim", At: seen, Title: "Claim of who holds ground", Text: view.Lines(source, c.Holder, strings.Join(c.With, " "), c.Place, c.Note)})
}

// box is the smallest box around a shape.
func (s Shape) box() (geo.Box, bool) {
	var b geo.Box
	some := false
	for _, polygon := range s {
		for _, flat := range polygon {
			for i := 1; i < len(flat); i += 2 {
				lat, lon := flat[i-1], flat[i]
				if !some {
					b, some = geo.Box{South: lat, North: lat, West: lon, East: lon}, true
				}
				b.South, b.North, b.West, b.East = min(b.South, lat), max(b.North, lat), min(b.West, lon), max(b.East, lon)
			}
		}
	}
	return b, some
}

func (w writer) charted(f *Charted) error {
	chart := int64(ofChart)
	switch {
	case f.Changes:
		chart = ofTable
	case f.Whole:
		chart = ofWholeMap
	}
	slim := *f
	slim.Claims = nil
	if err := w.insert("territory_chart", nil, chart, f.Source, int64(f.SeenAt), len(f.Claims), f.Standing, view.Doc(slim)); err != nil {
		return err
	}
	for i, c := range f.Claims {
		if err := w.claim(int64(i), chart, f.Source, f.SeenAt, f.Level, f.Basis, c, nil); err != nil {
			return err
		}
	}
	if w.forgotten() {
		return nil
	}
	return w.Text(w.entry, view.Text{Desk: deskName, Kind: "chart", At: f.SeenAt, Title: "Map or table of who holds what", Text: f.Source})
}

func (w writer) alert(item int64, kind, holder, outcome, clause string, at *geo.Point, doc any) error {
	claim, err := w.entry.RefEntry(0)
	if err != nil {
		return err
	}
	return w.insert("territory_alert", claim, item, kind, holder, outcome, clause, view.Lat(at), view.Lon(at), int64(w.entry.Happened), view.Doc(doc))
}

func (w writer) outlined(f *Outlined) error {
	if err := w.Exec("update territory_unit set ended = ? where unit_set = ? and ended is null", w.entry.Number, f.Set); err != nil {
		return err
	}
	for _, u := range f.Units {
		var shape any
		if len(u.Area) > 0 {
			shape = u.Area.pack()
		}
		if err := w.insert("territory_unit", nil, f.Set, u.PCode, u.Name, u.NameAr, u.Parent, u.People, view.Lat(u.Point), view.Lon(u.Point), shape); err != nil {
			return err
		}
	}
	return nil
}
