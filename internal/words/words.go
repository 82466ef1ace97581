// Package words says what counts as the same word, in Latin, Cyrillic and Arabic script. What is indexed and what is asked
// go through the same functions, so that they cannot differ. It is pure: no table, no clock, no language model. It knows
// spelling and no grammar: it finds "мины" by "мины" or by its beginning "мин", and not by "мину".
package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Version changes when a text may give other words than before: what was indexed by another version is indexed again.
const Version = 1

// longest bounds a form, in runes. A longer word is cut: it is found by its beginning.
const longest = 40

// A Word of a text.
type Word struct {
	Form       string // as it is compared: letters and digits only, never empty
	Start, End int    // where it stands in the text, in runes; End is behind it
}

// Split finds the words of a text, in order. An apostrophe or an invisible sign inside a word belongs to it and is not
// compared ("Dar'a" is "Dara"); every other sign that is no letter, digit or mark parts words.
func Split(text string) []Word {
	var out []Word
	at, begin, from, end, endAt := 0, -1, 0, 0, 0 // begin, from: the word's first rune and byte; end, endAt: behind its last
	flush := func() {
		if begin >= 0 {
			out = fold(out, text[from:end], begin, endAt)
			begin = -1
		}
	}
	for i, r := range text {
		size := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, size = utf8.DecodeRuneInString(text[i:])
		}
		switch {
		case isWord(r):
			if begin < 0 {
				begin, from = at, i
			}
			end, endAt = i+size, at+1
		case begin >= 0 && isJoint(r) && end == i: // one joint between two letters
		case begin >= 0 && unicode.Is(unicode.Cf, r):
		default:
			flush()
		}
		if begin >= 0 && isJoint(r) && !isWord(r) && !isWord(next(text, i+size)) {
			flush()
		}
		at++
	}
	flush()
	return out
}

func next(text string, i int) rune {
	r, _ := utf8.DecodeRuneInString(text[i:])
	return r
}

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || unicode.Is(unicode.No, r)) && !isJoint(r)
}

// isJoint says of a sign that writers put into a word or leave out: apostrophes, and the signs for ayn and hamza in
// transliterations.
func isJoint(r rune) bool {
	switch r {
	case '\'', '`', '’', '‘', 'ʼ', 'ʻ', 'ʿ', 'ʾ', 'ʹ', '´', '′':
		return true
	}
	return false
}

// fold appends the forms of one written word. It is mostly one; a sign that stands for several words gives several.
func fold(out []Word, written string, start, end int) []Word {
	if form, ok := foldASCII(written); ok {
		return append(out, Word{form, start, end})
	}
	if form, ok := foldQuick(written); ok {
		if form == "" {
			return out
		}
		return append(out, Word{form, start, end})
	}
	return foldSlow(out, written, start, end)
}

// foldSlow is the whole rule: compatible forms, case, then letter by letter.
func foldSlow(out []Word, written string, start, end int) []Word {
	var b strings.Builder
	n := 0
	flush := func() {
		if b.Len() > 0 {
			out = append(out, Word{b.String(), start, end})
		}
		b.Reset()
		n = 0
	}
	for _, r := range cases.Fold().String(norm.NFKC.String(written)) {
		switch s := bare(r); {
		case s != "":
			if n < longest {
				b.WriteString(s)
			}
			n++
		case unicode.IsMark(r) || unicode.Is(unicode.Cf, r) || isJoint(r) || r == tatweel || r == hamza:
		default:
			flush()
		}
	}
	flush()
	return out
}

// foldASCII is the quick way for most words.
func foldASCII(written string) (string, bool) {
	lower := true
	for i := range len(written) {
		c := written[i]
		if c >= utf8.RuneSelf || !isWord(rune(c)) {
			return "", false
		}
		lower = lower && !('A' <= c && c <= 'Z')
	}
	if len(written) > longest {
		written = written[:longest]
	}
	if lower {
		return written, true
	}
	return strings.ToLower(written), true
}

// quick is what foldSlow makes of a letter by itself, for the scripts of the mission: a letter, passedOver, or 0 where the
// long way must be taken, because the letter becomes several or depends on its neighbours.
var quick = func() (table [0x700]rune) {
	for r := range rune(len(table)) {
		switch {
		case r == tatweel || r == hamza || isJoint(r) || 'ً' <= r && r <= 'ٟ' || r == 'ٰ':
			table[r] = passedOver
		case isWord(r) && !unicode.IsMark(r):
			if w := foldSlow(nil, string(r), 0, 1); len(w) == 1 && utf8.RuneCountInString(w[0].Form) == 1 {
				table[r], _ = utf8.DecodeRuneInString(w[0].Form)
			}
		}
	}
	return table
}()

const passedOver = -1

func foldQuick(written string) (string, bool) {
	var b [4 * longest]byte
	form, n := b[:0], 0
	for _, r := range written {
		if int(r) >= len(quick) || quick[r] == 0 {
			return "", false
		}
		if q := quick[r]; q != passedOver && n < longest {
			form = utf8.AppendRune(form, q)
			n++
		}
	}
	return string(form), true
}

const (
	tatweel = 'ـ' // only stretches a line
	hamza   = 'ء' // alone: often left out
)

// plain is what the writers of a script use for one another.
var plain = map[rune]string{
	'ё': "е", 'й': "й", // й is a letter of its own
	'ı': "i", 'ł': "l", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'æ': "ae", 'œ': "oe", 'ħ': "h",
	'ٱ': "ا", 'ى': "ي", 'ة': "ه", // alef, ya and ta marbuta at the end of a word
	'ی': "ي", 'ې': "ي", 'ے': "ي", 'ک': "ك", 'ڪ': "ك", 'ہ': "ه", 'ە': "ه", 'ھ': "ه", 'ۀ': "ه", // Persian, Kurdish and Urdu keyboards
}

// bare is a letter without its marks, a digit as ASCII has it, or nothing.
func bare(r rune) string {
	if s, ok := plain[r]; ok {
		return s
	}
	switch {
	case r < utf8.RuneSelf:
		if isWord(r) {
			return string(r)
		}
		return ""
	case '٠' <= r && r <= '٩':
		return string('0' + r - '٠')
	case '۰' <= r && r <= '۹':
		return string('0' + r - '۰')
	case r == tatweel || r == hamza || isJoint(r) || !unicode.IsLetter(r) && !unicode.IsDigit(r):
		return ""
	}
	var b strings.Builder
	for _, part := range norm.NFD.String(string(r)) { // أ is ا and a hamza above
		switch s, ok := plain[part]; {
		case ok:
			b.WriteString(s)
		case !unicode.IsMark(part):
			b.WriteRune(part)
		}
	}
	return b.String()
}

// articles are the ways in which the Arabic article begins a word, with what is written together with it: and, with, as,
// then, to.
var articles = []string{"وال", "بال", "كال", "فال", "ال", "لل"}

// WithoutArticle is an Arabic form without the definite article, if it has one and enough remains to be a word.
func WithoutArticle(form string) (string, bool) {
	for _, a := range articles {
		if rest, ok := strings.CutPrefix(form, a); ok && utf8.RuneCountInString(rest) >= 3 {
			return rest, true
		}
	}
	return "", false
}
