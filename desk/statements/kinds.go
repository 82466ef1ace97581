package statements

import (
	"truce.example/geo"
	"truce.example/record"
)

// exampleDay is the moment of the examples: an invented Wednesday in an invented valley.
const exampleDay record.Moment = 1_932_900_000_000 // 2031-04-02T14:40:00Z

// kinds lists all that the desk may record. A kind is never removed.
func kinds() []record.Kind {
	day := Day{"2031-04-02", "day", "given"}
	at := geo.Point{Lat: 327_300_000, Lon: 362_000_000}
	return []record.Kind{
		record.KindOf("statements.taken/1", "An article was taken in. Its words are its outlet's.", Taken{
			Title: "EXERCISE The line is quiet", Outlet: "Valley Herald", Author: "A. Writer", Address: "https://example.org/2031/04/02/quiet", Published: day, Language: "en", Form: "text",
			SHA256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Basis: basisExercise, Text: "“The line is quiet,” Ana Ruiz said.",
		}),
		record.KindOf("statements.said/1", "Somebody is said to have said something, as a person accepted it.", Said{
			Article: 41, Proposal: "S3-20", Mended: true, Kind: "direct", Speaker: "Ana Ruiz", Side: "G1", Role: "Colonel", Chain: []string{"Ana Ruiz", "Valley Herald"}, Said: day, Place: "Nawa", Hearers: "reporters",
			Medium: "spoken", Topic: "quiet", Words: "The line is quiet", Quotes: []Range{{3, 20}}, Sentence: Range{0, 39}, Denial: true, Rating: "B2", Basis: basisExercise, Published: "2031-04-02",
		}),
		record.KindOf("statements.set_aside/1", "A proposal of the reader is wrong or of no use.", SetAside{Article: 41, Proposal: "S50-70", Reason: "A headline."}),
		record.KindOf("statements.undertaken/1", "Somebody is to do something.", Undertaken{
			Statement: 42, Article: 41, Proposal: "C3-20", Kind: "promise", By: "Ana Ruiz", Obliged: "G1", Side: "G1", Act: "open the road", Beneficiary: "the village", Condition: "if it is quiet", Deadline: exampleDay,
			Words: "we open the road", Basis: basisExercise,
		}),
		record.KindOf("statements.status_set/1", "A person says what became of a commitment.", StatusSet{Commitment: 44, Turn: 1, Status: "partly", Reason: "One lane."}),
		record.KindOf("statements.linked/1", "Two statements belong together.", Linked{Type: "denial", A: 42, B: 43, Reason: "The same strike."}),
		record.KindOf("statements.talk_planned/1", "People will meet.", TalkPlanned{Name: "Third round", Place: "Geneva", Start: exampleDay, End: exampleDay, With: []string{"A", "B"}, Agenda: "Detainees", Statement: 42, Basis: basisExercise}),
		record.KindOf("statements.talk_held/1", "What came of a meeting.", TalkHeld{Talk: 47, Outcome: "held", Text: "A list was handed over.", Promises: []int64{44}}),
		record.KindOf("statements.claimed/1", "Somebody said in advance what would happen.", Claimed{Statement: 42, What: "a provocation", By: "B", PlaceName: "Nawa", Place: &at, Until: exampleDay, Evidence: "none", Basis: basisExercise}),
		record.KindOf("statements.outcome_set/1", "What came of a claim.", OutcomeSet{Claim: 49, Outcome: "did_not_happen", Reason: "Nothing was reported."}),
	}
}
