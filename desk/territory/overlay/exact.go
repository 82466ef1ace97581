package overlay

import (
	"cmp"
	"math"
	"math/bits"
)

// A spot is a place on the grid: x is longitude, y latitude. Both are less than 2^40 in size.
type spot struct{ x, y int64 }

func compareSpots(p, q spot) int {
	if c := cmp.Compare(p.x, q.x); c != 0 {
		return c
	}
	return cmp.Compare(p.y, q.y)
}

// side is positive if p lies left of the way from a to b, negative if right, zero if on it. It is exact. Floating point
// decides unless it is too near; differences of spots have at most 41 bits, so nothing but the products is rounded.
func side(a, b, p spot) int {
	dx, dy, px, py := b.x-a.x, b.y-a.y, p.x-a.x, p.y-a.y
	left, right := float64(float64(dx)*float64(py)), float64(float64(dy)*float64(px))
	doubt := 4e-16 * (math.Abs(left) + math.Abs(right))
	switch d := left - right; {
	case d > doubt:
		return 1
	case d < -doubt:
		return -1
	}
	return compareProducts(dx, py, dy, px)
}

// compareProducts compares a·b with c·d in 128 bits.
func compareProducts(a, b, c, d int64) int {
	signLeft, hiLeft, loLeft := product(a, b)
	signRight, hiRight, loRight := product(c, d)
	if signLeft != signRight {
		return cmp.Compare(signLeft, signRight)
	}
	size := cmp.Compare(hiLeft, hiRight)
	if size == 0 {
		size = cmp.Compare(loLeft, loRight)
	}
	return size * signLeft
}

func product(a, b int64) (sign int, hi, lo uint64) {
	hi, lo = bits.Mul64(magnitude(a), magnitude(b))
	switch {
	case hi|lo == 0:
		return 0, 0, 0
	case (a < 0) != (b < 0):
		return -1, hi, lo
	}
	return 1, hi, lo
}

func magnitude(a int64) uint64 {
	if a < 0 {
		return uint64(-a)
	}
	return uint64(a)
}

// between says whether p, which lies on the line through a and b or next to it, lies between them and is neither.
func between(a, b, p spot) bool {
	return p != a && p != b && min(a.x, b.x) <= p.x && p.x <= max(a.x, b.x) && min(a.y, b.y) <= p.y && p.y <= max(a.y, b.y)
}

// crossing is the spot nearest to where the ways from a to b and from c to d cross; that they do is known.
func crossing(a, b, c, d spot) spot {
	dx, dy := float64(b.x-a.x), float64(b.y-a.y)
	fromC := float64(dx*float64(c.y-a.y)) - float64(dy*float64(c.x-a.x))
	fromD := float64(dx*float64(d.y-a.y)) - float64(dy*float64(d.x-a.x))
	t := fromC / (fromC - fromD)
	if !(t >= 0 && t <= 1) { // too near to parallel to tell: halfway is on one of them at least, and another round looks again
		t = 0.5
	}
	return spot{c.x + int64(math.Round(t*float64(d.x-c.x))), c.y + int64(math.Round(t*float64(d.y-c.y)))}
}
