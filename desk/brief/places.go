package brief

import (
	"strings"
	"time"

	"truce.example/agreement"
	"truce.example/geo"
	"truce.example/record"
)

// A Law says which agreement was known after an entry for a moment, or nil.
type Law func(event record.Moment, known int64) *agreement.Terms

func (l Law) at(event record.Moment, known int64) *agreement.Terms {
	if l == nil {
		return nil
	}
	return l(event, known)
}

// scaleOf reads from the agreement where counting begins. The clock is the agreement's own at entry into force, whose
// offset follows from the two times that its text states.
func scaleOf(terms *agreement.Terms) Scale {
	if terms == nil {
		return Scale{}
	}
	a := terms.Agreement()
	start := int64(a.EntryIntoForce.UTC)
	scale := Scale{Weights: a.Severity}
	if local, err := time.Parse("2006-01-02T15:04", a.EntryIntoForce.Local); err == nil {
		scale.OffsetMs = local.UnixMilli() - start
	}
	scale.DayZeroMs = start - (start+scale.OffsetMs)%dayMs
	return scale
}

// Words for places that are no zone.
const (
	wholeArea   = "area"
	outsideArea = "outside"
	placeless   = "unknown"
)

// places are the zones of an agreement, and which side's ground a point lies on.
type places struct {
	names []string
	areas []geo.MultiPolygon
	held  []heldBy
	lines []agreement.Line
	named func(string) *agreement.NamedPlace
}

// heldBy is a zone of which the agreement says who controls it, or that an excluded group does.
type heldBy struct {
	area geo.MultiPolygon
	by   string
}

func zonesOf(terms *agreement.Terms) places {
	if terms == nil {
		return places{}
	}
	a := terms.Agreement()
	p := places{names: []string{wholeArea}, areas: []geo.MultiPolygon{a.Area.Geometry}, named: terms.PlaceNamed}
	for _, z := range a.Zones {
		p.names, p.areas = append(p.names, z.ID), append(p.areas, z.Geometry)
		switch {
		case z.ControllingParty != "":
			p.held = append(p.held, heldBy{z.Geometry, z.ControllingParty})
		case z.Kind == "excluded":
			p.held = append(p.held, heldBy{z.Geometry, ""})
		}
	}
	for _, l := range a.Lines {
		if (l.Kind == "contact" || l.Kind == "ceasefire") && l.SideA != "" && l.SideB != "" {
			p.lines = append(p.lines, l)
		}
	}
	return p
}

// around lists the zones in which a point lies; "outside" if it lies in none, "unknown" without a point.
func (p places) around(point *geo.Point) []string {
	if point == nil {
		return []string{placeless}
	}
	var in []string
	for i, area := range p.areas {
		if area.Contains(*point) {
			in = append(in, p.names[i])
		}
	}
	if in == nil {
		return []string{outsideArea}
	}
	return in
}

// ground is the party on whose ground a point lies: who controls its zone by the agreement, else the party on that side of
// the nearest line of contact. It is empty outside the area, in the zone of an excluded group, on the line, and where the
// agreement does not say. It is a division of the map for comparing coverage, and says nothing about who holds a place.
func (p places) ground(point *geo.Point) string {
	if point == nil || len(p.areas) == 0 || !p.areas[0].Contains(*point) {
		return ""
	}
	for _, h := range p.held {
		if h.area.Contains(*point) {
			return h.by
		}
	}
	side, least := "", int64(-1)
	for _, l := range p.lines {
		points := l.Geometry.Points()
		for i := 1; i < len(points); i++ {
			piece, err := geo.NewLine(points[i-1 : i+1])
			if err != nil {
				continue
			}
			d := piece.DistanceCm(*point)
			if least >= 0 && d >= least {
				continue
			}
			least = d
			switch turn := turn(points[i-1], points[i], *point); {
			case turn > 0:
				side = l.SideA
			case turn < 0:
				side = l.SideB
			default:
				side = ""
			}
		}
	}
	return side
}

// turn is positive when c lies to the left of the way from a to b, and negative when it lies to the right.
func turn(a, b, c geo.Point) int64 {
	east, north := int64(b.Lon)-int64(a.Lon), int64(b.Lat)-int64(a.Lat)
	return east*(int64(c.Lat)-int64(a.Lat)) - north*(int64(c.Lon)-int64(a.Lon))
}

// point is where a place was: its point, or that of its name in the gazetteer.
func (p places) point(at *geo.Point, name string) *geo.Point {
	if at != nil || p.named == nil || strings.TrimSpace(name) == "" {
		return at
	}
	if known := p.named(name); known != nil {
		return &known.Point
	}
	return nil
}
