package record

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"sort"
	"sync"

	"golang.org/x/mod/sumdb/tlog"
)

// SeedSize is the size of a body's seed in bytes.
const SeedSize = 32

const (
	saltSize  = 16
	maxFields = 1024
	maxPath   = 128
)

// A Field is one committed part of a body: a path and a value in deterministic CBOR.
type Field struct {
	Path  string
	Value []byte
}

// The versions of a body differ in where the salts of its fields come from.
const (
	saltedByHKDF = 1 // no longer written: one keyed hash for each salt was a third of the cost of sealing a fact
	saltedByAES  = 2
)

// Commitment is the root of a Merkle tree (RFC 6962) over one leaf per field, sorted by path, filled up to a power of
// two with leaves that look alike. Each leaf is salted from the body's seed, so that a field that is not shown cannot be
// guessed, and each can be shown and proven without the others.
//
//	leaf = SHA-256(0x00 ‖ salt ‖ length of path as 2 bytes, big endian ‖ path ‖ value)
//
// In a body of version 2 the salt of field i is the first half, and a filler at i is the whole, of the 32 bytes at 32·i
// of the key stream of AES-256-CTR, with the seed as its key and a counter that begins at zero. In version 1:
//
//	prk    = HKDF-Extract(SHA-256, ikm = seed, no salt)
//	salt   = HKDF-Expand(prk, "truce/salt/v1/" + path, 16)
//	filler = HKDF-Expand(prk, "truce/fill/v1/" + index as 2 bytes, 32)
func (b Body) Commitment() (Hash, error) {
	leaves, err := b.hashes(make([]tlog.Hash, 0, 64)) // on the stack for nearly all bodies
	if err != nil {
		return Hash{}, err
	}
	return merkleRoot(leaves), nil
}

// hashes appends the leaves of the commitment to to, which is empty.
func (b Body) hashes(to []tlog.Hash) ([]tlog.Hash, error) {
	leaves, err := b.salts(to)
	if err != nil {
		return nil, err
	}
	for i, f := range b.Fields {
		if i > 0 && f.Path <= b.Fields[i-1].Path {
			return nil, fmt.Errorf("the field %q occurs twice, or the fields are not sorted by path", f.Path)
		}
		if f.Path == "" || len(f.Path) > maxPath {
			return nil, fmt.Errorf("a field's path has 1 to %d bytes, not %d", maxPath, len(f.Path))
		}
		leaves[i] = fieldHash(leaves[i][:saltSize], f)
	}
	return leaves, nil
}

// salts appends a value for each leaf: it begins with the field's salt, or is the filler.
func (b Body) salts(to []tlog.Hash) ([]tlog.Hash, error) {
	if len(b.Seed) != SeedSize {
		return nil, fmt.Errorf("the seed has %d bytes, not %d", len(b.Seed), SeedSize)
	}
	if len(b.Fields) == 0 || len(b.Fields) > maxFields {
		return nil, fmt.Errorf("a body has 1 to %d fields, not %d", maxFields, len(b.Fields))
	}
	width := 1
	for width < len(b.Fields) {
		width *= 2
	}
	out := slices.Grow(to, width)[:width]
	switch b.Version {
	case saltedByHKDF:
		return out, expandSalts(out, b.Seed, b.Fields)
	case saltedByAES:
		return out, streamSalts(out, b.Seed)
	}
	return nil, fmt.Errorf("a body of version %d is not known here", b.Version)
}

// streams are buffers for 64 leaves' part of a key stream, and zeros is what is turned into one.
var (
	streams = sync.Pool{New: func() any { return new([64 * tlog.HashSize]byte) }}
	zeros   [64 * tlog.HashSize]byte
)

func streamSalts(out []tlog.Hash, seed []byte) error {
	block, err := aes.NewCipher(seed)
	if err != nil {
		return err
	}
	stream := cipher.NewCTR(block, zeros[:aes.BlockSize])
	part := streams.Get().(*[64 * tlog.HashSize]byte)
	defer streams.Put(part)
	for len(out) > 0 {
		n := min(len(out), 64)
		stream.XORKeyStream(part[:n*tlog.HashSize], zeros[:n*tlog.HashSize])
		for i := range n {
			out[i] = tlog.Hash(part[i*tlog.HashSize:])
		}
		out = out[n:]
	}
	clear(part[:])
	return nil
}

// expandSalts is HKDF-Expand for outputs of one block, with the keyed hash kept between calls.
func expandSalts(out []tlog.Hash, seed []byte, fields []Field) error {
	prk, err := hkdf.Extract(sha256.New, seed, nil)
	if err != nil {
		return err
	}
	mac := hmac.New(sha256.New, prk)
	var info []byte
	for i := range out {
		if i < len(fields) {
			info = append(append(info[:0], "truce/salt/v1/"...), fields[i].Path...)
		} else {
			info = binary.BigEndian.AppendUint16(append(info[:0], "truce/fill/v1/"...), uint16(i))
		}
		mac.Reset()
		mac.Write(append(info, 1))
		out[i] = tlog.Hash(mac.Sum(nil))
	}
	return nil
}

func fieldHash(salt []byte, f Field) tlog.Hash {
	b := make([]byte, 0, 512) // on the stack for nearly all fields
	b = append(b, 0)
	b = append(b, salt...)
	b = binary.BigEndian.AppendUint16(b, uint16(len(f.Path)))
	b = append(b, f.Path...)
	b = append(b, f.Value...)
	return sha256.Sum256(b)
}

// merkleRoot folds a power of two of leaf hashes in place.
func merkleRoot(level []tlog.Hash) Hash {
	for len(level) > 1 {
		for i := 0; i < len(level); i += 2 {
			level[i/2] = nodeHash(level[i], level[i+1])
		}
		level = level[:len(level)/2]
	}
	return Hash(level[0])
}

// nodeHash is tlog.NodeHash without its allocation: a body has as many nodes as fields.
func nodeHash(left, right tlog.Hash) tlog.Hash {
	var b [1 + 2*tlog.HashSize]byte
	b[0] = 1
	copy(b[1:], left[:])
	copy(b[1+tlog.HashSize:], right[:])
	return sha256.Sum256(b[:])
}

// A Disclosure shows one field of a body and proves that it belongs to the body's commitment.
type Disclosure struct {
	Path  string `json:"path"`
	Value []byte `json:"value"` // CBOR
	Salt  []byte `json:"salt"`
	Index int    `json:"index"`
	Proof []Hash `json:"proof"` // sibling hashes from the leaf up
}

// Disclose makes the disclosure of one field.
func (b Body) Disclose(path string) (Disclosure, error) {
	at := sort.Search(len(b.Fields), func(i int) bool { return b.Fields[i].Path >= path })
	if at == len(b.Fields) || b.Fields[at].Path != path {
		return Disclosure{}, fmt.Errorf("the body has no field %q", path)
	}
	salts, err := b.salts(nil)
	if err != nil {
		return Disclosure{}, err
	}
	level, err := b.hashes(nil)
	if err != nil {
		return Disclosure{}, err
	}
	d := Disclosure{Path: path, Value: b.Fields[at].Value, Salt: salts[at][:saltSize], Index: at}
	for i := at; len(level) > 1; i /= 2 {
		d.Proof = append(d.Proof, Hash(level[i^1]))
		next := make([]tlog.Hash, len(level)/2)
		for j := range next {
			next[j] = tlog.NodeHash(level[2*j], level[2*j+1])
		}
		level = next
	}
	return d, nil
}

// Check says whether the disclosed field belongs to the commitment.
func (d Disclosure) Check(commitment Hash) error {
	if len(d.Salt) != saltSize || d.Index < 0 || len(d.Proof) > 10 || d.Index >= 1<<len(d.Proof) {
		return fmt.Errorf("the disclosure of %q is malformed", d.Path)
	}
	h := fieldHash(d.Salt, Field{d.Path, d.Value})
	for i, sibling := range d.Proof {
		if d.Index>>i&1 == 0 {
			h = tlog.NodeHash(h, tlog.Hash(sibling))
		} else {
			h = tlog.NodeHash(tlog.Hash(sibling), h)
		}
	}
	if Hash(h) != commitment {
		return fmt.Errorf("the field %q does not belong to this fact", d.Path)
	}
	return nil
}
