package keys

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"truce.example/internal/durable"
	"truce.example/record"
)

// A witness's folder has two files: master, as in a record's, and witness: its secret keys, sealed, one line each. Lost: the
// guarantor makes another witness, and the agreement names its key. In strange hands: somebody can countersign what the
// witness never saw; take the key out of the agreement.
const witnessFile = "witness"

// CreateWitness makes the keys of a witness: one for Ed25519 and one for ML-DSA-44. After a crash it may be called again.
func CreateWitness(dir, name string, passphrase []byte) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, witnessFile)); err == nil {
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
	var lines []byte
	for _, kind := range []byte{record.CosignEd25519, record.CosignMLDSA44} {
		secret, err := record.NewCosignerSecret(name, kind)
		if err != nil {
			return err
		}
		lines = append(lines, r.seal("witness", []byte(secret))...)
	}
	if err := durable.WriteFile(filepath.Join(dir, masterFile), sealed, 0o600); err != nil {
		return err
	}
	return durable.WriteFile(filepath.Join(dir, witnessFile), lines, 0o600)
}

// ErrNoWitness means that the folder is not a witness's.
var ErrNoWitness = errors.New("this folder is not a witness's; make one with: truce witness DIR --name NAME")

// WitnessSecrets opens the secret keys of a witness.
func WitnessSecrets(dir string, passphrase []byte) ([]string, error) {
	lines, err := os.ReadFile(filepath.Join(dir, witnessFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoWitness
	}
	if err != nil {
		return nil, err
	}
	master, err := os.ReadFile(filepath.Join(dir, masterFile))
	if err != nil {
		return nil, err
	}
	key, err := openMaster(master, passphrase)
	if err != nil {
		return nil, err
	}
	r, err := newRing(dir, key)
	if err != nil {
		return nil, err
	}
	var out []string
	for line := range bytes.Lines(lines) {
		plain, err := r.open("witness", line)
		if err != nil {
			return nil, errors.New("keys/witness is damaged; put it back from a backup, or make another witness")
		}
		out = append(out, string(plain))
	}
	return out, nil
}
