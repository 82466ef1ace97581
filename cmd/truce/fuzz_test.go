package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"truce.example/desk"
	"truce.example/record"
)

// FuzzQuestions asks for any address with any query and any of the headers that the face reads: what is accepted, where a
// stream was left, who asks, which part of a file. Property: never a failure of the program, never a longer record, and a
// refusal is a problem document, or a page or a line of text for a reader.
func FuzzQuestions(f *testing.F) {
	c := newCentre(f)
	for _, path := range []string{
		"/", "/enter", "/layers/observe.reports?before=5", "/entries/3", "/api/record/entries/3", "/api/record/entries/9223372036854775807/receipt", "/api/observe/reports?known=-1&wait=3",
		"/api/observe/reports?box=1,2,3,4&lang=ru", "/api/observe/totals?from=2017-07-09", "/api/inquiry/cases/1", "/log/tile/0/000.p/7", "/log/tile/entries/000", "/log/checkpoint", "/api/terms/agreement?at=x",
	} {
		f.Add(path, "text/html,*/*;q=0.1", "", "Bearer x", "bytes=0-5")
	}
	f.Add("/api/record/stream", "text/event-stream", "9223372036854775807", "", "")
	f.Add("/api/record/stream", "text/event-stream", "-1", "Basic x", "")
	f.Add("/api/record/stream?from=0", "", "7", "Bearer", "bytes=-")
	f.Fuzz(func(t *testing.T, path, accept, last, authorization, span string) {
		ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
		defer cancel()
		r, err := http.NewRequestWithContext(ctx, "GET", "http://truce.test/"+strings.TrimPrefix(path, "/"), nil)
		if err != nil {
			return // no address: a client cannot send it
		}
		r.RemoteAddr = "192.0.2.1:1234"
		for name, value := range map[string]string{"Accept": accept, "Last-Event-ID": last, "Authorization": authorization, "Range": span} {
			if value != "" {
				r.Header.Set(name, value)
			}
		}
		if authorization == "" {
			r.Header.Set("Authorization", "Bearer "+c.keys["heron"])
		}
		before := c.size()
		w := httptest.NewRecorder()
		c.face.ServeHTTP(w, r)
		if w.Code >= 500 && w.Code != http.StatusServiceUnavailable {
			t.Fatalf("GET %s: %d %s", path, w.Code, w.Body)
		}
		if now := c.size(); now != before {
			t.Fatalf("GET %s made the record grow from %d to %d", path, before, now)
		}
		if form := w.Header().Get("Content-Type"); w.Code >= 400 && !strings.HasPrefix(form, "text/") && w.Code != http.StatusRequestedRangeNotSatisfiable {
			var p struct{ Detail string }
			if form != "application/problem+json" || json.Unmarshal(w.Body.Bytes(), &p) != nil || p.Detail == "" {
				t.Fatalf("GET %s: %d as %q without a sentence: %s", path, w.Code, form, w.Body)
			}
		}
	})
}

// FuzzDecodeFact reads any bytes as a fact of any kind. Property: it is refused, or can be written and read again as the
// same; and what the fact says to other desks, and what remains of it when it is forgotten, never fails.
func FuzzDecodeFact(f *testing.F) {
	var all []record.Kind
	for _, d := range newHouse().desks {
		all = append(all, d.Facts...)
	}
	ks, err := record.NewKinds(all...)
	if err != nil {
		f.Fatal(err)
	}
	for i, k := range all {
		b, err := record.Marshal(k.Example)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint16(i), b)
	}
	f.Add(uint16(0), []byte{0xa0})
	f.Fuzz(func(t *testing.T, n uint16, b []byte) {
		kind := all[int(n)%len(all)].Name
		fact, err := ks.DecodeFact(kind, b)
		if err != nil {
			return
		}
		first, err := record.Marshal(fact)
		if err != nil {
			t.Fatalf("%s is read and cannot be written: %v", kind, err)
		}
		again, err := ks.DecodeFact(kind, first)
		if err != nil {
			t.Fatalf("%s is written and cannot be read: %v", kind, err)
		}
		if second, err := record.Marshal(again); err != nil || !bytes.Equal(first, second) {
			t.Fatalf("%s changes when it is written again: %x, then %x", kind, first, second)
		}
		if t, ok := fact.(desk.TellsNotice); ok {
			t.Notices()
		}
		if t, ok := fact.(desk.TellsIncident); ok {
			t.Incident()
		}
		if r, ok := fact.(desk.Residue); ok {
			if _, err := record.Marshal(r.Residue()); err != nil {
				t.Fatalf("what remains of %s cannot be written: %v", kind, err)
			}
		}
	})
}
