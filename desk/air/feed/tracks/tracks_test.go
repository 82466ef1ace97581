package tracks

import (
	"math/rand/v2"
	"testing"

	"truce.example/desk/air/feed"
	"truce.example/geo"
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

// What is written is read as the same, to the last unit.
func TestWhatIsWrittenIsRead(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	any := func(low, high int64) int32 { return int32(low + dice.Int64N(high-low+1)) }
	for range 20_000 {
		r := feed.Report{Has: feed.Time, Ms: 1_500_000_000_000 + dice.Int64N(1e12), NIC: -1, NACp: -1, SIL: -1}
		if dice.IntN(4) == 0 {
			r.ID = []string{"RADAR-1/7", `a "b", c`, "ж"}[dice.IntN(3)]
		} else {
			r.Address, r.Other = uint32(any(0, 1<<24-1)), dice.IntN(2) == 0
		}
		says := func(f feed.Field) bool {
			if dice.IntN(2) == 0 {
				return false
			}
			r.Has |= f
			return true
		}
		if says(feed.Place) {
			r.Place = geo.Point{Lat: any(-90e7, 90e7), Lon: any(-180e7, 180e7-1)}
		}
		if says(feed.Pressure) {
			r.PressureCm = any(-1_000_00, 30_000_00)
		}
		if says(feed.Geometric) {
			r.GeometricCm, r.AMSL = any(-1_000_00, 30_000_00), dice.IntN(2) == 0
		}
		if says(feed.Speed | feed.Course) {
			r.SpeedCms, r.CourseCdeg = any(0, 100_000), any(0, 35_999)
		}
		if says(feed.Climb) {
			r.ClimbCms = any(-10_000, 10_000)
		}
		if says(feed.Call) {
			r.Call = []string{"UNO 301", "A,B", `"`}[dice.IntN(3)]
		}
		if says(feed.OnGround) {
			r.Ground = dice.IntN(2) == 0
		}
		if says(feed.Squawk) {
			r.Squawk = uint16(dice.IntN(8)<<12 | dice.IntN(8)<<8 | dice.IntN(8)<<4 | dice.IntN(8))
		}
		if says(feed.Integrity) {
			r.NIC, r.NACp, r.SIL = int8(any(-1, 11)), int8(any(0, 11)), int8(any(-1, 3))
		}
		r.UncertaintyCm = any(0, 1) * any(0, 100_000_00)
		got, bad, err := ParseCSV(AppendCSV([]byte(Heading), &r))
		if err != nil || len(bad) > 0 || len(got) != 1 || got[0] != r {
			t.Fatalf("%+v\nis read as %+v, %v, %v", r, got, bad, err)
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
