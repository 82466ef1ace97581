package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"truce.example/mission"
)

// secrets are the flags of every verb that opens a record.
type secrets struct{ passphraseFile string }

func (s *secrets) flags(f *flag.FlagSet) {
	f.StringVar(&s.passphraseFile, "passphrase-file", os.Getenv("TRUCE_PASSPHRASE_FILE"), "file with the passphrase that seals the keys")
}

func (s *secrets) passphrase() ([]byte, error) {
	if s.passphraseFile == "" {
		return nil, nil
	}
	b, err := os.ReadFile(s.passphraseFile)
	if err != nil {
		return nil, fmt.Errorf("read the passphrase: %w", err)
	}
	if b = bytes.TrimRight(b, "\r\n"); len(b) == 0 {
		return nil, fmt.Errorf("the passphrase file %s is empty", s.passphraseFile)
	}
	return b, nil
}

// stateDir is where this machine remembers, outside every record, which keys and checkpoints it has seen.
func stateDir() (string, error) {
	if dir := os.Getenv("TRUCE_STATE"); dir != "" {
		return dir, nil
	}
	if dir := os.Getenv("XDG_STATE_HOME"); dir != "" {
		return filepath.Join(dir, "truce"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("there is no home folder to remember checkpoints in; set TRUCE_STATE to a folder: %w", err)
	}
	return filepath.Join(home, ".local", "state", "truce"), nil
}

// config is what a mission in dir is opened with.
func (h house) config(dir string, s secrets) (mission.Config, error) {
	passphrase, err := s.passphrase()
	if err != nil {
		return mission.Config{}, err
	}
	seen, err := stateDir()
	if err != nil {
		return mission.Config{}, err
	}
	return mission.Config{Dir: dir, Desks: h.desks, Passphrase: passphrase, Seen: seen, Holders: h.who.Holders}, nil
}

// look opens the mission in dir for a verb that changes nothing: not even a deadline that has passed is recorded.
func (h house) look(dir string, s secrets) (*mission.Mission, error) {
	cfg, err := h.config(dir, s)
	if err != nil {
		return nil, err
	}
	cfg.ReadOnly = true
	return mission.Open(cfg)
}

// open opens the mission in dir.
func (h house) open(dir string, s secrets) (*mission.Mission, error) {
	cfg, err := h.config(dir, s)
	if err != nil {
		return nil, err
	}
	return mission.Open(cfg)
}
