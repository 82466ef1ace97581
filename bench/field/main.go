// Command field lets phones sync at once, each with reports and photographs, while the server is killed and started again. It says how
// long it took and fails when a report or a photograph is missing, or is there twice.
//
//	go run ./bench/field -program bin/truce -phones 500 -reports 20 -photo 20000 -kills 2
package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"truce.example/bench/internal/yard"
	"truce.example/desk"
	"truce.example/desk/people"
	"truce.example/record"
)

var (
	program = flag.String("program", "bin/truce", "the built program")
	phones  = flag.Int("phones", 20, "how many sync at once")
	reports = flag.Int("reports", 5, "reports of each")
	photo   = flag.Int("photo", 20_000, "bytes of the photograph of each report")
	kills   = flag.Int("kills", 2, "how often the server is killed")
	within  = flag.Duration("within", 50*time.Second, "give up after so long")
)

func main() {
	flag.Parse()
	dir, err := os.MkdirTemp("", "truce-bench-")
	yard.Check(err)
	defer os.RemoveAll(dir)
	ctx, cancel := context.WithTimeout(context.Background(), *within)
	defer cancel()
	h := &house{dir: filepath.Join(dir, "record"), program: yard.Program{Path: *program, State: filepath.Join(dir, "state")}}
	all := h.enrol(*phones)
	h.listen()
	h.start()
	defer func() { h.kill() }()

	began := time.Now()
	var done sync.WaitGroup
	for _, p := range all {
		done.Go(func() { yard.Check(p.sync(ctx, h)) })
	}
	total := int64(*phones * *reports)
	for n := range *kills {
		for h.recorded.Load() < total*int64(n+1)/int64(*kills+1) {
			if ctx.Err() != nil {
				yard.Check(ctx.Err())
			}
			time.Sleep(5 * time.Millisecond)
		}
		h.kill()
		h.start()
	}
	done.Wait()
	took := time.Since(began).Seconds()
	lost := h.missing(ctx, all)
	yard.One("reports with a photograph, from phones at once, the server killed on the way", "/s", float64(total)/took, "")
	yard.One("reports or photographs lost or doubled", "", float64(lost), "0")
	fmt.Fprintf(os.Stderr, "%d phones, %d reports each, %d kills, %.1f s\n", *phones, *reports, *kills, took)
	if lost > 0 {
		os.Exit(1)
	}
}

// A house is the record and the server that is killed.
type house struct {
	dir, address, origin string
	program              yard.Program
	server               *exec.Cmd
	recorded             atomic.Int64
	token                string
}

// enrol makes the record and a device for each phone, of a few members.
func (h *house) enrol(n int) []*phone {
	m, err := yard.Open(h.dir, true)
	yard.Check(err)
	defer m.Close()
	h.origin = m.Origin()
	h.token, err = m.Token("heron")
	yard.Check(err)
	var all []*phone
	for i := range n {
		public, private, err := ed25519.GenerateKey(nil)
		yard.Check(err)
		p := &phone{id: fmt.Sprintf("phone-%d", i), key: private}
		_, err = m.Submit(context.Background(), desk.Host(), desk.Command{Desk: "people", ID: p.id, Do: &people.AddDevice{Device: p.id, Member: "heron", SigningKey: public}})
		yard.Check(err)
		all = append(all, p)
	}
	return all
}

// listen chooses a port that stays the same.
func (h *house) listen() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	yard.Check(err)
	h.address = l.Addr().String()
	yard.Check(l.Close())
}

func (h *house) start() {
	h.server = h.program.Command("serve", h.dir, "--listen", h.address)
	h.server.Stdout, h.server.Stderr = io.Discard, io.Discard
	yard.Check(h.server.Start())
}

func (h *house) kill() {
	h.server.Process.Kill()
	h.server.Wait()
}

// A phone has reports to send.
type phone struct {
	id     string
	key    ed25519.PrivateKey
	bearer string
}

// sync sends all that the phone has, as the field app does: each report under its id until it is answered, then its photograph in
// stretches.
func (p *phone) sync(ctx context.Context, h *house) error {
	for n := range *reports {
		picture := []byte(strings.Repeat(fmt.Sprintf("%s %d ", p.id, n), *photo/10))[:*photo]
		sum := sha256.Sum256(picture)
		at := time.Now().Add(-time.Hour).UTC().Format(time.RFC3339)
		body, err := json.Marshal(map[string]any{
			"team": "P-03", "start": at, "type": "mortar", "means": "heard", "observation": "explosion", "description": "incoming", "confidence": "high", "place_name": "al-Naima",
			"written": map[string]any{"at": at, "number": n + 1, "means": "app"},
			"files":   []any{map[string]any{"content": hex.EncodeToString(sum[:]), "name": "p.jpg", "form": "image/jpeg", "size": len(picture)}},
		})
		if err != nil {
			return err
		}
		if err := p.send(ctx, h, "observe/observations", fmt.Sprintf("%s-%d", p.id, n), body, nil); err != nil {
			return err
		}
		h.recorded.Add(1)
		if err := p.upload(ctx, h, n, picture, sum); err != nil {
			return err
		}
	}
	return nil
}

func (p *phone) upload(ctx context.Context, h *house, n int, picture []byte, sum [32]byte) error {
	announced, err := json.Marshal(map[string]any{"name": "p.jpg", "form": "image/jpeg", "audience": "mission", "size": len(picture), "content": hex.EncodeToString(sum[:])})
	if err != nil {
		return err
	}
	for {
		var u struct {
			Upload string
			Offset int
			Entry  *int64
		}
		if err := p.ask(ctx, h, "record/uploads", fmt.Sprintf("%s-photo-%d", p.id, n), announced, &u); err != nil {
			return err
		}
		if u.Entry != nil {
			return nil
		}
		end := min(len(picture), u.Offset+8<<10)
		// What comes of a stretch that breaks off is found out by asking again.
		p.once(ctx, h, fmt.Sprintf("record/uploads/%s?offset=%d", u.Upload, u.Offset), "", picture[u.Offset:end], &u, true)
	}
}

// send signs and sends until there is an answer.
func (p *phone) send(ctx context.Context, h *house, door, id string, body []byte, into any) error {
	return p.again(ctx, func() error { return p.once(ctx, h, door, id, body, into, false) })
}

// ask does it in a session of the device, which it opens when it has none.
func (p *phone) ask(ctx context.Context, h *house, door, id string, body []byte, into any) error {
	if p.bearer == "" {
		secret, hash := people.NewSecret()
		do, err := json.Marshal(people.OpenMySession{Session: "s-" + p.id, Secret: hash, Expires: record.At(time.Now().Add(time.Hour))})
		if err != nil {
			return err
		}
		if err := p.send(ctx, h, "people/me/sessions", "session-"+p.id, do, nil); err != nil {
			return err
		}
		p.bearer = secret
	}
	return p.again(ctx, func() error { return p.once(ctx, h, door, id, body, into, true) })
}

// errRefused is an answer that will not change.
var errRefused = errors.New("refused")

func (p *phone) again(ctx context.Context, try func() error) error {
	for {
		err := try()
		if err == nil || errors.Is(err, errRefused) {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (p *phone) once(ctx context.Context, h *house, door, id string, body []byte, into any, session bool) error {
	r, err := http.NewRequestWithContext(ctx, "POST", "http://"+h.address+"/api/"+door, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", id)
	if session {
		r.Header.Set("Authorization", "Bearer "+p.bearer)
	} else {
		r.Header.Set("Truce-Device", p.id)
		r.Header.Set("Truce-Signature", base64.StdEncoding.EncodeToString(ed25519.Sign(p.key, record.SubmissionText(h.origin, id, sha256.Sum256(body)))))
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	switch {
	case err != nil:
		return err
	case answer.StatusCode/100 == 4:
		return fmt.Errorf("%w: %s: %d %s", errRefused, door, answer.StatusCode, b)
	case answer.StatusCode/100 != 2:
		return fmt.Errorf("%s: %d", door, answer.StatusCode)
	case into != nil:
		return json.Unmarshal(b, into)
	}
	return nil
}

// missing counts numbers that the desk misses or has too often, and photographs that no report finds.
func (h *house) missing(ctx context.Context, all []*phone) int {
	var answer struct {
		Devices []struct {
			Device  string
			Count   int
			Highest int
			Missing []int
		}
	}
	h.get(ctx, "observe/written", &answer)
	lost := (len(all) - len(answer.Devices)) * *reports
	for _, d := range answer.Devices {
		lost += abs(*reports-d.Count) + len(d.Missing)
	}
	var page struct {
		Reports []struct{ Entry int64 }
		Next    int64
	}
	// A sample of the reports is opened: each names its photograph, and must find it.
	h.get(ctx, "observe/reports?kind=observed&limit=200", &page)
	for _, r := range page.Reports {
		var one struct{ Files []struct{ Entry int64 } }
		h.get(ctx, fmt.Sprintf("observe/reports/%d", r.Entry), &one)
		if len(one.Files) != 1 || one.Files[0].Entry == 0 {
			lost++
		}
	}
	return lost
}

func abs(n int) int { return max(n, -n) }

func (h *house) get(ctx context.Context, path string, into any) {
	var status struct{ Size int64 }
	for _, at := range []struct {
		path string
		into any
	}{{"record/status", &status}, {path, into}} {
		if at.path == path && status.Size > 0 {
			at.path += map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")] + fmt.Sprintf("wait=%d", status.Size-1)
		}
		r, err := http.NewRequestWithContext(ctx, "GET", "http://"+h.address+"/api/"+at.path, nil)
		yard.Check(err)
		r.Header.Set("Authorization", "Bearer "+h.token)
		answer, err := http.DefaultClient.Do(r)
		yard.Check(err)
		b, err := io.ReadAll(answer.Body)
		yard.Check(errors.Join(err, answer.Body.Close()))
		yard.Check(json.Unmarshal(b, at.into))
	}
}
