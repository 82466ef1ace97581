// Package avr reads raw Mode S messages as lines of hexadecimal digits, the format of the AVR receivers that dump1090 and
// readsb speak on port 30002: *8D406B90…; or with a 12 MHz clock @00000000159F8D406B90…; (six bytes first).
package avr

import "errors"

// ErrLine says that a line is no message.
var ErrLine = errors.New("a raw message is written *8D…; or @ with a clock, with 14 or 28 hexadecimal digits")

// Parse reads one line into frame, which has room for 14 bytes, and returns the message and the clock's ticks, zero
// without a clock.
func Parse(line []byte, frame *[14]byte) (message []byte, ticks uint64, err error) {
	for len(line) > 0 && (line[len(line)-1] == '\r' || line[len(line)-1] == '\n' || line[len(line)-1] == ' ') {
		line = line[:len(line)-1]
	}
	if len(line) < 2 || line[len(line)-1] != ';' {
		return nil, 0, ErrLine
	}
	mark, digits := line[0], line[1:len(line)-1]
	switch mark {
	case '*', ':':
	case '@', '%':
		if len(digits) < 12 {
			return nil, 0, ErrLine
		}
		for _, c := range digits[:12] {
			v, ok := digit(c)
			if !ok {
				return nil, 0, ErrLine
			}
			ticks = ticks<<4 | uint64(v)
		}
		digits = digits[12:]
	default:
		return nil, 0, ErrLine
	}
	if len(digits) != 14 && len(digits) != 28 {
		return nil, 0, ErrLine
	}
	for i := 0; i < len(digits); i += 2 {
		high, ok := digit(digits[i])
		low, also := digit(digits[i+1])
		if !ok || !also {
			return nil, 0, ErrLine
		}
		frame[i/2] = high<<4 | low
	}
	return frame[:len(digits)/2], ticks, nil
}

func digit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}
