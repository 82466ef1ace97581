// Package persons finds in a text what looks like a private person: a name behind a title, the name of a known member, a
// telephone number, a mail address, a number of identity papers. It knows English, Arabic and Russian titles.
//
// It is a help and no guarantee. A name without a title passes, and so does a person who is described; and some of what it
// finds is nobody's: a shrine, a street, an office. A person still has to read what everybody will read.
package persons

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What was found.
const (
	Name   = "name"   // behind a title
	Member = "member" // of the mission or of a side, by the list that was given
	Mail   = "mail"   // address
	Phone  = "phone"  // number
	Papers = "papers" // number of identity papers, or one as long as such numbers are
)

// Found is one thing that should not be public, as it stands in the text.
type Found struct {
	What string
	Text string // with its title, if it has one
	name string // without
}

// names behind titles, by language. The last group is the name: up to four capitalised words, or two Arabic ones.
var titled = []*regexp.Regexp{
	regexp.MustCompile(`(?:^|[^\p{L}\d])((?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|MR|MRS|MS|DR|PROF)\b\.?\s+(\p{Lu}[\p{L}.'’-]*(?:\s+\p{Lu}[\p{L}.'’-]*){0,3}))`),
	regexp.MustCompile(`(?:^|[^\p{L}\d])((?i:г-н|г-на|г-ну|г-ном|г-не|г-жа|г-жи|г-же|г-жу|г-жой|господин[ауе]?|господином|госпож[аиеу]|госпожой|гр\.|гражданин[ауе]?|гражданк[аиеу]|д-р[ауе]?|доктор[ауе]?)\s+(\p{Lu}[\p{L}.'’-]*(?:\s+\p{Lu}[\p{L}.'’-]*){0,3}))`),
	regexp.MustCompile(`(?:^|[^\p{L}\d])([وفبك]?(?:السيد|السيدة|للسيد|للسيدة|الآنسة|الدكتور|الدكتورة|للدكتور|للدكتورة|الأستاذ|الأستاذة|المواطن|المواطنة|د\.|أ\.)\s*([\p{Arabic}\p{M}]{2,}(?:\s+[\p{Arabic}\p{M}]{2,})?))`),
}

var (
	mailForm    = regexp.MustCompile(`[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+`)
	phoneAbroad = regexp.MustCompile(`(?:^|[^\d.,])((?:\+|00)[ -]?\d(?:[ ()./-]{0,2}\d){7,13})`)
	phoneHere   = regexp.MustCompile(`(?:^|[^\d.,:/-])(0\d{1,3}[ /-]?\d{3}[ -]?\d{3,4})(?:$|[^\d:])`)
	papersNamed = regexp.MustCompile(`(?i)((?:passport|identity|national (?:id|number)|\bid (?:card|no|number)|паспорт\p{L}*|снилс|удостоверени\p{L}*|جواز|الهوية|هوية|الرقم الوطني)[^\d\n]{0,20}\d[\d -]{4,}\d)`)
	papersLong  = regexp.MustCompile(`(?:^|[^\d.,])(\d{10,12}|\d{4} \d{6})(?:$|[^\d.,]|[.,](?:$|\D))`)
)

// Find lists what looks like a private person, each once, in the order of the kinds above. Members are the names and ids of
// members; they are found as whole words, as they are written.
func Find(text string, members []string) []Found {
	text = westernDigits(text)
	var found []Found
	add := func(what, whole, name string) {
		f := Found{What: what, Text: strings.TrimRight(whole, " .\n"), name: strings.TrimRight(name, " .\n")}
		if !slices.ContainsFunc(found, func(o Found) bool { return o.Text == f.Text || o.What != Name && strings.Contains(o.Text, f.Text) }) {
			found = append(found, f)
		}
	}
	for _, form := range titled {
		for _, m := range form.FindAllStringSubmatch(text, -1) {
			add(Name, m[1], m[2])
		}
	}
	for _, member := range members {
		if holdsWord(text, member) {
			add(Member, member, member)
		}
	}
	for _, m := range mailForm.FindAllString(text, -1) {
		add(Mail, m, "")
	}
	for _, form := range []struct {
		what string
		form *regexp.Regexp
	}{{Papers, papersNamed}, {Phone, phoneAbroad}, {Phone, phoneHere}, {Papers, papersLong}} {
		for _, m := range form.form.FindAllStringSubmatch(text, -1) {
			add(form.what, m[1], "")
		}
	}
	return found
}

// Confirmed says whether somebody has answered for a name: one of the names given is the name found or its beginning, in
// whole words, with or without the title. Nobody answers for a number or an address.
func (f Found) Confirmed(names []string) bool {
	if f.name == "" {
		return false
	}
	return slices.ContainsFunc(names, func(given string) bool { return begins(f.Text, given) || begins(f.name, given) })
}

// Sentence says to who wrote the text what is wrong, and what to do.
func (f Found) Sentence() string {
	what := map[string]string{
		Member: "the name of a member", Mail: "a mail address", Phone: "a telephone number", Papers: "a number of identity papers",
	}[f.What]
	switch f.What {
	case Name:
		return fmt.Sprintf("everybody will read this, and %q looks like the name of a private person; leave it out, or list it in public_names if it is that of a public office-holder or of a place", f.Text)
	case Member:
		return fmt.Sprintf("everybody will read this, and %q is %s of the mission or of a side; leave it out, or list it in public_names if something else is meant", f.Text, what)
	}
	return fmt.Sprintf("everybody will read this, and %q looks like %s; take it out", f.Text, what)
}

// begins compares whole words.
func begins(name, given string) bool {
	fold := func(s string) []string { return strings.Fields(strings.ToLower(strings.ReplaceAll(s, ".", " "))) }
	words, first := fold(name), fold(given)
	return len(first) > 0 && len(first) <= len(words) && slices.Equal(words[:len(first)], first)
}

// holdsWord says whether a text holds a word as it is written, between what are no letters and no digits.
func holdsWord(text, word string) bool {
	if word == "" {
		return false
	}
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return false
		}
		start := from + i
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		after, _ := utf8.DecodeRuneInString(text[start+len(word):])
		if !inWord(before) && !inWord(after) {
			return true
		}
		from = start + len(word)
	}
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_' }

// westernDigits writes Arabic and Persian digits as 0 to 9.
func westernDigits(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '٠' && r <= '٩':
			return '0' + r - '٠'
		case r >= '۰' && r <= '۹':
			return '0' + r - '۰'
		}
		return r
	}, text)
}
