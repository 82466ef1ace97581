package aid

import (
	"truce.example/desk/aid/taken"
	"truce.example/geo"
	"truce.example/record"
)

// Moments and places of the examples: an invented Wednesday in an invented valley.
const (
	exampleDay    record.Moment = 1_932_900_000_000 // 2031-04-02T14:40:00Z
	exampleSite   int64         = 41
	exampleConvoy int64         = 52
)

// kinds lists all that the desk may record. A kind is never removed.
func kinds() []record.Kind { return append(siteKindsOf(), convoyKindsOf()...) }

func siteKindsOf() []record.Kind {
	owner := Owner{Member: "lantern"}
	place := geo.Point{Lat: 326_189_000, Lon: 361_021_000}
	told := []Told{{Side: "A", Kind: "party", Scope: scopeExact, Entry: 43, At: exampleDay - day, Before: true, Outcome: outcomeAcknowledged, Answered: exampleDay, Positions: 1}}
	return []record.Kind{
		record.KindOf("aid.notified/1", "A place, a movement or a work was notified, or changed: what it is, who agreed, who is told how much. It holds no position.", Notified{
			Site: exampleSite, Version: 2, Owner: owner, Kind: kindSite, Reference: "N-07", Org: "Water board", Function: "water", Area: "Dar'a district", PCode: "SY12", Staff: "11-50",
			From: exampleDay, To: exampleDay + day, Emergency: true, Consent: Consent{By: "director", At: exampleDay - day, Text: "agreed"}, Share: []Share{{"A", "party", scopeExact}}, Confirm: exampleDay + 90*day,
		}),
		record.KindOf("aid.placed/1", "Exactly where what was notified lies. Its owner reads it, and nobody else.", Placed{
			Version: 2, Owner: owner, Name: "pumping station", Place: place, Route: []geo.Point{place, {Lat: 326_200_000, Lon: 361_100_000}}, FootprintM: 150, Precision: "gps", MeasuredBy: "engineer",
			Vehicles: []Vehicle{{Type: "truck", Plate: "000", Colour: "white", Logo: true, Roof: true}}, Contact: "duty telephone",
		}),
		record.KindOf("aid.transmitted/1", "A recipient was told: that there is something, that it changed, or that it ended.", Transmitted{
			Site: exampleSite, Version: 2, Change: changeAmended, Owner: owner, Side: "A", SideKind: "party", Scope: scopeExact, Kind: kindSite, Function: "water", Area: "Dar'a district",
			From: exampleDay, To: exampleDay + day, AckDue: exampleDay + day, Text: "You are informed of a site (water) …",
		}),
		record.KindOf("aid.acknowledged/1", "What a recipient says of a version: received, acknowledged, or rejected with a reason.", Acknowledged{Site: exampleSite, Version: 2, Side: "A", Outcome: outcomeRejected, Reason: "The area is closed.", Late: true}),
		record.KindOf("aid.confirmed/1", "The owner confirms that it is still there.", Confirmed{Site: exampleSite, Version: 2, Confirm: exampleDay + 90*day}),
		record.KindOf("aid.withdrawn/1", "The owner takes a notification back. What is on no list keeps its protection.", Withdrawn{Site: exampleSite, Reason: "It has moved."}),
		record.KindOf("aid.position_given/1", "One member took the exact position, and why. This is the only way in which it leaves its owner.", PositionGiven{
			Site: exampleSite, Version: 2, Member: "olive", Side: "A", Reason: "To brief the posts.", Name: "pumping station", Place: place, Route: []geo.Point{place}, FootprintM: 150, Precision: "gps",
		}),
		record.KindOf("aid.compared/1", "A report with a place was compared with all that was notified then. It is recorded for every such report, whether something was found or not.", Compared{
			Report: 60, Found: []Match{{Site: exampleSite, Version: 2, Kind: kindSite, Function: "water", DistanceM: 120, Relation: "possible", Told: told}}, QueryDue: exampleDay + day,
		}),
		record.KindOf("aid.queried/1", "A recipient who may know the exact place is asked what it knows of an event there.", Queried{Compared: 61, Site: exampleSite, Version: 2, Side: "A", Kind: "party", Text: "An event was reported …", Due: exampleDay + day}),
		record.KindOf("aid.explained/1", "A recipient answered.", Explained{Query: 62, Side: "A", Text: "None of ours.", Late: true}),
		record.KindOf("aid.assessed/1", "What an officer makes of a match; the owner reads it. It is no finding about anybody.", Assessed{Compared: 61, Report: 60, Site: exampleSite, Outcome: "confirmed", Text: "The tank is holed.", Told: told}),
		record.KindOf("aid.strikes_published/1", "Numbers of strikes at notified places that were confirmed, of a time that ended at least 30 days before. Everybody reads them.", StrikesPublished{
			From: exampleDay - 60*day, To: exampleDay - 30*day, Confirmed: 1, Told: 5, Queried: 5, Answered: 3,
		}),
		record.KindOf("aid.lapsed/1", "A deadline passed. It is recorded once, with the deadline's own time.", Lapsed{What: clockAck, Item: exampleSite, Side: "B", Due: exampleDay, Title: "H-04", Owed: "party:B", Told: "member:lantern"}),
		record.KindOf("aid.authorised/1", "Until when a crossing may be used for aid, and by which decision.", Authorised{Crossing: "RAMTHA", By: "resolution 2332", Until: exampleDay + 100*day}),
		record.KindOf("aid.authority_ends/1", "The authority of a crossing ends in so many days, or has ended.", AuthorityEnds{Crossing: "RAMTHA", By: "resolution 2332", Until: exampleDay + 30*day, Days: 30}),
	}
}

func convoyKindsOf() []record.Kind {
	plan := Plan{
		Name: "H-06", Month: "2031-04", Mode: crossLine, Hub: "Damascus", Crossing: "LX-2", To: "Nawa", PCode: "SY12", Access: "hard_to_reach", Partners: []string{"Red Crescent"}, Trucks: 30,
		People: 15000, Items: []Item{{Code: "health_kit", Name: "health kits", Unit: "kit", Planned: 12, Medical: true}}, Departs: exampleDay, Arrives: exampleDay + day/2, Route: []string{"LX-2"},
		Escort: "none", Contact: "duty telephone", Justification: "No delivery for two months.",
	}
	no := exampleConvoy
	low, high := int64(420), int64(900)
	drawn := plan
	drawn.Way = &Way{
		Stops:     []Stop{{Name: "Izra", Place: geo.Point{Lat: 328_650_000, Lon: 362_400_000}, StayMinutes: 15}, {Name: "LX-2", Place: geo.Point{Lat: 328_500_000, Lon: 361_100_000}, RadiusM: 300}},
		CorridorM: 200, SpeedKmh: 40, SlackMinutes: 30, GroundLowM: &low, GroundHighM: &high, HaltMinutes: 20, SilentMin: 45,
	}
	met := Meeting{no, Conflict{
		What: "operation", Entry: 70, Name: "Nawa", By: "G1", Leg: 1, DistanceM: 800, ReachM: 2200, Relation: meetSurely, From: exampleDay, To: exampleDay + day/24,
	}}
	return []record.Kind{
		record.KindOf("aid.planned/1", "A convoy is planned, under the number of this entry.", Planned{drawn}),
		record.KindOf("aid.requested/1", "A convoy was put to each side that the agreement names, with a deadline for each.", Requested{no, plan, []Cell{{
			Side: "A", Kind: "party", Due: exampleDay + 9*day, Answer: answerConditions, Conditions: []string{"By day."}, Reason: "security", Text: "-", At: exampleDay, Minutes: 60, Late: true,
		}}}),
		record.KindOf("aid.checked/1", "What a requested convoy, or something that was announced, meets in place, height and time. It is recorded for each, whether something was found or not.", Checked{
			Of: 71, Convoy: no, Against: 40, Found: []Meeting{met}, NoWay: true, Expired: true,
		}),
		record.KindOf("aid.corridors_taken/1", "Corridors that others proposed, and what became of them, as a data set says.", CorridorsTaken{Dataset: "corridors 2031", Corridors: []taken.Corridor{{
			ID: "1", Day: "2031-03-05", ProposedBy: "Agreed", Result: taken.Disputed, Status: "disputed", From: "a", FromCode: "UA.05", FromPlace: geo.Point{Lat: 1, Lon: 2}, To: "b", ToCode: "UA.26", ToPlace: geo.Point{Lat: 3, Lon: 4}, Link: "l",
		}}}),
		record.KindOf("aid.closures_taken/1", "Gates, barriers, checkpoints and stretches of road, as a data set says.", ClosuresTaken{Dataset: "closures 2031", Closures: []taken.Closure{{
			ID: "7", Name: "gate", Kind: "1", Lines: [][]geo.Point{{{Lat: 1, Lon: 2}, {Lat: 3, Lon: 4}}},
		}}}),
		record.KindOf("aid.answered/1", "One side answered: approved, approved with conditions, or refused with a reason.", Answered{Convoy: no, Side: "A", Answer: answerConditions, Conditions: []string{"By day."}, Reason: "security", Text: "In writing.", Minutes: 60, Late: true}),
		record.KindOf("aid.stepped/1", "An office was asked beside the sides' answers, and what came of it.", Stepped{Convoy: no, Step: committee, Actor: "security committee", Outcome: "agreed", Text: "By letter."}),
		record.KindOf("aid.loaded/1", "What was loaded on which truck, under which seals.", Loaded{
			Convoy: no, Trucks: []Truck{{Truck: "T-1", Seals: []string{"S-1"}, Items: []Quantity{{"health_kit", 12}}}}, Checker: "monitor", Witness: "liaison of A", Deviations: "none", Verified: true,
		}),
		record.KindOf("aid.dispatched/1", "A convoy left.", Dispatched{Convoy: no, At: exampleDay, Escort: "none"}),
		record.KindOf("aid.followed/1", "A convoy with a drawn way left: until when it is to be heard of.", Followed{Convoy: no, Owner: "lantern", Overdue: exampleDay + day/4, Silent: exampleDay + day/24}),
		record.KindOf("aid.located/1", "Where a convoy was. The humanitarian desk and who planned it read it.", Located{
			Convoy: no, Source: "phone", Fixes: []Fix{{At: exampleDay, Place: geo.Point{Lat: 328_600_000, Lon: 361_800_000}, UncertaintyM: 15}}, Silent: exampleDay + day/24,
		}),
		record.KindOf("aid.noticed/1", "What the positions of a convoy, or the lack of them, mean: off its way, halted, overdue, silent, a checkpoint reached.", Noticed{
			Convoy: no, Name: "H-06", What: eventReached, At: exampleDay, Stop: 2, StopName: "LX-2", DistanceM: 20, Minutes: 31, Overdue: exampleDay + day/4, Owner: "lantern",
		}),
		record.KindOf("aid.checkpointed/1", "A convoy was at a checkpoint: how long, what was taken off, by whom, why.", Checkpointed{
			Convoy: no, Place: "CP-2", Holder: "A", Arrived: exampleDay, Left: exampleDay + day/24, Officer: "commander of the post", Removed: []Removal{{Code: "health_kit", Quantity: 9, By: "A", Reason: "medical", Quote: "Not these."}},
			Seals: "broken", Held: 1, Demands: "a list of names", Outcome: "passed", Text: "Polite.",
		}),
		record.KindOf("aid.crossed/1", "A convoy passed a line or a border.", Crossed{Convoy: no, Crossing: "LX-2", At: exampleDay}),
		record.KindOf("aid.delivered/1", "How a convoy came out: how many it reached, what arrived and what was lost.", Delivered{
			Convoy: no, Outcome: delivered, At: exampleDay, Receiver: "local council", Reached: 15000, Items: []Receipt{{"health_kit", 3, 0}}, Complaints: "none", Text: "Unloaded by dusk.",
		}),
		record.KindOf("aid.monitored/1", "What was found afterwards where the goods went.", Monitored{Convoy: no, Diversion: "none", Text: "Twelve households were asked."}),
		record.KindOf("aid.closed/1", "A convoy is ended.", Closed{Convoy: no, Reason: "Delivered."}),
	}
}
