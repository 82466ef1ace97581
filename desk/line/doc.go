// Package line is the desk of the lines by which forces warn and ask one another, so that nobody is struck by mistake: who
// was told what, when, and whether it was understood.
//
// # Facts
//
// A line joins two ends. An end is a list of posts, which are roles of the mission and sides, never persons: a line is not
// for a known voice. A message goes from one end to the other with a priority: FLASH is acknowledged within 2 minutes,
// IMMEDIATE within 10, PRIORITY within 30, ROUTINE within 120. The other end says that it has it, reads it back,
// acknowledges it and answers; the sender closes it. The acknowledgement waits for a read-back that agrees.
//
// A position is given as a number, a name and a click on the map. Where two of them are more than 1 km apart the desk asks
// again, and says so when two digits look exchanged; who confirms is taken at the word, and everybody sees the distance.
// A correction takes the place of a message, is read back and acknowledged anew, and shows what it changes.
//
// # Clocks
//
// The deadline stands in the message. The one who owes has the whole of it: an acknowledgement in the very millisecond is
// on time. When it has passed, the next post of the roster is rung, and again after the same time, until each was rung
// three times. The deadline's fact carries the deadline's own time, however late the program comes to it; the rings count
// from when the program rang. A line that is suspended stops no clock. Each line is tested once a day, up to an hour of the
// local clock; a test that nobody made is recorded.
//
// # State of a line
//
// open, degraded, suspended or closed. Each end and the mission say their own word, with a reason; the gravest holds, and
// only who said it takes it back. On a line that is suspended or closed warnings, incidents and corrections still go
// through with FLASH and IMMEDIATE: that path is never shut.
//
// # Who reads what
//
// Both ends read the messages, and the role of the mission through which a line goes, if it names one. Everybody else in
// the mission reads counters: line, priority, type, times. The other sides and the public read nothing.
//
// # Picture
//
// The tables of view.sql, asked for as lines, messages, counters and tests.
//
// # What it does not do
//
// A line stays as it was set up: another roster is another line. It rings nobody itself: facts that somebody must be told of implement desk.TellsNotice, and say no position. It records no
// voice and translates nothing. Nobody acknowledges for an end that has no console. It advises nothing: what a force does
// with a warning is its own matter. Operations of which notice was given are told to other desks (desk.TellsPlan) and held
// against nothing here.
//
// # Forgetting
//
// A forgotten message keeps its line, number, priority, deadline and what became of it, and loses its words and places; the
// read-backs that repeat them go with it.
package line
