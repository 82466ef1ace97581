package mail

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"io"
	"math/big"
	"mime"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"truce.example/desk/notify"
	"truce.example/desk/notify/mail/mailtest"
)

var letter = notify.Letter{
	ID: "4f2a91c07be355d84f2a91c07be355d8", Target: "olive@a.example.org", Subject: "EXERCISE: إشعار – уведомление",
	Text: "A line.\n.\n.hidden\nنص\n", Priority: "FLASH", Told: 1499590800000, Answer: 1499590800000, Exercise: true,
}

func start(t *testing.T, s *mailtest.Server) *mailtest.Server {
	t.Helper()
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

func sender(t *testing.T, cfg Config) *Sender {
	t.Helper()
	if cfg.From == "" {
		cfg.From = "centre@truce.example.org"
	}
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheMessage(t *testing.T) {
	server := start(t, &mailtest.Server{})
	got := sender(t, Config{Server: server.Addr, Security: Plain}).Send(context.Background(), letter)
	if got.Result != notify.ResultSent || !strings.HasPrefix(got.Answer, "250 2.0.0 ok, queued") {
		t.Fatalf("it became %+v", got)
	}
	all := server.Messages()
	if len(all) != 1 || all[0].ID != letter.ID+"@truce.example.org" || all[0].To != letter.Target || all[0].From != "centre@truce.example.org" {
		t.Fatalf("received: %+v", all)
	}
	m, err := netmail.ReadMessage(strings.NewReader(all[0].Raw))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || subject != letter.Subject {
		t.Errorf("the subject is %q (%v)", subject, err)
	}
	text, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"EXERCISE EXERCISE", "A line.\r\n.\r\n.hidden\r\nنص", "An answer is due by 2017-07-09T09:00:00Z", letter.ID} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the text lacks %q:\n%s", want, text)
		}
	}
	if m.Header.Get("Auto-Submitted") != "auto-generated" || m.Header.Get("Importance") != "high" {
		t.Errorf("the headers are %v", m.Header)
	}
}

func TestASubjectCannotCarryAHeader(t *testing.T) {
	server := start(t, &mailtest.Server{})
	l := letter
	l.Subject = "x\r\nBcc: almond@b.example.org"
	sender(t, Config{Server: server.Addr, Security: Plain}).Send(context.Background(), l)
	for _, m := range server.Messages() {
		read, err := netmail.ReadMessage(strings.NewReader(m.Raw))
		if err != nil || read.Header.Get("Bcc") != "" {
			t.Errorf("%v: %v", err, read.Header)
		}
	}
}

// What each end of a session means: only between the dot and its answer nobody knows.
func TestWhatAnEndMeans(t *testing.T) {
	for _, row := range []struct {
		name, step, answer string
		want               string
		received           int
		says               string
	}{
		{"it hangs up at once", mailtest.Connect, mailtest.Die, notify.ResultFailed, 0, "no session"},
		{"it is busy", mailtest.Connect, "421 4.3.2 later", notify.ResultFailed, 0, "no session"},
		{"it dies at the greeting", mailtest.Hello, mailtest.Die, notify.ResultFailed, 0, "no session"},
		{"it dies at the sender", mailtest.From, mailtest.Die, notify.ResultFailed, 0, "broke at the sender"},
		{"it does not take the sender", mailtest.From, "550 5.7.1 who?", notify.ResultFailed, 0, "550 5.7.1 at the sender"},
		{"it dies at the receiver", mailtest.To, mailtest.Die, notify.ResultFailed, 0, "broke at the receiver"},
		{"it puts the receiver off", mailtest.To, "450 4.2.0 <olive@a.example.org> greylisted", notify.ResultFailed, 0, "450 4.2.0 at the receiver"},
		{"it does not know the receiver", mailtest.To, "550 5.1.1 <olive@a.example.org>?", notify.ResultRefused, 0, "550 5.1.1 at the receiver"},
		{"it dies before the text", mailtest.Data, mailtest.Die, notify.ResultFailed, 0, "broke before the text"},
		{"it wants no text", mailtest.Data, "554 no", notify.ResultFailed, 0, "554"},
		{"it dies at the dot", mailtest.Dot, mailtest.Die, notify.ResultPerhaps, 0, "before the answer"},
		{"it puts the message off", mailtest.Dot, "452 4.3.1 full", notify.ResultFailed, 0, "452 4.3.1 to the whole"},
		{"it does not like the message", mailtest.Dot, "554 5.7.1 spam", notify.ResultRefused, 0, "554 5.7.1 to the whole"},
		{"it answers nonsense to the message", mailtest.Dot, "hello", notify.ResultPerhaps, 0, "before the answer"},
		{"it accepts and dies", mailtest.Accepted, mailtest.Die, notify.ResultPerhaps, 1, "before the answer"},
		{"it answers and dies", mailtest.Answered, mailtest.Die, notify.ResultSent, 1, "250"},
		{"it dies at the goodbye", "QUIT", mailtest.Die, notify.ResultSent, 1, "250"},
	} {
		t.Run(row.name, func(t *testing.T) {
			server := start(t, &mailtest.Server{})
			server.Script(func(step string) string {
				if step == row.step || row.step == mailtest.Hello && step == "HELO" {
					return row.answer
				}
				return ""
			})
			got := sender(t, Config{Server: server.Addr, Security: Plain}).Send(context.Background(), letter)
			if got.Result != row.want || !strings.Contains(got.Answer, row.says) || strings.Contains(got.Answer, "example.org") && row.want != notify.ResultSent {
				t.Errorf("it became %+v, want %s", got, row.want)
			}
			if n := len(server.Messages()); n != row.received {
				t.Errorf("received %d", n)
			}
		})
	}
	t.Run("nobody listens", func(t *testing.T) {
		server := start(t, &mailtest.Server{})
		server.Stop()
		got := sender(t, Config{Server: server.Addr, Security: Plain}).Send(context.Background(), letter)
		if got.Result != notify.ResultFailed || !strings.Contains(got.Answer, "no connection") {
			t.Errorf("it became %+v", got)
		}
	})
}

// A server that dies in the middle of the text has nothing; whether the client notices before the dot is up to the
// network, so it may say that it does not know, and must not say that it was sent.
func TestAnEndInTheText(t *testing.T) {
	server := start(t, &mailtest.Server{})
	server.Script(func(step string) string {
		if step == mailtest.Text {
			return mailtest.Die
		}
		return ""
	})
	l := letter
	l.Text = strings.Repeat("A long line of text that fills buffers.\n", 20_000)
	got := sender(t, Config{Server: server.Addr, Security: Plain}).Send(context.Background(), l)
	if got.Result != notify.ResultFailed && got.Result != notify.ResultPerhaps || len(server.Messages()) != 0 {
		t.Errorf("it became %+v", got)
	}
}

func TestAnEndOfTheContextCutsTheConnection(t *testing.T) {
	server := start(t, &mailtest.Server{})
	ctx, cancel := context.WithCancel(context.Background())
	server.Script(func(step string) string {
		if step == mailtest.To {
			cancel()
			<-ctx.Done()
		}
		return ""
	})
	if got := sender(t, Config{Server: server.Addr, Security: Plain}).Send(ctx, letter); got.Result == notify.ResultSent && len(server.Messages()) == 0 {
		t.Errorf("it became %+v", got)
	}
}

func TestTLS(t *testing.T) {
	config, roots := certificate(t)
	auth := base64.StdEncoding.EncodeToString([]byte("\x00centre\x00hunter2"))
	for _, row := range []struct {
		name   string
		server *mailtest.Server
		cfg    Config
		want   string
		says   string
	}{
		{"STARTTLS", &mailtest.Server{TLS: config}, Config{Roots: roots}, notify.ResultSent, "250"},
		{"STARTTLS with a password", &mailtest.Server{TLS: config, Auth: auth}, Config{Roots: roots, User: "centre", Password: "hunter2"}, notify.ResultSent, "250"},
		{"TLS from the first byte, with a password", &mailtest.Server{TLS: config, Over: true, Auth: auth}, Config{Roots: roots, Security: TLS, User: "centre", Password: "hunter2"}, notify.ResultSent, "250"},
		{"a wrong password", &mailtest.Server{TLS: config, Auth: auth}, Config{Roots: roots, User: "centre", Password: "x"}, notify.ResultFailed, "password"},
		{"a server that offers no STARTTLS gets no mail", &mailtest.Server{}, Config{Roots: roots}, notify.ResultFailed, "no STARTTLS"},
		{"a certificate that nobody trusts", &mailtest.Server{TLS: config}, Config{}, notify.ResultFailed, "not trusted"},
		{"the same with TLS from the first byte", &mailtest.Server{TLS: config, Over: true}, Config{Security: TLS}, notify.ResultFailed, "not trusted"},
	} {
		t.Run(row.name, func(t *testing.T) {
			server := start(t, row.server)
			row.cfg.Server = server.Addr
			got := sender(t, row.cfg).Send(context.Background(), letter)
			if got.Result != row.want || !strings.Contains(got.Answer, row.says) {
				t.Errorf("it became %+v", got)
			}
			if n := len(server.Messages()); (n == 1) != (row.want == notify.ResultSent) {
				t.Errorf("received %d", n)
			}
		})
	}
}

func certificate(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Unix(0, 0), NotAfter: time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, pool
}

func TestNewRefuses(t *testing.T) {
	for _, cfg := range []Config{
		{Server: "mail.example.org", From: "a@example.org"},
		{Server: ":25", From: "a@example.org"},
		{Server: "mail.example.org:0", From: "a@example.org"},
		{Server: "mail.example.org:25", From: "nobody"},
		{Server: "mail.example.org:25", From: "A <a@example.org>"},
		{Server: "mail.example.org:25", From: "a@example.org", Security: Plain},
		{Server: "mail.example.org:25", From: "a@example.org", Security: "rot13"},
	} {
		if _, err := New(cfg); err == nil {
			t.Errorf("%+v was taken", cfg)
		}
	}
}

// Whatever a server says, the sender ends, does not fall over, and says "sent" only of what was answered with 250 after
// the dot.
func FuzzServer(f *testing.F) {
	f.Add([]byte("220 a\r\n250 b\r\n250 c\r\n250 d\r\n354 e\r\n250 f\r\n221 g\r\n"))
	f.Add([]byte("220 a\r\n250-b\r\n250 ENHANCEDSTATUSCODES\r\n250 c\r\n550 5.1.1 d\r\n"))
	f.Add([]byte("220 a\r\n250 b\r\n250 c\r\n250 d\r\n354 e\r\n4"))
	f.Add([]byte("4\r\n5\r\n\r\n\r\n-"))
	f.Fuzz(func(t *testing.T, script []byte) {
		synctest.Test(t, func(t *testing.T) {
			s := sender(t, Config{Server: "127.0.0.1:25", Security: Plain})
			client, server := net.Pipe()
			s.connect = func(context.Context, string, string) (net.Conn, error) { return client, nil }
			go func() { _, _ = io.Copy(io.Discard, server) }()
			go func() {
				_, _ = server.Write(script)
				server.Close()
			}()
			got := s.Send(context.Background(), letter)
			if got.Result == notify.ResultSent && (!strings.Contains(string(script), "354") || strings.Count(string(script), "250") < 4) {
				t.Errorf("%q was taken for %+v", script, got)
			}
			client.Close()
		})
	})
}
