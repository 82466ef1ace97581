package zones

import (
	"slices"
	"strings"
	"testing"

	"truce.example/desk/air/fence"
	"truce.example/geo"
	"truce.example/internal/collected"
)

const small = `* a comment
AC R
AN Round * inline
AL GND
AH FL 100
V X=53:24:25 N 010:25:10 E
DC 1.10

AC P
AY TMA
AI id-2
AN Square
AL 2500 ft AMSL
AH 500M AGL
AA 2025-01-01T12:00Z/2025-01-01T13:00Z
DP 10:00:00 N 020:00:00 W
DP 10:30.5 N 020:00:00 W
DP 103030.5N 0200000.00E
DP 10:00:00 N 020:00:00 W
`

func TestOpenAir(t *testing.T) {
	f := ParseOpenAir([]byte(small))
	if len(f.Notes) > 0 || len(f.Zones) != 2 {
		t.Fatalf("%d zones, notes %v", len(f.Zones), f.Notes)
	}
	round, square := f.Zones[0], f.Zones[1]
	if round.Name != "Round" || round.Class != Restricted || round.Floor.Datum != fence.Surface || round.Ceiling != (fence.Level{Datum: fence.Standard, Cm: 304800}) {
		t.Errorf("%+v", round)
	}
	if round.Circle == nil || round.Circle.RadiusCm != 203720 || round.Circle.Centre != (geo.Point{Lat: 534069444, Lon: 104194444}) {
		t.Errorf("%+v", round.Circle)
	}
	for _, p := range round.Area[0].Outer() {
		if d := geo.DistanceCm(p, round.Circle.Centre); d < 203_600 || d > 203_850 {
			t.Errorf("a corner is %d cm from the centre", d)
		}
	}
	if square.ID != "id-2" || square.Class != NoFly || square.Floor.Cm != 76200 || square.Ceiling != (fence.Level{Datum: fence.AGL, Cm: 50000}) || len(square.Active) != 1 {
		t.Errorf("%+v", square)
	}
	if p := square.Area[0].Outer()[1]; p != (geo.Point{Lat: 105083333, Lon: -200000000}) {
		t.Errorf("%s", p)
	}
}

// What is written is read back as the same zone, in all three formats.
func TestWhatIsWrittenIsReadBack(t *testing.T) {
	from := ParseOpenAir([]byte(small)).Zones
	text, notes := OpenAir(from)
	if len(notes) > 0 {
		t.Error(notes)
	}
	for name, b := range map[string][]byte{"openair": text, "geojson": GeoJSON(from), "kml": KML(from)} {
		f, err := Parse(b)
		if err != nil || len(f.Notes) > 0 || len(f.Zones) != len(from) {
			t.Fatalf("%s: %v %v\n%s", name, err, f.Notes, b)
		}
		for i, z := range f.Zones {
			w := from[i]
			if z.ID != w.ID || z.Name != w.Name || z.Class != w.Class || z.Floor != w.Floor || z.Ceiling != w.Ceiling || !slices.Equal(z.Active, w.Active) {
				t.Errorf("%s: %+v became %+v", name, w, z)
			}
			for k, p := range z.Area[0].Outer() {
				if geo.DistanceCm(p, w.Area[0].Outer()[k]) > 4 {
					t.Errorf("%s: corner %d of %s moved", name, k, w.Name)
				}
			}
		}
	}
}

func TestLevels(t *testing.T) {
	for text, want := range map[string]string{
		"FL195": "FL195", "FL 95": "FL095", "6400MSL": "6400ft AMSL", "500AGL": "500ft AGL", "1000M AGL": "1000.00m AGL", "3000m AMSL": "3000.00m AMSL",
		"7500 ft": "7500ft AMSL", "UNLIM": "UNL", "gnd": "SFC", "1607.61ft AMSL": "490.00m AMSL", "": "unset",
	} {
		l, _, err := ParseLevel(text)
		if err != nil || levelText(l) != want {
			t.Errorf("%q is %q, %v; want %q", text, levelText(l), err, want)
		}
		if again, _, err := ParseLevel(levelText(l)); err != nil || again != l {
			t.Errorf("%q does not come back: %v", levelText(l), err)
		}
	}
	for _, bad := range []string{"FL", "high", "500 AGL feet", "1e9", "--3", "FL-1"} {
		if l, _, err := ParseLevel(bad); err == nil {
			t.Errorf("%q is taken as %v", bad, l)
		}
	}
}

// Every fixture of openAIP's parser, and what becomes of it here. Where its parser refuses and we do not, or the other way
// round, the row says so.
func TestOpenAIPFixtures(t *testing.T) {
	refused := map[string]string{ // fixtures that we refuse, with a part of the reason
		"activation-times-invalid-with-none-none.txt": "one of the two may be NONE",
		"activation-times-invalid-with-none.txt":      "NONE stands beside",
		"activation-times-invalid.txt":                "ends before it begins",
		"ceiling-definitions-al-greater-ah.txt":       "is above the ceiling",
		"ceiling-definitions-duplicate.txt":           "twice in one zone",
		"do-not-split-into-multipolygon.txt":          "crosses or touches itself",
		"coordinate-seconds-60.txt":                   "crosses or touches itself",
		"empty-name.txt":                              "has no name",
		"flight-level-missing-number.txt":             "is not a flight level",
		"insufficient-coordinates.txt":                "needs at least 4 points",
		"invalid-coordinates.txt":                     "is not a position",
		"self-intersecting.txt":                       "crosses or touches itself",
		"transponder-code-invalid.txt":                "four digits from 0 to 7",
		"without-ac.txt":                              "comes before any AC",
	}
	for name, text := range collected.Files(t, "airspace/openaip_parser_fixtures/*.txt") {
		if name == "LICENSE.txt" {
			continue
		}
		f := ParseOpenAir(text)
		want, bad := refused[name]
		switch {
		case bad && f.Refused() == 0:
			t.Errorf("%s is taken", name)
		case bad && !strings.Contains(f.Notes[len(f.Notes)-1].Text, want):
			t.Errorf("%s: %v; want %q", name, f.Notes, want)
		case !bad && f.Refused() > 0:
			t.Errorf("%s: %v", name, f.Notes)
		}
	}
}

// The files of three countries come in whole, or say what does not.
func TestCountries(t *testing.T) {
	zones := map[string]int{"CA.txt.gz": 1499, "CZ.txt.gz": 288, "MW.txt.gz": 17}
	for name, text := range collected.Files(t, "airspace/openair/*.gz") {
		f := ParseOpenAir(text)
		refused := 0
		for _, n := range f.Notes {
			if n.Refused {
				refused++
				t.Logf("%s: %s", name, n)
			}
		}
		drawings := 0
		for _, n := range f.Notes {
			if strings.Contains(n.Text, "only says how to draw") {
				drawings++
			}
		}
		if len(f.Zones)+refused+drawings != zones[name] {
			t.Errorf("%s: %d zones, %d refused, %d drawings; there are %d", name, len(f.Zones), refused, drawings, zones[name])
		}
		t.Logf("%s: %d zones, %d refused, %d notes", name, len(f.Zones), refused, len(f.Notes))
		if refused > zones[name]/20+1 {
			t.Errorf("%s: %d of %d are refused", name, refused, zones[name])
		}
		if _, err := fence.NewSet(f.Fences()...); err != nil {
			t.Error(err)
		}
	}
}

func TestMilitaryOrbits(t *testing.T) {
	for name, text := range collected.Files(t, "airspace/military_orbits_geojson/*.geojson") {
		f, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, n := range f.Notes {
			if n.Refused && n.Text == "" {
				t.Errorf("%s refuses without a reason", name)
			}
		}
		t.Logf("%s: %d zones, %d refused", name, len(f.Zones), f.Refused())
	}
}

func TestStripAndBand(t *testing.T) {
	line := []geo.Point{{Lat: 32e7, Lon: 36e7}, {Lat: 33e7, Lon: 36e7}, {Lat: 33e7, Lon: 37e7}}
	strip, err := Strip(line, 2_000_00)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		lat, lon int32
		want     bool
	}{{325e6, 36e7, true}, {325e6, 36_010e4, true}, {325e6, 36_012e4, false}, {33e7 + 60000, 36e7 - 60000, true}, {33e7, 365e6, true}, {32e7, 37e7, false}} {
		if got := strip.Contains(geo.Point{Lat: c.lat, Lon: c.lon}); got != c.want {
			t.Errorf("%d, %d in the strip: %t", c.lat, c.lon, got)
		}
	}
	band, err := Band(32e7, -180e7, 36e7, 180e7)
	if err != nil || !band.Contains(geo.Point{Lat: 36e7}) || band.Contains(geo.Point{Lat: 36e7 + 1}) {
		t.Errorf("%v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(small))
	z := ParseOpenAir([]byte(small)).Zones
	f.Add(GeoJSON(z))
	f.Add(KML(z))
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 4000 {
			return
		}
		for _, parse := range []func([]byte) (File, error){Parse, ParseGeoJSON, ParseKML, func(b []byte) (File, error) { return ParseOpenAir(b), nil }} {
			file, err := parse(text)
			if err != nil {
				continue
			}
			for _, z := range file.Zones {
				if err := z.Check(); err != nil {
					t.Fatal(err)
				}
			}
			again, err := ParseGeoJSON(GeoJSON(file.Zones))
			if err != nil || len(again.Zones) != len(file.Zones) {
				t.Fatalf("%d zones come back as %d: %v %v", len(file.Zones), len(again.Zones), err, again.Notes)
			}
		}
	})
}

func FuzzParseLevel(f *testing.F) {
	f.Add("FL195")
	f.Fuzz(func(t *testing.T, text string) {
		l, _, err := ParseLevel(text)
		if err != nil {
			return
		}
		if again, _, err := ParseLevel(levelText(l)); err != nil || again != l {
			t.Errorf("%q is %v, and comes back as %v: %v", text, l, again, err)
		}
	})
}
