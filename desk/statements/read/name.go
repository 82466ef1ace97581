package read

import (
	_ "embed"
	"encoding/csv"
	"strconv"
	"strings"
	"unicode"
)

//go:embed actors.csv
var actorsCSV string

//go:embed places.csv
var placesCSV string

// An actor of the list. From and To bound an office: a title is resolved to who held it on the day of publication.
type actor struct {
	name, kind, role string
	aliases          []string
	from, to         string
}

// A place of the list.
type place struct {
	name, kind string
	lat, lon   float64
}

// The lists, by folded alias. phrases begins with the first word of an alias: how many words its longest alias has.
var (
	actorOf = map[string]*actor{}
	placeOf = map[string]*place{}
	offices = map[string][]*actor{} // "russia foreign minister": who held it
	longest = map[string]int{}
	peoples = map[string]string{} // demonym: country
)

func init() {
	for _, row := range rows(actorsCSV) {
		a := &actor{name: row[0], kind: row[1], role: row[3], from: row[4], to: row[5]}
		for _, alias := range append([]string{row[0]}, strings.Split(row[2], "|")...) {
			remember(alias)
			actorOf[fold(alias)] = a
		}
		for _, o := range strings.Split(row[3], "|") {
			if o != "" {
				offices[fold(o)] = append(offices[fold(o)], a)
			}
		}
	}
	for _, row := range rows(placesCSV) {
		p := &place{name: row[0], kind: row[1]}
		p.lat, _ = strconv.ParseFloat(row[2], 64)
		p.lon, _ = strconv.ParseFloat(row[3], 64)
		for _, alias := range append([]string{row[0]}, strings.Split(row[4], "|")...) {
			if alias != "" {
				remember(alias)
				placeOf[fold(alias)] = p
			}
		}
		for _, d := range strings.Split(row[5], "|") {
			if d != "" {
				peoples[fold(d)] = row[0]
			}
		}
	}
}

func rows(text string) [][]string {
	rd := csv.NewReader(strings.NewReader(text))
	rd.Comment = '#'
	out, err := rd.ReadAll()
	if err != nil {
		panic("the lists of names: " + err.Error())
	}
	return out
}

func remember(alias string) {
	w := strings.Fields(fold(alias))
	if len(w) > 0 {
		longest[w[0]] = max(longest[w[0]], len(w))
	}
}

// fold makes spellings equal: case, apostrophes, hyphens and the Arabic article in Latin script, and the vowel signs.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, c := range strings.ToLower(s) {
		switch {
		case c == '-' || c == '‑' || c == '/':
			b.WriteByte(' ')
		case isApostrophe(c) || c == '.' || c == '‘' || c == '`' || unicode.Is(unicode.Mn, c) || c == 'ـ':
		case c == 'أ' || c == 'إ' || c == 'آ':
			b.WriteRune('ا')
		case c == 'ё':
			b.WriteRune('е')
		default:
			b.WriteRune(c)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// A name found in the text.
type name struct {
	Span
	canonical, kind, text string
	sentence              *sentence
	from, to              int // tokens
	person                bool
}

var titleWords = set(`mr mr. mrs mrs. ms ms. dr dr. prof prof. gen gen. general lt lt. col col. colonel sgt sgt. capt capt. maj maj. adm adm. gov gov. sen sen. rep rep. president prime minister secretary chancellor king queen prince emir sheikh ambassador foreign defense defence deputy vice former chief senior spokesman spokeswoman spokesperson envoy special state of u.s. us un u.n. uk british staff commander brigadier major premier mayor governor judge pope lord sir captain sergeant professor doctor senator representative chairman director host correspondent reporter journalist lawyer the`)

var roleWords = set(`president minister secretary chancellor king queen prince emir ambassador spokesman spokeswoman spokesperson envoy commander general colonel chief head leader chairman chairwoman chair director official officials diplomat diplomats adviser advisor negotiator mediator representative governor mayor senator lawmaker lawmakers analyst analysts expert experts professor coordinator monitor activists activist residents resident witnesses witness rebels officer officers judge premier ministry government administration army military forces authorities police group agency council coalition opposition ministers leaders kurds monarch founder editor author scientist researcher researchers manager coach lawyer prosecutor critics sources source team company organisation organization party court parliament observatory watchdog people doctors neighbors neighbours teacher executive ceo man woman men women mother father victim victims study report document survey user users owner student students player fans family politician politicians candidate group spokespeople delegation negotiators mediators commission committee parties side sides state states government governments country countries nation nations media agency newspaper website statement`)

// singleRoles are those of one person.
var singleRoles = set(`president minister secretary chancellor king queen prince emir ambassador spokesman spokeswoman spokesperson envoy commander general colonel chief director official diplomat adviser advisor negotiator mediator representative governor mayor senator lawmaker analyst expert professor coordinator monitor activist resident witness rebel officer judge premier leader man woman mother father`)

var smallWords = set(`a an the in on at by with from to after before during for of and but or because as while if that which who whom whose when where than then so nor yet about against into onto over under between among through toward towards until since without within upon via per also not no it he she they we you i there this these those what how why is are was were be been being has have had do does did will would can could may might must should shall said says`)

// findNames finds the names of the lists and those that their form shows, and learns the persons.
func (r *reader) findNames() {
	r.roles = map[string]string{}
	for _, s := range r.sentences {
		for i := 0; i < len(s.tokens); {
			n := r.listed(s, i)
			if n == 0 {
				n = r.unlisted(s, i)
			}
			i += max(n, 1)
		}
	}
	d := r.doc
	for _, n := range r.names {
		if len(d.Places)+len(d.Actors) > maxStatements {
			break
		}
		if p := placeOf[fold(n.text)]; p != nil && n.kind != "person" {
			lat, lon := p.lat, p.lon
			d.Places = append(d.Places, Mention{Name: p.name, Kind: p.kind, Lat: &lat, Lon: &lon, Text: n.text, Span: n.Span})
		}
		if n.kind != "place" {
			d.Actors = append(d.Actors, Mention{Name: r.whole(n), Kind: n.kind, Text: n.text, Span: n.Span})
		}
	}
}

// whole is the whole name of a person of whom a later mention gives only the last.
func (r *reader) whole(n name) string {
	if full := r.persons[fold(n.canonical)]; full != "" {
		return full
	}
	return n.canonical
}

// listed finds the longest alias of the lists that begins at the token i.
func (r *reader) listed(s *sentence, i int) int {
	t := s.tokens[i]
	if !t.word {
		return 0
	}
	first := fold(t.text)
	if sp := strings.IndexByte(first, ' '); sp > 0 {
		first = first[:sp]
	}
	if longest[first] == 0 {
		return 0
	}
	for n := min(longest[first], len(s.tokens)-i); n > 0; n-- {
		span := Span{t.Span[0], s.tokens[i+n-1].Span[1]}
		text := r.doc.Text[span[0]:span[1]]
		key := fold(text)
		a, p := actorOf[key], placeOf[key]
		if a == nil && p == nil || unicode.IsLower(firstRune(text)) && !strings.ContainsRune(text, ' ') && len(text) < 5 {
			continue
		}
		if a != nil && unicode.IsLower(firstRune(text)) && a.kind != "group" && a.kind != "force" {
			continue
		}
		if text == "us" || text == "may" {
			continue
		}
		found := name{Span: span, text: text, sentence: s, from: i, to: i + n}
		if a != nil {
			// A longer name by form wins: "Rex Tillerson" before "Rex".
			found.canonical, found.kind, found.person = a.name, a.kind, a.kind == "person"
			if found.person {
				r.learn(a.name, "")
			}
		} else {
			found.canonical, found.kind = p.name, "place"
			if p.kind == "country" || p.kind == "capital" {
				found.kind = "state"
			}
		}
		r.names = append(r.names, found)
		return n
	}
	return 0
}

// unlisted finds a name by its form: two or more words with capitals, or one behind a title.
func (r *reader) unlisted(s *sentence, i int) int {
	if r.doc.Language != "en" || !s.tokens[i].upper || s.dateAt[i] != 0 || smallWords[s.low(i)] {
		return 0
	}
	j := i
	for j < len(s.tokens) && (s.tokens[j].upper && s.dateAt[j] == 0 && !smallWords[s.low(j)] || j > i && j+1 < len(s.tokens) && particle[s.low(j)] && s.tokens[j+1].upper) && s.tokens[j].quote == s.tokens[i].quote {
		j++
	}
	from := i
	titled := false
	for from < j && (titleWords[s.low(from)] || peoples[fold(s.tokens[from].text)] != "" || roleWords[s.low(from)]) {
		titled = titled || roleWords[s.low(from)] || titleWords[s.low(from)]
		from++
	}
	n := j - from
	if n == 0 {
		return 0
	}
	text := r.doc.Text[s.tokens[from].Span[0]:s.tokens[j-1].Span[1]]
	if len(text) < 2 { // side B
		return 0
	}
	orgs := orgWords[s.low(j-1)] || orgWords[s.low(from)]
	person := !orgs && (titled && n <= 4 || n >= 2 && n <= 4 && plainName(s.tokens[from:j]))
	switch {
	case n == 1 && !titled && r.persons[fold(text)] == "":
		return 0
	case n == 1 && r.persons[fold(text)] != "":
		person = true
	}
	kind := "organisation"
	if person {
		kind = "person"
		if n >= 2 {
			role := ""
			if titled {
				role = r.doc.Text[s.tokens[i].Span[0]:s.tokens[from-1].Span[1]]
			}
			r.learn(text, role)
		}
	}
	r.names = append(r.names, name{Span: Span{s.tokens[from].Span[0], s.tokens[j-1].Span[1]}, text: text, canonical: text, kind: kind, sentence: s, from: from, to: j, person: person})
	return j - i
}

var particle = set(`al el bin ibn de del della van von der la le dos da abu`)
var orgWords = set(`university institute council committee agency organization organisation association party group network foundation company corporation bank court ministry department office union league news times post daily force forces army front brigade movement center centre school college club party international nations house senate congress commission board authority society service services airlines museum church act day award prize games cup`)

func plainName(toks []token) bool {
	for _, t := range toks {
		if !particle[t.low] && (strings.ToUpper(t.text) == t.text && len(t.text) > 2 || peoples[fold(t.text)] != "" || placeOf[fold(t.text)] != nil) {
			return false
		}
	}
	return true
}

// learn remembers a person's whole name under the last one.
func (r *reader) learn(whole, role string) {
	w := strings.Fields(whole)
	last := fold(w[len(w)-1])
	for _, p := range []string{"al ", "el "} {
		if strings.HasPrefix(last, p) {
			r.persons[last[len(p):]] = whole
		}
	}
	if _, ok := r.persons[last]; !ok && len(last) > 2 {
		r.persons[last] = whole
	}
	if role != "" && r.roles[whole] == "" {
		r.roles[whole] = role
	}
}

// holder is who held an office when the article appeared, by the list.
func (r *reader) holder(office string) *actor {
	var found *actor
	for _, a := range offices[fold(office)] {
		if !r.today.known() {
			return nil
		}
		if t := r.today.String(); (a.from == "" || a.from <= t) && (a.to == "" || t <= a.to) {
			found = a
		}
	}
	return found
}
