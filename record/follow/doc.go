// Package follow keeps a party's own copy of a record: all that is public, and the bodies and files that the party's member
// may read. The host is trusted with nothing but its answers' arrival. Every checkpoint must be signed by the pinned key
// and continue the one before; every leaf must lead to its root; every body must have the hash, the commitment and the
// audience that its leaf and its key say. What does not is refused, and kept as evidence (audit.Refusal).
//
// A step goes:
//
//  1. the host's checkpoint: signature, and consistency with the newest one that is held, by the path of one leaf;
//  2. the entries between, kept in the file "incoming" while they come, so that a broken line costs nothing twice;
//  3. leaves, tiles and checkpoint, in one transaction;
//  4. keys that were granted to this device, then sealed bodies in order, each checked and opened before it is kept;
//  5. evidence files, by hash, each going on where it broke off.
//
// After a crash at any point the next step goes on. What is stored is described in docs/format.md, section 13.
package follow
