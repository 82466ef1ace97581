package record

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"golang.org/x/mod/sumdb/note"
)

// A Receipt proves that an entry is in the record: the leaf, its place, the path to the root, and a signed checkpoint.
// It is stored as a C2SP tlog-proof, with the leaf and (for who may read the body) the fields and seed in its extra
// line. It verifies offline, for as long as the log's public key is known.
type Receipt struct {
	Index      int64
	Proof      []Hash
	Checkpoint []byte
	Extra      ReceiptExtra
}

// ReceiptExtra is what a receipt carries beside the proof: a map in CBOR in the extra line.
type ReceiptExtra struct {
	Leaf    []byte  // the leaf's bytes
	Key     string  // the log's public key as the host states it; trust it only when it is known otherwise
	Version int     // of the body; 0 without one
	Seed    []byte  // opens the commitment
	Fields  []Field // as path, value, path, value …

	// Shown are single fields with what proves each, instead of the whole body: path, value, salt, index and sibling hashes
	// in turn.
	Shown []Disclosure
}

const (
	receiptHeader = "c2sp.org/tlog-proof@v1\n"
	maxReceipt    = 2*MaxBody + 1<<16
)

// NewReceipt makes a receipt. With a body it also carries what was said.
func NewReceipt(index int64, proof []Hash, leaf Leaf, c Checkpoint, key string, body *Body) Receipt {
	r := Receipt{Index: index, Proof: proof, Checkpoint: c.Signed, Extra: ReceiptExtra{Leaf: leaf.Bytes(), Key: key}}
	if body != nil {
		r.Extra.Version, r.Extra.Seed, r.Extra.Fields = body.Version, body.Seed, body.Fields
	}
	return r
}

// Bytes writes the receipt.
func (r Receipt) Bytes() []byte {
	extra := r.Extra.bytes()
	b := make([]byte, 0, 128+base64.StdEncoding.EncodedLen(len(extra))+45*len(r.Proof)+len(r.Checkpoint))
	b = append(b, receiptHeader...)
	b = append(b, "extra "...)
	b = base64.StdEncoding.AppendEncode(b, extra)
	b = append(b, "\nindex "...)
	b = strconv.AppendInt(b, r.Index, 10)
	b = append(b, '\n')
	for _, h := range r.Proof {
		b = append(base64.StdEncoding.AppendEncode(b, h[:]), '\n')
	}
	b = append(b, '\n')
	return append(b, r.Checkpoint...)
}

// bytes writes the map, with its keys in the order of the deterministic encoding. Seed and fields are left out when
// there are none.
func (x ReceiptExtra) bytes() []byte {
	size, n := 64+len(x.Leaf)+len(x.Key)+len(x.Seed), uint64(2)
	for _, f := range x.Fields {
		size += 16 + len(f.Path) + len(f.Value)
	}
	if len(x.Seed) > 0 {
		n++
	}
	if x.Version > saltedByHKDF {
		n++
	}
	if len(x.Fields) > 0 {
		n++
	}
	if len(x.Shown) > 0 {
		n++
	}
	b := appendHead(make([]byte, 0, size), majorMap, n)
	b = appendText(appendText(b, "key"), x.Key)
	if x.Version > saltedByHKDF {
		b = appendHead(appendText(b, "body"), majorUint, uint64(x.Version))
	}
	b = appendBytes(appendText(b, "leaf"), x.Leaf)
	if len(x.Seed) > 0 {
		b = appendBytes(appendText(b, "seed"), x.Seed)
	}
	if len(x.Shown) > 0 {
		b = appendHead(appendText(b, "shown"), majorArray, uint64(5*len(x.Shown)))
		for _, d := range x.Shown {
			b = appendBytes(appendBytes(appendText(b, d.Path), d.Value), d.Salt)
			b = appendHead(b, majorUint, uint64(d.Index))
			b = appendHead(b, majorBytes, uint64(len(d.Proof)*len(Hash{})))
			for _, h := range d.Proof {
				b = append(b, h[:]...)
			}
		}
	}
	if len(x.Fields) > 0 {
		b = appendHead(appendText(b, "fields"), majorArray, uint64(2*len(x.Fields)))
		for _, f := range x.Fields {
			b = appendBytes(appendText(b, f.Path), f.Value)
		}
	}
	return b
}

// parseExtra reads what bytes writes.
func parseExtra(raw []byte) (ReceiptExtra, error) {
	var x struct {
		Leaf   []byte `json:"leaf"`
		Key    string `json:"key"`
		Body   *int   `json:"body"`
		Seed   []byte `json:"seed"`
		Shown  []any  `json:"shown"`
		Fields []any  `json:"fields"`
	}
	if err := Unmarshal(raw, &x); err != nil {
		return ReceiptExtra{}, err
	}
	if len(x.Fields)%2 != 0 {
		return ReceiptExtra{}, errors.New("a path has no value")
	}
	out := ReceiptExtra{Leaf: x.Leaf, Key: x.Key, Seed: x.Seed}
	switch {
	case x.Body != nil:
		out.Version = *x.Body
	case x.Seed != nil:
		out.Version = saltedByHKDF
	}
	var err error
	if out.Shown, err = shownIn(x.Shown); err != nil {
		return ReceiptExtra{}, err
	}
	for i := 0; i < len(x.Fields); i += 2 {
		path, ok1 := x.Fields[i].(string)
		value, ok2 := x.Fields[i+1].([]byte)
		if !ok1 || !ok2 {
			return ReceiptExtra{}, errors.New("the fields are not path and value in turn")
		}
		out.Fields = append(out.Fields, Field{path, value})
	}
	return out, nil
}

func shownIn(list []any) ([]Disclosure, error) {
	if len(list)%5 != 0 {
		return nil, errors.New("a field that is shown lacks its proof")
	}
	var out []Disclosure
	for ; len(list) > 0; list = list[5:] {
		path, ok1 := list[0].(string)
		value, ok2 := list[1].([]byte)
		salt, ok3 := list[2].([]byte)
		index, ok4 := list[3].(uint64)
		proof, ok5 := list[4].([]byte)
		if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 || index > maxFields || len(proof)%len(Hash{}) != 0 {
			return nil, errors.New("the fields that are shown are not written as they should be")
		}
		d := Disclosure{Path: path, Value: value, Salt: salt, Index: int(index)}
		for ; len(proof) > 0; proof = proof[len(Hash{}):] {
			d.Proof = append(d.Proof, Hash(proof[:len(Hash{})]))
		}
		if len(out) > 0 && out[len(out)-1].Path >= path {
			return nil, errors.New("the fields that are shown are not in order, or one is there twice")
		}
		out = append(out, d)
	}
	return out, nil
}

// Disclose makes of a receipt that says everything one that shows single fields and proves them, and tells nothing of the
// others but how many there are at most. Whoever holds the receipt can do it, without asking anybody.
func (r Receipt) Disclose(paths []string) (Receipt, error) {
	if r.Extra.Seed == nil {
		return r, errors.New("the receipt does not carry what was said; only who may read the entry has one that does")
	}
	if len(paths) == 0 {
		return r, errors.New("name at least one field to show")
	}
	body := Body{Version: r.Extra.Version, Seed: r.Extra.Seed, Fields: r.Extra.Fields}
	out := Receipt{Index: r.Index, Proof: r.Proof, Checkpoint: r.Checkpoint, Extra: ReceiptExtra{Leaf: r.Extra.Leaf, Key: r.Extra.Key}}
	for _, path := range slices.Compact(slices.Sorted(slices.Values(paths))) {
		d, err := body.Disclose(path)
		if err != nil {
			return r, err
		}
		out.Extra.Shown = append(out.Extra.Shown, d)
	}
	return out, nil
}

// ParseReceipt reads a receipt strictly: one receipt has one form, so that a changed byte cannot hide.
func ParseReceipt(data []byte) (Receipt, error) {
	if len(data) > maxReceipt {
		return Receipt{}, fmt.Errorf("the receipt has %d bytes, more than %d", len(data), maxReceipt)
	}
	r, err := parseReceipt(data)
	if err != nil {
		return Receipt{}, fmt.Errorf("the receipt is damaged: %w", err)
	}
	if !bytes.Equal(r.Bytes(), data) {
		return Receipt{}, errors.New("the receipt is damaged: it is not written as it should be")
	}
	return r, nil
}

func parseReceipt(data []byte) (Receipt, error) {
	var r Receipt
	head, checkpoint, ok := bytes.Cut(data, []byte("\n\n"))
	if !ok || !bytes.HasPrefix(head, []byte(receiptHeader)) {
		return r, errors.New("it does not begin as a transparency-log proof")
	}
	r.Checkpoint = checkpoint
	lines := bytes.Split(head[len(receiptHeader):], []byte("\n"))
	if len(lines) < 2 || len(lines) > 2+64 {
		return r, errors.New("it has the wrong number of lines")
	}
	extra, ok := bytes.CutPrefix(lines[0], []byte("extra "))
	if !ok {
		return r, errors.New("it has no leaf")
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(string(extra))
	if err != nil {
		return r, fmt.Errorf("its leaf is not base64: %w", err)
	}
	if r.Extra, err = parseExtra(raw); err != nil {
		return r, fmt.Errorf("its leaf is not readable: %w", err)
	}
	index, ok := bytes.CutPrefix(lines[1], []byte("index "))
	if !ok {
		return r, errors.New("it has no index")
	}
	if r.Index, err = strconv.ParseInt(string(index), 10, 64); err != nil {
		return r, fmt.Errorf("its index is no number: %w", err)
	}
	for _, l := range lines[2:] {
		h, err := base64.StdEncoding.Strict().DecodeString(string(l))
		if err != nil || len(h) != len(Hash{}) {
			return r, errors.New("its path has something that is no hash")
		}
		r.Proof = append(r.Proof, Hash(h))
	}
	return r, nil
}

// A Proven receipt is what a verified receipt says.
type Proven struct {
	Leaf       Leaf
	Index      int64
	Checkpoint Checkpoint
	Body       *Body        // nil when the receipt does not carry it
	Shown      []Disclosure // single fields that it shows, each proven
}

// Verify checks a receipt against the log's public key: signature, path, and, if it carries the body, the commitment.
func (r Receipt) Verify(log note.Verifier) (Proven, error) {
	c, err := OpenCheckpoint(r.Checkpoint, log)
	if err != nil {
		return Proven{}, err
	}
	leaf, err := ParseLeaf(r.Extra.Leaf)
	if err != nil {
		return Proven{}, err
	}
	if err := CheckInclusion(r.Proof, c.Size, c.Root, r.Index, LeafHash(r.Extra.Leaf)); err != nil {
		return Proven{}, fmt.Errorf("the receipt's path does not lead to its checkpoint: %w", err)
	}
	p := Proven{Leaf: leaf, Index: r.Index, Checkpoint: c, Shown: r.Extra.Shown}
	for _, d := range p.Shown {
		if err := d.Check(leaf.Commitment); err != nil {
			return Proven{}, err
		}
	}
	if p.Shown != nil && (r.Extra.Seed != nil || r.Extra.Fields != nil) {
		return Proven{}, errors.New("the receipt shows single fields and all of them at once")
	}
	if r.Extra.Seed == nil && r.Extra.Fields == nil {
		return p, nil
	}
	body := Body{Version: r.Extra.Version, Seed: r.Extra.Seed, Fields: r.Extra.Fields}
	commitment, err := body.Commitment()
	if err != nil {
		return Proven{}, err
	}
	if commitment != leaf.Commitment {
		return Proven{}, errors.New("what the receipt says is not what its leaf commits to")
	}
	p.Body = &body
	return p, nil
}
