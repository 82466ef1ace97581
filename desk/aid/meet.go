package aid

import (
	"fmt"
	"slices"
	"strings"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/aid/conflict"
	"truce.example/geo"
	"truce.example/record"
)

// What is planned, as package conflict compares it, and what is said of a meeting. The State asks it over all that is recorded,
// the doors over what their reader sees.

const (
	minuteMs     = int64(60_000)
	usualSlack   = 30             // minutes
	vehicleM     = 10             // height of what drives
	pieceCm      = 1_000_000      // of a leg
	unstatedM    = 2_000          // how far an operation possibly reaches that states no radius
	unstatedMs   = 120 * minuteMs // how long one possibly goes on that states no end
	meetSurely   = "meets"
	meetPossibly = "possible"
)

// legs are the pieces of a way with their hours. A leg that is longer than 10 km counts in pieces, so that a convoy is not taken to
// be everywhere on it for all its time.
func (p Plan) legs() []conflict.Leg {
	if p.Way == nil || len(p.Way.Stops) == 0 {
		return nil
	}
	stops := p.Way.Stops
	whole, stays := int64(0), int64(0)
	for i, s := range stops {
		if i > 0 {
			whole += geo.DistanceCm(stops[i-1].Place, s.Place)
		}
		stays += s.StayMinutes * minuteMs
	}
	driving := max(0, int64(p.Arrives-p.Departs)-stays)
	if p.Way.SpeedKmh > 0 {
		driving = whole * 36 / p.Way.SpeedKmh
	}
	var out []conflict.Leg
	gone, stayed := int64(0), int64(p.Departs)
	now := func() int64 { return stayed + driving*gone/max(1, whole) }
	for i, s := range stops {
		if i > 0 {
			a, length := stops[i-1].Place, geo.DistanceCm(stops[i-1].Place, s.Place)
			before, pieces := gone, length/pieceCm+1
			for n := range pieces {
				from := now()
				gone = before + length*(n+1)/pieces
				out = append(out, conflict.Leg{A: between(a, s.Place, n, pieces), B: between(a, s.Place, n+1, pieces), Part: i - 1, Span: conflict.Span{From: from, To: now()}})
			}
		}
		if s.StayMinutes > 0 || len(stops) == 1 {
			from := now()
			stayed += s.StayMinutes * minuteMs
			out = append(out, conflict.Leg{A: s.Place, B: s.Place, Part: max(0, i-1), Span: conflict.Span{From: from, To: now()}})
		}
	}
	return out
}

func between(a, b geo.Point, n, of int64) geo.Point {
	return geo.Point{Lat: a.Lat + int32((int64(b.Lat)-int64(a.Lat))*n/of), Lon: a.Lon + int32((int64(b.Lon)-int64(a.Lon))*n/of)}
}

// drives is a convoy as it is compared. Without a way it is nowhere.
func (p Plan) drives(no int64) conflict.Plan {
	out := conflict.Plan{ID: no, Legs: p.legs(), High: &conflict.Level{Metres: vehicleM}}
	if w := p.Way; w != nil {
		out.RadiusM, out.SlackMs = w.CorridorM, usualSlack*minuteMs
		if w.SlackMinutes > 0 {
			out.SlackMs = w.SlackMinutes * minuteMs
		}
		if w.GroundLowM != nil && w.GroundHighM != nil {
			out.Ground = &conflict.Ground{LowM: *w.GroundLowM, HighM: *w.GroundHighM}
		}
	}
	return out
}

// A thing is one plan with what is said of it.
type thing struct {
	conflict.Plan
	What  string
	Entry int64
	Name  string
	By    string
}

// box is around all legs of a thing; false for one without.
func (t thing) box() (geo.Box, bool) {
	var points []geo.Point
	for _, l := range t.Legs {
		points = append(points, l.A, l.B)
	}
	if len(points) == 0 {
		return geo.Box{}, false
	}
	b := geo.Box{South: points[0].Lat, North: points[0].Lat, West: points[0].Lon, East: points[0].Lon}
	for _, p := range points {
		b = geo.Box{South: min(b.South, p.Lat), North: max(b.North, p.Lat), West: min(b.West, p.Lon), East: max(b.East, p.Lon)}
	}
	return b, true
}

func convoyThing(no int64, p Plan) thing { return thing{p.drives(no), "convoy", no, p.Name, ""} }

// announced is what another desk announced. What it leaves open makes a meeting possible, and not sure.
func announced(root, entry int64, p desk.Plan) thing {
	out := conflict.Plan{ID: root, RadiusM: p.RadiusM, Low: level(p.Low), High: level(p.High)}
	if p.RadiusM == 0 {
		out.DoubtM = unstatedM
	}
	span := conflict.Span{From: int64(p.Start), To: int64(max(p.Start, p.End))}
	if p.End <= p.Start {
		out.SlackMs = unstatedMs
	}
	for i, at := range p.Places {
		l := conflict.Leg{A: at, B: at, Span: span, Part: i}
		if p.Way && i+1 < len(p.Places) {
			l.B = p.Places[i+1]
		}
		out.Legs = append(out.Legs, l)
	}
	out.Vague = p.What == "flight" && p.Low == nil && p.High == nil
	name := p.Name
	if name == "" {
		name = p.PlaceName
	}
	return thing{out, p.What, entry, name, p.By}
}

func level(l *desk.Level) *conflict.Level {
	if l == nil {
		return nil
	}
	from := conflict.AboveGround
	switch l.Datum {
	case "AMSL":
		from = conflict.AboveSea
	case "FL":
		from = conflict.ByPressure
	}
	return &conflict.Level{Metres: l.Metres, From: from}
}

// movementThing is a movement that was notified, by those who may know where it goes.
func movementThing(site int64, from, to record.Moment, p *Placed) thing {
	out := conflict.Plan{ID: site, RadiusM: p.FootprintM, High: &conflict.Level{Metres: vehicleM}}
	for i := 1; i < len(p.Route); i++ {
		out.Legs = append(out.Legs, conflict.Leg{A: p.Route[i-1], B: p.Route[i], Part: i - 1, Span: conflict.Span{From: int64(from), To: int64(to)}})
	}
	return thing{out, kindMovement, site, "", ""}
}

// passable are the kinds of zone that are no matter for what drives with aid.
var passable = []string{"deescalation", "nofly", "restricted_air", "humanitarian_corridor", "humanitarian_pause_area", "limitation", "withdrawal"}

// agreed are the zones and the windows of silence of an agreement that a convoy may have to keep out of. Whoever reads the
// agreement knows them. They have no number; their place in the list, below zero, stands for one.
func agreed(terms *agreement.Terms) []thing {
	if terms == nil {
		return nil
	}
	var out []thing
	add := func(t thing) { t.ID = int64(-1 - len(out)); out = append(out, t) }
	for _, z := range terms.Agreement().Zones {
		if slices.Contains(passable, z.Kind) {
			continue
		}
		p := conflict.Plan{Area: z.Geometry, Low: heightOf(z.Floor), High: heightOf(z.Ceiling), Over: conflict.Span{From: -1 << 60}}
		if z.ValidFrom != nil {
			p.Over.From = int64(*z.ValidFrom)
		}
		if z.ValidTo != nil {
			p.Over.To = int64(*z.ValidTo) - 1
		}
		if z.ToleranceM != nil {
			p.DoubtM = *z.ToleranceM
		}
		add(thing{p, "zone", 0, z.ID, z.ControllingParty})
	}
	for _, w := range terms.Windows() {
		add(thing{conflict.Plan{RadiusM: w.RadiusM, Legs: []conflict.Leg{{A: w.Centre, B: w.Centre, Span: conflict.Span{From: int64(w.From), To: int64(w.To) - 1}}}}, "window", 0, w.ID, ""})
	}
	return out
}

func heightOf(h *agreement.Height) *conflict.Level {
	if h == nil {
		return nil
	}
	return level(&desk.Level{Metres: h.Ft * 3048 / 10_000, Datum: h.Datum})
}

// meets says what a meeting of a convoy with something means.
func (p Plan) meets(m conflict.Meeting, with thing) Conflict {
	c := Conflict{
		What: with.What, Entry: with.Entry, Name: with.Name, By: with.By, Leg: int64(m.Part) + 1, DistanceM: m.DistanceCm / 100, ReachM: p.Way.CorridorM + with.RadiusM,
		Relation: meetPossibly, From: record.Moment(m.During.From), To: record.Moment(m.During.To),
	}
	if m.Sure {
		c.Relation = meetSurely
	}
	return c
}

// reason says in words what is met, where and when.
func (p Plan) reason(c Conflict) string {
	var b strings.Builder
	b.WriteString(map[string]string{
		"zone": "The zone", "window": "The window of silence", "operation": "The operation announced", "flight": "The flight", "convoy": "The convoy", "closure": "The closure", kindMovement: "A movement that was notified",
	}[c.What])
	switch {
	case c.What == "operation" && c.Name != "":
		b.WriteString(" at " + c.Name)
	case c.Name != "":
		b.WriteString(" " + c.Name)
	}
	if c.By != "" {
		b.WriteString(" of " + c.By)
	}
	if c.Relation == meetSurely {
		b.WriteString(" is met")
	} else {
		b.WriteString(" is possibly met")
	}
	if legs := int64(len(p.Way.Stops) - 1); legs > 0 && c.Leg >= 1 && c.Leg <= legs {
		fmt.Fprintf(&b, " on leg %d of %d", c.Leg, legs)
		if from, to := p.Way.Stops[c.Leg-1].Name, p.Way.Stops[c.Leg].Name; from != "" && to != "" {
			fmt.Fprintf(&b, " (%s to %s)", from, to)
		}
	}
	if c.From <= c.To {
		fmt.Fprintf(&b, ", between %s and %s", stamp(c.From), stamp(c.To))
	} else {
		fmt.Fprintf(&b, ", though only if the hours shift by %d minutes", int64(c.From-c.To)/minuteMs)
	}
	if c.DistanceM == 0 {
		b.WriteString("; they cross.")
	} else {
		fmt.Fprintf(&b, "; they are %d m apart, and reach %d m.", c.DistanceM, c.ReachM)
	}
	return b.String()
}

// against lists what a convoy meets among things, sure before possible, then by time.
func (p Plan) against(no int64, things []thing) []Conflict {
	asked := p.drives(no)
	by := map[int64]thing{}
	var met []conflict.Meeting
	for _, t := range things {
		by[t.ID] = t
		if m, ok := conflict.Between(&asked, &t.Plan); ok && t.ID != no {
			met = append(met, m)
		}
	}
	conflict.Sort(met)
	out := []Conflict{}
	for _, m := range met {
		out = append(out, p.meets(m, by[m.ID]))
	}
	return out
}
