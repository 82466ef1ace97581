// Package truce is the root of the software of a joint ceasefire-monitoring centre. It holds no code: the program is in
// cmd/truce, and house_test.go says which room may lean on which.
package truce
