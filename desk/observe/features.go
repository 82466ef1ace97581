package observe

import (
	"context"
	"strconv"

	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
	"truce.example/view"
)

// The features are the rows of the layers with their places, the oldest first. What they say beside the columns of the
// table, they say in the columns of the layer: one declaration for the table, the map and the file.

func reportFeatures(ctx context.Context, q desk.Question, want desk.Window, each func(desk.Feature) error) error {
	s := newSearch("observe_report", "start_ms", "end_ms", want).byCell(want)
	s.where(unlessWholeIsSeen)
	rows, err := s.find(ctx, q, `entry, changed, start_ms, end_ms, lat, lon, uncertainty_m, place_name, type, accused, source, level, severity, outcome, reason,
		clause, why, ended is not null`, want.Limit)
	return eachRow(rows, err, scanReportFeature, each)
}

// scanReportFeature reads no more than a feature shows: there may be many.
func scanReportFeature(read view.Scan) (desk.Feature, error) {
	var r Report
	var changed int64
	var lat, lon *int32
	var retracted bool
	err := read(&r.Entry, &changed, &r.Start, &r.End, &lat, &lon, &r.UncertaintyM, &r.PlaceName, &r.Type, &r.Accused, &r.Source, &r.Level, &r.Severity,
		&r.Outcome, &r.Reason, &r.Clause, &r.Why, &retracted)
	r.Place = pointOf(lat, lon)
	values := reportValues(r)
	values["retracted"] = retracted
	return feature(r.Entry, changed, r.Start, max(r.Start, r.End), r.Place, values), err
}

func restrictionFeatures(ctx context.Context, q desk.Question, want desk.Window, each func(desk.Feature) error) error {
	rows, err := newSearch("observe_restriction", "start_ms", "end_ms", want).find(ctx, q, restrictionColumns+", changed", want.Limit)
	return eachRow(rows, err, func(read view.Scan) (desk.Feature, error) {
		var changed int64
		r, err := scanRestriction(func(into ...any) error { return read(append(into, &changed)...) })
		return feature(r.Entry, changed, r.Start, max(r.Start, r.End), r.Place, restrictionValues(r)), err
	}, each)
}

// forEver is the end of what goes on, in SQL.
const forEver = "9007199254740991"

func weaponFeatures(ctx context.Context, q desk.Question, want desk.Window, each func(desk.Feature) error) error {
	rows, err := newSearch("observe_weapon", "declared_ms", forEver, want).find(ctx, q, holdingColumns+", declared_ms, changed", want.Limit)
	return eachRow(rows, err, func(read view.Scan) (desk.Feature, error) {
		var declared record.Moment
		var changed int64
		h, err := scanHolding(q, func(into ...any) error { return read(append(into, &declared, &changed)...) })
		return feature(h.Entry, changed, declared, 0, h.Place, holdingValues(h)), err
	}, each)
}

// feature puts a row and its place together. What is not known is left out.
func feature(entry, changed int64, start, end record.Moment, place *geo.Point, values map[string]any) desk.Feature {
	if !start.Known() {
		end = 0 // an end alone is no time that could be asked for
	}
	f := desk.Feature{ID: strconv.FormatInt(entry, 10), Entry: entry, Changed: changed, Start: start, End: end, Values: values}
	if place != nil {
		f.Geometry = *place
	}
	delete(values, "place")
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
	return f
}
