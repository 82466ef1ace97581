// Package air is the desk of the air: who asked to fly and who agreed, what crossed a zone that is closed to flights, and
// how sure that is.
//
// # Facts
//
// A flight is requested, and its number is the entry that did so. The mission checks it and puts it to every party and
// guarantor whom the agreement names; each has a cell with two clocks: it acknowledges, and it decides. Silence is never
// consent unless the agreement's class of flights says so. Of some flights, such as medical ones, the sides are only told.
// What came of it is settled: approved, approved with conditions, refused, expired, cancelled, or told. A changed request is
// a new version, and what was decided of the old one counts no more. The flight departs and ends.
//
// A track that crosses a zone in force becomes an event, with the evidence beside it: a cut of the positions as they came,
// sealed under an audience of its own, whose hash the event names. An event is exempt if the track is that of a flight that
// may fly; otherwise it is possible, probable or confirmed. What somebody heard or saw of an aircraft is a sighting, and
// never more than possible. Beside an event stands what was done about it: the warnings. Imported zones and the health of
// sensors are facts too.
//
// The program listens to the sources that its operator names (run.go). A visit that one of them shows is an event as soon as
// place and height prove it, or shortly after; what is seen of it later follows the event. That an aircraft is about to enter a
// zone is an alarm, and so is such an event; somebody says that it was seen. What a source reported in an hour is kept as a file,
// and that nothing was heard of it is a fact.
//
// # Who decides how sure it is
//
// The engine (packages watch, track and fence) says whether place and height prove a crossing, for all that the source says
// itself. [Compare] says how a track fits each flight that was asked for, and why. rules_event.go puts them together, and
// [Recompute] does it again from the evidence. Confirmed takes a second, independent source, or a second person.
// A probable or confirmed event that a clause may cover tells of an incident, and the desk of cases opens one.
//
// # Who reads what
//
// The mission reads requests, events and sightings. A side reads its own requests whole. A side that is asked reads what it
// needs to decide: purpose, way, levels and times, and not the cargo, the persons or the contact. No side reads events or
// tracks: what a case serves on it, it reads there. The cuts are for the roles that weigh them. Protected zones are read by
// the roles that keep them, and stand in no layer, so that no map, file or feed carries them. What is in the air now (sky.go) is
// for the roles that weigh tracks; flights for aid, for the sick and of the mission for the airspace desk alone; a side sees its
// own flights that may fly, and nothing of the others.
//
// # What it does not do
//
// It gives no order and no advice to act against an aircraft; what a national authority does lies outside the program, and
// only that it was told is written down. The picture of what flies now is in no table and no file. Where no sensor looks, it says nothing: no track is not
// no flight.
package air
