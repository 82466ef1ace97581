package opensky

import (
	"strings"
	"testing"

	"truce.example/desk/air/feed"
	"truce.example/internal/collected"
)

func TestFixtures(t *testing.T) {
	got, err := Parse(collected.File(t, "aircraft/wire_formats/opensky_official_fixture_validJson.json"))
	if err != nil || len(got) != 6 {
		t.Fatalf("%d, %v", len(got), err)
	}
	if r := got[0]; r.Place.Lat != 2e7 || r.Place.Lon != 1e7 || r.PressureCm != 300 || r.GeometricCm != 674370 || r.Ms != 1_001_000 || r.SpeedCms != 400 || r.ClimbCms != 600 {
		t.Errorf("%+v", r)
	}
	if got[1].Says(feed.Place) || got[1].Says(feed.Call) || !got[5].Ground {
		t.Errorf("%+v", got)
	}
	if got, err := Parse(collected.File(t, "aircraft/wire_formats/opensky_official_fixture_invalidJson.json")); len(got) != 0 || err == nil || !strings.Contains(err.Error(), "left out") {
		t.Errorf("%v %v", got, err)
	}
	got, err = Parse(collected.File(t, "aircraft/wire_formats/opensky_states_20180801T1200_derived.json"))
	if err != nil || len(got) < 30 {
		t.Errorf("%d, %v", len(got), err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"time":1002,"states":[["cabeef","ABCDEFG","USA",1001,1000,1.0,2.0,3.0,false,4.0,5.0,6.0,null,6743.7,"6714",false,2]]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		reports, _ := Parse(b)
		for _, r := range reports {
			if r.Key() == "" {
				t.Fatalf("%+v", r)
			}
		}
	})
}
