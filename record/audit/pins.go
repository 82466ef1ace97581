package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"truce.example/internal/durable"
	"truce.example/record"
)

// Pins say which key of a record is trusted. The zero value trusts any key once and remembers nothing.
type Pins struct {
	// Key is the record's public key as it was given by other means than the record itself; it alone is trusted.
	Key string
	// Folder, outside any record, remembers per origin the first key seen and the newest checkpoint. Lost: the next
	// key seen is believed. Somebody who can write it can make another key believed.
	Folder string
}

func (p Pins) file(origin, ending string) string {
	h := sha256.Sum256([]byte(origin))
	return filepath.Join(p.Folder, hex.EncodeToString(h[:8])+ending)
}

// keys gives the keys held for an origin, the one in force first, or none.
func (p Pins) keys(origin string) ([]string, error) {
	if p.Key != "" {
		return []string{strings.TrimSpace(p.Key)}, nil
	}
	if p.Folder == "" {
		return nil, nil
	}
	b, err := os.ReadFile(p.file(origin, ".key"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	ks := strings.Fields(string(b))
	if len(ks) == 0 {
		return nil, fmt.Errorf("%s holds no key; remove it, or put the key back", p.file(origin, ".key"))
	}
	return ks, nil
}

// Trust makes key the trusted key of its origin: what a person does who has heard of a takeover by other means.
// Receipts of earlier keys still verify.
func (p Pins) Trust(key string) error {
	v, err := verifierOf(key)
	if err != nil {
		return err
	}
	if p.Folder == "" {
		return errors.New("there is no folder to keep the key in")
	}
	held, err := Pins{Folder: p.Folder}.keys(v.Name())
	if err != nil {
		return err
	}
	out := strings.TrimSpace(key) + "\n"
	for _, k := range held {
		if k != strings.TrimSpace(key) {
			out += k + "\n"
		}
	}
	if err := os.MkdirAll(p.Folder, 0o700); err != nil {
		return err
	}
	return durable.WriteFile(p.file(v.Name(), ".key"), []byte(out), 0o600)
}

// firstSeen keeps a key when nothing is pinned for its origin. It says whether the key was new to us.
func (p Pins) firstSeen(origin, key string) (bool, error) {
	held, err := p.keys(origin)
	if err != nil || len(held) > 0 {
		return false, err
	}
	if p.Folder == "" {
		return true, nil
	}
	return true, p.Trust(key)
}

// remembered is the newest checkpoint seen of an origin, as it was signed; nil when there is none.
func (p Pins) remembered(origin string) ([]byte, error) {
	if p.Folder == "" {
		return nil, nil
	}
	b, err := os.ReadFile(p.file(origin, ".checkpoint"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return b, err
}

func (p Pins) remember(c record.Checkpoint) error {
	if p.Folder == "" {
		return nil
	}
	if err := os.MkdirAll(p.Folder, 0o700); err != nil {
		return err
	}
	return durable.WriteFile(p.file(c.Origin, ".checkpoint"), c.Signed, 0o600)
}

// keepFork keeps two checkpoints that cannot both be of one record: together they prove that its host told two stories.
func (p Pins) keepFork(one, other record.Checkpoint) ([]string, error) {
	if p.Folder == "" {
		return nil, nil
	}
	var names []string
	for _, c := range []record.Checkpoint{one, other} {
		name := p.file(c.Origin, fmt.Sprintf(".fork-%d-%s.checkpoint", c.Size, c.Root.String()[:8]))
		if err := durable.WriteFile(name, c.Signed, 0o600); err != nil {
			return names, err
		}
		names = append(names, name)
	}
	return names, nil
}

// judge holds the key that signs a record against the pinned one and says what is wrong, or keeps it when it is the
// first. chain are the record's keys, oldest first; the last signs.
func (p Pins) judge(b *book, origin string, chain []logKey) (first bool, err error) {
	now := chain[len(chain)-1]
	held, err := p.keys(origin)
	if err != nil || len(held) == 0 {
		return len(held) == 0, err
	}
	if held[0] == now.public {
		return false, nil
	}
	for i, k := range chain[:len(chain)-1] {
		if k.public == held[0] {
			b.find("key", "the pinned key %s signed this record until entry %d; there it was taken over with the key %s. Only people can tell you whether that host may go on: if so, pin the new key", keyName(held[0]), chain[i+1].from, keyName(now.public))
			return false, nil
		}
	}
	b.find("key", "the record is signed by the key %s, and the key pinned for %s is %s", keyName(now.public), origin, keyName(held[0]))
	return false, nil
}

type logKey struct {
	from   int64
	public string
}

func keyName(key string) string {
	v, err := verifierOf(key)
	if err != nil {
		return short(key)
	}
	return record.KeyName(v)
}
