package read

import (
	"sort"
	"strings"
)

// A cue is a verb (or a noun) that says that something was said, with who said it.
type cue struct {
	at         int // token of the verb
	span       Span
	verb       string
	class      int
	participle bool
	noun       bool // no verb: "warnings from Russia", "Tillerson's emphasis on"
	who        subject
	nested     bool // it stands in what another says
	from, to   int  // tokens of what was said; to is exclusive
	date       Date
	dated      bool
	undated    bool // an earlier time that is not named: "has said", "in the past"
	place      string
	audience   string
	medium     string
	via        string
	used       bool // a quotation hangs on it
	passive    bool
	earlier    bool // initially, previously
}

// A subject is who speaks.
type subject struct {
	name, written, role, how string
	span                     Span
	person                   bool
	from, to                 int // tokens; 0, 0 for one that stands in another sentence
}

func (s subject) known() bool { return s.name != "" }

// An occasion is a time at which somebody spoke, as far as the text tells it apart from others.
type occasion struct {
	number        int
	date          Date
	dated         bool
	medium, place string
	audience      string
	next          *occasion // the one before
	statements    []int
}

// speech reads who said what, from the first sentence to the last.
type speech struct {
	*reader
	s          *sentence
	at         int     // its number
	person     subject // the last person that was a subject
	body       subject // the last state or organisation that was one
	paraSaid   subject // who spoke last in this paragraph
	paraCue    *cue
	lastPara   int
	paraLast   int // statement of the paragraph that was last, or -1
	beforePara subject
}

func (r *reader) findSpeech() {
	r.occasions = map[string]*occasion{}
	x := &speech{reader: r, lastPara: -1, paraLast: -1}
	for k, s := range r.sentences {
		x.at = k
		p := r.paras[s.para]
		if p.kind == heading && s.first && r.doc.Title != "" && r.doc.Text[p.Span[0]:p.Span[1]] == r.doc.Title {
			x.s = s
			x.headline()
			continue
		}
		if p.kind != body || len(r.doc.Statements) >= maxStatements {
			continue
		}
		if s.para != x.lastPara {
			x.beforePara, x.paraSaid, x.paraCue, x.paraLast, x.lastPara = x.paraSaid, subject{}, nil, -1, s.para
		}
		x.s = s
		x.read()
	}
	r.dateOccasions()
}

// open says whether the token stands outside quotations.
func (x *speech) open(i int) bool {
	return i >= 0 && i < len(x.s.tokens) && x.s.tokens[i].quote < 0
}

func (x *speech) low(i int) string {
	if !x.open(i) {
		return ""
	}
	return x.s.tokens[i].low
}

func (x *speech) read() {
	s := x.s
	opening := x.opening()
	for i := range s.tokens {
		if c := x.cueAt(i); c != nil {
			c.span, c.verb = s.tokens[i].Span, x.low(i)
			x.complement(c)
			s.cues = append(s.cues, c)
			if !c.noun && !c.nested {
				x.remember(c.who)
			}
		}
	}
	x.passOn()
	x.quoted()
	x.unquoted()
	if len(s.cues) == 0 && opening.known() {
		x.remember(opening)
	}
}

func (x *speech) remember(w subject) {
	switch {
	case !w.known():
	case w.person:
		x.person = w
	default:
		x.body = w
	}
}

// opening is the subject with which a sentence begins, if it begins with one.
func (x *speech) opening() subject {
	i := 0
	for i < len(x.s.tokens) && (x.s.tokens[i].text == "(" || adverbs[x.low(i)] || joins[x.low(i)] || x.low(i) == ",") {
		i++
	}
	if !x.open(i) || smallWords[x.low(i)] && !determiners[x.low(i)] && !pronouns[x.low(i)] {
		return subject{}
	}
	j := i
	for x.open(j) && x.s.tokens[j].word && (j == i || !smallWords[x.low(j)] && verbs[x.low(j)] == 0 && x.s.dateAt[j] == 0) && j < i+8 {
		j++
	}
	if w := x.resolve(i, j); w.person || x.anyName(i, j) {
		return w
	}
	return subject{}
}

func (x *speech) anyName(from, to int) bool {
	for _, n := range x.namesIn(from, to) {
		if n.kind != "place" {
			return true
		}
	}
	return false
}

// cueAt reads a cue whose verb is the token i.
func (x *speech) cueAt(i int) *cue {
	if !x.open(i) || x.s.dateAt[i] != 0 {
		return nil
	}
	w := x.low(i)
	if w == "according" && x.low(i+1) == "to" {
		if who := x.right(i + 2); who.known() {
			return &cue{at: i, class: say, who: who, from: 0, to: i}
		}
		return nil
	}
	if actNouns[w] && verbs[w] == 0 || actNouns[w] && (x.low(i+1) == "from" || x.low(i+1) == "by") {
		if participles[w] == 0 || x.low(i-1) == "a" || determiners[x.low(i-1)] {
			for j := i + 1; j < i+8 && x.open(j); j++ {
				if x.low(j) == "from" || x.low(j) == "by" {
					if who := x.rightOf(j+1, true); who.known() && x.anyName(who.from, who.to) {
						c := &cue{at: i, class: act, noun: true, who: who, from: i, to: j}
						if !x.laterBy(j + 1) {
							return c
						}
					}
				}
			}
		}
	}
	class, part := verbs[w], false
	if class == 0 {
		class, part = participles[w], true
	}
	if class == 0 || x.s.tokens[i].upper && i > 0 && !(x.s.tokens[i-1].quote >= 0) && x.s.tokens[i-1].word {
		return nil
	}
	c := &cue{at: i, class: class, participle: part}
	if x.doc.Language == "ar" {
		c.who = x.rightArabic(i + 1)
		return known(c)
	}
	prev := x.low(i - 1)
	switch {
	case !part && (prev == "to" || prev == "the" || prev == "a" && !x.s.tokens[i-1].upper || prev == "an" || prev == "its" || prev == "his" || prev == "their" || prev == "this" || prev == "'s" || prev == "of" || prev == "s"):
		return nil // a noun, or a plan to say
	case (w == "calls" || w == "claims" || w == "demands" || w == "reports" || w == "states" || w == "notes") && i > 0 && !x.s.tokens[i-1].upper && !pronouns[prev] && prev != "who" && prev != "ministry" && prev != "and" && !adverbs[prev]:
		return nil
	case (w == "called" || w == "calls" || w == "calling") && !(x.low(i+1) == "for" || x.low(i+1) == "on" || x.low(i+1) == "upon"):
		c.class = style
	case (w == "claimed" || w == "claims") && (x.low(i+1) == "as" || x.low(i+1) == "the" && x.low(i+2) == "lives"):
		return nil
	case (w == "pointed") && x.low(i+1) != "out" && x.low(i+1) != "to":
		return nil
	}
	// Who: before the verb, behind it, or as in the clause before.
	behind := i > 0 && x.s.tokens[i-1].quote >= 0 || x.low(i-1) == "," && i > 1 && x.s.tokens[i-2].quote >= 0
	if behind && !part {
		c.who = x.right(i + 1)
		if !c.who.known() && x.doc.Language == "ru" {
			c.who = x.left(i, c)
		}
		return known(c)
	}
	c.who = x.left(i, c)
	if !c.who.known() && x.doc.Language == "ru" {
		c.who = x.right(i + 1)
	}
	return known(c)
}

// laterBy says whether another "from NAME" follows at once, as in a garbled "warnings from to the U.S. from Russia".
func (x *speech) laterBy(i int) bool {
	for j := i; j < i+6 && x.open(j); j++ {
		if x.low(j) == "from" || x.low(j) == "by" {
			return true
		}
	}
	return false
}

func known(c *cue) *cue {
	if c == nil || !c.who.known() {
		return nil
	}
	return c
}

// left finds the subject before the verb at i.
func (x *speech) left(i int, c *cue) subject {
	j := i - 1
	passive, negated := false, false
	for x.open(j) {
		w := x.low(j)
		switch {
		case x.s.dateAt[j] != 0 || w == "on" && j+1 < i && x.s.dateAt[j+1] != 0 || w == "in" && j+1 < i && x.s.dateAt[j+1] != 0:
		case adverbs[w] || strings.HasSuffix(w, "ly") && !x.s.tokens[j].upper:
			if pastMarks[w] {
				c.undated, c.earlier = true, true
			}
		case auxiliaries[w]:
			if beForms[w] && !c.participle && j == i-1 {
				passive = true
			}
			if perfect[w] {
				c.undated = true
			}
		case w == "'s" && j == i-1 && c.participle: // he's warning
		default:
			goto found
		}
		negated = negated || negations[w]
		j--
	}
found:
	if negated && !denials[x.low(i)] {
		return subject{}
	}
	if passive {
		c.passive = true
		for k := i + 1; k < i+12 && x.open(k); k++ {
			if x.low(k) == "by" {
				return x.right(k + 1)
			}
		}
		return subject{}
	}
	if !x.open(j) {
		if c.participle {
			return x.mainSubject(i)
		}
		if j >= 0 { // a quotation stands before the verb: "…" and said
			return x.paraSaid
		}
		return subject{}
	}
	switch w := x.low(j); {
	case w == "who" || w == "which":
		return x.antecedent(j)
	case w == "that":
		return subject{}
	case joins[w]:
		return x.coordinate(j)
	case w == ",":
		if c.participle {
			return x.mainSubject(i)
		}
		return x.apposition(j)
	case !x.s.tokens[j].word && w != "'s":
		if c.participle {
			return x.mainSubject(i)
		}
		return subject{}
	}
	from, ok := x.phrase(j)
	if !ok {
		if c.participle {
			return x.mainSubject(i)
		}
		return subject{}
	}
	w := x.resolve(from, j+1)
	if c.participle && !speechNouns[x.low(j)] && !beForms[x.low(i-1)] && !strings.HasSuffix(x.low(i-1), "'s") {
		// "officials warning", but not "its statement warning": a participle belongs to the phrase only where it is the main thing
		if m := x.mainSubject(i); m.known() {
			return m
		}
		return subject{}
	}
	return w
}

// antecedent is what a relative pronoun at j stands for.
func (x *speech) antecedent(j int) subject {
	k := j - 1
	if x.low(k) == "," {
		k--
	}
	if from, ok := x.phrase(k); ok {
		return x.resolve(from, k+1)
	}
	return subject{}
}

// coordinate is the subject of a verb behind "and": that of a relative clause which began before, or of the verb before.
func (x *speech) coordinate(j int) subject {
	for k := j - 1; k >= 0 && x.open(k); k-- {
		if x.low(k) == "who" {
			return x.antecedent(k)
		}
		if x.low(k) == ";" || x.low(k) == "," {
			break
		}
	}
	return x.mainSubject(j)
}

// mainSubject is the subject of the verb before i, or of the sentence.
func (x *speech) mainSubject(i int) subject {
	for k := len(x.s.cues) - 1; k >= 0; k-- {
		if c := x.s.cues[k]; !c.noun && c.at < i {
			return c.who
		}
	}
	start := 0
	// An introduction ends with a comma: Noting the state of things, Tillerson said.
	if w := x.low(0); smallWords[w] && !determiners[w] && !pronouns[w] || strings.HasSuffix(w, "ing") {
		for k := range x.s.tokens {
			if x.low(k) == "," {
				start = k + 1
				break
			}
		}
	}
	j := start
	for x.open(j) && x.s.tokens[j].word && !(smallWords[x.low(j)] && !determiners[x.low(j)] && !pronouns[x.low(j)] && x.low(j) != "of" && x.low(j) != "for") && x.s.dateAt[j] == 0 && verbs[x.low(j)] == 0 && !strings.HasSuffix(x.low(j), "ed") && j < start+10 {
		if pronouns[x.low(j)] {
			j++
			break
		}
		j++
	}
	if j > start {
		if w := x.resolve(start, j); w.person || x.anyName(start, j) || pronouns[x.low(start)] {
			return w
		}
	}
	if w := x.low(start); pronouns[w] {
		return x.pronoun(w, start)
	}
	return subject{}
}

// apposition is the subject before a comma at j: "Putin's spokesman, Dmitry Peskov, said"; "Tillerson, speaking in Lucca, said".
func (x *speech) apposition(j int) subject {
	from, ok := x.phrase(j - 1)
	if ok {
		second := x.resolve(from, j)
		if x.low(from-1) == "," {
			if f, ok := x.phrase(from - 2); ok {
				first := x.resolve(f, from-1)
				if first.person && x.headIsName(from-2) || !x.headIsName(j-1) && first.known() {
					return first
				}
			}
			if second.person {
				return second
			}
		}
		if from == 0 || !x.s.tokens[from-1].word {
			if second.known() && (second.person || x.headIsName(j-1)) {
				return second
			}
		}
	}
	for k := j - 1; k > 0 && x.open(k); k-- {
		if x.low(k) == "," {
			if f, ok := x.phrase(k - 1); ok && (f == 0 || !x.s.tokens[f-1].word || smallWords[x.low(f-1)] || x.s.tokens[f-1].quote >= 0) {
				if w := x.resolve(f, k); w.known() && (w.person || x.anyName(f, k)) {
					return w
				}
			}
		}
	}
	return subject{}
}

func (x *speech) headIsName(i int) bool {
	return x.open(i) && x.s.tokens[i].upper && !roleWords[x.low(i)]
}

// phrase gives the first token of the noun phrase that ends at j.
func (x *speech) phrase(j int) (int, bool) {
	if !x.open(j) || !x.s.tokens[j].word && x.low(j) != "'s" {
		return 0, false
	}
	if pronouns[x.low(j)] {
		return j, true
	}
	plain := 0
	i := j
	for ; i >= 0; i-- {
		if !x.open(i) || x.s.dateAt[i] != 0 {
			break
		}
		t, w := x.s.tokens[i], x.low(i)
		left := x.low(i - 1)
		switch {
		case w == "'s":
			continue
		case t.upper && (!smallWords[w] || w == "a" && x.open(i-1) && x.s.tokens[i-1].upper), roleWords[w]: // also side A
			continue
		case w == "that" || w == "this" || w == "these" || w == "those":
			return i + 1, i+1 <= j && x.nounish(i+1, j)
		case determiners[w]:
			if i < j && (left == "of" || left == "for") && (roleWords[x.low(i-2)] || x.open(i-2) && x.s.tokens[i-2].upper) {
				i--
				continue
			}
			return i, i < j && x.nounish(i, j)
		case (w == "of" || w == "for" || w == "at") && i < j && (roleWords[left] || x.open(i-1) && x.s.tokens[i-1].upper && w == "of"):
			continue
		case w == "and" && i < j && x.open(i-1) && (x.s.tokens[i-1].upper || roleWords[left]) && (x.s.tokens[i+1].upper || roleWords[x.low(i+1)]) && x.clauseStart(i-1):
			continue
		case !t.word || smallWords[w] || verbs[w] != 0 || participles[w] != 0 || adverbs[w]:
			return i + 1, i+1 <= j && x.nounish(i+1, j)
		case x.doc.Language == "ru":
			return i + 1, i+1 <= j
		}
		if plain++; plain > 4 {
			return 0, false
		}
	}
	return i + 1, i+1 <= j && x.nounish(i+1, j)
}

// clauseStart says whether the words with capitals that end at i begin a clause.
func (x *speech) clauseStart(i int) bool {
	for x.open(i) && (x.s.tokens[i].upper || roleWords[x.low(i)] || determiners[x.low(i)]) {
		i--
	}
	return !x.open(i) || !x.s.tokens[i].word || smallWords[x.low(i)] && x.low(i) != "with" && x.low(i) != "between" && x.low(i) != "of"
}

// nounish says whether a phrase can speak: it has a name, a role or a pronoun in it, or many of something.
func (x *speech) nounish(from, to int) bool {
	for i := from; i <= to; i++ {
		if x.s.tokens[i].upper && !(i == from && from == 0 && x.s.tokens[i].low != "" && len(x.namesIn(i, i+1)) == 0 && !roleWords[x.low(i)] && to == from) || roleWords[x.low(i)] || speechNouns[x.low(i)] {
			return true
		}
	}
	return false
}

// right finds the subject behind a verb or "by".
func (x *speech) right(i int) subject { return x.rightOf(i, false) }

func (x *speech) rightOf(i int, short bool) subject {
	j := i
	for x.open(j) && x.s.dateAt[j] == 0 && j < i+12 {
		t, w := x.s.tokens[j], x.low(j)
		if pronouns[w] && j == i {
			j++
			break
		}
		ok := w == "'s" || t.word && (t.upper || roleWords[w] || determiners[w] && j == i || (w == "of" || w == "for") && j > i && (x.s.tokens[j-1].upper || roleWords[x.low(j-1)]) || w == "the" || !smallWords[w] && verbs[w] == 0 && participles[w] == 0 && !adverbs[w] && !short && j < i+5)
		if w == "and" && j > i && x.s.tokens[j-1].upper && x.open(j+1) && x.s.tokens[j+1].upper {
			ok = true
		}
		if !ok {
			break
		}
		j++
	}
	if j == i {
		return subject{}
	}
	w := x.resolve(i, j)
	// …, said his spokesman, Dmitry Peskov
	if !w.person && x.low(j) == "," {
		k := j + 1
		for x.open(k) && x.s.tokens[k].upper && x.s.tokens[k].word {
			k++
		}
		if k > j+2 {
			if p := x.resolve(j+1, k); p.person {
				return p
			}
		}
	}
	return w
}

// rightArabic takes the words behind an Arabic verb up to the words that begin what was said.
func (x *speech) rightArabic(i int) subject {
	j := i
	for x.open(j) && x.s.tokens[j].word && j < i+7 && x.s.dateAt[j] == 0 {
		switch x.low(j) {
		case "إن", "أن", "إنه", "أنه", "بأن", "في", "على", "إلى", "عن", "أنها", "إنها", "خلال", "ان":
			goto end
		}
		j++
	}
end:
	for _, n := range x.namesIn(i, j) {
		if actorOf[fold(n.text)] != nil {
			return subject{name: n.canonical, written: n.text, how: "behind the verb", span: n.Span, person: n.person, from: i, to: j}
		}
	}
	if j == i {
		if x.person.known() {
			w := x.person
			w.how, w.from, w.to = "as in the sentence before", 0, 0
			return w
		}
		return subject{}
	}
	span := Span{x.s.tokens[i].Span[0], x.s.tokens[j-1].Span[1]}
	text := x.doc.Text[span[0]:span[1]]
	return subject{name: text, written: text, how: "behind the verb", span: span, person: true, from: i, to: j}
}

// maxBack is how many names back an office or a pronoun is looked up: the time that an article takes stays in proportion to its length.
const maxBack = 300

// nameAt is the index of the first name that begins at or behind a byte. Names stand in the order of the text.
func (x *speech) nameAt(at int) int {
	return sort.Search(len(x.names), func(i int) bool { return x.names[i].Span[0] >= at })
}

func (x *speech) namesIn(from, to int) []name {
	var out []name
	if to > len(x.s.tokens) {
		to = len(x.s.tokens)
	}
	if from >= to {
		return nil
	}
	a, b := x.s.tokens[from].Span[0], x.s.tokens[to-1].Span[1]
	for lo := x.nameAt(a); lo < len(x.names) && x.names[lo].Span[0] < b; lo++ {
		out = append(out, x.names[lo])
	}
	return out
}

// resolve says who the words [from, to) mean.
func (x *speech) resolve(from, to int) subject {
	for from < to && (!x.s.tokens[from].word || adverbs[x.low(from)] || joins[x.low(from)]) {
		from++
	}
	if from >= to {
		return subject{}
	}
	span := Span{x.s.tokens[from].Span[0], x.s.tokens[to-1].Span[1]}
	written := x.doc.Text[span[0]:span[1]]
	give := func(name, role, how string, person bool) subject {
		return subject{name: name, written: written, role: role, how: how, span: span, person: person, from: from, to: to}
	}
	if to == from+1 && pronouns[x.low(from)] {
		w := x.pronoun(x.low(from), from)
		w.written, w.span, w.from, w.to = written, span, from, to
		return w
	}
	// Tillerson's statement; his late night statement; the statement
	if speechNouns[x.low(to-1)] {
		for k := to - 2; k >= from; k-- {
			switch w := x.low(k); {
			case w == "'s" && k > from:
				o := x.resolve(from, k)
				o.written, o.how = written, "owner of the words"
				return o
			case w == "his" || w == "her" || w == "their":
				o := x.pronoun(map[string]string{"his": "he", "her": "she", "their": "they"}[w], from)
				o.written, o.span, o.from, o.to, o.how = written, span, from, to, "owner of the words, by a pronoun"
				return o
			case w == "its":
				end := x.nameAt(span[0])
				for n := end - 1; n >= max(0, end-maxBack); n-- {
					if m := x.names[n]; !m.person && m.kind != "place" && m.kind != "outlet" {
						return give(m.canonical, "", "owner of the words, by the pronoun its", false)
					}
				}
			}
		}
		if x.low(from) == "the" && to-from <= 3 && x.low(to-1) == "statement" && x.paraSaid.known() {
			o := x.paraSaid
			o.written, o.span, o.from, o.to = written, span, from, to
			return o
		}
	}
	names := x.namesIn(from, to)
	// A person's name that nothing is said to belong to, the last of them.
	for k := len(names) - 1; k >= 0; k-- {
		n := names[k]
		if n.person && x.low(n.to) != "'s" && n.to <= to && !(x.low(n.to) == "and" || k > 0 && x.low(n.from-1) == "and") {
			whole := x.whole(n)
			role := x.roles[whole]
			if n.from > from {
				if r := strings.TrimSpace(x.doc.Text[span[0]:n.Span[0]]); r != "" && !determiners[strings.ToLower(r)] {
					role = strings.TrimSuffix(r, ",")
					x.roles[whole] = role
				}
			}
			if a := actorOf[fold(whole)]; a != nil && role == "" && a.role != "" {
				if t := x.today; !t.known() || (a.from == "" || a.from <= t.String()) && (a.to == "" || t.String() <= a.to) {
					role, _, _ = strings.Cut(a.role, "|")
				}
			}
			return give(whole, role, "named", true)
		}
	}
	// An office: Russia's foreign minister; the secretary; US senior diplomat.
	if roleWords[x.low(to-1)] || strings.Contains(strings.ToLower(written), "secretary of state") {
		if w, ok := x.officeHolder(from, to, names); ok {
			w.written, w.span, w.from, w.to = written, span, from, to
			return w
		}
	}
	// Moscow and Damascus
	if len(names) >= 2 && len(names) <= 4 && names[len(names)-1].to == to && x.low(names[len(names)-1].from-1) == "and" {
		var both []string
		for _, n := range names {
			both = append(both, x.whole(n))
		}
		return give(strings.Join(both, " and "), "", "named", false)
	}
	bare := from
	for bare < to-1 && determiners[x.low(bare)] {
		bare++
	}
	rest := x.doc.Text[x.s.tokens[bare].Span[0]:span[1]]
	if a := actorOf[fold(rest)]; a != nil {
		return give(a.name, "", "named", false)
	}
	if p := placeOf[fold(rest)]; p != nil {
		return give(p.name, "", "named", false)
	}
	for _, n := range names { // the whole phrase but an adjective or a title
		if !n.person && n.to == to && n.kind != "place" && !roleWords[x.low(n.from)] {
			if n.from <= bare+2 {
				return give(n.canonical, "", "named", false)
			}
			return give(n.canonical, strings.TrimSpace(x.doc.Text[x.s.tokens[bare].Span[0]:n.Span[0]]), "named", false)
		}
	}
	// the ministry: the last one that was named so
	if determiners[x.low(from)] && to-bare == 1 && x.body.known() && strings.HasSuffix(strings.ToLower(x.body.name), x.low(bare)) {
		w := x.body
		w.written, w.span, w.from, w.to, w.how = written, span, from, to, "named before"
		return w
	}
	if !x.nounish(from, to-1) {
		return subject{}
	}
	one := false // a single person, whom a later "he" means
	for i := bare; i < to && x.low(i) != "of" && x.low(i) != "for"; i++ {
		one = one || singleRoles[x.low(i)]
	}
	return give(strings.TrimSuffix(strings.TrimSuffix(rest, "’s"), "'s"), "", "as written", one)
}

// officeHolder finds who is meant by an office: somebody whom the article names with it, or by the list of offices.
func (x *speech) officeHolder(from, to int, names []name) (subject, bool) {
	var role []string
	country := ""
	for i := from; i < to; i++ {
		w := x.low(i)
		switch {
		case determiners[w] || w == "'s":
		case peoples[fold(w)] != "" && country == "":
			country = peoples[fold(w)]
		default:
			role = append(role, w)
		}
	}
	for _, n := range names {
		if n.kind == "state" || n.kind == "organisation" || n.kind == "government" {
			country = n.canonical
			role = nil
			for i := n.to; i < to; i++ {
				if w := x.low(i); w != "'s" && !determiners[w] {
					role = append(role, w)
				}
			}
		}
	}
	if len(role) == 0 {
		return subject{}, false
	}
	office := strings.Join(role, " ")
	// Somebody of whom the article said so before, the last one.
	best := ""
	end := x.nameAt(x.s.tokens[from].Span[0])
	for k := end - 1; k >= max(0, end-maxBack) && best == ""; k-- {
		n := x.names[k]
		if !n.person {
			continue
		}
		whole := x.whole(n)
		has := fold(x.roles[whole])
		if has == "" || !hasWords(has, office) {
			continue
		}
		if country != "" && countryOf(has) != "" && countryOf(has) != country {
			continue
		}
		best = whole
	}
	if best != "" {
		return subject{name: best, role: x.roles[best], how: "by the office, named in the article", person: true}, true
	}
	if country != "" {
		if a := x.holder(country + " " + office); a != nil {
			return subject{name: a.name, role: country + " " + office, how: "by the office, from the list of who held it", person: true}, true
		}
	}
	return subject{}, false
}

func hasWords(in, words string) bool {
	have := set(in)
	for _, w := range strings.Fields(fold(words)) {
		if !have[w] {
			return false
		}
	}
	return true
}

func countryOf(role string) string {
	for _, w := range strings.Fields(role) {
		if p := peoples[w]; p != "" {
			return p
		}
		if p := placeOf[w]; p != nil && p.kind == "country" {
			return p.name
		}
	}
	return ""
}

func (x *speech) pronoun(w string, _ int) subject {
	var o subject
	switch w {
	case "he", "she":
		o = x.person
	case "it":
		o = x.body
	case "they":
		if o = x.body; !o.known() {
			o = x.person
		}
	default:
		return subject{}
	}
	o.how, o.from, o.to = "by a pronoun", 0, 0
	return o
}

// complement finds what was said, to whom, when and where, around a cue.
func (x *speech) complement(c *cue) {
	toks := x.s.tokens
	if c.noun || x.low(c.at) == "according" {
		return
	}
	i := c.at + 1
	if c.who.from > c.at {
		i = c.who.to
	}
	if x.low(c.at) == "pointed" && x.low(i) == "out" {
		i++
	}
	if c.class == style {
		c.from, c.to = i, len(toks)
		return
	}
	// words before the verb: a date, an earlier time
	for j := c.at - 1; j >= 0 && j >= c.at-6; j-- {
		if x.s.dateAt[j] != 0 && (j >= c.who.to && c.who.to > 0) {
			c.date, c.dated = x.s.dates[x.s.dateAt[j]-1].Date, true
		}
	}
	if x.low(0) == "in" && x.low(1) == "the" && x.low(2) == "past" {
		c.undated = true
	}
	if c.class == tell || c.class == urge && (x.low(c.at) == "asked" || x.low(c.at) == "warned") {
		from := i
		for x.open(i) && toks[i].word && x.s.dateAt[i] == 0 && i < from+8 && (i == from || !smallWords[x.low(i)] || x.low(i) == "the" || x.low(i) == "of") && verbs[x.low(i)] == 0 && !adverbs[x.low(i)] {
			i++
		}
		if i > from {
			c.audience = x.doc.Text[toks[from].Span[0]:toks[i-1].Span[1]]
			for _, n := range x.namesIn(from, i) {
				if n.kind == "outlet" {
					c.via = n.canonical
				}
			}
		}
	}
	switch x.low(c.at) {
	case "wrote", "writes", "tweeted", "posted":
		c.medium = "written"
	}
	if strings.Contains(c.audience, "reporters") || strings.Contains(c.audience, "conference") || strings.Contains(c.audience, "journalists") {
		c.medium = "spoken"
	}
	// phrases between the verb and what was said, or behind it
	end := x.clauseEnd(i)
	saidBefore := toks[max(0, c.who.from-1)].quote >= 0 || c.who.from > c.at || i >= len(toks)-1 || c.who.from > 1 && x.low(c.who.from-1) == "," || end-i < 6 && c.at > len(toks)/2
	about := false
	for i < len(toks) && x.open(i) {
		w := x.low(i)
		switch {
		case x.s.dateAt[i] != 0:
			if !c.dated || c.date.Precision != "day" {
				c.date, c.dated = x.s.dates[x.s.dateAt[i]-1].Date, true
			}
			i++
			continue
		case w == "on" && i+1 < len(toks) && x.s.dateAt[i+1] != 0, w == "late" || w == "early", adverbs[w]:
			i++
			continue
		case w == "in" || w == "at" || w == "on" || w == "during" || w == "after" || w == "before" || w == "of" && saidBefore || w == "to" && x.low(c.at) == "wrote":
			j := i + 1
			for x.open(j) && toks[j].word && x.s.dateAt[j] == 0 && j < i+9 && !(smallWords[x.low(j)] && !determiners[x.low(j)] && x.low(j) != "of") && (verbs[x.low(j)] == 0 || speechNouns[x.low(j)]) {
				j++
			}
			phrase := strings.ToLower(x.doc.Text[toks[i].Span[0]:toks[max(i, j-1)].Span[1]])
			switch {
			case strings.Contains(phrase, "statement"), strings.Contains(phrase, "letter"), strings.Contains(phrase, "tweet"), strings.Contains(phrase, "twitter"), strings.Contains(phrase, "post"):
				c.medium = "written"
			case strings.Contains(phrase, "speech"), strings.Contains(phrase, "interview"), strings.Contains(phrase, "conference"), strings.Contains(phrase, "briefing"), strings.Contains(phrase, "remarks"):
				c.medium = "spoken"
			}
			about = about || w == "on"
			for _, n := range x.namesIn(i+1, j) {
				if p := placeOf[fold(n.text)]; p != nil && !about && (w == "in" || w == "at") {
					c.place = p.name
				}
			}
			if j == i+1 || !(saidBefore || c.medium != "" || c.place != "" || x.low(j) == "that" || x.s.dateAt[min(j, len(toks)-1)] != 0) {
				goto said
			}
			i = j
			continue
		}
		break
	}
said:
	c.from, c.to = i, len(toks)
	if saidBefore && len(toks)-i < 4 {
		c.from, c.to = 0, c.at
	}
	// Speaking earlier in Lucca, Tillerson said
	if !c.dated && c.place == "" && (x.low(0) == "speaking" || x.low(0) == "addressing") && len(x.s.cues) == 0 {
		for _, n := range x.namesIn(0, c.who.from) {
			if p := placeOf[fold(n.text)]; p != nil && (x.low(n.from-1) == "in" || x.low(n.from-1) == "at" || x.low(n.from-1) == "of") && c.place == "" {
				c.place = p.name
			}
		}
		c.medium = "spoken"
	}
	// floated … during the 2016 campaign: a phrase, not a clause, whose only time is that of the saying
	if !c.dated && (c.class == act || c.earlier) && len(x.s.dates) == 1 {
		c.date, c.dated = x.s.dates[0].Date, true
	}
	// It stands in what another says, unless it goes on with the same speaker.
	for _, o := range x.s.cues {
		if !o.noun && !c.participle && o.at < c.at && o.from < c.at && c.at < o.to && (o.class == say || o.class == tell) && x.low(o.at) != "according" && o.who.name != c.who.name {
			for k := c.at; k > o.at; k-- {
				if x.low(k) == "--" || x.low(k) == ";" || x.low(k) == "—" || x.low(k) == "–" {
					return
				}
			}
			c.nested = true
		}
	}
}

// clauseEnd is the next comma, dash or end.
func (x *speech) clauseEnd(i int) int {
	for i < len(x.s.tokens) && x.open(i) && x.s.tokens[i].word {
		i++
	}
	return i
}

// passOn marks outlets that only pass on what another said: "…, Reuters reported", "according to BuzzFeed News".
func (x *speech) passOn() {
	var kept []*cue
	for _, c := range x.s.cues {
		a := actorOf[fold(c.who.name)]
		passes := a != nil && a.kind == "outlet" || x.low(c.at) == "according" && len(x.s.cues) > 1
		var other *cue
		for _, o := range x.s.cues {
			if o != c && !o.noun {
				other = o
			}
		}
		if passes && other != nil {
			other.via = c.who.name
			continue
		}
		kept = append(kept, c)
	}
	x.s.cues = kept
}

// quoted gives each quotation of the sentence to who said it.
func (x *speech) quoted() {
	p := x.paras[x.s.para]
	var last *cue
	lastStatement := -1
	for _, q := range p.quotes {
		if q.outer[0] < x.s.Span[0] || q.outer[0] >= x.s.Span[1] || q.in[1] <= q.in[0] {
			continue
		}
		c := x.cueOf(q)
		st := Statement{Kind: Partial, Quotes: []Span{q.in}, Sentence: x.s.Span}
		if q.sentence {
			st.Kind = Direct
		}
		switch {
		case q.before && x.beforePara.known() && c == nil:
			x.fill(&st, nil, x.beforePara, "the quotation goes on from the paragraph before")
		case c != nil:
			c.used = true
			x.fill(&st, c, c.who, c.who.how)
		case x.paraSaid.known():
			x.fill(&st, x.paraCue, x.paraSaid, "as before in the paragraph")
			st.Cue, st.Verb = Span{}, ""
		case q.sentence && x.ahead().known():
			x.fill(&st, nil, x.ahead(), "as behind it in the paragraph")
		case q.sentence && x.beforePara.known():
			x.fill(&st, nil, x.beforePara, "as in the paragraph before")
		default:
			x.fill(&st, nil, subject{}, "nobody is named")
		}
		// One utterance: the same sentence and verb, or the next sentence of the same speaker.
		if lastStatement >= 0 && (c != nil && c == last || c == nil) || lastStatement < 0 && c == nil && x.paraLast >= 0 && q.sentence && x.doc.Statements[x.paraLast].Kind == Direct {
			k := lastStatement
			if k < 0 {
				k = x.paraLast
			}
			o := &x.doc.Statements[k]
			if o.Speaker == st.Speaker && (o.Kind == st.Kind || o.Kind == Direct) {
				o.Quotes = append(o.Quotes, q.in)
				o.Sentence[1] = max(o.Sentence[1], x.s.Span[1])
				last, lastStatement = c, k
				continue
			}
		}
		lastStatement = x.add(st, c)
		x.paraLast = lastStatement
		last = c
		if st.Speaker != "" {
			x.paraSaid = subject{name: st.Speaker, written: st.AsWritten, role: st.Role, person: c != nil && c.who.person || c == nil && x.paraSaid.person}
			if c != nil {
				x.paraSaid, x.paraCue = c.who, c
			}
		}
	}
}

// ahead looks for the speaker in the sentence behind a quotation that stands alone at the head of a paragraph.
func (x *speech) ahead() subject {
	if k := x.at + 1; k < len(x.sentences) && x.sentences[k].para == x.s.para {
		next := &speech{reader: x.reader, s: x.sentences[k], at: k, person: x.person, body: x.body}
		for i := range next.s.tokens {
			if c := next.cueAt(i); c != nil && !c.noun {
				return c.who
			}
		}
	}
	return subject{}
}

// cueOf is the cue that a quotation hangs on: the one just behind it, else the nearest before, else any behind.
func (x *speech) cueOf(q quotation) *cue {
	var before, behind *cue
	for _, c := range x.s.cues {
		at := x.s.tokens[c.at].Span[0]
		if c.noun && c.class == act || at < q.outer[0] && x.aside(c.at, q) {
			continue
		}
		switch {
		case at < q.outer[0]:
			if before != nil && c.nested && (c.class == hold || c.class == say && !c.participle) && !before.nested {
				continue // what others agreed to stands in the words of who tells it
			}
			before = c
		case behind == nil:
			behind = c
		}
	}
	if behind != nil {
		// "…," he said: between the mark and the verb stands only who speaks
		from := x.indexAt(q.outer[1])
		lead := behind.at
		if behind.who.from > 0 && behind.who.from < lead || behind.who.to > 0 && behind.who.to <= lead {
			lead = behind.who.from
		}
		gap := 0
		for i := from; i < lead; i++ {
			if x.s.tokens[i].word {
				gap++
			}
		}
		if gap == 0 && (q.sentence || before == nil) {
			return behind
		}
		if before == nil && !behind.participle {
			return behind
		}
	}
	if before == nil {
		return x.ownerCue(q)
	}
	return before
}

// aside says whether the words at i stand between dashes or brackets that close before the quotation.
func (x *speech) aside(i int, q quotation) bool {
	dashes, brackets := 0, 0
	for ; i < len(x.s.tokens) && x.s.tokens[i].Span[0] < q.outer[0]; i++ {
		switch x.low(i) {
		case "--", "—", "–":
			dashes++
		case "(":
			brackets--
		case ")":
			brackets++
		}
	}
	return dashes%2 == 1 || brackets > 0
}

func (x *speech) indexAt(at int) int {
	for i, t := range x.s.tokens {
		if t.Span[0] >= at {
			return i
		}
	}
	return len(x.s.tokens)
}

// ownerCue reads "Tillerson's emphasis on removing “obstacles”".
func (x *speech) ownerCue(q quotation) *cue {
	for i := x.indexAt(q.outer[0]) - 1; i >= 0; i-- {
		if !x.open(i) {
			return nil
		}
		if speechNouns[x.low(i)] {
			from, ok := x.phrase(i)
			if !ok {
				continue
			}
			owns := false
			for k := from; k < i; k++ {
				owns = owns || x.low(k) == "'s" || x.low(k) == "his" || x.low(k) == "her" || x.low(k) == "their"
			}
			if !owns {
				continue
			}
			if w := x.resolve(from, i+1); w.known() {
				c := &cue{at: i, class: say, noun: true, who: w, from: i + 1, to: len(x.s.tokens)}
				if x.low(i) == "statement" || x.low(i) == "letter" {
					c.medium = "written"
				}
				return c
			}
		}
	}
	return nil
}

// unquoted makes statements of cues on which no quotation hangs.
func (x *speech) unquoted() {
	seen := map[string]bool{}
	for _, c := range x.s.cues {
		if c.nested {
			continue
		}
		if c.used {
			if c.class == say && !x.alsoPlain(c) || c.class != say {
				continue
			}
		}
		if c.class == act && !c.noun || c.passive { // it says no more than the words between the marks
			said := false
			for _, o := range x.s.cues {
				said = said || o != c && o.used && o.who.name == c.who.name
			}
			if said {
				continue
			}
		}
		kind := Indirect
		switch c.class {
		case hold:
			kind = Position
		case act:
			if c.noun || c.who.how != "" && x.low(c.at) != "floated" && x.low(c.at) != "addressed" {
				kind = Act
			}
		case style:
			if w := c.verb; w != "described" && w != "describes" && w != "characterized" && w != "characterised" || c.nested {
				continue
			}
		case urge:
			if x.low(c.at) == "asked" && x.low(c.at+1) != "for" && !x.hasTo(c) {
				continue
			}
		}
		if c.participle && !(x.low(c.from) == "that" || c.at+1 < len(x.s.tokens) && x.low(c.at+1) == "that" || speechNouns[x.low(c.at-1)]) {
			continue
		}
		if c.to-c.from < 3 && !c.noun || c.noun && c.class != act {
			continue
		}
		if c.participle && speechNouns[x.low(c.at-1)] {
			kind = Act
		}
		st := Statement{Kind: kind, Sentence: x.s.Span}
		x.fill(&st, c, c.who, c.who.how)
		key := st.Kind + st.Speaker + st.Verb
		if seen[key] {
			continue
		}
		seen[key] = true
		k := x.add(st, c)
		if kind == Indirect {
			x.paraSaid, x.paraCue = c.who, c
			x.paraLast = k
		}
	}
}

func (x *speech) hasTo(c *cue) bool {
	for i := c.at + 1; i < c.at+10 && x.open(i); i++ {
		if x.low(i) == "to" {
			return true
		}
	}
	return false
}

// alsoPlain says whether, beside the part with the quotation, a whole clause of what was said has none: "said that A and that “B”".
func (x *speech) alsoPlain(c *cue) bool {
	var that []int
	for i := c.at + 1; i < len(x.s.tokens); i++ {
		if x.low(i) == "that" && (i == c.from || i == c.at+1 || joins[x.low(i-1)] || x.s.dateAt[i-1] != 0) {
			that = append(that, i)
		}
	}
	if len(that) < 2 {
		return false
	}
	for k, from := range that {
		to := len(x.s.tokens)
		if k+1 < len(that) {
			to = that[k+1]
		}
		plain := true
		for i := from; i < to; i++ {
			plain = plain && x.open(i)
		}
		if plain {
			return true
		}
	}
	return false
}

// fill writes who, and what the cue knows.
func (x *speech) fill(st *Statement, c *cue, who subject, how string) {
	st.Speaker, st.AsWritten, st.Role, st.How = who.name, who.written, who.role, how
	via := ""
	if c != nil {
		via = c.via
		st.Place, st.Audience, st.Medium = c.place, c.audience, c.medium
		st.Cue, st.Verb = c.span, c.verb
		st.Denial, st.Retracts = denials[st.Verb], retractions[st.Verb]
	}
	for _, link := range []string{who.name, via, x.doc.Outlet} {
		if link != "" && (len(st.Chain) == 0 || st.Chain[len(st.Chain)-1] != link) {
			st.Chain = append(st.Chain, link)
		}
	}
}

// add keeps a statement and puts it among the occasions of its speaker.
func (x *speech) add(st Statement, c *cue) int {
	k := len(x.doc.Statements)
	st.ID = id("S", k)
	if st.Speaker != "" && st.Kind != Headline {
		o := x.occasions[st.Speaker]
		apart := o == nil
		if c != nil {
			if st.Kind == Position || c.undated && !c.dated || c.noun && c.class == act {
				st.Said = Date{Precision: "none", Basis: "an earlier time that is not named"}
				x.doc.Statements = append(x.doc.Statements, st)
				return k
			}
			if d, ok := x.toldAfter(c); ok && st.Kind == Indirect {
				st.Said = d
				x.doc.Statements = append(x.doc.Statements, st)
				return k
			}
			apart = apart || c.dated && o.dated && c.date.Value != o.date.Value || c.medium != "" && o.medium != "" && c.medium != o.medium || c.place != "" && o.place != "" && c.place != o.place
		}
		if apart {
			n := 1
			if o != nil {
				n = o.number + 1
			}
			o = &occasion{number: n, next: o}
			x.occasions[st.Speaker] = o
		}
		if c != nil {
			if c.dated && !o.dated {
				o.date, o.dated = c.date, true
			}
			if o.medium == "" {
				o.medium = c.medium
			}
			if o.place == "" {
				o.place = c.place
			}
			if o.audience == "" {
				o.audience = c.audience
			}
		}
		o.statements = append(o.statements, k)
		st.Occasion = o.number
	}
	x.doc.Statements = append(x.doc.Statements, st)
	return k
}

// toldAfter says whether a statement without a time of its own is told behind an event of an earlier month, in the same paragraph:
// then it belongs to that story and not to the day of the article.
func (x *speech) toldAfter(c *cue) (Date, bool) {
	if c.dated || !x.today.known() || x.s.first || c.place != "" || c.medium != "" || c.audience != "" {
		return Date{}, false
	}
	before := x.sentences[x.at-1]
	if before.para != x.s.para || len(before.dates) == 0 || len(before.cues) > 0 {
		return Date{}, false
	}
	d := before.dates[len(before.dates)-1]
	if day, ok := parseDay(d.Value); ok && d.Precision == "day" && day.t.Before(x.today.add(-30).t) {
		return Date{day.month(), "month", "not stated; told after an event of this month"}, true
	}
	return Date{}, false
}

// dateOccasions gives each statement the time, place and hearers of its occasion. Without one it was said on the day on which the
// same person is known to have spoken, or at the latest when the article appeared.
func (r *reader) dateOccasions() {
	for _, last := range r.occasions {
		var main *occasion
		for o := last; o != nil; o = o.next {
			if o.dated && o.date.Precision == "day" {
				main = o
			}
		}
		for o := last; o != nil; o = o.next {
			d := o.date
			switch {
			case o.dated:
			case main != nil:
				d = main.date
				d.Basis = "not stated; a statement of the same speaker in the article is of this day"
			case r.today.known():
				d = Date{r.today.String(), "day", "not stated; the article appeared on this day"}
			default:
				d = Date{Precision: "none", Basis: "not stated, and the day of publication is not known"}
			}
			for _, k := range o.statements {
				st := &r.doc.Statements[k]
				st.Said = d
				if st.Medium == "" {
					st.Medium = o.medium
				}
				if st.Place == "" {
					st.Place = o.place
				}
				if st.Audience == "" {
					st.Audience = o.audience
				}
			}
		}
	}
}

// headline keeps what the title says that somebody says, as no utterance of its own.
func (x *speech) headline() {
	for i := range x.s.tokens {
		t := x.s.tokens[i]
		if c := verbs[t.low]; c != say && c != tell || i == 0 {
			continue
		}
		from := i
		for from > 0 && x.s.tokens[from-1].upper && x.s.tokens[from-1].word {
			from--
		}
		if from == i {
			continue
		}
		if w := x.resolve(from, i); w.known() && w.person {
			st := Statement{Kind: Headline, Sentence: x.s.Span, Said: Date{Precision: "none", Basis: "a headline"}}
			x.fill(&st, &cue{at: i, span: t.Span, verb: t.low, who: w}, w, "in the title")
			x.add(st, nil)
			return
		}
	}
}
