package aid

import "truce.example/record"

// An Item is one line of a cargo list. Quantities are whole numbers of its unit.
type Item struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	Unit    string `json:"unit"`
	Planned int64  `json:"planned"`
	Medical bool   `json:"medical,omitempty"`
}

// A Plan is what form F12 says.
type Plan struct {
	Name          string        `json:"name"`  // as people call it: H-05
	Month         string        `json:"month"` // of the plan: 2017-08
	Mode          string        `json:"mode"`
	Hub           string        `json:"hub"`
	Crossing      string        `json:"crossing,omitempty"` // id of the agreement
	To            string        `json:"to"`                 // name of a place
	PCode         string        `json:"pcode,omitempty"`
	Access        string        `json:"access"`
	Partners      []string      `json:"partners,omitempty"`
	Trucks        int64         `json:"trucks"`
	People        int64         `json:"people"`
	Items         []Item        `json:"items"`
	Departs       record.Moment `json:"departs"`
	Arrives       record.Moment `json:"arrives"`
	Route         []string      `json:"route,omitempty"` // names of places and posts on the way
	Way           *Way          `json:"way,omitempty"`   // the same, drawn
	Escort        string        `json:"escort,omitempty"`
	Contact       string        `json:"security_contact"`
	Justification string        `json:"justification"`
}

// Planned says that a convoy is planned. The entry's number is the convoy's number.
type Planned struct {
	Plan Plan `json:"plan"`
}

// A Cell is the answer of one side that clears a convoy, or the wait for it.
type Cell struct {
	Side       string        `json:"side"`
	Kind       string        `json:"kind"` // party or guarantor
	Due        record.Moment `json:"due"`
	Answer     string        `json:"answer,omitempty"` // empty while it is waited for; no_reply after the deadline
	Conditions []string      `json:"conditions,omitempty"`
	Reason     string        `json:"reason,omitempty"`
	Text       string        `json:"text,omitempty"`
	At         record.Moment `json:"at,omitempty"`
	Minutes    int64         `json:"minutes,omitempty"` // from the request to the answer
	Late       bool          `json:"late,omitempty"`
}

// Requested puts a convoy to each side that the agreement names, with a deadline for each.
type Requested struct {
	Convoy int64  `json:"convoy"`
	Plan   Plan   `json:"plan"`
	Cells  []Cell `json:"cells"`
}

// Answered is the answer of one side.
type Answered struct {
	Convoy     int64    `json:"convoy"`
	Side       string   `json:"side"`
	Answer     string   `json:"answer"`
	Conditions []string `json:"conditions,omitempty"`
	Reason     string   `json:"reason,omitempty"`
	Text       string   `json:"text,omitempty"`
	Minutes    int64    `json:"minutes"`
	Late       bool     `json:"late,omitempty"`
}

// Stepped is a step beside the answers: a letter, a governor, a committee.
type Stepped struct {
	Convoy  int64  `json:"convoy"`
	Step    string `json:"step"`
	Actor   string `json:"actor"` // office that was asked
	Outcome string `json:"outcome"`
	Text    string `json:"text,omitempty"`
}

// A Truck as it was loaded.
type Truck struct {
	Truck string     `json:"truck"`
	Seals []string   `json:"seals,omitempty"`
	Items []Quantity `json:"items"`
}

// A Quantity is so much of an item.
type Quantity struct {
	Code     string `json:"code"`
	Quantity int64  `json:"quantity"`
}

// Loaded is form F13: what was loaded on which truck, under which seals.
type Loaded struct {
	Convoy     int64   `json:"convoy"`
	Trucks     []Truck `json:"trucks"`
	Checker    string  `json:"checker"` // function
	Witness    string  `json:"witness,omitempty"`
	Deviations string  `json:"deviations,omitempty"`
	Verified   bool    `json:"verified"` // all is loaded, checked against the waybills, and sealed
}

// Dispatched says that a convoy left.
type Dispatched struct {
	Convoy int64         `json:"convoy"`
	At     record.Moment `json:"at"`
	Escort string        `json:"escort,omitempty"`
}

// A Removal is what was taken off, by whom, why.
type Removal struct {
	Code     string `json:"code"`
	Quantity int64  `json:"quantity"`
	By       string `json:"by"`
	Reason   string `json:"reason"`
	Quote    string `json:"quote,omitempty"`
}

// Checkpointed is form F14. A convoy that has not left yet has no departure.
type Checkpointed struct {
	Convoy  int64         `json:"convoy"`
	Place   string        `json:"place"`
	Holder  string        `json:"holder"`
	Arrived record.Moment `json:"arrived"`
	Left    record.Moment `json:"left,omitempty"`
	Officer string        `json:"officer_role,omitempty"`
	Removed []Removal     `json:"removed,omitempty"`
	Seals   string        `json:"seals"` // intact, broken or unknown
	Held    int64         `json:"persons_detained,omitempty"`
	Demands string        `json:"demands,omitempty"`
	Outcome string        `json:"outcome"`
	Text    string        `json:"text,omitempty"`
}

// Crossed says that a convoy passed a line or a border.
type Crossed struct {
	Convoy   int64         `json:"convoy"`
	Crossing string        `json:"crossing"`
	At       record.Moment `json:"at"`
}

// A Receipt is what of an item arrived.
type Receipt struct {
	Code      string `json:"code"`
	Delivered int64  `json:"delivered"`
	Lost      int64  `json:"lost,omitempty"`
}

// Delivered is form F15: how a convoy came out.
type Delivered struct {
	Convoy     int64         `json:"convoy"`
	Outcome    string        `json:"outcome"`
	At         record.Moment `json:"at"`
	Receiver   string        `json:"receiver,omitempty"`
	Reached    int64         `json:"reached"` // people
	Items      []Receipt     `json:"items,omitempty"`
	Complaints string        `json:"complaints,omitempty"`
	Text       string        `json:"text,omitempty"`
}

// Monitored is what was found afterwards where the goods went.
type Monitored struct {
	Convoy    int64  `json:"convoy"`
	Diversion string `json:"diversion"` // none, suspected or found
	Text      string `json:"text"`
}

// Closed ends a convoy.
type Closed struct {
	Convoy int64  `json:"convoy"`
	Reason string `json:"reason"`
}

// Authorised says until when a crossing may be used for aid, and by which decision.
type Authorised struct {
	Crossing string        `json:"crossing"`
	By       string        `json:"by"`
	Until    record.Moment `json:"until"`
}

// AuthorityEnds warns that an authority ends in so many days; 0 says that it has ended.
type AuthorityEnds struct {
	Crossing string        `json:"crossing"`
	By       string        `json:"by"`
	Until    record.Moment `json:"until"`
	Days     int64         `json:"days"`
}
