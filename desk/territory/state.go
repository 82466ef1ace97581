package territory

import (
	"slices"

	"truce.example/agreement"
	"truce.example/desk/territory/ledger"
	"truce.example/desk/territory/overlay"
	"truce.example/geo"
	"truce.example/record"
)

// A Law gives the agreement as it is known at an entry of the record for a moment in time; nil when none is loaded.
type Law func(event record.Moment, known int64) *agreement.Terms

// state is what deciding needs. It is owned by the writer.
type state struct {
	law     Law
	entries int64 // how many entries were applied; the law is asked as known there
	told    map[int64]*telling
	whole   map[string]record.Moment           // by source: when its newest whole chart was seen
	rows    map[rowKey]*stand                  // what whole tables last said of a place or unit
	units   map[string]map[string]overlay.Area // outlines by set and code
	held    map[string][]*stand                // by excluded group: all that was ever said of it to hold ground
}

// A telling is one entry with its claims.
type telling struct {
	entry     int64
	author    record.Author
	audience  record.Audience
	seen      record.Moment
	level     int64
	chart     bool
	history   bool
	withdrawn bool
	claims    []*stand
}

// A stand is one claim as it is remembered.
type stand struct {
	ledger.Claim
	of      *telling
	from    record.Moment
	foreign bool
	gone    bool
	pcode   string
	written string
	nowhere bool // a place of a table without a position
	key     rowKey
}

// A rowKey is a place or unit in the tables of one source: towns of one name are many, so their position as written counts.
type rowKey struct {
	source, name, written string
	at                    geo.Point
}

func newState(law Law) *state {
	s := &state{law: law}
	s.Reset()
	return s
}

// Reset forgets everything.
func (s *state) Reset() {
	*s = state{
		law: s.law, told: map[int64]*telling{}, whole: map[string]record.Moment{}, rows: map[rowKey]*stand{},
		units: map[string]map[string]overlay.Area{}, held: map[string][]*stand{},
	}
}

// Apply remembers of a fact what later decisions ask for.
func (s *state) Apply(e record.Entry) {
	s.entries = e.Number + 1
	switch f := e.Fact.(type) {
	case *Claimed:
		t := &telling{entry: e.Number, author: e.Author, audience: e.Audience, seen: f.SeenAt, level: f.Level}
		s.keep(t, f.Source, []Claim{f.Claim})
	case *Charted:
		s.charted(e, f)
	case *Rated:
		if t := s.told[f.Claim]; t != nil {
			t.level = f.Level
		}
	case *Withdrawn:
		if t := s.told[f.Claim]; t != nil {
			t.withdrawn = true
		}
	case *Outlined:
		set := map[string]overlay.Area{}
		for _, u := range f.Units {
			set[u.PCode] = u.Area.given()
		}
		s.units[f.Set] = set
	}
}

func (s *state) charted(e record.Entry, f *Charted) {
	t := &telling{entry: e.Number, author: e.Author, audience: e.Audience, seen: f.SeenAt, level: f.Level, chart: true, history: f.History}
	newest, had := s.whole[f.Source]
	if f.Whole && had && f.SeenAt < newest {
		s.told[e.Number] = t // an older map, taken in late: it holds no longer
		return
	}
	if f.Whole {
		s.whole[f.Source] = f.SeenAt
	}
	if f.Whole && !f.Changes {
		for _, old := range s.told {
			if old.chart && len(old.claims) > 0 && old.claims[0].Source == f.Source {
				old.claims = nil
			}
		}
	}
	s.keep(t, f.Source, f.Claims)
}

// keep remembers the claims of one entry.
func (s *state) keep(t *telling, source string, claims []Claim) {
	s.told[t.entry] = t
	for i := range claims {
		c := s.stand(t, source, int64(i), &claims[i])
		if c == nil {
			continue
		}
		t.claims = append(t.claims, c)
		if t.chart {
			if old := s.rows[c.key]; old != nil && claims[i].Area == nil {
				old.of.claims = slices.DeleteFunc(old.of.claims, func(x *stand) bool { return x == old })
			}
			s.rows[c.key] = c
		}
	}
	for i, c := range t.claims {
		if c.Status == statusExcluded && !c.nowhere {
			s.hold(c, t.claims[i+1:])
		}
	}
}

// hold remembers that an excluded group held ground, less what the same chart gives to others.
func (s *state) hold(c *stand, others []*stand) {
	was := *c
	for _, o := range others {
		if o.Area.Empty() || slices.Equal(o.Holders, c.Holders) || was.Area.Empty() {
			continue
		}
		if _, rest, _, err := ledger.Parts(was.Area, o.Area); err == nil {
			was.Area = rest
		}
	}
	for _, group := range c.Holders {
		s.held[group] = append(s.held[group], &was)
	}
}

// stand makes a claim ready; nil if it has no ground, as when it was forgotten.
func (s *state) stand(t *telling, source string, item int64, c *Claim) *stand {
	out := &stand{
		Claim: ledger.Claim{
			ID: ledger.ID{Entry: t.entry, Item: item}, Source: source, Holders: holdersOf(c), Status: c.Status, SeenMs: int64(t.seen),
			UncertaintyM: c.UncertaintyM, Place: c.Place,
		},
		of: t, from: c.From, foreign: c.Foreign, gone: c.Gone, pcode: c.PCode, written: c.Written,
	}
	switch {
	case len(c.Area) > 0:
		out.Area = c.Area.given()
	case c.PCode != "":
		out.Area, out.Place = s.unit(c.PCode), c.PCode
	case c.Point != nil && c.RadiusM > 0:
		out.Area, _ = ledger.Disc(*c.Point, c.RadiusM)
	}
	if c.Point != nil {
		out.At = *c.Point
	} else if out.Area.Empty() {
		if c.Place == "" {
			return nil
		}
		out.nowhere = true
	}
	out.key = rowKey{source, out.Place, c.Written, out.At}
	return out
}

// unit is the outline of a code, in the first set by name that has it.
func (s *state) unit(code string) overlay.Area {
	names := make([]string, 0, len(s.units))
	for name := range s.units {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if area, ok := s.units[name][code]; ok && !area.Empty() {
			return area
		}
	}
	return overlay.Area{}
}

// holdersOf are all whom a claim names, in order.
func holdersOf(c *Claim) []string {
	if c.Holder == "" || c.Status == statusNoData {
		return nil
	}
	out := append([]string{c.Holder}, c.With...)
	slices.Sort(out)
	return slices.Compact(out)
}

// counting are the claims that draw the map of a moment, but those of one entry.
func (s *state) counting(rule agreement.Territory, until record.Moment, but int64) []*ledger.Claim {
	var out []*ledger.Claim
	for _, t := range s.told {
		if t.withdrawn || t.level < rule.MinLevel || t.seen > until || t.entry == but {
			continue
		}
		for _, c := range t.claims {
			if draws(c.Status) && !c.foreign && !c.nowhere {
				out = append(out, &c.Claim)
			}
		}
	}
	return out // the ledger puts them in order
}

func ruleOf(t agreement.Territory) ledger.Rule {
	return ledger.Rule{ConflictMs: int64(t.Conflict) * 60_000, ReachM: t.CellM}
}
