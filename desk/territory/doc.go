// Package territory is the desk of who holds what: who is said to, by whom, as of when; and what changed between two dates.
//
// # Facts
//
// A claim says of an area, of a place with or without a radius, or of a unit with a P-code: who holds it, in which status,
// since when, when it was seen, by whom, how sure, on what evidence. Claims are added and taken back, never changed. A chart is
// many claims of one source for one day: a map, a table of places or of P-codes, taken in from a file. Outlines are units with
// P-codes, names, people and outlines, by which claims are read and changes are counted.
//
// # The map
//
// By the rule that the agreement publishes (section territory; package ledger says it in words), the claims of a moment become
// one map, as they were known at any entry. Where sources disagree, the ground is contested and all are shown; nobody is
// outvoted. A party's claim counts when the mission has rated it. Every face of the map names its claims, and what a reader
// may not read is not in the reader's map.
//
// # Alerts
//
// A claim that counts is held against the map of the claims before it. Ground that passes from one holder to another is judged
// by the agreement like a report of an advance, the part that an excluded group ever held apart from the rest: so ground freed
// from such a group may go to the side that the agreement names for it, and to no other. What is a candidate asks for a case. A
// force that must keep away from a line is judged by its distance. An excluded group that takes ground again, takes new ground or
// is present outside its zones is an indicator, which the duty officer and the analysts are told. What moved is nowhere wider
// than the uncertainty and the tolerance of the lines is no reliable change. Charts of history are held against nothing.
//
// # What it does not do
//
// It decides nothing: a candidate is no finding. It tells of connections only on past days, between rounded places, by the
// week, with no width and no way. It names nobody and weighs no fight. It knows no protected place.
//
// # Forgetting
//
// A forgotten claim keeps source, times and status, and loses ground, place and words; what was made of it goes with it.
package territory
