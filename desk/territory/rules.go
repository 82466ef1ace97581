package territory

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

const deskName = "territory"

// Decide answers a command with facts, or refuses it.
func (s *state) Decide(at time.Time, who desk.Who, do any) ([]record.Draft, error) {
	q := &question{state: s, now: record.At(at), who: who}
	if s.law != nil {
		q.terms = s.law(q.now, s.entries)
	}
	switch do := do.(type) {
	case *MakeClaim:
		return q.claim(do)
	case *Rate:
		return q.rate(do)
	case *Withdraw:
		return q.withdraw(do)
	case *Chart:
		return q.chart(do)
	case *Outline:
		return q.outline(do)
	}
	return nil, desk.Refuse(desk.Invalid, "the desk territory does not know the command %T; use one of its doors", do)
}

// A question is one command being decided: when, by whom and under which law. It collects what is wrong field by field.
type question struct {
	desk.Form
	*state
	now   record.Moment
	who   desk.Who
	terms *agreement.Terms // nil without a law
}

func (q *question) agreement() *agreement.Agreement {
	if q.terms == nil {
		return nil
	}
	return q.terms.Agreement()
}

// readers are who reads what is claimed: as the rights table says, and wider if the mission says so. A side's word is for it
// and the mission until the mission takes it over.
func (q *question) readers(wanted string) record.Audience {
	usual := q.who.Scoped(record.Mission)
	switch {
	case q.who.Kind == "party":
		usual = record.Audiences(usual, record.ToParty(q.who.Party))
	case q.who.Kind == "guarantor":
		usual = record.Audiences(usual, record.ToGuarantor(q.who.Party))
	}
	switch wanted {
	case "", "mission":
		return usual
	case "parties", "public":
		if q.who.Kind != "mission" {
			q.Say("readers", "only the mission shares a claim with others; leave readers out")
		}
		if wanted == "parties" {
			return record.Audiences(usual, record.Parties)
		}
		return record.Public
	}
	q.Say("readers", "readers is %q; write mission, parties or public, or leave it out", short(wanted))
	return usual
}

var (
	gradeForm = regexp.MustCompile(`^[A-F][1-6]$`)
	codeForm  = regexp.MustCompile(`^[A-Za-z0-9._-]{1,32}$`)
)

// source checks what a claim and a chart share.
func (q *question) source(name, grade, basis string, level int64, seen record.Moment) {
	q.Line("source", name)
	if grade != "" && !gradeForm.MatchString(grade) {
		q.Say("grade", "%q is no grade of source and content; write A1 to F6, or leave it out", short(grade))
	}
	if !slices.Contains(bases, basis) {
		q.Say("basis", "basis is %q; write %s", short(basis), strings.Join(bases, " or "))
	}
	switch {
	case level < 0 || level > 5:
		q.Say("level", "level is %d; it goes from 0 to 5", level)
	case level > 0 && q.who.Kind != "mission":
		q.Say("level", "the mission says how sure a claim is; leave level out")
	}
	switch {
	case !seen.Known():
		q.Say("seen_at", "seen_at is required: when the source saw it")
	case seen > q.now:
		q.Say("seen_at", "%s is in the future; a claim is of what was seen", seen)
	}
}

// statement checks one claim and puts its holder in order.
func (q *question) statement(at string, c *Claim) {
	if !slices.Contains(statuses, c.Status) {
		q.Say(at+"status", "status is %q; write one of %s", short(c.Status), strings.Join(statuses, ", "))
	}
	c.Holder = q.holder(c.Holder)
	q.Words(at+"holder", c.Holder, desk.LongestLine)
	switch {
	case c.Status == statusNoData && (c.Holder != "" || len(c.With) > 0):
		q.Say(at+"holder", "with no_data nobody is named; leave holder out, or choose another status")
	case c.Status != statusNoData && strings.TrimSpace(c.Holder) == "":
		q.Say(at+"holder", "holder is required: the side or group that is said to hold it, or choose no_data")
	case c.Status == statusExcluded && !q.excluded(c.Holder):
		q.Say(at+"holder", "%q is no excluded group of the agreement; choose another status", short(c.Holder))
	case c.Status == statusControlled && q.excluded(c.Holder):
		c.Status = statusExcluded
	}
	if len(c.With) > maxWith || len(c.With) > 0 && c.Status != statusContested {
		q.Say(at+"with", "others are named only with the status contested, and at most %d", maxWith)
	}
	for i := range c.With {
		c.With[i] = q.holder(c.With[i])
		q.Line(fmt.Sprintf("%swith[%d]", at, i), c.With[i])
	}
	if c.Foreign && !q.isSide(c.Holder) {
		q.Say(at+"holder", "for a foreign force, holder is the side that it fights for; %q is none", short(c.Holder))
	}
	q.ground(at, c)
	if c.UncertaintyM < 0 || c.UncertaintyM > maxDoubtM {
		q.Say(at+"uncertainty_m", "uncertainty_m goes from 0 to %d metres", maxDoubtM)
	}
	if c.From > q.now {
		q.Say(at+"from", "%s is in the future", c.From)
	}
	q.Words(at+"note", c.Note, desk.LongestText)
	q.Words(at+"written", c.Written, desk.LongestLine)
}

// ground checks that a claim says of exactly one thing where it is.
func (q *question) ground(at string, c *Claim) {
	n := 0
	for _, given := range []bool{len(c.Area) > 0, c.Place != "" || c.Point != nil, c.PCode != ""} {
		if given {
			n++
		}
	}
	switch {
	case n != 1:
		q.Say(at+"area", "say where in one way: an area, or a place with its point, or a pcode")
	case len(c.Area) > 0:
		q.area(at, c)
	case c.PCode != "":
		if !codeForm.MatchString(c.PCode) || q.unit(c.PCode).Empty() {
			q.Say(at+"pcode", "no outline is known of the code %q; take the outlines in first", short(c.PCode))
		}
	default:
		q.Line(at+"place", c.Place)
		if c.Point == nil && at == "" { // a table may have places without one
			q.Say(at+"point", "point is required with a place")
		}
	}
	if c.RadiusM < 0 || c.RadiusM > maxRadiusM || c.RadiusM > 0 && c.Point == nil {
		q.Say(at+"radius_m", "radius_m goes with a place, from 1 to %d metres", maxRadiusM)
	}
}

// area checks a drawing and keeps it mended.
func (q *question) area(at string, c *Claim) {
	if n := c.Area.corners(); n > maxCorners {
		q.Say(at+"area", "the area has %d corners, more than %d; take it in as a file, or draw it more simply", n, maxCorners)
		return
	}
	area, faults, err := c.Area.area()
	if err != nil {
		q.Say(at+"area", "the area cannot be understood: %v", err)
		return
	}
	c.Area = shapeOf(area)
	for i, f := range faults {
		if i == 3 {
			break
		}
		c.Note = strings.TrimSpace(c.Note + " (mended: " + f.String() + ")")
	}
}

// holder is the id of a side or group that goes by a name, or the name.
func (q *question) holder(name string) string {
	name = strings.TrimSpace(name)
	if q.terms == nil || name == "" {
		return name
	}
	side, group, certainty := q.terms.Side(name)
	switch {
	case group != "":
		return group
	case side != "" && certainty == agreement.SideReported:
		return side
	}
	return name
}

func (q *question) excluded(id string) bool {
	a := q.agreement()
	return a != nil && slices.ContainsFunc(a.ExcludedGroups, func(g agreement.ExcludedGroup) bool { return g.ID == id })
}

func (q *question) isSide(id string) bool {
	a := q.agreement()
	return a != nil && (slices.ContainsFunc(a.Parties, func(p agreement.Party) bool { return p.ID == id }) ||
		slices.ContainsFunc(a.Guarantors, func(g agreement.Guarantor) bool { return g.ID == id }))
}

func (q *question) claim(do *MakeClaim) ([]record.Draft, error) {
	c := do.Claim
	q.source(do.Source, do.Grade, do.Basis, do.Level, do.SeenAt)
	q.statement("", &c)
	if len(do.Evidence) > maxWith {
		q.Say("evidence", "at most %d entries are named", maxWith)
	}
	for i, n := range do.Evidence {
		if n < 0 || n >= q.entries {
			q.Say(fmt.Sprintf("evidence[%d]", i), "there is no entry %d", n)
		}
	}
	if do.FactBasis != "" && do.FactBasis != "F" && do.FactBasis != "I" {
		q.Say("fact_basis", "fact_basis is F or I, or left out")
	}
	audience := q.readers(do.Readers)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := Claimed{Claim: c, SeenAt: do.SeenAt, Source: do.Source, Level: do.Level, Grade: do.Grade, Basis: do.Basis, Evidence: do.Evidence, Fact: do.FactBasis}
	out := []record.Draft{{Fact: f, Audience: audience, Happened: do.SeenAt}}
	t := &telling{entry: q.entries, seen: do.SeenAt, level: do.Level}
	return append(out, q.weigh(t, q.stand(t, do.Source, 0, &c), record.Local(0))...), nil
}

func (q *question) chart(do *Chart) ([]record.Draft, error) {
	f := do.Fact
	q.source(f.Source, f.Grade, f.Basis, f.Level, f.SeenAt)
	if len(f.Claims) > maxClaims {
		q.Say("claims", "the file makes %d claims, more than %d; divide it", len(f.Claims), maxClaims)
	}
	for i := range f.Claims {
		q.statement(fmt.Sprintf("claims[%d].", i), &f.Claims[i])
		if len(q.Wrong) > maxNotes {
			break
		}
	}
	if f.File != 0 && (f.File < 0 || f.File >= q.entries) {
		q.Say("file", "there is no entry %d", f.File)
	}
	audience := q.readers(do.Readers)
	if f.Changes {
		q.onlyChanges(&f)
	}
	if len(f.Claims) == 0 && f.Standing == 0 {
		q.Say("claims", "the file makes no claim that can be taken; nothing is recorded")
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	out := []record.Draft{{Fact: f, Audience: audience, Happened: f.SeenAt}}
	if f.History {
		return out, nil
	}
	t := &telling{entry: q.entries, seen: f.SeenAt, level: f.Level, chart: true}
	for i := range f.Claims {
		out = append(out, q.weigh(t, q.stand(t, f.Source, int64(i), &f.Claims[i]), record.Local(0))...)
	}
	return out, nil
}

// onlyChanges leaves of a whole table the rows that say something new, and counts the others. A row that is missing now has
// no word of its place any more.
func (q *question) onlyChanges(f *Charted) {
	f.Whole = true
	if newest, had := q.whole[f.Source]; had && f.SeenAt < newest {
		q.Say("seen_at", "a newer table of this source, of %s, was taken in before; tables are taken in by the order of their days", newest)
		return
	}
	t := &telling{entry: q.entries, seen: f.SeenAt, level: f.Level, chart: true}
	last := map[rowKey]int{} // who stands last in a table stands
	var keys []rowKey
	for i := range f.Claims {
		if c := q.stand(t, f.Source, 0, &f.Claims[i]); c != nil {
			if _, twice := last[c.key]; !twice {
				keys = append(keys, c.key)
			}
			last[c.key] = i
		}
	}
	var fresh []Claim
	for _, key := range keys {
		c := f.Claims[last[key]]
		if old := q.rows[key]; old != nil && !old.of.withdrawn && !old.gone && slices.Equal(old.Holders, holdersOf(&c)) && old.Status == c.Status {
			f.Standing++
			continue
		}
		fresh = append(fresh, c)
	}
	for key, old := range q.rows {
		if _, named := last[key]; key.source == f.Source && !named && !old.of.withdrawn && !old.gone {
			fresh = append(fresh, old.missing())
		}
	}
	slices.SortStableFunc(fresh, func(a, b Claim) int { return strings.Compare(rowName(a), rowName(b)) })
	f.Claims = fresh
}

// missing is what a table says of a place that it no longer names.
func (c *stand) missing() Claim {
	out := Claim{Status: statusNoData, Gone: true}
	if c.pcode != "" {
		out.PCode = c.pcode
		return out
	}
	out.Place, out.Written = c.Place, c.written
	if at := c.At; !c.nowhere {
		out.Point = &at
	}
	return out
}

func rowName(c Claim) string {
	return c.PCode + c.Place + " " + c.Written
}

// find finds a claim or chart for who may read it.
func (q *question) find(n int64) (*telling, error) {
	t := q.told[n]
	if t == nil || !q.who.Sees(t.audience) && (q.who.Member == "" || q.who.Member != t.author.Member) {
		return nil, desk.Refuse(desk.NotFound, "there is no claim with the number %d for you; look it up in the list of claims", n)
	}
	return t, nil
}

func (q *question) rate(do *Rate) ([]record.Draft, error) {
	t, err := q.find(do.Claim)
	if err != nil {
		return nil, err
	}
	switch {
	case q.who.Kind != "mission":
		return nil, desk.Refuse(desk.NotAllowed, "the mission says how sure a claim is")
	case t.author.Member == q.who.Member:
		return nil, desk.Refuse(desk.NotAllowed, "somebody else rates what you entered; ask a colleague")
	case t.withdrawn:
		return nil, desk.Refuse(desk.Conflict, "this claim was withdrawn; there is nothing to rate")
	}
	q.Text("reason", do.Reason)
	if do.Level < 0 || do.Level > 5 {
		q.Say("level", "level is %d; it goes from 0 to 5", do.Level)
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	out := []record.Draft{{Fact: Rated{Claim: do.Claim, Level: do.Level, Reason: do.Reason}, Audience: t.audience, Happened: q.now, Refs: []record.Ref{record.To(do.Claim)}}}
	rule := q.agreement().TerritoryRule()
	if t.level >= rule.MinLevel || do.Level < rule.MinLevel || t.history {
		return out, nil
	}
	then := *t
	then.level = do.Level
	for _, c := range t.claims {
		out = append(out, q.weigh(&then, c, record.To(do.Claim))...)
	}
	return out, nil
}

func (q *question) withdraw(do *Withdraw) ([]record.Draft, error) {
	t, err := q.find(do.Claim)
	if err != nil {
		return nil, err
	}
	if q.who.Kind != "mission" && t.author.Party != q.who.Party {
		return nil, desk.Refuse(desk.NotAllowed, "who made a claim takes it back; ask that side, or the mission")
	}
	if t.withdrawn {
		return nil, desk.Refuse(desk.Conflict, "this claim was withdrawn before")
	}
	q.Text("reason", do.Reason)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return []record.Draft{{Fact: Withdrawn{Claim: do.Claim, Reason: do.Reason}, Audience: t.audience, Happened: q.now, Refs: []record.Ref{record.To(do.Claim)}}}, nil
}

func (q *question) outline(do *Outline) ([]record.Draft, error) {
	f := do.Fact
	if q.who.Kind != "mission" {
		return nil, desk.Refuse(desk.NotAllowed, "the mission takes outlines in")
	}
	q.Line("set", f.Set)
	q.Line("source", f.Source)
	if len(f.Units) == 0 || len(f.Units) > maxUnits {
		q.Say("units", "the file has %d units that can be taken; it needs one at least, and at most %d", len(f.Units), maxUnits)
	}
	for i := range f.Units {
		if !codeForm.MatchString(f.Units[i].PCode) {
			q.Say(fmt.Sprintf("units[%d].pcode", i), "%q is no code", short(f.Units[i].PCode))
		}
	}
	audience := q.readers(do.Readers)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return []record.Draft{{Fact: f, Audience: audience, Happened: q.now}}, nil
}

func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
