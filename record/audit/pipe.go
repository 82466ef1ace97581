package audit

import (
	"errors"
	"io/fs"
	"runtime"
	"sync"

	"truce.example/record"
)

// A raw entry is a row of the table.
type raw struct {
	n          int64
	leaf, body []byte // body is nil when it was forgotten
	by         int64  // entry of the tombstone, or -1
}

// A checked entry is what a worker found out about one entry alone.
type checked struct {
	n        int64
	by       int64
	hash     record.Hash // of the leaf
	leaf     record.Leaf
	readable bool         // the leaf is
	body     bool         // stored
	open     bool         // decrypted, and e filled
	e        record.Entry // closed unless open
	stone    record.Tombstone
	taken    *takeover
	problems []Finding
}

func (c *checked) find(what string) { c.problems = append(c.problems, Finding{entry(c.n), what}) }

// A pipe takes entries from the one reader, lets workers check them, and gives them out in order.
type pipe struct {
	d       *dirAudit
	work    chan *batch
	ordered chan *batch
	pool    chan *batch // bounds what is in flight
	filling *batch
	workers sync.WaitGroup
}

const (
	batchEntries = 256
	batchBytes   = 4 << 20
)

type batch struct {
	bytes []byte
	spans []span
	out   []checked
	done  chan struct{}
}

type span struct {
	n, by      int64
	leaf, body int // lengths; body is -1 when there is none
}

func newPipe(d *dirAudit) *pipe {
	n := runtime.GOMAXPROCS(0)
	p := &pipe{d: d, work: make(chan *batch, 4*n), ordered: make(chan *batch, 4*n), pool: make(chan *batch, 4*n)}
	for range 3 * n {
		p.pool <- &batch{}
	}
	for range n {
		p.workers.Go(func() {
			for b := range p.work {
				p.check(b)
			}
		})
	}
	return p
}

func (p *pipe) send(r raw) error {
	b := p.filling
	if b == nil {
		b = <-p.pool
		b.bytes, b.spans, b.out, b.done = b.bytes[:0], b.spans[:0], b.out[:0], make(chan struct{})
		p.filling = b
	}
	s := span{n: r.n, by: r.by, leaf: len(r.leaf), body: -1}
	b.bytes = append(b.bytes, r.leaf...)
	if r.body != nil {
		s.body = len(r.body)
		b.bytes = append(b.bytes, r.body...)
	}
	b.spans = append(b.spans, s)
	if len(b.spans) == batchEntries || len(b.bytes) > batchBytes {
		p.flush()
	}
	return nil
}

func (p *pipe) flush() {
	if b := p.filling; b != nil {
		p.filling = nil
		p.work <- b
		p.ordered <- b
	}
}

// close ends the pipe after what was sent.
func (p *pipe) close() {
	p.flush()
	close(p.work)
	p.workers.Wait()
	close(p.ordered)
}

func (p *pipe) free(b *batch) {
	if cap(b.bytes) > 2*batchBytes {
		b.bytes = nil // one large body must not stay in memory
	}
	p.pool <- b
}

func (p *pipe) check(b *batch) {
	defer close(b.done)
	at := 0
	for _, s := range b.spans {
		r := raw{n: s.n, by: s.by, leaf: b.bytes[at : at+s.leaf]}
		at += s.leaf
		if s.body >= 0 {
			r.body = b.bytes[at : at+s.body : at+s.body]
			at += s.body
		}
		b.out = append(b.out, p.d.check(r))
	}
}

// check verifies what can be said of one entry alone.
func (d *dirAudit) check(r raw) checked {
	c := checked{n: r.n, by: r.by, hash: record.LeafHash(r.leaf), body: r.body != nil}
	leaf, err := record.ParseLeaf(r.leaf)
	if err != nil {
		c.find(err.Error())
		return c
	}
	c.leaf, c.readable = leaf, true
	c.e = record.Entry{Number: r.n, Event: leaf.Event, Recorded: leaf.Recorded, Status: record.Closed}
	if r.body == nil {
		c.e.Status = record.Erased
		return c
	}
	if d.ring == nil {
		if sum(r.body) != leaf.BodyHash {
			c.find("the sealed body does not have the hash that its leaf names")
		}
		return c
	}
	key, audience, ok := d.ring.Key(leaf.Compartment)
	if !ok {
		if sum(r.body) != leaf.BodyHash {
			c.find("the sealed body does not have the hash that its leaf names")
		}
		c.find("keys/reading has no key for its compartment " + leaf.Compartment.String() + ", so its body cannot be opened")
		return c
	}
	body, err := record.Unseal(d.origin, key, leaf, r.body)
	if err != nil {
		c.find(err.Error())
		return c
	}
	if err := d.kinds.Decode(body, &c.e); err != nil {
		c.find(err.Error())
		return c
	}
	c.open, c.e.Status = true, record.Open
	if c.e.Audience != audience {
		c.find("it says that it is for \"" + string(c.e.Audience) + "\" and is sealed for \"" + string(audience) + "\"")
	}
	if err := c.e.Audience.Check(); err != nil {
		c.find(err.Error())
	}
	c.stone, _ = c.e.Fact.(record.Tombstone)
	d.office(&c, body)
	return c
}

// office checks the facts that the record keeps about itself. They are read by name, so that no desk is needed.
func (d *dirAudit) office(c *checked, body record.Body) {
	field := func(name string, into any) {
		v, ok := body.Field("fact/" + name)
		if !ok {
			return
		}
		if err := record.Unmarshal(v, into); err != nil {
			c.find("the field " + name + " is not readable: " + err.Error())
		}
	}
	switch c.e.Kind {
	case "record.began/1":
		var origin string
		if field("origin", &origin); origin != d.origin {
			c.find("it says that the record began as \"" + short(origin) + "\", and the record is " + d.origin)
		}
	case "record.taken_over/1":
		c.taken = &takeover{}
		field("key", &c.taken.key)
		field("checkpoint", &c.taken.checkpoint)
	case "record.file_taken/1":
		var content, stored record.Hash
		var size int64
		field("content", &content)
		field("stored", &stored)
		field("size", &size)
		d.checkFile(c, content, stored, size)
	}
}

type takeover struct{ key, checkpoint string }

func (d *dirAudit) checkFile(c *checked, content, stored record.Hash, size int64) {
	f, err := d.files.Inspect(stored, func(id record.ID) (*record.EpochKey, bool) {
		key, _, ok := d.ring.Key(id)
		return key, ok
	})
	d.mu.Lock()
	if d.seen == nil {
		d.seen = map[record.Hash]bool{}
	}
	d.seen[stored] = true
	d.report.Files++
	if errors.Is(err, fs.ErrNotExist) {
		d.absent = append(d.absent, absentFile{c.n, err.Error()})
	}
	d.mu.Unlock()
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		c.problems = append(c.problems, Finding{"evidence/" + stored.String() + ".age", err.Error() + " (entry " + entry(c.n)[6:] + ")"})
	case f.Content != content || f.Size != size:
		c.find("the evidence file " + stored.String()[:16] + "… holds something else than the fact says")
	}
}
