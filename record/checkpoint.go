package record

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// A Checkpoint states the size and root of the record at a moment (C2SP tlog-checkpoint). Signed, it is a promise that
// anybody can hold the host to.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   Hash
	Signed []byte // the signed note as it was read or made
}

func (c Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, base64.StdEncoding.EncodeToString(c.Root[:]))
}

// Sign makes a signed checkpoint.
func Sign(origin string, size int64, root Hash, signer note.Signer) (Checkpoint, error) {
	c := Checkpoint{Origin: origin, Size: size, Root: root}
	signed, err := note.Sign(&note.Note{Text: c.text()}, signer)
	if err != nil {
		return c, fmt.Errorf("sign checkpoint of %d entries: %w", size, err)
	}
	c.Signed = signed
	return c, nil
}

// ErrForeignKey means that a checkpoint carries no signature by the key one trusts.
var ErrForeignKey = errors.New("the checkpoint is not signed by the record's key")

// OpenCheckpoint reads a signed checkpoint and checks the signature of the log's key. Signatures of others are kept
// and not judged.
func OpenCheckpoint(signed []byte, log note.Verifier) (Checkpoint, error) {
	n, err := note.Open(signed, note.VerifierList(log))
	var unverified *note.UnverifiedNoteError
	switch {
	case errors.As(err, &unverified):
		return Checkpoint{}, fmt.Errorf("%w %s", ErrForeignKey, KeyName(log))
	case err != nil:
		return Checkpoint{}, fmt.Errorf("the checkpoint is damaged: %w", err)
	}
	for _, sig := range append(n.Sigs, n.UnverifiedSigs...) {
		// Package note accepts stray bits in the last character. A checkpoint has one form here, so that it can be compared.
		if _, err := base64.StdEncoding.Strict().DecodeString(sig.Base64); err != nil {
			return Checkpoint{}, errors.New("the checkpoint is damaged: a signature is not written as it should be")
		}
	}
	c, err := parseCheckpoint(n.Text)
	if err != nil {
		return c, err
	}
	if c.Origin != log.Name() {
		return c, fmt.Errorf("the checkpoint is of %q, not of %q", c.Origin, log.Name())
	}
	c.Signed = signed
	return c, nil
}

func parseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return Checkpoint{}, errors.New("the checkpoint does not have three lines")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return Checkpoint{}, fmt.Errorf("the checkpoint's size %q is no number of entries", cut(lines[1]))
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != len(Hash{}) {
		return Checkpoint{}, errors.New("the checkpoint's root is no hash")
	}
	return Checkpoint{Origin: lines[0], Size: size, Root: Hash(root)}, nil
}

// CheckOrigin refuses an origin that cannot name a log: it must be one short line without spaces or plus signs.
func CheckOrigin(origin string) error {
	if origin == "" || len(origin) > 128 || strings.ContainsAny(origin, "+ \t\r\n") {
		return fmt.Errorf("the origin %q must have 1 to 128 characters, with no space and no plus sign", cut(origin))
	}
	return nil
}

// IsExercise says whether a record was born for an exercise: its origin has the word as a path element. Only such a
// record may be written with a simulated clock.
func IsExercise(origin string) bool {
	for _, part := range strings.Split(origin, "/") {
		if part == "exercise" {
			return true
		}
	}
	return false
}

// NewLogKey makes the key pair that signs a record's checkpoints (Ed25519, C2SP signed-note): the secret for the
// keeper, and the public key for everybody.
func NewLogKey(origin string) (secret, public string, err error) {
	if err := CheckOrigin(origin); err != nil {
		return "", "", err
	}
	return note.GenerateKey(rand.Reader, origin)
}

// KeyName shows a public key shortly: name and key number, as in the note's signature line.
func KeyName(v note.Verifier) string { return fmt.Sprintf("%s+%08x", v.Name(), v.KeyHash()) }
