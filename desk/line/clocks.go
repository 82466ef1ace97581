package line

import (
	"cmp"
	"time"

	"truce.example/desk"
	"truce.example/record"
)

// A clockID names a clock: what for, and which message or line it belongs to. There is one of a name at a time.
type clockID struct {
	what    string
	message int64
	line    string
}

func newWall() desk.Ringing[clockID] {
	return desk.NewRinging(func(a, b clockID) int {
		return cmp.Or(cmp.Compare(a.message, b.message), cmp.Compare(a.line, b.line), cmp.Compare(a.what, b.what))
	})
}

// nextTest is the first moment after m at which the local clock of a zone shows the hour: on a day on which the clock
// changes the day between two tests has 23 or 25 hours. An hour that the change leaves out is an hour later that day.
func nextTest(m record.Moment, at, zone string) record.Moment {
	hour, err := time.Parse("15:04", at)
	if err != nil {
		return 0
	}
	place, err := time.LoadLocation(zone)
	if err != nil {
		return 0
	}
	local := m.Time().In(place)
	for day := 0; ; day++ {
		t := time.Date(local.Year(), local.Month(), local.Day()+day, hour.Hour(), hour.Minute(), 0, 0, place)
		if next := record.At(t); next > m {
			return next
		}
	}
}
