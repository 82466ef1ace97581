package witness

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"truce.example/record"
)

// An Asker asks one witness for countersignatures: the host's side. It belongs to one goroutine.
type Asker struct {
	Key    *record.Cosigner
	URL    string       // submission prefix: …/add-checkpoint
	Client *http.Client // nil is NewClient

	size int64 // what the witness countersigned last, as far as it was heard of
}

// NewClient is how witnesses are asked: within seconds, and never anywhere else than where people said.
func NewClient() *http.Client {
	return &http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// ErrRefused means that the witness saw a history that the log does not continue. Asking again does not help; people must.
var ErrRefused = errors.New("the witness refuses: what it countersigned before is not the beginning of this record")

// ErrAhead means that the witness countersigned more entries than the checkpoint has.
var ErrAhead = errors.New("the witness has countersigned more entries than this record has: was it put back to an older state?")

// Ask gets the countersignature of a checkpoint, and gives the checkpoint with it and nobody else's besides the log's own.
// consistency proves that the tree of a size is the beginning of the checkpoint's.
func (a *Asker) Ask(ctx context.Context, c record.Checkpoint, consistency func(older int64) ([]record.Hash, error)) (record.Checkpoint, error) {
	if a.Client == nil {
		a.Client = NewClient()
	}
	if a.size > c.Size {
		return c, ErrAhead
	}
	c = c.Bare()
	for range 3 { // a witness that was restored, or that another host asked meanwhile, says what it has
		proof, err := consistency(a.size)
		if err != nil {
			return c, err
		}
		status, answer, err := a.post(ctx, Request{a.size, proof, c.Signed})
		switch {
		case err != nil:
			return c, err
		case status == http.StatusOK:
			return a.take(c, answer)
		case status == http.StatusConflict:
			size, err := strconv.ParseInt(strings.TrimSuffix(string(answer), "\n"), 10, 64)
			if err != nil || size < 0 {
				return c, fmt.Errorf("the witness %s says no size that it knows", a.Key.Name)
			}
			if size > c.Size {
				a.size = size
				return c, ErrAhead
			}
			if size == a.size {
				return c, ErrRefused // the same size and another root
			}
			a.size = size
		case status == http.StatusUnprocessableEntity:
			return c, ErrRefused
		case status == http.StatusNotFound, status == http.StatusForbidden:
			return c, fmt.Errorf("the witness %s does not watch this record under its key (%d): give the guarantor the key", a.Key.Name, status)
		default:
			return c, fmt.Errorf("the witness %s answers %d", a.Key.Name, status)
		}
	}
	return c, fmt.Errorf("the witness %s says another size each time", a.Key.Name)
}

func (a *Asker) take(c record.Checkpoint, answer []byte) (record.Checkpoint, error) {
	found, err := record.ReadCosignatures(c, answer, []*record.Cosigner{a.Key})
	if err != nil {
		return c, err
	}
	if len(found) == 0 {
		return c, fmt.Errorf("the witness at this address does not sign with the key %s that the agreement names", a.Key.Name)
	}
	a.size = c.Size
	return c.WithCosignatures(found[0].Line), nil
}

func (a *Asker) post(ctx context.Context, r Request) (int, []byte, error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimRight(a.URL, "/")+"/add-checkpoint", bytes.NewReader(r.Bytes()))
	if err != nil {
		return 0, nil, err
	}
	q.Header.Set("Content-Type", "text/plain")
	answer, err := a.Client.Do(q)
	if err != nil {
		return 0, nil, fmt.Errorf("ask the witness %s: %w", a.Key.Name, err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(io.LimitReader(answer.Body, MaxRequest))
	return answer.StatusCode, b, err
}
