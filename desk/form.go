package desk

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lengths that a form may have, in characters.
const (
	LongestText = 20_000 // of a text of several lines
	LongestLine = 300    // of a name or a phrase
)

// A Form collects what is wrong with a command, field by field, so that it can be mended in one go.
type Form struct {
	Wrong []FieldError
}

// Say adds what is wrong with a field.
func (f *Form) Say(field, format string, args ...any) {
	f.Wrong = append(f.Wrong, FieldError{Field: field, Sentence: fmt.Sprintf(format, args...)})
}

// Refusal is all that is wrong, or nil.
func (f *Form) Refusal() error { return RefuseFields(f.Wrong) }

// Text checks a text that must be there.
func (f *Form) Text(field, value string) {
	f.Words(field, value, LongestText)
	if strings.TrimSpace(value) == "" {
		f.Say(field, "%s is required; write it in a sentence", field)
	}
}

// Line checks a name or a phrase that must be there.
func (f *Form) Line(field, value string) {
	f.Words(field, value, LongestLine)
	if strings.TrimSpace(value) == "" {
		f.Say(field, "%s is required", field)
	}
}

// Words checks a text that may be empty: that it is UTF-8, not too long, and holds no control characters but line ends and tabs.
func (f *Form) Words(field, value string, longest int) {
	if !utf8.ValidString(value) {
		f.Say(field, "%s is not valid UTF-8; send the text in UTF-8", field)
		return
	}
	if n := utf8.RuneCountInString(value); n > longest {
		f.Say(field, "%s has %d characters, more than %d; put the long text into an evidence file", field, n, longest)
	}
	if i := strings.IndexFunc(value, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }); i >= 0 {
		f.Say(field, "%s holds a control character after %d bytes; remove it", field, i)
	}
}
