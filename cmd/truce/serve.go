package main

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"truce.example/api"
	"truce.example/desk"
	"truce.example/desk/notify"
	"truce.example/desk/notify/mail"
	"truce.example/desk/notify/webhook"
	"truce.example/mission"
	"truce.example/web"
)

var serveVerb = verb{
	use:   "serve DIR [--listen ADDR] [--tls-cert FILE --tls-key FILE] [--passphrase-file FILE] [--mail HOST:PORT --mail-from ADDRESS] [--basemap FILE] [--air-feed NAME=KIND://ADDRESS ...] [--witness-at NAME=URL ...]",
	about: "serve a record",
	help: `
    truce serve /srv/centre --listen 127.0.0.1:8417

Serves the record in DIR over HTTP until it is told to stop. It never makes a record: 'truce init' does. Other verbs on
the same machine reach it through DIR/truce.sock. A reading copy is served to whoever has it: a link is printed that works
once, on this machine. With --tls-cert and --tls-key it speaks HTTPS; without them it should
listen on the loopback or stand behind a proxy that does.

The console draws on a map of the world that is built in. --basemap names a PMTiles file (vector tiles in the layers of
the Protomaps basemap) that is drawn above it. The file is served to anybody: it should hold nothing of the mission.

Guarantors' witnesses that the agreement names are asked to countersign, in the background; one that is absent keeps nothing
from being recorded. --witness-at says where one is asked, by the name of its key, where the agreement gives no address.

    truce serve /srv/centre --mail mail.example.org:587 --mail-from centre@example.org --mail-user centre --mail-password-file /etc/truce/mail

Notices are mailed through the server that --mail names; without it they wait until one is named. --mail-tls says how the
connection is protected: starttls (which is the default), tls, or none, to this machine only. Signed webhooks need no
flag; what they are signed with is in DIR/webhook-secrets, outside the record: back it up apart, or set them anew.

    truce serve /srv/centre --air-feed 'north mast=sbs://10.0.0.7:30003' --air-feed 'hill=beast://10.0.0.8:30005#near=32.7,36.1&range_m=250000'

Sources of tracks are named by --air-feed, once for each: sbs, beast and avr, to which it connects; cot and cot-udp, which
send to the address that is named; or the http address of a receiver's aircraft.json. Behind a # stand settings: sensor
(adsb, which is the default, mlat, radar …), near (where it stands), range_m and floor_ft (where it looks), offset_ms (what
an SBS sender's clock is behind UTC) and every (how often aircraft.json is asked for). Their lines are not encrypted: run
them on one that is. What crosses a zone is recorded, and so is when nothing was heard of a source.`,
	run: runServe,
}

func runServe(ctx context.Context, c *console, args []string) error {
	f := c.flags()
	var s secrets
	s.flags(f)
	listen := f.String("listen", "127.0.0.1:8417", "")
	var by post
	by.flags(f)
	var hear ears
	hear.flags(f)
	cert, key := f.String("tls-cert", "", ""), f.String("tls-key", "", "")
	basemap := f.String("basemap", "", "")
	var witnesses list
	f.Var(&witnesses, "witness-at", "")
	things, err := c.parse(f, args, 1)
	if err != nil {
		return err
	}
	if (*cert == "") != (*key == "") {
		return usagef("--tls-cert and --tls-key go together")
	}
	if err := basemapFits(*basemap); err != nil {
		return err
	}
	tell, err := by.config(things[0])
	if err != nil {
		return err
	}
	if tell.Mail == nil {
		c.say("truce: no mail server is named: notices by mail wait until one is (--mail)")
	}
	sources, err := hear.config(things[0])
	if err != nil {
		return err
	}
	h := newTellingHouse(tell, sources)
	cfg, err := h.config(things[0], s)
	if err != nil {
		return err
	}
	if cfg.Witness, err = addresses(witnesses); err != nil {
		return err
	}
	m, err := mission.Open(cfg)
	if err != nil {
		return err
	}
	srv := &server{house: h, m: m, dir: things[0], cert: *cert, key: *key, basemap: *basemap}
	return errors.Join(srv.run(ctx, c, *listen, nil), m.Close())
}

// post is the flags that say how people are told.
type post struct {
	mail         mail.Config
	passwordFile string
}

func (p *post) flags(f *flag.FlagSet) {
	f.StringVar(&p.mail.Server, "mail", "", "")
	f.StringVar(&p.mail.From, "mail-from", "", "")
	f.StringVar(&p.mail.Security, "mail-tls", mail.StartTLS, "")
	f.StringVar(&p.mail.User, "mail-user", "", "")
	f.StringVar(&p.passwordFile, "mail-password-file", "", "")
}

// config makes the means of the flags. The secrets of webhooks rest in the mission's folder.
func (p *post) config(dir string) (notify.Config, error) {
	var out notify.Config
	if p.mail.Server != "" {
		var err error
		if p.mail.Password, err = p.password(); err != nil {
			return out, err
		}
		if out.Mail, err = mail.New(p.mail); err != nil {
			return out, usageError{err}
		}
	} else if p.mail.From != "" || p.mail.User != "" || p.passwordFile != "" {
		return out, usagef("--mail-from, --mail-user and --mail-password-file go with --mail")
	}
	secrets, err := webhook.OpenSecrets(filepath.Join(dir, "webhook-secrets"))
	if err != nil {
		return out, err
	}
	out.Secrets, out.Webhook = secrets, webhook.New(webhook.Config{Secrets: secrets})
	return out, nil
}

// password reads the mail server's password from a file that is nobody else's.
func (p *post) password() (string, error) {
	if (p.mail.User == "") != (p.passwordFile == "") {
		return "", usagef("--mail-user and --mail-password-file go together")
	}
	if p.passwordFile == "" {
		return "", nil
	}
	info, err := os.Stat(p.passwordFile)
	if err != nil {
		return "", fmt.Errorf("read the mail password: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("the mail password in %s can be read by others; run chmod 600 on it", p.passwordFile)
	}
	b, err := os.ReadFile(p.passwordFile)
	if err != nil {
		return "", fmt.Errorf("read the mail password: %w", err)
	}
	return strings.TrimRight(string(b), "\r\n"), nil
}

// A server serves one open mission: to the network, and to this machine's verbs.
type server struct {
	house
	m         *mission.Mission
	owner     *api.Owner // of a reading copy
	dir       string
	cert, key string
	basemap   string       // PMTiles file for a richer map, or ""
	beside    http.Handler // what is served under /demo/; nil for nothing
}

// run serves until ctx ends. ready is called with the address when requests are answered.
func (s *server) run(ctx context.Context, c *console, listen string, ready func(base string)) error {
	if os.Getenv("GOGC") == "" {
		// The program is small and has room: collecting garbage a third as often took a tenth off the cost of a submit.
		debug.SetGCPercent(300)
	}
	if !s.m.Writes() {
		who, err := readerOf(s.dir)
		if err != nil {
			return err
		}
		s.owner = &api.Owner{Who: func() desk.Who { return who }}
	}
	face, err := api.New(api.Config{Mission: s.m, Identity: s.who, Rights: s.law, Version: version, Owner: s.owner, Console: web.Console(), Basemap: s.basemap})
	if err != nil {
		return err
	}
	over, err := s.tls()
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
	public := httpServer(s.handler(face))
	public.TLSConfig = over
	local := httpServer(s.localHandler())
	failed := make(chan error, 2)
	go func() {
		if s.cert != "" {
			failed <- public.ServeTLS(outside, "", "")
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
	if at, ok := outside.Addr().(*net.TCPAddr); ok && s.cert == "" && !at.IP.IsLoopback() {
		c.say("truce: links and sessions are secrets, and this address speaks without TLS: give --tls-cert and --tls-key, or let only a proxy reach it")
	}
	if s.owner != nil {
		c.say("truce: this is a reading copy. To look at it open, on this machine and once: %s%s", base, s.owner.NewLink())
	}
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

// tls reads the certificate before anything is served; nil speaks plain HTTP.
func (s *server) tls() (*tls.Config, error) {
	if s.cert == "" {
		return nil, nil
	}
	pair, err := tls.LoadX509KeyPair(s.cert, s.key)
	if err != nil {
		return nil, fmt.Errorf("read the certificate; --tls-cert and --tls-key name a certificate with its chain and its key, both in PEM and readable here: %w", err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, nil
}

// handler is the face, and beside it what only a demo has.
func (s *server) handler(face *api.Face) http.Handler {
	if s.beside == nil {
		return face.Handler()
	}
	mux := http.NewServeMux()
	mux.Handle("/demo/", http.NewCrossOriginProtection().Handler(s.beside))
	mux.Handle("/", face.Handler())
	return mux
}

// basemapFits says at the start, and not on the first look at the map, whether a file can be drawn: PMTiles version 3.
func basemapFits(path string) error {
	if path == "" {
		return nil
	}
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open the map that --basemap names: %w", err)
	}
	defer file.Close()
	var head [8]byte
	if _, err := io.ReadFull(file, head[:]); err != nil || string(head[:]) != "PMTiles\x03" {
		return usagef("%s is not a PMTiles file of version 3; --basemap takes one", path)
	}
	return nil
}

func httpServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler: patient(h), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
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
