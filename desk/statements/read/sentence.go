package read

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A token is a word, a number or a sign.
type token struct {
	Span
	text, low string
	word      bool // it has letters or digits
	upper     bool // its first letter is a capital one
	quote     int  // which quotation of the paragraph it stands in, or -1
}

// A sentence with its tokens. Marks of quotation are tokens.
type sentence struct {
	Span
	para   int
	tokens []token
	dates  []Expression
	dateAt []int // for each token: 1 + index of the date that it belongs to, or 0
	first  bool  // of its paragraph
	cues   []*cue
}

func (s *sentence) low(i int) string {
	if i < 0 || i >= len(s.tokens) {
		return ""
	}
	return s.tokens[i].low
}

var abbreviations = set(`u.s. u.k. u.n. e.u. u.a.e. mr. mrs. ms. dr. prof. gen. lt. col. sgt. capt. maj. adm. gov. sen. rep. rev. st. jr. sr. vs. no. jan. feb. mar. apr. aug. sept. oct. nov. dec. a.m. p.m. e.g. i.e. etc. inc. co. ltd. corp. d.c. г. т. им. д.`)

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

func isApostrophe(c rune) bool { return c == '\'' || c == '’' || c == 'ʼ' }

// tokens cuts a range. The ending 's is a token of its own; U.S. and al-Assad are one.
func (r *reader) tokens(p paragraph) []token {
	text := r.doc.Text
	var out []token
	add := func(from, to int) {
		s := text[from:to]
		c, _ := utf8.DecodeRuneInString(s)
		out = append(out, token{Span: Span{from, to}, text: s, low: strings.ReplaceAll(strings.ToLower(s), "’", "'"), word: unicode.IsLetter(c) || unicode.IsDigit(c), upper: unicode.IsUpper(c), quote: -1})
	}
	for i := p.Span[0]; i < p.Span[1]; {
		c, n := utf8.DecodeRuneInString(text[i:p.Span[1]])
		switch {
		case unicode.IsSpace(c) || unicode.Is(unicode.Cf, c):
			i += n
			continue
		case !unicode.IsLetter(c) && !unicode.IsDigit(c):
			j := i + n
			for c == '-' && j < p.Span[1] && text[j] == '-' {
				j++
			}
			add(i, j)
			i = j
			continue
		}
		j := i
		for j < p.Span[1] {
			c, n := utf8.DecodeRuneInString(text[j:p.Span[1]])
			if unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.Is(unicode.Mn, c) {
				j += n
				continue
			}
			next := ' '
			if j+n < p.Span[1] {
				next, _ = utf8.DecodeRuneInString(text[j+n : p.Span[1]])
			}
			inside := unicode.IsLetter(next) || unicode.IsDigit(next)
			if inside && (c == '-' || c == '‑' || isApostrophe(c) || c == '/' && unicode.IsDigit(next)) || c == ',' && unicode.IsDigit(next) && text[j-1] <= '9' && text[j-1] >= '0' ||
				c == '.' && inside && (single(text[i:j]) || unicode.IsDigit(next)) {
				j += n
				continue
			}
			if c == '.' && (abbreviations[strings.ToLower(text[i:j+n])] || single(text[i:j]) && unicode.IsUpper(rune(text[i]))) {
				j += n
				if j+1 < p.Span[1] && text[j] == '-' && unicode.IsLetter(rune(text[j+1])) { // U.S.-backed
					j++
					continue
				}
			}
			break
		}
		// the possessive ending
		if k := j - 2; k > i && (text[j-1] == 's' || text[j-1] == 'S') && text[k] == '\'' {
			add(i, k)
			add(k, j)
		} else if k := j - 4; k > i && text[j-1] == 's' && text[k:j-1] == "’" {
			add(i, k)
			add(k, j)
		} else {
			add(i, j)
		}
		i = j
	}
	return out
}

// single says whether s is one letter, or letters with points between, such as U.S.
func single(s string) bool {
	for i, c := range s {
		if i%2 == 0 && !unicode.IsLetter(c) || i%2 == 1 && c != '.' {
			return false
		}
	}
	return len(s)%2 == 1 && s[0] < utf8.RuneSelf
}

// cutSentences gives each paragraph its sentences. Within a quotation nothing is cut.
func (r *reader) cutSentences() {
	for pi := range r.paras {
		p := &r.paras[pi]
		if p.kind == furniture {
			continue
		}
		toks := r.tokens(*p)
		q := 0
		for i := range toks {
			for q < len(p.quotes) && toks[i].Span[0] >= p.quotes[q].outer[1] {
				q++
			}
			if q < len(p.quotes) && toks[i].Span[0] >= p.quotes[q].outer[0] {
				toks[i].quote = q
			}
		}
		from := 0
		first := true
		for i := range toks {
			if i+1 < len(toks) && !r.ends(toks, i, p.quotes) && i-from < maxSentence {
				continue
			}
			s := &sentence{Span: Span{toks[from].Span[0], toks[i].Span[1]}, para: pi, tokens: toks[from : i+1 : i+1], first: first}
			r.sentences = append(r.sentences, s)
			from, first = i+1, false
		}
	}
}

// ends says whether a sentence ends behind the token i.
func (r *reader) ends(toks []token, i int, quotes []quotation) bool {
	t, next := toks[i], toks[i+1]
	if t.quote >= 0 && t.Span[1] < quotes[t.quote].outer[1] {
		return false
	}
	begins := next.upper || next.quote >= 0 || !next.word && !strings.ContainsAny(next.text, ",;:.)”»’-–—") || next.word && !unicode.IsLower(firstRune(next.text))
	if !begins {
		return false
	}
	closing := t.quote >= 0 || t.text == ")" || t.text == "]"
	last := t.text
	if closing && i > 0 {
		last = toks[i-1].text
	}
	lastSign := last[len(last)-1:]
	switch {
	case strings.HasSuffix(last, "؟"), lastSign == "!" || lastSign == "?":
		if t.quote >= 0 { // "Why?" Tillerson asked.
			for j := i + 1; j < len(toks) && j < i+8 && toks[j].text != "."; j++ {
				if toks[j].quote < 0 && verbs[toks[j].low] != 0 {
					return false
				}
			}
		}
		return true
	case last == ".":
		return true
	case lastSign == "." && !closing: // an abbreviation ends a sentence only before a word that begins one
		return starters[next.low] && next.upper && !titleWords[t.low]
	}
	return false
}

func firstRune(s string) rune { c, _ := utf8.DecodeRuneInString(s); return c }

var starters = set(`the a an this that these those it he she they we i but and in on at as if when while after before since for with however meanwhile earlier also there his her its their`)
