package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

// How long a request's body is waited for. A limit on the whole request would cut off the import of a large table and a
// video over a poor line, and with them every stream that lives longer; so only the waiting counts, and what arrives earns more.
const (
	patience  = time.Minute
	leastRate = 512 // bytes that earn a second: a poor radio link
)

// patient has bodies read with patience, but not for ever.
func patient(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body != nil && r.Body != http.NoBody {
			r.Body = &patientBody{r.Body, http.NewResponseController(w).SetReadDeadline, time.Now, patience}
		}
		h.ServeHTTP(w, r)
	})
}

type patientBody struct {
	io.ReadCloser
	until func(time.Time) error // sets when reading fails; never, for the zero time
	now   func() time.Time
	left  time.Duration // of the waiting
}

func (b *patientBody) Read(p []byte) (int, error) {
	began := b.now()
	if err := b.until(began.Add(b.left)); err != nil {
		return 0, err
	}
	n, err := b.ReadCloser.Read(p)
	b.left = min(b.left-b.now().Sub(began)+time.Duration(n)*time.Second/leastRate, patience)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return n, fmt.Errorf("the rest of what was sent did not come within %v; send it again over a better line: %w", patience, err)
	}
	if err != nil { // at its end the connection is watched for who hangs up, and that has time
		if clear := b.until(time.Time{}); clear != nil {
			return n, clear
		}
	}
	return n, err
}
