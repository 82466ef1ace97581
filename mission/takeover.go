package mission

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"truce.example/desk"
	"truce.example/internal/durable"
	"truce.example/internal/filelock"
	"truce.example/record"
	"truce.example/record/keys"
	"truce.example/record/store"
)

// A takeover makes a reading copy the writer of the record, with a log key of its own. Four steps, each of which may be
// the last one before the machine stops; the same call again goes on with the next:
//
//  1. what is about to happen, with the last checkpoint of the host before, is kept in the file "takeover";
//  2. a log key is made;
//  3. the record notes the key, and from which entry on it signs;
//  4. the takeover is recorded as the first entry under it, and the file "takeover" goes.
//
// While that file is there nothing else opens the mission for writing: the first entry under the new key must say why
// there is one. Nobody is fooled: who holds the old key, or knows it, sees the change (package audit).

const pendingFile = "takeover"

// pendingTakeover is the file.
type pendingTakeover struct {
	Checkpoint string        `json:"checkpoint"`
	Reason     string        `json:"reason"`
	At         record.Moment `json:"at"`
}

// Takeover makes the reading copy in cfg.Dir a writer, and returns its new public key, which must be given to everybody
// who verifies. A record that has its log key refuses.
func Takeover(ctx context.Context, cfg Config, reason string) (public string, err error) {
	if reason == "" || len(reason) > 1000 {
		return "", errors.New("say in 1 to 1000 bytes why the record is taken over; everybody will read it")
	}
	p, err := beginTakeover(cfg, reason)
	if err != nil {
		return "", err
	}
	if public, err = giveLogKey(cfg); err != nil {
		return "", err
	}
	return public, recordTakeover(ctx, cfg, p, public)
}

// beginTakeover is step 1, or reads what an interrupted takeover left.
func beginTakeover(cfg Config, reason string) (p pendingTakeover, err error) {
	l, err := filelock.Take(filepath.Join(cfg.Dir, "lock"))
	if err != nil {
		return p, fmt.Errorf("another truce uses %s; stop it first: %w", cfg.Dir, err)
	}
	defer func() { err = errors.Join(err, l.Release()) }()
	name := filepath.Join(cfg.Dir, pendingFile)
	if b, err := os.ReadFile(name); err == nil {
		if err := json.Unmarshal(b, &p); err != nil {
			return p, fmt.Errorf("%s cannot be read: %w", name, err)
		}
		return p, nil
	}
	ring, err := keys.Open(filepath.Join(cfg.Dir, "keys"), cfg.Passphrase)
	if err != nil {
		return p, err
	}
	if _, err := ring.PublicKey(); !errors.Is(err, keys.ErrNoLogKey) {
		return p, errors.Join(errors.New("this record has its log key; there is nothing to take over"), err)
	}
	s, err := store.Open(filepath.Join(cfg.Dir, "record.db"))
	if err != nil {
		return p, err
	}
	head, copied := s.Now().Checkpoint, s.IsCopy()
	if err := s.Close(); err != nil {
		return p, err
	}
	if copied {
		return p, store.ErrCopy
	}
	if head.Size == 0 {
		return p, errors.New("the record is empty; make a new one instead")
	}
	now := time.Now
	if cfg.Clock != nil {
		now = cfg.Clock
	}
	p = pendingTakeover{Checkpoint: string(head.Signed), Reason: reason, At: record.At(now())}
	b, err := json.Marshal(p)
	if err != nil {
		return p, err
	}
	return p, durable.WriteFile(name, b, 0o600)
}

// giveLogKey is steps 2 and 3, as far as they are still to be done.
func giveLogKey(cfg Config) (public string, err error) {
	l, err := filelock.Take(filepath.Join(cfg.Dir, "lock"))
	if err != nil {
		return "", fmt.Errorf("another truce uses %s; stop it first: %w", cfg.Dir, err)
	}
	defer func() { err = errors.Join(err, l.Release()) }()
	ring, err := keys.Open(filepath.Join(cfg.Dir, "keys"), cfg.Passphrase)
	if err != nil {
		return "", err
	}
	s, err := store.Open(filepath.Join(cfg.Dir, "record.db"))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	public, err = ring.PublicKey()
	if errors.Is(err, keys.ErrNoLogKey) {
		public, err = ring.ReplaceLogKey(s.Origin())
	}
	if err != nil {
		return "", err
	}
	ks, err := s.Keys()
	if err != nil || ks[len(ks)-1].Public == public {
		return public, err
	}
	signer, err := ring.Signer()
	if err != nil {
		return "", err
	}
	return public, s.AddKey(public, signer)
}

// recordTakeover is step 4. The fact is written before anything else can ask for an entry.
func recordTakeover(ctx context.Context, cfg Config, p pendingTakeover, public string) error {
	taken := TakenOver{Key: public, Checkpoint: p.Checkpoint, At: p.At, Reason: p.Reason}
	first := desk.Command{Desk: "record", ID: "takeover " + public, Do: &keep{Facts: []any{taken}, For: record.Public}}
	m, err := openAfter(cfg, &first)
	if err != nil {
		return err
	}
	if err := m.Close(); err != nil {
		return err
	}
	if err := os.Remove(filepath.Join(cfg.Dir, pendingFile)); err != nil {
		return err
	}
	return durable.SyncDir(cfg.Dir)
}

// refusePending keeps a mission whose takeover is not finished from being written.
func refusePending(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, pendingFile)); err == nil {
		return fmt.Errorf("a takeover of %s was begun and not finished; finish it with: truce takeover %s", dir, dir)
	}
	return nil
}

// submitFirst records a command before the writer runs.
func (m *Mission) submitFirst(c desk.Command) error {
	w := &writer{m: m}
	j := w.internal(c)
	j.who = desk.Host()
	j.key = record.CommandKey(j.who.Member, c.ID)
	w.batch([]*job{j})
	return (<-j.answer).err
}
