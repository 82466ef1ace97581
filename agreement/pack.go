package agreement

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Pack returns the agreement's canonical form: JSON with members in the order of the Go types, no white space,
// geometries as GeoJSON. It is what the record keeps, and it is the same on every machine. Fields are only ever
// added, at the end and left out when empty, so that an old agreement keeps its digest.
func (a *Agreement) Pack() []byte {
	var packed bytes.Buffer
	encoder := json.NewEncoder(&packed)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(a); err != nil {
		panic("agreement: pack: " + err.Error()) // every value of these types can be encoded
	}
	return bytes.TrimSuffix(packed.Bytes(), []byte("\n"))
}

// Digest returns the SHA-256 of the canonical form in lower-case hexadecimal.
func (a *Agreement) Digest() string {
	sum := sha256.Sum256(a.Pack())
	return hex.EncodeToString(sum[:])
}

// Unpack reads the canonical form. It refuses unknown members, anything after the end, and an agreement that
// [Load] would have refused.
func Unpack(packed []byte) (*Agreement, error) {
	decoder := json.NewDecoder(bytes.NewReader(packed))
	decoder.DisallowUnknownFields()
	a := new(Agreement)
	if err := decoder.Decode(a); err != nil {
		return nil, fmt.Errorf("unpack agreement: %w", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errors.New("unpack agreement: there is something after its end")
	}
	if problems := check(a); len(problems) > 0 {
		return nil, fmt.Errorf("unpack agreement %s: %s: %s", a.ID, problems[0].path, problems[0].text)
	}
	return a, nil
}
