package aid_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/aid"
	"truce.example/geo"
	"truce.example/record"
)

// told is something that a desk announces which this one does not know.
type told struct {
	Said desk.Plan `json:"said"`
}

func (t told) Plan() (desk.Plan, bool) { return t.Said, true }

// announce is the command for it; the readers are those of the announcement.
type announce struct {
	Said  []desk.Plan
	To    record.Audience
	Again int64 // entry of the announcement that it changes
}

var izra, nawa, hamlet = geo.Point{Lat: 328_650_000, Lon: 362_400_000}, geo.Point{Lat: 328_890_000, Lon: 360_410_000}, geo.Point{Lat: 326_400_000, Lon: 361_600_000}

// driven is a convoy from Izra to Nawa in three hours, which stops for one of them at the post between.
func driven(changes ...func(*aid.Plan)) aid.Plan {
	p := plan()
	post := geo.Point{Lat: 328_500_000, Lon: 361_100_000}
	p.Arrives = p.Departs + 3*3_600_000
	p.Way = &aid.Way{CorridorM: 100, Stops: []aid.Stop{{Name: "Izra", Place: izra}, {Name: "CP-2", Place: post, StayMinutes: 60, RadiusM: 300}, {Name: "Nawa", Place: nawa}}}
	for _, change := range changes {
		change(&p)
	}
	return p
}

// operation is one at the post while the convoy stands there.
func operation(changes ...func(*desk.Plan)) desk.Plan {
	from := driven().Departs
	p := desk.Plan{What: "operation", By: "G1", Places: []geo.Point{{Lat: 328_550_000, Lon: 361_100_000}}, PlaceName: "Sheikh Miskin", RadiusM: 1_000, Start: from + 80*60_000, End: from + 130*60_000}
	for _, change := range changes {
		change(&p)
	}
	return p
}

func (r *room) conflicts(who desk.Who, no int64) aid.ConflictList {
	r.T.Helper()
	var out aid.ConflictList
	if err := json.Unmarshal([]byte(r.MustAsk(who, fmt.Sprintf("aid/convoys/%d/conflicts", no))), &out); err != nil {
		r.T.Fatal(err)
	}
	return out
}

// checks are the checks that the program made.
func (r *room) checks() []*aid.Checked {
	var out []*aid.Checked
	for _, e := range r.Entries {
		if f, ok := e.Fact.(*aid.Checked); ok {
			out = append(out, f)
		}
	}
	return out
}

func TestARequestIsHeldAgainstAllThatIsPlannedAndEachReaderSeesTheirOwn(t *testing.T) {
	r := newRoom(t)
	toldTo := func(p desk.Plan, to ...record.Audience) int64 {
		return r.MustTell(heron, "stub", &announce{Said: []desk.Plan{p}, To: record.Audiences(to...)})[0].Number
	}
	op := toldTo(operation(), record.ToRole("duty_officer"), record.ToGuarantor("G1"))
	toldTo(operation(func(p *desk.Plan) { p.Start, p.End = p.Start+24*3_600_000, p.End+24*3_600_000 }), record.Parties) // a day later
	other := r.do(lantern, &aid.MakePlan{Plan: driven(func(p *aid.Plan) { p.Name = "H-23" })})
	no := r.do(lantern, &aid.MakePlan{Plan: driven()})
	before := r.conflicts(lantern, no) // the desk that asks sees before it asks
	if len(before.Found) != 1 || before.Found[0].What != "convoy" || before.Found[0].Name != "H-23" {
		t.Errorf("the desk sees %+v", before.Found)
	}
	r.do(lantern, &aid.Request{Convoy: no})
	check := r.checks()[2] // behind those of the announcements
	if len(check.Found) != 2 || check.Convoy != no || check.Against < 4 {
		t.Fatalf("%+v", check)
	}
	for _, m := range check.Found {
		switch m.Entry {
		case op:
			if m.What != "operation" || m.Relation != "meets" || m.Leg != 1 || m.By != "G1" || m.DistanceM < 500 || m.DistanceM > 600 {
				t.Errorf("%+v", m)
			}
		case other:
			if m.DistanceM != 0 || m.Relation != "meets" {
				t.Errorf("%+v", m)
			}
		default:
			t.Errorf("%+v", m)
		}
	}
	// Each sees what they may: the duty officer the operation, the humanitarian desk by the recorded check, the sides the convoy alone.
	if c := r.conflicts(heron, no); len(c.Found) != 2 || len(c.Recorded) != 0 {
		t.Errorf("the duty officer sees %+v", c)
	}
	if c := r.conflicts(cedar, no); len(c.Found) != 1 || len(c.Recorded) != 1 || len(c.Recorded[0].Found) != 2 || !strings.Contains(c.Recorded[0].Found[1].Text, "on leg 1 of 2 (Izra to CP-2)") {
		t.Errorf("the chair sees %+v", c)
	}
	for _, who := range []desk.Who{olive, almond, wadi} {
		if c := r.conflicts(who, no); len(c.Found) != 0 || len(c.Recorded) != 0 {
			t.Errorf("%s sees %+v", who.Party, c)
		}
	}
	for _, who := range []desk.Who{birch, harbour} {
		if _, err := r.Ask(who, fmt.Sprintf("aid/convoys/%d/conflicts", no)); err == nil {
			t.Errorf("%s sees what a convoy meets that it may not see", who.Party)
		}
	}
	// The other convoy leaves the way free, and the operation is moved.
	r.do(lantern, &aid.Close{Convoy: other, Reason: "not needed"})
	r.MustTell(heron, "stub", &announce{Said: []desk.Plan{operation(func(p *desk.Plan) { p.Places[0].Lat += 2_000_000; p.Again = true })}, To: record.Audiences(record.ToRole("duty_officer"), record.ToGuarantor("G1")), Again: op})
	r.Advance(0)
	if c := r.conflicts(heron, no); len(c.Found) != 0 {
		t.Errorf("%+v", c.Found)
	}
}

func TestWhatIsAnnouncedLaterIsHeldAgainstTheConvoys(t *testing.T) {
	r := newRoom(t)
	no := r.do(lantern, &aid.MakePlan{Plan: driven()})
	r.do(lantern, &aid.Request{Convoy: no})
	say := func(p desk.Plan, again int64) (*aid.Checked, int64) {
		t.Helper()
		p.Again = again != 0
		n := r.MustTell(heron, "stub", &announce{Said: []desk.Plan{p}, To: record.ToGuarantor("G1"), Again: again})[0].Number
		before := len(r.checks())
		r.Advance(0)
		if all := r.checks(); len(all) > before {
			return all[len(all)-1], n
		}
		return nil, n
	}
	check, op := say(operation(), 0)
	if len(check.Found) != 1 || check.Found[0].Convoy != no || check.Of != op {
		t.Fatalf("%+v", check)
	}
	if check, _ := say(operation(), op); check != nil {
		t.Errorf("the same again was checked: %+v", check)
	}
	if check, _ := say(operation(func(p *desk.Plan) { p.End += 60_000 }), op); check == nil || len(check.Found) != 1 {
		t.Errorf("longer: %+v", check)
	}
	if check, _ := say(operation(func(p *desk.Plan) { p.RadiusM = 300 }), op); check == nil || len(check.Found) != 0 {
		t.Errorf("nearer: %+v", check)
	}
	if check, _ := say(operation(func(p *desk.Plan) { p.RadiusM = 0 }), 0); check == nil || len(check.Found) != 1 || check.Found[0].Relation != "possible" {
		t.Errorf("as far as nobody says: %+v", check)
	}
	flight := desk.Plan{What: "flight", Name: "MERCY 1", Way: true, Places: []geo.Point{{Lat: 329_500_000, Lon: 361_700_000}, {Lat: 327_500_000, Lon: 361_700_000}}, RadiusM: 500, Start: driven().Departs, End: driven().Arrives}
	for _, c := range []struct {
		low  *desk.Level
		want string
	}{{nil, "possible"}, {&desk.Level{Metres: 0, Datum: "AGL"}, "meets"}, {&desk.Level{Metres: 600, Datum: "AGL"}, ""}, {&desk.Level{Metres: 3_000, Datum: "FL"}, "possible"}} {
		flight.Low = c.low
		check, _ := say(flight, 0)
		got := ""
		if len(check.Found) > 0 {
			got = check.Found[0].Relation
		}
		if got != c.want {
			t.Errorf("a flight from %+v: %q, want %q", c.low, got, c.want)
		}
	}
	if found := r.MustAsk(lantern, "aid/conflicts"); !strings.Contains(found, "MERCY 1") {
		t.Error("the desk does not read the checks that found something")
	}
	for _, who := range []desk.Who{heron, swift, olive, almond, harbour, birch, wadi} {
		if found := r.MustAsk(who, "aid/conflicts"); strings.Contains(found, "Izra") {
			t.Errorf("%s reads %s", who.Member, found)
		}
	}
}

func TestZonesWindowsAndMovementsAreMetToo(t *testing.T) {
	departs := driven().Departs
	r := newRoom(t, func(a *agreement.Agreement) {
		a.Windows = append(a.Windows, agreement.Window{ID: "W-9", Centre: nawa, RadiusM: 400, From: agreement.Instant(departs), To: agreement.Instant(departs + 4*3_600_000)})
		square, err := geo.NewPolygon(geo.Ring{{Lat: 328_600_000, Lon: 362_000_000}, {Lat: 328_600_000, Lon: 362_100_000}, {Lat: 328_700_000, Lon: 362_100_000}, {Lat: 328_700_000, Lon: 362_000_000}, {Lat: 328_600_000, Lon: 362_000_000}})
		if err != nil {
			t.Fatal(err)
		}
		a.Zones = append(a.Zones, agreement.Zone{ID: "X-9", Kind: "separation", Geometry: geo.MultiPolygon{square}}, agreement.Zone{ID: "N-9", Kind: "nofly", Geometry: geo.MultiPolygon{square}})
	})
	no := r.do(lantern, &aid.MakePlan{Plan: driven(func(p *aid.Plan) { p.Way.SpeedKmh = 30 })})
	r.do(almond, notify(func(n *aid.Notify) {
		n.Kind, n.Function, n.Footprint, n.Route = "movement", "convoy", 300, []geo.Point{{Lat: 329_000_000, Lon: 362_200_000}, {Lat: 328_000_000, Lon: 362_200_000}}
		n.From, n.To = departs, departs+3_600_000
	}))
	r.do(lantern, &aid.Request{Convoy: no})
	got := map[string]string{}
	for _, m := range r.checks()[0].Found {
		got[m.What+" "+m.Name] = m.Relation
	}
	if want := map[string]string{"zone X-9": "meets", "window W-9": "meets", "movement ": "meets"}; !reflect.DeepEqual(got, want) {
		t.Errorf("it meets %v, want %v", got, want)
	}
	for who, want := range map[string]int{"olive": 2, "almond": 3, "heron": 2, "lantern": 2} { // B notified the movement; of the mission, the recorded check alone shows it
		for _, w := range everybody {
			if c := aid.ConflictList(r.maybe(w, no)); w.Member == who && len(c.Found) != want {
				t.Errorf("%s sees %d: %+v", who, len(c.Found), c.Found)
			}
		}
	}
}

func (r *room) maybe(who desk.Who, no int64) (out aid.ConflictList) {
	if answer, err := r.Ask(who, fmt.Sprintf("aid/convoys/%d/conflicts", no)); err == nil {
		out = answer.(aid.ConflictList)
	}
	return out
}

func TestWhatAWayNeeds(t *testing.T) {
	r := newRoom(t)
	low := int64(10)
	for field, change := range map[string]func(*aid.Plan){
		"plan.way.stops":            func(p *aid.Plan) { p.Way.Stops = p.Way.Stops[:1] },
		"plan.way.stops[1].place":   func(p *aid.Plan) { p.Way.Stops[1].Place = geo.Point{} },
		"plan.way.corridor_m":       func(p *aid.Plan) { p.Way.CorridorM = 0 },
		"plan.way.speed_kmh":        func(p *aid.Plan) { p.Way.SpeedKmh = 300 },
		"plan.way.ground_low_m":     func(p *aid.Plan) { p.Way.GroundLowM = &low },
		"plan.arrives":              func(p *aid.Plan) { p.Arrives += 40 * 24 * 3_600_000 },
		"plan.way.stops[2].radius_": func(p *aid.Plan) { p.Way.Stops[2].RadiusM = -1 },
	} {
		_, err := r.Tell(lantern, "aid", &aid.MakePlan{Plan: driven(change)})
		refused, ok := desk.Refused(err)
		if !ok || len(refused.Fields) == 0 || !strings.HasPrefix(refused.Fields[0].Field, field) {
			t.Errorf("%s: %v", field, err)
		}
	}
}

// No party learns from the check where anything is that it may not see. Two worlds hear the same 10,000 operations that the party
// announces, on a grid over a land; in one there are convoys, movements and other sides' operations, in the other the same ones
// elsewhere. To the party both look the same: every answer, every layer, and of every entry what stands in the open.
func TestTenThousandAnnouncementsTeachAPartyNothing(t *testing.T) {
	world := func(lat int32, who desk.Who) string {
		r := newRoom(t)
		moved := func(p geo.Point) geo.Point { return geo.Point{Lat: p.Lat + lat, Lon: p.Lon} }
		from := record.At(r.Now.Add(60 * time.Hour))
		for i := range int32(4) {
			r.do(lantern, &aid.MakePlan{Plan: driven(func(p *aid.Plan) { // planned, and put to nobody
				p.Departs, p.Arrives = from, from+3*3_600_000
				for j := range p.Way.Stops {
					p.Way.Stops[j].Place = moved(p.Way.Stops[j].Place)
					p.Way.Stops[j].Place.Lat += i * 100_000
				}
			})})
			r.do(lantern, notify(func(n *aid.Notify) {
				a, b := moved(izra), moved(hamlet)
				n.Place = &a
				n.Kind, n.Function, n.Footprint, n.Route = "movement", "convoy", 300, []geo.Point{a, b}
				n.From, n.To = from, from+3*3_600_000
				n.Share = []aid.ShareWith{{Side: "G1", Scope: "exact"}, {Side: who.Party, Scope: "area"}}
			}))
			r.MustTell(heron, "stub", &announce{Said: []desk.Plan{operation(func(p *desk.Plan) { p.Places[0] = moved(p.Places[0]); p.Start, p.End = from, from+3_600_000 })}, To: record.ToGuarantor("G2")})
			r.Advance(0)
		}
		random := rand.New(rand.NewPCG(13, 17))
		found := 0
		for range 10 {
			var batch []desk.Plan
			for range 1000 {
				at := from + record.Moment(random.Int64N(3*3_600_000))
				batch = append(batch, desk.Plan{
					What: "operation", By: who.Party, RadiusM: random.Int64N(800), Start: at, End: at + 600_000,
					Places: []geo.Point{{Lat: 326_300_000 + random.Int32N(3_000_000), Lon: 360_300_000 + random.Int32N(2_300_000)}},
				})
			}
			r.MustTell(who, "stub", &announce{Said: batch, To: record.ToParty(who.Party)})
			for _, e := range r.Advance(0) {
				found += len(e.Fact.(*aid.Checked).Found)
			}
		}
		if (found == 0) != (lat != 0) {
			t.Fatalf("%d announcements meet a convoy: this test shows nothing", found)
		}
		r.Advance(3 * oneDay)
		return seen(r, who)
	}
	for _, who := range []desk.Who{olive, almond} {
		here, elsewhere := world(0, who), world(20_000_000, who)
		if here != elsewhere {
			i := 0
			for i < min(len(here), len(elsewhere)) && here[i] == elsewhere[i] {
				i++
			}
			t.Errorf("to %s the two worlds differ: %s\nand %s", who.Party, near(here, i), near(elsewhere, i))
		}
	}
}

// What a side is shown of the conflicts of its own convoy does not depend on what it may not see.
func TestTheConflictsOfAConvoyHideWhatTheirReaderMayNotSee(t *testing.T) {
	world := func(others bool) string {
		r := newRoom(t)
		var nos []int64
		random := rand.New(rand.NewPCG(1, 4))
		for range 40 {
			no := r.do(lantern, &aid.MakePlan{Plan: driven(func(p *aid.Plan) {
				p.Departs += record.Moment(random.Int64N(30 * 24 * 3_600_000))
				p.Arrives = p.Departs + 3*3_600_000
			})})
			r.do(lantern, &aid.Request{Convoy: no})
			nos = append(nos, no)
		}
		for range 60 {
			start := driven().Departs + record.Moment(random.Int64N(30*24*3_600_000))
			p := operation(func(p *desk.Plan) { p.Start, p.End = start, start+6*3_600_000 })
			if !others {
				p.Places[0].Lat += 30_000_000
			}
			r.MustTell(heron, "stub", &announce{Said: []desk.Plan{p}, To: record.ToGuarantor("G2")})
			r.Advance(0)
		}
		var b strings.Builder
		met := 0
		for _, no := range nos {
			b.WriteString(r.MustAsk(olive, fmt.Sprintf("aid/convoys/%d/conflicts", no)))
			for _, c := range r.checks() {
				met += len(c.Found)
			}
		}
		if others && met == 0 {
			t.Fatal("nothing meets a convoy: this test shows nothing")
		}
		return b.String()
	}
	if world(true) != world(false) {
		t.Error("a side sees by the conflicts of its convoys where others operate")
	}
}

func BenchmarkConflictsOfAConvoy(b *testing.B) {
	r := newRoom(b)
	no := r.do(lantern, &aid.MakePlan{Plan: driven()})
	random := rand.New(rand.NewPCG(1, 4))
	var batch []desk.Plan
	for range 10_000 {
		start := driven().Departs + record.Moment(random.Int64N(4*24*3_600_000))
		batch = append(batch, operation(func(p *desk.Plan) {
			p.Start, p.End = start, start+3_600_000
			p.Places = []geo.Point{{Lat: 320_000_000 + random.Int32N(27_000_000), Lon: 350_000_000 + random.Int32N(32_000_000)}}
		}))
	}
	r.MustTell(heron, "stub", &announce{Said: batch, To: record.Mission})
	r.Advance(0)
	b.ResetTimer()
	for range b.N {
		r.conflicts(heron, no)
	}
}
