package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"truce.example/api"
)

// Whatever is sent, the answer is a problem document with a sentence that says what to do, and the record does not grow.

// good is an allegation that nothing is wrong with; the cases below spoil one thing of it each.
const good = `{"channel": "agency", "source": "clinic", "text": "EXERCISE two rounds", "place_name": "al-Naima",
	"place": {"lat": 32.62, "lon": 36.17}, "start": "2017-07-13T23:45:00+03:00", "type": "mortar", "accused": "A"}`

func spoil(old, with string) []byte {
	if !strings.Contains(good, old) {
		panic("good has no " + old)
	}
	return []byte(strings.Replace(good, old, with, 1))
}

func TestBadInputIsRefusedWithASentence(t *testing.T) {
	c := newCentre(t)
	utf16 := []byte{0xff, 0xfe}
	for _, b := range []byte(good) {
		utf16 = append(utf16, b, 0)
	}
	for _, bad := range []struct {
		name    string
		body    []byte
		status  int
		says    string
		headers []string
	}{
		{"nothing at all", nil, 422, "the request is empty; send a JSON object", nil},
		{"no JSON", []byte("two rounds near al-Naima"), 422, "the JSON cannot be read at byte", nil},
		{"cut off", []byte(good[:60]), 422, "the JSON ends too early", nil},
		{"two objects", []byte(good + good), 422, "send one object", nil},
		{"a list", []byte("[" + good + "]"), 422, "array", nil},
		{"only null", []byte("null"), 422, "", nil},
		{"only a number", []byte("7"), 422, "number", nil},
		{"an unknown field", spoil(`"text"`, `"colour": "blue", "text"`), 422, `there is no field "colour"`, nil},
		{"two megabytes", spoil("EXERCISE", strings.Repeat("x", 2<<20)), 422, "more than 1048576 bytes", nil},
		{"a long text", spoil("EXERCISE", strings.Repeat("x", 1<<19)), 422, "", nil},
		{"a form", []byte(good), 422, "Content-Type: application/json", []string{"Content-Type: application/x-www-form-urlencoded"}},
		{"no content type", []byte(good), 422, "Content-Type: application/json", []string{"Content-Type: "}},
		{"another character set", []byte(good), 422, "JSON is UTF-8", []string{"Content-Type: application/json; charset=latin1"}},
		{"latin-1", spoil("two rounds", "caf\xe9"), 422, "not UTF-8; set the sending program to UTF-8", nil},
		{"UTF-16", utf16, 422, "not UTF-8", nil},
		{"control characters", spoil("two rounds", `two\u0000rounds\u001b[2J`), 422, "", nil},
		{"a future time", spoil("2017-07-13", "2099-07-13"), 422, "in the future", nil},
		{"a time without an offset", spoil("+03:00", ""), 422, "offset", nil},
		{"no time", spoil("2017-07-13T23:45:00+03:00", "yesterday"), 422, "yesterday", nil},
		{"an end before the start", spoil(`"type"`, `"end": "2017-07-13T20:00:00Z", "type"`), 422, "end", nil},
		{"latitude and longitude exchanged", spoil(`"lat": 32.62, "lon": 36.17`, `"lat": 36.17, "lon": 32.62`), 422, "did you mean 32.62, 36.17?", nil},
		{"the middle of the ocean", spoil(`"lat": 32.62, "lon": 36.17`, `"lat": 0, "lon": 0`), 422, "0", nil},
		{"a latitude that is none", spoil("32.62", "132.62"), 422, "lat", nil},
		{"half a point", spoil(`"lat": 32.62, `, ""), 422, "lat", nil},
		{"a point in words", spoil("32.62", `"32.62 N"`), 422, "", nil},
		{"not a number", spoil("32.62", "NaN"), 422, "the JSON cannot be read", nil},
		{"a huge exponent", spoil("32.62", "1e999999999"), 422, "", nil},
		{"a number with thousands of digits", spoil("32.62", strings.Repeat("9", 5000)), 422, "", nil},
		{"a slip of the pen", spoil("mortar", "motar"), 422, `did you mean "mortar"`, nil},
		{"a type that nobody knows", spoil("mortar", "earthquake"), 422, "earthquake", nil},
		{"an unknown channel", spoil("agency", "pigeon"), 422, "channel", nil},
		{"severity out of range", spoil(`"type"`, `"severity": 9, "type"`), 422, "severity", nil},
		{"a level out of range", spoil(`"type"`, `"level": 99, "type"`), 422, "level", nil},
		{"a number beyond all", spoil(`"type"`, `"severity": 99999999999999999999, "type"`), 422, "severity", nil},
		{"a fraction where a whole number goes", spoil(`"type"`, `"severity": 1.5, "type"`), 422, "severity", nil},
		{"a negative radius", spoil(`"type"`, `"uncertainty_m": -1, "type"`), 422, "uncertainty", nil},
		{"an audience that is none", spoil(`"type"`, `"audience": "everybody", "type"`), 422, "audience", nil},
		{"a report that is not there", spoil(`"type"`, `"links": [{"report": 999999, "relation": "related"}], "type"`), 422, "there is no report with the number 999999", nil},
		{"deep nesting", spoil(`"EXERCISE two rounds"`, strings.Repeat("[", 100_000)+strings.Repeat("]", 100_000)), 422, "", nil},
		{"an empty id", []byte(good), 422, "Idempotency-Key", []string{"Idempotency-Key: \x01"}},
		{"an endless id", []byte(good), 422, "Idempotency-Key", []string{"Idempotency-Key: " + strings.Repeat("i", 200)}},
		{"a signature that is none", []byte(good), 422, "Truce-Signature", []string{"Truce-Device: d1", "Truce-Signature: no"}},
		{"a device that is not known", []byte(good), 401, "enrol the device again", []string{"Truce-Device: d1", "Idempotency-Key: x", "Truce-Signature: " + strings.Repeat("A", 86) + "=="}},
		{"a token that is none", []byte(good), 401, "ask an administrator", []string{"Authorization: Bearer nonsense"}},
		{"another site's page", []byte(good), 403, "another site's page", []string{"Origin: https://elsewhere.example", "Sec-Fetch-Site: cross-site"}},
	} {
		t.Run(bad.name, func(t *testing.T) {
			before := c.size()
			w := c.knock("heron", "POST", "/api/observe/allegations", bad.body, bad.headers...)
			var p api.Problem
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
				t.Fatalf("no problem document: %d %s", w.Code, w.Body)
			}
			if w.Code != bad.status || p.Status != bad.status || w.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("status %d in a document of %d, want %d: %s", w.Code, p.Status, bad.status, p.Detail)
			}
			text := p.Detail
			for _, f := range p.Errors {
				text += " " + f.Field + " " + f.Sentence
			}
			if len(p.Detail) < 15 || len(p.Detail) > 1000 || !strings.Contains(text, bad.says) {
				t.Errorf("it says %q, and should say %q", text, bad.says)
			}
			if now := c.size(); now != before {
				t.Errorf("the record grew from %d to %d", before, now)
			}
		})
	}
}

// The address and the query are input too.
func TestBadQuestionsAreRefusedWithASentence(t *testing.T) {
	c := newCentre(t)
	for path, status := range map[string]int{
		"/api/record/entries/99999999": 404, "/api/record/entries/-1": 404, "/api/record/entries/one": 404, "/api/record/entries/99999999999999999999": 404,
		"/api/record/entries/99999999/receipt": 404, "/api/record/entries/0/file": 404, "/api/record/stream?from=x": 422, "/api/record/stream?from=-5": 422,
		"/api/observe/reports?from=yesterday": 422, "/api/observe/reports?limit=x": 422, "/api/observe/reports?colour=blue": 422, "/api/observe/reports?wait=x": 422,
		"/api/observe/reports?wait=99999999": 503, "/api/observe/reports/99999999": 404, "/api/observe/reports/x": 422, "/api/brief/totals?to=x": 422,
		"/api/terms/agreement?at=x": 422, "/api/terms/agreement?known=x": 422, "/log/tile/0/999": 404, "/log/tile/99/000": 404, "/log/..%2f..%2fkeys%2flog": 404,
		"/log/tile/0/x000": 404, "/layers/none": 404, "/layers/observe.reports?before=x": 422, "/pages/frame.html": 404, "/pages/..%2fapi.go": 404, "/nowhere": 404,
	} {
		w := c.knock("heron", "GET", path, nil)
		var p api.Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != status || p.Status != status || len(p.Detail) < 10 {
			t.Errorf("GET %s: %d %s, want %d with a sentence", path, w.Code, w.Body, status)
		}
	}
}

// The same id for other bytes is a conflict; for the same bytes it is the same command.
func TestTheSameIDTwice(t *testing.T) {
	c := newCentre(t)
	first := c.knock("heron", "POST", "/api/observe/allegations", []byte(good), "Idempotency-Key: once")
	size := c.size()
	again := c.knock("heron", "POST", "/api/observe/allegations", []byte(good), "Idempotency-Key: once")
	other := c.knock("heron", "POST", "/api/observe/allegations", spoil("mortar", "artillery"), "Idempotency-Key: once")
	if first.Code != 201 || again.Code != 200 || other.Code != 409 || c.size() != size {
		t.Errorf("%d, %d, %d; the record grew by %d: %s", first.Code, again.Code, other.Code, c.size()-size, other.Body)
	}
	if w := c.knock("quartz", "POST", "/api/observe/ratings", []byte(`{"report": 60, "level": 2, "origins": ["a", "b"], "reason": "r"}`), "Idempotency-Key: once"); w.Code == 409 && strings.Contains(w.Body.String(), "another command") {
		t.Errorf("the id of one member is taken from another: %s", w.Body)
	}
}

// FuzzCommands sends any bytes to any door that takes commands. Property: never a failure of the program, and the record
// grows by a whole command or not at all.
func FuzzCommands(f *testing.F) {
	c := newCentre(f)
	type door struct{ path, member string }
	var doors []door
	for _, d := range c.m.Desks() {
		for _, r := range d.Routes {
			if r.Method == "POST" && d.Name != "record" {
				doors = append(doors, door{"/api/" + d.Name + "/" + r.Path, c.holder(r.Right)})
			}
		}
	}
	for i := range doors {
		f.Add(uint16(i), []byte("{}"))
		f.Add(uint16(i), []byte(`{"report": 60, "patrol": 60, "sos": 60, "reason": "r", "text": "t", "member": "guest", "side": "A", "level": -9}`))
	}
	f.Add(uint16(0), []byte(good))
	f.Add(uint16(len(doors)-1), []byte(`{"start": 1e400, "place": {"lat": "91"}, "audience": ",,"}`))
	f.Fuzz(func(t *testing.T, n uint16, body []byte) {
		d := doors[int(n)%len(doors)]
		before := c.size()
		w := c.knock(d.member, "POST", d.path, body)
		grew := c.size() - before
		if w.Code >= 500 {
			t.Fatalf("POST %s by %s: %d %s", d.path, d.member, w.Code, w.Body)
		}
		if w.Code >= 400 && grew != 0 {
			t.Fatalf("POST %s was refused with %d, and the record grew by %d", d.path, w.Code, grew)
		}
		var out struct{ Entries []struct{} }
		if w.Code == 201 && json.Unmarshal(w.Body.Bytes(), &out) == nil && out.Entries != nil && int64(len(out.Entries)) != grew {
			t.Fatalf("POST %s gave %d receipts, and the record grew by %d", d.path, len(out.Entries), grew)
		}
	})
}

// holder is a member who may do an action.
func (c *centre) holder(action string) string {
	for _, member := range sortedKeys(c.who) {
		w := walk{centre: c}
		if w.allowed(member, action) {
			return member
		}
	}
	return "heron"
}

// FuzzStrict holds the reader of commands to its promise: what it takes is one JSON value of known fields, in UTF-8, and
// what it writes again means the same.
func FuzzStrict(f *testing.F) {
	type command struct {
		Text  string           `json:"text"`
		N     int64            `json:"n"`
		Part  *struct{ A int } `json:"part"`
		Table map[string]int64 `json:"table"`
	}
	for _, seed := range []string{`{}`, `{"text":"x","n":1}`, `{"text":"x"} {}`, `{"x":1}`, "\xff", "null", `{"part":{"A":1},"table":{"a":2}}`, "[", `{"n":1e5}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var v, again command
		if api.Strict(body, &v) != nil {
			return
		}
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if err := api.Strict(b, &again); err != nil || fmt.Sprint(v.Text, v.N, v.Table) != fmt.Sprint(again.Text, again.N, again.Table) {
			t.Fatalf("%q is taken and written as %q, which is not taken: %v", body, b, err)
		}
		if api.Strict(append(bytes.TrimSpace(body), '7'), &again) == nil {
			t.Fatalf("%q is taken with something behind it", body)
		}
	})
}
