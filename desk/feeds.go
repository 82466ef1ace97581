package desk

import (
	"truce.example/record"
)

// A Date is an appointment or deadline, for calendars.
type Date struct {
	ID         string        // in its desk, the same for as long as the record stands: "clock/ack/17"
	Entry      int64         // that set it; the link of the date
	Changed    int64         // number of changes since it was set
	Start, End record.Moment // End is zero for a deadline
	Title      string        // a line, neutral, without position, name or device of an observer
	Text       string        // likewise; may be empty
	Category   string        // "deadline", "patrol", "window of silence" …
	Cancelled  bool          // it was kept, or is no longer due
}

// A Warning is an alarm as a reader may know it.
type Warning struct {
	Entry    int64         // of the fact that raises it; the number of the warning
	Recorded record.Moment // when it was
	Replaces int64         // entry of the warning that this one changes or ends; 0 for none
	Since    record.Moment // when that one was recorded
	Alarm
}
