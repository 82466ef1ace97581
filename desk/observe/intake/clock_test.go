package intake_test

import (
	"strings"
	"testing"

	"truce.example/desk/observe/intake"
)

// A row on the clock of a place is taken where that clock showed the hour once, and asks for a choice where it did not.
func TestHoursThatCameTwiceOrNeverAskForAChoice(t *testing.T) {
	for start, says := range map[string]string{
		"2017-10-26 23:30":          "twice",
		"2017-10-26T23:30:00+02:00": "",
		"2017-03-31 00:30":          "never showed",
		"2017-03-31":                "", // a day begins when it begins
		"262330CoCT17":              "",
		"262330JOCT17":              "twice",
		"081200BJUL17":              "by its letter B",
		"2017-07-08 12:00":          "",
	} {
		rows, err := intake.Open(intake.CSV, strings.NewReader("start,text,type\n"+start+",rounds,mortar\n"), []byte("tz: Asia/Damascus"))
		if err != nil {
			t.Fatal(err)
		}
		row, err := rows.Next()
		if err != nil {
			t.Fatal(err)
		}
		if (says == "") != (row.Do != nil) || !strings.Contains(row.Reject, says) {
			t.Errorf("%s: taken %v, refused with %q; want %q", start, row.Do != nil, row.Reject, says)
		}
	}
}
