package taken_test

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"truce.example/desk/aid/taken"
)

const (
	corridors = "HC_ID,date,proposal,status_result,From,from_latitude,from_longitude,To,to_latitude,to_longitude\n" +
		"1,2022-03-05,Agreed,disputed,Mariupol,47.09514,37.54131,Zaporizhzhya,47.85167,35.11714\n"
	closures = `{"type":"FeatureCollection","features":[{"type":"Feature","id":7,"properties":{"Name":"gate","Checkpoint_type":1.0},"geometry":{"type":"Point","coordinates":[35.2,31.9]}},` +
		`{"type":"Feature","properties":{"CurrentName":"barrier"},"geometry":{"type":"MultiLineString","coordinates":[[[35.2,31.9],[35.3,31.9]],[[35.4,31.9],[35.5,31.9]]]}},{"type":"Feature","geometry":null}]}`
)

func TestRowsThatCannotBeUsedAreNoted(t *testing.T) {
	list, notes, err := taken.ParseCorridors([]byte(corridors + "1,2022-03-06,Agreed,successful,a,47,37,b,47,35\n2,5 March,x,successful,a,47,37,b,47,35\n3,2022-03-06,x,splendid,a,47,37,b,47,35\n4,2022-03-06,x,successful,a,147,37,b,47,35\n"))
	if err != nil || len(list) != 1 || list[0].Result != "disputed" || list[0].FromPlace.Lat != 470_951_400 {
		t.Errorf("%+v %v", list, err)
	}
	if got := strings.Join(notes, "\n"); len(notes) != 4 || !strings.Contains(got, "row 3: the HC_ID 1 stands there twice") || !strings.Contains(got, `"splendid" is not known`) {
		t.Errorf("noted is %s", got)
	}
	if _, _, err := taken.ParseCorridors([]byte("a,b\n1,2\n")); err == nil || !strings.Contains(err.Error(), "no column HC_ID") {
		t.Error(err)
	}
	shut, notes, err := taken.ParseClosures([]byte(closures))
	if err != nil || len(shut) != 2 || len(notes) != 1 || shut[0].Name != "gate" || shut[0].ID != "7" || len(shut[1].Lines) != 2 || shut[1].ID != "feature-2" {
		t.Errorf("%+v %v %v", shut, notes, err)
	}
}

func TestTheRealFiles(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "..", "shared", "data", "humanitarian")
	if _, err := os.Stat(folder); err != nil {
		if os.Getenv("TRUCE_CI") != "" {
			t.Fatal(err)
		}
		t.Skip("the files are not here")
	}
	text, err := os.ReadFile(filepath.Join(folder, "ukraine_humanitarian_corridors_2022.csv"))
	if err != nil {
		t.Fatal(err)
	}
	list, notes, err := taken.ParseCorridors(text)
	count := map[string]int{}
	for _, c := range list {
		count[c.Result]++
	}
	if err != nil || len(list) != 282 || len(notes) != 0 || count["disputed"] != 7 || count["successful"] != 125 || count["unsuccessful"] != 5 || count["unknown"] != 145 {
		t.Errorf("%d corridors, %v, notes %v: %v", len(list), count, notes, err)
	}
	files, err := filepath.Glob(filepath.Join(folder, "ocha_opt_access", "*.geojson.gz"))
	if err != nil || len(files) < 6 {
		t.Fatalf("%v: %v", files, err)
	}
	total := 0
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(z)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		shut, notes, err := taken.ParseClosures(text)
		if err != nil {
			t.Errorf("%s: %v %v", filepath.Base(name), err, notes)
		}
		t.Logf("%s: %d closures, %d notes", filepath.Base(name), len(shut), len(notes))
		total += len(shut)
	}
	if total < 811 {
		t.Errorf("%d closures", total)
	}
}

func FuzzParseCorridors(f *testing.F) {
	f.Add([]byte(corridors))
	f.Fuzz(func(t *testing.T, text []byte) {
		if strings.HasPrefix(strings.TrimSpace(string(text)), "PK") {
			return
		}
		if list, _, err := taken.ParseCorridors(text); err == nil && len(list) == 0 {
			t.Error("nothing was read and nothing refused")
		}
	})
}

func FuzzParseClosures(f *testing.F) {
	f.Add([]byte(closures))
	f.Fuzz(func(t *testing.T, text []byte) {
		list, _, err := taken.ParseClosures(text)
		if err == nil && len(list) == 0 {
			t.Error("nothing was read and nothing refused")
		}
		for _, c := range list {
			if len(c.Lines) == 0 || len(c.Lines[0]) == 0 {
				t.Errorf("%+v is nowhere", c)
			}
		}
	})
}
