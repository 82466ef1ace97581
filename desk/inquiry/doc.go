// Package inquiry is the desk of cases: what becomes of a report that a clause may have been breached, who waits for whom,
// and what the panel came to. It alone owns cases.
//
// # Facts
//
// A case is opened when any desk's fact tells of an incident (desk.TellsIncident), or by hand; its number is the entry that
// opened it. It is triaged: accepted, a duplicate of another, not covered, or sent back for information. An accepted case
// is assigned, its accused side is served a notice and acknowledges it; a team visits; a draft is put to the sides, which
// comment; a panel is convened and finds, or says why there is no joint finding; guarantors may state their own. The result
// is announced, and published or restricted; measures are set and reported; the case is closed. It can be reopened, which
// begins a round and leaves the old finding, and withdrawn by who reported. Guarantors have a dated queue, into which the
// program itself puts what their sides owe (rules_side.go), and the joint commission its minutes. Overdue is the fact of a
// deadline that passed; there is one for each.
//
// # Clocks
//
// Deadlines are those of the agreement as known when the step before them is recorded, and stand in that step's fact, in
// milliseconds UTC. Whether something is late follows from the deadline alone; the fact Overdue is for notice and audit,
// and carries the deadline's own time however late the program comes to it. Imports of history start no case and no clock.
//
// # Who reads what
//
// The mission reads cases whole. The accused side reads what was served on it, its own acknowledgements, comments and
// measures, and never who reported. A side asked to comment reads the draft's paragraphs. A guarantor reads its queue, its
// own findings, and what its sides comment on through it. Everybody else reads what was published: place names and the
// middle of a square, never the point.
//
// # Rival words
//
// Both sides are asked the same points and answer in the same form; their accounts are released together (accounts.go). An
// item of evidence has one holder, and moves with two signatures (custody.go). Hypotheses are weighed against every item, by
// what speaks against them (hypotheses.go, package ach); the panel alone reads it until the result is out. What is said of a
// result later stands beside it (afterwards.go). A referral's package holds what the record held when it was prepared
// (referral.go, package.go). What was foretold is kept with what became of it (warnings.go). report.go prints a case.
//
// # Who decides what
//
// Nobody verifies what they reported; who keeps the evidence does not analyse it; the chair may lift these two for a member
// and a case, and signs why (Overridden). Nobody judges their own side: that cannot be lifted. An acknowledgement by voice
// or on paper counts when a second person has confirmed it. A violation needs a clause, evidence of level 2 or above, and
// that the accused could comment or waived. Verification and attribution are kept apart; attribution is refused where the
// mandate does not allow it.
//
// # Picture
//
// The tables of view.sql, asked for as cases, clocks, notices, queue and minutes.
//
// # What it does not do
//
// It sends nothing: facts that somebody must be told of implement desk.TellsNotice. It judges no report and changes none.
// It holds no files and opens none: the record's door takes them in, and says what they are (desk.TellsFile). It knows no
// video, no time stamps of others, and no account of somebody who is no side of the agreement.
//
// # Forgetting
//
// When a report is forgotten, what the case's facts repeat of it is forgotten with it (see facts_notices.go). The case stays
// under its number, with its sides, states and clocks; its title says that the content is forgotten, and it has no place, hour
// or words. It goes on from there. What teams, panels and sides wrote in their own words stays until it is forgotten itself.
package inquiry
