// Package mission puts record, views, desks and keys together into one running mission in one folder, and takes it apart
// again. It is the only place that writes: commands come one at a time, are decided by their desk, sealed, appended,
// shown to every desk, and answered with receipts when they are on the disk.
//
// The package is not meant to be imported by others than cmd: it takes desks as values and knows none of them.
//
// A mission's folder:
//
//	record.db    what is promised (record/store). Lost: the mission's record is lost, but for its backups and followers.
//	keys/        what opens and signs it (record/keys). See there what losing or leaking each file means.
//	evidence/    files, encrypted, named by the hash of what is stored
//	views.db     tables that follow the record. Lost: they are built again at the next start.
//	lock         held by the one program that may write
//	truce.sock   while serving: the door for verbs on the same machine
package mission
