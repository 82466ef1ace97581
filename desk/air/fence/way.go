package fence

import "truce.example/geo"

// A Fix is where an aircraft was at a moment.
type Fix struct {
	Ms       int64     // when, in milliseconds UTC since 1970
	At       geo.Point // where
	Pressure Span      // its height above 1013.25 hPa, or Anywhere
	AMSL     Span      // its height above mean sea level, or Anywhere

	// Apart says that the way from the fix before to this one is not known: the gap is too long, or one of the two may be
	// false. Nothing is then said of what lies between; what changed is reported as of this fix.
	Apart bool
}

// of returns the height that a bound is compared with.
func (f *Fix) of(pressure bool) Span {
	if pressure {
		return f.Pressure
	}
	return f.AMSL
}

const (
	// A piece that bends less than this from the great circle, in 1e-7 degree, is straight: 0.7 m.
	maxBend = 64
	// A piece is not longer than this each way, 1.7 degrees, so that products fit in 64 bits.
	maxSpan = 1 << 24
)

// Way calls piece with the straight pieces of the way from a to b, in order. It halves the great circle until each half
// is straight; time and height are halved alike, rounded down.
func Way(a, b *Fix, piece func(from, to *Fix)) {
	if straight(a, b) {
		piece(a, b)
		return
	}
	m := middle(a, b)
	Way(a, &m, piece)
	Way(&m, b, piece)
}

func straight(a, b *Fix) bool {
	dy, dx := abs(int64(b.At.Lat)-int64(a.At.Lat)), abs(int64(b.At.Lon)-int64(a.At.Lon))
	if short(dy, dx) {
		return true
	}
	if dx > maxSpan || dy > maxSpan {
		return false
	}
	m := geo.Midpoint(a.At, b.At)
	return abs(2*int64(m.Lat)-int64(a.At.Lat)-int64(b.At.Lat)) <= 2*maxBend && abs(2*int64(m.Lon)-int64(a.At.Lon)-int64(b.At.Lon)) <= 2*maxBend
}

// short says that a piece is straight without asking for its midpoint: the bend is at most Δλ²/16 to the pole and, below 85
// degrees, Δλ·Δφ·11.5/4 aside, in radians.
func short(north, east int64) bool { return east < 1<<19 && east*north < 1<<33 }

func middle(a, b *Fix) Fix {
	return Fix{
		Ms: (a.Ms + b.Ms) >> 1, At: geo.Midpoint(a.At, b.At),
		Pressure: a.Pressure.middle(b.Pressure), AMSL: a.AMSL.middle(b.AMSL),
	}
}

// middle is unknown where either is.
func (s Span) middle(t Span) Span {
	if !s.Known() || !t.Known() {
		return Anywhere
	}
	return Span{int32((int64(s.LowCm) + int64(t.LowCm)) >> 1), int32((int64(s.HighCm) + int64(t.HighCm)) >> 1)}
}

func abs(x int64) int64 {
	if x < 0 {
		return -x
	}
	return x
}
