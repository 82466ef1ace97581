package main

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A field program of OpenRosa, as the specification has it: it finds the forms, fills one in, sends it with its files, and sends it
// again when the line broke.

// A collector is such a program, which knows a name and a password.
type collector struct {
	*centre
	auth string
}

func (c collector) ask(method, path, form string, body []byte) *httptest.ResponseRecorder {
	return c.knock("", method, path, body, "Authorization: "+c.auth, "Content-Type: "+form, "X-OpenRosa-Version: 1.0")
}

// send posts an instance with files, of which the last may break off.
func (c collector) send(instance string, files map[string]string, incomplete, breaks bool) *httptest.ResponseRecorder {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	p, _ := w.CreateFormFile("xml_submission_file", "report.xml")
	p.Write([]byte(instance))
	for _, name := range sortedKeys(files) {
		p, _ := w.CreateFormFile(name, name)
		p.Write([]byte(files[name]))
	}
	if incomplete {
		w.WriteField("*isIncomplete*", "yes")
	}
	form := w.FormDataContentType()
	if !breaks {
		w.Close()
	}
	return c.ask("POST", "/submission", form, body.Bytes())
}

func filled(id, file string) string {
	return `<?xml version='1.0' ?><data id="observe.observation" version="1" xmlns:orx="http://openrosa.org/xforms"><type>mortar</type><observation>explosion</observation><means>heard</means>` +
		`<start>2017-07-10T06:20:00.000+03:00</start><place>32.6189 36.1021 0 8</place><description>incoming</description><confidence>high</confidence><team>P-03</team><text>` + id + `</text>` +
		`<files><photo>` + file + `</photo></files><files><photo>2.jpg</photo></files><orx:meta><orx:instanceID>` + id + `</orx:instanceID><orx:timeEnd>2017-07-10T06:35:00.000+03:00</orx:timeEnd></orx:meta></data>`
}

func TestAFieldProgramOfOpenRosaFindsItsFormsAndSends(t *testing.T) {
	c := newCentre(t)
	swift := collector{c, "Basic " + base64.StdEncoding.EncodeToString([]byte("swift:"+c.keys["swift"]))}
	stranger := collector{c, "Basic " + base64.StdEncoding.EncodeToString([]byte("swift:guess"))}

	a := stranger.ask("HEAD", "/submission", "", nil)
	if a.Code != http.StatusUnauthorized || !strings.HasPrefix(a.Header().Get("WWW-Authenticate"), "Basic ") {
		t.Errorf("a stranger: %d, %q", a.Code, a.Header().Get("WWW-Authenticate"))
	}
	a = swift.ask("HEAD", "/submission", "", nil)
	if a.Code != http.StatusNoContent || a.Header().Get("Location") == "" || a.Header().Get("X-OpenRosa-Version") != "1.0" || a.Header().Get("X-OpenRosa-Accept-Content-Length") == "" || a.Header().Get("Date") == "" {
		t.Errorf("HEAD: %d %v", a.Code, a.Header())
	}

	var list struct {
		XMLName xml.Name `xml:"http://openrosa.org/xforms/xformsList xforms"`
		Forms   []struct {
			ID       string `xml:"formID"`
			Hash     string `xml:"hash"`
			Version  string `xml:"version"`
			Download string `xml:"downloadUrl"`
			Manifest string `xml:"manifestUrl"`
		} `xml:"xform"`
	}
	a = swift.ask("GET", "/formList", "", nil)
	if err := xml.Unmarshal(a.Body.Bytes(), &list); err != nil || a.Code != 200 || len(list.Forms) < 8 {
		t.Fatalf("%d, %v: %s", a.Code, err, a.Body)
	}
	for _, f := range list.Forms {
		form := swift.ask("GET", strings.TrimPrefix(f.Download, "http://truce.test"), "", nil)
		if got := fmt.Sprintf("md5:%x", md5.Sum(form.Body.Bytes())); form.Code != 200 || got != f.Hash || !strings.Contains(form.Body.String(), `id="`+f.ID+`" version="`+f.Version+`"`) {
			t.Errorf("%s: %d, hash %s, listed %s", f.ID, form.Code, got, f.Hash)
		}
		if m := swift.ask("GET", strings.TrimPrefix(f.Manifest, "http://truce.test"), "", nil); m.Code != 200 || !strings.Contains(m.Body.String(), "<manifest") {
			t.Errorf("manifest of %s: %d %s", f.ID, m.Code, m.Body)
		}
	}
	olive := collector{c, "Basic " + base64.StdEncoding.EncodeToString([]byte("olive:"+c.keys["olive"]))}
	if a := olive.ask("GET", "/formList", "", nil); strings.Contains(a.Body.String(), "observe.observation") {
		t.Error("a side is offered the mission's own form")
	}

	// The line breaks in the middle of the second file; the program sends all of it again, and then once more.
	size := c.m.Head().Size
	if a := swift.send(filled("uuid:1", "1.jpg"), map[string]string{"1.jpg": "first", "2.jpg": "sec"}, false, true); a.Code/100 == 2 {
		t.Errorf("what broke off was taken for whole: %d %s", a.Code, a.Body)
	}
	if got := c.m.Head().Size - size; got != 1 {
		t.Errorf("%d entries after the break, want the one file that came whole", got)
	}
	a = swift.send(filled("uuid:1", "1.jpg"), map[string]string{"1.jpg": "first", "2.jpg": "second"}, false, false)
	if a.Code != http.StatusCreated || !strings.Contains(a.Body.String(), "http://openrosa.org/http/response") {
		t.Fatalf("%d %s", a.Code, a.Body)
	}
	if got := c.m.Head().Size - size; got != 4 {
		t.Errorf("%d entries, want two files, a report and its judgement", got)
	}
	if a = swift.send(filled("uuid:1", "1.jpg"), map[string]string{"1.jpg": "first", "2.jpg": "second"}, false, false); a.Code != http.StatusCreated || c.m.Head().Size-size != 4 {
		t.Errorf("again: %d %s", a.Code, a.Body)
	}
	c.read()
	report := size + 2
	var page struct {
		Fact struct {
			UncertaintyM int64 `json:"uncertainty_m"`
			Written      struct{ Means, Instance string }
		}
		Files []struct {
			Name  string
			Entry int64
		}
	}
	if err := json.Unmarshal(c.knock("heron", "GET", fmt.Sprintf("/api/observe/reports/%d", report), nil).Body.Bytes(), &page); err != nil {
		t.Fatal(err)
	}
	if page.Fact.UncertaintyM != 9 || page.Fact.Written.Instance != "uuid:1" || len(page.Files) != 2 || page.Files[0].Entry != size || page.Files[1].Entry != size+1 {
		t.Errorf("%+v", page)
	}

	// A program that sends in parts, as it says; and one that has lost a file.
	size = c.m.Head().Size
	if a := swift.send(filled("uuid:2", "1.jpg"), map[string]string{"1.jpg": "first of two"}, true, false); a.Code != http.StatusAccepted || c.m.Head().Size != size+1 {
		t.Errorf("the first part: %d %s", a.Code, a.Body)
	}
	if a := swift.send(filled("uuid:2", "1.jpg"), map[string]string{"2.jpg": "second of two"}, false, false); a.Code != http.StatusCreated || c.m.Head().Size != size+4 {
		t.Errorf("the last part: %d %s", a.Code, a.Body)
	}
	a = swift.send(filled("uuid:3", "lost.jpg"), map[string]string{"2.jpg": "only"}, false, false)
	if a.Code != http.StatusCreated {
		t.Fatalf("%d %s", a.Code, a.Body)
	}
	c.read()
	if got := c.knock("heron", "GET", fmt.Sprintf("/api/observe/reports/%d", c.m.Head().Size-2), nil).Body.String(); !strings.Contains(got, `"lacking":["lost.jpg"]`) {
		t.Errorf("the report does not say what it lacks: %s", got)
	}

	for name, a := range map[string]*httptest.ResponseRecorder{
		"a file that belongs to nothing": swift.send(filled("uuid:4", "1.jpg"), map[string]string{"other.jpg": "x"}, false, false),
		"a form of another's":            olive.send(filled("uuid:5", "1.jpg"), nil, false, false),
		"another form under the same id": swift.send(filled("uuid:1", "3.jpg"), nil, false, false),
		"no form at all":                 swift.ask("POST", "/submission", "multipart/form-data; boundary=x", []byte("--x--\r\n")),
		"JSON":                           swift.ask("POST", "/submission", "application/json", []byte("{}")),
	} {
		if a.Code/100 != 4 {
			t.Errorf("%s: %d %s", name, a.Code, a.Body)
		}
	}
}
