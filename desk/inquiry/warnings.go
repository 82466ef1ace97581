package inquiry

import (
	"truce.example/desk"
	"truce.example/record"
)

// Claims before the fact: somebody says that something is being prepared, or warns against it. What became of it is written
// down later, so that the next such word is weighed by what became of the last.

// WarningGiven says that somebody foretold something. It does not say that it was so.
type WarningGiven struct {
	By       string        `json:"by"` // side or source that says so
	Said     record.Moment `json:"said"`
	Text     string        `json:"text"`
	Place    string        `json:"place,omitempty"` // as named
	From     record.Moment `json:"from,omitempty"`  // when it is to come
	To       record.Moment `json:"to,omitempty"`
	Accused  string        `json:"accused,omitempty"` // as named
	Offered  bool          `json:"offered,omitempty"` // evidence was offered
	Evidence []int64       `json:"evidence,omitempty"`
}

// WarningSettled says what became of it.
type WarningSettled struct {
	Warning int64  `json:"warning"`
	Outcome string `json:"outcome"` // came, other, not or unclear
	Case    int64  `json:"of_case,omitempty"`
	Text    string `json:"text"`
}

var warningEnds = []string{"came", "other", "not", "unclear"}

// Warn records such a claim.
type Warn struct {
	By       string        `json:"by,omitempty"` // for a side: left out
	Said     record.Moment `json:"said,omitzero"`
	Text     string        `json:"text"`
	Place    string        `json:"place,omitempty"`
	From     record.Moment `json:"from,omitzero"`
	To       record.Moment `json:"to,omitzero"`
	Accused  string        `json:"accused,omitempty"`
	Offered  bool          `json:"offered,omitempty"`
	Evidence []int64       `json:"evidence,omitempty"`
}

// SettleWarning says what became of one.
type SettleWarning struct {
	Warning int64  `json:"warning"`
	Outcome string `json:"outcome"`
	Case    int64  `json:"of_case,omitempty"`
	Text    string `json:"text"`
}

func (s *state) warned(e record.Entry) {
	if _, ok := e.Fact.(*WarningGiven); ok {
		s.warnings[e.Number] = e.Audience
	}
}

func (q *question) warn(c Warn) ([]record.Draft, error) {
	audience := record.Mission
	if q.who.Kind != "mission" {
		if c.By != "" && c.By != q.who.Party {
			return nil, desk.Refuse(desk.NotAllowed, "you speak for %s; leave by out", q.who.Party)
		}
		c.By, audience = q.who.Party, withMission(q.own())
	}
	if !c.Said.Known() {
		c.Said = q.now
	}
	q.Line("by", c.By)
	q.past("said", c.Said)
	q.Text("text", c.Text)
	q.Words("place", c.Place, desk.LongestLine)
	q.Words("accused", c.Accused, desk.LongestLine)
	if c.To.Known() && c.To < c.From {
		q.Say("to", "it ends before it begins; change one of them")
	}
	q.entriesExist("evidence", c.Evidence)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := WarningGiven{By: c.By, Said: c.Said, Text: c.Text, Place: c.Place, From: c.From, To: c.To, Accused: c.Accused, Offered: c.Offered || len(c.Evidence) > 0, Evidence: c.Evidence}
	return one(record.Draft{Fact: f, Audience: audience, Happened: c.Said}), nil
}

// settleWarning says what became of a claim. It can be said again: the newest counts, and all stay.
func (q *question) settleWarning(c SettleWarning) ([]record.Draft, error) {
	audience, ok := q.warnings[c.Warning]
	if !ok || q.who.Kind != "mission" {
		return nil, desk.Refuse(desk.NotFound, "there is no warning %d; look it up in the list of warnings", c.Warning)
	}
	q.code("outcome", c.Outcome, warningEnds)
	q.Text("text", c.Text)
	if _, ok := q.cases[c.Case]; c.Case != 0 && !ok {
		q.Say("of_case", "there is no case %d", c.Case)
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	d := record.Draft{Fact: WarningSettled(c), Audience: record.Mission, Happened: q.now, Refs: []record.Ref{record.To(c.Warning)}}
	if c.Case == 0 { // who warned may read what became of it, but never the number of a case that it was not told of
		d.Audience = audience
	}
	return one(d), nil
}

// Residue keeps who spoke and when.
func (f WarningGiven) Residue() any { return WarningGiven{By: f.By, Said: f.Said, Offered: f.Offered} }

// Residue keeps the outcome.
func (f WarningSettled) Residue() any { f.Text = ""; return f }

func warningKinds() []record.Kind {
	return []record.Kind{
		record.KindOf("inquiry.warning_given/1", "Somebody foretold something. It is not said that it was so.", WarningGiven{
			By: "B", Said: exampleDay, Text: "A provocation is being prepared.", Place: "near al-Naima", From: exampleDay, To: exampleDay + 168*exampleHour, Accused: "A", Offered: true, Evidence: []int64{17},
		}),
		record.KindOf("inquiry.warning_settled/1", "It is said what became of what was foretold.", WarningSettled{Warning: 90, Outcome: "not", Case: exampleCase, Text: "Nothing was seen in that week."}),
	}
}
