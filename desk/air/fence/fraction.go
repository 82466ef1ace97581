package fence

import "math/bits"

// A fraction is a part of a piece of way: 0 at its beginning, 1 at its end. of is positive and part from 0 to of.
type fraction struct{ part, of int64 }

var (
	atStart = fraction{0, 1}
	atEnd   = fraction{1, 1}
)

// compare is negative if a comes before b.
func (a fraction) compare(b fraction) int {
	high, low := bits.Mul64(uint64(a.part), uint64(b.of))
	otherHigh, otherLow := bits.Mul64(uint64(b.part), uint64(a.of))
	switch {
	case high != otherHigh:
		return less(high < otherHigh)
	case low != otherLow:
		return less(low < otherLow)
	}
	return 0
}

func less(yes bool) int {
	if yes {
		return -1
	}
	return 1
}

func (a fraction) before(b fraction) bool { return a.compare(b) < 0 }

func latest(a, b fraction) fraction {
	if a.before(b) {
		return b
	}
	return a
}

func earliest(a, b fraction) fraction {
	if b.before(a) {
		return b
	}
	return a
}

// between returns the value so far on the way from x to y, rounded to the nearest, half away from x.
func (a fraction) between(x, y int64) int64 {
	d := y - x
	high, low := bits.Mul64(uint64(abs(d)), uint64(a.part))
	low, carry := bits.Add64(low, uint64(a.of)/2, 0)
	quotient, _ := bits.Div64(high+carry, low, uint64(a.of))
	if d < 0 {
		return x - int64(quotient)
	}
	return x + int64(quotient)
}
