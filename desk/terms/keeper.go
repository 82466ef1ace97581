package terms

import (
	"bytes"
	"encoding/json"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

// A Keeper holds the law. At, May and Scope are safe for concurrent use; the rest belongs to the writer, through Desk.
type Keeper struct {
	book  atomic.Pointer[book] // read by anybody; replaced by the writer
	begun atomic.Bool          // there has been an agreement; Reset does not forget it
	state state                // the writer's own
}

// New returns a Keeper without an agreement.
func New() *Keeper {
	k := &Keeper{}
	k.Reset()
	return k
}

// A book is the law after some entry, and as it was after each entry before. It never changes.
type book struct {
	laws   []*law   // by entry
	rights []rights // of the versions of the text, in their order; the first holds for everything before the second
	agreed bool     // the text the rights come from has been agreed, not only offered
}

// rights are the table of one version of the text, which holds from the moment at which the version does.
type rights struct {
	from  record.Moment
	table map[string]map[string]record.Audience // role, action: who may read what comes of it
}

// rightsAt is the table that holds at a moment; nil before there is any.
func (b *book) rightsAt(at record.Moment) map[string]map[string]record.Audience {
	for i, r := range slices.Backward(b.rights) {
		if r.from <= at || i == 0 {
			return r.table
		}
	}
	return nil
}

// A law is what the facts up to an entry make of the agreement. It never changes.
type law struct {
	entry    int64
	recorded record.Moment
	versions []version
	changes  []agreement.StatusChange
	windows  []agreement.Window
}

// A version of the text holds for what happens from a moment on. The first holds for everything before the second.
type version struct {
	from  record.Moment
	text  *agreement.Agreement
	terms func() *agreement.Terms // made when first asked for: indexing a text takes a while, and most laws are passed over
}

// At returns the terms that held at a moment, as they were known after the entry with the number known; -1 is now. A
// moment that is not known gets the text that held when the law was last changed. It returns nil, which stands for a
// mission without an agreement, when none had been offered yet. What it returns never changes.
func (k *Keeper) At(event record.Moment, known int64) *agreement.Terms {
	l := k.book.Load().known(known)
	if l == nil {
		return nil
	}
	return l.at(event).terms()
}

// known finds the law as it was after an entry, or nil.
func (b *book) known(entry int64) *law {
	n := len(b.laws)
	if entry >= 0 {
		n = sort.Search(n, func(i int) bool { return b.laws[i].entry > entry })
	}
	if n == 0 {
		return nil
	}
	return b.laws[n-1]
}

func (l *law) at(event record.Moment) version {
	if !event.Known() {
		event = l.recorded
	}
	for _, v := range slices.Backward(l.versions) {
		if v.from <= event {
			return v
		}
	}
	return l.versions[0]
}

// latest is the newest version of the text, also if it does not hold yet.
func (l *law) latest() *agreement.Agreement { return l.versions[len(l.versions)-1].text }

// next is a copy of the law to be changed by the entry.
func (l *law) next(e record.Entry) *law {
	n := &law{entry: e.Number, recorded: e.Recorded}
	if l != nil {
		n.versions = slices.Clone(l.versions)
		n.changes = slices.Clone(l.changes)
		n.windows = slices.Clone(l.windows)
	}
	return n
}

// seal readies the law for being read.
func (l *law) seal() {
	for i := range l.versions {
		text := l.versions[i].text
		l.versions[i].terms = sync.OnceValue(func() *agreement.Terms {
			return agreement.NewTerms(text, l.changes, l.windows, l.entry)
		})
	}
}

// text finds a version by its number, or nil.
func (b *book) text(number int64) *agreement.Agreement {
	l := b.known(-1)
	if l == nil {
		return nil
	}
	for _, v := range slices.Backward(l.versions) {
		if v.text.Version == number {
			return v.text
		}
	}
	return nil
}

// May says whether who may do the action at a moment, by the rights table of the version of the text that holds then. It
// implements desk.Rights.
//
// The program itself may do everything. The operator of the machine may always do what belongs to terms and people:
// otherwise a table with a mistake could not be mended. Before there is a table, an admin may do the same.
func (k *Keeper) May(at time.Time, who desk.Who, action string) bool {
	switch {
	case action == desk.RightAnybody || who.Member == desk.System().Member && who.Known == record.BySystem:
		return true
	case action == desk.RightSignedIn:
		return who.Member != ""
	}
	founding := strings.HasPrefix(action, "terms.") || strings.HasPrefix(action, "people.")
	if founding && who.Known == record.ByHost {
		return true
	}
	b := k.book.Load()
	rights := b.rightsAt(record.At(at))
	if rights == nil {
		// After a failed commit the record is folded again while requests go on. For that moment nobody has the
		// founding rights back.
		return !k.begun.Load() && founding && who.Kind == kindMission && who.Has("admin")
	}
	if !b.agreed {
		// Whoever offers a text must not give themselves rights by it: until it is agreed, its table opens only what
		// is needed to agree on it, and the administrators keep their founding rights.
		if founding && who.Kind == kindMission && who.Has("admin") {
			return true
		}
		if !agreeing[action] {
			return false
		}
	}
	_, ok := scope(rights, who, action)
	return ok
}

// agreeing are the actions that an offered text opens to the roles of its own table.
var agreeing = map[string]bool{"terms.agree": true, "terms.adhere": true, "terms.readiness": true, "terms.offer": true}

// Scope says who may read what comes of the action when who does it, by the rights table. Several roles that allow the
// action add up. It returns false if none does.
func (k *Keeper) Scope(at time.Time, who desk.Who, action string) (record.Audience, bool) {
	return scope(k.book.Load().rightsAt(record.At(at)), who, action)
}

// Who is not signed in acts as a public reader, and so may everybody else.
const publicReader = "public_reader"

func scope(rights map[string]map[string]record.Audience, who desk.Who, action string) (record.Audience, bool) {
	var audience record.Audience
	found := false
	for _, role := range append([]string{publicReader}, who.Roles...) {
		if a, ok := rights[role][action]; ok {
			audience, found = record.Audiences(audience, a), true
		}
	}
	return audience, found
}

func rightsOf(a *agreement.Agreement) map[string]map[string]record.Audience {
	rights := map[string]map[string]record.Audience{}
	for _, r := range a.Rights {
		if rights[r.Role] == nil {
			rights[r.Role] = map[string]record.Audience{}
		}
		for _, action := range r.Actions {
			rights[r.Role][action] = record.Audiences(rights[r.Role][action], record.Audience(r.Audience))
		}
	}
	return rights
}

// unpack reads a text from the record. What was once accepted stays the law, even if a later program would refuse to
// accept it.
func unpack(pack []byte) (*agreement.Agreement, bool) {
	if a, err := agreement.Unpack(pack); err == nil {
		return a, true
	}
	a := new(agreement.Agreement)
	if err := json.NewDecoder(bytes.NewReader(pack)).Decode(a); err != nil {
		return nil, false
	}
	return a, true
}
