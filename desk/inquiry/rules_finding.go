package inquiry

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"truce.example/desk"
	"truce.example/record"
)

// convene says who sits on the panel. Nobody judges their own side: neither the accused nor its guarantors have a seat.
func (q *question) convene(c Convene) ([]record.Draft, error) {
	k, err := q.kase(c.Case)
	if err != nil {
		return nil, err
	}
	if err := q.has("panel_member", "chair"); err != nil {
		return nil, err
	}
	if err := inState(k, "the panel", commenting, atPanel); err != nil {
		return nil, err
	}
	if side, ok := q.openWindow(k); ok {
		return nil, desk.Refuse(desk.TooEarly, "%s may comment on case %d until %s; convene the panel after that, or when it has waived", side, k.no, stamp(k.asked[side].due))
	}
	q.atMost("present", len(c.Present))
	for i, seat := range c.Present {
		q.seat(k, fmt.Sprintf("present[%d]", i), seat)
	}
	for i, a := range c.Absent {
		q.Line(fmt.Sprintf("absent[%d].who", i), a.Who)
		q.Text(fmt.Sprintf("absent[%d].cause", i), a.Cause)
	}
	if c.Quorum && len(c.Present) == 0 {
		q.Say("present", "nobody is present, so there is no quorum")
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return one(q.about(k.no, PanelConvened{Case: k.no, Present: c.Present, Absent: c.Absent, Quorum: c.Quorum}, record.Mission)), nil
}

// openWindow is a side that was asked and may still speak: the first by name.
func (q *question) openWindow(k *kase) (string, bool) {
	var open []string
	for side, w := range k.asked {
		if !w.waived && q.now < w.due {
			open = append(open, side)
		}
	}
	if len(open) == 0 {
		return "", false
	}
	return slices.Min(open), true
}

// Art. 10
func (q *question) seat(k *kase, field string, s Seat) {
	q.Line(field+".member", s.Member)
	if q.reported(k, s.Member) {
		q.Say(field+".member", "%s reported what the case is about and cannot judge it; let somebody else sit", s.Member)
	}
	if s.Side == "" {
		return
	}
	q.side(field+".side", s.Side)
	accused := k.opened.Side
	if accused == "" {
		return
	}
	if s.Side == accused || slices.Contains(q.guarantorsOf(accused), s.Side) {
		q.Say(field+".side", "%s is the accused side or answers for it and cannot judge it; let somebody else sit", s.Side)
	}
}

// find records what the panel came to. It never says more than the mandate allows, nor a violation before the accused
// could answer.
func (q *question) find(c Find) ([]record.Draft, error) {
	k, err := q.kase(c.Case)
	if err != nil {
		return nil, err
	}
	if err := q.has("panel_member", "chair"); err != nil {
		return nil, err
	}
	if err := inState(k, "a finding", atPanel); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(k.panel.Present, func(s Seat) bool { return s.Member == q.who.Member }) && !q.who.Has("chair") {
		return nil, desk.Refuse(desk.NotAllowed, "you do not sit on the panel of case %d; a member of it or the chair records the finding", k.no)
	}
	if err := q.verifies(k); err != nil {
		return nil, err
	}
	q.code("kind", c.Kind, findingKinds)
	q.Words("text", c.Text, desk.LongestText)
	q.Words("question", c.Question, desk.LongestText)
	q.Words("reason", c.Reason, desk.LongestText)
	q.entriesExist("evidence", c.Evidence)
	q.attribution(c.Attribution)
	f := Found{
		Case: k.no, Round: k.round, Kind: c.Kind, Reason: c.Reason, Question: c.Question, Verdict: c.Verdict, Clause: c.Clause, Side: c.Side, Level: c.Level,
		Attribution: c.Attribution, Standard: c.Standard, Text: c.Text, Evidence: c.Evidence, Panel: k.panel.Present, Dissent: c.Dissent,
	}
	if c.Kind == "joint" {
		q.joint(k, &f)
	} else {
		q.notJoint(c)
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return one(q.about(k.no, f, record.Mission, c.Evidence...)), nil
}

func (q *question) joint(k *kase, f *Found) {
	if !k.panel.Quorum {
		q.Say("kind", "the panel had no quorum; record kind none with the reason, and each guarantor may add its own finding")
	}
	q.Text("text", f.Text)
	q.Text("question", f.Question)
	if f.Standard == "" && q.terms != nil {
		f.Standard = q.terms.Agreement().Mandate.StandardOfProof
	}
	q.Line("standard", f.Standard)
	q.level("level", f.Level, jointLevel)
	for i, d := range f.Dissent {
		q.Text(fmt.Sprintf("dissent[%d].text", i), d.Text)
		if !slices.ContainsFunc(f.Panel, func(s Seat) bool { return s.Member == d.Member }) {
			q.Say(fmt.Sprintf("dissent[%d].member", i), "%q does not sit on the panel", short(d.Member))
		}
	}
	if len(f.Dissent) > 0 && q.terms != nil && q.terms.Agreement().Mandate.DecisionRule == "consensus" {
		q.Say("dissent", "the agreement asks for consensus; with a dissent there is no joint finding")
	}
	q.verdict(k, f.Verdict, f.Clause, f.Side, f.Level)
}

// notJoint checks that the absence of a joint finding is given with its reason, and claims nothing.
func (q *question) notJoint(c Find) {
	q.Text("reason", c.Reason)
	if c.Verdict != "" || c.Attribution != nil || c.Side != "" || len(c.Dissent) > 0 {
		q.Say("kind", "without a joint finding there is no verdict; leave verdict, side, attribution and dissent out")
	}
	q.level("level", c.Level, jointLevel-1)
}

// verdict holds a verdict to what it rests on.
//
// Art. 5
func (q *question) verdict(k *kase, verdict, clause, side string, level int64) {
	q.code("verdict", verdict, verdicts)
	if clause != "" {
		q.clause("clause", clause)
	}
	if side != "" {
		q.side("side", side)
	}
	if verdict != violation {
		return
	}
	if clause == "" {
		q.Say("clause", "a violation is of a clause; name it, or find undetermined")
	}
	if level < violationMin {
		q.Say("level", "a violation needs evidence of level %d or above; level %d is too low", violationMin, level)
	}
	accused := side
	if accused == "" {
		accused = k.opened.Side
	}
	w := k.asked[accused]
	switch {
	case accused == "":
		q.Say("side", "a violation is by a side; name it, or find undetermined")
	case w == nil:
		q.Say("side", "%s was not asked to comment; put the draft to it first", accused)
	case !w.waived && q.now < w.due:
		q.Say("verdict", "%s may comment until %s; wait, or let it waive", accused, stamp(w.due))
	}
}

// attribution keeps who did it apart from whether it is verified, and silent where the mandate does not allow it.
//
// Art. 13
func (q *question) attribution(a *Attribution) {
	if a == nil {
		return
	}
	if q.terms == nil || !q.terms.Agreement().Mandate.MayAttribute {
		q.Say("attribution", "the mandate does not allow attribution; leave it out")
		return
	}
	q.code("attribution.to", a.To, []string{"side", "unit"})
	q.code("attribution.confidence", a.Confidence, confidences)
	if (a.To == "unit") != (a.Unit != "") {
		q.Say("attribution.unit", "a unit goes with to unit, and only with it")
	}
}

// findSeparately records a guarantor's own finding, once in each round.
func (q *question) findSeparately(c FindSeparately) ([]record.Draft, error) {
	if q.who.Kind != "guarantor" {
		return nil, desk.Refuse(desk.NotAllowed, "a guarantor states its own finding; the panel's is recorded elsewhere")
	}
	k, err := q.anyCase(c.Case)
	if err != nil {
		return nil, err
	}
	if err := inState(k, "a separate finding", atPanel, found, published, restricted); err != nil {
		return nil, err
	}
	if slices.Contains(k.separateOf, q.who.Party) {
		return nil, desk.Refuse(desk.Conflict, "%s has stated its finding in case %d; ask for it to be reopened to change it", q.who.Party, k.no)
	}
	q.Text("text", c.Text)
	q.level("level", c.Level, jointLevel-1)
	q.verdict(k, c.Verdict, c.Clause, c.Side, c.Level)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := FoundSeparately{
		Case: k.no, Guarantor: q.who.Party, Verdict: c.Verdict, Clause: c.Clause, Side: c.Side, Level: c.Level, Standard: c.Standard, Text: c.Text,
	}
	return one(q.about(k.no, f, withMission(q.own()))), nil
}

// announce says that the result is to be published, or kept to some. The sides that it concerns have a day to object.
func (q *question) announce(c Announce) ([]record.Draft, error) {
	k, err := q.kase(c.Case)
	if err != nil {
		return nil, err
	}
	if err := q.has("chair"); err != nil {
		return nil, err
	}
	if err := inState(k, "publication", found, published, restricted); err != nil {
		return nil, err
	}
	if k.announced != nil {
		return nil, desk.Refuse(desk.Conflict, "it is announced already; publish it after %s", stamp(k.announced.Due))
	}
	q.code("edition", c.Edition, editions)
	if err := c.To.Check(); err != nil || c.To == record.Nobody {
		q.Say("to", "to is %q; name who may read it: public, parties, party:ID, guarantor:ID, role:NAME or mission", short(string(c.To)))
	}
	if c.Edition == published && c.To != record.Public && c.To != record.Parties {
		q.Say("to", "what is published goes to public or to parties; restrict it to keep it to fewer")
	}
	if c.Edition == restricted && (c.To == record.Public || slices.Contains(c.To.Terms(), string(record.Parties))) {
		q.Say("to", "what is restricted goes to fewer than parties; publish it, or name who may read it")
	}
	q.texts("public_names", c.PublicNames)
	if c.Edition == published && k.finding != nil {
		would := *k
		would.announced = &PublicationAnnounced{Edition: c.Edition, To: c.To}
		q.noPersons(q.edition(&would), c.PublicNames)
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	near, _ := generalised(q.terms, k.opened)
	asked := q.mayObject(k)
	f := PublicationAnnounced{
		Case: k.no, Round: k.round, Title: title(q.terms, k.opened.Type, near, k.opened.Start), Edition: c.Edition, To: c.To, Asked: asked, Due: after(q.now, objectWithin),
		PublicNames: c.PublicNames,
	}
	return one(q.about(k.no, f, withMission(asked), k.findingNo)), nil
}

// mayObject are the sides that were told or asked, and all guarantors.
func (q *question) mayObject(k *kase) record.Audience {
	var out []record.Audience
	for side := range k.told {
		out = append(out, sideAudience(q.kindOf(side), side))
	}
	for side := range k.asked {
		out = append(out, sideAudience(q.kindOf(side), side))
	}
	if q.terms != nil {
		for _, g := range q.terms.Agreement().Guarantors {
			out = append(out, record.ToGuarantor(g.ID))
		}
	}
	return record.Audiences(out...)
}

// object takes a side's objection while there is time.
//
// Art. 14
func (q *question) object(c Object) ([]record.Draft, error) {
	k, ok := q.cases[c.Case]
	if !ok || k.announced == nil || !q.who.Sees(k.announced.Asked) {
		return nil, desk.Refuse(desk.NotFound, "no publication of a case %d was announced to you", c.Case)
	}
	if q.now >= k.announced.Due {
		return nil, desk.Refuse(desk.Conflict, "objections were due by %s; ask for the case to be reopened", stamp(k.announced.Due))
	}
	q.Text("text", c.Text)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return one(q.about(k.no, Objected{Case: k.no, Side: q.who.Party, Text: c.Text}, withMission(q.own()))), nil
}

// publish makes the edition that was announced. Over an objection the chair signs why.
//
// Art. 14
func (q *question) publish(c Publish) ([]record.Draft, error) {
	k, err := q.kase(c.Case)
	if err != nil {
		return nil, err
	}
	if err := q.has("chair"); err != nil {
		return nil, err
	}
	a := k.announced
	if a == nil {
		return nil, desk.Refuse(desk.TooEarly, "publication of case %d is not announced; announce it, and publish a day later", k.no)
	}
	if q.now < a.Due {
		return nil, desk.Refuse(desk.TooEarly, "sides may object until %s; publish after that", stamp(a.Due))
	}
	if k.objections > 0 {
		q.Text("despite", c.Despite)
	} else if c.Despite != "" {
		q.Say("despite", "nobody objected; leave despite out")
	}
	q.texts("public_names", c.PublicNames)
	f := q.edition(k)
	f.Despite = c.Despite
	f.PublicNames = slices.Concat(a.PublicNames, c.PublicNames)
	q.noPersons(f, f.PublicNames)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	audience := a.To
	if a.Edition == restricted {
		audience = withMission(a.To)
	}
	return one(q.about(k.no, f, audience, k.findingNo)), nil
}

// edition is the result with what others may read of the case: words of the panel and of guarantors as they stand, the
// place in a square, nothing of a source.
func (q *question) edition(k *kase) Published {
	o, p := k.opened, k.finding
	near, _ := generalised(q.terms, o)
	return Published{
		Case: k.no, Number: k.editions + 1, Edition: k.announced.Edition, Finding: k.findingNo, Title: title(q.terms, o.Type, near, o.Start), Type: o.Type,
		Day: day(q.terms, o.Start), PlaceName: near, Place: coarse(o.Place), CoarseM: coarseOf(o), Kind: p.Kind, Reason: p.Reason, Verdict: p.Verdict,
		Clause: p.Clause, Side: p.Side, Level: p.Level, Standard: p.Standard, Text: p.Text, Dissent: unnamed(p.Dissent), Separate: slices.Clone(k.separate),
		To: k.announced.To,
	}
}

// noPersons refuses names and numbers of private persons in a result that everybody reads, but names that somebody answers
// for. It is a help and no guarantee; see package persons.
//
// Art. 8
func (q *question) noPersons(f Published, names []string) {
	if !slices.Contains(f.To.Terms(), string(record.Public)) {
		return
	}
	texts := map[string]string{"text": f.Text, "reason": f.Reason, "despite": f.Despite}
	for _, d := range f.Dissent {
		texts["dissent"] += d.Text + "\n"
	}
	for _, s := range f.Separate {
		texts["separate"] += s.Text + "\n"
	}
	for _, field := range slices.Sorted(maps.Keys(texts)) {
		q.onlyPublic(field, []string{texts[field]}, names)
	}
}

func coarseOf(o *Opened) int64 {
	if o.Place == nil {
		return 0
	}
	return coarseM
}

// unnamed takes the members' names from their dissents: the panel's members are not published.
func unnamed(ds []Dissent) []Dissent {
	var out []Dissent
	for i, d := range ds {
		out = append(out, Dissent{Member: fmt.Sprintf("member %d", i+1), Text: strings.TrimSpace(d.Text)})
	}
	return out
}
