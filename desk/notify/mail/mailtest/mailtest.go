// Package mailtest is a small receiving mail server (RFC 5321) for tests, which can be told to refuse, to put off, to fall
// silent and to die at any step, and to come back with its mailbox. Only tests import it.
package mailtest

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"net"
	"net/mail"
	"strings"
	"sync"
)

// The steps of a session, in order. At Connect the greeting is due; at Text the first line of the message has come; at Dot
// the whole has come and is not accepted yet; at Accepted it is in the mailbox and not answered yet; at Answered it is.
const (
	Connect  = "connect"
	Hello    = "EHLO"
	From     = "MAIL"
	To       = "RCPT"
	Data     = "DATA"
	Text     = "text"
	Dot      = "dot"
	Accepted = "accepted"
	Answered = "answered"
)

// Steps are all of them.
var Steps = []string{Connect, Hello, From, To, Data, Text, Dot, Accepted, Answered}

// Die is what a script answers to have the connection cut.
const Die = "die"

// A Message is one that was accepted.
type Message struct {
	From, To string
	ID       string // Message-ID without the brackets
	Raw      string
}

// A Server receives mail on the loopback. Its mailbox outlives a stop.
type Server struct {
	Addr string      // host:port, the same after a restart
	TLS  *tls.Config // if set before Start, STARTTLS is offered
	Over bool        // TLS from the first byte
	Auth string      // if set, the only initial response that AUTH PLAIN takes, in base64

	mu       sync.Mutex
	script   func(step string) string
	messages []Message
	listener net.Listener
	open     map[net.Conn]bool
	sessions sync.WaitGroup
}

// Script says what happens at a step: "" goes on, Die cuts the connection, anything else is answered instead.
func (s *Server) Script(f func(step string) string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = f
}

// Start listens, the second time at the same address.
func (s *Server) Start() error {
	if s.Addr == "" {
		s.Addr = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", s.Addr)
	if err != nil {
		return err
	}
	s.Addr = l.Addr().String()
	if s.Over {
		l = tls.NewListener(l, s.TLS)
	}
	s.mu.Lock()
	s.listener, s.open = l, map[net.Conn]bool{}
	s.mu.Unlock()
	s.sessions.Go(func() { s.accept(l) })
	return nil
}

// Stop cuts all connections and stops listening.
func (s *Server) Stop() {
	s.mu.Lock()
	if s.listener != nil {
		s.listener.Close()
	}
	for c := range s.open {
		c.Close()
	}
	s.mu.Unlock()
	s.sessions.Wait()
}

// Messages are those accepted so far.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Message(nil), s.messages...)
}

func (s *Server) accept(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.open[c] = true
		s.mu.Unlock()
		s.sessions.Go(func() {
			defer func() {
				s.mu.Lock()
				delete(s.open, c)
				s.mu.Unlock()
				c.Close()
			}()
			(&session{s: s, c: c, r: bufio.NewReader(c)}).serve()
		})
	}
}

type session struct {
	s   *Server
	c   net.Conn
	r   *bufio.Reader
	enc bool
	m   Message
}

// at asks the script, and says whether the step goes on as usual.
func (n *session) at(step string) (on, alive bool) {
	n.s.mu.Lock()
	f := n.s.script
	n.s.mu.Unlock()
	if f == nil {
		return true, true
	}
	switch answer := f(step); answer {
	case "":
		return true, true
	case Die:
		return false, false
	default:
		return false, n.say(answer)
	}
}

func (n *session) say(line string) bool {
	_, err := fmt.Fprintf(n.c, "%s\r\n", line)
	return err == nil
}

func (n *session) serve() {
	if on, alive := n.at(Connect); !alive || on && !n.say("220 mail.test ready") {
		return
	}
	for {
		line, err := n.r.ReadString('\n')
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		if !n.command(strings.ToUpper(verb), rest) {
			return
		}
	}
}

func (n *session) command(verb, rest string) bool {
	on, alive := n.at(verb)
	if !alive || !on {
		return alive
	}
	switch verb {
	case Hello, "HELO":
		return n.hello()
	case "STARTTLS":
		if !n.say("220 go ahead") {
			return false
		}
		over := tls.Server(n.c, n.s.TLS)
		n.c, n.r, n.enc = over, bufio.NewReader(over), true
		return true
	case "AUTH":
		if rest == "PLAIN "+n.s.Auth {
			return n.say("235 2.7.0 welcome")
		}
		return n.say("535 5.7.8 wrong")
	case From:
		n.m = Message{From: path(rest)}
		return n.say("250 2.1.0 ok")
	case To:
		n.m.To = path(rest)
		return n.say("250 2.1.5 ok")
	case Data:
		return n.say("354 go on") && n.text()
	case "QUIT":
		n.say("221 bye")
		return false
	}
	return n.say("250 ok")
}

func (n *session) hello() bool {
	lines := []string{"mail.test", "ENHANCEDSTATUSCODES", "8BITMIME"}
	if n.s.TLS != nil && !n.s.Over && !n.enc {
		lines = append(lines, "STARTTLS")
	}
	if n.s.Auth != "" {
		lines = append(lines, "AUTH PLAIN")
	}
	for i, l := range lines {
		sep := "-"
		if i == len(lines)-1 {
			sep = " "
		}
		if !n.say("250" + sep + l) {
			return false
		}
	}
	return true
}

func (n *session) text() bool {
	var raw strings.Builder
	for {
		line, err := n.r.ReadString('\n')
		if err != nil {
			return false // no dot: nothing was received
		}
		if line == ".\r\n" {
			break
		}
		if raw.Len() == 0 {
			if _, alive := n.at(Text); !alive {
				return false
			}
		}
		raw.WriteString(strings.TrimPrefix(line, "."))
	}
	if on, alive := n.at(Dot); !on {
		return alive
	}
	n.m.Raw = raw.String()
	if read, err := mail.ReadMessage(strings.NewReader(n.m.Raw)); err == nil {
		n.m.ID = strings.Trim(read.Header.Get("Message-ID"), "<>")
	}
	n.s.mu.Lock()
	n.s.messages = append(n.s.messages, n.m)
	n.s.mu.Unlock()
	if on, alive := n.at(Accepted); !on {
		return alive
	}
	if !n.say("250 2.0.0 ok, queued as 4F2A for <" + n.m.To + ">") {
		return false
	}
	_, alive := n.at(Answered)
	return alive
}

// path is the address in "FROM:<a@b> …".
func path(rest string) string {
	_, rest, _ = strings.Cut(rest, "<")
	address, _, _ := strings.Cut(rest, ">")
	return address
}
