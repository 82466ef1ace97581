package observe

import (
	"slices"
	"truce.example/desk"
	"truce.example/desk/observe/form"
)

// What the desk's facts tell to whoever counts.

var (
	_ desk.TellsReport    = Alleged{}
	_ desk.TellsReport    = Observed{}
	_ desk.TellsReport    = Restricted{}
	_ desk.TellsReport    = Shared{}
	_ desk.TellsJudgement = Judged{}
	_ desk.TellsRemarks   = Alleged{}
	_ desk.TellsRemarks   = Rated{}
	_ desk.TellsRemarks   = Linked{}
	_ desk.TellsRemarks   = Retracted{}
	_ desk.TellsCoverage  = PatrolReported{}
	_ desk.TellsTallies   = Restricted{}
	_ desk.TellsTallies   = ContactMissed{}
	_ desk.TellsTallies   = WithdrawalSet{}
	_ desk.TellsTallies   = WithdrawalReported{}
)

// Said is what somebody said.
func (a Alleged) Said() (desk.Report, bool) {
	r := desk.Report{
		Form: "alleged", Channel: a.Channel, Source: a.Source, Dataset: a.Dataset, ExternalID: a.ExternalID, Basis: a.FactBasis,
		Type: a.Type, Accused: a.Accused, Start: a.Start, End: a.End, Place: a.Place, UncertaintyM: a.UncertaintyM, PlaceName: a.PlaceName,
		Severity: a.Severity, Level: a.Level, HourInvented: a.HourInvented, Harmed: harmed(a.Casualties),
	}
	if n, ok := a.Quantities["delay_minutes"]; ok {
		r.Minutes = &n
	}
	return r, true
}

func harmed(casualties []form.Casualties) []desk.Harmed {
	var out []desk.Harmed
	for _, c := range casualties {
		out = append(out, desk.Harmed{Harm: c.Harm, Status: c.Status, Low: c.Low, Best: c.Best, High: c.High})
	}
	return out
}

// Said is what a team saw.
func (o Observed) Said() (desk.Report, bool) {
	return desk.Report{
		Form: "observed", Channel: "own", Source: o.Team, Dataset: o.Dataset, ExternalID: o.ExternalID, Type: o.Type, Accused: o.Accused,
		Start: o.Start, End: o.End, Place: o.Place, UncertaintyM: o.UncertaintyM, PlaceName: o.PlaceName, Severity: o.Severity, Level: o.Level,
	}, true
}

// Said is a restriction by a party; one for the mission's own safety is none.
func (r Restricted) Said() (desk.Report, bool) {
	return desk.Report{
		Form: "restricted", Channel: "own", Source: r.Team, Dataset: r.Dataset, ExternalID: r.ExternalID, Type: r.Type, Accused: r.Holder,
		Start: r.Start, End: max(r.Start, r.End), Place: r.Place, UncertaintyM: r.UncertaintyM, PlaceName: r.PlaceName,
		Severity: r.Severity, Level: levelObserved, Minutes: r.Minutes,
	}, r.Cause == causeParty
}

// Said is the part that was shared.
func (s Shared) Said() (desk.Report, bool) {
	return desk.Report{
		Whole: &s.Report, Form: "shared", Type: s.Type, Accused: s.Accused, Start: s.Start, End: s.End, Place: s.Place,
		UncertaintyM: s.UncertaintyM, PlaceName: s.PlaceName, Severity: s.Severity, Level: s.Level,
	}, true
}

// Held is the judgement of the report that the first reference names.
func (j Judged) Held() desk.Judgement {
	held := desk.Judgement{
		Report: 0, Outcome: string(j.Outcome), Reason: string(j.Reason), Clause: j.Primary,
		Side: j.Side, Certainty: string(j.SideCertainty), Excluded: j.ExcludedGroup,
	}
	for _, hit := range j.Clauses {
		if hit.Zone != "" && !slices.Contains(held.Zones, hit.Zone) {
			held.Zones = append(held.Zones, hit.Zone)
		}
	}
	return held
}

// Remarks are the links that came with the report.
func (a Alleged) Remarks() []desk.Remark {
	var out []desk.Remark
	for _, l := range a.Links {
		out = append(out, desk.Remark{Relation: l.Relation, Other: l.Report})
	}
	return out
}

// Remarks is the new level of the report.
func (r Rated) Remarks() []desk.Remark {
	return []desk.Remark{{Report: &r.Report, Level: &r.Level}}
}

// Remarks is how one report is related to another.
func (l Linked) Remarks() []desk.Remark {
	return []desk.Remark{{Report: &l.From, Relation: l.Relation, Other: l.To}}
}

// Remarks is that the report no longer stands.
func (r Retracted) Remarks() []desk.Remark {
	return []desk.Remark{{Report: &r.Report, Retracted: true}}
}

// Coverage is where the patrol was, from its arrival to its departure. Of the way between nothing is claimed.
func (p PatrolReported) Coverage() []desk.Coverage {
	var out []desk.Coverage
	for _, v := range p.Visits {
		out = append(out, desk.Coverage{Place: v.Place, PlaceName: v.PlaceName, From: v.Arrived, To: v.Left})
	}
	return out
}

// Tallies is the restriction, apart by its cause.
func (r Restricted) Tallies() []desk.Tally {
	what, side := desk.TallyRestriction, r.Holder
	if r.Cause == causeOwnSafety {
		what, side = desk.TallyOwnSafety, ""
	}
	return []desk.Tally{{What: what, Code: r.Kind, Side: side, Minutes: r.Minutes}}
}

// Tallies is the silence.
func (c ContactMissed) Tallies() []desk.Tally {
	return []desk.Tally{{What: desk.TallyContactMissed, Of: &c.Patrol}}
}

// Tallies is what the party owes.
func (w WithdrawalSet) Tallies() []desk.Tally {
	return []desk.Tally{{What: desk.TallyDuty, Code: "withdrawal", Side: w.Party, Due: w.Due}}
}

// Tallies is that it is done. A claim is told as one; that the mission saw it is another thing.
func (w WithdrawalReported) Tallies() []desk.Tally {
	if !w.Complete {
		return nil
	}
	return []desk.Tally{{What: desk.TallyDutyKept, Code: w.Basis, Of: &w.Withdrawal}}
}
