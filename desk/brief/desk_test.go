package brief_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/brief"
	"truce.example/desk/desktest"
	"truce.example/geo"
	"truce.example/record"
)

// A desk that tells of everything that can be counted, as desks do that are still to come.

var (
	heron  = desk.Who{Member: "heron", Kind: "mission", Roles: []string{"duty_officer"}, Known: record.BySession}
	herald = desk.Who{Member: "herald", Kind: "mission", Roles: []string{"public_information"}, Known: record.BySession}
	olive  = desk.Who{Member: "olive", Kind: "party", Party: "A", Roles: []string{"party_liaison"}, Known: record.BySession}
)

type seen struct {
	Type    string        `json:"type"`
	Accused string        `json:"accused"`
	Start   record.Moment `json:"start"`
	Place   *geo.Point    `json:"place,omitempty"`
	Dead    *int64        `json:"dead,omitempty"`
	Tally   string        `json:"tally,omitempty"`
	Watched record.Moment `json:"watched,omitzero"`
}

func (s seen) Said() (desk.Report, bool) {
	r := desk.Report{Form: "seen", Channel: "own", Type: s.Type, Accused: s.Accused, Start: s.Start, End: s.Start, Place: s.Place, Severity: 3, Level: 3}
	if s.Dead != nil {
		r.Harmed = []desk.Harmed{{Harm: "dead", Status: "civilian", Low: s.Dead, Best: s.Dead, High: s.Dead}}
	}
	return r, s.Type != ""
}

func (s seen) Tallies() []desk.Tally {
	if s.Tally == "" {
		return nil
	}
	return []desk.Tally{{What: s.Tally, Code: "told", Side: s.Accused, Due: s.Start}}
}

func (s seen) Coverage() []desk.Coverage {
	if !s.Watched.Known() {
		return nil
	}
	return []desk.Coverage{{Place: s.Place, From: s.Start, To: s.Watched}}
}

type held struct {
	Outcome string `json:"outcome"`
	Side    string `json:"side"`
	Dead    int64  `json:"dead,omitempty"`
}

func (h held) Held() desk.Judgement {
	return desk.Judgement{Outcome: h.Outcome, Reason: "inside", Clause: "C2", Side: h.Side, Certainty: "reported"}
}

// teller records what it is given, for whom it is given.
type teller struct{}

type tell struct {
	Fact seen
	To   record.Audience
}

func (teller) Reset()             {}
func (teller) Apply(record.Entry) {}
func (teller) Decide(_ time.Time, _ desk.Who, do any) ([]record.Draft, error) {
	c := do.(*tell)
	drafts := []record.Draft{{Fact: c.Fact, Audience: c.To, Happened: c.Fact.Start}}
	if c.Fact.Type != "" {
		drafts = append(drafts, record.Draft{Fact: held{Outcome: "candidate", Side: c.Fact.Accused}, Audience: c.To, Refs: []record.Ref{record.Local(0)}})
	}
	return drafts, nil
}

func tellingDesk() desk.Desk {
	return desk.Desk{Name: "told", State: teller{}, Facts: []record.Kind{
		record.KindOf("told.seen/1", "Something was seen.", seen{Type: "mortar", Accused: "A", Start: 1}),
		record.KindOf("told.held/1", "It was held against the clauses.", held{Outcome: "candidate", Side: "A"}),
	}}
}

func law(t testing.TB) brief.Law {
	t.Helper()
	a := desktest.Agreement(t)
	terms := agreement.NewTerms(a, []agreement.StatusChange{{Status: agreement.InForce, At: a.EntryIntoForce.UTC}}, nil, 0)
	return func(record.Moment, int64) *agreement.Terms { return terms }
}

func world(t testing.TB) *desktest.World {
	t.Helper()
	return desktest.New(t, brief.New(law(t)), tellingDesk())
}

func at(hours int) record.Moment {
	return record.At(desktest.Start.Add(time.Duration(hours) * time.Hour))
}

// afternoon tells of two shellings, a watch, a duty that is not kept, and publishes.
func afternoon(w *desktest.World) {
	w.T.Helper()
	place := &geo.Point{Lat: 325_000_000, Lon: 364_000_000}
	dead := int64(3)
	w.MustTell(heron, "told", &tell{seen{Place: place, Start: at(3), Watched: at(15)}, record.Mission})
	w.MustTell(heron, "told", &tell{seen{Type: "mortar", Accused: "A", Start: at(4), Place: place, Dead: &dead}, record.Mission})
	w.MustTell(heron, "told", &tell{seen{Type: "mortar", Accused: "B", Start: at(5)}, record.Parties})
	w.MustTell(heron, "told", &tell{seen{Accused: "B", Start: at(6), Tally: desk.TallyDuty}, record.Parties})
	w.Advance(48 * time.Hour)
	w.MustPost(heron, "brief/publish", `{"kind": "daily", "day": "2031-06-01", "audience": "mission"}`)
}

func TestGolden(t *testing.T) {
	desktest.Golden(t, brief.New(law(t)), func(w *desktest.World) {
		w.T.Helper()
		afternoon(w)
		w.MustTell(heron, "told", &tell{seen{Type: "mortar", Accused: "A", Start: at(7)}, record.Mission})
		proofread(w)
	}, tellingDesk())
}

func TestTheExamplesInTheDescriptionAreTaken(t *testing.T) {
	w := world(t)
	afternoon(w)
	for door, example := range desktest.API(t, w.Desk("brief")) {
		w.MustPost(heron, strings.TrimPrefix(door, "POST "), example)
	}
}

func ask(t *testing.T, w *desktest.World, who desk.Who, query string) brief.Brief {
	t.Helper()
	answer, err := w.Ask(who, "brief/draft?"+query)
	if err != nil {
		t.Fatal(err)
	}
	b, err := brief.Open(answer.(desk.Document).Body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A desk that nobody here knows is counted by what its facts tell.
func TestANewDeskIsCounted(t *testing.T) {
	w := world(t)
	afternoon(w)
	b := ask(t, w, heron, "kind=daily&day=2031-06-01")
	cells := map[string]brief.Figure{}
	for _, table := range b.Tables {
		for _, l := range table.Lines {
			for i, c := range l.Cells {
				cells[table.ID+"/"+l.Label.Code+"/"+string(rune('0'+i))] = c
			}
		}
	}
	if b.Totals.Rows != 2 || cells["sides/A/0"].Value != 1 || cells["sides/B/0"].Value != 1 || cells["duties/B/told/0"].Value != 1 {
		t.Errorf("%+v %v", b.Totals, cells)
	}
	if got := cells["zones/area/4"]; got.Value != 720 || got.Unit != "minutes" {
		t.Errorf("watched %+v, want twelve hours", got)
	}
	if got := ask(t, w, olive, "kind=daily&day=2031-06-01").Totals.Rows; got != 1 {
		t.Errorf("a party counts %d", got)
	}
	if got := ask(t, w, heron, "kind=daily&day=2031-06-01&as=parties").Totals.Rows; got != 1 {
		t.Errorf("what all parties may read counts %d", got)
	}
}

func TestWithoutAnAgreementThereAreStillCounts(t *testing.T) {
	w := desktest.New(t, brief.New(nil), tellingDesk())
	afternoon(w)
	b := ask(t, w, heron, "kind=daily&day=2031-06-01")
	if b.Agreement != nil || b.Totals.Rows != 2 || b.TimeZone != "UTC" {
		t.Errorf("%+v", b)
	}
	for _, form := range []string{"html", "csv", "text"} {
		if _, err := w.Ask(heron, "brief/draft?kind=daily&day=2031-06-01&form="+form); err != nil {
			t.Errorf("%s: %v", form, err)
		}
	}
}

func TestAPublicationIsRefusedWithASentence(t *testing.T) {
	w := world(t)
	afternoon(w)
	for body, kind := range map[string]desk.Refusal{
		`{"kind": "daily", "day": "2031-06-01", "edition": "public"}`: desk.NotAllowed,
		`{"kind": "yearly"}`:                         desk.Invalid,
		`{"kind": "daily", "languages": ["fr"]}`:     desk.Invalid,
		`{"kind": "daily", "audience": "everybody"}`: desk.Invalid,
		`{"of": 2, "reason": "x"}`:                   desk.NotFound,
		`{"colour": "red"}`:                          desk.Invalid,
		`{"kind": "daily"} {}`:                       desk.Invalid,
	} {
		w.RefusesPost(kind, heron, "brief/publish", body)
	}
	issue := int64(len(w.Entries) - 1)
	body, _ := json.Marshal(brief.Publish{Of: &issue})
	w.RefusesPost(desk.Invalid, heron, "brief/publish", string(body)) // without a reason
	w.MustPost(herald, "brief/publish", `{"kind": "daily", "day": "2031-06-01", "edition": "public"}`)
	w.Refold()
	w.MustPost(heron, "brief/publish", `{"kind": "daily", "day": "2031-06-01"}`)
	if n := w.Entries[len(w.Entries)-1].Fact.(*brief.Published).Number; n != 3 {
		t.Errorf("after a fold the number goes on at %d", n)
	}
}

func FuzzParameters(f *testing.F) {
	f.Add("from=2017-07-09&to=2017-09-07&kind=period")
	f.Add("kind=weekly&day=2017-07-16&of=candidates&by=A&week=3")
	f.Add("kind=flash&report=1&edition=public&as=mission,party:A")
	w := world(f)
	afternoon(w)
	f.Fuzz(func(t *testing.T, query string) {
		w.T = t
		for _, door := range []string{"brief/draft?", "brief/entries?of=candidates&", "brief/totals?"} {
			if strings.Contains(query, ";") || strings.ContainsAny(query, "%#") {
				return
			}
			if _, err := w.Ask(heron, door+query); err != nil {
				if _, refused := desk.Refused(err); !refused {
					t.Errorf("%s%s: %v", door, query, err)
				}
			}
		}
	})
}
