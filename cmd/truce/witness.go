package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"truce.example/record/keys"
	"truce.example/record/witness"
)

var witnessVerb = verb{
	use:   "witness DIR [--name NAME] [--log KEY[@URL]] [--trust] [--listen ADDR] [--tls-cert FILE --tls-key FILE] [--keys] [--passphrase-file FILE] [--json]",
	about: "countersign a record, so that it has one history only",
	help: `
    truce witness /srv/witness --name g1.example/witness --log 'centre.example/log-2031+1a2b3c4d+A…@https://centre.example' --listen 0.0.0.0:8418

Speaks C2SP tlog-witness: a host sends each new checkpoint to POST /add-checkpoint with proof that it continues the one that
was countersigned last, and gets back a countersignature with the time. What is signed rests on the disk first. A checkpoint
that does not continue is not signed; if it is signed by the log's key, both are kept below DIR/refused, for 'truce verify'.

--name makes the witness's keys at the first start, one for Ed25519 and one for ML-DSA-44; they are printed, for the
agreement. --log watches a record under the key that people handed out; with @URL the witness can fetch from there what
proves a fork of two sizes. It may be given several times, and is remembered. With --trust a watched record takes a further
key, after a takeover that you know of. --keys prints the public keys and ends. Nothing of what is said in a record ever
reaches a witness: three lines of each checkpoint.

The folder must not be put back from a backup: a witness that forgot what it signed could sign two histories. If it is lost,
make another with another name.`,
	run: runWitness,
}

// witnessClock is the clock of witnesses; a test moves it.
var witnessClock func() time.Time

func runWitness(ctx context.Context, c *console, args []string) error {
	f := c.flags()
	var s secrets
	s.flags(f)
	var logs list
	name := f.String("name", "", "")
	f.Var(&logs, "log", "")
	trust, only := f.Bool("trust", false, ""), f.Bool("keys", false, "")
	listen := f.String("listen", "127.0.0.1:8418", "")
	cert, key := f.String("tls-cert", "", ""), f.String("tls-key", "", "")
	things, err := c.parse(f, args, 1)
	if err != nil {
		return err
	}
	if (*cert == "") != (*key == "") {
		return usagef("--tls-cert and --tls-key go together")
	}
	passphrase, err := s.passphrase()
	if err != nil {
		return err
	}
	dir := filepath.Clean(things[0])
	if *name != "" {
		if err := keys.CreateWitness(filepath.Join(dir, "keys"), *name, passphrase); err != nil {
			return err
		}
	}
	held, err := keys.WitnessSecrets(filepath.Join(dir, "keys"), passphrase)
	if err != nil {
		return err
	}
	w, err := witness.Open(witness.Config{Dir: dir, Now: witnessClock, Tell: c.witnessed}, held)
	if err != nil {
		return err
	}
	for _, l := range logs {
		key, url, _ := strings.Cut(l, "@")
		if err := w.Watch(witness.Log{Keys: []string{key}, URL: url}, *trust); err != nil {
			return errors.Join(err, w.Close())
		}
	}
	if *only {
		err := c.result(map[string]any{"keys": w.Keys(), "logs": w.Logs()}, func(out io.Writer) {
			for _, k := range w.Keys() {
				fmt.Fprintln(out, k)
			}
		})
		return errors.Join(err, w.Close())
	}
	if len(w.Logs()) == 0 {
		return errors.Join(usagef("name a record to watch with --log"), w.Close())
	}
	return errors.Join(c.serveWitness(ctx, w, *listen, *cert, *key), w.Close())
}

func (c *console) serveWitness(ctx context.Context, w *witness.Witness, listen, cert, key string) error {
	srv := httpServer(witnessHandler(w))
	srv.ReadTimeout = 20 * time.Second
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return fmt.Errorf("listen on %s; choose another address with --listen: %w", listen, err)
	}
	base := "http://"
	if cert != "" {
		base = "https://"
	}
	c.say("truce: a witness of %s at %s%s", strings.Join(w.Logs(), ", "), base, l.Addr())
	for _, k := range w.Keys() {
		c.say("truce: key %s", k)
	}
	failed := make(chan error, 1)
	go func() {
		if cert != "" {
			failed <- srv.ServeTLS(l, cert, key)
		} else {
			failed <- srv.Serve(l)
		}
	}()
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	return errors.Join(err, shutdown(srv))
}

// witnessHandler is the protocol over HTTP. Who sends is not asked: only what the log's key signed is heard.
func witnessHandler(w *witness.Witness) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /add-checkpoint", func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, witness.MaxRequest))
		if err != nil {
			http.Error(rw, "the request is too long, or broke off", http.StatusBadRequest)
			return
		}
		a := w.AddCheckpoint(r.Context(), body)
		rw.Header().Set("Content-Type", a.Type)
		rw.WriteHeader(a.Status)
		rw.Write(a.Body) // who went away is no error of ours
	})
	return mux
}

func (c *console) witnessed(e witness.Event) {
	if c.json {
		json.NewEncoder(c.out).Encode(e)
		return
	}
	if e.Event == "signed" {
		return // one for each checkpoint: too many to read
	}
	fmt.Fprintf(c.out, "%s %s: %s\n", e.At, e.Event, e.What)
	if e.Evidence != "" {
		fmt.Fprintln(c.out, "  kept in", e.Evidence)
	}
}
