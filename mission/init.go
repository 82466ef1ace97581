package mission

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/record/keys"
	"truce.example/record/store"
)

// Init makes a new record in cfg.Dir, which must be empty or not exist, and records that it began. It returns the log's
// public key, which every party should keep: it is what receipts are checked with.
func Init(cfg Config, origin string) (public string, err error) {
	if err := record.CheckOrigin(origin); err != nil {
		return "", err
	}
	if err := EmptyFolder(cfg.Dir); err != nil {
		return "", err
	}
	ring, public, err := keys.Create(filepath.Join(cfg.Dir, "keys"), origin, cfg.Passphrase)
	if err != nil {
		return "", fmt.Errorf("make keys: %w", err)
	}
	signer, err := ring.Signer()
	if err != nil {
		return "", err
	}
	if err := store.Create(filepath.Join(cfg.Dir, "record.db"), origin, public, signer); err != nil {
		return "", err
	}
	m, err := Open(cfg)
	if err != nil {
		return "", err
	}
	began := Began{Origin: origin, Exercise: record.IsExercise(origin), Format: store.FormatVersion}
	_, err = m.Submit(context.Background(), desk.Host(), desk.Command{
		Desk: "record", ID: "began", Do: &keep{Facts: []any{began}, For: record.Public},
	})
	return public, errors.Join(err, m.Close())
}

// EmptyFolder makes a folder, or refuses one that is not empty.
func EmptyFolder(dir string) error {
	names, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return os.MkdirAll(dir, 0o700)
	}
	if err != nil {
		return err
	}
	if len(names) > 0 {
		return fmt.Errorf("%s is not empty; a record is made in a new folder", dir)
	}
	return nil
}
