package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// relief records facts of the aid desk that the exercise does not record, and the others with words of their own.
func (c *centre) relief() {
	c.t.Helper()
	now := c.m.Now()
	in := func(d time.Duration) string { return now.Add(d).Format(time.RFC3339) }
	const day = 24 * time.Hour
	tick := func() {
		if err := c.m.Tick(context.Background()); err != nil {
			c.t.Fatal(err)
		}
	}
	c.tell("lantern", "aid/crossings", map[string]any{"crossing": "RAMTHA", "by": c.word("decision"), "until": in(31 * day)})

	// A place of the mission's, and one of party B; each with a version, readings and silence.
	for i, owner := range []string{"lantern", "almond"} {
		lat := 32.7011 + float64(i)/100
		site := func(no int64) map[string]any {
			do := map[string]any{
				"kind": "site", "reference": c.word("reference"), "org": c.word("organisation"), "function": "clinic", "name": c.word("name of a place"), "area": c.word("area"),
				"place": map[string]any{"lat": lat, "lon": 36.1011}, "footprint_m": 150, "precision": "gps", "measured_by": c.word("measured"), "staff": "1-10",
				"contact_24h": c.word("contact"), "consent": map[string]any{"by": c.word("consent"), "at": in(-day), "text": c.word("agreed")},
				"share": []any{map[string]any{"side": "A", "scope": "exact"}, map[string]any{"side": "G1", "scope": "area"}, map[string]any{"side": "G3", "scope": "existence"}},
			}
			if no != 0 {
				do["site"] = no
			}
			return do
		}
		no := c.tell(owner, "aid/sites", site(0))
		tick()
		c.tell("olive", "aid/sites/acknowledge", map[string]any{"site": no, "outcome": "rejected", "reason": c.word("rejection")})
		c.tell("harbour", "aid/sites/acknowledge", map[string]any{"site": no, "outcome": "acknowledged"})
		c.tell("olive", "aid/positions", map[string]any{"site": no, "reason": c.word("position for A")})
		c.tell("cedar", "aid/positions", map[string]any{"site": no, "reason": c.word("position for the chair")})
		c.tell(owner, "aid/sites", site(no))
		tick()
		c.tell(owner, "aid/sites/confirm", map[string]any{"site": no})
		c.clock.set(c.m.Now().Add(2 * time.Hour))
		report := c.tell("heron", "observe/allegations", map[string]any{
			"channel": "agency", "language": "en", "text": c.word("report near a place"), "place_name": "Tafas", "place": map[string]any{"lat": lat, "lon": 36.1011},
			"uncertainty_m": 50, "start": c.m.Now().Add(-time.Hour).Format(time.RFC3339), "type": "mortar", "confirm_place": true, "confirm_far": true,
		})
		tick()
		compared := c.comparisonOf(report)
		asked := c.tell("lantern", "aid/queries", map[string]any{"compared": compared, "site": no})
		c.tell("olive", "aid/queries/answer", map[string]any{"query": asked, "text": c.word("explanation")})
		c.tell("cedar", "aid/assessments", map[string]any{"compared": compared, "site": no, "outcome": "confirmed", "text": c.word("assessment")})
		c.tell(owner, "aid/sites/withdraw", map[string]any{"site": no, "reason": c.word("withdrawn place")})
	}
	// By the chair, whom other public facts name too: an author is no secret where everybody may read.
	c.tell("cedar", "aid/published", map[string]any{"from": in(-90 * day), "to": in(-40 * day)})

	// A window of silence whose guarantee is asked, and that comes to nothing.
	c.tell("heron", "terms/windows", map[string]any{
		"id": "W-77", "work": "EXERCISE pipe", "centre": map[string]any{"lat": 32.7011, "lon": 36.2011}, "radius_m": 300, "from": in(10 * day), "to": in(10*day + 4*time.Hour), "asked": []string{"A", "B"}, "operator": "EXERCISE water board",
	})
	c.tell("olive", "terms/windows/guarantee", map[string]any{"id": "W-77", "text": "EXERCISE told"})
	c.tell("heron", "terms/windows/step", map[string]any{"id": "W-77", "step": "cancelled", "text": c.word("step of a window")})

	for door, text := range map[string]string{
		"corridors?dataset=leak": fmt.Sprintf(`[{"HC_ID":"1","date":"2026-03-05","proposal":%q,"status_result":"disputed","From":%q,"from_latitude":"31.51","from_longitude":"36.51","To":"b","to_latitude":"31.52","to_longitude":"36.52"}]`, c.word("proposer"), c.word("corridor")),
		"closures?dataset=leak":  fmt.Sprintf(`{"features":[{"id":1,"properties":{"name":%q},"geometry":{"type":"Point","coordinates":[36.53,31.53]}}]}`, c.word("closure")),
	} {
		if a := c.knock("lantern", "POST", "/api/aid/"+door, []byte(text)); a.Code >= 300 {
			c.t.Fatalf("%s: %d %s", door, a.Code, a.Body)
		}
	}

	// A convoy that nobody has requested, and one to its end.
	plan := func() map[string]any {
		return map[string]any{"plan": map[string]any{
			"name": c.word("convoy"), "month": "2026-11", "mode": "cross_line", "hub": c.word("hub"), "to": c.word("destination"), "access": "other", "partners": []string{c.word("partner")},
			"trucks": 1, "people": 10, "items": []any{map[string]any{"code": "flour", "name": c.word("item"), "unit": "sack", "planned": 5}}, "departs": in(20 * day), "arrives": in(21 * day),
			"route": []string{c.word("route")}, "escort": c.word("escort"), "security_contact": c.word("security contact"), "justification": c.word("justification"),
			"way": map[string]any{"corridor_m": 100, "stops": []any{ // the two meet, and the check says so by their names
				map[string]any{"name": c.word("first stop"), "place": map[string]any{"lat": 32.9011, "lon": 36.3011}}, map[string]any{"name": c.word("second stop"), "place": map[string]any{"lat": 32.9511, "lon": 36.3511}},
			}},
		}}
	}
	c.tell("lantern", "aid/convoys", plan())
	no := c.tell("lantern", "aid/convoys", plan())
	c.tell("lantern", "aid/convoys/request", map[string]any{"convoy": no})
	tick()
	c.tell("olive", "aid/convoys/answer", map[string]any{"convoy": no, "answer": "refuse", "reason": "security", "text": c.word("refusal")})
	c.tell("heron", "aid/convoys/step", map[string]any{"convoy": no, "step": "letter", "actor": c.word("governor"), "outcome": "asked", "text": c.word("letter")})
	c.tell("olive", "aid/convoys/answer", map[string]any{"convoy": no, "answer": "approve_with_conditions", "conditions": []string{c.word("condition")}})
	c.tell("almond", "aid/convoys/answer", map[string]any{"convoy": no, "answer": "approve", "text": c.word("approval")})
	c.tell("wadi", "aid/convoys/answer", map[string]any{"convoy": no, "answer": "approve"})
	c.tell("swift", "aid/convoys/load", map[string]any{
		"convoy": no, "trucks": []any{map[string]any{"truck": c.word("truck"), "seals": []string{c.word("seal")}, "items": []any{map[string]any{"code": "flour", "quantity": 5}}}},
		"checker": c.word("checker"), "witness": c.word("witness"), "deviations": c.word("deviation"), "verified": true,
	})
	c.tell("heron", "aid/convoys/dispatch", map[string]any{"convoy": no, "escort": c.word("escort")})
	c.tell("swift", "aid/convoys/positions", map[string]any{"convoy": no, "source": "phone", "fixes": []any{map[string]any{"at": in(0), "place": map[string]any{"lat": 31.1234, "lon": 36.3011}}}})
	c.tell("swift", "aid/convoys/checkpoint", map[string]any{
		"convoy": no, "place": c.word("post"), "holder": "A", "arrived": in(0), "officer_role": c.word("officer"), "seals": "broken", "outcome": "passed", "demands": c.word("demand"), "text": c.word("checkpoint"),
		"removed": []any{map[string]any{"code": "flour", "quantity": 1, "by": c.word("taker"), "reason": "taken", "quote": c.word("quote")}},
	})
	c.tell("swift", "aid/convoys/cross", map[string]any{"convoy": no, "crossing": "LX-1"})
	c.tell("swift", "aid/convoys/deliver", map[string]any{
		"convoy": no, "outcome": "partial", "receiver": c.word("receiver"), "reached": 8, "complaints": c.word("complaint"), "text": c.word("delivery"), "items": []any{map[string]any{"code": "flour", "delivered": 4}},
	})
	c.tell("lantern", "aid/convoys/monitor", map[string]any{"convoy": no, "diversion": "none", "text": c.word("monitoring")})
	c.tell("lantern", "aid/convoys/close", map[string]any{"convoy": no, "reason": c.word("closing")})
}

// comparisonOf finds what a report was compared with, as the chair sees it.
func (c *centre) comparisonOf(report int64) int64 {
	c.t.Helper()
	var page struct {
		Strikes []struct{ Entry int64 }
	}
	if err := c.m.WaitView(context.Background(), c.m.Head().Size); err != nil {
		c.t.Fatal(err)
	}
	a := c.knock("cedar", "GET", fmt.Sprintf("/api/aid/strikes?report=%d", report), nil)
	if err := json.Unmarshal(a.Body.Bytes(), &page); err != nil || len(page.Strikes) != 1 {
		c.t.Fatalf("report %d was found near nothing: %s", report, a.Body)
	}
	return page.Strikes[0].Entry
}
