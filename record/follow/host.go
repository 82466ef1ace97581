package follow

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"truce.example/record"
	"truce.example/record/keys"
)

const (
	maxSmall  = 1 << 16
	maxBundle = record.TileWidth * (2 + record.MaxLeaf)
	maxAnswer = 16 << 20 // of the doors that answer with JSON

	// patience is how long a host may keep silent within an answer.
	patience = time.Minute
)

// A host is the other end. Nothing that it says is believed.
type host struct {
	base   string
	client *http.Client

	mu     sync.Mutex
	secret string // of the session
}

func newHost(base string) *host {
	t := &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: (&net.Dialer{Timeout: 20 * time.Second}).DialContext,
		TLSHandshakeTimeout: 20 * time.Second, ResponseHeaderTimeout: patience, MaxIdleConnsPerHost: 2 * fetchedAhead, IdleConnTimeout: time.Minute,
	}
	return &host{base: strings.TrimRight(base, "/"), client: &http.Client{Transport: t, CheckRedirect: sameHost}}
}

func sameHost(r *http.Request, via []*http.Request) error {
	if len(via) > 5 || r.URL.Host != via[0].URL.Host {
		return errors.New("the host sends elsewhere")
	}
	return nil
}

// A statusError is an answer that is not what was asked for.
type statusError struct {
	path   string
	status int
	detail string
}

func (e statusError) Error() string {
	if e.detail != "" {
		return fmt.Sprintf("%s: the host answers %d: %s", e.path, e.status, e.detail)
	}
	return fmt.Sprintf("%s: the host answers %d", e.path, e.status)
}

func statusOf(err error) int {
	var s statusError
	if errors.As(err, &s) {
		return s.status
	}
	return 0
}

// open sends a request and gives the answer if its status is among those wanted.
func (h *host) open(ctx context.Context, method, path string, body []byte, head map[string]string, want ...int) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, h.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	secret := h.secret
	h.mu.Unlock()
	if secret != "" && !strings.HasPrefix(path, "/log/") {
		r.Header.Set("Authorization", "Bearer "+secret)
	}
	for k, v := range head {
		r.Header.Set(k, v)
	}
	a, err := h.client.Do(r)
	if err != nil {
		return nil, err
	}
	for _, w := range want {
		if a.StatusCode == w {
			return a, nil
		}
	}
	defer a.Body.Close()
	var problem struct{ Detail string }
	b, _ := io.ReadAll(io.LimitReader(a.Body, maxSmall))
	json.Unmarshal(b, &problem) // a proxy answers in its own words
	return nil, statusError{path, a.StatusCode, problem.Detail}
}

func (h *host) get(ctx context.Context, path string, limit int) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*patience)
	defer cancel()
	a, err := h.open(ctx, "GET", path, nil, nil, http.StatusOK)
	if err != nil {
		return nil, err
	}
	defer a.Body.Close()
	b, err := io.ReadAll(io.LimitReader(a.Body, int64(limit)+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(b) > limit {
		return nil, fmt.Errorf("%s: it has more than %d bytes", path, limit)
	}
	return b, nil
}

func (h *host) getJSON(ctx context.Context, path string, into any) error {
	b, err := h.get(ctx, path, maxAnswer)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func (h *host) post(ctx context.Context, path string, do, into any, head map[string]string) error {
	body, err := json.Marshal(do)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	all := map[string]string{"Content-Type": "application/json"}
	for k, v := range head {
		all[k] = v
	}
	a, err := h.open(ctx, "POST", path, body, all, http.StatusOK, http.StatusCreated)
	if err != nil {
		return err
	}
	defer a.Body.Close()
	b, err := io.ReadAll(io.LimitReader(a.Body, maxAnswer))
	if err != nil || into == nil {
		return err
	}
	return json.Unmarshal(b, into)
}

// enrol makes the follower a device of the member whom a one-time link is for.
func (h *host) enrol(ctx context.Context, link string, d keys.Device) error {
	_, secret, ok := strings.Cut(link, "#")
	if !ok {
		return errors.New("a link ends in /enter#…; give it whole, in quotes")
	}
	var entered struct{ Session string }
	if err := h.post(ctx, "/api/people/enter", map[string]string{"secret": secret}, &entered, nil); err != nil {
		return fmt.Errorf("open the link: %w", err)
	}
	h.setSecret(entered.Session)
	defer h.setSecret("")
	if err := h.post(ctx, "/api/people/me/devices", Enrolment(d), nil, nil); err != nil {
		return fmt.Errorf("enrol this follower: %w", err)
	}
	if err := h.post(ctx, "/api/people/leave-session", struct{}{}, nil, nil); err != nil {
		return fmt.Errorf("leave the session of the link: %w", err)
	}
	return nil
}

// A DeviceForm is what a member, or an admin, sends to enrol the follower.
type DeviceForm struct {
	Device     string `json:"device"`
	Label      string `json:"label"`
	SigningKey []byte `json:"signing_key"`
	SealingKey []byte `json:"sealing_key"`
}

// Enrolment is the public side of a follower's keys.
func Enrolment(d keys.Device) DeviceForm {
	return DeviceForm{d.ID, "follower", d.Signing.Public().(ed25519.PublicKey), d.Sealing.PublicKey().Bytes()}
}

func (h *host) setSecret(s string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.secret = s
}

// signIn opens a session with the device's signature. The secret is drawn here; the host learns its hash.
func (h *host) signIn(ctx context.Context, origin string, d keys.Device) (string, error) {
	var draw [32 + 12 + 16]byte
	rand.Read(draw[:])
	secret, session, id := base64.RawURLEncoding.EncodeToString(draw[:32]), hex.EncodeToString(draw[32:44]), hex.EncodeToString(draw[44:])
	hash := record.Hash(sha256.Sum256([]byte(secret)))
	do := map[string]any{"session": session, "secret": hash}
	body, err := json.Marshal(do)
	if err != nil {
		return "", err
	}
	signature := ed25519.Sign(d.Signing, record.SubmissionText(origin, id, sha256.Sum256(body)))
	h.setSecret("")
	err = h.post(ctx, "/api/people/me/sessions", do, nil, map[string]string{
		"Idempotency-Key": id, "Truce-Device": d.ID, "Truce-Signature": base64.StdEncoding.EncodeToString(signature),
	})
	if err != nil {
		return "", err
	}
	h.setSecret(secret)
	return secret, nil
}

// bodies asks for sealed bodies from <= n < to, and gives them with the first entry that was not looked at. Frames that
// are no frames are an error.
func (h *host) bodies(ctx context.Context, from, to int64) (list []sealedBody, next int64, err error) {
	ctx, cancel := context.WithTimeout(ctx, 5*patience)
	defer cancel()
	a, err := h.open(ctx, "GET", fmt.Sprintf("/api/record/bodies?from=%d&to=%d", from, to), nil, nil, http.StatusOK)
	if err != nil {
		return nil, 0, err
	}
	defer a.Body.Close()
	return ParseBodies(a.Body, from, to)
}

// A sealedBody is one as it was handed out.
type sealedBody struct {
	n    int64
	data []byte
}

const (
	bodiesEnd = math.MaxUint32
	// maxSealed is more than any sealed body has.
	maxSealed = record.MaxBody + 1<<16
	// maxBodies bounds one answer.
	maxBodies = 64 << 20
)

// ParseBodies reads the frames of /api/record/bodies.
func ParseBodies(r io.Reader, from, to int64) (list []sealedBody, next int64, err error) {
	var head [12]byte
	first := from
	for total := 0; ; {
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return nil, 0, fmt.Errorf("the bodies were cut off: %w", err)
		}
		n, length := int64(binary.BigEndian.Uint64(head[:])), binary.BigEndian.Uint32(head[8:])
		if n < from || n > to {
			return nil, 0, fmt.Errorf("asked for entries %d to %d, the host sent %d", from, to, n)
		}
		if length == bodiesEnd {
			if n == first && first < to {
				return nil, 0, errors.New("the host looked at no entry")
			}
			return list, n, nil
		}
		if total += int(length); length > maxSealed || total > maxBodies || n >= to {
			return nil, 0, fmt.Errorf("the body of entry %d has %d bytes, which none has", n, length)
		}
		b := make([]byte, length)
		if _, err := io.ReadFull(r, b); err != nil {
			return nil, 0, fmt.Errorf("the bodies were cut off: %w", err)
		}
		list, from = append(list, sealedBody{n, b}), n+1
	}
}

// impatient gives up an answer of any length when nothing of it comes for a while.
func impatient(r io.Reader, giveUp func()) io.Reader {
	return &impatientReader{r, time.AfterFunc(patience, giveUp)}
}

type impatientReader struct {
	r     io.Reader
	alarm *time.Timer
}

func (i *impatientReader) Read(b []byte) (int, error) {
	n, err := i.r.Read(b)
	i.alarm.Reset(patience)
	if err != nil {
		i.alarm.Stop()
	}
	return n, err
}
