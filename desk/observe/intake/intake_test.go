package intake_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"truce.example/desk/observe/form"
	"truce.example/desk/observe/intake"
	"truce.example/record"
)

// readAll reads a file whole.
func readAll(t testing.TB, as, mapping string, r io.Reader) (accepted []form.Allege, rejected []intake.Row) {
	t.Helper()
	rows, err := intake.Open(as, r, []byte(mapping))
	if err != nil {
		t.Fatal(err)
	}
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return accepted, rejected
		}
		if err != nil {
			t.Fatal(err)
		}
		if (row.Do == nil) == (row.Reject == "") {
			t.Fatalf("row %d is neither a form nor a reject, or both", row.Number)
		}
		if row.Do != nil {
			accepted = append(accepted, *row.Do)
		} else {
			rejected = append(rejected, row)
		}
	}
}

func TestFormsFromTables(t *testing.T) {
	const plain = "text,type,start,lat,lon,accused\n"
	for _, row := range []struct {
		name, file, mapping string
		want                func(f form.Allege) bool
	}{
		{"columns may be called like the fields", plain + "Shots,small_arms,2017-07-10T06:20+03:00,33.018,36.128,?\n", "",
			func(f form.Allege) bool {
				return f.Type == "small_arms" && f.Place.Lat == 330_180_000 && f.Accused == "?"
			}},
		{"a byte order mark and Windows line ends do not matter", "\ufeff" + strings.ReplaceAll(plain+"Shots,small_arms,2017-07-10T06:20Z,33,36,?\n", "\n", "\r\n"), "",
			func(f form.Allege) bool { return f.Text == "Shots" }},
		{"semicolons separate where they are more frequent", strings.ReplaceAll(plain+"a. b,hmg,2017-07-10T06:20Z,33,36,A\n", ",", ";"), "",
			func(f form.Allege) bool { return f.Text == "a. b" && f.Accused == "A" }},
		{"a quoted cell may hold line ends and quotation marks", plain + "\"one\ntwo \"\"three\"\"\",hmg,2017-07-10T06:20Z,33,36,A\n", "",
			func(f form.Allege) bool { return f.Text == "one\ntwo \"three\"" }},
		{"a day is the whole day on the mapping's clock", plain + "x,hmg,2017-07-10,33,36,A\n", "tz: Asia/Damascus",
			func(f form.Allege) bool {
				return f.Start == moment("2017-07-10T00:00+03:00") && f.End == moment("2017-07-11T00:00+03:00")-1
			}},
		{"words are translated and constants added", "Was;Wann;Wer\nBeschuss;09.07.2017 12:30;Armee\n",
			"tz: Asia/Damascus\ndate: DD.MM.YYYY hh:mm\ndataset: log\nconstants: {channel: agency}\ncolumns: {type: Was, text: Was, start: Wann, accused: Wer}\ncodes: {type: {Beschuss: artillery}, accused: {Armee: A}}",
			func(f form.Allege) bool {
				return f.Channel == "agency" && f.Type == "artillery" && f.Accused == "A" && f.Text == "Beschuss" && f.Start == moment("2017-07-09T12:30+03:00") && f.Dataset == "log"
			}},
		{"a time that is not given is unknown, and so are the dead", "text,type\nx,hmg\n", "",
			func(f form.Allege) bool { return f.TimeText == "unknown" && f.Casualties == nil && f.Place == nil }},
		{"dozens are low 24 and no best", "text,type,dead_low\nx,hmg,24\n", "",
			func(f form.Allege) bool { return *f.Casualties[0].Low == 24 && f.Casualties[0].Best == nil }},
	} {
		t.Run(row.name, func(t *testing.T) {
			accepted, rejected := readAll(t, intake.CSV, row.mapping, strings.NewReader(row.file))
			if len(accepted) != 1 || len(rejected) != 0 {
				t.Fatalf("%d forms, rejects %v", len(accepted), rejected)
			}
			if !row.want(accepted[0]) {
				t.Errorf("read as %+v", accepted[0])
			}
		})
	}
}

func TestRowsThatCannotBeReadSayWhy(t *testing.T) {
	for _, row := range []struct{ name, file, says string }{
		{"a short row", "text,type\nx\n", "1 cells where the header has 2"},
		{"a long row", "text,type\nx,hmg,y\n", "3 cells where the header has 2"},
		{"Latin-1", "text,type\ncaf\xe9,hmg\n", "Latin-1"},
		{"a bare quotation mark", "text,type\na \"b\" c,hmg\n", "quotation marks"},
		{"a place without longitude", "text,type,lat,lon\nx,hmg,33,\n", "one of latitude and longitude"},
		{"a latitude that is no number", "text,type,lat,lon\nx,hmg,north,36\n", "north"},
		{"an ambiguous date", "text,type,start\nx,hmg,9/7/17\n", "9/7/17"},
		{"a count that is no number", "text,type,count\nx,hmg,several\n", "no whole number"},
		{"a column that the form does not have", "text,colour\nx,red\n", "colour"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, rejected := readAll(t, intake.CSV, "", strings.NewReader(row.file))
			if len(rejected) != 1 || !strings.Contains(rejected[0].Reject, row.says) {
				t.Errorf("rejected %+v; it should say %q", rejected, row.says)
			}
		})
	}
}

func TestFilesThatCannotBeReadSayWhy(t *testing.T) {
	for _, row := range []struct{ name, as, file, mapping, says string }{
		{"nothing", intake.CSV, "", "", "empty"},
		{"UTF-16", intake.CSV, "\xff\xfet\x00e\x00", "", "UTF-16"},
		{"a workbook as CSV", intake.CSV, "PK\x03\x04 and more", "", "xlsx"},
		{"two columns of one name", intake.CSV, "text,type,text\n", "", "both called"},
		{"a table that is not UCDP's", intake.UCDP, "text,type\n", "", "lacks the columns"},
		{"a table as GeoJSON", intake.GeoJSON, "text,type\n", "", "does not begin with {"},
		{"a format that does not exist", "pdf", "x", "", "not a format"},
		{"a mapping with an unknown key", intake.CSV, "text\n", "colums: {}", "mapping"},
		{"a mapping to an unknown field", intake.CSV, "text\n", "columns: {colour: Farbe}", "colour"},
		{"a mapping to an unknown clock", intake.CSV, "text\n", "tz: Mars", "Mars"},
		{"a text as a workbook", intake.XLSX, "text,type\n", "", "workbook"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := intake.Open(row.as, strings.NewReader(row.file), []byte(row.mapping))
			if err == nil || !strings.Contains(err.Error(), row.says) {
				t.Errorf("the answer is %v; it should say %q", err, row.says)
			}
		})
	}
}

func TestAQuotationThatIsNeverClosedDoesNotFillTheMemory(t *testing.T) {
	endless := io.MultiReader(strings.NewReader("text,type\n\"begin"), strings.NewReader(strings.Repeat("x", 4<<20)))
	rows, err := intake.Open(intake.CSV, endless, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rows.Next(); err == nil || errors.Is(err, io.EOF) || !strings.Contains(err.Error(), "not closed") {
		t.Errorf("the answer is %v", err)
	}
}

func TestAWorkbookKeepsItsDates(t *testing.T) {
	file := excelize.NewFile()
	for cell, value := range map[string]any{
		"A1": "text", "B1": "type", "C1": "start", "D1": "count",
		"A2": "Shots", "B2": "small_arms", "C2": 42926.5, "D2": 12,
		"A4": "A row after an empty one", "B4": "hmg",
	} {
		if err := file.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	var book bytes.Buffer
	if _, err := file.WriteTo(&book); err != nil {
		t.Fatal(err)
	}
	accepted, rejected := readAll(t, intake.XLSX, "tz: Asia/Damascus", &book)
	if len(accepted) != 2 || len(rejected) != 0 {
		t.Fatalf("%d forms, rejects %v", len(accepted), rejected)
	}
	if got := accepted[0]; got.Start != moment("2017-07-10T12:00+03:00") || got.Count.N != 12 {
		t.Errorf("read as %+v", got)
	}
}

func TestACLEDInBothSpellingsOfTheDate(t *testing.T) {
	const file = "event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,inter1,actor2,inter2,location,latitude,longitude,geo_precision,source,notes,fatalities\n" +
		"SYR1,2017-07-09,1,Battles,Armed clash,Army,1,Front,2,Nawa,32.89,36.04,1,SOHR; Enab,Clash,3\n" +
		"SYR2,09 July 2017,2,Explosions/Remote violence,Shelling/artillery/missile attack,Army,1,Civilians,7,Nawa,32.89,36.04,2,SOHR,Shells,0\n" +
		"SYR3,9/7/2017,1,Battles,Armed clash,Army,1,Front,2,Nawa,32.89,36.04,1,SOHR,Clash,0\n"
	accepted, rejected := readAll(t, intake.ACLED, "tz: Asia/Damascus", strings.NewReader(file))
	if len(accepted) != 2 || len(rejected) != 1 {
		t.Fatalf("%d forms, rejects %v", len(accepted), rejected)
	}
	if a := accepted[0]; a.Accused != "Army; Front" || a.Start != moment("2017-07-09T00:00+03:00") || a.Sources != 2 || *a.Casualties[0].Best != 3 {
		t.Errorf("a battle is read as %+v", a)
	}
	if b := accepted[1]; b.Accused != "Army" || b.Target != "Civilians" || b.Start != moment("2017-07-06T00:00+03:00") || b.UncertaintyM != 25_000 {
		t.Errorf("a shelling within a week is read as %+v", b)
	}
}

func TestPublishedDataSetsBecomeFormsToTheLastRow(t *testing.T) {
	for _, row := range []struct {
		file string
		want int
	}{
		{"ucdp_ged_syria_2016-2019.csv.gz", 16_566},
		{"ucdp_ged23.1_car.geojson.gz", 1_848},
	} {
		t.Run(row.file, func(t *testing.T) {
			file, err := os.Open(filepath.Join("..", "..", "..", "..", "shared", "data", "incidents", row.file))
			if err != nil {
				t.Skipf("the data set is not here: %v", err)
			}
			defer file.Close()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			rows, err := intake.Open(intake.UCDP, file, []byte("tz: Asia/Damascus"))
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for {
				row, err := rows.Next()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				if n++; row.Do == nil {
					t.Errorf("row %d is rejected: %s", row.Number, row.Reject)
				}
			}
			runtime.ReadMemStats(&after)
			if n != row.want {
				t.Errorf("%d rows, want %d", n, row.want)
			}
			if held := int64(after.HeapInuse) - int64(before.HeapInuse); held > 64<<20 {
				t.Errorf("reading held %d MiB", held>>20)
			}
		})
	}
}

func TestAPackedFileThatIsCutOffIsNotTakenForWhole(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := io.WriteString(z, "text,type\n"+strings.Repeat("Shots,hmg\n", 100)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	whole := packed.Bytes()
	rows, err := intake.Open(intake.CSV, bytes.NewReader(whole[:len(whole)-6]), nil)
	for err == nil {
		_, err = rows.Next()
	}
	if errors.Is(err, io.EOF) {
		t.Error("a file that was cut off reads as whole")
	}
}

func moment(text string) record.Moment {
	m, err := record.ParseMoment(text)
	if err != nil {
		panic(err)
	}
	return m
}
