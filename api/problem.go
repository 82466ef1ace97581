package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"truce.example/desk"
	"truce.example/record"
)

// A Problem is a refusal as RFC 9457 writes it.
type Problem struct {
	Type      string            `json:"type"` // "/docs#invalid"
	Title     string            `json:"title"`
	Status    int               `json:"status"`
	Detail    string            `json:"detail"`
	Errors    []desk.FieldError `json:"errors,omitempty"`
	Reference string            `json:"reference,omitempty"` // for us: where to find the cause in the log
}

var statuses = map[desk.Refusal]struct {
	status int
	title  string
}{
	desk.Invalid:    {http.StatusUnprocessableEntity, "The input cannot be taken as it is"},
	desk.NotAllowed: {http.StatusForbidden, "Not allowed"},
	desk.NotFound:   {http.StatusNotFound, "Not found"},
	desk.Conflict:   {http.StatusConflict, "It contradicts what is recorded"},
	desk.TooEarly:   {http.StatusConflict, "Too early"},
	desk.Busy:       {http.StatusServiceUnavailable, "Busy"},
	desk.Behind:     {http.StatusServiceUnavailable, "The tables are behind the record"},
	desk.Full:       {http.StatusInsufficientStorage, "The disk is full"},
}

// fail turns an error into a problem document: the one place where that is done. What is not a refusal reaches the
// sender only as a reference number.
func (f *Face) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // the sender went away
	}
	p := Problem{Status: http.StatusInternalServerError, Type: "about:blank", Title: "Something went wrong here"}
	refused, ok := desk.Refused(err)
	if ok {
		s := statuses[refused.Kind]
		p = Problem{Type: "/docs#" + string(refused.Kind), Title: s.title, Status: s.status, Detail: refused.Sentence, Errors: refused.Fields}
		if refused.Kind == desk.Invalid && strings.HasPrefix(r.URL.Path, ogcRoot) {
			p.Status = http.StatusBadRequest // OGC API – Features wants this one
		}
	} else {
		p.Reference = record.NewID().String()[:8]
		p.Detail = "The mission's host can find the cause under the reference " + p.Reference + ". Nothing is known to have been recorded; sending the same again with the same id is harmless."
		f.Log.Error("request failed", "reference", p.Reference, "method", r.Method, "route", r.Pattern, "error", err)
	}
	var unknown unknownError
	if errors.As(err, &unknown) {
		p.Status, p.Title = http.StatusUnauthorized, "Sign in first"
		w.Header().Set("WWW-Authenticate", scheme(r)+` realm="truce", charset="UTF-8"`)
	}
	w.Header().Del("ETag") // a refusal is nobody's answer
	w.Header().Set("Cache-Control", "no-store")
	if p.Status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	if wantsPage(r) {
		f.problemPage(w, r, p)
		return
	}
	b, _ := json.Marshal(p)
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	w.Write(append(b, '\n'))
}
