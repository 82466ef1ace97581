package line

import (
	"fmt"
	"time"

	"truce.example/desk"
	"truce.example/record"
)

// What people are told. Texts name a line and a number, and nothing of what a message says.

func told(n desk.Notice) []desk.Notice {
	if n.To == record.Nobody {
		return nil
	}
	return []desk.Notice{n}
}

// Notices rings the first post of the other end.
func (f Sent) Notices() []desk.Notice {
	return told(desk.Notice{
		Key: fmt.Sprintf("sent/%s/%d", f.Line, f.Number), To: f.Told, Priority: f.Priority, Answer: f.Due,
		Subject: fmt.Sprintf("%s on line %s, number %d", f.Priority, f.Line, f.Number),
		Text:    fmt.Sprintf("A message waits on line %s. Read it back and acknowledge it by %s.", f.Line, clock(f.Due)),
	})
}

// Notices rings the next post; with the last ring both ends are told that nobody answers.
func (f Rang) Notices() []desk.Notice {
	out := told(desk.Notice{
		Key: fmt.Sprintf("rang/%s/%d/%d", f.Line, f.Number, f.Ring), To: f.Post, Priority: f.Priority, Answer: f.Next,
		Subject: fmt.Sprintf("%s on line %s, number %d, is not acknowledged", f.Priority, f.Line, f.Number),
		Text:    "Its time is over. Do not wait for somebody you know: whoever is at this post reads it back and acknowledges it now.",
	})
	return append(out, told(desk.Notice{
		Key: fmt.Sprintf("unanswered/%s/%d", f.Line, f.Number), To: f.Told, Priority: f.Priority,
		Subject: fmt.Sprintf("Line %s, number %d: nobody acknowledges", f.Line, f.Number),
		Text:    "Every post of the roster was rung three times. Nobody is rung again. Use another way.",
	})...)
}

// Notices tells the sender that it was understood otherwise.
func (f ReadBack) Notices() []desk.Notice {
	return told(desk.Notice{
		Key: fmt.Sprintf("read_back/%s/%d/%d", f.Line, f.Number, f.Try), To: f.Told, Priority: "IMMEDIATE",
		Subject: fmt.Sprintf("Line %s, number %d: the read-back does not agree", f.Line, f.Number),
		Text:    "The other end understood another position. Look at both; send a correction if yours is wrong.",
	})
}

// Notices tells the others of the line.
func (f StateSet) Notices() []desk.Notice {
	return told(desk.Notice{
		Key: fmt.Sprintf("state/%s/%d", f.Line, f.Turn), To: f.Told, Priority: "PRIORITY",
		Subject: fmt.Sprintf("Line %s is %s", f.Line, f.Holds),
		Text:    fmt.Sprintf("%s says: %s. The reason is on the page of the line. Warnings, incidents and corrections still go through with FLASH and IMMEDIATE.", f.By, f.State),
	})
}

// Notices tells both ends.
func (f TestMissed) Notices() []desk.Notice {
	return told(desk.Notice{
		Key: fmt.Sprintf("test/%s/%d", f.Line, f.Due), To: f.Told, Priority: "ROUTINE",
		Subject: fmt.Sprintf("Line %s was not tested", f.Line), Text: fmt.Sprintf("A test was due by %s. Make one now, and say if the line is degraded.", clock(f.Due)),
	})
}

func clock(m record.Moment) string {
	return m.Time().UTC().Format("15:04:05") + " UTC on " + m.Time().UTC().Format(time.DateOnly)
}

// Plan says that an operation was announced, for the desks that hold such things against places and journeys.
func (f Sent) Plan() (desk.Plan, bool) {
	if f.Type != "notice" || len(f.Positions) == 0 || !f.Start.Known() {
		return desk.Plan{}, false
	}
	p := f.Positions[0]
	plan := desk.Plan{What: "operation", By: f.From, Start: f.Start, End: max(f.Start, f.End), RadiusM: p.RadiusM, PlaceName: p.Name, Supersedes: f.Corrects}
	for _, at := range f.Positions {
		plan.Places = append(plan.Places, at.Point)
	}
	return plan, true
}

// Tallies counts a message for who counts.
func (f Counted) Tallies() []desk.Tally {
	if f.Step == stepSent {
		return []desk.Tally{{What: desk.TallyMessage, Code: f.Priority, Side: f.To, Due: f.Due}}
	}
	return []desk.Tally{{What: desk.TallyMessageAcknowledged, Code: f.Priority, Side: f.To, Of: &f.Of, Late: f.Late, Minutes: &f.Minutes}}
}
