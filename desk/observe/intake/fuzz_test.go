package intake_test

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"truce.example/desk/observe/intake"
)

// The property of every parser: it ends, rows are numbered upwards, each is exactly one of a form and a reject with a
// sentence, no form holds text that is not UTF-8, and the same bytes read the same again.
func holds(t *testing.T, as string, file []byte, mapping string) {
	first, second := drain(t, as, file, mapping), drain(t, as, file, mapping)
	if !reflect.DeepEqual(first, second) {
		t.Fatalf("read twice, the file differs:\n%+v\n%+v", first, second)
	}
}

func drain(t *testing.T, as string, file []byte, mapping string) []intake.Row {
	t.Helper()
	rows, err := intake.Open(as, bytes.NewReader(file), []byte(mapping))
	if err != nil {
		return nil
	}
	var all []intake.Row
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) || err != nil {
			return all
		}
		if len(all) > 0 && row.Number <= all[len(all)-1].Number {
			t.Fatalf("row %d comes after row %d", row.Number, all[len(all)-1].Number)
		}
		if (row.Do == nil) == (row.Reject == "") {
			t.Fatalf("row %d is neither a form nor a reject, or both", row.Number)
		}
		if f := row.Do; f != nil && !utf8.ValidString(f.Text+f.PlaceName+f.Note+f.Accused+f.Source+f.ExternalID) {
			t.Fatalf("row %d holds text that is not UTF-8", row.Number)
		}
		all = append(all, row)
	}
}

func FuzzUCDP(f *testing.F) {
	header := "id,type_of_violence,side_a,side_b,date_start,date_end,date_prec,where_prec,latitude,longitude,low,best,high,source_headline\n"
	f.Add([]byte(header + "1,1,A,B,2017-07-09,2017-07-09,1,1,32.6,36.1,1,0,2,Shells\n"))
	f.Add([]byte(header + "1,3,A,\"B\n,2017-07-09,,1,7,99,36.1,-1,0,2,\xff\n"))
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"properties":{"id":1,"type_of_violence":3,"number_of_sources":-1},"geometry":{"type":"Point","coordinates":[36.1,32.6]}}]}`))
	f.Add([]byte("\x1f\x8b\x08"))
	f.Fuzz(func(t *testing.T, file []byte) { holds(t, intake.UCDP, file, "tz: Asia/Damascus") })
}

func FuzzACLED(f *testing.F) {
	header := "event_id_cnty;event_date;event_type;sub_event_type;actor1;latitude;longitude;time_precision\n"
	f.Add([]byte(header + "S1;09 July 2017;Battles;Armed clash;A;32.6;36.1;2\n"))
	f.Add([]byte(header + "S1;2017-02-30;Battles;;A;32.6;;4\n"))
	f.Fuzz(func(t *testing.T, file []byte) { holds(t, intake.ACLED, file, "") })
}

func FuzzTable(f *testing.F) {
	f.Add([]byte("text,type,start,lat,lon,dead_low\nx,hmg,2017-07-09,33,36,24\n"), "")
	f.Add([]byte("a|b\n1|2\n"), "columns: {text: a, count: b}\ndate: DD.MM.YY")
	f.Add([]byte("\ufefftext\r\n\"x\r\ny\"\r\n"), "tz: UTC")
	f.Fuzz(func(t *testing.T, file []byte, mapping string) {
		if strings.Count(mapping, "*") > 4 { // YAML aliases are the YAML library's to bound, and it does so slowly
			t.Skip()
		}
		holds(t, intake.CSV, file, mapping)
	})
}

func FuzzFeatures(f *testing.F) {
	f.Add([]byte(`{"features":[{"properties":{"text":"x","type":"hmg","count":3},"geometry":{"type":"Point","coordinates":[36,33,5]}},null,7]}`))
	f.Add([]byte(`{"features":[{"geometry":{"type":"LineString","coordinates":[]}}`))
	f.Fuzz(func(t *testing.T, file []byte) { holds(t, intake.GeoJSON, file, "") })
}

func FuzzWorkbook(f *testing.F) {
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, file []byte) { holds(t, intake.XLSX, file, "") })
}
