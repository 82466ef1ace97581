package main

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"truce.example/desk"
	"truce.example/desk/air"
	"truce.example/geo"
	"truce.example/record"
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

	c.zones("name=open&from="+at(-2*time.Hour)+"&source="+strings.ReplaceAll(c.word("notam"), " ", "-"), c.word("zone"))
	c.zones("protected=true&name=closed&from="+at(-2*time.Hour)+"&source="+strings.ReplaceAll(c.word("secret notam"), " ", "-"), c.word("secret zone"))
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
	c.heard(now)
	c.tell("sextant", "air/zones/withdraw", map[string]any{"name": "open", "reason": c.word("withdrawn")})
	c.tell("sextant", "air/zones/withdraw", map[string]any{"name": "closed", "reason": c.word("secret withdrawal")})
	c.tell("sextant", "air/sensors", map[string]any{"source": c.word("sensor"), "source_kind": "radar", "state": "down", "text": c.word("sensor down")})
	c.clock.set(now.Add(3 * time.Hour)) // the sides that are asked of the last flight have not acknowledged
	if err := c.m.Tick(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
}

// heard records what the program itself says of a source that it follows: a visit that goes on, into an open zone and into a
// protected one, and the alarm before an entry, which is acknowledged.
func (c *centre) heard(now time.Time) {
	c.t.Helper()
	source := c.word("source")
	for _, zone := range []string{"open/" + c.zoneNamed("open"), "closed/" + c.zoneNamed("closed")} {
		fixes := []air.Fix{}
		for i := range 12 {
			place := geo.Point{Lat: 326_000_000 + int32(i)*20_000_0, Lon: 362_500_000}
			cm := int64(1_500_00)
			fixes = append(fixes, air.Fix{Ms: now.Add(time.Duration(i-12) * time.Minute).UnixMilli(), Place: &place, PressureCm: &cm, DoubtCm: 100_00, Call: strings.ReplaceAll(c.word("l"), " ", "")[1:]})
		}
		for n, doubt := range []int64{50_000_00, 100_00} {
			for i := range fixes {
				fixes[i].DoubtCm = doubt
			}
			do := &air.TakeVisit{Source: source, Kind: "adsb", Aircraft: "4ca2d5", Track: "4ca2d5", Zone: zone, Entered: fixes[6].Ms, Fixes: fixes}
			c.system("visit "+zone+strconv.Itoa(n), do)
		}
		alert := c.system("approach "+zone, &air.WarnApproach{Fact: air.ApproachWarned{
			Source: source, Kind: "adsb", Aircraft: "4ca2d6", Call: strings.ReplaceAll(c.word("a"), " ", "")[1:], Zone: zone, At: record.At(now), Seconds: 90, Place: *fixes[0].Place, Entry: *fixes[6].Place, DoubtM: 100,
		}})
		c.tell("heron", "air/alerts/acknowledge", map[string]any{"alert": alert, "text": c.word("seen")})
	}
	hour := record.At(now.Truncate(time.Hour))
	c.system("bundle", &air.KeepBundle{Fact: air.BundleKept{Source: source, Kind: "adsb", From: hour - 3_600_000, To: hour, Positions: 12, Digest: record.Hash{1}, File: 0}})
}

// zoneNamed is the id of the one zone of an import.
func (c *centre) zoneNamed(set string) string {
	c.t.Helper()
	var list struct {
		Zones []struct{ Zone string }
	}
	c.read()
	if err := json.Unmarshal(c.knock("sextant", "GET", "/api/air/zones", nil).Body.Bytes(), &list); err != nil {
		c.t.Fatal(err)
	}
	for _, z := range list.Zones {
		if name, ok := strings.CutPrefix(z.Zone, set+"/"); ok {
			return name
		}
	}
	c.t.Fatalf("there is no zone of %s", set)
	return ""
}

// system gives a command of the program itself to the air desk, and gives the entry that it became first.
func (c *centre) system(id string, do any) int64 {
	c.t.Helper()
	receipts, err := c.m.Submit(c.t.Context(), desk.System(), desk.Command{Desk: "air", ID: "walk " + id, Do: do})
	if err != nil {
		c.t.Fatal(err)
	}
	return receipts[0].Entry
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
