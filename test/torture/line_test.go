package torture

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"
)

// A message of a line, and its acknowledgement, that were on their way when the power went are sent again under their ids,
// and in the end each is there once: a warning is neither lost nor doubled, and counted as often as it was sent.
func TestTortureALineKilled(t *testing.T) {
	c := begin(t, filepath.Join(t.TempDir(), "centre"))
	s := c.serve()
	defer func() { s.stop() }()
	var link struct{ Path string }
	c.verb(&link, "link", c.dir, "--member", "admin")
	admin := &member{id: "admin", token: c.enter(s, link.Path)}
	person := func(id, party, role string) *member {
		var issued struct{ Secret string }
		do := map[string]any{"member": id, "code_name": id, "roles": []string{role}}
		if party != "" {
			do["party"] = party
		}
		c.must(s, admin, "people/members", do, nil)
		c.must(s, admin, "people/tokens", map[string]any{"member": id, "purpose": "torture"}, &issued)
		return &member{id: id, token: issued.Secret}
	}
	relay, birch := person("relay", "", "deconfliction_desk"), person("birch", "G2", "guarantor")
	c.must(s, relay, "line/lines", map[string]any{"line": "L1", "name": "EXERCISE", "ends": []any{
		map[string]any{"id": "desk", "posts": []string{"role:deconfliction_desk"}}, map[string]any{"id": "G2", "posts": []string{"guarantor:G2"}},
	}}, nil)

	// told sends a command, and the machine stops within some milliseconds; then it is sent again until it is taken.
	told := func(who *member, path, id string, do any) (entry int64) {
		t.Helper()
		body, err := json.Marshal(do)
		if err != nil {
			t.Fatal(err)
		}
		gone := make(chan struct{})
		go func(base string) {
			defer close(gone)
			c.post(context.Background(), base, who, path, id, body)
		}(s.base)
		wait(time.Duration(rand.Int64N(int64(15 * time.Millisecond))))
		s.kill()
		<-gone
		s = c.serve()
		a, err := c.post(context.Background(), s.base, who, path, id, body)
		if err != nil || a.status >= 300 {
			t.Fatalf("%s again: %v %d %s", path, err, a.status, a.body)
		}
		var receipts struct{ Entries []struct{ Entry int64 } }
		if err := json.Unmarshal(a.body, &receipts); err != nil || len(receipts.Entries) == 0 {
			t.Fatalf("%s: %v in %s", path, err, a.body)
		}
		return receipts.Entries[0].Entry
	}
	rounds := number(t, "TRUCE_TORTURE", 40)/20 + 1
	var last int64
	for n := range rounds {
		message := told(relay, "line/messages", fmt.Sprintf("flash-%d", n), map[string]any{
			"line": "L1", "priority": "FLASH", "type": "warning", "text": fmt.Sprintf("EXERCISE %d", n), "no_position": "torture",
		})
		told(birch, "line/read-backs", fmt.Sprintf("back-%d", n), map[string]any{"message": message, "text": "EXERCISE"})
		last = told(birch, "line/acknowledgements", fmt.Sprintf("ack-%d", n), map[string]any{"message": message})
	}
	a, err := c.get(s.base, relay, fmt.Sprintf("/api/line/messages?wait=%d", last))
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
	c.holds(s.base)
}
