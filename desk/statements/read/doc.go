// Package read reads an article: who said what, when, where and to whom; what is said to have happened; who promised or demanded
// what; how many were hurt. What it gives are proposals for a person to accept, mend or refuse, and each says where in the text
// it stands.
//
// It works by rules and lists, without a model: the same text gives the same proposals on every machine, a reader can see why,
// and an article of 5 MB takes seconds. The rules know English best; of Arabic and Russian they know quotations, verbs of
// saying, months and the names on the lists. The lists (actors.csv, places.csv) hold names that occur in many articles; a name
// that is on no list is found by its form.
//
// A day that an article does not state is counted from the day on which the article appeared ("Tuesday", "last month"), and
// says so. Where that day is not known, the expression is found and not resolved. Nothing here reads a clock.
package read
