package observe

import (
	"strings"

	"truce.example/agreement"
)

// betweenSides separates the two sides of a clash where a report accuses neither alone: "Government of X; Group Y".
const betweenSides = ";"

// A sideIndex knows by every name whether it stands for a party or for an excluded group.
type sideIndex struct{ party, excluded map[string]string } // folded name to id

func newSideIndex(a *agreement.Agreement) sideIndex {
	x := sideIndex{party: map[string]string{}, excluded: map[string]string{}}
	if a == nil {
		return x
	}
	for _, p := range a.Parties {
		addNames(x.party, p.ID, p.Name, p.Aliases)
		for _, f := range p.LocalForces {
			addNames(x.party, p.ID, f.Name, append(f.Aliases, f.ID))
		}
	}
	for _, g := range a.ExcludedGroups {
		addNames(x.excluded, g.ID, g.Name, g.Aliases)
	}
	return x
}

func addNames(names map[string]string, id string, name agreement.Text, aliases []string) {
	for _, spelling := range append([]string{id, name.En, name.Ar, name.Ru}, aliases...) {
		if key := foldName(spelling); key != "" {
			names[key] = id
		}
	}
}

// accusedForJudging is whom a report accuses, in words that judging understands. Of a clash between two named sides it
// is the excluded group if one of them is that, because a fight with it is outside the agreement; it is "both" if both
// are parties; otherwise it is what was reported. The fact keeps the words of the report.
func (x sideIndex) accusedForJudging(reported string) string {
	left, right, clash := strings.Cut(reported, betweenSides)
	if !clash {
		return reported
	}
	for _, side := range []string{left, right} {
		if id, ok := common(x.excluded, side); ok {
			return id
		}
	}
	a, knowsA := common(x.party, left)
	b, knowsB := common(x.party, right)
	if knowsA && knowsB && a != b {
		return "both"
	}
	return reported
}

// common finds the one id that all names in a list separated by commas stand for.
func common(names map[string]string, list string) (string, bool) {
	var id string
	for i, name := range strings.Split(list, ",") {
		found, ok := names[foldName(name)]
		if !ok || i > 0 && found != id {
			return "", false
		}
		id = found
	}
	return id, true
}
