package terms

import (
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
	windows   map[string]*lived
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
		windows:   map[string]*lived{},
	}
}

// Apply takes in one fact.
func (k *Keeper) Apply(e record.Entry) {
	k.state.entries = e.Number + 1
	if strings.HasPrefix(e.Kind, deskName+".") {
		k.state.own[e.Number] = true
	}
	k.state.live(e)
	if !k.applyLaw(e) {
		k.state.apply(e)
	}
}

// applyLaw changes the law, if the fact does.
func (k *Keeper) applyLaw(e record.Entry) bool {
	old := k.book.Load()
	l := old.known(-1).next(e)
	held, agreed := old.rights, old.agreed
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
		held, agreed = []rights{{table: rightsOf(text)}}, false
		change(agreement.Offered, f.Move)
	case *Agreed:
		k.state.signed = append(k.state.signed, f.By...)
		if len(f.Missing) > 0 {
			return true
		}
		agreed = true
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
		held = append(slices.Clone(held), rights{from: f.Effective, table: rightsOf(text)})
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
	k.book.Store(&book{laws: append(old.laws, l), rights: held, agreed: agreed})
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
	case *GuaranteeWindow:
		return d.guarantee(do)
	case *StepWindow:
		return d.stepWindow(do)
	case *overrunWindow:
		return d.overrun(do)
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
//
// Art. 15
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
//
// Art. 16
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
