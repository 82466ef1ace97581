package mission

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"truce.example/desk"
	"truce.example/internal/filelock"
	"truce.example/record"
	"truce.example/record/keys"
	"truce.example/record/store"
)

// KeysShared says that the key to the reading keys was cut into shares: so many of these holders together open every body
// of a copy of the record. It names no share and opens nothing.
type KeysShared struct {
	Set         record.ID `json:"set"`
	Quorum      int       `json:"quorum"`
	Of          []string  `json:"of"`
	Commitments [][]byte  `json:"commitments"` // a holder sees by them that its share is one of this set
}

// ShareKeys cuts the master key into shares for the holders and records that it did; everybody at the table can read it. The
// fact is recorded before any share leaves: there is no set of shares that nobody was told of.
func ShareKeys(ctx context.Context, cfg Config, quorum int, of []string) (shares []keys.Share, err error) {
	m, err := Open(cfg)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, m.Close()) }()
	if !m.Writes() {
		return nil, errors.New("this is a reading copy, which records nothing; cut the shares where the record is written")
	}
	shares, err = keys.Cut(filepath.Join(cfg.Dir, "keys"), m.Origin(), cfg.Passphrase, quorum, of, record.At(m.Now()))
	if err != nil {
		return nil, err
	}
	fact := KeysShared{Set: shares[0].Set, Quorum: quorum, Of: of, Commitments: shares[0].Commitments}
	_, err = m.Submit(ctx, desk.Host(), desk.Command{Desk: "record", ID: fmt.Sprintf("shares %s", fact.Set), Do: &keep{Facts: []any{fact}, For: record.Audiences(record.Parties, record.Mission)}})
	return shares, err
}

// RecoverKeys opens the keys of a reading copy with a quorum of shares, and seals them by a passphrase of its own, if one is
// given in cfg.
func RecoverKeys(cfg Config, shares []keys.Share) (err error) {
	l, err := filelock.Take(filepath.Join(cfg.Dir, "lock"))
	if err != nil {
		return fmt.Errorf("another truce uses %s; stop it first: %w", cfg.Dir, err)
	}
	defer func() { err = errors.Join(err, l.Release()) }()
	s, err := store.Open(filepath.Join(cfg.Dir, "record.db"))
	if err != nil {
		return err
	}
	origin := s.Origin()
	if err := s.Close(); err != nil {
		return err
	}
	return keys.Recover(filepath.Join(cfg.Dir, "keys"), origin, shares, cfg.Passphrase)
}
