package intake_test

import (
	"strings"
	"testing"

	"truce.example/desk/observe/intake"
)

// Property: a mapping that is taken can read a table, row by row, and every row is a form or has a reason.
func FuzzParseMapping(f *testing.F) {
	for _, seed := range []string{
		"", "tz: Asia/Damascus\ndate: DD.MM.YYYY hh:mm\ncolumns: {text: Text, start: Date, type: What}\n",
		"constants: {type: mortar}\ncodes: {accused: {army: A}}\ncolumns: {accused: By}\n", "tz: [1]", "columns: {colour: x}", "a: &a [*a]",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, err := intake.ParseMapping(text); err != nil {
			return
		}
		rows, err := intake.Open("csv", strings.NewReader("Date,What,By,Text\n2017-07-12T06:00:00Z,mortar,army,two rounds\n,,,\n"), text)
		if err != nil {
			return
		}
		for range 10 {
			row, err := rows.Next()
			if err != nil {
				return
			}
			if row.Do == nil && row.Reject == "" {
				t.Fatalf("row %d is neither taken nor refused", row.Number)
			}
		}
	})
}
