package brief

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"truce.example/agreement"
	"truce.example/record"
)

var filledIn = regexp.MustCompile(`\{\d\}`)

func TestEveryMessageIsInEveryLanguage(t *testing.T) {
	scripts := []*unicode.RangeTable{unicode.Latin, unicode.Arabic, unicode.Cyrillic}
	for key, texts := range words {
		places := filledIn.FindAllString(texts[0], -1)
		slices.Sort(places)
		for i, text := range texts {
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s has no words in %s", key, languages[i])
			}
			own := filledIn.FindAllString(text, -1)
			slices.Sort(own)
			if !slices.Equal(own, places) {
				t.Errorf("%s fills in %v in English and %v in %s", key, places, own, languages[i])
			}
			if text != "–" && !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(scripts[i], r) }) {
				t.Errorf("%s in %s is %q", key, languages[i], text)
			}
		}
	}
	for unit, forms := range plurals {
		for i, want := range [][]string{{"one", "other"}, {"zero", "one", "two", "few", "many", "other"}, {"one", "few", "many", "other"}} {
			for _, category := range want {
				if forms[i][category] == "" {
					t.Errorf("%s has no form %q in %s", unit, category, languages[i])
				}
			}
		}
	}
}

// Every key that the program can ask for stands in the table: those in the code and in the page, and every code of the
// agreement's tables.
func TestNoMessageIsMissing(t *testing.T) {
	want := map[string]bool{}
	for _, e := range agreement.StandardEventTypes() {
		if n := typeNames[e.Code]; n.En != e.Name.En || n.Ar == "" || n.Ru == "" {
			t.Errorf("the type %s is called %+v here, and %q in the law", e.Code, n, e.Name.En)
		}
	}
	reasons := []agreement.Reason{agreement.NoLaw, agreement.NotAnAct, agreement.LeftOutType, agreement.BeforeForce, agreement.WhenSuspended, agreement.AfterEnd,
		agreement.ByExcluded, agreement.NoClause, agreement.OutsidePlace, agreement.Exempt, agreement.TimeUnclear, agreement.PlaceUnknown}
	for _, r := range reasons {
		want["reason."+string(r)] = true
	}
	for _, s := range []agreement.Status{agreement.Draft, agreement.Offered, agreement.Agreed, agreement.InForce, agreement.Suspended, agreement.Ended} {
		want["status."+string(s)] = true
	}
	for _, k := range kindsOfBrief {
		want["kind."+k] = true
	}
	for _, l := range []string{raised, watch, quiet, noData} {
		want["light."+l] = true
	}
	for _, x := range trends {
		want["ind."+x.id] = true
	}
	for _, id := range untold {
		want["ind."+id] = true
	}
	key := regexp.MustCompile(`^(head|sum|table|col|word|note|why|lower|method|public|issue|list|sms|state|outcome|edition|mark)\.[a-z_0-9]+$`)
	for _, name := range []string{"make.go", "warnings.go", "write.go", "speak.go", "public.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if text, err := strconv.Unquote(lit.Value); err == nil && key.MatchString(text) && !strings.HasSuffix(text, "_") {
					want[text] = true
				}
			}
			return true
		})
	}
	text, err := os.ReadFile("page.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?:Word|Fill|Parts) "([a-z_.]+)"`).FindAllStringSubmatch(string(text), -1) {
		want[m[1]] = true
	}
	for k := range want {
		if _, ok := words[k]; !ok {
			t.Errorf("there is no message %q", k)
		}
	}
	if len(want) < 100 {
		t.Errorf("only %d keys were found: this test looks in the wrong place", len(want))
	}
}

// Words that take a side stand in no message.
func TestNoMessageTakesASide(t *testing.T) {
	loaded := []string{"regime", "terror", "rebel", "liberat", "aggress", "نظام", "إرهاب", "متمرد", "تحرير", "режим", "террор", "мятеж", "освобожд", "агресс"}
	for key, texts := range words {
		for _, text := range texts {
			for _, word := range loaded {
				if strings.Contains(strings.ToLower(text), word) {
					t.Errorf("%s says %q", key, word)
				}
			}
		}
	}
}

func TestNumbersUnitsAndTimesAreWrittenAsEachLanguageDoes(t *testing.T) {
	at := record.At(time.Date(2017, 7, 9, 9, 0, 0, 0, time.UTC))
	for _, row := range []struct{ language, got, want string }{
		{"en", speak("en", "Asia/Damascus").Number(16566), "16,566"},
		{"ru", speak("ru", "Asia/Damascus").Number(16566), "16\u00a0566"},
		{"ar", speak("ar", "Asia/Damascus").Number(16566), "١٦٬٥٦٦"},
		{"en", speak("en", "UTC").Permille(403), "40.3\u00a0%"},
		{"ru", speak("ru", "UTC").Permille(403), "40,3\u00a0%"},
		{"ar", speak("ar", "UTC").Permille(403), "٤٠٫٣\u00a0٪"},
		{"en", speak("en", "UTC").Plural("days", 1), "1 day"},
		{"en", speak("en", "UTC").Plural("days", 60), "60 days"},
		{"ru", speak("ru", "UTC").Plural("days", 1), "1 день"},
		{"ru", speak("ru", "UTC").Plural("days", 3), "3 дня"},
		{"ru", speak("ru", "UTC").Plural("days", 60), "60 дней"},
		{"ru", speak("ru", "UTC").Plural("hours", 21), "21 час"},
		{"ru", speak("ru", "UTC").Plural("hours", 112), "112 часов"},
		{"ar", speak("ar", "UTC").Plural("days", 1), "يوم واحد"},
		{"ar", speak("ar", "UTC").Plural("days", 2), "يومان"},
		{"ar", speak("ar", "UTC").Plural("days", 7), "٧ أيام"},
		{"ar", speak("ar", "UTC").Plural("days", 60), "٦٠ يوماً"},
		{"ar", speak("ar", "UTC").Plural("days", 100), "١٠٠ يوم"},
		{"en", speak("en", "Asia/Damascus").Local(at), "9\u00a0July 2017, 12:00"},
		{"ru", speak("ru", "Asia/Damascus").Local(at), "9\u00a0июля 2017\u00a0г., 12:00"},
		{"ar", speak("ar", "Asia/Damascus").Local(at), "٩\u00a0تموز/يوليه ٢٠١٧، ١٢:٠٠"},
		{"en", speak("en", "Asia/Damascus").Minutes(43), "43 minutes"},
		{"en", speak("en", "Asia/Damascus").Minutes(1731), "29 hours"},
		{"en", speak("en", "Asia/Damascus").Zone("Asia/Damascus", at), "\u2066Asia/Damascus (UTC+3)\u2069"},
		{"ar", speak("ar", "UTC").Word("col.level_2_up"), "المستوى ٢ فأعلى"},
	} {
		if row.got != row.want {
			t.Errorf("%s: %q, want %q", row.language, row.got, row.want)
		}
	}
}
