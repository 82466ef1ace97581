package observe

import (
	"fmt"
	"slices"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

// Bounds of the square into which a shared place is coarsened.
const (
	leastCoarseM = 100
	mostCoarseM  = 100_000
)

// rate sets the verification level of a report. Whoever entered a report, or speaks for a side, does not rate it.
//
// Art. 10
func (s *state) rate(now record.Moment, who desk.Who, c Rate) ([]record.Draft, error) {
	r, err := s.visibleReport(who, c.Report)
	if err != nil {
		return nil, err
	}
	if err := missionOnly(who, "only the mission rates reports; tell the duty officer what speaks for another level"); err != nil {
		return nil, err
	}
	if who.Member == s.names.text(r.receiver) {
		return nil, desk.Refuse(desk.NotAllowed, "you entered report %d; somebody else has to rate it", c.Report)
	}
	if r.retracted {
		return nil, desk.Refuse(desk.Conflict, "report %d was retracted; rate the report that replaces it", c.Report)
	}
	x, _ := s.examine(now, who, 0)
	fact := Rated{Report: c.Report, Level: c.Level, Origins: x.lines("origins", c.Origins), Physical: c.Physical, Reason: x.text("reason", c.Reason)}
	x.need("reason", fact.Reason)
	x.number("level", c.Level, levelUnverifiable, levelJoint)
	x.founded(fact)
	if err := x.refusal(); err != nil {
		return nil, err
	}
	return []record.Draft{about(c.Report, s.audienceOf(r), now, fact)}, nil
}

// founded checks that a level rests on what it claims: corroboration on two independent origins or on one with physical
// evidence, a joint finding on the panel.
//
// Art. 6
func (x *exam) founded(f Rated) {
	switch f.Level {
	case 2:
		n := independent(f.Origins)
		if n < 2 && !(n == 1 && f.Physical) {
			x.say("origins", "level 2 needs two independent origins, or one with physical evidence; two sources that quote one origin are one")
		}
	case levelJoint:
		if !x.who.Has("panel_member") && !x.who.Has("chair") {
			x.say("level", "level 5 is a joint finding; the panel or the chair sets it")
		}
	}
}

func independent(origins []string) int {
	different := map[string]bool{}
	for _, o := range origins {
		different[foldName(o)] = true
	}
	return len(different)
}

// about makes a fact about one report, for the same people.
func about(report int64, audience record.Audience, at record.Moment, fact any) record.Draft {
	return record.Draft{Fact: fact, Audience: audience, Happened: at, Refs: []record.Ref{record.To(report)}}
}

// relate links two reports. If different people may read them, only the mission sees the link: it would tell one side
// of the other's report.
//
// Art. 3
func (s *state) relate(now record.Moment, who desk.Who, c Relate) ([]record.Draft, error) {
	from, err := s.visibleReport(who, c.From)
	if err != nil {
		return nil, err
	}
	to, err := s.visibleReport(who, c.To)
	if err != nil {
		return nil, err
	}
	x, _ := s.examine(now, who, 0)
	if c.From == c.To {
		x.say("to", "a report is not linked to itself; give the number of another one")
	}
	x.code("relation", c.Relation, relations)
	fact := Linked{From: c.From, To: c.To, Relation: c.Relation, Reason: x.text("reason", c.Reason)}
	x.need("reason", fact.Reason)
	if err := x.refusal(); err != nil {
		return nil, err
	}
	audience := record.Mission
	if from.audience == to.audience {
		audience = s.audienceOf(from)
	}
	return []record.Draft{{Fact: fact, Audience: audience, Happened: now, Refs: []record.Ref{record.To(c.From), record.To(c.To)}}}, nil
}

// retract takes a report back. The one who entered it may, the side that accuses, and the mission.
func (s *state) retract(now record.Moment, who desk.Who, c Retract) ([]record.Draft, error) {
	r, err := s.visibleReport(who, c.Report)
	if err != nil {
		return nil, err
	}
	if !s.mayHandle(who, r) {
		return nil, desk.Refuse(desk.NotAllowed, "report %d is not yours; only the mission, or the side that made it, retracts it", c.Report)
	}
	if r.retracted {
		return nil, desk.Refuse(desk.Conflict, "report %d was retracted before; nothing is left to do", c.Report)
	}
	x, _ := s.examine(now, who, 0)
	fact := Retracted{Report: c.Report, Reason: x.text("reason", c.Reason)}
	x.need("reason", fact.Reason)
	if err := x.refusal(); err != nil {
		return nil, err
	}
	return []record.Draft{about(c.Report, s.audienceOf(r), now, fact)}, nil
}

// mayHandle says whether somebody may take a report back or release it.
func (s *state) mayHandle(who desk.Who, r *report) bool {
	if who.Kind == "mission" {
		return true
	}
	return who.Member == s.names.text(r.receiver) || who.Party != "" && who.Party == s.names.text(r.accuser)
}

// share releases the chosen part of a report. It is a new fact with an audience of its own, judged by what it shows, so
// that its readers can check the judgement with what they see.
func (s *state) share(now record.Moment, who desk.Who, c Share) ([]record.Draft, error) {
	r, err := s.visibleReport(who, c.Report)
	if err != nil {
		return nil, err
	}
	if !s.mayHandle(who, r) {
		return nil, desk.Refuse(desk.NotAllowed, "report %d is not yours to share; ask the duty officer or the side that made it", c.Report)
	}
	x, terms := s.examine(now, who, c.Start)
	fact := x.sharedPart(c)
	if c.Audience == record.Nobody {
		x.say("audience", "audience is required; write who may read this, such as \"parties\"")
	} else if err := c.Audience.Check(); err != nil {
		x.say("audience", "%v", err)
	}
	if err := x.refusal(); err != nil {
		return nil, err
	}
	drafts := []record.Draft{{Fact: fact, Audience: c.Audience, Happened: fact.Start, Refs: []record.Ref{record.To(c.Report)}}}
	if fact.Type != "" {
		judgement := judged(terms, fact, c.Audience, fact.Start, fact.input())[1]
		drafts = append(drafts, judgement)
	}
	return drafts, nil
}

// Art. 8
func (x *exam) sharedPart(c Share) Shared {
	f := Shared{
		Report: c.Report, SharedBy: x.who.Member, Text: x.text("text", c.Text), Type: c.Type, Accused: x.line("accused", c.Accused),
		PlaceName: x.line("place_name", c.PlaceName), Place: c.Place, CoarseM: c.CoarseM, UncertaintyM: c.UncertaintyM,
		Severity: c.Severity, Level: c.Level,
	}
	x.need("text", f.Text)
	f.PublicNames = x.lines("public_names", c.PublicNames)
	x.noPersons(c.Audience, f.PublicNames, publicText{"text", f.Text}, publicText{"place_name", f.PlaceName}, publicText{"accused", f.Accused})
	x.optionalCode("type", c.Type, x.book.typeCodes)
	x.number("uncertainty_m", c.UncertaintyM, 0, maxRadiusM)
	x.number("severity", c.Severity, 0, 5)
	x.number("level", c.Level, levelUnverifiable, levelJoint)
	f.Start, f.End = x.interval("start", "end", c.Start, c.End)
	if c.CoarseM != 0 {
		x.number("coarse_m", c.CoarseM, leastCoarseM, mostCoarseM)
	}
	if c.Place != nil {
		x.point("place", *c.Place, true)
	}
	if c.Place != nil && c.CoarseM == 0 && slices.Contains(c.Audience.Terms(), string(record.Public)) {
		x.say("coarse_m", "what everybody reads shows no exact place; set coarse_m, such as 5000, or leave place out")
	}
	if c.Place != nil && c.CoarseM >= leastCoarseM && c.CoarseM <= mostCoarseM {
		p := coarsened(*c.Place, c.CoarseM)
		f.Place, f.UncertaintyM = &p, max(c.UncertaintyM, c.CoarseM)
	}
	return f
}

func (f Shared) input() agreement.Input {
	in := agreement.Input{Type: f.Type, StartMs: int64(f.Start), EndMs: int64(f.End), TimeKnown: f.Start.Known(), Accused: f.Accused}
	if f.Place != nil {
		in.HasPlace, in.Place, in.UncertaintyM = true, *f.Place, f.UncertaintyM
	}
	return in
}

// handOver writes the line of one shift for the next.
func (s *state) handOver(now record.Moment, who desk.Who, c HandOver) ([]record.Draft, error) {
	if err := missionOnly(who, "the log of the operations room is kept by the mission"); err != nil {
		return nil, err
	}
	x, _ := s.examine(now, who, 0)
	fact := HandedOver{From: who.Member, To: x.line("to", c.To), Open: c.Open, Text: x.text("text", c.Text)}
	x.need("to", fact.To)
	x.need("text", fact.Text)
	x.known("shift_start", c.ShiftStart)
	x.known("shift_end", c.ShiftEnd)
	fact.ShiftStart, fact.ShiftEnd = c.ShiftStart, c.ShiftEnd
	if c.ShiftEnd < c.ShiftStart {
		x.say("shift_end", "shift_end (%s) is before shift_start (%s); exchange them or mend one", c.ShiftEnd, c.ShiftStart)
	}
	x.past("shift_start", c.ShiftStart)
	x.entries("open", c.Open, s.entries)
	if err := x.refusal(); err != nil {
		return nil, err
	}
	return []record.Draft{{Fact: fact, Audience: record.Mission, Happened: now, Refs: refs(c.Open)}}, nil
}

// entries checks numbers that point into the record.
func (x *exam) entries(field string, given []int64, recorded int64) {
	x.atMost(field, len(given))
	for i, n := range given {
		if n < 0 || n >= recorded {
			x.say(fmt.Sprintf("%s[%d]", field, i), "there is no entry %d; the last one is %d", n, recorded-1)
		}
	}
}

func refs(entries []int64) []record.Ref {
	var out []record.Ref
	for _, n := range entries {
		out = append(out, record.To(n))
	}
	return out
}
