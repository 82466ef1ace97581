package air_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/air"
	"truce.example/desk/desktest"
	"truce.example/exercise"
	"truce.example/geo"
	"truce.example/record"
)

// The people of the tests.
var (
	sextant = desk.Who{Member: "sextant", Kind: "mission", Roles: []string{"airspace_desk"}, Known: record.BySession}
	heron   = desk.Who{Member: "heron", Kind: "mission", Roles: []string{"duty_officer"}, Known: record.BySession}
	swift   = desk.Who{Member: "swift", Kind: "mission", Roles: []string{"observer"}, Known: record.BySession}
	olive   = desk.Who{Member: "olive", Kind: "party", Party: "A", Roles: []string{"party_liaison"}, Known: record.BySession}
	almond  = desk.Who{Member: "almond", Kind: "party", Party: "B", Roles: []string{"party_liaison"}, Known: record.BySession}
	harbour = desk.Who{Member: "harbour", Kind: "guarantor", Party: "G1", Roles: []string{"guarantor"}, Known: record.BySession}
	birch   = desk.Who{Member: "birch", Kind: "guarantor", Party: "G2", Roles: []string{"guarantor"}, Known: record.BySession}
	wadi    = desk.Who{Member: "wadi", Kind: "guarantor", Party: "G3", Roles: []string{"guarantor"}, Known: record.BySession}
	asked   = []desk.Who{olive, almond, harbour, birch, wadi}
)

// scenarioLaw is the exercise's agreement as it is once everything about it is known.
func scenarioLaw(t testing.TB) air.Law {
	t.Helper()
	a, problems := agreement.Load(exercise.SouthwestSyria())
	if a == nil {
		t.Fatalf("the exercise's agreement does not load: %v", problems)
	}
	terms := agreement.NewTerms(a, exercise.StatusHistory(), nil, 1)
	return func(record.Moment, int64) *agreement.Terms { return terms }
}

// noon of 1 August 2017, of the exercise's agreement in force.
var noon = time.Date(2017, 8, 1, 12, 0, 0, 0, time.UTC)

func world(t testing.TB) *desktest.World {
	t.Helper()
	w := desktest.New(t, air.New(scenarioLaw(t), air.Config{}))
	w.Now = noon
	return w
}

func moment(text string) record.Moment {
	m, err := record.ParseMoment(text)
	if err != nil {
		panic(err)
	}
	return m
}

func point(text string) geo.Point {
	p, err := geo.ParsePoint(text)
	if err != nil {
		panic(err)
	}
	return p
}

// aidFlight is a request that no rule objects to.
func aidFlight() air.Form {
	return air.Form{
		Operator: "UN aviation", Aircraft: "L-410", CallSign: "UNO 301", Address: "4ca2d3", Purpose: "HUM", Departure: "Amman", Destination: "Busra al-Sham",
		Route: []air.Leg{{Name: "Amman", Point: point("31.954, 35.931")}, {Name: "Busra al-Sham", Point: point("32.5201, 36.4826")}},
		Low:   &agreement.Height{Ft: 8000, Datum: "FL"}, High: &agreement.Height{Ft: 8000, Datum: "FL"},
		From: moment("2017-08-02T06:00:00Z"), To: moment("2017-08-02T08:00:00Z"), Cargo: "medicines", Contact: "VHF 123.45",
	}
}

// flown is a straight way between two points in steps of a minute, at a pressure height in feet, by a pilot who keeps time.
func flown(from, to string, start time.Time, minutes int, ft int64) []air.Fix {
	a, b := point(from), point(to)
	var out []air.Fix
	for i := range minutes + 1 {
		n, of := int64(i), int64(minutes)
		p := geo.Point{Lat: a.Lat + int32((int64(b.Lat)-int64(a.Lat))*n/of), Lon: a.Lon + int32((int64(b.Lon)-int64(a.Lon))*n/of)}
		cm := ft * 3048 / 100
		out = append(out, air.Fix{Ms: start.Add(time.Duration(i) * time.Minute).UnixMilli(), Place: &p, PressureCm: &cm, DoubtCm: 100_00})
	}
	return out
}

func event(t *testing.T, entries []record.Entry) *air.EventFound {
	t.Helper()
	for _, e := range entries {
		if f, ok := e.Fact.(*air.EventFound); ok {
			return f
		}
	}
	t.Fatal("no event was recorded")
	return nil
}

func state(t *testing.T, w *desktest.World, who desk.Who, flight int64) string {
	t.Helper()
	var list air.FlightList
	if err := json.Unmarshal([]byte(w.MustAsk(who, "air/flights")), &list); err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(list.Flights, func(f air.Flight) bool { return f.Flight == flight })
	if i < 0 {
		return ""
	}
	return list.Flights[i].State
}

// The examples of api.yaml are one story: a request that is taken back, one that is flown, a track, a sighting, zones.
func sendExamples(t *testing.T, w *desktest.World) {
	t.Helper()
	examples := desktest.API(t, w.Desk("air"))
	send := func(who desk.Who, door string) {
		t.Helper()
		w.MustPost(who, "air/"+door, examples["POST air/"+door])
		delete(examples, "POST air/"+door)
	}
	send(sextant, "flights")
	send(sextant, "flights/check")
	send(almond, "flights/acknowledge")
	send(almond, "flights/answer")
	send(sextant, "flights/amend")
	send(sextant, "flights/cancel")
	medevac := aidFlight()
	medevac.Purpose, medevac.CallSign = "MEDEVAC", "MEDIC 2"
	w.MustPost(almond, "air/flights", air.Request{Form: medevac})
	send(almond, "flights/depart")
	send(almond, "flights/end")
	w.Now = noon.Add(24 * time.Hour)
	send(sextant, "tracks")
	send(heron, "events/rate")
	send(sextant, "events/warnings")
	send(swift, "sightings")
	importZones(t, w, "name=NOTAM-17&source=NOTAM+A0017", openAir)
	send(sextant, "zones/withdraw")
	send(sextant, "sensors")
	alert := w.MustTell(desk.System(), "air", &air.WarnApproach{Fact: air.ApproachWarned{
		Source: "mast north", Kind: "adsb", Aircraft: "4ca2d4", Call: "NOBODY", Zone: "NFZ-1", At: record.At(w.Now), Seconds: 95, Place: point("33.30, 36.00"), Entry: point("33.25, 36.00"), DoubtM: 500,
	}})[0].Number
	if door := "POST air/alerts/acknowledge"; !strings.Contains(examples[door], fmt.Sprint(alert)) {
		t.Errorf("the alarm is entry %d; the example is %s", alert, examples[door])
	}
	send(heron, "alerts/acknowledge")
	for door := range examples {
		if !strings.HasSuffix(door, "/file") {
			t.Errorf("nobody sent the example of %s", door)
		}
	}
}

const openAir = `AC R
AN RANGE SOUTH
AL SFC
AH FL100
DP 32:36:00 N 036:06:00 E
DP 32:36:00 N 036:24:00 E
DP 32:24:00 N 036:24:00 E
DP 32:24:00 N 036:06:00 E

AC R
AN BROKEN
AL SFC
AH FL100
DP 99:36:00 N 036:06:00 E
`

func importZones(t *testing.T, w *desktest.World, query, text string) any {
	t.Helper()
	answer, err := file(w, sextant, "zones/file", query, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// file sends a body that is no JSON to a door.
func file(w *desktest.World, who desk.Who, path, query string, body []byte) (any, error) {
	for _, r := range w.Desk("air").Routes {
		if r.Path == path && r.Do != nil {
			params, err := url.ParseQuery(query)
			if err != nil {
				return nil, err
			}
			q := desk.Question{Who: who, At: w.Now, View: w.Read(who), Params: params, ID: path + query, Body: bytes.NewReader(body)}
			return r.Do(w.T.Context(), q, w.Clerk())
		}
	}
	return nil, errors.New("there is no such door")
}

func TestTheExamplesInTheDescriptionAreTaken(t *testing.T) {
	w := world(t)
	sendExamples(t, w)
	w.CheckLayers("air", sextant, heron, olive, almond, swift)
}

func TestGolden(t *testing.T) {
	desktest.Golden(t, air.New(scenarioLaw(t), air.Config{}), func(w *desktest.World) {
		w.Now = noon
		sendExamples(t, w)
		flight := w.MustTell(sextant, "air", &air.Request{Form: laterFlight()})[0].Number
		w.MustTell(sextant, "air", &air.Check{Flight: flight, Outcome: "send"})
		w.Advance(25 * time.Hour)
		liveVisit(w, "4ca2d5", 30)
		liveVisit(w, "4ca2d5", 60)
		w.MustTell(desk.System(), "air", &air.KeepBundle{Fact: air.BundleKept{
			Source: "mast", Kind: "adsb", From: record.At(noon), To: record.At(noon.Add(time.Hour)), Positions: 12, Digest: record.Hash{1}, File: 0,
		}})
	})
}

func laterFlight() air.Form {
	f := aidFlight()
	f.CallSign, f.From, f.To = "UNO 302", moment("2017-08-05T06:00:00Z"), moment("2017-08-05T08:00:00Z")
	return f
}

func TestTheDescriptionNamesTheFieldsOfEveryCommand(t *testing.T) {
	desktest.DescribesCommands(t, air.New(nil, air.Config{}), "Air")
}
