// Package truce is the root of the software of a joint ceasefire-monitoring centre. It holds no code: the program is in
// cmd/truce, and house_test.go says which room may lean on which.
package truce

import _ "embed" // for the document below

// Format is docs/format.md: how a record is written, for a bundle that somebody opens in ten years.
//
//go:embed docs/format.md
var Format []byte
