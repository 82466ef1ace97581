package webhook

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"

	"truce.example/internal/durable"
)

// Secrets keeps the keys of webhooks in one small file of JSON, by the id of the address, readable for the server's user
// alone. It implements notify.Secrets and is safe for concurrent use. Losing the file means that every webhook is set
// anew; who reads it can sign in the mission's name towards those receivers; who changes it can silence them.
type Secrets struct {
	path string

	mu   sync.Mutex // also held while the file is written: keys are made by hand, one at a time
	keys map[string][]byte
}

// keySize is that of the keys, in bytes.
const keySize = 32

// OpenSecrets reads the file, if there is one. A file that others may read is refused.
func OpenSecrets(path string) (*Secrets, error) {
	s := &Secrets{path: path, keys: map[string][]byte{}}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("the secrets of webhooks in %s can be read by others; run chmod 600 on it, and set the webhooks anew if somebody did", path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(b, &s.keys); err != nil {
		return nil, fmt.Errorf("the secrets of webhooks in %s: %w", path, err)
	}
	if s.keys == nil {
		return nil, fmt.Errorf("the secrets of webhooks in %s are empty; restore the file, or remove it and set the webhooks anew", path)
	}
	for address, key := range s.keys {
		if len(key) != keySize { // a shorter one would sign, and anybody could guess it
			return nil, fmt.Errorf("the secrets of webhooks in %s: that of address %q is damaged; restore the file, or remove it and set the webhooks anew", path, address)
		}
	}
	return s, nil
}

// New makes a key for an address, and returns it as its receiver needs it.
func (s *Secrets) New(address string) (string, error) {
	key := make([]byte, keySize)
	rand.Read(key)
	err := s.change(func() { s.keys[address] = key })
	return "whsec_" + base64.StdEncoding.EncodeToString(key), err
}

// Drop forgets the key of an address.
func (s *Secrets) Drop(address string) error {
	return s.change(func() { delete(s.keys, address) })
}

func (s *Secrets) key(address string) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key, ok := s.keys[address]
	return key, ok
}

func (s *Secrets) change(how func()) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	how()
	b, err := json.Marshal(s.keys)
	if err != nil {
		return err
	}
	return durable.WriteFile(s.path, b, 0o600)
}
