// Package agreement is the law of a mission as data, and the judging of reports by it. It knows no machinery: no
// clock, no record, no desk.
//
// An agreement is a folder with agreement.yaml and GeoJSON files ([Load]); its canonical form ([Agreement.Pack])
// is what a record keeps. [Terms] are the agreement as it stood at some entry of the record: which version, which
// changes of status, which windows of silence. [Judge] holds one report against the terms and says which clauses
// it may breach, or why it is not covered. A judgement never says that a breach happened; that is for a panel.
package agreement
