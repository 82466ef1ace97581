package tracks

import (
	"testing"

	"truce.example/desk/air/feed"
	"truce.example/internal/collected"
)

const (
	table = "timestamp,icao24,latitude,longitude,altitude,callsign,onground\n2017-07-11T06:30:00Z,4b1815,32.5,36.1,5000,AB1,false\nnever,4b1815,32.5,36.1,,,\n"
	gpx   = `<gpx version="1.1"><trk><name>F-01</name><trkseg><trkpt lat="32.5" lon="36.1"><ele>900.5</ele><time>2017-07-11T06:30:00Z</time></trkpt></trkseg></trk></gpx>`
	point = `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[36.1,32.5]},"properties":{"timestamp":1499754600000,"id":"RADAR-1/7","altitude":5000}}]}`
)

func TestForms(t *testing.T) {
	for name, parse := range map[string]func() ([]feed.Report, []Bad, error){
		"csv":     func() ([]feed.Report, []Bad, error) { return ParseCSV([]byte(table)) },
		"gpx":     func() ([]feed.Report, []Bad, error) { return ParseGPX([]byte(gpx)) },
		"geojson": func() ([]feed.Report, []Bad, error) { return ParseGeoJSON([]byte(point)) },
	} {
		got, bad, err := parse()
		if err != nil || len(got) != 1 || name == "csv" != (len(bad) == 1) {
			t.Fatalf("%s: %v %v %v", name, got, bad, err)
		}
		if r := got[0]; r.Ms != 1499754600000 || r.Place.Lat != 325000000 || r.Place.Lon != 361000000 {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

func TestCollectedTables(t *testing.T) {
	want := map[string]int{"switzerland.json.gz": 139_098, "calfire.json.gz": 9_955}
	for name, text := range collected.Files(t, "aircraft/*.json.gz") {
		got, bad, err := ParseTraffic(text)
		if err != nil || len(got) != want[name] || len(bad) > 0 {
			t.Errorf("%s: %d rows, %d bad, %v", name, len(got), len(bad), err)
		}
	}
	for name, text := range collected.Files(t, "aircraft/noisy/*.gz") {
		got, bad, err := ParseTraffic(text)
		if err != nil || len(got) < 700 || len(bad) > 0 {
			t.Errorf("%s: %d rows, %v, %v", name, len(got), bad, err)
		}
	}
}

func FuzzTracks(f *testing.F) {
	f.Add([]byte(table))
	f.Add([]byte(gpx))
	f.Add([]byte(point))
	f.Add([]byte(`{"timestamp":{"0":1726560266000},"icao24":{"0":"4baac6"},"latitude":{"0":41.3},"longitude":{"0":28.7}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, parse := range []func([]byte) ([]feed.Report, []Bad, error){ParseCSV, ParseGPX, ParseGeoJSON, ParseTraffic} {
			reports, _, _ := parse(b)
			for _, r := range reports {
				if r.Key() == "" || r.Says(feed.Place) && (r.Place.Lat > 90e7 || r.Place.Lat < -90e7) {
					t.Fatalf("%+v", r)
				}
			}
		}
	})
}
