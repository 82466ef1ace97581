package inquiry

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

// Bounds of what a form may hold.
const (
	maxList = 200
)

// clockSkew is how far ahead of the mission's clock a sender's may run.
const clockSkew = record.Moment(2 * time.Minute / time.Millisecond)

// A question is one command being decided: when, by whom and under which law. It collects what is wrong field by field.
type question struct {
	desk.Form
	*state
	now   record.Moment
	who   desk.Who
	terms *agreement.Terms // nil without a law
}

func (q *question) texts(field string, values []string) {
	q.atMost(field, len(values))
	for i, v := range values {
		q.Text(fmt.Sprintf("%s[%d]", field, i), v)
	}
}

func (q *question) atMost(field string, n int) {
	if n > maxList {
		q.Say(field, "%s has %d items, more than %d; split it", field, n, maxList)
	}
}

func (q *question) code(field, value string, list []string) {
	if !slices.Contains(list, value) {
		q.Say(field, "%q is not a known %s; use one of %s", short(value), field, strings.Join(list, ", "))
	}
}

func (q *question) past(field string, m record.Moment) {
	if m > q.now+clockSkew {
		q.Say(field, "%s is %s, in the future; now it is %s; check the date and the offset", field, m, q.now)
	}
}

func (q *question) future(field string, m record.Moment) {
	if m <= q.now {
		q.Say(field, "%s is %s, and has to lie ahead; now it is %s", field, m, q.now)
	}
}

func (q *question) translation(field string, t *Translation) {
	if t == nil {
		return
	}
	q.Line(field+".language", t.Language)
	q.Text(field+".text", t.Text)
	q.Line(field+".translator", t.Translator)
	q.code(field+".confidence", t.Confidence, confidences)
}

func (q *question) entriesExist(field string, entries []int64) {
	q.atMost(field, len(entries))
	for i, n := range entries {
		if n < 0 || n >= q.entries {
			q.Say(fmt.Sprintf("%s[%d]", field, i), "there is no entry %d; give the number of a fact that is recorded", n)
		}
	}
}

// kase finds a case for the mission. For others there is none: they are told what is for them by what is served.
func (q *question) kase(no int64) (*kase, error) {
	k, ok := q.cases[no]
	if !ok || q.who.Kind != "mission" {
		return nil, noCase(no)
	}
	return k, nil
}

// anyCase finds a case for a side that has to do with it.
func (q *question) anyCase(no int64) (*kase, error) {
	k, ok := q.cases[no]
	if !ok {
		return nil, noCase(no)
	}
	if q.who.Kind == "mission" || q.concerns(k) {
		return k, nil
	}
	return nil, noCase(no)
}

// concerns says whether the side knows of the case: it was served, asked, or answers for a party that was, or it reads
// what was published, or it has a seat as a guarantor once the panel has met.
func (q *question) concerns(k *kase) bool {
	side := q.who.Party
	if side == "" {
		return false
	}
	if _, ok := k.told[side]; ok || k.asked[side] != nil || q.who.Sees(k.readers) {
		return true
	}
	if q.who.Kind != "guarantor" {
		return false
	}
	if k.panel != nil || k.finding != nil || k.announced != nil {
		return true
	}
	for party := range k.asked {
		if slices.Contains(q.guarantorsOf(party), side) {
			return true
		}
	}
	return false
}

func noCase(no int64) error {
	return desk.Refuse(desk.NotFound, "there is no case with the number %d; look it up in the list of cases", no)
}

// inState refuses a step that does not come next.
func inState(k *kase, what string, states ...string) error {
	if slices.Contains(states, k.state) {
		return nil
	}
	return desk.Refuse(desk.Conflict, "case %d is %s; %s is possible when it is %s", k.no, words(k.state), what, words(strings.Join(states, " or ")))
}

func words(code string) string { return strings.ReplaceAll(code, "_", " ") }

// mission refuses whoever speaks for a side.
func (q *question) mission() error {
	if q.who.Kind != "mission" {
		return desk.Refuse(desk.NotAllowed, "only the mission does this; tell the duty officer")
	}
	return nil
}

// has refuses who holds none of the roles. The rights table says the same at the door; a rule that parties signed does
// not rest on a table alone.
func (q *question) has(roles ...string) error {
	for _, r := range roles {
		if q.who.Kind == "mission" && q.who.Has(r) {
			return nil
		}
	}
	return desk.Refuse(desk.NotAllowed, "this is for %s; ask one of them", words(strings.Join(roles, " or ")))
}

// kindOf says whether an id is a party or a guarantor of the agreement.
func (q *question) kindOf(side string) string {
	if q.terms == nil {
		return ""
	}
	a := q.terms.Agreement()
	if slices.ContainsFunc(a.Parties, func(p agreement.Party) bool { return p.ID == side }) {
		return "party"
	}
	if slices.ContainsFunc(a.Guarantors, func(g agreement.Guarantor) bool { return g.ID == side }) {
		return "guarantor"
	}
	return ""
}

// side checks the id of a side and returns its audience.
func (q *question) side(field, side string) record.Audience {
	kind := q.kindOf(side)
	if kind == "" {
		q.Say(field, "%q is neither a party nor a guarantor of the agreement; use one of %s", short(side), strings.Join(q.sides(), ", "))
		return record.Nobody
	}
	return sideAudience(kind, side)
}

func (q *question) sides() []string {
	var out []string
	if q.terms != nil {
		for _, p := range q.terms.Agreement().Parties {
			out = append(out, p.ID)
		}
		for _, g := range q.terms.Agreement().Guarantors {
			out = append(out, g.ID)
		}
	}
	return out
}

func (q *question) guarantorsOf(party string) []string {
	if q.terms != nil {
		for _, p := range q.terms.Agreement().Parties {
			if p.ID == party {
				return p.Guarantors
			}
		}
	}
	return nil
}

// deadlines are the agreement's; without one, those of usual practice.
func (q *question) deadlines() agreement.Deadlines {
	if q.terms != nil {
		return q.terms.Agreement().Deadlines
	}
	const hour = 60
	return agreement.Deadlines{
		Triage: 2 * hour, Assign: 6 * hour, Notice: 2 * hour, Ack: hour, FormalAck: 24 * hour, Visit: 48 * hour, Comment: 72 * hour, Finding: 240 * hour,
	}
}

func after(from record.Moment, s agreement.Span) record.Moment {
	return from + record.Moment(s.Duration()/time.Millisecond)
}

// about makes a fact of a case that happened now.
func (q *question) about(no int64, fact any, audience record.Audience, more ...int64) record.Draft {
	refs := []record.Ref{record.To(no)}
	for _, n := range more {
		refs = append(refs, record.To(n))
	}
	return record.Draft{Fact: fact, Audience: audience, Happened: q.now, Refs: refs}
}

func one(d record.Draft) []record.Draft { return []record.Draft{d} }

func withMission(as ...record.Audience) record.Audience {
	return record.Audiences(append(as, record.Mission)...)
}

func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
