package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"truce.example/desk"
	"truce.example/desk/brief"
	"truce.example/desk/observe"
	"truce.example/mission"
	"truce.example/record"
)

// What the posts watched, and the briefs that the mission gave out. Posts, hours and absences are invented.

// rota puts on the agenda what the posts do each week, from the day of entry into force: manned from six to six, local
// time, and reported on Sunday. OP-9 closes for two weeks, and at Khirbet Ghazaleh nobody watches while the site is closed.
func (p *player) rota() error {
	a, err := exerciseAgreement()
	if err != nil {
		return err
	}
	begins := time.Date(2017, 7, 9, 3, 0, 0, 0, time.UTC) // six in the morning in Damascus
	for week := range 9 {
		monday := begins.AddDate(0, 0, 7*week)
		var visits []observe.Visit
		for _, post := range a.Posts {
			for day := range 7 {
				from := monday.AddDate(0, 0, day)
				if from.After(time.Date(2017, 9, 6, 0, 0, 0, 0, time.UTC)) || !manned(post.ID, from) {
					continue
				}
				point := post.Point
				visits = append(visits, observe.Visit{PlaceName: post.Name.En, Place: &point, Arrived: record.At(from), Left: record.At(from.Add(12 * time.Hour)), Text: "EXERCISE post " + post.ID})
			}
		}
		last := visits[0].Left
		for _, v := range visits {
			last = max(last, v.Left)
		}
		p.later(last.Time().Add(30*time.Minute), func() error { return p.shift(monday, last, visits) })
	}
	return nil
}

func manned(post string, day time.Time) bool {
	date := day.Format(time.DateOnly)
	switch post {
	case "OP-9":
		return date < "2017-08-05" || date >= "2017-08-19"
	case "OP-2", "CP-1":
		return date != "2017-08-13"
	case "OP-8":
		return date >= "2017-07-23"
	}
	return true
}

// shift records what a week of the posts was: planned, begun, ended and reported.
func (p *player) shift(from time.Time, to record.Moment, visits []observe.Visit) error {
	plan := &observe.PlanPatrol{
		Team: "POSTS", Mode: "static", Members: []observe.Crew{{Code: "POSTS-1"}}, Route: []observe.Stop{{PlaceName: "EXERCISE the posts"}},
		Departure: record.At(from), Return: to, Purpose: "EXERCISE to man the posts", IntervalMinutes: 1440, MedicalPlan: "EXERCISE clinic at Izra",
	}
	receipts, err := p.tell("heron", "observe", plan)
	if err != nil {
		return err
	}
	patrol := receipts[0].Entry
	for _, step := range []struct {
		member string
		do     any
	}{
		{"falcon", &observe.Depart{Patrol: patrol, At: record.At(from)}},
		{"falcon", &observe.Return{Patrol: patrol, At: to}},
		{"falcon", &observe.ReportPatrol{Patrol: patrol, Visits: visits, VehicleState: "EXERCISE good", CommsState: "EXERCISE good"}},
	} {
		if _, err := p.tell(step.member, "observe", step.do); err != nil {
			return err
		}
	}
	return nil
}

// briefs puts on the agenda what is given out: a weekly brief after the first and the fifth week, and a public edition of
// the first five.
func (p *player) briefs() error {
	if err := p.rota(); err != nil {
		return err
	}
	p.later(time.Date(2017, 7, 16, 17, 0, 0, 0, time.UTC), func() error { return p.giveOut("heron", brief.Publish{Kind: brief.Weekly, Day: "2017-07-16"}) })
	p.later(time.Date(2017, 8, 13, 17, 0, 0, 0, time.UTC), func() error { return p.giveOut("heron", brief.Publish{Kind: brief.Weekly, Day: "2017-08-13"}) })
	p.later(time.Date(2017, 8, 16, 9, 0, 0, 0, time.UTC), func() error {
		return p.giveOut("herald", brief.Publish{Kind: brief.Period, Edition: brief.Public, From: "2017-07-09", To: "2017-08-13"})
	})
	return nil
}

// giveOut publishes a brief through the desk's door.
func (p *player) giveOut(member string, do brief.Publish) error {
	if err := p.m.WaitView(p.ctx, p.m.Head().Size); err != nil {
		return err
	}
	body, err := json.Marshal(do)
	if err != nil {
		return err
	}
	p.n++
	route, ok := doorOf(p.m, "brief", "publish")
	if !ok {
		return fmt.Errorf("the desk brief does not publish")
	}
	who := p.who[member]
	_, err = route.Do(p.ctx, desk.Question{
		Who: who, At: p.m.Now(), View: p.m.View(who), Head: p.m.Head(), ID: fmt.Sprintf("exercise-%04d", p.n), Body: bytes.NewReader(body), Form: "application/json",
	}, p.m)
	return err
}

// doorOf finds a door of a desk by which more is done than to submit one command.
func doorOf(m *mission.Mission, name, path string) (desk.Route, bool) {
	for _, d := range m.Desks() {
		for _, r := range d.Routes {
			if d.Name == name && r.Path == path && r.Do != nil {
				return r, true
			}
		}
	}
	return desk.Route{}, false
}
