// Package modes decodes the messages of Mode S transponders that say where an aircraft is: extended squitters (DF 17 and
// 18), and the identity and altitude replies (DF 0, 4, 5, 11, 16, 20, 21).
//
// Standards: ICAO Annex 10, Volume IV, chapter 3 (formats, parity, altitude codes); RTCA DO-260B and EUROCAE ED-102A
// (the 56-bit messages, compact position reports, integrity). Section numbers below are those of DO-260B.
package modes

import (
	"errors"
	"strings"
)

// The reasons for which a frame is not taken. They are errors of single frames, and quite usual on the air.
var (
	ErrLength = errors.New("a Mode S frame has 7 or 14 bytes")
	ErrParity = errors.New("the parity does not fit")
	ErrFormat = errors.New("the downlink format carries no position, altitude or identity")
)

// A Message is what one frame says. What it does not say is left at zero, with the matching Has false.
type Message struct {
	Format   uint8 // downlink format
	Address  uint32
	Other    bool  // the address is not one that a state gave out (DF 18)
	Claimed  bool  // the address stands in the frame and the parity fits; else it was worked out from the parity
	TypeCode uint8 // of an extended squitter, 1 to 31

	HasAltitude bool // barometric, feet
	AltitudeFt  int32
	HasGNSS     bool // height above the ellipsoid, feet
	GNSSFt      int32
	HasGround   bool
	Ground      bool
	HasSquawk   bool
	Squawk      uint16 // the four digits as a hexadecimal number: 0x7700
	Call        string
	Category    string // "A3"

	HasPosition bool // half of a compact position
	Odd         bool
	Surface     bool
	LatCPR      uint32 // 17 bits
	LonCPR      uint32

	HasVelocity bool // over the ground, by east and north in knots; supersonic ones are already times four
	EastKt      int32
	NorthKt     int32
	HasCourse   bool // of a movement on the surface: hundredths of a degree
	CourseCdeg  int32
	HasSpeed    bool // on the surface: hundredths of a knot
	SpeedCkt    int32
	HasClimb    bool
	ClimbFtMin  int32
	HasDelta    bool // GNSS height minus barometric altitude, feet
	DeltaFt     int32

	HasStatus bool // operational status, section 2.2.3.2.7.2
	Version   uint8
	NICa      uint8 // supplement A
	NICc      uint8
	NACp      uint8
	SIL       uint8
	HasState  bool  // target state and status, section 2.2.3.2.7.1: NACp and SIL as well
	NICb      uint8 // supplement B, in airborne positions
}

// polynomial is the generator of Annex 10, 3.1.2.3.3.1.2.
const polynomial = 0xFFF409

var crcTable = func() (t [256]uint32) {
	for i := range t {
		c := uint32(i) << 16
		for range 8 {
			if c <<= 1; c&0x1000000 != 0 {
				c ^= 0x1000000 | polynomial
			}
		}
		t[i] = c & 0xFFFFFF
	}
	return t
}()

// Parity is the remainder of a frame: zero if its parity fits and nothing is laid over it, else the address or the
// interrogator that is.
func Parity(frame []byte) uint32 {
	c := uint32(0)
	for _, b := range frame[:len(frame)-3] {
		c = (c<<8 ^ crcTable[byte(c>>16)^b]) & 0xFFFFFF
	}
	n := len(frame)
	return c ^ (uint32(frame[n-3])<<16 | uint32(frame[n-2])<<8 | uint32(frame[n-1]))
}

// Decode reads one frame of 7 or 14 bytes into m. A frame whose parity does not fit is refused, never mended: a bit that
// was guessed would be a position that nobody sent. Formats that lay the address over the parity (0, 4, 5, 16, 20, 21)
// cannot be checked by themselves: their address is whatever the parity says, and Claimed is false.
func Decode(frame []byte, m *Message) error {
	*m = Message{}
	if len(frame) != 7 && len(frame) != 14 {
		return ErrLength
	}
	format := frame[0] >> 3
	if format > 24 {
		format = 24
	}
	if long := format >= 16; long != (len(frame) == 14) {
		return ErrLength
	}
	m.Format = format
	rest := Parity(frame)
	switch format {
	case 17, 18:
		if rest != 0 {
			return ErrParity
		}
		m.Address, m.Claimed = address(frame), true
		control := frame[0] & 7
		if format == 18 && control > 2 && control != 5 && control != 6 {
			return ErrFormat // coarse TIS-B, management, reserved
		}
		m.Other = format == 18 && control != 0 && control != 6
		m.squitter(frame[4:11])
	case 11:
		if rest&^0x7F != 0 { // the interrogator's code may be laid over the last seven bits
			return ErrParity
		}
		m.Address, m.Claimed = address(frame), rest == 0
	case 0, 4, 16, 20:
		m.Address = rest
		m.HasAltitude, m.AltitudeFt = altitude13(uint16(frame[2]&0x1F)<<8 | uint16(frame[3]))
		m.flight(frame)
	case 5, 21:
		m.Address = rest
		m.HasSquawk, m.Squawk = true, identity(uint16(frame[2]&0x1F)<<8|uint16(frame[3]))
		m.flight(frame)
	default:
		return ErrFormat
	}
	return nil
}

func address(frame []byte) uint32 {
	return uint32(frame[1])<<16 | uint32(frame[2])<<8 | uint32(frame[3])
}

// flight reads what a reply says of being on the ground: the vertical status of DF 0 and 16, the flight status of the
// others (Annex 10, 3.1.2.6.5.1).
func (m *Message) flight(frame []byte) {
	if m.Format == 0 || m.Format == 16 {
		m.HasGround, m.Ground = true, frame[0]&4 != 0
		return
	}
	switch frame[0] & 7 {
	case 0, 2:
		m.HasGround = true
	case 1, 3:
		m.HasGround, m.Ground = true, true
	}
}

// squitter reads the 56 bits of an extended squitter.
func (m *Message) squitter(me []byte) {
	m.TypeCode = me[0] >> 3
	switch t := m.TypeCode; {
	case t >= 1 && t <= 4:
		m.identification(me)
	case t >= 5 && t <= 8:
		m.surface(me)
	case t == 0 || t >= 9 && t <= 18 || t >= 20 && t <= 22:
		m.airborne(me)
	case t == 19:
		m.velocity(me)
	case t == 28 && me[0]&7 == 1:
		m.HasSquawk, m.Squawk = true, identity(uint16(me[1]&0x1F)<<8|uint16(me[2]))
	case t == 29 && me[0]>>1&3 == 1:
		m.HasState, m.NACp, m.SIL = true, uint8(bits(me, 40, 4)), uint8(bits(me, 45, 2))
	case t == 31 && me[0]&7 <= 1:
		m.status(me)
	}
}

// bits returns n bits of a message, from the first, counted from 1 as the standard does, on.
func bits(me []byte, first, n int) uint32 {
	v := uint32(0)
	for i := first - 1; i < first-1+n; i++ {
		v = v<<1 | uint32(me[i/8]>>(7-i%8)&1)
	}
	return v
}

// letters is the 6-bit alphabet of Annex 10, table 3-9.
const letters = "?ABCDEFGHIJKLMNOPQRSTUVWXYZ????? ???????????????0123456789??????"

func (m *Message) identification(me []byte) {
	var call [8]byte
	for i := range call {
		c := letters[bits(me, 9+6*i, 6)]
		if c == '?' {
			return
		}
		call[i] = c
	}
	m.Call = strings.TrimRight(string(call[:]), " ")
	m.Category = string([]byte{'A' + 4 - m.TypeCode, '0' + me[0]&7})
}

// airborne reads section 2.2.3.2.3.
func (m *Message) airborne(me []byte) {
	code := uint16(me[1])<<4 | uint16(me[2])>>4
	if m.TypeCode >= 20 {
		// GNSS height, in the same code.
		m.HasGNSS, m.GNSSFt = altitude12(code)
	} else {
		m.HasAltitude, m.AltitudeFt = altitude12(code)
	}
	m.HasGround = true
	m.NICb = me[0] & 1
	if m.TypeCode == 0 {
		return // no position
	}
	m.position(me)
}

func (m *Message) position(me []byte) {
	m.HasPosition, m.Odd = true, me[2]>>2&1 == 1
	m.LatCPR = uint32(me[2]&3)<<15 | uint32(me[3])<<7 | uint32(me[4])>>1
	m.LonCPR = uint32(me[4]&1)<<16 | uint32(me[5])<<8 | uint32(me[6])
}

// surface reads section 2.2.3.2.4.
func (m *Message) surface(me []byte) {
	m.HasGround, m.Ground, m.Surface = true, true, true
	m.position(me)
	if speed, ok := movement(bits(me, 6, 7)); ok {
		m.HasSpeed, m.SpeedCkt = true, speed
	}
	if bits(me, 13, 1) == 1 {
		m.HasCourse, m.CourseCdeg = true, int32((bits(me, 14, 7)*36000+64)/128)
	}
}

// movement is table 2-34: hundredths of a knot.
func movement(code uint32) (ckt int32, ok bool) {
	c := int32(code)
	switch {
	case c == 0 || c > 124:
		return 0, false
	case c == 1:
		return 0, true
	case c <= 8:
		return 12 + (c-2)*25/2, true // 0.125 kt on
	case c <= 12:
		return 100 + (c-9)*25, true
	case c <= 38:
		return 200 + (c-13)*50, true
	case c <= 93:
		return 1500 + (c-39)*100, true
	case c <= 108:
		return 7000 + (c-94)*200, true
	case c <= 123:
		return 10000 + (c-109)*500, true
	}
	return 17500, true
}

// velocity reads section 2.2.3.2.6.
func (m *Message) velocity(me []byte) {
	subtype := me[0] & 7
	if subtype == 0 || subtype > 4 {
		return
	}
	if subtype <= 2 {
		east, north := int32(bits(me, 15, 10)), int32(bits(me, 26, 10))
		if east != 0 && north != 0 {
			factor := int32(1)
			if subtype == 2 {
				factor = 4
			}
			m.HasVelocity, m.EastKt, m.NorthKt = true, (east-1)*factor, (north-1)*factor
			if bits(me, 14, 1) == 1 {
				m.EastKt = -m.EastKt
			}
			if bits(me, 25, 1) == 1 {
				m.NorthKt = -m.NorthKt
			}
		}
	}
	if rate := int32(bits(me, 38, 9)); rate != 0 {
		m.HasClimb, m.ClimbFtMin = true, (rate-1)*64
		if bits(me, 37, 1) == 1 {
			m.ClimbFtMin = -m.ClimbFtMin
		}
	}
	if delta := int32(bits(me, 50, 7)); delta != 0 && delta != 127 {
		m.HasDelta, m.DeltaFt = true, (delta-1)*25
		if bits(me, 49, 1) == 1 {
			m.DeltaFt = -m.DeltaFt
		}
	}
}

// status reads section 2.2.3.2.7.2.
func (m *Message) status(me []byte) {
	m.HasStatus = true
	m.Version = uint8(bits(me, 41, 3))
	if m.Version == 0 {
		return
	}
	m.NICa = uint8(bits(me, 44, 1))
	m.NACp = uint8(bits(me, 45, 4))
	m.SIL = uint8(bits(me, 51, 2))
	if me[0]&7 == 1 {
		m.NICc = uint8(bits(me, 20, 1))
	}
}

// altitude12 reads the altitude of an airborne position: the 13-bit code without its M bit.
func altitude12(code uint16) (ok bool, feet int32) {
	if code == 0 {
		return false, 0
	}
	return altitude13(code&0xFC0<<1 | code&0x3F)
}

// altitude13 reads an altitude code, Annex 10, 3.1.2.6.5.4. Metric altitudes are not defined there and not read.
func altitude13(code uint16) (ok bool, feet int32) {
	switch {
	case code == 0 || code&0x40 != 0:
		return false, 0
	case code&0x10 != 0: // Q: steps of 25 feet
		n := int32(code&0x1F80>>2 | code&0x20>>1 | code&0xF)
		return true, n*25 - 1000
	}
	return gillham(code)
}

// gillham reads the altitude in hundreds of feet of Annex 10, 3.1.1.7.12.2.3: a reflected code in the bits D1 D2 D4 A1 A2
// A4 B1 B2 B4 of 500 feet, and C1 C2 C4 of 100.
func gillham(code uint16) (ok bool, feet int32) {
	bit := func(n uint) uint32 { return uint32(code) >> n & 1 }
	// From the top: C1 A1 C2 A2 C4 A4 M B1 Q B2 D2 B4 D4.
	c1, a1, c2, a2, c4, a4 := bit(12), bit(11), bit(10), bit(9), bit(8), bit(7)
	b1, b2, d2, b4, d4 := bit(5), bit(3), bit(2), bit(1), bit(0)
	fives := unreflect(d2<<7 | d4<<6 | a1<<5 | a2<<4 | a4<<3 | b1<<2 | b2<<1 | b4)
	ones := unreflect(c1<<2 | c2<<1 | c4)
	if ones == 0 || ones == 5 || ones == 6 {
		return false, 0
	}
	if ones == 7 {
		ones = 5
	}
	if fives&1 == 1 {
		ones = 6 - ones
	}
	return true, int32(fives)*500 + int32(ones)*100 - 1300
}

func unreflect(g uint32) uint32 {
	for s := uint32(16); s > 0; s >>= 1 {
		g ^= g >> s
	}
	return g
}

// identity reads a 13-bit identity code, Annex 10, 3.1.2.6.7.1, as four digits in hexadecimal.
func identity(code uint16) uint16 {
	bit := func(n uint) uint16 { return code >> n & 1 }
	a := bit(7)<<2 | bit(9)<<1 | bit(11)
	b := bit(1)<<2 | bit(3)<<1 | bit(5)
	c := bit(8)<<2 | bit(10)<<1 | bit(12)
	d := bit(0)<<2 | bit(2)<<1 | bit(4)
	return a<<12 | b<<8 | c<<4 | d
}

// NIC is the containment category of an airborne or surface position by its type code and the supplements that the
// aircraft last sent, table 2-69; -1 if the message has no position. Without a status of version 1 or 2 the supplements
// count as zero, which is the more careful reading.
func (m *Message) NIC(a, c uint8) int8 {
	b := m.NICb
	switch m.TypeCode {
	case 0, 18, 22:
		return 0
	case 5, 9, 20:
		return 11
	case 6, 10, 21:
		return 10
	case 7:
		if a == 1 && c == 0 {
			return 9
		}
		return 8
	case 8:
		switch {
		case a == 1 && c == 1:
			return 7
		case a == 1 || c == 1:
			return 6
		}
		return 0
	case 11:
		if a == 1 && b == 1 {
			return 9
		}
		return 8
	case 12:
		return 7
	case 13:
		return 6
	case 14:
		return 5
	case 15:
		return 4
	case 16:
		if a == 1 && b == 1 {
			return 3
		}
		return 2
	case 17:
		return 1
	}
	return -1
}
