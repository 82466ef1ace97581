package observe_test

import (
	"strings"
	"testing"
	"time"

	"truce.example/desk"
	"truce.example/desk/desktest"
	"truce.example/desk/observe"
	"truce.example/record"
)

// enlisted stands for the fact of another desk that says how a member is called.
type enlisted struct {
	CodeName string `json:"code_name"`
}

func (f enlisted) MemberNames() []string { return []string{f.CodeName, ""} }

type register struct{}

func (register) Reset()             {}
func (register) Apply(record.Entry) {}
func (register) Decide(time.Time, desk.Who, any) ([]record.Draft, error) {
	return []record.Draft{{Fact: enlisted{"Kestrel"}, Audience: record.Mission}}, nil
}

func TestPrivatePersonsAreKeptOutOfWhatEverybodyReads(t *testing.T) {
	list := desk.Desk{Name: "list", Facts: []record.Kind{record.KindOf("list.enlisted/1", "Somebody is called so.", enlisted{"Kestrel"})}, State: register{}}
	w := desktest.New(t, observe.New(scenarioLaw(t)), list)
	w.MustTell(cedar, "list", &struct{}{})
	report := w.MustTell(heron, "observe", alleging("The house of Mr Khaled Hassan was hit."))[0].Number // for the mission: taken
	for _, row := range []struct {
		text  string
		names []string
		says  string
	}{
		{"The house of Mr Khaled Hassan was hit.", nil, `"Mr Khaled Hassan" looks like the name of a private person`},
		{"أصيب منزل السيد خالد الحسن.", nil, `"السيد خالد الحسن" looks like the name`},
		{"Дом г-на Иванова разрушен.", nil, `"г-на Иванова" looks like the name`},
		{"Observer Kestrel heard it.", nil, `"Kestrel" is the name of a member`},
		{"Ask +963 933 123 456.", []string{"+963 933 123 456"}, "telephone number; take it out"},
		{"Write to amal@example.org.", nil, "mail address"},
		{"The paper had the national number 04010012345.", nil, "identity papers"},
		{"Mr Lavrov spoke of it.", []string{"Mr Lavrov"}, ""},
		{"Стреляли у дома г-на Иванова.", []string{"Иванова"}, ""},
		{"سقطت القذيفة قرب السيدة زينب", []string{"السيدة زينب"}, ""},
		{"Three mortar rounds fell at 17:00.", nil, ""},
	} {
		share := &observe.Share{Report: report, Audience: record.Public, Text: row.text, PublicNames: row.names}
		if row.says == "" {
			fact := w.MustTell(heron, "observe", share)[0].Fact.(*observe.Shared)
			if len(fact.PublicNames) != len(row.names) {
				t.Errorf("%q: who answered for %v is not in the fact", row.text, row.names)
			}
			continue
		}
		if sentence := w.Refuses(desk.Invalid, heron, "observe", share); !strings.Contains(sentence, row.says) {
			t.Errorf("%q is refused with %q; want %q", row.text, sentence, row.says)
		}
		share.Audience = record.Parties
		w.MustTell(heron, "observe", share)
	}
	open := alleging("Dr Amal treated two wounded.")
	open.Audience = record.Public
	w.Refuses(desk.Invalid, heron, "observe", open)
	open.PublicNames = []string{"Dr Amal"}
	w.MustTell(heron, "observe", open)
}

func alleging(text string) *observe.Allege {
	c := shelling()
	c.Channel, c.Text = "agency", text
	return c
}
