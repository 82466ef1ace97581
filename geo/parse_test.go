package geo

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
)

func TestParsePoint(t *testing.T) {
	dara := Point{Lat: 326190000, Lon: 361020000}
	tests := []struct {
		name, text string
		want       Point
	}{
		{"decimal with a comma", "32.619, 36.102", dara},
		{"decimal with a blank", "32.619 36.102", dara},
		{"decimal with a semicolon", "32.619; 36.102", dara},
		{"letters behind", "32.619N 36.102E", dara},
		{"letters before", "N32.619 E36.102", dara},
		{"longitude first by its letter", "36.102 E, 32.619 N", dara},
		{"south and west", "32.619S, 36.102W", Point{-326190000, -361020000}},
		{"negative", "-32.619, -36.102", Point{-326190000, -361020000}},
		{"seven decimals are exact", "32.6190001, 36.1019999", Point{326190001, 361019999}},
		{"the eighth decimal is rounded away from zero", "0.00000005, -0.00000005", Point{1, -1}},
		{"the eighth decimal is rounded down", "0.00000004999, 0", Point{0, 0}},
		{"degrees, minutes, seconds with marks", `32°37'08.4"N 36°06'07.2"E`, dara},
		{"typographic marks", "32°37′08.4″ N, 36°06′07.2″ E", dara},
		{"no marks", "32 37 08.4 N 36 06 07.2 E", dara},
		{"no marks and no letters", "32 37 08.4 36 06 07.2", dara},
		{"degrees and minutes", "32°37.14'N, 36°6.12'E", dara},
		{"two apostrophes for a second", "32°37'08.4''N 36°06'07.2''E", dara},
		{"lower case", "32.619n 36.102e", dara},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := ParsePoint(test.text)
			if err != nil || got != test.want {
				t.Fatalf("%q is %v, %v; want %v", test.text, got, err, test.want)
			}
		})
	}
}

func TestParsePointRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":                  "",
		"one number":               "32.619",
		"three decimals":           "1.5 2.5 3.5",
		"sixty minutes":            "32°60'N 36°E",
		"a fraction before a unit": "32.5°37'N 36°E",
		"sign and letter":          "-32.619N 36.102E",
		"two latitudes":            "32N 36N",
		"beyond the pole":          "91, 36",
		"beyond the meridian":      "32, 181",
		"marks in the wrong order": `32'37°N 36°E`,
		"words":                    "near Dar'a",
		"an exponent":              "3e1, 36",
		"a very long number":       strings.Repeat("9", 50) + ", 0",
		"a grid without digits":    "99SBS",
	} {
		t.Run(name, func(t *testing.T) {
			if p, err := ParsePoint(text); err == nil {
				t.Fatalf("%q was read as %v", text, p)
			}
		})
	}
	if _, err := ParsePoint("136.102, 32.619"); err == nil || !strings.Contains(err.Error(), "swapped") {
		t.Errorf("a longitude in the place of a latitude: %v", err)
	}
}

func TestPointEncodings(t *testing.T) {
	p := Point{Lat: -326190001, Lon: 1800000000}
	text, err := json.Marshal(p)
	if err != nil || string(text) != `{"lat":-32.6190001,"lon":180}` {
		t.Fatalf("JSON is %s, %v", text, err)
	}
	var back Point
	if err := json.Unmarshal(text, &back); err != nil || back != p {
		t.Fatalf("read back %v, %v", back, err)
	}
	packed, err := cbor.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]int64
	if err := cbor.Unmarshal(packed, &fields); err != nil || fields["lat"] != int64(p.Lat) || fields["lon"] != int64(p.Lon) {
		t.Fatalf("CBOR holds %v, %v", fields, err)
	}
	for _, refused := range []string{`{"lat":1}`, `{"lat":1,"lon":2,"alt":3}`, `{"lat":"1","lon":2}`, `{"lat":91,"lon":2}`, `[1,2]`, `{"lat":1e99,"lon":2}`} {
		if err := json.Unmarshal([]byte(refused), &back); err == nil {
			t.Errorf("%s was accepted", refused)
		}
	}
	if err := json.Unmarshal([]byte(`{"lat":3.2619e1,"lon":361.02E-1}`), &back); err != nil || back != (Point{326190000, 361020000}) {
		t.Errorf("exponents: %v, %v", back, err)
	}
}

func TestMGRSCheckPoints(t *testing.T) {
	tests := []struct {
		name, reference string
		lat, lon        float64
	}{
		{"Washington Monument", "18SUJ2348306479", 38.8895, -77.0353},
		{"Honolulu", "4QFJ1234567890", 21.409796, -157.916073},
		{"near Vienna", "33UXP0500444997", 48.24949, 16.41450},
		{"Svalbard's zone 33", "33XWG", 78.0, 15.5},
		{"Bergen lies in zone 32 by exception", "32VKN", 60.39, 5.32},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p, err := NewPoint(int64(math.Round(test.lat*1e7)), int64(math.Round(test.lon*1e7)))
			if err != nil {
				t.Fatal(err)
			}
			digits := (len(test.reference) - 5) / 2
			centre, size, err := ParseMGRS(test.reference)
			if err != nil {
				t.Fatal(err)
			}
			if digits > 0 {
				if d := DistanceCm(p, centre); d > 1500 {
					t.Errorf("%s is %d cm from %v", test.reference, d, p)
				}
				return
			}
			if got := p.MGRS(0); got != test.reference || size != 100_000 {
				t.Errorf("%v lies in %s, want %s", p, got, test.reference)
			}
		})
	}
}

func TestMGRSReadsBackItsOwn(t *testing.T) {
	for lat := int64(-80); lat <= 84; lat += 4 {
		for lon := int64(-180); lon < 180; lon += 7 {
			p := Point{int32(lat*1e7) + 12345*int32(1-lat/42), int32(lon*1e7 + 54321)}
			if int64(p.Lat) > 84e7 || int64(p.Lat) < -80e7 {
				continue
			}
			for digits := 1; digits <= 5; digits++ {
				reference := p.MGRS(digits)
				centre, size, err := ParseMGRS(reference)
				if err != nil {
					t.Fatalf("%v: %s: %v", p, reference, err)
				}
				if limit := int64(size) * 100; DistanceCm(p, centre) > limit {
					t.Fatalf("%v: %s has its centre at %v, %d cm away", p, reference, centre, DistanceCm(p, centre))
				}
			}
		}
	}
}

func FuzzParsePoint(f *testing.F) {
	for _, seed := range []string{"32.619, 36.102", `32°37'08"N 36°06'07"E`, "37SBS2789513275", "N 1 E 2", "-0.00000005 7"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePoint(text)
		if err != nil {
			return
		}
		for _, spelling := range []string{p.String(), p.DMS()} {
			if back, err := ParsePoint(spelling); err != nil || back != p {
				t.Fatalf("%q is %v; its spelling %q is %v, %v", text, p, spelling, back, err)
			}
		}
		if reference := p.MGRS(5); reference != "" {
			if centre, _, err := ParseMGRS(reference); err != nil || DistanceCm(p, centre) > 200 {
				t.Fatalf("%v as %s is %v, %v", p, reference, centre, err)
			}
		}
	})
}
