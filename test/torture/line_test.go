package torture

import (
	"encoding/json"
	"fmt"
	"testing"
)

// A message of a line, and its acknowledgement, that were on their way when the power went are sent again under their ids,
// and in the end each is there once: a warning is neither lost nor doubled, and counted as often as it was sent.
func TestTortureALineKilled(t *testing.T) {
	k := beginKilled(t)
	defer func() { k.s.stop() }()
	c, told := k.centre, k.told
	relay, birch := k.person("relay", "", "deconfliction_desk"), k.person("birch", "G2", "guarantor")
	c.must(k.s, relay, "line/lines", map[string]any{"line": "L1", "name": "EXERCISE", "ends": []any{
		map[string]any{"id": "desk", "posts": []string{"role:deconfliction_desk"}}, map[string]any{"id": "G2", "posts": []string{"guarantor:G2"}},
	}}, nil)

	rounds := number(t, "TRUCE_TORTURE", 40)/20 + 1
	var last int64
	for n := range rounds {
		message := told(relay, "line/messages", fmt.Sprintf("flash-%d", n), map[string]any{
			"line": "L1", "priority": "FLASH", "type": "warning", "text": fmt.Sprintf("EXERCISE %d", n), "no_position": "torture",
		})
		told(birch, "line/read-backs", fmt.Sprintf("back-%d", n), map[string]any{"message": message, "text": "EXERCISE"})
		last = told(birch, "line/acknowledgements", fmt.Sprintf("ack-%d", n), map[string]any{"message": message})
	}
	a, err := c.get(k.s.base, relay, fmt.Sprintf("/api/line/messages?wait=%d", last))
	if err != nil || a.status != 200 {
		t.Fatalf("messages: %v %d %s", err, a.status, a.body)
	}
	var list struct {
		Messages []struct {
			Number       int64
			Text         string
			Acknowledged string
		}
	}
	if err := json.Unmarshal(a.body, &list); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
	if len(list.Messages) != rounds {
		t.Errorf("%d messages were sent, and %d are there", rounds, len(list.Messages))
	}
	for i, m := range list.Messages { // newest first
		n := len(list.Messages) - 1 - i
		if m.Number != int64(n+1) || m.Text != fmt.Sprintf("EXERCISE %d", n) || m.Acknowledged == "" {
			t.Errorf("message %d is %+v", n, m)
		}
	}
	c.holds(k.s.base)
}
