package hxl_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"truce.example/desk/aid/hxl"
)

func TestTagsAndTheirAttributes(t *testing.T) {
	for text, want := range map[string]string{"#org": "#org", " #ADM1 +Code +en ": "#adm1+code+en", "#item+name+code+name": "#item+code+name", "#1": "", "org": "", "#a-b": "", "": "", "#a+": ""} {
		c, ok := hxl.ParseColumn(text)
		if got := c.String(); got != want || ok != (want != "") {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestATableIsWrittenAndReadAgain(t *testing.T) {
	one, _ := hxl.ParseColumn("#item+name")
	two, _ := hxl.ParseColumn("#adm1+code")
	one.Header, two.Header = "Item", "District"
	table := hxl.Table{Columns: []hxl.Column{one, two}, Rows: [][]string{{"flour, white", "SY12"}, {"oil\n1 l", "SY13"}}}
	var b bytes.Buffer
	if err := hxl.Write(&b, table); err != nil {
		t.Fatal(err)
	}
	again, err := hxl.Parse(b.Bytes())
	if err != nil || again.Find("#item") != 0 || again.Find("#adm1", "code") != 1 || again.Find("#adm1", "name") != -1 || again.Rows[1][0] != "oil\n1 l" || again.Columns[1].Header != "District" {
		t.Errorf("%+v %v", again, err)
	}
	b.Reset()
	table.Rows = [][]string{{"=1+1", "x"}}
	if err := hxl.Write(&b, table); err != nil || !strings.Contains(b.String(), "'=1+1") {
		t.Errorf("%s %v", b.String(), err)
	}
}

func TestAWorkbookIsRead(t *testing.T) {
	f := excelize.NewFile()
	for i, row := range [][]any{{"Item", "Number"}, {"#item+code", "#item+num"}, {"flour", 100}} {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	table, err := hxl.Parse(b.Bytes())
	if err != nil || len(table.Rows) != 1 || table.Rows[0][table.Find("#item", "num")] != "100" {
		t.Errorf("%+v %v", table, err)
	}
}

// The files with which the standard's own library is tested.
func TestTheFixturesOfTheStandardsLibrary(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "..", "shared", "data", "humanitarian")
	if _, err := os.Stat(folder); err != nil {
		if os.Getenv("TRUCE_CI") != "" {
			t.Fatal(err)
		}
		t.Skip("the fixtures are not here")
	}
	for name, want := range map[string]string{ // what is refused, and how many rows there are otherwise
		"input-valid.csv": "4", "input-valid.json": "4", "input-valid-objects.json": "4", "input-valid-nested.json": "4", "input-valid-json-selector.json": "1", "input-fuzzy.csv": "4",
		"input-multiline.csv": "1", "input-multiple-headers.csv": "2", "output-valid.csv": "4", "output-valid.json": "4", "output-valid-objects.json": "4",
		"input-invalid.csv": "no row of HXL hashtags", "input-untagged.csv": "no row of HXL hashtags", "input-untagged.json": "no row of HXL hashtags", "input-untagged-objects.json": "no row of HXL hashtags",
		"input-valid-latin1.csv": "not in UTF-8",
	} {
		text, err := os.ReadFile(filepath.Join(folder, "hxl_libhxl_fixtures", "test_io", name))
		if err != nil {
			t.Fatal(err)
		}
		table, err := hxl.Parse(text)
		if err != nil {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if got := len(table.Rows); want != string(rune('0'+got)) {
			t.Errorf("%s: %d rows, want %s", name, got, want)
		}
	}
	f, err := os.Open(filepath.Join(folder, "nepal_2015_red_cross_3w_hxl.json.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	table, err := hxl.Parse(text)
	if err != nil || len(table.Rows) < 1000 || table.Find("#adm3", "code") < 0 {
		t.Errorf("%d rows of the earthquake of 2015: %v", len(table.Rows), err)
	}
	if codes := table.Find("#adm3", "code"); slices.ContainsFunc(table.Rows[:10], func(row []string) bool { return row[codes] == "" }) {
		t.Error("a row has no code")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("Org,Where\n#org,#adm1+code\nwater board,SY12\n"))
	f.Add([]byte(`[["#org"],["x"]]`))
	f.Add([]byte(`{"a":{"b":[{"#org":"x","#adm1":1},{"#org":null}]}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if bytes.HasPrefix(bytes.TrimLeft(text, " \t\r\n"), []byte("PK")) {
			return // the workbook's library has its own tests
		}
		if rows, err := hxl.ParseRows(text); err == nil && rows != nil && len(rows) == 0 {
			t.Error("rows that are none")
		}
		table, err := hxl.Parse(text)
		if err != nil {
			return
		}
		for _, row := range table.Rows {
			if len(row) != len(table.Columns) {
				t.Errorf("a row of %d cells below %d columns", len(row), len(table.Columns))
			}
		}
		for _, c := range table.Columns {
			if again, ok := hxl.ParseColumn(c.String()); c.Tag != "" && (!ok || again.String() != c.String()) {
				t.Errorf("%q is read again as %q", c, again)
			}
		}
	})
}
