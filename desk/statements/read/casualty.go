package read

import (
	"strconv"
	"strings"
)

var harms = map[string]string{
	"killed": "dead", "killing": "dead", "kill": "dead", "dead": "dead", "died": "dead", "deaths": "dead", "fatalities": "dead", "slain": "dead",
	"wounded": "wounded", "injured": "wounded", "injuring": "wounded", "wounding": "wounded", "injuries": "wounded", "hurt": "wounded",
	"displaced": "displaced", "uprooted": "displaced", "fled": "displaced", "missing": "missing",
}

var peopleWords = map[string]string{
	"people": "unknown", "persons": "unknown", "others": "unknown", "residents": "civilian", "civilians": "civilian", "civilian": "civilian", "children": "civilian", "child": "civilian", "women": "civilian",
	"woman": "civilian", "men": "unknown", "man": "unknown", "soldiers": "combatant", "soldier": "combatant", "troops": "combatant", "fighters": "combatant", "militants": "combatant", "rebels": "combatant", "insurgents": "combatant",
	"policemen": "unknown", "students": "civilian", "workers": "civilian", "passengers": "civilian", "journalists": "civilian", "dead": "unknown", "deaths": "unknown", "fatalities": "unknown", "victims": "unknown", "wounded": "unknown", "injured": "unknown",
}

// roughly are words for a number that is not given: at least so many.
var roughly = map[string]int64{"dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000, "tens": 20}

// findCasualties finds numbers of people hurt. What is not said stays unknown: "dozens" has a lower bound and no best number.
func (r *reader) findCasualties() {
	for _, s := range r.sentences {
		if k := r.paras[s.para].kind; k != body || len(r.doc.Casualties) >= maxStatements {
			continue
		}
		x := &speech{reader: r, s: s}
		for i := range s.tokens {
			if c, ok := x.casualtyAt(i); ok {
				c.By = "narrator"
				for _, q := range s.cues {
					if !q.nested {
						c.By = q.who.name
						break
					}
				}
				r.doc.Casualties = append(r.doc.Casualties, c)
			}
		}
	}
}

func (x *speech) casualtyAt(i int) (Casualty, bool) {
	low := x.s.low
	if x.s.dateAt[i] != 0 || !x.s.tokens[i].word {
		return Casualty{}, false
	}
	var c Casualty
	w := low(i)
	from, next := i, i+1
	n, isNumber := number(w)
	if m := map[string]int64{"hundred": 100, "thousand": 1000, "million": 1000000}[low(next)]; isNumber && m != 0 {
		n *= m
		next++
	}
	switch {
	case roughly[w] != 0 && (low(next) == "of" || peopleWords[low(next)] != "" || low(next) == "more"):
		v := roughly[w]
		c.Low = &v
		if low(next) == "of" {
			next++
		}
		if low(next) == "thousands" {
			v *= 1000 / 2
			next++
			if low(next) == "of" {
				next++
			}
		}
	case isNumber:
		switch {
		case low(i-1) == "than" && low(i-2) == "more":
			v := n + 1
			c.Low, from = &v, i-2
		case low(i-1) == "than" && low(i-2) == "fewer", low(i-1) == "than" && low(i-2) == "less":
			v := n - 1
			c.High, from = &v, i-2
		case low(i-1) == "least" && low(i-2) == "at":
			c.Low, from = &n, i-2
		case low(i-1) == "over":
			v := n + 1
			c.Low, from = &v, i-1
		case low(i-1) == "to" && low(i-2) == "up":
			c.High, from = &n, i-2
		case low(i-1) == "about" || low(i-1) == "around" || low(i-1) == "some" || low(i-1) == "nearly" || low(i-1) == "almost" || low(i-1) == "approximately":
			c.Best, from = &n, i-1
		default:
			c.Low, c.Best, c.High = &n, &n, &n
		}
	default:
		return c, false
	}
	// who: within three words
	end := next
	for k := next; k < next+3; k++ {
		if p := peopleWords[low(k)]; p != "" {
			c.Status, end = p, k+1
			break
		}
	}
	// the harm: before the number, or behind the people; the nearest
	for d := 0; d <= 7 && c.Harm == ""; d++ {
		for _, k := range []int{end - 1 + d, from - 1 - d} {
			if h := harms[low(k)]; h != "" && (k < from && d <= 4 || k >= end-1) && !x.numberBetween(k, from, end) {
				c.Harm = h
				if k >= end {
					end = min(end, len(x.s.tokens))
				}
				break
			}
		}
	}
	if c.Harm == "" || c.Status == "" && !(harms[low(from-1)] != "" || harms[low(end)] != "") {
		return c, false
	}
	if c.Status == "" {
		c.Status = "unknown"
	}
	end = min(max(end, next), len(x.s.tokens))
	c.Span = Span{x.s.tokens[from].Span[0], x.s.tokens[end-1].Span[1]}
	c.Text = x.doc.Text[c.Span[0]:c.Span[1]]
	return c, true
}

// numberBetween says whether another number stands between: "killed 80 and wounded 20".
func (x *speech) numberBetween(k, from, end int) bool {
	a, b := end, k
	if k < from {
		a, b = k+1, from
	}
	for j := a; j < b && j < len(x.s.tokens); j++ {
		if _, ok := number(x.s.low(j)); ok {
			return true
		}
	}
	return false
}

var numberWords = map[string]int64{"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}

func number(low string) (int64, bool) {
	if n, ok := numberWords[low]; ok {
		return n, true
	}
	if low == "" || low[0] < '0' || low[0] > '9' || strings.ContainsAny(low, ".-/") {
		return 0, false
	}
	n, err := strconv.ParseInt(strings.ReplaceAll(low, ",", ""), 10, 64)
	return n, err == nil && n < 100_000_000
}
