package overlay

import "math"

// WGS 84. The eccentricity squared is f(2-f) with f = 1/298.257223563.
const (
	semiMinorM        = 6_356_752.314245179
	eccentricity2     = 0.0066943799901413165
	radiansPerUnit    = math.Pi / 180 * 1e-7
	squareCmPerM2     = 10_000
	longestStep       = 0.05 // radians of latitude over which the rule of Gauss below errs by less than 1e-14
	gaussOutside      = 0.7745966692414834
	gaussWeightMiddle = 8.0 / 18
	gaussWeightOut    = 5.0 / 18
)

// A globe tells how much of the earth lies under an edge; unit is how many radians one step of its grid is.
type globe struct{ unit float64 }

// under is the area between the edge from a to b and the equator, in square centimetres, negative south of it, and counted
// against whoever walks westward. The integral of the authalic function over longitude is taken by Gauss's rule of three
// points, in pieces if the edge is long. Products are rounded one by one so that every machine comes to the same number.
func (g globe) under(a, b spot) int64 {
	width := float64(b.x-a.x) * g.unit
	if width == 0 {
		return 0
	}
	from, rise := float64(a.y)*g.unit, float64(b.y-a.y)*g.unit
	pieces := 1 + math.Floor(math.Abs(rise)/longestStep)
	half := rise / pieces / 2
	sum := 0.0
	for k := 0.0; k < pieces; k++ {
		middle := from + float64(half*(2*k+1))
		aside := float64(half * gaussOutside)
		outside := authalic(middle-aside) + authalic(middle+aside)
		sum += float64(gaussWeightMiddle*authalic(middle)) + float64(gaussWeightOut*outside)
	}
	return int64(math.Round(float64(float64(width*sum)/pieces) * (semiMinorM * semiMinorM * squareCmPerM2)))
}

// authalic is the area between the equator and a latitude for each radian of longitude, in squares of the semi-minor axis:
// the sum of (n+1)/(2n+1)·e^2n·sin^(2n+1) over n from 0.
func authalic(lat float64) float64 {
	s := sine(lat)
	s2 := float64(s * s)
	e := s2 * eccentricity2
	sum := 8.0 / 15
	for _, c := range [...]float64{7.0 / 13, 6.0 / 11, 5.0 / 9, 4.0 / 7, 3.0 / 5, 2.0 / 3, 1} {
		sum = c + float64(sum*e)
	}
	return float64(sum * s)
}

// sine is Taylor's series, which up to a right angle is exact to the last bits, and the same on every machine.
func sine(x float64) float64 {
	x2 := float64(x * x)
	sum := 1.0
	for n := 22.0; n >= 2; n -= 2 {
		sum = 1 - float64(float64(x2/float64(n*(n+1)))*sum)
	}
	return float64(x * sum)
}
