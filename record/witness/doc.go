// Package witness is both sides of countersigning (C2SP tlog-witness): a guarantor's machine that signs a checkpoint only if
// it continues all that it signed before, and the host's side that asks such machines, ours or anybody's.
//
// A witness holds no body and no key of an audience, and learns three lines of each checkpoint. It cannot say whether a
// report is true. It says that there is one history: whoever was shown another one will not find this signature under it.
//
// The folder of a witness:
//
//	keys/      its signing keys, one for Ed25519 and one for ML-DSA-44, sealed as a record's keys are
//	logs/      for each log its newest checkpoint that was countersigned, and the log's keys
//	refused/   proofs of what logs signed that cannot be true, each in a folder that 'truce verify' judges
//	lock       of the running program
package witness
