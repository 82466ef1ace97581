package api

import (
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"truce.example/desk"
	"truce.example/record"
)

// OpenRosa 1.0 (docs.getodk.org/openrosa): the list of forms, the forms, and submissions, at the root of the server, where field
// programs look for them. They sign in by HTTP Basic with an API token as the password. A submission is a command under the id of
// its instance: sending it again is harmless, and a submission whose files broke off goes on when it is sent again.

const (
	maxSubmission = 1 << 30 // bytes of one request; a program with more sends several
	mostFiles     = 100
)

func (f *Face) openRosaRoutes() {
	f.handle("GET /formList", f.formList)
	f.handle("GET /forms/{form}", f.form)
	f.handle("GET /forms/{form}/manifest", f.formManifest)
	f.handle("HEAD /submission", f.submissionHead)
	f.handle("POST /submission", f.submission)
}

// openRosa says who asks, and puts on the headers that every answer has.
func (f *Face) openRosa(w http.ResponseWriter, r *http.Request) (desk.Question, error) {
	h := w.Header()
	h.Set("X-OpenRosa-Version", "1.0")
	h.Set("X-OpenRosa-Accept-Content-Length", strconv.Itoa(maxSubmission))
	h.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	return f.question(r, desk.RightSignedIn)
}

func (f *Face) formList(w http.ResponseWriter, r *http.Request) error {
	q, err := f.openRosa(w, r)
	if err != nil {
		return err
	}
	list, err := f.sheetsFor(r.Context(), q)
	if err != nil {
		return err
	}
	var out strings.Builder
	out.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<xforms xmlns="http://openrosa.org/xforms/xformsList">`)
	for _, s := range list {
		if only := r.URL.Query().Get("formID"); only != "" && only != formID(s) {
			continue
		}
		at := site(r) + "/forms/" + url.PathEscape(formID(s))
		fmt.Fprintf(&out, "<xform><formID>%s</formID><name>%s</name><version>%s</version><hash>md5:%x</hash><downloadUrl>%s</downloadUrl><manifestUrl>%s/manifest</manifestUrl></xform>",
			escaped(formID(s)), escaped(f.marked(formTitle(s))), formVersion(s), md5.Sum(xform(s)), escaped(at), escaped(at))
	}
	out.WriteString("</xforms>\n")
	return writeForm(w, http.StatusOK, out.String())
}

func writeForm(w http.ResponseWriter, status int, text string) error {
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(status)
	io.WriteString(w, text) // a client that went away is no error of ours
	return nil
}

// sheetOf finds the sheet of a form that who asks may send.
func (f *Face) sheetOf(ctx context.Context, q desk.Question, form string) (desk.Sheet, error) {
	list, err := f.sheetsFor(ctx, q)
	if err != nil {
		return desk.Sheet{}, err
	}
	i := slices.IndexFunc(list, func(s desk.Sheet) bool { return formID(s) == form })
	if i < 0 {
		return desk.Sheet{}, desk.Refuse(desk.NotFound, "there is no form %q for you; /formList lists them", cut(form))
	}
	return list[i], nil
}

func (f *Face) form(w http.ResponseWriter, r *http.Request) error {
	q, err := f.openRosa(w, r)
	if err != nil {
		return err
	}
	s, err := f.sheetOf(r.Context(), q, r.PathValue("form"))
	if err != nil {
		return err
	}
	return writeForm(w, http.StatusOK, string(xform(s)))
}

// formManifest lists the files that a form needs: none, because the words are in it.
func (f *Face) formManifest(w http.ResponseWriter, r *http.Request) error {
	q, err := f.openRosa(w, r)
	if err != nil {
		return err
	}
	if _, err := f.sheetOf(r.Context(), q, r.PathValue("form")); err != nil {
		return err
	}
	return writeForm(w, http.StatusOK, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<manifest xmlns="http://openrosa.org/xforms/xformsManifest"></manifest>`+"\n")
}

// submissionHead lets a program find out where to send, and sign in, before it sends something large.
func (f *Face) submissionHead(w http.ResponseWriter, r *http.Request) error {
	if _, err := f.openRosa(w, r); err != nil {
		return err
	}
	w.Header().Set("Location", site(r)+"/submission")
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (f *Face) submission(w http.ResponseWriter, r *http.Request) error {
	q, err := f.openRosa(w, r)
	if err != nil {
		return err
	}
	if err := http.NewResponseController(w).SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) { // it may be slow
		return err
	}
	parts, err := multipartOf(w, r)
	if err != nil {
		return err
	}
	in, sheet, err := f.instance(r.Context(), q, parts)
	if err != nil {
		return err
	}
	partial, err := f.takeParts(r.Context(), q, in, parts)
	if err != nil {
		return err
	}
	files, missing, err := f.filesOf(r.Context(), q.Who, in)
	if err != nil {
		return err
	}
	if partial {
		return submitted(w, r, http.StatusAccepted, "Kept what came. The report is recorded with the last of its files.")
	}
	door, _ := f.telling(sheet.Desk, sheet.Door)
	// A file that the program no longer has must not keep the report back: the report says that it lacks it.
	body, err := in.Command(sheet, files, missing)
	if err != nil {
		return err
	}
	do := door.Tell()
	if err := Strict(body, do); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), submitTime)
	defer cancel()
	receipts, err := f.Mission.Submit(ctx, f.acting(q.Who, door.Right), desk.Command{Desk: sheet.Desk, ID: instanceKey(in.ID, ""), Do: do, Submitted: in.digest})
	if err != nil {
		return err
	}
	return submitted(w, r, http.StatusCreated, fmt.Sprintf("Recorded as entry %d.", receipts[0].Entry))
}

// submitted answers a submission as its sender can read it.
func submitted(w http.ResponseWriter, r *http.Request, status int, message string) error {
	w.Header().Set("Location", site(r)+"/submission")
	return writeForm(w, status, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<OpenRosaResponse xmlns="http://openrosa.org/http/response"><message nature="submit_success">`+escaped(message)+"</message></OpenRosaResponse>\n")
}

func multipartOf(w http.ResponseWriter, r *http.Request) (*multipart.Reader, error) {
	form, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || form != "multipart/form-data" || params["boundary"] == "" {
		return nil, desk.Refuse(desk.Invalid, "send the form as multipart/form-data, with the part xml_submission_file first")
	}
	return multipart.NewReader(http.MaxBytesReader(w, r.Body, maxSubmission), params["boundary"]), nil
}

// brokenOff is what a sender hears, if the line still stands.
func brokenOff(err error) error {
	if err := tooLarge(err); err != nil {
		if _, ok := desk.Refused(err); ok {
			return err
		}
	}
	return desk.Refuse(desk.Invalid, "the submission broke off; send it again, what came is kept")
}

// instance reads the first part: the form itself. Files that came before it would have to rest somewhere unsealed.
func (f *Face) instance(ctx context.Context, q desk.Question, parts *multipart.Reader) (*Instance, desk.Sheet, error) {
	p, err := parts.NextPart()
	if err != nil {
		return nil, desk.Sheet{}, brokenOff(err)
	}
	if p.FormName() != "xml_submission_file" {
		return nil, desk.Sheet{}, desk.Refuse(desk.Invalid, "the first part is %q; send xml_submission_file first", cut(p.FormName()))
	}
	data, err := io.ReadAll(io.LimitReader(p, maxInstance+1))
	if err != nil {
		return nil, desk.Sheet{}, brokenOff(err)
	}
	in, err := ParseInstance(data)
	if err != nil {
		return nil, desk.Sheet{}, err
	}
	if len(in.Files) > mostFiles {
		return nil, desk.Sheet{}, desk.Refuse(desk.Invalid, "the form names %d files, more than %d; send it in parts", len(in.Files), mostFiles)
	}
	s, err := f.sheetOf(ctx, q, in.Form)
	return in, s, err
}

// takeParts takes in the files that come with a form, each under an id of its own, so that one that came before comes to nothing. It
// says whether the sender will send more.
func (f *Face) takeParts(ctx context.Context, q desk.Question, in *Instance, parts *multipart.Reader) (partial bool, err error) {
	i := slices.IndexFunc(f.routes, func(d route) bool { return d.desk == "record" && d.Path == "files" })
	if i < 0 {
		return false, errors.New("there is no door for files")
	}
	take := f.routes[i]
	for {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return partial, nil
		}
		if err != nil {
			return false, brokenOff(err)
		}
		name := p.FormName()
		if name == "*isIncomplete*" {
			word, err := io.ReadAll(io.LimitReader(p, 16))
			if err != nil {
				return false, brokenOff(err)
			}
			partial = strings.EqualFold(strings.TrimSpace(string(word)), "yes")
			continue
		}
		if p.FileName() != "" && !slices.Contains(in.Files, name) {
			name = p.FileName()
		}
		if !slices.Contains(in.Files, name) {
			return false, desk.Refuse(desk.Invalid, "the file %q belongs to nothing in the form; send the files that it names", cut(name))
		}
		if err := f.allow(q.Who, take.Right); err != nil {
			return false, err
		}
		file := q
		file.Who, file.ID, file.Form = f.acting(q.Who, take.Right), instanceKey(in.ID, name), p.Header.Get("Content-Type")
		file.Params = url.Values{"name": {name}, "audience": {string(fileAudience(q.Who))}}
		whole := &wholePart{r: p}
		file.Body = whole
		if _, err := take.Do(ctx, file, f.Mission); err != nil {
			if whole.err != nil {
				return false, brokenOff(whole.err)
			}
			return false, err
		}
	}
}

// A wholePart remembers how a part broke off.
type wholePart struct {
	r   io.Reader
	err error
}

func (w *wholePart) Read(b []byte) (int, error) {
	n, err := w.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}

// fileAudience is who may open a file that came with a form: the mission, and the side that sent it.
func fileAudience(who desk.Who) record.Audience {
	switch who.Kind {
	case "party":
		return record.Audiences(record.Mission, record.ToParty(who.Party))
	case "guarantor":
		return record.Audiences(record.Mission, record.ToGuarantor(who.Party))
	}
	return record.Mission
}

// filesOf finds the files of a form that have come, now or before.
func (f *Face) filesOf(ctx context.Context, who desk.Who, in *Instance) (files []desk.File, missing []string, err error) {
	for _, name := range in.Files {
		file, ok, err := f.Mission.TakenAs(ctx, who, instanceKey(in.ID, name))
		if err != nil {
			return nil, nil, err
		}
		if !ok {
			missing = append(missing, name)
			continue
		}
		files = append(files, file)
	}
	return files, missing, nil
}

// instanceKey is the id under which the command of an instance, or one of its files, is submitted.
func instanceKey(instance, file string) string {
	h := sha256.Sum256([]byte(instance + "\x00" + file))
	return "openrosa-" + hex.EncodeToString(h[:20])
}
