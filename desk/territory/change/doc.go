// Package change says what changed between two maps of who holds what: how much each holder gained, lost and kept, what
// went from whom to whom, and in which pieces. It repeats what the maps say and finds nobody right or wrong.
package change
