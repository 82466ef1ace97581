package aid

import (
	"fmt"

	"truce.example/desk"
	"truce.example/desk/aid/conflict"
	"truce.example/geo"
	"truce.example/record"
)

// Bounds of a way.
const (
	maxStops     = 200
	maxCorridorM = 5_000
	maxWayCm     = 300_000_000 // 3,000 km
	maxJourney   = 31 * day
)

// way checks where a convoy drives.
func (q *question) way(p *Plan) {
	w := p.Way
	if w == nil {
		return
	}
	if len(w.Stops) < 2 || len(w.Stops) > maxStops {
		q.Say("plan.way.stops", "a way has %d stops; give from 2 to %d, the first where it begins", len(w.Stops), maxStops)
		return
	}
	length := int64(0)
	for i, s := range w.Stops {
		at := fmt.Sprintf("plan.way.stops[%d]", i)
		q.Words(at+".name", s.Name, desk.LongestLine)
		q.between(at+".stay_minutes", s.StayMinutes, 0, 7*24*60)
		q.between(at+".radius_m", s.RadiusM, 0, 10_000)
		if s.Place.Lat == 0 && s.Place.Lon == 0 {
			q.Say(at+".place", "0, 0 lies in the sea; give the place")
		}
		if i > 0 {
			length += geo.DistanceCm(w.Stops[i-1].Place, s.Place)
			if over := int64(s.Place.Lon) - int64(w.Stops[i-1].Place.Lon); over > 1_800_000_000 || over < -1_800_000_000 {
				q.Say(at+".place", "a leg across the 180th meridian cannot be compared; end it there")
			}
		}
	}
	if length > maxWayCm {
		q.Say("plan.way.stops", "the way is %d km long; it may have 3000, draw it in parts", length/100_000)
	}
	if p.Arrives-p.Departs > maxJourney {
		q.Say("plan.arrives", "a convoy with a way is at most 31 days on it; plan it in parts")
	}
	q.between("plan.way.corridor_m", w.CorridorM, 10, maxCorridorM)
	q.between("plan.way.speed_kmh", w.SpeedKmh, 0, 130)
	q.between("plan.way.slack_minutes", w.SlackMinutes, 0, 24*60)
	q.between("plan.way.halt_minutes", w.HaltMinutes, 0, 24*60)
	q.between("plan.way.silent_minutes", w.SilentMin, 0, 24*60)
	if (w.GroundLowM == nil) != (w.GroundHighM == nil) {
		q.Say("plan.way.ground_low_m", "give the lowest and the highest land on the way, or neither")
	} else if w.GroundLowM != nil && (*w.GroundLowM < -430 || *w.GroundLowM > *w.GroundHighM || *w.GroundHighM > 8_849) {
		q.Say("plan.way.ground_low_m", "the land lies between -430 and 8849 metres above the sea, the lowest below the highest")
	}
}

// plans is what others announced, and what the convoys of this desk are to do.
type plans struct {
	convoys   *conflict.Index // those of this desk, apart: an announcement is held against them alone
	others    *conflict.Index
	things    map[int64]thing // by the entry of the first announcement
	roots     map[int64]int64 // the entry of a later announcement -> that of the first
	unchecked []unchecked     // requests and announcements that wait to be checked, in order
}

type unchecked struct {
	entry    int64
	recorded record.Moment
	root     int64 // of what was announced
	convoy   int64 // or the convoy that was requested
}

func newPlans() plans {
	return plans{convoys: conflict.New(), others: conflict.New(), things: map[int64]thing{}, roots: map[int64]int64{}}
}

func (p *plans) put(t thing) {
	p.things[t.ID] = t
	if t.What == "convoy" {
		p.convoys.Add(t.Plan)
		return
	}
	p.others.Add(t.Plan)
}

func (p *plans) drop(root int64) {
	delete(p.things, root)
	p.convoys.Remove(root)
	p.others.Remove(root)
}

// root is the entry under which something was first announced.
func (p *plans) root(e record.Entry, said desk.Plan) int64 {
	before := said.Supersedes
	if said.Again {
		before, _ = e.RefEntry(0)
	}
	if before == 0 {
		return e.Number
	}
	if first, ok := p.roots[before]; ok {
		before = first
	}
	p.roots[e.Number] = before
	return before
}

// hearPlan takes up what another desk announces. What only repeats it is not checked again, and imported history starts nothing.
func (s *state) hearPlan(e record.Entry, t desk.TellsPlan) {
	said, ok := t.Plan()
	if !ok {
		return
	}
	root := s.plans.root(e, said)
	if said.Over {
		s.plans.drop(root)
		return
	}
	was, known := s.plans.things[root]
	now := announced(root, e.Number, said)
	s.plans.put(now)
	if (!known || !samePlan(was.Plan, now.Plan)) && e.Author.Known != record.ByImport {
		s.plans.unchecked = append(s.plans.unchecked, unchecked{entry: e.Number, recorded: e.Recorded, root: root})
	}
}

func samePlan(a, b conflict.Plan) bool {
	if len(a.Legs) != len(b.Legs) || a.RadiusM != b.RadiusM || a.DoubtM != b.DoubtM || a.SlackMs != b.SlackMs || !sameLevel(a.Low, b.Low) || !sameLevel(a.High, b.High) {
		return false
	}
	for i := range a.Legs {
		if a.Legs[i] != b.Legs[i] {
			return false
		}
	}
	return true
}

func sameLevel(a, b *conflict.Level) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

// drive keeps a convoy among the plans for as long as it is to drive.
func (s *state) drive(k *Convoy, e record.Entry) {
	if k.Plan.Way == nil {
		if _, asked := e.Fact.(*Requested); asked && e.Author.Known != record.ByImport {
			s.plans.unchecked = append(s.plans.unchecked, unchecked{entry: e.Number, recorded: e.Recorded, convoy: k.Convoy})
		}
		return
	}
	switch e.Fact.(type) {
	case *Planned:
		s.plans.put(convoyThing(k.Convoy, k.Plan))
	case *Requested:
		if e.Author.Known != record.ByImport {
			s.plans.unchecked = append(s.plans.unchecked, unchecked{entry: e.Number, recorded: e.Recorded, convoy: k.Convoy})
		}
	case *Delivered, *Closed:
		s.plans.drop(k.Convoy)
	}
}

// Check records what requests and announcements meet. It records one fact for each, for the same readers, whatever is found: from
// outside each looks the same. Nobody is told, for the same reason; the desk reads it beside the convoy.
func (q *question) check(c Check) ([]record.Draft, error) {
	if !q.isProgram() {
		return nil, desk.Refuse(desk.NotAllowed, "the program checks by itself")
	}
	waiting := map[int64]unchecked{}
	for _, u := range q.plans.unchecked {
		waiting[u.entry] = u
	}
	var out []record.Draft
	for _, entry := range c.Of {
		u, ok := waiting[entry]
		if !ok {
			return nil, desk.Refuse(desk.Conflict, "entry %d waits for no check", entry)
		}
		f := Checked{Of: entry, Convoy: u.convoy}
		if u.convoy != 0 {
			q.checkConvoy(&f, q.convoys[u.convoy])
		} else {
			q.checkAnnounced(&f, u.root)
		}
		out = append(out, q.fact(f, named, entry))
	}
	return out, nil
}

func (q *question) checkConvoy(f *Checked, k *Convoy) {
	if k.Plan.Way == nil {
		f.NoWay = true
		return
	}
	law := agreed(q.terms)
	asked := k.Plan.drives(k.Convoy)
	things := law
	for _, m := range append(q.plans.convoys.Meet(asked), q.plans.others.Meet(asked)...) {
		things = append(things, q.plans.things[m.ID])
	}
	f.Against = int64(len(law) + q.plans.convoys.Len() + q.plans.others.Len() - 1)
	for _, c := range k.Plan.against(k.Convoy, things) {
		f.Found = append(f.Found, Meeting{k.Convoy, c})
	}
}

func (q *question) checkAnnounced(f *Checked, root int64) {
	now, ok := q.plans.things[root]
	if !ok {
		f.Expired = true
		return
	}
	f.Against = int64(q.plans.convoys.Len())
	for _, m := range q.plans.convoys.Meet(now.Plan) {
		k := q.convoys[m.ID]
		for _, c := range k.Plan.against(k.Convoy, []thing{now}) {
			f.Found = append(f.Found, Meeting{k.Convoy, c})
		}
	}
}
