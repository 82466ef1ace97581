package observe

import (
	"sort"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

// A Law gives the agreement as it is known at an entry of the record for a moment in time; nil when none is loaded. What
// it makes of a moment that is not known is for the keeper of the law to say.
type Law func(event record.Moment, known int64) *agreement.Terms

// at asks the law; there is none where nobody gave one.
func (l Law) at(event record.Moment, known int64) *agreement.Terms {
	if l == nil {
		return nil
	}
	return l(event, known)
}

// state is what deciding needs, and no content. It is owned by the writer.
type state struct {
	law     Law
	entries int64 // how many entries were applied; the law is asked as known there
	books   map[*agreement.Agreement]*book

	names       names
	members     map[string]bool // how members of the mission and of sides are called
	reports     []report        // by entry number
	patrols     map[int64]*patrol
	underway    map[int64]*patrol // those of patrols that are out; only they have clocks
	sos         map[int64]bool    // open calls for help
	holdings    map[int64]holding
	withdrawals map[int64]string     // by entry: the party that withdraws
	sequences   map[string]*sequence // by device
}

// A report is all that is remembered of one. A million of them must stay small, so that names are numbers.
type report struct {
	entry     int64
	receiver  name
	accuser   name
	audience  name
	eventType name
	retracted bool
}

// A holding of weapons at a storage site.
type holding struct {
	party    string
	audience record.Audience
}

func newState(law Law) *state {
	s := &state{law: law}
	s.Reset()
	return s
}

// Reset forgets everything.
func (s *state) Reset() {
	*s = state{
		law:         s.law,
		books:       map[*agreement.Agreement]*book{},
		names:       newNames(),
		members:     map[string]bool{},
		patrols:     map[int64]*patrol{},
		underway:    map[int64]*patrol{},
		sos:         map[int64]bool{},
		holdings:    map[int64]holding{},
		withdrawals: map[int64]string{},
		sequences:   map[string]*sequence{},
	}
}

// Apply remembers of a fact what later decisions ask for.
func (s *state) Apply(e record.Entry) {
	s.entries = e.Number + 1
	if m, ok := e.Fact.(desk.NamesMember); ok {
		for _, name := range m.MemberNames() {
			s.members[name] = true
		}
	}
	s.count(e)
	switch f := e.Fact.(type) {
	case *Alleged:
		s.remember(e, f.Receiver, f.Accuser, f.Type)
	case *Observed:
		s.remember(e, f.Receiver, "", f.Type)
	case *Restricted:
		s.remember(e, f.Receiver, "", f.Type)
	case *Retracted:
		if r, ok := s.report(f.Report); ok {
			r.retracted = true
		}
	case *WeaponsDeclared:
		s.holdings[e.Number] = holding{party: f.Party, audience: e.Audience}
	case *WithdrawalSet:
		s.withdrawals[e.Number] = f.Party
	case *SOSRaised:
		s.sos[e.Number] = true
	case *SOSClosed:
		delete(s.sos, f.SOS)
	default:
		s.applyPatrol(e)
	}
}

func (s *state) remember(e record.Entry, receiver, accuser, eventType string) {
	s.reports = append(s.reports, report{
		entry:     e.Number,
		receiver:  s.names.number(receiver),
		accuser:   s.names.number(accuser),
		audience:  s.names.number(string(e.Audience)),
		eventType: s.names.number(eventType),
	})
}

// report finds a report by its entry.
func (s *state) report(entry int64) (*report, bool) {
	i := sort.Search(len(s.reports), func(i int) bool { return s.reports[i].entry >= entry })
	if i == len(s.reports) || s.reports[i].entry != entry {
		return nil, false
	}
	return &s.reports[i], true
}

// visibleReport finds a report that the member may read. What exists and may not be seen is not found either.
func (s *state) visibleReport(who desk.Who, entry int64) (*report, error) {
	r, ok := s.report(entry)
	if !ok || !who.Sees(s.audienceOf(r)) {
		return nil, desk.Refuse(desk.NotFound, "there is no report with the number %d; look it up in the list of reports", entry)
	}
	return r, nil
}

func (s *state) audienceOf(r *report) record.Audience {
	return record.Audience(s.names.text(r.audience))
}

// Decide answers a command with facts or a refusal.
func (s *state) Decide(at time.Time, who desk.Who, do any) ([]record.Draft, error) {
	now := record.At(at)
	switch c := do.(type) {
	case *Allege:
		return s.allege(now, who, *c)
	case *Observe:
		return s.observe(now, who, *c)
	case *Restrict:
		return s.restrict(now, who, *c)
	case *Rate:
		return s.rate(now, who, *c)
	case *Relate:
		return s.relate(now, who, *c)
	case *Retract:
		return s.retract(now, who, *c)
	case *Share:
		return s.share(now, who, *c)
	case *HandOver:
		return s.handOver(now, who, *c)
	case *DeclareWeapons:
		return s.declareWeapons(now, who, *c)
	case *VerifyWeapons:
		return s.verifyWeapons(now, who, *c)
	case *SetWithdrawal:
		return s.setWithdrawal(now, who, *c)
	case *ReportWithdrawal:
		return s.reportWithdrawal(now, who, *c)
	}
	return s.decidePatrol(now, who, do)
}

// examine begins the examination of a command about something that happened at a moment, which may be unknown.
func (s *state) examine(now record.Moment, who desk.Who, event record.Moment) (*exam, *agreement.Terms) {
	terms := s.law.at(event, s.entries)
	var a *agreement.Agreement
	if terms != nil {
		a = terms.Agreement()
	}
	b, ok := s.books[a]
	if !ok {
		b = newBook(a)
		s.books[a] = b
	}
	return &exam{at: now, who: who, book: b, members: s.members}, terms
}

// A name stands for a text that many reports share. Zero is the empty text.
type name uint32

type names struct {
	byText map[string]name
	texts  []string
}

func newNames() names { return names{byText: map[string]name{"": 0}, texts: []string{""}} }

func (n *names) number(text string) name {
	if id, ok := n.byText[text]; ok {
		return id
	}
	id := name(len(n.texts))
	n.byText[text], n.texts = id, append(n.texts, text)
	return id
}

func (n *names) text(id name) string { return n.texts[id] }
