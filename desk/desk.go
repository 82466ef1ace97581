// Package desk says what a desk is. A desk is one function of the mission: it decides what may enter the record, keeps
// a picture of its part of it, and answers questions. Everything else is plumbing that no desk needs to know.
//
// A new capability is a new folder below this one and one line in cmd/truce/desks.go. Desks do not import one another:
// they meet by the law (package agreement), by reference (record.Ref) and by the facts that every desk is shown.
package desk

import (
	"context"
	"io"
	"net/url"
	"strings"
	"time"

	"truce.example/record"
	"truce.example/view"
)

// A Desk is one function of the mission.
type Desk struct {
	Name   string        // "observe"; begins its facts, tables, paths and rights
	Facts  []record.Kind // all it may record; a kind is never removed
	State  State         // what it decides from; nil if it only reads
	View   *view.View    // what it answers from; thrown away and rebuilt at will; nil if it shows nothing
	Routes []Route       // its doors
	Layers []Layer       // what it shows as a table, and later on the map
	API    []byte        // its OpenAPI paths and schemas (api.yaml), written for people

	// Sheets gives the forms that q.Who may fill in away from the console, with the choices as they stand; nil for none. The face
	// leaves out those whose door who may not use.
	Sheets func(ctx context.Context, q Question) ([]Sheet, error)

	// Names gives the spellings of names, as q.Who may know them: what is searched for under one is found under all.
	Names func(ctx context.Context, q Question) ([][]string, error)
	// Dates gives what happens, is due or holds at some time of [from, to), as q.Who may know it, in order of time.
	Dates func(ctx context.Context, q Question, from, to record.Moment) ([]Date, error)
	// Warnings gives alarms newest first, at most limit, below the entry before (0: from the newest).
	Warnings func(ctx context.Context, q Question, before int64, limit int) ([]Warning, error)

	// Run feeds the desk from outside until ctx ends; nil for most. When ctx has ended the clerk still takes in what became of
	// what was under way, for some seconds; then Run returns.
	Run func(ctx context.Context, clerk Clerk) error
}

// A State decides, and remembers only what deciding needs. It is owned by the writer, which calls it from one
// goroutine; a State that others may read (the law, who is who) guards what it shows with its own lock.
//
// Apply is called once for every fact of every desk, in order. An entry whose body cannot be read has a nil Fact; an
// erased one may carry a residue (see Residue). Apply cannot fail and must not keep the entry's Fact for writing.
// Entries shown to Apply have no leaf hash yet.
//
// Decide answers a command of this desk with facts, or refuses it with an error made by Refuse. It reads no clock, no
// table, no network and no random source: the time is an argument, and commands bring their own random ids.
//
// Reset forgets everything. After a failed commit the writer resets every State and folds it again from the record.
type State interface {
	Reset()
	Apply(e record.Entry)
	Decide(at time.Time, who Who, do any) ([]record.Draft, error)
}

// Due is optional: a State that has deadlines, or reacts to others' facts, says when it next wants to be asked, and
// answers with commands of its own desk. The writer calls both. Commands carry an ID, so asking twice is harmless.
// A zero Next means that nothing is pending.
type Due interface {
	Next() time.Time
	Due(at time.Time) []Command
}

// Residue is optional for a fact type: what must remain of a fact that is forgotten, so that later decisions do not
// change (an id, a link), with all content blanked. A fact without it leaves nothing.
type Residue interface {
	// Residue returns a value of the same type.
	Residue() any
}

// Derived is optional for a fact type: the fact was made from those that its references name, and repeats words or places
// of them. When one of those is forgotten, this one is forgotten with it, and so is what was derived from this one,
// in whichever command and by whichever desk it was recorded.
type Derived interface{ IsDerived() }

// ReaderChange is optional for a fact type: after such a fact other people, or other devices of theirs, may read. The
// mission then hands out the keys of audiences, or begins new epochs.
type ReaderChange interface{ ChangesReaders() }

// A Holder is a member's device to which the keys of the member's audiences are sealed.
type Holder struct {
	Who    Who
	Device string
	Key    []byte // X25519 public key for HPKE
}

// A Grant is the key of one epoch of an audience, sealed to one device of a member.
type Grant struct {
	Entry       int64           `json:"entry"` // that recorded it
	Device      string          `json:"device"`
	For         record.Audience `json:"for"`
	Compartment record.ID       `json:"compartment"`
	Sealed      []byte          `json:"sealed"` // HPKE; docs/format.md, section 5
}

// A Command asks a desk to record something.
type Command struct {
	Desk string // whose State decides
	ID   string // the submitter's own id, up to 128 bytes: the same id by the same member is the same command
	Do   any    // a pointer to one of the desk's command types

	// Submitted is the hash of the command as it was sent; sending the same ID with another hash is a conflict. When
	// it is zero the writer hashes Do.
	Submitted record.Hash
	// Signature is by the author's device, over SubmissionDigest; empty when no device key is used.
	Signature []byte
}

// A Clerk is the only way to write.
type Clerk interface {
	// Submit answers when the facts are durable, with one receipt per fact, in order. The same command again gives the
	// same receipts and records nothing. A full queue refuses with Busy; nothing is ever dropped in silence.
	Submit(ctx context.Context, who Who, c Command) ([]Receipt, error)
}

// A Looker is a Clerk that also answers: what a desk's Run may ask of its own tables. The mission is one.
type Looker interface {
	// Look is a question by who, without parameters.
	Look(who Who) Question
}

// A Keeper is a Clerk that takes in files too, as the mission's own is for what a desk runs.
type Keeper interface {
	// Keep stores what r gives, encrypted for readers, and records its hashes (record.file_taken). The same file again, under
	// the same id, is stored once and gives the first receipt. The hash is of the file as it came in.
	Keep(ctx context.Context, who Who, id, name, form string, readers record.Audience, r io.Reader) (Receipt, record.Hash, error)
}

// A Receipt tells where a fact went, and proves it.
type Receipt struct {
	Entry    int64         `json:"entry"`
	Event    record.ID     `json:"event"`
	Kind     string        `json:"kind"`
	Recorded record.Moment `json:"recorded"`
	Leaf     record.Hash   `json:"leaf"`
	Again    bool          `json:"again,omitempty"` // the command had been recorded before
	// Proof is the receipt in the C2SP tlog-proof format: it verifies offline, for as long as the log's key is known.
	Proof []byte `json:"-"`
}

// Who is a person, device or program that acts, as far as the mission knows it.
type Who struct {
	Member string   // member id; "system" or "host" for the program itself; "" for somebody who is not signed in
	Party  string   // "" for the mission's own people
	Kind   string   // "mission", "party" or "guarantor"
	Roles  []string // roles as in the agreement's rights table
	Known  string   // record.BySession, record.ByDevice, …
	Device string   // device, session or token id

	// Scope is who may read what comes of the action at hand, by the rights table; empty where no table was asked.
	Scope record.Audience

	// Within is who looks with the eyes of another (see As): nothing is seen that is not for both.
	Within *Who
}

// As is somebody of a side, or of the public, as w may look with their eyes: what both may see, and nothing that w alone or the
// other alone may. It can do nothing: it is no member and has no role. The audience is party:ID, guarantor:ID or public.
func (w Who) As(a record.Audience) (Who, bool) {
	kind, id, _ := strings.Cut(string(a), ":")
	switch {
	case a == record.Public:
		return Who{Within: &w}, true
	case (kind == "party" || kind == "guarantor") && id != "" && a.Check() == nil && len(a.Terms()) == 1:
		return Who{Member: "(as " + string(a) + ")", Kind: kind, Party: id, Within: &w}, true
	}
	return Who{}, false
}

// Scoped is the usual audience of what who does, with the rights table's word in place of "the mission".
func (w Who) Scoped(usual record.Audience) record.Audience {
	if w.Scope == record.Nobody {
		return usual
	}
	var out []record.Audience
	for _, t := range usual.Terms() {
		if a := record.Audience(t); a != record.Mission {
			out = append(out, a)
		}
	}
	return record.Audiences(append(out, w.Scope)...)
}

// System is the program itself, which acts on deadlines and reactions.
func System() Who { return Who{Member: "system", Kind: "mission", Known: record.BySystem} }

// Host is the operator of the machine, who acts through a verb of the program.
func Host() Who {
	return Who{Member: "host", Kind: "mission", Roles: []string{"admin"}, Known: record.ByHost}
}

// Has says whether who holds the role.
func (w Who) Has(role string) bool {
	for _, r := range w.Roles {
		if r == role {
			return true
		}
	}
	return false
}

// Author is who as the record writes it.
func (w Who) Author() record.Author {
	return record.Author{Member: w.Member, Party: w.Party, Known: w.Known, Device: w.Device}
}

// Sees says whether who belongs to the audience. Nobody is in the empty audience, the host included.
func (w Who) Sees(a record.Audience) bool {
	if w.Within != nil && !w.Within.Sees(a) {
		return false
	}
	for _, t := range a.Terms() {
		if w.in(t) {
			return true
		}
	}
	return false
}

func (w Who) in(term string) bool {
	if term == "public" {
		return true
	}
	if w.Member == "" {
		return false
	}
	switch {
	case term == "parties":
		return true
	case term == "mission":
		return w.Kind == "mission"
	case len(term) > 6 && term[:6] == "party:":
		return w.Kind == "party" && w.Party == term[6:]
	case len(term) > 10 && term[:10] == "guarantor:":
		return w.Kind == "guarantor" && w.Party == term[10:]
	case len(term) > 5 && term[:5] == "role:":
		return w.Kind == "mission" && w.Has(term[5:])
	case len(term) > 7 && term[:7] == "member:":
		return w.Member == term[7:]
	}
	return false
}

// Identity says who somebody is. The desk people implements it; cmd hands it to the face.
type Identity interface {
	// BySecret finds who holds the secret of a session or token, of which the SHA-256 is given.
	BySecret(at time.Time, secret record.Hash) (Who, bool)
	// ByDevice finds the member and the Ed25519 public key of a device.
	ByDevice(device string) (Who, []byte, bool)
	// Member finds a member as a mission would address it, without session.
	Member(id string) (Who, bool)
}

// Rights says who may do what. The desk terms implements it from the rights table of the agreement in force.
type Rights interface {
	// May says whether who may do the action ("observe.allege") at that moment, which is the moment of acting.
	May(at time.Time, who Who, action string) bool
	// Scope says who may read what comes of it when no other audience is chosen.
	Scope(at time.Time, who Who, action string) (record.Audience, bool)
}

// A Route is one door of a desk. It has an Ask, a Tell or a Do.
type Route struct {
	Method string // GET for Ask; POST for Tell and Do
	Path   string // below the desk's name, in the syntax of http.ServeMux: "allegations/{entry}"
	Right  string // the action that who must be allowed; RightAnybody or RightSignedIn for doors without one

	// Ask answers a question from the view. What it returns is written as JSON, and a Document as it is.
	Ask func(ctx context.Context, q Question) (any, error)
	// Tell returns a new, empty command, which the face fills strictly from the JSON body and submits.
	Tell func() any
	// Do is for the few doors that must do more than submit one command: issue a secret, take in a file.
	Do func(ctx context.Context, q Question, clerk Clerk) (any, error)
	// Limit bounds the body of a Do, in bytes; zero is the bound of a command.
	Limit int64
}

// A Document is an answer that is not JSON: a page, a table, a drawing. It loads nothing and runs nothing.
type Document struct {
	Type string // media type: "text/html; charset=utf-8"
	Name string // under which it is saved; empty shows it
	Body []byte
}

// Rights of doors that need none in the table.
const (
	RightAnybody  = "-" // also somebody who is not signed in
	RightSignedIn = "+" // any member
)

// A Question is what the face hands to Ask and Do.
type Question struct {
	Who    Who
	At     time.Time                // the mission's clock
	View   view.Reader              // shows only what Who may see
	Head   record.Checkpoint        // the newest; the view may have read less or more
	Params url.Values               // query parameters
	Path   func(name string) string // path parameters

	// For Do only.
	ID   string    // the client's id of the request (header Idempotency-Key), never empty
	Body io.Reader // the request's body, bounded by the face
	Form string    // its content type, without parameters
}

// ViewerKey is the same for all who see the same.
func (w Who) ViewerKey() string {
	key := w.Member + "\x00" + w.Kind + "\x00" + w.Party + "\x00" + strings.Join(w.Roles, ",")
	if w.Within != nil {
		key += "\x01" + w.Within.ViewerKey()
	}
	return key
}

// MayRead says whether who may read an entry's body: who is in its audience, and its author.
func (w Who) MayRead(e record.Entry) bool {
	if e.Kind == "" { // closed or erased: there is nothing to read
		return false
	}
	return w.Sees(e.Audience) || w.Member != "" && w.Member == e.Author.Member
}
