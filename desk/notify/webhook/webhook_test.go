package webhook

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"truce.example/desk/notify"
)

func open(t *testing.T) *Secrets {
	t.Helper()
	s, err := OpenSecrets(filepath.Join(t.TempDir(), "secrets"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func secretOf(t *testing.T, s *Secrets, address string) string {
	t.Helper()
	secret, err := s.New(address)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

func letterTo(target string) notify.Letter {
	return notify.Letter{
		ID: "4f2a91c07be355d84f2a91c07be355d8", Address: "a1", Target: target, Subject: "EXERCISE: إشعار", Text: "x",
		Priority: "FLASH", Told: 1499590800000, Exercise: true,
	}
}

// The signature is held against the reference library.
func TestTheRequest(t *testing.T) {
	secrets := open(t)
	secret := secretOf(t, secrets, "a1")
	var bodies []string
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies = append(bodies, string(body))
		check, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			t.Error(err)
			return
		}
		if err := check.Verify(body, r.Header); err != nil {
			t.Errorf("the reference library: %v", err)
		}
		if check.Verify(append(body, ' '), r.Header) == nil {
			t.Error("another body has the same signature")
		}
		if r.Method != "POST" || r.Header.Get("Content-Type") != "application/json" || r.Header.Get("webhook-id") != "4f2a91c07be355d84f2a91c07be355d8" {
			t.Errorf("%s %v", r.Method, r.Header)
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	defer receiver.Close()
	s := New(Config{Secrets: secrets})
	for range 2 {
		if got := s.Send(context.Background(), letterTo(receiver.URL)); got != (notify.Outcome{Result: notify.ResultSent, Answer: "204 No Content"}) {
			t.Errorf("it became %+v", got)
		}
	}
	if len(bodies) != 2 || bodies[0] != bodies[1] {
		t.Errorf("the bodies are %q", bodies)
	}
	var body struct {
		Type, Timestamp string
		Data            map[string]any
	}
	if err := json.Unmarshal([]byte(bodies[0]), &body); err != nil || body.Type != "notify.notice" || body.Timestamp != "2017-07-09T09:00:00Z" || body.Data["exercise"] != true {
		t.Errorf("%v: %s", err, bodies[0])
	}
}

func TestWhatAnAnswerMeans(t *testing.T) {
	secrets := open(t)
	secretOf(t, secrets, "a1")
	inner := 0
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { inner++ }))
	defer inside.Close()
	for _, row := range []struct {
		name   string
		answer http.HandlerFunc
		want   string
		says   string
	}{
		{"taken", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(202) }, notify.ResultSent, "202"},
		{"not now", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }, notify.ResultFailed, "503"},
		{"a mistake that may be mended", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(404) }, notify.ResultFailed, "404"},
		{"no more", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(410) }, notify.ResultRefused, "410"},
		{"somewhere else", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, inside.URL, http.StatusTemporaryRedirect)
		}, notify.ResultFailed, "307"},
		{"nothing", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, notify.ResultFailed, "broke"},
		{"an answer without end", func(w http.ResponseWriter, _ *http.Request) {
			for range 100 {
				if _, err := w.Write(make([]byte, 1<<10)); err != nil {
					return
				}
			}
		}, notify.ResultSent, "200"},
	} {
		t.Run(row.name, func(t *testing.T) {
			receiver := httptest.NewServer(row.answer)
			defer receiver.Close()
			got := New(Config{Secrets: secrets}).Send(context.Background(), letterTo(receiver.URL))
			if got.Result != row.want || !strings.Contains(got.Answer, row.says) || strings.Contains(got.Answer, "127.0.0.1") {
				t.Errorf("it became %+v", got)
			}
		})
	}
	if inner != 0 {
		t.Error("a redirect was followed")
	}
	receiver := httptest.NewServer(http.NotFoundHandler())
	receiver.Close()
	if got := New(Config{Secrets: secrets}).Send(context.Background(), letterTo(receiver.URL)); got.Result != notify.ResultFailed || got.Answer != "no connection" {
		t.Errorf("nobody listens: %+v", got)
	}
	l := letterTo(receiver.URL)
	l.Address = "a2"
	if got := New(Config{Secrets: secrets}).Send(context.Background(), l); got.Result != notify.ResultRefused || !strings.Contains(got.Answer, "lost") {
		t.Errorf("without a secret: %+v", got)
	}
}

func TestAReceiverThatHangs(t *testing.T) {
	secrets := open(t)
	secretOf(t, secrets, "a1")
	end := make(chan struct{})
	receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-end }))
	defer receiver.Close()
	defer close(end)
	got := New(Config{Secrets: secrets, Timeout: 50 * time.Millisecond}).Send(context.Background(), letterTo(receiver.URL))
	if got.Result != notify.ResultFailed || got.Answer != "no answer in time" {
		t.Errorf("it became %+v", got)
	}
}

func TestTLSIsChecked(t *testing.T) {
	secrets := open(t)
	secretOf(t, secrets, "a1")
	receiver := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer receiver.Close()
	receiver.Config.ErrorLog = nil
	if got := New(Config{Secrets: secrets}).Send(context.Background(), letterTo(receiver.URL)); got.Result != notify.ResultFailed || !strings.Contains(got.Answer, "not trusted") {
		t.Errorf("a certificate that nobody trusts: %+v", got)
	}
	roots := x509.NewCertPool()
	roots.AddCert(receiver.Certificate())
	if got := New(Config{Secrets: secrets, Roots: roots}).Send(context.Background(), letterTo(receiver.URL)); got.Result != notify.ResultSent {
		t.Errorf("a trusted one: %+v", got)
	}
}

func TestANameDoesNotLeadInside(t *testing.T) {
	for address, inside := range map[string]bool{
		"127.0.0.1:80": true, "[::1]:80": true, "0.0.0.0:80": true, "169.254.169.254:80": true, "[fe80::1]:80": true, "[::ffff:127.0.0.1]:80": true,
		"93.184.216.34:443": false, "10.0.0.7:443": false,
	} {
		if err := outsideOnly("tcp", address, nil); (err != nil) != inside {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestSecretsSurviveARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secrets")
	s, err := OpenSecrets(path)
	if err != nil {
		t.Fatal(err)
	}
	secretOf(t, s, "a1")
	secretOf(t, s, "a2")
	if err := s.Drop("a2"); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	again, err := OpenSecrets(path)
	if err != nil {
		t.Fatal(err)
	}
	one, _ := s.key("a1")
	if got, ok := again.key("a1"); !ok || string(got) != string(one) || len(got) != 32 {
		t.Error("the secret is another after a restart")
	}
	if _, ok := again.key("a2"); ok {
		t.Error("a dropped secret is still there")
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenSecrets(path); err == nil {
		t.Error("a file that others may read was taken")
	}
}
