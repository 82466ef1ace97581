package agreement

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// An Instant is a moment in milliseconds since 1970-01-01T00:00Z. As text, in YAML and in JSON, it is RFC 3339 in
// UTC; in CBOR the integer.
type Instant int64

// instantForms are the spellings that people use; an offset is always required, because a time without one is
// the commonest mistake in a joint mission.
var instantForms = []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00"}

// ParseInstant reads RFC 3339, with or without seconds, such as 2017-07-09T12:00+03:00. A time without an offset
// is refused.
func ParseInstant(text string) (Instant, error) {
	for _, form := range instantForms {
		if t, err := time.Parse(form, text); err == nil {
			return Instant(t.UnixMilli()), nil
		}
	}
	return 0, fmt.Errorf("%q is not a moment; write date, time and offset, as in 2017-07-09T09:00:00Z or 2017-07-09T12:00+03:00", text)
}

// Time returns the instant as a time in UTC.
func (i Instant) Time() time.Time { return time.UnixMilli(int64(i)).UTC() }

// String returns the instant in UTC to the second or, if it is not whole, to the millisecond.
func (i Instant) String() string { return i.Time().Format("2006-01-02T15:04:05.999Z07:00") }

// MarshalText writes the instant as String does.
func (i Instant) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads what [ParseInstant] accepts.
func (i *Instant) UnmarshalText(text []byte) error {
	parsed, err := ParseInstant(string(text))
	if err == nil {
		*i = parsed
	}
	return err
}

// A Span is a length of time in minutes. As text it is "90m", "48h" or "10d", a day being 24 hours.
type Span int64

const (
	minutesPerHour = 60
	minutesPerDay  = 24 * minutesPerHour
)

// ParseSpan reads a whole number of minutes, hours or days.
func ParseSpan(text string) (Span, error) {
	unit := map[string]int64{"m": 1, "h": minutesPerHour, "d": minutesPerDay}
	if len(text) >= 2 {
		count, err := strconv.ParseInt(text[:len(text)-1], 10, 64)
		perUnit, known := unit[text[len(text)-1:]]
		if err == nil && known && count >= 0 && count <= math.MaxInt32 && !strings.HasPrefix(text, "+") {
			return Span(count * perUnit), nil
		}
	}
	return 0, fmt.Errorf("%q is not a length of time; write minutes, hours or days, as in 90m, 48h or 10d", text)
}

// Duration returns the span as a time.Duration.
func (s Span) Duration() time.Duration { return time.Duration(s) * time.Minute }

// String returns the span in the largest unit that divides it.
func (s Span) String() string {
	switch {
	case s != 0 && s%minutesPerDay == 0:
		return strconv.FormatInt(int64(s/minutesPerDay), 10) + "d"
	case s != 0 && s%minutesPerHour == 0:
		return strconv.FormatInt(int64(s/minutesPerHour), 10) + "h"
	}
	return strconv.FormatInt(int64(s), 10) + "m"
}

// MarshalText writes the span as String does.
func (s Span) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what [ParseSpan] accepts.
func (s *Span) UnmarshalText(text []byte) error {
	parsed, err := ParseSpan(string(text))
	if err == nil {
		*s = parsed
	}
	return err
}
