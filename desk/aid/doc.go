// Package aid is the desk of humanitarian aid: places and movements that are notified so that nobody fires at them, convoys
// that each side clears on a clock, and what became of every box.
//
// # Notification
//
// A place, a movement or a work of water, power and health is notified by its owner: whoever enters it, a member of the
// mission or a side. It informs, and asks nobody's permission. It says who agreed to it, and for each recipient how much is
// shared: exact (the recipient may take the position), area (the name of the area) or existence (that there is one). Each
// recipient acknowledges, rejects, or is silent, which is shown and told to the owner; until it has, it is not told that
// anything ended but the time. A new version takes the place of the one before and is acknowledged anew. The owner confirms
// it again every 90 days, or it lapses, which is told to its recipients too. That a place is on no list takes no protection from it.
//
// # Where a place lies
//
// The exact position stands in one fact (Placed) that only its owner reads. Nobody else reads it by looking: whoever may take
// it takes it by a command, and the answer is a fact for that one member and the owner (PositionGiven). So every reading is in
// the record, with its reason, and the owner sees it. No layer, table, tile, feed or file holds the position, and no list
// of positions can be asked for. Everybody else reads the name of the area that the owner gave.
//
// # Struck while notified
//
// Every report with a place is compared with what was notified and active then (Compared): with its footprint and the
// report's uncertainty. The comparison is one fact for the humanitarian desk and the chair, whether something was found or not:
// the record grows the same, for the same compartment, and nobody is told by anything that a report sets off. So a false
// allegation at a guessed place teaches nothing. What was found says who had been told what, when, and whether it was
// acknowledged before; it starts the clock of 24 hours in which an officer queries the recipients who know the place. The
// owner is told when an officer has looked (Assessed). The public reads numbers alone, of what was confirmed, 30 days later.
//
// # Convoys
//
// Where the agreement creates clearance, a request goes to each side that it names, and each has a cell with its own clock of
// working days: approved, approved with conditions, refused with a reason, or no reply. Then letters and committees, loading and
// seals, checkpoints, the line, and delivery; each step with its actor and time. Where the agreement creates none, a convoy is
// planned, loaded and goes. An item is planned, loaded, removed (by whom, why) and delivered, and no more is removed or
// delivered than there was. A crossing's authority ends; 30, 14 and 7 days before it is said.
//
// # What a convoy meets on its way
//
// A plan may draw its way: stops, a corridor, a speed. It is compared in place, height and time with the zones and windows of
// silence of the agreement, with what other desks announce (desk.TellsPlan: operations, flights), with other convoys and with
// movements that were notified (package conflict). Whoever reads the convoy asks for this over what they may read themselves, so
// that the answer, its size and its time teach nothing else. The check over everything is a fact (Checked) for the humanitarian
// desk and the chair; one is recorded for each request and for each announcement, whatever is found, and nobody is told.
//
// # On the way
//
// Positions come by telephone, as GPX, or as Cursor on Target. They go to the humanitarian desk and who planned the convoy, with
// what they mean: off the way, halted where no stop is planned, a checkpoint reached; and with its clocks, overdue and silent. Nobody
// else reads a position, an event or a clock of the way, the sides that cleared it included.
//
// # What others publish
//
// Corridors that others proposed and closures of roads are taken in from their files (package taken), once for each data set, as
// their word: a result on which the sources differ stays disputed. Tables with hashtags of HXL go in and out (package hxl); what
// goes out holds names and P-codes, and nothing of what was notified.
//
// # Who reads what
//
// The mission and the sides that clear it read a convoy whole. A notification is read by its owner, the humanitarian desk and
// the chair; a recipient reads what was sent to it, and not who else was told. Comparisons and assessments are for the
// humanitarian desk and the chair, the latter for the owner too. See audiences.go: there is one function for each.
//
// # What it does not do
//
// It reads no receiver by itself: somebody sends the positions. It sets no windows of silence; the desk terms does. It verifies no
// owner. A comparison is arithmetic, not a finding: the inquiry desk keeps the case.
package aid
