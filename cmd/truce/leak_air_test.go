package main

import (
	"strings"
	"time"
)

// air records facts of every kind of the air desk, each with words of its own: a request of one side that another has to
// answer, a track with an event, a sighting, and zones, protected ones among them.
func (c *centre) air() {
	c.t.Helper()
	now := c.m.Now()
	at := func(d time.Duration) string { return now.Add(d).Format(time.RFC3339) }
	form := func(purpose string) map[string]any {
		return map[string]any{
			"operator": c.word("operator"), "aircraft": c.word("aircraft"), "call_sign": c.word("call sign"), "purpose": purpose, "departure": c.word("departure"),
			"destination": c.word("destination"), "from": at(30 * time.Hour), "to": at(31 * time.Hour), "cargo": c.word("cargo"), "contact": c.word("contact"),
			"text": c.word("flight"), "route": []any{map[string]any{"point": map[string]any{"lat": 32.0, "lon": 36.0}}, map[string]any{"point": map[string]any{"lat": 32.7, "lon": 36.1}}},
		}
	}
	// Of party B; party A and the guarantors are asked.
	flight := c.tell("almond", "air/flights", form("HUM"))
	c.tell("sextant", "air/flights/check", map[string]any{"flight": flight, "outcome": "send"})
	c.tell("olive", "air/flights/acknowledge", map[string]any{"flight": flight})
	c.tell("olive", "air/flights/answer", map[string]any{"flight": flight, "answer": "approve_with_conditions", "conditions": []any{map[string]any{"text": c.word("condition")}}})
	amended := form("HUM")
	amended["flight"], amended["reason"] = flight, c.word("amended")
	c.tell("almond", "air/flights/amend", amended)
	c.tell("almond", "air/flights/cancel", map[string]any{"flight": flight, "reason": c.word("cancelled")})
	medevac := c.tell("olive", "air/flights", form("MEDEVAC"))
	c.tell("almond", "air/flights/answer", map[string]any{"flight": medevac, "answer": "object", "reason": c.word("objection")})
	c.tell("olive", "air/flights/depart", map[string]any{"flight": medevac, "place": c.word("from")})
	c.tell("olive", "air/flights/end", map[string]any{"flight": medevac, "outcome": "diverted", "reason": c.word("diverted")})
	waiting := c.tell("sextant", "air/flights", form("OBSERVER"))
	c.tell("sextant", "air/flights/check", map[string]any{"flight": waiting, "outcome": "send"})

	c.zones("name=open&source="+strings.ReplaceAll(c.word("notam"), " ", "-"), c.word("zone"))
	c.zones("protected=true&name=closed&source="+strings.ReplaceAll(c.word("secret notam"), " ", "-"), c.word("secret zone"))
	track := func(aircraft string, lat float64) int64 {
		var fixes []any
		for i := range 6 {
			fixes = append(fixes, map[string]any{
				"ms": now.Add(time.Duration(i-10) * time.Minute).UnixMilli(), "place": map[string]any{"lat": lat + 0.05*float64(i), "lon": 36.25}, "call": strings.ReplaceAll(c.word("c"), " ", "")[1:],
				"pressure_cm": 150000, "doubt_cm": 10000,
			})
		}
		return c.tell("sextant", "air/tracks", map[string]any{"source": c.word("radar"), "source_kind": "radar", "aircraft": aircraft, "fixes": fixes})
	}
	event := track(c.word("track"), 32.55) + 1
	c.tell("sextant", "air/events/warnings", map[string]any{"event": event, "step": "radio_call", "to": c.word("called"), "text": c.word("warning")})
	c.tell("heron", "air/events/rate", map[string]any{"event": event, "class": "confirmed", "reason": c.word("rated")})
	c.tell("swift", "air/sightings", map[string]any{
		"team": c.word("team"), "means": "heard", "start": at(-2 * time.Hour), "place": map[string]any{"lat": 32.8, "lon": 36.1}, "place_name": c.word("place"),
		"heading": c.word("heading"), "text": c.word("sighting"),
	})
	c.tell("sextant", "air/zones/withdraw", map[string]any{"name": "open", "reason": c.word("withdrawn")})
	c.tell("sextant", "air/zones/withdraw", map[string]any{"name": "closed", "reason": c.word("secret withdrawal")})
	c.tell("sextant", "air/sensors", map[string]any{"source": c.word("sensor"), "source_kind": "radar", "state": "down", "text": c.word("sensor down")})
	c.clock.set(now.Add(3 * time.Hour)) // the sides that are asked of the last flight have not acknowledged
	if err := c.m.Tick(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
}

// zones imports one zone of that name, in the middle of the area.
func (c *centre) zones(query, name string) string {
	c.t.Helper()
	text := "AC R\nAN " + name + "\nAL SFC\nAH FL100\nDP 32:50:00 N 036:12:00 E\nDP 32:50:00 N 036:20:00 E\nDP 32:40:00 N 036:20:00 E\nDP 32:40:00 N 036:12:00 E\n"
	if w := c.knock("sextant", "POST", "/api/air/zones/file?"+query, []byte(text), "Content-Type: text/plain"); w.Code/100 != 2 {
		c.t.Fatalf("zones: %d %s", w.Code, w.Body)
	}
	return name
}
