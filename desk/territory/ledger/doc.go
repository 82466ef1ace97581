// Package ledger makes one map of many claims of who holds what, by a rule that is published.
//
// # The rule, version 1
//
// A claim counts if its level of verification reaches the agreement's, and if its status is one that holds ground. Of each
// piece of ground, the newest claim that counts holds: newest by when its source saw it. Where another source says otherwise
// and saw it no longer before than the agreement's time of conflict, the ground is contested, and all of them are shown;
// nobody is outvoted. A newer claim of a source takes the place of its older ones on the same ground, and a whole map of a
// source takes the place of everything that the source said before.
//
// # Places
//
// A place without an outline of its own is drawn as its cell: what lies nearer to it than to any other such place, on the
// sphere, and no farther from it than the agreement's reach (a Voronoi tessellation, cut at that distance and at the edge of
// the area if one is given). A cell is a way to show a point. So ground that somebody drew comes before a cell that is as old
// or older.
//
// What nobody claims is left empty. Every face of the map names its claims.
package ledger
