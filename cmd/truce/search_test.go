package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What is looked for is found in its script, under its spellings, by those who may see it, and by nobody after it was
// forgotten.

type foundHit struct {
	Entry, Retracted           int64
	Desk, Kind, Title, Snippet string
	Marks                      [][2]int
}

func (c *centre) search(member, query string, more ...string) []foundHit {
	c.t.Helper()
	path := "/api/search?limit=100&q=" + url.QueryEscape(query) + strings.Join(more, "")
	a := c.knock(member, "GET", path, nil)
	var out struct{ Hits []foundHit }
	if err := json.Unmarshal(a.Body.Bytes(), &out); err != nil || a.Code != 200 {
		c.t.Fatalf("GET %s: %d %s", path, a.Code, a.Body)
	}
	return out.Hits
}

func finds(hits []foundHit, n int64) *foundHit {
	for i := range hits {
		if hits[i].Entry == n {
			return &hits[i]
		}
	}
	return nil
}

func TestWhatWasSaidIsFound(t *testing.T) {
	c := newCentre(t)
	say := func(text, place string) int64 {
		do := map[string]any{
			"channel": "agency", "source": "agency", "language": "en", "text": text, "place_name": place,
			"place": map[string]any{"lat": 32.62, "lon": 36.17}, "start": c.m.Now().Add(-time.Hour).Format(time.RFC3339), "type": "mortar", "accused": "?",
		}
		return c.tell("heron", "observe/allegations", do)
	}
	arabic := say("سقطت قَذِيفَتانِ قُربَ المدرسة في النعيمة الساعة ١٤٣٠", "النعيمة")
	russian := say("Миномётный обстрел села Эн-Наима, шофёр скорой помощи ранен", "Эн-Наима")
	latin := say("Two mortar rounds landed near the school in al-Na'ima; an ambulance was hit.", "al-Naima")
	c.read()
	for _, q := range []struct {
		query string
		want  []int64
	}{
		{"قذيفتان", []int64{arabic}}, {"مدرسه", []int64{arabic}}, {"1430", []int64{arabic}}, {"«قرب المدرسة»", []int64{arabic}},
		{"минометный", []int64{russian}}, {"ШОФЕР скор", []int64{russian}}, {"ambul", []int64{latin}}, {`"mortar rounds" -Izra`, []int64{latin}},
		{"Naima", []int64{arabic, russian, latin}}, {"النعيمة", []int64{arabic, russian, latin}}, {"Эн-Наима", []int64{arabic, russian, latin}}, {`"al-Na'ima"`, []int64{arabic, russian, latin}},
	} {
		hits := c.search("heron", q.query)
		for _, n := range q.want {
			h := finds(hits, n)
			if h == nil {
				t.Errorf("%s does not find entry %d", q.query, n)
			} else if len(h.Marks) == 0 || h.Marks[0][1] > len([]rune(h.Snippet)) {
				t.Errorf("%s: nothing is marked in %+v", q.query, h)
			}
		}
		for i := 1; i < len(hits); i++ {
			if hits[i].Entry > hits[i-1].Entry {
				t.Errorf("%s: entry %d stands behind %d", q.query, hits[i].Entry, hits[i-1].Entry)
			}
		}
		if finds(c.search("olive", q.query), arabic) != nil || finds(c.search("", q.query), latin) != nil {
			t.Errorf("%s is found by those who may not see it", q.query)
		}
	}
	if h := finds(c.search("heron", "النعيمة"), arabic); h == nil || string([]rune(h.Snippet)[h.Marks[0][0]:h.Marks[0][1]]) != "النعيمة" || !strings.Contains(h.Snippet, "قَذِيفَتانِ") {
		t.Errorf("the original is not shown: %+v", h)
	}
	c.tell("heron", "observe/retractions", map[string]any{"report": latin, "reason": "entered twice"})
	c.read()
	if h := finds(c.search("heron", "ambulance"), latin); h == nil || h.Retracted == 0 {
		t.Errorf("a retracted report is to be found, and marked: %+v", h)
	}
	if h := finds(c.search("heron", "ambulance", fmt.Sprintf("&known=%d", latin)), latin); h == nil || h.Retracted != 0 {
		t.Errorf("as it was known before: %+v", h)
	}
	for _, q := range []string{"", "?q=", "?q=%20", "?q=%21%21", "?q=-a", "?q=a&limit=0", "?q=a&desk=nowhere", "?q=a&from=yesterday", "?q=a&before=x", "?q=" + strings.Repeat("a", 201)} {
		if a := c.knock("heron", "GET", "/api/search"+q, nil); a.Code != 422 {
			t.Errorf("/api/search%s: %d %s", q, a.Code, a.Body)
		}
	}
	page := c.knock("heron", "GET", "/search?q="+url.QueryEscape(`<script>"'`+" النعيمة"), nil)
	if page.Code != 200 || strings.Contains(page.Body.String(), "<script>\"") || !strings.Contains(page.Body.String(), `dir="auto"`) {
		t.Errorf("the page: %d %s", page.Code, page.Body)
	}
	if page := c.knock("heron", "GET", "/search?q=naima", nil); !strings.Contains(page.Body.String(), "<mark>النعيمة</mark>") {
		t.Error("the page marks nothing")
	}
}

// What was forgotten is in no file of the tables, in no case and no accent.
func TestForgottenWordsAreInNoFile(t *testing.T) {
	c := newCentre(t)
	n := c.tell("heron", "observe/allegations", map[string]any{
		"channel": "agency", "source": "agency", "language": "en", "text": "The witness Zubaydah-Qurmuz saw it", "type": "mortar", "accused": "?",
		"start": c.m.Now().Add(-time.Hour).Format(time.RFC3339),
	})
	c.read()
	if finds(c.search("heron", "zubaydah qurm"), n) == nil || !c.inTables("qurmuz") || !c.inTables("Qurmuz") {
		t.Fatal("this test looks in the wrong place")
	}
	c.tell("ward", "terms/forgetting", map[string]any{"entry": n, "reason": "it names somebody"})
	for _, side := range []string{"olive", "almond", "harbour", "birch", "wadi"} {
		c.tell(side, "terms/forgetting/agree", map[string]any{"entry": n})
	}
	c.read()
	if len(c.search("heron", "zubaydah")) > 0 {
		t.Error("a forgotten text is found")
	}
	for _, word := range []string{"qurmuz", "Qurmuz", "zubaydah", "Zubaydah"} {
		if c.inTables(word) {
			t.Errorf("%q is left in the tables' files", word)
		}
	}
}

func (c *centre) inTables(word string) bool {
	c.t.Helper()
	files, err := filepath.Glob(filepath.Join(c.dir, "views.db*"))
	if err != nil || len(files) == 0 {
		c.t.Fatalf("no tables in %s: %v", c.dir, err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			c.t.Fatal(err)
		}
		if strings.Contains(string(b), word) {
			return true
		}
	}
	return false
}
