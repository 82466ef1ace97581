package agreement

import (
	"cmp"
	"slices"

	"truce.example/geo"
)

// RuleVersion is the version of the rules that [Judge] applies. It grows whenever the same law and the same input
// could come out differently; the earlier rules stay in the table of [JudgeAs].
//
// Version 1 does not look at heights: a flight above a zone's ceiling is judged as one below it. Version 2 looks at a height
// that the report states, and at tests of the side of a line.
const RuleVersion = 2

// rules holds every version of the rules that a record may name.
var rules = map[int]func(*Terms, Input) Judgement{1: judge1, 2: judge2}

// Judge holds one report against the law by the current rules. It is a pure function in integers: the same law and
// input give the same judgement on every machine. The nil law is that of a mission without an agreement.
func Judge(law *Terms, in Input) Judgement { return rules[RuleVersion](law, in) }

// JudgeAs judges by the given version of the rules, so that a recorded judgement can be compared. It returns false
// if this program does not know the version.
func JudgeAs(version int, law *Terms, in Input) (Judgement, bool) {
	rule, known := rules[version]
	if !known {
		return Judgement{}, false
	}
	return rule(law, in), true
}

func judge1(law *Terms, in Input) Judgement { return judge(1, law, in) }
func judge2(law *Terms, in Input) Judgement { return judge(2, law, in) }

// Art. 7
func judge(version int, law *Terms, in Input) Judgement {
	j := Judgement{RuleVersion: version, Inputs: in, SideCertainty: SideUnknown}
	if law == nil {
		j.settle(notCovered(NoLaw, explain("no_law")))
		return j
	}
	h := newHearing(version, law, in)
	j.AgreementID, j.AgreementVersion = law.agreement.ID, law.agreement.Version
	j.TermsEntry, j.Law = law.entry, law.digest
	j.Side, j.SideCertainty, j.ExcludedGroup = h.who.side, h.who.certainty, h.who.excluded
	j.settle(h.decide())
	return j
}

func (j *Judgement) settle(v verdict) {
	j.Outcome, j.Reason, j.Why, j.Clauses = v.outcome, v.reason, v.why, v.hits
	if len(v.hits) > 0 {
		j.Primary = v.hits[0].Clause
	}
}

// verdict is what a judgement comes to, before it is joined with what it was judged by.
type verdict struct {
	outcome Outcome
	reason  Reason
	why     Why
	hits    []Hit
}

func notCovered(reason Reason, why Why) verdict {
	return verdict{outcome: NotCovered, reason: reason, why: why}
}

func undetermined(reason Reason, why Why) verdict {
	return verdict{outcome: Undetermined, reason: reason, why: why}
}

// hearing holds what the steps of one judgement share.
type hearing struct {
	version   int // of the rules
	law       *Terms
	in        Input
	who       accused
	target    string // id of the excluded group acted against, if it is one
	eventType *EventType
	start     int64
	end       int64
	statuses  []Status // every one that held from start to end

	uncertaintyCm int64
	area          region // how the place lies to the area; without meaning if there is no place
}

// maxUncertaintyM is half the way round the earth; a wider disc says nothing more.
const maxUncertaintyM = 20_040_000

func newHearing(version int, law *Terms, in Input) *hearing {
	h := &hearing{
		version:       version,
		law:           law,
		in:            in,
		who:           law.find.accusedBy(in.Accused),
		target:        law.find.accusedBy(in.Target).excluded,
		eventType:     law.find.types[in.Type],
		start:         in.StartMs,
		end:           max(in.StartMs, in.EndMs),
		uncertaintyCm: 100 * min(max(in.UncertaintyM, 0), maxUncertaintyM),
	}
	h.statuses = law.statusesIn(h.start, h.end)
	if in.HasPlace {
		h.area = h.inArea()
	}
	return h
}

// decide takes the steps in order until one of them settles the matter. What is surely not covered comes before
// what is unclear, so that a report is undetermined only if what is missing would make a difference.
func (h *hearing) decide() verdict {
	steps := []func() (verdict, bool){h.byType, h.byForce, h.byGroup, h.byArea}
	for _, step := range steps {
		if v, settled := step(); settled {
			return v
		}
	}
	matches, v := h.matches()
	switch {
	case len(matches) == 0:
		return v
	case !h.in.TimeKnown:
		return undetermined(TimeUnclear, explain("time_unknown"))
	case len(h.statuses) > 1:
		return undetermined(TimeUnclear, explain("time_straddles", append(h.interval(), "statuses", h.statusList())...))
	case !h.in.HasPlace:
		return undetermined(PlaceUnknown, explain("place_unknown"))
	}
	return h.weigh(matches)
}

// byType settles reports that tell of no act, or of one that is counted elsewhere.
func (h *hearing) byType() (verdict, bool) {
	name := []string{"type", h.in.Type}
	switch {
	case h.eventType == nil:
		return notCovered(NoClause, explain("unknown_type", name...)), true
	case h.eventType.Counting == CountNotAnAct:
		return notCovered(NotAnAct, explain("not_an_act", name...)), true
	case h.eventType.Counting == CountLeftOut:
		return notCovered(LeftOutType, explain("left_out_type", name...)), true
	}
	return verdict{}, false
}

// byForce settles reports of a time at which the agreement was surely not in force.
func (h *hearing) byForce() (verdict, bool) {
	if !h.in.TimeKnown || slices.Contains(h.statuses, InForce) {
		return verdict{}, false
	}
	status := h.statuses[0]
	switch status {
	case Suspended:
		return notCovered(WhenSuspended, explain("suspended", h.interval()...)), true
	case Ended:
		return notCovered(AfterEnd, explain("after_end", h.interval()...)), true
	}
	return notCovered(BeforeForce, explain("before_force", append(h.interval(), "status", string(status))...)), true
}

// byGroup settles reports of what an excluded group did.
func (h *hearing) byGroup() (verdict, bool) {
	if h.who.excluded == "" {
		return verdict{}, false
	}
	return notCovered(ByExcluded, explain("excluded_group", "group", h.who.excluded)), true
}

// byArea settles reports of places that surely lie outside the area.
func (h *hearing) byArea() (verdict, bool) {
	if !h.in.HasPlace || h.area.relation != geo.Outside {
		return verdict{}, false
	}
	return notCovered(OutsidePlace, explain("outside_area",
		"distance", formatCm(h.area.distanceCm), "uncertainty", formatCm(h.uncertaintyCm))), true
}

func (h *hearing) statusList() string {
	list := ""
	for _, status := range h.statuses {
		if list != "" {
			list += ", "
		}
		list += string(status)
	}
	return list
}

func (h *hearing) interval() []string {
	return []string{"from", Instant(h.start).String(), "to", Instant(h.end).String()}
}

// match is a test of a clause that the report's act, side, weapon, extent and time do not rule out.
type match struct {
	clause   *Clause
	order    int // of the clause in the agreement
	test     *Test
	act      Act
	actOrder int // of the act in the event type; the first one characterises it
}

// matches collects what may apply wherever it was, or says why nothing does.
func (h *hearing) matches() ([]match, verdict) {
	var matches []match
	forbidden := false
	for i := range h.law.agreement.Clauses {
		clause := &h.law.agreement.Clauses[i]
		for j := range clause.Tests {
			test := &clause.Tests[j]
			actOrder := slices.IndexFunc(h.eventType.Acts, func(a Act) bool { return slices.Contains(test.Acts, a) })
			if actOrder < 0 || !h.who.mayBe(clause.Subject) || len(test.Subject) > 0 && !h.who.mayBe(test.Subject) {
				continue
			}
			forbidden = true
			if h.conditionsMayHold(test) {
				matches = append(matches, match{clause, i, test, h.eventType.Acts[actOrder], actOrder})
			}
		}
	}
	if forbidden {
		return matches, notCovered(NoClause, explain("not_then", "type", h.in.Type))
	}
	return nil, notCovered(NoClause, explain("no_clause", "side", h.sideName(), "type", h.in.Type))
}

// anySide stands in a sentence for a side that is not known.
const anySide = "any side"

func (h *hearing) sideName() string {
	if h.who.side == "" {
		return anySide
	}
	return h.who.side
}

// conditionsMayHold looks at time, weapon and extent; what the report does not say excludes nothing.
func (h *hearing) conditionsMayHold(test *Test) bool {
	if h.in.TimeKnown && overlap(test.From, test.To, h.start, h.end) == apart {
		return false
	}
	if len(test.Weapons) > 0 && h.in.Weapon != "" && !slices.Contains(test.Weapons, h.in.Weapon) {
		return false
	}
	if test.Threshold != nil {
		value, reported := h.in.Quantities[test.Threshold.Quantity]
		return !reported || value > test.Threshold.MoreThan
	}
	return true
}

// weigh looks at places and exemptions, which is the last step.
func (h *hearing) weigh(matches []match) verdict {
	var hits []rankedHit
	var nearest *rankedHit
	var exempt, unclear, tooHigh *verdict
	for _, m := range matches {
		hit, holds := h.locate(m)
		if !holds {
			continue
		}
		if hit.Relation == geo.Outside {
			if nearest == nil || hit.depthCm > nearest.depthCm {
				nearest = &hit
			}
			continue
		}
		if hit.height == heightOutside {
			tooHigh = first(tooHigh, notCovered(OutsideHeight, explain("outside_height", h.heightOf(hit)...)))
			continue
		}
		if v, lifted := h.exemption(m, &hit.Hit); lifted {
			exempt = &v
			continue
		}
		if hit.height == heightUnclear {
			unclear = first(unclear, undetermined(HeightUnclear, explain("height_unclear", h.heightOf(hit)...)))
			continue
		}
		hits = append(hits, hit)
	}
	switch {
	case len(hits) > 0:
		return candidate(hits)
	case unclear != nil:
		return *unclear
	case exempt != nil:
		return *exempt
	case tooHigh != nil:
		return *tooHigh
	case nearest != nil:
		return notCovered(OutsidePlace, explain("outside_places", "zone", nearest.Zone, "clause", nearest.Clause,
			"distance", formatCm(-nearest.depthCm), "uncertainty", formatCm(h.uncertaintyCm)))
	}
	return notCovered(NoClause, explain("not_then", "type", h.in.Type))
}

// first keeps what was found before.
func first(found *verdict, v verdict) *verdict {
	if found != nil {
		return found
	}
	return &v
}

// heightOf are the arguments of a sentence about the height of a hit.
func (h *hearing) heightOf(hit rankedHit) []string {
	return append(h.heightWords(h.law.find.zones[hit.Zone]), "clause", hit.Clause, "act", string(hit.Act), "zone", hit.Zone)
}

// rankedHit is a hit with what orders it among others.
type rankedHit struct {
	Hit
	depthCm int64
	reach   reach
	height  heightRelation
	match   match
}

// candidate orders the hits by how closely they describe the act, and keeps the best of each clause: a window of
// silence before all, then the act that characterises the type, then the narrower place, then what is more sure,
// then the order of the clauses.
func candidate(hits []rankedHit) verdict {
	slices.SortStableFunc(hits, func(a, b rankedHit) int {
		return cmp.Or(
			cmp.Compare(a.reach.windowFirst(), b.reach.windowFirst()),
			cmp.Compare(a.match.actOrder, b.match.actOrder),
			cmp.Compare(a.reach, b.reach),
			moreCertain(a.Relation, b.Relation),
			cmp.Compare(a.match.order, b.match.order),
		)
	})
	var best []Hit
	for _, hit := range hits {
		if !slices.ContainsFunc(best, func(b Hit) bool { return b.Clause == hit.Clause }) {
			best = append(best, hit.Hit)
		}
	}
	return verdict{
		outcome: Candidate,
		reason:  Reason(best[0].Relation),
		why:     best[0].Why,
		hits:    best,
	}
}
