// Package mail sends notices by e-mail, each as one message of plain text handed to one server by SMTP (RFC 5321).
//
// What matters here is what an error means. Until the line with the final dot has been sent, the server has nothing, and
// the attempt failed. When it has answered to that line, the answer counts. In between nobody knows, and it says so. What
// happens after the server's "250" changes nothing: the message is sent.
package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"truce.example/desk/notify"
)

// How the connection to the server is protected.
const (
	StartTLS = "starttls" // the connection begins in the clear and must be protected before anything is said
	TLS      = "tls"      // protected from the first byte
	Plain    = "none"     // on the server's own machine only
)

// Config says which server takes the mail. Server and From are needed.
type Config struct {
	Server   string // host:port
	From     string // the sender's address; its domain is that of the Message-ID
	Security string // StartTLS, TLS or Plain; "" is StartTLS
	User     string // "" signs in nowhere
	Password string

	Timeout time.Duration    // of one message, the server's answer included; 0 is two minutes
	Roots   *x509.CertPool   // whose certificates are trusted; nil is the machine's
	Now     func() time.Time // for the header Date; nil is the machine's clock
}

// A Sender hands mail to one server. It implements notify.Sender.
type Sender struct {
	cfg        Config
	host, port string
	portNumber int
	domain     string
	connect    func(ctx context.Context, network, address string) (net.Conn, error)
}

// New checks the configuration and connects to nothing.
func New(cfg Config) (*Sender, error) {
	s := &Sender{cfg: cfg, connect: new(net.Dialer).DialContext}
	var err error
	if s.host, s.port, err = net.SplitHostPort(cfg.Server); err != nil || s.host == "" {
		return nil, fmt.Errorf("the mail server %q is not like mail.example.org:587", cfg.Server)
	}
	if s.portNumber, err = strconv.Atoi(s.port); err != nil || s.portNumber < 1 || s.portNumber > 65535 {
		return nil, fmt.Errorf("the mail server %q has no port number", cfg.Server)
	}
	at := strings.LastIndexByte(cfg.From, '@')
	if err := gomail.NewMsg().From(cfg.From); err != nil || at < 0 || strings.ContainsAny(cfg.From, " <>\"") {
		return nil, fmt.Errorf("the sender %q is not like centre@example.org", cfg.From)
	}
	s.domain = cfg.From[at+1:]
	switch cfg.Security {
	case "":
		s.cfg.Security = StartTLS
	case StartTLS, TLS:
	case Plain:
		if !notify.IsLoopback(s.host) {
			return nil, fmt.Errorf("mail without TLS is allowed to this machine only, and %s is another", s.host)
		}
	default:
		return nil, fmt.Errorf("%q is no way to protect mail; use %s, %s or %s", cfg.Security, StartTLS, TLS, Plain)
	}
	if s.cfg.Timeout == 0 {
		s.cfg.Timeout = 2 * time.Minute
	}
	if s.cfg.Now == nil {
		s.cfg.Now = time.Now
	}
	return s, nil
}

// Send hands the letter to the server in a connection of its own. When ctx ends the connection is cut.
func (s *Sender) Send(ctx context.Context, l notify.Letter) notify.Outcome {
	message, err := s.message(l)
	if err != nil {
		return notify.Outcome{Result: notify.ResultRefused, Answer: "the message cannot be written as mail"}
	}
	ctx, cancel := context.WithTimeout(ctx, s.cfg.Timeout)
	defer cancel()
	client, err := gomail.NewClient(s.host, s.options(ctx)...)
	if err != nil {
		return notify.Outcome{Result: notify.ResultFailed, Answer: "the mail server's configuration is refused"}
	}
	session, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return notify.Outcome{Result: notify.ResultFailed, Answer: words("no session with the mail server", err)}
	}
	err = client.SendWithSMTPClient(session, message)
	outcome := judge(message, err)
	if outcome.Result == notify.ResultSent {
		_ = session.Quit() // what it answers changes nothing
	}
	return outcome
}

func (s *Sender) message(l notify.Letter) (*gomail.Msg, error) {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := errors.Join(m.From(s.cfg.From), m.To(l.Target)); err != nil {
		return nil, err
	}
	m.SetMessageIDWithValue(l.ID + "@" + s.domain)
	m.SetDateWithValue(s.cfg.Now().UTC())
	m.Subject(l.Subject)
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no robot answers
	if l.Priority == "FLASH" || l.Priority == "IMMEDIATE" {
		m.SetImportance(gomail.ImportanceHigh)
	}
	m.SetBodyString(gomail.TypeTextPlain, body(l))
	return m, nil
}

// body is the text, with the subject's mark and the deadline repeated where they cannot be cut off.
func body(l notify.Letter) string {
	var b strings.Builder
	if l.Exercise {
		b.WriteString("EXERCISE EXERCISE EXERCISE\n\n")
	}
	b.WriteString(l.Text)
	if l.Answer.Known() {
		fmt.Fprintf(&b, "\n\nAn answer is due by %s.", l.Answer)
	}
	fmt.Fprintf(&b, "\n\nPriority %s. Recorded %s, as %s.\n", l.Priority, l.Told, l.ID)
	if l.Exercise {
		b.WriteString("\nEXERCISE EXERCISE EXERCISE\n")
	}
	return b.String()
}

func (s *Sender) options(ctx context.Context) []gomail.Option {
	config := &tls.Config{ServerName: s.host, RootCAs: s.cfg.Roots, MinVersion: tls.VersionTLS12}
	policy := map[string]gomail.TLSPolicy{StartTLS: gomail.TLSMandatory, TLS: gomail.TLSOpportunistic, Plain: gomail.NoTLS}[s.cfg.Security]
	out := []gomail.Option{
		gomail.WithPort(s.portNumber), gomail.WithTimeout(s.cfg.Timeout), gomail.WithHELO(s.domain),
		gomail.WithTLSConfig(config), gomail.WithTLSPolicy(policy), gomail.WithoutNoop(), gomail.WithoutRset(), gomail.WithoutSMTPUTF8(),
		gomail.WithDialContextFunc(func(dialing context.Context, network, address string) (net.Conn, error) {
			return s.dial(ctx, dialing, network, address, config)
		}),
	}
	if s.cfg.User != "" {
		out = append(out, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.cfg.User), gomail.WithPassword(s.cfg.Password))
	}
	return out
}

// dial connects, and closes the connection with the context of the message, whichever way that ends.
func (s *Sender) dial(message, dialing context.Context, network, address string, config *tls.Config) (net.Conn, error) {
	conn, err := s.connect(dialing, network, address)
	if err != nil {
		return nil, err
	}
	context.AfterFunc(message, func() { conn.Close() })
	if s.cfg.Security != TLS {
		return conn, nil
	}
	over := tls.Client(conn, config)
	return over, over.HandshakeContext(dialing)
}

// judge says what an attempt came to.
func judge(m *gomail.Msg, err error) notify.Outcome {
	if m.IsDelivered() {
		answer := m.ServerResponse()
		if err != nil { // it was taken over; the goodbye was not polite
			answer += " (then the connection broke)"
		}
		return notify.Outcome{Result: notify.ResultSent, Answer: "250 " + answer}
	}
	var failed *gomail.SendError
	if !errors.As(err, &failed) {
		return notify.Outcome{Result: notify.ResultFailed, Answer: "no answer from the mail server"}
	}
	at := steps[failed.Reason]
	if at == "" {
		at = "before the message was sent"
	}
	code := failed.ErrorCode()
	switch {
	case failed.Reason == gomail.ErrSMTPDataClose && code == 0:
		return notify.Outcome{Result: notify.ResultPerhaps, Answer: "the connection broke before the answer to the whole message"}
	case code == 0:
		return notify.Outcome{Result: notify.ResultFailed, Answer: "the connection broke " + at}
	case code >= 500 && (failed.Reason == gomail.ErrSMTPRcptTo || failed.Reason == gomail.ErrSMTPDataClose):
		return notify.Outcome{Result: notify.ResultRefused, Answer: said(code, failed, at)}
	}
	return notify.Outcome{Result: notify.ResultFailed, Answer: said(code, failed, at)}
}

var steps = map[gomail.SendErrReason]string{
	gomail.ErrSMTPMailFrom:  "at the sender's address",
	gomail.ErrSMTPRcptTo:    "at the receiver's address",
	gomail.ErrSMTPData:      "before the text",
	gomail.ErrWriteContent:  "in the text",
	gomail.ErrSMTPDataClose: "to the whole message",
}

// said is the code of an answer and not its words: they hold addresses, and what a server likes to say.
func said(code int, failed *gomail.SendError, at string) string {
	if more := failed.EnhancedStatusCode(); more != "" {
		return fmt.Sprintf("%d %s %s", code, more, at)
	}
	return fmt.Sprintf("%d %s", code, at)
}

// words say why there is no session, without naming anybody.
func words(what string, err error) string {
	var authority x509.UnknownAuthorityError
	var verify *tls.CertificateVerificationError
	var timeout net.Error
	var dial *net.OpError
	switch {
	case errors.As(err, &authority), errors.As(err, &verify):
		return what + ": its certificate is not trusted"
	case errors.As(err, &timeout) && timeout.Timeout():
		return what + ": no answer in time"
	case errors.As(err, &dial) && dial.Op == "dial":
		return what + ": no connection"
	case strings.Contains(err.Error(), "STARTTLS"):
		return what + ": it offers no STARTTLS"
	case strings.Contains(err.Error(), "AUTH"):
		return what + ": it does not take the user and password"
	}
	return what
}
