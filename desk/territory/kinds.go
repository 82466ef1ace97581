package territory

import (
	"truce.example/agreement"
	"truce.example/geo"
	"truce.example/record"
)

// exampleDay is the moment of the examples: an invented Wednesday in an invented valley.
const exampleDay record.Moment = 1_932_900_000_000 // 2031-04-02T14:40:00Z

// exampleSquare is an area of the examples.
var exampleSquare = Shape{{{325_000_000, 360_000_000, 325_000_000, 360_200_000, 325_200_000, 360_200_000, 325_200_000, 360_000_000, 325_000_000, 360_000_000}}}

// kinds lists all that the desk may record. A kind is never removed.
func kinds() []record.Kind {
	at := geo.Point{Lat: 325_100_000, Lon: 360_100_000}
	claim := Claim{Holder: "B", Status: statusControlled, Area: exampleSquare, Version: 2, UncertaintyM: 200, From: exampleDay - 3_600_000, Note: "flag on the water tower"}
	place := Claim{Holder: "A", With: []string{"B"}, Status: statusContested, Place: "Upper Mill", Point: &at, RadiusM: 500}
	judged := agreement.Judge(nil, agreement.Input{Type: typeAdvance, StartMs: int64(exampleDay), EndMs: int64(exampleDay), TimeKnown: true, HasPlace: true, Place: at, UncertaintyM: 200, Accused: "A"})
	return []record.Kind{
		record.KindOf("territory.claimed/1", "A source says who holds an area, a place or a unit. It is the source's word.", Claimed{
			Claim: claim, SeenAt: exampleDay, Source: "P-03", Level: 2, Grade: "B2", Basis: "observed", Evidence: []int64{12}, Fact: "I",
		}),
		record.KindOf("territory.charted/1", "A source's map or table for one day was taken in from a file.", Charted{
			Source: "Daily map", SeenAt: exampleDay, Level: 1, Grade: "C3", Basis: "claimed", Whole: true, Changes: true, Standing: 40, History: true, Format: "csv",
			Digest: record.Hash{1}, File: 7, Claims: []Claim{claim, place, {Holder: "A", Status: statusPresence, PCode: "SY110100", Foreign: true}}, Notes: []string{"row 3: the row names no place"},
		}),
		record.KindOf("territory.rated/1", "The mission says how sure a claim is.", Rated{Claim: 41, Level: 2, Reason: "Two patrols saw it."}),
		record.KindOf("territory.withdrawn/1", "A claim no longer stands. It stays in the record.", Withdrawn{Claim: 41, Reason: "It was another hill."}),
		record.KindOf("territory.outlined/1", "Units with codes, names and outlines, by which claims are read and changes counted.", Outlined{
			Set: "districts", Source: "Office of statistics", Digest: record.Hash{2}, Notes: []string{"feature 9: it has no code"},
			Units: []Unit{{PCode: "SY110100", Name: "Upper valley", NameAr: "الوادي الأعلى", Parent: "SY11", People: 12_000, Point: &at, Area: exampleSquare}},
		}),
		record.KindOf("territory.passed/1", "By a claim, ground came to a holder who did not hold it before; and how the agreement judges that. It is no finding.", Passed{
			Item: 0, From: []string{"B"}, To: "A", Freed: "X", SquareM: 4_000_000, Places: []string{"Upper Mill"}, WidthM: 550, Reliable: true, Judgement: judged,
		}),
		record.KindOf("territory.approached/1", "By a claim, a force that must keep away from a line was present; and how the agreement judges that.", Approached{Item: 1, For: "A", Judgement: judged}),
		record.KindOf("territory.reappeared/1", "By a claim, an excluded group is where it was not: an indicator.", Reappeared{
			Item: 0, Group: "X", Kind: kindAgain, From: []string{"B"}, Place: &at, SquareM: 3_100_000, Places: []string{"Upper Mill"}, Seen: exampleDay,
		}),
	}
}
