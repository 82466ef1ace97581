package statements

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"truce.example/desk"
	"truce.example/desk/statements/read"
	"truce.example/record"
	"truce.example/view"
)

// An Article is one article as a list shows it.
type Article struct {
	Article   int64         `json:"article"` // entry
	Title     string        `json:"title"`
	Outlet    string        `json:"outlet"`
	Published string        `json:"published,omitempty"`
	Basis     string        `json:"basis"`
	Taken     record.Moment `json:"taken"`
	Said      int64         `json:"statements"`
	Forgotten bool          `json:"forgotten,omitempty"`
}

const articleColumns = "entry, title, outlet, published, basis, at_ms, (select count(*) from statements_said s where s.article = statements_article.entry), forgotten"

func scanArticle(read view.Scan) (Article, error) {
	var a Article
	var at int64
	err := read(&a.Article, &a.Title, &a.Outlet, &a.Published, &a.Basis, &at, &a.Said, &a.Forgotten)
	a.Taken = record.Moment(at)
	return a, err
}

func askArticles(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	f.Is("basis", "basis")
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	rows, err := q.View.Query(ctx, "select "+articleColumns+" from statements_article where "+f.SQL()+" order by entry desc limit ?", append(f.Args, limit)...)
	list, err := view.Collect(rows, err, scanArticle)
	return map[string]any{"articles": list}, err
}

// A Proposal is something that the reader found and that nobody has answered, or how it was answered.
type Proposal struct {
	Key      string           `json:"key"`
	Answer   string           `json:"answer,omitempty"` // accepted or set_aside
	Entry    int64            `json:"entry,omitempty"`  // of the answer
	From     int64            `json:"from"`             // bytes of the text, for the order and the mark
	To       int64            `json:"to"`
	Said     *read.Statement  `json:"statement,omitempty"`
	Promised *read.Commitment `json:"commitment,omitempty"`
}

// An ArticlePage is one article with what the reader proposes. Spans are bytes of the text.
type ArticlePage struct {
	Article
	Fact      Taken             `json:"fact"`
	Proposals []Proposal        `json:"proposals"`
	Dates     []read.Expression `json:"date_expressions"`
	Events    []read.Event      `json:"events"`
	Hurt      []read.Casualty   `json:"casualties"`
	Places    []read.Mention    `json:"places"`
	Notes     []string          `json:"notes"`
}

// pathEntry is the entry that a path names.
func pathEntry(q desk.Question, name string) (int64, error) {
	n, err := strconv.ParseInt(q.Path(name), 10, 64)
	if err != nil || n < 0 {
		return 0, desk.Refuse(desk.NotFound, "there is no %s %q; its number is that of an entry", name, short(q.Path(name)))
	}
	return n, nil
}

// key names a proposal by what it is and where it stands: the same for as long as the text is.
func key(kind string, s read.Span, more string) string {
	return fmt.Sprintf("%s%d-%d%s", kind, s[0], s[1], more)
}

func askArticle(ctx context.Context, q desk.Question) (any, error) {
	n, err := pathEntry(q, "article")
	if err != nil {
		return nil, err
	}
	if err := desk.NewFilter(q.Params).Refusal(); err != nil {
		return nil, err
	}
	rows, err := q.View.Query(ctx, "select "+articleColumns+", doc from statements_article where entry = ?", n)
	list, err := view.Collect(rows, err, func(scan view.Scan) (ArticlePage, error) {
		var p ArticlePage
		var at int64
		var text string
		err := scan(&p.Article.Article, &p.Title, &p.Outlet, &p.Published, &p.Basis, &at, &p.Said, &p.Forgotten, &text)
		p.Taken = record.Moment(at)
		if err == nil {
			err = json.Unmarshal([]byte(text), &p.Fact)
		}
		return p, err
	})
	if err != nil || len(list) == 0 {
		if err == nil {
			err = desk.Refuse(desk.NotFound, "there is no article with the number %d; look it up in the list", n)
		}
		return nil, err
	}
	p := list[0]
	p.Proposals, p.Notes = []Proposal{}, []string{}
	if p.Forgotten {
		return p, nil
	}
	doc, err := read.Read(p.Fact.Text, p.Fact.about())
	if err != nil {
		p.Notes = []string{err.Error()}
		return p, nil
	}
	p.Dates, p.Events, p.Hurt, p.Places, p.Notes = doc.Dates, doc.Events, doc.Casualties, doc.Places, append(p.Notes, doc.Notes...)
	p.Proposals, err = answered(ctx, q, n, proposals(doc))
	return p, err
}

func (f Taken) about() read.About {
	return read.About{Title: f.Title, Outlet: f.Outlet, Author: f.Author, Address: f.Address, Language: f.Language, Published: read.Date(f.Published)}
}

// Propose gives what the reader finds in a text, with the keys under which a person answers.
func Propose(text string, about read.About) ([]Proposal, error) {
	doc, err := read.Read(text, about)
	if err != nil {
		return nil, err
	}
	return proposals(doc), nil
}

// proposals are statements and commitments in the order of the text.
func proposals(doc *read.Document) []Proposal {
	out := []Proposal{}
	keys := map[string]int{}
	unique := func(k string) string { // two statements may stand in one sentence
		keys[k]++
		if n := keys[k]; n > 1 {
			return fmt.Sprintf("%s.%d", k, n)
		}
		return k
	}
	for i := range doc.Statements {
		s := &doc.Statements[i]
		if s.Kind == read.Headline {
			continue
		}
		at := s.Sentence
		if len(s.Quotes) > 0 {
			at = read.Span{s.Quotes[0][0], s.Quotes[len(s.Quotes)-1][1]}
		}
		out = append(out, Proposal{Key: unique(key("S", at, "")), From: int64(at[0]), To: int64(at[1]), Said: s})
	}
	for i := range doc.Commitments {
		c := &doc.Commitments[i]
		out = append(out, Proposal{Key: unique(key("C", c.Span, "")), From: int64(c.Span[0]), To: int64(c.Span[1]), Promised: c})
	}
	return out
}

// answered marks the proposals that people have answered, as far as the reader sees the answers.
func answered(ctx context.Context, q desk.Question, article int64, list []Proposal) ([]Proposal, error) {
	type answer struct {
		entry     int64
		key, word string
	}
	rows, err := q.View.Query(ctx, `select entry, proposal, 'accepted' from statements_said where article = ? union all
		select entry, proposal, 'accepted' from statements_promise where article = ? union all select entry, proposal, 'set_aside' from statements_aside where article = ?`, article, article, article)
	answers, err := view.Collect(rows, err, func(read view.Scan) (answer, error) {
		var a answer
		err := read(&a.entry, &a.key, &a.word)
		return a, err
	})
	byKey := map[string]answer{}
	for _, a := range answers {
		byKey[a.key] = a
	}
	for i := range list {
		if a, ok := byKey[list[i].Key]; ok {
			list[i].Answer, list[i].Entry = a.word, a.entry
		}
	}
	return list, err
}

// A Statement is one accepted statement.
type Statement struct {
	Statement int64 `json:"statement"` // entry
	Said
	Forgotten bool `json:"forgotten,omitempty"`
}

const saidColumns = "entry, forgotten, doc"

func scanSaid(read view.Scan) (Statement, error) {
	var s Statement
	var text string
	if err := read(&s.Statement, &s.Forgotten, &text); err != nil {
		return s, err
	}
	return s, json.Unmarshal([]byte(text), &s.Said)
}

func askStatements(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	for _, name := range []string{"speaker", "side", "topic", "kind", "basis"} {
		f.Is(name, name)
	}
	if n, ok := f.Entry("article"); ok {
		f.Where("article = ?", n)
	}
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	rows, err := q.View.Query(ctx, "select "+saidColumns+" from statements_said where "+f.SQL()+" order by entry desc limit ?", append(f.Args, limit)...)
	list, err := view.Collect(rows, err, scanSaid)
	return map[string]any{"statements": list}, err
}

// A Joined is a link of a statement with another.
type Joined struct {
	Entry  int64  `json:"entry"`
	Type   string `json:"type"`
	A      int64  `json:"a"`
	B      int64  `json:"b"`
	Reason string `json:"reason,omitempty"`
}

// A StatementPage is one statement with what hangs on it.
type StatementPage struct {
	Statement
	Links    []Joined       `json:"links"`
	Again    []Again        `json:"again"` // statements that share words in a row, proposed
	Promises []Undertaking  `json:"commitments"`
	Claims   []ClaimInFront `json:"claims"`
}

func askStatement(ctx context.Context, q desk.Question) (any, error) {
	n, err := pathEntry(q, "statement")
	if err != nil {
		return nil, err
	}
	if err := desk.NewFilter(q.Params).Refusal(); err != nil {
		return nil, err
	}
	s, err := statement(ctx, q, n)
	if err != nil {
		return nil, err
	}
	p := StatementPage{Statement: s}
	rows, err := q.View.Query(ctx, "select entry, type, a, b, reason from statements_link where a = ? or b = ? order by entry", n, n)
	if p.Links, err = view.Collect(rows, err, func(read view.Scan) (Joined, error) {
		var j Joined
		err := read(&j.Entry, &j.Type, &j.A, &j.B, &j.Reason)
		return j, err
	}); err != nil {
		return nil, err
	}
	if p.Again, err = again(ctx, q, s); err != nil {
		return nil, err
	}
	f := desk.NewFilter(nil)
	f.Where("statement = ?", n)
	if p.Promises, err = undertakings(ctx, q, f, desk.MostPage); err != nil {
		return nil, err
	}
	p.Claims, err = claims(ctx, q, f, desk.MostPage)
	return p, err
}

func statement(ctx context.Context, q desk.Question, n int64) (Statement, error) {
	rows, err := q.View.Query(ctx, "select "+saidColumns+" from statements_said where entry = ?", n)
	list, err := view.Collect(rows, err, scanSaid)
	if err == nil && len(list) == 0 {
		err = desk.Refuse(desk.NotFound, "there is no statement with the number %d; look it up in the list", n)
	}
	if err != nil {
		return Statement{}, err
	}
	return list[0], nil
}

// An Undertaking is one commitment of the register. Its status is due when its time is over and nobody has said what became of it.
type Undertaking struct {
	Commitment int64 `json:"commitment"` // entry
	Undertaken
	Status    string `json:"status"`
	Forgotten bool   `json:"forgotten,omitempty"`
}

func undertakings(ctx context.Context, q desk.Question, f *desk.Filter, limit int64) ([]Undertaking, error) {
	rows, err := q.View.Query(ctx, "select entry, status, forgotten, doc from statements_promise where "+f.SQL()+" order by entry desc limit ?", append(f.Args, limit)...)
	return view.Collect(rows, err, func(read view.Scan) (Undertaking, error) {
		var u Undertaking
		var text string
		if err := read(&u.Commitment, &u.Status, &u.Forgotten, &text); err != nil {
			return u, err
		}
		err := json.Unmarshal([]byte(text), &u.Undertaken)
		if u.Status == statusOpen && u.Deadline.Known() && u.Deadline < record.At(q.At) {
			u.Status = statusDue
		}
		return u, err
	})
}

func askCommitments(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	for _, name := range []string{"obliged", "side", "kind", "basis"} {
		f.Is(name, name)
	}
	switch v := f.Value("status"); v {
	case "":
	case statusDue:
		f.Where("status = 'open' and deadline_ms > 0 and deadline_ms < ?", int64(record.At(q.At)))
	case statusOpen:
		f.Where("status = 'open' and (deadline_ms = 0 or deadline_ms >= ?)", int64(record.At(q.At)))
	default:
		f.Where("status = ?", v)
	}
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	list, err := undertakings(ctx, q, f, limit)
	return map[string]any{"at": record.At(q.At), "commitments": list}, err
}

// A Turn is what somebody said of a commitment.
type Turn struct {
	Entry    int64         `json:"entry"`
	Status   string        `json:"status"`
	Reason   string        `json:"reason"`
	At       record.Moment `json:"at"`
	Evidence []int64       `json:"evidence"` // entries of any desk; whoever may not read one sees its number alone
}

func askCommitment(ctx context.Context, q desk.Question) (any, error) {
	n, err := pathEntry(q, "commitment")
	if err != nil {
		return nil, err
	}
	f := desk.NewFilter(q.Params)
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	f.Where("entry = ?", n)
	list, err := undertakings(ctx, q, f, 1)
	if err == nil && len(list) == 0 {
		err = desk.Refuse(desk.NotFound, "there is no commitment with the number %d; look it up in the register", n)
	}
	if err != nil {
		return nil, err
	}
	rows, err := q.View.Query(ctx, "select entry, status, reason, at_ms, evidence from statements_status where promise = ? order by entry", n)
	turns, err := view.Collect(rows, err, func(read view.Scan) (Turn, error) {
		var t Turn
		var at int64
		var text string
		if err := read(&t.Entry, &t.Status, &t.Reason, &at, &text); err != nil {
			return t, err
		}
		t.At = record.Moment(at)
		return t, json.Unmarshal([]byte(text), &t.Evidence)
	})
	return struct {
		Undertaking
		Turns []Turn `json:"turns"`
	}{list[0], turns}, err
}

// askPositions gives what was said of one topic in the order of the days on which it was said, with what contradicts what.
func askPositions(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	for _, name := range []string{"speaker", "side", "topic", "basis"} {
		f.Is(name, name)
	}
	limit := f.Limit()
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	f.Where("forgotten = 0")
	rows, err := q.View.Query(ctx, "select "+saidColumns+" from statements_said where "+f.SQL()+" order by said = '', said, entry limit ?", append(f.Args, limit)...)
	list, err := view.Collect(rows, err, scanSaid)
	if err != nil {
		return nil, err
	}
	shown := map[int64]bool{}
	for _, s := range list {
		shown[s.Statement] = true
	}
	rows, err = q.View.Query(ctx, "select entry, type, a, b, reason from statements_link where type in ('contradiction', 'position_change', 'denial', 'retraction') order by entry limit ?", desk.MostPage)
	links, err := view.Collect(rows, err, func(read view.Scan) (Joined, error) {
		var j Joined
		err := read(&j.Entry, &j.Type, &j.A, &j.B, &j.Reason)
		return j, err
	})
	kept := []Joined{}
	for _, j := range links {
		if shown[j.A] || shown[j.B] {
			kept = append(kept, j)
		}
	}
	if err != nil {
		return nil, err
	}
	rows, err = q.View.Query(ctx, "select topic, count(*) from statements_said where topic <> '' group by topic order by topic limit ?", desk.MostPage)
	type topic struct {
		Topic string `json:"topic"`
		Count int64  `json:"count"`
	}
	topics, err := view.Collect(rows, err, func(read view.Scan) (topic, error) {
		var t topic
		err := read(&t.Topic, &t.Count)
		return t, err
	})
	return map[string]any{"statements": list, "links": kept, "topics": topics}, err
}

// A Talk is one meeting of the calendar.
type Talk struct {
	Talk int64 `json:"talk"` // entry
	TalkPlanned
	Outcome   string    `json:"outcome,omitempty"`
	Held      *TalkHeld `json:"held,omitempty"`
	Forgotten bool      `json:"forgotten,omitempty"`
}

func talks(ctx context.Context, q desk.Question, f *desk.Filter, limit int64) ([]Talk, error) {
	rows, err := q.View.Query(ctx, "select entry, outcome, forgotten, doc, held from statements_talk where "+f.SQL()+" order by start_ms, entry limit ?", append(f.Args, limit)...)
	return view.Collect(rows, err, func(read view.Scan) (Talk, error) {
		var t Talk
		var text, held string
		if err := read(&t.Talk, &t.Outcome, &t.Forgotten, &text, &held); err != nil {
			return t, err
		}
		if held != "" {
			t.Held = &TalkHeld{}
			if err := json.Unmarshal([]byte(held), t.Held); err != nil {
				return t, err
			}
		}
		return t, json.Unmarshal([]byte(text), &t.TalkPlanned)
	})
}

func askTalks(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	f.Is("basis", "basis")
	if m, ok := f.Moment("from"); ok {
		f.Where("start_ms >= ?", int64(m))
	}
	if m, ok := f.Moment("to"); ok {
		f.Where("start_ms < ?", int64(m))
	}
	limit := f.Limit()
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	list, err := talks(ctx, q, f, limit)
	return map[string]any{"talks": list}, err
}

// A ClaimInFront is one claim made in advance.
type ClaimInFront struct {
	Claim int64 `json:"claim"` // entry
	Claimed
	Outcome   string  `json:"outcome,omitempty"`
	Reason    string  `json:"reason,omitempty"`
	Entries   []int64 `json:"evidence_entries"`
	Forgotten bool    `json:"forgotten,omitempty"`
}

func claims(ctx context.Context, q desk.Question, f *desk.Filter, limit int64) ([]ClaimInFront, error) {
	rows, err := q.View.Query(ctx, "select entry, outcome, reason, forgotten, doc, evidence from statements_claim where "+f.SQL()+" order by entry desc limit ?", append(f.Args, limit)...)
	return view.Collect(rows, err, func(read view.Scan) (ClaimInFront, error) {
		var c ClaimInFront
		var text, evidence string
		if err := read(&c.Claim, &c.Outcome, &c.Reason, &c.Forgotten, &text, &evidence); err != nil {
			return c, err
		}
		if err := json.Unmarshal([]byte(evidence), &c.Entries); err != nil {
			return c, err
		}
		return c, json.Unmarshal([]byte(text), &c.Claimed)
	})
}

func askClaims(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	f.Is("basis", "basis")
	f.Is("outcome", "outcome")
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	list, err := claims(ctx, q, f, limit)
	return map[string]any{"claims": list}, err
}

// maxDates is how many dates of one sort are given.
const maxDates = 2001

// dates are talks and deadlines of commitments.
func dates(ctx context.Context, q desk.Question, from, to record.Moment) ([]desk.Date, error) {
	f := desk.NewFilter(nil)
	f.Where("start_ms >= ? and start_ms < ? and forgotten = 0", int64(from), int64(to))
	meetings, err := talks(ctx, q, f, maxDates)
	if err != nil {
		return nil, err
	}
	out := []desk.Date{}
	for _, t := range meetings {
		d := desk.Date{ID: fmt.Sprintf("statements/talk/%d", t.Talk), Entry: t.Talk, Start: t.Start, End: t.End, Title: "Talks: " + t.Name, Text: t.Place, Category: "talks", Cancelled: t.Outcome == "cancelled" || t.Outcome == "postponed"}
		if t.Outcome != "" {
			d.Changed = 1
		}
		out = append(out, d)
	}
	f = desk.NewFilter(nil)
	f.Where("deadline_ms >= ? and deadline_ms < ? and forgotten = 0", int64(from), int64(to))
	due, err := undertakings(ctx, q, f, maxDates)
	for _, u := range due {
		out = append(out, desk.Date{
			ID: fmt.Sprintf("statements/commitment/%d", u.Commitment), Entry: u.Commitment, Start: u.Deadline, Title: "Due: a commitment of " + u.Obliged, Category: "deadline", Cancelled: u.Status != statusOpen && u.Status != statusDue,
		})
	}
	return out, err
}
