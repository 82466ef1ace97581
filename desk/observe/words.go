package observe

import (
	"slices"
	"strings"
	"unicode"
)

// loaded are words that take a side. A report may quote them; the mission's own text should not use them.
var loaded = []string{
	"regime", "regimes", "terrorist", "terrorists", "terrorism", "liberate", "liberates", "liberated", "liberation", "rebel", "rebels",
}

// loadedWords lists the loaded words that stand outside quotations, each once, in lower case and in order of
// appearance. It is a warning, never a refusal: the text as given is authoritative.
func loadedWords(text string) []string {
	var found []string
	for _, word := range strings.FieldsFunc(withoutQuotations(text), notLetter) {
		word = strings.ToLower(word)
		if slices.Contains(loaded, word) && !slices.Contains(found, word) {
			found = append(found, word)
		}
	}
	return found
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }

// closing gives the mark that ends the quotation that a mark begins.
var closing = map[rune]rune{'"': '"', '“': '”', '„': '“', '«': '»'}

// speaking are words and signs that say whose words follow or went before, in lower case.
var speaking = []string{
	":", "said", "says", "stated", "states", "told", "according to", "quote", "reported", "wrote", "writes", "announced", "claimed", "replied", "answered", "called", "as put by", "words of",
	"قال", "قالت", "قالوا", "صرح", "صرّح", "ذكر", "أفاد", "أعلن", "أعلنت", "كتب", "بحسب", "وفق", "حسب", "أجاب", "زعم", "نقلا عن", "نقلاً عن",
	"сказал", "говор", "заяв", "сообщ", "утвержда", "ответил", "пишет", "написал", "по словам", "как выразил", "назвал", "цитат", "со слов",
}

// withoutSpeaker counts quotations of three words or more in a sentence that does not say whose words they are. Shorter
// ones are names and terms. Like the loaded words it is a warning and a help: who said it is a matter of reading.
func withoutSpeaker(text string) (n int64) {
	for _, sentence := range sentences(text) {
		outside := strings.ToLower(withoutQuotations(sentence))
		named := slices.ContainsFunc(speaking, func(word string) bool { return strings.Contains(outside, word) })
		if named {
			continue
		}
		for _, q := range quotations([]rune(sentence)) {
			if len(strings.Fields(string([]rune(sentence)[q[0]+1:q[1]]))) >= 3 {
				n++
			}
		}
	}
	return n
}

// sentences cuts a text after the signs that end one, outside quotations and numbers.
func sentences(text string) []string {
	runes := []rune(text)
	quoted := quotations(runes)
	var out []string
	from := 0
	for i, r := range runes {
		if len(quoted) > 0 && i > quoted[0][1] {
			quoted = quoted[1:]
		}
		inside := len(quoted) > 0 && i >= quoted[0][0] && i <= quoted[0][1]
		ends := r == '\n' || strings.ContainsRune(".!?؟", r) && (i+1 == len(runes) || unicode.IsSpace(runes[i+1]))
		if !inside && ends {
			out, from = append(out, string(runes[from:i+1])), i+1
		}
	}
	return append(out, string(runes[from:]))
}

// quotations are the first and the last mark of each.
func quotations(runes []rune) (out [][2]int) {
	for i := 0; i < len(runes); i++ {
		end, opens := closing[runes[i]]
		if !opens {
			continue
		}
		if length := slices.Index(runes[i+1:], end); length >= 0 {
			out = append(out, [2]int{i, i + 1 + length})
			i += 1 + length
		}
	}
	return out
}

// withoutQuotations blanks quotations. A mark that nothing closes begins none.
func withoutQuotations(text string) string {
	runes := []rune(text)
	for _, q := range quotations(runes) {
		for i := q[0]; i <= q[1]; i++ {
			runes[i] = ' '
		}
	}
	return string(runes)
}
