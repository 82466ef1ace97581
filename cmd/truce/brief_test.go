package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/brief"
	"truce.example/desk/desktest"
	"truce.example/desk/observe"
	"truce.example/desk/observe/intake"
	"truce.example/exercise"
	"truce.example/record"
)

// What is counted comes from other desks, so it is tried here, where all of them are.

var (
	briefHeron  = desk.Who{Member: "heron", Kind: "mission", Roles: []string{"duty_officer"}, Known: record.BySession}
	briefQuartz = desk.Who{Member: "quartz", Kind: "mission", Roles: []string{"analyst"}, Known: record.BySession}
	briefOlive  = desk.Who{Member: "olive", Kind: "party", Party: "A", Roles: []string{"party_liaison"}, Known: record.BySession}
	briefAlmond = desk.Who{Member: "almond", Kind: "party", Party: "B", Roles: []string{"party_liaison"}, Known: record.BySession}
)

// countingWorld is the desk of observation and the one that counts, under the exercise's agreement.
func countingWorld(t testing.TB) *desktest.World {
	t.Helper()
	a, err := exerciseAgreement()
	if err != nil {
		t.Fatal(err)
	}
	terms := agreement.NewTerms(a, exercise.StatusHistory(), nil, 0)
	law := func(record.Moment, int64) *agreement.Terms { return terms }
	return desktest.New(t, observe.New(law), brief.New(law))
}

// playLedger takes in the sixty-two rows, and links the two accounts of case M.
func playLedger(t *testing.T, w *desktest.World) map[string]int64 {
	t.Helper()
	rows, err := exercise.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	entries := map[string]int64{}
	for _, row := range rows {
		do := allegation(row)
		do.Channel, do.Accuser, do.Level, do.Audience = "other", "", row.Level, record.Parties
		entries[row.ID] = w.MustTell(desk.System(), "observe", do)[0].Number
	}
	for _, account := range []string{"E-42", "E-43"} {
		w.MustTell(briefHeron, "observe", &observe.Relate{From: entries[account], To: entries["E-41"], Relation: "account_of", Reason: "An account of the same shelling."})
	}
	return entries
}

func totalsOf(t *testing.T, w *desktest.World, who desk.Who, query string) brief.Totals {
	t.Helper()
	var out brief.Totals
	if err := json.Unmarshal([]byte(w.MustAsk(who, "brief/totals"+query)), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTheLedgerIsCountedAsItsAuthorsExpect(t *testing.T) {
	w := countingWorld(t)
	playLedger(t, w)
	got := totalsOf(t, w, briefHeron, "")
	for _, row := range []struct {
		what      string
		got, want int64
	}{
		{"rows", got.Rows, 62},
		{"published facts", got.Facts, 18},
		{"invented", got.Invented, 44},
		{"candidates", got.Candidates, 50},
		{"public number", got.Public, 48},
		{"candidates of level 2 and more", got.LevelTwoUp, 27},
		{"weighted", got.Weighted.All, 262},
		{"weighted from level 2", got.Weighted.LevelTwoUp, 146},
		{"before force", got.NotCovered["before_force"], 1},
		{"by the excluded group", got.NotCovered["excluded_group"], 3},
		{"no act", got.NotCovered["not_an_act"], 6},
		{"left out by type", got.NotCovered["left_out_type"], 2},
		{"obstructions", int64(len(got.Obstructions)), 4},
		{"minutes lost", got.MinutesLost, 43 + 128 + 1560},
	} {
		if row.got != row.want {
			t.Errorf("%s: %d, want %d", row.what, row.got, row.want)
		}
	}
	if want := map[string]int64{"0": 5, "1": 18, "2": 8, "3": 19}; !maps.Equal(got.ByLevel, want) {
		t.Errorf("by level %v, want %v", got.ByLevel, want)
	}
	if want := map[string]int64{"A": 20, "B": 9, "?": 17, "other": 4}; !maps.Equal(got.ByAccused, want) {
		t.Errorf("by accused %v, want %v", got.ByAccused, want)
	}
	var weeks []int64
	for _, week := range got.ByWeek {
		weeks = append(weeks, week.Count)
	}
	if want := []int64{8, 6, 9, 8, 5, 4, 5, 3, 2}; !slices.Equal(weeks, want) {
		t.Errorf("by week %v, want %v", weeks, want)
	}
	if len(got.LeftOut) != 2 || got.LeftOut[0].ExternalID != "E-36" || got.LeftOut[1].ExternalID != "E-37" {
		t.Errorf("left out by type: %v", got.LeftOut)
	}
}

func TestCountsAreAsTheyWereKnown(t *testing.T) {
	w := countingWorld(t)
	entries := playLedger(t, w)
	report := entries["E-08"]
	size := int64(len(w.Entries))
	rated := w.MustTell(briefQuartz, "observe", &observe.Rate{Report: report, Level: 1, Reason: "One clinic."})[0].Number
	retracted := w.MustTell(briefHeron, "observe", &observe.Retract{Report: report, Reason: "Entered twice."})[0].Number
	for _, row := range []struct{ known, atZero, candidates int64 }{{size, 5, 50}, {rated, 5, 50}, {retracted, 4, 50}, {retracted + 1, 4, 49}} {
		got := totalsOf(t, w, briefHeron, fmt.Sprintf("?known=%d", row.known))
		if got.Candidates != row.candidates || got.ByLevel["0"] != row.atZero || got.Rows != 62 {
			t.Errorf("known at %d: %d candidates, %d of them at level 0, of %d rows", row.known, got.Candidates, got.ByLevel["0"], got.Rows)
		}
	}
	if got := totalsOf(t, w, briefHeron, "?known=0"); got.Rows != 0 {
		t.Errorf("before the first entry there were %d", got.Rows)
	}
}

// A shared part is counted for who does not read the whole, and once for who does.
func TestWholeAndPartAreCountedOnce(t *testing.T) {
	w := countingWorld(t)
	rows, err := exercise.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	do := allegation(rows[7]) // E-08, by the liaison of B
	do.Channel, do.Accuser = "", ""
	report := w.MustTell(briefAlmond, "observe", do)[0].Number
	w.MustTell(briefAlmond, "observe", &observe.Share{
		Report: report, Audience: record.Parties, Text: "Shells near al-Naima.", Type: "mortar", Accused: "A", Place: do.Place, CoarseM: 5000, Start: do.Start, End: do.End,
	})
	for _, who := range []desk.Who{briefHeron, briefOlive, briefAlmond} {
		if got := totalsOf(t, w, who, ""); got.Candidates != 1 {
			t.Errorf("%s counts %d", who.Member, got.Candidates)
		}
	}
	if got := totalsOf(t, w, desk.Who{}, ""); got.Rows != 0 {
		t.Errorf("the public counts %d", got.Rows)
	}
}

func TestPublishedDataAreCountedByZoneAndMonth(t *testing.T) {
	file, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "incidents", "ucdp_ged_syria_2016-2019.csv.gz"))
	if err != nil {
		t.Skipf("the data set is not here: %v", err)
	}
	defer file.Close()
	rows, err := intake.Open(intake.UCDP, file, []byte("tz: Asia/Damascus"))
	if err != nil {
		t.Fatal(err)
	}
	w := countingWorld(t)
	importer := desk.Host()
	importer.Known = record.ByImport
	taken := int64(0)
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if row.Number%40 == 0 { // the verb import takes in the rest; see docs/proof.md
			w.MustTell(importer, "observe", row.Do)
			taken++
		}
	}
	got := totalsOf(t, w, briefOlive, "?dataset=ucdp-ged")
	in, covered := int64(0), got.Candidates
	for _, n := range got.NotCovered {
		covered += n
	}
	for _, z := range got.ByZoneMonth {
		if z.Zone == "area" || z.Zone == "outside" {
			in += z.Rows
		}
	}
	if got.Rows != taken || covered != taken || in != taken {
		t.Errorf("of %d rows %d are counted, %d judged, %d placed", taken, got.Rows, covered, in)
	}
}

// sixtyDays are the parameters of the brief of the whole exercise.
const sixtyDays = "from=2017-07-08T21:00:00Z&to=2017-09-06T21:00:00Z&before=2017-05-09T21:00:00Z"

func (c *centre) brief(member, query string) brief.Brief {
	c.t.Helper()
	a := c.knock(member, "GET", "/api/brief/draft?"+query, nil)
	if a.Code != http.StatusOK {
		c.t.Fatalf("the brief of %s: %d %s", named(member), a.Code, a.Body)
	}
	b, err := brief.Open(a.Body.Bytes())
	if err != nil {
		c.t.Fatal(err)
	}
	return b
}

// figures are all numbers of a brief that lead to entries.
func figures(b brief.Brief) map[string]brief.Figure {
	out := map[string]brief.Figure{}
	add := func(where string, f brief.Figure) {
		if f.Query != "" {
			out[where] = f
		}
	}
	for _, t := range b.Tables {
		for i, l := range t.Lines {
			for j, c := range l.Cells {
				add(fmt.Sprintf("%s line %d (%s) cell %d", t.ID, i, l.Label.Code, j), c)
			}
		}
		for i, n := range t.Notes {
			for j, a := range n.Args {
				if a.Figure != nil {
					add(fmt.Sprintf("note %d of %s, %d", i, t.ID, j), *a.Figure)
				}
			}
		}
	}
	for i, s := range b.Summary {
		for j, a := range s.Args {
			if a.Figure != nil {
				add(fmt.Sprintf("summary %d, %d", i, j), *a.Figure)
			}
		}
	}
	for _, w := range b.Warnings {
		for i, s := range append(slices.Clone(w.Why), w.Lower...) {
			for j, a := range s.Args {
				if a.Figure != nil {
					add(fmt.Sprintf("warning %s %d, %d", w.ID, i, j), *a.Figure)
				}
			}
		}
	}
	return out
}

// Every number leads to exactly as many entries as it says, for each reader, and each of them is an entry that the reader
// may read.
func TestEveryNumberLeadsToItsEntries(t *testing.T) {
	c := newCentre(t)
	for _, audience := range []string{"public", "parties", "party:B"} {
		c.tell("herald", "observe/shares", map[string]any{
			"report": c.report("E-12"), "audience": audience, "text": "EXERCISE shared with " + audience, "type": "mortar", "accused": "A",
			"place": map[string]any{"lat": 32.615, "lon": 36.15}, "coarse_m": 5000, "start": "2017-07-18T00:00:00Z", "severity": 3, "level": 1,
		})
	}
	c.read()
	if n := c.brief("", sixtyDays).Totals.Rows; n != 1 {
		t.Errorf("the public counts %d reports, and one was shared with it", n)
	}
	for member, want := range map[string]int64{"heron": 62, "olive": -1, "almond": -1, "harbour": -1, "": 1} {
		b := c.brief(member, sixtyDays)
		if want >= 0 && b.Totals.Rows != want {
			t.Errorf("%s counts %d rows, want %d", named(member), b.Totals.Rows, want)
		}
		all := figures(b)
		if member == "heron" && len(all) < 250 {
			t.Errorf("only %d numbers lead anywhere", len(all))
		}
		asked := map[string]int64{}
		for where, f := range all {
			if f.Unit == "" && f.State == "" && f.Value != f.Entries {
				t.Errorf("%s: %s says %d, and has %d entries", named(member), where, f.Value, f.Entries)
			}
			n, known := asked[f.Query]
			if !known {
				a := c.knock(member, "GET", "/api/brief/entries?"+f.Query, nil)
				var list brief.EntryList
				if err := json.Unmarshal(a.Body.Bytes(), &list); err != nil || a.Code != 200 || int64(len(list.Entries)) != list.Count {
					t.Fatalf("%s: %s: %d %s", named(member), where, a.Code, a.Body)
				}
				n = list.Count
				asked[f.Query] = n
				for _, e := range list.Entries {
					entry, err := c.m.Entry(t.Context(), e)
					if err != nil || !c.who[member].MayRead(entry) {
						t.Errorf("%s: %s leads to entry %d, which is not for this reader (%v)", named(member), where, e, err)
					}
				}
			}
			if n != f.Entries {
				t.Errorf("%s: %s says %d entries, and its list has %d: %s", named(member), where, f.Entries, n, f.Query)
			}
		}
		t.Logf("%s: %d numbers, %d lists", named(member), len(all), len(asked))
	}
}

// report finds the entry of a row of the ledger.
func (c *centre) report(id string) int64 {
	c.t.Helper()
	a := c.knock("heron", "GET", "/api/observe/reports?external_id="+id, nil)
	var page struct{ Reports []struct{ Entry int64 } }
	if err := json.Unmarshal(a.Body.Bytes(), &page); err != nil || len(page.Reports) == 0 {
		c.t.Fatalf("no report %s: %v %s", id, err, a.Body)
	}
	return page.Reports[len(page.Reports)-1].Entry
}

// The tables of a brief say the same as the totals, which are counted by other code.
func TestTheTablesAgreeWithTheTotals(t *testing.T) {
	c := newCentre(t)
	c.read()
	b := c.brief("heron", sixtyDays)
	got := map[string]int64{}
	for _, table := range b.Tables {
		for _, l := range table.Lines {
			for j, f := range l.Cells {
				got[fmt.Sprintf("%s/%s/%d", table.ID, l.Label.Code, j)] = f.Value
			}
		}
	}
	want := map[string]int64{
		"key/reports/0": 62, "key/candidates/0": 50, "key/events/0": 48, "key/level_2_up/0": 27, "key/weighted/0": 262, "key/weighted_2_up/0": 146,
		"sides/A/0": 20, "sides/B/0": 9, "sides/?/0": 17, "sides/other/0": 4, "levels/0/0": 5, "levels/1/0": 18, "levels/2/0": 8, "levels/3/0": 19,
		"excluded/X/0": 3, "reasons/before_force/0": 1, "reasons/not_an_act/0": 6, "left_out/B/0": 2,
	}
	for week, n := range []int64{8, 6, 9, 8, 5, 4, 5, 3, 2} {
		want[fmt.Sprintf("weeks/%d/0", week)] = n
	}
	for no, n := range b.Totals.ByClause {
		want["clauses/"+no+"/0"] = n
	}
	for key, n := range want {
		if got[key] != n {
			t.Errorf("%s is %d, want %d", key, got[key], n)
		}
	}
	if b.Totals.Candidates != 50 || b.Totals.Public != 48 || b.Totals.MinutesLost != 1731 {
		t.Errorf("%+v", b.Totals)
	}
}

func TestABriefIsRefusedWithASentence(t *testing.T) {
	c := newCentre(t)
	c.read()
	for query, says := range map[string]string{
		"from=2017-07-09":                                                      "a brief ends at some time",
		"from=2017-09-09&to=2017-07-09":                                        "is not after",
		"from=2017-07-09&to=2017-09-07&before=2017-07-01":                      "equal length",
		"from=2017-07-09&to=2017-07-19&before=2017-06-20&before_to=2017-06-25": "differ in length",
		"kind=flash":                                "about one report",
		"kind=weekly&day=16 July":                   "write a day such as",
		"from=2017-07-09&to=2017-09-07&colour=red":  "not known here",
		"from=2017-07-09&to=2017-09-07&as=everyone": "not an audience",
		"from=2017-07-09&to=2017-09-07&lang=fr":     "one of en, ar, ru",
	} {
		a := c.knock("heron", "GET", "/api/brief/draft?"+strings.ReplaceAll(query, " ", "+"), nil)
		if a.Code != 422 || !strings.Contains(a.Body.String(), says) {
			t.Errorf("%s: %d %s; it should say %q", query, a.Code, a.Body, says)
		}
	}
	if a := c.knock("olive", "GET", "/api/brief/draft?edition=public&from=2017-07-09&to=2017-07-16", nil); a.Code != 403 {
		t.Errorf("a party makes the public edition: %d", a.Code)
	}
	if a := c.knock("heron", "GET", "/api/brief/draft?kind=flash&report=999999", nil); a.Code != 404 {
		t.Errorf("a report that is not there: %d", a.Code)
	}
}

// publish has a brief published, and gives its entry.
func (c *centre) publish(member string, do map[string]any) int64 {
	c.t.Helper()
	n := c.tell(member, "brief/publish", do)
	c.read()
	return n
}

type reprint struct {
	Issue struct {
		Entry int64
		Fact  brief.Published
	}
	Differs []string
	Gone    []int64
}

func (c *centre) again(member string, entry int64) reprint {
	c.t.Helper()
	a := c.knock(member, "GET", fmt.Sprintf("/api/brief/published/%d", entry), nil)
	var out reprint
	if err := json.Unmarshal(a.Body.Bytes(), &out); err != nil || a.Code != 200 {
		c.t.Fatalf("published brief %d for %s: %d %s", entry, named(member), a.Code, a.Body)
	}
	return out
}

func TestAPublishedBriefComesOutTheSameByteForByte(t *testing.T) {
	c := newCentre(t)
	c.read()
	week := map[string]any{"kind": "weekly", "day": "2017-07-16", "audience": "mission"}
	first := c.publish("heron", week)
	fact := c.again("heron", first).Issue.Fact
	if fact.Parameters.From.String() != "2017-07-09T16:30:00Z" || fact.Parameters.To.String() != "2017-07-16T16:30:00Z" {
		t.Errorf("the week of the agreement's cut-off, 19:30 in Damascus, is %s to %s", fact.Parameters.From, fact.Parameters.To)
	}
	before := map[string][]byte{}
	for _, out := range fact.Outputs {
		path := fmt.Sprintf("/api/brief/published/%d?form=%s&lang=%s", first, out.Form, out.Language)
		a := c.knock("quartz", "GET", path, nil)
		if a.Code != 200 || sha256.Sum256(a.Body.Bytes()) != [32]byte(out.SHA256) || int64(a.Body.Len()) != out.Bytes {
			t.Errorf("%s is not what was published: %d, %d bytes", path, a.Code, a.Body.Len())
		}
		before[path] = a.Body.Bytes()
	}
	if len(fact.Outputs) != 7 {
		t.Errorf("%d outputs were given out", len(fact.Outputs))
	}
	if a := c.knock("olive", "GET", fmt.Sprintf("/api/brief/published/%d", first), nil); a.Code != 404 {
		t.Errorf("a party reads a brief for the mission: %d", a.Code)
	}

	// More becomes known: the brief of then stays the same, and a new one takes its place and says what changed.
	report := c.report("E-08")
	c.tell("heron", "observe/retractions", map[string]any{"report": report, "reason": "EXERCISE: entered twice"})
	late := c.tell("heron", "observe/allegations", map[string]any{
		"channel": "ngo", "source": "a relief worker", "text": "EXERCISE late", "place_name": "al-Naima", "start": "2017-07-12T10:00:00Z", "type": "mortar", "accused": "B",
	})
	c.read()
	for path, body := range before {
		if a := c.knock("heron", "GET", path, nil); !bytes.Equal(a.Body.Bytes(), body) {
			t.Errorf("%s is other bytes after more became known", path)
		}
	}
	second := c.publish("heron", map[string]any{"of": first, "reason": "EXERCISE: one report came late, one was taken back"})
	got := c.again("heron", second)
	f := got.Issue.Fact
	if len(got.Differs) != 0 || f.Number != fact.Number+1 || f.Of == nil || *f.Of != first {
		t.Errorf("the reissue is %+v", got)
	}
	if f.Compare == nil || f.Compare.Size != fact.Parameters.Known || f.Compare.Root != fact.Root {
		t.Errorf("compare with %+v, want %d entries with root %s", f.Compare, fact.Parameters.Known, fact.Root)
	}
	if !slices.Equal(f.Added, []int64{late}) || !slices.Equal(f.Withdrawn, []int64{report}) {
		t.Errorf("added %v, withdrawn %v; want %d and %d", f.Added, f.Withdrawn, late, report)
	}
	changed := map[string]string{}
	for _, x := range f.Changes {
		changed[x.Table+"/"+x.Line.Code+"/"+x.Column] = fmt.Sprintf("%d to %d", x.Was.Value, x.Is.Value)
	}
	if changed["key/reports/number"] == "" || changed["sides/A/candidates"] == "" || changed["sides/B/candidates"] == "" || changed["key/candidates/number"] != "" {
		t.Errorf("changes: %v", changed)
	}
	page := c.knock("heron", "GET", fmt.Sprintf("/api/brief/published/%d?form=html", second), nil).Body.String()
	if !strings.Contains(page, fact.Root.String()) || !strings.Contains(page, "What changed") {
		t.Error("the page of the reissue does not print the checkpoint to compare")
	}
	a := c.knock("heron", "POST", "/api/brief/publish", []byte(fmt.Sprintf(`{"of": %d, "reason": "again"}`, first)))
	if a.Code != 409 {
		t.Errorf("a brief that was replaced is replaced again: %d %s", a.Code, a.Body)
	}

	// The same request again is the same brief.
	key := "Idempotency-Key: once"
	body := []byte(`{"kind": "daily", "day": "2017-07-14"}`)
	one, two := c.knock("heron", "POST", "/api/brief/publish", body, key), c.knock("heron", "POST", "/api/brief/publish", body, key)
	if one.Code != 201 || two.Code/100 != 2 || !strings.Contains(two.Body.String(), `"again":true`) {
		t.Errorf("sent twice: %d %d %s", one.Code, two.Code, two.Body)
	}
	c.read()

	// What was forgotten is missing from the brief of then, and the answer says which entry it was.
	c.tell("ward", "terms/forgetting", map[string]any{"entry": late, "reason": "EXERCISE: it names a witness"})
	for _, side := range []string{"olive", "almond", "harbour", "birch", "wadi"} {
		c.tell(side, "terms/forgetting/agree", map[string]any{"entry": late})
	}
	c.read()
	if got := c.again("heron", second); len(got.Differs) == 0 || !slices.Contains(got.Gone, late) {
		t.Errorf("after entry %d was forgotten: differs %v, gone %v", late, got.Differs, got.Gone)
	}
	if page := c.knock("heron", "GET", fmt.Sprintf("/api/brief/published/%d?form=html", second), nil).Body.String(); !strings.Contains(page, "This is not what was published") {
		t.Error("the page does not say that it is another one")
	}
	if got := c.again("heron", first); len(got.Differs) != 0 {
		t.Errorf("the brief before it differs too: %v", got.Differs)
	}
}

func TestThePublicEditionIsLateCoarseAndWithoutNames(t *testing.T) {
	c := newCentre(t)
	c.read()
	do := map[string]any{"kind": "period", "from": "2017-07-09", "to": "2017-09-07", "edition": "public"}
	body, err := json.Marshal(do)
	if err != nil {
		t.Fatal(err)
	}
	if a := c.knock("heron", "POST", "/api/brief/publish", body); a.Code != 403 {
		t.Errorf("the duty officer publishes the public edition: %d %s", a.Code, a.Body)
	}
	entry := c.publish("herald", do)
	got := c.again("", entry)
	if len(got.Differs) != 0 || got.Issue.Fact.Parameters.Persons {
		t.Errorf("everybody makes of it %+v; the exercise gave the persons of some of this time before", got)
	}
	a := c.knock("", "GET", fmt.Sprintf("/api/brief/published/%d?form=json", entry), nil)
	b, err := brief.Open(a.Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if b.Totals.Rows != 61 || b.Rules == nil || b.Rules.DelayHours != 48 || len(b.Items) != 0 || len(figures(b)) != 0 {
		t.Errorf("%d rows, rules %+v, %d items, %d links; the attack on aid is left out by the agreement", b.Totals.Rows, b.Rules, len(b.Items), len(figures(b)))
	}
	for _, secret := range []string{"al-Naima", "liaison", "OP-4", "SOHR", "36.1", "EXERCISE 3 rounds", "heron"} {
		for _, form := range []string{"json", "html", "csv"} {
			a := c.knock("", "GET", fmt.Sprintf("/api/brief/published/%d?form=%s", entry, form), nil)
			if strings.Contains(a.Body.String(), secret) {
				t.Errorf("the public edition as %s shows %q", form, secret)
			}
		}
	}
	if a := c.knock("", "GET", "/api/brief/entries?"+b.Parameters.Kind+"&of=candidates&edition=public&from=2017-07-09&to=2017-09-07", nil); a.Code == 200 {
		t.Errorf("the public lists the mission's entries: %s", a.Body)
	}
	other := c.publish("cedar", map[string]any{"kind": "weekly", "day": "2017-06-18", "edition": "public"})
	if !c.again("", other).Issue.Fact.Parameters.Persons {
		t.Error("a public edition of another time does not give the persons")
	}
}

func TestAFlashIsShortAndASpotKnowsWhatIsRelated(t *testing.T) {
	c := newCentre(t)
	c.read()
	report := c.report("E-41")
	for _, language := range []string{"en", "ar", "ru"} {
		a := c.knock("heron", "GET", fmt.Sprintf("/api/brief/draft?kind=flash&report=%d&form=text&lang=%s", report, language), nil)
		text := strings.TrimSpace(a.Body.String())
		if n := len([]rune(text)); a.Code != 200 || n == 0 || n > 300 {
			t.Errorf("%s: %d characters: %s", language, n, text)
		}
		t.Log(text)
	}
	spot := c.brief("heron", fmt.Sprintf("kind=spot&report=%d", report))
	if len(spot.Items) != 3 || spot.Duty == nil {
		t.Errorf("the attack and its two accounts are %d items", len(spot.Items))
	}
}

func TestTheTableOfABriefIsACSV(t *testing.T) {
	c := newCentre(t)
	c.read()
	a := c.knock("heron", "GET", "/api/brief/draft?form=csv&lang=ru&"+sixtyDays, nil)
	rows, err := csv.NewReader(a.Body).ReadAll()
	if err != nil || len(rows) < 200 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows[1:] {
		q, err := url.ParseQuery(row[13])
		if err != nil || row[0] != "EXERCISE" || row[13] != "" && q.Get("of") == "" {
			t.Fatalf("%v: %v", row, err)
		}
	}
}
