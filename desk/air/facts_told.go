package air

import (
	"fmt"
	"strings"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

// What the desk's facts tell to the other desks, which know none of them.

var (
	_ desk.TellsIncident  = Judged{}
	_ desk.TellsJudgement = Judged{}
	_ desk.TellsReport    = EventFound{}
	_ desk.TellsReport    = Sighted{}
	_ desk.TellsRemarks   = EventRated{}
	_ desk.TellsRemarks   = EventFollowed{}
	_ desk.TellsNotice    = FlightSent{}
)

// How an event counts among reports: a track of the mission's own sensor was observed, a possible one has a single source.
func levelOfClass(class string) int64 {
	switch class {
	case probable, confirmed:
		return 3
	}
	return 1
}

// Incident is what happened, if a clause may cover it and it is at least probable. A possible event opens no case by itself.
func (j Judged) Incident() (desk.Incident, bool) {
	in := j.Inputs
	i := desk.Incident{Type: in.Type, Side: j.Side, UncertaintyM: in.UncertaintyM, Start: record.Moment(in.StartMs), End: record.Moment(in.EndMs)}
	if in.HasPlace {
		i.Place = &in.Place
	}
	for _, hit := range j.Clauses {
		i.Clauses = append(i.Clauses, hit.Clause)
	}
	return i, j.Outcome == agreement.Candidate && (j.Class == probable || j.Class == confirmed)
}

// Held is the judgement of the event or sighting.
func (j Judged) Held() desk.Judgement {
	return desk.Judgement{
		Report: 0, Outcome: string(j.Outcome), Reason: string(j.Reason), Clause: j.Primary,
		Side: j.Side, Certainty: string(j.SideCertainty), Excluded: j.ExcludedGroup,
	}
}

// Said is the event as a report. One that is evidence for a report, or of a flight that may fly, is none of its own.
func (f EventFound) Said() (desk.Report, bool) {
	place := f.place()
	return desk.Report{
		Form: "track", Channel: "own", Source: f.Source, Type: f.Type, Accused: "?", Start: f.From, End: f.To, Place: &place,
		UncertaintyM: f.DoubtM, PlaceName: f.Zone, Level: levelOfClass(f.Class),
	}, f.Report == 0 && f.Class != exempt
}

// Said is the sighting as a report.
func (f Sighted) Said() (desk.Report, bool) {
	return desk.Report{
		Form: "sighted", Channel: "own", Source: f.Team, Type: f.Type, Accused: f.Accused, Start: f.Start, End: f.End, Place: f.Place,
		UncertaintyM: f.DoubtM, PlaceName: f.PlaceName, Level: levelOfClass(possible),
	}, true
}

// Remarks is that the event is confirmed, or no longer stands.
func (f EventRated) Remarks() []desk.Remark {
	return []desk.Remark{{Report: &f.Event, Retracted: f.Class == withdrawn, Level: f.level()}}
}

func (f EventRated) level() *int64 {
	if f.Class != confirmed {
		return nil
	}
	n := levelOfClass(confirmed)
	return &n
}

// Remarks is how sure the event is from now on.
func (f EventFollowed) Remarks() []desk.Remark {
	if f.Class == exempt {
		return nil
	}
	n := levelOfClass(f.Class)
	return []desk.Remark{{Report: &f.Event, Level: &n}}
}

// Notices puts the request to the sides, or tells them.
func (f FlightSent) Notices() []desk.Notice {
	var to []record.Audience
	for _, s := range f.Sides {
		to = append(to, s.audience())
	}
	if len(to) == 0 {
		return nil
	}
	n := desk.Notice{
		Key: fmt.Sprintf("air.flight_sent/%s/%d/%d", f.Asked.CallSign, f.Asked.From, f.AckDue), To: record.Audiences(to...),
		Subject:  "Flight " + f.Asked.CallSign + ": told",
		Text:     fmt.Sprintf("Flight %s (%s) is to fly between %s and %s. You are told, and not asked; say that you have it by %s.", f.Asked.CallSign, f.Asked.Purpose, stamp(f.Asked.From), stamp(f.Asked.To), stamp(f.AckDue)),
		Priority: "PRIORITY", Answer: f.AckDue,
	}
	if f.Mode == byApproval {
		silence := "Silence is no consent."
		if f.SilenceConsents {
			silence = "By the agreement, silence is consent."
		}
		n.Subject = "Flight " + f.Asked.CallSign + ": your answer is asked"
		n.Text = fmt.Sprintf("Flight %s (%s) asks to fly between %s and %s. Say that you have it by %s, and answer by %s. %s",
			f.Asked.CallSign, f.Asked.Purpose, stamp(f.Asked.From), stamp(f.Asked.To), stamp(f.AckDue), stamp(f.DecideDue), silence)
		n.Answer = f.DecideDue
	}
	return []desk.Notice{n}
}

// Notices tells the side that owes it, and the mission's airspace desk.
func (f FlightOverdue) Notices() []desk.Notice {
	what := "has not acknowledged a flight request"
	if f.What == owesAnswer {
		what = "has not answered a flight request"
	}
	return []desk.Notice{{
		Key: fmt.Sprintf("air.flight_overdue/%s/%s/%d/%d", f.Side, f.What, f.Due, f.Version), To: record.Audiences(Side{f.Side, f.Kind}.audience(), record.ToRole("airspace_desk")),
		Subject: "Overdue: flight request", Text: fmt.Sprintf("%s %s that was due at %s.", f.Side, what, stamp(f.Due)), Priority: "PRIORITY",
	}}
}

// plan is a flight as others hold it against their ways.
func (f Form) plan(again bool) (desk.Plan, bool) {
	p := desk.Plan{What: "flight", By: f.Side, Name: f.CallSign, Way: true, RadiusM: f.CorridorM, Low: metres(f.Low), High: metres(f.High), Start: f.From, End: f.To, Again: again}
	for _, l := range f.Route {
		p.Places = append(p.Places, l.Point)
	}
	if len(f.Route) > 0 {
		p.PlaceName = f.Route[0].Name
	}
	return p, len(p.Places) > 0
}

func metres(h *agreement.Height) *desk.Level {
	if h == nil {
		return nil
	}
	return &desk.Level{Metres: h.Ft * 3048 / 10_000, Datum: h.Datum}
}

// Plan is the flight that is asked for.
func (f FlightRequested) Plan() (desk.Plan, bool) { return f.plan(false) }

// Plan is the flight as it is to be flown now.
func (f FlightAmended) Plan() (desk.Plan, bool) { return f.plan(true) }

// Plan is the flight as the sides that are asked know it.
func (f FlightSent) Plan() (desk.Plan, bool) { return f.Asked.plan(true) }

// Plan says that a flight is not flown.
func (f FlightSettled) Plan() (desk.Plan, bool) {
	over := f.Outcome == refused || f.Outcome == expired || f.Outcome == cancelled
	return desk.Plan{What: "flight", Name: f.CallSign, Again: true, Over: true}, over
}

// outcomes are the outcomes in words.
var outcomes = map[string]string{
	approved: "approved", approvedWith: "approved with conditions", refused: "refused", expired: "not approved in time; silence is no consent", cancelled: "cancelled",
}

// Notices tells the sides what came of it. Of a flight that they are only told of, they know already.
func (f FlightSettled) Notices() []desk.Notice {
	if f.Told == record.Nobody {
		return nil
	}
	var text strings.Builder
	fmt.Fprintf(&text, "Flight %s is %s.", f.CallSign, outcomes[f.Outcome])
	for _, k := range f.Conditions {
		fmt.Fprintf(&text, " Condition of %s: %s", k.By, k.Text)
	}
	return []desk.Notice{{
		Key: fmt.Sprintf("air.flight_settled/%d/%d/%s", f.Flight, f.Version, f.Cause), To: f.Told, Subject: "Flight " + f.CallSign + ": " + outcomes[f.Outcome],
		Text: text.String(), Priority: "PRIORITY",
	}}
}
