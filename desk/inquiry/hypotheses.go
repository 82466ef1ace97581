package inquiry

import (
	"fmt"
	"maps"
	"slices"

	"truce.example/desk"
	"truce.example/desk/inquiry/ach"
	"truce.example/geo"
	"truce.example/internal/persons"
	"truce.example/record"
)

// Hypotheses. The panel sets rival explanations against every item of evidence, and looks for what speaks against each. The
// program ranks; it finds nothing. Until the result is out, this is read by the panel, the chair and the analysts alone.

// Weighed is one weighing of a case. A later one stands beside it.
type Weighed struct {
	Case        int64        `json:"case"`
	Version     int64        `json:"version"`
	Question    string       `json:"question"`
	Hypotheses  []Hypothesis `json:"hypotheses"` // numbered from 1
	Rows        []Weighing   `json:"rows"`       // numbered from 1
	Unexamined  []Unexamined `json:"unexamined,omitempty"`
	Method      string       `json:"method"`
	Ranked      []ach.Score  `json:"ranked"`
	Leading     []int64      `json:"leading"`         // that least speaks against; several stay as often as not
	Turns       []ach.Turn   `json:"turns,omitempty"` // what would change it
	Likelihoods []Likelihood `json:"likelihoods,omitempty"`
	Standard    string       `json:"standard,omitempty"` // of proof, by the mandate
	Sides       bool         `json:"sides,omitempty"`    // the mandate allows naming them
	Dissent     []Dissent    `json:"dissent,omitempty"`
}

// A Hypothesis says what may have happened. It names a side only where the mandate allows attribution.
type Hypothesis struct {
	Text string `json:"text"`
	Side string `json:"side,omitempty"`
}

// A Weighing is one row: an item, how good its source and its content are, and a mark for each hypothesis.
type Weighing struct {
	Item        int64    `json:"item"` // of evidence
	Text        string   `json:"text"` // what of it is weighed
	Reliability string   `json:"reliability"`
	Credibility string   `json:"credibility"`
	Weight      int64    `json:"weight,omitempty"` // follows from the two
	Marks       []string `json:"marks"`            // CC, C, N, I or II
}

// Unexamined is an item that was not weighed, and why.
type Unexamined struct {
	Item   int64  `json:"item"`
	Reason string `json:"reason"`
}

// A Likelihood says how likely a hypothesis is; how sure the panel is of that is another word, with its reason.
type Likelihood struct {
	Hypothesis int64  `json:"hypothesis"`
	Word       string `json:"word"`
	Confidence string `json:"confidence"`
	Reason     string `json:"reason"`
}

// likelihoods are the words of ICD 203 (2015), from the least: below 5, 20, 45, 55, 80, 95 and 100 of 100.
var likelihoods = []string{"almost_no_chance", "very_unlikely", "unlikely", "roughly_even", "likely", "very_likely", "almost_certain"}

// CratersMeasured is form F7: craters, and the sector from which what made them came.
type CratersMeasured struct {
	Case    int64       `json:"case"`
	Item    int64       `json:"item,omitempty"` // of evidence
	Craters []Crater    `json:"craters"`
	Common  *ach.Sector `json:"common,omitempty"` // nil when they do not agree
	Limits  []string    `json:"limits,omitempty"`
}

// A Crater as it was measured.
type Crater struct {
	ID           string     `json:"id"`
	At           *geo.Point `json:"at,omitempty"`
	UncertaintyM int64      `json:"uncertainty_m,omitempty"`
	DiameterCm   int64      `json:"diameter_cm,omitempty"`
	DepthCm      int64      `json:"depth_cm,omitempty"`
	Azimuth      int64      `json:"azimuth"`   // degrees from north, from which it came
	ErrorDeg     int64      `json:"error_deg"` // either way
	Surface      string     `json:"surface,omitempty"`
	Remnants     string     `json:"remnants,omitempty"`
	Sector       ach.Sector `json:"sector"` // follows from the two; left out when it is filed
}

// AnalysisReleased shows the newest weighing, and the craters without their points, to those who read the result.
type AnalysisReleased struct {
	Case    int64            `json:"case"`
	Title   string           `json:"title"`
	Weighed Weighed          `json:"weighed"`
	Craters *CratersMeasured `json:"craters,omitempty"`
	To      record.Audience  `json:"to"`

	PublicNames []string `json:"public_names,omitempty"`
}

// analysts read what is weighed before the result is out.
var analysts = record.Audiences(panel, chair, record.ToRole("analyst"))

// Weigh weighs hypotheses against the evidence of a case.
type Weigh struct {
	Case        int64        `json:"case"`
	Question    string       `json:"question"`
	Hypotheses  []Hypothesis `json:"hypotheses"`
	Rows        []Weighing   `json:"rows"`
	Unexamined  []Unexamined `json:"unexamined,omitempty"`
	Likelihoods []Likelihood `json:"likelihoods,omitempty"`
	Dissent     []Dissent    `json:"dissent,omitempty"`
}

// MeasureCraters files a crater sheet.
type MeasureCraters struct {
	Case    int64    `json:"case"`
	Item    int64    `json:"item,omitempty"`
	Craters []Crater `json:"craters"`
	Limits  []string `json:"limits,omitempty"`
}

// ReleaseAnalysis shows the analysis to those who read the result.
type ReleaseAnalysis struct {
	Case        int64    `json:"case"`
	PublicNames []string `json:"public_names,omitempty"` // names in it that you answer for as public
}

// analysis is what is remembered of a case's weighings.
type analysis struct {
	weighed   *Weighed
	weighedNo int64
	craters   *CratersMeasured
	cratersNo int64
	released  int64 // version
}

func (s *state) analysed(e record.Entry) {
	k, ok := s.cases[caseOf(e)]
	if !ok {
		return
	}
	switch f := e.Fact.(type) {
	case *Weighed:
		k.analysis.weighed, k.analysis.weighedNo = f, e.Number
	case *CratersMeasured:
		k.analysis.craters, k.analysis.cratersNo = f, e.Number
	case *AnalysisReleased:
		k.analysis.released = f.Weighed.Version
	}
}

const (
	mostHypotheses = 12
	mostRows       = 100
)

// weigh records a weighing with its rank. Every item of the case is weighed or said not to be, and why.
//
// Art. 13
func (q *question) weigh(c Weigh) ([]record.Draft, error) {
	k, err := q.analysable(c.Case)
	if err != nil {
		return nil, err
	}
	f := Weighed{
		Case: k.no, Version: 1, Question: c.Question, Hypotheses: c.Hypotheses, Rows: slices.Clone(c.Rows), Unexamined: c.Unexamined,
		Method: ach.Method, Likelihoods: c.Likelihoods, Dissent: c.Dissent,
	}
	if k.analysis.weighed != nil {
		f.Version = k.analysis.weighed.Version + 1
	}
	if q.terms != nil {
		f.Standard, f.Sides = q.terms.Agreement().Mandate.StandardOfProof, q.terms.Agreement().Mandate.MayAttribute
	}
	q.Text("question", c.Question)
	q.explanations(f)
	items := q.matrix(k, f)
	q.everyItem(k, f)
	q.likely(f)
	for i, d := range c.Dissent {
		q.Line(fmt.Sprintf("dissent[%d].member", i), d.Member)
		q.Text(fmt.Sprintf("dissent[%d].text", i), d.Text)
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f.Ranked = ach.Rank(len(f.Hypotheses), items)
	f.Leading, f.Turns = ach.Leading(f.Ranked), ach.Turns(len(f.Hypotheses), items)
	var more []int64
	for i := range f.Rows {
		f.Rows[i].Weight = items[i].Weight
		more = append(more, f.Rows[i].Item)
	}
	return one(q.about(k.no, f, analysts, more...)), nil
}

// analysable finds a case of which evidence can be weighed, for who may.
func (q *question) analysable(no int64) (*kase, error) {
	k, err := q.kase(no)
	if err != nil {
		return nil, err
	}
	if err := q.has("analyst", "panel_member", "chair"); err != nil {
		return nil, err
	}
	if err := inState(k, "an analysis", assigned, inquired, commenting, atPanel, found, published, restricted); err != nil {
		return nil, err
	}
	return k, q.mayDraft(k)
}

func (q *question) explanations(f Weighed) {
	if n := len(f.Hypotheses); n < 2 || n > mostHypotheses {
		q.Say("hypotheses", "%d explanations; write 2 to %d, so that each has a rival", n, mostHypotheses)
	}
	for i, h := range f.Hypotheses {
		field := fmt.Sprintf("hypotheses[%d]", i)
		q.Text(field+".text", h.Text)
		switch {
		case h.Side == "":
		case !f.Sides:
			q.Say(field+".side", "the mandate does not allow attribution; say with what and from where, and leave the side out")
		default:
			q.side(field+".side", h.Side)
		}
	}
}

// matrix checks the rows, and gives them as they are counted.
func (q *question) matrix(k *kase, f Weighed) []ach.Item {
	if n := len(f.Rows); n < 1 || n > mostRows {
		q.Say("rows", "%d rows; write 1 to %d", n, mostRows)
	}
	var items []ach.Item
	for i, row := range f.Rows {
		field := fmt.Sprintf("rows[%d]", i)
		q.ofCase(k, field+".item", row.Item)
		q.Text(field+".text", row.Text)
		weight, ok := ach.Weight(row.Reliability, row.Credibility)
		if !ok {
			q.Say(field+".reliability", "%s%s is no rating; reliability goes from A to F, credibility from 1 to 6", short(row.Reliability), short(row.Credibility))
		}
		if row.Weight != 0 && row.Weight != weight {
			q.Say(field+".weight", "the weight follows from the rating; leave it out")
		}
		if len(row.Marks) != len(f.Hypotheses) {
			q.Say(field+".marks", "%d marks for %d explanations; each gets one", len(row.Marks), len(f.Hypotheses))
		}
		for j, m := range row.Marks {
			q.code(fmt.Sprintf("%s.marks[%d]", field, j), m, ach.Marks)
		}
		items = append(items, ach.Item{Weight: weight, Marks: row.Marks})
	}
	return items
}

// ofCase checks that an item of evidence belongs to the case.
func (q *question) ofCase(k *kase, field string, item int64) {
	if x, ok := q.exhibits[item]; !ok || x.caseNo != k.no {
		q.Say(field, "case %d has no item of evidence %d; enter it first", k.no, item)
	}
}

// everyItem wants each item of the case weighed, or its absence explained.
func (q *question) everyItem(k *kase, f Weighed) {
	said := map[int64]bool{}
	for _, row := range f.Rows {
		said[row.Item] = true
	}
	for i, u := range f.Unexamined {
		q.ofCase(k, fmt.Sprintf("unexamined[%d].item", i), u.Item)
		q.Text(fmt.Sprintf("unexamined[%d].reason", i), u.Reason)
		said[u.Item] = true
	}
	for _, no := range slices.Sorted(maps.Keys(q.exhibits)) {
		if q.exhibits[no].caseNo == k.no && !said[no] {
			q.Say("unexamined", "item %d is neither weighed nor listed; weigh it, or list it under unexamined and say why", no)
		}
	}
}

func (q *question) likely(f Weighed) {
	for i, l := range f.Likelihoods {
		field := fmt.Sprintf("likelihoods[%d]", i)
		if l.Hypothesis < 1 || l.Hypothesis > int64(len(f.Hypotheses)) {
			q.Say(field+".hypothesis", "the explanations are 1 to %d; %d is none", len(f.Hypotheses), l.Hypothesis)
		}
		q.code(field+".word", l.Word, likelihoods)
		q.code(field+".confidence", l.Confidence, confidences)
		q.Text(field+".reason", l.Reason)
	}
}

// measureCraters files a crater sheet. Its sectors follow from what was measured, error and all.
func (q *question) measureCraters(c MeasureCraters) ([]record.Draft, error) {
	k, err := q.kase(c.Case)
	if err != nil {
		return nil, err
	}
	if err := q.has("team_leader", "analyst"); err != nil {
		return nil, err
	}
	if err := inState(k, "a crater sheet", assigned, inquired, commenting, atPanel); err != nil {
		return nil, err
	}
	if c.Item != 0 {
		q.ofCase(k, "item", c.Item)
	}
	if n := len(c.Craters); n < 1 || n > maxList {
		q.Say("craters", "%d craters; write 1 to %d", n, maxList)
	}
	f := CratersMeasured{Case: k.no, Item: c.Item, Craters: slices.Clone(c.Craters), Limits: c.Limits}
	q.texts("limits", c.Limits)
	for i := range f.Craters {
		q.crater(fmt.Sprintf("craters[%d]", i), &f.Craters[i])
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f.Common = agreeing(f.Craters)
	return one(q.about(k.no, f, record.Audiences(analysts, teamLeader))), nil
}

func (q *question) crater(field string, c *Crater) {
	q.Line(field+".id", c.ID)
	q.Words(field+".surface", c.Surface, desk.LongestLine)
	q.Words(field+".remnants", c.Remnants, desk.LongestText)
	for name, n := range map[string]int64{"diameter_cm": c.DiameterCm, "depth_cm": c.DepthCm, "uncertainty_m": c.UncertaintyM} {
		if n < 0 || n > 100_000 {
			q.Say(field+"."+name, "%d is no measure of a crater", n)
		}
	}
	if c.Azimuth < 0 || c.Azimuth > 359 {
		q.Say(field+".azimuth", "%d is no azimuth; write whole degrees from 0 to 359, from which it came", c.Azimuth)
	}
	if c.ErrorDeg < 1 || c.ErrorDeg > 180 {
		q.Say(field+".error_deg", "%d is no error; write 1 to 180 degrees either way: no crater tells it exactly", c.ErrorDeg)
	}
	c.Sector = ach.Towards(c.Azimuth, c.ErrorDeg)
}

// agreeing is the sector that all craters have in common, or nil.
func agreeing(craters []Crater) *ach.Sector {
	common := craters[0].Sector
	for _, c := range craters[1:] {
		var ok bool
		if common, ok = ach.Common(common, c.Sector); !ok {
			return nil
		}
	}
	return &common
}

// releaseAnalysis shows the analysis with the result, and never before.
//
// Art. 8
func (q *question) releaseAnalysis(c ReleaseAnalysis) ([]record.Draft, error) {
	k, err := q.kase(c.Case)
	if err != nil {
		return nil, err
	}
	if err := q.has("chair"); err != nil {
		return nil, err
	}
	if err := inState(k, "release of the analysis", published, restricted); err != nil {
		return nil, err
	}
	a := k.analysis
	switch {
	case a.weighed == nil:
		return nil, desk.Refuse(desk.TooEarly, "nothing was weighed in case %d", k.no)
	case a.released == a.weighed.Version:
		return nil, desk.Refuse(desk.Conflict, "the newest weighing of case %d is released", k.no)
	}
	near, _ := generalised(q.terms, k.opened)
	f := AnalysisReleased{
		Case: k.no, Title: title(q.terms, k.opened.Type, near, k.opened.Start), Weighed: *a.weighed, Craters: withoutPoints(a.craters), To: k.readers, PublicNames: c.PublicNames,
	}
	f.Weighed.Dissent = unnamed(f.Weighed.Dissent)
	q.texts("public_names", c.PublicNames)
	if slices.Contains(k.readers.Terms(), string(record.Public)) {
		q.onlyPublic("weighed", f.Weighed.lines(), c.PublicNames)
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	refs := []int64{a.weighedNo}
	if a.craters != nil {
		refs = append(refs, a.cratersNo)
	}
	return one(q.about(k.no, f, withMission(k.readers), refs...)), nil
}

// onlyPublic refuses names of private persons in what everybody will read.
func (q *question) onlyPublic(field string, lines, names []string) {
	members := slices.Sorted(maps.Keys(q.members))
	for _, line := range lines {
		for _, found := range persons.Find(line, members) {
			if !found.Confirmed(names) {
				q.Say(field, "%s", found.Sentence())
			}
		}
	}
}

// withoutPoints is a crater sheet as others than the panel may read it.
func withoutPoints(f *CratersMeasured) *CratersMeasured {
	if f == nil {
		return nil
	}
	out := CratersMeasured{Case: f.Case, Item: f.Item, Common: f.Common}
	for _, c := range f.Craters {
		out.Craters = append(out.Craters, Crater{ID: c.ID, DiameterCm: c.DiameterCm, DepthCm: c.DepthCm, Azimuth: c.Azimuth, ErrorDeg: c.ErrorDeg, Sector: c.Sector})
	}
	return &out
}

// lines are the words of a weighing.
func (f Weighed) lines() []string {
	out := []string{f.Question}
	for _, h := range f.Hypotheses {
		out = append(out, h.Text)
	}
	for _, r := range f.Rows {
		out = append(out, r.Text)
	}
	for _, u := range f.Unexamined {
		out = append(out, u.Reason)
	}
	for _, l := range f.Likelihoods {
		out = append(out, l.Reason)
	}
	for _, d := range f.Dissent {
		out = append(out, d.Text)
	}
	return out
}

func (f Weighed) caseNumber() int64          { return f.Case }
func (f CratersMeasured) caseNumber() int64  { return f.Case }
func (f AnalysisReleased) caseNumber() int64 { return f.Case }

// IsDerived: it repeats the weighing.
func (AnalysisReleased) IsDerived() {}

// Residue keeps the version.
func (f Weighed) Residue() any { return Weighed{Case: f.Case, Version: f.Version, Method: f.Method} }

// Residue keeps that there was a sheet.
func (f CratersMeasured) Residue() any { return CratersMeasured{Case: f.Case, Item: f.Item} }

// Residue keeps the version and its readers.
func (f AnalysisReleased) Residue() any {
	return AnalysisReleased{Case: f.Case, Weighed: Weighed{Case: f.Case, Version: f.Weighed.Version}, To: f.To}
}

func analysisKinds() []record.Kind {
	weighed := Weighed{
		Case: exampleCase, Version: 1, Question: "What struck the convoy?", Hypotheses: []Hypothesis{{Text: "mortar from the south-south-west"}, {Text: "artillery from the north"}},
		Rows:       []Weighing{{Item: 71, Text: "azimuth of arrival", Reliability: "B", Credibility: "2", Weight: 9, Marks: []string{"C", "I"}}},
		Unexamined: []Unexamined{{Item: 75, Reason: "the laboratory has not answered"}}, Method: ach.Method, Ranked: []ach.Score{{Hypothesis: 1}, {Hypothesis: 2, Against: 9, Items: 1}},
		Leading: []int64{1}, Turns: []ach.Turn{{Item: 1, How: "without", Leading: []int64{1, 2}}},
		Likelihoods: []Likelihood{{Hypothesis: 1, Word: "likely", Confidence: "low", Reason: "one item carries it"}}, Standard: "reasonable grounds to believe", Dissent: []Dissent{{Member: "basalt", Text: "The fragments were not tested."}},
	}
	craters := CratersMeasured{Case: exampleCase, Item: 71, Craters: []Crater{{ID: "1", DiameterCm: 120, DepthCm: 40, Azimuth: 205, ErrorDeg: 15, Surface: "gravel", Sector: ach.Sector{From: 190, To: 220}}}, Common: &ach.Sector{From: 190, To: 220}}
	return []record.Kind{
		record.KindOf("inquiry.weighed/1", "Rival explanations were held against the evidence. What least speaks against leads; nothing is found by it.", weighed),
		record.KindOf("inquiry.craters_measured/1", "Craters were measured. The sector holds the error.", craters),
		record.KindOf("inquiry.analysis_released/1", "The weighing is shown to those who read the result.", AnalysisReleased{Case: exampleCase, Title: "Convoy struck near al-Naima, 2 Apr 2031", Weighed: weighed, Craters: &craters, To: record.Public}),
	}
}
