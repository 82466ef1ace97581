package mission

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/note"

	"truce.example/desk"
	"truce.example/internal/filelock"
	"truce.example/record"
	"truce.example/record/evidence"
	"truce.example/record/keys"
	"truce.example/record/store"
	"truce.example/view"
)

// Config says what a mission is made of. Dir and Desks are needed; the zero value of the others is right.
type Config struct {
	Dir        string
	Desks      []desk.Desk
	Passphrase []byte           // opens the keys, if they were sealed with one
	Clock      func() time.Time // only a record born for an exercise takes one; nil is the machine's clock
	Seen       string           // folder outside Dir that remembers the newest checkpoint; "" remembers nothing
	Log        *slog.Logger     // nil is slog.Default
	ReadOnly   bool             // takes nothing in, and lets no deadline act: for verbs that only look

	// Witness says where witnesses are asked, by the name of their key; it goes before the address in the agreement.
	Witness map[string]string

	// Holders lists the devices to which keys are sealed; nil when nobody holds any.
	Holders func() []desk.Holder
}

// A Mission is an open record with its desks. All methods are safe for concurrent use.
type Mission struct {
	cfg    Config
	log    *slog.Logger
	lock   *filelock.Lock
	ring   *keys.Ring
	store  *store.Store
	files  *evidence.Store
	signer note.Signer // nil in a reading copy, and when only looking
	public string      // the log's public key in force
	kinds  *record.Kinds
	desks  []desk.Desk
	views  atomic.Pointer[view.Engine]
	recent *recent

	tombstones []record.Entry // open ones, in order; owned by the writer
	granted    granted
	witnessed  *countersigned
	guarded    guarded
	reach      reach        // of a follower's copy; owned by the watch
	through    atomic.Int64 // of a follower's copy: entries that can be read

	queue  chan *job
	tick   chan chan struct{}
	cancel context.CancelFunc
	done   sync.WaitGroup
	ended  chan struct{} // closed when the writer has stopped
	rest   context.CancelFunc
	runs   sync.WaitGroup // what the desks run; it ends before the writer does
	failed chan error     // the follower's error, if it ends with one

	rebuilding sync.Mutex  // held while the tables are built anew
	folding    atomic.Bool // States are between two moments: nobody may be judged by what they know

	parts     *evidence.Parts // files on their way in; nil on a reading copy
	uploading busyUploads
}

// Open opens a mission for reading and writing and starts its writer and its follower. A reading copy opens too, and
// refuses commands. Close ends it.
func Open(cfg Config) (*Mission, error) {
	if err := refusePending(cfg.Dir); err != nil {
		return nil, err
	}
	return openAfter(cfg, nil)
}

// openAfter is Open; first, if given, is recorded before anything else can be.
func openAfter(cfg Config, first *desk.Command) (*Mission, error) {
	m := &Mission{cfg: cfg, log: cfg.Log, queue: make(chan *job, 2048), tick: make(chan chan struct{}), failed: make(chan error, 1), ended: make(chan struct{})}
	if m.log == nil {
		m.log = slog.Default()
	}
	if err := m.open(); err != nil {
		return nil, errors.Join(err, m.release())
	}
	if first != nil {
		if err := m.submitFirst(*first); err != nil {
			return nil, errors.Join(err, m.release())
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	m.cancel = cancel
	m.done.Go(func() {
		defer close(m.ended)
		if m.store.IsCopy() {
			m.watch(ctx)
			return
		}
		m.write(ctx)
	})
	m.done.Go(func() { m.follow(ctx) })
	m.done.Go(func() { m.rememberOften(ctx) })
	m.done.Go(func() { m.gather(ctx) })
	running, rest := context.WithCancel(ctx)
	m.rest = rest
	for _, d := range m.desks {
		if d.Run != nil {
			m.runs.Go(func() { m.run(running, d) })
		}
	}
	return m, nil
}

func (m *Mission) open() error {
	var err error
	dir := m.cfg.Dir
	if _, err := os.Stat(filepath.Join(dir, "record.db")); err != nil {
		return fmt.Errorf("there is no record in %s; make one with: truce init %s", dir, dir)
	}
	if m.lock, err = filelock.Take(filepath.Join(dir, "lock")); err != nil {
		return fmt.Errorf("another truce uses %s; stop it, or use a verb that can talk to it: %w", dir, err)
	}
	m.witnessed = newCountersigned(dir)
	m.desks = append([]desk.Desk{office(m)}, m.cfg.Desks...)
	if m.kinds, err = kindsOf(m.desks); err != nil {
		return err
	}
	if m.store, err = store.Open(filepath.Join(dir, "record.db")); err != nil {
		return err
	}
	openKeys := keys.Open
	if m.store.IsCopy() { // a follower may be writing them
		openKeys = keys.Read
	}
	if m.ring, err = openKeys(filepath.Join(dir, "keys"), m.cfg.Passphrase); err != nil {
		return err
	}
	if err := m.openReach(); err != nil {
		return err
	}
	if err := m.openSigner(); err != nil {
		return err
	}
	if m.cfg.Clock != nil && !record.IsExercise(m.store.Origin()) {
		return fmt.Errorf("the record %s was not born for an exercise and takes no simulated clock", m.store.Origin())
	}
	if err := m.checkSeen(); err != nil {
		return err
	}
	if m.files, err = evidence.Open(filepath.Join(dir, "evidence")); err != nil {
		return err
	}
	if m.signer != nil && !m.store.IsCopy() {
		if m.parts, err = evidence.OpenParts(filepath.Join(dir, "uploads")); err != nil {
			return err
		}
	}
	m.recent = newRecent(m.Readable())
	if err := m.fold(context.Background()); err != nil {
		return err
	}
	if err := m.readCosigned(); err != nil {
		return err
	}
	if err := m.finishErasing(); err != nil {
		return err
	}
	engine, err := view.Open(filepath.Join(dir, "views.db"), viewsOf(m.desks)...)
	if err != nil {
		return err
	}
	if engine.Entry() > m.Readable() { // the tables follow another, longer record
		engine.Close()
		if err := view.Remove(filepath.Join(dir, "views.db")); err != nil {
			return err
		}
		if engine, err = view.Open(filepath.Join(dir, "views.db"), viewsOf(m.desks)...); err != nil {
			return err
		}
	}
	m.views.Store(engine)
	return nil
}

func (m *Mission) openSigner() error {
	ks, err := m.store.Keys()
	if err != nil {
		return err
	}
	m.public = ks[len(ks)-1].Public
	m.signer, err = m.ring.Signer()
	if errors.Is(err, keys.ErrNoLogKey) {
		return nil
	}
	if err != nil {
		return err
	}
	v, err := note.NewVerifier(m.public)
	if err != nil {
		return err
	}
	if v.KeyHash() != m.signer.KeyHash() {
		return fmt.Errorf("the key in keys/log is not the one that signs this record (%s); put the right one back", record.KeyName(v))
	}
	if m.cfg.ReadOnly {
		m.signer = nil
	}
	return nil
}

// Doors lists the doors of a mission of these desks, the mission's own included.
func Doors(desks []desk.Desk) []desk.Route {
	var all []desk.Route
	for _, d := range append([]desk.Desk{office(nil)}, desks...) {
		all = append(all, d.Routes...)
	}
	return all
}

// KindsOf lists what a mission of these desks may record, the mission's own facts included.
func KindsOf(desks []desk.Desk) (*record.Kinds, error) {
	return kindsOf(append([]desk.Desk{office(nil)}, desks...))
}

func kindsOf(desks []desk.Desk) (*record.Kinds, error) {
	var all []record.Kind
	for _, d := range desks {
		all = append(all, d.Facts...)
	}
	return record.NewKinds(all...)
}

func viewsOf(desks []desk.Desk) []*view.View {
	var out []*view.View
	for _, d := range desks {
		if d.View != nil {
			out = append(out, d.View)
		}
	}
	return out
}

// restWithin is how long Close waits for what the desks run; longer than any desk takes by itself.
var restWithin = 20 * time.Second

// Close ends what the desks run, which may record what became of it; then writer and follower, when what they are at is
// done; and gives the folder free.
func (m *Mission) Close() error {
	m.rest()
	at := make(chan struct{})
	go func() {
		m.runs.Wait()
		close(at)
	}()
	select {
	case <-at:
	case <-time.After(restWithin):
		m.log.Error("what a desk runs did not end in time; it can record nothing any more", "waited", restWithin.String())
	}
	m.cancel()
	m.done.Wait()
	m.runs.Wait()
	return errors.Join(m.remember(), m.release())
}

func (m *Mission) release() error {
	var errs []error
	if v := m.views.Load(); v != nil {
		errs = append(errs, v.Close())
	}
	if m.store != nil {
		errs = append(errs, m.store.Close())
	}
	if m.lock != nil {
		errs = append(errs, m.lock.Release())
	}
	return errors.Join(errs...)
}

func (m *Mission) run(ctx context.Context, d desk.Desk) {
	if err := d.Run(ctx, m); err != nil && ctx.Err() == nil {
		m.log.Error("a desk's feed ended", "desk", d.Name, "error", err)
	}
}

// Look is a question by who, for the desks' own feeds.
func (m *Mission) Look(who desk.Who) desk.Question {
	return desk.Question{Who: who, At: m.Now(), View: m.View(who), Head: m.Head(), Params: url.Values{}, Path: func(string) string { return "" }}
}

// Now is the mission's clock.
func (m *Mission) Now() time.Time {
	if m.cfg.Clock != nil {
		return m.cfg.Clock().UTC()
	}
	return time.Now().UTC()
}

// Desks lists the desks, the mission's own office included.
func (m *Mission) Desks() []desk.Desk { return m.desks }

// Kinds lists what may be recorded.
func (m *Mission) Kinds() *record.Kinds { return m.kinds }

// Origin names the record.
func (m *Mission) Origin() string { return m.store.Origin() }

// PublicKey is the log's public key in force, in the form of C2SP signed-note.
func (m *Mission) PublicKey() string { return m.public }

// Snapshot is the record at its newest checkpoint.
func (m *Mission) Snapshot() *store.Snapshot { return m.store.Now() }

// Folding says that the States are being folded again, after a commit that failed or something that was forgotten: for
// that moment nobody is known and no law is in force.
func (m *Mission) Folding() bool { return m.folding.Load() }

// Head is the newest checkpoint.
func (m *Mission) Head() record.Checkpoint { return m.store.Now().Checkpoint }

// Store is the record's storage, for the faces that serve it.
func (m *Mission) Store() *store.Store { return m.store }

// View shows the tables as who may see them.
func (m *Mission) View(who desk.Who) view.Reader { return m.views.Load().For(who) }

// WaitView returns when the tables have read every entry below n.
func (m *Mission) WaitView(ctx context.Context, n int64) error {
	for {
		engine := m.views.Load()
		err := engine.Wait(ctx, n)
		if !errors.Is(err, view.ErrClosed) || m.views.Load() == engine {
			return err
		}
	}
}

// ViewEntry says how far the tables have read.
func (m *Mission) ViewEntry() int64 { return m.views.Load().Entry() }
