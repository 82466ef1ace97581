package agreement_test

import (
	"strings"
	"testing"
	"time"

	"truce.example/agreement"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestDateTimeGroupsAreRead(t *testing.T) {
	damascus := zone(t, "Asia/Damascus")
	for text, want := range map[string]string{
		"081200CJUL17":    "2017-07-08T09:00:00Z",
		"081200ZJUL17":    "2017-07-08T12:00:00Z",
		"08 1200C JUL 17": "2017-07-08T09:00:00Z",
		"081200cjul2017":  "2017-07-08T09:00:00Z",
		"081200BJAN18":    "2018-01-08T10:00:00Z", // winter
		"081200JJUL17":    "2017-07-08T09:00:00Z", // the clock of the place
		"262330CoCT17":    "2017-10-26T20:30:00Z", // the hour that came twice, first
		"262330BOCT17":    "2017-10-26T21:30:00Z", // and again
	} {
		at, err := agreement.ParseDTG(text, damascus)
		if err != nil || at.String() != want {
			t.Errorf("%s is %s, %v; want %s", text, at, err, want)
		}
		if !agreement.IsDTG(text) {
			t.Errorf("%s has the form", text)
		}
	}
	if at, err := agreement.ParseDTG("081200BJUL17", nil); err != nil || at.String() != "2017-07-08T10:00:00Z" {
		t.Errorf("without a zone the letter stands for itself: %s %v", at, err)
	}
}

func TestDateTimeGroupsThatAreWrongSayWhy(t *testing.T) {
	for _, row := range []struct{ zone, text, says string }{
		{"Asia/Damascus", "081200BJUL17", "letter B, and the clock of Asia/Damascus was at UTC+03:00 then"},
		{"Asia/Damascus", "081200CJAN18", "was at UTC+02:00 then"},
		{"Asia/Damascus", "081200JUL17", "no letter"},
		{"Asia/Damascus", "262330JOCT17", "twice"},
		{"Asia/Damascus", "310030JMAR17", "never showed"},
		{"Asia/Damascus", "310030CAPR17", "no day 31"},
		{"Asia/Damascus", "082500CJUL17", "at 25:00"},
		{"Asia/Damascus", "081200CJUX17", "no month"},
		{"Asia/Kolkata", "081200EJUL17", "UTC+05:30"},
		{"Asia/Damascus", "yesterday", "not a date-time group"},
	} {
		if at, err := agreement.ParseDTG(row.text, zone(t, row.zone)); err == nil || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s became %s, %v; it should say %q", row.text, at, err, row.says)
		}
	}
	for _, text := range []string{"", "about 17:00", "unknown", "2017-07-08", "081200"} {
		if agreement.IsDTG(text) {
			t.Errorf("%q has not the form of a group", text)
		}
	}
}

// Property: a group that is taken, written with its own letter or with Z, is read as the same moment.
func FuzzParseDTG(f *testing.F) {
	for _, seed := range []string{"081200CJUL17", "262330JOCT17", "081200JUL17", "310000ZDEC9999", "", "081200*JUL17", "010000AJAN00"} {
		f.Add(seed)
	}
	damascus := zone(f, "Asia/Damascus")
	f.Fuzz(func(t *testing.T, text string) {
		at, err := agreement.ParseDTG(text, damascus)
		if agreement.IsDTG(text) != (err == nil || !strings.Contains(err.Error(), "is not a date-time group")) {
			t.Fatalf("%q: the form and the reading differ: %v", text, err)
		}
		if err != nil {
			return
		}
		if at.Time().Year() < 1 || at.Time().Year() > 9999 {
			return
		}
		again, err := agreement.ParseDTG(strings.ToUpper(at.Time().Format("021504Z")+at.Time().Format("Jan2006")), damascus)
		if err != nil || again != at {
			t.Fatalf("%q is %v, and that is read as %v: %v", text, at, again, err)
		}
	})
}
