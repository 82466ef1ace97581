package record

import (
	"encoding/json"
	"fmt"
	"time"
)

// A Moment is a time in milliseconds since 1970-01-01T00:00:00Z. Zero means "not known". In JSON it is written as
// RFC 3339 in UTC and read with any offset; in CBOR it is the integer.
type Moment int64

// At returns t as a Moment, cut to the millisecond.
func At(t time.Time) Moment {
	if t.IsZero() {
		return 0
	}
	return Moment(t.UnixMilli())
}

// Time returns m in UTC, or the zero time when m is not known.
func (m Moment) Time() time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(m)).UTC()
}

// Known says whether the moment is known.
func (m Moment) Known() bool { return m != 0 }

// String is the form used in JSON, or "unknown".
func (m Moment) String() string {
	if m == 0 {
		return "unknown"
	}
	t := m.Time()
	if t.Nanosecond() == 0 {
		return t.Format("2006-01-02T15:04:05Z")
	}
	return t.Format("2006-01-02T15:04:05.000Z")
}

// MarshalJSON writes RFC 3339 in UTC, or null when the moment is not known.
func (m Moment) MarshalJSON() ([]byte, error) {
	if m == 0 {
		return []byte("null"), nil
	}
	return []byte(`"` + m.String() + `"`), nil
}

// UnmarshalJSON reads RFC 3339 with an offset. A time without an offset is refused: nobody can say which hour is meant.
func (m *Moment) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*m = 0
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("a time is a string such as \"2017-07-09T12:00:00+03:00\", not %s", short(b))
	}
	v, err := ParseMoment(s)
	if err != nil {
		return err
	}
	*m = v
	return nil
}

// ParseMoment reads RFC 3339 with an offset, seconds optional, between the years 1900 and 2200.
func ParseMoment(s string) (Moment, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00"} {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		if y := t.Year(); y < 1900 || y > 2200 {
			return 0, fmt.Errorf("the year %d is not between 1900 and 2200; check the time", y)
		}
		return At(t), nil
	}
	return 0, fmt.Errorf("the time %q is not like 2017-07-09T12:00:00+03:00 or 2017-07-09T09:00:00Z; write date, T, time and offset", cut(s))
}

func short(b []byte) string { return cut(string(b)) }

func cut(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}
