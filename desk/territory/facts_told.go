package territory

import (
	"fmt"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

func incident(j agreement.Judgement) desk.Incident {
	in := j.Inputs
	i := desk.Incident{Type: in.Type, Side: j.Side, UncertaintyM: in.UncertaintyM, Start: record.Moment(in.StartMs), End: record.Moment(in.EndMs)}
	if in.HasPlace {
		i.Place = &in.Place
	}
	for _, hit := range j.Clauses {
		i.Clauses = append(i.Clauses, hit.Clause)
	}
	return i
}

// Incident asks for a case where a clause may be breached and the change is reliable.
func (f Passed) Incident() (desk.Incident, bool) {
	return incident(f.Judgement), f.Reliable && f.Judgement.Outcome == agreement.Candidate
}

// Incident asks for a case where a clause may be breached.
func (f Approached) Incident() (desk.Incident, bool) {
	return incident(f.Judgement), f.Judgement.Outcome == agreement.Candidate
}

// watchers are told of indicators.
var watchers = record.Audiences(record.ToRole("duty_officer"), record.ToRole("analyst"))

// Notices tells the duty officer and the analysts that an indicator was seen.
func (f Reappeared) Notices() []desk.Notice {
	return []desk.Notice{{
		Key: fmt.Sprintf("reappeared/%s/%s/%d/%d", f.Group, f.Kind, f.Seen, f.SquareM), To: watchers, Priority: "PRIORITY",
		Subject: fmt.Sprintf("Indicator: group %s, %s", f.Group, kindWords[f.Kind]),
		Text:    "By a claim that counts an excluded group is where it was not. This is an indicator and nobody's breach. The claim and its place are on the page of territory.",
	}}
}

var kindWords = map[string]string{kindAgain: "ground it had lost", kindNew: "new ground", kindPresent: "present outside its zones"}
