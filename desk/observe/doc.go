// Package observe is the desk of what is seen and said. It takes in allegations from every channel, observations of the
// mission's own teams, restrictions of their movement, patrols with their clocks, and the weapons that parties declare
// and withdraw. Every report is held against the clauses in force at its moment and place, and the judgement is
// recorded with it.
//
// # Facts
//
// A report is one of three facts: alleged (somebody said so), observed (a team saw, heard or recorded it) or restricted
// (a party kept observers from moving or seeing). With each goes a judged fact with the same audience. A restriction
// for the mission's own safety is recorded and not judged: it is nobody's breach. What comes later stands beside the
// report and never changes it: rated, linked, retracted, shared. Patrols are planned, depart, check in, return and
// report; contact_missed is recorded by the program when a patrol is silent for too long; SOS is raised and closed.
// Weapons are declared and verified, withdrawals set and reported. One shift hands over to the next.
//
// # Who reads what
//
// A side's own allegation is read by the mission and that side until somebody shares it. The mission's reports are read
// by the mission, imports of public data by everybody at the table. The mission may choose another audience. Sharing
// makes a new fact with the chosen part; the report itself stays as closed as it was. Ratings, retractions and
// judgements have their report's audience, links that of both ends if it is one and else the mission's.
//
// # Who decides what
//
// Nobody rates a report that they entered, and no side rates any. Corroboration needs two independent origins or one
// with physical evidence; a joint finding is the panel's. Duplicates are suggested ([Duplicate]) and linked by a person,
// never merged. Retracted reports stay visible and are not counted.
//
// # Picture
//
// The tables of view.sql, asked for as reports, restrictions, patrols, weapons and handovers. What its facts tell to whoever
// counts is in facts_told.go.
//
// # What it does not do
//
// It counts nothing: the desk of briefs does. It finds nothing and attributes nothing: a candidate is a question for the inquiry desk. It opens no cases, notifies
// nobody, and takes no evidence files. It does not guess: a place that is not known is not in an area, a number that is
// not known is not zero, a site that could not be entered is not empty.
package observe
