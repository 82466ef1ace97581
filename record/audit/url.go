package audit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"truce.example/record"
	"truce.example/record/tiles"
)

// URL verifies a log that is served under <base>/log/ with the paths of C2SP tlog-tiles: the checkpoint's signature, every
// leaf, every tile computed again from the entries, and that it continues the checkpoint remembered for its origin. It
// downloads the whole log, in pieces of bounded size. Of Options it heeds Pins, Progress, Checkpoints and Receipts.
//
// A host can show different logs to different people: compare the checkpoint with what others were shown.
func URL(ctx context.Context, base string, o Options) (Report, error) {
	u := &urlAudit{
		dirAudit: dirAudit{o: o, report: Report{}}, base: strings.TrimRight(base, "/") + "/log/",
		client: &http.Client{Timeout: time.Minute, CheckRedirect: sameHost},
	}
	err := u.guard(func() error { return u.run(ctx) })
	if err == nil {
		err = ctx.Err()
	}
	u.book.into(&u.report.Findings, &u.report.Notes)
	return u.report, err
}

func sameHost(r *http.Request, via []*http.Request) error {
	if len(via) > 5 || r.URL.Host != via[0].URL.Host {
		return errors.New("the host sends elsewhere")
	}
	return nil
}

// A urlAudit is one verification over HTTP. What it shares with a folder is how things are held against others.
type urlAudit struct {
	dirAudit
	base   string
	client *http.Client
	taken  map[int64]Takeover // still to be found among the entries
}

const (
	maxSmall     = 1 << 16
	maxCosigned  = 1 << 20
	maxReceipt   = 2*record.MaxBody + 1<<16
	maxTile      = record.TileWidth * len(record.Hash{})
	maxBundle    = record.TileWidth * (2 + record.MaxLeaf)
	fetchedAhead = 8
)

// get downloads one path of the log, at most limit bytes. What is missing or too long is the log's fault and a finding;
// a host that does not answer is an error.
func (u *urlAudit) get(ctx context.Context, path string, limit int) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.base+path, nil)
	if err != nil {
		return nil, err
	}
	a, err := u.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer a.Body.Close()
	if a.StatusCode >= 500 || a.StatusCode == http.StatusTooManyRequests {
		return nil, fmt.Errorf("%s answers %s; try again later", u.base+path, a.Status)
	}
	if a.StatusCode != http.StatusOK {
		return nil, wrong{path, "the host answers " + a.Status}
	}
	b, err := io.ReadAll(io.LimitReader(a.Body, int64(limit)+1))
	if err != nil {
		return nil, fmt.Errorf("download %s: %w", u.base+path, err)
	}
	if len(b) > limit {
		return nil, wrong{path, fmt.Sprintf("it has more than %d bytes", limit)}
	}
	return b, nil
}

// wrong is an error that is the log's fault.
type wrong struct{ where, what string }

func (w wrong) Error() string { return w.where + ": " + w.what }

func (u *urlAudit) run(ctx context.Context) error {
	err := u.verify(ctx)
	var w wrong
	if errors.As(err, &w) {
		u.book.find(w.where, "%s", w.what)
		return errStop
	}
	return err
}

func (u *urlAudit) verify(ctx context.Context) error {
	key, err := u.get(ctx, "key", maxSmall)
	if err != nil {
		return err
	}
	lines := strings.Fields(string(key))
	if len(lines) == 0 {
		return wrong{"key", "the host gives none"}
	}
	v, err := verifierOf(lines[0])
	if err != nil {
		return wrong{"key", err.Error()}
	}
	u.origin, u.report.Origin, u.report.Key = v.Name(), v.Name(), lines[0]
	if err := u.readChain(ctx, lines); err != nil {
		return err
	}
	if err := u.readCosigned(ctx); err != nil {
		return err
	}
	signed, err := u.get(ctx, "checkpoint", maxSmall)
	if err != nil {
		return err
	}
	if u.head, err = record.OpenCheckpoint(signed, v); err != nil {
		return wrong{"checkpoint", err.Error()}
	}
	u.sealed, u.size, u.report.Entries, u.report.Root = true, u.head.Size, u.head.Size, u.head.Root
	if err := u.readHeld(); err != nil {
		return err
	}
	if err := u.grow(ctx); err != nil {
		return err
	}
	u.countWitnesses(record.At(time.Now()))
	u.book.note("served leaves and tiles were verified; bodies and evidence files are not served and were not")
	return u.conclude()
}

// readCosigned reads what is countersigned, before the checkpoint, which may be newer. A host without the path has none.
func (u *urlAudit) readCosigned(ctx context.Context) error {
	b, err := u.get(ctx, cosignedFile, maxCosigned)
	if w := (wrong{}); errors.As(err, &w) {
		return nil
	}
	if err != nil {
		return err
	}
	if u.cosigned, err = record.ParseCosigned(b); err != nil {
		u.book.find(cosignedFile, "%s", err)
	}
	return nil
}

// readChain reads by which takeovers the keys followed one another. A host that states several keys must show them.
func (u *urlAudit) readChain(ctx context.Context, keys []string) error {
	var gone error
	steps, err := Takeovers(ctx, keys, func(ctx context.Context, i int) ([]byte, error) {
		b, err := u.get(ctx, fmt.Sprintf("takeover/%d", i), maxReceipt)
		if w := (wrong{}); err != nil && !errors.As(err, &w) {
			gone = err
		}
		return b, err
	})
	if gone != nil {
		return gone
	}
	u.chain = []logKey{{public: keys[len(keys)-1]}}
	if err != nil {
		u.book.find("key", "the host states %d keys, and does not show how they followed one another: %s", len(keys), err)
		u.chain = []logKey{{public: keys[0]}}
		return nil
	}
	u.taken = map[int64]Takeover{}
	for _, t := range steps {
		u.chain = append(u.chain, logKey{t.Entry, t.Key})
		u.taken[t.Entry] = t
	}
	return nil
}

// checkTaken holds the entry of a takeover, and what came before it, against its receipt.
func (u *urlAudit) checkTaken(o *order, n int64, hash record.Hash) {
	t, ok := u.taken[n]
	if !ok {
		return
	}
	delete(u.taken, n)
	switch {
	case hash != t.Leaf:
		u.book.find(entry(n), "the takeover that is recorded here is not the one that the host shows")
	case o.tree.Root() != t.Old.Root:
		u.book.find(entry(n), "the entries before the takeover are not those that the host before had promised")
	default:
		u.book.note("the record was taken over at entry %d: %s signed before, %s since", n, keyName(t.Before), keyName(t.Key))
	}
}

// A bundle is 256 entries on their way.
type bundle struct {
	n    int64
	data []byte
	err  error
	done chan struct{}
}

// fetch downloads the bundles of entries in order, some ahead.
func (u *urlAudit) fetch(ctx context.Context) <-chan *bundle {
	ordered := make(chan *bundle, fetchedAhead)
	go func() {
		defer close(ordered)
		for n := int64(0); n*record.TileWidth < u.size; n++ {
			b := &bundle{n: n, done: make(chan struct{})}
			select {
			case ordered <- b:
			case <-ctx.Done():
				return
			}
			go func() {
				defer close(b.done)
				b.data, b.err = u.get(ctx, tileAt(true, 0, n, u.size).String(), maxBundle)
			}()
		}
	}()
	return ordered
}

// tileAt is the tile as it is in a tree of that size: full, or as wide as the tree reaches.
func tileAt(entries bool, level int, n, size int64) tiles.Tile {
	width := min(size>>(level*record.TileHeight)-n*record.TileWidth, record.TileWidth)
	return tiles.Tile{Entries: entries, Level: level, N: n, Width: int(width)}
}

// grow builds the tree from the entries and compares it with the tiles and with what is held.
func (u *urlAudit) grow(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	o := newOrder(&u.dirAudit, nil)
	last := time.Now()
	for b := range u.fetch(ctx) {
		select {
		case <-b.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		if b.err != nil {
			return b.err
		}
		if err := u.bundle(ctx, o, b); err != nil {
			return err
		}
		if p := u.o.Progress; p != nil && (time.Since(last) > 200*time.Millisecond || o.next == u.size) {
			last = time.Now()
			p(o.next, u.size)
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	o.compareHeld(u.size)
	for n := range u.taken {
		u.book.find(entry(n), "the host shows a takeover there, and the checkpoint covers %d entries", u.size)
	}
	if o.tree.Root() != u.head.Root {
		u.book.find("checkpoint", "the %d entries do not lead to the root that it promises", u.size)
	}
	for level := 0; ; level++ {
		edge := o.tree.Edge(level)
		if edge != nil {
			if err := u.compareServed(ctx, o, edge); err != nil {
				return err
			}
		}
		if u.size>>(level*record.TileHeight) == 0 {
			return nil
		}
	}
}

func (u *urlAudit) bundle(ctx context.Context, o *order, b *bundle) error {
	where := tileAt(true, 0, b.n, u.size).String()
	leaves, err := tiles.SplitEntries(b.data)
	if err != nil {
		return wrong{where, err.Error()}
	}
	if want := tileAt(true, 0, b.n, u.size).Width; len(leaves) != want {
		return wrong{where, fmt.Sprintf("it has %d entries, not %d", len(leaves), want)}
	}
	for _, raw := range leaves {
		n := o.next
		o.compareHeld(n)
		leaf, err := record.ParseLeaf(raw)
		switch {
		case err != nil:
			u.book.find(entry(n), "%s", err)
		case leaf.Recorded < o.recorded:
			u.book.find(entry(n), "it was recorded at %s, before the entry before it at %s", leaf.Recorded, o.recorded)
		default:
			o.recorded = leaf.Recorded
		}
		hash := record.LeafHash(raw)
		u.checkTaken(o, n, hash)
		for _, h := range u.heldTip[n] {
			if h.leaf != hash {
				u.book.find(h.where, "entry %d of the record is not the one that the receipt proves", n)
			}
		}
		for _, t := range o.tree.Append(hash) {
			if err := u.compareServed(ctx, o, t); err != nil {
				return err
			}
		}
		o.next++
	}
	return nil
}

func (u *urlAudit) compareServed(ctx context.Context, o *order, t *record.Tile) error {
	path := tiles.Tile{Level: t.Level, N: t.N, Width: len(t.Nodes[0])}.String()
	served, err := u.get(ctx, path, maxTile)
	if err != nil {
		return err
	}
	o.compareTile(path, t, served)
	return nil
}
