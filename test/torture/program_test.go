package torture

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"truce.example/record"
)

const scenario = "../../exercise/swsyria2017"

// program builds the binary once.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "truce-torture-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "truce")
	out, err := exec.Command("go", "build", "-o", path, "truce.example/cmd/truce").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := program(); err == nil {
		os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// A centre is one record and the program over it.
type centre struct {
	t     *testing.T
	bin   string
	dir   string
	state string
	key   string // the log's public key, as printed when the record was made
	name  string // the record's origin

	members []*member
}

// A member sends commands: with a token, or signed by a device.
type member struct {
	id     string
	token  string
	device string
	key    ed25519.PrivateKey
}

// begin makes a record in dir with the exercise's agreement.
func begin(t *testing.T, dir string) *centre {
	t.Helper()
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	c := &centre{t: t, bin: bin, dir: dir, state: t.TempDir()}
	var made struct{ Key, Origin, Admin string }
	c.verb(&made, "init", dir, "--exercise", "--agreement", scenario)
	c.key, c.name = made.Key, made.Origin
	s := c.serve()
	defer s.stop()
	c.people(s, made.Admin)
	return c
}

// command prepares the program with arguments.
func (c *centre) command(args ...string) *exec.Cmd {
	cmd := exec.Command(c.bin, args...)
	cmd.Env = append(os.Environ(), "TRUCE_STATE="+c.state)
	return cmd
}

// verb runs a verb that must succeed, and reads its JSON.
func (c *centre) verb(into any, args ...string) {
	c.t.Helper()
	var said bytes.Buffer
	cmd := c.command(append(args, "--json")...)
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		c.t.Fatalf("truce %s: %v\n%s%s", strings.Join(args, " "), err, out, said.Bytes())
	}
	if err := json.Unmarshal(out, into); err != nil {
		c.t.Fatalf("truce %s: %v in %s", strings.Join(args, " "), err, out)
	}
}

// holds asks the program itself to verify a folder or a served log.
func (c *centre) holds(thing string) {
	c.t.Helper()
	if out, err := c.command("verify", thing, "--key", c.key).CombinedOutput(); err != nil {
		c.t.Errorf("truce verify %s: %v\n%s", thing, err, out)
	}
}

// people enrols two officers: one sends with a token, the other signs with a device.
func (c *centre) people(s *server, adminPath string) {
	c.t.Helper()
	admin := &member{id: "admin", token: c.enter(s, adminPath)}
	var issued struct{ Secret, Path string }

	c.must(s, admin, "people/members", map[string]any{"member": "heron", "code_name": "Heron", "roles": []string{"duty_officer"}}, nil)
	c.must(s, admin, "people/tokens", map[string]any{"member": "heron", "purpose": "torture"}, &issued)
	c.members = append(c.members, &member{id: "heron", token: issued.Secret})

	c.must(s, admin, "people/members", map[string]any{"member": "swift", "code_name": "Swift", "roles": []string{"observer"}}, nil)
	c.must(s, admin, "people/links", map[string]any{"member": "swift", "purpose": "torture"}, &issued)
	swift := &member{id: "swift", token: c.enter(s, issued.Path)}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		c.t.Fatal(err)
	}
	c.must(s, swift, "people/me/devices", map[string]any{"device": "tablet-1", "signing_key": []byte(public)}, nil)
	c.members = append(c.members, &member{id: "swift", device: "tablet-1", key: private})
}

// enter opens a one-time link and gives the session's secret.
func (c *centre) enter(s *server, path string) string {
	c.t.Helper()
	_, secret, _ := strings.Cut(path, "#")
	var entered struct{ Session string }
	c.must(s, &member{}, "people/enter", map[string]any{"secret": secret}, &entered)
	return entered.Session
}

// must posts what has to be taken.
func (c *centre) must(s *server, who *member, path string, do, into any) {
	c.t.Helper()
	body, err := json.Marshal(do)
	if err != nil {
		c.t.Fatal(err)
	}
	a, err := c.post(context.Background(), s.base, who, path, record.NewID().String(), body)
	if err != nil {
		c.t.Fatalf("POST %s: %v", path, err)
	}
	if a.status >= 300 {
		c.t.Fatalf("POST %s: %d %s", path, a.status, a.body)
	}
	if into != nil {
		if err := json.Unmarshal(a.body, into); err != nil {
			c.t.Fatalf("POST %s: %v in %s", path, err, a.body)
		}
	}
}

// An answer is what came back, whole.
type answer struct {
	status int
	form   string
	body   []byte
}

// post sends one command. An error means that it is not known what became of it.
func (c *centre) post(ctx context.Context, base string, who *member, path, id string, body []byte) (answer, error) {
	r, err := http.NewRequestWithContext(ctx, "POST", base+"/api/"+path, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", id)
	if who.token != "" {
		r.Header.Set("Authorization", "Bearer "+who.token)
	}
	if who.device != "" {
		text := record.SubmissionText(c.name, id, sha256.Sum256(body))
		r.Header.Set("Truce-Device", who.device)
		r.Header.Set("Truce-Signature", base64.StdEncoding.EncodeToString(ed25519.Sign(who.key, text)))
	}
	return send(r)
}

func (c *centre) get(base string, who *member, path string) (answer, error) {
	r, err := http.NewRequest("GET", base+path, nil)
	if err != nil {
		return answer{}, err
	}
	if who.token != "" {
		r.Header.Set("Authorization", "Bearer "+who.token)
	}
	return send(r)
}

func send(r *http.Request) (answer, error) {
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header.Get("Content-Type"), body}, err
}

// A server is the program while it serves.
type server struct {
	t    *testing.T
	cmd  *exec.Cmd
	base string
	said *bytes.Buffer // what it said after its address; read it when it has ended
	done chan struct{}
}

// serve starts the program and waits for its address.
func (c *centre) serve() *server {
	c.t.Helper()
	cmd := c.command("serve", c.dir, "--listen", "127.0.0.1:0")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	s := &server{t: c.t, cmd: cmd, said: &bytes.Buffer{}, done: make(chan struct{})}
	lines := bufio.NewReader(stderr)
	for s.base == "" {
		line, err := lines.ReadString('\n')
		if _, after, ok := strings.Cut(line, " at http"); ok {
			s.base = "http" + strings.TrimSpace(after)
			continue
		}
		s.said.WriteString(line)
		if err != nil {
			c.t.Fatalf("the program did not serve: %v\n%s", cmd.Wait(), s.said)
		}
	}
	go func() { io.Copy(s.said, lines); close(s.done) }()
	return s
}

// kill ends the program as a power cut would end it.
func (s *server) kill() { s.end(os.Kill) }

// stop ends the program as its operator does.
func (s *server) stop() { s.end(os.Interrupt) }

func (s *server) end(with os.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(with); err != nil {
		s.t.Fatalf("the program had ended before it was told to: %v\n%s", err, s.said)
	}
	<-s.done
	err := s.cmd.Wait()
	var exit *exec.ExitError
	if with == os.Interrupt && err != nil || with == os.Kill && !errors.As(err, &exit) {
		s.t.Fatalf("the program ended with %v\n%s", err, s.said)
	}
	http.DefaultClient.CloseIdleConnections()
	if strings.Contains(s.said.String(), "panic") {
		s.t.Errorf("the program panicked:\n%s", s.said)
	}
}

// wait is a moment of the real world: only what the real world does, such as a power cut, comes at one.
func wait(d time.Duration) { time.Sleep(d) }
