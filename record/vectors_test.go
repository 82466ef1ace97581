package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

var update = flag.Bool("update", false, "add vectors that testdata/vectors.json lacks; what is in it is never changed")

// The vectors hold the stored form for ever: what was written under them must be readable by every later program, and
// by other programs. A vector is never changed or removed; docs/format.md explains each.
type vectors struct {
	Leaves      map[string]leafVector       `json:"leaves"`
	Commitments map[string]commitmentVector `json:"commitments"`
	Bodies      map[string]bodyVector       `json:"bodies"`
	Checkpoints map[string]checkpointVector `json:"checkpoints"`
	Logs        map[string]logVector        `json:"logs"`
	Receipts    map[string]receiptVector    `json:"receipts"`
	Disclosed   map[string]receiptVector    `json:"disclosed"`
	Cosigned    map[string]cosignedVector   `json:"cosigned"`
	Commands    map[string]commandVector    `json:"commands"`
	Submissions map[string]submissionVector `json:"submissions"`
	Audiences   map[string]audienceVector   `json:"audiences"`
}

// bytes in hex.
type hexed []byte

func (h hexed) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(h)), nil }
func (h *hexed) UnmarshalText(b []byte) error {
	v, err := hex.DecodeString(string(b))
	*h = v
	return err
}

type fieldVector struct {
	Path  string `json:"path"`
	Value hexed  `json:"value"` // CBOR
}

type leafVector struct {
	Event       ID    `json:"event"`
	Recorded    int64 `json:"recorded"` // milliseconds
	Compartment ID    `json:"compartment"`
	Commitment  Hash  `json:"commitment"`
	BodyHash    Hash  `json:"body_hash"`
	Bytes       hexed `json:"bytes"`
	Hash        Hash  `json:"hash"`
}

type commitmentVector struct {
	Version     int                `json:"version,omitempty"` // of the body; 0 is 1
	Seed        hexed              `json:"seed"`
	Fields      []fieldVector      `json:"fields"`
	Commitment  Hash               `json:"commitment"`
	Disclosures []disclosureVector `json:"disclosures"`
}

type disclosureVector struct {
	Path  string `json:"path"`
	Salt  hexed  `json:"salt"`
	Index int    `json:"index"`
	Proof []Hash `json:"proof"`
}

type bodyVector struct {
	Origin   string        `json:"origin"`
	EpochKey hexed         `json:"epoch_key"`
	Leaf     hexed         `json:"leaf"`
	Sealed   hexed         `json:"sealed"`
	Plain    hexed         `json:"plain"`             // what is encrypted
	Version  int           `json:"version,omitempty"` // of the body; 0 is 1
	Seed     hexed         `json:"seed"`
	Fields   []fieldVector `json:"fields"`
}

type checkpointVector struct {
	Key    string `json:"key"`
	Signed string `json:"signed"`
	Origin string `json:"origin"`
	Size   int64  `json:"size"`
	Root   Hash   `json:"root"`
}

type logVector struct {
	Leaves []hexed `json:"leaves"`
	Roots  []Hash  `json:"roots"` // of the tree of 0, 1, 2 … leaves
}

type receiptVector struct {
	Key      string        `json:"key"`
	Receipt  string        `json:"receipt"`
	Index    int64         `json:"index"`
	Size     int64         `json:"size"`
	LeafHash Hash          `json:"leaf_hash"`
	Fields   []fieldVector `json:"fields,omitempty"`
}

type cosignedVector struct {
	Key       string          `json:"key"`
	Signed    string          `json:"signed"`
	Size      int64           `json:"size"`
	Witnesses []witnessVector `json:"witnesses"` // in the order of their lines
}

type witnessVector struct {
	Key string `json:"key"`
	At  int64  `json:"at"` // milliseconds
}

func (x cosignedVector) check(t *testing.T, name string) {
	c, err := OpenCheckpoint([]byte(x.Signed), must(note.NewVerifier(x.Key)))
	if err != nil || c.Size != x.Size {
		t.Errorf("cosigned %s: %d entries, %v", name, c.Size, err)
		return
	}
	var known []*Cosigner
	for _, w := range x.Witnesses {
		known = append(known, must(ParseCosigner(w.Key)))
	}
	found, err := Cosignatures(c, known)
	if err != nil || len(found) != len(x.Witnesses) {
		t.Errorf("cosigned %s: %v, %v", name, found, err)
		return
	}
	for i, f := range found {
		if f.By != known[i] || int64(f.At) != x.Witnesses[i].At {
			t.Errorf("cosigned %s: line %d is of %s at %d", name, i, f.By.Name, f.At)
		}
	}
}

// checkShown holds a receipt that shows single fields.
func (x receiptVector) checkShown(t *testing.T, name string) {
	r, err := ParseReceipt([]byte(x.Receipt))
	if err != nil {
		t.Errorf("disclosed %s: %v", name, err)
		return
	}
	p, err := r.Verify(must(note.NewVerifier(x.Key)))
	if err != nil || p.Body != nil || p.Index != x.Index || p.Checkpoint.Size != x.Size || LeafHash(r.Extra.Leaf) != x.LeafHash {
		t.Errorf("disclosed %s: %+v %v", name, p, err)
		return
	}
	var shown []fieldVector
	for _, d := range p.Shown {
		shown = append(shown, fieldVector{d.Path, d.Value})
	}
	if !reflect.DeepEqual(shown, x.Fields) {
		t.Errorf("disclosed %s shows %v", name, shown)
	}
}

type commandVector struct {
	Member string `json:"member"`
	Client string `json:"client"`
	Key    hexed  `json:"key"`
}

type submissionVector struct {
	Origin string `json:"origin"`
	Client string `json:"client"`
	Digest Hash   `json:"digest"`
	Text   string `json:"text"` // what a device signs
}

type audienceVector struct {
	Joined []string `json:"joined"` // parts, in any order
	Form   string   `json:"form"`   // the one form
	Valid  bool     `json:"valid"`
}

const vectorOrigin = "centre.example/exercise/vectors"

func TestVectorsHoldForever(t *testing.T) {
	name := filepath.Join("testdata", "vectors.json")
	held := readVectors(t, name)
	if *update {
		before, after := reflect.ValueOf(&held).Elem(), reflect.ValueOf(makeVectors(t))
		for i := range before.NumField() {
			add(before.Field(i), after.Field(i))
		}
		b, err := json.MarshalIndent(held, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, append(b, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	held.check(t)
}

// add puts what is new into a map and leaves what is there.
func add(held, made reflect.Value) {
	if held.IsNil() {
		held.Set(reflect.MakeMap(held.Type()))
	}
	for _, k := range made.MapKeys() {
		if !held.MapIndex(k).IsValid() {
			held.SetMapIndex(k, made.MapIndex(k))
		}
	}
}

func readVectors(t *testing.T, name string) (v vectors) {
	b, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) && *update {
		return v
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func fieldsOf(fs []fieldVector) []Field {
	var out []Field
	for _, f := range fs {
		out = append(out, Field{f.Path, f.Value})
	}
	return out
}

func vectorsOf(fs []Field) []fieldVector {
	var out []fieldVector
	for _, f := range fs {
		out = append(out, fieldVector{f.Path, f.Value})
	}
	return out
}

func (v vectors) check(t *testing.T) {
	for i := range reflect.ValueOf(v).NumField() {
		if reflect.ValueOf(v).Field(i).Len() == 0 {
			t.Errorf("there are no vectors of %s", reflect.TypeOf(v).Field(i).Name)
		}
	}
	for name, x := range v.Leaves {
		l := Leaf{Version: 1, Event: x.Event, Recorded: Moment(x.Recorded), Compartment: x.Compartment, Commitment: x.Commitment, BodyHash: x.BodyHash}
		back, err := ParseLeaf(x.Bytes)
		if !bytes.Equal(l.Bytes(), x.Bytes) || LeafHash(x.Bytes) != x.Hash || err != nil || back != l {
			t.Errorf("leaf %s: %x, %s, %v", name, l.Bytes(), LeafHash(x.Bytes), err)
		}
	}
	for name, x := range v.Commitments {
		x.check(t, name)
	}
	for name, x := range v.Bodies {
		x.check(t, name)
	}
	for name, x := range v.Checkpoints {
		c, err := OpenCheckpoint([]byte(x.Signed), must(note.NewVerifier(x.Key)))
		if err != nil || c.Origin != x.Origin || c.Size != x.Size || c.Root != x.Root {
			t.Errorf("checkpoint %s: %+v %v", name, c, err)
		}
	}
	for name, x := range v.Logs {
		tree := NewTree()
		for i, want := range x.Roots {
			if tree.Root() != want {
				t.Errorf("log %s: the root of %d leaves is %s", name, i, tree.Root())
			}
			if i < len(x.Leaves) {
				tree.Append(LeafHash(x.Leaves[i]))
			}
		}
	}
	for name, x := range v.Disclosed {
		x.checkShown(t, name)
	}
	for name, x := range v.Cosigned {
		x.check(t, name)
	}
	for name, x := range v.Receipts {
		r, err := ParseReceipt([]byte(x.Receipt))
		if err != nil {
			t.Errorf("receipt %s: %v", name, err)
			continue
		}
		p, err := r.Verify(must(note.NewVerifier(x.Key)))
		if err != nil || p.Index != x.Index || p.Checkpoint.Size != x.Size || LeafHash(p.Leaf.Bytes()) != x.LeafHash {
			t.Errorf("receipt %s: %+v %v", name, p, err)
		}
		if (p.Body != nil) != (x.Fields != nil) || p.Body != nil && !reflect.DeepEqual(p.Body.Fields, fieldsOf(x.Fields)) {
			t.Errorf("receipt %s says something else", name)
		}
	}
	for name, x := range v.Commands {
		if got := CommandKey(x.Member, x.Client); !bytes.Equal(got[:], x.Key) {
			t.Errorf("command %s: %x", name, got)
		}
	}
	for name, x := range v.Submissions {
		if got := SubmissionText(x.Origin, x.Client, x.Digest); string(got) != x.Text {
			t.Errorf("submission %s: %q", name, got)
		}
	}
	for name, x := range v.Audiences {
		var as []Audience
		for _, j := range x.Joined {
			as = append(as, Audience(j))
		}
		got := Audiences(as...)
		if string(got) != x.Form || (got.Check() == nil) != x.Valid {
			t.Errorf("audience %s: %q, %v", name, got, got.Check())
		}
	}
}

func (x commitmentVector) check(t *testing.T, name string) {
	fields := fieldsOf(x.Fields)
	b := Body{max(x.Version, 1), x.Seed, fields}
	got, err := b.Commitment()
	if err != nil || got != x.Commitment {
		t.Errorf("commitment %s: %s %v", name, got, err)
	}
	for i, d := range x.Disclosures {
		shown := Disclosure{Path: d.Path, Value: fields[i].Value, Salt: d.Salt, Index: d.Index, Proof: d.Proof}
		if err := shown.Check(x.Commitment); err != nil {
			t.Errorf("commitment %s: %v", name, err)
		}
		if again, err := b.Disclose(d.Path); err != nil || !reflect.DeepEqual(again, shown) {
			t.Errorf("commitment %s, %s: disclosed %+v %v", name, d.Path, again, err)
		}
	}
}

func (x bodyVector) check(t *testing.T, name string) {
	leaf, err := ParseLeaf(x.Leaf)
	if err != nil {
		t.Errorf("body %s: %v", name, err)
		return
	}
	key := must(NewEpochKey(leaf.Compartment, x.EpochKey))
	b, err := Unseal(x.Origin, key, leaf, x.Sealed)
	if err != nil || b.Version != max(x.Version, 1) || !bytes.Equal(b.Seed, x.Seed) || !reflect.DeepEqual(b.Fields, fieldsOf(x.Fields)) || !bytes.Equal(b.bytes(), x.Plain) {
		t.Errorf("body %s: %+v %v", name, b, err)
	}
	plain, err := parseBody(x.Plain)
	if err != nil || !reflect.DeepEqual(plain, b) {
		t.Errorf("body %s, plain form: %+v %v", name, plain, err)
	}
	e := Entry{Number: 4}
	if err := must(NewKinds(KindOf("test.said/1", "Somebody said something.", said{}))).Decode(b, &e); err != nil || e.Kind != "test.said/1" {
		t.Errorf("body %s decodes to %+v %v", name, e, err)
	}
}

// second ends the names of vectors with bodies of version 2. Those without it were made when there was only version 1,
// which is read for ever and written no more.
const second = ", version 2"

// fixed is n bytes that follow from a name.
func fixed(name string, n int) []byte {
	var out []byte
	for i := byte(0); len(out) < n; i++ {
		h := sha256.Sum256(append([]byte(name), i))
		out = append(out, h[:]...)
	}
	return out[:n]
}

func makeVectors(t *testing.T) vectors {
	ks := testKinds(t)
	key := must(NewEpochKey(ID(fixed("compartment", 16)), fixed("epoch key", EpochKeySize)))
	tree, tiles := NewTree(), memTiles{}
	v := vectors{
		Leaves: map[string]leafVector{}, Commitments: map[string]commitmentVector{}, Bodies: map[string]bodyVector{},
		Checkpoints: map[string]checkpointVector{}, Logs: map[string]logVector{}, Receipts: map[string]receiptVector{},
		Disclosed: map[string]receiptVector{}, Cosigned: map[string]cosignedVector{},
	}
	facts := []struct {
		name string
		part int
		d    Draft
		s    Submission
	}{
		{"plain", 0, Draft{Fact: said{Text: "two bursts"}, Audience: Public}, Submission{Author: Author{Member: "system", Known: BySystem}}},
		{"whole", 0, Draft{Fact: said{Text: "two bursts north of the line", Count: 2, When: 1499590800000}, Audience: Audiences(Mission, ToParty("A")), Happened: 1499590800000, Refs: []Ref{{Entry: 0, Leaf: Hash(fixed("leaf", 32))}}},
			Submission{Author: Author{Member: "m7", Party: "A", Known: ByDevice, Device: "d1"}, Client: "c-1", Digest: Hash(fixed("digest", 32)), Signature: fixed("signature", 64)}},
		{"local", 1, Draft{Fact: said{Text: "كلام ـ слово", Count: -70000}, Audience: ToRole("chair"), Happened: -1, Refs: []Ref{Local(0), Local(300)}}, Submission{Author: Author{Member: "m7", Known: BySession}, Client: "c-2"}},
		{"long", 0, Draft{Fact: said{Text: string(bytes.Repeat([]byte("long "), 60)), Count: 1 << 33}, Audience: Nobody}, Submission{Author: Author{Member: "host", Known: ByHost}, Client: "c \"3\"\n"}},
		{"last", 0, Draft{Fact: said{Text: ""}, Audience: ToMember("m7")}, Submission{Author: Author{Member: "m7", Known: ByToken}, Client: "c-4"}},
	}
	log := logVector{Roots: []Hash{tree.Root()}}
	var bodies []Body
	var leaves []Leaf
	for i, f := range facts {
		b := must(ks.NewBody(fixed("seed "+f.name, SeedSize), f.s, f.part, f.d))
		s := must(Seal(vectorOrigin, key, ID(fixed("event "+f.name, 16)), b))
		l := s.Leaf(Moment(1499590800000 + int64(i)*1000))
		v.Bodies[f.name+second] = bodyVector{vectorOrigin, fixed("epoch key", EpochKeySize), l.Bytes(), s.Body, b.bytes(), b.Version, b.Seed, vectorsOf(b.Fields)}
		v.Leaves[f.name+second] = leafVector{l.Event, int64(l.Recorded), l.Compartment, l.Commitment, l.BodyHash, l.Bytes(), LeafHash(l.Bytes())}
		c := commitmentVector{Version: b.Version, Seed: b.Seed, Fields: vectorsOf(b.Fields), Commitment: s.Commitment}
		for _, field := range b.Fields {
			d := must(b.Disclose(field.Path))
			c.Disclosures = append(c.Disclosures, disclosureVector{d.Path, d.Salt, d.Index, d.Proof})
		}
		v.Commitments[f.name+second] = c
		tiles.keep(tree.Append(LeafHash(l.Bytes())))
		log.Leaves, log.Roots = append(log.Leaves, l.Bytes()), append(log.Roots, tree.Root())
		bodies, leaves = append(bodies, b), append(leaves, l)
	}
	one := Body{saltedByAES, fixed("one", 32), []Field{{"kind", must(Marshal("a"))}}}
	v.Commitments["one field"+second] = commitmentVector{one.Version, one.Seed, vectorsOf(one.Fields), must(one.Commitment()), []disclosureVector{{Path: "kind", Salt: must(one.Disclose("kind")).Salt}}}
	v.Logs["five"+second] = log
	secret, public, err := NewLogKey(vectorOrigin)
	if err != nil {
		t.Fatal(err)
	}
	c := must(Sign(vectorOrigin, tree.Size(), tree.Root(), must(note.NewSigner(secret))))
	v.Checkpoints["five"+second] = checkpointVector{public, string(c.Signed), vectorOrigin, c.Size, c.Root}
	for i, name := range []string{"plain", "whole", "local"} {
		body := &bodies[i]
		if name == "plain" {
			body = nil
		}
		r := NewReceipt(int64(i), must(tree.Inclusion(tiles, int64(i))), leaves[i], c, public, body)
		x := receiptVector{Key: public, Receipt: string(r.Bytes()), Index: int64(i), Size: 5, LeafHash: LeafHash(leaves[i].Bytes())}
		if body != nil {
			x.Fields = vectorsOf(body.Fields)
		}
		v.Receipts[name+second] = x
		if body == nil {
			continue
		}
		shown := must(r.Disclose(map[string][]string{"whole": {"kind", "happened", "kind"}, "local": {"fact/text"}}[name]))
		d := receiptVector{Key: public, Receipt: string(shown.Bytes()), Index: x.Index, Size: x.Size, LeafHash: x.LeafHash}
		for _, s := range shown.Extra.Shown {
			d.Fields = append(d.Fields, fieldVector{s.Path, s.Value})
		}
		v.Disclosed[name] = d
	}
	cosigned := cosignedVector{Key: public, Size: c.Size}
	for i, kind := range []byte{CosignEd25519, CosignMLDSA44} {
		s := must(OpenCosignerSecret(must(NewCosignerSecret(fmt.Sprintf("g%d.example/witness", i+1), kind))))
		at := int64(1499590900000 + i*1000)
		c = c.WithCosignatures(must(s.Cosign(c, Moment(at))))
		cosigned.Witnesses = append(cosigned.Witnesses, witnessVector{s.Public().String(), at})
	}
	cosigned.Signed = string(c.Signed)
	v.Cosigned["both kinds"] = cosigned
	v.Commands, v.Submissions, v.Audiences = map[string]commandVector{}, map[string]submissionVector{}, map[string]audienceVector{}
	for name, x := range map[string][2]string{"plain": {"m7", "c-1"}, "quoted": {"m7", "c \"3\"\n\u200bـ"}, "no member": {"", "c"}} {
		k := CommandKey(x[0], x[1])
		v.Commands[name] = commandVector{x[0], x[1], k[:]}
		d := Hash(fixed("digest", 32))
		v.Submissions[name] = submissionVector{vectorOrigin, x[1], d, string(SubmissionText(vectorOrigin, x[1], d))}
	}
	for name, parts := range map[string][]string{
		"nobody": nil, "sorted": {"role:chair", "party:A", "mission"}, "once": {"party:A", "party:A,mission"}, "public swallows": {"party:A", "public"}, "unknown": {"everybody"},
	} {
		var as []Audience
		for _, p := range parts {
			as = append(as, Audience(p))
		}
		a := Audiences(as...)
		v.Audiences[name] = audienceVector{parts, string(a), a.Check() == nil}
	}
	return v
}
