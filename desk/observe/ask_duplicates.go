package observe

import (
	"context"

	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
)

// How near two reports of one type must be for a person to be asked whether they speak of one event.
const (
	duplicateWithin   = 30 * minute
	duplicateRadiusCm = 3_000_00
)

// A Duplicate is a report that may speak of the same event. It is a suggestion: only a person links reports.
type Duplicate struct {
	Report
	ApartMinutes int64 `json:"apart_minutes"`
	ApartM       int64 `json:"apart_m"`
	SameNumber   bool  `json:"same_number"` // the same external number in the same data set
	Linked       bool  `json:"linked"`      // somebody linked the two already
}

func askDuplicates(ctx context.Context, q desk.Question) (any, error) {
	entry, err := entryOf(q)
	if err != nil {
		return nil, err
	}
	page, err := onePage(ctx, q, entry)
	if err != nil {
		return nil, err
	}
	candidates, err := nearby(ctx, q, page.Report)
	if err != nil {
		return nil, err
	}
	known, err := links(ctx, q, entry)
	if err != nil {
		return nil, err
	}
	suggestions := []Duplicate{}
	for _, other := range candidates {
		if d, ok := compare(page.Report, other); ok {
			d.Linked = areLinked(known, other.Entry)
			suggestions = append(suggestions, d)
		}
	}
	return map[string][]Duplicate{"duplicates": suggestions}, nil
}

// nearby finds what the indexes can: the same type within the time, or the same number. Distance is left to compare.
func nearby(ctx context.Context, q desk.Question, r Report) ([]Report, error) {
	f := newFilter(nil)
	f.Where("entry <> ? and (of_entry is null or of_entry <> ?)", r.Entry, r.Entry)
	f.Where("(type = ? and start_ms between ? and ? or external_id <> '' and external_id = ? and dataset = ?)",
		r.Type, int64(r.Start-duplicateWithin), int64(r.Start+duplicateWithin), r.ExternalID, r.Dataset)
	return listReports(ctx, q, f, desk.MostPage)
}

// compare says how far apart two reports are, and whether that is near enough to ask. A place or time that is not known
// is not near.
func compare(a, b Report) (Duplicate, bool) {
	d := Duplicate{Report: b, ApartMinutes: -1, ApartM: -1}
	d.SameNumber = a.ExternalID != "" && a.ExternalID == b.ExternalID && a.Dataset == b.Dataset
	if a.Start.Known() && b.Start.Known() {
		d.ApartMinutes = int64(apart(a.Start, b.Start) / minute)
	}
	cm := int64(-1)
	if a.Place != nil && b.Place != nil {
		cm = geo.DistanceCm(*a.Place, *b.Place)
		d.ApartM = cm / 100
	}
	near := a.Type == b.Type && d.ApartMinutes >= 0 && apart(a.Start, b.Start) <= duplicateWithin && cm >= 0 && cm <= duplicateRadiusCm
	return d, near || d.SameNumber
}

func apart(a, b record.Moment) record.Moment { return max(a, b) - min(a, b) }

func areLinked(known []LinkRow, other int64) bool {
	for _, l := range known {
		if l.From == other || l.To == other {
			return true
		}
	}
	return false
}
