package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// A Hash is a SHA-256 value, written in lower-case hex in JSON.
type Hash [sha256.Size]byte

// String is the hash in hex.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText writes hex.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads 64 hex digits.
func (h *Hash) UnmarshalText(b []byte) error {
	if len(b) != 2*len(h) {
		return fmt.Errorf("a hash has %d hex digits, not %d characters", 2*len(h), len(b))
	}
	_, err := hex.Decode(h[:], b)
	return err
}

// An ID is 16 random bytes that name a fact or a compartment and tell nothing about it.
type ID [16]byte

// String is the id in hex.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// MarshalText writes hex.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads 32 hex digits.
func (id *ID) UnmarshalText(b []byte) error {
	if len(b) != 2*len(id) {
		return fmt.Errorf("an id has %d hex digits, not %d characters", 2*len(id), len(b))
	}
	_, err := hex.Decode(id[:], b)
	return err
}

// LeafVersion is the version written into new leaves.
const LeafVersion = 1

// MaxLeaf is the largest leaf, in bytes.
const MaxLeaf = 4096

// A Leaf is the public part of a fact: what the Merkle tree is made of and what anybody may see. It says that
// something was recorded, and when, and in which compartment; not what, by whom or about whom.
type Leaf struct {
	_           struct{} `cbor:",toarray"`
	Version     uint     // LeafVersion
	Event       ID       // random, unique in the record
	Recorded    Moment   // when it was recorded; never earlier than the leaf before
	Compartment ID       // random number of the key epoch its body is sealed to
	Commitment  Hash     // Merkle root over the body's salted fields
	BodyHash    Hash     // SHA-256 over the sealed body as stored
}

// Bytes is the leaf as it enters the tree.
func (l Leaf) Bytes() []byte {
	b := make([]byte, 0, 128)
	b = appendHead(b, majorArray, 6)
	b = appendHead(b, majorUint, uint64(l.Version))
	b = appendBytes(b, l.Event[:])
	b = appendHead(b, majorUint, uint64(max(l.Recorded, 0)))
	b = appendBytes(b, l.Compartment[:])
	b = appendBytes(b, l.Commitment[:])
	return appendBytes(b, l.BodyHash[:])
}

// ParseLeaf reads a leaf and refuses any other encoding of the same values.
func ParseLeaf(b []byte) (Leaf, error) {
	var l Leaf
	if len(b) > MaxLeaf {
		return l, fmt.Errorf("the leaf has %d bytes, more than %d", len(b), MaxLeaf)
	}
	if err := Unmarshal(b, &l); err != nil {
		return l, fmt.Errorf("the leaf is not readable: %w", err)
	}
	if l.Version != LeafVersion {
		return l, fmt.Errorf("the leaf has version %d; this program knows version %d", l.Version, LeafVersion)
	}
	if !bytes.Equal(l.Bytes(), b) {
		return l, fmt.Errorf("the leaf is not in deterministic form")
	}
	return l, nil
}

// LeafHash is the hash of a leaf's bytes in the tree (RFC 6962 section 2.1).
func LeafHash(leaf []byte) Hash { return Hash(tlog.RecordHash(leaf)) }
