package observe

import (
	"context"
	"math"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
)

// askTotals counts the reports that the reader sees. The law gives weights, the first day, and the zones in which a
// report lies; what a report may breach was judged when it was recorded.
func askTotals(law Law) question {
	return func(ctx context.Context, q desk.Question) (any, error) {
		f := newFilter(q.Params)
		f.time()
		f.box()
		f.is("dataset", "dataset")
		f.is("type", "type")
		level, ended := f.asKnown()
		if err := f.refusal(); err != nil {
			return nil, err
		}
		terms := law.at(record.At(q.At), q.View.Entry())
		reports, err := countedReports(ctx, q, level, ended, f, terms)
		if err != nil {
			return nil, err
		}
		pairs, err := accounts(ctx, q, f)
		if err != nil {
			return nil, err
		}
		totals := Count(reports, pairs, scaleOf(terms))
		totals.Entry = q.View.Entry()
		return totals, nil
	}
}

func countedReports(ctx context.Context, q desk.Question, level, ended string, f *filter, terms *agreement.Terms) ([]Counted, error) {
	zones := zonesOf(terms)
	rows, err := q.View.Query(ctx, `select entry, external_id, type, basis, accused, side, certainty, outcome, reason, clause, start_ms, `+level+`, severity,
		minutes, `+ended+` is not null, lat, lon from observe_report r where `+unlessWholeIsSeen+" and "+f.sql()+" order by entry", f.args...)
	return collect(rows, err, func(read scan) (Counted, error) {
		var r Counted
		var lat, lon *int32
		err := read(&r.Entry, &r.ExternalID, &r.Type, &r.Basis, &r.Accused, &r.Side, &r.Certainty, &r.Outcome, &r.Reason, &r.Clause,
			&r.StartMs, &r.Level, &r.Severity, &r.Minutes, &r.Retracted, &lat, &lon)
		r.Zones = zones.around(pointOf(lat, lon))
		return r, err
	})
}

// accounts are the links that say that two reports speak of one event, as they are known where the question asks.
func accounts(ctx context.Context, q desk.Question, f *filter) ([][2]int64, error) {
	known, ok := f.number("known")
	if !ok {
		known = math.MaxInt64
	}
	rows, err := q.View.Query(ctx, "select from_entry, to_entry from observe_link where relation in (?, ?) and entry < ?", duplicateOf, accountOf, known)
	return collect(rows, err, func(read scan) ([2]int64, error) {
		var p [2]int64
		err := read(&p[0], &p[1])
		return p, err
	})
}

// scaleOf reads from the agreement where counting begins. The clock is the agreement's own at entry into force, whose
// offset follows from the two times that its text states.
func scaleOf(terms *agreement.Terms) Scale {
	if terms == nil {
		return Scale{}
	}
	a := terms.Agreement()
	start := int64(a.EntryIntoForce.UTC)
	scale := Scale{Weights: a.Severity}
	if local, err := time.Parse("2006-01-02T15:04", a.EntryIntoForce.Local); err == nil {
		scale.OffsetMs = local.UnixMilli() - start
	}
	scale.DayZeroMs = start - (start+scale.OffsetMs)%dayMs
	return scale
}

// places are the zones of an agreement, for the table of zones and months.
type places struct {
	names []string
	areas []geo.MultiPolygon
}

func zonesOf(terms *agreement.Terms) places {
	if terms == nil {
		return places{}
	}
	a := terms.Agreement()
	p := places{names: []string{"area"}, areas: []geo.MultiPolygon{a.Area.Geometry}}
	for _, z := range a.Zones {
		p.names, p.areas = append(p.names, z.ID), append(p.areas, z.Geometry)
	}
	return p
}

// around lists the zones in which a point lies; "outside" if it lies in none, "unknown" without a point.
func (p places) around(point *geo.Point) []string {
	if point == nil {
		return []string{"unknown"}
	}
	var in []string
	for i, area := range p.areas {
		if area.Contains(*point) {
			in = append(in, p.names[i])
		}
	}
	if in == nil {
		return []string{"outside"}
	}
	return in
}
