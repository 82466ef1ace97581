package audit

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	"truce.example/record"
	"truce.example/record/evidence"
	"truce.example/record/keys"
	"truce.example/record/store"
)

// Options of a verification. The zero value is right for a folder found somewhere.
type Options struct {
	Pins       Pins
	Kinds      *record.Kinds // what desks record; nil checks envelopes only
	Passphrase []byte        // opens the folder's keys, if they were sealed with one
	Progress   func(done, of int64)

	// What the record is held against: signed checkpoints and receipts that somebody kept.
	Checkpoints [][]byte
	Receipts    [][]byte

	// Witnesses is the policy of countersignatures, if it is known by other means than the record; it goes before what the
	// record says.
	Witnesses record.WitnessPolicy

	// Each is shown every open entry, in order, from one goroutine. An error becomes a finding at the entry: the place
	// for checks that need the mission's rules, as of device signatures.
	Each func(e record.Entry) error
}

// Dir verifies a mission's folder, or a reading copy of one. It may be in use: what is verified is the record at the
// moment of the start. The error is about what keeps a verifier from working (no such folder, a wrong passphrase, the
// context's end); whatever is wrong with the record is a finding.
//
// Memory does not grow with the number of entries, but for 32 bytes per evidence file and some words per forgotten
// entry. Event ids are compared exactly with those of the 2,000,000 and more entries before.
//
// While a folder that nobody uses is verified, its lock is held, so that serving it waits until the end.
//
// BUG(audit): while a folder in use is verified, its write-ahead log is not emptied and grows.
func Dir(ctx context.Context, dir string, o Options) (Report, error) {
	d := &dirAudit{dir: dir, o: o, files: evidence.At(filepath.Join(dir, "evidence")), kinds: o.Kinds}
	if d.kinds == nil {
		d.kinds = noKinds
	}
	path := filepath.Join(dir, "record.db")
	if _, err := os.Stat(path); err != nil {
		return Report{}, fmt.Errorf("there is no record in %s: %w", dir, err)
	}
	if err := d.openKeys(); err != nil {
		return Report{}, err
	}
	d.readCosigned()
	err := d.guard(func() error { return d.run(ctx, path) })
	if err == nil {
		err = ctx.Err()
	}
	d.book.into(&d.report.Findings, &d.report.Notes)
	return d.report, err
}

var noKinds = func() *record.Kinds {
	ks, err := record.NewKinds()
	if err != nil {
		panic(err)
	}
	return ks
}()

// A dirAudit is one verification of a folder.
type dirAudit struct {
	dir    string
	o      Options
	kinds  *record.Kinds
	ring   *keys.Ring // nil without keys
	files  *evidence.Store
	report Report
	book   book

	copied  bool // a follower's copy
	origin  string
	chain   []logKey
	head    record.Checkpoint
	sealed  bool  // the checkpoint's signature holds
	size    int64 // entries the checkpoint covers
	held    []heldCheckpoint
	heldTip map[int64][]heldLeaf

	cosigned      [][]byte // as they were found
	countersigned []record.Checkpoint
	policy        record.WitnessPolicy // as the record says

	mu     sync.Mutex
	seen   map[record.Hash]bool // evidence files that facts name
	absent []absentFile
}

type heldCheckpoint struct {
	where string
	record.Checkpoint
	keep bool // remembered by ourselves: a contradiction is kept as evidence
}

type heldLeaf struct {
	where string
	leaf  record.Hash
	said  bool // the receipt says what was said: who holds it may read the entry
}

type absentFile struct {
	entry int64
	what  string
}

// errStop ends a verification whose reason is already a finding.
var errStop = errors.New("stop")

// guard turns what must not end a verifier into a finding: a damaged image has led SQLite into corners before.
func (d *dirAudit) guard(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			d.book.find("record.db", "the file is damaged in a way that SQLite cannot cope with: %v", p)
			err = nil
		}
	}()
	err = f()
	if errors.Is(err, errStop) {
		return nil
	}
	return err
}

func (d *dirAudit) openKeys() error {
	folder := filepath.Join(d.dir, "keys")
	if _, err := os.Stat(filepath.Join(folder, "master")); errors.Is(err, os.ErrNotExist) {
		d.book.note("no keys here: structure and hashes were verified, not what the bodies say")
		return nil
	}
	ring, err := keys.Read(folder, d.o.Passphrase)
	switch {
	case errors.Is(err, keys.ErrPassphrase) && len(d.o.Passphrase) == 0:
		d.book.note("the keys are sealed by a passphrase that was not given: structure and hashes were verified, not what the bodies say")
		return nil
	case errors.Is(err, keys.ErrPassphrase):
		return err
	case err != nil:
		d.book.find("keys", "%s", err)
		return nil
	}
	for _, damage := range ring.Damage() {
		d.book.find("keys/reading", "%s", damage)
	}
	if ring.Torn() {
		d.book.note("the last line of keys/reading is incomplete: it was being written when the machine stopped, and nothing is sealed with it")
	}
	d.ring = ring
	return nil
}

func (d *dirAudit) run(ctx context.Context, path string) error {
	quiet, release := stillness(d.dir)
	defer release()
	f, err := openFile(ctx, path, quiet)
	if err != nil {
		return d.unreadable(ctx, "record.db", err)
	}
	defer f.Close()
	if err := d.readHead(ctx, f); err != nil {
		return d.unreadable(ctx, "record.db", err)
	}
	if err := f.checkImage(ctx, &d.book); err != nil {
		return d.unreadable(ctx, "record.db", err)
	}
	if err := d.readHeld(); err != nil {
		return err
	}
	o := newOrder(d, f)
	if err := d.entries(ctx, f, o); err != nil {
		return d.unreadable(ctx, fmt.Sprintf("record.db, after entry %d", o.next-1), err)
	}
	if err := o.finish(ctx); err != nil {
		return d.unreadable(ctx, "record.db", err)
	}
	if err := d.checkEvidence(o); err != nil {
		return err
	}
	d.countWitnesses(o.recorded) // who reads an old record asks how it stood when it ended
	return d.conclude()
}

// unreadable makes a finding of an error of the file, and ends the verification.
func (d *dirAudit) unreadable(ctx context.Context, where string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if !errors.Is(err, errStop) {
		d.book.find(where, "cannot be read: %s", err)
	}
	return errStop
}

// readHead reads what names the record: origin, keys, checkpoint.
func (d *dirAudit) readHead(ctx context.Context, f *file) error {
	meta, err := f.meta(ctx)
	if err != nil {
		return err
	}
	if d.copied = meta["format"] == store.CopyVersion; d.copied {
		d.book.note("this is a follower's copy: bodies that were not handed to it are not here")
	} else if meta["format"] != store.FormatVersion {
		d.book.find("record.db", "it has format %q; this program reads %q", short(meta["format"]), store.FormatVersion)
		return errStop
	}
	d.origin = meta["origin"]
	if rows := map[bool]int{false: 2, true: 4}[d.copied]; len(meta) != rows {
		d.book.find("record.db", "the table meta has %d rows, not %d", len(meta), rows)
	}
	if err := record.CheckOrigin(d.origin); err != nil {
		d.book.find("record.db", "%s", err)
	}
	if d.chain, err = f.logKeys(ctx); err != nil {
		return err
	}
	d.report.Origin = d.origin
	signed, err := f.head(ctx)
	if err != nil {
		return err
	}
	d.checkHead(signed)
	if !d.sealed {
		if d.size, err = f.count(ctx, "select coalesce(max(n) + 1, 0) from entry"); err != nil {
			return err
		}
	}
	d.report.Entries = d.size
	d.checkChain()
	return nil
}

func (d *dirAudit) checkHead(signed []byte) {
	if len(d.chain) == 0 {
		d.book.find("record.db", "the table logkey is empty: nobody can say who signs this record")
		return
	}
	d.report.Key = d.chain[len(d.chain)-1].public
	v, err := verifierOf(d.report.Key)
	if err != nil {
		d.book.find("record.db, logkey", "%s", err)
		return
	}
	if v.Name() != d.origin {
		d.book.find("record.db, logkey", "the key is one of %q, and the record is %q", v.Name(), d.origin)
	}
	if d.copied && len(signed) == 0 {
		d.book.note("this copy has not seen anything of the record yet")
		return
	}
	if d.head, err = record.OpenCheckpoint(signed, v); err != nil {
		d.book.find("checkpoint", "%s", err)
		return
	}
	d.sealed, d.size, d.report.Root = true, d.head.Size, d.head.Root
}

func (d *dirAudit) checkChain() {
	for i, k := range d.chain {
		switch {
		case i == 0 && k.from != 0:
			d.book.find("record.db, logkey", "the first key should sign from entry 0 on, and signs from entry %d", k.from)
		case k.from > d.size:
			d.book.find("record.db, logkey", "a key signs from entry %d on, and the record has %d entries", k.from, d.size)
		}
		if _, err := verifierOf(k.public); err != nil && i < len(d.chain)-1 {
			d.book.find("record.db, logkey", "%s", err)
		}
	}
}

// trusted are the keys under which checkpoints and receipts that somebody kept are read.
func (d *dirAudit) trusted() []string {
	var out []string
	for _, k := range d.chain {
		out = append(out, k.public)
	}
	held, err := d.o.Pins.keys(d.origin)
	if err != nil {
		d.book.note("the pinned keys cannot be read: %s", err)
	}
	return append(out, held...)
}

func openUnder(signed []byte, keys []string) (record.Checkpoint, error) {
	last := error(record.ErrForeignKey)
	for _, k := range keys {
		v, err := verifierOf(k)
		if err != nil {
			continue
		}
		c, err := record.OpenCheckpoint(signed, v)
		if err == nil {
			return c, nil
		}
		last = err
		if !errors.Is(err, record.ErrForeignKey) {
			break
		}
	}
	return record.Checkpoint{}, last
}

// readHeld reads what the record is held against.
func (d *dirAudit) readHeld() error {
	trusted := d.trusted()
	for i, signed := range d.o.Checkpoints {
		where := fmt.Sprintf("given checkpoint %d", i+1)
		c, err := openUnder(signed, trusted)
		if err != nil {
			d.book.find(where, "%s", err)
			continue
		}
		d.held = append(d.held, heldCheckpoint{where, c, false})
	}
	d.heldTip = map[int64][]heldLeaf{}
	for i, data := range d.o.Receipts {
		where := fmt.Sprintf("given receipt %d", i+1)
		r, err := record.ParseReceipt(data)
		if err != nil {
			d.book.find(where, "%s", err)
			continue
		}
		p, _, err := verifyUnder(r, trusted)
		if err != nil {
			d.book.find(where, "%s", err)
			continue
		}
		d.held = append(d.held, heldCheckpoint{where, p.Checkpoint, false})
		d.heldTip[p.Index] = append(d.heldTip[p.Index], heldLeaf{where, record.LeafHash(p.Leaf.Bytes()), p.Body != nil})
	}
	d.holdCosigned(trusted)
	signed, err := d.o.Pins.remembered(d.origin)
	if err != nil || signed == nil {
		return err
	}
	c, err := openUnder(signed, trusted)
	if err != nil {
		d.book.find("remembered checkpoint", "%s", err)
		return nil
	}
	d.held = append(d.held, heldCheckpoint{"remembered checkpoint", c, true})
	return nil
}

// compare holds the record against a kept checkpoint, given its root at that size.
func (d *dirAudit) compare(h heldCheckpoint, root record.Hash) {
	if h.Size == 0 || root == h.Root {
		return
	}
	d.book.find(h.where, "the record does not continue it: the first %d entries are not those that it promises", h.Size)
	d.fork(h)
}

func (d *dirAudit) fork(h heldCheckpoint) {
	if !h.keep || !d.sealed {
		return
	}
	names, err := d.o.Pins.keepFork(h.Checkpoint, d.head)
	if err != nil {
		d.book.note("the two checkpoints could not be kept: %s", err)
	}
	for _, n := range names {
		d.book.note("kept as evidence: %s", n)
	}
}

// conclude judges the key, and remembers the checkpoint of a record that holds.
func (d *dirAudit) conclude() error {
	if !d.sealed {
		return nil
	}
	first, err := d.o.Pins.judge(&d.book, d.origin, d.chain)
	if err != nil {
		return err
	}
	d.report.KeyFirstSeen = first
	if len(d.book.findings) > 0 {
		return nil
	}
	if first {
		d.book.note("nobody vouched for the key %s: it is the first one seen for %s", keyName(d.report.Key), d.origin)
		if _, err := d.o.Pins.firstSeen(d.origin, d.report.Key); err != nil {
			return err
		}
	}
	return d.o.Pins.remember(d.head)
}

// entries streams all entries through the workers into o, in order.
func (d *dirAudit) entries(ctx context.Context, f *file, o *order) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p := newPipe(d)
	failed := make(chan error, 1)
	go func() {
		err := errors.New("reading stopped")
		defer func() { p.close(); failed <- err }()
		if g := d.guard(func() error { err = f.stream(ctx, p.send); return nil }); g != nil {
			err = g
		}
	}()
	last := time.Now()
	var wrong error
	for b := range p.ordered {
		<-b.done
		for i := range b.out {
			if wrong == nil {
				if wrong = o.add(ctx, &b.out[i]); wrong != nil {
					cancel()
				}
			}
		}
		p.free(b)
		if d.o.Progress != nil && time.Since(last) > 200*time.Millisecond {
			last = time.Now()
			d.o.Progress(o.next, d.size)
		}
	}
	err := <-failed
	if wrong != nil {
		return wrong
	}
	if err == nil && d.o.Progress != nil {
		d.o.Progress(o.next, d.size)
	}
	return err
}

// checkEvidence looks at the files in the folder that no fact names, and at those that are missing.
func (d *dirAudit) checkEvidence(o *order) error {
	for _, a := range d.absent {
		if o.doomed[a.entry] {
			d.book.note("entry %d is being forgotten, and its file is gone already", a.entry)
			continue
		}
		if d.copied {
			d.book.note("the file of entry %d is not in this copy", a.entry)
			continue
		}
		d.book.find(entry(a.entry), "%s", a.what)
	}
	surplus := 0
	err := d.files.List(func(stored record.Hash, path string) error {
		if d.seen[stored] {
			return nil
		}
		surplus++
		if err := d.files.Check(stored); err != nil {
			if d.ring != nil && d.report.Closed == 0 {
				d.book.note("%s, which no fact names: %s", filepath.Base(path), err)
			} else {
				d.book.find("evidence/"+filepath.Base(path), "%s", err)
			}
			return nil
		}
		d.report.Files++
		return nil
	})
	if err != nil {
		return fmt.Errorf("list the evidence files: %w", err)
	}
	switch {
	case surplus > 0 && d.ring != nil && d.report.Closed == 0:
		d.book.note("%d evidence files are named by no fact (an upload that was not finished, or a forgotten fact's)", surplus)
	case surplus > 0:
		d.book.note("%d evidence files are what their names promise; which facts name them is not readable here", surplus)
	}
	return nil
}

func sum(b []byte) record.Hash { return sha256.Sum256(b) }
