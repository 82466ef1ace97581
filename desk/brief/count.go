package brief

import (
	"slices"
	"strconv"
	"time"

	"truce.example/agreement"
	"truce.example/record"
)

// MethodVersion is the version of the counting rules in this file. Two counts compare only under the same version and
// the same coverage; a change of a rule is a new version.
const MethodVersion = 1

// A Counted is what counting looks at of one report.
type Counted struct {
	Entry      int64
	ExternalID string
	Type       string
	Basis      string // F, I or empty
	Accused    string // as first reported
	Side       string // as the judgement read it
	Certainty  string
	Outcome    string
	Reason     string
	Clause     string // primary
	StartMs    int64  // 0: not known
	Level      int64
	Severity   int64
	Minutes    *int64
	Retracted  bool
	Zones      []string // every place of the agreement that its point lies in
}

// A Scale is what the agreement adds to a count.
type Scale struct {
	Weights agreement.Severity
	// DayZeroMs is the midnight, on the agreement's own clock, that began the day of entry into force, and OffsetMs what
	// that clock was ahead of UTC then. All days are counted by it: a week is seven times 24 hours, also across a change
	// of the clocks.
	DayZeroMs int64
	OffsetMs  int64
}

// Totals is the answer to "how many". A count of candidates is a count of questions, not of breaches.
type Totals struct {
	MethodVersion int              `json:"method_version"`
	Entry         int64            `json:"entry"` // the record was read up to here
	Rows          int64            `json:"rows"`
	Facts         int64            `json:"facts"`     // rows marked as published facts
	Invented      int64            `json:"invented"`  // rows marked as invented for an exercise
	Retracted     int64            `json:"retracted"` // rows that no longer stand; they are in no count below
	Candidates    int64            `json:"candidates"`
	Public        int64            `json:"public"` // candidates, with accounts of one event counted once
	LevelTwoUp    int64            `json:"level_2_up"`
	ByLevel       map[string]int64 `json:"by_level"`
	ByAccused     map[string]int64 `json:"by_accused"`     // by side if named outright, "?" if nobody is named, "-" if nobody is accused, else "other"
	OtherAccused  map[string]int64 `json:"other_accused"`  // what "other" is made of, as reported
	ByClause      map[string]int64 `json:"by_clause"`      // by the most specific clause
	ByWeek        []Week           `json:"by_week"`        // since the day of entry into force
	Weighted      Weighted         `json:"weighted"`       //
	NotCovered    map[string]int64 `json:"not_covered"`    // by reason; undetermined ones too
	LeftOut       []LeftOut        `json:"left_out"`       // beside the total, because the act behind is another report
	Obstructions  []Obstruction    `json:"obstructions"`   //
	MinutesLost   int64            `json:"minutes_lost"`   // of the obstructions whose length is known
	ByZoneMonth   []ZoneMonth      `json:"by_zone_month"`  // all rows, covered or not
	Weights       [5]int64         `json:"weights"`        // of severity 1 to 5
	WeekZero      record.Moment    `json:"week_zero_from"` // when week 0 begins
}

// A Week is the number of candidates in seven days.
type Week struct {
	Week  int64 `json:"week"`
	Count int64 `json:"count"`
}

// Weighted is the index: the sum of the weights of the severities.
type Weighted struct {
	All        int64 `json:"all"`
	LevelTwoUp int64 `json:"level_2_up"`
}

// A LeftOut is a row that stands beside the total.
type LeftOut struct {
	Entry      int64  `json:"entry"`
	ExternalID string `json:"external_id,omitempty"`
	Type       string `json:"type"`
}

// An Obstruction of observers, with its length if that is known.
type Obstruction struct {
	Entry      int64  `json:"entry"`
	ExternalID string `json:"external_id,omitempty"`
	Accused    string `json:"accused"`
	Minutes    *int64 `json:"minutes"`
}

// A ZoneMonth is the number of reports from one place of the agreement in one month. A report that lies in several
// zones counts in each.
type ZoneMonth struct {
	Zone       string `json:"zone"`
	Month      string `json:"month"` // 2017-07, or "unknown"
	Rows       int64  `json:"rows"`
	Candidates int64  `json:"candidates"`
}

const (
	dayMs             = 24 * 60 * 60 * 1000
	weekMs            = 7 * dayMs
	obstructionOfType = "observer_obstruction"
)

// Count counts the reports. Each pair joins two reports that are accounts or duplicates of one event.
func Count(reports []Counted, pairs [][2]int64, scale Scale) Totals {
	t := Totals{
		MethodVersion: MethodVersion, Rows: int64(len(reports)), Weights: scale.Weights.Weights, WeekZero: record.Moment(scale.DayZeroMs),
		ByLevel: map[string]int64{}, ByAccused: map[string]int64{}, OtherAccused: map[string]int64{}, ByClause: map[string]int64{},
		NotCovered: map[string]int64{}, ByWeek: []Week{}, LeftOut: []LeftOut{}, Obstructions: []Obstruction{}, ByZoneMonth: []ZoneMonth{},
	}
	events := newEvents(pairs)
	weeks, months := map[int64]int64{}, map[[2]string]*ZoneMonth{}
	for _, r := range reports {
		t.basis(r)
		if r.Retracted {
			t.Retracted++
			continue
		}
		t.beside(r)
		candidate := r.Outcome == string(agreement.Candidate)
		countZones(months, r, scale, candidate)
		if !candidate {
			t.NotCovered[r.Reason]++
			continue
		}
		t.candidate(r, scale)
		weeks[floorDiv(r.StartMs-scale.DayZeroMs, weekMs)]++
		if events.first(r.Entry) {
			t.Public++
		}
	}
	t.ByWeek = sortedWeeks(weeks)
	t.ByZoneMonth = sortedMonths(months)
	return t
}

func (t *Totals) basis(r Counted) {
	switch r.Basis {
	case "F":
		t.Facts++
	case "I":
		t.Invented++
	}
}

// beside lists what is shown beside the total.
func (t *Totals) beside(r Counted) {
	if r.Reason == string(agreement.LeftOutType) {
		t.LeftOut = append(t.LeftOut, LeftOut{r.Entry, r.ExternalID, r.Type})
	}
	if r.Type != obstructionOfType {
		return
	}
	t.Obstructions = append(t.Obstructions, Obstruction{r.Entry, r.ExternalID, r.Accused, r.Minutes})
	if r.Minutes != nil {
		t.MinutesLost += *r.Minutes
	}
}

func (t *Totals) candidate(r Counted, scale Scale) {
	weight := scale.Weights.Weight(r.Severity)
	t.Candidates++
	t.Weighted.All += weight
	if r.Level >= 2 {
		t.LevelTwoUp++
		t.Weighted.LevelTwoUp += weight
	}
	t.ByLevel[strconv.FormatInt(r.Level, 10)]++
	t.ByClause[r.Clause]++
	key := accusedKey(r)
	t.ByAccused[key]++
	if key == "other" {
		t.OtherAccused[r.Accused]++
	}
}

// accusedKey sorts a report by whom it accuses as first reported. Doubt, an ally, several sides and names that the
// agreement does not know are not counted against a side.
func accusedKey(r Counted) string {
	switch agreement.SideCertainty(r.Certainty) {
	case agreement.SideReported:
		return r.Side
	case agreement.SideUnknown:
		return "?"
	case agreement.SideNone:
		return "-"
	}
	return "other"
}

func countZones(months map[[2]string]*ZoneMonth, r Counted, scale Scale, candidate bool) {
	month := monthOf(r.StartMs, scale)
	for _, zone := range r.Zones {
		key := [2]string{zone, month}
		if months[key] == nil {
			months[key] = &ZoneMonth{Zone: zone, Month: month}
		}
		months[key].Rows++
		if candidate {
			months[key].Candidates++
		}
	}
}

// monthOf is the month of a moment on the agreement's clock.
func monthOf(ms int64, scale Scale) string {
	if ms == 0 {
		return "unknown"
	}
	return time.UnixMilli(ms + scale.OffsetMs).UTC().Format("2006-01")
}

// sortedWeeks lists the weeks from the first to the last, empty ones too: a week without reports is an answer.
func sortedWeeks(counts map[int64]int64) []Week {
	if len(counts) == 0 {
		return []Week{}
	}
	first, last := int64(0), int64(0)
	for w := range counts {
		first, last = min(first, w), max(last, w)
	}
	weeks := make([]Week, 0, last-first+1)
	for w := first; w <= last; w++ {
		weeks = append(weeks, Week{w, counts[w]})
	}
	return weeks
}

func sortedMonths(months map[[2]string]*ZoneMonth) []ZoneMonth {
	out := make([]ZoneMonth, 0, len(months))
	for _, m := range months {
		out = append(out, *m)
	}
	slices.SortFunc(out, func(a, b ZoneMonth) int {
		return slices.Compare([]string{a.Zone, a.Month}, []string{b.Zone, b.Month})
	})
	return out
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// events are sets of reports that speak of one event.
type events struct {
	parent map[int64]int64
	seen   map[int64]bool
}

func newEvents(pairs [][2]int64) *events {
	e := &events{parent: map[int64]int64{}, seen: map[int64]bool{}}
	for _, p := range pairs {
		e.parent[e.root(p[0])] = e.root(p[1])
	}
	return e
}

func (e *events) root(n int64) int64 {
	for {
		up, ok := e.parent[n]
		if !ok || up == n {
			return n
		}
		n = up
	}
}

// first says whether a report is the first that is asked for of its event.
func (e *events) first(entry int64) bool {
	root := e.root(entry)
	if e.seen[root] {
		return false
	}
	e.seen[root] = true
	return true
}
