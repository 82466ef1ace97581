package territory_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/desktest"
	"truce.example/desk/territory"
	"truce.example/exercise"
	"truce.example/geo"
	"truce.example/record"
)

// The people of the tests.
var (
	quartz = mission("quartz", "analyst")
	heron  = mission("heron", "duty_officer")
	cedar  = mission("cedar", "chair")
	olive  = side("olive", "party", "A", "party_liaison")
	almond = side("almond", "party", "B", "party_liaison")
)

func mission(member string, roles ...string) desk.Who {
	return desk.Who{Member: member, Kind: "mission", Roles: roles, Known: record.BySession}
}

func side(member, kind, party, role string) desk.Who {
	return desk.Who{Member: member, Kind: kind, Party: party, Roles: []string{role}, Known: record.BySession}
}

func law(t testing.TB) territory.Law {
	t.Helper()
	a, problems := agreement.Load(exercise.SouthwestSyria())
	if a == nil {
		t.Fatal(problems)
	}
	terms := agreement.NewTerms(a, exercise.StatusHistory(), nil, 0)
	return func(record.Moment, int64) *agreement.Terms { return terms }
}

// A room is a world with the desk, and what tests do in it. Its clock stands at the end of September 2017.
type room struct{ *desktest.World }

func newRoom(t testing.TB) *room {
	t.Helper()
	r := &room{desktest.New(t, territory.New(law(t)))}
	r.Advance(time.Date(2017, 9, 30, 12, 0, 0, 0, time.UTC).Sub(r.Now))
	return r
}

func day(d int) record.Moment {
	return record.At(time.Date(2017, 7, 9+d, 12, 0, 0, 0, time.UTC))
}

// square is some degrees around a corner.
func square(lat, lon, size float64) territory.Shape {
	at := func(f float64) int32 { return int32(f*1e7 + 0.5) }
	s, w, n, e := at(lat), at(lon), at(lat+size), at(lon+size)
	return territory.Shape{{{s, w, s, e, n, e, n, w, s, w}}}
}

func area(holder string, d int, shape territory.Shape) *territory.MakeClaim {
	return &territory.MakeClaim{
		Claim: territory.Claim{Holder: holder, Status: "controlled_uncontested", Area: shape}, SeenAt: day(d), Source: "P-03", Level: 2, Basis: "observed",
	}
}

func place(holder string, d int, name string, lat, lon int32) *territory.MakeClaim {
	return &territory.MakeClaim{
		Claim: territory.Claim{Holder: holder, Status: "controlled_uncontested", Place: name, Point: &geo.Point{Lat: lat, Lon: lon}}, SeenAt: day(d), Source: "P-03", Level: 2, Basis: "observed",
	}
}

// say makes a claim and gives what followed from it.
func (r *room) say(who desk.Who, do any) (int64, []string) {
	r.T.Helper()
	entries := r.MustTell(who, "territory", do)
	var out []string
	for _, e := range entries[1:] {
		switch f := e.Fact.(type) {
		case *territory.Passed:
			out = append(out, strings.Join(f.From, "+")+" to "+f.To+": "+outcome(f))
		case *territory.Approached:
			out = append(out, "near a line for "+f.For+": "+string(f.Judgement.Outcome)+" "+f.Judgement.Primary)
		case *territory.Reappeared:
			out = append(out, f.Group+" "+f.Kind)
		}
	}
	return entries[0].Number, out
}

func outcome(f *territory.Passed) string {
	if !f.Reliable {
		return "not reliable"
	}
	return strings.TrimSpace(string(f.Judgement.Outcome) + " " + string(f.Judgement.Reason) + " " + f.Judgement.Primary)
}

func ask[T any](r *room, who desk.Who, path string) T {
	r.T.Helper()
	var out T
	if err := json.Unmarshal([]byte(r.MustAsk(who, path)), &out); err != nil {
		r.T.Fatal(err)
	}
	return out
}

type mapSeen struct {
	Holders []struct {
		Holder    string
		SquareKm  float64 `json:"area_km2"`
		Contested float64 `json:"contested_km2"`
		Places    int
	}
	Features []struct {
		Properties struct {
			Holders []string
			Status  string
			Cell    bool
			Place   string
			Claims  []struct{ Entry, Item int64 }
		}
	}
	Places []struct {
		Place   string
		Holders []string
	}
}

// words is a map in a few words, for comparing.
func (m mapSeen) words() string {
	var out []string
	for _, f := range m.Features {
		out = append(out, fmt.Sprintf("%s by %d", strings.Join(f.Properties.Holders, "+"), len(f.Properties.Claims)))
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

func (r *room) at(who desk.Who, d int) mapSeen {
	r.T.Helper()
	return ask[mapSeen](r, who, "territory/map?at="+day(d).String())
}

func TestSourcesThatDisagreeMakeGroundContested(t *testing.T) {
	r := newRoom(t)
	r.say(quartz, area("B", 0, square(32.6, 36.2, 0.02)))
	other := area("A", 5, square(32.6, 36.21, 0.02))
	other.Source = "Agency"
	n, _ := r.say(quartz, other)
	if got := r.at(heron, 6).words(); got != "A by 1, A+B by 2, B by 1" {
		t.Errorf("two sources within fourteen days: %s", got)
	}
	if got := r.at(heron, 1).words(); got != "B by 1" {
		t.Errorf("before the other spoke: %s", got)
	}
	late := area("A", 20, square(32.6, 36.2, 0.02))
	late.Source = "Third"
	r.say(quartz, late)
	if got := r.at(heron, 21).words(); got != "A by 1, A by 1, A by 2" && got != "A by 1, A by 2, A by 2" {
		t.Errorf("fourteen days later the newer holds: %s", got)
	}
	r.say(quartz, &territory.Withdraw{Claim: n, Reason: "another hill"})
	if got := r.at(heron, 6).words(); got != "B by 1" {
		t.Errorf("what was withdrawn draws nothing: %s", got)
	}
	if got := ask[mapSeen](r, heron, fmt.Sprintf("territory/map?at=%s&known=%d", day(6), n)).words(); got != "A by 1, A+B by 2, B by 1" {
		t.Errorf("as it was known before: %s", got)
	}
}

func TestASideIsHeardOnceTheMissionHasRatedIt(t *testing.T) {
	r := newRoom(t)
	r.say(quartz, area("B", 0, square(32.6, 36.2, 0.02)))
	own := area("A", 3, square(32.6, 36.2, 0.02))
	own.Source, own.Level = "Side A", 0
	n, followed := r.say(olive, own)
	if len(followed) != 0 || r.at(heron, 4).words() != "B by 1" {
		t.Errorf("a word that nobody rated counts: %v", followed)
	}
	if got := r.at(almond, 4).words(); got != "" {
		t.Errorf("the other side sees %s", got)
	}
	own.Level = 2
	r.Refuses(desk.Invalid, olive, "territory", own)
	r.Refuses(desk.NotAllowed, olive, "territory", &territory.Rate{Claim: n, Level: 2, Reason: "sure"})
	r.Refuses(desk.NotFound, almond, "territory", &territory.Withdraw{Claim: n, Reason: "no"})
	if _, followed = r.say(heron, &territory.Rate{Claim: n, Level: 2, Reason: "seen"}); len(followed) != 1 || followed[0] != "B to A: candidate inside C2" {
		t.Errorf("rated, it is judged: %v", followed)
	}
	if got := r.at(heron, 4).words(); got != "A+B by 2" {
		t.Errorf("rated, it counts: %s", got)
	}
	if got := ask[struct{ Alerts []any }](r, olive, "territory/alerts").Alerts; len(got) != 0 {
		t.Errorf("the side reads what is made of its word: %v", got)
	}
	r.Refold()
	r.Refuses(desk.Invalid, heron, "territory", &territory.Rate{Claim: n, Level: 9})
}

// The hill of K-01 and K-02, and the test of clause C13.
func TestGroundFreedFromAnExcludedGroup(t *testing.T) {
	hill := func(holder string, d int, source string) *territory.MakeClaim {
		c := place(holder, d, "hill west of Jillin", 327_570_000, 359_400_000)
		c.RadiusM, c.Source = 1000, source
		return c
	}
	for _, row := range []struct{ who, want string }{
		{"B", "X to B: not_covered exempt"},
		{"A", "X to A: candidate inside C13"},
	} {
		r := newRoom(t)
		r.say(quartz, hill("B", -1, "map v1"))
		if _, got := r.say(quartz, hill("X", 31, "OP-3")); len(got) != 1 || got[0] != "X new_ground" {
			t.Errorf("the group takes the hill: %v", got)
		}
		if _, got := r.say(quartz, hill(row.who, 53, "OP-3")); len(got) != 1 || got[0] != row.want {
			t.Errorf("%s takes the hill: %v; want %s", row.who, got, row.want)
		}
		if _, got := r.say(quartz, hill("X", 60, "OP-3")); len(got) != 1 || got[0] != "X again" {
			t.Errorf("the group takes it again: %v", got)
		}
	}
}

func TestAdvancesAreHeldAgainstTheMapAndItsDoubt(t *testing.T) {
	r := newRoom(t)
	r.say(quartz, area("B", 0, square(32.6, 36.2, 0.02)))
	r.say(quartz, place("B", 0, "Upper Mill", 326_800_000, 362_500_000))
	for _, row := range []struct {
		name string
		do   *territory.MakeClaim
		want string
	}{
		{"ground that nobody held", area("A", 2, square(32.7, 36.2, 0.02)), ""},
		{"a strip within the tolerance", area("A", 2, territory.Shape{{{326_000_000, 361_990_000, 326_000_000, 362_005_000, 326_200_000, 362_005_000, 326_200_000, 361_990_000, 326_000_000, 361_990_000}}}), "B to A: not reliable"},
		{"a place", place("A", 3, "Upper Mill", 326_800_000, 362_500_000), "B to A: candidate inside C2"},
		{"the same again", place("A", 4, "Upper Mill", 326_800_000, 362_500_000), ""},
		{"outside the area of the agreement", area("A", 5, square(34.7, 36.2, 0.02)), ""},
	} {
		if _, got := r.say(quartz, row.do); strings.Join(got, "; ") != row.want {
			t.Errorf("%s: %v; want %s", row.name, got, row.want)
		}
	}
	before := area("B", -3, square(32.9, 36.2, 0.02))
	r.say(quartz, before)
	early := area("A", -2, square(32.9, 36.2, 0.02))
	if _, got := r.say(quartz, early); len(got) != 1 || !strings.Contains(got[0], "before_force") {
		t.Errorf("before the agreement was in force: %v", got)
	}
}

func TestForcesThatMustKeepAwayAndGroupsThatAppear(t *testing.T) {
	r := newRoom(t)
	near := place("A", 5, "camp", 326_800_000, 362_500_000)
	near.Foreign, near.Status = true, "presence_only"
	if _, got := r.say(quartz, near); len(got) != 1 || got[0] != "near a line for A: candidate C12" {
		t.Errorf("%v", got)
	}
	here := place("X", 5, "quarry", 328_000_000, 365_000_000)
	here.Status = "presence_only"
	if _, got := r.say(quartz, here); len(got) != 1 || got[0] != "X present" {
		t.Errorf("%v", got)
	}
	zone := place("X", 5, "Tasil", 328_340_000, 359_697_000)
	zone.Status = "presence_only"
	if _, got := r.say(quartz, zone); len(got) != 0 {
		t.Errorf("in its own zone: %v", got)
	}
}

func TestPlacesBecomeCells(t *testing.T) {
	r := newRoom(t)
	r.say(quartz, place("A", 0, "West", 327_000_000, 362_000_000))
	r.say(quartz, place("B", 0, "East", 327_000_000, 362_500_000))
	m := r.at(heron, 1)
	if len(m.Features) != 2 || !m.Features[0].Properties.Cell || len(m.Places) != 2 {
		t.Fatalf("%+v", m)
	}
	// Each is a circle of 6 km, cut where the other is nearer: 2.34 km away.
	for _, h := range m.Holders {
		if h.SquareKm < 82 || h.SquareKm > 86 || h.Places != 1 {
			t.Errorf("%+v", h)
		}
	}
	r.say(quartz, area("A", 0, square(32.69, 36.24, 0.02)))
	m = r.at(heron, 1)
	if got := m.words(); got != "A by 1, A by 1, B by 1" {
		t.Errorf("what is drawn comes before a cell as old: %s", got)
	}
	r.say(quartz, place("B", 2, "East", 327_000_000, 362_500_000))
	if got := r.at(heron, 3).words(); got != "A by 1, B by 1, B by 1" {
		t.Errorf("a newer word of the place comes before what was drawn: %s", got)
	}
}

func TestChangeFromTheRecord(t *testing.T) {
	r := newRoom(t)
	for d, holder := range map[int]string{0: "B", 20: "A"} {
		r.say(quartz, area(holder, d, square(32.6, 36.2, 0.02)))
		r.say(quartz, place(holder, d, "Upper Mill", 329_000_000, 362_500_000))
	}
	units := `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"pcode":"U1","name":"Unit one","city":"C","people":"1200"},"geometry":{"type":"Polygon","coordinates":[[[36.2,32.6],[36.24,32.6],[36.24,32.62],[36.2,32.62],[36.2,32.6]]]}}]}`
	r.MustPost(quartz, "territory/outlines?set=units&source=office&parent=city&people=people", units)
	path := fmt.Sprintf("territory/change?before=%s&after=%s&set=units", day(1), day(21))
	var raw struct {
		Holders []struct {
			Holder       string
			Gained, Lost float64
		}
		Places []struct{ Place, From, To string }
		Units  []struct {
			PCode   string
			Holders []struct {
				Holder string
				Before int64 `json:"before_permille"`
				After  int64 `json:"after_permille"`
			}
		}
	}
	text := r.MustAsk(heron, path)
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		t.Fatal(err)
	}
	if len(raw.Places) != 1 || raw.Places[0].From != "B" || raw.Places[0].To != "A" {
		t.Errorf("places: %+v", raw.Places)
	}
	if len(raw.Units) != 1 || len(raw.Units[0].Holders) != 2 || raw.Units[0].Holders[0].After != 500 || raw.Units[0].Holders[1].Before != 500 {
		t.Errorf("units: %+v", raw.Units)
	}
	for format, begins := range map[string]string{"geojson": `{"type":"FeatureCollection"`, "csv": "holder,before_km2", "png": "\x89PNG", "svg": "<svg"} {
		answer, err := r.Ask(heron, path+"&format="+format)
		if doc, ok := answer.(desk.Document); err != nil || !ok || !strings.HasPrefix(string(doc.Body), begins) {
			t.Errorf("%s: %v %T", format, err, answer)
		}
	}
	if _, err := r.Ask(heron, fmt.Sprintf("territory/change?before=%s&after=%s", day(3), day(1))); err == nil {
		t.Error("the later day first is answered")
	}
	share := r.MustAsk(heron, fmt.Sprintf("territory/share?set=units&parent=C&at=%s", day(21)))
	if !strings.Contains(share, `"holder":"A"`) || !strings.Contains(share, `"permille":500`) {
		t.Error(share)
	}
	exposed := r.MustAsk(heron, fmt.Sprintf("territory/exposure?set=units&at=%s", day(21)))
	if !strings.Contains(exposed, `"people":1200`) {
		t.Error(exposed)
	}
	if got := r.MustAsk(heron, "territory/curve"); strings.Count(got, `"at"`) != 2 {
		t.Error(got)
	}
}

func TestTablesRecordWhatChanged(t *testing.T) {
	r := newRoom(t)
	take := func(seen, text string) territory.TakenChart {
		answer := r.MustPost(quartz, "territory/charts?source=Towns&level=1&whole=true&seen="+seen, text)
		return answer.(territory.TakenChart)
	}
	take("2017-07-10T00:00:00Z", "name,holder,lat,lon\nUpper,A,32.6,36.2\nLower,B,32.7,36.2\nNowhere,B,x,y\n")
	second := take("2017-07-11T00:00:00Z", "name,holder,lat,lon\nUpper,B,32.6,36.2\nLower,B,32.7,36.2\n")
	if second.Claims != 2 {
		t.Errorf("%+v", second)
	}
	take("2017-07-12T00:00:00Z", "name,holder,lat,lon\nUpper,B,32.6,36.2\n")
	take("2017-07-13T00:00:00Z", "name,holder,lat,lon\nUpper,B,32.6,36.2\nLower,A,32.7,36.2\n")
	if s := r.RefusesPost(desk.Invalid, quartz, "territory/charts?source=Towns&level=1&whole=true&seen=2017-07-09T00:00:00Z", "name,holder,lat,lon\nUpper,B,32.6,36.2\n"); !strings.Contains(s, "newer table") {
		t.Error(s)
	}
	turns := ask[struct {
		Turns []struct{ Place, From, To string }
	}](r, heron, "territory/turns?source=Towns").Turns
	if len(turns) != 1 || turns[0].Place != "Upper" || turns[0].To != "B" {
		t.Errorf("%+v", turns)
	}
	at := func(text string) int {
		return len(ask[mapSeen](r, heron, "territory/map?at="+text).Places)
	}
	if at("2017-07-11T12:00:00Z") != 2 || at("2017-07-12T12:00:00Z") != 1 || at("2017-07-13T12:00:00Z") != 2 {
		t.Error("a place that the table no longer names is still held")
	}
}

func TestWholeMapsTakeEachOthersPlace(t *testing.T) {
	r := newRoom(t)
	feature := func(holder string, lon float64) string {
		return fmt.Sprintf(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"holder":%q},"geometry":{"type":"Polygon","coordinates":[[[%g,32.6],[%g,32.6],[%g,32.62],[%g,32.62],[%g,32.6]]]}}]}`, holder, lon, lon+0.02, lon+0.02, lon, lon)
	}
	for d, lon := range []float64{36.2, 36.21, 36.22} {
		r.MustPost(quartz, fmt.Sprintf("territory/charts?source=Daily&level=1&whole=true&seen=%s", day(d)), feature("B", lon))
	}
	for d := range 3 {
		if got := r.at(heron, d).words(); got != "B by 1" {
			t.Errorf("day %d: %s", d, got)
		}
	}
	if got := ask[struct{ Days []any }](r, heron, "territory/days").Days; len(got) != 3 {
		t.Errorf("%d days", len(got))
	}
	entries := r.Entries
	r.MustPost(quartz, fmt.Sprintf("territory/charts?source=Daily&level=1&whole=true&seen=%s", day(3)), feature("A", 36.22))
	followed := r.Entries[len(entries):]
	if len(followed) != 2 || outcome(followed[1].Fact.(*territory.Passed)) != "candidate inside C2" {
		t.Errorf("a map that gives ground to another is judged: %d facts", len(followed))
	}
}

func TestConnectionsAreToldOfPastWeeksOnly(t *testing.T) {
	r := newRoom(t)
	r.say(quartz, area("B", 0, square(32.5, 36.0, 0.5)))
	got := r.MustAsk(cedar, "territory/corridor?from=32.61,36.11&to=32.9,36.4&holders=B&since=2017-07-01T00:00:00Z")
	if !strings.Contains(got, `"connected":true`) || strings.Contains(got, "2017-09-25") {
		t.Error(got)
	}
	if _, err := r.Ask(cedar, "territory/corridor?from=32.61,36.11&to=32.9,36.4&holders=B&until=2017-09-29T00:00:00Z"); err == nil {
		t.Error("the last days are told")
	}
}
