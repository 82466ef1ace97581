// Package beast reads the binary format of the Mode-S Beast, which dump1090 and readsb speak on port 30005.
//
// A frame is the byte 0x1a, its type, six bytes of a 12 MHz clock, one of signal strength, and the message: type 1 is
// Mode A/C (2 bytes), 2 a short Mode S message (7), 3 a long one (14). A byte 0x1a within is written twice. Described at
// https://wiki.jetvision.de/wiki/Mode-S_Beast:Data_Output_Formats.
package beast

import (
	"bytes"
	"errors"
	"io"
)

// A Frame is one message as it was received.
type Frame struct {
	Type   byte   // '1', '2' or '3'
	Ticks  uint64 // of the receiver's clock at 12 MHz, 48 bits; zero if it has none
	Signal byte
	Data   []byte // valid until the next frame is read
}

// ErrMore says that the bytes end within a frame.
var ErrMore = errors.New("the frame is not complete")

// Parse reads the first frame of buf into f, and returns how many bytes it took, those skipped before it included. The
// message goes to store, which has room for 14 bytes. At the end of what is whole it returns ErrMore and how many bytes
// can be dropped.
func Parse(buf []byte, f *Frame, store *[14]byte) (n int, err error) {
	for {
		for n < len(buf) && buf[n] != 0x1a {
			n++ // lost: look for the next frame
		}
		if n+1 >= len(buf) {
			return n, ErrMore
		}
		length := 0
		switch buf[n+1] {
		case '1':
			length = 2
		case '2':
			length = 7
		case '3':
			length = 14
		case 0x1a:
			n += 2 // a doubled byte of a frame whose beginning was lost
			continue
		default:
			n++
			continue
		}
		end, ok, more := unescape(buf[n+2:], 7+length, f, store)
		if more {
			return n, ErrMore
		}
		if !ok {
			n++ // a new frame began within: this one was cut
			continue
		}
		f.Type, f.Data = buf[n+1], store[:length]
		return n + 2 + end, nil
	}
}

// unescape reads want bytes, in which 0x1a stands twice.
func unescape(in []byte, want int, f *Frame, store *[14]byte) (n int, ok, more bool) {
	ticks := uint64(0)
	if len(in) >= want && bytes.IndexByte(in[:want], 0x1a) < 0 { // nothing is doubled, as in most
		for _, c := range in[:6] {
			ticks = ticks<<8 | uint64(c)
		}
		f.Ticks, f.Signal = ticks, in[6]
		copy(store[:], in[7:want])
		return want, true, false
	}
	for i := range want {
		if n >= len(in) {
			return n, false, true
		}
		c := in[n]
		n++
		if c == 0x1a {
			if n >= len(in) {
				return n, false, true
			}
			if in[n] != 0x1a {
				return n, false, false
			}
			n++
		}
		switch {
		case i < 6:
			ticks = ticks<<8 | uint64(c)
		case i == 6:
			f.Signal = c
		default:
			store[i-7] = c
		}
	}
	f.Ticks = ticks
	return n, true, false
}

// A Reader reads frames from a file or a connection.
type Reader struct {
	from        io.Reader
	buf         []byte
	begin, fill int
	store       [14]byte
	err         error
}

// NewReader returns a reader of from.
func NewReader(from io.Reader) *Reader { return &Reader{from: from, buf: make([]byte, 1<<16)} }

// Next returns the next frame, or the error with which the source ended; a frame that was cut off at the end is left out.
func (r *Reader) Next(f *Frame) error {
	for {
		n, err := Parse(r.buf[r.begin:r.fill], f, &r.store)
		r.begin += n
		if err == nil {
			return nil
		}
		if r.err != nil {
			return r.err
		}
		copy(r.buf, r.buf[r.begin:r.fill])
		r.fill -= r.begin
		r.begin = 0
		n, r.err = r.from.Read(r.buf[r.fill:])
		r.fill += n
	}
}

// Append writes a frame, as a receiver would.
func Append(out []byte, f Frame) []byte {
	out = append(out, 0x1a, f.Type)
	put := func(c byte) {
		if out = append(out, c); c == 0x1a {
			out = append(out, c)
		}
	}
	for s := 40; s >= 0; s -= 8 {
		put(byte(f.Ticks >> s))
	}
	put(f.Signal)
	for _, c := range f.Data {
		put(c)
	}
	return out
}

// A Clock turns the receiver's ticks into moments, from the first frame on, across the overflow of 48 bits (271 days). A
// receiver without a clock sends zeros: then Ms is ok false.
type Clock struct {
	StartMs int64
	last    uint64
	total   uint64
	begun   bool
}

// Ms is the moment of a tick. Ticks that go back a little, as they do when frames overtake each other, go back in time.
func (c *Clock) Ms(ticks uint64) (ms int64, ok bool) {
	if ticks == 0 {
		return c.StartMs, false
	}
	if !c.begun {
		c.begun, c.last = true, ticks
	}
	step := int64((ticks-c.last)<<16) >> 16
	c.last = ticks
	c.total += uint64(step)
	return c.StartMs + int64(c.total)/12_000, true
}
