package main

import (
	"fmt"
	"net/url"
	"time"
)

// ground records claims of the mission, of both sides and of a guarantor, a chart, outlines and what follows from them: the
// map, the change and the share of one side must not show a word, or an edge, of the other's.
func (c *centre) ground() {
	c.t.Helper()
	ago := func(days int) string { return c.m.Now().AddDate(0, 0, -days).Format(time.RFC3339) }
	claim := func(holder string, days int, place string) map[string]any {
		return map[string]any{
			"holder": holder, "status": "controlled_uncontested", "place": c.word(place), "point": map[string]any{"lat": 32.71, "lon": 36.33}, "radius_m": 700,
			"seen_at": ago(days), "source": c.word("source of ground"), "basis": "claimed", "note": c.word("note of ground"),
		}
	}
	for i, side := range []string{"olive", "almond", "harbour"} {
		n := c.tell(side, "territory/claims", claim([]string{"A", "B", "B"}[i], 3, "ground of a side"))
		if side != "harbour" {
			c.tell("heron", "territory/ratings", map[string]any{"claim": n, "level": 2, "reason": c.word("rating")})
		}
	}
	for _, readers := range []string{"", "parties", "public"} {
		do := claim("B", 5, "ground for "+readers)
		do["level"], do["point"] = 2, map[string]any{"lat": 32.91, "lon": 36.43}
		if readers != "" {
			do["readers"] = readers
		}
		c.tell("quartz", "territory/claims", do)
	}
	near := claim("A", 2, "camp")
	near["foreign"], near["status"], near["level"] = true, "presence_only", 2
	c.tell("quartz", "territory/claims", near)
	gone := c.tell("quartz", "territory/claims", claim("A", 2, "mistake"))
	c.tell("quartz", "territory/withdrawals", map[string]any{"claim": gone, "reason": c.word("withdrawn")})

	name := c.word("unit")
	c.upload("territory/outlines?set=units&source=office", fmt.Sprintf(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"pcode":"QX1","name":%q},"geometry":{"type":"Polygon","coordinates":[[[36.3,32.7],[36.36,32.7],[36.36,32.73],[36.3,32.73],[36.3,32.7]]]}}]}`, name))
	c.upload("territory/charts?source="+url.QueryEscape(c.word("chart"))+"&level=1&seen="+ago(4), "pcode,holder\nQX1,B\n")
}

func (c *centre) upload(door, text string) {
	c.t.Helper()
	if w := c.knock("quartz", "POST", "/api/"+door, []byte(text), "Content-Type: text/plain"); w.Code/100 != 2 {
		c.t.Fatalf("%s: %d %s", door, w.Code, w.Body)
	}
}

// groundPaths ask for maps and what changed, with what must be said.
func (w *walk) groundPaths() []string {
	day := func(days int) string { return w.m.Now().AddDate(0, 0, -days).UTC().Format(time.RFC3339) }
	change := fmt.Sprintf("/api/territory/change?before=%s&after=%s", day(10), day(1))
	return []string{
		change, change + "&set=units", change + "&format=geojson", change + "&format=svg", change + "&format=csv", "/api/territory/map?at=2017-08-10T00:00:00Z",
		"/api/territory/share?set=units", "/api/territory/exposure?set=units", "/api/territory/corridor?from=32.7,36.3&to=32.9,36.4&holders=A,B&since=" + day(60),
	}
}
