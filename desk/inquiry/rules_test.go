package inquiry_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/inquiry"
	"truce.example/record"
)

// What is served on a side carries nothing of who saw it: no name, no post, no device, no point.
func TestWhatASideReadsCarriesNoObserver(t *testing.T) {
	r := newRoom(t)
	seen := r.shelling("A")
	report := r.MustTell(falcon, "stub", seen)[0].Number
	no := r.Advance(0)[0].Number
	r.do(heron, &inquiry.Triage{Case: no, Outcome: "accepted", Reason: marker})
	r.do(heron, &inquiry.Assign{Case: no, Team: marker, Analyst: "quartz"})
	r.do(heron, &inquiry.Serve{Case: no})
	r.do(quartz, &inquiry.Draft{Case: no, Question: marker, Paragraphs: []string{"Three rounds fell."}, Limits: []string{marker}, Level: 3})
	r.do(olive, &inquiry.Comment{Case: no, Waive: true})
	r.do(basalt, &inquiry.Convene{Case: no, Present: []inquiry.Seat{{Member: "basalt"}}})
	r.do(basalt, &inquiry.Find{Case: no, Kind: "none", Reason: "No quorum."})
	r.do(cedar, &inquiry.Announce{Case: no, Edition: "published", To: record.Public})
	r.Advance(24 * time.Hour)
	r.do(cedar, &inquiry.Publish{Case: no})

	secrets := []string{marker, "falcon", "swift", "32.6201234", "36.1705678", "326201234", "361705678"}
	for _, who := range []desk.Who{olive, almond, harbour, birch, public} {
		for _, path := range []string{"cases", "cases/" + fmt.Sprint(no), "clocks", "notices", "queue", "minutes"} {
			answer, err := r.Ask(who, "inquiry/"+path)
			if err != nil {
				t.Fatalf("%s asks for %s: %v", who.Member, path, err)
			}
			clean(t, who.Member+" reads in "+path, answer, secrets)
		}
		for _, layer := range []string{"inquiry.cases", "inquiry.clocks", "inquiry.queue"} {
			clean(t, who.Member+" reads in "+layer, r.Rows(who, layer, 100), secrets)
		}
		clean(t, who.Member+" reads among the features", r.Features(who, "inquiry.cases", desk.Window{}), secrets)
		for _, e := range r.Entries {
			if who.Sees(e.Audience) {
				clean(t, fmt.Sprintf("%s may read entry %d (%s)", who.Member, e.Number, e.Kind), e.Fact, secrets)
			}
		}
	}
	for _, e := range r.Entries {
		if told, ok := e.Fact.(desk.TellsNotice); ok {
			clean(t, e.Kind+" tells", told.Notices(), secrets)
		}
	}
	r.CheckLayers("inquiry", heron, olive, almond, public)
	if page := r.MustAsk(olive, "inquiry/cases"); strings.Contains(page, fmt.Sprintf(`"report":%d`, report)) {
		t.Error("the accused side reads the number of the report")
	}
	if page := r.MustAsk(heron, fmt.Sprintf("inquiry/cases/%d", no)); !strings.Contains(page, "32.6201234") || !strings.Contains(page, marker) {
		t.Error("the mission does not see the case whole")
	}
}

func clean(t *testing.T, what string, answer any, secrets []string) {
	t.Helper()
	b, err := json.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range secrets {
		if strings.Contains(string(b), s) {
			t.Errorf("%s: %q in %s", what, s, b)
		}
	}
}

func TestARestrictedAgreementNamesNoPlaceInItsNotices(t *testing.T) {
	r := newRoom(t, func(a *agreement.Agreement) { a.Publicity = "restricted" })
	n := r.do(heron, &inquiry.Serve{Case: r.until("assigned")})
	f := r.Entries[n].Fact.(*inquiry.NoticeServed)
	if f.Near != "" || f.Grid == "" || strings.Contains(f.Text, "Naima") {
		t.Errorf("the notice says %+v", f)
	}
}

func TestSidesSeeOnlyWhatIsForThem(t *testing.T) {
	r := newRoom(t)
	no := r.until("under_inquiry")
	page := fmt.Sprintf("inquiry/cases/%d", no)
	if got := r.MustAsk(olive, page); !strings.Contains(got, `"part":"served"`) || strings.Contains(got, "inquiry.opened") || strings.Contains(got, "inquiry.assigned") {
		t.Errorf("the accused reads %s", got)
	}
	for _, who := range []desk.Who{almond, harbour, birch, public} {
		if _, err := r.Ask(who, page); err == nil {
			t.Errorf("%s reads the case before it is published", who.Member)
		}
	}
	i := r.do(heron, &inquiry.AskGuarantor{Case: no, Text: "Let the site be opened."})
	if got := r.MustAsk(birch, "inquiry/queue"); !strings.Contains(got, fmt.Sprintf(`"item":%d`, i)) {
		t.Errorf("the guarantor of A reads %s", got)
	}
	if got := r.MustAsk(harbour, "inquiry/queue"); strings.Contains(got, "opened") {
		t.Errorf("another guarantor reads %s", got)
	}
}

func TestAnUnansweredItemGoesToTheChair(t *testing.T) {
	r := newRoom(t)
	no := r.until("under_inquiry")
	i := r.do(heron, &inquiry.AskGuarantor{Case: no, Text: "Let the site be opened."})
	got := of("guarantor", overdue(r.Advance(24*time.Hour)))
	if len(got) != 1 || got[0].Escalated != "role:chair" {
		t.Fatalf("came %+v", got)
	}
	if to := got[0].Notices()[0].To; !strings.Contains(string(to), "role:chair") {
		t.Errorf("told is %s", to)
	}
	r.Refuses(desk.NotFound, harbour, "inquiry", &inquiry.AnswerItem{Item: i, Outcome: "acted", Text: "Done."})
	r.do(birch, &inquiry.AnswerItem{Item: i, Outcome: "acted", Text: "Done."})
	r.Refuses(desk.NotFound, birch, "inquiry", &inquiry.AnswerItem{Item: i, Outcome: "acted", Text: "Done."})
	if got := r.MustAsk(cedar, "inquiry/queue?open=no"); !strings.Contains(got, `"outcome":"acted"`) || strings.Contains(got, `"escalated":0`) {
		t.Error(got)
	}
}

func TestAnAcknowledgementByVoiceCountsWhenASecondPersonConfirms(t *testing.T) {
	r := newRoom(t)
	no := r.until("assigned")
	n := r.do(heron, &inquiry.Serve{Case: no})
	said := &inquiry.RecordAck{Notice: n, Level: "duty", Means: "voice", GivenBy: "duty officer of A", At: record.At(r.Now), Language: "ar", Text: "وصلنا"}
	wrong := *said
	wrong.Translation = &inquiry.Translation{Language: "en", Text: "We have it.", Confidence: "high"}
	if s := r.Refuses(desk.Invalid, heron, "inquiry", &wrong); !strings.Contains(s, "translator") {
		t.Errorf("a translation that nobody made: %s", s)
	}
	a := r.do(heron, said)
	r.Refuses(desk.NotAllowed, heron, "inquiry", &inquiry.ConfirmAck{Recorded: a})
	r.Refuses(desk.NotAllowed, olive, "inquiry", &inquiry.ConfirmAck{Recorded: a})
	if got := r.MustAsk(heron, "inquiry/clocks?what=ack"); !strings.Contains(got, `"what":"ack"`) {
		t.Error("an unconfirmed acknowledgement stopped the clock")
	}
	r.Advance(2 * time.Hour)
	f := r.Entries[r.do(tern, &inquiry.ConfirmAck{Recorded: a})].Fact.(*inquiry.Acknowledged)
	if f.Late || f.Means != "voice" {
		t.Errorf("it was given in time and is recorded as %+v", f)
	}
	r.Refuses(desk.NotFound, tern, "inquiry", &inquiry.ConfirmAck{Recorded: a})
	r.Refuses(desk.NotFound, almond, "inquiry", &inquiry.Acknowledge{Notice: n, Level: "formal"})
	r.Refuses(desk.NotAllowed, heron, "inquiry", &inquiry.Acknowledge{Notice: n, Level: "formal"})
}

func TestAViolationRestsOnWhatTheAgreementAsks(t *testing.T) {
	for _, row := range []struct {
		name  string
		spoil func(f *inquiry.Find)
		field string
		says  string
	}{
		{"without a clause", func(f *inquiry.Find) { f.Clause = "" }, "clause", "of a clause"},
		{"of a clause that there is not", func(f *inquiry.Find) { f.Clause = "C99" }, "clause", "no clause"},
		{"on evidence below level 2", func(f *inquiry.Find) { f.Level = 1 }, "level", "level 2"},
		{"by a side that was not asked", func(f *inquiry.Find) { f.Side = "B" }, "side", "not asked"},
		{"by somebody who is no side", func(f *inquiry.Find) { f.Side = "X" }, "side", "neither"},
		{"with an attribution to a unit", func(f *inquiry.Find) {
			f.Attribution = &inquiry.Attribution{To: "unit", Unit: "7th", Confidence: "high"}
		}, "attribution", "mandate"},
		{"without a text", func(f *inquiry.Find) { f.Text = "" }, "text", "required"},
		{"with a dissent from outside the panel", func(f *inquiry.Find) { f.Dissent = []inquiry.Dissent{{Member: "heron", Text: "No."}} }, "dissent[0].member", "not sit"},
		{"beyond the scale", func(f *inquiry.Find) { f.Level = 6 }, "level", "goes from"},
		{"under a verdict that there is not", func(f *inquiry.Find) { f.Verdict = "guilty" }, "verdict", "violation"},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := newRoom(t)
			f := &inquiry.Find{Case: r.until("panel"), Kind: "joint", Question: "Was C3 breached?", Verdict: "violation", Clause: "C3", Level: 4, Text: "Three rounds fell."}
			row.spoil(f)
			_, err := r.Tell(basalt, "inquiry", f)
			refusal, ok := desk.Refused(err)
			if !ok {
				t.Fatal("it was taken")
			}
			for _, wrong := range refusal.Fields {
				if wrong.Field == row.field && strings.Contains(wrong.Sentence, row.says) {
					return
				}
			}
			t.Errorf("refused with %+v", refusal.Fields)
		})
	}
}

func TestNoViolationBeforeTheAccusedCouldAnswer(t *testing.T) {
	r := newRoom(t)
	no := r.until("under_inquiry")
	r.do(quartz, &inquiry.Draft{Case: no, Question: "?", Paragraphs: []string{"Three rounds fell."}, Clause: "C3", Level: 3})
	convene := &inquiry.Convene{Case: no, Present: []inquiry.Seat{{Member: "basalt"}}, Quorum: true}
	if s := r.Refuses(desk.TooEarly, basalt, "inquiry", convene); !strings.Contains(s, "A may comment") {
		t.Error(s)
	}
	r.do(olive, &inquiry.Comment{Case: no, Text: "We look into it."})
	r.Refuses(desk.TooEarly, basalt, "inquiry", convene) // a comment is no waiver
	r.Advance(72 * time.Hour)
	r.do(basalt, convene)
	// A new draft gives the time again.
	r.do(quartz, &inquiry.Draft{Case: no, Question: "?", Paragraphs: []string{"Four rounds fell."}, Clause: "C3", Level: 3})
	r.Refuses(desk.Conflict, basalt, "inquiry", &inquiry.Find{Case: no, Kind: "joint", Question: "?", Verdict: "violation", Clause: "C3", Level: 4, Text: "x"})
	r.Refuses(desk.TooEarly, basalt, "inquiry", convene)
}

func TestVerificationStandsWithoutAttribution(t *testing.T) {
	find := func(no int64) *inquiry.Find {
		return &inquiry.Find{Case: no, Kind: "joint", Question: "?", Verdict: "undetermined", Level: 4, Text: "Three rounds fell.", Attribution: &inquiry.Attribution{To: "side", Confidence: "low"}}
	}
	closed := newRoom(t)
	closed.Refuses(desk.Invalid, basalt, "inquiry", find(closed.until("panel")))
	open := newRoom(t, func(a *agreement.Agreement) { a.Mandate.MayAttribute = true })
	no := open.until("panel")
	f := open.Entries[open.do(basalt, find(no))].Fact.(*inquiry.Found)
	if f.Level != 4 || f.Attribution.Confidence != "low" || f.Standard == "" {
		t.Errorf("found %+v", f)
	}
}

func TestDutiesAreKeptApart(t *testing.T) {
	r := newRoom(t)
	no, _ := r.report(falcon, "A")
	r.do(heron, &inquiry.Triage{Case: no, Outcome: "accepted", Reason: "a clause may apply"})
	for _, row := range []struct {
		name string
		do   *inquiry.Assign
		says string
	}{
		{"the custodian analyses", &inquiry.Assign{Case: no, Team: "P-05", Analyst: "quartz", Custodian: "quartz"}, "two people"},
		{"the reporter leads the visit", &inquiry.Assign{Case: no, Team: "P-05", Analyst: "quartz", Lead: "falcon"}, "reported"},
		{"the reporter analyses", &inquiry.Assign{Case: no, Team: "P-05", Analyst: "falcon"}, "reported"},
	} {
		if s := r.Refuses(desk.Invalid, heron, "inquiry", row.do); !strings.Contains(s, row.says) {
			t.Errorf("%s: %s", row.name, s)
		}
	}
	r.do(heron, &inquiry.Assign{Case: no, Team: "P-05", Analyst: "quartz", Custodian: "keystone"})
	r.Refuses(desk.NotAllowed, falcon, "inquiry", &inquiry.Visit{Case: no, Outcome: "made", Method: []string{"went"}})
	r.Refuses(desk.NotAllowed, keystone, "inquiry", &inquiry.Draft{Case: no, Question: "?", Paragraphs: []string{"x"}})
	r.Refuses(desk.NotAllowed, heron, "inquiry", &inquiry.Override{Case: no, Rule: "reporter_verifies", Member: "falcon", Reason: "no other team"})
	r.Refuses(desk.Invalid, cedar, "inquiry", &inquiry.Override{Case: no, Rule: "reporter_verifies", Member: "falcon"})
	r.Refuses(desk.Invalid, cedar, "inquiry", &inquiry.Override{Case: no, Rule: "reporter_verifies", Member: "cedar", Reason: "me"})
	r.do(cedar, &inquiry.Override{Case: no, Rule: "reporter_verifies", Member: "falcon", Reason: "No other team can reach the place."})
	r.do(falcon, &inquiry.Visit{Case: no, Outcome: "made", Method: []string{"went"}})

	no = r.until("party_comment")
	r.do(olive, &inquiry.Comment{Case: no, Waive: true})
	for _, side := range []string{"A", "G2"} {
		if s := r.Refuses(desk.Invalid, basalt, "inquiry", &inquiry.Convene{Case: no, Present: []inquiry.Seat{{Member: "flint", Side: side}}, Quorum: true}); !strings.Contains(s, "cannot judge") {
			t.Errorf("a seat of %s: %s", side, s)
		}
	}
}

func TestCommentsAreByTheSideThatWasAsked(t *testing.T) {
	r := newRoom(t)
	no := r.until("party_comment")
	r.Refuses(desk.NotFound, almond, "inquiry", &inquiry.Comment{Case: no, Text: "We saw it."})
	r.Refuses(desk.NotAllowed, harbour, "inquiry", &inquiry.Comment{Case: no, Side: "A", Text: "We speak for A."})
	if s := r.Refuses(desk.Invalid, olive, "inquiry", &inquiry.Comment{Case: no, Objections: []inquiry.Objection{{Paragraph: 3, Text: "No."}}}); !strings.Contains(s, "1 to 2") {
		t.Error(s)
	}
	r.do(birch, &inquiry.Comment{Case: no, Side: "A", Text: "Our side denies it."}) // its guarantor
	r.do(olive, &inquiry.Comment{Case: no, Text: "We deny it.", Waive: true})
	r.Refuses(desk.Conflict, olive, "inquiry", &inquiry.Comment{Case: no, Text: "And more."})
}

func TestNoQuorumNoJointFinding(t *testing.T) {
	r := newRoom(t)
	no := r.until("party_comment")
	r.do(olive, &inquiry.Comment{Case: no, Waive: true})
	r.do(basalt, &inquiry.Convene{Case: no, Absent: []inquiry.Absence{{Who: "G2", Cause: "recalled"}}})
	joint := &inquiry.Find{Case: no, Kind: "joint", Question: "?", Verdict: "undetermined", Level: 3, Text: "x"}
	if s := r.Refuses(desk.Invalid, cedar, "inquiry", joint); !strings.Contains(s, "no quorum") {
		t.Error(s)
	}
	r.Refuses(desk.Invalid, cedar, "inquiry", &inquiry.Find{Case: no, Kind: "none"}) // a reason is needed
	r.do(cedar, &inquiry.Find{Case: no, Kind: "none", Reason: "The seat of G2 was empty."})
	r.do(harbour, &inquiry.FindSeparately{Case: no, Verdict: "undetermined", Level: 2, Text: "Not established."})
	r.Refuses(desk.Conflict, harbour, "inquiry", &inquiry.FindSeparately{Case: no, Verdict: "undetermined", Text: "Again."})
	r.do(birch, &inquiry.FindSeparately{Case: no, Verdict: "no_violation", Level: 2, Text: "It was no fire."})
	r.do(cedar, &inquiry.Announce{Case: no, Edition: "restricted", To: "party:A"})
	r.do(olive, &inquiry.Object{Case: no, Text: "Not now."})
	r.Advance(24 * time.Hour)
	r.Refuses(desk.Invalid, cedar, "inquiry", &inquiry.Publish{Case: no})
	f := r.Entries[r.do(cedar, &inquiry.Publish{Case: no, Despite: "The side has had its time."})].Fact.(*inquiry.Published)
	if len(f.Separate) != 2 || f.Kind != "none" || r.state(no) != "restricted" {
		t.Errorf("restricted is %+v", f)
	}
	if got := r.MustAsk(almond, "inquiry/cases"); !strings.Contains(got, `"cases":[]`) {
		t.Errorf("the other side reads %s", got)
	}
}

func TestADuplicateGivesItsReportsToTheOther(t *testing.T) {
	r := newRoom(t)
	first, _ := r.report(swift, "A")
	second, report := r.report(almond, "A")
	r.Refuses(desk.Invalid, heron, "inquiry", &inquiry.Triage{Case: second, Outcome: "duplicate_of", Of: second, Reason: "the same"})
	r.do(heron, &inquiry.Triage{Case: second, Outcome: "duplicate_of", Of: first, Reason: "the same shelling"})
	if got := r.MustAsk(heron, fmt.Sprintf("inquiry/cases?report=%d", report)); !strings.Contains(got, fmt.Sprintf(`"case":%d`, first)) || strings.Contains(got, fmt.Sprintf(`"case":%d,`, second)) {
		t.Error(got)
	}
	// The case rests on two reports now, so that neither reporter ends it alone.
	r.Refuses(desk.Conflict, swift, "inquiry", &inquiry.Withdraw{Case: first, Reason: "thunder"})
	third, own := r.report(almond, "A")
	r.Refuses(desk.NotFound, olive, "inquiry", &inquiry.Withdraw{Report: own, Reason: "thunder"})
	r.do(almond, &inquiry.Withdraw{Report: own, Reason: "thunder"})
	if r.state(third) != "withdrawn" {
		t.Error(r.state(third))
	}
	if got := of("triage", overdue(r.Advance(10*time.Hour))); len(got) != 1 || got[0].Case != first {
		t.Errorf("of three cases one waits for its first look; overdue is %+v", got)
	}
}

func TestKnownShowsTheCaseAsItStood(t *testing.T) {
	r := newRoom(t)
	no := r.until("party_comment")
	for _, row := range []struct {
		known int64
		want  string
	}{{no, `"cases":[]`}, {no + 1, `"state":"reported"`}, {no + 2, `"state":"accepted"`}, {int64(len(r.Entries)), `"state":"party_comment"`}} {
		if got := r.MustAsk(heron, fmt.Sprintf("inquiry/cases?known=%d", row.known)); !strings.Contains(got, row.want) {
			t.Errorf("known below %d: %s", row.known, got)
		}
	}
}

func TestListsAreFilteredAndPaged(t *testing.T) {
	r := newRoom(t)
	var nos []int64
	for range 3 {
		no, _ := r.report(swift, "A")
		nos = append(nos, no)
	}
	r.do(heron, &inquiry.Triage{Case: nos[0], Outcome: "not_covered", Reason: "an exemption holds"})
	for _, row := range []struct {
		query string
		want  int
	}{{"", 3}, {"?limit=2", 2}, {fmt.Sprintf("?before=%d", nos[2]), 2}, {"?state=not_covered", 1}, {"?clause=C3", 3}, {"?clause=C", 0}, {"?side=B", 0}, {"?from=2031-06-02T00:00:00Z", 0}} {
		answer, err := r.Ask(heron, "inquiry/cases"+row.query)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(answer.(inquiry.CaseList).Cases); got != row.want {
			t.Errorf("%q lists %d cases, not %d", row.query, got, row.want)
		}
	}
	if _, err := r.Ask(heron, "inquiry/cases?stat=closed"); err == nil {
		t.Error("a mistyped parameter is taken")
	}
}

func TestAReportThatIsJudgedAgainOpensItsCaseThen(t *testing.T) {
	r := newRoom(t)
	passedOver := r.shelling("A")
	passedOver.Covered = false
	report := r.MustTell(almond, "stub", passedOver)[0].Number
	if got := r.Advance(0); len(got) != 0 {
		t.Fatalf("what no clause covers opened %v", got)
	}
	again := *r.shelling("A")
	r.MustTell(heron, "stub", &rejudge{report, again})
	opened := r.Advance(0)
	if len(opened) != 1 || opened[0].Fact.(*inquiry.Opened).Reporter.Member != "almond" {
		t.Errorf("came %v", opened)
	}
}

func TestTheProgramsOwnCommandsAreItsOwn(t *testing.T) {
	r := newRoom(t)
	entries := r.MustTell(swift, "stub", r.shelling("A"))
	player := heron
	player.Known = record.BySystem // as in the exercise
	r.Refuses(desk.NotAllowed, player, "inquiry", &inquiry.OpenByRule{Report: entries[0].Number})
	r.Refuses(desk.NotAllowed, player, "inquiry", &inquiry.Lapse{What: "triage", Item: 1})
}

func TestWhatIsRestrictedIsUnknownToOthers(t *testing.T) {
	r := newRoom(t)
	no := r.until("finding")
	r.do(cedar, &inquiry.Announce{Case: no, Edition: "restricted", To: "party:A"})
	r.Advance(24 * time.Hour)
	r.do(cedar, &inquiry.Publish{Case: no})
	r.Refuses(desk.NotFound, almond, "inquiry", &inquiry.AskReopen{Case: no, Reason: "We heard of it."})
	r.do(olive, &inquiry.AskReopen{Case: no, Reason: "A new picture."})
	r.Refuses(desk.Invalid, cedar, "inquiry", &inquiry.Announce{Case: no, Edition: "restricted", To: record.Public})
	r.Refuses(desk.Invalid, cedar, "inquiry", &inquiry.Announce{Case: no, Edition: "published", To: "party:A"})
}

func TestMinutesKeepTheirActionsOpenUntilTheyAreDone(t *testing.T) {
	r := newRoom(t)
	meeting := &inquiry.Minute{
		Body: "joint commission", Present: []string{"chair", "A", "B"}, Absent: []inquiry.Absence{{Who: "G3"}}, Items: []string{"calm"},
		Actions: []inquiry.ActionAsked{
			{Owner: "A", Text: "open the road", Due: record.At(r.Now.Add(30 * time.Hour))},
			{Owner: "humanitarian_desk", Text: "change the route", Due: record.At(r.Now.Add(40 * time.Hour))},
		},
		Next: record.At(r.Now.Add(168 * time.Hour)),
	}
	if s := r.Refuses(desk.Invalid, cedar, "inquiry", meeting); !strings.Contains(s, "cause") {
		t.Errorf("an absence without its cause: %s", s)
	}
	meeting.Absent[0].Cause = "weather"
	n := r.do(cedar, meeting)
	r.Refuses(desk.NotFound, almond, "inquiry", &inquiry.FinishAction{Minutes: n, Action: 1, Text: "Done."})
	r.do(olive, &inquiry.FinishAction{Minutes: n, Action: 1, Text: "Open."})
	r.Refuses(desk.NotFound, olive, "inquiry", &inquiry.FinishAction{Minutes: n, Action: 1, Text: "Open."})
	if got := r.MustAsk(cedar, "inquiry/minutes"); !strings.Contains(got, `"owed_by":"role:humanitarian_desk"`) || strings.Contains(got, `"owed_by":"party:A"`) {
		t.Error(got)
	}
	if rang := of("action", overdue(r.Advance(48*time.Hour))); len(rang) != 1 || rang[0].Part != 2 {
		t.Errorf("overdue is %+v", rang)
	}
}
