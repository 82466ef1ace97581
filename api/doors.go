package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"truce.example/desk"
	"truce.example/record"
)

const (
	// maxCommand bounds the JSON of one command, in bytes.
	maxCommand = 1 << 20
	// maxWait is how long a question may wait for the tables to read an entry.
	maxWait = 10 * time.Second
	// submitTime is how long a submit may take before the sender is told to ask again.
	submitTime = 30 * time.Second
)

// headerEntry says, on every answer, how many entries of the record the answer has read.
const headerEntry = "Truce-Entry"

// ask serves a question.
func (f *Face) ask(route desk.Route) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		q, err := f.question(r, route.Right)
		if err != nil {
			return err
		}
		w.Header().Set(headerEntry, strconv.FormatInt(q.View.Entry(), 10))
		answer, err := route.Ask(r.Context(), q)
		if err != nil {
			return err
		}
		return write(w, http.StatusOK, answer)
	}
}

// question finds out who asks what, and waits for the tables if they should have read an entry first.
func (f *Face) question(r *http.Request, right string) (desk.Question, error) {
	who, err := f.who(r)
	if err != nil {
		return desk.Question{}, err
	}
	if err := f.allow(who, right); err != nil {
		return desk.Question{}, err
	}
	if err := f.wait(r); err != nil {
		return desk.Question{}, err
	}
	params := r.URL.Query()
	params.Del("wait") // the face's own word; a desk refuses words it does not know
	return desk.Question{Who: who, At: f.Mission.Now(), View: f.Mission.View(who), Head: f.Mission.Head(), Params: params, Path: r.PathValue}, nil
}

// wait honours ?wait=N: answer only when the tables have read entry N.
func (f *Face) wait(r *http.Request) error {
	text := r.URL.Query().Get("wait")
	if text == "" {
		return nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return desk.Refuse(desk.Invalid, "wait= takes an entry number, not %q", cut(text))
	}
	if n >= f.Mission.Head().Size {
		return desk.Refuse(desk.Behind, "the record has no entry %d yet", n)
	}
	return f.caughtUp(r.Context(), n+1)
}

// caughtUp waits until the tables have read every entry below n. What does more than submit one command needs tables as new
// as the record: it must not act on what was so a moment ago.
func (f *Face) caughtUp(ctx context.Context, n int64) error {
	ctx, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	if f.Mission.WaitView(ctx, n) != nil {
		return desk.Refuse(desk.Behind, "the tables have read up to entry %d and not yet entry %d; ask again in a moment", f.Mission.ViewEntry(), n-1)
	}
	return nil
}

// tell serves a command.
func (f *Face) tell(name string, route desk.Route) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		who, err := f.who(r)
		if err != nil {
			return err
		}
		if err := jsonForm(r); err != nil {
			return err
		}
		body, err := readAll(w, r, maxCommand)
		if err != nil {
			return err
		}
		id, err := clientID(r)
		if err != nil {
			return err
		}
		who, digest, signature, err := f.signed(r, who, id, body)
		if err != nil {
			return err
		}
		if err := f.allow(who, route.Right); err != nil {
			return err
		}
		do := route.Tell()
		if err := Strict(body, do); err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(r.Context(), submitTime)
		defer cancel()
		receipts, err := f.Mission.Submit(ctx, f.acting(who, route.Right), desk.Command{Desk: name, ID: id, Do: do, Submitted: digest, Signature: signature})
		if err != nil {
			return err
		}
		return f.answer(w, receipts)
	}
}

// A Rehearsal says what a command would become, and who would read it.
type Rehearsal struct {
	Facts []Rehearsed `json:"facts"`
}

// A Rehearsed fact is one that would be recorded. It has no number, and no time.
type Rehearsed struct {
	Kind     string          `json:"kind"`
	Audience record.Audience `json:"audience"`
	Fact     any             `json:"fact"`
}

// rehearse answers a command with what it would become, and records nothing: so that who serves a notice sees beforehand
// what the side will read. It is for the mission alone. A side that could ask without leaving a trace would find out, point
// by point, where the agreement's restricted places lie.
func (f *Face) rehearse(w http.ResponseWriter, r *http.Request) error {
	who, err := f.who(r)
	if err != nil {
		return err
	}
	if err := f.allow(who, desk.RightSignedIn); err != nil {
		return err
	}
	if who.Kind != "mission" {
		return desk.Refuse(desk.NotAllowed, "only the mission's own people try a command before they send it; send it, and it is checked before it is recorded")
	}
	door, ok := f.telling(r.PathValue("desk"), r.PathValue("door"))
	if !ok {
		return desk.Refuse(desk.NotFound, "there is no command at this door; the description of the doors (/docs) lists them")
	}
	if err := f.allow(who, door.Right); err != nil {
		return err
	}
	if err := jsonForm(r); err != nil {
		return err
	}
	body, err := readAll(w, r, maxCommand)
	if err != nil {
		return err
	}
	do := door.Tell()
	if err := Strict(body, do); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), submitTime)
	defer cancel()
	drafts, err := f.Mission.Rehearse(ctx, f.acting(who, door.Right), desk.Command{Desk: door.desk, ID: record.NewID().String(), Do: do})
	if err != nil {
		return err
	}
	out := Rehearsal{Facts: []Rehearsed{}}
	for _, d := range drafts {
		out.Facts = append(out.Facts, Rehearsed{f.kindOf(d.Fact), d.Audience, d.Fact})
	}
	return write(w, http.StatusOK, out)
}

// kindOf is the name of a fact's kind.
func (f *Face) kindOf(fact any) string {
	want := reflect.Indirect(reflect.ValueOf(fact)).Type()
	for _, d := range f.Mission.Desks() {
		for _, k := range d.Facts {
			if reflect.Indirect(reflect.ValueOf(k.Example)).Type() == want {
				return k.Name
			}
		}
	}
	return ""
}

// Submitted answers a command: what it became, and the proof of it.
type Submitted struct {
	Entries []Receipt `json:"entries"`
	Again   bool      `json:"again,omitempty"`
}

// A Receipt is a fact's receipt as the face hands it out.
type Receipt struct {
	desk.Receipt
	Proof string `json:"proof"` // C2SP tlog-proof, as text
}

func (f *Face) answer(w http.ResponseWriter, receipts []desk.Receipt) error {
	out := Submitted{Entries: []Receipt{}}
	for _, r := range receipts {
		out.Entries = append(out.Entries, Receipt{r, string(r.Proof)})
		out.Again = out.Again || r.Again
	}
	status := http.StatusCreated
	if out.Again || len(receipts) == 0 {
		status = http.StatusOK
	} else {
		w.Header().Set("Location", fmt.Sprintf("/api/record/entries/%d", receipts[0].Entry))
	}
	return write(w, status, out)
}

// do serves the doors that do more than submit one command.
func (f *Face) do(route desk.Route) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		q, err := f.question(r, route.Right)
		if err != nil {
			return err
		}
		if err := f.caughtUp(r.Context(), q.Head.Size); err != nil {
			return err
		}
		if q.ID, err = clientID(r); err != nil {
			return err
		}
		q.Form, _, _ = mime.ParseMediaType(r.Header.Get("Content-Type"))
		limit := max(route.Limit, maxCommand)
		q.Body = http.MaxBytesReader(w, r.Body, limit)
		if limit > maxCommand { // an upload may be slow
			if err := http.NewResponseController(w).SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
				return err
			}
		}
		q.Who = f.acting(q.Who, route.Right)
		answer, err := route.Do(r.Context(), q, f.Mission)
		if err != nil {
			return tooLarge(err)
		}
		setSession(w, r, answer)
		return write(w, http.StatusCreated, answer)
	}
}

// clientID is the sender's own id of the request, or a new one for a sender that does not care to send twice.
func clientID(r *http.Request) (string, error) {
	id := r.Header.Get("Idempotency-Key")
	if id == "" {
		return record.NewID().String(), nil
	}
	if len(id) > 128 || !printable(id) {
		return "", desk.Refuse(desk.Invalid, "the header Idempotency-Key must have 1 to 128 printable ASCII characters")
	}
	return id, nil
}

func printable(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < 0x20 || r > 0x7e }) < 0
}

func jsonForm(r *http.Request) error {
	form, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || form != "application/json" {
		return desk.Refuse(desk.Invalid, "send the command as JSON, with the header Content-Type: application/json")
	}
	if c := params["charset"]; c != "" && !strings.EqualFold(c, "utf-8") {
		return desk.Refuse(desk.Invalid, "JSON is UTF-8; the charset %q is not taken", cut(c))
	}
	return nil
}

func readAll(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	var b bytes.Buffer
	if r.ContentLength > 0 && r.ContentLength <= 64<<10 { // what a sender says of more is not believed before it comes
		b.Grow(int(r.ContentLength) + bytes.MinRead)
	}
	_, err := b.ReadFrom(http.MaxBytesReader(w, r.Body, limit))
	return b.Bytes(), tooLarge(err)
}

func tooLarge(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return desk.Refuse(desk.Invalid, "the request has more than %d bytes; send large things as files", large.Limit)
	}
	return err
}

// Strict fills v from exactly one JSON value: unknown fields, a second value, and bytes that are not UTF-8 are refused
// with a sentence.
func Strict(body []byte, v any) error {
	if !utf8.Valid(body) {
		return desk.Refuse(desk.Invalid, "the text is not UTF-8; set the sending program to UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return malformed(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return desk.Refuse(desk.Invalid, "there is something after the JSON object; send one object")
	}
	return nil
}

func malformed(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.Is(err, io.EOF):
		return desk.Refuse(desk.Invalid, "the request is empty; send a JSON object")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return desk.Refuse(desk.Invalid, "the JSON ends too early; send the whole object")
	case errors.As(err, &syntax):
		return desk.Refuse(desk.Invalid, "the JSON cannot be read at byte %d: %s", syntax.Offset, syntax.Error())
	case errors.As(err, &kind):
		return desk.RefuseFields([]desk.FieldError{{Field: kind.Field, Sentence: fmt.Sprintf("%s takes a %s, not a %s", kind.Field, kind.Type, kind.Value)}})
	}
	if field, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		field = strings.Trim(field, `"`)
		return desk.RefuseFields([]desk.FieldError{{Field: field, Sentence: fmt.Sprintf("there is no field %q here; check its spelling against /docs", cut(field))}})
	}
	return desk.Refuse(desk.Invalid, "%s", err)
}

func cut(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}

// site is this site's address as the reader reached it.
func site(r *http.Request) string {
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// marked says EXERCISE before a title where it is one, because titles travel.
func (f *Face) marked(title string) string {
	if record.IsExercise(f.Mission.Origin()) {
		return "EXERCISE " + title
	}
	return title
}

func write(w http.ResponseWriter, status int, v any) error {
	if d, ok := v.(desk.Document); ok {
		return writeDocument(w, status, d)
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write answer: %w", err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(b)+1))
	w.WriteHeader(status)
	w.Write(append(b, '\n')) // a client that went away is no error of ours
	return nil
}

// writeDocument writes a document as it is. A page may bring its own style, and nothing else: no script, no picture from
// elsewhere, no form. Only a page of this site may show it in a frame, as the console does before it is printed.
func writeDocument(w http.ResponseWriter, status int, d desk.Document) error {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'")
	h.Set("Content-Type", d.Type)
	h.Set("Content-Length", strconv.Itoa(len(d.Body)))
	if d.Name != "" {
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": d.Name}))
	}
	w.WriteHeader(status)
	w.Write(d.Body) // a client that went away is no error of ours
	return nil
}
