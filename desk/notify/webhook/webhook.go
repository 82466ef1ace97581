// Package webhook sends notices to programs, as signed POST requests in the form of Standard Webhooks
// (standardwebhooks.com): the headers webhook-id, webhook-timestamp and webhook-signature, over a body of JSON. The id is
// the same on every attempt, and a receiver drops what it has seen; the body does not change either.
//
// Signing is six lines of HMAC, so it is written here; the reference library checks it in the tests.
package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"truce.example/desk/notify"
	"truce.example/record"
)

// Config says how webhooks are sent. Secrets is needed.
type Config struct {
	Secrets *Secrets
	Timeout time.Duration    // of one request; 0 is fifteen seconds
	Roots   *x509.CertPool   // whose certificates are trusted; nil is the machine's
	Now     func() time.Time // for the timestamp; nil is the machine's clock
}

// A Sender posts webhooks. It implements notify.Sender.
type Sender struct {
	secrets *Secrets
	now     func() time.Time
	client  *http.Client
}

// New returns a Sender. It follows no redirect and uses no proxy, and it does not connect to addresses inside this
// machine or link, unless the target names the loopback itself: a name that a member registered must not lead there.
func New(cfg Config) *Sender {
	if cfg.Timeout == 0 {
		cfg.Timeout = 15 * time.Second
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Sender{secrets: cfg.Secrets, now: cfg.Now, client: &http.Client{
		Timeout:       cfg.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext:         dial,
			TLSClientConfig:     &tls.Config{RootCAs: cfg.Roots, MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout: cfg.Timeout,
			DisableKeepAlives:   true, // a kept connection that broke would be tried again by itself
			ForceAttemptHTTP2:   false,
		},
	}}
}

var errInside = errors.New("the name leads into this machine or link")

func dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	d := net.Dialer{}
	if !notify.IsLoopback(host) {
		d.Control = outsideOnly
	}
	return d.DialContext(ctx, network, address)
}

func outsideOnly(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	ip := at.Addr().Unmap()
	if ip.IsLoopback() || ip.IsUnspecified() || ip.IsLinkLocalUnicast() || ip.IsMulticast() {
		return errInside
	}
	return nil
}

// A payload is the body, in the shape that Standard Webhooks recommends.
type payload struct {
	Type      string        `json:"type"`
	Timestamp record.Moment `json:"timestamp"`
	Data      told          `json:"data"`
}

type told struct {
	ID       string        `json:"id"`
	Subject  string        `json:"subject"`
	Text     string        `json:"text"`
	Priority string        `json:"priority"`
	Answer   record.Moment `json:"answer_by,omitzero"`
	Exercise bool          `json:"exercise,omitempty"`
}

// Send posts the letter once. Everything but an answer of success is a failure that may be tried again: sending twice is
// harmless. Only 410 Gone means that the receiver wants no more.
func (s *Sender) Send(ctx context.Context, l notify.Letter) notify.Outcome {
	key, ok := s.secrets.key(l.Address)
	if !ok {
		return notify.Outcome{Result: notify.ResultRefused, Answer: "the secret of this webhook is lost; set the webhook again"}
	}
	body, err := json.Marshal(payload{"notify.notice", l.Told, told{l.ID, l.Subject, l.Text, l.Priority, l.Answer, l.Exercise}})
	if err != nil {
		return notify.Outcome{Result: notify.ResultFailed, Answer: "the message cannot be written as JSON"}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, l.Target, bytes.NewReader(body))
	if err != nil {
		return notify.Outcome{Result: notify.ResultRefused, Answer: "the address cannot be read"}
	}
	r.GetBody = nil // the transport sends it once, or says that it did not
	sign(r.Header, key, l.ID, s.now(), body)
	answer, err := s.client.Do(r)
	if err != nil {
		return notify.Outcome{Result: notify.ResultFailed, Answer: words(err)}
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, 4<<10)
	status := fmt.Sprintf("%d %s", answer.StatusCode, http.StatusText(answer.StatusCode))
	switch {
	case answer.StatusCode/100 == 2:
		return notify.Outcome{Result: notify.ResultSent, Answer: status}
	case answer.StatusCode == http.StatusGone:
		return notify.Outcome{Result: notify.ResultRefused, Answer: status}
	}
	return notify.Outcome{Result: notify.ResultFailed, Answer: status}
}

// sign sets the headers of a message: the signature is over id, timestamp and body.
func sign(h http.Header, key []byte, id string, at time.Time, body []byte) {
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%d.", id, at.Unix())
	mac.Write(body)
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", "truce")
	h.Set("webhook-id", id)
	h.Set("webhook-timestamp", fmt.Sprint(at.Unix()))
	h.Set("webhook-signature", "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}

// words say what went wrong without the address, which an error of the HTTP client repeats.
func words(err error) string {
	var failed *url.Error
	var authority x509.UnknownAuthorityError
	var verify *tls.CertificateVerificationError
	var dial *net.OpError
	switch {
	case errors.Is(err, errInside):
		return "the address leads into the server's own machine or link"
	case errors.As(err, &authority), errors.As(err, &verify):
		return "the receiver's certificate is not trusted"
	case errors.As(err, &failed) && failed.Timeout():
		return "no answer in time"
	case errors.As(err, &dial) && dial.Op == "dial":
		return "no connection"
	}
	return "the connection broke before the answer"
}
