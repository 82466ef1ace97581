package territory

import (
	"context"
	"encoding/json"
	"strconv"

	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
	"truce.example/view"
)

// layers are the tables that the console shows, each claim by itself: the map that follows from them is a question of its own.
func (a *atlas) layers() []desk.Layer {
	return []desk.Layer{
		{
			ID: "territory.claims", Title: "Claims of who holds what", Right: desk.RightAnybody, Rows: claimLayer, Features: claimFeatures,
			Drawn: []string{"holder", "status"}, Counted: []string{"holder"},
			Columns: []desk.Column{
				{Name: "holder", Title: "Holder", Type: "text"}, {Name: "status", Title: "Status", Type: "text"}, {Name: "place", Title: "Place", Type: "text"},
				{Name: "seen_at", Title: "Seen", Type: "time"}, {Name: "from", Title: "Since", Type: "time"}, {Name: "source", Title: "Source", Type: "text"},
				{Name: "level", Title: "Level", Type: "integer"}, {Name: "basis", Title: "Basis", Type: "text"}, {Name: "withdrawn", Title: "Withdrawn", Type: "boolean"},
			},
		},
		{
			ID: "territory.alerts", Title: "What claims of ground give rise to", Right: desk.RightSignedIn, Rows: alertLayer,
			Columns: []desk.Column{
				{Name: "kind", Title: "Kind", Type: "text"}, {Name: "holder", Title: "To or for", Type: "text"}, {Name: "outcome", Title: "Outcome", Type: "text"},
				{Name: "clause", Title: "Clause", Type: "text"}, {Name: "claim", Title: "Claim", Type: "integer"}, {Name: "at", Title: "When", Type: "time"},
			},
		},
	}
}

// layerColumns are those of single claims; charts have too many for a table.
const layerColumns = `entry, since, holder, status, place, seen_ms, from_ms, source, level, basis, ended, lat, lon, drawn,
	(select shape from territory_shape s where s.entry = territory_claim.entry and s.item = territory_claim.item), doc`

// current are the newest rows of single claims: the last rating, or the row that a withdrawal ended.
const current = `chart = 0 and forgotten = 0 and (ended is null or not exists (select 1 from territory_claim n where n.entry = territory_claim.entry and n.since = territory_claim.ended))`

func scanFeature(read view.Scan) (desk.Feature, error) {
	var f desk.Feature
	var since, seen, from, level int64
	var holder, status, place, source, basis, doc string
	var ended *int64
	var lat, lon *int32
	var drawn bool
	var packed []byte
	if err := read(&f.Entry, &since, &holder, &status, &place, &seen, &from, &source, &level, &basis, &ended, &lat, &lon, &drawn, &packed, &doc); err != nil {
		return f, err
	}
	var c Claim
	if err := json.Unmarshal([]byte(doc), &c); err != nil {
		return f, err
	}
	f.ID, f.Start, f.Changed = strconv.FormatInt(f.Entry, 10), record.Moment(from), since
	if ended != nil {
		f.Changed = *ended
	}
	if len(c.With) > 0 {
		holder = heldBy(holdersOf(&c))
	}
	if place == "" {
		place = c.PCode
	}
	f.Values = map[string]any{
		"holder": holder, "status": status, "place": place, "seen_at": record.Moment(seen), "from": record.Moment(from), "source": source, "level": level, "basis": basis, "withdrawn": ended != nil,
	}
	switch {
	case packed != nil:
		shape, err := unpack(packed)
		if err != nil {
			return f, err
		}
		if f.Geometry, err = geometryOf(shape); err != nil {
			return f, err
		}
	case lat != nil && lon != nil:
		f.Geometry = geo.Point{Lat: *lat, Lon: *lon}
	}
	return f, nil
}

// mostDrawn is of how many corners a claim is drawn by itself; the map of the moment draws all.
const mostDrawn = 1_500

// geometryOf is a shape as features have it, or nil.
func geometryOf(s Shape) (any, error) {
	if s.corners() > mostDrawn {
		return nil, nil
	}
	var out geo.MultiPolygon
	for _, rings := range s.drawn() {
		p, err := geo.NewPolygon(rings[0], rings[1:]...)
		if err != nil {
			return nil, nil // a corner touches another: the map of the moment shows it
		}
		out = append(out, p)
	}
	return out, nil
}

func claimLayer(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	f := desk.NewFilter(nil)
	if before > 0 {
		f.Where("entry < ?", before)
	}
	rows, err := q.View.Query(ctx, "select "+layerColumns+" from territory_claim where "+current+" and "+f.SQL()+" order by entry desc limit ?", append(f.Args, limit)...)
	return view.Collect(rows, err, func(read view.Scan) (desk.Row, error) {
		one, err := scanFeature(read)
		return desk.Row{Entry: one.Entry, Values: one.Values}, err
	})
}

func claimFeatures(ctx context.Context, q desk.Question, want desk.Window, each func(desk.Feature) error) error {
	f := desk.NewFilter(nil)
	if want.ID != "" {
		n, err := strconv.ParseInt(want.ID, 10, 64)
		if err != nil || strconv.FormatInt(n, 10) != want.ID {
			return nil
		}
		f.Where("entry = ?", n)
	}
	if want.After > 0 {
		f.Where("entry > ?", want.After)
	}
	if want.To != 0 {
		f.Where("from_ms < ?", int64(want.To))
	}
	if want.Since > 0 {
		f.Where("(since >= ? or ended >= ?)", want.Since, want.Since)
	}
	rows, err := q.View.Query(ctx, "select "+layerColumns+" from territory_claim where "+current+" and "+f.SQL()+" order by entry", f.Args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for n := 0; rows.Next(); {
		one, err := scanFeature(rows.Scan)
		if err != nil {
			return err
		}
		if want.Box != nil && (one.Geometry == nil || !geo.Touches(one.Geometry, *want.Box)) {
			continue
		}
		// What is said of a place is of the moment from which it is said; an area is drawn for as long as it holds.
		if _, isPoint := one.Geometry.(geo.Point); isPoint && want.From != 0 && one.Start < want.From {
			continue
		}
		if err := each(one); err != nil {
			return err
		}
		if n++; want.Limit > 0 && n == want.Limit {
			break
		}
	}
	return rows.Err()
}

func alertLayer(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	f := desk.NewFilter(nil)
	if before > 0 {
		f.Where("entry < ?", before)
	}
	list, err := alerts(ctx, q, f, int64(limit))
	rows := []desk.Row{}
	for _, l := range list {
		rows = append(rows, desk.Row{Entry: l.Entry, Values: map[string]any{"kind": l.Kind, "holder": l.Holder, "outcome": l.Outcome, "clause": l.Clause, "claim": l.Claim, "at": l.At}})
	}
	return rows, err
}
