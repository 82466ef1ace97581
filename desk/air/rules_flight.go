package air

import (
	"fmt"
	"regexp"
	"slices"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
)

// Causes of what came of a request.
const (
	allAgreed       = "all_agreed"
	refusedBy       = "refused_by"
	noReply         = "no_reply"
	silenceConsents = "silence_consents"
	noClause        = "no_clause"
	replaced        = "amended"
	atCheck         = "at_check"
	told            = "told"
	takenBack       = "withdrawn"
)

var (
	addressForm = regexp.MustCompile(`^[0-9a-f]{6}$`)
	squawkForm  = regexp.MustCompile(`^[0-7]{4}$`)
	datums      = []string{"SFC", "AGL", "AMSL", "FL"}
)

func purposes() []string {
	var out []string
	for _, m := range agreement.FlightPurposes {
		out = append(out, m.Code)
	}
	return out
}

// request takes in a request. If no class of the agreement covers its purpose it is refused in the same breath; if the
// sides are only told of such flights, they are.
func (q *question) request(c Request) ([]record.Draft, error) {
	q.form(&c.Form)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := FlightRequested{Version: 1, Form: c.Form}
	return q.began(&f, f.Form, 1, nil)
}

// began are the facts with which a version begins. fl is nil for a new flight.
func (q *question) began(fact any, form Form, version int64, fl *flight) ([]record.Draft, error) {
	audience := q.withMission(q.ownSide(form)...)
	about := record.Local(0)
	d := record.Draft{Fact: fact, Audience: audience, Happened: form.From}
	if fl != nil {
		about = record.To(fl.no)
		d.Refs = []record.Ref{about}
	}
	class, covered := q.law().FlightClass(form.Purpose)
	if !covered {
		if f, ok := fact.(*FlightRequested); ok {
			f.Refused = true
		}
		s := FlightSettled{Version: version, Outcome: refused, Cause: noClause, CallSign: form.CallSign,
			Reason: fmt.Sprintf("No clause of the agreement exempts flights of the purpose %s.", form.Purpose)}
		return []record.Draft{d, {Fact: s, Audience: audience, Happened: q.now, Refs: []record.Ref{about}}}, nil
	}
	if !class.NotifyOnly || form.Ask {
		return []record.Draft{d}, nil
	}
	f, readers := q.sending(form, version, byNotice, class)
	s := FlightSettled{Version: version, Outcome: notified, Cause: told, CallSign: form.CallSign}
	return []record.Draft{
		d,
		{Fact: f, Audience: q.withMission(append(q.ownSide(form), readers...)...), Happened: q.now, Refs: []record.Ref{about}},
		{Fact: s, Audience: q.withMission(append(q.ownSide(form), readers...)...), Happened: q.now, Refs: []record.Ref{about}},
	}, nil
}

// sending puts a version to the sides. The side that asks is not asked itself.
func (q *question) sending(form Form, version int64, mode string, class agreement.FlightClass) (FlightSent, []record.Audience) {
	a := q.law()
	f := FlightSent{Version: version, Mode: mode, Asked: form.asked(), AckDue: plus(q.now, a.Air.Ack)}
	if mode == byApproval {
		f.DecideDue, f.SilenceConsents = plus(q.now, a.Air.Decide), class.SilenceConsents
	}
	var readers []record.Audience
	for _, id := range a.Air.Ask {
		if id == form.Side {
			continue
		}
		side := Side{ID: id, Kind: kindOf(a, id)}
		f.Sides = append(f.Sides, side)
		readers = append(readers, side.audience())
	}
	return f, readers
}

func kindOf(a *agreement.Agreement, id string) string {
	if slices.ContainsFunc(a.Guarantors, func(g agreement.Guarantor) bool { return g.ID == id }) {
		return "guarantor"
	}
	return "party"
}

// ownSide is who asks, where that is not the mission.
func (q *question) ownSide(form Form) []record.Audience {
	a := q.law()
	if form.Side == "" || a == nil {
		return nil
	}
	return []record.Audience{Side{form.Side, kindOf(a, form.Side)}.audience()}
}

// form checks what is asked for.
func (q *question) form(f *Form) {
	q.side(f)
	q.Line("operator", f.Operator)
	q.Line("aircraft", f.Aircraft)
	q.Line("call_sign", f.CallSign)
	q.Line("departure", f.Departure)
	q.Line("destination", f.Destination)
	q.Words("state", f.State, desk.LongestLine)
	q.Words("registration", f.Registration, desk.LongestLine)
	q.Words("contact", f.Contact, desk.LongestLine)
	q.Words("basis", f.Basis, desk.LongestLine)
	q.Words("cargo", f.Cargo, desk.LongestText)
	q.Words("text", f.Text, desk.LongestText)
	q.code("purpose", f.Purpose, purposes())
	if f.Address != "" && !addressForm.MatchString(f.Address) {
		q.Say("address", "%q is no address; it has six hexadecimal digits in small letters, such as 4ca2d3", short(f.Address))
	}
	if f.Squawk != "" && !squawkForm.MatchString(f.Squawk) {
		q.Say("squawk", "%q is no code; it has four digits from 0 to 7", short(f.Squawk))
	}
	q.window(*f)
	q.route(*f)
	q.level("low", f.Low)
	q.level("high", f.High)
	if f.Low != nil && f.High != nil && f.Low.Datum == f.High.Datum && f.Low.Ft > f.High.Ft {
		q.Say("high", "high (%d ft) is below low (%d ft); exchange them", f.High.Ft, f.Low.Ft)
	}
	if f.Persons != nil && (*f.Persons < 0 || *f.Persons > 1000) {
		q.Say("persons", "persons is %d; it goes from 0 to 1000", *f.Persons)
	}
	q.entriesExist("attachments", f.Attachments...)
	q.basis(*f)
}

// side says for whom the flight is asked: a side asks for itself only.
func (q *question) side(f *Form) {
	if q.who.Kind != "mission" {
		if f.Side != "" && f.Side != q.who.Party {
			q.Say("side", "you speak for %s; leave side out", q.who.Party)
		}
		f.Side = q.who.Party
		return
	}
	a := q.law()
	if f.Side == "" || a == nil {
		return
	}
	var ids []string
	for _, p := range a.Parties {
		ids = append(ids, p.ID)
	}
	for _, g := range a.Guarantors {
		ids = append(ids, g.ID)
	}
	q.code("side", f.Side, ids)
}

func (q *question) window(f Form) {
	const longest = 48 * 60 * minuteMs
	switch {
	case !f.From.Known() || !f.To.Known():
		q.Say("from", "the window is missing; give from and to")
	case f.To <= f.From:
		q.Say("to", "to (%s) is not after from (%s); exchange them or mend one", f.To, f.From)
	case f.To-f.From > longest:
		q.Say("to", "the window has more than 48 hours; ask for each flight by itself")
	case f.To < q.now:
		q.Say("to", "the window ended at %s, and now it is %s; a flight is asked for before it is flown", f.To, q.now)
	}
}

func (q *question) route(f Form) {
	q.atMost("route", len(f.Route))
	var points []geo.Point
	for i, leg := range f.Route {
		q.Words(fmt.Sprintf("route[%d].name", i), leg.Name, desk.LongestLine)
		points = append(points, leg.Point)
	}
	if _, err := geo.NewLine(points); len(points) > 0 && err != nil {
		q.Say("route", "the route cannot be drawn: %v", err)
	}
	if f.CorridorM < 0 || f.CorridorM > 100_000 {
		q.Say("corridor_m", "corridor_m is %d; it goes to 100000, or is left out", f.CorridorM)
	}
}

func (q *question) level(field string, h *agreement.Height) {
	if h == nil {
		return
	}
	q.code(field+".datum", h.Datum, datums)
	if h.Ft < -2_000 || h.Ft > 100_000 {
		q.Say(field+".ft", "%d ft is no level of flight; give feet", h.Ft)
	}
}

// basis holds the claimed exemption against the class's.
func (q *question) basis(f Form) {
	class, ok := q.law().FlightClass(f.Purpose)
	if ok && f.Basis != "" && f.Basis != class.Exemption {
		q.Say("basis", "flights of the purpose %s are exempt by %s, not by %q; leave basis out or mend it", f.Purpose, class.Exemption, short(f.Basis))
	}
}

// flight finds a flight for the mission or for the side that asks.
func (q *question) flight(no int64) (*flight, error) {
	f := q.flights[no]
	if f == nil || q.who.Kind != "mission" && (f.form.Side == "" || f.form.Side != q.who.Party) {
		return nil, noFlight(no)
	}
	return f, nil
}

func noFlight(no int64) error {
	return desk.Refuse(desk.NotFound, "there is no flight %d; look it up in the list of flights", no)
}

// known is who knows of a flight: the mission, who asks, and those who were asked.
func (q *question) known(f *flight) record.Audience { return q.withMission(q.sides(f)...) }

// sides are those who know of a flight besides the mission.
func (q *question) sides(f *flight) []record.Audience {
	as := q.ownSide(f.form)
	if f.sent != nil {
		for _, s := range f.sent.Sides {
			as = append(as, s.audience())
		}
	}
	return as
}

func (q *question) amend(c Amend) ([]record.Draft, error) {
	f, err := q.flight(c.Flight)
	if err != nil {
		return nil, err
	}
	if slices.Contains(over, f.state) || f.state == active {
		return nil, desk.Refuse(desk.Conflict, "flight %d is %s and cannot be changed; ask for another", f.no, f.state)
	}
	if c.Form.Side == "" {
		c.Form.Side = f.form.Side
	}
	q.form(&c.Form)
	q.Text("reason", c.Reason)
	if c.Form.Side != f.form.Side {
		q.Say("side", "the flight was asked for by %q; ask for another flight", f.form.Side)
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	var out []record.Draft
	if f.sent != nil { // who knows of the old version must not take it for the one that is flown
		out = q.settled(f, FlightSettled{Outcome: cancelled, Cause: replaced}, q.now)
	}
	fact := FlightAmended{Version: f.version + 1, Form: c.Form, Reason: c.Reason}
	more, err := q.began(&fact, c.Form, fact.Version, f)
	return append(out, more...), err
}

func (q *question) check(c Check) ([]record.Draft, error) {
	if err := q.mission(); err != nil {
		return nil, err
	}
	f, err := q.flight(c.Flight)
	if err != nil {
		return nil, err
	}
	q.code("outcome", c.Outcome, []string{"send", "refuse"})
	if c.Outcome == "refuse" {
		q.Text("reason", c.Reason)
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	if f.state != submitted {
		return nil, desk.Refuse(desk.Conflict, "flight %d is %s already; only a request that was just handed in is checked", f.no, f.state)
	}
	if c.Outcome == "refuse" {
		return q.settled(f, FlightSettled{Outcome: refused, Cause: atCheck, Reason: c.Reason}, q.now), nil
	}
	class, ok := q.law().FlightClass(f.form.Purpose)
	if !ok {
		return nil, desk.Refuse(desk.Conflict, "the agreement in force has no class for %s any more; refuse it", f.form.Purpose)
	}
	s, readers := q.sending(f.form, f.version, byApproval, class)
	return one(s, q.withMission(append(q.ownSide(f.form), readers...)...), q.now, record.To(f.no)), nil
}

// cell finds the part of the side that speaks.
func (q *question) cell(no int64) (*flight, *cell, error) {
	f := q.flights[no]
	if q.who.Kind == "mission" {
		return nil, nil, desk.Refuse(desk.NotAllowed, "each side answers for itself; the mission answers for none")
	}
	if f == nil || f.cells[q.who.Party] == nil {
		return nil, nil, noFlight(no)
	}
	return f, f.cells[q.who.Party], nil
}

func (q *question) acknowledge(c Acknowledge) ([]record.Draft, error) {
	f, k, err := q.cell(c.Flight)
	if err != nil {
		return nil, err
	}
	if k.acked {
		return nil, desk.Refuse(desk.Conflict, "%s has acknowledged flight %d already; nothing more is needed", k.side.ID, f.no)
	}
	fact := FlightAcknowledged{Version: f.version, Side: k.side.ID, At: q.now, Late: q.now > f.sent.AckDue}
	return one(fact, q.between(f, k), q.now, record.To(f.no)), nil
}

// between is the mission, the side that asks and the one that answers: no side reads what another one said.
func (q *question) between(f *flight, k *cell) record.Audience {
	return q.withMission(append(q.ownSide(f.form), k.side.audience())...)
}

// answer is one side's word. A refusal settles the request; so does the last approval.
func (q *question) answer(c Answer) ([]record.Draft, error) {
	f, k, err := q.cell(c.Flight)
	if err != nil {
		return nil, err
	}
	choices := []string{yes, yesWith, no}
	if f.sent.Mode == byNotice {
		choices = []string{objects}
	}
	q.code("answer", c.Answer, choices)
	if c.Answer == no || c.Answer == objects {
		q.Text("reason", c.Reason)
	}
	q.conditions(k.side.ID, c)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	switch {
	case k.answer != nil:
		return nil, desk.Refuse(desk.Conflict, "%s has answered %s on flight %d; to change it, ask the mission for a new version", k.side.ID, k.answer.Answer, f.no)
	case f.sent.Mode == byApproval && f.settled != nil:
		return nil, desk.Refuse(desk.Conflict, "flight %d is %s already; an answer changes nothing any more", f.no, f.state)
	case slices.Contains(over, f.state):
		return nil, desk.Refuse(desk.Conflict, "flight %d is %s; an answer changes nothing any more", f.no, f.state)
	}
	fact := FlightAnswered{Version: f.version, Side: k.side.ID, Answer: c.Answer, Conditions: c.Conditions, Reason: c.Reason, Late: f.sent.DecideDue.Known() && q.now > f.sent.DecideDue}
	out := one(fact, q.between(f, k), q.now, record.To(f.no))
	if s, settled := f.settle(fact); settled {
		out = append(out, q.settled(f, s, q.now)...)
	}
	return out, nil
}

// settled is the fact of what came of a flight, for all who know of it. The sides that know are told.
func (q *question) settled(f *flight, s FlightSettled, at record.Moment) []record.Draft {
	s.Version, s.CallSign, s.Flight = f.version, f.form.CallSign, f.no
	s.Told = record.Audiences(q.sides(f)...)
	return one(s, q.known(f), at, record.To(f.no))
}

func (q *question) conditions(side string, c Answer) {
	q.atMost("conditions", len(c.Conditions))
	if (c.Answer == yesWith) != (len(c.Conditions) > 0) {
		q.Say("conditions", "conditions belong to %s, and it needs at least one", yesWith)
	}
	for i := range c.Conditions {
		k := &c.Conditions[i]
		field := fmt.Sprintf("conditions[%d]", i)
		q.Text(field+".text", k.Text)
		if k.By != "" && k.By != side {
			q.Say(field+".by", "you set conditions for %s; leave by out", side)
		}
		k.By = side
		if w := k.Within; w != nil && (w.Southwest.Lat >= w.Northeast.Lat || w.Southwest.Lon >= w.Northeast.Lon) {
			q.Say(field+".within", "the southwest corner does not lie southwest of the northeast one; mend them")
		}
	}
}

// settle says what has come of a request when a side answers.
func (f *flight) settle(last FlightAnswered) (FlightSettled, bool) {
	if f.sent.Mode != byApproval {
		return FlightSettled{}, false // an objection to what is only told is written down, and stops nothing
	}
	s := FlightSettled{By: []string{last.Side}}
	if last.Answer == no {
		s.Outcome, s.Cause, s.Reason = refused, refusedBy, last.Reason
		return s, true
	}
	if slices.ContainsFunc(f.open(), func(id string) bool { return id != last.Side }) {
		return s, false
	}
	return f.agreed(allAgreed, &last), true
}

// agreed is the approval, with every side's conditions.
func (f *flight) agreed(cause string, last *FlightAnswered) FlightSettled {
	s := FlightSettled{Outcome: approved, Cause: cause}
	for _, side := range f.sent.Sides {
		answer := f.cells[side.ID].answer
		if last != nil && last.Side == side.ID {
			answer = last
		}
		if answer == nil {
			continue
		}
		s.By = append(s.By, side.ID)
		s.Conditions = append(s.Conditions, answer.Conditions...)
	}
	if len(s.Conditions) > 0 {
		s.Outcome = approvedWith
	}
	return s
}

// lapse records that a side let a deadline pass. When the time for deciding is over, silence is no consent, unless the
// agreement's class says that it is.
func (q *question) lapse(c Lapse) ([]record.Draft, error) {
	if q.who.Member != desk.System().Member || q.who.Known != record.BySystem {
		return nil, desk.Refuse(desk.NotAllowed, "the program does this by itself, when the deadline has passed")
	}
	f := q.flights[c.Flight]
	if f == nil {
		return nil, noFlight(c.Flight)
	}
	i := slices.IndexFunc(f.dues(), func(d due) bool {
		return d.version == c.Version && d.side.ID == c.Side && d.what == c.What && d.at <= q.now
	})
	if i < 0 {
		return nil, desk.Refuse(desk.Conflict, "nothing of the kind is due on flight %d", c.Flight)
	}
	d := f.dues()[i]
	about := []record.Ref{record.To(f.no)}
	fact := FlightOverdue{Version: d.version, Side: d.side.ID, Kind: d.side.Kind, What: d.what, Due: d.at}
	out := []record.Draft{{Fact: fact, Audience: q.withMission(d.side.audience()), Happened: d.at, Refs: about}}
	if d.what != owesAnswer || slices.ContainsFunc(f.dues(), func(o due) bool { return o.what == owesAnswer && o.side != d.side }) {
		return out, nil // the last one that is silent ends it
	}
	s := FlightSettled{Outcome: expired, Cause: noReply, By: f.open()}
	if f.sent.SilenceConsents {
		s = f.agreed(silenceConsents, nil)
	}
	return append(out, q.settled(f, s, d.at)...), nil
}

func (q *question) cancel(c Cancel) ([]record.Draft, error) {
	f, err := q.flight(c.Flight)
	if err != nil {
		return nil, err
	}
	q.Text("reason", c.Reason)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	if slices.Contains(over, f.state) || f.state == active {
		return nil, desk.Refuse(desk.Conflict, "flight %d is %s and cannot be taken back", f.no, f.state)
	}
	return q.settled(f, FlightSettled{Outcome: cancelled, Cause: takenBack, Reason: c.Reason}, q.now), nil
}

func (q *question) depart(c Depart) ([]record.Draft, error) {
	f, err := q.flight(c.Flight)
	if err != nil {
		return nil, err
	}
	fact := FlightDeparted{At: q.past("at", c.At), Place: c.Place}
	q.Words("place", c.Place, desk.LongestLine)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	if !f.granted() || slices.Contains(over, f.state) || f.state == active {
		return nil, desk.Refuse(desk.Conflict, "flight %d is %s; only one that may fly can depart", f.no, f.state)
	}
	return one(fact, q.known(f), fact.At, record.To(f.no)), nil
}

func (q *question) end(c End) ([]record.Draft, error) {
	f, err := q.flight(c.Flight)
	if err != nil {
		return nil, err
	}
	q.code("outcome", c.Outcome, []string{completed, diverted, violated})
	fact := FlightEnded{Outcome: c.Outcome, At: q.past("at", c.At), Place: c.Place, Reason: c.Reason, Event: c.Event}
	q.Words("place", c.Place, desk.LongestLine)
	q.Words("reason", c.Reason, desk.LongestText)
	switch c.Outcome {
	case diverted:
		q.Text("reason", c.Reason)
	case violated:
		q.Text("reason", c.Reason)
		if q.who.Kind != "mission" || q.events[c.Event] == nil || q.events[c.Event].withdrawn {
			q.Say("event", "that a flight violated what was agreed is said by the mission, with the event that shows it")
		}
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	if f.state != active && !(c.Outcome == violated && f.state == completed) {
		return nil, desk.Refuse(desk.Conflict, "flight %d is %s; record its departure first", f.no, f.state)
	}
	audience := q.known(f)
	if c.Outcome == violated {
		audience = q.withMission() // what is found is served on the side by its case
	}
	return one(fact, audience, fact.At, record.To(f.no)), nil
}
