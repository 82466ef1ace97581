package aid_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/aid"
	"truce.example/desk/desktest"
	"truce.example/geo"
	"truce.example/record"
)

const oneDay = 24 * time.Hour

func TestASiteIsToldToEachRecipientAndAcknowledged(t *testing.T) {
	r := newRoom(t)
	no := r.do(lantern, notify())
	if s := r.site(no); len(s.Told) != 3 || s.State != "active" || s.Told[0].Outcome != "" {
		t.Fatalf("%+v", s)
	}
	r.do(olive, &aid.Acknowledge{Site: no, Outcome: "received"})
	r.do(olive, &aid.Acknowledge{Site: no, Outcome: "acknowledged"})
	r.do(harbour, &aid.Acknowledge{Site: no, Outcome: "rejected", Reason: "the area is closed"})
	r.Refuses(desk.Conflict, olive, "aid", &aid.Acknowledge{Site: no, Outcome: "acknowledged"})
	r.Refuses(desk.NotFound, wadi, "aid", &aid.Acknowledge{Site: no, Outcome: "acknowledged"})
	r.Refuses(desk.NotFound, lantern, "aid", &aid.Acknowledge{Site: no, Outcome: "acknowledged"})
	told := r.Advance(oneDay)
	if len(told) != 1 {
		t.Fatalf("%d facts when B was silent for a day", len(told))
	}
	f := told[0].Fact.(*aid.Lapsed)
	if n := f.Notices(); len(n) != 1 || !strings.Contains(n[0].Subject, "not acknowledged by B") || !lantern.Sees(n[0].To) || almond.Sees(n[0].To) {
		t.Errorf("the owner is told %+v", n)
	}
	if s := r.site(no); s.Told[0].Outcome != "acknowledged" || s.Told[1].Outcome != "no_ack" || s.Told[2].Outcome != "rejected" {
		t.Errorf("%+v", s.Told)
	}
	r.Advance(time.Minute)
	r.do(almond, &aid.Acknowledge{Site: no, Outcome: "acknowledged"})
	if s := r.site(no); s.Told[1].Outcome != "acknowledged" || !s.Told[1].Late {
		t.Errorf("a late acknowledgement: %+v", s.Told[1])
	}

	// A new version is told and acknowledged anew; who is no longer a recipient is told that it ended.
	r.do(lantern, notify(func(n *aid.Notify) { n.Site, n.Share = no, []aid.ShareWith{{Side: "A", Scope: "exact"}} }))
	s := r.site(no)
	for _, sent := range s.Told {
		if want := map[string]string{"A": "amended", "B": "withdrawn", "G1": "withdrawn"}[sent.Side]; sent.Change != want {
			t.Errorf("%s was told %q, want %q", sent.Side, sent.Change, want)
		}
	}
	if s.Version != 2 || s.Told[2].Outcome != "" {
		t.Errorf("%+v", s)
	}
	r.Refuses(desk.NotFound, almond, "aid", &aid.Withdraw{Site: no, Reason: "x"})
	r.do(lantern, &aid.Withdraw{Site: no, Reason: "it moved"})
	r.Refuses(desk.Conflict, lantern, "aid", &aid.Withdraw{Site: no, Reason: "it moved"})
	r.Refuses(desk.Conflict, lantern, "aid", notify(func(n *aid.Notify) { n.Site = no }))
	if late := r.Advance(200 * oneDay); len(late) != 0 {
		t.Errorf("what was withdrawn has %d deadlines left", len(late))
	}
}

func TestWhatANotificationNeeds(t *testing.T) {
	r := newRoom(t)
	for field, change := range map[string]func(*aid.Notify){
		"consent":     func(n *aid.Notify) { n.Consent = nil },
		"consent.at":  func(n *aid.Notify) { n.Consent.At = record.At(r.Now.Add(time.Hour)) },
		"share":       func(n *aid.Notify) { n.Share = nil },
		"share[0]":    func(n *aid.Notify) { n.Share[0].Side = "X" },
		"share[1]":    func(n *aid.Notify) { n.Share[1].Side = "A" },
		"place":       func(n *aid.Notify) { n.Place = nil },
		"footprint_m": func(n *aid.Notify) { n.Footprint = 0 },
		"staff":       func(n *aid.Notify) { n.Staff = "14" },
		"route":       func(n *aid.Notify) { n.Kind, n.To = "movement", record.At(r.Now.Add(100*time.Hour)) },
	} {
		_, err := r.Tell(lantern, "aid", notify(change))
		refused, ok := desk.Refused(err)
		if !ok || len(refused.Fields) == 0 || !strings.HasPrefix(refused.Fields[0].Field, field) {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestLeadTimesAreThoseOfTheAgreement(t *testing.T) {
	movement := func(r *room, in time.Duration, emergency bool) error {
		_, err := r.Tell(lantern, "aid", notify(func(n *aid.Notify) {
			n.Kind, n.Function, n.Emergency = "movement", "convoy", emergency
			n.Route = []geo.Point{station, {Lat: station.Lat + 1_000_000, Lon: station.Lon}}
			n.From, n.To = record.At(r.Now.Add(in)), record.At(r.Now.Add(in+4*time.Hour))
		}))
		return err
	}
	r := newRoom(t)
	for _, c := range []struct {
		in        time.Duration
		emergency bool
		ok        bool
	}{{47 * time.Hour, false, false}, {48 * time.Hour, false, true}, {23 * time.Hour, true, false}, {24 * time.Hour, true, true}} {
		if err := movement(r, c.in, c.emergency); (err == nil) != c.ok {
			t.Errorf("%s before, emergency %v: %v", c.in, c.emergency, err)
		}
	}
	r = newRoom(t, func(a *agreement.Agreement) { a.Aid.Lead = 72 * 60 })
	if err := movement(r, 71*time.Hour, false); err == nil || !strings.Contains(err.Error(), "3d") {
		t.Errorf("71 hours before, and the agreement asks for 72: %v", err)
	}
}

func TestWhatIsNotConfirmedLapses(t *testing.T) {
	r := newRoom(t)
	no := r.do(lantern, notify())
	r.Advance(80 * oneDay)
	r.do(lantern, &aid.Confirm{Site: no})
	r.Advance(80 * oneDay)
	if s := r.site(no); s.State != "active" {
		t.Fatal("it was confirmed and lapsed all the same")
	}
	r.Advance(11 * oneDay)
	s := r.site(no)
	if s.State != "lapsed" || s.Told[0].Change != "lapsed" {
		t.Errorf("%+v", s)
	}
	r.Refuses(desk.Conflict, lantern, "aid", &aid.Confirm{Site: no})
	r.do(lantern, notify(func(n *aid.Notify) { n.Site = no }))
	if s := r.site(no); s.State != "active" || s.Version != 2 {
		t.Errorf("%+v", s)
	}
}

func TestThePositionIsTakenOneByOneAndTheOwnerReadsIt(t *testing.T) {
	r := newRoom(t)
	no := r.do(almond, notify(func(n *aid.Notify) {
		n.Share = []aid.ShareWith{{Side: "A", Scope: "exact"}, {Side: "G1", Scope: "area"}}
	}))
	given := r.do(olive, &aid.TakePosition{Site: no, Reason: "to brief the posts"})
	for _, who := range []desk.Who{harbour, wadi, heron, swift} {
		r.Refuses(desk.NotFound, who, "aid", &aid.TakePosition{Site: no, Reason: "to look"})
	}
	r.Refuses(desk.Invalid, olive, "aid", &aid.TakePosition{Site: no})
	if got := r.MustAsk(olive, fmt.Sprintf("aid/positions/%d", given)); !strings.Contains(got, "32.6135") {
		t.Errorf("who took the position does not read it: %s", got)
	}
	another := side("juniper", "party", "A", "party_liaison")
	for _, who := range []desk.Who{another, lantern, cedar, harbour} {
		if _, err := r.Ask(who, fmt.Sprintf("aid/positions/%d", given)); err == nil {
			t.Errorf("%s reads a position that was given to another", who.Member)
		}
	}
	var s aid.WholeSite
	if err := json.Unmarshal([]byte(r.MustAsk(almond, fmt.Sprintf("aid/sites/%d", no))), &s); err != nil || len(s.Readings) != 1 || s.Readings[0].Member != "olive" || s.Readings[0].Reason != "to brief the posts" {
		t.Errorf("the owner reads %+v: %v", s.Readings, err)
	}
	r.do(almond, &aid.Withdraw{Site: no, Reason: "moved"})
	r.Refuses(desk.NotFound, olive, "aid", &aid.TakePosition{Site: no, Reason: "again"})
}

// No answer, layer or fact holds the position but those of the owner and of who took it.
func TestThePositionStandsNowhereElse(t *testing.T) {
	r := newRoom(t)
	no := r.do(lantern, notify())
	r.do(cedar, &aid.TakePosition{Site: no, Reason: "to assess"})
	r.Advance(2 * time.Hour)
	r.shelled(heron, station, 50)
	for _, e := range r.Entries {
		text, err := json.Marshal(e.Fact)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "32.6135") && !strings.HasPrefix(e.Kind, "stub.") && e.Audience != "member:lantern" && e.Audience != "member:cedar,member:lantern" {
			t.Errorf("%s for %s holds the position", e.Kind, e.Audience)
		}
	}
	for _, l := range r.Desk("aid").Layers {
		if l.Features != nil {
			t.Errorf("the layer %s has features, which are files, tiles and feeds", l.ID)
		}
	}
	for _, who := range everybody {
		for _, door := range []string{"sites", fmt.Sprintf("sites/%d", no), "notifications", "strikes", "queries", "clocks", "totals", "published"} {
			answer, err := r.Ask(who, "aid/"+door)
			if err != nil {
				continue
			}
			text, _ := json.Marshal(answer)
			for _, secret := range []string{"32.61", "36.09", "pumping", "duty telephone"} {
				if strings.Contains(string(text), secret) {
					t.Errorf("GET %s shows %s %q: %s", door, who.Member, secret, text)
				}
			}
		}
	}
}

func TestWhatLiesInAFootprintIsFoundWithTheProofOfWhoWasTold(t *testing.T) {
	r := newRoom(t)
	no := r.do(lantern, notify())
	r.do(olive, &aid.Acknowledge{Site: no, Outcome: "acknowledged"})
	r.do(olive, &aid.TakePosition{Site: no, Reason: "to brief the posts"})
	r.Advance(2 * time.Hour)
	_, c, compared := r.shelled(heron, station, 50)
	if len(c.Found) != 1 || c.Found[0].Relation != "inside" || c.Found[0].Version != 1 || len(c.Found[0].Told) != 3 {
		t.Fatalf("%+v", c)
	}
	a := c.Found[0].Told[0]
	if a.Side != "A" || !a.Before || a.Outcome != "acknowledged" || a.Positions != 1 {
		t.Errorf("of A it is proven %+v", a)
	}
	_, far, _ := r.shelled(heron, geo.Point{Lat: station.Lat + 50_000, Lon: station.Lon}, 600) // 557 m north, known to 600 m
	if len(far.Found) != 1 || far.Found[0].Relation != "possible" {
		t.Errorf("%+v", far)
	}
	if _, beyond, _ := r.shelled(heron, geo.Point{Lat: station.Lat + 50_000, Lon: station.Lon}, 100); len(beyond.Found) != 0 {
		t.Errorf("%+v", beyond)
	}
	// The query goes to A, who may know the place, and not to B and G1, who would learn it.
	asked := r.MustTell(lantern, "aid", &aid.Query{Compared: compared, Site: no})
	if len(asked) != 1 || asked[0].Fact.(*aid.Queried).Side != "A" || almond.Sees(asked[0].Audience) || heron.Sees(asked[0].Audience) {
		t.Errorf("asked were %+v", asked)
	}
	r.Refuses(desk.Conflict, lantern, "aid", &aid.Query{Compared: compared, Site: no})
	r.Refuses(desk.NotFound, heron, "aid", &aid.Query{Compared: compared, Site: no})
	r.Refuses(desk.NotFound, almond, "aid", &aid.Explain{Query: asked[0].Number, Text: "x"})
	r.do(olive, &aid.Explain{Query: asked[0].Number, Text: "none of ours"})
	r.Refuses(desk.Conflict, olive, "aid", &aid.Explain{Query: asked[0].Number, Text: "again"})
	r.do(cedar, &aid.Assess{Compared: compared, Site: no, Outcome: "confirmed", Text: "the tank is holed"})
	r.Refuses(desk.Invalid, lantern, "aid", &aid.PublishStrikes{From: record.At(r.Now.Add(-40 * oneDay)), To: record.At(r.Now)})
	r.Advance(31 * oneDay)
	n := r.do(lantern, &aid.PublishStrikes{From: record.At(desktest.Start), To: record.At(desktest.Start.Add(oneDay))})
	f := r.Entries[n].Fact.(*aid.StrikesPublished)
	if f.Confirmed != 1 || f.Told != 3 || f.Queried != 1 || f.Answered != 1 || r.Entries[n].Audience != record.Public {
		t.Errorf("%+v for %s", f, r.Entries[n].Audience)
	}
	if text := r.MustAsk(public, "aid/published"); strings.Contains(text, "32.6") || !strings.Contains(text, `"confirmed":1`) {
		t.Error(text)
	}
}

func TestOnlyWhatHeldThenCounts(t *testing.T) {
	r := newRoom(t)
	at := func(hours int) record.Moment { return record.At(desktest.Start.Add(time.Duration(hours) * time.Hour)) }
	no := r.do(lantern, notify(func(n *aid.Notify) { n.To = at(100) }))
	r.Advance(10 * time.Hour)
	moved := geo.Point{Lat: station.Lat + 1_000_000, Lon: station.Lon}
	r.do(lantern, notify(func(n *aid.Notify) { n.Site, n.Place, n.To = no, &moved, at(100) }))
	r.Advance(110 * time.Hour)
	for _, c := range []struct {
		hours   int
		place   geo.Point
		version int64 // 0: none
	}{{-1, station, 0}, {5, station, 1}, {5, moved, 0}, {20, moved, 2}, {20, station, 0}, {110, moved, 0}} {
		p := c.place
		r.MustTell(heron, "stub", &many{[]reported{{"mortar", at(c.hours), &p, 10}}})
		found := int64(0)
		for _, e := range r.Advance(0) {
			for _, m := range e.Fact.(*aid.Compared).Found {
				found = m.Version
			}
		}
		if found != c.version {
			t.Errorf("after %d hours at %s: version %d was found, want %d", c.hours, c.place, found, c.version)
		}
	}
}

// No party learns by reporting where something was notified. Two worlds get the same 10,000 reports, on a grid over a place: in one
// there are notifications, in the other the same ones elsewhere. To each party both worlds look the same: every answer, every
// layer, and of every entry what stands in the open: how many there are, when, and which belong together.
func TestTenThousandReportsTeachAPartyNothing(t *testing.T) {
	world := func(lat int32, who desk.Who) string {
		r := newRoom(t)
		for i := range int32(5) {
			place := geo.Point{Lat: station.Lat + lat, Lon: station.Lon + i*100_000}
			r.do(lantern, notify(func(n *aid.Notify) {
				n.Place, n.Footprint = &place, 400
				n.Share = []aid.ShareWith{{Side: "G1", Scope: "exact"}, {Side: who.Party, Scope: "area"}}
			}))
		}
		r.Advance(2 * time.Hour)
		random := rand.New(rand.NewPCG(7, 11))
		found := 0
		for range 25 {
			var batch []reported
			for range 400 {
				p := geo.Point{Lat: station.Lat + random.Int32N(300_000) - 150_000, Lon: station.Lon + random.Int32N(800_000) - 200_000}
				batch = append(batch, reported{"mortar", record.At(r.Now.Add(-time.Minute)), &p, random.Int64N(300)})
			}
			r.MustTell(who, "stub", &many{batch})
			for _, e := range r.Advance(0) {
				found += len(e.Fact.(*aid.Compared).Found)
			}
		}
		if (found == 0) != (lat != 0) {
			t.Fatalf("%d reports lie in a footprint: this test shows nothing", found)
		}
		r.Advance(3 * oneDay) // deadlines pass
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

func near(text string, i int) string { return text[max(0, i-100):min(len(text), i+100)] }

// seen is all that somebody sees of a world.
func seen(r *room, who desk.Who) string {
	var b strings.Builder
	for _, e := range r.Entries { // the public leaf says when, and by its compartment which are for the same readers
		fmt.Fprintf(&b, "%d %s %s\n", e.Number, e.Recorded, e.Audience)
		if who.MayRead(e) && !strings.HasPrefix(e.Kind, "stub.") {
			text, _ := json.Marshal(e.Fact)
			b.Write(text)
		}
	}
	for _, route := range r.Desk("aid").Routes {
		if route.Ask == nil || strings.Contains(route.Path, "{") {
			continue
		}
		answer, err := r.Ask(who, "aid/"+route.Path)
		text, _ := json.Marshal(answer)
		fmt.Fprintf(&b, "%s %s %v\n", route.Path, text, err)
	}
	for _, no := range []int64{2, 3, 10, 40, 100, 1000} {
		for _, path := range []string{"sites", "convoys", "positions"} {
			answer, err := r.Ask(who, fmt.Sprintf("aid/%s/%d", path, no))
			text, _ := json.Marshal(answer)
			fmt.Fprintf(&b, "%s %s %v\n", path, text, err)
		}
	}
	for _, l := range r.Desk("aid").Layers {
		text, _ := json.Marshal(r.Rows(who, l.ID, 1000))
		fmt.Fprintf(&b, "%s %s\n", l.ID, text)
	}
	return b.String()
}

func TestAMovementIsARouteForItsTime(t *testing.T) {
	r := newRoom(t)
	r.do(lantern, notify(func(n *aid.Notify) {
		n.Kind, n.Function, n.Footprint = "movement", "convoy", 500
		n.Route = []geo.Point{station, {Lat: station.Lat + 2_000_000, Lon: station.Lon}}
		n.From, n.To = record.At(r.Now.Add(50*time.Hour)), record.At(r.Now.Add(54*time.Hour))
	}))
	r.Advance(53 * time.Hour)
	halfway := geo.Point{Lat: station.Lat + 1_000_000, Lon: station.Lon + 30_000}
	if _, c, _ := r.shelled(heron, halfway, 50); len(c.Found) != 1 || c.Found[0].Kind != "movement" {
		t.Errorf("%+v", c)
	}
	r.Advance(20 * time.Hour)
	if _, c, _ := r.shelled(heron, halfway, 50); len(c.Found) != 0 {
		t.Errorf("after it has ended: %+v", c)
	}
}
