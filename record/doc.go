// Package record is the format of a mission's facts in order, and how to prove and verify them.
//
// What is proven is small and public; what is said may be secret. Every fact becomes a leaf and a body. The [Leaf]
// goes into a Merkle tree (RFC 6962, served under the C2SP tlog-tiles paths) and shows nothing but random numbers, a
// time and hashes. The [Body] rests beside the tree, encrypted to one audience: it holds the fact, its author and its
// references as fields that are committed one by one, so that a single field can later be shown to a stranger and
// proven while the others stay closed.
//
// The stored form is written down in docs/format.md well enough for a second implementation, and frozen by the vectors
// in testdata. A change of it is a new version beside the old one, never a new meaning for old bytes.
//
// The package knows no desk, no SQL and no HTTP: an auditor imports it.
package record
