// Package evidence keeps files that are too large for a fact: encrypted to an audience while they stream in, and named by
// the SHA-256 of what is stored, so that a changed byte is found without a key. The record holds the hashes.
//
// A file is an age file (age-encryption.org/v1) whose one recipient is an audience's epoch key.
package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"truce.example/internal/durable"
	"truce.example/record"
)

// A File says what was stored.
type File struct {
	Content record.Hash `json:"content"` // SHA-256 of the file as it came in
	Stored  record.Hash `json:"stored"`  // SHA-256 of the encrypted file; its name
	Size    int64       `json:"size"`    // bytes as it came in
}

// A Store is a folder of files.
type Store struct{ dir string }

// Open opens the folder, makes it if needed, and removes what an interrupted upload left.
func Open(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	left, err := filepath.Glob(filepath.Join(dir, "incoming-*"))
	if err != nil {
		return nil, err
	}
	for _, name := range left {
		if err := os.Remove(name); err != nil {
			return nil, err
		}
	}
	return &Store{dir}, nil
}

// At is the folder for reading only: it makes nothing and removes nothing, so that a verifier does not disturb an upload.
func At(dir string) *Store { return &Store{dir} }

// ErrTooLarge means that a file had more bytes than allowed; nothing was kept.
var ErrTooLarge = errors.New("the file is too large")

// Put stores what r gives, at most limit bytes, for the key's audience. The file is on the disk when Put returns.
func (s *Store) Put(r io.Reader, limit int64, key *record.EpochKey) (File, error) {
	tmp, err := os.CreateTemp(s.dir, "incoming-*")
	if err != nil {
		return File{}, err
	}
	defer os.Remove(tmp.Name()) // gone already when all went well
	defer tmp.Close()
	content, stored := sha256.New(), sha256.New()
	w, err := age.Encrypt(io.MultiWriter(tmp, stored), recipient{key})
	if err != nil {
		return File{}, err
	}
	size, err := io.Copy(io.MultiWriter(w, content), io.LimitReader(r, limit+1))
	if err == nil && size > limit {
		err = fmt.Errorf("%w: it has more than %d bytes", ErrTooLarge, limit)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		return File{}, err
	}
	if err := errors.Join(tmp.Sync(), tmp.Close()); err != nil {
		return File{}, err
	}
	f := File{Size: size, Content: record.Hash(content.Sum(nil)), Stored: record.Hash(stored.Sum(nil))}
	if err := os.Rename(tmp.Name(), s.path(f.Stored)); err != nil {
		return File{}, err
	}
	return f, durable.SyncDir(s.dir)
}

// Path is where a stored file lies, or would lie.
func (s *Store) Path(stored record.Hash) string { return s.path(stored) }

func (s *Store) path(stored record.Hash) string { return filepath.Join(s.dir, stored.String()+".age") }

// KeyOf finds the key of a compartment.
type KeyOf func(compartment record.ID) (*record.EpochKey, bool)

// Open reads a stored file as it came in. The reader fails at the end if the content is not what it was.
func (s *Store) Open(stored record.Hash, keys KeyOf) (io.ReadCloser, error) {
	f, err := os.Open(s.path(stored))
	if err != nil {
		return nil, err
	}
	r, err := age.Decrypt(f, identity{keys})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open evidence file: %w", err), f.Close())
	}
	return struct {
		io.Reader
		io.Closer
	}{r, f}, nil
}

// Remove deletes a file that was forgotten. Removing twice is harmless.
func (s *Store) Remove(stored record.Hash) error {
	err := os.Remove(s.path(stored))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return errors.Join(err, durable.SyncDir(s.dir))
}

// Check reads a stored file and says whether it is what its name promises.
func (s *Store) Check(stored record.Hash) error {
	f, err := os.Open(s.path(stored))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the evidence file %s is missing", short(stored))
	}
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return err
	}
	if record.Hash(h.Sum(nil)) != stored {
		return fmt.Errorf("the evidence file %s was altered", short(stored))
	}
	return nil
}

// Inspect reads a stored file once, and says what it holds and whether it is what its name promises.
func (s *Store) Inspect(stored record.Hash, keys KeyOf) (File, error) {
	f, err := os.Open(s.path(stored))
	if errors.Is(err, fs.ErrNotExist) {
		return File{}, fmt.Errorf("the evidence file %s is missing: %w", short(stored), fs.ErrNotExist)
	}
	if err != nil {
		return File{}, err
	}
	defer f.Close()
	outer, inner := sha256.New(), sha256.New()
	tee := io.TeeReader(f, outer)
	r, failed := age.Decrypt(tee, identity{keys})
	var size int64
	if failed == nil {
		size, failed = io.Copy(inner, r)
	}
	if _, err := io.Copy(io.Discard, tee); err != nil {
		return File{}, err
	}
	if record.Hash(outer.Sum(nil)) != stored {
		return File{}, fmt.Errorf("the evidence file %s was altered", short(stored))
	}
	if failed != nil {
		return File{}, fmt.Errorf("the evidence file %s does not open: %w", short(stored), failed)
	}
	return File{Content: record.Hash(inner.Sum(nil)), Stored: stored, Size: size}, nil
}

// List calls f for every stored file.
func (s *Store) List(f func(stored record.Hash, path string) error) error {
	names, err := os.ReadDir(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, n := range names {
		hexed, ok := strings.CutSuffix(n.Name(), ".age")
		raw, err := hex.DecodeString(hexed)
		if !ok || err != nil || len(raw) != len(record.Hash{}) {
			continue
		}
		if err := f(record.Hash(raw), filepath.Join(s.dir, n.Name())); err != nil {
			return err
		}
	}
	return nil
}

func short(h record.Hash) string { return h.String()[:16] + "…" }

const stanzaType = "truce.example/epoch"

type recipient struct{ key *record.EpochKey }

func (r recipient) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	id := r.key.Compartment
	return []*age.Stanza{{Type: stanzaType, Args: []string{id.String()}, Body: r.key.Wrap(fileKey, id[:])}}, nil
}

type identity struct{ keys KeyOf }

func (i identity) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	for _, s := range stanzas {
		var id record.ID
		if s.Type != stanzaType || len(s.Args) != 1 || id.UnmarshalText([]byte(s.Args[0])) != nil {
			continue
		}
		if key, ok := i.keys(id); ok {
			return key.Unwrap(s.Body, id[:])
		}
	}
	return nil, age.ErrIncorrectIdentity
}
