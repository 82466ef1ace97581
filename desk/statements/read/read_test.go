package read

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// what says briefly what was found of statements: kind, speaker, day, words.
func what(d *Document) []string {
	var out []string
	for _, s := range d.Statements {
		line := s.Kind + " | " + s.Speaker + " | " + s.Said.Value
		for _, q := range s.Quotes {
			line += " | " + d.Text[q[0]:q[1]]
		}
		out = append(out, line)
	}
	return out
}

func on(day string) About { return About{Published: Date{Value: day, Precision: "day"}} }

func TestWhoSaidWhatAndWhen(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"split by who says it", `“We keep the truce,” Colonel Ana Ruiz told reporters on Monday. “We hope that they do.”`,
			[]string{"direct | Ana Ruiz | 2024-03-04 | We keep the truce | We hope that they do."}},
		{"the verb first", `"The road is shut to everybody," said Governor Omar Haddad.`,
			[]string{"direct | Omar Haddad | 2024-03-07 | The road is shut to everybody"}},
		{"an apposition", `The minister's spokesman, Ivan Petrov, said the talks were "useful."`,
			[]string{"partial | Ivan Petrov | 2024-03-07 | useful."}},
		{"a pronoun", `Prime Minister Lena Berg arrived early. She said the border would open.`,
			[]string{"indirect | Lena Berg | 2024-03-07"}},
		{"a role without a name, and he", "Side A said on Tuesday that it would wait. A liaison officer of side B denied it was quiet. He said 20 people had been killed.",
			[]string{"indirect | Side A | 2024-03-05", "indirect | liaison officer of side B | 2024-03-07", "indirect | liaison officer of side B | 2024-03-07"}},
		{"an office named before", "Foreign Minister Karl Holm spoke in Oslo.\nThe foreign minister warned that shelling must end.",
			[]string{"indirect | Karl Holm | 2024-03-07"}},
		{"a relative clause", `Karl Holm, who lives in Oslo and considers the line illegal, left.`,
			[]string{"position | Karl Holm | "}},
		{"what others agreed stands in the words of who tells it", `Envoy Ana Ruiz said after the meeting that the ministers agreed there must "insofar as possible" be quiet.`,
			[]string{"partial | Ana Ruiz | 2024-03-07 | insofar as possible"}},
		{"an outlet passes on", `Karl Holm said on Tuesday that he "would go," according to Reuters.`,
			[]string{"partial | Karl Holm | 2024-03-05 | would go"}},
		{"a stray mark marks nothing", `Calling last week"s attack an act of "cowardice," General Ana Ruiz said it would be answered.`,
			[]string{"partial | Ana Ruiz | 2024-03-07 | cowardice"}},
		{"not said is not a statement", `The administration has not said when it would leave.`, nil},
		{"a paragraph that goes on", "“We came early,” Karl Holm said. “We waited for hours.\n“Nobody opened the gate.”",
			[]string{"direct | Karl Holm | 2024-03-07 | We came early | We waited for hours.", "direct | Karl Holm | 2024-03-07 | Nobody opened the gate."}},
		{"Russian", "«Мы соблюдаем перемирие», — заявил Сергей Лавров.", []string{"direct | Sergey Lavrov | 2024-03-07 | Мы соблюдаем перемирие"}},
		{"Arabic", "قال سيرغي لافروف إن «وقف إطلاق النار صامد».", []string{"partial | Sergey Lavrov | 2024-03-07 | وقف إطلاق النار صامد"}},
	} {
		d, err := Read(c.text, on("2024-03-07"))
		if err != nil {
			t.Fatal(c.name, err)
		}
		got := what(d)
		if len(got) != len(c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s: got %q, want %q", c.name, got[i], c.want[i])
			}
		}
	}
}

func TestTimesAreCountedFromTheDayOfPublication(t *testing.T) {
	for text, want := range map[string]string{
		"He came on Tuesday.":                           "2024-03-05",
		"They will meet on Friday.":                     "2024-03-08",
		"It was agreed last month.":                     "2024-02",
		"They met last week.":                           "2024-02-26/2024-03-03",
		"They meet later this week.":                    "2024-03-07/2024-03-10",
		"They meet this weekend.":                       "2024-03-09/2024-03-10",
		"It began two days ago.":                        "2024-03-05",
		"It rose in the last two months.":               "2024-01-07/2024-03-07",
		"It was so between July 6 and July 20.":         "2023-07-06/2023-07-20",
		"On 4 April 2017 it fell.":                      "2017-04-04",
		"On April 4, 2017 it fell.":                     "2017-04-04",
		"It has gone on since 2011.":                    "2011",
		"In early June it stopped.":                     "2023-06",
		"It happened in the month of June.":             "2023-06",
		"He may go to see 2000 people.":                 "",
		"It was shut yesterday.":                        "2024-03-06",
		"Он прибыл 5 июля 2017.":                        "2017-07-05",
		"The war, more than six years of war, goes on.": "2018/2024-03",
	} {
		d, err := Read(text, on("2024-03-07"))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if len(d.Dates) > 0 {
			got = d.Dates[0].Value
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	d, _ := Read("He said it on Tuesday.", About{})
	if len(d.Dates) != 1 || d.Dates[0].Value != "" || len(d.Notes) == 0 {
		t.Errorf("without the day of publication a weekday is not resolved: %+v %q", d.Dates, d.Notes)
	}
}

func TestNumbersOfPeopleHurtKeepTheirDoubt(t *testing.T) {
	d, err := Read("The strike killed more than 80 people and wounded dozens of civilians. At least 3 soldiers died.", on("2024-03-07"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range d.Casualties {
		line := c.Harm + " " + c.Status + " " + c.Text
		if c.Best == nil {
			line += " ?"
		}
		got = append(got, line)
	}
	if want := "dead unknown more than 80 people ?; wounded civilian dozens of civilians ?; dead combatant At least 3 soldiers ?"; strings.Join(got, "; ") != want {
		t.Errorf("got %q, want %q", strings.Join(got, "; "), want)
	}
	if c := d.Casualties[0]; *c.Low != 81 || c.High != nil {
		t.Errorf("more than 80: %+v", c)
	}
}

func TestPromisesSayWhoIsToDoWhat(t *testing.T) {
	d, err := Read(`"Russia must stop the flights by Friday," Karl Holm said. He urged Iran to leave Syria.`, on("2024-03-07"))
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Commitments) != 2 || d.Commitments[0].Obliged != "Russia" || d.Commitments[0].AssertedBy != "Karl Holm" || d.Commitments[0].Deadline.Value != "2024-03-08" || d.Commitments[1].Obliged != "Iran" || d.Commitments[1].Act != "leave Syria" {
		t.Errorf("%+v", d.Commitments)
	}
}

func TestWhatIsNoArticleIsRefused(t *testing.T) {
	for text, want := range map[string]error{"": ErrEmpty, " \n 123 ": ErrEmpty, "\xff\xfe": ErrNotUTF8, strings.Repeat("a", MaxText+1): ErrTooLong} {
		if _, err := Read(text, About{}); err != want {
			t.Errorf("got %v, want %v", err, want)
		}
	}
}

// FuzzRead: whatever a text is, each finding points into it, at the beginning and the end of a letter.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"“A,” he said. “B.”", "\"Open", "قال «نعم»", "last week\"s", "He said on Tuesday, July 4, 2017 that it must end.", "A said B said C said.", "U.S.-backed 's 's 's", strings.Repeat("\"", 50), "more than 80 people were killed", "between May and June 2016", "who and who and considers"} {
		f.Add(s, "2017-07-06")
	}
	f.Fuzz(func(t *testing.T, text, day string) {
		if len(text) > 20_000 {
			return
		}
		d, err := Read(text, on(day))
		if err != nil {
			return
		}
		check := func(s Span) {
			if s[0] < 0 || s[1] > len(text) || s[0] > s[1] || s[0] < len(text) && !utf8.RuneStart(text[s[0]]) || s[1] < len(text) && !utf8.RuneStart(text[s[1]]) {
				t.Fatalf("%v does not point into the text of %d bytes", s, len(text))
			}
		}
		for _, s := range d.Statements {
			check(s.Sentence)
			check(s.Cue)
			for _, q := range s.Quotes {
				check(q)
			}
		}
		for _, e := range d.Dates {
			check(e.Span)
		}
		for _, e := range d.Events {
			check(e.Span)
		}
		for _, c := range d.Commitments {
			check(c.Span)
		}
		for _, c := range d.Casualties {
			check(c.Span)
		}
		for _, m := range append(d.Places, d.Actors...) {
			check(m.Span)
		}
	})
}
