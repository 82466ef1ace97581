package inquiry_test

import (
	"fmt"
	"strings"
	"testing"

	"truce.example/desk"
	"truce.example/desk/inquiry"
)

func TestTheReportShowsBothSidesAlikeInThreeLanguages(t *testing.T) {
	r := newRoom(t)
	no := r.asked()
	for who, words := range map[*desk.Who]string{&olive: "WORDS-OF-A <script>", &almond: "WORDS-OF-B"} {
		r.do(*who, &inquiry.GiveAccount{Case: no, Text: words, Claims: []string{"a claim"}})
	}
	r.do(falcon, sample(no))
	page := func(who desk.Who, lang string) string {
		answer, err := r.Ask(who, fmt.Sprintf("inquiry/cases/%d/report?lang=%s", no, lang))
		if err != nil {
			t.Fatal(err)
		}
		return string(answer.(desk.Document).Body)
	}
	if got := page(almond, "en"); strings.Contains(got, "WORDS-OF-A") || strings.Contains(got, "tail fin") || !strings.Contains(got, "WORDS-OF-B") {
		t.Errorf("before the release B reads %s", got)
	}
	r.do(heron, &inquiry.ReleaseAccounts{Case: no})
	r.publish(no)
	for lang, want := range map[string]string{"en": "no joint finding", "ar": `dir="rtl"`, "ru": "нет совместного вывода"} {
		got := page(heron, lang)
		if !strings.Contains(got, want) || strings.Contains(got, "<script>") || strings.Count(got, `<section class="side">`) != 2 || strings.Contains(got, "<no value>") {
			t.Errorf("%s: %s", lang, got)
		}
	}
	if _, err := r.Ask(heron, fmt.Sprintf("inquiry/cases/%d/report?lang=xx", no)); err == nil {
		t.Error("a report in no language")
	}
}
