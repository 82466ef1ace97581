package inquiry

import (
	"slices"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
)

// The states of a case.
const (
	reported   = "reported"
	waitsInfo  = "insufficient_info"
	notCovered = "not_covered"
	duplicate  = "duplicate_of"
	accepted   = "accepted"
	assigned   = "assigned"
	inquired   = "under_inquiry"
	commenting = "party_comment"
	atPanel    = "panel"
	found      = "finding"
	published  = "published"
	restricted = "restricted"
	closed     = "closed"
	withdrawn  = "withdrawn"
)

// A Law gives the agreement as it is known at an entry of the record for a moment in time; nil when none is loaded.
type Law func(event record.Moment, known int64) *agreement.Terms

// state is what deciding needs. It is owned by the writer.
type state struct {
	law     Law
	entries int64 // how many entries were applied; the law is asked as known there

	told    map[int64]telling // reports that told of an incident, and those in a case
	pending []pending         // those of them that ask for a case
	cases   map[int64]*kase
	wall    wall

	notices  map[int64]*notice
	acks     map[int64]*ackRecorded // that wait for a second person
	measures map[int64]*measure
	items    map[int64]*GuarantorAsked // open ones
	actions  map[clockID]*Action       // open ones
	asks     map[int64]int64           // entry that asked for another round -> case
	members  map[string]bool           // how members of the mission and of sides are called

	files     map[int64]desk.TakenFile // that were taken in, by entry
	heldFiles map[int64]int64          // file -> item of evidence
	exhibits  map[int64]*exhibit
	referrals map[int64]*referral
	warnings  map[int64]record.Audience
}

// A telling is all that is remembered of a report.
type telling struct {
	by     Reporter
	caseNo int64
}

// pending is a report that asks for a case.
type pending struct {
	report   int64
	by       Reporter
	recorded record.Moment
	incident desk.Incident
}

// A kase is all that is remembered of a case. Open reads it whole; texts are kept only where a later fact repeats them.
type kase struct {
	no int64
	progress
	round   int64
	opened  *Opened
	reports []int64
	by      []Reporter

	told    map[string]int64 // side -> notice of this round
	inCase  *Assigned
	visit   string
	version int64 // of the draft
	parts   int64 // paragraphs of the draft
	asked   map[string]*window
	panel   *PanelConvened

	finding    *Found
	findingNo  int64
	separate   []SeparatePart
	separateOf []string // guarantors, this round
	announced  *PublicationAnnounced
	objections int
	editions   int64
	readers    record.Audience // of the newest edition
	measures   int             // open ones
	lifted     map[string]bool

	accounts    *accounts // nil when nobody was asked
	analysis    analysis
	harm        map[int64]bool // entries that state harm
	corrections int64          // of the result
}

// A window is the time that a side has for its comment.
type window struct {
	request int64
	due     record.Moment
	waived  bool
}

type notice struct {
	caseNo      int64
	side, kind  string
	ack, formal record.Moment
	got         map[string]bool
}

type ackRecorded struct {
	AckRecorded
	by string
}

type measure struct {
	caseNo int64
	to     []string
	kind   record.Audience
}

func newState(law Law) *state {
	s := &state{law: law}
	s.Reset()
	return s
}

// Reset forgets everything.
func (s *state) Reset() {
	*s = state{
		law: s.law, told: map[int64]telling{}, cases: map[int64]*kase{}, wall: newWall(), notices: map[int64]*notice{},
		acks: map[int64]*ackRecorded{}, measures: map[int64]*measure{}, items: map[int64]*GuarantorAsked{},
		actions: map[clockID]*Action{}, asks: map[int64]int64{},
		members: map[string]bool{}, files: map[int64]desk.TakenFile{}, heldFiles: map[int64]int64{}, exhibits: map[int64]*exhibit{},
		referrals: map[int64]*referral{}, warnings: map[int64]record.Audience{},
	}
}

// Apply remembers of a fact what later decisions ask for.
func (s *state) Apply(e record.Entry) {
	s.entries = e.Number + 1
	if e.Fact == nil {
		return
	}
	if m, ok := e.Fact.(desk.NamesMember); ok {
		for _, name := range m.MemberNames() {
			s.members[name] = true
		}
	}
	if t, ok := e.Fact.(desk.TellsIncident); ok {
		s.hear(e, t)
		return
	}
	if f, ok := e.Fact.(desk.TellsFile); ok {
		s.files[e.Number] = f.TakenIn()
		return
	}
	s.wall.apply(ring(e))
	s.settle(e)
	switch f := e.Fact.(type) {
	case *Opened:
		s.opened(e.Number, f)
	case *Overdue:
		s.wall.lapse(clockID{f.What, f.Item, f.Part}, f.Due)
	case *Minuted:
		for i := range f.Actions {
			s.actions[clockID{clockAction, e.Number, int64(i + 1)}] = &f.Actions[i]
		}
	case *ActionDone:
		delete(s.actions, clockID{clockAction, f.Minutes, f.Action})
	case *GuarantorAsked:
		s.items[e.Number] = f
	case *Reminded: // ring has moved its clock
	case *GuarantorAnswered:
		delete(s.items, f.Item)
	default:
		s.advance(e)
	}
}

// hear remembers a report that tells of an incident, and whether it asks for a case. Imports of history do not.
func (s *state) hear(e record.Entry, t desk.TellsIncident) {
	i, ok := t.Incident()
	report := e.Number
	if i.Report >= 0 {
		n, err := e.RefEntry(int(i.Report))
		if err != nil {
			// The trait's reference is the first in every fact of today; one without it tells of itself.
			n = e.Number
		}
		report = n
	}
	t0, known := s.told[report]
	if known && (t0.caseNo != 0 || s.waits(report)) {
		return
	}
	by := Reporter{Member: e.Author.Member, Side: e.Author.Party}
	if known {
		by = t0.by // a report that is judged again stays its reporter's
	}
	s.told[report] = telling{by: by}
	if ok && e.Status != record.Forgotten && e.Author.Known != record.ByImport {
		s.pending = append(s.pending, pending{report, by, e.Recorded, i})
	}
}

func (s *state) waits(report int64) bool {
	return slices.ContainsFunc(s.pending, func(p pending) bool { return p.report == report })
}

func (s *state) opened(no int64, f *Opened) {
	k := &kase{no: no, progress: progress{}.after(f), round: 1, opened: f}
	s.cases[no] = k
	for _, r := range f.Reports {
		s.join(k, r, f.Reporter)
	}
	if len(f.Reports) == 0 {
		k.by = append(k.by, f.Reporter)
	}
}

func (s *state) join(k *kase, report int64, by Reporter) {
	t, known := s.told[report]
	if known {
		by = t.by
	}
	s.told[report] = telling{by, k.no}
	if !slices.Contains(k.reports, report) {
		k.reports = append(k.reports, report)
	}
	if !slices.Contains(k.by, by) {
		k.by = append(k.by, by)
	}
	s.pending = slices.DeleteFunc(s.pending, func(p pending) bool { return p.report == report })
}

// advance moves a case on.
func (s *state) advance(e record.Entry) {
	if k, ok := s.cases[caseOf(e)]; ok {
		k.progress = k.after(e.Fact)
	}
	switch f := e.Fact.(type) {
	case *Joined:
		if k, ok := s.cases[f.Case]; ok {
			s.join(k, f.Report, f.Reporter)
		}
	case *Triaged:
		s.triaged(f)
	case *Assigned:
		if k, ok := s.cases[f.Case]; ok {
			k.inCase = f
		}
	case *NoticeServed:
		s.notices[e.Number] = &notice{caseNo: f.Case, side: f.Side, kind: f.Kind, ack: f.AckDue, formal: f.FormalDue, got: map[string]bool{}}
		if k, ok := s.cases[f.Case]; ok {
			if k.told == nil {
				k.told = map[string]int64{}
			}
			k.told[f.Side] = e.Number
		}
	case *AckRecorded:
		s.acks[e.Number] = &ackRecorded{*f, e.Author.Member}
	case *Acknowledged:
		if n, ok := s.notices[f.Notice]; ok {
			n.got[f.Level] = true
			n.got["duty"] = true
		}
		delete(s.acks, f.Recorded)
	case *Visited:
		if k, ok := s.cases[f.Case]; ok {
			k.visit = f.Outcome
		}
	case *Drafted:
		if k, ok := s.cases[f.Case]; ok {
			k.version, k.parts = f.Version, int64(len(f.Paragraphs))
		}
	case *CommentRequested:
		if k, ok := s.cases[f.Case]; ok {
			if k.asked == nil {
				k.asked = map[string]*window{}
			}
			k.asked[f.Side] = &window{request: e.Number, due: f.Due}
		}
	case *Commented:
		if k, ok := s.cases[f.Case]; ok && k.asked[f.Side] != nil && f.Waived {
			k.asked[f.Side].waived = true
		}
	default:
		s.conclude(e)
	}
}

// settle takes items from guarantors' queues of which the party has done what it owed.
func (s *state) settle(e record.Entry) {
	for _, done := range settles(e) {
		for n, item := range s.items {
			if done.takes(item) {
				delete(s.items, n)
				s.wall.stop(clockID{clockGuarantor, n, 0})
				s.wall.stop(clockID{clockReminder, n, 0})
			}
		}
	}
}

func (s *state) triaged(f *Triaged) {
	k, ok := s.cases[f.Case]
	if !ok {
		return
	}
	if f.Outcome != duplicate {
		return
	}
	if to, ok := s.cases[f.Of]; ok {
		for _, r := range k.reports {
			s.join(to, r, Reporter{})
		}
		for _, by := range k.by {
			if !slices.Contains(to.by, by) {
				to.by = append(to.by, by)
			}
		}
	}
}

// conclude moves a case on from the panel.
func (s *state) conclude(e record.Entry) {
	switch f := e.Fact.(type) {
	case *PanelConvened:
		if k, ok := s.cases[f.Case]; ok {
			k.panel = f
		}
	case *Found:
		if k, ok := s.cases[f.Case]; ok {
			k.finding, k.findingNo = f, e.Number
		}
	case *FoundSeparately:
		if k, ok := s.cases[f.Case]; ok {
			k.separate = append(k.separate, SeparatePart{e.Number, f.Guarantor, f.Verdict, f.Clause, f.Level, f.Text})
			k.separateOf = append(k.separateOf, f.Guarantor)
		}
	case *PublicationAnnounced:
		if k, ok := s.cases[f.Case]; ok {
			k.announced, k.objections = f, 0
		}
	case *Objected:
		if k, ok := s.cases[f.Case]; ok {
			k.objections++
		}
	case *Published:
		if k, ok := s.cases[f.Case]; ok {
			k.editions, k.readers, k.announced, k.objections = f.Number, f.To, nil, 0
		}
	case *MeasureSet:
		s.measures[e.Number] = &measure{f.Case, f.To, f.For}
		if k, ok := s.cases[f.Case]; ok {
			k.measures++
		}
	case *MeasureReported:
		if m, ok := s.measures[f.Measure]; ok {
			delete(s.measures, f.Measure)
			if k, ok := s.cases[m.caseNo]; ok {
				k.measures--
			}
		}
	case *ReopenAsked:
		s.asks[e.Number] = f.Case
	case *Reopened:
		s.reopened(f)
	case *Overridden:
		if k, ok := s.cases[f.Case]; ok {
			if k.lifted == nil {
				k.lifted = map[string]bool{}
			}
			k.lifted[f.Rule+" "+f.Member] = true
		}
	case *AccountAsked, *AccountGiven, *AccountReleased:
		s.accounted(e)
	case *EvidenceEntered, *EvidenceOffered, *EvidenceReceived:
		s.kept(e)
	case *Weighed, *CratersMeasured, *AnalysisReleased:
		s.analysed(e)
	case *HarmStated, *ResultCorrected:
		s.beside(e)
	case *ReferralPrepared, *ReferralSent, *ReferralAnswered:
		s.referred(e)
	case *WarningGiven:
		s.warned(e)
	}
}

// reopened begins another round: who inquires, who was told and who may comment is settled anew. Findings stay.
func (s *state) reopened(f *Reopened) {
	k, ok := s.cases[f.Case]
	if !ok {
		return
	}
	delete(s.asks, f.Asked)
	k.round = f.Round
	k.told, k.inCase, k.visit, k.asked, k.panel, k.announced, k.separateOf = nil, nil, "", nil, nil, nil, nil
}

// Next is when the first deadline passes, or the moment of the first report that asks for a case.
func (s *state) Next() time.Time {
	next := s.wall.Next()
	for _, p := range s.pending[:min(1, len(s.pending))] {
		if next == 0 || p.recorded < next {
			next = p.recorded
		}
	}
	return next.Time()
}

// Due asks for the cases of reports that wait for one, and for the facts of deadlines that have passed.
func (s *state) Due(at time.Time) []desk.Command {
	now := record.At(at)
	var out []desk.Command
	for _, p := range s.pending {
		out = append(out, openingOf(p.report))
	}
	for _, r := range s.wall.Rung(now) {
		out = append(out, lapseOf(*s.wall.running[r.ID]))
	}
	return out
}

// Decide answers a command with facts or a refusal.
func (s *state) Decide(at time.Time, who desk.Who, do any) ([]record.Draft, error) {
	q := &question{state: s, now: record.At(at), who: who, terms: s.at(record.At(at))}
	switch c := do.(type) {
	case *OpenByRule:
		return q.openByRule(*c)
	case *Lapse:
		return q.lapse(*c)
	case *Open:
		return q.open(*c)
	case *Join:
		return q.joinReport(*c)
	case *Triage:
		return q.triage(*c)
	case *Inform:
		return q.inform(*c)
	case *Withdraw:
		return q.withdraw(*c)
	case *Assign:
		return q.assign(*c)
	case *Serve:
		return q.serve(*c)
	case *Acknowledge:
		return q.acknowledge(*c)
	case *RecordAck:
		return q.recordAck(*c)
	case *ConfirmAck:
		return q.confirmAck(*c)
	case *Visit:
		return q.visited(*c)
	case *Draft:
		return q.draft(*c)
	case *Comment:
		return q.comment(*c)
	}
	return q.decideResult(do)
}

func (q *question) decideResult(do any) ([]record.Draft, error) {
	switch c := do.(type) {
	case *Convene:
		return q.convene(*c)
	case *Find:
		return q.find(*c)
	case *FindSeparately:
		return q.findSeparately(*c)
	case *Announce:
		return q.announce(*c)
	case *Object:
		return q.object(*c)
	case *Publish:
		return q.publish(*c)
	case *SetMeasure:
		return q.setMeasure(*c)
	case *ReportMeasure:
		return q.reportMeasure(*c)
	case *Close:
		return q.close(*c)
	case *AskReopen:
		return q.askReopen(*c)
	case *Reopen:
		return q.reopen(*c)
	case *AskGuarantor:
		return q.askGuarantor(*c)
	case *AnswerItem:
		return q.answerItem(*c)
	case *Minute:
		return q.minute(*c)
	case *FinishAction:
		return q.finishAction(*c)
	case *Override:
		return q.override(*c)
	}
	return q.decideRival(do)
}

func (q *question) decideRival(do any) ([]record.Draft, error) {
	switch c := do.(type) {
	case *AskAccounts:
		return q.askAccounts(*c)
	case *GiveAccount:
		return q.giveAccount(*c)
	case *ReleaseAccounts:
		return q.releaseAccounts(*c)
	case *Enter:
		return q.enter(*c)
	case *Offer:
		return q.offer(*c)
	case *Receive:
		return q.receive(*c)
	case *OpenItem:
		return q.openItem(*c)
	case *Weigh:
		return q.weigh(*c)
	case *MeasureCraters:
		return q.measureCraters(*c)
	case *ReleaseAnalysis:
		return q.releaseAnalysis(*c)
	case *StateHarm:
		return q.stateHarm(*c)
	case *ObjectToResult:
		return q.objectToResult(*c)
	case *CorrectResult:
		return q.correctResult(*c)
	case *PrepareReferral:
		return q.prepareReferral(*c)
	case *sending:
		return q.sendReferral(*c)
	case *AnswerReferral:
		return q.answerReferral(*c)
	case *Warn:
		return q.warn(*c)
	case *SettleWarning:
		return q.settleWarning(*c)
	}
	return nil, desk.Refuse(desk.Invalid, "the inquiry desk does not know %T", do)
}

// at asks the law as it is known now for a moment.
func (s *state) at(event record.Moment) *agreement.Terms {
	if s.law == nil {
		return nil
	}
	return s.law(event, s.entries)
}

// nearestNamed is the place of the gazetteer that is nearest to a point, if one is within the distance.
func nearestNamed(terms *agreement.Terms, p geo.Point, withinM int64) string {
	if terms == nil {
		return ""
	}
	name, least := "", withinM*100
	for _, place := range terms.Agreement().Places {
		if d := geo.DistanceCm(p, place.Point); d <= least {
			name, least = place.Name.En, d
		}
	}
	return name
}
