package air_test

import (
	"bytes"
	"context"
	"net/url"
	"testing"

	"truce.example/desk"
	"truce.example/desk/air"
	"truce.example/record"
)

// A bench is the desk's rules with a record in memory and no tables.
type bench struct {
	state   desk.State
	entries []record.Entry
	kinds   *record.Kinds
}

func (b *bench) Submit(_ context.Context, who desk.Who, c desk.Command) ([]desk.Receipt, error) {
	drafts, err := b.state.Decide(noon, who, c.Do)
	if err != nil {
		return nil, err
	}
	var out []desk.Receipt
	for part, d := range drafts {
		body, err := b.kinds.NewBody(make([]byte, record.SeedSize), record.Submission{Author: who.Author()}, part, d)
		if err != nil {
			return nil, err
		}
		var e record.Entry
		if err := b.kinds.Decode(body, &e); err != nil {
			return nil, err
		}
		e.Number, e.Status, e.Recorded = int64(len(b.entries)), record.Open, record.At(noon)
		b.state.Apply(e)
		b.entries = append(b.entries, e)
		out = append(out, desk.Receipt{Entry: e.Number, Kind: e.Kind})
	}
	return out, nil
}

func door(f testing.TB, path string) (desk.Desk, func(b *bench, query string, body []byte) error) {
	f.Helper()
	d := air.New(scenarioLaw(f), air.Config{})
	for _, r := range d.Routes {
		if r.Path == path {
			return d, func(b *bench, query string, body []byte) error {
				params, err := url.ParseQuery(query)
				if err != nil {
					return err
				}
				_, err = r.Do(context.Background(), desk.Question{Who: sextant, At: noon, Params: params, ID: "fuzz", Body: bytes.NewReader(body)}, b)
				return err
			}
		}
	}
	f.Fatalf("there is no door %s", path)
	return d, nil
}

// FuzzTakeFile reads any bytes as a file of tracks. Property: it is refused in a sentence, or what is recorded can be
// written and read, and each event comes to the same when it is computed again from its evidence.
func FuzzTakeFile(f *testing.F) {
	law := scenarioLaw(f)
	d, send := door(f, "tracks/file")
	formats := []string{"csv", "geojson", "gpx", "traffic", "sbs", "trace", "aircraft"}
	f.Add(uint8(0), []byte("timestamp,icao24,callsign,latitude,longitude,altitude\n2017-08-01T11:00:00Z,4ca2d3,UNO301,33.34,36.0,6000\n2017-08-01T11:02:00Z,4ca2d3,UNO301,33.10,36.0,6000\n2017-08-01T11:04:00Z,4ca2d3,,32.90,36.0,\n"))
	f.Add(uint8(2), []byte(`<gpx><trk><name>T</name><trkseg><trkpt lat="33.3" lon="36"><time>2017-08-01T11:00:00Z</time></trkpt><trkpt lat="33" lon="36"><ele>900</ele><time>2017-08-01T11:03:00Z</time></trkpt></trkseg></trk></gpx>`))
	f.Add(uint8(4), []byte("MSG,3,1,1,4CA2D3,1,2017/08/01,11:00:00.000,2017/08/01,11:00:00.000,,6000,,,33.0,36.0,,,0,0,0,0\n"))
	f.Fuzz(func(t *testing.T, n uint8, body []byte) {
		kinds, err := record.NewKinds(d.Facts...)
		if err != nil {
			t.Fatal(err)
		}
		d.State.Reset()
		b := &bench{state: d.State, kinds: kinds}
		err = send(b, "source=S&source_kind=radar&format="+formats[int(n)%len(formats)], body)
		if _, refused := desk.Refused(err); err != nil && !refused {
			t.Fatalf("an error that is no refusal: %v", err)
		}
		entry := func(n int64) (record.Entry, error) { return b.entries[n], nil }
		for _, e := range b.entries {
			if v := air.Recompute(law, entry, e); v != air.NoEvent && v != air.Same {
				t.Fatalf("entry %d, computed again, is %s: %+v", e.Number, v, e.Fact)
			}
		}
	})
}

// FuzzTakeZones reads any bytes as a file of zones. Property: it is refused in a sentence, or the zones that are recorded are
// the engine's again, so that tracks can be held against them.
func FuzzTakeZones(f *testing.F) {
	d, send := door(f, "zones/file")
	f.Add([]byte(openAir))
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"A"},"geometry":{"type":"Polygon","coordinates":[[[36,32],[37,32],[37,33],[36,32]]]}}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		kinds, err := record.NewKinds(d.Facts...)
		if err != nil {
			t.Fatal(err)
		}
		d.State.Reset()
		b := &bench{state: d.State, kinds: kinds}
		err = send(b, "name=N&source=S", body)
		if _, refused := desk.Refused(err); err != nil && !refused {
			t.Fatalf("an error that is no refusal: %v", err)
		}
		if err != nil {
			return
		}
		do := &air.TakeTrack{Source: "S", Kind: "radar", Aircraft: "T-1", Fixes: crossing(6000)}
		if _, err := b.Submit(context.Background(), sextant, desk.Command{Do: do}); err != nil {
			t.Fatalf("zones were taken, and tracks are no longer: %v", err)
		}
	})
}
