package record

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
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
	Version int // says how the salts follow from the seed: new bodies have 2
	Seed    []byte
	Fields  []Field
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
	b := Body{Version: saltedByAES, Seed: seed, Fields: make([]Field, 0, 9+len(kind.paths))}
	var failed error
	add := func(path string, v any) {
		value, err := Marshal(v)
		if err != nil && failed == nil {
			failed = fmt.Errorf("field %s: %w", path, err)
		}
		b.Fields = append(b.Fields, Field{path, value})
	}
	text := func(path, v string) { b.Fields = append(b.Fields, Field{path, appendText(nil, v)}) }

	// In the order of their paths, which is how they are committed to.
	text(pathAudience, string(d.Audience))
	add(pathAuthor, s.Author)
	if s.Client != "" {
		text(pathClient, s.Client)
	}
	if b.Fields, err = kind.ownFields(b.Fields, d.Fact); err != nil {
		return Body{}, fmt.Errorf("fact %s: %w", kind.Name, err)
	}
	if d.Happened.Known() {
		add(pathHappened, d.Happened)
	}
	text(pathKind, kind.Name)
	b.Fields = append(b.Fields, Field{pathPart, appendHead(nil, majorUint, uint64(part))})
	if len(d.Refs) > 0 {
		add(pathRefs, d.Refs)
	}
	if len(s.Signature) > 0 {
		add(pathSignature, s.Signature)
	}
	if s.Client != "" {
		b.Fields = append(b.Fields, Field{pathSubmission, appendBytes(nil, s.Digest[:])})
	}
	if failed != nil {
		return Body{}, failed
	}
	return b, b.checkSize()
}

// ownFields appends the fact's own fields, in the order of their paths.
func (k Kind) ownFields(to []Field, fact any) ([]Field, error) {
	whole, err := Marshal(fact)
	if err != nil {
		return nil, err
	}
	major, n, rest, err := cutHead(whole)
	if err != nil || major != majorMap {
		return nil, errors.New("it is not a struct with named fields")
	}
	own := append(to, make([]Field, len(k.paths))...)[len(to):] // one place for each, in order; those left out stay empty
	for ; n > 0; n-- {
		var name, value []byte
		if name, rest, err = cutText(rest); err == nil {
			value, rest, err = cutItem(rest, maxNested)
		}
		if err != nil {
			return nil, err
		}
		at, ok := k.rank[string(name)]
		if !ok {
			return nil, fmt.Errorf("it has a field %q that its type does not name", cut(string(name)))
		}
		own[at] = Field{k.paths[at], value}
	}
	own = slices.DeleteFunc(own, func(f Field) bool { return f.Path == "" })
	return to[:len(to)+len(own)], nil
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

// bytes is the plain form that is encrypted: [version, seed, [path, value, path, value, …]].
func (b Body) bytes() []byte { return b.append(nil) }

func (b Body) append(out []byte) []byte {
	size := 16 + len(b.Seed)
	for _, f := range b.Fields {
		size += 4 + len(f.Path) + len(f.Value)
	}
	out = slices.Grow(out, size)
	out = appendHead(out, majorArray, 3)
	out = appendHead(out, majorUint, uint64(b.Version))
	out = appendBytes(out, b.Seed)
	out = appendHead(out, majorArray, uint64(2*len(b.Fields)))
	for _, f := range b.Fields {
		out = append(appendText(out, f.Path), f.Value...)
	}
	return out
}

// parseBody reads the plain form. The fields' values are parts of p.
func parseBody(p []byte) (Body, error) {
	b, err := cutBody(p)
	if err != nil {
		return Body{}, fmt.Errorf("the body is not readable: %w", err)
	}
	return b, nil
}

func cutBody(p []byte) (Body, error) {
	major, n, p, err := cutHead(p)
	if err != nil || major != majorArray || n != 3 {
		return Body{}, errCBOR
	}
	major, n, p, err = cutHead(p)
	if err != nil || major != majorUint {
		return Body{}, errCBOR
	}
	if n != saltedByHKDF && n != saltedByAES {
		return Body{}, fmt.Errorf("this program does not know its version, %d", n)
	}
	version := int(n)
	major, n, p, err = cutHead(p)
	if err != nil || major != majorBytes || n > uint64(len(p)) {
		return Body{}, errCBOR
	}
	b := Body{Version: version, Seed: p[:n:n]}
	major, n, p, err = cutHead(p[n:])
	if err != nil || major != majorArray || n > uint64(len(p)) || n%2 != 0 {
		return Body{}, errCBOR
	}
	b.Fields = make([]Field, 0, n/2)
	for ; n > 0; n -= 2 {
		var path, value []byte
		if path, p, err = cutText(p); err == nil {
			value, p, err = cutItem(p, maxNested)
		}
		if err != nil {
			return Body{}, err
		}
		b.Fields = append(b.Fields, Field{string(path), value})
	}
	if len(p) != 0 {
		return Body{}, errCBOR
	}
	return b, nil
}

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
	var own []byte
	n := uint64(0)
	for _, f := range b.Fields {
		if name, ok := strings.CutPrefix(f.Path, factPrefix); ok {
			own = append(appendText(own, name), f.Value...)
			n++
			continue
		}
		if err := e.envelope(f); err != nil {
			return fmt.Errorf("entry %d, field %s: %w", e.Number, f.Path, err)
		}
	}
	whole := append(appendHead(make([]byte, 0, 4+len(own)), majorMap, n), own...)
	fact, err := ks.DecodeFact(e.Kind, whole)
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
// signature cannot be used for another record or a second command. It reads in one way only: an origin has no line
// break, and the digest's length is fixed.
func SubmissionText(origin, client string, digest Hash) []byte {
	return []byte("truce/submission/v1\n" + origin + "\n" + client + "\n" + digest.String() + "\n")
}

// CommandKey names a command in the record's table of commands: a member's own id of it, hashed.
func CommandKey(member, client string) [16]byte {
	h := sha256.Sum256([]byte("truce/command/v1\n" + strconv.Itoa(len(member)) + "\n" + member + client))
	return [16]byte(h[:16])
}
