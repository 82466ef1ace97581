package record

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"slices"
	"sort"
	"strings"

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

// A Commitment to fields is the root of a Merkle tree (RFC 6962) over one leaf per field, sorted by path, filled up to
// a power of two with leaves that look alike. Each leaf is salted from the body's seed, so that a field that is not
// shown cannot be guessed, and each can be shown and proven without the others.
//
//	prk     = HKDF-Extract(SHA-256, ikm = seed, no salt)
//	salt    = HKDF-Expand(prk, "truce/salt/v1/" + path, 16)
//	leaf    = SHA-256(0x00 ‖ salt ‖ length of path as 2 bytes, big endian ‖ path ‖ value)
//	filler  = HKDF-Expand(prk, "truce/fill/v1/" + index as 2 bytes, 32), used as a leaf hash
func Commitment(seed []byte, fields []Field) (Hash, error) {
	leaves, err := fieldHashes(seed, fields)
	if err != nil {
		return Hash{}, err
	}
	return merkleRoot(leaves), nil
}

func fieldHashes(seed []byte, fields []Field) ([]tlog.Hash, error) {
	if len(seed) != SeedSize {
		return nil, fmt.Errorf("the seed has %d bytes, not %d", len(seed), SeedSize)
	}
	if len(fields) == 0 || len(fields) > maxFields {
		return nil, fmt.Errorf("a body has 1 to %d fields, not %d", maxFields, len(fields))
	}
	if !slices.IsSortedFunc(fields, func(a, b Field) int { return strings.Compare(a.Path, b.Path) }) {
		return nil, fmt.Errorf("the fields are not sorted by path")
	}
	salts, err := newSalts(seed)
	if err != nil {
		return nil, err
	}
	width := 1
	for width < len(fields) {
		width *= 2
	}
	leaves := make([]tlog.Hash, width)
	for i, f := range fields {
		if i > 0 && f.Path == fields[i-1].Path {
			return nil, fmt.Errorf("the field %q occurs twice", f.Path)
		}
		if f.Path == "" || len(f.Path) > maxPath {
			return nil, fmt.Errorf("a field's path has 1 to %d bytes, not %d", maxPath, len(f.Path))
		}
		salt := salts.of(f.Path)
		leaves[i] = fieldHash(salt[:], f)
	}
	for i := len(fields); i < width; i++ {
		leaves[i] = salts.filler(i)
	}
	return leaves, nil
}

// salts draws salts and fillers from one seed. It is HKDF-Expand for outputs of one block, with the keyed hash kept
// between calls: setting it up anew for every field was most of the cost of sealing a fact.
type salts struct {
	mac hash.Hash
	buf []byte
	out []byte
}

func newSalts(seed []byte) (*salts, error) {
	prk, err := hkdf.Extract(sha256.New, seed, nil)
	if err != nil {
		return nil, err
	}
	return &salts{mac: hmac.New(sha256.New, prk)}, nil
}

func (s *salts) expand(info []byte) tlog.Hash {
	s.mac.Reset()
	s.buf = append(info, 1)
	s.mac.Write(s.buf)
	s.out = s.mac.Sum(s.out[:0])
	return tlog.Hash(s.out)
}

func (s *salts) of(path string) [saltSize]byte {
	h := s.expand(append(append(s.buf[:0], "truce/salt/v1/"...), path...))
	return [saltSize]byte(h[:saltSize])
}

func (s *salts) filler(i int) tlog.Hash {
	return s.expand(binary.BigEndian.AppendUint16(append(s.buf[:0], "truce/fill/v1/"...), uint16(i)))
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
			level[i/2] = tlog.NodeHash(level[i], level[i+1])
		}
		level = level[:len(level)/2]
	}
	return Hash(level[0])
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
func Disclose(seed []byte, fields []Field, path string) (Disclosure, error) {
	at := sort.Search(len(fields), func(i int) bool { return fields[i].Path >= path })
	if at == len(fields) || fields[at].Path != path {
		return Disclosure{}, fmt.Errorf("the body has no field %q", path)
	}
	level, err := fieldHashes(seed, fields)
	if err != nil {
		return Disclosure{}, err
	}
	salts, err := newSalts(seed)
	if err != nil {
		return Disclosure{}, err
	}
	salt := salts.of(path)
	d := Disclosure{Path: path, Value: fields[at].Value, Salt: salt[:], Index: at}
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
