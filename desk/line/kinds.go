package line

import (
	"truce.example/geo"
	"truce.example/record"
)

// exampleDay is the moment of the examples: an invented Wednesday in an invented valley.
const exampleDay record.Moment = 1_932_900_000_000 // 2031-04-02T14:40:00Z

// kinds lists all that the desk may record. A kind is never removed.
func kinds() []record.Kind {
	at := geo.Point{Lat: 327_300_000, Lon: 362_000_000}
	desk := record.ToRole("deconfliction_desk")
	return []record.Kind{
		record.KindOf("line.opened/1", "There is a line between two ends, with the posts that are rung there.", Opened{
			Line: "L1", Name: "Joint desk – G2", Ends: []End{{"desk", []record.Audience{desk, record.ToRole("duty_officer")}}, {"G2", []record.Audience{record.ToGuarantor("G2")}}},
			TestAt: "09:00", Zone: "Asia/Damascus", TestDue: exampleDay,
		}),
		record.KindOf("line.state_set/1", "An end, or the mission, says of a line that it is open, degraded, suspended or closed, and why.", StateSet{
			Line: "L1", Turn: 1, By: "G2", State: lineSuspended, Reason: "Talks are under way.", Holds: lineSuspended, Told: desk,
		}),
		record.KindOf("line.sent/1", "A message went from one end of a line to the other. It is its sender's word.", Sent{
			Line: "L1", Number: 10, From: "desk", To: "G2", Priority: "FLASH", Type: typeIncident, Text: "A convoy was hit.", Language: "en", Interpreter: "T-2", Due: exampleDay, Told: record.ToGuarantor("G2"),
			Positions: []Position{{Name: "Khirbet Ghazaleh", Written: "32.730, 36.200", Point: at, Click: &at, Named: &at, RadiusM: 500}}, Start: exampleDay, End: exampleDay, ReplyBy: exampleDay,
		}),
		record.KindOf("line.received/1", "The other end has the message. It is not said that it was understood.", Received{Message: 41}),
		record.KindOf("line.read_back/1", "The message as the other end understood it, and whether that agrees.", ReadBack{Message: 41, Positions: []geo.Point{at}, Text: "A convoy was hit.", Agrees: true, Line: "L1", Number: 10, Try: 1}),
		record.KindOf("line.acknowledged/1", "The other end read the message back and answers for it. It is not said that it agrees.", Acknowledged{Message: 41, Minutes: 1}),
		record.KindOf("line.answered/1", "The other end's answer, or what it did.", Answered{Message: 41, Outcome: "answered", Text: "We look into it."}),
		record.KindOf("line.closed/1", "The sender needs nothing more.", Closed{Message: 41, Reason: "Answered."}),
		record.KindOf("line.overdue/1", "A deadline passed. It is recorded once, with the deadline's own time.", Overdue{Message: 41, What: clockAck, Due: exampleDay, OwedBy: "G2", State: lineOpen}),
		record.KindOf("line.rang/1", "The next post of the roster was rung, because nobody has acknowledged.", Rang{Message: 41, Line: "L1", Number: 10, Priority: "FLASH", Ring: 1, Post: record.ToGuarantor("G2"), Next: exampleDay}),
		record.KindOf("line.test_missed/1", "A line was not tested on its day.", TestMissed{Line: "L1", Due: exampleDay, Next: exampleDay + 86_400_000, Told: desk}),
		record.KindOf("line.counted/1", "A step of a message, without a word of it: what others than the ends may know.", Counted{Step: stepSent, Line: "L1", Number: 10, From: "desk", To: "G2", Priority: "FLASH", Type: typeIncident, Due: exampleDay}),
	}
}
