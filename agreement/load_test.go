package agreement_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"truce.example/agreement"
	"truce.example/exercise"
)

// mutation is one way to spoil the exercise's agreement. Its form is wrong if the schema alone can see it.
type mutation struct {
	name     string
	old, new string // the first occurrence of old becomes new
	want     string // in the problem's text
	at       string // a text on the line that the problem must point at, after the change
	form     bool
}

var mutations = []mutation{
	{"an unknown key", "instrument_kind:", "instrument_kynd:", `unknown key "instrument_kynd" (did you mean "instrument_kind"?)`, "instrument_kynd:", true},
	{"a cut-off that is no time of day", `cut_off: "19:30"`, `cut_off: "25:30"`, "is no time of day", "cut_off:", true},
	{"a square that cannot be drawn", "grid_m: 10000", "grid_m: 5000", "cannot be drawn", "grid_m:", true},
	{"an event type left out that does not exist", "leave_out: [aid_attacked]", "leave_out: [aid_atacked]", `did you mean "aid_attacked"?`, "leave_out:", false},
	{"an unknown key in a clause", "    measure: {code: demarche,", "    mesure: {code: demarche,", `unknown key "mesure" in clauses[1] (did you mean "measure"?)`, "mesure:", true},
	{"a missing key", "  standard_of_proof:", "  decision_rule2:", `"standard_of_proof" is missing in mandate`, "", true},
	{"a key that stands twice", "version: 1\n", "version: 1\nversion: 2\n", `the key "version" stands twice`, "version: 2", false},
	{"no title in English", "title:\n  en: \"EXERCISE: memorandum on a stabilisation area in the southwest\"", "title:\n  en: \"\"", "no English text", `en: ""`, true},
	{"a word for a number", "area_m: 150", "area_m: wide", "whole number", "area_m: wide", true},
	{"a tolerance out of range", "area_m: 150", "area_m: 150000", "cannot be", "area_m:", true},
	{"a time without an offset", "end: 2018-01-09T09:00Z", "end: 2018-01-09T09:00", "write date, time and offset", "end:", true},
	{"a length of time without a unit", "triage: 2h", "triage: 2", "length of time", "triage: 2", true},
	{"an end before the start", "end: 2018-01-09", "end: 2016-01-09", "is not after the entry into force", "end: 2016", false},
	{"a time zone that does not exist", "tz: Asia/Damascus", "tz: Asia/Damaskus", "is not a time zone", "tz:", false},
	{"a local time that is not the UTC one", "local: 2017-07-09T12:00", "local: 2017-07-09T11:00", "is 2017-07-09T12:00 in Asia/Damascus", "local:", false},
	{"a guarantor that does not exist", "guarantors: [G2]", "guarantors: [G9]", `there is no guarantor "G9"`, "[G9]", false},
	{"a zone that does not exist", "inside: [NFZ-1]", "inside: [NFZ-2]", `there is no zone "NFZ-2" (did you mean "NFZ-1"?)`, "[NFZ-2]", false},
	{"a line that does not exist", "of: [line_west,", "of: [line_vest,", `did you mean "line_west"?`, "line_vest", false},
	{"an act code that does not exist", "acts: [REINFORCE]", "acts: [REINFORCED]", `there is no act code "REINFORCED" (did you mean "REINFORCE"?)`, "REINFORCED", true},
	{"a kind of zone that does not exist", "kind: nofly", "kind: no_fly", `did you mean "nofly"?`, "no_fly", true},
	{"a clause without a subject", "subject: [A]\n    tests:\n", "tests:\n", "binds nobody", "", true},
	{"a clause without an act", "    tests:\n      - {acts: [REINFORCE], place: {within_m: 20000, of: [line_west, line_east, line_suwayda]}}\n", "", "without an act", "", true},
	{"a place given twice", "place: {inside: [NFZ-1]}", "place: {inside: [NFZ-1], anywhere: true}", "exactly one way", "", true},
	{"an id that stands twice", "- no: C5", "- no: C4", `"C4" is there twice`, "", false},
	{"a name of two sides", "aliases: [United States]", "aliases: [Syrian government]", "stands for A and for G1", "", false},
	{"a feature that does not exist", "map.geojson#H1", "map.geojson#H2", `no feature with the id "H2" (did you mean`, "#H2", false},
	{"a file that does not exist", "map.geojson#H1", "maps.geojson#H1", "there is no file maps.geojson", "maps.geojson", false},
	{"a file outside the folder", "map.geojson#H1", "../map.geojson#H1", "not the name of a file in the folder", "../map", true},
	{"a line where an area is needed", "map.geojson#H1", "map.geojson#line_west", "names a LineString where a Polygon is needed", "", false},
	{"an action that is none", "terms.offer,", "terms,", "write desk.verb", "", true},
	{"a right that is given twice", "[terms.agree, terms.suspend], audience: public", "[terms.agree, terms.agree], audience: public", "has the right to terms.agree already", "", false},
	{"a role that does not exist", "{role: analyst,", "{role: analist,", `did you mean "analyst"?`, "analist", true},
	{"an audience that is none", "audience: parties}", "audience: partys}", `did you mean "parties"?`, "partys", true},
	{"an exemption that always holds", "acts: [HEAVY_WPN_IN_ZONE], named: true}", "acts: [HEAVY_WPN_IN_ZONE]}", "has no condition", "EX-STORED", false},
	{"a position that is none", `point: "32.57, 36.03"`, `point: "abc"`, "cannot be read", `"abc"`, false},
	{"an alias of YAML", "languages: [en, ar, ru]", "languages: [&s en, *s, ru]", "alias", "", false},
	{"nobody to agree to forgetting", "agreed_by: [A, B, G1, G2, G3]", "agreed_by: []", "nobody has to agree", "", true},
	{"weights that fall", "weights: [1, 2, 5, 12, 40]", "weights: [1, 2, 5, 4, 40]", "fall from level 3 to level 4", "", false},
	{"a severity out of range", "severity: 3, counting: act", "severity: 6, counting: act", "not a level", "", true},
	{"a distance beyond judging", "within_m: 20000", "within_m: 2000000", "cannot be judged", "", true},
}

func (m mutation) apply(t testing.TB) string {
	t.Helper()
	text := exerciseYAML(t)
	if !strings.Contains(text, m.old) {
		t.Fatalf("the exercise no longer has %q", m.old)
	}
	return strings.Replace(text, m.old, m.new, 1)
}

// folder returns the exercise's folder with files replaced.
func folder(t testing.TB, files map[string]string) fs.FS {
	t.Helper()
	all := fstest.MapFS{}
	for _, name := range []string{agreement.FileName, "map.geojson"} {
		text, err := fs.ReadFile(exercise.SouthwestSyria(), name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = &fstest.MapFile{Data: text}
	}
	for name, text := range files {
		all[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

func TestLoadExplains(t *testing.T) {
	for _, m := range mutations {
		t.Run(m.name, func(t *testing.T) {
			text := m.apply(t)
			a, problems := agreement.Load(folder(t, map[string]string{agreement.FileName: text}))
			if a != nil {
				t.Fatal("it was loaded")
			}
			for _, p := range problems {
				if strings.Contains(p.Text, m.want) && p.File == agreement.FileName && lineHolds(text, p.Line, m.at) {
					return
				}
			}
			t.Errorf("no problem says %q at %q: %v", m.want, m.at, problems)
		})
	}
}

func lineHolds(text string, line int, fragment string) bool {
	lines := strings.Split(text, "\n")
	return line >= 1 && line <= len(lines) && strings.Contains(lines[line-1], fragment)
}

func TestLoadExplainsShapes(t *testing.T) {
	original, err := fs.ReadFile(exercise.SouthwestSyria(), "map.geojson")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, old, new, file, want string }{
		{"a ring that is not closed", "[35.8, 32.745]]]", "[35.81, 32.745]]]", "map.geojson", `feature "X1": outer ring: is not closed`},
		{"a ring that crosses itself", "[35.86, 32.705], [35.93, 32.7]", "[35.93, 32.7], [35.86, 32.705]", "map.geojson", "touches itself"},
		{"a broken file", "]}},", "]}", "map.geojson", "is not GeoJSON"},
		{"a line with swapped coordinates", "[36.093, 32.612], [36.115, 32.622]", "[32.612, 36.093], [36.115, 32.622]", "agreement.yaml", "look swapped"},
		{"a line far away", "[36.093, 32.612], [36.115, 32.622]", "[46.093, 32.612], [36.115, 32.622]", "agreement.yaml", "more than about 50 km"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(string(original), test.old, test.new, 1)
			_, problems := agreement.Load(folder(t, map[string]string{"map.geojson": text}))
			for _, p := range problems {
				if p.File == test.file && strings.Contains(p.Text, test.want) && p.Line > 1 {
					return
				}
			}
			t.Errorf("no problem of %s says %q: %v", test.file, test.want, problems)
		})
	}
}

func TestLoadOfTheSmallestAgreement(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "small.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	a, problems := agreement.Load(folder(t, map[string]string{agreement.FileName: string(text)}))
	if len(problems) > 0 || a.Title.Ar != "" || a.Title.In("ar") != "Small agreement" {
		t.Errorf("%v, title %+v", problems, a)
	}
}

func TestLoadOfAnEmptyFolder(t *testing.T) {
	_, problems := agreement.Load(fstest.MapFS{})
	if len(problems) != 1 || !strings.Contains(problems[0].Text, "there is no file agreement.yaml") {
		t.Errorf("problems: %v", problems)
	}
}

// FuzzLoad holds that Load never panics, and that what it accepts can be packed, unpacked and judged by.
func FuzzLoad(f *testing.F) {
	small, err := os.ReadFile(filepath.Join("testdata", "small.yaml"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(small)) // the exercise itself is so large that mutating it finds little
	f.Add("id: x\nversion: 1\n")
	f.Add("- a\n- b\n")
	f.Add("id: &a [*a]\n")
	shapes, err := fs.ReadFile(exercise.SouthwestSyria(), "map.geojson")
	if err != nil {
		f.Fatal(err)
	}
	rows, err := exercise.Ledger()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, problems := agreement.Load(fstest.MapFS{
			agreement.FileName: &fstest.MapFile{Data: []byte(text)},
			"map.geojson":      &fstest.MapFile{Data: shapes},
		})
		if (a == nil) != (len(problems) > 0) {
			t.Fatalf("an agreement with problems: %v", problems)
		}
		if a == nil {
			return
		}
		back, err := agreement.Unpack(a.Pack())
		if err != nil || back.Digest() != a.Digest() {
			t.Fatalf("accepted, packed and refused: %v", err)
		}
		law := agreement.NewTerms(a, exercise.StatusHistory(), nil, 1)
		for _, row := range rows {
			agreement.Judge(law, row.Input())
		}
	})
}

// Property: what is unpacked can be packed again to the same bytes, and judged by.
func FuzzUnpack(f *testing.F) {
	f.Add(exerciseTerms(f).Agreement().Pack())
	f.Add([]byte("{}"))
	f.Add([]byte(`{"id": "X", "version": 1, "zones": [{"id": "Z"}]}`))
	f.Fuzz(func(t *testing.T, packed []byte) {
		a, err := agreement.Unpack(packed)
		if err != nil {
			return
		}
		again, err := agreement.Unpack(a.Pack())
		if err != nil || again.Digest() != a.Digest() {
			t.Fatalf("packed again it is another: %v", err)
		}
		agreement.Judge(agreement.NewTerms(a, nil, a.Windows, 1), mortarAtNoon(t))
	})
}
