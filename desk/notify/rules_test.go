package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"
	"unicode/utf8"

	"truce.example/desk"
	"truce.example/desk/desktest"
	"truce.example/record"
)

// The crier is another desk: members join it, and it wants people told.

type joined struct {
	Member string   `json:"member"`
	Roles  []string `json:"roles"`
}

func (f joined) Holds() (string, []string) { return f.Member, f.Roles }

type cried struct {
	Key      string          `json:"key"`
	To       record.Audience `json:"to"`
	Subject  string          `json:"subject"`
	Text     string          `json:"text"`
	Priority string          `json:"priority"`
}

func (f cried) Residue() any { return cried{Key: f.Key, To: f.To} }

func (f cried) Notices() []desk.Notice {
	return []desk.Notice{{Key: f.Key, To: f.To, Subject: f.Subject, Text: f.Text, Priority: f.Priority, Answer: record.At(desktest.Start.Add(72 * time.Hour))}}
}

type wiped struct {
	Entry int64 `json:"entry"`
}

func (w wiped) Erases() int64                  { return w.Entry }
func (w wiped) Of(n int64) any                 { w.Entry = n; return w }
func (w wiped) WithResidue(string, []byte) any { return w }
func (w wiped) Remains() (string, []byte)      { return "", nil }

type crier struct{}

func (crier) Reset()             {}
func (crier) Apply(record.Entry) {}
func (crier) Decide(_ time.Time, _ desk.Who, do any) ([]record.Draft, error) {
	switch do := do.(type) {
	case *joined:
		return []record.Draft{{Fact: *do, Audience: record.Mission}}, nil
	case *cried:
		return []record.Draft{{Fact: *do, Audience: record.Mission}}, nil
	case *wiped:
		return []record.Draft{{Fact: *do, Audience: record.Mission}}, nil
	}
	return nil, desk.Refuse(desk.Invalid, "what?")
}

func crierDesk() desk.Desk {
	return desk.Desk{Name: "crier", State: crier{}, Facts: []record.Kind{
		record.KindOf("crier.joined/1", "Somebody belongs.", joined{Member: "x", Roles: []string{"chair"}}),
		record.KindOf("crier.cried/1", "Something is cried out.", cried{Key: "k"}),
		record.KindOf("crier.wiped/1", "Something is forgotten.", wiped{}),
	}}
}

// directory is who belongs to the test mission.
func directory() map[string]desk.Who {
	out := map[string]desk.Who{}
	for _, who := range []desk.Who{
		{Member: "anvil", Kind: "mission", Roles: []string{"admin"}},
		{Member: "heron", Kind: "mission", Roles: []string{"duty_officer"}},
		{Member: "swift", Kind: "mission", Roles: []string{"observer"}},
		{Member: "olive", Kind: "party", Party: "A", Roles: []string{"party_liaison"}},
		{Member: "almond", Kind: "party", Party: "B", Roles: []string{"party_liaison"}},
	} {
		who.Known = record.BySession
		out[who.Member] = who
	}
	return out
}

// silent is a sender that is there and is not used: the test is the postman.
type silent struct{}

func (silent) Send(context.Context, Letter) Outcome { panic("nobody sends in this test") }

type secretsFake map[string]bool

func (s secretsFake) New(address string) (string, error) {
	s[address] = true
	return "whsec_dGVzdA==", nil
}
func (s secretsFake) Drop(address string) error { delete(s, address); return nil }

// A room is a world in which the test is the postman.
type room struct {
	*desktest.World
	who  map[string]desk.Who
	book *book
	keys secretsFake
}

func newRoom(t *testing.T) *room {
	t.Helper()
	r := &room{who: directory(), keys: secretsFake{}}
	d := New(Config{Member: r.member, Secrets: r.keys})
	r.book = d.State.(*book)
	r.World = desktest.New(t, crierDesk(), d)
	join(r.World)
	return r
}

func (r *room) member(id string) (desk.Who, bool) { who, ok := r.who[id]; return who, ok }

func join(w *desktest.World) {
	all := directory()
	for _, id := range []string{"anvil", "heron", "swift", "olive", "almond"} {
		w.MustTell(desk.System(), "crier", &joined{Member: id, Roles: all[id].Roles})
	}
}

// mailbox gives a member an address.
func (r *room) address(member, way, target string) {
	r.T.Helper()
	r.MustPost(r.who["anvil"], "notify/members/addresses", map[string]string{"member": member, "way": way, "target": target})
}

func (r *room) cry(key string, to record.Audience, priority string) {
	r.T.Helper()
	r.MustTell(desk.System(), "crier", &cried{Key: key, To: to, Subject: "Subject of " + key, Text: "Text of " + key, Priority: priority})
	r.Advance(0)
}

var bothWays = map[string]Sender{WayMail: silent{}, WayWebhook: silent{}}

// begins makes the next attempt that may be made, up to where it would be sent; "" if there is none.
func (r *room) begins() (job, string) {
	r.T.Helper()
	j, ok := r.book.job(bothWays, nil)
	if !ok {
		return job{}, ""
	}
	es := r.MustTell(desk.System(), deskName, &begin{Intent: j.intent, Attempt: j.attempt})
	return j, es[0].Kind
}

// attempt makes the next attempt with that result, and returns the fact that came of it.
func (r *room) attempt(result, answer string) any {
	r.T.Helper()
	j, kind := r.begins()
	if kind != "notify.sending/1" {
		r.T.Fatalf("no attempt can be made: %q", kind)
	}
	return r.MustTell(desk.System(), deskName, &report{Intent: j.intent, Attempt: j.attempt, Result: result, Answer: answer})[0].Fact
}

func (r *room) idle() {
	r.T.Helper()
	if j, ok := r.book.job(bothWays, nil); ok {
		r.T.Fatalf("%v could be tried, and should not", j)
	}
}

func (r *room) count(kind string) int {
	n := 0
	for _, e := range r.Entries {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

func TestOnlyTheAudienceIsToldAndEachOnce(t *testing.T) {
	for _, row := range []struct {
		name string
		to   record.Audience
		want string
	}{
		{"a party", record.ToParty("A"), "olive console, olive mail, olive webhook"},
		{"the other party has no address and the console", record.ToParty("B"), "almond console"},
		{"one member", record.ToMember("swift"), "swift console, swift mail"},
		{"a role", record.ToRole("duty_officer"), "heron console"},
		{"all who take part", record.Parties, "almond console, anvil console, heron console, olive console, olive mail, olive webhook, swift console, swift mail"},
		{"a party that has nobody", record.ToParty("C"), ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := newRoom(t)
			r.address("olive", WayMail, "olive@a.example.org")
			r.address("olive", WayWebhook, "https://a.example.org/hook")
			r.address("swift", WayMail, "swift@example.org")
			r.cry("one", row.to, "ROUTINE")
			r.cry("one", row.to, "ROUTINE")       // the same key by another fact
			r.cry("one", record.Parties, "FLASH") // and to others
			var got []string
			for _, e := range r.Entries {
				if f, ok := e.Fact.(*Intended); ok {
					got = append(got, f.Member+" "+f.Way)
					if want := watched(f.Member); e.Audience != want {
						t.Errorf("the intent for %s may be read by %s, not %s", f.Member, e.Audience, want)
					}
				}
				if f, ok := e.Fact.(*TakenUp); ok && e.Audience != row.to {
					t.Errorf("the text %q may be read by %s, not %s", f.Text, e.Audience, row.to)
				}
			}
			if s := strings.Join(got, ", "); s != row.want {
				t.Errorf("told were %q, want %q", s, row.want)
			}
			if n := r.count("notify.taken_up/1"); n != 1 {
				t.Errorf("taken up %d times", n)
			}
		})
	}
}

func TestIdsDoNotRepeat(t *testing.T) {
	r := newRoom(t)
	r.address("olive", WayMail, "olive@a.example.org")
	r.address("olive", WayWebhook, "https://a.example.org/hook")
	for n := range 20 {
		r.cry(fmt.Sprint(n), record.Parties, "ROUTINE")
	}
	seen := map[string]bool{}
	for _, e := range r.Entries {
		if f, ok := e.Fact.(*Intended); ok {
			if seen[f.Intent] {
				t.Fatalf("the id %s is given twice", f.Intent)
			}
			seen[f.Intent] = true
		}
	}
	if len(seen) != 20*7 {
		t.Errorf("%d intents", len(seen))
	}
}

func TestTheScheduleOfAttempts(t *testing.T) {
	r := newRoom(t)
	r.address("olive", WayMail, "olive@a.example.org")
	r.cry("one", record.ToParty("A"), "FLASH")
	for n, wait := range []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour, 12 * time.Hour} {
		f, ok := r.attempt(ResultFailed, "451 try later").(*Failed)
		if !ok || f.Attempt != int64(n+1) || f.Next != record.At(r.Now.Add(wait)) {
			t.Fatalf("failure %d: %+v at %s", n+1, f, r.Now)
		}
		r.Advance(wait - time.Millisecond)
		r.idle()
		r.Refold() // a restart changes nothing
		r.Advance(0)
		r.idle()
		r.Advance(time.Millisecond)
	}
	f, ok := r.attempt(ResultFailed, "451 try later").(*GivenUp)
	if !ok || f.Reason != GaveUpScheduleEnded || f.Attempt != 7 {
		t.Fatalf("after the last attempt: %+v", f)
	}
	r.Advance(100 * 24 * time.Hour)
	r.idle()

	// Whoever looks after the outbox finds an alarm in the console, and nobody is mailed about it.
	for _, id := range []string{"anvil", "heron"} {
		if got := r.MustAsk(r.who[id], "notify/inbox"); !strings.Contains(got, "could not be delivered") || strings.Contains(got, "Text of one") {
			t.Errorf("%s finds %s", id, got)
		}
	}
	if got := r.MustAsk(r.who["swift"], "notify/inbox"); strings.Contains(got, "delivered") {
		t.Errorf("an observer finds %s", got)
	}

	// An order begins the schedule anew, under the same id.
	r.RefusesPost(desk.NotFound, r.who["heron"], "notify/outbox/again", map[string]string{"intent": "x", "reason": "y"})
	r.RefusesPost(desk.Invalid, r.who["heron"], "notify/outbox/again", map[string]string{"intent": f.Intent, "reason": " "})
	r.MustPost(r.who["heron"], "notify/outbox/again", map[string]string{"intent": f.Intent, "reason": "the line is mended"})
	r.RefusesPost(desk.Conflict, r.who["heron"], "notify/outbox/again", map[string]string{"intent": f.Intent, "reason": "again"})
	if again := r.attempt(ResultFailed, "no").(*Failed); again.Intent != f.Intent || again.Attempt != 8 || again.Next != record.At(r.Now.Add(time.Minute)) {
		t.Errorf("after the order: %+v", again)
	}
	r.Advance(time.Minute)
	if sent := r.attempt(ResultSent, "250 ok").(*Sent); sent.Attempt != 9 {
		t.Errorf("sent: %+v", sent)
	}
	r.idle()
	r.RefusesPost(desk.NotFound, r.who["heron"], "notify/outbox/again", map[string]string{"intent": f.Intent, "reason": "again"})
}

func TestAMailIsNeverSentTwiceAndAWebhookMayBe(t *testing.T) {
	r := newRoom(t)
	r.address("olive", WayMail, "olive@a.example.org")
	r.cry("one", record.ToParty("A"), "ROUTINE")
	j, _ := r.begins()
	r.idle() // it is under way
	r.Refuses(desk.Conflict, desk.System(), deskName, &begin{Intent: j.intent, Attempt: j.attempt + 1})
	r.Refold()
	r.idle() // nor does a restart make it ready
	if got := r.book.interrupted(); len(got) != 1 || got[0] != j {
		t.Fatalf("interrupted: %v, want %v", got, j)
	}
	f, ok := r.MustTell(desk.System(), deskName, &report{Intent: j.intent, Attempt: 1, Result: resultInterrupted})[0].Fact.(*PerhapsSent)
	if !ok {
		t.Fatalf("a mail that was under way became %T", f)
	}
	r.Advance(100 * 24 * time.Hour)
	r.idle()
	if got := r.MustAsk(r.who["heron"], "notify/inbox"); !strings.Contains(got, "perhaps not delivered") {
		t.Errorf("the duty officer finds %s", got)
	}
	r.MustPost(r.who["heron"], "notify/outbox/again", map[string]string{"intent": j.intent, "reason": "nothing came"})
	r.attempt(ResultSent, "250 ok")
	r.Refuses(desk.Conflict, desk.System(), deskName, &report{Intent: j.intent, Attempt: 2, Result: ResultSent})
	r.idle()

	r.address("almond", WayWebhook, "https://b.example.org/hook")
	r.cry("two", record.ToParty("B"), "ROUTINE")
	j, _ = r.begins()
	r.Refold()
	again, ok := r.MustTell(desk.System(), deskName, &report{Intent: j.intent, Attempt: 1, Result: resultInterrupted})[0].Fact.(*Failed)
	if !ok || again.Next != record.At(r.Now) {
		t.Fatalf("a webhook that was under way became %+v", again)
	}
	r.Advance(0)
	if j2, kind := r.begins(); j2.intent != j.intent || kind != "notify.sending/1" {
		t.Errorf("then %v: %s", j2, kind)
	}
}

// forgetful loses the writer's first answer to each command, as a disk that fails after the fact does.
type forgetful struct {
	desk.Clerk
	lost map[string]bool
	done func()
}

func (c forgetful) Submit(ctx context.Context, who desk.Who, do desk.Command) ([]desk.Receipt, error) {
	receipts, err := c.Clerk.Submit(ctx, who, do)
	if err == nil && !c.lost[do.ID] {
		c.lost[do.ID] = true
		return nil, errors.New("the disk failed")
	}
	if _, last := do.Do.(*report); last {
		c.done()
	}
	return receipts, err
}

func TestAnAttemptThatWasBegunBeforeIsNotMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRoom(t)
		r.address("olive", WayMail, "olive@a.example.org")
		r.cry("one", record.ToParty("A"), "ROUTINE")
		ctx, cancel := context.WithCancel(context.Background())
		p := newPostman(Config{Mail: silent{}, Log: slog.New(slog.DiscardHandler)}, r.book) // silent panics if it is asked to send
		if err := p.run(ctx, forgetful{r.Clerk(), map[string]bool{}, cancel}); err != nil {
			t.Fatal(err)
		}
		if n := r.count("notify.perhaps_sent/1"); n != 1 {
			t.Errorf("%d are perhaps sent", n)
		}
	})
}

func TestUrgentNoticesGoFirst(t *testing.T) {
	r := newRoom(t)
	r.address("olive", WayMail, "olive@a.example.org")
	r.address("swift", WayMail, "swift@example.org")
	for n, p := range []string{"ROUTINE", "", "PRIORITY", "IMMEDIATE", "FLASH", "FLASH"} {
		r.cry(fmt.Sprint(n), record.ToParty("A"), p)
	}
	var order []string
	for range 6 {
		j, _ := r.begins()
		l, _ := r.book.letter(j.intent)
		order = append(order, strings.TrimPrefix(l.Subject, "Subject of "))
	}
	if got := strings.Join(order, ""); got != "453201" {
		t.Errorf("the order is %s", got)
	}
	// A receiver that hangs holds up nobody else.
	r.cry("swift", record.ToMember("swift"), "ROUTINE")
	r.cry("late", record.ToParty("A"), "FLASH")
	j, ok := r.book.job(bothWays, map[string]bool{"mail olive": true})
	if l, _ := r.book.letter(j.intent); !ok || l.Target != "swift@example.org" {
		t.Errorf("beside a hanging receiver comes %v", j)
	}
}

func TestWhatIsGivenUpWithoutAnAttempt(t *testing.T) {
	for _, row := range []struct {
		name  string
		how   func(r *room)
		want  string
		alarm bool
	}{
		{"the address was removed", func(r *room) {
			r.MustPost(r.who["olive"], "notify/addresses/remove", `{"way":"mail"}`)
		}, GaveUpNoAddress, true},
		{"the member has left", func(r *room) { delete(r.who, "olive") }, GaveUpLeft, false},
		{"the member is no longer among those who are told", func(r *room) {
			who := r.who["olive"]
			who.Party = "B"
			r.who["olive"] = who
		}, GaveUpLeft, false},
		{"the notice was forgotten", func(r *room) {
			r.MustTell(desk.Host(), "crier", &wiped{find(r, "notify.taken_up/1")})
		}, GaveUpForgotten, false},
		{"what asked for it was forgotten", func(r *room) {
			r.MustTell(desk.Host(), "crier", &wiped{find(r, "crier.cried/1")})
		}, GaveUpForgotten, false},
		{"the address was forgotten", func(r *room) {
			r.MustTell(desk.Host(), "crier", &wiped{find(r, "notify.address_set/1")})
		}, GaveUpNoAddress, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := newRoom(t)
			r.address("olive", WayMail, "olive@a.example.org")
			r.cry("one", record.ToParty("A"), "ROUTINE")
			row.how(r)
			if _, kind := r.begins(); kind != "notify.given_up/1" {
				t.Fatalf("it became %s", kind)
			}
			f := r.Entries[len(r.Entries)-1].Fact.(*GivenUp)
			if f.Reason != row.want {
				t.Errorf("given up for %s, want %s", f.Reason, row.want)
			}
			r.Advance(0)
			if got := r.MustAsk(r.who["heron"], "notify/inbox"); strings.Contains(got, "could not be delivered") != row.alarm {
				t.Errorf("the duty officer finds %s", got)
			}
			r.idle()
		})
	}
}

func find(r *room, kind string) int64 {
	for _, e := range r.Entries {
		if e.Kind == kind {
			return e.Number
		}
	}
	r.T.Fatalf("there is no %s", kind)
	return 0
}

func TestAddresses(t *testing.T) {
	r := newRoom(t)
	for _, row := range []struct {
		name, by, way, target string
		kind                  desk.Refusal
	}{
		{"a mail address", "olive", WayMail, "liaison.a+truce@a.example.org", ""},
		{"a name before it", "olive", WayMail, "Olive <olive@a.example.org>", desk.Invalid},
		{"two addresses", "olive", WayMail, "a@example.org,b@example.org", desk.Invalid},
		{"a header behind it", "olive", WayMail, "a@example.org\r\nBcc: b@example.org", desk.Invalid},
		{"a parameter behind it", "olive", WayMail, "a@example.org> NOTIFY=NEVER", desk.Invalid},
		{"no domain", "olive", WayMail, "olive", desk.Invalid},
		{"not ASCII", "olive", WayMail, "оливка@example.org", desk.Invalid},
		{"a webhook", "olive", WayWebhook, "https://a.example.org:8443/hook?x=1", ""},
		{"a webhook without TLS", "olive", WayWebhook, "http://a.example.org/hook", desk.Invalid},
		{"a party's webhook on the server's own machine", "olive", WayWebhook, "http://127.0.0.1:8417/hook", desk.Invalid},
		{"the same with TLS", "olive", WayWebhook, "https://localhost/hook", desk.Invalid},
		{"the same in another spelling", "olive", WayWebhook, "https://[::ffff:127.0.0.1]/hook", desk.Invalid},
		{"an admin's webhook on the server's own machine", "anvil", WayWebhook, "http://127.0.0.1:8417/hook", ""},
		{"a password in it", "olive", WayWebhook, "https://a:b@a.example.org/hook", desk.Invalid},
		{"another scheme", "olive", WayWebhook, "file:///etc/passwd", desk.Invalid},
		{"the console needs none", "olive", WayConsole, "x", desk.Invalid},
		{"a pigeon", "olive", "pigeon", "x", desk.Invalid},
	} {
		t.Run(row.name, func(t *testing.T) {
			body := map[string]string{"way": row.way, "target": row.target}
			before := len(r.keys)
			if row.kind == "" {
				set := r.MustPost(r.who[row.by], "notify/addresses", body).(Set)
				if (set.Secret != "") != (row.way == WayWebhook) {
					t.Errorf("the secret is %q", set.Secret)
				}
				return
			}
			r.RefusesPost(row.kind, r.who[row.by], "notify/addresses", body)
			if len(r.keys) != before {
				t.Error("a secret was kept for an address that was refused")
			}
		})
	}
	r.RefusesPost(desk.NotFound, r.who["anvil"], "notify/members/addresses", map[string]string{"member": "nobody", "way": WayMail, "target": "a@example.org"})
	r.RefusesPost(desk.NotFound, r.who["almond"], "notify/addresses/remove", `{"way":"mail"}`)
	r.RefusesPost(desk.Invalid, r.who["olive"], "notify/addresses", `{"way":"mail","target":"a@example.org","member":"almond"}`)

	// Who sees which, and that no secret is in the record.
	if got := r.MustAsk(r.who["almond"], "notify/members/addresses"); got != "[]" {
		t.Errorf("party B sees %s", got)
	}
	if got := r.MustAsk(r.who["heron"], "notify/members/addresses"); got != "[]" {
		t.Errorf("the duty officer sees %s", got)
	}
	if got := r.MustAsk(r.who["olive"], "notify/addresses"); !strings.Contains(got, "liaison.a+truce@") || strings.Contains(got, "anvil") {
		t.Errorf("the member sees %s", got)
	}
	all, err := json.Marshal(r.Entries)
	if err != nil || strings.Contains(string(all), "whsec_") {
		t.Errorf("a secret is in the record (%v)", err)
	}
}

func TestASecretIsShownOnce(t *testing.T) {
	r := newRoom(t)
	route := r.Desk(deskName).Routes[slices.IndexFunc(r.Desk(deskName).Routes, func(d desk.Route) bool { return d.Path == "addresses" && d.Do != nil })]
	ask := func() (any, error) {
		return route.Do(context.Background(), desk.Question{
			Who: r.who["olive"], At: r.Now, ID: "same", Body: strings.NewReader(`{"way":"webhook","target":"https://a.example.org/"}`),
		}, r.Clerk())
	}
	if _, err := ask(); err != nil {
		t.Fatal(err)
	}
	_, err := ask()
	if refused, ok := desk.Refused(err); !ok || refused.Kind != desk.Conflict || len(r.keys) != 1 {
		t.Errorf("the same again: %v, with %d secrets", err, len(r.keys))
	}
}

func TestInboxAndOutbox(t *testing.T) {
	r := newRoom(t)
	r.address("olive", WayMail, "olive@a.example.org")
	r.cry("one", record.ToParty("A"), "FLASH")
	r.cry("two", record.ToParty("A"), "ROUTINE")
	r.attempt(ResultFailed, "451 4.2.0 <olive@a.example.org>: greylisted, see https://x.example.org/")
	in, err := r.Ask(r.who["olive"], "notify/inbox")
	if err != nil {
		t.Fatal(err)
	}
	box := in.(Inbox)
	if box.Unread != 2 || len(box.Notices) != 2 || box.Notices[0].Subject != "Subject of two" || box.Notices[1].Text != "Text of one" || !box.Notices[1].Answer.Known() {
		t.Fatalf("olive's inbox: %+v", box)
	}
	one := box.Notices[1].Intent
	r.RefusesPost(desk.NotFound, r.who["almond"], "notify/inbox/read", map[string]string{"intent": one})
	r.MustPost(r.who["olive"], "notify/inbox/read", map[string]string{"intent": one})
	r.RefusesPost(desk.Conflict, r.who["olive"], "notify/inbox/read", map[string]string{"intent": one})
	if got := r.MustAsk(r.who["olive"], "notify/inbox?unread=true"); !strings.Contains(got, `"unread":1`) || strings.Contains(got, "Text of one") {
		t.Errorf("unread are %s", got)
	}
	if got := r.MustAsk(r.who["olive"], fmt.Sprintf("notify/inbox?since=%d", box.Notices[1].Entry)); strings.Contains(got, "Text of one") || !strings.Contains(got, "Text of two") {
		t.Errorf("since then came %s", got)
	}
	if got := r.MustAsk(r.who["almond"], "notify/inbox"); strings.Contains(got, "Subject") {
		t.Errorf("party B reads %s", got)
	}
	if _, err := r.Ask(r.who["olive"], "notify/inbox?since=x"); err == nil {
		t.Error("since=x was taken")
	}

	got := r.MustAsk(r.who["heron"], "notify/outbox")
	if !strings.Contains(got, "451 4.2.0 (address) greylisted, see (address)") || strings.Contains(got, "@") || strings.Contains(got, "Subject") {
		t.Errorf("the duty officer's outbox: %s", got)
	}
	if got := r.MustAsk(r.who["heron"], "notify/outbox?state=failed"); strings.Count(got, `"intent"`) != 1 {
		t.Errorf("failed are %s", got)
	}
	r.CheckLayers("notify", r.who["heron"], r.who["olive"])
	if rows := r.Rows(r.who["heron"], "notify.outbox", 10); len(rows) != 4 {
		t.Errorf("the layer outbox has %d rows", len(rows))
	}
	if rows := r.Rows(r.who["olive"], "notify.inbox", 1); len(rows) != 1 || rows[0].Values["subject"] != "Subject of two" {
		t.Errorf("the layer inbox has %v", rows)
	}
}

func TestAForgottenTextIsGone(t *testing.T) {
	r := newRoom(t)
	r.cry("one", record.ToParty("A"), "FLASH")
	r.MustTell(desk.Host(), "crier", &wiped{find(r, "crier.cried/1")})
	if got := r.MustAsk(r.who["olive"], "notify/inbox"); strings.Contains(got, "Text of one") {
		t.Errorf("the inbox still has %s", got)
	}
}

func TestNobodyElseGivesTheProgramsCommands(t *testing.T) {
	r := newRoom(t)
	for _, do := range []any{&takeUp{}, &begin{}, &report{}, &struct{}{}} {
		r.Refuses(desk.Invalid, r.who["anvil"], deskName, do)
	}
}

func TestFoldedAgainItKnowsTheSame(t *testing.T) {
	r := newRoom(t)
	script(r)
	live := fmt.Sprint(r.book.members, r.book.addresses, r.book.drawn, r.book.heard, r.book.inbox, r.book.asked, r.book.byEntry, len(r.book.notices), states(r.book))
	r.Refold()
	if got := fmt.Sprint(r.book.members, r.book.addresses, r.book.drawn, r.book.heard, r.book.inbox, r.book.asked, r.book.byEntry, len(r.book.notices), states(r.book)); got != live {
		t.Errorf("folded again\n%s, live\n%s", got, live)
	}
}

func states(b *book) map[string]intent {
	out := map[string]intent{}
	for id, i := range b.intents {
		copied := *i
		copied.ripe = false // the next Due finds out
		out[id] = copied
	}
	return out
}

func TestATextIsDroppedWhenNothingOfItIsToBeSent(t *testing.T) {
	r := newRoom(t)
	r.address("olive", WayMail, "olive@a.example.org")
	r.cry("one", record.ToParty("A"), "FLASH")
	r.attempt(ResultSent, "250 ok")
	r.cry("two", record.ToParty("B"), "FLASH") // in the console only
	r.MustPost(r.who["olive"], "notify/addresses/remove", `{"way":"mail"}`)
	if len(r.book.notices) != 0 || len(r.book.intents) != 0 || len(r.book.asked) != 0 || len(r.book.byEntry) != 0 {
		t.Errorf("still held: %v %v", r.book.notices, r.book.intents)
	}
}

// script records a fact of every kind.
func script(r *room) {
	r.MustTell(r.who["anvil"], deskName, &SetAddress{Address: "a1", Member: "olive", Way: WayMail, Target: "olive@a.example.org"})
	r.MustTell(r.who["anvil"], deskName, &SetAddress{Address: "a2", Member: "almond", Way: WayWebhook, Target: "https://b.example.org/hook"})
	r.cry("one", record.ToParty("A"), "FLASH")
	r.attempt(ResultFailed, "451 4.2.0 try later")
	r.Advance(time.Minute)
	r.attempt(ResultPerhaps, "the connection broke")
	r.Advance(0)
	r.MustTell(r.who["heron"], deskName, &SendAgain{Intent: r.intent("olive", WayMail), Reason: "nothing came"})
	r.attempt(ResultSent, "250 ok")
	r.cry("two", record.ToParty("B"), "ROUTINE")
	r.attempt(ResultRefused, "410 Gone")
	r.Advance(0)
	r.MustTell(r.who["olive"], deskName, &OpenNotice{Intent: r.intent("olive", WayConsole)})
	r.MustTell(r.who["almond"], deskName, &RemoveMyAddress{Way: WayWebhook})
}

func (r *room) intent(member, way string) string {
	for _, e := range r.Entries {
		if f, ok := e.Fact.(*Intended); ok && f.Member == member && f.Way == way {
			return f.Intent
		}
	}
	r.T.Fatalf("nothing is intended for %s by %s", member, way)
	return ""
}

func TestGolden(t *testing.T) {
	who := directory()
	member := func(id string) (desk.Who, bool) { w, ok := who[id]; return w, ok }
	d := New(Config{Member: member, Secrets: secretsFake{}})
	desktest.Golden(t, d, func(w *desktest.World) {
		join(w)
		script(&room{World: w, who: who, book: d.State.(*book), keys: secretsFake{}})
	}, crierDesk())
}

func TestAPI(t *testing.T) {
	r := newRoom(t)
	examples := desktest.API(t, r.Desk(deskName))
	send := func(who, door, intent string) {
		t.Helper()
		body := examples["POST notify/"+door]
		if intent != "" {
			body = strings.ReplaceAll(body, "4f2a91c07be355d84f2a91c07be355d8", intent)
		}
		r.MustPost(r.who[who], "notify/"+door, body)
	}
	send("olive", "addresses", "")
	send("olive", "addresses/remove", "")
	send("anvil", "members/addresses", "")
	r.cry("one", record.ToParty("A"), "FLASH")
	send("olive", "inbox/read", r.intent("olive", WayConsole))
	r.attempt(ResultPerhaps, "")
	send("heron", "outbox/again", r.intent("olive", WayMail))
	send("anvil", "members/addresses/remove", "")
}

func FuzzScrub(f *testing.F) {
	for _, s := range []string{"250 2.0.0 Ok: queued as 4F2A", "550 <a@b.example>: no\r\nsuch user", "see https://x", "\x00\xff\u202eabc", strings.Repeat("x ", 300)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := scrub(s)
		if strings.Contains(got, "@") || strings.Contains(got, "://") || utf8.RuneCountInString(got) > maxAnswer || !utf8.ValidString(got) || strings.ContainsFunc(got, unicode.IsControl) {
			t.Errorf("%q becomes %q", s, got)
		}
		if again := scrub(got); again != got {
			t.Errorf("%q becomes %q, and that %q", s, got, again)
		}
	})
}

func FuzzTargets(f *testing.F) {
	for _, s := range []string{"a@b.example", "https://a.example/", "http://127.0.0.1/", "a@b\r\nDATA", "https://a\r\nb/", "http://[::1]/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if isMailbox(s) && strings.ContainsAny(s, " \r\n<>,;\"\\\x00") {
			t.Errorf("%q is taken for a mail address", s)
		}
		if u, loopback, ok := webhookURL(s); ok {
			if again, same, ok := webhookURL(u.String()); len(u.String()) <= 500 && (!ok || same != loopback || again.Host != u.Host) {
				t.Errorf("%q reads otherwise when written again: %s", s, u)
			}
			if strings.ContainsAny(u.Host, " \r\n") {
				t.Errorf("the host of %q is %q", s, u.Host)
			}
		}
	})
}
