package mission

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/record/store"
	"truce.example/view"
)

const testOrigin = "test.example/exercise/mission"

type noted struct {
	Text string `json:"text"`
	On   int64  `json:"on,omitempty"`
}

func (n noted) Residue() any { return noted{On: n.On} }

// echoed repeats what a note says.
type echoed struct {
	Text string `json:"text"`
}

func (echoed) IsDerived() {}

type wiped struct {
	Entry int64  `json:"entry"`
	Kind  string `json:"kind"`
	Left  []byte `json:"left"`
}

func (w wiped) Erases() int64  { return w.Entry }
func (w wiped) Of(n int64) any { w.Entry = n; return w }
func (w wiped) WithResidue(kind string, fact []byte) any {
	w.Kind, w.Left = kind, fact
	return w
}
func (w wiped) Remains() (string, []byte) { return w.Kind, w.Left }

type (
	noteCmd struct {
		Text string          `json:"text"`
		For  record.Audience `json:"for"`
		On   *int64          `json:"on"`
		Boom bool            `json:"boom"`
		Echo bool            `json:"echo"`
	}
	wipeCmd struct {
		Entry int64 `json:"entry"`
	}
)

// notebook is a desk that counts.
type notebook struct {
	notes, letters int
}

func (n *notebook) Reset() { *n = notebook{} }
func (n *notebook) Apply(e record.Entry) {
	if f, ok := e.Fact.(*noted); ok {
		n.notes++
		n.letters += len(f.Text)
	}
}

func (n *notebook) Decide(at time.Time, who desk.Who, do any) ([]record.Draft, error) {
	switch c := do.(type) {
	case *wipeCmd:
		return []record.Draft{{Fact: wiped{Entry: c.Entry}, Audience: record.Mission}}, nil
	case *noteCmd:
		if c.Boom {
			panic("boom")
		}
		if c.Text == "" {
			return nil, desk.Refuse(desk.Invalid, "write something")
		}
		d := record.Draft{Fact: noted{Text: c.Text}, Audience: c.For}
		if c.On != nil {
			d.Refs = []record.Ref{record.To(*c.On)}
		}
		if c.Echo && c.On != nil {
			return []record.Draft{{Fact: echoed{c.Text}, Audience: c.For, Refs: []record.Ref{record.To(*c.On)}}}, nil
		}
		if c.Echo {
			return []record.Draft{d, {Fact: echoed{c.Text}, Audience: c.For, Refs: []record.Ref{record.Local(0)}}}, nil
		}
		return []record.Draft{d, {Fact: noted{On: int64(n.notes)}, Audience: c.For, Refs: []record.Ref{record.Local(0)}}}, nil
	}
	return nil, errors.New("unknown")
}

func testDesk(state desk.State) desk.Desk {
	return desk.Desk{
		Name: "note", State: state,
		Facts: []record.Kind{
			record.KindOf("note.noted/1", "Noted.", noted{}),
			record.KindOf("note.wiped/1", "Wiped.", wiped{}),
			record.KindOf("note.echoed/1", "Echoed.", echoed{}),
		},
		View: &view.View{
			Name: "note", Version: 1,
			Schema: "create table note_note (entry bigint not null, audience integer not null, text text not null)",
			Apply: func(tx *view.Tx, e record.Entry) error {
				f, ok := e.Fact.(*noted)
				if !ok {
					return nil
				}
				a, err := tx.Audience(e.Audience)
				if err != nil {
					return err
				}
				return tx.Exec("insert into note_note values (?, ?, ?)", e.Number, a, f.Text)
			},
		},
	}
}

func openTest(t testing.TB, dir string) (*Mission, *notebook) {
	t.Helper()
	n := &notebook{}
	m, err := Open(Config{Dir: dir, Desks: []desk.Desk{testDesk(n)}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return m, n
}

func newTest(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "m")
	_, err := Init(Config{Dir: dir, Desks: []desk.Desk{testDesk(&notebook{})}}, testOrigin)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

var alice = desk.Who{Member: "alice", Kind: "mission", Roles: []string{"duty_officer"}, Known: record.BySession}

func say(id, text string) desk.Command {
	return desk.Command{Desk: "note", ID: id, Do: &noteCmd{Text: text, For: record.Mission}}
}

func verifier(t testing.TB, m *Mission) note.Verifier {
	v, err := note.NewVerifier(m.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestACommandIsRecordedOnceAndItsReceiptVerifies(t *testing.T) {
	m, _ := openTest(t, newTest(t))
	defer m.Close()
	ctx := context.Background()
	first, err := m.Submit(ctx, alice, say("c1", "hello"))
	if err != nil {
		t.Fatal(err)
	}
	if len(first) != 2 || first[0].Entry != 1 || first[0].Again {
		t.Fatalf("receipts %+v", first)
	}
	for _, r := range first {
		receipt, err := record.ParseReceipt(r.Proof)
		if err != nil {
			t.Fatal(err)
		}
		p, err := receipt.Verify(verifier(t, m))
		if err != nil {
			t.Fatal(err)
		}
		if p.Index != r.Entry || p.Body == nil {
			t.Fatalf("the receipt proves %+v", p)
		}
	}
	again, err := m.Submit(ctx, alice, say("c1", "hello"))
	if err != nil {
		t.Fatal(err)
	}
	if !again[0].Again || again[0].Entry != 1 || m.Snapshot().Tree.Size() != 3 {
		t.Fatalf("sending twice recorded twice: %+v", again)
	}
	_, err = m.Submit(ctx, alice, say("c1", "something else"))
	if r, ok := desk.Refused(err); !ok || r.Kind != desk.Conflict {
		t.Fatalf("another command with the same id: %v", err)
	}
	bob := alice
	bob.Member = "bob"
	if r, err := m.Submit(ctx, bob, say("c1", "hello")); err != nil || r[0].Again {
		t.Fatalf("another member's id collided: %v %v", r, err)
	}
	missing := int64(99)
	_, err = m.Submit(ctx, alice, desk.Command{Desk: "note", ID: "c9", Do: &noteCmd{Text: "x", On: &missing}})
	if r, ok := desk.Refused(err); !ok || r.Kind != desk.NotFound {
		t.Fatalf("a reference to nothing: %v", err)
	}
	if _, err := m.Submit(ctx, alice, desk.Command{Desk: "note", ID: "c10", Do: &noteCmd{Boom: true}}); err == nil {
		t.Fatal("a panicking rule answered")
	}
	if _, err := m.Submit(ctx, alice, say("c11", "still here")); err != nil {
		t.Fatal(err)
	}
}

func TestManyClientsAtOnceAndAReopenedMissionStandWhereTheyWere(t *testing.T) {
	dir := newTest(t)
	m, state := openTest(t, dir)
	ctx := context.Background()
	var wg sync.WaitGroup
	for c := range 16 {
		wg.Go(func() {
			for i := range 20 {
				for range 2 { // everything is sent twice
					if _, err := m.Submit(ctx, alice, say(fmt.Sprintf("%d/%d", c, i), "text")); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	size := m.Snapshot().Tree.Size()
	if size != 1+16*20*2 {
		t.Fatalf("%d entries", size)
	}
	if err := m.WaitView(ctx, size); err != nil {
		t.Fatal(err)
	}
	live := *state
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	m, state = openTest(t, dir)
	defer m.Close()
	if *state != live || m.ViewEntry() != size {
		t.Fatalf("folded again: %+v, was %+v; tables at %d of %d", *state, live, m.ViewEntry(), size)
	}
}

func TestAFailedCommitTakesBackWhatStatesWereShown(t *testing.T) {
	for _, stored := range []bool{false, true} {
		dir := newTest(t)
		m, state := openTest(t, dir)
		ctx := context.Background()
		if _, err := m.Submit(ctx, alice, say("a", "one")); err != nil {
			t.Fatal(err)
		}
		before := *state
		boom := func() error { return errors.New("the disk went away") }
		if stored {
			m.store.InjectFaults(store.Faults{AfterCommit: boom})
		} else {
			m.store.InjectFaults(store.Faults{BeforeCommit: boom})
		}
		_, err := m.Submit(ctx, alice, say("b", "two"))
		m.store.InjectFaults(store.Faults{})
		if (err == nil) != stored {
			t.Fatalf("stored %v: answered %v", stored, err)
		}
		if !stored && *state != before {
			t.Fatalf("state kept what was not recorded: %+v, was %+v", *state, before)
		}
		r, err := m.Submit(ctx, alice, say("b", "two"))
		if err != nil || r[0].Again != stored {
			t.Fatalf("stored %v: sent again: %+v %v", stored, r, err)
		}
		live := *state
		m.Close()
		m, state = openTest(t, dir)
		if *state != live {
			t.Fatalf("live %+v, folded again %+v", live, *state)
		}
		m.Close()
	}
}

func TestForgettingLeavesTheResidueEverywhereAndRebuildsToTheSame(t *testing.T) {
	dir := newTest(t)
	m, state := openTest(t, dir)
	ctx := context.Background()
	r, err := m.Submit(ctx, alice, say("a", "the name of the source"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Submit(ctx, alice, desk.Command{Desk: "note", ID: "w", Do: &wipeCmd{Entry: r[0].Entry}}); err != nil {
		t.Fatal(err)
	}
	e, err := m.Entry(ctx, r[0].Entry)
	if err != nil {
		t.Fatal(err)
	}
	if e.Status != record.Forgotten || e.Fact.(*noted).Text != "" {
		t.Fatalf("after forgetting: %+v", e)
	}
	var n int
	if err := m.View(alice).QueryRow(ctx, "select count(*) from note_note where text <> ''").Scan(&n); err != nil || n != 0 {
		t.Fatalf("the tables still hold it: %d %v", n, err)
	}
	if state.notes != 2 || state.letters != 0 {
		t.Fatalf("state %+v", *state)
	}
	receipt, err := record.ParseReceipt(r[0].Proof)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := receipt.Verify(verifier(t, m)); err != nil {
		t.Fatalf("the receipt no longer verifies: %v", err)
	}
	if _, err := m.Submit(ctx, alice, desk.Command{Desk: "note", ID: "w2", Do: &wipeCmd{Entry: r[0].Entry}}); err == nil {
		t.Fatal("forgotten twice")
	}
	live := *state
	m.Close()
	m, state = openTest(t, dir)
	defer m.Close()
	if *state != live {
		t.Fatalf("reopened %+v, was %+v", *state, live)
	}
}

func TestWhatWasDerivedIsForgottenWithItsSource(t *testing.T) {
	m, _ := openTest(t, newTest(t))
	defer m.Close()
	ctx := context.Background()
	r, err := m.Submit(ctx, alice, desk.Command{Desk: "note", ID: "a", Do: &noteCmd{Text: "at the mill", For: record.Mission, Echo: true}})
	if err != nil {
		t.Fatal(err)
	}
	stones, err := m.Submit(ctx, alice, desk.Command{Desk: "note", ID: "w", Do: &wipeCmd{Entry: r[0].Entry}})
	if err != nil {
		t.Fatal(err)
	}
	echo, err := m.Entry(ctx, r[1].Entry)
	if err != nil {
		t.Fatal(err)
	}
	if len(stones) != 2 || echo.Status != record.Erased || echo.Fact != nil {
		t.Fatalf("%d tombstones, the echo is %+v", len(stones), echo)
	}
}

// What repeats a note in a later command, and what repeats that, goes with the note.
func TestWhatWasDerivedLaterIsForgottenToo(t *testing.T) {
	m, _ := openTest(t, newTest(t))
	defer m.Close()
	ctx := context.Background()
	tell := func(id string, do any) []desk.Receipt {
		t.Helper()
		r, err := m.Submit(ctx, alice, desk.Command{Desk: "note", ID: id, Do: do})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	note := tell("a", &noteCmd{Text: "at the mill", For: record.Mission})[0].Entry
	first := tell("b", &noteCmd{Text: "he said: at the mill", For: record.Mission, On: &note, Echo: true})[0].Entry
	second := tell("c", &noteCmd{Text: "she heard: at the mill", For: record.Parties, On: &first, Echo: true})[0].Entry
	other := tell("d", &noteCmd{Text: "at the bridge", For: record.Mission, Echo: true})
	if stones := tell("w", &wipeCmd{Entry: note}); len(stones) != 3 {
		t.Errorf("%d tombstones", len(stones))
	}
	for n, want := range map[int64]string{note: record.Forgotten, first: record.Erased, second: record.Erased, other[0].Entry: record.Open, other[1].Entry: record.Open} {
		if e, err := m.Entry(ctx, n); err != nil || e.Status != want {
			t.Errorf("entry %d is %v, want %v: %v", n, e.Status, want, err)
		}
	}
}

// Commands that wait share a transaction. What repeats a note and stands just before the forgetting goes too, and what
// comes just after is decided by a State that has forgotten.
func TestForgettingSharesNoTransactionWithWhatRepeats(t *testing.T) {
	dir := newTest(t)
	m, _ := openTest(t, dir)
	r, err := m.Submit(context.Background(), alice, say("a", "at the mill"))
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	state := &notebook{}
	m = &Mission{cfg: Config{Dir: dir, Desks: []desk.Desk{testDesk(state)}}, log: slog.New(slog.DiscardHandler)}
	if err := m.open(); err != nil {
		t.Fatal(err)
	}
	defer m.release()
	note := r[0].Entry
	var js []*job
	for id, do := range []any{
		&noteCmd{Text: "again: at the mill", For: record.Mission, On: &note, Echo: true}, &wipeCmd{Entry: note},
		&noteCmd{Text: "later", For: record.Mission},
	} {
		c := desk.Command{Desk: "note", ID: fmt.Sprint(id), Do: do}
		js = append(js, &job{who: alice, cmd: c, key: record.CommandKey(alice.Member, c.ID), answer: make(chan answer, 1)})
	}
	(&writer{m: m}).batch(js)
	for _, j := range js {
		if a := <-j.answer; a.err != nil {
			t.Fatal(a.err)
		}
	}
	echo, err := m.Entry(context.Background(), note+2)
	if err != nil || echo.Status != record.Erased {
		t.Errorf("the echo is %+v: %v", echo, err)
	}
	if state.letters != len("later") {
		t.Errorf("the State remembers %d letters", state.letters)
	}
}

// What a desk runs may record its last word when the mission is closed, and holds it up for so long and no longer.
func TestCloseHearsTheLastWordOfWhatRuns(t *testing.T) {
	dir := newTest(t)
	d := testDesk(&notebook{})
	var said error
	d.Run = func(ctx context.Context, clerk desk.Clerk) error {
		<-ctx.Done()
		_, said = clerk.Submit(context.Background(), alice, say("last", "it arrived"))
		return nil
	}
	m, err := Open(Config{Dir: dir, Desks: []desk.Desk{d}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(m.Close(), said); err != nil {
		t.Fatal(err)
	}

	restWithin = 50 * time.Millisecond
	defer func() { restWithin = 20 * time.Second }()
	d.Run = func(ctx context.Context, clerk desk.Clerk) error {
		for said == nil { // it does not heed the end of ctx
			_, said = clerk.Submit(context.Background(), alice, say("again", "and again"))
		}
		return nil
	}
	if m, err = Open(Config{Dir: dir, Desks: []desk.Desk{d}, Log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	if said == nil {
		t.Error("the clerk took in what came after the end")
	}
	m, _ = openTest(t, dir)
	defer m.Close()
	if e, err := m.Entry(context.Background(), m.Head().Size-2); err != nil || e.Status != record.Open {
		t.Errorf("%+v: %v", e, err)
	}
}

func TestARecordPutBackToAnOlderStateIsNotContinued(t *testing.T) {
	dir, seen := newTest(t), t.TempDir()
	cfg := Config{Dir: dir, Seen: seen, Desks: []desk.Desk{testDesk(&notebook{})}}
	m, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	backup := filepath.Join(t.TempDir(), "old.db")
	if err := m.store.Snapshot(context.Background(), backup); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Submit(context.Background(), alice, say("a", "b")); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	replace(t, filepath.Join(dir, "record.db"), backup)
	if m, err := Open(cfg); err == nil {
		m.Close()
		t.Fatal("an older state was continued")
	}
}

func BenchmarkSubmit(b *testing.B) {
	for _, clients := range []int{1, 64} {
		b.Run(fmt.Sprint(clients), func(b *testing.B) {
			m, _ := openTest(b, newTest(b))
			defer m.Close()
			b.SetParallelism(clients / 2)
			if clients == 1 {
				for i := 0; b.Loop(); i++ {
					if _, err := m.Submit(context.Background(), alice, say(fmt.Sprint(i), "two bursts north of the line")); err != nil {
						b.Fatal(err)
					}
				}
				return
			}
			b.RunParallel(func(pb *testing.PB) {
				run := record.NewID().String()
				for i := 0; pb.Next(); i++ {
					if _, err := m.Submit(context.Background(), alice, say(fmt.Sprint(run, i), "two bursts north of the line")); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}
