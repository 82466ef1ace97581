package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/record"
)

// Nobody has to trust the operator: here the machines of the others are programs of their own, as they would be.

// A jointCentre is a folder for each machine, and what runs.
type jointCentre struct {
	t           *testing.T
	dir, state  string
	keys        []string // of the witnesses, one each
	hostile     string
	public, url string
	serving     *machine
	admin       string
}

// A machine is one program that runs until it is killed.
type machine struct {
	cmd  *exec.Cmd
	out  *bytes.Buffer
	said chan string // its lines
	mu   sync.Mutex
}

func (j *jointCentre) command(env []string, args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Args[0] = "truce"
	cmd.Env = append(append(os.Environ(), "TRUCE_STATE="+j.state), env...)
	return cmd
}

// run does one verb to its end.
func (j *jointCentre) run(args ...string) (out string, code int) {
	j.t.Helper()
	cmd := j.command(nil, args...)
	b, err := cmd.CombinedOutput()
	if exit, ok := err.(*exec.ExitError); ok {
		return string(b), exit.ExitCode()
	}
	if err != nil {
		j.t.Fatal(err)
	}
	return string(b), 0
}

func (j *jointCentre) must(args ...string) string {
	j.t.Helper()
	out, code := j.run(args...)
	if code != 0 {
		j.t.Fatalf("truce %s: %d\n%s", strings.Join(args, " "), code, out)
	}
	return out
}

var addressSaid = regexp.MustCompile(`at (https?://[0-9.:]+)`)

// start runs a verb that serves, and gives the address that it says.
func (j *jointCentre) start(env []string, args ...string) (*machine, string) {
	j.t.Helper()
	m := &machine{cmd: j.command(env, args...), out: &bytes.Buffer{}, said: make(chan string, 1)}
	pipe, err := m.cmd.StderrPipe()
	if err != nil {
		j.t.Fatal(err)
	}
	m.cmd.Stdout = m.cmd.Stderr
	if err := m.cmd.Start(); err != nil {
		j.t.Fatal(err)
	}
	j.t.Cleanup(m.kill)
	go func() {
		lines := bufio.NewScanner(pipe)
		for lines.Scan() {
			m.mu.Lock()
			fmt.Fprintln(m.out, lines.Text())
			m.mu.Unlock()
			if found := addressSaid.FindStringSubmatch(lines.Text()); found != nil {
				select {
				case m.said <- found[1]:
				default:
				}
			}
		}
	}()
	select {
	case at := <-m.said:
		return m, at
	case <-time.After(60 * time.Second):
		m.kill()
		m.mu.Lock()
		defer m.mu.Unlock()
		j.t.Fatalf("truce %s does not serve:\n%s", strings.Join(args, " "), m.out)
		return nil, ""
	}
}

func (m *machine) kill() {
	m.cmd.Process.Kill()
	m.cmd.Wait()
}

// newJointCentre makes the keys of three witnesses, an agreement that names them, and a record under it.
func newJointCentre(t *testing.T) *jointCentre {
	t.Helper()
	if testing.Short() {
		t.Skip("it starts programs")
	}
	j := &jointCentre{t: t, dir: t.TempDir(), state: t.TempDir()}
	for _, g := range []string{"g1", "g2", "g3"} {
		out := j.must("witness", filepath.Join(j.dir, g), "--name", g+".example/witness", "--keys")
		j.keys = append(j.keys, strings.Fields(out)[0])
	}
	folder := filepath.Join(j.dir, "agreement")
	if err := os.CopyFS(folder, os.DirFS("../../exercise/swsyria2017")); err != nil {
		t.Fatal(err)
	}
	secret, err := record.NewCosignerSecret("g3.example/hostile", record.CosignEd25519)
	if err != nil {
		t.Fatal(err)
	}
	s, err := record.OpenCosignerSecret(secret)
	if err != nil {
		t.Fatal(err)
	}
	j.hostile = s.Public().String()
	section := "\nwitnesses:\n  quorum: 2\n  fresh: 24h\n  keys:\n"
	for i, k := range j.keys {
		section += fmt.Sprintf("    - {guarantor: G%d, key: '%s'}\n", i+1, k)
	}
	section += fmt.Sprintf("    - {guarantor: G3, key: '%s'}\n", j.hostile)
	section += "recovery: {quorum: 2, of: [G1, G2, G3]}\n"
	name := filepath.Join(folder, "agreement.yaml")
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, append(b, section...), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := agreement.Load(os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	var made initialised
	if err := json.Unmarshal([]byte(j.must("init", j.host(), "--agreement", folder, "--exercise", "--origin", "joint.example/exercise/log", "--json")), &made); err != nil {
		t.Fatal(err)
	}
	j.public, j.admin = made.Key, made.Admin
	return j
}

func (j *jointCentre) host() string { return filepath.Join(j.dir, "centre") }

func (j *jointCentre) witness(i int, env ...string) (*machine, string) {
	j.t.Helper()
	return j.start(env, "witness", filepath.Join(j.dir, fmt.Sprintf("g%d", i)), "--log", j.public, "--listen", "127.0.0.1:0")
}

// serve starts the host, which asks the witnesses at these addresses.
func (j *jointCentre) serve(at map[string]string) {
	j.t.Helper()
	args := []string{"serve", j.host(), "--listen", "127.0.0.1:0"}
	for name, url := range at {
		args = append(args, "--witness-at", name+"="+url)
	}
	j.serving, j.url = j.start(nil, args...)
}

// standing asks the host who countersigned, until f is content.
func (j *jointCentre) standing(what string, f func(s standingSaid) bool) standingSaid {
	j.t.Helper()
	var s standingSaid
	for until := time.Now().Add(60 * time.Second); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		r, err := http.Get(j.url + "/api/record/witnesses")
		if err != nil {
			j.t.Fatal(err)
		}
		b, err := io.ReadAll(r.Body)
		r.Body.Close()
		s = standingSaid{}
		if err != nil || json.Unmarshal(b, &s) != nil {
			j.t.Fatalf("%s: %v", b, err)
		}
		if f(s) {
			return s
		}
	}
	j.t.Fatalf("%s: still %+v", what, s)
	return s
}

type standingSaid struct {
	Size, Of, Quorum, Fresh, Whole int64
	Each                           []struct {
		Name, State string
		Size        int64
		Fresh       bool
	}
}

func (s standingSaid) state(name string) string {
	for _, e := range s.Each {
		if e.Name == name {
			return e.State
		}
	}
	return ""
}

// Three witnesses and two followers, each a program of its own: one witness is killed, one answers lies, one comes back after
// a week. Work goes on all the time; what each counts for is seen by the host, by verify and by both followers; and nobody
// signs a second history.
func TestGuarantorsCountersignAndNobodyWaitsForThem(t *testing.T) {
	j := newJointCentre(t)
	_, at1 := j.witness(1)
	w2, at2 := j.witness(2)
	w3, at3 := j.witness(3, "TRUCE_TEST_AHEAD=-168h") // its clock stands a week ago: as if it had signed then and gone
	liar := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "— g3.example/hostile AAAAAAAAAABkAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\n")
	}))
	defer liar.Close()
	at := map[string]string{"g1.example/witness": at1, "g2.example/witness": at2, "g3.example/witness": at3, "g3.example/hostile": liar.URL}
	j.serve(at)
	s := j.standing("all three sign, one of them a week ago", func(s standingSaid) bool {
		return s.Whole == 2 && s.state("g3.example/witness") == "signed" && s.state("g3.example/hostile") == "absent"
	})
	if s.Of != 3 || s.Quorum != 2 || s.Fresh != 2 {
		t.Errorf("the host says %+v", s)
	}

	// Two followers: one is a member's device and reads the policy in the agreement, the other was told it.
	member, public := filepath.Join(j.dir, "member"), filepath.Join(j.dir, "public")
	told := []string{"--witness", "G1=" + j.keys[0], "--witness", "G2=" + j.keys[1], "--witness", "G3=" + j.keys[2], "--fresh", "24h"}
	j.must("follow", j.url, member, "--key", j.public, "--link", j.url+j.admin, "--once")
	j.must(append([]string{"follow", j.url, public, "--key", j.public, "--once", "--quorum", "2"}, told...)...)
	if out, code := j.run(append([]string{"follow", j.url, public, "--key", j.public, "--once", "--quorum", "3"}, told...)...); code != exitFails || !strings.Contains(out, "2 of 3 guarantors") {
		t.Errorf("with a week-old third it should not do for three: %d\n%s", code, out)
	}
	if out := j.must("verify", member, "--key", j.public); !strings.Contains(out, "of 3 guarantors countersigned") || !strings.Contains(out, "everything holds") {
		t.Errorf("verify of the copy says\n%s", out)
	}
	j.must(append([]string{"verify", j.url, "--key", j.public, "--quorum", "2"}, told...)...)

	// One is killed, and entries go on.
	w2.kill()
	before := s.Size
	j.must("link", j.host())
	s = j.standing("one witness is gone", func(s standingSaid) bool {
		return s.Size > before && s.state("g2.example/witness") == "absent" && s.Whole == 1
	})
	if out, code := j.run(append([]string{"verify", j.url, "--key", j.public, "--quorum", "3"}, told...)...); code != exitFails || !strings.Contains(out, "witnesses: 2 of 3") {
		t.Errorf("verify: %d\n%s", code, out)
	}

	// The week is over: the third comes back with what it knew, and so does the second. A host that starts knows what was signed.
	w3.kill()
	_, at["g3.example/witness"] = j.witness(3)
	_, at["g2.example/witness"] = j.witness(2)
	j.serving.kill()
	j.serve(at)
	j.standing("all are back", func(s standingSaid) bool { return s.Whole == 3 })
	j.must("follow", j.url, member, "--key", j.public, "--once")
	j.must(append([]string{"follow", j.url, public, "--key", j.public, "--once", "--quorum", "3"}, told...)...)
	out := j.must(append([]string{"verify", j.url, "--key", j.public, "--quorum", "3"}, told...)...)
	if !strings.Contains(out, "3 of 3 guarantors countersigned, 3 of them every entry") {
		t.Errorf("verify says\n%s", out)
	}
	j.hostileHost(at, public)
}

// hostileHost puts the centre's folder back to an older state and lets it go another way, under the same key: the operator's
// worst. No witness signs it, both followers refuse it, and what they kept convinces a third person.
func (j *jointCentre) hostileHost(at map[string]string, public string) {
	t := j.t
	before := filepath.Join(j.dir, "before")
	j.serving.kill()
	if err := os.Remove(socketPath(j.host())); err != nil { // a killed program leaves it
		t.Fatal(err)
	}
	if err := os.CopyFS(before, os.DirFS(j.host())); err != nil {
		t.Fatal(err)
	}
	j.serve(at)
	j.must("link", j.host())
	s := j.standing("the honest story goes on", func(s standingSaid) bool { return s.Whole == 3 })
	j.must("follow", j.url, public, "--key", j.public, "--once")
	j.serving.kill()
	if err := os.Rename(j.host(), filepath.Join(j.dir, "honest")); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(before, j.host()); err != nil {
		t.Fatal(err)
	}
	j.state = t.TempDir() // this machine has seen nothing; it would refuse
	for range 2 {
		j.must("link", j.host()) // the other story
	}
	j.serve(at)
	j.standing("every witness refuses", func(now standingSaid) bool {
		for _, g := range []string{"g1", "g2", "g3"} {
			if now.state(g+".example/witness") != "refuses" {
				return false
			}
		}
		return now.Size > s.Size
	})
	out, code := j.run("follow", j.url, public, "--key", j.public, "--once")
	if code != exitProven {
		t.Fatalf("the follower: %d\n%s", code, out)
	}
	files, err := filepath.Glob(filepath.Join(public, "refused", "fork-*", "fork.json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v %v", files, err)
	}
	if out := j.must("verify", files[0], "--key", j.public); !strings.Contains(out, "PROVEN") {
		t.Errorf("a third person is told\n%s", out)
	}
}
