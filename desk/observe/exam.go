package observe

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"truce.example/desk"
	"truce.example/internal/persons"
	"truce.example/record"
)

// Bounds of what a form may hold. They are far above honest use.
const (
	maxText  = 20_000    // characters of a text
	maxLine  = 300       // characters of a name or a phrase
	maxList  = 200       // items in a list
	maxCount = 1_000_000 // shots, vehicles, people
)

// clockSkew is how far ahead of the mission's clock a sender's may run.
const clockSkew = record.Moment(2 * time.Minute / time.Millisecond)

// An exam goes through one command and collects everything that is wrong with it, field by field, so that a form can
// be mended in one go.
type exam struct {
	at    record.Moment
	who   desk.Who
	book  *book
	wrong []desk.FieldError

	members map[string]bool // how members are called; the state's own
}

func (x *exam) say(field, format string, args ...any) {
	x.wrong = append(x.wrong, desk.FieldError{Field: field, Sentence: fmt.Sprintf(format, args...)})
}

func (x *exam) refusal() error { return desk.RefuseFields(x.wrong) }

// need refuses a text that is empty.
func (x *exam) need(field, value string) {
	if value == "" {
		x.say(field, "%s is required; write it, or \"unknown\" if nobody knows", field)
	}
}

// text checks a text of several lines and returns it in Unicode normal form C, with line ends as "\n". The form as sent
// stays provable by the hash of the submission.
func (x *exam) text(field, value string) string {
	return x.clean(field, strings.ReplaceAll(value, "\r\n", "\n"), maxText, "\n\t")
}

// line checks a name or a phrase.
func (x *exam) line(field, value string) string { return x.clean(field, value, maxLine, "") }

// lines checks a list of names or phrases.
func (x *exam) lines(field string, values []string) []string {
	x.atMost(field, len(values))
	var clean []string
	for i, v := range values {
		item := fmt.Sprintf("%s[%d]", field, i)
		x.need(item, v)
		clean = append(clean, x.line(item, v))
	}
	return clean
}

func (x *exam) clean(field, value string, longest int, controls string) string {
	if isPlain(value) && len(value) <= longest {
		return value
	}
	if !utf8.ValidString(value) {
		x.say(field, "%s is not valid UTF-8; send the text in UTF-8", field)
		return ""
	}
	value = norm.NFC.String(value)
	if n := utf8.RuneCountInString(value); n > longest {
		x.say(field, "%s has %d characters, more than %d; put the long text into an evidence file", field, n, longest)
	}
	for i, r := range value {
		if unicode.IsControl(r) && !strings.ContainsRune(controls, r) {
			x.say(field, "%s holds the control character U+%04X after %d bytes; remove it", field, r, i)
			break
		}
	}
	return value
}

// isPlain tells, for the usual short text, that nothing needs a closer look.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// code checks a value of a code list.
func (x *exam) code(field, value string, list []string) {
	if value == "" {
		x.say(field, "%s is required; use one of %s", field, strings.Join(list, ", "))
		return
	}
	x.optionalCode(field, value, list)
}

func (x *exam) optionalCode(field, value string, list []string) {
	if value == "" || slices.Contains(list, value) {
		return
	}
	if near, ok := closest(value, list); ok {
		x.say(field, "%q is not a known %s; did you mean %q?", shorten(value), field, near)
		return
	}
	if len(list) > 20 {
		x.say(field, "%q is not a known %s; see the code list", shorten(value), field)
		return
	}
	x.say(field, "%q is not a known %s; use one of %s", shorten(value), field, strings.Join(list, ", "))
}

// number checks that a number lies in its range.
func (x *exam) number(field string, value, low, high int64) {
	if value < low || value > high {
		x.say(field, "%s is %d; it goes from %d to %d", field, value, low, high)
	}
}

func (x *exam) optionalNumber(field string, value *int64, low, high int64) {
	if value != nil {
		x.number(field, *value, low, high)
	}
}

func (x *exam) atMost(field string, n int) {
	if n > maxList {
		x.say(field, "%s has %d items, more than %d; split it", field, n, maxList)
	}
}

// past refuses what the mission's clock has not reached.
func (x *exam) past(field string, m record.Moment) {
	if m > x.at+clockSkew {
		x.say(field, "%s is %s, in the future; now it is %s; check the date and the offset", field, m, x.at)
	}
}

// interval checks that the first moment is not after the last and neither lies in the future. A last moment that is
// not given is the first.
//
// Art. 1
func (x *exam) interval(startField, endField string, start, end record.Moment) (record.Moment, record.Moment) {
	if !start.Known() && end.Known() {
		x.say(startField, "%s is missing although %s is given; give both or neither", startField, endField)
	}
	if !end.Known() {
		end = start
	}
	if start > end {
		x.say(endField, "%s (%s) is before %s (%s); exchange them or mend one", endField, end, startField, start)
	}
	x.past(startField, start)
	if end != start {
		x.past(endField, end)
	}
	return start, end
}

// moment is the given moment, which lies in the past, or now.
func (x *exam) moment(field string, given record.Moment) record.Moment {
	if !given.Known() {
		return x.at
	}
	x.past(field, given)
	return given
}

// audience is who may read the fact: the usual answer, as the rights table widens it, unless the mission chose another.
func (x *exam) audience(chosen, usual record.Audience) record.Audience {
	if chosen == record.Nobody {
		return x.who.Scoped(usual)
	}
	if x.who.Kind != "mission" {
		x.say("audience", "only the mission chooses who may read this; leave audience out")
	} else if err := chosen.Check(); err != nil {
		x.say("audience", "%v", err)
	}
	return chosen
}

// A publicText is a text of a fact, by its field.
type publicText struct{ field, text string }

// noPersons refuses names and numbers of private persons in what everybody reads. Names are those of public office-holders,
// or of places, that somebody answers for. It is a help and no guarantee; see package persons.
func (x *exam) noPersons(audience record.Audience, names []string, texts ...publicText) {
	if !slices.Contains(audience.Terms(), string(record.Public)) {
		return
	}
	members := slices.Sorted(maps.Keys(x.members))
	for _, t := range texts {
		for _, f := range persons.Find(t.text, members) {
			if !f.Confirmed(names) {
				x.say(t.field, "%s", f.Sentence())
			}
		}
	}
}

// closest finds the code that a typing mistake of one or two letters would explain.
func closest(value string, list []string) (string, bool) {
	if len(value) > 40 {
		return "", false
	}
	folded := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(value)), " ", "_")
	best, least := "", 3
	for _, code := range list {
		if d := editDistance(folded, strings.ToLower(code)); d < least {
			best, least = code, d
		}
	}
	return best, best != "" && least < len(best)
}

// editDistance is the number of letters to insert, remove or replace to make one word of the other.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
