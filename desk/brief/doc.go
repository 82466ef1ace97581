// Package brief is the desk that counts and reports: how many, where, of what kind, accused of whom, with what the mission
// watched beside every number. One place counts: every other desk tells what it has by small traits of its facts
// (desk.TellsReport, TellsJudgement, TellsRemarks, TellsCoverage, TellsTallies), and a new desk is counted without a line
// changed here.
//
// # Facts
//
// There are two. Published holds what a brief was made of, up to which entry and on which checkpoint, and the hashes of what
// was given out. A brief that takes the place of another refers to it and lists what changed. Corrected says which numbers of a
// published brief would come out otherwise from what is known now; the program reads the standing briefs again and finds that.
//
// # A brief
//
// [Brief] is a value without a language, made by a plain function of the law, the parameters and the rows; every number in
// it carries the question that lists its entries, and both are chosen by the same words ([Select]). It is written as JSON, as
// a page that prints to A4, as CSV, and a flash as a text of up to 300 characters, in English, Arabic and Russian. The kinds
// are flash (one event), spot (one matter), daily and weekly (to the agreement's cut-off), and any period. The counting rules
// are the plain functions of count.go; a change of one is a new MethodVersion.
//
// # Who reads what
//
// A draft counts what its reader may read. A published brief counts what everybody in its audience may read, by the words of
// the audiences alone; so each of its readers makes the same again. A public edition is late, coarse and without names, as
// the agreement sets; where the agreement lets it count what the mission knows, it holds numbers only, gives no entries, and
// is published by the chair or by public information. No cell of it holds fewer persons than the agreement allows, and none
// follows from the others (suppress). Persons of a time are given once: the difference of two tables would say what each
// of them hides.
//
// # Picture
//
// The tables of view.sql, asked for as totals, draft, entries and published. They keep what came later beside what was
// there, so that everything can be counted as it was known at any entry.
//
// # What it does not do
//
// A candidate is never called a violation; only findings are counted as that. It judges nothing, forecasts nothing and has
// no score: an early warning says its light, why, and what would lower it, and where nothing is known it says "no data". It
// advises no act. Coverage is where teams stayed, from filed patrol reports: of the way between it claims nothing. The side
// of the nearest line of contact divides the map for comparing coverage, and says nothing about who holds a place.
package brief
