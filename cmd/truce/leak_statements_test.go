package main

// press takes articles in and takes each fact of the desk statements through its doors, with words of its own.
func (c *centre) press() {
	c.t.Helper()
	said, act := c.word("quotation"), c.word("act")
	text := "“" + said + " is what we do,” she said on Tuesday. They must " + act + "."
	article := c.tell("quartz", "statements/articles", map[string]any{
		"title": c.word("headline"), "outlet": c.word("outlet"), "author": c.word("author of an article"), "address": "https://example.org/" + c.word("address"), "published": "2017-09-06", "basis": "I", "text": text,
	})
	statement := func() int64 {
		return c.tell("quartz", "statements/statements", map[string]any{
			"article": article, "kind": "direct", "speaker": c.word("speaker"), "role": c.word("role of a speaker"), "side": "G2", "via": []string{c.word("agency")}, "said": map[string]any{"value": "2017-09-05"}, "place": c.word("where it was said"),
			"hearers": c.word("hearers"), "topic": c.word("topic"), "sentence": map[string]any{"from": 3, "to": 3 + len(said)},
		})
	}
	a, b := statement(), statement()
	c.tell("heron", "statements/dismissals", map[string]any{"article": article, "proposal": "S1-2", "reason": c.word("dismissal")})
	c.tell("quartz", "statements/links", map[string]any{"type": "contradiction", "a": a, "b": b, "reason": c.word("contradiction")})
	promise := c.tell("quartz", "statements/commitments", map[string]any{
		"statement": a, "kind": "promise", "by": c.word("promised by"), "obliged": c.word("obliged"), "side": "G2", "act": c.word("promised act"), "condition": c.word("condition of a promise"), "beneficiary": c.word("beneficiary"),
	})
	c.tell("cedar", "statements/statuses", map[string]any{"commitment": promise, "status": "partly", "reason": c.word("status"), "evidence": []int64{a}})
	talk := c.tell("heron", "statements/talks", map[string]any{"name": c.word("talks"), "place": c.word("place of talks"), "start": "2017-09-20T08:00:00Z", "with": []string{c.word("participant")}, "agenda": c.word("agenda"), "statement": a, "basis": "I"})
	c.tell("heron", "statements/talks/held", map[string]any{"talk": talk, "outcome": "held", "text": c.word("outcome of talks"), "promises": []int64{promise}})
	claim := c.tell("quartz", "statements/claims", map[string]any{"statement": a, "what": c.word("claimed"), "by": c.word("claimed of"), "place_name": c.word("place of a claim"), "place": map[string]any{"lat": 32.7511, "lon": 36.0711}, "evidence": "none"})
	c.tell("cedar", "statements/claims/outcome", map[string]any{"claim": claim, "outcome": "unclear", "reason": c.word("outcome of a claim"), "evidence": []int64{b}})
}
