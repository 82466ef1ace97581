package notify_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"truce.example/desk"
	"truce.example/desk/desktest"
	"truce.example/desk/notify"
	"truce.example/desk/notify/mail"
	"truce.example/desk/notify/mail/mailtest"
	"truce.example/desk/notify/webhook"
	"truce.example/mission"
	"truce.example/record"
)

// A real record, a real mail server and a real receiver of webhooks; each is killed and comes back.

// A receiver takes in webhooks, checks them with the reference library, and drops what it has seen.
type receiver struct {
	t      *testing.T
	addr   string
	server *httptest.Server

	mu        sync.Mutex
	secret    string
	refuse    func(id string) int // status to answer instead; -1 to die before, -2 to die after it was processed
	came      map[string]int
	processed map[string]int
	bodies    map[string]string
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{t: t, addr: "127.0.0.1:0", came: map[string]int{}, processed: map[string]int{}, bodies: map[string]string{}}
	r.start()
	t.Cleanup(func() { r.server.Close() })
	return r
}

func (r *receiver) start() {
	l, err := net.Listen("tcp", r.addr)
	if err != nil {
		r.t.Fatal(err)
	}
	r.addr = l.Addr().String()
	r.server = &httptest.Server{Listener: l, Config: &http.Server{Handler: http.HandlerFunc(r.take)}}
	r.server.Start()
}

// set changes what the receiver does.
func (r *receiver) set(how func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	how()
}

func (r *receiver) take(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(q.Body)
	if err != nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	id := q.Header.Get("webhook-id")
	check, err := standardwebhooks.NewWebhook(r.secret)
	if err != nil {
		r.t.Error(err)
		return
	}
	if err := check.Verify(body, q.Header); err != nil {
		r.t.Errorf("the reference library: %v", err)
	}
	status := 0
	if r.refuse != nil {
		status = r.refuse(id)
	}
	if status == -1 {
		panic(http.ErrAbortHandler)
	}
	if status > 0 {
		w.WriteHeader(status)
		return
	}
	r.came[id]++
	if before, seen := r.bodies[id]; !seen {
		r.processed[id]++
	} else if before != string(body) {
		r.t.Errorf("%s came with another body", id)
	}
	r.bodies[id] = string(body)
	if status == -2 {
		panic(http.ErrAbortHandler)
	}
}

// A breaker cuts the power of the postman at the n-th step: what it does afterwards does not happen, and what happened
// just before is not known to it.
type breaker struct {
	left    atomic.Int64
	tripped chan struct{}
	once    sync.Once
}

func newBreaker(step int64) *breaker {
	b := &breaker{tripped: make(chan struct{})}
	b.left.Store(step)
	return b
}

// step says whether the power is still on.
func (b *breaker) step(ctx context.Context) bool {
	if b.left.Add(-1) > 0 {
		return true
	}
	b.once.Do(func() { close(b.tripped) })
	<-ctx.Done()
	return false
}

type breakingClerk struct {
	*mission.Mission
	b *breaker
}

func (c breakingClerk) Submit(ctx context.Context, who desk.Who, do desk.Command) ([]desk.Receipt, error) {
	if !c.b.step(ctx) {
		return nil, ctx.Err()
	}
	receipts, err := c.Mission.Submit(ctx, who, do)
	if !c.b.step(ctx) {
		return nil, ctx.Err()
	}
	return receipts, err
}

type breakingSender struct {
	notify.Sender
	b *breaker
}

func (s breakingSender) Send(ctx context.Context, l notify.Letter) notify.Outcome {
	if !s.b.step(ctx) {
		return notify.Outcome{}
	}
	outcome := s.Sender.Send(context.WithoutCancel(ctx), l)
	s.b.step(ctx)
	return outcome
}

// A stage is a mission in a folder, which can be closed and opened again, with both receivers.
type stage struct {
	t     *testing.T
	dir   string
	clock atomic.Int64
	mail  *mailtest.Server
	hook  *receiver
	m     *mission.Mission
	logs  *logbook
	grace time.Duration
}

type logbook struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logbook) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

const origin = "truce.example/exercise/notify"

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{t: t, dir: filepath.Join(t.TempDir(), "record"), mail: &mailtest.Server{}, hook: newReceiver(t), logs: &logbook{}}
	s.clock.Store(desktest.Start.UnixMilli())
	if err := s.mail.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.mail.Stop)
	if _, err := mission.Init(s.config(nil), origin); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if s.m != nil {
			s.close()
		}
	})
	s.open(nil)
	all := notify.Directory()
	for _, id := range []string{"anvil", "heron", "swift", "olive", "almond"} {
		s.tell("crier", "join "+id, &notify.Joined{Member: id, Roles: all[id].Roles})
	}
	s.address("swift", notify.WayMail, "swift@example.org")
	s.address("olive", notify.WayMail, "olive@a.example.org")
	secret := s.address("olive", notify.WayWebhook, "http://"+s.hook.addr+"/hook").Secret
	s.hook.set(func() { s.hook.secret = secret })
	return s
}

// config is what one life of the mission is made of; b may cut its postman's power.
func (s *stage) config(b *breaker) mission.Config {
	s.t.Helper()
	secrets, err := webhook.OpenSecrets(filepath.Join(filepath.Dir(s.dir), "webhook-secrets"))
	if err != nil {
		s.t.Fatal(err)
	}
	who := notify.Directory()
	log := slog.New(slog.NewTextHandler(s.logs, nil))
	by, err := mail.New(mail.Config{Server: s.mail.Addr, From: "centre@truce.example.org", Security: mail.Plain})
	if err != nil {
		s.t.Fatal(err)
	}
	cfg := notify.Config{
		Member: func(id string) (desk.Who, bool) { w, ok := who[id]; return w, ok },
		Mail:   by, Webhook: webhook.New(webhook.Config{Secrets: secrets}), Secrets: secrets, Log: log,
	}
	cfg.Grace = s.grace
	if b != nil {
		cfg.Grace = time.Millisecond // who has no power has no grace
		cfg.Mail, cfg.Webhook = breakingSender{cfg.Mail, b}, breakingSender{cfg.Webhook, b}
	}
	d := notify.New(cfg)
	if run := d.Run; b != nil {
		d.Run = func(ctx context.Context, clerk desk.Clerk) error {
			return run(ctx, breakingClerk{clerk.(*mission.Mission), b})
		}
	}
	return mission.Config{
		Dir: s.dir, Desks: []desk.Desk{notify.CrierDesk(), d}, Log: log,
		Clock: func() time.Time { return time.UnixMilli(s.clock.Load()) },
	}
}

func (s *stage) open(b *breaker) {
	s.t.Helper()
	m, err := mission.Open(s.config(b))
	if err != nil {
		s.t.Fatal(err)
	}
	s.m = m
}

func (s *stage) close() {
	s.t.Helper()
	if err := s.m.Close(); err != nil {
		s.t.Fatal(err)
	}
	s.m = nil
}

// ever counts the facts of these kinds in the whole record.
func (s *stage) ever(kinds ...string) (n int) {
	s.t.Helper()
	if err := s.m.Entries(context.Background(), 0, s.m.Head().Size, func(e record.Entry) error {
		if slices.Contains(kinds, e.Kind) {
			n++
		}
		return nil
	}); err != nil {
		s.t.Fatal(err)
	}
	return n
}

func (s *stage) tell(name, id string, do any) {
	s.t.Helper()
	if _, err := s.m.Submit(context.Background(), desk.System(), desk.Command{Desk: name, ID: id, Do: do}); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) address(member, way, target string) notify.Set {
	s.t.Helper()
	for _, d := range s.m.Desks() {
		for _, r := range d.Routes {
			if d.Name == "notify" && r.Path == "members/addresses" && r.Do != nil {
				set, err := r.Do(context.Background(), desk.Question{
					Who: notify.Directory()["anvil"], At: s.m.Now(), ID: member + way,
					Body: strings.NewReader(fmt.Sprintf(`{"member":%q,"way":%q,"target":%q}`, member, way, target)),
				}, s.m)
				if err != nil {
					s.t.Fatal(err)
				}
				return set.(notify.Set)
			}
		}
	}
	s.t.Fatal("there is no such door")
	return notify.Set{}
}

// cry has three notices asked for: five messages.
func (s *stage) cry() {
	s.t.Helper()
	for n, to := range []record.Audience{record.ToParty("A"), record.Parties} {
		s.tell("crier", fmt.Sprint("cry ", n), &notify.Cried{Key: fmt.Sprint(n), To: to, Subject: "A notice", Text: "Answer by tomorrow.", Priority: "FLASH"})
	}
}

const messages = 5 // olive twice by mail and webhook, swift once by mail

func (s *stage) tick() {
	s.t.Helper()
	if err := s.m.Tick(context.Background()); err != nil {
		s.t.Fatal(err)
	}
}

// A standing is where each message stands.
type standing struct {
	way, state map[string]string
	next       map[string]record.Moment
}

func (s *stage) standing() (standing, int64) {
	s.t.Helper()
	out := standing{map[string]string{}, map[string]string{}, map[string]record.Moment{}}
	size := s.m.Head().Size
	err := s.m.Entries(context.Background(), 0, size, func(e record.Entry) error {
		switch f := e.Fact.(type) {
		case *notify.Intended:
			if f.Way != notify.WayConsole {
				if out.state[f.Intent] != "" {
					s.t.Errorf("%s is intended twice", f.Intent)
				}
				out.way[f.Intent], out.state[f.Intent] = f.Way, "intended"
			}
		case *notify.Sending:
			out.state[f.Intent] = "sending"
		case *notify.Sent:
			out.state[f.Intent] = "sent"
		case *notify.Failed:
			out.state[f.Intent], out.next[f.Intent] = "failed", f.Next
		case *notify.PerhapsSent:
			out.state[f.Intent] = "perhaps"
		case *notify.GivenUp:
			out.state[f.Intent] = "given up"
		case *notify.OrderedAgain:
			out.state[f.Intent] = "intended"
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return out, size
}

// settle lets time pass until no message is waiting or under way, or until the power is cut.
func (s *stage) settle(b *breaker) standing {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if b != nil {
		go func() {
			select {
			case <-b.tripped:
				cancel()
			case <-ctx.Done():
			}
		}()
	}
	s.tick()
	for {
		now, size := s.standing()
		settled := len(now.state) == messages
		for id, state := range now.state {
			switch state {
			case "failed":
				settled = false
				if at := int64(now.next[id]); at > s.clock.Load() {
					s.clock.Store(at)
				}
				s.tick()
			case "intended", "sending":
				settled = false
			}
		}
		if settled {
			return now
		}
		if _, err := s.m.Wait(ctx, size); err != nil {
			if b == nil {
				s.t.Fatalf("they do not settle: %v", now.state)
			}
			return now
		}
	}
}

// check holds what the record says against what the receivers have.
func (s *stage) check(end standing) {
	s.t.Helper()
	if len(end.state) != messages {
		s.t.Fatalf("%d messages are intended, want %d", len(end.state), messages)
	}
	box := map[string]int{}
	for _, m := range s.mail.Messages() {
		id, _, _ := strings.Cut(m.ID, "@")
		box[id]++
		if !strings.Contains(m.Raw, "Subject: EXERCISE: A notice") {
			s.t.Errorf("a mail of an exercise is not marked:\n%s", m.Raw)
		}
	}
	s.hook.mu.Lock()
	defer s.hook.mu.Unlock()
	for id, state := range end.state {
		switch {
		case end.way[id] == notify.WayMail && box[id] > 1:
			s.t.Errorf("the mail %s came %d times", id, box[id])
		case end.way[id] == notify.WayMail && state == "sent" && box[id] != 1:
			s.t.Errorf("the mail %s is recorded as sent and did not come", id)
		case end.way[id] == notify.WayMail && state != "sent" && state != "perhaps":
			s.t.Errorf("the mail %s is %s", id, state)
		case end.way[id] == notify.WayWebhook && (state != "sent" || s.hook.processed[id] != 1):
			s.t.Errorf("the webhook %s is %s, came %d times and was processed %d times", id, state, s.hook.came[id], s.hook.processed[id])
		}
		delete(box, id)
	}
	if len(box) > 0 {
		s.t.Errorf("mail came that nobody intended: %v", box)
	}
	if text := s.logs.text.String(); strings.Contains(text, "@") || strings.Contains(text, "olive") || strings.Contains(text, "A notice") || strings.Contains(text, "127.0.0.1") {
		s.t.Errorf("the log says too much:\n%s", text)
	}
}

func count(end standing, state string) int {
	n := 0
	for _, s := range end.state {
		if s == state {
			n++
		}
	}
	return n
}

func TestAllIsSentOnce(t *testing.T) {
	s := newStage(t)
	s.cry()
	end := s.settle(nil)
	s.check(end)
	if count(end, "sent") != messages || len(s.mail.Messages()) != 3 {
		t.Errorf("in the end: %v", end.state)
	}
	// And nothing more after a restart.
	s.close()
	s.open(nil)
	s.check(s.settle(nil))
	if n := len(s.mail.Messages()); n != 3 {
		t.Errorf("after a restart there are %d mails", n)
	}
}

func TestTheMissionDiesBeforeItTakesANoticeUp(t *testing.T) {
	s := newStage(t)
	s.cry()
	s.close() // nothing is taken up before the first tick
	s.open(nil)
	end := s.settle(nil)
	s.check(end)
	if count(end, "sent") != messages {
		t.Errorf("in the end: %v", end.state)
	}
}

// The postman loses its power before and after every record it makes and every message it sends, and the mission is
// closed and opened again.
func TestTheMissionDiesAtEveryStep(t *testing.T) {
	perhaps := 0
	steps := int64(1)
	for ; ; steps++ {
		s := newStage(t)
		s.close()
		b := newBreaker(steps)
		s.open(b)
		s.cry()
		s.settle(b)
		s.close()
		select {
		case <-b.tripped:
		default: // no step is left at which it could die
			if steps < 6*messages {
				t.Errorf("it took only %d steps", steps)
			}
			if perhaps == 0 {
				t.Error("it never died in the window that SMTP leaves")
			}
			return
		}
		s.open(nil)
		end := s.settle(nil)
		s.check(end)
		// What nobody knows is sent again when an officer orders it, and only then.
		for id, state := range end.state {
			if state != "perhaps" {
				continue
			}
			perhaps++
			came := slices.ContainsFunc(s.mail.Messages(), func(m mailtest.Message) bool { return strings.HasPrefix(m.ID, id+"@") })
			if came {
				continue // the officer asked, and it is there
			}
			s.tell("notify", "again "+id, &notify.SendAgain{Intent: id, Reason: "it did not come"})
		}
		end = s.settle(nil)
		s.check(end)
		if lost := messages - len(s.mail.Messages()) - len(s.hook.processed); lost != 0 {
			t.Errorf("died at step %d: %d messages are lost: %v", steps, lost, end.state)
		}
		s.close()
		s.hook.server.Close()
		s.mail.Stop()
		if t.Failed() {
			t.Fatalf("died at step %d", steps)
		}
	}
}

// The mail server dies, refuses or is away, at each of its steps, for each message once.
func TestTheMailServerDies(t *testing.T) {
	for _, row := range []struct{ name, answer string }{{"dies", mailtest.Die}, {"puts off", "451 4.3.0 later"}} {
		for _, step := range mailtest.Steps {
			if row.answer != mailtest.Die && (step == mailtest.Text || step == mailtest.Accepted) {
				continue // a server that refuses what it keeps lies, and nobody can help it
			}
			t.Run(row.name+" at "+step, func(t *testing.T) {
				s := newStage(t)
				var left atomic.Int64
				left.Store(3)
				s.mail.Script(func(at string) string {
					if at == step && left.Add(-1) >= 0 {
						return row.answer
					}
					return ""
				})
				s.cry()
				end := s.settle(nil)
				s.check(end)
				unknown := row.answer == mailtest.Die && slices.Contains([]string{mailtest.Text, mailtest.Dot, mailtest.Accepted}, step)
				if n := count(end, "perhaps"); n != 0 && !unknown {
					t.Errorf("%d are perhaps sent, although the server had or had not taken them for certain", n)
				}
			})
		}
	}
	t.Run("is away", func(t *testing.T) {
		s := newStage(t)
		s.mail.Stop()
		s.cry()
		s.tick()
		s.waitFor("failed", 3)
		s.close()
		if err := s.mail.Start(); err != nil {
			t.Fatal(err)
		}
		s.open(nil)
		end := s.settle(nil)
		s.check(end)
		if count(end, "sent") != messages {
			t.Errorf("in the end: %v", end.state)
		}
	})
}

// waitFor returns when so many messages are in a state.
func (s *stage) waitFor(state string, n int) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for {
		now, size := s.standing()
		if count(now, state) >= n {
			return
		}
		if _, err := s.m.Wait(ctx, size); err != nil {
			s.t.Fatalf("never were %d %s: %v", n, state, now.state)
		}
	}
}

func TestTheReceiverOfWebhooksDies(t *testing.T) {
	for _, row := range []struct {
		name   string
		status int
		came   int // how often each comes, when the receiver dies twice for each
	}{
		{"before it has read", -1, 1},
		{"after it has processed, before it has answered", -2, 3},
		{"and is busy", 503, 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := newStage(t)
			times := map[string]int{}
			s.hook.set(func() {
				s.hook.refuse = func(id string) int {
					if times[id]++; times[id] <= 2 {
						return row.status
					}
					return 0
				}
			})
			s.cry()
			s.check(s.settle(nil))
			s.hook.set(func() {
				for id, n := range s.hook.came {
					if n != row.came {
						t.Errorf("%s came %d times", id, n)
					}
				}
			})
		})
	}
	t.Run("and comes back after a restart of both", func(t *testing.T) {
		s := newStage(t)
		s.hook.server.Close()
		s.cry()
		s.tick()
		s.waitFor("failed", 1)
		s.close()
		s.hook.start()
		s.open(nil)
		s.check(s.settle(nil))
	})
}

// Who stops the program while a message is under way waits for its answer, and the answer is recorded.
func TestAStopWaitsForWhatIsUnderWay(t *testing.T) {
	for _, at := range append(slices.Clone(mailtest.Steps), "webhook") {
		t.Run("at "+at, func(t *testing.T) {
			s := newStage(t)
			reached, release := make(chan struct{}), make(chan struct{})
			var once sync.Once
			hold := func(step string) {
				if step == at {
					once.Do(func() { close(reached) })
					<-release
				}
			}
			s.mail.Script(func(step string) string { hold(step); return "" })
			s.hook.set(func() { s.hook.refuse = func(string) int { hold("webhook"); return 0 } })
			s.cry()
			s.tick()
			<-reached
			closed := make(chan struct{})
			go func() {
				s.close()
				close(closed)
			}()
			select {
			case <-closed:
				t.Error("it stopped without waiting")
			case <-time.After(50 * time.Millisecond):
			}
			close(release)
			<-closed
			s.open(nil)
			end := s.settle(nil)
			s.check(end)
			if n := s.ever("notify.perhaps_sent/1", "notify.failed/1"); n != 0 {
				t.Errorf("the stop left %d deliveries without an end", n) // a house that opens again says of each that it was perhaps sent
			}
			if count(end, "sent") != messages {
				t.Errorf("in the end: %v", end.state)
			}
		})
	}
}

// A receiver that does not answer holds the stop up for the grace and no longer. What is known by then is recorded.
func TestAStopDoesNotWaitForEver(t *testing.T) {
	for _, at := range append(slices.Clone(mailtest.Steps), "webhook") {
		t.Run("at "+at, func(t *testing.T) {
			s := newStage(t)
			s.close()
			s.grace = 100 * time.Millisecond
			s.open(nil)
			reached, release := make(chan struct{}), make(chan struct{})
			var once sync.Once
			hold := func(step string) {
				if step == at {
					once.Do(func() { close(reached) })
					<-release
				}
			}
			s.mail.Script(func(step string) string { hold(step); return "" })
			s.hook.set(func() { s.hook.refuse = func(string) int { hold("webhook"); return 0 } })
			s.cry()
			s.tick()
			<-reached
			began := time.Now()
			s.close()
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("the stop took %s", took)
			}
			close(release)
			s.open(nil)
			now, _ := s.standing()
			known := !slices.Contains([]string{mailtest.Text, mailtest.Dot, mailtest.Accepted, mailtest.Answered}, at)
			if n := count(now, "perhaps"); n != 0 && known {
				t.Errorf("%d are perhaps sent, although nothing was: %v", n, now.state)
			}
			s.check(s.settle(nil))
		})
	}
}

// TestALife is no test of its own: it is the mission that TestTheProcessIsKilled kills.
func TestALife(t *testing.T) {
	dir := os.Getenv("TRUCE_TEST_LIFE")
	if dir == "" {
		t.Skip("it is run by TestTheProcessIsKilled")
	}
	s := &stage{t: t, dir: dir, mail: &mailtest.Server{Addr: os.Getenv("TRUCE_TEST_MAIL")}, logs: &logbook{}}
	s.clock.Store(desktest.Start.UnixMilli())
	s.open(nil)
	s.cry()
	s.tick()
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil { // until it is killed, or the parent ends
		t.Log(err)
	}
}

// The operating system ends the process, without a word, while the mail server or the receiver is at each step.
func TestTheProcessIsKilled(t *testing.T) {
	steps := append(slices.Clone(mailtest.Steps), "webhook")
	for _, step := range steps {
		t.Run("at "+step, func(t *testing.T) {
			s := newStage(t)
			s.close()
			life := exec.Command(os.Args[0], "-test.run=^TestALife$")
			life.Env = append(os.Environ(), "TRUCE_TEST_LIFE="+s.dir, "TRUCE_TEST_MAIL="+s.mail.Addr)
			hold, err := life.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			defer hold.Close()
			var once sync.Once
			started, killed := make(chan struct{}), make(chan struct{})
			kill := func() {
				once.Do(func() {
					<-started
					if err := life.Process.Kill(); err != nil {
						t.Error(err)
					}
					_ = life.Wait() // it says that it was killed
					close(killed)
				})
			}
			s.mail.Script(func(at string) string {
				if at == step {
					kill()
				}
				return ""
			})
			s.hook.set(func() {
				s.hook.refuse = func(string) int {
					if step == "webhook" {
						kill()
					}
					return 0
				}
			})
			if err := life.Start(); err != nil {
				t.Fatal(err)
			}
			close(started)
			select {
			case <-killed:
			case <-time.After(20 * time.Second):
				t.Fatal("the process was never where it should be killed")
			}
			s.open(nil)
			s.check(s.settle(nil))
		})
	}
}
