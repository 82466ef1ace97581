package modes

import (
	"math"

	"truce.example/desk/air/feed"
	"truce.example/geo"
)

// A Decoder makes reports of frames: it pairs the halves of positions, and remembers what each aircraft last said of its
// integrity. It belongs to one goroutine. Its memory is bounded by Most aircraft; the one not heard for longest goes.
type Decoder struct {
	Near geo.Point // where the receiver is, for positions on the ground; used if HasNear
	// HasNear says that Near is known. Without it an aircraft on the ground has a place only after one in the air.
	HasNear bool
	Most    int // aircraft to remember; zero is 50,000

	// What was not taken, for the health of the feed.
	Frames, BadParity, Unpaired, Jumps int64

	planes map[uint32]*plane
	m      Message
}

// A plane is what pairing needs.
type plane struct {
	evenMs, oddMs      int64 // when the halves came; 0 is never
	pair               Pair
	surface            bool
	placeMs            int64
	place              geo.Point
	placed             bool
	heardMs            int64
	nicA, nicC         uint8
	nacp, sil, version int8
	call               string
}

const (
	pairMs  = 10_000  // halves further apart are not paired, A.1.7.7
	localMs = 180_000 // a place older than this no longer helps
	// 1,600 knots in a millisecond, in centimetres, and a margin for doubt: what is faster is not taken.
	fastest  = 82
	marginCm = 200_000
)

// Decode takes one frame that came at a moment, and returns what it says. ok is false if it says nothing that can be
// used: its parity is wrong, or its format carries nothing. Replies whose address is laid over the parity are taken for
// aircraft that were heard in a message with an address of its own, and for no others.
func (d *Decoder) Decode(ms int64, frame []byte, r *feed.Report) (ok bool) {
	d.Frames++
	m := &d.m
	if err := Decode(frame, m); err != nil {
		if err == ErrParity {
			d.BadParity++
		}
		return false
	}
	key := m.Address
	if m.Other {
		key |= 1 << 24
	}
	p := d.planes[key]
	if p == nil {
		if !m.Claimed {
			return false
		}
		p = d.add(key, ms)
	}
	p.heardMs = ms
	*r = feed.Report{Address: m.Address, Other: m.Other, Ms: ms, NIC: -1, NACp: p.nacp, SIL: p.sil}
	d.state(m, p, r)
	d.motion(m, r)
	if m.HasPosition {
		d.position(ms, m, p, r)
	}
	return true
}

func (d *Decoder) add(key uint32, ms int64) *plane {
	if d.planes == nil {
		d.planes = map[uint32]*plane{}
	}
	if most := d.Most; len(d.planes) >= max(most, 50_000*b2i(most == 0)) {
		oldest, since := uint32(0), int64(math.MaxInt64)
		for k, p := range d.planes {
			if p.heardMs < since || p.heardMs == since && k < oldest {
				oldest, since = k, p.heardMs
			}
		}
		delete(d.planes, oldest)
	}
	p := &plane{nacp: -1, sil: -1, version: -1}
	d.planes[key] = p
	return p
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// state takes what a message says of the aircraft itself.
func (d *Decoder) state(m *Message, p *plane, r *feed.Report) {
	if m.HasAltitude {
		r.Has |= feed.Pressure
		r.PressureCm = feet(m.AltitudeFt)
	}
	if m.HasGNSS {
		r.Has |= feed.Geometric
		r.GeometricCm = feet(m.GNSSFt)
	}
	if m.HasGround {
		r.Has |= feed.OnGround
		r.Ground = m.Ground
	}
	if m.HasSquawk {
		r.Has |= feed.Squawk
		r.Squawk = m.Squawk
	}
	if m.Call != "" {
		if p.call != m.Call {
			p.call = m.Call
		}
		r.Has |= feed.Call
		r.Call = p.call
	}
	if m.HasStatus {
		p.version, p.nicA, p.nicC = int8(m.Version), m.NICa, m.NICc
	}
	if m.HasState || m.HasStatus && m.Version > 0 {
		p.nacp, p.sil = int8(m.NACp), int8(m.SIL)
		r.NACp, r.SIL = p.nacp, p.sil
	}
	if m.HasStatus || m.HasState {
		r.Has |= feed.Integrity
	}
}

// feet returns centimetres, rounded half away from zero.
func feet(ft int32) int32 {
	cm := int64(ft) * 3048
	if cm < 0 {
		return int32((cm - 50) / 100)
	}
	return int32((cm + 50) / 100)
}

func (d *Decoder) motion(m *Message, r *feed.Report) {
	if m.HasVelocity {
		r.Has |= feed.Speed | feed.Course
		r.SpeedCms = knots(100 * math.Hypot(float64(m.EastKt), float64(m.NorthKt)))
		course := math.Atan2(float64(m.EastKt), float64(m.NorthKt)) * 18000 / math.Pi
		r.CourseCdeg = int32(math.Round(course)+36000) % 36000
	}
	if m.HasSpeed {
		r.Has |= feed.Speed
		r.SpeedCms = knots(float64(m.SpeedCkt))
	}
	if m.HasCourse {
		r.Has |= feed.Course
		r.CourseCdeg = m.CourseCdeg
	}
	if m.HasClimb {
		r.Has |= feed.Climb
		r.ClimbCms = feet(m.ClimbFtMin) / 60
	}
}

func knots(hundredths float64) int32 { return int32(math.Round(hundredths * 1852 / 3600)) }

func (d *Decoder) position(ms int64, m *Message, p *plane, r *feed.Report) {
	if p.surface != m.Surface {
		p.evenMs, p.oddMs, p.surface = 0, 0, m.Surface
	}
	if m.Odd {
		p.pair.OddLat, p.pair.OddLon, p.oddMs = m.LatCPR, m.LonCPR, ms
	} else {
		p.pair.EvenLat, p.pair.EvenLon, p.evenMs = m.LatCPR, m.LonCPR, ms
	}
	place, ok := d.place(ms, m, p)
	if !ok {
		d.Unpaired++
		return
	}
	if p.placed && ms-p.placeMs < localMs && !within(p.place, place, (ms-p.placeMs)*fastest+marginCm) {
		// Too far for any aircraft: one of the two is wrong, and it is not known which. Begin anew.
		d.Jumps++
		p.placed, p.evenMs, p.oddMs = false, 0, 0
		return
	}
	p.place, p.placeMs, p.placed = place, ms, true
	r.Has |= feed.Place | feed.Integrity
	r.Place = place
	r.NIC = m.NIC(p.nicA, p.nicC)
}

// place prefers the pair, which needs no earlier place, to the single report.
func (d *Decoder) place(ms int64, m *Message, p *plane) (geo.Point, bool) {
	if !m.Surface && p.evenMs != 0 && p.oddMs != 0 && abs(p.evenMs-p.oddMs) <= pairMs {
		if q, ok := p.pair.Global(m.Odd); ok {
			return q, true
		}
	}
	if p.placed && ms-p.placeMs < localMs {
		return Local(p.place, m.Odd, m.Surface, m.LatCPR, m.LonCPR)
	}
	if m.Surface && d.HasNear {
		return Local(d.Near, m.Odd, true, m.LatCPR, m.LonCPR)
	}
	return geo.Point{}, false
}
