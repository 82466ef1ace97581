package observe

import (
	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/observe/form"
	"truce.example/geo"
	"truce.example/record"
)

// Moments and places of the examples: an invented Friday in an invented valley.
const (
	examplePatrol int64         = 40
	exampleDay    record.Moment = 1_932_900_000_000 // 2031-04-02T14:40:00Z
	exampleHour   record.Moment = 3_600_000

	exampleReport  = 17
	exampleHolding = 60
)

var (
	exampleRoute = examplePatrol
	exampleOne   = int64(1)
	exampleDelay = int64(43)
	examplePlace = &geo.Point{Lat: 326_189_000, Lon: 361_021_000}
)

// kinds lists all that the desk may record. A kind is never removed.
func kinds() []record.Kind {
	return append(append(reportKinds(), patrolKinds()...), weaponKinds()...)
}

func reportKinds() []record.Kind {
	return []record.Kind{
		record.KindOf("observe.alleged/1", "Somebody reported to the mission that something happened. It is not said that it did.", Alleged{
			Channel: "party", ReceivedAt: exampleDay, Receiver: "almond", Source: "liaison officer", Reliability: "C", Credibility: 3, Consent: "yes",
			Language: "en", Text: "Three mortar rounds fell at the northern edge of the town.", PlaceName: "al-Naima", Place: examplePlace,
			PlaceBasis: placeGiven, PlacePrecision: 2, UncertaintyM: 5000, TimeText: "about 17:00", Start: exampleDay - exampleHour, End: exampleDay - exampleHour/2,
			TimePrecision: 1, Type: "mortar", Count: &form.Count{N: 3, AtLeast: true, Of: "rounds"}, Accuser: "B", Accused: "A",
			Casualties: []form.Casualties{{Harm: "wounded", Status: "civilian", Low: &exampleOne, Source: "clinic"}}, Severity: 3,
		}),
		record.KindOf("observe.observed/1", "A team of the mission saw, heard or recorded something.", Observed{
			Receiver: "falcon", Team: "P-03", ObserverName: "OP-4", ObserverPlace: examplePlace, PlaceName: "Inkhil", Place: examplePlace,
			PlaceBasis: placeBearing, UncertaintyM: 500, Start: exampleDay, End: exampleDay, Type: "small_arms", Means: "heard",
			Count: &form.Count{N: 12, Of: "bursts"}, Observation: "burst", Description: "undetermined", Confidence: "high", Accused: "?", Severity: 2, Level: levelObserved,
		}),
		record.KindOf("observe.restricted/1", "Observers could not move or see as they are entitled to, by a party's act or for their own safety.", Restricted{
			Receiver: "falcon", Team: "P-05", Patrol: &exampleRoute, Kind: "denial", Cause: causeParty, Effect: "denied", Holder: "A", RefusedBy: "checkpoint commander",
			ReasonQuote: "no orders", PlaceName: "Sheikh Miskin", Place: examplePlace, PlaceBasis: placeGazetteer, UncertaintyM: 5000,
			Start: exampleDay, End: exampleDay + 43*minute, Minutes: &exampleDelay, Type: "observer_obstruction", Severity: 3,
		}),
		record.KindOf("observe.judged/1", "A report was held against the clauses in force at its moment and place. It is not a finding.", Judged{agreement.Judgement{
			Outcome: agreement.Candidate, Reason: agreement.Reason("inside"), Primary: "C3", Side: "A", SideCertainty: agreement.SideReported,
			AgreementID: "AGR-X", AgreementVersion: 1, TermsEntry: 3, RuleVersion: 1,
			Clauses: []agreement.Hit{{Clause: "C3", Act: agreement.FireIndirect, Relation: geo.Inside}},
			Inputs:  agreement.Input{Type: "mortar", StartMs: int64(exampleDay), EndMs: int64(exampleDay), TimeKnown: true, HasPlace: true, Place: *examplePlace, UncertaintyM: 5000, Accused: "A"},
		}}),
		record.KindOf("observe.rated/1", "Somebody who did not enter a report set its verification level.", Rated{
			Report: exampleReport, Level: 2, Origins: []string{"clinic register", "patrol P-03"}, Reason: "Two origins that do not know of each other.",
		}),
		record.KindOf("observe.linked/1", "A person said how one report is related to another.", Linked{
			From: 19, To: exampleReport, Relation: accountOf, Reason: "The other side's account of the same shelling.",
		}),
		record.KindOf("observe.retracted/1", "A report no longer stands. It stays visible.", Retracted{Report: exampleReport, Reason: "Entered twice."}),
		record.KindOf("observe.shared/1", "The chosen part of a report was released to more people than may read the report.", Shared{
			Report: exampleReport, SharedBy: "heron", Text: "Mortar rounds were reported near al-Naima.", Type: "mortar", PlaceName: "al-Naima",
			Place: examplePlace, CoarseM: 5000, UncertaintyM: 5000, Start: exampleDay, End: exampleDay, Severity: 3,
		}),
		record.KindOf("observe.handed_over/1", "One shift of the operations room told the next what is open.", HandedOver{
			From: "heron", To: "the night shift", ShiftStart: exampleDay, ShiftEnd: exampleDay + 8*exampleHour, Open: []int64{exampleReport}, Text: "Waiting for a second source on 17.",
		}),
	}
}

func patrolKinds() []record.Kind {
	return []record.Kind{
		record.KindOf("observe.patrol_planned/1", "A patrol is planned.", PatrolPlanned{
			Team: "P-05", Mode: "mobile", Members: []Crew{{Code: "P-05-1", Nationality: "neutral"}}, Vehicles: []string{"V-9", "V-10"},
			Route: []Stop{{PlaceName: "Sheikh Miskin", Place: examplePlace, Arrival: exampleDay + exampleHour}}, Departure: exampleDay, Return: exampleDay + 4*exampleHour,
			Purpose: "visit the checkpoint", IntervalMinutes: 60, AlarmMinutes: 90, MedicalPlan: "clinic at Izra, 25 minutes",
		}),
		record.KindOf("observe.patrol_departed/1", "A patrol left.", PatrolDeparted{Patrol: examplePatrol, At: exampleDay}),
		record.KindOf("observe.patrol_checked_in/1", "A patrol was heard of.", PatrolCheckedIn{
			Patrol: examplePatrol, At: exampleDay + exampleHour, Means: "radio", State: "well", PlaceName: "Sheikh Miskin",
		}),
		record.KindOf("observe.patrol_returned/1", "A patrol came back; its report is due two hours later.", PatrolReturned{
			Patrol: examplePatrol, At: exampleDay + 4*exampleHour, ReportDue: exampleDay + 6*exampleHour,
		}),
		record.KindOf("observe.patrol_reported/1", "A patrol filed its report.", PatrolReported{
			Patrol: examplePatrol, Visits: []Visit{{PlaceName: "Sheikh Miskin", Arrived: exampleDay + exampleHour, Left: exampleDay + 2*exampleHour}},
			Restrictions: []int64{exampleReport}, VehicleState: "good", CommsState: "good",
		}),
		record.KindOf("observe.contact_missed/1", "A patrol was silent for longer than its plan allows.", ContactMissed{
			Patrol: examplePatrol, Team: "P-05", LastContact: exampleDay, Deadline: exampleDay + 90*minute,
		}),
		record.KindOf("observe.crater_measured/1", "Somebody measured a crater or an impact.", CraterMeasured{
			Crater: "K-1", Receiver: "falcon", Team: "P-05", Patrol: &exampleRoute, At: exampleDay, PlaceName: "Sheikh Miskin", Place: examplePlace, UncertaintyM: 5,
			DiameterCm: &exampleDelay, AzimuthDeg: &exampleDelay, Surface: "tarmac", Remnants: "a tail fin",
			Carried: desk.Carried{Written: &desk.Written{At: exampleDay, Number: 7, SkewMs: &exampleOne, MetAt: exampleDay - exampleHour, Means: "app"}, Files: []desk.File{{Name: "k1.jpg", Form: "image/jpeg", Size: 81_000, TakenAt: exampleDay}}},
		}),
		record.KindOf("observe.sos_raised/1", "People of the mission are in danger.", SOSRaised{
			Patrol: &exampleRoute, Team: "P-05", At: exampleDay, Danger: "mine", PlaceName: "Sheikh Miskin", Need: "a way out",
		}),
		record.KindOf("observe.sos_closed/1", "A call for help ended.", SOSClosed{SOS: 44, At: exampleDay + exampleHour, Outcome: "safe", Text: "Led out by the sappers."}),
	}
}

func weaponKinds() []record.Kind {
	return []record.Kind{
		record.KindOf("observe.weapons_declared/1", "A party declared what it keeps at a storage site.", WeaponsDeclared{
			Site: "S-2", Party: "A", Class: "howitzer", Count: 6, SealNo: "0417", PlaceName: "Izra", Place: examplePlace, PlaceBasis: placeGiven, UncertaintyM: 500, At: exampleDay,
		}),
		record.KindOf("observe.weapons_verified/1", "A visit to a storage site found this. Inaccessible means not verified, never absent.", WeaponsVerified{
			Declaration: exampleHolding, At: exampleDay, Team: "P-03", Verdict: inaccessible, Reason: "The guard had no orders to open.", NextDue: exampleDay + verifyWithin,
		}),
		record.KindOf("observe.withdrawal_set/1", "Weapons of a party are to be behind a line by a day.", WithdrawalSet{
			Party: "A", Class: "tank", Line: "L-west", DistanceM: 15_000, Due: exampleDay + 240*exampleHour,
		}),
		record.KindOf("observe.withdrawal_reported/1", "A withdrawal came so far, as a party claims or the mission saw.", WithdrawalReported{
			Withdrawal: 61, At: exampleDay, Basis: "claimed", Moved: &exampleDelay, Complete: false,
		}),
	}
}
