package air_test

import (
	"testing"

	"truce.example/agreement"
	"truce.example/desk/air"
	"truce.example/desk/air/fence"
	"truce.example/geo"
	"truce.example/record"
)

// A flight from 32 N to 33 N along 36 E at FL080, from 06:00 to 08:00, and tracks that differ from it in one thing each.
func TestATrackIsHeldAgainstAFlight(t *testing.T) {
	form := air.Form{
		CallSign: "UNO 301", Address: "4ca2d3", Squawk: "0411", Route: []air.Leg{{Point: geo.Point{Lat: 320_000_000, Lon: 360_000_000}}, {Point: geo.Point{Lat: 330_000_000, Lon: 360_000_000}}},
		Low: &agreement.Height{Ft: 8000, Datum: "FL"}, High: &agreement.Height{Ft: 8000, Datum: "FL"}, From: moment("2017-08-02T06:00:00Z"), To: moment("2017-08-02T08:00:00Z"),
	}
	law := &agreement.Air{Early: 10, CorridorM: 5_000}
	at := func(hhmm string) record.Moment { return moment("2017-08-02T" + hhmm + ":00Z") }
	fix := func(lon int32, ft int64) []fence.Fix {
		return []fence.Fix{{Ms: int64(at("06:30")), At: geo.Point{Lat: 325_000_000, Lon: lon}, Pressure: fence.Around(ft*3048/100, 38_10), AMSL: fence.Anywhere}}
	}
	flown := func(change func(*air.Flown)) air.Flown {
		f := air.Flown{From: at("06:05"), To: at("07:30"), Fixes: fix(360_000_000, 8000), Call: "UNO301", Address: "4ca2d3"}
		change(&f)
		return f
	}
	east := &air.Limits{Southwest: geo.Point{Lat: 310_000_000, Lon: 363_000_000}, Northeast: geo.Point{Lat: 340_000_000, Lon: 380_000_000}}
	for _, c := range []struct {
		name   string
		track  air.Flown
		state  string
		limits *air.Limits
		exempt bool
		score  int64
		part   func(air.Match) string
		want   string
	}{
		{"it is the flight", flown(func(*air.Flown) {}), "approved", nil, true, 100, func(m air.Match) string { return m.Identity }, "fits"},
		{"a little early, within the tolerance", flown(func(f *air.Flown) { f.From = at("05:51") }), "active", nil, true, 100, func(m air.Match) string { return m.Time }, "fits"},
		{"too early", flown(func(f *air.Flown) { f.From = at("05:40") }), "active", nil, false, 70, func(m air.Match) string { return m.Time }, "fails"},
		{"22 minutes late", flown(func(f *air.Flown) { f.To = at("08:22") }), "active", nil, false, 70, func(m air.Match) string { return m.Time }, "fails"},
		{"another aircraft", flown(func(f *air.Flown) { f.Address = "4ca2d4" }), "active", nil, false, 70, func(m air.Match) string { return m.Identity }, "fails"},
		{"another call sign and no address", flown(func(f *air.Flown) { f.Address, f.Call = "", "UNO 302" }), "active", nil, false, 70, func(m air.Match) string { return m.Identity }, "fails"},
		{"by its code alone", flown(func(f *air.Flown) { f.Address, f.Call, f.Squawk = "", "", "0411" }), "active", nil, true, 100, func(m air.Match) string { return m.Identity }, "fits"},
		{"without a name, and everything else fits", flown(func(f *air.Flown) { f.Address, f.Call = "", "" }), "active", nil, true, 85, func(m air.Match) string { return m.Identity }, "unclear"},
		{"without a name and without a height", flown(func(f *air.Flown) {
			f.Address, f.Call, f.Fixes[0].Pressure = "", "", fence.Anywhere
		}), "active", nil, false, 77, func(m air.Match) string { return m.Level }, "unclear"},
		{"nine kilometres off its way", flown(func(f *air.Flown) { f.Fixes = fix(361_000_000, 8000) }), "active", nil, false, 75, func(m air.Match) string { return m.Corridor }, "fails"},
		{"off its way by no more than its doubt", flown(func(f *air.Flown) { f.Fixes, f.DoubtCm = fix(361_000_000, 8000), 5_000_00 }), "active", nil, true, 100, func(m air.Match) string { return m.Corridor }, "fits"},
		{"two thousand feet too low", flown(func(f *air.Flown) { f.Fixes = fix(360_000_000, 6000) }), "active", nil, false, 85, func(m air.Match) string { return m.Level }, "fails"},
		{"refused, and flown all the same", flown(func(*air.Flown) {}), "refused", nil, false, 100, func(m air.Match) string { return m.Allowed }, "fails"},
		{"not answered yet", flown(func(*air.Flown) {}), "sent", nil, false, 100, func(m air.Match) string { return m.Allowed }, "fails"},
		{"against a condition", flown(func(*air.Flown) {}), "approved_with_conditions", east, false, 100, func(m air.Match) string { return m.Conditions }, "fails"},
	} {
		k := air.Considered{Flight: 7, Entry: 7, State: c.state}
		if c.limits != nil {
			k.Conditions = []air.Condition{{By: "G2", Text: "east of {by} only", Within: c.limits}}
		}
		m := air.Compare(c.track, form, k, law)
		if m.Exempt != c.exempt || m.Score != c.score || c.part(m) != c.want {
			t.Errorf("%s: exempt %v, score %d, %q; want %v, %d, %q: %+v", c.name, m.Exempt, m.Score, c.part(m), c.exempt, c.score, c.want, m)
		}
		if len(m.Why) < 4 {
			t.Errorf("%s: says too little: %v", c.name, m.Why)
		}
	}
}

// Every sentence is said in three languages, with the same places for arguments; an argument is never read as a place.
func TestSentencesAreSaidInThreeLanguages(t *testing.T) {
	for key, s := range air.Sentences {
		if s.Ar == "" || s.Ru == "" || s.Ar == s.En || s.Ru == s.En {
			t.Errorf("%s is not said in three languages", key)
		}
		s := air.Sentence{Key: key, Text: s.En, Args: map[string]string{"zone": "{from}", "from": "{zone}", "text": "{by}", "by": "{text}"}}
		for _, language := range []string{"ar", "ru"} {
			if s.In(language) == "" || s.In("en") != s.Text {
				t.Errorf("%s in %s", key, language)
			}
		}
	}
	swapped := air.Sentence{Key: "condition_broken", Args: map[string]string{"by": "{text}", "text": "{by}"}}
	if got := swapped.In("ru"); got != "Нарушено условие стороны {text}: {by}" {
		t.Errorf("an argument was read as a place: %s", got)
	}
}
