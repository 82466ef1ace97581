package read

import (
	"strings"
)

// What words tell of what happens. A verb and its noun are one type.
var happenings = map[string]string{}

func init() {
	for kind, text := range map[string]string{
		"meeting":           `meet met meets meeting meetings summit`,
		"talks":             `talks negotiations negotiated consultations`,
		"visit":             `visited visits visit flew landed arrived travelled traveled trip`,
		"strike":            `strike strikes airstrike airstrikes bombed bombing bombings bombardment shelled shelling fired raid raids retaliated retaliation attack attacks attacked targeting ambush ambushed clashed clashes fighting fought struck hit`,
		"confrontation":     `confrontations confrontation skirmish skirmishes incident`,
		"explosion":         `exploded explosion explosions blast blasts detonated`,
		"ceasefire":         `ceasefire cease-fire truce armistice de-escalation`,
		"territorial":       `seized captured took taken retook recaptured overran liberated occupied occupies territory re-establish advanced advance progress`,
		"military_campaign": `campaign campaigns offensive operation operations`,
		"killing":           `killed killing died`,
		"deployment":        `deployed deployment deploys presence proliferation withdraw withdrew withdrawn withdrawal pulled sent`,
		"policy_change":     `cut imposed sanctions lifted suspended halted resumed approved changed changing priority`,
		"warning":           `warned warnings warning`,
		"agreement":         `signed agreement agreed deal accord`,
		"conflict_onset":    `began begun started erupted broke overthrow uprising engulfed ravaged`,
		"arrest":            `arrested detained detention captured released freed kidnapped abducted`,
		"displacement":      `fled displaced evacuated evacuation uprooted`,
		"aid":               `convoy convoys delivered deliveries delivery`,
		"protest":           `protested protest protests demonstration demonstrations rally`,
		"vote":              `elected election elections voted referendum`,
		"resignation":       `resigned resignation appointed`,
		"accident":          `crashed crash collapsed collapse`,
		"allegation":        `allegations allegation meddling interference`,
		"chemical":          `sarin chlorine`,
		"opening":           `opened launched inaugurated`,
	} {
		for _, w := range strings.Fields(text) {
			happenings[w] = kind
		}
	}
}

// weak words tell of an event only with a time or a place of their own.
var weak = map[string]bool{"took": true, "taken": true, "hit": true, "sent": true, "cut": true, "changed": true, "changing": true, "began": true, "started": true, "presence": true, "territory": true, "operations": true, "operation": true, "priority": true, "progress": true, "advance": true, "opened": true, "launched": true, "incident": true, "broke": true, "delivered": true, "deliveries": true, "delivery": true, "agreement": true, "agreed": true, "deal": true, "released": true, "election": true, "elections": true, "campaign": true, "fighting": true, "sanctions": true, "ceasefire": true, "cease-fire": true, "de-escalation": true, "warning": true, "strike": true, "died": true, "meet": true, "truce": true}

// findEvents finds what is said to happen: a clause with a word for it, and with a time, a place or actors.
func (r *reader) findEvents() {
	for _, s := range r.sentences {
		k := r.paras[s.para].kind
		if k != body && k != caption || len(r.doc.Events) >= maxStatements {
			continue
		}
		r.eventsOf(s)
	}
}

// clauseBreaks end a clause where they stand.
var clauseBreaks = set(`that who which as while when where after before because although though but prompting leading paving including until once if whether`)

// clauses cuts a sentence.
func (s *sentence) clauses() [][2]int {
	var out [][2]int
	from := 0
	cut := func(i int) {
		if i > from {
			out = append(out, [2]int{from, i})
		}
	}
	for i, t := range s.tokens {
		w := t.low
		switch {
		case !t.word && w != "'s" && w != "[" && w != "]" && w != "/" && !(w == "," && s.dateAt[i] != 0) && !(w == "," && i > 0 && s.tokens[i-1].upper && i+1 < len(s.tokens) && s.tokens[i+1].upper && s.commaBetweenNames(i)):
			cut(i)
			from = i + 1
		case clauseBreaks[w] && s.dateAt[i] == 0:
			cut(i)
			from = i
			if w != "prompting" && w != "leading" && w != "paving" {
				from = i + 1
			}
		case w == "and" && i+1 < len(s.tokens) && s.dateAt[i] == 0 && (verbLike(s.low(i+1)) || verbLike(s.low(i+2)) && (s.tokens[i+1].upper || pronouns[s.low(i+1)] || adverbs[s.low(i+1)])):
			cut(i)
			from = i + 1
		}
	}
	cut(len(s.tokens))
	return out
}

// commaBetweenNames: Raqqa, Syria.
func (s *sentence) commaBetweenNames(i int) bool {
	return placeOf[fold(s.tokens[i-1].text)] != nil && placeOf[fold(s.tokens[i+1].text)] != nil && !auxiliaries[s.low(i+2)] && verbs[s.low(i+2)] == 0
}

func verbLike(w string) bool {
	return verbs[w] != 0 || auxiliaries[w] || strings.HasSuffix(w, "ed") && len(w) > 4 || w == "shot" || w == "took" || w == "met" || w == "fell" || w == "held" || w == "left"
}

func (r *reader) eventsOf(s *sentence) {
	x := &speech{reader: r, s: s}
	for _, c := range s.clauses() {
		from, to := c[0], c[1]
		for from < to && (joins[s.low(from)] || !s.tokens[from].word && s.tokens[from].quote < 0) {
			from++
		}
		for from < to && s.tokens[from].text == "\"" {
			from++
		}
		kind, at := "", -1
		for i := from; i < to; i++ {
			w := s.low(i)
			k := happenings[w]
			if w == "shot" && (s.low(i+1) == "down") || w == "downed" {
				k = "aircraft_shootdown"
			}
			if w == "chemical" && (s.low(i+1) == "weapons" || s.low(i+1) == "attack" || s.low(i+1) == "air" || s.low(i+1) == "strike") || w == "toxic-gas" || w == "nerve-gas" {
				k = "alleged_chemical_use"
			}
			if k == "" || s.dateAt[i] != 0 || kind != "" && weak[w] {
				continue
			}
			if kind == "" || weak[s.low(at)] || k == "alleged_chemical_use" {
				kind, at = k, i
			}
		}
		names := x.namesIn(from, to)
		d, dated := x.dateOf(from, to)
		where, actors := "", []string{}
		for _, n := range names {
			if p := placeOf[fold(n.text)]; p != nil && !n.person && (s.low(n.from-1) == "in" || s.low(n.from-1) == "at" || s.low(n.from-1) == "near" || s.low(n.from-1) == "of" || s.low(n.from-1) == "to" || s.low(n.from-1) == "from" || n.kind == "place" || s.low(n.from-1) == "visited") {
				where = p.name
			} else if n.kind != "place" {
				actors = append(actors, r.whole(n))
			}
		}
		// Somebody spoke on a day or at a place that is told: that is an event too.
		said := false
		if kind == "" || kind == "warning" {
			for _, q := range s.cues {
				if q.at >= from && q.at < to && !q.nested && q.class != hold && q.class != style && (dated && near(s, q.at, from, to) || q.place != "" && q.audience != "") {
					kind, at, said = "statement_issued", q.at, true
					actors = append([]string{q.who.name}, actors...)
				}
			}
		}
		if kind == "" && dated && (d.Precision == "day" || d.Precision == "interval" || d.Precision == "month" || d.Precision == "year") && to-from >= 2 && r.clauseTells(s, from, to) {
			kind, at = "other", from
		}
		if kind == "" {
			continue
		}
		strong := !weak[s.low(at)]
		switch {
		case dated, said:
		case strong && (where != "" || len(actors) >= 1):
		case !strong && where != "" && len(actors) >= 1:
		case !strong && len(actors) >= 2:
		default:
			continue
		}
		status := r.statusOf(s, from, to, at)
		if said {
			status = "occurred"
		}
		if status == "" {
			continue
		}
		if !dated { // the rest of the sentence may say when
			if d2, ok := x.dateOf(0, len(s.tokens)); ok && len(s.dates) == 1 {
				d = d2
			}
		}
		span := Span{s.tokens[from].Span[0], s.tokens[to-1].Span[1]}
		r.doc.Events = append(r.doc.Events, Event{Type: kind, Status: status, Date: d, Place: where, Actors: unique(actors), Span: span})
	}
}

// near says whether a time stands within five words of the verb at i.
func near(s *sentence, i, from, to int) bool {
	for j := max(from, i-5); j < min(to, i+8); j++ {
		if s.dateAt[j] != 0 {
			return true
		}
	}
	return false
}

// clauseTells says whether a clause with a time has a verb or a noun that a time can belong to.
func (r *reader) clauseTells(s *sentence, from, to int) bool {
	for i := from; i < to; i++ {
		if s.dateAt[i] == 0 && verbLike(s.low(i)) && !auxiliaries[s.low(i)] && verbs[s.low(i)] == 0 {
			return true
		}
	}
	return false
}

func (x *speech) dateOf(from, to int) (Date, bool) {
	for i := from; i < to; i++ {
		if k := x.s.dateAt[i]; k != 0 {
			return x.s.dates[k-1].Date, true
		}
	}
	return Date{}, false
}

// statusOf goes by the forms of the verbs before the word for the event; empty for what is only wished or supposed.
func (r *reader) statusOf(s *sentence, from, to, at int) string {
	denied, planned, ongoing, alleged := false, false, false, false
	for i := max(0, from-2); i < to; i++ {
		w := s.low(i)
		if i >= from || w == "alleged" {
			switch w {
			case "alleged", "allegedly", "allegations", "allegation", "suspected", "accused", "reportedly":
				alleged = true
			}
		}
		if i > at+1 || i < from {
			continue
		}
		switch w {
		case "will", "would", "upcoming", "plans", "plan", "planned", "planning", "scheduled", "intends", "set", "expected", "ahead", "first":
			planned = planned || w != "set" && w != "first" || w == "set" && s.low(i+1) == "to"
		case "to":
			if i > from && beForms[s.low(i-1)] || i+1 == at && beForms[s.low(i-1)] {
				planned = true
			} else if i+1 == at && from < i && !strings.HasSuffix(s.low(i-1), "ed") && s.low(i-1) != "able" {
				planned = true
			}
		case "denied", "denies":
			denied = true
		case "not", "never", "no":
			if i < at && s.low(i+1) != "longer" {
				denied = true
			}
		case "ongoing", "continues", "continue", "continuing":
			ongoing = true
		}
	}
	for i := from; i < to; i++ {
		w := s.low(i)
		if strings.HasSuffix(w, "ing") && (beForms[s.low(i-1)] && s.low(i-1) != "were" && s.low(i-1) != "was" || s.low(i-1) == "been") {
			ongoing = true
		}
		if w == "ongoing" || w == "conducts" || w == "actively" || strings.HasSuffix(w, "-sponsored") || w == "increased" && s.low(i-1) == "for" {
			ongoing = true
		}
	}
	if happenings[s.low(at)] == "meeting" && r.speaksOfFuture(s, min(at+1, len(s.tokens)-1)) {
		planned = true
	}
	switch {
	case denied:
		return "denied"
	case alleged:
		return "alleged"
	case planned:
		return "planned"
	case ongoing:
		return "ongoing"
	}
	return "occurred"
}

func unique(in []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range in {
		if s != "" && !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
