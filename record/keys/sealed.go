package keys

import (
	"crypto/ecdh"
	"crypto/hpke"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"strings"

	"filippo.io/age"
)

// A sealed file is for some devices and nobody else, the host included: the identity of a source, a testimony. It is sealed
// where it was written, travels and rests as any evidence file, and is opened where its reader's device key is. It is an age
// file whose key is sealed by HPKE to each device. It does not say for whom it is: a reader tries. Its length is rounded up, so
// that it tells little.

const sealedStanza = "truce.example/sealed"

// A SealingKey is a device's public key, as it is handed from person to person: name+base64. Who takes it from the host must
// believe the host.
type SealingKey struct {
	Name   string // of the device
	Public []byte // X25519
}

// ParseSealingKey reads what String wrote.
func ParseSealingKey(text string) (SealingKey, error) {
	name, key64, ok := strings.Cut(strings.TrimSpace(text), "+")
	public, err := base64.StdEncoding.Strict().DecodeString(key64)
	if !ok || err != nil || name == "" || len(name) > 128 {
		return SealingKey{}, errors.New("a sealing key is written as NAME+BASE64, as 'truce seal --my-key COPY' prints it")
	}
	if _, err := ecdh.X25519().NewPublicKey(public); err != nil {
		return SealingKey{}, fmt.Errorf("the sealing key of %s: %w", name, err)
	}
	return SealingKey{name, public}, nil
}

func (k SealingKey) String() string {
	return k.Name + "+" + base64.StdEncoding.EncodeToString(k.Public)
}

// SealingKey is the public key to which others seal for this device.
func (d Device) SealingKey() SealingKey { return SealingKey{d.ID, d.Sealing.PublicKey().Bytes()} }

func sealedInfo(origin string) []byte { return []byte("truce/sealed/v1\n" + origin) }

type sealedRecipient struct {
	origin string
	key    SealingKey
}

func (r sealedRecipient) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	key, err := hpke.DHKEM(ecdh.X25519()).NewPublicKey(r.key.Public)
	if err != nil {
		return nil, fmt.Errorf("the sealing key of %s: %w", r.key.Name, err)
	}
	body, err := hpke.Seal(key, hpke.HKDFSHA256(), hpke.AES256GCM(), sealedInfo(r.origin), fileKey)
	return []*age.Stanza{{Type: sealedStanza, Body: body}}, err
}

type sealedIdentity struct {
	origin string
	device Device
}

func (i sealedIdentity) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	key, err := hpke.NewDHKEMPrivateKey(i.device.Sealing)
	if err != nil {
		return nil, err
	}
	for _, s := range stanzas {
		if s.Type != sealedStanza || len(s.Args) != 0 {
			continue
		}
		if fileKey, err := hpke.Open(key, hpke.HKDFSHA256(), hpke.AES256GCM(), sealedInfo(i.origin), s.Body); err == nil && len(fileKey) == 16 {
			return fileKey, nil
		}
	}
	return nil, age.ErrIncorrectIdentity
}

// ErrNotForUs means that a sealed file is for other devices, or of another record, or was altered.
var ErrNotForUs = errors.New("this file is not sealed for this device, or belongs to another record, or was altered")

// smallest is the least that a sealed file holds, in bytes: a short statement is as long as a page.
const smallest = 4096

// padded rounds a length up to one of few: at most an eighth more for a page, less for longer ones (Padmé).
func padded(n int64) int64 {
	if n <= smallest {
		return smallest
	}
	e := bits.Len64(uint64(n)) - 1
	s := bits.Len64(uint64(e))
	mask := int64(1)<<(e-s) - 1
	return (n + mask) &^ mask
}

// SealFile seals size bytes of r for devices.
func SealFile(w io.Writer, origin string, to []SealingKey, r io.Reader, size int64) error {
	if len(to) == 0 || len(to) > 64 {
		return errors.New("say for whom it is sealed: 1 to 64 devices")
	}
	var recipients []age.Recipient
	for _, k := range to {
		recipients = append(recipients, sealedRecipient{origin, k})
	}
	out, err := age.Encrypt(w, recipients...)
	if err != nil {
		return err
	}
	var head [8]byte
	binary.BigEndian.PutUint64(head[:], uint64(size))
	if _, err := out.Write(head[:]); err != nil {
		return err
	}
	n, err := io.Copy(out, io.LimitReader(r, size+1))
	if err == nil && n != size {
		err = fmt.Errorf("it has another length than the %d bytes that were stated", size)
	}
	if err != nil {
		return err
	}
	if _, err := io.CopyN(out, zeros{}, padded(8+size)-8-size); err != nil {
		return err
	}
	return out.Close()
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// OpenSealed gives the content of a sealed file to a device it is for. A file that was cut off is an error of the reader, at
// its end.
func OpenSealed(origin string, d Device, r io.Reader) (io.Reader, error) {
	in, err := age.Decrypt(r, sealedIdentity{origin, d})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotForUs, err)
	}
	var head [8]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return nil, fmt.Errorf("the sealed file is cut off: %w", err)
	}
	size := binary.BigEndian.Uint64(head[:])
	if size > 1<<50 {
		return nil, errors.New("the sealed file states a length that cannot be")
	}
	return &unpadded{in, int64(size)}, nil
}

// unpadded gives the content, and at its end looks that only zeros follow and that the file is whole.
type unpadded struct {
	r    io.Reader
	left int64
}

func (u *unpadded) Read(b []byte) (int, error) {
	if u.left == 0 {
		rest := make([]byte, 32<<10)
		for {
			n, err := u.r.Read(rest)
			for _, c := range rest[:n] {
				if c != 0 {
					return 0, errors.New("the sealed file says more than its length")
				}
			}
			if err != nil {
				return 0, err // the end, or what is wrong
			}
		}
	}
	n, err := u.r.Read(b[:min(int64(len(b)), u.left)])
	if u.left -= int64(n); errors.Is(err, io.EOF) && u.left > 0 {
		err = io.ErrUnexpectedEOF
	}
	if errors.Is(err, io.EOF) {
		err = nil // said when the rest was looked at
	}
	return n, err
}
