package aid

import (
	"fmt"

	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
)

// Followed says that a convoy with a drawn way left, and until when it is to be heard of. Its clocks are shown to those who read its
// positions: from when one stops, others could tell where the convoy is.
type Followed struct {
	Convoy  int64         `json:"convoy"`
	Owner   string        `json:"owner"`                 // member who planned it
	Overdue record.Moment `json:"overdue_due,omitempty"` // of the first checkpoint, or the end
	Silent  record.Moment `json:"silent_due"`
}

// Residue keeps the deadlines.
func (f Followed) Residue() any { return f }

// A Fix is where a convoy was at a moment.
type Fix struct {
	At           record.Moment `json:"at"`
	Place        geo.Point     `json:"place"`
	UncertaintyM int64         `json:"uncertainty_m,omitempty"`
}

// Located says where a convoy was. The humanitarian desk, who planned it and who sent it read it, and nobody else.
type Located struct {
	Convoy int64         `json:"convoy"`
	Source string        `json:"source"` // phone, gpx or cot
	Fixes  []Fix         `json:"fixes"`  // in order of time
	Silent record.Moment `json:"silent_due,omitempty"`
}

// What can be noticed of a convoy on its way.
const (
	eventOffRoute = "off_route"
	eventOnRoute  = "on_route" // again
	eventHalted   = "halted"
	eventMoving   = "moving" // again
	eventReached  = "reached"
	eventOverdue  = "overdue"
	eventSilent   = "silent"
)

// Noticed says what the positions of a convoy, or the lack of them, mean. Who reads the positions reads it.
type Noticed struct {
	Convoy    int64         `json:"convoy"`
	Name      string        `json:"name"` // of the convoy
	What      string        `json:"what"`
	At        record.Moment `json:"at"`
	Stop      int64         `json:"stop,omitempty"` // 1 is the first
	StopName  string        `json:"stop_name,omitempty"`
	DistanceM int64         `json:"distance_m,omitempty"` // from the way
	Minutes   int64         `json:"minutes,omitempty"`    // how long it has stood
	Overdue   record.Moment `json:"overdue_due,omitempty"`
	Owner     string        `json:"owner"` // member who planned it
}

// Notices tells the humanitarian desk and the owner, without a place.
func (f Noticed) Notices() []desk.Notice {
	words, ok := map[string]string{
		eventOffRoute: "is off its way", eventHalted: "stands where no stop is planned", eventOverdue: "is overdue", eventSilent: "has sent no position",
	}[f.What]
	if !ok {
		return nil
	}
	return notify(desk.Notice{
		Key: fmt.Sprintf("aid.noticed/%d/%s/%d", f.Convoy, f.What, f.At), To: record.Audiences(record.ToRole("humanitarian_desk"), record.ToMember(f.Owner)),
		Subject: fmt.Sprintf("Convoy %s %s", f.Name, words), Text: fmt.Sprintf("Seen at %s. Look at its page, and call its contact.", stamp(f.At)), Priority: immediate,
	})
}

// Residue keeps the hours and no place.
func (f Located) Residue() any {
	return Located{Convoy: f.Convoy, Source: f.Source, Silent: f.Silent}
}

// Residue keeps what was noticed, and when.
func (f Noticed) Residue() any { f.Name, f.StopName = "", ""; return f }
