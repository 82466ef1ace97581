// Package audit verifies what a host of a record hands out or keeps: a mission's folder, a receipt, a log served over HTTP.
// It trusts nothing of what it reads, changes nothing in it, and names each thing that is wrong with its place.
//
// Trust begins with the log's public key. A key that was given by other means is pinned; without one the first key seen
// for an origin is kept in a folder outside the record, said so, and held to from then on ([Pins]).
//
// What it proves: that the entries are those that the checkpoint's signer promised, in order, none missing, each body
// the one that was committed to. What it does not: that an entry is true, that something without a receipt was ever
// taken in, or that the host shows everybody the same record; the last is found by comparing checkpoints.
package audit
