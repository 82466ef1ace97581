package aid_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"truce.example/desk"
	"truce.example/desk/aid"
	"truce.example/geo"
	"truce.example/record"
)

func (r *room) track(who desk.Who, no int64) aid.TrackList {
	r.T.Helper()
	var out aid.TrackList
	if err := json.Unmarshal([]byte(r.MustAsk(who, fmt.Sprintf("aid/convoys/%d/track", no))), &out); err != nil {
		r.T.Fatal(err)
	}
	return out
}

// seenAt sends one position now, and gives what was noticed.
func (r *room) seenAt(no int64, p geo.Point) []string {
	r.T.Helper()
	var out []string
	for _, e := range r.MustTell(swift, "aid", &aid.Locate{Convoy: no, Source: "phone", Fixes: []aid.Fix{{At: record.At(r.Now), Place: p, UncertaintyM: 20}}}) {
		if f, ok := e.Fact.(*aid.Noticed); ok {
			out = append(out, f.What)
		}
	}
	return out
}

// onTheRoad is a convoy that left now on the way from Izra to Nawa.
func (r *room) onTheRoad() int64 {
	r.T.Helper()
	p := driven(func(p *aid.Plan) {
		p.Departs = record.At(r.Now)
		p.Arrives = p.Departs + 3*3_600_000
		p.Way.SlackMinutes, p.Way.HaltMinutes, p.Way.SilentMin = 15, 20, 45
	})
	return r.sent(p)
}

func along(a, b geo.Point, part, of int32) geo.Point {
	return geo.Point{Lat: a.Lat + (b.Lat-a.Lat)/of*part, Lon: a.Lon + (b.Lon-a.Lon)/of*part}
}

func TestPositionsOnTheWayMeanSomething(t *testing.T) {
	r := newRoom(t)
	no := r.onTheRoad()
	post := geo.Point{Lat: 328_500_000, Lon: 361_100_000}
	expect := func(what string, after time.Duration, p geo.Point, want ...string) {
		t.Helper()
		r.Advance(after)
		if got := r.seenAt(no, p); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	expect("at the start", time.Minute, izra)
	expect("on the way", 10*time.Minute, along(izra, post, 1, 6))
	aside := along(izra, post, 2, 6)
	aside.Lat += 60_000 // some 660 m
	expect("off the way", 10*time.Minute, aside, "off_route")
	expect("still off it", 5*time.Minute, aside)
	expect("back", 5*time.Minute, along(izra, post, 3, 6), "on_route")
	expect("it stands", 12*time.Minute, along(izra, post, 3, 6))
	expect("for too long", 12*time.Minute, along(izra, post, 3, 6), "halted")
	expect("still", 5*time.Minute, along(izra, post, 3, 6))
	expect("it goes on", 5*time.Minute, along(izra, post, 4, 6), "moving")
	// It was to be at the post 73 minutes after it left, and 15 minutes of slack.
	var late []string
	for _, e := range r.Advance(25 * time.Minute) {
		late = append(late, e.Fact.(*aid.Noticed).What+" "+e.Fact.(*aid.Noticed).StopName)
		if n := e.Fact.(*aid.Noticed).Notices(); len(n) != 1 || n[0].To != "member:lantern,role:humanitarian_desk" {
			t.Errorf("%+v", n)
		}
	}
	if !slices.Equal(late, []string{"overdue CP-2"}) {
		t.Errorf("behind its time: %v", late)
	}
	expect("at the post", time.Minute, post, "reached")
	expect("it stays as planned", 40*time.Minute, post)
	if got := r.Advance(46 * time.Minute); len(got) != 1 || got[0].Fact.(*aid.Noticed).What != "silent" {
		t.Errorf("in silence: %+v", got)
	}
	if got := r.Advance(3 * time.Hour); len(got) != 1 || got[0].Fact.(*aid.Noticed).What != "overdue" || got[0].Fact.(*aid.Noticed).StopName != "Nawa" {
		t.Errorf("at its end: %+v", got)
	}
	expect("at last", time.Minute, nawa, "reached")
	before := r.track(lantern, no)
	r.do(swift, &aid.Deliver{Convoy: no, Outcome: "delivered", Reached: 500, Receiver: "council", Items: []aid.Receipt{{Code: "flour", Delivered: 100}, {Code: "insulin", Delivered: 12}}})
	if got := r.Advance(oneDay); len(got) != 0 {
		t.Errorf("what has come is waited for: %+v", got)
	}
	r.Refuses(desk.Conflict, swift, "aid", &aid.Locate{Convoy: no, Source: "phone", Fixes: []aid.Fix{{At: record.At(r.Now), Place: nawa}}})
	if len(before.Positions) != 12 || len(before.Events) != 9 {
		t.Errorf("%d positions, %d events", len(before.Positions), len(before.Events))
	}
	r.Refold()
	if after := r.track(lantern, no); len(after.Positions) != 12 || len(after.Events) != 9 {
		t.Errorf("after a restart %d positions, %d events", len(after.Positions), len(after.Events))
	}
}

// Where a convoy is goes to its owner and the humanitarian desk, and shows in nothing that others see.
func TestOthersDoNotSeeWhereAConvoyIs(t *testing.T) {
	world := func(place geo.Point) map[string]string {
		r := newRoom(t)
		no := r.onTheRoad()
		r.Advance(20 * time.Minute)
		r.seenAt(no, place)
		r.Advance(5 * time.Minute)
		out := map[string]string{}
		for _, who := range everybody {
			if who.Member == "lantern" || who.Member == "swift" { // who planned it, and who sent the position
				continue
			}
			text := seen(r, who)
			for _, path := range []string{"", "/track", "/conflicts"} {
				answer, err := r.Ask(who, fmt.Sprintf("aid/convoys/%d%s", no, path))
				b, _ := json.Marshal(answer)
				text += fmt.Sprintf("%s %v\n", b, err)
			}
			out[who.Member] = text
		}
		if events := r.track(lantern, no).Events; len(events) != 1 {
			t.Fatalf("the owner sees %+v", events)
		}
		return out
	}
	post := geo.Point{Lat: 328_500_000, Lon: 361_100_000}
	off, there := world(geo.Point{Lat: 326_000_000, Lon: 361_000_000}), world(post)
	for who := range off {
		a, b := off[who], there[who]
		if a != b {
			i := 0
			for i < min(len(a), len(b)) && a[i] == b[i] {
				i++
			}
			t.Errorf("%s sees where a convoy is: %s\nand %s", who, near(a, i), near(b, i))
		}
	}
}

func TestAFileOfPositionsIsTakenOnce(t *testing.T) {
	r := newRoom(t)
	no := r.onTheRoad()
	r.Advance(time.Hour)
	var b strings.Builder
	b.WriteString(`<gpx version="1.1"><trk><trkseg>`)
	for i := range 600 {
		fmt.Fprintf(&b, `<trkpt lat="32.8%03d" lon="36.24"><time>%s</time></trkpt>`, i, r.Now.Add(time.Duration(i-700)*time.Second).UTC().Format(time.RFC3339))
	}
	b.WriteString(`</trkseg></trk></gpx>`)
	r.MustPost(swift, fmt.Sprintf("aid/convoys/%d/track", no), b.String())
	got := r.track(lantern, no)
	if len(got.Positions) != 600 || got.Positions[0].Source != "gpx" || len(got.Events) == 0 || got.Events[0].What != "off_route" {
		t.Errorf("%d positions, %+v", len(got.Positions), got.Events)
	}
	for _, bad := range []string{"", "lat,lon", `<gpx><wpt lat="1" lon="2"/></gpx>`} {
		r.RefusesPost(desk.Invalid, swift, fmt.Sprintf("aid/convoys/%d/track", no), bad)
	}
	r.RefusesPost(desk.NotFound, swift, "aid/convoys/999/track", b.String())
}
