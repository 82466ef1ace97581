package brief

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/geo"
)

// A Row is one report as it is counted and listed.
type Row struct {
	Counted
	EndMs        int64
	RecordedMs   int64
	Form         string
	Channel      string
	Source       string
	Dataset      string
	PlaceName    string
	Place        *geo.Point
	UncertaintyM int64
	Excluded     string // excluded group that is accused
	Harmed       []desk.Harmed

	act    bool   // of a type that counts as an act
	event  bool   // a candidate, and the first of the reports that speak of its event
	first  bool   // the first that stands of the reports that speak of its event
	key    string // accusedKey
	week   int64
	month  string
	coded  string // Level and week as a selection writes them
	weekly string
}

// A Watch is that the mission watched a place.
type Watch struct {
	Entry        int64
	Place        *geo.Point
	PlaceName    string
	FromMs, ToMs int64 // ToMs is 0 when nobody wrote down the end
	minutes      int64 // inside the brief's time
	zones        []string
	ground       string
}

// A Told is a tally of some fact.
type Told struct {
	Entry, Place int64
	What, Code   string
	Side         string
	Of, Part     int64
	AtMs, DueMs  int64
	Late         bool
	Minutes      *int64
	inside       bool // of the brief's time
	kept         bool // a duty that was kept
}

// A Matter is all that a brief is made from.
type Matter struct {
	Rows    []Row
	Pairs   [][2]int64
	Answers [][3]int64 // link, and when the two reports began: the one that answers, the one that is answered
	Watches []Watch
	Told    []Told
}

// A Select says which entries a number stands for. The same words choose what is counted and what is listed, so that a
// number and its list cannot differ.
type Select struct {
	Of     string // what is counted; one of the words below
	Zone   string
	Type   string // one, or several with spaces between
	Side   string // accused, as the totals have it; or the side of a tally or of the ground
	Name   string // accused or group, as reported
	Level  string
	Clause string
	Reason string
	Week   string
	Month  string
	From   string // of a comparison: which of the two times; "before" or "after"
	Source string // channel and data set
	Code   string // of a tally; one, or several with spaces between
	Harm   string
}

// What a number may be of.
const (
	ofRows       = "reports"     // all, taken back ones too
	ofStanding   = "standing"    // that were not taken back
	ofRetracted  = "retracted"   //
	ofFacts      = "facts"       // marked as published facts
	ofInvented   = "invented"    // marked as invented for an exercise
	ofCandidates = "candidates"  //
	ofEvents     = "events"      // candidates, accounts of one event once
	ofLevelTwoUp = "level_2_up"  // candidates
	ofNotCovered = "not_covered" // standing reports that are no candidates
	ofLeftOut    = "left_out"    // by type
	ofExcluded   = "excluded"    // by excluded groups
	ofHeldUp     = "held_up"     // obstructions of observers
	ofActs       = "acts"        // standing reports of acts, whether a clause covers them or not
	ofHarmed     = "harmed"      // first reports of events that give dead or wounded
	ofCoverage   = "coverage"    // entries that say where the mission watched
	ofTally      = "tally:"      // with what it is of
	ofAnswers    = "answers"     // links that say that one event answers another
	ofOpenCases  = "open_cases"  // at the end of the time
	ofOverdue    = "overdue"     // duties whose day has passed
	ofLateAck    = "late"        // acknowledgements that came late
)

// fields are the words of a Select in a query, in order.
func (s *Select) fields() []struct {
	name  string
	value *string
} {
	return []struct {
		name  string
		value *string
	}{
		{"of", &s.Of}, {"in", &s.Zone}, {"is", &s.Type}, {"by", &s.Side}, {"named", &s.Name}, {"level", &s.Level}, {"clause", &s.Clause}, {"reason", &s.Reason},
		{"week", &s.Week}, {"month", &s.Month}, {"when", &s.From}, {"via", &s.Source}, {"code", &s.Code}, {"harm", &s.Harm},
	}
}

// values are the selection as a query.
func (s Select) values(into url.Values) url.Values {
	for _, f := range s.fields() {
		if *f.value != "" {
			into.Set(f.name, *f.value)
		}
	}
	return into
}

// selectOf reads a selection from a query.
func selectOf(q url.Values) Select {
	var s Select
	for _, f := range s.fields() {
		*f.value = q.Get(f.name)
	}
	return s
}

// prepare completes the rows with what follows from all of them and from the agreement.
func (m *Matter) prepare(terms *agreement.Terms, zones places, scale Scale) {
	events, standing, months := newEvents(m.Pairs), newEvents(m.Pairs), monthCache{}
	for i := range m.Rows {
		r := &m.Rows[i]
		r.Zones = zones.around(r.Place)
		r.key = accusedKey(r.Counted)
		r.week = floorDiv(r.StartMs-scale.DayZeroMs, weekMs)
		r.month = months.of(r.StartMs, scale)
		r.coded, r.weekly = strconv.FormatInt(r.Level, 10), strconv.FormatInt(r.week, 10)
		r.act = actType(terms, r.Type)
		r.first = !r.Retracted && standing.first(r.Entry)
		r.event = r.candidate() && events.first(r.Entry)
	}
}

func actType(terms *agreement.Terms, code string) bool {
	if terms == nil {
		return true
	}
	t := terms.EventType(code)
	return t == nil || t.Counting == agreement.CountAct
}

func (r *Row) candidate() bool {
	return !r.Retracted && r.Outcome == string(agreement.Candidate)
}

// A monthCache knows the months of days, so that they are written once.
type monthCache map[int64]string

func (c monthCache) of(ms int64, scale Scale) string {
	if ms == 0 {
		return placeless
	}
	day := floorDiv(ms+scale.OffsetMs, dayMs)
	if c[day] == "" {
		c[day] = monthOf(ms, scale)
	}
	return c[day]
}

// holds says whether a report is one of those that the selection stands for.
func (s *Select) holds(r *Row) bool {
	switch s.Of {
	case ofRows:
	case ofStanding:
		if r.Retracted {
			return false
		}
	case ofRetracted:
		if !r.Retracted {
			return false
		}
	case ofFacts:
		if r.Basis != "F" {
			return false
		}
	case ofInvented:
		if r.Basis != "I" {
			return false
		}
	case ofCandidates:
		if !r.candidate() {
			return false
		}
	case ofEvents:
		if !r.event {
			return false
		}
	case ofLevelTwoUp:
		if !r.candidate() || r.Level < 2 {
			return false
		}
	case ofNotCovered:
		if r.Retracted || r.candidate() {
			return false
		}
	case ofLeftOut:
		if r.Retracted || r.Reason != string(agreement.LeftOutType) {
			return false
		}
	case ofExcluded:
		if r.Retracted || r.Reason != string(agreement.ByExcluded) {
			return false
		}
	case ofHeldUp:
		if r.Retracted || r.Type != obstructionOfType {
			return false
		}
	case ofActs:
		if r.Retracted || !r.act {
			return false
		}
	case ofHarmed:
		if !r.first || !harmedIn(r.Harmed, s.Harm) {
			return false
		}
	default:
		return false
	}
	return (s.Zone == "" || slices.Contains(r.Zones, s.Zone)) && (s.Type == "" || oneOf(s.Type, r.Type)) && (s.Side == "" || r.key == s.Side) &&
		(s.Name == "" || r.Accused == s.Name || r.Excluded == s.Name) && (s.Level == "" || r.coded == s.Level) &&
		(s.Clause == "" || r.Clause == s.Clause) && (s.Reason == "" || r.Reason == s.Reason) && (s.Week == "" || r.weekly == s.Week) &&
		(s.Month == "" || r.month == s.Month) && (s.Source == "" || r.via() == s.Source)
}

// oneOf says whether a word is one of several with spaces between.
func oneOf(words, word string) bool {
	return words == word || word != "" && strings.Contains(" "+words+" ", " "+word+" ")
}

// via is the way by which a report came: its channel, and its data set if it has one.
func (r *Row) via() string {
	if r.Dataset == "" {
		return r.Channel
	}
	return fmt.Sprintf("%s/%s", r.Channel, r.Dataset)
}

func harmedIn(harmed []desk.Harmed, harm string) bool {
	return slices.ContainsFunc(harmed, func(h desk.Harmed) bool { return harm == "" || h.Harm == harm })
}

// entries are the entry numbers that the selection stands for, in order, each once.
func (m *Matter) entries(s Select) []int64 {
	out := []int64{}
	add := func(n int64) {
		if len(out) == 0 || out[len(out)-1] != n {
			out = append(out, n)
		}
	}
	switch {
	case s.Of == ofCoverage:
		for _, w := range m.Watches {
			if w.minutes > 0 && (s.Zone == "" || slices.Contains(w.zones, s.Zone)) && (s.Side == "" || w.ground == s.Side) {
				add(w.Entry)
			}
		}
	case s.Of == ofAnswers:
		for _, a := range m.Answers {
			if a[1] != 0 && a[2] != 0 && a[1] >= a[2] && a[1]-a[2] <= dayMs {
				add(a[0])
			}
		}
	case s.Of == ofOpenCases:
		for _, n := range m.openCases() {
			add(n)
		}
	case isTally(s.Of):
		for i := range m.Told {
			if s.tells(&m.Told[i]) {
				add(m.Told[i].Entry)
			}
		}
	default:
		for i := range m.Rows {
			if s.holds(&m.Rows[i]) {
				add(m.Rows[i].Entry)
			}
		}
	}
	return out
}

func isTally(of string) bool {
	return of == ofOverdue || of == ofLateAck || len(of) > len(ofTally) && of[:len(ofTally)] == ofTally
}

// tells says whether a tally is one of those that the selection stands for.
func (s *Select) tells(t *Told) bool {
	switch s.Of {
	case ofOverdue:
		if t.What != desk.TallyDuty || t.kept || !t.inside {
			return false
		}
	case ofLateAck:
		if t.What != desk.TallyAcknowledged || !t.Late || !t.inside {
			return false
		}
	default:
		if ofTally+t.What != s.Of || !t.inside {
			return false
		}
	}
	return (s.Side == "" || t.Side == s.Side) && (s.Code == "" || oneOf(s.Code, t.Code))
}

// openCases are the cases that were opened and had not ended when the time of the brief did.
func (m *Matter) openCases() []int64 {
	open := map[int64]bool{}
	for _, t := range m.Told {
		switch t.What {
		case desk.TallyCaseOpened, desk.TallyCaseReopened:
			open[t.Of] = true
		case desk.TallyCaseClosed:
			delete(open, t.Of)
		case desk.TallyCaseTriaged:
			if t.Code == "duplicate_of" || t.Code == "not_covered" {
				delete(open, t.Of)
			}
		}
	}
	out := make([]int64, 0, len(open))
	for n := range open {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}
