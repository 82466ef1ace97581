package record

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"filippo.io/mldsa"
)

// Cosignatures (C2SP tlog-cosignature): what a guarantor's machine says of a checkpoint. It means: as of this time, this is
// the largest tree of this log that I have seen, and it continues all that I saw before. Two kinds are read and made:
// Ed25519 (cosignature/v1), and ML-DSA-44 (subtree/v1), which also resists a quantum computer.

// The kinds of a cosigner's key: the byte before the key in its text.
const (
	CosignEd25519 = 0x04
	CosignMLDSA44 = 0x06
)

const (
	stampSize  = 8 // the time before the signature, seconds, big endian
	keyIDSize  = 4
	maxCosigns = 100 // lines of signatures in a note, as package note reads them
)

// A Cosigner is the public key of a witness.
type Cosigner struct {
	Name string
	kind byte
	id   uint32
	text string
	ed   ed25519.PublicKey
	ml   *mldsa.PublicKey
}

// String is the key as it is handed around: name+id+base64(kind ‖ key).
func (k *Cosigner) String() string { return k.text }

// Post says whether the key resists a quantum computer.
func (k *Cosigner) Post() bool { return k.kind == CosignMLDSA44 }

var errCosignerKey = errors.New("a witness's key is written as name+number+base64, for Ed25519 (04) or ML-DSA-44 (06) cosignatures")

// ParseCosigner reads a witness's public key.
func ParseCosigner(text string) (*Cosigner, error) {
	name, rest, _ := strings.Cut(text, "+")
	number, key64, _ := strings.Cut(rest, "+")
	key, err := base64.StdEncoding.Strict().DecodeString(key64)
	if err != nil || len(key) == 0 || !nameOfKey(name) {
		return nil, errCosignerKey
	}
	k := &Cosigner{Name: name, kind: key[0], id: cosignerID(name, key), text: text}
	if number != fmt.Sprintf("%08x", k.id) {
		return nil, errors.New("the number of the witness's key does not fit the key")
	}
	switch {
	case k.kind == CosignEd25519 && len(key) == 1+ed25519.PublicKeySize:
		k.ed = key[1:]
	case k.kind == CosignMLDSA44:
		if k.ml, err = mldsa.NewPublicKey(mldsa.MLDSA44(), key[1:]); err != nil {
			return nil, errCosignerKey
		}
	default:
		return nil, errCosignerKey
	}
	return k, nil
}

func nameOfKey(name string) bool {
	return name != "" && len(name) < 256 && utf8.ValidString(name) && !strings.ContainsFunc(name, unicode.IsSpace) && !strings.Contains(name, "+")
}

func cosignerID(name string, key []byte) uint32 {
	h := sha256.Sum256(append([]byte(name+"\n"), key...))
	return binary.BigEndian.Uint32(h[:])
}

// A CosignerSecret countersigns checkpoints. It must be used only by who has seen that they continue what was seen before:
// package witness.
type CosignerSecret struct {
	public *Cosigner
	ed     ed25519.PrivateKey
	ml     *mldsa.PrivateKey
}

// NewCosignerSecret makes a witness's key of a kind, and its secret as text.
func NewCosignerSecret(name string, kind byte) (secret string, err error) {
	if !nameOfKey(name) {
		return "", fmt.Errorf("a witness's name is 1 to 255 bytes without space and plus sign, such as g1.example/witness, and not %q", cut(name))
	}
	seed := make([]byte, 32)
	rand.Read(seed)
	s, err := cosignerOf(name, kind, seed)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", name, s.public.id, base64.StdEncoding.EncodeToString(append([]byte{kind}, seed...))), nil
}

// OpenCosignerSecret reads what NewCosignerSecret made.
func OpenCosignerSecret(text string) (*CosignerSecret, error) {
	broken := errors.New("the witness's secret key is damaged")
	parts := strings.SplitN(text, "+", 5)
	if len(parts) != 5 || parts[0] != "PRIVATE" || parts[1] != "KEY" {
		return nil, broken
	}
	seed, err := base64.StdEncoding.Strict().DecodeString(parts[4])
	if err != nil || len(seed) != 33 {
		return nil, broken
	}
	s, err := cosignerOf(parts[2], seed[0], seed[1:])
	if err != nil || fmt.Sprintf("%08x", s.public.id) != parts[3] {
		return nil, errors.Join(broken, err)
	}
	return s, nil
}

func cosignerOf(name string, kind byte, seed []byte) (*CosignerSecret, error) {
	s := &CosignerSecret{}
	key := []byte{kind}
	switch kind {
	case CosignEd25519:
		s.ed = ed25519.NewKeyFromSeed(seed)
		key = append(key, s.ed.Public().(ed25519.PublicKey)...)
	case CosignMLDSA44:
		var err error
		if s.ml, err = mldsa.NewPrivateKey(mldsa.MLDSA44(), seed); err != nil {
			return nil, err
		}
		key = append(key, s.ml.PublicKey().Bytes()...)
	default:
		return nil, errCosignerKey
	}
	var err error
	s.public, err = ParseCosigner(fmt.Sprintf("%s+%08x+%s", name, cosignerID(name, key), base64.StdEncoding.EncodeToString(key)))
	return s, err
}

// Public is the public key.
func (s *CosignerSecret) Public() *Cosigner { return s.public }

// Cosign makes the signature line of a checkpoint, with its line break. The time is counted in whole seconds.
func (s *CosignerSecret) Cosign(c Checkpoint, at Moment) (string, error) {
	stamp := uint64(max(0, at)) / 1000
	var sig []byte
	if s.ml != nil {
		var err error
		if sig, err = s.ml.Sign(nil, subtreeText(s.public.Name, stamp, c), nil); err != nil {
			return "", fmt.Errorf("cosign %d entries: %w", c.Size, err)
		}
	} else {
		sig = ed25519.Sign(s.ed, cosignText(stamp, c))
	}
	raw := binary.BigEndian.AppendUint32(nil, s.public.id)
	raw = append(binary.BigEndian.AppendUint64(raw, stamp), sig...)
	return "— " + s.public.Name + " " + base64.StdEncoding.EncodeToString(raw) + "\n", nil
}

// cosignText is what an Ed25519 cosigner signs.
func cosignText(stamp uint64, c Checkpoint) []byte {
	return []byte("cosignature/v1\ntime " + strconv.FormatUint(stamp, 10) + "\n" + c.text())
}

// subtreeText is what an ML-DSA-44 cosigner signs of a whole tree. Names are shorter than 256 bytes: keys and origins were
// checked.
func subtreeText(name string, stamp uint64, c Checkpoint) []byte {
	b := append([]byte("subtree/v1\n\x00"), byte(len(name)))
	b = append(b, name...)
	b = binary.BigEndian.AppendUint64(b, stamp)
	b = append(append(b, byte(len(c.Origin))), c.Origin...)
	b = binary.BigEndian.AppendUint64(b, 0)
	b = binary.BigEndian.AppendUint64(b, uint64(c.Size))
	return append(b, c.Root[:]...)
}

// verify checks a signature with its time before it.
func (k *Cosigner) verify(c Checkpoint, stamped []byte) (Moment, bool) {
	if len(stamped) < stampSize {
		return 0, false
	}
	stamp, sig := binary.BigEndian.Uint64(stamped), stamped[stampSize:]
	if stamp > math.MaxInt64/1000 {
		return 0, false
	}
	if k.ml != nil {
		return Moment(stamp * 1000), mldsa.Verify(k.ml, subtreeText(k.Name, stamp, c), sig, nil) == nil
	}
	return Moment(stamp * 1000), len(sig) == ed25519.SignatureSize && ed25519.Verify(k.ed, cosignText(stamp, c), sig)
}

// A Cosignature is one that holds.
type Cosignature struct {
	By   *Cosigner
	At   Moment // by the witness's clock, whole seconds
	Line string // as it stands in the note, with its line break
}

// Cosignatures reads who of the known witnesses countersigned a checkpoint that was opened before. A line of a known key
// that does not hold is an error: somebody altered it. Lines of unknown keys are passed by.
func Cosignatures(c Checkpoint, known []*Cosigner) ([]Cosignature, error) {
	_, lines, ok := strings.Cut(string(c.Signed), "\n\n")
	if !ok {
		return nil, errors.New("the checkpoint is not a signed note")
	}
	return cosignaturesIn(c, lines, known)
}

// ReadCosignatures reads what a witness answers: lines of signatures over a checkpoint that one has.
func ReadCosignatures(c Checkpoint, answer []byte, known []*Cosigner) ([]Cosignature, error) {
	if len(answer) > maxCosigns*8<<10 || !utf8.Valid(answer) {
		return nil, errors.New("the witness's answer is not lines of signatures")
	}
	return cosignaturesIn(c, string(answer), known)
}

func cosignaturesIn(c Checkpoint, lines string, known []*Cosigner) ([]Cosignature, error) {
	var out []Cosignature
	n := 0
	for line := range strings.Lines(lines) {
		if n++; n > maxCosigns {
			return nil, errors.New("the checkpoint has too many signatures")
		}
		name, raw64, ok := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(line, "— "), "\n"), " ")
		raw, err := base64.StdEncoding.Strict().DecodeString(raw64)
		if !ok || !strings.HasPrefix(line, "— ") || !strings.HasSuffix(line, "\n") || err != nil || len(raw) <= keyIDSize {
			return nil, errors.New("a signature is not written as it should be")
		}
		for _, k := range known {
			if k.Name != name || k.id != binary.BigEndian.Uint32(raw) {
				continue
			}
			at, holds := k.verify(c, raw[keyIDSize:])
			if !holds {
				return nil, fmt.Errorf("the countersignature of %s does not hold", name)
			}
			out = append(out, Cosignature{k, at, line})
			break
		}
	}
	return out, nil
}

// WithCosignatures adds lines of signatures to a signed checkpoint.
func (c Checkpoint) WithCosignatures(lines ...string) Checkpoint {
	c.Signed = append(append([]byte{}, c.Signed...), strings.Join(lines, "")...)
	return c
}

// Bare is the checkpoint with the log's own signatures and nobody else's.
func (c Checkpoint) Bare() Checkpoint {
	text, lines, _ := strings.Cut(string(c.Signed), "\n\n")
	out := text + "\n\n"
	for line := range strings.Lines(lines) {
		if strings.HasPrefix(line, "— "+c.Origin+" ") {
			out += line
		}
	}
	c.Signed = []byte(out)
	return c
}

// Cosigned is what is kept of countersigned checkpoints: for each witness the newest that it signed, one after the other
// with an empty line between. A checkpoint has no empty line but the one before its signatures.

// FormatCosigned writes them.
func FormatCosigned(cs []Checkpoint) []byte {
	var parts []string
	for _, c := range cs {
		parts = append(parts, string(c.Signed))
	}
	return []byte(strings.Join(parts, "\n"))
}

// ParseCosigned takes them apart. Nothing is verified: OpenCheckpoint and Cosignatures do that.
func ParseCosigned(data []byte) ([][]byte, error) {
	if len(data) == 0 {
		return nil, nil
	}
	parts := strings.Split(string(data), "\n\n")
	if len(data) > 1<<20 || len(parts)%2 != 0 || !utf8.Valid(data) {
		return nil, errors.New("the countersigned checkpoints are damaged")
	}
	var out [][]byte
	for i := 0; i < len(parts); i += 2 {
		signed := parts[i] + "\n\n" + parts[i+1]
		if i+2 < len(parts) {
			signed += "\n"
		}
		out = append(out, []byte(signed))
	}
	return out, nil
}
