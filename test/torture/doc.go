// Package torture treats the real program badly: kills it under load, interrupts its verbs, and fills its disk. After
// each blow everything that it ever promised must still hold: a receipt that was given verifies offline and stands in
// the log, a command is recorded whole or not at all, and nothing is recorded twice.
//
// 'make torture N=1000' kills it a thousand times; the plain test does so a few times only.
package torture
