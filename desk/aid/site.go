package aid

import (
	"slices"

	"truce.example/record"
)

// A Site is what is known of a notification, without where it lies. The State and the tables fold it by the same steps.
type Site struct {
	Site      int64         `json:"site"`
	Version   int64         `json:"version"`
	State     string        `json:"state"`
	Owner     Owner         `json:"owner"`
	Kind      string        `json:"kind"`
	Reference string        `json:"reference,omitempty"`
	Org       string        `json:"org"`
	Function  string        `json:"function"`
	Area      string        `json:"area"`
	PCode     string        `json:"pcode,omitempty"`
	Staff     string        `json:"staff,omitempty"`
	From      record.Moment `json:"from"`
	To        record.Moment `json:"to"`
	Emergency bool          `json:"emergency,omitempty"`
	Consent   Consent       `json:"consent"`
	Notified  record.Moment `json:"notified"` // this version
	Confirm   record.Moment `json:"confirm_due"`
	Told      []Sent        `json:"told"`
	Changed   int64         `json:"changed"` // the newest entry that changed it
}

// A Sent is what one recipient was told last, and said of it.
type Sent struct {
	Site     int64         `json:"site"`
	Version  int64         `json:"version"`
	Change   string        `json:"change"`
	Side     string        `json:"side"`
	Kind     string        `json:"side_kind"`
	Scope    string        `json:"scope"`
	What     string        `json:"kind"`
	Function string        `json:"function"`
	Area     string        `json:"area,omitempty"`
	From     record.Moment `json:"from"`
	To       record.Moment `json:"to"`
	Entry    int64         `json:"entry"`
	At       record.Moment `json:"at"`
	AckDue   record.Moment `json:"ack_due"`
	Outcome  string        `json:"outcome,omitempty"` // empty: waited for; no_ack: silent until the deadline
	Reason   string        `json:"reason,omitempty"`
	Answered record.Moment `json:"answered"`
	Late     bool          `json:"late,omitempty"`
	Text     string        `json:"text"`
}

// take folds one fact into what is known of the notification.
func (s *Site) take(e record.Entry) {
	s.Changed = e.Number
	switch f := e.Fact.(type) {
	case *Notified:
		site := f.Site
		if site == 0 {
			site = e.Number
		}
		*s = Site{
			Site: site, Version: f.Version, State: siteActive, Owner: f.Owner, Kind: f.Kind, Reference: f.Reference, Org: f.Org, Function: f.Function,
			Area: f.Area, PCode: f.PCode, Staff: f.Staff, From: f.From, To: f.To, Emergency: f.Emergency, Consent: f.Consent, Notified: e.Recorded,
			Confirm: f.Confirm, Told: slices.Clone(s.Told), Changed: e.Number,
		}
		if s.Told == nil {
			s.Told = []Sent{}
		}
	case *Transmitted:
		s.Told = slices.DeleteFunc(slices.Clone(s.Told), func(t Sent) bool { return t.Side == f.Side })
		s.Told = append(s.Told, sentOf(e, f))
		slices.SortFunc(s.Told, func(a, b Sent) int { return int(a.Entry - b.Entry) })
	case *Acknowledged:
		for i := range s.Told {
			if s.Told[i].Side == f.Side {
				s.Told[i].take(e)
			}
		}
	case *Confirmed:
		s.Confirm = f.Confirm
	case *Withdrawn:
		s.State = siteWithdrawn
	case *Lapsed:
		if f.What == clockConfirm {
			s.State = siteLapsed
			return
		}
		for i := range s.Told {
			if s.Told[i].Side == f.Side {
				s.Told[i].take(e)
			}
		}
	}
}

func sentOf(e record.Entry, f *Transmitted) Sent {
	return Sent{
		Site: f.Site, Version: f.Version, Change: f.Change, Side: f.Side, Kind: f.SideKind, Scope: f.Scope, What: f.Kind, Function: f.Function, Area: f.Area,
		From: f.From, To: f.To, Entry: e.Number, At: e.Recorded, AckDue: f.AckDue, Text: f.Text,
	}
}

// take folds what the recipient said, or its silence.
func (t *Sent) take(e record.Entry) {
	switch f := e.Fact.(type) {
	case *Acknowledged:
		t.Outcome, t.Reason, t.Answered, t.Late = f.Outcome, f.Reason, e.Recorded, f.Late
	case *Lapsed:
		if t.Outcome == "" {
			t.Outcome = outcomeNone
		}
	}
}

// siteOf says which notification a fact belongs to; 0 for none.
func siteOf(e record.Entry) int64 {
	switch f := e.Fact.(type) {
	case *Notified:
		if f.Site == 0 {
			return e.Number
		}
		return f.Site
	case *Transmitted:
		return f.Site
	case *Acknowledged:
		return f.Site
	case *Confirmed:
		return f.Site
	case *Withdrawn:
		return f.Site
	case *Lapsed:
		if f.What == clockAck || f.What == clockConfirm {
			return f.Item
		}
	}
	return 0
}
