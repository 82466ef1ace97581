package view

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"truce.example/internal/words"
	"truce.example/record"
)

// said is a fact in words; ends is an entry that it takes back, by one more.
type said struct {
	title, text string
	at          record.Moment
	ends        int64
}

func texts() *View {
	return &View{
		Name: "test", Version: 1, Schema: "create table test_none (entry bigint not null, audience integer not null)",
		Apply: func(tx *Tx, e record.Entry) error {
			f, ok := e.Fact.(*said)
			if !ok {
				return nil
			}
			if f.ends > 0 {
				return tx.EndText(f.ends-1, e.Number)
			}
			return tx.Text(e, Text{Desk: e.Kind, Kind: "note", At: f.at, Title: f.title, Text: f.text})
		},
	}
}

func talk(t *testing.T, path string) *Engine {
	t.Helper()
	e, err := Open(path, texts())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	es := entries(0, "mission", "party:A", "public", "mission", "mission", "party:B")
	for i, f := range []*said{
		{title: "Report: mortar", text: "Mortar fire near Sheikh Miskin", at: 1000},
		{title: "قصف", text: "قَصْفٌ بالهاون قرب النعيمة", at: 2000},
		{title: "Обстрел", text: "Миномётный обстрел у села Эн-Наима", at: 3000},
		{title: "Report", text: "the mortars were silent", at: 4000},
		{title: "Report: mortar", text: "Mortar fire again"},
		{title: "secret", text: "mortar hidden"},
	} {
		es[i].Fact, es[i].Kind, es[i].Recorded = f, "one", record.Moment(10_000+i)
	}
	es[3].Kind = "two"
	if err := e.Apply(context.Background(), es); err != nil {
		t.Fatal(err)
	}
	return e
}

func find(t *testing.T, e *Engine, who Viewer, query string, change ...func(*Search)) Found {
	t.Helper()
	s := Search{Known: -1, Limit: 10}
	if query != "" {
		q, err := words.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		s.Query = q
	}
	for _, c := range change {
		c(&s)
	}
	f, err := e.For(who).Search(context.Background(), s)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return f
}

func numbersOf(f Found) string {
	out := []int64{}
	for _, h := range f.Hits {
		out = append(out, h.Entry)
	}
	return fmt.Sprint(out)
}

func TestASearchFindsWhatTheReaderMaySee(t *testing.T) {
	e := talk(t, filepath.Join(t.TempDir(), "v.db"))
	everybody := viewer{"public", "mission", "party:A", "party:B"}
	for _, c := range []struct {
		who   viewer
		query string
		want  string
	}{
		{everybody, "mortar", "[5 4 3 0]"}, // the last word may go on
		{viewer{"public", "mission"}, "mortar", "[4 3 0]"},
		{viewer{"public", "party:A"}, "mortar", "[]"},
		{viewer{}, "mortar", "[]"},
		{everybody, "mortar fire", "[4 0]"},
		{everybody, `"fire mortar"`, "[]"},
		{everybody, "mortar -again", "[5 0]"},
		{everybody, `mortar -"mortar fire"`, "[5]"},
		{viewer{"party:A"}, "القصف", "[1]"}, {viewer{"party:A"}, "هاون", "[1]"}, {viewer{"party:A"}, "نعيمه", "[1]"}, {viewer{"party:A"}, "نعي", "[1]"},
		{viewer{"public"}, "МИНОМЕТНЫЙ", "[2]"}, {viewer{"public"}, "обстр", "[2]"}, {viewer{"public"}, "эн-наима", "[2]"},
		{everybody, "the", "[3]"},
	} {
		if got := numbersOf(find(t, e, c.who, c.query)); got != c.want {
			t.Errorf("%v searches %s: %s, want %s", c.who, c.query, got, c.want)
		}
	}
	all := viewer{"public", "mission", "party:A", "party:B"}
	for name, c := range map[string]struct {
		change func(*Search)
		want   string
	}{
		"one desk":          {func(s *Search) { s.Desk = "two" }, "[3]"},
		"as known before":   {func(s *Search) { s.Known = 3 }, "[3 0]"},
		"from":              {func(s *Search) { s.From = 2000 }, "[3]"},
		"to":                {func(s *Search) { s.To = 4000 }, "[0]"},
		"the second page":   {func(s *Search) { s.Before = docOf(4, 0) }, "[3 0]"},
		"an unknown desk":   {func(s *Search) { s.Desk = "three" }, "[]"},
		"a desk with quote": {func(s *Search) { s.Desk = `x" OR "` }, "[]"},
	} {
		if got := numbersOf(find(t, e, all, "mortar", c.change)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	if got := numbersOf(find(t, e, all, "", func(s *Search) { s.Desk = "one"; s.Limit = 3 })); got != "[5 4 2]" {
		t.Errorf("the newest of a desk: %s", got)
	}
}

func TestASearchGoesOnWhereItStopped(t *testing.T) {
	e := talk(t, filepath.Join(t.TempDir(), "v.db"))
	who := viewer{"public", "mission", "party:A", "party:B"}
	var got []string
	before := int64(0)
	for range 5 {
		f := find(t, e, who, "mortar", func(s *Search) { s.Limit, s.Before = 2, before })
		got = append(got, numbersOf(f))
		if before = f.Next; before == 0 {
			break
		}
	}
	if s := strings.Join(got, " "); s != "[5 4] [3 0]" {
		t.Errorf("pages: %s", s)
	}
}

func TestWhatWasTakenBackIsFoundAndMarked(t *testing.T) {
	e := talk(t, filepath.Join(t.TempDir(), "v.db"))
	end := entries(6, "mission")
	end[0].Fact = &said{ends: 1}
	if err := e.Apply(context.Background(), end); err != nil {
		t.Fatal(err)
	}
	who := viewer{"mission"}
	if f := find(t, e, who, "miskin"); len(f.Hits) != 1 || f.Hits[0].Ended != 6 || f.Hits[0].Title != "Report: mortar" {
		t.Errorf("now: %+v", f)
	}
	if f := find(t, e, who, "miskin", func(s *Search) { s.Known = 5 }); len(f.Hits) != 1 || f.Hits[0].Ended != 0 {
		t.Errorf("before: %+v", f)
	}
}

// No SQL of a desk reads the index, its parts, or texts of others.
func TestTheIndexIsReadBySearchAlone(t *testing.T) {
	ctx := context.Background()
	e := talk(t, filepath.Join(t.TempDir(), "v.db"))
	r := e.For(viewer{"party:A"})
	if n := count(t, e, viewer{"party:A"}, "select count(*) from text_doc"); n != 1 {
		t.Errorf("%d texts are seen", n)
	}
	for _, table := range engineTables {
		var n int
		if err := r.QueryRow(ctx, "select count(*) from "+table).Scan(&n); err != nil || n != 0 {
			t.Errorf("%s: %d rows, %v", table, n, err)
		}
	}
	for _, q := range []string{"select count(*) from text_index where text_index match 'mortar'", "select count(*) from text_index('mortar')"} {
		var n int
		if err := r.QueryRow(ctx, q).Scan(&n); err == nil && n > 0 {
			t.Errorf("%s gives %d", q, n)
		}
	}
}

func TestTooManyBeginningsAreNotGuessed(t *testing.T) {
	e, err := Open(filepath.Join(t.TempDir(), "v.db"), texts())
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	es := entries(0, "public", "public")
	var many strings.Builder
	for i := range maxBeginnings + 1 {
		fmt.Fprintf(&many, "mine%d ", i)
	}
	es[0].Fact, es[1].Fact = &said{text: many.String()}, &said{text: "mine"}
	if err := e.Apply(context.Background(), es); err != nil {
		t.Fatal(err)
	}
	f := find(t, e, viewer{"public"}, "mine")
	if numbersOf(f) != "[1]" || fmt.Sprint(f.Whole) != "[mine]" {
		t.Errorf("%+v", f)
	}
	if f := find(t, e, viewer{"public"}, "mine25"); numbersOf(f) != "[0]" || f.Whole != nil {
		t.Errorf("%+v", f)
	}
}

func TestASearchWithoutTimeSaysSo(t *testing.T) {
	e := talk(t, filepath.Join(t.TempDir(), "v.db"))
	ctx, cancel := context.WithDeadline(context.Background(), time.Now().Add(-time.Second))
	defer cancel()
	q, _ := words.ParseQuery("mortar")
	if _, err := e.For(viewer{"mission"}).Search(ctx, Search{Query: q, Known: -1, Limit: 5}); !errors.Is(err, ErrSlow) {
		t.Errorf("%v", err)
	}
}

// A batch that failed notes no words: they would be missing from then on.
func TestAFailedBatchLeavesNoWords(t *testing.T) {
	e, err := Open(filepath.Join(t.TempDir(), "v.db"), texts())
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	es := entries(0, "public", "public")
	es[0].Fact, es[1].Fact = &said{text: "mortar"}, &said{text: "mortar"}
	es[1].Number = 0 // the same text twice
	if e.Apply(context.Background(), es) == nil {
		t.Fatal("the same text twice was taken")
	}
	es[1].Number = 1
	if err := e.Apply(context.Background(), es); err != nil {
		t.Fatal(err)
	}
	if got := numbersOf(find(t, e, viewer{"public"}, "mortar")); got != "[1 0]" {
		t.Errorf("%s", got)
	}
}

// What is read again without a text holds no trace of it: forgetting reads again.
func TestTablesReadAgainHoldNoForgottenWord(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "v.db")
	e := talk(t, path)
	if !holds(t, dir, "Miskin") || !holds(t, dir, "miskin") {
		t.Fatal("this test looks in the wrong place")
	}
	fresh, err := OpenNew(path+".new", texts())
	if err != nil {
		t.Fatal(err)
	}
	es := entries(0, "mission", "party:A")
	es[1].Fact = &said{text: "kept"}
	if err := errors.Join(fresh.Apply(context.Background(), es), fresh.Close(), e.Close(), Replace(path, path+".new")); err != nil {
		t.Fatal(err)
	}
	if holds(t, dir, "Miskin") || holds(t, dir, "miskin") || !holds(t, dir, "kept") {
		t.Error("a forgotten word is left in a file")
	}
}

func holds(t *testing.T, dir, word string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(word)) {
			return true
		}
	}
	return false
}
