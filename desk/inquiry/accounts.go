package inquiry

import (
	"fmt"
	"slices"

	"truce.example/desk"
	"truce.example/record"
)

// Rival accounts. Every side is asked the same numbered points on the same day, answers in the same form, and reads the
// other's answer only when it is released: all at once, by rule, so that nobody writes with the other's paper on the table.
// To give an account is a right. No clock runs against a side, and nothing follows from its silence.

// AccountAsked asks a side for its account of a case. It has no field for a source, an observer or a place.
type AccountAsked struct {
	Case    int64         `json:"case"`
	Version int64         `json:"version"` // of the points; a later one adds to them and changes none
	Side    string        `json:"side"`
	Kind    string        `json:"kind"` // of the side: party or guarantor
	Title   string        `json:"title"`
	Points  []string      `json:"points"` // numbered from 1
	Due     record.Moment `json:"due"`    // after it the accounts that there are may be released
}

// An Account is one side's word, in the form that is the same for every side.
type Account struct {
	Side        string             `json:"side"`
	Number      int64              `json:"number"`               // 1, one more for each later account of the side
	Supersedes  int64              `json:"supersedes,omitempty"` // entry; both stay
	Language    string             `json:"language,omitempty"`
	Text        string             `json:"text"` // as given; it is authoritative
	Translation *Translation       `json:"translation,omitempty"`
	Claims      []string           `json:"claims,omitempty"`  // paragraphs, numbered from 1
	Rejects     []string           `json:"rejects,omitempty"` // what it says is not so
	Answers     []PointAnswer      `json:"answers,omitempty"` // to the points; one that is missing was not answered
	Objections  []AccountObjection `json:"objections,omitempty"`
	Evidence    []int64            `json:"evidence,omitempty"` // entries
}

// A PointAnswer says whether the side agrees with a point.
type PointAnswer struct {
	Point int64  `json:"point"`
	Word  string `json:"word"` // agree, dispute or no_answer
	Text  string `json:"text,omitempty"`
}

// An AccountObjection is against one claim of an account that was released to the side.
type AccountObjection struct {
	Account int64  `json:"account"`
	Claim   int64  `json:"claim"`
	Text    string `json:"text"`
}

// AccountGiven is a side's account. The side itself and the mission read it.
type AccountGiven struct {
	Case    int64         `json:"case"`
	Asked   int64         `json:"asked"`
	By      string        `json:"by"` // the side, or its guarantor
	At      record.Moment `json:"at"`
	Account Account       `json:"account"`
}

// AccountReleased shows an account to all sides that were asked.
type AccountReleased struct {
	Case    int64   `json:"case"`
	Entry   int64   `json:"entry"` // that gave it
	Title   string  `json:"title"`
	Account Account `json:"account"`
}

var accountWords = []string{"agree", "dispute", "no_answer"}

// AskAccounts asks sides for their accounts.
type AskAccounts struct {
	Case   int64    `json:"case"`
	Points []string `json:"points"`
	Sides  []string `json:"sides,omitempty"` // left out: every party
}

// GiveAccount gives the account of the side that somebody speaks for.
type GiveAccount struct {
	Case        int64              `json:"case"`
	Side        string             `json:"side,omitempty"` // for a guarantor: the party that it speaks for
	Language    string             `json:"language,omitempty"`
	Text        string             `json:"text"`
	Translation *Translation       `json:"translation,omitempty"`
	Claims      []string           `json:"claims,omitempty"`
	Rejects     []string           `json:"rejects,omitempty"`
	Answers     []PointAnswer      `json:"answers,omitempty"`
	Objections  []AccountObjection `json:"objections,omitempty"`
	Evidence    []int64            `json:"evidence,omitempty"`
}

// ReleaseAccounts shows to all sides what the others said.
type ReleaseAccounts struct {
	Case int64 `json:"case"`
}

// accounts are what is remembered of a case's accounts.
type accounts struct {
	version  int64
	points   []string
	asked    map[string]int64 // side -> entry
	due      record.Moment
	given    []givenAccount
	released map[int64]int64 // entry of an account that was released -> number of its claims
}

type givenAccount struct {
	entry   int64
	account *Account
}

func (a *accounts) of(side string) (number, newest int64) {
	for _, g := range a.given {
		if g.account.Side == side {
			number, newest = g.account.Number, g.entry
		}
	}
	return number, newest
}

func (s *state) accounted(e record.Entry) {
	k, ok := s.cases[caseOf(e)]
	if !ok {
		return
	}
	if k.accounts == nil {
		k.accounts = &accounts{asked: map[string]int64{}, released: map[int64]int64{}}
	}
	switch f := e.Fact.(type) {
	case *AccountAsked:
		k.accounts.version, k.accounts.points, k.accounts.due = f.Version, f.Points, f.Due
		k.accounts.asked[f.Side] = e.Number
	case *AccountGiven:
		k.accounts.given = append(k.accounts.given, givenAccount{e.Number, &f.Account})
	case *AccountReleased:
		k.accounts.released[f.Entry] = int64(len(f.Account.Claims))
	}
}

// askAccounts asks all sides the same. An accused side hears of the case by its notice first.
//
// Art. 11
func (q *question) askAccounts(c AskAccounts) ([]record.Draft, error) {
	k, err := q.kase(c.Case)
	if err != nil {
		return nil, err
	}
	if err := q.has("duty_officer", "analyst", "panel_member", "chair"); err != nil {
		return nil, err
	}
	if err := inState(k, "asking for accounts", accepted, assigned, inquired, commenting, atPanel); err != nil {
		return nil, err
	}
	if accused := k.opened.Side; q.kindOf(accused) != "" && k.told[accused] == 0 {
		return nil, desk.Refuse(desk.TooEarly, "%s is accused and was not told; serve the notice first", accused)
	}
	points := c.Points
	version := int64(1)
	if k.accounts != nil {
		version, points = k.accounts.version+1, slices.Concat(k.accounts.points, c.Points)
	}
	if len(c.Points) == 0 {
		q.Say("points", "points are what every side answers to, one by one; write at least one, in neutral words")
	}
	q.texts("points", points)
	sides := q.sidesAsked(k, c.Sides)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	near, _ := generalised(q.terms, k.opened)
	var drafts []record.Draft
	for _, side := range sides {
		kind := q.kindOf(side)
		drafts = append(drafts, q.about(k.no, AccountAsked{
			Case: k.no, Version: version, Side: side, Kind: kind, Title: title(q.terms, k.opened.Type, near, k.opened.Start), Points: points,
			Due: after(q.now, q.deadlines().Comment),
		}, withMission(sideAudience(kind, side))))
	}
	return drafts, nil
}

// sidesAsked are those named and those asked before; without any, every party. One side alone is not asked: an account
// without its rival is an accusation.
func (q *question) sidesAsked(k *kase, named []string) []string {
	sides := slices.Clone(named)
	for i, side := range named {
		q.side(fmt.Sprintf("sides[%d]", i), side)
	}
	if len(sides) == 0 && q.terms != nil {
		for _, p := range q.terms.Agreement().Parties {
			sides = append(sides, p.ID)
		}
	}
	if k.accounts != nil {
		for side := range k.accounts.asked {
			sides = append(sides, side)
		}
	}
	slices.Sort(sides)
	sides = slices.Compact(sides)
	if len(sides) < 2 {
		q.Say("sides", "ask two sides or more, on the same points; leave sides out to ask every party")
	}
	return sides
}

// speaksFor is the side for which somebody speaks: their own, or for a guarantor a party that it answers for.
func (q *question) speaksFor(named string) (string, error) {
	side := q.who.Party
	if q.who.Kind == "guarantor" && named != "" && slices.Contains(q.guarantorsOf(named), side) {
		return named, nil
	}
	if named != "" && named != side {
		return "", desk.Refuse(desk.NotAllowed, "you speak for %s and not for %s; leave side out", side, short(named))
	}
	return side, nil
}

// giveAccount takes a side's account. A later one supersedes the one before, and both stay.
func (q *question) giveAccount(c GiveAccount) ([]record.Draft, error) {
	side, err := q.speaksFor(c.Side)
	if err != nil {
		return nil, err
	}
	k, ok := q.cases[c.Case]
	if !ok || side == "" || k.accounts == nil || k.accounts.asked[side] == 0 {
		return nil, desk.Refuse(desk.NotFound, "you were not asked for an account of a case %d; look at what you are asked", c.Case)
	}
	if err := inState(k, "an account", accepted, assigned, inquired, commenting, atPanel, found, published, restricted); err != nil {
		return nil, err
	}
	q.Text("text", c.Text)
	q.Words("language", c.Language, desk.LongestLine)
	q.translation("translation", c.Translation)
	q.texts("claims", c.Claims)
	q.texts("rejects", c.Rejects)
	q.entriesExist("evidence", c.Evidence)
	q.answers(k.accounts, c.Answers)
	q.against(k.accounts, side, c.Objections)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	number, before := k.accounts.of(side)
	f := AccountGiven{Case: k.no, Asked: k.accounts.asked[side], By: q.who.Party, At: q.now, Account: Account{
		Side: side, Number: number + 1, Supersedes: before, Language: c.Language, Text: c.Text, Translation: c.Translation, Claims: c.Claims,
		Rejects: c.Rejects, Answers: c.Answers, Objections: c.Objections, Evidence: c.Evidence,
	}}
	return one(q.about(k.no, f, withMission(q.own(), sideAudience(q.kindOf(side), side)), f.Asked)), nil
}

func (q *question) answers(a *accounts, answers []PointAnswer) {
	q.atMost("answers", len(answers))
	seen := map[int64]bool{}
	for i, p := range answers {
		field := fmt.Sprintf("answers[%d]", i)
		if p.Point < 1 || p.Point > int64(len(a.points)) || seen[p.Point] {
			q.Say(field+".point", "the points are 1 to %d, each answered once; %d does not fit", len(a.points), p.Point)
		}
		seen[p.Point] = true
		q.code(field+".word", p.Word, accountWords)
		q.Words(field+".text", p.Text, desk.LongestText)
	}
}

// against holds objections to what the side was shown: claims of others, once they were released.
func (q *question) against(a *accounts, side string, objections []AccountObjection) {
	q.atMost("objections", len(objections))
	for i, o := range objections {
		field := fmt.Sprintf("objections[%d]", i)
		claims, released := a.released[o.Account]
		own := slices.ContainsFunc(a.given, func(g givenAccount) bool { return g.entry == o.Account && g.account.Side == side })
		switch {
		case !released || own:
			q.Say(field+".account", "no account %d of another side was released to you; object to one that was", o.Account)
		case o.Claim < 1 || o.Claim > claims:
			q.Say(field+".claim", "that account has the claims 1 to %d; %d is none", claims, o.Claim)
		}
		q.Text(field+".text", o.Text)
	}
}

// releaseAccounts shows what was given to all who were asked: when all have spoken, or their time is over.
func (q *question) releaseAccounts(c ReleaseAccounts) ([]record.Draft, error) {
	k, err := q.kase(c.Case)
	if err != nil {
		return nil, err
	}
	if err := q.has("duty_officer", "chair"); err != nil {
		return nil, err
	}
	if k.accounts == nil {
		return nil, desk.Refuse(desk.TooEarly, "nobody was asked for an account of case %d; ask first", k.no)
	}
	a := k.accounts
	var to []record.Audience
	for side := range a.asked {
		if number, _ := a.of(side); number == 0 && q.now < a.due {
			return nil, desk.Refuse(desk.TooEarly, "%s has given no account and may until %s; accounts are released together", side, stamp(a.due))
		}
		to = append(to, sideAudience(q.kindOf(side), side))
		for _, g := range q.guarantorsOf(side) {
			to = append(to, record.ToGuarantor(g))
		}
	}
	near, _ := generalised(q.terms, k.opened)
	var drafts []record.Draft
	for _, g := range a.given {
		if _, done := a.released[g.entry]; !done {
			f := AccountReleased{Case: k.no, Entry: g.entry, Title: title(q.terms, k.opened.Type, near, k.opened.Start), Account: *g.account}
			drafts = append(drafts, q.about(k.no, f, withMission(to...), g.entry))
		}
	}
	if len(drafts) == 0 {
		return nil, desk.Refuse(desk.Conflict, "no account of case %d waits to be released", k.no)
	}
	return drafts, nil
}

func (f AccountAsked) caseNumber() int64    { return f.Case }
func (f AccountGiven) caseNumber() int64    { return f.Case }
func (f AccountReleased) caseNumber() int64 { return f.Case }

// IsDerived: its title names the place.
func (AccountAsked) IsDerived() {}

// IsDerived: it repeats the account.
func (AccountReleased) IsDerived() {}

// Residue keeps the side, how many points there were, and until when.
func (f AccountAsked) Residue() any {
	f.Title, f.Points = "", make([]string, len(f.Points))
	return f
}

// Residue keeps that the side spoke.
func (f AccountGiven) Residue() any { f.Account = f.Account.residue(); return f }

// Residue keeps which account it was.
func (f AccountReleased) Residue() any {
	f.Title, f.Account = "", f.Account.residue()
	return f
}

func (a Account) residue() Account {
	return Account{Side: a.Side, Number: a.Number, Supersedes: a.Supersedes, Claims: make([]string, len(a.Claims))}
}

// Notices asks the side.
func (f AccountAsked) Notices() []desk.Notice {
	return notify(desk.Notice{
		Key: fmt.Sprintf("inquiry.account_asked/%d/%d/%s", f.Case, f.Version, f.Side), To: sideAudience(f.Kind, f.Side), Subject: "Your account is asked for: " + f.Title,
		Text: fmt.Sprintf("Say what happened, and answer %d points with agree or dispute. What is given by %s is shown to the other sides together with theirs.", len(f.Points), stamp(f.Due)), Answer: f.Due, Priority: priority,
	})
}

func accountKinds() []record.Kind {
	account := Account{
		Side: "A", Number: 1, Language: "ar", Text: "أصيبت القافلة من جهة الجنوب.", Translation: &Translation{Language: "en", Text: "The convoy was hit from the south.", Translator: "interpreter T-2", Confidence: "high"},
		Claims: []string{"The rounds came from the south."}, Rejects: []string{"That A fired."}, Answers: []PointAnswer{{Point: 1, Word: "agree"}, {Point: 2, Word: "dispute", Text: "There were two."}},
		Objections: []AccountObjection{{Account: 70, Claim: 1, Text: "No artillery stood there."}}, Evidence: []int64{60},
	}
	return []record.Kind{
		record.KindOf("inquiry.account_asked/1", "A side is asked for its account, on the same points as every other side.", AccountAsked{
			Case: exampleCase, Version: 1, Side: "A", Kind: "party", Title: "Convoy struck near al-Naima, 2 Apr 2031", Points: []string{"Rounds fell at 14:40.", "There were three."}, Due: exampleDay + 72*exampleHour,
		}),
		record.KindOf("inquiry.account_given/1", "A side gave its account. The other sides read it when it is released.", AccountGiven{Case: exampleCase, Asked: 66, By: "A", At: exampleDay, Account: account}),
		record.KindOf("inquiry.account_released/1", "A side's account was shown to all sides that were asked for theirs.", AccountReleased{Case: exampleCase, Entry: 68, Title: "Convoy struck near al-Naima, 2 Apr 2031", Account: account}),
	}
}
