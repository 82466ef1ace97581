package main

import (
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// What other programs take in, from the doors to the bytes, and what they must not be given.

// nasty is a text that breaks whoever copies it into XML, a calendar or a page.
const nasty = "]]></text><script>alert(1)</script> & \x0b\x1f\u202e\ufffe \"BEGIN:VEVENT\r\nX:y\", a;b\\c"

func TestAlertsAreCAP(t *testing.T) {
	c := newCentre(t)
	sos := c.tell("swift", "observe/sos", map[string]any{"team": "P-05", "danger": "mine", "place": map[string]any{"lat": 32.6212345, "lon": 36.1712345}, "text": "call " + printable(nasty)})
	c.read()
	first := c.alert("heron", sos)
	if first.MsgType != "Alert" || first.Status != "Exercise" || len(first.Info) != 3 || first.References != "" {
		t.Errorf("the call: %+v", first)
	}
	if got := first.Info[0].Area[0].Circle[0]; got != "32.62,36.17 2" {
		t.Errorf("the circle is %s", got)
	}
	closed := c.tell("swift", "observe/sos/close", map[string]any{"sos": sos, "outcome": "safe", "text": "all well"})
	c.read()
	last := c.alert("heron", closed)
	if want := first.Sender + "," + first.Identifier + "," + first.Sent; last.MsgType != "Cancel" || last.References != want || last.Info[0].Urgency != "Past" {
		t.Errorf("the end of the call: %+v, want a reference to %s", last, want)
	}
	for _, member := range []string{"", "olive", "harbour"} {
		if a := c.knock(member, "GET", fmt.Sprintf("/cap/%d", sos), nil); a.Code != 404 {
			t.Errorf("%q gets the call for help: %d %s", member, a.Code, a.Body)
		}
		if a := c.knock(member, "GET", "/cap", nil); strings.Contains(a.Body.String(), fmt.Sprintf("/cap/%d", sos)) {
			t.Errorf("%q finds the call in the list", member)
		}
	}
	index := c.atom(t, "heron", "/cap")
	if len(index.Entries) < 2 {
		t.Errorf("the list of alerts has %d", len(index.Entries))
	}
	for _, e := range index.Entries {
		var n int64
		for _, l := range e.Links {
			fmt.Sscanf(l.Href[strings.LastIndex(l.Href, "/")+1:], "%d", &n)
		}
		c.alert("heron", n)
	}
	// The side that was told by a notice has it as an alert, without any place.
	told := c.atom(t, "olive", "/cap").Entries
	if len(told) == 0 {
		t.Error("a side that was served notices has no alert")
	}
	for _, e := range told {
		var n int64
		fmt.Sscanf(e.Links[0].Href[strings.LastIndex(e.Links[0].Href, "/")+1:], "%d", &n)
		if a := c.alert("olive", n); len(a.Info[0].Area) > 0 || a.Scope != "Restricted" {
			t.Errorf("alert %d for a side: %+v", n, a)
		}
	}
}

// printable drops what JSON and the doors refuse.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r == '\ufffe' {
			return -1
		}
		return r
	}, s)
}

// alert reads an alert and holds it to the structure of the standard's schema, which is not ours to copy: order, number
// and words of its elements.
func (c *centre) alert(member string, n int64) capRead {
	c.t.Helper()
	a := c.knock(member, "GET", fmt.Sprintf("/cap/%d", n), nil)
	if a.Code != 200 || a.Header().Get("Content-Type") != "application/cap+xml; charset=utf-8" {
		c.t.Fatalf("alert %d: %d %v %s", n, a.Code, a.Header(), a.Body)
	}
	var out capRead
	if err := xml.Unmarshal(a.Body.Bytes(), &out); err != nil {
		c.t.Fatalf("alert %d: %v in %s", n, err, a.Body)
	}
	for _, problem := range capProblems(a.Body.String(), out) {
		c.t.Errorf("alert %d: %s in %s", n, problem, a.Body)
	}
	if schema := os.Getenv("TRUCE_CAP_XSD"); schema != "" { // for whoever has it: the schema itself
		cmd := exec.Command("xmllint", "--noout", "--nonet", "--schema", schema, "-")
		cmd.Stdin = strings.NewReader(a.Body.String())
		if said, err := cmd.CombinedOutput(); err != nil {
			c.t.Errorf("alert %d: %v %s", n, err, said)
		}
	}
	return out
}

// capRead is an alert as a program reads it.
type capRead struct {
	XMLName     xml.Name  `xml:"urn:oasis:names:tc:emergency:cap:1.2 alert"`
	Identifier  string    `xml:"identifier"`
	Sender      string    `xml:"sender"`
	Sent        string    `xml:"sent"`
	Status      string    `xml:"status"`
	MsgType     string    `xml:"msgType"`
	Scope       string    `xml:"scope"`
	Restriction string    `xml:"restriction"`
	References  string    `xml:"references"`
	Info        []capPart `xml:"info"`
}

type capPart struct {
	Language    string `xml:"language"`
	Category    string `xml:"category"`
	Event       string `xml:"event"`
	Urgency     string `xml:"urgency"`
	Severity    string `xml:"severity"`
	Certainty   string `xml:"certainty"`
	Effective   string `xml:"effective"`
	Expires     string `xml:"expires"`
	Headline    string `xml:"headline"`
	Description string `xml:"description"`
	Area        []struct {
		AreaDesc string   `xml:"areaDesc"`
		Circle   []string `xml:"circle"`
	} `xml:"area"`
}

var (
	capOrder = []string{"identifier", "sender", "sent", "status", "msgType", "source", "scope", "restriction", "addresses", "code", "note", "references", "incidents", "info"}
	capInfos = []string{"language", "category", "event", "responseType", "urgency", "severity", "certainty", "audience", "eventCode", "effective", "onset", "expires", "senderName", "headline", "description", "instruction", "web", "contact", "parameter", "resource", "area"}
	capAreas = []string{"areaDesc", "polygon", "circle", "geocode", "altitude", "ceiling"}
	capMoved = regexp.MustCompile(`^\d\d\d\d-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$`)
	capRefer = regexp.MustCompile(`^[^ ,<&]+,[^ ,<&]+,\d\d\d\d-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$`)
)

func capProblems(text string, a capRead) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	one := func(name, value string, words ...string) {
		if !slices.Contains(words, value) {
			say("%s is %q", name, value)
		}
	}
	one("status", a.Status, "Actual", "Exercise", "System", "Test", "Draft")
	one("msgType", a.MsgType, "Alert", "Update", "Cancel", "Ack", "Error")
	one("scope", a.Scope, "Public", "Restricted", "Private")
	if a.Scope == "Restricted" && a.Restriction == "" {
		say("a restricted alert says no restriction")
	}
	if (a.MsgType == "Update" || a.MsgType == "Cancel") && !capRefer.MatchString(a.References) {
		say("the reference is %q", a.References)
	}
	for _, word := range []string{a.Identifier, a.Sender} {
		if word == "" || strings.ContainsAny(word, " ,<&") {
			say("the name %q", word)
		}
	}
	times := []string{a.Sent}
	for _, i := range a.Info {
		times = append(times, i.Effective, i.Expires)
		one("category", i.Category, "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other")
		one("urgency", i.Urgency, "Immediate", "Expected", "Future", "Past", "Unknown")
		one("severity", i.Severity, "Extreme", "Severe", "Moderate", "Minor", "Unknown")
		one("certainty", i.Certainty, "Observed", "Likely", "Possible", "Unlikely", "Unknown")
		if i.Event == "" || i.Language == "" || i.Headline == "" || i.Expires <= i.Effective {
			say("the part %+v", i)
		}
	}
	for _, m := range times {
		if !capMoved.MatchString(m) {
			say("the time %q", m)
		}
	}
	// Order and number, from the bytes.
	d := xml.NewDecoder(strings.NewReader(text))
	var path []string
	var last []int
	many := []string{"code", "info", "category", "responseType", "eventCode", "parameter", "resource", "area", "polygon", "circle", "geocode"}
	for {
		token, err := d.Token()
		if err == io.EOF {
			return out
		}
		if err != nil {
			say("%v", err)
			return out
		}
		switch token := token.(type) {
		case xml.StartElement:
			if len(path) > 0 {
				order := map[string][]string{"alert": capOrder, "info": capInfos, "area": capAreas}[path[len(path)-1]]
				at := slices.Index(order, token.Name.Local)
				before := last[len(last)-1]
				if at < 0 || at < before || at == before && !slices.Contains(many, token.Name.Local) {
					say("the element %s stands in the wrong place", token.Name.Local)
				}
				last[len(last)-1] = at
			}
			path, last = append(path, token.Name.Local), append(last, -1)
		case xml.EndElement:
			path, last = path[:len(path)-1], last[:len(last)-1]
		}
	}
}

type atomRead struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Author  struct {
		Name string `xml:"name"`
	} `xml:"author"`
	Entries []struct {
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Content string `xml:"content"`
		Links   []struct {
			Rel  string `xml:"rel,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
	} `xml:"entry"`
}

// atom reads a feed and holds it to RFC 4287: what must be there, once, and ids that differ.
func (c *centre) atom(t *testing.T, member, path string, headers ...string) atomRead {
	t.Helper()
	a := c.knock(member, "GET", path, nil, headers...)
	if a.Code != 200 || a.Header().Get("Content-Type") != "application/atom+xml; charset=utf-8" {
		t.Fatalf("GET %s: %d %v %s", path, a.Code, a.Header(), a.Body)
	}
	var f atomRead
	if err := xml.Unmarshal(a.Body.Bytes(), &f); err != nil {
		t.Fatalf("GET %s: %v in %s", path, err, a.Body)
	}
	ids := map[string]bool{}
	stamps := []string{f.Updated}
	for _, e := range f.Entries {
		if ids[e.ID] || !strings.HasPrefix(e.ID, "urn:uuid:") || e.Title == "" || len(e.Links) == 0 {
			t.Errorf("GET %s: the entry %+v", path, e)
		}
		ids[e.ID] = true
		stamps = append(stamps, e.Updated)
	}
	for _, s := range stamps {
		if _, err := time.Parse(time.RFC3339, s); err != nil {
			t.Errorf("GET %s: %v", path, err)
		}
	}
	if f.ID == "" || f.Title == "" || f.Author.Name == "" {
		t.Errorf("GET %s: %+v", path, f)
	}
	return f
}

func TestFeedsAreAtom(t *testing.T) {
	c := newCentre(t)
	n := c.tell("heron", "observe/allegations", map[string]any{
		"channel": "agency", "source": "an agency", "language": "en", "text": printable(nasty), "type": "mortar", "accused": "?",
		"place_name": "al-Naima", "place": map[string]any{"lat": 32.6212345, "lon": 36.1712345}, "start": c.m.Now().Add(-time.Hour).Format(time.RFC3339),
	})
	c.read()
	feed := c.atom(t, "heron", "/feeds/observe.atom")
	if !strings.HasSuffix(feed.Entries[0].Links[0].Href, fmt.Sprintf("/entries/%d", n)) || !strings.Contains(feed.Entries[0].Content, "<script>") || !strings.HasPrefix(feed.Entries[0].Title, "EXERCISE ") {
		t.Errorf("the newest: %+v", feed.Entries[0])
	}
	if again := c.atom(t, "heron", "/feeds/observe.atom"); again.Entries[0].ID != feed.Entries[0].ID || again.Updated != feed.Updated {
		t.Error("the same feed has other ids")
	}
	for _, d := range c.m.Desks() {
		if d.View != nil {
			c.atom(t, "heron", "/feeds/"+d.Name+".atom")
		}
		for _, l := range d.Layers {
			if body := c.knock("heron", "GET", "/feeds/"+l.ID+".atom", nil).Body.String(); strings.Contains(body, "32.62123") {
				t.Errorf("the feed of %s shows a position", l.ID)
			}
			c.atom(t, "heron", "/feeds/"+l.ID+".atom")
		}
	}
	for path, want := range map[string]int{"/feeds/observe": 404, "/feeds/nothing.atom": 404, "/feeds/observe.atom?signin": 401, "/cap/x": 404, "/cap/99999999": 404} {
		if a := c.knock("", "GET", path, nil); a.Code != want {
			t.Errorf("GET %s: %d, want %d", path, a.Code, want)
		}
	}
}

// A feed reader has no bearer token: it sends a name and a password, and the token is the password. Elsewhere that opens
// nothing, and a token that was revoked opens nothing anywhere.
func TestAFeedIsReadWithATokenAsPassword(t *testing.T) {
	c := newCentre(t)
	var token struct{ ID, Secret string }
	a := c.knock("anvil", "POST", "/api/people/tokens", []byte(`{"member": "heron", "purpose": "feed reader"}`))
	if err := json.Unmarshal(a.Body.Bytes(), &token); err != nil || token.Secret == "" {
		t.Fatalf("no token: %s", a.Body)
	}
	basic := "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte("feed:"+token.Secret))
	public, mine := c.atom(t, "", "/feeds/observe.atom"), c.atom(t, "", "/feeds/observe.atom", basic)
	if len(mine.Entries) <= len(public.Entries) {
		t.Errorf("signed in the feed has %d entries, and %d without", len(mine.Entries), len(public.Entries))
	}
	if a := c.knock("", "GET", "/api/people/me", nil, basic); a.Code != 401 || !strings.HasPrefix(a.Header().Get("WWW-Authenticate"), "Bearer") {
		t.Errorf("a password opens another door: %d %v", a.Code, a.Header())
	}
	if a := c.knock("", "GET", "/feeds/observe.atom?signin", nil); a.Code != 401 || !strings.HasPrefix(a.Header().Get("WWW-Authenticate"), "Basic") {
		t.Errorf("nobody is asked for a password: %d %v", a.Code, a.Header())
	}
	if a := c.knock("", "GET", "/feeds/observe.atom?token="+token.Secret, nil); len(a.Body.String()) != len(c.knock("", "GET", "/feeds/observe.atom", nil).Body.String()) {
		t.Error("a token in the address changes the answer")
	}
	c.tell("anvil", "people/tokens/revoke", map[string]any{"token": token.ID, "reason": "lost"})
	if a := c.knock("", "GET", "/feeds/observe.atom", nil, basic); a.Code != 401 {
		t.Errorf("a revoked token still opens the feed: %d", a.Code)
	}
}

func TestTheCalendarIsICalendar(t *testing.T) {
	c := newCentre(t)
	c.tell("heron", "observe/withdrawals", map[string]any{
		"party": "A", "class": "howitzer", "line": "line_west", "distance_m": 20000, "due": "2029-01-02T03:04:05Z",
	})
	c.tell("heron", "observe/patrols", map[string]any{
		"team": "P-77", "mode": "mobile", "members": []any{map[string]any{"code": "C-1"}}, "route": []any{map[string]any{"place_name": "Sheikh Miskin"}},
		"departure": c.m.Now().Add(time.Hour).Format(time.RFC3339), "return": c.m.Now().Add(4 * time.Hour).Format(time.RFC3339), "purpose": "p",
		"contact_interval_minutes": 60, "medical_plan": "m",
	})
	c.read()
	const all = "/calendar.ics?from=2017-01-01&to=2030-01-01"
	seen := map[string]string{}
	for _, member := range []string{"", "heron", "olive", "harbour"} {
		a := c.knock(member, "GET", all, nil)
		if a.Code != 200 || a.Header().Get("Content-Type") != "text/calendar; charset=utf-8" {
			t.Fatalf("the calendar of %q: %d %s", member, a.Code, a.Body)
		}
		seen[member] = a.Body.String()
		for _, l := range strings.Split(strings.TrimSuffix(seen[member], "\r\n"), "\r\n") {
			if len(l) > 75 || !utf8.ValidString(l) || strings.ContainsAny(l, "\r\n") {
				t.Errorf("the line %q", l)
			}
		}
	}
	mission := seen["heron"]
	for _, want := range []string{"STATUS:CANCELLED", "SUMMARY:EXERCISE ", "DTSTART:20290102T030405Z", "observe/patrol/", "terms/agreement/", "terms/window/", "CATEGORIES:deadline\\,EXERCISE"} {
		if !strings.Contains(mission, strings.ReplaceAll(want, "\\,", ",")) {
			t.Errorf("the mission's calendar has no %s", want)
		}
	}
	for _, not := range []string{"P-77", "Sheikh Miskin\r\nLOCATION", "GEO:"} {
		if strings.Contains(mission, not) {
			t.Errorf("the calendar says %s", not)
		}
	}
	for member, text := range seen {
		if member != "heron" && strings.Contains(text, "observe/patrol/") {
			t.Errorf("%q sees when patrols are out", member)
		}
	}
	if a := c.knock("", "GET", "/calendar.ics?from=2018-01-01&to=2017-01-01", nil); a.Code != 422 {
		t.Errorf("a calendar that ends before it begins: %d", a.Code)
	}
	readByOthers(t, mission, strings.Count(mission, "BEGIN:VEVENT"))
}

// readByOthers has the calendar read by a parser that is not ours (Debian: python3-icalendar).
func readByOthers(t *testing.T, text string, events int) {
	t.Helper()
	const program = `
import sys
from icalendar import Calendar
c = Calendar.from_ical(sys.stdin.buffer.read())
seen = set()
for e in c.walk("VEVENT"):
    assert e["UID"] not in seen, e["UID"]
    seen.add(e["UID"])
    assert e["DTSTART"].dt.tzinfo is not None and e["DTSTAMP"].dt and int(e["SEQUENCE"]) >= 0 and str(e["SUMMARY"]).startswith("EXERCISE ")
    assert e["STATUS"] in ("CONFIRMED", "CANCELLED") and e.get("DTEND") is None or e["DTEND"].dt > e["DTSTART"].dt
    assert not e.errors, e.errors
print(len(seen))
`
	python := "/usr/bin/python3"
	if err := exec.Command(python, "-c", "import icalendar").Run(); err != nil {
		if os.Getenv("TRUCE_CI") != "" {
			t.Fatal("python3-icalendar is not installed; with TRUCE_CI it has to be")
		}
		t.Skip("python3-icalendar is not installed")
	}
	cmd := exec.Command(python, "-c", program)
	cmd.Stdin = strings.NewReader(text)
	out, err := cmd.CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != fmt.Sprint(events) {
		t.Errorf("another program reads: %v %s, and there are %d events", err, out, events)
	}
}
