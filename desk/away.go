package desk

import "truce.example/record"

// What is written away from the line, on a phone or by a message, comes late, perhaps twice, and on another clock than the
// mission's. A command that may come so embeds Carried, and so does its fact: the entry says when it was recorded, the fact when
// it happened, and this when it was written.

// Carried is what a report from the field brings along.
type Carried struct {
	Written *Written `json:"written,omitempty"` // nil for what was written at the desk
	Files   []File   `json:"files,omitempty"`   // that belong to it; they may arrive later
}

// Written says where and when something was written.
type Written struct {
	At       record.Moment `json:"at"`                 // by the clock of the device
	Number   int64         `json:"number,omitempty"`   // 1, 2, 3 … for each device, so that a missing one shows; 0 where the sender does not count
	SkewMs   *int64        `json:"skew_ms,omitempty"`  // by how much the device's clock was ahead of the mission's when they last met; nil if they never did
	MetAt    record.Moment `json:"met_at,omitempty"`   // when that was, by the mission's clock
	Corrects int64         `json:"corrects,omitempty"` // number, of the same device, of an earlier one that this one mends; the earlier one stays
	Means    string        `json:"means,omitempty"`    // app, openrosa or message
	Lacking  []string      `json:"lacking,omitempty"`  // names of files that it names and that did not come with it
	Instance string        `json:"instance,omitempty"` // id that the sending program gave it
}

// A File is named by its hash, which is computed where it is made: so the report says which file was meant before the file has come.
type File struct {
	Content record.Hash   `json:"content"` // SHA-256
	Name    string        `json:"name"`
	Form    string        `json:"form"`               // media type
	Size    int64         `json:"size"`               // bytes
	TakenAt record.Moment `json:"taken_at,omitempty"` // by the clock of the device
}

// WrittenAway is how the fact was written, and false for what was written at the desk.
func (c Carried) WrittenAway() (Written, bool) {
	if c.Written == nil {
		return Written{}, false
	}
	return *c.Written, true
}

// Remains is what stays of it when the fact is forgotten: its number, so that no gap appears and no number is given twice.
func (c Carried) Remains() Carried {
	if c.Written == nil || c.Written.Number == 0 {
		return Carried{}
	}
	return Carried{Written: &Written{Number: c.Written.Number}}
}

// TellsWritten is optional for a fact type: the fact was written away from the line. The desk that takes in what is seen and said
// counts the numbers of each device.
type TellsWritten interface {
	WrittenAway() (Written, bool)
}
