package follow

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"truce.example/record"
	"truce.example/record/audit"
	"truce.example/record/store"
	"truce.example/record/tiles"
)

// fetchedAhead is how many bundles of entries are on their way at once.
const fetchedAhead = 8

// step brings the copy to the host's newest checkpoint.
func (f *Follower) step(ctx context.Context) error {
	before := f.Head().Size
	signedErr := f.signInAtTimes(ctx)
	countersigned, err := f.cosigned(ctx)
	if err != nil {
		return err
	}
	if err := f.leaves(ctx); err != nil {
		return err
	}
	if size := f.Head().Size; size > before {
		f.tell("entries", 0, "%d entries more, signed and consistent", size-before)
	}
	if err := f.noteCheckpoint(); err != nil {
		return err
	}
	if err := f.compare(ctx); err != nil {
		return err
	}
	if f.signedIn {
		if err := f.readable(ctx); err != nil {
			return err
		}
	}
	if err := f.witnessed(ctx, countersigned); err != nil {
		return err
	}
	return signedErr
}

// leaves takes the host's checkpoint and what it covers.
func (f *Follower) leaves(ctx context.Context) error {
	signed, err := f.host.get(ctx, "/log/checkpoint", maxSmall)
	if err != nil {
		return err
	}
	c, taken, err := f.openCheckpoint(ctx, signed)
	if err != nil {
		return err
	}
	held := f.Head()
	get := func(ctx context.Context, path string, limit int) ([]byte, error) {
		return f.host.get(ctx, "/log/"+path, limit)
	}
	fetched, err := f.hold(ctx, c, f.cfg.URL, get)
	if err != nil {
		return err
	}
	switch {
	case c.Size < held.Size:
		return f.refuse(audit.Refusal{Kind: audit.Shortened, What: fmt.Sprintf("the log was shortened: it has %d entries, and once had %d. What is held here stays", c.Size, held.Size)},
			map[string][]byte{audit.ServedCheckpoint: signed})
	case c.Size == held.Size && taken == nil:
		return nil
	}
	return f.grow(ctx, c, taken, fetched)
}

// openCheckpoint checks the signature. A checkpoint under another key is taken when a recorded takeover leads to that key
// and people trust it.
func (f *Follower) openCheckpoint(ctx context.Context, signed []byte) (record.Checkpoint, *takeover, error) {
	ks, err := f.store.Keys()
	if err != nil {
		return record.Checkpoint{}, nil, err
	}
	now := ks[len(ks)-1].Public
	v, err := note.NewVerifier(now)
	if err != nil {
		return record.Checkpoint{}, nil, err
	}
	c, err := record.OpenCheckpoint(signed, v)
	if errors.Is(err, record.ErrForeignKey) {
		return f.takenOver(ctx, signed, now)
	}
	if err != nil {
		err = f.refuse(audit.Refusal{Kind: audit.Signature, What: "the checkpoint that was served: " + err.Error()}, map[string][]byte{audit.ServedCheckpoint: signed})
	}
	return c, nil, err
}

// A takeover is the step from the pinned key to the one that people trust.
type takeover struct {
	at   int64 // entry that records it
	key  string
	leaf record.Hash
	old  record.Checkpoint // the last one of the host before
}

// takenOver judges a checkpoint under another key. Whether the new host may go on is for people to say: without --trust it
// is refused.
func (f *Follower) takenOver(ctx context.Context, signed []byte, pinned string) (record.Checkpoint, *takeover, error) {
	refuse := func(format string, args ...any) (record.Checkpoint, *takeover, error) {
		return record.Checkpoint{}, nil, f.refuse(audit.Refusal{Kind: audit.OtherKey, What: fmt.Sprintf(format, args...)}, map[string][]byte{audit.ServedCheckpoint: signed})
	}
	b, err := f.host.get(ctx, "/log/key", maxSmall)
	if err != nil {
		return record.Checkpoint{}, nil, err
	}
	links, err := audit.Takeovers(ctx, strings.Fields(string(b)), func(ctx context.Context, i int) ([]byte, error) {
		return f.host.get(ctx, fmt.Sprintf("/log/takeover/%d", i), maxAnswer)
	})
	if err != nil {
		return refuse("the checkpoint is signed by another key than the pinned one, and no recorded takeover leads to it: %s", err)
	}
	for i, l := range links {
		if l.Before != pinned {
			continue
		}
		if l.Key != strings.TrimSpace(f.cfg.Trust) {
			return refuse("the record was taken over at entry %d by the key %s (%s). Only people can say whether that host may go on: if so, follow again with --trust and that key", l.Entry, l.Key, l.Reason)
		}
		if i != len(links)-1 {
			return refuse("the record was taken over more than once since; trust the keys one after the other, with a follower of a copy of that time")
		}
		v, err := note.NewVerifier(l.Key)
		if err != nil {
			return refuse("the key of the takeover: %s", err)
		}
		c, err := record.OpenCheckpoint(signed, v)
		if err != nil {
			return refuse("the checkpoint under the key of the takeover: %s", err)
		}
		return c, &takeover{at: l.Entry, key: l.Key, leaf: l.Leaf, old: l.Old}, nil
	}
	return refuse("the checkpoint is signed by another key than the pinned one (%s)", pinned)
}

// hold holds another checkpoint against the copy: whichever is smaller must be the beginning of the other. get reads the
// tiles behind the other one; nil when there are none to read. It gives the tiles that were read.
func (f *Follower) hold(ctx context.Context, c record.Checkpoint, from string, get func(context.Context, string, int) ([]byte, error)) (map[string][]byte, error) {
	held := f.store.Now()
	read := map[string][]byte{}
	fork := func(path []record.Hash, leaf record.Hash, files map[string][]byte) error {
		kept := map[string][]byte{audit.ServedCheckpoint: c.Signed, audit.HeldCheckpoint: held.Checkpoint.Signed}
		for name, b := range files {
			kept["served/"+name] = b
		}
		return f.refuse(audit.Refusal{Kind: audit.Fork, From: from, Leaf: leaf, Path: path,
			What: fmt.Sprintf("two histories: a checkpoint of %d entries from %s and the one of %d entries held here cannot both be true, and both are signed by the record's key", c.Size, from, held.Tree.Size())}, kept)
	}
	small, large := min(c.Size, held.Tree.Size()), max(c.Size, held.Tree.Size())
	switch {
	case small == 0:
		return read, nil
	case c.Size == held.Tree.Size():
		if c.Root != held.Tree.Root() {
			return read, fork(nil, record.Hash{}, nil)
		}
		return read, nil
	case c.Size > held.Tree.Size() && get == nil:
		return read, errUndecided
	}
	smallRoot, nodes := c.Root, held.Tree.Nodes(f.store)
	if c.Size > held.Tree.Size() {
		smallRoot = held.Tree.Root()
		nodes = (&tiles.Remote{Ctx: ctx, Get: get, Read: read}).Nodes(c)
	}
	leaf, path, err := tiles.LastPath(nodes, large, small)
	if err != nil {
		var gone tiles.AbsentError
		if errors.As(err, &gone) || c.Size < held.Tree.Size() {
			return read, err
		}
		kept := map[string][]byte{audit.ServedCheckpoint: c.Signed}
		for name, b := range read {
			kept["served/"+name] = b
		}
		return read, f.refuse(audit.Refusal{Kind: audit.Tiles, From: from, What: fmt.Sprintf("the tiles behind the checkpoint of %d entries do not lead to its root: %s", c.Size, err)}, kept)
	}
	prefix, _, err := record.PrefixRoots(path, large, small, leaf)
	if err != nil {
		return read, err
	}
	if prefix != smallRoot {
		return read, fork(path, leaf, read)
	}
	return read, nil
}

// errUndecided means that another's checkpoint is ahead of this copy, and its tree cannot be read.
var errUndecided = errors.New("it is ahead of this copy; compare again when the copy has caught up")

// grow fetches the entries up to the checkpoint and appends them.
func (f *Follower) grow(ctx context.Context, c record.Checkpoint, taken *takeover, fetched map[string][]byte) error {
	held := f.store.Now()
	if err := f.fetchLeaves(ctx, held.Tree.Size(), c.Size); err != nil {
		return err
	}
	g := &growing{recorded: held.Recorded, n: held.Tree.Size(), taken: taken, tree: held.Tree.Clone()}
	var keys []store.LogKey
	if taken != nil {
		if taken.at < held.Tree.Size() {
			if err := f.prefixIs(taken.at, taken.old.Root); err != nil {
				return err
			}
		}
		keys = []store.LogKey{{FromSize: taken.at, Public: taken.key}}
	}
	err := f.store.Grow(c, keys, func(add func([]byte) error) error {
		return eachLeaf(filepath.Join(f.cfg.Dir, incomingFile), held.Tree.Size(), c.Size, func(leaf []byte) error {
			if err := g.look(leaf); err != nil {
				return err
			}
			return add(leaf)
		})
	})
	var bad leafError
	switch {
	case errors.Is(err, store.ErrOtherRoot):
		err = f.refuse(audit.Refusal{Kind: audit.Tiles, What: fmt.Sprintf("the entries that were served do not lead to the root of the checkpoint of %d entries", c.Size)}, f.servedWith(c, fetched))
	case errors.As(err, &bad):
		err = f.refuseLeaf(ctx, c, bad, fetched)
	case err != nil:
		return err // nothing is wrong with what was fetched
	}
	if removed := os.Remove(filepath.Join(f.cfg.Dir, incomingFile)); removed != nil && !errors.Is(removed, fs.ErrNotExist) {
		return errors.Join(err, removed)
	}
	return err
}

func (f *Follower) prefixIs(n int64, root record.Hash) error {
	now := f.store.Now()
	leaf, path, err := tiles.LastPath(now.Tree.Nodes(f.store), now.Tree.Size(), n)
	if err != nil {
		return err
	}
	prefix, _, err := record.PrefixRoots(path, now.Tree.Size(), n, leaf)
	if err == nil && prefix != root {
		err = f.refuse(audit.Refusal{Kind: audit.OtherKey, What: fmt.Sprintf("the takeover at entry %d goes on from another record than the one held here", n)}, map[string][]byte{})
	}
	return err
}

// servedWith is the checkpoint and, of the entries that came with it, as many bytes as evidence may have.
func (f *Follower) servedWith(c record.Checkpoint, fetched map[string][]byte) map[string][]byte {
	const most = 32 << 20
	out := map[string][]byte{audit.ServedCheckpoint: c.Signed}
	for name, b := range fetched {
		out["served/"+name] = b
	}
	in, err := os.Open(filepath.Join(f.cfg.Dir, incomingFile))
	if err != nil {
		return out
	}
	defer in.Close()
	if b, err := io.ReadAll(io.LimitReader(in, most)); err == nil {
		out["served/incoming"] = b
	}
	return out
}

// A growing looks at leaves in order, before they are appended.
type growing struct {
	n        int64
	recorded record.Moment
	last     []byte // the leaf before
	tree     *record.Tree
	taken    *takeover
}

// A leafError is a leaf that breaks the rules of the format.
type leafError struct {
	kind       string
	n          int64
	last, leaf []byte
	what       string
}

func (e leafError) Error() string { return fmt.Sprintf("entry %d: %s", e.n, e.what) }

func (g *growing) look(raw []byte) error {
	leaf, err := record.ParseLeaf(raw)
	if err != nil {
		return leafError{audit.BadLeaf, g.n, g.last, raw, err.Error()}
	}
	if leaf.Recorded < g.recorded {
		return leafError{audit.OutOfTime, g.n, g.last, raw, fmt.Sprintf("it was recorded at %s, before the entry before it at %s", leaf.Recorded, g.recorded)}
	}
	if g.taken != nil {
		hash := record.LeafHash(raw)
		if g.n == g.taken.at && (hash != g.taken.leaf || g.tree.Root() != g.taken.old.Root) {
			return leafError{audit.BadLeaf, g.n, g.last, raw, "the takeover that is recorded here is not the one that was shown, or goes on from another record"}
		}
		g.tree.Append(hash)
	}
	g.recorded, g.last = leaf.Recorded, append(g.last[:0], raw...)
	g.n++
	return nil
}

// refuseLeaf keeps an entry that breaks the rules. Times that fall are proven by two receipts under the checkpoint.
func (f *Follower) refuseLeaf(ctx context.Context, c record.Checkpoint, bad leafError, fetched map[string][]byte) error {
	files := f.servedWith(c, fetched)
	files["served/leaf"] = bad.leaf
	r := audit.Refusal{Kind: bad.kind, What: bad.Error()}
	if bad.kind == audit.OutOfTime {
		get := func(ctx context.Context, path string, limit int) ([]byte, error) {
			return f.host.get(ctx, "/log/"+path, limit)
		}
		nodes := (&tiles.Remote{Ctx: ctx, Get: get, Read: map[string][]byte{}}).Nodes(c)
		last := bad.last
		if last == nil {
			raw, err := f.store.Entry(ctx, bad.n-1)
			if err != nil {
				return err
			}
			last = raw.Leaf
		}
		for n, leaf := range map[int64][]byte{bad.n - 1: last, bad.n: bad.leaf} {
			receipt, err := receiptOf(nodes, c, n, leaf, f.pinned())
			if err != nil { // without them it is what was served, and no proof
				r.Kind = audit.Tiles
				break
			}
			files[fmt.Sprintf("entry-%d.tlog-proof", n)] = receipt
		}
	}
	return f.refuse(r, files)
}

func (f *Follower) pinned() string {
	ks, err := f.store.Keys()
	if err != nil {
		return ""
	}
	return ks[len(ks)-1].Public
}

func receiptOf(nodes tlog.HashReader, c record.Checkpoint, n int64, raw []byte, key string) ([]byte, error) {
	leaf, err := record.ParseLeaf(raw)
	if err != nil {
		return nil, err
	}
	p, err := tlog.ProveRecord(c.Size, n, nodes)
	if err != nil {
		return nil, err
	}
	if err := tlog.CheckRecord(p, c.Size, tlog.Hash(c.Root), n, tlog.Hash(record.LeafHash(raw))); err != nil {
		return nil, err
	}
	path := make([]record.Hash, len(p))
	for i, h := range p {
		path[i] = record.Hash(h)
	}
	return record.NewReceipt(n, path, leaf, c, key, nil).Bytes(), nil
}

// The file "incoming" begins with the number of its first entry in eight bytes; then leaves as in a bundle of entries. It
// may end in the middle of one. Nothing in it is trusted: when it is whole it leads to the root, or it is thrown away.

// fetchLeaves downloads the entries from <= n < to that are not in the file yet.
func (f *Follower) fetchLeaves(ctx context.Context, from, to int64) error {
	out, next, err := openIncoming(filepath.Join(f.cfg.Dir, incomingFile), from)
	if err != nil {
		return err
	}
	defer out.Close()
	w := bufio.NewWriterSize(out, 1<<20)
	err = f.eachBundle(ctx, next, to, func(leaves [][]byte) error {
		for _, l := range leaves {
			var length [2]byte
			binary.BigEndian.PutUint16(length[:], uint16(len(l)))
			if _, err := w.Write(append(length[:], l...)); err != nil {
				return err
			}
		}
		return nil
	})
	return errors.Join(err, w.Flush(), out.Close())
}

// openIncoming opens the file to go on with it, and says which entry comes next.
func openIncoming(name string, from int64) (*os.File, int64, error) {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, 0, err
	}
	next, whole := from, int64(8)
	var head [8]byte
	if _, err := io.ReadFull(file, head[:]); err == nil && int64(binary.BigEndian.Uint64(head[:])) == from {
		r := bufio.NewReaderSize(file, 1<<20)
		for {
			n, err := skipLeaf(r)
			if err != nil {
				break
			}
			next, whole = next+1, whole+n
		}
	} else {
		binary.BigEndian.PutUint64(head[:], uint64(from))
		if _, err := file.WriteAt(head[:], 0); err != nil {
			return nil, 0, errors.Join(err, file.Close())
		}
	}
	if err := file.Truncate(whole); err != nil {
		return nil, 0, errors.Join(err, file.Close())
	}
	if _, err := file.Seek(whole, io.SeekStart); err != nil {
		return nil, 0, errors.Join(err, file.Close())
	}
	return file, next, nil
}

func skipLeaf(r *bufio.Reader) (int64, error) {
	var length [2]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return 0, err
	}
	n := int(binary.BigEndian.Uint16(length[:]))
	skipped, err := r.Discard(n)
	return int64(2 + skipped), err
}

// eachLeaf gives the leaves of the file, which must reach from <= n < to.
func eachLeaf(name string, from, to int64, do func([]byte) error) error {
	file, err := os.Open(name)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) && from == to {
			return nil
		}
		return err
	}
	defer file.Close()
	r := bufio.NewReaderSize(file, 1<<20)
	if _, err := r.Discard(8); err != nil {
		return err
	}
	leaf := make([]byte, record.MaxLeaf)
	for n := from; n < to; n++ {
		var length [2]byte
		if _, err := io.ReadFull(r, length[:]); err != nil {
			return err
		}
		size := int(binary.BigEndian.Uint16(length[:]))
		if size > len(leaf) {
			return leafError{audit.BadLeaf, n, nil, nil, fmt.Sprintf("it has %d bytes, and a leaf has at most %d", size, record.MaxLeaf)}
		}
		if _, err := io.ReadFull(r, leaf[:size]); err != nil {
			return err
		}
		if err := do(leaf[:size]); err != nil {
			return err
		}
	}
	return nil
}

// eachBundle downloads bundles, some ahead, and gives their leaves in order.
func (f *Follower) eachBundle(ctx context.Context, from, to int64, do func([][]byte) error) error {
	type coming struct {
		data []byte
		err  error
		done chan struct{}
		tile tiles.Tile
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ordered := make(chan *coming, fetchedAhead)
	go func() {
		defer close(ordered)
		for n := from / record.TileWidth; n*record.TileWidth < to; n++ {
			c := &coming{done: make(chan struct{}), tile: tiles.Tile{Entries: true, N: n, Width: int(min(to-n*record.TileWidth, record.TileWidth))}}
			select {
			case ordered <- c:
			case <-ctx.Done():
				return
			}
			go func() {
				defer close(c.done)
				c.data, c.err = f.host.get(ctx, "/log/"+c.tile.String(), maxBundle)
			}()
		}
	}()
	for c := range ordered {
		<-c.done
		if c.err != nil {
			return c.err
		}
		leaves, err := tiles.SplitEntries(c.data)
		if err != nil {
			return fmt.Errorf("%s: %w", c.tile, err)
		}
		if len(leaves) != c.tile.Width {
			return fmt.Errorf("%s has %d entries, not %d", c.tile, len(leaves), c.tile.Width)
		}
		if first := c.tile.N * record.TileWidth; from > first {
			leaves = leaves[from-first:]
		}
		if err := do(leaves); err != nil {
			return err
		}
	}
	return ctx.Err()
}
