package observe

import (
	"context"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

// A Histogram says how many reports began when.
type Histogram struct {
	Bins        []Bin `json:"bins"`         // oldest first; those without reports are left out
	Total       int64 `json:"total"`        // of all reports, also those of an unknown time
	WithoutTime int64 `json:"without_time"` // of them, those of an unknown time
}

// A Bin is some time, and a clause.
type Bin struct {
	Start  record.Moment `json:"start"`
	Clause string        `json:"clause"` // that the reports may breach first; empty where none applies
	Count  int64         `json:"count"`
}

const (
	longestByHour    = 100 * 24 * time.Hour // so many hours that a screen shows them
	mostOffsetMinute = 14 * 60
	mondayMs         = 3 * 24 * 3_600_000 // from the Monday before 1970 to the first day of 1970
)

// binMs are the lengths of bins.
var binMs = map[string]int64{"hour": 3_600_000, "day": 24 * 3_600_000, "week": 7 * 24 * 3_600_000}

// askHistogram counts in SQL, from the index of times alone: a million reports are never read one by one.
func askHistogram(ctx context.Context, q desk.Question) (any, error) {
	f := newFilter(q.Params)
	f.reports()
	size, shift, from := f.bins()
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	const first = "case when outcome = ? then clause else '' end"
	query := "select case when start_ms = 0 then null else (max(start_ms, ?) + ?) / ? end bin, " + first + ` first, count(*)
		from observe_report r where ` + unlessWholeIsSeen + " and " + f.SQL() + " group by bin, first order by bin, first"
	rows, err := q.View.Query(ctx, query, append([]any{from, shift, size, string(agreement.Candidate)}, f.Args...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	h := Histogram{Bins: []Bin{}}
	for rows.Next() {
		var bin *int64
		var b Bin
		if err := rows.Scan(&bin, &b.Clause, &b.Count); err != nil {
			return nil, err
		}
		h.Total += b.Count
		if bin == nil {
			h.WithoutTime += b.Count
			continue
		}
		b.Start = record.Moment(*bin*size - shift)
		h.Bins = append(h.Bins, b)
	}
	return h, rows.Err()
}

// bins are how long a bin is, what is added to a moment so that bins begin at multiples of that length, and the moment
// before which nothing is cut; all in milliseconds.
func (f *filter) bins() (size, shift, from int64) {
	name := f.Value("bin")
	if name == "" {
		name = "day"
	}
	size, ok := binMs[name]
	if !ok {
		f.Say("bin", "bin is %q; use hour, day or week", shorten(name))
	}
	offset, _ := f.Number("offset")
	if offset < -mostOffsetMinute || offset > mostOffsetMinute {
		f.Say("offset", "offset is %d; it goes from %d to %d minutes", offset, -mostOffsetMinute, mostOffsetMinute)
	}
	shift = offset * 60_000
	if name == "week" {
		shift += mondayMs
	}
	shift += size << 20 // so that a time before 1970 is divided as one after it
	begin, hasFrom := f.Moment("from")
	end, hasTo := f.Moment("to")
	if name == "hour" && !(hasFrom && hasTo && end-begin <= record.Moment(longestByHour.Milliseconds())) {
		f.Say("bin", "hours are counted between from= and to= at most 100 days apart; name both, or use day")
	}
	if !hasFrom {
		return size, shift, -(1 << 48) // no bound
	}
	return size, shift, int64(begin)
}
