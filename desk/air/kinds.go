package air

import (
	"truce.example/agreement"
	"truce.example/geo"
	"truce.example/record"
)

// Moments and places of the examples: an invented Wednesday in an invented valley.
const exampleDay record.Moment = 1_932_900_000_000 // 2031-04-02T14:40:00Z

const hourMs = 60 * minuteMs

// kinds lists all that the desk may record. A kind is never removed.
func kinds() []record.Kind {
	return append(flightKinds(), eventKinds()...)
}

func exampleForm() Form {
	persons := int64(4)
	return Form{
		Operator: "flying hospital", Side: "B", State: "XA", Aircraft: "Mi-8", Registration: "XA-101", CallSign: "MEDIC 11", Address: "4ca2d3", Squawk: "0411",
		Purpose: "MEDEVAC", Departure: "Jasim", Destination: "Amman", CorridorM: 5_000, Low: &agreement.Height{Ft: 0, Datum: "SFC"}, High: &agreement.Height{Ft: 5_000, Datum: "AMSL"},
		Route: []Leg{{"Jasim", geo.Point{Lat: 329_923_000, Lon: 360_602_000}}, {"Amman", geo.Point{Lat: 319_540_000, Lon: 359_310_000}}},
		From:  exampleDay, To: exampleDay + hourMs/2, Basis: "EX-MEDEVAC", Ask: true, Cargo: "none", Persons: &persons, Contact: "123.45", Text: "one patient",
	}
}

func flightKinds() []record.Kind {
	conditions := []Condition{{By: "G2", Text: "not west of 36.30 E", Within: &Limits{geo.Point{Lat: 310_000_000, Lon: 363_000_000}, geo.Point{Lat: 340_000_000, Lon: 380_000_000}}}}
	return []record.Kind{
		record.KindOf("air.flight_requested/1", "Somebody asks to fly; the number of the flight is this entry.", FlightRequested{Version: 1, Form: exampleForm()}),
		record.KindOf("air.flight_amended/1", "What was asked for is replaced; what was decided before counts no more.", FlightAmended{Version: 2, Form: exampleForm(), Reason: "The weather."}),
		record.KindOf("air.flight_sent/1", "A request was put to the sides that are asked, or they were told of it.", FlightSent{
			Version: 1, Mode: byApproval, Sides: []Side{{"A", "party"}, {"G2", "guarantor"}}, AckDue: exampleDay + 2*hourMs, DecideDue: exampleDay + 24*hourMs, Asked: exampleForm().asked(),
		}),
		record.KindOf("air.flight_acknowledged/1", "A side has the request. It is not said that it agrees.", FlightAcknowledged{Version: 1, Side: "A", At: exampleDay}),
		record.KindOf("air.flight_answered/1", "One side's word on a flight.", FlightAnswered{Version: 1, Side: "G2", Answer: yesWith, Conditions: conditions, Reason: "A patrol is there."}),
		record.KindOf("air.flight_overdue/1", "A side did not do by then what it was asked. Silence is no consent.", FlightOverdue{Version: 1, Side: "A", Kind: "party", What: owesAck, Due: exampleDay + 2*hourMs}),
		record.KindOf("air.flight_settled/1", "It is said what came of a request.", FlightSettled{
			Version: 1, Outcome: approvedWith, Cause: allAgreed, By: []string{"A", "G2"}, Conditions: conditions, CallSign: "MEDIC 11", Flight: 17, Told: "party:A,guarantor:G2",
		}),
		record.KindOf("air.flight_departed/1", "A flight left the ground.", FlightDeparted{At: exampleDay, Place: "Jasim"}),
		record.KindOf("air.flight_ended/1", "A flight ended, and how.", FlightEnded{Outcome: completed, At: exampleDay + hourMs, Place: "Amman"}),
	}
}

func eventKinds() []record.Kind {
	high, count, bearing, floor := int64(1_500_00), int64(1), int64(220), int64(2_000)
	place := geo.Point{Lat: 326_189_000, Lon: 361_021_000}
	digest, entry := record.Hash{1, 2, 3}, geo.Point{Lat: 326_900_000, Lon: 361_021_000}
	passage := &Passage{At: exampleDay, Place: place, How: "crossed the edge"}
	considered := []Considered{{Flight: 17, Entry: 17, State: approved, Exemption: "EX-HUM", Notice: 600}}
	matches := []Match{{Flight: 17, Call: "MEDIC 11", Score: 70, Time: fails, Corridor: fits, Identity: fits, Level: unclear, Allowed: fits, Conditions: fits, OffMinutes: 22, Why: []Sentence{say("time_late", "minutes", "22")}}}
	judgement := agreement.Judge(nil, agreement.Input{Type: "air_event", StartMs: int64(exampleDay), EndMs: int64(exampleDay), TimeKnown: true, HasPlace: true, Place: place, UncertaintyM: 300, Accused: "?"})
	return []record.Kind{
		record.KindOf("air.track_kept/1", "The positions of one aircraft as they came, whole: the evidence of what was found in them.", TrackKept{
			Source: "RADAR-1", Kind: "radar", Aircraft: "T-17", Fixes: []Fix{{Ms: int64(exampleDay), Place: &place, GeometricCm: &high, AMSL: true, DoubtCm: 300_00}}, Digest: digest, File: 9,
		}),
		record.KindOf("air.event/1", "A track was in a zone; how sure that is, whether a flight explains it, and why.", EventFound{
			Class: possible, Source: "RADAR-1", Kind: "radar", Aircraft: "T-17", Evidence: digest, Zone: "NFZ-1", ZoneVersion: 1, Enter: passage, Exit: passage, From: exampleDay, To: exampleDay,
			Deepest: geo.Possible, DoubtM: 300, Height: &HeightSpan{4_000, 5_000, "FL"}, Doubts: []string{"position jumped"}, Unidentified: true, LowSlow: true,
			Matches: matches, Against: considered, Others: []Other{{Entry: 20, Source: "RADAR-2", Aircraft: "9", Class: probable, From: exampleDay, To: exampleDay, Place: place}},
			Why: []Sentence{say("still_inside")}, Type: "air_event", Report: 15, Rules: rules, Settings: Settings{QNHdPa: 10_132}, TermsEntry: 3, Zones: []int64{8},
		}),
		record.KindOf("air.judged/1", "An event or a sighting was held against the clauses. It is not a finding.", Judged{judgement, possible}),
		record.KindOf("air.event_rated/1", "A person confirmed an event, or took it back.", EventRated{Event: 31, Class: confirmed, Reason: "The second radar shows it.", Sources: []int64{30}}),
		record.KindOf("air.warned/1", "A step of the warnings was taken. The program advises none.", Warned{Step: "radio_call", At: exampleDay, To: "121.5", Text: "No answer."}),
		record.KindOf("air.sighted/1", "Somebody heard or saw an aircraft. It is never more than possible.", Sighted{
			Team: "OP-5", Means: "heard", Aircraft: "helicopter", Count: &count, Start: exampleDay, End: exampleDay, From: &place, BearingDeg: &bearing, DistanceM: &floor, Place: &place, DoubtM: 1_500,
			PlaceName: "Nawa", Heading: "north", Accused: "?", Type: "air_event", Text: "A helicopter, for two minutes.", Why: []Sentence{say("sighted", "means", "heard")}, Against: considered, Matches: matches,
		}),
		record.KindOf("air.zones_imported/1", "Zones of the air were taken in from a file.", ZonesImported{
			Name: "NOTAM-17", Source: "NOTAM A0017/31", Digest: digest, File: 9, From: exampleDay, To: exampleDay + 48*hourMs, Protected: true,
			Zones: []AirZone{{ID: "R-17", Name: "range", Class: "restricted", Area: [][][]geo.Point{{{{Lat: 1, Lon: 1}, {Lat: 2, Lon: 1}, {Lat: 2, Lon: 2}, {Lat: 1, Lon: 1}}}},
				Floor: Bound{Datum: "SFC"}, Ceiling: Bound{Cm: 3_048_00, Datum: "FL"}, Active: []Window{{exampleDay, exampleDay + hourMs}}, Dormant: true}},
			Notes: []Note{{Line: 4, Zone: "R-18", Refused: true, Text: "the ring is not closed"}},
		}),
		record.KindOf("air.zones_withdrawn/1", "Imported zones hold no longer.", ZonesWithdrawn{Name: "NOTAM-17", At: exampleDay, Reason: "The range is closed."}),
		record.KindOf("air.sensor_stated/1", "How a sensor does, and where it looks. Where none looks, no track is not no flight.", SensorStated{
			Source: "RADAR-1", Kind: "radar", State: "degraded", At: exampleDay, Place: &place, RangeM: 120_000, FloorFt: &floor, Text: "One antenna stands still.",
		}),
		record.KindOf("air.event_followed/1", "More was seen of the visit of an event, while it went on.", EventFollowed{Event: 31, Class: probable, Found: EventFound{
			Class: probable, Source: "mast north", Kind: "adsb", Aircraft: "4ca2d3", Evidence: digest, Zone: "NFZ-1", Enter: passage, Exit: passage, From: exampleDay, To: exampleDay + hourMs,
			Deepest: geo.Inside, DoubtM: 300, Why: []Sentence{say("still_inside")}, Type: "air_event", Rules: rules,
		}}),
		record.KindOf("air.approach_warned/1", "An aircraft was about to enter a zone, if it went on as it did. It is not said that it entered.", ApproachWarned{
			Source: "mast north", Kind: "adsb", Aircraft: "4ca2d3", Call: "NOBODY", Zone: "NFZ-1", At: exampleDay, Seconds: 95, Place: place, Entry: entry, DoubtM: 500,
			Height: &HeightSpan{4_000, 5_000, "FL"}, Sure: true, Doubts: []string{"position jumped"},
		}),
		record.KindOf("air.bundle_kept/1", "All that a source reported in an hour was taken in as a file.", BundleKept{
			Source: "mast north", Kind: "adsb", From: exampleDay, To: exampleDay + hourMs, Positions: 1_234_567, Digest: digest, File: 9,
		}),
		record.KindOf("air.alert_acknowledged/1", "Somebody has seen an alarm. It is not said what was done about it.", AlertAcknowledged{Alert: 40, Text: "Seen."}),
	}
}
