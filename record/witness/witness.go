package witness

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"truce.example/internal/durable"
	"truce.example/internal/filelock"
	"truce.example/record"
	"truce.example/record/audit"
	"truce.example/record/tiles"
)

// A Log is one record that is watched.
type Log struct {
	Keys []string `json:"keys"`          // its public keys that are trusted, as people handed them out; the newest first
	URL  string   `json:"url,omitempty"` // where its tiles are, to prove a fork; "" when nothing is fetched
}

// Origin is the log's name.
func (l Log) Origin() (string, error) {
	if len(l.Keys) == 0 {
		return "", errors.New("a log has at least one key")
	}
	v, err := note.NewVerifier(l.Keys[0])
	if err != nil {
		return "", fmt.Errorf("the log's key %q cannot be read: %w", l.Keys[0], err)
	}
	return v.Name(), nil
}

// A Config says what a witness is.
type Config struct {
	Dir    string
	Now    func() time.Time // nil is the machine's clock
	Client *http.Client     // fetches tiles for a proof; nil is one with a time limit
	Tell   func(Event)      // is told what happens; nil tells nobody
}

// An Event is one thing that a witness did.
type Event struct {
	Event    string        `json:"event"` // "signed", "refused"
	At       record.Moment `json:"at"`
	Origin   string        `json:"origin,omitempty"`
	Size     int64         `json:"size"`
	What     string        `json:"what"`
	Evidence string        `json:"evidence,omitempty"` // folder
}

// A Witness countersigns. Its methods are safe for concurrent use.
type Witness struct {
	cfg     Config
	lock    *filelock.Lock
	signers []*record.CosignerSecret
	known   map[string]Log // by origin

	mu     sync.Mutex // from looking at what was signed last until what is signed next rests on the disk
	failed error      // a write that may or may not have happened: nothing is signed after it
}

// An Answer is what the protocol says: an HTTP status, a content type, and a body.
type Answer struct {
	Status int
	Type   string
	Body   []byte
}

// MaxRequest bounds a request, in bytes: a checkpoint with a hundred large signatures.
const MaxRequest = 512 << 10

// Open opens a witness that Create made.
func Open(cfg Config, secrets []string) (*Witness, error) {
	w := &Witness{cfg: cfg, known: map[string]Log{}}
	if w.cfg.Now == nil {
		w.cfg.Now = time.Now
	}
	if w.cfg.Tell == nil {
		w.cfg.Tell = func(Event) {}
	}
	if w.cfg.Client == nil {
		w.cfg.Client = &http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	for _, text := range secrets {
		s, err := record.OpenCosignerSecret(text)
		if err != nil {
			return nil, err
		}
		w.signers = append(w.signers, s)
	}
	if len(w.signers) == 0 {
		return nil, errors.New("a witness needs a key")
	}
	if err := os.MkdirAll(w.logs(), 0o700); err != nil {
		return nil, err
	}
	var err error
	if w.lock, err = filelock.Take(filepath.Join(cfg.Dir, "lock")); err != nil {
		return nil, fmt.Errorf("another witness uses %s; stop it first: %w", cfg.Dir, err)
	}
	if err := w.readLogs(); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// Close gives the folder free.
func (w *Witness) Close() error { return w.lock.Release() }

// Keys are the witness's public keys.
func (w *Witness) Keys() []string {
	var out []string
	for _, s := range w.signers {
		out = append(out, s.Public().String())
	}
	return out
}

// Logs are the origins that are watched.
func (w *Witness) Logs() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []string
	for origin := range w.known {
		out = append(out, origin)
	}
	slices.Sort(out)
	return out
}

func (w *Witness) logs() string { return filepath.Join(w.cfg.Dir, "logs") }

func (w *Witness) file(origin, ending string) string {
	h := sha256.Sum256([]byte(origin))
	return filepath.Join(w.logs(), hex.EncodeToString(h[:8])+ending)
}

func (w *Witness) readLogs() error {
	names, err := filepath.Glob(filepath.Join(w.logs(), "*.json"))
	if err != nil {
		return err
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		var l Log
		if err := json.Unmarshal(b, &l); err != nil {
			return fmt.Errorf("%s cannot be read: %w", name, err)
		}
		origin, err := l.Origin()
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		w.known[origin] = l
		if _, err := w.last(origin); err != nil {
			return err
		}
	}
	return nil
}

// Watch begins to watch a log, or gives it another address. A log that is watched takes a further key only with trust: what
// a person says who knows of a takeover.
func (w *Witness) Watch(l Log, trust bool) error {
	origin, err := l.Origin()
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if was, ok := w.known[origin]; ok {
		switch {
		case slices.Contains(was.Keys, l.Keys[0]):
			l.Keys = was.Keys
		case !trust:
			return fmt.Errorf("%s is watched under the key %s. If it was taken over and people trust the new key, say so with --trust", origin, was.Keys[0])
		default:
			l.Keys = append(slices.Clone(l.Keys), was.Keys...)
		}
		if l.URL == "" {
			l.URL = was.URL
		}
	}
	b, err := json.MarshalIndent(l, "", "  ")
	if err != nil {
		return err
	}
	if err := durable.WriteFile(w.file(origin, ".json"), append(b, '\n'), 0o600); err != nil {
		return err
	}
	w.known[origin] = l
	return nil
}

// last is the newest checkpoint that was countersigned; the zero value before the first.
func (w *Witness) last(origin string) (record.Checkpoint, error) {
	name := w.file(origin, ".checkpoint")
	b, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return record.Checkpoint{}, nil
	}
	if err != nil {
		return record.Checkpoint{}, err
	}
	c, err := openUnder(b, w.known[origin].Keys)
	if err != nil {
		// A witness that forgot what it signed could sign two histories. It does not go on.
		return c, fmt.Errorf("%s is damaged: %w. Retire this witness's key: what it signed last is not known", name, err)
	}
	return c, nil
}

func openUnder(signed []byte, keys []string) (record.Checkpoint, error) {
	err := error(record.ErrForeignKey)
	for _, k := range keys {
		v, bad := note.NewVerifier(k)
		if bad != nil {
			return record.Checkpoint{}, bad
		}
		var c record.Checkpoint
		if c, err = record.OpenCheckpoint(signed, v); err == nil || !errors.Is(err, record.ErrForeignKey) {
			return c, err
		}
	}
	return record.Checkpoint{}, err
}

// A Request is the body of add-checkpoint.
type Request struct {
	Old        int64
	Proof      []record.Hash
	Checkpoint []byte
}

// Bytes writes it.
func (r Request) Bytes() []byte {
	b := strconv.AppendInt([]byte("old "), r.Old, 10)
	b = append(b, '\n')
	for _, h := range r.Proof {
		b = append(base64.StdEncoding.AppendEncode(b, h[:]), '\n')
	}
	b = append(b, '\n')
	return append(b, r.Checkpoint...)
}

// ParseRequest reads it strictly.
func ParseRequest(body []byte) (Request, error) {
	var r Request
	head, checkpoint, ok := bytes.Cut(body, []byte("\n\n"))
	if !ok || len(body) > MaxRequest {
		return r, errors.New("the request has no empty line before its checkpoint")
	}
	lines := strings.Split(string(head), "\n")
	old, ok := strings.CutPrefix(lines[0], "old ")
	size, err := strconv.ParseInt(old, 10, 64)
	if !ok || err != nil || size < 0 || strconv.FormatInt(size, 10) != old {
		return r, errors.New("the request does not begin with the old size")
	}
	if len(lines) > 1+63 {
		return r, errors.New("the proof has more than 63 hashes")
	}
	r.Old, r.Checkpoint = size, checkpoint
	for _, l := range lines[1:] {
		h, err := base64.StdEncoding.Strict().DecodeString(l)
		if err != nil || len(h) != len(record.Hash{}) {
			return r, errors.New("the proof has a line that is no hash")
		}
		r.Proof = append(r.Proof, record.Hash(h))
	}
	return r, nil
}

func text(status int, format string, args ...any) Answer {
	return Answer{status, "text/plain; charset=utf-8", fmt.Appendf(nil, format+"\n", args...)}
}

// AddCheckpoint is the one call of the protocol. What is signed rests on the disk before the signature leaves.
func (w *Witness) AddCheckpoint(ctx context.Context, body []byte) Answer {
	r, err := ParseRequest(body)
	if err != nil {
		return text(http.StatusBadRequest, "%s", err)
	}
	origin, _, _ := strings.Cut(string(r.Checkpoint), "\n")
	w.mu.Lock()
	l, known := w.known[origin]
	w.mu.Unlock()
	if !known {
		return text(http.StatusNotFound, "this witness does not watch that log")
	}
	c, err := openUnder(r.Checkpoint, l.Keys)
	switch {
	case errors.Is(err, record.ErrForeignKey):
		return text(http.StatusForbidden, "%s", err)
	case err != nil && strings.Contains(string(r.Checkpoint), "\n\n"):
		return text(http.StatusForbidden, "%s", err) // a signature by the right name that does not hold, or no checkpoint beneath it
	case err != nil:
		return text(http.StatusBadRequest, "%s", err)
	case r.Old > c.Size:
		return text(http.StatusBadRequest, "the old size is larger than the checkpoint's")
	case r.Old == 0 && len(r.Proof) > 0:
		return text(http.StatusUnprocessableEntity, "from nothing on there is nothing to prove")
	}
	answer, held := w.sign(c, r)
	if held != nil {
		w.refuse(ctx, l, *held, c)
	}
	return answer
}

// sign is the one critical section: look, check, keep, sign. Held is what was signed before, when the two cannot both be true.
func (w *Witness) sign(c record.Checkpoint, r Request) (a Answer, held *record.Checkpoint) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.failed != nil {
		return text(http.StatusServiceUnavailable, "this witness stopped signing: %s", w.failed), nil
	}
	last, err := w.last(c.Origin)
	if err != nil {
		w.failed = err
		return text(http.StatusServiceUnavailable, "%s", err), nil
	}
	conflict := Answer{http.StatusConflict, "text/x.tlog.size", fmt.Appendf(nil, "%d\n", last.Size)}
	if r.Old != last.Size {
		if c.Size == last.Size && c.Root != last.Root {
			return conflict, &last // two trees of one size are proof whatever the old size says
		}
		return conflict, nil
	}
	if c.Size == last.Size && last.Signed != nil && c.Root != last.Root {
		return conflict, &last
	}
	if r.Old == c.Size && len(r.Proof) > 0 {
		return text(http.StatusUnprocessableEntity, "of a tree with itself there is nothing to prove"), nil
	}
	if c.Size == 0 && c.Root != record.NewTree().Root() {
		return text(http.StatusUnprocessableEntity, "the tree without entries has another root"), nil
	}
	if err := record.CheckConsistency(r.Proof, c.Size, c.Root, last.Size, last.Root); err != nil {
		return text(http.StatusUnprocessableEntity, "the checkpoint is not shown to continue the one of %d entries that was countersigned last", last.Size), &last
	}
	if c.Size > last.Size || last.Signed == nil {
		if err := durable.WriteFile(w.file(c.Origin, ".checkpoint"), c.Bare().Signed, 0o600); err != nil {
			w.failed = fmt.Errorf("what is signed could not be kept: %w. Make room and start again", err)
			return text(http.StatusServiceUnavailable, "%s", w.failed), nil
		}
	}
	at := record.At(w.cfg.Now())
	var lines strings.Builder
	for _, s := range w.signers {
		line, err := s.Cosign(c, at)
		if err != nil {
			return text(http.StatusInternalServerError, "the key does not sign"), nil
		}
		lines.WriteString(line)
	}
	w.cfg.Tell(Event{Event: "signed", At: at, Origin: c.Origin, Size: c.Size, What: fmt.Sprintf("%d entries of %s", c.Size, c.Origin)})
	return Answer{http.StatusOK, "text/plain; charset=utf-8", []byte(lines.String())}, nil
}

// refuse keeps what a log signed that does not continue what it signed before. Two roots of one size are proof. For two
// sizes the proof is fetched from the log's own tiles, if its address is known: they lead to the root that it signed.
func (w *Witness) refuse(ctx context.Context, l Log, held, c record.Checkpoint) {
	r := audit.Refusal{Kind: audit.Fork, Origin: c.Origin, Keys: l.Keys, Found: record.At(w.cfg.Now()), From: "a request to countersign",
		What: fmt.Sprintf("two histories: a checkpoint of %d entries that was to be countersigned and the one of %d entries that was countersigned before cannot both be true, and both are signed by the record's key", c.Size, held.Size)}
	if c.Size != held.Size {
		leaf, path, err := w.pathFrom(ctx, l.URL, c, held.Size)
		if err == nil {
			var prefix record.Hash
			if prefix, _, err = record.PrefixRoots(path, c.Size, held.Size, leaf); err == nil && prefix == held.Root {
				w.tell(c, "it continues what was countersigned, and the proof that came with it was wrong", "")
				return
			}
			r.Leaf, r.Path = leaf, path
		}
		if err != nil {
			r.Kind = audit.Tiles
			r.What = fmt.Sprintf("a checkpoint of %d entries was to be countersigned that is not shown to continue the one of %d entries countersigned before. The log's tiles, which would prove the one or the other, could not be read: %s", c.Size, held.Size, err)
		}
	}
	folder, err := audit.WriteRefusal(filepath.Join(w.cfg.Dir, "refused"), r, map[string][]byte{audit.HeldCheckpoint: held.Signed, audit.ServedCheckpoint: c.Bare().Signed})
	if err != nil {
		r.What += "; the evidence could not be kept: " + err.Error()
	}
	w.tell(c, r.What, folder)
}

func (w *Witness) tell(c record.Checkpoint, what, folder string) {
	w.cfg.Tell(Event{Event: "refused", At: record.At(w.cfg.Now()), Origin: c.Origin, Size: c.Size, What: what, Evidence: folder})
}

func (w *Witness) pathFrom(ctx context.Context, url string, c record.Checkpoint, small int64) (record.Hash, []record.Hash, error) {
	if url == "" {
		return record.Hash{}, nil, errors.New("this witness was not told where they are")
	}
	get := func(ctx context.Context, path string, limit int) ([]byte, error) {
		return getBounded(ctx, w.cfg.Client, strings.TrimRight(url, "/")+"/log/"+path, limit)
	}
	remote := &tiles.Remote{Ctx: ctx, Get: get, Read: map[string][]byte{}}
	return tiles.LastPath(remote.Nodes(c), c.Size, small)
}

func getBounded(ctx context.Context, client *http.Client, url string, limit int) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	a, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	return readAnswer(a, limit)
}

// readAnswer reads a good answer of at most limit bytes.
func readAnswer(a *http.Response, limit int) ([]byte, error) {
	defer a.Body.Close()
	if a.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %s", a.Request.URL.Host, a.Status)
	}
	b, err := io.ReadAll(io.LimitReader(a.Body, int64(limit)+1))
	if err == nil && len(b) > limit {
		err = fmt.Errorf("%s answers with more than %d bytes", a.Request.URL.Host, limit)
	}
	return b, err
}
