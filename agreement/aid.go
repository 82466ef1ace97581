package agreement

import (
	"slices"
	"time"
)

// Aid says what the sides agreed about aid. It may be missing: then places and movements can be notified with the usual
// lead times, and nobody's clearance is asked.
type Aid struct {
	Clearance  []string `json:"clearance,omitempty"`   // sides that each clear a convoy; none: a convoy is notified and goes
	AnswerDays int64    `json:"answer_days,omitempty"` // working days that a side has for its answer
	RestDays   []string `json:"rest_days,omitempty"`   // days of the week that are no working days, such as friday

	Lead      Span `json:"lead,omitempty"`      // a movement is notified so long before it begins
	Emergency Span `json:"emergency,omitempty"` // and in an emergency so long
	Ack       Span `json:"ack,omitempty"`       // a recipient acknowledges a notification
	Reconfirm Span `json:"reconfirm,omitempty"` // the owner says again that a notified place is still there
	Query     Span `json:"query,omitempty"`     // recipients answer what they know of a strike at a notified place
}

// UsualAid is what holds where the agreement says nothing: nobody's clearance is asked, movements are notified 48 hours
// before, 24 in an emergency, and places are confirmed again after 90 days.
func UsualAid() Aid {
	return Aid{AnswerDays: 7, Lead: 48 * 60, Emergency: 24 * 60, Ack: 24 * 60, Reconfirm: 90 * 24 * 60, Query: 24 * 60}
}

// AidRules are the rules for aid, with the usual ones in place of what is left out.
func (a *Agreement) AidRules() Aid {
	usual := UsualAid()
	if a == nil || a.Aid == nil {
		return usual
	}
	out := *a.Aid
	if out.AnswerDays == 0 {
		out.AnswerDays = usual.AnswerDays
	}
	for _, s := range []struct{ stated, usual *Span }{
		{&out.Lead, &usual.Lead}, {&out.Emergency, &usual.Emergency}, {&out.Ack, &usual.Ack}, {&out.Reconfirm, &usual.Reconfirm}, {&out.Query, &usual.Query},
	} {
		if *s.stated == 0 {
			*s.stated = *s.usual
		}
	}
	return out
}

var weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// WorkingDaysAfter is the moment so many working days after another, at the same hour on the clock of the agreement.
func (a *Agreement) WorkingDaysAfter(from Instant, days int64) Instant {
	rest := a.AidRules().RestDays
	at := time.UnixMilli(int64(from))
	if a != nil {
		if zone, err := time.LoadLocation(a.EntryIntoForce.TZ); err == nil {
			at = at.In(zone)
		}
	}
	if len(rest) >= len(weekdays) {
		rest = nil // a week without working days would never end; Load refuses it
	}
	for days > 0 {
		at = at.AddDate(0, 0, 1)
		if !slices.Contains(rest, weekdays[at.Weekday()]) {
			days--
		}
	}
	return Instant(at.UnixMilli())
}

func (c *checker) checkAid() {
	aid := c.a.Aid
	if aid == nil {
		return
	}
	c.refersAll("aid.clearance", "side", aid.Clearance, c.sides)
	for _, day := range aid.RestDays {
		c.oneOf("aid.rest_days", day, weekdays...)
	}
	if len(aid.RestDays) > 6 {
		c.flaw("aid.rest_days", "every day is a day of rest; leave one for work")
	}
	if aid.AnswerDays < 0 || aid.AnswerDays > 90 {
		c.flaw("aid.answer_days", "%d working days cannot be; write 7, or what else was agreed, from 1 to 90", aid.AnswerDays)
	}
	if aid.Emergency > aid.Lead && aid.Lead != 0 {
		c.flaw("aid.emergency", "the lead time of an emergency is longer than the usual one; exchange them")
	}
}
