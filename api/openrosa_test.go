package api

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"truce.example/desk"
)

var testSheet = desk.Sheet{
	ID: "shell", Code: "F9", Title: desk.Say("Shell", "قذيفة", "Снаряд"), Desk: "note", Door: "shells", Files: true,
	Blanks: []desk.Blank{
		{Field: "type", Kind: desk.BlankChoice, Label: desk.Say("What", "ماذا", "Что"), Required: true, Choices: []desk.Choice{{Code: "mortar", Label: desk.Say("mortar <82>", "هاون", "миномёт")}}},
		{Field: "start", Kind: desk.BlankMoment, Label: desk.Say("When", "متى", "Когда")},
		{Field: "place", Kind: desk.BlankPoint, Radius: "uncertainty_m", Label: desk.Say("Where", "أين", "Где")},
		{Field: "count.n", Kind: desk.BlankNumber, Label: desk.Say("How many", "كم", "Сколько")},
		{Field: "count.of", Kind: desk.BlankLine, Label: desk.Say("Of what", "من ماذا", "Чего")},
		{Field: "sure", Kind: desk.BlankYes, Label: desk.Say("Sure", "أكيد", "Точно")},
		{Field: "codes", Kind: desk.BlankLines, Label: desk.Say("Codes", "رموز", "Коды")},
		{Field: "patrol", Kind: desk.BlankEntry, Label: desk.Say("Patrol", "دورية", "Патруль")},
		{Field: "means", Kind: desk.BlankFixed, Value: "radio"},
		{Field: "visits", Kind: desk.BlankList, Label: desk.Say("Visits", "زيارات", "Визиты"), Blanks: []desk.Blank{
			{Field: "name", Kind: desk.BlankLine, Label: desk.Say("Name", "اسم", "Имя")}, {Field: "arrived", Kind: desk.BlankMoment, Label: desk.Say("Arrived", "وصول", "Прибытие")},
		}},
	},
}

const filledSheet = `<?xml version='1.0' ?><data id="note.shell" version="1" xmlns:orx="http://openrosa.org/xforms"><type>mortar</type><start>2017-07-10T06:20:00.000+03:00</start>
<place>32.61891234567 36.1021 0.0 4.2</place><count><n>3</n><of/></count><sure>yes</sure><codes>a
 b
</codes><patrol>12</patrol><means>telepathy</means><visits><name>Izra</name><arrived>2017-07-10T06:00:00.000Z</arrived></visits><visits><name>Nawa</name><arrived/></visits>
<files><photo>1.jpg</photo><sound/></files><files><film>2.mp4</film></files>
<orx:meta><orx:instanceID>uuid:1</orx:instanceID><orx:timeStart>2017-07-10T06:30:00.000+03:00</orx:timeStart><orx:timeEnd>2017-07-10T06:35:00.000+03:00</orx:timeEnd></orx:meta></data>`

func TestAFilledFormIsTheCommandOfItsSheet(t *testing.T) {
	in, err := ParseInstance([]byte(filledSheet))
	if err != nil {
		t.Fatal(err)
	}
	if in.Form != formID(testSheet) || in.ID != "uuid:1" || len(in.Files) != 2 || in.Files[1] != "2.mp4" {
		t.Errorf("%+v", in)
	}
	got, err := in.Command(testSheet, nil, []string{"2.mp4"})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"codes":["a","b"],"count":{"n":3},"means":"radio","patrol":12,"place":{"lat":32.6189123,"lon":36.1021},"start":"2017-07-10T03:20:00Z","sure":true,"type":"mortar","uncertainty_m":5,` +
		`"visits":[{"arrived":"2017-07-10T06:00:00Z","name":"Izra"},{"name":"Nawa"}],"written":{"at":"2017-07-10T03:35:00Z","means":"openrosa","lacking":["2.mp4"],"instance":"uuid:1"}}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestWhatASheetDoesNotKnowIsRefusedAndNotDropped(t *testing.T) {
	for name, c := range map[string]struct{ from, to, says string }{
		"an element of an old form": {"<patrol>", "<weather>rain</weather><patrol>", "weather is not on this sheet"},
		"a number that is none":     {"<n>3</n>", "<n>three</n>", "whole number"},
		"a time without an offset":  {"2017-07-10T06:20:00.000+03:00</start>", "2017-07-10T06:20:00</start>", "offset"},
		"a place off the earth":     {"32.61891234567", "132.6", "latitude"},
	} {
		in, err := ParseInstance([]byte(strings.Replace(filledSheet, c.from, c.to, 1)))
		if err == nil {
			_, err = in.Command(testSheet, nil, nil)
		}
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, text := range map[string]string{
		"nothing": "", "no XML": "hello", "two roots": `<a id="x"/><b/>`, "a document type": `<!DOCTYPE a [<!ENTITY x "y">]><a id="x"/>`,
		"no instance": `<a id="x"><meta/></a>`, "too deep": `<a id="x">` + strings.Repeat("<b>", 20) + strings.Repeat("</b>", 20) + "</a>",
	} {
		if _, err := ParseInstance([]byte(text)); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}

// Every question of a form refers to an element of its instance, and every language has every text.
func TestAFormIsWhole(t *testing.T) {
	d := xml.NewDecoder(bytes.NewReader(xform(testSheet)))
	paths, texts, inInstance := map[string]bool{}, map[string]int{}, false
	var at, refs []string
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if inInstance {
				at = append(at, tok.Name.Local)
				paths["/"+strings.Join(at, "/")] = true
				continue
			}
			inInstance = tok.Name.Local == "instance"
			for _, a := range tok.Attr {
				switch {
				case tok.Name.Local == "text":
					texts[a.Value]++
				case a.Name.Local == "nodeset", a.Name.Local == "ref" && strings.HasPrefix(a.Value, "/"):
					refs = append(refs, strings.ReplaceAll(a.Value, "orx:", ""))
				}
			}
		case xml.EndElement:
			switch {
			case tok.Name.Local == "instance":
				inInstance = false
			case inInstance:
				at = at[:len(at)-1]
			}
		}
	}
	if len(refs) < len(testSheet.Blanks) {
		t.Errorf("only %d questions and binds", len(refs))
	}
	for _, ref := range refs {
		if !paths[ref] {
			t.Errorf("%s is asked for and not in the instance", ref)
		}
	}
	for id, n := range texts {
		if n != len(formLanguages) {
			t.Errorf("the text %s stands in %d languages", id, n)
		}
	}
	if formVersion(testSheet) == formVersion(desk.Sheet{ID: "other"}) {
		t.Error("two sheets have one version")
	}
}

func FuzzParseInstance(f *testing.F) {
	f.Add([]byte(filledSheet))
	f.Add([]byte(`<data id="note.shell"><meta><instanceID>x</instanceID></meta><visits><name>a</name></visits></data>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		in, err := ParseInstance(data)
		if err != nil {
			return
		}
		body, err := in.Command(testSheet, nil, nil)
		if err != nil {
			return
		}
		if !json.Valid(body) {
			t.Errorf("the command is no JSON: %s", body)
		}
	})
}
