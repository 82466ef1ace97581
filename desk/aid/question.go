package aid

import (
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

// rules are the agreement's rules for aid; without one, those of usual practice.
func (q *question) rules() agreement.Aid {
	if q.terms != nil {
		return q.terms.Agreement().AidRules()
	}
	return agreement.UsualAid()
}

func after(from record.Moment, s agreement.Span) record.Moment {
	return from + record.Moment(s.Duration()/time.Millisecond)
}

func (q *question) isProgram() bool {
	return q.who.Member == desk.System().Member && q.who.Known == record.BySystem
}

// me is who acts, as an owner.
func (q *question) me() Owner {
	if q.who.Kind == "party" || q.who.Kind == "guarantor" {
		return Owner{Member: q.who.Member, Side: q.who.Party, Kind: q.who.Kind}
	}
	return Owner{Member: q.who.Member}
}

// fact is a draft of what happened now.
func (q *question) fact(f any, audience record.Audience, refs ...int64) record.Draft {
	d := record.Draft{Fact: f, Audience: audience, Happened: q.now}
	for _, n := range refs {
		d.Refs = append(d.Refs, record.To(n))
	}
	return d
}

func one(d record.Draft) []record.Draft { return []record.Draft{d} }

func words(code string) string { return strings.ReplaceAll(code, "_", " ") }

func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
