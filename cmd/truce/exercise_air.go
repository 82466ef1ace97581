package main

import (
	"fmt"
	"time"

	"truce.example/agreement"
	"truce.example/desk/air"
	"truce.example/exercise"
	"truce.example/geo"
	"truce.example/record"
)

// The air of the exercise: twelve requests to fly, each played to the result that its authors wrote down, and the tracks of
// two sensors. Tracks that a row of the ledger speaks of are that report's evidence.

// airDesk is who keeps the airspace desk.
const airDesk = "sextant"

// liaisons are who answers for the sides that are asked.
var liaisons = map[string]string{"A": "olive", "B": "almond", "G1": "harbour", "G2": "birch", "G3": "wadi"}

// flights puts the requests and the tracks on the agenda.
func (p *player) flights() error {
	flights, err := exercise.Flights()
	if err != nil {
		return err
	}
	for _, f := range flights {
		p.later(instant(f.Asked), func() error { return p.request(f) })
	}
	tracks, err := exercise.Tracks()
	if err != nil {
		return err
	}
	p.tracks = tracks
	for _, t := range tracks {
		if t.Report == "" {
			last := t.Points[len(t.Points)-1]
			p.later(instant(last.At).Add(10*time.Minute), func() error { return p.take(t, 0) })
		}
	}
	return nil
}

func instant(i agreement.Instant) time.Time { return time.UnixMilli(int64(i)).UTC() }

// airSays does a command of the air desk at its hour.
func (p *player) airSays(at time.Time, member string, do any) {
	p.later(at, func() error {
		_, err := p.tell(member, "air", do)
		return err
	})
}

// request hands in a request, and puts on the agenda what becomes of it.
func (p *player) request(f exercise.Flight) error {
	who := airDesk
	if f.Side != "" {
		who = liaisons[f.Side]
	}
	receipts, err := p.tell(who, "air", &air.Request{Form: formOf(f)})
	if err != nil {
		return fmt.Errorf("flight %s: %w", f.ID, err)
	}
	no, asked := receipts[0].Entry, instant(f.Asked)
	in := func(d time.Duration) time.Time { return asked.Add(d) }
	told := (f.Purpose == "MEDEVAC" || f.Purpose == "SAR") && !f.Ask
	switch f.ID {
	case "F-05": // refused in the same breath: no clause exempts it
		return nil
	case "F-10":
		p.airSays(in(time.Hour), who, &air.Cancel{Flight: no, Reason: "EXERCISE: the cargo did not arrive"})
		return nil
	}
	if !told {
		p.airSays(in(10*time.Minute), airDesk, &air.Check{Flight: no, Outcome: "send"})
	}
	if f.ID == "F-07" { // nobody replies
		return nil
	}
	for _, side := range []string{"A", "B", "G1", "G2", "G3"} {
		if side != f.Side {
			p.reply(f, no, side, asked.Add(30*time.Minute), told)
		}
	}
	p.airSays(instant(f.From).Add(flightLate(f)), who, &air.Depart{Flight: no, Place: f.Departure})
	p.airSays(instant(f.From).Add(flightLate(f)+30*time.Minute), who, &air.End{Flight: no, Outcome: "completed", Place: f.Destination})
	return nil
}

// flightLate is how long after the beginning of its window a flight departs.
func flightLate(f exercise.Flight) time.Duration {
	if f.ID == "F-11" {
		return 22 * time.Minute
	}
	return 10 * time.Minute
}

// reply plays one side's part. Who is only told acknowledges; who is asked answers, which says that it has the request too.
func (p *player) reply(f exercise.Flight, no int64, side string, at time.Time, told bool) {
	member := liaisons[side]
	answer := &air.Answer{Flight: no, Answer: "approve"}
	switch {
	case f.ID == "F-04" && side == "G2": // it acknowledges late
		at = at.Add(3 * time.Hour)
		p.airSays(at, member, &air.Acknowledge{Flight: no})
	case f.ID == "F-03" && side == "A":
		answer.Answer = "approve_with_conditions"
		answer.Conditions = []air.Condition{{Text: "EXERCISE: inside the area not west of 36.30 E", Within: &air.Limits{
			Southwest: geo.Point{Lat: 310_000_000, Lon: 363_000_000}, Northeast: geo.Point{Lat: 340_000_000, Lon: 380_000_000},
		}}}
	case f.ID == "F-08" && side == "G1":
		answer = &air.Answer{Flight: no, Answer: "object", Reason: "EXERCISE: the aircraft is a military one"}
	case told:
		p.airSays(at, member, &air.Acknowledge{Flight: no})
		return
	}
	p.airSays(at, member, answer)
}

func formOf(f exercise.Flight) air.Form {
	form := air.Form{
		Operator: f.Operator, Aircraft: f.Aircraft, CallSign: f.CallSign, Address: f.Address, Purpose: f.Purpose, Departure: f.Departure, Destination: f.Destination,
		Low: f.Low, High: f.High, From: record.Moment(f.From), To: record.Moment(f.To), Ask: f.Ask, Text: "EXERCISE " + f.ID,
	}
	for _, point := range f.Route {
		form.Route = append(form.Route, air.Leg{Point: point})
	}
	return form
}

// tracksOf takes in the tracks of which a row of the ledger speaks, and writes down what was done about them.
func (p *player) tracksOf(row exercise.Row, report int64) {
	for i, t := range p.tracks {
		if t.Report == row.ID {
			p.later(p.clock.now().Add(time.Duration(10+i)*time.Minute), func() error { return p.take(t, report) })
		}
	}
}

// stepOfTrack is how often a sensor of the exercise gives a position.
const stepOfTrack = 30_000

// take gives a track to the desk.
func (p *player) take(t exercise.Track, report int64) error {
	do := &air.TakeTrack{Source: t.Source, Kind: t.Kind, Aircraft: t.Aircraft, Fixes: fixesOf(t), Report: report}
	receipts, err := p.tell(airDesk, "air", do)
	if err != nil {
		return fmt.Errorf("track %s: %w", t.ID, err)
	}
	if report == 0 {
		return nil
	}
	for _, step := range []air.Warn{
		{Step: "observed", Text: "EXERCISE: " + t.Source + " shows a track"},
		{Step: "radio_call", To: "121.5 MHz", Text: "EXERCISE: called; no answer"},
		{Step: "liaison_call", To: "both sides", Text: "EXERCISE: both liaison officers were asked"},
	} {
		step.Event = receipts[1].Entry
		if _, err := p.tell(airDesk, "air", &step); err != nil {
			return err
		}
	}
	return nil
}

// fixesOf is a track as its sensor gives it, every half minute.
func fixesOf(t exercise.Track) []air.Fix {
	var out []air.Fix
	for i := 1; i < len(t.Points); i++ {
		a, b := t.Points[i-1], t.Points[i]
		whole := int64(b.At - a.At)
		for ms := int64(0); ms < whole || i == len(t.Points)-1 && ms == whole; ms += stepOfTrack {
			at := func(from, to int32) int32 { return from + int32((int64(to)-int64(from))*ms/whole) }
			f := air.Fix{Ms: int64(a.At) + ms, Place: &geo.Point{Lat: at(a.Point.Lat, b.Point.Lat), Lon: at(a.Point.Lon, b.Point.Lon)}, Call: t.Call, DoubtCm: 200_00}
			if h := a.Height; h != nil {
				cm := h.Ft * 3048 / 100
				if h.Datum == "FL" {
					f.PressureCm = &cm
				} else {
					f.GeometricCm, f.AMSL = &cm, true
				}
			}
			out = append(out, f)
		}
	}
	return out
}
