package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"truce.example/api"
	"truce.example/mission"
)

var serveVerb = verb{
	use:   "serve DIR [--listen ADDR] [--tls-cert FILE --tls-key FILE] [--passphrase-file FILE]",
	about: "serve a record",
	help: `
    truce serve /srv/centre --listen 127.0.0.1:8417

Serves the record in DIR over HTTP until it is told to stop. It never makes a record: 'truce init' does. Other verbs on
the same machine reach it through DIR/truce.sock. With --tls-cert and --tls-key it speaks HTTPS; without them it should
listen on the loopback or stand behind a proxy that does.`,
	run: runServe,
}

func runServe(ctx context.Context, c *console, args []string) error {
	f := c.flags()
	var s secrets
	s.flags(f)
	listen := f.String("listen", "127.0.0.1:8417", "")
	cert, key := f.String("tls-cert", "", ""), f.String("tls-key", "", "")
	things, err := c.parse(f, args, 1)
	if err != nil {
		return err
	}
	if (*cert == "") != (*key == "") {
		return usagef("--tls-cert and --tls-key go together")
	}
	h := newHouse()
	m, err := h.open(things[0], s)
	if err != nil {
		return err
	}
	srv := &server{house: h, m: m, dir: things[0], cert: *cert, key: *key}
	return errors.Join(srv.run(ctx, c, *listen, nil), m.Close())
}

// A server serves one open mission: to the network, and to this machine's verbs.
type server struct {
	house
	m         *mission.Mission
	dir       string
	cert, key string
}

// run serves until ctx ends. ready is called with the address when requests are answered.
func (s *server) run(ctx context.Context, c *console, listen string, ready func(base string)) error {
	if os.Getenv("GOGC") == "" {
		// The program is small and has room: collecting garbage a third as often took a tenth off the cost of a submit.
		debug.SetGCPercent(300)
	}
	face, err := api.New(api.Config{Mission: s.m, Identity: s.who, Rights: s.law, Version: version})
	if err != nil {
		return err
	}
	outside, err := net.Listen("tcp", listen)
	if err != nil {
		return fmt.Errorf("listen on %s; choose another address with --listen: %w", listen, err)
	}
	inside, err := s.listenInside()
	if err != nil {
		return errors.Join(err, outside.Close())
	}
	public := httpServer(face.Handler())
	local := httpServer(s.localHandler())
	failed := make(chan error, 2)
	go func() {
		if s.cert != "" {
			failed <- public.ServeTLS(outside, s.cert, s.key)
		} else {
			failed <- public.Serve(outside)
		}
	}()
	go func() { failed <- local.Serve(inside) }()
	base := "http://" + outside.Addr().String()
	if s.cert != "" {
		base = "https://" + outside.Addr().String()
	}
	c.say("truce: serving %s at %s", s.m.Origin(), base)
	if ready != nil {
		ready(base)
	}
	select {
	case err = <-failed:
	case err = <-s.m.Failed():
	case <-ctx.Done():
		err = nil
	}
	return errors.Join(err, shutdown(public), shutdown(local))
}

func httpServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 60 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn),
	}
}

// shutdown lets requests end, and streams no longer than a moment.
func shutdown(s *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if err := s.Shutdown(ctx); err != nil {
		return s.Close()
	}
	return nil
}

func socketPath(dir string) string { return filepath.Join(dir, "truce.sock") }

// listenInside opens the door for verbs on the same machine. The lock is held, so an old socket is a dead one.
func (s *server) listenInside() (net.Listener, error) {
	path := socketPath(s.dir)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("open the door for other verbs: %w", err)
	}
	return l, os.Chmod(path, 0o600)
}
