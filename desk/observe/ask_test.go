package observe_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"truce.example/desk"
	"truce.example/desk/desktest"
	"truce.example/desk/observe"
)

func reports(t *testing.T, w *desktest.World, who desk.Who, query string) []observe.Report {
	t.Helper()
	var page observe.Reports
	if err := json.Unmarshal([]byte(w.MustAsk(who, "observe/reports"+query)), &page); err != nil {
		t.Fatal(err)
	}
	return page.Reports
}

func TestReportsAreNarrowedByWhatIsAsked(t *testing.T) {
	w := world(t)
	ledger(t, w)
	for _, row := range []struct {
		query string
		want  int
	}{
		{"?limit=1000", 62},
		{"?limit=10", 10},
		{"?type=mortar", 7},
		{"?outcome=not_covered", 12},
		{"?reason=before_force", 1},
		{"?level=3&outcome=candidate", 19},
		{"?external_id=E-41", 1},
		{"?from=2017-07-09T00:00%2B03:00&to=2017-07-10T00:00%2B03:00", 3},
		{"?box=36.19,32.72,36.21,32.74&type=heavy_weapon_seen", 1},
		{"?accused=X", 3},
		{"?kind=observed", 0},
	} {
		if got := len(reports(t, w, heron, row.query)); got != row.want {
			t.Errorf("%s: %d reports, want %d", row.query, got, row.want)
		}
	}
}

func TestAPageEndsWhereTheNextBegins(t *testing.T) {
	w := world(t)
	ledger(t, w)
	seen := map[int64]bool{}
	query := "?limit=25"
	for range 4 {
		page := reports(t, w, heron, query)
		for _, r := range page {
			seen[r.Entry] = true
		}
		if len(page) < 25 {
			break
		}
		query = fmt.Sprintf("?limit=25&before=%d", page[24].Entry)
	}
	if len(seen) != 62 {
		t.Errorf("the pages hold %d reports, want 62", len(seen))
	}
}

func TestWrongQuestionsAreRefused(t *testing.T) {
	w := world(t)
	for _, row := range []struct{ query, says string }{
		{"?clauze=C3", "clauze"},
		{"?limit=0", "1 to 1000"},
		{"?limit=many", "whole number"},
		{"?from=yesterday", "yesterday"},
		{"?from=2017-07-09T00:00:00", "offset"},
		{"?box=1,2,3", "west,south,east,north"},
		{"?box=1,2,3,NaN", "NaN"},
	} {
		_, err := w.Ask(heron, "observe/reports"+row.query)
		refusal, ok := desk.Refused(err)
		if !ok || refusal.Kind != desk.Invalid || !strings.Contains(refusal.Sentence, row.says) {
			t.Errorf("%s: %v; it should say %q", row.query, err, row.says)
		}
	}
	if _, err := w.Ask(heron, "observe/reports/seven"); err == nil {
		t.Error("a word is no entry number")
	}
}

func TestWhatWasKnownAtAnEntry(t *testing.T) {
	w := world(t)
	report := w.MustTell(heron, "observe", shelling10())[0].Number
	rated := w.MustTell(quartz, "observe", &observe.Rate{Report: report, Level: 1, Reason: "One clinic."})[0].Number
	retracted := w.MustTell(heron, "observe", &observe.Retract{Report: report, Reason: "Entered twice."})[0].Number
	for _, row := range []struct{ known, level, standing int64 }{
		{rated, 0, 1}, {retracted, 1, 1}, {retracted + 1, 1, 0},
	} {
		query := fmt.Sprintf("?known=%d", row.known)
		if got := reports(t, w, heron, query)[0]; got.Level != row.level || (got.Retracted == 0) != (row.standing == 1) {
			t.Errorf("known at %d: level %d, retracted by %d", row.known, got.Level, got.Retracted)
		}
	}
	if got := reports(t, w, heron, "?known=0"); len(got) != 0 {
		t.Errorf("before the first entry there were %d reports", len(got))
	}
}

func TestDuplicatesAreSuggestedAndNeverMerged(t *testing.T) {
	w := world(t)
	tell := func(change func(c *observe.Allege)) int64 {
		c := shelling10()
		change(c)
		return w.MustTell(heron, "observe", c)[0].Number
	}
	first := tell(func(*observe.Allege) {})
	near := tell(func(c *observe.Allege) {
		c.Channel, c.Start, c.Place = "media", c.Start+30*60_000, point("32.640, 36.170")
	})
	tell(func(c *observe.Allege) { c.Start += 31 * 60_000 })
	tell(func(c *observe.Allege) { c.Place = point("32.650, 36.170") })
	tell(func(c *observe.Allege) { c.Type = "artillery" })
	tell(func(c *observe.Allege) { c.Place, c.PlaceName = nil, "" })

	var answer struct{ Duplicates []observe.Duplicate }
	if err := json.Unmarshal([]byte(w.MustAsk(heron, "observe/reports/0/duplicates")), &answer); err != nil {
		t.Fatal(err)
	}
	if len(answer.Duplicates) != 1 || answer.Duplicates[0].Entry != near || answer.Duplicates[0].ApartMinutes != 30 || answer.Duplicates[0].Linked {
		t.Fatalf("suggested were %+v", answer.Duplicates)
	}
	w.MustTell(heron, "observe", &observe.Relate{From: near, To: first, Relation: "duplicate_of", Reason: "The same call."})
	if got := w.MustAsk(heron, "observe/reports/0/duplicates"); !strings.Contains(got, `"linked":true`) {
		t.Errorf("the link is not shown: %s", got)
	}
}

func TestABatchAnswersRowByRow(t *testing.T) {
	w := world(t)
	const file = "text,type,start,place_name,accused\n" +
		"Shells at the edge.,mortar,2017-07-13 23:50,al-Naima,A\n" +
		"Shells at the edge.,mortr,2017-07-13 23:50,al-Naima,A\n" +
		"Short row,mortar\n" +
		"Shots.,small_arms,2017-07-14 01:00,Nawa,?\n"
	answer := w.MustPost(heron, "observe/batch?as=csv", file).(observe.BatchAnswer)
	if answer.Rows != 4 || answer.Accepted != 2 || answer.Refused != 2 {
		t.Fatalf("answered %+v", answer)
	}
	if r := answer.Results; *r[0].Entry != 0 || *r[3].Entry != 2 || r[1].Fields[0].Field != "type" || !strings.Contains(r[2].Reason, "2 cells") {
		t.Errorf("answered %+v", r)
	}
	if got := reports(t, w, heron, "")[0]; got.Start != moment("2017-07-14T01:00+03:00") || got.Channel != "own" {
		t.Errorf("a time without offset became %s, a row of the mission came by %q", got.Start, got.Channel)
	}
}

func TestABatchSentAgainIsHarmless(t *testing.T) {
	w := world(t)
	var send func() observe.BatchAnswer
	for _, r := range w.Desk("observe").Routes {
		if r.Path == "batch" {
			send = func() observe.BatchAnswer {
				q := desk.Question{
					Who: heron, At: w.Now, View: w.Read(heron), ID: "morning", Form: "text/csv",
					Body: strings.NewReader("text,type\nShots.,small_arms\nShells.,mortar\n"),
				}
				answer, err := r.Do(t.Context(), q, w.Clerk())
				if err != nil {
					t.Fatal(err)
				}
				return answer.(observe.BatchAnswer)
			}
		}
	}
	first, again := send(), send()
	if len(w.Entries) != 4 || *first.Results[1].Entry != *again.Results[1].Entry || first.Results[1].Again || !again.Results[1].Again {
		t.Errorf("%d entries after %+v and %+v", len(w.Entries), first, again)
	}
}

func TestABatchThatCannotBeReadLeavesNothing(t *testing.T) {
	w := world(t)
	for _, row := range []struct{ name, path, body, says string }{
		{"no content", "observe/batch?as=csv", "", "empty"},
		{"a format that is not said", "observe/batch", "text\n", "say what the file is"},
		{"UTF-16", "observe/batch?as=csv", "\xff\xfet\x00", "UTF-16"},
		{"too many rows", "observe/batch?as=csv", "text,type\n" + strings.Repeat("x,hmg\n", 5001), "more than 5000 rows"},
		{"too many bytes", "observe/batch?as=csv", strings.Repeat("x", 20<<20+1), "more than 20 MB"},
		{"an unknown clock", "observe/batch?as=csv&tz=Mars", "text\n", "Mars"},
	} {
		if s := w.RefusesPost(desk.Invalid, heron, row.path, row.body); !strings.Contains(s, row.says) {
			t.Errorf("%s: %s; it should say %q", row.name, s, row.says)
		}
	}
}

func TestLayersShowNewestFirstWhatTheReaderMaySee(t *testing.T) {
	w := world(t)
	sendExamples(t, w)
	for _, row := range []struct {
		layer string
		who   desk.Who
		want  int
	}{
		{"observe.reports", heron, 3}, {"observe.reports", almond, 1}, {"observe.reports", olive, 1}, {"observe.reports", desk.Who{}, 0},
		{"observe.restrictions", heron, 1}, {"observe.restrictions", olive, 0}, {"observe.patrols", heron, 1}, {"observe.patrols", olive, 0},
		{"observe.weapons", olive, 1}, {"observe.weapons", almond, 0},
	} {
		rows := w.Rows(row.who, row.layer, 10)
		if len(rows) != row.want {
			t.Errorf("%s shows %q %d rows, want %d", row.layer, row.who.Member, len(rows), row.want)
		}
		for i := 1; i < len(rows); i++ {
			if rows[i].Entry >= rows[i-1].Entry {
				t.Errorf("%s is not newest first", row.layer)
			}
		}
	}
	w.CheckLayers("observe", heron, almond, olive, desk.Who{})
}

func TestFeaturesAreWhatTheWindowShows(t *testing.T) {
	w := world(t)
	sendExamples(t, w)
	ledger(t, w)
	report := w.MustTell(heron, "observe", shelling10())[0].Number
	rated := w.MustTell(quartz, "observe", &observe.Rate{Report: report, Level: 1, Reason: "One clinic."})[0].Number
	w.CheckLayers("observe", heron, almond, desk.Who{})
	if got := w.Features(heron, "observe.reports", desk.Window{Since: rated}); len(got) != 1 || got[0].Entry != report || got[0].Changed != rated {
		t.Errorf("changed since the rating: %+v", got)
	}
	retracted := w.MustTell(heron, "observe", &observe.Retract{Report: report, Reason: "Entered twice."})[0].Number
	if got := w.Features(heron, "observe.reports", desk.Window{ID: fmt.Sprint(report)}); len(got) != 1 || got[0].Changed != retracted || got[0].Values["retracted"] != true {
		t.Errorf("the report taken back: %+v", got)
	}
}

func TestWhyIsSaidInEveryLanguageOfTheMission(t *testing.T) {
	w := world(t)
	n := w.MustTell(almond, "observe", shelling())[0].Number
	for lang, says := range map[string]string{"": "Clause C3 speaks of", "en": "Clause C3 speaks of", "ar": "يتناول البند C3", "ru": "Пункт C3 говорит о"} {
		for _, path := range []string{"observe/reports?lang=" + lang, fmt.Sprintf("observe/reports/%d?lang=%s", n, lang)} {
			if got := w.MustAsk(almond, path); !strings.Contains(got, `"why":"`+says) {
				t.Errorf("%s: %s", path, got)
			}
		}
	}
	if _, err := w.Ask(almond, "observe/reports?lang=fr"); err == nil {
		t.Error("a language that nobody speaks here was taken")
	}
}
