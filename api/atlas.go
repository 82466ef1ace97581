package api

import (
	"bytes"
	"compress/gzip"
	"container/list"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"truce.example/desk"
	"truce.example/geo/mvt"
	"truce.example/record"
	"truce.example/view"
)

// The atlas keeps what map tiles are drawn from: for each layer and each set of audiences that somebody reads with, a sheet
// with the layer's features, and drawn tiles. A sheet is read through the reader's own view, like everything; what the
// atlas adds is only to keep it. It is made of memory, bounded, and may be lost at any time.
//
// A sheet follows the record: before it is drawn from, what entries made or changed since is read and laid over it. It
// serves a reader only when what it has read is exactly what that reader sees (view.Sight). When tables are made anew,
// as after a forgetting, all that was read from the old ones goes.
type atlas struct {
	face *Face

	sheetBytes, tileBytes int64         // bounds
	direct                int           // how many features of a box are drawn without a sheet
	patience              time.Duration // how long a reader waits for a sheet

	reading chan struct{} // held while a sheet is read, one at a time: the rest of the house goes on

	mu     sync.Mutex // held for arithmetic; never while reading or drawing
	newest uint64     // tables
	sheets []*sheet   // the longest unused first
	tiles  map[tileKey]*list.Element
	used   *list.List // of *tile, the longest unused first
	bytes  int64      // of tiles
}

// A sheet is a layer as one set of audiences sees it. Who wants to change read must hold turn.
type sheet struct {
	layer plate
	kind  string     // of member
	sight view.Sight // of the last reader who was led here; under atlas.mu
	began time.Time
	ready chan struct{} // closed when the first reading has ended
	err   error         // of the first reading; settled when ready
	taken atomic.Int64  // features read so far

	turn    chan struct{}
	read    *reading // under atlas.mu
	folding bool     // a Compact is under way; under turn
}

// A reading is what a sheet holds at one time. It does not change.
type reading struct {
	set   *mvt.Set
	sight view.Sight
	entry int64     // every entry below it is read
	at    time.Time // by the mission's clock
}

// A tile as it is kept: compressed, because compressing costs more than drawing.
type tile struct {
	key     tileKey
	packed  []byte // gzip; empty when nothing lies in the tile
	etag    string
	thinned string // the header
}

type tileKey struct {
	sheet *sheet
	tile  mvt.Tile
	want  string
}

func newAtlas(f *Face) *atlas {
	return &atlas{
		face: f, sheetBytes: 384 << 20, tileBytes: 64 << 20, direct: 5000, patience: time.Second,
		reading: make(chan struct{}, 1), tiles: map[tileKey]*list.Element{}, used: list.New(),
	}
}

// errMoved says that a sheet has become another reader's meanwhile.
var errMoved = errors.New("the sheet serves others now")

// A visit is one reader's question to the atlas.
type visit struct {
	layer plate
	who   desk.Who
	view  view.Reader
	entry int64 // that the answer must have read
}

// visit takes the reader's view, and an entry that this view has surely read: the audiences of all entries below it are
// known to the view.
func (a *atlas) visit(l desk.Layer, who desk.Who) visit {
	for {
		first := a.face.Mission.View(who)
		entry := first.Entry()
		v := a.face.Mission.View(who)
		if v.Sight().Tables == first.Sight().Tables {
			return visit{plate{l}, who, v, entry}
		}
	}
}

// question is what the layer is asked. It tells only the kind of member: what a sheet keeps must not depend on who first
// asked for it.
func (v visit) question(at time.Time) desk.Question {
	return desk.Question{Who: desk.Who{Kind: v.who.Kind}, At: at, View: v.view, Params: map[string][]string{}, Path: func(string) string { return "" }}
}

// find gives what the reader's layer holds, up to date, or nil while it is being read for the first time.
func (a *atlas) find(ctx context.Context, l desk.Layer, who desk.Who) (*sheet, *reading, visit, error) {
	for range 8 {
		v := a.visit(l, who)
		s := a.sheet(v)
		ready, err := s.wait(ctx, a.patience)
		if err == nil && !ready {
			return s, nil, v, nil
		}
		var r *reading
		if err == nil {
			r, err = a.follow(ctx, s, v)
		}
		if err == nil {
			return s, r, v, nil
		}
		if anew := a.visit(l, who).view.Sight().Tables != v.view.Sight().Tables; !anew && !errors.Is(err, errMoved) {
			return s, nil, v, err // tables that were closed are no error of the reader's
		}
	}
	return nil, nil, visit{}, desk.Refuse(desk.Busy, "the tables are being made anew; ask again in a moment")
}

// wait waits for the first reading, until it has taken longer than patience.
func (s *sheet) wait(ctx context.Context, patience time.Duration) (ready bool, err error) {
	t := time.NewTimer(patience - time.Since(s.began))
	defer t.Stop()
	select {
	case <-s.ready:
		return true, s.err
	default:
	}
	select {
	case <-s.ready:
		return true, s.err
	case <-t.C:
		return false, nil
	case <-ctx.Done():
		return false, ctx.Err()
	}
}

// sheet is the sheet for a reader. A new one begins to be read.
func (a *atlas) sheet(v visit) *sheet {
	sight := v.view.Sight()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.forget(sight.Tables)
	for i, s := range a.sheets {
		if s.layer.ID == v.layer.ID && s.kind == v.who.Kind && s.sight.Grows(sight) {
			s.sight = sight
			a.sheets = append(append(a.sheets[:i:i], a.sheets[i+1:]...), s)
			return s
		}
	}
	s := &sheet{layer: v.layer, kind: v.who.Kind, sight: sight, began: time.Now(), ready: make(chan struct{}), turn: make(chan struct{}, 1)}
	if sight.Tables == a.newest { // what comes late from older tables is not kept
		a.sheets = append(a.sheets, s)
	}
	// It ends by itself: when everything is read, or when the tables close.
	go a.begin(s, v)
	return s
}

// forget drops everything that was read from tables older than these.
func (a *atlas) forget(tables uint64) {
	if tables <= a.newest {
		return
	}
	a.newest = tables
	for len(a.sheets) > 0 {
		a.drop(a.sheets[0])
	}
}

// drop takes a sheet and its tiles out.
func (a *atlas) drop(s *sheet) {
	for i, have := range a.sheets {
		if have == s {
			a.sheets = append(a.sheets[:i:i], a.sheets[i+1:]...)
			break
		}
	}
	a.clear(s, func(mvt.Tile) bool { return true })
}

// clear takes those tiles of a sheet out that fit.
func (a *atlas) clear(s *sheet, fits func(mvt.Tile) bool) {
	for key, e := range a.tiles {
		if key.sheet == s && fits(key.tile) {
			a.remove(e)
		}
	}
}

func (a *atlas) remove(e *list.Element) {
	t := a.used.Remove(e).(*tile)
	delete(a.tiles, t.key)
	a.bytes -= t.size()
}

func (t *tile) size() int64 { return int64(len(t.packed)+len(t.key.want)) + 300 }

// begin reads a sheet for the first time.
func (a *atlas) begin(s *sheet, v visit) {
	a.reading <- struct{}{}
	defer func() { <-a.reading }()
	now := a.face.Mission.Now()
	set, err := s.layer.readWhole(context.Background(), v.question(now), &s.taken)
	a.mu.Lock()
	defer a.mu.Unlock()
	defer close(s.ready)
	if err != nil {
		s.err = fmt.Errorf("read the layer %s for its tiles: %w", s.layer.ID, err)
		a.drop(s)
		return
	}
	s.read = &reading{set, v.view.Sight(), v.entry, now}
	a.fit(s)
}

// fit drops the sheets that were unused for longest, until there is room for s.
func (a *atlas) fit(keep *sheet) {
	total := int64(0)
	for i := len(a.sheets) - 1; i >= 0; i-- {
		s := a.sheets[i]
		if s.read == nil {
			continue
		}
		total += s.read.set.Bytes()
		if total > a.sheetBytes && s != keep {
			a.drop(s)
		}
	}
}

// follow brings a sheet up to date for a reader, and gives what it then holds.
func (a *atlas) follow(ctx context.Context, s *sheet, v visit) (*reading, error) {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	old, sight := a.held(s), v.view.Sight()
	if !old.sight.Grows(sight) {
		return nil, errMoved
	}
	now := a.face.Mission.Now()
	small := old.set.Len() <= smallSheet
	if old.entry >= v.entry && old.sight.Equal(sight) && !(small && now.Sub(old.at) >= smallAge) {
		return old, nil
	}
	if small {
		set, err := s.layer.readWhole(ctx, v.question(now), nil)
		if err != nil {
			return nil, err
		}
		next := &reading{set, sight, v.entry, now}
		a.replace(s, next, func(mvt.Tile) bool { return true })
		return next, nil
	}
	var changed []mvt.Feature
	err := s.layer.Features(ctx, v.question(now), desk.Window{After: -1, Since: old.entry}, func(f desk.Feature) error {
		changed = append(changed, s.layer.feature(f))
		return nil
	})
	if err != nil {
		return nil, err
	}
	next := &reading{old.set, sight, max(old.entry, v.entry), now}
	var trace mvt.Trace
	if len(changed) > 0 {
		next.set, trace = old.set.With(changed)
	}
	a.replace(s, next, trace.Shows)
	a.foldIfMany(s, next)
	return next, nil
}

// A sheet of few features is read again whole whenever the record or a minute has moved on: it is as quick, and what goes by
// the clock, such as which text of the agreement is in force, comes right too.
const (
	smallSheet = 500
	smallAge   = time.Minute
)

func (a *atlas) held(s *sheet) *reading {
	a.mu.Lock()
	defer a.mu.Unlock()
	return s.read
}

func (a *atlas) replace(s *sheet, r *reading, touched func(mvt.Tile) bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	s.read = r
	a.clear(s, touched)
}

// manyFresh is how many points may lie over a sheet before they are sorted in among the others.
const manyFresh = 4096

// foldIfMany sorts in, beside everything else, what came since.
func (a *atlas) foldIfMany(s *sheet, from *reading) {
	if s.folding || from.set.Fresh() < manyFresh {
		return
	}
	s.folding = true
	go func() {
		folded := from.set.Compact()
		s.turn <- struct{}{}
		defer func() { <-s.turn }()
		s.folding = false
		now := *a.held(s)
		now.set = now.set.Onto(folded, from.set)
		a.replace(s, &now, func(mvt.Tile) bool { return false })
	}()
}

// draw gives a tile of what a sheet holds, kept or drawn now.
func (a *atlas) draw(s *sheet, r *reading, t mvt.Tile, name string, w mvt.Want) *tile {
	key := tileKey{s, t, name}
	a.mu.Lock()
	if e, ok := a.tiles[key]; ok && s.read == r {
		a.used.MoveToBack(e)
		a.mu.Unlock()
		return e.Value.(*tile)
	}
	a.mu.Unlock()
	made := pack(r.set.Draw(t, w), fmt.Sprint(s.kind, r.sight.Tables, r.sight.Visible))
	made.key = key
	a.keep(made, r)
	return made
}

// keep keeps a tile, unless the sheet has moved on since it was drawn.
func (a *atlas) keep(t *tile, r *reading) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, ok := a.tiles[t.key]; ok || t.key.sheet.read != r || r.sight.Tables != a.newest || t.size() > a.tileBytes {
		return
	}
	a.tiles[t.key] = a.used.PushBack(t)
	a.bytes += t.size()
	for a.bytes > a.tileBytes {
		a.remove(a.used.Front())
	}
}

var packers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is one that there is
	return w
}}

// pack compresses a tile. Its tag is made of what it shows and for whom: it stays when entries change nothing in it.
func pack(d mvt.Drawn, sight string) *tile {
	t := &tile{}
	if d.Thinned {
		t.thinned = fmt.Sprintf("count=%d, shown=%d", d.Count, d.Shown)
	}
	if len(d.Bytes) == 0 {
		return t
	}
	h := sha256.New()
	fmt.Fprintln(h, sight)
	h.Write(d.Bytes)
	t.etag = hex.EncodeToString(h.Sum(nil)[:12])
	var b bytes.Buffer
	w := packers.Get().(*gzip.Writer)
	w.Reset(&b)
	w.Write(d.Bytes) // into memory
	w.Close()
	packers.Put(w)
	t.packed = bytes.Clone(b.Bytes())
	return t
}

// near draws a tile from the features of its box alone, while the sheet is being read. It refuses when they are many.
func (a *atlas) near(ctx context.Context, s *sheet, v visit, t mvt.Tile, w mvt.Want) (*tile, error) {
	b := mvt.NewBuilder(v.layer.ID, v.layer.columns())
	box, n := t.Box(), 0
	want := desk.Window{Box: &box, From: record.Moment(w.From), To: record.Moment(w.To), After: -1, Limit: a.direct + 1}
	err := v.layer.Features(ctx, v.question(a.face.Mission.Now()), want, func(f desk.Feature) error {
		b.Add(v.layer.feature(f))
		n++
		return nil
	})
	if err != nil {
		return nil, err
	}
	if n > a.direct {
		return nil, desk.Refuse(desk.Busy, "the map of this layer is being prepared, %d features so far; ask again in a few seconds, or look closer: tiles with fewer than %d features are drawn at once", s.taken.Load(), a.direct)
	}
	sight := v.view.Sight()
	return pack(b.Set().Draw(t, w), fmt.Sprint(v.who.Kind, sight.Tables, sight.Visible)), nil
}

// fitsTiles says what is wrong with what a layer says about its tiles.
func fitsTiles(l desk.Layer) error {
	for _, name := range l.Drawn {
		if !slices.ContainsFunc(l.Columns, func(c desk.Column) bool { return c.Name == name }) {
			return fmt.Errorf("layer %s: its tiles draw %q, which is no column of it", l.ID, name)
		}
	}
	for _, name := range l.Counted {
		if !slices.Contains(l.Drawn, name) {
			return fmt.Errorf("layer %s: its tiles count by %q, which they do not draw", l.ID, name)
		}
	}
	return nil
}

// A plate is a layer as tiles show it.
type plate struct{ desk.Layer }

// columns are those that the tiles say.
func (p plate) columns() []mvt.Column {
	var out []mvt.Column
	for _, name := range p.Drawn {
		out = append(out, mvt.Column{Name: name, Counted: slices.Contains(p.Counted, name)})
	}
	return out
}

func (p plate) feature(f desk.Feature) mvt.Feature {
	out := mvt.Feature{ID: f.ID, Start: int64(f.Start), End: int64(f.End), Geometry: f.Geometry}
	for _, name := range p.Drawn {
		out.Values = append(out.Values, value(f.Values[name]))
	}
	return out
}

// readWhole reads every feature of the layer, and counts them as they come if somebody wants to know.
func (p plate) readWhole(ctx context.Context, q desk.Question, taken *atomic.Int64) (*mvt.Set, error) {
	b := mvt.NewBuilder(p.ID, p.columns())
	err := p.Features(ctx, q, desk.Window{After: -1}, func(f desk.Feature) error {
		b.Add(p.feature(f))
		if taken != nil {
			taken.Add(1)
		}
		return nil
	})
	return b.Set(), err
}

// value is a value of a layer as tiles say it.
func value(v any) mvt.Value {
	switch v := v.(type) {
	case nil:
		return mvt.Value{}
	case string:
		return mvt.Text(v)
	case bool:
		return mvt.Boolean(v)
	case int64:
		return mvt.Integer(v)
	case fmt.Stringer: // a moment
		return mvt.Text(v.String())
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.String:
		return mvt.Text(r.String())
	case reflect.Bool:
		return mvt.Boolean(r.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return mvt.Integer(r.Int())
	case reflect.Pointer:
		if !r.IsNil() {
			return value(r.Elem().Interface())
		}
	}
	return mvt.Value{}
}
