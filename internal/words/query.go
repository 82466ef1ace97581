package words

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Query is what somebody looks for: texts in which every choice of All is found, and no term of None.
type Query struct {
	All  []Choice
	None []Term
}

// A Choice is found where any of its terms is.
type Choice []Term

// A Term is words that stand one behind the other.
type Term struct {
	Words  []string // forms
	Begins bool     // the last one may go on
	loose  bool     // written outside quotation marks
}

// Bounds of a query.
const (
	MaxQuery = 200 // runes
	MaxTerms = 16
)

// Why a query cannot be looked for. The sentences are for people.
var (
	ErrEmpty   = errors.New("there is nothing to look for; write a word")
	ErrTooLong = errors.New("the search has more than 200 characters or 16 words; leave some out")
	ErrNoWord  = errors.New("there is no letter or digit in the search; write a word")
	ErrOnlyNot = errors.New("the search only says what not to find; write a word to be found as well")
)

var quotes = map[rune]rune{'"': '"', '“': '”', '„': '“', '«': '»', '”': '”'}

// ParseQuery reads what somebody typed: words, all of which are to be found; "words in quotation marks" that stand together; a minus before
// what is not to be found. The last word may be a beginning.
func ParseQuery(text string) (Query, error) {
	var q Query
	switch {
	case strings.TrimSpace(text) == "":
		return q, ErrEmpty
	case utf8.RuneCountInString(text) > MaxQuery:
		return q, ErrTooLong
	}
	pieces := cut(text)
	terms := 0
	for i, p := range pieces {
		forms := formsOf(p.text)
		if len(forms) == 0 {
			continue
		}
		if terms += len(forms); terms > MaxTerms {
			return Query{}, ErrTooLong
		}
		t := Term{Words: forms, loose: !p.quoted}
		if p.not {
			q.None = append(q.None, t)
			continue
		}
		t.Begins = i == len(pieces)-1 && !p.quoted && !digits(forms[len(forms)-1])
		q.All = append(q.All, Choice{t})
	}
	switch {
	case len(q.All) == 0 && len(q.None) > 0:
		return Query{}, ErrOnlyNot
	case len(q.All) == 0:
		return Query{}, ErrNoWord
	}
	return q, nil
}

type piece struct {
	text        string
	quoted, not bool
}

// cut parts a query at spaces outside quotation marks. A quotation that does not end goes to the end.
func cut(text string) []piece {
	var out []piece
	rest := []rune(text)
	for len(rest) > 0 {
		if isSpace(rest[0]) {
			rest = rest[1:]
			continue
		}
		var p piece
		if (rest[0] == '-' || rest[0] == '−') && len(rest) > 1 && !isSpace(rest[1]) {
			p.not, rest = true, rest[1:]
		}
		end := 0
		if closing, ok := quotes[rest[0]]; ok {
			p.quoted, rest = true, rest[1:]
			for end < len(rest) && rest[end] != closing && rest[end] != '"' {
				end++
			}
			p.text = string(rest[:end])
			rest = rest[min(end+1, len(rest)):]
		} else {
			for end < len(rest) && !isSpace(rest[end]) && quotes[rest[end]] == 0 {
				end++
			}
			end = max(end, 1)
			p.text = string(rest[:end])
			rest = rest[end:]
		}
		out = append(out, p)
	}
	return out
}

func isSpace(r rune) bool { return strings.ContainsRune(" \t\n\r\u00a0\u3000\u200e\u200f", r) }

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }

func formsOf(text string) []string {
	var out []string
	for _, w := range Split(text) {
		out = append(out, w.Form)
	}
	return out
}

// WithNames lets a name in the query be found under its other spellings. Each of names is one place or person, spelled in
// several ways; what stands in parentheses behind a name may be left out. A name of several words is then looked for as words that stand together.
func (q Query) WithNames(names [][]string) Query {
	byWords := map[string][]int{} // the words of a spelling: which names
	longest := 1
	spelled := make([][][]string, len(names))
	for i, spellings := range names {
		for _, s := range spellings {
			short, _, _ := strings.Cut(s, " (")
			for _, form := range []string{s, short} {
				words := formsOf(form)
				key := strings.Join(words, " ")
				if key == "" || slices.Contains(byWords[key], i) {
					continue
				}
				byWords[key] = append(byWords[key], i)
				spelled[i] = append(spelled[i], words)
				longest = max(longest, len(words))
			}
		}
	}
	out := Query{None: q.None}
	for at := 0; at < len(q.All); {
		n, of := 0, []int(nil)
		var said []string
		for k := 1; k <= longest && at+k <= len(q.All); k++ {
			t := q.All[at+k-1][0]
			if k > 1 && (!t.loose || !q.All[at][0].loose) {
				break
			}
			said = append(said, t.Words...)
			if found := byWords[strings.Join(said, " ")]; found != nil {
				n, of = k, found
			}
		}
		if n == 0 {
			out.All = append(out.All, q.All[at])
			at++
			continue
		}
		var words []string
		for _, c := range q.All[at : at+n] {
			words = append(words, c[0].Words...)
		}
		choice := Choice{{Words: words, Begins: q.All[at+n-1][0].Begins}}
		for _, i := range of {
			for _, other := range spelled[i] {
				if !slices.ContainsFunc(choice, func(t Term) bool { return slices.Equal(t.Words, other) }) {
					choice = append(choice, Term{Words: other})
				}
			}
		}
		out.All = append(out.All, choice)
		at += n
	}
	return out
}
