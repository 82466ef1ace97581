package observe

import (
	"fmt"
	"time"

	"truce.example/desk"
	"truce.example/record"
)

// Clocks of a patrol.
const (
	maxIntervalMinutes = 24 * 60
	usualAlarmMinutes  = 90 // without an agreement and without an interval
	reportWithin       = record.Moment(2 * time.Hour / time.Millisecond)
	minute             = record.Moment(time.Minute / time.Millisecond)
)

// A patrol is where a patrol stands and when its silence becomes an alarm.
type patrol struct {
	team        string
	state       patrolState
	alarm       record.Moment // length of silence that raises the alarm
	lastContact record.Moment
	missed      record.Moment // deadline already recorded as missed
	historic    bool          // loaded as history: no clock runs
}

type patrolState int

const (
	planned patrolState = iota
	departed
	returned
	reported
)

func (s patrolState) String() string {
	return [...]string{"planned", "departed", "returned", "reported"}[s]
}

// deadline is the moment at which the patrol's silence becomes an alarm, or zero if no clock runs.
func (p *patrol) deadline() record.Moment {
	if p.historic {
		return 0
	}
	due := p.lastContact + p.alarm
	if due == p.missed {
		return 0
	}
	return due
}

func (s *state) applyPatrol(e record.Entry) {
	switch f := e.Fact.(type) {
	case *PatrolPlanned:
		s.patrols[e.Number] = &patrol{team: f.Team, alarm: record.Moment(f.AlarmMinutes) * minute, historic: f.Historic}
	case *PatrolDeparted:
		s.heard(f.Patrol, f.At, departed)
	case *PatrolCheckedIn:
		s.heard(f.Patrol, f.At, departed)
	case *PatrolReturned:
		s.heard(f.Patrol, f.At, returned)
	case *PatrolReported:
		s.heard(f.Patrol, 0, reported)
	case *ContactMissed:
		if p, ok := s.patrols[f.Patrol]; ok {
			p.missed = f.Deadline
		}
	}
}

// heard notes a sign of life. One that comes late, after a younger one, does not set the clock back.
func (s *state) heard(number int64, at record.Moment, now patrolState) {
	p, ok := s.patrols[number]
	if !ok {
		return
	}
	p.lastContact = max(p.lastContact, at)
	p.state = max(p.state, now)
	if p.state == departed {
		s.underway[number] = p
	} else {
		delete(s.underway, number)
	}
}

// Next is when the first patrol's silence becomes an alarm.
func (s *state) Next() time.Time {
	var first record.Moment
	for _, p := range s.underway {
		if d := p.deadline(); d.Known() && (first == 0 || d < first) {
			first = d
		}
	}
	return first.Time()
}

// Due answers with the alarms whose moment has come. The command's id names the silence, so that one silence is
// recorded once however often it is asked for.
func (s *state) Due(at time.Time) []desk.Command {
	now := record.At(at)
	var due []desk.Command
	for number, p := range s.underway {
		if d := p.deadline(); d.Known() && d <= now {
			due = append(due, desk.Command{
				Desk: "observe", ID: fmt.Sprintf("contact-missed/%d/%d", number, d),
				Do: &MissContact{Patrol: number, Deadline: d},
			})
		}
	}
	return due
}

func (s *state) decidePatrol(now record.Moment, who desk.Who, do any) ([]record.Draft, error) {
	if err := missionOnly(who, "patrols are the mission's; ask the duty officer"); err != nil {
		return nil, err
	}
	x, terms := s.examine(now, who, now)
	switch c := do.(type) {
	case *PlanPatrol:
		limit := int64(usualAlarmMinutes)
		if terms != nil && terms.Agreement().Deadlines.MissedContact > 0 {
			limit = int64(terms.Agreement().Deadlines.MissedContact)
		}
		return s.plan(x, *c, limit)
	case *Depart:
		return s.depart(x, *c)
	case *CheckIn:
		return s.checkIn(x, *c)
	case *Return:
		return s.comeBack(x, *c)
	case *ReportPatrol:
		return s.reportPatrol(x, *c)
	case *MissContact:
		return s.missContact(x, *c)
	case *RaiseSOS:
		return s.raiseSOS(x, *c)
	case *CloseSOS:
		return s.closeSOS(x, *c)
	case *MeasureCrater:
		return s.measureCrater(x, *c)
	}
	return nil, desk.Refuse(desk.Invalid, "the desk observe does not know commands of the type %T", do)
}

// plan announces a patrol. The limit is the agreement's: the silence, in minutes, that raises the alarm if the plan
// names no interval.
func (s *state) plan(x *exam, c PlanPatrol, limit int64) ([]record.Draft, error) {
	fact := PatrolPlanned{
		Team: x.line("team", c.Team), Mode: c.Mode, Members: x.crew(c.Members), Vehicles: x.lines("vehicles", c.Vehicles), Route: x.route(c.Route),
		Departure: c.Departure, Return: c.Return, Purpose: x.text("purpose", c.Purpose),
		IntervalMinutes: c.IntervalMinutes, AlarmMinutes: limit, MedicalPlan: x.text("medical_plan", c.MedicalPlan),
		Notified: x.lines("notified", c.Notified), Weather: x.line("weather", c.Weather), Escort: x.line("escort", c.Escort),
		Historic: x.who.Known == record.ByImport, Carried: s.carried(x, c.Carried),
	}
	x.need("team", fact.Team)
	x.need("purpose", fact.Purpose)
	x.need("medical_plan", fact.MedicalPlan)
	x.code("mode", c.Mode, patrolModes)
	x.known("departure", c.Departure)
	x.known("return", c.Return)
	if c.Return < c.Departure {
		x.say("return", "return (%s) is before departure (%s); exchange them or mend one", c.Return, c.Departure)
	}
	x.number("contact_interval_minutes", c.IntervalMinutes, 0, maxIntervalMinutes)
	if c.IntervalMinutes > 0 {
		fact.AlarmMinutes = c.IntervalMinutes * 3 / 2
	}
	if err := x.refusal(); err != nil {
		return nil, err
	}
	return []record.Draft{{Fact: fact, Audience: record.Mission, Happened: c.Departure}}, nil
}

func (x *exam) crew(members []Crew) []Crew {
	x.atMost("members", len(members))
	if len(members) == 0 {
		x.say("members", "members is required; give the code of each person")
	}
	var crew []Crew
	for i, m := range members {
		field := fmt.Sprintf("members[%d]", i)
		x.need(field+".code", m.Code)
		crew = append(crew, Crew{
			Code: x.line(field+".code", m.Code), Nationality: x.line(field+".nationality", m.Nationality), Party: x.line(field+".party", m.Party),
		})
	}
	return crew
}

func (x *exam) route(stops []Stop) []Stop {
	x.atMost("route", len(stops))
	if len(stops) == 0 {
		x.say("route", "route is required; give at least the place to go to")
	}
	var route []Stop
	for i, stop := range stops {
		field := fmt.Sprintf("route[%d]", i)
		x.need(field+".place_name", stop.PlaceName)
		if stop.Place != nil {
			x.point(field+".place", *stop.Place, false)
		}
		route = append(route, Stop{PlaceName: x.line(field+".place_name", stop.PlaceName), Place: stop.Place, Arrival: stop.Arrival})
	}
	return route
}

// patrolIn finds a patrol that stands where the command needs it.
func (s *state) patrolIn(number int64, wanted patrolState, otherwise string) (*patrol, error) {
	p, ok := s.patrols[number]
	if !ok {
		return nil, desk.Refuse(desk.NotFound, "there is no patrol with the number %d; look it up in the list of patrols", number)
	}
	if p.state < wanted {
		return nil, desk.Refuse(desk.TooEarly, "patrol %d is %s; %s", number, p.state, otherwise)
	}
	if p.state > wanted {
		return nil, desk.Refuse(desk.Conflict, "patrol %d is %s already; %s", number, p.state, otherwise)
	}
	return p, nil
}

func (s *state) depart(x *exam, c Depart) ([]record.Draft, error) {
	if _, err := s.patrolIn(c.Patrol, planned, "only a planned patrol departs"); err != nil {
		return nil, err
	}
	fact := PatrolDeparted{Patrol: c.Patrol, At: x.moment("at", c.At), Text: x.text("text", c.Text), Carried: s.carried(x, c.Carried)}
	return x.aboutPatrol(c.Patrol, fact.At, fact)
}

func (s *state) checkIn(x *exam, c CheckIn) ([]record.Draft, error) {
	// One that was written under way and comes after the return is late, and not wrong.
	if p, ok := s.patrols[c.Patrol]; !ok || p.state < departed || !c.At.Known() || c.At > p.lastContact || c.Written == nil {
		if _, err := s.patrolIn(c.Patrol, departed, "only a patrol under way checks in"); err != nil {
			return nil, err
		}
	}
	fact := PatrolCheckedIn{
		Patrol: c.Patrol, At: x.moment("at", c.At), Means: c.Means, State: c.State,
		PlaceName: x.line("place_name", c.PlaceName), Place: c.Place, Text: x.text("text", c.Text), Carried: s.carried(x, c.Carried),
	}
	x.code("state", c.State, checkInStates)
	x.optionalCode("means", c.Means, checkInMeans)
	if c.Place != nil {
		x.point("place", *c.Place, false)
	}
	return x.aboutPatrol(c.Patrol, fact.At, fact)
}

func (s *state) comeBack(x *exam, c Return) ([]record.Draft, error) {
	p, err := s.patrolIn(c.Patrol, departed, "only a patrol under way returns")
	if err != nil {
		return nil, err
	}
	at := x.moment("at", c.At)
	if at < p.lastContact {
		x.say("at", "the patrol was heard of at %s, after %s; mend the time", p.lastContact, at)
	}
	fact := PatrolReturned{Patrol: c.Patrol, At: at, ReportDue: at + reportWithin, Text: x.text("text", c.Text), Carried: s.carried(x, c.Carried)}
	return x.aboutPatrol(c.Patrol, at, fact)
}

func (s *state) reportPatrol(x *exam, c ReportPatrol) ([]record.Draft, error) {
	if _, err := s.patrolIn(c.Patrol, returned, "the report is filed once, after the return"); err != nil {
		return nil, err
	}
	fact := PatrolReported{
		Patrol: c.Patrol, Visits: x.visits(c.Visits), Incidents: c.Incidents, Restrictions: c.Restrictions, PersonsMet: x.lines("persons_met", c.PersonsMet),
		VehicleState: x.line("vehicle_state", c.VehicleState), CommsState: x.line("comms_state", c.CommsState),
		Mood: x.text("mood", c.Mood), Next: x.text("next", c.Next), Text: x.text("text", c.Text), Carried: s.carried(x, c.Carried),
	}
	x.need("vehicle_state", fact.VehicleState)
	x.need("comms_state", fact.CommsState)
	x.entries("incidents", c.Incidents, s.entries)
	x.entries("restrictions", c.Restrictions, s.entries)
	return x.aboutPatrol(c.Patrol, x.at, fact)
}

func (x *exam) visits(visits []Visit) []Visit {
	x.atMost("visits", len(visits))
	var clean []Visit
	for i, v := range visits {
		field := fmt.Sprintf("visits[%d]", i)
		x.need(field+".place_name", v.PlaceName)
		x.known(field+".arrived", v.Arrived)
		x.interval(field+".arrived", field+".left", v.Arrived, v.Left)
		if v.Place != nil {
			x.point(field+".place", *v.Place, false)
		}
		v.PlaceName, v.Text = x.line(field+".place_name", v.PlaceName), x.text(field+".text", v.Text)
		clean = append(clean, v)
	}
	return clean
}

// missContact records that a patrol is silent. Only the program says so, and only while it is still true.
func (s *state) missContact(x *exam, c MissContact) ([]record.Draft, error) {
	if x.who.Known != record.BySystem {
		return nil, desk.Refuse(desk.NotAllowed, "missed contacts are recorded by the program; raise an SOS if people are in danger")
	}
	p, ok := s.underway[c.Patrol]
	if !ok || p.deadline() != c.Deadline || c.Deadline > x.at {
		return nil, desk.Refuse(desk.Conflict, "patrol %d was heard of in the meantime", c.Patrol)
	}
	fact := ContactMissed{Patrol: c.Patrol, Team: p.team, LastContact: p.lastContact, Deadline: c.Deadline}
	return x.aboutPatrol(c.Patrol, c.Deadline, fact)
}

func (x *exam) aboutPatrol(patrol int64, at record.Moment, fact any) ([]record.Draft, error) {
	if err := x.refusal(); err != nil {
		return nil, err
	}
	return []record.Draft{about(patrol, record.Mission, at, fact)}, nil
}

// raiseSOS takes a call for help. It asks for as little as possible: a call is not refused for a missing place.
func (s *state) raiseSOS(x *exam, c RaiseSOS) ([]record.Draft, error) {
	fact := SOSRaised{
		Patrol: c.Patrol, Team: x.line("team", c.Team), At: x.moment("at", c.At), Danger: c.Danger,
		PlaceName: x.line("place_name", c.PlaceName), Place: c.Place, Need: x.text("need", c.Need), Text: x.text("text", c.Text),
		Carried: s.carried(x, c.Carried),
	}
	x.need("team", fact.Team)
	x.code("danger", c.Danger, dangers)
	s.patrolExists(x, c.Patrol)
	if err := x.refusal(); err != nil {
		return nil, err
	}
	draft := record.Draft{Fact: fact, Audience: record.Mission, Happened: fact.At}
	if c.Patrol != nil {
		draft.Refs = refs([]int64{*c.Patrol})
	}
	return []record.Draft{draft}, nil
}

func (s *state) closeSOS(x *exam, c CloseSOS) ([]record.Draft, error) {
	if !s.sos[c.SOS] {
		return nil, desk.Refuse(desk.NotFound, "there is no open SOS with the number %d; look it up in the list of patrols", c.SOS)
	}
	fact := SOSClosed{SOS: c.SOS, At: x.moment("at", c.At), Outcome: c.Outcome, Text: x.text("text", c.Text)}
	x.code("outcome", c.Outcome, sosOutcomes)
	x.need("text", fact.Text)
	if err := x.refusal(); err != nil {
		return nil, err
	}
	return []record.Draft{about(c.SOS, record.Mission, fact.At, fact)}, nil
}
