package record

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"sort"
	"strings"

	"github.com/fxamacker/cbor/v2"
)

// MaxBody is the largest body before encryption, in bytes. Larger things are evidence files.
const MaxBody = 4 << 20

// The paths of a body's envelope. The fact's own fields stand under factPrefix.
const (
	pathAudience   = "audience"
	pathAuthor     = "author"
	pathClient     = "client"
	pathHappened   = "happened"
	pathKind       = "kind"
	pathPart       = "part"
	pathRefs       = "refs"
	pathSignature  = "signature"
	pathSubmission = "submission"
	factPrefix     = "fact/"
)

// A Body is the closed part of a fact: its fields, sorted by path, and the seed of their salts.
type Body struct {
	Seed   []byte
	Fields []Field
}

// A Submission is what the facts of one command have in common.
type Submission struct {
	Author    Author
	Client    string // the submitter's own id of the command
	Digest    Hash   // SHA-256 of the command as submitted
	Signature []byte
}

// NewBody makes the body of one fact: part says which of the command's facts it is. The seed is 32 random bytes.
func (ks *Kinds) NewBody(seed []byte, s Submission, part int, d Draft) (Body, error) {
	kind, err := ks.Of(d.Fact)
	if err != nil {
		return Body{}, err
	}
	if err := d.Audience.Check(); err != nil {
		return Body{}, err
	}
	b := Body{Seed: seed}
	var failed error
	add := func(path string, v any) {
		value, err := Marshal(v)
		if err != nil && failed == nil {
			failed = fmt.Errorf("field %s: %w", path, err)
		}
		b.Fields = append(b.Fields, Field{path, value})
	}
	add(pathAudience, string(d.Audience))
	add(pathAuthor, s.Author)
	add(pathKind, kind.Name)
	add(pathPart, part)
	if s.Client != "" {
		add(pathClient, s.Client)
		add(pathSubmission, s.Digest)
	}
	if len(s.Signature) > 0 {
		add(pathSignature, s.Signature)
	}
	if d.Happened.Known() {
		add(pathHappened, d.Happened)
	}
	if len(d.Refs) > 0 {
		add(pathRefs, d.Refs)
	}
	whole, err := Marshal(d.Fact)
	if err != nil {
		return Body{}, fmt.Errorf("fact %s: %w", kind.Name, err)
	}
	var own map[string]cbor.RawMessage
	if err := Unmarshal(whole, &own); err != nil {
		return Body{}, fmt.Errorf("fact %s is not a struct with named fields: %w", kind.Name, err)
	}
	for name, value := range own {
		b.Fields = append(b.Fields, Field{factPrefix + name, value})
	}
	sort.Slice(b.Fields, func(i, j int) bool { return b.Fields[i].Path < b.Fields[j].Path })
	if failed != nil {
		return Body{}, failed
	}
	return b, b.checkSize()
}

func (b Body) checkSize() error {
	size := 64 + len(b.Seed)
	for _, f := range b.Fields {
		size += 16 + len(f.Path) + len(f.Value)
		if len(f.Path) > maxPath {
			return fmt.Errorf("the field name %q is longer than %d bytes", cut(f.Path), maxPath)
		}
	}
	if size > MaxBody || len(b.Fields) > maxFields {
		return fmt.Errorf("the fact has %d bytes in %d fields, more than %d in %d; put the large part into an evidence file", size, len(b.Fields), MaxBody, maxFields)
	}
	return nil
}

// readBody is the encrypted form: [version, seed, [path, value, path, value, …]].
type readBody struct {
	_       struct{} `cbor:",toarray"`
	Version uint
	Seed    []byte
	Fields  []cbor.RawMessage
}

const bodyVersion = 1

// bytes is the plain form that is encrypted.
func (b Body) bytes() []byte {
	out := make([]byte, 0, 1024)
	out = appendHead(out, majorArray, 3)
	out = appendHead(out, majorUint, bodyVersion)
	out = appendBytes(out, b.Seed)
	out = appendHead(out, majorArray, uint64(2*len(b.Fields)))
	for _, f := range b.Fields {
		out = append(appendHead(out, majorText, uint64(len(f.Path))), f.Path...)
		out = append(out, f.Value...)
	}
	return out
}

// parseBody reads the plain form.
func parseBody(p []byte) (Body, error) {
	var s readBody
	if err := Unmarshal(p, &s); err != nil {
		return Body{}, fmt.Errorf("the body is not readable: %w", err)
	}
	if s.Version != bodyVersion {
		return Body{}, fmt.Errorf("the body has version %d; this program knows version %d", s.Version, bodyVersion)
	}
	if len(s.Fields)%2 != 0 {
		return Body{}, fmt.Errorf("the body has a path without a value")
	}
	b := Body{Seed: s.Seed, Fields: make([]Field, 0, len(s.Fields)/2)}
	for i := 0; i < len(s.Fields); i += 2 {
		var path string
		if err := Unmarshal(s.Fields[i], &path); err != nil {
			return Body{}, fmt.Errorf("the body has a path that is no text: %w", err)
		}
		b.Fields = append(b.Fields, Field{path, s.Fields[i+1]})
	}
	return b, nil
}

// Commitment is the commitment to the body's fields.
func (b Body) Commitment() (Hash, error) { return Commitment(b.Seed, b.Fields) }

// Field finds a field's value.
func (b Body) Field(path string) ([]byte, bool) {
	i := sort.Search(len(b.Fields), func(i int) bool { return b.Fields[i].Path >= path })
	if i == len(b.Fields) || b.Fields[i].Path != path {
		return nil, false
	}
	return b.Fields[i].Value, true
}

// Decode fills the entry's closed part from the body: envelope and fact. A kind that no desk declares leaves Fact nil.
func (ks *Kinds) Decode(b Body, e *Entry) error {
	own := map[string]cbor.RawMessage{}
	for _, f := range b.Fields {
		if name, ok := strings.CutPrefix(f.Path, factPrefix); ok {
			own[name] = f.Value
			continue
		}
		if err := e.envelope(f); err != nil {
			return fmt.Errorf("entry %d, field %s: %w", e.Number, f.Path, err)
		}
	}
	fact, err := ks.decode(e.Kind, own)
	if err != nil {
		return fmt.Errorf("entry %d: %w", e.Number, err)
	}
	e.Fact, e.Status = fact, Open
	return nil
}

func (e *Entry) envelope(f Field) error {
	switch f.Path {
	case pathAudience:
		return Unmarshal(f.Value, (*string)(&e.Audience))
	case pathAuthor:
		return Unmarshal(f.Value, &e.Author)
	case pathClient:
		return Unmarshal(f.Value, &e.Client)
	case pathHappened:
		return Unmarshal(f.Value, &e.Happened)
	case pathKind:
		return Unmarshal(f.Value, &e.Kind)
	case pathPart:
		return Unmarshal(f.Value, &e.Part)
	case pathRefs:
		return Unmarshal(f.Value, &e.Refs)
	case pathSignature:
		return Unmarshal(f.Value, &e.Signature)
	case pathSubmission:
		return Unmarshal(f.Value, &e.Submission)
	}
	return fmt.Errorf("this program does not know the field")
}

// SubmissionText is what a device signs: it binds the command's bytes to the record and to the client's id, so that a
// signature cannot be used for another record or a second command.
func SubmissionText(origin, client string, digest Hash) []byte {
	var t bytes.Buffer
	fmt.Fprintf(&t, "truce/submission/v1\n%s\n%q\n%s\n", origin, client, digest)
	return t.Bytes()
}

// CommandKey names a command in the record's table of commands: a member's own id of it, hashed.
func CommandKey(member, client string) [16]byte {
	h := sha256.Sum256(fmt.Appendf(nil, "truce/command/v1\n%q\n%q", member, client))
	return [16]byte(h[:16])
}
