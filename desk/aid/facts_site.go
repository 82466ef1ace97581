package aid

import (
	"truce.example/geo"
	"truce.example/record"
)

// A Share says how much of a notification one recipient may know.
type Share struct {
	Side  string `json:"side"`
	Kind  string `json:"kind"` // party or guarantor
	Scope string `json:"scope"`
}

// A Consent is the owner's word that the place may be notified.
type Consent struct {
	By   string        `json:"by"` // function, not a name
	At   record.Moment `json:"at"`
	Text string        `json:"text,omitempty"`
}

// Notified says that something was notified, or changed: what it is, who agreed, who is told how much. It holds no position.
// The entry of version 1 is the number of the notification.
type Notified struct {
	Site      int64         `json:"site,omitempty"` // 0 in version 1
	Version   int64         `json:"version"`
	Owner     Owner         `json:"owner"`
	Kind      string        `json:"kind"`
	Reference string        `json:"reference,omitempty"` // the owner's own number
	Org       string        `json:"org"`
	Function  string        `json:"function"`
	Area      string        `json:"area"`            // name of an area of at least 5 km across, as recipients with the scope area read it
	PCode     string        `json:"pcode,omitempty"` // of that area
	Staff     string        `json:"staff"`           // a band, no number
	From      record.Moment `json:"from"`
	To        record.Moment `json:"to,omitempty"` // 0: until it is withdrawn
	Emergency bool          `json:"emergency,omitempty"`
	Consent   Consent       `json:"consent"`
	Share     []Share       `json:"share"`
	Confirm   record.Moment `json:"confirm_due"` // until when the owner confirms it again
}

// Placed says exactly where what was notified lies. Its owner reads it, and nobody else; the first reference is the Notified.
type Placed struct {
	Version    int64       `json:"version"`
	Owner      Owner       `json:"owner"`
	Name       string      `json:"name"`
	Place      geo.Point   `json:"place"`           // where it stands, or begins
	Route      []geo.Point `json:"route,omitempty"` // of a movement
	FootprintM int64       `json:"footprint_m"`     // radius of a place; half the width of a corridor
	Precision  string      `json:"precision"`
	MeasuredBy string      `json:"measured_by"`
	Vehicles   []Vehicle   `json:"vehicles,omitempty"`
	Contact    string      `json:"contact_24h"`
}

// A Vehicle of a movement, as others may recognise it.
type Vehicle struct {
	Type   string `json:"type"`
	Plate  string `json:"plate,omitempty"`
	Colour string `json:"colour,omitempty"`
	Logo   bool   `json:"logo,omitempty"`
	Roof   bool   `json:"roof_mark,omitempty"`
}

// Transmitted says that a recipient was told: that there is something, that it changed, or that it ended.
type Transmitted struct {
	Site     int64         `json:"site"`
	Version  int64         `json:"version"`
	Change   string        `json:"change"`
	Owner    Owner         `json:"owner"`
	Side     string        `json:"side"`
	SideKind string        `json:"side_kind"`
	Scope    string        `json:"scope"`
	Kind     string        `json:"kind"`
	Function string        `json:"function"`
	Area     string        `json:"area,omitempty"` // unless the scope is existence
	From     record.Moment `json:"from"`
	To       record.Moment `json:"to,omitempty"`
	AckDue   record.Moment `json:"ack_due,omitempty"`
	Text     string        `json:"text"`
}

// Acknowledged is what a recipient says of a version.
type Acknowledged struct {
	Site    int64  `json:"site"`
	Version int64  `json:"version"`
	Side    string `json:"side"`
	Outcome string `json:"outcome"`
	Reason  string `json:"reason,omitempty"` // of a rejection
	Late    bool   `json:"late,omitempty"`
}

// Confirmed says that the owner confirms that it is still there.
type Confirmed struct {
	Site    int64         `json:"site"`
	Version int64         `json:"version"`
	Confirm record.Moment `json:"confirm_due"`
}

// Withdrawn says that the owner takes a notification back. What is on no list keeps its protection.
type Withdrawn struct {
	Site   int64  `json:"site"`
	Reason string `json:"reason"`
}

// PositionGiven says that one member took the position, and why. This is the only way in which it leaves its owner.
type PositionGiven struct {
	Site       int64       `json:"site"`
	Version    int64       `json:"version"`
	Member     string      `json:"member"`
	Side       string      `json:"side,omitempty"`
	Reason     string      `json:"reason"`
	Name       string      `json:"name"`
	Place      geo.Point   `json:"place"`
	Route      []geo.Point `json:"route,omitempty"`
	FootprintM int64       `json:"footprint_m"`
	Precision  string      `json:"precision"`
}

// Compared says that a report with a place was compared with all that was notified then. It is recorded for every such
// report, with the same readers, whether something was found or not.
type Compared struct {
	Report   int64         `json:"report"`
	Found    []Match       `json:"found,omitempty"`
	QueryDue record.Moment `json:"query_due"` // by when recipients are queried and answer, if something was found
}

// A Match is a notification whose footprint the report lies in, surely or possibly.
type Match struct {
	Site      int64  `json:"site"`
	Version   int64  `json:"version"`
	Kind      string `json:"kind"`
	Function  string `json:"function"`
	DistanceM int64  `json:"distance_m"`
	Relation  string `json:"relation"` // inside or possible
	Told      []Told `json:"told"`
}

// A Told is the proof of who had been told of a version, when.
type Told struct {
	Side      string        `json:"side"`
	Kind      string        `json:"kind"`
	Scope     string        `json:"scope"`
	Entry     int64         `json:"entry"` // the Transmitted
	At        record.Moment `json:"at"`
	Before    bool          `json:"before"` // it was told before the event began
	Outcome   string        `json:"outcome,omitempty"`
	Answered  record.Moment `json:"answered,omitempty"`
	Positions int64         `json:"positions,omitempty"` // how many of its members had taken the position
}

// Queried asks a recipient who may know the exact place what it knows of the event. Its text is made by rule.
type Queried struct {
	Compared int64         `json:"compared"`
	Site     int64         `json:"site"`
	Version  int64         `json:"version"`
	Side     string        `json:"side"`
	Kind     string        `json:"kind"`
	Text     string        `json:"text"`
	Due      record.Moment `json:"due"`
}

// Explained is a recipient's answer.
type Explained struct {
	Query int64  `json:"query"`
	Side  string `json:"side"`
	Text  string `json:"text"`
	Late  bool   `json:"late,omitempty"`
}

// Assessed says what an officer makes of a match, and tells the owner. It is no finding about anybody.
type Assessed struct {
	Compared int64  `json:"compared"`
	Report   int64  `json:"report"`
	Site     int64  `json:"site"`
	Outcome  string `json:"outcome"`
	Text     string `json:"text"`
	Told     []Told `json:"told"`
}

// StrikesPublished are the numbers that everybody may know. They are of what was confirmed, for a time that ended long ago.
type StrikesPublished struct {
	From      record.Moment `json:"from"`
	To        record.Moment `json:"to"`
	Confirmed int64         `json:"confirmed"`
	Told      int64         `json:"told"`     // recipients that had been told before
	Queried   int64         `json:"queried"`  // recipients that were asked
	Answered  int64         `json:"answered"` // and answered
}

// Lapsed says that a deadline passed. There is one for each deadline. Due is the deadline, whenever this was recorded.
type Lapsed struct {
	What  string        `json:"what"` // ack, confirm or answer
	Item  int64         `json:"item"` // the notification or the convoy
	Side  string        `json:"side,omitempty"`
	Due   record.Moment `json:"due"`
	Title string        `json:"title,omitempty"`
	Owed  string        `json:"owed,omitempty"`
	Told  string        `json:"told,omitempty"` // who waits
}
