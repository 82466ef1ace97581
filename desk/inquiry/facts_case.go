package inquiry

import "truce.example/record"

// ofCase is a fact of one case.
type ofCase interface{ caseNumber() int64 }

// caseOf is the number of the case to which an entry belongs, or 0.
func caseOf(e record.Entry) int64 {
	if _, ok := e.Fact.(*Opened); ok {
		return e.Number
	}
	if f, ok := e.Fact.(ofCase); ok {
		return f.caseNumber()
	}
	return 0
}

func (f Joined) caseNumber() int64               { return f.Case }
func (f Triaged) caseNumber() int64              { return f.Case }
func (f InformationAsked) caseNumber() int64     { return f.Case }
func (f InformationGiven) caseNumber() int64     { return f.Case }
func (f Assigned) caseNumber() int64             { return f.Case }
func (f NoticeServed) caseNumber() int64         { return f.Case }
func (f AckRecorded) caseNumber() int64          { return f.Case }
func (f Acknowledged) caseNumber() int64         { return f.Case }
func (f Visited) caseNumber() int64              { return f.Case }
func (f Drafted) caseNumber() int64              { return f.Case }
func (f CommentRequested) caseNumber() int64     { return f.Case }
func (f Commented) caseNumber() int64            { return f.Case }
func (f PanelConvened) caseNumber() int64        { return f.Case }
func (f Found) caseNumber() int64                { return f.Case }
func (f FoundSeparately) caseNumber() int64      { return f.Case }
func (f PublicationAnnounced) caseNumber() int64 { return f.Case }
func (f Objected) caseNumber() int64             { return f.Case }
func (f Published) caseNumber() int64            { return f.Case }
func (f MeasureSet) caseNumber() int64           { return f.Case }
func (f MeasureReported) caseNumber() int64      { return f.Case }
func (f Closed) caseNumber() int64               { return f.Case }
func (f ReopenAsked) caseNumber() int64          { return f.Case }
func (f Reopened) caseNumber() int64             { return f.Case }
func (f Withdrawn) caseNumber() int64            { return f.Case }
func (f GuarantorAsked) caseNumber() int64       { return f.Case }
func (f GuarantorAnswered) caseNumber() int64    { return f.Case }
func (f Reminded) caseNumber() int64             { return f.Case }
func (f Overdue) caseNumber() int64              { return f.Case }
func (f Overridden) caseNumber() int64           { return f.Case }
