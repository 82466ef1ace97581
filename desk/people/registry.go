package people

import (
	"slices"
	"strings"
	"sync"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

// A Law answers which agreement held at a moment, as known after an entry (-1: now); nil for none. The desk terms has
// one.
type Law func(event record.Moment, known int64) *agreement.Terms

// A Registry knows who is who. It implements desk.Identity, which is safe for concurrent use; the rest belongs to the
// writer, through Desk.
type Registry struct {
	law Law

	mu sync.RWMutex // guards the maps; what they point at never changes, it is replaced
	who
}

// who is everything known after some entry. The writer changes it under the lock, and reads it without.
type who struct {
	members map[string]*member
	codes   map[string]string               // folded code name: member
	access  map[record.Hash]*access         // open sessions and tokens, by the hash of their secret
	opened  map[string]record.Hash          // ids of all sessions and tokens ever
	links   map[record.Hash]*link           // by the hash of their secret
	linkIDs map[string]record.Hash          // ids of all links ever
	devices map[string]*device              // also lost ones: their ids are not given again
	keys    map[[signingKeySize]byte]string // signing key: device
}

type member struct {
	id, code, kind, party string
	roles                 []string
	entry                 int64
	left                  bool
}

// An access is a session or token.
type access struct {
	id, member, known string // known is record.BySession or record.ByToken
	device            string // that opened the session; it ends with the device. Empty for one opened otherwise
	expires           record.Moment
}

type link struct {
	id, member string
	expires    record.Moment
	used       record.Moment
}

type device struct {
	id, member string
	key        []byte
	sealing    []byte // nil if it has none
	lost       bool
}

const signingKeySize = 32

// New returns a Registry without members. The law says which parties and guarantors there are.
func New(law Law) *Registry {
	r := &Registry{law: law}
	r.Reset()
	return r
}

// BySecret finds who holds the secret of a session or token, of which the SHA-256 is given. Nothing of the time that
// it takes depends on the secret but the look-up of its hash, which tells nothing about the secret.
func (r *Registry) BySecret(at time.Time, secret record.Hash) (desk.Who, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	a, ok := r.access[secret]
	if !ok || record.At(at) >= a.expires {
		return desk.Who{}, false
	}
	if d := r.devices[a.device]; d != nil && d.lost {
		return desk.Who{}, false
	}
	who, ok := r.find(a.member)
	who.Known, who.Device = a.known, a.id
	return who, ok
}

// ByDevice finds the member and the Ed25519 public key of a device that is not lost.
func (r *Registry) ByDevice(id string) (desk.Who, []byte, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	d, ok := r.devices[id]
	if !ok || d.lost {
		return desk.Who{}, nil, false
	}
	who, ok := r.find(d.member)
	who.Known, who.Device = record.ByDevice, d.id
	return who, d.key, ok
}

// deviceState is known, lost or unknown. A device of a member who has left is lost.
func (r *Registry) deviceState(id string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	d, ok := r.devices[id]
	if !ok {
		return "unknown"
	}
	if _, ok := r.find(d.member); !ok || d.lost {
		return "lost"
	}
	return "known"
}

// Holders lists the devices to which keys are sealed: not lost, with a sealing key, of members who have not left. The
// order is that of the device ids.
func (r *Registry) Holders() []desk.Holder {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var out []desk.Holder
	for _, d := range r.devices {
		if who, ok := r.find(d.member); ok && !d.lost && d.sealing != nil {
			out = append(out, desk.Holder{Who: who, Device: d.id, Key: d.sealing})
		}
	}
	slices.SortFunc(out, func(a, b desk.Holder) int { return strings.Compare(a.Device, b.Device) })
	return out
}

// Member finds a member who has not left.
func (r *Registry) Member(id string) (desk.Who, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.find(id)
}

// CodeName is what a member is called; empty if nobody knows.
func (r *Registry) CodeName(id string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if m := r.members[id]; m != nil {
		return m.code
	}
	return ""
}

// find is Member with the lock held. The roles are shared and must not be written to.
func (w *who) find(id string) (desk.Who, bool) {
	m, ok := w.members[id]
	if !ok || m.left {
		return desk.Who{}, false
	}
	return desk.Who{Member: m.id, Party: m.party, Kind: m.kind, Roles: m.roles}, true
}

// opens finds who a link is for, or says why it opens nothing.
func (w *who) opens(now record.Moment, secret record.Hash) (*link, desk.Who, error) {
	l, ok := w.links[secret]
	switch {
	case !ok:
		return nil, desk.Who{}, desk.Refuse(desk.NotFound, "this link is not known; check that it was copied whole, or ask for a new one")
	case l.used.Known():
		return nil, desk.Who{}, desk.Refuse(desk.Conflict, "this link was used at %s and works once; ask for a new one, and tell an admin if it was not you", l.used)
	case now >= l.expires:
		return nil, desk.Who{}, desk.Refuse(desk.Conflict, "this link expired at %s; ask for a new one", l.expires)
	}
	who, ok := w.find(l.member)
	if !ok {
		return nil, desk.Who{}, desk.Refuse(desk.Conflict, "this link is for somebody who has left; ask to be enrolled again")
	}
	return l, who, nil
}

// visitor is opens for the door, before anything is submitted.
func (r *Registry) visitor(at time.Time, secret record.Hash) (desk.Who, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	_, who, err := r.opens(record.At(at), secret)
	return who, err
}

// Reset forgets everything.
func (r *Registry) Reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.who = who{
		members: map[string]*member{},
		codes:   map[string]string{},
		access:  map[record.Hash]*access{},
		opened:  map[string]record.Hash{},
		links:   map[record.Hash]*link{},
		linkIDs: map[string]record.Hash{},
		devices: map[string]*device{},
		keys:    map[[signingKeySize]byte]string{},
	}
}

// Apply takes in one fact.
func (r *Registry) Apply(e record.Entry) {
	if e.Fact == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.who.apply(e)
}

func (w *who) apply(e record.Entry) {
	switch f := e.Fact.(type) {
	case *Enrolled:
		w.members[f.Member] = &member{id: f.Member, code: f.CodeName, kind: f.Kind, party: f.Party, roles: f.Roles, entry: e.Number}
		if f.CodeName != "" {
			w.codes[fold(f.CodeName)] = f.Member
		}
	case *RolesChanged:
		w.change(f.Member, func(m *member) { m.roles = f.Roles })
	case *Left:
		w.change(f.Member, func(m *member) { m.left, m.roles = true, nil })
	case *LinkIssued:
		w.links[f.Secret] = &link{id: f.Link, member: f.Member, expires: f.Expires}
		w.linkIDs[f.Link] = f.Secret
	case *LinkUsed:
		secret := w.linkIDs[f.Link]
		if l := w.links[secret]; l != nil {
			used := *l
			used.used = e.Recorded
			w.links[secret] = &used
		}
	case *SessionOpened:
		opened := &access{id: f.Session, member: f.Member, known: record.BySession, expires: f.Expires}
		if e.Author.Known == record.ByDevice {
			opened.device = e.Author.Device
		}
		w.open(f.Secret, opened)
	case *SessionClosed:
		delete(w.access, w.opened[f.Session])
	case *TokenIssued:
		w.open(f.Secret, &access{id: f.Token, member: f.Member, known: record.ByToken, expires: f.Expires})
	case *TokenRevoked:
		delete(w.access, w.opened[f.Token])
	case *DeviceAdded:
		w.devices[f.Device] = &device{id: f.Device, member: f.Member, key: f.SigningKey, sealing: f.SealingKey}
		if len(f.SigningKey) == signingKeySize {
			w.keys[[signingKeySize]byte(f.SigningKey)] = f.Device
		}
	case *DeviceLost:
		if d := w.devices[f.Device]; d != nil {
			lost := *d
			lost.lost = true
			w.devices[f.Device] = &lost
		}
	case record.Tombstone:
		w.forget(f.Erases())
	}
}

func (w *who) open(secret record.Hash, a *access) {
	w.access[secret] = a
	w.opened[a.id] = secret
}

func (w *who) change(id string, how func(*member)) {
	if m := w.members[id]; m != nil {
		changed := *m
		how(&changed)
		w.members[id] = &changed
	}
}

// forget blanks the name that an erased enrolment gave, as a fold of its residue would.
func (w *who) forget(entry int64) {
	for id, m := range w.members {
		if m.entry == entry {
			delete(w.codes, fold(m.code))
			w.change(id, func(m *member) { m.code = "" })
		}
	}
}
