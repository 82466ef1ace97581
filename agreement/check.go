package agreement

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // so that time zones mean the same on a machine that has none installed

	"truce.example/geo"
)

// flaw is something wrong with an agreement whose form is right. The path leads to it from the root.
type flaw struct{ path, text string }

// checker looks at what the form alone cannot tell: references, order, and what judging relies on.
type checker struct {
	a     *Agreement
	flaws []flaw

	guarantors, parties, sides, excluded, zones, lines, exemptions []string
}

// check returns everything wrong with the agreement. What it passes, Judge can judge by without looking again.
func check(a *Agreement) []flaw {
	c := &checker{a: a}
	c.collect()
	c.checkHead()
	c.checkSides()
	c.checkTimes()
	c.checkFigures()
	if c.checkArea() {
		c.checkZones()
		c.checkLines()
		c.checkWindows()
	}
	c.checkExemptions()
	c.checkClauses()
	c.checkEventTypes()
	c.checkPlaces()
	c.checkBriefs()
	c.checkAid()
	c.checkAir()
	c.checkJoint()
	c.checkTerritory()
	c.checkRights()
	c.checkReadiness()
	return c.flaws
}

func (c *checker) flaw(path, format string, args ...any) {
	c.flaws = append(c.flaws, flaw{path, fmt.Sprintf(format, args...)})
}

// collect gathers the ids that others refer to, each of which must be there once among its kind.
func (c *checker) collect() {
	a := c.a
	c.parties = ids(c, "parties", "id", a.Parties, func(p Party) string { return p.ID })
	c.guarantors = ids(c, "guarantors", "id", a.Guarantors, func(g Guarantor) string { return g.ID })
	c.excluded = ids(c, "excluded_groups", "id", a.ExcludedGroups, func(g ExcludedGroup) string { return g.ID })
	c.zones = ids(c, "zones", "id", a.Zones, func(z Zone) string { return z.ID })
	c.lines = ids(c, "lines", "id", a.Lines, func(l Line) string { return l.ID })
	c.exemptions = ids(c, "exemptions", "id", a.Exemptions, func(e Exemption) string { return e.ID })
	ids(c, "clauses", "no", a.Clauses, func(k Clause) string { return k.No })
	ids(c, "windows", "id", a.Windows, func(w Window) string { return w.ID })
	ids(c, "event_types", "code", a.EventTypes, func(t EventType) string { return t.Code })
	ids(c, "places", "id", a.Places, func(p NamedPlace) string { return p.ID })
	ids(c, "posts", "id", a.Posts, func(p Post) string { return p.ID })
	ids(c, "crossings", "id", a.Crossings, func(x Crossing) string { return x.ID })
	ids(c, "readiness", "id", a.Readiness, func(r ReadinessItem) string { return r.ID })
	c.sides = slices.Concat(c.parties, c.guarantors)
	for i, line := range c.lines {
		if slices.Contains(c.zones, line) {
			c.flaw(fmt.Sprintf("lines[%d].id", i), "the id %q is that of a zone too; give one of them another", line)
		}
	}
}

var idForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$`)

func ids[T any](c *checker, list, key string, items []T, id func(T) string) []string {
	var all []string
	for i, item := range items {
		path := fmt.Sprintf("%s[%d].%s", list, i, key)
		switch {
		case !idForm.MatchString(id(item)):
			c.flaw(path, "%q is not an id; write up to 64 letters, digits, dots, dashes and underscores", id(item))
		case slices.Contains(all, id(item)):
			c.flaw(path, "the id %q is there twice in %s; give one of them another", id(item), list)
		}
		all = append(all, id(item))
	}
	return all
}

// refers makes sure that a reference leads somewhere.
func (c *checker) refers(path, what, ref string, to []string) {
	if !slices.Contains(to, ref) {
		c.flaw(path, "there is no %s %q%s; declare it or correct the name", what, ref, didYouMean(ref, to))
	}
}

func (c *checker) refersAll(path, what string, refs, to []string) {
	for i, ref := range refs {
		c.refers(fmt.Sprintf("%s[%d]", path, i), what, ref, to)
	}
}

// oneOf makes sure that a word is one of a fixed choice.
func (c *checker) oneOf(path, word string, choices ...string) {
	if !slices.Contains(choices, word) {
		c.flaw(path, "%q is not known here%s; write %s", word, didYouMean(word, choices), orList(choices))
	}
}

func (c *checker) named(path string, name Text) {
	if strings.TrimSpace(name.En) == "" {
		c.flaw(path, "%s has no English text; add en", path)
	}
}

func (c *checker) checkHead() {
	a := c.a
	if !idForm.MatchString(a.ID) {
		c.flaw("id", "%q is not an id; write up to 64 letters, digits, dots, dashes and underscores", a.ID)
	}
	if a.Version < 1 {
		c.flaw("version", "the version is %d; begin with 1", a.Version)
	}
	c.named("title", a.Title)
	if len(a.Languages) == 0 {
		c.flaw("languages", "no language is given; name at least the working one, such as en")
	}
	if strings.TrimSpace(a.Mandate.StandardOfProof) == "" {
		c.flaw("mandate.standard_of_proof", "no standard of proof is given; say how sure a finding must be")
	}
	c.oneOf("renewal.rule", a.Renewal.Rule, "none", "automatic", "consensus")
	c.refersAll("signatories", "party or guarantor", a.Signatories, c.sides)
	if a.Publicity != "" {
		c.oneOf("publicity", a.Publicity, "public", "confidential", "restricted")
	}
}

func (c *checker) checkSides() {
	a := c.a
	if len(a.Parties) == 0 {
		c.flaw("parties", "there are no parties; name those who undertake the clauses")
	}
	for i, p := range a.Parties {
		path := fmt.Sprintf("parties[%d]", i)
		c.named(path+".name", p.Name)
		c.refersAll(path+".guarantors", "guarantor", p.Guarantors, c.guarantors)
	}
	for i, g := range a.Guarantors {
		c.named(fmt.Sprintf("guarantors[%d].name", i), g.Name)
	}
	for i, g := range a.ExcludedGroups {
		path := fmt.Sprintf("excluded_groups[%d]", i)
		c.named(path+".name", g.Name)
		c.refersAll(path+".zones", "zone", g.Zones, c.zones)
		c.refersAll(path+".signed_by", "guarantor", g.SignedBy, c.guarantors)
		if len(g.SignedBy) == 0 {
			c.flaw(path, "nobody has signed for the exclusion of %s; name the guarantors in signed_by", g.ID)
		}
	}
	c.checkNames()
}

// checkNames makes sure that no name stands for two sides, or every report with it would accuse the wrong one.
func (c *checker) checkNames() {
	owner := map[string]string{}
	claim := func(path, id string, names ...string) {
		for _, name := range names {
			key := fold(name)
			if other, taken := owner[key]; taken && other != id && key != "" {
				c.flaw(path, "the name %q stands for %s and for %s; leave it with one of them", name, other, id)
			}
			owner[key] = id
		}
	}
	for i, p := range c.a.Parties {
		path := fmt.Sprintf("parties[%d]", i)
		claim(path, p.ID, append([]string{p.ID, p.Name.En, p.Name.Ar, p.Name.Ru}, p.Aliases...)...)
		for j, f := range p.LocalForces {
			force := fmt.Sprintf("%s.local_forces[%d]", path, j)
			claim(force, p.ID, append([]string{f.ID, f.Name.En, f.Name.Ar, f.Name.Ru}, f.Aliases...)...)
		}
	}
	for i, g := range c.a.Guarantors {
		claim(fmt.Sprintf("guarantors[%d]", i), g.ID, append([]string{g.ID, g.Name.En, g.Name.Ar, g.Name.Ru}, g.Aliases...)...)
	}
	for i, g := range c.a.ExcludedGroups {
		claim(fmt.Sprintf("excluded_groups[%d]", i), g.ID, append([]string{g.ID, g.Name.En, g.Name.Ar, g.Name.Ru}, g.Aliases...)...)
	}
}

func (c *checker) checkTimes() {
	start := c.a.EntryIntoForce
	zone, err := time.LoadLocation(start.TZ)
	if err != nil || start.TZ == "" || start.TZ == "Local" {
		c.flaw("entry_into_force.tz", "%q is not a time zone; write its IANA name, such as Asia/Damascus", start.TZ)
	} else if local := start.UTC.Time().In(zone).Format(localForm); local != start.Local {
		c.flaw("entry_into_force.local", "%s is %s in %s, not %q; correct one of them", start.UTC, local, start.TZ, start.Local)
	}
	if c.a.End != nil && *c.a.End <= start.UTC {
		c.flaw("end", "the end %s is not after the entry into force %s; correct one of them", *c.a.End, start.UTC)
	}
}

const localForm = "2006-01-02T15:04"

// maxToleranceM keeps tolerances to what tolerances are for.
const maxToleranceM = 10_000

func (c *checker) checkFigures() {
	t := c.a.Tolerances
	c.tolerance("tolerances.area_m", &t.AreaM)
	c.tolerance("tolerances.zone_m", &t.ZoneM)
	c.tolerance("tolerances.line_m", &t.LineM)
	for i, weight := range c.a.Severity.Weights {
		if weight < 0 || i > 0 && weight < c.a.Severity.Weights[i-1] {
			c.flaw("severity.weights", "the weights must not be negative nor fall from level %d to level %d", i, i+1)
		}
	}
	d := c.a.Deadlines
	for _, item := range []struct {
		key  string
		span Span
	}{
		{"triage", d.Triage}, {"assign", d.Assign}, {"notice", d.Notice}, {"ack", d.Ack}, {"formal_ack", d.FormalAck},
		{"visit", d.Visit}, {"comment", d.Comment}, {"finding", d.Finding}, {"self_defence", d.SelfDefence},
		{"heavy_weapons", d.HeavyWeapons}, {"new_positions", d.NewPositions}, {"missed_contact", d.MissedContact},
	} {
		if item.span <= 0 {
			c.flaw("deadlines."+item.key, "the deadline %s is not set; give a length of time such as 2h", item.key)
		}
	}
	if d.Reminders < 0 || d.Reminders > maxReminders {
		c.flaw("deadlines.reminders", "%d reminders cannot be; write 1 to %d, or leave it out", d.Reminders, maxReminders)
	}
}

const maxReminders = 30

func (c *checker) tolerance(path string, metres *int64) {
	if metres != nil && (*metres < 0 || *metres > maxToleranceM) {
		c.flaw(path, "a tolerance of %d m cannot be; write 0 to %d", *metres, maxToleranceM)
	}
}

// nearDegrees is how far, in units of 1e-7 degree, a shape may begin beyond the bounding box of the area: about 50 km.
const nearDegrees = 5_000_000

func (c *checker) checkArea() bool {
	c.named("area.name", c.a.Area.Name)
	c.version("area.version", c.a.Area.Version)
	if len(c.a.Area.Geometry) == 0 {
		c.flaw("area.geometry", "the area has no polygon; draw it")
		return false
	}
	return true
}

func (c *checker) version(path string, version int64) {
	if version < 1 {
		c.flaw(path, "the version is %d; begin with 1", version)
	}
}

// near makes sure that a point lies in or near the area, and looks for the usual mistake if it does not.
func (c *checker) near(path, what string, p geo.Point) {
	if c.a.Area.Geometry.Near(p, nearDegrees) {
		return
	}
	if q, possible := p.Swapped(); possible && c.a.Area.Geometry.Near(q, nearDegrees) {
		c.flaw(path, "%s at %s is far from the area, but %s would not be; latitude and longitude look swapped", what, p, q)
		return
	}
	c.flaw(path, "%s at %s is more than about 50 km from the area; correct the position", what, p)
}

var precisions = []string{"surveyed", "map_derived", "described", "approximate"}

func (c *checker) checkZones() {
	for i, z := range c.a.Zones {
		path := fmt.Sprintf("zones[%d]", i)
		c.oneOf(path+".kind", z.Kind, codes(ZoneKinds)...)
		c.oneOf(path+".precision", z.Precision, precisions...)
		c.named(path+".name", z.Name)
		c.version(path+".version", z.Version)
		c.tolerance(path+".tolerance_m", z.ToleranceM)
		c.validity(path, z.ValidFrom, z.ValidTo)
		c.checkHeights(path, z)
		c.party(path+".controlling_party", z.ControllingParty)
		if len(z.Geometry) == 0 {
			c.flaw(path+".geometry", "zone %s has no polygon; draw it", z.ID)
			continue
		}
		c.near(path+".geometry", "zone "+z.ID, z.Geometry[0].Outer()[0])
	}
}

func (c *checker) checkHeights(path string, z Zone) {
	c.datum(path+".floor", z.Floor)
	c.datum(path+".ceiling", z.Ceiling)
	if z.Floor != nil && z.Ceiling != nil && z.Floor.Datum == z.Ceiling.Datum && z.Floor.Ft >= z.Ceiling.Ft {
		c.flaw(path+".ceiling", "the ceiling of zone %s is not above its floor; correct one of them", z.ID)
	}
}

func (c *checker) datum(path string, height *Height) {
	if height != nil {
		c.oneOf(path+".datum", height.Datum, "SFC", "AGL", "AMSL", "FL")
	}
}

// party makes sure that a party, if one is named, is one.
func (c *checker) party(path, id string) {
	if id != "" {
		c.refers(path, "party", id, c.parties)
	}
}

func (c *checker) validity(path string, from, to *Instant) {
	if from != nil && to != nil && *from >= *to {
		c.flaw(path, "it begins at %s, which is not before its end at %s; correct one of them", *from, *to)
	}
}

func (c *checker) checkLines() {
	for i, line := range c.a.Lines {
		path := fmt.Sprintf("lines[%d]", i)
		c.oneOf(path+".kind", line.Kind, codes(LineKinds)...)
		c.oneOf(path+".precision", line.Precision, precisions...)
		c.named(path+".name", line.Name)
		c.version(path+".version", line.Version)
		c.tolerance(path+".tolerance_m", line.ToleranceM)
		c.validity(path, line.ValidFrom, line.ValidTo)
		c.party(path+".side_a", line.SideA)
		c.party(path+".side_b", line.SideB)
		if len(line.Geometry.Points()) == 0 {
			c.flaw(path+".geometry", "line %s has no points; draw it", line.ID)
			continue
		}
		c.near(path+".geometry", "line "+line.ID, line.Geometry.Points()[0])
	}
}

// maxReachM bounds distances in clauses to where distances are accurate; see geo.DistanceCm.
const maxReachM = 200_000

func (c *checker) reach(path string, metres int64) {
	if metres < 1 || metres > maxReachM {
		c.flaw(path, "a distance of %d m cannot be judged; write 1 to %d", metres, maxReachM)
	}
}

func (c *checker) checkWindows() {
	for i := range c.a.Windows {
		w := &c.a.Windows[i]
		path := fmt.Sprintf("windows[%d]", i)
		c.reach(path+".radius_m", w.RadiusM)
		c.validity(path, &w.From, &w.To)
		c.refersAll(path+".guarantees", "party or guarantor", w.Guarantees, c.sides)
		c.near(path+".centre", "window "+w.ID, w.Centre)
	}
}

// CheckWindow returns what is wrong with a window that is to be set under this agreement, one sentence each.
func (a *Agreement) CheckWindow(w Window) []string {
	one := *a
	one.Windows = []Window{w}
	c := &checker{a: &one}
	c.collect()
	c.flaws = nil // the agreement itself has been checked
	ids(c, "windows", "id", one.Windows, func(w Window) string { return w.ID })
	c.checkWindows()
	var texts []string
	for _, f := range c.flaws {
		texts = append(texts, f.text)
	}
	return texts
}

func (c *checker) acts(path string, acts []Act) {
	for i, act := range acts {
		if !IsAct(act) {
			c.flaw(fmt.Sprintf("%s[%d]", path, i), "there is no act code %q%s; see the list of act codes", act, didYouMean(string(act), codes(ActMeanings)))
		}
	}
}

func (c *checker) checkExemptions() {
	for i, e := range c.a.Exemptions {
		path := fmt.Sprintf("exemptions[%d]", i)
		c.named(path+".text", e.Text)
		c.acts(path+".acts", e.Acts)
		c.refersAll(path+".parties", "party or guarantor", e.Parties, c.sides)
		c.refersAll(path+".inside", "zone", e.Inside, c.zones)
		if e.Target != "" {
			c.refers(path+".target", "excluded group", e.Target, c.excluded)
		}
		if !e.Named && e.Target == "" && len(e.Parties) == 0 && len(e.Inside) == 0 && e.MinNotice == nil {
			c.flaw(path, "exemption %s has no condition and would lift its clauses always; give it one", e.ID)
		}
	}
}

func (c *checker) checkClauses() {
	if len(c.a.Clauses) == 0 {
		c.flaw("clauses", "there are no clauses; nothing could be judged")
	}
	subjects := append(slices.Clone(c.sides), subjectAll)
	for i, clause := range c.a.Clauses {
		path := fmt.Sprintf("clauses[%d]", i)
		c.oneOf(path+".type", clause.Type, "prohibition", "permission", "duty", "exception", "procedure")
		c.named(path+".text", clause.Text)
		c.refersAll(path+".subject", "party or guarantor", clause.Subject, subjects)
		c.refersAll(path+".exemptions", "exemption", clause.Exemptions, c.exemptions)
		c.checkBinding(path, clause)
		for j, test := range clause.Tests {
			c.checkTest(fmt.Sprintf("%s.tests[%d]", path, j), test, subjects)
		}
		if clause.Measure != nil {
			c.named(path+".measure.text", clause.Measure.Text)
		}
	}
}

// checkBinding makes sure that a clause which binds says whom and to what.
func (c *checker) checkBinding(path string, clause Clause) {
	if clause.Type != "prohibition" && clause.Type != "duty" && len(clause.Tests) == 0 {
		return
	}
	if len(clause.Subject) == 0 {
		c.flaw(path, "clause %s binds nobody; name its subject, or all", clause.No)
	}
	if len(clause.Tests) == 0 {
		c.flaw(path, "clause %s is a %s without an act; give it at least one test with acts", clause.No, clause.Type)
	}
}

func (c *checker) checkTest(path string, test Test, subjects []string) {
	if len(test.Acts) == 0 {
		c.flaw(path, "the test names no act; list act codes in acts")
	}
	c.acts(path+".acts", test.Acts)
	c.refersAll(path+".subject", "party or guarantor", test.Subject, subjects)
	c.validity(path, test.From, test.To)
	c.checkTestPlace(path+".place", test)
	if test.Threshold != nil && strings.TrimSpace(test.Threshold.Quantity) == "" {
		c.flaw(path+".threshold.quantity", "the threshold names no quantity; write one such as delay_minutes")
	}
}

func (c *checker) checkTestPlace(path string, test Test) {
	place := test.Place
	ways := 0
	for _, given := range []bool{place.Anywhere, len(place.Inside) > 0, len(place.Of) > 0, len(place.Beyond) > 0} {
		if given {
			ways++
		}
	}
	switch {
	case ways != 1:
		c.flaw(path, "the place must be given in exactly one way: anywhere: true, inside: [zones], within_m with of: [lines or zones], or beyond: [lines]")
	case test.DuringWindow && !place.Anywhere:
		c.flaw(path, "a test during windows takes its place from the window; write anywhere: true")
	case len(place.Of) > 0:
		c.reach(path+".within_m", place.WithinM)
	case place.WithinM != 0:
		c.flaw(path+".within_m", "within_m needs of: the lines or zones that it is measured from")
	}
	c.refersAll(path+".inside", "zone", place.Inside, c.zones)
	c.refersAll(path+".beyond", "line", place.Beyond, c.lines)
	for i, id := range place.Beyond {
		for _, line := range c.a.Lines {
			if line.ID == id && (line.SideA == "" || line.SideB == "") {
				c.flaw(fmt.Sprintf("%s.beyond[%d]", path, i), "it is not said whose side of line %s is which; give it side_a (left) and side_b (right)", id)
			}
		}
	}
	c.refersAll(path+".of", "line or zone", place.Of, slices.Concat(c.lines, c.zones))
}

func (c *checker) checkEventTypes() {
	for i, t := range c.a.EventTypes {
		path := fmt.Sprintf("event_types[%d]", i)
		c.named(path+".name", t.Name)
		c.acts(path+".acts", t.Acts)
		c.oneOf(path+".counting", t.Counting, CountAct, CountNotAnAct, CountLeftOut)
		if t.Severity < 1 || t.Severity > int64(len(c.a.Severity.Weights)) {
			c.flaw(path+".severity", "severity %d is not a level; write 1 to %d", t.Severity, len(c.a.Severity.Weights))
		}
		if t.Counting != CountAct && len(t.Acts) > 0 {
			c.flaw(path+".acts", "type %s is not counted as an act and so cannot have acts; leave them out", t.Code)
		}
	}
}

func (c *checker) checkPlaces() {
	for i, p := range c.a.Places {
		c.named(fmt.Sprintf("places[%d].name", i), p.Name)
	}
	for i, p := range c.a.Posts {
		path := fmt.Sprintf("posts[%d]", i)
		c.named(path+".name", p.Name)
		c.oneOf(path+".kind", p.Kind, "observation_post", "checkpoint")
	}
	for i, x := range c.a.Crossings {
		path := fmt.Sprintf("crossings[%d]", i)
		c.named(path+".name", x.Name)
		c.oneOf(path+".kind", x.Kind, "border", "line")
		c.oneOf(path+".status", x.Status, "open", "authorised", "closed")
	}
}

var actionForm = regexp.MustCompile(`^[a-z]+\.[a-z]+(_[a-z]+)*$`)

func (c *checker) checkRights() {
	roles := codes(Roles)
	if len(c.a.Rights) == 0 {
		c.flaw("rights", "the rights table is empty; nobody could do anything")
	}
	granted := map[string]bool{}
	for i, right := range c.a.Rights {
		path := fmt.Sprintf("rights[%d]", i)
		c.refers(path+".role", "role", right.Role, roles)
		for j, action := range right.Actions {
			at, grant := fmt.Sprintf("%s.actions[%d]", path, j), right.Role+" "+action
			switch {
			case !actionForm.MatchString(action):
				c.flaw(at, "%q is not an action; write desk.verb, such as observe.allege", action)
			case granted[grant]:
				c.flaw(at, "%s has the right to %s already; leave one out, so that its audience is clear", right.Role, action)
			}
			granted[grant] = true
		}
		c.checkAudience(path+".audience", right.Audience)
	}
	c.refersAll("forgetting.proposed_by", "role", c.a.Forgetting.ProposedBy, roles)
	c.refersAll("forgetting.agreed_by", "party or guarantor", c.a.Forgetting.AgreedBy, c.sides)
	if len(c.a.Forgetting.AgreedBy) == 0 {
		c.flaw("forgetting.agreed_by", "nobody has to agree to forgetting; name the parties and guarantors whose signatures it needs")
	}
}

// checkAudience holds an audience to its grammar. The empty audience is allowed and is nobody.
func (c *checker) checkAudience(path, audience string) {
	if audience == "" {
		return
	}
	for term := range strings.SplitSeq(audience, ",") {
		kind, of, qualified := strings.Cut(term, ":")
		switch {
		case !qualified:
			c.oneOf(path, kind, "public", "parties", "mission")
		case kind == "party":
			c.refers(path, "party", of, c.parties)
		case kind == "guarantor":
			c.refers(path, "guarantor", of, c.guarantors)
		case kind == "role":
			c.refers(path, "role", of, codes(Roles))
		case kind != "member" || of == "":
			c.flaw(path, "%q is not an audience; write public, parties, mission, party:ID, guarantor:ID, role:NAME or member:ID", term)
		}
	}
}

func (c *checker) checkBriefs() {
	b := c.a.Briefs
	if b == nil {
		return
	}
	if _, ok := dayMinutes(b.CutOff); !ok {
		c.flaw("briefs.cut_off", "%q is no time of day; write hours and minutes, such as 19:30", b.CutOff)
	}
	p := b.Public
	if p == nil {
		return
	}
	c.oneOf("briefs.public.counts", p.Counts, "public", "mission")
	switch p.GridM {
	case 1_000, 10_000, 100_000:
	default:
		c.flaw("briefs.public.grid_m", "a square of %d metres cannot be drawn; write 1000, 10000 or 100000", p.GridM)
	}
	if p.MinPersons < 1 || p.MinPersons > 1000 {
		c.flaw("briefs.public.min_persons", "%d persons cannot be; write 5, or what else was agreed, from 1 to 1000", p.MinPersons)
	}
	var types []string
	for _, t := range c.a.EventTypes {
		types = append(types, t.Code)
	}
	c.refersAll("briefs.public.leave_out", "event type", p.LeaveOut, types)
	c.refersAll("briefs.public.leave_zones", "zone", p.NoZones, c.zones)
}

func (c *checker) checkReadiness() {
	for i, item := range c.a.Readiness {
		path := fmt.Sprintf("readiness[%d]", i)
		c.named(path+".text", item.Text)
		c.named(path+".todo", item.Todo)
		switch item.Needs {
		case NeedsAdherence:
			c.refersAll(path+".of", "party or guarantor", item.Of, c.sides)
		case NeedsRole:
			c.refersAll(path+".of", "role", item.Of, codes(Roles))
		case NeedsStatus:
			c.refersAll(path+".of", "status", item.Of, []string{string(Offered), string(Agreed), string(InForce)})
		default:
			c.oneOf(path+".needs", item.Needs, NeedsStatus, NeedsAdherence, NeedsRole, NeedsDone)
		}
	}
}
