package keys

import (
	"bytes"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/hpke"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"truce.example/internal/durable"
	"truce.example/record"
)

// A Device is a follower's own keys: it signs in with one, and keys of audiences are sealed to the other. They are made
// by the follower and leave it never.
type Device struct {
	ID      string // by which the mission knows the device
	Signing ed25519.PrivateKey
	Sealing *ecdh.PrivateKey // X25519
}

// deviceForm is how a device rests.
type deviceForm struct {
	ID      string `json:"id"`
	Signing []byte `json:"signing"` // the seed
	Sealing []byte `json:"sealing"`
}

// CreateCopy makes the folder of a follower's copy: a master key of its own, a device, no log key, and no epoch keys yet.
// After a crash it may be called again.
func CreateCopy(dir string, passphrase []byte) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, deviceFile)); err == nil {
		return nil
	}
	master := make([]byte, 32)
	rand.Read(master)
	sealed, err := sealMaster(master, passphrase)
	if err != nil {
		return err
	}
	r, err := newRing(dir, master)
	if err != nil {
		return err
	}
	device, err := newDevice()
	if err != nil {
		return err
	}
	plain, err := record.Marshal(device)
	if err != nil {
		return err
	}
	// The device last: while it is not there nothing was sealed with the master key.
	for _, f := range []struct {
		name string
		data []byte
	}{{masterFile, sealed}, {readingFile, nil}, {deviceFile, r.seal("device", plain)}} {
		if err := durable.WriteFile(filepath.Join(dir, f.name), f.data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func newDevice() (deviceForm, error) {
	_, signing, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return deviceForm{}, err
	}
	sealing, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		return deviceForm{}, err
	}
	var id [8]byte
	rand.Read(id[:])
	return deviceForm{ID: "follower-" + hex.EncodeToString(id[:]), Signing: signing.Seed(), Sealing: sealing.Bytes()}, nil
}

// ErrNoDevice means that the folder is not a follower's.
var ErrNoDevice = errors.New("this folder is not a follower's copy")

// Device gives the follower's keys, or ErrNoDevice.
func (r *Ring) Device() (Device, error) {
	sealed, err := os.ReadFile(filepath.Join(r.dir, deviceFile))
	if errors.Is(err, os.ErrNotExist) {
		return Device{}, ErrNoDevice
	}
	if err != nil {
		return Device{}, err
	}
	plain, err := r.open("device", sealed)
	if err != nil {
		return Device{}, errors.New("keys/device is damaged; make a new copy and enrol it")
	}
	var f deviceForm
	if err := record.Unmarshal(plain, &f); err != nil || len(f.Signing) != ed25519.SeedSize {
		return Device{}, errors.New("keys/device is not readable; make a new copy and enrol it")
	}
	return f.open()
}

func (f deviceForm) open() (Device, error) {
	sealing, err := ecdh.X25519().NewPrivateKey(f.Sealing)
	if err != nil {
		return Device{}, fmt.Errorf("keys/device: %w", err)
	}
	return Device{ID: f.ID, Signing: ed25519.NewKeyFromSeed(f.Signing), Sealing: sealing}, nil
}

// KeepSession keeps the secret of the follower's session, sealed, so that a start needs no new one.
func (r *Ring) KeepSession(secret string) error {
	return durable.WriteFile(filepath.Join(r.dir, sessionFile), r.seal("session", []byte(secret)), 0o600)
}

// Session is the secret that was kept, or "".
func (r *Ring) Session() string {
	sealed, err := os.ReadFile(filepath.Join(r.dir, sessionFile))
	if err != nil {
		return ""
	}
	secret, err := r.open("session", sealed)
	if err != nil {
		return ""
	}
	return string(secret)
}

// Add keeps an epoch key that was granted to this copy, durably. It says whether the key is new here.
func (r *Ring) Add(a record.Audience, compartment record.ID, secret []byte) (bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, held := r.byID[compartment]; held {
		return false, nil
	}
	e := Epoch{Audience: a, Compartment: compartment, Secret: secret}
	if now := r.current[a]; now != nil {
		e.Number = now.Number + 1
	}
	if _, err := record.NewEpochKey(compartment, secret); err != nil {
		return false, err
	}
	plain, err := record.Marshal(e)
	if err != nil {
		return false, err
	}
	if err := r.appendLine(r.seal("reading", plain)); err != nil {
		return false, fmt.Errorf("keep a granted key: %w", err)
	}
	return true, r.keep(e)
}

// Refresh reads which keys another program has added to the folder since.
func (r *Ring) Refresh() error {
	lines, err := os.ReadFile(filepath.Join(r.dir, readingFile))
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for line := range bytes.Lines(lines) {
		plain, err := r.open("reading", line)
		if err != nil {
			continue // half written, or damaged: Open says which
		}
		var e Epoch
		if err := record.Unmarshal(plain, &e); err != nil {
			continue
		}
		if _, held := r.byID[e.Compartment]; held {
			continue
		}
		if err := r.keep(e); err != nil {
			return err
		}
	}
	return nil
}

// SealGrant seals an epoch key to a device's X25519 public key (docs/format.md, section 5).
func SealGrant(origin string, public []byte, e Epoch) ([]byte, error) {
	key, err := hpke.DHKEM(ecdh.X25519()).NewPublicKey(public)
	if err != nil {
		return nil, fmt.Errorf("the device's sealing key: %w", err)
	}
	return hpke.Seal(key, hpke.HKDFSHA256(), hpke.AES256GCM(), grantInfo(origin, e.Compartment), e.Secret)
}

// UnsealGrant opens what SealGrant made, with the device's private key, and gives the epoch key's bytes.
func UnsealGrant(origin string, private *ecdh.PrivateKey, compartment record.ID, sealed []byte) ([]byte, error) {
	key, err := hpke.NewDHKEMPrivateKey(private)
	if err != nil {
		return nil, err
	}
	secret, err := hpke.Open(key, hpke.HKDFSHA256(), hpke.AES256GCM(), grantInfo(origin, compartment), sealed)
	if err != nil {
		return nil, fmt.Errorf("the grant does not open with this device's key: %w", err)
	}
	return secret, nil
}

func grantInfo(origin string, compartment record.ID) []byte {
	return fmt.Appendf(nil, "truce/grant/v1\n%s\n%s", origin, compartment)
}
