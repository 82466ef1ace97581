package inquiry

import "truce.example/desk"

// What the desk's facts tell to whoever counts: the steps of cases, what somebody owes, and who met.

var (
	_ desk.TellsTallies = Opened{}
	_ desk.TellsTallies = NoticeServed{}
	_ desk.TellsTallies = Acknowledged{}
	_ desk.TellsTallies = Found{}
	_ desk.TellsTallies = Minuted{}
)

func tally(what, code, side string, of *int64) []desk.Tally {
	return []desk.Tally{{What: what, Code: code, Side: side, Of: of}}
}

// Tallies is the new case.
func (f Opened) Tallies() []desk.Tally { return tally(desk.TallyCaseOpened, f.Type, f.Side, nil) }

// Tallies is the outcome of the first look.
func (f Triaged) Tallies() []desk.Tally {
	return tally(desk.TallyCaseTriaged, f.Outcome, f.Side, &f.Case)
}

// Tallies is the notice.
func (f NoticeServed) Tallies() []desk.Tally {
	return []desk.Tally{{What: desk.TallyNotice, Code: f.Type, Side: f.Side, Of: &f.Case, Due: f.AckDue}}
}

// Tallies is the acknowledgement, late or not.
func (f Acknowledged) Tallies() []desk.Tally {
	return []desk.Tally{{What: desk.TallyAcknowledged, Code: f.Level, Side: f.Side, Of: &f.Notice, Late: f.Late}}
}

// Tallies is the verdict of the panel, or that there is none.
func (f Found) Tallies() []desk.Tally {
	code := f.Verdict
	if code == "" {
		code = "none"
	}
	return tally(desk.TallyFinding, code, f.Side, &f.Case)
}

// Tallies is the guarantor's own finding.
func (f FoundSeparately) Tallies() []desk.Tally {
	return tally(desk.TallySeparate, f.Verdict, f.Guarantor, &f.Case)
}

// Tallies is the publication.
func (f Published) Tallies() []desk.Tally {
	return tally(desk.TallyPublished, f.Edition, "", &f.Case)
}

// Tallies is the end of the case.
func (f Closed) Tallies() []desk.Tally { return tally(desk.TallyCaseClosed, "", "", &f.Case) }

// Tallies is the end of the case.
func (f Withdrawn) Tallies() []desk.Tally {
	return tally(desk.TallyCaseClosed, "withdrawn", "", &f.Case)
}

// Tallies is that the case goes on.
func (f Reopened) Tallies() []desk.Tally { return tally(desk.TallyCaseReopened, "", "", &f.Case) }

// Tallies is what each side owes.
func (f MeasureSet) Tallies() []desk.Tally {
	var out []desk.Tally
	for _, side := range f.To {
		out = append(out, desk.Tally{What: desk.TallyDuty, Code: f.Code, Side: side, Due: f.Due})
	}
	return out
}

// Tallies is that it was done; "not done" leaves the duty as it is.
func (f MeasureReported) Tallies() []desk.Tally {
	if f.Outcome != "done" {
		return nil
	}
	return tally(desk.TallyDutyKept, "done", "", &f.Measure)
}

// Tallies is the guarantor's answer that is due. What the program asked because a side owes something is counted with the
// side, and settled by what the side does.
func (f GuarantorAsked) Tallies() []desk.Tally {
	if f.Reason != "" {
		return nil
	}
	return []desk.Tally{{What: desk.TallyDuty, Code: "guarantor", Side: f.Guarantor, Due: f.Due}}
}

// Tallies is the answer.
func (f GuarantorAnswered) Tallies() []desk.Tally {
	return tally(desk.TallyDutyKept, f.Outcome, f.Guarantor, &f.Item)
}

// Tallies are the meeting, who was not there, and what was to be done.
func (f Minuted) Tallies() []desk.Tally {
	out := tally(desk.TallyMeeting, f.Body, "", nil)
	for _, a := range f.Absent {
		out = append(out, desk.Tally{What: desk.TallyAbsent, Code: f.Body, Side: a.Who})
	}
	for i, a := range f.Actions {
		out = append(out, desk.Tally{What: desk.TallyDuty, Code: "action", Side: a.Owner, Part: int64(i) + 1, Due: a.Due})
	}
	return out
}

// Tallies is that the action was done.
func (f ActionDone) Tallies() []desk.Tally {
	return []desk.Tally{{What: desk.TallyDutyKept, Code: "done", Of: &f.Minutes, Part: f.Action}}
}
