package line

import (
	"truce.example/geo"
	"truce.example/record"
)

// An End of a line is who speaks and listens there. Posts are rung in their order; each is a role of the mission or a side.
type End struct {
	ID    string            `json:"id"` // "desk", or the id of a side
	Posts []record.Audience `json:"posts"`
}

// Opened says that there is a line, whom it joins and when it is tested.
type Opened struct {
	Line    string          `json:"line"` // "L1"
	Name    string          `json:"name"`
	Ends    []End           `json:"ends"`              // two
	Through record.Audience `json:"through,omitempty"` // the role of the mission that passes messages on and reads them
	TestAt  string          `json:"test_at,omitempty"` // "09:00" of Zone, up to which a test is made each day; empty: none
	Zone    string          `json:"zone,omitempty"`    // as in the IANA database
	TestDue record.Moment   `json:"test_due,omitempty"`
}

// StateSet is what one end, or the mission, says of the state of a line.
type StateSet struct {
	Line    string        `json:"line"`
	Turn    int64         `json:"turn"`  // 1, 2, … on this line
	By      string        `json:"by"`    // id of an end, or mission
	State   string        `json:"state"` // open, degraded, suspended or closed
	Reason  string        `json:"reason"`
	Holds   string        `json:"holds"` // the gravest of what all say: the state of the line from here on
	TestDue record.Moment `json:"test_due,omitempty"`
	// Told is who is told of it.
	Told record.Audience `json:"told,omitempty"`
}

// A Position is one place of a message, in three forms that were held against one another.
type Position struct {
	Name    string     `json:"name"`
	Written string     `json:"written"` // the number as it was typed
	Point   geo.Point  `json:"point"`   // the same, read; WGS 84
	Click   *geo.Point `json:"click,omitempty"`
	Named   *geo.Point `json:"named,omitempty"` // of the agreement's list; nil when the name is not on it
	RadiusM int64      `json:"radius_m,omitempty"`
	ApartM  int64      `json:"apart_m"` // the largest distance between the forms
}

// Sent is a message from one end of a line to the other. Its entry's number is the message's; Number counts on the line.
type Sent struct {
	Line        string        `json:"line"`
	Number      int64         `json:"number"`
	From        string        `json:"from"` // ends
	To          string        `json:"to"`
	Priority    string        `json:"priority"`
	Type        string        `json:"type"`
	Positions   []Position    `json:"positions,omitempty"`
	NoPosition  string        `json:"no_position,omitempty"` // why there is none
	Start       record.Moment `json:"start,omitempty"`       // of what it speaks of
	End         record.Moment `json:"end,omitempty"`
	Text        string        `json:"text"`
	Language    string        `json:"language,omitempty"`
	Interpreter string        `json:"interpreter,omitempty"` // a code, not a name
	Corrects    int64         `json:"corrects,omitempty"`    // entry of the message whose place it takes
	Due         record.Moment `json:"due"`                   // of the acknowledgement
	ReplyBy     record.Moment `json:"reply_by,omitempty"`
	Flagged     bool          `json:"flagged,omitempty"`   // the forms of a position are more than 1 km apart, and it was confirmed
	Emergency   bool          `json:"emergency,omitempty"` // it went through although the line was suspended or closed
	Relayed     bool          `json:"relayed,omitempty"`   // the role through which the line goes sent it for the end
	TestDue     record.Moment `json:"test_due,omitempty"`  // of a test: when the next is due
	// Told is the first post of the other end, which is rung at once.
	Told record.Audience `json:"told"`
}

// Received says that the other end has the message. It does not say that it was understood.
type Received struct {
	Message int64 `json:"message"`
}

// ReadBack is the message as the other end understood it.
type ReadBack struct {
	Message   int64           `json:"message"`
	Positions []geo.Point     `json:"positions,omitempty"`
	Text      string          `json:"text,omitempty"`
	Agrees    bool            `json:"agrees"`
	ApartM    int64           `json:"apart_m"` // the largest distance from a position of the message
	Line      string          `json:"line"`
	Number    int64           `json:"number"`
	Try       int64           `json:"try"`            // 1, 2, …
	Told      record.Audience `json:"told,omitempty"` // the sender's post, where it does not agree
}

// Acknowledged says that the other end has the message, read it back, and answers for it from now on.
type Acknowledged struct {
	Message int64 `json:"message"`
	Minutes int64 `json:"minutes"` // since it was sent, whole ones
	Late    bool  `json:"late,omitempty"`
}

// Answered is the other end's answer, or what it did.
type Answered struct {
	Message int64  `json:"message"`
	Outcome string `json:"outcome"` // answered, actioned or declined
	Text    string `json:"text"`
	Late    bool   `json:"late,omitempty"` // it came after the time by which an answer was asked for
}

// Closed says that the sender needs nothing more.
type Closed struct {
	Message int64  `json:"message"`
	Reason  string `json:"reason,omitempty"`
}

// Overdue says that a deadline passed. It is recorded once, with the deadline's own time.
type Overdue struct {
	Message int64         `json:"message"`
	What    string        `json:"what"` // ack or reply
	Due     record.Moment `json:"due"`
	OwedBy  string        `json:"owed_by"` // an end
	State   string        `json:"state"`   // of the line, when it was recorded
}

// Rang says that the next post of the roster was rung for a message that nobody has acknowledged.
type Rang struct {
	Message  int64           `json:"message"`
	Line     string          `json:"line"`
	Number   int64           `json:"number"`
	Priority string          `json:"priority"`
	Ring     int64           `json:"ring"` // 1, 2, …
	Post     record.Audience `json:"post"`
	Next     record.Moment   `json:"next,omitempty"` // when the next is rung; zero: this was the last
	Told     record.Audience `json:"told,omitempty"` // with the last: both ends
}

// TestMissed says that a line was not tested on its day.
type TestMissed struct {
	Line string          `json:"line"`
	Due  record.Moment   `json:"due"`
	Next record.Moment   `json:"next"`
	Told record.Audience `json:"told"` // the first post of each end
}

// Counted is what others may know of a step of a message: never a word of it.
type Counted struct {
	Step     string        `json:"step"`         // sent or acknowledged
	Of       int64         `json:"of,omitempty"` // of later steps: the entry that counted it as sent
	Line     string        `json:"line"`
	Number   int64         `json:"number"`
	From     string        `json:"from"`
	To       string        `json:"to"`
	Priority string        `json:"priority"`
	Type     string        `json:"type"`
	Due      record.Moment `json:"due"`
	Corrects int64         `json:"corrects,omitempty"`
	Flagged  bool          `json:"flagged,omitempty"`
	Minutes  int64         `json:"minutes,omitempty"`
	Late     bool          `json:"late,omitempty"`
	Again    bool          `json:"again,omitempty"` // a correction of what had been read back before
}

// Residues: deadlines, numbers and outcomes stay; words and places go.

// Residue keeps everything.
func (f Opened) Residue() any { return f }

// Residue blanks the reason.
func (f StateSet) Residue() any { f.Reason = ""; return f }

// Residue blanks words, places and times.
func (f Sent) Residue() any {
	f.Positions, f.NoPosition, f.Text, f.Language, f.Interpreter, f.Start, f.End = nil, "", "", "", "", 0, 0
	return f
}

// Residue keeps everything.
func (f Received) Residue() any { return f }

// IsDerived makes what repeats a message go with it.
func (ReadBack) IsDerived() {}

// Residue keeps whether it agreed.
func (f ReadBack) Residue() any { f.Positions, f.Text, f.ApartM = nil, "", 0; return f }

// Residue keeps everything.
func (f Acknowledged) Residue() any { return f }

// Residue blanks the words.
func (f Answered) Residue() any { f.Text = ""; return f }

// Residue blanks the reason.
func (f Closed) Residue() any { f.Reason = ""; return f }

// Residue keeps everything.
func (f Overdue) Residue() any { return f }

// Residue keeps everything.
func (f Rang) Residue() any { return f }

// Residue keeps everything.
func (f TestMissed) Residue() any { return f }

// Residue keeps everything.
func (f Counted) Residue() any { return f }
