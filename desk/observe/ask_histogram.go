package observe

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
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

// askHistogram counts in SQL by the hour, in the order of an index and from nothing else: a million reports are neither read
// one by one nor sorted. Hours are put together here. Only where the clock is ahead by a part of an hour are quarters of
// an hour sorted.
func askHistogram(ctx context.Context, q desk.Question) (any, error) {
	f := newFilter(q.Params)
	f.reports()
	cut := f.cut()
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	unit, text := hourMs, "3600000" // as in the index
	if cut.shift%hourMs != 0 {
		unit, text = hourMs/4, "900000"
	}
	part := "start_ms / " + text
	rows, err := q.View.Query(ctx, "select "+part+", outcome, clause, count(*), sum(start_ms = 0) from observe_report r where "+
		unlessWholeIsSeen+" and "+f.SQL()+" group by "+part+", outcome, clause", f.Args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var h Histogram
	counts := map[Bin]int64{}
	for rows.Next() {
		var at, n, timeless int64
		var outcome, clause string
		if err := rows.Scan(&at, &outcome, &clause, &n, &timeless); err != nil {
			return nil, err
		}
		if outcome != string(agreement.Candidate) {
			clause = ""
		}
		h.Total, h.WithoutTime = h.Total+n, h.WithoutTime+timeless
		if n > timeless {
			counts[Bin{Start: cut.bin(max(at*unit, cut.from)), Clause: clause}] += n - timeless
		}
	}
	h.Bins = make([]Bin, 0, len(counts))
	for b, n := range counts {
		h.Bins = append(h.Bins, Bin{b.Start, b.Clause, n})
	}
	slices.SortFunc(h.Bins, func(a, b Bin) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), strings.Compare(a.Clause, b.Clause))
	})
	return h, rows.Err()
}

const hourMs int64 = 3_600_000

// A cut says how time is cut into bins, in milliseconds.
type cut struct {
	size  int64 // of a bin
	shift int64 // added to a moment, it makes bins begin at multiples of size
	from  int64 // what began before counts here
}

func (c cut) bin(at int64) record.Moment {
	at += c.shift
	at -= ((at % c.size) + c.size) % c.size
	return record.Moment(at - c.shift)
}

func (f *filter) cut() cut {
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
	shift := offset * 60_000
	if name == "week" {
		shift += mondayMs
	}
	begin, hasFrom := f.Moment("from")
	end, hasTo := f.Moment("to")
	if name == "hour" && !(hasFrom && hasTo && end-begin <= record.Moment(longestByHour.Milliseconds())) {
		f.Say("bin", "hours are counted between from= and to= at most 100 days apart; name both, or use day")
	}
	if !hasFrom {
		return cut{size, shift, math.MinInt64}
	}
	return cut{size, shift, int64(begin)}
}
