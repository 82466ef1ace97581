package main

import (
	"time"

	"truce.example/agreement"
	"truce.example/desk/territory"
	"truce.example/exercise"
	"truce.example/record"
)

// The ledger of control of the exercise: who held what on the first day, as one map that is held against nothing, and the
// claims K-01 to K-05 at their hours.

// control puts the ledger of control on the agenda.
func (p *player) control() error {
	a, err := exerciseAgreement()
	if err != nil {
		return err
	}
	start, err := exercise.HoldersAtStart()
	if err != nil {
		return err
	}
	controls, err := exercise.Controls()
	if err != nil {
		return err
	}
	p.later(instant(start[0].Seen).Add(time.Hour), func() error {
		chart := territory.Charted{
			Source: "EXERCISE map v1", SeenAt: record.Moment(start[0].Seen), Level: 1, Basis: "claimed", History: true, Format: "csv",
			Claims: []territory.Claim{{Holder: "X", Status: "excluded_group", Area: shapeOfZone(a, "X1"), Note: "EXERCISE: pocket of the excluded group"}},
		}
		for _, c := range start {
			chart.Claims = append(chart.Claims, claimOfControl(c))
		}
		_, err := p.tell("quartz", "territory", &territory.Chart{Fact: chart, Readers: "parties"})
		return err
	})
	for _, c := range controls {
		p.later(instant(c.Seen).Add(demoDelay), func() error {
			do := &territory.MakeClaim{Claim: claimOfControl(c), SeenAt: record.Moment(c.Seen), Source: c.Source, Level: c.Level, Basis: c.Basis, FactBasis: "I"}
			if c.Fact {
				do.FactBasis = "F"
			}
			_, err := p.tell("quartz", "territory", do)
			return err
		})
	}
	return nil
}

func claimOfControl(c exercise.Control) territory.Claim {
	point := c.Point
	out := territory.Claim{Holder: c.Holder, With: c.With, Status: c.Status, Place: c.Place, Point: &point, RadiusM: c.RadiusM, UncertaintyM: c.UncertaintyM}
	if c.ID != "" {
		out.Note = "EXERCISE " + c.ID + ": " + c.Note
	}
	return out
}

// shapeOfZone is the outline of a zone of the agreement.
func shapeOfZone(a *agreement.Agreement, id string) territory.Shape {
	var out territory.Shape
	for _, z := range a.Zones {
		if z.ID != id {
			continue
		}
		for _, p := range z.Geometry {
			var flat []int32
			for _, q := range p.Outer() {
				flat = append(flat, q.Lat, q.Lon)
			}
			out = append(out, [][]int32{flat})
		}
	}
	return out
}
