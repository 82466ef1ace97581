package statements_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/desktest"
	"truce.example/desk/statements"
	"truce.example/exercise"
	"truce.example/geo"
	"truce.example/record"
)

// The people of the tests.
var (
	quartz = desk.Who{Member: "quartz", Kind: "mission", Roles: []string{"analyst"}, Known: record.BySession}
	olive  = desk.Who{Member: "olive", Kind: "party", Party: "A", Roles: []string{"party_liaison"}, Known: record.BySession}
)

func law(t testing.TB) statements.Law {
	t.Helper()
	a, problems := agreement.Load(exercise.SouthwestSyria())
	if a == nil {
		t.Fatal(problems)
	}
	terms := agreement.NewTerms(a, exercise.StatusHistory(), nil, 0)
	return func(record.Moment, int64) *agreement.Terms { return terms }
}

// examplesInOrder are the doors in the order in which their examples make one story.
var examplesInOrder = []string{"articles", "statements", "statements", "commitments", "dismissals", "talks", "talks/held", "claims", "claims/outcome", "statuses", "links"}

// sendExamples sends every example of api.yaml, behind one fact of another desk, so that no article has the number 0.
func sendExamples(t *testing.T, w *desktest.World) {
	t.Helper()
	w.MustTell(quartz, "stub", &happened{desk.Report{Type: "statement"}})
	examples := desktest.API(t, w.Desk("statements"))
	sent := map[string]bool{}
	for _, door := range examplesInOrder {
		text := examples["POST statements/"+door]
		if sent[door] { // a second statement, of the same article
			text = strings.NewReplacer(`"S3-30"`, `"S72-111"`, `"from":3,"to":29`, `"from":72,"to":111`, `"to":71`, `"to":111`).Replace(text)
		}
		if _, err := w.Post(quartz, "statements/"+door, text); err != nil {
			refusal, _ := desk.Refused(err)
			t.Fatalf("%s, as entry %d: %v %+v", door, len(w.Entries), err, refusal)
		}
		sent[door] = true
	}
	for door := range sent {
		delete(examples, "POST statements/"+door)
	}
	delete(examples, "POST statements/pages")
	delete(examples, "POST statements/feeds")
	for door := range examples {
		t.Errorf("nobody sent the example of %s", door)
	}
}

// happened is a report of another desk.
type happened struct{ Report desk.Report }

type reported struct {
	Report desk.Report   `json:"-"`
	Type   string        `json:"type"`
	Start  record.Moment `json:"start,omitempty"`
	Lat    int64         `json:"lat"`
	Lon    int64         `json:"lon"`
	Set    string        `json:"set"`
	Basis  string        `json:"basis"`
	Dead   int64         `json:"dead"`
}

func (r reported) Said() (desk.Report, bool) {
	out := desk.Report{Form: "alleged", Type: r.Type, Start: r.Start, Dataset: r.Set, Basis: r.Basis}
	if r.Lat != 0 {
		out.Place = &geo.Point{Lat: int32(r.Lat), Lon: int32(r.Lon)}
	}
	if r.Dead > 0 {
		out.Harmed = []desk.Harmed{{Harm: "dead", Best: &r.Dead}}
	}
	return out, r.Start.Known()
}

// stub is a desk that reports what happened.
type stub struct{}

func (stub) Reset()             {}
func (stub) Apply(record.Entry) {}
func (stub) Decide(_ time.Time, _ desk.Who, do any) ([]record.Draft, error) {
	r := do.(*happened).Report
	f := reported{Type: r.Type, Start: r.Start, Set: r.Dataset, Basis: r.Basis}
	if r.Place != nil {
		f.Lat, f.Lon = int64(r.Place.Lat), int64(r.Place.Lon)
	}
	for _, h := range r.Harmed {
		f.Dead = *h.Best
	}
	return []record.Draft{{Fact: f, Audience: record.Mission}}, nil
}

func stubDesk() desk.Desk {
	return desk.Desk{Name: "stub", State: stub{}, Facts: []record.Kind{record.KindOf("stub.reported/1", "Something happened.", reported{Type: "mortar", Start: 1, Lat: 1, Lon: 1, Set: "x", Basis: "I", Dead: 1})}}
}

func newWorld(t *testing.T) *desktest.World {
	return desktest.New(t, statements.New(law(t)), stubDesk())
}

func TestTheExamplesInTheDescriptionAreTaken(t *testing.T) { sendExamples(t, newWorld(t)) }

func TestTheDescriptionNamesTheFieldsOfEveryCommand(t *testing.T) {
	desktest.DescribesCommands(t, statements.New(nil), "Statements")
}

func TestGolden(t *testing.T) {
	desktest.Golden(t, statements.New(law(t)), func(w *desktest.World) { sendExamples(t, w) }, stubDesk())
}

func TestForgottenFactsLeaveNoWords(t *testing.T) {
	for _, k := range statements.New(nil).Facts {
		fact, ok := k.Example.(desk.Residue)
		if !ok {
			t.Errorf("%s leaves nothing; what hangs on it would come apart", k.Name)
			continue
		}
		residue := reflect.ValueOf(fact.Residue())
		for _, field := range []string{"Text", "Words", "Reason", "Speaker", "Act", "Obliged", "What", "By", "Name", "Agenda", "Title", "Author", "Address", "Place"} {
			if f := residue.FieldByName(field); f.IsValid() && !f.IsZero() {
				t.Errorf("%s keeps its %s", k.Name, field)
			}
		}
	}
}

const story = "“It has held up well,” Ana Ruiz told reporters on Tuesday. She said G2 must stop the flights by Friday."

func take(w *desktest.World, basis, published string) int64 {
	return w.MustTell(quartz, "statements", &statements.Take{Title: "A title", Outlet: "Valley Herald", Published: published, Basis: basis, Text: story})[0].Number
}

// A proposal stands in no record, becomes a fact when a person says yes, and is answered once.
func TestAProposalIsAnsweredOnceByAPerson(t *testing.T) {
	w := newWorld(t)
	n := take(w, "F", "2017-09-07")
	page := func() (p statements.ArticlePage) {
		t.Helper()
		if err := json.Unmarshal([]byte(w.MustAsk(quartz, fmt.Sprintf("statements/articles/%d", n))), &p); err != nil {
			t.Fatal(err)
		}
		return p
	}
	p := page()
	if len(p.Proposals) != 3 || p.Proposals[0].Said.Speaker != "Ana Ruiz" || p.Proposals[0].Said.Said.Value != "2017-09-05" || p.Proposals[2].Promised.Obliged != "G2" || len(w.Entries) != 1 {
		t.Fatalf("%+v", p.Proposals)
	}
	yes := &statements.Accept{
		Article: n, Proposal: p.Proposals[0].Key, Kind: "direct", Speaker: "Ana Ruiz", Said: statements.Day{Value: "2017-09-05"}, Quotes: []statements.Range{{From: p.Proposals[0].From, To: p.Proposals[0].To}}, Sentence: statements.Range{From: 0, To: 60},
	}
	e := w.MustTell(quartz, "statements", yes)[0]
	if f := e.Fact.(*statements.Said); f.Words != "It has held up well" || f.Chain[1] != "Valley Herald" || f.Basis != "F" {
		t.Errorf("%+v", f)
	}
	w.Refuses(desk.Conflict, quartz, "statements", yes)
	w.MustTell(quartz, "statements", &statements.Dismiss{Article: n, Proposal: p.Proposals[1].Key})
	p = page()
	if p.Proposals[0].Answer != "accepted" || p.Proposals[0].Entry != e.Number || p.Proposals[1].Answer != "set_aside" || p.Proposals[2].Answer != "" {
		t.Errorf("%+v", p.Proposals)
	}
}

func TestCommandsAreRefusedInWords(t *testing.T) {
	w := newWorld(t)
	n := take(w, "F", "")
	w.Refuses(desk.NotFound, olive, "statements", &statements.Dismiss{Article: n, Proposal: "x"}) // who may not read it is told that there is none
	for _, do := range []any{
		&statements.Take{Title: "A", Outlet: "B", Basis: "F", Text: " "},
		&statements.Take{Title: "A", Outlet: "B", Basis: "F", Text: "x", Published: "yesterday"},
		&statements.Accept{Article: n, Kind: "direct", Speaker: "A", Sentence: statements.Range{From: 0, To: 9999}},
		&statements.Accept{Article: n, Kind: "direct", Speaker: "A", Sentence: statements.Range{From: 1, To: 5}}, // within a letter
		&statements.Accept{Article: n, Kind: "shouted", Speaker: "A", Sentence: statements.Range{From: 0, To: 5}},
		&statements.Accept{Article: n, Kind: "direct", Speaker: "A", Side: "Q", Sentence: statements.Range{From: 3, To: 5}},
		&statements.Accept{Article: n, Kind: "direct", Speaker: "A", Said: statements.Day{Value: "2017-13"}, Sentence: statements.Range{From: 3, To: 5}},
		&statements.Undertake{Kind: "promise", By: "A", Obliged: "B", Act: "c"}, // neither real nor of the exercise
	} {
		w.Refuses(desk.Invalid, quartz, "statements", do)
	}
	c := w.MustTell(quartz, "statements", &statements.Undertake{Kind: "promise", By: "A", Obliged: "B", Act: "c", Basis: "F", Deadline: record.At(w.Now.Add(time.Hour))})[0].Number
	w.Refuses(desk.Invalid, quartz, "statements", &statements.SetStatus{Commitment: c, Status: "met", Reason: "seen"}) // by what?
	w.Refuses(desk.Invalid, quartz, "statements", &statements.SetStatus{Commitment: c, Status: "met", Reason: "seen", Evidence: []int64{99}})
	w.Advance(2 * time.Hour)
	if got := w.MustAsk(quartz, "statements/commitments?status=due"); !strings.Contains(got, `"status":"due"`) {
		t.Error("its time is over:", got)
	}
	w.MustTell(quartz, "statements", &statements.SetStatus{Commitment: c, Status: "contested", Reason: "two accounts"})
	if got := w.MustAsk(quartz, "statements/commitments?status=due"); strings.Contains(got, `"commitment":`) {
		t.Error("somebody has said what became of it:", got)
	}
}

// Real and invented things are never mixed, and a statement is held against events of its own sort, inside the area, in the time.
func TestAStatementStandsBesideTheEventsOfItsOwnSort(t *testing.T) {
	w := newWorld(t)
	at := func(day string) record.Moment {
		d, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		return record.At(d.Add(9 * time.Hour))
	}
	nawa := &geo.Point{Lat: 328_900_000, Lon: 360_400_000}
	aleppo := &geo.Point{Lat: 362_000_000, Lon: 371_300_000}
	three := int64(3)
	tell := func(day, set, basis string, where *geo.Point, dead *int64) int64 {
		r := desk.Report{Type: "mortar", Start: at(day), Dataset: set, Basis: basis, Place: where}
		if dead != nil {
			r.Harmed = []desk.Harmed{{Harm: "dead", Best: dead}}
		}
		return w.MustTell(quartz, "stub", &happened{r})[0].Number
	}
	tell("2017-06-01", "UCDP", "", nawa, &three)
	after := tell("2017-07-20", "UCDP", "", nawa, nil)
	tell("2017-07-21", "UCDP", "", aleppo, nil)  // elsewhere
	tell("2017-07-22", "UCDP", "", nil, nil)     // who knows where
	tell("2017-12-01", "UCDP", "", nawa, &three) // between the sixty days and the words
	tell("2017-07-23", "EXERCISE", "I", nawa, nil)
	tell("2018-03-01", "UCDP", "", nawa, nil) // behind the words

	beside := func(basis string) (c statements.Comparison) {
		t.Helper()
		n := take(w, basis, "2018-01-18")
		s := w.MustTell(quartz, "statements", &statements.Accept{Article: n, Kind: "direct", Speaker: "Ana Ruiz", Said: statements.Day{Value: "2018-01-17"}, Sentence: statements.Range{From: 3, To: 20}})[0].Number
		if err := json.Unmarshal([]byte(w.MustAsk(quartz, fmt.Sprintf("statements/statements/%d/events", s))), &c); err != nil {
			t.Fatal(err)
		}
		return c
	}
	c := beside("F")
	if c.Mark != "" || c.NoPlace != 1 || len(c.Limits) < 3 {
		t.Errorf("%+v", c)
	}
	for i, want := range []int64{1, 1, 2} {
		if c.Spans[i].Events != want {
			t.Errorf("%s: %d events, want %d", c.Spans[i].Name, c.Spans[i].Events, want)
		}
	}
	if s := c.Spans[1]; s.List[0].Report != after || s.Deaths != nil || s.Unknown != 1 {
		t.Errorf("%+v", s)
	}
	if *c.Spans[2].Deaths != 3 || c.Spans[2].Days < 190 {
		t.Errorf("%+v", c.Spans[2])
	}
	c = beside("I")
	if c.Mark != "EXERCISE" || c.Spans[1].Events != 1 || c.Spans[1].List[0].Mark != "EXERCISE" || c.Spans[0].Events != 0 || len(c.Sources) != 1 {
		t.Errorf("%+v", c)
	}
}

func TestTheSameWordsAreFoundInAnotherArticle(t *testing.T) {
	w := newWorld(t)
	var said []int64
	for range 2 {
		n := take(w, "F", "2018-01-18")
		said = append(said, w.MustTell(quartz, "statements", &statements.Accept{Article: n, Kind: "direct", Speaker: "Ana Ruiz", Sentence: statements.Range{From: 3, To: 22}})[0].Number)
	}
	var p statements.StatementPage
	if err := json.Unmarshal([]byte(w.MustAsk(quartz, fmt.Sprintf("statements/statements/%d", said[1]))), &p); err != nil {
		t.Fatal(err)
	}
	if len(p.Again) != 1 || p.Again[0].Statement != said[0] || p.Again[0].Shared != 5 {
		t.Errorf("%+v", p.Again)
	}
	w.Refuses(desk.Invalid, quartz, "statements", &statements.Link{Type: "denial", A: said[0], B: said[0]})
	w.MustTell(quartz, "statements", &statements.Link{Type: "same_quotation", A: said[1], B: said[0]})
	w.Refuses(desk.Conflict, quartz, "statements", &statements.Link{Type: "same_quotation", A: said[1], B: said[0]})
}

func TestAFileIsOpenedAndNothingIsRecorded(t *testing.T) {
	w := newWorld(t)
	got, err := w.Post(quartz, "statements/pages", story)
	if err != nil || len(w.Entries) != 0 || got.(statements.OpenedPage).Text != story {
		t.Fatalf("%v, %d entries, %+v", err, len(w.Entries), got)
	}
}
