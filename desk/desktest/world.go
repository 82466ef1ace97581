// Package desktest is a small world in which a desk can be tried out: a clock that the test moves, a record without
// cryptography or disk, and the real engine of views. What a command becomes is encoded and decoded as in the real
// record, so that a fact which does not survive being written down fails its first test.
//
// A test writes down an afternoon: who says what, when, and what is then refused, recorded and answered. For tests
// only; importing it registers the flag -update (see [Golden]).
package desktest

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/view"
)

// Start is the clock of a new world: a Sunday morning before noon.
var Start = time.Date(2031, time.June, 1, 9, 0, 0, 0, time.UTC)

// A World is a mission of some desks, in memory. It belongs to one test and one goroutine.
type World struct {
	T       testing.TB
	Now     time.Time      // the mission's clock; move it with Advance, so that deadlines are kept
	Desks   []desk.Desk    // in the order in which facts are shown to them
	Kinds   *record.Kinds  // all their kinds
	Entries []record.Entry // the record so far; the first has number 0, as in the real one

	// Rights is asked before every Ask and Post, as the face does. Nil lets everybody through every door.
	Rights desk.Rights

	engine *view.Engine
	told   map[string]told
	ids    int
}

// told is what became of a command.
type told struct {
	submitted record.Hash
	entries   []record.Entry
}

// New makes a world of these desks with the clock at Start. It ends with the test.
func New(t testing.TB, desks ...desk.Desk) *World {
	t.Helper()
	w := &World{T: t, Now: Start, Desks: desks, told: map[string]told{}}
	var kinds []record.Kind
	var views []*view.View
	for _, d := range desks {
		kinds = append(kinds, checkKinds(t, d)...)
		if d.View != nil {
			views = append(views, d.View)
		}
	}
	var err error
	if w.Kinds, err = record.NewKinds(kinds...); err != nil {
		t.Fatal(err)
	}
	if w.engine, err = view.Open(filepath.Join(t.TempDir(), "views.db"), views...); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.engine.Close(); err != nil {
			t.Error(err)
		}
	})
	w.Refold()
	return w
}

// checkKinds holds a desk to the names of its facts, and every example to being writable.
func checkKinds(t testing.TB, d desk.Desk) []record.Kind {
	t.Helper()
	ks, err := record.NewKinds(d.Facts...)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range d.Facts {
		if !strings.HasPrefix(k.Name, d.Name+".") || !strings.Contains(k.Name, "/") {
			t.Errorf("the kind %q of the desk %s is not named %s.something/version", k.Name, d.Name, d.Name)
		}
		if k.Meaning == "" {
			t.Errorf("the kind %s has no meaning", k.Name)
		}
		if _, err := written(ks, record.Submission{}, 0, record.Draft{Fact: k.Example}); err != nil {
			t.Errorf("the example of %s cannot be written down: %v", k.Name, err)
		}
	}
	return d.Facts
}

// Desk finds a desk by name.
func (w *World) Desk(name string) desk.Desk {
	w.T.Helper()
	for _, d := range w.Desks {
		if d.Name == name {
			return d
		}
	}
	w.T.Fatalf("this world has no desk %q", name)
	return desk.Desk{}
}

// Tell gives a command to a desk and returns the entries that it became. do is a pointer to one of the desk's
// command types.
func (w *World) Tell(who desk.Who, deskName string, do any) ([]record.Entry, error) {
	w.T.Helper()
	w.ids++
	return w.Submit(who, desk.Command{Desk: deskName, ID: fmt.Sprintf("test-%d", w.ids), Do: do})
}

// Submit is Tell for a command with an ID of its own: the same command again gives the same entries and records
// nothing; another command with the same ID is refused.
func (w *World) Submit(who desk.Who, c desk.Command) ([]record.Entry, error) {
	w.T.Helper()
	key := who.Member + "\x00" + c.ID
	submitted := digest(w.T, c)
	if before, ok := w.told[key]; ok && c.ID != "" {
		if before.submitted != submitted {
			return nil, desk.Refuse(desk.Conflict, "the id %q was used for another command; send this one with a new id", c.ID)
		}
		return before.entries, nil
	}
	state := w.Desk(c.Desk).State
	if state == nil {
		w.T.Fatalf("the desk %s only reads; it takes no commands", c.Desk)
	}
	drafts, err := state.Decide(w.Now, who, c.Do)
	if err != nil {
		if _, ok := desk.Refused(err); !ok {
			w.T.Errorf("%T: Decide answered with an error that is no refusal: %v", c.Do, err)
		}
		return nil, err
	}
	s := record.Submission{Author: who.Author(), Client: c.ID, Digest: submitted, Signature: c.Signature}
	entries := w.write(c.Desk, s, drafts)
	w.show(entries)
	w.told[key] = told{submitted, entries}
	return entries, nil
}

func digest(t testing.TB, c desk.Command) record.Hash {
	t.Helper()
	if c.Submitted != (record.Hash{}) {
		return c.Submitted
	}
	b, err := json.Marshal(c.Do)
	if err != nil {
		t.Fatalf("%T: %v", c.Do, err)
	}
	return sha256.Sum256(fmt.Appendf(b, "%s %T", c.Desk, c.Do))
}

// write gives the drafts their places in the record, and writes and reads each.
func (w *World) write(deskName string, s record.Submission, drafts []record.Draft) []record.Entry {
	w.T.Helper()
	var out []record.Entry
	for part, d := range drafts {
		w.checkRefs(part, len(drafts), d.Refs)
		e, err := written(w.Kinds, s, part, d)
		if err != nil {
			w.T.Fatalf("desk %s: %v", deskName, err)
		}
		if !strings.HasPrefix(e.Kind, deskName+".") {
			w.T.Fatalf("the desk %s recorded %s, which belongs to another desk", deskName, e.Kind)
		}
		e.Number = int64(len(w.Entries) + part)
		event := sha256.Sum256(fmt.Append(nil, "event ", e.Number))
		e.Event = record.ID(event[:len(e.Event)])
		e.Recorded = record.At(w.Now)
		out = append(out, e)
	}
	return out
}

// checkRefs holds references to what exists, and adds hashes that stand for the leaves'.
func (w *World) checkRefs(part, parts int, refs []record.Ref) {
	w.T.Helper()
	for i, r := range refs {
		switch {
		case r.Entry >= int64(len(w.Entries)):
			w.T.Fatalf("fact %d refers to entry %d, and there are only %d", part, r.Entry, len(w.Entries))
		case r.Entry < 0 && -1-r.Entry >= int64(parts):
			w.T.Fatalf("fact %d refers to fact %d of a command of %d", part, -1-r.Entry, parts)
		case r.Entry >= 0:
			refs[i].Leaf = sha256.Sum256(fmt.Append(nil, "leaf ", r.Entry))
		}
	}
}

// written encodes a draft as the record does, and decodes it.
func written(ks *record.Kinds, s record.Submission, part int, d record.Draft) (record.Entry, error) {
	body, err := ks.NewBody(make([]byte, record.SeedSize), s, part, d)
	if err != nil {
		return record.Entry{}, err
	}
	var e record.Entry
	if err := ks.Decode(body, &e); err != nil {
		return record.Entry{}, err
	}
	again, err := ks.NewBody(body.Seed, s, part, record.Draft{Fact: e.Fact, Audience: e.Audience, Happened: e.Happened, Refs: e.Refs})
	if err != nil {
		return record.Entry{}, err
	}
	for i, f := range body.Fields {
		if i >= len(again.Fields) || again.Fields[i].Path != f.Path || string(again.Fields[i].Value) != string(f.Value) {
			return record.Entry{}, fmt.Errorf("%s: the field %s does not survive being written and read", e.Kind, f.Path)
		}
	}
	return e, nil
}

// show gives entries to all States and all views.
func (w *World) show(entries []record.Entry) {
	w.T.Helper()
	for _, e := range entries {
		for _, d := range w.Desks {
			if d.State != nil {
				d.State.Apply(e)
			}
		}
	}
	w.Entries = append(w.Entries, entries...)
	if err := w.engine.Apply(context.Background(), entries); err != nil {
		w.T.Fatal(err)
	}
}

// Refold makes every State forget everything and shows it the whole record again, as a start does. A test asks the
// same before and after.
func (w *World) Refold() {
	for _, d := range w.Desks {
		if d.State != nil {
			d.State.Reset()
		}
	}
	for _, e := range w.Entries {
		for _, d := range w.Desks {
			if d.State != nil {
				d.State.Apply(e)
			}
		}
	}
}

// MustTell is Tell for a command that the test needs to succeed.
func (w *World) MustTell(who desk.Who, deskName string, do any) []record.Entry {
	w.T.Helper()
	entries, err := w.Tell(who, deskName, do)
	if err != nil {
		w.T.Fatalf("%s refused %T: %v", deskName, do, err)
	}
	return entries
}

// Refuses wants the command to be refused with that kind, and returns the sentence.
func (w *World) Refuses(kind desk.Refusal, who desk.Who, deskName string, do any) string {
	w.T.Helper()
	n := len(w.Entries)
	_, err := w.Tell(who, deskName, do)
	return w.refused(kind, err, n, fmt.Sprintf("%T", do))
}

func (w *World) refused(kind desk.Refusal, err error, entries int, what string) string {
	w.T.Helper()
	if err == nil {
		w.T.Fatalf("%s was accepted; it should be refused as %s", what, kind)
	}
	r, ok := desk.Refused(err)
	if !ok {
		w.T.Fatalf("%s: an error that is no refusal: %v", what, err)
	}
	if r.Kind != kind {
		w.T.Errorf("%s was refused as %s (%s); it should be %s", what, r.Kind, r.Sentence, kind)
	}
	if len(w.Entries) != entries {
		w.T.Errorf("%s was refused and recorded something all the same", what)
	}
	return r.Sentence
}

// Advance moves the clock by d. On the way every deadline is kept at its moment; the entries that came of it are
// returned.
func (w *World) Advance(d time.Duration) []record.Entry {
	w.T.Helper()
	from, until := len(w.Entries), w.Now.Add(d)
	for range 10_000 {
		next, dues := w.nextDue(until)
		if dues == nil {
			w.Now = until
			return w.Entries[from:]
		}
		if next.After(w.Now) {
			w.Now = next
		}
		for _, c := range dues.Due(w.Now) {
			if c.ID == "" {
				w.T.Fatalf("the desk %s is due %T without an ID; asked twice, it would be recorded twice", c.Desk, c.Do)
			}
			if _, err := w.Submit(desk.System(), c); err != nil {
				w.T.Fatalf("the desk %s refused what it was due itself, %T: %v", c.Desk, c.Do, err)
			}
		}
		if again := dues.Next(); !again.IsZero() && again.Equal(next) {
			w.T.Fatalf("a desk is still due at %s after it was asked; it would be asked for ever", next)
		}
	}
	w.T.Fatal("deadlines never end")
	return nil
}

// nextDue finds the earliest deadline up to a moment.
func (w *World) nextDue(until time.Time) (time.Time, desk.Due) {
	var at time.Time
	var first desk.Due
	for _, d := range w.Desks {
		due, ok := d.State.(desk.Due)
		if !ok {
			continue
		}
		if next := due.Next(); !next.IsZero() && !next.After(until) && (first == nil || next.Before(at)) {
			at, first = next, due
		}
	}
	return at, first
}

// Clerk is the writer of this world, for what a desk runs by itself and for doors that do more than submit.
func (w *World) Clerk() desk.Clerk { return clerk{w} }

type clerk struct{ w *World }

func (c clerk) Submit(_ context.Context, who desk.Who, do desk.Command) ([]desk.Receipt, error) {
	c.w.T.Helper()
	n := int64(len(c.w.Entries))
	entries, err := c.w.Submit(who, do)
	if err != nil {
		return nil, err
	}
	var out []desk.Receipt
	for _, e := range entries {
		out = append(out, desk.Receipt{
			Entry: e.Number, Event: e.Event, Kind: e.Kind, Recorded: e.Recorded,
			Leaf:  sha256.Sum256(fmt.Append(nil, "leaf ", e.Number)),
			Again: e.Number < n,
		})
	}
	return out, nil
}
