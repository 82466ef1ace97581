package aid

import (
	"fmt"
	"slices"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

// publishAfter is how old a time must be before everybody may know its numbers: what is reported today shows in none.
const publishAfter = 30 * day

// striking are the acts by which a place can be struck.
var striking = []agreement.Act{agreement.FireDirect, agreement.FireIndirect, agreement.AirStrike, agreement.DamageService, agreement.BlockAid, agreement.LayMines}

// compare holds reports against all that was notified and active then. It records one fact for each, for the same readers,
// whatever is found: from outside every report looks the same.
func (q *question) compare(c Compare) ([]record.Draft, error) {
	if !q.isProgram() {
		return nil, desk.Refuse(desk.NotAllowed, "the program compares by itself")
	}
	waiting := map[int64]pending{}
	for _, p := range q.pending {
		waiting[p.report] = p
	}
	var out []record.Draft
	for _, report := range c.Reports {
		p, ok := waiting[report]
		if !ok {
			return nil, desk.Refuse(desk.Conflict, "report %d waits for no comparison", report)
		}
		found := q.matches(p)
		if !q.strikes(p.said.Type) {
			found = nil
		}
		out = append(out, q.fact(Compared{Report: report, Found: found, QueryDue: after(p.recorded, q.rules().Query)}, ofComparison(), report))
	}
	return out, nil
}

// strikes says whether a type of event can strike a place. A type that no agreement knows can.
func (q *question) strikes(code string) bool {
	if q.terms == nil {
		return true
	}
	t := q.terms.EventType(code)
	return t == nil || slices.ContainsFunc(t.Acts, func(a agreement.Act) bool { return slices.Contains(striking, a) })
}

// matches are the versions in whose footprint the report lies, surely or possibly, while they held and were active. The
// uncertainty of the report counts for a match, not against it: it is then only possible.
func (q *question) matches(p pending) []Match {
	var out []Match
	for _, hit := range q.index.Find(*p.said.Place, p.said.UncertaintyM) {
		v := q.versions[hit.ID]
		from, to := p.said.Start, max(p.said.Start, p.said.End)
		if !from.Known() { // at some time before it was recorded
			to = p.recorded
		}
		if to < v.known || v.ended.Known() && from >= v.ended || to < v.from || v.to.Known() && from > v.to {
			continue
		}
		m := Match{Site: v.site, Version: v.number, Kind: v.kind, Function: v.function, DistanceM: hit.DistanceCm / 100, Relation: "possible", Told: []Told{}}
		if hit.Inside {
			m.Relation = "inside"
		}
		taken := q.sites[v.site].taken
		for _, t := range v.told {
			if t.Version != v.number {
				continue
			}
			m.Told = append(m.Told, Told{
				Side: t.Side, Kind: t.Kind, Scope: t.Scope, Entry: t.Entry, At: t.At, Before: from.Known() && t.At <= from, Outcome: t.Outcome, Answered: t.Answered,
				Positions: taken[t.Side],
			})
		}
		out = append(out, m)
	}
	return out
}

// match finds what a comparison found, for those who may know.
func (q *question) match(compared, site int64) (*Compared, *Match, error) {
	f, ok := q.compared[compared]
	if ok && q.who.Sees(ofComparison()) {
		for i := range f.Found {
			if f.Found[i].Site == site {
				return f, &f.Found[i], nil
			}
		}
	}
	return nil, nil, desk.Refuse(desk.NotFound, "no comparison %d found notification %d; look it up in the list of comparisons", compared, site)
}

// query asks the recipients to whom the owner gave the exact place. Others would learn by it where the place lies.
func (q *question) query(c Query) ([]record.Draft, error) {
	f, m, err := q.match(c.Compared, c.Site)
	if err != nil {
		return nil, err
	}
	var out []record.Draft
	for _, t := range m.Told {
		if t.Scope != scopeExact || slices.Contains(q.asked[[2]int64{c.Compared, c.Site}], t.Side) {
			continue
		}
		ask := Queried{Compared: c.Compared, Site: c.Site, Version: m.Version, Side: t.Side, Kind: t.Kind, Due: max(f.QueryDue, q.now+day)}
		ask.Text = fmt.Sprintf("An event was reported within the footprint of notification %d, version %d, of which you were told on %s. Say by %s what you know of it. This is no finding, and the report names nobody here.",
			c.Site, m.Version, stamp(t.At), stamp(ask.Due))
		out = append(out, q.fact(ask, ofQuery(t.Kind, t.Side), t.Entry))
	}
	if len(out) == 0 {
		return nil, desk.Refuse(desk.Conflict, "no recipient is left to be asked: those who know the exact place were asked already, or there is none")
	}
	return out, nil
}

// explain is a recipient's answer.
func (q *question) explain(c Explain) ([]record.Draft, error) {
	ask, ok := q.queries[c.Query]
	if !ok || q.who.Kind == "mission" || q.who.Party != ask.Side {
		return nil, desk.Refuse(desk.NotFound, "no query %d was put to you; look it up in your list", c.Query)
	}
	q.Text("text", c.Text)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	if ask.answered {
		return nil, desk.Refuse(desk.Conflict, "query %d is answered already; nothing more is needed", c.Query)
	}
	return one(q.fact(Explained{Query: c.Query, Side: ask.Side, Text: c.Text, Late: q.now > ask.Due}, ofQuery(ask.Kind, ask.Side), c.Query)), nil
}

// assess says what an officer makes of a match. From here on the owner knows of it.
func (q *question) assess(c Assess) ([]record.Draft, error) {
	f, m, err := q.match(c.Compared, c.Site)
	if err != nil {
		return nil, err
	}
	q.code("outcome", c.Outcome, assessments)
	q.Text("text", c.Text)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	a := Assessed{Compared: c.Compared, Report: f.Report, Site: c.Site, Outcome: c.Outcome, Text: c.Text, Told: m.Told}
	return one(q.fact(a, ofSite(q.sites[c.Site].Owner), c.Compared)), nil
}

// publishStrikes counts what was confirmed in a time that ended long ago. The newest assessment of a match counts.
func (q *question) publishStrikes(c PublishStrikes) ([]record.Draft, error) {
	if c.To <= c.From || !c.From.Known() {
		q.Say("to", "from and to are required, and to is after from")
	}
	if c.To > q.now-publishAfter {
		q.Say("to", "to is %s; numbers are given 30 days later, so that nobody can tell a place from them", c.To)
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	newest := map[[2]int64]strike{}
	var order [][2]int64
	for _, entry := range sortedKeys(q.assessed) {
		s := q.assessed[entry]
		key := [2]int64{s.Compared, s.Site}
		if _, ok := newest[key]; !ok {
			order = append(order, key)
		}
		newest[key] = s
	}
	f := StrikesPublished{From: c.From, To: c.To}
	for _, key := range order {
		s := newest[key]
		if s.Outcome != "confirmed" || s.at < c.From || s.at >= c.To {
			continue
		}
		f.Confirmed++
		for _, t := range s.Told {
			if t.Before {
				f.Told++
			}
		}
		for _, ask := range q.queries {
			if ask.Compared == s.Compared && ask.Site == s.Site {
				f.Queried++
				if ask.answered {
					f.Answered++
				}
			}
		}
	}
	return one(q.fact(f, record.Public)), nil
}

func sortedKeys[V any](m map[int64]V) []int64 {
	out := make([]int64, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
