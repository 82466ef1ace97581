package words

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestSameWords(t *testing.T) {
	for _, c := range []struct{ a, b string }{
		{"Mortar", "MORTAR"}, {"Dar'a", "Dara"}, {"Dar’a", "dara"}, {"Sheikh Miskīn", "sheikh miskin"}, {"al-Naʿima", "al naima"},
		{"ﬁre", "fire"}, {"Straße", "STRASSE"}, {"İzra", "izra"}, {"Łódź", "lodz"}, {"１２０", "120"},
		{"обстрел", "ОБСТРЕЛ"}, {"орёл", "орел"}, {"Даръа-эль-Балад", "даръа эль балад"}, {"и\u0306од", "йод"},
		{"قَصْفٌ", "قصف"}, {"قصــــف", "قصف"}, {"إزرع", "ازرع"}, {"أم المياذن", "ام المياذن"}, {"النعيمة", "النعيمه"}, {"نوى", "نوي"},
		{"بصرى", "بصری"}, {"مسکین", "مسكين"}, {"١٢٠", "120"}, {"۱۲۰", "120"}, {"ٱلقصف", "القصف"}, {"مسؤول", "مسوول"}, {"لاجئ", "لاجي"},
		{"ﻗﺼﻒ", "قصف"}, {"می\u200cرود", "میرود"}, {"آمن", "امن"},
	} {
		if x, y := forms(c.a), forms(c.b); x != y {
			t.Errorf("%q is %q and %q is %q", c.a, x, c.b, y)
		}
	}
	for _, c := range []struct{ a, b string }{{"йод", "иод"}, {"мина", "мины"}, {"حرب", "حزب"}, {"al-Naima", "Naima"}, {"ъ", "ь"}} {
		if forms(c.a) == forms(c.b) {
			t.Errorf("%q and %q are one word", c.a, c.b)
		}
	}
}

func forms(s string) string { return strings.Join(formsOf(s), " ") }

func TestWordsStandWhereTheyWere(t *testing.T) {
	text := "Le 120 mm («قَصْف» à Dar'a), 'тест'."
	runes := []rune(text)
	var got []string
	for _, w := range Split(text) {
		got = append(got, string(runes[w.Start:w.End])+"="+w.Form)
	}
	want := "[Le=le 120=120 mm=mm قَصْف=قصف à=a Dar'a=dara тест=тест]"
	if fmt.Sprint(got) != want {
		t.Errorf("got  %v\nwant %s", got, want)
	}
}

func TestTheArticleMayBeLeftOut(t *testing.T) {
	for form, want := range map[string]string{"القصف": "قصف", "والقصف": "قصف", "بالقصف": "قصف", "للقصف": "قصف", "الله": "", "قصف": "", "mortar": ""} {
		if got, _ := WithoutArticle(form); got != want {
			t.Errorf("%s: %q, want %q", form, got, want)
		}
	}
}

func TestQueries(t *testing.T) {
	one := func(words ...string) Choice { return Choice{{Words: words, loose: true}} }
	last := func(words ...string) Choice { return Choice{{Words: words, Begins: true, loose: true}} }
	for text, want := range map[string]Query{
		"mortar":             {All: []Choice{last("mortar")}},
		"mortar fire":        {All: []Choice{one("mortar"), last("fire")}},
		`"mortar fire" now`:  {All: []Choice{{{Words: []string{"mortar", "fire"}}}, last("now")}},
		`"mortar fire"`:      {All: []Choice{{{Words: []string{"mortar", "fire"}}}}},
		"«обстрел дома» -ёж": {All: []Choice{{{Words: []string{"обстрел", "дома"}}}}, None: []Term{{Words: []string{"еж"}, loose: true}}},
		"al-Naima":           {All: []Choice{last("al", "naima")}},
		`-"a b" c`:           {All: []Choice{last("c")}, None: []Term{{Words: []string{"a", "b"}}}},
		"mortar 120":         {All: []Choice{one("mortar"), one("120")}},
		`"unfinished words`:  {All: []Choice{{{Words: []string{"unfinished", "words"}}}}},
	} {
		got, err := ParseQuery(text)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v\nwant %+v", text, got, err, want)
		}
	}
	for text, want := range map[string]error{
		"": ErrEmpty, " \t": ErrEmpty, "?!": ErrNoWord, "-mortar": ErrOnlyNot, `""`: ErrNoWord, "-": ErrNoWord, "ء": ErrNoWord, "ـ": ErrNoWord,
		strings.Repeat("a", MaxQuery+1): ErrTooLong, strings.Repeat("a ", MaxTerms+1): ErrTooLong,
	} {
		if _, err := ParseQuery(text); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	}
}

func TestANameIsFoundUnderItsSpellings(t *testing.T) {
	names := [][]string{{"Sheikh Miskin", "الشيخ مسكين", "Шейх-Мискин"}, {"Dar'a (city)", "درعا (المدينة)", "Deraa"}}
	for query, wants := range map[string][]string{
		"sheikh miskin mortar": {"قصف الشيخ مسكين", "Шейх-Мискин"},
		"شيخ":                  {"الشيخ مسكين"},
		"درعا":                 {"near Deraa", "Dar’a", "Dar'a (city)"},
		`"Шейх Мискин"`:        {"Sheikh Miskin"},
	} {
		q, err := ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		q = q.WithNames(names)
		for _, text := range wants {
			if len(q.Marks(text)) == 0 {
				t.Errorf("%s does not find %s: %+v", query, text, q)
			}
		}
	}
	q, _ := ParseQuery("miskin sheikh")
	if got := q.WithNames(names); !reflect.DeepEqual(got, q) {
		t.Errorf("words in another order are no name: %+v", got)
	}
}

func TestTheHitIsMarkedInTheOriginal(t *testing.T) {
	long := strings.Repeat("شاهد الفريق آثار انفجار. ", 40) + "سقطت قَذِيفةُ هاون قرب النعيمة." + strings.Repeat(" لا إصابات.", 40)
	q, err := ParseQuery("قذيفة نعيمة")
	if err != nil {
		t.Fatal(err)
	}
	shown, marks := q.Snippet(long, 160)
	var got []string
	for _, m := range marks {
		got = append(got, string([]rune(shown)[m[0]:m[1]]))
	}
	if fmt.Sprint(got) != "[قَذِيفةُ النعيمة]" || utf8.RuneCountInString(shown) > 162 || !strings.HasPrefix(shown, "…") || !strings.HasSuffix(shown, "…") {
		t.Errorf("%v in %q", got, shown)
	}
	if short, marks := q.Snippet("nothing", 160); short != "nothing" || marks != nil {
		t.Errorf("%q %v", short, marks)
	}
}

func formsSlow(written string) []string {
	var out []string
	for _, w := range foldSlow(nil, written, 0, 1) {
		out = append(out, w.Form)
	}
	return out
}

func FuzzSplit(f *testing.F) {
	for _, s := range []string{"Dar'a 'x'", "قَصْفٌ ١٢٠", "орёл", "ﷺ ﷲ", "½", "\xff\u0301a", "a\u200db", "ΐ", "'''", "a''b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		runes := []rune(text)
		at := 0
		for _, w := range Split(text) {
			if w.Start < at-len(runes) || w.End > len(runes) || w.Start >= w.End || w.Form == "" {
				t.Fatalf("%q: %+v", text, w)
			}
			at = w.End
			written := string(runes[w.Start:w.End])
			if form, ok := foldQuick(written); ok && form != strings.Join(formsSlow(written), "") {
				t.Fatalf("%q folds to %q, and the long way to %q", written, form, formsSlow(written))
			}
			for _, r := range w.Form {
				if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
					t.Fatalf("%q: the form %q has the sign %U", text, w.Form, r)
				}
			}
			if again := Split(w.Form); len(again) != 1 {
				t.Fatalf("%q: the form %q folds to %+v", text, w.Form, again)
			}
		}
	})
}

func FuzzParseQuery(f *testing.F) {
	for _, s := range []string{`"a b" -c d`, "«x» „y“ -", `-"`, "al-Naima", "ء -ـ a"} {
		f.Add(s, "Sheikh Miskin", "a quick text")
	}
	f.Fuzz(func(t *testing.T, query, name, text string) {
		q, err := ParseQuery(query)
		if err != nil {
			return
		}
		q = q.WithNames([][]string{{name, "other name"}})
		for _, c := range q.All {
			for _, term := range c {
				if len(c) == 0 || len(term.Words) == 0 {
					t.Fatalf("%q: %+v", query, q)
				}
			}
		}
		shown, marks := q.Snippet(text, 20)
		n := utf8.RuneCountInString(shown)
		for _, m := range marks {
			if m[0] < 0 || m[0] >= m[1] || m[1] > n {
				t.Fatalf("%q in %q: %v", query, text, marks)
			}
		}
	})
}
