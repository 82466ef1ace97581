package follow

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"truce.example/internal/durable"
	"truce.example/internal/filelock"
	"truce.example/record"
	"truce.example/record/audit"
	"truce.example/record/evidence"
	"truce.example/record/keys"
	"truce.example/record/store"
)

// Config says what is followed, and where the copy is. URL and Dir are needed.
type Config struct {
	URL        string // of the host; the log stands below /log/
	Dir        string
	Key        string               // the log's public key, as known by other means; "" believes the first one seen
	Trust      string               // a key that people agreed on after a takeover
	Link       string               // one-time link by which this follower becomes a device of its member; "" when it is one
	Kinds      *record.Kinds        // what desks record: by it tombstones are known
	Passphrase []byte               // seals the keys of the copy
	MaxFile    int64                // evidence files of more bytes are left out; 0 fetches none
	Compare    []string             // folders, files or addresses of other parties' checkpoints
	Witnesses  record.WitnessPolicy // of countersignatures, if known by other means than the record
	Poll       time.Duration        // how often the host is asked when no stream rings; 0 is 15 seconds
	Tell       func(Event)          // is told what happens; nil tells nobody
}

// An Event is one thing that happened.
type Event struct {
	Event    string        `json:"event"` // "key", "enrol", "enrolled", "entries", "bodies", "key_granted", "file", "forgotten", "witnesses", "refused", "waiting", "compared"
	At       record.Moment `json:"at"`    // by this machine's clock
	Entries  int64         `json:"entries"`
	Readable int64         `json:"readable"`         // entries whose bodies were asked for
	Bodies   int           `json:"bodies,omitempty"` // that came with this event
	What     string        `json:"what"`
	Evidence string        `json:"evidence,omitempty"` // folder
}

// ErrProven means that the host's key signed what cannot be true. The follower goes no further until people have decided.
var ErrProven = errors.New("the record is contradicted by its own signature")

// A RefusedError is an answer that was refused. Evidence of it was kept, if a folder is named.
type RefusedError struct {
	Kind   string // of audit.Refusal
	What   string
	Folder string
}

func (e *RefusedError) Error() string {
	if e.Folder == "" {
		return e.What
	}
	return e.What + "; kept in " + e.Folder
}

// Is makes a proven refusal an ErrProven.
func (e *RefusedError) Is(target error) bool {
	return target == ErrProven && audit.Refusal{Kind: e.Kind}.Proves()
}

func kindOf(folder string) (audit.Refusal, bool) {
	kind, _, ok := strings.Cut(folder, "-")
	return audit.Refusal{Kind: kind}, ok
}

// A Follower keeps one copy. Its methods belong to one goroutine.
type Follower struct {
	cfg    Config
	host   *host
	lock   *filelock.Lock
	store  *store.Store
	ring   *keys.Ring
	files  *evidence.Store
	device keys.Device
	state  state

	signedIn bool
	asked    time.Time // when signing in was last tried
	said     string    // of who countersigned, last
	owed     bool      // keys may have come for bodies that were passed by
}

// Open opens the copy in cfg.Dir, or begins one. The host is asked only when a copy is begun.
func Open(ctx context.Context, cfg Config) (*Follower, error) {
	if cfg.Poll == 0 {
		cfg.Poll = 15 * time.Second
	}
	if cfg.Tell == nil {
		cfg.Tell = func(Event) {}
	}
	f := &Follower{cfg: cfg, host: newHost(cfg.URL), owed: true}
	if err := f.open(ctx); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func (f *Follower) open(ctx context.Context) (err error) {
	dir := f.cfg.Dir
	if err := f.refuseOther(); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if f.lock, err = filelock.Take(filepath.Join(dir, lockFile)); err != nil {
		return fmt.Errorf("another follower writes %s; stop it first: %w", dir, err)
	}
	if found, err := proven(dir); err != nil || len(found) > 0 {
		return errors.Join(err, fmt.Errorf("%w: %s. Judge it with 'truce verify' and show it to the others. When people have decided how to go on, move that folder away", ErrProven, strings.Join(found, ", ")))
	}
	if err := f.begin(ctx); err != nil {
		return err
	}
	path := filepath.Join(dir, "record.db")
	if f.store, err = store.Open(path); err != nil {
		return err
	}
	if !f.store.IsCopy() {
		return fmt.Errorf("%s holds a record and not a follower's copy; follow into another folder", dir)
	}
	if f.ring, err = keys.Open(filepath.Join(dir, "keys"), f.cfg.Passphrase); err != nil {
		return err
	}
	if f.device, err = f.ring.Device(); err != nil {
		return err
	}
	if f.files, err = evidence.Open(filepath.Join(dir, "evidence")); err != nil {
		return err
	}
	if f.state, err = readState(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if f.state.Format == "" || f.state.URL != f.cfg.URL {
		f.state.Format, f.state.URL = stateFormat, f.cfg.URL
		if err := f.state.write(dir); err != nil {
			return err
		}
	}
	return f.checkPin()
}

// refuseOther keeps a follower out of a folder that is something else.
func (f *Follower) refuseOther() error {
	names, err := os.ReadDir(f.cfg.Dir)
	if errors.Is(err, fs.ErrNotExist) || len(names) == 0 {
		return nil
	}
	for _, ours := range []string{stateFile, lockFile} {
		if _, err := os.Stat(filepath.Join(f.cfg.Dir, ours)); err == nil {
			return nil
		}
	}
	return errors.Join(err, fmt.Errorf("%s is not empty and is no follower's copy; follow into a new folder", f.cfg.Dir))
}

// begin makes what is not there yet of a copy: the keys, then the record with the pinned key.
func (f *Follower) begin(ctx context.Context) error {
	path := filepath.Join(f.cfg.Dir, "record.db")
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	key := strings.TrimSpace(f.cfg.Key)
	if key == "" {
		b, err := f.host.get(ctx, "/log/key", maxSmall)
		if err != nil {
			return fmt.Errorf("ask the host for its key: %w", err)
		}
		if fields := strings.Fields(string(b)); len(fields) > 0 {
			key = fields[0]
		}
	}
	v, err := note.NewVerifier(key)
	if err != nil {
		return fmt.Errorf("the public key %q cannot be read: %w", key, err)
	}
	if err := keys.CreateCopy(filepath.Join(f.cfg.Dir, "keys"), f.cfg.Passphrase); err != nil {
		return err
	}
	if err := store.CreateCopy(path, v.Name(), key); err != nil {
		return err
	}
	if f.cfg.Key == "" {
		f.cfg.Tell(Event{Event: "key", At: record.At(time.Now()), What: "the key is believed because it is the first one seen; compare it with the one that the centre handed out: " + key})
	}
	return nil
}

// checkPin holds the key that was given against the one that the copy was begun with.
func (f *Follower) checkPin() error {
	if f.cfg.Key == "" {
		return nil
	}
	ks, err := f.store.Keys()
	if err != nil {
		return err
	}
	for _, k := range ks {
		if k.Public == strings.TrimSpace(f.cfg.Key) {
			return nil
		}
	}
	return fmt.Errorf("this copy was begun with the key %s, and the key given is another one; begin a new copy in another folder", ks[0].Public)
}

// Close gives the folder free.
func (f *Follower) Close() error {
	var errs []error
	if f.store != nil {
		errs = append(errs, f.store.Close())
	}
	if f.lock != nil {
		errs = append(errs, f.lock.Release())
	}
	return errors.Join(errs...)
}

// Head is the newest checkpoint that holds.
func (f *Follower) Head() record.Checkpoint { return f.store.Now().Checkpoint }

// Device is the follower's own keys, to be enrolled.
func (f *Follower) Device() keys.Device { return f.device }

func (f *Follower) tell(kind string, bodies int, format string, args ...any) {
	through, _, err := f.store.Reach(context.Background())
	if err != nil {
		through = 0
	}
	f.cfg.Tell(Event{Event: kind, At: record.At(time.Now()), Entries: f.Head().Size, Readable: through, Bodies: bodies, What: fmt.Sprintf(format, args...)})
}

// refuse keeps what was refused, tells, and gives the error.
func (f *Follower) refuse(r audit.Refusal, files map[string][]byte) error {
	r.Origin, r.Found = f.store.Origin(), record.At(time.Now())
	if r.From == "" {
		r.From = f.cfg.URL
	}
	ks, err := f.store.Keys()
	for _, k := range ks {
		r.Keys = append(r.Keys, k.Public)
	}
	if f.cfg.Trust != "" {
		r.Keys = append(r.Keys, f.cfg.Trust)
	}
	if held := f.Head().Signed; len(held) > 0 && files[audit.HeldCheckpoint] == nil {
		files[audit.HeldCheckpoint] = held
	}
	folder, err2 := audit.WriteRefusal(filepath.Join(f.cfg.Dir, refusedDir), r, files)
	out := &RefusedError{Kind: r.Kind, What: r.What, Folder: folder}
	through, _, _ := f.store.Reach(context.Background())
	f.cfg.Tell(Event{Event: "refused", At: r.Found, Entries: f.Head().Size, Readable: through, What: r.Kind + ": " + r.What, Evidence: folder})
	if err := errors.Join(err, err2); err != nil {
		return fmt.Errorf("%w (and the evidence could not be kept: %w)", out, err)
	}
	return out
}

// Once follows until the copy has all that the host has, and compares it with others.
func (f *Follower) Once(ctx context.Context) error {
	if err := f.enrol(ctx); err != nil {
		return err
	}
	return f.step(ctx)
}

// enrolled is how long a host may take to seal keys to a new device.
const enrolled = 15 * time.Second

// enrol uses the link, once, and waits for the keys.
func (f *Follower) enrol(ctx context.Context) error {
	if f.cfg.Link == "" {
		return nil
	}
	if err := f.host.enrol(ctx, f.cfg.Link, f.device); err != nil {
		return err
	}
	f.cfg.Link = ""
	f.tell("enrolled", 0, "this follower is now the device %s", f.device.ID)
	for until := time.Now().Add(enrolled); time.Now().Before(until) && ctx.Err() == nil; pause(ctx, 300*time.Millisecond) {
		if err := f.signIn(ctx); err != nil {
			return err
		}
		if err := f.takeKeys(ctx); err != nil {
			return err
		}
		if len(f.ring.Epochs()) > 0 {
			break
		}
	}
	return ctx.Err()
}

// Run follows until ctx ends, or until the record is contradicted by its own signature. A host that is gone, a full disk
// and refused answers are waited out, longer each time.
func (f *Follower) Run(ctx context.Context) error {
	const most = time.Minute
	wait, failures := time.Second, 0
	for {
		err := f.Once(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, ErrProven):
			return err
		case errors.Is(err, ErrUnwitnessed): // it was told, and all was taken
		case err != nil:
			failures++
			var refused *RefusedError
			if !errors.As(err, &refused) { // that was told already
				f.tell("waiting", 0, "%s; trying again in %s", err, wait.Round(time.Second))
			}
			f.signedIn = f.signedIn && statusOf(err) != http.StatusUnauthorized
			pause(ctx, wait/2+rand.N(wait/2))
			wait = min(2*wait, most)
			continue
		}
		if failures > 0 {
			f.tell("entries", 0, "the host is back after %d attempts", failures)
		}
		wait, failures = time.Second, 0
		f.await(ctx)
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// await returns when the host says on its stream that there is more, or after a while.
func (f *Follower) await(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, f.cfg.Poll)
	defer cancel()
	if !f.signedIn {
		<-ctx.Done()
		return
	}
	size := f.Head().Size
	a, err := f.host.open(ctx, "GET", fmt.Sprintf("/api/record/stream?from=%d", size), nil, nil, http.StatusOK)
	if err != nil {
		if statusOf(err) == http.StatusUnauthorized {
			f.signedIn = false
		}
		<-ctx.Done()
		return
	}
	defer a.Body.Close()
	lines := bufio.NewScanner(a.Body)
	lines.Buffer(nil, 8<<20)
	for lines.Scan() {
		var at, of int64
		if n, _ := fmt.Sscanf(lines.Text(), ": at %d of %d", &at, &of); n == 2 && of > size {
			pause(ctx, 100*time.Millisecond) // what comes together is fetched together
			return
		}
	}
	<-ctx.Done()
}

// noteCheckpoint writes the newest checkpoint as a text file, to be handed to others.
func (f *Follower) noteCheckpoint() error {
	return durable.WriteFile(filepath.Join(f.cfg.Dir, checkpointAt), f.Head().Signed, 0o600)
}
