package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"truce.example/desk/inquiry"
	"truce.example/geo"
)

// Where the forgotten report says that it was: a point that no other fact has.
var secretPlace = geo.Point{Lat: 326_271_943, Lon: 361_759_317}

// A report that has a case, a notice, mail in the console, a draft, a result and a measure is forgotten: its place, its
// name and its words go from every file and from every door, and the case stays.
func TestForgettingAReportForgetsTheCopiesInItsCase(t *testing.T) {
	c := newCentre(t)
	const name, words = "Qxzthornfield", "words of a frightened witness"
	const day = "2017-08-17T05:00:00Z" // the agreement bound then
	place := map[string]any{"lat": 32.6271943, "lon": 36.1759317}
	report := c.tell("heron", "observe/allegations", map[string]any{
		"channel": "agency", "source": "a witness", "language": "en", "text": words, "place_name": "Qxzthornfield", "place": place,
		"start": day, "type": "mortar", "accused": "A", "audience": "mission",
	})
	c.tell("herald", "observe/shares", map[string]any{"report": report, "audience": "parties", "text": "Shelling near " + name + ".", "place_name": name, "start": day})
	c.tick()
	byRule := c.caseOf(report)
	uncovered := c.plain()
	byHand := c.tell("heron", "inquiry/cases", map[string]any{
		"type": "mortar", "side": "A", "start": day, "place": place, "place_name": name, "text": words, "clauses": []string{"C3"}, "reports": []int64{c.plain(), uncovered},
	})
	no := byRule
	c.tell("heron", "inquiry/triage", map[string]any{"case": no, "outcome": "insufficient_info", "reason": "no hour", "question": "When, at " + name + "?"})
	c.tell("heron", "inquiry/information", map[string]any{"case": no, "text": "At noon in " + name + "."})
	c.tell("heron", "inquiry/triage", map[string]any{"case": no, "outcome": "accepted", "reason": "a clause may apply"})
	c.tell("heron", "inquiry/assignments", map[string]any{"case": no, "team": "P-05", "lead": "falcon", "analyst": "quartz", "custodian": "keystone"})
	notice := c.tell("heron", "inquiry/notices", map[string]any{"case": no})
	c.tell("heron", "inquiry/queue", map[string]any{"case": no, "guarantor": "G2", "text": "Let the site be opened."})
	c.tell("quartz", "inquiry/drafts", map[string]any{"case": no, "question": "Was C3 breached?", "paragraphs": []string{"Three rounds fell."}, "clause": "C3", "level": 3})
	c.tell("cedar", "inquiry/measures", map[string]any{"case": no, "code": "clarification", "text": "Explain.", "to": []string{"A"}, "due": c.m.Now().Add(48 * time.Hour).Format(time.RFC3339)})
	c.tick()
	title := c.title(byRule)
	if !strings.Contains(title, "near ") {
		t.Fatalf("the title %q names no place", title)
	}
	gone := []string{name, words, title}
	if held := c.held(needlesOf(gone)); !strings.Contains(held, name) || !strings.Contains(held, title) || !strings.Contains(held, "latitude") {
		t.Fatalf("this test looks in the wrong place: before forgetting it finds %s", held)
	}
	c.forget(report)
	c.forget(uncovered) // the second of two reports on which the case by hand rests
	c.read()

	c.nowhere(gone)
	for _, no := range []int64{byRule, byHand} {
		page := c.casePage(no)
		if page.Title != "Content forgotten" || page.Place != nil || page.PlaceName != "" || page.Start.Known() {
			t.Errorf("case %d is shown as %+v", no, page.Case)
		}
	}
	page := c.casePage(byRule)
	if page.State != "party_comment" || page.Side != "A" || len(page.Reports) != 1 || page.Reports[0].Report != report {
		t.Errorf("the case has lost more than its content: %+v", page.Case)
	}
	if whats := clocksOf(page); !strings.Contains(whats, "formal_ack") || !strings.Contains(whats, "finding") || !strings.Contains(whats, "measure") {
		t.Errorf("the clocks that run are %s", whats)
	}

	// It goes on: what is recorded from here has no place either.
	c.tell("olive", "inquiry/notices/acknowledge", map[string]any{"notice": notice, "level": "formal"})
	c.tell("olive", "inquiry/comments", map[string]any{"case": byRule, "text": "No.", "waive": true})
	c.tell("basalt", "inquiry/panels", map[string]any{"case": byRule, "present": []any{map[string]any{"member": "basalt"}}, "quorum": true})
	c.read()
	c.nowhere(gone)

	live := c.tables()
	if err := c.m.Rebuild(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if again := c.tables(); again != live {
		t.Errorf("built anew the tables differ:\n%s", firstLine(live, again))
	}
}

// plain is a report that no clause covers.
func (c *centre) plain() int64 {
	return c.tell("heron", "observe/allegations", map[string]any{
		"channel": "agency", "source": "a paper", "language": "en", "text": "a speech", "start": c.m.Now().Add(-time.Hour).Format(time.RFC3339), "type": "statement", "accused": "?", "audience": "mission",
	})
}

func (c *centre) tick() {
	c.t.Helper()
	for range 3 { // a case that opens tells, what it tells is taken up
		if err := c.m.Tick(context.Background()); err != nil {
			c.t.Fatal(err)
		}
	}
	c.read()
}

func (c *centre) caseOf(report int64) int64 {
	c.t.Helper()
	var list inquiry.CaseList
	c.get("heron", fmt.Sprintf("/api/inquiry/cases?report=%d", report), &list)
	if len(list.Cases) != 1 {
		c.t.Fatalf("report %d has %d cases", report, len(list.Cases))
	}
	return list.Cases[0].Case
}

func (c *centre) title(no int64) string { return c.casePage(no).Title }

func (c *centre) casePage(no int64) inquiry.CasePage {
	c.t.Helper()
	var page inquiry.CasePage
	c.get("heron", fmt.Sprintf("/api/inquiry/cases/%d", no), &page)
	return page
}

func (c *centre) get(member, path string, into any) {
	c.t.Helper()
	w := c.knock(member, "GET", path, nil)
	if err := json.Unmarshal(w.Body.Bytes(), into); err != nil || w.Code != 200 {
		c.t.Fatalf("GET %s by %s: %d %v %s", path, member, w.Code, err, w.Body)
	}
}

func clocksOf(p inquiry.CasePage) string {
	var out []string
	for _, k := range p.Clocks {
		out = append(out, k.What)
	}
	return strings.Join(out, " ")
}

// needlesOf are words, and the secret point as SQLite, CBOR and JSON write it.
func needlesOf(words []string) map[string][]byte {
	needles := map[string][]byte{}
	for _, w := range words {
		needles[w] = []byte(w)
		needles[w+" in small letters"] = []byte(strings.ToLower(w))
	}
	for what, n := range map[string]int32{"latitude": secretPlace.Lat, "longitude": secretPlace.Lon} {
		needles[what] = binary.BigEndian.AppendUint32(nil, uint32(n))
		needles[what+" as text"] = []byte(fmt.Sprint(n))
		needles[what+" in degrees"] = []byte(fmt.Sprintf("%d.%07d", n/1e7, n%1e7))
	}
	return needles
}

// held says what of it stands in the files of the record: its tables, their journals, and all others.
func (c *centre) held(needles map[string][]byte) string {
	c.t.Helper()
	var out []string
	files := 0
	err := filepath.WalkDir(c.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		for what, needle := range needles {
			if bytes.Contains(b, needle) {
				out = append(out, filepath.Base(path)+" holds the "+what)
			}
		}
		return nil
	})
	if err != nil || files < 3 {
		c.t.Fatalf("%d files were read: %v", files, err)
	}
	return strings.Join(out, "\n")
}

// nowhere wants none of it in any file, nor behind any question of the desks, for anybody.
func (c *centre) nowhere(words []string) {
	c.t.Helper()
	needles := needlesOf(words)
	if held := c.held(needles); held != "" {
		c.t.Error(held)
	}
	for member := range c.keys {
		for _, path := range c.doors() {
			body := c.knock(member, "GET", path, nil).Body.Bytes()
			for what, needle := range needles {
				if bytes.Contains(body, needle) {
					c.t.Errorf("GET %s shows %q the %s", path, member, what)
				}
			}
		}
	}
}

// doors are the questions without a parameter in their path, and the pages of the cases.
func (c *centre) doors() []string {
	var out []string
	for _, d := range c.m.Desks() {
		for _, r := range d.Routes {
			if r.Ask != nil && !strings.Contains(r.Path, "{") {
				out = append(out, "/api/"+d.Name+"/"+r.Path+"?limit=1000", "/api/"+d.Name+"/"+r.Path)
			}
		}
		for _, l := range d.Layers {
			out = append(out, "/layers/"+l.ID)
		}
	}
	for n := c.size() - 70; n < c.size(); n++ {
		out = append(out, fmt.Sprintf("/api/inquiry/cases/%d", n), fmt.Sprintf("/api/record/entries/%d", n))
	}
	return append(out, "/api/search?q=Qxzthornfield")
}

// tables are the rows of every desk as everybody together sees them.
func (c *centre) tables() string {
	c.t.Helper()
	c.read()
	var out strings.Builder
	for _, table := range []string{"inquiry_case", "inquiry_state", "inquiry_report", "inquiry_step", "inquiry_clock", "inquiry_notice", "inquiry_queue", "inquiry_measure", "notify_notice", "notify_intent"} {
		for _, member := range []string{"heron", "cedar", "olive", "almond", "birch", ""} {
			rows, err := c.m.View(c.who[member]).Query(context.Background(), "select * from "+table+" order by 1, 2, 3, 4, 5")
			if err != nil {
				c.t.Fatal(err)
			}
			columns, err := rows.Columns()
			if err != nil {
				c.t.Fatal(err)
			}
			for rows.Next() {
				values, into := make([]any, len(columns)), make([]any, len(columns))
				for i := range values {
					into[i] = &values[i]
				}
				if err := rows.Scan(into...); err != nil {
					c.t.Fatal(err)
				}
				fmt.Fprintln(&out, table, member, values)
			}
			if err := rows.Close(); err != nil {
				c.t.Fatal(err)
			}
		}
	}
	return out.String()
}

func firstLine(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return x[i] + "\n" + y[i]
		}
	}
	return fmt.Sprintf("%d lines, %d lines", len(x), len(y))
}
