package terms

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

// Kinds of members, as in desk.Who.
const (
	kindMission   = "mission"
	kindParty     = "party"
	kindGuarantor = "guarantor"
)

// state is what only deciding needs. The law itself is in the book.
type state struct {
	entries   int64          // how many entries there are
	own       map[int64]bool // entries of this desk
	signed    []string       // signatories who have accepted the text on offer
	proposals map[int64]*proposal
	forgotten map[int64]bool
	done      map[string]bool // items of the start-day list
	told      map[string]bool // sides that have been told
}

type proposal struct {
	entry  int64
	reason string
	agreed []string
}

// Reset forgets everything.
func (k *Keeper) Reset() {
	k.book.Store(&book{})
	k.state = state{
		own:       map[int64]bool{},
		proposals: map[int64]*proposal{},
		forgotten: map[int64]bool{},
		done:      map[string]bool{},
		told:      map[string]bool{},
	}
}

// Apply takes in one fact.
func (k *Keeper) Apply(e record.Entry) {
	k.state.entries = e.Number + 1
	if strings.HasPrefix(e.Kind, deskName+".") {
		k.state.own[e.Number] = true
	}
	if !k.applyLaw(e) {
		k.state.apply(e)
	}
}

// applyLaw changes the law, if the fact does.
func (k *Keeper) applyLaw(e record.Entry) bool {
	old := k.book.Load()
	l := old.known(-1).next(e)
	rights := old.rights
	change := func(to agreement.Status, m Move) {
		l.changes = append(l.changes, agreement.StatusChange{Status: to, At: agreement.Instant(m.Effective), Entry: e.Number})
	}
	switch f := e.Fact.(type) {
	case *Offered:
		text, ok := unpack(f.Pack)
		if !ok {
			return false
		}
		l.versions, l.windows, k.state.signed = []version{{text: text}}, nil, nil
		rights = rightsOf(text)
		change(agreement.Offered, f.Move)
	case *Agreed:
		k.state.signed = append(k.state.signed, f.By...)
		if len(f.Missing) > 0 {
			return true
		}
		change(agreement.Agreed, f.Move)
	case *CameIntoForce:
		change(agreement.InForce, f.Move)
	case *Suspended:
		change(agreement.Suspended, f.Move)
	case *Resumed:
		change(agreement.InForce, f.Move)
	case *Ended:
		change(agreement.Ended, f.Move)
	case *Amended:
		text, ok := unpack(f.Pack)
		if !ok {
			return false
		}
		l.versions = append(l.versions, version{from: f.Effective, text: text})
		rights = rightsOf(text)
	case *WindowSet:
		l.windows = append(l.windows, f.Window)
	default:
		return false
	}
	if len(l.versions) == 0 { // a body that cannot be read any more; there is no law without its text
		return true
	}
	l.seal()
	k.begun.Store(true)
	k.book.Store(&book{laws: append(old.laws, l), rights: rights})
	return true
}

// apply takes in what is remembered beside the law.
func (s *state) apply(e record.Entry) {
	switch f := e.Fact.(type) {
	case *Adhered:
		if f.ToldAt.Known() {
			s.told[f.Side] = true
		}
	case *ReadyChecked:
		s.done[f.Item] = f.Done
	case *ForgettingProposed:
		s.proposals[f.Entry] = &proposal{entry: e.Number, reason: f.Reason}
	case *ForgettingAgreed:
		if p := s.proposals[f.Entry]; p != nil {
			p.agreed = append(p.agreed, f.By)
		}
	case *Forgotten:
		s.forgotten[f.Entry] = true
		delete(s.proposals, f.Entry)
	}
}

// Decide answers a command with facts, or refuses it.
func (k *Keeper) Decide(at time.Time, who desk.Who, do any) ([]record.Draft, error) {
	d := decision{k: k, now: record.At(at), who: who, law: k.book.Load().known(-1)}
	if offer, ok := do.(*Offer); ok {
		return d.offer(offer)
	}
	if d.law == nil {
		return nil, desk.Refuse(desk.TooEarly, "there is no agreement yet; offer one first")
	}
	switch do := do.(type) {
	case *Agree:
		return d.agree(do)
	case *BringIntoForce:
		return d.bringIntoForce(do)
	case *Suspend:
		return d.suspend(do)
	case *Resume:
		return d.resume(do)
	case *End:
		return d.end(do)
	case *Amend:
		return d.amend(do)
	case *SetWindow:
		return d.setWindow(do)
	case *Adhere:
		return d.adhere(do)
	case *CheckReady:
		return d.checkReady(do)
	case *ProposeForgetting:
		return d.proposeForgetting(do)
	case *AgreeForgetting:
		return d.agreeForgetting(do)
	}
	return nil, desk.Refuse(desk.Invalid, "the desk %s does not know the command %T; use one of its doors", deskName, do)
}

// A decision is one command being decided.
type decision struct {
	k   *Keeper
	now record.Moment
	who desk.Who
	law *law // nil before the first offer
}

// text is the newest version of the agreement.
func (d decision) text() *agreement.Agreement { return d.law.latest() }

// fact drafts a fact for all parties, or for everybody if the text is public.
func (d decision) fact(text *agreement.Agreement, happened record.Moment, fact any, refs ...record.Ref) []record.Draft {
	return []record.Draft{{Fact: fact, Audience: audienceOf(text), Happened: happened, Refs: refs}}
}

func audienceOf(text *agreement.Agreement) record.Audience {
	if text.Publicity == "public" {
		return record.Public
	}
	return record.Parties
}

// move checks from when a change holds. Nobody backdates: a change holds from now or later. Only the operator may load
// history, and says why; and no change goes before one that is already recorded.
func (d decision) move(w When, ifEmpty record.Moment) (Move, error) {
	m := Move{Effective: w.Effective, History: w.History, Reason: strings.TrimSpace(w.Reason)}
	if err := texts("reason", m.Reason); err != nil {
		return m, err
	}
	if !m.Effective.Known() {
		m.Effective = ifEmpty
	}
	if w.History {
		if err := d.mayLoadHistory(m.Reason); err != nil {
			return m, err
		}
		if m.Effective > d.now {
			return m, desk.Refuse(desk.Invalid, "%s is still to come, so it is not history; leave history out", m.Effective)
		}
	} else if m.Effective < d.now {
		return m, desk.Refuse(desk.Invalid, "%s has passed, and nothing is backdated; leave effective out to mean now, or give a later time", m.Effective)
	}
	if d.law == nil || len(d.law.changes) == 0 {
		return m, nil
	}
	if last := d.lastChange(); m.Effective < record.Moment(last.At) {
		return m, desk.Refuse(desk.Conflict, "entry %d makes the agreement %s from %s; give an effective time from then on", last.Entry, words(last.Status), last.At)
	}
	return m, nil
}

// texts bounds what people write, given as pairs of field and text.
func texts(pairs ...string) error {
	var wrong []desk.FieldError
	for i := 0; i+1 < len(pairs); i += 2 {
		if utf8.RuneCountInString(pairs[i+1]) > maxText {
			wrong = append(wrong, desk.FieldError{Field: pairs[i], Sentence: "the text is longer than 2000 characters; shorten it"})
		}
	}
	return desk.RefuseFields(wrong)
}

const maxText = 2000

func (d decision) mayLoadHistory(reason string) error {
	switch d.who.Known {
	case record.ByHost, record.ByImport, record.BySystem:
	default:
		return desk.Refuse(desk.NotAllowed, "history is loaded by the operator of the machine; give an effective time from now on instead")
	}
	if reason == "" {
		return desk.Refuse(desk.Invalid, "history needs a reason; say why it is recorded only now")
	}
	return nil
}

// lastChange is the change that takes effect last.
func (d decision) lastChange() agreement.StatusChange {
	last := d.law.changes[0]
	for _, c := range d.law.changes {
		if c.At >= last.At {
			last = c
		}
	}
	return last
}

// become checks that the status at the move's moment may change to another.
func (d decision) become(to agreement.Status, m Move) error {
	terms := d.law.at(m.Effective).terms()
	now := terms.StatusAt(int64(m.Effective))
	if now.MayBecome(to) {
		return nil
	}
	if now == to {
		return desk.Refuse(desk.Conflict, "the agreement is %s already; there is nothing to do", words(now))
	}
	return desk.Refuse(desk.Conflict, "the agreement is %s at %s and cannot become %s; %s", words(now), m.Effective, words(to), advice[now])
}

// advice says what can be done in each status.
var advice = map[agreement.Status]string{
	agreement.Draft:     "offer it first",
	agreement.Offered:   "let every signatory agree to it first",
	agreement.Agreed:    "bring it into force first",
	agreement.InForce:   "it can be suspended, amended or ended",
	agreement.Suspended: "it can be resumed, amended or ended",
	agreement.Ended:     "a new agreement begins a new record",
}

func words(s agreement.Status) string { return strings.ReplaceAll(string(s), "_", " ") }

// offer: a text may be replaced until it is agreed.
func (d decision) offer(do *Offer) ([]record.Draft, error) {
	text, err := checked(do.Agreement)
	if err != nil {
		return nil, err
	}
	m, err := d.move(do.When, d.now)
	if err != nil {
		return nil, err
	}
	if d.law != nil {
		if last := d.lastChange().Status; last != agreement.Offered {
			return nil, desk.Refuse(desk.Conflict, "an agreement is %s already; amend it instead of offering another", words(last))
		}
		if d.text().Digest() == text.Digest() {
			return nil, desk.Refuse(desk.Conflict, "this very text is on offer already; there is nothing to do")
		}
	}
	return d.fact(text, m.Effective, Offered{
		Move: m, Agreement: text.ID, Version: text.Version, Title: text.Title.En, Pack: text.Pack(), Digest: text.Digest(),
	}), nil
}

// checked holds a text that came from outside to all rules of a text.
func checked(text *agreement.Agreement) (*agreement.Agreement, error) {
	if text == nil {
		return nil, desk.Refuse(desk.Invalid, "the agreement is missing; send its canonical form in the field agreement")
	}
	again, err := agreement.Unpack(text.Pack())
	if err != nil {
		return nil, desk.Refuse(desk.Invalid, "the agreement does not hold together: %v; check its folder with 'truce agreement check'", err)
	}
	return again, nil
}

// agree: every signatory accepts, by digest, so that nobody agrees to another text than the one that was read.
func (d decision) agree(do *Agree) ([]record.Draft, error) {
	text := d.text()
	if last := d.lastChange().Status; last != agreement.Offered {
		return nil, desk.Refuse(desk.Conflict, "the agreement is %s; no signature is awaited", words(last))
	}
	if do.Digest != text.Digest() {
		return nil, desk.Refuse(desk.Conflict, "the text on offer has the digest %s; read it again and agree to that one", text.Digest())
	}
	by, err := d.speakers(do.By)
	if err != nil {
		return nil, err
	}
	signatories := signatoriesOf(text)
	for _, s := range by {
		if !slices.Contains(signatories, s) {
			return nil, desk.Refuse(desk.Invalid, "%s is not a signatory; the signatories are %s", s, strings.Join(signatories, ", "))
		}
		if slices.Contains(d.k.state.signed, s) {
			return nil, desk.Refuse(desk.Conflict, "%s has agreed already; leave it out", s)
		}
	}
	m, err := d.move(do.When, d.now)
	if err != nil {
		return nil, err
	}
	missing := without(signatories, append(slices.Clone(d.k.state.signed), by...))
	return d.fact(text, m.Effective, Agreed{Move: m, Version: text.Version, Digest: do.Digest, By: by, Missing: missing}), nil
}

// speakers are the sides that a command speaks for: members of a party or guarantor speak for their own, and only for it.
func (d decision) speakers(named []string) ([]string, error) {
	if d.who.Kind == kindParty || d.who.Kind == kindGuarantor {
		if without(named, []string{d.who.Party}) != nil {
			return nil, desk.Refuse(desk.NotAllowed, "you speak for %s only; name nobody else", d.who.Party)
		}
		return []string{d.who.Party}, nil
	}
	by := slices.Compact(slices.Sorted(slices.Values(named)))
	if len(by) == 0 {
		return nil, desk.Refuse(desk.Invalid, "nobody is named; say for whom this is recorded")
	}
	return by, nil
}

// speaker is speakers for one side that may be missing.
func (d decision) speaker(named string) (string, error) {
	if named == "" && d.who.Kind == kindMission {
		return "", nil
	}
	var names []string
	if named != "" {
		names = []string{named}
	}
	by, err := d.speakers(names)
	if err != nil {
		return "", err
	}
	if !slices.Contains(sidesOf(d.text()), by[0]) {
		return "", desk.Refuse(desk.Invalid, "%q is neither a party nor a guarantor; the agreement knows %s", by[0], strings.Join(sidesOf(d.text()), ", "))
	}
	return by[0], nil
}

func sidesOf(text *agreement.Agreement) []string {
	var ids []string
	for _, p := range text.Parties {
		ids = append(ids, p.ID)
	}
	for _, g := range text.Guarantors {
		ids = append(ids, g.ID)
	}
	return ids
}

// signatoriesOf falls back on all sides, for a text that names no signatories.
func signatoriesOf(text *agreement.Agreement) []string {
	if len(text.Signatories) > 0 {
		return text.Signatories
	}
	return sidesOf(text)
}

func without(wanted, had []string) []string {
	var missing []string
	for _, w := range wanted {
		if !slices.Contains(had, w) {
			missing = append(missing, w)
		}
	}
	return missing
}

// bringIntoForce: at the moment the text states, unless another is given.
func (d decision) bringIntoForce(do *BringIntoForce) ([]record.Draft, error) {
	text := d.text()
	stated := record.Moment(text.EntryIntoForce.UTC)
	if !do.Effective.Known() && !do.History && stated < d.now {
		return nil, desk.Refuse(desk.Invalid, "the text states %s, which has passed; give an effective time from now on", stated)
	}
	m, err := d.move(do.When, stated)
	if err != nil {
		return nil, err
	}
	if err := d.becomeOnceAgreed(m); err != nil {
		return nil, err
	}
	return d.fact(text, m.Effective, CameIntoForce{Move: m, Version: text.Version, Digest: text.Digest()}), nil
}

// becomeOnceAgreed is become for entry into force, which a suspension that is lifted is not.
func (d decision) becomeOnceAgreed(m Move) error {
	if d.lastChange().Status == agreement.Suspended {
		return desk.Refuse(desk.Conflict, "the agreement is suspended; resume it instead of bringing it into force again")
	}
	return d.become(agreement.InForce, m)
}

// suspend: who, under which clause, noticed when, from when.
func (d decision) suspend(do *Suspend) ([]record.Draft, error) {
	by, err := d.speaker(do.By)
	if err != nil {
		return nil, err
	}
	if by == "" {
		return nil, desk.Refuse(desk.Invalid, "a suspension needs the side that gave notice; name it in by")
	}
	if err := d.clause(do.Clause, true); err != nil {
		return nil, err
	}
	m, err := d.move(do.When, d.now)
	if err != nil {
		return nil, err
	}
	notice := do.Notice
	if !notice.Known() {
		notice = min(d.now, m.Effective)
	}
	if notice > d.now {
		return nil, desk.Refuse(desk.Invalid, "the notice is dated %s, which is still to come; record it when it has been given", notice)
	}
	if notice > m.Effective {
		return nil, desk.Refuse(desk.Invalid, "the notice of %s is later than its effect at %s; a suspension holds from its notice at the earliest", notice, m.Effective)
	}
	if err := d.become(agreement.Suspended, m); err != nil {
		return nil, err
	}
	return d.fact(d.text(), m.Effective, Suspended{Move: m, By: by, Clause: do.Clause, Notice: notice}), nil
}

func (d decision) clause(no string, needed bool) error {
	if no == "" {
		if needed {
			return desk.Refuse(desk.Invalid, "the clause is missing; name the clause that provides for this")
		}
		return nil
	}
	if !slices.ContainsFunc(d.text().Clauses, func(c agreement.Clause) bool { return c.No == no }) {
		return desk.Refuse(desk.Invalid, "the agreement has no clause %q; look it up among the clauses", no)
	}
	return nil
}

func (d decision) resume(do *Resume) ([]record.Draft, error) {
	by, err := d.speaker(do.By)
	if err != nil {
		return nil, err
	}
	m, err := d.move(do.When, d.now)
	if err != nil {
		return nil, err
	}
	if d.lastChange().Status == agreement.Agreed {
		return nil, desk.Refuse(desk.Conflict, "the agreement has not been in force yet; bring it into force instead of resuming it")
	}
	if err := d.become(agreement.InForce, m); err != nil {
		return nil, err
	}
	return d.fact(d.text(), m.Effective, Resumed{Move: m, By: by}), nil
}

func (d decision) end(do *End) ([]record.Draft, error) {
	by, err := d.speaker(do.By)
	if err != nil {
		return nil, err
	}
	if err := d.clause(do.Clause, false); err != nil {
		return nil, err
	}
	m, err := d.move(do.When, d.now)
	if err != nil {
		return nil, err
	}
	if err := d.become(agreement.Ended, m); err != nil {
		return nil, err
	}
	return d.fact(d.text(), m.Effective, Ended{Move: m, By: by, Clause: do.Clause}), nil
}

// amend: a whole new version, signed by everybody who signed the old one.
func (d decision) amend(do *Amend) ([]record.Draft, error) {
	old := d.text()
	text, err := checked(do.Agreement)
	if err != nil {
		return nil, err
	}
	if d.who.Kind != kindMission {
		return nil, desk.Refuse(desk.NotAllowed, "an amendment carries everybody's signature and is recorded by the mission; hand it to the chair")
	}
	if text.ID != old.ID || text.Version != old.Version+1 {
		return nil, desk.Refuse(desk.Invalid, "this is version %d of %s; an amendment of %s must be version %d", text.Version, text.ID, old.ID, old.Version+1)
	}
	if missing := without(signatoriesOf(old), do.SignedBy); missing != nil {
		return nil, desk.Refuse(desk.TooEarly, "the amendment is not signed by %s; obtain the signature first", strings.Join(missing, ", "))
	}
	if extra := without(do.SignedBy, signatoriesOf(old)); extra != nil {
		return nil, desk.Refuse(desk.Invalid, "%s is not a signatory; leave it out of signed_by", strings.Join(extra, ", "))
	}
	m, err := d.amendmentMoment(do.When)
	if err != nil {
		return nil, err
	}
	changed := compare(old, text)
	if len(changed.clauses)+len(changed.zones)+len(changed.other) == 0 {
		return nil, desk.Refuse(desk.Conflict, "the new version says the same as the old one; there is nothing to amend")
	}
	return d.fact(text, m.Effective, Amended{
		Move: m, Version: text.Version, Title: text.Title.En, Pack: text.Pack(), Digest: text.Digest(),
		SignedBy: slices.Sorted(slices.Values(do.SignedBy)),
		Clauses:  changed.clauses, Zones: changed.zones, Other: changed.other,
	}), nil
}

// amendmentMoment: an amendment moves no status, so it may take effect before a change that is recorded for later; but
// not before another amendment, and not once the agreement is over.
func (d decision) amendmentMoment(w When) (Move, error) {
	unordered := d
	unordered.law = nil
	m, err := unordered.move(w, d.now)
	if err != nil {
		return m, err
	}
	if from := d.law.versions[len(d.law.versions)-1].from; m.Effective < from {
		return m, desk.Refuse(desk.Conflict, "version %d holds from %s; a later version cannot begin before it", d.text().Version, from)
	}
	switch status := d.law.at(m.Effective).terms().StatusAt(int64(m.Effective)); status {
	case agreement.Agreed, agreement.InForce, agreement.Suspended:
		return m, nil
	default:
		return m, desk.Refuse(desk.Conflict, "the agreement is %s at %s and cannot be amended; %s", words(status), m.Effective, advice[status])
	}
}

// A difference lists what two versions do not share.
type difference struct{ clauses, zones, other []string }

func compare(old, text *agreement.Agreement) difference {
	var d difference
	d.clauses = differing(old.Clauses, text.Clauses, func(c agreement.Clause) string { return c.No })
	d.zones = append(
		differing(old.Zones, text.Zones, func(z agreement.Zone) string { return z.ID }),
		differing(old.Lines, text.Lines, func(l agreement.Line) string { return l.ID })...)
	x, y := reflect.ValueOf(*old), reflect.ValueOf(*text)
	for i := range x.NumField() {
		name, _, _ := strings.Cut(x.Type().Field(i).Tag.Get("json"), ",")
		switch name {
		case "version", "clauses", "zones", "lines":
			continue
		}
		if !same(x.Field(i).Interface(), y.Field(i).Interface()) {
			d.other = append(d.other, name)
		}
	}
	return d
}

// differing lists the ids of items that were added, removed or changed.
func differing[T any](old, text []T, id func(T) string) []string {
	before := map[string]T{}
	for _, item := range old {
		before[id(item)] = item
	}
	var ids []string
	for _, item := range text {
		if was, had := before[id(item)]; !had || !same(was, item) {
			ids = append(ids, id(item))
		}
		delete(before, id(item))
	}
	for name := range before {
		ids = append(ids, name)
	}
	slices.Sort(ids)
	return ids
}

// same compares what the canonical form shows.
func same(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// The length and width that a window may have. Anything longer or wider is a matter for an amendment.
const (
	maxWindow        = 31 * 24 * time.Hour
	maxWindowRadiusM = 50_000
)

// setWindow: a window is set before it begins; each side guarantees for itself.
func (d decision) setWindow(do *SetWindow) ([]record.Draft, error) {
	w := agreement.Window{ID: do.ID, Work: do.Work, Centre: do.Centre, RadiusM: do.RadiusM, From: do.From, To: do.To, Guarantees: do.Guarantees}
	if err := checkWindow(w); err != nil {
		return nil, err
	}
	if err := texts("work", do.Work, "reason", do.Reason); err != nil {
		return nil, err
	}
	if do.History {
		if err := d.mayLoadHistory(strings.TrimSpace(do.Reason)); err != nil {
			return nil, err
		}
	} else if record.Moment(w.From) < d.now {
		return nil, desk.Refuse(desk.TooEarly, "the window would have begun at %s, which has passed; set it before it begins", w.From)
	}
	was, set := d.window(w.ID)
	if set && record.Moment(was.From) <= d.now && !do.History {
		return nil, desk.Refuse(desk.Conflict, "the window %s has begun and stands as it was guaranteed; set another with a new id", w.ID)
	}
	for _, side := range w.Guarantees {
		if !slices.Contains(sidesOf(d.text()), side) {
			return nil, desk.Refuse(desk.Invalid, "%q is neither a party nor a guarantor and cannot guarantee a window; leave it out", side)
		}
	}
	if err := d.ownGuarantee(w, was, set); err != nil {
		return nil, err
	}
	w.Guarantees = slices.Compact(slices.Sorted(slices.Values(w.Guarantees)))
	return d.fact(d.text(), record.Moment(w.From), WindowSet{Window: w, History: do.History, Reason: do.Reason}), nil
}

func checkWindow(w agreement.Window) error {
	var wrong []desk.FieldError
	add := func(field, sentence string) { wrong = append(wrong, desk.FieldError{Field: field, Sentence: sentence}) }
	if w.ID == "" || len(w.ID) > 64 {
		add("id", "a window needs an id of up to 64 characters; choose one")
	}
	if w.RadiusM < 1 || w.RadiusM > maxWindowRadiusM {
		add("radius_m", "the radius is not between 1 and 50000 metres; mend it")
	}
	if w.Centre.Lat == 0 && w.Centre.Lon == 0 {
		add("centre", "the centre 0°N 0°E means that no place was entered; enter it")
	}
	if w.To <= w.From {
		add("to", "the window ends before it begins; exchange or mend the times")
	}
	if w.To.Time().Sub(w.From.Time()) > maxWindow {
		add("to", "the window is longer than 31 days; set several")
	}
	return desk.RefuseFields(wrong)
}

func (d decision) window(id string) (agreement.Window, bool) {
	all := append(slices.Clone(d.text().Windows), d.law.windows...)
	for _, w := range slices.Backward(all) {
		if w.ID == id {
			return w, true
		}
	}
	return agreement.Window{}, false
}

// ownGuarantee keeps members of a side to adding or taking back their own guarantee of a window that the mission set.
func (d decision) ownGuarantee(w, was agreement.Window, set bool) error {
	if d.who.Kind == kindMission {
		return nil
	}
	if !set {
		return desk.Refuse(desk.NotAllowed, "a window is set by the mission; ask the duty officer, then guarantee it")
	}
	others := func(ids []string) []string { return without(ids, []string{d.who.Party}) }
	theirs, before := slices.Sorted(slices.Values(others(w.Guarantees))), slices.Sorted(slices.Values(others(was.Guarantees)))
	w.Guarantees, was.Guarantees = nil, nil
	if !slices.Equal(theirs, before) || !reflect.DeepEqual(w, was) {
		return desk.Refuse(desk.NotAllowed, "you may add or take back the guarantee of %s and nothing else; send the window unchanged otherwise", d.who.Party)
	}
	return nil
}

// adhere: a side is told before it accepts, and each side speaks for itself and its own forces.
func (d decision) adhere(do *Adhere) ([]record.Draft, error) {
	side, ok := findSide(d.text(), do.Side)
	if !ok {
		return nil, desk.Refuse(desk.Invalid, "the agreement knows no party, guarantor or local force %q; look it up in the register", do.Side)
	}
	if d.who.Kind != kindMission && !side.spokenForBy(d.who.Party) {
		return nil, desk.Refuse(desk.NotAllowed, "you cannot speak for %s; its own side or the mission records this", do.Side)
	}
	if err := d.checkAdhere(do); err != nil {
		return nil, err
	}
	if err := texts("channel", do.Channel, "accepted_by", do.AcceptedBy, "note", do.Note); err != nil {
		return nil, err
	}
	happened := do.AcceptedAt
	if !happened.Known() {
		happened = do.ToldAt
	}
	return d.fact(d.text(), happened, Adhered{
		Side: do.Side, Party: side.party, ToldAt: do.ToldAt, Channel: strings.TrimSpace(do.Channel),
		AcceptedAt: do.AcceptedAt, AcceptedBy: strings.TrimSpace(do.AcceptedBy), Note: strings.TrimSpace(do.Note),
	}), nil
}

func (d decision) checkAdhere(do *Adhere) error {
	var wrong []desk.FieldError
	add := func(field, sentence string) { wrong = append(wrong, desk.FieldError{Field: field, Sentence: sentence}) }
	told, accepted := do.ToldAt.Known(), do.AcceptedAt.Known()
	if !told && !accepted {
		add("told_at", "neither told_at nor accepted_at is given; say at least when the side was told")
	}
	if told && strings.TrimSpace(do.Channel) == "" {
		add("channel", "the channel is missing; say how the side was told")
	}
	if accepted && strings.TrimSpace(do.AcceptedBy) == "" {
		add("accepted_by", "accepted_by is missing; give the function of who accepted")
	}
	if accepted && !told && !d.k.state.told[do.Side] {
		add("told_at", "nobody has recorded that this side was told; give told_at and channel as well")
	}
	if told && accepted && do.AcceptedAt < do.ToldAt {
		add("accepted_at", "it accepted before it was told; mend the times")
	}
	if do.ToldAt > d.now || do.AcceptedAt > d.now {
		add("told_at", "a time is still to come; record it when it has happened")
	}
	return desk.RefuseFields(wrong)
}

// A side is somebody who has to be told.
type side struct {
	id, kind, party string
	name            agreement.Text
	guarantors      []string
}

// spokenForBy: a party for itself and its forces, a guarantor for itself and the parties that it answers for.
func (s side) spokenForBy(id string) bool {
	return id != "" && (id == s.id || id == s.party || slices.Contains(s.guarantors, id))
}

// sides lists everybody who has to be told, in the order of the text.
func sides(text *agreement.Agreement) []side {
	var all []side
	for _, p := range text.Parties {
		all = append(all, side{id: p.ID, kind: kindParty, name: p.Name, guarantors: p.Guarantors})
		for _, f := range p.LocalForces {
			all = append(all, side{id: f.ID, kind: "local_force", party: p.ID, name: f.Name, guarantors: p.Guarantors})
		}
	}
	for _, g := range text.Guarantors {
		all = append(all, side{id: g.ID, kind: kindGuarantor, name: g.Name})
	}
	return all
}

func findSide(text *agreement.Agreement, id string) (side, bool) {
	for _, s := range sides(text) {
		if s.id == id {
			return s, true
		}
	}
	return side{}, false
}

// checkReady: only items that need a person are ticked; the others follow from the record.
func (d decision) checkReady(do *CheckReady) ([]record.Draft, error) {
	i := slices.IndexFunc(d.text().Readiness, func(r agreement.ReadinessItem) bool { return r.ID == do.Item })
	if i < 0 {
		return nil, desk.Refuse(desk.NotFound, "the start-day list has no item %q; look it up in the list", do.Item)
	}
	if d.text().Readiness[i].Needs != agreement.NeedsDone {
		return nil, desk.Refuse(desk.Invalid, "the item %s ticks itself when the record shows it; do what it asks for", do.Item)
	}
	if d.k.state.done[do.Item] == do.Done {
		return nil, desk.Refuse(desk.Conflict, "the item %s stands so already; there is nothing to do", do.Item)
	}
	if err := texts("note", do.Note); err != nil {
		return nil, err
	}
	return d.fact(d.text(), d.now, ReadyChecked{Item: do.Item, Done: do.Done, By: d.who.Member, Note: strings.TrimSpace(do.Note)}), nil
}

// proposeForgetting: by a role that the text names. The facts of forgetting are for the parties, also where the text is
// public: a reason may tell what should be forgotten.
func (d decision) proposeForgetting(do *ProposeForgetting) ([]record.Draft, error) {
	rule := d.text().Forgetting
	if !slices.ContainsFunc(rule.ProposedBy, d.who.Has) {
		return nil, desk.Refuse(desk.NotAllowed, "forgetting is proposed by %s; hand your request to them", or(rule.ProposedBy))
	}
	if strings.TrimSpace(do.Reason) == "" {
		return nil, desk.Refuse(desk.Invalid, "the reason is missing; say why the content must go, without repeating it")
	}
	if err := texts("reason", do.Reason); err != nil {
		return nil, err
	}
	if err := d.forgettable(do.Entry); err != nil {
		return nil, err
	}
	if p := d.k.state.proposals[do.Entry]; p != nil {
		return nil, desk.Refuse(desk.Conflict, "entry %d proposes this already; agree to it", p.entry)
	}
	return d.forgetting(ForgettingProposed{Entry: do.Entry, Reason: strings.TrimSpace(do.Reason), By: d.who.Member}, record.To(do.Entry)), nil
}

func or(names []string) string {
	if len(names) == 0 {
		return "nobody under this agreement"
	}
	return strings.Join(names, " or ")
}

// forgettable: the law itself has no gaps.
func (d decision) forgettable(entry int64) error {
	switch {
	case entry < 0 || entry >= d.k.state.entries:
		return desk.Refuse(desk.NotFound, "there is no entry %d; look up the number", entry)
	case d.k.state.own[entry]:
		return desk.Refuse(desk.Conflict, "entry %d belongs to the agreement's own history, which is kept; nothing can be done", entry)
	case d.k.state.forgotten[entry]:
		return desk.Refuse(desk.Conflict, "entry %d is forgotten already; there is nothing to do", entry)
	}
	return nil
}

func (d decision) forgetting(fact any, refs ...record.Ref) []record.Draft {
	return []record.Draft{{Fact: fact, Audience: record.Parties, Happened: d.now, Refs: refs}}
}

// agreeForgetting: each side whose agreement is needed gives its own; the last one brings the forgetting with it.
func (d decision) agreeForgetting(do *AgreeForgetting) ([]record.Draft, error) {
	needed := d.text().Forgetting.AgreedBy
	own := d.who.Party
	if d.who.Kind == kindMission || !slices.Contains(needed, own) {
		return nil, desk.Refuse(desk.NotAllowed, "forgetting needs the agreement of %s, each given by its own people; you are none of them", strings.Join(needed, ", "))
	}
	if err := d.forgettable(do.Entry); err != nil {
		return nil, err
	}
	p := d.k.state.proposals[do.Entry]
	if p == nil {
		return nil, desk.Refuse(desk.TooEarly, "nobody has proposed to forget entry %d; it must be proposed first", do.Entry)
	}
	if slices.Contains(p.agreed, own) {
		return nil, desk.Refuse(desk.Conflict, "%s has agreed to this already; there is nothing to do", own)
	}
	agreed := append(slices.Clone(p.agreed), own)
	drafts := d.forgetting(ForgettingAgreed{Entry: do.Entry, By: own}, record.To(do.Entry), record.To(p.entry))
	if missing := without(needed, agreed); missing != nil {
		return drafts, nil
	}
	slices.Sort(agreed)
	return append(drafts, d.forgetting(
		Forgotten{Entry: do.Entry, Reason: p.reason, By: agreed},
		record.To(do.Entry), record.To(p.entry), record.Local(0))...), nil
}
