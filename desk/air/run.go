package air

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/air/feed"
	"truce.example/desk/air/fence"
	"truce.example/desk/air/live"
	"truce.example/desk/air/picture"
	"truce.example/desk/air/track"
	"truce.example/desk/air/watch"
	"truce.example/geo"
	"truce.example/record"
)

// Listening to sources: what they bring is held against the zones in force while it flies, shown, and recorded where it
// crosses a zone or is about to. Nothing that is remembered here is needed after a stop, but to follow a visit from its
// beginning: the record knows which visits go on.

// Config says to which sources the desk listens. The zero Config listens to none.
type Config struct {
	Feeds []Feed
	Dir   string           // where what they report rests until its hour is taken in as a file; "" keeps nothing
	Live  live.Config      // how they are followed
	Now   func() time.Time // time.Now if nil
	Log   *slog.Logger     // without names and places; slog.Default if nil
}

// A Feed is a source, and what it is to the desk. Near is where it stands.
type Feed struct {
	live.Source
	Sensor  string // one of the kinds of sources: adsb, mlat, radar …
	RangeM  int64  // how far it looks; 0 when not stated
	FloorFt *int64 // above the ground: below it, it sees nothing
}

// Check says what is wrong with a feed, in a sentence.
func (f *Feed) Check() error {
	if !slices.Contains(sourceKinds, f.Sensor) {
		return fmt.Errorf("the source %s is said to be %q; there are %v", f.Name, f.Sensor, sourceKinds)
	}
	return f.Source.Check()
}

// How long things take.
const (
	lookEvery  = 100 * time.Millisecond // for visits that are due, and zones that changed
	holdOff    = 20 * time.Second       // a visit that is not proven yet waits so long for what proves it
	secondLook = time.Minute            // after its event was recorded
	laterLooks = 5 * time.Minute
	silence    = time.Minute // of a source, which is recorded
	lostMs     = 120_000     // a track that is not heard for so long has ended
	aheadMs    = 180_000     // how far ahead an approach is looked for
	aimEveryMs = 4_000       // how often, of one track
	warnedMs   = 600_000     // and not warned of again for so long
	forgetMs   = 600_000     // an aircraft that is not heard for so long is no longer kept
	resumeMs   = 600_000     // of what a source reported before the program was stopped is taken up again
	atATime    = 200         // tracks are looked at under the lock
	together   = 8           // visits are recorded side by side
)

// tracking is how tracks are made of reports, for what is shown and for what is checked: both know a track by the same name.
var tracking = track.Config{ForgetMs: forgetMs}

// A listener follows all sources.
type listener struct {
	cfg  Config
	law  Law
	sky  *sky
	taps []*tap

	zones zonesNow // owned by run
	set   *fence.Set
	terms *agreement.Terms // in force; with set and guardedSet, under mu
	mu    sync.Mutex
}

// zonesNow are the zones in force, and where each comes from.
type zonesNow struct {
	key     setKey
	known   map[string]zoneFrom
	changes int
}

// A zoneFrom tells two versions of a zone apart.
type zoneFrom struct {
	zoneOrigin
	of *agreement.Agreement
}

// A tap is one source that is being followed.
type tap struct {
	feed    Feed
	now     func() time.Time
	source  *live.Feed
	checker *live.Checker
	spool   *live.Spool // nil where nothing is kept
	unkept  bool        // it cannot be written to; owned by run

	mu       sync.Mutex // of all below; never held while something waits
	book     *picture.Book
	visits   map[visitKey]*visitNow // that go on
	over     []*visitNow            // that ended, and are not recorded to their end
	latestMs int64                  // by the reports' own clock
	heard    time.Time              // when that was
	stated   string                 // state that was last recorded
}

type visitKey struct{ track, zone string }

// A visitNow is a visit that goes on, or has ended and is not yet recorded to its end.
type visitNow struct {
	visitKey
	in      *fence.Zone
	plane   *picture.Plane
	entered int64 // as the first report in it has it
	proven  bool  // place and height prove it, for all that the source says itself
	seenMs  int64 // position that was last looked at for that
	left    bool
	lost    bool      // nothing is heard of it, and that far it was recorded
	waits   bool      // the record had no room: not before next
	count   int       // of what was recorded of it
	next    time.Time // when it is to be recorded
}

// run listens until ctx ends.
func (l *listener) run(ctx context.Context, clerk desk.Clerk) error {
	if len(l.cfg.Feeds) == 0 {
		return nil
	}
	if l.cfg.Now == nil {
		l.cfg.Now = time.Now
	}
	if l.cfg.Log == nil {
		l.cfg.Log = slog.Default()
	}
	if l.cfg.Live.Now == nil {
		l.cfg.Live.Now = l.cfg.Now
	}
	set, err := fence.NewSet()
	if err != nil {
		return err
	}
	l.set, l.zones.known = set, map[string]zoneFrom{}
	if err := l.rezone(); err != nil {
		return err
	}
	workers := 0
	if len(l.cfg.Feeds) > 1 {
		workers = 1
	}
	for _, f := range l.cfg.Feeds {
		t := &tap{feed: f, now: l.cfg.Now, book: picture.NewBook(tracking), visits: map[visitKey]*visitNow{}}
		t.checker = live.NewChecker(l.set, live.CheckerConfig{Workers: workers, Track: tracking}, t.found)
		defer t.checker.Close()
		l.taps = append(l.taps, t)
		if l.cfg.Dir == "" {
			continue
		}
		if t.spool, err = live.OpenSpool(filepath.Join(l.cfg.Dir, live.SpoolName(f.Name))); err != nil {
			return err
		}
		defer t.spool.Close()
		if err := l.resume(ctx, clerk, t); err != nil {
			return ended(err)
		}
	}
	for _, t := range l.taps {
		if t.source, err = live.Open(ctx, t.feed.Source, l.cfg.Live, t.take); err != nil {
			return err
		}
		defer t.source.Close()
	}
	l.sky.shows(l.look)
	defer l.sky.shows(nil)
	return l.listen(ctx, clerk)
}

func (l *listener) listen(ctx context.Context, clerk desk.Clerk) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for n := 0; ; n++ {
		if err := l.rezone(); err != nil {
			l.cfg.Log.Error("zones in force cannot be made ready; those before hold on", "error", err)
		}
		if err := l.record(ctx, clerk); err != nil {
			return ended(err)
		}
		if n%10 == 0 {
			if err := l.second(ctx, clerk); err != nil {
				return ended(err)
			}
		}
		if n%600 == 0 {
			for _, t := range l.taps {
				t.expire()
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case <-l.sky.bell:
			tick.Reset(lookEvery)
		}
	}
}

// resume takes up what a source reported last before the program was stopped, so that a visit goes on from its beginning; and
// records since when nothing was heard of it.
func (l *listener) resume(ctx context.Context, clerk desk.Clerk, t *tap) error {
	reports, err := t.spool.Tail(resumeMs)
	if err != nil {
		l.cfg.Log.Error("what a source reported before cannot be read back; tracks begin anew", "error", err)
		return nil
	}
	if len(reports) == 0 {
		return nil
	}
	t.takeUp(reports)
	t.checker.Take(reports)
	last := reports[len(reports)-1].Ms
	if l.cfg.Now().UnixMilli()-last < silence.Milliseconds() {
		return nil
	}
	f := t.stating("down", record.Moment(last), "The program did not listen.")
	_, err = submit(ctx, clerk, fmt.Sprintf("sensor|%s|stopped|%d", f.Source, last), &StateSensor{f})
	return postponed(err)
}

// stating is what is said of how a source does.
func (t *tap) stating(state string, since record.Moment, text string) SensorStated {
	f := SensorStated{Source: t.feed.Name, Kind: t.feed.Sensor, State: state, At: since, RangeM: t.feed.RangeM, FloorFt: t.feed.FloorFt, Text: text}
	if t.feed.HasNear {
		at := t.feed.Near
		f.Place = &at
	}
	return f
}

// bundle takes in the hours of a source that are over, as files, and records that it did.
func (l *listener) bundle(ctx context.Context, clerk desk.Clerk, t *tap) error {
	keeper, ok := clerk.(desk.Keeper)
	if t.spool == nil || !ok {
		return nil
	}
	if err := t.spool.Flush(); (err != nil) != t.unkept {
		t.unkept = err != nil
		if err != nil {
			l.cfg.Log.Error("what a source reports cannot be written down until the next hour", "error", err)
		}
	}
	whole, err := t.spool.Whole(l.cfg.Now())
	if err != nil || len(whole) == 0 {
		return err
	}
	h := whole[0] // one at a time; the next comes in a second
	about := fmt.Sprintf("bundle|%s|%s", t.feed.Name, h.From.Format(time.RFC3339))
	packed, count := pack(h.Path)
	defer packed.Close()
	name := live.SpoolName(t.feed.Name) + "-" + filepath.Base(h.Path) + ".gz"
	r, digest, err := keeper.Keep(ctx, desk.System(), liveID(about+"|file"), name, "application/gzip", evidenceReaders, packed)
	if err != nil {
		return postponed(err)
	}
	_, err = submit(ctx, clerk, about, &KeepBundle{BundleKept{
		Source: t.feed.Name, Kind: t.feed.Sensor, From: record.At(h.From), To: record.At(h.From.Add(time.Hour)), Positions: count(), Digest: digest, File: r.Entry,
	}})
	if err != nil {
		return postponed(err)
	}
	return t.spool.Done(h)
}

// postponed makes nothing of a refusal that may be none later.
func postponed(err error) error {
	if r, refused := desk.Refused(err); refused && r.Kind != desk.NotAllowed {
		return nil
	}
	return err
}

// pack packs a table while it is read, always to the same bytes, and counts its lines.
func pack(path string) (io.ReadCloser, func() int64) {
	out, in := io.Pipe()
	lines := int64(-1) // without the heading
	done := make(chan struct{})
	go func() {
		defer close(done)
		in.CloseWithError(func() error {
			f, err := os.Open(path)
			if err != nil {
				return err
			}
			defer f.Close()
			z := gzip.NewWriter(in)
			buf := make([]byte, 64<<10)
			for {
				n, err := f.Read(buf)
				lines += int64(bytes.Count(buf[:n], []byte{'\n'}))
				if _, err := z.Write(buf[:n]); err != nil {
					return err
				}
				if err == io.EOF {
					return z.Close()
				}
				if err != nil {
					return err
				}
			}
		}())
	}()
	return out, func() int64 {
		<-done
		return max(0, lines)
	}
}

// ended makes nothing of the end that was asked for, and of a copy that takes nothing in.
func ended(err error) error {
	if r, ok := desk.Refused(err); ok && r.Kind == desk.NotAllowed || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// rezone takes the zones that are in force now, if they are others than before. Those that stay are not touched.
func (l *listener) rezone() error {
	at := record.At(l.cfg.Now())
	entries, imports, _ := l.sky.known(at)
	in := &inquest{rules: rules, terms: l.law.at(at, entries), atMs: int64(at)}
	facts := in.importsAt(imports, at)
	key := setKey{in.inForce(), fmt.Sprint(in.imports)}
	l.mu.Lock()
	l.terms = in.terms
	l.mu.Unlock()
	if key == l.zones.key {
		return nil
	}
	all, err := in.collect(facts)
	if err != nil {
		return err
	}
	known := map[string]zoneFrom{}
	var add []*fence.Zone
	for _, z := range all {
		from := zoneFrom{zoneOrigin: in.zones[z.ID]}
		if from.entry == 0 {
			from.of = key.agreement
		}
		known[z.ID] = from
		if before, ok := l.zones.known[z.ID]; !ok || before != from {
			add = append(add, z)
		}
	}
	var remove []string
	for id := range l.zones.known {
		if _, still := known[id]; !still {
			remove = append(remove, id)
		}
	}
	slices.Sort(remove)
	var next *fence.Set
	if l.zones.changes += len(add) + len(remove); l.zones.changes > 200 {
		next, err = fence.NewSet(all...)
		l.zones.changes = 0
	} else {
		next, err = l.set.With(add, remove)
	}
	if err != nil {
		return err
	}
	l.zones.key, l.zones.known = key, known
	l.mu.Lock()
	l.set = next
	l.mu.Unlock()
	for _, t := range l.taps {
		t.checker.Use(next)
	}
	return nil
}

// take takes what a source reports. It is called by one goroutine at a time.
func (t *tap) take(reports []feed.Report) {
	now := t.now()
	for i := range reports {
		if reports[i].Ms == 0 {
			reports[i].Ms = now.UnixMilli()
		}
	}
	t.takeUp(reports)
	if t.spool != nil {
		t.spool.Add(now, reports)
	}
	t.checker.Take(reports)
}

// takeUp puts reports into the picture.
func (t *tap) takeUp(reports []feed.Report) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range reports {
		t.latestMs = max(t.latestMs, reports[i].Ms)
		t.book.Take(&reports[i])
	}
	t.heard = t.now()
}

// nowMs is the moment by the clock of the reports.
func (t *tap) nowMs() int64 {
	if t.heard.IsZero() {
		return t.now().UnixMilli()
	}
	return t.latestMs + t.now().Sub(t.heard).Milliseconds()
}

// found notes the crossings of the checker.
func (t *tap) found(crossings []watch.Crossing) {
	now := t.now()
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range crossings {
		x := &crossings[i]
		key := visitKey{x.Key, x.Zone.ID}
		if v := t.visits[key]; v != nil && x.Kind == fence.Exit {
			v.left = true
			delete(t.visits, key)
			t.over = append(t.over, v)
			continue
		}
		p := t.book.Plane(x.Key)
		if p == nil || x.Kind != fence.Enter {
			continue
		}
		p.Hold()
		v := &visitNow{visitKey: key, in: x.Zone, plane: p, entered: x.Ms, next: now.Add(holdOff)}
		if v.proven = x.Confidence == watch.Probable; v.proven {
			v.next = now
		}
		t.visits[key] = v
	}
}

// A duty is a visit to record, with its evidence.
type duty struct {
	tap   *tap
	visit *visitNow
	do    *TakeVisit
	last  bool // nothing comes after it
}

// due are the visits that are to be recorded now, at most so many.
func (t *tap) due(now time.Time, most int) (out []duty) {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := t.nowMs()
	for _, v := range append(slices.Collect(maps.Values(t.visits)), t.over...) {
		silent := at - v.plane.HeardMs()
		lost, gone := silent > lostMs, silent > forgetMs
		if !lost {
			v.lost = false // it is heard again, and still in the zone
		}
		if v.proves() && !v.waits {
			v.next = now
		}
		if v.next.After(now) && (v.waits || !v.left && !gone && !(lost && !v.lost) && !v.plane.Full()) {
			continue
		}
		if len(out) == most {
			break
		}
		do := &TakeVisit{Source: t.feed.Name, Kind: t.feed.Sensor, Aircraft: v.plane.Craft(), Track: v.track, Zone: v.zone, Entered: v.entered}
		reports := v.plane.Cut()
		slices.SortStableFunc(reports, func(a, b feed.Report) int { return int(min(1, max(-1, a.Ms-b.Ms))) })
		for i := range reports {
			do.Fixes = append(do.Fixes, fixOf(&reports[i]))
		}
		out = append(out, duty{t, v, do, v.left || gone})
		v.lost = lost
		v.next, v.waits = now.Add(laterLooks), false
		if v.count == 0 {
			v.next = now.Add(secondLook)
		}
	}
	return out
}

// record records the visits that are due.
func (l *listener) record(ctx context.Context, clerk desk.Clerk) error {
	now := l.cfg.Now()
	var all []duty
	for _, t := range l.taps {
		all = append(all, t.due(now, 64)...)
	}
	var failed error
	var mu sync.Mutex
	for part := range slices.Chunk(all, together) {
		var wait sync.WaitGroup
		for _, d := range part {
			wait.Go(func() {
				if err := l.keep(ctx, clerk, d); err != nil {
					mu.Lock()
					failed = errors.Join(failed, err)
					mu.Unlock()
				}
			})
		}
		wait.Wait()
		if failed != nil {
			return failed
		}
	}
	return nil
}

// keep records one visit. Its command has an id of what it is about, so that nothing is recorded twice if the program was
// stopped between the writing and its answer.
func (l *listener) keep(ctx context.Context, clerk desk.Clerk, d duty) error {
	for {
		receipts, err := submit(ctx, clerk, fmt.Sprintf("visit|%s|%s|%s|%d|%d", d.do.Source, d.do.Track, d.do.Zone, d.do.Entered, d.visit.count), d.do)
		refusal, refused := desk.Refused(err)
		switch {
		case refused && (refusal.Kind == desk.Busy || refusal.Kind == desk.Full):
			d.tap.again(d.visit, l.cfg.Now().Add(time.Second))
			return nil
		case refused && refusal.Kind == desk.NotAllowed, err != nil && !refused:
			return err
		case refused && refusal.Kind == desk.Invalid && d.visit.count == 0 && !d.last:
			return nil // the positions so far do not show it: it is looked at again
		case err == nil:
			d.visit.count++
			if len(receipts) > 0 && receipts[0].Again {
				continue // as before a stop; what is known now may be more
			}
		}
		d.tap.finish(d.visit, d.last)
		return nil
	}
}

// proves says, once, that the newest position proves the visit.
func (v *visitNow) proves() bool {
	step := &v.plane.Step
	if v.proven || v.left || v.seenMs == step.Fix.Ms {
		return false
	}
	v.seenMs = step.Fix.Ms
	if step.Doubt != 0 {
		return false
	}
	relation, _ := v.in.Relate(step.Fix, step.DoubtCm)
	v.proven = relation == geo.Inside
	return v.proven
}

func (t *tap) again(v *visitNow, next time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	v.next, v.waits = next, true
}

// finish forgets a visit that is over, and shortens what is kept of one that goes on: it is recorded so far.
func (t *tap) finish(v *visitNow, last bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if v.plane.Full() {
		v.plane.Shorten()
	}
	if !last {
		return
	}
	if t.visits[v.visitKey] == v {
		delete(t.visits, v.visitKey)
	}
	t.over = slices.DeleteFunc(t.over, func(o *visitNow) bool { return o == v })
	v.plane.Release()
}

// submit gives a command in the program's own name, under an id that is made of what it is about.
func submit(ctx context.Context, clerk desk.Clerk, about string, do any) ([]desk.Receipt, error) {
	return clerk.Submit(ctx, desk.System(), desk.Command{Desk: deskName, ID: liveID(about), Submitted: sha256.Sum256([]byte(about)), Do: do})
}

func liveID(about string) string {
	return fmt.Sprintf("air-live-%x", sha256.Sum256([]byte(about)))[:49]
}

// second is what is done once a second: how the sources do, and whither the tracks lead.
func (l *listener) second(ctx context.Context, clerk desk.Clerk) error {
	for _, t := range l.taps {
		if err := l.state(ctx, clerk, t); err != nil {
			return err
		}
		if err := l.bundle(ctx, clerk, t); err != nil {
			if ended(err) == nil {
				return err
			}
			l.cfg.Log.Error("an hour of a source cannot be taken in; it is tried again", "error", err)
		}
		for _, w := range l.aim(t) {
			about := fmt.Sprintf("approach|%s|%s|%s|%d", w.Source, w.Aircraft, w.Zone, int64(w.At)/warnedMs)
			if _, err := submit(ctx, clerk, about, &WarnApproach{w}); err != nil {
				if r, ok := desk.Refused(err); !ok || r.Kind == desk.NotAllowed {
					return err
				}
			}
		}
	}
	return nil
}

// state records how a source does, when that changed for a minute: that nothing is heard of it is a fact, for then no track
// is not no flight.
func (l *listener) state(ctx context.Context, clerk desk.Clerk, t *tap) error {
	h, now := t.source.Health(), l.cfg.Now()
	last := h.LastMessage
	state, since, text := "up", last, "Heard."
	switch {
	case last.IsZero() && now.Sub(h.Since) < silence:
		return nil // it has just begun
	case last.IsZero() || now.Sub(last) >= silence:
		state, text = "degraded", "Connected, and nothing is heard."
		if h.State != live.Connected {
			state, text = "down", "Not connected."
		}
		if last.IsZero() {
			since = h.Since
		}
	}
	if state == t.stated {
		return nil
	}
	f := t.stating(state, record.At(since), text)
	_, err := submit(ctx, clerk, fmt.Sprintf("sensor|%s|%s|%d", f.Source, state, since.UnixMilli()), &StateSensor{f})
	if r, refused := desk.Refused(err); refused && r.Kind != desk.NotAllowed {
		return nil // it is tried again
	}
	if err == nil {
		t.stated = state
	}
	return err
}

// aim looks whither the tracks of a source lead, and returns what is to be warned of.
func (l *listener) aim(t *tap) (out []ApproachWarned) {
	l.mu.Lock()
	set, law := l.set, agreementOf(l.terms)
	l.mu.Unlock()
	_, _, flights := l.sky.known(record.At(l.cfg.Now()))
	t.mu.Lock()
	planes := make([]*picture.Plane, 0, t.book.Len())
	t.book.Each(func(p *picture.Plane) { planes = append(planes, p) })
	at := t.nowMs()
	t.mu.Unlock()
	for some := range slices.Chunk(planes, atATime) {
		t.mu.Lock()
		for _, p := range some {
			if p.Step.Fix.Ms-p.LookedMs < aimEveryMs || at-p.Step.Fix.Ms > lostMs || p.Step.Ground || p.Step.SpeedCms == 0 {
				continue
			}
			p.LookedMs = p.Step.Fix.Ms
			out = append(out, t.approaches(set, p, flights, law)...)
		}
		t.mu.Unlock()
	}
	return out
}

func agreementOf(t *agreement.Terms) *agreement.Agreement {
	if t == nil {
		return nil
	}
	return t.Agreement()
}

// approaches is what a track is to be warned of now, and was not lately.
func (t *tap) approaches(set *fence.Set, p *picture.Plane, flights []held, law *agreement.Agreement) (out []ApproachWarned) {
	for _, w := range track.Approach(set, &p.Step, aheadMs) {
		if last, ok := p.Warned[w.Zone.ID]; ok && p.Step.Fix.Ms-last < warnedMs {
			continue
		}
		if t.visits[visitKey{p.Step.Key, w.Zone.ID}] != nil {
			continue
		}
		if p.Warned == nil {
			p.Warned = map[string]int64{}
		}
		p.Warned[w.Zone.ID] = p.Step.Fix.Ms
		if flight, _, _ := airborne(p, flights, law); flight > 0 {
			continue // it may fly
		}
		out = append(out, ApproachWarned{
			Source: t.feed.Name, Kind: t.feed.Sensor, Aircraft: p.Step.Key, Call: p.Step.Call, Zone: w.Zone.ID, At: record.Moment(p.Step.Fix.Ms), Seconds: (w.InMs + 999) / 1000,
			Place: p.Step.Fix.At, Entry: w.At, DoubtM: (p.Step.DoubtCm + 99) / 100, Height: heightOf(w.Zone, []fence.Fix{p.Step.Fix}, false), Sure: w.Sure, Doubts: doubtsOf(p.Step.Doubt),
		})
	}
	return out
}

// look makes the picture of this moment, of what was heard in the last two minutes.
func (l *listener) look(at record.Moment) Picture {
	l.mu.Lock()
	set, law := l.set, agreementOf(l.terms)
	l.mu.Unlock()
	_, _, flights := l.sky.known(record.At(l.cfg.Now()))
	out := Picture{At: at, Note: Sentences["coverage"]}
	for _, t := range l.taps {
		list, overload := t.look(set, flights, law)
		h := healthOf(t.feed, t.source.Health(), len(list))
		h.Overload = overload
		out.Sources, out.Aircraft = append(out.Sources, h), append(out.Aircraft, list...)
	}
	slices.SortFunc(out.Aircraft, func(a, b Aircraft) int {
		return int(min(1, max(-1, int64(b.At-a.At))))
	})
	return out
}

func (t *tap) look(set *fence.Set, flights []held, law *agreement.Agreement) (out []Aircraft, overload int64) {
	t.mu.Lock()
	at := t.nowMs()
	inside := map[string][]string{}
	for k := range t.visits {
		inside[k.track] = append(inside[k.track], k.zone)
	}
	overload = int64(len(t.over))
	planes := make([]*picture.Plane, 0, t.book.Len())
	t.book.Each(func(p *picture.Plane) { planes = append(planes, p) })
	t.mu.Unlock()
	for some := range slices.Chunk(planes, atATime) {
		t.mu.Lock()
		for _, p := range some {
			if at-p.Step.Fix.Ms > lostMs {
				continue
			}
			a := aircraftOf(p, record.Moment(at))
			a.Source, a.Kind, a.Zones = t.feed.Name, t.feed.Sensor, inside[p.Step.Key]
			slices.Sort(a.Zones)
			if !p.Step.Ground && p.Step.SpeedCms > 0 {
				for _, w := range track.Approach(set, &p.Step, aheadMs) {
					a.Approach = append(a.Approach, Approaching{w.Zone.ID, (w.InMs + 999) / 1000, w.Sure})
				}
			}
			a.Flight, a.Guarded, a.readers = airborne(p, flights, law)
			out = append(out, a)
		}
		t.mu.Unlock()
	}
	return out, overload
}

// expire forgets what was not heard for long.
func (t *tap) expire() {
	t.mu.Lock()
	at := t.nowMs()
	t.book.Expire(at, forgetMs)
	t.mu.Unlock()
	t.checker.Expire(at)
}

// Looking at the picture once a second for each who asks would be work for nothing.
const freshMs = 1_000

// cached gives the same picture to all who ask within a second.
type cached struct {
	mu  sync.Mutex
	of  *sky
	now Picture
}

func (c *cached) picture(at record.Moment) Picture {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at-c.now.At >= freshMs || at < c.now.At {
		c.now = c.of.picture(at)
	}
	return c.now
}
