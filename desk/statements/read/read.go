package read

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// Bounds of an article.
const (
	MaxText       = 8 << 20 // bytes
	maxParagraph  = 1 << 16 // bytes; a longer line is read in pieces
	maxSentence   = 400     // tokens
	maxStatements = 20000   // of each kind of finding
)

// Errors of Read. Their sentences are for people.
var (
	ErrTooLong = errors.New("the article has more than 8 MB of text; cut it into parts")
	ErrNotUTF8 = errors.New("the text is not UTF-8; say in which encoding it was saved, or save it again as UTF-8")
	ErrEmpty   = errors.New("there are no words in it")
)

// A Span is a range of bytes of Document.Text, end exclusive.
type Span [2]int

func (s Span) overlaps(o Span) bool { return s[0] < o[1] && o[0] < s[1] }

// A Date as far as it is known.
type Date struct {
	Value     string `json:"value,omitempty"`     // 2017-07-05, 2017-07, 2017, or two of them with a slash between
	Precision string `json:"precision,omitempty"` // day, month, early month, mid month, late month, year, decade or interval
	Basis     string `json:"basis,omitempty"`     // how it is known
}

// About says what an article is. What is empty is taken from the text, where it says so.
type About struct {
	Title     string `json:"title,omitempty"`
	Outlet    string `json:"outlet,omitempty"`
	Author    string `json:"author,omitempty"`
	Address   string `json:"address,omitempty"`
	Language  string `json:"language,omitempty"` // en, ar, ru or empty
	Published Date   `json:"published"`
}

// Document is what was found in an article.
type Document struct {
	About
	Text        string       `json:"text"`
	Statements  []Statement  `json:"statements"`
	Dates       []Expression `json:"date_expressions"`
	Events      []Event      `json:"events"`
	Commitments []Commitment `json:"commitments"`
	Casualties  []Casualty   `json:"casualties"`
	Places      []Mention    `json:"places"`
	Actors      []Mention    `json:"actors"`
	Notes       []string     `json:"notes,omitempty"` // what the reader could not do
}

// Kinds of statements.
const (
	Direct   = "direct"            // whole words between quotation marks
	Partial  = "partial"           // some words between quotation marks, in somebody else's sentence
	Indirect = "indirect"          // said without quotation marks
	Position = "position"          // somebody is said to hold, want or refuse something
	Act      = "communicative_act" // a warning, a demand, an accusation that is told as a deed
	Headline = "headline"          // the title says it; no utterance of its own
)

// A Statement is what an article says that somebody said.
type Statement struct {
	ID        string   `json:"id"`
	Kind      string   `json:"kind"`
	Speaker   string   `json:"speaker"`            // as on the lists, or as in the text
	AsWritten string   `json:"speaker_as_written"` // empty where the text names nobody
	Role      string   `json:"speaker_role,omitempty"`
	Chain     []string `json:"chain"` // speaker → outlet that is quoted → outlet of the document
	Said      Date     `json:"said"`
	Place     string   `json:"place,omitempty"`
	Audience  string   `json:"audience,omitempty"`
	Medium    string   `json:"medium,omitempty"` // spoken, written, or empty
	Occasion  int      `json:"occasion"`         // statements of one speaker with one number were made together, as far as the text shows
	Quotes    []Span   `json:"quotes,omitempty"` // without the marks
	Sentence  Span     `json:"sentence"`
	Cue       Span     `json:"cue"` // the word that says that it was said; empty for none
	Verb      string   `json:"verb,omitempty"`
	Denial    bool     `json:"denial,omitempty"`     // it denies something
	Retracts  bool     `json:"retraction,omitempty"` // it takes something back
	How       string   `json:"how"`                  // how the speaker was found
}

// An Expression of time.
type Expression struct {
	Text string `json:"expression"`
	Span Span   `json:"span"`
	Date
}

// An Event is what an article says happened, happens or will.
type Event struct {
	ID     string   `json:"id"`
	Type   string   `json:"type"`
	Status string   `json:"status"` // occurred, ongoing, planned, denied or alleged
	Date   Date     `json:"date"`
	Place  string   `json:"place,omitempty"`
	Actors []string `json:"actors,omitempty"`
	Span   Span     `json:"span"`
}

// A Commitment is what somebody promised, offered, or is asked for.
type Commitment struct {
	ID          string `json:"id"`
	Kind        string `json:"kind"`        // demand, responsibility, offer, intention, promise, agreement, warning, threat or appointment
	AssertedBy  string `json:"asserted_by"` // speaker; "narrator" where the article says it itself
	Obliged     string `json:"obliged"`
	Act         string `json:"act"`
	Beneficiary string `json:"beneficiary,omitempty"`
	Condition   string `json:"condition,omitempty"`
	Deadline    Date   `json:"deadline"`
	Statement   string `json:"statement,omitempty"`
	Span        Span   `json:"span"`
}

// A Casualty is a number of people hurt, as the article gives it.
type Casualty struct {
	Harm   string `json:"harm"`   // dead, wounded, displaced or missing
	Status string `json:"status"` // civilian, combatant or unknown
	Low    *int64 `json:"low"`
	Best   *int64 `json:"best"`
	High   *int64 `json:"high"`
	Text   string `json:"text"`
	By     string `json:"by"` // whose figure
	Span   Span   `json:"span"`
}

// A Mention of a place or an actor.
type Mention struct {
	Name string   `json:"name"` // as on the lists, or as in the text
	Kind string   `json:"kind"`
	Lat  *float64 `json:"lat,omitempty"`
	Lon  *float64 `json:"lon,omitempty"`
	Text string   `json:"text"`
	Span Span     `json:"span"`
}

// Read reads the text of an article. Spans index text as it was given.
func Read(text string, about About) (*Document, error) {
	switch {
	case len(text) > MaxText:
		return nil, ErrTooLong
	case !utf8.ValidString(text):
		return nil, ErrNotUTF8
	case strings.TrimFunc(text, notLetter) == "":
		return nil, ErrEmpty
	}
	r := &reader{doc: &Document{About: about, Text: text}, persons: map[string]string{}}
	r.layOut()
	r.aboutIt()
	r.cutSentences()
	r.findDates()
	r.findNames()
	r.findSpeech()
	r.findPromises()
	r.findEvents()
	r.findCasualties()
	r.number()
	return r.doc, nil
}

// reader is one article being read.
type reader struct {
	doc       *Document
	paras     []paragraph
	sentences []*sentence
	persons   map[string]string // surname, folded: the whole name
	roles     map[string]string // whole name: role as written
	names     []name            // in order
	today     day               // on which the article appeared; zero when not known
	occasions map[string]*occasion
}

// number gives ids in the order of the text.
func (r *reader) number() {
	d := r.doc
	for i := range d.Events {
		d.Events[i].ID = id("E", i)
	}
	for i := range d.Commitments {
		d.Commitments[i].ID = id("C", i)
	}
	if d.Published.Value == "" {
		d.Notes = append(d.Notes, "the day on which the article appeared is not known: words such as Tuesday or last month are not resolved; give the day")
	}
	// A list that is empty is written as an empty list.
	d.Statements = append([]Statement{}, d.Statements...)
	d.Dates = append([]Expression{}, d.Dates...)
	d.Events = append([]Event{}, d.Events...)
	d.Commitments = append([]Commitment{}, d.Commitments...)
	d.Casualties = append([]Casualty{}, d.Casualties...)
	d.Places = append([]Mention{}, d.Places...)
	d.Actors = append([]Mention{}, d.Actors...)
}
