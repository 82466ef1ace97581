package readsb

import (
	"testing"

	"truce.example/desk/air/feed"
	"truce.example/internal/collected"
)

const sample = `{"now":1700000000.5,"aircraft":[{"hex":"~a1b2c3","alt_baro":"ground","lat":1.5,"lon":-2,"seen_pos":1.2,"nic":8,"nac_p":9,"sil":3,"squawk":"7700","flight":"X 1 "},{"hex":"zz"}]}`

func TestAircraft(t *testing.T) {
	got, err := ParseAircraft([]byte(sample))
	if len(got) != 1 || err == nil {
		t.Fatalf("%v %v", got, err)
	}
	r := got[0]
	if r.Key() != "~a1b2c3" || r.Ms != 1699999999300 || !r.Ground || r.Says(feed.Pressure) || r.NIC != 8 || r.Squawk != 0x7700 || r.Call != "X 1" {
		t.Errorf("%+v", r)
	}
	if cm, ok := r.RadiusCm(); !ok || cm != 18_520 {
		t.Errorf("%d %t", cm, ok)
	}
}

func TestTrace(t *testing.T) {
	got, err := ParseTrace(collected.File(t, "aircraft/wire_formats/readsb_trace_full_ac671b.json.gz"))
	if err != nil || len(got) != 2500 {
		t.Fatalf("%d, %v", len(got), err)
	}
	r := got[0]
	if r.Ms != 1738703622619 || r.PressureCm != 32000*3048/100 || r.GeometricCm != 33825*3048/100 || r.Place.Lat != 167773590 {
		t.Errorf("%+v", r)
	}
}

func FuzzReadsb(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte(`{"icao":"ac671b","timestamp":1738703622.619,"trace":[[0.00,16.7,-88.0,32000,478.6,327.8,1,0,{"nic":8},"adsb_icao",33825,32,280,0.0]]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, parse := range []func([]byte) ([]feed.Report, error){ParseAircraft, ParseTrace} {
			reports, _ := parse(b)
			for _, r := range reports {
				if r.Key() == "" || r.Says(feed.Place) && (r.Place.Lat > 90e7 || r.Place.Lat < -90e7) {
					t.Fatalf("%+v", r)
				}
			}
		}
	})
}
