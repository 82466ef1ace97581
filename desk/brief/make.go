package brief

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

// The times of which a number may be: the brief's own, the one that it is compared with, and the two of the early warning.
const (
	whenBefore = "before"
	whenLast   = "last"  // the last fourteen days of the brief
	whenPrior  = "prior" // the fourteen days before them
)

const (
	fortnightMs = 14 * dayMs
	mostItems   = 120
)

// span is the time that a word stands for.
func (p Parameters) span(when string) (from, to record.Moment) {
	switch when {
	case whenBefore:
		return p.Before, p.Before + (p.To - p.From)
	case whenLast:
		return p.To - fortnightMs, p.To
	case whenPrior:
		return p.To - 2*fortnightMs, p.To - fortnightMs
	}
	return p.From, p.To
}

// A maker makes one brief. It is pure: terms, parameters and matters in, a brief out.
type maker struct {
	p       Parameters
	terms   *agreement.Terms
	zones   places
	scale   Scale
	clock   clock
	matters map[string]*Matter // by when
	rules   *PublicRules
	sides   []Label
	closed  bool // the readers may not read what is counted: no links, no lists
	out     Brief
}

// A Head is the checkpoint on which a brief stands.
type Head struct {
	Origin string
	Root   record.Hash
}

// makeBrief makes the brief.
func makeBrief(p Parameters, terms *agreement.Terms, head Head, matters map[string]*Matter) Brief {
	m := &maker{p: p, terms: terms, zones: zonesOf(terms), scale: scaleOf(terms), clock: clockOf(terms), matters: matters}
	for when, matter := range matters {
		from, to := p.span(when)
		matter.prepare(terms, m.zones, m.scale)
		matter.clip(m.zones, from, to, p.At)
	}
	m.out = Brief{
		Parameters: p, Origin: head.Origin, Exercise: record.IsExercise(head.Origin), Root: head.Root, MethodVersion: MethodVersion,
		LayoutVersion: LayoutVersion, TimeZone: m.clock.name, Summary: []Say{}, Tables: []Table{}, Warnings: []Warning{}, Items: []Item{}, Notes: []Say{},
	}
	if terms != nil {
		a := terms.Agreement()
		m.out.Agreement = &Basis{a.ID, a.Version, a.Title, string(terms.StatusAt(int64(p.To) - 1))}
	}
	if p.Edition == Public {
		m.public()
	}
	m.make()
	return m.out
}

func (m *maker) make() {
	now := m.matters[""]
	counted := make([]Counted, len(now.Rows))
	for i := range now.Rows {
		counted[i] = now.Rows[i].Counted
	}
	m.out.Totals = Count(counted, now.Pairs, m.scale)
	m.out.Totals.Entry = m.p.Known
	if m.closed { // numbers of entries are entries
		m.out.Totals.LeftOut, m.out.Totals.Obstructions = []LeftOut{}, []Obstruction{}
	}
	if m.p.Kind != Flash && m.p.Kind != Spot {
		m.tables()
		m.summary()
		if m.p.Edition == Full {
			m.warnings()
		}
	}
	m.items()
	m.notes()
}

// clip works out what follows from the time of the matter: how long each place was watched, and which tallies are of it.
func (m *Matter) clip(zones places, from, to, at record.Moment) {
	for i := range m.Watches {
		w := &m.Watches[i]
		point := zones.point(w.Place, w.PlaceName)
		w.zones, w.ground = zones.around(point), zones.ground(point)
		if w.ToMs != 0 {
			w.FromMs, w.ToMs = max(w.FromMs, int64(from)), min(w.ToMs, int64(to))
			w.minutes = max(0, w.ToMs-w.FromMs) / 60_000
		}
	}
	kept := map[[2]int64]bool{}
	for _, t := range m.Told {
		if t.What == desk.TallyDutyKept {
			kept[[2]int64{t.Of, t.Part}] = true
		}
	}
	for i := range m.Told {
		t := &m.Told[i]
		t.kept = kept[[2]int64{t.Of, t.Part}]
		t.inside = t.AtMs >= int64(from) && t.AtMs < int64(to)
		if t.What == desk.TallyDuty { // it counts when its day has passed
			t.inside = t.DueMs != 0 && t.DueMs < int64(min(to, at))
		}
	}
}

// figure is how many entries a selection stands for.
func (m *maker) figure(s Select) Figure {
	matter := m.matters[s.From]
	if matter == nil {
		return Figure{State: "unknown"}
	}
	n := matter.count(s)
	return m.link(Figure{Value: n, Entries: n}, s)
}

// link adds how to list the entries.
func (m *maker) link(f Figure, s Select) Figure {
	if m.closed {
		f.Query = ""
		return f
	}
	f.Query = s.values(m.p.values()).Encode()
	return f
}

// count is how many entries the selection stands for.
func (m *Matter) count(s Select) int64 {
	if s.Of == ofCoverage || s.Of == ofAnswers || s.Of == ofOpenCases || isTally(s.Of) {
		return int64(len(m.entries(s)))
	}
	n := int64(0)
	for i := range m.Rows {
		if s.holds(&m.Rows[i]) {
			n++
		}
	}
	return n
}

// share is a part of a whole in thousandths, linked to the part.
func share(part Figure, whole int64) Figure {
	if whole == 0 || part.State != "" {
		return Figure{State: "unknown"}
	}
	part.Value, part.Unit = (part.Value*1000+whole/2)/whole, "permille"
	return part
}

// watched is for how long the mission watched, all teams together.
func (m *maker) watched(s Select) Figure {
	s.Of = ofCoverage
	matter := m.matters[s.From]
	if matter == nil {
		return Figure{State: "unknown"}
	}
	minutes := int64(0)
	for i := range matter.Watches {
		w := &matter.Watches[i]
		if (s.Zone == "" || slices.Contains(w.zones, s.Zone)) && (s.Side == "" || w.ground == s.Side) {
			minutes += w.minutes
		}
	}
	f := m.link(Figure{Value: minutes, Unit: "minutes", Entries: int64(len(matter.entries(s)))}, s)
	if minutes == 0 {
		f.State = "unobserved"
	}
	return f
}

// timeWatched is the share of the time in which at least one team watched somewhere in a zone.
func (m *maker) timeWatched(zone string) Figure {
	matter := m.matters[""]
	var spans [][2]int64
	for _, w := range matter.Watches {
		if w.minutes > 0 && slices.Contains(w.zones, zone) {
			spans = append(spans, [2]int64{w.FromMs, w.ToMs})
		}
	}
	slices.SortFunc(spans, func(a, b [2]int64) int { return cmp.Compare(a[0], b[0]) })
	covered, until := int64(0), int64(0)
	for _, s := range spans {
		if begin := max(s[0], until); s[1] > begin {
			covered += s[1] - begin
		}
		until = max(until, s[1])
	}
	s := Select{Of: ofCoverage, Zone: zone}
	f := share(Figure{Value: covered, Entries: int64(len(matter.entries(s)))}, int64(m.p.To-m.p.From))
	if covered == 0 {
		return m.link(Figure{State: "unobserved"}, s)
	}
	return m.link(f, s)
}

func word(code string) Label { return Label{Kind: "word", Code: code} }

func (m *maker) add(t Table) {
	if len(t.Lines) > 0 {
		m.out.Tables = append(m.out.Tables, t)
	}
}

func (m *maker) tables() {
	m.add(m.keyTable())
	m.add(m.zoneTable())
	m.add(m.sideTable())
	m.add(m.typeTable())
	m.add(m.levelTable())
	m.add(m.timeTable())
	m.add(m.clauseTable())
	m.add(m.reasonTable())
	m.add(m.excludedTable())
	m.add(m.leftOutTable())
	m.add(m.harmTable())
	m.add(m.restrictionTable())
	if m.p.Edition == Full {
		m.add(m.caseTable())
		m.add(m.dutyTable())
		if m.p.Before.Known() {
			m.add(m.comparison())
		}
	}
}

// keyTable are the numbers that everybody asks for first, each beside how much was watched.
func (m *maker) keyTable() Table {
	t := Table{ID: "key", Columns: []string{"number", "watched"}}
	watched := m.watched(Select{})
	line := func(code string, f Figure) {
		t.Lines = append(t.Lines, Line{Label: word(code), Cells: []Figure{f, watched}})
	}
	of := func(of string) Figure { return m.figure(Select{Of: of}) }
	line("reports", of(ofRows))
	if f := of(ofRetracted); f.Value > 0 {
		line("taken_back", f)
	}
	line("candidates", of(ofCandidates))
	line("events", of(ofEvents))
	line("level_2_up", of(ofLevelTwoUp))
	weighted := of(ofCandidates)
	weighted.Value, weighted.Unit = m.out.Totals.Weighted.All, "weight"
	line("weighted", weighted)
	two := of(ofLevelTwoUp)
	two.Value, two.Unit = m.out.Totals.Weighted.LevelTwoUp, "weight"
	line("weighted_2_up", two)
	if watched.Value > 0 {
		weighted.Value = weighted.Value * 1000 * 60 / watched.Value
		line("weighted_per_1000", weighted)
	}
	for _, w := range []struct{ code, of string }{{"published_facts", ofFacts}, {"invented", ofInvented}} {
		if f := of(w.of); f.Value > 0 && m.p.Edition == Full {
			line(w.code, f)
		}
	}
	w := m.out.Totals.Weights
	say := Say{Key: "note.weights"}
	for _, n := range w {
		say.Args = append(say.Args, Arg{Figure: &Figure{Value: n, Unit: "weight"}})
	}
	t.Notes = append(t.Notes, say)
	return t
}

// zoneLabels are the area, the zones of the agreement that may be named, and what lies in none.
func (m *maker) zoneLabels() []Label {
	if m.terms == nil {
		return nil
	}
	a := m.terms.Agreement()
	out := []Label{{Kind: "zone", Code: wholeArea, Name: &a.Area.Name}}
	for i := range a.Zones {
		z := &a.Zones[i]
		if m.p.Edition == Public && !m.maybeNamed(z) {
			continue
		}
		out = append(out, Label{Kind: "zone", Code: z.ID, Name: &z.Name})
	}
	return append(out, Label{Kind: "zone", Code: outsideArea}, Label{Kind: "zone", Code: placeless})
}

func (m *maker) zoneTable() Table {
	t := Table{ID: "zones", Columns: []string{"reports", "candidates", "events", "level_2_up", "watched", "time_watched"}, Notes: []Say{{Key: "note.zones"}}}
	for _, l := range m.zoneLabels() {
		of := func(of string) Figure { return m.figure(Select{Of: of, Zone: l.Code}) }
		line := Line{Label: l, Cells: []Figure{of(ofStanding), of(ofCandidates), of(ofEvents), of(ofLevelTwoUp), m.watched(Select{Zone: l.Code}), m.timeWatched(l.Code)}}
		if l.Code == placeless { // nobody can watch it
			if line.Cells[0].Value == 0 {
				continue
			}
			line.Cells[4], line.Cells[5] = Figure{State: "none"}, Figure{State: "none"}
		}
		t.Lines = append(t.Lines, line)
	}
	return t
}

// sideLabels are the parties, then guarantors that are accused, then what is not one side.
func (m *maker) sideLabels() []Label {
	if m.sides != nil {
		return m.sides
	}
	var out []Label
	if m.terms != nil {
		a := m.terms.Agreement()
		for i := range a.Parties {
			out = append(out, Label{Kind: "side", Code: a.Parties[i].ID, Name: &a.Parties[i].Name})
		}
		for i := range a.Guarantors {
			if g := &a.Guarantors[i]; m.figure(Select{Of: ofCandidates, Side: g.ID}).Value > 0 {
				out = append(out, Label{Kind: "side", Code: g.ID, Name: &g.Name})
			}
		}
	}
	m.sides = append(out, Label{Kind: "side", Code: "?"}, Label{Kind: "side", Code: "-"}, Label{Kind: "side", Code: "other"})
	return m.sides
}

// sideTable shows the share of candidates that accuse a side beside the share of watching on its ground: who is watched
// more is accused more.
func (m *maker) sideTable() Table {
	t := Table{ID: "sides", Columns: []string{"candidates", "share", "events", "level_2_up", "findings", "watched_ground", "share_watched"}, Notes: []Say{{Key: "note.sides"}}}
	all := m.figure(Select{Of: ofCandidates})
	ground := int64(0)
	for _, l := range m.sideLabels() {
		if isSide(l) {
			ground += m.watched(Select{Side: l.Code}).Value
		}
	}
	for _, l := range m.sideLabels() {
		of := func(of string) Figure { return m.figure(Select{Of: of, Side: l.Code}) }
		c := of(ofCandidates)
		line := Line{Label: l, Cells: []Figure{c, share(c, all.Value), of(ofEvents), of(ofLevelTwoUp)}}
		if !isSide(l) {
			if c.Value == 0 && l.Code == "-" {
				continue
			}
			none := Figure{State: "none"}
			t.Lines = append(t.Lines, Line{Label: l, Cells: append(line.Cells, none, none, none)})
			continue
		}
		watched := m.watched(Select{Side: l.Code})
		line.Cells = append(line.Cells, m.figure(Select{Of: ofTally + desk.TallyFinding, Side: l.Code, Code: "violation"}), watched, share(watched, ground))
		t.Lines = append(t.Lines, line)
	}
	return t
}

func isSide(l Label) bool { return l.Code != "?" && l.Code != "-" && l.Code != "other" }

func (m *maker) typeLabel(code string) Label {
	l := Label{Kind: "type", Code: code}
	if m.terms != nil {
		if t := m.terms.EventType(code); t != nil {
			name := t.Name
			if more, ok := typeNames[code]; ok && name.En == more.En {
				name = more
			}
			l.Name = &name
		}
	}
	return l
}

// present are the values that some row has, the most frequent first and then in order.
func (m *maker) present(value func(r *Row) (string, bool)) []string {
	counts := map[string]int64{}
	for i := range m.matters[""].Rows {
		if v, ok := value(&m.matters[""].Rows[i]); ok {
			counts[v]++
		}
	}
	keys := slices.Collect(maps.Keys(counts))
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	return keys
}

func (m *maker) typeTable() Table {
	t := Table{ID: "types", Columns: []string{"candidates", "events", "level_2_up", "reports"}}
	for _, code := range m.present(func(r *Row) (string, bool) { return r.Type, !r.Retracted && r.act }) {
		of := func(of string) Figure { return m.figure(Select{Of: of, Type: code}) }
		t.Lines = append(t.Lines, Line{Label: m.typeLabel(code), Cells: []Figure{of(ofCandidates), of(ofEvents), of(ofLevelTwoUp), of(ofStanding)}})
	}
	return m.besideCoverage(t)
}

// besideCoverage says under a table that is not of places how much was watched.
func (m *maker) besideCoverage(t Table) Table {
	f := m.watched(Select{})
	key := "note.coverage"
	if f.State != "" {
		key = "note.no_coverage"
	}
	t.Notes = append(t.Notes, Say{Key: key, Args: []Arg{{Figure: &f}}})
	return t
}

func (m *maker) levelTable() Table {
	t := Table{ID: "levels", Columns: []string{"candidates", "events", "reports"}, Notes: []Say{{Key: "note.levels"}}}
	for level := int64(5); level >= -2; level-- {
		text := strconv.FormatInt(level, 10)
		of := func(of string) Figure { return m.figure(Select{Of: of, Level: text}) }
		line := Line{Label: Label{Kind: "level", Code: text}, Cells: []Figure{of(ofCandidates), of(ofEvents), of(ofStanding)}}
		if line.Cells[2].Value > 0 || level >= 0 {
			t.Lines = append(t.Lines, line)
		}
	}
	return m.besideCoverage(t)
}

// timeTable counts by week since entry into force, or by month where that would be too long.
func (m *maker) timeTable() Table {
	const mostWeeks = 30
	first, last := floorDiv(int64(m.p.From)-m.scale.DayZeroMs, weekMs), floorDiv(int64(m.p.To)-1-m.scale.DayZeroMs, weekMs)
	if m.terms == nil || last-first+1 > mostWeeks {
		return m.monthTable()
	}
	for i := range m.matters[""].Rows {
		if r := &m.matters[""].Rows[i]; r.candidate() && r.StartMs != 0 {
			first, last = min(first, r.week), max(last, r.week)
		}
	}
	if first == last || last-first+1 > mostWeeks {
		return Table{}
	}
	t := Table{ID: "weeks", Columns: []string{"candidates", "events", "level_2_up", "watched"}, Chart: true, Notes: []Say{{Key: "note.weeks"}}}
	for w := first; w <= last; w++ {
		of := func(of string) Figure { return m.figure(Select{Of: of, Week: strconv.FormatInt(w, 10)}) }
		from := m.scale.DayZeroMs + w*weekMs
		label := Label{Kind: "week", Code: strconv.FormatInt(w, 10), From: record.Moment(from)}
		t.Lines = append(t.Lines, Line{Label: label, Cells: []Figure{of(ofCandidates), of(ofEvents), of(ofLevelTwoUp), m.watchedIn(from, from+weekMs)}})
	}
	return t
}

// watchedIn is for how long the mission watched in a part of the brief's time.
func (m *maker) watchedIn(from, to int64) Figure {
	minutes := int64(0)
	for _, w := range m.matters[""].Watches {
		if w.minutes > 0 {
			minutes += max(0, min(w.ToMs, to)-max(w.FromMs, from)) / 60_000
		}
	}
	f := m.watched(Select{})
	f.Value, f.State = minutes, ""
	if minutes == 0 {
		f.State = "unobserved"
	}
	return f
}

func (m *maker) monthTable() Table {
	t := Table{ID: "months", Columns: []string{"candidates", "events", "level_2_up", "reports"}, Chart: true}
	months := m.present(func(r *Row) (string, bool) { return r.month, !r.Retracted })
	slices.Sort(months)
	for _, month := range months {
		of := func(of string) Figure { return m.figure(Select{Of: of, Month: month}) }
		t.Lines = append(t.Lines, Line{Label: Label{Kind: "month", Code: month}, Cells: []Figure{of(ofCandidates), of(ofEvents), of(ofLevelTwoUp), of(ofStanding)}})
	}
	return m.besideCoverage(t)
}

func (m *maker) clauseTable() Table {
	t := Table{ID: "clauses", Columns: []string{"candidates", "events", "level_2_up"}}
	clauses := m.present(func(r *Row) (string, bool) { return r.Clause, r.candidate() })
	slices.SortFunc(clauses, byNumber)
	for _, no := range clauses {
		l := Label{Kind: "clause", Code: no}
		if m.terms != nil {
			if c := m.terms.Clause(no); c != nil {
				l.Name = &c.Text
			}
		}
		of := func(of string) Figure { return m.figure(Select{Of: of, Clause: no}) }
		t.Lines = append(t.Lines, Line{Label: l, Cells: []Figure{of(ofCandidates), of(ofEvents), of(ofLevelTwoUp)}})
	}
	return m.besideCoverage(t)
}

// byNumber puts C9 before C10.
func byNumber(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

func (m *maker) reasonTable() Table {
	t := Table{ID: "reasons", Columns: []string{"reports"}}
	for _, reason := range m.present(func(r *Row) (string, bool) { return r.Reason, !r.Retracted && !r.candidate() }) {
		s := Select{Of: ofNotCovered, Reason: reason}
		if reason == "" {
			continue
		}
		t.Lines = append(t.Lines, Line{Label: Label{Kind: "reason", Code: reason}, Cells: []Figure{m.figure(s)}})
	}
	return t
}

// excludedTable keeps the groups outside the agreement apart: what they do is in no count of violations.
func (m *maker) excludedTable() Table {
	t := Table{ID: "excluded", Columns: []string{"reports"}, Notes: []Say{{Key: "note.excluded"}}}
	if m.terms == nil {
		return t
	}
	for i := range m.terms.Agreement().ExcludedGroups {
		g := &m.terms.Agreement().ExcludedGroups[i]
		t.Lines = append(t.Lines, Line{Label: Label{Kind: "side", Code: g.ID, Name: &g.Name}, Cells: []Figure{m.figure(Select{Of: ofExcluded, Name: g.ID})}})
	}
	return t
}

// leftOutTable lists what stands beside the total because of its type, by whom it accuses.
func (m *maker) leftOutTable() Table {
	t := Table{ID: "left_out", Columns: []string{"reports"}, Notes: []Say{{Key: "note.left_out"}}}
	sides := m.present(func(r *Row) (string, bool) {
		return r.key, !r.Retracted && r.Reason == string(agreement.LeftOutType)
	})
	slices.Sort(sides)
	for _, key := range sides {
		t.Lines = append(t.Lines, Line{Label: m.sideLabel(key), Cells: []Figure{m.figure(Select{Of: ofLeftOut, Side: key})}})
	}
	return t
}

func (m *maker) sideLabel(code string) Label {
	for _, l := range m.sideLabels() {
		if l.Code == code {
			return l
		}
	}
	if m.terms != nil {
		for i := range m.terms.Agreement().Guarantors {
			if g := &m.terms.Agreement().Guarantors[i]; g.ID == code {
				return Label{Kind: "side", Code: code, Name: &g.Name}
			}
		}
	}
	return Label{Kind: "name", Code: code}
}

// harmTable adds up dead and wounded: of several accounts of one event only the first, never all. What a source does not
// say is not zero, so it is counted apart.
func (m *maker) harmTable() Table {
	t := Table{ID: "harm", Columns: []string{"events_with", "low", "best", "high", "best_unknown"}, Notes: []Say{{Key: "note.harm"}}}
	if m.p.Edition == Public {
		return m.publicHarm()
	}
	for _, where := range []struct{ harm, zone string }{
		{"dead", wholeArea}, {"wounded", wholeArea}, {"dead", outsideArea}, {"wounded", outsideArea}, {"dead", placeless}, {"wounded", placeless},
	} {
		s := Select{Of: ofHarmed, Harm: where.harm, Zone: where.zone}
		events := m.figure(s)
		if events.Value == 0 {
			continue
		}
		sums, unknown := m.harm(s)
		line := Line{Label: Label{Kind: "harm", Code: where.harm + "_" + where.zone}, Cells: []Figure{events}}
		for _, n := range append(sums[:], unknown) {
			f := events
			f.Value = n
			if len(line.Cells) < 4 {
				f.Unit = "persons"
			}
			line.Cells = append(line.Cells, f)
		}
		line.Cells[4].Unit = "sources"
		t.Lines = append(t.Lines, line)
	}
	return m.besideCoverage(t)
}

// harm sums what the selected reports say of one harm: low, best, high; and how many give no best number. Those are in no
// sum: a low number without a best one would make the sum of the low greater than that of the best.
func (m *maker) harm(s Select) (sums [3]int64, unknown int64) {
	for i := range m.matters[s.From].Rows {
		r := &m.matters[s.From].Rows[i]
		if !s.holds(r) {
			continue
		}
		for _, h := range r.Harmed {
			if h.Harm != s.Harm {
				continue
			}
			if h.Best == nil {
				unknown++
				continue
			}
			low, high := *h.Best, *h.Best
			if h.Low != nil {
				low = *h.Low
			}
			if h.High != nil {
				high = *h.High
			}
			sums[0], sums[1], sums[2] = sums[0]+low, sums[1]+*h.Best, sums[2]+high
		}
	}
	return sums, unknown
}

// restrictionTable counts how often and for how long observers were obstructed, by whom as reported; what the mission did
// for the safety of its own people stands apart.
func (m *maker) restrictionTable() Table {
	t := Table{ID: "restrictions", Columns: []string{"number", "minutes_known", "minutes"}, Notes: []Say{{Key: "note.restrictions"}}}
	sides := m.present(func(r *Row) (string, bool) { return r.key, !r.Retracted && r.Type == obstructionOfType })
	slices.Sort(sides)
	for _, key := range sides {
		s := Select{Of: ofHeldUp, Side: key}
		f := m.figure(s)
		known, minutes := f, f
		known.Value, minutes.Value, known.Unit, minutes.Unit = 0, 0, "of_them", "minutes"
		for i := range m.matters[""].Rows {
			if r := &m.matters[""].Rows[i]; s.holds(r) && r.Minutes != nil {
				known.Value++
				minutes.Value += *r.Minutes
			}
		}
		if known.Value == 0 {
			minutes.State = "unknown"
		}
		t.Lines = append(t.Lines, Line{Label: m.sideLabel(key), Cells: []Figure{f, known, minutes}})
	}
	if own := m.figure(Select{Of: ofTally + desk.TallyOwnSafety}); own.Value > 0 && m.p.Edition == Full {
		minutes := own
		minutes.Unit, minutes.Value = "minutes", 0
		for _, told := range m.matters[""].Told {
			if told.What == desk.TallyOwnSafety && told.inside && told.Minutes != nil {
				minutes.Value += *told.Minutes
			}
		}
		t.Lines = append(t.Lines, Line{Label: word("own_safety"), Cells: []Figure{own, {State: "none"}, minutes}})
	}
	return m.besideCoverage(t)
}

// caseTable is what became of cases, for all and for each side that they are about.
func (m *maker) caseTable() Table {
	t := Table{ID: "cases", Columns: []string{"all"}, Notes: []Say{{Key: "note.cases"}}}
	var sides []Label
	for _, l := range m.sideLabels() {
		if isSide(l) {
			sides = append(sides, l)
		}
	}
	t.Heads = sides
	for _, w := range []struct {
		label string
		s     Select
	}{
		{"case_opened", Select{Of: ofTally + desk.TallyCaseOpened}},
		{"case_accepted", Select{Of: ofTally + desk.TallyCaseTriaged, Code: "accepted"}},
		{"notice", Select{Of: ofTally + desk.TallyNotice}},
		{"acknowledged", Select{Of: ofTally + desk.TallyAcknowledged}},
		{"acknowledged_late", Select{Of: ofLateAck}},
		{"finding_violation", Select{Of: ofTally + desk.TallyFinding, Code: "violation"}},
		{"finding_no_violation", Select{Of: ofTally + desk.TallyFinding, Code: "no_violation"}},
		{"finding_undetermined", Select{Of: ofTally + desk.TallyFinding, Code: "undetermined"}},
		{"finding_none", Select{Of: ofTally + desk.TallyFinding, Code: "none"}},
		{"separate", Select{Of: ofTally + desk.TallySeparate}},
		{"published", Select{Of: ofTally + desk.TallyPublished}},
		{"case_closed", Select{Of: ofTally + desk.TallyCaseClosed}},
	} {
		line := Line{Label: word(w.label), Cells: []Figure{m.figure(w.s)}}
		for _, side := range sides {
			s := w.s
			s.Side = side.Code
			line.Cells = append(line.Cells, m.figure(s))
		}
		t.Lines = append(t.Lines, line)
	}
	if m.figure(Select{Of: ofTally + desk.TallyCaseOpened}).Value == 0 && m.figure(Select{Of: ofOpenCases}).Value == 0 {
		return Table{}
	}
	open := Line{Label: word("open_cases"), Cells: []Figure{m.figure(Select{Of: ofOpenCases})}}
	for range sides {
		open.Cells = append(open.Cells, Figure{State: "none"})
	}
	t.Lines = append(t.Lines, open)
	return t
}

// dutyTable is what is owed and was not done by its day, by who owes it.
func (m *maker) dutyTable() Table {
	t := Table{ID: "duties", Columns: []string{"number"}, Notes: []Say{{Key: "note.duties"}}}
	owed := map[[2]string]bool{}
	for i := range m.matters[""].Told {
		if t := &m.matters[""].Told[i]; t.What == desk.TallyDuty && t.inside && !t.kept {
			owed[[2]string{t.Side, t.Code}] = true
		}
	}
	keys := slices.SortedFunc(maps.Keys(owed), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	for _, k := range keys {
		l := m.sideLabel(k[0])
		l.Kind, l.Code = "duty", k[0]+"/"+k[1]
		t.Lines = append(t.Lines, Line{Label: l, Cells: []Figure{m.figure(Select{Of: ofOverdue, Side: k[0], Code: k[1]})}})
	}
	return t
}

// comparison sets the time beside one of equal length before it, each source by itself: reports of acts, because before
// entry into force nothing can be a candidate. A source that speaks of one time only is not compared.
func (m *maker) comparison() Table {
	t := Table{ID: "comparison", Columns: []string{"before", "after", "difference"}, Notes: []Say{{Key: "note.comparison", Args: []Arg{{Moment: m.p.Before}, {Moment: m.p.Before + (m.p.To - m.p.From)}}}}}
	sources := map[string]bool{}
	for _, when := range []string{"", whenBefore} {
		for i := range m.matters[when].Rows {
			if r := &m.matters[when].Rows[i]; !r.Retracted && r.act {
				sources[r.via()] = true
			}
		}
	}
	for _, via := range slices.Sorted(maps.Keys(sources)) {
		before, after := m.figure(Select{Of: ofActs, Source: via, From: whenBefore}), m.figure(Select{Of: ofActs, Source: via})
		line := Line{Label: Label{Kind: "via", Code: via}, Cells: []Figure{before, after, {Value: after.Value - before.Value, Unit: "difference"}}}
		if before.Value == 0 || after.Value == 0 {
			line.Cells[2] = Figure{State: "apart"}
		}
		t.Lines = append(t.Lines, line)
	}
	before, after := m.watched(Select{From: whenBefore}), m.watched(Select{})
	t.Lines = append(t.Lines, Line{Label: word("watched"), Cells: []Figure{before, after, {State: "none"}}})
	return t
}

func (m *maker) say(key string, figures ...Figure) {
	s := Say{Key: key}
	for i := range figures {
		s.Args = append(s.Args, Arg{Figure: &figures[i]})
	}
	m.out.Summary = append(m.out.Summary, s)
}

func (m *maker) summary() {
	of := func(of string) Figure { return m.figure(Select{Of: of}) }
	m.say("sum.reports", of(ofRows), of(ofRetracted))
	m.say("sum.candidates", of(ofCandidates), of(ofEvents))
	m.say("sum.levels", of(ofLevelTwoUp), m.figure(Select{Of: ofCandidates, Level: "0"}))
	if m.p.Edition == Full {
		finding := func(code string) Figure { return m.figure(Select{Of: ofTally + desk.TallyFinding, Code: code}) }
		m.say("sum.findings", finding("violation no_violation undetermined"), finding("violation"), finding("none"))
	}
	if watched := m.watched(Select{}); watched.State != "" {
		m.say("sum.no_coverage")
	} else {
		unwatched, all := int64(0), int64(0)
		for _, l := range m.zoneLabels() {
			if l.Code != placeless && l.Code != outsideArea {
				all++
				if m.watched(Select{Zone: l.Code}).State != "" {
					unwatched++
				}
			}
		}
		m.say("sum.coverage", watched, Figure{Value: unwatched, Unit: "zones"}, Figure{Value: all, Unit: "zones"})
	}
	held := of(ofHeldUp)
	minutes := held
	minutes.Value, minutes.Unit = m.out.Totals.MinutesLost, "minutes"
	m.say("sum.held_up", held, minutes)
	m.say("sum.excluded", of(ofExcluded))
}

func (m *maker) items() {
	if m.closed {
		return
	}
	rows := m.matters[""].Rows
	for i := range rows {
		r := &rows[i]
		if m.p.Kind != Flash && m.p.Kind != Spot && (r.Retracted || !r.candidate()) {
			continue
		}
		if m.p.days() > 31 && m.p.Kind == Period || len(m.out.Items) == mostItems {
			m.out.More++
			continue
		}
		m.out.Items = append(m.out.Items, m.item(r))
	}
	slices.SortStableFunc(m.out.Items, func(a, b Item) int { return cmp.Compare(a.Start, b.Start) })
	if m.p.Kind == Flash && len(rows) > 0 {
		m.out.Text = m.short(&rows[0])
	}
	if (m.p.Kind == Spot || m.p.Kind == Flash) && len(rows) > 0 && m.terms != nil {
		if c := m.terms.Clause(rows[0].Clause); c != nil {
			m.out.Duty = &c.Text
		}
	}
}

func (m *maker) item(r *Row) Item {
	it := Item{
		Entry: r.Entry, Start: record.Moment(r.StartMs), End: record.Moment(r.EndMs), Type: m.typeLabel(r.Type), Place: r.PlaceName, Accused: r.Accused,
		Level: r.Level, Severity: r.Severity, Clause: r.Clause, Outcome: r.Outcome, Reason: r.Reason, Channel: r.Channel, Source: r.Source, Minutes: r.Minutes, Taken: r.Retracted,
	}
	if m.p.Edition == Public {
		it.Place, it.Source = "", ""
		if r.Place != nil {
			it.Grid = grid(*r.Place, m.rules.GridM)
		}
		day := func(t record.Moment) record.Moment {
			if !t.Known() {
				return 0
			}
			return t - record.Moment((int64(t)+m.scale.OffsetMs)%dayMs)
		}
		it.Start, it.End = day(it.Start), day(it.End)
	}
	return it
}

func (m *maker) notes() {
	add := func(key string, args ...Arg) { m.out.Notes = append(m.out.Notes, Say{Key: key, Args: args}) }
	count := func(n int64, unit string) Arg { return Arg{Figure: &Figure{Value: n, Unit: unit}} }
	add("method.candidate")
	add("method.version", count(MethodVersion, "version"))
	add("method.read", count(m.p.Known, "record"))
	add("method.weeks")
	if m.p.As != record.Nobody {
		add("method.as", Arg{Text: string(m.p.As)})
	}
	for _, n := range []struct{ what, value string }{{"zone", m.p.Zone}, {"type", m.p.Type}, {"side", m.p.Side}, {"dataset", m.p.Dataset}, {"channel", m.p.Channel}, {"source", m.p.Source}} {
		if n.value != "" {
			add("method.narrowed", Arg{Label: &Label{Kind: "word", Code: "narrowed_" + n.what}}, Arg{Text: n.value})
		}
	}
	if r := m.rules; r != nil {
		add("public.rules", count(r.DelayHours, "hours"), Arg{Moment: r.Until}, count(r.GridM/1000, "km"), count(r.MinPersons, "persons"))
		add("public.counts_" + r.Counts)
		if len(r.LeftOut) > 0 {
			for i := range r.LeftOut {
				add("public.left_out", Arg{Label: &r.LeftOut[i]})
			}
		}
		if !m.p.Persons {
			add("public.no_persons")
		}
	}
}

// matterTimes are the times for which matter is needed.
func (p Parameters) matterTimes() []string {
	times := []string{""}
	if p.Kind == Flash || p.Kind == Spot {
		return times
	}
	if p.Before.Known() {
		times = append(times, whenBefore)
	}
	if p.Edition == Full {
		times = append(times, whenLast, whenPrior)
	}
	return times
}
