package fixes_test

import (
	"strings"
	"testing"

	"truce.example/desk/aid/fixes"
)

const (
	gpx = `<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="32.5" lon="36.2"><time>2031-04-02T14:50:00Z</time></wpt><trk><trkseg>` +
		`<trkpt lat="32.6135" lon="36.091"><ele>580</ele><time>2031-04-02T14:40:00Z</time></trkpt></trkseg></trk></gpx>`
	cot = `<event version="2.0" uid="TRUCK-1" type="a-f-G-E-V" time="2031-04-02T14:40:00.5Z" how="m-g"><point lat="32.6" lon="36.1" hae="812.5" ce="9.5" le="9999999.0"/></event>`
)

func TestPositionsAreReadFromGPXAndCursorOnTarget(t *testing.T) {
	list, format, err := fixes.Parse([]byte(gpx))
	if err != nil || format != "gpx" || len(list) != 2 || list[0].Place.Lat != 326_135_000 || list[1].Ms-list[0].Ms != 600_000 {
		t.Errorf("%+v %v", list, err)
	}
	list, format, err = fixes.Parse([]byte(cot + cot))
	if err != nil || format != "cot" || len(list) != 2 || list[0].UncertaintyM != 10 || list[0].Place.Lon != 361_000_000 {
		t.Errorf("%+v %v", list, err)
	}
	for _, c := range []struct{ text, old, new, want string }{
		{gpx, "<time>2031-04-02T14:40:00Z</time>", "", "position 2: its time"},
		{gpx, `lat="32.6135"`, `lat="132"`, "no place"},
		{gpx, "</gpx>", "", "no XML"},
		{gpx, "trkpt", "x", "no XML"},
		{cot, "a-f-G", "a-f-A", "not of something on the ground"},
		{cot, "m-g", "m-s", "simulated"},
		{cot, `ce="9.5"`, `ce="9999999.0"`, ""},
		{cot, "<point", "<spot", ""},
		{"<gpx/>", "", "", "no position"},
		{"lat,lon", "", "", "no position"},
	} {
		list, _, err := fixes.Parse([]byte(strings.Replace(c.text, c.old, c.new, 1)))
		if c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("with %q: %+v %v", c.new, list, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(gpx))
	f.Add([]byte(cot))
	f.Fuzz(func(t *testing.T, text []byte) {
		list, _, err := fixes.Parse(text)
		if err == nil && len(list) == 0 {
			t.Error("nothing was read and nothing refused")
		}
		for i, p := range list {
			if p.UncertaintyM < 0 || i > 0 && p.Ms < list[i-1].Ms {
				t.Errorf("%+v", p)
			}
		}
	})
}
