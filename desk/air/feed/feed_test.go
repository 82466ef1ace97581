package feed_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"testing"

	"truce.example/desk/air/feed"
	"truce.example/desk/air/feed/avr"
	"truce.example/desk/air/feed/beast"
	"truce.example/desk/air/feed/modes"
	"truce.example/desk/air/feed/readsb"
	"truce.example/desk/air/feed/sbs"
	"truce.example/geo"
	"truce.example/internal/collected"
)

const stream = "aircraft/wire_formats/same_stream_dump1090-mutability/"

// raw reads the frames of the stream from both of its raw forms.
func raw(t *testing.T) (fromAVR, fromBeast [][]byte) {
	var store [14]byte
	for line := range bytes.Lines(collected.File(t, stream+"avr.txt")) {
		m, _, err := avr.Parse(line, &store)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		fromAVR = append(fromAVR, bytes.Clone(m))
	}
	r := beast.NewReader(bytes.NewReader(collected.File(t, stream+"beast.bin")))
	var f beast.Frame
	for {
		err := r.Next(&f)
		if errors.Is(err, io.EOF) {
			return fromAVR, fromBeast
		}
		if err != nil {
			t.Fatal(err)
		}
		fromBeast = append(fromBeast, bytes.Clone(f.Data))
	}
}

// One stream in four forms says the same: raw text and Beast the same frames; SBS, which another program decoded, the same
// altitudes, places, speeds and names, message by message; and aircraft.json the same last state.
func TestFourFormsOfOneStreamAgree(t *testing.T) {
	fromAVR, fromBeast := raw(t)
	// dump1090 passes Beast frames on only if it could check them; every one is in the text, in order.
	k := 0
	for _, m := range fromBeast {
		for k < len(fromAVR) && !bytes.Equal(fromAVR[k], m) {
			k++
		}
		if k == len(fromAVR) {
			t.Fatalf("the Beast frame %x is not in the text, or not in order", m)
		}
		k++
	}
	t.Logf("%d raw lines, %d Beast frames", len(fromAVR), len(fromBeast))

	type said struct {
		has    feed.Field
		report feed.Report
	}
	var d modes.Decoder
	ours := map[uint32][]said{} // reports of airborne positions, by address
	speeds := map[uint32][]feed.Report{}
	last := map[uint32]feed.Report{}
	var r feed.Report
	var m modes.Message
	for i, frame := range fromAVR {
		if !d.Decode(1_000_000+int64(i)*50, frame, &r) {
			continue
		}
		_ = modes.Decode(frame, &m)
		if m.HasPosition {
			ours[r.Address] = append(ours[r.Address], said{r.Has, r})
		}
		if m.HasVelocity {
			speeds[r.Address] = append(speeds[r.Address], r)
		}
		if r.Says(feed.Place) {
			last[r.Address] = r
		}
	}
	var p sbs.Parser
	places, compared, altitudes, velocities := 0, 0, 0, 0
	next, nextSpeed := map[uint32]int{}, map[uint32]int{}
	for line := range bytes.Lines(collected.File(t, stream+"sbs1.csv")) {
		if err := p.Parse(line, &r); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		switch {
		case bytes.HasPrefix(line, []byte("MSG,3,")):
			n := next[r.Address]
			next[r.Address]++
			if n >= len(ours[r.Address]) {
				t.Logf("%q has no frame of ours", line)
				continue
			}
			o := ours[r.Address][n].report
			if r.Says(feed.Pressure) {
				altitudes++
				if o.PressureCm != r.PressureCm {
					t.Fatalf("%q: altitude %d cm and %d cm", line, r.PressureCm, o.PressureCm)
				}
			}
			if r.Says(feed.Place) {
				places++
				if !o.Says(feed.Place) {
					continue
				}
				compared++
				if apart := geo.DistanceCm(o.Place, r.Place); apart > 120 { // five decimals
					t.Fatalf("%q: %s and %s, %d cm apart", line, r.Place, o.Place, apart)
				}
			}
		case bytes.HasPrefix(line, []byte("MSG,4,")):
			n := nextSpeed[r.Address]
			nextSpeed[r.Address]++
			if n < len(speeds[r.Address]) && r.Says(feed.Speed|feed.Course) {
				velocities++
				o := speeds[r.Address][n]
				if abs(o.SpeedCms-r.SpeedCms) > 80 || abs(o.CourseCdeg-r.CourseCdeg) > 150 && abs(o.CourseCdeg-r.CourseCdeg) < 35850 { // dump1090 drops decimals on the way
					t.Fatalf("%q: %d cm/s on %d, and %d on %d", line, r.SpeedCms, r.CourseCdeg, o.SpeedCms, o.CourseCdeg)
				}
			}
		}
	}
	t.Logf("%d altitudes, %d places of which %d compared, %d velocities agree", altitudes, places, compared, velocities)
	if altitudes < 900 || compared < places*95/100 || places < 500 || velocities < 900 {
		t.Error("that is too few to prove anything")
	}
	for name, at := range map[string]int{"aircraft_600.json": 600, "aircraft_1900.json": 1900} {
		reports, err := readsb.ParseAircraft(collected.File(t, stream+name))
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, r := range reports {
			if r.Says(feed.Place) {
				for _, s := range ours[r.Address] {
					found = found || s.report.Says(feed.Place) && geo.DistanceCm(s.report.Place, r.Place) < 30 && s.report.PressureCm == r.PressureCm
				}
			}
		}
		if !found {
			t.Errorf("%s (after %d messages): its place and altitude are in no frame", name, at)
		}
	}
}

func abs(x int32) int32 {
	if x < 0 {
		return -x
	}
	return x
}

func TestBeastClockAndEscapes(t *testing.T) {
	r := beast.NewReader(bytes.NewReader(collected.File(t, "aircraft/wire_formats/beast_sample_xoolive.bin")))
	var f beast.Frame
	var c beast.Clock
	n, ms := 0, int64(0)
	for r.Next(&f) == nil {
		n++
		at, ok := c.Ms(f.Ticks)
		if !ok || at < ms-1000 {
			t.Fatalf("frame %d is at %d ms, after %d", n, at, ms)
		}
		ms = at
	}
	if n != 239 {
		t.Errorf("%d frames", n)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("*8D406B909945DE10000405999BE4;\n"))
	f.Add([]byte("MSG,3,1,1,406B90,1,2026/11/21,09:24:44.678,2026/11/21,09:24:44.678,,35975,,,51.1,6.2,,,,,,0\r\n"))
	f.Add(beast.Append(nil, beast.Frame{Type: '3', Ticks: 0x1a1a, Signal: 0x1a, Data: make([]byte, 14)}))
	f.Fuzz(func(t *testing.T, b []byte) {
		var store [14]byte
		if m, _, err := avr.Parse(b, &store); err == nil && len(m) != 7 && len(m) != 14 {
			t.Fatalf("a message of %d bytes", len(m))
		}
		var p sbs.Parser
		var r feed.Report
		if p.Parse(b, &r) == nil && r.Says(feed.Place) {
			if _, err := geo.NewPoint(int64(r.Place.Lat), int64(r.Place.Lon)); err != nil {
				t.Fatal(err)
			}
		}
		// Whatever was written is read back, in pieces of any size and after any rubbish.
		var frames []beast.Frame
		var text []byte
		for x := b; len(x) >= 20; x = x[20:] {
			fr := beast.Frame{Type: '3', Ticks: binary.BigEndian.Uint64(x) >> 16, Signal: x[6], Data: x[6:20]}
			frames = append(frames, fr)
			text = beast.Append(text, fr)
		}
		in := beast.NewReader(oneByOne{bytes.NewReader(text)})
		for i, want := range frames {
			var got beast.Frame
			if err := in.Next(&got); err != nil || got.Ticks != want.Ticks || got.Signal != want.Signal || !bytes.Equal(got.Data, want.Data) {
				t.Fatalf("frame %d comes back as %+v, %v", i, got, err)
			}
		}
		var fr beast.Frame
		rubbish := beast.NewReader(bytes.NewReader(b))
		for rubbish.Next(&fr) == nil {
			if len(fr.Data) != 2 && len(fr.Data) != 7 && len(fr.Data) != 14 {
				t.Fatal("a frame of another length")
			}
		}
	})
}

type oneByOne struct{ r io.Reader }

func (o oneByOne) Read(b []byte) (int, error) { return o.r.Read(b[:1]) }

func FuzzParseAddress(f *testing.F) {
	f.Add("~a1b2c3")
	f.Fuzz(func(t *testing.T, text string) {
		if a, other, ok := feed.ParseAddress(text); ok {
			r := feed.Report{Address: a, Other: other}
			if again, o, ok := feed.ParseAddress(r.Key()); !ok || again != a || o != other {
				t.Errorf("%q is %06x and comes back as %06x", text, a, again)
			}
		}
	})
}
