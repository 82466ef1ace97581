package mission

import (
	"context"
	_ "embed"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/record/evidence"
)

// The office is the mission's own desk, named "record": what happens to the record itself is recorded in it.

// Began is the first fact of every record.
type Began struct {
	Origin   string `json:"origin"`
	Exercise bool   `json:"exercise,omitempty"`
	Format   string `json:"format"`
}

// TakenOver says that another host writes the record from here on, with a key of its own.
type TakenOver struct {
	Key        string        `json:"key"`        // the new public key
	Checkpoint string        `json:"checkpoint"` // the last one of the host before, as found in the copy
	At         record.Moment `json:"at"`
	Reason     string        `json:"reason"`
}

// FileTaken says that a file was taken in.
type FileTaken struct {
	Name    string      `json:"name"` // as the sender named it, cleaned
	Form    string      `json:"form"` // content type as the sender stated it
	Content record.Hash `json:"content"`
	Stored  record.Hash `json:"stored"`
	Size    int64       `json:"size"`

	Picture *Picture `json:"picture,omitempty"` // nil for what is no picture
	CopyOf  string   `json:"copy_of,omitempty"` // content of the original, of a working copy that the program made
}

// Granted hands the key of one epoch to one device of a member, sealed with HPKE (RFC 9180: DHKEM(X25519, HKDF-SHA256),
// HKDF-SHA256, AES-256-GCM), so that the member's own program can read what it may read.
type Granted struct {
	Member      string          `json:"member"`
	Device      string          `json:"device"`
	For         record.Audience `json:"for"`
	Compartment record.ID       `json:"compartment"`
	Sealed      []byte          `json:"sealed"`
}

//go:embed office.yaml
var officeAPI []byte

func office(m *Mission) desk.Desk {
	return desk.Desk{
		Name: "record",
		Facts: []record.Kind{
			record.KindOf("record.began/1", "The record was made.", Began{Origin: "centre.example/exercise/log", Exercise: true, Format: "truce-record-1"}),
			record.KindOf("record.taken_over/1", "Another host writes the record from here on.", TakenOver{Reason: "the first host is gone"}),
			record.KindOf("record.file_taken/1", "A file was taken in; the hashes prove it.", FileTaken{Name: "crater.jpg", Form: "image/jpeg"}),
			record.KindOf("record.keys_shared/1", "The key to the reading keys was cut into shares.", KeysShared{Quorum: 2, Of: []string{"G1", "G2", "G3"}}),
			record.KindOf("record.granted/1", "The key of an audience's epoch was sealed to a member's device.", Granted{Member: "m1", Device: "d1", For: record.Mission}),
		},
		State: &officeState{m: m},
		Routes: []desk.Route{
			{Method: "POST", Path: "files", Right: "record.file", Do: m.takeFile, Limit: maxFile + 1},
			{Method: "POST", Path: "uploads", Right: "record.file", Do: m.beginUpload},
			{Method: "POST", Path: "uploads/{upload}", Right: "record.file", Do: m.addToUpload, Limit: maxStretch},
			{Method: "GET", Path: "uploads/{upload}", Right: "record.file", Ask: m.askUpload},
		},
		API: officeAPI,
	}
}

// keep is the office's own command: record these facts.
type keep struct {
	Facts []any
	For   record.Audience
}

// officeState remembers the tombstones whose erasing may have to be finished, and which keys were handed out. It decides
// on nothing but the office's own commands, which only this package can make.
type officeState struct {
	m      *Mission
	grants map[grant]bool
	looked int   // how many epochs there were when grants were last looked at
	moved  bool  // readers have changed since
	newest int64 // entry, which makes the ids of the office's own commands
}

func (s *officeState) Reset() {
	s.m.tombstones = nil
	s.m.granted.reset()
	s.m.witnessed.set(record.WitnessPolicy{})
	s.m.guarded.reset()
	*s = officeState{m: s.m, grants: map[grant]bool{}, moved: true}
}

func (s *officeState) Apply(e record.Entry) {
	s.newest = e.Number
	s.m.guarded.apply(e)
	if _, ok := e.Fact.(record.Tombstone); ok && e.Status == record.Open {
		s.m.tombstones = append(s.m.tombstones, e)
	}
	if f, ok := e.Fact.(record.WitnessChange); ok && e.Status == record.Open {
		if policy, changes := f.WitnessPolicy(); changes {
			s.m.witnessed.set(policy)
		}
	}
	switch f := e.Fact.(type) {
	case *Granted:
		s.grants[grant{f.Device, f.Compartment}] = true
		s.m.granted.add(f, e.Number)
	case desk.ReaderChange:
		s.moved = true
	}
}

func (s *officeState) Decide(_ time.Time, _ desk.Who, do any) ([]record.Draft, error) {
	k, ok := do.(*keep)
	if !ok {
		return nil, desk.Refuse(desk.NotFound, "the record takes no command of this kind")
	}
	var out []record.Draft
	for i, f := range k.Facts {
		d := record.Draft{Fact: f, Audience: k.For}
		if file, ok := f.(FileTaken); ok && file.CopyOf != "" && i > 0 {
			d.Refs = []record.Ref{record.Local(0)}
		}
		out = append(out, d)
	}
	return out, nil
}

// maxFile bounds an evidence file that comes in over HTTP, in bytes.
const maxFile = 16 << 30

// takeFile streams the request's body into the evidence store and records its hashes. The same request again, with the
// same id and content, answers with the first receipt.
func (m *Mission) takeFile(ctx context.Context, r desk.Question, clerk desk.Clerk) (any, error) {
	audience := record.Audience(r.Params.Get("audience"))
	if err := m.checkFileAudience(r.Who, audience); err != nil {
		return nil, err
	}
	name, err := cleanName(r.Params.Get("name"))
	if err != nil {
		return nil, err
	}
	return m.keepFile(ctx, r.Who, r.ID, FileTaken{Name: name, Form: r.Form}, audience, r.Body, nil, clerk)
}

// Keep takes in a file that a desk made, such as the positions of an hour.
func (m *Mission) Keep(ctx context.Context, who desk.Who, id, name, form string, readers record.Audience, r io.Reader) (desk.Receipt, record.Hash, error) {
	if m.signer == nil {
		return desk.Receipt{}, record.Hash{}, desk.Refuse(desk.NotAllowed, "this is a reading copy of the record and takes nothing in; submit to the host of the record")
	}
	name, err := cleanName(name)
	if err != nil {
		return desk.Receipt{}, record.Hash{}, err
	}
	taken, err := m.keepFile(ctx, who, id, FileTaken{Name: name, Form: form}, readers, r, nil, m)
	return taken.Receipt, taken.Content, err
}

// takenBefore answers an upload that had been recorded: with the first file, and without the second copy.
func (m *Mission) takenBefore(ctx context.Context, second evidence.File, r desk.Receipt) (TakenFile, error) {
	if err := m.files.Remove(second.Stored); err != nil {
		return TakenFile{}, err
	}
	e, err := m.Entry(ctx, r.Entry)
	if err != nil {
		return TakenFile{}, err
	}
	first, ok := e.Fact.(*FileTaken)
	if !ok {
		return TakenFile{}, desk.Refuse(desk.Conflict, "the id was used for another command; give the file an id of its own")
	}
	return TakenFile{evidence.File{Content: first.Content, Stored: first.Stored, Size: first.Size}, r}, nil
}

// A TakenFile answers an upload.
type TakenFile struct {
	evidence.File
	desk.Receipt
}

// TakenAs finds the file that a member's request of this id took in.
func (m *Mission) TakenAs(ctx context.Context, who desk.Who, id string) (desk.File, bool, error) {
	c, ok, err := m.store.LookCommand(record.CommandKey(who.Member, id))
	if err != nil || !ok {
		return desk.File{}, false, err
	}
	e, err := m.Entry(ctx, c.First)
	if err != nil {
		return desk.File{}, false, err
	}
	f, ok := e.Fact.(*FileTaken)
	if !ok || e.Status != record.Open {
		return desk.File{}, false, nil
	}
	return f.TakenIn().File, true, nil
}

// OpenFile opens a taken file for somebody who may read its fact, as it came in.
func (m *Mission) OpenFile(ctx context.Context, who desk.Who, n int64) (name, form string, r io.ReadCloser, err error) {
	e, err := m.Entry(ctx, n)
	if err != nil {
		return "", "", nil, err
	}
	f, ok := e.Fact.(*FileTaken)
	if !ok || e.Status != record.Open || !who.MayRead(e) {
		return "", "", nil, desk.Refuse(desk.NotFound, "there is no file at entry %d, or you may not open it", n)
	}
	if err := m.guarded.check(n, who, m.Now()); err != nil {
		return "", "", nil, err
	}
	r, err = m.files.Open(f.Stored, func(id record.ID) (*record.EpochKey, bool) {
		key, _, ok := m.ring.Key(id)
		return key, ok
	})
	return f.Name, f.Form, r, err
}

// cleanName keeps what a file name says and drops what it could do.
func cleanName(name string) (string, error) {
	if name == "" || len(name) > 200 || !utf8.ValidString(name) {
		return "", desk.Refuse(desk.Invalid, "give the file a name of 1 to 200 bytes: add ?name=")
	}
	name = strings.Map(func(r rune) rune {
		if r == '/' || r == '\\' || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return '_'
		}
		return r
	}, name)
	return strings.TrimLeft(name, "."), nil
}

func (m *Mission) checkFileAudience(who desk.Who, a record.Audience) error {
	if a == record.Nobody {
		return desk.Refuse(desk.Invalid, "say who may open the file: add ?audience=, for example mission or %s", record.ToMember(who.Member))
	}
	if err := a.Check(); err != nil {
		return desk.Refuse(desk.Invalid, "%s", err)
	}
	if !who.Sees(a) {
		return desk.Refuse(desk.NotAllowed, "you are not in the audience %q; choose one that you belong to", string(a))
	}
	return nil
}
