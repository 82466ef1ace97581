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

// withoutQuotations blanks quotations. A mark that nothing closes begins none.
func withoutQuotations(text string) string {
	runes := []rune(text)
	for i := 0; i < len(runes); i++ {
		end, opens := closing[runes[i]]
		if !opens {
			continue
		}
		length := slices.Index(runes[i+1:], end)
		if length < 0 {
			continue
		}
		for j := i; j <= i+1+length; j++ {
			runes[j] = ' '
		}
		i += 1 + length
	}
	return string(runes)
}
