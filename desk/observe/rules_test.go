package observe_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/observe"
	"truce.example/desk/observe/form"
	"truce.example/record"
)

func ptr[T any](v T) *T { return &v }

// refusedFields sends the command, which must be refused, and returns its sentences by field.
func refusedFields(t *testing.T, who desk.Who, do any) map[string]string {
	t.Helper()
	w := world(t)
	_, err := w.Tell(who, "observe", do)
	refusal, ok := desk.Refused(err)
	if !ok {
		t.Fatalf("the command was taken, or failed otherwise: %v", err)
	}
	sentences := map[string]string{}
	for _, f := range refusal.Fields {
		sentences[f.Field] = f.Sentence
	}
	return sentences
}

func TestAllegationsAreRefusedFieldByField(t *testing.T) {
	for _, row := range []struct {
		name  string
		spoil func(c *observe.Allege)
		field string
		says  string
	}{
		{"the end before the start", func(c *observe.Allege) { c.End = c.Start - 1 }, "end", "before start"},
		{"an end without a start", func(c *observe.Allege) { c.End, c.Start = c.Start, 0 }, "start", "missing"},
		{"a time in the future", func(c *observe.Allege) { c.Start = moment("2031-06-01T09:03Z") }, "start", "in the future"},
		{"a reception in the future", func(c *observe.Allege) { c.ReceivedAt = moment("2032-01-01T00:00Z") }, "received_at", "in the future"},
		{"no time, and not even the word unknown", func(c *observe.Allege) { c.Start, c.TimeText = 0, "" }, "start", "unknown"},
		{"zero coordinates", func(c *observe.Allege) { c.Place = point("0, 0") }, "place", "0, 0"},
		{"exchanged coordinates", func(c *observe.Allege) { c.Place = point("36.170, 32.620") }, "place", "did you mean 32.62, 36.17"},
		{"a place far away", func(c *observe.Allege) { c.Place, c.PlaceName = point("35.438, 36.651"), "" }, "place", "confirm_far"},
		{"a point far from the place of that name", func(c *observe.Allege) { c.Place = point("32.830, 36.170") }, "place", "confirm_place"},
		{"a point outside its square of the grid", func(c *observe.Allege) { c.PlaceMGRS = "37SBS 27895 13275" }, "place_mgrs", "does not hold the point 32.62, 36.17, which lies in 37SBS"},
		{"a square that is none", func(c *observe.Allege) { c.PlaceMGRS = "37SBS 1" }, "place_mgrs", "grid reference"},
		{"a group with the letter of another zone", func(c *observe.Allege) { c.TimeText = "010800BJUN31" }, "time_text", "by its letter B"},
		{"a group that is not start", func(c *observe.Allege) { c.TimeText = "010800ZMAY31" }, "time_text", "mend one of them"},
		{"a group without a letter", func(c *observe.Allege) { c.TimeText = "010800MAY31" }, "time_text", "no letter"},
		{"a group of an hour that came twice", func(c *observe.Allege) { c.Start, c.End, c.TimeText = 0, 0, "262330JOCT17" }, "time_text", "twice"},
		{"a height above nothing", func(c *observe.Allege) { c.HeightFt = ptr(int64(0)) }, "height_datum", "required"},
		{"a datum without a height", func(c *observe.Allege) { c.HeightDatum = "AGL" }, "height_ft", "missing"},
		{"a radius that is negative", func(c *observe.Allege) { c.UncertaintyM = -1 }, "uncertainty_m", "goes from 0"},
		{"a mistyped type", func(c *observe.Allege) { c.Type = "mortr" }, "type", `did you mean "mortar"`},
		{"a type that nobody knows", func(c *observe.Allege) { c.Type = "earthquake" }, "type", "code list"},
		{"no type", func(c *observe.Allege) { c.Type = "" }, "type", "required"},
		{"no text", func(c *observe.Allege) { c.Text = "" }, "text", "required"},
		{"a text that is too long", func(c *observe.Allege) { c.Text = strings.Repeat("ж", 20_001) }, "text", "20001 characters"},
		{"a text that is not UTF-8", func(c *observe.Allege) { c.Text = "caf\xe9" }, "text", "UTF-8"},
		{"a control character", func(c *observe.Allege) { c.Text = "a\x07b" }, "text", "U+0007"},
		{"a line end in a name", func(c *observe.Allege) { c.Source = "a\nb" }, "source", "U+000A"},
		{"casualties that fall", func(c *observe.Allege) {
			c.Casualties = []form.Casualties{{Harm: "dead", Low: ptr(int64(5)), High: ptr(int64(3))}}
		}, "casualties[0].high", "below 5"},
		{"a best number below the low one", func(c *observe.Allege) {
			c.Casualties = []form.Casualties{{Harm: "dead", Low: ptr(int64(5)), Best: ptr(int64(4))}}
		}, "casualties[0].best", "below 5"},
		{"casualties below zero", func(c *observe.Allege) {
			c.Casualties = []form.Casualties{{Harm: "dead", Low: ptr(int64(-1))}}
		}, "casualties[0].low", "goes from 0"},
		{"a count below zero", func(c *observe.Allege) { c.Count = &form.Count{N: -3} }, "count.n", "goes from 0"},
		{"a credibility beyond the scale", func(c *observe.Allege) { c.Credibility = 7 }, "credibility", "goes from 0 to 6"},
		{"a reliability beyond the scale", func(c *observe.Allege) { c.Reliability = "G" }, "reliability", "A, B, C"},
		{"a severity beyond the scale", func(c *observe.Allege) { c.Severity = 6 }, "severity", "goes from 1 to 5"},
		{"a level set by the side that reports", func(c *observe.Allege) { c.Level = 2 }, "level", "set by the mission"},
		{"a report in the other side's name", func(c *observe.Allege) { c.Accuser = "A" }, "accuser", "you speak for B"},
		{"a party that calls itself an NGO", func(c *observe.Allege) { c.Channel = "ngo" }, "channel", "party"},
		{"a party that chooses the readers", func(c *observe.Allege) { c.Audience = record.Public }, "audience", "only the mission"},
		{"a link to a report that does not exist", func(c *observe.Allege) { c.Links = []form.Link{{Report: 99, Relation: "related"}} }, "links[0].report", "no report"},
		{"a translation without a translator", func(c *observe.Allege) {
			c.Translation = &form.Translation{Language: "en", Text: "x", Confidence: "low"}
		}, "translation.translator", "required"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := shelling()
			row.spoil(c)
			sentences := refusedFields(t, almond, c)
			if !strings.Contains(sentences[row.field], row.says) {
				t.Errorf("%s should say %q; refused were %v", row.field, row.says, sentences)
			}
		})
	}
}

func TestWhatIsUnusualAndConfirmedIsTaken(t *testing.T) {
	for _, row := range []struct {
		name  string
		spoil func(c *observe.Allege)
	}{
		{"a far place", func(c *observe.Allege) { c.Place, c.PlaceName, c.ConfirmFar = point("35.438, 36.651"), "", true }},
		{"a place far from the listed one of its name", func(c *observe.Allege) { c.Place, c.ConfirmPlace = point("32.830, 36.170"), true }},
		{"a clock two minutes ahead", func(c *observe.Allege) { c.Start = moment("2031-06-01T09:02Z") }},
		{"history", func(c *observe.Allege) { c.Start = moment("1994-01-01T00:00Z") }},
		{"a time that nobody knows", func(c *observe.Allege) { c.Start, c.TimeText = 0, "unknown" }},
		{"a place that nobody knows", func(c *observe.Allege) { c.Place, c.PlaceName = nil, "" }},
		{"dozens of dead", func(c *observe.Allege) { c.Casualties = []form.Casualties{{Harm: "dead", Low: ptr(int64(24))}} }},
		{"Arabic", func(c *observe.Allege) {
			c.Text, c.Language, c.PlaceName = "سقطت ثلاث قذائف", "ar", "النعيمة"
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := shelling()
			row.spoil(c)
			world(t).MustTell(almond, "observe", c)
		})
	}
}

func TestASquareAndAGroupGivePlaceAndTime(t *testing.T) {
	c := shelling()
	c.Place, c.PlaceName, c.PlaceMGRS, c.PlacePrecision, c.UncertaintyM = nil, "", "37SBS 34 12", 0, 0
	c.Start, c.End, c.TimeText = 0, 0, "311415CMAY31"
	fact := world(t).MustTell(almond, "observe", c)[0].Fact.(*observe.Alleged)
	if fact.Start != moment("2031-05-31T11:15Z") || fact.TimeText != "311415CMAY31" {
		t.Errorf("the group became %s", fact.Start)
	}
	if fact.Place == nil || fact.Place.MGRS(2) != "37SBS3412" || fact.UncertaintyM != 710 || fact.PlaceMGRS != "37SBS 34 12" {
		t.Errorf("the square became %v, known to %d m", fact.Place, fact.UncertaintyM)
	}
	c = shelling()
	c.PlaceMGRS = c.Place.MGRS(3)
	if fact := world(t).MustTell(almond, "observe", c)[0].Fact.(*observe.Alleged); *fact.Place != *c.Place {
		t.Errorf("the point moved to %v", fact.Place)
	}
}

func TestAStatedHeightIsJudgedAndNoneIsNotZero(t *testing.T) {
	w := world(t)
	flight := func(ft *int64, datum string) *observe.Judged {
		c := shelling()
		c.Type, c.HeightFt, c.HeightDatum, c.HeightUncertaintyFt = "air_event", ft, datum, 0
		return w.MustTell(almond, "observe", c)[1].Fact.(*observe.Judged)
	}
	if j := flight(nil, ""); j.Outcome != agreement.Candidate || j.Inputs.Height != nil || j.RuleVersion != 2 {
		t.Errorf("no height: %s, %+v, version %d", j.Outcome, j.Inputs.Height, j.RuleVersion)
	}
	if j := flight(ptr(int64(0)), "SFC"); j.Inputs.Height == nil || j.Reason != agreement.HeightUnclear {
		t.Errorf("on the ground, below a ceiling in flight levels: %s, %+v", j.Why.Text, j.Inputs.Height)
	}
	if j := flight(ptr(int64(25_000)), "FL"); j.Outcome != agreement.NotCovered || j.Reason != agreement.OutsideHeight {
		t.Errorf("above the zone: %s", j.Why.Text)
	}
}

func TestANamedPlaceGetsThePointOfTheGazetteer(t *testing.T) {
	c := shelling()
	c.Place, c.PlacePrecision = nil, 0
	fact := world(t).MustTell(almond, "observe", c)[0].Fact.(*observe.Alleged)
	if fact.PlaceBasis != "gazetteer" || *fact.Place != *point("32.62, 36.17") || fact.UncertaintyM != 5000 {
		t.Errorf("the place became %+v, %s, %d m", fact.Place, fact.PlaceBasis, fact.UncertaintyM)
	}
}

func TestANameThatTheAgreementDoesNotListIsMarked(t *testing.T) {
	for name, want := range map[string]bool{"al-Naima": false, "AL-NAIMA ": false, "the orchard by the old mill": true, "": false} {
		c := shelling()
		c.PlaceName = name
		fact := world(t).MustTell(almond, "observe", c)[0].Fact.(*observe.Alleged)
		if fact.PlaceUnlisted != want {
			t.Errorf("%q is marked as unlisted: %v", name, fact.PlaceUnlisted)
		}
	}
}

func TestAQuotationWithoutItsSpeakerIsMarked(t *testing.T) {
	for text, want := range map[string]int64{
		`The commander said "we have no orders at all".`:                      0,
		`"We have no orders at all", according to the guard.`:                 0,
		`"We have no orders at all." Then the gate closed.`:                   1,
		`He said so. It was 3.5 km away. «Приказа у нас нет» и тишина.`:       1,
		`«Приказа у нас нет», заявил дежурный.`:                               0,
		`قال الحارس «ليس لدينا أوامر بذلك».`:                                  0,
		`«ليس لدينا أوامر بذلك» ثم أُغلق الحاجز.`:                             1,
		`The village "Tell Samen" and the "Red House" were quiet.`:            0,
		"The guard: “we have no orders”.\n“Go back where you came from” too.": 1,
		`An open quotation " hides nothing of these many words`:               0,
	} {
		c := shelling()
		c.Text = text
		if got := world(t).MustTell(almond, "observe", c)[0].Fact.(*observe.Alleged).NoSpeaker; got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

func TestAQuotedRefusalNamesWhoRefused(t *testing.T) {
	c := observe.Restrict{Team: "P-07", Kind: "denial", Effect: "denied", Holder: "B", PlaceName: "al-Naima", Start: moment("2017-07-22T09:30+03:00"), ReasonQuote: "no orders"}
	if s := refusedFields(t, heron, &c); !strings.Contains(s["refused_by"], "say whose") {
		t.Errorf("refused were %v", s)
	}
	c.RefusedBy = "unknown"
	world(t).MustTell(heron, "observe", &c)
}

func TestLoadedWordsAreAWarningOutsideQuotations(t *testing.T) {
	for _, row := range []struct {
		text string
		want []string
	}{
		{"The regime shelled; terrorists fled the Regime.", []string{"regime", "terrorists"}},
		{`He said: "the regime shelled us".`, nil},
		{"He said: “the rebels” came, and «terroristes» too.", nil},
		{`An open quotation " hides no rebels`, []string{"rebels"}},
		{"A regimen is no regime? Registers are none.", []string{"regime"}},
	} {
		c := shelling()
		c.Text = row.text
		got := world(t).MustTell(almond, "observe", c)[0].Fact.(*observe.Alleged).LoadedWords
		if !slices.Equal(got, row.want) {
			t.Errorf("%q: %q, want %q", row.text, got, row.want)
		}
	}
}

func TestWhoReadsAReport(t *testing.T) {
	imported := shelling10()
	imported.Channel = "import"
	forB := shelling10()
	forB.Channel, forB.Accuser = "party", "B"
	open := shelling10()
	open.Audience = record.Public
	for _, row := range []struct {
		name string
		who  desk.Who
		do   *observe.Allege
		want record.Audience
	}{
		{"a side's own allegation", almond, shelling(), "mission,party:B"},
		{"a side's allegation that an officer wrote down", heron, forB, "mission,party:B"},
		{"a report of the mission", heron, shelling10(), "mission"},
		{"public data", heron, imported, "parties"},
		{"what the mission opens", heron, open, "public"},
	} {
		for _, e := range world(t).MustTell(row.who, "observe", row.do) {
			if e.Audience != row.want {
				t.Errorf("%s: %s is read by %q, want %q", row.name, e.Kind, e.Audience, row.want)
			}
		}
	}
}

func TestASourceThatDidNotConsentIsNotNamedToAll(t *testing.T) {
	c := shelling10()
	c.Consent, c.Audience = "no", record.Parties
	if sentences := refusedFields(t, heron, c); !strings.Contains(sentences["source"], "consent") {
		t.Errorf("refused were %v", sentences)
	}
}

func TestAClashNamesItsSidesAndAccusesNeither(t *testing.T) {
	for _, row := range []struct{ accused, want string }{
		{"Government of Syria; Syrian insurgents", "both"},
		{"Government of Syria; IS", "X"},
		{"HTS, IS; Southern Front", "X"},
		{"Government of Syria; SDF", "Government of Syria; SDF"},
		{"A", "A"},
	} {
		c := shelling10()
		c.Accused = row.accused
		entries := world(t).MustTell(heron, "observe", c)
		if got := entries[1].Fact.(*observe.Judged).Inputs.Accused; got != row.want {
			t.Errorf("%q is judged as %q, want %q", row.accused, got, row.want)
		}
		if got := entries[0].Fact.(*observe.Alleged).Accused; got != row.accused {
			t.Errorf("%q is recorded as %q", row.accused, got)
		}
	}
}

func TestAnObservationFindsItsPlaceByBearing(t *testing.T) {
	w := world(t)
	c := &observe.Observe{
		Team: "OP-4", ObserverName: "OP-4", BearingDeg: ptr(int64(90)), DistanceM: ptr(int64(2000)), Start: moment("2017-07-10T06:20+03:00"),
		Type: "small_arms", Means: "heard", Observation: "burst", Description: "undetermined", Confidence: "high",
	}
	fact := w.MustTell(heron, "observe", c)[0].Fact.(*observe.Observed)
	if fact.PlaceBasis != "bearing" || fact.Place.Lat != fact.ObserverPlace.Lat || fact.UncertaintyM != 500 || fact.Level != 3 {
		t.Errorf("seen was %+v from %v with %d m, level %d", fact.Place, fact.ObserverPlace, fact.UncertaintyM, fact.Level)
	}
	east := (fact.Place.Lon - fact.ObserverPlace.Lon) / 100
	if east < 2120 || east > 2160 { // at 33°N two kilometres are 0.0214°
		t.Errorf("2 km to the east are %d units of 1e-5 degree", east)
	}
	c.BearingDeg = nil
	if w.Refuses(desk.Invalid, heron, "observe", c); len(w.Entries) != 2 {
		t.Error("a refused observation left something")
	}
	w.Refuses(desk.NotAllowed, almond, "observe", c)
}

func TestCareForOnesOwnPeopleIsNobodysBreach(t *testing.T) {
	w := world(t)
	c := observe.Restrict{Team: "P-07", Kind: "route_mined", Effect: "turned_back", Holder: "B", PlaceName: "al-Naima", Start: moment("2017-07-22T09:30+03:00")}
	if s := refusedFields(t, heron, &c); s["cause"] == "" {
		t.Errorf("a mined road leaves open whose doing it is; refused were %v", s)
	}
	c.Cause = "own_safety"
	if n := len(w.MustTell(heron, "observe", &c)); n != 1 {
		t.Errorf("care for one's own people became %d facts", n)
	}
	c.Cause = "party"
	entries := w.MustTell(heron, "observe", &c)
	if judged := entries[1].Fact.(*observe.Judged); judged.Primary != "C10" {
		t.Errorf("a party's restriction is judged under %q: %s", judged.Primary, judged.Why.Text)
	}
	c.Kind, c.Cause = "weather", "party"
	if s := refusedFields(t, heron, &c); !strings.Contains(s["cause"], "own_safety") {
		t.Errorf("weather was a party's doing; refused were %v", s)
	}
	c.Kind, c.Cause, c.End, c.Minutes = "delay", "", c.Start+43*60_000, ptr(int64(44))
	if s := refusedFields(t, heron, &c); !strings.Contains(s["minutes"], "43 minutes, not 44") {
		t.Errorf("refused were %v", s)
	}
}

func TestWhoSetsTheLevelOfAReport(t *testing.T) {
	w := world(t)
	report := w.MustTell(heron, "observe", shelling10())[0].Number
	two := &observe.Rate{Report: report, Level: 2, Origins: []string{"clinic", "Clinic "}, Reason: "Twice."}
	w.Refuses(desk.NotAllowed, heron, "observe", two)
	w.Refuses(desk.NotFound, olive, "observe", two)
	if s := w.Refuses(desk.Invalid, quartz, "observe", two); !strings.Contains(s, "independent") {
		t.Errorf("one origin quoted twice: %s", s)
	}
	two.Physical = true
	w.MustTell(quartz, "observe", two)
	five := &observe.Rate{Report: report, Level: 5, Reason: "The panel agrees."}
	w.Refuses(desk.Invalid, quartz, "observe", five)
	w.MustTell(cedar, "observe", five)
	w.Refuses(desk.NotFound, quartz, "observe", &observe.Rate{Report: 77, Level: 1, Reason: "x"})
	w.MustTell(heron, "observe", &observe.Retract{Report: report, Reason: "Entered twice."})
	w.Refuses(desk.Conflict, quartz, "observe", two)
	if page := w.MustAsk(heron, "observe/reports/0"); !strings.Contains(page, `"level":5`) || !strings.Contains(page, "Entered twice.") {
		t.Errorf("the report shows %s", page)
	}
}

func TestARetractionIsForWhoeverReported(t *testing.T) {
	w := world(t)
	report := w.MustTell(almond, "observe", shelling())[0].Number
	retract := &observe.Retract{Report: report, Reason: "We were mistaken."}
	w.Refuses(desk.NotFound, olive, "observe", retract)
	colleague := almond
	colleague.Member = "poplar"
	w.MustTell(colleague, "observe", retract)
	w.Refuses(desk.Conflict, almond, "observe", retract)
	if page := w.MustAsk(almond, "observe/reports/0"); !strings.Contains(page, "We were mistaken.") {
		t.Errorf("a retracted report stays visible with its reason; shown was %s", page)
	}
}

func TestALinkBetweenTwoSidesReportsIsTheMissions(t *testing.T) {
	w := world(t)
	b := w.MustTell(almond, "observe", shelling())[0].Number
	own := shelling()
	own.Accused = "B"
	a := w.MustTell(olive, "observe", own)[0].Number
	link := &observe.Relate{From: a, To: b, Relation: "account_of", Reason: "The same shells."}
	w.Refuses(desk.NotFound, olive, "observe", link)
	if e := w.MustTell(heron, "observe", link)[0]; e.Audience != record.Mission {
		t.Errorf("the link is read by %q", e.Audience)
	}
	w.Refuses(desk.Invalid, heron, "observe", &observe.Relate{From: a, To: a, Relation: "related", Reason: "x"})
}

func TestASharedPartKeepsTheRestClosed(t *testing.T) {
	w := world(t)
	report := w.MustTell(almond, "observe", shelling())[0].Number
	share := &observe.Share{
		Report: report, Audience: record.Parties, Text: "Shells near al-Naima.", Type: "mortar", Place: point("32.6212345, 36.1712345"), CoarseM: 5000,
		Start: moment("2017-07-13T00:00+03:00"), End: moment("2017-07-14T00:00+03:00"),
	}
	w.Refuses(desk.NotFound, olive, "observe", share)
	exact := *share
	exact.CoarseM, exact.Audience = 0, record.Public
	w.Refuses(desk.Invalid, heron, "observe", &exact)
	entries := w.MustTell(heron, "observe", share)
	fact := entries[0].Fact.(*observe.Shared)
	if *fact.Place == *share.Place || fact.UncertaintyM != 5000 || entries[1].Fact.(*observe.Judged).Inputs.Place != *fact.Place {
		t.Errorf("shared was %+v", fact)
	}
	if list := w.MustAsk(olive, "observe/reports"); strings.Count(list, `"entry":`) != 1 || strings.Contains(list, "northern edge") {
		t.Errorf("A sees %s", list)
	}
}

func TestASilentPatrolRaisesOneAlarm(t *testing.T) {
	w := world(t)
	number, alarms := silentPatrol(w)
	if len(alarms) != 1 {
		t.Fatalf("%d alarms in two hours of silence", len(alarms))
	}
	missed := alarms[0].Fact.(*observe.ContactMissed)
	if missed.Patrol != number || missed.Deadline-missed.LastContact != 90*60_000 {
		t.Errorf("the alarm is %+v", missed)
	}
	w.MustTell(heron, "observe", &observe.CheckIn{Patrol: number, State: "well", Means: "radio"})
	if more := w.Advance(89 * time.Minute); len(more) != 0 {
		t.Errorf("after the contact came %v", more)
	}
	w.MustTell(heron, "observe", &observe.Return{Patrol: number})
	if more := w.Advance(24 * time.Hour); len(more) != 0 {
		t.Errorf("after the return came %v", more)
	}
	if list := w.MustAsk(heron, "observe/patrols"); !strings.Contains(list, `"report_overdue":true`) {
		t.Errorf("a day without report shows %s", list)
	}
}

func TestHistoryStartsNoClocks(t *testing.T) {
	w := world(t)
	importer := heron
	importer.Known = record.ByImport
	number := w.MustTell(importer, "observe", patrolPlan(w.Now.AddDate(-1, 0, 0)))[0].Number
	w.MustTell(importer, "observe", &observe.Depart{Patrol: number, At: record.At(w.Now.AddDate(-1, 0, 0))})
	if alarms := w.Advance(time.Hour); len(alarms) != 0 {
		t.Errorf("a patrol of last year raised %v", alarms)
	}
}

func TestAPatrolGoesItsWayInOrder(t *testing.T) {
	w := world(t)
	number := w.MustTell(heron, "observe", patrolPlan(w.Now))[0].Number
	report := &observe.ReportPatrol{Patrol: number, VehicleState: "good", CommsState: "good"}
	w.Refuses(desk.TooEarly, heron, "observe", &observe.CheckIn{Patrol: number, State: "well"})
	w.MustTell(heron, "observe", &observe.Depart{Patrol: number})
	w.Refuses(desk.Conflict, heron, "observe", &observe.Depart{Patrol: number})
	w.Refuses(desk.TooEarly, heron, "observe", report)
	w.Advance(time.Hour)
	w.MustTell(heron, "observe", &observe.CheckIn{Patrol: number, State: "well"})
	w.Refuses(desk.Invalid, heron, "observe", &observe.Return{Patrol: number, At: record.At(w.Now.Add(-time.Minute))})
	w.MustTell(heron, "observe", &observe.Return{Patrol: number})
	w.MustTell(heron, "observe", report)
	w.Refuses(desk.Conflict, heron, "observe", report)
	w.Refuses(desk.NotAllowed, heron, "observe", &observe.MissContact{Patrol: number})
	w.Refuses(desk.NotAllowed, almond, "observe", patrolPlan(w.Now))
}

func TestInaccessibleIsNeverAbsent(t *testing.T) {
	w := world(t)
	w.Refuses(desk.NotAllowed, almond, "observe", &observe.DeclareWeapons{Site: "S-2", Party: "A", Class: "howitzer", Count: 6})
	holding := w.MustTell(olive, "observe", &observe.DeclareWeapons{Site: "S-2", Party: "A", Class: "howitzer", Count: 6, PlaceName: "Izra"})[0].Number
	closed := &observe.VerifyWeapons{Declaration: holding, Team: "P-03", Verdict: "inaccessible", Reason: "No orders.", Counted: ptr(int64(0))}
	if s := w.Refuses(desk.Invalid, heron, "observe", closed); !strings.Contains(s, "could not be entered") {
		t.Errorf("a count of what nobody saw: %s", s)
	}
	closed.Counted = nil
	w.MustTell(heron, "observe", closed)
	if got := w.MustAsk(heron, "observe/weapons"); !strings.Contains(got, `"missing":[]`) || !strings.Contains(got, `"inaccessible":[0]`) {
		t.Errorf("the weapons are %s", got)
	}
	found := &observe.VerifyWeapons{Declaration: holding, Team: "P-03", Verdict: "found_in_zone"}
	w.Refuses(desk.Invalid, heron, "observe", found)
	seen := shelling10()
	seen.Type = "heavy_weapon_seen"
	found.Report = ptr(w.MustTell(heron, "observe", seen)[0].Number)
	w.MustTell(heron, "observe", found)
	w.Refuses(desk.NotFound, almond, "observe", &observe.ReportWithdrawal{Withdrawal: 99, Basis: "seen"})
}
