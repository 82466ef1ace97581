package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"

	"truce.example/internal/filelock"
)

// Verbs that write work on the folder, or, when a server holds it, through the server's socket: the same functions, on
// this side or on that. Who can open the socket is the operator of the machine.

func (s *server) localHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /import", func(w http.ResponseWriter, r *http.Request) {
		// It answers while it reads. Without this, HTTP/1 throws away what of the file is still to come at the first line of an answer.
		flush := http.NewResponseController(w)
		if err := flush.EnableFullDuplex(); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		q := r.URL.Query()
		job := importJob{As: q.Get("as"), Name: q.Get("name"), Map: []byte(q.Get("map"))}
		out := json.NewEncoder(w)
		report, err := job.run(r.Context(), s.m, r.Body, func(p importReport) {
			out.Encode(localLine{Progress: &p})
			flush.Flush()
		}, func(x reject) { out.Encode(localLine{Reject: &x}) })
		if err != nil {
			out.Encode(localLine{Error: err.Error()})
			return
		}
		out.Encode(localLine{Done: &report})
	})
	answer := func(path string, f func(r *http.Request) (localLine, error)) {
		mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
			line, err := f(r)
			if err != nil {
				line = localLine{Error: err.Error()}
			}
			json.NewEncoder(w).Encode(line)
		})
	}
	answer("/link", func(r *http.Request) (localLine, error) {
		if s.owner != nil {
			return localLine{Link: s.owner.NewLink()}, nil
		}
		path, err := newLink(r.Context(), s.m, r.URL.Query().Get("member"), "issued on the host")
		return localLine{Link: path}, err
	})
	answer("/brief", func(r *http.Request) (localLine, error) {
		b, err := makeBrief(r.Context(), s.dir, s.m, r.URL.Query())
		return localLine{Brief: &b}, err
	})
	answer("/judge", func(r *http.Request) (localLine, error) {
		out, err := s.recompute(r.Context(), s.m)
		return localLine{Judged: &out}, err
	})
	return mux
}

// A localLine is one line of what a server answers a verb.
type localLine struct {
	Progress *importReport `json:"progress,omitempty"`
	Reject   *reject       `json:"reject,omitempty"`
	Done     *importReport `json:"done,omitempty"`
	Link     string        `json:"link,omitempty"`
	Brief    *briefResult  `json:"brief,omitempty"`
	Judged   *recomputed   `json:"judged,omitempty"`
	Error    string        `json:"error,omitempty"`
}

// held says whether an error means that a server holds the folder.
func held(err error) bool { return errors.Is(err, filelock.ErrHeld) }

// overSocket asks the server that holds dir, and calls f for every line of its answer.
func overSocket(ctx context.Context, dir, path string, q url.Values, body io.Reader, f func(localLine) error) error {
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", socketPath(dir))
	}}}
	if body == nil {
		body = bytes.NewReader(nil)
	}
	r, err := http.NewRequestWithContext(ctx, "POST", "http://truce"+path+"?"+q.Encode(), body)
	if err != nil {
		return err
	}
	answer, err := client.Do(r)
	if err != nil {
		return fmt.Errorf("talk to the truce that serves %s: %w", dir, err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the truce that serves %s does not know this verb (%s); stop it, or use the same version", dir, answer.Status)
	}
	d := json.NewDecoder(answer.Body)
	for {
		var line localLine
		if err := d.Decode(&line); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("the server that serves %s broke off: %w", dir, err)
		}
		if line.Error != "" {
			return errors.New(line.Error)
		}
		if err := f(line); err != nil {
			return err
		}
	}
}
