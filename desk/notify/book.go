package notify

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"truce.example/desk"
	"truce.example/record"
)

// A book is what deciding needs: who is told where, and what is still to be told. It belongs to the writer; the postman
// reads in it what there is to do.
type book struct {
	member func(id string) (desk.Who, bool)
	bell   chan struct{} // rings when there may be more to send; holds one ring

	mu sync.Mutex // guards the rest; no other lock is taken while it is held, but member's
	known
}

// known is everything known after some entry.
type known struct {
	members   map[string]bool       // all ids ever
	addresses map[[2]string]address // by member and way
	drawn     map[string]bool       // ids of all addresses ever
	heard     map[string]bool       // ids of all notices taken up or pending
	pending   []pending             // in the order of the record
	notices   map[string]*notice    // those with intents that are not sent
	intents   map[string]*intent    // those of mail and webhook that are not sent
	waiting   map[string]*intent    // those of them that failed, until the writer\'s clock reaches their next attempt
	inbox     map[string]inboxed    // console intents
	byEntry   map[int64]string      // taken_up entry: notice, as long as it is in notices
	asked     map[int64][]string    // asking entry: notices, as long as they are in notices
	newest    string                // the notice taken up last, while its intents may still follow
}

type address struct {
	id, target string
	entry      int64
}

// A pending notice has been asked for, and is not taken up yet.
type pending struct {
	id, key string
	entry   int64
	event   record.ID
	at      record.Moment
	notice  desk.Notice
	inside  bool // asked for by this desk: it stays in the console
}

type notice struct {
	entry, asked  int64
	to            record.Audience
	subject, text string
	answer, told  record.Moment
	priority      string
	open          int // intents that are not sent
}

type inboxed struct {
	member string
	read   bool
}

// Where an intent stands.
const (
	stateIntended = "intended"
	stateSending  = "sending"
	stateFailed   = "failed"
	stateSent     = "sent"
	statePerhaps  = "perhaps_sent"
	stateGivenUp  = "given_up"
)

type intent struct {
	id, notice, member, way, priority string
	entry                             int64
	state                             string
	attempt                           int64 // the newest
	tries                             int64 // attempts since it was intended or ordered again
	next                              record.Moment
	ripe                              bool // the writer's clock has reached next
}

func newBook(member func(string) (desk.Who, bool)) *book {
	b := &book{member: member, bell: make(chan struct{}, 1)}
	b.Reset()
	return b
}

// Reset forgets everything.
func (b *book) Reset() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.known = known{
		members: map[string]bool{}, addresses: map[[2]string]address{}, drawn: map[string]bool{}, heard: map[string]bool{},
		notices: map[string]*notice{}, intents: map[string]*intent{}, waiting: map[string]*intent{}, inbox: map[string]inboxed{},
		byEntry: map[int64]string{}, asked: map[int64][]string{},
	}
}

// ring says that there may be more to send.
func (b *book) ring() {
	select {
	case b.bell <- struct{}{}:
	default:
	}
}

// roleHolder is what a fact tells about a member's roles, whichever desk records it.
type roleHolder interface {
	Holds() (member string, roles []string)
}

// Apply takes in one fact.
func (b *book) Apply(e record.Entry) {
	if e.Fact == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.listen(e)
	if _, follows := e.Fact.(*Intended); !follows {
		b.closeIfDone(b.newest)
		b.newest = ""
	}
	switch f := e.Fact.(type) {
	case roleHolder:
		member, _ := f.Holds()
		b.members[member] = true
	case *AddressSet:
		b.drawn[f.Address] = true
		b.addresses[[2]string{f.Member, f.Way}] = address{id: f.Address, target: f.Target, entry: e.Number}
	case *AddressRemoved:
		delete(b.addresses, [2]string{f.Member, f.Way})
	case *TakenUp:
		b.takenUp(e, f)
	case *Intended:
		b.intended(e, f)
	case *Sending:
		b.change(f.Intent, func(i *intent) { i.state, i.attempt, i.tries = stateSending, f.Attempt, i.tries+1 })
	case *Sent:
		b.change(f.Intent, func(i *intent) { i.state = stateSent })
	case *Failed:
		b.change(f.Intent, func(i *intent) { i.state, i.next, i.ripe = stateFailed, f.Next, false })
	case *PerhapsSent:
		b.change(f.Intent, func(i *intent) { i.state = statePerhaps })
	case *GivenUp:
		b.change(f.Intent, func(i *intent) { i.state, i.attempt = stateGivenUp, f.Attempt })
	case *OrderedAgain:
		b.change(f.Intent, func(i *intent) { i.state, i.tries = stateIntended, 0 })
		b.ring()
	case *Read:
		if in, ok := b.inbox[f.Intent]; ok {
			in.read = true
			b.inbox[f.Intent] = in
		}
	case record.Tombstone:
		b.forget(f.Erases())
	}
}

// listen hears what any desk wants told.
func (b *book) listen(e record.Entry) {
	tells, ok := e.Fact.(desk.TellsNotice)
	if !ok || e.Status == record.Forgotten || e.Status == record.Erased {
		return
	}
	from, _, _ := strings.Cut(e.Kind, ".")
	for _, n := range tells.Notices() {
		key := from + "/" + n.Key
		id := digest("notice", key)
		if n.Key == "" || n.To == record.Nobody || b.heard[id] {
			continue
		}
		b.heard[id] = true
		b.pending = append(b.pending, pending{id: id, key: key, entry: e.Number, event: e.Event, at: e.Recorded, notice: n, inside: from == deskName})
	}
}

// digest names a thing by what it is made of.
func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d %s\n", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func (b *book) takenUp(e record.Entry, f *TakenUp) {
	b.heard[f.Notice] = true
	b.pending = slices.DeleteFunc(b.pending, func(p pending) bool { return p.id == f.Notice })
	n := &notice{
		entry: e.Number, asked: -1, to: e.Audience, subject: f.Subject, text: f.Text,
		answer: f.Answer, told: e.Recorded, priority: f.Priority,
	}
	if asked, err := e.RefEntry(0); err == nil {
		n.asked = asked
		b.asked[asked] = append(b.asked[asked], f.Notice)
	}
	b.newest = f.Notice
	b.notices[f.Notice] = n
	b.byEntry[e.Number] = f.Notice
}

func (b *book) intended(e record.Entry, f *Intended) {
	if f.Way == WayConsole {
		b.inbox[f.Intent] = inboxed{member: f.Member}
		return
	}
	b.intents[f.Intent] = &intent{
		id: f.Intent, notice: f.Notice, member: f.Member, way: f.Way, priority: f.Priority, entry: e.Number, state: stateIntended,
	}
	if n := b.notices[f.Notice]; n != nil {
		n.open++
	}
	b.ring()
}

// change moves an intent on; one that is sent is closed, and the text of a notice whose last one it was.
func (b *book) change(id string, how func(*intent)) {
	i := b.intents[id]
	if i == nil {
		return
	}
	how(i)
	delete(b.waiting, id)
	if i.state == stateFailed && !i.ripe {
		b.waiting[id] = i
	}
	if i.state != stateSent {
		return
	}
	delete(b.intents, id)
	if n := b.notices[i.notice]; n != nil {
		n.open--
	}
	if i.notice != b.newest {
		b.closeIfDone(i.notice)
	}
}

// closeIfDone drops the text of a notice of which nothing is to be sent any more.
func (b *book) closeIfDone(id string) {
	n := b.notices[id]
	if n == nil || n.open > 0 {
		return
	}
	delete(b.notices, id)
	delete(b.byEntry, n.entry)
	b.asked[n.asked] = slices.DeleteFunc(b.asked[n.asked], func(other string) bool { return other == id })
	if len(b.asked[n.asked]) == 0 {
		delete(b.asked, n.asked)
	}
}

// forget drops what was forgotten: a text that is still to be sent, an address, a notice that was asked for.
func (b *book) forget(entry int64) {
	b.pending = slices.DeleteFunc(b.pending, func(p pending) bool { return p.entry == entry })
	for _, id := range append(slices.Clone(b.asked[entry]), b.byEntry[entry]) {
		if n := b.notices[id]; n != nil {
			n.subject, n.text = "", ""
		}
	}
	for at, a := range b.addresses {
		if a.entry == entry {
			a.target = ""
			b.addresses[at] = a
		}
	}
}

// Next is when the writer should ask again: at once for a notice to take up, and when an attempt is due again.
func (b *book) Next() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.pending) > 0 {
		return b.pending[0].at.Time()
	}
	var next record.Moment
	for _, i := range b.waiting {
		if next == 0 || i.next < next {
			next = i.next
		}
	}
	return next.Time()
}

// Due takes up what was asked for, and lets the postman try again what is due again.
func (b *book) Due(at time.Time) []desk.Command {
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, i := range b.waiting {
		if i.next <= record.At(at) {
			i.ripe = true
			delete(b.waiting, id)
			b.ring()
		}
	}
	var out []desk.Command
	for _, p := range b.pending {
		out = append(out, desk.Command{Desk: deskName, ID: "take up " + p.id, Do: &takeUp{Notice: p.id}})
	}
	return out
}

// A job is one attempt that may be made.
type job struct {
	intent  string
	way     string
	lane    string // attempts of one lane are made one after another
	attempt int64
}

// job finds the most urgent attempt that may be made in one of the ways, outside the busy lanes.
func (b *book) job(way map[string]Sender, busy map[string]bool) (job, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var best *intent
	for _, i := range b.intents {
		ready := i.state == stateIntended || i.state == stateFailed && i.ripe
		if !ready || way[i.way] == nil || busy[lane(i)] {
			continue
		}
		if best == nil || before(i, best) {
			best = i
		}
	}
	if best == nil {
		return job{}, false
	}
	return jobOf(best, best.attempt+1), true
}

func jobOf(i *intent, attempt int64) job {
	return job{intent: i.id, way: i.way, lane: lane(i), attempt: attempt}
}

func lane(i *intent) string { return i.way + " " + i.member }

// before says which of two intents goes first: by priority, then by age.
func before(a, b *intent) bool {
	if x, y := urgency(a.priority), urgency(b.priority); x != y {
		return x < y
	}
	return a.entry < b.entry
}

var priorities = []string{"FLASH", "IMMEDIATE", "PRIORITY", "ROUTINE"}

func urgency(priority string) int {
	if n := slices.Index(priorities, priority); n >= 0 {
		return n
	}
	return len(priorities) - 1
}

// interrupted lists the attempts that were begun and of which nothing more is known.
func (b *book) interrupted() []job {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []job
	for _, i := range b.intents {
		if i.state == stateSending {
			out = append(out, jobOf(i, i.attempt))
		}
	}
	slices.SortFunc(out, func(a, b job) int { return strings.Compare(a.intent, b.intent) })
	return out
}

// letter is what an intent says, and where to; false when that is no longer known.
func (b *book) letter(id string) (Letter, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := b.intents[id]
	if i == nil {
		return Letter{}, false
	}
	n, a := b.notices[i.notice], b.addresses[[2]string{i.member, i.way}]
	if n == nil || n.subject == "" || a.target == "" {
		return Letter{}, false
	}
	return Letter{
		ID: i.id, Address: a.id, Target: a.target, Subject: n.subject, Text: n.text, Priority: i.priority, Answer: n.answer, Told: n.told,
	}, true
}
