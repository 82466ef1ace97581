package agreement

import (
	"strconv"
	"strings"
)

// A Why explains in a neutral sentence, and in further ones if Also is not empty. Text holds all of it in English;
// Key and Args, and those of Also, let a reader's machine say the same in another language.
type Why struct {
	Key  string            `json:"key"`
	Args map[string]string `json:"args,omitempty"`
	Also []Why             `json:"also,omitempty"`
	Text string            `json:"text"`
}

// and returns the explanation with another sentence added.
func (w Why) and(other Why) Why {
	w.Also = append(w.Also[:len(w.Also):len(w.Also)], other)
	w.Text += " " + other.Text
	return w
}

// WhySentences holds the English sentence for every key of a [Why]; {name} stands for an argument. It is published
// for translators; do not change it.
var WhySentences = map[string]string{
	"no_law":           "There is no agreement to judge by.",
	"not_an_act":       "A report of the type {type} tells of no act; no clause is concerned.",
	"left_out_type":    "Reports of the type {type} are shown beside the total and not counted in it, because the act behind them is reported by itself.",
	"unknown_type":     "The agreement has no event type {type}, so no clause can be found for it.",
	"before_force":     "The agreement was not yet in force at that time ({from} to {to}, UTC); its status was {status}.",
	"suspended":        "The agreement was suspended at that time ({from} to {to}, UTC).",
	"after_end":        "The agreement had ended at that time ({from} to {to}, UTC).",
	"excluded_group":   "The act is reported of {group}, which is outside the agreement; it is not a violation by a party.",
	"no_clause":        "No clause forbids {side} an act of the type {type}.",
	"not_then":         "Clauses forbid an act of the type {type}, but not at that time, with that weapon or to that extent.",
	"outside_area":     "The place lies {distance} outside the area of the agreement and is known to {uncertainty}.",
	"outside_places":   "The place lies outside every place that the clauses on such an act name; the nearest, by clause {clause} at {zone}, begins {distance} away, and the place is known to {uncertainty}.",
	"exempt":           "Exemption {exemption} holds: {text}",
	"time_unknown":     "The time is not known, so it is not known whether the agreement was in force.",
	"time_straddles":   "The time is known only as {from} to {to} (UTC); in that interval the status of the agreement changed between {statuses}.",
	"place_unknown":    "The place is not known, so it is not known whether a clause applies.",
	"area":             "Clause {clause} speaks of {act} anywhere in the area; the place lies {relation}.",
	"zone":             "Clause {clause} speaks of {act} in {zone}; the place lies {relation}, {distance} from its edge.",
	"belt":             "Clause {clause} speaks of {act} within {limit} of {zone}; the place is {distance} from it and known to {uncertainty}: {relation}.",
	"window":           "Clause {clause} speaks of {act} in the window of silence {zone} within {limit} of its centre; the place is {distance} from the centre and known to {uncertainty}: {relation}.",
	"beyond":           "Clause {clause} speaks of {act} beyond {zone}; seen so, the place lies {relation}, {distance} from the line and known to {uncertainty}.",
	"beyond_unknown":   "Clause {clause} speaks of {act} beyond {zone}; whose own side the place lies on is not known, because it is not known whose act it was. It lies {distance} from the line.",
	"height_inside":    "The height, {height}, lies between the floor {floor} and the ceiling {ceiling}.",
	"height_possible":  "The height, {height}, may lie on either side of the floor {floor} or the ceiling {ceiling}.",
	"height_unclear":   "Clause {clause} speaks of {act} in {zone} from {floor} to {ceiling}. The height is stated as {height}, which does not compare without the height of the ground or the pressure of the air.",
	"outside_height":   "The place lies in {zone}, in which clause {clause} speaks of {act}, but the height, {height}, is not between {floor} and {ceiling}.",
	"area_edge":        "The place lies {distance} from the edge of the area and is known to {uncertainty}.",
	"notice_short":     "Exemption {exemption} does not hold: notice was {given} minutes, and {needed} are needed.",
	"notice_missing":   "Exemption {exemption} does not hold: no notice is known, and {needed} minutes are needed.",
	"exemption_place":  "Exemption {exemption} does not hold: the place does not surely lie in {zone}.",
	"exemption_target": "Exemption {exemption} does not hold: it is for action against {target}.",
	"exemption_party":  "Exemption {exemption} does not hold: it is not for {side}.",
}

// explain makes a Why from a key and pairs of argument names and values. Pairs that the sentence does not need are
// left out of the arguments.
func explain(key string, pairs ...string) Why {
	why := Why{Key: key}
	var text strings.Builder
	rest := WhySentences[key]
	for {
		before, after, found := strings.Cut(rest, "{")
		text.WriteString(before)
		if !found {
			why.Text = text.String()
			return why
		}
		name, tail, _ := strings.Cut(after, "}")
		value := argument(name, pairs)
		if why.Args == nil {
			why.Args = map[string]string{}
		}
		why.Args[name] = value
		text.WriteString(value)
		rest = tail
	}
}

// argument finds a value among pairs. A missing one is a mistake in this package, and stays visible as its name.
func argument(name string, pairs []string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == name {
			return pairs[i+1]
		}
	}
	return "{" + name + "}"
}

// formatCm writes a distance as a reader says it: metres below ten kilometres, kilometres with a decimal above.
func formatCm(cm int64) string {
	metres := (cm + 50) / 100
	if metres < 10_000 {
		return strconv.FormatInt(metres, 10) + " m"
	}
	tenths := (metres + 50) / 100
	return strconv.FormatInt(tenths/10, 10) + "." + strconv.FormatInt(tenths%10, 10) + " km"
}

func formatCount(n int64) string { return strconv.FormatInt(n, 10) }
