package brief

import (
	"truce.example/agreement"
	"truce.example/record"
)

// LayoutVersion is the version of how a brief is made up and written. A published brief names it: another layout gives
// other bytes for the same record.
const LayoutVersion = 1

// A Brief is the answer to "what happened", as values: without a language, and with the entries behind every number. Made
// again from the same record with the same parameters it is the same.
type Brief struct {
	Parameters
	Origin        string          `json:"origin"`
	Exercise      bool            `json:"exercise"`
	Root          record.Hash     `json:"root"` // of the record's first Known entries
	MethodVersion int             `json:"method_version"`
	LayoutVersion int             `json:"layout_version"`
	Agreement     *Basis          `json:"agreement"` // null without one
	TimeZone      string          `json:"time_zone"`
	Totals        Totals          `json:"totals"`
	Summary       []Say           `json:"summary"`
	Tables        []Table         `json:"tables"`
	Warnings      []Warning       `json:"warnings"`
	Items         []Item          `json:"items"`
	More          int64           `json:"more_items,omitempty"` // that the list has no room for
	Text          agreement.Text  `json:"short_text,omitzero"`  // of a flash brief: up to 300 characters in each language
	Notes         []Say           `json:"notes"`
	Rules         *PublicRules    `json:"public_rules,omitempty"`
	Duty          *agreement.Text `json:"obligation,omitempty"` // of a spot brief: what the clause says
}

// A Basis is which agreement the brief stands on.
type Basis struct {
	ID      string         `json:"id"`
	Version int64          `json:"version"`
	Title   agreement.Text `json:"title"`
	Status  string         `json:"status"` // at the end of the brief's time
}

// PublicRules are what the public edition was held to.
type PublicRules struct {
	Counts     string        `json:"counts"`
	DelayHours int64         `json:"delay_hours"`
	Until      record.Moment `json:"until"` // nothing later is in it
	GridM      int64         `json:"grid_m"`
	MinPersons int64         `json:"min_persons"`
	LeftOut    []Label       `json:"left_out,omitempty"`
}

// A Figure is a number with the entries behind it. Query is what to ask /api/brief/entries to list them; it is empty in a
// public edition that counts what the public may not read.
type Figure struct {
	Value   int64  `json:"value"`
	Unit    string `json:"unit,omitempty"`  // of Value: none for a count of entries, or minutes, permille, persons, weight
	State   string `json:"state,omitempty"` // unknown, unobserved, hidden, apart: then Value means nothing
	Entries int64  `json:"entries"`
	Query   string `json:"query,omitempty"`
}

// A Label names a line: a code, and its name where the agreement has one.
type Label struct {
	Kind string          `json:"kind"` // zone, type, side, clause, week, month, level, reason, name, word …
	Code string          `json:"code"`
	Name *agreement.Text `json:"name,omitempty"`
	From record.Moment   `json:"from,omitzero"` // of a week
}

// A Table has a label and figures in each line.
type Table struct {
	ID      string   `json:"id"`
	Columns []string `json:"columns"` // of the figures
	Heads   []Label  `json:"heads,omitempty"`
	Lines   []Line   `json:"lines"`
	Chart   bool     `json:"chart,omitempty"` // of the first column
	Notes   []Say    `json:"notes,omitempty"`
}

// A Line of a table.
type Line struct {
	Label Label    `json:"label"`
	Cells []Figure `json:"cells"`
	Sum   bool     `json:"sum,omitempty"`
}

// A Say is a sentence of the table of messages with what is filled in.
type Say struct {
	Key  string `json:"key"`
	Args []Arg  `json:"args,omitempty"`
}

// An Arg is one thing that is filled into a sentence: the one that is set.
type Arg struct {
	Figure *Figure       `json:"figure,omitempty"`
	Label  *Label        `json:"label,omitempty"`
	Moment record.Moment `json:"moment,omitzero"`
	Text   string        `json:"text,omitempty"`
}

// A Warning is an indicator with its light, why, and what would lower it.
type Warning struct {
	ID    string `json:"id"`
	Light string `json:"light"` // raised, watch, quiet or no_data
	Why   []Say  `json:"why"`
	Lower []Say  `json:"lower"`
}

// An Item is one report in a list.
type Item struct {
	Entry    int64         `json:"entry,omitempty"`
	Start    record.Moment `json:"start"`
	End      record.Moment `json:"end"`
	Type     Label         `json:"type"`
	Place    string        `json:"place,omitempty"`
	Grid     string        `json:"grid,omitempty"` // MGRS square
	Accused  string        `json:"accused"`
	Level    int64         `json:"level"`
	Severity int64         `json:"severity"`
	Clause   string        `json:"clause,omitempty"`
	Outcome  string        `json:"outcome,omitempty"`
	Reason   string        `json:"reason,omitempty"`
	Channel  string        `json:"channel,omitempty"`
	Source   string        `json:"source,omitempty"`
	Minutes  *int64        `json:"minutes,omitempty"`
	Taken    bool          `json:"taken_back,omitempty"`
}
