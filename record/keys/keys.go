// Package keys holds the secrets of one record, in a folder that only its keeper may read:
//
//	master    32 bytes that seal the two other files; itself sealed by a passphrase when one is given.
//	          Lost: nothing in the record can be read, nothing can be appended. In strange hands: everything can be read.
//	log       the Ed25519 key that signs checkpoints. Lost: nobody can append; a takeover with a new key is needed.
//	          In strange hands: somebody can sign a second history, which any two parties that compare will notice.
//	          It never leaves the machine: exports do not carry it.
//	reading   the audiences' epoch keys, one sealed line each, only ever appended to.
//	device    in a follower's copy only: the keys by which the follower is a device of its member. Lost: enrol it anew.
//	          In strange hands, with master: somebody can sign in as the member's device; shut it out.
//	session   in a follower's copy only: the secret with which it is signed in for some hours.
//
// Without a passphrase the folder's permissions are all that protects it, as with an SSH host key.
package keys

import (
	"bytes"
	"cmp"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"filippo.io/age"
	"golang.org/x/mod/sumdb/note"

	"truce.example/internal/durable"
	"truce.example/record"
)

const (
	masterFile  = "master"
	logFile     = "log"
	readingFile = "reading"
	deviceFile  = "device"
	sessionFile = "session"

	plainMaster = "truce-master-v1 "
)

// ErrNoLogKey means that the folder cannot sign: it belongs to a reading copy.
var ErrNoLogKey = errors.New("this is a reading copy: it has no key to sign with; 'truce takeover' makes it the writer")

// ErrPassphrase means that the keys are sealed by a passphrase that was not given, or by another one.
var ErrPassphrase = errors.New("the keys are sealed by a passphrase; give the right one with --passphrase-file or TRUCE_PASSPHRASE_FILE")

// An Epoch is one key of one audience.
type Epoch struct {
	Audience    record.Audience `json:"audience"`
	Number      int             `json:"number"` // 0, 1, 2 … per audience
	Compartment record.ID       `json:"compartment"`
	Secret      []byte          `json:"secret"`
}

// A Ring is the open folder. It is safe for concurrent use.
type Ring struct {
	dir    string
	master cipher.AEAD

	mu      sync.RWMutex
	byID    map[record.ID]*epoch
	current map[record.Audience]*epoch
	bad     []string // lines of the reading file that do not open
	torn    bool     // its last line was being written when the machine stopped
}

type epoch struct {
	Epoch
	key *record.EpochKey
}

// Create makes the folder with a new master key, and a new log key for the origin. It returns the log's public key.
func Create(dir, origin string, passphrase []byte) (*Ring, string, error) {
	secret, public, err := record.NewLogKey(origin)
	if err != nil {
		return nil, "", err
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, "", err
	}
	master := make([]byte, 32)
	rand.Read(master)
	sealedMaster, err := sealMaster(master, passphrase)
	if err != nil {
		return nil, "", err
	}
	r, err := newRing(dir, master)
	if err != nil {
		return nil, "", err
	}
	if err := errors.Join(
		durable.CreateFile(filepath.Join(dir, masterFile), sealedMaster, 0o600),
		durable.CreateFile(filepath.Join(dir, readingFile), nil, 0o600),
		r.writeLogKey(secret),
	); err != nil {
		return nil, "", err
	}
	return r, public, nil
}

// ReplaceLogKey gives a reading copy a log key of its own, for a takeover. It returns the public key.
func (r *Ring) ReplaceLogKey(origin string) (public string, err error) {
	if _, err := os.Stat(filepath.Join(r.dir, logFile)); err == nil {
		return "", errors.New("this record has its log key; there is nothing to take over")
	}
	secret, public, err := record.NewLogKey(origin)
	if err != nil {
		return "", err
	}
	return public, r.writeLogKey(secret)
}

func (r *Ring) writeLogKey(secret string) error {
	return durable.CreateFile(filepath.Join(r.dir, logFile), r.seal("log", []byte(secret)), 0o600)
}

// Open opens the folder. The passphrase is needed only if one was given when it was made. What a stopped machine left
// half written at the end of the reading file is mended.
func Open(dir string, passphrase []byte) (*Ring, error) {
	r, tail, err := read(dir, passphrase)
	if err != nil {
		return nil, err
	}
	return r, tail.mend(filepath.Join(dir, readingFile))
}

// Read opens the folder and changes nothing in it: for a verifier, who has no business to mend.
func Read(dir string, passphrase []byte) (*Ring, error) {
	r, _, err := read(dir, passphrase)
	return r, err
}

func read(dir string, passphrase []byte) (*Ring, tail, error) {
	sealed, err := os.ReadFile(filepath.Join(dir, masterFile))
	if err != nil {
		return nil, tail{}, fmt.Errorf("open keys: %w", err)
	}
	master, err := openMaster(sealed, passphrase)
	if err != nil {
		return nil, tail{}, err
	}
	r, err := newRing(dir, master)
	if err != nil {
		return nil, tail{}, err
	}
	lines, err := os.ReadFile(filepath.Join(dir, readingFile))
	if err != nil {
		return nil, tail{}, fmt.Errorf("open keys: %w", err)
	}
	end, err := r.load(lines)
	return r, end, err
}

func newRing(dir string, master []byte) (*Ring, error) {
	aead, err := aeadOf(master)
	if err != nil {
		return nil, err
	}
	return &Ring{dir: dir, master: aead, byID: map[record.ID]*epoch{}, current: map[record.Audience]*epoch{}}, nil
}

func aeadOf(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("the master key is damaged: %w", err)
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func sealMaster(master, passphrase []byte) ([]byte, error) {
	if len(passphrase) == 0 {
		return []byte(plainMaster + base64.StdEncoding.EncodeToString(master) + "\n"), nil
	}
	to, err := age.NewScryptRecipient(string(passphrase))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w, err := age.Encrypt(&b, to)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(master); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil { // writes the end
		return nil, err
	}
	return b.Bytes(), nil
}

func openMaster(sealed, passphrase []byte) ([]byte, error) {
	if text, ok := bytes.CutPrefix(sealed, []byte(plainMaster)); ok {
		master, err := base64.StdEncoding.Strict().DecodeString(string(bytes.TrimSpace(text)))
		if err != nil || len(master) != 32 {
			return nil, errors.New("the master key is damaged; restore keys/master from a backup")
		}
		return master, nil
	}
	if len(passphrase) == 0 {
		return nil, ErrPassphrase
	}
	id, err := age.NewScryptIdentity(string(passphrase))
	if err != nil {
		return nil, err
	}
	rd, err := age.Decrypt(bytes.NewReader(sealed), id)
	if err != nil {
		return nil, ErrPassphrase
	}
	return io.ReadAll(rd)
}

func (r *Ring) seal(what string, plain []byte) []byte {
	sealed := r.master.Seal(nil, nil, plain, []byte("truce/keys/v1/"+what))
	return append([]byte(base64.StdEncoding.EncodeToString(sealed)), '\n')
}

func (r *Ring) open(what string, line []byte) ([]byte, error) {
	sealed, err := base64.StdEncoding.Strict().DecodeString(string(bytes.TrimRight(line, "\n")))
	if err != nil {
		return nil, err
	}
	return r.master.Open(nil, nil, sealed, []byte("truce/keys/v1/"+what))
}

// A tail is what stands after the last whole line of the reading file, and what is to be done about it.
type tail struct {
	size   int64 // of the file
	cut    int64 // bytes that were being written when the machine stopped: no fact was sealed with them yet
	lost   bool  // the last line is whole, but its newline is missing
	damage bool  // the last line is whole, but another byte stands where its newline was
}

func (t tail) mend(name string) error {
	switch {
	case t.cut > 0:
		return os.Truncate(name, t.size-t.cut)
	case t.lost:
		return newlineAt(name, t.size)
	case t.damage:
		return newlineAt(name, t.size-1)
	}
	return nil
}

func newlineAt(name string, at int64) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteAt([]byte{'\n'}, at)
	return errors.Join(err, f.Sync(), f.Close())
}

// load reads the epoch keys. A damaged line is remembered, so that what it should open is named when it is missed. A
// last line without its newline was being written when the machine stopped, unless it opens: then only the newline is
// gone, and to cut the line off would make facts unreadable.
func (r *Ring) load(lines []byte) (tail, error) {
	t := tail{size: int64(len(lines))}
	for n := 1; len(lines) > 0; n++ {
		line, rest, whole := bytes.Cut(lines, []byte("\n"))
		lines = rest
		plain, err := r.open("reading", line)
		if !whole {
			t.lost = err == nil
			if err != nil {
				plain, err = r.open("reading", line[:len(line)-1])
				t.damage = err == nil
			}
			if err != nil {
				t.cut = int64(len(line))
				r.torn = true
				return t, nil
			}
			r.bad = append(r.bad, fmt.Sprintf("the end of line %d of keys/reading is damaged", n))
		}
		if err != nil {
			r.bad = append(r.bad, fmt.Sprintf("line %d of keys/reading is damaged", n))
			continue
		}
		var e Epoch
		if err := record.Unmarshal(plain, &e); err != nil {
			r.bad = append(r.bad, fmt.Sprintf("line %d of keys/reading is not readable: %v", n, err))
			continue
		}
		if err := r.keep(e); err != nil {
			return t, err
		}
	}
	return t, nil
}

func (r *Ring) keep(e Epoch) error {
	key, err := record.NewEpochKey(e.Compartment, e.Secret)
	if err != nil {
		return err
	}
	held := &epoch{e, key}
	r.byID[e.Compartment] = held
	if now := r.current[e.Audience]; now == nil || now.Number < e.Number {
		r.current[e.Audience] = held
	}
	return nil
}

// Damage lists what is wrong with the reading file, in sentences.
func (r *Ring) Damage() []string { return r.bad }

// Torn says that the last line of the reading file was being written when the machine stopped. No fact is sealed with it.
func (r *Ring) Torn() bool { return r.torn }

// Signer is the log's signer, or ErrNoLogKey.
func (r *Ring) Signer() (note.Signer, error) {
	sealed, err := os.ReadFile(filepath.Join(r.dir, logFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, ErrNoLogKey
	}
	if err != nil {
		return nil, err
	}
	secret, err := r.open("log", sealed)
	if err != nil {
		return nil, errors.New("the log key is damaged; restore keys/log from a backup, or take over with a new key")
	}
	return note.NewSigner(string(secret))
}

// PublicKey is the public half of the log key, or ErrNoLogKey.
func (r *Ring) PublicKey() (string, error) {
	sealed, err := os.ReadFile(filepath.Join(r.dir, logFile))
	if errors.Is(err, os.ErrNotExist) {
		return "", ErrNoLogKey
	}
	if err != nil {
		return "", err
	}
	secret, err := r.open("log", sealed)
	if err != nil {
		return "", errors.New("the log key is damaged; restore keys/log from a backup")
	}
	return publicOf(string(secret))
}

// publicOf takes a C2SP signed-note secret apart: PRIVATE+KEY+name+hash+base64(1 ‖ Ed25519 seed).
func publicOf(secret string) (string, error) {
	parts := strings.SplitN(secret, "+", 5)
	if len(parts) != 5 {
		return "", errors.New("the log key is damaged")
	}
	seed, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(seed) != 1+ed25519.SeedSize {
		return "", errors.New("the log key is damaged")
	}
	return note.NewEd25519VerifierKey(parts[2], ed25519.NewKeyFromSeed(seed[1:]).Public().(ed25519.PublicKey))
}

// Key is the key of a compartment, with the audience it belongs to.
func (r *Ring) Key(compartment record.ID) (*record.EpochKey, record.Audience, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	e, ok := r.byID[compartment]
	if !ok {
		return nil, "", false
	}
	return e.key, e.Audience, true
}

// Current is the key with which new facts for the audience are sealed. The first call for an audience makes its first
// epoch, which is on the disk before Current returns. New says that it did.
func (r *Ring) Current(a record.Audience) (key *record.EpochKey, isNew bool, err error) {
	r.mu.RLock()
	e := r.current[a]
	r.mu.RUnlock()
	if e != nil {
		return e.key, false, nil
	}
	key, err = r.NextEpoch(a)
	return key, err == nil, err
}

// NextEpoch begins a new epoch for an audience: facts from now on are sealed with a key that earlier readers do not
// have. It is called when a member leaves the audience.
func (r *Ring) NextEpoch(a record.Audience) (*record.EpochKey, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e := Epoch{Audience: a, Compartment: record.NewID(), Secret: make([]byte, record.EpochKeySize)}
	rand.Read(e.Secret)
	if now := r.current[a]; now != nil {
		e.Number = now.Number + 1
	}
	plain, err := record.Marshal(e)
	if err != nil {
		return nil, err
	}
	if err := r.appendLine(r.seal("reading", plain)); err != nil {
		return nil, fmt.Errorf("keep a new key for an audience: %w", err)
	}
	if err := r.keep(e); err != nil {
		return nil, err
	}
	return r.byID[e.Compartment].key, nil
}

func (r *Ring) appendLine(line []byte) error {
	f, err := os.OpenFile(filepath.Join(r.dir, readingFile), os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	before, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return errors.Join(err, f.Close())
	}
	_, err = f.Write(line)
	if err == nil {
		err = f.Sync()
	}
	if err != nil { // a full disk must not leave half a line for the next key to follow
		err = errors.Join(err, f.Truncate(before))
	}
	return errors.Join(err, f.Close())
}

// Epochs lists all epochs by audience and number, for grants to members.
func (r *Ring) Epochs() []Epoch {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var out []Epoch
	for _, e := range r.byID {
		out = append(out, e.Epoch)
	}
	slices.SortFunc(out, func(a, b Epoch) int {
		return cmp.Or(strings.Compare(string(a.Audience), string(b.Audience)), a.Number-b.Number)
	})
	return out
}

// Len is the number of epochs.
func (r *Ring) Len() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.byID)
}

// IsCurrent says whether new facts are sealed with the compartment's key.
func (r *Ring) IsCurrent(compartment record.ID) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	e := r.byID[compartment]
	return e != nil && r.current[e.Audience] == e
}

// Exported gives, from a keys folder, the files with which a copy can be read: the master key as it rests and the epoch
// keys. The log key is not among them. No passphrase is needed.
func Exported(dir string) (map[string][]byte, error) {
	out := map[string][]byte{}
	for _, name := range []string{masterFile, readingFile} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		out[name] = b
	}
	return out, nil
}
