package main

import (
	"net/url"
	"slices"
	"strconv"
	"testing"

	"truce.example/desk"
	"truce.example/desk/air"
	"truce.example/desk/inquiry"
	"truce.example/exercise"
	"truce.example/mission"
	"truce.example/record"
)

// The requests and tracks of the exercise come to the results that its authors wrote down, and the events come to the same
// again when they are computed from their evidence.
func TestTheAirOfTheExercise(t *testing.T) {
	m, h, _, _ := played(t)
	if err := m.WaitView(t.Context(), m.Head().Size); err != nil {
		t.Fatal(err)
	}
	checkFlights(t, m)
	checkTracks(t, m)
	again, err := h.recompute(t.Context(), m)
	if err != nil || again.Different != 0 || again.NotReadable != 0 {
		t.Errorf("computed again: %+v, %v", again, err)
	}
	officer := desk.Who{Member: "heron", Kind: "mission", Roles: []string{"duty_officer"}, Known: record.BySystem}
	if n := len(asked[inquiry.CaseList](t, m, officer, "cases", url.Values{"limit": {"1000"}}).Cases); n != 50 {
		t.Errorf("%d cases; what a report speaks of already opens no second one, so that there are 50", n)
	}
}

func checkFlights(t *testing.T, m *mission.Mission) {
	t.Helper()
	flights, err := exercise.Flights()
	if err != nil || len(flights) != 12 {
		t.Fatalf("%d flights, %v", len(flights), err)
	}
	sextant := desk.Who{Member: "sextant", Kind: "mission", Roles: []string{"airspace_desk"}, Known: record.BySystem}
	answer, err := ask(t.Context(), m, sextant, "air", "flights", nil)
	if err != nil {
		t.Fatal(err)
	}
	list := answer.(air.FlightList).Flights
	if len(list) != 12 {
		t.Errorf("the desk knows %d flights", len(list))
	}
	for _, f := range flights {
		i := slices.IndexFunc(list, func(g air.Flight) bool { return g.CallSign == f.CallSign })
		if i < 0 {
			t.Errorf("%s is not there", f.ID)
			continue
		}
		outcome, note := "", ""
		one := flightNo(t, m, sextant, list[i].Flight)
		for _, s := range one.Steps {
			switch {
			case s.Step == "settled":
				outcome = s.State
			case s.Step == "acknowledged" && s.Late:
				note = s.Side + " acknowledged late"
			case s.Step == "answered" && one.State == "completed" && outcome == "notified":
				note = s.Side + " objected"
			}
		}
		want := map[string][3]string{
			"F-01": {"approved", "completed"}, "F-02": {"notified", "completed"}, "F-03": {"approved_with_conditions", "completed"},
			"F-04": {"approved", "completed", "G2 acknowledged late"}, "F-05": {"refused", "refused"}, "F-06": {"notified", "completed"},
			"F-07": {"expired", "expired"}, "F-08": {"notified", "completed", "G1 objected"}, "F-09": {"approved", "completed"},
			"F-10": {"cancelled", "cancelled"}, "F-11": {"approved", "completed"}, "F-12": {"approved", "completed"},
		}[f.ID]
		if got := [3]string{outcome, one.State, note}; got != want {
			t.Errorf("%s came to %v; the scenario says %q, which is %v", f.ID, got, f.Result, want)
		}
	}
}

// flightNo asks for one flight.
func flightNo(t *testing.T, m *mission.Mission, who desk.Who, no int64) air.Flight {
	t.Helper()
	return one[air.Flight](t, m, who, "flights/{flight}", no)
}

func one[T any](t *testing.T, m *mission.Mission, who desk.Who, path string, no int64) T {
	t.Helper()
	for _, d := range m.Desks() {
		for _, r := range d.Routes {
			if d.Name != "air" || r.Path != path || r.Ask == nil {
				continue
			}
			q := desk.Question{Who: who, At: m.Now(), View: m.View(who), Head: m.Head(), Params: url.Values{}, Path: func(string) string { return strconv.FormatInt(no, 10) }}
			answer, err := r.Ask(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			return answer.(T)
		}
	}
	t.Fatalf("there is no door %s", path)
	panic("not reached")
}

func checkTracks(t *testing.T, m *mission.Mission) {
	t.Helper()
	tracks, err := exercise.Tracks()
	if err != nil {
		t.Fatal(err)
	}
	quartz := desk.Who{Member: "quartz", Kind: "mission", Roles: []string{"analyst"}, Known: record.BySystem}
	answer, err := ask(t.Context(), m, quartz, "air", "events", nil)
	if err != nil {
		t.Fatal(err)
	}
	events := answer.(air.EventList).Events
	if len(events) != len(tracks) {
		t.Errorf("%d events of %d tracks", len(events), len(tracks))
	}
	for _, track := range tracks {
		i := slices.IndexFunc(events, func(e air.Event) bool { return e.Fact.Aircraft == track.Aircraft })
		if i < 0 {
			t.Errorf("%s shows no event", track.ID)
			continue
		}
		e := events[i]
		t.Logf("%s: %s: %s", track.ID, e.Class, e.Words.En)
		if e.Class != track.Result || e.Words.Ar == e.Words.En || e.Words.Ru == e.Words.En {
			t.Errorf("%s is %s, the scenario says %s", track.ID, e.Class, track.Result)
		}
		switch track.ID {
		case "T-25":
			if s := (e.Fact.To - e.Fact.From) / 1000; s < 239 || s > 241 || !e.Fact.Unidentified || len(e.Fact.Matches) != 0 {
				t.Errorf("the track of E-25 was in the zone for %d s; the scenario says 4 minutes, unidentified", s)
			}
		case "T-26":
			if e.Fact.Exit == nil || e.Fact.Exit.Place.Lat < e.Fact.Enter.Place.Lat || !e.Fact.LowSlow {
				t.Error("the track of E-26 leaves to the north, low and slow")
			}
		case "T-59":
			if k := e.Fact.Matches; len(k) != 1 || k[0].Exempt || k[0].OffMinutes != 22 {
				t.Errorf("F-11 flew 22 minutes outside its window; the event says %+v", k)
			}
		}
	}
}
