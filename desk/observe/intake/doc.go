// Package intake reads files of reports row by row. Each row becomes a form that the desk can take in, or a reject with
// a sentence that says why. It knows how files are written and what their columns mean; it does not know the desk's
// rules, and reads no clock.
//
// Memory is bounded by the longest row, not by the file. The exception is XLSX, whose archive has to be held whole.
package intake
