// Package sbs reads the text that Kinetic's BaseStation and, after it, dump1090 and readsb give out on port 30003: lines
// of 22 fields separated by commas. Described at http://woodair.net/sbs/article/barebones42_socket_data.htm.
//
// Times in these lines have no zone: BaseStation and dump1090 write the computer's local time. They are read as UTC; a
// feed that is set otherwise says so in Offset.
package sbs

import (
	"errors"
	"strings"
	"time"

	"truce.example/desk/air/feed"
	"truce.example/geo"
	"truce.example/internal/decimal"
)

// ErrLine says that a line is no message with a position, a height, a speed or a name of an aircraft.
var ErrLine = errors.New("the line is no MSG with 22 fields and an address of six hexadecimal digits")

// A Parser reads lines. It keeps the last day and the call signs that it has seen, so that few lines cost memory; it
// belongs to one goroutine.
type Parser struct {
	OffsetMs int64 // added to the times: the zone of the sender, the other way round
	day      [10]byte
	dayMs    int64
	calls    map[string]string
}

// Parse reads one line into r. A field that is empty stays unknown; a field that cannot be read makes the whole line
// refused: half of it might be of another aircraft.
func (p *Parser) Parse(line []byte, r *feed.Report) error {
	*r = feed.Report{NIC: -1, NACp: -1, SIL: -1}
	var fields [22][]byte
	n := 0
	for n < 21 {
		i := 0
		for i < len(line) && line[i] != ',' {
			i++
		}
		if i == len(line) {
			break
		}
		fields[n] = line[:i]
		line = line[i+1:]
		n++
	}
	for len(line) > 0 && (line[len(line)-1] == '\r' || line[len(line)-1] == '\n') {
		line = line[:len(line)-1]
	}
	fields[n] = line
	if n < 10 || string(fields[0]) != "MSG" || len(fields[1]) != 1 {
		return ErrLine
	}
	var ok bool
	if r.Address, ok = hex(fields[4]); !ok {
		return ErrLine
	}
	if r.Ms, ok = p.moment(fields[6], fields[7]); !ok {
		return ErrLine
	}
	r.Has |= feed.Time
	if !p.values(&fields, r) {
		return ErrLine
	}
	return nil
}

func (p *Parser) values(fields *[22][]byte, r *feed.Report) bool {
	good := true
	number := func(i, digits int, has feed.Field) int64 {
		if len(fields[i]) == 0 {
			return 0
		}
		v, ok := decimal.Parse(fields[i], digits)
		good = good && ok && abs(v) < 1<<40
		r.Has |= has
		return v
	}
	if len(fields[10]) > 0 {
		if call := p.call(fields[10]); call != "" {
			r.Has |= feed.Call
			r.Call = call
		}
	}
	r.PressureCm = int32(feet(number(11, 2, feed.Pressure)))
	r.SpeedCms = int32((number(12, 2, feed.Speed)*1852 + 1800) / 3600)
	r.CourseCdeg = int32(number(13, 2, feed.Course))
	if len(fields[14]) > 0 && len(fields[15]) > 0 {
		lat, lon := number(14, 7, feed.Place), number(15, 7, feed.Place)
		place, err := geo.NewPoint(lat, lon)
		r.Place = place
		good = good && err == nil
	}
	r.ClimbCms = int32(feet(number(16, 2, feed.Climb)) / 60)
	if len(fields[17]) > 0 {
		code, ok := squawk(fields[17])
		good = good && ok
		r.Squawk = code
		r.Has |= feed.Squawk
	}
	if len(fields[21]) > 0 {
		r.Has |= feed.OnGround
		r.Ground = fields[21][0] != '0'
	}
	return good
}

// call returns the call sign, the same string each time.
func (p *Parser) call(b []byte) string {
	for len(b) > 0 && b[len(b)-1] == ' ' {
		b = b[:len(b)-1]
	}
	if c, ok := p.calls[string(b)]; ok {
		return c
	}
	if len(b) == 0 || len(b) > 8 || strings.ContainsFunc(string(b), func(c rune) bool { return c < ' ' || c > '~' }) {
		return ""
	}
	if p.calls == nil || len(p.calls) > 50_000 {
		p.calls = map[string]string{}
	}
	c := string(b)
	p.calls[c] = c
	return c
}

// moment reads a date 2026/11/21 and a time 09:24:44.678.
func (p *Parser) moment(date, clock []byte) (int64, bool) {
	if len(date) != 10 || len(clock) < 8 || len(clock) > 12 || clock[2] != ':' || clock[5] != ':' {
		return 0, false
	}
	if [10]byte(date) != p.day {
		t, err := time.Parse("2006/01/02", string(date))
		if err != nil {
			return 0, false
		}
		p.day, p.dayMs = [10]byte(date), t.UnixMilli()
	}
	h, ok := two(clock[0:])
	m, also := two(clock[3:])
	s, too := two(clock[6:])
	if !ok || !also || !too || h > 23 || m > 59 || s > 60 {
		return 0, false
	}
	ms := int64(0)
	if len(clock) > 8 {
		v, good := decimal.Parse(clock[8:], 3)
		if !good || clock[8] != '.' {
			return 0, false
		}
		ms = v
	}
	return p.dayMs + p.OffsetMs + (h*3600+m*60+s)*1000 + ms, true
}

func two(b []byte) (int64, bool) {
	return int64(b[0]-'0')*10 + int64(b[1]-'0'), b[0] >= '0' && b[0] <= '9' && b[1] >= '0' && b[1] <= '9'
}

func hex(b []byte) (v uint32, ok bool) {
	if len(b) != 6 {
		return 0, false
	}
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9':
			v = v<<4 | uint32(c-'0')
		case c >= 'a' && c <= 'f':
			v = v<<4 | uint32(c-'a'+10)
		case c >= 'A' && c <= 'F':
			v = v<<4 | uint32(c-'A'+10)
		default:
			return 0, false
		}
	}
	return v, true
}

func squawk(b []byte) (v uint16, ok bool) {
	if len(b) > 4 {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '7' {
			return 0, false
		}
		v = v<<4 | uint16(c-'0')
	}
	return v, true
}

// feet turns hundredths of a foot into centimetres, rounded half away from zero.
func feet(hundredths int64) int64 {
	if hundredths < 0 {
		return -feet(-hundredths)
	}
	return (hundredths*3048 + 5000) / 10_000
}

func abs(x int64) int64 {
	if x < 0 {
		return -x
	}
	return x
}
