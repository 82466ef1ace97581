// Package ach weighs rival hypotheses against evidence: it looks for what speaks against each, and not for what fits. It
// counts in integers and decides nothing; people mark, and people find.
//
// The method is the analysis of competing hypotheses (R. J. Heuer, Psychology of Intelligence Analysis, 1999, chapter 8), with
// weights from the Admiralty scale of sources (reliability A to F, credibility 1 to 6). Its version is in Method: a rank is
// compared only with one of the same method.
package ach

import (
	"slices"
)

// Method names the way of counting.
const Method = "truce-ach-1"

// Marks, from what fits best to what fits least.
var Marks = []string{"CC", "C", "N", "I", "II"}

// against is how much a mark speaks against a hypothesis. What fits counts nothing: it often fits the others too.
func against(mark string) int64 {
	switch mark {
	case "I":
		return 1
	case "II":
		return 2
	}
	return 0
}

// Weight is how much an item counts, 1 to 12: twice what the source's reliability gives, by the credibility of what it says.
// What cannot be judged (F, 6) counts as little as what is least.
func Weight(reliability, credibility string) (weight int64, ok bool) {
	r := map[string]int64{"A": 4, "B": 3, "C": 2, "D": 1, "E": 1, "F": 1}[reliability]
	c := map[string]int64{"1": 3, "2": 3, "3": 2, "4": 1, "5": 1, "6": 1}[credibility]
	return r * c, r*c > 0
}

// An Item of evidence has a weight, and a mark for each hypothesis.
type Item struct {
	Weight int64
	Marks  []string
}

// A Score is how much speaks against one hypothesis.
type Score struct {
	Hypothesis int64 `json:"hypothesis"` // from 1, in the order of the matrix
	Against    int64 `json:"against"`    // sum of weights times 1 for I, 2 for II
	Items      int64 `json:"items"`      // that speak against it
}

// Rank orders the hypotheses, the one that least speaks against first; those that are equal in the order of the matrix.
func Rank(hypotheses int, items []Item) []Score {
	scores := make([]Score, hypotheses)
	for h := range scores {
		scores[h].Hypothesis = int64(h) + 1
		for _, item := range items {
			if a := against(item.Marks[h]); a > 0 {
				scores[h].Against += a * item.Weight
				scores[h].Items++
			}
		}
	}
	slices.SortStableFunc(scores, func(a, b Score) int { return compare(a.Against, b.Against) })
	return scores
}

// Leading are the hypotheses that least speaks against, by number.
func Leading(ranked []Score) []int64 {
	var out []int64
	for _, s := range ranked {
		if s.Against == ranked[0].Against {
			out = append(out, s.Hypothesis)
		}
	}
	slices.Sort(out)
	return out
}

// Tells says whether an item tells hypotheses apart: one that is marked the same for all says nothing about which is so.
func Tells(item Item) bool {
	for _, m := range item.Marks {
		if against(m) != against(item.Marks[0]) {
			return true
		}
	}
	return false
}

// A Turn is an item that would change which hypotheses lead.
type Turn struct {
	Item    int64   `json:"item"`    // from 1, in the order of the matrix
	How     string  `json:"how"`     // without: if it fell away; reversed: if it spoke the other way
	Leading []int64 `json:"leading"` // then
}

// Turns says what would change it: for each item, which hypotheses would lead if it fell away, or if it spoke the other way
// for every hypothesis, where that differs from what leads now.
func Turns(hypotheses int, items []Item) []Turn {
	now := Leading(Rank(hypotheses, items))
	var out []Turn
	for i, item := range items {
		other := item
		other.Marks = reversed(item.Marks)
		for _, try := range []struct {
			how   string
			items []Item
		}{
			{"without", slices.Delete(slices.Clone(items), i, i+1)},
			{"reversed", slices.Replace(slices.Clone(items), i, i+1, other)},
		} {
			if then := Leading(Rank(hypotheses, try.items)); !slices.Equal(then, now) {
				out = append(out, Turn{int64(i) + 1, try.how, then})
			}
		}
	}
	return out
}

func reversed(marks []string) []string {
	out := slices.Clone(marks)
	for i, m := range out {
		out[i] = Marks[len(Marks)-1-slices.Index(Marks, m)]
	}
	return out
}

func compare(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
