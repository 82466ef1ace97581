package agreement

import (
	"slices"
	"strings"
)

// SideCertainty says how a report names the accused. It is the report's certainty, not the mission's.
type SideCertainty string

// The certainties.
const (
	SideReported  SideCertainty = "reported"  // named outright: "A"
	SideUncertain SideCertainty = "uncertain" // named with doubt: "A?"
	SideAllied    SideCertainty = "allied"    // an ally of the side: "A allied"
	SideSeveral   SideCertainty = "several"   // more than one side: "both", or a list of names of different sides
	SideUnlisted  SideCertainty = "unlisted"  // a name that the agreement does not know
	SideUnknown   SideCertainty = "unknown"   // "?", or nothing
	SideNone      SideCertainty = "none"      // "-": nobody is accused
	SideExcluded  SideCertainty = "excluded"  // an excluded group
)

// accused is a side as judging sees it.
type accused struct {
	side      string // id of one party or guarantor, or empty
	excluded  string // id of the excluded group, or empty
	certainty SideCertainty
}

// subjectAll is the subject of a clause that binds every side.
const subjectAll = "all"

// mayBe reports whether the accused may be one of the subjects. Who is not known may be anyone; so may a group under
// a name that the agreement does not list, because local forces of the parties go by many.
func (a accused) mayBe(subjects []string) bool {
	if a.side == "" {
		return true
	}
	return slices.Contains(subjects, subjectAll) || slices.Contains(subjects, a.side)
}

// names maps every folded id, name and alias of the agreement to who it stands for.
func sideNames(a *Agreement) map[string]accused {
	names := map[string]accused{}
	add := func(who accused, id string, name Text, aliases []string) {
		for _, spelling := range append([]string{id, name.En, name.Ar, name.Ru}, aliases...) {
			if key := fold(spelling); key != "" {
				names[key] = who
			}
		}
	}
	for _, g := range a.ExcludedGroups {
		add(accused{excluded: g.ID, certainty: SideExcluded}, g.ID, g.Name, g.Aliases)
	}
	for _, g := range a.Guarantors {
		add(accused{side: g.ID, certainty: SideReported}, g.ID, g.Name, g.Aliases)
	}
	for _, p := range a.Parties {
		for _, force := range p.LocalForces {
			add(accused{side: p.ID, certainty: SideReported}, force.ID, force.Name, force.Aliases)
		}
		add(accused{side: p.ID, certainty: SideReported}, p.ID, p.Name, p.Aliases)
	}
	return names
}

// accusedBy reads how a report names the accused.
func (x *index) accusedBy(reported string) accused {
	text := fold(reported)
	switch text {
	case "", "?", "unknown":
		return accused{certainty: SideUnknown}
	case "-", "none":
		return accused{certainty: SideNone}
	case "both", "several", "both sides":
		return accused{certainty: SideSeveral}
	}
	if who, known := x.sides[text]; known {
		return who
	}
	if name, doubted := strings.CutSuffix(text, "?"); doubted {
		return x.withCertainty(name, SideUncertain)
	}
	if name, allied := strings.CutSuffix(text, " allied"); allied {
		return x.withCertainty(name, SideAllied)
	}
	if strings.Contains(text, ",") {
		return x.together(strings.Split(text, ","))
	}
	return accused{certainty: SideUnlisted}
}

// together reads a list of names, as data sets write coalitions: one side if all belong to it, otherwise several.
func (x *index) together(names []string) accused {
	first := x.accusedBy(names[0])
	for _, name := range names[1:] {
		if x.accusedBy(name) != first {
			return accused{certainty: SideSeveral}
		}
	}
	return first
}

func (x *index) withCertainty(name string, certainty SideCertainty) accused {
	who, known := x.sides[fold(name)]
	switch {
	case !known:
		return accused{certainty: SideUnlisted}
	case who.excluded != "":
		return who
	}
	return accused{side: who.side, certainty: certainty}
}

// fold makes spellings comparable: lower case, single spaces.
func fold(text string) string { return strings.ToLower(strings.Join(strings.Fields(text), " ")) }
