package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"truce.example/desk"
	"truce.example/record"
)

// recordRoutes are the doors to the record itself: what every desk's facts have in common.
func (f *Face) recordRoutes() {
	f.handle("GET /api/openapi.json", f.openAPI)
	f.handle("GET /api/record/status", f.status)
	f.handle("GET /api/record/witnesses", f.witnesses)
	f.handle("GET /api/record/at", f.entryAt)
	f.handle("GET /api/record/entries/{n}", f.entry)
	f.lent["GET /api/record/entries/{n}"] = true
	f.handle("POST /api/record/rehearse/{desk}/{door...}", f.rehearse)
	f.handle("GET /api/record/entries/{n}/receipt", f.receipt)
	f.handle("GET /api/record/entries/{n}/disclosure", f.disclosure)
	f.handle("GET /api/record/entries/{n}/file", f.file)
	f.handle("GET /api/record/entries/{n}/sealed-file", f.sealedFile)
	f.handle("GET /api/record/bodies", f.bodies)
	f.handle("GET /api/record/grants", f.grants)
	f.handle("GET /api/record/stream", f.stream)
	f.handle("GET /log/{path...}", f.log)
	if f.Owner != nil {
		f.handle("GET "+ownerPath+"{secret}", f.enterOwner)
	}
}

// Status says where the record stands.
type Status struct {
	Origin   string      `json:"origin"`
	Exercise bool        `json:"exercise"`
	Key      string      `json:"key"`  // the log's public key
	Size     int64       `json:"size"` // entries
	Root     record.Hash `json:"root"`
	Read     int64       `json:"read"` // entries that the tables have read
	Now      string      `json:"now"`  // the mission's clock
	Version  string      `json:"version"`
	Basemap  bool        `json:"basemap"` // the operator brought a richer map
}

func (f *Face) now() Status {
	c := f.Mission.Head()
	return Status{
		Origin: c.Origin, Exercise: record.IsExercise(c.Origin), Key: f.Mission.PublicKey(), Size: c.Size, Root: c.Root,
		Read: f.Mission.ViewEntry(), Now: f.Mission.Now().Format(time.RFC3339), Version: f.Version,
		Basemap: f.Basemap != "",
	}
}

func (f *Face) status(w http.ResponseWriter, r *http.Request) error {
	return write(w, http.StatusOK, f.now())
}

// Witnesses says who has countersigned the record.
type Witnesses struct {
	Size         int64           `json:"size"`          // entries of the record
	Of           int             `json:"of"`            // guarantors who run a witness
	Quorum       int             `json:"quorum"`        // so many are asked for; 0 when the agreement asks for nobody
	FreshSeconds int64           `json:"fresh_seconds"` // a countersignature counts so long; 0 is for ever
	Fresh        int             `json:"fresh"`         // guarantors whose countersignature counts
	Whole        int             `json:"whole"`         // of these, who countersigned every entry
	Each         []WitnessStated `json:"each"`
}

// A WitnessStated is one witness.
type WitnessStated struct {
	Guarantor  string        `json:"guarantor,omitempty"` // for who is signed in
	Name       string        `json:"name"`
	Key        string        `json:"key"`
	Size       int64         `json:"size"` // entries that it countersigned
	At         record.Moment `json:"at"`   // by its own clock; null for never
	AgeSeconds *int64        `json:"age_seconds"`
	Fresh      bool          `json:"fresh"`
	State      string        `json:"state"` // signed, absent, refuses, ahead or not_asked
}

// witnesses is public, like the countersignatures themselves. Which guarantor a key belongs to is said to members.
func (f *Face) witnesses(w http.ResponseWriter, r *http.Request) error {
	who, err := f.who(r)
	if err != nil {
		return err
	}
	size := f.Mission.Head().Size
	s, states, fresh := f.Mission.Witnessed()
	out := Witnesses{Size: size, Of: s.Of, Quorum: s.Quorum, FreshSeconds: int64(fresh.Seconds()), Fresh: s.Fresh, Whole: s.Whole, Each: []WitnessStated{}}
	for i, e := range s.Each {
		line := WitnessStated{Name: e.Witness.Key.Name, Key: e.Witness.Key.String(), Size: e.Size, At: e.At, Fresh: e.Fresh, State: states[i]}
		if who.Member != "" {
			line.Guarantor = e.Witness.Guarantor
		}
		if e.At.Known() {
			age := max(0, int64(time.Since(e.At.Time()).Seconds()))
			line.AgeSeconds = &age
		}
		out.Each = append(out.Each, line)
	}
	w.Header().Set(headerEntry, strconv.FormatInt(size, 10))
	return write(w, http.StatusOK, out)
}

// A Found names an entry.
type Found struct {
	Entry int64 `json:"entry"` // -1 when there is none
}

// entryAt finds the last entry that had been recorded at a moment. Times of recording are public and never decrease, so
// it halves its way there.
func (f *Face) entryAt(w http.ResponseWriter, r *http.Request) error {
	at, err := record.ParseMoment(r.URL.Query().Get("time"))
	if err != nil {
		return desk.Refuse(desk.Invalid, "time= takes a moment such as 2017-07-09T09:00:00Z: %v", err)
	}
	below, above := int64(-1), f.Mission.Head().Size
	for above-below > 1 {
		middle := below + (above-below)/2
		e, err := f.Mission.Entry(r.Context(), middle)
		if err != nil {
			return err
		}
		if e.Recorded <= at {
			below = middle
		} else {
			above = middle
		}
	}
	return write(w, http.StatusOK, Found{below})
}

func number(r *http.Request) (int64, error) {
	n, err := strconv.ParseInt(r.PathValue("n"), 10, 64)
	if err != nil || n < 0 {
		return 0, desk.Refuse(desk.NotFound, "an entry has a number, not %q", cut(r.PathValue("n")))
	}
	return n, nil
}

// readable gives an entry as who may see it: closed to the public leaf when who is not in its audience.
func (f *Face) readable(ctx context.Context, who desk.Who, n int64) (record.Entry, error) {
	e, err := f.Mission.Entry(ctx, n)
	if err != nil {
		return e, err
	}
	return asSeen(who, e), nil
}

func asSeen(who desk.Who, e record.Entry) record.Entry {
	if who.MayRead(e) {
		return e.Resolved()
	}
	status := record.Closed
	if e.Status == record.Erased || e.Status == record.Forgotten {
		status = record.Erased
	}
	return record.Entry{Number: e.Number, Event: e.Event, Recorded: e.Recorded, Status: status}
}

func (f *Face) entry(w http.ResponseWriter, r *http.Request) error {
	who, n, err := f.whoAndNumber(r)
	if err != nil {
		return err
	}
	e, err := f.readable(r.Context(), who, n)
	if err != nil {
		return err
	}
	w.Header().Set(headerEntry, strconv.FormatInt(f.Mission.Head().Size, 10))
	return write(w, http.StatusOK, e)
}

func (f *Face) whoAndNumber(r *http.Request) (desk.Who, int64, error) {
	who, err := f.who(r)
	if err != nil {
		return who, 0, err
	}
	n, err := number(r)
	return who, n, err
}

func (f *Face) receipt(w http.ResponseWriter, r *http.Request) error {
	who, n, err := f.whoAndNumber(r)
	if err != nil {
		return err
	}
	receipt, err := f.Mission.Receipt(r.Context(), who, n)
	if err != nil {
		return err
	}
	w.Header().Set(headerEntry, strconv.FormatInt(f.Mission.Head().Size, 10))
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="entry-%d.tlog-proof"`, n))
	w.Write(receipt.Proof)
	return nil
}

// disclosure shows single fields of an entry, with proof, to be given to a stranger. Only who may read the entry gets it, and
// could make it from the receipt as well.
func (f *Face) disclosure(w http.ResponseWriter, r *http.Request) error {
	who, n, err := f.whoAndNumber(r)
	if err != nil {
		return err
	}
	receipt, err := f.Mission.Receipt(r.Context(), who, n)
	if err != nil {
		return err
	}
	whole, err := record.ParseReceipt(receipt.Proof)
	if err != nil {
		return err
	}
	if whole.Extra.Seed == nil {
		return desk.Refuse(desk.NotFound, "there is nothing of entry %d that you could show: it is not for you, or was forgotten", n)
	}
	shown, err := whole.Disclose(r.URL.Query()["field"])
	if err != nil {
		var has []string
		for _, f := range whole.Extra.Fields {
			has = append(has, f.Path)
		}
		return desk.Refuse(desk.Invalid, "%s: add ?field= and one of %s", err, strings.Join(has, ", "))
	}
	w.Header().Set(headerEntry, strconv.FormatInt(f.Mission.Head().Size, 10))
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="entry-%d-shown.tlog-proof"`, n))
	w.Write(shown.Bytes())
	return nil
}

func (f *Face) file(w http.ResponseWriter, r *http.Request) error {
	who, n, err := f.whoAndNumber(r)
	if err != nil {
		return err
	}
	name, _, rd, err := f.Mission.OpenFile(r.Context(), who, n)
	if err != nil {
		return err
	}
	defer rd.Close()
	w.Header().Set(headerEntry, strconv.FormatInt(f.Mission.Head().Size, 10))
	// Never shown in the page: what a stranger sent must not run under this site's name.
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	if _, err := io.Copy(w, rd); err != nil {
		panic(http.ErrAbortHandler) // the sender sees a broken transfer, not a short file
	}
	return nil
}

// log serves the public side of the record under the C2SP tlog-tiles paths.
func (f *Face) log(w http.ResponseWriter, r *http.Request) error {
	path := r.PathValue("path")
	data, immutable, err := f.Mission.LogFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return desk.Refuse(desk.NotFound, "the log has no file %q", cut(path))
	}
	if err != nil {
		return err
	}
	w.Header().Set(headerEntry, strconv.FormatInt(f.Mission.Head().Size, 10))
	w.Header().Set("Content-Type", "application/octet-stream")
	if path == "checkpoint" || path == "cosigned" || path == "key" || strings.HasPrefix(path, "takeover/") {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	}
	if immutable {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	w.Write(data)
	return nil
}

// stream sends, as server-sent events, every entry that the reader may read, from ?from= or the header Last-Event-ID on.
// The event's id is the entry's number; a comment every few seconds says how far the record has come.
func (f *Face) stream(w http.ResponseWriter, r *http.Request) error {
	who, err := f.who(r)
	if err != nil {
		return err
	}
	if err := f.allow(who, desk.RightSignedIn); err != nil {
		return err
	}
	at, err := streamStart(r, f.Mission.Head().Size)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	s := &stream{w: w, out: http.NewResponseController(w), who: who}
	for s.err == nil {
		next, err := s.turn(r, f, at)
		if err != nil {
			return nil // the reader went away, was signed out, or did not read
		}
		at = next
	}
	return nil
}

func streamStart(r *http.Request, size int64) (int64, error) {
	text, after := r.Header.Get("Last-Event-ID"), int64(1)
	if text == "" {
		text, after = r.URL.Query().Get("from"), 0
	}
	if text == "" {
		return size, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n == math.MaxInt64 {
		return 0, desk.Refuse(desk.Invalid, "the stream begins at an entry number, not at %q", cut(text))
	}
	return n + after, nil
}

const (
	streamPulse = 10 * time.Second
	streamPage  = 256
)

type stream struct {
	w   http.ResponseWriter
	out *http.ResponseController
	who desk.Who
	err error
}

// turn sends what is new, or a pulse when nothing is. Before it sends anything it asks anew who the reader is, so that a
// closed session, a revoked token or a changed role ends the stream.
func (s *stream) turn(r *http.Request, f *Face, at int64) (int64, error) {
	ctx := r.Context()
	pulse, cancel := context.WithTimeout(ctx, streamPulse)
	next, err := f.Mission.Wait(pulse, at)
	cancel()
	if ctx.Err() != nil {
		return at, ctx.Err()
	}
	if now, err := f.who(r); err != nil || now.ViewerKey() != s.who.ViewerKey() {
		return at, errors.New("signed out")
	}
	if err == nil {
		next = min(next, at+streamPage)
		err = f.Mission.Entries(ctx, at, next, func(e record.Entry) error { s.send(e); return s.err })
		if err != nil {
			return at, err
		}
		at = next
	}
	s.print(": at %d of %d\n\n", at, f.Mission.Head().Size)
	if s.err == nil {
		s.err = s.out.Flush()
	}
	return at, s.err
}

func (s *stream) send(e record.Entry) {
	if !s.who.MayRead(e) {
		return
	}
	b, err := json.Marshal(e.Resolved())
	if err != nil {
		s.err = err
		return
	}
	kind, _, _ := strings.Cut(e.Kind, "/")
	s.print("id: %d\nevent: %s\ndata: %s\n\n", e.Number, kind, b)
}

func (s *stream) print(format string, args ...any) {
	if s.err != nil {
		return
	}
	if err := s.out.SetWriteDeadline(time.Now().Add(streamPulse)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		s.err = err
		return
	}
	_, s.err = fmt.Fprintf(s.w, format, args...)
}
