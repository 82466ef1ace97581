// Package fence finds where aircraft enter and leave zones: exactly, between reports too, and quickly.
//
// A [Zone] is an area with a floor and a ceiling, each with the datum that it was written in, and the times at which it
// is active. A [Set] of zones never changes; [Set.With] makes the next one, while the checks go on with the old. An
// [Engine] takes the positions of many aircraft, each aircraft's in order, and answers with [Event]s.
//
// # What counts
//
// The way between two positions is the great circle, replaced by straight pieces in longitude, latitude, height and
// time, as [Way] cuts it: it stays within about a metre. From there on everything is exact, in integers and in fractions
// of integers, so every machine finds the same crossings; only the answer is rounded, to a millisecond and to 1e-7
// degree. The boundary belongs to the zone, above, below and at the sides: a touch is a visit that lasts no time. Times
// of activity begin with their first millisecond and end before their last.
//
// A height is known between two limits, once above the pressure level 1013.25 hPa and once above mean sea level; either
// may be unknown. An aircraft is in a zone unless its height rules that out, and [Event.Sure] says whether its height
// proves it. Nothing is assumed of an unset bound: it rules nothing out and proves nothing.
//
// # How
//
// The land is cut into square cells. Each cell lists the zones that hold it whole, and for the others the edges that
// touch it. Whether an aircraft crosses an edge is asked of the edges in the cells under its way, and of no other. As
// long as it crosses none, and its height and the time stay within the limits at which something would change, nothing
// has. Those limits are kept with each aircraft.
//
// An Engine is not safe for concurrent use. To use several processors give each its own Engine and its own aircraft: what
// is found of one aircraft does not depend on the others. Sets may be shared.
package fence
