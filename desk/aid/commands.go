package aid

import (
	"truce.example/desk/aid/taken"
	"truce.example/geo"
	"truce.example/record"
)

// Notify is form F11. Site and a new version change what was notified.
type Notify struct {
	Site      int64         `json:"site,omitempty"` // of which it is a new version; left out: something new
	Kind      string        `json:"kind"`
	Reference string        `json:"reference,omitempty"`
	Org       string        `json:"org"`
	Function  string        `json:"function"`
	Name      string        `json:"name"`
	Area      string        `json:"area"`
	PCode     string        `json:"pcode,omitempty"`
	Place     *geo.Point    `json:"place"`
	Route     []geo.Point   `json:"route,omitempty"`
	Footprint int64         `json:"footprint_m"`
	Precision string        `json:"precision"`
	Measured  string        `json:"measured_by"`
	Staff     string        `json:"staff"`
	Vehicles  []Vehicle     `json:"vehicles,omitempty"`
	Contact   string        `json:"contact_24h"`
	From      record.Moment `json:"from,omitzero"` // left out: now
	To        record.Moment `json:"to,omitzero"`
	Emergency bool          `json:"emergency,omitempty"`
	Consent   *Consent      `json:"consent"`
	Share     []ShareWith   `json:"share"`
}

// ShareWith says how much a side may know.
type ShareWith struct {
	Side  string `json:"side"`
	Scope string `json:"scope"`
}

// Acknowledge is a recipient's word on the newest version.
type Acknowledge struct {
	Site    int64  `json:"site"`
	Outcome string `json:"outcome"`
	Reason  string `json:"reason,omitempty"`
}

// Confirm is the owner's word that it is still there.
type Confirm struct {
	Site int64 `json:"site"`
}

// Withdraw takes a notification back.
type Withdraw struct {
	Site   int64  `json:"site"`
	Reason string `json:"reason"`
}

// TakePosition takes the exact position, for one member, with a reason that the owner reads.
type TakePosition struct {
	Site   int64  `json:"site"`
	Reason string `json:"reason"`
}

// Query asks the recipients who know the place.
type Query struct {
	Compared int64 `json:"compared"`
	Site     int64 `json:"site"`
}

// Explain answers a query.
type Explain struct {
	Query int64  `json:"query"`
	Text  string `json:"text"`
}

// Assess says what an officer makes of a match.
type Assess struct {
	Compared int64  `json:"compared"`
	Site     int64  `json:"site"`
	Outcome  string `json:"outcome"`
	Text     string `json:"text"`
}

// PublishStrikes gives everybody the numbers of a time that ended at least 30 days ago.
type PublishStrikes struct {
	From record.Moment `json:"from"`
	To   record.Moment `json:"to"`
}

// MakePlan plans a convoy.
type MakePlan struct {
	Plan Plan `json:"plan"`
}

// Request puts a planned convoy to the sides that clear it.
type Request struct {
	Convoy int64 `json:"convoy"`
}

// Answer is a side's answer. It may answer again: the newest counts, and all stay.
type Answer struct {
	Convoy     int64    `json:"convoy"`
	Answer     string   `json:"answer"`
	Conditions []string `json:"conditions,omitempty"`
	Reason     string   `json:"reason,omitempty"`
	Text       string   `json:"text,omitempty"`
}

// Step records a letter, a governor, a committee.
type Step struct {
	Convoy  int64  `json:"convoy"`
	Step    string `json:"step"`
	Actor   string `json:"actor"`
	Outcome string `json:"outcome"`
	Text    string `json:"text,omitempty"`
}

// Load is form F13.
type Load struct {
	Convoy     int64   `json:"convoy"`
	Trucks     []Truck `json:"trucks"`
	Checker    string  `json:"checker"`
	Witness    string  `json:"witness,omitempty"`
	Deviations string  `json:"deviations,omitempty"`
	Verified   bool    `json:"verified,omitempty"`
}

// Dispatch lets a convoy leave.
type Dispatch struct {
	Convoy int64         `json:"convoy"`
	At     record.Moment `json:"at,omitzero"` // left out: now
	Escort string        `json:"escort,omitempty"`
}

// Checkpoint is form F14.
type Checkpoint struct {
	Convoy  int64         `json:"convoy"`
	Place   string        `json:"place"`
	Holder  string        `json:"holder"` // a side, or who is said to hold it
	Arrived record.Moment `json:"arrived"`
	Left    record.Moment `json:"left,omitzero"`
	Officer string        `json:"officer_role,omitempty"`
	Removed []Removal     `json:"removed,omitempty"`
	Seals   string        `json:"seals"`
	Held    int64         `json:"persons_detained,omitempty"`
	Demands string        `json:"demands,omitempty"`
	Outcome string        `json:"outcome"`
	Text    string        `json:"text,omitempty"`
}

// Cross records that a convoy passed a line or a border.
type Cross struct {
	Convoy   int64         `json:"convoy"`
	Crossing string        `json:"crossing"`
	At       record.Moment `json:"at,omitzero"` // left out: now
}

// Locate brings positions of a convoy on its way.
type Locate struct {
	Convoy int64  `json:"convoy"`
	Source string `json:"source"`
	Fixes  []Fix  `json:"fixes"`
}

// TakeCorridors brings corridors of a data set, read from its file.
type TakeCorridors struct {
	Dataset   string           `json:"dataset"`
	Corridors []taken.Corridor `json:"corridors"`
}

// TakeClosures brings closures of a data set, read from its file.
type TakeClosures struct {
	Dataset  string          `json:"dataset"`
	Closures []taken.Closure `json:"closures"`
}

// Deliver is form F15.
type Deliver struct {
	Convoy     int64         `json:"convoy"`
	Outcome    string        `json:"outcome"`
	At         record.Moment `json:"at,omitzero"` // left out: now
	Receiver   string        `json:"receiver,omitempty"`
	Reached    int64         `json:"reached"`
	Items      []Receipt     `json:"items,omitempty"`
	Complaints string        `json:"complaints,omitempty"`
	Text       string        `json:"text,omitempty"`
}

// Monitor records what was found afterwards.
type Monitor struct {
	Convoy    int64  `json:"convoy"`
	Diversion string `json:"diversion"`
	Text      string `json:"text"`
}

// Close ends a convoy.
type Close struct {
	Convoy int64  `json:"convoy"`
	Reason string `json:"reason"`
}

// Authorise records until when a crossing may be used.
type Authorise struct {
	Crossing string        `json:"crossing"`
	By       string        `json:"by"`
	Until    record.Moment `json:"until"`
}

// Transmit is the program's own command: a version was notified, under this entry.
type Transmit struct {
	Notified int64 `json:"notified"`
}

// Check is the program's own command: convoys were requested, or something was announced.
type Check struct {
	Of []int64 `json:"of"`
}

// Compare is the program's own command: reports with a place were recorded.
type Compare struct {
	Reports []int64 `json:"reports"`
}

// Lapse is the program's own command: a deadline passed.
type Lapse struct {
	What string        `json:"what"`
	Item int64         `json:"item"`
	Side string        `json:"side,omitempty"`
	Due  record.Moment `json:"due"`
}
