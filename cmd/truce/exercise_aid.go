package main

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"truce.example/desk/aid"
	"truce.example/exercise"
	"truce.example/geo"
	"truce.example/record"
)

// The aid of the exercise: twelve notified sites, eight convoys, and one strike near a notified place. Sites, convoys and figures
// are invented; that the crossing of Ramtha was authorised to 10 January 2018 is a fact.

// dayOf is an hour, UTC, of the day D+n. D+0 is 9 July 2017.
func dayOf(n, hour int) time.Time { return time.Date(2017, 7, 9+n, hour, 0, 0, 0, time.UTC) }

// aid puts on the agenda what the humanitarian desk and the sides do.
func (p *player) aid() error {
	p.relieves(dayOf(-2, 13), "lantern", func() any {
		return &aid.Authorise{Crossing: "RAMTHA", By: "Security Council resolution 2332 (2016)", Until: record.At(time.Date(2018, 1, 10, 0, 0, 0, 0, time.UTC))}
	}, nil)
	if err := p.notifySites(); err != nil {
		return err
	}
	for _, c := range convoysOfTheExercise() {
		p.convoy(c)
	}
	p.notifyMovement()
	p.later(dayOf(37, 10), p.strike)
	return nil
}

// relieves puts a command of the aid desk on the agenda, made when its hour comes; then takes the number of its entry.
func (p *player) relieves(at time.Time, member string, do func() any, then func(entry int64)) {
	p.later(at, func() error {
		receipts, err := p.tell(member, "aid", do())
		if err != nil {
			return err
		}
		if then != nil {
			then(receipts[0].Entry)
		}
		return nil
	})
}

// recipients are the sides that are told, and who answers for each.
var recipients = []struct{ side, member, scope string }{
	{"A", "olive", "exact"}, {"B", "almond", "exact"}, {"G1", "harbour", "area"}, {"G2", "birch", "exact"}, {"G3", "wadi", "area"},
}

func shareWithAll() []aid.ShareWith {
	var out []aid.ShareWith
	for _, l := range recipients {
		out = append(out, aid.ShareWith{Side: l.side, Scope: l.scope})
	}
	return out
}

// notifySites: all twelve on the first day; 57 of 60 acknowledgements within a day, three of B on D+6.
func (p *player) notifySites() error {
	sites, err := exercise.Sites()
	if err != nil {
		return err
	}
	for i, s := range sites {
		no := new(int64)
		point := s.Point
		p.relieves(dayOf(0, 10).Add(time.Duration(i)*time.Minute), "lantern", func() any {
			return &aid.Notify{
				Kind: s.Kind, Reference: s.ID, Org: "EXERCISE organisation", Function: s.Function, Name: "EXERCISE " + s.Name, Area: s.Area, Place: &point,
				Footprint: s.FootprintM, Precision: "map_derived", Measured: "EXERCISE desk", Staff: "11-50", Contact: "EXERCISE duty telephone",
				Consent: &aid.Consent{By: "EXERCISE director", At: record.At(dayOf(-1, 9)), Text: "EXERCISE agreed in writing"}, Share: shareWithAll(),
			}
		}, func(entry int64) { *no = entry })
		for j, l := range recipients {
			at := dayOf(0, 12+j).Add(time.Duration(i) * time.Minute)
			if s.LateAck == l.side {
				at = dayOf(6, 9).Add(time.Duration(i) * time.Minute)
			}
			p.relieves(at, l.member, func() any { return &aid.Acknowledge{Site: *no, Outcome: "acknowledged"} }, nil)
		}
		if s.ID == "N-07" {
			p.relieves(dayOf(1, 8), "olive", func() any { return &aid.TakePosition{Site: *no, Reason: "EXERCISE to brief the posts in the city"} }, nil)
			p.relieves(dayOf(2, 8), "birch", func() any { return &aid.TakePosition{Site: *no, Reason: "EXERCISE to plan patrols around it"} }, nil)
			p.relieves(dayOf(50, 9), "lantern", func() any { return &aid.Confirm{Site: *no} }, nil)
		}
	}
	return nil
}

// notifyMovement notifies the way of H-05 three days before.
func (p *player) notifyMovement() {
	no := new(int64)
	way := []geo.Point{{Lat: 330_719_000, Lon: 361_832_000}, {Lat: 328_706_000, Lon: 362_545_000}, {Lat: 327_300_000, Lon: 362_000_000}, {Lat: 326_750_000, Lon: 361_650_000}, {Lat: 326_200_000, Lon: 361_700_000}}
	p.relieves(dayOf(31, 6), "lantern", func() any {
		return &aid.Notify{
			Kind: "movement", Reference: "H-05", Org: "EXERCISE organisation", Function: "convoy", Name: "EXERCISE convoy H-05", Area: "Sanamayn to al-Naima", Place: &way[0], Route: way,
			Footprint: 500, Precision: "map_derived", Measured: "EXERCISE desk", Staff: "51-200", Contact: "EXERCISE duty telephone",
			Vehicles: []aid.Vehicle{{Type: "truck", Colour: "white", Logo: true, Roof: true}}, From: record.At(dayOf(34, 6)), To: record.At(dayOf(34, 16)),
			Consent: &aid.Consent{By: "EXERCISE logistics officer", At: record.At(dayOf(30, 9))}, Share: shareWithAll(),
		}
	}, func(entry int64) { *no = entry })
	for j, l := range recipients {
		p.relieves(dayOf(31, 8+j), l.member, func() any { return &aid.Acknowledge{Site: *no, Outcome: "acknowledged"} }, nil)
	}
}

// strike: on D+37 a report lies near N-07. Recipients who know the place are asked; A answers; the desk assesses.
func (p *player) strike() error {
	if err := p.m.WaitView(p.ctx, p.m.Head().Size); err != nil {
		return err
	}
	answer, err := ask(p.ctx, p.m, p.who["lantern"], "aid", "strikes", url.Values{"limit": {"200"}})
	if err != nil {
		return err
	}
	sites, err := ask(p.ctx, p.m, p.who["lantern"], "aid", "sites", nil)
	if err != nil {
		return err
	}
	var no int64
	for _, s := range sites.(aid.SiteList).Sites {
		if s.Reference == "N-07" {
			no = s.Site
		}
	}
	found := answer.(aid.StrikeList).Strikes
	if len(found) == 0 || no == 0 {
		return fmt.Errorf("nothing was found near N-07")
	}
	compared := found[0].Entry
	asked, err := p.tell("lantern", "aid", &aid.Query{Compared: compared, Site: no})
	if err != nil {
		return err
	}
	for _, r := range asked[:1] { // the first is A
		p.relieves(dayOf(38, 6), "olive", func() any {
			return &aid.Explain{Query: r.Entry, Text: "EXERCISE: no fire of ours in that part of the city on that day."}
		}, nil)
	}
	p.relieves(dayOf(39, 9), "lantern", func() any {
		return &aid.Assess{Compared: compared, Site: no, Outcome: "confirmed", Text: "EXERCISE: the line of the station is damaged; the crew and OP-6 say so. Who did it is not established."}
	}, nil)
	return nil
}

// A demoConvoy is one of the eight.
type demoConvoy struct {
	name, mode, crossing, hub, to, access string
	trucks, people, reached               int64
	asked                                 time.Time
	answers                               map[string]time.Time // by side; who is missing is silent
	leaves                                time.Time            // zero: never
	items                                 []aid.Item
	posts                                 []aid.Checkpoint // with their hours
	outcome, text                         string
	arrives                               time.Time
	closes                                time.Time
	reason                                string
	way                                   *aid.Way // as it was drawn; nil where nobody drew it
}

func food(people int64) aid.Item {
	return aid.Item{Code: "food_parcel", Name: "EXERCISE food parcels", Unit: "parcel", Planned: people / 5}
}

func allApprove(a, b, g time.Time) map[string]time.Time {
	return map[string]time.Time{"A": a, "B": b, "G3": g}
}

// convoysOfTheExercise are the rows of the scenario. Planned 67,500 and reached 43,940 people.
func convoysOfTheExercise() []demoConvoy {
	border := demoConvoy{mode: "cross_border", crossing: "RAMTHA", hub: "Ramtha", access: "hard_to_reach", outcome: "delivered"}
	line := demoConvoy{mode: "cross_line", hub: "Damascus", access: "hard_to_reach", outcome: "delivered"}
	with := func(base demoConvoy, change func(*demoConvoy)) demoConvoy { change(&base); return base }
	return []demoConvoy{
		with(border, func(c *demoConvoy) { // asked on D-10, before the record was opened; put to the sides when the text was agreed
			c.name, c.to, c.trucks, c.people, c.reached, c.asked = "H-01", "Dar'a al-Balad", 18, 8_000, 8_000, dayOf(-2, 14)
			c.answers, c.leaves, c.arrives = allApprove(dayOf(-1, 8), dayOf(-1, 9), dayOf(-1, 7)), dayOf(3, 4), dayOf(3, 11)
		}),
		with(border, func(c *demoConvoy) {
			c.name, c.to, c.trucks, c.people, c.reached, c.asked = "H-02", "al-Naima", 12, 5_000, 5_000, dayOf(-2, 15)
			c.answers, c.leaves, c.arrives = allApprove(dayOf(3, 8), dayOf(2, 9), dayOf(1, 7)), dayOf(18, 3), dayOf(18, 13)
			c.posts = []aid.Checkpoint{{Place: "al-Naima", Holder: "B", Arrived: record.At(dayOf(18, 5)), Left: record.At(dayOf(18, 10)), Seals: "intact", Outcome: "passed", Text: "EXERCISE: held for five hours."}}
		}),
		with(border, func(c *demoConvoy) {
			c.name, c.to, c.trucks, c.people, c.reached, c.asked = "H-03", "Umm al-Mayadhin", 14, 6_000, 5_940, dayOf(5, 8)
			c.answers, c.leaves, c.arrives = allApprove(dayOf(9, 8), dayOf(8, 9), dayOf(7, 7)), dayOf(22, 5), dayOf(22, 13)
			c.items = []aid.Item{{Code: "hygiene_box", Name: "EXERCISE boxes of soap", Unit: "box", Planned: 200}}
			c.posts = []aid.Checkpoint{{Place: "Umm al-Mayadhin", Holder: "not known", Arrived: record.At(dayOf(22, 9)), Left: record.At(dayOf(22, 10)), Seals: "broken", Outcome: "passed",
				Removed: []aid.Removal{{Code: "hygiene_box", Quantity: 2, By: "armed men, not known whose", Reason: "taken"}}}}
			c.outcome = "partial"
		}),
		with(line, func(c *demoConvoy) {
			c.name, c.to, c.trucks, c.people, c.asked = "H-04", "Dar'a (city)", 20, 9_000, dayOf(10, 8)
			c.answers = map[string]time.Time{"B": dayOf(12, 9), "G3": dayOf(11, 7)}
			c.closes, c.reason = dayOf(22, 9), "EXERCISE: no reply of A after seven working days"
		}),
		with(line, func(c *demoConvoy) {
			c.name, c.to, c.crossing, c.trucks, c.people, c.asked = "H-05", "al-Naima", "LX-1", 26, 12_000, dayOf(14, 8)
			c.answers, c.leaves, c.arrives = allApprove(dayOf(22, 8), dayOf(16, 9), dayOf(15, 7)), dayOf(34, 6), dayOf(34, 12)
			c.way = drawn(stop("Damascus road, Khirbet Ghazaleh", 327_350_000, 362_000_000, 20, 0), stop("CP-1", 326_750_000, 361_650_000, 0, 300), stop("al-Naima", 326_400_000, 361_600_000, 0, 0))
			c.outcome, c.text = "attacked", "EXERCISE: struck near Khirbet Ghazaleh (CASE M); seals intact on 22 of 26 trucks."
		}),
		with(line, func(c *demoConvoy) {
			c.name, c.to, c.crossing, c.trucks, c.people, c.reached, c.asked = "H-06", "Nawa", "LX-2", 30, 15_000, 15_000, dayOf(24, 8)
			c.answers, c.leaves, c.arrives = allApprove(dayOf(30, 7), dayOf(26, 9), dayOf(25, 7)), dayOf(43, 6), dayOf(43, 15)
			c.way = drawn(stop("Izra", 328_650_000, 362_400_000, 0, 0), stop("CP-2", 328_500_000, 361_100_000, 60, 300), stop("Nawa", 328_890_000, 360_410_000, 0, 0))
			c.items = []aid.Item{{Code: "health_kit", Name: "EXERCISE health kits", Unit: "kit", Planned: 12, Medical: true}}
			c.posts = []aid.Checkpoint{{Place: "CP-2", Holder: "A", Arrived: record.At(dayOf(43, 10)), Left: record.At(dayOf(43, 11)), Seals: "broken", Outcome: "passed",
				Removed: []aid.Removal{{Code: "health_kit", Quantity: 9, By: "A", Reason: "medical"}}}}
		}),
		with(border, func(c *demoConvoy) {
			c.name, c.to, c.trucks, c.people, c.reached, c.asked = "H-07", "Nawa", 20, 10_000, 10_000, dayOf(37, 8)
			c.answers, c.leaves, c.arrives = allApprove(dayOf(42, 8), dayOf(39, 9), dayOf(38, 7)), dayOf(49, 4), dayOf(49, 14)
		}),
		with(border, func(c *demoConvoy) {
			c.name, c.to, c.access, c.trucks, c.people, c.asked = "H-08", "Hit", "besieged", 6, 2_500, dayOf(45, 8)
			c.answers, c.leaves, c.arrives = allApprove(dayOf(50, 8), dayOf(47, 9), dayOf(46, 7)), dayOf(57, 4), dayOf(57, 14)
			c.posts = []aid.Checkpoint{{Place: "Hit", Holder: "X", Arrived: record.At(dayOf(57, 9)), Left: record.At(dayOf(57, 11)), Seals: "intact", Outcome: "turned_back"}}
			c.outcome, c.text = "returned", "EXERCISE: no way through the ground of Group X; it returned with its cargo."
		}),
	}
}

// convoy puts on the agenda what becomes of one.
func (p *player) convoy(c demoConvoy) {
	no := new(int64)
	arrives := c.arrives
	if arrives.IsZero() {
		arrives = c.asked.AddDate(0, 0, 14)
	}
	leaves := c.leaves
	if leaves.IsZero() {
		leaves = arrives.Add(-8 * time.Hour)
	}
	items := append([]aid.Item{food(c.people)}, c.items...)
	p.relieves(c.asked.Add(-time.Hour), "lantern", func() any {
		return &aid.MakePlan{Plan: aid.Plan{
			Name: c.name, Month: leaves.Format("2006-01"), Mode: c.mode, Hub: c.hub, Crossing: c.crossing, To: c.to, Access: c.access, Partners: []string{"EXERCISE partner"},
			Trucks: c.trucks, People: c.people, Items: items, Departs: record.At(leaves), Arrives: record.At(arrives), Contact: "EXERCISE duty telephone", Justification: "EXERCISE: food and health in a place that is hard to reach.", Way: c.way,
		}}
	}, func(entry int64) { *no = entry })
	p.relieves(c.asked, "lantern", func() any { return &aid.Request{Convoy: *no} }, nil)
	for _, l := range recipients {
		if at, ok := c.answers[l.side]; ok {
			p.relieves(at, l.member, func() any { return &aid.Answer{Convoy: *no, Answer: "approve"} }, nil)
		}
	}
	if !c.closes.IsZero() {
		p.relieves(c.closes, "lantern", func() any { return &aid.Close{Convoy: *no, Reason: c.reason} }, nil)
	}
	if c.leaves.IsZero() {
		return
	}
	p.relieves(c.leaves.Add(-6*time.Hour), "swift", func() any {
		return &aid.Load{Convoy: *no, Trucks: trucksOf(c, items), Checker: "EXERCISE monitor", Witness: "EXERCISE liaison", Verified: true}
	}, nil)
	p.relieves(c.leaves, "heron", func() any { return &aid.Dispatch{Convoy: *no} }, nil)
	left := map[string]int64{}
	for _, i := range items {
		left[i.Code] = i.Planned
	}
	for _, post := range c.posts {
		for _, r := range post.Removed {
			left[r.Code] -= r.Quantity
		}
		p.relieves(post.Left.Time(), "swift", func() any { post.Convoy = *no; return &post }, nil)
	}
	if c.crossing != "" && c.outcome != "attacked" {
		p.relieves(c.leaves.Add(90*time.Minute), "swift", func() any { return &aid.Cross{Convoy: *no, Crossing: c.crossing} }, nil)
	}
	p.relieves(c.arrives, "swift", func() any {
		do := &aid.Deliver{Convoy: *no, Outcome: c.outcome, Reached: c.reached, Text: c.text}
		if c.outcome == "delivered" || c.outcome == "partial" {
			do.Receiver = "EXERCISE local council"
			for _, i := range items {
				do.Items = append(do.Items, aid.Receipt{Code: i.Code, Delivered: left[i.Code]})
			}
		}
		return do
	}, nil)
}

func stop(name string, lat, lon int32, stay, radius int64) aid.Stop {
	return aid.Stop{Name: name, Place: geo.Point{Lat: lat, Lon: lon}, StayMinutes: stay, RadiusM: radius}
}

func drawn(stops ...aid.Stop) *aid.Way {
	return &aid.Way{Stops: stops, CorridorM: 200, SlackMinutes: 45}
}

// trucksOf spreads the items over the trucks.
func trucksOf(c demoConvoy, items []aid.Item) []aid.Truck {
	var out []aid.Truck
	for n := range c.trucks {
		t := aid.Truck{Truck: fmt.Sprintf("T-%02d", n+1), Seals: []string{fmt.Sprintf("%s-%02d", strings.TrimPrefix(c.name, "H-"), n+1)}}
		for _, i := range items {
			if share := i.Planned*(n+1)/c.trucks - i.Planned*n/c.trucks; share > 0 {
				t.Items = append(t.Items, aid.Quantity{Code: i.Code, Quantity: share})
			}
		}
		out = append(out, t)
	}
	return out
}
