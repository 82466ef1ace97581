// Package statements is the desk of what is said in public: articles come in, and what leaders said and promised goes out as statements
// and commitments, with a person in between.
//
// # Facts
//
// An article is taken in with the day on which it appeared, its address and its text. A statement is somebody's words in it: who,
// when, where, to whom, through whom, and the bytes where they stand. A commitment says who is to do what, until when, and has a status
// that people set, with entries of any desk as evidence. Two statements may be linked: the same words, a denial, a contradiction. Talks
// have a calendar. A claim made in advance ("they are preparing a provocation") is kept with its day, and with what came of it.
//
// # What the reader proposes
//
// The child read finds statements, commitments, events and times in the text by rules. Its proposals are worked out anew whenever an
// article is opened, and stand in no record. A proposal becomes a fact when a person says yes, as it is or mended; one that is
// wrong is set aside, and stays so. Real statements (basis F) and statements that an exercise invents (I) are never mixed.
//
// # A statement beside the events
//
// "It has held up well, with only a few exceptions": events inside the agreement's area stand beside such words, of the 60 days before the
// agreement came into force, of the 60 days after, and until the day of the words. A real statement is held against events of
// data sets only, one of the exercise against events of the exercise only; action against or by an excluded group is counted apart.
// It is shown, and nothing is concluded.
//
// # Who reads what
//
// Articles, statements and commitments are for the mission, or for whom the rights table says.
//
// # What it does not do
//
// It fetches nothing: feeds are files that a person brings. It translates nothing. It does not say who is right.
package statements
