package inquiry

import (
	"slices"

	"truce.example/geo"
	"truce.example/record"
)

// Moments and places of the examples: an invented Wednesday in an invented valley.
const (
	exampleDay  record.Moment = 1_932_900_000_000 // 2031-04-02T14:40:00Z
	exampleHour               = hour
	exampleCase int64         = 41
)

// kinds lists all that the desk may record. A kind is never removed.
func kinds() []record.Kind {
	return slices.Concat(intakeKinds(), inquiryKinds(), resultKinds(), accountKinds(), custodyKinds(), analysisKinds(), besideKinds(), referralKinds(), warningKinds())
}

func intakeKinds() []record.Kind {
	by := Reporter{Member: "almond", Side: "B"}
	place := &geo.Point{Lat: 326_189_000, Lon: 361_021_000}
	return []record.Kind{
		record.KindOf("inquiry.opened/1", "There is a case, under the number of this entry. It is not said that anything happened.", Opened{
			Reports: []int64{17}, Reporter: by, Title: "Mortar fire near al-Naima, 2 Apr 2031", Type: "mortar", Side: "A", Clauses: []string{"C3"}, Severity: 3,
			Start: exampleDay, End: exampleDay, Place: place, UncertaintyM: 5000, PlaceName: "al-Naima", TriageDue: exampleDay + 2*exampleHour,
		}),
		record.KindOf("inquiry.joined/1", "A report speaks of what a case is about.", Joined{Case: exampleCase, Report: 19, Reporter: by, Reason: "The same shelling, seen from the hill."}),
		record.KindOf("inquiry.triaged/1", "A case was looked at first: it is taken up, or not, and why.", Triaged{
			Case: exampleCase, Outcome: accepted, Reason: "A clause may apply.", Side: "A", SideKind: "party",
			AssignDue: exampleDay + 6*exampleHour, NoticeDue: exampleDay + 2*exampleHour, FindingDue: exampleDay + 240*exampleHour,
		}),
		record.KindOf("inquiry.information_asked/1", "Who reported is asked for more; the case waits for it.", InformationAsked{
			Case: exampleCase, Reporter: by, Kind: "party", Report: 17, Question: "At which hour was the first round heard?", Due: exampleDay + 48*exampleHour,
		}),
		record.KindOf("inquiry.information_given/1", "More was said; the case is looked at again.", InformationGiven{Case: exampleCase, Text: "Shortly after four.", TriageDue: exampleDay + 2*exampleHour}),
		record.KindOf("inquiry.withdrawn/1", "Who reported takes it back. The record stays.", Withdrawn{Case: exampleCase, Report: 17, Reason: "It was thunder."}),
		record.KindOf("inquiry.overdue/1", "A deadline passed. It is recorded once, with the deadline's own time.", Overdue{
			Case: exampleCase, Title: "Mortar fire near al-Naima, 2 Apr 2031", What: clockAck, Item: 44, Due: exampleDay + 2*exampleHour, OwedBy: "party:A", Waiting: dutyOfficer,
		}),
		record.KindOf("inquiry.overridden/1", "One member may do in one case what the separation of duties forbids; the chair signed why.", Overridden{
			Case: exampleCase, Rule: reporterVerifies, Member: "falcon", Reason: "No other team can reach the place this week.",
		}),
	}
}

func inquiryKinds() []record.Kind {
	return []record.Kind{
		record.KindOf("inquiry.assigned/1", "It is said who inquires.", Assigned{Case: exampleCase, Team: "P-05", Lead: "falcon", Analyst: "quartz", Custodian: "keystone", VisitDue: exampleDay + 48*exampleHour}),
		record.KindOf("inquiry.notice_served/1", "A side was told that it is accused. The notice names no source, no observer and no exact point.", NoticeServed{
			Case: exampleCase, Round: 1, Side: "A", Kind: "party", Title: "Mortar fire near al-Naima, 2 Apr 2031", Type: "mortar", Hour: exampleDay - exampleDay%exampleHour,
			Near: "al-Naima", Clauses: []ClauseText{{"C3", "No weapon is fired."}}, Text: "It was reported to the mission: …", AckDue: exampleDay + exampleHour, FormalDue: exampleDay + 24*exampleHour,
			Translations: []Translation{{Language: "ar", Text: "أُبلغت البعثة: …", Translator: "interpreter T-2", Confidence: "high"}},
		}),
		record.KindOf("inquiry.ack_recorded/1", "An acknowledgement was given by voice or on paper and written down. It counts when a second person confirms it.", AckRecorded{
			Notice: 44, Case: exampleCase, Side: "A", Level: "duty", Means: "voice", GivenBy: "duty officer of A", At: exampleDay, Language: "ar", Text: "وصلنا",
			Translation: &Translation{Language: "en", Text: "Received.", Translator: "interpreter T-2", Confidence: "high"},
		}),
		record.KindOf("inquiry.acknowledged/1", "A side has the notice. It is not said that it agrees.", Acknowledged{Notice: 44, Case: exampleCase, Side: "A", Level: "duty", Means: "voice", At: exampleDay, Recorded: 45}),
		record.KindOf("inquiry.visited/1", "The place was visited, or the visit was put off or dropped, and why.", Visited{
			Case: exampleCase, Outcome: "made", At: exampleDay, Method: []string{"walked the northern edge"}, Physical: []string{"three craters"}, Interviews: []string{"I-1"}, Limits: []string{"the site was closed for 26 hours"},
		}),
		record.KindOf("inquiry.drafted/1", "A finding was drafted.", Drafted{Case: exampleCase, Version: 1, Question: "Was C3 breached?", Paragraphs: []string{"Three rounds fell."}, Clause: "C3", Level: 3, Asked: []string{"A"}}),
		record.KindOf("inquiry.comment_requested/1", "The draft was put to a side, which may comment until then.", CommentRequested{
			Case: exampleCase, Round: 1, Version: 1, Side: "A", Kind: "party", Title: "Mortar fire near al-Naima, 2 Apr 2031", Paragraphs: []string{"Three rounds fell."}, Due: exampleDay + 72*exampleHour,
		}),
		record.KindOf("inquiry.commented/1", "A side commented on the draft.", Commented{
			Case: exampleCase, Request: 48, Side: "A", By: "A", Text: "We object.", Objections: []Objection{{Paragraph: 1, Text: "There were two."}}, Waived: true, At: exampleDay,
		}),
	}
}

func resultKinds() []record.Kind {
	return []record.Kind{
		record.KindOf("inquiry.panel_convened/1", "It is said who sat on the panel, who was missing and why, and whether it can decide.", PanelConvened{
			Case: exampleCase, Present: []Seat{{Member: "basalt"}}, Absent: []Absence{{"G2", "recalled"}}, Quorum: true,
		}),
		record.KindOf("inquiry.found/1", "The panel found this; or that each guarantor states its own finding; or that there is no joint finding, and why.", Found{
			Case: exampleCase, Round: 1, Kind: "joint", Question: "Was C3 breached?", Verdict: "undetermined", Level: 4, Standard: "reasonable grounds to believe", Text: "Three rounds fell; it is not established from where.",
			Panel: []Seat{{Member: "basalt"}}, Dissent: []Dissent{{Member: "basalt", Text: "The azimuth suffices."}},
		}),
		record.KindOf("inquiry.found_separately/1", "One guarantor stated its own finding.", FoundSeparately{Case: exampleCase, Guarantor: "G1", Verdict: "undetermined", Level: 2, Text: "The evidence does not suffice."}),
		record.KindOf("inquiry.publication_announced/1", "The result is to be published or kept to some; sides may object until then.", PublicationAnnounced{
			Case: exampleCase, Round: 1, Title: "Mortar fire near al-Naima, 2 Apr 2031", Edition: published, To: record.Public, Asked: "guarantor:G1,party:A", Due: exampleDay + 24*exampleHour,
		}),
		record.KindOf("inquiry.objected/1", "A side objects to publication.", Objected{Case: exampleCase, Side: "A", Text: "Talks are under way."}),
		record.KindOf("inquiry.published/1", "The result in the form in which more people may read it.", Published{
			Case: exampleCase, Number: 1, Edition: published, Finding: 50, Title: "Mortar fire near al-Naima, 2 Apr 2031", Type: "mortar", Day: "2 Apr 2031", PlaceName: "al-Naima",
			Place: &geo.Point{Lat: 326_000_000, Lon: 361_000_000}, CoarseM: coarseM, Kind: "none", Reason: "No quorum.", Separate: []SeparatePart{{Entry: 51, Guarantor: "G1", Verdict: "undetermined", Level: 2, Text: "The evidence does not suffice."}}, To: record.Public,
		}),
		record.KindOf("inquiry.measure_set/1", "A step that answers a finding was addressed to sides.", MeasureSet{
			Case: exampleCase, Title: "Mortar fire near al-Naima, 2 Apr 2031", Code: "local_calm", Text: "No fire round the site for 48 hours.", To: []string{"A", "B"}, For: "party:A,party:B", Due: exampleDay + 48*exampleHour,
		}),
		record.KindOf("inquiry.measure_reported/1", "A measure was done, or not.", MeasureReported{Measure: 53, Case: exampleCase, Outcome: "done", At: exampleDay, Text: "Kept."}),
		record.KindOf("inquiry.closed/1", "A case ended.", Closed{Case: exampleCase, Reason: "The measures were kept."}),
		record.KindOf("inquiry.reopen_asked/1", "Somebody asks that a case be looked at again.", ReopenAsked{Case: exampleCase, Side: "A", Reason: "A new picture.", Evidence: []int64{60}}),
		record.KindOf("inquiry.reopened/1", "Another round began. What was found before stays visible.", Reopened{Case: exampleCase, Round: 2, Asked: 61, Reason: "A new picture.", AssignDue: exampleDay + 6*exampleHour, FindingDue: exampleDay + 240*exampleHour}),
		record.KindOf("inquiry.guarantor_asked/1", "A guarantor is asked to act with its side until then.", GuarantorAsked{Case: exampleCase, Guarantor: "G2", Party: "A", Title: "Mortar fire near al-Naima, 2 Apr 2031", Text: "Let the site be opened.", Due: exampleDay + 24*exampleHour}),
		record.KindOf("inquiry.reminded/1", "A guarantor was reminded to act with its side, or the chair takes it up.", Reminded{
			Case: exampleCase, Item: 63, Guarantor: "G2", Party: "A", Title: "Mortar fire near al-Naima, 2 Apr 2031", Number: 2, Due: exampleDay + 48*exampleHour, Next: exampleDay + 72*exampleHour,
		}),
		record.KindOf("inquiry.guarantor_answered/1", "The guarantor answered.", GuarantorAnswered{Item: 63, Case: exampleCase, Guarantor: "G2", Outcome: "acted", Text: "The site is open."}),
		record.KindOf("inquiry.minuted/1", "Minutes of the joint commission.", Minuted{
			Body: "joint commission", At: exampleDay, Present: []string{"chair", "A", "B"}, Absent: []Absence{{"G3", "weather"}}, Items: []string{"the shelling of 2 April"}, Decisions: []string{"local calm"},
			Actions: []Action{{Owner: "A", For: "party:A", Text: "open the site", Due: exampleDay + 24*exampleHour}}, Statements: []string{"B asks for a visit."}, Cases: []int64{exampleCase}, Next: exampleDay + 168*exampleHour,
		}),
		record.KindOf("inquiry.action_done/1", "An action of the minutes was done.", ActionDone{Minutes: 65, Action: 1, Text: "Opened at noon."}),
	}
}
