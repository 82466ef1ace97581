package air_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/air"
	"truce.example/desk/desktest"
	"truce.example/record"
)

func request(t *testing.T, w *desktest.World, who desk.Who, change func(*air.Form)) int64 {
	t.Helper()
	f := aidFlight()
	if change != nil {
		change(&f)
	}
	return w.MustTell(who, "air", &air.Request{Form: f})[0].Number
}

func TestAllSidesApproveAndTheFlightIsFlown(t *testing.T) {
	w := world(t)
	no := request(t, w, sextant, nil)
	w.Refuses(desk.NotFound, olive, "air", &air.Acknowledge{Flight: no})
	w.Refuses(desk.Conflict, sextant, "air", &air.Depart{Flight: no})
	w.MustTell(sextant, "air", &air.Check{Flight: no, Outcome: "send"})
	w.Refuses(desk.Conflict, sextant, "air", &air.Check{Flight: no, Outcome: "send"})
	w.Refuses(desk.NotAllowed, sextant, "air", &air.Answer{Flight: no, Answer: "approve"})
	for i, side := range asked {
		if got := state(t, w, side, no); got != "sent" {
			t.Errorf("before its answer %s sees %q", side.Party, got)
		}
		entries := w.MustTell(side, "air", &air.Answer{Flight: no, Answer: "approve"})
		if settled := len(entries) == 2; settled != (i == len(asked)-1) {
			t.Errorf("after %d of %d answers the request is settled: %v", i+1, len(asked), settled)
		}
		w.Refuses(desk.Conflict, side, "air", &air.Answer{Flight: no, Answer: "refuse", Reason: "Another thought."})
	}
	w.Refold()
	if got := state(t, w, olive, no); got != "approved" {
		t.Errorf("side A sees %q", got)
	}
	w.MustTell(sextant, "air", &air.Depart{Flight: no, Place: "Amman"})
	w.Refuses(desk.Conflict, sextant, "air", &air.Amend{Flight: no, Form: aidFlight(), Reason: "late"})
	w.MustTell(sextant, "air", &air.End{Flight: no, Outcome: "completed"})
	if got := state(t, w, harbour, no); got != "completed" {
		t.Errorf("the guarantor sees %q", got)
	}
}

func TestSilenceIsNoConsent(t *testing.T) {
	w := world(t)
	no := request(t, w, sextant, func(f *air.Form) { f.From, f.To = f.From+3*86_400_000, f.To+3*86_400_000 })
	w.MustTell(sextant, "air", &air.Check{Flight: no, Outcome: "send"})
	for _, side := range asked[:4] {
		w.MustTell(side, "air", &air.Answer{Flight: no, Answer: "approve"})
	}
	late := w.Advance(23 * time.Hour)
	if len(late) != 1 { // the last side has not acknowledged
		t.Errorf("%d facts before the time is over", len(late))
	}
	w.Refold()
	late = w.Advance(2 * time.Hour)
	if f, ok := late[len(late)-1].Fact.(*air.FlightSettled); !ok || f.Outcome != "expired" || len(f.By) != 1 || f.By[0] != "G3" {
		t.Errorf("the end of the time is %+v", late)
	}
	w.Refuses(desk.Conflict, wadi, "air", &air.Answer{Flight: no, Answer: "approve"})
	if again := w.Advance(100 * time.Hour); len(again) != 0 {
		t.Errorf("it lapses again: %v", again)
	}
	// Asked anew, it goes on.
	form := aidFlight()
	form.From, form.To = record.At(w.Now.Add(48*time.Hour)), record.At(w.Now.Add(50*time.Hour))
	w.MustTell(sextant, "air", &air.Amend{Flight: no, Form: form, Reason: "Another day."})
	if got := state(t, w, sextant, no); got != "submitted" {
		t.Errorf("the new version is %q", got)
	}
	if got := state(t, w, olive, no); got != "cancelled" {
		t.Errorf("who knew of the old version sees %q", got)
	}
}

func TestSilenceConsentsOnlyWhereTheAgreementSaysSo(t *testing.T) {
	law := scenarioLaw(t)
	a := *law(0, 0).Agreement()
	annex := *a.Air
	annex.Classes = []agreement.FlightClass{{Purpose: "HUM", Exemption: "EX-HUM", SilenceConsents: true}}
	a.Air = &annex
	terms := agreement.NewTerms(&a, nil, nil, 0)
	w := desktest.New(t, air.New(func(record.Moment, int64) *agreement.Terms { return terms }, air.Config{}))
	w.Now = noon
	no := request(t, w, sextant, func(f *air.Form) { f.From, f.To = f.From+3*86_400_000, f.To+3*86_400_000 })
	w.MustTell(sextant, "air", &air.Check{Flight: no, Outcome: "send"})
	w.MustTell(birch, "air", &air.Answer{Flight: no, Answer: "approve_with_conditions", Conditions: []air.Condition{{Text: "by day"}}})
	w.Advance(25 * time.Hour)
	if got := state(t, w, sextant, no); got != "approved_with_conditions" {
		t.Errorf("it is %q", got)
	}
}

func TestRequestsThatAreRefused(t *testing.T) {
	w := world(t)
	entries := w.MustTell(sextant, "air", &air.Request{Form: func() air.Form { f := aidFlight(); f.Purpose = "MIL_EXEMPT"; return f }()})
	if f, ok := entries[1].Fact.(*air.FlightSettled); !ok || f.Outcome != "refused" || f.Cause != "no_clause" {
		t.Errorf("a purpose without a class: %+v", entries)
	}
	no := request(t, w, sextant, nil)
	w.MustTell(sextant, "air", &air.Check{Flight: no, Outcome: "send"})
	w.Refuses(desk.Invalid, almond, "air", &air.Answer{Flight: no, Answer: "refuse"})
	w.MustTell(almond, "air", &air.Answer{Flight: no, Answer: "refuse", Reason: "There is fighting."})
	if got := state(t, w, olive, no); got != "refused" {
		t.Errorf("after one refusal it is %q", got)
	}
	for _, c := range []struct {
		field  string
		change func(*air.Form)
	}{
		{"purpose", func(f *air.Form) { f.Purpose = "TOURISM" }},
		{"address", func(f *air.Form) { f.Address = "4CA2D3" }},
		{"squawk", func(f *air.Form) { f.Squawk = "0489" }},
		{"to", func(f *air.Form) { f.To = f.From }},
		{"to", func(f *air.Form) { f.From, f.To = f.From-30*86_400_000, f.To-30*86_400_000 }},
		{"call_sign", func(f *air.Form) { f.CallSign = " " }},
		{"high", func(f *air.Form) {
			f.Low, f.High = &agreement.Height{Ft: 9000, Datum: "FL"}, &agreement.Height{Ft: 8000, Datum: "FL"}
		}},
		{"low.datum", func(f *air.Form) { f.Low = &agreement.Height{Ft: 100, Datum: "QFE"} }},
		{"basis", func(f *air.Form) { f.Basis = "EX-SAR" }},
		{"side", func(f *air.Form) { f.Side = "X" }},
		{"attachments", func(f *air.Form) { f.Attachments = []int64{99} }},
	} {
		f := aidFlight()
		c.change(&f)
		_, err := w.Tell(sextant, "air", &air.Request{Form: f})
		r, ok := desk.Refused(err)
		if !ok || len(r.Fields) == 0 || r.Fields[0].Field != c.field {
			t.Errorf("%s: refused with %v", c.field, err)
		}
	}
}

func TestOfMedicalFlightsTheSidesAreToldAndMayObject(t *testing.T) {
	w := world(t)
	no := request(t, w, almond, func(f *air.Form) { f.Purpose = "MEDEVAC" })
	if got := state(t, w, olive, no); got != "notified" {
		t.Errorf("side A sees %q", got)
	}
	w.Refuses(desk.Invalid, harbour, "air", &air.Answer{Flight: no, Answer: "refuse", Reason: "no"})
	w.MustTell(harbour, "air", &air.Answer{Flight: no, Answer: "object", Reason: "The aircraft is a military one."})
	w.Refuses(desk.NotFound, olive, "air", &air.Depart{Flight: no})
	w.MustTell(almond, "air", &air.Depart{Flight: no})
	w.MustTell(almond, "air", &air.End{Flight: no, Outcome: "diverted", Reason: "Fog."})
}

func TestASideReadsWhatItNeedsAndNoMore(t *testing.T) {
	w := world(t)
	no := request(t, w, almond, func(f *air.Form) { f.Cargo, f.Contact = "blood, 20 units", "telephone 7" })
	before := w.MustAsk(olive, "air/flights")
	if strings.Contains(before, "UNO 301") {
		t.Error("side A reads a request that was not put to it")
	}
	w.MustTell(sextant, "air", &air.Check{Flight: no, Outcome: "send"})
	w.MustTell(harbour, "air", &air.Answer{Flight: no, Answer: "approve_with_conditions", Conditions: []air.Condition{{Text: "a secret of G1"}}})
	page := w.MustAsk(olive, fmt.Sprintf("air/flights/%d", no))
	if !strings.Contains(page, "UNO 301") || strings.Contains(page, "blood") || strings.Contains(page, "telephone") || strings.Contains(page, "secret of G1") {
		t.Errorf("side A reads %s", page)
	}
	if page := w.MustAsk(almond, fmt.Sprintf("air/flights/%d", no)); !strings.Contains(page, "blood") || !strings.Contains(page, "secret of G1") {
		t.Errorf("who asks reads %s", page)
	}
	if page := w.MustAsk(olive, "air/clocks"); strings.Contains(page, `"side":"G2"`) || !strings.Contains(page, `"side":"A"`) {
		t.Errorf("side A sees the clocks %s", page)
	}
}

// radar gives a track to the desk.
func radar(t *testing.T, w *desktest.World, source, aircraft string, fixes []air.Fix) []record.Entry {
	t.Helper()
	return w.MustTell(sextant, "air", &air.TakeTrack{Source: source, Kind: "radar", Aircraft: aircraft, Fixes: fixes})
}

// crossing goes into the no-fly zone from the north, in the evening before noon of the next day.
func crossing(ft int64) []air.Fix {
	return flown("33.45, 36.05", "33.05, 36.05", noon.Add(-time.Hour), 12, ft)
}

func TestATrackBecomesAnEvent(t *testing.T) {
	for _, c := range []struct {
		name  string
		kind  string
		fixes func() []air.Fix
		class string
		key   string
	}{
		{"place and height prove it", "radar", func() []air.Fix { return crossing(6000) }, "probable", "proven"},
		{"no height", "radar", func() []air.Fix {
			f := crossing(6000)
			for i := range f {
				f[i].PressureCm = nil
			}
			return f
		}, "possible", "no_height"},
		{"near the ceiling", "radar", func() []air.Fix { return crossing(20_000) }, "possible", "edge"},
		{"seen by people", "visual", func() []air.Fix { return crossing(6000) }, "possible", "human_source"},
		{"navigation not to be relied on", "adsb", func() []air.Fix {
			f := crossing(6000)
			zero := int64(0)
			for i := range f {
				f[i].NIC, f[i].SIL = &zero, &zero
			}
			return f
		}, "possible", "integrity"},
	} {
		w := world(t)
		entries := w.MustTell(sextant, "air", &air.TakeTrack{Source: "RADAR-1", Kind: c.kind, Aircraft: "T-1", Fixes: c.fixes()})
		e := event(t, entries)
		keys := ""
		for _, s := range e.Why {
			keys += s.Key + " "
		}
		if e.Class != c.class || !strings.Contains(keys, c.key) {
			t.Errorf("%s: %s, because %s", c.name, e.Class, keys)
		}
		if e.Enter == nil || e.Enter.Place.Lat >= 333_000_000 || e.Enter.Place.Lat <= 332_000_000 {
			t.Errorf("%s: entered at %+v", c.name, e.Enter)
		}
		j := entries[2].Fact.(*air.Judged)
		incident, opens := j.Incident()
		if j.Outcome != agreement.Candidate || j.Primary != "C6" || opens != (c.class == "probable") || len(incident.Clauses) == 0 {
			t.Errorf("%s: judged %s under %q, opens a case: %v", c.name, j.Outcome, j.Primary, opens)
		}
		again := air.Recompute(scenarioLaw(t), func(n int64) (record.Entry, error) { return opened(w, n), nil }, opened(w, entries[1].Number))
		if again != air.Same {
			t.Errorf("%s: computed again it is %s", c.name, again)
		}
	}
}

// opened is an entry as the record gives it to who may read it.
func opened(w *desktest.World, n int64) record.Entry {
	e := w.Entries[n]
	e.Status = record.Open
	return e
}

func TestOutsideOfEveryZoneNothingIsRecorded(t *testing.T) {
	w := world(t)
	for _, fixes := range [][]air.Fix{crossing(25_000), flown("34.45, 36.05", "34.05, 36.05", noon.Add(-time.Hour), 12, 6000)} {
		sentence := w.Refuses(desk.Invalid, sextant, "air", &air.TakeTrack{Source: "RADAR-1", Kind: "radar", Aircraft: "T-1", Fixes: fixes})
		if !strings.Contains(sentence, "No track is not no flight.") {
			t.Errorf("it says %q", sentence)
		}
	}
}

func TestEvidenceThatWasChangedIsFoundOut(t *testing.T) {
	w := world(t)
	entries := radar(t, w, "RADAR-1", "T-1", crossing(6000))
	forged := *entries[0].Fact.(*air.TrackKept)
	forged.Fixes = append([]air.Fix(nil), forged.Fixes...)
	place := *forged.Fixes[6].Place
	place.Lon += 10_000
	forged.Fixes[6].Place = &place
	entry := func(n int64) (record.Entry, error) {
		e := opened(w, n)
		if n == entries[0].Number {
			e.Fact = &forged
		}
		return e, nil
	}
	if v := air.Recompute(scenarioLaw(t), entry, opened(w, entries[1].Number)); v != air.Different {
		t.Errorf("another position in the evidence, and the event is %s", v)
	}
}

func TestAFlightThatMayFlyExplainsTheTrack(t *testing.T) {
	w := world(t)
	no := request(t, w, sextant, func(f *air.Form) {
		f.Purpose, f.CallSign, f.Address = "MEDEVAC", "MEDIC 1", "4ca2d3"
		f.Route = []air.Leg{{Point: point("33.45, 36.05")}, {Point: point("33.05, 36.05")}}
		f.Low, f.High, f.From, f.To = nil, nil, record.At(noon.Add(time.Hour)), record.At(noon.Add(2*time.Hour))
	})
	w.Now = noon.Add(3 * time.Hour)
	fixes := flown("33.45, 36.05", "33.05, 36.05", noon.Add(70*time.Minute), 12, 6000)
	entries := w.MustTell(sextant, "air", &air.TakeTrack{Source: "ADSB-1", Kind: "adsb", Aircraft: "4ca2d3", Fixes: fixes})
	e := event(t, entries)
	if e.Class != "exempt" || len(entries) != 2 || e.Matches[0].Flight != no {
		t.Errorf("it is %s, with %d facts", e.Class, len(entries))
	}
	if _, counts := e.Said(); counts {
		t.Error("an exempt flight is counted as a report")
	}
	// One flight is one aircraft: another that does the same at that time is not it.
	second := flown("33.45, 36.06", "33.05, 36.06", noon.Add(70*time.Minute), 12, 6000)
	for i := range second {
		second[i].Call = "MEDIC 1"
	}
	e = event(t, w.MustTell(sextant, "air", &air.TakeTrack{Source: "ADSB-1", Kind: "adsb", Aircraft: "T-2", Fixes: second}))
	if e.Class != "possible" || e.Matches[0].Allowed != "fails" {
		t.Errorf("a second aircraft under the same call sign is %s, %+v", e.Class, e.Matches)
	}
	late := flown("33.45, 36.05", "33.05, 36.05", noon.Add(150*time.Minute), 12, 6000)
	e = event(t, w.MustTell(sextant, "air", &air.TakeTrack{Source: "ADSB-1", Kind: "adsb", Aircraft: "4ca2d3", Fixes: late}))
	if e.Class != "possible" || e.Matches[0].OffMinutes != 42 {
		t.Errorf("half an hour late it is %s, %+v", e.Class, e.Matches)
	}
}

func TestASecondSourceConfirms(t *testing.T) {
	w := world(t)
	first := event(t, radar(t, w, "RADAR-1", "T-1", crossing(6000)))
	same := event(t, radar(t, w, "RADAR-1", "T-2", crossing(6000)))
	second := event(t, radar(t, w, "RADAR-2", "77", crossing(6000)))
	if first.Class != "probable" || same.Class != "probable" || second.Class != "confirmed" {
		t.Errorf("%s, of the same source %s, of another %s", first.Class, same.Class, second.Class)
	}
}

func TestAPersonConfirmsAndASecondOneDoes(t *testing.T) {
	w := world(t)
	fixes := crossing(6000)
	for i := range fixes {
		fixes[i].PressureCm = nil
	}
	no := radar(t, w, "RADAR-1", "T-1", fixes)[1].Number
	rate := &air.Rate{Event: no, Class: "confirmed", Reason: "Filmed by OP-4."}
	w.Refuses(desk.NotAllowed, sextant, "air", rate)
	entries := w.MustTell(heron, "air", rate)
	if _, opens := entries[1].Fact.(*air.Judged).Incident(); !opens {
		t.Error("a confirmed event that a clause covers opens no case")
	}
	w.MustTell(heron, "air", &air.Rate{Event: no, Class: "withdrawn", Reason: "It was a bird."})
	w.Refuses(desk.Conflict, heron, "air", rate)
	if page := w.MustAsk(heron, fmt.Sprintf("air/events/%d", no)); !strings.Contains(page, `"class":"withdrawn"`) || !strings.Contains(page, `"found_as":"possible"`) {
		t.Errorf("the page says %s", page)
	}
	w.Refuses(desk.NotFound, heron, "air", &air.Warn{Event: 99, Step: "observed", Text: "x"})
	w.Refuses(desk.Invalid, heron, "air", &air.Warn{Event: no, Step: "engage", Text: "x"})
}

func TestASightingIsNeverMoreThanPossible(t *testing.T) {
	w := world(t)
	request(t, w, sextant, func(f *air.Form) {
		f.Purpose, f.From, f.To = "SAR", record.At(noon.Add(-time.Minute)), record.At(noon.Add(time.Hour))
	})
	at := point("32.6, 36.2")
	bearing, far := int64(90), int64(2_000)
	entries := w.MustTell(swift, "air", &air.Sight{Team: "OP-5", Means: "seen", Aircraft: "helicopter", From: &at, BearingDeg: &bearing, DistanceM: &far, Text: "It flew low."})
	f, j := entries[0].Fact.(*air.Sighted), entries[1].Fact.(*air.Judged)
	if f.Place == nil || f.Place.Lon <= at.Lon || f.DoubtM != 1_500 {
		t.Errorf("it was placed at %v ± %d m", f.Place, f.DoubtM)
	}
	if _, opens := j.Incident(); opens || j.Class != "possible" || j.Outcome != agreement.Candidate {
		t.Errorf("%s, %s, opens a case: %v", j.Class, j.Outcome, opens)
	}
	w.Refuses(desk.Invalid, swift, "air", &air.Sight{Team: "OP-5", Means: "seen", BearingDeg: &bearing, Text: "x"})
	w.Refuses(desk.NotAllowed, olive, "air", &air.Sight{Team: "A", Means: "seen", Text: "x"})
}

func TestZonesAreImportedAndKept(t *testing.T) {
	w := world(t)
	taken := importZones(t, w, "name=NOTAM-17&source=NOTAM+A0017", openAir).(air.TakenZones)
	if taken.Zones != 1 || taken.Refused != 1 || taken.Notes[0].Line == 0 {
		t.Errorf("taken %+v", taken)
	}
	_, err := file(w, sextant, "zones/file", "name=NOTAM-18&source=x&all=true", []byte(openAir))
	if r, ok := desk.Refused(err); !ok || !strings.HasPrefix(r.Fields[0].Field, "line ") {
		t.Errorf("all or none was refused with %v", err)
	}
	importZones(t, w, "name=SECRET&source=x&protected=true", strings.Split(strings.ReplaceAll(openAir, "RANGE SOUTH", "HIDDEN PLACE"), "\n\n")[0])
	inside := flown("32.30, 36.25", "32.70, 36.25", noon.Add(time.Hour), 12, 3000)
	w.Now = noon.Add(2 * time.Hour)
	entries := radar(t, w, "RADAR-1", "T-9", inside)
	zones := map[string]record.Audience{}
	for _, e := range entries {
		if f, ok := e.Fact.(*air.EventFound); ok {
			zones[f.Zone] = e.Audience
		}
	}
	if len(zones) != 3 || zones["NFZ-1"] != record.Mission || strings.Contains(string(zones["SECRET/HIDDEN PLACE"]), "mission") {
		t.Errorf("events in %v", zones)
	}
	for _, layer := range []string{"air.zones", "air.events"} {
		for _, f := range w.Features(sextant, layer, desk.Window{}) {
			if strings.Contains(fmt.Sprint(f), "HIDDEN") {
				t.Errorf("%s carries the protected zone: %v", layer, f)
			}
		}
		for _, r := range w.Rows(sextant, layer, 100) {
			if strings.Contains(fmt.Sprint(r), "HIDDEN") {
				t.Errorf("%s lists the protected zone: %v", layer, r)
			}
		}
	}
	w.MustTell(sextant, "air", &air.WithdrawZones{Name: "NOTAM-17", Reason: "The range is closed."})
	w.CheckLayers("air", sextant, heron, swift, olive)
	w.Refuses(desk.NotFound, sextant, "air", &air.WithdrawZones{Name: "NOTAM-17", Reason: "Again."})
}

func TestAFileOfTracksIsTakenByAircraft(t *testing.T) {
	w := world(t)
	var csv strings.Builder
	csv.WriteString("timestamp,icao24,latitude,longitude,altitude\n")
	for i := range 12 {
		at := noon.Add(time.Duration(i-60) * time.Minute).Format(time.RFC3339)
		fmt.Fprintf(&csv, "%s,4ca2d3,%.4f,36.0500,6000\n%s,aaaaaa,%.4f,30.0000,6000\n", at, 33.45-0.03*float64(i), at, 33.45-0.03*float64(i))
	}
	csv.WriteString("nonsense,,,,\n")
	query := "source=ADSB-1&source_kind=adsb&format=csv"
	answer, err := file(w, sextant, "tracks/file", query, []byte(csv.String()))
	if err != nil {
		t.Fatal(err)
	}
	taken := answer.(air.TakenTracks)
	if taken.Aircraft != 2 || len(taken.Events) != 3 || len(taken.Outside) != 1 || len(taken.Notes) != 1 {
		t.Errorf("taken %+v", taken)
	}
	n := len(w.Entries)
	if _, err := file(w, sextant, "tracks/file", query, []byte(csv.String())); err != nil || len(w.Entries) != n {
		t.Errorf("the same file again recorded %d facts more, %v", len(w.Entries)-n, err)
	}
	if _, err := file(w, sextant, "tracks/file", "source=x&source_kind=adsb&format=docx", nil); err == nil {
		t.Error("a format that nobody reads was taken")
	}
}

// A side reads no event, no track, no sighting and no zone, whatever it asks.
func TestNoSideHasAPictureOfTheOthers(t *testing.T) {
	w := world(t)
	radar(t, w, "RADAR-1", "T-1", crossing(6000))
	importZones(t, w, "name=NOTAM-17&source=x", openAir)
	for _, who := range []desk.Who{olive, almond, harbour, swift} {
		for _, layer := range []string{"air.events", "air.tracks", "air.sightings", "air.zones"} {
			if n := len(w.Rows(who, layer, 100)); n != 0 && who.Kind != "mission" {
				t.Errorf("%s sees %d rows of %s", who.Member, n, layer)
			}
		}
	}
	if n := len(w.Rows(swift, "air.tracks", 100)); n != 0 {
		t.Errorf("an observer reads %d tracks", n)
	}
}
