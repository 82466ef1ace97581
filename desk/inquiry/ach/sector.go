package ach

// A Sector of the compass, in whole degrees from north, clockwise from From to To. From may be the larger: 350 to 10.
type Sector struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

// Towards is the sector in which the origin of what made a crater lies: the direction from which it came, with its error to
// both sides. An error of 180 or more says nothing, and is the whole circle.
func Towards(azimuth, errorDeg int64) Sector {
	if errorDeg >= 180 {
		return Sector{0, 360}
	}
	return Sector{turn(azimuth - errorDeg), turn(azimuth + errorDeg)}
}

// Width is how many degrees a sector spans.
func (s Sector) Width() int64 {
	if s.To-s.From == 360 {
		return 360
	}
	return turn(s.To - s.From)
}

// Within says whether a direction lies in a sector.
func (s Sector) Within(azimuth int64) bool {
	return s.Width() == 360 || turn(azimuth-s.From) <= s.Width()
}

// Common is the sector that lies in both. It is false when there is none, and when there would be two: then the craters do
// not say one thing.
func Common(a, b Sector) (Sector, bool) {
	switch {
	case a.Width() == 360:
		return b, true
	case b.Width() == 360:
		return a, true
	}
	aIn, bIn := b.Within(a.From), a.Within(b.From)
	switch {
	case aIn && bIn && a.From != b.From:
		return Sector{}, false // they meet at both ends
	case aIn:
		return Sector{a.From, turn(a.From + min(a.Width(), turn(b.To-a.From)))}, true
	case bIn:
		return Sector{b.From, turn(b.From + min(b.Width(), turn(a.To-b.From)))}, true
	}
	return Sector{}, false
}

func turn(degrees int64) int64 { return (degrees%360 + 360) % 360 }
