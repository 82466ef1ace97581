package air

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"io"
	"slices"
	"testing"
	"time"

	"truce.example/desk"
	"truce.example/desk/air/feed"
	"truce.example/desk/air/feed/tracks"
	"truce.example/desk/air/fence"
	"truce.example/desk/air/live"
	"truce.example/desk/air/picture"
	"truce.example/geo"
	"truce.example/record"
)

// A keeper takes files and commands, and gives the first receipt again for what it has.
type keeper struct {
	files map[string][]byte
	told  []any
	fails error
}

func (k *keeper) Submit(_ context.Context, _ desk.Who, c desk.Command) ([]desk.Receipt, error) {
	if k.fails != nil {
		return nil, k.fails
	}
	k.told = append(k.told, c.Do)
	return []desk.Receipt{{Entry: 8}}, nil
}

func (k *keeper) Keep(_ context.Context, _ desk.Who, id, _, _ string, readers record.Audience, r io.Reader) (desk.Receipt, record.Hash, error) {
	text, err := io.ReadAll(r)
	if before, ok := k.files[id]; ok && !bytes.Equal(before, text) {
		return desk.Receipt{}, record.Hash{}, desk.Refuse(desk.Conflict, "another file has the id")
	}
	if readers != evidenceReaders {
		return desk.Receipt{}, record.Hash{}, desk.Refuse(desk.NotAllowed, "not for %s", readers)
	}
	k.files[id] = text
	return desk.Receipt{Entry: 7}, sha256.Sum256(text), err
}

// What a source reported in an hour is taken in as a file once, also when the program stopped between the file and its fact; and
// whoever has the file reads in it what came.
func TestAnHourOfASourceIsKeptOnce(t *testing.T) {
	dir := t.TempDir()
	at := time.Date(2026, 11, 21, 12, 30, 0, 0, time.UTC)
	var came []feed.Report
	for i := range 500 {
		r := feed.Report{Has: feed.Time | feed.Place | feed.Pressure, Address: 0x4ca2d5, Ms: at.UnixMilli() + int64(i)*1000, NIC: -1, NACp: -1, SIL: -1, PressureCm: 120_000 + int32(i)}
		r.Place = geo.Point{Lat: 325_000_000 + int32(i)*7_001, Lon: 362_500_000}
		came = append(came, r)
	}
	now := at
	l := &listener{cfg: Config{Now: func() time.Time { return now }}}
	begin := func() *tap {
		s, err := live.OpenSpool(dir)
		if err != nil {
			t.Fatal(err)
		}
		return &tap{feed: Feed{Source: live.Source{Name: "mast"}, Sensor: "adsb"}, spool: s, now: l.cfg.Now}
	}
	one := begin()
	one.spool.Add(at, came)
	clerk := &keeper{files: map[string][]byte{}}
	bundle := func(t *testing.T, of *tap) {
		t.Helper()
		if err := l.bundle(t.Context(), clerk, of); err != nil {
			t.Fatal(err)
		}
	}
	bundle(t, one)
	if len(clerk.files) != 0 {
		t.Error("an hour is taken in before it is over")
	}
	if err := one.spool.Close(); err != nil {
		t.Fatal(err)
	}
	now = at.Add(31 * time.Minute)
	two := begin()
	clerk.fails = desk.Refuse(desk.Busy, "later")
	bundle(t, two)
	clerk.fails = nil
	bundle(t, two)
	bundle(t, two)
	if len(clerk.files) != 1 || len(clerk.told) != 1 {
		t.Fatalf("%d files, %d facts", len(clerk.files), len(clerk.told))
	}
	for _, packed := range clerk.files {
		f := clerk.told[0].(*KeepBundle).Fact
		if f.Digest != sha256.Sum256(packed) || f.Positions != int64(len(came)) || f.File != 7 || f.From.Time() != at.Truncate(time.Hour) {
			t.Errorf("%+v", f)
		}
		z, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		got, bad, err := tracks.ParseCSV(text)
		if err != nil || len(bad) > 0 || !slices.Equal(got, came) {
			t.Errorf("%d of %d reports, %v, %v", len(got), len(came), bad, err)
		}
	}
}

// An alarm comes before the entry, once, and not for a flight that may fly.
func TestAnApproachIsWarnedOfOnce(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 30, 0, 0, time.UTC)
	ring := geo.Ring{{Lat: 325_000_000, Lon: 360_000_000}, {Lat: 330_000_000, Lon: 360_000_000}, {Lat: 330_000_000, Lon: 365_000_000}, {Lat: 325_000_000, Lon: 365_000_000}, {Lat: 325_000_000, Lon: 360_000_000}}
	box, err := geo.NewPolygon(ring)
	if err != nil {
		t.Fatal(err)
	}
	set, err := fence.NewSet(&fence.Zone{ID: "BOX", Name: "box", Class: "no_fly", Area: geo.MultiPolygon{box}, Floor: fence.Level{Datum: fence.Surface}, Ceiling: fence.Level{Datum: fence.Unlimited}})
	if err != nil {
		t.Fatal(err)
	}
	l := &listener{cfg: Config{Now: func() time.Time { return now }}, sky: newSky(), set: set}
	tap := &tap{feed: Feed{Source: live.Source{Name: "mast"}, Sensor: "adsb"}, now: l.cfg.Now, book: picture.NewBook(tracking), visits: map[visitKey]*visitNow{}}
	fly := func(address uint32, seconds int) {
		r := feed.Report{
			Has: feed.Time | feed.Place | feed.Pressure | feed.Speed | feed.Course | feed.Call, Address: address, Ms: now.UnixMilli() + int64(seconds)*1000, NIC: -1, NACp: -1, SIL: -1,
			Place: geo.Point{Lat: 324_000_000 + int32(seconds)*9_000, Lon: 362_500_000}, PressureCm: 120_000, SpeedCms: 100_00, Call: "UNO 301",
		}
		tap.takeUp([]feed.Report{r})
	}
	fly(0x4ca2d5, 0)
	first := l.aim(tap)
	if len(first) != 1 || first[0].Zone != "BOX" || first[0].Seconds < 105 || first[0].Seconds > 118 || first[0].Height == nil {
		t.Fatalf("%+v", first)
	}
	fly(0x4ca2d5, 30)
	if again := l.aim(tap); len(again) != 0 {
		t.Errorf("it is warned of again: %+v", again)
	}
	from := record.At(now)
	l.sky.flights[9] = held{Considered{Flight: 9, State: approved}, Form{CallSign: "UNO 301", Address: "4ca2d6", Purpose: "HUM", From: from - hourMs, To: from + hourMs}}
	fly(0x4ca2d6, 0)
	if may := l.aim(tap); len(may) != 0 {
		t.Errorf("a flight that may fly makes an alarm: %+v", may)
	}
	_, _, flights := l.sky.known(from)
	list, _ := tap.look(set, flights, nil)
	for _, a := range list {
		if (a.Aircraft == "4ca2d6") != (a.readers == needToKnow && a.Flight == 9) {
			t.Errorf("%+v is for %s", a, a.readers)
		}
	}
}
