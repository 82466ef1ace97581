package mission

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"runtime/debug"
	"time"

	"golang.org/x/sync/errgroup"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/record/store"
)

// maxBatch bounds how many commands share one transaction. While one is written the senders of the next are read and
// answered on the other processors; larger batches make all of them wait for one another.
const maxBatch = 32

// A job is one command on its way through the writer.
type job struct {
	who     desk.Who
	cmd     desk.Command
	key     [16]byte
	digest  [16]byte
	answer  chan answer // buffered: the writer never waits for a submitter
	only    bool        // decide it and record nothing
	planned plan
}

// A plan is what a command becomes, before it is on the disk.
type plan struct {
	first  int64
	bodies []record.Body
	facts  []record.Entry
}

type answer struct {
	at    *store.Snapshot // the checkpoint that covers the entries
	first int64
	again int // when the command had been recorded before: how many facts it became
	plan  plan
	seals []record.Sealed
	only  []record.Draft // of a rehearsal
	err   error
}

// Submit implements desk.Clerk.
func (m *Mission) Submit(ctx context.Context, who desk.Who, c desk.Command) ([]desk.Receipt, error) {
	if m.signer == nil {
		return nil, desk.Refuse(desk.NotAllowed, "this is a reading copy of the record and takes nothing in; submit to the host of the record")
	}
	if c.ID == "" || len(c.ID) > 128 {
		return nil, desk.Refuse(desk.Invalid, "the command needs an id of 1 to 128 characters, made by the sender, so that sending it twice is harmless")
	}
	j := &job{who: who, cmd: c, key: record.CommandKey(who.Member, c.ID), answer: make(chan answer, 1)}
	if c.Submitted == (record.Hash{}) {
		b, err := record.Marshal(c.Do)
		if err != nil {
			return nil, fmt.Errorf("hash command: %w", err)
		}
		j.cmd.Submitted = sha256.Sum256(b)
	}
	copy(j.digest[:], j.cmd.Submitted[:])
	select {
	case m.queue <- j:
	case <-m.ended:
		return nil, errClosing
	default:
		return nil, desk.Refuse(desk.Busy, "the record has more to write than it can take right now; send the same again in a moment")
	}
	select {
	case a := <-j.answer:
		return m.receipts(ctx, who, a)
	case <-m.ended:
		return nil, errClosing
	case <-ctx.Done():
		return nil, desk.Refuse(desk.Busy, "it took too long to answer; the command may have been recorded: send the same again with the same id to find out")
	}
}

// Rehearse answers with the facts that a command would become now, and records nothing. By the time it is sent another may
// have come between.
func (m *Mission) Rehearse(ctx context.Context, who desk.Who, c desk.Command) ([]record.Draft, error) {
	if m.signer == nil {
		return nil, desk.Refuse(desk.NotAllowed, "this is a reading copy of the record and takes nothing in; ask the host of the record")
	}
	j := &job{who: who, cmd: c, answer: make(chan answer, 1), only: true}
	select {
	case m.queue <- j:
	case <-m.ended:
		return nil, errClosing
	default:
		return nil, desk.Refuse(desk.Busy, "the record has more to write than it can take right now; ask again in a moment")
	}
	select {
	case a := <-j.answer:
		return a.only, a.err
	case <-m.ended:
		return nil, errClosing
	case <-ctx.Done():
		return nil, desk.Refuse(desk.Busy, "it took too long to answer; nothing was recorded: ask again")
	}
}

var errClosing = desk.Refuse(desk.Busy, "the record is being closed; send the same again with the same id when it is back")

// write is the one writer. It takes what stands in the queue, up to maxBatch commands, and records it in one
// transaction; the more wait, the more share an fsync.
func (m *Mission) write(ctx context.Context) {
	w := &writer{m: m}
	for {
		alarm := w.alarm()
		select {
		case <-ctx.Done():
			w.refuseRest()
			return
		case j := <-m.queue:
			w.batch(append([]*job{j}, w.take(maxBatch-1)...))
		case rang := <-m.tick:
			w.due()
			close(rang)
		case <-alarm.C:
			w.due()
		}
		alarm.Stop()
	}
}

// Tick lets every desk with deadlines act, as of the mission's clock. With a simulated clock it must be called after the
// clock was moved; with the machine's clock the writer does it by itself.
func (m *Mission) Tick(ctx context.Context) error {
	rang := make(chan struct{})
	select {
	case m.tick <- rang:
	case <-m.ended:
		return errClosing
	case <-ctx.Done():
		return ctx.Err()
	}
	<-rang
	return nil
}

// A writer is the state of the writing goroutine.
type writer struct {
	m      *Mission
	broken error // the outcome of a commit could not be found out; tried again before the next batch

	// The batch being made.
	at    time.Time
	next  int64
	taken []*job // planned, in order
	seen  map[[16]byte]bool

	snooze time.Time // deadlines are not looked at again before
}

// take collects jobs that already wait.
func (w *writer) take(limit int) []*job {
	var js []*job
	for len(js) < limit {
		select {
		case j := <-w.m.queue:
			js = append(js, j)
		default:
			return js
		}
	}
	return js
}

func (w *writer) refuseRest() {
	for _, j := range w.take(cap(w.m.queue)) {
		j.answer <- answer{err: errClosing}
	}
}

// batch records jobs in order.
func (w *writer) batch(js []*job) {
	if err := w.mend(); err != nil {
		for _, j := range js {
			j.answer <- answer{err: err}
		}
		return
	}
	w.begin()
	for _, j := range js {
		w.plan(j)
	}
	w.commit()
}

// mend finds out where the record stands after a commit whose outcome was unknown.
func (w *writer) mend() error {
	if w.broken == nil {
		return nil
	}
	err := w.m.store.Reload()
	if err == nil {
		err = w.m.refold()
	}
	if err != nil {
		w.broken = err
		return fmt.Errorf("the record cannot be written: %w", err)
	}
	w.broken = nil
	return nil
}

func (w *writer) begin() {
	w.at = w.m.clock()
	w.next = w.m.store.Now().Tree.Size()
	w.taken = nil
	w.seen = map[[16]byte]bool{}
}

// clock is the mission's clock, never before the newest entry: machines' clocks are set back by a little all the time.
func (m *Mission) clock() time.Time {
	now, newest := m.Now(), m.store.Now().Recorded.Time()
	if now.Before(newest) {
		return newest
	}
	return now.Truncate(time.Millisecond)
}

// plan decides a job and prepares its bodies, or answers it at once.
func (w *writer) plan(j *job) {
	if w.broken != nil { // nothing may be decided on States that may hold what is not recorded
		j.answer <- answer{err: fmt.Errorf("the record cannot be written: %w", w.broken)}
		return
	}
	if j.only { // on what is on the disk, as a reader would find it
		w.commit()
		w.begin()
		if w.broken != nil {
			j.answer <- answer{err: fmt.Errorf("the record cannot be written: %w", w.broken)}
			return
		}
		drafts, err := w.decide(j)
		j.answer <- answer{only: drafts, err: err}
		return
	}
	if a, known := w.before(j); known {
		j.answer <- a
		return
	}
	if w.seen[j.key] { // the same command twice in one batch: the second is answered from the first
		w.commit()
		w.begin()
		w.plan(j)
		return
	}
	drafts, err := w.decide(j)
	if err == nil && (w.refersIntoBatch(drafts) || len(w.taken) > 0 && forgets(drafts)) {
		// A reference carries the hash of a leaf, which the entries of this batch do not have yet. And what was derived
		// from a fact that is forgotten is looked for in the store.
		w.commit()
		w.begin()
		drafts, err = w.decide(j)
	}
	if err == nil {
		j.planned, err = w.prepare(j, drafts)
	}
	if err != nil || len(drafts) == 0 {
		j.answer <- answer{err: err}
		return
	}
	for _, e := range j.planned.facts {
		w.m.apply(e)
	}
	w.next += int64(len(drafts))
	w.taken = append(w.taken, j)
	w.seen[j.key] = true
	if forgets(drafts) { // the next command is decided by States that know nothing of it any more
		w.commit()
		w.begin()
	}
}

// before answers a command that was recorded before.
func (w *writer) before(j *job) (answer, bool) {
	c, found, err := w.m.store.FindCommand(j.key)
	switch {
	case err != nil:
		return answer{err: err}, true
	case !found:
		return answer{}, false
	case c.Digest != j.digest:
		return answer{err: desk.Refuse(desk.Conflict, "you have sent another command with the id %q, recorded as entry %d; give this one an id of its own", cut(j.cmd.ID), c.First)}, true
	}
	return answer{at: w.m.store.Now(), first: c.First, again: c.Count}, true
}

func cut(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}

// decide asks the command's desk. A panic in a rule is a defect, and costs only its own command.
func (w *writer) decide(j *job) (drafts []record.Draft, err error) {
	defer func() {
		if p := recover(); p != nil {
			w.m.log.Error("a rule failed", "desk", j.cmd.Desk, "command", fmt.Sprintf("%T", j.cmd.Do), "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = fmt.Errorf("desk %s could not decide on %T: a rule failed", j.cmd.Desk, j.cmd.Do)
		}
	}()
	for _, d := range w.m.desks {
		if d.Name == j.cmd.Desk && d.State != nil {
			drafts, err := d.State.Decide(w.at, j.who, j.cmd.Do)
			if err != nil {
				return nil, err
			}
			return w.m.withDerived(drafts)
		}
	}
	return nil, desk.Refuse(desk.NotFound, "there is no desk %q", j.cmd.Desk)
}

func (w *writer) refersIntoBatch(drafts []record.Draft) bool {
	size := w.m.store.Now().Tree.Size()
	for _, d := range drafts {
		for _, r := range d.Refs {
			if r.Entry >= size {
				return true
			}
		}
		if t, ok := d.Fact.(record.Tombstone); ok && t.Erases() >= size {
			return true
		}
	}
	return false
}

// prepare makes the bodies of a command's facts, and the entries that States are shown.
func (w *writer) prepare(j *job, drafts []record.Draft) (plan, error) {
	p := plan{first: w.next}
	s := record.Submission{Author: j.who.Author(), Client: j.cmd.ID, Digest: j.cmd.Submitted, Signature: j.cmd.Signature}
	for i, d := range drafts {
		var err error
		if d, err = w.m.withResidue(d); err != nil {
			return p, err
		}
		if err := w.fillRefs(d.Refs); err != nil {
			return p, err
		}
		body, err := w.m.kinds.NewBody(record.NewSeed(), s, i, d)
		if err != nil {
			return p, err
		}
		kind, err := w.m.kinds.Of(d.Fact)
		if err != nil {
			return p, err
		}
		p.bodies = append(p.bodies, body)
		p.facts = append(p.facts, record.Entry{
			Number: w.next + int64(i), Event: record.NewID(), Recorded: record.At(w.at), Status: record.Open,
			Kind: kind.Name, Audience: d.Audience, Author: s.Author, Happened: d.Happened, Refs: d.Refs,
			Part: i, Client: s.Client, Submission: s.Digest, Signature: s.Signature, Fact: pointer(d.Fact),
		})
	}
	return p, nil
}

func (w *writer) fillRefs(refs []record.Ref) error {
	now := w.m.store.Now()
	for i, r := range refs {
		if r.Entry < 0 {
			continue
		}
		h, err := now.Tree.Leaf(w.m.store, r.Entry)
		if err != nil {
			return desk.Refuse(desk.NotFound, "there is no entry %d to refer to", r.Entry)
		}
		refs[i].Leaf = h
	}
	return nil
}

// pointer gives facts the form in which they come back from the record.
func pointer(fact any) any {
	v := reflect.ValueOf(fact)
	if v.Kind() == reflect.Pointer {
		return fact
	}
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	return p.Interface()
}

// commit seals what is planned, records it, and answers.
func (w *writer) commit() {
	js := w.taken
	w.taken, w.seen = nil, map[[16]byte]bool{}
	if len(js) == 0 {
		return
	}
	seals, err := w.m.seal(js)
	var at *store.Snapshot
	if err == nil {
		at, err = w.append(js, seals)
	}
	if err != nil {
		w.fail(js, err)
		return
	}
	var facts []record.Entry
	for _, j := range js {
		facts = append(facts, j.planned.facts...)
	}
	w.m.recent.add(facts)
	if err := w.m.eraseTombed(facts); err != nil {
		w.m.log.Error("erasing is not finished; it is tried again before anything else is recorded", "error", err)
		w.broken = err
	}
	for i, j := range js {
		j.answer <- answer{at: at, first: j.planned.first, plan: j.planned, seals: seals[i]}
	}
}

func (w *writer) append(js []*job, seals [][]record.Sealed) (*store.Snapshot, error) {
	b := store.Batch{Recorded: record.At(w.at), Signer: w.m.signer}
	for i, j := range js {
		b.Commands = append(b.Commands, store.Command{Key: j.key, First: int64(len(b.Sealed)), Count: len(seals[i]), Digest: j.digest})
		b.Sealed = append(b.Sealed, seals[i]...)
	}
	want := w.m.store.Now().Tree.Size() + int64(len(b.Sealed))
	at, err := w.m.store.Append(b)
	if err == nil {
		return at, nil
	}
	// The commit may have failed after the fact. What is on the disk decides.
	if reload := w.m.store.Reload(); reload != nil {
		w.broken = errors.Join(err, reload)
		return nil, err
	}
	if now := w.m.store.Now(); now.Tree.Size() == want {
		return now, nil
	}
	return nil, err
}

// fail refuses a batch that was not recorded, and takes back what States had already been shown.
func (w *writer) fail(js []*job, err error) {
	if errors.Is(err, store.ErrFull) {
		err = desk.Refuse(desk.Full, "the disk is full and nothing was recorded; make room, then send the same again")
	}
	if w.broken == nil {
		w.broken = w.m.refold()
	}
	for _, j := range js {
		j.answer <- answer{err: err}
	}
}

// seal encrypts and commits all bodies of a batch, on all processors.
func (m *Mission) seal(js []*job) ([][]record.Sealed, error) {
	type piece struct{ job, part int }
	var pieces []piece
	keysOf := make([][]*record.EpochKey, len(js))
	out := make([][]record.Sealed, len(js))
	for i, j := range js {
		out[i] = make([]record.Sealed, len(j.planned.facts))
		for part, e := range j.planned.facts {
			key, _, err := m.ring.Current(e.Audience)
			if err != nil {
				return nil, err
			}
			keysOf[i] = append(keysOf[i], key)
			pieces = append(pieces, piece{i, part})
		}
	}
	sealOne := func(p piece) (err error) {
		planned := js[p.job].planned
		out[p.job][p.part], err = record.Seal(m.store.Origin(), keysOf[p.job][p.part], planned.facts[p.part].Event, planned.bodies[p.part])
		return err
	}
	if len(pieces) < 4 {
		for _, p := range pieces {
			if err := sealOne(p); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	var g errgroup.Group
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		g.Go(func() error {
			for i := w; i < len(pieces); i += workers {
				if err := sealOne(pieces[i]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return out, g.Wait()
}

// alarm rings when the next deadline of any desk is due. A simulated clock is looked at every second.
func (w *writer) alarm() *time.Timer {
	next := w.nextDue()
	switch {
	case next.IsZero():
		t := time.NewTimer(time.Hour)
		t.Stop()
		return t
	case w.m.cfg.Clock != nil:
		return time.NewTimer(max(time.Second, time.Until(w.snooze)))
	}
	return time.NewTimer(max(next.Sub(w.m.Now()), time.Until(w.snooze)))
}

func (w *writer) nextDue() time.Time {
	var next time.Time
	if w.m.signer == nil {
		return next
	}
	for _, d := range w.m.desks {
		due, ok := d.State.(desk.Due)
		if !ok {
			continue
		}
		if n := due.Next(); !n.IsZero() && (next.IsZero() || n.Before(next)) {
			next = n
		}
	}
	return next
}

// due records what deadlines and reactions ask for. It is called at most once a second, so that a desk which keeps
// asking for the same by a defect cannot keep the writer busy.
func (w *writer) due() {
	w.snooze = time.Now().Add(time.Second)
	if w.m.signer == nil || w.mend() != nil {
		return
	}
	for _, d := range w.m.desks {
		due, ok := d.State.(desk.Due)
		if !ok {
			continue
		}
		at := w.m.clock()
		if n := due.Next(); n.IsZero() || n.After(at) {
			continue
		}
		w.begin()
		for _, c := range due.Due(at) {
			c.Desk = d.Name
			w.plan(w.internal(c))
		}
		w.commit()
	}
}

func (w *writer) internal(c desk.Command) *job {
	who := desk.System()
	j := &job{who: who, cmd: c, key: record.CommandKey(who.Member, c.ID), answer: make(chan answer, 1)}
	if b, err := record.Marshal(c.Do); err == nil {
		j.cmd.Submitted = sha256.Sum256(b)
	}
	copy(j.digest[:], j.cmd.Submitted[:])
	return j
}
