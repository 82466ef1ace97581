package agreement_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"truce.example/agreement"
)

var argumentForm = regexp.MustCompile(`\{\w+\}`)

func TestEverySentenceStandsInEveryLanguageWithTheSameArguments(t *testing.T) {
	arguments := func(sentence string) []string {
		list := argumentForm.FindAllString(sentence, -1)
		slices.Sort(list)
		return list
	}
	for key, text := range agreement.WhySentences {
		for language, sentence := range map[string]string{"ar": text.Ar, "ru": text.Ru} {
			if sentence == "" {
				t.Errorf("%s is missing in %s", key, language)
			} else if !slices.Equal(arguments(sentence), arguments(text.En)) {
				t.Errorf("%s in %s has the arguments %v, and in English %v", key, language, arguments(sentence), arguments(text.En))
			}
		}
	}
}

// Every key that the rules name is in the table, and nothing else.
func TestTheRulesNameEverySentence(t *testing.T) {
	used := map[string]bool{}
	for _, file := range []string{"judge.go", "region.go", "height.go"} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, form := range []string{`explain\("(\w+)"`, `object\("(\w+)"`, `key: "(\w+)"`, `r\.key, [^=]*= "(\w+)"`} {
			for _, m := range regexp.MustCompile(form).FindAllStringSubmatch(string(source), -1) {
				used[m[1]] = true
			}
		}
	}
	for key := range used {
		if _, ok := agreement.WhySentences[key]; !ok {
			t.Errorf("the rules say %q, and there is no such sentence", key)
		}
	}
	for key := range agreement.WhySentences {
		if !used[key] {
			t.Errorf("nothing says %q", key)
		}
	}
}

func TestTheLedgersReasonsAreSaidInEveryLanguage(t *testing.T) {
	latinWord := regexp.MustCompile(`\b(the|of|inside|outside|place|clause|known|any side|in force)\b`)
	law := exerciseTerms(t)
	for _, row := range exerciseLedger(t) {
		why := agreement.Judge(law, row.Input()).Why
		if why.In("en") != why.Text || why.In("fr") != why.Text {
			t.Errorf("%s: English is not as recorded", row.ID)
		}
		for _, language := range []string{"ar", "ru"} {
			said := why.In(language)
			if strings.Contains(said, "{") || said == why.Text || why.Key != "exempt" && latinWord.MatchString(said) {
				t.Errorf("%s in %s: %s", row.ID, language, said)
			}
		}
	}
	if said := (agreement.Why{Key: "of_the_future", Text: "As recorded."}).In("ru"); said != "As recorded." {
		t.Errorf("a sentence that is not known here is said as %q", said)
	}
}
