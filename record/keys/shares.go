package keys

import (
	"bytes"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cloudflare/circl/group"
	"github.com/cloudflare/circl/secretsharing"

	"truce.example/internal/durable"
	"truce.example/record"
)

// The master key can be cut into shares, so that so many of the holders whom the agreement names open it together, and fewer
// learn nothing (Shamir's scheme over ristretto255, with Feldman's commitments, by which a holder sees that its share is one
// of this set). A random scalar is cut; the master key is sealed under it and stands in every share. So a copy of the record
// whose passphrase died with the host can be read again by any quorum.

// A Share is one holder's file.
type Share struct {
	Format      string        `json:"format"` // "truce-share-1"
	Origin      string        `json:"origin"`
	Set         record.ID     `json:"set"` // shares of one cutting belong together
	Made        record.Moment `json:"made"`
	Holder      string        `json:"holder"`
	Quorum      int           `json:"quorum"`
	Of          []string      `json:"of"`
	Index       int           `json:"index"`       // 1, 2 … in the order of Of
	Value       []byte        `json:"value"`       // the share: keep it secret
	Commitments [][]byte      `json:"commitments"` // of the polynomial: the same in each share
	Sealed      []byte        `json:"sealed"`      // the master key, sealed under the scalar
}

// ShareFormat is the version of a share's file.
const ShareFormat = "truce-share-1"

const maxHolders = 32

var shareGroup = group.Ristretto255

// Cut cuts the master key of a keys folder into shares. The passphrase is needed if one was given when it was made.
func Cut(dir, origin string, passphrase []byte, quorum int, of []string, made record.Moment) ([]Share, error) {
	if quorum < 2 || quorum > len(of) || len(of) > maxHolders {
		return nil, fmt.Errorf("%d of %d cannot be; name 2 to %d holders, and a quorum from 2 to as many as there are", quorum, len(of), maxHolders)
	}
	sealedMaster, err := os.ReadFile(filepath.Join(dir, masterFile))
	if err != nil {
		return nil, err
	}
	master, err := openMaster(sealedMaster, passphrase)
	if err != nil {
		return nil, err
	}
	secret := shareGroup.RandomNonZeroScalar(rand.Reader)
	cut := secretsharing.New(rand.Reader, uint(quorum-1), secret)
	base := Share{Format: ShareFormat, Origin: origin, Set: record.NewID(), Made: made, Quorum: quorum, Of: slices.Clone(of)}
	for _, c := range cut.CommitSecret() {
		b, err := c.MarshalBinaryCompress()
		if err != nil {
			return nil, err
		}
		base.Commitments = append(base.Commitments, b)
	}
	if base.Sealed, err = base.seal(secret, master); err != nil {
		return nil, err
	}
	var out []Share
	for i, s := range cut.Share(uint(len(of))) {
		one := base
		one.Holder, one.Index = of[i], i+1
		if !s.ID.IsEqual(shareGroup.NewScalar().SetUint64(uint64(i + 1))) {
			return nil, errors.New("the shares are not numbered as they should be")
		}
		if one.Value, err = s.Value.MarshalBinary(); err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// Bytes writes the file.
func (s Share) Bytes() ([]byte, error) {
	b, err := json.MarshalIndent(s, "", "  ")
	return append(b, '\n'), err
}

// ParseShare reads a share and checks it against the commitments that stand in it.
func ParseShare(data []byte) (Share, error) {
	var s Share
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return s, fmt.Errorf("the share cannot be read: %w", err)
	}
	if s.Format != ShareFormat {
		return s, fmt.Errorf("the share has format %q; this program reads %q", s.Format, ShareFormat)
	}
	if s.Quorum < 2 || s.Quorum > len(s.Of) || len(s.Of) > maxHolders || len(s.Commitments) != s.Quorum || s.Index < 1 || s.Index > len(s.Of) || s.Of[s.Index-1] != s.Holder {
		return s, errors.New("the share is damaged: its numbers do not fit together")
	}
	one, err := s.point()
	if err != nil {
		return s, err
	}
	var commitments secretsharing.SecretCommitment
	for _, c := range s.Commitments {
		e := shareGroup.NewElement()
		if err := e.UnmarshalBinary(c); err != nil {
			return s, errors.New("the share is damaged: a commitment cannot be read")
		}
		commitments = append(commitments, e)
	}
	if !secretsharing.Verify(uint(s.Quorum-1), one, commitments) {
		return s, errors.New("the share does not fit the commitments of its set: it was altered, or never was one")
	}
	return s, nil
}

func (s Share) point() (secretsharing.Share, error) {
	v := shareGroup.NewScalar()
	if len(s.Value) != 32 || v.UnmarshalBinary(s.Value) != nil {
		return secretsharing.Share{}, errors.New("the share is damaged: its value cannot be read")
	}
	return secretsharing.Share{ID: shareGroup.NewScalar().SetUint64(uint64(s.Index)), Value: v}, nil
}

// context binds the sealed master key to what the shares say of themselves.
func (s Share) context() []byte {
	return fmt.Appendf(nil, "truce/share/v1\n%s\n%s\n%d\n%s", s.Origin, s.Set, s.Quorum, strings.Join(s.Of, "\n"))
}

func (s Share) key(secret group.Scalar) ([]byte, error) {
	b, err := secret.MarshalBinary()
	if err != nil {
		return nil, err
	}
	return hkdf.Key(sha256.New, b, nil, string(s.context()), 32)
}

func (s Share) seal(secret group.Scalar, master []byte) ([]byte, error) {
	key, err := s.key(secret)
	if err != nil {
		return nil, err
	}
	r, err := newRing("", key)
	if err != nil {
		return nil, err
	}
	return r.master.Seal(nil, nil, master, s.context()), nil
}

// join opens the master key with a quorum of shares.
func join(shares []Share) ([]byte, error) {
	if len(shares) == 0 {
		return nil, errors.New("no share was given")
	}
	first := shares[0]
	var points []secretsharing.Share
	var seen []int
	for _, s := range shares {
		switch {
		case s.Set != first.Set || !bytes.Equal(s.Sealed, first.Sealed) || !bytes.Equal(s.context(), first.context()) || !slices.EqualFunc(s.Commitments, first.Commitments, bytes.Equal):
			return nil, fmt.Errorf("the shares of %s and %s are of two sets; bring shares that were cut together", first.Holder, s.Holder)
		case slices.Contains(seen, s.Index):
			continue // the same share twice is one
		}
		p, err := s.point()
		if err != nil {
			return nil, err
		}
		points, seen = append(points, p), append(seen, s.Index)
	}
	if len(points) < first.Quorum {
		return nil, fmt.Errorf("%d shares were given, and %d of %d holders are needed together", len(points), first.Quorum, len(first.Of))
	}
	secret, err := secretsharing.Recover(uint(first.Quorum-1), points[:first.Quorum])
	if err != nil {
		return nil, err
	}
	key, err := first.key(secret)
	if err != nil {
		return nil, err
	}
	r, err := newRing("", key)
	if err != nil {
		return nil, err
	}
	master, err := r.master.Open(nil, nil, first.Sealed, first.context())
	if err != nil {
		return nil, errors.New("the shares do not open what they should: one of them was altered")
	}
	return master, nil
}

// Recover puts the master key that a quorum opened in the place of the one in a copy's keys folder, sealed by a new
// passphrase if one is given. It changes nothing when the key does not open what lies there.
func Recover(dir, origin string, shares []Share, passphrase []byte) error {
	master, err := join(shares)
	if err != nil {
		return err
	}
	if shares[0].Origin != origin {
		return fmt.Errorf("the shares are of %s, and this is a copy of %s", shares[0].Origin, origin)
	}
	r, err := newRing(dir, master)
	if err != nil {
		return err
	}
	lines, err := os.ReadFile(filepath.Join(dir, readingFile))
	if err != nil {
		return fmt.Errorf("this copy has no reading keys to be opened; restore an export with keys: %w", err)
	}
	if line, _, ok := bytes.Cut(lines, []byte("\n")); ok {
		if _, err := r.open("reading", line); err != nil {
			return errors.New("the key of these shares does not open the reading keys of this copy: they were cut before its keys were renewed, or after")
		}
	}
	sealed, err := sealMaster(master, passphrase)
	if err != nil {
		return err
	}
	return durable.WriteFile(filepath.Join(dir, masterFile), sealed, 0o600)
}
