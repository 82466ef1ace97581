package inquiry

import (
	"fmt"
	"strings"

	"truce.example/desk"
	"truce.example/record"
)

// What people are told. Subjects and texts are made of titles, clauses and deadlines; what a side reads is in the fact
// that was served on it, and nothing of who saw or reported anything.

// How urgent a notice is.
const (
	immediate = "IMMEDIATE"
	priority  = "PRIORITY"
	routine   = "ROUTINE"
)

func notify(n desk.Notice) []desk.Notice {
	if n.To == record.Nobody {
		return nil
	}
	return []desk.Notice{n}
}

// Notices tells the side that it is accused.
func (f NoticeServed) Notices() []desk.Notice {
	return notify(desk.Notice{
		Key: fmt.Sprintf("inquiry.notice_served/%d/%d/%s", f.Case, f.Round, f.Side), To: sideAudience(f.Kind, f.Side),
		Subject: "Notice: " + f.Title, Text: f.Text, Answer: f.AckDue, Priority: immediate,
	})
}

// Notices asks who reported.
func (f InformationAsked) Notices() []desk.Notice {
	return notify(desk.Notice{
		Key: fmt.Sprintf("inquiry.information_asked/%d/%d", f.Case, f.Due), To: audienceOf(f.Reporter, f.Kind),
		Subject: fmt.Sprintf("Question on your report %d", f.Report), Text: f.Question, Answer: f.Due, Priority: priority,
	})
}

// Notices asks a side to comment.
func (f CommentRequested) Notices() []desk.Notice {
	var b strings.Builder
	fmt.Fprintf(&b, "A draft finding on %q is put to %s. Comment by %s, or say that no more time is needed.\n", f.Title, f.Side, stamp(f.Due))
	for i, p := range f.Paragraphs {
		fmt.Fprintf(&b, "\n%d. %s\n", i+1, p)
	}
	return notify(desk.Notice{
		Key: fmt.Sprintf("inquiry.comment_requested/%d/%d/%d/%s", f.Case, f.Round, f.Version, f.Side), To: sideAudience(f.Kind, f.Side),
		Subject: "Comment requested: " + f.Title, Text: b.String(), Answer: f.Due, Priority: priority,
	})
}

// Notices tells the sides that they may object.
func (f PublicationAnnounced) Notices() []desk.Notice {
	word := "published to " + string(f.To)
	if f.Edition == restricted {
		word = "kept to " + string(f.To)
	}
	return notify(desk.Notice{
		Key: fmt.Sprintf("inquiry.publication_announced/%d/%d/%d", f.Case, f.Round, f.Due), To: f.Asked,
		Subject: "Result announced: " + f.Title, Text: fmt.Sprintf("The result is to be %s. Object by %s.", word, stamp(f.Due)), Answer: f.Due, Priority: priority,
	})
}

// Notices tells of the result. The public reads it; nobody is sent it.
func (f Published) Notices() []desk.Notice {
	to := f.To
	if to == record.Public {
		to = record.Parties
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s.", f.Title, resultWords(f.Kind))
	for _, s := range []string{f.Reason, f.Text} {
		if s != "" {
			fmt.Fprintf(&b, " %s", s)
		}
	}
	for _, s := range f.Separate {
		fmt.Fprintf(&b, "\nFinding of %s: %s", s.Guarantor, s.Text)
	}
	return notify(desk.Notice{
		Key: fmt.Sprintf("inquiry.published/%d/%d", f.Case, f.Number), To: to, Subject: "Result: " + f.Title, Text: b.String(), Priority: routine,
	})
}

func resultWords(kind string) string {
	switch kind {
	case "joint":
		return "joint finding"
	case "separate":
		return "each guarantor states its own finding"
	}
	return "no joint finding"
}

// Notices tells the sides that a measure is addressed to.
func (f MeasureSet) Notices() []desk.Notice {
	return notify(desk.Notice{
		Key: fmt.Sprintf("inquiry.measure_set/%d/%s/%s/%d/%d", f.Case, f.Code, f.For, f.Due, len(f.Text)), To: f.For, Subject: "Measure: " + f.Title, Text: f.Text, Answer: f.Due, Priority: priority,
	})
}

// Notices puts the item before the guarantor.
func (f GuarantorAsked) Notices() []desk.Notice {
	key := fmt.Sprintf("inquiry.guarantor_asked/%d/%s/%d", f.Case, f.Guarantor, f.Due)
	if f.Reason != "" {
		key += fmt.Sprintf("/%s/%d/%s", f.Reason, f.Of, f.Party)
	}
	return notify(desk.Notice{
		Key: key, To: record.ToGuarantor(f.Guarantor),
		Subject: fmt.Sprintf("Act with %s: %s", f.Party, f.Title), Text: f.Text, Answer: f.Due, Priority: priority,
	})
}

// Notices reminds the guarantor, and tells who takes it up.
func (f Reminded) Notices() []desk.Notice {
	subject, text := "Reminder: ", fmt.Sprintf("Act with %s; see item %d of your queue, and answer it. This is reminder %d.", f.Party, f.Item, f.Number)
	if f.Escalated != record.Nobody {
		subject, text = "Unanswered: ", fmt.Sprintf("%s was asked and reminded to act with %s, and has not answered item %d. It goes to the chair.", f.Guarantor, f.Party, f.Item)
	}
	about := f.Title
	if about == "" {
		about = "act with " + f.Party
	}
	return notify(desk.Notice{
		Key: fmt.Sprintf("inquiry.reminded/%d/%d", f.Item, f.Number), To: record.Audiences(record.ToGuarantor(f.Guarantor), f.Escalated),
		Subject: subject + about, Text: text, Answer: f.Next, Priority: priority,
	})
}

// whats says in words what was due.
var whats = map[string]string{
	clockTriage: "the first look", clockInformation: "the answer to the mission's question", clockAssign: "the assignment", clockNotice: "the notice to the accused side",
	clockAck: "the duty officer's acknowledgement", clockFormalAck: "the formal acknowledgement", clockVisit: "the visit", clockComment: "the comment on the draft",
	clockFinding: "the finding", clockObjection: "an objection to publication", clockMeasure: "a measure", clockGuarantor: "a guarantor's answer", clockAction: "an action of the minutes",
	clockReminder: "a reminder to a guarantor",
}

// Notices tells who owed it, who waits, and who takes it up.
func (f Overdue) Notices() []desk.Notice {
	text := fmt.Sprintf("It was due on %s: %s.", stamp(f.Due), whats[f.What])
	subject := "Overdue: "
	if isRight(f.What) {
		text, subject = fmt.Sprintf("The time for %s ended on %s.", whats[f.What], stamp(f.Due)), "Ended: "
	}
	if f.Escalated != record.Nobody {
		text += " It goes to the chair."
	}
	about := f.Title
	if about == "" {
		about = whats[f.What]
	}
	return notify(desk.Notice{
		Key: fmt.Sprintf("inquiry.overdue/%s/%d/%d/%d", f.What, f.Item, f.Part, f.Due), To: record.Audiences(f.OwedBy, f.Waiting, f.Escalated),
		Subject: subject + about, Text: text, Priority: priority,
	})
}

// What repeats the report that a case rests on, and is forgotten with it: what the program copies from it by rule, the title
// among it, and what was asked of and said by who reported it. The words of teams, panels and sides are their own; whoever
// wants those forgotten proposes it for each.

// IsDerived: it repeats where, when and what.
func (Opened) IsDerived() {}

// IsDerived: it asks about the report.
func (InformationAsked) IsDerived() {}

// IsDerived: it completes the report.
func (InformationGiven) IsDerived() {}

// IsDerived: it repeats near which place and when.
func (NoticeServed) IsDerived() {}

// IsDerived: its title names the place, and its paragraphs are the draft's.
func (CommentRequested) IsDerived() {}

// IsDerived: its title names the place.
func (PublicationAnnounced) IsDerived() {}

// IsDerived: it repeats the place, the day, and the words of the finding.
func (Published) IsDerived() {}

// IsDerived: its title names the place. A measure that still stands is set anew.
func (MeasureSet) IsDerived() {}

// IsDerived: its title names the place.
func (GuarantorAsked) IsDerived() {}

// IsDerived: its title names the place.
func (Reminded) IsDerived() {}

// IsDerived: its title names the place.
func (Overdue) IsDerived() {}

// What remains of a fact that is forgotten: numbers, sides and deadlines, so that later decisions do not change; no
// words, no places, no names.

// Residue keeps which reports the case is about, and its clock.
func (f Opened) Residue() any {
	return Opened{Reports: f.Reports, Reporter: f.Reporter, ByHand: f.ByHand, Type: f.Type, Side: f.Side, Clauses: f.Clauses, TriageDue: f.TriageDue}
}

// Residue keeps the link.
func (f Joined) Residue() any { f.Reason = ""; return f }

// Residue keeps the outcome.
func (f Triaged) Residue() any { f.Reason = ""; return f }

// Residue keeps the deadline.
func (f InformationAsked) Residue() any { f.Question = ""; return f }

// Residue keeps the deadline.
func (f InformationGiven) Residue() any { f.Text = ""; return f }

// Residue keeps who inquires.
func (f Assigned) Residue() any { return f }

// Residue keeps the side and the deadlines.
func (f NoticeServed) Residue() any {
	return NoticeServed{Case: f.Case, Round: f.Round, Side: f.Side, Kind: f.Kind, AckDue: f.AckDue, FormalDue: f.FormalDue}
}

// Residue keeps which notice it acknowledges.
func (f AckRecorded) Residue() any {
	return AckRecorded{Notice: f.Notice, Case: f.Case, Side: f.Side, Level: f.Level, Means: f.Means, At: f.At}
}

// Residue keeps which notice it acknowledges.
func (f Acknowledged) Residue() any { f.Text = ""; return f }

// Residue keeps the outcome.
func (f Visited) Residue() any { return Visited{Case: f.Case, Outcome: f.Outcome, Until: f.Until} }

// Residue keeps how many paragraphs there were.
func (f Drafted) Residue() any {
	return Drafted{Case: f.Case, Version: f.Version, Paragraphs: make([]string, len(f.Paragraphs)), Level: f.Level, Asked: f.Asked}
}

// Residue keeps the side and the deadline.
func (f CommentRequested) Residue() any {
	return CommentRequested{Case: f.Case, Round: f.Round, Version: f.Version, Side: f.Side, Kind: f.Kind, Due: f.Due}
}

// Residue keeps that the side spoke.
func (f Commented) Residue() any {
	return Commented{Case: f.Case, Request: f.Request, Side: f.Side, By: f.By, Waived: f.Waived, Late: f.Late, At: f.At}
}

// Residue keeps who sat.
func (f PanelConvened) Residue() any { f.Absent = nil; return f }

// Residue keeps the kind and the verdict.
func (f Found) Residue() any {
	return Found{Case: f.Case, Round: f.Round, Kind: f.Kind, Verdict: f.Verdict, Clause: f.Clause, Side: f.Side, Level: f.Level, Panel: f.Panel}
}

// Residue keeps the verdict.
func (f FoundSeparately) Residue() any { f.Text = ""; return f }

// Residue keeps whom and until when.
func (f PublicationAnnounced) Residue() any { f.Title, f.PublicNames = "", nil; return f }

// Residue keeps the side.
func (f Objected) Residue() any { f.Text = ""; return f }

// Residue keeps the number of the edition.
func (f Published) Residue() any {
	return Published{Case: f.Case, Number: f.Number, Edition: f.Edition, Finding: f.Finding, Kind: f.Kind, To: f.To}
}

// Residue keeps whom and until when.
func (f MeasureSet) Residue() any { f.Title, f.Text = "", ""; return f }

// Residue keeps the outcome.
func (f MeasureReported) Residue() any { f.Text = ""; return f }

// Residue keeps that it ended.
func (f Closed) Residue() any { f.Reason = ""; return f }

// Residue keeps that it was asked.
func (f ReopenAsked) Residue() any { f.Reason = ""; return f }

// Residue keeps the round and its deadlines.
func (f Reopened) Residue() any { f.Reason = ""; return f }

// Residue keeps that it was taken back.
func (f Withdrawn) Residue() any { f.Reason = ""; return f }

// Residue keeps whom and until when.
func (f GuarantorAsked) Residue() any { f.Title, f.Text = "", ""; return f }

// Residue keeps which reminder it was, and when the next is due.
func (f Reminded) Residue() any { f.Title = ""; return f }

// Residue keeps the outcome.
func (f GuarantorAnswered) Residue() any { f.Text = ""; return f }

// Residue keeps the actions' owners and deadlines.
func (f Minuted) Residue() any {
	out := Minuted{At: f.At, Cases: f.Cases, Next: f.Next}
	for _, a := range f.Actions {
		out.Actions = append(out.Actions, Action{Owner: a.Owner, For: a.For, Due: a.Due})
	}
	return out
}

// Residue keeps that it was done.
func (f ActionDone) Residue() any { f.Text = ""; return f }

// Residue keeps the deadline.
func (f Overdue) Residue() any { f.Title = ""; return f }

// Residue keeps what was lifted.
func (f Overridden) Residue() any { f.Reason = ""; return f }
