package torture

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"
)

// A convoy's request and the answers of the sides that were on their way when the power went are there once, and so is the check
// that the program makes by itself: a clearance is neither lost nor doubled.
func TestTortureAConvoyKilled(t *testing.T) {
	k := beginKilled(t)
	defer func() { k.s.stop() }()
	relief := k.person("relief", "", "humanitarian_desk")
	sides := []*member{k.person("olive", "A", "party_liaison"), k.person("almond", "B", "party_liaison"), k.person("wadi", "G3", "guarantor")}
	stop := func(lat, lon float64) map[string]any {
		return map[string]any{"place": map[string]any{"lat": lat, "lon": lon}}
	}
	rounds := number(t, "TRUCE_TORTURE", 40)/40 + 1
	var convoys []int64
	var last int64
	for n := range rounds {
		no := k.told(relief, "aid/convoys", fmt.Sprintf("plan-%d", n), map[string]any{"plan": map[string]any{
			"name": fmt.Sprintf("H-%d", n), "month": "2031-06", "mode": "local", "hub": "EXERCISE", "to": "EXERCISE", "access": "other", "trucks": 1, "people": 1, "security_contact": "EXERCISE",
			"items":   []any{map[string]any{"code": "flour", "name": "EXERCISE", "unit": "sack", "planned": 1}},
			"departs": time.Now().Add(240 * time.Hour).Format(time.RFC3339), "arrives": time.Now().Add(244 * time.Hour).Format(time.RFC3339), "justification": "EXERCISE",
			"way": map[string]any{"corridor_m": 100, "stops": []any{stop(32.865, 36.24), stop(32.889, 36.041)}},
		}})
		k.told(relief, "aid/convoys/request", fmt.Sprintf("request-%d", n), map[string]any{"convoy": no})
		last = k.told(sides[n%3], "aid/convoys/answer", fmt.Sprintf("answer-%d", n), map[string]any{"convoy": no, "answer": "approve"})
		convoys = append(convoys, no)
	}
	for n, no := range convoys {
		var convoy struct {
			Cells []struct{ Answer string }
			Steps []struct{ Step string }
		}
		var met struct {
			Recorded []struct{ Convoy int64 }
			Found    []struct{ Relation string }
		}
		for path, into := range map[string]any{"": &convoy, "/conflicts": &met} {
			a, err := k.get(k.s.base, relief, fmt.Sprintf("/api/aid/convoys/%d%s?wait=%d", no, path, last))
			if err != nil || a.status != 200 || json.Unmarshal(a.body, into) != nil {
				t.Fatalf("convoy %d: %v %d %s", no, err, a.status, a.body)
			}
		}
		answers, checks := 0, 0
		for _, c := range convoy.Cells {
			if c.Answer == "approve" {
				answers++
			}
		}
		for _, c := range met.Recorded {
			if c.Convoy == no {
				checks++
			}
		}
		if len(convoy.Cells) != 3 || len(convoy.Steps) != 3 || answers != 1 || checks != 1 || len(met.Found) != rounds-1 {
			t.Errorf("convoy %d of %d: %+v, %+v", n, rounds, convoy, met)
		}
	}
	k.holds(k.s.base)
}
