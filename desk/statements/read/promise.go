package read

import (
	"slices"
	"strings"
)

var (
	ready     = set(`prepared ready willing committed open determined obliged bound`)
	wishes    = set(`want wants wanted wish wishes wished hope hopes hoped hoping aim aims seek seeks sought seeking attempting attempt attempts trying tries looking desire plan plans planned intend intends intended`)
	pledges   = set(`promised promises pledged pledges vowed vows agreed agrees offered offers undertook promise pledge`)
	duties    = set(`responsibility obligation duty commitment`)
	ceasefire = set(`ceasefire cease-fire truce armistice`)
	would     = set(`will would shall 'll`)
)

// findPromises finds who is to do what: in what somebody says, and in what the article tells of demands and agreements.
func (r *reader) findPromises() {
	said := map[*sentence][]int{}
	at := 0
	for k, st := range r.doc.Statements {
		if st.Kind == Headline {
			continue
		}
		for at > 0 && r.sentences[at].Span[0] > st.Sentence[0] {
			at--
		}
		for i := at; i < len(r.sentences) && r.sentences[i].Span[0] < st.Sentence[1]; i++ {
			if s := r.sentences[i]; s.Span.overlaps(st.Sentence) {
				said[s] = append(said[s], k)
				at = i
			}
		}
	}
	for _, s := range r.sentences {
		if k := r.paras[s.para].kind; k != body || len(r.doc.Commitments) >= maxStatements {
			continue
		}
		x := &speech{reader: r, s: s}
		for i := range s.tokens {
			c, ok := x.promiseAt(i)
			if !ok || strings.TrimSpace(c.Act) == "" {
				continue
			}
			c.AssertedBy = "narrator"
			for _, k := range said[s] {
				st := r.doc.Statements[k]
				inside := len(st.Quotes) == 0 && (st.Cue[1] == 0 || c.Span[1] > st.Cue[1] || c.Span[1] < st.Cue[0])
				for _, q := range st.Quotes {
					inside = inside || q.overlaps(c.Span)
				}
				if inside {
					c.AssertedBy, c.Statement = st.Speaker, st.ID
					break
				}
			}
			if c.Obliged == "we" || c.Obliged == "i" {
				if a := actorOf[fold(c.AssertedBy)]; a != nil && a.role != "" { // who holds an office speaks for the state
					for _, st := range []string{"united states", "russia", "iran", "turkey", "jordan", "israel", "britain", "france", "germany"} {
						if strings.HasPrefix(a.role, st) && c.Obliged == "we" {
							c.Obliged = actorOrPlace(st)
						}
					}
				}
			}
			if c.Obliged == "we" || c.Obliged == "i" || c.Obliged == "he" || c.Obliged == "she" || c.Obliged == "they" || c.Obliged == "it" {
				c.Obliged = c.AssertedBy
			}
			if c.AssertedBy == "narrator" && (c.Kind == "responsibility" && c.Obliged == "" || c.Obliged == "") {
				continue
			}
			if n := len(r.doc.Commitments); n > 0 && r.doc.Commitments[n-1].Span.overlaps(c.Span) && r.doc.Commitments[n-1].Kind == c.Kind && c.Kind != "responsibility" {
				continue
			}
			r.doc.Commitments = append(r.doc.Commitments, c)
		}
	}
}

// promiseAt reads a word at i that obliges somebody.
func (x *speech) promiseAt(i int) (Commitment, bool) {
	w := x.s.low(i)
	low := x.s.low
	none := func() (Commitment, bool) { return Commitment{}, false }
	switch {
	case (w == "must" || w == "should") && low(i+1) != "have" || (w == "has" || w == "have" || w == "needs") && low(i+1) == "to":
		if low(i-1) == "there" {
			return none()
		}
		from := i + 1
		if w != "must" && w != "should" {
			from++
		}
		kind := "demand"
		if w == "should" && low(i+1) == "be" || low(i+1) == "not" && w == "should" {
			kind = "principle"
		}
		c := x.commitment(kind, x.obligedLeft(i), i, from)
		if kind == "principle" { // it should be decided by the Syrian people
			for k := from; k < from+8; k++ {
				if low(k) == "by" {
					c.Obliged = x.phraseRight(k + 1)
				}
			}
		}
		return c, true
	case w == "need" || w == "needs": // we need Russia to continue; needs Russia's cooperation
		for k := i + 1; k < i+8 && k < len(x.s.tokens); k++ {
			if low(k) == "to" && k > i+1 {
				return x.commitment("demand", x.nameIn(i+1, k), i, k+1), true
			}
			if low(k) == "'s" && k > i+1 {
				return x.commitment("demand", x.nameIn(i+1, k), i, k+1), true
			}
		}
	case duties[w] && (low(i+1) == "to" || low(i+1) == "for"):
		c := x.commitment("responsibility", x.obligedLeft(i), i, i+2)
		return c, low(i-1) == "a" || low(i-1) == "the" || low(i-1) == "its" || low(i-1) == "their" || low(i-1) == "his"
	case w == "that" && joins[low(i-1)]: // has a responsibility to ensure that A and that B
		for k := i - 1; k > 0 && k > i-40; k-- {
			if duties[low(k)] && (low(k+1) == "to") {
				return x.commitment("responsibility", x.obligedLeft(k), i, i+1), true
			}
		}
	case ready[w] && low(i+1) == "to" && (beForms[low(i-1)] || adverbs[low(i-1)] || x.s.tokens[max(0, i-1)].quote != x.s.tokens[i].quote || !x.s.tokens[max(0, i-1)].word || low(i-1) == "remains" || low(i-1) == "remain"):
		kind := "offer"
		if w == "obliged" || w == "bound" {
			kind = "responsibility"
		}
		return x.commitment(kind, x.obligedLeft(i), i, i+2), true
	case (w == "urged" || w == "urges" || w == "asked" || w == "ordered" || (w == "called" || w == "calls") && (low(i+1) == "on" || low(i+1) == "upon")) && low(i-1) != "was":
		for k := i + 1; k < i+9 && k < len(x.s.tokens); k++ {
			if low(k) == "to" {
				return x.commitment("demand", x.nameIn(i+1, k), i, k+1), true
			}
		}
	case (w == "calling" || w == "called" || w == "call" || w == "calls") && low(i+1) == "for", w == "demanding" || w == "demanded" || w == "demands" && x.s.tokens[max(0, i-1)].upper:
		if x.negated(i) {
			return none()
		}
		from := i + 1
		if low(i+1) == "for" {
			from++
		}
		c := x.commitment("demand", "", i, from)
		by := x.obligedLeft(i)
		for k := from; k < from+6 && k < len(x.s.tokens); k++ {
			if low(k) == "from" || low(k) == "by" || low(k) == "for" && k > from || low(k) == "to" {
				c.Obliged = x.phraseRight(k + 1)
			}
		}
		if c.Obliged == "" {
			c.Obliged = "not stated (asked for by " + by + ")"
		}
		if by != "" && from > i { // the demand begins with who demands
			for k := i - 1; k >= 0 && k > i-4; k-- {
				if x.s.tokens[k].word {
					c.Span[0] = x.s.tokens[k].Span[0]
					break
				}
			}
		}
		return c, true
	case pledges[w] && (low(i+1) == "to" || low(i+1) == "not" || low(i+1) == "that") && low(i-1) != "to":
		return x.commitment("promise", x.obligedLeft(i), i, i+2), true
	case (w == "warning" || w == "warned" || w == "warns" || w == "warnings"):
		for k := i + 1; k < i+8 && k < len(x.s.tokens); k++ {
			if low(k) == "against" || low(k) == "not" && low(k+1) == "to" {
				c := x.commitment("warning", x.nameIn(i+1, k), i, k+1)
				return c, true
			}
		}
	case wishes[w] && (low(i+1) == "to" || low(i+1) == "not" && low(i+2) == "to" || low(i+2) == "to" && adverbs[low(i+1)] || w == "desire" && low(i+2) == "to"):
		if x.negated(i) {
			return none()
		}
		k := i + 1
		for low(k) != "to" {
			k++
		}
		c := x.commitment("intention", x.obligedLeft(i), i, k+1)
		return c, c.Obliged != "" && !determiners[c.Obliged]
	case would[w] && i+1 < len(x.s.tokens) && !(low(i+1) == "be" && w == "would") && low(i+1) != "have" && low(i-1) != "what":
		o := x.obligedLeft(i)
		if o == "" {
			return none()
		}
		kind := "intention"
		k := i + 1
		for adverbs[low(k)] || strings.HasSuffix(low(k), "ly") {
			k++
		}
		switch {
		case low(k) == "meet" || low(k) == "host" || low(k) == "attend":
			kind = "appointment"
		case low(k) == "respond" || low(k) == "retaliate" || low(k) == "punish" || low(k) == "strike":
			kind = "threat"
		case low(k) == "not":
			kind = "intention"
		case pronouns[o] && o != "we" && o != "i" && o != "he" && o != "she" && o != "they":
			kind = "conditional"
		}
		return x.commitment(kind, o, i, i+1), true
	case w == "reiterated" && (low(i+2) == "support" || low(i+1) == "support" || low(i+3) == "support"):
		return x.commitment("intention", x.nameIn(i+1, i+3), i, i+1), true
	case ceasefire[w]:
		for k := max(0, i-5); k < i; k++ {
			switch low(k) {
			case "establish", "established", "reached", "agreed", "signed", "announced", "achieved", "declared", "brokered", "negotiated":
				c := x.commitment("agreement", "", k, k)
				for j := i; j < i+8 && j < len(x.s.tokens); j++ {
					if low(j) == "between" {
						end := j + 1
						for end < len(x.s.tokens) && end < j+12 && x.s.tokens[end].word && low(end) != "in" {
							end++
						}
						c.Obliged = x.doc.Text[x.s.tokens[j+1].Span[0]:x.s.tokens[end-1].Span[1]]
					}
				}
				if c.Obliged == "" {
					c.Obliged = x.obligedLeft(k)
				}
				return c, true
			}
		}
	case w == "agreement" && (low(i-1) == "no" || low(i-2) == "no"):
		return x.commitment("status_note", "the parties", i, i), true
	}
	return none()
}

func (x *speech) negated(i int) bool {
	for k := max(0, i-3); k < i; k++ {
		if negations[x.s.low(k)] {
			return true
		}
	}
	return false
}

// obligedLeft is the subject before a word: the nearest name, role or pronoun of the clause, else of the sentence.
func (x *speech) obligedLeft(i int) string {
	t := x.s.tokens
	fallback := ""
	for j := i - 1; j >= 0 && j > i-45; j-- {
		w := t[j].low
		if pronouns[w] && w != "you" {
			return w
		}
		for _, n := range x.namesIn(j, j+1) {
			if n.from != j && n.to != j+1 {
				continue
			}
			before := n.from - 1
			for determiners[x.s.low(before)] {
				before--
			}
			switch x.s.low(before) {
			case "of", "with", "against", "from", "by", "in", "for", "to", "on", "as", "an", "between", "toward", "towards", "at", "over":
				if fallback == "" {
					fallback = x.whole(n)
				}
				continue
			}
			if x.s.low(n.to) == "'s" && n.to+3 < i || n.kind == "place" {
				if fallback == "" {
					fallback = x.whole(n)
				}
				continue
			}
			return x.whole(n)
		}
		if verbs[w] != 0 && j < i-1 || w == ";" {
			break
		}
	}
	if fallback != "" {
		return fallback
	}
	if from, ok := x.anyPhrase(i - 1); ok {
		return x.doc.Text[t[from].Span[0]:t[i-1].Span[1]]
	}
	// The quotation may begin with the duty: the subject stands before the mark.
	if m := x.mainSubject(i); m.known() {
		return m.name
	}
	if x.s.tokens[i].quote >= 0 && len(x.s.cues) > 0 {
		return x.s.cues[len(x.s.cues)-1].who.name
	}
	return ""
}

// anyPhrase is the words that end at j, up to a sign or a small word.
func (x *speech) anyPhrase(j int) (int, bool) {
	i := j
	for i >= 0 && x.s.tokens[i].word && (!smallWords[x.s.low(i)] || determiners[x.s.low(i)] || x.s.low(i) == "of") && verbs[x.s.low(i)] == 0 && j-i < 7 && !adverbs[x.s.low(i)] {
		i--
	}
	return i + 1, i+1 <= j
}

// nameIn is the first name in a range, else its words.
func (x *speech) nameIn(from, to int) string {
	to = min(to, len(x.s.tokens))
	if from >= to {
		return ""
	}
	if n := x.namesIn(from, to); len(n) > 0 {
		return x.whole(n[0])
	}
	return x.doc.Text[x.s.tokens[from].Span[0]:x.s.tokens[to-1].Span[1]]
}

func (x *speech) phraseRight(i int) string {
	j := i
	for j < len(x.s.tokens) && j < i+7 && x.s.tokens[j].word && (!smallWords[x.s.low(j)] || j == i && determiners[x.s.low(j)]) && x.s.dateAt[j] == 0 {
		j++
	}
	return x.nameIn(i, j)
}

// commitment takes what is to be done from the token act up to the end of the clause, with its condition and deadline.
func (x *speech) commitment(kind, obliged string, from, act int) Commitment {
	t := x.s.tokens
	end := act
	for end < len(t) && end < act+45 {
		w := t[end].low
		if w == ";" || w == "." && end+1 == len(t) || end > act && t[end].quote != t[act].quote && t[act].quote >= 0 || w == "," && x.endsAct(end) || w == "--" || w == "—" || end > act+1 && w == "and" && x.s.low(end+1) == "that" {
			break
		}
		end++
	}
	c := Commitment{Kind: kind, Obliged: obliged}
	if act >= len(t) {
		return c
	}
	if end <= act {
		end = act + 1
	}
	for end-1 > act && !t[end-1].word {
		end--
	}
	c.Span = Span{t[from].Span[0], t[end-1].Span[1]}
	c.Act = x.doc.Text[t[act].Span[0]:t[end-1].Span[1]]
	for i := 0; i < len(t); i++ {
		switch w := t[i].low; {
		case (w == "if" || w == "unless" || w == "once") && c.Condition == "" && (i < from || i < end):
			j := i
			for j < len(t) && t[j].low != "," && (j < from || i > from) && t[j].low != "." {
				j++
			}
			c.Condition = x.doc.Text[t[i].Span[0]:t[max(i, j-1)].Span[1]]
		case i >= act && i < end && x.s.dateAt[i] != 0 && c.Deadline.Value == "":
			if d := x.s.dates[x.s.dateAt[i]-1].Date; slices.Contains([]string{"by", "until", "before", "within", "on"}, x.s.low(i-1)) || kind == "appointment" || d.Basis == "weekday after publication" || kind == "intention" {
				c.Deadline = d
			}
		case i >= act && i < end && (w == "for" || w == "of") && c.Beneficiary == "" && kind != "demand":
			if n := x.namesIn(i+1, min(i+5, end)); len(n) > 0 && x.s.low(n[0].to) != "'s" {
				c.Beneficiary = x.whole(n[0])
			}
		}
		if x.s.low(i) == "people" && i > 0 && peoples[fold(t[i-1].text)] != "" && i >= act && i < end {
			c.Beneficiary = x.doc.Text[t[i-1].Span[0]:t[i].Span[1]]
		}
	}
	return c
}

// endsAct says whether a comma at i ends what is to be done: behind it somebody says it, or another clause begins.
func (x *speech) endsAct(i int) bool {
	n := x.s.low(i + 1)
	if clauseBreaks[n] || n == "according" {
		return true
	}
	if n == "and" || n == "but" {
		return x.s.low(i+2) == "it" || pronouns[x.s.low(i+2)] || verbLike(x.s.low(i+2)) || n == "but"
	}
	for j := i + 1; j < len(x.s.tokens) && j < i+9; j++ {
		if c := verbs[x.s.low(j)]; c == say || c == tell {
			return true
		}
	}
	return false
}

func actorOrPlace(name string) string {
	if a := actorOf[name]; a != nil {
		return a.name
	}
	if p := placeOf[name]; p != nil {
		return p.name
	}
	return name
}
