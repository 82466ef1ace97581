package torture

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"truce.example/record"
	"truce.example/record/audit"
)

const (
	clients  = 6
	perRound = 40                     // commands a client sends at most between two kills
	lifetime = 250 * time.Millisecond // of the program, at most
)

// A sending is one command of one member and what is known of it.
type sending struct {
	who  *member
	id   string
	body []byte
	got  []receipt // nil until it was answered
}

// A receipt as the program hands it out.
type receipt struct {
	Entry int64       `json:"entry"`
	Event record.ID   `json:"event"`
	Kind  string      `json:"kind"`
	Leaf  record.Hash `json:"leaf"`
	Proof string      `json:"proof"`
}

func TestTortureKilledUnderLoad(t *testing.T) {
	kills := number(t, "TRUCE_TORTURE", 5)
	c := begin(t, t.TempDir()+"/centre")
	l := &load{c: c}
	for round := range kills {
		s := c.serve()
		l.recheck(s)
		l.round(s, time.Duration(rand.Int64N(int64(lifetime))))
		// The whole record after the first rounds and then now and again; it grows, and the last look sees all.
		if round < 10 || round%10 == 0 {
			l.verify()
		}
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
	}
	s := c.serve()
	l.settle(s)
	l.recheck(s)
	c.holds(s.base)
	s.stop()
	l.verify()
	l.whole()
	c.holds(c.dir)
	t.Logf("%d kills; %d commands, each recorded once; %d receipts hold", kills, len(l.sent), l.receipts())
}

func number(t *testing.T, name string, otherwise int) int {
	text := os.Getenv(name)
	if text == "" {
		if testing.Short() {
			return 1
		}
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// A load is everything that was sent so far.
type load struct {
	c    *centre
	sent []*sending

	fresh []*sending // answered since the last recheck
}

// round sends until the program is killed, which happens after the given time.
func (l *load) round(s *server, after time.Duration) {
	var clerks sync.WaitGroup
	var mu sync.Mutex
	open := l.open()
	next := func() *sending {
		mu.Lock()
		defer mu.Unlock()
		if len(open) > 0 {
			x := open[0]
			open = open[1:]
			return x
		}
		x := l.allegation(len(l.sent))
		l.sent = append(l.sent, x)
		return x
	}
	ctx, cancel := context.WithCancel(context.Background())
	for range clients {
		clerks.Go(func() {
			for range perRound {
				if x := next(); !l.send(ctx, s, x) {
					return
				}
			}
		})
	}
	wait(after)
	s.kill()
	cancel()
	clerks.Wait()
}

// open are the commands of which nobody knows what became of them.
func (l *load) open() []*sending {
	var out []*sending
	for _, x := range l.sent {
		if x.got == nil {
			out = append(out, x)
		}
	}
	return out
}

func (l *load) allegation(n int) *sending {
	body, err := json.Marshal(map[string]any{
		"channel": "own", "source": fmt.Sprintf("post %d", n%7), "language": "en", "type": "mortar", "accused": "A",
		"text":       fmt.Sprintf("EXERCISE report %d of the torture", n),
		"place_name": "al-Naima", "place": map[string]any{"lat": 32.62, "lon": 36.17},
		"start": record.Moment(1499860800000 + int64(n)*1000).String(), "external_id": fmt.Sprintf("T-%06d", n),
	})
	if err != nil {
		l.c.t.Fatal(err)
	}
	return &sending{who: l.c.members[n%len(l.c.members)], id: fmt.Sprintf("torture-%06d", n), body: body}
}

// send gives a command to the program; it says whether the program answered.
func (l *load) send(ctx context.Context, s *server, x *sending) bool {
	a, err := l.c.post(ctx, s.base, x.who, "observe/allegations", x.id, x.body)
	if err != nil {
		return false
	}
	if a.status == 503 { // it asks to come again
		return true
	}
	if a.status != 200 && a.status != 201 {
		l.c.t.Errorf("%s was answered with %d %s", x.id, a.status, a.body)
		return false
	}
	var got struct{ Entries []receipt }
	if err := json.Unmarshal(a.body, &got); err != nil || len(got.Entries) == 0 {
		l.c.t.Errorf("%s was answered with %s: %v", x.id, a.body, err)
		return false
	}
	x.got = got.Entries
	return true
}

// settle sends again what is open until all is answered.
func (l *load) settle(s *server) {
	l.c.t.Helper()
	for _, x := range l.open() {
		if !l.send(context.Background(), s, x) || x.got == nil {
			l.c.t.Errorf("%s could not be sent again", x.id)
		}
	}
}

// recheck asks a restarted program for what it promised before it was killed: the same command again must give the same
// entries, and the entry must be what the receipt says.
func (l *load) recheck(s *server) {
	t := l.c.t
	t.Helper()
	var answered []*sending
	for _, x := range l.sent {
		if x.got != nil {
			answered = append(answered, x)
		}
	}
	rand.Shuffle(len(answered), func(i, j int) { answered[i], answered[j] = answered[j], answered[i] })
	reader := l.c.members[0]
	for _, x := range answered[:min(len(answered), 10)] {
		again := &sending{who: x.who, id: x.id, body: x.body}
		if !l.send(context.Background(), s, again) || len(again.got) != len(x.got) {
			t.Errorf("%s again became %d facts, and %d the first time", x.id, len(again.got), len(x.got))
			continue
		}
		for i, r := range x.got {
			if again.got[i].Entry != r.Entry || again.got[i].Leaf != r.Leaf {
				t.Errorf("%s again is entry %d, and was entry %d", x.id, again.got[i].Entry, r.Entry)
			}
			a, err := l.c.get(s.base, reader, fmt.Sprintf("/api/record/entries/%d", r.Entry))
			if err != nil {
				t.Fatal(err)
			}
			var e struct {
				Event  record.ID
				Kind   string
				Client string `json:"client_id"`
			}
			if err := json.Unmarshal(a.body, &e); err != nil || e.Event != r.Event || e.Kind != r.Kind || e.Client != x.id {
				t.Errorf("entry %d is %s, and the receipt said %s of %s: %v", r.Entry, a.body, r.Kind, x.id, err)
			}
		}
	}
}

// verify holds the folder, while nobody uses it, against every receipt that was given, and each receipt by itself, as its
// owner would: with the key alone.
func (l *load) verify() {
	t := l.c.t
	t.Helper()
	verifier, err := note.NewVerifier(l.c.key)
	if err != nil {
		t.Fatal(err)
	}
	var kept [][]byte
	for _, x := range l.sent {
		for i, r := range x.got {
			kept = append(kept, []byte(r.Proof))
			parsed, err := record.ParseReceipt([]byte(r.Proof))
			if err != nil {
				t.Errorf("receipt %d of %s: %v", i, x.id, err)
				continue
			}
			proven, err := parsed.Verify(verifier)
			if err != nil || proven.Index != r.Entry || proven.Leaf.Event != r.Event {
				t.Errorf("receipt %d of %s does not hold: %v", i, x.id, err)
			}
		}
	}
	report, err := audit.Dir(context.Background(), l.c.dir, audit.Options{Pins: audit.Pins{Key: l.c.key}, Receipts: kept})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Findings {
		t.Errorf("truce verify finds: %s", f)
	}
}

// whole reads the record and compares it with what was sent: every command once, with all its facts, and nothing else.
func (l *load) whole() {
	t := l.c.t
	t.Helper()
	parts := map[string][]int64{} // entries of each command, in order
	report, err := audit.Dir(context.Background(), l.c.dir, audit.Options{Pins: audit.Pins{Key: l.c.key}, Each: func(e record.Entry) error {
		if !strings.HasPrefix(e.Client, "torture-") {
			return nil
		}
		key := e.Author.Member + " " + e.Client
		if e.Part != len(parts[key]) {
			return fmt.Errorf("entry %d is part %d of %s, of which %d parts stand before it", e.Number, e.Part, key, len(parts[key]))
		}
		parts[key] = append(parts[key], e.Number)
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Findings {
		t.Errorf("in the whole record: %s", f)
	}
	for _, x := range l.sent {
		key := x.who.id + " " + x.id
		if len(parts[key]) != len(x.got) {
			t.Errorf("%s stands %d times in the record, with %d receipts", key, len(parts[key]), len(x.got))
		}
		delete(parts, key)
	}
	for key := range parts {
		t.Errorf("%s is in the record, and nobody sent it", key)
	}
}

func (l *load) receipts() int {
	n := 0
	for _, x := range l.sent {
		n += len(x.got)
	}
	return n
}
