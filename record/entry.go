package record

import "fmt"

// A Ref points at a fact of any desk, by its entry number and the hash of its leaf. While a command is being decided,
// a fact of the same command is pointed at with [Local]; the writer fills in the hash.
type Ref struct {
	Entry int64 `json:"entry"`
	Leaf  Hash  `json:"leaf,omitzero"`
}

// Local refers to the fact with that index among the facts of the same command. In the body it is stored as
// the negative number -1-index, because a leaf's hash is not known before its body is sealed.
func Local(index int) Ref { return Ref{Entry: int64(-1 - index)} }

// To refers to an earlier entry; the writer adds the hash of its leaf.
func To(entry int64) Ref { return Ref{Entry: entry} }

// How the author of a fact is known.
const (
	BySession = "session" // a person signed in with a browser
	ByDevice  = "device"  // a device key signed the submission
	ByToken   = "token"   // a program with an API token
	ByImport  = "import"  // a file loaded by an operator
	BySystem  = "system"  // the program itself: a deadline, a reaction, a demo
	ByHost    = "host"    // the operator of the machine, through a verb of the program
)

// An Author says who submitted a fact and how that is known.
type Author struct {
	Member string `json:"member"`           // member id; "system" or "host" for the program
	Party  string `json:"party,omitempty"`  // party or guarantor the member acts for; empty for the mission
	Known  string `json:"known"`            // one of BySession, ByDevice, …
	Device string `json:"device,omitempty"` // device, session or token id
}

// A Draft is a fact that a desk wants recorded.
type Draft struct {
	Fact     any      // a value of a type that some Kind declares
	Audience Audience // who may read it; empty is nobody
	Happened Moment   // when it happened, as far as anyone knows
	Refs     []Ref    // what it is about
}

// State of an entry's body for the one who reads it.
const (
	Open      = "open"      // decoded
	Closed    = "closed"    // the reader has no key, or is not in the audience
	Erased    = "erased"    // forgotten on purpose; the tombstone says by whom
	Forgotten = "forgotten" // erased, and what is shown is the residue kept by the tombstone
)

// An Entry is one fact as the program sees it: its place in the record and, if the body is open, its content.
type Entry struct {
	Number     int64    `json:"entry"`
	Event      ID       `json:"event"`
	Recorded   Moment   `json:"recorded"`
	Status     string   `json:"status"`
	Kind       string   `json:"kind,omitempty"` // "observe.alleged/1"
	Audience   Audience `json:"audience,omitempty"`
	Author     Author   `json:"author,omitzero"`
	Happened   Moment   `json:"happened,omitzero"`
	Refs       []Ref    `json:"refs,omitempty"`
	Part       int      `json:"part,omitempty"`      // index among the facts of its command
	Client     string   `json:"client_id,omitempty"` // the submitter's own id of the command
	Submission Hash     `json:"submission,omitzero"` // SHA-256 of the command as submitted
	Signature  []byte   `json:"signature,omitempty"` // by the author's device, over the submission
	Fact       any      `json:"fact,omitempty"`      // pointer to the decoded fact; nil unless open or forgotten
}

// RefEntry is the entry number that reference i points at, with references inside the command resolved.
func (e Entry) RefEntry(i int) (int64, error) {
	if i < 0 || i >= len(e.Refs) {
		return 0, fmt.Errorf("entry %d has no reference %d", e.Number, i)
	}
	n := e.Refs[i].Entry
	if n < 0 {
		n = e.Number - int64(e.Part) + (-1 - n)
	}
	return n, nil
}

// Resolved is the entry with references inside its command written as entry numbers, for whoever shows it.
func (e Entry) Resolved() Entry {
	refs := make([]Ref, len(e.Refs))
	for i, r := range e.Refs {
		n, err := e.RefEntry(i)
		if err != nil {
			n = r.Entry
		}
		refs[i] = Ref{Entry: n, Leaf: r.Leaf}
	}
	if len(refs) > 0 {
		e.Refs = refs
	}
	return e
}

// A Tombstone is a fact by which an earlier entry's body is forgotten. The writer erases the body when the fact is on
// the disk, and fills in the residue before that.
type Tombstone interface {
	// Erases is the entry whose body goes.
	Erases() int64
	// Of returns the same fact for another entry: what was derived from the erased one goes with it.
	Of(entry int64) any
	// WithResidue returns the fact with what remains of the erased one: its kind and its fact as CBOR, or "" and nil.
	WithResidue(kind string, fact []byte) any
	// Remains is what WithResidue was given.
	Remains() (kind string, fact []byte)
}
