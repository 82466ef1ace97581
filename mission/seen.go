package mission

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/mod/sumdb/note"

	"truce.example/internal/durable"
	"truce.example/record"
)

// The newest checkpoint is also kept outside the mission's folder. A folder that was put back to an older state, by
// mistake or on purpose, would otherwise continue as a second history; serve refuses instead.

func seenFile(folder, origin string) string {
	h := sha256.Sum256([]byte(origin))
	return filepath.Join(folder, hex.EncodeToString(h[:8])+".checkpoint")
}

// checkSeen refuses a record that is shorter than, or not a continuation of, what was seen before on this machine.
func (m *Mission) checkSeen() error {
	if m.cfg.Seen == "" || m.signer == nil {
		return nil
	}
	name := seenFile(m.cfg.Seen, m.store.Origin()+"\n"+m.public)
	signed, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	v, err := note.NewVerifier(m.public)
	if err != nil {
		return err
	}
	seen, err := record.OpenCheckpoint(signed, v)
	if err != nil {
		return fmt.Errorf("the checkpoint kept in %s: %w", name, err)
	}
	now := m.store.Now()
	if now.Tree.Size() < seen.Size {
		return fmt.Errorf("the record has %d entries and had %d when this machine last wrote it: it was put back to an older state. Restore the newest backup, or copy it and use 'truce takeover'; the old checkpoint is in %s", now.Tree.Size(), seen.Size, name)
	}
	proof, err := now.Tree.Consistency(m.store, seen.Size)
	if err != nil {
		return err
	}
	if err := record.CheckConsistency(proof, now.Tree.Size(), now.Tree.Root(), seen.Size, seen.Root); err != nil {
		return fmt.Errorf("the record is not a continuation of the one that this machine wrote before (%d entries, checkpoint in %s): %w", seen.Size, name, err)
	}
	return nil
}

// remember keeps the newest checkpoint outside the folder.
func (m *Mission) remember() error {
	if m.cfg.Seen == "" || m.signer == nil || m.store == nil || m.store.Now() == nil {
		return nil
	}
	if err := os.MkdirAll(m.cfg.Seen, 0o700); err != nil {
		return err
	}
	return durable.WriteFile(seenFile(m.cfg.Seen, m.store.Origin()+"\n"+m.public), m.store.Now().Checkpoint.Signed, 0o600)
}

// rememberOften keeps the newest checkpoint outside the folder, about once a second while the record grows.
func (m *Mission) rememberOften(ctx context.Context) {
	if m.cfg.Seen == "" || m.signer == nil {
		return
	}
	for n := int64(-1); ; {
		next, err := m.recent.wait(ctx, n)
		if err != nil {
			return
		}
		if err := m.remember(); err != nil {
			m.log.Error("the checkpoint could not be kept outside the folder", "error", err)
		}
		n = next
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return
		}
	}
}
