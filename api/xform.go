package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"

	"truce.example/desk"
)

// A sheet as an XForm, in the words of the ODK XForms specification (getodk.github.io/xforms-spec), so that ODK Collect,
// KoboCollect and Enketo show it. The elements of the instance have the names of the command's fields; files stand in a repeat of
// their own, one of each kind to a turn.

// formID names a sheet among the forms of a server.
func formID(s desk.Sheet) string { return s.Desk + "." + s.ID }

// formVersion changes whenever the sheet does, its choices included.
func formVersion(s desk.Sheet) string {
	b, err := json.Marshal(s)
	if err != nil { // plain data always can be written
		panic(err)
	}
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:6])
}

// mediaKinds are the elements of the repeat of files, and what each takes.
var mediaKinds = []struct {
	name, form string
	label      desk.Words
}{
	{"photo", "image/*", desk.Say("Photo", "صورة", "Фото")}, {"sound", "audio/*", desk.Say("Sound", "صوت", "Звук")},
	{"film", "video/*", desk.Say("Film", "فيديو", "Видео")}, {"file", "application/*", desk.Say("File", "ملف", "Файл")},
}

// filesElement is the repeat of files.
const filesElement = "files"

// A formWriter gathers the four parts of a form as it goes through the blanks.
type formWriter struct {
	instance, binds, body bytes.Buffer
	texts                 []formText
}

type formText struct {
	id    string
	words desk.Words
}

var formLanguages = []struct{ code, name string }{{"en", "English (en)"}, {"ar", "العربية (ar)"}, {"ru", "Русский (ru)"}}

// xform writes a sheet as an XForm.
func xform(s desk.Sheet) []byte {
	w := &formWriter{}
	w.blanks("/data", s.Blanks)
	if s.Files {
		w.files()
	}
	var out bytes.Buffer
	out.WriteString(xml.Header + `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><h:head>`)
	fmt.Fprintf(&out, `<h:title>%s</h:title><model><itext>`, escaped(formTitle(s)))
	for i, l := range formLanguages {
		fmt.Fprintf(&out, `<translation lang="%s"`, l.name)
		if i == 0 {
			out.WriteString(` default="true()"`)
		}
		out.WriteString(">")
		for _, t := range w.texts {
			fmt.Fprintf(&out, `<text id="%s"><value>%s</value></text>`, escaped(t.id), escaped(said(t.words, l.code)))
		}
		out.WriteString("</translation>")
	}
	fmt.Fprintf(&out, `</itext><instance><data id="%s" version="%s">%s<orx:meta><orx:instanceID/><orx:timeStart/><orx:timeEnd/></orx:meta></data></instance>`, escaped(formID(s)), formVersion(s), w.instance.String())
	out.Write(w.binds.Bytes())
	out.WriteString(`<bind nodeset="/data/orx:meta/orx:instanceID" type="string" readonly="true()" jr:preload="uid"/>` +
		`<bind nodeset="/data/orx:meta/orx:timeStart" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>` +
		`<bind nodeset="/data/orx:meta/orx:timeEnd" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/></model></h:head><h:body>`)
	out.Write(w.body.Bytes())
	out.WriteString("</h:body></h:html>\n")
	return out.Bytes()
}

func formTitle(s desk.Sheet) string {
	if s.Code == "" {
		return said(s.Title, "en")
	}
	return s.Code + " " + said(s.Title, "en")
}

func said(w desk.Words, lang string) string {
	if w[lang] != "" {
		return w[lang]
	}
	return w["en"]
}

func (w *formWriter) text(id string, words desk.Words) string {
	w.texts = append(w.texts, formText{id, words})
	return fmt.Sprintf(`<label ref="jr:itext('%s')"/>`, escaped(id))
}

// blanks writes the blanks below a path. Fields inside another are written together.
func (w *formWriter) blanks(at string, blanks []desk.Blank) {
	inside := map[string]bool{}
	for _, b := range blanks {
		outer, _, nested := strings.Cut(b.Field, ".")
		switch {
		case !nested:
			w.element(b)
		case !inside[outer]:
			inside[outer] = true
			w.instance.WriteString("<" + outer + ">")
			for _, c := range blanks {
				if o, inner, ok := strings.Cut(c.Field, "."); ok && o == outer {
					fmt.Fprintf(&w.instance, "<%s/>", inner)
				}
			}
			w.instance.WriteString("</" + outer + ">")
		}
		w.question(at, b)
	}
}

// element writes the place of a blank in the instance.
func (w *formWriter) element(b desk.Blank) {
	switch b.Kind {
	case desk.BlankList:
		fmt.Fprintf(&w.instance, `<%s jr:template="">`, b.Field)
		for _, inner := range b.Blanks {
			fmt.Fprintf(&w.instance, "<%s/>", inner.Field)
		}
		fmt.Fprintf(&w.instance, "</%s>", b.Field)
	case desk.BlankFixed:
		fmt.Fprintf(&w.instance, "<%s>%s</%s>", b.Field, escaped(b.Value), b.Field)
	default:
		fmt.Fprintf(&w.instance, "<%s/>", b.Field)
	}
}

// question writes how a blank is bound and asked for.
func (w *formWriter) question(at string, b desk.Blank) {
	path := at + "/" + strings.ReplaceAll(b.Field, ".", "/")
	if b.Kind == desk.BlankFixed {
		fmt.Fprintf(&w.binds, `<bind nodeset="%s" type="string"/>`, path)
		return
	}
	label := w.text(path+":label", b.Label)
	if b.Kind == desk.BlankList {
		fmt.Fprintf(&w.body, `<group ref="%s">%s<repeat nodeset="%s">`, path, label, path)
		for _, inner := range b.Blanks {
			w.question(path, inner)
		}
		w.body.WriteString("</repeat></group>")
		return
	}
	types := map[string]string{desk.BlankNumber: "int", desk.BlankMoment: "dateTime", desk.BlankPoint: "geopoint"}
	kind := types[b.Kind]
	if kind == "" {
		kind = "string"
	}
	fmt.Fprintf(&w.binds, `<bind nodeset="%s" type="%s"`, path, kind)
	if b.Required {
		w.binds.WriteString(` required="true()"`)
	}
	if b.Least != nil && b.Most != nil {
		fmt.Fprintf(&w.binds, ` constraint=". &gt;= %d and . &lt;= %d"`, *b.Least, *b.Most)
	}
	w.binds.WriteString("/>")
	choices := b.Choices
	if b.Kind == desk.BlankYes {
		choices = []desk.Choice{{Code: "yes", Label: desk.Say("yes", "نعم", "да")}}
	}
	switch b.Kind {
	case desk.BlankChoice, desk.BlankEntry, desk.BlankYes:
		if len(choices) == 0 { // there is nothing to choose from, and a form may not say so
			fmt.Fprintf(&w.body, `<input ref="%s">%s</input>`, path, label)
			return
		}
		fmt.Fprintf(&w.body, `<select1 ref="%s">%s`, path, label)
		for _, c := range choices {
			fmt.Fprintf(&w.body, `<item>%s<value>%s</value></item>`, w.text(path+":"+c.Code, c.Label), escaped(c.Code))
		}
		w.body.WriteString("</select1>")
	case desk.BlankText, desk.BlankLines:
		fmt.Fprintf(&w.body, `<input appearance="multiline" ref="%s">%s</input>`, path, label)
	default:
		fmt.Fprintf(&w.body, `<input ref="%s">%s</input>`, path, label)
	}
}

// files writes the repeat of files.
func (w *formWriter) files() {
	path := "/data/" + filesElement
	w.instance.WriteString("<" + filesElement + ` jr:template="">`)
	fmt.Fprintf(&w.body, `<group ref="%s">%s<repeat nodeset="%s">`, path, w.text(path+":label", desk.Say("Photographs, sound, film", "صور وصوت وفيديو", "Фото, звук, видео")), path)
	for _, m := range mediaKinds {
		fmt.Fprintf(&w.instance, "<%s/>", m.name)
		fmt.Fprintf(&w.binds, `<bind nodeset="%s/%s" type="binary"/>`, path, m.name)
		fmt.Fprintf(&w.body, `<upload mediatype="%s" ref="%s/%s">%s</upload>`, m.form, path, m.name, w.text(path+"/"+m.name+":label", m.label))
	}
	w.instance.WriteString("</" + filesElement + ">")
	w.body.WriteString("</repeat></group>")
}
