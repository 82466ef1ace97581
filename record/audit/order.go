package audit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/maphash"

	"truce.example/record"
)

// An order checks what holds between entries. It is shown them one after the other and owns all it has.
type order struct {
	d    *dirAudit
	f    *file
	next int64 // entry number expected
	tree *record.Tree
	// whole is false from the first gap on: the tree's hashes then say nothing.
	whole    bool
	tiles    int64
	recorded record.Moment
	recent   []record.Hash // leaf hashes of the newest entries, by number modulo length
	ids      ids
	commands commands
	roots    map[int64][]heldCheckpoint
	stones   map[int64]int64 // tombstones named by forgotten entries, still to come: tombstone → entry
	doomed   map[int64]bool  // entries that a tombstone erases and whose body is still there
	erased   int64
	passed   int64                 // of a copy: bodies that are not here, and a key of theirs is
	tombs    int64                 // rows of the table tombstone seen
	blind    int64                 // tombstones that cannot be read here
	before   map[int64]record.Hash // roots before takeovers
}

const recentHashes = 1 << 16

func newOrder(d *dirAudit, f *file) *order {
	o := &order{
		d: d, f: f, tree: record.NewTree(), whole: true, recent: make([]record.Hash, recentHashes), ids: newIDs(d.size),
		roots: map[int64][]heldCheckpoint{}, stones: map[int64]int64{}, doomed: map[int64]bool{},
		before: map[int64]record.Hash{},
	}
	o.commands.start()
	for _, k := range d.chain {
		o.before[k.from] = record.Hash{}
	}
	for _, h := range d.held {
		if h.Size > d.size && d.copied && !h.keep {
			d.book.find(h.where, "it covers %d entries, and this copy has %d: let the copy catch up, then compare again", h.Size, d.size)
			continue
		}
		if h.Size > d.size {
			d.book.find(h.where, "the record was shortened: it has %d entries, and once had %d", d.size, h.Size)
			d.fork(h)
			continue
		}
		o.roots[h.Size] = append(o.roots[h.Size], h)
	}
	return o
}

// add is shown the next entry.
func (o *order) add(ctx context.Context, c *checked) error {
	d, r := o.d, &o.d.report
	d.book.add(c.problems...)
	if c.n != o.next {
		d.book.find(entry(o.next), "the entries from here to %d are missing", c.n-1)
		o.whole = false
	}
	if c.n >= d.size {
		d.book.find(entry(c.n), "it lies beyond the checkpoint, which covers %d entries", d.size)
		o.next = c.n + 1
		return nil
	}
	if err := o.grow(ctx, c); err != nil {
		return err
	}
	for _, h := range d.heldTip[c.n] {
		if h.leaf != c.hash {
			d.book.find(h.where, "entry %d of the record is not the one that the receipt proves", c.n)
		}
	}
	if c.readable {
		if c.leaf.Recorded < o.recorded {
			d.book.find(entry(c.n), "it was recorded at %s, before the entry before it at %s", c.leaf.Recorded, o.recorded)
		}
		o.recorded = max(o.recorded, c.leaf.Recorded)
		if err := o.checkID(ctx, c); err != nil {
			return err
		}
	}
	switch {
	case !c.body && c.by < 0 && d.copied:
		r.NotHeld++
		for _, h := range d.heldTip[c.n] {
			if h.said {
				r.Withheld++
				d.book.find(entry(c.n), "its body is withheld: %s says what it says, so its holder may read it, and it was not handed to this copy", h.where)
				break
			}
		}
		if d.ring != nil && c.readable {
			if _, _, held := d.ring.Key(c.leaf.Compartment); held {
				o.passed++
			}
		}
	case !c.body:
		o.erased++
		r.Erased++
	case c.open:
		r.Bodies++
		r.Opened++
	default:
		r.Bodies++
		r.Closed++
	}
	o.checkForgetting(c)
	if err := o.checkRefs(ctx, c); err != nil {
		return err
	}
	if d.ring != nil && !d.copied { // a copy keeps no table of commands
		o.commands.add(&d.book, c)
	}
	o.checkTakeover(c)
	if c.open {
		d.heard(c.e)
	}
	if c.open && d.o.Each != nil {
		if err := d.o.Each(c.e); err != nil {
			d.book.find(entry(c.n), "%s", err)
		}
	}
	o.recent[c.n%recentHashes] = c.hash
	o.next = c.n + 1
	return nil
}

// grow appends the leaf to the tree and compares the tiles that became full with the stored ones.
func (o *order) grow(ctx context.Context, c *checked) error {
	if !o.whole {
		return nil
	}
	o.compareHeld(c.n)
	if _, taken := o.before[c.n]; taken {
		o.before[c.n] = o.tree.Root()
	}
	for _, t := range o.tree.Append(c.hash) {
		o.tiles++
		stored, err := o.f.tileOf(ctx, t.Level, t.N)
		where := fmt.Sprintf("tile %d/%d", t.Level, t.N)
		if errors.Is(err, sql.ErrNoRows) {
			o.d.book.find(where, "it is missing")
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", where, err)
		}
		o.compareTile(where, t, stored)
	}
	return nil
}

func (o *order) compareTile(where string, t *record.Tile, stored []byte) {
	const size = len(record.Hash{})
	if len(stored) != size*len(t.Nodes[0]) {
		o.d.book.find(where, "it has %d bytes, not %d", len(stored), size*len(t.Nodes[0]))
		return
	}
	for i, h := range t.Nodes[0] {
		if record.Hash(h) == record.Hash(stored[i*size:(i+1)*size]) {
			continue
		}
		if t.Level == 0 {
			o.d.book.find(where, "its hash %d is not the one of the leaf of entry %d: one of the two was altered", i, t.N*record.TileWidth+int64(i))
		} else {
			o.d.book.find(where, "its hash %d does not follow from the entries below it", i)
		}
	}
}

func (o *order) compareHeld(size int64) {
	hs := o.roots[size]
	if len(hs) == 0 {
		return
	}
	root := o.tree.Root()
	for _, h := range hs {
		o.d.compare(h, root)
	}
	delete(o.roots, size)
}

// hash finds the leaf hash of an earlier entry.
func (o *order) hash(ctx context.Context, n int64) (record.Hash, error) {
	if n >= o.next-recentHashes {
		return o.recent[n%recentHashes], nil
	}
	leaf, err := o.f.leafOf(ctx, n)
	if err != nil {
		return record.Hash{}, err
	}
	return record.LeafHash(leaf), nil
}

func (o *order) checkRefs(ctx context.Context, c *checked) error {
	for i, r := range c.e.Refs {
		if r.Entry < 0 {
			if index := -1 - r.Entry; index >= int64(c.e.Part) {
				o.d.book.find(entry(c.n), "its reference %d points forward, at part %d of its own command", i, index)
			}
			continue
		}
		if r.Entry >= c.n {
			o.d.book.find(entry(c.n), "its reference %d points forward, at entry %d", i, r.Entry)
			continue
		}
		h, err := o.hash(ctx, r.Entry)
		if errors.Is(err, sql.ErrNoRows) {
			continue // the gap is a finding already
		}
		if err != nil {
			return err
		}
		if h != r.Leaf {
			o.d.book.find(entry(c.n), "it refers to entry %d by another hash than that entry has", r.Entry)
		}
	}
	return nil
}

func (o *order) checkID(ctx context.Context, c *checked) error {
	for _, n := range o.ids.add(c.leaf.Event, c.n) {
		leaf, err := o.f.leafOf(ctx, n)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return err
		}
		if l, err := record.ParseLeaf(leaf); err == nil && l.Event == c.leaf.Event {
			o.d.book.find(entry(c.n), "it has the event id of entry %d", n)
		}
	}
	return nil
}

// checkForgetting holds rows of the table tombstone, missing bodies and recorded tombstones against each other.
func (o *order) checkForgetting(c *checked) {
	b := &o.d.book
	if c.by >= 0 {
		o.tombs++
	}
	switch {
	case !c.body && c.by < 0 && o.d.copied:
	case !c.body && c.by < 0:
		b.find(entry(c.n), "its body is gone, and no tombstone says why")
	case c.body && c.by >= 0:
		b.find(entry(c.n), "it has a body, although a tombstone is kept for it")
	case c.by >= 0 && (c.by <= c.n || c.by >= o.d.size):
		b.find(entry(c.n), "its tombstone should be a later entry, and is said to be entry %d", c.by)
	case c.by >= 0:
		if other, twice := o.stones[c.by]; twice {
			b.find(entry(c.n), "it names the same tombstone as entry %d", other)
		}
		o.stones[c.by] = c.n
	}
	target, named := o.stones[c.n]
	delete(o.stones, c.n)
	switch {
	case named && !c.open, named && o.d.o.Kinds == nil:
		o.blind++
	case named && c.stone == nil:
		b.find(entry(c.n), "it is said to be the tombstone of entry %d, and is a %s", target, c.e.Kind)
	case named && c.stone.Erases() != target:
		b.find(entry(c.n), "it is said to be the tombstone of entry %d, and is that of entry %d", target, c.stone.Erases())
	case !named && c.stone != nil && (c.stone.Erases() < 0 || c.stone.Erases() >= c.n):
		b.find(entry(c.n), "it is the tombstone of entry %d, which is not before it", c.stone.Erases())
	case !named && c.stone != nil:
		o.doomed[c.stone.Erases()] = true
		b.note("entry %d is to be forgotten (tombstone %d) and its body is still here: the next start of the mission removes it", c.stone.Erases(), c.n)
	}
}

// checkTakeover holds takeover facts and the table of keys against each other.
func (o *order) checkTakeover(c *checked) {
	b := &o.d.book
	for i, k := range o.d.chain {
		if i == 0 || k.from != c.n || o.d.ring == nil {
			continue
		}
		if c.taken == nil {
			if c.open {
				b.find(entry(c.n), "another key signs from here on, and the entry is no takeover")
			}
			return
		}
		o.checkTaken(c, k, o.d.chain[i-1])
		return
	}
	if c.taken != nil {
		b.find(entry(c.n), "it is a takeover, and the table of keys knows of no other key from here on")
	}
}

func (o *order) checkTaken(c *checked, now, before logKey) {
	b := &o.d.book
	if c.taken.key != now.public {
		b.find(entry(c.n), "the takeover names another key (%s) than signs from here on (%s)", keyName(c.taken.key), keyName(now.public))
	}
	old, err := openUnder([]byte(c.taken.checkpoint), []string{before.public})
	switch {
	case err != nil:
		b.find(entry(c.n), "the checkpoint of the host before, in the takeover: %s", err)
	case old.Size != c.n:
		b.find(entry(c.n), "the host before had promised %d entries, and the takeover goes on after %d", old.Size, c.n)
	case o.whole && o.before[c.n] != old.Root:
		b.find(entry(c.n), "the entries before the takeover are not those that the host before had promised")
	default:
		b.note("the record was taken over at entry %d: %s signed before, %s since", c.n, keyName(before.public), keyName(now.public))
	}
}

// finish checks what is only known at the end.
func (o *order) finish(ctx context.Context) error {
	b, d := &o.d.book, o.d
	if o.next < d.size {
		b.find(entry(o.next), "the record ends here, and its checkpoint covers %d entries", d.size)
		o.whole = false
	}
	if o.whole {
		o.compareHeld(d.size)
		root := o.tree.Root()
		if d.sealed && root != d.head.Root {
			b.find("checkpoint", "the %d entries do not lead to the root that it promises", d.size)
		}
		if err := o.surplusTiles(ctx); err != nil {
			return err
		}
	}
	for stone, n := range o.stones {
		b.find(entry(n), "its tombstone, entry %d, is not there", stone)
	}
	if err := o.surplusTombstones(ctx); err != nil {
		return err
	}
	if o.blind > 0 {
		b.note("%d tombstones cannot be read here; that they are tombstones was not verified", o.blind)
	}
	for i, k := range d.chain {
		if i > 0 && k.from == d.size {
			b.find("record.db, logkey", "a takeover was begun and not finished: run 'truce takeover' again")
		}
	}
	if o.ids.full {
		b.note("event ids were compared with those of the %d newest entries before each", len(o.ids.slots)/2)
	}
	if o.passed > 0 {
		b.note("%d bodies are not in this copy although it has their key: they have not come yet, were withheld or forgotten by the host, or are no longer for this member", o.passed)
	}
	if d.copied {
		return nil
	}
	return o.commands.finish(ctx, o)
}

func (o *order) surplusTiles(ctx context.Context) error {
	n, err := o.f.count(ctx, "select count(*) from tile")
	if err != nil || n == o.tiles {
		return err
	}
	rows, err := o.f.scan.QueryContext(ctx, "select level, n from tile")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var level, n int64
		if err := rows.Scan(&level, &n); err != nil {
			return err
		}
		if level < 0 || level > 7 || n < 0 || n >= o.d.size>>(record.TileHeight*(level+1)) {
			o.d.book.find(fmt.Sprintf("tile %d/%d", level, n), "it is stored, and no tree of %d entries has it", o.d.size)
		}
	}
	return rows.Err()
}

func (o *order) surplusTombstones(ctx context.Context) error {
	n, err := o.f.count(ctx, "select count(*) from tombstone")
	if err != nil || n == o.tombs {
		return err
	}
	o.d.book.find("record.db, tombstone", "the table has %d rows, and %d belong to entries", n, o.tombs)
	return nil
}

// ids finds event ids that occur twice: a table of a fixed size, of a part of a keyed hash of each id and its entry's
// number. A match is looked up, so that nothing is accused by chance. When the table is full the oldest go.
type ids struct {
	seed  maphash.Seed
	slots []slot
	mask  uint64
	full  bool
}

type slot struct {
	part uint32
	n    uint32 // entry number plus one; 0 is empty
}

const maxSlots = 1 << 22

func newIDs(size int64) ids {
	n := 1024
	for int64(n) < 2*size && n < maxSlots {
		n *= 2
	}
	return ids{seed: maphash.MakeSeed(), slots: make([]slot, n), mask: uint64(n - 1)}
}

// add notes an id and returns entries that may have the same.
func (t *ids) add(id record.ID, n int64) []int64 {
	const probes = 16
	h := maphash.Bytes(t.seed, id[:])
	part := uint32(h >> 32)
	var same []int64
	oldest := h & t.mask
	for i := range uint64(probes) {
		at := (h + i) & t.mask
		s := t.slots[at]
		if s.n == 0 {
			t.slots[at] = slot{part, uint32(n + 1)}
			return same
		}
		if s.part == part {
			same = append(same, int64(s.n)-1)
		}
		if s.n < t.slots[oldest].n {
			oldest = at
		}
	}
	t.full = true
	t.slots[oldest] = slot{part, uint32(n + 1)}
	return same
}
