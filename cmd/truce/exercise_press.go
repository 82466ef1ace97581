package main

import (
	"fmt"
	"time"

	"truce.example/desk/statements"
	"truce.example/desk/statements/read"
	"truce.example/record"
)

// Two articles of the exercise, invented whole: the first has its statements answered, the second waits with its proposals.
var pressed = []struct {
	day    int
	title  string
	text   string
	answer bool
}{
	{56, "EXERCISE Guarantor sees few exceptions", "EXERCISE. EXERCISE-TOWN -- “The arrangement has ended the bombing of towns, and with only a few exceptions it has held up well,” Ana Ruiz, the envoy of guarantor G2, told reporters on Sunday. " +
		"She said the monitoring centre would receive a list of storage sites by September 12.\n\n“We need G3 to keep its forces thirty kilometres from the line,” she added.\n\n" +
		"A liaison officer of side B denied that the arrangement had held. He said more than 20 people had been killed since July.\n\nThe guarantors will meet in Amman on September 20.\n", true},
	{58, "EXERCISE Side A warns of a provocation", "EXERCISE. Side A said on Tuesday that Group X was preparing “a provocation” near Tafas. It offered no evidence.\n\nGuarantor G3 must withdraw its fighters from the line by Friday, the spokesman of side A, Karim Haddad, told reporters. " +
		"“We will open the road to Dar'a once it is quiet,” Haddad said.\n", false},
}

// press takes the articles in on the last days. What the reader finds in the first is accepted as it is.
func (p *player) press() error {
	for i, a := range pressed {
		at := dayZero.AddDate(0, 0, a.day).Add(11*time.Hour + 20*time.Minute)
		published := at.Format(time.DateOnly)
		p.later(at, func() error {
			receipts, err := p.tell("quartz", "statements", &statements.Take{
				Title: a.title, Outlet: "EXERCISE Valley Herald", Address: fmt.Sprintf("https://herald.example/%d", i+1), Published: published, Language: "en", Basis: "I", Text: a.text,
			})
			if err != nil || !a.answer {
				return err
			}
			return p.answerPress(receipts[0].Entry, a.title, a.text, published)
		})
	}
	return nil
}

func (p *player) answerPress(article int64, title, text, published string) error {
	proposals, err := statements.Propose(text, read.About{Title: title, Published: read.Date{Value: published, Precision: "day"}, Language: "en"})
	if err != nil {
		return err
	}
	var first int64
	for _, one := range proposals {
		switch s := one.Said; {
		case s != nil:
			do := &statements.Accept{
				Article: article, Proposal: one.Key, Kind: s.Kind, Speaker: s.Speaker, Role: s.Role, Said: statements.Day(s.Said), Place: s.Place, Hearers: s.Audience, Medium: s.Medium, Topic: "the quiet", Denial: s.Denial,
				Sentence: statements.Range{From: int64(s.Sentence[0]), To: int64(s.Sentence[1])}, Rating: "B3",
			}
			if s.Speaker == "Ana Ruiz" {
				do.Side = "G2"
			}
			for _, q := range s.Quotes {
				do.Quotes = append(do.Quotes, statements.Range{From: int64(q[0]), To: int64(q[1])})
			}
			receipts, err := p.tell("quartz", "statements", do)
			if err != nil {
				return err
			}
			if first == 0 {
				first = receipts[0].Entry
			}
		case one.Promised != nil && one.Promised.AssertedBy == "Ana Ruiz":
			c := one.Promised
			do := &statements.Undertake{Article: article, Proposal: one.Key, Kind: c.Kind, By: c.AssertedBy, Obliged: c.Obliged, Act: c.Act, Condition: c.Condition}
			if d, err := time.Parse(time.DateOnly, c.Deadline.Value); err == nil {
				do.Deadline = record.At(d.AddDate(0, 0, 1).Add(-3*time.Hour - time.Second)) // the end of the day in Damascus
			}
			if _, err := p.tell("quartz", "statements", do); err != nil {
				return err
			}
		}
	}
	_, err = p.tell("heron", "statements", &statements.PlanTalk{
		Name: "EXERCISE meeting of the guarantors", Place: "Amman", Start: record.At(time.Date(2017, 9, 20, 7, 0, 0, 0, time.UTC)), With: []string{"G1", "G2", "G3"}, Agenda: "EXERCISE storage sites", Statement: first, Basis: "I",
	})
	return err
}
