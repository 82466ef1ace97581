package inquiry

import (
	"fmt"
	"slices"

	"truce.example/desk"
	"truce.example/record"
)

// Referral of a case to a body outside: prepared, sent, then accepted or declined, ongoing, reported. What is sent is a sealed
// package of what the record holds of the case up to the entry that prepared it: the same entries give the same bytes, and the
// package's hash is in the record.

// ReferralPrepared says what is to be asked of whom.
type ReferralPrepared struct {
	Case      int64    `json:"case"`
	Body      string   `json:"body"`
	Mandate   string   `json:"mandate"` // of the body: what it may find, and what not
	Questions []string `json:"questions"`
	Items     []int64  `json:"items"` // of evidence, that go with it
	Limits    []string `json:"limits,omitempty"`
}

// ReferralSent says that it went out, and the SHA-256 of what went.
type ReferralSent struct {
	Case     int64         `json:"case"`
	Referral int64         `json:"referral"`
	At       record.Moment `json:"at"`
	Means    string        `json:"means"`
	Package  string        `json:"package"`
}

// ReferralAnswered is the body's next word.
type ReferralAnswered struct {
	Case     int64         `json:"case"`
	Referral int64         `json:"referral"`
	Status   string        `json:"status"` // accepted, declined, ongoing or reported
	At       record.Moment `json:"at"`
	Text     string        `json:"text"`
	File     int64         `json:"file,omitempty"` // entry that took the answer in
}

const (
	referralPrepared = "prepared"
	referralSent     = "sent"
)

// referralAfter says which states follow each.
var referralAfter = map[string][]string{
	referralSent: {"accepted", "declined"},
	"accepted":   {"ongoing", "reported"},
	"ongoing":    {"ongoing", "reported"},
}

// PrepareReferral prepares one.
type PrepareReferral struct {
	Case      int64    `json:"case"`
	Body      string   `json:"body"`
	Mandate   string   `json:"mandate"`
	Questions []string `json:"questions"`
	Items     []int64  `json:"items"`
	Limits    []string `json:"limits,omitempty"`
}

// SendReferral says that the package went out. Its hash is computed by the door.
type SendReferral struct {
	Referral int64         `json:"referral"`
	At       record.Moment `json:"at,omitzero"` // left out: now
	Means    string        `json:"means"`
}

// sending is the command with what the door computed.
type sending struct {
	SendReferral
	Package string
}

// AnswerReferral records the body's word.
type AnswerReferral struct {
	Referral int64         `json:"referral"`
	Status   string        `json:"status"`
	At       record.Moment `json:"at,omitzero"` // left out: now
	Text     string        `json:"text"`
	File     int64         `json:"file,omitempty"`
}

type referral struct {
	caseNo int64
	status string
}

func (s *state) referred(e record.Entry) {
	switch f := e.Fact.(type) {
	case *ReferralPrepared:
		s.referrals[e.Number] = &referral{f.Case, referralPrepared}
	case *ReferralSent:
		if r, ok := s.referrals[f.Referral]; ok {
			r.status = referralSent
		}
	case *ReferralAnswered:
		if r, ok := s.referrals[f.Referral]; ok {
			r.status = f.Status
		}
	}
}

func (q *question) prepareReferral(c PrepareReferral) ([]record.Draft, error) {
	k, err := q.kase(c.Case)
	if err != nil {
		return nil, err
	}
	if err := q.has("chair", "analyst"); err != nil {
		return nil, err
	}
	if err := inState(k, "a referral", accepted, assigned, inquired, commenting, atPanel, found, published, restricted); err != nil {
		return nil, err
	}
	q.Line("body", c.Body)
	q.Text("mandate", c.Mandate)
	q.texts("questions", c.Questions)
	if len(c.Questions) == 0 {
		q.Say("questions", "write at least one question that the body may answer under its mandate")
	}
	q.texts("limits", c.Limits)
	q.atMost("items", len(c.Items))
	for i, item := range c.Items {
		q.ofCase(k, fmt.Sprintf("items[%d]", i), item)
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := ReferralPrepared{Case: k.no, Body: c.Body, Mandate: c.Mandate, Questions: c.Questions, Items: c.Items, Limits: c.Limits}
	return one(q.about(k.no, f, record.Mission, c.Items...)), nil
}

func (q *question) referral(no int64) (*referral, error) {
	r, ok := q.referrals[no]
	if !ok || q.who.Kind != "mission" {
		return nil, desk.Refuse(desk.NotFound, "there is no referral %d; look it up on the page of its case", no)
	}
	return r, nil
}

func (q *question) sendReferral(c sending) ([]record.Draft, error) {
	r, err := q.referral(c.Referral)
	if err != nil {
		return nil, err
	}
	if err := q.has("chair"); err != nil {
		return nil, err
	}
	if r.status != referralPrepared {
		return nil, desk.Refuse(desk.Conflict, "referral %d is %s; prepare another to send another", c.Referral, r.status)
	}
	if !c.At.Known() {
		c.At = q.now
	}
	q.past("at", c.At)
	q.Line("means", c.Means)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := ReferralSent{Case: r.caseNo, Referral: c.Referral, At: c.At, Means: c.Means, Package: c.Package}
	return one(q.about(r.caseNo, f, record.Mission, c.Referral)), nil
}

func (q *question) answerReferral(c AnswerReferral) ([]record.Draft, error) {
	r, err := q.referral(c.Referral)
	if err != nil {
		return nil, err
	}
	next := referralAfter[r.status]
	if !slices.Contains(next, c.Status) {
		return nil, desk.Refuse(desk.Conflict, "referral %d is %s; what follows is %v", c.Referral, r.status, next)
	}
	if !c.At.Known() {
		c.At = q.now
	}
	q.past("at", c.At)
	q.Text("text", c.Text)
	if _, ok := q.files[c.File]; c.File != 0 && !ok {
		q.Say("file", "entry %d took no file in; give the number of the entry that did", c.File)
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := ReferralAnswered{Case: r.caseNo, Referral: c.Referral, Status: c.Status, At: c.At, Text: c.Text, File: c.File}
	return one(q.about(r.caseNo, f, record.Mission, c.Referral)), nil
}

func (f ReferralPrepared) caseNumber() int64 { return f.Case }
func (f ReferralSent) caseNumber() int64     { return f.Case }
func (f ReferralAnswered) caseNumber() int64 { return f.Case }

// Residue keeps the body and the items.
func (f ReferralPrepared) Residue() any {
	return ReferralPrepared{Case: f.Case, Body: f.Body, Items: f.Items}
}

// Residue keeps the hash of what went.
func (f ReferralSent) Residue() any { return f }

// Residue keeps the state.
func (f ReferralAnswered) Residue() any { f.Text = ""; return f }

func referralKinds() []record.Kind {
	return []record.Kind{
		record.KindOf("inquiry.referral_prepared/1", "A case is to be put to a body outside.", ReferralPrepared{
			Case: exampleCase, Body: "OPCW", Mandate: "facts, without attribution", Questions: []string{"Was a chemical used as a weapon?"}, Items: []int64{71}, Limits: []string{"the site was closed for 26 hours"},
		}),
		record.KindOf("inquiry.referral_sent/1", "The package went out; its hash says what went.", ReferralSent{
			Case: exampleCase, Referral: 85, At: exampleDay, Means: "by courier", Package: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
		}),
		record.KindOf("inquiry.referral_answered/1", "The body outside accepted, declined, goes on, or reported.", ReferralAnswered{Case: exampleCase, Referral: 85, Status: "accepted", At: exampleDay, Text: "A team will be formed.", File: 30}),
	}
}
