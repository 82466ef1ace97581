package modes

import (
	"encoding/hex"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"truce.example/desk/air/feed"
	"truce.example/geo"
	"truce.example/internal/collected"
)

func decode(t *testing.T, text string) Message {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	var m Message
	if err := Decode(b, &m); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return m
}

// The examples of J. Sun, The 1090 Megahertz Riddle (2021), which many decoders agree on.
func TestKnownMessages(t *testing.T) {
	if m := decode(t, "8D4840D6202CC371C32CE0576098"); m.Call != "KLM1023" || m.Address != 0x4840D6 || m.Category != "A0" {
		t.Errorf("%+v", m)
	}
	if m := decode(t, "8D485020994409940838175B284F"); !m.HasVelocity || m.EastKt != -9+1-0 && m.EastKt != -8 || m.ClimbFtMin != -832 || m.DeltaFt != 550 {
		t.Errorf("%+v", m)
	}
	even, odd := decode(t, "8D40621D58C382D690C8AC2863A7"), decode(t, "8D40621D58C386435CC412692AD6")
	if even.AltitudeFt != 38000 || even.Odd || !odd.Odd {
		t.Errorf("%+v %+v", even, odd)
	}
	pair := Pair{even.LatCPR, even.LonCPR, odd.LatCPR, odd.LonCPR}
	if p, ok := pair.Global(false); !ok || p != (geo.Point{Lat: 522572021, Lon: 39193726}) {
		t.Errorf("%s %t", p, ok)
	}
	if p, ok := Local(geo.Point{Lat: 52258e4, Lon: 3918e4}, false, false, even.LatCPR, even.LonCPR); !ok || p != (geo.Point{Lat: 522572021, Lon: 39193726}) {
		t.Errorf("%s %t", p, ok)
	}
	if m := decode(t, "2A00516D492B80"); m.Squawk != 0x0356 {
		t.Errorf("%x", m.Squawk)
	}
	if m := decode(t, "A02014B400000000000000F9D514"); m.AltitudeFt != 32300 {
		t.Errorf("%+v", m)
	}
}

func TestGillham(t *testing.T) {
	// Every altitude of 100 feet from -1,200 to 126,700 has one code.
	seen := map[int32]uint16{}
	for code := uint16(1); code < 1<<13; code++ {
		if code&0x50 != 0 {
			continue
		}
		ok, feet := gillham(code)
		if !ok || feet > 126_700 || feet < -1200 {
			continue
		}
		if other, twice := seen[feet]; twice {
			t.Fatalf("%d ft is %013b and %013b", feet, code, other)
		}
		seen[feet] = code
	}
	for feet := int32(-1200); feet <= 126_700; feet += 100 {
		if _, ok := seen[feet]; !ok {
			t.Fatalf("%d ft has no code", feet)
		}
	}
}

// encode makes the compact report of a place, section A.1.7.3, and what it stands for must come back.
func encode(p geo.Point, odd bool) (lat, lon uint32) {
	zones := 60.0
	if odd {
		zones = 59
	}
	dlat := 360 / zones
	la := float64(p.Lat) / 1e7
	yz := math.Floor(cprMax*pmod(la, dlat)/dlat + 0.5)
	rlat := dlat * (yz/cprMax + math.Floor(la/dlat))
	nl := NL(int64(math.Round(rlat * 1e7)))
	if odd {
		nl--
	}
	dlon := 360 / float64(max(nl, 1))
	lo := float64(p.Lon) / 1e7
	xz := math.Floor(cprMax*pmod(lo, dlon)/dlon + 0.5)
	return uint32(yz) & (cprMax - 1), uint32(xz) & (cprMax - 1)
}

func pmod(a, b float64) float64 { return a - b*math.Floor(a/b) }

func TestEveryPlaceComesBack(t *testing.T) {
	for lat := int32(-88_000); lat <= 88_000; lat += 777 {
		for lon := int32(-179_900); lon <= 179_900; lon += 4111 {
			p := geo.Point{Lat: lat * 10_000, Lon: lon * 10_000}
			elat, elon := encode(p, false)
			olat, olon := encode(p, true)
			for _, odd := range []bool{false, true} {
				q, ok := Pair{elat, elon, olat, olon}.Global(odd)
				if !ok {
					continue // the two halves fall into different zones
				}
				if d := geo.DistanceCm(p, q); d > 1500 {
					t.Fatalf("%s comes back as %s, %d cm away", p, q, d)
				}
				la, lo := elat, elon
				if odd {
					la, lo = olat, olon
				}
				if l, ok := Local(geo.Point{Lat: p.Lat + 3_000_000, Lon: p.Lon}, odd, false, la, lo); !ok || l != q {
					t.Fatalf("%s locally is %s, %t; globally %s", p, l, ok, q)
				}
			}
		}
	}
}

// The reference decodings of pyModeS for the collected stream. What it guesses of replies (Comm-B registers) is not read here.
func TestAgreesWithPyModeS(t *testing.T) {
	var golden map[string]struct {
		DF       uint8    `json:"df"`
		ICAO     string   `json:"icao"`
		TypeCode *uint8   `json:"typecode"`
		Altitude *int32   `json:"altitude"`
		Format   *int     `json:"cpr_format"`
		Callsign *string  `json:"callsign"`
		Speed    *float64 `json:"groundspeed"`
		Track    *float64 `json:"track"`
		Rate     *int32   `json:"vertical_rate"`
	}
	if err := json.Unmarshal(collected.File(t, "aircraft/wire_formats/same_stream_dump1090-mutability/pyModeS_golden_v2.json.gz"), &golden); err != nil {
		t.Fatal(err)
	}
	checked := 0
	for text, want := range golden {
		b, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		var m Message
		if err := Decode(b, &m); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		checked++
		if m.Format != want.DF || want.TypeCode != nil && m.TypeCode != *want.TypeCode {
			t.Errorf("%s: format %d type %d", text, m.Format, m.TypeCode)
		}
		if want.Altitude != nil && (!m.HasAltitude || m.AltitudeFt != *want.Altitude) {
			t.Errorf("%s: %d ft, want %d", text, m.AltitudeFt, *want.Altitude)
		}
		if want.Format != nil && m.Odd != (*want.Format == 1) {
			t.Errorf("%s: odd %t", text, m.Odd)
		}
		if want.TypeCode != nil && want.Callsign != nil && m.Call != strings.TrimRight(*want.Callsign, "_ ") {
			t.Errorf("%s: %q, want %q", text, m.Call, *want.Callsign)
		}
		if want.TypeCode != nil && want.Speed != nil && math.Abs(math.Hypot(float64(m.EastKt), float64(m.NorthKt))-*want.Speed) > 1 {
			t.Errorf("%s: %d, %d kt, want %f", text, m.EastKt, m.NorthKt, *want.Speed)
		}
		if want.TypeCode != nil && want.Track != nil && m.HasVelocity {
			course := pmod(math.Atan2(float64(m.EastKt), float64(m.NorthKt))*180/math.Pi, 360)
			if math.Abs(course-*want.Track) > 0.1 {
				t.Errorf("%s: course %f, want %f", text, course, *want.Track)
			}
		}
		if want.TypeCode != nil && want.Rate != nil && m.ClimbFtMin != *want.Rate {
			t.Errorf("%s: %d ft/min, want %d", text, m.ClimbFtMin, *want.Rate)
		}
	}
	if checked < 100 {
		t.Errorf("only %d messages were compared", checked)
	}
}

func FuzzDecode(f *testing.F) {
	b, _ := hex.DecodeString("8D40621D58C382D690C8AC2863A7")
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		var d Decoder
		var r feed.Report
		var m Message
		for len(b) >= 14 {
			frame := append([]byte(nil), b[:14]...)
			frame[0] = 17<<3 | frame[0]&7
			rest := Parity(frame) // make the parity fit
			frame[11] ^= byte(rest >> 16)
			frame[12] ^= byte(rest >> 8)
			frame[13] ^= byte(rest)
			if err := Decode(frame, &m); err != nil {
				t.Fatal(err)
			}
			if d.Decode(int64(b[0]), frame, &r) && r.Says(feed.Place) {
				if _, err := geo.NewPoint(int64(r.Place.Lat), int64(r.Place.Lon)); err != nil {
					t.Fatal(err)
				}
			}
			b = b[14:]
		}
		_ = Decode(b, &m)
	})
}

func TestWhatSquitterWritesIsRead(t *testing.T) {
	var d Decoder
	var r feed.Report
	for i, odd := range []bool{false, true} {
		d.Decode(int64(1000+i*500), Squitter(0x4ca2d5, 32.75, 36.25, 4_000, odd), &r)
		if r.Says(feed.Place) != odd {
			t.Errorf("frame %d: %+v", i, r)
		}
	}
	if r.Address != 0x4ca2d5 || r.Place.Lat/1000 != 327_500 || r.Place.Lon/1000 != 362_500 || r.PressureCm != 4_000*3048/100 {
		t.Errorf("%+v", r)
	}
}
