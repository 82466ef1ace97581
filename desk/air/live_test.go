package air_test

import (
	"encoding/json"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/air"
	"truce.example/desk/desktest"
	"truce.example/exercise"
	"truce.example/record"
)

// visit is what a live source shows of an aircraft that flies into NFZ-1 from the north in the first of so many minutes.
func visit(w *desktest.World, aircraft string, minutes int) *air.TakeVisit {
	fixes := flown("33.40, 36.00", "33.00, 36.00", noon.Add(48*time.Hour), 60, 4_000)[:minutes+1]
	w.Now = time.UnixMilli(fixes[minutes].Ms)
	var entered int64
	for _, f := range fixes {
		if f.Place.Lat > 332_500_000 {
			entered = f.Ms
		}
	}
	return &air.TakeVisit{Source: "mast", Kind: "adsb", Aircraft: aircraft, Track: aircraft, Zone: "NFZ-1", Entered: entered, Fixes: fixes}
}

func liveVisit(w *desktest.World, aircraft string, minutes int) []record.Entry {
	w.T.Helper()
	return w.MustTell(desk.System(), "air", visit(w, aircraft, minutes))
}

func followed(t *testing.T, entries []record.Entry) *air.EventFollowed {
	t.Helper()
	for _, e := range entries {
		if f, ok := e.Fact.(*air.EventFollowed); ok {
			return f
		}
	}
	t.Fatal("nothing more was recorded of an event")
	return nil
}

func TestAVisitThatGoesOnIsOneEvent(t *testing.T) {
	w := world(t)
	first := liveVisit(w, "4ca2d5", 30)
	was := event(t, first)
	if was.Class != "probable" || was.Exit != nil || was.Zone != "NFZ-1" {
		t.Fatalf("%+v", was)
	}
	// What says nothing more leaves nothing; also after the program forgot where the aircraft came in.
	w.Refuses(desk.Conflict, desk.System(), "air", visit(w, "4ca2d5", 32))
	again := visit(w, "4ca2d5", 33)
	again.Fixes = again.Fixes[30:]
	again.Entered = again.Fixes[0].Ms
	w.Refuses(desk.Conflict, desk.System(), "air", again)

	more := visit(w, "4ca2d5", 60)
	out := more.Fixes[60]
	out.Ms += 110_000
	place := point("33.40, 36.00")
	out.Place = &place
	w.Now = w.Now.Add(2 * time.Minute)
	more.Fixes = append(more.Fixes, out)
	f := followed(t, w.MustTell(desk.System(), "air", more))
	if f.Event != first[1].Number || f.Found.Exit == nil {
		t.Errorf("%+v", f)
	}
	w.Refuses(desk.Conflict, desk.System(), "air", more)
	for _, e := range w.Entries {
		law := air.Law(scenarioLaw(t))
		v := air.Recompute(law, func(n int64) (record.Entry, error) { return w.Entries[n], nil }, e)
		if v != air.NoEvent && v != air.Same {
			t.Errorf("entry %d (%s) computed again is %s", e.Number, e.Kind, v)
		}
	}
	// Whoever gives such commands but the program itself is refused.
	w.Refuses(desk.NotAllowed, sextant, "air", visit(w, "4ca2d6", 30))
}

func TestAPossibleEventThatBecomesSurerTellsOfACaseOnce(t *testing.T) {
	w := world(t)
	edge := visit(w, "4ca2d5", 30)
	for i := range edge.Fixes { // until now it was known within ten kilometres only
		edge.Fixes[i].DoubtCm = 100_000_00
	}
	if e := event(t, w.MustTell(desk.System(), "air", edge)); e.Class != "possible" {
		t.Fatalf("%+v", e)
	}
	entries := liveVisit(w, "4ca2d5", 36)
	if f := followed(t, entries); f.Class != "probable" {
		t.Errorf("%+v", f)
	}
	told := 0
	for _, e := range w.Entries {
		if j, ok := e.Fact.(*air.Judged); ok {
			if _, tells := j.Incident(); tells {
				told++
			}
		}
	}
	if told != 1 {
		t.Errorf("%d facts tell of an incident", told)
	}
	var e air.Event
	if err := json.Unmarshal([]byte(w.MustAsk(sextant, "air/events/1")), &e); err != nil {
		t.Fatal(err)
	}
	if e.Class != "probable" || e.Was != "possible" || len(e.More) != 1 {
		t.Errorf("%+v", e)
	}
}

// Flights that may fly are for the airspace desk, and for the side whose they are.
func TestALiveEventOfAFlightThatMayFlyIsNeedToKnow(t *testing.T) {
	w := world(t)
	no := request(t, w, sextant, func(f *air.Form) {
		f.CallSign, f.Address, f.Route, f.Low, f.High = "UNO 305", "4ca2d5", []air.Leg{{Point: point("33.40, 36.00")}, {Point: point("33.00, 36.00")}}, nil, nil
		f.From, f.To = moment("2017-08-03T11:00:00Z"), moment("2017-08-03T14:00:00Z")
	})
	w.MustTell(sextant, "air", &air.Check{Flight: no, Outcome: "send"})
	for _, who := range asked {
		w.MustTell(who, "air", &air.Answer{Flight: no, Answer: "approve"})
	}
	entries := liveVisit(w, "4ca2d5", 30)
	if e := event(t, entries); e.Class != "exempt" {
		t.Fatalf("%+v", e)
	}
	for _, e := range entries {
		if e.Audience != "role:airspace_desk" {
			t.Errorf("%s is for %s", e.Kind, e.Audience)
		}
	}
	if list := w.MustAsk(heron, "air/alerts"); list == "" || len(alerts(t, w, sextant)) != 0 {
		t.Error("a flight that may fly makes an alarm")
	}
}

func alerts(t *testing.T, w *desktest.World, who desk.Who) []air.Alert {
	t.Helper()
	var list air.AlertList
	if err := json.Unmarshal([]byte(w.MustAsk(who, "air/alerts")), &list); err != nil {
		t.Fatal(err)
	}
	return list.Alerts
}

func TestAlarmsAreSeenOnceAndByThoseWhoMay(t *testing.T) {
	w := world(t)
	liveVisit(w, "4ca2d5", 30)
	importZones(t, w, "name=closed&protected=true&source=x", openAir)
	warned := w.MustTell(desk.System(), "air", &air.WarnApproach{Fact: air.ApproachWarned{
		Source: "mast", Kind: "adsb", Aircraft: "4ca2d7", Zone: "closed/RANGE-SOUTH", At: record.At(w.Now), Seconds: 60, Place: point("32.3, 36.2"), Entry: point("32.4, 36.2"),
	}})
	if warned[0].Audience != "role:airspace_desk,role:deconfliction_desk,role:duty_officer" {
		t.Errorf("the alarm of a protected zone is for %s", warned[0].Audience)
	}
	if n := len(alerts(t, w, heron)); n != 2 {
		t.Errorf("the duty officer has %d alarms", n)
	}
	for _, who := range []desk.Who{olive, harbour} {
		if n := len(alerts(t, w, who)); n != 0 {
			t.Errorf("%s has %d alarms", who.Member, n)
		}
	}
	analyst := desk.Who{Member: "ink", Kind: "mission", Roles: []string{"analyst"}}
	w.Refuses(desk.NotFound, analyst, "air", &air.AcknowledgeAlert{Alert: warned[0].Number})
	w.MustTell(heron, "air", &air.AcknowledgeAlert{Alert: warned[0].Number, Text: "seen"})
	w.Refuses(desk.Conflict, sextant, "air", &air.AcknowledgeAlert{Alert: warned[0].Number})
	if n := len(alerts(t, w, heron)); n != 1 {
		t.Errorf("%d alarms are left", n)
	}
}

// Before it is in force and after it has ended, an agreement closes no airspace.
func TestZonesOfAnAgreementThatEndedAreNotLookedAt(t *testing.T) {
	a, problems := agreement.Load(exercise.SouthwestSyria())
	if a == nil {
		t.Fatal(problems)
	}
	status := func(changes ...agreement.StatusChange) air.Law {
		terms := agreement.NewTerms(a, changes, nil, 1)
		return func(record.Moment, int64) *agreement.Terms { return terms }
	}
	at := func(text string) agreement.Instant { return agreement.Instant(moment(text)) }
	force := agreement.StatusChange{Status: agreement.InForce, At: at("2017-07-09T09:00:00Z")}
	for _, c := range []struct {
		name string
		law  air.Law
		seen bool
	}{
		{"agreed only", status(agreement.StatusChange{Status: agreement.Agreed, At: at("2017-07-07T12:00:00Z")}), false},
		{"in force", status(force), true},
		{"suspended", status(force, agreement.StatusChange{Status: agreement.Suspended, At: at("2017-07-20T09:00:00Z")}), true},
		{"ended", status(force, agreement.StatusChange{Status: agreement.Ended, At: at("2017-07-20T09:00:00Z")}), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := desktest.New(t, air.New(c.law, air.Config{}))
			do := visit(w, "4ca2d5", 30)
			track := &air.TakeTrack{Source: do.Source, Kind: do.Kind, Aircraft: do.Aircraft, Fixes: do.Fixes}
			if c.seen {
				w.MustTell(sextant, "air", track)
			} else {
				w.Refuses(desk.Invalid, sextant, "air", track)
			}
		})
	}
}

// What is in the air now is shown to those who may see it, and nobody else learns that there is anything.
func TestThePictureIsNeedToKnow(t *testing.T) {
	p := air.Picture{
		Sources: []air.SourceHealth{{Source: "mast"}},
		Aircraft: []air.Aircraft{
			air.Airborne("4ca2d1", "role:airspace_desk,role:analyst,role:duty_officer,role:evidence_custodian", "open/A", "closed/B"),
			air.Airborne("4ca2d2", "role:airspace_desk"), air.Airborne("4ca2d3", "party:B,role:airspace_desk"), air.Airborne("4ca2d4", ""),
		},
	}
	analyst := desk.Who{Member: "ink", Kind: "mission", Roles: []string{"analyst"}}
	closed := func(zone string) bool { return zone == "closed/B" }
	for _, c := range []struct {
		who     desk.Who
		see     int
		sources int
		zones   int
	}{{sextant, 3, 1, 2}, {heron, 1, 1, 2}, {analyst, 1, 1, 1}, {swift, 0, 0, 0}, {olive, 0, 0, 0}, {almond, 1, 0, 0}, {harbour, 0, 0, 0}, {desk.Who{}, 0, 0, 0}} {
		got := p.For(c.who, nil, 10, closed)
		zones := 0
		for _, a := range got.Aircraft {
			zones += len(a.Zones)
		}
		if len(got.Aircraft) != c.see || len(got.Sources) != c.sources || zones != c.zones {
			t.Errorf("%q sees %+v", c.who.Member, got)
		}
	}
	if got := p.For(sextant, nil, 2, closed); len(got.Aircraft) != 2 || !got.More {
		t.Errorf("%+v", got)
	}
}
