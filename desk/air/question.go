package air

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
	maxList  = 200
	maxFixes = 5_000 // of one aircraft: more than a day at one in twenty seconds
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

func (q *question) mission() error {
	if q.who.Kind != "mission" {
		return desk.Refuse(desk.NotAllowed, "the mission does this; ask its airspace desk")
	}
	return nil
}

// law is the agreement in force now, or nil.
func (q *question) law() *agreement.Agreement {
	if q.terms == nil {
		return nil
	}
	return q.terms.Agreement()
}

func (q *question) code(field, value string, list []string) {
	if !slices.Contains(list, value) {
		q.Say(field, "%q is not a known %s; use one of %s", short(value), field, strings.Join(list, ", "))
	}
}

func (q *question) atMost(field string, n int) {
	if n > maxList {
		q.Say(field, "%s has %d items, more than %d; split it", field, n, maxList)
	}
}

// past is the given moment, which is not in the future, or now.
func (q *question) past(field string, m record.Moment) record.Moment {
	if !m.Known() {
		return q.now
	}
	if m > q.now+clockSkew {
		q.Say(field, "%s is %s, in the future; now it is %s; check the date and the offset", field, m, q.now)
	}
	return m
}

func (q *question) entriesExist(field string, entries ...int64) {
	q.atMost(field, len(entries))
	for _, n := range entries {
		if n < 0 || n >= q.entries {
			q.Say(field, "there is no entry %d; give the number of a fact that is recorded", n)
		}
	}
}

func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// withMission is an audience and the mission; the rights table may say another word for the mission.
func (q *question) withMission(as ...record.Audience) record.Audience {
	return record.Audiences(append([]record.Audience{q.who.Scoped(record.Mission)}, as...)...)
}

// stamp writes a moment for people, in UTC.
func stamp(m record.Moment) string { return m.Time().Format("2 Jan 2006 15:04 UTC") }

func plus(m record.Moment, s agreement.Span) record.Moment {
	return m + record.Moment(s.Duration()/time.Millisecond)
}

func one(fact any, audience record.Audience, happened record.Moment, refs ...record.Ref) []record.Draft {
	return []record.Draft{{Fact: fact, Audience: audience, Happened: happened, Refs: refs}}
}
