package statements

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/statements/read"
	"truce.example/record"
)

// state is what deciding needs. It is owned by the writer.
type state struct {
	law      Law
	entries  int64
	articles map[int64]*article
	said     map[int64]*kept
	promises map[int64]*kept
	talks    map[int64]*kept
	claims   map[int64]*kept
	links    map[Linked]bool
}

// An article as far as deciding needs it. The text is kept so that words are taken from it and not from whoever sends them.
type article struct {
	text, outlet, basis, published string
	readers                        record.Audience
	proposals                      map[string]bool // that were answered
}

// A kept thing has readers, a basis and what was last said of it.
type kept struct {
	readers record.Audience
	basis   string
	speaker string
	article int64
	turn    int64
	ended   bool
}

func newState(law Law) *state {
	s := &state{law: law}
	s.Reset()
	return s
}

// Reset forgets everything.
func (s *state) Reset() {
	*s = state{law: s.law, articles: map[int64]*article{}, said: map[int64]*kept{}, promises: map[int64]*kept{}, talks: map[int64]*kept{}, claims: map[int64]*kept{}, links: map[Linked]bool{}}
}

// Apply remembers of a fact what later decisions ask for.
func (s *state) Apply(e record.Entry) {
	s.entries = e.Number + 1
	switch f := e.Fact.(type) {
	case *Taken:
		s.articles[e.Number] = &article{text: f.Text, outlet: f.Outlet, basis: f.Basis, published: f.Published.Value, readers: e.Audience, proposals: map[string]bool{}}
	case *Said:
		s.said[e.Number] = &kept{readers: e.Audience, basis: f.Basis, speaker: f.Speaker, article: f.Article}
		s.answered(f.Article, f.Proposal)
	case *SetAside:
		s.answered(f.Article, f.Proposal)
	case *Undertaken:
		s.promises[e.Number] = &kept{readers: e.Audience, basis: f.Basis, article: f.Article}
		s.answered(f.Article, f.Proposal)
	case *StatusSet:
		if p := s.promises[f.Commitment]; p != nil {
			p.turn = f.Turn
		}
	case *Linked:
		s.links[Linked{Type: f.Type, A: f.A, B: f.B}] = true
	case *TalkPlanned:
		s.talks[e.Number] = &kept{readers: e.Audience, basis: f.Basis}
	case *TalkHeld:
		if t := s.talks[f.Talk]; t != nil {
			t.ended = true
		}
	case *Claimed:
		s.claims[e.Number] = &kept{readers: e.Audience, basis: f.Basis}
	case *OutcomeSet:
		if c := s.claims[f.Claim]; c != nil {
			c.ended = true
		}
	}
}

func (s *state) answered(article int64, proposal string) {
	if a := s.articles[article]; a != nil && proposal != "" {
		a.proposals[proposal] = true
	}
}

// Decide answers a command with facts, or refuses it.
func (s *state) Decide(at time.Time, who desk.Who, do any) ([]record.Draft, error) {
	q := &question{state: s, now: record.At(at), who: who}
	if s.law != nil {
		q.terms = s.law(q.now, s.entries)
	}
	switch do := do.(type) {
	case *Take:
		return q.take(do)
	case *Accept:
		return q.accept(do)
	case *Dismiss:
		return q.dismiss(do)
	case *Undertake:
		return q.undertake(do)
	case *SetStatus:
		return q.setStatus(do)
	case *Link:
		return q.link(do)
	case *PlanTalk:
		return q.planTalk(do)
	case *HoldTalk:
		return q.holdTalk(do)
	case *Claim:
		return q.claim(do)
	case *SetOutcome:
		return q.setOutcome(do)
	}
	return nil, desk.Refuse(desk.Invalid, "the desk statements does not know the command %T; use one of its doors", do)
}

// A question is one command being decided. It collects what is wrong field by field.
type question struct {
	desk.Form
	*state
	now   record.Moment
	who   desk.Who
	terms *agreement.Terms // nil without a law
}

// readers are those of the rights table; the mission without one.
func (q *question) readers() record.Audience {
	if q.who.Scope != record.Nobody {
		return q.who.Scope
	}
	return record.Mission
}

func (q *question) code(field, value string, known []string) {
	if !slices.Contains(known, value) {
		q.Say(field, "%q is not known here; write one of %s", short(value), strings.Join(known, ", "))
	}
}

func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// side checks a party or guarantor of the agreement; empty is nobody of them.
func (q *question) side(field, id string) {
	if id == "" {
		return
	}
	q.Words(field, id, desk.LongestLine)
	if q.terms == nil {
		return
	}
	a := q.terms.Agreement()
	if !slices.ContainsFunc(a.Parties, func(p agreement.Party) bool { return p.ID == id }) && !slices.ContainsFunc(a.Guarantors, func(g agreement.Guarantor) bool { return g.ID == id }) {
		q.Say(field, "%q is no party and no guarantor of the agreement; leave it out for others", short(id))
	}
}

// find gives a thing that who may see, or refuses.
func find(q *question, in map[int64]*kept, entry int64, what string) (*kept, error) {
	k := in[entry]
	if k == nil || !q.who.Sees(k.readers) {
		return nil, desk.Refuse(desk.NotFound, "there is no %s with the number %d; look it up in the list", what, entry)
	}
	return k, nil
}

func (q *question) article(entry int64) (*article, error) {
	a := q.articles[entry]
	if a == nil || !q.who.Sees(a.readers) {
		return nil, desk.Refuse(desk.NotFound, "there is no article with the number %d; look it up in the list", entry)
	}
	if a.text == "" {
		return nil, desk.Refuse(desk.Conflict, "the article was forgotten; nothing can be taken from it any more")
	}
	return a, nil
}

var sha256Form = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (q *question) take(do *Take) ([]record.Draft, error) {
	q.Line("title", do.Title)
	q.Line("outlet", do.Outlet)
	for field, v := range map[string]string{"author": do.Author, "language": do.Language} {
		q.Words(field, v, desk.LongestLine)
	}
	q.Words("address", do.Address, 2000)
	q.code("basis", do.Basis, bases)
	form := do.Form
	if form == "" {
		form = "paste"
	}
	q.code("form", form, forms)
	if do.SHA256 != "" && !sha256Form.MatchString(do.SHA256) {
		q.Say("sha256", "this is no SHA-256; write 64 small hexadecimal digits, or leave it out")
	}
	published := Day{Precision: "none", Basis: "not known"}
	if do.Published != "" {
		published = Day{do.Published, "day", "given by who took it in"}
		if !read.IsDay(do.Published) {
			q.Say("published", "%q is no day; write it as 2017-07-06, or leave it out when it is not known", short(do.Published))
		}
	}
	switch {
	case len(do.Text) > MaxArticle:
		q.Say("text", "the text has %d bytes, more than %d; cut it to the article", len(do.Text), MaxArticle)
	case !utf8.ValidString(do.Text):
		q.Say("text", "the text is not UTF-8")
	case strings.TrimSpace(do.Text) == "":
		q.Say("text", "text is required")
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := Taken{
		Title: do.Title, Outlet: do.Outlet, Author: do.Author, Address: do.Address, Published: published, Language: do.Language, Form: form, SHA256: do.SHA256, Basis: do.Basis, Text: do.Text,
	}
	return []record.Draft{{Fact: f, Audience: q.readers(), Happened: q.now}}, nil
}

// words checks that a range points into the text at letters' edges.
func (q *question) words(field, text string, r Range) string {
	if r.From < 0 || r.To > int64(len(text)) || r.From >= r.To || !utf8.RuneStart(text[r.From]) || r.To < int64(len(text)) && !utf8.RuneStart(text[r.To]) {
		q.Say(field, "bytes %d to %d are no place in the article's text of %d bytes", r.From, r.To, len(text))
		return ""
	}
	return text[r.From:r.To]
}

// fresh refuses a proposal that was answered before.
func (q *question) fresh(a *article, proposal string) error {
	q.Words("proposal", proposal, desk.LongestLine)
	if proposal != "" && a.proposals[proposal] {
		return desk.Refuse(desk.Conflict, "somebody has answered this proposal before; open the article again")
	}
	return nil
}

var ratingForm = regexp.MustCompile(`^[A-F][1-6]$`)

func (q *question) accept(do *Accept) ([]record.Draft, error) {
	a, err := q.article(do.Article)
	if err != nil {
		return nil, err
	}
	if err := q.fresh(a, do.Proposal); err != nil {
		return nil, err
	}
	q.code("kind", do.Kind, kindsSaid)
	q.Line("speaker", do.Speaker)
	q.side("side", do.Side)
	for field, v := range map[string]string{"role": do.Role, "place": do.Place, "hearers": do.Hearers, "medium": do.Medium, "topic": do.Topic, "said.basis": do.Said.Basis, "said.precision": do.Said.Precision} {
		q.Words(field, v, desk.LongestLine)
	}
	q.day("said", do.Said)
	if do.Rating != "" && !ratingForm.MatchString(do.Rating) {
		q.Say("rating", "%q is no rating; write reliability A to F and credibility 1 to 6, such as B2", short(do.Rating))
	}
	words := q.words("sentence", a.text, do.Sentence)
	if len(do.Quotes) > 50 {
		q.Say("quotes", "a statement has at most 50 quotations")
	} else if len(do.Quotes) > 0 {
		var parts []string
		for i, r := range do.Quotes {
			parts = append(parts, q.words(fmt.Sprintf("quotes[%d]", i), a.text, r))
		}
		words = strings.Join(parts, " […] ")
	}
	if len(do.Via) > 5 {
		q.Say("via", "a chain has at most 5 outlets in between")
	}
	chain := []string{do.Speaker}
	for i, v := range do.Via {
		q.Line(fmt.Sprintf("via[%d]", i), v)
		chain = append(chain, v)
	}
	if utf8.RuneCountInString(words) > desk.LongestText {
		q.Say("quotes", "the words have more than %d characters; take a part", desk.LongestText)
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := Said{
		Article: do.Article, Proposal: do.Proposal, Mended: do.Mended, Kind: do.Kind, Speaker: do.Speaker, Side: do.Side, Role: do.Role, Chain: append(chain, a.outlet), Said: do.Said, Place: do.Place,
		Hearers: do.Hearers, Medium: do.Medium, Topic: do.Topic, Words: words, Quotes: do.Quotes, Sentence: do.Sentence, Denial: do.Denial, Rating: do.Rating, Basis: a.basis, Published: a.published,
	}
	return []record.Draft{{Fact: f, Audience: a.readers, Happened: q.now, Refs: []record.Ref{record.To(do.Article)}}}, nil
}

var dayForm = regexp.MustCompile(`^\d{4}(-\d{2}(-\d{2})?)?$`)

// day checks a time: a day, a month, a year, or two of them.
func (q *question) day(field string, d Day) {
	if d.Value == "" {
		return
	}
	from, to, two := strings.Cut(d.Value, "/")
	for _, v := range []string{from, to} {
		if v == "" && !two {
			continue
		}
		if !dayForm.MatchString(v) || !read.IsDay(v+"-01-01"[len(v)-4:]) {
			q.Say(field+".value", "%q is no time; write 2017-07-05, 2017-07, 2017, or two of them with a slash between", short(d.Value))
			return
		}
	}
}

func (q *question) dismiss(do *Dismiss) ([]record.Draft, error) {
	a, err := q.article(do.Article)
	if err != nil {
		return nil, err
	}
	if err := q.fresh(a, do.Proposal); err != nil {
		return nil, err
	}
	q.Line("proposal", do.Proposal)
	q.Words("reason", do.Reason, desk.LongestLine)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return []record.Draft{{Fact: SetAside(*do), Audience: a.readers, Happened: q.now, Refs: []record.Ref{record.To(do.Article)}}}, nil
}

func (q *question) undertake(do *Undertake) ([]record.Draft, error) {
	f := Undertaken{
		Statement: do.Statement, Article: do.Article, Proposal: do.Proposal, Kind: do.Kind, By: do.By, Obliged: do.Obliged, Side: do.Side, Act: do.Act, Beneficiary: do.Beneficiary,
		Condition: do.Condition, Deadline: do.Deadline, Basis: do.Basis,
	}
	readers := q.readers()
	var refs []record.Ref
	if do.Article != 0 {
		a, err := q.article(do.Article)
		if err != nil {
			return nil, err
		}
		if err := q.fresh(a, do.Proposal); err != nil {
			return nil, err
		}
		f.Basis, readers = a.basis, a.readers
		refs = append(refs, record.To(do.Article))
	}
	if do.Statement != 0 {
		s, err := find(q, q.said, do.Statement, "statement")
		if err != nil {
			return nil, err
		}
		f.Basis, readers = s.basis, s.readers
		refs = append(refs, record.To(do.Statement))
	}
	q.code("kind", do.Kind, promises)
	q.Line("by", do.By)
	q.Line("obliged", do.Obliged)
	q.side("side", do.Side)
	q.Text("act", do.Act)
	q.Words("beneficiary", do.Beneficiary, desk.LongestLine)
	q.Words("condition", do.Condition, desk.LongestText)
	q.code("basis", f.Basis, bases)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return []record.Draft{{Fact: f, Audience: readers, Happened: q.now, Refs: refs}}, nil
}

// evidence turns entries into references.
func (q *question) evidence(about int64, entries []int64) []record.Ref {
	refs := []record.Ref{record.To(about)}
	if len(entries) > 50 {
		q.Say("evidence", "give at most 50 entries")
		return refs
	}
	for i, n := range entries {
		if n < 0 || n >= q.entries {
			q.Say(fmt.Sprintf("evidence[%d]", i), "there is no entry %d; give the number of an entry of the record", n)
			continue
		}
		refs = append(refs, record.To(n))
	}
	return refs
}

func (q *question) setStatus(do *SetStatus) ([]record.Draft, error) {
	p, err := find(q, q.promises, do.Commitment, "commitment")
	if err != nil {
		return nil, err
	}
	q.code("status", do.Status, statuses)
	q.Text("reason", do.Reason)
	refs := q.evidence(do.Commitment, do.Evidence)
	if slices.Contains([]string{"met", "partly", "missed"}, do.Status) && len(do.Evidence) == 0 {
		q.Say("evidence", "say by which entries of the record it can be seen; without one it is contested or open")
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return []record.Draft{{Fact: StatusSet{do.Commitment, p.turn + 1, do.Status, do.Reason}, Audience: p.readers, Happened: q.now, Refs: refs}}, nil
}

func (q *question) link(do *Link) ([]record.Draft, error) {
	a, err := find(q, q.said, do.A, "statement")
	if err != nil {
		return nil, err
	}
	b, err := find(q, q.said, do.B, "statement")
	if err != nil {
		return nil, err
	}
	q.code("type", do.Type, linkTypes)
	q.Words("reason", do.Reason, desk.LongestText)
	switch {
	case do.A == do.B:
		q.Say("b", "a statement is not linked with itself")
	case a.basis != b.basis:
		q.Say("b", "one is real and one is of the exercise; they are never mixed")
	case do.Type == "retraction" && a.speaker != b.speaker:
		q.Say("type", "only who said it takes it back; this is a denial")
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	if q.links[Linked{Type: do.Type, A: do.A, B: do.B}] {
		return nil, desk.Refuse(desk.Conflict, "they are linked so already")
	}
	if a.readers != b.readers {
		return nil, desk.Refuse(desk.Conflict, "the two statements have different readers; a link would tell of one to readers of the other")
	}
	return []record.Draft{{Fact: Linked(*do), Audience: a.readers, Happened: q.now, Refs: []record.Ref{record.To(do.A), record.To(do.B)}}}, nil
}

func (q *question) planTalk(do *PlanTalk) ([]record.Draft, error) {
	q.Line("name", do.Name)
	q.Words("place", do.Place, desk.LongestLine)
	q.Words("agenda", do.Agenda, desk.LongestText)
	q.code("basis", do.Basis, bases)
	if !do.Start.Known() {
		q.Say("start", "start is required")
	}
	if do.End.Known() && do.End < do.Start {
		q.Say("end", "it ends before it begins; mend the times")
	}
	if len(do.With) > 50 {
		q.Say("with", "name at most 50")
	}
	for i, w := range do.With {
		q.Line(fmt.Sprintf("with[%d]", i), w)
	}
	readers := q.readers()
	var refs []record.Ref
	if do.Statement != 0 {
		s, err := find(q, q.said, do.Statement, "statement")
		if err != nil {
			return nil, err
		}
		if s.basis != do.Basis {
			q.Say("basis", "the statement is %s; real and invented things are never mixed", s.basis)
		}
		readers, refs = s.readers, []record.Ref{record.To(do.Statement)}
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return []record.Draft{{Fact: TalkPlanned(*do), Audience: readers, Happened: q.now, Refs: refs}}, nil
}

func (q *question) holdTalk(do *HoldTalk) ([]record.Draft, error) {
	t, err := find(q, q.talks, do.Talk, "meeting")
	if err != nil {
		return nil, err
	}
	if t.ended {
		return nil, desk.Refuse(desk.Conflict, "what came of this meeting is recorded; plan another")
	}
	q.code("outcome", do.Outcome, talkEnds)
	q.Words("text", do.Text, desk.LongestText)
	refs := []record.Ref{record.To(do.Talk)}
	for i, n := range do.Promises {
		if p := q.promises[n]; p == nil || !q.who.Sees(p.readers) || p.readers != t.readers {
			q.Say(fmt.Sprintf("promises[%d]", i), "there is no commitment %d that this meeting's readers see", n)
			continue
		}
		refs = append(refs, record.To(n))
	}
	if len(do.Promises) > 50 {
		q.Say("promises", "give at most 50")
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return []record.Draft{{Fact: TalkHeld(*do), Audience: t.readers, Happened: q.now, Refs: refs}}, nil
}

func (q *question) claim(do *Claim) ([]record.Draft, error) {
	s, err := find(q, q.said, do.Statement, "statement")
	if err != nil {
		return nil, err
	}
	q.Text("what", do.What)
	q.Line("by", do.By)
	q.Words("place_name", do.PlaceName, desk.LongestLine)
	q.code("evidence", do.Evidence, offered)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := Claimed{Statement: do.Statement, What: do.What, By: do.By, PlaceName: do.PlaceName, Place: do.Place, Until: do.Until, Evidence: do.Evidence, Basis: s.basis}
	return []record.Draft{{Fact: f, Audience: s.readers, Happened: q.now, Refs: []record.Ref{record.To(do.Statement)}}}, nil
}

func (q *question) setOutcome(do *SetOutcome) ([]record.Draft, error) {
	c, err := find(q, q.claims, do.Claim, "claim")
	if err != nil {
		return nil, err
	}
	if c.ended {
		return nil, desk.Refuse(desk.Conflict, "what came of this claim is recorded")
	}
	q.code("outcome", do.Outcome, outcomes)
	q.Text("reason", do.Reason)
	refs := q.evidence(do.Claim, do.Evidence)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return []record.Draft{{Fact: OutcomeSet{do.Claim, do.Outcome, do.Reason}, Audience: c.readers, Happened: q.now, Refs: refs}}, nil
}
