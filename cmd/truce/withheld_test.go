package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"truce.example/record/audit"
)

// A host that gave a receipt and keeps the body from its author is caught by the author's own machine: the receipt, held
// against the copy, shows that the body is withheld.
func TestAReceiptedBodyThatIsWithheldIsShownAsWithheld(t *testing.T) {
	c := newCentre(t)
	n := c.tell("olive", "observe/allegations", map[string]any{
		"source": "a clinic", "language": "en", "text": "EXERCISE to be kept back", "place_name": "al-Naima", "place": map[string]any{"lat": 32.62, "lon": 36.17},
		"start": "2017-09-01T00:00:00Z", "type": "mortar", "accused": "B",
	})
	receipt := c.knock("olive", "GET", fmt.Sprintf("/api/record/entries/%d/receipt", n), nil).Body.Bytes()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := httptest.NewRecorder()
		c.face.ServeHTTP(a, r)
		b := a.Body.Bytes()
		if strings.HasPrefix(r.URL.Path, "/api/record/bodies") && a.Code == http.StatusOK {
			b = without(b, n)
		}
		for k, v := range a.Header() {
			if k != "Content-Length" {
				w.Header()[k] = v
			}
		}
		w.WriteHeader(a.Code)
		w.Write(b)
	}))
	defer srv.Close()
	p := followAs(t, c.m, srv.URL, "olive")
	p.must()
	p.must()
	r, err := audit.Dir(context.Background(), p.cfg.Dir, audit.Options{Pins: audit.Pins{Key: p.cfg.Key}, Kinds: p.cfg.Kinds, Receipts: [][]byte{receipt}})
	if err != nil {
		t.Fatal(err)
	}
	if r.Withheld != 1 || len(r.Findings) != 1 || !strings.Contains(r.Findings[0].What, "withheld") || r.Findings[0].Where != fmt.Sprintf("entry %d", n) {
		t.Errorf("%d withheld, %v", r.Withheld, r.Findings)
	}
}

// without takes one entry's frame out of what followers are handed.
func without(frames []byte, n int64) []byte {
	var out []byte
	for len(frames) >= 12 {
		size := 12
		if l := binary.BigEndian.Uint32(frames[8:]); l != 1<<32-1 {
			size += int(l)
		}
		if int64(binary.BigEndian.Uint64(frames)) != n || size == 12 {
			out = append(out, frames[:size]...)
		}
		frames = frames[size:]
	}
	return out
}
