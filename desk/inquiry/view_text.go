package inquiry

import (
	"strings"

	"truce.example/record"
	"truce.example/view"
)

// said lets an entry be found by its words: what people wrote in it, and the titles under which it is known.
func (w writer) said() error {
	if w.forgotten() {
		return nil
	}
	text := func(kind, title string, at record.Moment, lines ...string) error {
		return w.Text(w.entry, view.Text{Desk: "inquiry", Kind: kind, At: at, Title: title, Text: view.Lines(lines...)})
	}
	now := w.entry.Recorded
	switch f := w.entry.Fact.(type) {
	case *Opened:
		return text("case", f.Title, f.Start, f.Text, f.PlaceName)
	case *Triaged:
		return text("triage", "Triage: "+strings.ReplaceAll(f.Outcome, "_", " "), now, f.Reason)
	case *InformationAsked:
		return text("question", "Question on a report", now, f.Question)
	case *InformationGiven:
		return text("answer", "Answer to a question", now, f.Text)
	case *NoticeServed:
		lines := []string{f.Text, f.Near}
		for _, c := range f.Clauses {
			lines = append(lines, c.No+" "+c.Text)
		}
		for _, t := range f.Translations {
			lines = append(lines, t.Text)
		}
		return text("notice", f.Title, f.Hour, lines...)
	case *AckRecorded:
		return text("acknowledgement", "Acknowledgement", f.At, f.Text, translated(f.Translation), f.GivenBy)
	case *Acknowledged:
		return text("acknowledgement", "Acknowledgement", f.At, f.Text)
	case *Visited:
		return text("visit", "Visit: "+f.Outcome, f.At, f.Reason, view.Lines(f.Method...), view.Lines(f.Physical...), view.Lines(f.Limits...))
	case *Drafted:
		return text("draft", "Draft of a finding", now, f.Question, view.Lines(f.Paragraphs...), view.Lines(f.Limits...))
	case *CommentRequested:
		return text("request to comment", f.Title, now, view.Lines(f.Paragraphs...))
	case *Commented:
		lines := []string{f.Text, translated(f.Translation), f.OwnFinding}
		return text("comment", "Comment on a draft", f.At, append(lines, objectionLines(f.Objections)...)...)
	case *Found:
		lines := []string{f.Question, f.Text, f.Reason}
		for _, d := range f.Dissent {
			lines = append(lines, d.Text)
		}
		return text("finding", "Finding: "+resultWords(f.Kind), now, lines...)
	case *FoundSeparately:
		return text("finding", "Finding of "+f.Guarantor, now, f.Text)
	case *PublicationAnnounced:
		return text("announcement", f.Title, now)
	case *Objected:
		return text("objection", "Objection to publication", now, f.Text)
	case *Published:
		lines := []string{f.Text, f.Reason, f.PlaceName}
		for _, s := range f.Separate {
			lines = append(lines, s.Text)
		}
		for _, d := range f.Dissent {
			lines = append(lines, d.Text)
		}
		return text("result", f.Title, now, lines...)
	case *MeasureSet:
		return text("measure", f.Title, now, f.Text)
	case *MeasureReported:
		return text("measure report", "Report on a measure", f.At, f.Text)
	case *Closed:
		return text("closing", "Case closed", now, f.Reason)
	case *ReopenAsked:
		return text("request to reopen", "Request to reopen a case", now, f.Reason)
	case *Reopened:
		return text("reopening", "Case reopened", now, f.Reason)
	case *Withdrawn:
		return text("withdrawal", "Report withdrawn from a case", now, f.Reason)
	case *GuarantorAsked:
		return text("item for a guarantor", f.Title, now, f.Text)
	case *GuarantorAnswered:
		return text("answer of a guarantor", "Answer of a guarantor", now, f.Text)
	case *Minuted:
		lines := []string{view.Lines(f.Items...), view.Lines(f.Decisions...), view.Lines(f.Statements...)}
		for _, a := range f.Actions {
			lines = append(lines, a.Text)
		}
		return text("minutes", "Minutes of "+f.Body, f.At, lines...)
	case *ActionDone:
		return text("action done", "Action of the minutes done", now, f.Text)
	case *AccountAsked:
		return text("request for an account", f.Title, now, view.Lines(f.Points...))
	case *AccountGiven:
		return text("account", "Account of "+f.Account.Side, f.At, f.Account.lines()...)
	case *AccountReleased:
		return text("account", "Account of "+f.Account.Side, now, f.Account.lines()...)
	case *EvidenceEntered:
		return text("evidence", "Evidence "+f.Label, f.Collected.At, f.Text, f.Gap, f.Name, f.Collected.By, f.Collected.Where, f.Collected.How)
	case *EvidenceOffered:
		return text("handover of evidence", "Handover of evidence", f.At, f.To, f.Place, f.Condition, f.Purpose)
	case *EvidenceReceived:
		return text("receipt of evidence", "Receipt of evidence", f.At, f.Condition, f.Doubt, f.Gap)
	case *EvidenceOpened:
		return text("opening of evidence", "Opening of evidence", now, f.Purpose)
	case *Weighed:
		return text("weighing", "Hypotheses weighed", now, f.lines()...)
	case *CratersMeasured:
		return text("crater sheet", "Crater sheet", now, view.Lines(f.Limits...))
	case *AnalysisReleased:
		return text("weighing", f.Title, now, f.Weighed.lines()...)
	case *HarmStated:
		return text("harm", "People harmed, by "+f.Source, now, f.Text)
	case *ResultObjected:
		return text("objection", "Objection to a result", now, objectionLines(f.Objections)...)
	case *ResultCorrected:
		return text("correction", "Correction of a result", now, f.Was, f.Is, f.Reason)
	case *ReferralPrepared:
		return text("referral", "Referral to "+f.Body, now, append(f.Questions, f.Mandate, view.Lines(f.Limits...))...)
	case *ReferralSent:
		return text("referral", "Referral sent", f.At, f.Means)
	case *ReferralAnswered:
		return text("referral", "Answer to a referral", f.At, f.Text)
	case *WarningGiven:
		return text("warning", "Foretold by "+f.By, f.Said, f.Text, f.Place, f.Accused)
	case *WarningSettled:
		return text("warning", "What became of a warning", now, f.Text)
	case *Overridden:
		return text("exception", "Exception from the separation of duties", now, f.Reason)
	}
	return nil
}

// lines are the words of an account.
func (a Account) lines() []string {
	out := []string{a.Text, translated(a.Translation), view.Lines(a.Claims...), view.Lines(a.Rejects...)}
	for _, p := range a.Answers {
		out = append(out, p.Text)
	}
	for _, o := range a.Objections {
		out = append(out, o.Text)
	}
	return out
}

func objectionLines(objections []Objection) []string {
	var out []string
	for _, o := range objections {
		out = append(out, o.Text)
	}
	return out
}

func translated(t *Translation) string {
	if t == nil {
		return ""
	}
	return t.Text
}
