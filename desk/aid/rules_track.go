package aid

import (
	"fmt"
	"slices"

	"truce.example/record"
)

// maxFixes is how many positions one command brings.
const maxFixes = 500

var fixSources = []string{"phone", "gpx", "cot"}

// ofTrack is who reads where a convoy is: the humanitarian desk and who planned it.
func ofTrack(owner string) record.Audience {
	return record.Audiences(record.ToRole("humanitarian_desk"), record.ToMember(owner))
}

// locate takes positions and notices what they mean. Positions that come late are kept and mean nothing for now.
func (q *question) locate(c Locate) ([]record.Draft, error) {
	k, err := q.kase(c.Convoy)
	if err != nil {
		return nil, err
	}
	if err := q.mission(); err != nil {
		return nil, err
	}
	if err := inState(k, "a position", onTheWay...); err != nil {
		return nil, err
	}
	q.code("source", c.Source, fixSources)
	if len(c.Fixes) == 0 || len(c.Fixes) > maxFixes {
		q.Say("fixes", "fixes has %d positions; send from 1 to %d", len(c.Fixes), maxFixes)
	}
	list := slices.Clone(c.Fixes)
	slices.SortStableFunc(list, func(a, b Fix) int { return int(max(-1, min(1, a.At-b.At))) })
	for i, x := range list {
		at := fmt.Sprintf("fixes[%d]", i)
		if !x.At.Known() || x.At < k.Departed-maxJourney {
			q.Say(at+".at", "at is required, and lies after the convoy left")
		}
		q.past(at+".at", x.At)
		q.between(at+".uncertainty_m", x.UncertaintyM, 0, 100_000)
		if x.Place.Lat == 0 && x.Place.Lon == 0 {
			q.Say(at+".place", "0, 0 lies in the sea; give the place")
		}
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	owner := q.planner[k.Convoy]
	f := Located{Convoy: k.Convoy, Source: c.Source, Fixes: list}
	var events []Noticed
	if w := k.Plan.Way; w != nil {
		f.Silent = max(list[len(list)-1].At, q.now) + orUsual(w.SilentMin, usualSilent)
		events = q.notice(k, list)
	}
	out := one(q.fact(f, ofTrack(owner), k.Convoy))
	for _, e := range events {
		e.Convoy, e.Name, e.Owner = k.Convoy, k.Plan.Name, owner
		d := q.fact(e, ofTrack(owner), k.Convoy)
		d.Happened = e.At
		out = append(out, d)
	}
	return out, nil
}

// notice goes through positions in order, on a copy of what is known of the track.
func (q *question) notice(k *Convoy, list []Fix) []Noticed {
	w, t := k.Plan.Way, newTrack()
	if was := q.tracks[k.Convoy]; was != nil {
		*t = *was
		t.reached = map[int64]bool{}
		for stop := range was.reached {
			t.reached[stop] = true
		}
	}
	var out []Noticed
	say := func(n Noticed) { t.note(n.What, n.Stop); out = append(out, n) }
	for _, x := range list {
		if x.At < k.Departed || !t.move(x) {
			continue
		}
		apart := w.apartCm(x.Place)
		switch {
		case !t.off && apart > (w.CorridorM+x.UncertaintyM)*100:
			say(Noticed{What: eventOffRoute, At: x.At, DistanceM: apart / 100})
		case t.off && apart <= w.CorridorM*100:
			say(Noticed{What: eventOnRoute, At: x.At, DistanceM: apart / 100})
		}
		stop := w.near(x)
		if stop != 0 && w.told(stop) && !t.reached[stop] {
			n := Noticed{What: eventReached, At: x.At, Stop: stop, StopName: w.Stops[stop-1].Name}
			t.reached[stop] = true
			n.Overdue, _ = k.Plan.nextDue(k.Departed, t.reached, 0)
			say(n)
		}
		allowed := orUsual(w.HaltMinutes, usualHalt)
		if stop != 0 {
			allowed += record.Moment(w.Stops[stop-1].StayMinutes * minuteMs)
		}
		switch stands := x.At - t.since.At; {
		case !t.halt && stands >= allowed && int(stop) != len(w.Stops):
			say(Noticed{What: eventHalted, At: x.At, Minutes: int64(stands) / minuteMs, Stop: stop})
		case t.halt && stands == 0:
			say(Noticed{What: eventMoving, At: x.At})
		}
	}
	return out
}

// overdue records that a convoy did not reach a stop in time, or has sent nothing for long.
func (q *question) overdue(c Lapse, k *Convoy) ([]record.Draft, error) {
	n := Noticed{Convoy: k.Convoy, Name: k.Plan.Name, What: c.What, At: c.Due, Owner: q.planner[k.Convoy]}
	if c.What == clockOverdue {
		reached := map[int64]bool{}
		if t := q.tracks[k.Convoy]; t != nil {
			reached = t.reached
		}
		_, n.Stop = k.Plan.nextDue(k.Departed, reached, c.Due-1)
		if n.Stop > 0 {
			n.StopName = k.Plan.Way.Stops[n.Stop-1].Name
		}
		n.Overdue, _ = k.Plan.nextDue(k.Departed, reached, c.Due)
	}
	return one(q.fact(n, ofTrack(n.Owner), k.Convoy)), nil
}
