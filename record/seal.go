package record

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"
)

// EpochKeySize is the size of an audience's symmetric key in bytes (AES-256).
const EpochKeySize = 32

// The first byte of a sealed body says how it is sealed.
const (
	gradeServed = 1 // body key wrapped by the audience's epoch key; the server can read it
	gradeSealed = 2 // reserved: end to end, HPKE to members; the server never holds a key
)

const (
	gcmOverhead = 12 + 16
	wrapSize    = 1 + EpochKeySize + gcmOverhead
)

// An EpochKey seals the bodies of one audience during one epoch. It is safe for concurrent use.
type EpochKey struct {
	Compartment ID
	aead        cipher.AEAD
}

// NewEpochKey prepares a key of EpochKeySize bytes.
func NewEpochKey(compartment ID, key []byte) (*EpochKey, error) {
	aead, err := aeadOf(key)
	if err != nil {
		return nil, err
	}
	return &EpochKey{compartment, aead}, nil
}

func aeadOf(key []byte) (cipher.AEAD, error) {
	if len(key) != EpochKeySize {
		return nil, fmt.Errorf("the key has %d bytes, not %d", len(key), EpochKeySize)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// A Sealed fact is ready for the tree but for its time: the writer adds that and the order.
type Sealed struct {
	Event       ID
	Compartment ID
	Commitment  Hash
	BodyHash    Hash
	Body        []byte // grade ‖ wrapped body key ‖ ciphertext
}

// Leaf is the sealed fact's leaf, recorded at the given moment.
func (s Sealed) Leaf(recorded Moment) Leaf {
	return Leaf{Version: LeafVersion, Event: s.Event, Recorded: recorded, Compartment: s.Compartment, Commitment: s.Commitment, BodyHash: s.BodyHash}
}

// plainForms are buffers for bodies that are being sealed.
var plainForms = sync.Pool{New: func() any { return new([]byte) }}

// Seal commits to a body and encrypts it to an audience's epoch: a fresh body key encrypts the body, the epoch key
// wraps the body key, and both are bound to the record's origin, the event and the commitment.
func Seal(origin string, key *EpochKey, event ID, b Body) (Sealed, error) {
	commitment, err := b.Commitment()
	if err != nil {
		return Sealed{}, err
	}
	scratch := plainForms.Get().(*[]byte)
	plain := b.append((*scratch)[:0])
	defer func() {
		clear(plain) // a closed text does not wait in memory for the next
		*scratch = plain
		plainForms.Put(scratch)
	}()
	bodyKey := make([]byte, EpochKeySize)
	rand.Read(bodyKey)
	aead, err := aeadOf(bodyKey)
	if err != nil {
		return Sealed{}, err
	}
	aad := sealContext(origin, event, commitment)
	out := make([]byte, 0, wrapSize+gcmOverhead+len(plain))
	out = append(out, gradeServed)
	out = key.aead.Seal(out, nil, bodyKey, aad)
	out = aead.Seal(out, nil, plain, aad)
	return Sealed{Event: event, Compartment: key.Compartment, Commitment: commitment, BodyHash: sha256.Sum256(out), Body: out}, nil
}

// ErrNotOpened means that a body could not be opened with the key: it was altered, or the key is another one.
var ErrNotOpened = errors.New("the body does not open with its key: it was altered, or the key is not the right one")

// Unseal opens a sealed body and checks it against the leaf: hash, encryption and commitment.
func Unseal(origin string, key *EpochKey, l Leaf, sealed []byte) (Body, error) {
	b, err := Peek(origin, key, l, sealed)
	if err != nil {
		return Body{}, err
	}
	commitment, err := b.Commitment()
	if err != nil {
		return Body{}, err
	}
	if commitment != l.Commitment {
		return Body{}, errors.New("the body is not the one that its leaf commits to")
	}
	return b, nil
}

// Peek is Unseal without the commitment, for a program that reads its own record: hash and encryption are checked, and
// the encryption is bound to the commitment. A verifier uses Unseal.
func Peek(origin string, key *EpochKey, l Leaf, sealed []byte) (Body, error) {
	if sha256.Sum256(sealed) != l.BodyHash {
		return Body{}, errors.New("the sealed body does not have the hash that its leaf names")
	}
	if len(sealed) < wrapSize+gcmOverhead {
		return Body{}, errors.New("the sealed body is too short")
	}
	if sealed[0] != gradeServed {
		return Body{}, fmt.Errorf("the body is sealed in grade %d, which this program cannot open", sealed[0])
	}
	if key.Compartment != l.Compartment {
		return Body{}, errors.New("the key belongs to another compartment")
	}
	aad := sealContext(origin, l.Event, l.Commitment)
	bodyKey, err := key.aead.Open(nil, nil, sealed[1:wrapSize], aad)
	if err != nil {
		return Body{}, ErrNotOpened
	}
	aead, err := aeadOf(bodyKey)
	if err != nil {
		return Body{}, err
	}
	plain, err := aead.Open(nil, nil, sealed[wrapSize:], aad)
	if err != nil {
		return Body{}, ErrNotOpened
	}
	return parseBody(plain)
}

// Wrap seals a file's key for the epoch's audience, bound to the context.
func (k *EpochKey) Wrap(fileKey, context []byte) []byte {
	return k.aead.Seal(nil, nil, fileKey, append([]byte("truce/file/v1\n"), context...))
}

// Unwrap opens what Wrap sealed.
func (k *EpochKey) Unwrap(wrapped, context []byte) ([]byte, error) {
	return k.aead.Open(nil, nil, wrapped, append([]byte("truce/file/v1\n"), context...))
}

func sealContext(origin string, event ID, commitment Hash) []byte {
	b := append([]byte("truce/body/v1\n"), origin...)
	b = append(b, '\n')
	b = append(b, event[:]...)
	return append(b, commitment[:]...)
}

// NewID draws a random id.
func NewID() ID {
	var id ID
	rand.Read(id[:])
	return id
}

// NewSeed draws a random seed.
func NewSeed() []byte {
	s := make([]byte, SeedSize)
	rand.Read(s)
	return s
}
